r"""The generator of the mixture at one packet, from short steps of the process itself: (E[tau_h] - tau)/h as h -> 0.

The expectation over the noise of one step is a Gauss-Hermite rule, exact for polynomials in the noise up to degree 2 ORDER - 1, so that its
error is of order h^(ORDER - 1). Three steps, each half of the one before, are extrapolated twice; the last change is the error.
"""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np

from numerics.mixture.deposit import density
from numerics.mixture.expansion import expanded
from numerics.mixture.packets import Packets
from numerics.mixture.process import forces, step
from numerics.mixture.splits import Rule, action
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid

ORDER = 3


def generator(dynamics: Dynamics, packet: Packets, rule: Rule, grid: Grid, *, step_length: float) -> tuple[Array, float]:
    """d E[W[tau]]/dt at time 0 on a grid, and the L1 norm of its error.

    packet: one. step_length: of the longest of the three steps.
    Error: the last change of the extrapolation.
    Raises: ValueError for several packets; ArithmeticError as `process.step`.
    """
    if len(packet) != 1:
        raise ValueError(f"`packet` must be one, but are {len(packet)}")
    rates = [_rate(dynamics, packet, rule, grid, step_length / 2**k) for k in range(3)]
    once = [2 * fine - coarse for coarse, fine in pairwise(rates)]
    twice = (4 * once[1] - once[0]) / 3
    return twice, float(np.abs(twice - once[1]).sum()) * grid.cell


def _rate(dynamics: Dynamics, packet: Packets, rule: Rule, grid: Grid, h: float) -> Array:
    """(E[tau_h] - tau)/h."""
    d, hbar = packet.d, action(dynamics)
    nodes, weights = np.polynomial.hermite_e.hermegauss(ORDER)
    normals = np.array(list(product(nodes, repeat=2 * d))).T
    shares = np.prod(np.array(list(product(weights / weights.sum(), repeat=2 * d))), axis=1)
    n = len(shares)
    start = Packets(packet.x.repeat(n, axis=-1), packet.p.repeat(n, axis=-1), packet.Z.repeat(n, axis=-1), shares)
    expansion = expanded(dynamics.potential)
    moved, _ = step(expansion, dynamics, start, forces(expansion, start.x, 0.0), rule.split(dynamics, start.Z), 0.0, h, normals)
    return np.asarray((density(grid, moved, hbar=hbar).values[0] - density(grid, packet, hbar=hbar).values[0]) / h, dtype=np.float64)
