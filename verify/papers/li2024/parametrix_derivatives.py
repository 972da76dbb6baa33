"""Section 3.2: derivatives of the first remainder, Lemma 3.2 with (3.20) to (3.24)."""

from __future__ import annotations

import sympy as sp

from derive import parametrix_index
from derive.kernel_orders import Grade, grades, part
from derive.moving_points import shear
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.parametrix_orders import ORDERS, remainder_grades
from verify.papers.li2024.parametrix_setting import jets
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("parametrix_derivatives", title="Derivatives of the first remainder", order=44)
V = Variables()
eps = V.declare("epsilon", NONE, "square root of the diffusion strength", high=1)
t = V.declare("t", NONE, "time", high=1)
n = V.declare("n", NONE, "number of variables", low=1, closed=True, integer=True)
a, i, j = (V.declare(k, NONE, "order", low=0, closed=True, integer=True) for k in ("a", "i", "j"))
rate = V.declare("rate", NONE, "rate of the shear", low=-sp.oo)
pair = [V.declare(k, NONE, "component", low=-sp.oo) for k in ("x_1", "x_2", "y_1", "y_2")]
TAU = eps**2 * t


def _at_most(grade: Grade, order: int) -> Relation:
    """eps^p t^q of a term of degree j against (eps^2 t)^(-(order + j)/2)."""
    return AtMost(eps**grade.power * t**grade.time, TAU ** sp.Rational(-(order + grade.degree), 2), V)


def _carried() -> list[tuple[str, Relation]]:
    """Every term of R_1/K_0 is at most t^(-1/2)."""
    return [(f"term {grade}", AtMost(grade.size(eps, t), t ** sp.Rational(-1, 2), V)) for grade in remainder_grades()]


def _lowered() -> list[tuple[str, Relation]]:
    """A derivative that falls on eta takes |eta| = (eps^2 t)^(1/2) away, as one on K_0 does; one on a coefficient costs nothing."""
    return [
        ("i derivatives on eta, degree j", Equal(TAU ** ((j - i) / 2), TAU ** (j / 2) * TAU ** (-i / 2), V)),
        ("fewer are less", AtMost(sp.Integer(1), TAU ** sp.Rational(-1, 2), V)),
        ("with the others on K_0", Equal(TAU ** (-i / 2) * TAU ** (-(n + a - i) / 2), TAU ** (-(n + a) / 2), V)),
    ]


@section.claim("3.20", "Derivatives by x", kind="inequality", place="Section 3.2, (3.20)",
               uses=["3.14", "3.15", "3.24", "3.25", "3.26", "x/powers-against-gaussians"], scope=ORDERS,
               note="Every alpha. The first term of (3.15) counts as one of degree 2: (3.25), (3.26) allow no more than two derivatives "
               "on eta.")
def by_x() -> All:
    r"""|\partial_x^\alpha R_1(x, y, t)| \leq C_\alpha (\varepsilon^2 t)^{-\frac{n+|\alpha|}{2}} t^{-\frac{1}{2}} \exp\left(-c_\alpha
    \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right)"""
    return conjunction(*_lowered(), *_carried())


@section.claim("3.21", "Derivatives along the flow", kind="inequality", place="Section 3.2, (3.21)",
               uses=["3.14", "3.15", "3.27", "3.29", "x/powers-against-gaussians"], scope=ORDERS,
               note="At (x + y, phi^t(x)) eta = y, which a derivative by x does not touch: each term keeps its degree.")
def along_the_flow() -> All:
    r"""|\partial_x^\alpha R_1(x + y, \varphi^t(x), t)| \leq C_\alpha (\varepsilon^2 t)^{-\frac{n}{2}} t^{-\frac{1}{2}}
    \exp\left(-c_\alpha
    \frac{|y|^2}{\varepsilon^2 t}\right)"""
    eta = _displacement([u + v for u, v in zip(pair[:2], pair[2:], strict=True)], shear(rate, t, pair[:2]))
    return conjunction(*((f"eta, component {k + 1}, for a shear", Equal(eta[k], pair[2 + k], V)) for k in (0, 1)), *_carried())


def _displacement(first: list[sp.Expr], second: list[sp.Expr]) -> list[sp.Expr]:
    """x - phi^(-t)(y) at two points, for v = (rate x_2, 0)."""
    return [sp.expand(u - v) for u, v in zip(first, shear(rate, -t, second), strict=True)]


def _rearranged(sign: int) -> All:
    moved = shear(rate, sign * t, pair[2:])
    eta = _displacement([u + v for u, v in zip(pair[:2], moved, strict=True)], pair[2:])
    return conjunction(*((f"eta, component {k + 1}, for a shear", Equal(eta[k], pair[k], V)) for k in (0, 1)))


@section.claim("3.22", "Derivatives by y along the flow", kind="inequality", place="Section 3.2, (3.22)",
               uses=["3.21", "x/flow-is-lipschitz"],
               scope="the arguments",
               note="The kernel at these points must be a Gaussian in x: eta = x. Here for v = (rate x_2, 0), which has (3.3) and (3.4).")
def by_y_along_the_flow() -> All:
    r"""|\partial_y^\alpha R_1(x + \varphi^t(y), y, t)| \leq C_\alpha (\varepsilon^2 t)^{-\frac{n}{2}} t^{-\frac{1}{2}}
    \exp\left(-c_\alpha
    \frac{|x|^2}{\varepsilon^2 t}\right)"""
    return _rearranged(1)


@by_y_along_the_flow.corrected(
    why="phi^(-t)(y) must stand in the first argument: (3.21) at the point phi^(-t)(y) in place of x, with x in place of y. With "
    "phi^t(y) the "
    "Gaussian is in x + phi^t(y) - phi^(-t)(y), and no bound in |x| holds where the flow carries y far.",
    error="slip",
    consequence="None: (3.46) and (3.47) use it with phi^(-s)(y).",
)
def by_y_along_the_flow_corrected() -> All:
    r"""|\partial_y^\alpha R_1(x + \varphi^{-t}(y), y, t)| \leq C_\alpha (\varepsilon^2 t)^{-\frac{n}{2}} t^{-\frac{1}{2}}
    \exp\left(-c_\alpha
    \frac{|x|^2}{\varepsilon^2 t}\right)"""
    return _rearranged(-1)


@section.claim("p/higher-derivatives-cost-more", "Higher derivatives blow up faster by x, not along the flow", kind="prose",
               place="Section 3.2, after (3.21)", uses=["3.20", "3.21"],
               note="The bound of (3.20) over that of (3.21) with the same alpha, and the factor that one more derivative costs.")
def cost() -> All:
    r"""\text{higher derivatives in } x \text{ leads to faster rate of blow up as } \varepsilon^2 t \to 0 \text{. On the other hand, the
    purpose of (3.21) is to show that trading } x \text{ derivatives of } R_1 \text{ for } y \text{ derivatives is not too costly, since
    (3.21) does not become worse with more derivatives}"""
    return conjunction(
        ("ratio of the bounds", Equal(TAU ** (-(n + a) / 2) / TAU ** (-n / 2), TAU ** (-a / 2), V)),
        ("one more", Equal(TAU ** (-(n + a + 1) / 2) / TAU ** (-(n + a) / 2), 1 / (eps * sp.sqrt(t)), V)),
    )


@section.claim("3.23", "Derivatives of the kernel", kind="identity", place="Section 3.2, (3.23)", uses=["3.6", "3.1", "3.2", "3.13"],
               note="|alpha| = 1: grad K_0/K_0 is of degree 2 in eta where A is not constant; here n = 1. As corrected: the step from "
               "|alpha| to |alpha| + 1 for every n, and |alpha| = 2 in full for every n.")
def derivatives_of_the_kernel() -> Relation:
    r"""\partial_x^\alpha K_0(x, y, t) = \sum_{j=0}^{|\alpha|} \frac{\mathcal{P}_j(x, x - \varphi^{-t}(y))}{(\varepsilon^2
    t)^{\frac{|\alpha|+j}{2}}} K_0(x, y, t)"""
    ring, table = jets(1)
    return Equal(part(ring.gradient()[0], ring.displacement, 2), sp.Integer(0), table)


@derivatives_of_the_kernel.corrected(
    why="The sum must go to j = 2|alpha|: the derivative of A^(-1)(x) in the exponent brings <eta, (d_x A^(-1)) eta>/(4 eps^2 t), of "
    "degree 2.",
    error="substance",
    consequence="None for (3.24): |eta|^j (eps^2 t)^(-(|alpha| + j)/2) is of the same order for every j.",
)
def derivatives_of_the_kernel_corrected() -> All:
    r"""\partial_x^\alpha K_0(x, y, t) = \sum_{j=0}^{2|\alpha|} \frac{\mathcal{P}_j(x, x - \varphi^{-t}(y))}{(\varepsilon^2
    t)^{\frac{|\alpha|+j}{2}}} K_0(x, y, t)"""
    steps = parametrix_index.grades(parametrix_index.gradient())
    parts = [("a derivative of a coefficient", AtMost(sp.Integer(1), TAU ** sp.Rational(-1, 2), V)),
             ("a derivative of eta: one degree less, at no cost", Equal(TAU ** (-(a + 1 + j - 1) / 2), TAU ** (-(a + j) / 2), V))]
    parts += [(f"on K_0, every n, {step}", _at_most(step, 1)) for step in steps]
    parts.append(("at most two degrees more with each", Equal(sp.Integer(max(step.degree for step in steps)), sp.Integer(2), V)))
    twice = parametrix_index.grades(parametrix_index.differentiated(parametrix_index.gradient(), "p"))
    parts += [(f"|alpha| = 2, every n, {grade}", _at_most(grade, 2)) for grade in twice]
    parts.append(("|alpha| = 2, every n: highest degree", Equal(sp.Integer(max(grade.degree for grade in twice)), sp.Integer(4), V)))
    ring, _ = jets(1)
    ratio = ring.gradient()[0]
    for order in (2, 3):
        ratio = sp.expand(ring.next_derivative(ratio, 0))
        found = grades(ratio, ring.displacement, ring.eps, ring.t)
        parts.append((f"n = 1, |alpha| = {order}: highest degree", Equal(max(g.degree for g in found), sp.Integer(2 * order), V)))
    return conjunction(*parts)


@section.claim("3.24", "Bound on derivatives of the kernel", kind="inequality", place="Section 3.2, (3.24)",
               uses=["3.23", "x/powers-against-gaussians"], scope=ORDERS,
               note="Every j, alpha and n: the power of epsilon^2 t does not depend on j.")
def kernel_bound() -> Relation:
    r"""|\partial_x^\alpha K_0(x, y, t)| \leq C_\alpha (\varepsilon^2 t)^{-\frac{n+|\alpha|}{2}} \exp\left(-c_\alpha \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right)"""
    return Equal(TAU ** (j / 2) * TAU ** (-(a + j) / 2) * TAU ** (-n / 2), TAU ** (-(n + a) / 2), V)


@section.claim("Lemma3.2", "Derivatives of the first remainder", kind="theorem", place="Section 3.2, Lemma 3.2", uses=["3.20", "3.21"],
               scope=ORDERS)
def lemma() -> All:
    r"""\text{For } \varepsilon, t \in (0, 1]: \text{ (3.20) and (3.21), where } C_\alpha, c_\alpha > 0 \text{ are independent of }
    \varepsilon
    \text{ and } t"""
    return conjunction(*_lowered(), *_carried())
