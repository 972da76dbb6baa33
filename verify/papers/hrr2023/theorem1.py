"""Theorem 1: its statement with (6) to (8); the proof is in the files of the three steps."""

from __future__ import annotations

import sympy as sp

from derive import scales
from derive.index_rules import parse
from derive.phase_space_generator import PLANCK, linear_noise
from derive.units import NONE
from verify.claim import Section
from verify.papers.hrr2023.step3 import FINAL, z
from verify.papers.hrr2023.step3 import V as TABLE
from verify.papers.hrr2023.symbols import D0, V2, V3, Dp, Dx, d, eta, hbar, lp2, lx2, m, pH, s, t, tau, xH
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.units import HasUnit
from verify.variables import Variables

V = Variables(TABLE.values())
either = V.declare("e", NONE, "either distance in (7), at most (35)")
stronger = V.declare("c_1", NONE, "a factor of at least 1", low=1, closed=True)
HALF, THREE_HALVES = sp.Rational(1, 2), sp.Rational(3, 2)
TAU, ETA, S = scales.harmonic_time(m, V2), scales.aspect(m, V2), scales.anharmonic_action(m, V2, V3)
XH, PH = scales.anharmonic_length(m, V2, V3), scales.anharmonic_momentum(m, V2, V3)
STRENGTH = scales.diffusion_strength(Dx, Dp, TAU, XH, PH)

section = Section("theorem1", title="Theorem 1, (6) to (8)", order=30)

STEP1 = ["11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "p/initial-coincidence", "p/purity-preserved",
         "p/nts-for-all-time", "p/true-mixture", "p/trajectory-constructed"]
STEP2 = ["23", "24", "25", "26", "27", "28", "29", "30", "31", "p/evolution-contracts-trace-norm", "p/classical-replacements", "32"]
STEP3 = ["Lemma1", "33", "34", "35", "p/both-errors-bounded", "p/final-error-gives-8"]
ANALYSIS = ["x/quantum-semigroup", "x/classical-semigroup", "x/positive-trace-preserving", "x/duhamel", "x/norm-of-integral",
            "x/transport-solution", "x/smallest-eigenvalue", "x/mixed-initial-states", "x/larger-z", "x/z-equal-one"]


def _bound(error: sp.Expr, strength: sp.Expr) -> Relation:
    """error <= (8) from (35), for every diffusion strength.

    strength: what stands for D_0; the scales are those of m, V2 and V3.
    """
    largest = sp.Max((hbar / S) / strength, 1)
    printed = d**THREE_HALVES * (t / TAU) * sp.sqrt(hbar / S) * largest**THREE_HALVES
    return AtMost(error, printed, V, AtMost(error, FINAL.subs({z: largest, eta: ETA}), V))


@section.claim("Theorem1", "Correspondence for all observables", kind="theorem", place="Theorem 1",
               uses=["1", "2", "3", "4", "5", "6", "7", "8", "p/diffusion-constants", "p/z-at-least-one", *STEP1, *STEP2, *STEP3,
                     *ANALYSIS],
               scope="the closing step, (35) to (8); the rest through what it uses",
               note="Checked here: that (35) gives (8) with all constants written out, for every D_0 > 0 and either distance. The mixture, "
               "that it stays not too squeezed, and the two distances are inherited from what it uses, cited facts of analysis "
               "included. The theorem survives what is wrong in the printed proof, each corrected at its place: the second-order term "
               "before (13), the sign of (15), (21) at z = 1 (x/z-equal-one, x/larger-z), the missing 1/hbar of (22), the norm of the "
               "rescaled diffusion matrix, (D16) to (D18), (D23), the exponent of (D2). It needs the "
               "diffusion constants that it states itself: with those of (3), where hbar is missing, (7) fails unless hbar = 1. Mixed "
               "Gaussian initial states are covered, and of the initial condition only sigma <= z sigma_* is needed. Where D_0 = 0 the "
               "error is infinite and nothing is claimed; an error of 2 or more says nothing either. V3 = 0 is x/quadratic-limit; V2 = "
               "0, an affine V, is excluded, since tau_H is then infinite and sigma_* not defined. At t = 0 both distances and the "
               "error are 0.")
def theorem() -> Relation:
    r"""\text{Let } \rho(t) \text{ solve the Lindblad equation (1) in } d \text{ variables with Hamiltonian } \hat p^2/2m + V(\hat x)
    \text{ and } 2d \text{ Lindblad operators } \hat L_k = \ell_x\hat x^k \text{ and } \hat L_{k+d} = \ell_p\hat p^k \text{ for }
    k = 1,\dots,d, \text{ corresponding to isotropic diffusion in position and momentum with respective diffusion constants }
    D^{(x)} = \hbar|\ell_p|^2 \text{ and } D^{(p)} = \hbar|\ell_x|^2. \text{ Assume the initial state } \rho(t{=}0) \text{ is given by a
    mixture of Gaussian states that are squeezed relative to the coherent states by no more than a factor } z :=
    \max\{\tfrac{\hbar/s_H}{D_0},1\} \ge 1 \text{ (i.e., with covariance matrix } \sigma \text{ s.t. } z^{-1}\sigma_* \le \sigma \le
    z\sigma_*\text{) where (6) is a dimensionless measure of the diffusion strength. Finally, let } f(t) \text{ solve the Fokker-Planck
    equation (2) with initial condition } f(0) = \mathcal W[\rho(0)], \text{ and assume the potential } V(x) \text{ has bounded second
    and third derivatives. Then there exists a quantum trajectory } \tilde\rho(t) \text{ which is a mixture of Gaussians satisfying
    (7) with error (8)}"""
    noise = {Dx: hbar * lp2, Dp: hbar * lx2}
    return _bound(either, STRENGTH.subs(noise))


@section.claim("p/diffusion-constants", "Diffusion constants from the Lindblad coefficients", kind="identity",
               place="Theorem 1", uses=["1", "2"],
               note="The symbol of the dissipators on exp(k.x + l.p), for every d: that of (1/2) D^(x) d_x.d_x + (1/2) D^(p) d_p.d_p.")
def diffusion_constants() -> IndexEqual:
    r"""D^{(x)} = \hbar|\ell_p|^2,\quad D^{(p)} = \hbar|\ell_x|^2"""
    return IndexEqual(linear_noise(), parse("1/2*hb*lp2*k[i]*k[i] + 1/2*hb*lx2*l[i]*l[i]"), PLANCK)


@section.claim("6", "Dimensionless diffusion strength", kind="definition", place="(6)", uses=["p/x-H", "p/p-H", "p/tau-H"],
               note="A number: it has no unit, and both ratios are defined and positive wherever V2, V3 > 0.")
def diffusion_strength() -> All:
    r"""D_0 := \min\Big\{\frac{D^{(x)}}{x_H^2/\tau_H},\frac{D^{(p)}}{p_H^2/\tau_H}\Big\}"""
    return conjunction(
        ("no unit", HasUnit(scales.diffusion_strength(Dx, Dp, tau, xH, pH), NONE, V)),
        ("closed form", Equal(STRENGTH, TAU / S * sp.Min(ETA * Dx, Dp / ETA), V)),
    )


@section.claim("p/z-at-least-one", "z >= 1", kind="inequality", place="Theorem 1", uses=["6"])
def squeezing_limit() -> Relation:
    r"""z := \max\Big\{\frac{\hbar/s_H}{D_0},1\Big\} \ge 1"""
    return AtMost(sp.Integer(1), sp.Max((hbar / s) / D0, 1), V)


@section.claim("7", "The two distances", kind="theorem", place="(7)",
               uses=["6", "8", "31", "32", "33", "34", "35", "p/position-block-bound", "p/coherent-position-block",
                     "p/both-errors-bounded", "p/final-error-gives-8"],
               scope="the closing step, (35) to (8); the rest through what it uses",
               note="Checked here: a distance, of either kind, that is at most the right side of (35) is at most (8), for every D_0 > 0 "
               "and every hbar/s_H.")
def distances() -> Relation:
    r"""\|\tilde\rho(t)-\rho(t)\|_{\mathrm{Tr}}\le\epsilon,\quad \|W[\tilde\rho(t)]-f(t)\|_{L^1}\le\epsilon"""
    return _bound(either, D0)


@section.claim("8", "The error", kind="definition", place="(8)", uses=["6", "p/s-H", "p/tau-H"],
               note="The definition of a number without unit that does not grow with D_0; that (7) holds with it is Theorem 1.")
def error() -> All:
    r"""\epsilon = d^{3/2}\frac{t}{\tau_H}\sqrt{\frac{\hbar}{s_H}}\max\Big\{\frac{\hbar/s_H}{D_0},1\Big\}^{3/2}"""
    bound = scales.error_bound(d, t, tau, hbar / s, D0)
    less = scales.error_bound(d, t, tau, hbar / s, stronger * D0)
    return conjunction(
        ("no unit", HasUnit(bound, NONE, V)),
        ("does not grow with D_0", AtMost(less, bound, V)),
    )


@section.claim("x/quadratic-limit", "The end V3 = 0 of Theorem 1", kind="prose",
               place="not printed; the hypotheses of Theorem 1", uses=["6", "8", "p/classical-harmonic-approximation"],
               note="For a quadratic V the printed s_H is infinite and D_0 = 0, so that z is 0/0 and the theorem does not cover it as "
               "printed. But (hbar/s_H)/D_0 does not contain V3, and (8) is proportional to V3: with this z the error is 0, as it "
               "should be, for the two dynamics of a quadratic V are one (p/classical-harmonic-approximation).")
def quadratic_limit() -> All:
    r"""\frac{\hbar/s_H}{D_0} = \frac{\hbar}{\tau_H\min\{\eta_HD^{(x)},D^{(p)}/\eta_H\}},\quad \epsilon\propto\|\nabla^3V\|"""
    bound = scales.error_bound(d, t, TAU, hbar / S, STRENGTH)
    return conjunction(
        ("z does not contain V3", Equal((hbar / S) / STRENGTH, hbar / (TAU * sp.Min(ETA * Dx, Dp / ETA)), V)),
        ("(8) is proportional to V3", Equal(bound.subs(V3, stronger * V3), stronger * bound, V)),
    )
