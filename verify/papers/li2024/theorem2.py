"""Section 5.1: Theorem 2, the classes of a(t), (5.4), (5.5), and the error e_1, (5.6), (5.7). With R = h^rho all exponents are powers."""

from __future__ import annotations

import sympy as sp

from derive import duhamel
from derive.successive_symbols import driven, exponential, power_integral
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.correspondence import R, range_of_gamma, rho, short_rate
from verify.papers.li2024.correspondence import V as TABLE
from verify.papers.li2024.symbols import eps, gamma, h, t
from verify.statement import All, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("theorem2", title="5.1. Trace norm estimate, Theorem 2", order=60)
HALF = sp.Rational(1, 2)
V = Variables(TABLE.values())
k, alpha = (V.declare(name, NONE, "number of derivatives", low=0, closed=True, integer=True) for name in ("k", "|alpha|"))
C = V.declare("C", NONE, "constant of a bound")
early = V.declare("s", NONE, "a time up to 1", high=1)
E, L = (V.declare(name, NONE, f"log(1/{of})") for name, of in (("E", "eps"), ("L", "h")))
exponent = V.declare("r", NONE, "rho, where it is not 0: then eps is 1, and rho~ is 0", high=1)
ratio = V.declare("z", NONE, "h^(1/2 - rho)", high=1)
N1, N2, N3 = (V.declare(name, NONE, "entry", low=-sp.oo) for name in ("q_1", "q_2", "q_3"))
path = [V.declare(f"r_{i}", NONE, "coefficient of the trajectory", low=-sp.oo) for i in range(4)]
BLOCK = sp.Matrix([[0, N1, N3], [0, 0, N2], [0, 0, 0]])
PATH = sp.Matrix([path[0] + path[1] * t, path[2] + path[3] * t**2, sp.Integer(1)])  # Op(a(t)), in a model
RANGE = range_of_gamma()
WIDTH = sp.sqrt(gamma * h / 2)  # eps
MODEL = "space of three points: a nilpotent L with free entries and any trajectory quadratic in t"


@section.claim("p/derivatives-of-a", "Derivatives of a(t) for all times", kind="inequality", place="Theorem 2, proof",
               uses=["Corollary4.6", "2.7"], slip="alpha for beta in the sum of the first "
               "line", scope="exponents; the last line for up to 4 derivatives",
               note="Each term has (h^rho/eps)^(|alpha| - |beta|), which is at most 1 for h^rho <= eps; see p/rho-tilde for what the "
               "hypothesis of Theorem 2 gives.")
def derivatives_of_a() -> All:
    r"""h^\rho \leq \varepsilon \leq 1:\quad h^{-n} \|\partial^\alpha(e^{tQ}a_0)\|_{L^1} \leq C_\alpha h^{-n} \varepsilon^{-|\alpha|}
    \sum_{|\beta| \leq |\alpha|} \|(\varepsilon \partial)^\alpha a_0\|_{L^1} \leq C_\alpha h^{-\rho|\alpha|} \sum_{k \leq |\alpha|}
    \varepsilon^{-(|\alpha|-k)} h^{\rho(|\alpha|-k)} \leq C_\alpha h^{-\rho|\alpha|}"""
    given = AtMost(R, eps, V)
    printed = h ** (-rho * alpha) * eps ** (-(alpha - k)) * h ** (rho * (alpha - k))
    parts = [("second line", Equal(eps**-alpha * eps**k * h ** (-rho * k), printed, V))]
    parts += [(f"third line, |alpha| - k = {m}", AtMost(eps**-m * R**m, sp.Integer(1), V, given)) for m in (1, 2, 3, 4)]
    return conjunction(*parts)


@section.claim("5.4", "The class of a(t) for all times", kind="inequality", place="Theorem 2, proof, "
               "(5.4)", uses=["p/derivatives-of-a", "p/rho-tilde"],
               scope="up to 4 derivatives", note="Under the hypothesis of Theorem 2 h^rho/eps is at most sqrt 2: the constants grow by a "
               "power of it.")
def class_for_all_times() -> All:
    r"""a(t) \in S_\rho^{L^1}, \quad t \geq 0, \quad \text{uniformly in } t \text{ and } h"""
    two = sp.Integer(2)
    return conjunction(*((f"{m} derivatives", AtMost(R**m * WIDTH**-m, two ** sp.Rational(m, 2), V, *RANGE)) for m in (1, 2, 3, 4)))


@section.claim("5.5", "The class of a(t) from t = 1 on", kind="inequality", place="Theorem 2, proof, (5.5)", uses=["Proposition4.5", "2.7"],
               scope="the definition of rho~",
               note="Proposition (4.5) is Proposition 4.5. eps^-|alpha| is h^(-rho~ |alpha|), since h^rho~ = eps.")
def class_from_one_on() -> Relation:
    r"""a(t) \in S_{\tilde{\rho}}^{L^1} \quad \text{where} \quad \tilde{\rho} = \frac{\log \varepsilon}{\log h}, \quad t \geq 1"""
    exponent = sp.log(eps) / sp.log(h)
    return Equal(exponent * sp.log(h), sp.log(eps), V)


@section.claim("p/rho-tilde", "rho~ is at most rho", kind="inequality", place="Theorem 2, proof, after (5.5)", uses=["5.5"],
               note="First reading: under the hypothesis of Theorem 2, h^(2 rho - 1) <= gamma, with R = h^rho and eps^2 = gamma h/2. It "
               "fails by a constant: h^rho <= sqrt(2) eps and no more, so that at gamma = h^(2 rho - 1) rho~ exceeds rho by log 2/(2 "
               "log(1/h)). Second reading: under h^rho <= eps, which the proof says before (5.4) and does not derive; with E = "
               "log(1/eps) and L = log(1/h). The classes are the same up to their constants, so that nothing else changes.")
def rho_tilde() -> Relation:
    r"""\tilde{\rho} \leq \rho"""
    return AtMost(R, WIDTH, V, *RANGE)


@rho_tilde.reading()
def rho_tilde_restricted() -> Relation:
    r"""h^\rho \leq \varepsilon \leq 1:\quad \tilde{\rho} \leq \rho"""
    return AtMost(E / L, exponent, V, AtMost(E, exponent * L, V))


@section.claim("5.6", "The equation of the classical symbol", kind="identity", place="Theorem 2, proof, (5.6)", uses=["5.2"],
               scope="a space of three points, Q and L with free entries", note="e_1 is the difference (Q - L) a(t). Op(a(t)) need "
               "not be in the domain of the Lindbladian, the derivatives of a_0 in the class having no weights: in trace norm the line "
               "holds for a_0 that decay fast, and what follows from it for the others by density.")
def classical_equation() -> All:
    r"""\partial_t \mathrm{Op}_h^w(a(t)) = \mathrm{Op}_h^w(Qa(t)) = \mathcal{L} \mathrm{Op}_h^w(a(t)) + \mathrm{Op}_h^w(e_1(t))"""
    quantum = sp.Matrix([[0, path[0], 0], [0, 0, path[1]], [0, 0, 0]])
    a = exponential(BLOCK, t) * sp.Matrix([path[2], path[3], 1])
    error = (BLOCK - quantum) * a
    printed = quantum * a + error
    return conjunction(*((f"component {i + 1}", Equal(sp.expand(a.diff(t)[i]), sp.expand(printed[i]), V)) for i in (0, 1)))


@section.claim("5.7", "The class of the error", kind="inequality", place="Theorem 2, proof, (5.7)", uses=["5.2", "5.4", "5.5"],
               scope="the powers", note="(5.2) with h^rho, and with h^rho~ = eps.")
def class_of_error() -> All:
    r"""e_1(t) \in \begin{cases} h^{2-3\rho}(1 + h^{1-\rho}\gamma) S_\rho^{L^1}, & t \geq 0 \\ h^{2-3\tilde{\rho}}(1 +
    h^{1-\tilde{\rho}}\gamma) S_{\tilde{\rho}}^{L^1}, & t \geq 1 \end{cases}"""
    return conjunction(
        ("t >= 0", Equal(short_rate(R).subs(R, h**rho), h ** (2 - 3 * rho) * (1 + h ** (1 - rho) * gamma), V)),
        ("t >= 1", Equal(short_rate(eps), h**2 * eps**-3 * (1 + h * gamma / eps), V)),
    )


def _duhamel(sign: int) -> All:
    """A(t) = e^(tL) a(0) against a(t) + sign int e^((t-s)L) e_1(s) ds with e_1 = (d_t - L) a."""
    error = (PATH.diff(t) - BLOCK * PATH).applyfunc(sp.expand)
    printed = PATH + sign * driven(BLOCK, error, t)
    exact = exponential(BLOCK, t) * PATH.subs(t, 0)
    product = duhamel.variation()
    integrand = product.propagator * (product.velocity - product.generator * product.state)
    return conjunction(
        ("d/ds of e^((t-s)L) a(s), every size", MatrixEqual(product.rate, integrand)),
        *((f"component {i + 1}", Equal(sp.expand(exact[i]), sp.expand(printed[i]), V)) for i in (0, 1)),
    )


@section.claim("5.8", "Duhamel's formula", kind="identity", place="Theorem 2, proof, "
               "(5.8)", uses=["5.6", "x/quantum-contraction"], scope=MODEL,
               note="A(t) is the mild solution e^(tL) A(0): a_0 of the class need not be in the domain of L, see 5.6.")
def duhamel_formula() -> All:
    r"""A(t) = \mathrm{Op}_h^w(a(t)) + \int_0^t e^{(t-s)\mathcal{L}} \mathrm{Op}_h^w(e_1(s)) ds"""
    return _duhamel(1)


@duhamel_formula.corrected(
    why="With e_1 as in (5.6) the difference A - Op(a) obeys d_t = L - Op(e_1): the integral has a minus sign.", error="substance",
    consequence="None for Theorem 2, which takes norms; the correction of Theorem 3 has the sign that belongs to (5.6).",
)
def duhamel_formula_corrected() -> All:
    r"""A(t) = \mathrm{Op}_h^w(a(t)) - \int_0^t e^{(t-s)\mathcal{L}} \mathrm{Op}_h^w(e_1(s)) ds"""
    return _duhamel(-1)


@section.claim("p/trace-norm-after-one", "The trace norm for t >= 1", kind="inequality", place="Theorem 2, proof, after (5.8)",
               uses=["5.7", "5.8", "x/quantum-contraction", "Lemma2.1"],
               scope="exponents; the sums for n = 1", slip="the sums of Lemma 2.1 run to 2n + 1, not to 2n - 1",
               note="Up to constants that is the same, the terms being bounded. Lemma 2.1 gives "
               "powers of h^(1/2)/h^rho <= 1 (z) and of h^(1/2)/eps <= sqrt 2, for rho <= 1/2 and gamma >= 1. The "
               "integral over [1, t] is at most t.")
def after_one() -> All:
    r"""\|A(t) - \mathrm{Op}_h^w(a(t))\|_{\mathrm{tr}} \leq \int_0^1 \|\mathrm{Op}_h^w(e_1(s))\|_{\mathrm{tr}} ds + \int_1^t
    \|\mathrm{Op}_h^w(e_1(s))\|_{\mathrm{tr}} ds \leq Ch^{2-3\rho}(1 + h^{1-\rho}\gamma) \sum_{k \leq 2n-1} h^{(\frac{1}{2}-\rho)k} +
    Cth^{2-3\tilde{\rho}}(1 + h^{1-\tilde{\rho}}\gamma) \sum_{k \leq 2n-1} h^{(\frac{1}{2}-\tilde{\rho})k} \leq C[h^{2-3\rho} +
    h^{3-4\rho}\gamma + t(h^{\frac{1}{2}}\gamma^{-\frac{3}{2}} + h\gamma^{-1})]"""
    one = AtMost(sp.Integer(1), gamma, V)
    return conjunction(
        ("the first sum", AtMost(1 + ratio + ratio**2 + ratio**3, 2 * (1 + ratio), V)),
        ("its terms", AtMost(h**HALF / R, sp.Integer(1), V, RANGE[0])),
        ("terms of the second sum", AtMost(h**HALF / WIDTH, sp.sqrt(2), V, one)),
        ("gamma is at least 1", AtMost(sp.Integer(1), gamma, V, *RANGE)),
        ("the interval", Equal(power_integral(sp.Integer(0), sp.Integer(1), t), t - 1, V)),
        ("first order", Equal(h**2 * WIDTH**-3, 2 * sp.sqrt(2) * h**HALF * gamma ** sp.Rational(-3, 2), V)),
        ("second order", Equal(h**3 * WIDTH**-4 * gamma, 4 * h / gamma, V)),
    )


@section.claim("5.9", "The trace norm for t <= 1", kind="inequality", place="Theorem 2, proof, (5.9)",
               uses=["5.7", "5.8", "x/quantum-contraction", "Lemma2.1"], scope="the integral over time and the exponents",
               note="The integrand does not depend on s.")
def before_one() -> All:
    r"""\|A(t) - \mathrm{Op}_h^w(a(t))\|_{\mathrm{tr}} \leq \int_0^t \|\mathrm{Op}_h^w(e_1(s))\|_{\mathrm{tr}} ds \leq Cth^{2-3\rho}(1 +
    h^{1-\rho}\gamma)"""
    integral = C * short_rate(R) * power_integral(sp.Integer(0), sp.Integer(0), early)
    return conjunction(
        ("the integral", Equal(integral.subs(R, h**rho), C * early * h ** (2 - 3 * rho) * (1 + h ** (1 - rho) * gamma), V)),
        ("terms of Lemma 2.1", AtMost(h**HALF / R, sp.Integer(1), V, RANGE[0])),
    )
