"""Relations between monomials, Max and Min: what the search for multipliers is asked, and whether it is asked at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive import tropical

if TYPE_CHECKING:
    from verify.statements.scalar import Relation


def is_monomial(side: sp.Expr) -> bool:
    """Whether `tropical.monomials` takes the side.

    Asked first: most sides are sums, and its refusals write them out.
    """
    if isinstance(side, sp.Mul | sp.Max | sp.Min):
        return all(is_monomial(argument) for argument in side.args)
    if isinstance(side, sp.Pow) and isinstance(side.exp, sp.Rational):
        return is_monomial(side.base)
    return isinstance(side, sp.Symbol | sp.Rational) and side.is_positive is True


def hypotheses(relation: Relation) -> list[tuple[sp.Expr, str, sp.Expr]]:
    """The stated hypotheses, and the positive finite ends of the ranges."""
    found: list[tuple[sp.Expr, str, sp.Expr]] = [
        (h.lhs, "<=" if h.operator == "<" else h.operator, h.rhs) for h in relation.given if h.operator != "!="
    ]
    for symbol in relation.symbols():
        limits = relation.where[symbol].range
        if symbol.is_positive and limits.low.is_positive:
            found.append((limits.low, "<=", symbol))
        if symbol.is_positive and limits.high.is_finite:
            found.append((symbol, "<=", limits.high))
    return found


def searched(search: Callable[..., Any], relation: Relation) -> Any:
    """What `farkas.find` or `farkas.counterexample` finds for the relation; None where it is no relation of monomials."""
    if not (is_monomial(relation.lhs) and is_monomial(relation.rhs)):
        return None
    try:
        operator = "<=" if relation.operator == "<" else relation.operator
        return search(relation.lhs, operator, relation.rhs, hypotheses(relation))
    except tropical.NotMonomial:
        return None
