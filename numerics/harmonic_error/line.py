"""Potentials of one degree of freedom that nothing exponential or polynomial covers: piecewise cubics and log cosh."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
from flint import acb

from numerics.harmonic_error.potential import Floats, array, ball, text

ONE = Fraction(1)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)


@dataclass(frozen=True)
class PiecewiseCubic:
    """V'''(x) = values[j] between breaks[j-1] and breaks[j]; the natural extremals under |V'''| <= 1.

    dV = s x^3/6 + sum_(t >= 0) J (x - t)_+^3/6 + sum_(t < 0) J (t - x)_+^3/6 over the breaks t with jumps J, s the value just
    left of 0 (or between the breaks around it). |x|^3/6 has breaks (0,) and values (-1, 1). Norm max |values|.
    """

    breaks: tuple[Fraction, ...]
    values: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        if len(self.values) != len(self.breaks) + 1 or list(self.breaks) != sorted(self.breaks):
            raise ValueError(f"`breaks` must rise and `values` be one more, but got {text(self.breaks)}, {text(self.values)}")

    @property
    def d(self) -> int:
        return 1

    @property
    def kinks(self) -> tuple[float, ...]:
        return tuple(map(float, self.breaks))

    @property
    def formula(self) -> str:
        return f"V''' = {text(self.values)} on the intervals between {text(self.breaks)}"

    def norm(self) -> float:
        return float(max(abs(value) for value in self.values))

    def jumps(self) -> tuple[Fraction, list[tuple[Fraction, Fraction]]]:
        """The value s at the packet, and (break, jump) for every break."""
        before = sum(1 for t in self.breaks if t < 0)
        return self.values[before], [(t, self.values[j + 1] - self.values[j]) for j, t in enumerate(self.breaks)]

    def pieces(self) -> list[tuple[Fraction | None, Fraction | None, list[Fraction]]]:
        """dV as polynomials: (left end or None, right end or None, coefficients of 1, x, x^2, x^3), left to right."""
        ends: list[Fraction | None] = [None, *sorted({Fraction(0), *self.breaks}), None]
        s, jumps = self.jumps()
        found = []
        for left, right in pairwise(ends):
            c = [Fraction(0), Fraction(0), Fraction(0), s / 6]
            for t, jump in jumps:
                beyond = (left is not None and left >= t >= 0) or (right is not None and right <= t < 0)
                if beyond:
                    sign = jump / 6 if t >= 0 else -jump / 6
                    for n, x in enumerate((-t**3, 3 * t**2, -3 * t, ONE)):
                        c[n] += sign * x
            found.append((left, right, c))
        return found

    def remainder(self, beta: Floats) -> Floats:
        s, jumps = self.jumps()
        x = beta[:, 0]
        total = float(s) * x**3
        for t, jump in jumps:
            far = np.maximum(x - float(t) if t >= 0 else float(t) - x, 0)
            total += float(jump) * far**3
        return total / 6

    def gradient(self, beta: Floats) -> Floats:
        s, jumps = self.jumps()
        x = beta[:, 0]
        total = float(s) * x**2
        for t, jump in jumps:
            side = 1 if t >= 0 else -1
            total += side * float(jump) * np.maximum(side * (x - float(t)), 0) ** 2
        return (total / 2)[:, None]

    def terms(self) -> None:
        return None


@dataclass(frozen=True)
class LogCosh:
    """weight * log cosh(steepness (x - centre)). Norm 4 |weight| steepness^3/(3 sqrt 3): V''' = -2 tanh sech^2, at tanh^2 = 1/3."""

    centre: tuple[Fraction]
    steepness: Fraction
    weight: Fraction = ONE

    def __post_init__(self) -> None:
        if self.steepness <= 0 or len(self.centre) != 1:
            raise ValueError(f"`steepness` must be positive and `centre` one number, but got {self.steepness}, {text(self.centre)}")

    @property
    def d(self) -> int:
        return 1

    @property
    def kinks(self) -> tuple[float, ...]:
        return ()

    @property
    def formula(self) -> str:
        return f"V = {self.weight} log cosh({self.steepness} (x - {self.centre[0]}))"

    def norm(self) -> float:
        return abs(float(self.weight)) * float(self.steepness) ** 3 * 4 / (3 * sqrt(3))

    def _shift(self) -> float:
        return -float(self.steepness * array(self.centre)[0])

    def _taylor(self, y: Floats, power: int) -> Floats:
        """int_0^1 (1 - s)^power f'''(z + s y) ds / power!, f = log cosh: exact enough for |y| < 1, and without cancellation."""
        s = (NODES + 1) / 2
        at = self._shift() + np.clip(y, -1, 1)[:, None] * s
        third = -2 * np.tanh(at) / np.cosh(at) ** 2
        return third @ (WEIGHTS / 2 * (1 - s) ** power / power)

    def remainder(self, beta: Floats) -> Floats:
        z, y = self._shift(), float(self.steepness) * beta[:, 0]
        direct = np.logaddexp(z + y, -z - y) - np.logaddexp(z, -z) - np.tanh(z) * y - y * y / (2 * np.cosh(z) ** 2)
        return float(self.weight) * np.where(np.abs(y) < 1, self._taylor(y, 2) * y**3, direct)

    def gradient(self, beta: Floats) -> Floats:
        z, y = self._shift(), float(self.steepness) * beta[:, 0]
        direct = np.tanh(z + y) - np.tanh(z) - y / np.cosh(z) ** 2
        slope = np.where(np.abs(y) < 1, self._taylor(y, 1) * y**2, direct)
        return (float(self.weight * self.steepness) * slope)[:, None]

    def terms(self) -> None:
        return None

    def continued(self, x: Any, analytic: bool) -> Any:
        """dV at a complex ball, for acb.integral: not finite where `analytic` and log cosh is not analytic on the ball."""
        k, z, w = ball(self.steepness), acb(ball(-self.steepness * self.centre[0])), ball(self.weight)
        y = k * x
        taylor = z.cosh().log() + z.tanh() * y + (z.sech() * y) ** 2 / 2
        return w * ((z + y).cosh().log(analytic=analytic) - taylor)
