r"""Platen's explicit scheme of weak order two for dX = a(X) dt + b_j(X) dW_j (Ito), many X at once.

    X' = X + (a(Y) + a) h/2 + sum_j [b_j(R+_j) + b_j(R-_j) + 2 b_j] W_j/4 + sum_(r != j) [b_j(U+_r) + b_j(U-_r) - 2 b_j] W_j/4
           + sum_j [b_j(R+_j) - b_j(R-_j)] (W_j^2 - h)/(4 h^(1/2)) + sum_(r != j) [b_j(U+_r) - b_j(U-_r)] (W_j W_r + V_rj)/(4 h^(1/2)),
    Y = X + a h + sum_j b_j W_j,   R+-_j = X + a h +- b_j h^(1/2),   U+-_j = X +- b_j h^(1/2),

with V_rj = -V_jr = +-h at random for r < j, and V_jj = -h. A smooth projection that leaves exact solutions alone, as a normalisation does,
keeps the order: test functions of the projected X are smooth functions of X.

Source: Kloeden, Platen, Numerical Solution of Stochastic Differential Equations, (15.1.3).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.phase_space.grid import Array

Field = Callable[[NDArray[Any]], NDArray[Any]]
Fields = Callable[[NDArray[Any]], list[NDArray[Any]]]


def step(drift: Field, noises: Fields, x: NDArray[Any], h: float, normals: Array, signs: Array) -> NDArray[Any]:
    """X after a time h.

    Shapes: x (k, N); noises returns m arrays like x; normals (m, N); signs, of numbers +1 and -1, (m, m, N) (the part above the diagonal).
    """
    root, m = math.sqrt(h), len(normals)
    W = root * normals
    a, b = drift(x), noises(x)
    moved = x + h * a
    predicted = moved + sum(b[j] * W[j] for j in range(m))
    result = x + h / 2 * (drift(predicted) + a)
    across = [(noises(x + root * b[r]), noises(x - root * b[r])) for r in range(m)] if m > 1 else []
    for j in range(m):
        up, down = noises(moved + root * b[j])[j], noises(moved - root * b[j])[j]
        result = result + (up + down + 2 * b[j]) * (W[j] / 4) + (up - down) * ((W[j] ** 2 - h) / (4 * root))
        for r in range(m):
            if r == j:
                continue
            V = h * (signs[r, j] if r < j else -signs[j, r])
            up, down = across[r][0][j], across[r][1][j]
            result = result + (up + down - 2 * b[j]) * (W[j] / 4) + (up - down) * ((W[j] * W[r] + V) / (4 * root))
    return np.asarray(result)
