r"""Exact moments of a Gaussian with given rational covariance, for all monomials up to a total degree.

Stein's identity E[(x_i - mu_i) f] = sum_j sigma_ij E[d_j f] with f a monomial x^m gives the recursion

    E[x_i x^m] = mu_i E[x^m] + sum_j sigma_ij m_j E[x^(m - e_j)].

No pairing and no trace enters, so that the table is an independent check of `derive.pairings`. Moments are
polynomials in mu and sigma: the table is right for any symmetric sigma, positive or not.

>>> from flint import fmpq_mat
>>> table(fmpq_mat(2, 2, [2, 1, 1, 3]), 4)[(2, 2)]
8
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flint import fmpq, fmpq_mat

MultiIndex = tuple[int, ...]


def table(
    covariance: fmpq_mat, order: int, mean: Sequence[fmpq | int] | None = None
) -> dict[MultiIndex, fmpq]:
    """E[x^m] for every multi-index m of total degree <= order, x ~ N(mean, covariance); mean 0 by default.

    Shapes: covariance (n, n), mean (n,); binomial(order + n, n) entries.
    Raises: ValueError unless covariance is symmetric, mean has n entries and order >= 0.
    """
    n = _dimension(covariance)
    if order < 0:
        raise ValueError(f"`order` must be at least 0, but is {order}")
    centre = [fmpq(0)] * n if mean is None else [fmpq(m) for m in mean]
    if len(centre) != n:
        raise ValueError(f"`mean` must have {n} entries, but has {len(centre)}")
    moments = {(0,) * n: fmpq(1)}
    for degree in range(1, order + 1):
        for m in multi_indices(n, degree):
            i = next(k for k in range(n) if m[k])
            lower = _lowered(m, i)
            total = centre[i] * moments[lower]
            for j in range(n):
                if lower[j]:
                    total += covariance[i, j] * lower[j] * moments[_lowered(lower, j)]
            moments[m] = total
    return moments


def expectation(polynomial: Mapping[MultiIndex, fmpq], moments: Mapping[MultiIndex, fmpq]) -> fmpq:
    """E[polynomial], given as {multi-index: coefficient}, from a moment table that reaches its degree."""
    return sum((coefficient * moments[m] for m, coefficient in polynomial.items()), fmpq(0))


def quadratic_form(matrix: fmpq_mat) -> dict[MultiIndex, fmpq]:
    """x^T matrix x as {multi-index: coefficient}; the matrix must be symmetric."""
    n = _dimension(matrix)
    form: dict[MultiIndex, fmpq] = {}
    for i in range(n):
        for j in range(n):
            m = tuple((k == i) + (k == j) for k in range(n))
            form[m] = form.get(m, fmpq(0)) + matrix[i, j]
    return form


def multiplied(left: Mapping[MultiIndex, Any], right: Mapping[MultiIndex, Any]) -> dict[MultiIndex, Any]:
    """The product of two polynomials given as {multi-index: coefficient}, with coefficients of one ring: rationals, balls."""
    total: dict[MultiIndex, Any] = {}
    for a, c in left.items():
        for b, d in right.items():
            m = tuple(x + y for x, y in zip(a, b, strict=True))
            total[m] = total[m] + c * d if m in total else c * d
    return total


def multi_indices(n: int, degree: int) -> Iterator[MultiIndex]:
    """All multi-indices of n entries with sum `degree`, in lexicographic order.

    >>> list(multi_indices(2, 2))
    [(0, 2), (1, 1), (2, 0)]
    """
    if n == 0:
        if degree == 0:
            yield ()
        return
    for first in range(0 if n > 1 else degree, degree + 1):
        for rest in multi_indices(n - 1, degree - first):
            yield (first, *rest)


def _lowered(m: MultiIndex, i: int) -> MultiIndex:
    return (*m[:i], m[i] - 1, *m[i + 1 :])


def _dimension(matrix: fmpq_mat) -> int:
    if not isinstance(matrix, fmpq_mat) or matrix != matrix.transpose():
        raise ValueError(f"the matrix must be a symmetric fmpq_mat, but is {matrix!r}")
    return int(matrix.nrows())
