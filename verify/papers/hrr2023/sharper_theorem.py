"""Theorem 1 sharpened by the sharpened Lemma 1, and by how much; every statement is ours, none is printed."""

from __future__ import annotations

import sympy as sp

from derive import scales
from derive.units import LENGTH, NONE, TIME
from verify.claim import Section
from verify.papers.hrr2023.sharper_lemma import quantum_square
from verify.papers.hrr2023.symbols import D0, V2, V3, d, hbar, m, t
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.near import Near
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("sharper_theorem", title="Theorem 1 sharpened (not printed)", order=155)
V = Variables(TABLE.values())
width2 = V.declare("L", LENGTH**2, "largest operator norm of sigma^xx")
q = V.declare("q_d", NONE, "factor of the quantum bound in x/lemma1")
distance = V.declare("delta", NONE, "the distance in (7), times sqrt(pi/2) in the classical case")
rate = V.declare("R", TIME**-1, "largest harmonic error of a packet, times sqrt(pi/2) in the classical case")
TAU, ETA = scales.harmonic_time(m, V2), scales.aspect(m, V2)
S = scales.anharmonic_action(m, V2, V3)
Z = sp.Max((hbar / S) / D0, 1)
THREE_HALVES = sp.Rational(3, 2)
STEPS = ("31", "32", "p/errors-over-nts-covariances", "p/position-block-bound", "p/coherent-position-block", "p/s-H", "p/eta-H",
         "x/z-equal-one")
CLOSING = "the closing step; the rest through what it uses"


def _distance(factor: sp.Expr, bound: sp.Expr) -> Relation:
    """distance <= bound, from Duhamel, a packet's error `factor` V3 L^(3/2)/hbar, and packets that are not too squeezed."""
    packet = factor * V3 * width2**THREE_HALVES / hbar
    return AtMost(
        distance, bound, V, AtMost(distance, t * rate, V), AtMost(rate, packet, V), AtMost(width2, Z * (hbar / (2 * ETA)), V)
    )


@section.claim("x/theorem1-quantum", "Theorem 1, quantum distance", kind="inequality", place="not printed; sharpens (7), (8)",
               uses=[*STEPS, "x/lemma1"], scope=CLOSING,
               note="q_d^2/8: 5/24 at d = 1, (d+2)(d^2+31d+4)/432 up to d = 10, (d^2-d+2)/8 from there on. Another z, or another aspect "
               "parameter, enters as in (35). For z > 1 the mixture is that of (21); for z = 1, where (21) is 0/0, that of x/z-equal-one: "
               "x/larger-z has no room here.")
def quantum_distance() -> Relation:
    r"""\|\tilde\rho(t)-\rho(t)\|_{\mathrm{Tr}} \le \frac{q_d}{2\sqrt2}\,\frac t{\tau_H}\sqrt{\frac\hbar{s_H}}\;z^{3/2},\quad
    z=\max\Big\{\frac{\hbar/s_H}{D_0},1\Big\}"""
    return _distance(q, sp.sqrt(2) / 4 * q * (t / TAU) * sp.sqrt(hbar / S) * Z**THREE_HALVES)


@section.claim("x/theorem1-classical", "Theorem 1, classical distance", kind="inequality", place="not printed; sharpens (7), (8)",
               uses=[*STEPS, "x/classical-sharp"], scope=CLOSING,
               note="Of power d^1. The distance and the rate are taken times sqrt(pi/2), which is put back in the second part.")
def classical_distance() -> All:
    r"""\|W[\tilde\rho(t)]-f(t)\|_{L^1} \le \frac d{2\sqrt\pi}\,\frac t{\tau_H}\sqrt{\frac\hbar{s_H}}\;z^{3/2}"""
    return conjunction(
        ("times sqrt(pi/2)", _distance(d, sp.sqrt(2) / 4 * d * (t / TAU) * sp.sqrt(hbar / S) * Z**THREE_HALVES)),
        ("the factor", Equal(sp.sqrt(2 / sp.pi) * (sp.sqrt(2) / 4 * d), d / (2 * sp.sqrt(sp.pi)), V)),
    )


@section.claim("x/theorem1", "Theorem 1, sharpened", kind="theorem", place="not printed; sharpens Theorem 1",
               uses=["x/theorem1-quantum", "x/theorem1-classical", "x/lemma1"],
               scope="the factors; the bounds through what it uses", note="The factors that replace d^(3/2) of (8), squared.")
def theorem() -> All:
    r"""\text{Under the hypotheses of Theorem 1, (7) holds with the errors of x/theorem1-quantum and x/theorem1-classical:}
    \quad \frac{q_d^2}8 = \begin{cases}5/24&d=1\\ (d+2)(d^2+31d+4)/432&2\le d\le10\\ (d^2-d+2)/8&d\ge10\end{cases}\ \le\ d^3"""
    medium, large = Variables(), Variables()
    n = medium.declare("d", NONE, "degrees of freedom", low=2, high=10, closed=True, integer=True)
    many = large.declare("d", NONE, "degrees of freedom", low=10, closed=True, integer=True)
    middle, last = quantum_square(n, sp.Integer(2)) / 8, quantum_square(many, sp.Integer(10)) / 8
    return conjunction(
        ("d = 1", Equal(quantum_square(d, sp.Integer(1)) * d / 8, 5 * d / 24, V)),
        ("below (8), d = 1 and beyond", AtMost(quantum_square(d, sp.Integer(1)) / 8, d**3, V)),
        ("d <= 10", Equal(middle, (n + 2) * (n**2 + 31 * n + 4) / 432, medium)),
        ("d >= 10", Equal(last, (many**2 - many + 2) / 8, large)),
        ("below (8), d <= 10", AtMost(middle, n**3, medium)), ("below (8), d >= 10", AtMost(last, many**3, large)),
    )


@section.claim("x/improvement", "By how much the bounds improve", kind="number", place="not printed",
               uses=["x/lemma1", "x/theorem1", "D1", "D2", "8"],
               note="Printed bound over proved bound. Of (D2) the corrected exponent is meant; of (D1) the first reading. The classical "
               "numbers are those at d = 1 and grow like the root of d. For every d that of (D1) is at least d sqrt(5/(3(d + 1))), by "
               "q_d^2 <= d (d + 1).")
def improvement() -> All:
    r"""\begin{array}{l|llll} d & 1 & 2 & 3 & 10\\ \text{(D1)} & 1 & 1.60 & 2.14 & 4.26\\ \text{(8), quantum} & 2.19 & 3.51 & 4.69 & 9.33
    \end{array}\quad \text{(D2)}: \sqrt{3\pi d/2} = 2.17\sqrt d,\quad \text{(8), classical}: 2\sqrt{\pi d} = 3.54\sqrt d"""
    close = sp.Rational(1003, 1000)
    parts: list[tuple[str, Near | Relation]] = []
    for n, lemma, full in ((2, "1.60", "3.51"), (3, "2.14", "4.69"), (10, "4.26", "9.33")):
        square = quantum_square(sp.Integer(n), sp.Integer(n))
        for name, printed, number in (("(D1)", sp.Rational(5, 3) * n**3, lemma), ("(8)", sp.Integer(8 * n**3), full)):
            parts.append((f"{name}, d = {n}", Near(sp.sqrt(printed / square), sp.Rational(number), close, "")))
    first = quantum_square(d, sp.Integer(1))
    parts.append(("(8), d = 1", Near(sp.sqrt(8 / first), sp.Rational("2.19"), close, "")))
    for name, printed, proved, number in (
        ("(D2), d = 1", sp.sqrt(3), sp.sqrt(2 / sp.pi), "2.17"), ("(8), classical, d = 1", sp.Integer(1), 1 / (2 * sp.sqrt(sp.pi)), "3.54")
    ):
        parts.append((name, Near(printed / proved, sp.Rational(number), close, "")))
    parts.append(("(D1), d = 1: none is possible", Equal(first * d, sp.Rational(5, 3) * d, V)))
    return conjunction(*parts)
