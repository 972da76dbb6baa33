"""Section 3.2: the Volterra series and the improved parametrix, (3.17) to (3.19)."""

from __future__ import annotations

import sympy as sp

from derive.units import NONE
from derive.volterra import composed, corrections, residual
from derive.volterra_algebra import Parametrix
from verify.claim import Section
from verify.statement import All, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import Equal, Relation
from verify.variables import Variables

section = Section("parametrix_corrections", title="Higher order corrections", order=43)
V = Variables()
t = V.declare("t", NONE, "time")
s = V.declare("s", NONE, "earlier time")
q, p, m, x0, x1 = (V.declare(k, NONE, "coefficient", low=-sp.oo) for k in ("q", "p", "m", "x_0", "x_1"))
R = V.declare("R", NONE, "R_1 as a Volterra operator", low=-sp.oo)
Q = sp.Matrix([[0, q], [p, 0]])
FIRST = sp.Matrix([[1, m * t], [0, 1]])  # K_0, with K_0(0) = 1
MODEL = ("Any space: the algebra of Volterra kernels, D = d_t - Q, 1 the point mass in space and time, D K_0 = 1 - R_1; that kernels on "
         "R^n compose so is x/differentiation-under-the-integral. And with all integrals done, where space has two points: Q = (0 q; p 0), "
         "K_0 = (1 mt; 0 1); the first row.")


def _entries(name: str, left: sp.Matrix, right: sp.Matrix) -> list[tuple[str, Relation]]:
    """Equality in the first row of 2 x 2 matrices, the second being simpler, without entries that are 0 on both sides."""
    places = [(0, j) for j in (0, 1) if left[0, j] != 0 or right[0, j] != 0]
    return [(f"{name}, entry {i + 1}{j + 1}", Equal(left[i, j], right[i, j], V)) for i, j in places]


def _improved(index: int, *, same: bool) -> sp.Matrix:
    """K_index, with R_k in the sum or with one and the same R_index."""
    found = corrections(FIRST, Q, t, index)
    terms = [composed(FIRST, found[index - 1 if same else k], t) for k in range(index)]
    return sum(terms, FIRST)


@section.claim("p/fundamental-solution-ansatz", "Equation for the correction", kind="identity", place="Section 3.2, before (3.17)",
               uses=["3.7", "x/differentiation-under-the-integral"], note=MODEL + " There R is affine in time.", slip="dz is not printed")
def ansatz() -> All:
    r"""K = K_0 + \int_0^t \int_{\mathbb{R}^n} K_0(x, z, t-s) R(z, y, s) ds \;\text{ gives }\; R(x, y, t) = R_1(x, y, t) + \int_0^t
    \int_{\mathbb{R}^n} R_1(x, z, t-s) R(z, y, s) ds"""
    trial = sp.Matrix([[x0, x1 * t], [0, x1]])
    (first,) = corrections(FIRST, Q, t, 1)
    left = residual(FIRST + composed(FIRST, trial, t), Q, t)
    k = Parametrix.new()
    every = MatrixEqual(k.operator * (k.first + k.first * k.trial), k.algebra.one + k.trial - k.defect - k.defect * k.trial)
    two = _entries("(d_t - Q) K = R - R_1 - R_1 o R", left, trial - first - composed(first, trial, t))
    return conjunction(("any space: D K = 1 + R - R_1 - R_1 R", every), *two)


@section.claim("3.17", "Correction terms", kind="definition", place="Section 3.2, (3.17)", uses=["3.7"], slip="dz is not printed",
               scope="one point of space, k = 2", note="One point: R_1 = q - m + q m t for Q = q, K_0 = 1 + m t, and R_2 by the integral "
               "as it is printed.")
def correction_terms() -> Relation:
    r"""R_k := \int_0^t \int_{\mathbb{R}^n} R_1(x, z, t-s) R_{k-1}(z, y, s) ds"""
    second = corrections(sp.Matrix([[1 + m * t]]), sp.Matrix([[q]]), t, 2)[1][0]
    first = q - m + q * m * t
    integrand = sp.expand(first.subs(t, t - s) * first.subs(t, s))
    return Equal(second, sp.integrate(integrand, (s, 0, t)), V)


@section.claim("p/neumann-series", "The Volterra series", kind="prose", place="Section 3.2, after (3.17)",
               uses=["3.17", "p/fundamental-solution-ansatz"],
               scope="as a formal series, to third order", note="Any space, and two points with all integrals done. The partial "
               "sum X = R_1 + R_2 + R_3 misses the equation by R_4.")
def neumann_series() -> All:
    r"""\text{at least formally, } R = \sum_{k=1}^{\infty} R_k"""
    found = corrections(FIRST, Q, t, 4)
    partial = sum(found[:3], sp.zeros(2))
    left = (partial - found[0] - composed(found[0], partial, t)).applyfunc(sp.expand)
    k = Parametrix.new()
    sums = [sum((k.correction(i) for i in range(2, j + 1)), k.correction(1)) for j in (1, 2, 3)]
    every = [(f"any space, up to R_{j}", MatrixEqual(x - k.defect - k.defect * x, -k.correction(j + 1)))
             for j, x in enumerate(sums, 1)]
    return conjunction(*every, *_entries("X - R_1 - R_1 o X", left, -found[3]))


@section.claim("3.18", "Improved parametrix", kind="definition", place="Section 3.2, (3.18)", uses=["3.17"],
               slip="dz is not printed", scope="j = 1, 2, 3 on any space, j = 1, 2 on two points",
               note=MODEL + " A definition is wrong where (3.19) is not true of it.")
def improved_parametrix() -> All:
    r"""K_j := K_0(x, y, t) + \sum_{k=1}^j \int_0^t \int_{\mathbb{R}^n} K_0(x, z, t-s) R_j(z, y, s) ds"""
    return conjunction(*_left_over(same=True))


def _left_over(*, same: bool) -> list[tuple[str, Relation | MatrixEqual]]:
    """(d_t - Q) K_j = -R_(j+1), for t > 0, where the point mass 1 of any space vanishes."""
    found = corrections(FIRST, Q, t, 3)
    k = Parametrix.new()
    every: list[tuple[str, Relation | MatrixEqual]] = [
        (f"any space, j = {j}", MatrixEqual(k.operator * k.improved(j, same=same), k.algebra.one - k.correction(j + 1))) for j in (1, 2, 3)]
    return every + [part for j in (1, 2) for part in _entries(f"j = {j}", residual(_improved(j, same=same), Q, t), -found[j])]


@improved_parametrix.corrected(
    why="R_k must stand in the sum, not R_j: with R_j the sum is j times one term, and (d_t - Q) K_j = -R_1 + j (R_j - R_(j+1)).",
    error="slip",
    consequence="None: the proof of Lemma 3.3 sums K_0 o R_k over k.",
)
def improved_parametrix_corrected() -> All:
    r"""K_j := K_0(x, y, t) + \sum_{k=1}^j \int_0^t \int_{\mathbb{R}^n} K_0(x, z, t-s) R_k(z, y, s)\,dz\,ds"""
    return conjunction(*_left_over(same=False))


@section.claim("3.19", "What the parametrix leaves over", kind="identity", place="Section 3.2, (3.19)",
               uses=["3.17", "3.18", "x/differentiation-under-the-integral"],
               scope="j = 1 to 5 on any space; j = 1, 2 on two points",
               note="For the corrected (3.18). " + MODEL)
def left_over() -> All:
    r"""(\partial_t - Q)K_j(x, y, t) = -R_1 + \sum_{k=1}^j (R_k - R_{k+1}) = -R_{j+1}"""
    found = corrections(FIRST, Q, t, 3)
    k = Parametrix.new()
    first: list[tuple[str, Relation | MatrixEqual]] = []
    for j in range(1, 6):
        steps = sum((k.correction(i) - k.correction(i + 1) for i in range(1, j + 1)), k.algebra.one - k.defect)
        first.append((f"any space, j = {j}, first equality", MatrixEqual(k.operator * k.improved(j), steps)))
    for j in (1, 2):
        middle = sum((found[k] - found[k + 1] for k in range(j)), -found[0]).applyfunc(sp.expand)
        first += _entries(f"j = {j}, first equality", residual(_improved(j, same=False), Q, t), middle)
    sums = [(f"j = {j}, second equality", Equal(-R + sp.Add(*(R**k - R ** (k + 1) for k in range(1, j + 1))), -(R ** (j + 1)), V))
            for j in range(1, 6)]
    return conjunction(*first, *sums)
