"""Section 4.1: Lemma 4.3 with (4.6) to (4.10), Proposition 4.4 with (4.11) to (4.16)."""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import gaussian, integrate, product
from derive.moving_points import polynomial
from derive.oscillatory import derivative_norm
from derive.successive_symbols import driven, exponential, power_integral
from derive.units import NONE
from derive.volterra import composed, corrections
from verify.claim import Section
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import eps, h, n, t, x, y
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("l1_estimates_short_time", title="Short-time estimate", order=52)
HALF = sp.Rational(1, 2)
V = Variables(TABLE.values())
short = V.declare("tau", NONE, "a time up to 1", high=1)
C, c = (V.declare(name, NONE, "constant of a bound") for name in ("C", "c"))
M, start = (V.declare(name, NONE, text) for name, text in (("M", "max of ||u(s)||_W^(r,1)"), ("a", "constant of (4.8)")))
m1, q1, q2, k1, k2 = (V.declare(name, NONE, "coefficient", low=-sp.oo) for name in ("m", "q_1", "q_2", "k_1", "k_2"))
Q = sp.Matrix([[0, q1, 0], [0, 0, q2], [0, 0, 0]])
FIRST = sp.eye(3) + t * sp.Matrix([[m1, k1, 0], [0, 0, k2], [0, 0, 0]])  # K_0, with K_0(0) = 1
MODEL = "space of three points: a nilpotent Q with free entries, K_0 polynomial in t, all integrals exact"


def remainder(sign: int, j: int) -> All:
    """K against K_j + sign int e^((t-s)Q) R_(j+1)(s) ds; a derivative in y multiplies both sides from the right."""
    found = corrections(FIRST, Q, t, j + 1)
    parametrix = FIRST + sum((composed(FIRST, later, t) for later in found[:j]), sp.zeros(3))
    printed = (parametrix + sign * driven(Q, found[j], t)).applyfunc(sp.expand)
    exact = exponential(Q, t)
    return conjunction(*((f"entry {i + 1}{k + 1}", Equal(exact[i, k], printed[i, k], V)) for i, k in ((0, 0), (0, 1), (0, 2))))


@section.claim("4.6", "One derivative of the kernel", kind="inequality", place="Lemma 4.3, (4.6)", uses=["4.10"],
               scope="the heat kernel, n = 1; all others by (4.10)", slip="the gradient is printed as d_y",
               note="Its norm is pi^(-1/2) (eps^2 t)^(-1/2): the exponent of (4.6) is the best possible.")
def one_derivative() -> Relation:
    r"""\|\partial_y K(\bullet, y, t)\|_{L^1} \leq C(\varepsilon^2 t)^{-\frac{1}{2}}"""
    width = 4 * eps**2 * t
    return Equal(derivative_norm(width, 1) / sp.sqrt(sp.pi * width), sp.pi**-HALF * (eps**2 * t) ** -HALF, V)


@section.claim("4.7", "Duhamel's formula for the kernel", kind="identity", place="Lemma 4.3, proof, (4.7)", uses=["3.19"], scope=MODEL)
def duhamel_for_kernel() -> All:
    r"""\partial_y K(x, y, t) = \partial_y K_1(x, y, t) + \int_0^t e^{(t-s)Q} \partial_y R_2(x, y, s) ds"""
    return remainder(1, 1)


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


def _commutators(factor: sp.Expr, order: int) -> Relation:
    """(d_t - Q) d^order u at 0 for (d_t - Q) u = 0, with general polynomials A, v, u of x, n = 1."""
    table = Variables(V.values())
    point = sp.Dummy("x", real=True)
    A, v, u = (polynomial(name, [point], degree, lambda key: table.declare(key, NONE, "coefficient", low=-sp.oo))
               for name, degree in (("A", order + 1), ("v", order), ("u", order + 2)))

    def generated(function: sp.Expr) -> sp.Expr:
        return sp.diff(eps**2 * A * sp.diff(function, point), point) + v * sp.diff(function, point)

    def left_over(coefficient: sp.Expr) -> sp.Expr:
        return sp.diff(coefficient * sp.diff(u, point), point, order) - coefficient * sp.diff(u, point, order + 1)

    left = sp.diff(generated(u), point, order) - generated(sp.diff(u, point, order))  # d_t u = Qu
    return Equal(sp.expand(left.subs(point, 0)), sp.expand((factor * sp.diff(left_over(A), point) + left_over(v)).subs(point, 0)), table)


def _differentiated(factor: sp.Expr) -> All:
    return conjunction(*((f"order {order}", _commutators(factor, order)) for order in (1, 2)))


@section.claim("4.12", "The equation of a derivative", kind="identity", place="Proposition 4.4, proof, (4.12)", uses=["3.5"],
               scope="n = 1, orders 1 and 2; all A, v and u by their derivatives at one point")
def differentiated() -> All:
    r"""(\partial_t - Q)(\partial_x^\alpha u) = h \nabla \cdot [\partial_x^\alpha, A(x)] \nabla u +
    [\partial_x^\alpha, v(x) \cdot \nabla] u, \quad |\alpha| = r"""
    return _differentiated(h)


@differentiated.corrected(
    why="The diffusion of Q has the factor eps^2, which (4.15) has; the letter h belongs to another normalisation, in which h = eps^2 "
    "(4.1.1 says so), against eps^2 = gamma h/2 of Section 3.",
    error="slip",
    consequence="None: (4.15) and (4.16) have eps^2.",
)
def differentiated_corrected() -> All:
    r"""(\partial_t - Q)(\partial_x^\alpha u) = \varepsilon^2 \nabla \cdot [\partial_x^\alpha, A(x)] \nabla u + [\partial_x^\alpha, v(x)
    \cdot \nabla] u"""
    return _differentiated(eps**2)


def _integrated(factor: sp.Expr) -> All:
    """Duhamel's formula for d_t w = Q w + f with f linear in t, and the source of (4.13)."""
    source = sp.Matrix([k1 * t, k2, m1])
    solution = driven(Q, source, t)
    rate = (solution.diff(t) - Q * solution).applyfunc(sp.expand)
    return conjunction(("the formula", Equal(rate[0], k1 * t, V)), ("at t = 0", Equal(1 + solution[0].subs(t, 0), sp.Integer(1), V)),
                       ("the source, order 1", _commutators(factor, 1)))


@section.claim("4.13", "Duhamel's formula for a derivative", kind="identity", place="Proposition 4.4, proof, (4.13)", uses=["4.12"],
               scope="n = 1, order 1; the formula itself in a " + MODEL)
def derivative_by_duhamel() -> All:
    r"""\partial_x^\alpha u = e^{tQ}(\partial_x^\alpha u_0) + \int_0^t e^{(t-s)Q} (h \nabla \cdot [\partial_x^\alpha, A(x)] \nabla u(s) +
    [\partial_x^\alpha, v(x) \cdot \nabla] u(s)) ds"""
    return _integrated(h)


@derivative_by_duhamel.corrected(why="eps^2 for h, as in (4.12).", error="slip", consequence="None, as in (4.12).")
def derivative_by_duhamel_corrected() -> All:
    r"""\partial_x^\alpha u = e^{tQ}(\partial_x^\alpha u_0) + \int_0^t e^{(t-s)Q} (\varepsilon^2 \nabla \cdot [\partial_x^\alpha, A(x)]
    \nabla u(s) + [\partial_x^\alpha, v(x) \cdot \nabla] u(s)) ds"""
    return _integrated(eps**2)


def _general(table: Variables, point: sp.Symbol, degree: int) -> tuple[sp.Expr, sp.Expr]:
    """v and u, polynomials of a degree with free coefficients."""
    v, u = (polynomial(name, [point], degree, lambda key: table.declare(key, NONE, "coefficient", low=-sp.oo)) for name in "vu")
    return v, u


@section.claim("p/commutator-with-drift", "The commutator with the drift", kind="prose", place="Proposition 4.4, proof, before (4.14)",
               uses=["3.3"], scope="n = 1, orders 1, 2 and 3",
               note="[d^r, v d] has order r, and its coefficients are derivatives of v of order 1 and more, which (3.3) bounds; v itself "
               "drops out.")
def commutator_with_drift() -> All:
    r"""[\partial_x^\alpha, v(x) \cdot \nabla] \text{ is an order } r \text{ differential operator with uniformly bounded coefficients}"""
    parts = []
    for r in (1, 2, 3):
        table = Variables()
        point = sp.Dummy("x", real=True)
        v, u = _general(table, point, r + 1)
        left = sp.diff(v * sp.diff(u, point), point, r) - v * sp.diff(u, point, r + 1)
        printed = sum(sp.binomial(r, j) * sp.diff(v, point, j) * sp.diff(u, point, r - j + 1) for j in range(1, r + 1))
        parts.append((f"order {r}", Equal(sp.expand(left.subs(point, 0)), sp.expand(printed.subs(point, 0)), table)))
    return conjunction(*parts)


@section.claim("4.14", "The drift term", kind="inequality", place="Proposition 4.4, proof, (4.14)", uses=["4.5", "p/commutator-with-drift"])
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
               scope="n = 1; K = exp(-(x - y)^2), F = exp(-y^2); both sides divided by int K F > 0")
def by_parts() -> Relation:
    r"""\int_0^t \int_{\mathbb{R}^n} K(x, y, t-s) (\nabla_y \cdot [\partial_y^\alpha, A(y)] \nabla_y u(y, s)) dy ds \leq \int_0^t
    \int_{\mathbb{R}^n} \nabla_y K(x, y, t-s) \cdot ([\partial_y^\alpha, A(y)] \nabla_y u(y, s)) dy ds"""
    left, right = _by_parts()
    return AtMost(left, right, V)


@by_parts.corrected(
    why="Integration by parts gives an equality with a minus sign; what is bounded next is the norm.", error="slip",
    consequence="None: (4.15) follows from either sign.",
)
def by_parts_corrected() -> Relation:
    r"""\int K\,\nabla_y \cdot F\,dy = -\int \nabla_y K \cdot F\,dy"""
    left, right = _by_parts()
    return Equal(left, -right, V)
