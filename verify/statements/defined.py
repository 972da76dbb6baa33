"""Where an expression is defined: what must not vanish, whether that is known, and roots that are not real somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import sympy as sp

from derive import normal_form
from verify.sampling import Point, holds


def must_not_vanish(sides: Sequence[sp.Expr]) -> list[sp.Expr]:
    """Denominators, arguments of logarithms, cosines below tangents: those not non-zero by their symbols' assumptions."""
    found: frozenset[sp.Expr] = frozenset().union(*(_may_vanish(side) for side in sides))
    return sorted(found, key=sp.default_sort_key)


@lru_cache(maxsize=256)
def _may_vanish(side: sp.Expr) -> frozenset[sp.Expr]:
    found = set()
    for node in sp.preorder_traversal(side):
        if isinstance(node, sp.Pow) and node.exp.is_negative is not False and node.base is not sp.E:
            found.add(node.base)
        elif isinstance(node, sp.log):
            found.add(node.args[0])
        elif isinstance(node, sp.tan):
            found.add(sp.cos(node.args[0]))
    return frozenset(base for base in found if base.is_nonzero is not True)


def unknown(
    sides: Sequence[sp.Expr], nonzero: Sequence[sp.Expr], one_sign: Callable[[sp.Expr], bool]
) -> list[str]:
    """A sentence for everything that must not vanish and neither a hypothesis nor a certificate keeps from it.

    nonzero: expressions that the hypotheses say do not vanish.
    one_sign: whether an expression is certified positive, or negative, on the domain.
    """
    return [
        f"every denominator must be non-zero on the domain, and every argument of a logarithm, which is not shown of {base}; multiply it "
        f"out, or add the hypothesis Apart({base}, 0, V)"
        for base in must_not_vanish(sides)
        if not any(_is_multiple(base, h) for h in nonzero) and not one_sign(base)
    ]


def _is_multiple(base: sp.Expr, other: sp.Expr) -> bool:
    """Whether one is a number times the other, which is not zero."""
    (a, one), (b, rest) = base.as_content_primitive(), other.as_content_primitive()
    return bool(a != 0 and b != 0 and any(one == sign * rest or normal_form.prove_equal(one, sign * rest) for sign in (1, -1)))


def imaginary(sides: Sequence[sp.Expr], points: Iterable[Point]) -> list[str]:
    """A sentence for every broken power whose base is certainly negative at one of the points: there the sides are not real."""
    found: frozenset[sp.Expr] = frozenset().union(*(_roots(side) for side in sides))
    if not found:
        return []
    tried = list(points)
    said = []
    for root in sorted(found, key=sp.default_sort_key):
        at = next((point for point in tried if root.base.free_symbols <= point.keys() and holds(root.base, "<", sp.S.Zero, point)), None)
        if at is not None:
            where = ", ".join(f"{symbol} = {at[symbol]}" for symbol in sorted(root.base.free_symbols, key=str))
            said.append(f"every denominator must be non-zero on the domain and every root real, but {root} is not real at {where}")
    return said


@lru_cache(maxsize=256)
def _roots(side: sp.Expr) -> frozenset[sp.Expr]:
    """Powers with a fraction as exponent whose base is not known to be nonnegative."""
    return frozenset(node for node in side.atoms(sp.Pow)
                     if isinstance(node.exp, sp.Rational) and not node.exp.is_Integer and node.base.is_nonnegative is not True)
