"""What is not exact or not declared in an expression, each with what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import sympy as sp

from numerics.admissible import SUPPORTED
from numerics.ball import FUNCTIONS
from verify.variables import Variables

QUOTIENTS: Mapping[Any, Any] = {
    sp.coth: lambda x: sp.cosh(x) / sp.sinh(x), sp.csch: lambda x: 1 / sp.sinh(x), sp.sech: lambda x: 1 / sp.cosh(x),
    sp.cot: lambda x: sp.cos(x) / sp.sin(x), sp.csc: lambda x: 1 / sp.sin(x), sp.sec: lambda x: 1 / sp.cos(x),
    sp.sinc: lambda x: sp.sin(x) / x, sp.erfc: lambda x: 1 - sp.erf(x),
}  # fmt: skip
DIGITS = 6  # a number typed with more is a rounded one, whose exact form is another


def floats(sides: Iterable[sp.Expr]) -> str:
    """What to write for the floating-point numbers of the sides, '' where they hold none.

    >>> x = sp.Symbol("x")
    >>> floats([0.25 * x])
    'write sp.Rational(1, 4) for 0.25'
    >>> floats([x + 1.7320508075688772])
    'write 1.73205080756888 in exact form: a root, a fraction sp.Rational(p, q)'
    """
    found = sorted({atom for side in sides for atom in side.atoms(sp.Float)})
    if not found:
        return ""
    shown = f"{float(found[0]):.15g}"
    if len(shown.partition("e")[0].strip("-0").replace(".", "")) > DIGITS or not found[0].is_finite:
        return f"write {shown} in exact form: a root, a fraction sp.Rational(p, q)"
    exact = Fraction(shown)
    return f"write sp.Rational({exact.numerator}, {exact.denominator}) for {shown}"


def strangers(parts: Mapping[str, Any]) -> str:
    """What to write for the first part that is no expression of SymPy, '' where all are.

    >>> strangers({"value": 2})
    '`value` must be an expression of SymPy, but is 2 of type int; write sp.Integer(2)'
    """
    for name, part in parts.items():
        if not isinstance(part, sp.Expr):
            remedy = f"; write sp.Integer({part})" if isinstance(part, int) else ""
            remedy = "; write sp.Rational(p, q)" if isinstance(part, float) else remedy
            return f"`{name}` must be an expression of SymPy, but is {part!r} of type {type(part).__name__}{remedy}"
    return ""


def written_out(side: Any) -> sp.Expr:
    """The side as an expression, with reciprocals of elementary functions as quotients of those that have a ball value.

    >>> x = sp.Symbol("x")
    >>> written_out(sp.coth(x) + sp.sec(x)), written_out(2)
    (cosh(x)/sinh(x) + 1/cos(x), 2)
    """
    found = sp.sympify(side)
    if not isinstance(found, sp.Basic) or not found.has(*QUOTIENTS):
        return found
    for function, quotient in QUOTIENTS.items():
        found = found.replace(function, quotient)
    return found


def without_value(sides: Iterable[sp.Expr]) -> str:
    """A sentence for what has no value here: functions that ball arithmetic does not know, sums and integrals that are not carried out."""
    for side in sides:
        for node in sp.preorder_traversal(side):
            if isinstance(node, sp.Integral | sp.Sum | sp.Product | sp.Limit | sp.Derivative):
                return f"sums, integrals, limits and derivatives must be carried out, but {node} is not; write what it is"
            if isinstance(node, sp.Function) and node.func not in SUPPORTED:
                known = ", ".join(sorted(function.__name__ for function in FUNCTIONS))
                return f"a function must have a value here, but {node.func} has none; write it by {known}, or as a symbol of its own"
    return ""


def undeclared(symbol: sp.Symbol, where: Variables) -> str:
    """How to declare a symbol, or that one of its name is declared and is another to SymPy."""
    if any(other.name == symbol.name for other in where):
        return f"a symbol {symbol.name} is declared, and is another symbol to SymPy: use the one that `V.declare` returned"
    return f"write `{symbol.name} = V.declare(\"{symbol.name}\", UNIT, \"meaning\")` where the symbols are declared, with `low` and `high`"
