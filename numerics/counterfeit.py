r"""Laws of motion that are wrong on purpose: what a check of simulations must notice.

A counterfeit potential changes the force phase Phi = [V(x + hbar l/2) - V(x - hbar l/2)]/hbar of the quantum evolution and nothing else:
packets, harmonic errors and the classical evolution take the true V. A `Held` rule makes packets diffuse by a dynamics of its own,
whatever the others do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.mixture.siegel import Complex
from numerics.mixture.splits import Rule, Split
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array
from numerics.potential import Potential

Pair = tuple[Any, list[Any]]  # V and its slopes at x + hbar l/2 and at x - hbar l/2, stacked in this order
Forge = Callable[[Potential, Sequence[Any], Any], Pair]


class Counterfeit(Potential):
    """A potential whose two values in the quantum force phase are replaced by `forge`."""

    def __init__(self, true: Potential, forge: Forge) -> None:
        super().__init__(true.expression, true.coordinates, true.time)
        self._true, self._forge = true, forge

    def value_and_gradient(self, x: Sequence[Any], t: Any) -> Pair:
        """What the force phase takes for V and its slopes at the two ends of a chord."""
        return self._forge(self._true, x, t)


def reversed_force(true: Potential, x: Sequence[Any], t: Any) -> Pair:
    """Phi with the wrong sign."""
    value, slopes = true.value_and_gradient(x, t)
    return -value, [-slope for slope in slopes]


def doubled_hbar(true: Potential, x: Sequence[Any], t: Any) -> Pair:
    """Phi for 2 hbar: [V(x + hbar l) - V(x - hbar l)]/(2 hbar)."""
    middle, half = zip(*((_mean(end), _half(end)) for end in x), strict=True)
    value, slopes = true.value_and_gradient([_ends(m, 2 * h) for m, h in zip(middle, half, strict=True)], t)
    return value / 2, [_ends(_mean(slope), _half(slope) / 2) for slope in slopes]


def classical_force(true: Potential, x: Sequence[Any], t: Any) -> Pair:
    """The classical Phi = l . grad V(x) in the quantum world."""
    half, middle = [_half(end) for end in x], [_mean(end) for end in x]
    slope, curvature = true.gradient(middle, t), true.hessian(middle, t)
    value = _ends(0.0 * half[0], sum(s * h for s, h in zip(slope, half, strict=True)))
    bends = [sum(c * h for c, h in zip(row, half, strict=True)) for row in curvature]
    return value, [_ends(s + 0.0 * half[0], bend) for s, bend in zip(slope, bends, strict=True)]


def _mean(end: Any) -> Any:
    return (end[0] + end[1]) / 2


def _half(end: Any) -> Any:
    return (end[0] - end[1]) / 2


def _ends(middle: Any, half: Any) -> Any:
    return np.stack([middle + half, middle - half])


@dataclass(frozen=True)
class Held:
    """The rule for another dynamics than the one it is asked about."""

    rule: Rule
    dynamics: Dynamics

    def split(self, dynamics: Dynamics, Z: Complex) -> Split:
        return self.rule.split(self.dynamics, Z)


@dataclass(frozen=True)
class Flawed:
    """A rule whose splits are wrong: their noise by a factor, or the sign of the free motion in the flow of the shapes."""

    rule: Rule
    noise: float = 1.0
    backwards: bool = False

    def split(self, dynamics: Dynamics, Z: Complex) -> Split:
        found = self.rule.split(dynamics, Z)
        M = found.M - 2 / dynamics.mass if self.backwards else found.M
        return Altered(found, found.K, M, self.noise)


@dataclass(frozen=True)
class Altered:
    """A split with another M and another strength of S_D."""

    split: Split
    K: Any
    M: Any
    strength: float

    def noise(self, W: Complex, normals: Array) -> tuple[Array, Array]:
        x, p = self.split.noise(W, normals)
        return self.strength**0.5 * x, self.strength**0.5 * p
