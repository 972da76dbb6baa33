"""Theorem 2 itself with (5.3), the passage to Theorem 1, and the remarks after it."""

from __future__ import annotations

import sympy as sp

from derive.oscillatory import derivative_norm
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.correspondence import R, range_of_gamma, rho, short_rate
from verify.papers.li2024.correspondence import V as TABLE
from verify.papers.li2024.symbols import gamma, h, t
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal
from verify.variables import Variables

section = Section("theorem2_statement", title="Theorem 2 and its remarks", order=61)
HALF, THREE_HALVES, THIRD = sp.Rational(1, 2), sp.Rational(3, 2), sp.Rational(1, 3)
V = Variables(TABLE.values())
delta = V.declare("d", NONE, "h^(rho - 2/3), small for rho > 2/3", high=1)
WIDTH = sp.sqrt(gamma * h / 2)
RANGE = range_of_gamma()
GROWTH = h**HALF * gamma**-THREE_HALVES + h * gamma**-1


@section.claim("5.3", "The trace-norm error", kind="inequality", place="Theorem 2, (5.3)", uses=["5.9", "p/trace-norm-after-one"],
               scope="the exponents of both cases",
               note="(5.9) is the first case as it stands. In the second case the rates from t = 1 on are those of (5.7) with h^rho~ = "
               "eps, up to factors 2^(3/2) and 4; and both cases agree at t = 1, since the growing terms are below the constant ones "
               "there.")
def trace_norm_error() -> All:
    r"""\|A(t) - \mathrm{Op}_h^w(a(t))\|_{\mathrm{tr}} \leq \begin{cases} Ct(h^{2-3\rho} + h^{3-4\rho}\gamma) & 0 \leq t \leq 1 \\
    C[h^{2-3\rho} + h^{3-4\rho}\gamma + t(h^{\frac{1}{2}}\gamma^{-\frac{3}{2}} + h\gamma^{-1})] & t \geq 1 \end{cases}"""
    return conjunction(
        ("t <= 1", Equal((t * short_rate(R)).subs(R, h**rho), t * (h ** (2 - 3 * rho) + h ** (3 - 4 * rho) * gamma), V)),
        ("t >= 1", Equal(sp.expand(short_rate(WIDTH)), 2 * sp.sqrt(2) * h**HALF * gamma**-THREE_HALVES + 4 * h * gamma**-1, V)),
        ("at t = 1, first terms", AtMost(h**HALF * gamma**-THREE_HALVES, h**2 * R**-3, V, *RANGE[:2])),
        ("at t = 1, second terms", AtMost(h / gamma, h**3 * R**-4 * gamma, V, *RANGE[:2])),
    )


@section.claim("Theorem2", "Correspondence for symbols of the class", kind="theorem", place="Theorem 2",
               uses=["1.1", "1.2", "1.6", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "p/rho-tilde", "x/quantum-contraction"],
               scope="that the ranges of rho and gamma are not empty, and that Section 4 applies; the rest through what it uses",
               note="The a(t) of the theorem is e^(tQ) a_0. eps^2 = gamma h/2 is at most 1/2, so that Section 4 applies; h^(2 rho - 1) "
               "<= 1/h for all rho >= 0. That the lower bound on gamma can be dropped for gamma >= 1 is x/no-lower-bound.")
def theorem() -> All:
    r"""\text{Suppose } \mathcal{L} \text{ given in (1.1) satisfies (1.2) and (1.6). Further assume that } h^{2\rho-1} \leq \gamma \leq
    h^{-1} \text{ and } 0 \leq \rho \leq \frac{1}{2}. \text{ If } A(t) \text{ satisfies } \partial_t A(t) = \mathcal{L}A(t),\ A(0) =
    \mathrm{Op}_h^w(a_0),\ a_0 \in S_\rho^{L^1}, \text{ then there exists } a(t) \text{ that satisfies } \partial_t a(t) = Qa(t),\ a(0) =
    a_0 \text{ such that (5.3)}"""
    return conjunction(
        ("diffusion", AtMost(WIDTH**2, HALF, V, RANGE[2])),
        ("a range", AtMost(R**2 / h, 1 / h, V)),
        ("gamma is at least 1", AtMost(sp.Integer(1), gamma, V, *RANGE)),
    )


@section.claim("p/remark-theorem1", "Remark 1: Theorem 1 from Theorem 2", kind="prose", place="Remark 1 after Theorem 2",
               uses=["Theorem2", "p/coherent-class", "p/mixtures-in-class"], note="Both cases of (5.3), and the range of gamma, at rho = "
               "1/2.")
def to_theorem1() -> All:
    r"""\text{Theorem 1 follows immediately from Theorem 2 upon setting } \rho = \frac{1}{2} \text{ since the standard coherent states
    belong to symbol class } S_{1/2}^{L^1}. \text{ The theorem also applies to mixtures of not-too-squeezed pure Gaussian states}"""
    at_half = short_rate(h**HALF)
    return conjunction(
        ("t <= 1", Equal(t * at_half, t * (h**HALF + h * gamma), V)),
        ("t > 1", Equal(at_half + t * GROWTH, h**HALF + h * gamma + t * (h**HALF * gamma**-THREE_HALVES + h * gamma**-1), V)),
        ("range", Equal(h ** (2 * rho - 1).subs(rho, HALF) * h, h, V)),
    )


@section.claim("p/remark-gamma-one", "Remark 2: gamma = 1", kind="prose", place="Remark 2 after Theorem 2", uses=["5.2"],
               scope="that (5.2) makes sense",
               slip="the sum is in the display before (5.9); for rho < 1/2 the proof does not work, (5.4) needs h^(2 rho - 1) <= gamma = 1",
               note="At gamma = 1 the error of (5.2) is bounded for R = h^rho >= h^(2/3), and at R = d h^(2/3) it is at least d^-3. The "
               "hypothesis h^(2 rho - 1) <= gamma leaves rho >= 1/2 of that range; for rho < 1/2 see x/no-lower-bound.")
def gamma_one() -> All:
    r"""\text{In the case } \gamma = 1, \text{ we see that we can take } 0 \leq \rho \leq \frac{2}{3} \text{ and (5.2) would still make
    sense. The proof of Theorem 2 works the same for such } \rho"""
    given = AtMost(h ** (2 * THIRD), R, V)
    return conjunction(
        ("rho <= 2/3", AtMost(sp.Max(h**2 * R**-3, h**3 * R**-4), sp.Integer(1), V, given)),
        ("beyond", Equal((h**2 * R**-3).subs(R, delta * h ** (2 * THIRD)), delta**-3, V)),
    )


@section.claim("p/remark-dimension", "Remark 2: the bound depends on the dimension", kind="prose", place="Remark 2 after Theorem 2",
               uses=["p/trace-norm-after-one", "2.4"], scope="n = 1, 2, 3, at rho = 2/3",
               note="For rho > 1/2 the last term of Lemma 2.1 is the largest: h^((1/2 - rho)(2n + 1)), which is h^(-(2n + 1)/6) at rho = "
               "2/3.")
def dimension() -> All:
    r"""\text{the bound in trace norm would be more complicated and depend on the dimension}"""
    return conjunction(*(
        (f"n = {m}", Equal((h**HALF / h ** (2 * THIRD)) ** (2 * m + 1), h ** sp.Rational(-(2 * m + 1), 6), V)) for m in (1, 2, 3)
    ))


@section.claim("p/remark-range-enough", "Remark 2: coherent states are covered", kind="prose", place="Remark 2 after Theorem 2",
               uses=["p/coherent-class", "p/mixtures-in-class"], scope="n = 1, the first derivative",
               note="Each derivative of a coherent symbol costs exactly a multiple of h^(-1/2): it is in the class for rho = 1/2, the "
               "end of the range, and for no smaller rho.")
def range_enough() -> All:
    r"""0 \leq \rho \leq \frac{1}{2} \text{ already contains the range of symbols that are mixtures of coherent states}"""
    return conjunction(
        ("one derivative", Equal(derivative_norm(h, 1) / derivative_norm(h, 0), 2 / sp.sqrt(sp.pi) * h**-HALF, V)),
        ("the end of the range", Equal((h**-rho).subs(rho, HALF), h**-HALF, V)),
    )
