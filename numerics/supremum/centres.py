"""Points around which a potential may vary: where its linear terms vanish, and where its quadratic ones are stationary."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product

import sympy as sp

from numerics.supremum import reduction

MOST, POINTS, TRIED = 5, 125, 8  # numbers a coordinate, points, points tried as a centre of symmetry


def centres(expression: sp.Expr, coordinates: Sequence[sp.Symbol]) -> list[tuple[sp.Expr, ...]]:
    """Exact points other than the origin, as guesses: nothing rests on them.

    >>> x, y = sp.symbols("x y", real=True)
    >>> centres(sp.exp(-(x - 30)**2 - 2*y**2 + 160*y), (x, y))
    [(30, 40), (30, 0), (0, 40)]
    """
    found: dict[sp.Symbol, dict[sp.Expr, None]] = {x: {} for x in coordinates}
    places = {each: at for each in expression.atoms(sp.Add) if (at := {x: place for x in coordinates if (place := _place(each, x))})}
    for each in sorted(places, key=str):
        for x, place in places[each].items():
            if len(found[x]) < MOST - 1:
                found[x][place] = None
    points = islice(product(*([*found[x], sp.S.Zero] for x in coordinates)), POINTS)
    return [point for point in points if any(value != 0 for value in point)]


def at_centre(part: reduction.Piece, order: int) -> tuple[reduction.Piece, str]:
    """The piece, its origin moved to a point around which its derivatives are radial, and that point in words; else the piece and ""."""
    square = sp.Symbol("square", positive=True)
    if len(part.coordinates) > 1 and reduction.radial(part.expression, part.coordinates, square) is None:
        for point in centres(part.expression, part.coordinates)[:TRIED]:
            shift = {x: x + c for x, c in zip(part.coordinates, point, strict=True)}
            moved = part.expression.xreplace(shift).replace(lambda e: e.is_Add, lambda e: sp.expand(e, power_exp=False))
            moved = reduction.relevant(moved, part.coordinates, order)
            if reduction.radial(moved, part.coordinates, square) is not None:
                back = {x: place.xreplace(shift) for x, place in part.back.items()}
                return reduction.Piece(moved, part.coordinates, back), f"around ({', '.join(map(str, point))})"
    return part, ""


def _place(each: sp.Add, x: sp.Symbol) -> sp.Expr | None:
    """-b/a of a x + b, -b/(2 a) of a x^2 + b x + c, whatever the other variables in c; None where there is none, or it is 0."""
    if not each.has(x) or not each.is_polynomial(x) or each.diff(x).xreplace({x: sp.S.Zero}) == 0:
        return None
    polynomial = sp.Poly(each, x)
    rest, linear, top = (polynomial.nth(k) for k in range(3))
    numerator, denominator = {1: (-rest, linear), 2: (-linear, 2 * top)}.get(polynomial.degree(), (x, x))
    place = numerator / denominator if numerator.is_number and denominator.is_number else sp.S.Zero
    return place if place != 0 else None
