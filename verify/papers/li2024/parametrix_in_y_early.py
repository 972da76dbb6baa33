"""Section 3.2: derivatives of the second correction by the second point, Lemma 3.4 with (3.42) and (3.46) to (3.48)."""

from __future__ import annotations

import sympy as sp

from derive.kernel_products import in_space, in_time, width
from derive.moving_points import jacobian_transposed, polynomial, substituted
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.parametrix_in_y import ONE, ZERO, late_in_time
from verify.papers.li2024.parametrix_iteration import HALF, ORDERS, a, by_x, d, eps, k, n, rest, s, share, t
from verify.papers.li2024.parametrix_iteration import V as TABLE
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("parametrix_in_y_early", title="Derivatives by the second point, early times", order=48)
V = Variables(TABLE.values())
x, y, z, u = (V.declare(name, NONE, "point", low=-sp.oo) for name in ("x", "y", "z_1", "u"))
FLOW = [[V.declare(f"phi_{i}{j}", NONE, "entry of d phi^(-s)(y)", low=-sp.oo) for j in (1, 2)] for i in (1, 2)]
G = [V.declare(f"g_{i}", NONE, "component of the derivative of R_1(z + phi^(-s)(y), y, s) by z", low=-sp.oo) for i in (1, 2)]
W = V.declare("w_1", NONE, "value of R_1(x, z + phi^(-s)(y), t - s)", low=-sp.oo)


def _coefficient(name: str) -> sp.Symbol:
    return next((v for v in V if v.name == name), None) or V.declare(name, NONE, "coefficient", low=-sp.oo)


def _moved(transposed: bool) -> All:
    """(3.46): the chain rule for R(z + psi(y), y), the integration by parts, and the matrix in the last line."""
    kernel, flow = polynomial("r", [x, u], 2, _coefficient), polynomial("f", [u], 2, _coefficient)
    psi, here = flow.subs(u, y), {y: 0, z: 0}
    moved = sp.expand(substituted(kernel, [x, u], [z + psi, y]))
    partial = substituted(sp.diff(kernel, u), [x, u], [z + psi, y])
    first, second = polynomial("p", [z], 1, _coefficient), polynomial("q", [z], 1, _coefficient)
    points = [sp.Dummy(f"y_{i}", real=True) for i in (1, 2)]
    images = [FLOW[i][0] * points[0] + FLOW[i][1] * points[1] for i in (0, 1)]
    turned = jacobian_transposed(images, points, G)
    printed = [FLOW[0][i] * G[0] + FLOW[1][i] * G[1] if transposed else FLOW[i][0] * G[0] + FLOW[i][1] * G[1] for i in (0, 1)]
    return conjunction(
        *_planar_third_line(),
        ("n = 1: third line", Equal(partial.subs(here), sp.expand(sp.diff(moved, y) - sp.diff(psi, y) * sp.diff(moved, z)).subs(here), V)),
        ("n = 1: by parts", Equal(-first * sp.diff(second, z), sp.diff(first, z) * second - sp.diff(first * second, z), V)),
        *((f"n = 2: the matrix, component {i + 1}", Equal(W * turned[i], W * printed[i], V)) for i in (0, 1)),
    )


def _planar_third_line() -> list[tuple[str, Relation]]:
    """The chain rule for R(z + psi(y), y), n = 2: (d_y R)(z + psi(y), y) by derivatives of the composed function, both components."""
    first, second, place = ([_coefficient(f"{name}_{i}") for i in (1, 2)] for name in ("z", "y", "u"))
    kernel = polynomial("r", [*first, *place], 2, _coefficient)
    flow = [polynomial(name, second, 2, _coefficient) for name in ("f", "h")]
    point = [*(p + f for p, f in zip(first, flow, strict=True)), *second]
    moved = substituted(kernel, [*first, *place], point)
    here = dict.fromkeys((*first, *second), 0)
    turned = jacobian_transposed(flow, second, [sp.diff(moved, p) for p in first])
    return [(f"n = 2: third line, component {i + 1}",
             Equal(substituted(sp.diff(kernel, place[i]), [*first, *place], point).subs(here),
                   sp.expand((sp.diff(moved, second[i]) - turned[i]).subs(here)), V)) for i in (0, 1)]


@section.claim("3.46", "Derivative moved by parts", kind="identity", place="Section 3.2, (3.46)",
               uses=["x/differentiation-under-the-integral"],
               scope="n = 1, 2; the integration by parts in one variable")
def moved_by_parts() -> All:
    r"""\int R_1(x, z, t - s) \nabla_y R_1(z, y, s) dz = \int R_1(x, z + \varphi^{-s}(y), t - s) (\nabla_y R_1)(z + \varphi^{-s}(y), y,
    s) dz = \int
    R_1(x, z + \varphi^{-s}(y), t - s) [\nabla_y R_1(z + \varphi^{-s}(y), y, s) - (d\varphi^{-s}(y))^T \nabla_z R_1(z +
    \varphi^{-s}(y), y, s)] dz = \int
    R_1(x, z + \varphi^{-s}(y), t - s) \nabla_y R_1(z + \varphi^{-s}(y), y, s) dz + \int d\varphi^{-s}(y) \nabla_z R_1(x, z +
    \varphi^{-s}(y), t - s)
    R_1(z + \varphi^{-s}(y), y, s) dz"""
    return _moved(transposed=False)


@moved_by_parts.corrected(
    why="The last line needs the transpose (d phi^(-s)(y))^T of the line before.", error="slip",
    consequence="None: both are bounded.",
)
def moved_by_parts_corrected() -> All:
    r"""\ldots + \int (d\varphi^{-s}(y))^T \nabla_z R_1(x, z + \varphi^{-s}(y), t - s) R_1(z + \varphi^{-s}(y), y, s) dz"""
    return _moved(transposed=True)


def _inserted(derivatives: sp.Expr, sign: int, shift: sp.Expr, *given: Relation) -> list[tuple[str, Relation]]:
    """The second lines of (3.47) and (3.48): powers, and the distance in the first exponent where v = 0."""
    found = width(eps, d, n, derivatives) * d**-HALF * width(eps, s, n, ZERO) * s**-HALF
    printed = (eps**2 * d) ** (-(n + derivatives) / 2) * d**-HALF * (eps**2 * s) ** (sign * n / 2) * s**-HALF
    return [("powers", Equal(found, printed, V, *given)), ("distance", Equal(x - (z + y), x - shift, V))]


UP_TO_ONE = AtMost(s + d, ONE, V)  # t = s + d
WRONG = ("(eps^2 s)^(-n/2) must stand for (eps^2 s)^(n/2), and z + phi^(-s)(y) for z - phi^(-s)(y): these are the bounds of {} for "
         "the two factors, the first of them taken at z + phi^(-s)(y). As printed the second "
         "line does not follow: where v = 0 and x = y is large it is exponentially smaller than what these bounds give.")


@section.claim("3.47", "Early part, first term", kind="inequality", place="Section 3.2, (3.47)", uses=["3.20", "3.22", "3.34", "3.46"],
               scope=ORDERS,
               note="The distance where v = 0, the flow being the identity.")
def early_first() -> All:
    r"""\left| \int_0^{t/2} \int R_1(x, z + \varphi^{-s}(y), t-s) \nabla_y R_1(z + \varphi^{-s}(y), y, s) dz ds \right| \leq C
    \int_0^{t/2} \int
    (\varepsilon^2(t-s))^{-\frac{n}{2}} (t-s)^{-\frac{1}{2}} (\varepsilon^2 s)^{\frac{n}{2}} s^{-\frac{1}{2}} \exp\left(-c \frac{|x -
    \varphi^{-(t-s)}(z - \varphi^{-s}(y))|^2}{\varepsilon^2(t-s)}\right) \exp\left(-c \frac{|z|^2}{\varepsilon^2 s}\right) dz ds \leq
    C(\varepsilon^2
    t)^{-\frac{n}{2}} \exp\left(-c \frac{|x - \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right) \int_0^{t/2} (t-s)^{-\frac{1}{2}}
    s^{-\frac{1}{2}} ds \leq
    C(\varepsilon^2 t)^{-\frac{n}{2}} \exp\left(-c \frac{|x - \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right)"""
    return conjunction(*_inserted(ZERO, 1, z - y, UP_TO_ONE))


@early_first.corrected(why=WRONG.format("Lemma 3.2"), error="slip", consequence="None: the third line is what follows from the right "
    "powers.")
def early_first_corrected() -> All:
    r"""\ldots \leq C \int_0^{t/2} \int (\varepsilon^2(t-s))^{-\frac{n}{2}} (t-s)^{-\frac{1}{2}} (\varepsilon^2 s)^{-\frac{n}{2}}
    s^{-\frac{1}{2}}
    \exp\left(-c \frac{|x - \varphi^{-(t-s)}(z + \varphi^{-s}(y))|^2}{\varepsilon^2(t-s)}\right) \exp\left(-c
    \frac{|z|^2}{\varepsilon^2 s}\right) dz ds
    \leq \ldots"""
    third = (eps**2 * t) ** (-n / 2) * d**-HALF * s**-HALF
    return conjunction(
        *_inserted(ZERO, -1, z + y),
        ("third line", Equal(in_space(by_x(ZERO, d), width(eps, s, n, ZERO) * s**-HALF, eps, d, s, t, n), third, V)),
        ("last line", Equal(in_time(third, d, s, t, rest, share), (eps**2 * t) ** (-n / 2) * rest**-HALF * share**-HALF, V)),
        ("finite", Equal(sp.diff(2 * sp.sqrt(share), share), share**-HALF, V)),
    )


def _second_in_time() -> Relation:
    integrand = (eps**2 * t) ** (-n / 2) * d**-HALF * (eps**2 * d) ** -HALF * s**-HALF
    return Equal(in_time(integrand, d, s, t, rest, share), (eps**2 * t) ** (-(n + 1) / 2) * share**-HALF / rest, V)


@section.claim("3.48", "Early part, second term", kind="inequality", place="Section 3.2, (3.48)",
               uses=["3.20", "3.34", "3.41", "3.46"], scope=ORDERS,
               slip="ds is not printed on the left side", note="The distance where v = 0, the flow being the identity.")
def early_second() -> All:
    r"""\left| \int_0^{t/2} \int d\varphi^{-s}(y) \nabla_z R_1(x, z + \varphi^{-s}(y), t-s) R_1(z + \varphi^{-s}(y), y, s) dz \right|
    \leq C
    \int_0^{t/2} \int (\varepsilon^2(t-s))^{-\frac{n+1}{2}} (t-s)^{-\frac{1}{2}} (\varepsilon^2 s)^{\frac{n}{2}} s^{-\frac{1}{2}}
    \exp\left(-c \frac{|x
    - \varphi^{-(t-s)}(z - \varphi^{-s}(y))|^2}{\varepsilon^2(t-s)}\right) \exp\left(-c \frac{|z|^2}{\varepsilon^2 s}\right) dz ds \leq
    C(\varepsilon^2
    t)^{-\frac{n}{2}} \int_0^{t/2} (t-s)^{-\frac{1}{2}} (\varepsilon^2(t-s))^{-\frac{1}{2}} s^{-\frac{1}{2}} ds \exp\left(-c \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right) \leq C(\varepsilon^2 t)^{-\frac{n+1}{2}} \exp\left(-c \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2
    t}\right)"""
    return conjunction(*_inserted(ONE, 1, z - y, UP_TO_ONE))


@early_second.corrected(why=WRONG.format("(3.41), for the derivative by z, and Lemma 3.2"), error="slip", consequence="None: the third "
    "line is what follows from the right powers.")
def early_second_corrected() -> All:
    r"""\ldots \leq C \int_0^{t/2} \int (\varepsilon^2(t-s))^{-\frac{n+1}{2}} (t-s)^{-\frac{1}{2}} (\varepsilon^2 s)^{-\frac{n}{2}}
    s^{-\frac{1}{2}}
    \exp\left(-c \frac{|x - \varphi^{-(t-s)}(z + \varphi^{-s}(y))|^2}{\varepsilon^2(t-s)}\right) \exp\left(-c
    \frac{|z|^2}{\varepsilon^2 s}\right) dz ds
    \leq \ldots"""
    third = (eps**2 * t) ** (-n / 2) * d**-HALF * (eps**2 * d) ** -HALF * s**-HALF
    return conjunction(
        *_inserted(ONE, -1, z + y),
        ("third line", Equal(in_space(by_x(ONE, d), width(eps, s, n, ZERO) * s**-HALF, eps, d, s, t, n), third, V)),
        ("last line", _second_in_time()),
        ("finite", Equal(sp.diff(2 * sp.sqrt(share), share), share**-HALF, V)),
    )


def _smaller() -> Relation:
    """(3.47) over (3.48)."""
    return AtMost(ONE, (eps**2 * t) ** -HALF, V)


@section.claim("p/early-part-in-y", "Early part of the second correction", kind="inequality", place="Section 3.2, after (3.48)",
               uses=["3.46", "3.47", "3.48"], scope=ORDERS, slip="dz is not printed", note="(3.47) is at most (3.48).")
def early_part() -> All:
    r"""\left| \int_0^{t/2} \int R_1(x, z, t-s) \nabla_y R_1(z, y, s) ds \right| \leq C(\varepsilon^2 t)^{-\frac{n+1}{2}} \exp\left(-c
    \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2 t}\right)"""
    return conjunction(("(3.48)", _second_in_time()), ("(3.47)", _smaller()))


@section.claim("3.42", "Derivative of the second correction by y", kind="inequality", place="Section 3.2, (3.42)",
               uses=["3.45", "p/early-part-in-y"], scope=ORDERS, note="Late part by (3.45), early part by the display after (3.48).")
def second_correction() -> All:
    r"""|\nabla_y R_2(x, y, t)| \leq C (\varepsilon^2 t)^{-\frac{n+1}{2}} \exp\left(-c \frac{|x - \varphi^{-t}(y)|^2}{\varepsilon^2
    t}\right)"""
    return conjunction(("late", late_in_time()), ("early", _second_in_time()), ("early, first term", _smaller()))


@section.claim("Lemma3.4", "Derivatives by the second point", kind="theorem", place="Section 3.2, Lemma 3.4", uses=["3.41", "3.42"],
               scope=ORDERS)
def lemma() -> All:
    r"""R_1(x, y, t) \text{ and } R_2(x, y, t) \text{ satisfy (3.41) and (3.42) for } \varepsilon, t \in (0, 1] \text{ with } c, C > 0
    \text{
    independent of } \varepsilon \text{ and } t"""
    return conjunction(
        ("(3.41)", Equal(by_x(ONE, t), (eps**2 * t) ** (-(n + 1) / 2) * t**-HALF, V)),
        ("(3.42), late", late_in_time()),
        ("(3.42), early", _second_in_time()),
    )


@section.claim("p/upshot", "Semiclassical derivatives are controlled in L1", kind="prose", place="Section 3.2, end",
               uses=["Lemma3.3", "Lemma3.4", "3.9"],
               note="|alpha| = a derivatives (epsilon d_x) of R_k; the integral over x takes (eps^2 t)^(n/2). Uniform in epsilon at "
               "fixed t; one more k gives t^(1/2). As t -> 0 it is bounded for k >= a + 2.")
def upshot() -> All:
    r"""\text{the } L_x^1\text{-norm of } \varepsilon\text{-semiclassical derivatives of } R_k(x, y, t) \text{ is controlled uniformly
    in } \varepsilon
    \text{ and } y \text{, and improves in powers of } t \text{ for large } k"""
    norm = eps**a * width(eps, t, n, a) * t ** (k / 2 - 1) * (eps**2 * t) ** (n / 2)
    return conjunction(
        ("the norm", Equal(norm, t ** ((k - a) / 2 - 1), V)),
        ("one more correction", Equal(norm.subs(k, k + 1) / norm, sp.sqrt(t), V)),
    )
