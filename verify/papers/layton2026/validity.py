"""Regime of validity of the standard approach, (16) to (18), and the discussion."""

from __future__ import annotations

import sympy as sp

from derive import hybrid
from derive.hybrid import von_neumann
from derive.units import MOMENTUM, NONE, TIME
from verify.claim import Section
from verify.papers.layton2026.open_system import GENERATOR, lost
from verify.papers.layton2026.symbols import AT, a, b, gammaC, gammaQ, hbar, lam, q, r
from verify.papers.layton2026.symbols import V as TABLE
from verify.papers.layton2026.unravelling import (
    CORRECTED,
    LEVELS,
    PRINTED,
    VARIANCE,
    WEIGHTS,
    innovation,
    recovered,
    state_drift,
)
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Below, Equal, Relation
from verify.variables import Variables

section = Section("validity", title="Regime of validity, and discussion", order=60)
V = Variables(TABLE.values())
tau = V.declare("tau", TIME, "time of observation")
force = V.declare("|lambda|", MOMENTUM / TIME, "modulus of the coupling strength")
m = V.declare("|<A>|", NONE, "modulus of the mean of A")
v = V.declare("v", NONE, "<A^2> - <A>^2")
spp = V.declare("s_pp", MOMENTUM**2, "momentum variance")
part = V.declare("u", NONE, "16 gamma_C gamma_Q/lambda^2 where (14) fails", high=1)
K = V.declare("K", NONE, "how much larger >> means", low=1)
c = V.declare("c", NONE, "a shift of A", low=-sp.oo)
w, coherence = V.declare("w", NONE, "weight of one configuration", high=1), V.declare("c_ab", NONE, "coherence", low=-sp.oo)
x14, x16, x17 = (V.declare(f"x_{n}", NONE, f"slack of ({n})", low=1, closed=True) for n in (14, 16, 17))
FOURTEEN = AtMost(force**2 / 16, gammaC * gammaQ, V)
SIXTEEN = AtMost(K * gammaC / (force**2 * m**2), tau, V)
SEVENTEEN = AtMost(tau, 1 / (K * gammaQ * v), V)
WITHIN = {gammaQ: x14 * force**2 / (16 * gammaC)}  # (14)
TIMES = {tau: x16 * K * gammaC / (force**2 * m**2)}  # (16)
WIDTHS = {v: 1 / (x17 * K * gammaQ * tau)}  # (17)


def _under(expression: sp.Expr) -> sp.Expr:
    """The expression with (14), (16) and (17) put in, each an equation with a slack of at least 1."""
    return sp.powsimp(sp.cancel(expression.subs(WIDTHS).subs(TIMES).subs(WITHIN)))


def _noise_squared(noise: sp.Expr) -> sp.Expr:
    """The variance of p from the noise after the time tau, 2 tau times the coefficient of d_p^2."""
    return 2 * tau * hybrid.averaged(sp.S.Zero, noise, sp.S.Zero, sp.S.Zero).at(0, 2)


@section.claim("16", "When the noise in the momentum is insignificant", kind="heuristic", place="(16)", uses=["15"],
               note="Noise^2 over (force x time)^2 is 1 at tau = 2 gamma_C/(lambda <A>)^2 with (15) as corrected, at half that with "
               "(15) as printed: right as an order of magnitude, and consistent with the printed (15).")
def deterministic() -> All:
    r"""\tau \gg \frac{\gamma_C}{\lambda^2\langle\hat A\rangle^2}"""
    moved = (force * m * tau) ** 2
    printed = gammaC / (force**2 * m**2)
    return conjunction(
        ("with (15) corrected", Equal(_noise_squared(CORRECTED[0]) / moved, 2 * printed / tau, V)),
        ("with (15) printed", Equal(_noise_squared(PRINTED[0]) / moved, printed / tau, V)),
        ("(16) by a factor K: quotient", AtMost(_noise_squared(CORRECTED[0]) / moved, 2 / K, V, SIXTEEN)),
    )


@section.claim("17", "When the quantum state is not decohered", kind="heuristic", place="(17)", uses=["15", "x/purity"],
               note="First reading, the state: without (15)'s innovation the purity of a pure state falls at the rate 4 gamma_Q Var A, "
               "(17) up to the factor 4. The innovation moves <A>: (d<A>)^2 = lambda^2 v^2/(2 gamma_C) dt at first, of the relative rate "
               "lambda^2 v/(2 gamma_C), by (14) at most 8 gamma_Q v. Second reading, its coherence: between the levels a and b it decays "
               "at the rate gamma_Q (a-b)^2, whatever the populations (x/law-coherence), while Var A = r (1-r) (a-b)^2 is small in the "
               "peaked states that (18) asks for. So (17) lets such a state lose its coherence, and collapse (x/law-log-odds), all the "
               "same, which changes it little in trace norm; it keeps both only for tau far below 1/(gamma_Q (a-b)^2).")
def coherent() -> All:
    r"""\text{to recover the quantum dynamics in (10) from that in (15), we must observe the system over timescales short compared to the
    decoherence time i.e. } \tau \ll \frac{\gamma_Q^{-1}}{\langle\hat A^2\rangle - \langle\hat A\rangle^2}"""
    loss = hybrid.purity_rate(LEVELS, WEIGHTS, state_drift, lambda x, y: sp.S.Zero)
    centre = hybrid.mean(LEVELS, WEIGHTS)
    kicks = [x * innovation(x, x, CORRECTED[1], centre) for x in LEVELS]
    return conjunction(
        ("loss of purity", Equal(loss, sp.expand(-4 * gammaQ * VARIANCE), V)),
        ("collapse at first", Equal(sp.expand(hybrid.mean(kicks, WEIGHTS) ** 2), sp.expand(lam**2 / (2 * gammaC) * VARIANCE**2), V)),
        ("collapse at first against (17)", AtMost(force**2 * v / (2 * gammaC), 8 * gammaQ * v, V, FOURTEEN)),
        ("purity lost by (17) with a factor K", AtMost(4 * gammaQ * v * tau, 4 / K, V, SEVENTEEN)),
    )


@coherent.reading()
def coherences_kept() -> Relation:
    r"""\text{... over timescales short compared to the decoherence time of the coherences, } \gamma_Q(a-b)^2\tau \leq 1, \text{ at }
    \gamma_Q\tau(\langle\hat A^2\rangle - \langle\hat A\rangle^2) = \tfrac1{100}"""
    latest = 1 / (100 * gammaQ * hybrid.variance(LEVELS, WEIGHTS))
    return AtMost(sp.cancel(gammaQ * (a - b) ** 2 * latest), sp.Integer(1), V)


@section.claim("18", "The chain of inequalities", kind="inequality", place="(18)", uses=["14", "16", "17"],
               note="With >> as 'at least K times': the first from (16), the middle one from (14) exactly, the last from (17) with K/16 "
               "in place of K: the printed sign >> needs K far above 16. Together <A>^2 >= (K^2/16) Var A.")
def chain() -> All:
    r"""\langle\hat A\rangle^2 \gg \frac{\gamma_C}{\lambda^2\tau} \geq \frac1{16\gamma_Q\tau} \gg \langle\hat A^2\rangle -
    \langle\hat A\rangle^2"""
    return conjunction(
        ("first", AtMost(K * gammaC / (force**2 * tau), m**2, V, SIXTEEN)),
        ("middle", AtMost(1 / (16 * gammaQ * tau), gammaC / (force**2 * tau), V, FOURTEEN)),
        ("last", AtMost(K / 16 * v, 1 / (16 * gammaQ * tau), V, SEVENTEEN)),
    )


@section.claim("p/fully-characterise", "The inequalities characterise the regime", kind="prose", place="below (18)", uses=["16", "17", ""
               "18"],
               scope="the variance of p",
               note="That (10) approximates (12) is taken in one sense: the variance that (12) adds to p beyond (10), 2 gamma_C tau + "
               "lambda^2 tau^2 Var A, is small against the square of the displacement lambda <A> tau. First reading, if and only if: "
               "with a quotient of at most 1/K (16) holds with 2K and Var A <= <A>^2/K, but (17) need not, also under (14): a strong "
               "decoherence gamma_Q of a state near an eigenstate of A harms nothing. Second reading, if: under (16), (17) by K and (14) "
               "the quotient is at most 2/K + 16/K^2. In another sense they are not even sufficient: x/shift.")
def characterise() -> All:
    r"""\text{This set of inequalities fully characterise the timescales and states for which (10) approximates (12)}"""
    moved = (force * m * tau) ** 2
    small = AtMost(_noise_squared(CORRECTED[0]) / moved, 1 / K, V)
    narrow = AtMost(v / m**2, 1 / K, V)
    return conjunction(
        *_sufficient(),
        ("necessary: (16) with 2K", AtMost(2 * K * gammaC / (force**2 * m**2), tau, V, small)),
        ("necessary: Var A", Equal(force**2 * tau**2 * v / moved, v / m**2, V)),
        ("necessary: (17), with a factor 1", AtMost(tau * gammaQ * v, sp.Integer(1), V, FOURTEEN, small, narrow)),
    )


@characterise.reading()
def characterise_sufficient() -> All:
    r"""\text{Under this set of inequalities (10) approximates (12)}"""
    return conjunction(*_sufficient())


def _sufficient() -> list[tuple[str, Relation]]:
    moved = (force * m * tau) ** 2
    return [
        ("sufficient: diffusion", AtMost(_noise_squared(CORRECTED[0]) / moved, 2 / K, V, SIXTEEN)),
        ("sufficient: branches", AtMost(_under(force**2 * tau**2 * v / moved), 16 / K**2, V)),
    ]


@section.claim("x/shift", "The difference of (10) and (12) does not see a shift of A", kind="identity",
               place="beyond", uses=["13", "10", "x/law-moments"],
               scope="initial products; that the left side is the right one is x/law-moments",
               note="A -> A + c adds lambda c d_p to (13) in every block, the constant force that (10) adds as well: the excess "
               "variance of p and the decoherence stay the same, while the left side of (18) is (<A> + c)^2. So with a wide momentum "
               "distribution (10) may approximate (12) where <A> = 0 and (18) fails: (18) measures noise against the force, not against "
               "the state.")
def shift() -> All:
    r"""\hat A \to \hat A + c:\quad \mathrm{Var}\,p - \mathrm{Var}\,p|_{(10)} = 2\gamma_C\tau + \lambda^2\tau^2\mathrm{Var}A
    \text{ unchanged}"""
    moved = von_neumann(lam * q * (a + c), lam * q * (b + c), AT)
    shifted = [level + c for level in LEVELS]
    return conjunction(
        ("added to (13)", Equal(sp.expand(moved.at(0, 1) - GENERATOR.at(0, 1)), lam * c, V)),
        ("phases", Equal(sp.expand(moved.at(0, 0)), sp.expand(-sp.I / hbar * lam * q * (a - b)), V)),
        ("Var A", Equal(hybrid.variance(shifted, WEIGHTS), sp.expand(r * (1 - r) * (a - b) ** 2), V)),
    )


@section.claim("p/peaked", "The state must be peaked in A", kind="prose", place="below (18)", uses=["18"],
               note="With K for both >>: <A>^2 >= (K^2/16) Var A, for every gamma_C and gamma_Q that obey (14).")
def peaked() -> All:
    r"""\text{For any timescale } \tau \text{ to exist, the } Q \text{ system's state must therefore satisfy } \langle\hat A\rangle^2 \gg
    \langle\hat A^2\rangle - \langle\hat A\rangle^2"""
    return conjunction(("Var A over <A>^2", AtMost(_under(v / m**2), 16 / K**2, V)))


@section.claim("p/timescale-restricted", "The available timescales", kind="prose", place="below (18)", uses=["18"],
               note="tau lies between K gamma_C/(lambda <A>)^2 and 1/(K gamma_Q Var A), ends that depend on one rate each; their "
               "quotient is at most 16 <A>^2/(K^2 Var A), whatever the rates.")
def timescales() -> All:
    r"""\text{one must also restrict the timescale over which the system is observed. For a given state, (18) shows that the available
    timescales depend on the decoherence rates on the } C \text{ and } Q \text{ degrees of freedom}"""
    late, early = 1 / (K * gammaQ * v), K * gammaC / (force**2 * m**2)
    return conjunction(("width of the window", AtMost((late / early).subs(WITHIN), 16 * m**2 / (K**2 * v), V)))


@section.claim("p/extends", "The regime of validity is extended", kind="prose", place="before the discussion", uses=["14", "15", "16"],
               note="First reading: (15) covers all that (10) covers, so that (14) holds under (16) and (17). It does not: with both rates "
               "and Var A small (16) and (17) hold and (14) fails, and (15) has no state (x/necessary). (18) has (14) as its middle part. "
               "Second reading: under (14), (15) covers states of any Var A and all times "
               "(p/average-recovers), where (18) restricts (10) to Var A small against <A>^2 (p/peaked).")
def extends() -> Relation:
    r"""\text{Our approach thus naturally extends the regime of validity of the standard mean-field one}"""
    return AtMost(force**2 / 16, gammaC * gammaQ, V, SIXTEEN, SEVENTEEN)


@extends.reading()
def extends_under_the_condition() -> All:
    r"""\text{Under (14) our approach is valid in the regime of the standard mean-field one, and beyond it}"""
    return conjunction(*recovered(), ("(18) asks for a small Var A", AtMost(_under(v / m**2), 16 / K**2, V)))


@section.claim("p/necessarily-fail", "Without an environment semi-classical approaches fail", kind="prose",
               place="Discussion, first paragraph", uses=["p/factorisation-violated", "p/not-preserved", "x/mean-field-variance"])
def necessarily_fail() -> Leaf:
    r"""\text{We have argued that without including open system effects, semi-classical approaches will necessarily fail to accurately
    approximate the original quantum dynamics in regimes of interest}"""
    return Cited("the two failures shown before: (6) does not stay positive, (8) loses the spread that A gives to p",
                 needs="a definition of the regimes of interest, and of all semi-classical approaches")


@section.claim("p/page-geilker-naive", "The mean-field force is that of the average configuration", kind="prose",
               place="Discussion, second paragraph", uses=["10"], scope="two configurations",
               note="Whatever coherence is left between them: after the counter and the environment are traced out there is none.")
def naive() -> Relation:
    r"""\text{Naively applying a semi-classical theory of the kind of (10) ... implies that the gravitational field should be sourced by
    the average configuration of the macroscopic masses}"""
    state = sp.Matrix([[w, coherence], [coherence, 1 - w]])
    return Equal(-lam * (sp.diag(a, b) * state).trace(), w * (-lam * a) + (1 - w) * (-lam * b), V)


@section.claim("p/page-geilker", "A classical mixture of fields", kind="prose", place="Discussion, second paragraph", uses=["13", "15"],
               note="Under (13) a block decays at the rate gamma_Q (a-b)^2, while the momenta of a and b part by |lambda| |a-b| tau "
               "against the noise (2 gamma_C tau)^(1/2): the square of the quotient grows with tau, by (14) at most 8 gamma_Q tau "
               "(a-b)^2: where it is far above 8, and the branches are told apart, no coherence is left.")
def mixture() -> All:
    r"""\text{with } \gamma_C \text{ taken to be a small number such that (14) is satisfied, one predicts a classical mixture of
    gravitational fields}"""
    drift = [-GENERATOR.at(0, 1).subs({a: x, b: x}, simultaneous=True) for x in (a, b)]
    modulus = GENERATOR.at(0, 0) + sp.I / hbar * lam * q * (a - b)
    return conjunction(
        ("decay of coherence", Equal(sp.expand(modulus), -gammaQ * (a - b) ** 2, V)),
        ("separation of drifts", Equal(sp.expand(drift[0] - drift[1]), -lam * (a - b), V)),
        ("told apart, at most 8 times the exponent of the decoherence", AtMost(
            (force * m * tau) ** 2 / _noise_squared(CORRECTED[0]), 8 * gammaQ * tau * m**2, V, FOURTEEN)),
    )


@section.claim("p/nonlinear-limit", "Couplings that are not linear", kind="prose", place="Discussion, third paragraph", uses=["6"],
               scope="coupling g q^2 A; the term that hbar -> 0 removes, not that positivity fails with it",
               note="q^2 A adds (i hbar/4)(a - b) d_p^2 to a block: no diffusion of a classical-quantum "
               "equation, and it vanishes with hbar, at a fixed coupling. Here lambda stands for the coupling of q^2 per length.")
def nonlinear() -> All:
    r"""\text{For quantum models that are not linear, an } \hbar \to 0 \text{ limit is necessary in order to ensure a consistent
    semi-classical theory}"""
    found = von_neumann(lam * q**2 * a, lam * q**2 * b, AT)
    return conjunction(
        ("d_p^2", Equal(found.at(0, 2), sp.I * hbar * lam / 4 * (a - b), V)),
        ("d_p", Equal(found.at(0, 1), lam * q * (a + b), V)),
        ("in the limit", Equal(found.at(0, 2).subs(hbar, 0), sp.S.Zero, V)),
    )


@section.claim("p/decoherence-on-C-alone", "Decoherence on C alone", kind="prose", place="Discussion, third paragraph")
def on_particle() -> Leaf:
    r"""\text{While here we assume independent decoherence channels on the } C \text{ and } Q \text{ systems, these may also be obtained by
    considering sufficiently strong decoherence on } C \text{ alone}"""
    return Cited("[2]", needs="the general theory of [2]; not so for (12) itself, where gamma_Q = 0 violates (14)")


@section.claim("p/p-function", "The partial P function", kind="prose", place="Discussion, third paragraph", uses=[""
               "x/entangled-and-positive"],
               note="A positive P function is a mixture of products of coherent states with states of Q, separable by definition. That "
               "positivity of the partial Wigner function does not suffice is x/entangled-and-positive.")
def p_function() -> Leaf:
    r"""\text{a stricter notion of classicality is based on the partial } P \text{ function, the positivity of which guarantees that the
    entanglement between the } C \text{ and } Q \text{ systems is zero}"""
    return Cited("the definition of the partial P function", needs="that definition only")


@section.claim("p/testing-gravity", "Proposals for ruling out classical gravity", kind="prose", place="Discussion, fourth paragraph")
def proposals() -> Leaf:
    r"""\text{recent proposals for ruling out the possibility of classical gravity amount to checking whether } \gamma_C \text{ indeed
    satisfies this relation [21, 26, 27, 28]}"""
    return Cited("[21, 26, 27, 28]", needs="those papers")


@section.claim("p/cannot-be-treated", "Below the threshold, no classical-quantum description", kind="prose",
               place="Discussion, last paragraph", uses=["x/necessary", "x/packet-time"],
               note="First reading: for no state and at no time. A wave packet with a superposition of two levels stays positive up to "
               "t_* = 8 gamma_Q s_pp/(lambda^2 - 16 gamma_C gamma_Q), a mixture of eigenstates for ever. Second reading: not for all of "
               "them; later than t_* there is no positive partial Wigner function of such a packet.")
def cannot_be_treated() -> Relation:
    r"""\text{In the case that (14) does not hold ... the quantum dynamics cannot be treated as effectively classical-quantum}"""
    return Below(8 * gammaQ * spp, (1 - part) * force**2 * tau, V)


@cannot_be_treated.reading()
def not_for_all() -> All:
    r"""\text{In the case that (14) does not hold, the quantum dynamics cannot be treated as effectively classical-quantum for all states
    and times}"""
    return lost()


@section.claim("p/still-useful", "Below the threshold", kind="prose", place="Discussion, last paragraph", uses=["p/interpretation-breaks"])
def still_useful() -> Leaf:
    r"""\text{semi-classical evolution laws, such as (15), may still provide a useful approximation of the original quantum dynamics, even
    when environmental decoherence is too weak to guarantee true emergent classicality in a subsystem}"""
    return Cited("an outlook without proof", needs="a statement of the approximation and of its error")
