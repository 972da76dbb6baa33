r"""All moments of a Gaussian up to a total degree in floating point, by a vectorised recursion.

Stein's identity, with m' = m - e_i and i the first index at which m is positive, reads

    E[x^m] = mu_i E[x^m'] + sum_j sigma_ij m'_j E[x^(m' - e_j)],

which fills one total degree from the two below it. Everything but sigma and mu depends on (n, order) only
and is laid down once in a `MomentPlan`.

Multi-indices are sorted by the partial sums t_k = m_1 + ... + m_k, the last of them (the total degree)
first. The rows before m are counted one partial sum at a time,

    rank(m) = sum_k binomial(t_k + k - 1, k),

so that a row is found without a search: e_j lowers t_k by one for all k >= j.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class MomentPlan:
    """What the recursion needs besides sigma and mu, for one number of variables and one order.

    Shapes: multi_indices (M, n) with M = binomial(order + n, n); raised (M,) the index i of each row;
    parent (M,) the row of m' = m - e_i; lowered (M, n) the row of m' - e_j, and weight (M, n) the factor
    m'_j, both 0 where m'_j = 0; starts (order + 2,) the first row of each degree, and M.
    """

    multi_indices: Ints
    raised: Ints
    parent: Ints
    lowered: Ints
    weight: Floats
    starts: Ints


@dataclass(frozen=True)
class MomentTable:
    """The moments E[x^m], row by row. Shapes: multi_indices (M, n), values (..., M)."""

    multi_indices: Ints
    values: Floats

    def index(self, multi_index: Sequence[int]) -> int:
        """The row of `multi_index`. Raises: KeyError where it is malformed or beyond the table's order."""
        n, m = self.multi_indices.shape[1], tuple(multi_index)
        order = int(self.multi_indices[-1].sum())
        if len(m) != n or any(x < 0 or x != int(x) for x in m) or sum(m) > order:
            raise KeyError(f"`multi_index` must be {n} integers >= 0 of sum <= {order}, but is {m}")
        return sum(comb(int(sum(m[:k])) + k - 1, k) for k in range(1, n + 1))

    def __getitem__(self, multi_index: Sequence[int]) -> Floats:
        return self.values[..., self.index(multi_index)]


@lru_cache(maxsize=16)
def plan(n: int, order: int) -> MomentPlan:
    """The plan for all multi-indices of n >= 1 variables with total degree <= order; read-only, and kept once made."""
    if n < 1 or order < 0:
        raise ValueError(f"`n` must be at least 1 and `order` at least 0, but got n = {n}, order = {order}")
    rows = _multi_indices(n, order)
    partial = np.zeros(len(rows), dtype=np.int64)
    # rank(m) - rank(m - e_j) is the sum over k >= j of binomial(t_k + k - 2, k - 1), k counted from 1.
    drops = np.empty_like(rows)
    for k in range(n):
        partial += rows[:, k]
        drops[:, k] = np.array([comb(max(t + k - 1, 0), k) for t in range(order + 1)])[partial]
    for k in range(n - 2, -1, -1):
        drops[:, k] += drops[:, k + 1]
    every = np.arange(len(rows))
    down = every[:, None] - drops
    raised = np.argmax(rows > 0, axis=1)
    parent = np.where(every > 0, down[every, raised], 0)
    weight = rows[parent]
    lowered = down[parent] * (weight > 0)
    starts = np.array([comb(d + n - 1, n) for d in range(order + 2)], dtype=np.int64)
    made = MomentPlan(rows, raised, parent, lowered, weight.astype(np.float64), starts)
    for array in (rows, raised, parent, lowered, made.weight, starts):
        array.flags.writeable = False
    return made


def moment_table(
    covariance: npt.ArrayLike,
    order: int,
    *,
    mean: npt.ArrayLike | None = None,
    using: MomentPlan | None = None,
) -> MomentTable:
    """E[x^m] for all multi-indices m of total degree <= order, x ~ N(mean, covariance); mean 0 by default.

    Shapes: covariance (..., n, n), mean (..., n) with the same batch; values (..., M). `using` is a plan to
    reuse. No positivity is needed: moments are polynomials in mean and covariance.
    Error: at most g/(1 - g) times the table of (|mean|, |covariance|) with g = (n + 3) order 2^-53, barring
    underflow: a step sums n + 1 products of at most three factors, and a value takes at most `order` steps.
    Raises: ValueError where covariance is not symmetric or finite, shapes disagree, or a moment overflows.
    """
    sigma = _real(covariance, "covariance")
    if sigma.ndim < 2 or not np.array_equal(sigma, np.swapaxes(sigma, -1, -2)):
        raise ValueError("`covariance` must be symmetric, but is not; if by rounding, pass (s + s.T)/2")
    n = sigma.shape[-1]
    centre = None if mean is None else _real(mean, "mean")
    if centre is not None and centre.shape != sigma.shape[:-1]:
        raise ValueError(f"`mean` must have shape {sigma.shape[:-1]}, but has {centre.shape}")
    steps = plan(n, order) if using is None else using
    if steps.multi_indices.shape[1] != n or len(steps.starts) != order + 2:
        raise ValueError(f"`using` must be plan({n}, {order}), but is of other size")
    values = np.zeros((*sigma.shape[:-2], len(steps.multi_indices)))
    values[..., 0] = 1.0
    # Without a mean, odd moments vanish and stay as they are.
    for degree in range(2, order + 1, 2) if centre is None else range(1, order + 1):
        rows = slice(steps.starts[degree], steps.starts[degree + 1])
        raised = steps.raised[rows]
        gathered = values[..., steps.lowered[rows]]
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused below
            gathered *= steps.weight[rows]
            gathered *= sigma[..., raised, :]
            values[..., rows] = gathered.sum(axis=-1)
            if centre is not None:
                values[..., rows] += centre[..., raised] * values[..., steps.parent[rows]]
    if not np.isfinite(values).all():
        raise ValueError(f"moments must be below 1.8e308, but order {order} overflows; rescale x")
    return MomentTable(steps.multi_indices, values)


def _multi_indices(n: int, order: int) -> Ints:
    """The rows in the module's order: degree d has the rows of n - 1 variables up to degree d."""
    degrees = np.arange(order + 1, dtype=np.int64)
    rows, total = degrees[:, None], degrees
    for k in range(2, n + 1):
        sizes = [comb(d + k - 1, k - 1) for d in range(order + 1)]
        above = np.empty((sum(sizes), k), dtype=np.int64)
        first = 0
        for degree, size in enumerate(sizes):
            above[first : first + size, :-1] = rows[:size]
            above[first : first + size, -1] = degree - total[:size]
            first += size
        rows, total = above, np.repeat(degrees, sizes)
    return rows


def _real(array: npt.ArrayLike, name: str) -> Floats:
    given = np.asarray(array)
    if given.dtype.kind not in "iuf" or given.size == 0 or not np.isfinite(given).all():
        raise ValueError(f"`{name}` must be finite real numbers, but is {array!r}")
    return given.astype(np.float64)
