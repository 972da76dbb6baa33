"""Potentials of which derivatives do not tell that they are singular, jump, or are not real: nothing is said of them."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

from derive.formula import read
from derive.many_body import ManyBody, term
from numerics.supremum.sign import sign
from verify import regular, seconds, simulate_norms
from verify.constants import constants
from verify.constants.convexity import settled
from verify.regular import irregular

SINGULAR = {
    "atan(tan(x))": "the tangent of x", "atan(tan(x/2))": "the tangent of x/2", "atan(tan(log(cosh(x))))": "the tangent of log(cosh(x))",
    "x^2+atan(sin(x)/cos(x))": "the power 1/cos(x)", "sqrt(x)*sqrt(-x)": "the power sqrt(", "x^2+log(x)-log(-x)": "the logarithm of ",
    "(x^3)^(1/3)+x^2": "the power (x**3)**(1/3)", "-tanh(log(x^2)/4)": "the logarithm of x**2",
    "x^2*sinh(log(x^2)/2)": "the logarithm of x**2",
    "x^2-tanh(log(y^2)/4)": "the logarithm of y**2", "exp(-1/x^2)": "the power ", "tanh(1/x)": "the power 1/x",
    "abs(x)^3": "the modulus of x", "x^2+(x^2+y^2)^(5/2)": "the power (x**2 + y**2)**(5/2)", "1/(sin(x)+cos(t))": "the power 1/(",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _without_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown must not depend on the machine that runs the test."""
    monkeypatch.setattr(regular, "SECONDS", 1000.0)


@pytest.mark.parametrize("text", SINGULAR)
def test_the_part_that_may_be_singular_is_named(text: str) -> None:
    assert irregular(read(text), None).startswith(SINGULAR[text])


@pytest.mark.parametrize("text", [
    "cos(x)", "log(cosh(x))", "1/(2+sin(x)*cos(y))", "log(2+cos(x))", "sqrt(x^2+x+1)", "sqrt(1+x^2+x*y+y^2)", "(2+cos(x))^(3/2)",
    "tan(tanh(x)/2)", "1/(3/2+cos(x)*cos(t))", "2^x", "1/(1+exp(-x))", "abs(1+x^2)", "(x^2+y^2)^(7/2)", "log(exp(x)+exp(y)+exp(z))",
    "x^2/(1+x^4)", "log(x^2+y^2+cos(x*y)+2)", "-1/(x^2-x-1/4+2)", "1/(-3-x^2)",
])  # fmt: skip
def test_smooth_potentials_are_seen_to_be(text: str) -> None:
    assert irregular(read(text), None) == ""


@pytest.mark.parametrize(("text", "inside", "across"), [
    ("1/x", (1, 2), (-1, 2)), ("log(x)", ("1/100", 3), (-1, 3)), ("tan(x)", (-1, 1), (-2, 2)), ("x^-12-x^-6", (-3, "-1/2"), (-3, "1/2")),
    ("abs(x)", (1, 2), (-1, 1)), ("x^2+atan(tan(x))", (0, "3/2"), (0, 4)),
])  # fmt: skip
def test_a_box_away_from_poles(text: str, inside: tuple[Any, Any], across: tuple[Any, Any]) -> None:
    formula = read(text)
    (x,) = formula.coordinates
    assert irregular(formula, {x: tuple(map(sp.Rational, inside))}) == "" != irregular(formula, {x: tuple(map(sp.Rational, across))})


def test_a_box_in_time() -> None:
    formula = read("x^2/(1 - t)")
    assert formula.time is not None
    assert irregular(formula, {formula.time: (0, sp.Rational(1, 2))}) == "" != irregular(formula, None)


@pytest.mark.parametrize("text", [text for text in SINGULAR if "t)" not in text])
def test_nothing_is_known_of_the_norms_of_a_singular_potential(text: str) -> None:
    found = constants(text)
    assert found.convex is not True and found.applies is not True
    assert {found[name].status for name in ("norm2", "k_minus", "k_plus")} & {"known"} == set()


def test_the_reason_is_said() -> None:
    found = constants("atan(tan(x))", domain={"x": (0, 4)})
    assert "V is not shown to be real and smooth, for the tangent of x" in found["norm2"].why and "`domain`" not in found["norm2"].why
    second, third, ends = simulate_norms.known(read("x^2 + log(x) - log(-x)"), sp.Integer(1))
    assert second.finite is None and second.how == "V is not shown to be real and smooth, for the logarithm of -x" and ends is None
    assert (second.low, second.high, second.argmax) == (0.0, float("inf"), ()) and third.finite is None


def test_several_particles() -> None:
    def bonds(text: str) -> ManyBody:
        return ManyBody(3, 1, (term("x^2/2", bodies=1, which="all", particles=3, dimension=1),
                               term(text, bodies=2, which="chain", particles=3, dimension=1)))

    assert irregular(bonds("sqrt(1+x^2)"), None) == ""
    assert irregular(bonds("-tanh(log(r^2)/4)"), None) == "the logarithm of x**2" == irregular(bonds("-tanh(log(r^2)/4)"), {"x": (1, 2)})
    ends = simulate_norms.hessian(bonds("-tanh(log(r^2)/4)"), None)
    assert ends is None or settled(bonds("-tanh(log(r^2)/4)"), None, ends) == ends


def test_what_takes_too_long_is_not_taken_for_smooth(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object) -> None:
        raise seconds.Late

    monkeypatch.setattr(regular, "_singular", late)
    assert irregular(read("log(3 + x^2)"), None) == "a part that takes too long to look at"


def test_signs_by_balls() -> None:
    x, y = sp.symbols("x y", real=True)
    assert sign(2 + sp.sin(x) * sp.cos(y), [x, y]) == 1 and sign(-2 + sp.sin(x) * sp.cos(y), [x, y]) == -1
    assert sign(1 + sp.sin(x), [x]) is None and sign(sp.exp(x), [x]) is None  # it comes near 0
    assert sign(x, [x], {x: (1, None)}) == 1 and sign(x, [x], {x: (None, -1)}) == -1 and sign(x, [x], {x: (-1, 1)}) is None
    many = sp.symbols("a b c d", real=True)
    assert sign(1 + sp.Add(*(each**2 for each in many)), many) is None and sign(sp.Integer(2), [x]) is None
