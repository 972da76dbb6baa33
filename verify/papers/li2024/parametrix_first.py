"""Section 3.1: the first approximation K_0 and its logarithmic derivatives, (3.6) to (3.12) without the bounds."""

from __future__ import annotations

import sympy as sp

from derive import parametrix_index
from derive.gaussian_function import covariance, density
from derive.index import Indexed, Relations, normal_form
from derive.index_rules import derivative, parse, replaced
from derive.units import NONE
from derive.volterra import residual
from derive.wigner import total_mass
from verify.claim import Section
from verify.papers.li2024.parametrix_homogeneous import DIFFUSION, printed_spreading, term_by_term
from verify.papers.li2024.parametrix_setting import jets
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import eps, n, t
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("parametrix_first", title="First approximation", order=41)
V = Variables(TABLE.values())
A = V.declare("A_11", NONE, "A in one variable")
det = V.declare("det_A", NONE, "determinant of A")
A12 = V.declare("A_12", NONE, "entry of A", low=-sp.oo)
etas = [V.declare(f"eta_{k}", NONE, "component of x - phi^(-t)(y)", low=-sp.oo) for k in (1, 2)]
q, m = (V.declare(k, NONE, "number", low=-sp.oo) for k in ("q", "m"))
z = V.declare("z", NONE, "<x>, at least 1", low=1, closed=True)
k, b = (V.declare(name, NONE, "orders of derivatives", low=0, closed=True, integer=True) for name in ("k", "b"))
MATRICES = {1: sp.Matrix([[A]]), 2: sp.Matrix([[A, A12], [A12, (det + A12**2) / A]])}
DETERMINANTS = {1: A, 2: det}
SYMMETRIC = Relations(symmetric=frozenset({"B", "W"}))
INVERSE = Relations(symmetric=frozenset({"A", "B", "W"}), inverse=frozenset({("A", "B")}))
EVERY_N = ("w = 1/(4 eps^2 t), r = 1/t, e = x - phi^(-t)(y), B = A^(-1); every n, with Jacobi's formula for the determinant. Then n = 1 "
           "written out.")


def _printed_kernel(size: int) -> sp.Expr:
    """(3.6), with eta for x - phi^(-t)(y)."""
    eta = sp.Matrix(etas[:size])
    power = sp.exp(-sp.expand((eta.T * MATRICES[size].inv() * eta)[0] / (4 * eps**2 * t)))
    constant = (4 * sp.pi) ** (-sp.Rational(size, 2))
    return constant * (eps**2 * t) ** (-sp.Rational(size, 2)) * DETERMINANTS[size] ** sp.Rational(-1, 2) * power


@section.claim("3.6", "The kernel that follows the flow", kind="definition", place="Section 3.1, (3.6)", uses=["3.1", "3.3"],
               scope="n = 1, 2; the factor for every n",
               note="As a function of eta with A frozen it is the Gaussian density of covariance C = 2 eps^2 t A, whose determinant is "
               "(2 eps^2 t)^n det A.")
def kernel() -> All:
    r"""K_0(x, y, t) := c_n(\varepsilon^2 t)^{-n/2} \det A(x)^{-\frac{1}{2}} \exp \left( -\frac{\langle x - \varphi^{-t}(y), A^{-1}(x)(x -
    \varphi^{-t}(y)) \rangle}{4\varepsilon^2 t} \right), \quad c_n := (4\pi)^{-n/2}"""
    volume = (2 * sp.pi) ** (-n / 2) * ((2 * eps**2 * t) ** n * det) ** sp.Rational(-1, 2)
    parts = [("every n: factor", Equal(volume, (4 * sp.pi) ** (-n / 2) * (eps**2 * t) ** (-n / 2) * det ** sp.Rational(-1, 2), V))]
    for size in (1, 2):
        found = density(etas[:size], (sp.Integer(0),) * size, 2 * eps**2 * t * MATRICES[size])
        exponent = -sp.expand((sp.Matrix(etas[:size]).T * MATRICES[size].inv() * sp.Matrix(etas[:size]))[0])
        at_zero = dict.fromkeys(etas, 0)
        printed = _printed_kernel(size)
        parts += [(f"n = {size}: factor", Equal(found.prefactor, printed.subs(at_zero), V)),
                  (f"n = {size}: exponent", Equal(found.exponent, exponent / (4 * eps**2 * t), V))]
    return conjunction(*parts)


@section.claim("p/kernel-tends-to-delta", "K_0 tends to a point mass", kind="prose", place="Section 3.1, after (3.6)",
               uses=["3.6", "x/flow-is-lipschitz"],
               scope="mass and variance where A is frozen: mass for every n, variance for n = 1, 2",
               note="Mass 1 and variance 2 eps^2 t A, which vanishes with t, about phi^(-t)(y), which tends to y.")
def tends_to_delta() -> All:
    r"""\text{this choice of normalization ensures that } K_0(x, y, t) \rightarrow \delta_0(x - y) \text{ in distributions as } t\to
    0^+"""
    found, two = (density(etas[:k], (sp.Integer(0),) * k, 2 * eps**2 * t * MATRICES[k]) for k in (1, 2))
    both = covariance(two, etas)
    along = (4 * sp.pi * eps**2 * t) ** (n / 2)  # the Gaussian integral in n variables, over det A^(1/2)
    return conjunction(
        ("mass, n = 1", Equal(total_mass(found, etas[:1]).expression(), sp.Integer(1), V)),
        ("mass, every n", Equal(along, 1 / ((4 * sp.pi) ** (-n / 2) * (eps**2 * t) ** (-n / 2)), V)),
        ("variance, n = 1", Equal(covariance(found, etas[:1])[0], 2 * A * eps**2 * t, V)),
        *((f"variance, n = 2, {i + 1}{j + 1}", Equal(both[i, j], 2 * eps**2 * t * MATRICES[2][i, j], V))
          for i, j in ((0, 0), (0, 1), (1, 1))),
    )


@section.claim("3.7", "First remainder", kind="definition", place="Section 3.1, (3.7)", uses=["3.5", "3.6"],
               scope="one point of space", note="The sign: with space a single point, Q = q and K_0 = 1 + m t.")
def first_remainder() -> All:
    r"""R_1(x, y, t) := -(\partial_t - Q)K_0(x, y, t)"""
    return conjunction(("one point", Equal(-residual(sp.Matrix([[1 + m * t]]), sp.Matrix([[q]]), t)[0], q * (1 + m * t) - m, V)))


def _same(lhs: Indexed, text: str) -> IndexEqual:
    return IndexEqual(normal_form(lhs, SYMMETRIC), parse(text), SYMMETRIC)


@section.claim("3.10", "Time derivative of the kernel", kind="identity", place="Section 3.1, (3.10)", uses=["3.6"], note=EVERY_N)
def time_derivative() -> All:
    r"""\frac{\partial_t K_0}{K_0} = -\frac{n}{2}t^{-1} - \partial_t \left( \frac{\langle x - \varphi^{-t}(y), A^{-1}(x)(x -
    \varphi^{-t}(y))
    \rangle}{4\varepsilon^2 t} \right) = -\frac{n}{2}t^{-1} + \frac{\langle x - \varphi^{-t}(y), A^{-1}(x)(x - \varphi^{-t}(y))
    \rangle}{4\varepsilon^2 t^2} - \frac{\langle v(\varphi^{-t}(y)), A^{-1}(x)(x - \varphi^{-t}(y)) \rangle}{2\varepsilon^2 t}"""
    rules = {"e[i]": "u[i]", "B[i,j]": "0", "w": "-w*r"}
    rate = parse("-1/2*dim*r") - derivative(parse("w*e[i]*B[i,j]*e[j]"), "", rules)
    ring, table = jets(1)
    a, e, u, s = ring.diffusion[0], ring.displacement[0], ring.carried[0], ring.eps**2 * ring.t
    return conjunction(
        ("every n", _same(rate, "-1/2*dim*r + w*r*e[i]*B[i,j]*e[j] - 2*w*u[i]*B[i,j]*e[j]")),
        ("n = 1", Equal(ring.time_rate(), -1 / (2 * ring.t) + e**2 / a / (4 * s * ring.t) - u * e / a / (2 * s), table)),
    )


@section.claim("3.11", "Transport term", kind="identity", place="Section 3.1, (3.11)", uses=["3.6"],
               note=EVERY_N + " W = v.grad A, so that v.grad det A/det A = Tr BW and v.grad A^(-1) = -BWB.")
def transport_term() -> All:
    r"""\frac{v(x) \cdot \nabla K_0}{K_0} = -\frac{1}{2} \frac{v(x) \cdot \nabla \det A(x)}{\det A(x)} - \frac{\langle v(x), A^{-1}(x)(x -
    \varphi^{-t}(y)) \rangle}{2\varepsilon^2 t} - \frac{\langle x - \varphi^{-t}(y), (v(x) \cdot \nabla A^{-1}(x))(x - \varphi^{-t}(y))
    \rangle}{4\varepsilon^2 t}"""
    rules = {"e[i]": "v[i]", "w": "0", "B[c,d]": "-B[c,i]*W[i,j]*B[j,d]"}
    rate = parse("-1/2*B[i,j]*W[j,i]") - derivative(parse("w*e[i]*B[i,j]*e[j]"), "", rules)
    ring, table = jets(1)
    a, e, v, s = ring.diffusion[0], ring.displacement[0], ring.drift[0], ring.eps**2 * ring.t
    printed = -v * ring.by_x(a, 0) / a / 2 - v * e / a / (2 * s) - e**2 * v * ring.by_x(1 / a, 0) / (4 * s)
    return conjunction(
        ("every n", _same(rate, "-1/2*B[i,j]*W[i,j] - 2*w*v[i]*B[i,j]*e[j] + w*e[i]*B[i,j]*W[j,k]*B[k,l]*e[l]")),
        ("n = 1", Equal(ring.transport(), printed, table)),
    )


@section.claim("p/first-term-bounded", "First term of (3.11) has bounded derivatives", kind="prose", place="Section 3.1, after (3.11)",
               uses=["3.1", "3.2", "3.3"], slip="the absolute value is not printed",
               scope="up to three derivatives", note="d log det A is a symbol of order -1: its k-th derivative is at most <x>^(-1-k). "
               "Where no derivative falls on v, "
               "|v| is at most a constant times <x>; where some do, v's factor is bounded.")
def first_term_bounded() -> All:
    r"""\partial_x^\alpha \left( \frac{1}{2} \frac{v(x) \cdot \nabla \det A(x)}{\det A(x)} \right) \leq C_\alpha"""
    falls = [z ** (1 - j) * z ** (-1 - j) for j in range(4)]
    return conjunction(
        *((f"{j} derivatives, none on v", AtMost(z * z ** (-1 - j), sp.Integer(1), V)) for j in range(4)),
        *((f"{j} derivatives on d log det A, others on v", AtMost(z ** (-1 - j), sp.Integer(1), V)) for j in range(len(falls))),
    )


@section.claim("p/flux-of-the-kernel", "A grad K_0", kind="identity", place="Section 3.1, after (3.11)", uses=["3.6"],
               note="c . A grad K_0/K_0 is the derivative along A c, for any vector c; W is the derivative of A along A c.")
def flux() -> Relation:
    r"""\frac{A(x) \nabla K_0}{K_0} = \det A(x)^{\frac{1}{2}} A(x) \nabla (\det A(x)^{-\frac{1}{2}}) - \frac{x -
    \varphi^{-t}(y)}{2\varepsilon^2 t} - \frac{\langle x - \varphi^{-t}(y), \nabla A^{-1}(x)(x - \varphi^{-t}(y))
    \rangle}{4\varepsilon^2 t}"""
    return _flux(sp.Integer(1))


@flux.corrected(
    why="The last term lacks the factor A(x): grad K_0/K_0 has the term -<eta, grad A^(-1) eta>/(4 eps^2 t), and A multiplies all of it.",
    error="substance",
    consequence="None for (3.12): the term is a P_2 with the factor A or without it. The P_j of (3.12) are other ones.",
)
def flux_corrected() -> All:
    r"""\frac{A(x) \nabla K_0}{K_0} = \det A(x)^{\frac{1}{2}} A(x) \nabla (\det A(x)^{-\frac{1}{2}}) - \frac{x -
    \varphi^{-t}(y)}{2\varepsilon^2 t} - A(x) \frac{\langle x - \varphi^{-t}(y), \nabla A^{-1}(x)(x - \varphi^{-t}(y))
    \rangle}{4\varepsilon^2 t}"""
    rules = {"e[i]": "s[i]", "w": "0", "B[c,d]": "-B[c,i]*W[i,j]*B[j,d]"}
    along = normal_form(parse("-1/2*B[i,j]*W[j,i]") - derivative(parse("w*e[i]*B[i,j]*e[j]"), "", rules), SYMMETRIC)
    found = normal_form(replaced(along, {"s[i]": "A[i,j]*c[j]"}), INVERSE)
    printed = parse("-1/2*B[i,j]*W[i,j] - 2*w*c[i]*e[i] + w*e[i]*B[i,j]*W[j,k]*B[k,l]*e[l]")
    return conjunction(("n = 1", _flux(A)), ("every n, along A c", IndexEqual(found, printed, INVERSE)))


def _flux(factor: sp.Expr) -> Relation:
    """The display for n = 1, with a factor before the last term; A_11 is one symbol by its name."""
    ring, table = jets(1)
    a, e, s = ring.diffusion[0], ring.displacement[0], ring.eps**2 * ring.t
    root = sp.sqrt(a) * a * ring.by_x(1 / sp.sqrt(a), 0)
    return Equal(ring.flux()[0], root - e / (2 * s) - factor * e**2 * ring.by_x(1 / a, 0) / (4 * s), table)


@section.claim("p/flux-factor-bounded", "First term of the flux has bounded derivatives", kind="prose", place="Section 3.1, before (3.12)",
               uses=["3.1", "3.2"], note="It is -A grad log det A/2, a symbol of order -1: k derivatives on A, b + 1 on log det A. "
               "Every n: m = det A, g = m^(-1/2), W the derivative of A along A c.")
def flux_factor_bounded() -> All:
    r"""\left| \partial_x^\alpha \left( \det A(x)^{\frac{1}{2}} A(x) \nabla (\det A(x)^{-\frac{1}{2}}) \right) \right| \leq C_\alpha"""
    ring, table = jets(1)
    a = ring.diffusion[0]
    inverses = Relations(symmetric=frozenset({"B", "W"}), inverse=frozenset({("g", "h"), ("m", "l")}))
    root = derivative(parse("g"), "", {"g": "-1/2*g*l*dm"})  # g = m^(-1/2), h = m^(1/2), l = 1/m
    along = replaced(parse("h") * root, {"dm": "m*B[i,j]*W[j,i]"})
    return conjunction(
        ("n = 1", Equal(sp.sqrt(a) * a * ring.by_x(1 / sp.sqrt(a), 0), -a * (ring.by_x(a, 0) / a) / 2, table)),
        ("every n, along A c", IndexEqual(normal_form(along, inverses), parse("-1/2*B[i,j]*W[i,j]"), inverses)),
        ("order", Equal(z ** (-k) * z ** (-(b + 1)), z ** (-1 - (k + b)), V)),
        ("bounded", AtMost(1 / z, sp.Integer(1), V)),
    )


@section.claim("3.12", "Diffusion term", kind="identity", place="Section 3.1, (3.12)", uses=["3.6", "p/flux-of-the-kernel"],
               note="The P_j in full. " + DIFFUSION + " n = 1: P_0 = -A''/2 + A'^2/(4A), P_1 = A' eta/A, P_2 = (A''/(4A) - A'^2/(2A^2)) "
               "eta^2, P_3 = -A' eta^3/(4A^2), P_4 = A'^2 eta^4/(16 A^3).")
def diffusion_term() -> All:
    r"""\frac{\varepsilon^2 \nabla \cdot A(x) \nabla K_0}{K_0} = -\frac{n}{2} t^{-1} + \frac{\langle x - \varphi^{-t}(y), A^{-1}(x)(x -
    \varphi^{-t}(y)) \rangle}{4\varepsilon^2 t^2} + \varepsilon^2 \mathcal{P}_0(x) + \frac{\mathcal{P}_1}{t} + \frac{\mathcal{P}_2}{t} +
    \frac{\mathcal{P}_3}{\varepsilon^2 t^2} + \frac{\mathcal{P}_4}{\varepsilon^2 t^2},\quad \mathcal P_j = \mathcal{P}_j(x, x -
    \varphi^{-t}(y))"""
    ring, one = jets(1)
    a, e = ring.diffusion[0], ring.displacement[0]
    a1 = ring.by_x(a, 0)
    a2 = ring.by_x(a1, 0)
    low = [-a2 / 2 + a1**2 / (4 * a), a1 * e / a, (a2 / (4 * a) - a1**2 / (2 * a**2)) * e**2]
    P = [*low, -a1 * e**3 / (4 * a**2), a1**2 * e**4 / (16 * a**3)]
    square = (e**2 / a) / (4 * ring.eps**2 * ring.t**2)
    rest = ring.eps**2 * P[0] + P[1] / ring.t + P[2] / ring.t + P[3] / (ring.eps**2 * ring.t**2) + P[4] / (ring.eps**2 * ring.t**2)
    return conjunction(
        ("n = 1", Equal(ring.spreading(), -sp.Rational(1, 2) / ring.t + square + rest, one)),
        *term_by_term(parametrix_index.spreading(), printed_spreading()),
    )
