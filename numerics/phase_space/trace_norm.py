"""Trace norm, purity and L1 norm of what a grid holds, each an estimate with an error bar.

The trace norm of large operators comes from a two-sided bracket. Let P project onto r orthonormal vectors and Q = 1 - P. Then

    ||PAP||_1 + ||QAQ||_2  <=  ||A||_1  <=  ||PAP||_1 + 2 sqrt(r) ||QAP||_2 + sqrt(N - r) ||QAQ||_2 :

pinching below (||PAP + QAQ||_1 <= ||A||_1), the triangle inequality and ||B||_1 <= sqrt(rank B) ||B||_2 above. Only P A P is
diagonalised; QAP is at hand, and ||QAQ||_2 follows from ||A||_2, which the phase-space function gives. The bracket holds for
any P; random vectors to which A was applied twice find one that catches most of A.

The operator is applied as its band: row i holds rho(y_i, y_(i+j)) for the n_p differences that the chords of the grid reach,
from FFTs of the phase-space function, so that no N x N matrix is built.

Source: N. Halko, P. G. Martinsson, J. A. Tropp, SIAM Rev. 53 (2011) 217 for the choice of P; R. Bhatia, Matrix Analysis (1997),
IV.2 for pinching.
"""

from __future__ import annotations

import math

import numpy as np
import scipy.sparse

from numerics.estimate import Estimate
from numerics.phase_space import weyl
from numerics.phase_space.grid import Array, Axis, Grid
from numerics.phase_space.modulus import integral_of_modulus
from numerics.phase_space.regrid import regrid

FINER = 2  # times the nodes, for a sum of absolute values
BLOCK = 64  # random vectors added at a time
MOST = 10**8  # elements of the band, or of the vectors: above it, memory
EPSILON = float(np.finfo(float).eps)


def trace_norm(grid: Grid, f: Array, *, hbar: float, tolerance: float = 1e-3) -> Estimate:
    """||A||_1 of the operator with the Wigner function f: by its eigenvalues up to weyl.DENSE states, by a bracket beyond.

    tolerance: the relative error at which the bracket is narrow enough.
    Error: rounding, or half the bracket; that of the grid (edges, resolution) is not in it.
    Raises: ValueError for a box that does not hold a whole number of states; ArithmeticError where the bracket stays wider.
    """
    size = math.prod(weyl.states(x, p, hbar=hbar) for x, p in zip(grid.position, grid.momentum, strict=True))
    return dense(grid, f, hbar=hbar) if size <= weyl.DENSE else bracketed(grid, f, hbar=hbar, tolerance=tolerance)


def dense(grid: Grid, f: Array, *, hbar: float) -> Estimate:
    """||A||_1 by all eigenvalues. Error: rounding, N eps ||A||_2. Cost: N^3, N = volume/(2 pi hbar)^d."""
    return of_matrix(weyl.kernel(grid, f, hbar=hbar))


def of_matrix(matrix: weyl.Complex) -> Estimate:
    """||A||_1 of a Hermitian matrix by all eigenvalues. Error: rounding, N eps ||A||_2."""
    size, rounding = len(matrix), len(matrix) * EPSILON * float(np.linalg.norm(matrix))
    return Estimate(weyl.nuclear_norm(matrix), rounding, f"eigenvalues of a {size} x {size} matrix")


def bracketed(grid: Grid, f: Array, *, hbar: float, tolerance: float = 1e-3, seed: int = 0) -> Estimate:
    """||A||_1 as the middle of the bracket above, with half its width as error bar.

    tolerance: relative half-width at which the search for P ends. seed: of the random vectors; the bracket holds for every one.
    Cost: about (n_p + r) N r for r vectors, r about the number of states that A occupies.
    Raises: ArithmeticError where N vectors would not do; MemoryError where the band or the vectors would exceed MOST numbers.
    """
    if not 0 < tolerance < 1:
        raise ValueError(f"`tolerance` must be from 0 to 1, but is {tolerance}")
    apply = band(grid, f, hbar=hbar)
    size, generator = apply.shape[0], np.random.default_rng(seed)
    square = float(np.sum(np.abs(apply.data) ** 2))
    if square == 0.0:
        return Estimate(0.0, 0.0, "the zero operator")
    basis = np.zeros((size, 0), dtype=complex)
    images = np.zeros((size, 0), dtype=complex)
    how, low, high = "", 0.0, math.inf
    while basis.shape[1] < size:
        count = min(BLOCK * max(1, basis.shape[1] // (2 * BLOCK)), size - basis.shape[1])
        if size * (basis.shape[1] + count) > MOST:
            raise MemoryError(f"`tolerance` must be reached with {MOST // size} vectors, but [{low:g}, {high:g}] is left; ask for less")
        drawn = generator.standard_normal((size, count)) + 1j * generator.standard_normal((size, count))
        drawn = apply @ (apply @ drawn)
        for _ in range(2):  # once more, for orthogonality to rounding
            drawn = np.linalg.qr(drawn - basis @ (basis.conj().T @ drawn))[0]
        basis, images = np.hstack([basis, drawn]), np.hstack([images, apply @ drawn])
        inner = basis.conj().T @ images
        across = float(np.linalg.norm(images - basis @ inner)) ** 2
        inside = float(np.linalg.norm(inner)) ** 2
        r = basis.shape[1]
        left = max(0.0, square - inside - 2 * across)
        doubt = 8 * EPSILON * math.sqrt(size) * square  # rounding of the difference
        caught = weyl.nuclear_norm((inner + inner.conj().T) / 2)
        rounding = size * EPSILON * math.sqrt(square)
        low = max(0.0, caught + math.sqrt(max(0.0, left - doubt)) - rounding)
        high = caught + 2 * math.sqrt(r * across) + math.sqrt((size - r) * (left + doubt)) + rounding
        how = f"bracket from {r} of {size} vectors"
        if high - low <= 2 * tolerance * low:
            break
    if not high - low <= 2 * tolerance * max(low, high / 2):
        raise ArithmeticError(f"`tolerance` must be reached, but the trace norm is only known to be in [{low:g}, {high:g}]; ask for less")
    return Estimate((low + high) / 2, (high - low) / 2, how)


def band(grid: Grid, f: Array, *, hbar: float) -> scipy.sparse.csr_array:
    """The matrix h^d rho(y, y') of `weyl.kernel` in sparse form: as many entries a row as the grid has chords.

    Raises: MemoryError where that would exceed MOST numbers.
    """
    d = grid.d
    numbers = [weyl.states(x, p, hbar=hbar) for x, p in zip(grid.position, grid.momentum, strict=True)]
    chords = [p.points for p in grid.momentum]
    if math.prod(numbers) * math.prod(chords) > MOST:
        raise MemoryError(f"the band must have at most {MOST:.0e} entries, but has {math.prod(numbers):.3g} x {math.prod(chords)}; "
                          "take fewer momentum points or a smaller box")  # fmt: skip
    values = weyl.diagonals(grid, f, hbar=hbar)
    rows = np.zeros((1,) * (2 * d), dtype=np.int64)
    columns = rows
    for i, number in enumerate(numbers):
        nodes = grid.coordinate(i, np.arange(number, dtype=np.float64)).astype(np.int64)
        steps = grid.coordinate(d + i, np.asarray(np.fft.fftfreq(chords[i], 1 / chords[i]), dtype=np.float64)).astype(np.int64)
        rows, columns = rows * number + nodes + 0 * steps, columns * number + (nodes + steps) % number
    shape = (math.prod(numbers),) * 2
    entries = np.broadcast_arrays(values, rows, columns)
    matrix = scipy.sparse.coo_array((entries[0].ravel(), (entries[1].ravel(), entries[2].ravel())), shape=shape).tocsr()
    matrix.sum_duplicates()
    return scipy.sparse.csr_array((matrix + matrix.conj().T) / 2)


def purity(grid: Grid, f: Array, *, hbar: float) -> Estimate:
    """Tr A^2 = (2 pi hbar)^d int f^2. Error: that of the sum, from the sums over every second node."""
    factor = (2 * math.pi * hbar) ** grid.d
    found = weyl.expectation(grid, f, f)
    return Estimate(factor * found.value, factor * found.error, found.how)


def l1_norm(grid: Grid, f: Array) -> Estimate:
    """int |f|; for d = 1 of its band-limited interpolant on a grid FINER times as fine, since |f| has kinks where f is smooth.

    Error: of the sum, see `modulus`; that of the grid (edges, resolution) is not in it.
    """
    if grid.d == 1:
        fine = Grid(*(tuple(Axis(axis.low, axis.high, FINER * axis.points) for axis in axes) for axes in (grid.position, grid.momentum)))
        grid, f = fine, regrid(f, grid, fine)
    return integral_of_modulus(f, grid.cell, f"sum over {grid.shape} nodes")
