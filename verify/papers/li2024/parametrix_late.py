"""Section 3.2: the induction for the corrections, second half, (3.36) to (3.38)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import sympy as sp

from derive.kernel_products import in_space, in_time, width
from derive.moving_points import polynomial, substituted
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.parametrix_iteration import (
    HALF,
    ORDERS,
    a,
    correction,
    d,
    eps,
    k,
    n,
    rest,
    s,
    share,
    t,
)
from verify.papers.li2024.parametrix_iteration import V as TABLE
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("parametrix_late", title="Corrections: times near t", order=46)
V = Variables(TABLE.values())
x, y, u = (V.declare(name, NONE, "point", low=-sp.oo) for name in ("x", "y", "u"))
R = V.declare("R", NONE, "R_1 as a Volterra operator")
ZERO = sp.Integer(0)
INDEX = "R_(k+1) is printed for R_(k-1), and the integral over s from t/2 to t is missing on the left side"
LATE = "The integral over z as in (3.34), by x - z - phi^(-t)(y) in place of w; at s = t the integrand has the exponent -1/2."


def _coefficient(name: str) -> sp.Symbol:
    return next((v for v in V if v.name == name), None) or V.declare(name, NONE, "coefficient", low=-sp.oo)


def _function() -> tuple[sp.Expr, sp.Expr]:
    """R(x, u) and phi(u), general of degree 2 (R) and 2 (phi)."""
    return polynomial("r", [x, u], 2, _coefficient), polynomial("f", [u], 2, _coefficient)


def _by_first(order: int, *, mixed: bool) -> Relation:
    """(d_x^order R)(x, phi(x - y)) by derivatives of R(x, phi(x - y)); y is the variable of integration."""
    kernel, flow = _function()
    image = flow.subs(u, x - y)
    moved = sp.expand(substituted(kernel, [u], [image]))
    steps = range(order + 1) if mixed else sorted({0, order})
    printed = sp.Add(*((sp.binomial(order, i) if mixed else 1) * sp.diff(moved, x, order - i, y, i) for i in steps))
    here = {x: 0, y: 0}
    return Equal(sp.expand(printed).subs(here), substituted(sp.diff(kernel, x, order), [u], [image]).subs(here), V)


def _planar(alpha: tuple[int, int]) -> Relation:
    """(d_x^alpha R)(x, phi(x - y)) for n = 2, all mixed terms, R and phi general of degree 2."""
    point, other, place = ([_coefficient(f"{name}_{k}") for k in (1, 2)] for name in ("x", "y", "u"))
    kernel = polynomial("r", [*point, *place], 2, _coefficient)
    images = [substituted(polynomial(name, place, 2, _coefficient), place, [p - q for p, q in zip(point, other, strict=True)])
              for name in ("f", "g")]
    moved = substituted(kernel, place, images)
    here = dict.fromkeys((*point, *other), 0)
    printed = sp.Add(*(sp.prod(map(sp.binomial, alpha, beta)) * _derivative(
        moved, zip((*point, *other), (alpha[0] - beta[0], alpha[1] - beta[1], *beta), strict=True)).subs(here)
        for beta in product(*(range(k + 1) for k in alpha))))
    left = substituted(_derivative(kernel, zip(point, alpha, strict=True)), place, images).subs(here)
    return Equal(sp.expand(printed), left, V)


def _derivative(f: sp.Expr, orders: Iterable[tuple[sp.Symbol, int]]) -> sp.Expr:
    return sp.diff(f, *((symbol, times) for symbol, times in orders if times))


def _planar_by_parts() -> Relation:
    """f d_1 d_2 g - (d_1 d_2 f) g is a divergence, n = 2."""
    y1, y2 = (_coefficient(f"y_{k}") for k in (1, 2))
    f, g = (polynomial(name, [y1, y2], 2, _coefficient) for name in ("p", "q"))
    whole = sp.diff(f * sp.diff(g, y2), y1) - sp.diff(sp.diff(f, y1) * g, y2)
    here = {y1: 0, y2: 0}
    return Equal(sp.expand(f * sp.diff(g, y1, y2) - sp.diff(f, y1, y2) * g).subs(here), sp.expand(whole).subs(here), V)


def _by_parts(order: int) -> Relation:
    """f g^(order) - (-1)^order f^(order) g is a derivative."""
    f, g = polynomial("p", [y], 2, _coefficient), polynomial("q", [y], 2, _coefficient)
    whole = {1: f * g, 2: f * sp.diff(g, y) - sp.diff(f, y) * g}[order]
    return Equal(sp.expand(f * sp.diff(g, y, order) - (-1) ** order * sp.diff(f, y, order) * g), sp.diff(whole, y), V)


@section.claim("3.36", "Derivatives moved to the other factor", kind="identity", place="Section 3.2, (3.36)",
               uses=["3.32", "x/flow-is-lipschitz", "x/differentiation-under-the-integral"], scope="n = 1, 2, |alpha| = 1, 2",
               slip="R is printed for R_1 in the second line; the square bracket of the third closes too late",
               note="With F(x, z) = R_1(x, phi(x - z)): (d_1 R_1) = d_x F + d_z F. All functions, by their derivatives at one point. "
               "The last part: R_1 o R_(k-1) in the algebra where R_k is the k-th power of R_1.")
def moved_derivatives() -> All:
    r"""\int \partial_x^\alpha R_1(x, z, t-s) R_{k-1}(z, y, s) dz = \int (\partial_x^\alpha R)(x, \varphi^{t-s}(x-z), t-s)
    R_{k-1}(\varphi^{t-s}(x-z), y, s) \det(d\varphi^{t-s}(x-z)) dz = \int [\partial_x^\alpha R_1(x, \varphi^{t-s}(x-z), t-s) +
    \partial_z^\alpha
    R_1(x, \varphi^{t-s}(x-z), t-s) R_{k-1} \det] dz = \int \partial_x^\alpha R_1(x, \varphi^{t-s}(x-z), t-s)
    R_{k+1}(\varphi^{t-s}(x-z), y, s)
    \det(d\varphi^{t-s}(x-z)) dz + (-1)^{|\alpha|} \int R_1(x, \varphi^{t-s}(x-z), t-s) \partial_z^\alpha (R_{k+1}(\varphi^{t-s}(x-z),
    y, s)
    \det(d\varphi^{t-s}(x-z))) dz"""
    return conjunction(
        ("|alpha| = 1", _by_first(1, mixed=False)),
        ("|alpha| = 2", _by_first(2, mixed=False)),
        ("index in the last lines", Equal(R * R ** (k - 1), R * R ** (k + 1), V)),
    )


@moved_derivatives.corrected(
    why="(d_1 R_1)(x, phi(x - z)) is (d_x + d_z) of the composed function, and (d_x + d_z)^alpha has all mixed terms C(alpha, beta) "
    "d_x^(alpha - beta) d_z^beta; the print has the first and the last only, which are not all from |alpha| = 2 on. In the last two "
    "lines R_(k-1) must stand for R_(k+1).",
    error="substance",
    consequence="None for Lemma 3.3: the mixed terms are estimated by (3.21) and (3.38) with fewer derivatives, which are smaller.",
)
def moved_derivatives_corrected() -> All:
    r"""\int \partial_x^\alpha R_1(x, z, t-s) R_{k-1}(z, y, s) dz = \sum_{\beta\le\alpha} \binom{\alpha}{\beta} (-1)^{|\beta|} \int
    \partial_x^{\alpha-\beta} [R_1(x, \varphi^{t-s}(x-z), t-s)]\, \partial_z^\beta (R_{k-1}(\varphi^{t-s}(x-z), y, s)
    \det(d\varphi^{t-s}(x-z))) dz"""
    return conjunction(
        ("|alpha| = 1", _by_first(1, mixed=True)),
        ("|alpha| = 2", _by_first(2, mixed=True)),
        *((f"n = 2, alpha = {alpha[0]}, {alpha[1]}", _planar(alpha)) for alpha in ((1, 0), (2, 0), (1, 1))),
        ("by parts, |beta| = 1", _by_parts(1)),
        ("by parts, |beta| = 2", _by_parts(2)),
        ("by parts, n = 2, beta = 1, 1", _planar_by_parts()),
        ("index", Equal(R * R ** (k - 1), R**k, V)),
    )


def _late(derivatives: sp.Expr) -> list[tuple[str, Relation]]:
    """(3.37) for 0 and (3.38) for a derivatives."""
    along = width(eps, d, n, ZERO) * d**-HALF  # (3.21)
    integrand = (eps**2 * t) ** (-n / 2) * (eps**2 * s) ** (-derivatives / 2) * d**-HALF * s ** ((k - 3) / 2)
    inserted = (eps**2 * d) ** (-n / 2) * (eps**2 * s) ** (-(n + derivatives) / 2) * d**-HALF * s ** ((k - 3) / 2)
    printed = (eps**2 * t) ** (-(n + derivatives) / 2) * t ** (k / 2 - 1)
    over_share = printed * rest**-HALF * share ** ((k - 3 - derivatives) / 2)
    return [
        ("inserted bounds", Equal(along * correction(k - 1, derivatives, s), inserted, V)),
        ("the integral over z", Equal(in_space(along, correction(k - 1, derivatives, s), eps, d, s, t, n), integrand, V)),
        ("the integral over s", Equal(in_time(integrand, d, s, t, rest, share), over_share, V)),
        ("finite", Equal(sp.diff(2 * sp.sqrt(rest), rest), rest**-HALF, V)),
    ]


@section.claim("3.37", "Late part, derivatives along the flow", kind="inequality", place="Section 3.2, (3.37)",
               uses=["3.21", "3.34", "3.36"],
               scope=ORDERS, slip=INDEX, note=LATE)
def late_along_the_flow() -> All:
    r"""\left| \int \partial_x^\alpha R_1(x, \varphi^{t-s}(x-z), t-s) R_{k+1}(\varphi^{t-s}(x-z), y, s) \det(d\varphi^{t-s}(x-z)) dz
    \right| \leq C
    \int_{t/2}^t \int (\varepsilon^2(t-s))^{-\frac{n}{2}} (\varepsilon^2 s)^{-\frac{n}{2}} (t-s)^{-\frac{1}{2}} s^{\frac{k-3}{2}}
    \exp\left(-c
    \frac{|z|^2}{\varepsilon^2(t-s)}\right) \exp\left(-c \frac{|\varphi^{t-s}(x-z) - \varphi^{-s}(y)|^2}{\varepsilon^2 s}\right) dz ds
    \leq C
    \exp\left(-c \frac{|x - \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right) \int_{t/2}^t (\varepsilon^2 t)^{-\frac{n}{2}} (t-s)^{-\frac{1}{2}}
    s^{\frac{k-3}{2}} ds \leq C (\varepsilon^2 t)^{-\frac{n}{2}} t^{\frac{k}{2}-1} \exp\left(-c \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2
    t}\right)"""
    return conjunction(*_late(ZERO))


@section.claim("3.38", "Late part, derivatives of the correction", kind="inequality", place="Section 3.2, (3.38)",
               uses=["3.20", "3.34", "3.36"],
               scope=ORDERS, slip=INDEX, note=LATE + " For beta < alpha the bound is smaller.")
def late_on_the_correction() -> All:
    r"""\left| \int R_1(x, \varphi^{t-s}(x-z), t-s) \partial_z^\alpha (R_{k+1}(\varphi^{t-s}(x-z), y, s) \det(d\varphi^{t-s}(x-z))) dz
    \right| \leq C
    \int_{t/2}^t \int (\varepsilon^2(t-s))^{-\frac{n}{2}} (\varepsilon^2 s)^{-\frac{n+|\alpha|}{2}} (t-s)^{-\frac{1}{2}}
    s^{\frac{k-3}{2}} \exp\ldots
    dz ds \leq C \exp\ldots \int_{t/2}^t (\varepsilon^2 t)^{-\frac{n}{2}} (\varepsilon^2 s)^{-\frac{|\alpha|}{2}} (t-s)^{-\frac{1}{2}}
    s^{\frac{k-3}{2}} ds \leq C (\varepsilon^2 t)^{-\frac{n+|\alpha|}{2}} t^{\frac{k}{2}-1} \exp\left(-c \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right)"""
    return conjunction(*_late(a), ("fewer derivatives are less", AtMost(sp.Integer(1), (eps**2 * t) ** -HALF, V)))


@section.claim("p/late-part-bound", "Bound on the late part", kind="inequality", place="Section 3.2, after (3.38)",
               uses=["3.37", "3.38"], scope=ORDERS,
               note="(3.37) is at most (3.38): their ratio is (eps^2 t)^(a/2).")
def late_part() -> All:
    r"""|\partial_x^\alpha R_{k2}(x, y, t)| \leq C (\varepsilon^2 t)^{-\frac{n+|\alpha|}{2}} t^{\frac{k}{2}-1} \exp\left(-c \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right)"""
    larger = width(eps, t, n, a) * t ** (k / 2 - 1)
    return conjunction(
        ("ratio", Equal(width(eps, t, n, ZERO) * t ** (k / 2 - 1), (eps**2 * t) ** (a / 2) * larger, V)),
        ("at most 1, for each derivative", AtMost((eps**2 * t) ** HALF, sp.Integer(1), V)),
    )
