"""One text, several readers: SymPy for the engine, mpmath and NumPy for the truth; they share the syntax tree and nothing else.

A text is a Python expression of whole numbers, names, + - * / **, `.T`, `.inverse` and calls; a statement compares two of them.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import mpmath as mp
import numpy as np
import sympy as sp

OPERATIONS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
COMPARISONS: dict[type, str] = {ast.Eq: "==", ast.LtE: "<=", ast.Lt: "<"}
DIGITS = 60


@lru_cache(maxsize=4096)
def _tree(text: str) -> ast.expr:
    return ast.parse(text.strip(), mode="eval").body


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[str, str, str]:
    """The left side, the operator and the right side of a statement."""
    tree = _tree(text)
    if not isinstance(tree, ast.Compare) or len(tree.ops) != 1 or type(tree.ops[0]) not in COMPARISONS:
        raise ValueError(f"a statement must compare two sides once, by ==, <= or <, but is {text!r}")
    return ast.unparse(tree.left), COMPARISONS[type(tree.ops[0])], ast.unparse(tree.comparators[0])


@lru_cache(maxsize=4096)
def names(text: str) -> frozenset[str]:
    """The names in a text that are not called."""
    tree = _tree(text)
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)) - called


def read(text: str, known: Mapping[str, Any], number: Callable[[int], Any]) -> Any:
    """The value of a text. Raises: KeyError for a name that is not known, ValueError for other syntax."""

    def value(node: ast.AST) -> Any:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            return number(node.value)
        if isinstance(node, ast.Name):
            return known[node.id]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -value(node.operand)
        if isinstance(node, ast.BinOp):
            return OPERATIONS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.Attribute) and node.attr in ("T", "inverse"):
            return getattr(value(node.value), node.attr)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return known[node.func.id](*(value(argument) for argument in node.args))
        raise ValueError(f"`text` must be an expression of numbers, names and calls, but {ast.unparse(node)!r} is none")

    return value(_tree(text))


EXACT: dict[str, Any] = {
    **{name: getattr(sp, name) for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "atan", "asin", "sinh", "cosh",
    "tanh", "atanh", "erf",
                                            "gamma", "Max", "Min", "Abs", "sign", "re", "im")},
    "conj": sp.conjugate, "pi": sp.pi, "I": sp.I,
}
PRECISE: dict[str, Any] = {
    **{name: getattr(mp, name) for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "atan", "asin", "sinh", "cosh",
    "tanh", "atanh", "erf",
                                            "gamma", "sign", "re", "im")},
    "Max": max, "Min": min, "Abs": abs, "conj": mp.conj, "I": mp.mpc(0, 1),
}
FAST: dict[str, Any] = {
    **{name: getattr(np, name) for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sign")},
    "atan": np.arctan, "asin": np.arcsin, "atanh": np.arctanh, "erf": np.vectorize(lambda z: float(mp.erf(z))),
    "gamma": np.vectorize(lambda z: float(mp.gamma(z))),
    "Max": lambda *parts: np.maximum.reduce(np.broadcast_arrays(*parts)),
    "Min": lambda *parts: np.minimum.reduce(np.broadcast_arrays(*parts)),
    "Abs": np.abs, "conj": np.conj, "re": np.real, "im": np.imag, "pi": np.pi, "I": 1j,
}


def precise(text: str, known: Mapping[str, Any]) -> Any:
    """The value in mpmath, at the working precision."""
    return read(text, {**PRECISE, "pi": +mp.pi, **known}, mp.mpf)


def fast(text: str, known: Mapping[str, Any]) -> Any:
    """The values at many points, in double precision."""
    return read(text, {**FAST, **known}, float)


def exact(text: str, known: Mapping[str, Any]) -> Any:
    """The SymPy expression that the engine is given."""
    return read(text, {**EXACT, **known}, sp.Integer)
