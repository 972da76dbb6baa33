r"""Taylor coefficients of f(k . x + c), and bounds of trigonometric sums: functions of one number each that is linear in the variables.

The coefficient of index a is f^(|a|) k^a/a!. A product of n sines and cosines of k_i . x + c_i is the sum of 2^(n-1) sines or cosines
of (k_1 +- k_2 ... +- k_n) . x + c over 2^(n-1). So V = sum_i a_i trig(k_i . x + c_i) has |(u . grad)^j V| <= f(u), where f is
sum_i |a_i| |k_i . u|^j. In two coordinates, u = (cos t, sin t), |f''| <= j S, S = sum |a_i| |k_i|^j, for j = 2, 3, as the second
derivative of |cos|^j is at most j in modulus: at an angle at most h from where f is largest, it is at least that less j S h^2/2.
Rounding: the wave vectors are sums of at most 8 rounded ones, the mean of whose squares over the signs is the sum of squares:
what their errors, of 2^-53, change in f is less than 600 * 2^-53 S, and `SLACK` S is more than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from math import factorial

import numpy as np
import sympy as sp
from flint import arb, ctx

from numerics.ball import ball
from numerics.supremum.balls import TINY, Balls, U
from numerics.supremum.jet_plans import Index, indices

BITS, ANGLES, MOST, SLACK = 128, 512, 256, 1e-12  # of a half circle; waves; more than the rounding of sums of so many terms


def is_affine(support: Sequence[Index], slopes: Balls) -> bool:
    """Whether a jet's coefficients beyond degree 0 are of degree 1, and the same on all cells. Shapes: slopes (variables, cells)."""
    return sum(support[-1]) == 1 and bool(np.all(slopes.mid == slopes.mid[:, :1]) and np.all(slopes.rad == slopes.rad[:, :1]))


@lru_cache(maxsize=1024)
def powers(
    support: tuple[Index, ...], degree: int, mids: tuple[float, ...], rads: tuple[float, ...],
) -> tuple[tuple[Index, ...], list[int], Balls]:
    """The support of f(g), the degree of each index, and k^a/a! for them, one column, from the coefficients beyond degree 0 of g."""
    places = [index.index(1) for index in support[1:]]
    found, rows = [], []
    with ctx.workprec(BITS):
        k = [arb(mid, rad) for mid, rad in zip(mids, rads, strict=True)]
        for a in indices(len(support[0]), degree):
            if sum(a) == sum(a[i] for i in places):
                value = arb(1)
                for i, each in zip(places, k, strict=True):
                    value *= each ** a[i] / factorial(a[i])
                mid = float(value.mid())
                found.append(a)
                rows.append((mid, float(abs(value - arb(mid)).upper()) * (1 + 8 * U) + TINY))
    table = np.array(rows)
    return tuple(found), [sum(a) for a in found], Balls(table[:, :1].copy(), table[:, 1:].copy())


def wave_bound(V: sp.Expr, coordinates: Sequence[sp.Symbol], order: int) -> float:
    """At least ||grad^order V|| of a sum of products of sines and cosines in two coordinates; infinite for what is not seen to be one."""
    waves: list[tuple[float, ...]] = []
    for term in sp.Add.make_args(V):
        found = _waves(term, coordinates)
        if found is None or len(waves := waves + found) > MOST:
            return np.inf
    if len(coordinates) != 2 or order not in (2, 3) or not waves:
        return np.inf
    a, kx, ky = np.array(waves).T
    t = np.arange(ANGLES) * (np.pi / ANGLES)
    values = a @ np.abs(np.outer(kx, np.cos(t)) + np.outer(ky, np.sin(t))) ** order
    most = float(a @ np.hypot(kx, ky) ** order)
    return (float(values.max()) + order * most * (np.pi / ANGLES / 2) ** 2 / 2 + SLACK * most) * (1 + SLACK) + TINY


def _waves(term: sp.Expr, coordinates: Sequence[sp.Symbol]) -> list[tuple[float, ...]] | None:
    """Amplitudes, in modulus, and wave vectors of a product, rounded; None if it is none."""
    size, vectors = 1.0, []
    for factor in sp.Mul.make_args(term):
        base, power = factor.as_base_exp()
        if not factor.free_symbols:
            size *= float(abs(arb(ball(factor, {}))).upper())
        elif isinstance(base, sp.sin | sp.cos) and isinstance(power, sp.Integer) and power > 0:
            k = [base.args[0].coeff(x, 1) for x in coordinates]
            rest = base.args[0] - sp.Add(*(q * x for q, x in zip(k, coordinates, strict=True)))
            if not all(q.is_number for q in k) or sp.expand(rest).free_symbols & set(coordinates):
                return None
            vectors += [[float(arb(ball(q, {})).mid()) for q in k]] * int(power)
        else:
            return None
    if not 0 < len(vectors) < 9 or not np.isfinite([size, *(q for k in vectors for q in k)]).all():
        return None
    first, *others = np.array(vectors)
    signs = product((1, -1), repeat=len(others))
    return [(size / 2 ** len(others), *(first + sum((s * k for s, k in zip(each, others, strict=True)), 0 * first))) for each in signs]
