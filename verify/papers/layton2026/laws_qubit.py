"""Closed laws of two levels: the density of <sigma_z>, first passages, the state and (14), and (18) in numbers."""

from __future__ import annotations

import sympy as sp

from derive import hybrid
from derive.gaussian_function import fourier, gaussian, integrate, product
from derive.mean_field_regime import regime
from derive.monitored_laws import Monitoring, ito, populations, state
from derive.monitored_moments import characteristic, moment
from derive.monitored_qubit import (
    collapse_rate,
    first_passage_mean,
    first_passage_side,
    first_passage_transform,
    log_odds_density,
    normal,
    polarisation_density,
)
from derive.units import NONE, TIME
from verify.claim import Section
from verify.papers.layton2026.laws import AT, BOTH, LEVELS, TWO, WEIGHTS, prefactor4, x
from verify.papers.layton2026.laws import V as TABLE
from verify.papers.layton2026.symbols import a, b, gammaC, gammaQ, hbar, lam, q, r, t
from verify.papers.layton2026.validity import FOURTEEN, force
from verify.papers.layton2026.validity import V as CHAIN
from verify.statement import All, conjunction
from verify.statements.scalar import Apart, AtMost, Below, Equal
from verify.variables import Variables

section = Section("laws_qubit", title="Closed laws of two levels", order=71)
V = Variables((*TABLE.values(), CHAIN[force]))
k = V.declare("k", NONE, "(w_a/w_b)^(1/2) for the initial populations w_a, w_b")
y = V.declare("eta", NONE, "artanh of the polarisation z", low=-sp.oo)
z = V.declare("z", NONE, "polarisation r_a - r_b; <sigma_z> for the levels 1, -1", low=-1, high=1)
G = V.declare("Gamma", TIME**-1, "rate of collapse, lambda^2 (a-b)^2/(8 gamma_C)")
c = V.declare("c", NONE, "a level of |z|", low=0, high=1)
yc = V.declare("eta_c", NONE, "artanh c")
m = V.declare("m_nu", NONE, "(1 + 2 nu/Gamma)^(1/2)")
f = V.declare("nu", TIME**-1, "argument of a Laplace transform")
phase = V.declare("theta", NONE, "a normal variable", low=-sp.oo)
w = V.declare("w", NONE, "(2 kappa t)^(1/2), kappa = gamma_Q - lambda^2/(16 gamma_C) >= 0")
tau = V.declare("tau", TIME, "time of observation")
u = next(symbol for symbol in TABLE if symbol.name == "u")
width = V.declare("delta", NONE, "a - b")
POSITIVE = Monitoring(force, gammaC, gammaQ, q, hbar)
PAIR = b + width, b
SPEED = force**2 * width**2 / (8 * gammaC)
RATE = lam**2 * (a - b) ** 2 / (8 * gammaC)
EXCESS = gammaQ - lam**2 / (16 * gammaC)
UPPER, LOWER = k**2 / (1 + k**2), 1 / (1 + k**2)  # w_a and w_b



@section.claim("x/law-log-odds", "The log odds are normal in either branch", kind="identity", place="beyond", uses=["x/law-momentum"],
               scope="a > b, lambda > 0; the other signs turn the direction of p and leave the law of eta as it is",
               note="eta = artanh z = (1/2) log(r_a/r_b) is linear in p_t - p_0. Its drift and its variance per time are one rate Gamma: "
               "the square of the distance of the branches over the variance is 4 Gamma t.")
def log_odds() -> All:
    r"""\eta = \operatorname{artanh}z \sim N(\eta_0 \pm \Gamma t, \Gamma t),\quad \Gamma = \frac{\lambda^2(a-b)^2}{8\gamma_C}"""
    start, parts = sp.log(k), []
    for name, level, centre in (("branch a", PAIR[0], start + SPEED * t), ("branch b", PAIR[1], start - SPEED * t)):
        found = log_odds_density(POSITIVE, *PAIR, start, y, t, of=level)
        parts.append((name, Equal(found.exponent, -((y - centre) ** 2) / (2 * SPEED * t), V)))
        parts.append((f"{name}: prefactor^4", Equal(prefactor4(found), (2 * sp.pi * SPEED * t) ** -2, V)))
    return conjunction(("rate", Equal(collapse_rate(AT, a, b), RATE, V)), *parts)


def _in_eta() -> sp.Expr:
    """The density of eta: the two normal laws with the initial populations."""
    upper, lower = (normal(y, sp.log(k) + sign * G * t, G * t).expression() for sign in (1, -1))
    return UPPER * upper + LOWER * lower


def _tilted(sign: int) -> sp.Expr:
    """int e^(sign eta) N(eta; log k, Gamma t) d eta."""
    return integrate(product(normal(y, sp.log(k), G * t), gaussian(sign * y)), y).expression()


@section.claim("x/law-polarisation", "The density of <sigma_z>", kind="identity", place="beyond", uses=["x/law-log-odds"],
               note="At every t > 0, by the change of variables z = tanh eta with the initial populations k^2/(1+k^2), 1/(1+k^2), so "
               "that (w_a w_b)^(1/2) = k/(1+k^2), eta_0 = log k. (Squares of both densities, which are positive, for the root of 1 - "
               "z^2.) It vanishes at z = +-1 and has two peaks later: the collapse. Total probability 1; E z = w_a - w_b, the "
               "martingale (Born's weights); E (1-z^2)^(1/2) decays at the rate Gamma/2 exactly; E (1-z^2), which is no larger, is a "
               "Gaussian integral of 1/cosh.")
def polarisation() -> All:
    r"""f(z, t) = 2\sqrt{w_aw_b}\,(2\pi\Gamma t)^{-1/2}e^{-\Gamma t/2}(1-z^2)^{-3/2}e^{-(\operatorname{artanh}z - \eta_0)^2/(2\Gamma t)}"""
    root = k / (1 + k**2)
    inside = sp.exp(-((y - sp.log(k)) ** 2) / (2 * G * t)) / sp.sqrt(2 * sp.pi * G * t)
    printed = 2 * root * sp.exp(-G * t / 2) * inside * (sp.exp(y) + sp.exp(-y)) / 2
    tangent = (sp.exp(2 * y) - 1) / (sp.exp(2 * y) + 1)
    code = polarisation_density(z, UPPER, G * t).subs(sp.log(1 - UPPER), -sp.log(1 + k**2)).subs(sp.atanh(z), y)
    code = code.subs(sp.log(UPPER), 2 * sp.log(k) - sp.log(1 + k**2)).subs(sp.sqrt(UPPER * (1 - UPPER)), root)
    squared = 4 * root**2 * sp.exp(-G * t - (y - sp.log(k)) ** 2 / (G * t)) / (2 * sp.pi * G * t) / (1 - z**2) ** 3
    front = root * sp.exp(-G * t / 2)
    return conjunction(
        ("in eta", Equal(_in_eta(), printed, V)),
        ("in z, squared: f(z)^2 (dz/d eta)^2", Equal(_in_eta() ** 2, squared.subs(z, tangent) * (1 - tangent**2) ** 2, V,
                                                      Apart(1 - tangent**2, sp.S.Zero, V))),
        ("the function, squared", Equal(code**2, squared, V, Apart(1 - z**2, sp.S.Zero, V))),
        ("total probability", Equal(front * (_tilted(1) + _tilted(-1)), sp.S.One, V)),
        ("E z", Equal(front * (_tilted(1) - _tilted(-1)), UPPER - LOWER, V)),
        ("E (1-z^2): the integrand", Equal(_in_eta() * (1 - tangent**2), 4 * front * inside / (sp.exp(y) + sp.exp(-y)), V)),
        ("E (1-z^2)^(1/2)", Equal(2 * front * integrate(normal(y, sp.log(k), G * t), y).expression(), 2 * root * sp.exp(-G * t / 2), V)),
    )


@section.claim("x/law-diffusion", "The equation of the polarisation", kind="identity", place="beyond", uses=["x/law-solves"],
               note="Ito's rule on the closed law. A martingale that slows down towards +-1.")
def diffusion() -> All:
    r"""dz = \mp\sqrt\Gamma(1 - z^2)\,dW"""
    upper, lower = populations(AT, TWO, BOTH, u, t)
    found = upper - lower
    drift, noise = ito(AT, found, -lam * hybrid.mean(TWO, (upper, lower)), u, t)
    return conjunction(
        ("drift", Equal(drift, sp.S.Zero, V)),
        ("noise", Equal(noise / (1 - found**2), -lam * (a - b) / sp.sqrt(8 * gammaC), V, Apart(1 - found**2, sp.S.Zero, V))),
        ("Gamma", Equal((lam * (a - b) / sp.sqrt(8 * gammaC)) ** 2, RATE, V)),
    )


@section.claim("x/law-first-passage", "When the collapse has come to |z| = c", kind="identity", place="beyond", uses=["x/law-diffusion"],
               note="By Dynkin's formula, which is taken as known, from the equation with the generator (Gamma/2)(1-z^2)^2 d_z^2: the "
               "mean time solves L T = -1, the probability to leave at +c is harmonic, the Laplace transform solves L F = nu F, each "
               "with its values at +-c. In eta = artanh z: L = Gamma tanh(eta) d + (Gamma/2) d^2. The derivative of the transform at nu "
               "= 0 is minus the mean. From z = 0 to c = 9/10 it takes 1.32/Gamma; for c -> 1 the mean grows as log(1/(1-c))/2.")
def first_passage() -> All:
    r"""\mathbb ET = \frac{c\operatorname{artanh}c - z\operatorname{artanh}z}\Gamma,\quad \mathbb Ee^{-\nu T} = \frac{\cosh m\eta\,
    \cosh\eta_c}{\cosh\eta\,\cosh m\eta_c},\quad m = \sqrt{1 + 2\nu/\Gamma}"""
    mean, side = first_passage_mean(z, c, G).rewrite(sp.log), first_passage_side(z, c)
    inside = first_passage_transform(y, yc, G, G * (m**2 - 1) / 2).rewrite(sp.exp)
    tangent, end = ((sp.exp(2 * x) - 1) / (sp.exp(2 * x) + 1) for x in (y, yc))
    generated = G * tangent * sp.diff(inside, y) + G / 2 * sp.diff(inside, y, 2)
    slope = sp.diff(first_passage_transform(y, yc, G, f), f).subs(f, 0).rewrite(sp.exp)
    inner = Apart(1 - z, sp.S.Zero, V), Apart(1 + z, sp.S.Zero, V)
    ends = Apart(1 - c, sp.S.Zero, V), Apart(1 + c, sp.S.Zero, V)
    return conjunction(
        ("L T", Equal(G / 2 * (1 - z**2) ** 2 * sp.diff(mean, z, 2), -sp.S.One, V, *inner)),
        ("T at c", Equal(mean.subs(z, c), sp.S.Zero, V, *ends)), ("T at -c", Equal(mean.subs(z, -c), sp.S.Zero, V, *ends)),
        ("P(+c): harmonic", Equal(sp.diff(side, z, 2), sp.S.Zero, V)),
        ("P(+c) at c", Equal(side.subs(z, c), sp.S.One, V)), ("P(+c) at -c", Equal(side.subs(z, -c), sp.S.Zero, V)),
        ("L F over F, nu = Gamma (m^2 - 1)/2", Equal(generated / inside, G * (m**2 - 1) / 2, V)),
        ("F at eta_c", Equal(inside.subs(y, yc), sp.S.One, V)), ("F at -eta_c", Equal(inside.subs(y, -yc), sp.S.One, V)),
        ("minus the mean", Equal(slope, -(yc * end - y * tangent) / G, V)),
    )


@section.claim("x/law-state", "(14) is the condition that the state is one", kind="theorem", place="beyond", uses=["x/law-solves", "14"],
               scope="the determinant and the purity: two levels, from a pure state",
               note="rho(u, t) is D (rho(0) o M) D^*/N with a diagonal D and M_ab = exp(-kappa t (a-b)^2), kappa = gamma_Q - lambda^2/(16 "
               "gamma_C): for kappa >= 0 M is the mean of phases over a normal theta, for every A, so that rho(u, t) is positive by "
               "Schur's theorem (p_0 and the whole path do not matter). For kappa < 0 the determinant of the pair (a, b) is negative, "
               "from a pure superposition, at every u, q and t > 0. Thus (14) if and only if the conditional state of every trajectory "
               "is a state. Instance: lambda = 1, gamma_C = gamma_Q = 1/5, a = 1, b = -1.")
def positive_state() -> All:
    r"""\hat\rho(u, t) \succeq 0 \text{ for all } u, t, \hat\rho(0) \Leftrightarrow \gamma_C\gamma_Q \geq \frac{\lambda^2}{16};\quad
    \frac{\det\hat\rho}{r_ar_b} = 1 - e^{-2\kappa(a-b)^2t},\quad \mathrm{Tr}\hat\rho^2 = 1 - 2r_ar_b(1 - e^{-2\kappa(a-b)^2t})"""
    rho = state(AT, TWO, sp.Matrix([[UPPER, k / (1 + k**2)], [k / (1 + k**2), LOWER]]), u, t)
    both, decay = rho[0, 0] * rho[1, 1], 1 - sp.exp(-2 * EXCESS * (a - b) ** 2 * t)
    mean_of_phases = fourier(normal(phase, sp.S.Zero, sp.S.One), phase, w * (a - b), sign=+1)
    fifth = sp.Rational(1, 5)
    at = {a: 1, b: -1, gammaC: fifth, gammaQ: fifth, lam: 1, t: 1}
    given = AtMost(force**2 / 16, gammaC * gammaQ, V)
    return conjunction(
        ("(14) is kappa >= 0", AtMost(force**2 / (16 * gammaC), gammaQ, V, given)),
        ("M as a mean of phases", Equal(mean_of_phases.exponent.subs(w, sp.sqrt(2 * EXCESS * t)), -EXCESS * t * (a - b) ** 2, V)),
        ("determinant", Equal(rho.det() / both, decay, V)),
        ("purity", Equal((rho * rho).trace(), 1 - 2 * both * decay, V)),
        ("an instance of kappa < 0", Below(decay.subs(at), sp.S.Zero, V)),
    )


@section.claim("x/law-time-scales", "Decoherence, collapse, and telling the branches apart", kind="identity", place="beyond",
               uses=["x/law-collapse", "x/law-log-odds", "14"],
               note="All four rates are multiples of lambda^2 (a-b)^2/gamma_C but the decoherence, which (14) bounds from below: 1/16 for "
               "the mean of (r_a r_b)^(1/2), 1/8 for Gamma, 1/2 for the square of the distance of the branches over their variance. That "
               "ratio is at most 8 gamma_Q (a-b)^2 t: the coherence that is left is at most e^(-ratio/8), the overlap of the laws of both "
               "branches. So the branches are told apart with certainty, ratio far above 8, only when it is lost; at a ratio of 1 much of "
               "it may be left.")
def time_scales() -> All:
    r"""\gamma_Q(a-b)^2 \geq \frac{\lambda^2(a-b)^2}{16\gamma_C} = \frac\Gamma2,\quad \frac{(\lambda(a-b)t)^2}{2\gamma_Ct} = 4\Gamma t"""
    distance = (lam * (a - b) * t) ** 2 / (2 * gammaC * t)
    return conjunction(
        ("collapse by half the rate Gamma", Equal(collapse_rate(AT, a, b) / 2, lam**2 * (a - b) ** 2 / (16 * gammaC), V)),
        ("against the decoherence", AtMost(collapse_rate(POSITIVE, *PAIR) / 2, gammaQ * width**2, V, FOURTEEN)),
        ("distance over spread", Equal(distance, 4 * RATE * t, V)),
        ("ratio, at most 8 times the exponent of the decoherence", AtMost(
            (force * width * t) ** 2 / (2 * gammaC * t), 8 * gammaQ * width**2 * t, V, FOURTEEN)),
    )


@section.claim("x/regime", "(18) with (15) as corrected, in numbers", kind="identity", place="beyond", uses=["15", "16", "17", "18"],
               scope="two levels",
               note="As an order of magnitude (18) stands; with the noise of (15) as corrected its middle has the factors 2 and 1/8. "
               "The three quotients of neighbours in <A>^2 >> 2 gamma_C/(lambda^2 tau) >= 1/(8 gamma_Q tau) >> Var A: noise, "
               "trade-off and decoherence. Their product is Var A/<A>^2. The variance of p that (10) misses, over the square of "
               "the displacement, is exactly noise (1 + trade-off x decoherence): small if and only if (16) holds and Var A << <A>^2.")
def corrected_chain() -> All:
    r"""\langle\hat A\rangle^2 \gg \frac{2\gamma_C}{\lambda^2\tau} \geq \frac1{8\gamma_Q\tau} \gg \langle\hat A^2\rangle -
    \langle\hat A\rangle^2"""
    found = regime(levels=LEVELS, weights=WEIGHTS, coupling=force, diffusion=gammaC, dephasing=gammaQ, time=tau)
    mean, variance = a * r + b * (1 - r), r * (1 - r) * (a - b) ** 2
    given = Apart(mean, sp.S.Zero, V)
    law = characteristic(POSITIVE, LEVELS, WEIGHTS, [(tau, x)])
    moved = sp.factor(moment(law, {x: 1}))
    missed = moment(law, {x: 2}) - moved**2  # (10) has the mean alone
    lost = -tau * hybrid.purity_rate(LEVELS, WEIGHTS, lambda j, k: -gammaQ * (j - k) ** 2, lambda j, k: sp.S.Zero)
    return conjunction(
        ("noise", Equal(found.noise, 2 * gammaC / (force**2 * tau) / mean**2, V, given)),
        ("noise by its variance", Equal(found.noise, POSITIVE.noise**2 * tau / moved**2, V, given)),
        ("trade-off", Equal(found.trade_off, 1 / (8 * gammaQ * tau) / (2 * gammaC / (force**2 * tau)), V)),
        ("trade-off under (14)", AtMost(found.trade_off, sp.S.One, V, FOURTEEN)),
        ("decoherence", Equal(found.decoherence, variance * 8 * gammaQ * tau, V)),
        ("decoherence by the purity lost", Equal(found.decoherence, 2 * lost, V)),
        ("product", Equal(found.spread, variance / mean**2, V, given)),
        ("what (10) misses", Equal(found.excess, missed / moved**2, V, given)),
    )
