r"""Potentials of two coordinates that are sums of functions of one number k . x each, which do not decay along lines, and of what decays.

V = sum_i f_i(k_i . x) + B, |k_i| = 1, no two k_i parallel. Where |k_i . x| < r and |k_j . x| < r for i != j, |x| < 2 r/|sin(k_i, k_j)|. So
farther than R from 0, where r = R min |sin|/2, at most one of them is below r, and with the largest norm N of the f_i, their bounds t_i
for |s| >= r, and B's b, the norm there is at most N + sum_i t_i + b; far out along the line on which N is approached it is at least
N - sum_i t_i - b.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import inf, nextafter

import sympy as sp
from flint import arb, ctx

from numerics.ball import ball
from numerics.supremum import reduction
from numerics.supremum.outside import Outside

BITS, GRID = 64, 2**10


@dataclass(frozen=True)
class Ridges:
    """terms: those of each direction; share: at most min |sin|/2; tails: of the f_i as functions of one coordinate, then of B."""

    terms: tuple[sp.Expr, ...]
    share: Fraction
    tails: tuple[Outside, ...]
    rest: Outside

    def bound(self, radius: Fraction) -> float:
        """At least what is added to, or taken from, the largest norm of the terms farther than the radius; infinite if not found."""
        near = self.share * radius
        if near < 1:
            return inf
        total = self.rest.bound(radius)
        for tail in self.tails:
            total = nextafter(total + tail.bound(near), inf)
        return total


def ridges(expression: sp.Expr, coordinates: Sequence[sp.Symbol], order: int) -> Ridges | None:
    """V as such a sum, if two of the lines are not orthogonal and it has no other variables.

    >>> x, y = sp.symbols("x y", real=True)
    >>> ridges(1/sp.sqrt(1 + (x - y)**2) - 1/(1 + x**2) + 1/(1 + x**4), (x, y), 2).terms
    (1/sqrt((x - y)**2 + 1), 1/(x**4 + 1) - 1/(x**2 + 1))
    """
    if len(coordinates) != 2 or expression.free_symbols != set(coordinates):
        return None
    groups: dict[tuple[sp.Expr, ...], list[sp.Expr]] = {}
    others: list[sp.Expr] = []
    for term in sorted(sp.Add.make_args(expression), key=sp.default_sort_key, reverse=True):
        k = reduction.direction(term, coordinates)
        (others if k is None else groups.setdefault(k, [])).append(term)
    with ctx.workprec(BITS):
        sines = [abs(arb(ball(a[0] * b[1] - a[1] * b[0], {}))) for a, b in combinations(map(_unit, groups), 2)]
        if not sines or all(bool(sp.expand(a[0] * b[0] + a[1] * b[1]) == 0) for a, b in combinations(groups, 2)):
            return None
        least = min(float(each.lower()) for each in sines)
    share = Fraction(int(least * (1 - 2.0**-40) * GRID), 2 * GRID)
    if not share > 0:
        return None
    s, line = sp.Symbol("s", real=True), (None, None)
    terms = {k: sp.Add(*each) for k, each in groups.items()}
    along = [term.subs(dict(zip(coordinates, (s * q for q in _unit(k)), strict=True)), simultaneous=True) for k, term in terms.items()]
    along = [each.replace(lambda e: e.is_Add, lambda e: sp.radsimp(sp.expand(e))) for each in along]
    rest = Outside(sp.Add(*others), coordinates, dict.fromkeys(coordinates, line), order)
    return Ridges(tuple(terms.values()), share, tuple(Outside(each, (s,), {s: line}, order) for each in along), rest)


def _unit(k: Sequence[sp.Expr]) -> tuple[sp.Expr, ...]:
    length = sp.sqrt(sp.expand(sp.Add(*(q**2 for q in k))))
    return tuple(q / length for q in k)
