"""The distances of a sampled mixture itself from densities on a grid: a second method, which knows no equation of motion but the packets'.

The packets run under their own noise, are put on the grid as a density matrix and as a density, and the norms of the differences are
taken. The noise of n packets biases a norm upwards, by no more than the norm of that noise. In BATCHES batches of packets with the signs
of the rows of a Hadamard matrix (as many + as -) the truth cancels, and what is left is distributed as the noise of the mean: the mean of
these norms and SIGMAS times their scatter is the error bar.
"""

from __future__ import annotations

import numpy as np
import scipy.linalg

from numerics.estimate import Estimate
from numerics.mixture.deposit import density, density_matrix
from numerics.mixture.packets import Packets, sampled
from numerics.mixture.process import Brownian, run
from numerics.mixture.splits import Rule, action
from numerics.phase_space import weyl
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.packet import Packet

BATCHES = 8
SIGMAS = 3.0


def sampled_distances(
    dynamics: Dynamics, packet: Packet, time: float, grid: Grid, quantum: Array, classical: Array, *, packets: int, steps: int, seed: int,
    rule: Rule | None = None,
) -> tuple[Estimate, Estimate]:
    """||rho~_N - rho||_Tr and ||W[rho~_N] - f||_L1 at a time, for Wigner function and density at hand on one grid.

    dynamics: of the packets, with its hbar. packets: a multiple of BATCHES. steps: even; half as many are run with the same noise.
    Error: sampling, steps, and what the grid does not hold of the packets; that of the densities at hand is not in it.
    Raises: as `process.run`; ValueError for other numbers of packets or steps.
    """
    if packets < BATCHES or packets % BATCHES or steps < 2 or steps % 2:
        raise ValueError(f"`packets` must be a multiple of {BATCHES} and `steps` of 2, but are {packets} and {steps}")
    hbar = action(dynamics)
    start = sampled([(1.0, packet)], packets, hbar=hbar, generator=np.random.default_rng(seed))
    coarse, fine = (
        _evolved(dynamics, start, time, steps // 2, Brownian(np.random.default_rng([seed, 1]), fold), substeps, rule)
        for fold, substeps in ((2, 1), (1, 2))
    )
    batch = np.arange(packets) % BATCHES
    weights = np.stack([np.where(batch == number, start.weights, 0.0) for number in range(BATCHES)])
    signs = np.asarray(scipy.linalg.hadamard(BATCHES), dtype=np.float64)
    how = f"{packets} packets put on the grid; {BATCHES} batches; steps halved with the same noise"
    rho = weyl.kernel(grid, quantum, hbar=hbar)
    matrices = [density_matrix(grid, each, hbar=hbar, weights=weights) for each in (coarse, fine)]
    densities = [density(grid, each, hbar=hbar, weights=weights) for each in (coarse, fine)]
    found = []
    for norm, (long, short), there in ((_trace_norm, matrices, rho), (lambda f: _l1(f, grid), densities, classical)):
        whole, *noises = np.tensordot(signs, short.values, axes=1)
        scatter = [norm(noise) for noise in noises]
        noise = float(np.mean(scatter) + SIGMAS * np.std(scatter))
        by_steps = norm(whole - long.values.sum(axis=0))
        found.append(Estimate(norm(whole - there), noise + by_steps + float(short.outside.sum()), how))
    return found[0], found[1]


def _evolved(
    dynamics: Dynamics, start: Packets, time: float, steps: int, brownian: Brownian, substeps: int, rule: Rule | None
) -> Packets:
    packets = start
    for moment in run(dynamics, start, time, steps=steps, brownian=brownian, substeps=substeps, rule=rule):
        packets = moment.packets
    return packets


def _trace_norm(matrix: Array) -> float:
    return float(np.abs(np.linalg.eigvalsh(matrix)).sum())


def _l1(f: Array, grid: Grid) -> float:
    return float(np.abs(f).sum()) * grid.cell
