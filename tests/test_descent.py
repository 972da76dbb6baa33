"""Polynomial lines that fail in a small region only are refuted by a descent; true neighbours are not, and hypotheses are kept."""

from __future__ import annotations

from random import Random

import pytest
import sympy as sp

from numerics import descent
from verify.check import SEED, examine
from verify.sampling import decide as truth
from verify.statements.scalar import AtMost, Below, Relation
from verify.variables import Variables

W = Variables()
u, v, w = (W.declare(name, low=-sp.oo) for name in "uvw")
a, b = W.declare("a"), W.declare("b")
c = W.declare("c", low=0, high=1)
n = W.declare("n", low=1, integer=True)
R = sp.Rational

FALSE = {
    "two variables": AtMost(u * v, u**4 + v**4 + R(1, 10), W),
    "three variables": AtMost(u * v * w, u**4 + v**4 + w**4 + R(1, 1000), W),
    "a small disc": Below(R(1, 100), (u - 7) ** 2 + (v - R(31, 3)) ** 2, W),
    "one term": AtMost(0, (u - 11) * (u - R(112, 10)) * (v**2 + 1), W),
    "a positive quantity": AtMost(R(1, 50), (a - R(1, 30)) ** 2 * 10**4 + b, W),
    "an open interval": AtMost(R(1, 1000), (c - R(7, 9)) ** 2 + (a - 3) ** 2, W),
    "a hypothesis": AtMost(R(1, 100), (u - 7) ** 2 + (v - 6) ** 2, W, AtMost(v, u, W)),
    "asin": AtMost(R(1, 10**7), (sp.asin(c) - R(17, 31)) ** 2, W),
    "acos": AtMost(R(1, 10**7), (sp.acos(c) - R(41, 31)) ** 2, W),
    "atanh": AtMost(R(1, 10**7), (sp.atanh(c) - R(17, 31)) ** 2, W),
    "acosh": AtMost(R(1, 10**7), (sp.acosh(1 + a) - R(37, 31)) ** 2, W),
    "not a polynomial": AtMost(R(1, 100), sp.exp((u - 5) ** 2) + sp.log(a) ** 2 - 1, W),
}


def undecided_by_samples(relation: Relation) -> bool:
    return relation.refute(Random(SEED)).witness is None


@pytest.mark.parametrize("relation", FALSE.values(), ids=FALSE)
def test_a_small_violation_is_found(relation: Relation) -> None:
    assert undecided_by_samples(relation)
    found = examine(relation).verdict
    assert found.word == "refuted" and found.evidence[0].method == "witness"
    at = {symbol: found.evidence[0].data["at"][symbol.name] for symbol in relation.symbols()}
    values = {symbol: sp.Rational(text) for symbol, text in at.items()}
    assert all(relation.where[symbol].range.contains(value) for symbol, value in values.items())
    for h in relation.given:
        assert truth(h.lhs, h.operator, h.rhs, values) is True
    assert truth(relation.lhs, relation.operator, relation.rhs, values) is False


TRUE = {
    "two variables": AtMost(u * v, u**4 + v**4 + R(1, 8), W),
    "equality at a point": AtMost(0, (u - 7) ** 2 * (v**2 + 1) + (v - R(31, 3)) ** 4, W),
    "the minimum lies outside": AtMost(R(1, 100), (u - 7) ** 2 + (v - 9) ** 2, W, AtMost(v, u, W)),
    "at whole numbers only": AtMost(R(1, 5), (n - R(7, 2)) ** 2 + u**2, W),
    "at the end that is left out": Below(0, c * (1 - c), W),
}


@pytest.mark.parametrize("relation", TRUE.values(), ids=TRUE)
def test_what_is_true_is_not_refuted(relation: Relation) -> None:
    assert undecided_by_samples(relation) and examine(relation).verdict.word != "refuted"


def test_a_point_that_doubles_call_a_violation_is_decided_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    relation = AtMost(u * v, u**4 + v**4 + R(1, 8), W)
    proposed = [{u: R(1, 2), v: R(1, 2)}]
    monkeypatch.setattr(descent, "violations", lambda *_: iter(proposed))
    assert relation.certify() is None


def test_no_second_witness_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check asks every mutant that was refuted whether it is certified, too."""
    asked = []
    monkeypatch.setattr(descent, "violations", lambda *args: asked.append(args) or iter(()))
    wrong, right = AtMost(a + b, a, W), AtMost(a * b, a**2 + b**3 + 5, W)
    assert wrong.refute(Random(SEED)).witness is not None and wrong.certify() is None and not asked
    assert right.refute(Random(SEED)).witness is None and right.certify() is None and len(asked) == 1


def test_violations_are_short_numbers_inside_the_box() -> None:
    found = list(descent.violations((u - 7) ** 2 + (a - R(1, 3)) ** 2 - R(1, 100), {u: (None, None), a: (R(0), None)}))
    assert {str(value) for value in found[0].values()} == {"7", "3/10"}
    assert len(found) <= descent.ENDS * len(descent.DIGITS)


@pytest.mark.parametrize("gap", [sp.erf(u) - 2, sp.Piecewise((u, u > 0), (-1, True)), sp.I * u], ids=str)
def test_what_has_no_value_in_doubles_is_left_alone(gap: sp.Expr) -> None:
    assert not list(descent.violations(gap, {u: (None, None)}))


def test_large_searches_are_left_alone() -> None:
    many = {sp.Symbol(f"x{i}", real=True): (None, None) for i in range(descent.MOST_SYMBOLS + 1)}
    assert not list(descent.violations(-sum(many, sp.S.One), many))
    assert not list(descent.violations(sum((u**k for k in range(300)), sp.S.Zero) - 10**6, {u: (None, None)}))
