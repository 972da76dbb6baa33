r"""Trace norms of Weyl-quantised symbols beside the L1 norms of their derivatives, for hbar = 1 and one degree of freedom.

The symbol u^m exp(-s u), u = x^2 + xi^2, is diagonal in Fock states, with the eigenvalues

    (-d/ds)^m (1 - s)^k/(1 + s)^(k + 1),        k = 0, 1, 2, ...,

all positive for s < 1, of alternating signs for m = 0 and s > 1. Replacing (x, xi) by (c x, xi/c) changes none of them. The second way is
    the matrix of the symbol on a grid.

Source: the eigenvalues are integrals of Laguerre functions, the Wigner functions of Fock states.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import sympy as sp

from numerics.estimate import Estimate
from numerics.lower import lower
from numerics.phase_space import weyl
from numerics.phase_space.grid import Array, Axis, Grid

Kernel = Callable[[Array, Array], Array]
FAR = 6.5  # widths of the Gaussian that the box reaches: exp(-FAR^2) is 5e-19
NODES = 400  # in each direction, for the L1 norms
x, xi = sp.symbols("x xi", real=True)


@dataclass(frozen=True)
class RadialSymbol:
    """(u^power - less) exp(-rate u) at u = (squeeze x)^2 + (xi/squeeze)^2, rate > 0 and not 1, power 0, 1 or 2."""

    power: int
    rate: sp.Rational
    squeeze: sp.Rational
    less: sp.Rational = sp.S.Zero

    def expression(self) -> sp.Expr:
        """The symbol in x and xi."""
        u = (self.squeeze * x) ** 2 + (xi / self.squeeze) ** 2
        return (u**self.power - self.less) * sp.exp(-self.rate * u)

    @property
    def reach(self) -> float:
        """Half the width of the box, for the symbol and for the kernel of its operator, which is long where the symbol is narrow."""
        s = float(self.rate)
        return FAR * math.sqrt(max(s, 1 / s))

    def grid(self, points: int) -> Grid:
        """A box that holds the symbol and an even number of states, with `points` nodes in each direction."""
        reach = self.reach
        across = math.pi * math.ceil(reach**2 / math.pi) / reach  # half the height, at least as much
        c = float(self.squeeze)
        return Grid((Axis(-reach / c, reach / c, points),), (Axis(-across * c, across * c, points),))


def by_eigenvalues(symbol: RadialSymbol) -> Estimate:
    """The trace norm as the sum of the absolute eigenvalues. Error: rounding, and the terms left out."""
    s = float(symbol.rate)
    q = (1 - s) / (1 + s)
    count = math.ceil((45 + 8 * math.log(1 + 1 / s)) / -math.log(abs(q)))
    k = np.arange(count)
    first = q**k / (1 + s)
    slope, bend = -k / (1 - s) - (k + 1) / (1 + s), -k / (1 - s) ** 2 + (k + 1) / (1 + s) ** 2
    values = np.abs(first * ((np.ones(count), -slope, slope**2 + bend)[symbol.power] - float(symbol.less)))
    total = float(values.sum())
    return Estimate(total, total * 1e-12 + float(values[-1]) / (1 - abs(q)), f"{count} eigenvalues")


def on_grid(symbol: RadialSymbol, *, hbar: float = 1.0) -> Estimate:
    """The trace norm of the matrix on a grid. Error: from three quarters of the nodes. hbar: not 1 only to be wrong."""
    kernel: Kernel = lower(symbol.expression(), (x, xi), target="numpy")
    fine, coarse = (_nuclear(symbol.grid(points), kernel, hbar) for points in _points(symbol))
    return Estimate(fine, 2 * abs(fine - coarse) + 1e-12 * fine, "matrix on a grid")


def _points(symbol: RadialSymbol) -> tuple[int, int]:
    least = symbol.reach**2  # nodes that resolve a state: one each
    fine = 4 * math.ceil(1.2 * least / math.pi / 2) * 2
    return fine, 2 * math.ceil(3 * fine / 8)


def _nuclear(grid: Grid, kernel: Kernel, hbar: float) -> float:
    (p,), (q,) = grid.momenta(), grid.positions()
    return weyl.nuclear_norm(weyl.quantise(grid, np.ascontiguousarray(kernel(q, p)), hbar=hbar))


def derivative_sum(symbol: RadialSymbol, most: int) -> Estimate:
    """sum_(|alpha| <= most) int |d^alpha a| dx dxi. Error: from every second node."""
    total, error, grid = 0.0, 0.0, symbol.grid(NODES)
    (p,), (q,) = grid.momenta(), grid.positions()
    for i in range(most + 1):
        for j in range(most + 1 - i):
            kernel = lower(sp.diff(symbol.expression(), x, i, xi, j), (x, xi), target="numpy")
            values = np.abs(np.asarray(kernel(q, p)))
            fine = float(values.sum()) * grid.cell
            coarse = [float(values[a::2, b::2].sum()) * 4 * grid.cell for a in (0, 1) for b in (0, 1)]
            total, error = total + fine, error + max(abs(part - fine) for part in coarse)
    return Estimate(total, error + 1e-12 * total, f"{grid.shape} nodes")
