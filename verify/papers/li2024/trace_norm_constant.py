"""The constant C of Lemma 2.1 for n = 1: at least 1/(2 pi), and no more for the symbols tried."""

from __future__ import annotations

import sympy as sp

from derive.oscillatory import derivative_norm
from numerics.symbol_norms import RadialSymbol
from verify.claim import Section
from verify.papers.li2024.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal
from verify.statements.simulated import Simulated
from verify.statements.symbol_ratio import SymbolRatio
from verify.variables import Variables

V = Variables(TABLE.values())
s = V.declare("s", meaning="rate of the Gaussian symbol e^(-s |z|^2)", high=1)

section = Section("trace_norm_constant", title="The constant of Lemma 2.1", order=71)

R = sp.Rational
ORDERS = [(i, j) for i in range(4) for j in range(4 - i)]
SUM = sp.Add(*(derivative_norm(1 / s, i) * derivative_norm(1 / s, j) for i, j in ORDERS))  # of |alpha| <= 3, h = 1
ROOT = sp.sqrt(sp.pi)
COEFFICIENTS = (  # of s^(1/2), s, s^(3/2) in s SUM/pi
    4 / ROOT, 4 / sp.pi + 8 * sp.sqrt(2) * sp.exp(-sp.Rational(1, 2)) / ROOT,
    8 / ROOT + 32 * sp.exp(-sp.Rational(3, 2)) / ROOT + 16 * sp.sqrt(2) * sp.exp(-sp.Rational(1, 2)) / sp.pi,
)


@section.claim("x/lemma21-lower", "C is at least 1/(2 pi)", kind="inequality", place="not printed; Lemma 2.1", uses=["2.4"],
               note="For n = 1, h = 1 and a = e^(-s |z|^2), s <= 1: in Fock states Op(a) has the eigenvalues (1-s)^k/(1+s)^(k+1) >= 0, so "
               "its trace norm is its trace, 1/(2s). The ratio to the sum in (2.4) is at least 1/(2 pi (1 + 21 s^(1/2))), which tends to "
               "1/(2 pi) for wide symbols. By (2.5) the same holds for every h.",
               scope="the eigenvalues are taken as known; x/lemma21-estimate compares them with matrices")
def lower_bound() -> All:
    r"""n=1:\quad \frac{\|\mathrm{Op}(e^{-s|z|^2})\|_{\mathrm{tr}}}{\sum_{|\alpha|\le3}\|\partial^\alpha e^{-s|z|^2}\|_{L^1}} \ge
    \frac1{2\pi(1+21\sqrt s)},\ 0<s\le1,\text{ so that } C\ge\frac1{2\pi}"""
    return conjunction(
        ("the trace is the integral of the symbol", Equal(derivative_norm(1 / s, 0) ** 2 / (2 * sp.pi), 1 / (2 * s), V)),
        ("the norms", Equal(sp.expand(s * SUM / sp.pi), 1 + sum(c * s ** R(n + 1, 2) for n, c in enumerate(COEFFICIENTS)), V)),
        ("their coefficients", AtMost(sp.Add(*COEFFICIENTS), sp.Integer(21), V)),
        ("s", AtMost(s, sp.sqrt(s), V)),
        ("s^(3/2)", AtMost(s ** R(3, 2), sp.sqrt(s), V)),
    )


POSITIVE = tuple(RadialSymbol(power, R(1, rate), R(c)) for power, rate, c in (
    (0, 2, 1), (0, 8, 1), (1, 8, 1), (2, 8, 1), (1, 8, 2), (0, 32, 1), (1, 32, 1), (2, 32, 1), (2, 2, 1)))
CHANGING = tuple(RadialSymbol(power, rate, R(c), R(less)) for power, rate, c, less in (
    (0, R(2), 1, 0), (1, R(3), 2, 0), (2, R(3, 2), 1, 0), (1, R(1, 2), 1, 2), (1, R(1, 8), 1, 8), (1, R(1, 32), 2, 32),
    (2, R(1, 32), 1, 2048)))


@section.claim("x/lemma21-estimate", "No symbol tried needs more than 1/(2 pi)", kind="inequality", place="not printed; Lemma 2.1",
               uses=["2.4", "x/lemma21-lower"], note="An estimate of C for n = 1 from below: the largest ratio of trace norm and sum over "
               "radial and squeezed symbols. For those that are positive, with s < 1, it can be no larger: the operator is positive, and "
               "its trace norm the integral. The others, narrow ones and differences, have operators with eigenvalues of both signs. Not "
               "a proof that C = 1/(2 pi) serves for all symbols.")
def estimate() -> Simulated:
    r"""n=1:\quad \|\mathrm{Op}(a)\|_{\mathrm{tr}} \le \frac1{2\pi}\sum_{|\alpha|\le3}\|\partial^\alpha a\|_{L^1}\text{ for 16 symbols } a =
    (u^m - b)e^{-su},\ u = c^2x^2+\xi^2/c^2,\ m=0,1,2"""
    return Simulated("the ratio is at most 1/(2 pi)", SymbolRatio(POSITIVE + CHANGING, 1 / (2 * sp.pi)))
