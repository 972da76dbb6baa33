r"""Upper bounds of the norm of the Hessian, or of its largest eigenvalue, over cells of positions, without cells of directions.

Over a cell around c with half sides r the Hessian is H(c) + sum_i t_i r_i H_i + E, |t_i| <= 1, with its slopes H_i at c, and entries of
E at most the remainders of Taylor's theorem. The largest eigenvalue is convex, so that the first two terms have their largest at a
corner of the cube of t; E adds at most its largest row sum. The bound is off by the order of r^2, whatever the multiplicity of the
eigenvalue: cells of directions, on which F must be concave to be done with, come to no end where it is attained by a sphere of them.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from numerics.supremum.balls import Floats
from numerics.supremum.directions import expanded, monomials
from numerics.supremum.jets import Jet
from numerics.supremum.quadratic import largest_eigenvalues


def over_corners(wide: Jet, point: Jet, reach: Floats, d: int, signs: tuple[int, ...]) -> Floats:
    """At least the maximum of sign * F over each cell and all directions, for the signs; order 2.

    wide, point: jets of degree 4 on the cells and at their centres. Shapes: reach (variables, cells); result (cells).
    """
    (centre, *slopes), rest = expanded(wide, point, reach, d, 2)
    rad, n = _matrices(rest, d), reach.shape[1]
    corners = [sum((t * slope for t, slope in zip(each, slopes, strict=True)), centre) for each in product((1, -1), repeat=len(slopes))]
    mid = np.vstack([sign * _matrices(corner, d) for corner in corners for sign in signs])
    count = len(corners) * len(signs)
    tops = largest_eigenvalues(mid, np.tile(rad, (count, 1, 1)), np.ones((d, n * count)))
    return np.asarray(tops.reshape(count, n).max(axis=0))


def steepest(point: Jet, cells: int, d: int, signs: tuple[int, ...]) -> tuple[int, np.ndarray]:
    """The cell at whose centre, by floats, sign * F is largest, and the direction."""
    (centre, *_), _ = expanded(point, point, np.zeros((len(point.support[0]), cells)), d, 2)
    matrices = np.nan_to_num(_matrices(centre, d), nan=0.0, posinf=0.0, neginf=0.0)
    found = []
    for sign in signs:
        values, vectors = np.linalg.eigh(sign * matrices)
        best = int(np.argmax(values[:, -1]))
        found.append((float(values[best, -1]), best, vectors[best, :, -1]))
    return max(found, key=lambda each: each[0])[1:]


def _matrices(rows: Floats, d: int) -> Floats:
    """Symmetric matrices M with u M u = 2 sum_a c_a u^a. Shapes: rows (indices a of degree 2, cells); result (cells, d, d)."""
    found = np.zeros((rows.shape[1], d, d))
    for a, row in zip(monomials(d, 2), rows, strict=True):
        i, *others = (k for k, e in enumerate(a) for _ in range(e))
        (k,) = others
        found[:, i, k] = found[:, k, i] = row * (2 if i == k else 1)
    return found
