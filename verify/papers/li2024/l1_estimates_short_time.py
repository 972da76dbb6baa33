"""Section 4.1: Lemma 4.3 with (4.6) to (4.10), Proposition 4.4 with (4.11) to (4.16)."""

from __future__ import annotations

import sympy as sp

from derive.duhamel import variation
from derive.gaussian_function import gaussian, integrate, product
from derive.index import Relations, normal_form
from derive.index_rules import derivative, parse
from derive.moving_points import polynomial
from derive.oscillatory import derivative_norm
from derive.successive_symbols import driven, power_integral
from derive.units import NONE
from derive.volterra_algebra import commuted
from verify.claim import Section
from verify.papers.li2024.kernel_by_duhamel import ANY, MODEL, Q, by_duhamel, k1, k2, m1, remainder
from verify.papers.li2024.kernel_by_duhamel import V as TABLE
from verify.papers.li2024.symbols import eps, n, t, x, y
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("l1_estimates_short_time", title="Short-time estimate", order=52)
HALF = sp.Rational(1, 2)
DERIVATIVES = Relations(symmetric=frozenset({"U"}))
V = Variables(TABLE.values())
short = V.declare("tau", NONE, "a time up to 1", high=1)
C, c = (V.declare(name, NONE, "constant of a bound") for name in ("C", "c"))
M, start = (V.declare(name, NONE, text) for name, text in (("M", "max of ||u(s)||_W^(r,1)"), ("a", "constant of (4.8)")))


@section.claim("4.6", "One derivative of the kernel", kind="inequality", place="Lemma 4.3, (4.6)", uses=["4.10"],
               scope="the heat kernel, n = 1; all others by (4.10)",
               note="d_y is the gradient. Its norm is pi^(-1/2) (eps^2 t)^(-1/2): the exponent of (4.6) is the best possible.")
def one_derivative() -> Relation:
    r"""\|\partial_y K(\bullet, y, t)\|_{L^1} \leq C(\varepsilon^2 t)^{-\frac{1}{2}}"""
    width = 4 * eps**2 * t
    return Equal(derivative_norm(width, 1) / sp.sqrt(sp.pi * width), sp.pi**-HALF * (eps**2 * t) ** -HALF, V)


@section.claim("4.7", "Duhamel's formula for the kernel", kind="identity", place="Lemma 4.3, proof, (4.7)", uses=["3.19"], note=ANY)
def duhamel_for_kernel() -> All:
    r"""\partial_y K(x, y, t) = \partial_y K_1(x, y, t) + \int_0^t e^{(t-s)Q} \partial_y R_2(x, y, s) ds"""
    return conjunction(by_duhamel(1, 1, from_left=False), remainder(1, 1))


@section.claim("4.8", "One derivative of the parametrix", kind="inequality", place="Lemma 4.3, proof, (4.8)",
               uses=["3.18", "3.39", "3.45", "3.46"],
               slip="Lemma 3.4 bounds R_1 and R_2, not K_1; (4.8) needs its proof again, with K_0 for the first R_1",
               scope="exponents of eps and t; the pointwise bounds are those of Section 3",
               note="K_1 = K_0 + int K_0 R_1. From t/2 to t the derivative stays on R_1; from 0 to t/2, where that would leave 1/s, it is "
               "moved to K_0(x, z, t - s), (t - s) being at least t/2. Both halves are at most a constant over eps.")
def parametrix_derivative() -> All:
    r"""\text{From Lemma 3.4, we see that } \|\partial_y K_1(\bullet, y, t)\|_{L^1} \leq C(\varepsilon^2 t)^{-\frac{1}{2}}"""
    late = (eps**2 * short / 2) ** -HALF * power_integral(-HALF, short / 2, short)
    early = (eps**2 * short / 2) ** -HALF * power_integral(-HALF, sp.Integer(0), short / 2)
    return conjunction(
        ("late", Equal(sp.expand(late), (2 * sp.sqrt(2) - 2) / eps, V)),
        ("early", Equal(early, 2 / eps, V)),
        ("both", AtMost(1 / eps, (eps**2 * short) ** -HALF, V)),
    )


@section.claim("4.9", "One derivative of the remainder", kind="inequality", place="Lemma 4.3, proof, (4.9)", uses=["3.42"],
               scope="from the pointwise bound (3.42), for every n", note="The Gaussian of (3.42) is integrated over x.")
def remainder_derivative() -> Relation:
    r"""\|\partial_y R_2(\bullet, y, t)\|_{L^1} \leq C(\varepsilon^2 t)^{-\frac{1}{2}}"""
    one = integrate(gaussian(-c * x**2 / (eps**2 * t)), x).expression()
    return Equal((eps**2 * t) ** (-(n + 1) / 2) * sp.powdenest(one**n, force=False), (sp.pi / c) ** (n / 2) * (eps**2 * t) ** -HALF, V)


@section.claim("4.10", "The bound of Lemma 4.3", kind="inequality", place="Lemma 4.3, proof, (4.10)", uses=["4.5", "4.7", "4.8", "4.9"],
               slip="the integral lacks the constant of (4.9)")
def assembled() -> All:
    r"""\|\partial_y K(\bullet, y, t)\|_{L^1} \leq C(\varepsilon^2 t)^{-\frac{1}{2}} + \int_0^t (\varepsilon^2 s)^{-\frac{1}{2}} ds \leq
    C(\varepsilon^2 t)^{-\frac{1}{2}}"""
    integral = power_integral(-HALF, sp.Integer(0), short) / eps
    return conjunction(
        ("the integral", Equal(integral, 2 * short * (eps**2 * short) ** -HALF, V)),
        ("t <= 1", AtMost(integral, 2 * (eps**2 * short) ** -HALF, V)),
    )


@section.claim("Lemma4.3", "One derivative of the fundamental solution", kind="theorem", place="Lemma 4.3",
               uses=["Proposition4.1", "Lemma3.4", "4.6", "4.7", "4.8", "4.9", "4.10"],
               scope="the constants of (4.10); the rest through what it uses",
               note="With a for the constant of (4.8) and C for that of (4.9): the sum has the constant a + 2 C, the same for all eps, t "
               "<= 1.")
def lemma() -> Relation:
    r"""\text{Let } K(x, y, t) \text{ be the fundamental solution from Proposition 4.1. Then (4.6), where } C \text{ is independent of } 0 <
    \varepsilon, t \leq 1"""
    total = start / (eps * sp.sqrt(short)) + C * power_integral(-HALF, sp.Integer(0), short) / eps
    return AtMost(sp.expand(total * eps * sp.sqrt(short)), start + 2 * C, V)


def _polynomials(table: Variables, point: sp.Symbol, **degrees: int) -> list[sp.Expr]:
    """Polynomials of these names and degrees with free coefficients."""
    return [polynomial(name, [point], degree, lambda key: table.declare(key, NONE, "coefficient", low=-sp.oo))
            for name, degree in degrees.items()]


def _commutators(order: int) -> Relation:
    """(d_t - Q) d^order u at 0 for (d_t - Q) u = 0, with general polynomials A, v, u of x, n = 1."""
    table = Variables(V.values())
    point = sp.Dummy("x", real=True)
    A, v, u = _polynomials(table, point, A=order + 1, v=order, u=order + 2)

    def generated(function: sp.Expr) -> sp.Expr:
        return sp.diff(eps**2 * A * sp.diff(function, point), point) + v * sp.diff(function, point)

    def left_over(coefficient: sp.Expr) -> sp.Expr:
        return sp.diff(coefficient * sp.diff(u, point), point, order) - coefficient * sp.diff(u, point, order + 1)

    left = sp.diff(generated(u), point, order) - generated(sp.diff(u, point, order))  # d_t u = Qu
    return Equal(sp.expand(left.subs(point, 0)), sp.expand((eps**2 * sp.diff(left_over(A), point) + left_over(v)).subs(point, 0)), table)


def _differentiated() -> All:
    every = MatrixEqual(*commuted("s"))
    return conjunction(("every n and alpha", every), *((f"n = 1, order {order}", _commutators(order)) for order in (1, 2)))


@section.claim("4.12", "The equation of a derivative", kind="identity", place="Proposition 4.4, proof, (4.12)", uses=["3.5"],
               slip="h is printed for eps^2, as if h = eps^2 (4.1.1); (4.15) has eps^2",
               note="Every n and alpha: P = d_x^alpha commutes with N = div and G = grad, V = v.grad, s = eps^2; d_t u = Qu. And "
               "n = 1, orders 1 and 2, written out.")
def differentiated() -> All:
    r"""(\partial_t - Q)(\partial_x^\alpha u) = h \nabla \cdot [\partial_x^\alpha, A(x)] \nabla u +
    [\partial_x^\alpha, v(x) \cdot \nabla] u, \quad |\alpha| = r"""
    return _differentiated()


def _integrated() -> All:
    """Duhamel's formula for d_t w = Q w + f with f linear in t, and the source of (4.13)."""
    source = sp.Matrix([k1 * t, k2, m1])
    solution = driven(Q, source, t)
    rate = (solution.diff(t) - Q * solution).applyfunc(sp.expand)
    rule = variation()
    inner = rule.propagator * (rule.velocity - rule.generator * rule.state)
    return conjunction(("product rule, any generator", MatrixEqual(rule.rate, inner)), ("the formula", Equal(rate[0], k1 * t, V)),
                       ("at t = 0", Equal(1 + solution[0].subs(t, 0), sp.Integer(1), V)), _differentiated())


@section.claim("4.13", "Duhamel's formula for a derivative", kind="identity", place="Proposition 4.4, proof, (4.13)", uses=["4.12"],
               slip="h is printed for eps^2, as in (4.12)",
               note="The source as in (4.12). The formula: the product rule behind it, d/ds of E r with E = e^((t-s)L), for any generator "
               "L; with all integrals done: a " + MODEL + ".")
def derivative_by_duhamel() -> All:
    r"""\partial_x^\alpha u = e^{tQ}(\partial_x^\alpha u_0) + \int_0^t e^{(t-s)Q} (h \nabla \cdot [\partial_x^\alpha, A(x)] \nabla u(s) +
    [\partial_x^\alpha, v(x) \cdot \nabla] u(s)) ds"""
    return _integrated()


@section.claim("p/commutator-with-drift", "The commutator with the drift", kind="prose", place="Proposition 4.4, proof, before (4.14)",
               uses=["3.3"], scope="orders 1 and 2 for every n, orders 1, 2 and 3 for n = 1",
               note="[d^r, v d] has order r, and its coefficients are derivatives of v of order 1 and more, which (3.3) bounds; v itself "
               "drops out. Every n: D and H are the first and second derivatives of v, U and Y the second and third ones of u.")
def commutator_with_drift() -> All:
    r"""[\partial_x^\alpha, v(x) \cdot \nabla] \text{ is an order } r \text{ differential operator with uniformly bounded coefficients}"""
    whole = derivative(parse("v[i]*u[i]"), "p", {"v[i]": "D[i,p]", "u[i]": "U[i,p]"})  # d_p (v.grad u)
    by_q = {"v[i]": "D[i,q]", "u[i]": "U[i,q]", "D[i,j]": "H[i,j,q]", "U[i,j]": "Y[i,j,q]"}
    once = normal_form(whole - parse("v[i]*U[i,p]"), DERIVATIVES)
    twice = normal_form(derivative(whole, "q", by_q) - parse("v[i]*Y[i,p,q]"))
    parts: list[tuple[str, Relation | IndexEqual]] = [
        ("order 1, every n", IndexEqual(once, parse("D[i,p]*u[i]"), DERIVATIVES)),
        ("order 2, every n", IndexEqual(twice, parse("H[i,p,q]*u[i] + D[i,p]*U[i,q] + D[i,q]*U[i,p]"), DERIVATIVES)),
    ]
    for r in (1, 2, 3):
        table, point = Variables(), sp.Dummy("x", real=True)
        v, u = _polynomials(table, point, v=r + 1, u=r + 1)
        left = sp.diff(v * sp.diff(u, point), point, r) - v * sp.diff(u, point, r + 1)
        printed = sum(sp.binomial(r, j) * sp.diff(v, point, j) * sp.diff(u, point, r - j + 1) for j in range(1, r + 1))
        parts.append((f"order {r}, n = 1", Equal(sp.expand(left.subs(point, 0)), sp.expand(printed.subs(point, 0)), table)))
    return conjunction(*parts)


@section.claim("4.14", "The drift term", kind="inequality", place="Proposition 4.4, proof, (4.14)", uses=["4.5", "p/commutator-with-drift"],
               scope="the integral over time; the contraction and the commutator through what it uses")
def drift_term() -> Relation:
    r"""\left\| \int_0^t e^{(t-s)Q} [\partial_x^\alpha, v(x) \cdot \nabla] u(s) ds \right\|_{L^1} \leq Ct \max_{0 \leq s \leq t}
    \|u(s)\|_{W^{r,1}}"""
    return AtMost(C * M * power_integral(sp.Integer(0), sp.Integer(0), t), C * t * M, V)


def _by_parts() -> tuple[sp.Expr, sp.Expr]:
    """int K d_y F dy and int (d_y K) F dy for K = exp(-(x - y)^2), F = exp(-y^2)."""
    K, F = gaussian(-((x - y) ** 2)), gaussian(-(y**2))
    z, r = sp.Dummy("z", real=True), sp.Dummy("r", real=True)
    moved = integrate(product(gaussian(-((x - y - r) ** 2)), gaussian(-((y + z) ** 2))), y).expression()
    whole = integrate(product(K, F), y).expression()
    rate = [sp.simplify(sp.diff(moved, shift).subs({z: 0, r: 0}) / whole) for shift in (z, r)]
    return rate[0], rate[1]


@section.claim("p/integration-by-parts", "Integration by parts", kind="identity", place="Proposition 4.4, proof, after (4.14)",
               note="n = 1, K = exp(-(x - y)^2), F = exp(-y^2); both sides divided by int K F > 0.")
def by_parts() -> Relation:
    r"""\int_0^t \int_{\mathbb{R}^n} K(x, y, t-s) (\nabla_y \cdot [\partial_y^\alpha, A(y)] \nabla_y u(y, s)) dy ds \leq \int_0^t
    \int_{\mathbb{R}^n} \nabla_y K(x, y, t-s) \cdot ([\partial_y^\alpha, A(y)] \nabla_y u(y, s)) dy ds"""
    left, right = _by_parts()
    return AtMost(left, right, V)


@by_parts.corrected(
    why="Integration by parts gives an equality with a minus sign; what is bounded next is the norm.", error="slip",
    consequence="None: (4.15) follows from either sign.",
)
def by_parts_corrected() -> All:
    r"""\int K\,\nabla_y \cdot F\,dy = -\int \nabla_y K \cdot F\,dy"""
    left, right = _by_parts()
    whole = derivative(parse("K*F[i]"), "i", {"K": "k[i]", "F[j]": "D[j,i]"})  # div(K F), k = grad K, D_ji = d_i F_j
    return conjunction(
        ("every n: K div F + grad K.F is a divergence", IndexEqual(whole, parse("K*D[i,i] + k[i]*F[i]"))),
        ("n = 1", Equal(left, -right, V)),
    )
