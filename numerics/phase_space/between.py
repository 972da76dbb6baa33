"""What a potential does between the nodes of a grid, where the evolution never looks.

The force is sampled at points between the nodes and compared with a spline of degree 7 through the nodes. A force that differs by
`gap` for the whole time displaces the momenta, and changes the density by at most time * gap * int |d_p f| in L1.

What is narrower than an eighth of a cell, and lies between the points that are looked at, is not seen.
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import make_interp_spline

from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid

DEGREE, INSIDE, LINES = 7, 8, 9  # INSIDE points in each cell; LINES values of every other coordinate
OUTER = 0.08  # of the axis at each end is left out: there is no mass, and the spline has no neighbours


def slope(grid: Grid, f: Array, number: int) -> float:
    """int |d_p f| for the momentum of degree of freedom `number`. Units: 1/momentum."""
    axis = grid.d + number
    chords = grid.coordinate(axis, grid.momentum[number].wave_numbers(half=True))
    derivative = np.fft.irfft(1j * chords * np.fft.rfft(f, axis=axis), n=grid.shape[axis], axis=axis)
    return float(np.abs(derivative).sum() * grid.cell)


def force_gaps(dynamics: Dynamics, grid: Grid, t: float) -> Array:
    """The largest difference of each force component from its spline, along each position axis. Shape (axes, components)."""
    V, d = dynamics.potential, grid.d
    gaps = np.zeros((d, d))
    for axis in range(d):
        nodes = grid.position[axis].nodes
        offsets = (np.arange(INSIDE) + 0.5) / INSIDE * grid.position[axis].step
        trim = max(1, round(OUTER * len(nodes)))
        between = (nodes[trim : -trim - 1, None] + offsets).ravel()
        others = [np.linspace(a.low, a.high, LINES) if i != axis else None for i, a in enumerate(grid.position)]
        mesh = np.stack([m.ravel() for m in np.meshgrid(*(o for o in others if o is not None), indexing="ij")]) if d > 1 else None
        for line in range(1 if mesh is None else mesh.shape[1]):
            rest = iter([] if mesh is None else mesh[:, line])
            place = [None if i == axis else float(next(rest)) for i in range(d)]
            known, found = (
                V.gradient([points if v is None else np.full(points.shape, v) for v in place], t) for points in (nodes, between)
            )
            for component in range(d):
                spline = make_interp_spline(nodes, known[component], k=DEGREE)
                gaps[axis, component] = max(gaps[axis, component], float(np.abs(spline(between) - found[component]).max()))
    return gaps


def missed(dynamics: Dynamics, grid: Grid, f: Array, time: float) -> list[float]:
    """For each position axis, a bound on what the force between its nodes changes in L1 during the whole time."""
    slopes = [slope(grid, f, number) for number in range(grid.d)]
    times = (0.0,) if dynamics.potential.is_static else (0.0, time / 3, time)
    gaps = np.max([force_gaps(dynamics, grid, t) for t in times], axis=0)
    return [float(time * sum(gap * size for gap, size in zip(row, slopes, strict=True))) for row in gaps]
