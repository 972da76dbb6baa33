"""Linear algebra for many small matrices of shape (d, d, n): the batch comes last, so that every operation runs over packets.

No pivoting: all matrices have a definite real or imaginary part, and so have all their Schur complements; no pivot vanishes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.phase_space.grid import Array

Complex = NDArray[np.complex128]
BLOCK = 2**17  # entries of a block of matrices: few calls for large d, while its work space stays in a cache
FLOOR = 1e-14  # of the trace: the least pivot of a Cholesky factor, above its rounding
SLACK = 1e-9  # of the trace: what rounding may take from a pivot that should be 0, divided by the root of FLOOR on the way


def transposed(a: Any) -> Any:
    """The transposes of the matrices."""
    return a.swapaxes(0, 1)


def inverse(z: Complex) -> Complex:
    """The inverses of complex symmetric matrices with definite imaginary part, by elimination (sweeps) of the lower triangle.

    Shapes: z (d, d, n), result the same, exactly symmetric.
    """
    if len(z) == 1:
        return np.asarray(1 / z, dtype=np.complex128)
    size = max(1, BLOCK // len(z) ** 2)
    result = np.empty_like(z)
    for start in range(0, z.shape[2], size):
        part = slice(start, start + size)
        result[..., part] = z[..., part]
        _sweep(result[..., part])
    return result


def _sweep(a: Complex) -> None:
    """None; a becomes its inverse, in place: a sweep of index k solves a y = x for y_k in place of x_k."""
    d = len(a)
    for k in range(d):
        column = np.concatenate([a[k, :k], a[k:, k]])
        pivot = -1 / column[k]
        scaled = column * pivot
        for i in range(d):
            if i != k:
                a[i, : i + 1] += scaled[i] * column[: i + 1]
        a[k, :k], a[k:, k] = scaled[:k], scaled[k:]
        a[k, k] = pivot
    for i in range(d):
        np.negative(a[i, : i + 1], out=a[i, : i + 1])
        a[:i, i] = a[i, :i]


def cholesky(a: Array) -> Array:
    """Lower triangular l with l l^T = a for symmetric positive semidefinite a, of which the lower triangle is read.

    Shapes: a (d, d, n), result the same, zero above the diagonal.
    Error: pivots are raised to FLOOR times the trace, which adds at most that to a's diagonal.
    Raises: ArithmeticError for a pivot below -SLACK times the trace, or one that is not finite: a is not positive semidefinite.
    """
    d, trace = len(a), diagonal(a).sum(axis=0)
    require_positive(trace)
    l, floor, least = np.zeros_like(a), FLOOR * trace, np.zeros_like(trace)
    for k in range(d):
        column = a[k:, k].copy()
        if k:
            column -= np.einsum("ijn,jn->in", l[k:, :k], l[k, :k])
        np.minimum(least, column[0], out=least)
        np.divide(column, np.sqrt(np.maximum(column[0], floor)), out=l[k:, k])
        l[k, k] = np.sqrt(np.maximum(column[0], floor))
    if not np.all(least >= -SLACK * trace):
        worst = float(np.min(least / trace))
        raise ArithmeticError(f"`a` must be positive semidefinite, but has a pivot of {worst:.3g} of its trace; take a shorter step")
    return l


def triangular_inverse(l: Array) -> Array:
    """The inverses of lower triangular matrices. Shapes: (d, d, n) both."""
    result = np.zeros_like(l)
    for i in range(len(l)):
        result[i, i] = 1 / l[i, i]
        if i:
            result[i, :i] = np.einsum("kn,kjn->jn", l[i, :i], result[:i, :i])
            result[i, :i] *= -result[i, i]
    return result


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
    for i in range(len(a)):
        a[i, i] += values if np.ndim(values) == 0 else values[i]


def diagonal(a: Any) -> Any:
    """The diagonals. Shapes: a (d, d, n), result (d, n)."""
    index = np.arange(len(a))
    return a[index, index]
