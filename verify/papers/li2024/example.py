"""Section 4.2: the example Q = eps^2 Laplacian + x d_x - xi d_xi, (4.25), in closed form."""

from __future__ import annotations

import sympy as sp

from derive.hyperbolic_example import generated, planar_norm, width, width_rate
from derive.oscillatory import derivative_norm
from derive.plane_waves import PlaneWave, hamilton_field
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import eps, gamma, h, t, x, xi
from verify.statement import All, Leaf, conjunction
from verify.statements.near import Near
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("example", title="4.2. An example", order=56)
HALF = sp.Rational(1, 2)
V = Variables(TABLE.values())
k1, l1 = (V.declare(name, NONE, "wave number", low=-sp.oo) for name in ("k_1", "l_1"))
a, b = (V.declare(name, NONE, "width") for name in ("a", "b"))
da, db = (V.declare(name, NONE, "rate of a width", low=-sp.oo) for name in ("a'", "b'"))
wide = V.declare("w", NONE, "2 eps^2 - h, positive")
q = V.declare("q", NONE, "e^(-2t)", high=1)
late = V.declare("r", NONE, "e^(-2t) for t >= 1, below 1/7", high=sp.Rational(1, 7))
k = V.declare("k", NONE, "order of a derivative", low=0, closed=True, integer=True)
A_PRINTED = (h - 2 * eps**2) * sp.exp(-2 * t) + 2 * eps**2
B_PRINTED = (h + 2 * eps**2) * sp.exp(2 * t) - 2 * eps**2


def _rates(function: sp.Expr) -> sp.Expr:
    """Q of (4.25) on a function of x and xi."""
    return generated(function, x, sp.S.One, eps) + generated(function, xi, -sp.S.One, eps)


@section.claim("4.25", "The operator of the example", kind="definition", place="(4.25)", uses=["1.4", "p/convention-hamilton-field"],
               note="(1.4) for l_1 = x, l_2 = xi, p = x xi, with eps^2 = gamma h/2, on plane waves; the drift (x, -xi) has no divergence.")
def operator() -> Relation:
    r"""Q = \varepsilon^2 \Delta + x \partial_x - \xi \partial_\xi. \quad \text{This corresponds to the jump functions } \ell_1(x, \xi) = x
    \text{ and } \ell_2(x, \xi) = \xi, \text{ and the Hamiltonian } p(x, \xi) = x\xi"""
    wave = PlaneWave((k1,), (l1,)).at([x], [xi])
    twice = sum(hamilton_field(f, hamilton_field(f, wave, [x], [xi]), [x], [xi]) for f in (x, xi))
    fokker_planck = hamilton_field(x * xi, wave, [x], [xi]) + h * gamma / 2 * twice
    printed = _rates(wave).subs(eps, sp.sqrt(gamma * h / 2))
    return Equal(sp.expand(fokker_planck / wave), sp.expand(printed / wave), V)


@section.claim("p/example-solvable", "Quadratic Hamiltonians and linear jump functions", kind="prose", place="4.2",
               slip="it is the jump functions that are linear")
def solvable() -> Leaf:
    r"""\text{The Fokker--Planck equation can be solved explicitly when the Hamiltonian is quadratic and the Lindbladians are linear for
    Gaussian initial data---see for instance [HRR23a]}"""
    return Cited("[HRR23a]; its Gaussian moments are audited as the paper hrr2023 here", needs="the general quadratic case")


@section.claim("p/example-initial", "The initial value of the example", kind="definition", place="4.2",
               slip="u_0(x) is u_0(x, xi)", note="Its integral is pi for every h: the coherent symbol 2 e^(-(x^2 + xi^2)/h) of Figure 2 "
               "divided by 2h. At t = 0 both widths are h.")
def initial() -> All:
    r"""u_0(x) = \frac{1}{h} \exp\left(-\frac{x^2 + \xi^2}{h}\right)"""
    return conjunction(
        ("integral", Equal(derivative_norm(h, 0) ** 2 / h, sp.pi, V)),
        ("a(0)", Equal(A_PRINTED.subs(t, 0), h, V)), ("b(0)", Equal(B_PRINTED.subs(t, 0), h, V)),
    )


@section.claim("p/example-form", "The form of the solution", kind="prose", place="4.2", uses=["4.25", "p/example-initial"],
               note="(d_t u)/u = (Qu)/u for all x, xi as soon as a' = 4 eps^2 - 2a and b' = 4 eps^2 + 2b: the Gaussian stays one. Q "
               "commutes with x -> -x and with xi -> -xi.")
def form() -> All:
    r"""u(x, \xi, t) = (a(t)b(t))^{-\frac{1}{2}} \exp\left(-\frac{x^2}{a(t)} - \frac{\xi^2}{b(t)}\right)"""
    function = sp.exp(-(x**2) / a - xi**2 / b) / sp.sqrt(a * b)
    in_time = sp.diff(function, a) * da + sp.diff(function, b) * db
    rates = {da: width_rate(a, sp.S.One, eps), db: width_rate(b, -sp.S.One, eps)}
    left, right = (sp.expand(side / function) for side in (in_time, _rates(function)))
    return conjunction(
        ("the equation", Equal(sp.expand(left.subs(rates)), right, V)),
        ("a'", Equal(rates[da], 4 * eps**2 - 2 * a, V)), ("b'", Equal(rates[db], 4 * eps**2 + 2 * b, V)),
    )


@section.claim("p/example-a", "The width a(t)", kind="identity", place="4.2", uses=["p/example-form"],
               note="From a' = 4 eps^2 - 2a, a(0) = h.")
def width_in_x() -> Relation:
    r"""a(t) = (h - 2\varepsilon^2)e^{-2t} + 2\varepsilon^2"""
    return Equal(width(h, sp.S.One, eps, t), A_PRINTED, V)


@section.claim("p/example-b", "The width b(t)", kind="identity", place="4.2", uses=["p/example-form"],
               note="From b' = 4 eps^2 + 2b, b(0) = h.")
def width_in_xi() -> Relation:
    r"""b(t) = (h + 2\varepsilon^2)e^{2t} - 2\varepsilon^2"""
    return Equal(width(h, -sp.S.One, eps, t), B_PRINTED, V)


@section.claim("p/example-figure2", "Figure 2", kind="figure", place="Figure 2", uses=["p/example-a", "p/example-b"],
               scope="what (4.25) gives for the caption; the picture is not at hand",
               note="For h <= eps^2 and all t > 0: a stays between h and 2 eps^2, and b - h e^(2t) = 2 eps^2 "
               "(e^(2t) - 1) > 0, so that b grows without bound. Written with 2 eps^2 = h + w and q = e^(-2t).")
def figure() -> All:
    r"""\text{FIGURE 2. Fokker--Planck evolution of the standard coherent state centered at 0 by (4.25) in the regime } h \leq \varepsilon^2
    \leq 1"""
    inside = ((h - 2 * eps**2) * q + 2 * eps**2).subs(eps, sp.sqrt((h + wide) / 2))
    return conjunction(
        ("a from below", AtMost(h, sp.expand(inside), V)),
        ("a from above", AtMost(sp.expand(inside), h + wide, V)),
        ("b grows", Equal((h + 2 * eps**2) / q - 2 * eps**2 - h / q, 2 * eps**2 * (1 - q) / q, V)),
    )


@section.claim("p/example-scale", "The scale eps in the x direction", kind="prose", place="4.2", uses=["p/example-a"],
               note="For t >= 1 (e^(-2t) below 1/7) and h <= 2 eps^2, written as 2 eps^2 = h + w: 6/7 of 2 eps^2 is at most a(t), and "
               "a(t) is at most 2 eps^2. So the width of exp(-x^2/a) is eps up to a factor, also for eps^2 = gamma h/2 with 1 <= gamma < "
               "2, where h > eps^2. 'Oscillates' means varies: u has no sign change.")
def scale() -> All:
    r"""\text{for } t \geq 1, \ u \text{ oscillates on scale } \varepsilon \text{ in the } x \text{ direction if } h \leq \varepsilon^2 \leq
    1"""
    inside = ((h - 2 * eps**2) * late + 2 * eps**2).subs(eps, sp.sqrt((h + wide) / 2))
    return conjunction(
        ("from below", AtMost(sp.Rational(6, 7) * (h + wide), sp.expand(inside), V)),
        ("from above", AtMost(sp.expand(inside), h + wide, V)),
        ("e^(-2) is below 1/7", AtMost(sp.exp(-2), sp.Rational(1, 7), V)),
    )


@section.claim("p/example-regime", "The regime of Theorem 1", kind="prose", place="4.2", uses=["p/example-scale"],
               slip="up to factors 2: for eps^2 = gamma h/2 the regime is h/2 <= eps^2 <= 1/2; it is the printed one for eps^2 = gamma h",
               note="As it is meant: 1 <= gamma <= 1/h is h/2 <= eps^2 <= 1/2, for eps^2 = gamma h/2. h <= eps^2 is gamma >= 2, and "
               "p/example-scale needs h <= 2 eps^2 only.")
def regime() -> All:
    r"""h \leq \varepsilon^2 \leq 1 \quad \text{(which corresponds to the regime of Theorem 1)}"""
    given = AtMost(sp.Integer(1), gamma, V), AtMost(gamma, 1 / h, V)
    squared = gamma * h / 2
    return conjunction(
        ("lower end", AtMost(h, 2 * squared, V, given[0])), ("upper end", AtMost(squared, sp.Integer(1), V, given[1])),
        ("h <= eps^2", AtMost(sp.Integer(2), gamma, V, AtMost(h, squared, V))),
    )


@section.claim("p/example-norms", "The norms of the example", kind="identity", place="4.2", uses=["p/example-form", "p/example-scale"],
               scope="k = 1 to 4; u with a and b, any t",
               note="alpha(t) is a(t), in print or by the extraction. C_k = sqrt(pi) int |H_k(x)| e^(-x^2) dx = int int |d_x^k e^(-x^2 - "
               "xi^2)|, H_k Hermite's polynomials: C_1 = 2 "
               "sqrt(pi) (3.545), C_2 = 4 sqrt(2 pi/e) (6.081), C_3 = 4 sqrt(pi) (1 + 4 e^(-3/2)) (13.42), C_4 = 35.19. Up to the factor "
               "(eps^2/a)^(k/2), between (1/2)^(k/2) and (7/12)^(k/2) for t >= 1, these are the norms.")
def norms() -> All:
    r"""\|(\varepsilon \partial_x)^k u(x, \xi, t)\|_{L^1_{x,\xi}(\mathbb{R}^2)} = C_k \varepsilon^k \alpha(t)^{-\frac{k}{2}} \simeq C_k"""
    parts: list[tuple[str, Relation | Near]] = []
    for order in (1, 2, 3):
        norm = eps**order * derivative_norm(a, order) * derivative_norm(b, 0) / sp.sqrt(a * b)
        values = {1: 2 * sp.sqrt(sp.pi), 2: 4 * sp.sqrt(2 * sp.pi) * sp.exp(-HALF),
                  3: 4 * sp.sqrt(sp.pi) * (1 + 4 * sp.exp(sp.Rational(-3, 2)))}
        parts.append((f"k = {order}", Equal(norm, values[order] * eps**order * a ** sp.Rational(-order, 2), V)))
    for order, number in ((1, "3.545"), (2, "6.081"), (3, "13.42"), (4, "35.19")):
        parts.append((f"C_{order}", Near(planar_norm(order), sp.Rational(number), sp.Rational(1001, 1000), "")))
    return conjunction(*parts)


@section.claim("p/example-optimal", "The smoothing estimate is optimal", kind="prose", place="4.2",
               uses=["p/example-norms", "p/example-scale", "4.17"], slip="(4.5) is Proposition 4.5, that is (4.17); Lemma 4.5 likewise",
               scope="k = 1, 2, 3",
               note="For all t > 0 and h <= 2 eps^2 = h + w the norm of (eps d_x)^k u is at least C_k 2^(-k/2), while that of u_0 is pi: "
               "no better power of eps holds, and no decay in t.")
def optimal() -> All:
    r"""\text{From this example, we see that the smoothing estimate (4.5) is optimal in } \varepsilon \text{ and } t"""
    inside = ((h - 2 * eps**2) * q + 2 * eps**2).subs(eps, sp.sqrt((h + wide) / 2))
    given = AtMost(a, 2 * eps**2, V)
    parts = [(f"k = {order}", AtMost(sp.Integer(2) ** sp.Rational(-order, 2), eps**order * a ** sp.Rational(-order, 2), V, given))
             for order in (1, 2, 3)]
    return conjunction(("a is at most 2 eps^2", AtMost(sp.expand(inside), h + wide, V)), *parts)
