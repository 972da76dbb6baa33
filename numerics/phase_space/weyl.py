"""Weyl quantisation on a grid: from a phase-space function to the kernel rho(y, y') and back, and its trace norm.

With the chord function B(x, l) = int f exp(-i l p) dp the kernel is rho(y, y') = B((y + y')/2, (y' - y)/hbar). The chords
l_j of the grid give differences y' - y = hbar l_j, multiples of h = 2 pi hbar / L_p; on the nodes y_i = low + i h the kernel is
therefore the chord function shifted by hbar l_j/2, which Fourier interpolation does exactly for band-limited functions. The
box must hold a whole number N = L_x L_p / (2 pi hbar) of states per degree of freedom; then the kernel is an N x N matrix
per degree of freedom and its eigenvalues times h are those of the operator.
"""

from __future__ import annotations

import itertools
import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from numerics.estimate import Estimate
from numerics.phase_space.grid import Array, Axis, Grid

Complex = NDArray[np.complex128]

LOST = 1e-6  # of the Hilbert-Schmidt norm that a function on a grid may miss
DENSE = 700  # states up to which all eigenvalues are computed
PRODUCT = 64  # nodes up to which a dense matrix interpolates faster


def states(position: Axis, momentum: Axis, *, hbar: float) -> int:
    """L_x L_p / (2 pi hbar), which must be whole.

    Raises: ValueError unless it is, to 1e-9, with the length of the momentum axis that would make it so.
    """
    exact = position.length * momentum.length / (2 * math.pi * hbar)
    number = round(exact)
    if number < 2 or abs(exact - number) > 1e-9 * number:
        length = max(number, 2) * 2 * math.pi * hbar / position.length
        raise ValueError(
            f"the box must hold a whole number of states, but L_x L_p/(2 pi hbar) is {exact:.6g}; "
            f"make the momentum axis {length!r} long"
        )
    return number


def _folded(values: Complex, number: int, axis: int) -> Complex:
    """Fourier coefficients (FFT order) brought to `number` frequencies: aliases added, so that values at nodes stay exact."""
    values = np.moveaxis(values, axis, 0)
    points = len(values)
    result = np.zeros((number, *values.shape[1:]), dtype=complex)
    frequencies = np.fft.fftfreq(points, 1 / points).astype(int)
    for start in range(0, points, number):  # frequencies next to each other in FFT order have different remainders, but for the middle
        for part in _runs(start, min(start + number, points), (points + 1) // 2):
            result[frequencies[part] % number] += values[part]
    return np.moveaxis(result, 0, axis)


def kernel(grid: Grid, f: Array, *, hbar: float) -> Complex:
    """The matrix h^d rho(y, y') of the operator with the Wigner function f, in the orthonormal basis of the nodes.

    Shapes: f grid.shape; result (N, N), N the product of the states per degree of freedom.
    Error: that of periodic Fourier interpolation: mass at the edges, and what the grid does not resolve.
    """
    d = grid.d
    numbers = [states(x, p, hbar=hbar) for x, p in zip(grid.position, grid.momentum, strict=True)]
    work = diagonals(grid, f, hbar=hbar)
    for i, p in enumerate(grid.momentum):
        work = _placed(work, np.fft.fftfreq(p.points, 1 / p.points).astype(int), numbers[i], i, d + i)
    matrix = work.reshape(math.prod(numbers), math.prod(numbers))
    result: Complex = (matrix + matrix.conj().T) / 2  # a real f has a Hermitian kernel
    return result


def diagonals(grid: Grid, f: Array, *, hbar: float) -> Complex:
    """h^d rho(y_i, y_(i + j)) at [i, j] for the differences j that the chords of the grid reach, in the order of the FFT.

    Shape: (states per degree of freedom..., momentum points...).
    """
    d = grid.d
    work: Complex = np.asarray(f, dtype=complex)
    for i, (x, p) in enumerate(zip(grid.position, grid.momentum, strict=True)):
        number, chords = states(x, p, hbar=hbar), p.wave_numbers(half=False)
        phase = np.exp(-1j * chords * p.low) * p.step * (2 * math.pi * hbar / p.length)  # the transform starts at p.low
        work = np.fft.fft(work, axis=d + i) * grid.coordinate(d + i, phase)
        work = np.fft.fft(work, axis=i) / x.points
        k, shift = grid.coordinate(i, x.wave_numbers(half=False)), grid.coordinate(d + i, hbar * chords / 2)
        work = work * np.exp(1j * k * shift)
        work = np.fft.ifft(_folded(work, number, i), axis=i) * number
    return work


def _runs(start: int, stop: int, middle: int) -> list[slice]:
    """start to stop, cut where the frequencies jump from positive to negative."""
    cuts = [start, *([middle] if start < middle < stop else []), stop]
    return [slice(a, b) for a, b in itertools.pairwise(cuts)]


def _placed(work: Complex, differences: NDArray[np.int_], number: int, first: int, second: int) -> Complex:
    """rho[i, i + j] from work[i, j]: the second axis re-labelled by the column i + j, modulo the number of nodes."""
    moved = np.moveaxis(work, (first, second), (0, 1))
    result = np.zeros((number, number, *moved.shape[2:]), dtype=complex)
    rows = np.arange(number)
    for j, difference in enumerate(differences):
        result[rows, (rows + difference) % number] += moved[:, j]
    return np.moveaxis(result, (0, 1), (first, second))


def inverse(grid: Grid, matrix: Complex, *, hbar: float, limit: float = LOST) -> Array:
    """The Wigner function on the grid of the operator with the matrix h^d rho(y, y'): the inverse of `kernel`.

    A diagonal of the matrix holds the chord function at one node per state, which is too few: it oscillates twice as fast in x
    as the states do. So rho is first interpolated to half the spacing in y and in y', where the box of momenta resolves it: a chord joins
    two nodes of the matrix, or two middles between nodes, so that half of the finer matrix is never needed and a quarter is at hand.

    Shapes: matrix (N, N), result grid.shape.
    Error: what the grid does not resolve is not in the result; the Hilbert-Schmidt norm tells how much that is.
    Raises: ValueError for another shape or a matrix that is not Hermitian to 1e-9 of its norm; ArithmeticError where the function
    has lost (or doubled) more than `limit` of the Hilbert-Schmidt norm: the grid does not resolve it.
    """
    d = grid.d
    numbers = [states(x, p, hbar=hbar) for x, p in zip(grid.position, grid.momentum, strict=True)]
    size = math.prod(numbers)
    if matrix.shape != (size, size):
        raise ValueError(f"`matrix` must have shape {(size, size)}, one row per state of the box, but has {matrix.shape}")
    norm = float(np.linalg.norm(matrix))
    if float(np.linalg.norm(matrix - matrix.conj().T)) > 1e-9 * norm:
        raise ValueError("`matrix` must be Hermitian, but is not; take the two Hermitian parts one after the other")
    work: Complex = np.asarray(matrix, dtype=complex).reshape(*numbers, *numbers)
    for i, (x, p) in enumerate(zip(grid.position, grid.momentum, strict=True)):
        step, middle = 2 * math.pi * hbar / p.length, p.low + p.length / 2
        turn = np.exp(-1j * middle * step / hbar * np.arange(numbers[i]))  # moves the momenta of the box around 0
        work = work * _along(turn, i, 2 * d) * _along(turn.conj(), d + i, 2 * d)
        work = _gathered(work, np.fft.fftfreq(p.points, 1 / p.points).astype(int), i, d + i)
        phase = np.exp(1j * p.wave_numbers(half=False) * (p.low - middle)) / (p.step * step)
        work = np.fft.ifft(_resampled(work, x.points, i) * grid.coordinate(d + i, phase), axis=d + i)
    f = np.ascontiguousarray(work.real)
    lost = abs(norm - hilbert_schmidt_norm(grid, f, hbar=hbar))
    if lost > limit * norm:
        raise ArithmeticError(
            f"the grid must resolve the operator, but of its Hilbert-Schmidt norm {norm:g} its Wigner function misses {lost:.2g}; "
            "take more points in the coordinate where it is narrow, or a larger box"
        )
    return f


def quantise(grid: Grid, symbol: Array, *, hbar: float) -> Complex:
    """The matrix of the operator with the Weyl symbol `symbol`, in the orthonormal basis of the nodes.

    Shapes: symbol grid.shape, result (N, N). Error: symbols are taken as periodic on the box, so x itself jumps at its edges.
    """
    return kernel(grid, symbol, hbar=hbar) / (2 * math.pi * hbar) ** grid.d


def symbol(grid: Grid, matrix: Complex, *, hbar: float) -> Array:
    """The Weyl symbol of a Hermitian matrix in the basis of the nodes: the inverse of `quantise`. Raises: as `inverse`."""
    return (2 * math.pi * hbar) ** grid.d * inverse(grid, matrix, hbar=hbar)


def expectation(grid: Grid, f: Array, symbol: Array) -> Estimate:
    """Tr rho A = int f a dx dp, f the Wigner function of rho and a the Weyl symbol of A.

    Shapes: f grid.shape; symbol broadcasts against it.
    Error: the largest distance to the sums over every second node of one axis: that of the sum, for the f given.
    """
    product = np.asarray(f * symbol, dtype=float)
    total = float(product.sum()) * grid.cell
    halves = []
    for axis, first in itertools.product(range(product.ndim), (0, 1)):
        chosen = [slice(None)] * product.ndim
        chosen[axis] = slice(first, None, 2)
        halves.append(2 * float(product[tuple(chosen)].sum()) * grid.cell)
    rounding = math.log2(product.size) * float(np.finfo(float).eps) * float(np.abs(product).sum()) * grid.cell
    return Estimate(total, max(abs(half - total) for half in halves) + rounding, f"sum over {grid.shape} nodes")


def _along(values: Complex, axis: int, count: int) -> Complex:
    return values.reshape([-1 if i == axis else 1 for i in range(count)])


def _resampled(values: Complex, number: int, axis: int) -> Complex:
    """Fourier interpolation to `number` nodes: by a matrix product, or by transforms where there are many."""
    if values.shape[axis] > PRODUCT:
        return np.fft.ifft(_folded(np.fft.fft(values, axis=axis), number, axis), axis=axis) * (number / values.shape[axis])
    matrix = _interpolation(values.shape[axis], number)
    return np.moveaxis(np.tensordot(matrix, values, axes=(1, axis)), 0, axis)


@lru_cache(maxsize=64)
def _interpolation(points: int, number: int) -> Complex:
    """The matrix of Fourier interpolation from `points` to `number` nodes. Shape (number, points)."""
    return np.fft.ifft(_folded(np.fft.fft(np.eye(points), axis=0), number, 0), axis=0) * (number / points)


def _between(values: Complex, axis: int) -> Complex:
    """Fourier interpolation to the middles between the nodes."""
    points = values.shape[axis]
    if points <= PRODUCT:
        return np.moveaxis(np.tensordot(_to_middles(points), values, axes=(1, axis)), 0, axis)
    phase = np.exp(1j * math.pi * np.fft.fftfreq(points))
    return np.fft.ifft(np.fft.fft(values, axis=axis) * _along(phase, axis, values.ndim), axis=axis)


@lru_cache(maxsize=64)
def _to_middles(points: int) -> Complex:
    return np.ascontiguousarray(_interpolation(points, 2 * points)[1::2])


def _gathered(work: Complex, differences: NDArray[np.int_], first: int, second: int) -> Complex:
    """rho[(i - j)/2, (i + j)/2] at [i, j] for the given j, and 0 beyond the matrix: the chord function at the nodes of half the spacing."""
    moved = np.moveaxis(work, (first, second), (0, 1))
    halves = np.stack([moved, _between(_between(moved, 0), 1)])  # both indices whole, both indices whole and a half
    middle = np.arange(2 * len(moved))[:, None]
    rows, columns = middle - differences, middle + differences
    inside = (rows >= 0) & (rows < len(middle)) & (columns >= 0) & (columns < len(middle))
    rows, columns = np.where(inside, rows, 0), np.where(inside, columns, 0)
    found = halves[rows % 2, rows // 2, columns // 2]
    found[~inside] = 0
    return np.moveaxis(found, (0, 1), (first, second))


def trace_norm(grid: Grid, f: Array, *, hbar: float) -> float:
    """The trace norm of the operator with the Wigner function f, by its eigenvalues; `trace_norm.py` has it with an error bar.

    Cost: N^3 with N = volume / (2 pi hbar)^d.
    """
    return nuclear_norm(kernel(grid, f, hbar=hbar))


def nuclear_norm(matrix: Complex) -> float:
    """The sum of the absolute eigenvalues of a Hermitian matrix, of which the lower triangle is read."""
    return float(np.abs(np.linalg.eigvalsh(matrix)).sum())


def hilbert_schmidt_norm(grid: Grid, f: Array, *, hbar: float) -> float:
    """sqrt(Tr A^dagger A) = sqrt((2 pi hbar)^d int f^2)."""
    return math.sqrt((2 * math.pi * hbar) ** grid.d * float(np.sum(f * f)) * grid.cell)
