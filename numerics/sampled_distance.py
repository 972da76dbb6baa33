"""The distances of a sampled mixture itself from densities on a grid: a second method, which knows no equation of motion but the packets'.

The packets run under their own noise, are put on the grid as a density matrix and as a density, and the norms of the differences are
taken. The noise of n packets biases a norm upwards, by no more than the norm of that noise. In BATCHES batches of packets with the signs
of the rows of a Hadamard matrix (as many + as -) the truth cancels, and what is left is distributed as the noise of the mean: the mean of
these norms and SIGMAS times their scatter is the error bar.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg

from numerics.cores import in_order
from numerics.estimate import Estimate
from numerics.mixture.deposit import Deposit, density, density_matrix
from numerics.mixture.packets import Packets, sampled
from numerics.mixture.process import Brownian, run
from numerics.mixture.splits import Rule, action
from numerics.phase_space import weyl
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import Progress
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.trace_norm import l1_norm, of_matrix

BATCHES = 8
SIGMAS = 3.0


@dataclass(frozen=True)
class Sampled:
    """At one time, of n packets: quantum_mixture ||rho~_n - rho||_Tr, mixture_classical ||W[rho~_n] - f||_L1."""

    time: float
    packets: int
    quantum_mixture: Estimate
    mixture_classical: Estimate


def sampled_distances(
    dynamics: Dynamics, packet: Packet, time: float, grid: Grid, quantum: Array, classical: Array, *, bars: tuple[float, float],
    packets: int, steps: int, seed: int, rule: Rule | None = None, progress: Progress | None = None,
) -> Sampled:
    """The distances of the sampled mixture from a Wigner function and a density at hand on one grid.

    dynamics: of the packets, with its hbar. bars: of `quantum` in trace norm and of `classical` in L1. packets: a multiple of BATCHES.
    steps: even; half as many are run with the same noise. progress: called with a description, the parts done and in all.
    Error: sampling, steps, what the grid does not hold of the packets, and the bars of the densities at hand.
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

    total, told = 2 * (2 * BATCHES + 1), itertools.count(1)

    def tell() -> None:
        number = next(told)
        if progress is not None:
            progress(f"{packets} packets put on the grid", number, total)

    def apart(deposit: Callable[..., Deposit], norm: Callable[[Any], Estimate], there: Any, bar: float) -> Estimate:
        batches = []
        for number in range(BATCHES):
            batches.append(deposit(grid, fine[number::BATCHES], hbar=hbar))
            tell()

        def combined(signs: Array) -> Any:
            return sum(sign * batch.values[0] for sign, batch in zip(signs, batches, strict=True))

        alike, *mixed = scipy.linalg.hadamard(BATCHES)
        whole, noises = combined(alike), []
        for noise in in_order(lambda signs: norm(combined(signs)).value, mixed):
            noises.append(noise)
            tell()
        found = norm(whole - there)
        tell()
        by_steps = norm(whole - deposit(grid, coarse, hbar=hbar).values[0]).value
        tell()
        beyond = sum(float(batch.outside[0]) for batch in batches)
        error = found.error + float(np.mean(noises) + SIGMAS * np.std(noises)) + by_steps + beyond + bar
        return Estimate(found.value, error, f"{packets} packets put on the grid; {BATCHES} batches; steps halved with the same noise")

    rho = weyl.kernel(grid, quantum, hbar=hbar)
    return Sampled(
        time, packets, apart(density_matrix, of_matrix, rho, bars[0]), apart(density, lambda f: l1_norm(grid, f), classical, bars[1])
    )


def _evolved(
    dynamics: Dynamics, start: Packets, time: float, steps: int, brownian: Brownian, substeps: int, rule: Rule | None
) -> Packets:
    packets = start
    for moment in run(dynamics, start, time, steps=steps, brownian=brownian, substeps=substeps, rule=rule):
        packets = moment.packets
    return packets
