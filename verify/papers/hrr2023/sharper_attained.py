"""Lemma 1 sharpened: potentials and states that attain or approach the bounds; every statement is ours, none is printed."""

from __future__ import annotations

import sympy as sp

from derive import third_order as third
from derive.units import LENGTH, NONE
from verify.claim import Section
from verify.papers.hrr2023.symbols import V3, d, hbar
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal
from verify.variables import Variables

section = Section("sharper_attained", title="Lemma 1 sharpened (not printed): attained values", order=152)
V = Variables(TABLE.values())
width2 = V.declare("L", LENGTH**2, "sigma^xx = L 1")
b = V.declare("b", NONE, "width of the axial cubic", high=1, closed=False)
SIZE = V3 * width2 ** sp.Rational(3, 2) / hbar  # what every bound of Lemma 1 is a factor times of
TWO_OVER_PI = sp.sqrt(2 / sp.pi)
x, rho = sp.Symbol("x_1", real=True), sp.Symbol("rho", real=True)
AXIAL = third.axial_cubic(x, rho, b)  # in units of sqrt(L), times V3 L^(3/2)


@section.claim("x/norm-radial", "Norm of the radial potential", kind="inequality", place="not printed", uses=["4", "x/injective-norm"],
               note="c = cosine of w with (x, delta) in one dimension more, R the distance from the origin: V_delta is |X|^3/6 there, "
               "restricted to the height delta. The norm is 1: c -> 1 far away. The second derivative of V_0 is Lipschitz with constant 1; "
               "V_delta is smooth.")
def norm_radial() -> All:
    r"""V_\delta = \tfrac16(|x|^2+\delta^2)^{3/2}:\quad (w\cdot\nabla)^3V_\delta = \tfrac12(3c-c^3),\ |w|=1,\quad
    \|\nabla^3V_\delta\| \le 1"""
    table = Variables()
    R = table.declare("R", NONE, "distance")
    c = table.declare("c", NONE, "cosine", low=-1, high=1, closed=True)
    derived = third.radial_third(R, c)
    return conjunction(
        ("along a unit vector", Equal(derived, (3 * c - c**3) / 2, table)),
        ("at most 1", AtMost(derived, sp.Integer(1), table)), ("at least -1", AtMost(-derived, sp.Integer(1), table)),
    )


@section.claim("x/norm-axial", "Norm of the axial cubic", kind="inequality", place="not printed", uses=["4", "x/injective-norm"],
               note="On unit vectors 3bk - 4(bk)^3, k the first coordinate: a Chebyshev polynomial at bk.")
def norm_axial() -> All:
    r"""V_b = \tfrac16\big[(3b-4b^3)x_1^3 + 3b\,x_1|x'|^2\big],\ 0<b\le1:\quad (w\cdot\nabla)^3V_b = 3bk-4(bk)^3,\ |w|=1,\quad
    \|\nabla^3V_b\| \le 1"""
    table = Variables()
    k = table.declare("k", NONE, "first coordinate of w", low=-1, high=1, closed=True)
    width = table.declare("b", NONE, "width", low=0, high=1, closed=True)
    u = table.declare("u", NONE, "b k", low=-1, high=1, closed=True)
    derived = third.axial_third(k, width)
    chebyshev = sp.expand(derived.subs(k, u / width))
    return conjunction(
        ("along a unit vector", Equal(derived, 3 * (width * k) - 4 * (width * k) ** 3, table)),
        ("at most 1", AtMost(chebyshev, sp.Integer(1), table)), ("at least -1", AtMost(-chebyshev, sp.Integer(1), table)),
    )


@section.claim("x/trace-attained", "The largest trace is attained", kind="identity", place="not printed; about x/trace-of-third",
               uses=["x/norm-axial"], note="b^2 = (d+2)/12 for d <= 10, b = 1 for d >= 10; v is the axis. "
               "The mean gradient of x/mean-gradient is attained too.")
def trace_attained() -> All:
    r"""\partial_1\Delta V_b = b(d+2-4b^2) = \tau_d \text{ at } b^2=\tfrac{d+2}{12}\ (d\le10),\ b=1\ (d\ge10),\quad
    E\,\partial_1V_b = \tfrac12\,\partial_1\Delta V_b"""
    trace = third.laplacian(sp.diff(AXIAL, x), x, rho, d)
    squared = sp.expand(trace**2).subs(b, sp.sqrt((d + 2) / 12))
    return conjunction(
        ("trace", Equal(trace, b * (d + 2 - 4 * b**2), V)),
        ("squared, d <= 10", Equal(sp.expand(squared), (d + 2) ** 3 / 27, V)),
        ("d >= 10", Equal(trace.subs(b, 1), d - 2, V)),
        ("mean gradient", Equal(third.axial_mean(sp.diff(AXIAL, x), x, rho, d), b * (d + 2 - 4 * b**2) / 2, V)),
    )


@section.claim("x/smooth-radial", "The radial potential, smooth", kind="inequality", place="not printed",
               uses=["x/norm-radial", "x/gradient-remainder", "D8"],
               note="The remainder of V_delta at 0 is f_delta = V_delta - delta^3/6 - delta |x|^2/4. Checked for delta = 1 (x and delta "
               "scale together), for V_delta, and squared, both sides being nonnegative; the upper bounds are Taylor's. So smooth "
               "potentials with ||grad^3 V|| <= 1 approach the attained values, with an error O(delta).")
def smooth_radial() -> All:
    r"""\tfrac12|x|(|x|-\delta) \le |\nabla f_\delta| \le \tfrac12|x|^2,\quad
    \tfrac16|x|^3-\tfrac14\delta|x|^2 \le f_\delta \le \tfrac16|x|^3"""
    table = Variables()
    r, u = table.declare("r", NONE, "|x|/delta"), sp.Symbol("u", positive=True)  # u = r^2
    potential = (u + 1) ** sp.Rational(3, 2) / 6
    start, slope = potential.subs(u, 0), sp.diff(potential, u).subs(u, 0)  # value and half the second derivative at 0
    gradient = sp.expand((2 * r * sp.diff(potential, u).subs(u, r**2)) ** 2)  # the derivative along the radius
    value = sp.expand(potential.subs(u, r**2) ** 2)
    return conjunction(
        ("gradient, from below", AtMost(-gradient, -(r**4) / 4, table)),
        ("value, from below", AtMost(-value, -((r**3 / 6 + sp.Rational(1, 6)) ** 2), table)),
        ("the Taylor polynomial", Equal(start + slope * r**2, sp.Rational(1, 6) + r**2 / 4, table)),
    )


@section.claim("x/classical-attained", "The classical bound is attained for every d", kind="identity",
               place="not printed; about x/classical-sharp",
               uses=["x/classical-left-side", "C11", "x/norm-radial", "x/smooth-radial"],
               note="V = V3 |x|^3/6 about the packet's centre, sigma^xx = L 1: |grad f| = V3 |x|^2/2, |S^(1/2) grad f| = L^(1/2) |grad f|. "
               "At the centre V has no third derivative; the smooth V_delta come as near as one likes, and for d = 1 x^3/6 attains it.")
def classical_attained() -> All:
    r"""V = \tfrac16\|\nabla^3V\|\,|x|^3,\ \sigma^{xx} = L1:\quad \left\|\delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}]\right\|_{L^1} =
    \sqrt{\tfrac2\pi}\,d\,\|\nabla^3V\|\frac{L^{3/2}}\hbar"""
    r = sp.Symbol("r", positive=True)
    gradient = sp.diff(V3 * r**3 / 6, r)
    mean = sp.Poly(gradient, r).coeff_monomial(r**2) * third.square_moment(1, d) * width2
    return conjunction(
        ("the gradient", Equal(gradient.subs(r, sp.sqrt(width2)), V3 * width2 / 2, V)),
        ("the norm", Equal(2 / hbar * TWO_OVER_PI * sp.sqrt(width2) * mean, TWO_OVER_PI * d * SIZE, V)),
    )


@section.claim("x/quantum-attained-axial", "Quantum error of the axial cubics", kind="identity",
               place="not printed; about x/quantum-sharper",
               uses=["x/quantum-left-side", "x/norm-axial"],
               note="Every d. At b = 1/2, d = 1 it is x^3/6 and gives 5/3. The best width is b = 1 from d = 6 on; below, where "
               "80 b^4 - 16 (d+4) b^2 + (d+2)(d+4) is first 0: b^2 = 3/5, 3/4 for d = 4, 5.")
def quantum_attained_axial() -> All:
    r"""V = \|\nabla^3V\|\,V_b,\ \sigma^{xx} = L1:\quad \left\|\delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]\right\|_{Tr}^2 =
    \frac{5a^2+6ab(d-1)+3b^2(d^2-1)}{3}\Big(\|\nabla^3V\|\frac{L^{3/2}}\hbar\Big)^2,\ a=3b-4b^3;\quad b=1:\ d^2-2d+\tfrac83;\quad
    d=4,\ b^2=\tfrac35:\ 11.52"""
    variance = third.axial_mean(sp.expand(AXIAL**2), x, rho, d) - third.axial_mean(AXIAL, x, rho, d) ** 2
    left = sp.expand(4 / hbar**2 * variance * V3**2 * width2**3)
    a = 3 * b - 4 * b**3
    return conjunction(
        ("every width", Equal(left, (5 * a**2 + 6 * a * b * (d - 1) + 3 * b**2 * (d**2 - 1)) / 3 * SIZE**2, V)),
        ("width 1", Equal(left.subs(b, 1), (d**2 - 2 * d + sp.Rational(8, 3)) * SIZE**2, V)),
        ("d = 1", Equal(left.subs({b: sp.Rational(1, 2), d: 1}), sp.Rational(5, 3) * SIZE**2, V)),
        ("d = 4", Equal(sp.expand(left.subs({b: sp.sqrt(sp.Rational(3, 5)), d: 4})), sp.Rational("11.52") * SIZE**2, V)),
    )


@section.claim("x/quantum-attained-radial", "Quantum error of the radial potential", kind="identity",
               place="not printed; about x/quantum-sharper",
               scope="d = 1, 2, 3, 4", uses=["x/quantum-left-side", "x/norm-radial", "x/smooth-radial"],
               note="M = 2^(3/2) Gamma((d+3)/2)/Gamma(d/2). Above every axial cubic for d = 2 and 3; approached by smooth potentials.")
def quantum_attained_radial() -> All:
    r"""V = \tfrac16\|\nabla^3V\|\,|x|^3,\ \sigma^{xx} = L1:\quad
    \left\|\delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}]\right\|_{Tr}^2 = \frac{d(d+2)(d+4)-M^2}9
    \Big(\|\nabla^3V\|\frac{L^{3/2}}\hbar\Big)^2,\quad M = E|\xi|^3"""
    parts = []
    for n, square in ((1, 8 / sp.pi), (2, 9 * sp.pi / 2), (3, 128 / sp.pi), (4, 225 * sp.pi / 8)):
        variance = (third.radial_moment(6, n) - third.radial_moment(3, n) ** 2) / 36
        left = 4 / hbar**2 * variance * V3**2 * width2**3
        parts.append((f"d = {n}", Equal(left, (n * (n + 2) * (n + 4) - square) / 9 * SIZE**2, V)))
    return conjunction(*parts)


@section.claim("x/quantum-gap", "How far the quantum bound is from what is attained", kind="inequality", place="not printed",
               uses=["x/quantum-sharper", "x/quantum-attained-axial"],
               note="Squares of the factors; the difference is d - 2/3. So no bound has a power below d^1, "
               "nor for large d a constant below 1.")
def quantum_gap() -> All:
    r"""d\ge10:\quad \frac{d-2}{d-1}(d^2-d+2) \le d^2-2d+\tfrac83 \le q_d^2 = d^2-d+2"""
    large = Variables()
    n = large.declare("d", NONE, "degrees of freedom", low=10, closed=True, integer=True)
    attained = sp.expand(4 * third.axial_mean(sp.expand(AXIAL**2), x, rho, n).subs(b, 1))
    bound = n**2 - n + 2
    return conjunction(
        ("relative", AtMost(-(n - 1) * attained, -(n - 2) * (n * (n - 1) + 2), large)),
        ("difference", Equal(bound - attained, n - sp.Rational(2, 3), large)),
    )
