"""The maximum of |F|, or of F, over a product of intervals, rays and lines, by branch and bound on balls.

A cell's upper bound is the least of its natural enclosure, the mean-value form, and the second-order form: for a point c of the
cell, radii r around it, g_i = r_i dF/dx_i(c), and L at least the largest eigenvalue of (r_i r_j d2F/dx_i dx_j) on the cell,

    F <= F(c) + sum |g_i| + n L/2,    and for L < 0 also    F <= F(c) + |g|^2/(2 |L|),

so that one cell around a strict maximum is enough. Where a derivative has a sign on a cell, no inner maximum lies in it: the cell
is dropped, or keeps its face on the boundary of the domain. A cell without a finite enclosure counts as unbounded: it is cut, and
never dropped. Floats choose where to look and guess L; balls confirm both. Rays are enclosed by `ray`.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np
import sympy as sp
from flint import acb, arb, ctx, fmpq

from numerics.ball import EnclosureError, ball, finite
from numerics.cover import interval
from numerics.supremum.cell import Cell, cut, cuttable, parts, radii
from numerics.supremum.definite import largest_eigenvalue
from numerics.supremum.growth import along_axes
from numerics.supremum.problem import Found, Problem
from numerics.supremum.ray import Ray, enclosed

BITS = 128
PATIENCE = 1500  # cells after which a bound that is still infinite is given up
FLOOR = arb(2) ** -40  # a maximum this much below the largest |F| met need not be relatively sharp


def maximum(problem: Problem, *, tolerance: Fraction, budget: int) -> Found:
    """Bounds that differ by at most tolerance * high, unless the budget of cells ends first."""
    with ctx.workprec(BITS):
        return _Search(problem, tolerance).run(budget)


class _Search:
    def __init__(self, problem: Problem, tolerance: Fraction) -> None:
        self.problem, self.symbols = problem, tuple(problem.spans)
        self.tolerance = arb(fmpq(tolerance.numerator, tolerance.denominator)) / 2
        self.scale = arb(0)  # the largest |F| met, for a maximum near 0
        self.function = problem.function
        self.gradient: list[sp.Expr] = []
        self.hessian: list[list[sp.Expr]] = []
        self.found = Found(arb.neg_inf() if len(problem.signs) == 1 else arb(0), arb.neg_inf())
        self.heap: list[tuple[float, int, int, int, Cell, Any, tuple[int, ...]]] = []
        self.count = 0
        self.latest: tuple[Cell, list[Any] | None, dict[Any, Any]] = ((), None, {})

    def derivatives(self) -> None:
        if not self.gradient:
            self.gradient = [sp.diff(self.function, s) for s in self.symbols]
            self.hessian = [[sp.diff(g, s) for s in self.symbols[: i + 1]] for i, g in enumerate(self.gradient)]

    def run(self, budget: int) -> Found:
        start: list[Cell] = [()]
        for low, high in self.problem.spans.values():
            start = [(*cell, part) for cell in start for part in parts(low, high)]
        for cell in start:
            for sign in self.problem.signs:
                self.push(sign, cell, arb.pos_inf(), (0,) * len(cell))
        if where := along_axes(self.function, self.problem.spans, self.problem.signs):
            self.found.unbounded, self.found.where = True, where
        while self.heap and self.count < budget and not self.found.unbounded:
            if self.count > PATIENCE and not self.heap[0][5].is_finite():
                break
            *_, sign, cell, bound, depths = heapq.heappop(self.heap)
            if not bound > self.target():
                self.close(bound)
                continue
            halves = self.halves(sign, cell, depths)
            if halves is None:
                self.close(bound)  # cut to the limit: it stays with the bound that it has
                continue
            for half, deeper in halves:
                self.push(sign, half, bound, deeper)
        for entry in self.heap:
            self.close(entry[5])
        self.found.cells, self.found.high = self.count, self.found.high.max(self.found.low)
        return self.found

    def target(self) -> Any:
        low = self.found.low
        return low + self.tolerance * abs(low).max(self.scale * FLOOR) if low.is_finite() else low

    def close(self, bound: Any) -> None:
        self.found.high = self.found.high.max(bound)

    def push(self, sign: int, cell: Cell, above: Any, depths: tuple[int, ...]) -> None:
        self.count += 1
        for part in self.reduced(sign, cell):
            bound = self.bound(sign, part, above)
            if bound > self.target():
                key = float(bound.mid()) if bound.is_finite() else inf
                heapq.heappush(self.heap, (-key, sum(depths), self.count, sign, part, bound, depths))
            else:
                self.close(bound)

    def values(self, expressions: Sequence[sp.Expr], env: dict[Any, Any]) -> list[Any] | None:
        """Finite real enclosures with only real values on the way, else None."""
        try:
            found = [ball(expression, env) for expression in expressions]
        except EnclosureError:
            return None
        # A complex value on the way may jump across a branch cut: then nothing follows for derivatives either.
        if any(isinstance(value, acb) for value in env.values()) or not all(map(finite, found)):
            return None
        return [arb(value) for value in found]

    def at(self, point: Sequence[Fraction]) -> dict[Any, Any]:
        return {s: fmpq(v.numerator, v.denominator) for s, v in zip(self.symbols, point, strict=True)}

    def over(self, cell: Cell) -> dict[Any, Any]:
        return {s: interval(low, high) for s, (low, high) in zip(self.symbols, cell, strict=True)
                if low is not None and high is not None}

    def slopes(self, cell: Cell) -> tuple[list[Any] | None, dict[Any, Any]]:
        """Enclosures of F and its gradient on a bounded cell, and of all nodes on the way."""
        if self.latest[0] != cell:
            self.derivatives()
            env = self.over(cell)
            self.latest = (cell, self.values([self.function, *self.gradient], env), env)
        return self.latest[1:]

    def reduced(self, sign: int, cell: Cell) -> list[Cell]:
        """The cell, its face on the boundary where F increases towards one, or nothing."""
        if any(None in span for span in cell) or all(low == high for low, high in cell):
            return [cell]
        self.derivatives()
        slopes = self.slopes(cell)[0]
        if slopes is None:
            return [cell]
        spans = list(cell)
        for i, (symbol, slope) in enumerate(zip(self.symbols, slopes[1:], strict=True)):
            low, high = cell[i]
            if low == high or not (slope > 0 or slope < 0):
                continue
            first, last = self.problem.spans[symbol]
            end, boundary = (high, last) if sign * slope > 0 else (low, first)
            if end != boundary or symbol in self.problem.wraps:
                return []
            spans[i] = (end, end)
        return [tuple(spans)]

    def bound(self, sign: int, cell: Cell, above: Any) -> Any:
        """An upper bound of sign * F on the cell; improves `low` on the way."""
        if any(None in span for span in cell):
            return self.ray_bound(sign, cell, above)
        middle = [(low + high) / 2 for low, high in cell]  # type: ignore[operator]
        self.try_point(sign, middle)
        point = all(low == high for low, high in cell)
        natural = self.values([self.function], self.over(cell)) if point else self.slopes(cell)[0]
        if natural is None:  # F may be finite although a derivative is not
            natural = self.values([self.function], self.over(cell))
        if natural is None:
            return above
        best = _least(above, (sign * natural[0]).upper())
        if not best > self.target() or point:
            return best
        return self.second_order(sign, cell, middle, best)

    def try_point(self, sign: int, point: Sequence[Fraction]) -> Any:
        value = self.values([self.function], self.at(point))
        if value is None:
            return None
        value[0] = sign * value[0]
        self.scale = self.scale.max(abs(value[0]).upper())
        if value[0] > self.found.low:
            self.found.low, self.found.point = value[0].lower(), dict(zip(self.symbols, point, strict=True))
        return value[0]

    def second_order(self, sign: int, cell: Cell, middle: list[Fraction], best: Any) -> Any:
        """The least of `best`, the mean-value form and, where it may decide, the second-order form."""
        n, (slopes, env) = len(cell), self.slopes(cell)
        value = self.try_point(sign, middle)
        if slopes is None or value is None:
            return best
        best = _least(best, sum((abs(s) * r for s, r in zip(slopes[1:], radii(cell, middle), strict=True)), value).upper())
        if not best > self.target() or (n > 1 and best > value + 4 * abs(self.found.low)):
            return best  # too wide a cell for its costly second derivatives
        curved = self.values([entry for row in self.hessian for entry in row], env)
        centre = self.newton(sign, cell, middle)
        value, g = self.try_point(sign, centre), self.values(self.gradient, self.at(centre))
        if curved is None or value is None or g is None:
            return best
        sides = radii(cell, centre)
        scaled = [abs(s) * r for s, r in zip(g, sides, strict=True)]
        entries = iter(curved)
        matrix = [[sign * next(entries) * sides[i] * sides[j] for j in range(i + 1)] for i in range(n)]
        free = [i for i, (low, high) in enumerate(cell) if low != high]
        largest = largest_eigenvalue([[matrix[i][j] for j in free if j <= i] for i in free])
        second = value + sum(scaled) + (largest * len(free) / 2 if largest > 0 else 0)
        best = _least(best, second.upper())
        if largest < 0:
            best = _least(best, (value + sum(s * s for s in scaled) / (2 * abs(largest))).upper())
        return best

    def newton(self, sign: int, cell: Cell, point: list[Fraction]) -> list[Fraction]:
        """A point of the cell near a maximum, if a few Newton steps find one."""
        free = [i for i, (low, high) in enumerate(cell) if low != high]
        for _ in range(3):
            lower = [self.hessian[max(i, j)][min(i, j)] for i in free for j in free]
            found = self.values([*(self.gradient[i] for i in free), *lower], self.at(point))
            if found is None:
                break
            floats = np.array([float(v.mid()) for v in found])
            g, h = floats[: len(free)], floats[len(free):].reshape(len(free), len(free))
            if not np.isfinite(floats).all() or np.linalg.eigvalsh(sign * h)[-1] >= -1e-12 * np.abs(h).max():
                break
            step, moved = np.linalg.solve(h, -g), list(point)
            for i, s in zip(free, step, strict=True):
                low, high = cell[i]
                moved[i] = min(max(Fraction(float(point[i]) + float(s)), low), high)  # type: ignore[type-var,assignment]
            if moved == point:
                break
            point = moved
        return point

    def ray_bound(self, sign: int, cell: Cell, above: Any) -> Any:
        pairs = list(zip(self.symbols, cell, strict=True))
        env = {s: Ray(low, high) if None in (low, high) else interval(low, high) for s, (low, high) in pairs}  # type: ignore[arg-type]
        value = enclosed(self.function, env)
        if value is None:
            return above
        if value.grows(sign):
            self.found.unbounded, self.found.where = True, ", ".join(f"{s} in {env[s]}" for s in env if isinstance(env[s], Ray))
        upper = value.above(sign)
        point = [low if high is None else high if low is None else (low + high) / 2 for low, high in cell]
        self.try_point(sign, point)  # type: ignore[arg-type]
        return above if upper is None else _least(above, upper)

    def halves(self, sign: int, cell: Cell, depths: tuple[int, ...]) -> list[tuple[Cell, tuple[int, ...]]] | None:
        """The cell cut across the side that has been cut least; None where nothing can be cut."""
        free = [i for i, (low, high) in enumerate(cell) if cuttable(low, high, depths[i])]
        if not free:
            return None
        i = min(free, key=lambda k: depths[k])
        deeper = tuple(depth + (k == i) for k, depth in enumerate(depths))
        return [((*cell[:i], part, *cell[i + 1:]), deeper) for part in cut(*cell[i])]


def _least(a: Any, b: Any) -> Any:
    return b if b.is_finite() and b < a else a
