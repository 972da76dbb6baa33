"""The axes of a sweep: lists, ranges, and formulas of other axes, as texts that the readers of the parameters take.

Points of a range are exact where they are rational; else they are rounded to 15 significant digits, in decimal arithmetic, which is
the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import Any

import sympy as sp

from derive.formula import CONSTANTS
from derive.formula_build import FUNCTIONS, built
from derive.formula_reader import names, plain, tree
from derive.formula_tree import Source, shown
from derive.formula_units import NUMBER, Dimension, dimension
from verify.quantity import Quantity, parameter
from verify.sweep.parameter import rational, rounded
from verify.system_input import UnusableSystem, require_known
from verify.toml_input import text

MOST, SPAN, EXACT = 10_000, ("from", "to", "points", "scale"), 50  # MOST: points of one axis; EXACT: digits of decimals on the way
WIDE = Context(prec=EXACT)


@dataclass(frozen=True)
class Group:
    """Axes that go together: the same number of texts for each. One axis alone is a group, too."""

    columns: Mapping[str, tuple[str, ...]]

    @property
    def size(self) -> int:
        """How many points it has."""
        return len(next(iter(self.columns.values())))


def group(stated: Mapping[str, Any], where: str) -> Group:
    """The group of a table of axes. Raises: UnusableSystem for axes of different lengths."""
    columns = {name: listed(value, f"{where}.{name}") for name, value in stated.items()}
    sizes = {name: len(each) for name, each in columns.items()}
    if not columns or len(set(sizes.values())) > 1:
        said = ", ".join(f"{name} has {size}" for name, size in sizes.items()) or "there are none"
        raise UnusableSystem(f"`{where}` must have axes of one length, but {said}; axes of a product go into [axes]")
    return Group(columns)


def listed(value: Any, name: str) -> tuple[str, ...]:
    """The texts of an axis. Raises: UnusableSystem for what is neither a list nor a range, or too long."""
    if isinstance(value, dict):
        return ranged(value, name)
    if not isinstance(value, list) or not 0 < len(value) <= MOST:
        raise UnusableSystem(f"`{name}` must be a list of 1 to {MOST} values, or {{ from, to, points, scale }}, but is {shown(value)}")
    found = tuple(text(each, name) for each in value)
    if len(set(found)) < len(found):
        twice = next(each for each in found if found.count(each) > 1)
        raise UnusableSystem(f"`{name}` must have different values, but has {shown(twice)} twice")
    return found


def ranged(stated: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The texts of a range, both ends included."""
    require_known(list(stated), SPAN, name)
    for needed in SPAN[:3]:
        if needed not in stated:
            raise UnusableSystem(f"`{name}` must have `from`, `to` and `points`, but has no `{needed}`")
    count, scale = stated["points"], stated.get("scale", "linear")
    if isinstance(count, bool) or not isinstance(count, int) or not 2 <= count <= MOST:
        raise UnusableSystem(f"`{name}.points` must be a whole number from 2 to {MOST}, but is {shown(count)}")
    if scale not in ("linear", "log"):
        raise UnusableSystem(f"`{name}.scale` must be log or linear, but is {shown(scale)}")
    ends = [parameter(text(stated[key], f"{name}.{key}"), f"{name}.{key}") for key in SPAN[:2]]
    if ends[0].dimension != ends[1].dimension:
        raise UnusableSystem(f"`{name}` must have ends of one unit, but has {ends[0].text[:40]} and {ends[1].text[:40]}")
    low, high = map(rational, ends)
    if low == high or (scale == "log" and not (low > 0 and high > 0)):
        positive = "positive and " * (scale == "log")
        raise UnusableSystem(f"`{name}` must have ends that are {positive}different, but has {ends[0].text[:40]} and {ends[1].text[:40]}")
    if scale == "linear":
        values = [low + (high - low) * k / (count - 1) for k in range(count)]
    else:
        values = [geometric(low, high, k, count - 1) for k in range(count)]
    return tuple(written(value, ends[0].dimension) for value in values)


def geometric(low: Fraction, high: Fraction, k: int, n: int) -> Fraction:
    """low (high/low)^(k/n), rounded where it is irrational."""
    share = gcd(k, n)
    k, n = k // share, n // share
    root = sp.Rational(high / low) ** sp.Rational(1, n)
    if isinstance(root, sp.Rational):
        return low * Fraction(int(root.p), int(root.q)) ** k
    first, last = (WIDE.divide(Decimal(end.numerator), Decimal(end.denominator)) for end in (low, high))
    logarithm = WIDE.add(WIDE.ln(first), WIDE.divide(WIDE.multiply(WIDE.subtract(WIDE.ln(last), WIDE.ln(first)), Decimal(k)), Decimal(n)))
    return rounded(WIDE.exp(logarithm))


def written(value: Fraction, unit: Dimension | None) -> str:
    """The number as the readers take it, in SI base units where it has one.

    >>> from derive.formula_units import METRE, SECOND
    >>> written(Fraction(1, 2), None), written(Fraction(1, 2), METRE / SECOND)
    ('1/2', '1/2*m*s^-1')
    """
    return str(value) if unit in (None, NUMBER) else f"{value}*{str(unit).replace(' ', '*')}"


@dataclass(frozen=True)
class Formulas:
    """Axes that follow from others, as D = "hbar^(4/3)": their texts by name, each after those that it needs."""

    texts: Mapping[str, str]

    def row(self, given: Mapping[str, str]) -> dict[str, str]:
        """The texts of these axes, where the others have the given ones. Raises: FormulaError, UnusableSystem."""
        found: dict[str, str] = {}
        for name, formula in self.texts.items():
            used = sorted(names(formula) - FUNCTIONS.keys() - set(CONSTANTS))
            found[name] = value(f"axes.{name}", formula, tuple((each, {**given, **found}.get(each, "")) for each in used))
        return found


def formulas(stated: Mapping[str, str], known: Sequence[str]) -> Formulas:
    """The formulas in an order in which each can be found; known: names that have a value. Raises: UnusableSystem."""
    ordered: dict[str, str] = {}
    while len(ordered) < len(stated):
        ready = [name for name, formula in stated.items() if name not in ordered
                 and not (names(formula) & (stated.keys() - ordered.keys()))]
        if not ready:
            left = sorted(stated.keys() - ordered.keys())
            need = "needs itself" if len(left) == 1 else "need each other"
            raise UnusableSystem(f"`axes` must be formulas of other axes, but {' and '.join(left)} {need}")
        ordered |= {name: stated[name] for name in ready}
    for name, formula in stated.items():
        strange = names(formula) - FUNCTIONS.keys() - set(CONSTANTS) - {*known, *stated}
        require_known(sorted(strange), [*known, *stated], f"axes.{name}")
        if not names(formula) & {*known, *stated}:
            raise UnusableSystem(f"`axes.{name}` must be a list, a range or a formula of other axes, but is {shown(formula)}; "
                                 "what is fixed goes into [fixed]")
    return Formulas(ordered)


@lru_cache(maxsize=4096)
def value(name: str, formula: str, given: tuple[tuple[str, str], ...]) -> str:
    """The text of a formula's value; name: that of the entry; given: the texts of the names in it. Raises: FormulaError."""
    values = {each: _given(text, each) for each, text in given}
    read = tree(Source(formula, name), {*values, *CONSTANTS}, tuple(FUNCTIONS))
    expressions = {each: value.expression for each, value in values.items()}
    unit = dimension(read, {each: value.dimension or NUMBER for each, value in values.items()}, expressions)
    return written(rational(Quantity(built(read, expressions), None, formula)), unit)


@lru_cache(maxsize=4096)
def _given(text: str, name: str) -> Quantity:
    """The number of a name in a formula: the same text occurs in many rows."""
    return parameter(text, name)


def product(groups: Sequence[Group]) -> Iterator[dict[str, str]]:
    """The rows of the product of the groups, the last one running fastest."""
    if not groups:
        yield {}
        return
    for number in range(groups[0].size):
        first = {name: column[number] for name, column in groups[0].columns.items()}
        for rest in product(groups[1:]):
            yield {**first, **rest}


def require_plain(each: str, where: str) -> None:
    """None. Raises: UnusableSystem for a name that a formula cannot have."""
    if not plain(each) or len(each) > 40 or each in FUNCTIONS or each in CONSTANTS:
        raise UnusableSystem(f"`{where}` must have names of letters, digits and _, and no function's, but has {shown(each)}")
