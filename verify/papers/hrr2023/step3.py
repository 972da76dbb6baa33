"""Proof of Theorem 1, Step 3: harmonic approximation error, equations (33) to (35)."""

from __future__ import annotations

import sympy as sp

from derive import scales
from derive.blocks import diagonal
from derive.free_algebra import ONE, ZERO, scalar
from derive.phase_space_generator import PhaseSpace, commutator, poisson
from derive.position_block import position_blocks
from derive.pure_covariance import inverse_reverses, pure_pair
from derive.units import ENERGY, LENGTH, NONE, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import D0, V2, V3, d, eta, hbar, kp, kx, m, p, t, x
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.block import BlockEqual
from verify.statements.matrix import MatrixEqual, Positive
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.tested import FEATURES, Tested, tested
from verify.statements.units import HasUnit
from verify.variables import Variables

section = Section("step3", title="Proof, Step 3: harmonic approximation error", order=60)
V = Variables(TABLE.values())
sxx = V.declare("s_xx", LENGTH**2, "operator norm of sigma^xx")
width = V.declare("Dx_0", LENGTH, "spatial width of a packet")
z = V.declare("z", NONE, "squeezing limit", low=1, closed=True)
factor = V.declare("c", NONE, "a factor")
CURVE = [V.declare(f"v_{k}", ENERGY / LENGTH**k, f"derivative of V of order {k} at 0", low=-sp.oo) for k in range(1, 5)]
centre = V.declare("a", LENGTH, "alpha_x", low=-sp.oo)
spread = V.declare("w", LENGTH**2, "<v|sigma|v> for a unit vector v of positions")
coherent = V.declare("w_0", LENGTH**2, "<v|sigma_*|v>")
limit_ = V.declare("b", LENGTH**2, "||sigma_*^xx||")
quantum = V.declare("n_q", TIME**-1, "supremum of the trace norm in (31)")
classical = V.declare("n_c", TIME**-1, "supremum of the L^1 norm in (32)")
first = V.declare("e_q", NONE, "left side of (31)")
second = V.declare("e_c", NONE, "left side of (32)")
HALF, THREE_HALVES = sp.Rational(1, 2), sp.Rational(3, 2)
MU = sp.sqrt(3) * d**THREE_HALVES / hbar * sxx**THREE_HALVES * V3  # (34)
LIMIT = z * hbar / (2 * eta)
FINAL = sp.sqrt(3) * t * d**THREE_HALVES / hbar * LIMIT**THREE_HALVES * V3  # (35)
TAU, ETA, S = scales.harmonic_time(m, V2), scales.aspect(m, V2), scales.anharmonic_action(m, V2, V3)
XH = scales.anharmonic_length(m, V2, V3)
SPACE = PhaseSpace(x, p, kx, kp, hbar)


@section.claim("p/error-small-when-narrow", "When the harmonic error is small", kind="prose",
               place="Step 3, before (33)", uses=["33", "34", "p/x-H", "p/s-H"],
               scope="the bound on the rate, for widths well below x_H (hbar/s_H)^(1/3)",
               note="Per harmonic time, with width^2 = ||sigma^xx||: mu tau_H = sqrt(3) d^(3/2) (width/x_H)^3 (s_H/hbar). It falls with "
               "the cube of the width over the anharmonic length. First reading: it is small where (width/x_H)^3 is small against "
               "hbar/s_H. Second reading, with x_H as the scale of the anharmonicity, the 'anharmonic length' of the paper: not small "
               "whenever width is small against x_H, since the exact error of a potential that is cubic where the packet is, (D1) with "
               "equality at d = 1, is as large as the bound up to a factor.")
def error_small_when_narrow() -> Relation:
    r"""\text{the error from the harmonic approximation will be small when the spatial size of the Gaussian
    state is small compared to the anharmonicity of the potential $V$}"""
    rate = MU.subs(sxx, width**2) * TAU
    return Equal(rate, sp.sqrt(3) * d**THREE_HALVES * (width / XH) ** 3 * S / hbar, V)


@error_small_when_narrow.reading()
def error_small_below_the_anharmonic_length() -> Relation:
    r"""\text{... whenever it is small compared to } x_H:\quad \text{a thousandth of } x_H \text{ makes the error of a potential that is
    cubic where the packet is, } d = 1, \text{ less than one per harmonic time}"""
    exact = sp.sqrt(sp.Rational(5, 3)) * V3 * width**3 / hbar  # sigma_xp = 0
    return AtMost(exact * TAU, sp.Integer(1), V, AtMost(1000 * width, XH, V))


@section.claim("p/second-order-taylor", "The only modification is a Taylor approximation", kind="prose",
               place="Step 3, before (33)", scope="d = 1, quartic V",
               uses=["p/local-quadratic-potential", "p/step1-harmonic-approximation",
                     "p/classical-harmonic-approximation", "p/lindbladian-difference", "p/liouvillian-difference"],
               note="That nothing else changes is p/lindbladian-difference and p/liouvillian-difference, for every d.")
def second_order_taylor() -> All:
    r"""\text{the only modification necessary to obtain the harmonic approximation to the dynamics involves
    replacing the potential with its second-order Taylor approximation, } V \to V^{[\alpha_x,2]}"""
    potential = sum((c * x**k / sp.factorial(k) for k, c in enumerate(CURVE, 1)), sp.Integer(0))
    local = sum((sp.diff(potential, x, k).subs(x, centre) * (x - centre) ** k / sp.factorial(k) for k in range(3)), sp.Integer(0))
    third = CURVE[2] + CURVE[3] * centre  # the third derivative at alpha_x
    remainder = third * (x - centre) ** 3 / 6 + CURVE[3] * (x - centre) ** 4 / 24
    quantum_part, classical_part = (
        of(SPACE, p**2 / (2 * m) + potential) - of(SPACE, p**2 / (2 * m) + sp.expand(local)) for of in (commutator, poisson)
    )
    force = kp * sp.diff(remainder, x)
    return conjunction(
        ("the rest is of third order", Equal(potential - local, remainder, V)),
        ("classical: its gradient", Equal(classical_part, force, V)),
        ("quantum: its commutator", Equal(quantum_part, force - hbar**2 * kp**3 * sp.diff(remainder, x, 3) / 24, V)),
    )


@section.claim("p/third-order-correction", "Leading-order correction", kind="prose",
               place="Step 3, before (33)", uses=["4", "33", "34"], scope="the bound mu of (34)",
               note="At fixed d and hbar, with Dx_0^2 = ||sigma^xx||. The error itself is smaller where the third derivative is: at the "
               "minimum of a symmetric potential it is of fourth order. Delta x^3 ||grad^3 V|| is an energy, mu a rate.")
def third_order_correction() -> All:
    r"""\text{the error is proportional to the max leading-order (i.e., third-order) correction } \Delta x^3
    \|\nabla^3 V\| \text{ at the characteristic spatial width } \Delta x \sim \|\sigma^{xx}\|_{op}^{1/2}
    \text{ of the wavepacket with covariance matrix } \sigma"""
    correction = width**3 * V3
    return conjunction(
        ("proportional", Equal(MU, sp.sqrt(3) * d**THREE_HALVES / hbar * correction.subs(width, sp.sqrt(sxx)), V)),
        ("an energy", HasUnit(correction, ENERGY, V)),
    )


@section.claim("33", "Harmonic error bounds", kind="inequality", place="Step 3, (33)", uses=["34", "Lemma1"],
               note="From Lemma 1, whose constants are sqrt(5/3) and (with the exponent of (D2) corrected) sqrt(3). For "
               "covariances of pure states, as in Lemma 1.")
def harmonic_errors() -> Tested | All:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} \le \mu, \qquad
    \left\| \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1} \le \mu"""
    scale = V3 * sxx**THREE_HALVES / hbar
    from_d1 = AtMost(quantum, sp.sqrt(sp.Rational(5, 3) * d**3) * scale, V)
    from_d2 = AtMost(classical, sp.sqrt(3 * d**3) * scale, V)
    parts = conjunction(
        ("quantum, from (D1)", AtMost(quantum, MU, V, from_d1)),
        ("classical, from (D2)", AtMost(classical, MU, V, from_d2)),
        ("mu^2 without its dimensional factor", Equal(MU**2, 3 * d**3 * scale**2, V)),
        ("the square in (D12) is at most mu^2", AtMost((d**3 + 6 * d**2 + 8 * d) / 9, 3 * d**3, V)),
        ("the square in (D24) is at most mu^2", AtMost(d**2 * (d + 2), 3 * d**3, V)),
    )
    return tested(parts, FEATURES["Q"], sp.sqrt(3 * FEATURES["d"] ** 3) * FEATURES["V3"] * FEATURES["L"] ** THREE_HALVES / FEATURES["hbar"])


@section.claim("34", "Harmonic error scale", kind="definition", place="Step 3, (34)", uses=["4"])
def harmonic_error_scale() -> HasUnit:
    r"""\mu = \sqrt{3}\; d^{3/2}\, \hbar^{-1}\, \|\sigma^{xx}\|_{op}^{3/2}\, \|\nabla^3 V\|"""
    return HasUnit(MU, TIME**-1, V)


def _sixth_moment(variance: sp.Expr) -> sp.Expr:
    """E x^6 for a centred Gaussian, from its generating function exp(variance u^2 / 2)."""
    u = sp.Symbol("u")
    return sp.diff(sp.exp(variance * u**2 / 2), u, 6).subs(u, 0)


@section.claim("p/hbar-in-quantum-error", "Origin of 1/hbar, quantum", kind="prose", scope="d = 1, cubic V",
               place="Step 3, after (34)", uses=["34", "D3"],
               note="The error is at most (2/hbar) ||(V - V^[2]) |psi>||, from -(i/hbar)[H, rho]; what is left is a moment of the "
               "position, where no hbar enters at given sigma.")
def hbar_in_quantum_error() -> Relation:
    r"""\text{In the quantum case, the } \hbar^{-1} \text{ factor above can be seen to arise from the }
    \hbar^{-1} \text{ in the Schr\"odinger equation}"""
    moment = (V3 / 6) ** 2 * _sixth_moment(sxx)
    return Equal((2 / hbar) ** 2 * moment, sp.Rational(5, 3) * V3**2 * sxx**3 / hbar**2, V)


@section.claim("p/hbar-in-classical-error", "Origin of 1/hbar, classical", kind="prose",
               place="Step 3, after (34)", uses=["34", "p/pp-block-norm"],
               note="At given sigma no hbar enters the classical dynamics; it enters where sigma is that of a pure state: sigma^-1 is "
               "(hbar/2)^-2 times a rearranged sigma, as the ellipse of a pure state has the area pi hbar/2, which is of "
               "the order hbar (d = 1).")
def hbar_in_classical_error() -> All:
    r"""\text{the } \hbar^{-1} \text{ factor above ... in the classical case, it is related to the fact that the
    coherent state has area $\hbar$ in phase space}"""
    pair = pure_pair()
    area = sp.pi * sp.sqrt((hbar / (2 * eta)) * (hbar * eta / 2))  # pi sqrt(det sigma_*)
    return conjunction(
        ("sigma^-1 of a pure state", MatrixEqual(pair.sigma_inverse, pair.half(-2) * pair.form.T * pair.sigma * pair.form)),
        ("area of sigma_*'s ellipse", Equal(area, sp.pi * hbar / 2, V)),
    )


@section.claim("p/errors-over-nts-covariances", "Errors are taken over NTS covariances", kind="prose",
               place="Step 3, before (35)", uses=["31", "32", "p/nts-for-all-time", "p/purity-preserved"],
               scope="that such covariances bound the errors; where p lives is p/nts-for-all-time",
               note="For pure states the condition bounds sigma and sigma^-1, the two that enter Lemma 1's proof.")
def errors_over_nts() -> All:
    r"""\text{Because $\tilde\rho(t)$ is a mixture of Gaussian states that are NTS, the harmonic errors
    appearing in the quantum error (31) and classical error (32) are taken only over covariance matrices satisfying }
    \sigma \le z\sigma_*"""
    pair = pure_pair()
    difference = pair.z() * pair.star - pair.sigma
    turned = inverse_reverses(pair.half(2), difference, pair.sigma_inverse, pair.z(-1) * pair.star_inverse, pair.form.T)
    smallest = pair.sigma - pair.z(-1) * pair.star
    inverse = pair.z() * pair.star_inverse - pair.sigma_inverse
    return conjunction(
        ("sigma is not too thin", Positive(smallest, (difference, pair.sigma), turned)),
        ("sigma^-1 is not too long", Positive(inverse, (difference,), ((pair.half(-2), pair.form, 0),))),
    )


@section.claim("p/position-block-bound", "Bound on the position block", kind="prose",
               place="Step 3, before (35)", uses=["p/step1-nts-definition"],
               note="b P - P sigma_* P >= 0 says that b bounds the position block of sigma_*. The first part writes z b P - P sigma P as a "
               "sum of congruences of two positive matrices, for every d, so z b bounds that of sigma; the second says it of one vector.")
def position_block_bound() -> All:
    r"""\sigma \le z\sigma_* \text{, so } \|\sigma^{xx}\| \le z\|\sigma_*^{xx}\|"""
    blocks = position_blocks()
    P, (difference, room) = blocks.projector, blocks.hypotheses()
    return conjunction(
        ("sum of congruences", MatrixEqual(blocks.excess(), P * difference * P + blocks.pair.z() * room)),
        ("in a unit vector", AtMost(spread, z * limit_, V, AtMost(spread, z * coherent, V), AtMost(coherent, limit_, V))),
    )


@section.claim("p/coherent-position-block", "Position block of the coherent state", kind="prose",
               place="Step 3, before (35)", uses=["5"],
               note="A multiple of the identity, whose norm is the multiple. Read as z hbar/(2 eta_H): (z hbar/2) eta_H is no variance of "
               "positions.")
def coherent_position_block() -> All:
    r"""z\|\sigma_*^{xx}\| = z\hbar/2\eta_H"""
    half, limit, aspect = scalar("half_hbar"), scalar("z"), scalar("eta_H")
    star = diagonal(half * scalar("eta_H", -1), half * aspect)  # (5)
    position = diagonal(ONE, ZERO)
    block = position * diagonal(limit, limit) * star * position
    return conjunction(
        ("position block", BlockEqual(block, diagonal(limit * half * scalar("eta_H", -1), ZERO))),
        ("a variance", HasUnit(LIMIT, LENGTH**2, V)),
    )


@section.claim("35", "Final error", kind="inequality", place="Step 3, (35)",
               uses=["31", "32", "33", "34", "p/errors-over-nts-covariances", "p/position-block-bound",
                     "p/coherent-position-block"],
               note="Here epsilon stands for t mu, below for the right side of (8), which is larger.")
def final_error() -> Relation:
    r"""\epsilon = t\mu \le \sqrt{3}\; t\, d^{3/2}\, \hbar^{-1} (z\hbar/2\eta_H)^{3/2}\, \|\nabla^3 V\|"""
    return AtMost(t * MU, FINAL, V, AtMost(sxx, LIMIT, V))


@section.claim("p/both-errors-bounded", "(35) bounds both errors", kind="prose",
               place="Step 3, before (35)", uses=["31", "32", "33", "35"])
def both_errors_bounded() -> All:
    r"""\text{applying (33) we get that quantum and classical errors are both upper bounded by (35)}"""
    narrow = AtMost(sxx, LIMIT, V)
    return conjunction(*(
        (name, AtMost(error, FINAL, V, AtMost(error, t * norm, V), AtMost(norm, MU, V), narrow))
        for name, error, norm in (("quantum", first, quantum), ("classical", second, classical))
    ))


@section.claim("p/final-error-gives-8", "(35) gives (8)", kind="prose", place="Step 3, end",
               uses=["6", "8", "35", "p/s-H", "p/tau-H", "p/eta-H", "p/z-at-least-one"],
               note="The right side of (35) is sqrt(3/8) = 0.612... times that of (8), for every d: (8) holds with that much room.")
def final_error_gives_8() -> All:
    r"""\epsilon = t\mu \le \sqrt{3}\; t\, d^{3/2}\, \hbar^{-1} (z\hbar/2\eta_H)^{3/2}\, \|\nabla^3 V\|
    \text{ giving (8): } \epsilon = d^{3/2}\, \frac{t}{\tau_H} \sqrt{\frac{\hbar}{s_H}}\, \max\left\{
    \frac{\hbar/s_H}{D_0},\, 1 \right\}^{3/2}"""
    largest = sp.Max((hbar / S) / D0, 1)
    final = FINAL.subs({z: largest, eta: ETA})
    printed = d**THREE_HALVES * t / TAU * sp.sqrt(hbar / S) * largest**THREE_HALVES
    return conjunction(
        ("(35) is at most (8)", AtMost(final, printed, V)),
        ("exactly", Equal(final, sp.sqrt(sp.Rational(3, 8)) * printed, V)),
    )
