"""Proofs that a function exceeds every bound: along a ray, or towards a pole. Each is the place in words, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp
from flint import ctx

from numerics.admissible import exact
from numerics.supremum.cell import Span, inside
from numerics.supremum.ray import Ray, enclosed

AXIS, NEAR, BITS = Fraction(2) ** 20, Fraction(2) ** 40, 128  # where rays start that only growth is looked for on


def along_axes(function: sp.Expr, spans: Mapping[sp.Symbol, Span], signs: tuple[int, ...]) -> str:
    """A ray along which sign * F tends to infinity, the other variables fixed, or ""."""
    for symbol, (low, high) in spans.items():
        rays = [Ray(AXIS, None)] if high is None and (low is None or low < AXIS) else []
        rays += [Ray(None, -AXIS)] if low is None and (high is None or high > -AXIS) else []
        for ray, weight in product(rays, (Fraction(0), Fraction(1, 2), Fraction(1, 4))):
            fixed: dict[Any, Any] = {s: ray if s == symbol else exact(inside(span, weight)) for s, span in spans.items()}
            value = enclosed(function, fixed)
            if value is not None and any(value.grows(sign) for sign in signs):
                return ", ".join(f"{s} {'in' if s == symbol else '='} {v}" for s, v in fixed.items())
    return ""


def at_pole(function: sp.Expr, symbol: sp.Symbol, span: Span, signs: tuple[int, ...], near: Fraction) -> str:
    """The simplest rational number by the given one if sign * F tends to infinity there, from inside the span, or "".

    In u = 1/|x - c|, the neighbourhood of c is a ray.
    """
    c, u, (low, high) = near.limit_denominator(1000), sp.Symbol("u", real=True), span
    for side in (1, -1):
        first, last = (c, high) if side > 0 else (low, c)  # the part of the span on that side of c
        if (low is not None and c < low) or (high is not None and c > high) or first == last:
            continue
        with ctx.workprec(BITS):
            value = enclosed(function.subs(symbol, sp.Rational(c.numerator, c.denominator) + side / u), {u: Ray(NEAR, None)})
            if value is not None and any(value.grows(sign) for sign in signs):
                return f"{symbol} near {c}"
    return ""
