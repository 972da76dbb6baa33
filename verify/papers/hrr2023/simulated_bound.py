"""Theorem 1 in simulations: seven potentials, one of them driven, one in two degrees of freedom; both distances of (7) against (8)."""

from __future__ import annotations

from fractions import Fraction as Q

import sympy as sp

from verify.claim import Section
from verify.papers.hrr2023.symbols import d, hbar, t
from verify.papers.hrr2023.theorem1 import STRENGTH, TAU, S
from verify.statements.correspondence import Correspondence
from verify.statements.simulated import Simulated
from verify.statements.simulated_case import Case, System

section = Section("simulated_bound", title="Theorem 1 in simulations", order=200)

HALF, THREE_HALVES = sp.Rational(1, 2), sp.Rational(3, 2)
Z = sp.Max((hbar / S) / STRENGTH, 1)
EQUATION_8 = d**THREE_HALVES * (t / TAU) * sp.sqrt(hbar / S) * Z**THREE_HALVES
SHARPER = {
    "hbar/s_H for its root": EQUATION_8 * sp.sqrt(hbar / S),
    "(hbar/s_H)^(3/2) for the root of hbar/s_H": EQUATION_8 * hbar / S,
    "z for z^(3/2)": EQUATION_8 / sp.sqrt(Z),
}
USES = ["6", "8", "p/z-at-least-one"]
NOTE = ("Not a proof: error bars, one initial state a case, and a second method: in a truncated basis at one case of each potential in d = "
        "1, elsewhere by other packets, a coarse one whose error bar may exceed the bound. The mixture is that of a split of D that keeps "
        "the packets narrow in position, one of those that the theorem says exist, and not that of (19) to (21). The bound is typed from "
        "(8); the norms in it are exact and lie in certified enclosures. Squeezing and mixedness of the initial states are decided in "
        "exact arithmetic.")

x, y = sp.symbols("x y", real=True)
ROOT6 = sp.sqrt(6)
PENDULUM = System(sp.cos(x), (x,), sp.S.One, sp.S.One)
DOUBLE_WELL = System(sp.sqrt(1 + x**2) + 2 * sp.exp(-(x**2)), (x,), sp.Integer(3))
LOG_COSH = System(sp.log(sp.cosh(x)), (x,), sp.S.One, 4 / (3 * sp.sqrt(3)))
BUMP = System(x**2 / 2 + sp.exp(-(x**2) / 2), (x,), 1 + 2 * sp.exp(-THREE_HALVES),
              ROOT6 * sp.sqrt(3 - ROOT6) * sp.exp(-(3 - ROOT6) / 2))
QUASI_PERIODIC = System(sp.cos(x) + sp.cos(sp.sqrt(2) * x), (x,), sp.Integer(3), 1 + 2 * sp.sqrt(2))
CLOCK = sp.Symbol("t", real=True)
DRIVEN = System(sp.cos(x) * (1 + sp.cos(2 * CLOCK) / 2), (x,), THREE_HALVES, THREE_HALVES, time=CLOCK)
CONE = System(sp.sqrt(1 + x**2 + y**2), (x, y), sp.S.One, 48 * sp.sqrt(5) / 125)


@section.claim("x/sim/pendulum", "Theorem 1 for the pendulum", kind="theorem", place="(7), (8)", uses=USES, note=NOTE)
def pendulum() -> Simulated:
    r"""\|\tilde\rho-\rho\|_{\mathrm{Tr}},\|W[\tilde\rho]-f\|_{L^1}\le\epsilon\text{ for }V=\cos x,\ 2^{-10}\le\hbar\le2^{-2}"""
    at = (Q(1), Q(0))
    cases = (
        Case(PENDULUM, Q(1, 4), Q(1, 4), Q(1, 4), at, Q(1), packets=1000, basis=True),
        Case(PENDULUM, Q(1, 4), Q(1, 16), Q(1, 16), at, Q(1, 4), packets=400),
        Case(PENDULUM, Q(1, 64), Q(1, 64), Q(1, 64), at, Q(2), packets=600),
        Case(PENDULUM, Q(1, 64), Q(1, 256), Q(1, 256), at, Q(1), squeeze=Q(1, 4), packets=400),
        Case(PENDULUM, Q(1, 64), Q(1, 16), Q(1, 16), at, Q(1), thermal=Q(3), packets=400),
        Case(PENDULUM, Q(1, 1024), Q(1, 1024), Q(1, 1024), at, Q(1), packets=400),
    )
    more = (
        Case(PENDULUM, Q(1, 16), Q(1, 16), Q(1, 16), (Q(0), Q(0)), Q(2), packets=1000),
        Case(PENDULUM, Q(1, 256), Q(1, 256), Q(1, 256), at, Q(4), packets=400),
    )
    flawed = tuple((0, flaw) for flaw in ("reversed", "doubled", "diffusion", "classical"))
    return Simulated("both distances <= (8) for V = cos x", Correspondence(cases, EQUATION_8, more, flawed, others=SHARPER))


@section.claim("x/sim/double-well", "Theorem 1 for a double well", kind="theorem", place="(7), (8)", uses=USES, note=NOTE)
def double_well() -> Simulated:
    r"""\|\tilde\rho-\rho\|_{\mathrm{Tr}},\|W[\tilde\rho]-f\|_{L^1}\le\epsilon\text{ for }V=\sqrt{1+x^2}+2e^{-x^2},2^{-8}\le\hbar\le1/8"""
    top, well = (Q(0), Q(0)), (Q(1), Q(1, 2))
    cases = (
        Case(DOUBLE_WELL, Q(1, 8), Q(1, 8), Q(3, 8), well, Q(1, 2), packets=800, basis=True),
        Case(DOUBLE_WELL, Q(1, 64), Q(1, 64), Q(3, 64), top, Q(1), packets=600),
        Case(DOUBLE_WELL, Q(1, 64), Q(1, 64), Q(1, 64), well, Q(1, 2), squeeze=Q(3), packets=400),
        Case(DOUBLE_WELL, Q(1, 256), Q(1, 256), Q(3, 256), top, Q(1, 2), thermal=Q(2), packets=200),
    )
    more = (Case(DOUBLE_WELL, Q(1, 32), Q(1, 8), Q(3, 8), top, Q(2), packets=600),)
    return Simulated("both distances <= (8) for a double well", Correspondence(cases, EQUATION_8, more, others=SHARPER))


@section.claim("x/sim/log-cosh", "Theorem 1 for log cosh x", kind="theorem", place="(7), (8)", uses=USES, note=NOTE)
def log_cosh() -> Simulated:
    r"""\|\tilde\rho-\rho\|_{\mathrm{Tr}},\|W[\tilde\rho]-f\|_{L^1}\le\epsilon\text{ for }V=\log\cosh x,\ 2^{-8}\le\hbar\le2^{-2}"""
    at = (Q(1), Q(0))
    cases = (
        Case(LOG_COSH, Q(1, 4), Q(1, 4), Q(1, 4), at, Q(1), packets=800, basis=True),
        Case(LOG_COSH, Q(1, 32), Q(1, 64), Q(1, 64), at, Q(2), squeeze=Q(2), packets=400),
        Case(LOG_COSH, Q(1, 256), Q(1, 256), Q(1, 256), (Q(1, 2), Q(0)), Q(2), packets=300),
        Case(LOG_COSH, Q(1, 16), Q(1, 16), Q(1, 16), at, Q(1, 2), squeeze=Q(4), packets=200),  # beyond z = 1: no information
    )
    more = (Case(LOG_COSH, Q(1, 64), Q(1, 16), Q(1, 16), at, Q(4), thermal=Q(3), packets=400),)
    return Simulated("both distances <= (8) for V = log cosh x", Correspondence(cases, EQUATION_8, more, others=SHARPER))


@section.claim("x/sim/bump", "Theorem 1 for a bump on a harmonic floor", kind="theorem", place="(7), (8)", uses=USES, note=NOTE)
def bump() -> Simulated:
    r"""\|\tilde\rho-\rho\|_{\mathrm{Tr}},\|W[\tilde\rho]-f\|_{L^1}\le\epsilon\text{ for }V=x^2/2+e^{-x^2/2},\ 2^{-9}\le\hbar\le2^{-3}"""
    cases = (
        Case(BUMP, Q(1, 8), Q(1, 8), Q(1, 4), (Q(1), Q(0)), Q(1, 2), thermal=Q(3, 2), packets=800, basis=True),
        Case(BUMP, Q(1, 64), Q(1, 16), Q(1, 16), (Q(1), Q(1, 2)), Q(2), packets=800),
        Case(BUMP, Q(1, 512), Q(1, 512), Q(1, 256), (Q(1), Q(0)), Q(1), packets=300),
    )
    more = (Case(BUMP, Q(1, 32), Q(1, 64), Q(1, 64), (Q(0), Q(1)), Q(1), squeeze=Q(1, 2), packets=600),)
    return Simulated("both distances <= (8) for a bump", Correspondence(cases, EQUATION_8, more, others=SHARPER))


@section.claim("x/sim/quasi-periodic", "Theorem 1 for a quasi-periodic potential", kind="theorem", place="(7), (8)", uses=USES,
               note=NOTE)
def quasi_periodic() -> Simulated:
    r"""\|\tilde\rho-\rho\|_{\mathrm{Tr}},\|W[\tilde\rho]-f\|_{L^1}\le\epsilon\text{ for }V=\cos x+\cos\sqrt2x,\ 2^{-8}\le\hbar\le2^{-3}"""
    at = (Q(1), Q(0))
    cases = (
        Case(QUASI_PERIODIC, Q(1, 8), Q(1, 8), Q(3, 8), at, Q(1, 2), packets=800, basis=True),
        Case(QUASI_PERIODIC, Q(1, 32), Q(1, 32), Q(1, 32), at, Q(1, 2), squeeze=Q(1, 3), packets=400),
        Case(QUASI_PERIODIC, Q(1, 256), Q(1, 128), Q(3, 128), at, Q(1), packets=320),
    )
    more = (Case(QUASI_PERIODIC, Q(1, 64), Q(1, 64), Q(3, 64), (Q(0), Q(1)), Q(2), thermal=Q(2), packets=400),)
    return Simulated("both distances <= (8) for a quasi-periodic V", Correspondence(cases, EQUATION_8, more, others=SHARPER))


@section.claim("x/sim/driven", "The bound for a driven pendulum", kind="theorem", place="(7), (8)", uses=USES, note=NOTE,
               scope="a driven potential, with norms over all times: the theorem is printed for static ones")
def driven() -> Simulated:
    r"""\|\tilde\rho-\rho\|_{\mathrm{Tr}},\|W[\tilde\rho]-f\|_{L^1}\le\epsilon\text{ for }V=(1+\tfrac12\cos2t)\cos x,
    2^{-8}\le\hbar\le2^{-3}"""
    cases = (
        Case(DRIVEN, Q(1, 8), Q(1, 8), Q(3, 16), (Q(1), Q(0)), Q(1), packets=800, basis=True),
        Case(DRIVEN, Q(1, 64), Q(1, 64), Q(3, 128), (Q(0), Q(0)), Q(2), packets=400),
        Case(DRIVEN, Q(1, 256), Q(1, 256), Q(3, 512), (Q(1, 2), Q(0)), Q(1), packets=200),
    )
    return Simulated("both distances <= (8) for a driven pendulum", Correspondence(cases, EQUATION_8, others=SHARPER))


@section.claim("x/sim/cone", "Theorem 1 for two coupled degrees of freedom", kind="theorem", place="(7), (8)", uses=USES, note=NOTE)
def cone() -> Simulated:
    r"""\|\tilde\rho-\rho\|_{\mathrm{Tr}},\|W[\tilde\rho]-f\|_{L^1}\le\epsilon\text{ for }V=\sqrt{1+x^2+y^2},\ d=2,\ \hbar=1/2"""
    at = (Q(1, 2), Q(-1, 2), Q(0), Q(1, 2))
    cases = (Case(CONE, Q(1, 2), Q(1, 2), Q(1, 2), at, Q(1, 4), packets=48, basis=True, tolerance=Q(1, 100)),)
    more = (Case(CONE, Q(1, 4), Q(1, 4), Q(1, 4), at, Q(1, 2), packets=48),)
    return Simulated("both distances <= (8) for V = (1 + x^2 + y^2)^(1/2)",
                     Correspondence(cases, EQUATION_8, more, ((0, "diffusion"),), others=SHARPER))
