"""The scales of the Hamiltonian, from (4) to (5): units, closed forms, uniqueness."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive import scales
from derive.linear_flow import characteristic_polynomial
from derive.units import ACTION, ENERGY, LENGTH, MASS, MOMENTUM, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import V2, V3, eta, hbar, m, s, tau, x
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.units import HasUnit, UniqueMonomial
from verify.variables import Variables

section = Section("scales", title="Characteristic scales, (4) and (5)", order=25)
V = Variables(TABLE.values())
kappa = V.declare("kappa", ENERGY / LENGTH**2, "size of an eigenvalue of the Hessian at a point")
mu = V.declare("mu", TIME**-1, "rate", low=-sp.oo)
E0 = V.declare("E", ENERGY, "an energy")
HALF = sp.Rational(1, 2)
TAU, ETA = scales.harmonic_time(m, V2), scales.aspect(m, V2)
S = scales.anharmonic_action(m, V2, V3)
XH, PH = scales.anharmonic_length(m, V2, V3), scales.anharmonic_momentum(m, V2, V3)


@section.claim("4", "Norm of a derivative", kind="definition", place="(4)", scope="the units",
               note="A supremum over positions (V does not depend on momentum), attained or not; with independent unit vectors it "
               "is the injective norm of the tensor of j-th derivatives.")
def derivative_norm() -> All:
    r"""\|\nabla^jV\| := \sup_x\sup_{\|w_i\|=1}\Big|\Big[\prod_{i=1}^j(w_i\cdot\nabla)\Big]V(x)\Big|"""
    return conjunction(
        ("second derivative", HasUnit(E0 / x**2, ENERGY / LENGTH**2, V)),
        ("third derivative", HasUnit(E0 / x**3, ENERGY / LENGTH**3, V)),
    )


@section.claim("p/tau-H", "Harmonic time", kind="definition", place="before (4)", uses=["4"])
def harmonic_time() -> HasUnit:
    r"""\tau_H := \sqrt{m/\|\nabla^2V\|}"""
    return HasUnit(sp.sqrt(m / V2), TIME, V)


@section.claim("p/tau-H-shortest", "The harmonic time is the shortest local time scale", kind="prose", place="before (4)",
               scope="one eigenvector of the Hessian",
               uses=["p/tau-H"], note="An eigenvalue +-kappa of the Hessian has rates mu with mu^2 = -+kappa/m, and "
               "kappa <= ||grad^2 V|| by (4).")
def harmonic_time_shortest() -> All:
    r"""\text{the shortest timescale associated with such local dynamics}"""
    return conjunction(
        ("stable direction: mu^2 = -kappa/m", Equal(characteristic_polynomial(mu, kappa, m), mu**2 + kappa / m, V)),
        ("unstable direction: mu^2 = kappa/m", Equal(characteristic_polynomial(mu, -kappa, m), mu**2 - kappa / m, V)),
        ("rate at most 1/tau_H", AtMost(sp.sqrt(kappa / m), 1 / TAU, V, AtMost(kappa, V2, V))),
    )


@section.claim("p/classical-scales", "The scales are classical", kind="prose", place="after (8)",
               uses=["p/tau-H", "p/s-H", "p/x-H", "p/p-H"],
               note="They stay the same when hbar changes: no formula holds it. Checked by halving it in "
               "each, and in hbar/s_H, which changes.")
def classical_scales() -> All:
    r"""\tau_H, s_H, x_H, p_H \text{ above are just characteristic scales set by the classical Hamiltonian}"""
    names = ("tau_H", "s_H", "x_H", "p_H")
    kept = ((name, Equal(scale.subs(hbar, hbar / 2), scale, V)) for name, scale in zip(names, (TAU, S, XH, PH), strict=True))
    return conjunction(*kept, ("hbar/s_H", Equal((hbar / S).subs(hbar, hbar / 2), hbar / S / 2, V)))


@section.claim("p/eta-H", "Aspect parameter: three closed forms", kind="definition", place="after (4)", uses=["p/tau-H"])
def aspect() -> All:
    r"""\eta_H := \sqrt{m\|\nabla^2V\|} = m/\tau_H = \|\nabla^2V\|\tau_H"""
    return conjunction(("m/tau_H", Equal(m / TAU, sp.sqrt(m * V2), V)), ("V2 tau_H", Equal(sp.sqrt(m * V2), V2 * TAU, V)))


@section.claim("p/eta-H-units", "Unit of the aspect parameter", kind="prose", place="after (4)", uses=["p/eta-H"])
def aspect_units() -> All:
    r"""\text{(with units of [momentum/length]} \sim \mathrm{kg/s})"""
    return conjunction(
        ("momentum/length", HasUnit(ETA, MOMENTUM / LENGTH, V)), ("kg/s", HasUnit(ETA, MASS / TIME, V))
    )


@section.claim("p/s-H", "Anharmonic action: two closed forms", kind="definition", place="after (4)",
               uses=["p/tau-H", "p/eta-H"])
def anharmonic_action() -> All:
    r"""s_H := \eta_H^3/(\tau_H\|\nabla^3V\|)^2 = m^{1/2}\|\nabla^2V\|^{5/2}\|\nabla^3V\|^{-2}"""
    return conjunction(
        ("closed form", Equal(ETA**3 / (TAU * V3) ** 2, m**HALF * V2 ** sp.Rational(5, 2) * V3**-2, V)),
        ("an action", HasUnit(S, ACTION, V)),
    )


@section.claim("p/s-H-unique", "The only action from m, V2, V3", kind="prose", place="after (4)", uses=["p/s-H"],
               note="Unique up to a number without unit, among products of powers.")
def anharmonic_action_unique() -> UniqueMonomial:
    r"""\text{It is the unique action scale constructible from } m, \|\nabla^2V\|, \text{ and } \|\nabla^3V\|"""
    units = {"m": MASS, "V2": ENERGY / LENGTH**2, "V3": ENERGY / LENGTH**3}
    return UniqueMonomial(ACTION, units, {"m": Fraction(1, 2), "V2": Fraction(5, 2), "V3": Fraction(-2)})


@section.claim("p/s-H-meaning", "Anharmonicity matters above the action s_H", kind="heuristic", place="after (4)",
               uses=["p/s-H"], note="At amplitude x the action is eta_H x^2, and the cubic term over the quadratic one is "
               "V3 x/(3 V2) = sqrt(action/s_H)/3: of order one exactly at the scale s_H.")
def anharmonic_action_meaning() -> Relation:
    r"""\text{the action scale above which anharmonicities of the potential (quantified by the max third derivative }
    \|\nabla^3 V\| \text{) are important}"""
    table = Variables([*V.values()])
    amplitude = table.declare("A_0", LENGTH, "amplitude")
    cubic, quadratic = V3 * amplitude**3 / 6, V2 * amplitude**2 / 2
    return Equal(cubic / quadratic, sp.sqrt(ETA * amplitude**2 / S) / 3, table)


@section.claim("p/x-H", "Anharmonic length", kind="definition", place="before (5)", uses=["p/s-H", "p/eta-H"])
def anharmonic_length() -> All:
    r"""x_H := \sqrt{s_H/\eta_H} = \|\nabla^2V\|/\|\nabla^3V\|"""
    return conjunction(("closed form", Equal(sp.sqrt(S / ETA), V2 / V3, V)), ("a length", HasUnit(XH, LENGTH, V)))


@section.claim("p/p-H", "Anharmonic momentum", kind="definition", place="before (5)", uses=["p/s-H", "p/eta-H"])
def anharmonic_momentum() -> Relation:
    r"""p_H := \sqrt{s_H\eta_H} = \sqrt{m}\,\|\nabla^2V\|/\|\nabla^3V\|"""
    return Equal(PH, sp.sqrt(m) * V2 / V3, V)


@anharmonic_momentum.reading()
def anharmonic_momentum_second() -> Relation:
    r"""p_H := \sqrt{s_H\eta_H} = \sqrt{m\|\nabla^2V\|}/\|\nabla^3V\|"""
    return Equal(PH, sp.sqrt(m * V2) / V3, V)


@anharmonic_momentum.reading()
def anharmonic_momentum_third() -> Relation:
    r"""p_H := \sqrt{s_H\eta_H} = \sqrt{m\|\nabla^2V\|/\|\nabla^3V\|}"""
    return Equal(PH, sp.sqrt(m * V2 / V3), V)


@anharmonic_momentum.corrected(
    why="s_H eta_H = m V2^3/V3^2. No reading of the printed root has the unit of a momentum; the exponent 3/2 of the second "
    "derivative is missing.",
    error="substance",
    consequence="Whoever computes D_0 of (6) from the printed closed form gets a number with a unit. The definition "
    "sqrt(s_H eta_H), which the proof uses, is right.",
)
def anharmonic_momentum_corrected() -> All:
    r"""p_H := \sqrt{s_H\eta_H} = \sqrt{m}\,\|\nabla^2V\|^{3/2}/\|\nabla^3V\|"""
    return conjunction(
        ("closed form", Equal(sp.sqrt(S * ETA), sp.sqrt(m) * V2 ** sp.Rational(3, 2) / V3, V)),
        ("a momentum", HasUnit(PH, MOMENTUM, V)),
    )


@section.claim("p/xH-pH", "x_H p_H = s_H", kind="identity", place="before (5)", uses=["p/x-H", "p/p-H"])
def scales_product() -> Relation:
    r"""x_H p_H = s_H"""
    return Equal(XH * PH, S, V)


@section.claim("5", "Covariance of the coherent states", kind="definition", place="(5)",
               uses=["p/x-H", "p/p-H", "p/eta-H"], note="The first equality of (5) defines sigma_*; that it is pure is (C8).")
def preferred_covariance() -> Relation:
    r"""\sigma_* := \frac\hbar2\begin{pmatrix}\eta_H^{-1}1_d&0\\0&\eta_H1_d\end{pmatrix} \propto
    \begin{pmatrix}x_H1_d&0\\0&p_H1_d\end{pmatrix}"""
    first, last = hbar / (2 * eta), hbar * eta / 2  # the two diagonal entries of sigma_*
    x_scale, p_scale = sp.sqrt(s / eta), sp.sqrt(s * eta)
    return Equal(last / first, p_scale / x_scale, V)


@preferred_covariance.corrected(
    why="The ratio of the entries of sigma_* is eta_H^2 = (p_H/x_H)^2: a covariance scales with the squares of the lengths.",
    error="slip",
    consequence="None for the proof, which uses the first form.",
)
def preferred_covariance_corrected() -> All:
    r"""\sigma_* := \frac\hbar2\begin{pmatrix}\eta_H^{-1}1_d&0\\0&\eta_H1_d\end{pmatrix} =
    \frac{\hbar}{2s_H}\begin{pmatrix}x_H^21_d&0\\0&p_H^21_d\end{pmatrix}"""
    x_scale, p_scale = sp.sqrt(s / eta), sp.sqrt(s * eta)
    return conjunction(
        ("position", Equal(hbar / (2 * eta), hbar / (2 * s) * x_scale**2, V)),
        ("momentum", Equal(hbar * eta / 2, hbar / (2 * s) * p_scale**2, V)),
        ("ratio", Equal(hbar * eta / 2 / (hbar / (2 * eta)), (p_scale / x_scale) ** 2, V)),
    )


@section.claim("p/coherent-states", "The states with covariance sigma_* are the coherent states", kind="convention",
               place="after (5)", uses=["5"])
def coherent_states() -> Leaf:
    r"""\text{the pure Gaussian quantum states with the preferred covariance matrix } \sigma_* \text{ are the (unsqueezed)
    coherent states}"""
    return Cited("a definition of 'unsqueezed' by sigma_*", needs="nothing: it names the states")


@section.claim("p/circular-gaussian", "eta_H picks the aspect ratio of a circular Gaussian", kind="prose", place="after (4)",
               uses=["p/eta-H", "5"], note="A mass-m oscillator whose Hessian is V2 turns sigma_* into itself: p/(m omega) against x "
               "with m omega = m/tau_H = eta_H.")
def circular_gaussian() -> Relation:
    r"""\text{picks out a preferred ``aspect ratio'' in phase space with respect to which a Gaussian distribution can be
    considered circular}"""
    position, momentum = hbar / (2 * eta), hbar * eta / 2
    stiffness = eta / tau  # V2 = eta_H/tau_H
    return Equal(momentum / (eta * tau), stiffness * position, V)  # equal kinetic and potential energy: m = eta_H tau_H
