"""Section 4.1.1: the smoothing estimate, Proposition 4.5 with (4.17) to (4.22), and Corollary 4.6 with (4.23), (4.24)."""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import gaussian, integrate
from derive.hyperbolic_example import planar_norm, width
from derive.oscillatory import derivative_norm
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.kernel_by_duhamel import ANY, by_duhamel, remainder
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import eps, n, t, x
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("l1_estimates_smoothing", title="Smoothing estimate", order=54)
HALF = sp.Rational(1, 2)
V = Variables(TABLE.values())
short = V.declare("s", NONE, "a time up to 1", high=1)
tau = V.declare("tau", NONE, "the time tau_alpha", high=1)
C, c = (V.declare(name, NONE, "constant of a Gaussian bound") for name in ("C", "c"))
k = V.declare("k", NONE, "|alpha|", low=0, closed=True, integer=True)
less = V.declare("m", NONE, "|alpha| - |beta|", low=0, closed=True, integer=True)
j = V.declare("j", NONE, "order of the parametrix", low=1, closed=True, integer=True)
mass, norm = (V.declare(name, NONE, "an L1 norm") for name in ("u_0", "u"))
UNMARKED = "the norm is that of L1"


def _integrated(exponent: sp.Expr) -> sp.Expr:
    """eps^k (eps^2 t)^(-(n+k)/2) t^exponent times the integral over R^n of exp(-c |x|^2/(eps^2 t))."""
    line = integrate(gaussian(-c * x**2 / (eps**2 * t)), x).expression()
    return eps**k * (eps**2 * t) ** (-(n + k) / 2) * t**exponent * sp.powdenest(line**n, force=False)


@section.claim("p/smoothing-captured", "Regularity from mass", kind="prose", place="4.1.1", slip="the equality h = eps^2 belongs to "
               "another normalisation; Section 3 has eps^2 = gamma "
               "h/2", scope="n = 1, A = 1, v = 0, initial values that tend to a point mass",
               note="The heat kernel itself: the norm of (eps d_x) K at t = 1 is 1/sqrt(pi), whatever eps, where the norm at t = 0 is 1 "
               "and no derivative is finite.")
def smoothing_captured() -> Relation:
    r"""\text{the } L^1 \text{ norm of } \varepsilon\text{-semiclassical derivatives of the solution at time } t \simeq 1 \text{ is
    controlled by the } L^1 \text{ norm at } t = 0,\ h = \varepsilon^2"""
    square = 4 * eps**2
    return Equal(eps * derivative_norm(square, 1) / sp.sqrt(sp.pi * square), sp.pi**-HALF, V)


@section.claim("p/not-past-time-one", "Sobolev norms do not stay bounded", kind="prose", place="4.1.1", uses=["p/example-a"],
               scope="the example of 4.2 with h = 1",
               note="At e^(-2t) = eps^2 the width a(t) is 3 eps^2 - 2 eps^4: d_x u has grown to (3 eps^2)^(-1/2) at least, from 1, both "
               "times C_1. So (4.11) with a constant that does not depend on eps fails for t of order log(1/eps).")
def not_past_time_one() -> All:
    r"""\text{In the Duhamel argument of the previous section, we are not able to push past time } t \simeq 1"""
    later = sp.expand(width(sp.S.One, sp.S.One, eps, t)).subs(sp.exp(-2 * t), eps**2)
    return conjunction(("width", Equal(later, 3 * eps**2 - 2 * eps**4, V)), ("bound", AtMost(later, 3 * eps**2, V)))


@section.claim("4.18", "Duhamel's formula for the kernel", kind="identity", place="Proposition 4.5, proof, (4.18)", uses=["3.19"],
               scope="j = 1, 2", note=ANY)
def kernel_by_duhamel() -> All:
    r"""(\varepsilon \partial_x)^\alpha K(x, y, t) = (\varepsilon \partial_x)^\alpha K_j(x, y, t) - \int_0^t (\varepsilon \partial_x)^\alpha
    e^{(t-s)Q} R_{j+1}(x, y, s) ds"""
    return conjunction(*(part for j in (1, 2) for part in (by_duhamel(-1, j, from_left=True), remainder(-1, j))))


@kernel_by_duhamel.corrected(
    why="By (3.19) (d_t - Q)(K - K_j) = +R_(j+1): the integral has a plus sign, as in (4.7).", error="substance",
    consequence="None for (4.19) to (4.22), which bound norms.",
)
def kernel_by_duhamel_corrected() -> All:
    r"""(\varepsilon \partial_x)^\alpha K = (\varepsilon \partial_x)^\alpha K_j + \int_0^t (\varepsilon \partial_x)^\alpha e^{(t-s)Q}
    R_{j+1}(x, y, s) ds"""
    return conjunction(*(part for j in (1, 2) for part in (by_duhamel(1, j, from_left=True), remainder(1, j))))


@section.claim("4.19", "Derivatives of the parametrix", kind="inequality", place="Proposition 4.5, proof, (4.19)", uses=["3.31"],
               slip=UNMARKED,
               scope="from the pointwise bound (3.31) with eps^2 for h", note="The Gaussian integrated over x, for every n and |alpha|.")
def derivatives_of_parametrix() -> Relation:
    r"""\sup_{y \in \mathbb{R}^n} \|(\varepsilon \partial_x)^\alpha K_j(\bullet, y, t)\| \leq C t^{-\frac{|\alpha|}{2}}"""
    return Equal(_integrated(sp.Integer(0)), (sp.pi / c) ** (n / 2) * t ** (-k / 2), V)


@section.claim("4.20", "Derivatives of the remainder", kind="inequality", place="Proposition 4.5, proof, (4.20)", uses=["3.30"],
               slip=UNMARKED,
               scope="from the pointwise bound (3.30)", note="(3.30) has t^((j+1)/2 - 1) for R_(j+1).")
def derivatives_of_remainder() -> Relation:
    r"""\sup_{y \in \mathbb{R}^n} \|(\varepsilon \partial_x)^\alpha R_{j+1}(\bullet, y, s)\| \leq C s^{-\frac{|\alpha|}{2}}
    s^{\frac{j-1}{2}}"""
    return Equal(_integrated((j + 1) / 2 - 1), (sp.pi / c) ** (n / 2) * t ** (-k / 2) * t ** ((j - 1) / 2), V)


@section.claim("4.21", "The evolved remainder", kind="inequality", place="Proposition 4.5, proof, (4.21)", uses=["Proposition4.4", "4.20"],
               slip="Lemma 4.4 is Proposition 4.4, beta <= |alpha| is |beta| <= |alpha|, 'independent of h' is: of eps",
               scope="the exponents, |alpha| up to 4",
               note="Proposition 4.4 in semiclassical norms costs eps^(|alpha| - |beta|) <= 1; and s^(-|beta|/2) <= s^(-|alpha|/2) for s "
               "<= 1.")
def evolved_remainder() -> All:
    r"""\|(\varepsilon \partial_x)^\alpha e^{(t-s)Q} R_{j+1}(\bullet, y, s)\|_{L^1} \leq C \sum_{\beta \leq |\alpha|} \|(\varepsilon
    \partial_x)^\beta R_{j+1}(\bullet, y, s)\|_{L^1} \leq C s^{\frac{j-|\alpha|-1}{2}}"""
    parts: list[tuple[str, Relation]] = [
        ("the weights", Equal(eps**k, eps**less * eps ** (k - less), V)),
        ("the powers of s", Equal(short ** (-k / 2) * short ** ((j - 1) / 2), short ** ((j - k - 1) / 2), V)),
    ]
    for fewer in range(1, 5):
        parts.append((f"|alpha| - |beta| = {fewer}, weights", AtMost(eps**fewer, sp.Integer(1), V)))
        parts.append((f"|alpha| - |beta| = {fewer}, powers", AtMost(short ** sp.Rational(fewer, 2), sp.Integer(1), V)))
    return conjunction(*parts)


@section.claim("p/j-at-least-alpha", "The integral converges", kind="prose", place="Proposition 4.5, proof, after (4.21)", uses=["4.21"],
               note="The exponent (j - |alpha| - 1)/2 is above -1 exactly for j > |alpha| - 1: at j = |alpha| + m it is m/2 - 1/2, and "
               "at j = |alpha| - 1 the integrand is 1/s.")
def order_needed() -> All:
    r"""\text{taking } j \geq |\alpha| \text{ so that the integral in (4.18) converges}"""
    exponent = (j - k - 1) / 2
    return conjunction(
        ("j = |alpha| + m", Equal(exponent.subs(j, k + less), less / 2 - HALF, V)),
        ("above -1", Equal(1 + exponent.subs(j, k + less), (1 + less) / 2, V)),
        ("j = |alpha| - 1", Equal(exponent.subs(j, k - 1), sp.Integer(-1), V)),
    )


@section.claim("4.22", "Derivatives of the kernel", kind="inequality", place="Proposition 4.5, proof, (4.22)",
               uses=["4.18", "4.19", "4.21", "p/j-at-least-alpha"], slip=UNMARKED, scope="j = |alpha| + m",
               note="The integral of (4.21) is 2 t^((m+1)/2)/(m+1), checked by its derivative; it tends to 0 with t, and the first term "
               "t^(-|alpha|/2) is at least 1.")
def derivatives_of_kernel() -> All:
    r"""\sup_{y \in \mathbb{R}^n} \|(\varepsilon \partial_x)^\alpha K(\bullet, y, t)\| \leq C t^{-\frac{|\alpha|}{2}}"""
    printed = 2 * short ** ((less + 1) / 2) / (less + 1)
    return conjunction(
        ("the integral", Equal(short ** ((less - 1) / 2), sp.powsimp(sp.diff(printed, short)), V)),
        ("m = 0", AtMost(2 * short**HALF, sp.Integer(2), V)),
        ("one term of the sum", AtMost(sp.Integer(1), short**-HALF, V)),
    )


@section.claim("4.17", "Smoothing", kind="inequality", place="Proposition 4.5, (4.17)", uses=["4.22", "4.5"],
               scope="the step from t = tau_alpha to all later times, |alpha| = 1, 2, 3",
               note="u(t) is the evolution of u(t - tau) over tau, and ||u(t - tau)|| <= ||u_0||: the constant is C tau^(-|alpha|/2).")
def smoothing() -> All:
    r"""\|(\varepsilon \partial_x)^\alpha u(t)\|_{L^1} \leq C \|u_0\|_{L^1}"""
    return conjunction(*(
        (f"|alpha| = {order}", AtMost(C * tau ** sp.Rational(-order, 2) * norm, C * tau ** sp.Rational(-order, 2) * mass, V,
                                      AtMost(norm, mass, V))) for order in (1, 2, 3)
    ))


@section.claim("Proposition4.5", "Smoothing", kind="theorem", place="Proposition "
               "4.5", uses=["Proposition4.1", "Lemma3.3", "4.18", "4.19", "4.20", "4.17"],
               scope="the heat equation, n = 1, |alpha| = 1, 2; the rest through what it uses",
               slip="the proof's 'implies the lemma' means the proposition",
               note="For the heat kernel the norm of (eps d_x)^k K(., y, t) is t^(-k/2) times a number: (4.22) with equality.")
def proposition() -> All:
    r"""\text{Suppose } u(x, t) \in C^\infty(\mathbb{R}_x^n \times \mathbb{R}_t) \text{ satisfies (3.5) and } |u(x, t)| \leq B
    e^{\beta|x|^2} \text{ for some } B, \beta > 0. \text{ Then for each multiindex } \alpha \in \mathbb{N}_0^n, \text{ there exists }
    0 < \tau_\alpha \leq 1 \text{ independent of } \varepsilon \text{ such that (4.17) for all } t \geq \tau_\alpha \text{ and }
    0 < \varepsilon \leq 1"""
    square = 4 * eps**2 * t
    first, second = (eps**order * derivative_norm(square, order) / sp.sqrt(sp.pi * square) for order in (1, 2))
    return conjunction(
        ("k = 1", Equal(first, sp.pi**-HALF * t**-HALF, V)),
        ("k = 2", Equal(second, sp.sqrt(2) * sp.exp(-HALF) * sp.pi**-HALF / t, V)),
    )


@section.claim("4.23", "The semiclassical Sobolev norm", kind="definition", place="(4.23)", scope="planar Gaussians, order 1",
               note="Equivalent to that of W^(r,1): between eps^r times it and itself. For exp(-(x^2 + xi^2)/eps^2) each of the two first "
               "derivatives adds 2 sqrt(pi) eps^2, the norm itself is pi eps^2: no power of eps is left between the orders.")
def semiclassical_norm() -> All:
    r"""\|u\|_{W_\varepsilon^{r,1}} := \sum_{|\alpha| \leq r} \|(\varepsilon \partial_x)^\alpha u\|_{L^1}"""
    across = derivative_norm(eps**2, 0)  # of the other variable
    return conjunction(
        ("order 0", Equal(derivative_norm(eps**2, 0) * across, planar_norm(0) * eps**2, V)),
        ("order 1", Equal(eps * derivative_norm(eps**2, 1) * across, planar_norm(1) * eps**2, V)),
    )


@section.claim("p/equivalent-norm", "Equivalent to the Sobolev norm", kind="prose", place="before (4.23)", uses=["4.23"],
               scope="orders up to 3", note="Each term by itself: eps^3 <= eps^j <= 1.")
def equivalent_norm() -> All:
    r"""W_\varepsilon^{r,1}(\mathbb{R}^n) \text{ is equivalent to } W^{r,1}(\mathbb{R}^n) \text{ as a set}"""
    return conjunction(*((f"order {m}", AtMost(sp.Max(eps**3 * norm, eps**m * norm), norm * eps**m, V)) for m in (1, 2, 3)))


@section.claim("4.24", "All times", kind="inequality", place="Corollary 4.6, (4.24)", uses=["Proposition4.4", "Proposition4.5", "4.23"],
               scope="orders up to 3", note="Up to tau by (4.11) times eps^r, with eps^(r - j) <= 1; from tau on by (4.17), the L1 norm "
               "being part of the right side. Between the two times, if they differ, (4.11) again, by the semigroup property.")
def all_times() -> All:
    r"""\|u(t)\|_{W_\varepsilon^{r,1}} \leq C_r \|u_0\|_{W_\varepsilon^{r,1}}"""
    parts = [(f"r = 3, order {m} of u_0", AtMost(eps**3 * norm, eps**m * norm, V)) for m in (0, 1, 2)]
    return conjunction(*parts)


@section.claim("Corollary4.6", "Semiclassical Sobolev norms for all times", kind="theorem", place="Corollary 4.6",
               uses=["Proposition4.4", "Proposition4.5", "4.24"], scope="the constants; the rest through what it uses",
               note="Up to tau the constant is C, from tau on C tau^(-r/2): that one serves both, for all eps (r = 2).")
def corollary() -> Relation:
    r"""\text{Suppose } u(x, t) \in C^\infty(\mathbb{R}_x^n \times \mathbb{R}_t) \text{ satisfies (3.5) and } |u(x, t)| \leq B
    e^{\beta |x|^2} \text{ for some } B, \beta > 0. \text{ Then for all } r \geq 0 \text{ and } 0 < \varepsilon \leq 1, \text{ (4.24) for
    all } t \geq 0"""
    return AtMost(sp.Max(C, C / tau), C / tau, V)
