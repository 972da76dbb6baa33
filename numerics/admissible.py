"""What may be evaluated, and where: exact expressions, and exact values that fit the symbols. Trusted.

SymPy simplifies with a symbol's assumptions (sqrt(x**2) is x for positive x), so a value outside of them
would give the expression a meaning that it never had.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy
from flint import fmpq
from sympy.functions.elementary.piecewise import ExprCondPair

from numerics.ball import CONSTANTS, FUNCTIONS, TRUE_FOR

SUPPORTED = frozenset({
    *FUNCTIONS, *TRUE_FOR, ExprCondPair, sympy.Add, sympy.Mul, sympy.Pow, sympy.Abs, sympy.Max, sympy.Min,
    sympy.sign, sympy.re, sympy.im, sympy.conjugate, sympy.Piecewise})
LEAVES = frozenset({*CONSTANTS, sympy.true, sympy.false})
# Facts that no interval of positive length has at all of its points, or lacks at all of them.
NOT_OF_INTERVALS = ("integer", "noninteger", "rational", "irrational", "algebraic", "transcendental")


def require_supported(expr: Any) -> sympy.Expr:
    """The expression. Raises: ValueError for a Float, TypeError naming what has no ball evaluation."""
    expr = sympy.sympify(expr)
    if not isinstance(expr, sympy.Expr):
        raise TypeError(f"`expr` must be a scalar SymPy expression, but is of type {type(expr).__name__}")
    return _inspected(expr)


@lru_cache(maxsize=4096)  # the same few expressions are evaluated at thousands of points
def _inspected(expr: sympy.Expr) -> sympy.Expr:
    for node in sympy.preorder_traversal(expr):
        if isinstance(node, sympy.Float):
            raise ValueError(f"`expr` must be exact, but holds the Float {node}; write a Rational")
        known = isinstance(node, sympy.Rational | sympy.Symbol) or node in LEAVES
        if not known and node.func not in SUPPORTED:
            raise TypeError(f"`expr` must have a ball value, but {node.func.__name__} has none: {node}")
    return expr


def require_covered(expr: sympy.Expr, given: Iterable[sympy.Symbol]) -> None:
    """None. Raises: ValueError when a free symbol is not among the given ones, assumptions included."""
    known = list(given)
    missing = sorted(str(symbol) for symbol in expr.free_symbols - set(known))
    if missing:
        raise ValueError(f"`expr` must have free symbols from {known} only, but has {missing}; a symbol "
                         "of the same name with other assumptions is another symbol")


def exact(value: Any) -> fmpq:
    """The rational number. Raises: TypeError for anything but an int, a Fraction or a SymPy Rational."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction | sympy.Rational):
        raise TypeError(f"a value must be an int, Fraction or Rational, but is {value!r}; state it exactly")
    return fmpq(int(value.numerator), int(value.denominator))


@lru_cache(maxsize=65536)
def require_admissible(symbol: sympy.Symbol, value: fmpq) -> None:
    """None. Raises: ValueError when the value violates an assumption on the symbol."""
    number = sympy.Rational(int(value.p), int(value.q))
    broken = [f"{fact}={truth}" for fact, truth in symbol.assumptions0.items()
              if getattr(number, f"is_{fact}") is not truth]
    if broken:
        raise ValueError(f"`{symbol}` must have {', '.join(broken)}, but is {number}; change one of them")


def require_interval(symbol: sympy.Symbol, low: Any, high: Any) -> tuple[Fraction, Fraction]:
    """The ends. Raises: ValueError when empty, or partly outside the assumptions on the symbol."""
    first, last = exact(low), exact(high)
    if first > last:
        raise ValueError(f"`{symbol}` must have low <= high, but has [{first}, {last}]; swap the ends")
    for value in (first, last, *([fmpq(0)] if first < 0 < last else [])):
        require_admissible(symbol, value)
    discrete = [fact for fact in NOT_OF_INTERVALS if fact in symbol.assumptions0]
    if first < last and discrete:
        raise ValueError(f"`{symbol}` must be free to fill an interval, but is assumed {discrete[0]}")
    return Fraction(int(first.p), int(first.q)), Fraction(int(last.p), int(last.q))
