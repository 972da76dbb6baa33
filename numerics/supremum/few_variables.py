"""Bounds of the maximum of a function of a few variables: what is on the whole line becomes an angle where it can; then a search."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from fractions import Fraction

import sympy as sp
from flint import arb, ctx

from numerics.admissible import exact
from numerics.ball import ball
from numerics.supremum import line
from numerics.supremum.cell import Span
from numerics.supremum.effort import cells
from numerics.supremum.growth import at_pole
from numerics.supremum.problem import Found, Problem
from numerics.supremum.search import BITS, maximum
from numerics.supremum.tape import Unsupported
from numerics.supremum.torus import wrapped

LINE: tuple[None, None] = (None, None)
CELLS, SAMPLES = {1: 4000, 2: 6000}, 256  # the budget by the number of variables, 10000 beyond; points where nothing better is known


def bounds(
    function: sp.Expr, spans: Mapping[sp.Symbol, Span], wraps: frozenset[sp.Symbol], signs: tuple[int, ...],
    tolerance: Fraction, budget: int | None, steps: list[str],
) -> tuple[Found, dict[sp.Symbol, sp.Expr]]:
    """Bounds of the maximum of one function, what is on the whole line wrapped where it can be, and the point."""
    plain, approached = function, True
    back: dict[sp.Symbol, tuple[sp.Symbol, sp.Expr]] = {}
    for symbol in sorted(function.free_symbols, key=str):
        turned = wrapped(function, symbol) if spans[symbol] == LINE else None
        if turned is None:
            continue
        function, approached = turned.expression, approached and turned.exact
        spans, wraps = {**spans, **dict.fromkeys(turned.turns, (Fraction(0), Fraction(1)))}, wraps | set(turned.turns)
        if len(turned.turns) == 1:
            back[turned.turns[0]] = (symbol, turned.rate)
            steps.append(f"periodic in {symbol}")
        else:
            steps.append(f"quasi-periodic in {symbol}: " + (
                "the point given is in turns of its angles; it is approached (Kronecker), in general not attained" if turned.exact
                else "bounded from above by the torus of its angles, whose independence is not proved"))
    used = {s: spans[s] for s in sorted(function.free_symbols, key=str)}
    found = _maximum(Problem(function, used, wraps & used.keys(), signs), tolerance, budget or cells(CELLS.get(len(used), 10000)))
    if not approached:
        _at_samples(found, plain, spans, signs)
    values = {}
    for s, v in found.point.items():
        symbol, rate = back.get(s, (s, sp.S.One))
        values[symbol] = sp.Rational(v.numerator, v.denominator) * rate
    return found, values


def _at_samples(found: Found, function: sp.Expr, spans: Mapping[sp.Symbol, Span], signs: tuple[int, ...]) -> None:
    """Replaces the lower bound, which need not be approached, by the best of some points."""
    low, best = arb.neg_inf(), {}
    with ctx.workprec(BITS):
        for k in range(SAMPLES):
            point = {s: Fraction(k, 8) if spans[s] == LINE else next((e for e in spans[s] if e is not None), Fraction(0))
                     for s in sorted(function.free_symbols, key=str)}
            value = ball(function, {s: exact(v) for s, v in point.items()})
            for sign in signs:
                if isinstance(value, arb) and value.is_finite() and sign * value > low:
                    low, best = (sign * value).lower(), point
    found.low, found.point = low, best


def _maximum(problem: Problem, tolerance: Fraction, budget: int) -> Found:
    if not problem.spans:
        with ctx.workprec(BITS):
            value = arb(ball(problem.function, {}))
            value = abs(value) if len(problem.signs) == 2 else problem.signs[0] * value
            return Found(value, value)
    found = _searched(problem, tolerance, budget)
    if len(problem.spans) == 1 and not found.unbounded and not found.high.is_finite():
        ((symbol, span),) = problem.spans.items()
        near = found.point.get(symbol)
        if near is not None and (where := at_pole(problem.function, symbol, span, problem.signs, near)):
            found.unbounded, found.where = True, where
    return found


def _searched(problem: Problem, tolerance: Fraction, budget: int) -> Found:
    if len(problem.spans) == 1:
        with ctx.workprec(BITS), contextlib.suppress(Unsupported):
            return line.maximum(problem, tolerance=tolerance, budget=budget)
    return maximum(problem, tolerance=tolerance, budget=budget)
