"""Proof of Theorem 1, Step 2: the Duhamel bounds, equations (23) to (31)."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive import duhamel
from derive.index_rules import parse, replaced
from derive.matrices import MatrixAlgebra
from derive.sample import sample_general
from derive.units import NONE, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import V as TABLE
from verify.papers.hrr2023.symbols import t
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("step2", title="Proof, Step 2: Duhamel bound", order=50)
V = Variables(TABLE.values())
g = V.declare("g", TIME**-1, "decay rate of the example")
b = V.declare("b", TIME**-1, "coupling of the example", low=-sp.oo)
s = V.declare("s", TIME, "time of the example")
start = [V.declare(f"r_{i}", NONE, "the example's trajectory at s = 0", low=-sp.oo) for i in (1, 2)]
slope = [V.declare(f"v_{i}", TIME**-1, "its velocity there", low=-sp.oo) for i in (1, 2)]
bend = [V.declare(f"a_{i}", TIME**-2, "half its acceleration", low=-sp.oo) for i in (1, 2)]
PATH = sp.Matrix([r + v * s + a * s**2 for r, v, a in zip(start, slope, bend, strict=True)])
BLOCK = sp.Matrix([[0, b], [0, 0]])  # the generator is BLOCK - g

A = [V.declare(f"A_{i}", NONE, "Bloch component of the first matrix", low=-sp.oo) for i in range(4)]
B = [V.declare(f"B_{i}", NONE, "Bloch component of the second matrix", low=-sp.oo) for i in range(1, 4)]
GENERAL, FIRST, SECOND = (duhamel.hermitian(*entries) for entries in (A, (sp.Integer(0), *A[1:]), (sp.Integer(0), *B)))
kappa = V.declare("kappa", NONE, "amplitude that survives the damping", high=1, closed=True, low=0)
later = V.declare("kappa_2", NONE, "the same for a second span of time", low=0, high=1, closed=True)
weight = V.declare("p_1", NONE, "weight of a packet")

distance = V.declare("e_24", NONE, "the trace distance (24) = (25)")
under = V.declare("e_26", NONE, "right side of (26)")
dropped = V.declare("e_27", NONE, "right side of (27), by (28) left side of (29)")
mixed = V.declare("e_29", NONE, "right side of (29)")
supremum_ = V.declare("M", TIME**-1, "the supremum in (30)")
deficit = V.declare("F", TIME**-1, "mean of what the packets fall short of the supremum", low=0, closed=True)
since = sp.Symbol("s", positive=True)

EXAMPLE = "finite generators; unbounded ones by x/duhamel"
TWO_LEVELS = "Hermitian 2 x 2 matrices; trace class operators by x/norm-of-integral"


@section.claim("23", "Duhamel formula", kind="identity", place="Step 2, (23)", scope=EXAMPLE,
               uses=["1", "p/initial-coincidence", "p/trajectory-constructed", "x/duhamel", "x/quantum-semigroup"],
               note="The product rule for every size; integrated for a Jordan block and any trajectory quadratic in s, where the left "
               "side is r(t) - e^{tL} r(0) and so starts from equal initial states.")
def duhamel_formula() -> All:
    r"""\tilde\rho(t) - \rho(t) = \int_0^t ds\, e^{(t-s)\hat{\mathcal L}} (\partial_s - \hat{\mathcal L})[\tilde\rho(s)]"""
    product = duhamel.variation()
    integrand = product.propagator * (product.velocity - product.generator * product.state)
    left, right = duhamel.error(g, BLOCK, PATH, s, t), duhamel.integral(g, BLOCK, PATH, s, t)
    return conjunction(
        ("d/ds of e^{(t-s)L} r(s), every size", MatrixEqual(product.rate, integrand)),
        ("integrated, upper component", Equal(left[0], right[0], V)),
        ("integrated, lower component", Equal(left[1], right[1], V)),
    )


@section.claim("24", "Trace-norm error", kind="definition", place="Step 2, (24)", uses=["p/singular-values"],
               scope="two levels", note="The number that the chain bounds. For two qubit states it is the distance of their Bloch vectors, "
               "at most 2: so (7) says something where epsilon < 2.")
def trace_distance() -> Relation:
    r"""\|\tilde\rho(t) - \rho(t)\|_{Tr}"""
    one = sp.Integer(1)
    difference = duhamel.hermitian(one, *A[1:]) - duhamel.hermitian(one, *B)
    return Equal(duhamel.squared_trace_norm(difference), sum((x - y) ** 2 for x, y in zip(A[1:], B, strict=True)), V)


@section.claim("25", "Norm of the Duhamel integral", kind="identity", place="Step 2, (25)", uses=["23", "24"],
               scope="the squares on an example",
               note="The norm of both sides of (23). The example: populations (1 - q, q) that decay at the rate g, and a trajectory q(s) "
               "quadratic in s.")
def duhamel_norm() -> Relation:
    r"""\|\tilde\rho(t) - \rho(t)\|_{Tr} = \left\| \int_0^t ds\, e^{(t-s)\hat{\mathcal L}} (\partial_s - \hat{\mathcal
    L})[\tilde\rho(s)] \right\|_{Tr}"""
    none = sp.zeros(1)
    population = PATH[:1, :]
    (left,), (right,) = duhamel.error(g, none, population, s, t), duhamel.integral(g, none, population, s, t)
    first, second = (duhamel.squared_trace_norm(sp.diag(-entry, entry)) for entry in (left, right))
    return Equal(first, second, V)


def _triangle() -> Relation:
    """||A + B|| <= ||A|| + ||B||, squared twice: 4 ||A||^2 ||B||^2 - (||A + B||^2 - ||A||^2 - ||B||^2)^2 is a sum of squares."""
    one, two = duhamel.squared_trace_norm(FIRST), duhamel.squared_trace_norm(SECOND)
    cross = duhamel.squared_trace_norm(FIRST + SECOND) - one - two
    return Equal(sp.expand(4 * one * two - cross**2), 4 * sum(entry**2 for entry in sp.Matrix(A[1:]).cross(sp.Matrix(B))), V)


@section.claim("26", "Triangle inequality in time", kind="inequality", place="Step 2, (26)", scope=TWO_LEVELS,
               uses=["25", "x/norm-of-integral"],
               note="Two terms of the sum, traceless as the residual is: ||A + B|| <= ||A|| + ||B|| squared twice, with the difference as "
               "a sum of squares (Lagrange's identity).")
def norm_under_integral() -> Relation:
    r"""\left\| \int_0^t ds\, e^{(t-s)\hat{\mathcal L}} (\partial_s - \hat{\mathcal L})[\tilde\rho(s)] \right\|_{Tr} \le \int_0^t ds\,
    \left\| e^{(t-s)\hat{\mathcal L}} (\partial_s - \hat{\mathcal L})[\tilde\rho(s)] \right\|_{Tr}"""
    return _triangle()


@section.claim("27", "The propagator does not increase the norm", kind="inequality", place="Step 2, (27)",
               scope="an explicit semigroup; every one by x/positive-trace-preserving",
               uses=["p/evolution-contracts-trace-norm", "x/positive-trace-preserving", "x/quantum-semigroup"],
               note="Amplitude damping with kappa = e^{-gamma t/2} on traceless Hermitian matrices: a semigroup of contractions, since "
               "kappa <= 1.")
def propagator_dropped() -> All:
    r"""\int_0^t ds\, \left\| e^{(t-s)\hat{\mathcal L}} (\partial_s - \hat{\mathcal L})[\tilde\rho(s)] \right\|_{Tr} \le \int_0^t ds\,
    \left\| (\partial_s - \hat{\mathcal L})[\tilde\rho(s)] \right\|_{Tr}"""
    twice, once = duhamel.damped(duhamel.damped(GENERAL, kappa), later), duhamel.damped(GENERAL, kappa * later)
    after, before = duhamel.squared_trace_norm(duhamel.damped(FIRST, kappa)), kappa**2 * duhamel.squared_trace_norm(FIRST)
    return conjunction(
        ("a semigroup: populations", Equal(twice[0, 0], once[0, 0], V)),
        ("a semigroup: coherences", Equal(twice[0, 1], once[0, 1], V)),
        ("which contracts by kappa or more", Equal(sp.expand(before - after), kappa**2 * (1 - kappa**2) * A[3] ** 2, V)),
    )


def _residual() -> IndexEqual:
    """d/ds of the mixture by (12), minus L of the mixture, in any matrix element; k runs over any number of packets.

    w_k: weights, whatever their sum; h_k: the element of L^(k)[tau_k]; T_kb: the entries of tau_k; c_b T_kb: the element of L[tau_k].
    """
    mixture = parse("w[k]*T[k,b]")  # (11)
    left = parse("w[k]*h[k]") - replaced(parse("c[b]*r[b]"), {"r[b]": mixture})
    return IndexEqual(left, parse("w[k]*h[k] - w[k]*c[b]*T[k,b]"))


@section.claim("28", "Residual of the mixture", kind="identity", place="Step 2, (28)",
               uses=["11", "12", "p/lindbladian-under-mixture"],
               note="Any number of packets with any weights: (12) and linearity. An integral over packets by p/lindbladian-under-mixture.")
def residual() -> IndexEqual:
    r"""\int_0^t ds\, \left\| (\partial_s - \hat{\mathcal L})[\tilde\rho(s)] \right\|_{Tr} = \int_0^t ds\, \left\| \iint
    d\alpha\,d\sigma\; p_{\alpha,\sigma}(s)\, ( \hat{\mathcal L}^{(\alpha)} - \hat{\mathcal L} )[\hat\tau_{\alpha,\sigma}]
    \right\|_{Tr}"""
    return _residual()


@section.claim("29", "Triangle inequality over the mixture", kind="inequality", place="Step 2, (29)", scope=TWO_LEVELS,
               uses=["p/lindbladian-difference", "p/true-mixture", "x/norm-of-integral"],
               note="(28) has L^(alpha) - L, (29) its opposite: one norm. p >= 0 takes the weights out of the norm.")
def norm_under_mixture() -> All:
    r"""\int_0^t ds\, \left\| \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(s)\, ( \hat{\mathcal L}^{(\alpha)} - \hat{\mathcal L}
    )[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} \le \int_0^t ds \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(s)\, \left\|
    \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr}"""
    squared = duhamel.squared_trace_norm
    return conjunction(
        ("two packets", _triangle()),
        ("a weight leaves the norm", Equal(squared(weight * FIRST), weight**2 * squared(FIRST), V)),
        ("the sign does not matter", Equal(squared(SECOND - FIRST), squared(FIRST - SECOND), V)),
    )


def _mean() -> IndexEqual:
    """The weighted mean of e_k = M - f_k over any number of packets: M times the total weight, minus the mean of f."""
    return IndexEqual(replaced(parse("w[k]*e[k]"), {"e[k]": parse("M*u[k] - f[k]")}), parse("M*w[k]*u[k] - w[k]*f[k]"))


@section.claim("30", "Supremum over the packets", kind="inequality", place="Step 2, (30)",
               uses=["p/nts-for-all-time", "p/true-mixture", "p/purity-preserved"],
               note="u_k = 1, so that w_k u_k is the total weight 1: here p enters normalised and not negative. The supremum is over "
               "covariances of pure states, as in all of the proof (App. C before (C9)); over all positive sigma <= z sigma_* the "
               "classical one would be infinite, since (sigma^-1)_pp has no bound there (Lemma1).")
def supremum() -> All:
    r"""\int_0^t ds \iint d\alpha\,d\sigma\; p_{\alpha,\sigma}(s)\, \left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]
    \right\|_{Tr} \le \sup_{\sigma \le z\sigma_*} \sup_\alpha \left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]
    \right\|_{Tr} \int_0^t ds"""
    return conjunction(
        ("the mean, any number of packets", _mean()),
        ("total weight 1, no deficit negative", AtMost(supremum_ - deficit, supremum_, V)),
    )


def chain(last: sp.Expr) -> Relation:
    """Error <= t M from the four inequalities of (25) to (30), of which the last ends in `last`."""
    steps = (AtMost(distance, under, V), AtMost(under, dropped, V), AtMost(dropped, mixed, V), AtMost(mixed, last, V))
    return AtMost(distance, t * supremum_, V, *steps)


@section.claim("31", "Quantum Duhamel bound", kind="inequality", place="Step 2, (31)",
               uses=["24", "25", "26", "27", "28", "29", "30"])
def quantum_bound() -> All:
    r"""\|\tilde\rho(t) - \rho(t)\|_{Tr} \le \sup_{\sigma \le z\sigma_*} \sup_\alpha \left\| \delta\hat{\mathcal
    L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} \int_0^t ds = t \sup_{\sigma \le z\sigma_*} \sup_\alpha \left\|
    \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr}"""
    span = sp.integrate(1, (since, 0, t))
    return conjunction(
        ("the chain (24) to (30)", chain(supremum_ * span)),
        ("the last integral", Equal(supremum_ * span, t * supremum_, V)),
    )


@section.claim("p/evolution-contracts-trace-norm", "The evolution cannot increase the trace norm",
               kind="prose", place="Step 2, after (31)", uses=["1", "x/quantum-semigroup", "x/positive-trace-preserving"],
               scope="contraction for amplitude damping; in general by x/positive-trace-preserving",
               slip="'completely positive' is printed for 'completely positive and trace preserving': rho -> 2 rho is completely positive "
               "and doubles every norm",
               note="||A|| is the larger of |Tr A| and |l_1 - l_2| for a Hermitian 2 x 2 matrix: so the last two parts contract it, "
               "the difference in the last one being nonnegative for kappa <= 1.")
def evolution_contracts() -> All:
    r"""\text{(27) follows from the fact that } e^{(t-s)\hat{\mathcal L}} \text{ is a completely positive map and so cannot increase the
    trace norm}"""
    algebra = MatrixAlgebra()
    first, second = algebra.general("K", sample_general), algebra.general("M", sample_general)
    root = algebra.general("S", sample_general)
    state = root * root.T
    squares = (first * root) * (first * root).T + (second * root) * (second * root).T
    gain = parse("L[i,j]*r[j,k]*Ld[k,i] + H[i,j]*r[j,i]")
    loss = parse("1/2*Ld[i,j]*L[j,k]*r[k,i] + 1/2*r[i,j]*Ld[j,k]*L[k,i] + r[i,j]*H[j,i]")
    after = duhamel.damped(GENERAL, kappa)
    mean = kappa**2 * duhamel.squared_trace_norm(GENERAL) + (1 - kappa**2) * A[0] ** 2
    return conjunction(
        ("the Lindbladian keeps the trace, every size", IndexEqual(gain, loss)),
        ("Kraus operators keep S S^T a sum of squares, every size",
         MatrixEqual(first * state * first.T + second * state * second.T, squares)),
        ("damping keeps the trace", Equal(sp.trace(after), A[0], V)),
        ("and (l_1 - l_2)^2 below a mean of its old value and Tr^2",
         Equal(sp.expand(mean - duhamel.squared_trace_norm(after)), kappa**2 * (1 - kappa**2) * (A[0] - A[3]) ** 2, V)),
    )


@section.claim("p/reasons-for-28", "What (28) follows from", kind="prose", place="Step 2, after (31)", uses=["12", "28", "30"],
               slip="p_\\alpha(t) is printed for p_{\\alpha,\\sigma}(t); the normalisation is not needed for (28), but for (30)")
def reasons_for_28() -> All:
    r"""\text{(28) follows from (12) and the normalization of } p_\alpha(t)"""
    return conjunction(("(28), whatever the weights sum to", _residual()), ("(30), where the total weight enters", _mean()))


@section.claim("p/lindbladian-difference", "Error of the harmonic Lindbladian", kind="prose",
               place="Step 2, after (31)", uses=["1", "p/step1-harmonic-approximation"],
               note="What the definition gives, for matrices of every size: the Lindblad operators and the kinetic energy cancel, and "
               "-(i/hbar) [V - V^[2], rho] is left. c stands for -i/hbar.")
def lindbladian_difference() -> MatrixEqual:
    r"""\text{in (29) we have defined } \delta\hat{\mathcal L}^{(\alpha)} := \hat{\mathcal L} - \hat{\mathcal L}^{(\alpha)}"""
    algebra = MatrixAlgebra()
    kinetic, potential, harmonic, rho, L, Ld = (algebra.general(name, sample_general) for name in ("T", "V", "V2", "R", "L", "Ld"))
    noise = L * rho * Ld - Fraction(1, 2) * (Ld * L * rho + rho * Ld * L)
    full, local = (
        algebra.scalar("c") * ((kinetic + energy) * rho - rho * (kinetic + energy)) + noise for energy in (potential, harmonic)
    )
    remainder = potential - harmonic
    return MatrixEqual(full - local, algebra.scalar("c") * (remainder * rho - rho * remainder))
