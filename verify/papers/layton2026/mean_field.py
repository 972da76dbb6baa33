"""Standard semi-classical approach: factorisation, the mean-field equations (7) to (10), and when they fail, (11)."""

from __future__ import annotations

import sympy as sp

from derive import hybrid, wigner
from derive.canonical_pairs import poisson_bracket
from derive.gaussian_function import density, gaussian, integrate, mean, product
from derive.hybrid_states import overlap, rate, transposed_determinant
from verify.claim import Section
from verify.papers.layton2026.partial_wigner import CLOSED
from verify.papers.layton2026.symbols import AT, a, b, hbar, lam, mA, p, p0, q, q0, r, s, t
from verify.papers.layton2026.symbols import V as TABLE
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import Below, Equal, Relation
from verify.variables import Variables

section = Section("mean_field", title="Standard semi-classical approach", order=20)
V = Variables(TABLE.values())
c = V.declare("c", meaning="coherence c_ab of the system with A, at least 0", low=0, high=1, closed=True)
c1 = V.declare("c_1", meaning="the same, positive", low=0, high=1)
o = V.declare("o", meaning="overlap of the displaced states, exp(-lambda^2 (a-b)^2 s t^2/(2 hbar^2)) where s is the position variance",
              low=0, high=1)
LEVELS, WEIGHTS = (a, b), (r, 1 - r)
STATE = wigner.pure_state(q0, p0, s, sp.S.Zero, hbar)
COHERENCE = overlap(STATE, a, b, coupling=lam, time=t, hbar=hbar)
MEAN = hybrid.mean(LEVELS, WEIGHTS)


@section.claim("7", "Factorisation at all times", kind="heuristic", place="(7)",
               note="An assumption; when it holds is p/factorisation-eigenstate.")
def factorised() -> Leaf:
    r"""\hat\varrho^W(q, p, t) \approx W(q, p, t)\hat\rho(t)\quad \forall t"""
    return Cited("the assumption of the standard approach", needs="nothing: what follows from it is checked")


@section.claim("8", "The Wigner function under factorisation", kind="identity", place="(8)", uses=["6", "7"],
               note="The trace of (6) at W rho: sum_a rho_aa (...)_aa, for two levels; the left term has a = b and drops out.")
def liouville() -> All:
    r"""\partial_tW(q, p, t) = \mathrm{tr}\Big[\frac{\partial\hat\varrho^W}{\partial t}\Big] \approx \lambda\langle\hat A\rangle
    \frac{\partial W(q, p, t)}{\partial p}"""
    traced = [sum(w * CLOSED.at(0, k).subs({a: x, b: x}, simultaneous=True) for x, w in zip(LEVELS, WEIGHTS, strict=True)) for k in (0, 1)]
    return conjunction(
        ("factor of d_p W", Equal(sp.expand(traced[1]), lam * (a * r + b * (1 - r)), V)),
        ("factor of W", Equal(sp.expand(traced[0]), sp.S.Zero, V)),
    )


@section.claim("9", "The quantum state under factorisation", kind="identity", place="(9)", uses=["6", "7"],
               scope="Gaussian W", note="The integral of (6) over phase space at W rho: d_p W integrates to 0. For a Gaussian W of mean "
               "q_0; only the mean of q enters, for every W.")
def averaged_unitary() -> Relation:
    r"""\partial_t\hat\rho(t) = \int dqdp\left[\partial_t\hat\varrho^W(q, p, t)\right] \approx \int dqdp\,W(q, p, t)\left(-\frac i\hbar
    [\lambda q\hat A, \hat\rho(t)]\right)"""
    W = wigner.transform(STATE, q, p, sign=-1, prefactor=1 / (2 * sp.pi * hbar), hbar=hbar)
    return Equal(rate(COHERENCE, t), -sp.I / hbar * lam * mean(W, (q, p))[0] * (a - b), V)


@section.claim("p/liouville-force", "(8) is Liouville's equation", kind="prose", place="below (9)", uses=["8"],
               note="The Hamiltonian lambda <A> q has the force -lambda <A>; {H, W} = d_q H d_p W - d_p H d_q W, tested at W = p, "
               "which is enough for a first-order operator in p.")
def force() -> All:
    r"""\text{these correspond to the classical Liouville equation under a force } -\lambda\langle\hat A\rangle"""
    H = lam * mA * q
    return conjunction(
        ("force", Equal(-sp.diff(H, q), -lam * mA, V)),
        ("Liouville's equation at W = p", Equal(-poisson_bracket(H, p, AT), lam * mA * sp.diff(p, p), V)),
    )


@section.claim("10", "The mean-field equations", kind="identity", place="(10)", uses=["8", "9"], scope="one trajectory: a sharp q",
               note="The average over the law of p of a deterministic pair with one <A>, by the same rule as (15): the equation (8). At "
               "a sharp q the rates of (9) and (10) agree. <A> is constant, for A commutes with itself.")
def trajectories() -> All:
    r"""\frac{dp}{dt} = -\lambda\langle\hat A\rangle\quad \frac{d\hat\rho}{dt} = -\frac i\hbar[\lambda q\hat A, \hat\rho]"""
    unitary_part = -sp.I / hbar * lam * q * (a - b)
    found = hybrid.averaged(-lam * mA, sp.S.Zero, unitary_part, sp.S.Zero)
    return conjunction(
        ("factor of d_p", Equal(found.at(0, 1), lam * mA, V)), ("no diffusion", Equal(found.at(0, 2), sp.S.Zero, V)),
        ("rate of a block at a sharp q", Equal(CLOSED.at(0, 0), unitary_part, V)),
        ("d<A>/dt", Equal(r * a * unitary_part.subs(b, a) + (1 - r) * b * unitary_part.subs(a, b), sp.S.Zero, V)),
    )


@section.claim("p/mean-field-unravelled", "(10) as an unravelling of (9)", kind="prose", place="above (10)", uses=["9", "10"],
               note="First reading: the average of (10) over q drawn from W keeps the modulus of a coherence, as (9) with its one "
               "rho(t) does. It is exp(-lambda^2 (a-b)^2 s t^2/(2 hbar^2)) instead: trajectories of different q dephase. That average "
               "is, as it happens, the exact reduced state of (3). Second reading: rho inside the integral of (9) is that of the "
               "trajectory.")
def unravelled() -> Relation:
    r"""\text{and unitary quantum dynamics averaged over } W(q, p)\text{, and hence can be unravelled along individual trajectories}"""
    modulus = sp.expand(sp.re(sp.expand(COHERENCE.exponent)))
    return Equal(modulus, sp.S.Zero, V)


@unravelled.reading()
def unravelled_each() -> Relation:
    r"""\partial_t\mathbb E[\hat\rho_q] = \int dqdp\,W(q, p)\left(-\frac i\hbar[\lambda q\hat A, \hat\rho_q(t)]\right)"""
    weight = density((q,), (q0,), sp.Matrix([[s]]))
    inside = product(weight, gaussian(-sp.I / hbar * lam * q * (a - b) * t))
    return Equal(COHERENCE.exponent, integrate(inside, q).exponent, V)


@section.claim("p/gravity-analogue", "Analogue of semi-classical gravity", kind="prose", place="below (10)")
def analogue() -> Leaf:
    r"""\text{semi-classical dynamics derived by assuming factorisation are an exact analogue of those commonly used in semi-classical
    gravity}"""
    return Cited("refs. [10, 13], [14, 15] for the derivations", needs="the Born-Oppenheimer and effective-action derivations")


@section.claim("p/factorisation-eigenstate", "Factorisation for eigenstates of A, the direction if", kind="prose", place="above "
               "(11)", uses=[""
               "6"],
               scope="if; only if by p/factorisation-violated", note="The other direction is p/factorisation-violated. At rho = |a><a| "
               "the block (a, a) moves as W(q, p + lambda a t), "
                    "the product W |a><a| for ever.")
def eigenstate() -> All:
    r"""\text{this will only hold when the } Q \text{ subsystem starts in an eigenstate } |a_0\rangle \text{ or } |a_1\rangle
    \text{ of the operator } \hat A"""
    return conjunction(
        ("rate of W", Equal(CLOSED.at(0, 1).subs(b, a), lam * a, V)),
        ("no phase", Equal(CLOSED.at(0, 0).subs(b, a), sp.S.Zero, V)),
    )


@section.claim("p/all-others-entangled", "Entanglement in all other cases", kind="prose", place="above (11)", uses=["3"],
               scope="two levels; coherent states of C",
               note="Entangled means that the determinant of the partial transpose is negative: -c^2 r (1-r) (1-o^2)^2 with the "
               "coherence c and the overlap o of the displaced states, o^2 = exp(-lambda^2 (a-b)^2 s t^2/hbar^2). It is 0 for c = 0: a "
               "mixture of |a_0> and |a_1> is no eigenstate, and stays sum_a p_a |a><a| (x) rho_a, separable (though no product). It is "
               "0 for o = 1 as well: C sharp in q, s -> 0, or a mixture of such states, where the evolution of Q is unitary at each q. "
               "Read of pure states, as (11) is, the sentence is right: with a coherence c > 0 all factors of c^2 r (1-r) (1-o^2)^2 are "
               "positive, and a minus sign stands in front; likewise for mixed states of Q with <a_0|rho|a_1> != 0.")
def all_others() -> All:
    r"""\text{In all other cases, the unitary dynamics of (3) generates entanglement between the two systems}"""
    return conjunction(("negative", Below(transposed_determinant(r, 1 - r, c, o), sp.S.Zero, V)), _determinant(c))


@all_others.reading()
def all_others_pure() -> All:
    r"""\text{In all other cases (pure states of } C \text{ and } Q\text{) the unitary dynamics of (3) generates entanglement}"""
    return _determinant(c1)


def _determinant(coherence: sp.Symbol) -> All:
    squared = 2 * sp.re(sp.expand(COHERENCE.exponent))
    printed = -(coherence**2) * r * (1 - r) * (1 - o**2) ** 2
    return conjunction(
        ("overlap: log of o^2", Equal(squared, -(lam**2) * (a - b) ** 2 * s * t**2 / hbar**2, V)),
        ("determinant", Equal(transposed_determinant(r, 1 - r, coherence, o), printed, V)),
    )


@section.claim("11", "Entanglement of an equal superposition", kind="identity", place="(11)", uses=["3"],
               note="The states are not normalised, on both sides alike. Of each branch, psi = exp(-i lambda a q t/hbar) exp(ipq/hbar): "
               "it obeys i hbar d_t psi = lambda a q psi, and -i "
               "hbar d_q psi = (p - a lambda t) psi, without a further phase, for exp(i p' q/hbar) is |p'> itself.")
def entangling() -> All:
    r"""e^{-\frac i\hbar\lambda\hat A\hat qt}(|a_0\rangle + |a_1\rangle)\otimes|p\rangle = |a_0\rangle\otimes|p - a_0\lambda t\rangle
    + |a_1\rangle\otimes|p - a_1\lambda t\rangle"""
    branch = sp.exp(-sp.I * lam * a * q * t / hbar) * sp.exp(sp.I * p * q / hbar)
    return conjunction(
        ("momentum", Equal(sp.expand(sp.simplify(-sp.I * hbar * sp.diff(branch, q) / branch)), p - a * lam * t, V)),
        ("Schroedinger's equation", Equal(sp.expand(sp.simplify(sp.I * hbar * sp.diff(branch, t) / branch)), lam * a * q, V)),
        ("at t = 0", Equal(sp.expand(sp.simplify(-sp.I * hbar * sp.diff(branch, q) / branch)).subs(t, 0), p, V)),
    )


def _shifts() -> list[sp.Expr]:
    """By how much (6) moves the momentum in each eigenstate of A."""
    return [-CLOSED.at(0, 1).subs({a: x, b: x}, simultaneous=True) * t for x in LEVELS]


def _covariance() -> sp.Expr:
    """That of A and p after the time t, from a product."""
    moved = _shifts()
    return sp.expand(hybrid.mean([x * d for x, d in zip(LEVELS, moved, strict=True)], WEIGHTS) - MEAN * hybrid.mean(moved, WEIGHTS))


@section.claim("p/factorisation-violated", "Factorisation is violated", kind="prose", place="below (11)", uses=["6", "11"],
               note="For every initial product with finite moments: the covariance of A and p is -lambda t Var A afterwards, that of a "
               "product is 0. So (7) holds for all times if and only if Var A = 0: an eigenstate of A, or a degenerate level. A mixture "
               "of eigenstates violates (7) as well.")
def violated() -> All:
    r"""\text{which violates the factorisation assumption. This means that the standard mean-field semi-classical approach is not a valid
    approximation when quantum effects on } Q \text{ are significant}"""
    return conjunction(("covariance of A and p", Equal(_covariance(), -lam * t * r * (1 - r) * (a - b) ** 2, V)))


@section.claim("p/trivial-cases", "The factorisation assumption leaves trivial cases", kind="prose", place="Failure, last paragraph",
               uses=["p/factorisation-violated", "p/factorisation-eigenstate"], scope="exact factorisation under (6); moments",
               note="It survives if and only if A has no spread: the particle then moves under a given force.")
def trivial_cases() -> All:
    r"""\text{The factorisation assumption saves the semi-classical description in this setting, but at the cost of reducing the regime of
    validity to trivial cases}"""
    variance = r * (1 - r) * (a - b) ** 2
    return conjunction(("covariance of A and p over -lambda t", Equal(sp.expand(_covariance() / (-lam * t)), variance, V)),
                       ("which is the variance of A", Equal(hybrid.variance(LEVELS, WEIGHTS), variance, V)))


@section.claim("x/mean-field-variance", "What mean-field loses: the variance of momentum", kind="identity", place="beyond",
               uses=["6", "8"], scope="initial products, or A and p uncorrelated at first; the shifts",
               note="Exactly the momentum is a mixture of laws moved by -lambda a t, and gains lambda^2 t^2 Var A; "
                                     "under (8) it gains nothing: the error is there before any decoherence.")
def lost_variance() -> All:
    r"""\mathrm{Var}\,p(t) - \mathrm{Var}\,p(0) = \lambda^2t^2(\langle\hat A^2\rangle - \langle\hat A\rangle^2)"""
    moved = _shifts()
    return conjunction(
        ("variance of the shifts", Equal(hybrid.variance(moved, WEIGHTS), lam**2 * t**2 * r * (1 - r) * (a - b) ** 2, V)),
        ("variance of A", Equal(hybrid.variance(LEVELS, WEIGHTS), r * (1 - r) * (a - b) ** 2, V)),
        ("mean of the shifts", Equal(hybrid.mean(moved, WEIGHTS), -lam * t * sp.expand(MEAN), V)),
    )
