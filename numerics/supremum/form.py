r"""The form F(x, u) = (u . grad)^j V, |u| = 1, and its first and second derivatives in position and direction, from jets of V.

Directions are charted by the faces of a cube: u = w/|w|, w = e_f + sum of s_k e_k over the other coordinates, -1 <= s_k <= 1;
opposite faces have the same modulus. With the Taylor coefficients c_a of V, F = |w|^-j P, P = j! sum_{|a| = j} c_a w^a, and the
derivatives of P in x are sums of the same kind over higher coefficients.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import comb, factorial

import numpy as np

from numerics.supremum.balls import TINY, Balls, Floats, Plan, U, between
from numerics.supremum.jet_plans import Index, indices
from numerics.supremum.jets import Jet
from numerics.supremum.quadratic import seconds


@dataclass(frozen=True)
class Chart:
    """Forms of order j in d coordinates, which are the first of `variables` of the jets, on the face with w_face = 1."""

    variables: int
    coordinates: int
    order: int
    face: int

    @property
    def size(self) -> int:
        """How many variables F has: those of the jets, then the s_k."""
        return self.variables + self.coordinates - 1

    def direction(self, s: Floats) -> Floats:
        """Unit vectors. Shapes: s (d - 1, cells); result (d, cells)."""
        w = np.insert(s, self.face, 1.0, axis=0)
        return w / np.sqrt(np.sum(w * w, axis=0))


@cache
def _rows(size: int, degree: int) -> dict[Index, int]:
    """The place of each multi-index of F's own jets: value, first, second coefficients."""
    unit = np.eye(size, dtype=int)
    found = [(0,) * size]
    if degree > 0:
        found += [tuple(map(int, unit[i])) for i in range(size)]
    if degree > 1:
        found += [tuple(map(int, unit[i] + unit[k])) for i, k in seconds(size)]
    return {index: n for n, index in enumerate(found)}


@cache
def _monomials(count: int, degree: int) -> tuple[Index, ...]:
    return indices(count, degree) if count else ((),)


@cache
def _contraction(chart: Chart, support: tuple[Index, ...], degree: int) -> tuple[Plan, tuple[int, ...]]:
    """The map from (coefficients of V, monomials in s) to the coefficients of P, and their places among all."""
    m, d, j = chart.variables, chart.coordinates, chart.order
    place, rows = {index: n for n, index in enumerate(support)}, _rows(chart.size, degree)
    monomial = {index: n for n, index in enumerate(_monomials(d - 1, j))}
    terms = []
    for alpha in (a for a in indices(d, j) if sum(a) == j):
        beta = alpha[: chart.face] + alpha[chart.face + 1:]  # the powers of s
        for index, row in rows.items():
            shift, lowered = index[:m], index[m:]
            source = tuple(a + e for a, e in zip((*alpha, *([0] * (m - d))), shift, strict=True))
            if source not in place or any(b < low for b, low in zip(beta, lowered, strict=True)):
                continue
            weight = factorial(j)
            for n, e in zip(source, shift, strict=True):
                weight *= comb(n, e)
            for b, low in zip(beta, lowered, strict=True):
                weight *= comb(b, low)
            power = tuple(b - low for b, low in zip(beta, lowered, strict=True))
            terms.append((row, place[source], monomial[power], float(weight)))
    used = sorted({t[0] for t in terms})
    return Plan.of([(used.index(r), i, k, w) for r, i, k, w in terms]), tuple(used)


@cache
def _normalisation(size: int, degree: int) -> Plan:
    rows = _rows(size, degree)
    pairs = [(i, k, tuple(a + b for a, b in zip(p, q, strict=True))) for p, i in rows.items() for q, k in rows.items()]
    return Plan.of([(rows[index], i, k, 1.0) for i, k, index in pairs if index in rows])


def form(chart: Chart, jet: Jet, cells: np.ndarray, s: Balls, degree: int) -> Balls:
    """Taylor coefficients of F up to a degree of 0, 1 or 2, in the order value, first, second.

    Shapes: s (d - 1, n); cells (n): which cell of the jets each belongs to.
    """
    n = len(cells)
    plan, used = _contraction(chart, jet.support, degree)
    found = plan(jet.rows[:, cells], _powers(s, chart.order))
    count = len(_rows(chart.size, degree))
    p = Balls(np.zeros((count, n)), np.zeros((count, n)))
    p.mid[list(used)], p.rad[list(used)] = found.mid, found.rad
    return _normalisation(chart.size, degree)(p, _norms(chart, s, degree))


def _powers(s: Balls, degree: int) -> Balls:
    """All monomials in s up to the degree."""
    n = s.mid.shape[1]
    low, high = s.lower(), s.upper()
    single = [[Balls(np.ones(n), np.zeros(n))] for _ in range(len(low))]
    for k, powers in enumerate(single):
        for e in range(1, degree + 1):
            a, b = low[k] ** 1, high[k] ** 1
            for _ in range(e - 1):
                a, b = a * low[k], b * high[k]
            slack = 4 * e * U * np.maximum(np.abs(a), np.abs(b)) + TINY
            least = np.minimum(a, b) - slack
            if e % 2 == 0:
                least = np.where((low[k] < 0) & (high[k] > 0), 0.0, np.maximum(least, 0.0))
            powers.append(between(least, np.maximum(a, b) + slack))
    rows = []
    for index in _monomials(len(low), degree):
        value = Balls(np.ones(n), np.zeros(n))
        for k, e in enumerate(index):
            value = value * single[k][e] if e else value
        rows.append(value)
    return Balls(np.array([r.mid for r in rows]), np.array([r.rad for r in rows]))


def _norms(chart: Chart, s: Balls, degree: int) -> Balls:
    """The jet of |w|^-j, |w|^2 = 1 + sum s_k^2: slopes -j s_k |w|^(-j-2), curvatures
    j (j + 2) s_k s_l |w|^(-j-4), less j |w|^(-j-2) where k = l."""
    m, j, n = chart.variables, chart.order, s.mid.shape[1]
    rows = _rows(chart.size, degree)
    result = Balls(np.zeros((len(rows), n)), np.zeros((len(rows), n)))
    least, most = np.maximum(np.abs(s.mid) - s.rad, 0.0) * (1 - 8 * U), s.modulus()
    low = (1 + np.sum(least * least, axis=0)) * (1 - 16 * U)
    high = (1 + np.sum(most * most, axis=0)) * (1 + 16 * U)
    values = [_inverse_power(low, high, j + 2 * k) for k in range(3)]

    def put(row: int, value: Balls) -> None:
        result.mid[row], result.rad[row] = value.mid, value.rad

    put(0, values[0])
    for index, row in rows.items():
        which = [k for k, e in enumerate(index[m:]) for _ in range(e)]
        if any(index[:m]) or not which:
            continue
        if len(which) == 1:
            put(row, s[which[0]] * values[1] * _number(-j, n))
        else:
            a, b = which
            square = s[a] * s[b] * values[2] * _number(j * (j + 2), n)
            put(row, (square + values[1] * _number(-j, n)) * _number(0.5, n) if a == b else square)
    return result


def _inverse_power(low: Floats, high: Floats, power: int) -> Balls:
    """N^(-power/2) for N from low to high, both at least 1/2."""
    ends = []
    for value in (high, low):
        result = np.ones_like(value)
        for _ in range(power // 2):
            result = result / value
        ends.append(result / np.sqrt(value) if power % 2 else result)
    return between(ends[0] * (1 - 16 * U), ends[1] * (1 + 16 * U))


def _number(value: float, n: int) -> Balls:
    return Balls(np.full(n, value), np.zeros(n))
