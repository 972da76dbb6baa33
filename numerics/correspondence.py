"""Quantum, classical and mixture evolutions of one state, their distances with error bars, and the a-posteriori bounds on them.

Theorem 1 of hrr2023 compares the exact quantum evolution rho(t), the exact classical one f(t), and a mixture of Gaussians rho~(t). Here the
first two come from `phase_space.evolve`, the deviations of the mixture from both from `deviation`, and the bounds from the harmonic
errors along the same packets.
"""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from numerics.cores import cores, in_order
from numerics.deviation import HALVES, Deviations, Worlds, deviations, mean, noise
from numerics.estimate import Estimate
from numerics.mixture.average import SIGMAS, average
from numerics.mixture.deposit import lattice
from numerics.mixture.packets import sampled
from numerics.mixture.process import Brownian
from numerics.mixture.rates import Rates, quadrature, require_resolved
from numerics.mixture.splits import Rule
from numerics.phase_space.drive import steps_for
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import Evolution, Progress, march
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.regrid import regrid
from numerics.phase_space.trace_norm import l1_norm, trace_norm
from numerics.phase_space.unseen import require_seen_at
from numerics.phase_space.watch import edge_masses, spectral_tails
from numerics.phase_space.window import around, frequency, memory
from numerics.potential import Potential
from numerics.sampled_distance import Sampled, sampled_distances

STRETCH, SIZES = 0.4, 2.0  # radians of the fastest local oscillation, and half widths that the packet moves, on one grid
STRETCHES = 10**6  # a tenth of a second each at the least: above it, days
INSIDE = (0.0, 0.137, 0.291, 0.463, 0.618, 0.809, 1.0)  # of an interval: times at which a driven potential is looked at
NOISE = 3.0  # times the difference of two halves, which is itself a draw of what it estimates
ROOM = 0.05  # around the grids that hold the exact evolutions: packets of the mixture may lie farther out
WORLDS, AT_ONCE = 2, 5  # the quantum and the classical one; matrices that one more thread holds: measured
TURN = 0.2  # radians of the fastest local oscillation in one step of the packets
FEWEST = 20
FACTOR = 4  # times as many packets and steps in the second method: its noise is that of rho~ itself, its steps are not extrapolated


@dataclass(frozen=True)
class Distances:
    """At one time.

    quantum_mixture: ||rho~ - rho||_Tr; mixture_classical: ||W[rho~] - f||_L1; quantum_classical: ||W[rho] - f||_L1.
    certificate_quantum, certificate_classical: bounds on the first two, the time-integrated harmonic error along the packets.
    """

    time: float
    quantum_mixture: Estimate
    mixture_classical: Estimate
    quantum_classical: Estimate
    certificate_quantum: Estimate
    certificate_classical: Estimate


@dataclass(frozen=True)
class Comparison:
    """The distances at each time, and the densities at the end on one grid.

    quantum, classical, mixture: shape grid.shape; the mixture is the quantum density plus its measured deviation.
    sampled: the first two distances at the end by a second method, from other packets themselves: it shares no equation of motion with the
    deviation but the packets' own.
    """

    grid: Grid
    times: tuple[float, ...]
    quantum: Array
    classical: Array
    mixture: Array
    rows: tuple[Distances, ...]
    sampled: Sampled


def compare(
    potential: Potential, packet: Packet, *, hbar: float, Dx: float, Dp: float, mass: float, times: Sequence[float], tolerance: float,
    packets: int, seed: int = 0, rule: Rule | None = None, progress: Progress | None = None,
) -> Comparison:
    """The three evolutions of a Gaussian state and their distances at increasing times.

    tolerance: of the quantum and the classical evolution. packets: of the mixture, in two halves. rule: how the mixture splits the growth
    of covariances (`mixture.splits.Local` by default).
    Error: every estimate carries its own: grid, steps, sampling.
    Raises: as `march`, `process.run`; ValueError for an odd or small number of packets, and for times that would take days.
    """
    if packets < FEWEST or packets % 2:
        raise ValueError(f"`packets` must be even and at least {FEWEST}, but is {packets}: two halves give the sampling error")
    worlds = Worlds(Dynamics(potential, mass, Dx, Dp, hbar), Dynamics(potential, mass, Dx, Dp, None))
    both, every = (worlds.quantum, worlds.classical), _stops(worlds.quantum, packet, times)
    quantum, classical = (list(march(each, packet, every, tolerance=tolerance, cell=hbar, progress=progress)) for each in both)
    grids = [around([*one.grids, *other.grids], slack=ROOM).grid(hbar=hbar) for one, other in zip(quantum, classical, strict=True)]
    stretches = list(zip(every, grids, strict=True))
    _require_memory(grids, potential.d, hbar)
    for (end, grid) in stretches:
        points = lattice(grid, hbar=hbar)[0]
        require_seen_at(potential, points, float(points.min()), float(points.max()), end, remedy="take a smaller hbar or tolerance")
    generator = np.random.default_rng(seed)
    start = sampled([(1.0, packet)], packets, hbar=hbar, generator=generator)
    steps = _steps(worlds.quantum, stretches)
    runs = [
        deviations(
            worlds, start, stretches, hbar=hbar, steps=steps, brownian=Brownian(copy.deepcopy(generator), fold), substeps=substeps,
            quadrature=quadrature(potential.d), rule=rule,
        )
        for fold, substeps in ((2, 1), (1, 2))
    ]
    rows: list[Distances] = []
    for long, short, one, other in zip(*runs, quantum, classical, strict=True):
        if long.time in times:
            rows.append(_distances(long, short, one, other, start.weights, hbar))
        if progress is not None:
            progress("mixture", round(1000 * long.time / times[-1]), 1000)
    for each in (start, short.packets):
        require_resolved(potential, each, times[-1], quadrature(potential.d), hbar=hbar)
    rho, f = (regrid(found.f, found.grid, long.grid) for found in (quantum[-1], classical[-1]))
    mixed = rho + _extrapolated(mean(long.quantum), mean(short.quantum))
    second = sampled_distances(
        worlds.quantum, packet, times[-1], long.grid, rho, f, bars=(quantum[-1].error, classical[-1].error), packets=FACTOR * packets,
        steps=FACTOR * sum(steps), seed=seed + 1, rule=rule, progress=progress,
    )
    return Comparison(long.grid, tuple(times), rho, f, mixed, tuple(rows), second)


def _stops(dynamics: Dynamics, packet: Packet, times: Sequence[float]) -> list[float]:
    """The times, and others between, so that the state moves little compared with its size while one grid holds it.

    Raises: ValueError where these are more than STRETCHES.
    """
    rim, found = packet.rim(6.0), list[float]()
    half = np.ptp(rim, axis=1) / 2
    for start, end in itertools.pairwise([0.0, *times]):
        rate = max(frequency(dynamics, rim, start + (end - start) * part) for part in INSIDE)
        centre = packet.centre
        force = [float(slope[0]) for slope in dynamics.potential.gradient([centre[i : i + 1] for i in range(len(centre) // 2)], start)]
        speed = np.abs(np.concatenate([centre[len(centre) // 2 :] / dynamics.mass, force]))
        per_time = max(rate / STRETCH, float((speed / half).max()) / SIZES)
        if not len(found) + (end - start) * per_time <= STRETCHES:
            raise ValueError(
                f"`time` must be at most about {STRETCHES / per_time:.1g} here, but is {times[-1]:g}: V oscillates, or moves the packet, "
                "so fast that the simulation would take days; ask for a shorter time"
            )
        count = max(1, math.ceil((end - start) * per_time))
        found += [start + (end - start) * number / count for number in range(1, count)] + [end]
    return found


def _steps(dynamics: Dynamics, stretches: Sequence[tuple[float, Grid]]) -> list[int]:
    """Steps of the packets in each stretch: TURN radians each at most, and as many as a drive needs."""
    found, before = [], 0.0
    for end, grid in stretches:
        line = np.stack([np.linspace(axis.low, axis.high, 65) for axis in grid.position])
        rate = max(frequency(dynamics, line, before + (end - before) * part) for part in INSIDE)
        least = max(1, math.ceil((end - before) * rate / TURN))
        found.append(steps_for(dynamics, grid, before, end, least, accuracy=TURN**2 / 4))
        before = end
    return found


def _require_memory(grids: Sequence[Grid], d: int, hbar: float) -> None:
    """None. Raises: MemoryError when the density matrices of the sources would not fit."""
    number = max(grid.hilbert_dimension(hbar=hbar) for grid in grids)
    need = 16 * number**2 * (2 * (1 + d + d * d) + 12 + AT_ONCE * (min(cores(), WORLDS * HALVES) - 1))
    if need > 0.5 * memory():
        raise MemoryError(
            f"the density matrices must fit into memory, but the box holds {number:.0f} states, which takes {need / 2**30:.1f} GiB; "
            "take a larger hbar, a shorter time, or a slower packet"
        )


def _extrapolated(long: Array, short: Array) -> Array:
    return np.asarray(short + (short - long) / 3, dtype=np.float64)


def _distances(long: Deviations, short: Deviations, quantum: Evolution, classical: Evolution, weights: Array, hbar: float) -> Distances:
    grid = long.grid
    found = []
    for world, (a, b) in enumerate(((long.quantum, short.quantum), (long.classical, short.classical))):
        delta = _extrapolated(mean(a), mean(b))
        parts = list(in_order(partial(_norm, grid, world=world, hbar=hbar), (delta, noise(b), mean(b) - mean(a))))
        unseen = sum(map(sum, edge_masses(grid, delta))) + sum(spectral_tails(grid, delta)) + short.outside
        error = sum(part.error for part in parts) + NOISE * parts[1].value + parts[2].value + unseen
        how = f"{parts[1].value:.2g} from sampling, {parts[2].value:.2g} from steps, {unseen:.2g} from the grid"
        found.append(Estimate(parts[0].value, error, f"deviation of {len(weights)} packets: {how}"))
    both = around([quantum.grid, classical.grid]).grid(hbar=hbar)
    gap = l1_norm(both, regrid(quantum.f, quantum.grid, both) - regrid(classical.f, classical.grid, both))
    apart = Estimate(gap.value, gap.error + quantum.error + classical.error, "both evolutions on one grid")
    certificates = [_certificate(long.rates, short.rates, weights, quantum=which) for which in (True, False)]
    return Distances(long.time, found[0], found[1], apart, *certificates)


def _norm(grid: Grid, delta: Array, *, world: int, hbar: float) -> Estimate:
    return trace_norm(grid, delta, hbar=hbar) if world == 0 else l1_norm(grid, delta)


def _certificate(long: Rates, short: Rates, weights: Array, *, quantum: bool) -> Estimate:
    """The mean of the time-integrated rates, with the shorter steps extrapolated to none."""
    coarse, fine, other = (
        (long.quantum, short.quantum, short.coarse_quantum) if quantum else (long.classical, short.classical, short.coarse_classical)
    )
    found = average(weights, _extrapolated(coarse, fine), [(fine, coarse), (other, fine)])
    how = f"{len(weights)} packets, sampling as {SIGMAS:g} standard deviations; steps halved with the same noise; two quadratures"
    return Estimate(found.value, found.error + float(weights @ short.rounding), how)
