"""The audit of li2024, as its committed records say it; the audit itself shows that they are what it writes."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from verify.check import check
from verify.ledger import committed
from verify.paper import find, load
from verify.record import effective, record
from verify.verdict import ACCEPTED

TEXT = Path(__file__).resolve().parents[2] / "shared" / "papers" / "li2024.txt"
SUBSTANCE = {
    "p/c2-decay", "1.3", "1.7", "2.11", "2.15", "2.16", "2.17", "2.18", "2.8", "3.15", "3.23", "3.36", "3.43", "4.18", "4.4", "5.1",
    "5.8", "p/flux-of-the-kernel", "p/next-symbol",
}  # fmt: skip
SLIPS = {
    "1.12", "2.21", "3.14", "3.18", "3.22", "3.34", "3.39", "3.40", "3.45", "3.46", "3.47", "3.48",
    "p/integration-by-parts", "p/rescaled-integral",
}  # fmt: skip


@pytest.fixture(scope="module")
def ledger() -> dict[str, dict[str, Any]]:
    return dict(committed(load(find("li2024"))) or {})


def test_every_claim_and_every_numbered_label_has_a_record(ledger: dict[str, dict[str, Any]]) -> None:
    loaded = load(find("li2024"))
    assert set(ledger) == set(loaded.claims)
    assert not set(loaded.paper.numbered) - set(ledger)


@pytest.mark.skipif(not TEXT.is_file(), reason="the paper's text is not beside the checkout")
def test_labels_are_those_of_the_text() -> None:
    tagged = r"\\tag\{([1-5]\.\d{1,2})\}|\(([1-5]\.\d{1,2})\)\s*\$\$"
    printed = {one or other for one, other in re.findall(tagged, TEXT.read_text(encoding="utf-8"))}
    assert len(printed) > 100
    assert printed <= set(load(find("li2024")).paper.numbered)


def test_exactly_the_wrong_lines_are_refuted(ledger: dict[str, dict[str, Any]]) -> None:
    wrong = {label: item for label, item in ledger.items() if item["as_printed"]["word"] == "refuted"}
    assert {label for label, item in wrong.items() if item["as_printed"]["error"] == "substance"} == SUBSTANCE
    assert {label for label, item in wrong.items() if item["as_printed"]["error"] == "slip"} == SLIPS
    assert set(wrong) == SUBSTANCE | SLIPS


def test_lines_that_a_stated_convention_saves_are_not_refuted(ledger: dict[str, dict[str, Any]]) -> None:
    """h = eps^2 (4.1.1) for (3.31), (4.12) and (4.13), and h^rho <= eps (before (5.4)) for rho~ <= rho."""
    for label in ("3.31", "4.12", "4.13"):
        assert ledger[label]["as_printed"]["word"] == "proved" and "eps" in ledger[label]["slip"]
    printed = ledger["p/rho-tilde"]["as_printed"]
    assert [reading["word"] for reading in printed["readings"]] == ["refuted", "proved"] and printed["holds_in"] == "reading 2"


def test_an_inference_is_refuted_and_not_the_line(ledger: dict[str, dict[str, Any]]) -> None:
    """p/size-of-correction: what does not follow for t > 1 may be true of the symbols of the proof."""
    printed = ledger["p/size-of-correction"]["as_printed"]
    assert [reading["word"] for reading in printed["readings"]] == ["proved", "refuted"] and printed["holds_in"] == "first reading"
    assert "p/size-of-correction" not in {used for item in ledger.values() for used in item["uses"]}


@pytest.mark.parametrize("label", sorted(SUBSTANCE | SLIPS))
def test_refuted_lines_have_a_witness_and_a_proved_correction(ledger: dict[str, dict[str, Any]], label: str) -> None:
    item = ledger[label]
    assert any(e["method"] == "witness" and e["data"] for e in item["as_printed"]["evidence"])
    assert item["corrected"] is not None and effective(item) in {"proved", "certified"}
    assert item["corrected"]["why"] and item["corrected"]["consequence"]


def test_corrections_are_given_to_the_wrong_lines_only() -> None:
    assert {label for label, claim in load(find("li2024")).claims.items() if claim.correction is not None} == SUBSTANCE | SLIPS


@pytest.mark.parametrize("label", sorted(SUBSTANCE | SLIPS))
def test_wrong_lines_are_refuted_anew(label: str) -> None:
    """Not from the records: the check runs here."""
    item = record("li2024", "", load(find("li2024")).claims[label], check(load(find("li2024")).claims[label]))
    assert item["as_printed"]["word"] == "refuted"
    assert item["as_printed"]["error"] == ("substance" if label in SUBSTANCE else "slip")
    assert effective(item) in {"proved", "certified"} and item["mutants"]["survived"] == 0


def test_nothing_is_undecided_and_no_mutant_survives(ledger: dict[str, dict[str, Any]]) -> None:
    words = Counter(item["as_printed"]["word"] for item in ledger.values())
    assert words["undecided"] == 0 and words["proved"] >= 190 and words["cited"] <= 23, words
    for label, item in ledger.items():
        if effective(item) in ACCEPTED:
            assert item["mutants"]["killed"] > 0 and item["mutants"]["survived"] == 0, label


def test_simulations_alone_support_and_no_proof_rests_on_one(ledger: dict[str, dict[str, Any]]) -> None:
    supported = {label for label, item in ledger.items() if item["as_printed"]["word"] == "supported"}
    simulated = {label for label in ledger if label.startswith("x/sim/")}
    assert supported == simulated | {"p/figure1", "p/remark2-figure", "x/lemma21-estimate"} and len(simulated) == 9
    assert not any(set(item["uses"]) & supported for item in ledger.values())


@pytest.mark.parametrize("theorem", ["Theorem1", "Theorem2", "Theorem3"])
def test_theorems_inherit_through_their_proofs(ledger: dict[str, dict[str, Any]], theorem: str) -> None:
    below, stack = set(), [theorem]
    while stack:
        for used in ledger[stack.pop()]["uses"]:
            if used not in below:
                below.add(used)
                stack.append(used)
    assert {"5.2", "Lemma2.1", "Lemma2.3", "Proposition4.4", "Corollary4.6", "x/quantum-contraction"} <= below
    assert ledger[theorem]["inherited"]["word"] == "proved"
    assert "x/quantum-contraction" in ledger[theorem]["inherited"]["rests_on"]
