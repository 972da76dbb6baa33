"""What a grid shows of its own insufficiency: mass at the edges of the box, and spectral tails."""

from __future__ import annotations

import numpy as np

from numerics.phase_space.grid import Array, Grid


def edge_masses(grid: Grid, f: Array) -> list[tuple[float, float]]:
    """For each axis the mass of |f| in the outermost twentieth of the box, below and above."""
    found = []
    for axis, points in enumerate(grid.shape):
        along, margin = np.moveaxis(f, axis, 0), max(1, points // 20)
        found.append((float(np.abs(along[:margin]).sum()) * grid.cell, float(np.abs(along[-margin:]).sum()) * grid.cell))
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
