"""Signs of expressions by the assumptions on their symbols and by their form alone (trusted): a False says nothing."""

from __future__ import annotations

import sympy as sp


def is_real(expr: sp.Expr) -> bool:
    """Whether an expression is real by the assumptions on its symbols and its form."""
    if isinstance(expr, sp.Symbol):
        return expr.is_real is True
    if isinstance(expr, sp.Add | sp.Mul):
        return all(map(is_real, expr.args))
    whole = isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Integer) and is_real(expr.base)
    return whole or isinstance(expr, sp.Rational) or is_positive(expr)


def is_nonnegative(expr: sp.Expr) -> bool:
    """Whether an expression is >= 0 by the assumptions on its symbols and its form: products of squares and of what is positive."""
    if isinstance(expr, sp.Mul):
        return all(map(is_nonnegative, expr.args))
    square = isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Integer) and expr.exp % 2 == 0 and is_real(expr.base)
    return square or is_positive(expr)


def is_positive(expr: sp.Expr) -> bool:
    """Whether an expression is > 0 by the assumptions on its symbols and its form."""
    if isinstance(expr, sp.Symbol):
        return expr.is_positive is True
    if isinstance(expr, sp.Mul):
        return all(map(is_positive, expr.args))
    if isinstance(expr, sp.Add):
        return any(map(is_positive, expr.args)) and all(map(is_nonnegative, expr.args))
    if isinstance(expr, sp.exp):
        return is_real(expr.args[0])
    if isinstance(expr, sp.Pow):
        return is_positive(expr.base) and is_real(expr.exp)
    return expr in (sp.pi, sp.E) or (isinstance(expr, sp.Rational) and expr > 0)
