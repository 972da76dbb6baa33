"""The peers of `suprema`: branch and bound in `mpmath.iv`, naive and mean-value, on codac's contractors, and `scipy`'s shgo.

Each is told a derivative as a formula and a box; the first call prepares it, the second searches.
"""

from __future__ import annotations

import heapq
import math
import signal
from collections.abc import Callable
from time import process_time
from typing import Any

import mpmath
import sympy as sp
from mpmath import iv

from derive.formula import read

BOX = 8.0
Bounds = tuple[float, float]
SHGO, EVERYWHERE = "scipy shgo, certifies nothing", "scipy shgo, 2048 Sobol points"  # the one of 16 settings that is right for all six
ROOT = sp.Function("root")  # a square root that SymPy does not merge with powers


class Late(BaseException):
    """The limit is over."""


def rooted(F: sp.Expr) -> sp.Expr:
    """F with odd powers of square roots as whole powers of the root, which intervals enclose best."""
    return F.replace(lambda e: e.is_Pow and isinstance(e.exp, sp.Rational) and e.exp.q == 2, lambda e: ROOT(e.base) ** (2 * e.exp))


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


def branch_and_bound(bound: Callable[[Any], Bounds], start: list[Bounds], limit: float, width: float) -> Bounds:
    """(low, high): best first, halves the longest side. bound(cell): an upper bound of |F| on it, and |F| at its centre."""
    begin, low = process_time(), 0.0
    heap = [(-math.inf, 0, start)]
    count = 0
    while heap:
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
            if not high <= low:
                heapq.heappush(heap, (-min(high, -top), count, part))
    return low, low


def with_mpmath(F: sp.Expr, variables: list[sp.Symbol], *, mean_value: bool) -> Callable[[float, float], Bounds]:
    names = {"exp": iv.exp, "sin": iv.sin, "cos": iv.cos, "root": iv.sqrt}
    f, *slopes = (sp.lambdify(variables, rooted(e), [names, "mpmath"], cse=True) for e in (F, *(sp.diff(F, v) for v in variables)))

    def bound(cell: Any) -> Bounds:
        sides = [iv.mpf(list(s)) for s in cell]
        middle = [iv.mpf((a + b) / 2) for a, b in cell]
        at = abs(f(*middle))
        high = abs(f(*sides)).b
        if mean_value:
            spread = sum((abs(g(*sides)) * ((s[1] - s[0]) / 2) for g, s in zip(slopes, cell, strict=True)), iv.mpf(0))
            high = min(high, (at + spread).b)
        return float(high), float(mpmath.mpf(at.a))

    return lambda limit, width: branch_and_bound(bound, box(variables), limit, width)


def with_codac(F: sp.Expr, variables: list[sp.Symbol]) -> Callable[[float, float], Bounds]:
    """Branch and bound on codac's compiled evaluation, cells contracted by grad F = 0 (forward-backward)."""
    import codac  # optional
    names = {"exp": codac.exp, "sin": codac.sin, "cos": codac.cos, "root": codac.sqrt}
    x = codac.VectorVar(len(variables))
    symbols = [x[i] for i in range(len(variables))]

    def compiled(expression: sp.Expr) -> Any:
        return codac.AnalyticFunction([x], sp.lambdify(variables, rooted(expression), [names], cse=True)(*symbols))

    f, gradient = compiled(F), [compiled(sp.diff(F, v)) for v in variables]
    stationary = [codac.CtcInverse(g, codac.Interval(0.0)) for g in gradient]

    def search(limit: float, width: float) -> Bounds:
        begin, low, count = process_time(), 0.0, 0
        heap: list[Any] = [(-math.inf, 0, codac.IntervalVector([list(s) for s in box(variables)]))]
        while heap:
            top, _, cell = heapq.heappop(heap)
            if -top <= low * (1 + width) or process_time() - begin > limit:
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
                if not high <= low:
                    heapq.heappush(heap, (-min(high, -top), count, part))
        return low, low

    return search


def _contracted(contractor: Any, part: Any) -> Any:
    found = contractor.contract(part)
    return part if found is None else found[0] if isinstance(found, tuple) else found


def with_shgo(
    F: sp.Expr, variables: list[sp.Symbol], n: int = 64, iters: int = 3, method: str = "simplicial",
) -> Callable[[float, float], Bounds]:
    from scipy.optimize import shgo
    f = sp.lambdify(variables, F, "numpy", cse=True)

    def search(limit: float, _: float) -> Bounds:
        def late(*_: Any) -> None:
            raise Late

        signal.signal(signal.SIGALRM, late)  # of wall time: a timer of CPU time makes the clock of CPU time as coarse as the system's ticks
        signal.setitimer(signal.ITIMER_REAL, limit)
        best = 0.0

        def lost(q: Any) -> float:
            nonlocal best
            best = max(best, abs(float(f(*q))))
            return -abs(float(f(*q)))

        try:
            return -float(shgo(lost, box(variables), n=n, iters=iters, sampling_method=method, options={"ftol": 1e-12}).fun), math.nan
        except Late:
            return best, math.nan
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    return search


PEERS: dict[str, Callable[[sp.Expr, list[sp.Symbol]], Callable[[float, float], Bounds]]] = {
    "mpmath.iv, natural": lambda F, v: with_mpmath(F, v, mean_value=False),
    "mpmath.iv, mean value": lambda F, v: with_mpmath(F, v, mean_value=True),
    "codac, contractors": with_codac, SHGO: with_shgo, EVERYWHERE: lambda F, v: with_shgo(F, v, 2048, 1, "sobol")}
