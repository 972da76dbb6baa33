"""An inequality on the box of its ranges: its cover by balls where that is finite and closed, and where doubles say that it fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import sympy as sp

from numerics import descent
from numerics.enclosure import Cover, Violation, certify_nonnegative
from verify.variables import Range

Ranges = Mapping[sp.Symbol, Range]


def covered(gap: sp.Expr, ranges: Ranges, *, strict: bool) -> Cover | Violation | None:
    """A cover on which gap >= 0 (strict: > 0), or a point where it fails; None where the box is not finite and closed, or undecided."""
    if any(not (r.closed and r.low.is_finite and r.high.is_finite) or r.integer for r in ranges.values()):
        return None
    box = {symbol: (_rational(limits.low), _rational(limits.high)) for symbol, limits in ranges.items()}
    return certify_nonnegative(gap, box, strict=strict)


def words(ranges: Ranges) -> str:
    """What a cover covers."""
    return "the whole box" if ranges else "the single value of both sides"


def point(found: Violation) -> dict[sp.Symbol, Fraction]:
    """The point of a violation."""
    return {symbol: Fraction(int(value.numerator), int(value.denominator)) for symbol, value in found.point.items()}


def below(gap: sp.Expr, ranges: Ranges, given: Sequence[sp.Expr]) -> Iterator[dict[sp.Symbol, Fraction]]:
    """Points where doubles have gap < 0 and all of `given` >= 0: to be decided exactly. None for whole numbers, which are no continuum."""
    if not any(limits.integer for limits in ranges.values()):
        yield from descent.violations(gap, {symbol: limits.ends() for symbol, limits in ranges.items()}, given)


def _rational(value: sp.Expr) -> Fraction:
    return Fraction(int(value.p), int(value.q))
