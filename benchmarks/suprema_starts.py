"""Optimisation from many starts against certified suprema: no value found may lie above an enclosure.

Run from the project root:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.suprema_starts [--starts 100000]

From random positions and directions of several scales, Newton steps along which |F| grows, F = (u.grad)^j V; the best points are
refined and evaluated by mpmath to 40 digits, so that the comparison with the exact ends has no tolerance. Exit status 1 if one is above.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from fractions import Fraction
from time import process_time
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from benchmarks.suprema import CHAIN, LINE, PLANE
from benchmarks.timing import require_pinned
from derive.formula import read
from numerics.supremum import norms

REACH, CHUNK, STEPS, LONGEST, REFINED = 8.0, 20_000, 25, 0.5, 6
CASES: tuple[tuple[str, tuple[Any, Any]], ...] = (  # V, the span of x
    ("cos(x)", (None, None)), (LINE, (None, None)), ("log(cosh(x))", (None, None)), ("3*(1-exp(-2*x))^2", (Fraction(-1, 2), None)),
    ("4*(1/x^12-1/x^6)", (1, None)), (PLANE, (None, None)), (CHAIN, (None, None)))


def objective(text: str, order: int) -> tuple[sp.Expr, list[sp.Symbol], int]:
    """F, its variables (position, angles of the direction), and the number of coordinates."""
    formula = read(text)
    d, (p, q) = len(formula.coordinates), sp.symbols("p q", real=True)
    u = {1: (sp.S.One,), 2: (sp.cos(p), sp.sin(p)), 3: (sp.cos(q), sp.sin(q) * sp.cos(p), sp.sin(q) * sp.sin(p))}[d]
    F = formula.expression
    for _ in range(order):
        F = sp.Add(*(c * sp.diff(F, x) for c, x in zip(u, formula.coordinates, strict=True)))
    return F, [*formula.coordinates, *(p, q)[: d - 1]], d


def climbed(f: Callable[..., Any], at: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The points after the steps. Shapes: (variables, starts)."""
    n = at.shape[1]
    for _ in range(STEPS):
        value, gradient, hessian = f(*at)
        sign = np.where(np.broadcast_to(value, n) >= 0, 1.0, -1.0)
        g = np.array([sign * np.broadcast_to(v, n) for v in gradient]).T
        h = np.array([[sign * np.broadcast_to(v, n) for v in row] for row in hessian]).transpose(2, 0, 1)
        eigenvalues, vectors = np.linalg.eigh(h)
        curve = np.maximum(np.abs(eigenvalues), 1e-3 * np.abs(eigenvalues).max(axis=1, keepdims=True) + 1e-300)
        move = np.einsum("nik,nk->ni", vectors, np.einsum("nik,ni->nk", vectors, g) / curve)
        length = np.sqrt(np.sum(move**2, axis=1, keepdims=True))
        at = np.clip(at + (move * np.minimum(1.0, LONGEST / np.maximum(length, 1e-300))).T, low, high)
    return at


def largest(text: str, order: int, span: tuple[Any, Any], starts: int) -> mpmath.mpf:
    """The largest |F| that optimisation finds, to 40 digits."""
    F, variables, d = objective(text, order)
    gradient = [sp.diff(F, v) for v in variables]
    together = sp.lambdify(variables, [F, gradient, [[sp.diff(g, v) for v in variables] for g in gradient]], "numpy", cse=True)
    ends = [(-np.inf if span[0] is None else float(span[0]), np.inf)] * d + [(-np.inf, np.inf)] * (d - 1)
    low, high = (np.array(column)[:, None] for column in zip(*ends, strict=True))
    rng, best = np.random.default_rng(20), []
    for first in range(0, starts, CHUNK):
        n = min(CHUNK, starts - first)
        at = np.vstack([rng.uniform(-REACH, REACH, (d, n)) * 4.0 ** -rng.integers(-1, 4, (1, n)), rng.uniform(0, 2 * np.pi, (d - 1, n))])
        at = climbed(together, np.clip(at, low, high), low, high)
        value = np.abs(np.broadcast_to(together(*at)[0], n))
        best += [(float(value[k]), at[:, k]) for k in np.argsort(-value)[:REFINED]]
    top = sorted(best, key=lambda pair: -pair[0])[:REFINED]
    exact, slopes = sp.lambdify(variables, F, "mpmath"), sp.lambdify(variables, gradient, "mpmath")
    found = mpmath.mpf(0)
    for _, point in top:
        start = [mpmath.mpf(float(c)) for c in point]
        found = max(found, abs(exact(*start)))
        try:
            root = list(mpmath.findroot(lambda *q: slopes(*q), start, tol=1e-30))
        except (ValueError, ZeroDivisionError):
            continue
        if all(lo <= c <= hi for c, (lo, hi) in zip(root, ends, strict=True)):
            found = max(found, abs(exact(*root)))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=100_000)
    parser.add_argument("--cases", type=int, nargs="*", default=range(len(CASES)), help="which potentials, from 0 on")
    arguments = parser.parse_args()
    starts = arguments.starts
    require_pinned()
    above = 0
    for text, span in (CASES[k] for k in arguments.cases):
        formula = read(text)
        domain = {formula.coordinates[0]: span} if span != (None, None) else None
        begin = process_time()
        enclosures = norms(formula.expression, formula.coordinates, domain=domain)
        spent = process_time() - begin
        for order, found in enumerate(enclosures, start=2):
            begin = process_time()
            with mpmath.workdps(40):
                best = largest(text, order, span, starts)
                low, high = (mpmath.mpf(Fraction(end).numerator) / Fraction(end).denominator for end in (found.exact_low, found.exact_high))
                bad = best > high
                short = mpmath.nstr((low - best) / high, 3)
            above += bad
            word, most = "ABOVE" if bad else "none above", mpmath.nstr(best, 17)
            print(f"{text[:40]:40s} derivative {order}: {word}, best {most}, high {found.high!r}, (low - best)/high {short}, "
                  f"{starts} starts in {process_time() - begin:.1f} s, both enclosures in {spent:.1f} s", flush=True)
    return int(above > 0)


if __name__ == "__main__":
    sys.exit(main())
