"""Upper bounds of eigenvalues of enclosed symmetric matrices: guessed in floats, confirmed by elimination on balls."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb, arb_mat


def largest_eigenvalue(lower: list[list[Any]]) -> Any:
    """A number at least the largest eigenvalue of every symmetric matrix in the enclosures (lower triangle)."""
    n = len(lower)
    if n == 1:
        return lower[0][0].upper()
    full = [[lower[max(i, j)][min(i, j)] for j in range(n)] for i in range(n)]
    gershgorin = arb.neg_inf()
    for i in range(n):
        gershgorin = gershgorin.max(sum((abs(full[i][j]) for j in range(n) if j != i), full[i][i]).upper())
    middle = np.array([[float(v.mid()) for v in row] for row in full])
    spread = np.array([[float(v.rad()) for v in row] for row in full])
    if not (np.isfinite(middle).all() and np.isfinite(spread).all()):
        return gershgorin
    scale = float(np.abs(middle).max() + spread.max())
    guess = arb(float(np.linalg.eigvalsh(middle)[-1] + 1.01 * np.linalg.eigvalsh(spread)[-1] + 1e-12 * scale))
    confirmed = guess < gershgorin and _positive([[(guess if i == j else 0) - full[i][j] for j in range(n)] for i in range(n)])
    return guess if confirmed else gershgorin


def _positive(matrix: list[list[Any]]) -> bool:
    """True if elimination finds positive pivots: every symmetric matrix in the enclosures is positive definite."""
    rows = arb_mat(matrix).tolist()
    for k in range(len(rows)):
        if not rows[k][k] > 0:
            return False
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] / rows[k][k]
            for j in range(k + 1, len(rows)):
                rows[i][j] -= factor * rows[k][j]
    return True
