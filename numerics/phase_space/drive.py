"""Whether the steps resolve a potential that depends on time: a pulse between two steps is missed by every run alike."""

from __future__ import annotations

import math

import numpy as np

from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid

DENSE_TIMES, PROBES = 2**14, 9


def unresolved(dynamics: Dynamics, covariance: Array, grid: Grid, time: float, steps: int) -> float:
    """The error of the momentum transferred, over the momentum spread of the packet: the L1 norm of such a shift.

    The transfer int V'(x, t) dt at PROBES points x along the diagonal of the box, by the rule that the splitting amounts to after
    extrapolation (Simpson's at `steps` and half as many, so Boole's), against at least DENSE_TIMES times.
    Shapes: covariance (2d, 2d), that of the initial packet.
    Error: a pulse shorter than time/DENSE_TIMES may still be missed.
    """
    if dynamics.potential.is_static:
        return 0.0
    x = [np.linspace(axis.low, axis.high, PROBES)[:, None] for axis in grid.position]

    def transfer(count: int) -> Array:
        h = time / (2 * count)
        weights = np.full(2 * count + 1, 2.0)
        weights[1::2], weights[0], weights[-1] = 4.0, 1.0, 1.0
        slopes = np.array(dynamics.potential.gradient(x, h * np.arange(2 * count + 1)))
        return np.asarray(h / 3 * (slopes * weights).sum(axis=-1), dtype=np.float64)

    extrapolated = (16 * transfer(steps) - transfer(steps // 2)) / 15
    fold = math.ceil(DENSE_TIMES / steps)
    missed = np.abs(transfer(fold * steps) - extrapolated).max(axis=-1)
    spread = np.diag(np.linalg.inv(covariance))[grid.d :]
    return float(np.sum(missed * np.sqrt(spread)))
