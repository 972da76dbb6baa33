"""Lines of a claim whose two sides are equal whatever the paper says, seen in the text of its function: no statement shows how it was made.

Seen is what is plain there: one text or typed numbers on both sides, u/u, u - u, 0*u, a derivative of what does not hold the variable. What
a variable of the function stands for is not looked up.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any

import sympy as sp
from sympy.core.function import UndefinedFunction

KINDS = ("Equal", "AtMost", "Below", "MatrixEqual", "BlockEqual", "TraceEqual", "IndexEqual")
PLAIN = ("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "Abs", "Max", "Min", "Rational", "Integer", "pi", "E", "I", "S")
REMEDY = "let one side come from what the paper says before, and type the other from its line, so that nothing cancels as it is typed"


def seen(build: Any) -> str:
    """Why a line of the function is hollow; empty where none is seen to be."""
    try:
        text = inspect.getsource(build) if isinstance(build, FunctionType) else ""
        nodes = list(ast.walk(ast.parse(textwrap.dedent(text))))
    except (OSError, SyntaxError):  # typed at a prompt, or a lambda in the midst of a line
        return ""
    own = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    for call in nodes:
        if isinstance(call, ast.Call) and _name(call.func) in KINDS and len(call.args) > 1:
            held = {**build.__globals__, **_closed_over(build)}
            for why in _reasons(_name(call.func), call.args[:2], {name: held[name] for name in held.keys() - own}):
                return f"`{ast.unparse(call)}` says nothing of the paper: {why}; {REMEDY}"
    return ""


def _reasons(kind: str, sides: Sequence[ast.expr], known: Mapping[str, Any]) -> Iterator[str]:
    if _same(*sides):
        yield "both sides are one text"
    if kind == "Equal" and all(map(_is_number, sides)):
        yield "both sides are typed numbers"
    for node in (node for side in sides for node in ast.walk(side)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Sub) and _same(node.left, node.right):
            yield f"{ast.unparse(node)} cancels as it is typed"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and any(map(_is_zero, (node.left, node.right))):
            yield f"{ast.unparse(node)} is 0 as it is typed"
        elif isinstance(node, ast.Call) and _name(node.func) == "diff" and (variable := _absent(node, known)):
            yield f"{ast.unparse(node)} is 0, for what is differentiated does not hold {variable}"


def _closed_over(build: FunctionType) -> dict[str, Any]:
    """The variables of functions around it, as far as they have values by now."""
    found = {}
    for name, cell in zip(build.__code__.co_freevars, build.__closure__ or (), strict=True):
        with contextlib.suppress(ValueError):  # not filled yet
            found[name] = cell.cell_contents
    return found


def _same(one: ast.expr, other: ast.expr) -> bool:
    return ast.dump(one) == ast.dump(other)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _is_zero(side: ast.expr) -> bool:
    return isinstance(side, ast.Constant) and side.value == 0


def _is_number(side: ast.expr) -> bool:
    """Whether a side is typed as a number: 0, -1, sp.Integer(2), sp.Rational(1, 2), sp.S.Half."""
    if isinstance(side, ast.Call):
        return _name(side.func) in ("Integer", "Rational", "sympify") and all(map(_is_number, side.args))
    if isinstance(side, ast.Attribute):
        return _name(side.value) == "S"
    if isinstance(side, ast.UnaryOp):
        return _is_number(side.operand)
    return isinstance(side, ast.Constant) and isinstance(side.value, int | float)


def _absent(call: ast.Call, known: Mapping[str, Any]) -> str:
    """A variable of a derivative that what is differentiated is known not to hold; empty where there is none."""
    by_method = isinstance(call.func, ast.Attribute) and _value(call.func.value, known) is not sp
    parts = [call.func.value, *call.args] if by_method and isinstance(call.func, ast.Attribute) else call.args
    held = _symbols(parts[0], known) if parts else None
    variables = [value for part in parts[1:] if isinstance(value := _value(part, known), sp.Symbol)]
    return "" if held is None else next((str(variable) for variable in variables if variable not in held), "")


def _value(node: ast.expr, known: Mapping[str, Any]) -> Any:
    return known.get(node.id) if isinstance(node, ast.Name) else None


def _symbols(side: ast.expr, known: Mapping[str, Any]) -> set[sp.Basic] | None:
    """Symbols that hold all of those of an expression; None where one of its parts may bring in others."""
    found: set[sp.Basic] = set()
    for node in ast.walk(side):
        if isinstance(node, ast.Name):
            value = known.get(node.id)
            if isinstance(value, sp.Basic):
                found |= value.free_symbols
            elif value is not sp and not isinstance(value, UndefinedFunction):
                return None
        elif isinstance(node, ast.Attribute):
            if _value(node.value, known) is not sp or node.attr not in PLAIN:
                return None
        elif isinstance(node, ast.Call):
            if not isinstance(node.func, ast.Attribute) and not isinstance(_value(node.func, known), UndefinedFunction):
                return None
        elif isinstance(node, ast.expr) and not isinstance(node, ast.BinOp | ast.UnaryOp) and not _is_number(node):
            return None
    return found
