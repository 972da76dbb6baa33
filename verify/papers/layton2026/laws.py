"""Closed laws of (15) as corrected: its solution as a function of the momentum, the law of the momentum, and averages."""

from __future__ import annotations

import sympy as sp

from derive import hybrid
from derive.gaussian_function import GaussianFunction
from derive.monitored_laws import (
    Monitoring,
    branch,
    exponent,
    ito,
    ito_of_entry,
    joint_block,
    momentum_density,
    normalisation,
    populations,
    state,
    transition,
)
from derive.monitored_moments import (
    average_entry,
    average_level,
    average_modulus,
    average_root,
    characteristic,
    moment,
    momentum_with_level,
    spread_in_momentum,
    spread_in_position,
)
from derive.units import MOMENTUM, NONE, TIME
from verify.claim import Section
from verify.papers.layton2026.mean_field import COHERENCE
from verify.papers.layton2026.open_system import KERNEL
from verify.papers.layton2026.open_system import u as kernel_u
from verify.papers.layton2026.symbols import V as TABLE
from verify.papers.layton2026.symbols import a, b, gammaC, gammaQ, hbar, lam, mA, p, p0, q, q0, r, s, t
from verify.statement import All, conjunction
from verify.statements.scalar import Equal, Relation
from verify.variables import Variables

section = Section("laws", title="Closed laws of the unravelling", order=70)
V = Variables(TABLE.values())
u = V.declare("u", MOMENTUM, "p_t - p_0", low=-sp.oo)
v = V.declare("v", MOMENTUM, "the same at a later time", low=-sp.oo)
d = V.declare("d", TIME, "time between the two")
third = V.declare("a_3", NONE, "a third eigenvalue of A", low=-sp.oo)
square = V.declare("<A^2>", NONE, "mean of A^2 in the conditional state")
wa, wb, wc = (V.declare(f"w_{k}", NONE, f"initial population of the level {k}, over any common factor") for k in "abc")
spp = V.declare("s_pp", MOMENTUM**2, "variance of p_0")
x, y = (V.declare(name, MOMENTUM**-1, "argument of a characteristic function", low=-sp.oo) for name in ("x", "y"))
AT = Monitoring(lam, gammaC, gammaQ, q, hbar)
TWO, BOTH = (a, b), (wa, wb)
LEVELS, WEIGHTS = (a, b), (r, 1 - r)
DRIFT = -sp.I / hbar * lam * q * (a - b) - gammaQ * (a - b) ** 2  # of rho_ab dt in (15)


def prefactor4(function: GaussianFunction) -> sp.Expr:
    """The prefactor to the fourth power; that of a probability is positive."""
    return function.coefficient**4 * function.radicand


@section.claim("x/law-solves", "The solution of (15)", kind="identity", place="beyond", uses=["15"],
               note="By Ito's rule along du = -lambda <A> dt + (2 gamma_C)^(1/2) dW, where <A> is that of rho(u, t): a smooth bounded "
               "function of u, so that u exists and is unique. For any number of levels with <A> and <A^2> of the state; once more by "
               "differentiation of the explicit functions for three levels. The exponent is -(u + lambda a t)^2/(8 gamma_C "
               "t) - (u + lambda b t)^2/(8 gamma_C t) less -u^2/(4 gamma_C t), which is common to all entries.")
def solves() -> All:
    r"""\hat\rho_{ab}(u, t) = \hat\rho_{ab}(0)\frac{e^{X_{ab}}}{\sum_kw_ke^{X_{kk}}},\quad X_{ab} = -\frac{\lambda(a+b)u}{4\gamma_C} -
    \frac{\lambda^2(a^2+b^2)t}{8\gamma_C} - \frac i\hbar\lambda q(a-b)t - \Big(\gamma_Q - \frac{\lambda^2}{16\gamma_C}\Big)(a-b)^2t"""
    drift, noise = ito_of_entry(AT, a, b, mA, square)
    halves = sp.Add(*(-((u + lam * k * t) ** 2) / (8 * gammaC * t) for k in (a, b)))
    rest = -sp.I / hbar * lam * q * (a - b) * t - (gammaQ - lam**2 / (16 * gammaC)) * (a - b) ** 2 * t
    parts = [
        ("drift, any levels", Equal(drift, DRIFT, V)),
        ("noise, any levels", Equal(noise, -lam / sp.sqrt(8 * gammaC) * (a + b - 2 * mA), V)),
        ("as squares", Equal(exponent(AT, a, b, u, t) - u**2 / (4 * gammaC * t), sp.expand(halves + rest), V)),
    ]
    return conjunction(*parts, *_three_levels())


def _three_levels() -> list[tuple[str, Relation]]:
    """Ito's rule by differentiation of an entry of the explicit state of three levels, from a pure one."""
    levels, weights = (a, b, third), (wa, wb, wc)
    rho = state(AT, levels, sp.Matrix(3, 3, lambda j, k: sp.sqrt(weights[j] * weights[k])), u, t)
    mean = hybrid.mean(levels, [rho[k, k] for k in range(3)])
    drift, noise = ito(AT, rho[0, 1], -lam * mean, u, t)
    printed = -lam / sp.sqrt(8 * gammaC) * (a + b - 2 * mean)
    return [
        ("three levels: drift less that of (15)", Equal(drift / rho[0, 1] - DRIFT, sp.S.Zero, V)),
        ("three levels: noise less that of (15)", Equal(noise / rho[0, 1] - printed, sp.S.Zero, V)),
        ("three levels: trace", Equal(rho.trace(), sp.S.One, V)),
    ]


@section.claim("x/law-momentum", "The law of the momentum", kind="identity", place="beyond", uses=["x/law-solves"],
               note="For any number of levels, for both equations are linear in the w_k: each branch obeys its own, and is e^(X_kk) "
               "times the density of (2 gamma_C)^(1/2) B_t; written out for two levels. k with the probability w_k, then u = -lambda "
               "a_k t + (2 gamma_C)^(1/2) B_t: the density below obeys the forward equation of du = -lambda <A> dt + (2 gamma_C)^(1/2) "
               "dW, whose solution from delta(u) is unique. It is N times the density of (2 gamma_C)^(1/2) B_t (Girsanov), so that W, "
               "the innovation, is a Brownian motion under the mixture of the branches, and the conditional populations are those of "
               "Bayes: Born's weights.")
def momentum() -> All:
    r"""f(u, t) = \sum_kw_k(4\pi\gamma_Ct)^{-1/2}e^{-(u + \lambda a_kt)^2/(4\gamma_Ct)},\quad \partial_tf = \lambda\partial_u(\langle\hat
    A\rangle f) + \gamma_C\partial_u^2f"""
    f = momentum_density(AT, TWO, BOTH, u, t)
    free = sp.exp(-(u**2) / (4 * gammaC * t)) / sp.sqrt(4 * sp.pi * gammaC * t)
    shares = populations(AT, TWO, BOTH, u, t)
    printed = [w * sp.exp(-((u + lam * k * t) ** 2) / (4 * gammaC * t)) / sp.sqrt(4 * sp.pi * gammaC * t) for k, w in
               zip(TWO, BOTH, strict=True)]
    flow = lam * sp.diff(hybrid.mean(TWO, printed), u) + gammaC * sp.diff(printed[0] + printed[1], u, 2)
    one = branch(AT, a, u, t).expression()
    own = (sp.diff(one, t) - gammaC * sp.diff(one, u, 2)) / one
    return conjunction(
        ("a branch, any level", Equal(own, -lam * a * (u + lam * a * t) / (2 * gammaC * t), V)),
        ("a branch over the free density, any level",
         Equal(one / free, sp.exp(-lam * a * u / (2 * gammaC) - lam**2 * a**2 * t / (4 * gammaC)), V)),
        ("the mixture", Equal(f, printed[0] + printed[1], V)),
        ("N times the free density", Equal(f, normalisation(AT, TWO, BOTH, u, t) * free, V)),
        ("Bayes: r_a f", Equal(shares[0] * f, printed[0], V)),
        ("forward equation", Equal(sp.diff(f, t) - flow, sp.S.Zero, V)),
    )


@section.claim("x/law-several-times", "The law of the momentum at several times", kind="identity", place="beyond",
               uses=["x/law-solves", "x/law-momentum"],
               note="The state at (v, s + d) is that reached from the state at (u, s) by the record v - u in the time d, for any levels: "
               "so u is a Markov process, whose step draws a level with the present populations, and the product of two transitions is "
               "the mixture of two steps of one branch: one level drawn once for a whole path. Induction gives every number of times. "
               "Here s is a time.")
def several_times() -> All:
    r"""X(v, s + d) = X(u, s) + X(v - u, d),\quad f(u, s)\,f(v, s + d\,|\,u, s) = \sum_kw_k\varphi_k(u, s)\varphi_k(v - u, d)"""
    both = exponent(AT, a, b, u, t) + exponent(AT, a, b, v - u, d)
    joint = momentum_density(AT, TWO, BOTH, u, t) * transition(AT, TWO, BOTH, (u, t), (v, t + d))
    printed = sp.Add(*(
        w * sp.exp(-((u + lam * k * t) ** 2) / (4 * gammaC * t) - (v - u + lam * k * d) ** 2 / (4 * gammaC * d))
        / (4 * sp.pi * gammaC * sp.sqrt(t * d)) for k, w in zip(TWO, BOTH, strict=True)
    ))
    return conjunction(
        ("exponents add", Equal(both, exponent(AT, a, b, v, t + d), V)), ("two times, two levels", Equal(joint, printed, V)),
    )


@section.claim("x/law-joint", "The law and the solution of (13)", kind="identity", place="beyond", uses=["x/law-momentum", "x/propagator"],
               note="E[rho_ab delta(p_t - p)] from the closed law, against the fundamental solution of (13) by Fourier's integral: the "
               "same kernel for every pair of levels, so that (15) as corrected averages to (13) at every time and not to first order "
               "only. It multiplies rho_ab(0) entry by entry. h_a is that of x/propagator.")
def joint() -> All:
    r"""\mathbb E[\hat\rho_{ab}\delta(p_t - p)] = \hat\rho_{ab}(0)(4\pi\gamma_Ct)^{-1/2}e^{h_a + \bar h_b - \kappa t(a-b)^2}"""
    found = joint_block(AT, a, b, u, t)
    return conjunction(
        ("exponent", Equal(found.exponent, KERNEL.exponent.subs(kernel_u, u), V)),
        ("prefactor^4", Equal(prefactor4(found), (4 * sp.pi * gammaC * t) ** -2, V)),
        ("prefactor^4 of the kernel", Equal(prefactor4(KERNEL), (4 * sp.pi * gammaC * t) ** -2, V)),
    )


@section.claim("x/law-coherence", "The mean coherence", kind="identity", place="beyond", uses=["x/law-joint"],
               note="At one q, for every pair of levels: the phase of rho_ab is the same on all trajectories, so that the mean modulus "
               "decays as the modulus of the mean, with gamma_Q alone: the reduced equation of (12). With a normal law of q, which does "
               "not move: the reduced state of (3) by kernels, times the decay.")
def coherence() -> All:
    r"""\mathbb E\hat\rho_{ab} = \hat\rho_{ab}(0)e^{-\frac i\hbar\lambda q(a-b)t - \gamma_Q(a-b)^2t},\quad \mathbb E|\hat\rho_{ab}| =
    |\mathbb E\hat\rho_{ab}|,\quad q \sim N(q_0, s):\ \times\,e^{-\lambda^2(a-b)^2st^2/(2\hbar^2)}"""
    entry, modulus = average_entry(AT, a, b, t), average_modulus(AT, a, b, t)
    spread = spread_in_position(AT, a, b, t, q0, s)
    printed = -sp.I / hbar * lam * q0 * (a - b) * t - lam**2 * (a - b) ** 2 * s * t**2 / (2 * hbar**2) - gammaQ * (a - b) ** 2 * t
    return conjunction(
        ("mean", Equal(entry.exponent, DRIFT * t, V)), ("mean: prefactor^4", Equal(prefactor4(entry), sp.S.One, V)),
        ("mean modulus", Equal(modulus.exponent, -gammaQ * (a - b) ** 2 * t, V)),
        ("mean modulus: prefactor^4", Equal(prefactor4(modulus), sp.S.One, V)),
        ("with a spread in q", Equal(spread.exponent, printed, V)),
        ("against the reduced state of (3)", Equal(spread.exponent, COHERENCE.exponent - gammaQ * (a - b) ** 2 * t, V)),
    )


@section.claim("x/law-collapse", "The rate of collapse", kind="identity", place="beyond", uses=["x/law-momentum"],
               note="For any number of levels: the mean of (r_a r_b)^(1/2) decays at the rate lambda^2 (a-b)^2/(16 gamma_C), a mean "
               "coherence at gamma_Q (a-b)^2, which by (14) is at least as fast; and |rho_ab|^2/(r_a r_b) has no noise at all. So the "
               "coherence of a trajectory is what its populations and the surplus gamma_Q - lambda^2/(16 gamma_C) leave.")
def collapse() -> All:
    r"""\mathbb E\sqrt{r_ar_b} = \sqrt{w_aw_b}\,e^{-\lambda^2(a-b)^2t/(16\gamma_C)},\quad \frac{|\hat\rho_{ab}|^2}{r_ar_b} =
    \frac{|\hat\rho_{ab}(0)|^2}{w_aw_b}e^{-2(\gamma_Q - \lambda^2/(16\gamma_C))(a-b)^2t}"""
    root = average_root(AT, a, b, t)
    own = exponent(AT, a, a, u, t) + exponent(AT, b, b, u, t)
    return conjunction(
        ("mean root", Equal(root.exponent, -(lam**2) * (a - b) ** 2 * t / (16 * gammaC), V)),
        ("mean root: prefactor^4", Equal(prefactor4(root), sp.S.One, V)),
        ("log of the quotient", Equal(exponent(AT, a, b, u, t) + exponent(AT, b, a, u, t) - own,
                                      -2 * (gammaQ - lam**2 / (16 * gammaC)) * (a - b) ** 2 * t, V)),
    )


@section.claim("x/law-moments", "Moments of the momentum", kind="identity", place="beyond", uses=["x/law-several-times"],
               scope="two levels",
               note="From the characteristic functions of the increments over t and then d. <A> is a martingale; its covariance with p is "
               "the correlation that the mean-field equations (8), (9) lose. With p_0 normal and independent of the state every branch is "
               "normal with the variance s_pp + 2 gamma_C t.")
def moments() -> All:
    r"""\mathbb E u = -\lambda t\langle\hat A\rangle_0,\quad \mathrm{Cov}(u_t, u_{t+d}) = 2\gamma_Ct + \lambda^2t(t+d)\mathrm{Var}_0\hat A,
    \quad \mathrm{Cov}(u_t, \langle\hat A\rangle_t) = -\lambda t\mathrm{Var}_0\hat A"""
    function = characteristic(AT, LEVELS, WEIGHTS, [(t, x), (d, y)])
    first, later = moment(function, {x: 1, y: 0}), moment(function, {y: 1, x: 0})
    same, across = moment(function, {x: 2, y: 0}), moment(function, {x: 1, y: 1})
    level = average_level(AT, LEVELS, WEIGHTS, t)
    mean, variance = a * r + b * (1 - r), r * (1 - r) * (a - b) ** 2
    convolved = spread_in_momentum(AT, a, p, t, p0, spp)
    normal = -((p - p0 + lam * a * t) ** 2) / (2 * (spp + 2 * gammaC * t))
    return conjunction(
        ("mean", Equal(first, -lam * t * mean, V)),
        ("variance", Equal(sp.expand(same - first**2), 2 * gammaC * t + lam**2 * t**2 * variance, V)),
        ("covariance of two times", Equal(sp.expand(same + across - first * (first + later)),
                                          2 * gammaC * t + lam**2 * t * (t + d) * variance, V)),
        ("E<A>", Equal(level, mean, V)),
        ("covariance of p and <A>", Equal(sp.expand(momentum_with_level(AT, LEVELS, WEIGHTS, t) - first * level), -lam * t * variance, V)),
        ("branch, with a spread in p_0", Equal(convolved.exponent, normal, V)),
        ("its prefactor^4", Equal(prefactor4(convolved), (2 * sp.pi * (spp + 2 * gammaC * t)) ** -2, V)),
    )
