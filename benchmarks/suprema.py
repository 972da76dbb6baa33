"""Certified suprema of derivatives against naive and mean-value branch and bound in `mpmath.iv`, codac's contractors, and `scipy`'s shgo.

Run from the project root:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.suprema [--limit SECONDS]
codac is optional: `pip install codac==2.1.2`, in an environment of its own.

Peers get the derivative as a formula, a box, and the width 1e-10; ours gets the potential, and proves what is outside of the box too.
CPU seconds of one process; a peer is stopped after the limit and its width at that time is printed.
"""

from __future__ import annotations

import argparse
import heapq
import math
from collections.abc import Callable
from fractions import Fraction
from time import process_time
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from mpmath import iv

from benchmarks.timing import require_pinned
from derive.formula import read
from numerics.supremum import steepest

WIDTH, BOX = 1e-10, 8.0
LINE, PLANE = "x^2/2+exp(-x^2)", "sin(x)*cos(3*y)+exp(-x^2-y^2)"
CHAIN = "-1/sqrt((x-2)^2+y^2+z^2+1)-1/sqrt(x^2+y^2+z^2+1)-1/sqrt((x+2)^2+y^2+z^2+1)"


def derivative(text: str, order: int) -> tuple[sp.Expr, list[sp.Symbol]]:
    """F(x, direction) as a formula, and its variables: what the peers are told."""
    formula = read(text)
    d = len(formula.coordinates)
    p, q = sp.symbols("p q", real=True)
    u = {1: (sp.S.One,), 2: (sp.cos(p), sp.sin(p)), 3: (sp.cos(q), sp.sin(q) * sp.cos(p), sp.sin(q) * sp.sin(p))}[d]
    F = formula.expression
    for _ in range(order):
        F = sp.Add(*(c * sp.diff(F, x) for c, x in zip(u, formula.coordinates, strict=True)))
    return F, [*formula.coordinates, *[(), (p,), (p, q)][d - 1]]


def box(variables: list[sp.Symbol]) -> list[tuple[float, float]]:
    return [(0.0, 3.2) if str(v) in "pq" else (-BOX, BOX) for v in variables]


def branch_and_bound(
    bound: Callable[[Any], tuple[float, float]], start: list[tuple[float, float]], limit: float, width: float,
) -> tuple[float, float]:
    """(low, high): best first, halves the longest side. bound(cell): an upper bound of |F| on it, and |F| at its centre."""
    begin, low = process_time(), 0.0
    heap = [(-math.inf, 0, start)]
    count = 0
    while True:
        top, _, cell = heapq.heappop(heap)
        if -top <= low * (1 + width) or process_time() - begin > limit:
            return low, max(-top, low)
        side = max(range(len(cell)), key=lambda k: cell[k][1] - cell[k][0])
        a, b = cell[side]
        for half in ((a, (a + b) / 2), ((a + b) / 2, b)):
            count += 1
            part = [*cell[:side], half, *cell[side + 1:]]
            high, value = bound(part)
            low = max(low, value)
            if high > low:
                heapq.heappush(heap, (-min(high, -top), count, part))


def with_mpmath(F: sp.Expr, variables: list[sp.Symbol], *, mean_value: bool) -> Callable[[Any], tuple[float, float]]:
    names = {"exp": iv.exp, "sin": iv.sin, "cos": iv.cos, "sqrt": iv.sqrt}
    f, *slopes = (sp.lambdify(variables, e, [names, "mpmath"]) for e in (F, *(sp.diff(F, v) for v in variables)))

    def bound(cell: Any) -> tuple[float, float]:
        sides = [iv.mpf(list(s)) for s in cell]
        middle = [iv.mpf((a + b) / 2) for a, b in cell]
        at = abs(f(*middle))
        high = abs(f(*sides)).b
        if mean_value:
            spread = sum((abs(g(*sides)) * ((s[1] - s[0]) / 2) for g, s in zip(slopes, cell, strict=True)), iv.mpf(0))
            high = min(high, (at + spread).b)
        return float(high), float(mpmath.mpf(at.a))

    return bound


def with_codac(F: sp.Expr, variables: list[sp.Symbol], limit: float) -> tuple[float, float]:
    """Branch and bound on codac's compiled evaluation, cells contracted by |F| >= low and, inside, grad F = 0 (forward-backward)."""
    import codac  # optional
    names = {"exp": codac.exp, "sin": codac.sin, "cos": codac.cos, "sqrt": codac.sqrt}
    x = codac.VectorVar(len(variables))
    symbols = [x[i] for i in range(len(variables))]

    def compiled(expression: sp.Expr) -> Any:
        code = sp.lambdify(variables, expression, [names])
        return codac.AnalyticFunction([x], code(*symbols))

    f, gradient = compiled(F), [compiled(sp.diff(F, v)) for v in variables]
    stationary = [codac.CtcInverse(g, codac.Interval(0.0)) for g in gradient]
    begin, low, count = process_time(), 0.0, 0
    start = codac.IntervalVector([list(s) for s in box(variables)])
    heap: list[Any] = [(-math.inf, 0, start)]
    while heap:
        top, _, cell = heapq.heappop(heap)
        if -top <= low * (1 + WIDTH) or process_time() - begin > limit:
            return low, max(-top, low)
        for part in cell.bisect(cell.max_diam_index()):
            count += 1
            for each in stationary:  # no maximum is on the box's boundary here
                part = _contracted(each, part)
                if part.is_empty():
                    break
            if part.is_empty():
                continue
            high = f.eval(part).mag()
            low = max(low, f.eval(codac.IntervalVector(part.mid())).mig())
            if high > low:
                heapq.heappush(heap, (-min(high, -top), count, part))
    return low, low


def _contracted(contractor: Any, part: Any) -> Any:
    found = contractor.contract(part)
    return part if found is None else found[0] if isinstance(found, tuple) else found


def with_shgo(F: sp.Expr, variables: list[sp.Symbol]) -> tuple[float, float]:
    from scipy.optimize import shgo
    f = sp.lambdify(variables, F, "numpy", cse=True)
    found = shgo(lambda q: -abs(float(f(*q))), box(variables), n=64, iters=3, options={"ftol": 1e-12})
    return -float(found.fun), math.nan


def measured(name: str, call: Callable[[], tuple[float, float]], base: float | None) -> float:
    begin = process_time()
    try:
        low, high = call()
    except ImportError as error:
        print(f"  {name:34s} left out: {error}")
        return math.nan
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        print(f"  {name:34s} failed: {type(error).__name__}: {str(error)[:90]}")
        return math.nan
    spent = process_time() - begin
    print(f"  {name:34s} {spent:9.4f} s  value {low:.12g}  width {(high - low) / high if high else math.nan:.1e}"
          + (f"  ratio {spent / base:.3g}" if base else ""), flush=True)
    return spent


def mine(text: str, order: int) -> tuple[float, float]:
    formula = read(text)
    width = None if text == CHAIN else Fraction(1, 10**10)
    found = steepest(formula.expression, formula.coordinates, None, None, order=order, tolerance=width, budget=None)
    return found.low, found.high


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=30.0, help="CPU seconds after which a peer is stopped")
    limit = parser.parse_args().limit
    require_pinned()
    for text in (LINE, PLANE, CHAIN):
        for order in (2, 3):
            if text == CHAIN and order == 2:
                continue
            print(f"{text}, derivative {order}")
            measured("ours, first call", lambda text=text, order=order: mine(text, order), None)
            base = float(np.median([measured("ours, warm", lambda text=text, order=order: mine(text, order), None) for _ in range(3)]))
            F, variables = derivative(text, order)
            width = 1e-6 if text == CHAIN else WIDTH
            for name, mean_value in (("mpmath.iv, natural", False), ("mpmath.iv, mean value", True)):
                call = with_mpmath(F, variables, mean_value=mean_value)
                measured(name, lambda c=call, v=variables, w=width: branch_and_bound(c, box(v), limit, w), base)
            measured("codac, contractors", lambda F=F, variables=variables: with_codac(F, variables, limit), base)
            measured("scipy shgo, certifies nothing", lambda F=F, variables=variables: with_shgo(F, variables), base)


if __name__ == "__main__":
    main()
