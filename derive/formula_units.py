"""The dimension of a formula: what is added must be alike, what functions take must be a number.

    >>> from derive.formula_reader import tree
    >>> from derive.formula_tree import Source
    >>> str(dimension(tree(Source("k*x^2/2"), {"k", "x"}, ()), {"k": KILOGRAM / SECOND**2, "x": METRE}, {}))
    'kg m^2 s^-2'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import mul

import sympy as sp

from derive import units
from derive.formula_build import built
from derive.formula_tree import Node

SYMBOLS = ("kg", "m", "s", "K", "A", "mol")
SAME, ROOT = ("abs",), ("sqrt",)  # functions of what has a dimension


@dataclass(frozen=True)
class Dimension:
    """A product of powers of SYMBOLS."""

    exponents: tuple[Fraction, ...]

    def __mul__(self, other: Dimension) -> Dimension:
        return Dimension(tuple(a + b for a, b in zip(self.exponents, other.exponents, strict=True)))

    def __pow__(self, power: int | Fraction) -> Dimension:
        return Dimension(tuple(a * power for a in self.exponents))

    def __truediv__(self, other: Dimension) -> Dimension:
        return self * other**-1

    def __str__(self) -> str:
        return " ".join(n if e == 1 else f"{n}^{e}" for n, e in zip(SYMBOLS, self.exponents, strict=True) if e) or "1"

    @property
    def unit(self) -> units.Unit | None:
        """The same as a unit of mechanics; None if it holds K, A or mol."""
        mass, length, time, *others = self.exponents
        return None if any(others) else units.Unit((Fraction(0), mass, length, time))


def _base(symbol: str) -> Dimension:
    return Dimension(tuple(Fraction(symbol == each) for each in SYMBOLS))


NUMBER, KILOGRAM, METRE, SECOND, KELVIN = (_base(symbol) for symbol in ("", "kg", "m", "s", "K"))
JOULE = KILOGRAM * METRE**2 / SECOND**2


def dimension(node: Node, names: Mapping[str, Dimension], values: Mapping[str, sp.Expr]) -> Dimension | None:
    """The dimension of a tree; None for 0, which fits every one. Names that are left out are numbers.

    values: as for `formula_build.built`, for the exponents.
    Raises: FormulaError, with the column, where unlike things are added, or a function or an exponent takes no number.
    """
    if node.kind == "number":
        return NUMBER if node.value else None
    if node.kind == "name":
        return names.get(node.name, NUMBER) if values.get(node.name) != 0 else None
    if node.kind == "power":
        return _power(node, names, values)
    found = [dimension(child, names, values) for child in node.children]
    if node.kind == "sum":
        return _alike(node, found)
    if node.kind == "product":
        return None if None in found else reduce(mul, [each for each in found if each is not None], NUMBER)
    (only,) = found
    if only is None or node.kind == "minus" or node.name in SAME:
        return NUMBER if only is None and node.kind == "function" and node.name not in (*SAME, *ROOT) else only
    if node.kind == "inverse" or node.name in ROOT:
        return only ** (-1 if node.kind == "inverse" else Fraction(1, 2))
    if only != NUMBER:
        raise node.refusal(f"must give {node.name} a number, but this has the unit {only}; divide it by a parameter of that unit")
    return NUMBER


def _alike(node: Node, found: list[Dimension | None]) -> Dimension | None:
    known = [(child, each) for child, each in zip(node.children, found, strict=True) if each is not None]
    for child, each in known[1:]:
        if each != known[0][1]:
            raise child.refusal(f"must add what has one unit, but the first term has {known[0][1]} and this has {each}; "
                                "give its numbers as parameters with units")
    return known[0][1] if known else None


def _power(node: Node, names: Mapping[str, Dimension], values: Mapping[str, sp.Expr]) -> Dimension | None:
    base, exponent = node.children
    below, above = (dimension(child, names, values) for child in node.children)
    if above not in (None, NUMBER):
        raise exponent.refusal(f"must have numbers as exponents, but this has the unit {above}")
    if below in (None, NUMBER):
        return below
    number = built(exponent, values)
    if not isinstance(number, sp.Rational):
        raise base.refusal(f"must have a number below an exponent that is none of the fractions, but this has the unit {below}")
    return below ** Fraction(int(number.p), int(number.q)) if below is not None else None
