"""Proof of Theorem 1, Step 1: the broadening part stays non-negative, and the case z = 1 that (21) leaves out."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive import scales
from derive.matrices import Abstract
from derive.packet_split import Packet, covariance_rate, named, packet, reference, squeezing, symmetric_generator
from derive.rescaled_flow import flow, sample_diffusion
from verify.claim import Section
from verify.papers.hrr2023.symbols import D0, V2, V3, Dp, Dx, d, eta, hbar, m, s, t, tau
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.matrix import MatrixEqual, Positive
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("step1_positivity", title="Proof, Step 1: broadening as diffusion of the centres", order=47)
V = Variables(TABLE.values())
TAU, ETA, S = scales.harmonic_time(m, V2), scales.aspect(m, V2), scales.anharmonic_action(m, V2, V3)
XH, PH = scales.anharmonic_length(m, V2, V3), scales.anharmonic_momentum(m, V2, V3)


def _skewing(p: Packet, g: Abstract) -> Abstract:
    """(19)."""
    return (p.F - g) * p.s + p.s * (p.F.T - g)


def _broadening(p: Packet, g: Abstract) -> Abstract:
    """(20)."""
    return p.D + (g * p.s + p.s * g)


@section.claim("p/rescaled-diffusion-norm", "Norm of the rescaled diffusion matrix", kind="prose",
               place="Step 1, after (22)", uses=["5", "p/step1-diffusion-matrix", "p/rescaled-matrices"])
def rescaled_diffusion_norm() -> Relation:
    r"""\|\bar D\|_{op} = \|\sigma_*^{-1/2} D \sigma_*^{-1/2}\|_{op} = \min\{ D^{(x)}\eta_H,\;
    D^{(p)}/\eta_H \} / (\hbar/2)"""
    return Equal(sp.Max(*_diffusion_entries()), sp.Min(Dx * eta, Dp / eta) / (hbar / 2), V)


def _diffusion_entries() -> tuple[sp.Expr, sp.Expr]:
    """The two eigenvalues of the rescaled D = diag(Dx, Dp): divided by the entries of sigma_*."""
    return Dx / (hbar / (2 * eta)), Dp / (hbar * eta / 2)


@rescaled_diffusion_norm.corrected(
    why="The rescaled D is diagonal with entries D^(x) eta_H/(hbar/2) and D^(p)/(eta_H hbar/2): its operator norm is the larger, "
    "the printed minimum is its smallest eigenvalue.",
    error="substance",
    consequence="An operator norm would bound D from above, while S_D >= 0 needs a bound from below. The printed minimum is that "
    "bound, so the proof is right with 'smallest eigenvalue' for the norm.",
)
def rescaled_diffusion_norm_corrected() -> All:
    r"""\lambda_{\min}(\bar D) = \min\{ D^{(x)}\eta_H,\; D^{(p)}/\eta_H \} / (\hbar/2)"""
    q = flow()
    r, k = q.scalar("r"), q.scalar("k", -1)
    inverse = k * (r * q.X + q.scalar("r", -1) * q.momentum)
    position, momentum = q.scalar("Dx"), q.scalar("Dp")
    rescaled = inverse * (position * q.X + momentum * q.momentum) * inverse
    down = q.scalar("k", -2)
    return conjunction(
        ("diagonal", MatrixEqual(rescaled, down * (position * r * r * q.X + momentum * q.scalar("r", -2) * q.momentum))),
        ("smallest entry", Equal(sp.Min(*_diffusion_entries()), sp.Min(Dx * eta, Dp / eta) / (hbar / 2), V)),
    )


@section.claim("p/diffusion-strength", "Diffusion strength in rescaled form", kind="prose",
               place="Step 1, after (22)", uses=["6", "p/x-H", "p/p-H"])
def diffusion_strength() -> Relation:
    r"""\min\{ D^{(x)}\eta_H,\; D^{(p)}/\eta_H \} / (\hbar/2) = 2 D_0 s_H / \hbar\tau_H"""
    strength = scales.diffusion_strength(Dx, Dp, TAU, XH, PH)
    return Equal(sp.Min(Dx * ETA, Dp / ETA) / (hbar / 2), 2 * strength * S / (hbar * TAU), V)


def _nonnegative() -> All:
    """(20) with (21): (D - 2 rate (1 - y^2)) + 2 rate (s - y)^2 + 4 rate y (s - y), so >= 0 on s >= y, y = 1/z."""
    p = packet()
    rate, y, one = p.scalar("rate"), p.scalar("y"), p.algebra.one
    printed = _broadening(p, squeezing(p.s, rate))
    rest, gap = p.D - 2 * rate * (one - y * y), p.s - y
    letter = named(p.algebra, "B", printed)
    squares = ((one, one, 0), (rate, gap, 2), (rate, gap, 2), (4 * rate * y, one, 1))
    return conjunction(
        ("(20) as a sum", MatrixEqual(rest + 2 * rate * gap * gap + 4 * rate * y * gap, printed)),
        ("S_D >= 0", Positive(letter, (rest, gap, one), squares)),
    )


@section.claim("p/broadening-part-nonnegative", "The broadening part is non-negative", kind="prose",
               place="Step 1, after (22)",
               uses=["20", "21", "p/rescaled-diffusion-norm", "p/diffusion-strength",
                     "p/step1-nts-equivalent", "p/rescaled-matrices"],
               note="The rate of g is c/(1 - y^2) with c = D_0 s_H/(hbar tau_H), so that D >= 2 c is D >= 2 rate (1 - y^2). "
               "sigma_*^{1/2} on both sides keeps the sign. For z = 1 see x/z-equal-one.")
def broadening_part_nonnegative() -> All:
    r"""\text{by (20) } S_D(\alpha,\sigma) = \sigma_*^{1/2} \bar S_D(\alpha,\sigma)\, \sigma_*^{1/2} \ge 0
    \text{ for all allowed } \sigma"""
    return _nonnegative()


@section.claim("p/true-mixture", "The mixture stays a true mixture", kind="prose",
               place="Step 1, after (22)",
               scope="0 <= S_D <= a constant on the allowed packets; the solution of (18) is cited",
               uses=["p/broadening-part-nonnegative", "p/nonnegative-if-diffusion-nonnegative",
                     "p/nts-for-all-time", "x/transport-solution"],
               note="Checked: what x/transport-solution asks of S_D on the allowed packets, 0 <= S_D <= D + 2 rate (z^2 - 1). That a "
               "solution with p >= 0 exists is that claim.")
def true_mixture() -> All:
    r"""\text{the diffusion term in (18) ensures that $p_{\alpha,\sigma}(t) \ge 0$ for all $t \ge 0$, i.e.,
    $\tilde\rho(t)$ is always a true mixture of squeezed Gaussians}"""
    p = packet()
    rate, bound = p.scalar("rate"), p.scalar("y", -1)
    printed = _broadening(p, squeezing(p.s, rate))
    upper, rest = p.D + 2 * rate * (bound * bound - 1), bound * bound - p.s * p.s
    letter = named(p.algebra, "B", rest)
    weight = Fraction(1, 4) * p.scalar("y")
    squares = ((weight, bound - p.s, 1), (weight, bound - p.s, 1), (weight, bound + p.s, 0), (weight, bound + p.s, 0))
    return conjunction(
        _nonnegative(),
        ("distance from the upper bound", MatrixEqual(upper - printed, 2 * rate * bound * bound - 2 * rate * p.s * p.s)),
        ("z^2 - s^2 >= 0", Positive(letter, (bound - p.s, bound + p.s), squares)),
    )


@section.claim("p/three-requirements", "The decomposition meets three requirements", kind="prose", place="Step 1, after (18)",
               scope="(i) and the rate of (ii); (iii) is p/nts-for-all-time",
               uses=["19", "20", "21", "p/broadening-part-nonnegative", "p/purity-preserved", "p/nts-for-all-time"],
               note="For z > 1; for z = 1 see x/z-equal-one.")
def three_requirements() -> All:
    r"""\text{We require (i) $S_D \ge 0$ so that $p_{\alpha,\sigma}$ undergoes non-negative diffusion, and we must choose $S_0$ so
    that both (ii) $p_{\alpha,\sigma}$ remains supported on covariance matrices of pure Gaussian states and (iii)
    $p_{\alpha,\sigma}$ remains supported on NTS covariance matrices. Below, we choose a decomposition fulfilling these three
    requirements}"""
    p = packet()
    skewing = _skewing(p, squeezing(p.s, p.scalar("rate")))
    return conjunction(
        _nonnegative(), ("the rate of s omega s vanishes", MatrixEqual(skewing * p.form * p.s, -(p.s * p.form * skewing)))
    )


@section.claim("p/trajectory-constructed", "Summary of Step 1", kind="prose", place="Step 1, end",
               scope="S_0 + S_D = S and S_D >= 0; the solution of (18) is cited",
               uses=["12", "18", "19", "20", "21", "p/parts-sum-to-rate", "p/true-mixture", "p/nts-for-all-time",
                     "x/transport-solution"],
               note="In unscaled variables: S_0 and S_D from (19) and (20) add up to (14), so (18) solves (12); S_D >= 0.")
def trajectory_constructed() -> All:
    r"""\text{we have constructed the trajectory $\tilde\rho(t)$ defined through (12) with the probability distribution
    $p_{\alpha,\sigma}(t)$ over covariance matrices satisfying the NTS condition } \sigma \le z\sigma_* \text{ defined
    through the dynamics } \partial_t p_{\alpha,\sigma}(t) = \overset{\frown}{\mathcal
    L}{}^{(\alpha)}[p_{\alpha,\sigma}(t)] \text{ of (18) using choices (19) and (20)}"""
    p = packet()
    g = symmetric_generator(p)
    root, inverse = reference(p)
    rate = covariance_rate(root * p.F * inverse, root * p.s * root, root * p.D * root)
    parts = root * _skewing(p, g) * root + root * _broadening(p, g) * root
    return conjunction(("S_0 + S_D = S", MatrixEqual(rate, parts)), _nonnegative())


@section.claim("x/z-equal-one", "The case z = 1", kind="prose", place="not printed; repairs (21)",
               uses=["6", "8", "15", "35", "20", "p/rescaled-flow-norm", "p/rescaled-diffusion-norm", "p/diffusion-strength",
                     "p/true-mixture"],
               note="Every packet has s = 1 and keeps it. g = (F + F^T)/2 is Hamiltonian and symmetric; (19) gives S_0 = 0, (20) gives "
               "S_D = D + F + F^T. D >= 2 c >= 2/tau_H, and 2 + tau_H (F + F^T) is a sum of congruences of 1 - N and 1 + N, "
               "N = hess V/V2, f = 1/tau_H. Then (35) with z = 1 is at most (8).")
def z_equal_one() -> All:
    r"""z = 1:\quad \bar\sigma = 1,\quad \bar S_0 = 0,\quad \bar S_D = \bar D + \bar F + \bar F^\top \ge 0 \text{ solve (12), and
    Theorem 1 holds as printed}"""
    p = packet()
    one, g = p.algebra.one, Fraction(1, 2) * (p.F + p.F.T)
    still = (p.F - g) * one + one * (p.F.T - g)
    q = flow()
    unit, f = q.algebra.one, q.scalar("f")
    D = q.algebra.symmetric("D", sample_diffusion)
    q.algebra.positive.add("D")
    F = f * (q.form * q.N * q.X + q.form * q.momentum)
    half, down, up = Fraction(1, 4) * f, unit - q.form, unit + q.form
    squares = (
        (unit, unit, 0),
        *2 * ((half, q.X * down, 2), (half, q.X * up, 1)),
        (f, q.momentum * down, 3),
    )
    final = sp.sqrt(3) * t * d ** sp.Rational(3, 2) / hbar * (hbar / (2 * ETA)) ** sp.Rational(3, 2) * V3
    unsqueezed = AtMost((hbar / s) / D0, 1, V)
    return conjunction(
        ("s = 1 stays", MatrixEqual(one + still, one)),
        ("g is Hamiltonian", MatrixEqual(g.T * p.form, -(p.form * Fraction(1, 2) * (p.F + p.F.T)))),
        ("c >= 1/tau_H", AtMost(1 / tau, D0 * s / (hbar * tau), V, unsqueezed)),
        ("S_D by (20)", MatrixEqual(p.D + (g * one + one * g), p.D + p.F + p.F.T)),
        ("S_D >= 0", Positive(named(q.algebra, "B", D + F + F.T), (D - 2 * f, unit - q.N, unit + q.N, unit), squares)),
        ("(35) is at most (8)", AtMost(final, scales.error_bound(d, t, TAU, hbar / S, D0), V)),
    )
