"""What a potential does between the nodes of a grid, where the evolution never looks.

The force is sampled at points between the nodes and compared with the polynomial of degree 7 through the eight nodes around. A force
that differs by `gap` for the whole time displaces the momenta, and changes the density by at most time * gap * int |d_p f| in L1.

What is narrower than an eighth of a cell, and lies between the points that are looked at, is not seen here: `unseen` looks for it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid

STENCIL, INSIDE, LINES = 8, 8, 5  # nodes, parts of each cell, values of every other coordinate
OUTER = 0.08  # of the axis at each end is left out: there is little mass, and nodes are missing on one side


def slope(grid: Grid, f: Array, number: int) -> float:
    """int |d_p f| for the momentum of degree of freedom `number`. Units: 1/momentum."""
    axis = grid.d + number
    chords = grid.coordinate(axis, grid.momentum[number].wave_numbers(half=True))
    derivative = np.fft.irfft(1j * chords * np.fft.rfft(f, axis=axis), n=grid.shape[axis], axis=axis)
    return float(np.abs(derivative).sum() * grid.cell)


def force_gaps(dynamics: Dynamics, grid: Grid, t: float) -> tuple[Array, float]:
    """The largest difference of each force component from its interpolation, along each position axis, and the largest curvature seen.

    Shape (axes, components).
    """
    V, d = dynamics.potential, grid.d
    gaps, curvature = np.zeros((d, d)), 0.0
    for axis in range(d):
        along = grid.position[axis]
        trim = max(1, round(OUTER * along.points))
        fine = along.low + along.step / INSIDE * np.arange(INSIDE * (along.points - 1) + 1)
        others = [np.linspace(a.low, a.high, LINES)[:, None] if i != axis else fine for i, a in enumerate(grid.position)]
        for component, force in enumerate(V.gradient(others, t)):
            lines = np.atleast_2d(force)
            curvature = max(curvature, float(np.abs(np.diff(lines, axis=1)).max()) / (along.step / INSIDE))
            known = np.lib.stride_tricks.sliding_window_view(lines[:, ::INSIDE], STENCIL, axis=1)[:, trim:-trim]
            expected = known @ _between()
            first = STENCIL // 2 - 1 + trim
            cells = lines[:, first * INSIDE : (first + known.shape[1]) * INSIDE].reshape(len(lines), -1, INSIDE)[:, :, 1:]
            gaps[axis, component] = float(np.abs(expected - cells).max())
    return gaps, curvature


@lru_cache(maxsize=1)
def _between() -> Array:
    """Lagrange's weights of STENCIL nodes for the points inside their middle cell. Shape (STENCIL, INSIDE - 1)."""
    nodes = np.arange(STENCIL) - (STENCIL // 2 - 1)
    points = np.arange(1, INSIDE) / INSIDE
    factors = [[(points - nodes[m]) / (nodes[n] - nodes[m]) for m in range(STENCIL) if m != n] for n in range(STENCIL)]
    return np.array([np.prod(each, axis=0) for each in factors])


def missed(gaps: Array, slopes: list[float], length: float) -> list[float]:
    """For each position axis, a bound on what a force that is off by `gaps` between its nodes changes in L1 in a time."""
    return [float(length * sum(gap * size for gap, size in zip(row, slopes, strict=True))) for row in gaps]


def gaps_during(dynamics: Dynamics, grid: Grid, start: float, step: float) -> tuple[Array, float]:
    """The largest of `force_gaps` at times of a step."""
    times = (start,) if dynamics.potential.is_static else (start, start + step / 3, start + step)
    found = [force_gaps(dynamics, grid, t) for t in times]
    return np.asarray(np.max([each for each, _ in found], axis=0)), max(curvature for _, curvature in found)
