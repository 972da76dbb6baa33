"""Where a real formula is analytic: one condition for each power, logarithm, tangent or modulus in it that is not analytic everywhere.

A formula is analytic at every point at which all of its conditions hold, and so are its derivatives: sums, products and compositions of
analytic functions are. The converse fails where singularities cancel, as in sin(q)/q.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sympy as sp

SMOOTH = 3  # a power of a distance from here on has a bounded third derivative, which a scheme of weak order two asks for


@dataclass(frozen=True)
class Condition:
    """`term` is analytic where `argument` is not 0, with is_root where it is above 0. is_pole: it is not finite where `argument` is 0."""

    term: sp.Expr
    argument: sp.Expr
    is_root: bool
    is_pole: bool


def conditions(expressions: Iterable[sp.Expr]) -> tuple[Condition, ...]:
    """Those of all expressions, each once, inner ones before those around them.

    >>> q, r = sp.symbols("q r", real=True)
    >>> [(each.term, each.argument) for each in conditions([sp.log(1 / q), sp.exp(-(q**2)) / (1 + q**2), sp.Abs(q - r)])]
    [(1/q, q), (log(1/q), 1/q), (Abs(q - r), q - r)]
    """
    return tuple(dict.fromkeys(found for each in expressions for found in _within(each)))


def _within(node: sp.Basic) -> Iterator[Condition]:
    if not node.free_symbols:
        return
    for each in _without_smooth_moduli(node) if isinstance(node, sp.Mul) else node.args:
        yield from _within(each)
    found = _own(node)
    if found is not None and not found.argument.is_positive and not (found.argument.is_negative and not found.is_root):
        yield found


def _without_smooth_moduli(product: sp.Mul) -> Iterator[sp.Basic]:
    """The factors, with g in place of |g| where g^2 is among them: SymPy writes |g|^3 as g^2 |g|."""
    powers = product.as_powers_dict()
    for each in product.args:
        smooth = isinstance(each, sp.Abs) and 1 + powers.get(each.args[0], 0) >= SMOOTH
        yield each.args[0] if smooth else each


def _own(node: sp.Basic) -> Condition | None:
    """The condition that a node adds to those of its parts."""
    if isinstance(node, sp.Pow) and node.base.free_symbols:
        return _of_power(node)
    if isinstance(node, sp.log):
        return Condition(node, node.args[0], True, True)
    if isinstance(node, sp.tan):
        return Condition(node, sp.cos(node.args[0]), False, True)
    if isinstance(node, sp.Abs | sp.sign):
        return Condition(node, node.args[0], False, False)
    return None


def _of_power(node: sp.Pow) -> Condition | None:
    base, exponent = node.base, node.exp
    if exponent.is_integer:
        return Condition(node, base, False, True) if exponent.is_negative else None
    if base.is_nonnegative and not isinstance(base, sp.Abs) and exponent.is_number and 2 * exponent >= SMOOTH:
        return None  # where it is 0 it is so like a distance squared, at least
    return Condition(node, base, True, exponent.is_negative is not False)
