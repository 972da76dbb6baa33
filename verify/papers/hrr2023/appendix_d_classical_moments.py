"""Appendix D, classical half: the mixed Gaussian moment and the bound, (D22) to (D24)."""

from __future__ import annotations

from functools import reduce
from operator import add

import sympy as sp

from derive import classical_error as packet
from derive import pairings
from derive.blocks import BLOCK_ONE, diagonal
from derive.classical_error import cubic_moments, packet_blocks, pure_blocks
from derive.free_algebra import ONE, ZERO
from derive.index_rules import parse
from derive.state_covariance import state_covariance
from derive.trace import Tr
from derive.units import LENGTH, MOMENTUM, NONE, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import V3, d, hbar
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.block import BlockEqual
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual, Positive
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.tested import FEATURES, Tested, tested
from verify.statements.trace import TraceEqual
from verify.statements.units import HasUnit
from verify.variables import Variables

section = Section("appendix_d_classical_moments", title="Appendix D: classical error, Gaussian moments", order=123)
V = Variables(TABLE.values())
L = V.declare("L", LENGTH**2, "norm of sigma^xx")
N = V.declare("N", MOMENTUM**-2, "norm of sigma^-1_pp")
l1, l2 = (V.declare(name, LENGTH**2, "eigenvalue of sigma^xx") for name in ("l_1", "l_2"))
T1 = V.declare("T_1", LENGTH**2, "Tr sigma^xx")
T2 = V.declare("T_2", LENGTH**4, "Tr (sigma^xx)^2")
TB = V.declare("T_B", MOMENTUM**-2, "Tr sigma^-1_pp")
C = V.declare("C", TIME**-1, "L1 norm of the classical error acting on the Gaussian")
J = V.declare("J", TIME**-2, "the integral in (D17) to (D22), or its bound there")
K = V.declare("K", NONE, "d^2 (d + 2)")
PREFACTOR = V3**2 / 4
CASE_BOUND = FEATURES["V3"] ** 2 / FEATURES["hbar"] ** 2 * FEATURES["d"] ** 2 * (FEATURES["d"] + 2) * FEATURES["L"] ** 3


def _traces(position: sp.Expr, position_square: sp.Expr, momentum: sp.Expr) -> sp.Expr:
    """The bracket of (D22) and (D23), from the three traces in it."""
    return position**2 * momentum + 2 * momentum * position_square


@section.claim("D22", "Mixed moment", kind="inequality", place="Appendix D, (D22)",
               uses=["E11", "p/trace-of-momentum-block", "p/trace-of-cross-term"],
               note="It holds with equality. Second way: (sigma^-1 beta)_p and beta_x are independent, so the mean is a product.")
def mixed_moment() -> All:
    r"""\frac{\|\nabla^3 V\|^2}{4} \int d\beta\, \tau_{\alpha,\sigma}(\alpha+\beta)\, (\beta^\top P_x
    \beta)^2 (\beta^\top \sigma^{-1} P_p \sigma^{-1} \beta) \le \frac{\|\nabla^3 V\|^2}{4} \left[
    (\mathrm{Tr}\,\sigma^{xx})^2\, \mathrm{Tr}(\sigma^{-1}_{pp}) + 2\, \mathrm{Tr}(\sigma^{-1}_{pp})\,
    \mathrm{Tr}[(\sigma^{xx})^2] \right]"""
    blocks = packet_blocks()
    one, form = blocks.algebra.one, blocks.inverse * blocks.P * blocks.inverse
    printed = Tr("s", "X") * Tr("s", "X") * Tr("s", "C") + 2 * Tr("s", "C") * Tr("s", "X", "s", "X")
    cross = 4 * Tr("s", "X") * Tr("s", "X", "s", "C") + 8 * Tr("s", "X", "s", "X", "s", "C")
    return conjunction(
        ("the moment, with the terms in X sigma C apart", TraceEqual(pairings.by_pairings("X", "X", "C"), reduce(add, (printed, cross)))),
        ("X sigma C = 0 for C = sigma^-1 P sigma^-1", MatrixEqual(blocks.X * blocks.sigma * form + one, one)),
        ("sigma C = P sigma^-1", MatrixEqual(blocks.sigma * form, blocks.P * blocks.inverse)),
        ("q and beta_x are uncorrelated", MatrixEqual(blocks.covariance(blocks.P * blocks.inverse, blocks.X) + one, one)),
        ("independent factors", TraceEqual(pairings.by_cycles("X", "X") * pairings.by_cycles("C"), printed)),
    )


@section.claim("D23", "Traces bounded", kind="identity", place="Appendix D, (D23)", uses=["p/trace-of-power"],
               note="The witness: d = 2, a pure covariance diag(sigma^xx, sigma^pp), the eigenvalues of sigma^xx different.")
def mixed_traces_bounded() -> Relation:
    r"""\frac{\|\nabla^3 V\|^2}{4} \left[ (\mathrm{Tr}\,\sigma^{xx})^2\, \mathrm{Tr}(\sigma^{-1}_{pp}) + 2\,
    \mathrm{Tr}(\sigma^{-1}_{pp})\, \mathrm{Tr}[(\sigma^{xx})^2] \right] = \frac{\|\nabla^3 V\|^2}{4}
    d^2(d+2)\, \|\sigma^{-1}_{pp}\|_{op}\, \|\sigma^{xx}\|_{op}^2"""
    momentum, largest = 4 / hbar**2 * (l1 + l2), sp.Max(l1, l2)
    printed = PREFACTOR * (d**2 * (d + 2)).subs(d, 2) * (4 / hbar**2 * largest) * largest**2
    return Equal(PREFACTOR * _traces(l1 + l2, l1**2 + l2**2, momentum), printed, V)


@mixed_traces_bounded.corrected(
    why="Tr A <= d ||A|| for a positive A, with equality for multiples of 1 only: '<=' for '='.",
    error="slip",
    consequence="None: the chain needs an upper bound only.",
)
def mixed_traces_bounded_corrected() -> Tested | All:
    r"""\frac{\|\nabla^3 V\|^2}{4} \left[ (\mathrm{Tr}\,\sigma^{xx})^2\, \mathrm{Tr}(\sigma^{-1}_{pp}) + 2\,
    \mathrm{Tr}(\sigma^{-1}_{pp})\, \mathrm{Tr}[(\sigma^{xx})^2] \right] \le \frac{\|\nabla^3 V\|^2}{4}
    d^2(d+2)\, \|\sigma^{-1}_{pp}\|_{op}\, \|\sigma^{xx}\|_{op}^2"""
    position, momentum, square = AtMost(T1, d * L, V), AtMost(TB, d * N, V), AtMost(T2, d * L**2, V)
    together = _traces(d * L, d * L**2, d * N)
    parts = conjunction(
        ("first term", AtMost(T1**2 * TB, (d * L) ** 2 * (d * N), V, position, momentum)),
        ("second term", AtMost(2 * TB * T2, 2 * (d * N) * (d * L**2), V, momentum, square)),
        ("together", Equal(PREFACTOR * together, PREFACTOR * d**2 * (d + 2) * N * L**2, V)),
    )
    bracket = _traces(FEATURES["T1"], FEATURES["T2"], FEATURES["B1"])
    return tested(parts, bracket, FEATURES["d"] ** 2 * (FEATURES["d"] + 2) * FEATURES["BL"] * FEATURES["L"] ** 2)


@section.claim("p/cauchy-schwarz-again", "Cauchy-Schwarz used again", kind="prose", place="Appendix D, after (D23)", uses=["4"],
               note="In (D20), as |w . g| <= |w| |g| with g = (beta_x . grad)^2 grad V, whose length (4) bounds; the definition (4) alone "
               "gives the same. The defect |f|^2 |g|^2 - (f . g)^2 is a sum of squares, for vectors of every size.")
def cauchy_schwarz_again() -> IndexEqual:
    r"""\text{where we have again used the Cauchy-Schwartz inequality}"""
    minors = parse("f[i]*g[j]") - parse("g[i]*f[j]")
    return IndexEqual(2 * packet.gram_defect(), minors * minors)


@section.claim("p/gaussian-integrals-again", "Gaussian integrals used again", kind="prose", place="Appendix D, after (D23)",
               uses=["E11"], note="In (D22): the case A = B of (E11), with C = sigma^-1 P_p sigma^-1.")
def gaussian_integrals_again() -> TraceEqual:
    r"""\text{where we have again used ... the Gaussian integrals reviewed in Appendix E 2}"""
    x, momentum = Tr("s", "X"), Tr("s", "C")
    return TraceEqual(
        pairings.by_cycles("X", "X", "C"),
        x * x * momentum + 4 * x * Tr("s", "X", "s", "C") + 2 * momentum * Tr("s", "X", "s", "X") + 8 * Tr("s", "X", "s", "X", "s", "C"),
    )


@section.claim("p/trace-of-momentum-block", "Trace of the momentum block", kind="prose", place="Appendix D, after (D23)")
def trace_of_momentum_block() -> All:
    r"""\mathrm{Tr}[\sigma\sigma^{-1} P_p \sigma^{-1}] = \mathrm{Tr}[\sigma^{-1}_{pp}]"""
    blocks = packet_blocks()
    product = blocks.sigma * blocks.inverse * blocks.P * blocks.inverse
    return conjunction(
        ("the product", MatrixEqual(product, blocks.P * blocks.P * blocks.inverse)),
        ("the trace of the block", TraceEqual(Tr("P", "P", "Si"), Tr("P", "Si", "P"))),
    )


@section.claim("p/trace-of-cross-term", "The cross term vanishes", kind="prose", place="Appendix D, after (D23)",
               uses=["p/position-projector"])
def trace_of_cross_term() -> All:
    r"""\mathrm{Tr}[\sigma P_x \sigma \sigma^{-1} P_p \sigma^{-1}] = \mathrm{Tr}[P_x P_p] = 0"""
    blocks, in_position, in_momentum = packet_blocks(), diagonal(ONE, ZERO), diagonal(ZERO, ONE)
    s, Si, X, P = blocks.sigma, blocks.inverse, blocks.X, blocks.P
    conjugated = MatrixEqual(Si * (s * X * s * Si * P * Si) * s + X, X * P + X)
    return conjunction(
        ("conjugate to P_x P_p", conjugated),
        ("a trace is unchanged by conjugation", TraceEqual(Tr("s", "Q", "Si"), Tr("Si", "s", "Q"))),
        ("P_x P_p = 0", BlockEqual(in_position * in_momentum + BLOCK_ONE, BLOCK_ONE)),
    )


@section.claim("p/d-conjugate-eigenvalue-pairs", "Eigenvalues in conjugate pairs", kind="prose", place="Appendix D, before (D24)",
               uses=["C11"], slip="'its the eigenvalues' for 'its eigenvalues'",
               note="If sigma v = lambda v, then sigma (omega v) = (hbar/2)^2/lambda (omega v); v and omega v are conjugate: "
               "v . omega (omega v) = -|v|^2.")
def conjugate_eigenvalue_pairs() -> All:
    r"""\text{when $\sigma$ is the covariance of a pure Gaussian quantum state, its the eigenvalues come in
    pairs } \lambda,\ \hbar^2/(4\lambda) \text{ that are associated with symplectically conjugate
    directions}"""
    pure = pure_blocks()
    half = pure.algebra.scalar("half_hbar", 2)
    return conjunction(
        ("pairs", MatrixEqual(pure.sigma * pure.form, half * pure.form * pure.inverse)),
        ("conjugate directions", MatrixEqual(pure.form * pure.form, -pure.algebra.one)),
    )


@section.claim("p/pp-block-norm", "Norm of the momentum block of the inverse", kind="prose", place="Appendix D, before (D24)",
               uses=["C11", "p/d-conjugate-eigenvalue-pairs"],
               note="sigma^-1_pp is the block of the inverse, as the traces before show, not the inverse of the block. The blocks agree up "
               "to the factor, hence their norms. The pairs of eigenvalues alone would not give this; (C11) behind them does.")
def pp_block_norm() -> All:
    r"""\|\sigma^{-1}_{pp}\|_{op} = (4/\hbar^2)\, \|\sigma^{xx}\|_{op}"""
    pure = pure_blocks()
    turned = pure.form.T * (pure.X * pure.sigma * pure.X) * pure.form
    return conjunction(
        ("the block of the inverse", MatrixEqual(pure.P * pure.inverse * pure.P, pure.algebra.scalar("half_hbar", -2) * turned)),
        ("omega turns without stretching", MatrixEqual(pure.form.T * pure.form, pure.algebra.one)),
    )


@section.claim("x/any-state", "The inverse covariance of any state", kind="inequality", place="not printed; extends (D24) to all states",
               uses=["C10", "C11", "D23", "x/williamson"],
               note="The covariance of any state, Gaussian or not, lies above a pure sigma_0 (x/williamson), and sigma^-1 <= sigma_0^-1 = "
               "(4/hbar^2) w^T sigma_0 w <= (4/hbar^2) w^T sigma w. So the classical half of Lemma 1, with (D2) corrected, holds for "
               "each of them. Without a pure one below sigma it may fail: Lemma1, second reading.")
def any_state() -> Tested | All:
    r"""\sigma \text{ the covariance of a state}:\quad \sigma^{-1} \le (4/\hbar^2)\,\omega^\top\sigma\omega,\quad
    \|\sigma^{-1}_{pp}\|_{op} \le (4/\hbar^2)\,\|\sigma^{xx}\|_{op},\quad \text{hence (D24)}"""
    state, blocks = state_covariance(), packet_blocks()
    X, P, form = blocks.X, blocks.P, blocks.form
    bound = AtMost(N, 4 / hbar**2 * L, V)
    parts = conjunction(
        ("the inverse", Positive(state.excess(), state.hypotheses, state.squares())),
        ("omega turns the position block into the momentum block", MatrixEqual(
            P * (form.T * blocks.sigma * form) * P, form.T * (X * blocks.sigma * X) * form)),
        ("(D24) from (D23)", AtMost(PREFACTOR * K * N * L**2, V3**2 / hbar**2 * K * L**3, V, bound)),
    )
    return tested(parts, FEATURES["C"] ** 2, CASE_BOUND, pure=False)


@section.claim("D24", "Bound on the squared classical error", kind="inequality", place="Appendix D, (D24)",
               uses=["D17", "D18", "D19", "D20", "D21", "D22", "D23", "p/pp-block-norm"],
               note="For a pure quantum covariance. For V = V3 x^3/6, d = 1, the exact square is 2/(3 pi) of the bound.")
def classical_square_bound() -> Tested | All:
    r"""\left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1}^2 \le \frac{\|\nabla^3
    V\|^2}{\hbar^2}\, d^2(d+2)\, \|\sigma^{xx}\|_{op}^3"""
    printed = V3**2 / hbar**2 * d**2 * (d + 2) * L**3
    pure_norm = 4 / hbar**2 * L
    mean, square = cubic_moments(V3, L, pure_norm)
    chain = AtMost(C**2, J, V), AtMost(J, PREFACTOR * K * pure_norm * L**2, V)
    parts = conjunction(
        ("(D17) to (D23), and the norm of the momentum block", AtMost(C**2, V3**2 / hbar**2 * K * L**3, V, *chain)),
        ("the right side of (D23)", Equal((PREFACTOR * d**2 * (d + 2) * N * L**2).subs(N, pure_norm), printed, V)),
        ("a rate, squared", HasUnit(printed, TIME**-2, V)),
        ("the mean square of a cubic potential attains it, d = 1", Equal(square, printed.subs(d, 1), V)),
        ("exact for a cubic potential, d = 1: 2/(3 pi) of it", Equal(mean**2, 2 / (3 * sp.pi) * printed.subs(d, 1), V)),
    )
    return tested(parts, FEATURES["C"] ** 2, CASE_BOUND)


@section.claim("p/d24-implies-d2", "(D24) implies (D2)", kind="prose", place="Appendix D, after (D24)", uses=["D24"],
               slip="it implies the corrected (D2), with the exponent 3/2; (D2) as printed is refuted there",
               note="With the exponent 3/2 of the corrected (D2), squared; the second reading of (D2), with d^3 for d^(3/2), is weaker.")
def d24_implies_d2() -> Relation:
    r"""\text{(D24) which implies (D2) because } d \ge 1"""
    return AtMost(V3**2 / hbar**2 * d**2 * (d + 2) * L**3, 3 * d**3 * V3**2 * L**3 / hbar**2, V)
