"""Optimisation from many starts against certified suprema: no value found may lie above an enclosure.

Run from the project root:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.suprema_starts [--starts 100000]

From random positions and directions of several scales, Newton steps along which |F| grows, F = (u.grad)^j V, its derivatives contracted
from those of V of orders j to j + 2; the best points are refined and evaluated by mpmath to 40 digits, so that the comparison with the
exact ends has no tolerance. Exit status 1 if one is above. --first continues where an earlier run stopped: chunks of CHUNK starts have
seeds of their own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations_with_replacement, product
from time import process_time
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from benchmarks.suprema import CHAIN, LINE, PLANE
from benchmarks.timing import require_pinned
from derive.formula import read
from numerics.supremum import norms

REACH, CHUNK, STEPS, LONGEST, REFINED = 8.0, 5_000, 25, 0.5, 6
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


def tensors(text: str, order: int) -> Callable[[np.ndarray], list[np.ndarray]]:
    """The derivatives of V of orders `order` to `order` + 2 at points x. Shapes: x (d, n); each (d, ..., d, n)."""
    formula = read(text)
    d = len(formula.coordinates)
    entries: list[sp.Expr] = []
    places: list[np.ndarray] = []
    for k in range(order, order + 3):
        number = {}
        for indices in combinations_with_replacement(range(d), k):
            number[indices] = len(entries)
            entries.append(sp.diff(formula.expression, *(formula.coordinates[i] for i in indices)))
        places.append(np.array([number[tuple(sorted(i))] for i in product(range(d), repeat=k)]).reshape((d,) * k))
    call = sp.lambdify(formula.coordinates, entries, "numpy", cse=True)

    def at(x: np.ndarray) -> list[np.ndarray]:
        values = np.array([np.broadcast_to(each, x.shape[1]) for each in call(*x)])
        return [values[place] for place in places]

    return at


def direction(angles: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """u and its derivatives by the angles. Shapes: angles (a, n); (d, n), (a, d, n), (a, a, d, n), d = a + 1."""
    n, zero = angles.shape[1], np.zeros(angles.shape[1])
    if len(angles) == 0:
        return np.ones((1, n)), np.zeros((0, 1, n)), np.zeros((0, 0, 1, n))
    c, s = np.cos(angles[0]), np.sin(angles[0])
    if len(angles) == 1:
        return np.array([c, s]), np.array([[-s, c]]), np.array([[[-c, -s]]])
    C, S = np.cos(angles[1]), np.sin(angles[1])
    u, by_p, by_q = np.array([C, S * c, S * s]), np.array([zero, -S * s, S * c]), np.array([-S, C * c, C * s])
    mixed = np.array([zero, -C * s, C * c])
    return u, np.array([by_p, by_q]), np.array([[np.array([zero, -S * c, -S * s]), mixed], [mixed, -u]])


def along(tensor: np.ndarray, u: np.ndarray, times: int) -> np.ndarray:
    """The tensor with `times` of its indices contracted with u."""
    for _ in range(times):
        tensor = np.einsum("i...n,in->...n", tensor, u)
    return tensor


def jets(text: str, order: int) -> Callable[[np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """F, its gradient and its Hessian by position and angles. Shapes: at (v, n); (n,), (n, v), (n, v, v)."""
    known, d = tensors(text, order), len(read(text).coordinates)

    def values(at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        j, (zeroth, first, second), (u, slope, bend) = order, known(at[:d]), direction(at[d:])
        twice = along(zeroth, u, j - 2)
        once = along(twice, u, 1)
        gradient = np.concatenate([along(first, u, j), j * np.einsum("adn,dn->an", slope, once)])
        mixed = j * np.einsum("xdn,adn->xan", along(first, u, j - 1), slope)
        angular = j * (j - 1) * np.einsum("aen,edn,bdn->abn", slope, twice, slope) + j * np.einsum("abdn,dn->abn", bend, once)
        hessian = np.block([[np.moveaxis(along(second, u, j), 2, 0), np.moveaxis(mixed, 2, 0)],
                            [np.moveaxis(mixed, 2, 0).transpose(0, 2, 1), np.moveaxis(angular, 2, 0)]])
        return along(once, u, 1), gradient.T, hessian

    return values


def climbed(f: Callable[[np.ndarray], Any], at: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The points after the steps. Shapes: (variables, starts)."""
    for _ in range(STEPS):
        value, gradient, hessian = f(at)
        sign = np.where(value >= 0, 1.0, -1.0)[:, None]
        g, h = sign * gradient, sign[:, :, None] * hessian
        eigenvalues, vectors = np.linalg.eigh(h)
        curve = np.maximum(np.abs(eigenvalues), 1e-3 * np.abs(eigenvalues).max(axis=1, keepdims=True) + 1e-300)
        move = np.einsum("nik,nk->ni", vectors, np.einsum("nik,ni->nk", vectors, g) / curve)
        length = np.sqrt(np.sum(move**2, axis=1, keepdims=True))
        at = np.clip(at + (move * np.minimum(1.0, LONGEST / np.maximum(length, 1e-300))).T, low, high)
    return at


def largest(text: str, order: int, span: tuple[Any, Any], first: int, starts: int) -> tuple[mpmath.mpf, float]:
    """The largest |F| that optimisation finds, to 40 digits; the part of the starts that end within 1e-6 of it."""
    F, variables, d = objective(text, order)
    together = jets(text, order)
    ends = [(-np.inf if span[0] is None else float(span[0]), np.inf)] * d + [(-np.inf, np.inf)] * (d - 1)
    low, high = (np.array(column)[:, None] for column in zip(*ends, strict=True))
    best: list[tuple[float, np.ndarray]] = []
    reached: list[np.ndarray] = []
    for chunk in range(first, first + starts, CHUNK):
        rng, n = np.random.default_rng([20, chunk]), min(CHUNK, first + starts - chunk)
        at = np.vstack([rng.uniform(-REACH, REACH, (d, n)) * 4.0 ** -rng.integers(-1, 4, (1, n)), rng.uniform(0, 2 * np.pi, (d - 1, n))])
        at = climbed(together, np.clip(at, low, high), low, high)
        value = np.abs(together(at)[0])
        if not np.all(np.isfinite(value)):
            raise ArithmeticError(f"`{text}` must be finite at every point reached, but is not; give a domain away from poles")
        reached.append(value)
        best += [(float(value[k]), at[:, k]) for k in np.argsort(-value)[:REFINED]]
    top = sorted(best, key=lambda pair: -pair[0])[:REFINED]
    values = np.concatenate(reached)
    exact = sp.lambdify(variables, F, "mpmath", cse=True)
    slopes = sp.lambdify(variables, [sp.diff(F, v) for v in variables], "mpmath", cse=True)
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
    return found, float(np.mean(values >= values.max() * (1 - 1e-6)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="the first start, a multiple of the chunk")
    parser.add_argument("--cases", type=int, nargs="*", default=range(len(CASES)), help="which potentials, from 0 on")
    arguments = parser.parse_args()
    starts = arguments.starts
    if arguments.first % CHUNK or starts < 1:
        parser.error(f"`--first` must be a multiple of {CHUNK} and `--starts` positive, but are {arguments.first} and {starts}")
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
                best, part = largest(text, order, span, arguments.first, starts)
                low, high = (mpmath.mpf(Fraction(end).numerator) / Fraction(end).denominator for end in (found.exact_low, found.exact_high))
                bad = best > high
                short = mpmath.nstr((low - best) / high, 3)
            above += bad
            word, most = "ABOVE" if bad else "none above", mpmath.nstr(best, 17)
            print(f"{text[:40]:40s} derivative {order}: {word}, best {most}, high {found.high!r}, (low - best)/high {short}, "
                  f"{starts} starts, {part:.1%} there, {process_time() - begin:.1f} s, both enclosures in {spent:.1f} s", flush=True)
    return int(above > 0)


if __name__ == "__main__":
    sys.exit(main())
