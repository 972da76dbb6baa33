"""The stepping of an evolution: one step tried on a window, looked at, answered or accepted.

A step is tried on the window that `sweep` expects to do. What it shows is weighed against its part of the tolerance, and answered
with a larger window, a finer grid or a shorter step, until it is accepted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from numerics.phase_space.between import gaps_during, missed, slope
from numerics.phase_space.drive import unresolved
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.packet import Packet, reach
from numerics.phase_space.plan import Plan, cheapest, expected
from numerics.phase_space.regrid import regrid
from numerics.phase_space.splitting import Splitting, error, weights
from numerics.phase_space.watch import Extent, edge_masses, extent, outline, outline_of_waves, spectral_tails
from numerics.phase_space.window import FAR, Swept, Window, frequency, require_bounded, serves, sweep, window

ATTEMPTS = 40  # at one step
REFINED = 12  # times at most before it is tried
WORK = 10**11  # points times substeps of the whole evolution: above it, hours
IN_TIME, AT_EDGES, IN_SPECTRUM = 0.6, 0.03, 0.3  # shares of the tolerance; what is cut at an edge spoils the spectrum too
OUT = 30.0  # of its share over the volume: where a density that falls like a Gaussian leaves its share beyond
SHIFTED, REFLECTED = 2, 4  # the error by mass that leaves at one edge and enters at the other, in L1; in trace norm, by what was measured
MANY = 1000  # points of an outline that are followed
RESERVE, SHORT = 0.1, 0.03  # of the shares, kept for steps shorter than SHORT times the whole
USELESS = 0.3  # an error in time that says nothing of the grid
SCATTERED = 0.2  # of the error in the spectrum: at one end at most, where it is what lies at the ends
SWEPT = 1000  # times the points for what is there, to the power d: no step is planned on a larger window
GROWN = 64  # times the points that were planned: when an answer asks for more, the step is at fault, and not the window
LARGE = 10**5  # planned points: an accurate look at the classical paths costs little beside them
BLAME = 5  # errors in time that much larger than those of the window are the step's own


class NotConverged(ArithmeticError):
    """The tolerance was not reached; the message names what was missing and the remedy."""


def bound(grid: Grid, difference: Array) -> float:
    """sqrt(volume) times the L2 norm: a bound on both the L1 norm and the trace norm of the operator."""
    return math.sqrt(grid.volume * grid.cell * float(np.vdot(difference, difference)))


@dataclass(frozen=True)
class Errors:
    """Errors of a step, or of all steps, or what a step may have: in time, at the edges, in the spectrum."""

    in_time: float
    at_edges: float
    in_spectrum: float

    def plus(self, other: Errors) -> Errors:
        """Part by part."""
        return Errors(self.in_time + other.in_time, self.at_edges + other.at_edges, self.in_spectrum + other.in_spectrum)

    @property
    def total(self) -> float:
        """Their sum."""
        return self.in_time + self.at_edges + self.in_spectrum


@dataclass(frozen=True)
class Tried:
    """A step on a grid: the density after it, its errors, and where they are.

    curvature, force: the largest that were seen of the potential, the force only where it is driven.
    edges: mass at the lower and upper end of each axis at any time of the step; tails: content at the end of each spectrum; gaps: of
    the force between the nodes of each position axis; lost: mass that the move to the grid lost.
    """

    grid: Grid
    f: Array
    seen: Extent
    errors: Errors
    edges: list[tuple[float, float]]
    tails: list[float]
    gaps: list[float]
    slopes: list[float]
    lost: float
    curvature: float
    force: float


class Walk:
    """The state of an evolution: the density on its grid, the time, the errors so far; `step` goes on."""

    def __init__(self, dynamics: Dynamics, packet: Packet, total: float, tolerance: float, hbar: float | None) -> None:
        self.dynamics, self.packet, self.total, self.tolerance, self.hbar = dynamics, packet, total, tolerance, hbar
        self.time, self.steps, self.substeps = 0.0, 0, 0
        self.errors = Errors(0.0, 0.0, 0.0)
        self.grid: Grid
        self.f: Array
        self.grids: list[Grid] = []
        self.low, self.high, self.curvature, self.force = math.inf, -math.inf, 0.0, 0.0
        self._seen: Extent | None = None  # None: the density is still the packet, known everywhere
        self._slopes = [math.sqrt(2 / math.pi * value) for value in np.diag(np.linalg.inv(packet.covariance))[dynamics.potential.d :]]
        self._between: tuple[Any, tuple[Array, float]] | None = None  # the last gaps, and where they were looked for
        self._bounded = False
        self._splitting: Splitting | None = None
        self._far = FAR * (1 + float(np.abs(packet.centre).max() + np.sqrt(np.diag(packet.covariance)).max()))
        self._weight = SHIFTED if dynamics.hbar is None else REFLECTED
        self._share = AT_EDGES * tolerance / (4 * dynamics.potential.d) / self._weight  # for one end of one axis
        self._reach = reach(self._share / 4)
        count = 2 if tolerance >= 1e-2 else 3 if tolerance >= 1e-4 else 4
        self._roughness = expected(frequency(dynamics, packet.rim(self._reach), 0.0), count)

    def step(self, end: float) -> None:
        """None; goes on by one step, to `end` at most. Raises: as `evolve`."""
        rim, waves = self._outline()
        longest = end - self.time
        plan: Plan | None = None
        asked: Window | None = None  # by a step that was not short enough
        missing = "the steps were unstable, or asked for ever larger windows"
        planned = 0.0
        for attempt in range(ATTEMPTS):
            if plan is None:
                plan = self._plan(rim, waves, longest, end - self.time)
                planned = plan.window.points
                plan = plan if asked is None else replace(plan, window=_joined(asked, plan.window))
            if attempt > 1 or planned > LARGE:
                self._require_bounded(rim)
            tried = self._try(plan) if plan.window.points <= GROWN * planned else None
            if tried is None or (tried.errors.in_time > USELESS and attempt % 2):
                self._roughness = self._roughness.doubled()
                longest, plan, asked = plan.length / 2, None, None
                continue
            limits, found = self._limits(plan.length), tried.errors
            if found.total <= limits.total:
                self._accept(tried, plan, end, limits)
                return
            answered = self._answer(tried, plan.window, limits, haste=1 + attempt / 4)
            parts = "{:.2g} in time, {:.2g} at the edges and {:.2g} in the spectrum".format(*vars(found).values())
            missing = f"a step of {plan.length:.2g} has {parts}, of {limits.total:.2g} that it may have"
            own = found.in_time > BLAME * (found.at_edges / self._weight + found.in_spectrum)
            if answered is None or (found.in_time > limits.in_time and own):
                seen = self._roughness.seen(max(found.in_time, limits.in_time), plan.length, plan.levels[0])
                self._roughness, asked, plan = self._roughness.at_most(seen), answered or asked, None
            else:
                plan = replace(plan, window=answered)
        raise NotConverged(
            f"the error must fall below {self.tolerance:g}, but at t = {self.time:.4g} {missing} ({ATTEMPTS} windows and steps "
            "were tried); ask for a larger tolerance, a shorter time, or more diffusion" + (
                ", or for a potential without a denominator that vanishes" if self.dynamics.potential.has_denominators else "")
        )

    def _plan(self, rim: Array, waves: Array, longest: float, left: float) -> Plan:
        """The step up to `longest` that is expected to do, and with which what is left costs least."""
        rate = self._limits(longest).in_time / longest
        longest /= max(1, math.ceil(longest / self._roughness.longest(rate) * (1 - 1e-9)))
        now = None if self._seen is None else self._seen.band
        still = window(Swept(rim.min(axis=1), rim.max(axis=1), np.abs(waves).max(axis=1)), None)
        for _ in range(ATTEMPTS):
            swept = sweep(self.dynamics, rim, waves, self.time, longest, reach=self._reach, far=self._far)
            ahead = [(length, window(each, now)) for length, each in swept]
            ahead = [way for way in ahead if way[1].points <= SWEPT**self.dynamics.potential.d * still.points]
            if ahead:
                break
            self._require_bounded(rim)
            longest /= 2
        else:
            raise NotConverged(
                f"the error must fall below {self.tolerance:g}, but from t = {self.time:.4g} classical paths that choose the window are "
                f"too fast for steps of {2 * longest:.2g}; ask for a shorter time, or move the state away from where the force is steep"
            )
        plan = cheapest(ahead, self._roughness, rate, left)
        return replace(plan, window=self._resolving(plan))

    def _resolving(self, plan: Plan) -> Window:
        """The plan's window, its positions as fine as the force asks for, by the slopes that are known."""
        wanted, d = plan.window, self.dynamics.potential.d
        limit = self._limits(plan.length).in_spectrum / (3 * d)
        for _ in range(REFINED):
            gaps, _ = self._gaps(wanted.grid(hbar=self.hbar), plan.length)
            found = missed(gaps, self._slopes, plan.length)
            if max(found) <= limit:
                break
            for axis, gap in enumerate(found):
                if gap > limit:
                    wanted = wanted.refined(axis, by=1.25 if gap < 4 * limit else 1.8)
        return wanted

    def _gaps(self, grid: Grid, length: float) -> tuple[Array, float]:
        """`gaps_during` the next step, found once for a grid and, where the potential depends on time, a step."""
        place = (grid.position, None if self.dynamics.potential.is_static else (self.time, length))
        if self._between is None or self._between[0] != place:
            self._between = place, gaps_during(self.dynamics, grid, self.time, length)
        return self._between[1]

    def _try(self, plan: Plan) -> Tried | None:
        """The step of the plan; None when it was unstable: no exact evolution lets the square of a density grow."""
        start, grid, lost = self._on(plan.window.grid(hbar=self.hbar))
        length, levels = plan.length, plan.levels
        self._require_feasible(grid, plan)
        with np.errstate(over="ignore", invalid="ignore"):
            best, changes, peak = self._stepper(grid, plan).extrapolate(start, start=self.time)
            apart = error([bound(grid, each) for each in changes])
        if not float(np.vdot(best, best)) <= 1.01 * float(np.vdot(start, start)):
            return None
        rounding = bound(grid, best) * sum(abs(c) * n for c, n in zip(weights(levels), levels, strict=True)) * float(np.finfo(float).eps)
        seen = extent(grid, best, self._share * length / self.total)
        edges = edge_masses(grid, peak)
        moved = self._seen is None or start is not self.f
        tails = list(map(max, seen.in_tails, spectral_tails(grid, start))) if moved else seen.in_tails
        between, curvature = self._gaps(grid, length)
        slopes = [slope(grid, best, number) for number in range(grid.d)]
        gaps = missed(between, slopes, length)
        pulse, force = unresolved(self.dynamics, self.packet.covariance, grid, self.time, length, levels)
        errors = Errors(apart + rounding + pulse, lost + self._weight * sum(map(sum, edges)), sum(tails) + sum(gaps))
        return Tried(grid, best, seen, errors, edges, tails, gaps, slopes, lost, curvature, force)

    def _answer(self, tried: Tried, wanted: Window, limits: Errors, *, haste: float) -> Window | None:
        """The window that the step asks for, None when it is content."""
        answered = _answered(tried, wanted, limits, limits.at_edges / self._weight, haste)
        if tried.lost > limits.at_edges and self._seen is not None:
            answered = _joined(answered or wanted, _around(self._seen))
        return answered

    def _accept(self, tried: Tried, plan: Plan, end: float, limits: Errors) -> None:
        length = plan.length
        self.time = end if end - self.time <= length * (1 + 1e-9) else self.time + length
        self.grid, self.f, self._seen, self._slopes = tried.grid, tried.f, tried.seen, tried.slopes
        self.grids.append(tried.grid)
        axis = tried.grid.position[0]
        self.low, self.high = min(self.low, axis.low), max(self.high, axis.high)
        self.curvature, self.force = max(self.curvature, tried.curvature), max(self.force, tried.force)
        self.steps, self.substeps = self.steps + 1, self.substeps + sum(plan.levels)
        self.errors = self.errors.plus(tried.errors)
        seen = self._roughness.seen(max(tried.errors.in_time, 1e-3 * limits.in_time), length, plan.levels[0])
        self._roughness = seen.at_least(self._roughness)

    def _limits(self, length: float) -> Errors:
        """The errors that a step may have together, in their usual proportions: its part of what is planned and not yet spent; a very short
        step, at a jump of the force, a part of the reserve too.
        """
        whole = (IN_TIME + AT_EDGES + IN_SPECTRUM) * self.tolerance
        planned, left = whole * (1 - RESERVE), self.total - self.time
        even = planned * length / self.total
        reserve = whole - self.errors.total - planned * left / self.total
        urgent = max(0.0, reserve) / 4 if length < SHORT * self.total else 0.0
        part = max(even + urgent, (planned - self.errors.total) * length / left) / whole * self.tolerance
        return Errors(IN_TIME * part, AT_EDGES * part, IN_SPECTRUM * part)

    def _require_bounded(self, rim: Array) -> None:
        """None. Raises: ArithmeticError when the trouble is that classical paths run away before the end."""
        if not self._bounded:
            self._bounded = True
            require_bounded(self.dynamics, rim, self.time, self.total, far=self._far)

    def _outline(self) -> tuple[Array, Array]:
        """Points on the rim of the density and of its spectrum."""
        if self._seen is None:
            return self.packet.rim(self._reach), self.packet.rim_of_waves(self._reach)
        found = outline(self.grid, self.f, OUT * self._share), outline_of_waves(self.grid, self.f, self._share)
        rim, waves = (points[:, :: max(1, points.shape[1] // MANY)] for points in found)
        return rim, waves

    def _on(self, wanted: Grid) -> tuple[Array, Grid, float]:
        """The density on the present grid if that serves, on the wanted one otherwise, and the mass that the move loses."""
        if self._seen is None:
            self._require_regular(wanted)
            return self.packet(wanted), wanted, 0.0
        if serves(self.grid, wanted):
            return self.f, self.grid, 0.0
        self._require_regular(wanted)
        moved = regrid(self.f, self.grid, wanted)
        return moved, wanted, abs(float(self.f.sum()) * self.grid.cell - float(moved.sum()) * wanted.cell)

    def _require_regular(self, grid: Grid) -> None:
        self.dynamics.potential.require_regular([(axis.low, axis.high) for axis in grid.position])

    def _require_feasible(self, grid: Grid, plan: Plan) -> None:
        left = math.ceil((self.total - self.time) / plan.length) * sum(plan.levels)
        if math.prod(grid.shape) * left > WORK:
            require_bounded(self.dynamics, self.packet.rim(1.0), 0.0, self.total, far=self._far)
            raise NotConverged(
                f"the error must fall below {self.tolerance:g}, but {left} more steps on {' x '.join(map(str, grid.shape))} points "
                "would take hours; ask for a larger tolerance, a shorter time, or more diffusion"
            )

    def _stepper(self, grid: Grid, plan: Plan) -> Splitting:
        known, length = self._splitting, plan.length
        if known is None or known.grid != grid or known.levels != plan.levels or abs(known.step - length) > 1e-12 * length:
            known = self._splitting = Splitting(self.dynamics, grid, length, plan.levels)
        return known


def _answered(tried: Tried, wanted: Window, limits: Errors, mass: float, haste: float) -> Window | None:
    """The window with every end and spacing changed that misses its share of the limits, by more in more haste; None when none does.

    An unresolved spectrum scatters mass to all ends, and on a wider window, up steeper walls, it scatters the more. So while it is refined
    an end stays where it is, unless there is more than that at it.
    mass: what may lie at all edges together.
    """
    changed, axes = wanted, len(tried.tails)
    on_end, in_tail = mass / (2 * axes), limits.in_spectrum / (1.5 * axes)
    steps = [min(each.step, v) for each, v in zip((*tried.grid.position, *tried.grid.momentum), wanted.spacing, strict=True)]
    if max(tried.tails) > in_tail:
        on_end = max(on_end, SCATTERED * tried.errors.in_spectrum)
    for axis, (masses, tail) in enumerate(zip(tried.edges, tried.tails, strict=True)):
        for below, mass in zip((True, False), masses, strict=True):
            if not mass <= on_end:
                by = 0.06 if mass < 8 * on_end else 0.12 if mass < 0.01 else 0.4
                changed = changed.widened(axis, below=below, by=by * haste)
        by = 1.0 if tail <= in_tail else 1.08 if tail < 8 * in_tail else 1.2 if tail < 0.1 else 1.6
        if axis < len(tried.gaps) and not tried.gaps[axis] <= in_tail:
            by = max(by, 1.25 if tried.gaps[axis] < 4 * in_tail else 1.8)
        if by > 1.0:
            changed = changed.refined(axis, by=by * wanted.spacing[axis] / steps[axis])
    return None if changed is wanted else changed


def _around(seen: Extent) -> Window:
    """The window that holds and resolves what was seen."""
    return Window(tuple(seen.low.tolist()), tuple(seen.high.tolist()), tuple((math.pi / seen.band).tolist()))


def _joined(one: Window, other: Window) -> Window:
    """The smallest window that serves where both do."""
    return Window(
        tuple(map(min, one.low, other.low)), tuple(map(max, one.high, other.high)), tuple(map(min, one.spacing, other.spacing))
    )
