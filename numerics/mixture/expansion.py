"""A potential about the centres of packets: its Taylor polynomial of order two and what is left of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from numerics.lower import lower
from numerics.phase_space.grid import Array
from numerics.potential import Potential


class Expansion:
    """Slopes and curvatures for batches; entries of the Hessian that vanish identically, and those below the diagonal, are not computed."""

    def __init__(self, potential: Potential) -> None:
        self.potential = potential
        clock = potential.time if potential.time is not None else sp.Symbol("t", real=True)
        x, d = potential.coordinates, potential.d
        self._second: dict[tuple[int, int], Callable[..., Any]] = {}
        for i in range(d):
            for j in range(i, d):
                entry = sp.diff(potential.expression, x[i], x[j])
                if not (entry.is_Number and entry == 0):
                    self._second[i, j] = lower(entry, (*x, clock), target="numpy")

    def slope(self, x: Array, t: float) -> Array:
        """grad V. Shapes (d, n) both."""
        return np.array(self.potential.gradient(list(x), t), dtype=np.float64)

    def curvature(self, x: Array, t: float) -> Array:
        """hess V. Shapes: x (d, n), result (d, d, n)."""
        d, n = x.shape
        result = np.zeros((d, d, n))
        for (i, j), kernel in self._second.items():
            result[i, j] = result[j, i] = kernel(*x, t)
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
