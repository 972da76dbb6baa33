"""Tested statements: the search refutes what is false of some potential, and leaves what is true to the proof."""

from __future__ import annotations

from random import Random

import pytest
import sympy as sp

from verify.budget import NAME, budget
from verify.check import examine
from verify.papers.hrr2023.symbols import V as TABLE
from verify.papers.hrr2023.symbols import d
from verify.statement import conjunction
from verify.statements import tested as search
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost
from verify.statements.tested import FEATURES
from verify.verdict import Grade

Q, C, M2, G2, V3, L, T1, n, hbar = (FEATURES[name] for name in ("Q", "C", "M2", "G2", "V3", "L", "T1", "d", "hbar"))
SCALE = V3 * L ** sp.Rational(3, 2) / hbar
TRUE = AtMost(d**3 + 6 * d**2 + 8 * d, 15 * d**3, TABLE)


def test_a_proved_relation_that_the_search_confirms_is_proved() -> None:
    outcome = examine(search.Tested(TRUE, Q, sp.sqrt(5 * n**3 / 3) * SCALE))
    assert outcome.verdict.word == "proved"
    assert outcome.slack is not None and outcome.slack["largest_ratio"] == "1"
    assert outcome.mutants.killed > 3 and outcome.mutants.survived == 0
    assert "potentials with covariances" in outcome.verdict.evidence[1].text


FALSE = [
    (Q, sp.sqrt(5 * n**3) / 3 * SCALE),  # the other reading of (D1)
    (Q, sp.sqrt(5 * n**3 / 3) * SCALE * sp.Rational(99, 100)),
    (Q, sp.sqrt(5 * n**3 / 3) * SCALE * hbar),
    (Q, sp.sqrt(sp.Rational(5, 3) * n) * SCALE),
    (C, sp.sqrt(3 * n**3) * V3 * L ** sp.Rational(2, 3) / hbar),  # (D2) as printed
    (C, sp.sqrt(2 / sp.pi) * n * SCALE * sp.Rational(99, 100)),
    (C, sp.sqrt(2 / sp.pi) * sp.sqrt(n) * SCALE),
    (Q**2, M2 / hbar**2),
    (C**2, G2 / 2),
]


@pytest.mark.parametrize(("lhs", "rhs"), FALSE, ids=str)
def test_a_false_bound_is_refuted_whatever_the_relation(lhs: sp.Expr, rhs: sp.Expr) -> None:
    outcome = examine(search.Tested(TRUE, lhs, rhs))
    assert outcome.verdict.word == "refuted"
    (witness,) = [e for e in outcome.verdict.evidence if e.method == "witness"]
    assert {"V", "sigma", "case"} <= set(witness.data)
    assert outcome.verdict.grade is Grade.SAMPLED, "error bars, not balls"


def test_the_search_alone_proves_nothing() -> None:
    assert examine(search.Tested(None, Q, 100 * n**2 * SCALE)).verdict.word == "undecided"


def test_an_unknown_feature_is_refused() -> None:
    outcome = examine(search.Tested(TRUE, Q, sp.Symbol("R", positive=True)))
    assert outcome.verdict.word == "undecided" and "must be made of features" in outcome.verdict.evidence[0].text


@pytest.mark.parametrize(("lhs", "rhs"), [
    (-C, -2 * C), (-SCALE, -100 * C), (Q, -SCALE), (C, sp.Integer(0)), (C, FEATURES["M1"]), (C, 9 * n**2 * SCALE - C)], ids=str)
def test_a_right_side_that_may_be_negative_is_refused(lhs: sp.Expr, rhs: sp.Expr) -> None:
    """Of negative sides the ratio says the opposite: -C <= -2 C is false, and left/right is 1/2."""
    outcome = examine(search.Tested(TRUE, lhs, rhs))
    assert outcome.verdict.word == "undecided" and "must be positive" in outcome.verdict.evidence[0].text


def test_the_quantum_side_of_mixed_states_is_refused() -> None:
    outcome = examine(search.Tested(TRUE, Q, 100 * n**2 * SCALE, pure=False))
    assert outcome.verdict.word == "undecided" and "of pure states only" in outcome.verdict.evidence[0].text


@pytest.mark.parametrize("text", ["abc", "", "0", "-1", " 1", "10001", "9" * 5000])
def test_a_budget_that_is_no_sensible_number_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ValueError, match=f"`{NAME}` must be a whole number from 1 to 10000") as caught:
        budget()
    assert len(str(caught.value)) < 120


def test_a_false_relation_is_not_saved_by_the_search() -> None:
    false = AtMost(15 * d**3, d**3 + 6 * d**2 + 8 * d, TABLE)
    assert examine(search.Tested(false, Q, 100 * n**2 * SCALE)).verdict.word == "refuted"


def test_the_last_part_of_a_conjunction_is_tested() -> None:
    both = search.tested(conjunction(("one", TRUE), ("two", TRUE)), C, sp.sqrt(3 * n**3) * SCALE)
    assert not isinstance(both, search.Tested)
    assert [isinstance(link.statement, search.Tested) for link in both.links] == [False, True]


def test_a_cited_part_cannot_be_tested() -> None:
    with pytest.raises(ValueError, match="must be a relation"):
        search.tested(conjunction(("one", TRUE), ("two", Cited("a book", needs="reading"))), Q, SCALE)  # type: ignore[arg-type]


def test_the_search_is_reproducible() -> None:
    first, second = (search.Tested(TRUE, Q, sp.sqrt(3 * n**3) * SCALE).refute(Random(k)).slack for k in (1, 2))
    assert first == second


def test_mixed_states_are_searched_where_asked_for() -> None:
    """(sigma^-1)_pp <= (4/hbar^2) ||sigma^xx|| for the covariance of any state: the bound of pure states holds for all."""
    found = search.Tested(TRUE, C, sp.sqrt(2 / sp.pi) * n * SCALE, pure=False).refute(Random(0))
    assert found.witness is None and found.slack is not None
    assert "quantum states" in search.Tested(TRUE, C, T1, pure=False).domain()["tested"]
