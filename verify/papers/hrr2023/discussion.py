"""After Theorem 1: (9), (10), and the range of times."""

from __future__ import annotations

import sympy as sp

from derive import scales
from derive.units import NONE
from verify.claim import Section
from verify.papers.hrr2023.figure1 import NEEDED as FIGURE1
from verify.papers.hrr2023.figure1 import V as FIGURE1_TABLE
from verify.papers.hrr2023.symbols import D0, d, eps, hbar, lam, s, t, tau
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("discussion", title="How much diffusion, (9) and (10)", order=35)
V = Variables(TABLE.values())
u = V.declare("u", NONE, "(hbar/s_H)^p with p > 0")
q = V.declare("q", NONE, "power of s_H/hbar", high=2)
HALF, THIRD = sp.Rational(1, 2), sp.Rational(1, 3)
h = hbar / s
BOUND = scales.error_bound(d, t, tau, h, D0)
LEAST = d ** (3 * HALF) * t / tau * sp.sqrt(h)
NEEDED = (d ** (3 * HALF) * t / (eps * tau)) ** (2 * THIRD) * h ** (4 * THIRD)


@section.claim("9", "Smallest error that can be reached", kind="inequality", place="(9)", uses=["8"],
               note="Necessary for any diffusion; with (10) sufficient.")
def least_error() -> Relation:
    r"""\epsilon \ge d^{3/2}\frac{t}{\tau_H}\sqrt{\frac{\hbar}{s_H}}"""
    return AtMost(LEAST, eps, V, AtMost(BOUND, eps, V))


@section.claim("10", "Diffusion that suffices", kind="inequality", place="(10)", uses=["8", "9"],
               slip="t_H is printed for \\tau_H")
def sufficient_diffusion() -> All:
    r"""D_0 \ge \Big(\frac{d^{3/2}t}{\epsilon\,t_H}\Big)^{2/3}\Big(\frac{\hbar}{s_H}\Big)^{4/3}"""
    return conjunction(
        ("(9) and (10) suffice", AtMost(BOUND, eps, V, AtMost(LEAST, eps, V), AtMost(NEEDED, D0, V))),
        ("(10) is necessary", AtMost(NEEDED, D0, V, AtMost(BOUND, eps, V))),
    )


@section.claim("p/time-range", "Time range for D_0 >= (hbar/s_H)^(4/3 - p)", kind="inequality",
               place="after (10), 'Alternatively'", uses=["8"], slip="S_H is printed for s_H and t_H for \\tau_H",
               note="With h = hbar/s_H <= 1 and u = h^p <= 1, h^min(1/2, 3p/2) = max(h^(1/2), u^(3/2)). Both signs hide factors, that of "
               "D_0 its power -3/2 in the bound: at t = tau_H (s_H/hbar)^q the bound is d^(3/2), and it is below epsilon up to epsilon "
               "d^(-3/2) times that.")
def time_range() -> All:
    r"""\text{if } D_0 \gtrsim (\hbar/S_H)^{4/3-p} \text{ for some power } p>0, \text{ we find that the error } \epsilon \text{ in the
    correspondence (7) is small for times } t \lesssim t_H(s_H/\hbar)^q, \text{ for power } q = \min\{\tfrac12,\tfrac{3p}2\}"""
    small = (AtMost(h, sp.Integer(1), V), AtMost(u, sp.Integer(1), V))
    weakest = h ** (4 * THIRD) / u
    growth = d ** (3 * HALF) * t / tau * sp.Max(sp.sqrt(h), u ** (3 * HALF))
    return conjunction(
        ("bound", AtMost(BOUND, growth, V, *small, AtMost(weakest, D0, V))),
        ("attained at the weakest diffusion", Equal(scales.error_bound(d, t, tau, h, weakest), growth, V, *small)),
        ("below epsilon up to epsilon d^(-3/2) of the range", AtMost(
            BOUND, eps, V, *small, AtMost(weakest, D0, V), AtMost(growth, eps, V))),
        ("error d^(3/2) at the end of the range", Equal(growth.subs(t, tau / sp.Max(sp.sqrt(h), u ** (3 * HALF))),
                                                      d ** (3 * HALF), V, *small)),
    )


@section.claim("p/range-exponential", "The range is exponentially longer than the Ehrenfest time", kind="prose",
               place="after (10)", uses=["p/time-range", "p/egorov"])
def range_exponential() -> Relation:
    r"""\text{Note this time range is exponentially longer than the Ehrenfest time}"""
    ehrenfest = sp.log(s / hbar) / lam
    return Equal(tau * (s / hbar) ** q, tau * sp.exp(q * lam * ehrenfest), V)


@section.claim("p/fig1-adequacy", "Figure 1's threshold has the exponent of (10)", kind="heuristic", place="after (10)",
               uses=["10", "p/figure1-threshold"])
def same_exponent() -> All:
    r"""\text{See Fig. 1 for a heuristic argument suggesting the adequacy of condition (10)}"""
    return conjunction(
        ("(10)", Equal(hbar * sp.diff(NEEDED, hbar), 4 * THIRD * NEEDED, V)),
        ("Figure 1", Equal(hbar * sp.diff(FIGURE1, hbar), 4 * THIRD * FIGURE1, FIGURE1_TABLE)),
    )


@section.claim("p/noise-vanishes", "The noise may vanish in the classical limit", kind="prose", place="Abstract", uses=["10"],
               scope="the diffusion that suffices", note="The diffusion that suffices falls as hbar^(4/3) at fixed time and error.")
def noise_vanishes() -> Relation:
    r"""\text{The strength of the diffusive noise can vanish in the classical limit to give the appearance of reversible
    dynamics}"""
    return Equal(NEEDED.subs(hbar, q * hbar), q ** (4 * THIRD) * NEEDED, V)
