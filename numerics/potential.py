"""Potentials as kernels: value, gradient and Hessian of an exact expression, lowered for arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy as sp

from derive.formula_overflow import without_overflow
from numerics.lower import lower_together

SAMPLES = 10**4


def _box(ends: Sequence[tuple[float, float]]) -> str:
    return " x ".join(f"[{low:.4g}, {high:.4g}]" for low, high in ends)


class Potential:
    """V(x_1, ..., x_d, t) and its first two derivatives as kernels over arrays.

    Arguments of every method: d coordinate arrays (or numbers) and the time, which broadcast.

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
        slopes = [sp.diff(expression, x) for x in self.coordinates]
        curvatures = [sp.diff(slope, y) for slope in slopes for y in self.coordinates]
        powers = expression.rewrite(sp.cos).atoms(sp.Pow)
        self._denominators = [power.base for power in powers if power.exp.could_extract_minus_sign() and power.base.free_symbols]
        self._value, self._gradient, self._hessian = self._lowered([expression]), self._lowered(slopes), self._lowered(curvatures)
        self._jet, self._poles = self._lowered([expression, *slopes]), self._lowered(self._denominators)
        self._forces = self._lowered([*slopes, *curvatures])

    def _lowered(self, expressions: list[sp.Expr]) -> Callable[..., list[Any]]:
        for expression in expressions:
            if expression.has(sp.DiracDelta, sp.Heaviside, sp.Derivative):
                raise TypeError(
                    f"`expression` must have two continuous derivatives, but {self.expression} has not; "
                    "smooth it, as sqrt(x**2 + a**2) smooths Abs(x)"
                )
        return lower_together([without_overflow(each) for each in expressions], self._arguments)

    @property
    def d(self) -> int:
        """The number of coordinates."""
        return len(self.coordinates)

    @property
    def is_static(self) -> bool:
        """Whether V does not depend on time."""
        return self.time is None or self.time not in self.expression.free_symbols

    @property
    def has_denominators(self) -> bool:
        """Whether coordinates stand in a denominator, so that there may be a pole."""
        return bool(self._denominators)

    def require_regular(self, box: Sequence[tuple[float, float]]) -> None:
        """None. Raises: ValueError when a denominator changes its sign in the box, at t = 0, as far as SAMPLES points show.

        Nodes of a grid step over a pole, so that it would never be seen. One of even order in several coordinates is not found.
        """
        if not self._denominators:
            return
        axes = [np.linspace(low, high, round(SAMPLES ** (1 / self.d))) for low, high in box]
        x = np.meshgrid(*axes, indexing="ij", sparse=True)
        for values in self._poles(*x, 0.0):
            if float(values.min()) <= 0 <= float(values.max()):
                raise ValueError(
                    f"`potential` must be finite where the packet goes, but {self.expression} has a pole in the box {_box(box)}; "
                    "smooth it, or start the packet farther away"
                )

    def pole_in_time(self, end: float) -> float | None:
        """A time in [0, end] near which a denominator of the time alone is 0 or changes its sign, as far as SAMPLES points show."""
        times = np.linspace(0.0, end, SAMPLES + 1)
        for base in self._denominators:
            if base.free_symbols == {self.time}:
                (found,) = self._lowered([base])(*[0.0] * self.d, times)
                signs = np.sign(found)
                crossed = np.flatnonzero(signs[:-1] * signs[1:] <= 0)
                if crossed.size:
                    first = crossed[0] + (signs[crossed[0]] != 0 and signs[crossed[0] + 1] == 0)
                    return float(times[first])
        return None

    def value(self, x: Sequence[Any], t: Any) -> Any:
        """V."""
        return self._value(*x, t)[0]

    def gradient(self, x: Sequence[Any], t: Any) -> list[Any]:
        """The d first derivatives."""
        return self._gradient(*x, t)

    def value_and_gradient(self, x: Sequence[Any], t: Any) -> tuple[Any, list[Any]]:
        """V and its d first derivatives, what they share computed once."""
        value, *slopes = self._jet(*x, t)
        return value, slopes

    def gradient_and_hessian(self, x: Sequence[Any], t: Any) -> tuple[list[Any], list[list[Any]]]:
        """The d first and the d x d second derivatives, what they share computed once."""
        found, d = self._forces(*x, t), self.d
        return found[:d], [found[i : i + d] for i in range(d, d + d * d, d)]

    def hessian(self, x: Sequence[Any], t: Any) -> list[list[Any]]:
        """The d x d second derivatives."""
        found = self._hessian(*x, t)
        return [found[i : i + self.d] for i in range(0, self.d**2, self.d)]
