"""Symbols with a range and a unit: the domain of a scalar statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from random import Random
from typing import Any

import sympy as sp

from derive.units import NONE, Unit

OPEN_ENDS = (Fraction(1), Fraction(1, 1000), Fraction(1000), Fraction(10) ** -9, Fraction(10) ** 9)


def _instead(end: sp.Expr) -> str:
    """What to declare in place of a range with that end."""
    if isinstance(end, sp.Float):
        return 'write it as a fraction, such as "1/2"'
    if end.is_real and end.is_number and end.is_nonzero:
        sign = 1 if end.is_positive else -1
        return f"declare u with the end {sign} in its place, and write {sp.sstr(sign * end * sp.Symbol('u'))} for it in the formulas"
    return "write a fraction, or oo"


@dataclass(frozen=True)
class Range:
    """The values a symbol may take: low < x < high, or with equality where `closed` is set; whole numbers if `integer`."""

    low: sp.Expr
    high: sp.Expr
    closed: bool = False
    integer: bool = False

    def __post_init__(self) -> None:
        for end in (self.low, self.high):
            if not isinstance(end, sp.Rational) and end not in (sp.oo, -sp.oo):
                raise ValueError(f"`low` and `high` must be rational or infinite, but {end} is neither; {_instead(end)}")

    def __str__(self) -> str:
        left, right = ("[", "]") if self.closed else ("(", ")")
        left = "(" if self.low == -sp.oo else left
        right = ")" if self.high == sp.oo else right
        return f"{left}{self.low}, {self.high}{right}" + (", integer" if self.integer else "")

    def ends(self) -> tuple[Fraction | None, Fraction | None]:
        """The ends as rationals, None for an infinite one; for integers the first and the last of them."""
        return self._ends

    @cached_property
    def _ends(self) -> tuple[Fraction | None, Fraction | None]:
        low, high = _fraction(self.low), _fraction(self.high)
        if self.integer:
            low = None if low is None else Fraction(ceil(low) if self.closed else floor(low) + 1)
            high = None if high is None else Fraction(floor(high) if self.closed else ceil(high) - 1)
        return low, high

    def is_empty(self) -> bool:
        """Whether no value is allowed."""
        low, high = self.ends()
        if low is None or high is None:
            return False
        return low > high or (low == high and not self.closed and not self.integer)

    def contains(self, value: Fraction) -> bool:
        """Whether the value is allowed."""
        low, high = self.ends()
        if self.integer and value.denominator != 1:
            return False
        if self.closed or self.integer:
            return (low is None or low <= value) and (high is None or value <= high)
        return (low is None or low < value) and (high is None or value < high)

    def corners(self) -> list[Fraction]:
        """Values at and near the ends."""
        low, high = self.ends()
        if self.integer:
            if low is not None or high is None:
                first = low if low is not None else Fraction(1)
                values = [first, first + 1, first + 2, first + 9, first + 999, *([] if high is None else [high])]
                values += [] if low is not None else [Fraction(0), Fraction(-1), Fraction(-2), Fraction(-999)]
            else:
                values = [high, high - 1, high - 2, high - 9, high - 999]
        elif low is not None and high is not None:
            step = (high - low) / 1000
            values = [low, high, (low + high) / 2, low + step, high - step]
        elif low is not None:
            values = [low, *(low + v for v in OPEN_ENDS)]
        elif high is not None:
            values = [high, *(high - v for v in OPEN_ENDS)]
        else:
            values = [Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 1000), Fraction(-1000)]
        return [value for value in values if self.contains(value)]

    def draw(self, rng: Random) -> Fraction:
        """A random value, spread over many scales where the range is unbounded."""
        low, high = self.ends()
        if self.integer:
            first = int(low) if low is not None else (int(high) if high is not None else 6) - 12
            return Fraction(rng.randint(first, int(high) if high is not None else first + 12))
        if low is not None and high is not None:
            return low + (high - low) * Fraction(rng.randint(1, 999), 1000)
        scale = rng.choice((-6, -2, 0, 0, 0, 2, 6))
        size = Fraction(rng.randint(1, 16) << max(scale, 0), rng.randint(1, 16) << max(-scale, 0))
        if low is not None:
            return low + size
        if high is not None:
            return high - size
        return size * rng.choice((-1, 1))

    def contradicts(self, symbol: sp.Symbol) -> bool:
        """Whether the symbol's SymPy assumptions claim more than the range says."""
        low, high = self.ends()
        known = {"real": True} | ({"integer": True} if self.integer else {})
        if low is not None and low >= 0:
            known["nonnegative" if self.contains(Fraction(0)) else "positive"] = True
        if high is not None and high <= 0:
            known["nonpositive" if self.contains(Fraction(0)) else "negative"] = True
        implied = sp.Symbol(symbol.name, **known).assumptions0
        return any(implied.get(fact) is not value for fact, value in symbol.assumptions0.items())


def _fraction(value: sp.Expr) -> Fraction | None:
    return Fraction(int(value.p), int(value.q)) if isinstance(value, sp.Rational) else None


@dataclass(frozen=True)
class Variable:
    """A declared symbol: range, unit and meaning."""

    symbol: sp.Symbol
    range: Range
    unit: Unit
    meaning: str


class Variables(Mapping[sp.Symbol, Variable]):
    """A table of declared symbols; statements look up the symbols that occur in them."""

    def __init__(self, items: Iterable[Variable] = ()) -> None:
        self._table = {item.symbol: item for item in items}

    def __getitem__(self, symbol: sp.Symbol) -> Variable:
        return self._table[symbol]

    def __iter__(self) -> Iterator[sp.Symbol]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def declare(
        self, name: str, unit: Unit = NONE, meaning: str = "", *, low: Any = 0, high: Any = sp.oo,
        closed: bool = False, integer: bool = False,
    ) -> sp.Symbol:
        """A new real symbol with a range; positive when `low` is at least 0 and not attained.

        Raises:
            ValueError: the range is empty, the name is taken or holds an operator, or the unit is none.
        """
        if not isinstance(unit, Unit):
            raise ValueError(f"`unit` of {name} must be a Unit of derive.units, such as MASS * LENGTH**2 / TIME, but is {unit!r}")
        limits = Range(sp.sympify(low), sp.sympify(high), closed, integer)
        if limits.is_empty():
            raise ValueError(f"`{name}` must have a non-empty range, but {limits} is empty; swap or widen the ends")
        if any(sign in name for sign in " /+*,()"):  # a formula would read as another one
            raise ValueError(f"`name` must hold no space, bracket or operator, but is {name!r}; use letters, digits and underscores")
        if any(symbol.name == name for symbol in self._table):
            raise ValueError(f"`name` must be new, but {name} is declared already")
        positive = True if limits.low > 0 or (limits.low == 0 and not closed) else None
        assumptions = {"positive": True} if positive else {"real": True}
        if integer:
            assumptions["integer"] = True
        symbol = sp.Symbol(name, **assumptions)
        self._table[symbol] = Variable(symbol, limits, unit, meaning)
        return symbol

    def units(self) -> dict[sp.Symbol, Unit]:
        """The unit of every symbol."""
        return {symbol: variable.unit for symbol, variable in self._table.items()}
