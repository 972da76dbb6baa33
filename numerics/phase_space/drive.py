"""Whether the steps resolve a potential that depends on time: a pulse between two steps is missed by every run alike."""

from __future__ import annotations

import numpy as np

from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.splitting import weights

DENSE_TIMES, PROBES = 2**11, 9


def unresolved(
    dynamics: Dynamics, covariance: Array, grid: Grid, start: float, step: float, levels: tuple[int, ...]
) -> float:
    """The error of the momentum transferred, over the momentum spread of the packet: the L1 norm of such a shift.

    The transfer int V'(x, t) dt over one step at PROBES points x along the diagonal of the box, by the rule that the extrapolated
    splitting amounts to (Simpson's with the substeps of each level, combined), against DENSE_TIMES times.
    Shapes: covariance (2d, 2d), that of the initial packet.
    Error: a pulse shorter than step/DENSE_TIMES may still be missed.
    """
    if dynamics.potential.is_static:
        return 0.0
    x = [np.linspace(axis.low, axis.high, PROBES)[:, None] for axis in grid.position]

    def transfer(count: int) -> Array:
        h = step / (2 * count)
        shares = np.full(2 * count + 1, 2.0)
        shares[1::2], shares[0], shares[-1] = 4.0, 1.0, 1.0
        slopes = np.array(dynamics.potential.gradient(x, start + h * np.arange(2 * count + 1)))
        return np.asarray(h / 3 * (slopes * shares).sum(axis=-1), dtype=np.float64)

    combined = sum(share * transfer(count) for share, count in zip(weights(levels), levels, strict=True))
    gap = np.abs(transfer(DENSE_TIMES // 2) - combined).max(axis=-1)
    spread = np.diag(np.linalg.inv(covariance))[grid.d :]
    return float(np.sum(gap * np.sqrt(spread)))
