"""Speed of Gaussian moments beside thewalrus and SymPy, in one run, with an agreement check that raises.

Run from the project root:  OMP_NUM_THREADS=1 python -m benchmarks.moments
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from time import perf_counter
from typing import Any

import numpy as np
import sympy as sp
from flint import fmpq_mat
from sympy import stats

from derive.moments import expectation, multiplied, quadratic_form, table
from derive.pairings import by_cycles, by_pairings
from derive.trace import evaluate
from numerics.moment_table import MomentTable, moment_table, plan

N, ORDER, SAMPLE = 6, 12, 200
MISSING = """thewalrus is not installed; its comparison is left out. To run it, in a scratch environment:
  python -m venv VENV; VENV/bin/pip install thewalrus python-flint sympy
  PYTHONPATH=. VENV/bin/python -m benchmarks.moments"""


def median(work: Callable[[], Any], repeats: int) -> float:
    """Seconds of one call of `work`: the median of `repeats` calls after an untimed one."""
    work()
    spans = []
    for _ in range(repeats):
        start = perf_counter()
        work()
        spans.append(perf_counter() - start)
    return statistics.median(spans)


def agree(ours: Any, theirs: Any, what: str, scale: Any = None) -> None:
    """Raises ArithmeticError unless the values differ by at most 1e-9 of `scale` (of theirs by default)."""
    size = np.abs(theirs) if scale is None else scale
    error = np.abs(np.asarray(ours) - np.asarray(theirs))
    if not np.all(error <= 1e-9 * size):  # written so that NaN fails
        raise ArithmeticError(f"{what}: ours must agree to 1e-9, but the error is {np.max(error)}")
    print(f"  agreement on {np.size(theirs)} values of {what}: within 1e-9")


def covariance() -> np.ndarray[Any, Any]:
    """A random positive covariance, variances of order one, correlations of either sign."""
    a = np.random.default_rng(7).normal(size=(N, N))
    s = a @ a.T / N
    return (s + s.T) / 2


def symbolic() -> None:
    """Trace polynomials in general dimension; SymPy has no counterpart, so these are absolute times."""
    print("Quadratic moments in every dimension (targets: 3 forms < 1 ms, 6 forms < 10 ms)")
    for letters in ("ABC", "ABCDEF", "AAAAAA"):
        print(f"  by_cycles   {letters:7s} {1e3 * median(partial(by_cycles, *letters), 25):9.3f} ms")
    print(f"  by_pairings ABCDE   {1e3 * median(lambda: by_pairings(*'ABCDE'), 5):9.3f} ms")


def against_walrus() -> None:
    """The full float table of order 12 in 6 variables against three ways of thewalrus."""
    s = covariance()
    steps = plan(N, ORDER)
    ours: MomentTable = moment_table(s, ORDER, using=steps)
    # What rounding is measured against where terms of both signs cancel: the table of |s|.
    size = moment_table(np.abs(s), ORDER, using=steps).values

    def made_anew() -> MomentTable:
        plan.cache_clear()
        return moment_table(s, ORDER)

    cold = median(made_anew, 15)
    warm = median(lambda: moment_table(s, ORDER, using=steps), 51)
    print(f"All {len(ours.values)} moments up to order {ORDER} in {N} variables, floats")
    print(f"  ours, index plan included  {1e3 * cold:9.2f} ms")
    print(f"  ours, plan reused          {1e3 * warm:9.2f} ms")
    try:
        thewalrus = import_module("thewalrus")
    except ImportError:
        print(MISSING)
        return
    even = [m for m in ours.multi_indices.tolist() if sum(m) % 2 == 0 and sum(m) > 0]
    chosen = random.Random(7).sample(even, SAMPLE)

    def repeated() -> list[float]:
        return [thewalrus.hafnian_repeated(s, m).real for m in chosen]

    def expanded() -> list[float]:
        return [thewalrus.hafnian(thewalrus.reduction(s, m)).real for m in chosen]

    rows = [ours.index(m) for m in chosen]
    for name, way in (("hafnian_repeated", repeated), ("hafnian of the reduction", expanded)):
        agree(ours.values[rows], way(), f"thewalrus {name}", size[rows])
        whole = median(way, 3) / SAMPLE * len(even)
        print(
            f"  thewalrus {name}: {whole:.2f} s for the {len(even)} entries of even degree, from {SAMPLE} "
            f"random ones; odd ones not counted: {whole / cold:.0f}x with plan, {whole / warm:.0f}x reused"
        )
    box = thewalrus.hafnian_batched(s, ORDER + 1)
    agree(ours.values, box[tuple(ours.multi_indices.T)].real, "thewalrus hafnian_batched", size)
    whole = median(lambda: thewalrus.hafnian_batched(s, ORDER + 1), 3)
    each, here = whole / box.size * 1e9, [t / len(ours.values) * 1e9 for t in (cold, warm)]
    print(
        f"  thewalrus hafnian_batched: {whole:.2f} s for the box of {box.size} entries holding our table "
        f"(it cannot cut by total degree): {whole / cold:.0f}x with plan, {whole / warm:.0f}x reused\n"
        f"  per entry: hafnian_batched {each:.0f} ns; ours {here[0]:.0f} with plan, {here[1]:.0f} reused"
    )




def against_sympy() -> None:
    """One small exact moment each, by density integration and by sympy.stats."""
    print("Small exact cases")
    sigma, a, b = (fmpq_mat(2, 2, e) for e in ([2, 1, 1, 3], [1, 0, 0, 2], [1, 1, 1, -1]))
    x, y = sp.symbols("x y", real=True)
    beta = sp.Matrix([x, y])
    s, left, right = (sp.Matrix(2, 2, [sp.Rational(str(e)) for e in m.entries()]) for m in (sigma, a, b))

    def integrated() -> sp.Expr:
        density = sp.exp(-(beta.T * s.inv() * beta)[0] / 2) / (2 * sp.pi * sp.sqrt(s.det()))
        value = sp.expand((beta.T * left * beta)[0] * (beta.T * right * beta)[0])
        inner = sp.integrate(value * density, (x, -sp.oo, sp.oo))
        return sp.simplify(sp.integrate(inner, (y, -sp.oo, sp.oo)))

    def by_trace() -> Any:
        return evaluate(by_cycles("A", "B"), {"s": sigma, "A": a, "B": b})

    def by_table() -> Any:
        return expectation(multiplied(quadratic_form(a), quadratic_form(b)), table(sigma, 4))

    start = perf_counter()
    reference = integrated()
    span = perf_counter() - start
    if not (sp.Rational(str(by_trace())) == reference == sp.Rational(str(by_table()))):
        raise ArithmeticError(f"ours must equal SymPy's {reference}, but are {by_trace()}, {by_table()}")
    for name, way in (("trace polynomial", by_trace), ("exact table", by_table)):
        ours = median(way, 25)
        ratio = f"SymPy integrate, once, {span:.2f} s: {span / ours:.0f}x"
        print(f"  E10 at 2 x 2 by {name} {1e3 * ours:.3f} ms; {ratio}")

    def by_stats() -> sp.Expr:
        return stats.E(stats.Normal("z", 0, sp.sqrt(3)) ** 12)

    start = perf_counter()
    reference = sp.simplify(by_stats())
    span = perf_counter() - start
    one = fmpq_mat(1, 1, [3])
    if sp.Rational(str(table(one, 12)[(12,)])) != reference:
        raise ArithmeticError(f"ours must equal sympy.stats' {reference}, but is {table(one, 12)[(12,)]}")
    ours = median(lambda: table(one, 12), 25)
    ratio = f"sympy.stats, once, {span:.2f} s: {span / ours:.0f}x"
    print(f"  E z^12, z ~ N(0, 3), by exact table {1e3 * ours:.3f} ms; {ratio}")


def main() -> int:
    """0, once all figures are printed; a disagreement raises."""
    symbolic()
    against_walrus()
    against_sympy()
    return 0


if __name__ == "__main__":
    sys.exit(main())
