r"""Taylor coefficients of a function of one variable on a ball, by Arb's power series: no derivative is ever written down.

The series of F at the ball X has coefficients that hold F^(k)(x)/k! for all x in X. A constant term that natural interval
arithmetic encloses better (a power of a ball, by its ends) is taken from there.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb, arb_series, ctx, fmpq

from numerics.ball import ball
from numerics.supremum.tape import Step, tape


class Undefined(ArithmeticError):
    """A function met values outside of its real domain, or not finite ones."""


class Series:
    """The coefficients of the expression and its derivatives up to `order`."""

    def __init__(self, expression: sp.Expr, symbol: sp.Symbol, order: int) -> None:
        """Raises: Unsupported."""
        steps, (self.place,) = tape([expression], [symbol])
        algebra, self.order = _Algebra(), order
        self.fixed = [(n, step.number) for n, step in enumerate(steps) if step.kind == "constant"]
        self.free = [n for n, step in enumerate(steps) if step.kind == "variable"]
        self.actions = [(n, _action(step, algebra)) for n, step in enumerate(steps) if step.kind not in ("constant", "variable")]
        self.begun: tuple[int, list[Any]] = (0, [None] * len(steps))  # a precision, and the constants as series at their places

    def at(self, x: Any) -> list[Any] | None:
        """[F, F', ..., F^(order)/order!] on the ball, or None where one of them is not certainly finite and real."""
        cap, ctx.cap = ctx.cap, self.order + 1
        try:
            if self.begun[0] != ctx.prec:
                self.begun = (ctx.prec, [None] * len(self.begun[1]))
                for n, number in self.fixed:  # series times series is faster than number times series
                    self.begun[1][n] = arb_series([arb(ball(number, {}))])
            values = self.begun[1].copy()
            for n in self.free:
                values[n] = arb_series([x, 1])
            for n, action in self.actions:
                values[n] = action(values)
            found = values[self.place]
            coefficients = [found[k] for k in range(self.order + 1)]
        except (Undefined, ValueError):  # python-flint raises ValueError for a division by what may be 0
            return None
        finally:
            ctx.cap = cap
        return coefficients if found.prec > self.order and all(c.is_finite() for c in coefficients) else None


def _action(step: Step, algebra: _Algebra) -> Callable[[list[Any]], Any]:
    """The operation of a step, on the values of all."""
    i, j = step.parts[0], step.parts[-1]
    if len(step.parts) == 2:
        return (lambda values: values[i] * values[j]) if step.kind == "product" else lambda values: values[i] + values[j]
    if step.kind in ("total", "product"):
        whole = algebra.total if step.kind == "total" else algebra.product
        return lambda values: whole([values[k] for k in step.parts])
    if step.kind == "power":
        return lambda values: algebra.power(values[i], step.number)
    function = getattr(algebra, step.kind)
    return lambda values: function(values[i])


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
        value = base if p == 1 else base * base if p == 2 else _defined(base)**p
        return value if p == 1 or base[0].is_exact() else _begun(value, _raised(base[0], p))

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
        return _begun((slope * x.derivative()).integral(), x[0].lower().asinh().union(x[0].upper().asinh()))  # nan of a wide ball


def _raised(x: Any, p: int) -> Any:
    """A ball's power, p > 1, from its ends: it is monotone, or, where p is even, monotone on both sides of 0."""
    ends = (x.lower() ** p).union(x.upper() ** p)
    return ends.union(arb(0)).nonnegative_part() if p % 2 == 0 and x.contains(0) else ends


def _defined(value: Any) -> Any:
    if not value[0].is_finite():
        raise Undefined
    return value


def _begun(value: Any, constant: Any) -> Any:
    """The series with another enclosure of its constant term."""
    return arb_series([constant, *(value[k] for k in range(1, value.prec))], prec=value.prec)
