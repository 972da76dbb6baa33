r"""Enclosures of the tensor grad^j V on cells, and norms of it that are at least the injective norm.

A coefficient of V in a cell is its Taylor polynomial around the centre with remainder coefficients taken over the cell: where that is
narrower than the natural enclosure, it is used. The Frobenius norm of the tensor, and the largest singular value of its unfolding to a
matrix of d rows, are at least its injective norm: they are maxima over more than the products of unit vectors.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from math import comb, factorial, prod

import numpy as np

from numerics.supremum.balls import TINY, Balls, Floats, Plan, U
from numerics.supremum.jet_plans import Index, indices
from numerics.supremum.jets import Jet
from numerics.supremum.quadratic import largest_eigenvalues

SLACK = 256 * U


def tightened(wide: Jet, point: Jet, reach: Floats, order: int) -> Jet:
    """The jet on the cell, with coefficients of degree `order` and order + 1 from those at the centre; both jets of degree order + 2.

    Shapes: reach (variables, cells), at least the half sides.
    """
    mid, rad = wide.rows.mid.copy(), wide.rows.rad.copy()
    powers = np.array([np.prod([side**e for side, e in zip(reach, b, strict=True)], axis=0) for b in indices(len(reach), 2)])
    exact = Balls(powers + TINY, np.zeros_like(powers))  # only upper bounds are taken: what underflows is no less
    place = {index: n for n, index in enumerate(point.support)}
    for rows, near, far in _remainders(wide.support, point.support, order):
        spread = np.zeros((len(rows), reach.shape[1]))
        for jet, (plan, used) in ((point, near), (wide, far)):
            if plan is not None:
                moduli = jet.rows.modulus()
                spread[used] += plan(Balls(moduli, np.zeros_like(moduli)), exact).upper()
        there = [n for n, row in enumerate(rows) if wide.support[row] in place]
        centre = [place[wide.support[rows[n]]] for n in there]
        m = np.zeros_like(spread)
        m[there] = point.rows.mid[centre]
        spread[there] += point.rows.rad[centre]
        spread *= 1 + SLACK
        better = spread < rad[rows]
        mid[rows], rad[rows] = np.where(better, m, mid[rows]), np.where(better, spread, rad[rows])
    return Jet(wide.support, Balls(mid, rad))


Part = tuple[Plan | None, list[int]]


@cache
def _remainders(wide: tuple[Index, ...], point: tuple[Index, ...], order: int) -> list[tuple[list[int], Part, Part]]:
    """For degree `order` and order + 1: the rows; what moduli at the centre and on the cell, with powers of half sides, add to radii."""
    found = []
    monomials = {b: n for n, b in enumerate(indices(len(wide[0]), 2))}
    for degree in (order, order + 1):
        rows = [n for n, index in enumerate(wide) if sum(index) == degree]
        parts: list[Part] = []
        for support, wanted in ((point, order + 1), (wide, order + 2)):
            terms = []
            for (n, row), (k, other) in product(enumerate(rows), enumerate(support)):
                beta = tuple(a - b for a, b in zip(other, wide[row], strict=True))
                if sum(other) == wanted > degree and min(beta) >= 0:
                    terms.append((n, k, monomials[beta], float(prod(map(comb, other, beta)))))
            used = sorted({t[0] for t in terms})
            parts.append((Plan.of([(used.index(n), k, b, w) for n, k, b, w in terms]) if terms else None, used))
        found.append((rows, parts[0], parts[1]))
    return found


def frobenius(jet: Jet, d: int, order: int) -> Floats:
    """At least the Frobenius norm."""
    weights = _weights(jet.support, d, order)
    moduli = jet.rows.modulus()
    return np.sqrt(np.sum(weights * moduli * moduli, axis=0)) * (1 + SLACK) + 1e-140


@cache
def _weights(support: tuple[Index, ...], d: int, order: int) -> Floats:
    """j! a! where c_a belongs to grad^j V: its entries are a! c_a, and j!/a! of them are equal."""
    weights = [factorial(order) * prod(map(factorial, i)) if sum(i) == order and not any(i[d:]) else 0 for i in support]
    return np.array(weights, dtype=float)[:, None]


def deviations(jet: Jet, d: int, order: int, reach: Floats) -> Floats:
    """How much the tensor changes along each side: half sides times Frobenius norms of its derivatives. Guides cuts, proves nothing."""
    moduli = jet.rows.modulus() ** 2
    found = []
    for v, side in enumerate(reach):
        weights = _slope_weights(jet.support, d, order, v)
        found.append(side * np.sqrt(np.sum(weights * moduli, axis=0)))
    return np.array(found)


@cache
def _slope_weights(support: tuple[Index, ...], d: int, order: int, v: int) -> Floats:
    found = []
    for index in support:
        low = tuple(e - (k == v) for k, e in enumerate(index))
        belongs = sum(index) == order + 1 and index[v] > 0 and not any(low[d:])
        found.append(float(factorial(order) * prod(map(factorial, low)) * index[v] ** 2) if belongs else 0.0)
    return np.array(found)[:, None]


def flattened(jet: Jet, d: int, order: int) -> Floats:
    """At least the largest singular value of the unfolding, by that of its Gram matrix."""
    n = jet.rows.mid.shape[1]
    plan, used = _gram(jet.support, d, order)
    mid, rad = np.zeros((n, d, d)), np.zeros((n, d, d))
    if plan is not None:
        entries = plan(jet.rows, jet.rows)
        for (i, k), m, r in zip(used, entries.mid, entries.rad, strict=True):
            mid[:, i, k] = mid[:, k, i] = m
            rad[:, i, k] = rad[:, k, i] = r
    top = largest_eigenvalues(mid, rad, np.ones((d, n)))
    return np.sqrt(np.maximum(top, 0.0)) * (1 + SLACK) + 1e-140


@cache
def _gram(support: tuple[Index, ...], d: int, order: int) -> tuple[Plan | None, list[tuple[int, int]]]:
    """The map to sum over J of T_iJ T_kJ, i <= k, T_J = a! c_a, a the exponents of the indices J."""
    place, m = {index: n for n, index in enumerate(support)}, len(support[0])
    pairs, terms = [(i, k) for i in range(d) for k in range(i, d)], []

    def entry(rest: tuple[int, ...], i: int) -> tuple[int | None, int]:
        index = tuple([*rest, i].count(v) for v in range(m))
        return place.get(index), prod(map(factorial, index))

    for row, (i, k) in enumerate(pairs):
        for rest in product(range(d), repeat=order - 1):
            (a, p), (b, q) = entry(rest, i), entry(rest, k)
            if a is not None and b is not None:
                terms.append((row, a, b, float(p * q)))
    used = sorted({t[0] for t in terms})
    plan = Plan.of([(used.index(r), a, b, w) for r, a, b, w in terms]) if terms else None
    return plan, [pairs[r] for r in used]
