"""Appendix D, quantum half: the mean square bounded by the width of the packet, (D8) to (D13)."""

from __future__ import annotations

from itertools import product

import sympy as sp

from derive import pairings
from derive.blocks import Block, diagonal
from derive.bounded_matrix import bounded
from derive.classical_error import gram_defect, third_directional
from derive.free_algebra import ONE, ZERO, scalar
from derive.index_rules import parse, replaced
from derive.normal_moments import mean, variance
from derive.taylor import directional, remainder
from derive.trace import Tr, TracePolynomial
from derive.units import ENERGY, LENGTH, NONE, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import V3, d, hbar, x
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.block import BlockEqual
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import Positive
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.tested import FEATURES, Tested, tested
from verify.statements.trace import TraceEqual
from verify.variables import Variables

section = Section("appendix_d_quantum_moments", title="Appendix D: the quantum mean square bounded", order=114)
V = Variables(TABLE.values())
Q = V.declare("Q", TIME**-1, "trace norm of the quantum error acting on the Gaussian")
L = V.declare("s_xx", LENGTH**2, "operator norm of sigma^xx; for d = 1 the variance of position")
r = V.declare("r", LENGTH, "|beta_x|")
T = V.declare("T", ENERGY, "size of the third derivative of V along beta_x, at some point")
G = V.declare("G", ENERGY / LENGTH, "length of (beta_x . grad)^2 grad V, at that point")
N = V.declare("N", ENERGY**2, "squared norm in (D5)")
E = V.declare("E", ENERGY**2, "mean square in (D7)")
R = V.declare("R", ENERGY**2, "mean square in (D8)")
M = V.declare("M", LENGTH**6, "sixth moment in (D9)")
K = V.declare("K", NONE, "d^3 + 6 d^2 + 8 d")
a = V.declare("alpha_x", LENGTH, "mean position", low=-sp.oo)
b = V.declare("beta_x", LENGTH, "position relative to the mean", low=-sp.oo)
w3 = V.declare("w_3", ENERGY / LENGTH**3, "third derivative of V at 0", low=-sp.oo)
w4 = V.declare("w_4", ENERGY / LENGTH**4, "fourth derivative of V", low=-sp.oo)
TRACES = [V.declare(f"T_{n}", LENGTH ** (2 * n), f"Tr (sigma^xx)^{n}") for n in (1, 2, 3)]
SHARES = [V.declare(f"f_{n}", NONE, f"term {n} of (D11) over its bound", low=0, high=1, closed=True) for n in (1, 2, 3)]
PREFACTOR = V3**2 / (9 * hbar**2)
CASE = FEATURES["V3"] ** 2 / (9 * FEATURES["hbar"] ** 2)
CASE_MOMENT = FEATURES["T1"] ** 3 + 6 * FEATURES["T1"] * FEATURES["T2"] + 8 * FEATURES["T3"]
CASE_FACTOR = FEATURES["d"] ** 3 + 6 * FEATURES["d"] ** 2 + 8 * FEATURES["d"]
PROJECTOR = diagonal(ONE, ZERO)
ROWS = {"P[i,j]": "e[a,i]*e[a,j]"}  # P_x, with the rows of (1_d 0): (beta_x)_a = e_ai beta_i


def _printed_moment(first: TracePolynomial, second: TracePolynomial, third: TracePolynomial) -> TracePolynomial:
    """The bracket of (D11) from its three traces."""
    return first * first * first + 6 * first * second + 8 * third


@section.claim("D8", "Taylor applied", kind="inequality", place="Appendix D, (D8)",
               uses=["D4", "D5", "D6", "D7", "p/taylor-intermediate-point"],
               note="Every potential, by (D5) to (D7) and (D4). With quartic potentials of one variable, where xi = 1/4, both sides "
               "are computed, the left one exactly (x/quantum-left-side): they differ by (4/hbar^2) <delta V>^2 >= 0.")
def taylor_applied() -> All:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr}^2 \le
    \frac{4}{\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left[ \frac{1}{3!}
    [(\beta_x\cdot\nabla)^3 V](\alpha_x + \xi(\beta_x)\beta_x) \right]^2"""
    width = sp.Matrix([[L]])
    quartic = w3 * x**3 / 6 + w4 * x**4 / 24
    exact = 4 / hbar**2 * variance(remainder(quartic, [x], [a], [b]), [b], width)
    third = directional(quartic, [x], [b]).subs(x, a + b / 4)
    bound = 4 / hbar**2 * mean((third / 6) ** 2, [b], width)
    return conjunction(
        ("(D5), (D6) with (D7), (D4)", AtMost(Q**2, 4 / hbar**2 * R, V, AtMost(Q**2, 4 / hbar**2 * N, V), Equal(N, E, V), Equal(E, R, V))),
        ("quartic potentials, d = 1: right minus left side", Equal(bound - exact, 4 / hbar**2 * (w4 * L**2 / 8) ** 2, V)),
    )


@section.claim("D9", "Third derivative bounded", kind="inequality", place="Appendix D, (D9)", uses=["4"],
               note="Pointwise; tau is nowhere negative. The definition (4) is for unit vectors; the length of beta_x comes "
               "out for every d, checked on plane waves.")
def third_derivative_bounded() -> Tested | All:
    r"""\frac{4}{\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta) \left[ \frac{1}{3!}
    [(\beta_x\cdot\nabla)^3 V](\alpha_x + \xi(\beta_x)\beta_x) \right]^2 \le \frac{\|\nabla^3
    V\|^2}{9\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)\, |\beta_x|^6"""
    lengths = replaced(third_directional("b", "b", "b"), {"b[i]": "r*w[i]"})
    parts = conjunction(
        ("pointwise", AtMost(4 / hbar**2 * (T / 6) ** 2, PREFACTOR * r**6, V, AtMost(T, V3 * r**3, V))),
        ("every d: the length comes out", IndexEqual(lengths, parse("r*r*r*w[a]*w[c]*w[e]*k[a]*k[c]*k[e]*v"))),
    )
    return tested(parts, 4 / FEATURES["hbar"] ** 2 * FEATURES["M2"], CASE * CASE_MOMENT)


@section.claim("D10", "Sixth power as a quadratic form", kind="identity", place="Appendix D, (D10)", uses=["p/position-projector"],
               note="|beta_x|^2 is the quadratic form for every d; the sixth power is its cube, written out for d = 1, 2, 3.")
def sixth_power_as_form() -> All:
    r"""\frac{\|\nabla^3 V\|^2}{9\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)\, |\beta_x|^6 =
    \frac{\|\nabla^3 V\|^2}{9\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)\, (\beta^\top P_x
    \beta)^3"""
    square = replaced(parse("y[a]*y[a]"), {"y[a]": "e[a,i]*b[i]"})
    form = replaced(parse("b[i]*P[i,j]*b[j]"), dict(ROWS))
    parts: list[tuple[str, IndexEqual | Relation]] = [("every d: the square", IndexEqual(square, form))]
    for size in (1, 2, 3):
        table = Variables()
        beta = sp.Matrix([table.declare(f"beta_{i}", NONE, "component", low=-sp.oo) for i in range(2 * size)])
        projector = sp.diag(sp.eye(size), sp.zeros(size))
        sixth = sp.expand(sp.Add(*(y**2 for y in beta[:size])) ** 3)
        parts.append((f"d = {size}: the sixth power", Equal(sixth, ((beta.T * projector * beta)[0]) ** 3, table)))
    return conjunction(*parts)


@section.claim("D11", "Sixth moment", kind="identity", place="Appendix D, (D11)", uses=["E11", "p/position-projector"],
               note="For every d twice: by the law N(0, sigma^xx) of beta_x, and by (E11) with A = B = C = P_x; that Tr (sigma P_x)^n "
               "= Tr (sigma^xx)^n for n = 1, 2, 3 is written out for d = 1, 2 (n = 1, 2 for every d).")
def sixth_moment() -> All:
    r"""\frac{\|\nabla^3 V\|^2}{9\hbar^2} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)\, (\beta^\top P_x
    \beta)^3 = \frac{\|\nabla^3 V\|^2}{9\hbar^2} \left[ (\mathrm{Tr}\,\sigma^{xx})^3 + 6
    (\mathrm{Tr}\,\sigma^{xx})\,\mathrm{Tr}((\sigma^{xx})^2) + 8\, \mathrm{Tr}((\sigma^{xx})^3) \right]"""
    marginal = _printed_moment(Tr("sxx"), Tr("sxx", "sxx"), Tr("sxx", "sxx", "sxx"))
    projected = _printed_moment(Tr("s", "P"), Tr("s", "P", "s", "P"), Tr("s", "P", "s", "P", "s", "P"))
    first = replaced(parse("s[i,j]*P[j,i]"), dict(ROWS))
    second = replaced(parse("s[i,j]*P[j,k]*s[k,l]*P[l,i]"), dict(ROWS))
    block = {"x[a,c]": "e[a,i]*s[i,j]*e[c,j]"}
    parts: list[tuple[str, Relation]] = []
    for size in (1, 2):
        table = Variables()
        places = [(i, j) for i, j in product(range(2 * size), repeat=2) if i <= j]
        names = {place: table.declare("s_{}{}".format(*place), NONE, "entry of sigma", low=-sp.oo) for place in places}
        sigma = sp.Matrix(2 * size, 2 * size, lambda i, j, given=names: given[min(i, j), max(i, j)])
        cut = sigma * sp.diag(sp.eye(size), sp.zeros(size))
        corner = sigma[:size, :size]
        parts += [(f"d = {size}: Tr (sigma P)^{n}", Equal((cut**n).trace(), sp.expand((corner**n).trace()), table)) for n in (1, 2, 3)]
    return conjunction(
        ("by the law of beta_x", TraceEqual(pairings.by_pairings("1", "1", "1", covariance="sxx"), marginal)),
        ("by (E11)", TraceEqual(pairings.by_cycles("P", "P", "P"), projected)),
        ("every d: Tr (sigma P)", IndexEqual(first, replaced(parse("x[a,a]"), dict(block)))),
        ("every d: Tr (sigma P)^2", IndexEqual(second, replaced(parse("x[a,c]*x[c,a]"), dict(block)))),
        *parts,
    )


@section.claim("D12", "Traces bounded", kind="inequality", place="Appendix D, (D12)", uses=["p/trace-of-power"],
               note="Term by term from Tr (sigma^xx)^n <= d ||sigma^xx||^n, which p/trace-of-power shows; f_n is the share of a term "
               "in its bound. Once more from the eigenvalues for d = 2, 3. Attained when sigma^xx is a multiple of the identity.")
def traces_bounded() -> Tested | All:
    r"""\frac{\|\nabla^3 V\|^2}{9\hbar^2} \left[ (\mathrm{Tr}\,\sigma^{xx})^3 + 6
    (\mathrm{Tr}\,\sigma^{xx})\,\mathrm{Tr}((\sigma^{xx})^2) + 8\, \mathrm{Tr}((\sigma^{xx})^3) \right] \le
    \frac{\|\nabla^3 V\|^2}{9\hbar^2} \|\sigma^{xx}\|_{op}^3 \left( d^3 + 6d^2 + 8d \right)"""
    first, second, third = TRACES
    limits = [AtMost(trace, d * L**n, V) for n, trace in enumerate(TRACES, 1)]
    shares = SHARES[0] * d**3 + 6 * SHARES[1] * d**2 + 8 * SHARES[2] * d
    links = [
        ("first term", AtMost(first**3, d**3 * L**3, V, limits[0])),
        ("second term", AtMost(first * second, d**2 * L**3, V, *limits[:2])),
        ("third term", AtMost(third, d * L**3, V, limits[2])),
        ("their sum, in units of ||grad^3 V||^2 ||sigma^xx||^3/(9 hbar^2)", AtMost(shares, d * (d + 2) * (d + 4), V)),
        ("the printed factor", Equal(d * (d + 2) * (d + 4), d**3 + 6 * d**2 + 8 * d, V)),
    ]
    for size in (2, 3):
        table = Variables(V.values())
        lower = [table.declare(f"y_{i}", NONE, "eigenvalue over the largest", low=0, high=1, closed=True) for i in range(1, size)]
        one, two, three = (sp.Add(1, *(y**n for y in lower)) for n in (1, 2, 3))
        printed = (d**3 + 6 * d**2 + 8 * d).subs(d, size)
        links.append((f"eigenvalues, d = {size}", AtMost(one**3 + 6 * one * two + 8 * three, printed, table)))
    parts = conjunction(*links)
    return tested(parts, CASE * CASE_MOMENT, CASE * FEATURES["L"] ** 3 * CASE_FACTOR)


@section.claim("D13", "Bound on the squared quantum error", kind="inequality", place="Appendix D, (D13)",
               uses=["D8", "D9", "D10", "D11", "D12"],
               note="The second step: 15 d^3 - (d^3 + 6 d^2 + 8 d) = 2 d (d - 1)(7 d + 4) >= 0, with equality at d = 1 only.")
def quantum_square_bound() -> Tested | All:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr}^2 \le
    \frac{\|\nabla^3 V\|^2}{9\hbar^2} \|\sigma^{xx}\|_{op}^3 \left( d^3 + 6d^2 + 8d \right) \le
    \frac{5\|\nabla^3 V\|^2}{3\hbar^2} \|\sigma^{xx}\|_{op}^3 d^3"""
    chain = AtMost(Q**2, 4 / hbar**2 * R, V), AtMost(4 / hbar**2 * R, PREFACTOR * M, V), AtMost(M, L**3 * K, V)
    factor = d**3 + 6 * d**2 + 8 * d
    parts = conjunction(
        ("(D8), (D9), (D10) to (D12)", AtMost(Q**2, PREFACTOR * L**3 * K, V, *chain)),
        ("the last step, in units of ||grad^3 V||^2 ||sigma^xx||^3/hbar^2", AtMost(factor / 9, sp.Rational(5, 3) * d**3, V)),
        ("its difference", Equal(15 * d**3 - factor, 2 * d * (d - 1) * (7 * d + 4), V)),
    )
    return tested(parts, FEATURES["Q"] ** 2, 15 * CASE * FEATURES["L"] ** 3 * FEATURES["d"] ** 3)


@section.claim("p/position-projector", "Projector on the x block", kind="prose", place="Appendix D, after (D13)", uses=[])
def position_projector() -> All:
    r"""P_x := \begin{pmatrix} 1_d & 0 \\ 0 & 0 \end{pmatrix} \text{ projects onto the $x$ block}"""
    both, first = (Block(((scalar("x"), ZERO), (lower, ZERO))) for lower in (scalar("p"), ZERO))  # (x, p) and (x, 0) as columns
    return conjunction(
        ("idempotent", BlockEqual(PROJECTOR * PROJECTOR, PROJECTOR)),
        ("symmetric", BlockEqual(PROJECTOR.T, PROJECTOR)),
        ("keeps x, drops p", BlockEqual(PROJECTOR * both, first)),
    )


@section.claim("p/cauchy-schwarz-in-d9", "Reason for (D9)", kind="prose", place="Appendix D, after (D13)", uses=["4"],
               note="As |beta_x . g| <= |beta_x| |g| with g = (beta_x . grad)^2 grad V, whose length (4) bounds; (4) alone gives the same. "
               "For the whole tensor it would give the Euclidean norm, which may be larger: for V = (y_1^3 - 3 y_1 y_2^2)/6, d = 2, "
               "||grad^3 V|| = 1, while the sum of the squares of all third derivatives is 4.")
def cauchy_schwarz_in_d9() -> All:
    r"""\text{in (D9) we have used the Cauchy-Schwartz inequality}"""
    table = Variables()
    y = [table.declare(f"y_{i}", NONE, "coordinate", low=-sp.oo) for i in (1, 2)]
    w = [table.declare(f"w_{i}", NONE, "direction", low=-sp.oo) for i in (1, 2)]
    cubic = (y[0] ** 3 - 3 * y[0] * y[1] ** 2) / 6
    entries = [sp.diff(cubic, *index) ** 2 for index in product(y, repeat=3)]
    minors = parse("f[i]*g[j]") - parse("g[i]*f[j]")
    return conjunction(
        ("the defect of Cauchy-Schwarz is a sum of squares", IndexEqual(2 * gram_defect(), minors * minors)),
        ("it bounds the integrand", AtMost(T**2, V3**2 * r**6, V, AtMost(T, r * G, V), AtMost(G, V3 * r**2, V))),
        ("an example: by (4)", AtMost(directional(cubic, y, w) ** 2, (w[0] ** 2 + w[1] ** 2) ** 3, table)),
        ("the same: squared Euclidean norm of the tensor", Equal(sp.Add(*entries), sp.Integer(4), table)),
    )


@section.claim("p/gaussian-integral-in-d11", "Reason for (D11)", kind="prose", place="Appendix D, after (D13)", uses=["E11"],
               note="(E11) with A = B = C = P_x is the bracket of (D11).")
def gaussian_integral_in_d11() -> TraceEqual:
    r"""\text{in (D11) we have performed the Gaussian integral (as recalled in Appendix E 2)}"""
    single, double = Tr("s", "P"), Tr("s", "P", "s", "P")
    printed = single * single * single + 2 * single * double + 2 * single * double + 2 * single * double
    return TraceEqual(pairings.by_pairings("P", "P", "P"), printed + 8 * Tr("s", "P", "s", "P", "s", "P"))


@section.claim("p/trace-of-power", "Trace of a power", kind="prose", place="Appendix D, after (D13)",
               scope="n = 1, 2, 3, all that (D12) uses",
               slip="the inequality is true; as the reason for (D12) it should have the factor d for d^n: with d^n all three terms get "
               "d^3, which is (D13) and not (D12)",
               note="Both are shown: A^n <= ||A||^n for every d gives d ||A||^n, which is at most d^n ||A||^n; n = 1 is the meaning of "
               "||A||. With d^n the bracket of (D11) has the bound 15 d^3, not the d^3 + 6 d^2 + 8 d of (D12).")
def trace_of_power() -> All:
    r"""\text{in (D12) we have used } \mathrm{Tr}[A^n] \le \|A\|_{op}^n\, d^n \text{ for $d\times d$
    positive semidefinite matrix $A$}"""
    given = bounded()
    second, third = given.bound(2) - given.square, given.bound(3) - given.cube
    return conjunction(
        ("A^2 <= ||A||^2, so Tr A^2 <= d ||A||^2", Positive(second, given.hypotheses, given.squares(2))),
        ("A^3 <= ||A||^3, so Tr A^3 <= d ||A||^3", Positive(third, given.hypotheses, given.squares(3))),
        *((f"d ||A||^{n} <= d^{n} ||A||^{n}", AtMost(d * L**n, d**n * L**n, V)) for n in (2, 3)),
        ("with d^n in all three terms: 15 d^3, that is (D13)", Equal((d**3 + 6 * d * d**2 + 8 * d**3) / 9, 5 * d**3 / 3, V)),
    )


@section.claim("p/d12-implies-d1", "(D12) implies (D1)", kind="prose", place="Appendix D, after (D13)", uses=["D12", "D13"],
               note="By way of (D13), and with (D1) in its first reading; d >= 1 is needed: the difference changes its sign at d = 1.")
def d12_implies_d1() -> All:
    r"""\text{Eq. (D12) implies Eq. (D1) because } d \ge 1"""
    root = sp.sqrt(5 * d**3 / 3) * V3 * L ** sp.Rational(3, 2) / hbar
    unit = V3**2 / hbar**2 * L**3
    return conjunction(
        ("the square", Equal(root**2, unit * (5 * d**3 / 3), V)),
        ("the squares, in its units", AtMost((d**3 + 6 * d**2 + 8 * d) / 9, 5 * d**3 / 3, V)),
        ("the root", AtMost(Q, root, V, AtMost(Q**2, 5 * V3**2 / (3 * hbar**2) * L**3 * d**3, V))),
    )
