"""Inequalities by known bounds of exp, log, sinh, ..., roots of sums: proved; false neighbours are not. Each bound is tried in balls."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from numerics import enclosure
from replay.records import REPLAYED
from tests.second_opinion import opinion
from verify.check import examine
from verify.statements import tangents
from verify.statements.scalar import AtMost, Below, Relation
from verify.statements.tangents import BOUNDS, Bound
from verify.variables import Variables

W = Variables()
a, b = W.declare("a"), W.declare("b")
u, v = (W.declare(name, low=-sp.oo) for name in "uv")
p = W.declare("p", low=0, closed=True)
R = sp.Rational(1, 2)
s = W.declare("s", low=R, high=4, closed=True)
q = W.declare("q", low=0, high=1, closed=True)
TINY = sp.Rational(1, 10**9)
exp, log, sqrt = sp.exp, sp.log, sp.sqrt

TRUE = {
    "tangent of exp": AtMost(1 + u, exp(u), W),
    "tangent of exp, u >= 0": AtMost(1 + p, exp(p), W),
    "tangent of exp, strictly": Below(1 + a, exp(a), W),
    "tangent of exp on a closed range": AtMost(1 + q, exp(q), W),
    "second order": AtMost(1 + a + a**2 / 2, exp(a), W),
    "a decay": AtMost(1 - a * b, exp(-a * b), W),
    "a decay below one": AtMost(exp(-a), 1, W),
    "a decay below its inverse": AtMost(exp(-a), 1 / (1 + a), W),
    "a rate": AtMost(1 - exp(-a * b), a * b, W),
    "two exponentials": AtMost(2 + u + v, exp(u) + exp(v), W),
    "log of a quotient": AtMost(log(a / b), a / b - 1, W),
    "log of a sum": AtMost(log(1 + a), a, W),
    "log from below": AtMost(1 - 1 / a, log(a), W),
    "sinh": AtMost(a, sp.sinh(a), W),
    "sinh, u >= 0": AtMost(p, sp.sinh(p), W),
    "cosh": AtMost(1 + u**2 / 2, sp.cosh(u), W),
    "tanh": AtMost(sp.tanh(a), a, W),
    "sin": AtMost(sp.sin(a), a, W),
    "cos": AtMost(1 - a**2 / 2, sp.cos(a) + a**4, W),
    "atan": AtMost(sp.atan(a * b), a * b, W),
    "error function": AtMost(a * sp.erf(u) * a, a**2, W),
    "its complement": AtMost(sp.erfc(a), 1, W),
    "modulus": AtMost(u, sp.Abs(u), W),
    "root of a sum": AtMost(sqrt(1 + a), 1 + a / 2, W),
    "roots add": AtMost(sqrt(a + b), sqrt(a) + sqrt(b), W),
    "hypotenuse": AtMost(sqrt(a**2 + b**2), a + b, W),
    "leg": AtMost(a, sqrt(a**2 + b**2), W),
    "exp under a line": AtMost(exp(q), 1 + 2 * q, W),
    "exp under a parabola": AtMost(exp(q), 1 + q + q**2, W),
    "log above a line": AtMost(q / 2, log(1 + q), W),
}


@pytest.mark.parametrize("relation", TRUE.values(), ids=TRUE)
def test_known_bounds_are_used(relation: Relation) -> None:
    found = examine(relation)
    assert found.verdict.word == "proved", found.verdict.evidence[0].text
    evidence = found.verdict.evidence[0]
    bounds = [name for name in evidence.data["renamed"].values() if "(" in name]  # the difference that is known to be >= 0
    assert bounds and all(f"{name} in [0, oo]" in evidence.text for name in bounds)
    assert found.mutants.killed > 0 and found.mutants.survived == 0


FALSE = {
    "exp under a line": AtMost(exp(q), 1 + sp.Rational(17, 10) * q, W),
    "exp under a line, further": AtMost(exp(2 * q), 1 + 3 * q, W),
    "exp under what has a pole": AtMost(exp(p) * (2 - p) ** 2, 4 - p**2, W),
    "log above a line": AtMost(q * sp.Rational(7, 10), log(1 + q), W),
    "log of what is not known to be positive": AtMost(1 - 1 / (1 - q), log(1 - q) - TINY, W),
    "tangent of exp": AtMost(1 + (1 + TINY) * u, exp(u), W),
    "tangent of exp, strictly": Below(1 + p, exp(p), W),
    "tangent of exp, above": AtMost(1 + u + TINY, exp(u), W),
    "second order on the line": AtMost(1 + u + u**2 / 2, exp(u), W),
    "a growth below one": AtMost(exp(a), 1, W),
    "below one on the line": AtMost(exp(u), 1, W),
    "below the inverse on the line": AtMost(exp(u), 1 / (1 + u**2), W),
    "log": AtMost(log(a), a - 1 - TINY, W),
    "log from below": AtMost((1 + TINY) * (1 - 1 / a), log(a), W),
    "sinh on the line": AtMost(u, sp.sinh(u), W),
    "sinh": AtMost((1 + TINY) * a, sp.sinh(a), W),
    "cosh": AtMost(1 + u**2 / 2, sp.cosh(u) - TINY, W),
    "tanh on the line": AtMost(sp.tanh(u), u, W),
    "sin": AtMost(sp.sin(a), (1 - TINY) * a, W),
    "error function": AtMost(a * sp.erf(u) * a, (1 - TINY) * a**2, W),
    "its complement": AtMost(sp.erfc(u), 1, W),
    "modulus": AtMost(sp.Abs(u), u, W),
    "root of a sum": AtMost(sqrt(1 + a), 1 + (R - TINY) * a, W),
    "roots add": AtMost(sqrt(a) + sqrt(b), sqrt(a + b), W),
    "hypotenuse": AtMost(sqrt(a**2 + b**2), a + (1 - TINY) * b, W),
    "leg": AtMost(a + TINY * b, sqrt(a**2 + b**2), W),
}


@pytest.mark.parametrize("relation", FALSE.values(), ids=FALSE)
def test_no_false_neighbour_is_proved(relation: Relation) -> None:
    assert relation.prove() is None and examine(relation).verdict.word in ("refuted", "undecided")


SIZES = [Fraction(n, 6) for n in (0, 1, 2, 6, 9, 12, 21, 54, 240)]
VALUES = [sign * size for size in SIZES for sign in (1, -1)]
ALL = [pytest.param(kind, bound, id=f"{kind} {number}") for kind, row in BOUNDS.items() for number, bound in enumerate(row)]


def margins(kind: str, bound: Bound) -> list[int | None]:
    """The sign of bound.sign (f(v) - of(v)) at the values where the bound is said to hold."""
    x = sp.Symbol("x", real=True)
    value = {"root": sqrt(x), "inverse root": 1 / sqrt(x)}.get(kind) or getattr(sp, kind)(x)
    positive = kind in ("log", "root", "inverse root")
    values = VALUES if bound.under is None else [*VALUES, *(Fraction(n, 8) for n in range(24))]
    inside = [each for each in values if each * bound.side >= 0 and (each > 0 or not positive)]
    inside = [each for each in inside if bound.under is None or each < bound.under]
    assert len(inside) >= 8
    return [enclosure.sign(bound.sign * (value - bound.of(x)), {x: each}) for each in inside]


@pytest.mark.parametrize(("kind", "bound"), ALL)
def test_the_table_of_bounds_is_true(kind: str, bound: Bound) -> None:
    assert all(sign != -1 for sign in margins(kind, bound)) and margins(kind, bound).count(1) >= 6


@pytest.mark.parametrize(("kind", "bound"), ALL)
def test_the_other_sign_or_side_of_a_bound_is_false(kind: str, bound: Bound) -> None:
    assert -1 in margins(kind, replace(bound, sign=-bound.sign))
    assert bound.side == 0 or -1 in margins(kind, replace(bound, side=-bound.side))
    assert bound.under is None or -1 in margins(kind, replace(bound, under=bound.under + 1))


def test_a_side_is_used_where_the_argument_has_it() -> None:
    def sides(value: sp.Expr, nonnegative: bool = False) -> set[int]:
        return {bound.side for bound in tangents._known(value, lambda w: nonnegative and w == u, lambda w: False)}

    assert sides(exp(a)) == {0, 1} and sides(exp(-a)) == {0, -1} and sides(exp(u)) == {0}
    assert sides(exp(u), nonnegative=True) == {0, 1} and sides(sp.sinh(u)) == set()


def test_what_balls_enclose_is_left_to_them() -> None:
    assert examine(AtMost(exp(-s), 1 / (1 + s), W)).verdict.word == "certified"
    assert AtMost(exp(-a), 1 / (1 + a), W).prove() is not None


@pytest.mark.parametrize("relation", TRUE.values(), ids=TRUE)
def test_the_second_opinion_repeats_a_bound_by_a_table_of_its_own(relation: Relation) -> None:
    found = opinion(relation)
    assert found.status == REPLAYED and found.tied


@pytest.mark.parametrize("name", [name for name in FALSE if name in TRUE])
def test_the_proof_of_a_true_line_is_none_of_its_false_neighbour(name: str) -> None:
    assert opinion(TRUE[name], of=FALSE[name]).status != REPLAYED
