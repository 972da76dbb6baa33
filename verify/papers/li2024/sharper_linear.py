"""Linear jump functions: the rate h^(1/2) gamma^(-3/2) of long times from the start (not printed)."""

from __future__ import annotations

import sympy as sp

from derive.plane_waves import PlaneWave, coefficient, commutator, together
from derive.successive_symbols import power_integral
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.correspondence import V as TABLE
from verify.papers.li2024.symbols import eps, gamma, h, t
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal
from verify.variables import Variables

section = Section("sharper_linear", title="Theorem 1 for linear jump functions (not printed)", order=68)
HALF, THREE_HALVES = sp.Rational(1, 2), sp.Rational(3, 2)
V = Variables(TABLE.values())
names = {symbol.name: symbol for symbol in V}
k0, l0, k1, l1 = (names[name] for name in ("k_0", "l_0", "k_1", "l_1"))
P, A = PlaneWave((k0,), (l0,)), PlaneWave((k1,), (l1,))
s = V.declare("s", NONE, "a time up to 1", high=1)
span = V.declare("w", NONE, "1/gamma", high=1)
m = V.declare("m", NONE, "number of derivatives", low=1, closed=True, integer=True)
COUPLING = AtMost(sp.Integer(1), gamma, V), AtMost(gamma, 1 / h, V)
W = sp.Max(h**HALF, (h * gamma * s) ** HALF)  # the scale of a(s), eps^2 up to the factor 2
WAVES = "n = 1; plane waves, of which all symbols are superpositions"


@section.claim("x/linear-exact", "Linear jump functions leave no remainder", kind="identity", place="not printed; sharpens (5.2)",
               uses=["5.2"], scope="n = 1; plane waves a",
               note="x is -i d_k e^(i(kx + l xi)) at k = l = 0: its commutator with Op(a) is exactly first order in h, so that [L, [L, "
               "A]] = Op(-h^2 H_l^2 a); likewise xi. What is left in (5.2) is h^(2 - 3 rho), from P.")
def linear_exact() -> All:
    r"""\ell \text{ linear}:\quad [L,\mathrm{Op}(a)]=\mathrm{Op}(-ihH_\ell a),\quad \mathcal{L}\mathrm{Op}(a) =
    \mathrm{Op}(Qa)+h^{2-3\rho}\mathrm{Op}(e)"""
    bracket = commutator(P, A, h)
    here = {k0: 0, l0: 0}
    by_x, by_xi = (sp.expand((-sp.I * sp.diff(bracket, variable)).subs(here)) for variable in (k0, l0))
    return conjunction(  # H_x = -d_xi, H_xi = d_x on e^(i(k_1 x + l_1 xi))
        ("x", Equal(by_x, -sp.I * h * (-sp.I * l1), V)), ("xi", Equal(by_xi, -sp.I * h * (sp.I * k1), V)),
    )


@section.claim("x/divergence-form", "The error of P is a third divergence", kind="identity", place="not printed; (5.7)",
               uses=["p/commutator-expansion"], scope=WAVES,
               note="The bracket of order 3 contracts third derivatives of p and a with the symplectic form, which vanishes between two "
               "derivatives of p: those of a may as well act on the product. So e_1 = h^2 d^3(d^3 p a) + h^4 d^5(d^5 p a) + ...")
def divergence_form() -> All:
    r"""\tfrac{i}{h}[P,\mathrm{Op}(a)]-\mathrm{Op}(H_pa) = \mathrm{Op}\big(h^2\sum_{|\alpha|=3}c_\alpha\partial^\alpha(
    \partial^{\alpha'}p\;a)+\dots\big)"""
    bracket, both = commutator(P, A, h), together(P, A)
    form = l0 * both.k[0] - k0 * both.l[0]
    return conjunction(
        ("order 3", Equal(coefficient(bracket, h, 3), sp.expand(-sp.I * form**3 / 24), V)),
        ("order 5", Equal(coefficient(bracket, h, 5), sp.expand(sp.I * form**5 / 1920), V)),
    )


@section.claim("x/derivatives-under-the-propagator", "Derivatives under the propagator", kind="inequality",
               place="not printed; sharpens Lemma 4.3", uses=["x/arguments-in-notes", "Lemma4.3", "Lemma4.2", "p/commutator-with-drift"],
               scope="exponents of the induction over m",
               note="By duality ||e^(sQ) d^m f||_1 <= C (eps^2 s)^(-m/2) ||f||_1 is the bound of d^m T_s g in the supremum norm, T_s the "
               "adjoint, for s <= 1. For m = 1 it is Lemma 4.3. A is constant, so [d^(m-1), Q*] is the commutator with the drift, of "
               "order m - 1: by the maximum principle the supremum norms of derivatives stay bounded, and d^(m-1) T_s g' = T_s d^(m-1) "
               "g' + int T_(s-r) [d^(m-1), Q*] T_r g' dr for g' = T_s g. One more derivative, by m = 1: (eps^2 s)^(-1/2) times (eps^2 "
               "s)^(-(m-1)/2), and the integral.")
def under_the_propagator() -> All:
    r"""\|e^{sQ}\partial^\alpha f\|_{L^1} \le C_\alpha(\varepsilon^2s)^{-\frac{|\alpha|}2}\|f\|_{L^1},\quad 0<s\le1,\ A \text{ constant}"""
    before = (eps**2 * s) ** (-(m - 1) / 2)
    integral = power_integral(-HALF, sp.Integer(0), s) / eps * before
    return conjunction(
        ("first term", Equal((eps**2 * s) ** -HALF * before, (eps**2 * s) ** (-m / 2), V)),
        ("the integral", Equal(integral, 2 * s * (eps**2 * s) ** (-m / 2), V)),
        ("s <= 1", AtMost(2 * s * (eps**2 * s) ** -HALF, 2 * (eps**2 * s) ** -HALF, V)),
    )


@section.claim("x/first-correction", "The size of the first correction", kind="inequality", place="not printed; Theorem 3", uses=[
               "x/linear-exact", "x/divergence-form", "x/derivatives-under-the-propagator", "x/scale-of-a", "Proposition4.4", "Lemma2.1"],
               scope="exponents, rho = 1/2",
               note="a_2 - a_1 = -int e^((t-s)Q) e_1(s) ds. From t/2 to t the symbol a(s) varies on the scale W(t), up to a factor; "
               "before t/2 the three derivatives, and those of Lemma 2.1, are put on the propagator or on a(s), whichever is better: "
               "W(t) again. For t >= 1 likewise with eps, the propagator over half a unit of time being enough. W^2 is h + gamma h s up "
               "to factors.")
def first_correction() -> All:
    r"""\|\mathrm{Op}(a_2-a_1)(t)\|_{\mathrm{tr}} \le Cth^2W(t)^{-3} \simeq Cth^{\frac12}(1+\gamma t)^{-\frac32}\ (t\le1),\quad
    Cth^{\frac12}\gamma^{-\frac32}\ (t\ge1)"""
    return conjunction(
        ("t <= 1", Equal(s * h**2 * W**-3, s * h**HALF * sp.Max(1, gamma * s) ** -THREE_HALVES, V)),
        ("t >= 1", Equal(t * h**2 * (h * gamma) ** -THREE_HALVES, t * h**HALF * gamma**-THREE_HALVES, V)),
    )


@section.claim("x/second-correction", "The second order is smaller", kind="inequality", place="not printed; Theorem 3",
               uses=["x/first-correction", "5.11", "5.8", "x/quantum-contraction"], scope="exponents and integrals over time, rho = 1/2",
               note="||A - Op(a_2)|| is at most int h^2 W^-3 times the size of a_2 - a_1, which varies on the scale W: up to 1/gamma the "
               "integral of h s, from there on that of h s (gamma s)^-3; at most 3/2 h gamma^-2, which is below the first correction. "
               "From t = 1 on at most (t h^(1/2) gamma^(-3/2))^2/2 is added: smaller as long as the first one is below 1, and beyond "
               "that both are bounded by trace norms.")
def second_correction() -> All:
    r"""\|A(t)-\mathrm{Op}(a_2(t))\|_{\mathrm{tr}} \le C\|\text{the bound of } \mathrm{Op}(a_2-a_1)\|"""
    soon = h * power_integral(sp.Integer(1), sp.Integer(0), 1 / gamma)
    later = h * gamma**-3 * power_integral(sp.Integer(-2), 1 / gamma, s)
    rate = h**HALF * gamma**-THREE_HALVES
    return conjunction(
        ("up to 1/gamma", Equal(soon, h / (2 * gamma**2), V)),
        ("beyond", Equal(sp.expand(later), h * gamma**-2 - h * gamma**-3 / s, V)),
        ("below the first, beyond", AtMost(h * span**2, s * h**HALF * (s / span) ** -THREE_HALVES, V)),
        ("below the first, before", AtMost(h * s**2, s * h**HALF, V)),
        ("from t = 1 on", Equal(rate**2 * power_integral(sp.Integer(1), sp.Integer(1), t), (t * rate) ** 2 / 2 - rate**2 / 2, V)),
    )


@section.claim("x/higher-brackets", "Brackets of higher order are "
               "smaller", kind="inequality", place="not printed; (5.2)", uses=["5.2", "x/scale-of-a"],
               note="Five derivatives with h^4 are h^2 W^-2 <= h times the leading term; and the remainder from seven on, h^6 W^-7, is "
               "at most h^(1/2) gamma^(-3/2) with no use of its form.")
def higher_brackets() -> All:
    r"""h^4W^{-5}\le h\cdot h^2W^{-3},\quad h^6W^{-7}\le h^{\frac12}\gamma^{-\frac32}"""
    return conjunction(
        ("five", AtMost(h**4 * W**-5, h**3 * W**-3, V)),
        ("seven", AtMost(h**6 * W**-7, h**HALF * gamma**-THREE_HALVES, V, COUPLING[1])),
    )


@section.claim("x/linear-jumps", "Theorem 1 for linear jump functions", kind="theorem", place="not printed; sharpens Theorem 1",
               uses=["x/first-correction", "x/second-correction", "x/higher-brackets", "p/coherent-class"],
               scope="the comparison with (1.10); the rest through what it uses",
               note="For p as in (1.2), linear jump functions with (1.6), and A(0) of the class of rho = 1/2. The rate of long times "
               "holds from t of order 1 on: there is no constant term. At gamma = h^(-1/2) it is h^(5/4), where (1.10) has h^(1/2); "
               "x/sim/strong-coupling measures powers from 0.98 to 1.24, which rise as h falls.")
def linear_jumps() -> All:
    r"""1\le\gamma\le h^{-1}:\quad \|A(t)-a(t)^w\|_{\mathrm{tr}} \le Cth^{\frac12}(1+\gamma t)^{-\frac32}\ (t\le1),\quad
    Cth^{\frac12}\gamma^{-\frac32}\ (t\ge1)"""
    bound = s * h**HALF * sp.Max(1, gamma * s) ** -THREE_HALVES
    return conjunction(
        ("below x/theorem1-sharper", AtMost(bound, h**HALF * sp.Min(s, 1 / gamma), V)),
        ("below (1.10), t <= 1", AtMost(bound, s * sp.Max(h**HALF, h * gamma), V)),
        ("at gamma = h^(-1/2)", Equal((h**HALF * gamma**-THREE_HALVES).subs(gamma, h**-HALF), h ** sp.Rational(5, 4), V)),
        ("both cases at t = 1", Equal(h**HALF * sp.Max(1, gamma) ** -THREE_HALVES, h**HALF * gamma**-THREE_HALVES, V, COUPLING[0])),
    )
