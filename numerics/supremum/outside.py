"""Upper bounds of ||grad^j V|| outside of a box, by the calculus of scales of `ray` on each entry of the tensor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import factorial, inf, prod
from typing import Any

import sympy as sp
from flint import arb, ctx, fmpq

from numerics.cover import interval
from numerics.supremum.cell import Span
from numerics.supremum.growth import along_axes
from numerics.supremum.jet_plans import indices
from numerics.supremum.ray import Ray, enclosures
from numerics.supremum.reduction import tidy

BITS = 64


class Outside:
    """The derivatives of order j of V, in coordinates and, fixed, time."""

    def __init__(self, expression: sp.Expr, coordinates: Sequence[sp.Symbol], spans: Mapping[sp.Symbol, Span], order: int) -> None:
        self.expression, self.coordinates, self.order = expression, coordinates, order
        self.spans = {s: spans[s] for s in spans if s in expression.free_symbols or s in coordinates}

    @cached_property
    def entries(self) -> list[tuple[sp.Expr, int]]:
        """The different entries that are not 0, and how often each occurs."""
        found = []
        for index in (a for a in indices(len(self.coordinates), self.order) if sum(a) == self.order):
            entry = self.expression
            for x, times in zip(self.coordinates, index, strict=True):
                for _ in range(times):
                    entry = tidy(sp.diff(entry, x))
            if entry != 0:
                found.append((entry, factorial(self.order) // prod(map(factorial, index))))
        return found

    def growth(self) -> str:
        """A ray along which an entry, and with it the norm, exceeds every bound, or ""."""
        with ctx.workprec(BITS):
            for entry, _ in self.entries:
                spans = {s: span for s, span in self.spans.items() if s in entry.free_symbols}
                if where := along_axes(entry, spans, (1, -1)):
                    return where
        return ""

    def bound(self, radius: Fraction) -> float:
        """At least the norm where a coordinate of an infinite span is farther than the radius, at least 1, from 0; infinite if not found.

        There one of these coordinates is the farthest, x: the others are s x, |s| <= 1, so that one ray and some balls hold them all.
        """
        most = arb(0)
        with ctx.workprec(BITS):
            near: dict[Any, Any] = {s: _ball(span) for s, span in self.spans.items() if s not in self.free}
            near |= {share: arb(0, 1) for share in self.shares.values()}
            for x in self.free:
                for ray in self.rays(x, radius):
                    square = arb(0)
                    entries = [entry for entry, _ in self.along[x]]
                    for value, (_, times) in zip(enclosures(entries, {**near, x: ray}), self.along[x], strict=True):
                        hull = None if value is None else value.hull()
                        if hull is None or not hull.is_finite():
                            return inf
                        square += times * abs(hull).upper() ** 2
                    most = most.max(square.sqrt().upper())
            return _up(most)

    def rays(self, x: sp.Symbol, radius: Fraction) -> list[Ray]:
        """Where x is farther than the radius; one side of an even potential, the derivatives of which have the same norms on both."""
        low, high = self.spans[x]
        if low is None and high is None and self.expression.xreplace({x: -x}) == self.expression:
            return [Ray(radius, None)]
        return [Ray(radius, None)] * (high is None) + [Ray(None, -radius)] * (low is None)

    @cached_property
    def free(self) -> list[sp.Symbol]:
        return [x for x in self.coordinates if None in self.spans[x]]

    @cached_property
    def shares(self) -> dict[sp.Symbol, sp.Symbol]:
        return {x: sp.Symbol(f"share_{x}", real=True) for x in self.free}

    @cached_property
    def along(self) -> dict[sp.Symbol, list[tuple[sp.Expr, int]]]:
        """The entries with the other coordinates of infinite spans as shares of one of them."""
        swaps = {x: {y: self.shares[y] * x for y in self.free if y != x} for x in self.free}
        return {x: [(entry.xreplace(swap), n) for entry, n in self.entries] for x, swap in swaps.items()}


def _up(value: Any) -> float:
    return float(value) * (1 + 2.0**-50) if value > 0 else 0.0


def _ball(span: Span) -> Any:
    low, high = span
    if low is None or high is None:
        raise ValueError(f"a bounded span must be given, but it is {span}")
    return fmpq(low.numerator, low.denominator) if low == high else interval(low, high)
