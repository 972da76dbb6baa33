"""The parameters of a kernel: which texts each takes, and the one exact text that stands for all ways to write the same number.

A number is a fraction p/q. One that is irrational is rounded to DIGITS significant digits where the engine needs a fraction, so that
what the key of a point says is what is computed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from derive.formula_tree import shown
from derive.formula_units import Dimension
from verify.quantity import Quantity, parameter
from verify.system_input import UnusableSystem

DIGITS, GUARD, LONGEST = 15, 25, 2000  # LONGEST: characters of a text
EXACT = re.compile(r"-?[0-9]{1,60}(?:/[1-9][0-9]{0,59})?", re.ASCII)
Exact = Callable[[str, str], str]  # text and its name in sentences -> exact text; raises ValueError with a sentence


@dataclass(frozen=True)
class Parameter:
    """name, and what it means; exact: reads a text; default: None where it must be given; unit: in words, of the natural units."""

    name: str
    meaning: str
    exact: Exact
    default: str | None = None
    unit: str = ""
    numeric: bool = True


def number(low: str, high: str, *, zero: bool = False) -> Exact:
    """A plain number from low to high, or 0 as well."""

    def read(text: str, name: str) -> str:
        value = plain(text, name)
        if not (Fraction(low) <= value <= Fraction(high) or (zero and value == 0)):
            raise UnusableSystem(f"`{name}` must be {'0 or ' * zero}from {low} to {high}, but is {text[:60]}")
        return str(value)

    return read


def whole(least: int, most: int, *, even: bool = False) -> Exact:
    """A whole number in a range."""

    def read(text: str, name: str) -> str:
        value = plain(text, name)
        if value.denominator > 1 or not least <= value <= most or (even and value % 2):
            raise UnusableSystem(f"`{name}` must be {'an even' if even else 'a whole'} number from {least} to {most}, but is {text[:60]}")
        return str(value)

    return read


def numbers(low: str, high: str) -> Exact:
    """One number or several, as "1, -1/2"."""
    each = number(low, high)
    return lambda text, name: ", ".join(each(part.strip(), name) for part in text.split(","))


def choice(*known: str) -> Exact:
    """One of a few words."""

    def read(text: str, name: str) -> str:
        if text not in known:
            raise UnusableSystem(f"`{name}` must be {' or '.join(known)}, but is {shown(text)}")
        return text

    return read


def words() -> Exact:
    """A text, without double blanks."""

    def read(text: str, name: str) -> str:
        if not text.strip() or len(text) > LONGEST:
            raise UnusableSystem(f"`{name}` must be a text of at most {LONGEST} characters, but is {shown(text)}")
        return " ".join(text.split())

    return read


def quantity(dimension: Dimension, *, zero: bool = False, empty: bool = False) -> Exact:
    """A number in natural units, or one with a unit, which stays as typed: hbar of the SI is no fraction, a dalton is measured.

    empty: whether it may be left out.
    """

    def read(text: str, name: str) -> str:
        if empty and not text:
            return ""
        found = parameter(text, name)
        if found.dimension is not None and found.dimension != dimension and found.expression != 0:
            raise UnusableSystem(f"`{name}` must have a unit that is {dimension} in SI, but has {found.dimension}: {text[:60]}")
        if found.expression.is_nonnegative is not True or (found.expression == 0 and not zero):
            raise UnusableSystem(f"`{name}` must be {'at least 0' if zero else 'positive'}, but is {text[:60]}")
        return " ".join(text.split()) if found.dimension is not None else str(rational(found))

    return read


@lru_cache(maxsize=4096)
def own(text: str, name: str) -> str:
    """A parameter of a formula, of any unit: exact where it has none, as typed where it has one."""
    found = parameter(text, name)
    return " ".join(text.split()) if found.dimension is not None else str(rational(found))


def plain(text: str, name: str) -> Fraction:
    """The number without a unit that a text states. Raises: UnusableSystem for a unit, FormulaError for what is no number."""
    if EXACT.fullmatch(text):  # as axes write them: thousands of rows are read without the reader of formulas
        return Fraction(text)
    found = parameter(text, name)
    if found.dimension is not None:
        raise UnusableSystem(f"`{name}` must be in natural units for this kernel, but has the unit {found.dimension}: {text[:60]}")
    return rational(found)


def rational(found: Quantity) -> Fraction:
    """The fraction, or that of DIGITS digits next to an irrational number."""
    if isinstance(found.expression, sp.Rational):
        return Fraction(int(found.expression.p), int(found.expression.q))
    return rounded(Decimal(str(sp.N(found.expression, GUARD))))


def rounded(value: Decimal) -> Fraction:
    """The fraction of DIGITS significant digits."""
    return Fraction(Context(prec=DIGITS).plus(value))
