"""What a density shows of its extent: where its mass ends, where its spectrum ends, and what lies beyond a given limit.

The content beyond a wave number is measured by sqrt(volume) times its L2 norm, which bounds both the L1 norm and the trace norm of its
operator: sqrt(N) sqrt((2 pi hbar)^d int g^2) with N = volume/(2 pi hbar)^d.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerics.phase_space.grid import Array, Grid

MARGIN = 32  # the outermost part of an axis that counts as its edge
TOP = 12  # the highest part of the wave numbers that counts as their end


@dataclass(frozen=True)
class Extent:
    """Along each of the 2d axes: the nodes between which all mass but `share` on each side lies, and the wave numbers likewise.

    at_edges: |f|-mass in the outermost part of each axis, below and above; in_tails: content in the highest part of the wave numbers.
    """

    low: Array
    high: Array
    band: Array
    at_edges: list[tuple[float, float]]
    in_tails: list[float]


def marginals(grid: Grid, f: Array) -> list[Array]:
    """The mass of |f| in each slice of each axis. Shapes (points,)."""
    size = np.abs(f)
    if grid.d == 1:
        return [size.sum(axis=1) * grid.cell, size.sum(axis=0) * grid.cell]
    axes = range(len(grid.shape))
    return [size.sum(axis=tuple(i for i in axes if i != axis)) * grid.cell for axis in axes]


def edge_masses(grid: Grid, f: Array) -> list[tuple[float, float]]:
    """For each axis the mass of |f| in the outermost twentieth of the box, below and above."""
    return _edges(marginals(grid, f))


def _edges(masses: list[Array]) -> list[tuple[float, float]]:
    found = []
    for mass in masses:
        margin = max(2, len(mass) // MARGIN)
        found.append((float(mass[:margin].sum()), float(mass[-margin:].sum())))
    return found


def contents_beyond(grid: Grid, f: Array) -> list[Array]:
    """For each axis, the content at and above each wave number of its half spectrum. Shapes (points // 2 + 1,)."""
    found = []
    for axis, points in enumerate(grid.shape):
        spectrum = np.fft.rfft(f, axis=axis)
        energy = spectrum.real**2 + spectrum.imag**2
        energy = energy.sum(axis=1 - axis) if grid.d == 1 else energy.sum(axis=tuple(i for i in range(f.ndim) if i != axis))
        energy[1:] *= 2
        found.append(np.sqrt(np.cumsum(energy[::-1])[::-1] * (grid.volume * grid.cell / points)))
    return found


def spectral_tails(grid: Grid, f: Array) -> list[float]:
    """For each axis the content in the highest part of the wave numbers: about what the grid cuts off."""
    return _tails(contents_beyond(grid, f))


def _tails(contents: list[Array]) -> list[float]:
    return [float(content[_top(len(content))]) for content in contents]


def _top(half: int) -> int:
    return half - 1 - max(1, (half - 1) // TOP)


def extent(grid: Grid, f: Array, share: float) -> Extent:
    """Where mass and spectrum of f end, up to `share`."""
    masses, contents = marginals(grid, f), contents_beyond(grid, f)
    low, high, band = (np.empty(len(grid.shape)) for _ in range(3))
    for i, (axis, mass, content) in enumerate(zip((*grid.position, *grid.momentum), masses, contents, strict=True)):
        above, below = np.cumsum(mass), np.cumsum(mass[::-1])
        low[i] = axis.low + axis.step * max(0, int(np.searchsorted(above, share)) - 1)
        high[i] = axis.high - axis.step * max(0, int(np.searchsorted(below, share)))
        band[i] = 2 * math.pi / axis.length * max(1, int(np.searchsorted(-content, -share)))
    return Extent(low, high, band, _edges(masses), _tails(contents))


def outline(grid: Grid, f: Array, share: float) -> Array:
    """Points where |f| ends: the first and last node of each line along the last axis at which |f| exceeds share/volume.

    Shape (2d, points); empty where it exceeds it nowhere.
    """
    return _ends(np.abs(f) > share / grid.volume, [axis.nodes for axis in (*grid.position, *grid.momentum)])


def outline_of_waves(grid: Grid, f: Array, share: float) -> Array:
    """Wave vectors where the transform of f ends: where its size last exceeds `share` on each line along the last axis.

    Shape (2d, points); those of the other half of the spectrum mirror them. Empty where it exceeds it nowhere.
    """
    axes = (*grid.position, *grid.momentum)
    waves = [axis.wave_numbers(half=i == len(axes) - 1) for i, axis in enumerate(axes)]
    return _ends(np.abs(np.fft.rfftn(f)) > share / grid.cell, waves)


def _ends(seen: NDArray[np.bool_], axes: list[Array]) -> Array:
    lines = np.nonzero(seen.any(axis=-1))
    rows = seen[lines]
    first, last = rows.argmax(axis=-1), seen.shape[-1] - 1 - rows[:, ::-1].argmax(axis=-1)
    rest = [values[index] for values, index in zip(axes, lines, strict=False)]
    return np.concatenate([np.stack([*rest, axes[-1][each]]) for each in (first, last)], axis=1)
