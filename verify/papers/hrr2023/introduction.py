"""Abstract and introduction: time scales, their numbers, and what is taken from the literature."""

from __future__ import annotations

import sympy as sp

from derive import scales
from derive.gaussian_function import density
from derive.units import NONE
from derive.wigner import total_mass
from numerics.constants import HBAR_SI, JULIAN_YEAR
from verify.claim import Section
from verify.papers.hrr2023.symbols import D0, Dp, Dx, Sc, d, eps, hbar, lam, pH, s, t, tau, xH
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, Leaf, conjunction
from verify.statements.near import Near
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("introduction", title="Abstract and introduction", order=10)
ROOT10 = sp.sqrt(10)
THIRD = sp.Rational(1, 3)
V = Variables(TABLE.values())
share = V.declare("u", NONE, "(hbar/s_H)^p with p > 0", high=1)
near = V.declare("delta", NONE, "trace distance of the initial state from a mixture")
first, second = (V.declare(f"a_{k}", NONE, "share of a bound that a distance takes", low=0, high=1, closed=True) for k in (1, 2))
strength = V.declare("A", NONE, "D_0 over (hbar/s_H)^(4/3)", low=1)


@section.claim(
    "p/threshold-exponent", "Diffusion threshold hbar^(4/3) A_c", kind="prose", place="Abstract", uses=["8", "6", "9", "10"],
    scope="at a time and error that satisfy (9), under the hypotheses of Theorem 1",
    note="For position D^(x) >= hbar^(4/3) A_x, for momentum D^(p) >= hbar^(4/3) A_p. "
    "A_c is a scale of the classical dynamics times (d^(3/2) t/epsilon)^(2/3): it holds for a fixed time and error. The strength is D_0, "
    "the smaller of both: with x alone as Lindblad operator it is 0. With x + i p, linear as well, there is friction, which the abstract "
    "does not exclude and the introduction does (p/no-friction). See p/longer-times for the next sentence but one.",
)
def threshold_exponent() -> Relation:
    r"""\text{For Markovian open systems with Hamiltonians of the form } \hat H = \hat p^2/2m + V(\hat x) \text{ and linear Lindblad
    operators, we prove the quantum and classical evolutions are close whenever the strength of the environment-induced diffusion
    exceeds a threshold } \hbar^{4/3} A_c, \text{ were } A_c \text{ is a characteristic scale of the classical dynamics}"""
    root = (d ** sp.Rational(3, 2) * t / (eps * tau)) ** (2 * THIRD) * s ** (-4 * THIRD)
    position, momentum = root * xH**2 / tau, root * pH**2 / tau
    bound = scales.error_bound(d, t, tau, hbar / s, scales.diffusion_strength(Dx, Dp, tau, xH, pH))
    return AtMost(
        bound, eps, V,
        AtMost(d ** sp.Rational(3, 2) * t / tau * sp.sqrt(hbar / s), eps, V),
        AtMost(hbar ** (4 * THIRD) * position, Dx, V),
        AtMost(hbar ** (4 * THIRD) * momentum, Dp, V),
    )


@section.claim("p/longer-times", "All observables, and times exponentially longer", kind="prose", place="Abstract",
               uses=["8", "10", "p/threshold-exponent", "p/time-range"], scope="the bound (8) at such times",
               note="First reading: at the diffusion of the sentence before, D_0 = A hbar^(4/3) with a scale A of the classical dynamics "
               "alone. Then (8) is d^(3/2) (t/tau_H) A^(-3/2) at least, whatever hbar, and says nothing from t = 2 A^(3/2) tau_H on, "
               "before the Ehrenfest time for small hbar. Second reading: at the diffusion that (10) asks for at that time, D_0 >= "
               "(hbar/s_H)^(4/3 - p) with p > 0. All observables: bounded ones; for one like x^2, which the introduction names, (7) "
               "implies nothing.")
def longer_times() -> Relation:
    r"""\text{The bound applies for all observables and for times exponentially longer than the Ehrenfest timescale}"""
    h = hbar / s
    error = scales.error_bound(d, tau / share, tau, h, strength * h ** (4 * THIRD))
    return AtMost(error, sp.Integer(2), V, AtMost(h, share, V))


@longer_times.reading()
def longer_times_with_enough() -> Relation:
    r"""D_0 \ge (\hbar/s_H)^{4/3-p},\ p>0:\quad \text{The bound applies for times exponentially longer than the Ehrenfest timescale}"""
    h = hbar / s
    latest = eps * tau * d ** sp.Rational(-3, 2) / sp.Max(sp.sqrt(h), share ** sp.Rational(3, 2))
    given = (AtMost(h, sp.Integer(1), V), AtMost(h ** (4 * THIRD) / share, D0, V), AtMost(t, latest, V))
    return AtMost(scales.error_bound(d, t, tau, h, D0), eps, V, *given)


@section.claim("p/optimal-exponent", "The exponent 4/3 may be optimal", kind="prose", place="Abstract")
def optimal_exponent() -> Leaf:
    r"""\text{The } 4/3 \text{ exponent may be optimal, as Toscano et al. have found evidence}"""
    return Cited("numerical evidence of Toscano et al.", needs="lower bounds on the correspondence error for a kicked system")


@section.claim("p/seconds-superpositions", "Macroscopic superpositions within seconds", kind="prose", place="Abstract")
def seconds_superpositions() -> Leaf:
    r"""\text{wavepackets can spread exponentially in time due to chaos, forming long-range superpositions in just
    seconds for ordinary macroscopic systems}"""
    return Cited("references [8-10] of the paper", needs="simulation of closed chaotic systems with stated parameters")


@section.claim("p/egorov", "Egorov's theorem", kind="prose", place="Introduction, first paragraph")
def egorov() -> Leaf:
    r"""\text{classical and quantum observables are known by Egorov's theorem to match closely for times up to the
    Ehrenfest time } \tau_E \sim \lambda_L^{-1}\log(S_c/\hbar)"""
    return Cited("references [1-6] of the paper", needs="Egorov's theorem with explicit remainder on Ehrenfest times")


@section.claim("p/ehrenfest-theorem", "Localised wavepackets follow the classical motion", kind="prose",
               place="Introduction, first paragraph")
def ehrenfest_theorem() -> Leaf:
    r"""\text{a localized wavepacket will approximately follow a classical equation of motion as long as it remains
    well-localized}"""
    return Cited("reference [7] of the paper", needs="a quantitative remainder for <grad V(x)> - grad V(<x>)")


@section.claim("p/logarithmic-time", "The Ehrenfest time grows with log 1/hbar only", kind="prose",
               place="Introduction, second paragraph", uses=["p/egorov"])
def logarithmic_time() -> Relation:
    r"""\text{the dependence on } \hbar^{-1} \text{ is only logarithmic}"""
    ehrenfest = sp.log(Sc / hbar) / lam
    return Equal(sp.diff(ehrenfest, hbar) * hbar, -1 / lam, V)


@section.claim("p/superpositions-closed", "Breakdown: macroscopic superpositions and negativity", kind="prose",
               place="Introduction, item (1)")
def superpositions_closed() -> Leaf:
    r"""\text{superpositions over macroscopic distances are generated, detectable through delicate interference experiments
    ...; relatedly, the Wigner function develops negativity}"""
    return Cited("references [5, 9, 11-26] of the paper", needs="simulation of a closed chaotic system past the Ehrenfest time")


@section.claim("p/expectation-values", "Breakdown: expectation values", kind="prose", place="Introduction, item (2)")
def expectation_values() -> Leaf:
    r"""\text{large differences possibly arise between quantum expectation values and the corresponding classical
    predictions even for smooth observables like } \hat x^2"""
    return Cited("references [27-29] of the paper", needs="simulation of a closed chaotic system past the Ehrenfest time")


@section.claim("p/limits-do-not-commute", "hbar -> 0 and t -> infinity do not commute", kind="prose",
               place="Introduction, after item (2)")
def limits() -> Leaf:
    r"""\text{the } \hbar\to0 \text{ and } t\to\infty \text{ limits do not commute in closed systems: if one fixes a time duration } t>0
    \text{ and takes } \hbar\to0, \text{ the quantum state trajectory approaches the classical state trajectory, but if one fixes
    arbitrarily small } \hbar>0 \text{ and takes } t\to\infty, \text{ then the quantum trajectory may develop superpositions over
    macroscopic distances}"""
    return Cited("references [16, 30-32] of the paper", needs="an example with both iterated limits computed")


@section.claim("p/inverse-root-hbar", "Good for times t << hbar^(-1/2)", kind="prose",
               place="Introduction, 'We prove that given sufficient diffusion'", uses=["8"],
               scope="the bound (8)", note="All possible observables are bounded ones.")
def inverse_root_hbar() -> Relation:
    r"""\text{given sufficient diffusion, for times } t \ll \hbar^{-1/2}, \text{ the quantum evolution under the Lindblad equation is
    well-approximated by the above classical evolution for all possible observables, in a sense we will make precise}"""
    latest = eps * tau * d ** sp.Rational(-3, 2) * sp.sqrt(s) * hbar ** sp.Rational(-1, 2)
    enough = AtMost(hbar / s, D0, V)
    return AtMost(scales.error_bound(d, t, tau, hbar / s, D0), eps, V, enough, AtMost(t, latest, V))


@section.claim("p/exponentially-longer", "Exponentially longer than the Ehrenfest time", kind="prose",
               place="Introduction, 'This timescale is exponentially longer'", uses=["p/egorov", "8", "p/rescaled-flow-norm"],
               scope="the bound with S_c = s_H, lambda_L = 1/tau_H and sufficient diffusion",
               note="log(tau lambda) = lambda tau_E / 2 with tau_E = log(S_c/hbar)/lambda. What (8) reaches is tau_H (s_H/hbar)^(1/2). No "
               "Lyapunov exponent exceeds 1/tau_H (p/rescaled-flow-norm); of a system whose exponent is far below it, times of the order "
               "lambda_L^-1 (S_c/hbar)^(1/2) are not covered.")
def exponentially_longer() -> All:
    r"""\text{This timescale is exponentially longer than the Ehrenfest time. ... the bound presented below extends to the
    timescale } \tau \sim \lambda_L^{-1}\sqrt{S_c/\hbar}"""
    ehrenfest = sp.log(Sc / hbar) / lam
    latest = eps * d ** sp.Rational(-3, 2) * sp.sqrt(s / hbar) * tau
    bound = scales.error_bound(d, t, tau, hbar / s, D0)
    return conjunction(
        ("exponentially longer", Equal(sp.sqrt(Sc / hbar) / lam, sp.exp(lam * ehrenfest / 2) / lam, V)),
        ("the bound extends to it, up to a factor", AtMost(bound, eps, V, AtMost(hbar / s, D0, V), AtMost(t, latest, V))),
    )


@section.claim("p/one-minute", "Ehrenfest time of a macroscopic system", kind="number",
               place="Introduction, 'Indeed, for a macroscopic system'", uses=["p/egorov"])
def one_minute() -> Near:
    r"""S_c \sim 1\,\mathrm{kg\,m^2/s},\ \lambda_L \sim 1\,\mathrm{s^{-1}}:\quad
    \tau_E \sim \lambda_L^{-1}\log(S_c/\hbar) \sim 1\ \text{minute}"""
    return Near(sp.log(1 / HBAR_SI), sp.Integer(60), ROOT10, "s")


@section.claim("p/billion-years", "Time scale of the bound for a macroscopic system", kind="number",
               place="Introduction, 'while the bound presented below'", uses=["p/inverse-root-hbar"],
               scope="from the first to each of the others",
               note="9.7e16 s are 3.1 billion years. The printed step from 10^17 s to a billion years is a factor 3.17, just outside the "
               "convention for ~; the time itself is within it.")
def billion_years() -> All:
    r"""\tau \sim \lambda_L^{-1}\sqrt{S_c/\hbar} \sim 10^{17}\,\mathrm{s} \sim 1\ \text{billion years}"""
    time = sp.sqrt(1 / HBAR_SI)
    return conjunction(
        ("in seconds", Near(time, sp.Integer(10) ** 17, ROOT10, "s")),
        ("in years", Near(time / JULIAN_YEAR, sp.Integer(10) ** 9, ROOT10, "years")),
    )


@section.claim("p/degrees-of-freedom", "d = N n", kind="convention", place="Introduction, set-up")
def degrees_of_freedom() -> Leaf:
    r"""\text{With } N \text{ particles in } n \text{ spatial dimensions, we have } d = Nn \text{ degrees of freedom}"""
    return Cited("a count of coordinates", needs="nothing: it names a number")


@section.claim("p/general-interactions", "Many particles with general interactions", kind="prose", place="Introduction, set-up",
               note="Any function of the positions may be V(x). The theorem asks more: bounded second and third derivatives, which "
               "Coulomb's and Lennard-Jones' potentials and x^4 do not have; one mass, to which x_i -> (m_i/m)^(1/2) x_i brings several, "
               "and then D^(x) in proportion to 1/m_i and D^(p) to m_i; and the family l_x x_k, l_p p_k of Lindblad operators, both not "
               "zero.")
def general_interactions() -> Leaf:
    r"""\text{The results presented here apply to Hamiltonians of the common form } \hat H = \hat p^2/2m + V(\hat x) \text{ ... Such a
    system may represent multiple particles in multiple spatial dimensions, with general position-dependent interactions}"""
    return Cited("footnote [47], which is not in the text at hand",
               needs="that footnote; the hypotheses of the theorem are those of Theorem1")


@section.claim("p/well-approximated-initial", "Initial states near a mixture of coherent states", kind="prose",
               place="Introduction, set-up", uses=["7", "x/positive-trace-preserving"], scope="the first line of (7)",
               note="A state at the trace distance delta from such a mixture stays as near to its evolution, and the first line of (7) "
               "holds with delta more. The second line does not follow in this way: closeness in trace norm does not bound the L1 "
               "distance of Wigner functions, which may be negative in places: with f(0) = W[rho(0)] it takes closeness of the Wigner "
               "functions in L1 as well.")
def well_approximated() -> Relation:
    r"""\text{assuming initial state } \rho(t=0) \text{ that can be well-approximated by a mixture of coherent Gaussian states}"""
    return AtMost(first * near + second * eps, near + eps, V)


@section.claim("p/first-order-environment", "Linear Lindblad operators as first-order approximation", kind="prose",
               place="Introduction, set-up")
def first_order_environment() -> Leaf:
    r"""\text{The linear Lindblad operators used here may be seen as the first-order approximation of a general
    environmental interaction}"""
    return Cited("common usage", needs="a derivation of the master equation from a coupling to an environment")


@section.claim("p/ehrenfest-spreading", "The Ehrenfest time as time of spreading", kind="prose",
               place="Introduction, first paragraph", uses=["p/egorov"], scope="given the growth exp(lambda_L t)",
               note="A width sqrt(hbar) that grows as exp(lambda_L t) reaches sqrt(S_c) at half of log(S_c/hbar)/lambda_L, in units in "
               "which position and momentum are alike.")
def ehrenfest_spreading() -> Relation:
    r"""\tau_E \text{ quantifies the time for a minimal uncertainty wavepacket to spread significantly due to chaos}"""
    half = sp.log(Sc / hbar) / (2 * lam)
    return Equal(sp.sqrt(hbar) * sp.exp(lam * half), sp.sqrt(Sc), V)


@section.claim("p/decoherence-restores", "Decoherence restores the correspondence", kind="prose", place="Introduction, after Figure 1")
def decoherence_restores() -> Leaf:
    r"""\text{Numerical simulations and analytical arguments suggest that decoherence successfully restores the quantitative
    agreement between the quantum and classical evolution of many specific systems}"""
    return Cited("references [14, 42-45] of the paper", needs="simulation of the systems named there")


@section.claim("p/regime-conjecture", "A regime between decoherence and noise", kind="prose", place="Introduction, after Figure 1")
def regime_conjecture() -> Leaf:
    r"""\text{it was conjectured that there is a regime where the system-bath coupling is (i) large enough for decoherence to
    ensure classicality by inhibiting long-range coherence in phase space, but still (ii) small enough that the noise introduced
    by the bath does not significantly alter the classical dynamics on fixed time scales}"""
    return Cited("references [43-46] of the paper", needs="Theorem 1 with a bound on the effect of the noise")


@section.claim("p/initial-classical-state", "Initial classical state", kind="definition", place="before (2)", scope="d = 1, two packets",
               uses=["E1"], note="What the definition needs: for a mixture of Gaussian states f(0) is a probability density, of mass 1.")
def initial_classical_state() -> Relation:
    r"""f(t=0) = W[\rho(t=0)]"""
    table = Variables()
    position, momentum = (table.declare(name, NONE, "coordinate", low=-sp.oo) for name in ("x", "p"))
    weight = table.declare("w", NONE, "weight of the first packet", low=0, high=1)
    masses = []
    for number in (1, 2):
        first, det = (table.declare(f"{name}_{number}", NONE, "of the covariance") for name in ("s", "D"))
        cross = table.declare(f"c_{number}", NONE, "covariance of x and p", low=-sp.oo)
        covariance = sp.Matrix([[first, cross], [cross, (det + cross**2) / first]])
        masses.append(total_mass(density((position, momentum), (number, -number), covariance), (position, momentum)).expression())
    return Equal(weight * masses[0] + (1 - weight) * masses[1], sp.Integer(1), table)
