"""The SymPy expression of a formula's tree, built bottom up, each step judged before SymPy may evaluate it.

A node without variables is enclosed by an Arb ball first: what is too large, too small, undefined or not real is refused.
Powers of rationals are refused by their number of bits. The signs that a node may have, a subset of {-1, 0, 1}, refuse
logarithms and roots that are real nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import product
from typing import Any

import sympy as sp
from flint import arb, ctx, fmpq

from derive.formula_tree import Node

DEEP = 5  # functions within each other, broken powers twice: SymPy looks for signs and phases of deeper ones for minutes
POWER, BITS, MAGNITUDE, PRECISION = 64, 1024, 1000, 1400  # MAGNITUDE: constants lie between 2^-1000 and 2^1000, as doubles do
PLAIN = (sp.Abs, sp.exp, sp.log, sp.sin, sp.cos, sp.tan, sp.sinh, sp.cosh, sp.tanh, sp.asinh, sp.atan)  # all that is ever built
ENDLESS = frozenset({sp.zoo, sp.nan, sp.oo, -sp.oo, sp.I})
Signs = frozenset[int]
ANY, POSITIVE = frozenset({-1, 0, 1}), frozenset({1})


@dataclass(frozen=True)
class Part:
    """An expression, the signs that it may have, its enclosure if it is a constant, and how deep functions are nested in it."""

    expr: sp.Expr
    signs: Signs
    ball: Any
    deep: int


FUNCTIONS: Mapping[str, tuple[Callable[[Any], sp.Expr], Callable[[Any], Any], Callable[[Part], Signs]]] = {
    "sqrt": (sp.sqrt, lambda b: b.sqrt(), lambda p: p.signs - {-1}),
    "exp": (sp.exp, lambda b: b.exp(), lambda p: POSITIVE),
    "log": (sp.log, lambda b: b.log(), lambda p: ANY),
    "sin": (sp.sin, lambda b: b.sin(), lambda p: ANY),
    "cos": (sp.cos, lambda b: b.cos(), lambda p: ANY),
    "tan": (sp.tan, lambda b: b.tan(), lambda p: ANY),
    "sinh": (sp.sinh, lambda b: b.sinh(), lambda p: p.signs),
    "cosh": (sp.cosh, lambda b: b.cosh(), lambda p: POSITIVE),
    "tanh": (sp.tanh, lambda b: b.tanh(), lambda p: p.signs),
    "sech": (lambda e: 1 / sp.cosh(e), lambda b: 1 / b.cosh(), lambda p: POSITIVE),
    "asinh": (sp.asinh, lambda b: b.asinh(), lambda p: p.signs),
    "atan": (sp.atan, lambda b: b.atan(), lambda p: p.signs),
    "abs": (sp.Abs, abs, lambda p: frozenset(abs(s) for s in p.signs)),
}


def built(tree: Node, values: Mapping[str, sp.Expr]) -> sp.Expr:
    """The expression of the tree; `values` are symbols, constants built without any, or expressions of both. Raises: FormulaError."""
    with ctx.workprec(PRECISION):
        return _part(tree, values).expr


def _part(node: Node, values: Mapping[str, sp.Expr]) -> Part:
    parts = [_part(child, values) for child in node.children]
    ball = _ball(node, parts, values)
    if ball is not None:
        _require_moderate(node, ball)
    twice = node.name == "sqrt" or (node.kind == "power" and not isinstance(parts[1].expr, sp.Integer))
    below = max((part.deep for part in parts), default=_nature(values[node.name]).deep if node.name in values else 0)
    deep = below + (2 if twice else node.kind == "function")
    if deep > DEEP:
        raise node.refusal(f"must have functions nested at most {DEEP} deep, roots counted twice, but is deeper; simplify it")
    expr, signs = _made(node, parts, ball, values)
    if _nature(expr).has_cot:  # SymPy writes tan(x + pi/2) so
        expr = expr.replace(sp.cot, lambda a: sp.cos(a) / sp.sin(a))
    nature = _nature(expr)
    if not nature.is_plain:
        raise node.refusal("must be real for all x, but this is what SymPy cannot show real (a root or log inside); restrict it")
    if not nature.is_finite:
        raise node.refusal("must be finite and real, but this is not (a zero below a fraction, an even root of less than 0)")
    if not nature.has_rational_powers:
        raise node.refusal("must have rational powers, but SymPy makes this one of another power; write a rational number for it")
    deep = max(deep, nature.deep)  # SymPy writes asinh(1) as log(1 + sqrt(2))
    if deep > DEEP:
        raise node.refusal(f"must have functions nested at most {DEEP} deep, roots counted twice, but becomes deeper; simplify it")
    if isinstance(expr, sp.Rational) and max(abs(expr.p), expr.q).bit_length() > 2 * BITS:
        raise node.refusal(f"must have numbers of at most {2 * BITS} bits, but this has more; round it")
    for factor in sp.Mul.make_args(expr):
        base, power = factor.as_base_exp()
        if isinstance(power, sp.Rational) and _is_steep(base, power):
            raise node.refusal(f"must have powers up to {POWER}, but this makes one of {power}; write exp(...) for steep walls")
    if ball is None and not expr.free_symbols and expr != 0:  # the variables cancel
        ball = _constant_ball(expr)
        _require_moderate(node, ball)
    if ball is not None and expr.is_number:
        signs = signs & (_signs(ball) if expr != 0 else frozenset({0})) or signs
    return Part(expr, signs, ball, deep)


@dataclass(frozen=True)
class Nature:
    """How deep functions are nested in an expression, broken powers counted twice; and what it and its parts are."""

    deep: int
    has_cot: bool
    is_plain: bool
    is_finite: bool
    has_rational_powers: bool


@lru_cache(maxsize=2048)  # the parts of an expression were looked at when they were built
def _nature(expr: sp.Basic) -> Nature:
    parts = [_nature(each) for each in expr.args]
    broken = isinstance(expr, sp.Pow) and not isinstance(expr.exp, sp.Integer)
    function = isinstance(expr, sp.Function)
    return Nature(
        deep=max((part.deep for part in parts), default=0) + (2 if broken else function),
        has_cot=isinstance(expr, sp.cot) or any(part.has_cot for part in parts),
        is_plain=(not function or isinstance(expr, PLAIN)) and all(part.is_plain for part in parts),
        is_finite=expr not in ENDLESS and all(part.is_finite for part in parts),
        has_rational_powers=not (isinstance(expr, sp.Pow) and expr.base.free_symbols and not isinstance(expr.exp, sp.Rational))
        and all(part.has_rational_powers for part in parts),
    )


def _is_steep(base: sp.Expr, power: sp.Rational) -> bool:
    """Whether `_power` would refuse it, so that what is built can be read again."""
    if power.q == 1 and base.is_number:
        return not isinstance(base, sp.Rational) and abs(power.p) * _bits(base) > BITS
    return max(abs(power.p), power.q) > POWER


def _require_moderate(node: Node, ball: Any) -> None:
    if not ball.is_finite():
        raise node.refusal("must be finite and real, but this is not (too large, a zero below a fraction, a log or root of less than 0)")
    if not abs(ball) < arb(2) ** MAGNITUDE:
        raise node.refusal(f"must have constants below 2^{MAGNITUDE}, but this is larger; choose other units")
    if ball != 0 and not ball.contains(0) and not abs(ball) > arb(2) ** -MAGNITUDE:
        raise node.refusal(f"must have constants above 2^-{MAGNITUDE}, but this is smaller; choose other units")


def _signs(ball: Any) -> Signs:
    """The signs that a finite ball leaves possible."""
    return frozenset(s for s, excluded in ((1, ball <= 0), (-1, ball >= 0), (0, ball != 0)) if excluded is False) or frozenset({0})


def _ball(node: Node, parts: list[Part], values: Mapping[str, sp.Expr]) -> Any:
    """The enclosure of a node without variables, else None."""
    if node.kind == "number":
        return arb(fmpq(node.value.numerator, node.value.denominator))
    if node.kind == "name":
        return None if (value := _named(node, values)).free_symbols else _constant_ball(value)
    balls = [part.ball for part in parts]
    if any(ball is None for ball in balls):
        return None
    if node.kind == "sum":
        return sum(balls[1:], balls[0])
    if node.kind == "product":
        return reduce(lambda a, b: a * b, balls)
    if node.kind in ("minus", "inverse"):
        return -balls[0] if node.kind == "minus" else 1 / balls[0]
    if node.kind == "power":
        return _power_ball(node, parts)
    return FUNCTIONS[node.name][1](balls[0])


def _named(node: Node, values: Mapping[str, sp.Expr]) -> sp.Expr:
    return values[node.name] if node.name in values else {"pi": sp.pi, "e": sp.E}[node.name]


def _constant_ball(value: Any) -> Any:
    """The enclosure of a constant expression that `built` has made."""
    if isinstance(value, sp.Rational):
        return arb(fmpq(int(value.p), int(value.q)))
    if value in (sp.pi, sp.E):
        return arb.pi() if value is sp.pi else arb.const_e()
    balls = [_constant_ball(argument) for argument in value.args]
    if isinstance(value, sp.Add | sp.Mul):
        return sum(balls[1:], balls[0]) if isinstance(value, sp.Add) else reduce(lambda a, b: a * b, balls)
    if isinstance(value, sp.Pow):
        exponent = value.exp
        if isinstance(exponent, sp.Rational):
            root = balls[0] if exponent.q == 1 else balls[0].root(int(exponent.q))
            return root ** int(exponent.p)
        return (balls[1] * balls[0].log()).exp()
    name = "abs" if isinstance(value, sp.Abs) else type(value).__name__
    return FUNCTIONS[name][1](balls[0])


def _power_ball(node: Node, parts: list[Part]) -> Any:
    base, exponent = parts
    number = exponent.expr
    if isinstance(number, sp.Integer):
        if not abs(number) * _bits(base.expr) <= BITS:
            raise node.refusal(f"must have powers of at most {BITS} bits, but this is larger; choose other units")
        if base.expr == 0 and number <= 0:
            raise node.refusal("must not hold 0 to the power 0 or less, but does")
        return base.ball ** int(number)
    if base.expr == 0 and 1 in exponent.signs:
        return arb(0)
    if base.signs != POSITIVE:
        raise node.refusal("must take broken powers of positive constants only, but the sign of this one differs or is undecided")
    return (exponent.ball * base.ball.log()).exp()


def _bits(expr: sp.Expr) -> int:
    return max(abs(expr.p), expr.q).bit_length() if isinstance(expr, sp.Rational) else 16


def _made(node: Node, parts: list[Part], ball: Any, values: Mapping[str, sp.Expr]) -> tuple[sp.Expr, Signs]:
    if node.kind == "number":
        return sp.Rational(node.value.numerator, node.value.denominator), ANY
    if node.kind == "name":
        value = _named(node, values)
        return value, POSITIVE if value.is_positive else frozenset({0, 1}) if value.is_nonnegative else ANY
    if node.kind == "sum":
        return sp.Add(*(part.expr for part in parts)), reduce(_sum_signs, (part.signs for part in parts))
    if node.kind == "product":
        signs = reduce(lambda a, b: frozenset(s * r for s, r in product(a, b)), (part.signs for part in parts))
        return sp.Mul(*(part.expr for part in parts)), signs
    if node.kind == "minus":
        return -parts[0].expr, frozenset(-s for s in parts[0].signs)
    if node.kind == "inverse":
        if parts[0].signs == {0} or parts[0].expr == 0:
            raise node.refusal("must not divide by 0, but does")
        return 1 / parts[0].expr, parts[0].signs - {0}
    if node.kind == "power":
        return _power(node, *parts)
    part, (make, _, signs_of) = parts[0], FUNCTIONS[node.name]
    if (node.name == "log" and 1 not in part.signs) or (node.name == "sqrt" and not part.signs & {1} and part.expr != 0):
        raise node.refusal(f"must be real, but takes {node.name} of what is never positive; check the sign")
    if node.name == "abs":
        return _absolute(node, part), signs_of(part)
    return make(part.expr), signs_of(part)


def _absolute(node: Node, part: Part) -> sp.Expr:
    """|e|, without asking SymPy where the sign is known: it evaluates constants numerically, and takes sqrt(x) for complex."""
    if part.ball is not None and len(_signs(part.ball)) > 1 and part.expr != 0:
        raise node.refusal("must have constants of decided sign, but this may be 0; simplify it")
    signs = part.signs if part.ball is None else _signs(part.ball)
    if -1 not in signs:
        return part.expr
    if 1 not in signs:
        return -part.expr
    return sp.Abs(part.expr)


def _sum_signs(a: Signs, b: Signs) -> Signs:
    return frozenset({s for s, r in product(a, b) if r in (0, s)} | {r for s, r in product(a, b) if s == 0}) | (
        ANY if (1 in a and -1 in b) or (-1 in a and 1 in b) else frozenset())


def _power(node: Node, base: Part, exponent: Part) -> tuple[sp.Expr, Signs]:
    number = exponent.expr
    if exponent.ball is None or not isinstance(number, sp.Rational):
        if base.ball is None or base.signs != POSITIVE:
            raise node.refusal("must have rational exponents (or a positive constant as base), but this is not so; write exp(y*log(x))")
        return base.expr**number, POSITIVE
    if max(abs(number.p), number.q) > POWER and (base.ball is None or number.q != 1):
        raise node.refusal(f"must have powers up to {POWER}, but this is {number}; write exp(...) for steep walls")
    signs = base.signs
    if number.q != 1:
        signs = signs - {-1}
        if 1 not in signs and base.expr != 0:
            raise node.refusal("must be real, but takes a root of what is never positive; check the sign")
    if number < 0:
        signs = signs - {0}
        if not signs or base.expr == 0:
            raise node.refusal("must not divide by 0, but does")
    even = number.q == 1 and number.p % 2 == 0
    if number == 0:
        return sp.S.One, POSITIVE
    return base.expr**number, frozenset(abs(s) for s in signs) if even else signs
