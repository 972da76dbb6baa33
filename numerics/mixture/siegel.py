"""Linear algebra for many small matrices of shape (d, d, n): the batch comes last, so that every operation runs over packets.

No pivoting: all matrices have a definite real or imaginary part, and so have all their Schur complements; no pivot vanishes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.phase_space.grid import Array

Complex = NDArray[np.complex128]
BLOCK = 2**15  # entries of a block of matrices: its work space stays in a core's cache


def transposed(a: Any) -> Any:
    """The transposes of the matrices."""
    return a.swapaxes(0, 1)


def inverse(z: Complex) -> Complex:
    """The inverses of complex symmetric matrices with definite imaginary part, by Gauss-Jordan elimination.

    Shapes: z (d, d, n), result the same, exactly symmetric.
    """
    if len(z) == 1:
        return np.asarray(1 / z, dtype=np.complex128)
    size = max(1, BLOCK // len(z) ** 2)
    result = np.empty_like(z)
    for start in range(0, z.shape[2], size):
        result[..., start : start + size] = _inverted(z[..., start : start + size].copy())
    return result


def _inverted(a: Complex) -> Complex:
    work = np.empty_like(a)
    for k in range(len(a)):
        pivot = 1 / a[k, k]
        column = a[:, k].copy()
        row = a[k] * pivot
        np.multiply(column[:, None], row, out=work)
        a -= work
        a[k] = row
        a[:, k] = -column * pivot
        a[k, k] = pivot
    return np.asarray((a + transposed(a)) / 2, dtype=np.complex128)


def solved(a: Array, b: Array) -> Array:
    """a^-1 b for symmetric positive definite a, by elimination.

    Shapes: a (d, d, n), b (d, n), result (d, n).
    Raises: ArithmeticError for a pivot that is not positive: a is not positive definite.
    """
    if len(a) == 1:
        require_positive(a[0, 0])
        return np.asarray(b / a[0], dtype=np.float64)
    a, x = a.copy(), b.copy()
    d = len(a)
    for k in range(d):
        require_positive(a[k, k])
        factor = a[k + 1 :, k] / a[k, k]
        a[k + 1 :, k + 1 :] -= factor[:, None] * a[k, k + 1 :]
        x[k + 1 :] -= factor * x[k]
    for k in reversed(range(d)):
        x[k] = (x[k] - np.einsum("jn,jn->n", a[k, k + 1 :], x[k + 1 :])) / a[k, k]
    return x


def require_positive(values: Array) -> None:
    """None. Raises: ArithmeticError unless all values are positive and finite: a packet has left the pure states."""
    if not (np.all(values > 0) and np.all(np.isfinite(values))):
        worst = values[np.argmin(np.where(np.isnan(values), -np.inf, values))]
        raise ArithmeticError(
            f"a packet's width must be positive and finite, but its inverse square is {worst:g}: the path runs away or the step is "
            "too long; take a shorter step, or a potential that confines"
        )


def applied(a: Any, b: Any) -> Any:
    """a b. Shapes: a (d, d, n), b (d, n), result (d, n)."""
    return a[0] * b if len(a) == 1 else np.einsum("ijn,jn->in", a, b)


def add_diagonal(a: Any, values: Any) -> None:
    """None; a += diag(values), in place. Shapes: a (d, d, n), values (d, n) or a number."""
    index = np.arange(len(a))
    a[index, index] += values


def diagonal(a: Any) -> Any:
    """The diagonals. Shapes: a (d, d, n), result (d, n)."""
    index = np.arange(len(a))
    return a[index, index]
