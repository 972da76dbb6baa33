"""Units component by component, the unit of every kind of expression, and the monomials that a unit fixes."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from derive import units
from derive.units import ACTION, ENERGY, LENGTH, MASS, MOMENTUM, NONE, TIME, Unit, UnitError, solve, unit_of

ONE_HALF = Fraction(1, 2)


def test_units_multiply_component_by_component() -> None:
    one = units._base(1, 2, 3, 4)
    assert one.exponents == (1, 2, 3, 4) and all(type(e) is Fraction for e in one.exponents)
    assert (one * units._base(10, 20, 30, 40)).exponents == (11, 22, 33, 44)
    assert (one ** Fraction(1, 2)).exponents == (ONE_HALF, 1, Fraction(3, 2), 2) and (one / one) == NONE
    assert one.dimension() == (3, 5, 3) and str(one) == "hbar mass^2 length^3 time^4"
    table = {"": NONE, "hbar": ACTION, "mass": MASS, "length": LENGTH, "time": TIME}
    assert all((str(unit) == name or str(unit) == "1") for name, unit in table.items()) and str(ACTION) == "hbar"
    assert str(MOMENTUM) == "mass length time^-1" and str(ENERGY) == "mass length^2 time^-2"
    assert (ACTION**2).dimension() == (2, 4, -2) and units._base(3, 1, 1, 1).dimension() == (4, 7, -2)
    assert ENERGY.same_dimension(ACTION / TIME) and not ENERGY.same_dimension(ACTION) and ACTION.dimension() == (1, 2, -1)


m, t, x, q = sp.symbols("m t x q", positive=True)
TABLE = {m: MASS, t: TIME, x: LENGTH, q: ACTION}


f, z = sp.Function("f"), sp.Symbol("z")
FITTING = [
    (sp.Integer(0), None),
    (m * 0, None),
    (sp.Integer(3), NONE),
    (sp.pi, NONE),
    (sp.I, NONE),
    (sp.Rational(1, 2), NONE),
    (m, MASS),
    (m * t, MASS * TIME),
    (3 * m * x, MASS * LENGTH),
    (m + 2 * m, MASS),
    (sp.Max(m, 0), MASS),
    (sp.sqrt(m), MASS**ONE_HALF),
    (m**-2, MASS**-2),
    (sp.exp(x / x), NONE),
    (sp.sin(t / (t + t)), NONE),
    (q + m * x**2 / t, ACTION),
    (sp.exp(1 + q * t / (m * x**2)), NONE),
    (sp.Pow(2, 3, evaluate=False) * m, MASS),
    (sp.log(m / m + 1), NONE),
    (sp.Mul(0, m, evaluate=False) + t, TIME),
    (0 * m + sp.Abs(z * 0), None),
]
UNFITTING = [
    sp.Max(m, 2),
    sp.Abs(z),
    sp.exp(m),
    2**t,
    m + t,
    m + 1,
    sp.oo,
    sp.zoo * m,
    sp.nan,
    f(x),
    f(x).diff(x),
    sp.Integral(m, (m, 0, 1)),
    sp.Min(m, x),
    sp.Symbol("u"),
    sp.exp(sp.sin(m)),
    sp.Derivative(x**2, x, evaluate=False),
    sp.Subs(f(x), x, 1),
    sp.cos(m + x),
    x**m,
    m + sp.Max(x, t),
]


@pytest.mark.parametrize(("expr", "unit"), FITTING)
def test_the_unit_of_an_expression(expr: sp.Expr, unit: Unit | None) -> None:
    assert unit_of(expr, TABLE) == unit


def test_the_unit_of_a_sum_is_that_of_its_first_term_with_one() -> None:
    assert str(unit_of(sp.Add(q, m * x**2 / t, evaluate=False), TABLE)) == "hbar"
    assert str(unit_of(sp.Add(m * x**2 / t, q, evaluate=False), TABLE)) == "mass length^2 time^-1"
    assert unit_of(sp.Add(sp.Mul(0, m, evaluate=False), sp.Mul(0, t, evaluate=False), evaluate=False), TABLE) is None


@pytest.mark.parametrize("expr", UNFITTING)
def test_what_has_no_unit(expr: sp.Expr) -> None:
    with pytest.raises(UnitError):
        unit_of(expr, TABLE)


def test_reasons_name_both_units() -> None:
    cases = ((m + t, "has (mass|time) and (mass|time)"), (sp.exp(m), "has the unit mass"), (sp.Symbol("u"), "`u` must have a unit"))
    for expr, text in cases:
        with pytest.raises(UnitError, match=text):
            unit_of(expr, TABLE)


def test_monomials_of_a_unit() -> None:
    found = solve(ENERGY, {"m": MASS, "x": LENGTH, "t": TIME})
    assert found is not None and found.unique and found.exponents == {"m": 1, "x": 2, "t": -2}
    assert all(type(power) is Fraction for power in found.exponents.values())
    many = solve(ACTION, {"m": MASS, "x": LENGTH, "t": TIME, "v": LENGTH / TIME})
    assert many is not None and not many.unique and many.exponents == {"m": 1, "x": 2, "t": -1, "v": 0}  # what is free is left out
    e = many.exponents
    spare = MASS ** e["m"] * LENGTH ** e["x"] * TIME ** e["t"] * (LENGTH / TIME) ** e["v"]
    assert spare.same_dimension(ACTION)
    assert solve(ENERGY, {"m": MASS, "x": LENGTH}) is None and solve(MASS, {}) is None
    root = solve(MASS, {"r": MASS**ONE_HALF})
    assert root is not None and root.exponents == {"r": 2}
    half = solve(MASS ** Fraction(1, 2), {"m": MASS})
    assert half is not None and half.exponents == {"m": ONE_HALF} and half.unique


def test_only_the_one_monomial_is_proved() -> None:
    given = {"m": MASS, "t": TIME}
    right = {"m": Fraction(1), "t": Fraction(-1)}
    assert units.prove_unique(MASS / TIME, given, right) is not None
    assert units.prove_unique(MASS / TIME, given, {"m": Fraction(1), "t": Fraction(1)}) is None
    assert units.prove_unique(LENGTH, given, right) is None
    assert units.prove_unique(MASS, {"a": MASS, "b": MASS}, {"a": Fraction(1), "b": Fraction(0)}) is None
    assert units.prove_same(MASS, TIME) is None and units.prove_same(MASS, MASS) is not None
