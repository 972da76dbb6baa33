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
from verify.tightness import Tightness
from verify.verdict import ACCEPTED

TEXT = Path(__file__).resolve().parents[2] / "shared" / "papers" / "hrr2023.txt"
PENDING = re.compile(r"not yet audited")
REFUTED = {
    "3", "p/p-H", "5", "A3", "B2", "B3", "p/B2-equals-B3", "p/omega-squared", "p/conjugation", "F3", "F4",
    "p/three-million-years", "p/local-quadratic-potential", "15", "21", "22", "p/rescaled-diffusion-norm", "Lemma1", "D2", "D16",
    "D17", "D18", "D23",
}  # fmt: skip
TESTED = {"D1", "D3", "D5", "D9", "D12", "D13", "D20", "D24", "33", "x/any-state", "x/classical-sharp", "x/quantum-sharper"}


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
    assert len([label for label in ledger if label.startswith("p/")]) == 167


def test_nothing_is_left_unaudited(ledger: dict[str, dict[str, Any]]) -> None:
    assert not [label for label, item in ledger.items() if any(PENDING.search(e["text"]) for e in item["as_printed"]["evidence"])]


def test_exactly_the_wrong_lines_are_refuted(ledger: dict[str, dict[str, Any]]) -> None:
    assert {label for label, item in ledger.items() if item["as_printed"]["word"] == "refuted"} == REFUTED


def test_lines_that_hold_in_one_reading_only_are_not_refuted(ledger: dict[str, dict[str, Any]]) -> None:
    for label in ("p/longer-times", "p/many-body-factor"):
        printed = ledger[label]["as_printed"]
        assert [reading["word"] for reading in printed["readings"]] == ["refuted", "proved"] and printed["error"] == "ambiguous"
    for label in ("p/extensive-error", "p/error-small-when-narrow"):
        printed = ledger[label]["as_printed"]
        assert [reading["word"] for reading in printed["readings"]] == ["proved", "refuted"] and printed["error"] == "ambiguous"


@pytest.mark.parametrize("label", sorted(REFUTED))
def test_refuted_lines_have_a_witness_and_a_correction(ledger: dict[str, dict[str, Any]], label: str) -> None:
    item = ledger[label]
    assert any(e["method"] == "witness" and e["data"] for e in item["as_printed"]["evidence"])
    assert item["as_printed"]["error"] in ("substance", "slip", "ambiguous")
    assert item["corrected"] is not None and effective(item) in {"proved", "certified"}
    assert item["corrected"]["why"] and item["corrected"]["consequence"]


def test_nothing_audited_is_undecided(ledger: dict[str, dict[str, Any]]) -> None:
    assert [label for label, item in ledger.items() if item["as_printed"]["word"] == "undecided"] == []


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
    assert words["proved"] >= 220 and words["certified"] >= 4, words


def test_simulations_alone_support_and_every_one_of_them_does(ledger: dict[str, dict[str, Any]]) -> None:
    supported = {label for label, item in ledger.items() if item["as_printed"]["word"] == "supported"}
    assert supported == {label for label in ledger if label.startswith("x/sim/")} and len(supported) == 10
    for label in supported:
        assert ledger[label]["slack"]["at"], label
        assert not any(label in item["uses"] for item in ledger.values()), "no proof rests on a simulation"


def test_inequalities_of_appendix_d_are_tested_against_exact_left_sides(ledger: dict[str, dict[str, Any]]) -> None:
    for label in TESTED:
        assert "tested" in ledger[label]["domain"], label
        assert 0 < float(ledger[label]["slack"]["largest_ratio"]) <= 1.000001, label


def test_theorem_1_inherits_through_its_whole_proof(ledger: dict[str, dict[str, Any]]) -> None:
    below, stack = set(), ["Theorem1"]
    while stack:
        for used in ledger[stack.pop()]["uses"]:
            if used not in below:
                below.add(used)
                stack.append(used)
    assert {str(n) for n in range(11, 36)} <= below
    assert {f"D{n}" for n in range(1, 25)} | {"Lemma1", "C15", "E8", "E11", "x/larger-z", "x/z-equal-one"} <= below
    assert ledger["Theorem1"]["inherited"]["word"] == "proved"
    assert {"x/duhamel", "x/quantum-semigroup", "x/classical-semigroup", "x/transport-solution"} <= set(
        ledger["Theorem1"]["inherited"]["rests_on"]
    )


@pytest.mark.parametrize("row", load(find("hrr2023")).paper.tightness, ids=lambda row: f"{row.label}-{row.case}")
def test_tightness_is_in_order(row: Tightness, ledger: dict[str, dict[str, Any]]) -> None:
    """attained <= proved <= printed for many d, and the claims that say so are proved."""
    for d in (1, 2, 3, 4, 7, 9, 10, 11, 30):
        printed, proved, reached = row.printed.subs(row.d, d), row.proved.subs(row.d, d), row.reached(d)
        assert proved <= printed
        assert reached is None or float(reached) <= float(proved) * (1 + 1e-12)
    assert all(effective(ledger[label]) == "proved" for label in (row.claim, *(each.claim for each in row.attained)))
