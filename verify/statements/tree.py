"""Small changes of an expression tree: what a tired author might have written instead."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

LIMIT = 24


def _at(expr: sp.Expr, path: tuple[int, ...], new: sp.Expr) -> sp.Expr:
    if not path:
        return new
    arguments = list(expr.args)
    arguments[path[0]] = _at(arguments[path[0]], path[1:], new)
    return expr.func(*arguments)


def _walk(expr: sp.Expr, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], sp.Expr]]:
    yield path, expr
    for index, argument in enumerate(expr.args):
        yield from _walk(argument, (*path, index))


def _candidates(expr: sp.Expr) -> Iterator[tuple[str, sp.Expr]]:
    yield "a factor 2", 2 * expr
    yield "a factor 1/2", expr / 2
    yield "the sign", -expr
    for path, node in _walk(expr):
        if isinstance(node, sp.Add):
            for term in node.args:
                yield f"term {term} dropped", _at(expr, path, node - term)
                yield f"sign of {term}", _at(expr, path, node - 2 * term)
        elif isinstance(node, sp.Mul):
            for factor in node.args:
                if not isinstance(factor, sp.Rational):
                    yield f"factor {factor} dropped", _at(expr, path, node / factor)
                else:
                    yield f"constant {factor} doubled", _at(expr, path, node * 2)
        elif isinstance(node, sp.Pow) and isinstance(node.exp, sp.Rational):
            for shift in (sp.Rational(1, 2), sp.Integer(-1)):
                yield f"exponent {node.exp + shift} for {node.exp} of {node.base}", _at(expr, path, node.base ** (node.exp + shift))
        elif isinstance(node, sp.Max | sp.Min):
            other = sp.Min if isinstance(node, sp.Max) else sp.Max
            yield f"{node.func.__name__} for {other.__name__}", _at(expr, path, other(*node.args))
        elif node is sp.I:
            yield "I for -I", _at(expr, path, -sp.I)
        elif isinstance(node, sp.Integer) and not path:
            yield "one more", node + 1


def changes(expr: sp.Expr) -> Iterator[tuple[str, sp.Expr]]:
    """(what was changed, changed expression), each different in structure from the others; at most LIMIT of them."""
    seen = {expr}
    for text, changed in _candidates(expr):
        if changed in seen or changed.has(sp.zoo, sp.nan, sp.oo):
            continue
        seen.add(changed)
        yield text, changed
        if len(seen) > LIMIT:
            return
