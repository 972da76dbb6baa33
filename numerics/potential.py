"""Potentials as kernels: value, gradient and Hessian of an exact expression, lowered for arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy as sp

from numerics.lower import Kernel, lower

SAMPLES = 10**4


class Potential:
    """V(x_1, ..., x_d, t) and its first two derivatives as kernels over arrays.

    Arguments of every method: d coordinate arrays and the time (a number or an array), which broadcast.

    >>> from sympy.abc import t
    >>> x = sp.Symbol("x", real=True)
    >>> round(float(Potential(sp.cos(x), [x]).value([0.5], 0.0)), 6)
    0.877583
    """

    def __init__(self, expression: sp.Expr, coordinates: Sequence[sp.Symbol], time: sp.Symbol | None = None) -> None:
        """The kernels of V, its gradient and its Hessian.

        Raises:
            ValueError: a complex expression, free parameters, coordinates that are not distinct real symbols.
            TypeError: something that is not a SymPy expression, or whose derivatives have no numerical form (a kink, a jump).
        """
        if not isinstance(expression, sp.Expr):
            raise TypeError(f"`expression` must be a SymPy expression, but is {expression!r}; pass sympy.sympify(...) of it")
        if not coordinates or any(not isinstance(symbol, sp.Symbol) or symbol.is_real is not True for symbol in coordinates):
            raise ValueError(f"`coordinates` must be real symbols, at least one, but are {list(coordinates)}")
        if len({*coordinates, time}) <= len(coordinates):
            raise ValueError(f"`coordinates` and `time` must be distinct, but are {list(coordinates)} and {time}")
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
        powers = expression.rewrite(sp.cos).atoms(sp.Pow)
        self._poles = [self._lowered(power.base) for power in powers if power.exp.could_extract_minus_sign() and power.base.free_symbols]
        self._hessian = [[self._lowered(sp.diff(slope, y)) for y in self.coordinates] for slope in slopes]

    def _lowered(self, expression: sp.Expr) -> Kernel:
        if expression.has(sp.DiracDelta, sp.Heaviside, sp.Derivative):
            raise TypeError(
                f"`expression` must have two continuous derivatives, but {self.expression} has {expression} among them; "
                "smooth it, as sqrt(x**2 + a**2) smooths Abs(x)"
            )
        return lower(expression, self._arguments, target="numpy")

    @property
    def d(self) -> int:
        """The number of coordinates."""
        return len(self.coordinates)

    @property
    def is_static(self) -> bool:
        """Whether V does not depend on time."""
        return self.time is None or self.time not in self.expression.free_symbols

    def require_regular(self, box: Sequence[tuple[float, float]]) -> None:
        """None. Raises: ValueError when a denominator changes its sign in the box, at t = 0, as far as SAMPLES points show.

        Nodes of a grid step over a pole, so that it would never be seen. One of even order in several coordinates is not found.
        """
        axes = [np.linspace(low, high, round(SAMPLES ** (1 / self.d))) for low, high in box]
        x = np.meshgrid(*axes, indexing="ij", sparse=True)
        for pole in self._poles:
            values = pole(*x, 0.0)
            if float(values.min()) <= 0 <= float(values.max()):
                raise ValueError(
                    f"`potential` must be finite where the packet goes, but {self.expression} has a pole in the box {list(box)}; "
                    "smooth it, or start the packet farther away"
                )

    def value(self, x: Sequence[Any], t: Any) -> Any:
        """V."""
        return self._value(*x, t)

    def gradient(self, x: Sequence[Any], t: Any) -> list[Any]:
        """The d first derivatives."""
        return [kernel(*x, t) for kernel in self._gradient]

    def hessian(self, x: Sequence[Any], t: Any) -> list[list[Any]]:
        """The d x d second derivatives."""
        return [[kernel(*x, t) for kernel in row] for row in self._hessian]
