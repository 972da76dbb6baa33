"""Proof of Theorem 1, Step 1: the choice of S_0 and S_D, (19) to (21), and that it keeps packets pure."""

from __future__ import annotations

import sympy as sp

from derive import scales
from derive.leibniz import derivative
from derive.matrices import Abstract, MatrixAlgebra
from derive.packet_split import Packet, covariance_rate, packet, reference, squeezing, symmetric_generator
from derive.sample import sample_general, sample_positive, sample_pure, sample_symmetric
from derive.units import NONE, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import D0, Dp, Dx, eta, hbar, s, tau
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import AtMost, Below, Equal
from verify.statements.units import HasUnit
from verify.variables import Variables

section = Section("step1_decomposition", title="Proof, Step 1: the decomposition into skewing and broadening", order=45)
V = Variables(TABLE.values())
excess = V.declare("u", NONE, "z - 1")
limit = V.declare("z", NONE, "the limit of squeezing", low=1, closed=True)


def _printed_19(p: Packet, g: Abstract) -> Abstract:
    return (p.F - g) * p.s + p.s * (p.F.T - g)


def _printed_20(p: Packet, g: Abstract) -> Abstract:
    return p.D + (g * p.s + p.s * g)


@section.claim("p/decomposition-not-unique", "Freedom of the decomposition", kind="prose",
               place="Step 1, after (18)", uses=["14", "p/any-decomposition"],
               note="Two values of z in (21), so two rates of g, give two decompositions of one S; they differ by "
               "2 (rate' - rate)(s^2 - 1), which vanishes at s = 1 only.")
def decomposition_not_unique() -> All:
    r"""\text{the decomposition of $S$ into skewing and broadening parts is not unique}"""
    p = packet()
    other = p.algebra.scalar("rate2")
    first, second = squeezing(p.s, p.scalar("rate")), squeezing(p.s, other)
    rate = covariance_rate(p.F, p.s, p.D)
    difference = 2 * (other - p.scalar("rate")) * (p.s * p.s - 1)
    return conjunction(
        ("one decomposition", MatrixEqual(rate, _printed_19(p, first) + _printed_20(p, first))),
        ("another", MatrixEqual(rate, _printed_19(p, second) + _printed_20(p, second))),
        ("their difference", MatrixEqual(_printed_20(p, second) - _printed_20(p, first), difference)),
    )


def _plain() -> tuple[MatrixAlgebra, Abstract, Abstract, Abstract, Abstract, Abstract]:
    """The unscaled letters: the symplectic form, R = sigma_*^{1/2}/k, and sigma, F, D; k^2 = hbar/2."""
    algebra = MatrixAlgebra()
    form, R = algebra.form(), algebra.pure("R", sample_pure)
    covariance, diffusion = algebra.symmetric("sigma", sample_positive), algebra.symmetric("D", sample_symmetric)
    return algebra, form, R, covariance, algebra.hamiltonian("F"), diffusion


@section.claim("p/rescaled-matrices", "Rescaled matrices", kind="prose", place="Step 1, before (19)", uses=["5", "C8"],
               note="With sigma_*^{1/2} = k R, k^2 = hbar/2, R symmetric and symplectic. A rescaled matrix has entries without "
               "mixed units, and order and flow structure survive.")
def rescaled_matrices() -> All:
    r"""\bar X := \sigma_*^{-1/2} X \sigma_*^{-1/2} \text{ for } X = \sigma, S, S_0, S_D, D; \qquad \bar F
    := \sigma_*^{-1/2} F \sigma_*^{1/2}"""
    algebra, form, R, covariance, F, _ = _plain()
    k, down = algebra.scalar("k"), algebra.scalar("k", -1)
    root, root_inverse = k * R, down * R.inverse
    star = algebra.scalar("k", 2) * R * R
    bar_flow = root_inverse * F * root
    return conjunction(
        ("sigma_* becomes 1", MatrixEqual(root_inverse * star * root_inverse, algebra.one)),
        ("undone", MatrixEqual(root * (root_inverse * covariance * root_inverse) * root, covariance)),
        ("the flow stays Hamiltonian", MatrixEqual(bar_flow.T * form, -(form * bar_flow))),
        ("unit of D, positions", HasUnit(Dx / (hbar / (2 * eta)), TIME**-1, V)),
        ("unit of D, momenta", HasUnit(Dp / (hbar * eta / 2), TIME**-1, V)),
    )


@section.claim("p/rescaled-rate", "Rescaled rate", kind="prose", place="Step 1, before (19)",
               uses=["14", "p/rescaled-matrices"])
def rescaled_rate() -> MatrixEqual:
    r"""\bar S = \bar F\bar\sigma + \bar\sigma\bar F^\top + \bar D"""
    algebra, _, R, covariance, F, diffusion = _plain()
    root, root_inverse = algebra.scalar("k") * R, algebra.scalar("k", -1) * R.inverse
    rate = covariance_rate(F, covariance, diffusion)
    bar_covariance, bar_diffusion = (root_inverse * X * root_inverse for X in (covariance, diffusion))
    bar_flow = root_inverse * F * root
    return MatrixEqual(
        root_inverse * rate * root_inverse, bar_flow * bar_covariance + bar_covariance * bar_flow.T + bar_diffusion
    )


@section.claim("19", "Choice of the skewing part", kind="definition", place="Step 1, (19)",
               uses=["21", "p/rescaled-matrices", "C7"],
               note="It has the form (C7), K sigma + sigma K^T with a Hamiltonian K = F - g, for every symmetric Hamiltonian g: for (21), "
               "and for g = (F + F^T)/2 at z = 1.")
def skewing_part() -> All:
    r"""\bar S_0(\alpha,\sigma) := [\bar F(\alpha) - g(\bar\sigma)]\,\bar\sigma + \bar\sigma\,[\bar
    F^\top(\alpha) - g(\bar\sigma)]"""
    p = packet()
    g = symmetric_generator(p)
    K = p.F - g
    return conjunction(
        ("of the form (C7)", MatrixEqual(covariance_rate(K, p.s, p.algebra.one) - p.algebra.one, _printed_19(p, g))),
        ("K is Hamiltonian", MatrixEqual(K.T * p.form, -(p.form * K))),
    )


@section.claim("20", "Choice of the broadening part", kind="definition", place="Step 1, (20)",
               uses=["21", "p/rescaled-matrices"], note="With (21) the added part is 2 rate (s^2 - 1).")
def broadening_part() -> All:
    r"""\bar S_D(\alpha,\sigma) := \bar D + [g(\bar\sigma)\bar\sigma + \bar\sigma g(\bar\sigma)]"""
    p = packet()
    general, rate = packet(), p.scalar("rate")
    g = squeezing(p.s, rate)
    any_g = symmetric_generator(general)
    K = general.F - any_g
    rest = covariance_rate(general.F, general.s, general.D) - K * general.s - general.s * K.T
    return conjunction(
        ("what (19) leaves of the rate", MatrixEqual(rest, _printed_20(general, any_g))),
        ("with (21)", MatrixEqual(p.D + 2 * rate * (p.s * p.s - 1), _printed_20(p, g))),
    )


@section.claim("p/parts-sum-to-rate", "The parts sum to the rate", kind="prose", place="Step 1, after (20)",
               uses=["19", "20", "p/rescaled-rate"], note="For every symmetric g, in unscaled variables.")
def parts_sum_to_rate() -> MatrixEqual:
    r"""\bar S_0 + \bar S_D = \bar S"""
    p = packet()
    g = symmetric_generator(p)
    root, inverse = reference(p)
    rate = covariance_rate(root * p.F * inverse, root * p.s * root, root * p.D * root)
    return MatrixEqual(inverse * rate * inverse, _printed_19(p, g) + _printed_20(p, g))


@section.claim("21", "Squeezing function g", kind="definition", place="Step 1, (21)",
               uses=["6", "p/rescaled-matrices", "p/z-at-least-one"],
               note="Checked as a definition: Theorem 1 allows z = 1, for every D_0 >= hbar/s_H.")
def squeezing_function() -> All:
    r"""g(\bar\sigma) = \left( \frac{D_0 s_H}{\hbar\tau_H} \right) \frac{\bar\sigma - \bar\sigma^{-1}}{1 -
    z^{-2}}"""
    z = sp.Max((hbar / s) / D0, 1)
    return conjunction(
        ("a rate", HasUnit(D0 * s / (hbar * tau), TIME**-1, V)),
        ("the denominator is positive for every D_0", Below(sp.Integer(0), 1 - z**-2, V)),
    )


@squeezing_function.corrected(
    why="For D_0 >= hbar/s_H, which Theorem 1 allows, z = 1: the denominator 1 - z^-2 is 0, and so is bs - 1/bs at the only allowed "
    "matrix bs = 1. The limit z -> 1 does not decide: g takes all values between -(D_0 s_H/hbar tau_H) z and "
    "+(D_0 s_H/hbar tau_H) z on the allowed matrices.",
    error="substance",
    consequence="The proof as printed does not cover D_0 >= hbar/s_H. Two repairs keep Theorem 1 as it stands: a z' > 1 with "
    "z <= z' <= (8/3)^(1/3) z in (21) and in the definition of the allowed matrices (x/larger-z), or, at z = 1, packets that keep bs = 1 "
    "(x/z-equal-one). A larger z' would cost the factor sqrt(3/8) (z'/z)^(3/2).",
)
def squeezing_function_corrected() -> All:
    r"""g(\bar\sigma) = \left( \frac{D_0 s_H}{\hbar\tau_H} \right) \frac{\bar\sigma - \bar\sigma^{-1}}{1 -
    z'^{-2}} \text{ with any } z' \ge z,\ z' > 1, \text{ which bounds the allowed matrices too}"""
    p = packet()
    g = squeezing(p.s, p.scalar("rate"))
    return conjunction(
        ("a rate", HasUnit(D0 * s / (hbar * tau), TIME**-1, V)),
        ("1 - z'^-2 > 0, with u = z' - 1 > 0", Equal(1 - (1 + excess) ** -2, excess * (excess + 2) / (1 + excess) ** 2, V)),
        ("g is symmetric", MatrixEqual(g.T, p.scalar("rate") * (p.s - p.s.inverse))),
        ("g is Hamiltonian", MatrixEqual(g.T * p.form, -(p.form * p.scalar("rate") * (p.s - p.s.inverse)))),
    )


@section.claim("x/larger-z", "Theorem 1 survives with a larger z in (21)", kind="prose", place="not printed; repairs (21)",
               uses=["21", "22", "p/broadening-part-nonnegative", "35", "8", "6"],
               note="(35) is (8) times sqrt(3/8), so that z' = max{z, (8/3)^{1/3}} has sqrt(3/8) z'^{3/2} <= z^{3/2}. Initial packets "
               "allowed for z are allowed for z'; (22) and S_D >= 0 hold for every z' >= z.")
def larger_z() -> All:
    r"""z' = \max\{z, (8/3)^{1/3}\} > 1 \text{ in (21)}:\quad z'^{-1}\sigma_* \le z^{-1}\sigma_* \le \sigma, \text{ and (35) with } z'
    \text{ is at most (8)}"""
    m, V2, V3, d, t = (next(x for x in V if x.name == name) for name in ("m", "V2", "V3", "d", "t"))
    time, aspect, action = scales.harmonic_time(m, V2), scales.aspect(m, V2), scales.anharmonic_action(m, V2, V3)
    least, power = sp.Rational(8, 3) ** sp.Rational(1, 3), sp.Rational(3, 2)
    larger = sp.Max(limit, least)
    final = sp.sqrt(3) * t * d**power / hbar * (sp.Max((hbar / action) / D0, 1, least) * hbar / (2 * aspect)) ** power * V3
    return conjunction(
        ("z <= z'", AtMost(limit, larger, V)),
        ("1 < (8/3)^{1/3} <= z'", AtMost(least, larger, V)),
        ("(35) with z' is at most (8)", AtMost(final, scales.error_bound(d, t, time, hbar / action, D0), V)),
        ("the lower bound with z' is weaker", AtMost(1 / larger, 1 / limit, V)),
    )


@section.claim("p/skewing-part-symmetric", "Symmetry of the skewing part", kind="prose",
               place="Step 1, after (21)", uses=["19", "21"])
def skewing_part_symmetric() -> All:
    r"""\text{a bit of algebra shows that } \bar S_0 = \bar S_0^\top"""
    p, q = packet(), packet()
    g, any_g = squeezing(p.s, p.scalar("rate")), symmetric_generator(q)
    return conjunction(*((name, MatrixEqual(_printed_19(x, y).T, _printed_19(x, y)))
                         for name, x, y in (("with (21)", p, g), ("with any symmetric g", q, any_g))))


@section.claim("p/skewing-part-hamiltonian", "The skewing part is Hamiltonian", kind="prose",
               place="Step 1, after (21)", uses=["15", "19", "21", "p/rescaled-sigma-symplectic"])
def skewing_part_hamiltonian() -> All:
    r"""(\bar\sigma^{-1}\bar S_0)^\top = -\omega^\top \bar\sigma^{-1} \bar S_0\, \omega"""
    p, q = packet(), packet()
    g = squeezing(p.s, p.scalar("rate"))
    product = q.s.inverse * _printed_19(q, symmetric_generator(q))
    return conjunction(
        ("g of (21) is symmetric", MatrixEqual(g.T, g)),
        ("g of (21) is Hamiltonian", MatrixEqual(g.T * p.form, -(p.form * g))),
        ("with any symmetric Hamiltonian g", MatrixEqual(product.T, -(q.form.T * product * q.form))),
    )


@section.claim("p/rescaled-sigma-symplectic", "The rescaled covariance is symplectic", kind="prose",
               place="Step 1, after (21)", uses=["5", "C8", "C11", "p/rescaled-matrices"],
               note="From sigma and sigma_* over hbar/2 pure; the factors hbar/2 cancel.")
def rescaled_sigma_symplectic() -> MatrixEqual:
    r"""\omega^\top \bar\sigma\, \omega = \bar\sigma^{-1}"""
    algebra = MatrixAlgebra()
    form, R, sigma = algebra.form(), algebra.pure("R", sample_pure), algebra.pure("S", sample_pure)
    half, down = algebra.scalar("k", 2), algebra.scalar("k", -2)
    rescaled = down * R.inverse * (half * sigma) * R.inverse
    inverse = half * R * (down * sigma.inverse) * R
    return MatrixEqual(form.T * rescaled * form, inverse)


@section.claim("p/purity-preserved", "Purity is preserved", kind="prose", place="Step 1, after (21)",
               uses=["C5", "C6", "C7", "18", "p/skewing-part-symmetric", "p/skewing-part-hamiltonian", "p/pure-covariance"],
               scope="the rates",
               note="The rate of sigma omega sigma along d sigma/dt = S_0 vanishes, so sigma stays symplectic over hbar/2; it stays "
               "positive because its determinant never vanishes. For every symmetric Hamiltonian g. Appendix C has the converse, that the "
               "rate of a symplectic flow is Hamiltonian ((C5) to (C7)); that a Hamiltonian rate keeps it symplectic is what is checked "
               "here.")
def purity_preserved() -> All:
    r"""\text{As recalled in Appendix C, this ensures that a covariance matrix evolving by $S_0$ remains a legal covariance matrix for
    a pure Gaussian state under the dynamics (18)}"""
    p = packet()
    rate = _printed_19(p, symmetric_generator(p))
    invariant = p.s.T * p.form * p.s
    change = Abstract(derivative(invariant.element, {"s": rate.element}), p.algebra)
    q = packet()
    A, B = q.algebra.general("A", sample_general), q.algebra.general("B", sample_general)
    root, _ = reference(q)
    unscaled = (root * A * root) * q.form * (root * B * root)
    return conjunction(
        ("s^T omega s keeps its value to first order", MatrixEqual(invariant + change, p.form)),
        ("and sigma = k R s R with it", MatrixEqual(unscaled, q.scalar("k", 2) * root * (A * q.form * B) * root)),
    )
