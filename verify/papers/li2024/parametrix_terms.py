"""Section 3.2: derivatives of the terms of the first remainder, (3.25) to (3.29)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import sympy as sp

from derive import parametrix_index
from derive.index import Indexed
from derive.index_rules import derivative, parse
from derive.moving_points import polynomial
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.parametrix_derivatives import TAU, eps, j, n, pair, t
from verify.papers.li2024.parametrix_derivatives import V as TABLE
from verify.papers.li2024.parametrix_orders import ORDERS
from verify.papers.li2024.parametrix_setting import jets
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("parametrix_terms", title="Derivatives of the terms of the first remainder", order=44)
V = Variables(TABLE.values())
C = V.declare("C", NONE, "bound of derivatives of v")
d, r = V.declare("d", NONE, "|v(x) - v(phi^(-t)(y))|"), V.declare("r", NONE, "|eta|")
b, w = V.declare("b", NONE, "bound of A^(-1) and its derivatives"), V.declare("w", NONE, "size of a derivative of v")
POINTS, APART = pair[:2], pair[2:]
UNSIGNED = "the absolute value on the left is not printed"
SUBSCRIPT = UNSIGNED + "; x_k is printed for x"
NEAR = AtMost(d, C * r, V)  # (3.16)


def _coefficient(name: str) -> sp.Symbol:
    return next((s for s in V if s.name == name), None) or V.declare(name, NONE, "coefficient", low=-sp.oo)


def _moved_first_term() -> Indexed:
    """d_l <v - u, B e>, every n."""
    rules = {"v[i]": "s[i]", "u[i]": "0", "B[i,j]": "W[i,j]", "e[i]": "c[i]"}
    return derivative(parse("v[i]*B[i,j]*e[j] - u[i]*B[i,j]*e[j]"), "", rules)


@section.claim("p/derivative-of-first-term", "Derivative of the first term of (3.15)", kind="identity", place="Section 3.2, before (3.25)",
               uses=["3.15"],
               note="Every n: s = d_l v, W = d_l A^(-1), c = delta_l.")
def derivative_of_first_term() -> All:
    r"""\partial_{x_\ell} \langle v(x) - v(\varphi^{-t}(y)), A^{-1}(x)(x - \varphi^{-t}(y)) \rangle = \langle v(x) - v(\varphi^{-t}(y)),
    (\partial_{x_\ell} A^{-1})(x)(x - \varphi^{-t}(y)) \rangle + \langle (\partial_{x_\ell} v)(x), A^{-1}(x)(x - \varphi^{-t}(y))
    \rangle + \langle
    v(x) - v(\varphi^{-t}(y)), A^{-1}(x)\delta_\ell \rangle"""
    ring, table = jets(1)
    apart, B, e = ring.drift[0] - ring.carried[0], ring.inverse[0], ring.displacement[0]
    printed = apart * ring.by_x(B, 0) * e + ring.by_x(ring.drift[0], 0) * B * e + apart * B
    every = parse("v[i]*W[i,j]*e[j] - u[i]*W[i,j]*e[j] + s[i]*B[i,j]*e[j] + v[i]*B[i,j]*c[j] - u[i]*B[i,j]*c[j]")
    return conjunction(("n = 1", Equal(ring.by_x(apart * B * e, 0), printed, table)), ("every n", IndexEqual(_moved_first_term(), every)))


def _first_order() -> list[tuple[str, Relation]]:
    return [
        ("on A^(-1)", AtMost(d * b * r, C * b * r**2, V, NEAR)),
        ("on v", AtMost(w * b * r, C * b * r, V, AtMost(w, C, V))),
        ("on eta", AtMost(d * b, C * b * r, V, NEAR)),
    ]


@section.claim("3.25", "One derivative of the first term", kind="inequality", place="Section 3.2, (3.25)",
               uses=["3.16", "p/derivative-of-first-term"], slip=SUBSCRIPT,
               note="Term by term; C |eta|^2 + 2 C |eta| with the constants as they come.")
def one_derivative() -> All:
    r"""\partial_x^\alpha \langle v(x) - v(\varphi^{-t}(y)), A^{-1}(x)(x - \varphi^{-t}(y)) \rangle \leq C_\alpha (|x_k -
    \varphi^{-t}(y)|^2 + |x_k -
    \varphi^{-t}(y)|),\quad |\alpha| = 1"""
    return conjunction(*_first_order())


@section.claim("3.26", "Two and more derivatives of the first term", kind="inequality", place="Section 3.2, (3.26)",
               uses=["3.16", "3.25"], slip=SUBSCRIPT, scope="derivatives of order 1 and 2",
               note="At most one derivative falls on eta, any number on v and A^(-1). The second derivative, d_m d_l, written out for "
               "n = 1 and for every n: s = d_l v, W = d_l A^(-1), c = delta_l; p = d_m v, X = d_m A^(-1), b = delta_m; q = d_m d_l v, "
               "Y = d_m d_l A^(-1).")
def more_derivatives() -> All:
    r"""\partial_x^\alpha \langle v(x) - v(\varphi^{-t}(y)), A^{-1}(x)(x - \varphi^{-t}(y)) \rangle \leq C_\alpha (|x_k -
    \varphi^{-t}(y)|^2 + |x_k -
    \varphi^{-t}(y)| + 1),\quad |\alpha| \geq 2"""
    ring, table = jets(1)
    v, u, e, B = ring.drift[0], ring.carried[0], ring.displacement[0], ring.inverse[0]
    v1, B1 = ring.by_x(v, 0), ring.by_x(B, 0)
    v2, B2 = ring.by_x(v1, 0), ring.by_x(B1, 0)
    second = ring.by_x(ring.by_x((v - u) * B * e, 0), 0)
    by_m = {"v[i]": "p[i]", "u[i]": "0", "B[i,j]": "X[i,j]", "e[i]": "b[i]", "s[i]": "q[i]", "W[i,j]": "Y[i,j]", "c[i]": "0"}
    apart = parse("v[i] - u[i]")
    every = parse("q[i]*B[i,j]*e[j] + s[i]*X[i,j]*e[j] + s[i]*B[i,j]*b[j] + p[i]*W[i,j]*e[j] + p[i]*B[i,j]*c[j]")
    every += apart * parse("Y[i,j]*e[j] + W[i,j]*b[j] + X[i,j]*c[j]")
    return conjunction(
        ("n = 1", Equal(sp.expand(second), v2 * B * e + 2 * v1 * B1 * e + 2 * v1 * B + (v - u) * B2 * e + 2 * (v - u) * B1, table)),
        ("every n", IndexEqual(derivative(_moved_first_term(), "", by_m), every)),
        *_first_order(),
        ("on v and on eta", AtMost(w * b, C * b, V, AtMost(w, C, V))),
    )


@section.claim("3.27", "Kernel along the flow", kind="inequality", place="Section 3.2, (3.27)",
               uses=["3.6", "3.2", "x/powers-against-gaussians"],
               scope=ORDERS, slip=UNSIGNED,
               note="Every n: d_x log K_0 at fixed eta = y, what a derivative multiplies with, or differentiates again without changing "
               "its degree.")
def kernel_along_the_flow() -> All:
    r"""\partial_x^\alpha K_0(x + y, \varphi^t(x), t) \leq C_\alpha (\varepsilon^2 t)^{-\frac{n}{2}} \exp \left( -c_\alpha
    \frac{|y|^2}{\varepsilon^2
    t} \right)"""
    found = parametrix_index.grades(parametrix_index.gradient_at_fixed_eta())
    parts = [(f"{grade}", AtMost(grade.size(eps, t), sp.Integer(1), V)) for grade in found]
    more = Equal(TAU ** (-n / 2) * TAU ** (j / 2) / TAU ** (j / 2), TAU ** (-n / 2), V)
    return conjunction(*parts, ("and for |alpha| derivatives", more))


@section.claim("3.28", "Rule of Leibniz along the flow", kind="identity", place="Section 3.2, (3.28)", uses=["3.15"],
               scope="n = 1, alpha = 1, 2, 3; n = 2, |alpha| = 1, 2; v and A^(-1) of degree 2",
               slip="d_{x_l}^alpha is printed for d_x^alpha", note="C_{alpha,beta} is the product of the binomial coefficients. At x = 0, "
               "any y: a translation makes that any x.")
def leibniz() -> All:
    r"""\partial_{x_\ell}^\alpha \langle v(x + y) - v(x), A^{-1}(x + y)y \rangle = \sum_{\beta=0}^{\alpha} C_{\alpha,\beta} \langle
    \partial_x^\beta
    (v(x + y) - v(x)), \partial_x^{\alpha-\beta} A^{-1}(x + y)y \rangle"""
    one, two = [(1,), (2,), (3,)], [(1, 0), (0, 1), (2, 0), (1, 1), (0, 2)]
    return conjunction(*((f"n = {len(alpha)}, alpha = {', '.join(map(str, alpha))}", _leibniz(alpha)) for alpha in one + two))


def _leibniz(alpha: tuple[int, ...]) -> Relation:
    size = range(len(alpha))
    points, apart = POINTS[: len(alpha)], APART[: len(alpha)]
    shifted = dict(zip(points, (u + v for u, v in zip(points, apart, strict=True)), strict=True))
    moves = [polynomial(f"v_{k}", points, 2, _coefficient) for k in size]
    moves = [each.subs(shifted, simultaneous=True) - each for each in moves]
    matrix = [[polynomial(f"k_{min(k, m)}{max(k, m)}", points, 2, _coefficient) for m in size] for k in size]
    images = [sp.Add(*(entry.subs(shifted, simultaneous=True) * v for entry, v in zip(row, apart, strict=True))) for row in matrix]
    printed = sp.Add(*(
        sp.prod(map(sp.binomial, alpha, beta)) * _derivative(moves[k], points, beta)
        * _derivative(images[k], points, tuple(a - b for a, b in zip(alpha, beta, strict=True)))
        for beta in product(*(range(a + 1) for a in alpha)) for k in size))
    here = dict.fromkeys(points, 0)
    whole = _derivative(sum(u * v for u, v in zip(moves, images, strict=True)), points, alpha)
    return Equal(sp.expand(whole.subs(here)), printed.subs(here), V)


def _derivative(f: sp.Expr, points: Sequence[sp.Symbol], orders: tuple[int, ...]) -> sp.Expr:
    return sp.diff(f, *(pair for pair in zip(points, orders, strict=True) if pair[1])) if any(orders) else f


@section.claim("3.29", "Bound along the flow", kind="inequality", place="Section 3.2, (3.29)", uses=["3.28", "3.3"],
               slip="d_{x_l}^alpha is printed for d_x^alpha",
               note="|d^beta v(x + y) - d^beta v(x)| <= C |y| for every beta, by (3.3) with |beta| + 1 >= 1 derivatives; here d is that "
               "difference, r = |y|.")
def bound_along_the_flow() -> Relation:
    r"""|\partial_{x_\ell}^\alpha \langle v(x + y) - v(x), A^{-1}(x + y)y \rangle| \leq C_\alpha |y|^2"""
    return AtMost(d * b * r, C * b * r**2, V, NEAR)
