"""Failure of semi-classicality in closed systems: the partial Wigner function of an entangled state is not positive."""

from __future__ import annotations

import sympy as sp

from derive import wigner
from derive.gaussian_function import GaussianFunction, conjugate, gaussian, product, substitute
from derive.hybrid_states import evolved, overlap, rate, second_minor
from derive.units import NONE
from verify.claim import Section
from verify.papers.layton2026.partial_wigner import transformed
from verify.papers.layton2026.symbols import V as TABLE
from verify.papers.layton2026.symbols import a, b, hbar, lam, mA, p, p0, q, q0, s, t
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Below, Equal, Relation
from verify.variables import Variables

section = Section("closed_system", title="Failure of semi-classicality in closed systems", order=30)
V = Variables(TABLE.values())
L = V.declare("L", NONE, "log(r (1-r)/|c|^2)")
o = V.declare("o", NONE, "overlap of two states that are not parallel", low=0, high=1)
INSTANCE = {a: 1, b: -1, lam: 1, s: 1, t: 1, hbar: 1}
STATE = wigner.pure_state(q0, p0, s, sp.S.Zero, hbar)


def _block(left: sp.Expr, right: sp.Expr) -> GaussianFunction:
    return transformed(evolved(STATE, left, right, coupling=lam, time=t, hbar=hbar))


def _total(function: GaussianFunction) -> GaussianFunction:
    return wigner.total_mass(function, (q, p))


@section.claim("p/positive-laws-unravel", "Laws that keep positivity have trajectories", kind="prose", place="Failure, second paragraph",
               note="Of the densities alone nothing more is asked: independent draws at each time have them too. That trajectories can be "
                    "continuous or Markov is more, and not said.")
def unravelled() -> Leaf:
    r"""\text{Any evolution law that preserves this positivity in time can then be unravelled in terms of individual classical
    trajectories}"""
    return Cited("Kolmogorov's extension theorem", needs="a formal theory of stochastic processes")


@section.claim("p/positive-hybrid-laws-unravel", "Laws that keep positivity have classical and quantum trajectories", kind="prose",
               place="Failure, second paragraph", uses=["p/positive-laws-unravel"])
def unravelled_hybrid() -> Leaf:
    r"""\text{Any evolution law that preserves the positivity of this object in time can also be unravelled, this time in terms of
    individual classical and quantum trajectories}"""
    return Cited("[1], [19]-[22]", needs="a law of pairs (q, p, rho) with the mean rho delta(q) delta(p) at each time")


@section.claim("p/liouville-positive", "(8) keeps positivity", kind="prose", place="Failure, second paragraph", uses=["8"],
               scope="Gaussian W", note="W(q, p + lambda <A> t) solves (8): a translation keeps every sign. Checked on a Gaussian, whose "
                                        "translation by the mean-field force is that of an eigenstate with a = <A>.")
def translated() -> All:
    r"""\text{One such example is provided by (8), which is positive and thus can be unravelled as in (10)}"""
    start = transformed(STATE)
    moved = substitute(start, {p: p + lam * mA * t})
    return conjunction(
        ("d_t W = lambda <A> d_p W", Equal(rate(moved, t), sp.expand(lam * mA * sp.diff(start.exponent, p)), V)),
        ("from the quantum state", Equal(_block(mA, mA).exponent, moved.exponent, V)),
    )


@section.claim("p/not-preserved", "(6) does not keep positivity", kind="prose", place="Failure, second paragraph", uses=["6"],
               scope="two levels", note="From a coherent state and a pure superposition: rho_aa rho_bb / |rho_ab|^2 = r (1-r) g / (r "
               "(1-r)) at every (q, p), with log g = -lambda^2 (a-b)^2 s t^2/hbar^2 < 0: the determinant is negative everywhere for "
               "every t > 0. The instance: a = 1, b = -1, all else 1.")
def not_preserved() -> All:
    r"""\text{it is simple to show that the dynamics of (6) do not preserve the positivity of } \hat\varrho^W(q, p)"""
    return _negative_at_once()


def _negative_at_once() -> All:
    """A coherent state times a pure superposition has a negative determinant at every t > 0."""
    ratio = second_minor(_block(a, a), _block(b, b), _block(a, b))
    return conjunction(
        ("log of the ratio", Equal(ratio.exponent, -(lam**2) * (a - b) ** 2 * s * t**2 / hbar**2, V)),
        ("prefactors cancel", Equal(ratio.coefficient**4 * ratio.radicand, sp.S.One, V)),
        ("at one instance below 1", Below(sp.exp(ratio.exponent.subs(INSTANCE)), sp.S.One, V)),
    )


@section.claim("p/doomed", "Starting with (6) was doomed to fail", kind="prose", place="Failure, last paragraph",
               uses=["p/not-preserved", "x/positivity-time", "p/maximally-entangled-not-positive"],
               note="First reading: for some states. A coherent state times a pure superposition loses its positivity at once. Second "
               "reading: for every state that is no product of an eigenstate. With a coherence |c|^2 < r (1-r) the partial Wigner function "
               "stays positive up to t_* of x/positivity-time, and for a mixture of eigenstates of A for ever.")
def doomed() -> All:
    r"""\text{any semi-classical approach starting with (6) was doomed to fail. Since the dynamics generate large amounts of
    entanglement and are not positive, the system cannot be described in terms of interacting classical and quantum systems}"""
    return _negative_at_once()


@doomed.reading()
def doomed_at_once() -> Relation:
    r"""\text{... from whatever state, at every time } t > 0"""
    return Below(hbar * sp.sqrt(L / s) / lam, t, V)


@section.claim("x/positivity-time", "How long a mixed state stays positive under (6)", kind="identity", place="beyond",
               uses=["p/not-preserved"], note="With a coherence |c|^2 < r (1-r) the partial Wigner function of a coherent state is "
               "positive exactly as long as g >= |c|^2/(r (1-r)), that is up to t_* = hbar (log(r (1-r)/|c|^2)/s)^(1/2)/(|lambda| "
               "|a-b|): a finite time for every c > 0, at once for a pure state.")
def positivity_time() -> All:
    r"""t_* = \frac\hbar{|\lambda||a - b|}\Big(\frac1s\log\frac{r(1-r)}{|c|^2}\Big)^{1/2}"""
    ratio = second_minor(_block(a, a), _block(b, b), _block(a, b))
    end = hbar * sp.sqrt(L / s) / (lam * (a - b))
    return conjunction(("log of the ratio at t_*", Equal(sp.simplify(ratio.exponent.subs(t, end)), -L, V)))


@section.claim("p/rapidly-entangled", "Maximal entanglement of states localised in momentum", kind="prose", place="Failure, third "
               "paragraph",
               uses=["11"], scope="the overlap of the branches", note="The concurrence of an equal superposition is (1 - o^2)^(1/2) with "
               "log o^2 = -lambda^2 (a-b)^2 t^2/(4 "
               "s_pp): it approaches 1 within t of the order 2 s_pp^(1/2)/(|lambda| |a-b|), the faster the sharper p, and is 1 at no "
               "finite time for a Gaussian. In other superpositions it approaches 2 (r (1-r))^(1/2).")
def rapidly() -> All:
    r"""\text{the two systems rapidly become maximally entangled for states localised in momentum}"""
    spread = hbar**2 / (4 * s)  # s_pp of a coherent state
    shared = overlap(STATE, a, b, coupling=lam, time=t, hbar=hbar)
    return conjunction(
        ("log of the overlap, squared", Equal(2 * sp.re(sp.expand(shared.exponent)), -(lam**2) * (a - b) ** 2 * t**2 / (4 * spread), V)),
    )


@section.claim("p/maximally-entangled-not-positive", "A maximally entangled pure state is not positive", kind="prose",
               place="Failure, third paragraph", uses=["5"], scope="pure states, two levels",
               note="The conclusion, for every pure entangled |a> psi_a + |b> psi_b: int W_aa W_bb = |<psi_a|psi_b>|^2/(2 pi hbar) and "
               "int |W_ab|^2 = |psi_a|^2 |psi_b|^2/(2 pi hbar) (Moyal, checked on a coherent state and that at the origin: translations "
               "do the rest), so that W_aa W_bb - |W_ab|^2 integrates to a negative number unless psi_a, psi_b are parallel. The "
               "argument by Bell's theorem is another matter: p/bell.")
def not_positive() -> All:
    r"""\text{which in turn implies that } \hat\varrho^W(q, p) \text{ cannot be positive semi-definite}"""
    zero = sp.S.Zero
    dyad = wigner.coherent_dyad(q0, p0, zero, zero, s, hbar)
    one, two = (wigner.coherent_dyad(x, y, x, y, s, hbar) for x, y in ((q0, p0), (zero, zero)))
    both = _total(product(transformed(one), transformed(two)))
    off = transformed(dyad)
    mixed = _total(product(off, conjugate(off)))
    x = sp.Dummy("x", real=True)
    inner = wigner.total_mass(wigner.diagonal(dyad, x), (x,))
    parts = []
    for name, found, squared in (("int W_aa W_bb", both, product(inner, conjugate(inner))), ("int |W_ab|^2", mixed, gaussian(sp.S.Zero))):
        parts.append((f"{name}: exponent", Equal(found.exponent, squared.exponent, V)))
        prefactor = found.coefficient**4 * found.radicand
        parts.append((f"{name}: prefactor^4", Equal(prefactor, squared.coefficient**4 * squared.radicand / (2 * sp.pi * hbar) ** 4, V)))
    return conjunction(*parts, ("Cauchy and Schwarz", AtMost(o**2, sp.S.One, V)))


@section.claim("p/bell", "The argument by a Bell test", kind="prose", place="Failure, third paragraph",
               note="That the state is entangled is not enough for the conclusion: entangled states with positive partial Wigner functions "
               "exist (x/entangled-and-positive). Whether a state that violates a Bell inequality may have one depends on which "
               "measurements are meant, and is not decided here: the EPR state of two particles, whose full Wigner function is positive "
               "and which violates one by parities, has a partial Wigner function that is not positive. For maximally entangled states "
               "the conclusion holds: p/maximally-entangled-not-positive.")
def bell() -> Leaf:
    r"""\text{Since a maximally entangled state can violate a Bell test, its statistics necessarily cannot be replicated by a
    classical-quantum state}"""
    return Cited("Bell's theorem; Banaszek and Wodkiewicz, Phys. Rev. A 58, 4345 (1998) for a positive Wigner function",
                 needs="a definition of the measurements whose statistics are meant")
