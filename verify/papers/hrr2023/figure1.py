"""Figure 1: the heuristic argument for the threshold, in coordinates rescaled so that x and p have one unit."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive.linear_flow import stationary_variance, variance_rate
from derive.units import ACTION, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import V as TABLE
from verify.papers.hrr2023.symbols import hbar, lam
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Below, Equal
from verify.variables import Variables

section = Section("figure1", title="Figure 1", order=15)
V = Variables([TABLE[hbar], TABLE[lam]])
w = V.declare("w", ACTION ** Fraction(1, 2), "width of the ellipses")
L = V.declare("L", ACTION ** Fraction(1, 2), "radius of curvature")
D = V.declare("D", ACTION / TIME, "diffusion constant")
theta = V.declare("theta", low=sp.Rational(1, 100), high=3, closed=True)
THIRD = sp.Rational(1, 3)
NEEDED = hbar ** (4 * THIRD) * lam * L ** (-2 * THIRD)


@section.claim("p/figure1-thickness", "Minimum thickness sqrt(D/lambda)", kind="heuristic", place="Figure 1 (c)",
               note="The stationary variance under d sigma/dt = -2 lambda sigma + D is D/(2 lambda): the printed thickness is "
               "sqrt(2) times the standard deviation, which the heuristic does not resolve.")
def thickness() -> All:
    r"""\text{maintaining minimum thickness } \sqrt{D/\lambda_L}, \text{ for classical local Lyapunov exponent }
    \lambda_L"""
    width = sp.sqrt(stationary_variance(lam, D))
    return conjunction(
        ("stationary", Equal(variance_rate(stationary_variance(lam, D), lam, D), sp.Integer(0), V)),
        ("the width is at most the printed one", AtMost(width, sp.sqrt(D / lam), V)),
        ("and not less than half of it", AtMost(sp.sqrt(D / lam), 2 * width, V)),
    )


@section.claim("p/figure1-curvature", "An ellipse of length v fits a curve of radius L", kind="heuristic",
               place="Figure 1 (c)",
               note="An arc of half-angle theta = v/2L leaves its chord by L(1 - cos theta), which lies between v^2/20L and v^2/8L: "
               "v^2 <= 20 w L is necessary, v^2 <= 8 w L sufficient. Certified for theta in [1/100, 3].")
def curvature() -> All:
    r"""\text{which geometrically requires } v \lesssim \sqrt{wL}"""
    return conjunction(
        ("required: w >= L(1 - cos theta) >= v^2/20L", AtMost(theta**2 / 5, 1 - sp.cos(theta), V)),
        ("enough: v^2 <= 8 w L", Below(1 - sp.cos(theta), theta**2 / 2, V)),
    )


@section.claim("p/figure1-threshold", "Diffusion needed by the covering ellipses", kind="heuristic", place="Figure 1 (c)",
               uses=["p/figure1-thickness", "p/figure1-curvature"])
def threshold() -> All:
    r"""v = \hbar/w,\quad v \lesssim \sqrt{wL} \text{ and } w \lesssim \sqrt{D/\lambda_L},\quad \text{or}\quad
    D \gtrsim \hbar^{4/3}\lambda_L L^{-2/3}"""
    needed = NEEDED
    fits = AtMost(hbar / w, sp.sqrt(w * L), V)
    thin = AtMost(w, sp.sqrt(D / lam), V)
    widest = sp.sqrt(D / lam)
    return conjunction(
        ("necessary", AtMost(needed, D, V, fits, thin)),
        ("sufficient, with w = sqrt(D/lambda)", AtMost(hbar / widest, sp.sqrt(widest * L), V, AtMost(needed, D, V))),
    )


@section.claim("p/figure1-short-times", "The local harmonic approximation at short times", kind="heuristic", place="Figure 1 (b)")
def short_times() -> Leaf:
    r"""\text{At short times the dynamics admit a local harmonic approximation ... The state, now mixed, can be approximated by a
    mixture } \tilde\rho(t) \text{ of pure squeezed Gaussian states}"""
    return Cited("the proof of Theorem 1", needs="the audit of (11) to (22)")


@section.claim("p/figure1-long-times", "Squeezing stays bounded at long times", kind="heuristic", place="Figure 1 (d)")
def long_times() -> Leaf:
    r"""\text{Over long times the squeezing of the Gaussian decomposition varies locally but remains bounded}"""
    return Cited("the proof of Theorem 1", needs="the audit of (22)")
