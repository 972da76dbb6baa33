"""Denominators and singular points: no statement is accepted where a side may be undefined.

A denominator is accepted if its symbols' signs, a hypothesis `Apart` or a certificate of one sign
keep it from 0.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sympy as sp

from derive.units import NONE
from verify.check import examine
from verify.statement import Statement
from verify.statements.scalar import Apart, AtMost, Below, Equal
from verify.variables import Range, Variable, Variables
from verify.verdict import ACCEPTED

Build = Callable[[], Statement]
R, ONE = sp.Rational, sp.Integer(1)
W = Variables()
a = W.declare("a")  # positive
c, e = (W.declare(name, low=0, high=1, closed=True) for name in "ce")
r, x, y = (W.declare(name, low=-sp.oo) for name in "rxy")  # real
n = W.declare("n", low=1, closed=True, integer=True)
k = sp.Symbol("k", even=True)
NATURAL = Range(ONE, sp.oo, closed=True, integer=True)
EVEN = Variables([Variable(k, NATURAL, NONE, "any whole number, so it says")])
L, T = sp.log(c), sp.tan(r)
REMOVABLE = (c**2 - 1) / (c - 1)
AROUND = x**2 - 2 * x + 2  # (x - 1)^2 + 1
TOUCHING = x**2 - 2 * x + 1
LORENTZ = x**2 + y**2 + 1

REFUTED: dict[str, Build] = {
    "a pole put aside, and a false value": lambda: Equal(REMOVABLE, c + 2, W, Apart(c, 1, W)),
    "a false value beside a pole": lambda: Equal(REMOVABLE, c + 2, W),
    "a denominator certified positive, and a false value": lambda: Equal(x / AROUND, x, W),
    "a denominator certified positive, too small a bound": lambda: AtMost(1 / AROUND, R(1, 2), W),
    "a denominator certified positive, equality at 1": lambda: Below(1 / AROUND, 1, W),
    "a bound through a pole": lambda: AtMost(1 / TOUCHING, 1, W),
    "a change of sign at a pole": lambda: AtMost(1 / r, r**2 + 1, W),
    "different, at one value": lambda: Apart(a, 2, W),
    "different from itself": lambda: Apart(a, a, W),
}

REFUSED: dict[str, Build] = {
    "a removable pole": lambda: Equal(REMOVABLE, c + 1, W),
    "another value put aside": lambda: Equal(REMOVABLE, c + 1, W, Apart(c, R(1, 2), W)),
    "another symbol put aside": lambda: Equal(REMOVABLE, c + 1, W, Apart(e, 1, W)),
    "one of two poles put aside": lambda: Equal(REMOVABLE * e / e**2, (c + 1) / e, W, Apart(c, 1, W)),
    "a factor of the denominator put aside": lambda: Equal(
        (c**3 - c) / (c**2 - c), c + 1, W, Apart(c, 1, W)
    ),
    "the pole of the right side": lambda: Equal(c + 1, REMOVABLE, W),
    "the pole inside a root": lambda: Equal((c + sp.sqrt(c)) / sp.sqrt(c), sp.sqrt(c) + 1, W),
    "the first whole number": lambda: Equal((n**2 - 1) / (n - 1), n + 1, W),
    "put aside what never differs": lambda: Equal((n**2 - 1) / (n - 1), n + 1, W, Apart(n, n, W)),
    "an inequality instead": lambda: Equal(REMOVABLE, c + 1, W, AtMost(c, 1, W)),
    "nowhere negative, somewhere 0": lambda: Equal(x * TOUCHING / TOUCHING**2, x / TOUCHING, W),
    "0 at one point": lambda: Equal((x**3 - 2 * x**2 + x) / TOUCHING, x, W),
    "0 at one point of a bound": lambda: AtMost(TOUCHING / (2 * x**2 - 4 * x + 2), ONE, W),
    "not a polynomial": lambda: Equal((sp.exp(2 * r) - 1) / (sp.exp(r) - 1), sp.exp(r) + 1, W),
    "an irrational zero": lambda: Equal((x**3 - 2 * x) / (x**2 - 2), x, W),
    "a bound on an interval with a hidden pole": lambda: AtMost(-1 / (c - R(1, 7)) ** 2, 0, W),
    "the logarithm of 0 at an end": lambda: Equal((L + 1) ** 2, L**2 + 2 * L + 1, W),
    "the tangent of all numbers": lambda: Equal((T + 1) ** 2, T**2 + 2 * T + 1, W),
    "(-1)^k = 1, for a symbol called even": lambda: Equal((-1) ** k * k * (k + 1), k**2 + k, EVEN),
}

TRUE: dict[str, Build] = {
    "the pole put aside": lambda: Equal(REMOVABLE, c + 1, W, Apart(c, 1, W)),
    "the pole put aside, turned": lambda: Equal(REMOVABLE, c + 1, W, Apart(1, c, W)),
    "the denominator itself put aside": lambda: Equal(REMOVABLE, c + 1, W, Apart(c - 1, 0, W)),
    "the first whole number put aside": lambda: Equal((n**2 - 1) / (n - 1), n + 1, W, Apart(n, 1, W)),
    "two poles put aside": lambda: Equal(
        REMOVABLE * (e - e**2) / e, (c + 1) * (1 - e), W, Apart(c, 1, W), Apart(e, 0, W)
    ),
    "a denominator of positive symbols": lambda: Equal((a**2 - 1) / (a + 1), a - 1, W),
    "a certified denominator": lambda: Equal((x**3 - 2 * x**2 + 2 * x) / AROUND, x, W),
    "a certified negative denominator": lambda: Equal(
        (x**3 - 2 * x**2 + 2 * x) / (2 * x - 2 - x**2), -x, W
    ),
    "a certified denominator of two symbols": lambda: Equal(
        (LORENTZ**2 - x**2) / LORENTZ, LORENTZ - x**2 / LORENTZ, W
    ),
    "a bound with a certified denominator": lambda: AtMost(1 / AROUND, 1, W),
    "a strict bound with a certified denominator": lambda: Below(1 / AROUND, 2, W),
    "a bound with a certified denominator on an interval": lambda: AtMost(1 / (c**2 - 2 * c + 2), 1, W),
    "a bound with a certified denominator of two symbols": lambda: AtMost(2 * x / LORENTZ, 1, W),
}


def test_false_or_undefined(build: Build, must_refute: bool) -> None:
    found = examine(build()).verdict
    assert found.word not in ACCEPTED
    if must_refute:
        assert found.word == "refuted"
        assert any(item.method == "witness" and item.data for item in found.evidence)


@pytest.mark.parametrize("name", TRUE)
def test_true_and_defined(name: str) -> None:
    found = examine(TRUE[name]())
    assert found.verdict.word == "proved" and found.mutants.killed > 0 and found.mutants.survived == 0


def test_a_pole_is_named_with_its_remedy() -> None:
    text = examine(REFUSED["a removable pole"]()).verdict.evidence[0].text
    assert "not well formed" in text and "which is not shown of c - 1" in text and "hypothesis" in text


def test_the_hypothesis_is_part_of_the_domain() -> None:
    assert examine(TRUE["the pole put aside"]()).domain["given 1"] == "c != 1"


@pytest.mark.parametrize("denominator", [x - 1, -AROUND, TOUCHING, sp.exp(x) - 1], ids=str)
def test_the_prover_certifies_the_denominator_itself(denominator: sp.Expr) -> None:
    """`implies` asks the prover alone, without the list of problems."""
    assert AtMost(0, (x**2 + 1) / AROUND, W).prove() is not None
    assert AtMost(0, (x**2 + 1) / denominator, W).prove() is None


def test_an_irrational_end_refutes_nothing() -> None:
    """Otherwise g <= 4 on [0, pi] is refuted at a g above pi."""
    with pytest.raises(ValueError, match="rational"):
        Range(sp.Integer(0), sp.pi, closed=True)


def test_values_that_agree_to_many_digits_do_not_refute_their_difference() -> None:
    """tanh(200) is not 1, and no number of digits tried shows it."""
    assert examine(Apart(sp.tanh(200), 1, Variables())).verdict.word == "undecided"


def test_a_square_is_not_proved_different_from_zero() -> None:
    table = Variables()
    z = table.declare("z", low=-sp.oo)
    statement = Apart(0, (z**2 - 2) ** 2, table)
    assert statement.prove() is None and examine(statement).verdict.word == "undecided"
