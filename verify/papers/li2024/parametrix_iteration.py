"""Section 3.2: the induction for the corrections, first half, Lemma 3.3 with (3.30) to (3.35)."""

from __future__ import annotations

import sympy as sp

from derive.kernel_products import in_space, in_time, merged, width
from derive.moving_points import shear
from derive.units import NONE
from derive.volterra import composed, corrections, split_at_half
from verify.claim import Section
from verify.papers.li2024.parametrix_setting import jets
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Below, Equal, Relation
from verify.variables import Variables

section = Section("parametrix_iteration", title="Corrections: the induction", order=45)
V = Variables()
eps = V.declare("epsilon", NONE, "square root of the diffusion strength", high=1)
t = V.declare("t", NONE, "time", high=1)
s, d = V.declare("s", NONE, "earlier time"), V.declare("d", NONE, "t - s")
share, rest = V.declare("sigma", NONE, "s/t", high=1), V.declare("rho", NONE, "1 - s/t", high=1)
n = V.declare("n", NONE, "number of variables", low=1, closed=True, integer=True)
a = V.declare("a", NONE, "number of derivatives", low=0, closed=True, integer=True)
k = V.declare("k", NONE, "number of the correction", low=2, closed=True, integer=True)
c = V.declare("c", NONE, "constant in the exponent")
w, z, F, M, P, rate, q, m = (V.declare(name, NONE, "number", low=-sp.oo) for name in ("w", "z", "F", "M", "P", "rate", "q", "m"))
pair = [V.declare(name, NONE, "component of y", low=-sp.oo) for name in ("y_1", "y_2")]
ORDERS = "powers of epsilon, t and s; constants by x/flow-is-lipschitz and x/powers-against-gaussians"
HALF = sp.Rational(1, 2)


def by_x(derivatives: sp.Expr, time: sp.Symbol) -> sp.Expr:
    """The bound (3.20) without its Gaussian."""
    return width(eps, time, n, derivatives) * time**-HALF


def correction(index: sp.Expr, derivatives: sp.Expr, time: sp.Symbol) -> sp.Expr:
    """The bound (3.30) without its Gaussian."""
    return width(eps, time, n, derivatives) * time ** (index / 2 - 1)


def over_early_times(power: sp.Expr) -> list[tuple[str, Relation]]:
    """int_0^(1/2) sigma^power d sigma is finite: the antiderivative, and its positive exponent."""
    return [
        ("antiderivative", Equal(sp.diff(share ** (power + 1) / (power + 1), share), share**power, V)),
        ("no divergence at s = 0", Below(sp.Integer(-1), power, V)),
    ]


@section.claim("3.30", "Bound on the corrections", kind="inequality", place="Section 3.2, (3.30)",
               uses=["3.20", "3.35", "p/late-part-bound"], scope=ORDERS,
               note="The induction: k = 1 is (3.20), and both parts of R_k have the power (3.30) by that of R_(k-1).")
def corrections_bound() -> All:
    r"""|\partial_x^\alpha R_k(x, y, t)| \leq C_{k,\alpha} (\varepsilon^2 t)^{-\frac{n+|\alpha|}{2}} t^{\frac{k}{2}-1} \exp \left(
    -c_{k,\alpha}
    \frac{|x - \varphi^{-t}(y)|^2}{\varepsilon^2 t} \right)"""
    step = in_space(by_x(sp.Integer(0), t), correction(k - 1, sp.Integer(0), t), eps, t, t, t, n) * t
    return conjunction(
        ("k = 1", Equal(by_x(a, t), correction(sp.Integer(1), a, t), V)),
        ("one step: R_1 o R_(k-1) over times of order t", Equal(step, (eps**2 * t) ** (-n / 2) * t ** (k / 2 - 1), V)),
    )


@section.claim("3.31", "Bound on the parametrix", kind="inequality", place="Section 3.2, (3.31)", uses=["3.40"],
               scope="the width, n = 1, 2", slip="h is printed for epsilon^2",
               note="As in (3.40), and with h = epsilon^2, which 4.1.1 sets. With the epsilon^2 = gamma h/2 of Section 3 it holds too, "
               "with constants that depend on gamma: for gamma = 1/h the Gaussian of width (ht)^(1/2) is narrower than K_0.")
def parametrix_bound() -> All:
    r"""|\partial_x^\alpha K_j(x, y, t)| \leq C_{j,\alpha} (ht)^{-\frac{n+|\alpha|}{2}} \exp \left( -c_{j,\alpha} \frac{|x -
    \varphi^{-t}(y)|^2}{ht}
    \right)"""
    return conjunction(*((f"width, n = {size}", Equal(_width_of_kernel(size), eps**2 * t, V)) for size in (1, 2)))


def _width_of_kernel(size: int) -> sp.Expr:
    """<eta, A^(-1) eta>/4 over the exponent of K_0, n = size."""
    ring, _ = jets(size)
    found = (ring.displacement.T * ring.inverse * ring.displacement)[0] / (4 * ring.exponent())
    return sp.cancel(found).subs({ring.eps: eps, ring.t: t})


@section.claim("3.32", "Cut at half time", kind="identity", place="Section 3.2, (3.32)", uses=["3.17"],
               scope="one point of space, k = 2, 3",
               slip="d_x^alpha is printed in the first line only and belongs in none; dz is not printed",
               note="R_1 = q - m + q m t, as for (3.17).")
def cut_at_half_time() -> All:
    r"""R_k = \partial_x^\alpha \int_0^t \int_{\mathbb{R}^n} R_1(x, z, t-s) R_{k-1}(z, y, s) ds = \int_0^{t/2} \int_{\mathbb{R}^n} R_1
    R_{k-1} ds +
    \int_{t/2}^t \int_{\mathbb{R}^n} R_1 R_{k-1} ds =: R_{k1}(x, y, t) + R_{k2}(x, y, t)"""
    found = corrections(sp.Matrix([[1 + m * t]]), sp.Matrix([[q]]), t, 2)
    parts = []
    for index in (2, 3):
        early, late = split_at_half(found[0], found[index - 2], t, s)
        parts.append((f"k = {index}", Equal(composed(found[0], found[index - 2], t)[0], early[0] + late[0], V)))
    return conjunction(*parts)


@section.claim("3.33", "Early part, inserted bounds", kind="inequality", place="Section 3.2, (3.33)", uses=["3.20", "3.32"], scope=ORDERS,
               slip="alpha is printed for |alpha| in the exponent",
               note="d = t - s; R_(k-1) by the induction hypothesis, (3.30) for k - 1.")
def early_inserted() -> Relation:
    r"""|\partial_x^\alpha R_{k1}(x, y, t)| \leq C_\alpha \int_0^{t/2} \int_{\mathbb{R}^n} (\varepsilon^2(t-s))^{-\frac{n+\alpha}{2}}
    (\varepsilon^2
    s)^{-\frac{n}{2}} (t-s)^{-\frac{1}{2}} s^{\frac{k-3}{2}} \exp\left(-c \frac{|x - \varphi^{-(t-s)}(z)|^2}{\varepsilon^2(t-s)}\right)
    \exp\left(-c
    \frac{|z - \varphi^{-s}(y)|^2}{\varepsilon^2 s}\right) dz ds"""
    printed = (eps**2 * d) ** (-(n + a) / 2) * (eps**2 * s) ** (-n / 2) * d**-HALF * s ** ((k - 3) / 2)
    return Equal(by_x(a, d) * correction(k - 1, sp.Integer(0), s), printed, V)


def _gaussians(middle: sp.Symbol) -> list[tuple[str, Relation]]:
    """(3.34): F = phi^(t-s)(x), M = phi^(-s)(y), P = phi^s(y); `middle` is M or P."""
    together = merged(c, eps, d, s, w)
    square = sp.expand((sp.sqrt(t / (eps**2 * d * s)) * z - sp.sqrt(s / (eps**2 * d * t)) * w) ** 2).subs(t, d + s)
    carried, straight = shear(rate, -d, shear(rate, -s if middle is M else s, pair)), shear(rate, -(d + s), pair)
    both = (z - w) ** 2 / (eps**2 * d) + z**2 / (eps**2 * s)
    return [
        ("third line: z - phi^(t-s)(x)", Equal(z - F, (z - M) - (F - middle), V)),
        ("shear: phi^(s-t) takes the centre of w to phi^(-t)(y)", Equal(sp.expand(carried[0]), sp.expand(straight[0]), V)),
        ("completed square, every component", Equal(both, w**2 / (eps**2 * (d + s)) + square, V)),
        ("integral, n = 1: factor to the fourth", Equal(together.coefficient**4 * together.radicand,
                                                        (sp.pi / c) ** 2 * ((d + s) / (eps**2 * d * s)) ** -2, V)),
        ("integral, n = 1: exponent", Equal(together.exponent, -c * w**2 / (eps**2 * (d + s)), V)),
    ]


@section.claim("3.34", "Product of two Gaussians", kind="inequality", place="Section 3.2, (3.34)", uses=["x/flow-is-lipschitz"],
               scope="the algebra; the integral for n = 1, of which it is the n-th power",
               note="Where c changes, by the Lipschitz bounds of the flow; the '=' of the fourth line is '<=' with another c, |w| being "
               "comparable to |x - phi^(-t)(y)| and not equal.")
def product_of_gaussians() -> All:
    r"""\int \exp\left(-c \frac{|x - \varphi^{-(t-s)}(z)|^2}{\varepsilon^2(t-s)}\right) \exp\left(-c \frac{|z -
    \varphi^{-s}(y)|^2}{\varepsilon^2
    s}\right) dz \leq \int \exp\left(-c \frac{|\varphi^{t-s}(x) - z|^2}{\varepsilon^2(t-s)}\right) \exp(\ldots) dz \leq \int
    \exp\left(-c \frac{|(z -
    \varphi^{-s}(y)) - (\varphi^{t-s}(x) - \varphi^s(y))|^2}{\varepsilon^2(t-s)}\right) \exp(\ldots) dz = \exp\left(-c \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right) \int \exp\left(-c \left| \sqrt{\frac{t}{\varepsilon^2(t-s)s}} \tilde{z} -
    \sqrt{\frac{s}{\varepsilon^2(t-s)t}} w \right|^2\right) d\tilde{z} \leq C \left(\frac{t}{\varepsilon^2(t-s)s}\right)^{-\frac{n}{2}}
    \exp\left(-c
    \frac{|x - \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right),\quad w := \varphi^{t-s}(x) - \varphi^s(y),\ \tilde{z} := z -
    \varphi^{-s}(y)"""
    return conjunction(*_gaussians(P))


@product_of_gaussians.corrected(
    why="phi^(-s)(y) must stand for phi^s(y), as in the sentence before (the other is localized near phi^(-s)(y)), in the third line "
    "and in w := phi^(t-s)(x) - phi^(-s)(y): only so is the difference z - "
    "phi^(t-s)(x), and only that w is comparable to x - phi^(-t)(y). The '=' of the fourth line is '<=' with another c.",
    error="slip",
    consequence="None: the bound holds as printed.",
)
def product_of_gaussians_corrected() -> All:
    r"""\ldots \leq \int \exp\left(-c \frac{|(z - \varphi^{-s}(y)) - (\varphi^{t-s}(x) -
    \varphi^{-s}(y))|^2}{\varepsilon^2(t-s)}\right) \exp(\ldots) dz
    \leq \ldots,\quad w := \varphi^{t-s}(x) - \varphi^{-s}(y)"""
    return conjunction(*_gaussians(M))


@section.claim("3.35", "Early part", kind="inequality", place="Section 3.2, (3.35)", uses=["3.33", "3.34"], scope=ORDERS,
               note="s = t sigma: the power of t, times the integral of (1 - sigma)^(-(1 + a)/2) sigma^((k - 3)/2) over [0, 1/2], whose "
               "first factor is at most 2^((1 + a)/2); finite for k >= 2.")
def early_part() -> All:
    r"""|\partial_x^\alpha R_{k1}(x, y, t)| \leq C \exp\left(-c \frac{|x - \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right) \int_0^{t/2}
    (\varepsilon^2
    t)^{-\frac{n}{2}} (\varepsilon^2(t-s))^{-\frac{|\alpha|}{2}} (t-s)^{-\frac{1}{2}} s^{\frac{k-3}{2}} ds \leq C (\varepsilon^2
    t)^{-\frac{n+|\alpha|}{2}} t^{\frac{k}{2}-1} \exp\left(-c \frac{|x - \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right)"""
    return conjunction(*_early())


def _early() -> list[tuple[str, Relation]]:
    integrand = (eps**2 * t) ** (-n / 2) * (eps**2 * d) ** (-a / 2) * d**-HALF * s ** ((k - 3) / 2)
    over_share = (eps**2 * t) ** (-(n + a) / 2) * t ** (k / 2 - 1) * rest ** (-(1 + a) / 2) * share ** ((k - 3) / 2)
    return [
        ("the integral over z", Equal(in_space(by_x(a, d), correction(k - 1, sp.Integer(0), s), eps, d, s, t, n), integrand, V)),
        ("the integral over s", Equal(in_time(integrand, d, s, t, rest, share), over_share, V)),
        *over_early_times((k - 3) / 2),
    ]


@section.claim("Lemma3.3", "Corrections and parametrix", kind="theorem", place="Section 3.2, Lemma 3.3", uses=["3.30", "3.31"],
               scope=ORDERS,
               note="For the corrected (3.18), (3.31).")
def lemma() -> All:
    r"""\text{Let } R_k \text{ be the correction terms (3.17) and } K_j \text{ the parametrix (3.18). For } \varepsilon, t \in (0, 1]:
    \text{ (3.30) and
    (3.31), where all constants are strictly positive and independent of } \varepsilon \text{ and } t"""
    return conjunction(*_early(), ("K_0 dominates: later terms have t^(k/2)", AtMost(sp.sqrt(t), sp.Integer(1), V)))
