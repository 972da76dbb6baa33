"""The maximum of |F|, or of F, over a span of one variable: branch and bound on Taylor coefficients.

A cell's upper bound is the least of its natural enclosure, a Taylor polynomial's (`taylor`), the mean-value form, and the second-order
form around a point c that Newton steps found: F(c + u) <= F(c) + F'(c) u + L u^2/2, L >= F'' on the cell; for L < 0 that is at most
F(c) + F'(c)^2/(2 |L|). Where F' has a sign on a cell, no inner maximum lies in it. Both signs of F are bounded by the same evaluation. A
cell without a finite enclosure counts as unbounded: it is cut, and never dropped. Rays come last, when most of them are below what was
found; they are enclosed by `ray`. Of an even or odd function one half of the line, or of an interval around 0, is enough.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from fractions import Fraction
from math import inf
from typing import Any

from flint import acb, arb, fmpq

from numerics.ball import EnclosureError, ball, finite
from numerics.supremum.cell import FARTHEST, HALVINGS, octaves
from numerics.supremum.growth import along_axes
from numerics.supremum.problem import Found, Problem
from numerics.supremum.ray import Ray, enclosed
from numerics.supremum.series import Series
from numerics.supremum.taylor import Taylor

PATIENCE, FLOOR, STEPS = 1500, arb(2) ** -40, 5  # as in `search`; Newton steps
DEGREE = 8  # of the Taylor polynomials
NEAR, TRIED = fmpq(8), 3  # where rays start; rays without a bound after which growth is looked for
End = Any  # an exact rational, or None for infinity


def maximum(problem: Problem, *, tolerance: Fraction, budget: int) -> Found:
    """Bounds that differ by at most tolerance * high, unless the budget of cells ends first. Raises: Unsupported."""
    return prepared(problem, tolerance=tolerance)(budget)


def prepared(problem: Problem, *, tolerance: Fraction) -> Callable[[int], Found]:
    """The search that `maximum` runs, for one run. Raises: Unsupported."""
    return _Line(problem, tolerance).run


class _Line:
    def __init__(self, problem: Problem, tolerance: Fraction) -> None:
        ((self.symbol, span),) = problem.spans.items()
        self.problem, self.signs, self.found = problem, problem.signs, Found(arb.neg_inf(), arb.neg_inf())
        self.series = Series(problem.function, self.symbol, DEGREE)
        self.ends: tuple[End, End] = tuple(None if end is None else fmpq(end.numerator, end.denominator) for end in span)  # type: ignore[assignment]
        self.tolerance = arb(fmpq(tolerance.numerator, tolerance.denominator)) / 2
        self.scale = arb(0)  # the largest |F| met, for a maximum near 0
        self.heap: list[tuple[float, int, int, End, End, Any]] = []
        self.rays: list[tuple[End, End, Any]] = []
        self.count = self.failures = 0
        if len(self.signs) == 2:
            self.found.low = arb(0)

    def run(self, budget: int) -> Found:
        found, (low, high) = self.found, self.ends
        if (low is high is None or (low is not None and high is not None and low == -high)) and self.symmetric():
            low = fmpq(0)
        near = max([NEAR, *(2 * abs(end) for end in (low, high) if end is not None)])
        if high is None:
            self.rays.append((near, None, arb.pos_inf()))
        if low is None:
            self.rays.append((None, -near, arb.pos_inf()))
        for first, last in octaves(-near if low is None else low, near if high is None else high):
            self.push(first, last, arb.pos_inf(), 0)
        while (self.heap or self.rays) and self.count < budget and not found.unbounded:
            if not self.heap:
                self.advance(*self.rays.pop())
                continue
            if self.count > PATIENCE and not self.heap[0][-1].is_finite():
                break
            _, depth, _, low, high, bound = heapq.heappop(self.heap)
            if not bound > self.target() or depth == 2 * HALVINGS:
                found.high = found.high.max(bound)  # cut to the limit: it stays with the bound that it has
                continue
            middle = (low + high) / 2
            self.push(low, middle, bound, depth + 1)
            self.push(middle, high, bound, depth + 1)
        for *_, bound in [*self.heap, *self.rays]:
            found.high = found.high.max(bound)
        found.cells, found.high = self.count, found.high.max(found.low)
        return found

    def symmetric(self) -> bool:
        """Whether |F| is even, as far as SymPy's canonical forms show; a function bounded on one side must be even itself."""
        function = self.problem.function
        mirror = function.xreplace({self.symbol: -self.symbol})
        return bool(mirror == function or (len(self.signs) == 2 and mirror == -function))

    def target(self) -> Any:
        low = self.found.low
        return low + self.tolerance * abs(low).max(self.scale * FLOOR) if low.is_finite() else low

    def push(self, low: End, high: End, above: Any, depth: int) -> None:
        """Bounds F on a cell; keeps the cell if that is not enough."""
        self.count += 1
        bound = self.bound(low, high, above)
        if bound is None:
            return
        if bound > self.target():
            heapq.heappush(self.heap, (-float(bound.mid()) if bound.is_finite() else -inf, depth, self.count, low, high, bound))
        else:
            self.found.high = self.found.high.max(bound)

    def bound(self, low: End, high: End, above: Any) -> Any:
        """An upper bound of all sign * F on the cell, or None where no maximum is in it; improves `low` on the way."""
        first, last = arb(low), arb(high)
        cell = first.union(last)
        values = self.series.at(cell)
        if values is None:
            return self.without_series(low, high, cell, above)
        best = _least(above, self.largest(values[0]))
        if not best > self.target():
            return best
        if values[1] > 0 or values[1] < 0:
            return self.at_boundary(low, high, values[1] > 0)
        middle = (low + high) / 2
        at = self.evaluate(middle)
        if at is None:
            return best
        reach = ((last - first) / 2).upper()
        model = Taylor(at, values, reach)
        best = _least(best, self.largest(model.value()))
        if not best > self.target():
            return best
        slope, curvature = model.slope(), model.curvature()
        if slope > 0 or slope < 0:
            return self.at_boundary(low, high, slope > 0)
        best = _least(best, self.largest(at[0]) + min(abs(values[1]).upper(), abs(slope).upper(), key=float) * reach)
        curved = _least((2 * values[2]).upper(), curvature.upper()), _least((-2 * values[2]).upper(), (-curvature).upper())
        for step in range(STEPS):
            best = _least(best, self.second_order(at, curved, (arb(middle) - first).upper(), (last - arb(middle)).upper()))
            if not (curved[0] < 0 or curved[1] < 0) or (step == 0 and not best > self.target()):
                break
            moved = self.nearer(low, high, middle, model.summit() if step == 0 else None, at)
            if moved is None:
                break
            middle, at = moved
        return best

    def largest(self, value: Any) -> Any:
        """At least sign * value, for each sign."""
        return abs(value).upper() if len(self.signs) == 2 else (self.signs[0] * value).upper()

    def second_order(self, at: list[Any], curved: tuple[Any, Any], left: Any, right: Any) -> Any:
        """The greatest of F(c) + F'(c) u + L u^2/2 for -left <= u <= right, over the signs."""
        bound = arb.neg_inf()
        for sign in self.signs:
            slope, L = sign * at[1], curved[0] if sign > 0 else curved[1]
            far = max(left, right, key=float)
            linear = (slope * right).upper().max((-slope * left).upper()).max(arb(0))
            rise = linear + (L * far**2 / 2 if L > 0 else 0)
            if L < 0:
                peak = (slope**2 / (-2 * L)).upper()
                rise = peak if peak < rise else rise
            bound = bound.max((sign * at[0] + rise).upper())
        return bound

    def nearer(self, low: End, high: End, point: End, guess: float | None, at: list[Any]) -> tuple[End, list[Any]] | None:
        """A point of the cell where |F'| is smaller, by the guess of its distance or by a Newton step, and the series there; or None."""
        step = arb(guess) if guess is not None else -(at[1] / (2 * at[2])).mid() if at[2] != 0 else arb.nan()
        if not step.is_finite():
            return None
        moved = min(max((arb(point) + step).mid().fmpq(), low), high)
        found = self.evaluate(moved) if moved != point else None
        return None if found is None or abs(found[1]).mid() >= abs(at[1]).mid() else (moved, found)

    def evaluate(self, point: End) -> list[Any] | None:
        """F and its derivatives at a point, which counts for the lower bound; None where that is undefined."""
        values = self.series.at(arb(point))
        if values is not None:
            self.improve(point, values[0])
        return values

    def improve(self, point: End, value: Any) -> None:
        self.scale = self.scale.max(abs(value).upper())
        for sign in self.signs:
            if sign * value > self.found.low:
                self.found.low = (sign * value).lower()
                self.found.point = {self.symbol: Fraction(int(point.p), int(point.q))}

    def natural(self, x: Any) -> Any:
        """The enclosure of F alone, or None."""
        env = {self.symbol: x}
        try:
            value = ball(self.problem.function, env)
        except (EnclosureError, OverflowError):
            return None
        return None if any(isinstance(v, acb) for v in env.values()) or not finite(value) else arb(value)

    def without_series(self, low: End, high: End, cell: Any, above: Any) -> Any:
        """A bound where a derivative has no enclosure although F may have one."""
        middle = (low + high) / 2
        value = self.natural(middle)
        if value is not None:
            self.improve(middle, value)
        found = self.natural(cell)
        return above if found is None else _least(above, self.largest(found))

    def at_boundary(self, low: End, high: End, rising: bool) -> Any:
        """The values at ends of the domain that lie in a cell on which F is monotone; None without such ends."""
        bound = None
        for end, boundary, signed in ((low, self.ends[0], -1), (high, self.ends[1], 1)):
            uphill = [sign for sign in self.signs if sign == (signed if rising else -signed)]
            if end == boundary and uphill and self.problem.wraps.isdisjoint({self.symbol}):
                value = self.natural(end)
                if value is None:
                    return arb.pos_inf()
                self.improve(end, value)
                top = (uphill[0] * value).upper()
                bound = top if bound is None else bound.max(top)
        return bound

    def advance(self, low: End, high: End, above: Any) -> None:
        """Bounds F on a ray; cuts it where that is not enough."""
        self.count += 1
        end = low if high is None else high
        ray = Ray(*(None if e is None else Fraction(int(e.p), int(e.q)) for e in (low, high)))
        value = enclosed(self.problem.function, {self.symbol: ray})
        self.evaluate(end)
        for sign in self.signs:
            if value is not None and value.grows(sign):
                self.found.unbounded, self.found.where = True, f"{self.symbol} in {ray}"
                return
        uppers = [None if value is None else value.above(sign) for sign in self.signs]
        first, last = uppers[0], uppers[-1]
        bound = above if first is None or last is None else _least(above, first.max(last))
        if not bound > self.target() or abs(end) > fmpq(int(FARTHEST)):
            self.found.high = self.found.high.max(bound)
            return
        self.failures += not bound.is_finite()
        if self.failures == TRIED and (where := along_axes(self.problem.function, self.problem.spans, self.signs)):
            self.found.unbounded, self.found.where = True, where
            return
        self.rays.append((2 * end, None, bound) if high is None else (None, 2 * end, bound))
        self.push(*((end, 2 * end) if high is None else (2 * end, end)), bound, 0)


def _least(a: Any, b: Any) -> Any:
    return b if b.is_finite() and b < a else a


