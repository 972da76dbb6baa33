"""Theorem 1: its statement with (6) to (8); the proof is in the files of the three steps."""

from __future__ import annotations

import sympy as sp

from derive import scales
from derive.units import NONE
from verify.claim import Section
from verify.papers.hrr2023.dynamics import NOISE
from verify.papers.hrr2023.dynamics import V as DYNAMICS
from verify.papers.hrr2023.symbols import D0, Dp, Dx, d, hbar, kp, kx, lp2, lx2, pH, s, t, tau, xH
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Pending
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.units import HasUnit
from verify.variables import Variables

V = Variables(TABLE.values())
factor = V.declare("c", NONE, "a factor of at least 1", low=1, closed=True)

section = Section("theorem1", title="Theorem 1, (6) to (8)", order=30)


@section.claim("Theorem1", "Correspondence for all observables", kind="theorem", place="Theorem 1",
               uses=["1", "2", "3", "4", "5", "6", "7", "8", "22", "31", "32", "33", "34", "35", "p/final-error-gives-8"])
def theorem() -> Leaf:
    r"""\text{If } \rho(0) \text{ is a mixture of Gaussian states with } z^{-1}\sigma_*\le\sigma\le z\sigma_*,\ f(0)=W[\rho(0)],
    \text{ and } V \text{ has bounded second and third derivatives, then there is a mixture of Gaussians } \tilde\rho(t)
    \text{ satisfying (7) with the error (8)}"""
    return Pending("not yet audited")


@section.claim("p/diffusion-constants", "Diffusion constants from the Lindblad coefficients", kind="identity", scope="d = 1",
               place="Theorem 1", uses=["1", "2"])
def diffusion_constants() -> Relation:
    r"""D^{(x)} = \hbar|\ell_p|^2,\quad D^{(p)} = \hbar|\ell_x|^2"""
    return Equal(NOISE, ((hbar * lp2) * kx**2 + (hbar * lx2) * kp**2) / 2, DYNAMICS)


@section.claim("6", "Dimensionless diffusion strength", kind="definition", scope="the unit", place="(6)",
               uses=["p/x-H", "p/p-H", "p/tau-H"])
def diffusion_strength() -> HasUnit:
    r"""D_0 := \min\Big\{\frac{D^{(x)}}{x_H^2/\tau_H},\frac{D^{(p)}}{p_H^2/\tau_H}\Big\}"""
    return HasUnit(scales.diffusion_strength(Dx, Dp, tau, xH, pH), NONE, V)


@section.claim("p/z-at-least-one", "z >= 1", kind="inequality", place="Theorem 1", uses=["6"])
def squeezing_limit() -> Relation:
    r"""z := \max\Big\{\frac{\hbar/s_H}{D_0},1\Big\} \ge 1"""
    return AtMost(sp.Integer(1), sp.Max((hbar / s) / D0, 1), V)


@section.claim("7", "The two distances", kind="theorem", place="(7)", uses=["31", "32", "33", "34", "35"])
def distances() -> Leaf:
    r"""\|\tilde\rho(t)-\rho(t)\|_{\mathrm{Tr}}\le\epsilon,\quad \|W[\tilde\rho(t)]-f(t)\|_{L^1}\le\epsilon"""
    return Pending("not yet audited: the proof of Theorem 1 is the next part of the audit")


@section.claim("8", "The error", kind="definition", scope="the unit and the fall with D_0", place="(8)",
               uses=["6", "p/s-H", "p/tau-H"],
               note="Checked as the definition of a number without unit that does not grow with D_0; that (7) holds "
               "with it is Theorem 1.")
def error() -> All:
    r"""\epsilon = d^{3/2}\frac{t}{\tau_H}\sqrt{\frac{\hbar}{s_H}}\max\Big\{\frac{\hbar/s_H}{D_0},1\Big\}^{3/2}"""
    bound = scales.error_bound(d, t, tau, hbar / s, D0)
    stronger = scales.error_bound(d, t, tau, hbar / s, factor * D0)
    return conjunction(
        ("no unit", HasUnit(bound, NONE, V)),
        ("does not grow with D_0", AtMost(stronger, bound, V)),
    )
