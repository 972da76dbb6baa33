"""A number that came out of a computation, with its error bar and how it was found."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import mpmath


@dataclass(frozen=True)
class Estimate:
    """`value` within `error` of the truth, and `how` it was found. `value` is a float or, beyond 16 digits, an mpf.

    Raises: ArithmeticError for a value or an error that is not finite: it estimates nothing.
    """

    value: Any
    error: float
    how: str

    def __post_init__(self) -> None:
        if not (mpmath.isfinite(self.value) and mpmath.isfinite(self.error) and self.error >= 0):
            raise ArithmeticError(f"an estimate must be finite with an error >= 0, but is {self.value} +- {self.error} ({self.how})")

    def __float__(self) -> float:
        return float(self.value)

    def agrees(self, other: Estimate, *, bars: float = 1.0) -> bool:
        """True if both values differ by at most `bars` combined error bars."""
        return bool(abs(self.value - other.value) <= bars * (self.error + other.error))


def from_ball(ball: Any, how: str) -> Estimate:
    """The midpoint of a real Arb ball with its radius, rounded up. Raises: ArithmeticError for a ball that is not finite."""
    if not ball.is_finite():
        raise ArithmeticError(f"a ball must be finite, but is {ball} ({how})")
    mantissa, exponent = ball.mid().man_exp()
    digits = max(15, int(abs(int(mantissa)).bit_length() * 0.302) + 2)
    with mpmath.workdps(digits):
        middle = mpmath.ldexp(mpmath.mpf(int(mantissa)), int(exponent))
    return Estimate(middle, float(ball.rad().upper()) * (1 + 1e-15), how)


def spread(values: list[float], *, rounding: float, limit: float, how: str) -> Estimate:
    """The last of several resolutions of one number, with twice the largest distance of the others as error bar.

    `rounding` is the least error bar to be claimed; `limit` must be finite.
    Raises: ArithmeticError where fewer than two resolutions are given, or the error bar exceeds `limit`: no convergence.
    """
    if len(values) < 2 or not isfinite(limit):
        raise ArithmeticError(f"an error bar must come from two resolutions and have a finite limit, but got {values}, {limit} ({how})")
    finite = all(map(isfinite, values))  # max() would drop a NaN
    error = max(rounding, 2 * max(abs(value - values[-1]) for value in values[:-1])) if finite else inf
    if error > limit:
        raise ArithmeticError(f"a quadrature must converge to {limit:g}, but {values} do not ({how}); take finer resolutions")
    return Estimate(values[-1], error, how)
