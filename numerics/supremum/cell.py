"""Cells of a search, products of spans: how they are cut, and what lies in them. None stands for an infinite end."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, fmpq

HALVINGS, FARTHEST, OCTAVES = 64, Fraction(2) ** 128, 5  # of one side; of a ray's end; marks to cut at
Span = tuple[Fraction | None, Fraction | None]
Cell = tuple[Span, ...]


def inside(span: Span, weight: Fraction) -> Fraction:
    """The point at that share of an interval, at that distance from the end of a ray, from 0 on a line."""
    low, high = span
    if low is None or high is None:
        return weight if low is high else low + weight if low is not None else high - weight  # type: ignore[operator]
    return low + weight * (high - low)


def radii(cell: Cell, centre: Sequence[Fraction]) -> list[Any]:
    """The farthest that the cell reaches from the centre, along each side."""
    reach = [max(high - c, c - low) for (low, high), c in zip(cell, centre, strict=True)]  # type: ignore[operator]
    return [arb(fmpq(r.numerator, r.denominator)) for r in reach]


def parts(low: Fraction | None, high: Fraction | None) -> list[Span]:
    """A span as one interval, or as intervals and rays that start at least 1 from 0."""
    if low is None and high is None:
        return [(None, Fraction(-1)), (Fraction(-1), Fraction(1)), (Fraction(1), None)]
    if high is None and low is not None:
        far = max(Fraction(1), 2 * low)
        return [(low, far), (far, None)] if low < far else [(low, None)]
    if low is None and high is not None:
        return [(-b if b is not None else None, -a if a is not None else None) for a, b in parts(-high, None)]
    return [(low, high)]


def cuttable(low: Fraction | None, high: Fraction | None, depth: int) -> bool:
    """Whether a span that has been cut `depth` times may be cut again."""
    if low is None or high is None:
        return abs(low if high is None else high) < FARTHEST  # type: ignore[arg-type]
    return low < high and depth < 2 * HALVINGS


def cut(low: Fraction | None, high: Fraction | None) -> list[Span]:
    """The halves of an interval; a ray's first stretch, as long as it is from 0, and the rest."""
    if high is None and low is not None:
        return [(low, 2 * low), (2 * low, None)]
    if low is None and high is not None:
        return [(2 * high, high), (None, 2 * high)]
    middle = (low + high) / 2  # type: ignore[operator]
    return [(low, middle), (middle, high)]


def octaves(low: Any, high: Any) -> list[tuple[Any, Any]]:
    """The interval, cut at 0 and at the powers of two up to 2^OCTAVES and their negatives."""
    marks = [fmpq(sign * 2**k) for k in range(OCTAVES + 1) for sign in (1, -1)]
    ends = [low, *sorted(mark for mark in (fmpq(0), *marks) if low < mark < high), high]
    return list(pairwise(ends))
