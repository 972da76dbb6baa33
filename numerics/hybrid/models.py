"""Models by name: a monitored system of levels, a particle near a mass in superposition, a particle on a spin that precesses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from numerics.hybrid.model import Hybrid

Number = int | float | Fraction  # or a SymPy Rational


def _exact(value: Any) -> sp.Rational:
    """The number; a float is the decimal number that it is printed as."""
    return sp.Rational(str(value)) if isinstance(value, float) else sp.Rational(value)


def monitored(levels: Sequence[Number], *, lam: Number, gammaC: float, gammaQ: float) -> Hybrid:
    """H_I = lambda q A with A = diag(levels) at a particle that stays, diffusion gamma_C d_p^2 and -gamma_Q [A, [A, rho]].

    sigma = (2 gamma_C)^(1/2); the decoherence beyond lambda^2/(16 gamma_C) is the surplus.
    Raises: ValueError where gamma_C gamma_Q < lambda^2/16, and for numbers out of range.
    Source: arXiv:2604.08024, (12) to (15).
    """
    q, strength = sp.Symbol("q", real=True), float(_exact(lam))
    if not (0 < gammaC < math.inf and 0 < gammaQ < math.inf):
        raise ValueError(f"`gammaC` and `gammaQ` must be positive and finite, but are {gammaC} and {gammaQ}")
    excess = gammaQ - strength**2 / (16 * gammaC)
    if excess < -1e-12 * gammaQ:
        raise ValueError(f"`gammaQ` must be at least lambda^2/(16 gammaC) = {strength**2 / (16 * gammaC):g}, but is {gammaQ:g}")
    A = sp.diag(*(_exact(level) for level in levels))
    L = np.asarray(math.sqrt(2 * max(excess, 0.0)) * np.diag([complex(level) for level in A.diagonal()]), dtype=np.complex128)
    surplus = (L,) if excess > 1e-12 * gammaQ else ()
    return Hybrid((q,), sp.S.Zero, sp.ImmutableMatrix(_exact(lam) * q * A), math.inf, np.array([[math.sqrt(2 * gammaC)]]), surplus)


def mass_superposition(
    *, sigma: float, G: Number = 1, M: Number = 10, m: Number = Fraction(1, 100), d: Number = 1, phi: Number = 0
) -> Hybrid:
    """A particle of mass m in three dimensions and a source of mass M at x = -d (level 0) or x = +d (level 1), no softening.

    H_I = diag(-GMm/|r - r_L|, -GMm/|r - r_R|) + phi sigma_z; sigma in each momentum. Units: any; the defaults are the report's, hbar = 1.
    Source: arXiv:2208.11722, Appendix C.4; the report starts at rest at (0, -1/2, 0).
    """
    r, (g, big, small, half, split) = sp.symbols("x y z", real=True), map(_exact, (G, M, m, d, phi))
    energies = [-g * big * small / sp.sqrt((r[0] + side * half) ** 2 + r[1] ** 2 + r[2] ** 2) + side * split for side in (1, -1)]
    places = tuple((float(-side * half), 0.0, 0.0) for side in (1, -1))
    return Hybrid(r, sp.S.Zero, sp.ImmutableMatrix(sp.diag(*energies)), float(small), sigma * np.eye(3), (), (), places, float(g * big))


def spin_boson(*, mass: float, omega: Number, splitting: Number, g: Number, sigma: float) -> Hybrid:
    """V = m omega^2 q^2/2, H_I = (splitting/2) sigma_x + g q sigma_z: the coupling does not commute with its force."""
    q, (w, s, c) = sp.Symbol("q", real=True), map(_exact, (omega, splitting, g))
    H = sp.ImmutableMatrix([[c * q, s / 2], [s / 2, -c * q]])
    return Hybrid((q,), _exact(mass) * w**2 * q**2 / 2, H, float(mass), np.array([[sigma]]))
