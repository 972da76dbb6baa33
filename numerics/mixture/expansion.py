"""A potential about the centres of packets: its Taylor polynomial of order two and what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import sympy as sp

from derive.formula_overflow import without_overflow
from numerics.lower import lower_together
from numerics.phase_space.grid import Array
from numerics.potential import Potential


class Expansion:
    """Slopes and curvatures for batches; entries of the Hessian that vanish identically, and those below the diagonal, are not computed.

    places: (i, j), i <= j, of those that are.
    """

    def __init__(self, potential: Potential) -> None:
        self.potential = potential
        clock = potential.time if potential.time is not None else sp.Symbol("t", real=True)
        x, d = potential.coordinates, potential.d
        slopes = [sp.diff(potential.expression, each) for each in x]
        second = {(i, j): sp.diff(slopes[i], x[j]) for i in range(d) for j in range(i, d)}
        self.places = [place for place, entry in second.items() if not (entry.is_Number and entry == 0)]
        entries = [second[place] for place in self.places]
        self._second = lower_together([without_overflow(each) for each in entries], (*x, clock))
        self._both = lower_together([without_overflow(each) for each in (*slopes, *entries)], (*x, clock))

    def slope(self, x: Array, t: float) -> Array:
        """grad V. Shapes (d, n) both."""
        return np.array(self.potential.gradient(list(x), t), dtype=np.float64)

    def curvature(self, x: Array, t: float) -> Array:
        """hess V. Shapes: x (d, n), result (d, d, n)."""
        return self._matrices(self._second(*x, t), *x.shape)

    def slope_and_curvature(self, x: Array, t: float) -> tuple[Array, Array]:
        """grad V and hess V, what they share computed once. Shapes: x (d, n), results (d, n), (d, d, n)."""
        found, d = self._both(*x, t), len(x)
        return np.array(found[:d], dtype=np.float64), self._matrices(found[d:], *x.shape)

    def _matrices(self, entries: Sequence[Array], d: int, n: int) -> Array:
        result = np.zeros((d, d, n))
        for (i, j), entry in zip(self.places, entries, strict=True):
            result[i, j] = result[j, i] = entry
        return result

    def remainder(self, x: Array, b: Array, t: float) -> tuple[Array, Array, Array]:
        """dV = V - V^[2] at x + b, grad dV there, and the largest of the values |V| that were subtracted, per packet.

        Shapes: x (d, n), b (d, n, points), results (n, points), (d, n, points), (n,).
        """
        V, at = self.potential, list(x[:, :, None] + b)
        slope, curvature = self.slope(x, t), self.curvature(x, t)
        linear = np.einsum("ijn,jnk->ink", curvature, b)
        value, centre = np.asarray(V.value(at, t)), np.asarray(V.value(list(x), t))
        first = np.einsum("in,ink->nk", slope, b)
        second = np.einsum("ink,ink->nk", linear, b) / 2
        size = np.maximum(np.abs(value).max(axis=1), np.abs(first).max(axis=1) + np.abs(second).max(axis=1))
        gradient = np.array(V.gradient(at, t)) - slope[:, :, None] - linear
        return value - centre[:, None] - first - second, gradient, np.maximum(size, np.abs(centre))


@lru_cache(maxsize=16)
def expanded(potential: Potential) -> Expansion:
    """The expansion of a potential, lowered once."""
    return Expansion(potential)
