"""Damage to the cache: an entry that is not what was stored under its key is computed anew, and never served."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import papers
import pytest
from harness import Ended, contents, run

from verify import cache

Entry = dict[str, Any]
Filled = tuple[Path, Path, Ended]


@pytest.fixture(scope="module")
def filled(warm: None, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """A toy paper, its filled cache, and the undisturbed audit; not to be changed."""
    folder = tmp_path_factory.mktemp("filled")
    paper = papers.paper(folder / "paper")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EHRENFEST_CACHE", str(folder / "cache"))
        ended = audited(paper, folder)
    return paper, folder / "cache", ended


def audited(paper: Path, folder: Path) -> Ended:
    ended = run(["audit", str(paper), "--format", "json", "--jobs", "1"], folder / "said")
    assert (ended.status, ended.err) == (0, "")
    return ended


@pytest.fixture
def copied(filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the cache, which is the one in use."""
    monkeypatch.setenv("EHRENFEST_CACHE", str(tmp_path / "copy"))
    return Path(shutil.copytree(filled[1], tmp_path / "copy"))


def entries(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.json"))


def test_an_entry_cut_at_any_byte_is_none(copied: Path) -> None:
    path = entries(copied)[0]
    whole = path.read_bytes()
    assert cache.read(path.stem) is not None
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        assert cache.read(path.stem) is None, size


def test_an_entry_with_a_bit_of_any_byte_flipped_is_the_same_or_none(copied: Path) -> None:
    """The same: a letter of an escape, say, that is written in another case."""
    path = entries(copied)[0]
    whole, stored, rng = path.read_bytes(), cache.read(path.stem), random.Random(1)
    same = 0
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << rng.randrange(8)]) + whole[at + 1 :])
        found = cache.read(path.stem)
        assert found is None or found == stored
        same += found is not None
    assert same < len(whole) / 20


def rewritten(change: Callable[[Entry], object], summed: Callable[[Entry], object] = lambda entry: None) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        entry = json.loads(path.read_text(encoding="utf-8"))
        change(entry)
        summed(entry)
        path.write_text(json.dumps(entry), encoding="utf-8")

    return damage


def summed_alone(entry: Entry) -> None:
    """The checksum of the record without its key, as a first version of the cache had it."""
    entry["sum"] = hashlib.sha256(json.dumps(entry["record"], sort_keys=True).encode()).hexdigest()


def summed_rightly(entry: Entry) -> None:
    entry["sum"] = cache._sum(entry["key"], entry["record"])


def proved(entry: Entry) -> None:
    entry["record"]["as_printed"].update(word="proved", grade="exact")


def in_the_place_of(path: Path) -> Entry:
    """The entry of another claim."""
    other = next(found for found in entries(path.parents[1]) if found != path)
    return dict(json.loads(other.read_text(encoding="utf-8")))


def another_claims(path: Path, rekeyed: bool, summed: bool) -> None:
    entry = in_the_place_of(path)
    if rekeyed:
        entry["key"] = path.stem
    if summed:
        summed_rightly(entry)
    path.write_text(json.dumps(entry), encoding="utf-8")


def replaced_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], None]] = {
    "empty": lambda path: path.write_bytes(b"") and None,
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)) and None,
    "a hole, as after a power failure": lambda path: path.write_bytes(path.read_bytes()[:512] + bytes(512)) and None,
    "proved by hand": rewritten(proved),
    "proved by hand, its checksum that of the record alone": rewritten(proved, summed_alone),
    "another claim's, valid": lambda path: another_claims(path, False, False),
    "another claim's, under this key": lambda path: another_claims(path, True, False),
    "another claim's, under this key and with its checksum": lambda path: another_claims(path, True, True),
    "of another version: valid under another key": rewritten(lambda entry: entry.update(key="0" * 64), summed_rightly),
    "without a field, with its checksum": rewritten(lambda entry: entry["record"].pop("mutants"), summed_rightly),
    "with a list for a text, with its checksum": rewritten(lambda entry: entry["record"].update(title=[]), summed_rightly),
    "with a word of no meaning": rewritten(lambda entry: entry["record"]["as_printed"].update(word="true"), summed_rightly),
    "no record": rewritten(lambda entry: entry.update(record=None), summed_rightly),
    "deep": lambda path: path.write_text('{"record":' + "[" * 100_000, encoding="utf-8") and None,
    "no text": lambda path: path.write_bytes(b"\xff\xfe" * 99) and None,
    "gone": lambda path: path.unlink(),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_changes_no_record_and_is_mended(filled: Filled, copied: Path, tmp_path: Path, damage: str) -> None:
    for path in entries(copied)[1:]:
        DAMAGES[damage](path)
    assert audited(filled[0], tmp_path).records() == filled[2].records()
    assert sorted(contents(copied)) == sorted(contents(filled[1]))
    assert all(cache.read(path.stem) is not None for path in entries(copied))
    ended = run(["audit", str(filled[0]), "--jobs", "1"], tmp_path / "said")
    assert "0 claims checked anew" in ended.out


def test_a_folder_in_the_place_of_an_entry_is_a_warning(filled: Filled, copied: Path, tmp_path: Path) -> None:
    replaced_by_folder(entries(copied)[0])
    ended = run(["audit", str(filled[0]), "--format", "json", "--jobs", "1"], tmp_path / "said")
    assert ended.status == 0 and ended.records() == filled[2].records()
    assert ended.err.startswith("ehrenfest: records are not cached") and ended.err.count("\n") == 1


def test_what_the_checksum_cannot_tell(copied: Path) -> None:
    """Who can write to the cache and means to deceive can compute the checksum too: `audit --no-cache` reads nothing of it.

    It is said in docs/not_promised.md; here, so that the sentence there stays true.
    """
    path = entries(copied)[0]
    rewritten(proved, summed_rightly)(path)
    found = cache.read(path.stem)
    assert found is not None and found["as_printed"]["word"] == "proved"
    said = (Path(cache.ROOT) / "docs" / "not_promised.md").read_text(encoding="utf-8")
    assert "--no-cache" in said and "cache" in said


def test_records_are_the_same_from_the_cache_and_from_the_check(filled: Filled, copied: Path, tmp_path: Path) -> None:
    again = audited(filled[0], tmp_path)
    assert again.records() == filled[2].records()
    os.environ["EHRENFEST_CACHE"] = str(tmp_path / "none")
    assert audited(filled[0], tmp_path).records() == again.records()
