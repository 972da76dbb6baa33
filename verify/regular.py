"""Whether a potential is real and smooth where it is meant: what its formula divides by, takes logarithms, roots, tangents and moduli of.

A search for the suprema of derivatives does not see this: the derivative of atan(tan(x)) is 1, and that of log(x) - log(-x) is 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp

from derive.formula import Formula, written
from derive.many_body import ManyBody
from verify.seconds import Late, within
from verify.statements.scalar import AtMost, Below
from verify.variables import Variables

Domain = Mapping[Any, tuple[Any, Any]]
SECONDS = 4.0
SMOOTH = 3  # derivatives that are asked for: a higher root of what is at least 0 has them


def irregular(potential: Formula | ManyBody, domain: Domain | None) -> str:
    """The first part of the formula that is not shown to be smooth, in words; "" where all are.

    domain: exact ends by symbol, for several particles by the letters of their coordinates; None for all space.
    """
    return _irregular(potential, None if domain is None else tuple(domain.items()))


@lru_cache(maxsize=64)
def _irregular(potential: Formula | ManyBody, sides: tuple[Any, ...] | None) -> str:
    from numerics.supremum.many_body import own_domain

    inside = None if sides is None else dict(sides)
    parts = [(potential, inside)] if isinstance(potential, Formula) else [
        (each.formula, own_domain(potential, each, inside)) for each in potential.terms]
    try:
        with within(SECONDS):
            return next((said for formula, box in parts for said in _singular(formula, box or {})), "")
    except Late:
        return "a part that takes too long to look at"


def _singular(formula: Formula, domain: Domain) -> Iterator[str]:
    """What is not shown to be smooth, in words."""
    for node in sp.preorder_traversal(formula.expression):
        if not node.free_symbols:
            continue
        if isinstance(node, sp.log) and _sign(node.args[0], formula, domain) != 1:
            yield f"the logarithm of {written(node.args[0])}"
        elif isinstance(node, sp.tan) and _sign(sp.cos(node.args[0]), formula, domain) is None:
            yield f"the tangent of {written(node.args[0])}"
        elif isinstance(node, sp.Abs) and _sign(node.args[0], formula, domain) is None:
            yield f"the modulus of {written(node.args[0])}"
        elif isinstance(node, sp.Pow) and not _is_smooth(node, formula, domain):
            yield f"the power {written(node)}"


def _is_smooth(power: sp.Pow, formula: Formula, domain: Domain) -> bool:
    base, exponent = power.as_base_exp()
    if exponent.is_Integer:
        return bool(exponent >= 0) or _sign(base, formula, domain) is not None
    if not base.free_symbols:
        return bool(base.is_positive)
    if exponent.is_Rational and exponent > SMOOTH and _is_nonnegative(base, formula, domain):
        return True
    return _sign(base, formula, domain) == 1


def _sign(function: sp.Expr, formula: Formula, domain: Domain) -> int | None:
    """1 or -1 where the function is shown to be positive, or negative, on the domain: by a proof in letters, or by balls."""
    from numerics.supremum.sign import sign

    if function.is_positive or function.is_negative:  # by its form; that its parts are real and smooth is asked of each of them
        return 1 if function.is_positive else -1
    where, names = ranges(formula, domain)
    inside = function.xreplace(names)
    for found in (1, -1):
        line = Below(sp.S.Zero, found * inside, where)
        if not line.problems() and line.prove() is not None:
            return found
    symbols = [*formula.coordinates, *([] if formula.time is None else [formula.time])]
    try:
        return sign(function, symbols, {symbol: ends for symbol, ends in domain.items() if symbol in symbols})
    except (TypeError, ValueError, ArithmeticError):
        return None


def _is_nonnegative(function: sp.Expr, formula: Formula, domain: Domain) -> bool:
    where, names = ranges(formula, domain)
    line = AtMost(sp.S.Zero, function.xreplace(names), where)
    return not line.problems() and line.prove() is not None


def ranges(formula: Formula, domain: Domain) -> tuple[Variables, dict[sp.Symbol, sp.Symbol]]:
    """The symbols of the formula with the ranges of the domain, rational ends only, and what they are called in it."""
    where, names = Variables(), dict[sp.Symbol, sp.Symbol]()
    for symbol in sorted(formula.expression.free_symbols, key=str):
        low, high = (sp.Rational(end.numerator, end.denominator) if isinstance(end, int | Fraction | sp.Rational) else None
                     for end in domain.get(symbol, (None, None)))
        names[symbol] = where.declare(symbol.name, low=-sp.oo if low is None else low, high=sp.oo if high is None else high, closed=True)
    return where, names
