"""All expectations of one case by product rules in double precision, at one or several resolutions."""

from __future__ import annotations

from itertools import pairwise
from math import pi, sqrt

import numpy as np
import numpy.typing as npt

from numerics.harmonic_error.covariances import Covariance
from numerics.harmonic_error.potential import LocalPotential
from numerics.harmonic_error.quadrature import gaussian_rule, line_rule

Floats = npt.NDArray[np.float64]
# (radial, angular) nodes for each d >= 2, coarse to fine; Gauss-Legendre nodes an interval for d = 1
QUICK = {1: ((4, 0), (6, 0)), 2: ((6, 11), (8, 16)), 3: ((5, 6), (7, 8)), 4: ((5, 5), (6, 6))}
# Five of them for d >= 2: next to a kink the errors oscillate, and three agreed by chance once in a hundred cases.
FINE = {1: ((16, 0), (22, 0), (30, 0)), 2: ((24, 60), (28, 73), (32, 90), (36, 113), (40, 140)),
        3: ((12, 13), (16, 19), (17, 21), (18, 24), (20, 28)), 4: ((8, 7), (10, 10), (11, 11), (11, 12), (12, 14))}
BISECTIONS = 60


def expectations(potential: LocalPotential, covariance: Covariance, *, quick: bool = False) -> list[dict[str, float]]:
    """M1, M2, Q, G2 = E[g^T B g] and C = sqrt(2/pi) E sqrt(g^T B g), g = grad dV, at each resolution, coarse to fine.

    Raises: ValueError where potential and covariance differ in d, or d > 4.
    """
    d = potential.d
    if d != covariance.d or d > 4:
        raise ValueError(f"`potential` and `covariance` must have one d <= 4, but have {d} and {covariance.d}")
    sigma, inverse = covariance.floats()
    root = np.linalg.cholesky(sigma)
    breaks = potential.kinks
    if d == 1 and not quick:
        breaks = (*breaks, *_sign_changes(potential, float(root[0, 0]), breaks))
    found = []
    for radial, angular in (QUICK if quick else FINE)[d]:
        if d == 1:
            beta, weight = line_rule(float(root[0, 0]), breaks, radial)
        else:
            nodes, weight = gaussian_rule(d, radial, angular)
            beta = nodes @ root.T
        value, slope = potential.remainder(beta), potential.gradient(beta)
        form = np.maximum(np.einsum("ni,ni->n", slope @ inverse, slope), 0)
        mean = float(weight @ value)
        variance = float(weight @ (value - mean) ** 2)
        found.append({"M1": mean, "M2": float(weight @ value**2), "Q": 2 / float(covariance.hbar) * sqrt(variance),
                      "G2": float(weight @ form), "C": sqrt(2 / pi) * float(weight @ np.sqrt(form))})
    return found


def _sign_changes(potential: LocalPotential, scale: float, breaks: tuple[float, ...]) -> list[float]:
    """The points where dV' changes sign between neighbouring nodes of a fine grid, by bisection to rounding."""
    grid = np.unique(np.concatenate([line_rule(scale, breaks, 12)[0][:, 0], [0.0]]))
    sign = np.sign(potential.gradient(grid[:, None])[:, 0])
    nonzero = np.flatnonzero(sign)
    pairs = [(i, j) for i, j in pairwise(nonzero) if sign[i] != sign[j]]
    if not pairs:
        return []
    low, high = (grid[list(side)] for side in zip(*pairs, strict=True))
    left = sign[[i for i, _ in pairs]]
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        same = np.sign(potential.gradient(middle[:, None])[:, 0]) == left
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return [float(x) for x in (low + high) / 2]


