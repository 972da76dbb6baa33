"""The value of a SymPy expression in ball arithmetic (Arb). Trusted.

A value is an exact rational (`fmpq`) while only +, * and integer powers of rationals have occurred, a real
ball (`arb`), or a complex ball (`acb`). A non-finite intermediate makes the result NaN, so that nothing
downstream can drop it (a maximum, a vanishing factor). Branches are taken on certain comparisons only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from functools import reduce
from math import prod
from typing import Any

import sympy
from flint import acb, arb, fmpq

FUNCTIONS: Mapping[Any, str] = {getattr(sympy, name): name for name in (
    "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh", "acosh", "atanh", "erf")}
INCREASING = frozenset({"exp", "log", "sinh", "tanh", "asin", "atan", "asinh", "acosh", "atanh", "erf"})
OF_REALS = frozenset({"asin", "acos", "acosh", "atanh"})  # NaN where they are complex
CONSTANTS: Mapping[Any, Callable[[], Any]] = {
    sympy.pi: arb.pi, sympy.E: arb.const_e, sympy.I: lambda: acb(0, 1)}
ANY_SIGN = frozenset({-1, 0, 1})
EXACT_BITS = 20_000  # an exact power of more bits would exhaust memory; its ball is as good
TRUE_FOR: Mapping[Any, set[int]] = {  # the signs of lhs - rhs for which each relation is true
    sympy.Gt: {1}, sympy.Ge: {0, 1}, sympy.Lt: {-1}, sympy.Le: {-1, 0}, sympy.Eq: {0}, sympy.Ne: {-1, 1}}


class EnclosureError(ArithmeticError):
    """An enclosure as narrow as asked for was not reached, or a Piecewise condition is undecided."""


def ball(node: Any, env: MutableMapping[Any, Any]) -> Any:
    """An enclosure of the expression; `env` holds the symbols' values and collects those of all nodes met.

    Raises: EnclosureError when the branch of a Piecewise is undecided.
    """
    if node not in env:
        env[node] = _value(node, env)
    return env[node]


def _value(node: Any, env: MutableMapping[Any, Any]) -> Any:
    if isinstance(node, sympy.Rational):
        return fmpq(int(node.p), int(node.q))
    if node in CONSTANTS:
        return CONSTANTS[node]()
    if isinstance(node, sympy.Piecewise):
        for branch, condition in node.args:
            verdict = _decide(condition, env)
            if verdict is None:
                raise EnclosureError(f"a condition must be decided on the balls, but {condition} is not")
            if verdict is True:
                return ball(branch, env)
        return arb.nan()
    operands = [ball(argument, env) for argument in node.args]
    if not all(finite(operand) for operand in operands):
        return arb.nan()
    return _apply(node.func, operands)


def _apply(func: Any, operands: list[Any]) -> Any:
    x = operands[0]
    if func in (sympy.Add, sympy.Mul):
        value = sum(operands, fmpq(0)) if func is sympy.Add else prod(operands, start=fmpq(1))
        keeps = isinstance(value, arb) and all(operand >= 0 for operand in operands)
        return value.nonnegative_part() if keeps else value
    if func is sympy.Pow:
        return _power(x, operands[1])
    if func is sympy.Abs:
        return abs(x)
    if func in (sympy.Max, sympy.Min):
        if any(isinstance(operand, acb) for operand in operands):
            return arb.nan()
        return reduce(arb.max if func is sympy.Max else arb.min, map(arb, operands))
    if func is sympy.sign:
        return fmpq(min(signs(x))) if len(signs(x)) == 1 else arb.nan()
    if func in (sympy.re, sympy.im, sympy.conjugate):
        parts = (x.real, x.imag, x.conjugate()) if isinstance(x, acb) else (x, fmpq(0), x)
        return parts[(sympy.re, sympy.im, sympy.conjugate).index(func)]
    name = FUNCTIONS[func]
    x = arb(x) if isinstance(x, fmpq) else x
    if name == "log" and signs(x) == {-1}:
        return acb(x).log()
    if name in OF_REALS and isinstance(x, acb):
        return arb.nan()
    if name in INCREASING and isinstance(x, arb):
        return _monotone(lambda t: getattr(t, name)(), x)
    return getattr(x, name)()


def _power(base: Any, exponent: Any) -> Any:
    """base**exponent, principal branch; NaN for a fractional power of a real of undecided sign."""
    if isinstance(exponent, fmpq) and exponent.q == 1:
        return _integer_power(base, int(exponent.p))
    base = arb(base) if isinstance(base, fmpq) else base
    if isinstance(base, arb) and isinstance(exponent, fmpq):
        p, q = int(exponent.p), int(exponent.q)
        if base >= 0:
            return _integer_power(_monotone(lambda t: t.root(q), base).nonnegative_part(), p)
        if base < 0 and q == 2:  # (i sqrt|b|)**p, with the vanishing part exactly 0
            return acb(0, 1) ** (p % 4) * _integer_power((-base).root(2), p)
    if isinstance(base, acb) or signs(base) == {-1}:
        return (acb(exponent) * acb(base).log()).exp()
    return (exponent * base.log()).exp() if signs(base) == {1} else arb.nan()


def _integer_power(base: Any, n: int) -> Any:
    if n < 0:
        power = _integer_power(base, -n)
        if isinstance(power, acb):
            return 1 / power
        return _monotone(lambda t: 1 / t, power) if signs(power) in ({1}, {-1}) else arb.nan()
    if isinstance(base, fmpq) and n * max(base.p.bit_length(), base.q.bit_length()) > EXACT_BITS:
        base = arb(base)
    if not isinstance(base, arb):
        return base**n
    hull = _monotone(lambda t: t**n, base)
    if n % 2:
        return hull.nonnegative_part() if base >= 0 else hull
    return (hull if base >= 0 or base <= 0 else hull.union(arb(0))).nonnegative_part()


def _monotone(function: Callable[[Any], Any], x: Any) -> Any:
    """The hull of the values, at both ends of the real ball x, of a function monotone on it."""
    if isinstance(x, fmpq) or x.is_exact():
        return function(x)
    return function(x.lower()).union(function(x.upper()))


def _decide(condition: Any, env: MutableMapping[Any, Any]) -> bool | None:
    if condition in (sympy.true, sympy.false):
        return condition is sympy.true
    left, right = (ball(side, env) for side in condition.args)
    possible, true_for = signs(left - right), TRUE_FOR[condition.func]
    return True if possible <= true_for else None if possible & true_for else False


def finite(value: Any) -> bool:
    """True if the value is rational or a finite ball."""
    return isinstance(value, fmpq) or value.is_finite()


def signs(value: Any) -> frozenset[int]:
    """The signs that the value may have; all three unless it is finite and real."""
    if isinstance(value, acb) or not finite(value):
        return ANY_SIGN
    possible = ANY_SIGN
    for certain, left in ((value >= 0, {0, 1}), (value <= 0, {-1, 0}), (value > 0, {1}), (value < 0, {-1})):
        possible = possible & left if certain else possible
    return possible
