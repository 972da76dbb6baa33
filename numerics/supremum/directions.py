r"""Upper bounds of |F(x, u)|, F = (u . grad)^j V, over cells of positions and all directions, from its values at a net of directions.

On a great circle F(x, .) is a trigonometric polynomial of degree j. If its modulus is at most M on the circle, and M at u, then at the
angle t <= pi/j from u it is at least M cos(j t) (M. Riesz 1914). So if M(x) is the maximum over all directions, and the net has a point
at most t < pi/(2 j) from where it is reached, then there |F| >= M(x) cos(j t): the maximum over the cell lies where a point of the net,
divided by cos(j t), is at least as large. At a point u of the net, around the centre c of a cell with half sides r,

    |F(x, u)| <= |F(c, u)| + sum_i r_i |dF/dx_i(c, u)| + sum_{|b| = 2} r^b |D^b F(., u)/b!|, the last over the cell.

Points of the net are the centres of squares in the charts of `form`. The distance of the unit vectors of two points of a square is at most
that of the points, divided by the least distance rho of the square from 0: the projection to the ball of radius rho brings points
closer. With y = 1 - distance^2/2, the cosine of the angle, cos(j t) is Chebyshev's polynomial T_j(y).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import comb, factorial, prod

import numpy as np

from numerics.supremum.balls import TINY, Floats, U
from numerics.supremum.jet_plans import Index, indices
from numerics.supremum.jets import Jet

SLACK = 256 * U
SQUARES = {2: 64, 3: 32}  # a side of a face, by the number of coordinates
ROWS = 128  # cells at once


@dataclass(frozen=True)
class Net:
    """Squares that hold, of every direction, one of the same modulus. Shapes: face, loss (squares); low, high (d - 1, squares);
    powers (forms' coefficients, squares).

    powers: the monomials of the order at the centres' unit vectors, times j!; loss: at most the cosines cos(j t).
    """

    face: np.ndarray
    low: Floats
    high: Floats
    powers: Floats
    loss: Floats


@cache
def net(d: int, order: int, mirror: int | None) -> Net:
    """The net of directions: one of u and -u; with a mirror k one of u and u with -u_k, for order 2 only those with u_k = 0, and e_k.

    For the second derivative is then a matrix without entries k, i: a vector on which it is largest lies along k, or across it.
    """
    n, faces, lows, widths = SQUARES[d], [], [], []
    for f in range(d):
        others = [k for k in range(d) if k != f]
        flat = [order == 2 and mirror is not None and mirror in (f, k) for k in others]
        half = -1 if mirror is None else others.index(mirror) if f != mirror else 0  # the coordinate of which half a side is enough
        marks = [np.zeros(1) if flat[k] else np.arange(n // 2 if k == half else 0, n) * (2.0 / n) - 1.0 for k in range(d - 1)]
        lows.append(np.array(np.meshgrid(*marks, indexing="ij")).reshape(d - 1, -1))
        widths.append(np.repeat(np.where(flat, 0.0, 2.0 / n)[:, None], lows[-1].shape[1], axis=1))
        faces.append(np.full(lows[-1].shape[1], f))
    face, low, width = np.concatenate(faces), np.hstack(lows), np.hstack(widths)
    high, middle = low + width, low + width / 2  # powers of two: exact
    nearest = np.where((low <= 0) & (high >= 0), 0.0, np.minimum(np.abs(low), np.abs(high)))
    chord = np.sum(width**2, axis=0) / 4 / (1 + np.sum(nearest**2, axis=0)) * (1 + SLACK)  # its square, from above
    y = (1 - chord / 2) * (1 - SLACK)
    loss = {1: y, 2: 2 * y * y - 1, 3: (4 * y * y - 3) * y}[order] - SLACK
    if not np.all((loss > 0.5) & (y > 0.5)):
        raise ArithmeticError(f"a net of directions must be dense, but {n} squares a side are too few for order {order}")
    w = np.array([np.insert(middle[:, k], face[k], 1.0) for k in range(len(face))]).T
    u = w / np.sqrt(np.sum(w * w, axis=0))
    powers = np.array([factorial(order) * np.prod(u ** np.array(a)[:, None], axis=0) for a in monomials(d, order)])
    return Net(face, low, high, powers, loss)


@cache
def monomials(d: int, order: int) -> tuple[Index, ...]:
    return tuple(a for a in indices(d, order) if sum(a) == order)


def over_net(wide: Jet, point: Jet, reach: Floats, d: int, order: int, mirror: int | None) -> Floats:
    """At least the maximum of |F| over each cell and the directions at which it may be the maximum over all directions, by square.

    wide, point: jets of degree order + 2 on the cells and at their centres. Shapes: reach (variables, cells); result (cells, squares).
    """
    known = net(d, order, mirror)
    powers, moduli = known.powers, np.abs(known.powers)
    parts, rest = expanded(wide, point, reach, d, order)
    result = np.empty((reach.shape[1], len(known.face)))
    for first in range(0, len(result), ROWS):
        here = slice(first, first + ROWS)
        total = rest[:, here].T @ moduli
        for part in parts:
            value = part[:, here].T @ powers
            total += np.abs(value, out=value)
        result[here] = total
    result *= (1 + SLACK) / known.loss
    result += TINY
    result[~np.isfinite(np.sum(rest, axis=0))] = np.inf
    return result


def expanded(wide: Jet, point: Jet, reach: Floats, d: int, order: int) -> tuple[list[Floats], Floats]:
    """F's coefficients at the centre, 0 if it has none there, those of its slopes times half sides, and what is added to all moduli, which
    covers the rounding of sums of parts."""
    m, rows = len(reach), len(monomials(d, order))
    rest = np.zeros((rows, reach.shape[1]))
    parts = []
    for b, places, kept, weights in _shifts(point.support, wide.support, m, d, order):
        near = sum(b) < 2
        if (sum(b) and not len(places)) or not all(reach[i].any() for i in range(m) if b[i]):
            continue
        size = np.prod([side**e for side, e in zip(reach, b, strict=True)], axis=0) + (0.0 if near else TINY)  # a square may underflow
        values = (point if near else wide).rows[places]
        if near:
            part = np.zeros_like(rest)
            part[kept] = weights * values.mid * size
            parts.append(part)
            rest += SLACK * np.abs(part)  # rounding, of the products with powers too
        rest[kept] += weights * (values.rad if near else values.modulus()) * size
    return parts, rest * (1 + SLACK) + TINY


Shift = tuple[Index, list[int], list[int], Floats]


@cache
def _shifts(near: tuple[Index, ...], far: tuple[Index, ...], m: int, d: int, order: int) -> list[Shift]:
    """For each b, |b| <= 2: where the coefficients of index a + b are, in the supports `near` for |b| < 2 and `far`, to which of the
    form's a they belong, and their binomial weights."""
    found = []
    for b in indices(m, 2):
        place = {index: n for n, index in enumerate(near if sum(b) < 2 else far)}
        sums = [tuple(x + y for x, y in zip((*a, *([0] * (m - d))), b, strict=True)) for a in monomials(d, order)]
        kept = [n for n, total in enumerate(sums) if total in place]
        weights = np.array([float(prod(map(comb, sums[n], b))) for n in kept])[:, None]
        found.append((b, [place[sums[n]] for n in kept], kept, weights))
    return found
