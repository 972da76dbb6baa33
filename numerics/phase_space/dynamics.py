"""The generator of the two dynamics: kinetic and force symbols, and the double commutator that raises the order.

For H = p^2/2m + V(x, t) with diffusion D^(x), D^(p) the generator is T + W with

    T = -(p/m) d_x + (1/2) D^(x) d_x^2        diagonal in (k, p),
    W = i Phi(x, l) - (1/2) D^(p) l^2         diagonal in (x, l),

where l is the chord variable (conjugate to p) and only the force phase Phi tells the two worlds apart:

    quantum    Phi = [V(x + hbar l/2) - V(x - hbar l/2)] / hbar,
    classical  Phi = V'(x) l.

T is of second order in (d_x, d_l), with p = i d_l, so the double commutator with W is again a multiplication in (x, l):

    [W, [T, W]] = (2i/m) W_x W_l - D^(x) W_x^2      (summed over the degrees of freedom).

Source: S. A. Chin, Phys. Lett. A 226 (1997) 344 for the use of the double commutator.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.phase_space.grid import Array, Grid
from numerics.potential import Potential

Complex = NDArray[np.complex128]


@dataclass(frozen=True)
class Dynamics:
    """One of the two evolutions.

    hbar: the action of the force phase; None for the classical Fokker-Planck equation.
    Dx, Dp: diffusion of position and momentum, with d<x^2>/dt = Dx. Units: length^2/time, momentum^2/time.
    share: theta of the generator Q + theta (L - Q) between the classical Q and the quantum L, which is theta = 1. In between and beyond
    it is no physical evolution; its derivatives by theta at 0 are the corrections to the classical one (`corrections`).
    Raises: ValueError for values that are not finite, a mass or hbar that is not positive, a negative diffusion.
    """

    potential: Potential
    mass: float
    Dx: float
    Dp: float
    hbar: float | None
    share: float = 1.0

    def __post_init__(self) -> None:
        if not math.isfinite(self.share) or (self.hbar is None and self.share != 1):
            raise ValueError(f"`share` must be finite, and 1 for classical dynamics, but is {self.share}; give `hbar`")
        if not 0 < self.mass < math.inf or (self.hbar is not None and not 0 < self.hbar < math.inf):
            raise ValueError(f"`mass` and `hbar` must be positive and finite, but are {self.mass} and {self.hbar}")
        if not (0 <= self.Dx < math.inf and 0 <= self.Dp < math.inf):
            raise ValueError(f"`Dx` and `Dp` must be at least 0 and finite, but are {self.Dx} and {self.Dp}")


def chords(grid: Grid) -> list[Array]:
    """The chord variables l_1, ..., l_d of the real transform over the momenta (the last one halved)."""
    found = []
    for i, axis in enumerate(grid.momentum):
        values = axis.wave_numbers(half=i == grid.d - 1)
        found.append(grid.coordinate(grid.d + i, values))
    return found


def wave_numbers(grid: Grid) -> list[Array]:
    """The wave numbers k_1, ..., k_d of the real transform over the positions (the last one halved)."""
    return [grid.coordinate(i, axis.wave_numbers(half=i == grid.d - 1)) for i, axis in enumerate(grid.position)]


def kinetic(dynamics: Dynamics, grid: Grid) -> Complex:
    """The symbol of T on (k, p). Shape: that of the transform over the positions."""
    terms = (-1j * k * p / dynamics.mass - dynamics.Dx * k**2 / 2 for k, p in zip(wave_numbers(grid), grid.momenta(), strict=True))
    return _summed(terms)


def force(dynamics: Dynamics, grid: Grid, t: float) -> tuple[Complex, Complex]:
    """The symbols of W and of [W, [T, W]] on (x, l) at time t. Shape: that of the transform over the momenta."""
    x, l = grid.positions(), chords(grid)
    phase, by_position, by_chord = _phase(dynamics, x, l, t)
    m, Dx, Dp = dynamics.mass, dynamics.Dx, dynamics.Dp
    symbol, double = (np.empty(phase.shape, dtype=np.complex128) for _ in range(2))
    symbol.imag = phase
    symbol.real = -Dp / 2 * sum(chord**2 for chord in l)
    pairs = list(zip(by_position, by_chord, l, strict=True))
    double.real = sum(slope * (Dx * slope + 2 * Dp / m * chord) for slope, _, chord in pairs)
    double.imag = -2 / m * sum(slope * rate for slope, rate, _ in pairs)
    return symbol, double


def _summed(terms: Iterable[Any]) -> Complex:
    first, *rest = terms
    return np.asarray(sum(rest, start=first), dtype=complex)


def _phase(dynamics: Dynamics, x: list[Array], l: list[Array], t: float) -> tuple[Any, list[Any], list[Any]]:
    """The force phase, its derivatives by the positions, and those by the chords."""
    V, hbar, theta = dynamics.potential, dynamics.hbar, dynamics.share
    if hbar is None:
        return _classical_phase(V, x, l, t)
    value, slopes = V.value_and_gradient([np.stack([a + hbar / 2 * b, a - hbar / 2 * b]) for a, b in zip(x, l, strict=True)], t)
    phase = (value[0] - value[1]) / hbar
    by_position, by_chord = [(slope[0] - slope[1]) / hbar for slope in slopes], [(slope[0] + slope[1]) / 2 for slope in slopes]
    if theta == 1:
        return phase, by_position, by_chord
    limit = _classical_phase(V, x, l, t)
    mixed = [[theta * a + (1 - theta) * b for a, b in zip(one, other, strict=True)] for one, other in
             ((by_position, limit[1]), (by_chord, limit[2]))]
    return theta * phase + (1 - theta) * limit[0], *mixed


def _classical_phase(V: Potential, x: list[Array], l: list[Array], t: float) -> tuple[Any, list[Any], list[Any]]:
    slope, curvature = V.gradient(x, t), V.hessian(x, t)
    phase = sum(slope[i] * l[i] for i in range(V.d))
    return phase, [sum(curvature[i][j] * l[j] for j in range(V.d)) for i in range(V.d)], list(slope)
