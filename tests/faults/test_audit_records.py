"""Damage to the committed records: they are read whole or refused in a sentence, and writing them anew mends them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import papers
import pytest
from harness import here

from verify.ledger import RECORDS, committed
from verify.paper import Loaded, load
from verify.verdict import WORDS

Stored = dict[str, Any]


@pytest.fixture(scope="module")
def written(warm: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Loaded, str]:
    """A toy paper with its records, and their text."""
    folder = tmp_path_factory.mktemp("records")
    paper = papers.paper(folder / "paper")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EHRENFEST_CACHE", str(folder / "cache"))
        assert here(["audit", str(paper), "--write", "--jobs", "1"]).status == 0
    return load(paper.resolve()), (paper / RECORDS).read_text(encoding="utf-8")


@pytest.fixture
def records(written: tuple[Loaded, str]) -> Path:
    path = written[0].folder / RECORDS
    path.write_text(written[1], encoding="utf-8")
    return path


def test_records_cut_at_any_byte_are_refused(written: tuple[Loaded, str], records: Path) -> None:
    whole = written[1].rstrip("\n").encode()
    for size in range(0, len(whole), 7):
        records.write_bytes(whole[:size])
        assert committed(written[0]) is None, size
    records.write_bytes(whole)
    assert committed(written[0]) is not None


def test_records_with_a_flipped_bit_are_read_or_refused(written: tuple[Loaded, str], records: Path) -> None:
    """A letter of a text may change: against that the history of the project is the guard. A verdict never becomes another word by it."""
    whole, rng = written[1].encode(), random.Random(2)
    before = committed(written[0])
    assert before is not None
    refused = 0
    for at in range(0, len(whole), 5):
        records.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << rng.randrange(8)]) + whole[at + 1 :])
        found = committed(written[0])
        refused += found is None
        for label, item in (found or {}).items():
            assert item["as_printed"]["word"] in WORDS
            assert label not in before or item["as_printed"]["word"] == before[label]["as_printed"]["word"]
    assert refused > len(whole) / 5 / 10


def first(stored: Stored) -> Stored:
    return dict.__getitem__(stored, "records")[0]


CHANGES: dict[str, Callable[[Stored], object]] = {
    "a later schema": lambda stored: stored.update(schema=2),
    "no schema": lambda stored: stored.pop("schema"),
    "another paper's": lambda stored: stored.update(paper="other"),
    "a record twice": lambda stored: stored["records"].append(stored["records"][0]),
    "no title": lambda stored: first(stored).pop("title"),
    "no mutants": lambda stored: first(stored).pop("mutants"),
    "uses that are no list": lambda stored: first(stored).update(uses="c1"),
    "evidence that is a text": lambda stored: first(stored)["as_printed"].update(evidence="proved"),
    "evidence without a method": lambda stored: first(stored)["as_printed"]["evidence"][0].pop("method"),
    "a word of no meaning": lambda stored: first(stored)["as_printed"].update(word="true"),
    "a record that is null": lambda stored: stored["records"].append(None),
    "no records": lambda stored: stored.update(records={}),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_records_that_are_no_records_are_refused_in_a_sentence(written: tuple[Loaded, str], records: Path, change: str) -> None:
    stored = json.loads(written[1])
    CHANGES[change](stored)
    records.write_text(json.dumps(stored), encoding="utf-8")
    paper = str(written[0].folder)
    ended = here(["audit", paper, "--jobs", "1"])
    if change == "no records":
        assert committed(written[0]) == {}  # none is missing: there are none to compare with
    else:
        assert ended.status == 1 and f"`{records}` must hold the committed records, but cannot be read" in ended.err
        for command in (["show", f"{paper}:c1"], ["errata", paper], ["trust", paper]):
            refused = here([*command, "--committed"])
            assert refused.status == 2 and refused.err.count("\n") == 1
            assert refused.err.startswith("ehrenfest: `--committed` must have records")
    here(["audit", paper, "--write", "--jobs", "1"])
    assert records.read_text(encoding="utf-8") == written[1]
