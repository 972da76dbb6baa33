"""Potentials as kernels: value, gradient and Hessian of an exact expression, lowered for arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from numerics.lower import Kernel, lower


class Potential:
    """V(x_1, ..., x_d, t) and its first two derivatives as kernels over arrays.

    Arguments of every method: d coordinate arrays that broadcast, and the time.

    >>> from sympy.abc import t
    >>> x = sp.Symbol("x", real=True)
    >>> round(float(Potential(sp.cos(x), [x]).value([0.5], 0.0)), 6)
    0.877583
    """

    def __init__(self, expression: sp.Expr, coordinates: Sequence[sp.Symbol], time: sp.Symbol | None = None) -> None:
        """Raises ValueError for a complex expression, for free parameters, and for coordinates not declared real."""
        if not coordinates or any(symbol.is_real is not True for symbol in coordinates):
            raise ValueError(f"`coordinates` must be real symbols, at least one, but are {list(coordinates)}")
        free = expression.free_symbols - {*coordinates, *([] if time is None else [time])}
        if free:
            raise ValueError(f"`expression` must have no free parameters, but {sorted(map(str, free))} are left; give their values")
        if expression.has(sp.I):
            raise ValueError(f"`expression` must be real, but is {expression}")
        self.expression, self.coordinates, self.time = expression, tuple(coordinates), time
        clock = time if time is not None else sp.Symbol("t", real=True)
        self._arguments = (*self.coordinates, clock)
        self._value = self._lowered(expression)
        slopes = [sp.diff(expression, x) for x in self.coordinates]
        self._gradient = [self._lowered(slope) for slope in slopes]
        self._hessian = [[self._lowered(sp.diff(slope, y)) for y in self.coordinates] for slope in slopes]

    def _lowered(self, expression: sp.Expr) -> Kernel:
        return lower(expression, self._arguments, target="numpy")

    @property
    def d(self) -> int:
        """The number of coordinates."""
        return len(self.coordinates)

    @property
    def is_static(self) -> bool:
        """Whether V does not depend on time."""
        return self.time is None or self.time not in self.expression.free_symbols

    def value(self, x: Sequence[Any], t: float) -> Any:
        """V."""
        return self._value(*x, t)

    def gradient(self, x: Sequence[Any], t: float) -> list[Any]:
        """The d first derivatives."""
        return [kernel(*x, t) for kernel in self._gradient]

    def hessian(self, x: Sequence[Any], t: float) -> list[list[Any]]:
        """The d x d second derivatives."""
        return [[kernel(*x, t) for kernel in row] for row in self._hessian]
