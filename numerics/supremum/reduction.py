r"""A potential split into pieces in orthogonal subspaces, and exact reductions of a piece. Each preserves ||grad^j V||.

Pieces: for V = sum_b V_b(P_b x) with orthogonal projections P_b, P_b P_c = 0, the j-th derivative along u, j >= 2, is at most
sum_b ||grad^j V_b|| |P_b u|^j <= max_b ||grad^j V_b||, with equality for the best u. A term that depends on k . x alone is a
function of one coordinate s along k/|k|; what depends on several k . x, of their span's orthonormal coordinates (`subspaces`).
Moving frames: V(x - r(t), t) has the suprema of V(x, t) where x ranges over the whole line.
Radial: for V = w(|x|^2), c the cosine between x and u, r = |x|: (u.grad)^2 V = 2 w' + 4 r^2 c^2 w'' and
(u.grad)^3 V = 12 r c w'' + 8 r^3 c^3 w''', at s = r^2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import count, pairwise

import numpy as np
import sympy as sp
from flint import ctx
from sympy.simplify.fu import TR8

from numerics.supremum.balls import Balls
from numerics.supremum.jets import Jets
from numerics.supremum.subspaces import orthogonal_parts, orthonormal
from numerics.supremum.tape import Unsupported, run, tape

PROBES = (0.3125, -0.4375, 0.8125, 0.6875, 0.1875)  # coordinates of two points at which slopes are compared, in turn


@dataclass(frozen=True)
class Piece:
    """A potential of its own coordinates; `back` gives the original coordinates of a point of the piece."""

    expression: sp.Expr
    coordinates: tuple[sp.Symbol, ...]
    back: Mapping[sp.Symbol, sp.Expr]


def tidy(expression: sp.Expr) -> sp.Expr:
    """The same, with sinh as tanh cosh and k - k tanh^2 as k/cosh^2, so that enclosures see what cancels."""
    if not expression.has(sp.sinh, sp.tanh):
        return expression
    found = expression.replace(sp.sinh, lambda a: sp.tanh(a) * sp.cosh(a))
    return found.replace(lambda e: e.is_Add and e.has(sp.tanh), _without_squares)


def _without_squares(total: sp.Expr) -> sp.Expr:
    for square in {p for p in total.atoms(sp.Pow) if p.exp == 2 and isinstance(p.base, sp.tanh)}:
        k = total.coeff(square, 1)
        if k != 0 and -k in (terms := list(sp.Add.make_args(total))):
            terms.remove(-k)
            terms.remove(k * square)
            return _without_squares(sp.Add(*terms)) - k / sp.cosh(square.base.args[0]) ** 2
    return total


def relevant(expression: sp.Expr, coordinates: Sequence[sp.Symbol], order: int) -> sp.Expr:
    """V without the terms that are polynomials in x of a degree below the order."""
    def counts(term: sp.Expr) -> bool:
        return not term.is_polynomial(*coordinates) or sp.Poly(term, *coordinates).total_degree() >= order
    return sp.Add(*(term for term in sp.Add.make_args(expression) if counts(term)))


def at_rest(expression: sp.Expr, coordinates: Sequence[sp.Symbol], time: sp.Symbol) -> sp.Expr:
    """V in a frame that moves along whole lines, if that removes the time; else V."""
    for x in coordinates:
        for total in sorted(expression.atoms(sp.Add), key=sp.default_sort_key):
            a = total.coeff(x, 1)
            rest = total - a * x
            if a.is_number and a != 0 and rest.free_symbols == {time}:
                moved = expression.subs(x, x - sp.expand(rest / a))
                moved = moved.replace(lambda e: e.is_Add and e.has(time), sp.expand)
                if time not in moved.free_symbols:
                    return moved
    return expression


def pieces(expression: sp.Expr, coordinates: Sequence[sp.Symbol], *, free: bool) -> list[Piece]:
    """The pieces of V; `free`: the coordinates range over all space, so that slanted pieces may be used too."""
    groups, along = _groups(expression, coordinates), cache(partial(_direction, coordinates=coordinates))
    if free and any(len(g[1]) > 1 for g in groups) and expression.has(sp.sin, sp.cos) and not _is_mixed(expression, coordinates, along):
        slanted = _groups(sp.expand(TR8(expression)), coordinates, along)
        groups = slanted if all(g[2] is not None or len(g[1]) == 1 for g in slanted) else groups
    if free and any(len(g[1]) > 1 and g[2] is None for g in groups):
        groups = _groups(expression, coordinates, along)
    found = [_piece(*group, coordinates, i) for i, group in enumerate(groups)]
    return [part for piece in found for part in (_smaller(piece) if free and len(piece.coordinates) > 1 else [piece])]


def _smaller(piece: Piece) -> list[Piece]:
    """Pieces of fewer coordinates if the piece's terms depend on orthogonal subspaces, or on one that is not all of space; or the piece,
    its first coordinates those that terms other than quadratic ones depend on."""
    parts = orthogonal_parts(piece.expression, piece.coordinates)
    if any(sp.Matrix(rows).is_Identity for _, rows in parts):
        return [piece]
    names = (s for n in count() if (s := sp.Symbol(f"q'{n}", real=True)) not in piece.expression.free_symbols)
    return [_restricted(term, {next(names): row for row in orthonormal(rows)}, piece) for term, rows in parts]


def _restricted(term: sp.Expr, basis: Mapping[sp.Symbol, Sequence[sp.Expr]], piece: Piece) -> Piece:
    """The term on the span of orthonormal vectors, as a potential of the coordinates along them."""
    back = {x: sp.Add(*(s * row[i] for s, row in basis.items())) for i, x in enumerate(piece.coordinates)}
    return Piece(_substituted(term, back), tuple(basis), {x: e.subs(back, simultaneous=True) for x, e in piece.back.items()})


def _substituted(expression: sp.Expr, back: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    """The expression in other coordinates; roots leave the denominators of polynomials, and no other sums get a common denominator."""
    along = expression.subs(back, simultaneous=True).replace(lambda e: e.is_Add, lambda e: sp.expand(e, power_exp=False))
    return along.replace(lambda e: e.is_Add and e.is_polynomial(), sp.radsimp)


Along = Callable[[sp.Expr], tuple[sp.Expr, ...] | None]


def _is_mixed(expression: sp.Expr, coordinates: Sequence[sp.Symbol], along: Along) -> bool:
    """Whether a term that sums of angles leave as it is holds several coordinates and has no direction."""
    return any(len(term.free_symbols & set(coordinates)) > 1 and not term.has(sp.sin, sp.cos) and along(term) is None
               and not sp.expand(term).is_Add for term in sp.Add.make_args(expression))


Group = tuple[sp.Expr, tuple[sp.Symbol, ...], tuple[sp.Expr, ...] | None]


def _groups(expression: sp.Expr, coordinates: Sequence[sp.Symbol], along: Along | None = None) -> list[Group]:
    """Terms merged until their subspaces are orthogonal: an expression, its coordinates, and its one direction if slanted.

    along: directions of terms, where slanted subspaces may be used.
    """
    groups: list[Group] = []
    for term in sp.Add.make_args(expression):
        used = tuple(x for x in coordinates if x in term.free_symbols)
        if used:
            groups.append((term, used, along(term) if along is not None and len(used) > 1 else None))
    merged = True
    while merged:
        merged = False
        for i in range(len(groups)):
            for k in range(i):
                if not _orthogonal(groups[i], groups[k], coordinates):
                    groups[k] = _merged(groups[k], groups.pop(i), coordinates)
                    merged = True
                    break
            if merged:
                break
    return groups


def _orthogonal(a: Group, b: Group, coordinates: Sequence[sp.Symbol]) -> bool:
    if a[2] is not None and b[2] is not None:
        return bool(sp.expand(sp.Add(*(p * q for p, q in zip(a[2], b[2], strict=True)))) == 0)
    return not set(a[1]) & set(b[1])


def _merged(a: Group, b: Group, coordinates: Sequence[sp.Symbol]) -> Group:
    used = tuple(x for x in coordinates if x in {*a[1], *b[1]})
    return a[0] + b[0], used, a[2] if a[2] is not None and a[2] == b[2] else None


def _direction(term: sp.Expr, coordinates: Sequence[sp.Symbol]) -> tuple[sp.Expr, ...] | None:
    """k with the first component that is not 0 equal to 1, if the term, which holds a coordinate, depends on k . x only; else None."""
    used = tuple(x for x in coordinates if x in term.free_symbols)
    if _bends(term, used):
        return None
    slopes = {x: sp.diff(term, x) for x in used}
    ratios = {x: sp.cancel(slope / slopes[used[0]]) for x, slope in slopes.items()}
    if not all(ratio.is_number and ratio.is_real for ratio in ratios.values()):
        return None
    return tuple(ratios.get(x, sp.S.Zero) for x in coordinates)


def _bends(term: sp.Expr, used: Sequence[sp.Symbol]) -> bool:
    """Whether the slopes' ratio certainly differs between two points, which says in floats what `cancel` says in ten times the time."""
    if not term.free_symbols <= set(used):
        return False
    try:
        steps, (place,) = tape([term], used)
    except Unsupported:
        return False
    x, algebra = np.resize(PROBES, (len(used), 2)), Jets(len(used), 1, 2)
    with np.errstate(all="ignore"), ctx.workprec(64):
        jet = run(steps, [algebra.variable(i, Balls(x[i : i + 1], np.zeros((1, 2)))) for i in range(len(used))], algebra)[place]
        rows = [jet.rows[k : k + 1] for k, index in enumerate(jet.support) if sum(index) == 1]
        crossed = [a[:, :1] * b[:, 1:] + -(a[:, 1:] * b[:, :1]) for a, b in pairwise(rows)]
    return any(bool(each.lower()[0, 0] > 0 or each.upper()[0, 0] < 0) for each in crossed)


def direction(term: sp.Expr, coordinates: Sequence[sp.Symbol]) -> tuple[sp.Expr, ...] | None:
    """k with the first component that is not 0 equal to 1, if the term depends on k . x only; else None."""
    return _direction(term, coordinates) if term.free_symbols else None


def _piece(
    expression: sp.Expr, used: tuple[sp.Symbol, ...], k: tuple[sp.Expr, ...] | None, coordinates: Sequence[sp.Symbol], i: int,
) -> Piece:
    """The group as a potential of its own coordinates."""
    if k is None:
        return Piece(expression, used, {x: x if x in used else sp.S.Zero for x in coordinates})
    s, length = sp.Symbol(f"s{i}", real=True), sp.sqrt(sp.expand(sp.Add(*(q**2 for q in k))))
    back = {x: s * q / length for x, q in zip(coordinates, k, strict=True)}
    return Piece(_substituted(expression, back), (s,), back)


def radial(expression: sp.Expr, coordinates: Sequence[sp.Symbol], square: sp.Symbol) -> sp.Expr | None:
    """w with V = w(|x|^2), as an expression in `square`; None if V is not found to be so."""
    last, others = coordinates[-1], coordinates[:-1]
    if expression.subs(last, -last) != expression:
        return None
    moved = expression.subs(last, sp.sqrt(square - sp.Add(*(x**2 for x in others))))
    moved = moved.replace(lambda e: e.is_Add, sp.expand)
    return None if moved.free_symbols & set(coordinates) else moved


def radial_derivatives(w: sp.Expr, square: sp.Symbol, r: sp.Symbol, c: sp.Symbol, order: int) -> list[sp.Expr]:
    """Functions of r >= 0 and c in [0, 1] with the maximum of (u . grad)^order V; order 2 is linear in c^2, so that its ends do."""
    first, second, third = (tidy(sp.diff(w, square, k)).subs(square, r**2) for k in (1, 2, 3))
    if order == 2:
        return [2 * first, 2 * first + 4 * r**2 * second]
    return [12 * r * c * second + 8 * r**3 * c**3 * third]


def directional(expression: sp.Expr, coordinates: Sequence[sp.Symbol], direction: Sequence[sp.Expr], order: int) -> sp.Expr:
    """(u . grad)^order V for a direction u that does not depend on x."""
    for _ in range(order):
        expression = sp.Add(*(u * tidy(sp.diff(expression, x)) for u, x in zip(direction, coordinates, strict=True)))
    return expression
