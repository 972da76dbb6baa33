r"""The norm of the derivative of a piece of two or three coordinates, by `sieve`: which box, and what is outside of it.

Symmetry (each an isometry under which |F| is unchanged, so that a part of space is enough): a reflection halves a coordinate;
in three coordinates, invariance under rotations around an axis leaves a half plane. A coordinate in which V is periodic ranges over a
period P, over P/2 if half a period changes the sign of V only, and with a reflection over half of that: x -> P - x is a symmetry then.
In the others V = A + B: where B's derivative is at most b outside, the norm there is at most ||grad^j A|| + b. Terms that are periodic
or quasi-periodic in each of these coordinates that they hold, or do not hold all of them, or are polynomials of a degree up to j, are A's.
Where A's orthogonal pieces are all of the first or third kind or lack one of the coordinates, ||grad^j A|| is approached far out: the
norm is at least ||grad^j A|| - b. The same holds of the largest eigenvalue of a Hessian, which changes by at most b as B is added (Weyl);
but it need not reach 0 anywhere. A coordinate on which the derivatives do not depend is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import inf, nextafter
from typing import Any

import numpy as np
import sympy as sp
from flint import arb, ctx

from numerics.ball import ball
from numerics.supremum import reduction
from numerics.supremum.affine import wave_bound
from numerics.supremum.cell import Span
from numerics.supremum.centres import centres
from numerics.supremum.climb import climb
from numerics.supremum.effort import cells
from numerics.supremum.outside import Outside
from numerics.supremum.problem import Found
from numerics.supremum.result import Supremum
from numerics.supremum.ridges import Ridges, ridges
from numerics.supremum.sieve import Sieve
from numerics.supremum.sieve_cells import Box
from numerics.supremum.torus import wrapped

LINE: Span = (None, None)
POINT: Span = (Fraction(0), Fraction(0))
CLOSE, NEAR, HOPELESS, FARTHEST, CELLS = Fraction(4), Fraction(8), Fraction(64), Fraction(2) ** 24, 200_000
ROUGH = Fraction(1, 1000)  # relative width of the periodic part's norm, where that is enough
Norm = Callable[[sp.Expr, Mapping[sp.Symbol, Span], Fraction], Supremum]


def norm(
    expression: sp.Expr, coordinates: tuple[sp.Symbol, ...], spans: Mapping[sp.Symbol, Span], order: int, signs: tuple[int, ...],
    *, tolerance: Fraction, budget: int | None, periodic: Norm, steps: list[str],
) -> tuple[Found, dict[sp.Symbol, sp.Expr]] | None:
    """Bounds, and the position of the lower one; None where this way finds no finite bound. periodic: the norm of A on the bounded
    spans given and whole lines, which for almost periodic functions are no more than half lines, to a relative width.

    Raises: Unsupported.
    """
    said: list[str] = []
    spans = given = {x: spans[x] for x in spans if x in coordinates or x in expression.free_symbols}
    expression, coordinates, spans = _sliced(expression, coordinates, spans, order, said)
    spans = _folded(expression, coordinates, spans, signs)
    variables = [*coordinates, *(s for s in spans if s not in coordinates)]
    ends: dict[sp.Symbol, tuple[Any, Any]] = {}
    whole: dict[sp.Symbol, Span] = {}  # spans that hold a period
    free = []
    for s in variables:
        ends[s] = spans[s]
        turned = wrapped(expression, s) if spans[s] in (LINE, (0, None)) else None
        if turned is not None and len(turned.turns) == 1 and turned.rate.is_number:
            period = sp.Abs(turned.rate)
            whole[s] = (Fraction(0), Fraction(_rounded(period, 1)[0]))
            ends[s] = (Fraction(0), _part_of_period(expression, s, period, signs) / (2 if spans[s] != given[s] == LINE else 1))
            said.append(f"periodic in {s}")
        elif None in spans[s] and s in coordinates and _is_constant(expression, s, order):
            ends[s] = whole[s] = POINT
            said.append(f"derivatives constant in {s}")
        elif None in spans[s]:
            free.append(s)
    if any(s not in coordinates for s in free) or not all(spans[s][0] in (None, 0) or s not in free for s in spans):
        return None
    if all(whole.get(x) == POINT for x in coordinates):
        return None  # a form that is the same everywhere
    mirror = next((i for i, x in enumerate(coordinates) if spans[x] == POINT), None)
    sieve = Sieve(expression, variables, len(coordinates), order, signs, mirror)
    if not free:
        return _finished(sieve, _box(variables, ends, {}, given), 0.0, tolerance, budget, variables, steps, said)
    A, B = _split(expression, free, order)
    rest: Outside | Ridges = Outside(B, coordinates, {s: whole.get(s, spans[s]) for s in variables}, order)
    climb(sieve, _box(variables, ends, dict.fromkeys(free, NEAR), given), float(tolerance))
    radius = max([CLOSE, *(abs(end) for s in free for end in spans[s] if end is not None)])
    tail = rest.bound(radius)
    is_open = list(coordinates) == free and all(given[x] == LINE for x in free) and not _is_wrapped(expression, free)
    lines = ridges(expression, coordinates, order) if is_open and tail > abs(sieve.found.low) / 8 else None
    least, most, is_turned, is_far = (0.0 if len(signs) == 2 or A == 0 else -inf), 0.0, False, False
    widths: list[Fraction] = []  # to which A's norm is still to be searched, if a bound by its waves is not enough
    if lines is not None:
        along = [periodic(term, {}, tolerance) for term in lines.terms]
        if not all(each.finite is True for each in along):
            return None
        A, rest, is_far, least, most = sp.Add(*lines.terms), lines, True, max(each.low for each in along), max(each.high for each in along)
        tail = rest.bound(radius)
    elif A != 0:
        if B == 0 or any(spans[s] == POINT for s in A.free_symbols):
            return None  # nothing decays: the torus of A's angles is searched instead
        is_turned = _is_wrapped(A, [x for x in free if x in A.free_symbols])  # then half lines hold no less than whole ones, the default
        bounded = {s: given[s] for s in A.free_symbols if not (is_turned and s in free)}
        is_far, most = _is_met_far_out(A, coordinates, free, order), wave_bound(A, coordinates, order) if is_turned else inf
        widths = [ROUGH, tolerance] if tolerance < ROUGH else [tolerance]
    reach = _climb_far(sieve, expression, variables, free, max(radius, NEAR),
                       lambda far: _box(variables, ends, dict.fromkeys(free, far), given), float(tolerance))
    while True:
        sieve.found.low = max(sieve.found.low, nextafter(least - tail, -inf) if is_far else -inf)
        total = nextafter(most + tail, inf)
        if total <= sieve.target(float(tolerance)):
            break
        if widths and least + tail <= sieve.target(float(tolerance)):
            known = periodic(A, bounded, widths.pop(0))
            if known.finite is not True:
                return None
            least, most = known.low, known.high
            continue
        if (tail == inf and radius > max(HOPELESS, 8 * reach)) or radius > FARTHEST:
            return None
        radius *= 2
        tail = rest.bound(radius)
    towards = "" if A == 0 else " towards a periodic part" if is_turned else " towards a part of fewer coordinates"
    said.append(f"outside of {radius}: decay{towards}")
    box = _box(variables, ends, dict.fromkeys(free, radius), given)
    return _finished(sieve, box, total, tolerance, budget, variables, steps, said)


def _climb_far(
    sieve: Sieve, expression: sp.Expr, variables: Sequence[sp.Symbol], free: Sequence[sp.Symbol], radius: Fraction,
    box: Callable[[Fraction], Box], tolerance: float,
) -> Fraction:
    """How far out centres lie that are farther than the radius, or 0; climbs around them: small bumps there are seldom met by chance."""
    points = np.array([[float(value) for value in point] for point in centres(expression, variables)]).reshape(-1, len(variables))
    rows = np.abs(points[:, [s in free for s in variables]])
    far = points[rows.max(axis=1, initial=0.0) > radius]
    reach = Fraction(np.abs(far).max(initial=0.0))
    if len(far):
        climb(sieve, box(2 * reach), tolerance, far.T)
    return reach


def _finished(
    sieve: Sieve, box: Box, outside: float, tolerance: Fraction, budget: int | None, variables: Sequence[sp.Symbol], steps: list[str],
    said: list[str],
) -> tuple[Found, dict[sp.Symbol, sp.Expr]] | None:
    if not sieve.found.point:
        climb(sieve, box, float(tolerance))
    found = sieve.run(box, outside=outside, tolerance=float(tolerance), budget=budget or cells(CELLS))
    if found.high == inf:
        return None
    steps += said
    names = [*variables, *(sp.Symbol(f"u_{x}", real=True) for x in variables[: sieve.d])]
    point = {s: Fraction(v) for s, v in zip(names, found.point, strict=False)}
    exact = {s: sp.Rational(v.numerator, v.denominator) for s, v in point.items()}
    return Found(arb(found.low), arb(found.high), point, found.cells), exact


def _sliced(
    expression: sp.Expr, coordinates: tuple[sp.Symbol, ...], spans: Mapping[sp.Symbol, Span], order: int, steps: list[str],
) -> tuple[sp.Expr, tuple[sp.Symbol, ...], dict[sp.Symbol, Span]]:
    """The potential, its coordinates and spans where rotations leave a half plane."""
    spans, square, zero = dict(spans), sp.Symbol("square", positive=True), POINT
    if any(spans[x] != LINE for x in coordinates):
        return expression, coordinates, spans
    if len(coordinates) == 3:
        unwrapped = [x for x in coordinates if wrapped(expression, x) is None]
        unsliced = _split(expression, unwrapped, order)[0].free_symbols  # A's need all of space
        for axis in coordinates:
            others = tuple(x for x in coordinates if x != axis)
            if not unsliced & {*others} and reduction.radial(expression, others, square) is not None:
                steps.append(f"axial around {axis}")
                return expression, coordinates, {**spans, others[0]: (Fraction(0), None), others[1]: zero}
    return expression, coordinates, spans


def _folded(
    expression: sp.Expr, coordinates: Sequence[sp.Symbol], spans: Mapping[sp.Symbol, Span], signs: tuple[int, ...],
) -> dict[sp.Symbol, Span]:
    """The spans, one half of those in which V is even or, for |F|, odd: oddness changes the sign of F."""
    folded, same = dict(spans), _canonical(expression)
    for x in coordinates:
        low, high = spans[x]
        if spans[x] == LINE or (low is not None and high is not None and low == -high and low < 0):
            mirror = _canonical(expression.xreplace({x: -x}))
            if mirror == same or (len(signs) == 2 and mirror == -same):
                folded[x] = (Fraction(0), high)
    return folded


def _part_of_period(expression: sp.Expr, s: sp.Symbol, period: sp.Expr, signs: tuple[int, ...]) -> sp.Expr:
    """The length of an interval on which |F|, or F for one sign, takes all its values: half the period where V or, for |F|, -V is
    that of half a period later."""
    same, later = _canonical(expression), _canonical(expression.xreplace({s: s + period / 2}))
    return period / 2 if later == same or (len(signs) == 2 and later == _canonical(-expression)) else period


def _canonical(expression: sp.Expr) -> sp.Expr:
    return expression.replace(lambda e: e.is_Add, sp.expand)


def _split(expression: sp.Expr, free: Sequence[sp.Symbol], order: int) -> tuple[sp.Expr, sp.Expr]:
    """V = A + B: the terms that are periodic or quasi-periodic in every one of the coordinates they hold, or do not hold all, or have
    constant derivatives of the order; the others.

    >>> x, y = sp.symbols("x y", real=True)
    >>> _split(sp.cos(x) + sp.sin(x)*sp.sin(y) + x*y + 1/(1 + x**2) + 1/(x**2 + y**4), (x, y), 2)
    (x*y + sin(x)*sin(y) + cos(x) + 1/(x**2 + 1), 1/(x**2 + y**4))
    """
    A: list[sp.Expr] = []
    B: list[sp.Expr] = []
    for term in sp.Add.make_args(sp.expand(expression)):
        held = [x for x in free if x in term.free_symbols]
        is_far = _is_flat(term, order) or (held and (len(held) < len(free) or _is_wrapped(term, held)))
        (A if is_far else B).append(term)
    return sp.Add(*A), sp.Add(*B)


def _is_wrapped(term: sp.Expr, held: Sequence[sp.Symbol]) -> bool:
    return all(wrapped(term, x) is not None for x in held)


def _is_flat(term: sp.Expr, order: int) -> bool:
    """Whether it is a polynomial whose derivatives of the order are constant."""
    return term.is_number or (term.is_polynomial() and sp.Poly(term, *term.free_symbols).total_degree() <= order)


def _is_constant(expression: sp.Expr, s: sp.Symbol, order: int) -> bool:
    """Whether the derivatives of the order are seen not to depend on the symbol."""
    return all(_is_flat(term, order) for term in sp.Add.make_args(expression) if s in term.free_symbols)


def _is_met_far_out(A: sp.Expr, coordinates: Sequence[sp.Symbol], free: Sequence[sp.Symbol], order: int) -> bool:
    """Whether the norm of A is approached where a free coordinate is as large as one likes, along directions in the coordinates of
    a piece that is almost periodic in the free ones, or does not hold one, or has constant derivatives of the order."""
    return all(_is_wrapped(part.expression, held) or len(held) < len(free) or _is_flat(part.expression, order)
               for part in reduction.pieces(A, coordinates, free=False)
               for held in ([x for x in free if x in part.expression.free_symbols],))


def _box(
    variables: Sequence[sp.Symbol], ends: Mapping[sp.Symbol, tuple[Any, Any]], radii: Mapping[sp.Symbol, Fraction],
    given: Mapping[sp.Symbol, Span],
) -> Box:
    """walls: the ends that are ends of the domain given, and not of the part of it that symmetry leaves."""
    rows = []
    for s in variables:
        low, high = ends[s]
        first, last = (-radii[s] if low is None else low), (radii[s] if high is None else high)
        walls = [end is not None and end == wall for end, wall in zip((low, high), given[s], strict=True)]
        rows.append((*_rounded(first, -1), *_rounded(last, 1), *walls))
    table = list(zip(*rows, strict=True))
    low, inner_low, high, inner_high = (np.array(table[k], dtype=float) for k in range(4))
    return Box(low, high, np.array([inner_low, inner_high]), np.array([table[4], table[5]], dtype=bool))


def _rounded(number: Any, away: int) -> tuple[float, float]:
    """The floats around an exact number: outward first, then inward."""
    with ctx.workprec(128):
        value = arb(ball(sp.sympify(number) if not isinstance(number, Fraction) else sp.Rational(number.numerator, number.denominator), {}))
        nearest = float(value)
        if value == arb(nearest):
            return nearest, nearest
        below, above = nextafter(nearest, -inf), nextafter(nearest, inf)
        if not arb(below) < value < arb(above):
            raise ArithmeticError(f"an end of a box must be enclosed by floats, but is {number}")
    return (below, above) if away < 0 else (above, below)
