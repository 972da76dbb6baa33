"""An open system semi-classical approach: the dynamics (12), (13), and the condition (14) under which it keeps positivity."""

from __future__ import annotations

import sympy as sp

from derive import wigner
from derive.gaussian_function import GaussianFunction, density, fourier, substitute
from derive.hybrid import dephasing, dissipator, double_commutator, fundamental_solution, von_neumann
from derive.hybrid_states import crossed_jumps, evolved, jump_rate, quotient, rate, second_minor
from derive.units import MOMENTUM, NONE
from verify.claim import Section
from verify.papers.layton2026.partial_wigner import transformed
from verify.papers.layton2026.symbols import AT, a, b, gammaC, gammaQ, hbar, lam, p, p0, q, q1, s, t
from verify.papers.layton2026.symbols import V as TABLE
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Below, Equal
from verify.variables import Variables

section = Section("open_system", title="An open system semi-classical approach", order=40)
V = Variables(TABLE.values())
u = V.declare("u", MOMENTUM, "momentum less the initial one", low=-sp.oo)
z = V.declare("z", NONE, "a normal variable", low=-sp.oo)
w = V.declare("w", NONE, "(2 kappa t)^(1/2), kappa = gamma_Q - lambda^2/(16 gamma_C) >= 0")
spp = V.declare("s_pp", MOMENTUM**2, "momentum variance")
force = V.declare("|lambda|", MOMENTUM / TABLE[t].unit, "modulus of the coupling strength")
GENERATOR = von_neumann(lam * q * a, lam * q * b, AT) + double_commutator(q, gammaC / hbar**2, AT) + dephasing(gammaQ, a, b)
KERNEL = fundamental_solution(GENERATOR, u, t)
EXCESS = gammaQ - lam**2 / (16 * gammaC)


@section.claim("12", "The Lindblad dynamics", kind="definition", place="(12)", uses=["3"],
               note="-g [L, [L, .]] is 2g (L . L - (1/2){L^2, .}), a Lindblad term for g > 0: for q by the Weyl calculus, for A by "
               "blocks. In position representation the term of q is -(gamma_C/hbar^2) (q - q_1)^2: decoherence, with the units of the "
               "conventions.")
def lindblad() -> All:
    r"""\frac{d\hat\rho_{CQ}}{dt} = -\frac i\hbar[\lambda\hat q\hat A, \hat\rho_{CQ}] - \frac{\gamma_C}{\hbar^2}[\hat q, [\hat q,
    \hat\rho_{CQ}]] - \gamma_Q[\hat A, [\hat A, \hat\rho_{CQ}]]"""
    jumps = 2 * gammaC / hbar**2 * (q * q1 - (q**2 + q1**2) / 2)
    of_A = 2 * gammaQ * (a * b - (a**2 + b**2) / 2)
    return conjunction(
        ("q: jumps", Equal(dissipator(q, 2 * gammaC / hbar**2, AT).at(0, 2), double_commutator(q, gammaC / hbar**2, AT).at(0, 2), V)),
        ("q: decay of <q|rho|q_1>", Equal(sp.expand(jumps), -gammaC / hbar**2 * (q - q1) ** 2, V)),
        ("A: decay of a block", Equal(sp.expand(of_A), -gammaQ * (a - b) ** 2, V)),
    )


@section.claim("p/generic-bath", "High-temperature environments", kind="prose", place="below (12)")
def bath() -> Leaf:
    r"""\text{Such dynamics will generically arise by tracing out a high temperature environment, which in the Markovian limit leads to
    Lindblad dynamics as given above [18]}"""
    return Cited("[18]", needs="the weak-coupling or high-temperature limit of a model bath")


@section.claim("13", "The open dynamics in the partial Wigner representation", kind="identity", place="(13)", uses=["6", "12"],
               note="As (6), block by block, for every A and every state, with q # f = q f + (i hbar/2) d_p f twice; once more from "
               "kernels, where exp(-gamma_C t (x-y)^2/hbar^2) multiplies a coherent state, at t = 0.")
def partial_wigner() -> All:
    r"""\frac{\partial\hat\varrho^W}{\partial t} = -\frac i\hbar[\lambda q\hat A, \hat\varrho^W] + \frac\lambda2\{\hat A,
    \frac{\partial\hat\varrho^W}{\partial p}\}_+ + \gamma_C\frac{\partial^2\hat\varrho^W}{\partial p^2} - \gamma_Q[\hat A, [\hat A,
    \hat\varrho^W]]"""
    kernel = wigner.pure_state(sp.S.Zero, p0, s, sp.S.Zero, hbar)
    f = transformed(evolved(kernel, a, b, coupling=lam, time=t, hbar=hbar, localisation=gammaC))
    decay = dephasing(gammaQ, a, b).at(0, 0)  # a factor of the block, the same in both representations
    return conjunction(
        ("factor of rho_ab", Equal(GENERATOR.at(0, 0), -sp.I / hbar * lam * q * (a - b) - gammaQ * (a - b) ** 2, V)),
        ("factor of d_p rho_ab", Equal(GENERATOR.at(0, 1), lam / 2 * (a + b), V)),
        ("factor of d_p^2 rho_ab", Equal(GENERATOR.at(0, 2), gammaC, V)),
        ("from kernels", Equal(quotient(substitute(f, {t: 0}), GENERATOR, q, p) - decay, rate(f, t), V)),
    )


@section.claim("p/equivalent-13", "Equivalence of (13) and (12)", kind="prose", place="below (13)", uses=["13", "p/equivalent-6"],
               note="The representation is the invertible one of (6). What (13) does to a block from a sharp momentum is x/propagator.")
def equivalent() -> All:
    r"""\text{which provides an entirely equivalent description of the open quantum dynamics (12) in a partial phase space picture}"""
    return conjunction(("decay of <q|rho|q_1>", Equal(-GENERATOR.at(0, 2) * (q - q1) ** 2 / hbar**2, -gammaC / hbar**2 * (q - q1) ** 2, V)))


@section.claim("x/propagator", "The exact propagator of (13)", kind="identity", place="beyond", uses=["13"],
               note="From delta(p - p_0) a block becomes this kernel, u = p - p_0; q does not move. The exponent is h_a + conj(h_b) - "
               "kappa t (a-b)^2 with h_a = -u^2/(8 gamma_C t) - a lambda u/(4 gamma_C) - a^2 lambda^2 t/(8 gamma_C) - i lambda q a "
               "t/hbar, by (a+b)^2 = 2a^2 + 2b^2 - (a-b)^2, and kappa = gamma_Q - lambda^2/(16 gamma_C).")
def propagator() -> All:
    r"""\hat\varrho_{ab}: \quad (4\pi\gamma_Ct)^{-1/2}e^{h_a + \bar h_b - \kappa t(a-b)^2},\quad \kappa = \gamma_Q -
    \frac{\lambda^2}{16\gamma_C}"""
    def half(x: sp.Expr, phase: sp.Expr) -> sp.Expr:
        classical = -(u**2) / (8 * gammaC * t) - x * lam * u / (4 * gammaC) - x**2 * lam**2 * t / (8 * gammaC)
        return classical - phase * lam * q * x * t / hbar

    printed = half(a, sp.I) + half(b, -sp.I) - EXCESS * t * (a - b) ** 2
    slopes = (sp.S.One, sp.diff(KERNEL.exponent, u), sp.diff(KERNEL.exponent, u) ** 2 + sp.diff(KERNEL.exponent, u, 2))
    return conjunction(
        ("exponent", Equal(KERNEL.exponent, printed, V)),
        ("prefactor^4", Equal(KERNEL.coefficient**4 * KERNEL.radicand, (4 * sp.pi * gammaC * t) ** -2, V)),
        ("it solves (13)", Equal(rate(KERNEL, t, t), GENERATOR.on_exponential((), slopes), V)),
    )


@section.claim("14", "The condition for positivity, sufficient", kind="theorem", place="(14)", uses=["13", "x/propagator"],
               note="For every A and every t: a positive matrix rho_ab is multiplied entry by entry with e^(h_a) e^(conj h_b), which "
               "keeps positivity, and with exp(-kappa t (a-b)^2), for kappa >= 0 the average of e^(i w z (a-b)) over a normal z with "
               "w^2 = 2 kappa t: positive, so that Schur's product theorem applies. Then the integral over p_0. (14) is kappa >= 0.")
def condition() -> All:
    r"""\gamma_C\gamma_Q \geq \frac{\lambda^2}{16}\quad\text{then (13) preserves the positivity of } \hat\varrho^W(q, p)"""
    normal = density((z,), (sp.S.Zero,), sp.Matrix([[1]]))
    positive = fourier(normal, z, w * (a - b), sign=+1)
    given = AtMost(force**2 / 16, gammaC * gammaQ, V)
    return conjunction(
        ("(14) is kappa >= 0", AtMost(force**2 / (16 * gammaC), gammaQ, V, given)),
        ("exp(-kappa t (a-b)^2) as a mean", Equal(positive.exponent.subs(w, sp.sqrt(2 * EXCESS * t)), -EXCESS * t * (a - b) ** 2, V)),
        ("at a = b", Equal(positive.coefficient**4 * positive.radicand, sp.S.One, V)),
        ("the part of both levels", Equal(sp.expand(KERNEL.exponent - _halves()), -EXCESS * t * (a - b) ** 2, V)),
    )


def _halves() -> sp.Expr:
    """The exponents at a = b of either level, without their phases, halved."""
    both = [KERNEL.exponent.subs({a: x, b: x}, simultaneous=True) / 2 for x in (a, b)]
    return both[0] + both[1] - sp.I / hbar * lam * q * (a - b) * t


@section.claim("x/necessary", "The condition (14) is necessary", kind="theorem", place="beyond", uses=["x/propagator"],
               note="From delta(p - p_0) times |psi><psi| with both levels a, b occupied: the quotient rho_aa rho_bb/|rho_ab|^2 is "
               "exp(2 kappa t (a-b)^2) at every u, q and t > 0, below 1 for kappa < 0: positivity is lost at once and everywhere, for "
               "every A with two different eigenvalues. So (13) keeps positivity for one t > 0 if and only if (14). The state is |p_0>, "
               "an idealisation as in (11); a wave packet lasts until x/packet-time, a mixture of eigenstates for ever. The instance: "
               "gamma_C = gamma_Q = 1/5 and lambda = 1.")
def necessary() -> All:
    r"""\gamma_C\gamma_Q < \frac{\lambda^2}{16}\ \Rightarrow\ \hat\varrho^W(q, p, t) \not\succeq 0 \text{ for some positive initial
    state}"""
    return lost()


def lost() -> All:
    """Positivity is lost at once where (14) fails."""
    diagonal = [KERNEL.exponent.subs({a: x, b: x}, simultaneous=True) for x in (a, b)]
    off = KERNEL.exponent + KERNEL.exponent.subs(sp.I, -sp.I)
    ratio = sp.expand(diagonal[0] + diagonal[1] - off)
    fifth = sp.Rational(1, 5)
    at = {a: 1, b: -1, gammaC: fifth, gammaQ: fifth, lam: 1, t: 1}
    return conjunction(
        ("log of the quotient", Equal(ratio, 2 * EXCESS * t * (a - b) ** 2, V)),
        ("the instance", Below(sp.exp(ratio.subs(at)), sp.S.One, V)),
    )


@section.claim("x/packet-time", "When a wave packet loses positivity under (13)", kind="identity", place="beyond", uses=["13", ""
               "x/necessary"],
               scope="coherent states of C, pure superpositions of two levels",
               note="log(rho_aa rho_bb/|rho_ab|^2) is the same at every (q, p). With the variance s_pp of the momentum it is negative, "
               "and the partial Wigner function nowhere positive, exactly for (lambda^2 - 16 gamma_C gamma_Q) t > 8 gamma_Q s_pp: never "
               "under (14), and from t_* = 8 gamma_Q s_pp/(lambda^2 - 16 gamma_C gamma_Q) on for ever without it.")
def packet_time() -> All:
    r"""\log\frac{\varrho_{aa}\varrho_{bb}}{|\varrho_{ab}|^2} = \frac{(a-b)^2t}{4(s_{pp} + 2\gamma_Ct)}\big(8\gamma_Qs_{pp} -
    (\lambda^2 - 16\gamma_C\gamma_Q)t\big)"""
    state = wigner.pure_state(sp.S.Zero, sp.S.Zero, hbar**2 / (4 * spp), sp.S.Zero, hbar)

    def block(left: sp.Expr, right: sp.Expr) -> GaussianFunction:
        return transformed(evolved(state, left, right, coupling=lam, time=t, hbar=hbar, localisation=gammaC))

    ratio = second_minor(block(a, a), block(b, b), block(a, b)).exponent - 2 * dephasing(gammaQ, a, b).at(0, 0) * t
    printed = (a - b) ** 2 * t / (4 * (spp + 2 * gammaC * t)) * (8 * gammaQ * spp - (lam**2 - 16 * gammaC * gammaQ) * t)
    return conjunction(("log of the quotient", Equal(ratio, printed, V)))


@section.claim("x/entangled-and-positive", "Positive and entangled", kind="theorem", place="beyond", uses=["12", "14"],
               note="On the transpose over Q, (12) is a Lindblad form with the matrix D below: positive if and only if gamma_C gamma_Q "
               ">= lambda^2/4, four times (14). Below, a pure product state with spread in q and in A is entangled at once (D has a "
               "negative direction, along which (q - <q>) psi phi and psi (A - <A>) phi are independent); so for lambda^2/16 <= gamma_C "
               "gamma_Q < lambda^2/4 the partial Wigner function is positive and the state entangled, when C starts in a coherent state. "
               "That P is the stricter notion (Discussion) agrees.")
def entangled() -> All:
    r"""\gamma_C\gamma_Q \geq \frac{\lambda^2}4\ \Leftrightarrow\ \text{the partial transpose stays positive from every product state}"""
    matrix = crossed_jumps(lam, gammaC, gammaQ, hbar, transposed=True)
    fourth = 4 * gammaC * gammaQ / hbar**2 - lam**2 / hbar**2
    jumps = crossed_jumps(lam, gammaC, gammaQ, hbar, transposed=False)
    half = {gammaC: sp.Rational(1, 3), gammaQ: sp.Rational(1, 3), lam: 1, hbar: 1}
    return conjunction(
        ("D: rate of <x, a|.|y, b> of the transpose", Equal(jump_rate(matrix, (q, a), (q1, b)), _transposed_rate(), V)),
        ("determinant of D", Equal(matrix.det(), fourth, V)),
        ("of (12) itself", Equal(jumps.det(), 4 * gammaC * gammaQ / hbar**2, V)),
        ("an instance: D", Below(matrix.det().subs(half), sp.S.Zero, V)),
        ("the same instance: (14)", Below(sp.S.Zero, EXCESS.subs(half), V)),
    )


def _transposed_rate() -> sp.Expr:
    """Of (12): -(i/hbar) lambda (a x - b y) - gamma_C (x-y)^2/hbar^2 - gamma_Q (a-b)^2 with a and b exchanged."""
    decay = gammaC * (q - q1) ** 2 / hbar**2 + gammaQ * (a - b) ** 2
    return -sp.I / hbar * lam * (b * q - a * q1) - decay
