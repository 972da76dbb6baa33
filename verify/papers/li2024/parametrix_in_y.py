"""Section 3.2: derivatives by the second point, (3.41) and (3.43) to (3.45)."""

from __future__ import annotations

import sympy as sp

from derive.kernel_products import in_space, in_time, width
from derive.moving_points import jacobian_transposed, polynomial, shear, substituted
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.parametrix_iteration import HALF, ORDERS, by_x, c, d, eps, n, rest, s, share, t
from verify.papers.li2024.parametrix_iteration import V as TABLE
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("parametrix_in_y", title="Derivatives by the second point", order=48)
V = Variables(TABLE.values())
x, y, z, u = (V.declare(name, NONE, "point", low=-sp.oo) for name in ("x", "y", "z_1", "u"))
POINTS = [V.declare(name, NONE, "component", low=-sp.oo) for name in ("x_1", "x_2", "b_1", "b_2")]
C = V.declare("C", NONE, "constant of a bound")
rate = next(symbol for symbol in TABLE if symbol.name == "rate")
ZERO, ONE = sp.Integer(0), sp.Integer(1)
ALONG = width(eps, t, n, ZERO) * t**-HALF  # (3.21)


@section.claim("p/one-derivative-in-y", "How many derivatives by y are needed", kind="prose", place="Section 3.2, before Lemma 3.4",
               note="Section 4 uses those of R_1 and R_2, and that of K_0, in (4.8), which no lemma bounds and the explicit kernel gives.")
def one_derivative() -> Leaf:
    r"""\text{Estimates for derivatives in } y \text{ for } R_k(x,y,t) \text{ can also be established, but we really only need one
    derivative in } y \text{ for } R_1 \text{ and } R_2"""
    return Cited("a description of what follows", needs="the estimates for every k, which the paper does not state")


def _coefficient(name: str) -> sp.Symbol:
    return next((v for v in V if v.name == name), None) or V.declare(name, NONE, "coefficient", low=-sp.oo)


@section.claim("3.41", "Derivative of the first remainder by y", kind="inequality", place="Section 3.2, (3.41)", uses=["3.44"],
               scope=ORDERS,
               note="The second term of (3.44) over the first is (eps^2 t)^(1/2) <= 1.")
def first_remainder() -> All:
    r"""|\nabla_y R_1(x, y, t)| \leq C (\varepsilon^2 t)^{-\frac{n+1}{2}} t^{-\frac{1}{2}} \exp\left(-c \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2
    t}\right)"""
    printed = (eps**2 * t) ** (-(n + 1) / 2) * t**-HALF
    return conjunction(
        ("first term", Equal(by_x(ONE, t), printed, V)),
        ("second term", Equal(ALONG, (eps**2 * t) ** HALF * printed, V)),
        ("is smaller", AtMost((eps**2 * t) ** HALF, ONE, V)),
    )


def _chain(sign: int) -> All:
    """(3.43), n = 1 and the first component for n = 2; R is the second function's argument, psi = phi^t."""
    one, flow = polynomial("r", [x, u], 2, _coefficient), polynomial("f", [u], 2, _coefficient)
    image = flow.subs(u, x - y)
    left = sp.diff(sp.expand(substituted(one, [u], [image])), x)
    first, second = (substituted(sp.diff(one, v), [u], [image]) for v in (x, u))
    zero = {x: 0, y: 0}
    parts = [("n = 1", Equal(left.subs(zero), (first + sign * sp.diff(flow, u).subs(u, x - y) * second).subs(zero), V))]
    places = [sp.Dummy(f"u_{i}", real=True) for i in (1, 2)]
    here = dict(zip(POINTS, (0, 0, 0, 0), strict=True))
    two = polynomial("k", [*POINTS[:2], *places], 1, _coefficient)
    maps = [polynomial(name, places, 1, _coefficient) for name in ("m", "l")]
    images = [substituted(m, places, [p - q for p, q in zip(POINTS[:2], POINTS[2:], strict=True)]) for m in maps]
    total = sp.diff(sp.expand(substituted(two, places, images)), POINTS[0])
    turned = jacobian_transposed(maps, places, [sp.diff(two, v) for v in places])[0]
    parts.append(("n = 2", Equal(total.subs(here), (sp.diff(two, POINTS[0]) + sign * turned).subs(here), V)))
    return conjunction(*parts)


@section.claim("3.43", "Chain rule", kind="identity", place="Section 3.2, (3.43)", uses=["3.7"], scope="n = 1, 2",
               note="All functions and maps, by their derivatives at a point.")
def chain_rule() -> All:
    r"""\nabla_x R_1(x, \varphi^t(x - y), t) = (\nabla_x R_1)(x, \varphi^t(x - y), t) - (d\varphi^t(x - y))^T (\nabla_y R_1)(x,
    \varphi^t(x - y), t)"""
    return _chain(-1)


@chain_rule.corrected(
    why="x enters phi^t(x - y) with the sign +, so the second term is added; the minus belongs to the derivative by y.",
    error="substance",
    consequence="None for (3.44), where only sizes enter.",
)
def chain_rule_corrected() -> All:
    r"""\nabla_x R_1(x, \varphi^t(x - y), t) = (\nabla_x R_1)(x, \varphi^t(x - y), t) + (d\varphi^t(x - y))^T (\nabla_y R_1)(x,
    \varphi^t(x - y), t)"""
    return _chain(1)


@section.claim("3.44", "Derivative by y along the flow", kind="inequality", place="Section 3.2, (3.44)",
               uses=["3.20", "3.21", "3.43", "x/flow-is-lipschitz"], scope=ORDERS,
               note="(3.20) with |alpha| = 1 and (3.21); the inverse of d phi^t is bounded. (3.21) at x - y in place of x.")
def along_the_flow() -> All:
    r"""|(\nabla_y R_1)(x, \varphi^t(x - y), t)| \leq C((\varepsilon^2 t)^{-\frac{n+1}{2}} t^{-\frac{1}{2}} + (\varepsilon^2
    t)^{-\frac{n}{2}}
    t^{-\frac{1}{2}}) \exp\left(-c \frac{|y|^2}{\varepsilon^2 t}\right)"""
    printed = (eps**2 * t) ** (-(n + 1) / 2) * t**-HALF + (eps**2 * t) ** (-n / 2) * t**-HALF
    return conjunction(("the sum of both", Equal(by_x(ONE, t) + ALONG, printed, V)))


@section.claim("p/back-to-y", "Putting y to x - phi^(-t)(y)", kind="prose", place="Section 3.2, after (3.44)", uses=["3.41", "3.44"],
               scope="for the shear v = (rate x_2, 0)")
def back_to_y() -> All:
    r"""\text{the desired estimate follows upon putting } y \mapsto x - \varphi^{-t}(y)"""
    back = shear(rate, -t, POINTS[2:])
    put = [p - (p - q) for p, q in zip(POINTS[:2], back, strict=True)]
    return conjunction(*((f"component {i + 1}", Equal(sp.expand(shear(rate, t, put)[i]), POINTS[2 + i], V)) for i in (0, 1)))


def _late_integrand() -> sp.Expr:
    """(3.20) for R_1(x, z, t - s) and (3.41) for grad_y R_1(z, y, s)."""
    return by_x(ZERO, d) * width(eps, s, n, ONE) * s**-HALF


def late_in_time() -> Relation:
    integrand = (eps**2 * t) ** (-n / 2) * d**-HALF * s**-HALF * (eps**2 * s) ** -HALF
    return Equal(in_time(integrand, d, s, t, rest, share), (eps**2 * t) ** (-(n + 1) / 2) * rest**-HALF / share, V)


def _exponents(first: sp.Expr, second: sp.Expr) -> Relation:
    """c |x - phi^(s-t)(z)|^2/(eps^2 (t-s)) + c |z - phi^(-s)(y)|^2/(eps^2 s) where v = 0, against printed distances."""
    found = c * (x - z) ** 2 / (eps**2 * d) + c * (z - y) ** 2 / (eps**2 * s)
    return Equal(found, c * first**2 / (eps**2 * d) + c * second**2 / (eps**2 * s), V)


@section.claim("3.45", "Late part of the second correction", kind="inequality", place="Section 3.2, (3.45)", uses=["3.20", "3.34", "3.41"],
               scope=ORDERS, slip="h is printed for eps^2 in the second line, as in (3.31)",
               note="As printed: n = 1, v = 0, x = y, the second line integrated over |z| <= C + 1 only, against the third with the "
               "constant C, at s = 3t/4; at every other s likewise. As corrected: the exponents where v = 0, the flow being the identity.")
def late_part() -> All:
    r"""\left| \int_{t/2}^t \int R_1(x, z, t - s) \nabla_y R_1(z, y, s) dz ds \right| \leq C \int_{t/2}^t \int (h(t -
    s))^{-\frac{n}{2}} (\varepsilon^2
    s)^{-\frac{n+1}{2}} (t - s)^{-\frac{1}{2}} s^{-\frac{1}{2}} \exp\left(-c \frac{|x - \varphi^{-(t-s)}(y)|^2}{\varepsilon^2 (t -
    s)}\right)
    \exp\left(-c \frac{|x - \varphi^{-s}(y)|^2}{\varepsilon^2 s}\right) dz ds \leq C (\varepsilon^2 t)^{-\frac{n}{2}} \exp\left(-c
    \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right) \int_{t/2}^t (t - s)^{-\frac{1}{2}} s^{-\frac{1}{2}} (\varepsilon^2 s)^{-\frac{1}{2}}
    ds \leq C
    (\varepsilon^2 t)^{-\frac{n+1}{2}} \exp\left(-c \frac{|x - \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right)"""
    second = 2 * (C + 1) * (eps**2 * d) ** -HALF * (eps**2 * s) ** -ONE * d**-HALF * s**-HALF
    third = C * (eps**2 * t) ** -HALF * d**-HALF * s**-HALF * (eps**2 * s) ** -HALF
    times = {d: t / 4, s: 3 * t / 4}
    return conjunction(("third line, for any constant C", AtMost(second.subs(times), third.subs(times), V)))


@late_part.corrected(
    why="The Gaussians are those of (3.33), in x - phi^(-(t-s))(z) and z - phi^(-s)(y), and the width is epsilon^2 (t - s). As printed "
    "the integrand does not depend on z, and its integral over z is infinite.",
    error="slip",
    consequence="None: the third line is what follows from the right Gaussians.",
)
def late_part_corrected() -> All:
    r"""\ldots \leq C \int_{t/2}^t \int (\varepsilon^2(t - s))^{-\frac{n}{2}} (\varepsilon^2 s)^{-\frac{n+1}{2}} (t - s)^{-\frac{1}{2}}
    s^{-\frac{1}{2}} \exp\left(-c \frac{|x - \varphi^{-(t-s)}(z)|^2}{\varepsilon^2 (t - s)}\right) \exp\left(-c \frac{|z -
    \varphi^{-s}(y)|^2}{\varepsilon^2 s}\right) dz ds \leq \ldots"""
    third = (eps**2 * t) ** (-n / 2) * d**-HALF * s**-HALF * (eps**2 * s) ** -HALF
    return conjunction(
        ("exponents", _exponents(x - z, z - y)),
        ("second line", Equal(_late_integrand(), (eps**2 * d) ** (-n / 2) * (eps**2 * s) ** (-(n + 1) / 2) * d**-HALF * s**-HALF, V)),
        ("third line", Equal(in_space(_late_integrand(), ONE, eps, d, s, t, n), third, V)),
        ("last line", late_in_time()),
        ("finite", Equal(sp.diff(2 * sp.sqrt(rest), rest), rest**-HALF, V)),
    )
