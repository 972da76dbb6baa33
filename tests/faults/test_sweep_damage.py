"""Damage to a store: what is not what was stored is not served, what is whole is kept, and the next sweep ends as an undisturbed one."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sweeps import KERNELS, Trial

from verify.sweep.read import read
from verify.sweep.store import Store

PAGE = 4096
Whole = tuple[dict[str, bytes], str]


@pytest.fixture(scope="module")
def filled(warm: None, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """A sweep with its store; not to be changed."""
    trial = Trial(tmp_path_factory.mktemp("filled") / "trial")
    assert trial.run().status == 0
    return trial


@pytest.fixture(scope="module")
def whole(filled: Trial) -> Whole:
    """Its records and arrays, and its table."""
    return filled.objects(), filled.run().out


def copied(filled: Trial, folder: Path) -> Trial:
    trial = Trial(folder)
    shutil.copytree(filled.store, trial.store)
    return trial


def served(trial: Trial, filled: Trial) -> int:
    """How many points the store has, opened for writing; each is served as it was stored."""
    keys = list(read(trial.file, KERNELS).points)
    with Store(trial.store) as store, Store(filled.store, write=False) as other:
        found = {key: store.get(key) for key in keys}
        for key, record in found.items():
            assert record is None or record == other.get(key), "something wrong is served"
            for name in {} if record is None else record.arrays.values():
                store.array(name)
    return sum(record is not None for record in found.values())


def test_a_bit_of_any_page_of_the_index_flipped(filled: Trial, tmp_path: Path, whole: Whole) -> None:
    """Half of them where something is written: most of a page is empty."""
    content = (filled.store / "index.sqlite").read_bytes()
    rng, set_aside = random.Random(3), 0
    used = [at for at, byte in enumerate(content) if byte]
    trial = copied(filled, tmp_path / "trial")
    for number in range(80):
        at = rng.choice(used) if number % 2 else rng.randrange(len(content))
        (trial.store / "index.sqlite").write_bytes(content[:at] + bytes([content[at] ^ 1 << rng.randrange(8)]) + content[at + 1 :])
        assert served(trial, filled) == trial.number, f"byte {at}: what is whole must be found"
        aside = list(trial.store.glob("index.damaged-*"))
        set_aside += bool(aside)
        for path in aside:
            path.unlink()
    assert set_aside > 12
    trial.go_on(*whole, trial.number)


def test_any_page_of_the_index_lost_or_cut_off(filled: Trial, tmp_path: Path, whole: Whole) -> None:
    content = (filled.store / "index.sqlite").read_bytes()
    pages = len(content) // PAGE
    assert pages >= 3
    damaged = [content[: k * PAGE] + bytes(PAGE) + content[(k + 1) * PAGE :] for k in range(pages)]
    damaged += [content[: k * PAGE + more] for k in range(pages) for more in (0, 100)]
    damaged += [content[:PAGE] + content[2 * PAGE : 3 * PAGE] + content[PAGE : 2 * PAGE] + content[3 * PAGE :]]
    for number, each in enumerate(damaged):
        trial = copied(filled, tmp_path / str(number))
        (trial.store / "index.sqlite").write_bytes(each)
        assert served(trial, filled) == trial.number, number
        trial.go_on(*whole, trial.number)


def record(trial: Trial) -> Path:
    """The record of a point that has an array."""
    return next(path for path in sorted(trial.store.rglob("*.json")) if json.loads(path.read_text())["arrays"])


def test_a_record_cut_at_any_byte_or_with_any_byte_changed(filled: Trial, tmp_path: Path, whole: Whole) -> None:
    trial, rng = copied(filled, tmp_path / "trial"), random.Random(4)
    path = record(trial)
    content = path.read_bytes()
    with Store(trial.store) as store:
        key = json.loads(content)["key"]
        assert store.get(key) is not None
        for at in range(len(content)):
            for each in (content[:at], content[:at] + bytes([content[at] ^ 1 << rng.randrange(8)]) + content[at + 1 :]):
                path.write_bytes(each)
                assert store.get(key) is None, at
        store.close()
    trial.go_on(*whole, trial.number - 1)


def swap(one: Path, other: Path) -> None:
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)


def arrays(trial: Trial) -> list[Path]:
    return sorted(trial.store.rglob("*.npy"))


def records(trial: Trial) -> list[Path]:
    return sorted(trial.store.rglob("*.json"))


def places_swapped(trial: Trial) -> None:
    """In the index, each point has the place of the next one."""
    index = sqlite3.connect(trial.store / "index.sqlite", isolation_level=None)
    rows = index.execute("SELECT key, record FROM points").fetchall()
    for (key, _), (_, other) in zip(rows, rows[1:] + rows[:1], strict=True):
        index.execute("UPDATE points SET record = ? WHERE key = ?", (other, key))
    index.close()


def emptied(trial: Trial) -> None:
    for path in arrays(trial):
        path.write_bytes(b"")


def journal(trial: Trial) -> None:
    (trial.store / "index.sqlite-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(5000))


def aged(trial: Trial) -> None:
    """As after a clock that has jumped: half of the files are of 1970, half of another century."""
    for number, path in enumerate(sorted(trial.store.rglob("*"))):
        os.utime(path, (number % 2 * 5e9, number % 2 * 5e9))


DAMAGES: dict[str, tuple[Callable[[Trial], object], int]] = {
    "two arrays swapped": (lambda trial: swap(*arrays(trial)[:2]), 2),
    "two records swapped": (lambda trial: swap(*records(trial)[:2]), 2),
    "all arrays emptied": (emptied, 3),
    "the index tells each point the place of another": (places_swapped, 0),
    "a journal of nobody": (journal, 0),
    "no index": (lambda trial: (trial.store / "index.sqlite").unlink(), 0),
    "no lock": (lambda trial: (trial.store / "lock").unlink(), 0),
    "no objects": (lambda trial: shutil.rmtree(trial.store / "objects"), 6),
    "times of files that cannot be": (aged, 0),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_only_what_is_damaged_is_computed_again(filled: Trial, tmp_path: Path, whole: Whole, damage: str) -> None:
    trial = copied(filled, tmp_path / "trial")
    change, lost = DAMAGES[damage]
    change(trial)
    ended = trial.run(options=("--show",), name="show")
    assert ended.out.count(",done,") + ended.out.count(',refused,"') >= trial.number - lost and "Traceback" not in ended.err
    said = trial.go_on(*whole, trial.number - lost).err
    assert ("damaged or gone" in said) == (lost > 0 or damage.startswith("the index tells"))
    assert trial.run(name="again").err == ""
