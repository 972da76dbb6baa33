"""Introduction and toy model: the unitary dynamics (3) and its partial Wigner representation (4) to (6)."""

from __future__ import annotations

import sympy as sp

from derive import wigner
from derive.gaussian_function import GaussianFunction, conjugate, density, fourier, integrate, substitute
from derive.hybrid import von_neumann
from derive.hybrid_states import evolved, quotient, rate
from derive.partial_weyl import partial_commutator
from derive.units import ENERGY
from verify.claim import Section
from verify.papers.layton2026.symbols import AT, V, a, b, hbar, lam, mass, p, p0, p1, q, q0, q1, s, t
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import Equal, Relation
from verify.statements.units import HasUnit

section = Section("partial_wigner", title="Introduction and toy model", order=10)
DYAD = wigner.coherent_dyad(q0, p0, q1, p1, s, hbar)
CLOSED = von_neumann(lam * q * a, lam * q * b, AT)


def same(derived: GaussianFunction, printed: GaussianFunction) -> All:
    """Equality of two Gaussian functions with positive prefactors: of exponents, and of prefactors to the fourth."""
    if not (derived.coefficient.is_positive and printed.coefficient.is_positive):
        raise ValueError("`derived` and `printed` must have positive coefficients: fourth powers do not see a sign")
    return conjunction(
        ("exponent", Equal(derived.exponent, printed.exponent, V)),
        ("prefactor^4", Equal(derived.coefficient**4 * derived.radicand, printed.coefficient**4 * printed.radicand, V)),
    )


def transformed(kernel: wigner.Kernel, sign: int = -1, prefactor: sp.Expr = 1 / (2 * sp.pi * hbar)) -> GaussianFunction:
    """prefactor int e^(i sign p y/hbar) <q + y/2|rho|q - y/2> dy, the Wigner function unless said otherwise."""
    return wigner.transform(kernel, q, p, sign=sign, prefactor=prefactor, hbar=hbar)


@section.claim("1", "Semi-classical descriptions", kind="heuristic", place="(1)")
def schematic() -> Leaf:
    r"""\text{quantum} \leftrightarrow \text{quantum} \approx \text{classical} \leftrightarrow \text{quantum}"""
    return Cited("a scheme, which the rest of the paper makes precise", needs="nothing: it asserts no formula")


@section.claim("2", "Mean-field semi-classical gravity", kind="heuristic", place="(2)")
def gravity() -> Leaf:
    r"""G_{\mu\nu} = \frac{8\pi G}{c^4}\langle\hat T_{\mu\nu}\rangle + \text{quantum-field theory in curved space}"""
    return Cited("refs. [3, 4]; motivation only", needs="quantum field theory in curved space; nothing in the paper rests on it")


@section.claim("p/canonical-commutator", "Position and momentum", kind="convention", place="above (3)")
def canonical() -> Relation:
    r"""[\hat q, \hat p] = i\hbar"""
    found = partial_commutator(q, p, AT)
    return Equal(sp.Add(*(value * hbar**power for power, value in found.items())), sp.I * hbar, V)


@section.claim("3", "The unitary dynamics", kind="definition", place="(3)",
               note="A definition. Checked: its solution, U rho U* with U = exp(-i lambda q A t/hbar), obeys it block by block in "
               "position representation, for coherent dyads, which span, and lambda q A is an energy.")
def unitary() -> All:
    r"""\frac{d\hat\rho_{CQ}}{dt} = -\frac i\hbar[\lambda\hat q\hat A, \hat\rho_{CQ}]"""
    x, y = DYAD.left, DYAD.right
    solved = evolved(DYAD, a, b, coupling=lam, time=t, hbar=hbar).function
    derived = sp.diff(solved.exponent, t).subs({x: q, y: q1})
    return conjunction(
        ("rate of a block <q, a|rho|q_1, b>", Equal(derived, -sp.I / hbar * lam * (q * a - q1 * b), V)),
        ("the Hamiltonian", HasUnit(lam * q * a, ENERGY, V)),
    )


@section.claim("p/large-mass", "Without kinetic term", kind="prose", place="below (3)",
               note="p^2/2m adds -(p/m) d_q to every block, which vanishes as 1/m; it moves q by p t/m, to be small beside the width in "
                    "q.")
def large_mass() -> All:
    r"""\text{we work in a large mass limit such that we drop the usual kinetic term of the quantum particle}"""
    kinetic = von_neumann(p**2 / (2 * mass), p**2 / (2 * mass), AT)
    return conjunction(
        ("d_q", Equal(kinetic.at(1, 0), -p / mass, V)),
        ("no second derivative", Equal(kinetic.at(0, 2), sp.S.Zero, V)),
    )


@section.claim("4", "The Wigner function from the phase-point operator", kind="definition", scope="pure Gaussian states", place="(4)",
               note="tr(rho |q+y/2><q-y/2|) = <q-y/2|rho|q+y/2>; y -> -y turns the printed sign into +. Tested on a coherent state of "
               "mean momentum p_0, whose Wigner function is the density centred at (q_0, p_0).")
def phase_point() -> All:
    r"""W(q, p) = \mathrm{tr}(\hat\rho_C\hat A_{q,p}),\quad \hat A_{q,p} = \frac1{\pi\hbar}\int_{-\infty}^\infty
    e^{-\frac i\hbar py}|q+\tfrac y2\rangle\langle q-\tfrac y2|dy"""
    return same(_standard(), transformed(_state(), +1, 1 / (sp.pi * hbar)))


@phase_point.corrected(
    why="As printed the function is twice the Wigner function, taken at -p: it integrates to 2, and a state of momentum p_0 sits at -p_0. "
    "The prefactor must be 1/(2 pi hbar), the exponent +ipy/hbar for this dyad (or -ipy/hbar with |q-y/2><q+y/2|).",
    error="substance",
    consequence="(6), (8) and (13) hold with the corrected sign only: with the printed A_{q,p} the terms lambda/2 {A, d_p .}_+ change "
    "theirs, so that the particle would be pushed the other way. They are linear, so that the factor 2 does not matter to them; but W is "
    "no probability density with it.",
)
def phase_point_corrected() -> All:
    r"""W(q, p) = \mathrm{tr}(\hat\rho_C\hat A_{q,p}),\quad \hat A_{q,p} = \frac1{2\pi\hbar}\int_{-\infty}^\infty
    e^{+\frac i\hbar py}|q+\tfrac y2\rangle\langle q-\tfrac y2|dy"""
    return same(_standard(), transformed(_state()))


def _state() -> wigner.Kernel:
    return wigner.pure_state(q0, p0, s, sp.S.Zero, hbar)


def _standard() -> GaussianFunction:
    return density((q, p), (q0, p0), sp.diag(s, hbar**2 / (4 * s)))


@section.claim("5", "The partial Wigner function", kind="definition", place="(5)", uses=["4"], scope="coherent dyads",
               note="With A_{q,p} of (4) corrected: the integral over phase space gives tr_C rho and the one over p gives <q|rho|q>, "
               "both with H_Q left intact; checked on every block that is a coherent dyad |alpha><beta|, which span.")
def partial_transform() -> All:
    r"""\hat\varrho^W(q, p) = \mathrm{tr}_C(\hat\rho_{CQ}\hat A_{q,p})"""
    marginal, diagonal = integrate(transformed(DYAD), p), wigner.diagonal(DYAD, q)
    trace = integrate(diagonal, q)
    return conjunction(
        ("<q|rho|q>: exponent", Equal(marginal.exponent, diagonal.exponent, V)),
        ("<q|rho|q>: prefactor^4", Equal(marginal.coefficient**4 * marginal.radicand, diagonal.coefficient**4 * diagonal.radicand, V)),
        ("tr_C rho: exponent", Equal(wigner.total_mass(transformed(DYAD), (q, p)).exponent, trace.exponent, V)),
    )


@section.claim("p/operator-valued", "W is real, the partial Wigner function an operator", kind="prose", place="below (5)", uses=["4", "5"],
               scope="coherent dyads", note="The transform of |beta><alpha| is the conjugate of that of |alpha><beta|: so W is real, "
                                            "and the matrix of blocks is Hermitian at every (q, p).")
def operator_valued() -> All:
    r"""\text{while } W(q, p) \text{ is a real-valued function of phase space, } \hat\varrho^W(q, p) \text{ is operator valued}"""
    return same(conjugate(transformed(DYAD)), transformed(wigner.coherent_dyad(q1, p1, q0, p0, s, hbar)))


@section.claim("6", "The unitary dynamics in the partial Wigner representation", kind="identity", place="(6)", uses=["3", "4", "5"],
               note="Block by block, for every A and every state: q # f = q f + (i hbar/2) d_p f. Once more from kernels: the transform "
               "of the solution of (3) from a coherent state, differentiated at t = 0.")
def partial_wigner() -> All:
    r"""\frac{\partial\hat\varrho^W}{\partial t} = -\frac i\hbar[\lambda q\hat A, \hat\varrho^W] + \frac\lambda2\{\hat A,
    \frac{\partial\hat\varrho^W}{\partial p}\}_+"""
    f = transformed(evolved(_state(), a, b, coupling=lam, time=t, hbar=hbar))
    value, slope = -sp.I / hbar * lam * q * (a - b), lam / 2 * (a + b)
    by_p = sp.diff(f.exponent.subs(t, 0), p)
    return conjunction(
        ("factor of rho_ab", Equal(CLOSED.at(0, 0), value, V)),
        ("factor of d_p rho_ab", Equal(CLOSED.at(0, 1), slope, V)),
        ("no second derivative", Equal(CLOSED.at(0, 2), sp.S.Zero, V)),
        ("from kernels", Equal(rate(f, t), sp.expand(value + slope * sp.expand(by_p)), V)),
        ("Weyl symbols against kernels", Equal(quotient(substitute(f, {t: 0}), CLOSED, q, p), rate(f, t), V)),
    )


@section.claim("p/equivalent-6", "Equivalence of (6) and (3)", kind="prose", place="below (6)", uses=["5", "6"], scope="coherent dyads",
               note="The representation is inverted by int e^(ipy/hbar) W dp at q = (x_1+x_2)/2, y = x_1 - x_2, so that nothing is lost.")
def equivalent() -> All:
    r"""\text{which provides an entirely equivalent description of the unitary quantum dynamics (3) in a partial phase space picture}"""
    y = sp.Dummy("y", real=True)
    wave = fourier(transformed(DYAD), p, y / hbar, sign=+1)
    kernel = DYAD.at(q + y / 2, q - y / 2)
    return same(substitute(wave, {y: q1}), substitute(kernel, {y: q1}))


@section.claim("p/effective-classicality", "Positivity from effective classicality", kind="prose", place="below (6)")
def effective_classicality() -> Leaf:
    r"""\text{while effective classicality of a system implies } W(q, p) \geq 0, \text{ effective classicality of a subsystem implies }
    \hat\varrho^W(q, p) \succeq 0"""
    return Cited("[2]", needs="the definition of effective classicality in [2]; the converse is false, see p/p-function")
