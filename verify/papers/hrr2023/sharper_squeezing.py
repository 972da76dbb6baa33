"""Not printed: how far packets must be squeezed for any aspect parameter and one-sided bounds on the Hessian, and that z is optimal."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive import scales
from derive.linear_flow import stationary_variance, variance_rate
from derive.matrices import Abstract
from derive.packet_split import covariance_rate, named, thin_direction_rate
from derive.rescaled_flow import Flow, flow, forced_squeezing, squeezing_limit, symmetric_flow_bound
from derive.units import ENERGY, LENGTH, NONE, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import D0, V2, V3, Dp, Dx, d, eta, hbar, m, s, t, tau
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.matrix import MatrixEqual, Positive
from verify.statements.scalar import AtMost, Equal
from verify.statements.units import HasUnit
from verify.variables import Variables

section = Section("sharper_squeezing", title="Sharper squeezing bounds (not printed)", order=160)
V = Variables(TABLE.values())
STIFFNESS = ENERGY / LENGTH**2
k_minus = V.declare("k_minus", STIFFNESS, "-k_minus <= hess V", low=0, closed=True)
k_plus = V.declare("k_plus", STIFFNESS, "hess V <= k_plus", low=0, closed=True)
place = V.declare("b", NONE, "where an eigenvalue of hess V lies between -k_minus and k_plus", low=0, high=1, closed=True)
y = V.declare("y", NONE, "1/z", high=1, closed=True)
part = V.declare("l", NONE, "lambda z", high=1, closed=True)
cosine = V.declare("a", NONE, "-<v|F|v>/f", low=-1, high=1, closed=True)
bound = V.declare("f", TIME**-1, "norm of the symmetric part of the flow")
factor = V.declare("k", NONE, "c z/f", low=1, closed=True)
strength = V.declare("c", TIME**-1, "half the smallest eigenvalue of the rescaled diffusion")
TAU, ETA, S = scales.harmonic_time(m, V2), scales.aspect(m, V2), scales.anharmonic_action(m, V2, V3)
XH, PH = scales.anharmonic_length(m, V2, V3), scales.anharmonic_momentum(m, V2, V3)
PRINTED = scales.diffusion_strength(Dx, Dp, TAU, XH, PH)


def _entries(q: Flow) -> Abstract:
    """(0, eta/m; -N/eta, 0)."""
    return q.form * (q.scalar("r", 2) * q.scalar("m", -1) * q.momentum + q.scalar("r", -2) * q.N * q.X)


@section.claim("x/any-aspect", "The construction for any aspect and one-sided Hessian bounds", kind="prose",
               place="not printed; extends Theorem 1",
               scope="Step 1: the rates; S_D >= 0 is p/broadening-part-nonnegative",
               uses=["19", "20", "21", "22", "15", "p/broadening-part-nonnegative", "p/rescaled-diffusion-norm", "x/larger-z",
                     "x/z-equal-one"],
               note="sigma_* = (hbar/2) diag(1/eta, eta) with any eta = r^2. <v|F|v> sees the symmetric part (F + F^T)/2 alone, whose "
               "blocks are (eta/m - hess V/eta)/2. D >= 2 c with c = min(eta Dx, Dp/eta)/hbar, and (22) needs c >= f/z only. As in "
               "Theorem 1, (21) takes any z' > 1 with z' >= z_eta, or s = 1 and g = (F + F^T)/2 where z_eta = 1. N stands for hess V.")
def any_aspect() -> All:
    r"""-k_-\le\nabla^2V\le k_+,\ \eta>0:\quad \text{packets, those of the initial state too, with } \sigma \ge z_\eta^{-1}\sigma_* \text{
    suffice},\quad
    z_\eta = \max\Big\{1,\frac{\hbar f_\eta}{\min\{\eta D^{(x)},D^{(p)}/\eta\}}\Big\},\quad
    f_\eta = \tfrac12\max\Big\{\frac\eta m+\frac{k_-}\eta,\ \frac{k_+}\eta-\frac\eta m\Big\}"""
    q = flow()
    f, unit = q.scalar("f"), q.algebra.one
    speed = q.scalar("r", 2) * q.scalar("m", -1)
    down = q.scalar("r", -2)
    swap = q.form * (unit - 2 * q.X)
    rate = speed - down * q.N
    B = named(q.algebra, "B", 2 * f + swap * rate)
    alone = flow()
    entries = _entries(alone)
    off = alone.scalar("r", 2) * alone.scalar("m", -1) - alone.scalar("r", -2) * alone.N
    quarter = Fraction(1, 4) * unit
    above, below = q.scalar("k_plus") - q.N, q.scalar("k_minus") + q.N
    high, low = 2 * f - speed - q.scalar("k_minus") * down, 2 * f - q.scalar("k_plus") * down + speed
    squares = (
        (quarter, unit + swap, 3), (quarter * down, unit + swap, 0),
        (quarter, unit - swap, 2), (quarter * down, unit - swap, 1),
    )
    value = -k_minus + place * (k_plus + k_minus)
    zero = sp.Integer(0)
    least, inward = (thin_direction_rate(part * y, zero, k * y) for k in (sp.Integer(1), factor))  # over f, times 1 - y^2
    outward = -thin_direction_rate(part * y, -cosine, zero) * (1 - y**2)
    return conjunction(
        ("F: the entries eta/m and -hess V/eta", MatrixEqual(alone.rescaled(alone.N), entries)),
        ("F + F^T", MatrixEqual(entries + entries.T, alone.form * (alone.algebra.one - 2 * alone.X) * off)),
        ("2 f + F + F^T >= 0", Positive(B, (above, below, high, low), squares)),
        ("f is reached at hess V = -k_minus", Equal((eta / m - value.subs(place, 0) / eta) / 2, (eta / m + k_minus / eta) / 2, V)),
        ("or at hess V = k_plus", Equal((value.subs(place, 1) / eta - eta / m) / 2, (k_plus / eta - eta / m) / 2, V)),
        ("c", Equal(sp.Min(Dx / (hbar / (2 * eta)), Dp / (hbar * eta / 2)) / 2, sp.Min(eta * Dx, Dp / eta) / hbar, V)),
        ("c >= f/z, with z = max(1, f/c)", AtMost(bound / sp.Max(bound / strength, 1), strength, V)),
        ("g at k = 1 beats the flow at any lambda <= 1/z", AtMost(outward - least, zero, V)),
        ("and more so at k >= 1", AtMost(least - inward, zero, V)),
        ("f is a rate", HasUnit(bound, TIME**-1, V)),
    )


@section.claim("x/aspect-printed", "The printed z from the general one", kind="prose", place="not printed; compare Theorem 1",
               uses=["x/any-aspect", "6"])
def aspect_printed() -> All:
    r"""\eta=\eta_H,\ k_\pm=\|\nabla^2V\|:\quad f_\eta = \tau_H^{-1},\quad z_\eta = \max\Big\{\frac{\hbar/s_H}{D_0},1\Big\}"""
    f = symmetric_flow_bound(m, ETA, V2, V2)
    return conjunction(
        ("f", Equal(f, 1 / TAU, V)),
        ("z", Equal(squeezing_limit(hbar, f, ETA, Dx, Dp), sp.Max((hbar / S) / PRINTED, 1), V)),
    )


@section.claim("x/convex-z", "For a convex potential z is halved", kind="prose", place="not printed; sharpens (8)",
               uses=["x/any-aspect", "8", "35"],
               note="(8) with this z is smaller by up to 2^{3/2}: exactly by that where hbar/(s_H D_0) >= 2. For initial states squeezed "
               "by at most this z: (8) as printed admits those squeezed by twice as much, which lie nearer to where its own bound is.")
def convex() -> All:
    r"""0\le\nabla^2V:\quad f_{\eta_H} = \frac1{2\tau_H},\quad z = \max\Big\{\frac{\hbar/s_H}{2D_0},1\Big\}"""
    f = symmetric_flow_bound(m, ETA, sp.Integer(0), V2)
    ratio = (hbar / s) / D0
    smaller, full = (scales.error_bound(d, t, tau, hbar / s, strength) for strength in (2 * D0, D0))
    halved = d ** sp.Rational(3, 2) * (t / tau) * sp.sqrt(hbar / s) * sp.Max(ratio / 2, 1) ** sp.Rational(3, 2)
    return conjunction(
        ("f", Equal(f, 1 / (2 * TAU), V)),
        ("z", Equal(squeezing_limit(hbar, f, ETA, Dx, Dp), sp.Max((hbar / S) / (2 * PRINTED), 1), V)),
        ("as if D_0 were doubled", Equal(smaller, halved, V)),
        ("smaller by 2^{3/2}", Equal(halved, full / sp.sqrt(8), V, AtMost(sp.Integer(2), ratio, V))),
    )


@section.claim("x/z-optimal", "No other decomposition keeps packets rounder", kind="prose",
               place="not printed; compare Theorem 1",
               scope="the differential inequality",
               uses=["14", "15", "18"],
               note="Where hess V = -V2 and D = 2 c (isotropic, rescaled), P projects on the contracting directions u of F, q = <u|s|u>. "
               "For every split S = S_0 + S_D with S_D >= 0, pure or not, dq/dt <= 2 c - 2 q/tau_H: q falls to c tau_H = 1/z as fast "
               "as exp(-2 t/tau_H) (comparison of scalar equations), and the smallest eigenvalue of s is at most q. So a packet that "
               "stays where hess V = -V2 gets squeezed towards the printed z, for the printed eta_H. c = D_0 s_H/(hbar tau_H).")
def optimal() -> All:
    r"""\nabla^2V=-\|\nabla^2V\|,\ \bar D=2c:\quad \langle u|\bar S_0|u\rangle \le 2c-\frac2{\tau_H}\langle u|\bar\sigma|u\rangle
    \text{ for every } \bar S_0 = \bar S-\bar S_D,\ \bar S_D\ge0; \text{ the right side vanishes at } \langle u|\bar\sigma|u\rangle =
    c\,\tau_H = 1/z"""
    e = forced_squeezing()
    rate = covariance_rate(e.F, e.s, 2 * e.c)
    remaining = named(e.algebra, "B", e.P * (2 * e.c - 2 * e.f * e.s - e.skewing) * e.P)
    q = flow()
    inverted = -q.scalar("r", 4) * q.scalar("m", -1)
    F, speed = q.rescaled(inverted * q.algebra.one), q.scalar("r", 2) * q.scalar("m", -1)
    u = Fraction(1, 2) * (q.algebra.one - q.form * (q.algebra.one - 2 * q.X))
    return conjunction(
        ("u contracts: P F = -P/tau_H", MatrixEqual(u * F, -(speed * u))),
        ("what is left for S_D", Positive(remaining, (rate - e.skewing,), ((e.algebra.one, e.P, 0),))),
        ("balance at 1/z", Equal(stationary_variance(1 / tau, 2 * strength), strength * tau, V)),
        ("no drift there", Equal(variance_rate(strength * tau, 1 / tau, 2 * strength), sp.Integer(0), V)),
    )
