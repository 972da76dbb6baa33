"""Equality of two expressions: their difference is brought over one denominator, expanded, and every term must cancel."""

from __future__ import annotations

from collections.abc import Collection

from replay.linear import plus
from replay.outcome import require
from replay.sums import Quotient, Reader, Sum, times
from replay.text import parse


def difference(a: Quotient, b: Quotient) -> Sum:
    """The numerator of a - b; empty exactly when every term cancels."""
    if a.below == b.below:
        return plus(a.above, b.above, -1)
    return plus(times(a.above, b.below), times(b.above, a.below), -1)


def replay(
    left: str, right: str, *, positive: Collection[str] = (), real: Collection[str] = (), exponentials: bool = False
) -> None:
    """Nothing, where left = right wherever both are defined. Raises: ReplayError, NotReplayable.

    exponentials: whether sines, cosines and tangents are read by Euler's formulas.

    >>> replay("sqrt(8*x)", "2*sqrt(2)*sqrt(x)", positive=["x"])
    """
    reader = Reader(positive, real, exponentials=exponentials)
    require(not difference(reader.read(parse(left)), reader.read(parse(right))), "the two sides differ")
