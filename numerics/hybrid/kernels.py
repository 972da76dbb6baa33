"""The matrices H_I, its derivatives, and the slope of V at the positions (and momenta) of many particles, lowered once for each model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import sympy as sp

from derive.formula_overflow import without_overflow
from numerics.hybrid.model import Complex, Hybrid, parts
from numerics.hybrid.watch import finite
from numerics.lower import lower_together
from numerics.phase_space.grid import Array

Lowered = Callable[..., list[Array]]


@dataclass(frozen=True)
class Kernels:
    """Functions of arrays z, (d, N) or with momenta (2d, N).

    energies: the diagonal of H_I(q), n arrays. forces: that of -d_i H_I, n arrays for each i. slope: d_i V, of the coordinates.
    values: the real and imaginary parts that are not zero identically of the upper triangles of H_I and its brackets, whose place is
    (matrix, row, column, 1 or i).
    """

    energies: Lowered
    forces: Lowered
    slope: Lowered
    values: Lowered
    places: tuple[tuple[int, int, int, complex], ...]
    count: int
    n: int

    def matrices(self, z: Array) -> Complex:
        """H_I, then {z_i, H_I} for the noisy z_i. Shape (1 + noisy, n, n, N)."""
        result = np.zeros((self.count, self.n, self.n, z.shape[1]), dtype=complex)
        for (k, i, j, unit), value in zip(self.places, self.values(*z), strict=True):
            result[k, i, j] += unit * value
            if i != j:
                result[k, j, i] += np.conj(unit) * value
        return result


def kernels(model: Hybrid) -> Kernels:
    """Those of a model."""
    return _kernels(model.coordinates, model.momenta, model.V, model.coupling)


@lru_cache(maxsize=32)
def _kernels(q: tuple[sp.Symbol, ...], p: tuple[sp.Symbol, ...], V: sp.Expr, H: sp.ImmutableMatrix) -> Kernels:
    n, z = H.rows, (*q, *p)
    brackets = [*(H.diff(each) for each in p), *(-H.diff(each) for each in q)]  # {q, H} = d_p H, {p, H} = -d_q H
    places, found = [], []
    for k, matrix in enumerate([H, *brackets]):
        for i in range(n):
            for j in range(i, n):
                for part, unit in zip(parts(matrix[i, j]), (1, 1j), strict=True):
                    if part != 0:
                        places.append((k, i, j, complex(unit)))
                        found.append(part)
    energies, forces = [H[i, i] for i in range(n)], [-H[i, i].diff(each) for each in q for i in range(n)]
    slope = [V.diff(each) for each in q]
    return Kernels(_lowered(energies, z), _lowered(forces, z), _lowered(slope, q), _lowered(found, z), tuple(places), 1 + len(brackets), n)


def _lowered(expressions: Sequence[sp.Expr], symbols: tuple[sp.Symbol, ...]) -> Lowered:
    return finite(lower_together([without_overflow(each) for each in expressions], symbols))
