"""The part of phase space that one step needs: the box that the density sweeps, and the spacing that resolves it.

Points on the outline of the density follow Hamilton's equations through the step; their ends, widened by the diffusion, give the box.
Points on the outline of its spectrum follow the transposed inverse of the linearised flow along the path of the centre and give the
spacing. Both are guesses: what the step did with the density is looked at afterwards, and a window that was too small is answered.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.fft import next_fast_len
from scipy.integrate import solve_ivp

from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Axis, Grid
from numerics.phase_space.watch import MARGIN, TOP

FLIGHT = 2  # steps of order four of the outline through what it is followed, at least
AHEAD = 1 / 12  # of a flight: by so much the kicks of the splitting run ahead of the drift
SLACK = 1.07  # of the swept box
GROWTH, CAUTION = 1.5, 1.05  # the spectrum is expected to spread no more in a step than this; the linear guess may be off by CAUTION
WASTE = 1.7  # times the points needed: a grid larger than that is given up
FAR = 1e8  # times the initial size: no box would do
BUFFERS = 30  # arrays of the size of the grid that a step holds at once
RUNAWAY = (
    "the classical path must stay finite, but leaves every box near t = {:g}; is the potential bounded below and free of "
    "singularities? Give a shorter time, or another potential"
)


@dataclass(frozen=True)
class Window:
    """Lower and upper ends and the spacing of each of the 2d axes; positions first."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    spacing: tuple[float, ...]

    def widened(self, axis: int, *, below: bool, by: float) -> Window:
        """The window with one end of an axis moved out by a fraction of its length."""
        length = (self.high[axis] - self.low[axis]) * by
        low = tuple(v - length if i == axis and below else v for i, v in enumerate(self.low))
        high = tuple(v + length if i == axis and not below else v for i, v in enumerate(self.high))
        return replace(self, low=low, high=high)

    def refined(self, axis: int, *, by: float) -> Window:
        """The window with a smaller spacing on one axis."""
        return replace(self, spacing=tuple(v / by if i == axis else v for i, v in enumerate(self.spacing)))

    def grid(self, *, hbar: float | None) -> Grid:
        """The grid, its momentum axes lengthened so that each degree of freedom holds a whole number of states.

        Raises: MemoryError when it would not fit into the memory of the machine.
        """
        d = len(self.low) // 2
        position = [self._axis(i) for i in range(d)]
        momentum = [self._axis(d + i, None if hbar is None else 2 * math.pi * hbar / position[i].length) for i in range(d)]
        grid = Grid(tuple(position), tuple(momentum))
        need, have = BUFFERS * 8 * math.prod(grid.shape), memory()
        if need > 0.8 * have:
            raise MemoryError(
                f"the grid must fit into memory, but {' x '.join(map(str, grid.shape))} points need about {need / 2**30:.1f} GiB of "
                f"{have / 2**30:.1f} GiB; ask for a larger tolerance, a shorter time, or more diffusion"
            )
        return grid

    @property
    def points(self) -> float:
        """About how many points its grid has."""
        return math.prod((b - a) / step for a, b, step in zip(self.low, self.high, self.spacing, strict=True))

    def _axis(self, number: int, unit: float | None = None) -> Axis:
        low, high = self.low[number], self.high[number]
        if unit is not None:
            count = max(2, math.ceil((high - low) / unit - 1e-9))
            extra = count * unit - (high - low)
            low, high = low - extra / 2, high + extra / 2
        wanted = max(16, math.ceil((high - low) / self.spacing[number]))
        return Axis(low, high, 2 * int(next_fast_len((wanted + 1) // 2, real=True)))


def memory() -> int:
    """The memory of the machine. Units: bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@dataclass(frozen=True)
class Swept:
    """The ends of the box that the outline sweeps in a step, and the wave numbers that its spectrum reaches, those on the way with CAUTION.

    Shapes (2d,).
    """

    low: Array
    high: Array
    band: Array


def sweep(
    dynamics: Dynamics, outline: Array, waves: Array, t: float, step: float, *, reach: float, far: float
) -> list[tuple[float, Swept]]:
    """What a density with this outline, and this outline of its spectrum, sweeps from t on: in a part of `step`, in two, .., in all.

    Diffusion over a time s widens the outline, `reach` standard deviations out, as it does a Gaussian. It damps a wave by exp(-a),
    a = (1/2) int (Dx k^2 + Dp l^2) dt: the outline of a Gaussian spectrum draws back by the factor (1 + 2a/reach^2)^(-1/2).

    Shapes: outline (2d, points), waves (2d, points). A path that runs away, be it by an unstable step, ends the list; it is empty when
    one does in the first part.
    """
    d, m, V = dynamics.potential.d, dynamics.mass, dynamics.potential
    centre = outline.mean(axis=1, keepdims=True)
    points = np.concatenate([outline, centre], axis=1)
    low, high, band = points.min(axis=1), points.max(axis=1), np.abs(waves).max(axis=1)
    damping, rates = np.zeros(waves.shape[1]), np.repeat([dynamics.Dx, dynamics.Dp], d)
    count = min(64, max(FLIGHT, math.ceil(step * FLIGHT * frequency(dynamics, outline, t))))
    h = step / count
    found: list[tuple[float, Swept]] = []

    z, waves = points.copy(), waves.copy()
    x, p, k, l = z[:d], z[d:], waves[:d], waves[d:]
    widths = np.empty(2 * d)

    def derivatives(at: float) -> tuple[Array, Array]:
        slope, hessian = V.gradient_and_hessian(list(x), at)
        return np.array(slope), np.array(hessian)

    def kick(part: float, slopes: Array, curvatures: Array) -> None:
        p[...] -= part * slopes
        k[...] += part * (curvatures[:, :, -1] @ l)

    def drift(part: float) -> None:  # with x + h p/m the conjugate of p loses h k/m
        x[...] += part / m * p
        l[...] -= part / m * k

    slopes, curvatures = derivatives(t)
    for number in range(count):
        start, gone = t + number * h, (number + 1) * h
        kick(h / 6, slopes, curvatures)
        drift(h / 2)
        slopes, curvatures = derivatives(start + h / 2)
        kick(2 * h / 3, slopes - h**2 / (24 * m) * (curvatures * slopes).sum(axis=1), curvatures)
        drift(h / 2)
        slopes, curvatures = derivatives(start + h)
        kick(h / 6, slopes, curvatures)
        lowest, highest = z.min(axis=1), z.max(axis=1)
        ahead = p - AHEAD * h * slopes
        lowest[d:], highest[d:] = np.minimum(lowest[d:], ahead.min(axis=1)), np.maximum(highest[d:], ahead.max(axis=1))
        widths[:d], widths[d:] = reach**2 * (dynamics.Dx * gone + dynamics.Dp * gone**3 / (3 * m**2)), reach**2 * dynamics.Dp * gone
        middle, half = (lowest + highest) / 2, np.sqrt(((highest - lowest) / 2) ** 2 + widths)
        low, high = np.minimum(low, middle - half), np.maximum(high, middle + half)
        squares = waves * waves
        damping += h * (rates @ squares)
        band = np.maximum(band, CAUTION * np.sqrt((squares / (1 + damping / reach**2)).max(axis=1)))
        if not float(np.abs(z).max()) < far:
            break
        found.append((gone, Swept(low, high, band)))
    return found


def frequency(dynamics: Dynamics, outline: Array, t: float) -> float:
    """About the largest sqrt(|second derivative of V|/m) on the outline."""
    curvatures = dynamics.potential.hessian(list(outline[: dynamics.potential.d]), t)
    curvature = max(float(np.abs(entry).max()) for row in curvatures for entry in row)
    return math.sqrt(curvature * dynamics.potential.d / dynamics.mass)


def require_bounded(dynamics: Dynamics, outline: Array, start: float, end: float, *, far: float) -> None:
    """None. Raises: ArithmeticError when a classical path from the outline runs away before `end`."""
    V, shape = dynamics.potential, outline.shape

    def rate(t: float, state: Array) -> Array:
        x, p = np.split(state.reshape(shape), 2)
        return np.concatenate([p / dynamics.mass, -np.stack(V.gradient(list(x), t))]).ravel()

    def escaped(t: float, state: Array) -> float:
        return far - float(np.abs(state).max())

    escaped.terminal = True  # type: ignore[attr-defined]
    try:
        found: Any = solve_ivp(rate, (start, end), outline.ravel(), rtol=1e-3, atol=1e-3 * float(np.abs(outline).max()), events=escaped)
    except ArithmeticError:  # the potential is not finite any more
        raise ArithmeticError(RUNAWAY.format(end)) from None
    if found.status != 0:
        raise ArithmeticError(RUNAWAY.format(float(found.t[-1])))


def window(swept: Swept, now: Array | None) -> Window:
    """The window for a step: the swept box and some slack, the spacing from the band.

    now: the wave numbers at the beginning of the step, where they were measured: the linear guess may exceed them by GROWTH at most.
    """
    middle, half = (swept.low + swept.high) / 2, SLACK / (1 - 1 / MARGIN) * (swept.high - swept.low) / 2
    band = swept.band if now is None else np.minimum(swept.band, CAUTION * GROWTH * now)
    spacing = math.pi / band * (1 - 1 / TOP)
    return Window(tuple((middle - half).tolist()), tuple((middle + half).tolist()), tuple(spacing.tolist()))


def around(grids: Sequence[Grid], *, slack: float = 0.0) -> Window:
    """The smallest window that holds all the grids and is as fine as each; by the fraction `slack` longer at each end, and finer."""
    every = [(*grid.position, *grid.momentum) for grid in grids]
    low, high, step = (tuple(choose(column) for column in zip(*rows, strict=True)) for choose, rows in (
        (min, [[axis.low for axis in axes] for axes in every]), (max, [[axis.high for axis in axes] for axes in every]),
        (min, [[axis.step for axis in axes] for axes in every])))
    ends = [(a - slack * (b - a), b + slack * (b - a)) for a, b in zip(low, high, strict=True)]
    return Window(tuple(a for a, _ in ends), tuple(b for _, b in ends), tuple(v / (1 + slack) for v in step))


def serves(grid: Grid, wanted: Grid) -> bool:
    """Whether a grid holds the box of the wanted one, is as fine, and is not much larger than it."""
    axes = list(zip((*grid.position, *grid.momentum), (*wanted.position, *wanted.momentum), strict=True))
    holds = all(a.low <= b.low + b.step and a.high >= b.high - b.step and a.step <= 1.02 * b.step for a, b in axes)
    return holds and math.prod(grid.shape) <= WASTE * math.prod(wanted.shape)
