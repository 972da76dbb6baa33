"""Lemma 1 sharpened: the best constants and powers of d that are proved; every statement is ours, none is printed."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from derive import pairings
from derive import third_order as third
from derive.units import ENERGY, LENGTH, NONE
from verify.claim import Section
from verify.papers.hrr2023.symbols import V3, d, hbar
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.tested import FEATURES, Tested, tested
from verify.variables import Variables

section = Section("sharper_lemma", title="Lemma 1 sharpened (not printed): bounds", order=150)
V = Variables(TABLE.values())
L = V.declare("L", LENGTH**2, "operator norm of S = sigma^xx")
T1, T2, T3 = (V.declare(f"T_{k}", LENGTH ** (2 * k), f"Tr S^{k}") for k in (1, 2, 3))
UNIT = V3**2 / hbar**2  # squared errors are stated divided by UNIT L or UNIT L^3
HALF, QUARTER = sp.Rational(1, 2), sp.Rational(1, 4)
ONE_WORD = {("s",): T1, ("s", "s"): T2, ("s", "s", "s"): T3}
SECOND, FOURTH, SIXTH = (third.trace_value(pairings.by_pairings(*["1"] * k), ONE_WORD) for k in (1, 2, 3))  # of |beta|
CASE = FEATURES["V3"] / FEATURES["hbar"]


def _share(table: Variables, name: str, meaning: str, low: int = 0) -> sp.Symbol:
    """A symbol in [low, 1]: the part of its bound that a quantity reaches."""
    return table.declare(name, NONE, meaning, low=low, high=1, closed=True)


def _traces(table: Variables, n: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    """Tr S^k = (a share of) n L^k: the k-th powers of n eigenvalues in [0, L]."""
    return {T: _share(table, f"a_{k}", f"Tr S^{k}/(d L^{k})") * n * L**k for k, T in enumerate((T1, T2, T3), 1)}


def _squared_left(gradient: sp.Expr, mean: sp.Expr, table: Variables) -> sp.Expr:
    """(4/hbar^2) Var f, a share of what x/second-poincare makes of bounds on E|grad h|^2 and |E grad h|^2."""
    return 4 / hbar**2 * _share(table, "e", "share of its bound: Var f") * (HALF * gradient + HALF * mean)


def _quantum(least: int, trace2: Callable[[sp.Expr], sp.Expr], printed: Callable[[sp.Expr], sp.Expr]) -> Relation:
    """The squared quantum error over UNIT L^3 is at most printed(d), where trace2(d) bounds the squared trace, for d >= least."""
    table = Variables(variable for variable in V.values() if variable.symbol != d)
    n = table.declare("d", NONE, "degrees of freedom", low=least, closed=True, integer=True)
    fourth = FOURTH.subs(_traces(table, n))
    left = _squared_left(QUARTER * V3**2 * L * fourth, QUARTER * V3**2 * L**3 * trace2(n), table)
    return AtMost(sp.expand(left / (UNIT * L**3)), printed(n), table)


@section.claim("x/gradient-remainder", "Gradient of the remainder", kind="inequality", place="not printed", uses=["4", "x/taylor-second"],
               note="With phi(t) = w.grad f(t beta): a scalar, so that one intermediate point serves; the integral is the factor "
               "1/2 of the remainder. The third derivative at that point enters by (4).")
def gradient_remainder() -> Relation:
    r"""f = V \text{ minus its second-order Taylor polynomial at } 0:\quad
    |w\cdot\nabla f(\beta)| \le \tfrac12\|\nabla^3V\|\,|\beta|^2|w|"""
    table = Variables(V.values())
    A = table.declare("A", ENERGY, "|(beta.grad)^2 (w.grad) V| at the intermediate point")
    B, W = (table.declare(name, LENGTH, f"|{text}|") for name, text in (("B", "beta"), ("W", "w")))
    t = sp.Dummy("t", real=True)
    return AtMost(A * sp.integrate(1 - t, (t, 0, 1)), HALF * V3 * B**2 * W, table, AtMost(A, V3 * B**2 * W, table))


@section.claim("x/scaled-third", "Third derivative in the packet's own length", kind="inequality", place="not printed", uses=["4"],
               note="h is a function of a standard Gaussian, with grad h = S^(1/2) grad f; so S = L 1 is the worst covariance.")
def scaled_third() -> Relation:
    r"""h(\xi) = f(S^{1/2}\xi):\quad \|\nabla^3h\| \le \|\nabla^3V\|\,\|S\|^{3/2}"""
    table = Variables(V.values())
    W, U = table.declare("W", NONE, "|w|"), table.declare("U", LENGTH, "|S^(1/2) w|")
    return AtMost(V3 * U**3, V3 * L ** sp.Rational(3, 2) * W**3, table, AtMost(U, sp.sqrt(L) * W, table))


@section.claim("x/classical-sharp", "Sharp classical bound", kind="inequality", place="not printed; sharpens (D2), (D24)",
               uses=["x/classical-left-side", "C11", "x/gradient-remainder", "E9", "p/trace-of-power"],
               note="Both sides times sqrt(pi/2). Attained for every d: x/classical-attained. hbar enters by the purity of sigma; the "
               "covariance of any quantum state would do (x/any-state), any classical one would not.")
def classical_sharp() -> Tested | All:
    r"""\sigma \text{ the covariance of a pure Gaussian state}:\quad \left\|\delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}]\right\|_{L^1}
    \le \sqrt{\tfrac2\pi}\,\|\nabla^3V\|\,
    \frac{\|\sigma^{xx}\|^{1/2}\,\mathrm{Tr}\,\sigma^{xx}}{\hbar} \le \sqrt{\tfrac2\pi}\;d\;\|\nabla^3V\|\,
    \frac{\|\sigma^{xx}\|^{3/2}}{\hbar}"""
    table = Variables(V.values())
    G = table.declare("G", ENERGY, "E|S^(1/2) grad f|")
    pointwise = AtMost(G, HALF * V3 * sp.sqrt(L) * SECOND, table)
    left = sp.sqrt(sp.pi / 2) * (2 / hbar * sp.sqrt(2 / sp.pi) * G)
    parts = conjunction(
        ("with the trace", AtMost(left, V3 * sp.sqrt(L) * T1 / hbar, table, pointwise)),
        ("with the norm", AtMost(left, d * V3 * L ** sp.Rational(3, 2) / hbar, table, pointwise, AtMost(T1, d * L, table))),
    )
    return tested(parts, FEATURES["C"], sp.sqrt(2 / sp.pi) * CASE * sp.sqrt(FEATURES["L"]) * FEATURES["T1"])


@section.claim("x/second-poincare", "Second-order Gaussian Poincaré inequality", kind="inequality", place="not printed",
               uses=["x/hermite-expansion"],
               note="Degree by degree in the Hermite expansion: 1 <= k/2 + [k = 1]/2. Second method: two polynomials, by exact moments.")
def second_poincare() -> All:
    r"""\mathrm{Var}\,h \le \tfrac12E|\nabla h|^2 + \tfrac12|E\nabla h|^2,\quad \xi\sim N(0,1_d)"""
    table = Variables()
    k = table.declare("k", NONE, "degree", low=2, closed=True, integer=True)
    c2 = table.declare("c2", NONE, "c_k^2")
    c = table.declare("c", NONE, "scale of the polynomial")
    x, y = sp.symbols("x y", real=True)
    parts: list[tuple[str, Relation]] = [("degree 1", Equal(c2, HALF * 1 * c2 + HALF * c2, table)),
                                         ("degree k >= 2", AtMost(c2, HALF * k * c2, table))]
    examples = {"a quartic in one variable": (x + x**2 / 2 - x**3 / 3 + x**4 / 5, (x,)),
                "a cubic in two": (x - y**2 / 2 + x * y**2 / 3 + y**3 / 4, (x, y))}
    for name, (h, variables) in examples.items():
        gradient = [sp.diff(h, v) for v in variables]
        variance = sp.expand(third.mean(h**2, variables) - third.mean(h, variables) ** 2)
        energy = third.mean(sum(g**2 for g in gradient), variables) + sum(third.mean(g, variables) ** 2 for g in gradient)
        parts.append((name, AtMost(c**2 * variance, HALF * c**2 * energy, table)))
    return conjunction(*parts)


@section.claim("x/quantum-sharper-traces", "Quantum bound by two traces", kind="inequality", place="not printed; sharpens (D11)",
               uses=["x/quantum-left-side", "x/gradient-remainder", "x/second-poincare", "E9", "E10"],
               note="Any covariance of a pure state, round or not; with Tr S <= d L, Tr S^2 <= d L^2 the factor d (d + 1), of power d^1 "
               "in the rate.")
def quantum_traces() -> Tested | All:
    r"""\hat\tau_{\alpha,\sigma} \text{ pure}:\quad \left\|\delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]\right\|_{Tr}^2 \le
    \frac{\|\nabla^3V\|^2}{\hbar^2}
    \|\sigma^{xx}\|\big[(\mathrm{Tr}\,\sigma^{xx})^2 + \mathrm{Tr}((\sigma^{xx})^2)\big] \le d(d+1)\,\frac{\|\nabla^3V\|^2}{\hbar^2}
    \|\sigma^{xx}\|^3"""
    table = Variables(V.values())
    left = _squared_left(QUARTER * V3**2 * L * FOURTH, QUARTER * V3**2 * L * SECOND**2, table)
    traces = _traces(table, d)
    parts = conjunction(
        ("by the traces", AtMost(left / (UNIT * L), T1**2 + T2, table)),
        ("by the norm", AtMost(sp.expand(left.subs(traces) / (UNIT * L**3)), d * (d + 1), table)),
    )
    return tested(parts, FEATURES["Q"] ** 2, CASE**2 * FEATURES["L"] * (FEATURES["T1"] ** 2 + FEATURES["T2"]))


@section.claim("x/averaged-cubic", "Trace of a cubic form as an average", kind="identity", place="not printed",
               note="T a symmetric tensor, v a unit vector, a = T(v,v,v); at k^2 = 3/(d+2) the average of T over the 2(d-1) unit "
               "vectors k v +- sqrt(1-k^2) e_i does not contain a. For d = 1 the trace is a itself.")
def averaged_cubic() -> Relation:
    r"""\Big(\frac1{2(d-1)}\sum_{i,\pm}T(u_{i\pm},u_{i\pm},u_{i\pm})\Big)^2 = \frac{27}{(d+2)^3}\Big(\sum_iT(v,e_i,e_i)\Big)^2,\quad
    u_{i\pm} = \sqrt{\tfrac3{d+2}}\,v \pm \sqrt{\tfrac{d-1}{d+2}}\,e_i"""
    table = Variables(V.values())
    a, trace = (table.declare(name, NONE, text, low=-sp.oo) for name, text in (("a", "T(v,v,v)"), ("t_v", "trace of T(v,.,.)")))
    across = table.declare("n", NONE, "d - 1", low=1, closed=True, integer=True)
    k = sp.Dummy("k", positive=True)
    square = sp.expand(third.averaged_cubic(k, a, trace, across + 1) ** 2).subs({k: sp.sqrt(3 / (across + 3))})
    return Equal(square, 27 * trace**2 / (across + 3) ** 3, table)


@section.claim("x/trace-of-third", "Largest trace of a third derivative", kind="inequality", place="not printed",
               uses=["4", "x/averaged-cubic"],
               note="Each |T(u,u,u)| <= 1, so the averages are at most 1: that of x/averaged-cubic, and that with k = 1/2. "
               "Attained: x/trace-attained. The trivial bound is d.")
def trace_of_third() -> All:
    r"""\|T\|\le1,\ |v|=1:\quad \Big|\sum_iT(v,e_i,e_i)\Big| \le \tau_d := \begin{cases}((d+2)/3)^{3/2}&d\le10\\ d-2&d\ge10
    \end{cases}"""
    table, large = Variables(V.values()), Variables()
    share = _share(table, "q", "squared average")
    k, a, trace = sp.Dummy("k", positive=True), sp.Dummy("a"), sp.Dummy("trace")
    coefficient = sp.expand(third.averaged_cubic(k, a, trace, d) ** 2).subs(k, sp.sqrt(3 / (d + 2))).subs({a: 0, trace: 1})
    many = large.declare("d", NONE, "degrees of freedom", low=10, closed=True, integer=True)
    pole, average = _share(large, "a", "T(v,v,v)", low=-1), _share(large, "q", "average at k = 1/2", low=-1)
    (solved,) = sp.solve(third.averaged_cubic(HALF, pole, trace, many) - average, trace)
    return conjunction(
        ("every d, squared", AtMost(share / sp.cancel(coefficient), (d * (d * (d + 6) + 12) + 8) / 27, table)),  # (d + 2)^3/27
        ("d >= 10", AtMost(solved, many - 2, large)),
        ("d >= 10, from below", AtMost(-solved, many - 2, large)),
    )


@section.claim("x/mean-gradient", "Mean of the gradient", kind="inequality", place="not printed",
               uses=["x/heat-flow", "x/scaled-third", "x/trace-of-third"], note="v.grad h and its gradient vanish at 0; the Laplacian of "
               "v.grad h is a trace of the third derivative. If that is bounded but not continuous, take averages of V over small balls: "
               "they do not increase (4).")
def mean_gradient() -> Relation:
    r"""|E\,\nabla h| \le \tfrac12\tau_d\,\|\nabla^3V\|\,\|\sigma^{xx}\|^{3/2}"""
    table = Variables(V.values())
    A, H = (table.declare(name, ENERGY, text) for name, text in (("A", "largest |Laplacian of v.grad h|"), ("H", "norm of grad^3 h")))
    trace, t = table.declare("tau_d", NONE, "largest trace of a third derivative"), sp.Dummy("t", real=True)
    top = V3 * L ** sp.Rational(3, 2)
    return AtMost(HALF * sp.integrate(A, (t, 0, 1)), HALF * trace * top, table, AtMost(A, trace * H, table), AtMost(H, top, table))


@section.claim("x/quantum-sharper", "Sharper quantum bound", kind="inequality", place="not printed; sharpens (D1), (D13)",
               uses=["x/quantum-left-side", "x/gradient-remainder", "x/second-poincare", "x/mean-gradient", "E10", "p/trace-of-power"],
               note="Beyond d = 1, where (D12) gives the sharp 5/3. For large d it is sharp with its constant: x/quantum-gap.")
def quantum_sharper() -> Tested | All:
    r"""\hat\tau_{\alpha,\sigma} \text{ pure}:\quad \left\|\delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]\right\|_{Tr}^2 \le
    \frac{d(d+2)+\tau_d^2}2\,
    \frac{\|\nabla^3V\|^2}{\hbar^2}\|\sigma^{xx}\|^3;\quad \frac{d(d+2)+\tau_d^2}2 = \begin{cases}(d+2)(d^2+31d+4)/54&d\le10\\
    d^2-d+2&d\ge10\end{cases}"""
    parts = conjunction(
        ("every d", _quantum(1, lambda n: (n + 2) ** 3 / 27, lambda n: (n + 2) * (n * (n + 31) + 4) / 54)),
        ("d >= 10", _quantum(10, lambda n: (n - 2) ** 2, lambda n: n * (n - 1) + 2)),
    )
    return tested(parts, FEATURES["Q"] ** 2, quantum_square(FEATURES["d"], sp.Integer(2)) * CASE**2 * FEATURES["L"] ** 3)


@section.claim("x/lemma1", "Lemma 1, sharpened", kind="theorem", place="not printed; sharpens Lemma 1",
               uses=["D13", "x/quantum-left-side", "x/quantum-sharper", "x/classical-sharp"],
               scope="d = 1 and the forms of q_d; d > 1 through x/quantum-sharper, the classical half through x/classical-sharp",
               note="q_1 (x/quantum-attained-d1) and the classical factor (x/classical-attained) are sharp; q_d/d -> 1 is sharp as d "
               "grows (x/quantum-gap). At d = 1 by the sixth moment, as (D12), and |f| <= V3 |beta|^3/6. Squared errors over "
               "(V3/hbar)^2 L^3.")
def lemma1() -> All:
    r"""\sigma \text{ the covariance of a pure Gaussian state}:\quad \left\|\delta\hat{\mathcal
    L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]\right\|_{Tr} \le q_d\,\|\nabla^3V\|
    \frac{\|\sigma^{xx}\|^{3/2}}\hbar,\quad \left\|\delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}]\right\|_{L^1} \le
    \sqrt{\tfrac2\pi}\,d\,\|\nabla^3V\|\frac{\|\sigma^{xx}\|^{3/2}}\hbar;\quad
    q_d^2 = \begin{cases}5/3&d=1\\ \tfrac12d(d+2)+\tfrac1{54}(d+2)^3&2\le d\le10\\ d^2-d+2&d\ge10\end{cases} \le d(d+1)"""
    table = Variables(V.values())
    v = _share(table, "e", "share of its bound: Var f")
    traces = _traces(table, sp.Integer(1))
    medium, large = Variables(), Variables()
    n = medium.declare("d", NONE, "degrees of freedom", low=1, high=10, closed=True, integer=True)
    many = large.declare("d", NONE, "degrees of freedom", low=10, closed=True, integer=True)
    return conjunction(
        ("d = 1", AtMost(4 / hbar**2 * v * V3**2 * SIXTH.subs(traces) / 36 / (UNIT * L**3), sp.Rational(5, 3), table)),
        ("x/quantum-sharper, d <= 10", Equal((n * (n + 2) + (n + 2) ** 3 / 27) / 2, quantum_square(n, sp.Integer(2)), medium)),
        ("x/quantum-sharper, d >= 10", Equal((many * (many + 2) + (many - 2) ** 2) / 2, quantum_square(many, sp.Integer(10)), large)),
        ("at most d (d + 1), d <= 10", AtMost(quantum_square(n, sp.Integer(2)), n * (n + 1), medium)),
        ("at most d (d + 1), d >= 10", AtMost(quantum_square(many, sp.Integer(10)), many * (many + 1), large)),
    )


def quantum_square(n: sp.Expr, at: sp.Expr) -> sp.Expr:
    """q_d^2 of x/lemma1: the branch that holds near d = `at`, written in n."""
    if at < 2:
        return sp.Rational(5, 3)
    return (n + 2) * (n * (n + 31) + 4) / 54 if at < 10 else n * (n - 1) + 2
