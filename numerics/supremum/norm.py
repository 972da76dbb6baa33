r"""Certified enclosures of ||grad^j V|| = sup over x (and t) and unit vectors w_i of |(w_1.grad) ... (w_j.grad) V|, j = 2, 3.

The derivative is a symmetric form, so that equal unit vectors are enough (Banach 1938). The potential is split into orthogonal
pieces and reduced exactly (`reduction`); variables on the whole line become angles where they can (`torus`); what is left is
maximised over position, time and direction by `search`, tails included.

Source: Hernandez, Ranard, Riedel 2023, equation (4).
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb, fmpq

from numerics.admissible import exact, require_covered, require_supported
from numerics.supremum import reduction, scale, space
from numerics.supremum.cell import Span
from numerics.supremum.centres import at_centre
from numerics.supremum.few_variables import bounds
from numerics.supremum.problem import Found
from numerics.supremum.result import Supremum, supremum
from numerics.supremum.tape import Unsupported

LINE: tuple[None, None] = (None, None)
SHARP, BLUNT = Fraction(1, 10**12), Fraction(1, 10**6)  # relative widths asked of one-dimensional pieces, and of others
ROUGH = Fraction(1, 10**4)  # of parts whose sum is a bound where nothing better is found
# The polar axis of directions in three dimensions lies along no symmetry axis of usual potentials: (2, 3, 6)/7 is a unit vector.
FRAME = tuple(tuple(sp.Rational(n, 7) for n in row) for row in ((6, 3, 2), (2, -6, 3), (-3, 2, 6)))
TURN, TILT, RADIUS, COSINE = sp.symbols("turn tilt radius cosine", real=True)
AROUND = (sp.sin(sp.pi * TILT) * sp.cos(2 * sp.pi * TURN), sp.sin(sp.pi * TILT) * sp.sin(2 * sp.pi * TURN), sp.cos(sp.pi * TILT))
DIRECTIONS = {  # half the sphere of unit vectors: the other half has the same modulus
    1: (sp.S.One,), 2: (sp.cos(sp.pi * TURN), sp.sin(sp.pi * TURN)),
    3: tuple(sp.Add(*(q * c for q, c in zip(row, AROUND, strict=True))) for row in FRAME)}
Domain = Mapping[sp.Symbol, tuple[Any, Any]]
Bounds = tuple[Found, tuple[tuple[str, float], ...]]  # with the point of the lower bound, by name


def norms(
    expression: sp.Expr, coordinates: Sequence[sp.Symbol], time: sp.Symbol | None = None, domain: Domain | None = None,
    *, tolerance: Fraction | None = None, budget: int | None = None,
) -> tuple[Supremum, Supremum]:
    """||grad^2 V|| and ||grad^3 V||.

    domain: exact ends (low, high) by symbol, None or +-oo for infinity; what is missing ranges over the whole line, time included.
    tolerance: the relative width to stop at; 1e-12 for pieces of one coordinate, 1e-6 for others. budget: the most cells.
    Error: none, `low` and `high` are certified. `finite` is None, and `high` infinite, where no bound is found.
    Raises: ValueError, TypeError for parameters left, inexact numbers, functions without balls, derivatives that are not smooth.
    """
    second, third = (_supremum(expression, coordinates, time, domain, order, (1, -1), tolerance, budget) for order in (2, 3))
    return second, third


def steepest(
    expression: sp.Expr, coordinates: Sequence[sp.Symbol], time: sp.Symbol | None, domain: Domain | None, *, order: int,
    tolerance: Fraction | None, budget: int | None,
) -> Supremum:
    """||grad^order V|| of one order. Arguments, errors as in `norms`; order 2 or 3, or 1 for one coordinate.

    Raises: ValueError for another order. Orthogonal pieces of a gradient add in squares; those of higher derivatives do not, and no more is
    known here.
    """
    if not (order in (2, 3) or (order == 1 and len(coordinates) == 1)):
        known = f"is {order} for {len(coordinates)}"
        raise ValueError(f"`order` must be 2 or 3, or 1 for one coordinate, but {known}; bound each part of V alone")
    return _supremum(expression, coordinates, time, domain, order, (1, -1), tolerance, budget)


def curvatures(
    expression: sp.Expr, coordinates: Sequence[sp.Symbol], time: sp.Symbol | None = None, domain: Domain | None = None,
    *, tolerance: Fraction | None = None, budget: int | None = None,
) -> tuple[Supremum, Supremum]:
    """The suprema of the largest eigenvalue of the Hessian, and of minus its least eigenvalue.

    V is convex if the second is certainly at most 0. Arguments, errors as in `norms`.
    """
    largest, least = (_supremum(expression, coordinates, time, domain, 2, (sign,), tolerance, budget) for sign in (1, -1))
    return largest, least


def _supremum(
    expression: sp.Expr, coordinates: Sequence[sp.Symbol], time: sp.Symbol | None, domain: Domain | None, order: int,
    signs: tuple[int, ...], tolerance: Fraction | None, budget: int | None,
) -> Supremum:
    symbols = [*coordinates, *([] if time is None else [time])]
    if not coordinates or len(set(symbols)) != len(symbols) or any(s.is_real is not True for s in symbols):
        raise ValueError(f"`coordinates` and `time` must be distinct real symbols, but are {symbols}")
    require_covered(require_supported(expression), symbols)
    spans = spans_of(symbols, domain)
    free = all(spans[x] == LINE for x in coordinates)
    name = ", ".join(f"{s} in {_written(spans[s])}" for s in symbols if s != time or s in expression.free_symbols)
    steps: list[str] = []
    if time is not None and time in expression.free_symbols:
        still = reduction.at_rest(expression, [x for x in coordinates if spans[x] == LINE], time)
        steps += ["moving frame"] if still != expression else []
        expression = still
    found: list[Bounds] = []
    parts = reduction.pieces(reduction.relevant(expression, coordinates, order), coordinates, free=free)
    if len(parts) > 1:
        steps.append(f"{len(parts)} orthogonal pieces")
    if len(signs) == 1 and sum(len(part.coordinates) for part in parts) < len(coordinates):
        found.append((Found(arb(0), arb(0)), ()))  # V does not depend on some direction
    for part in parts:
        found += _of_piece(part, spans, order, signs, tolerance, budget, steps)
    wide = [each for each, _ in found if not each.unbounded and not each.high <= 2 * abs(each.low)]
    if wide and not any(each.unbounded for each, _ in found):
        high = _by_parts(expression, coordinates, time, domain, order, signs, budget)
        if any(high < each.high for each in wide):
            steps.append("at most the sum of the suprema of its parts")
        for each in wide:
            each.high = each.high.min(high).max(each.low)
    return _joined(found or [(Found(arb(0), arb(0)), ())], name, steps)


def _by_parts(
    expression: sp.Expr, coordinates: Sequence[sp.Symbol], time: sp.Symbol | None, domain: Domain | None, order: int,
    signs: tuple[int, ...], budget: int | None,
) -> Any:
    """The sum of the suprema of parts of V, an upper bound of that of V, or infinity: the supremum of a sum is at most that of suprema.

    Parts are the terms of the same coordinates; terms of one coordinate each are one part, as their pieces are orthogonal.
    """
    terms: dict[Any, list[sp.Expr]] = {}
    for term in sp.Add.make_args(reduction.relevant(sp.expand(expression), coordinates, order)):
        held = tuple(x for x in coordinates if x in term.free_symbols)
        terms.setdefault(held if len(held) > 1 else (), []).append(term)
    parts = [sp.Add(*each) for each in terms.values()]
    if len(parts) == 1:
        parts = list(sp.Add.make_args(parts[0]))
    if len(parts) == 1:
        return arb.pos_inf()
    total = arb(0)
    for part in parts:
        used = time if time in part.free_symbols else None
        inner = {s: ends for s, ends in (domain or {}).items() if s in coordinates or s == used}
        known = _supremum(part, coordinates, used, inner, order, signs, ROUGH, budget)
        if known.finite is not True:
            return arb.pos_inf()
        total += arb(fmpq(*map(int, Fraction(known.exact_high).as_integer_ratio())))
    return total.upper()


def spans_of(symbols: Sequence[sp.Symbol], domain: Domain | None) -> dict[sp.Symbol, Span]:
    """The ends of every symbol as fractions, None for infinite. Raises: ValueError for a domain of others, or an empty one."""
    unknown = set(domain or {}) - set(symbols)
    if unknown:
        raise ValueError(f"`domain` must have keys from {symbols}, but has {sorted(map(str, unknown))}")
    spans: dict[sp.Symbol, Span] = dict.fromkeys(symbols, LINE)
    for symbol, ends in (domain or {}).items():
        low, high = (None if end is None or end in (sp.oo, -sp.oo) else exact(end) for end in ends)
        if low is not None and high is not None and not low < high:
            raise ValueError(f"`domain` must have low < high, but {symbol} has [{low}, {high}]; swap the ends")
        first, last = (None if end is None else Fraction(int(end.p), int(end.q)) for end in (low, high))
        spans[symbol] = (first, last)
    return spans


def _written(span: Span) -> str:
    low, high = span
    return f"{'(-oo' if low is None else f'[{low}'}, {'oo)' if high is None else f'{high}]'}"


def _of_piece(
    part: reduction.Piece, spans: Mapping[sp.Symbol, Span], order: int, signs: tuple[int, ...], tolerance: Fraction | None,
    budget: int | None, steps: list[str],
) -> list[Bounds]:
    """Bounds whose maximum is that of the piece, in units of its length."""
    spans = {**dict.fromkeys(part.coordinates, LINE), **spans}
    if all(spans[x] == LINE for x in part.coordinates):
        part, where = at_centre(part, order)
        steps += [where] if where else []
    k = scale.exponent(part.expression, part.coordinates, spans, order)
    if k == 0:
        return _in_its_units(part, spans, order, signs, tolerance, budget, steps)
    unit = Fraction(2) ** k
    length = sp.Rational(unit.numerator, unit.denominator)
    inner = {x: x * length for x in part.coordinates}
    small = reduction.Piece(part.expression.xreplace(inner), part.coordinates, {x: e.xreplace(inner) for x, e in part.back.items()})
    shrunk: dict[sp.Symbol, Span] = {
        s: tuple(None if end is None else end / unit for end in span) if s in inner else span for s, span in spans.items()}  # type: ignore[misc]
    found = _in_its_units(small, shrunk, order, signs, tolerance, budget, steps)
    for result, _ in found:
        result.low, result.high = (end * arb(2) ** (-k * order) for end in (result.low, result.high))
    return found


def _in_its_units(
    part: reduction.Piece, spans: Mapping[sp.Symbol, Span], order: int, signs: tuple[int, ...], tolerance: Fraction | None,
    budget: int | None, steps: list[str],
) -> list[Bounds]:
    """Bounds whose maximum is that of the piece."""
    spans, d = {**dict.fromkeys(part.coordinates, LINE), **spans}, len(part.coordinates)
    square = sp.Symbol("square", positive=True)
    all_space = all(spans[x] == LINE for x in part.coordinates)
    w = reduction.radial(part.expression, part.coordinates, square) if d > 1 and all_space else None
    if w is None and d in (2, 3) and (known := _in_space(part, spans, order, signs, tolerance, budget, steps)) is not None:
        return [known]
    wraps: frozenset[sp.Symbol] = frozenset()
    if w is not None:
        steps.append("radial")
        functions = reduction.radial_derivatives(w, square, RADIUS, COSINE, order)
        spans = {**spans, RADIUS: (Fraction(0), None), COSINE: (Fraction(0), Fraction(1))}
    elif d <= 3:
        functions = [reduction.directional(part.expression, part.coordinates, DIRECTIONS[d], order)]
        wraps, spans = frozenset({TURN, TILT}), {**spans, TURN: (Fraction(0), Fraction(1)), TILT: (Fraction(0), Fraction(1, 2))}
    else:
        raise ValueError(f"`expression` must split into pieces of at most 3 coordinates, but has one of {d}: {part.expression}")
    sharp = tolerance or (SHARP if d == 1 or w is not None else BLUNT)
    found = []
    for function in functions:
        _require_smooth(function, part.expression)
        result, values = bounds(function, spans, wraps, signs, sharp, budget, steps)
        shown = {str(x): e.xreplace(values) for x, e in part.back.items()} if w is None else {}
        shown |= {str(s): v for s, v in values.items() if s not in part.coordinates}
        found.append((result, tuple((name, float(v)) for name, v in shown.items() if v.is_number)))
    return found


def _in_space(
    part: reduction.Piece, spans: Mapping[sp.Symbol, Span], order: int, signs: tuple[int, ...], tolerance: Fraction | None,
    budget: int | None, steps: list[str],
) -> Bounds | None:
    """Bounds by many cells at once, where that works."""
    _require_smooth(part.expression, part.expression)
    sharp = tolerance or (SHARP if len(part.coordinates) == 2 else BLUNT)

    def periodic(expression: sp.Expr, domain: Domain, width: Fraction) -> Supremum:
        time = next(iter(expression.free_symbols - set(part.coordinates)), None)
        return _supremum(expression, list(part.coordinates), time, domain, order, signs, width, budget)

    with contextlib.suppress(Unsupported):
        found = space.norm(part.expression, part.coordinates, {**dict.fromkeys(part.coordinates, LINE), **spans}, order, signs,
                           tolerance=sharp, budget=budget, periodic=periodic, steps=steps)
        if found is not None:
            result, values = found
            shown = {str(x): e.subs(values) for x, e in part.back.items()}
            shown |= {str(s): v for s, v in values.items() if s not in part.coordinates}
            return result, tuple((name, float(v)) for name, v in shown.items() if v.is_number)
    return None


def _require_smooth(function: sp.Expr, potential: sp.Expr) -> None:
    if function.has(sp.DiracDelta, sp.Heaviside, sp.sign, sp.Derivative, sp.Abs, sp.Max, sp.Min):
        raise TypeError(f"`expression` must have three continuous derivatives, but {potential} may not; "
                        "smooth it, as sqrt(x**2 + a**2) smooths abs(x)")


def _joined(found: Sequence[Bounds], name: str, steps: list[str]) -> Supremum:
    """The maximum of the pieces."""
    unbounded = [f for f, _ in found if f.unbounded]
    low, argmax = found[0][0].low, found[0][1]
    high = arb.neg_inf()
    for f, point in found:
        if f.low > low:
            low, argmax = f.low, point
        high = high.max(f.high)
    cells = sum(f.cells for f, _ in found)
    how = "; ".join([*dict.fromkeys(steps), f"branch and bound, {cells} cells" if cells else "a constant"])
    if unbounded:
        return supremum(arb.pos_inf(), arb.pos_inf(), (), name, f"proved to exceed every bound for {unbounded[0].where}; {how}", False)
    if not high.is_finite():
        return supremum(low, arb.pos_inf(), argmax, name, f"no upper bound found; give a box as `domain`, away from poles; {how}", None)
    return supremum(low, high, argmax, name, how, True)
