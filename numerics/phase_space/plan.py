"""How long the next step is, into how many substeps it is divided, and on which window: the cheapest that the tolerance allows.

A step of length h at levels n, n + 1, .., n + k - 1 is expected to have the error

    estimate = roughness h^(2k+1) rho_k(n),      rho_k(n) = |sum over the levels but the first of c_m m^(-2k)|,

with the weights c_m of the extrapolation: the first term that they leave. It is the change by the coarsest level, the larger part of
`splitting.error` wherever the extrapolation converges; elsewhere the roughness that is seen is larger. Long steps at many substeps cost
fewer of them, since the extrapolation gains by it, and fewer choices and looks; but their window must hold all that the density sweeps, at
the finest resolution that it needs on the way. The outline is followed once, as far as a step may go, and every part of its way is weighed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from numerics.phase_space.splitting import weights
from numerics.phase_space.window import Window

FINEST = 12  # substeps of the coarsest level at most
CLOSE = 0.8  # of the limit is what a step is expected to have
JUMP, FALL = 1e4, 1 / 2  # by which the roughness may rise and fall from one step to the next
TYPICAL = {2: 0.15, 3: 0.06, 4: 0.03}  # by the number of levels: the roughness of a pendulum of frequency 1, hbar = 1/64 and 1/16
OVERHEAD = 80_000  # points times substeps that take as long as choosing a step and looking at it: measured at d = 1
LOOKS = 4  # substeps that take as long as moving a density to a window and looking at it there


@dataclass(frozen=True)
class Plan:
    """A step: its length, the levels into which it is divided, its window."""

    length: float
    levels: tuple[int, ...]
    window: Window


def expected(frequency: float, count: int) -> Roughness:
    """For a potential with this frequency where the density is, and `count` levels: that of a pendulum."""
    return Roughness(TYPICAL[count] * frequency ** (2 * count + 1), count)


@lru_cache(maxsize=128)
def remainder(first: int, count: int) -> float:
    """rho_k(n) for n = `first` and k = `count`.

    >>> remainder(1, 4) > 1e5 * remainder(12, 4)
    True
    """
    levels = tuple(range(first + 1, first + count)) if count > 1 else (first,)
    return abs(math.fsum(c * m ** (-2.0 * max(count, 2)) for c, m in zip(weights(levels), levels, strict=True)))


@dataclass(frozen=True)
class Roughness:
    """What the error of a step is expected to be. `count`: of the levels."""

    value: float
    count: int

    def estimate(self, length: float, first: int) -> float:
        """The error of a step of this length at levels from `first`."""
        return self.value * length ** (2 * self.count + 1) * remainder(first, self.count)

    def seen(self, error: float, length: float, first: int) -> Roughness:
        """That at which this error is expected."""
        return Roughness(error / (length ** (2 * self.count + 1) * remainder(first, self.count)), self.count)

    def at_most(self, seen: Roughness) -> Roughness:
        """`seen`, but no more than JUMP times this: an error that says little of the step."""
        return Roughness(min(seen.value, JUMP * self.value) if self.value else seen.value, self.count)

    def at_least(self, before: Roughness) -> Roughness:
        """This, but no less than FALL times the one before: the next place may be as rough as the last."""
        return Roughness(max(self.value, FALL * before.value), self.count)

    def doubled(self) -> Roughness:
        """That of twice the frequency."""
        return Roughness(2 ** (2 * self.count + 1) * self.value, self.count)

    def first_level(self, length: float, rate: float) -> int:
        """The least first level at which the error is CLOSE to rate * length; FINEST + 1 where none up to FINEST serves."""
        return next((n for n in range(1, FINEST + 1) if self.estimate(length, n) <= CLOSE * rate * length), FINEST + 1)

    def longest(self, rate: float) -> float:
        """The longest step whose error is CLOSE to rate * length at FINEST."""
        if self.value == 0:
            return math.inf
        return float((CLOSE * rate / (self.value * remainder(FINEST, self.count))) ** (1 / (2 * self.count)))


def cheapest(ways: Sequence[tuple[float, Window]], roughness: Roughness, rate: float, left: float) -> Plan:
    """The step among those of these lengths on these windows with which the time that is left costs least, would all steps be like it.

    rate: the error that a step may have over its length.
    """
    plans = []
    for length, window in ways:
        first = min(FINEST, roughness.first_level(length, rate))
        levels = tuple(range(first, first + roughness.count))
        looks = math.ceil(left / length * (1 - 1e-9)) * OVERHEAD
        plans.append((left / length * window.points * (sum(levels) + LOOKS) + looks, Plan(length, levels, window)))
    return min(plans, key=lambda each: each[0])[1]
