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
from numerics.phase_space.between import missed
from numerics.phase_space.drive import unresolved
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.packet import Packet, reach
from numerics.phase_space.regrid import regrid
from numerics.phase_space.splitting import Splitting
from numerics.phase_space.watch import Extent, edge_masses, extent, outline, outline_of_waves, spectral_tails
from numerics.phase_space.window import FAR, Window, frequency, require_bounded, serves, sweep, window

ATTEMPTS = 40  # at one step
WORK = 10**11  # points times substeps of the whole evolution: above it, hours
MANY = 1000  # points of an outline that are followed
DENSE = 700  # Hilbert dimension up to which trace norms of differences are computed rather than bounded
IN_TIME, AT_EDGES, IN_SPECTRUM = 0.6, 0.03, 0.3  # shares of the tolerance; what is cut at an edge spoils the spectrum too
RESERVE, SHORT = 0.1, 0.03  # of the share in time, kept for steps shorter than SHORT times the whole
BLAME = 30  # errors in time that much larger than those of the window are the step's own
Progress = Callable[[str, int, int], None]


class NotConverged(ArithmeticError):
    """The tolerance was not reached; the message names what was missing and the remedy."""


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

    Beyond a Hilbert dimension of DENSE the trace norm is bounded by sqrt(dimension) times the Hilbert-Schmidt norm.
    """
    if dynamics.hbar is None:
        return float(np.abs(difference).sum() * grid.cell)
    if grid.hilbert_dimension(hbar=dynamics.hbar) <= DENSE:
        return weyl.trace_norm(grid, difference, hbar=dynamics.hbar)
    return bound(grid, difference)


def bound(grid: Grid, difference: Array) -> float:
    """sqrt(volume) times the L2 norm: a bound on both the L1 norm and the trace norm of the operator."""
    return math.sqrt(grid.volume * grid.cell * float(np.vdot(difference, difference)))


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
        ArithmeticError: a potential that is not finite where the packet goes, or classical paths that run away.
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
    walk = _Walk(dynamics, packet, float(times[-1]), tolerance, hbar)
    for time in times:
        while walk.time < time:
            walk.step(time)
            if progress is not None:
                points = " x ".join(map(str, walk.grid.shape))
                progress(f"{points} points", round(1000 * walk.time / times[-1]), 1000)
        yield walk.result(positivity)


class _Walk:
    """The state of an evolution: the density on its grid, the time, and the error so far."""

    def __init__(self, dynamics: Dynamics, packet: Packet, total: float, tolerance: float, hbar: float | None) -> None:
        self.dynamics, self.packet, self.total, self.tolerance, self.hbar = dynamics, packet, total, tolerance, hbar
        self.time, self.steps, self.substeps = 0.0, 0, 0
        self.in_time = self.at_edges = self.in_spectrum = 0.0
        self.levels = (1, 2) if tolerance >= 1e-2 else (1, 2, 3) if tolerance >= 1e-4 else (1, 2, 3, 4)
        self.grid: Grid
        self.f: Array
        self._grids: list[Grid] = []
        self._now: Array | None = None
        self._measured: Extent | None = None  # None: the density is still the packet, known everywhere
        self._length: float | None = None
        self._bounded = False
        self._needed: tuple[float, ...] = ()
        self._splitting: Splitting | None = None
        self._far = FAR * (1 + float(np.abs(packet.centre).max() + np.sqrt(np.diag(packet.covariance)).max()))
        self._share = AT_EDGES * tolerance / (4 * dynamics.potential.d)  # for one end of one axis
        self._reach = reach(self._share / 4)

    def step(self, end: float) -> None:
        """None; goes on by one step, to `end` at most. Raises: as `evolve`."""
        rim, waves = self._outline()
        length = self._first_length(rim) if self._length is None else self._length
        wanted: Window | None = None
        missing = "the steps were unstable"
        for attempt in range(ATTEMPTS):
            if attempt > 0:
                self._require_bounded(rim, length)
            length = (end - self.time) / math.ceil((end - self.time) / length * (1 - 1e-9))
            ahead = sweep(self.dynamics, rim, waves, self.time, length, reach=self._reach, far=self._far)
            guess = window(ahead, None if self._measured is None else self._measured.band).at_least_as_fine(self._needed)
            wanted = guess if wanted is None else _joined(wanted, guess)
            start, grid, lost = self._on(wanted.grid(hbar=self.hbar))
            self._require_feasible(grid, length)
            with np.errstate(over="ignore", invalid="ignore"):
                best, lower, path = self._stepper(grid, length).extrapolate(start, start=self.time)
                apart = bound(grid, best - lower)
            limit, on_edges, in_tails = self._limits(length)
            if not float(np.vdot(best, best)) <= 1.01 * float(np.vdot(start, start)):
                length /= 2  # no exact evolution lets the square grow
                continue
            in_time = apart + unresolved(self.dynamics, self.packet.covariance, grid, self.time, length, self.levels)
            seen = extent(grid, best, self._share * length / self.total)
            edges = edge_masses(grid, np.maximum.reduce([np.abs(f) for f in (start, best, *path)]))
            tails = seen.in_tails if start is self._now else list(map(max, seen.in_tails, spectral_tails(grid, start)))
            gaps = missed(self.dynamics, grid, best, self.time, length)
            answered = _answered(wanted, edges, tails, gaps, on_edges, in_tails, haste=1 + attempt / 4)
            if lost > on_edges and self._measured is not None:
                answered = _joined(answered or wanted, _around(self._measured))
            if not max(gaps) <= in_tails / (3 * self.dynamics.potential.d):  # what the potential needs, it needs in later steps too
                self._needed = (answered or wanted).spacing[: self.dynamics.potential.d]
            at_edges, in_spectrum = lost + sum(map(sum, edges)), sum(tails) + sum(gaps)
            missing = f"it has {in_time:.2g} in time, {at_edges:.2g} at the edges, {in_spectrum:.2g} in the spectrum"
            if answered is not None and not in_time > BLAME * (at_edges + in_spectrum):
                wanted = answered
                continue
            if in_time > limit:
                length *= max(0.3, 0.85 * (limit / in_time) ** (1 / (2 * len(self.levels))))
                wanted = answered
                continue
            if answered is not None:
                wanted = answered
                continue
            rounding = bound(grid, best) * sum(self.levels) * float(np.finfo(float).eps)
            self.time = end if end - self.time <= length * (1 + 1e-9) else self.time + length
            self.grid, self.f, self._now, self._measured = grid, best, best, seen
            self._grids.append(grid)
            self.steps, self.substeps = self.steps + 1, self.substeps + sum(self.levels)
            self.in_time += in_time + rounding
            self.at_edges += at_edges
            self.in_spectrum += in_spectrum
            better = (limit / max(in_time, 1e-3 * limit)) ** (1 / (2 * len(self.levels)))
            self._length = length * (min(2.0, 0.85 * better) if better > 1.4 else 1.0)
            return
        raise NotConverged(
            f"the error must fall below {self.tolerance:g}, but at t = {self.time:.4g} {missing} ({ATTEMPTS} windows and steps "
            "were tried); ask for a larger tolerance, a shorter time, or more diffusion"
        )

    def _limits(self, length: float) -> tuple[float, float, float]:
        """The errors in time, at the edges and in the spectrum that a step may have: its part of their shares; a very short step, at a
        jump of the force, a part of their reserves too.
        """
        found = []
        for share, spent in ((IN_TIME, self.in_time), (AT_EDGES, self.at_edges), (IN_SPECTRUM, self.in_spectrum)):
            planned = share * self.tolerance * (1 - RESERVE)
            reserve = share * self.tolerance - spent - planned * (1 - self.time / self.total)
            found.append(planned * length / self.total + (max(0.0, reserve) / 4 if length < SHORT * self.total else 0.0))
        return found[0], found[1], found[2]

    def _require_bounded(self, rim: Array, length: float) -> None:
        """None. Raises: ArithmeticError when the step has become short because classical paths run away before the end."""
        if self._bounded or length > SHORT * self.total:
            return
        self._bounded = True
        require_bounded(self.dynamics, rim, self.time, self.total, far=self._far)

    def result(self, positivity: bool) -> Evolution:
        """The state now. Raises: NotConverged where trace or positivity are lost beyond the tolerance."""
        total = self.in_time + self.at_edges + self.in_spectrum
        lost = abs(1 - float(self.f.sum()) * self.grid.cell)
        negative = negative_part(self.dynamics, self.grid, self.f) if positivity or self.dynamics.hbar is None else math.nan
        if not max(total, lost) <= self.tolerance or negative > 2 * self.tolerance:
            raise NotConverged(
                f"the error must fall below {self.tolerance:g}, but it adds up to {total:.2g}, {lost:.2g} of the trace is lost and "
                f"{negative:.2g} is negative; ask for a larger tolerance, a shorter time, or more diffusion"
            )
        parts, grids = (self.in_time, self.at_edges, self.in_spectrum, negative), tuple(self._grids)
        self._grids = []
        return Evolution(self.time, self.grid, self.f, max(total, lost), *parts, self.steps, self.substeps, grids)

    def _outline(self) -> tuple[Array, Array]:
        """Points on the rim of the density and of its spectrum."""
        if self._measured is None:
            return self.packet.rim(self._reach), self.packet.rim_of_waves(self._reach)
        found = outline(self.grid, self.f, self._share), outline_of_waves(self.grid, self.f, self._share)
        rim, waves = (points[:, :: max(1, points.shape[1] // MANY)] for points in found)
        return rim, waves

    def _first_length(self, rim: Array) -> float:
        """A step to begin with, by the frequency of the potential where the packet is."""
        rate = frequency(self.dynamics, rim, 0.0)
        return self.total if rate == 0 else min(self.total, 4.3 * self.tolerance ** (1 / (2 * len(self.levels))) / rate)

    def _on(self, wanted: Grid) -> tuple[Array, Grid, float]:
        """The density on the present grid if that serves, on the wanted one otherwise, and the mass that the move loses."""
        if self._measured is None:
            self._require_regular(wanted)
            return self.packet(wanted), wanted, 0.0
        if serves(self.grid, wanted):
            return self.f, self.grid, 0.0
        self._require_regular(wanted)
        moved = regrid(self.f, self.grid, wanted)
        return moved, wanted, abs(float(self.f.sum()) * self.grid.cell - float(moved.sum()) * wanted.cell)

    def _require_regular(self, grid: Grid) -> None:
        self.dynamics.potential.require_regular([(axis.low, axis.high) for axis in grid.position])

    def _require_feasible(self, grid: Grid, length: float) -> None:
        left = math.ceil((self.total - self.time) / length) * sum(self.levels)
        if math.prod(grid.shape) * left > WORK:
            require_bounded(self.dynamics, self.packet.rim(1.0), 0.0, self.total, far=self._far)
            raise NotConverged(
                f"the error must fall below {self.tolerance:g}, but {left} more steps on {' x '.join(map(str, grid.shape))} points "
                "would take hours; ask for a larger tolerance, a shorter time, or more diffusion"
            )

    def _stepper(self, grid: Grid, length: float) -> Splitting:
        known = self._splitting
        if known is None or known.grid != grid or abs(known.step - length) > 1e-12 * length:
            known = self._splitting = Splitting(self.dynamics, grid, length, self.levels)
        return known


def _answered(
    wanted: Window, edges: list[tuple[float, float]], tails: list[float], gaps: list[float], on_edges: float, in_tails: float,
    *, haste: float,
) -> Window | None:
    """The window with every end and spacing changed that misses its share of the limits, by more in more `haste`; None when none does."""
    changed, axes = wanted, len(tails)
    on_end, in_tail = on_edges / (2 * axes), in_tails / (1.5 * axes)
    for axis, (masses, tail) in enumerate(zip(edges, tails, strict=True)):
        for below, mass in zip((True, False), masses, strict=True):
            if not mass <= on_end:
                by = 0.06 if mass < 8 * on_end else 0.12 if mass < 0.01 else 0.4
                changed = changed.widened(axis, below=below, by=by * haste)
        by = 1.0 if tail <= in_tail else 1.08 if tail < 8 * in_tail else 1.2 if tail < 0.1 else 1.6
        if axis < len(gaps) and not gaps[axis] <= in_tail:
            by = max(by, 1.25 if gaps[axis] < 4 * in_tail else 1.8)
        if by > 1.0:
            changed = changed.refined(axis, by=by)
    return None if changed is wanted else changed


def _around(seen: Extent) -> Window:
    """The window that holds and resolves what was seen."""
    return Window(tuple(seen.low.tolist()), tuple(seen.high.tolist()), tuple((math.pi / seen.band).tolist()))


def _joined(one: Window, other: Window) -> Window:
    """The smallest window that serves where both do."""
    return Window(
        tuple(map(min, one.low, other.low)), tuple(map(max, one.high, other.high)), tuple(map(min, one.spacing, other.spacing))
    )


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
    """Norm minus trace: twice the negative part of a density (classical) or of its operator (quantum, at most DENSE states).

    Raises: ValueError where the operator is too large to be diagonalised.
    """
    if dynamics.hbar is not None and grid.hilbert_dimension(hbar=dynamics.hbar) > DENSE:
        number = grid.hilbert_dimension(hbar=dynamics.hbar)
        raise ValueError(f"`positivity` must be asked for at most {DENSE} states, but the box holds {number:.0f}; leave it out")
    return max(0.0, distance(dynamics, grid, f) - float(f.sum()) * grid.cell)
