r"""Upper bounds of F on boxes from a point's value and gradient and an enclosure of the Hessian, for many boxes at once.

With e_i = u_i/r_i, |e_i| <= 1, and A the Hessian scaled by r_i r_k, F(c + u) <= F(c) + sum_i (g_i r_i e_i + L_i e_i^2/2), where L_i is
A_ii + sum_k |A_ik| (Gershgorin), or for all i one number L >= the largest eigenvalue of every matrix in the enclosure: a float guess
for the centres, confirmed by elimination on balls, plus the largest row sum of the radii, which bounds the norm of what is left.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from numerics.supremum.balls import TINY, Balls, Floats, U

SLACK = 64 * U


@cache
def seconds(size: int) -> tuple[tuple[int, int], ...]:
    """The pairs (i, k), i <= k, in the order of second coefficients."""
    return tuple((i, k) for i in range(size) for k in range(i, size))


def scaled(hessian: Balls, r: Floats) -> tuple[Floats, Floats]:
    """Centres and radii of r_i r_k d2F/dx_i dx_k from second Taylor coefficients. Shapes: (cells, size, size)."""
    size, n = r.shape
    mid, rad = np.zeros((n, size, size)), np.zeros((n, size, size))
    for row, (i, k) in enumerate(seconds(size)):
        weight = (2.0 if i == k else 1.0) * r[i] * r[k]
        a = hessian.mid[row] * weight
        b = (hessian.rad[row] * weight + 4 * U * np.abs(a)) * (1 + SLACK) + TINY * (1 + np.abs(hessian.mid[row]) + hessian.rad[row])
        mid[:, i, k] = mid[:, k, i] = a
        rad[:, i, k] = rad[:, k, i] = b
    return mid, rad


def gershgorin(mid: Floats, rad: Floats) -> Floats:
    """L_i, at least A_ii + sum over k of |A_ik|. Shapes: (size, cells)."""
    off = np.abs(mid) + rad
    diagonal = np.einsum("nii->ni", off).copy()
    top = np.einsum("nii->ni", mid) + np.einsum("nii->ni", rad)
    total = np.sum(off, axis=2)
    return (top + (total - diagonal) + SLACK * total).T


def largest_eigenvalues(mid: Floats, rad: Floats, r: Floats) -> Floats:
    """At least the largest eigenvalue of every symmetric matrix in the enclosures, without sides of length 0; infinite if not confirmed."""
    n, size, _ = mid.shape
    result = np.full(n, np.inf)
    good = np.isfinite(mid).all(axis=(1, 2)) & np.isfinite(rad).all(axis=(1, 2))
    if not good.any():
        return result
    a = mid[good].copy()
    magnitude = np.abs(a).max(axis=(1, 2))
    flat = (r.T == 0)[good]
    a[:, range(size), range(size)] = np.where(flat, -magnitude[:, None], a[:, range(size), range(size)])
    guess = np.linalg.eigvalsh(a)[:, -1] + 1e-11 * magnitude + TINY
    m = -a
    m[:, range(size), range(size)] += guess[:, None]
    start = 2 * U * (np.abs(a) + np.abs(guess)[:, None, None])  # the rounding of guess - a_ii
    confirmed = _positive(Balls(m, start * np.eye(size)))
    spread = np.max(np.sum(rad[good], axis=2), axis=1)
    result[good] = np.where(confirmed, guess + spread + SLACK * (np.abs(guess) + spread), np.inf)
    return result


def _positive(a: Balls) -> np.ndarray:
    """Where elimination finds positive pivots for every matrix in the enclosures."""
    size = a.mid.shape[1]
    rows = [[a[:, i, k] for k in range(size)] for i in range(size)]
    ok = np.ones(a.mid.shape[0], dtype=bool)
    for k in range(size):
        pivot = rows[k][k]
        low, high = pivot.lower(), pivot.upper()
        ok &= low > 0
        low, high = np.where(low > 0, low, 1.0), np.where(low > 0, high, 1.0)
        centre = (1 / low + 1 / high) / 2
        inverse = Balls(centre, (1 / low - 1 / high) / 2 * (1 + 8 * U) + 8 * U * np.abs(centre) + 8 * U / low)
        for i in range(k + 1, size):
            factor = rows[i][k] * inverse
            for j in range(k + 1, i + 1):
                rows[i][j] = rows[i][j] + -(factor * rows[j][k])
    return ok


def risen(value: Floats, slopes: Floats | tuple[Floats, Floats], left: Floats, right: Floats, r: Floats, curve: Floats) -> Floats:
    """At least the maximum of value + sum (g_i u_i + L_i (u_i/r_i)^2/2), -left_i <= u_i <= right_i, for any g of the moduli given, or
    of which upper bounds of g and of -g are given: a slope that falls towards where a cell goes on adds nothing.

    Shapes: slopes, left, right, r, curve (size, cells); left and right at most of the same order as r.
    """
    up, down = slopes if isinstance(slopes, tuple) else (slopes, slopes)
    unit = np.where(r > 0, r, 1.0)
    rise, size = np.zeros_like(unit), np.zeros_like(unit)
    for slope, reach in ((up, right), (down, left)):
        e, g = reach / unit * (1 + SLACK), slope * unit
        rise = np.maximum(rise, _rise(g, e, curve))
        size = np.maximum(size, np.abs(g) * e)
    rise = np.where(r > 0, rise, 0.0)
    parts = np.abs(value) + np.sum(rise + size * (r > 0), axis=0)
    return value + np.sum(rise, axis=0) + SLACK * parts + TINY


def _rise(g: Floats, e: Floats, curve: Floats) -> Floats:
    """The maximum of g v + L v^2/2, 0 <= v <= e, or more, but for rounding."""
    bent = curve < 0
    depth, climbing = np.where(bent, -curve, 1.0), np.maximum(g, 0.0)
    inner = climbing * (climbing / (2 * depth))  # the square may underflow
    shallow = climbing * (1 + SLACK) < depth * e * (1 - SLACK)  # the peak is inside
    edge = g * e - depth * e * e * (1 - 4 * SLACK) / 2
    return np.maximum(np.where(bent, np.where(shallow, inner, edge), g * e + np.maximum(curve, 0.0) * e * e / 2), 0.0)


def stationary(values: Floats, c: Floats, r: Floats, sign: int) -> Floats:
    """Newton's points for grad F = 0 from value, gradient and second coefficients at c; c where there is none. Shapes: c, r (size, n)."""
    size, live = len(c), r > 0
    h, _ = scaled(Balls(values[1 + size:], 0 * values[1 + size:]), np.ones_like(r))
    g = np.where(live, values[1 : 1 + size], 0.0)
    h = np.where(live.T[:, :, None] & live.T[:, None, :], h, 0.0)
    h[:, range(size), range(size)] += np.where(live.T, 0.0, -sign)
    regular = np.isfinite(h).all(axis=(1, 2)) & (np.abs(np.linalg.det(np.where(np.isfinite(h), h, 0.0))) > 0)
    h[~regular] = np.eye(size)
    move = np.linalg.solve(h, -g.T[:, :, None])[:, :, 0].T
    return np.where(np.isfinite(move) & regular, c + move, c)
