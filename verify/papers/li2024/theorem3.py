"""Section 5.2: higher order correspondence, Theorem 3 with (5.10) to (5.12)."""

from __future__ import annotations

import sympy as sp

from derive.successive_symbols import driven, exponential, power_integral, successive
from derive.units import NONE
from derive.volterra import residual
from verify.claim import Section
from verify.papers.li2024.correspondence import R, range_of_gamma, rho, short_rate
from verify.papers.li2024.correspondence import V as TABLE
from verify.papers.li2024.symbols import gamma, h, t
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("theorem3", title="5.2. Higher order correspondence, Theorem 3", order=64)
HALF = sp.Rational(1, 2)
V = Variables(TABLE.values())
D = V.declare("D", NONE, "h^(2 - 3 rho) (1 + h^(1 - rho) gamma)")
C = V.declare("C", NONE, "constant of a bound")
N = V.declare("N", NONE, "order of the approximation", low=1, closed=True, integer=True)
q1, q2, l1, l2, a1, a2 = (V.declare(name, NONE, "entry", low=-sp.oo) for name in ("q_1", "q_2", "p_1", "p_2", "a_1", "a_2"))
CLASSICAL = sp.Matrix([[0, q1, 0], [0, 0, q2], [0, 0, 0]])
QUANTUM = sp.Matrix([[0, l1, 0], [0, 0, l2], [0, 0, 0]])
START = sp.Matrix([a1, a2, 1])  # a_0
MODEL = "space of three points: nilpotent Q and L with free entries, all integrals exact"


def _step(keep: int) -> tuple[sp.Matrix, sp.Matrix]:
    """a_1 and keep a_1 - int e^((t-s)Q) e_1(s) ds."""
    first = exponential(CLASSICAL, t) * START
    error = residual(first, QUANTUM, t)
    return first, (keep * first - driven(CLASSICAL, error, t)).applyfunc(sp.expand)


@section.claim("5.11", "The equation of the approximation", kind="identity", place="Theorem 3, proof, "
               "(5.11)", uses=["5.2", "p/next-symbol"],
               scope="N = 1, 2, 3; " + MODEL, slip="N >= 0 is N >= 1: the base case is N = 1, and (5.12) at N = 0 has t^-1",
               note="a_N built by the corrected induction: e_1 = (Q - L) a_1, and e_N = (Q - L)(a_N - a_(N-1)) from there on.")
def equation() -> All:
    r"""a_N(0) = a_0,\quad \partial_t A_N = \mathcal{L}A_N + \mathrm{Op}_h^w(e_N(t)),\quad A_N(t) := \mathrm{Op}_h^w(a_N(t))"""
    symbols = successive(CLASSICAL, QUANTUM, START, t, 3)
    parts, before = [], sp.zeros(3, 1)
    for order, symbol in enumerate(symbols, 1):
        error = (CLASSICAL - QUANTUM) * (symbol - before)
        before = symbol
        if order < 3:
            parts.append((f"N = {order}", Equal(sp.expand(symbol.diff(t)[0]), sp.expand((QUANTUM * symbol + error)[0]), V)))
        parts.append((f"N = {order}, at t = 0", Equal(1 + symbol.subs(t, 0)[0], 1 + a1, V)))
    return conjunction(*parts)


@section.claim("p/base-case", "The base case", kind="prose", place="Theorem 3, "
               "proof", uses=["5.6", "5.7"], scope="the powers", note="(5.12) at N = 1 is (5.7).")
def base_case() -> Relation:
    r"""a_1(t) := e^{tQ}a_0 \text{ achieves the base case with } e_1 \text{ as defined in (5.6), which satisfies (5.7)}"""
    return Equal(short_rate(R).subs(R, h**rho), t ** (N - 1).subs(N, 1) * h ** (2 - 3 * rho) * (1 + h ** (1 - rho) * gamma), V)


@section.claim("p/next-symbol", "The next symbol", kind="definition", place="Theorem 3, proof", uses=["5.6"], scope="N = 1; " + MODEL,
               note="Checked: that a_2 begins with a_0, and that it leaves the error (Q - L)(a_2 - a_1).")
def next_symbol() -> All:
    r"""a_{N+1} := - \int_0^t e^{(t-s)Q} e_N(s) ds"""
    return _next_symbol(0)


def _next_symbol(keep: int) -> All:
    first, second = _step(keep)
    left = residual(second, QUANTUM, t)
    printed = ((CLASSICAL - QUANTUM) * (second - first)).applyfunc(sp.expand)
    return conjunction(("at t = 0", Equal(1 + second.subs(t, 0)[0], 1 + a1, V)), ("what is left", Equal(left[0], printed[0], V)))


@next_symbol.corrected(
    why="a_N is missing: the integral is what must be added to a_N. As printed a_(N+1) is that correction alone, "
    "and vanishes at t = 0, where all a_N are a_0.",
    error="substance",
    consequence="With a_(N+1) = a_N - int the induction holds: (5.11), (5.12) and (5.10) up to constants.",
)
def next_symbol_corrected() -> All:
    r"""a_{N+1} := a_N - \int_0^t e^{(t-s)Q} e_N(s) ds"""
    return _next_symbol(1)


@section.claim("p/size-of-correction", "The size of the correction", kind="inequality", place="Theorem 3, proof", uses=["5.4"],
               scope="t <= 1, the integral over time, N = 1, 2, 3",
               note="With a_(N+1) for the integral alone, as the line before has it (p/next-symbol); for t <= 1 true, and not sharp. "
               "Second reading, that (5.12) and the contraction of e^(tQ) give the line for all t: a source of size s^(N-1), in a model "
               "with Q = 0, gives t^N/N, which for t > 1 no multiple of t^(N-1) bounds, checked at t = C + 1 and 2 (C + 1) for every C. "
               "Whether the symbols of the proof themselves, whose e_N have the integral 0, keep to the printed power for t > 1 is open; "
               "the proof needs only x/size-of-correction.")
def size_of_correction() -> All:
    r"""a_{N+1} \in t^{N-1} (h^{2-3\rho}(1 + h^{1-\rho}\gamma))^N S_\rho^{L^1}"""
    parts = []
    for order in (1, 2, 3):
        integral = power_integral(sp.Integer(order - 1), sp.Integer(0), t) * D**order
        parts.append((f"N = {order}", AtMost(integral, t ** (order - 1) * D**order, V, AtMost(t, sp.Integer(1), V))))
    return conjunction(*parts)


@size_of_correction.reading()
def size_of_correction_follows() -> All:
    r"""\text{for all } t \text{ ``it follows'' from (5.12) and } \|e^{(t-s)Q}\|_{L^1\to L^1} \leq 1 \text{ alone}"""
    parts = []
    for order in (1, 2):
        integral = power_integral(sp.Integer(order - 1), sp.Integer(0), t)
        parts.append((f"N = {order}", AtMost(sp.expand(integral.subs(t, order * (C + 1))), C * (order * (C + 1)) ** (order - 1), V)))
    return conjunction(*parts)


@section.claim("x/size-of-correction", "What the induction gives", kind="inequality", place="not printed; Theorem 3, proof", uses=["5.4"],
               scope="the integral over time, N = 1, 2, 3", note="t^N for all t, of a_(N+1) - a_N as p/next-symbol has it corrected.")
def size_by_induction() -> All:
    r"""a_{N+1} - a_N \in t^N (h^{2-3\rho}(1 + h^{1-\rho}\gamma))^N S_\rho^{L^1}"""
    parts = []
    for order in (1, 2, 3):
        integral = power_integral(sp.Integer(order - 1), sp.Integer(0), t)
        parts.append((f"N = {order}", Equal(integral * D**order, t**order * D**order / order, V)))
    return conjunction(*parts)


@section.claim("5.12", "The class of the error", kind="inequality", place="Theorem 3, proof, (5.12)",
               uses=["5.2", "5.4", "p/base-case", "p/next-symbol", "x/size-of-correction"], scope="exponents of the induction step",
               note="(5.2) turns a correction of size t^N D^N into an error of size t^N D^N D; its class stays that of rho by (5.4).")
def class_of_error() -> All:
    r"""e_N \in t^{N-1} (h^{2-3\rho}(1 + h^{1-\rho}\gamma))^N S_\rho^{L^1}"""
    claimed = t ** (N - 1) * D**N
    return conjunction(
        ("the step", Equal(N * sp.powsimp(t**N / N * D**N) * D, claimed.subs(N, N + 1), V)),
        ("the integral", Equal(sp.powsimp(sp.diff(t**N / N, t)), t ** (N - 1), V)),
    )


@section.claim("p/next-error", "The class of the next error", kind="inequality", place="Theorem 3, "
               "proof", uses=["5.2", "x/size-of-correction"],
               scope="the powers", note="The factor of (5.2) once more.")
def next_error() -> Relation:
    r"""e_{N+1} \in t^N (h^{2-3\rho}(1 + h^{1-\rho}\gamma))^{N+1} S_\rho^{L^1}"""
    return Equal(t**N * D**N * D, t**N * D ** (N + 1), V)


@section.claim("5.10", "The error of order N", kind="inequality", place="Theorem 3, (5.10), and the last display of its proof",
               uses=["5.11", "5.12", "Lemma2.1", "x/quantum-contraction"], scope="the integral over time, N = 1, 2, 3",
               slip="a constant C_N is missing: the left side is linear in a_0, the right side does not contain it",
               note="Contraction, Lemma 2.1 for e_N (rho <= 1/2), and the integral of s^(N-1).")
def error_of_order() -> All:
    r"""\|A(t) - \mathrm{Op}_h^w(a_N(t))\|_{\mathrm{tr}} \leq \int_0^t \|e^{(t-s)\mathcal{L}}\mathrm{Op}_h^w(e_N(s))\|_{\mathrm{tr}} ds \leq
    \int_0^t \|\mathrm{Op}_h^w(e_N(s))\|_{\mathrm{tr}} ds \leq t^N
    (h^{2-3\rho}(1 + h^{1-\rho}\gamma))^N"""
    parts = []
    for order in (1, 2, 3):
        integral = power_integral(sp.Integer(order - 1), sp.Integer(0), t) * D**order
        parts.append((f"N = {order}, integral", Equal(order * integral, t**order * D**order, V)))
        parts.append((f"N = {order}, bound", AtMost(integral, t**order * D**order, V)))
    return conjunction(*parts)


@section.claim("Theorem3", "Correspondence of higher order", kind="theorem", place="Theorem 3",
               uses=["1.1", "1.2", "1.6", "5.10", "5.11", "5.12", "p/next-symbol", "x/size-of-correction", "p/next-error",
                     "x/quantum-contraction"],
               slip="rho <= 1/2 is not repeated, and is needed for Lemma 2.1; rho >= 0 follows from h^(2 rho - 1) <= 1/h", scope="the "
               "range; the rest through what it uses",
               note="'There exists a_N(t)' is met by the symbol of A(t) itself, with error 0. What the proof shows is more: a_N is found "
               "from a_0 by the classical evolution and N - 1 integrals over it. At rho = 1/2 the error is below 1 up to t = 1/(h^(1/2) "
               "+ h gamma) only, for every N (x/theorem3-horizon).")
def theorem() -> All:
    r"""\text{Suppose } \mathcal{L} \text{ given in (1.1) satisfies (1.2) and (1.6). Further assume that } h^{2\rho-1} \leq \gamma \leq
    h^{-1}. \text{ If } A(t) \text{ satisfies } \partial_t A(t) = \mathcal{L}A(t),\ A(0) = \mathrm{Op}_h^w(a_0),\ a_0 \in S_\rho^{L^1},
    \text{ then for each } N > 0, \text{ there exists } a_N(t) \text{ such that (5.10)}"""
    given = range_of_gamma()
    return conjunction(
        ("Lemma 2.1", AtMost(h**HALF / R, sp.Integer(1), V, given[0])),
        ("each order gains", AtMost(sp.Max(h**2 * R**-3, h**3 * R**-4 * gamma), sp.Integer(1), V, *given)),
    )


@section.claim("p/theorem3-slightly-improved", "No improvement at rho = 1/2 and fixed gamma", kind="prose", place="after Theorem 3",
               uses=["5.5", "Theorem3", "x/theorem3-long"],
               note="There the rates with eps and with h^rho differ by constants. For gamma -> oo the "
               "improvement is more than slight: x/theorem3-long.")
def slightly_improved() -> All:
    r"""\text{Theorem 3 can be slightly improved when we have strict inequality } \gamma > h^{2\rho-1} \text{ for large times by using the
    smoothing inequality of Proposition 4.5 rather than the semiclassical estimate in Corollary 4.6. However, this does not make a
    difference in the case } \rho = \frac{1}{2} \text{ and } \gamma = \text{constant}"""
    width, soon = sp.sqrt(gamma * h / 2), h**HALF
    return conjunction(
        ("third derivatives", Equal(h**2 * width**-3, (gamma / 2) ** sp.Rational(-3, 2) * (h**2 * soon**-3), V)),
        ("fourth derivatives", Equal(h**3 * gamma * width**-4, (gamma / 2) ** -2 * (h**3 * gamma * soon**-4), V)),
    )
