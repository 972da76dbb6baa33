"""Proof of Theorem 1, Step 1: packets stay not too squeezed and the broadening part stays non-negative, (22) and after."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive import scales
from derive.matrices import Abstract
from derive.moving_eigenvector import moving_eigenvector
from derive.packet_split import (
    Packet,
    covariance_rate,
    named,
    packet,
    packet_with_axis,
    reference,
    squeezing,
    symmetric_generator,
    thin_direction_rate,
)
from derive.rescaled_flow import bounded_flow, flow
from derive.units import NONE, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import D0, V2, hbar, m, s, tau
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.matrix import MatrixEqual, Positive
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("step1_invariance", title="Proof, Step 1: packets stay not too squeezed", order=46)
V = Variables(TABLE.values())
y = V.declare("y", NONE, "1/z", high=1, closed=True)
norm = V.declare("F_op", TIME**-1, "operator norm of the rescaled flow")
part = V.declare("l", NONE, "lambda z", high=1, closed=True)
cosine = V.declare("a", NONE, "-<v|F|v> over the operator norm of F", low=-1, high=1, closed=True)
factor = V.declare("k", NONE, "D_0 s_H z/(hbar tau_H) over the operator norm of F", low=1, closed=True)
excess = V.declare("u", NONE, "z - 1")
limit = V.declare("z", NONE, "the limit of squeezing", low=1, closed=True)


def _skewing(p: Packet, g: Abstract) -> Abstract:
    """(19)."""
    return (p.F - g) * p.s + p.s * (p.F.T - g)


@section.claim("p/nts-rescaled", "The NTS condition, rescaled", kind="prose", place="Step 1, after (21)",
               uses=["p/step1-nts-definition", "p/rescaled-matrices"],
               slip="1_d is printed for the identity of size 2d")
def nts_rescaled() -> All:
    r"""\sigma \le z\sigma_* \text{, i.e., } \bar\sigma = \sigma_*^{-1/2}\sigma\sigma_*^{-1/2} \le z 1_d"""
    p = packet()
    root, inverse = reference(p)
    bound = p.scalar("z")
    difference = bound * (root * root) - root * p.s * root
    return conjunction(
        ("the difference, rescaled", MatrixEqual(inverse * difference * inverse, bound - p.s)),
        ("and back", MatrixEqual(root * (bound - p.s) * root, difference)),
    )


@section.claim("p/step1-nts-equivalent", "Equivalent NTS condition", kind="prose",
               place="Step 1, before (22)", uses=["C15", "p/step1-nts-definition"],
               note="In rescaled form, for every pure s: z - s and s - 1/z are congruent up to sums of congruences.")
def nts_equivalent() -> All:
    r"""\text{an equivalent NTS condition is } \sigma \ge z^{-1}\sigma_* \text{ because $\sigma/(\hbar/2)$
    and $\sigma_*/(\hbar/2)$ are symplectic matrices}"""
    p = packet()
    y, bound, one = p.scalar("y"), p.scalar("y", -1), p.algebra.one
    long, thin = named(p.algebra, "Long", bound - p.s), named(p.algebra, "Thin", p.s - y)
    first = ((one, y * p.form, 0), (one, p.s.inverse * long * y * p.form, 1))
    second = ((one, p.s.inverse * p.form, 0), (bound, thin * p.s.inverse * p.form, 1))
    return conjunction(
        ("by the symplectic form", MatrixEqual(p.form.T * (p.s.inverse - y) * p.form, p.s - y)),
        ("not too long, so not too thin", Positive(thin, (long, p.s), first)),
        ("not too thin, so not too long", Positive(long, (thin, one), second)),
    )


@section.claim("p/preservation-criterion", "Criterion for preservation of the lower bound", kind="prose",
               place="Step 1, before (22)",
               scope="the derivative of an eigenvalue; the comparison is x/smallest-eigenvalue",
               uses=["p/step1-nts-equivalent", "p/nts-rescaled", "p/skewing-part-symmetric", "x/smallest-eigenvalue"],
               note="The condition is asked for on the whole region lambda <= 1/z, not on its boundary alone: that is why it need "
               "not be strict. v has unit length.")
def preservation_criterion() -> All:
    r"""\text{an equivalent NTS condition is $\sigma \ge z^{-1}\sigma_*$ ... This equivalent lower-bound condition will be
    preserved if } \langle v|\bar
    S_0(\alpha,\sigma)|v\rangle \ge 0 \text{ whenever $v$ is an eigenvector of $\bar\sigma$ with eigenvalue
    } \lambda \le z^{-1}\ (\bar\sigma v = \lambda v)"""
    moving = moving_eigenvector()
    P, rate = moving.P, moving.rate
    return conjunction(("d lambda/dt = <v|d s/dt|v>", MatrixEqual(P * rate * P, P * moving.value_rate * P)))


@section.claim("p/lower-bound-from-20", "(22) is computed from (20)", kind="prose",
               place="Step 1, before (22)", uses=["19", "20", "21", "p/parts-sum-to-rate"],
               scope="the expectation of S_0; its bounds are (22)",
               slip="(20), the broadening part, is named for (19), the part that (22) bounds; the second term lacks 1/hbar, see (22)",
               note="What is left of S without (20) is (19), so that both ways lead to (22).")
def lower_bound_from_20() -> MatrixEqual:
    r"""\text{from (20) we compute } \langle v|\bar S_0(\alpha,\sigma)|v\rangle \ge -2\|\bar
    F(\alpha)\|_{op} z^{-1} + 2 D_0 s_H \tau_H^{-1} \ge 0"""
    p, P = packet_with_axis()
    g = squeezing(p.s, p.scalar("rate"))
    return MatrixEqual(P * (covariance_rate(p.F, p.s, p.D) - (p.D + g * p.s + p.s * g)) * P, P * _skewing(p, g) * P)


@section.claim("22", "No flow out of the NTS set", kind="inequality", place="Step 1, (22)",
               uses=["19", "21", "p/z-lower-bound", "p/rescaled-flow-norm"],
               note="v is a unit eigenvector with eigenvalue lambda = l/z, 0 < l <= 1, and <v|F|v> = -a ||F||_op with |a| <= 1; "
               "z = max{hbar/(s_H D_0), 1}, here above 1, without which (21) is not defined; and ||F||_op = 1/tau_H, which (15) makes it "
               "for every V.")
def lower_bound() -> All:
    r"""\langle v|\bar S_0(\alpha,\sigma)|v\rangle \ge -2\|\bar F(\alpha)\|_{op}\, z^{-1} + 2 D_0 s_H
    \tau_H^{-1} \ge 0"""
    z = 1 + excess
    rate = thin_direction_rate(part / z, -cosine * norm, D0 * s / (hbar * tau) * z**2 / (excess * (excess + 2)))
    fastest, squeezed = Equal(norm, 1 / tau, V), Equal(hbar, z * s * D0, V)
    return conjunction(
        ("first inequality", AtMost(-2 * norm / z + 2 * D0 * s / tau, rate, V, fastest, squeezed)),
        ("second inequality", AtMost(2 * norm * s * D0 / hbar, 2 * D0 * s / tau, V, fastest, AtMost(s * D0, hbar, V))),
    )


@lower_bound.corrected(
    why="The second term is 2 c (1 - lambda^2)/(1 - z^-2) >= 2 c with c = D_0 s_H/(hbar tau_H), the prefactor of (21): the printed "
    "2 D_0 s_H/tau_H lacks 1/hbar and is no rate.",
    error="substance",
    consequence="None for the proof: with 1/hbar both inequalities hold, and the second is then exactly z >= hbar/(s_H D_0).",
)
def lower_bound_corrected() -> All:
    r"""\langle v|\bar S_0(\alpha,\sigma)|v\rangle \ge -2\|\bar F(\alpha)\|_{op}\, z^{-1} + 2 D_0 s_H
    \hbar^{-1}\tau_H^{-1} \ge 0"""
    p, P = packet_with_axis()
    lam, rate = p.scalar("lam"), p.scalar("rate")
    exact = P * _skewing(p, squeezing(p.s, rate)) * P
    zero = sp.Integer(0)
    by_flow, by_push = thin_direction_rate(part * y, -cosine, zero), thin_direction_rate(part * y, zero, sp.Integer(1))
    given = AtMost(norm, 1 / tau, V), AtMost((hbar / s) / D0, limit, V)
    return conjunction(
        ("the exact value", MatrixEqual(exact, lam * P * (p.F + p.F.T) * P + 2 * rate * (p.algebra.one - lam * lam) * P)),
        ("<v|F|v> >= -||F||_op", _numerical_range()),
        ("first inequality: the flow, over its norm", AtMost(-by_flow, 2 * y, V)),
        ("first inequality: g, over c/(1 - y^2)", AtMost(-by_push, -2 * (1 - y) * (1 + y), V)),
        ("second inequality", AtMost(2 * norm / limit, 2 * D0 * s / (hbar * tau), V, *given)),
    )


def _numerical_range() -> Positive:
    """F + F^T + 2f >= 0 from F^T F <= f^2."""
    algebra, F = bounded_flow()
    f, down, one = algebra.scalar("f"), algebra.scalar("f", -1), algebra.one
    return Positive(2 * f + F + F.T, (f * f - F.T * F, one), ((down, f + F, 1), (down, one, 0)))


@section.claim("p/z-lower-bound", "Lower bound on z", kind="prose", place="Step 1, after (22)", uses=["6"])
def z_lower_bound() -> Relation:
    r"""z := \max\{\hbar/s_H D_0,\; 1\} \ge \hbar/s_H D_0"""
    return AtMost((hbar / s) / D0, sp.Max((hbar / s) / D0, 1), V)


@section.claim("p/operator-norm", "The operator norm is the largest singular value", kind="definition", place="Step 1, after (22)",
               scope="2 x 2, in the bases of its singular vectors",
               note="|A v|^2 = s_1^2 c^2 + s_2^2 (1 - c^2) for a unit vector v with the square c^2 of its first component, s_1 >= s_2; "
               "attained at c = 1.")
def operator_norm() -> All:
    r"""\|\cdot\|_{op} \text{ denotes the operator norm, i.e., the largest singular value of a matrix}"""
    table = Variables()
    largest, ratio, square = (table.declare(name, NONE, text, low=0, high=high, closed=True) for name, text, high in (
        ("s_1", "the largest singular value", sp.oo), ("rho", "the other one over it", 1), ("c2", "square of a component", 1)))
    stretched = largest**2 * square + (ratio * largest) ** 2 * (1 - square)
    return conjunction(("no more", AtMost(stretched, largest**2, table)),
                       ("attained", Equal(stretched.subs(square, 1), largest**2, table)))


@section.claim("p/rescaled-flow-norm", "Norm of the rescaled skewing matrix", kind="prose",
               place="Step 1, after (22)", uses=["4", "5", "15", "p/tau-H", "p/eta-H", "p/rescaled-matrices"],
               note="hess V = V2 K with -1 <= K <= 1, eta_H = r^2, V2 = r^4/m. The sign of F in (15) does not matter for the norm.")
def rescaled_flow_norm() -> All:
    r"""\|\bar F(\alpha)\|_{op} \le \sqrt{\|\nabla^2 V\|/m} = \tau_H^{-1} \text{ by (15)}"""
    q = flow()
    top = q.scalar("r", 4) * q.scalar("m", -1)
    F = q.rescaled(top * q.N)
    alone = flow()
    N, unit = alone.N, alone.algebra.one
    quarter = Fraction(1, 4) * unit
    squares = ((quarter, unit - N, 1), (quarter, unit - N, 1), (quarter, unit + N, 0), (quarter, unit + N, 0))
    entries = q.form * q.momentum + q.form * q.N * q.X
    return conjunction(
        ("the entries: eta/m and -hess V/eta", MatrixEqual(
            F, q.scalar("r", 2) * q.scalar("m", -1) * (q.form * q.momentum + q.form * q.N * q.X))),
        ("(V2/m - F^T F)/(eta/m)^2", MatrixEqual(q.algebra.one - entries.T * entries, q.X - q.X * q.N * q.N * q.X)),
        ("1 - K^2 >= 0", Positive(named(alone.algebra, "Q", unit - N * N), (unit - N, unit + N), squares)),
        ("1/tau_H", Equal(sp.sqrt(V2 / m), 1 / scales.harmonic_time(m, V2), V)),
    )


@rescaled_flow_norm.reading()
def rescaled_flow_norm_second() -> Relation:
    r"""\|\bar F(\alpha)\|_{op} \le \sqrt{\|\nabla^2 V\|}/m = \tau_H^{-1} \text{ by (15)}"""
    return Equal(sp.sqrt(V2) / m, 1 / scales.harmonic_time(m, V2), V)


@section.claim("p/nts-for-all-time", "The support stays not too squeezed", kind="prose",
               place="Step 1, after (22)",
               scope="the rates; paths and comparison are cited",
               uses=["22", "p/preservation-criterion", "p/purity-preserved", "p/step1-nts-equivalent",
                     "p/initial-coincidence", "x/transport-solution"],
               note="With D_0 s_H/(hbar tau_H) = k ||F||/z, k >= 1, which (22) says; rates times (1 - z^-2)/||F||. The upper bound comes "
               "with the lower one: the symplectic form turns the rate of s into that of s^-1. x/transport-solution gives the paths.")
def nts_for_all_time() -> All:
    r"""p_{\alpha,\sigma}(t) \text{ is only supported on NTS covariance matrices } (z^{-1}\sigma_* \le
    \sigma \le z\sigma_*) \text{ for all time}"""
    p = packet()
    skewing = _skewing(p, symmetric_generator(p))
    zero = sp.Integer(0)
    least, inward = (thin_direction_rate(part * y, zero, k * y) for k in (sp.Integer(1), factor))  # times 1 - y^2
    outward = -thin_direction_rate(part * y, -cosine, zero) * (1 - y**2)
    return conjunction(
        ("g at k = 1 beats the flow at any lambda <= 1/z", AtMost(outward - least, zero, V)),
        ("and more so at k >= 1", AtMost(least - inward, zero, V)),
        ("the rate of s^-1", MatrixEqual(-(p.s.inverse * skewing * p.s.inverse), p.form.T * skewing * p.form)),
    )
