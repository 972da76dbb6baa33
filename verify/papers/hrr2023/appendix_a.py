"""Appendix A: norms, and what they say about measurements."""

from __future__ import annotations

import sympy as sp

from derive.matrices import MatrixAlgebra
from derive.sample import sample_diagonal, sample_orthogonal
from derive.units import ACTION, NONE
from verify.claim import Section
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, Leaf, conjunction
from verify.statements.matrix import MatrixEqual, Positive
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.units import HasUnit
from verify.variables import Variables

section = Section("appendix_a", title="Appendix A: norms", order=70)
V = Variables(TABLE.values())
q = V.declare("q", NONE, "exponent of the norm", low=1, closed=True)
c = V.declare("c", NONE, "a factor")
integral = V.declare("I", NONE, "integral of |f|^q")
volume = V.declare("v_alpha", ACTION, "phase-space volume element, one degree of freedom")
density = V.declare("f", ACTION**-1, "phase-space density, one degree of freedom")
size = V.declare("a", NONE, "|f - W| at a point, or the size of an eigenvalue of rho - rho'", low=0, closed=True)
limit = V.declare("M", NONE, "supremum of |Q|, or the operator norm of Q", low=0, closed=True)
share = V.declare("r", NONE, "Q / M", low=-1, high=1, closed=True)
unit = V.declare("M_1", NONE, "operator norm of a projector, supremum of an indicator", low=0, high=1, closed=True)
shift = V.declare("a_0", NONE, "displacement in standard deviations")
distance = sp.Integer(0)  # ||rho - rho'|| in the instance: the two states are one


@section.claim("A1", "L^q norm", kind="definition", place="(A1)", scope="homogeneity and unit")
def lebesgue_norm() -> All:
    r"""\|f\|_{L^q} := \Big(\int d\alpha\,|f(\alpha)|^q\Big)^{1/q}"""
    return conjunction(
        ("homogeneous", Equal((c**q * integral) ** (1 / q), c * integral ** (1 / q), V)),
        ("a probability has no unit", HasUnit(volume * density, NONE, V)),
    )


@section.claim("p/singular-values", "Trace norm and singular values", kind="identity", place="after (A1)",
               scope="real matrices",
               note="With the singular value decomposition A = U S V^T, the matrix V S V^T is the positive root of A^T A and "
               "has the trace of S. Real matrices; for complex ones read † for T.")
def singular_values() -> All:
    r"""\|\hat A\|_{\mathrm{Tr}} = \mathrm{Tr}[(\hat A^\dagger\hat A)^{1/2}] = \sum_i\sigma_i(\hat A)"""
    algebra = MatrixAlgebra()
    U, W = algebra.general("U", sample_orthogonal), algebra.general("V", sample_orthogonal)
    values = algebra.symmetric("S", sample_diagonal)
    algebra.assume(U.T * U - 1, U * U.T - 1, W.T * W - 1, W * W.T - 1, text="U, V orthogonal, S diagonal and non-negative: A = U S V^T")
    A, root = U * values * W.T, W * values * W.T
    return conjunction(
        ("the root of A^T A", MatrixEqual(root * root, A.T * A)),
        ("which is positive", Positive(root, (values,), ((algebra.one, W.T, 0),))),
        ("its similarity to S keeps the trace", MatrixEqual(W.T * root * W, values)),
    )


@section.claim("p/monotone-sum", "Sums and integrals keep inequalities", kind="prose", place="App. A (used, not printed)")
def monotone_sum() -> Leaf:
    r"""\text{a pointwise inequality may be integrated; a Hermitian trace-class operator has an eigenbasis}"""
    return Cited("monotonicity of the integral; the spectral theorem", needs="measure theory in the workbench")


def _pointwise() -> All:
    """M a - Q x >= 0 for x = +-a and Q = r M with |r| <= 1."""
    return conjunction(
        ("positive part", AtMost(limit * share * size, limit * size, V)),
        ("negative part", AtMost(-limit * share * size, limit * size, V)),
        ("a projector or indicator has M <= 1", AtMost(unit * size, size, V)),
    )


@section.claim("A2", "Quantum probabilities and the trace norm", kind="inequality", place="(A2)", uses=["p/monotone-sum"],
               scope="the step at one eigenvalue",
               note="In an eigenbasis of rho - rho': each eigenvalue +-a meets <e|Q|e>, which is at most ||Q||_op in size. The hat on Q is "
               "missing once.")
def quantum_probabilities() -> All:
    r"""|q_q - \tilde q_q| = |\mathrm{Tr}[Q(\rho(t)-\tilde\rho(t))]| \le \|\hat Q\|_{\mathrm{op}}
    \|\rho(t)-\tilde\rho(t)\|_{\mathrm{Tr}} \le \|\rho(t)-\tilde\rho(t)\|_{\mathrm{Tr}}"""
    return _pointwise()


@section.claim("A3", "Classical probabilities and the L1 norm", kind="inequality", place="(A3)", uses=["p/monotone-sum"],
               scope="the step at one point",
               note="Refuted on an instance: rho = rho' a coherent state, so that any norm of rho - rho' is 0; f the same Gaussian moved "
               "by a standard deviations; Q the indicator of x > 0. The left side is then erf(a/sqrt 2)/2, and the first inequality fails.")
def classical_probabilities() -> Relation:
    r"""|q_c - \tilde q_c| = \Big|\int d\alpha\,Q(\alpha)(f(t)-W[\tilde\rho(t)])\Big| \le
    \Big[\sup_\alpha|Q(\alpha)|\Big]\|\rho(t)-\tilde\rho(t)\|_{L^1} \le \|\rho(t)-\tilde\rho(t)\|_{L^1}"""
    difference = sp.erf(shift / sp.sqrt(2)) / 2  # probability of x > 0 under N(a, 1), less 1/2
    supremum, norm_of_states = sp.Integer(1), distance
    return AtMost(difference, supremum * norm_of_states, V)


@classical_probabilities.corrected(
    why="The distance must be that of the two phase-space functions, f(t) and W[rho'(t)]; rho - rho' is an operator and has no L1 "
    "norm. Witness: rho = rho' while f differs from W[rho'].",
    error="slip", consequence="None: Theorem 1 bounds the right quantity.",
)
def classical_probabilities_corrected() -> All:
    r"""\Big|\int d\alpha\,Q(\alpha)(f(t)-W[\tilde\rho(t)])\Big| \le \Big[\sup_\alpha|Q(\alpha)|\Big]
    \|f(t)-W[\tilde\rho(t)]\|_{L^1} \le \|f(t)-W[\tilde\rho(t)]\|_{L^1}"""
    return _pointwise()


@section.claim("p/variational", "Variational characterisation of the norms", kind="prose", place="App. A, before (A2)",
               uses=["A2", "A3", "p/monotone-sum"], scope="one eigenvalue or point",
               note="||A||_Tr = max |Tr Q A| over ||Q||_op <= 1, ||f||_L1 = max |int Q f| over |Q| <= 1: no more by (A2) and (A3), and "
               "attained by the signs of f and of a Hermitian A, Q = +-1 where the eigenvalue, or f, is +-a.")
def variational() -> All:
    r"""\text{The importance of these two norms follows from their standard variational characterization}"""
    return conjunction(
        ("at most", AtMost(share * size, size, V)),
        ("attained at r = 1, positive part", Equal((share * size).subs(share, 1), size, V)),
        ("attained at r = -1, negative part", Equal((share * -size).subs(share, -1), size, V)),
    )


@section.claim("p/norms-constrain", "The norms constrain what measurements reveal", kind="prose", place="below (8)",
               uses=["A2", "A3"])
def norms_constrain() -> Leaf:
    r"""\text{they constrain the probability of a discrepancy being revealed by any observation or measurement}"""
    return Cited("(A2) and (A3)", needs="nothing beyond them")


@section.claim("p/indistinguishable", "Close states cannot be told apart", kind="prose", place="end of App. A",
               uses=["A2", "A3"], scope="the step at one eigenvalue or point",
               note="(A2) for any effect 0 <= Q <= 1, not only a projector: the outcome of any measurement has the probability of one. A "
               "single outcome; many trials tell apart what one does not.")
def indistinguishable() -> All:
    r"""\text{two classical states cannot be readily distinguished when they are close in } L^1 \text{ norm, and two quantum
    states cannot be readily distinguished when they are close in trace norm, no matter what measurement is performed}"""
    return _pointwise()
