"""The audited paper: every label has a record, every wrong line a witness and a proved correction."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from verify.ledger import audit, committed, regressions
from verify.paper import find, load
from verify.record import effective
from verify.verdict import ACCEPTED

TEXT = Path(__file__).resolve().parents[2] / "shared" / "papers" / "hrr2023.txt"
PENDING = re.compile(r"not yet audited")
REFUTED = {
    "3", "p/p-H", "5", "A3", "B2", "B3", "p/B2-equals-B3", "p/omega-squared", "p/conjugation", "F3", "F4",
    "p/three-million-years",
}  # fmt: skip


@pytest.fixture(scope="module")
def ledger() -> dict[str, dict[str, Any]]:
    loaded = load(find("hrr2023"))
    return {item["label"]: item for item in audit(loaded, list(loaded.claims), jobs=2).records}


def test_every_numbered_label_has_a_record(ledger: dict[str, dict[str, Any]]) -> None:
    assert not set(load(find("hrr2023")).paper.numbered) - set(ledger)


@pytest.mark.skipif(not TEXT.is_file(), reason="the paper's text is not beside the checkout")
def test_labels_are_those_of_the_text() -> None:
    printed = set(re.findall(r"\(([1-9]\d?|[A-F]\d{1,2})\)\s*$", TEXT.read_text(encoding="utf-8"), re.M))
    numbered = set(load(find("hrr2023")).paper.numbered)
    assert printed <= numbered | {"1", "2"}
    assert len(numbered - printed) <= 6, sorted(numbered - printed)


def test_prose_claims_are_many(ledger: dict[str, dict[str, Any]]) -> None:
    prose = [label for label in ledger if label.startswith("p/")]
    audited = [label for label in prose if not _pending(ledger[label])]
    assert len(prose) >= 100 and len(audited) >= 40


def _pending(item: dict[str, Any]) -> bool:
    return any(PENDING.search(e["text"]) for e in item["as_printed"]["evidence"])


def test_exactly_the_wrong_lines_are_refuted(ledger: dict[str, dict[str, Any]]) -> None:
    assert {label for label, item in ledger.items() if item["as_printed"]["word"] == "refuted"} == REFUTED


@pytest.mark.parametrize("label", sorted(REFUTED))
def test_refuted_lines_have_a_witness_and_a_correction(ledger: dict[str, dict[str, Any]], label: str) -> None:
    item = ledger[label]
    assert any(e["method"] == "witness" and e["data"] for e in item["as_printed"]["evidence"])
    assert item["as_printed"]["error"] in ("substance", "slip")
    assert item["corrected"] is not None and effective(item) in {"proved", "certified"}
    assert item["corrected"]["why"] and item["corrected"]["consequence"]


def test_nothing_audited_is_undecided(ledger: dict[str, dict[str, Any]]) -> None:
    left = [label for label, item in ledger.items() if item["as_printed"]["word"] == "undecided" and not _pending(item)]
    assert left == []


def test_accepted_claims_kill_their_mutants(ledger: dict[str, dict[str, Any]]) -> None:
    for label, item in ledger.items():
        if effective(item) in ACCEPTED:
            assert item["mutants"]["killed"] > 0, label
            assert item["mutants"]["survived"] == 0, label


def test_a_correction_is_given_only_where_the_print_is_refuted(ledger: dict[str, dict[str, Any]]) -> None:
    for label, item in ledger.items():
        assert (item["corrected"] is not None) == (item["as_printed"]["word"] == "refuted"), label


def test_words_are_as_committed() -> None:
    loaded = load(find("hrr2023"))
    result = audit(loaded, list(loaded.claims), jobs=1)
    assert committed(loaded) is not None and regressions(result) == []


def test_words_are_used(ledger: dict[str, dict[str, Any]]) -> None:
    words = Counter(item["as_printed"]["word"] for item in ledger.values())
    assert words["proved"] >= 75 and words["certified"] >= 2, words
