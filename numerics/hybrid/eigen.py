"""Eigenvalues and eigenvectors of many small Hermitian matrices, the matrices on the first two axes; and products of such matrices."""

from __future__ import annotations

import numpy as np

from numerics.hybrid.model import Complex
from numerics.phase_space.grid import Array


def eigen(H: Complex) -> tuple[Array, Complex]:
    """H = U diag(e) U^dagger. Shapes: H (n, n, N), e (n, N), U (n, n, N).

    Two levels by the half-angle formula, which has no cancellation; where H is a multiple of one, U is one.
    """
    n = len(H)
    if n > 2:
        values, vectors = np.linalg.eigh(np.moveaxis(H, -1, 0))
        return np.ascontiguousarray(values.T), np.ascontiguousarray(np.moveaxis(vectors, 0, -1))
    if n == 1:
        return H[0].real.copy(), np.ones_like(H)
    middle, z, x = (H[0, 0].real + H[1, 1].real) / 2, (H[0, 0].real - H[1, 1].real) / 2, H[0, 1]
    length = np.sqrt(z * z + x.real**2 + x.imag**2)
    ratio = np.divide(np.abs(z), length, out=np.ones_like(z), where=length > 0)
    cos = np.sqrt((1 + ratio) / 2)
    sin = np.divide(x, 2 * length * cos, out=np.zeros_like(x), where=length > 0)
    up = z >= 0  # the column that belongs to +length has its larger entry on the level of the higher energy
    U = np.empty_like(H)
    U[0, 0] = np.where(up, cos, sin)
    U[1, 0] = np.where(up, sin.conj(), cos)
    U[0, 1] = -U[1, 0].conj()
    U[1, 1] = U[0, 0].conj()
    return np.stack([middle + length, middle - length]), U


def product(A: Complex, B: Complex) -> Complex:
    """A B, matrix by matrix. Shapes (n, m, N), (m, k, N), (n, k, N)."""
    rows, inner, columns = A.shape[0], A.shape[1], B.shape[1]
    result = np.empty((rows, columns, A.shape[-1]), dtype=complex)
    for i in range(rows):
        for k in range(columns):
            total = A[i, 0] * B[0, k]
            for j in range(1, inner):
                total += A[i, j] * B[j, k]
            result[i, k] = total
    return result


def adjoint(A: Complex) -> Complex:
    """A^dagger, matrix by matrix."""
    return np.asarray(A.conj().swapaxes(0, 1))


def function(values: Complex | Array, U: Complex) -> Complex:
    """U diag(values) U^dagger. Shapes (n, N), (n, n, N)."""
    return product(U * values[None], adjoint(U))
