"""Section 3.2: the parametrix and its bound, (3.39) and (3.40)."""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import density
from derive.kernel_products import in_space, in_time, width
from derive.moving_points import shear
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
    over_early_times,
    rest,
    s,
    share,
    t,
)
from verify.papers.li2024.parametrix_iteration import V as TABLE
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Below, Equal, Relation
from verify.variables import Variables

ZERO = sp.Integer(0)
section = Section("parametrix_whole", title="The parametrix", order=47)
V = Variables(TABLE.values())
x = V.declare("x", NONE, "point", low=-sp.oo)
A, floor = V.declare("A_11", NONE, "A in one variable"), V.declare("c_A", NONE, "lower bound of A in (3.1)")
j = V.declare("j", NONE, "degree", low=0, closed=True, integer=True)
det, second = V.declare("det_A", NONE, "determinant of A"), V.declare("a_2", NONE, "second eigenvalue, A_11 being the first")
mixed = V.declare("A_12", NONE, "entry of A", low=-sp.oo)
rate = next(symbol for symbol in TABLE if symbol.name == "rate")
pairs = [V.declare(name, NONE, "component", low=-sp.oo) for name in ("x_1", "x_2", "b_1", "b_2")]


def _displacement(position: int) -> tuple[sp.Expr, sp.Expr]:
    """eta of K_0 at (x, phi^t(x - b)) for a shear, and b, one component."""
    point = [p - q for p, q in zip(pairs[:2], pairs[2:], strict=True)]
    back = shear(rate, -t, shear(rate, t, point))
    return sp.expand(pairs[position] - back[position]), pairs[2 + position]


@section.claim("3.39", "Derivatives of the kernel, both ways", kind="inequality", place="Section 3.2, (3.39)", uses=["3.24", "3.27"],
               scope="the power in the first line, the exponent in the second",
               note="The second line, for v = (rate x_2, 0): K_0(x, phi^t(x - y), t) is a Gaussian in eta = y.")
def both_ways() -> All:
    r"""|\partial_x^\alpha K_0(x, y, t)| \leq C (\varepsilon^2 t)^{-\frac{n+|\alpha|}{2}} \exp\left(-c \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2
    t}\right),\quad |\partial_x^\alpha K_0(x, \varphi^t(x-y), t)| \leq C (\varepsilon^2 t)^{-\frac{n}{2}} \exp\left(-c \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right)"""
    back = shear(rate, -t, pairs[2:])
    second = [(f"second line, component {i + 1}", Equal(_displacement(i)[0], pairs[i] - back[i], V)) for i in (0, 1)]
    return conjunction(_first_line(), *second)


def _first_line() -> tuple[str, Relation]:
    return "first line", Equal((eps**2 * t) ** (j / 2) * (eps**2 * t) ** (-(a + j) / 2) * (eps**2 * t) ** (-n / 2), width(eps, t, n, a), V)


@both_ways.corrected(
    why="In the second line |y|^2 must stand for |x - phi^(-t)(y)|^2: at (x, phi^t(x - y)) the kernel is a Gaussian in y. As printed it "
    "fails at y = 0, "
    "phi^(-t)(0) = 0, for large x.",
    error="slip",
    consequence="None: the second step needs |y|^2, as in (3.21).",
)
def both_ways_corrected() -> All:
    r"""\ldots,\quad |\partial_x^\alpha K_0(x, \varphi^t(x-y), t)| \leq C (\varepsilon^2 t)^{-\frac{n}{2}} \exp\left(-c
    \frac{|y|^2}{\varepsilon^2 t}\right)"""
    return conjunction(_first_line(), *((f"second line, component {i + 1}", Equal(*_displacement(i), V)) for i in (0, 1)))


@section.claim("p/kernel-with-a-correction", "K_0 composed with a correction", kind="inequality", place="Section 3.2, after (3.39)",
               uses=["3.30", "3.34", "3.36", "3.39"], scope=ORDERS, slip="dt is printed for ds",
               note="As for R_k, without the factor (t - s)^(-1/2): one power t^(1/2) more. The late half needs no more than (3.38), "
               "with exponent 0 at s = t.")
def kernel_with_correction() -> All:
    r"""\left| \int_0^t \int_{\mathbb{R}^n} \partial_x^\alpha K_0(x, z, t-s) R_k(z, y, s) dz dt \right| \leq C (\varepsilon^2
    t)^{-\frac{n+|\alpha|}{2}}
    t^{\frac{k}{2}} \exp\left(-c \frac{|x - \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right)"""
    printed = width(eps, t, n, a) * t ** (k / 2)
    early = in_space(width(eps, d, n, a), correction(k, ZERO, s), eps, d, s, t, n)
    late = in_space(width(eps, d, n, ZERO), correction(k, a, s), eps, d, s, t, n)
    return conjunction(
        ("early half", Equal(in_time(early, d, s, t, rest, share), printed * rest ** (-a / 2) * share ** (k / 2 - 1), V)),
        ("late half", Equal(in_time(late, d, s, t, rest, share), printed * share ** ((k - a) / 2 - 1), V)),
        *over_early_times(k / 2 - 1),
        ("from the first correction on, k - 1 = 1, 2, ...", Below(sp.Integer(-1), (k - 1) / 2 - 1, V)),
    )


@section.claim("3.40", "Bound on the parametrix, proved", kind="inequality", place="Section 3.2, (3.40)",
               uses=["3.18", "3.39", "p/kernel-with-a-correction"],
               scope="j = 0: alpha = 0, at x = phi^(-t)(y)",
               note="Where A and v are constant, R_1 = 0 and K_j = K_0 for every j. Printed: n = 1; corrected: n = 1, 2.")
def parametrix_bound() -> Relation:
    r"""|\partial_x^\alpha K_j(x, y, t)| \leq (\varepsilon^2 t)^{-\frac{n+|\alpha|}{2}} \exp\left(-c \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2
    t}\right)"""
    return AtMost(_peak(), (eps**2 * t) ** -HALF, V)


def _peak() -> sp.Expr:
    """The largest value of K_0, n = 1."""
    return density([x], (ZERO,), sp.Matrix([[2 * eps**2 * t * A]])).prefactor


def _planar_peak() -> sp.Expr:
    """The largest value of K_0, n = 2, of a matrix with entries A_11, A_12 and a determinant."""
    matrix = sp.Matrix([[A, mixed], [mixed, (det + mixed**2) / A]])
    return density([x, pairs[1]], (ZERO, ZERO), 2 * eps**2 * t * matrix).prefactor


@parametrix_bound.corrected(
    why="A constant is missing: K_0 alone reaches (4 pi A)^(-1/2) (eps^2 t)^(-1/2), more than printed where A < 1/(4 pi).",
    error="slip",
    consequence="None: (3.31) has the constant.",
)
def parametrix_bound_corrected() -> All:
    r"""|\partial_x^\alpha K_j(x, y, t)| \leq C_{j,\alpha} (\varepsilon^2 t)^{-\frac{n+|\alpha|}{2}} \exp\left(-c \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right)"""
    return conjunction(
        ("K_0 exactly, n = 1", Equal(_peak(), (4 * sp.pi * A) ** -HALF * (eps**2 * t) ** -HALF, V)),
        ("its constant, A from (3.1)", AtMost(A**-HALF, floor**-HALF, V, AtMost(floor, A, V))),
        ("K_0 exactly, n = 2", Equal(_planar_peak(), (4 * sp.pi) ** -1 * det**-HALF / (eps**2 * t), V)),
        ("its constant", AtMost((A * second) ** -HALF, 1 / floor, V, AtMost(floor, A, V), AtMost(floor, second, V))),
        ("each further term has a power of t", AtMost(t**HALF, sp.Integer(1), V)),
    )


@section.claim("p/first-term-dominates", "The effects of K_0 dominate", kind="prose", place="Section 3.2, after (3.40)",
               uses=["3.40", "p/kernel-with-a-correction"],
               note="The bound of the k-th term over that of K_0.")
def first_term_dominates() -> Relation:
    r"""\text{In other words, the effects of } K_0 \text{ dominates as expected}"""
    return Equal(width(eps, t, n, a) * t ** (k / 2) / width(eps, t, n, a), t ** (k / 2), V)
