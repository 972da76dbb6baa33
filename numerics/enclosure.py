"""Enclosures, signs and certified inequalities of expressions, at exact points and over boxes. Trusted.

With `ball` (values), `admissible` (arguments) and `cover` (branch and bound) this is all of the ball
arithmetic that verdicts rest on. The precision is `flint.ctx`'s, which is global: one thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sympy
from flint import acb, arb, ctx

from numerics.admissible import (
    exact,
    require_admissible,
    require_covered,
    require_interval,
    require_supported,
)
from numerics.ball import EnclosureError, ball, finite, signs
from numerics.cover import Cell, Cover, Violation, interval, search

__all__ = ["Cover", "EnclosureError", "Violation", "certify_nonnegative", "evaluate", "separated", "sign"]

BOX_BITS, POINT_BITS = 128, 700  # a box's own width dominates; a single point gets what 200 digits take


def evaluate(
    expr: sympy.Expr, point: Mapping[sympy.Symbol, Any], *, digits: int = 30, max_digits: int = 400
) -> Any:
    """An arb, or acb if not certainly real, that encloses the value at an exact rational point.

    Error: radius <= 10**-digits |value|, or exactly 0.
    Raises: EnclosureError if max_digits do not reach that; TypeError, ValueError for unusable arguments.
    """
    for value in _refinements(expr, point, digits, max_digits):
        radius = value.real.rad() + value.imag.rad() if isinstance(value, acb) else value.rad()
        if finite(value) and radius * arb(10)**digits <= value.abs_lower():
            return value
    raise EnclosureError(f"`expr` must be enclosed to {digits} digits at {dict(point)}, but {max_digits} "
                         f"working digits do not do that for {expr}; is it 0 or undefined?")


def sign(expr: sympy.Expr, point: Mapping[sympy.Symbol, Any], *, max_digits: int = 200) -> int | None:
    """-1, 0 or 1 if certain at the exact rational point (0: the ball is exactly 0), else None.

    None also where the value is not finite, or not certainly real.
    Raises: TypeError and ValueError for unusable arguments.
    """
    for value in _refinements(expr, point, min(15, max_digits), max_digits):
        possible = signs(value)
        if len(possible) == 1:
            return min(possible)
    return None


def separated(expr: sympy.Expr, point: Mapping[sympy.Symbol, Any], *, max_digits: int = 80) -> bool | None:
    """True if the value is certainly not 0 at the exact rational point, False if a finite enclosure holds 0, else None.

    Raises: TypeError and ValueError for unusable arguments.
    """
    defined = False
    for value in _refinements(expr, point, min(20, max_digits), max_digits):
        if finite(value):
            if value != 0:  # certain: the enclosure excludes 0
                return True
            defined = True
    return False if defined else None


def certify_nonnegative(
    expr: sympy.Expr, box: Mapping[sympy.Symbol, tuple[Any, Any]], *, strict: bool = False,
    budget: int = 20000,
) -> Cover | Violation | None:
    """A Cover if expr >= 0 (strict: > 0) is enclosed on the whole closed box, a Violation, or None.

    None when `budget` cells do not decide: the usual outcome where the infimum is 0 and is attained, and,
    short of a Violation, the only one where some point has no finite real value (1/x at 0).
    Raises: TypeError and ValueError for unusable arguments.
    """
    expr = require_supported(expr)
    require_covered(expr, box)
    cell = {symbol: require_interval(symbol, *ends) for symbol, ends in box.items()}
    if budget < 1:
        raise ValueError(f"`budget` must be at least 1, but is {budget}")
    try:
        gradient = [require_supported(sympy.diff(expr, symbol)) for symbol in cell]
    except TypeError:  # a derivative without ball evaluation (of Max, say): natural enclosures alone
        gradient = None

    def natural(part: Cell) -> tuple[Any, bool]:
        env: dict[Any, Any] = {symbol: interval(*ends) for symbol, ends in part.items()}
        value = _value(expr, env)
        # All intermediates real and finite: expr is continuous on the cell and the mean-value form holds. A
        # complex one may jump across a branch cut while its derivative stays finite.
        differentiable = finite(value) and not any(isinstance(node, acb) for node in env.values())
        return (value if isinstance(value, arb) and finite(value) else None), differentiable

    def slopes(part: Cell) -> list[Any] | None:
        env: dict[Any, Any] = {symbol: interval(*ends) for symbol, ends in part.items()}
        values = [_value(derivative, env) for derivative in gradient or ()]
        usable = all(isinstance(value, arb) and finite(value) for value in values)
        return values if usable and gradient is not None else None

    with ctx.workprec(BOX_BITS if any(low < high for low, high in cell.values()) else POINT_BITS):
        return search(natural, slopes, cell, strict=strict, budget=budget)


def _value(expr: sympy.Expr, env: dict[Any, Any]) -> Any:
    """The enclosure as an arb, or an acb if not certainly real; NaN while a Piecewise is undecided."""
    try:
        value = ball(expr, env)
    except EnclosureError:
        return arb.nan()
    if isinstance(value, acb):
        return value.real if value.imag == 0 else value
    return arb(value)


def _refinements(
    expr: Any, point: Mapping[sympy.Symbol, Any], digits: int, max_digits: int
) -> Iterator[Any]:
    """Enclosures at the point with `digits` working digits (and 32 bits), doubled up to max_digits."""
    if not 1 <= digits <= max_digits:
        raise ValueError(f"`digits` must be from 1 to `max_digits`, but they are {digits} and {max_digits}")
    expr = require_supported(expr)
    require_covered(expr, point)
    values = {symbol: exact(value) for symbol, value in point.items()}
    for symbol, value in values.items():
        require_admissible(symbol, value)
    while True:
        with ctx.workprec(32 + 10 * digits // 3 + 1):  # log2(10) < 10/3
            enclosed = _value(expr, dict(values))
        yield enclosed
        if digits == max_digits:
            return
        digits = min(2 * digits, max_digits)
