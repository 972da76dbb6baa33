"""Exact rational points of a domain, corners first, and the truth of a relation at one of them in ball arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from random import Random

import sympy as sp

from numerics import enclosure
from verify.variables import Range

Point = Mapping[sp.Symbol, Fraction]


def points(ranges: Mapping[sp.Symbol, Range], rng: Random, count: int) -> Iterator[dict[sp.Symbol, Fraction]]:
    """Corner points along each axis and of the whole domain, then random ones, `count` in all and none twice."""
    symbols = list(ranges)
    corners = {symbol: ranges[symbol].corners() for symbol in symbols}
    generic = {symbol: ranges[symbol].draw(rng) for symbol in symbols}
    seen: set[tuple[Fraction, ...]] = set()

    def fresh(point: dict[sp.Symbol, Fraction]) -> bool:
        key = tuple(point[symbol] for symbol in symbols)
        return key not in seen and not seen.add(key)  # type: ignore[func-returns-value]

    candidates: list[dict[sp.Symbol, Fraction]] = []
    longest = max((len(values) for values in corners.values()), default=0)
    plain = {symbol: _plain_value(ranges[symbol], values) for symbol, values in corners.items()}
    candidates.append(dict(plain))
    candidates.extend({**plain, symbol: 2 * plain[symbol]} for symbol in symbols if ranges[symbol].contains(2 * plain[symbol]))
    candidates.append(dict(generic))
    for k in range(longest):
        candidates.append({symbol: corners[symbol][min(k, len(corners[symbol]) - 1)] for symbol in symbols})
    for symbol in symbols:
        candidates.extend({**generic, symbol: value} for value in corners[symbol])
    given = 0
    for point in chain(candidates, _drawn(ranges, rng, 3 * count - len(candidates))):
        if given == count:
            return
        if fresh(point):
            given += 1
            yield point


def _drawn(ranges: Mapping[sp.Symbol, Range], rng: Random, count: int) -> Iterator[dict[sp.Symbol, Fraction]]:
    """Random points, each drawn when it is asked for: most statements that fail do so at a corner."""
    for _ in range(count):
        yield {symbol: limits.draw(rng) for symbol, limits in ranges.items()}


def _plain_value(limits: Range, corners: list[Fraction]) -> Fraction:
    """1 where it is allowed, so that a witness is easy to read; else a corner."""
    return Fraction(1) if limits.contains(Fraction(1)) else corners[0]


def decide(lhs: sp.Expr, operator: str, rhs: sp.Expr, point: Point) -> bool | None:
    """Whether the relation holds at the point; None where that is not certain or a side is not defined.

    An equality is never more than not-refuted: it counts as True where a finite enclosure of lhs - rhs holds 0. Use
    `holds` where an equality is assumed.
    """
    values = dict(point)
    try:
        if operator in ("==", "!="):
            if any(_apart_from_zero(side, tuple(point.items())) is None for side in (lhs, rhs)):
                return None
            apart = enclosure.separated(_difference(lhs, rhs), values)
            if operator == "!=":  # only an exact 0 refutes: two values may agree to any number of digits
                return True if apart else False if holds(lhs, "==", rhs, point) else None
            return None if apart is None else not apart
        sign = enclosure.sign(_difference(rhs, lhs), values)
    except (enclosure.EnclosureError, ZeroDivisionError, ValueError, TypeError):
        return None
    if sign is None:
        return None
    return sign > 0 if operator == "<" else sign >= 0


@lru_cache(maxsize=256)
def _difference(left: sp.Expr, right: sp.Expr) -> sp.Expr:
    """left - right, built once for all points of a relation."""
    return left - right


@lru_cache(maxsize=1024)
def _apart_from_zero(side: sp.Expr, point: tuple[tuple[sp.Symbol, Fraction], ...]) -> bool | None:
    """`enclosure.separated` of one side, kept for the mutants: they share the other side and the first points."""
    return enclosure.separated(side, dict(point))


def holds(lhs: sp.Expr, operator: str, rhs: sp.Expr, point: Point) -> bool:
    """Whether a hypothesis certainly holds at the point; an equality must be exactly 0 = 0."""
    if operator != "==":
        return decide(lhs, operator, rhs, point) is True
    try:
        return enclosure.sign(_difference(lhs, rhs), dict(point)) == 0
    except (enclosure.EnclosureError, ZeroDivisionError, ValueError, TypeError):
        return False


def ratio(lhs: sp.Expr, rhs: sp.Expr, point: Point) -> float | None:
    """lhs / rhs at the point, for the record of the slack; None where rhs is not certainly positive."""
    values = dict(point)
    try:
        if enclosure.sign(rhs, values) != 1:
            return None
        return float(enclosure.evaluate(lhs / rhs, values, digits=15).mid())
    except (enclosure.EnclosureError, ZeroDivisionError, AttributeError, ValueError, TypeError):
        return None


def shown(side: sp.Expr, point: Point) -> str:
    """The value of a side to 20 digits, for a reader; the ball where it is not so narrow."""
    try:
        value = enclosure.evaluate(side, dict(point), digits=20)
    except (enclosure.EnclosureError, ZeroDivisionError, ValueError, TypeError):
        return "0 (or not finite)"
    text = str(value.str(20, radius=False))
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
