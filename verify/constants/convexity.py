"""Whether the Hessian of a potential has one sign everywhere, proved exactly: the searches by balls leave open a supremum that is 0.

A symmetric matrix is positive semidefinite if all its principal minors are nonnegative. They are those of its blocks: coordinates that
no second derivative joins. A sum of convex terms is convex.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import sympy as sp
from sympy.simplify.fu import TR8

from derive.formula import Formula
from derive.many_body import ManyBody
from numerics.supremum import Supremum
from verify.regular import irregular, ranges
from verify.sampling import decide
from verify.seconds import Late, within
from verify.statements.scalar import AtMost
from verify.variables import Variables

Domain = Mapping[Any, tuple[Any, Any]]
SECONDS = 4.0  # for either sign
LARGEST = 3  # coordinates of a block: beyond, minors are too many and too long
LONGEST = 400  # operations of a minor that is still worth rewriting
LETTER = "sum_of_coordinates"
PROVED = "nowhere {}, proved in letters"


def settled(potential: Formula | ManyBody, domain: Domain | None, ends: tuple[Supremum, Supremum]) -> tuple[Supremum, Supremum]:
    """The suprema of the largest eigenvalue of the Hessian and of minus the least one, with 0 for an upper end that is proved to be 0.

    domain: exact ends by symbol, None for infinite. Only a supremum that may be 0 is tried, of a V that is shown to be smooth.
    """
    if not any(each.low <= 0 < each.high for each in ends) or irregular(potential, domain):
        return ends
    return _settled(potential, domain, ends[0], -1), _settled(potential, domain, ends[1], 1)


def _settled(potential: Formula | ManyBody, domain: Domain | None, end: Supremum, sign: int) -> Supremum:
    if not end.low <= 0 < end.high:
        return end
    parts = [each.formula for each in potential.terms] if isinstance(potential, ManyBody) else [potential]
    inside = {} if domain is None or isinstance(potential, ManyBody) else domain  # a term of several particles: on all space
    try:
        with within(SECONDS):
            shown = all(_is_definite(part, inside, sign) for part in parts)
    except Late:
        return end
    how = PROVED.format("negative" if sign > 0 else "positive")
    return replace(end, high=0.0, exact_high="0", how=how, finite=True) if shown else end


def _is_definite(formula: Formula, domain: Domain, sign: int) -> bool:
    """Whether sign times the Hessian is proved to be positive semidefinite: of the whole, or of every term."""
    where, names = ranges(formula, domain)
    V, coordinates = sign * formula.expression.xreplace(names), [names[x] for x in formula.coordinates if x in names]
    V = V if domain else _centred(V, coordinates)
    terms = sp.Add.make_args(V)
    return _is_convex(V, coordinates, where) or (len(terms) > 1 and all(_is_convex(term, coordinates, where) for term in terms))


def _centred(V: sp.Expr, coordinates: Sequence[sp.Symbol]) -> sp.Expr:
    """V from the middle of the first parabola a + b x + c x^2 in it: SymPy then sees whether that is positive."""
    for x in coordinates:
        for node in sorted(V.atoms(sp.Add), key=sp.default_sort_key):
            if node.free_symbols == {x} and node.is_polynomial(x) and sp.degree(node, x) == 2:
                c, b, _ = sp.Poly(node, x).all_coeffs()
                there, letter = {x: x - b / (2 * c)}, sp.Dummy(real=True)
                return V.xreplace({node: letter}).xreplace(there).xreplace({letter: sp.expand(node.xreplace(there))})
    return V


def _is_convex(V: sp.Expr, coordinates: Sequence[sp.Symbol], where: Variables) -> bool:
    hessian = sp.Matrix(len(coordinates), len(coordinates), lambda i, j: sp.diff(V, coordinates[i], coordinates[j]))
    blocks = hessian.connected_components()
    if max(map(len, blocks), default=0) > LARGEST:
        return False
    return all(_nonnegative(minor, where) for block in blocks for minor in _minors(hessian, block))


def _minors(hessian: Any, block: Sequence[int]) -> Iterator[sp.Expr]:
    """The principal minors of a block, the smallest first."""
    for size in range(1, len(block) + 1):
        for chosen in combinations(block, size):
            yield hessian.extract(chosen, chosen).det(method="berkowitz")


def _nonnegative(expression: sp.Expr, where: Variables) -> bool:
    """Whether an expression is proved to be at least 0, in one of its forms."""
    for form in _forms(_along(expression, where)):
        line = AtMost(sp.S.Zero, form, where)
        if not form.free_symbols and decide(sp.S.Zero, "<=", form, {}):
            return True
        if not line.problems() and line.prove() is not None:
            return True
    return False


def _along(expression: sp.Expr, where: Variables) -> sp.Expr:
    """The expression with a letter for the one sum of coordinates that it depends on, if there is one."""
    for inner in sorted(expression.atoms(sp.Add), key=sp.default_sort_key):
        if len(inner.free_symbols) > 1 and all(inner.diff(x).is_number for x in inner.free_symbols):
            letter = next((symbol for symbol in where if symbol.name == LETTER), None) or where.declare(LETTER, low=-sp.oo)
            found = expression.xreplace({inner: letter, -inner: -letter})
            return found if found.free_symbols == {letter} else expression
    return expression


def _forms(expression: sp.Expr) -> Iterator[sp.Expr]:
    yield expression
    if sp.count_ops(expression) > LONGEST:
        return
    yield sp.factor(sp.together(expression))
    if expression.has(sp.sin, sp.cos):
        yield sp.expand(TR8(sp.expand(expression)))  # of multiple angles
    if expression.has(sp.Function):
        written = sp.factor(sp.together(expression.rewrite((sp.sinh, sp.cosh, sp.tanh), sp.exp)))
        yield written
        yield sp.powsimp(written)
