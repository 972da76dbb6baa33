"""Speed of Weyl products beside naive SymPy, moyalstar and qpsgen, in one run, with agreement checks that raise.

Run from the project root:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.weyl
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections.abc import Callable
from importlib import import_module
from math import comb, factorial
from time import process_time
from typing import Any

import sympy as sp
from flint import fmpq

from benchmarks.timing import require_pinned
from derive.canonical_pairs import CanonicalPairs
from derive.jet_ring import JetRing, Unknown
from derive.weyl import star
from derive.weyl_lindblad import lindblad

X, XI = sp.symbols("x xi", real=True)
H = sp.Symbol("h", positive=True)
AT = CanonicalPairs((X,), (XI,), H)
DEGREE, ORDER, AIM = 12, 8, 5.0
MISSING = """{name} is not installed; its comparison is left out. To run it, in a scratch environment:
  python -m venv VENV; VENV/bin/pip install moyalstar qpsgen "python-flint>=0.9,<0.10" "sympy>=1.14,<1.15"
  PYTHONPATH=. OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 VENV/bin/python -m benchmarks.weyl"""


def milliseconds(work: Callable[[], Any], repeats: int) -> list[float]:
    """CPU times of calls after an untimed one, sorted."""
    work()
    times = []
    for _ in range(repeats):
        start = process_time()
        work()
        times.append(1e3 * (process_time() - start))
    return sorted(times)


def once(work: Callable[[], Any]) -> tuple[Any, float]:
    """The result and CPU time of one call from an empty SymPy cache."""
    sp.core.cache.clear_cache()
    start = process_time()
    result = work()
    return result, 1e3 * (process_time() - start)


def dense(degree: int, largest: int, seed: int) -> dict[tuple[int, int], fmpq]:
    """Coefficients of all monomials up to a total degree, with numerators up to 99 and denominators up to `largest`."""
    draw = random.Random(seed)
    powers = [(j, k) for j in range(degree + 1) for k in range(degree + 1 - j)]
    return {power: fmpq(draw.choice((-1, 1)) * draw.randint(1, 99), draw.randint(1, largest)) for power in powers}


def lifted(ring: JetRing, terms: dict[tuple[int, int], fmpq]) -> Any:
    """The polynomial in a ring with one degree of freedom."""
    return ring.context.from_dict({(*power, *(0,) * (len(ring.names) - 2)): c for power, c in terms.items()})


def expression(terms: dict[tuple[int, int], fmpq]) -> sp.Expr:
    """The polynomial in SymPy."""
    return sp.Add(*[sp.Rational(int(c.p), int(c.q)) * X**j * XI**k for (j, k), c in terms.items()])


def naive(a: sp.Expr, b: sp.Expr, last: int) -> sp.Expr:
    """a # b up to h^last as one writes it down: a double sum of SymPy derivatives, expanded."""
    total = sp.S.Zero
    for k in range(last + 1):
        for j in range(k + 1):
            left, right = sp.diff(a, X, k - j, XI, j), sp.diff(b, XI, k - j, X, j)
            total += (sp.I * H / 2) ** k / factorial(k) * (-1) ** j * comb(k, j) * left * right
    return sp.expand(total)


def report(title: str, times: list[float]) -> float:
    """The median, printed with the spread and the aim."""
    middle = statistics.median(times)
    verdict = "met" if middle < AIM else "MISSED"
    print(f"  {title:66s} {middle:7.2f} ms ({times[0]:.2f}..{times[-1]:.2f}); aim {AIM:.0f} ms: {verdict}")
    return middle


def ring_products(repeats: int) -> None:
    """The two aims, in the ring."""
    print(f"Star products in the ring, CPU, median of {repeats}")
    for largest, title in ((1, "integers"), (12, "denominators to 12"), (99, "denominators to 99")):
        ring = JetRing(("x", "xi"))
        a, b = (lifted(ring, dense(DEGREE, largest, seed)) for seed in (1, 2))
        times = milliseconds(lambda r=ring, a=a, b=b: r.star(a, b), repeats)
        report(f"two dense polynomials of degree {DEGREE}, {title}", times)
    ring = JetRing(("x", "xi"), ("i",))
    i = ring.generator("i")
    parts = [lifted(ring, dense(DEGREE, 1, seed)) for seed in range(4)]
    a, b = parts[0] + i * parts[1], parts[2] + i * parts[3]
    report(f"the same, complex integers, {len(a)} terms each", milliseconds(lambda: ring.star(a, b), repeats))
    ring = JetRing(("x", "xi"), ("m",), {"V": Unknown((0,), 2 * ORDER)})
    xi, V, m = ring.generator("xi"), ring.jet("V", (0,)), ring.generator("m")
    energy = m * xi**2 + V
    square = ring.star(energy, energy)
    fourth = ring.star(square, square)
    until, mixed, polynomial = f"through h^{ORDER}", V * xi**4 + V**2 * xi**2, lifted(ring, dense(DEGREE, 1, 1))
    products = [
        ("H # H # H, H = m xi^2 + V(x)", energy, square),
        ("(V xi^4 + V^2 xi^2) # H^4", mixed, fourth),
        (f"H # dense polynomial of degree {DEGREE}", energy, polynomial),
    ]
    for title, a, b in products:
        report(f"{title}, {until}", milliseconds(lambda a=a, b=b: ring.star(a, b, ORDER + 1), repeats))
    ring = JetRing(("x", "xi"), (), {name: Unknown((0, 1), ORDER) for name in "ab"})
    a, b = ring.jet("a", (0, 0)), ring.jet("b", (0, 0))
    report(f"a(x, xi) # b(x, xi), both unknown, {until}", milliseconds(lambda: ring.star(a, b, ORDER + 1), repeats))


def against_sympy() -> None:
    """Whole calls with SymPy expressions on both ends, and the naive sum."""
    print("SymPy expressions in and out, one call each from an empty cache")
    V = sp.Function("V")(X)
    cases = [
        (f"dense, degree {d}", expression(dense(d, 1, 1)), expression(dense(d, 1, 2)), 2 * d) for d in (3, 6, DEGREE)
    ]
    cases.append((f"H # H # H through h^{ORDER}", XI**2 + V, star(XI**2 + V, XI**2 + V, AT).expression, ORDER))
    for title, a, b, last in cases:
        ours, mine = once(lambda a=a, b=b, last=last: star(a, b, AT, last + 1).expression)
        theirs, slow = once(lambda a=a, b=b, last=last: naive(a, b, min(last, DEGREE)))
        if sp.expand(ours - theirs) != 0:
            raise ArithmeticError(f"ours must equal SymPy's sum, but differs for {title}")
        print(f"  {title:32s} ours {mine:9.1f} ms, naive SymPy {slow:10.1f} ms: {slow / mine:.0f}x")


def against_moyalstar(degrees: list[int]) -> None:
    """Star products of dense polynomials, through SymPy expressions on both sides."""
    try:
        moyal = import_module("moyalstar")
        scalars = import_module("moyalstar.core.scalars")
    except ModuleNotFoundError:
        print(MISSING.format(name="moyalstar"))
        return
    moyal.MP_CONFIG["enable"] = False
    q, p = moyal.q(), moyal.p()
    print("moyalstar (hbar for h), dense polynomials, its multiprocessing off, one call each from an empty cache")
    for degree in degrees:
        first, second = (dense(degree, 1, seed) for seed in (1, 2))
        a, b = (expression(terms).subs({X: q, XI: p}) for terms in (first, second))
        theirs, slow = once(lambda a=a, b=b: moyal.Star(a, b))
        ours, mine = once(lambda first=first, second=second: star(expression(first), expression(second), AT).expression)
        if sp.expand(ours.subs({X: q, XI: p, H: scalars.hbar}) - theirs) != 0:
            raise ArithmeticError(f"ours must equal moyalstar's product, but differs at degree {degree}")
        ring = JetRing(("x", "xi"))
        f, g = lifted(ring, first), lifted(ring, second)
        inner = statistics.median(milliseconds(lambda r=ring, f=f, g=g: r.star(f, g), 20))
        ratios = f"ours {mine:.1f} ms: {slow / mine:.0f}x; in the ring {inner:.3f} ms: {slow / inner:.0f}x"
        print(f"  degree {degree}: theirs {slow:10.1f} ms; {ratios}")


def against_qpsgen(powers: list[int]) -> None:
    """Kramers-Moyal expansions of the Lindblad equation, H = (a*a)^k, jumps a and a^2, h = 1, alpha = (x + i xi)/sqrt(2)."""
    try:
        qpsgen = import_module("qpsgen")
    except ModuleNotFoundError:
        print(MISSING.format(name="qpsgen"))
        return
    print("qpsgen, Wigner representation, H = (a*a)^k, jumps a and a^2, one call each from an empty cache")
    (a,) = qpsgen.boson_modes("a")
    alpha, number = (X + sp.I * XI) / sp.sqrt(2), (X**2 + XI**2 - H) / 2
    bar = (X - sp.I * XI) / sp.sqrt(2)
    for k in powers:
        channels = [qpsgen.LindbladChannel(a, 1), qpsgen.LindbladChannel(a * a, 1)]
        master = qpsgen.MasterEquation(modes=[a], hamiltonian=(a.dag * a) ** k, channels=channels)
        theirs, slow = once(lambda master=master: qpsgen.derive_kramers_moyal(master, representation="wigner"))

        def generator(k: int = k) -> Any:
            energy = number
            for _ in range(k - 1):
                energy = star(energy, number, AT).expression
            return lindblad(energy, [alpha, sp.expand(alpha**2)], AT, unitary=-sp.I, rate=sp.S.One)

        ours, mine = once(generator)
        z = [sp.Symbol(str(v)) for v in theirs.variables]
        wave = sp.symbols("u v")
        expected = sp.S.Zero
        f = sp.exp(wave[0] * z[0] + wave[1] * z[1])
        for index, value in theirs.coefficients.items():
            value = value.subs(dict(zip(theirs.variables, z, strict=True)))
            sign = sp.Rational((-1) ** sum(index), factorial(index[0]) * factorial(index[1]))
            expected += sign * sp.expand(sp.diff(value * f, z[0], index[0], z[1], index[1]) / f)
        # d_x = (d_alpha + d_abar)/sqrt(2), d_xi = i (d_alpha - d_abar)/sqrt(2)
        waves = ((wave[0] + wave[1]) / sp.sqrt(2), sp.I * (wave[0] - wave[1]) / sp.sqrt(2))
        if sp.expand(ours.symbol(waves).subs(H, 1) - expected.subs({z[0]: alpha, z[1]: bar})) != 0:
            raise ArithmeticError(f"ours must equal qpsgen's generator, but differs at k = {k}")
        print(f"  k = {k}: theirs {slow:10.1f} ms; ours {mine:.1f} ms: {slow / mine:.1f}x")


def main() -> int:
    """0, once all figures are printed; a disagreement raises."""
    parser = argparse.ArgumentParser(description="Weyl products: ours, SymPy, moyalstar, qpsgen.")
    parser.add_argument("--repeats", type=int, default=50, help="timed calls of each product in the ring")
    parser.add_argument("--degrees", type=int, nargs="*", default=[2, 3, 4], help="degrees given to moyalstar")
    parser.add_argument("--powers", type=int, nargs="*", default=[1, 2, 3], help="powers of a*a given to qpsgen")
    arguments = parser.parse_args()
    require_pinned()
    ring_products(arguments.repeats)
    against_sympy()
    against_moyalstar(arguments.degrees)
    against_qpsgen(arguments.powers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
