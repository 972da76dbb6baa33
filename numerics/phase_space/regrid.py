"""A density moved to another grid: band-limited interpolation along each axis, exact for what both grids resolve.

On n nodes of a period L the interpolant is f(y) = sum_j f(x_j) D(2 pi (y - x_j)/L), D(a) = sin((m + 1/2) a) / (n sin(a/2)), which keeps the
wave numbers up to 2 pi m/L; m stays below the highest frequency of both grids. Outside the old box the density is 0.
"""

from __future__ import annotations

import math

import numpy as np

from numerics.phase_space.grid import Array, Axis, Grid

NEAR = 0.01  # the size of the lower sine below which it is computed by itself


def regrid(f: Array, old: Grid, new: Grid) -> Array:
    """f on the nodes of the new grid. Shape: new.shape.

    Error: the mass of f outside the new box and its content beyond the highest wave number of the new grid.
    """
    result = f
    for number, (before, after) in enumerate(zip((*old.position, *old.momentum), (*new.position, *new.momentum), strict=True)):
        if before != after:
            matrix = interpolation(before, after)
            if f.ndim == 2:
                result = matrix @ result if number == 0 else result @ matrix.T
            else:
                result = np.moveaxis(np.tensordot(matrix, result, axes=(1, number)), 0, number)
    return np.array(result, order="C") if result is f else np.ascontiguousarray(result)


def interpolation(old: Axis, new: Axis) -> Array:
    """The matrix that takes values on the old nodes to values on the new ones. Shape (new.points, old.points)."""
    highest = math.ceil(min(old.points / 2, new.points / 2 * old.length / new.length)) - 1
    middle = (old.low + old.high) / 2
    rows, columns = (2 * math.pi / old.length * (axis.nodes - middle) for axis in (new, old))
    below = _sine_of_differences(rows / 2, columns / 2)
    near = np.nonzero(np.abs(below) < NEAR)
    below[near] = 1.0
    matrix = _sine_of_differences((highest + 0.5) * rows, (highest + 0.5) * columns)
    matrix /= old.points * below
    # near a node of the old grid, where both sines are small, and at it: sin((m + 1/2) a)/sin(a/2) = (2 m + 1) (+1), the sign of both sines
    # being the same at a = 2 pi k
    angles = 2 * math.pi / old.length * (new.nodes[near[0]] - old.nodes[near[1]])
    below = np.sin(angles / 2)
    at_node = np.abs(below) < 1e-9
    below[at_node] = 1.0
    matrix[near] = np.where(at_node, (2 * highest + 1) / old.points, np.sin((highest + 0.5) * angles) / (old.points * below))
    outside = (new.nodes < old.low - 1e-12 * old.length) | (new.nodes > old.high - old.step * (1 - 1e-9))
    matrix[outside] = 0.0
    return matrix


def _sine_of_differences(a: Array, b: Array) -> Array:
    """sin(a_i - b_j), with few sines. Error: that of 1, not of the sine."""
    result = np.multiply.outer(np.sin(a), np.cos(b))
    result -= np.multiply.outer(np.cos(a), np.sin(b))
    return np.asarray(result, dtype=np.float64)
