"""Expressions as straight-line programs: every subexpression once, in an order of evaluation.

An algebra (`series`, `jets`) runs the program on its own values. What an algebra is asked for: `constant(number)`, `total(parts)`,
`product(parts)`, `power(base, fraction)`, and a method for each function of `numerics.ball.FUNCTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from numerics.ball import FUNCTIONS


@dataclass(frozen=True)
class Step:
    """One operation on the results at the places `parts`."""

    kind: str  # "variable", "constant", "total", "product", "power", or a function's name
    parts: tuple[int, ...]
    number: Any = None  # the variable's index, the constant, the exponent


class Unsupported(TypeError):
    """An expression with a node that smooth real algebras do not have."""


def tape(expressions: Sequence[sp.Expr], symbols: Sequence[sp.Symbol]) -> tuple[list[Step], list[int]]:
    """The program, and the place of each expression's result. Raises: Unsupported."""
    steps: list[Step] = []
    known: dict[Any, int] = {}
    index = {s: i for i, s in enumerate(symbols)}

    def put(step: Step) -> int:
        if step not in known:
            known[step] = len(steps)
            steps.append(step)
        return known[step]

    def place(node: sp.Expr) -> int:
        if node not in known:
            known[node] = put(_step(node, index, place))
        return known[node]

    return steps, [place(e) for e in expressions]


def _step(node: sp.Expr, index: Mapping[sp.Symbol, int], place: Callable[[sp.Expr], int]) -> Step:
    if node in index:
        return Step("variable", (), index[node])
    if not node.free_symbols:
        return Step("constant", (), node)
    if node.is_Add or node.is_Mul:
        return Step("total" if node.is_Add else "product", tuple(place(a) for a in node.args))
    if node.is_Pow and isinstance(node.exp, sp.Rational):
        return Step("power", (place(node.base),), Fraction(int(node.exp.p), int(node.exp.q)))
    if node.is_Pow and not node.base.free_symbols and node.base.is_positive:
        return Step("exp", (place(node.exp * sp.log(node.base)),))
    if node.func in FUNCTIONS:
        return Step(FUNCTIONS[node.func], (place(node.args[0]),))
    raise Unsupported(f"`expression` must consist of smooth functions, but has {node}")


def run(steps: Sequence[Step], variables: Sequence[Any], algebra: Any) -> list[Any]:
    """The value of every step."""
    values: list[Any] = []
    for step in steps:
        if step.kind == "variable":
            values.append(variables[step.number])
        elif step.kind == "constant":
            values.append(algebra.constant(step.number))
        elif step.kind in ("total", "product"):
            values.append(getattr(algebra, step.kind)([values[i] for i in step.parts]))
        elif step.kind == "power":
            values.append(algebra.power(values[step.parts[0]], step.number))
        else:
            values.append(getattr(algebra, step.kind)(values[step.parts[0]]))
    return values
