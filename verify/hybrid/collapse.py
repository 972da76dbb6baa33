r"""The law of <sigma_z> of a particle that does not move, for two levels, in numbers.

y = artanh <sigma_z> is Gaussian in each branch, of the mean y_0 +- G t and the variance G t; G = (1/8) df^T D_2^-1 df with the difference
df of the forces in the two levels.

Source: derive.monitored_qubit (log_odds_density, collapse_rate).
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NODES = 120


def bins(edges: Array, first: float, elapsed: float) -> Array:
    """The probabilities of <sigma_z> between the edges; first: the weight of the first level, elapsed: G t. Shape (len(edges) - 1,)."""
    start, root = math.log(first / (1 - first)) / 2, math.sqrt(2 * elapsed)
    y = [math.copysign(math.inf, edge) if abs(edge) >= 1 else math.atanh(edge) for edge in edges]
    found = np.zeros(len(edges) - 1)
    for share, side in ((first, 1), (1 - first, -1)):
        below = [(1 + math.erf((each - start - side * elapsed) / root)) / 2 for each in y]
        found += share * np.array([high - low for low, high in pairwise(below)])
    return found


def moments(first: float, elapsed: float) -> tuple[float, float]:
    """E <sigma_z> and E <sigma_z>^2 at G t = elapsed, by Gauss quadrature in each branch."""
    x, w = np.polynomial.hermite_e.hermegauss(NODES)
    start, found = math.log(first / (1 - first)) / 2, [0.0, 0.0]
    for share, side in ((first, 1), (1 - first, -1)):
        z = np.tanh(start + side * elapsed + math.sqrt(elapsed) * x)
        for power in (1, 2):
            found[power - 1] += share * float(w @ z**power) / math.sqrt(2 * math.pi)
    return found[0], found[1]


def rate_at_rest(sigma: float) -> float:
    """G of the mass-superposition model at (0, -1/2, 0): |df| = 2 G M m d/r^3 = 1/(5 r^3), r^2 = 5/4. Units: 1/time.

    Source: reference of talashan2025: G = d = 1, M = 10, m = 1/100; G = |df|^2/(4 sigma^2).
    """
    return (0.2 / 1.25**1.5) ** 2 / (4 * sigma**2)
