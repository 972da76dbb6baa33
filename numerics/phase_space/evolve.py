"""The evolution of a state to a requested tolerance: grid, box and step chosen, watched, and an error bar returned.

The error bar adds three parts, each measured: the error in time from two step lengths (order four: the difference over 15, the
extrapolated solution being returned), the mass at the edges of the box, and the spectral tail that the grid cuts off. A part above its
share of the tolerance is answered with a larger box, a finer grid or a shorter step, and the run is repeated.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from numerics.phase_space import states, weyl
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.layout import Layout, guess
from numerics.phase_space.splitting import Splitting

ATTEMPTS = 12
DENSE = 700  # Hilbert dimension up to which trace norms of differences are computed rather than bounded
Progress = Callable[[str, int, int], None]


class NotConverged(ArithmeticError):
    """The tolerance was not reached; the message names what was missing and the remedy."""


@dataclass(frozen=True)
class Evolution:
    """The state at the end.

    f: phase-space density, shape grid.shape.
    error: bound on the distance from the exact evolution, in trace norm (quantum) or L1 (classical): the sum of the parts.
    in_time, at_edges, in_spectrum: its parts; steps: the number of steps of the finer run.
    """

    grid: Grid
    f: Array
    error: float
    in_time: float
    at_edges: float
    in_spectrum: float
    steps: int


@dataclass(frozen=True)
class Packet:
    """A Gaussian initial state: centre (2d,), covariance (2d, 2d)."""

    centre: Array
    covariance: Array

    def __call__(self, grid: Grid) -> Array:
        """Its density on a grid."""
        return states.gaussian(grid, self.centre.tolist(), self.covariance)


def edge_masses(grid: Grid, f: Array) -> list[tuple[float, float]]:
    """For each axis the mass of |f| in the outermost twentieth of the box, below and above."""
    weights = np.abs(f) * grid.cell
    found = []
    for axis, points in enumerate(grid.shape):
        marginal = weights.sum(axis=tuple(i for i in range(f.ndim) if i != axis))
        margin = max(1, points // 20)
        found.append((float(marginal[:margin].sum()), float(marginal[-margin:].sum())))
    return found


def spectral_tails(grid: Grid, f: Array) -> list[float]:
    """For each axis a bound on what the grid cuts off: the L1 norm of the part of f in the top sixth of the wave numbers."""
    found = []
    for axis, points in enumerate(grid.shape):
        spectrum = np.fft.rfft(f, axis=axis)
        cut = points // 2 + 1 - max(2, points // 12)
        low = [slice(None)] * f.ndim
        low[axis] = slice(0, cut)
        spectrum[tuple(low)] = 0
        found.append(float(np.abs(np.fft.irfft(spectrum, n=points, axis=axis)).sum() * grid.cell))
    return found


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


def evolve(
    dynamics: Dynamics, packet: Packet, time: float, *, tolerance: float, cell: float | None = None, progress: Progress | None = None
) -> Evolution:
    """The evolved state with an error of at most `tolerance`.

    cell: the hbar for which the box must hold a whole number of states; that of the dynamics unless given, so that a classical
    density can be compared with quantum states.
    progress: called with a description, the steps done and the steps in all.
    Raises:
        ValueError: a tolerance outside (0, 1), a time that is not positive, or a packet that violates the uncertainty principle.
        NotConverged: the tolerance is not reached.
        MemoryError: the grid would not fit.
    """
    if not 1e-13 <= tolerance < 1:
        raise ValueError(f"`tolerance` must be from 1e-13 to 1, but is {tolerance}")
    if not (time > 0 and math.isfinite(time)):
        raise ValueError(f"`time` must be positive and finite, but is {time}")
    hbar = cell if cell is not None else dynamics.hbar
    if dynamics.hbar is not None:
        states.require_state(packet.covariance, hbar=dynamics.hbar)
    layout = guess(dynamics, packet.centre, packet.covariance, time, tolerance=tolerance / 20)
    steps = 2 * max(2, math.ceil(time / 0.4 * (1e-3 / tolerance) ** 0.25))
    share = tolerance / (4 * dynamics.potential.d)
    for _ in range(ATTEMPTS):
        grid = layout.grid(hbar=hbar)
        coarse, fine = (_run(dynamics, packet, grid, time, count, progress) for count in (steps // 2, steps))
        if not np.all(np.isfinite(fine)):
            steps *= 2
            continue
        edges, tails = edge_masses(grid, fine), spectral_tails(grid, fine)
        moved = _answered(layout, edges, tails, share)
        in_time = distance(dynamics, grid, fine - coarse) / 15
        if moved is not None:
            layout = moved
        elif in_time <= tolerance / 4:
            f = fine + (fine - coarse) / 15
            parts = in_time, sum(map(sum, edges)), sum(tails)
            return Evolution(grid, f, sum(parts), *parts, steps)
        if in_time > tolerance / 4:
            steps = 2 * math.ceil(steps / 2 * min(4.0, 1.1 * (4 * in_time / tolerance) ** 0.25))
    raise NotConverged(
        f"the error must fall below {tolerance:g}, but after {ATTEMPTS} grids it has {in_time:.2g} in time, {sum(map(sum, edges)):.2g} at "
        f"the edges and {sum(tails):.2g} in the spectrum; ask for a larger tolerance, a shorter time, or more diffusion"
    )


def _answered(layout: Layout, edges: list[tuple[float, float]], tails: list[float], share: float) -> Layout | None:
    """The layout with every end and spacing changed that misses its share of the tolerance; None when none does."""
    changed = layout
    for axis, (masses, tail) in enumerate(zip(edges, tails, strict=True)):
        for below, mass in zip((True, False), masses, strict=True):
            if mass > share / 4:
                changed = changed.widened(axis, below=below, by=0.15)
        if tail > share:
            changed = changed.refined(axis, by=1.25)
    return None if changed is layout else changed


def _run(dynamics: Dynamics, packet: Packet, grid: Grid, time: float, count: int, progress: Progress | None) -> Array:
    f = packet(grid)
    text = f"{' x '.join(map(str, grid.shape))} points"
    watch = None if progress is None else lambda done: progress(text, done, count)
    with np.errstate(over="ignore", invalid="ignore"):
        return Splitting(dynamics, grid, time / count).advance(f, count, watch=watch)
