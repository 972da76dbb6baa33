"""Between density matrices in an oscillator basis and functions on a phase-space grid.

The partial transform of one degree of freedom, applied to each in turn, is

    W(x, p) = (1/2 pi hbar) int rho(x + s/2, x - s/2) exp(-i s p/hbar) ds,

a trapezoidal sum over s = 2 j delta: all arguments lie on one lattice of step delta, a fraction of the grid's step, and the sum is
exact to rounding once delta resolves the momenta of the basis and of the grid together.
"""

from __future__ import annotations

import functools
import math

import numpy as np

from numerics.operators.basis import Basis, Complex
from numerics.operators.hermite import Array, Hermite
from numerics.phase_space import weyl
from numerics.phase_space.grid import Axis, Grid


def wigner(basis: Basis, matrix: Complex, grid: Grid) -> Array:
    """The Wigner function of a Hermitian matrix in the basis. Shapes: matrix (functions, functions), result grid.shape.

    Error: rounding; nothing is periodic here, mass beyond the grid is simply not on it.
    Raises: ValueError for another d, or a matrix that is not Hermitian to 1e-9 of its norm.
    """
    _require_fit(basis, grid)
    if float(np.linalg.norm(matrix - matrix.conj().T)) > 1e-9 * float(np.linalg.norm(matrix)):
        raise ValueError("`matrix` must be Hermitian, but is not; take the two Hermitian parts one after the other")
    d = grid.d
    work: Complex = np.asarray(matrix, dtype=complex).reshape(basis.sizes * 2)
    for i, (x, p) in enumerate(zip(grid.position, grid.momentum, strict=True)):
        front = np.moveaxis(work, (i, d + i), (0, 1))
        done = _transformed(front.reshape(*front.shape[:2], -1), basis.factors[i], basis.momenta[i], x, p, basis.hbar)
        work = np.moveaxis(done.reshape(x.points, p.points, *front.shape[2:]), (0, 1), (i, d + i))
    return np.ascontiguousarray(work.real)


def _transformed(tensor: Complex, factor: Hermite, boost: float, x: Axis, p: Axis, hbar: float) -> Complex:
    """The partial Wigner transform of the first two axes. Shapes: (n, n, rest) to (x.points, p.points, rest)."""
    momenta = p.nodes - boost
    largest = float(np.abs(momenta).max()) + hbar * factor.reach / factor.length**2
    fold = max(1, math.ceil(x.step * largest / (math.pi * hbar)))
    delta = x.step / fold
    count = math.ceil(factor.reach / delta)
    lattice: Array = np.asarray(x.low + delta * np.arange(-count, (x.points - 1) * fold + count + 1), dtype=np.float64)
    values = factor.values(lattice)
    kernel = np.einsum("ma,mnr,nb->abr", values, tensor, values, optimize=True)
    middle, j = count + fold * np.arange(x.points), np.arange(-count, count + 1)
    chords = kernel[middle[:, None] + j, middle[:, None] - j]
    wave = np.exp(-2j * delta / hbar * np.outer(j, momenta)) * delta / (math.pi * hbar)
    return np.asarray(np.einsum("xjr,jp->xpr", chords, wave, optimize=True), dtype=complex)


def matrix(basis: Basis, grid: Grid, f: Array) -> Complex:
    """<m|rho|n> of the operator with the Wigner function f, by its kernel on the nodes of the box.

    Shapes: f grid.shape; result (functions, functions).
    Error: that of `weyl.kernel`: mass at the edges, and what the grid does not resolve.
    Raises: ValueError for another d, or a box that does not hold a whole number of states.
    """
    _require_fit(basis, grid)
    rows = []
    for factor, boost, x, p in zip(basis.factors, basis.momenta, grid.position, grid.momentum, strict=True):
        number = weyl.states(x, p, hbar=basis.hbar)
        y: Array = np.asarray(x.low + x.length / number * np.arange(number), dtype=np.float64)
        rows.append(math.sqrt(x.length / number) * factor.values(y) * np.exp(-1j * boost * y / basis.hbar))
    product = functools.reduce(np.kron, rows)
    result: Complex = product @ weyl.kernel(grid, f, hbar=basis.hbar) @ product.conj().T
    return result


def _require_fit(basis: Basis, grid: Grid) -> None:
    if basis.d != grid.d:
        raise ValueError(f"`grid` must have d = {basis.d} like the basis, but has d = {grid.d}")
