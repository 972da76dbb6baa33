"""The evolution of a state to a requested tolerance: window, grid and step chosen as it goes, watched, and an error bar returned.

Each step is taken by the splitting at several levels, whose combinations differ by an estimate of the step's error; steps contract the
norms, so that the errors of all steps add up. The grid of a step is a window on phase space that moves with the density. After the step
the mass at its edges, the end of the spectrum, and the force between the nodes are looked at: what exceeds its share of the
tolerance is answered with a larger window, a finer grid or a shorter step, and the step is repeated. Nothing is cut off unmeasured.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from numerics.phase_space import states, weyl
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.unseen import require_seen
from numerics.phase_space.walk import NotConverged, Walk, bound

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Evolution:
    """The state at a time.

    f: phase-space density, shape grid.shape.
    error: estimated bound on the distance from the exact evolution, in trace norm (quantum) or L1 (classical): the sum of the parts.
    in_time, at_edges, in_spectrum: its parts.
    negative: twice the negative part of f (classical) or, on request, of its operator (quantum): no more than the error allows, since
    the exact solution has none. NaN where it was not asked for.
    steps: the number of steps; substeps: those of the splitting in all.
    grids: the windows since the last time that was asked for.
    """

    time: float
    grid: Grid
    f: Array
    error: float
    in_time: float
    at_edges: float
    in_spectrum: float
    negative: float
    steps: int
    substeps: int
    grids: tuple[Grid, ...]


def distance(dynamics: Dynamics, grid: Grid, difference: Array) -> float:
    """The norm in which errors are measured: L1 for classical, trace norm for quantum dynamics.

    Beyond a Hilbert dimension of weyl.DENSE the trace norm is bounded by sqrt(dimension) times the Hilbert-Schmidt norm.
    """
    if dynamics.hbar is None:
        return float(np.abs(difference).sum() * grid.cell)
    if grid.hilbert_dimension(hbar=dynamics.hbar) <= weyl.DENSE:
        return weyl.trace_norm(grid, difference, hbar=dynamics.hbar)
    return bound(grid, difference)


def evolve(
    dynamics: Dynamics, packet: Packet, time: float, *, tolerance: float, cell: float | None = None, positivity: bool = False,
    progress: Progress | None = None,
) -> Evolution:
    """The evolved state with an error of at most `tolerance`.

    cell: the hbar for which the box must hold a whole number of states; for a classical density that is to be compared with
    quantum states. That of the dynamics otherwise.
    positivity: whether the negative part of the operator is computed at the end (quantum; N^3 for N states).
    progress: called with a description, the steps done and in all.
    Raises:
        ValueError: a tolerance, time or cell out of range, a packet of another d than the potential or one that violates the
        uncertainty principle, a pole of the potential in the box.
        NotConverged: the tolerance is not reached.
        ArithmeticError: a potential that is not finite where the packet goes, or that has structure too narrow to be seen, or classical
        paths that run away.
        MemoryError: the grid would not fit.
    """
    (found,) = march(dynamics, packet, [time], tolerance=tolerance, cell=cell, positivity=positivity, progress=progress)
    return found


def march(
    dynamics: Dynamics, packet: Packet, times: Sequence[float], *, tolerance: float, cell: float | None = None,
    positivity: bool = False, progress: Progress | None = None,
) -> Iterator[Evolution]:
    """The evolved states at increasing times, the last with an error of at most `tolerance`, earlier ones with their part of it.

    Arguments and errors are those of `evolve`.
    """
    hbar = _required(dynamics, packet, times, tolerance, cell)
    walk = Walk(dynamics, packet, float(times[-1]), tolerance, hbar)
    for time in times:
        while walk.time < time:
            walk.step(time)
            if progress is not None:
                points = " x ".join(map(str, walk.grid.shape))
                progress(f"{points} points", round(1000 * walk.time / times[-1]), 1000)
        yield _result(walk, positivity)


def _result(walk: Walk, positivity: bool) -> Evolution:
    """The state now. Raises: NotConverged where trace or positivity are lost beyond the tolerance."""
    dynamics, grid, f, errors = walk.dynamics, walk.grid, walk.f, walk.errors
    lost = abs(1 - float(f.sum()) * grid.cell)
    negative = negative_part(dynamics, grid, f) if positivity or dynamics.hbar is None else math.nan
    if not max(errors.total, lost) <= walk.tolerance or negative > 2 * walk.tolerance:
        raise NotConverged(
            f"the error must fall below {walk.tolerance:g}, but it adds up to {errors.total:.2g}, {lost:.2g} of the trace is lost and "
            f"{negative:.2g} is negative; ask for a larger tolerance, a shorter time, or more diffusion"
        )
    require_seen(dynamics.potential, walk.low, walk.high, walk.time, curvature=walk.curvature, force=walk.force)
    grids, walk.grids = tuple(walk.grids), []
    parts = errors.in_time, errors.at_edges, errors.in_spectrum, negative
    return Evolution(walk.time, grid, f, max(errors.total, lost), *parts, walk.steps, walk.substeps, grids)


def _required(dynamics: Dynamics, packet: Packet, times: Sequence[float], tolerance: float, cell: float | None) -> float | None:
    """The hbar of the box. Raises: ValueError as `evolve` does."""
    if not 1e-13 <= tolerance < 1:
        raise ValueError(f"`tolerance` must be from 1e-13 to 1, but is {tolerance}")
    if not times or not all(a < b for a, b in zip([0.0, *times], times, strict=False)) or not math.isfinite(times[-1]):
        shown = times[0] if len(times) == 1 else list(times)
        raise ValueError(f"`time` must be positive and finite, and several in increasing order, but is {shown}")
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


def negative_part(dynamics: Dynamics, grid: Grid, f: Array) -> float:
    """Norm minus trace: twice the negative part of a density (classical) or of its operator (quantum, at most weyl.DENSE states).

    Raises: ValueError where the operator is too large to be diagonalised.
    """
    if dynamics.hbar is not None and grid.hilbert_dimension(hbar=dynamics.hbar) > weyl.DENSE:
        number = grid.hilbert_dimension(hbar=dynamics.hbar)
        raise ValueError(f"`positivity` must be asked for at most {weyl.DENSE} states, but the box holds {number:.0f}; leave it out")
    return max(0.0, distance(dynamics, grid, f) - float(f.sum()) * grid.cell)
