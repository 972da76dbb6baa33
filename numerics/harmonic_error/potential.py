"""What every potential of the search provides; each is an immutable record of rational numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from flint import arb, fmpq

Floats = npt.NDArray[np.float64]


class LocalPotential(Protocol):
    """V on R^d around a packet at the origin, up to an irrelevant quadratic polynomial."""

    @property
    def d(self) -> int:
        """The number of degrees of freedom."""

    @property
    def formula(self) -> str:
        """V(x) in words of mathematics, numbers included."""

    @property
    def kinks(self) -> tuple[float, ...]:
        """For d = 1, the points where a derivative of V jumps."""

    def norm(self) -> float:
        """||grad^3 V||: sup over x and unit u of |(u.grad)^3 V(x)|, or an upper bound of it.

        Unit vectors may be equal because the norm of a symmetric form is attained on the diagonal (Banach 1938).
        """

    def remainder(self, beta: Floats) -> Floats:
        """dV(beta), without cancellation for small beta. Shapes: beta (N, d), result (N,)."""

    def gradient(self, beta: Floats) -> Floats:
        """grad dV(beta). Shapes: beta (N, d), result (N, d)."""

    def terms(self) -> Any:
        """dV as a sum for exponential_polynomial, at the working precision of flint; None where it is none."""


def ball(number: Fraction) -> Any:
    """The Arb ball of a rational number at the working precision."""
    return arb(fmpq(number.numerator, number.denominator))


def array(numbers: tuple[Fraction, ...]) -> Floats:
    """Rational numbers in double precision."""
    return np.array([float(number) for number in numbers])


def text(numbers: tuple[Fraction, ...]) -> str:
    """(1, -1/2, ...)"""
    return "(" + ", ".join(map(str, numbers)) + ")"


def exponential_remainder(y: Floats, height: float = 0.0) -> Floats:
    """e^height (e^y - 1 - y - y^2/2), by its series where that would cancel; y + height must not overflow."""
    series = np.zeros_like(y)  # y/3 + y^2/(3 4) + ...
    small = np.clip(y, -1, 1)
    for n in range(22, 2, -1):
        series = (series + 1) * small / n
    factor = np.exp(height)
    return np.where(np.abs(y) < 1, factor * series * small**2 / 2, np.exp(y + height) - factor * (1 + y + y * y / 2))


def sine_remainder(s: Floats) -> Floats:
    """sin s - s, by its series where that would cancel."""
    return np.where(np.abs(s) < 1, -_alternating(s, 3) * np.clip(s, -1, 1) ** 3 / 6, np.sin(s) - s)


def cosine_remainder(s: Floats) -> Floats:
    """cos s - 1 + s^2/2, by its series where that would cancel."""
    return np.where(np.abs(s) < 1, _alternating(s, 4) * np.clip(s, -1, 1) ** 4 / 24, np.cos(s) - 1 + s * s / 2)


def _alternating(s: Floats, first: int) -> Floats:
    """1 - s^2/((n+1)(n+2)) + ... for n = first."""
    total, square = np.ones_like(s), np.clip(s, -1, 1) ** 2
    for n in range(first + 18, first, -2):
        total = 1 - total * square / (n * (n - 1))
    return total
