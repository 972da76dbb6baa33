"""Weyl quantisation on a grid: from a phase-space function to the kernel rho(y, y') and back, and its trace norm.

With the chord function B(x, l) = int f exp(-i l p) dp the kernel is rho(y, y') = B((y + y')/2, (y' - y)/hbar). The chords
l_j of the grid give differences y' - y = hbar l_j, multiples of h = 2 pi hbar / L_p; on the nodes y_i = low + i h the kernel is
therefore the chord function shifted by hbar l_j/2, which Fourier interpolation does exactly for band-limited functions. The
box must hold a whole number N = L_x L_p / (2 pi hbar) of states per degree of freedom; then the kernel is an N x N matrix
per degree of freedom and its eigenvalues times h are those of the operator.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from numerics.phase_space.grid import Array, Axis, Grid

Complex = NDArray[np.complex128]


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
    np.add.at(result, frequencies % number, values)
    return np.moveaxis(result, 0, axis)


def kernel(grid: Grid, f: Array, *, hbar: float) -> Complex:
    """The matrix h^d rho(y, y') of the operator with the Wigner function f, in the orthonormal basis of the nodes.

    Shapes: f grid.shape; result (N, N), N the product of the states per degree of freedom.
    Error: that of periodic Fourier interpolation: mass at the edges, and what the grid does not resolve.
    """
    d = grid.d
    numbers = [states(x, p, hbar=hbar) for x, p in zip(grid.position, grid.momentum, strict=True)]
    work: Complex = np.asarray(f, dtype=complex)
    for i, (x, p) in enumerate(zip(grid.position, grid.momentum, strict=True)):
        chords = p.wave_numbers(half=False)
        phase = np.exp(-1j * chords * p.low) * p.step  # the transform starts at p.low
        work = np.fft.fft(work, axis=d + i) * grid.coordinate(d + i, phase)
        work = np.fft.fft(work, axis=i) / x.points
        k, shift = grid.coordinate(i, x.wave_numbers(half=False)), grid.coordinate(d + i, hbar * chords / 2)
        work = work * np.exp(1j * k * shift)
        work = np.fft.ifft(_folded(work, numbers[i], i), axis=i) * numbers[i]
        differences = np.fft.fftfreq(p.points, 1 / p.points).astype(int)
        work = _placed(work, differences, numbers[i], i, d + i)
    order = [*range(d), *range(d, 2 * d)]
    matrix = np.transpose(work, order).reshape(math.prod(numbers), math.prod(numbers))
    step = math.prod(2 * math.pi * hbar / p.length for p in grid.momentum)
    matrix = matrix * step
    result: Complex = (matrix + matrix.conj().T) / 2  # a real f has a Hermitian kernel
    return result


def _placed(work: Complex, differences: NDArray[np.int_], number: int, first: int, second: int) -> Complex:
    """rho[i, i + j] from work[i, j]: the second axis re-labelled by the column i + j, modulo the number of nodes."""
    moved = np.moveaxis(work, (first, second), (0, 1))
    result = np.zeros((number, number, *moved.shape[2:]), dtype=complex)
    rows = np.arange(number)
    for j, difference in enumerate(differences):
        result[rows, (rows + difference) % number] += moved[:, j]
    return np.moveaxis(result, (0, 1), (first, second))


def trace_norm(grid: Grid, f: Array, *, hbar: float) -> float:
    """The trace norm of the operator with the Wigner function f, by its eigenvalues.

    Cost: N^3 with N = volume / (2 pi hbar)^d.
    """
    return float(np.abs(np.linalg.eigvalsh(kernel(grid, f, hbar=hbar))).sum())


def hilbert_schmidt_norm(grid: Grid, f: Array, *, hbar: float) -> float:
    """sqrt(Tr A^dagger A) = sqrt((2 pi hbar)^d int f^2)."""
    return math.sqrt((2 * math.pi * hbar) ** grid.d * float(np.sum(f * f)) * grid.cell)
