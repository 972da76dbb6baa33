"""The evolution of a state to a requested tolerance: grid, box and step chosen, watched, and an error bar returned.

The error bar adds four parts, each measured: the error in time from three step lengths (order four: the difference of the finer two over
15, the extrapolated solution being returned; more where a lower order is seen), the mass at the edges of the box after any step, the
spectral tail that the grid cuts off at any of CHECKS times with what the force does between the nodes, and the negative part of what must
be positive. A part above its share of the tolerance is answered with a larger box, a finer grid or a shorter step, and the run is
repeated.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics.phase_space import states, weyl
from numerics.phase_space.between import missed
from numerics.phase_space.drive import unresolved
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.layout import Layout, guess
from numerics.phase_space.splitting import Splitting
from numerics.phase_space.watch import edge_masses, spectral_tails

ATTEMPTS = 16
CHECKS = 8  # times at which the spectrum is looked at
FIRST = 400  # steps of the first attempt, at most: the next ones may take four times as many each
CLOSE = 0.3  # two runs farther apart on a grid to be changed show the grid's fault, not the step's
WORK = 3 * 10**10  # points times steps of one run: above it, hours
DENSE = 700  # Hilbert dimension up to which trace norms of differences are computed rather than bounded
Progress = Callable[[str, int, int], None]


class NotConverged(ArithmeticError):
    """The tolerance was not reached; the message names what was missing and the remedy."""


@dataclass(frozen=True)
class Evolution:
    """The state at the end.

    f: phase-space density, shape grid.shape.
    error: estimated bound on the distance from the exact evolution, in trace norm (quantum) or L1 (classical): the sum of the parts.
    in_time, at_edges, in_spectrum, negative: its parts. The last is twice the negative part of f (classical) or of its operator
    (quantum, up to a Hilbert dimension of DENSE): no more than the error, since the exact solution has none.
    steps: the number of steps of the finer run.
    """

    grid: Grid
    f: Array
    error: float
    in_time: float
    at_edges: float
    in_spectrum: float
    negative: float
    steps: int


@dataclass(frozen=True)
class Packet:
    """A Gaussian initial state: centre (2d,), covariance (2d, 2d).

    Raises: ValueError for other shapes, values that are not finite, a covariance that is not symmetric and positive definite.
    """

    centre: Array
    covariance: Array

    def __post_init__(self) -> None:
        centre, sigma = np.asarray(self.centre, dtype=float), np.asarray(self.covariance, dtype=float)
        if centre.ndim != 1 or len(centre) < 2 or len(centre) % 2 or not np.all(np.isfinite(centre)):
            raise ValueError(f"`centre` must be finite of shape (2d,), positions first, but is {centre.tolist()}")
        if sigma.shape != (len(centre), len(centre)) or not np.all(np.isfinite(sigma)):
            raise ValueError(f"`covariance` must be finite of shape {(len(centre),) * 2} like `centre`, but is {sigma.tolist()}")
        scale = np.sqrt(np.abs(np.diag(sigma)))
        if not np.all(np.abs(sigma - sigma.T) <= 1e-12 * np.outer(scale, scale)) or np.linalg.eigvalsh((sigma + sigma.T) / 2)[0] <= 0:
            raise ValueError(f"`covariance` must be symmetric and positive definite, but is {sigma.tolist()}")
        object.__setattr__(self, "centre", centre)
        object.__setattr__(self, "covariance", (sigma + sigma.T) / 2)

    def __call__(self, grid: Grid) -> Array:
        """Its density on a grid."""
        return states.gaussian(grid, self.centre.tolist(), self.covariance)


def distance(dynamics: Dynamics, grid: Grid, difference: Array) -> float:
    """The norm in which errors are measured: L1 for classical, trace norm for quantum dynamics.

    Beyond a Hilbert dimension of DENSE the trace norm is bounded by sqrt(dimension) times the Hilbert-Schmidt norm.
    """
    if dynamics.hbar is None:
        return float(np.abs(difference).sum() * grid.cell)
    dimension = grid.hilbert_dimension(hbar=dynamics.hbar)
    if dimension <= DENSE:
        return weyl.trace_norm(grid, difference, hbar=dynamics.hbar)
    return math.sqrt(dimension) * weyl.hilbert_schmidt_norm(grid, difference, hbar=dynamics.hbar)


@dataclass(frozen=True)
class Watched:
    """A run: the density at its end, the largest edge masses and spectral tails on the way, and whether it stayed bounded."""

    f: Array
    edges: list[tuple[float, float]]
    tails: list[float]
    stable: bool


def evolve(
    dynamics: Dynamics, packet: Packet, time: float, *, tolerance: float, cell: float | None = None, progress: Progress | None = None
) -> Evolution:
    """The evolved state with an error of at most `tolerance`.

    cell: the hbar for which the box must hold a whole number of states; for a classical density that is to be compared with
    quantum states. That of the dynamics otherwise.
    progress: called with a description, the steps done and in all.
    Raises:
        ValueError: a tolerance, time or cell out of range, a packet of another d than the potential or one that violates the
        uncertainty principle, a pole of the potential in the box.
        NotConverged: the tolerance is not reached.
        ArithmeticError: a potential that is not finite where the packet goes, or classical paths that run away.
        MemoryError: the grid would not fit.
    """
    hbar = _required(dynamics, packet, time, tolerance, cell)
    layout = guess(dynamics, packet.centre, packet.covariance, time, tolerance=tolerance / 20)
    steps = 4 * min(FIRST // 4, max(1, math.ceil(time / 0.8 * (1e-3 / tolerance) ** 0.25)))
    share = tolerance / (4 * dynamics.potential.d)
    missing = "the runs were unstable"
    for _ in range(ATTEMPTS):
        dynamics.potential.require_regular(list(zip(layout.low, layout.high, strict=True))[: dynamics.potential.d])
        grid = layout.grid(hbar=hbar)
        if math.prod(grid.shape) * steps > WORK:
            missing += f", and the next of {' x '.join(map(str, grid.shape))} points and {steps} steps would take hours"
            break
        fine, coarse = (_run(dynamics, packet, grid, time, count, progress) for count in (steps, steps // 2))
        if not (fine.stable and coarse.stable):
            steps *= 2
            continue
        unseen = missed(dynamics, grid, fine.f, time)
        moved = _answered(layout, fine.edges, fine.tails, unseen, share)
        apart = distance(dynamics, grid, fine.f - coarse.f)
        in_time = apart / 15
        if moved is None and in_time <= tolerance / 4:
            in_time = max(in_time, _slower(dynamics, coarse, _run(dynamics, packet, grid, time, steps // 4, progress), grid, apart))
            in_time += unresolved(dynamics, packet.covariance, grid, time, steps)
            in_time += math.sqrt(np.vdot(fine.f, fine.f) * grid.volume) * steps * float(np.finfo(float).eps)  # rounding, spread evenly
        f = fine.f + (fine.f - coarse.f) / 15
        below = negative_part(dynamics, grid, f) if moved is None else 0.0
        parts = in_time, sum(map(sum, fine.edges)), sum(fine.tails) + sum(unseen), below
        if moved is not None:
            layout = moved
        elif in_time <= tolerance / 4:
            if below <= tolerance / 4:
                return Evolution(grid, f, sum(parts), *parts, steps)
            layout = functools.reduce(lambda finer, axis: finer.refined(axis, by=1.1), range(len(grid.shape)), layout)
        if in_time > tolerance / 4 and (moved is None or apart < CLOSE):
            steps = 4 * math.ceil(steps / 4 * min(4.0, 1.1 * (4 * in_time / tolerance) ** 0.25))
        missing = "it has {:.2g} in time, {:.2g} at the edges, {:.2g} in the spectrum and {:.2g} negative".format(*parts)
    raise NotConverged(
        f"the error must fall below {tolerance:g}, but {missing} (at most {ATTEMPTS} grids are tried); "
        "ask for a larger tolerance, a shorter time, or more diffusion"
    )


def _required(dynamics: Dynamics, packet: Packet, time: float, tolerance: float, cell: float | None) -> float | None:
    """The hbar of the box. Raises: ValueError as `evolve` does."""
    if not 1e-13 <= tolerance < 1:
        raise ValueError(f"`tolerance` must be from 1e-13 to 1, but is {tolerance}")
    if not (time > 0 and math.isfinite(time)):
        raise ValueError(f"`time` must be positive and finite, but is {time}")
    if len(packet.centre) != 2 * dynamics.potential.d:
        raise ValueError(f"`packet` must have d = {dynamics.potential.d} like the potential, but has d = {len(packet.centre) / 2:g}")
    if cell is not None and not 0 < cell < math.inf:
        raise ValueError(f"`cell` must be positive and finite, but is {cell}")
    if dynamics.hbar is None:
        return cell
    if cell not in (None, dynamics.hbar):
        raise ValueError(f"`cell` must be hbar = {dynamics.hbar} for quantum dynamics, but is {cell}; leave it out")
    states.require_state(packet.covariance, hbar=dynamics.hbar)
    return dynamics.hbar


def _slower(dynamics: Dynamics, coarse: Watched, coarser: Watched, grid: Grid, apart: float) -> float:
    """The error in time where the differences fall by less than 16 per halving: a geometric series with the ratio seen."""
    before = distance(dynamics, grid, coarse.f - coarser.f) if coarser.stable else math.inf
    ratio = apart / before if before > apart else 1.0
    return apart * ratio / (1 - ratio) if ratio <= 0.5 else apart


def negative_part(dynamics: Dynamics, grid: Grid, f: Array) -> float:
    """Norm minus trace: twice the negative part of a density (classical) or of its operator (quantum, 0 beyond DENSE states)."""
    if dynamics.hbar is not None and grid.hilbert_dimension(hbar=dynamics.hbar) > DENSE:
        return 0.0
    return max(0.0, distance(dynamics, grid, f) - float(f.sum()) * grid.cell)


def _answered(
    layout: Layout, edges: list[tuple[float, float]], tails: list[float], unseen: list[float], share: float
) -> Layout | None:
    """The layout with every end and spacing changed that misses its share of the tolerance; None when none does."""
    changed = layout
    for axis, (masses, tail) in enumerate(zip(edges, tails, strict=True)):
        for below, mass in zip((True, False), masses, strict=True):
            if mass > share / 4:
                changed = changed.widened(axis, below=below, by=0.15 if mass < 0.01 else 0.4)
        if tail > share:
            changed = changed.refined(axis, by=1.25 if tail < 0.1 else 1.6)
        elif axis < len(unseen) and unseen[axis] > share:
            changed = changed.refined(axis, by=1.25 if unseen[axis] < 4 * share else 1.8)
    return None if changed is layout else changed


def _run(dynamics: Dynamics, packet: Packet, grid: Grid, time: float, count: int, progress: Progress | None) -> Watched:
    """The packet after `count` steps; it stops early when the square of f, which no exact evolution lets grow, has doubled."""
    f = packet(grid)
    square = float(np.vdot(f, f))
    edges, tails = np.array(edge_masses(grid, f)), np.array(spectral_tails(grid, f))
    text = f"{' x '.join(map(str, grid.shape))} points"
    marks = sorted({math.ceil(count * j / CHECKS) for j in range(1, CHECKS + 1)})

    before = 0

    def watch(done: int) -> None:
        nonlocal edges
        edges = np.maximum(edges, edge_masses(grid, f))
        if progress is not None:
            progress(text, before + done, count)

    with np.errstate(over="ignore", invalid="ignore"):
        splitting = Splitting(dynamics, grid, time / count)
        for mark in marks:
            splitting.advance(f, mark - before, start=before * splitting.step, watch=watch)
            before = mark
            if not float(np.vdot(f, f)) <= 2 * square:
                return Watched(f, [], [], stable=False)
            tails = np.maximum(tails, spectral_tails(grid, f))
    return Watched(f, [(float(low), float(high)) for low, high in edges], tails.tolist(), stable=True)
