"""Formulas with several particles, distances, open parameters and units; what is written reads again."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from derive.formula import Constant, FormulaError, read
from derive.formula_units import JOULE, KILOGRAM, METRE, NUMBER, SECOND, Dimension

X, Y, Z = (sp.Symbol(name, real=True) for name in "xyz")
FORCE = KILOGRAM * METRE / SECOND**2


def names(text: str) -> list[str]:
    return [str(x) for x in read(text).coordinates]


def test_families_of_coordinates() -> None:
    assert names("x3") == ["x1", "x2", "x3"]
    assert names("x12 + x2")[-1] == "x12"
    assert len(names("x99")) == 99
    assert names("y2*x1") == ["x1", "y1", "x2", "y2"]
    assert names("z2") == ["x1", "y1", "z1", "x2", "y2", "z2"]
    for text in ("x100", "x01", "w1"):
        with pytest.raises(FormulaError, match="known names"):
            read(text)


def test_stated_coordinates_and_distance() -> None:
    formula = read("1/r + r^2", coordinates=("x", "y", "z"), distance="r")
    assert formula.coordinates == (X, Y, Z)
    assert sp.expand(formula.expression - 1 / sp.sqrt(X**2 + Y**2 + Z**2) - X**2 - Y**2 - Z**2) == 0
    assert read("x", coordinates=("x", "y")).coordinates == (X, Y)
    with pytest.raises(FormulaError, match="known names"):
        read("z", coordinates=("x", "y"))
    with pytest.raises(FormulaError, match="free names"):
        read("r", {"r": "1"}, coordinates=("x",), distance="r")


def test_open_parameters_are_positive_symbols() -> None:
    formula = read("A*cos(k*x) + sqrt(A)*abs(A)", {"k": 2}, free=["A"])
    A = sp.Symbol("A", positive=True)
    assert formula.free == (A,)
    assert formula.expression == A * sp.cos(2 * X) + A ** sp.Rational(3, 2)
    assert formula.expression.has(A)
    with pytest.raises(FormulaError, match="both or twice"):
        read("A*x", {"A": 1}, free=["A"])
    with pytest.raises(FormulaError, match="B does not"):
        read("x", free=["B"])


def constants(**units: Dimension) -> dict[str, Constant]:
    return {name: Constant(sp.Integer(2), unit) for name, unit in units.items()}


GOOD = {
    "k*x^2/2": {"k": FORCE / METRE}, "U*cos(2*pi*x/L)": {"U": JOULE, "L": METRE}, "F*abs(x)": {"F": FORCE},
    "U*log(cosh(x/L))": {"U": JOULE, "L": METRE},
    "F*sqrt(x^2 + a^2)": {"F": FORCE, "a": METRE}, "q/sqrt(x^2 + y^2 + a^2)": {"q": JOULE * METRE, "a": METRE}, "0": {},
    "U + 0": {"U": JOULE},
    "U*exp(-(x/a)^2/2)*cos(w*t)": {"U": JOULE, "a": METRE, "w": SECOND**-1}, "U*(x/a)^(1/2)": {"U": JOULE, "a": METRE},
    "c*x^(3/2)": {"c": JOULE / METRE ** Fraction(3, 2)}, "U*2^(x/a)": {"U": JOULE, "a": METRE}, "-F*x": {"F": FORCE},
    "U*n^3": {"U": JOULE, "n": NUMBER}, "U*(x/a)^n": {"U": JOULE, "a": METRE, "n": NUMBER},
}  # fmt: skip

BAD = {  # text: (units, words, column from 0)
    "x^2": ({}, "must be an energy", 1), "U*cos(x)": ({"U": JOULE}, "give cos a number", 2),
    "U + F": ({"U": JOULE, "F": FORCE}, "one unit", 4),
    "U*2^x": ({"U": JOULE}, "numbers as exponents", 4), "U*x": ({"U": JOULE}, "must be an energy", 1), "1": ({}, "must be an energy", 0),
    "U*exp(t)": ({"U": JOULE}, "give exp a number", 2), "U*sqrt(x)": ({"U": JOULE}, "must be an energy", 1),
    "U - x": ({"U": JOULE}, "one unit", 2),
    "U*a^pi": ({"U": JOULE, "a": METRE}, "none of the fractions", 2),
}  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_energies(text: str) -> None:
    formula = read(text, constants(**GOOD[text]), si=True)
    assert formula.expression == read(text, dict.fromkeys(GOOD[text], "2")).expression


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_energy(text: str) -> None:
    units, words, at = BAD[text]
    with pytest.raises(FormulaError, match="must") as caught:
        read(text, constants(**units), si=True)
    assert words in caught.value.sentence
    assert caught.value.at == at


def test_units_of_dimensions() -> None:
    assert str(JOULE) == "kg m^2 s^-2"
    assert JOULE.unit is not None
    assert Dimension(tuple(Fraction(i == 3) for i in range(6))).unit is None
    assert str(NUMBER) == "1"
