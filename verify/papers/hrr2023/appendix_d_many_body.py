"""Appendix D, end: Lemma 1 for many particles with few-body interactions."""

from __future__ import annotations

import sympy as sp

from derive import pairings
from derive.classical_error import pure_blocks, subsystem
from derive.independent_particles import cubic_error, overlap_defect
from derive.trace import Tr
from derive.units import LENGTH, NONE, TIME
from verify.claim import Section
from verify.papers.hrr2023.symbols import V3, hbar
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.trace import TraceEqual
from verify.variables import Variables

section = Section("appendix_d_many_body", title="Appendix D: many bodies", order=124)
V = Variables(TABLE.values())
count = V.declare("N", NONE, "number of particles", low=1, closed=True, integer=True)
size = V.declare("kn", NONE, "k n, the degrees of freedom of one interaction", low=1, closed=True, integer=True)
L = V.declare("L", LENGTH**2, "norm of sigma^xx, or of its block for one interaction")
rate = V.declare("v", TIME**-2, "decay of the squared overlap of one particle")
ROOT = sp.sqrt(sp.Rational(5, 3))
EXACT = cubic_error(count, V3, L, hbar)  # k = n = 1, V = sum of V3 x_i^3/6, sigma^xx = L 1: then ||grad^3 V|| = V3
HALVES = sp.Rational(3, 2)


def _norm_for_two() -> Relation:
    """|w|^2 |u|^2 |y|^2 - (w_1 u_1 y_1 + w_2 u_2 y_2)^2 is a sum of squares."""
    table = Variables()
    w, u, y = ([table.declare(f"{name}_{i}", NONE, "component of a vector", low=-sp.oo) for i in (1, 2)] for name in "wuy")
    x = sp.symbols("x_1 x_2")
    potential = (x[0] ** 3 + x[1] ** 3) / 6
    along = sum(sp.diff(potential, x[i], x[j], x[k]) * w[i] * u[j] * y[k] for i in (0, 1) for j in (0, 1) for k in (0, 1))
    defect = sp.prod(part[0] ** 2 + part[1] ** 2 for part in (w, u, y)) - along**2
    mixed = (w[0] ** 2 * u[1] ** 2 + w[1] ** 2 * u[0] ** 2) * (y[0] ** 2 + y[1] ** 2)
    return Equal(defect, (w[0] * u[0] * y[1] - w[1] * u[1] * y[0]) ** 2 + mixed, table)


@section.claim("p/many-body-factor", "Dimensional factor for k-wise interactions", kind="prose", place="Appendix D, end",
               uses=["Lemma1", "D13", "D24", "p/pp-block-norm", "x/norm-of-integral"],
               note="First reading: a change of the factor alone, with the norm of the third derivative of all of V. Second reading: term "
               "by term, as 'extensive' in the next sentence suggests: the error of a sum of interactions is bounded by the sum of their "
               "bounds, which grows with their number. The witness against the first: two independent particles in one dimension, k = n = "
               "1, V = V3 (x_1^3 + x_2^3)/6, sigma^xx = L 1, with "
               "the exact error (2/hbar) (Var V)^(1/2) and ||grad^3 V|| = V3. For every k and n the same V contradicts it from N > "
               "(kn)^3 on, with sqrt(3) for sqrt(5/3) from N > 9 (kn)^3/5 on. That the second is smaller, 'more favorable', is not "
               "proved, and is not always so: for pairs in one dimension of which no two that share a particle interact at once, "
               "||grad^3 V|| is that of one pair, and 2^(3/2) N(N - 1)/2 exceeds N^(3/2) from N = 3 on.")
def many_body_factor() -> Relation:
    r"""\text{for $N$ particles in $n$ spatial dimensions with $k$-wise interactions, the dimension is $d =
    Nn$ but the } d^{3/2} \text{ dimensional factor in Lemma 1 can be replaced with a factor of only }
    k^{3/2} n^{3/2} \text{, a more favorable scaling}"""
    printed = ROOT * size**HALVES * V3 * L**HALVES / hbar
    return AtMost(EXACT.subs(count, 2), printed.subs(size, 1), V)


@many_body_factor.reading()
def many_body_factor_by_terms() -> All:
    r"""V = \sum_S V_S,\ V_S \text{ a function of } k \text{ particles}:\quad
    \big\|\delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]\big\|_{Tr} \le \sqrt{\tfrac53}\,(kn)^{3/2}\,\hbar^{-1}
    \sum_S \|\nabla^3V_S\|\,\|\sigma^{xx}_S\|_{op}^{3/2},\quad \text{and with } \sqrt3 \text{ for } \sqrt{5/3} \text{ for }
    \big\|\delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}]\big\|_{L^1}"""
    blocks = pure_blocks()
    E = subsystem(blocks)
    position = blocks.X * blocks.sigma * blocks.X
    block = Tr("s", "S")
    quantum, classical = size**3 + 6 * size**2 + 8 * size, size**2 * (size + 2)
    return conjunction(
        ("one interaction: the sixth moment sees its own coordinates S only", TraceEqual(
            pairings.by_pairings("S", "S", "S"),
            block * block * block + 6 * block * Tr("s", "S", "s", "S") + 8 * Tr("s", "S", "s", "S", "s", "S"))),
        ("one interaction: so does the momentum block of the inverse, turned by omega from that of position", MatrixEqual(
            E * (blocks.form.T * position * blocks.form) * E, blocks.form.T * (E * position * E) * blocks.form)),
        ("one interaction, quantum: the factor of (D12) with kn for d", AtMost(quantum, (3 * ROOT * size**HALVES) ** 2, V)),
        ("one interaction, classical: the factor of (D24)", AtMost(classical, (sp.sqrt(3) * size**HALVES) ** 2, V)),
        ("N particles without interaction: the sum holds", AtMost(EXACT, count * ROOT * V3 * L**HALVES / hbar, V)),
        ("N = 2: the third derivative of (x_1^3 + x_2^3)/6 has norm at most 1", _norm_for_two()),
    )


@section.claim("p/extensive-error", "Extensive error", kind="heuristic", place="Appendix D, end", uses=["p/many-body-factor"],
               scope="N independent particles",
               note="An expectation, not a theorem. First reading, the bound: a sum over interactions grows with their number. Second "
               "reading, the error itself, a rate, of product states: that of independent particles grows with the root of N, and that of "
               "particles of which each takes part in a bounded number of interactions by no more than that, up to a factor, since "
               "variances of terms that share no particle add up. The distance sqrt(1 - F^N) of product states whose factors have the "
               "squared overlap F is the orthogonality catastrophe. Which local notion of error to take is left open.")
def extensive_error() -> All:
    r"""\text{One therefore expects extensive error for many-body systems. This growth in error is analogous to that of
    the orthogonality catastrophe, and therefore a more local notion of error seems to be needed to study the
    quantum-classical correspondence in many-body systems.}"""
    return conjunction(
        ("the bound, a sum over N particles", AtMost(EXACT, count * EXACT.subs(count, 1), V)),
        ("attained for one", Equal(EXACT.subs(count, 1), ROOT * V3 * L**HALVES / hbar, V)),
        ("1 - F^N at first order", Equal(overlap_defect(count, rate), count * rate, V)),
    )


@extensive_error.reading()
def extensive_error_itself() -> Relation:
    r"""\text{... the error itself is extensive: that of } N \text{ particles is } N \text{ times that of one}"""
    return Equal(EXACT, count * EXACT.subs(count, 1), V)
