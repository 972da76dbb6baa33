"""What Propositions 4.4 and 4.5 give beyond Theorems 1 to 3 (not printed): a smaller error at first, and fewer hypotheses."""

from __future__ import annotations

import sympy as sp

from derive.successive_symbols import power_integral
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.correspondence import R, short_rate
from verify.papers.li2024.correspondence import V as TABLE
from verify.papers.li2024.symbols import eps, gamma, h, n, t
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("sharper", title="Theorems 1 to 3 sharpened (not printed)", order=66)
HALF, THREE_HALVES = sp.Rational(1, 2), sp.Rational(3, 2)
V = Variables(TABLE.values())
s = V.declare("s", NONE, "a time up to 1", high=1)
small = V.declare("e", NONE, "the error that is asked for", high=1)
first, later = V.declare("D", NONE, "error up to t = 1"), V.declare("D_1", NONE, "rate from t = 1 on")
WIDTH = sp.sqrt(gamma * h / 2)
COUPLING = AtMost(sp.Integer(1), gamma, V), AtMost(gamma, 1 / h, V)
CLASS = AtMost(h**HALF, R, V)
BASIS = ("x/arguments-in-notes", "Proposition4.4", "4.22", "Proposition4.5", "5.2", "5.8", "Lemma2.1", "Lemma2.3", "x/quantum-contraction")
EXPONENTS = "exponents and integrals over time; the rest through what it uses"


@section.claim("x/arguments-in-notes", "The arguments that join the exponents", kind="prose", place="not printed",
               note="Of the theorems under this heading and the next, exponents, integrals and identities are checked. That they make a "
               "proof is argued in the notes of the claims, and rests on this leaf.")
def arguments() -> Leaf:
    r"""\text{Duhamel's formula, duality and induction over the number of derivatives, as the notes say}"""
    return Cited("the notes of the claims that use it; no program reads them", needs="those arguments formalised")


@section.claim("x/no-lower-bound", "Theorem 2 without its lower bound on gamma", kind="inequality", place="not printed; sharpens Theorem 2",
               uses=BASIS, scope=EXPONENTS,
               note="Up to t = 1 Proposition 4.4, iterated, keeps a(t) in the class of rho whatever eps is: fewer derivatives cost less. "
               "From t = 1 on eps is the scale, and Lemma 2.1 needs h^(1/2) <= sqrt(2) eps only, that is gamma >= 1. So (5.3) holds for "
               "all 0 <= rho <= 1/2 and 1 <= gamma <= 1/h; h^(2 rho - 1) <= gamma is stronger where rho < 1/2.")
def no_lower_bound() -> All:
    r"""0\le\rho\le\tfrac12,\ 1\le\gamma\le h^{-1}:\quad \text{(5.3)}"""
    return conjunction(
        *((f"up to t = 1, {m} derivatives of 4", AtMost(R**-m, R**-4, V)) for m in (1, 2, 3)),
        ("Lemma 2.1 up to t = 1", AtMost(h**HALF / R, sp.Integer(1), V, CLASS)),
        ("Lemma 2.1 from t = 1 on", AtMost(h**HALF / WIDTH, sp.sqrt(2), V, COUPLING[0])),
        ("the hypothesis was stronger", AtMost(sp.Integer(1), gamma, V, CLASS, AtMost(R**2 / h, gamma, V))),
    )


@section.claim("x/scale-of-a", "The scale on which a(s) varies", kind="inequality", place="not printed; used below",
               uses=["x/arguments-in-notes", "Proposition4.4", "4.22"], scope="up to 3 derivatives",
               note="For s <= 1 Proposition 4.4 gives R^-m and (4.22) gives (eps^2 s)^(-m/2) for m derivatives: together W^-m with W the "
               "larger of R = h^rho and eps s^(1/2).")
def scale() -> All:
    r"""0<s\le1:\quad h^{-n}\|\partial^\alpha a(s)\|_{L^1}\le C_\alpha W(s)^{-|\alpha|},\quad W(s)=\max\{h^\rho,\varepsilon s^{1/2}\}"""
    W = sp.Max(R, eps * s**HALF)
    return conjunction(*((f"{m} derivatives", AtMost(sp.Min(R**-m, (eps**2 * s) ** sp.Rational(-m, 2)), W**-m, V)) for m in (1, 2, 3)))


def layer(power: int) -> tuple[sp.Expr, sp.Expr]:
    """The integral of W^-power over [0, s], up to R^2/eps^2 and beyond, for R^2/eps^2 <= s <= 1."""
    meeting = R**2 / eps**2
    return meeting * R**-power, eps**-power * power_integral(sp.Rational(-power, 2), meeting, s)


@section.claim("x/layer-integrals", "The initial layer", kind="inequality", place="not printed; used below", uses=["x/scale-of-a"],
               note="Both scales meet at R^2/eps^2. With R^-3 s and R^-4 s, which hold at all times, the integrals are at most 3 min(s "
               "R^-3, eps^-2 R^-1) and 2 min(s R^-4, eps^-2 R^-2); where R > eps the first of each is the smaller.")
def layer_integrals() -> All:
    r"""\int_0^sW^{-3} \le 3\min\{sh^{-3\rho},\varepsilon^{-2}h^{-\rho}\},\quad \int_0^sW^{-4} \le
    2\min\{sh^{-4\rho},\varepsilon^{-2}h^{-2\rho}\},\quad 0<s\le1"""
    (one, rest), (two, other) = layer(3), layer(4)
    return conjunction(
        ("third power", Equal(sp.expand(one + rest), 3 * eps**-2 / R - 2 * eps**-3 * s**-HALF, V)),
        ("fourth power", Equal(sp.expand(two + other), 2 * eps**-2 * R**-2 - eps**-4 / s, V)),
        ("without a meeting, third", AtMost(s * R**-3, eps**-2 / R, V, AtMost(s, R**2 / eps**2, V))),
        ("without a meeting, fourth", AtMost(s * R**-4, eps**-2 * R**-2, V, AtMost(s, R**2 / eps**2, V))),
    )


@section.claim("x/theorem2-sharper", "Theorem 2 with the initial layer", kind="inequality", place="not printed; sharpens (5.3)",
               uses=[*BASIS, "x/layer-integrals", "x/no-lower-bound"], scope=EXPONENTS,
               note="h^2 int W^-3 + h^3 gamma int W^-4, and from t = 1 on the rates of (5.3). Never more than (5.3), up to constants.")
def theorem2_sharper() -> All:
    r"""0\le\rho\le\tfrac12,\ 1\le\gamma\le h^{-1}:\quad \|A(t)-\mathrm{Op}_h^w(a(t))\|_{\mathrm{tr}} \le
    C\big[\min\{th^{2-3\rho},h^{1-\rho}\gamma^{-1}\}+\min\{th^{3-4\rho}\gamma,h^{2-2\rho}\}\big]\ (t\le1),\quad
    C\big[\min\{h^{2-3\rho},h^{1-\rho}\gamma^{-1}\}+\min\{h^{3-4\rho}\gamma,h^{2-2\rho}\}+t(h^{\frac12}\gamma^{-\frac32}+h\gamma^{-1})\big]\
    (t\ge1)"""
    return conjunction(
        ("third derivatives", Equal(h**2 * WIDTH**-2 / R, 2 * h / (gamma * R), V)),
        ("fourth derivatives", Equal(h**3 * gamma * WIDTH**-2 * R**-2, 2 * h**2 * R**-2, V)),
        ("later", Equal(sp.expand(short_rate(WIDTH)), 2 * sp.sqrt(2) * h**HALF * gamma**-THREE_HALVES + 4 * h / gamma, V)),
        ("below (5.3)", AtMost(sp.Min(h**2 * R**-3, h / (gamma * R)), h**2 * R**-3, V)),
    )


@section.claim("x/theorem1-sharper", "Theorem 1 with the initial layer", kind="inequality", place="not printed; sharpens (1.10)",
               uses=["x/theorem2-sharper", "p/coherent-class"], scope="rho = 1/2",
               note="h gamma is gone: the largest constant term is h^(1/2)/gamma or h. At gamma = 1/h the bound is of order h (1 + t h), "
               "where (1.10) is of order 1.")
def theorem1_sharper() -> All:
    r"""1\le\gamma\le h^{-1}:\quad \|A(t)-a(t)^w\|_{\mathrm{tr}} \le C\big[h^{\frac12}\min\{t,\gamma^{-1}\}+h\min\{t\gamma,1\}\big]\
    (t\le1),\quad C\big[h^{\frac12}\gamma^{-1}+h+t(h^{\frac12}\gamma^{-\frac32}+h\gamma^{-1})\big]\ (t\ge1)"""
    here = {R: h**HALF}
    return conjunction(
        ("third derivatives", Equal(sp.Min(s * h**2 * R**-3, h / (gamma * R)).subs(here), h**HALF * sp.Min(s, 1 / gamma), V)),
        ("fourth derivatives", Equal(sp.Min(s * h**3 * R**-4 * gamma, h**2 * R**-2).subs(here), h * sp.Min(s * gamma, 1), V)),
        ("t >= 1, third", AtMost(h**HALF * sp.Min(1, 1 / gamma), h**HALF / gamma, V)),
        ("below (1.10)", AtMost(sp.Max(h**HALF / gamma, h), sp.Max(h**HALF, h * gamma), V, *COUPLING)),
    )


@section.claim("x/correspondence-up-to-strong-coupling", "The time of correspondence up to gamma = 1/h", kind="inequality",
               place="not printed; Introduction, Remark 1", uses=["x/theorem1-sharper"],
               note="Each of the four terms of x/theorem1-sharper is at most e: only h need be small. So the range h^0 <= gamma <= h^-1 "
               "that the introduction prints is right, though (1.10) gives it for h gamma << 1 only (x/small-error).")
def up_to_strong_coupling() -> Relation:
    r"""h\le e^2,\ 1\le\gamma\le h^{-1},\ t\le e\,h^{-\frac12}\gamma^{\frac32}:\quad
    \max\{h^{\frac12}\gamma^{-1},h,th^{\frac12}\gamma^{-\frac32},th\gamma^{-1}\}\le e"""
    given = AtMost(h, small**2, V), *COUPLING, AtMost(t, small * h**-HALF * gamma**THREE_HALVES, V)
    return AtMost(sp.Max(h**HALF / gamma, h, t * h**HALF * gamma**-THREE_HALVES, t * h / gamma), small, V, *given)


@section.claim("x/weak-coupling", "Weak coupling", kind="inequality", place="not printed; Introduction: 'this paper does not handle'",
               uses=BASIS, scope="exponents for t >= 1, every n; rho = 1/2",
               note="For gamma < 1 the scale eps is below h^(1/2), and Lemma 2.1 costs its largest power, (h^(1/2)/eps)^(2n+1). The rate "
               "stays small for gamma >> h^(1/(2n+4)): a part of the regime that the paper leaves out, by its own means. Lemma 2.3 needs "
               "h <= eps, that is gamma >= 2h.")
def weak_coupling() -> All:
    r"""h^{\frac1{2n+4}}\ll\gamma\le1:\quad \|A(t)-a(t)^w\|_{\mathrm{tr}}\le C\big[h^{\frac12}+t\,h^{\frac12}\gamma^{-n-2}\big],\quad
    t\ge1"""
    scale_ = (gamma * h) ** HALF
    return conjunction(
        ("the rate", Equal(h**2 * scale_**-3 * (h**HALF / scale_) ** (2 * n + 1), h**HALF * gamma ** (-n - 2), V)),
        ("second order is smaller", AtMost(h**3 * gamma * scale_**-4, h**2 * scale_**-3, V, AtMost(gamma, sp.Integer(1), V))),
        ("h is at most eps", AtMost(h, WIDTH, V, AtMost(2 * h, gamma, V))),
    )


@section.claim("x/theorem3-horizon", "How long Theorem 3 says something", kind="inequality", place="not printed; Theorem 3", uses=["5.10"],
               note="At rho = 1/2, at the time h^(-1/2) gamma^(3/2) of Theorem 1, t (h^(1/2) + h gamma) is at least 1: (5.10) says "
               "nothing, for any N.")
def horizon() -> Relation:
    r"""t = h^{-\frac12}\gamma^{\frac32},\ \gamma\ge1:\quad t\,\max\{h^{\frac12},h\gamma\}\ge1"""
    time = h**-HALF * gamma**THREE_HALVES
    return AtMost(sp.Integer(1), sp.expand(time * h**HALF) * sp.Max(1, h**HALF * gamma), V, COUPLING[0])


@section.claim("x/theorem3-long", "Theorem 3 for long times", kind="inequality", place="not printed; sharpens (5.10)",
               uses=[*BASIS, "5.11", "x/theorem2-sharper"], scope=EXPONENTS + "; N = 2, 3: N = 1 is x/theorem2-sharper",
               note="For 1 <= gamma <= 1/h and rho <= 1/2. With D for the error of x/theorem2-sharper up to t = 1 and D_1 = h^(1/2) "
               "gamma^(-3/2) + h/gamma. From t = 1 on a_N - a_(N-1) is of size (D + t D_1)^(N-1) and varies on the scale eps, by "
               "Corollary 4.6 and smoothing over half a unit of time; so e_N is D_1 times that, and its integral is at most (D + t "
               "D_1)^N/N. The bound is small up to the time of Theorem 1.")
def theorem3_long() -> All:
    r"""1\le\gamma\le h^{-1},\ 0\le\rho\le\tfrac12:\quad \|A(t)-\mathrm{Op}_h^w(a_N(t))\|_{\mathrm{tr}}\le C_N(D+tD_1)^N,\quad t\ge1,\quad
    D_1 = h^{\frac12}\gamma^{-\frac32}+h\gamma^{-1}"""
    parts = [(f"N = {m}", Equal(sp.expand(sp.diff((first + t * later) ** m / m, t)), sp.expand((first + t * later) ** (m - 1) * later), V))
             for m in (2, 3)]
    time = h**-HALF * gamma**THREE_HALVES
    return conjunction(*parts, ("t h/gamma up to the time of Theorem 1", AtMost(time * h / gamma, sp.Integer(1), V, COUPLING[1])))
