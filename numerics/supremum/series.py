r"""Taylor coefficients of a function of one variable on a ball, by Arb's power series: no derivative is ever written down.

The series of F at the ball X has coefficients that hold F^(k)(x)/k! for all x in X. A constant term that natural interval
arithmetic encloses better (an even power of a ball around 0) is taken from there.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb, arb_series, ctx, fmpq

from numerics.ball import ball
from numerics.supremum.tape import run, tape


class Undefined(ArithmeticError):
    """A function met values outside of its real domain, or not finite ones."""


class Series:
    """The coefficients of the expression and its derivatives up to `order`."""

    def __init__(self, expression: sp.Expr, symbol: sp.Symbol, order: int) -> None:
        """Raises: Unsupported."""
        self.steps, (self.place,) = tape([expression], [symbol])
        self.algebra, self.order = _Algebra(), order

    def at(self, x: Any) -> list[Any] | None:
        """[F, F', ..., F^(order)/order!] on the ball, or None where one of them is not certainly finite and real."""
        cap, ctx.cap = ctx.cap, self.order + 1
        try:
            found = run(self.steps, [arb_series([x, 1])], self.algebra)[self.place]
        except (Undefined, ValueError):  # python-flint raises ValueError for a division by what may be 0
            return None
        finally:
            ctx.cap = cap
        if not isinstance(found, arb_series):
            return [found, *([arb(0)] * self.order)] if found.is_finite() else None
        coefficients = [found[k] for k in range(self.order + 1)]
        return coefficients if found.prec > self.order and all(c.is_finite() for c in coefficients) else None


class _Algebra:
    """Power series with balls as coefficients; constants are balls."""

    def __init__(self) -> None:
        self.constants: dict[tuple[Any, int], Any] = {}

    def constant(self, number: sp.Expr) -> Any:
        key = (number, ctx.prec)
        if key not in self.constants:
            self.constants[key] = arb(ball(number, {}))
        return self.constants[key]

    def total(self, parts: list[Any]) -> Any:
        value = parts[0]
        for part in parts[1:]:
            value = value + part
        return value

    def product(self, parts: list[Any]) -> Any:
        value = parts[0]
        for part in parts[1:]:
            value = value * part
        return value

    def power(self, base: Any, exponent: Fraction) -> Any:
        p, q = exponent.numerator, exponent.denominator
        if q == 2:
            base = _defined(base).rsqrt() if p < 0 else _defined(base).sqrt()
            p = abs(p)
        elif q > 1:
            return (_defined(_defined(base).log()) * arb(fmpq(p, q))).exp()
        if p < 0:
            base, p = 1 / _defined(base), -p
        value = _defined(base)**p if p != 1 else base
        # An even power of a ball around 0 is at least 0.
        return _begun(value, value[0].nonnegative_part()) if p % 2 == 0 and value[0].contains(0) else value

    def exp(self, x: Any) -> Any:
        return _defined(x).exp()

    def log(self, x: Any) -> Any:
        return _defined(x).log()

    def sin(self, x: Any) -> Any:
        return _defined(x).sin()

    def cos(self, x: Any) -> Any:
        return _defined(x).cos()

    def tan(self, x: Any) -> Any:
        return _defined(x).tan()

    def atan(self, x: Any) -> Any:
        return _defined(x).atan()

    def erf(self, x: Any) -> Any:
        return _defined(x).erf()

    def sinh(self, x: Any) -> Any:
        return _begun((self.exp(x) - self.exp(-x)) / 2, x[0].sinh())

    def cosh(self, x: Any) -> Any:
        return _begun((self.exp(x) + self.exp(-x)) / 2, x[0].cosh())

    def tanh(self, x: Any) -> Any:
        return _begun(1 - 2 / _defined(1 + self.exp(2 * x)), x[0].tanh())

    def asinh(self, x: Any) -> Any:
        slope = self.power(1 + self.power(x, Fraction(2)), Fraction(-1, 2))
        return _begun((slope * x.derivative()).integral(), x[0].asinh())


def _defined(value: Any) -> Any:
    if not value[0].is_finite():
        raise Undefined
    return value


def _begun(value: Any, constant: Any) -> Any:
    """The series with another enclosure of its constant term."""
    return arb_series([constant, *(value[k] for k in range(1, value.prec))], prec=value.prec)
