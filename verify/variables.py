"""Symbols with a range and a unit: the domain of a scalar statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import sympy as sp

from derive.units import NONE, Unit

OPEN_ENDS = (Fraction(1), Fraction(1, 1000), Fraction(1000), Fraction(10) ** -9, Fraction(10) ** 9)


@dataclass(frozen=True)
class Range:
    """The values a symbol may take: low < x < high, or with equality where `closed` is set; whole numbers if `integer`."""

    low: sp.Expr
    high: sp.Expr
    closed: bool = False
    integer: bool = False

    def __str__(self) -> str:
        left, right = ("[", "]") if self.closed else ("(", ")")
        left = "(" if self.low == -sp.oo else left
        right = ")" if self.high == sp.oo else right
        return f"{left}{self.low}, {self.high}{right}" + (", integer" if self.integer else "")

    def is_empty(self) -> bool:
        """Whether no value is allowed."""
        return bool(self.low > self.high or (self.low == self.high and not self.closed))

    def corners(self) -> list[Fraction]:
        """Values at and near the ends."""
        low, high = _fraction(self.low), _fraction(self.high)
        if self.integer:
            first = int(low) if low is not None else 1
            values = [Fraction(v) for v in (first, first + 1, first + 2, first + 9, first + 999)]
        elif low is not None and high is not None:
            step = (high - low) / 1000
            ends = [low, high] if self.closed else []
            values = [*ends, (low + high) / 2, low + step, high - step]
        elif low is not None:
            values = ([low] if self.closed else []) + [low + v for v in OPEN_ENDS]
        elif high is not None:
            values = ([high] if self.closed else []) + [high - v for v in OPEN_ENDS]
        else:
            values = [Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 1000), Fraction(-1000)]
        return [v for v in values if (low is None or v >= low) and (high is None or v <= high)]

    def draw(self, rng: Random) -> Fraction:
        """A random value, spread over many scales where the range is unbounded."""
        low, high = _fraction(self.low), _fraction(self.high)
        if self.integer:
            first = int(low) if low is not None else 1
            last = int(high) if high is not None else first + 12
            return Fraction(rng.randint(first, last))
        if low is not None and high is not None:
            return low + (high - low) * Fraction(rng.randint(1, 999), 1000)
        size = Fraction(rng.randint(1, 16), rng.randint(1, 16)) * Fraction(4) ** rng.choice((-3, -1, 0, 0, 0, 1, 3))
        if low is not None:
            return low + size
        if high is not None:
            return high - size
        return size * rng.choice((-1, 1))


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
            ValueError: the range is empty, or the name is taken.
        """
        limits = Range(sp.sympify(low), sp.sympify(high), closed, integer)
        if limits.is_empty():
            raise ValueError(f"`{name}` must have a non-empty range, but {limits} is empty; swap or widen the ends")
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
