"""Relations between monomials, Max and Min: what the search for multipliers is asked, and whether it is asked at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sympy as sp

from derive import tropical
from verify.variables import Variables

Inequality = tuple[sp.Expr, str, sp.Expr]  # left side, operator, right side


def is_monomial(side: sp.Expr) -> bool:
    """Whether `tropical.monomials` takes the side.

    Asked first: most sides are sums, and its refusals write them out.
    """
    if isinstance(side, sp.Mul | sp.Max | sp.Min):
        return all(is_monomial(argument) for argument in side.args)
    if isinstance(side, sp.Pow) and isinstance(side.exp, sp.Rational):
        return is_monomial(side.base)
    return isinstance(side, sp.Symbol | sp.Rational) and side.is_positive is True


def hypotheses(given: Iterable[Inequality], symbols: Iterable[sp.Symbol], where: Variables) -> list[Inequality]:
    """The stated hypotheses, and the positive finite ends of the ranges."""
    found: list[Inequality] = [(low, "<=" if operator == "<" else operator, high) for low, operator, high in given if operator != "!="]
    for symbol in symbols:
        limits = where[symbol].range
        if symbol.is_positive and limits.low.is_positive:
            found.append((limits.low, "<=", symbol))
        if symbol.is_positive and limits.high.is_finite:
            found.append((symbol, "<=", limits.high))
    return found


def searched(search: Callable[..., Any], relation: Inequality, known: list[Inequality]) -> Any:
    """What `farkas.find` or `farkas.counterexample` finds for the relation; None where it is no relation of monomials."""
    left, operator, right = relation
    if not (is_monomial(left) and is_monomial(right)):
        return None
    try:
        return search(left, "<=" if operator == "<" else operator, right, known)
    except tropical.NotMonomial:
        return None
