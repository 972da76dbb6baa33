"""Section 4, opening: well-posedness, (4.1) to (4.4), Proposition 4.1, and conservation of mass, Lemma 4.2 with (4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import sympy as sp

from derive.gaussian_function import GaussianFunction, gaussian, integrate, product
from derive.hyperbolic_example import generated, heat_kernel, kernel_exponent, kernel_rates
from derive.index_rules import derivative, parse
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.gaussian_equality import same
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import eps, h, n, t, x, y
from verify.statement import All, Leaf, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.pending import Cited
from verify.statements.scalar import Apart, AtMost, Equal, Relation
from verify.variables import Variables

section = Section("l1_estimates", title="L1 classical estimates: well-posedness and mass", order=50)
V = Variables(TABLE.values())
beta = V.declare("beta", NONE, "growth of the initial values")
left = V.declare("d", NONE, "share of the time of existence that is left", high=1)
C = V.declare("C", NONE, "constant of a bound")
s = V.declare("s", NONE, "another time")
x2, y2 = (V.declare(name, NONE, "second component", low=-sp.oo) for name in ("x_2", "y_2"))
E = V.declare("E", NONE, "e^t", low=1)
far = V.declare("r", NONE, "|x|^2")
u1, u2 = (V.declare(f"u_{k}", NONE, "positive and negative part of u_0, at a point each") for k in (1, 2))
p, q = (V.declare(name, NONE, "probability of a step", high=1) for name in "pq")
EXISTENCE = sp.S.One / (4 * eps**2 * beta)  # of the solution below


def _growing() -> sp.Expr:
    """d^(-1/2) exp(beta x^2/d), d = 1 - t/EXISTENCE."""
    return left ** sp.Rational(-1, 2) * sp.exp(beta * x**2 / left)


@section.claim("4.1", "Growth of the initial values", kind="definition", place="Proposition 4.1, (4.1)",
               note="The exponents, r = |x|^2 in any dimension. Gaussian initial values satisfy it for every beta > 0, B being their "
               "largest value.")
def growth() -> Relation:
    r"""|u_0(x)| \leq B e^{\beta|x|^2}"""
    return AtMost(-far / h, beta * far, V)


@section.claim("4.2", "Growth of the solution", kind="inequality", place="Proposition 4.1, (4.2)", uses=["4.1"],
               scope="A = 1, v = 0, u_0 = e^(beta |x|^2)",
               note="u = d^(-n/2) exp(beta |x|^2/d) with d = 1 - 4 eps^2 beta t solves the heat equation: beta_eps = beta/d, and T_eps "
               "must stay below 1/(4 eps^2 beta). So T_eps and B_eps depend on beta too.")
def growth_of_solution() -> All:
    r"""\text{for each } \varepsilon > 0 \text{ there exists } T_\varepsilon > 0:\quad |u(x, t)| \leq B_\varepsilon
    e^{\beta_\varepsilon|x|^2}"""
    u = _growing()
    rate = -sp.diff(u, left) / EXISTENCE
    one = Equal(sp.expand(sp.simplify(rate / u)), sp.expand(sp.simplify(generated(u, x, sp.S.Zero, eps) / u)), V)
    radial = left ** (-n / 2) * sp.exp(beta * far / left)  # Laplacian of f(|x|^2): 4 |x|^2 f'' + 2 n f'
    laplacian = 4 * far * sp.diff(radial, far, 2) + 2 * n * sp.diff(radial, far)
    grown = sp.expand(sp.simplify(-sp.diff(radial, left) / EXISTENCE / radial))
    twice = derivative(parse("2*g*x[i]"), "i", {"g": "2*h*x[i]", "x[j]": "delta[j,i]"})  # g = f', h = f''
    return conjunction(
        ("n = 1", one),
        ("every n: div grad f(|x|^2)", IndexEqual(twice, parse("4*h*x[i]*x[i] + 2*dim*g"))),
        ("every n", Equal(grown, sp.expand(sp.simplify(eps**2 * laplacian / radial)), V)),
    )


@section.claim("4.3", "The solution by its kernel", kind="identity", place="Proposition 4.1, (4.3)", uses=["3.5"],
               scope="n = 1, 2, A = 1, v = 0", slip="the kernel is smooth for t > 0, not on all of R_t",
               note="For the Gaussian exp(-|x|^2/h), which evolves to one of width h + 4 eps^2 t; and the semigroup property.")
def by_kernel() -> All:
    r"""e^{tQ} u_0(x, t) := \int_{\mathbb{R}^n} K(x, y, t; \varepsilon) u_0(y)\,dy,\quad e^{tQ} \text{ satisfies the semigroup property}"""
    return conjunction(*(part for size in (1, 2) for part in _solved(size)))


def _heat(first: Sequence[sp.Symbol], second: Sequence[sp.Symbol], time: sp.Expr) -> GaussianFunction:
    """The heat kernel."""
    square = sp.Add(*((p - q) ** 2 for p, q in zip(first, second, strict=True)))
    return gaussian(-square / (4 * eps**2 * time), radicand=(4 * sp.pi * eps**2 * time) ** (-2 * len(first)))


def _over(function: GaussianFunction, variables: Sequence[sp.Symbol]) -> GaussianFunction:
    """The integral over all variables."""
    return reduce(integrate, variables, function)


def _solved(size: int) -> tuple[All, All]:
    """The evolved Gaussian and the semigroup property, n = size."""
    first, second = (x, x2)[:size], (y, y2)[:size]
    between = tuple(sp.Dummy(f"z_{k}", real=True) for k in range(size))
    wide = h + 4 * eps**2 * t
    evolved = _over(product(_heat(first, second, t), gaussian(-sp.Add(*(v**2 for v in second)) / h)), second)
    printed = gaussian(-sp.Add(*(v**2 for v in first)) / wide, radicand=(h / wide) ** (2 * size))
    twice = _over(product(_heat(first, between, t), _heat(between, second, s)), between)
    return same(evolved, printed, V), same(twice, _heat(first, second, t + s), V)


@section.claim("4.4", "Bound of the kernel", kind="inequality", place="Proposition 4.1, (4.4)", uses=["4.3"],
               scope="n = 1, A = 1; v = 0, and v = x; eps = 1 in the bound",
               note="Checked at t = 1/(4 pi (C + 1)^2), x = y, for every C; exp(-c |x - y|^2/t) is 1 there.")
def kernel_bound() -> Relation:
    r"""K(x, y, t; \varepsilon) \leq C_\varepsilon \exp\left(-c_\varepsilon \frac{|x - y|^2}{t}\right),\quad 0 < t \leq T_\varepsilon"""
    early = 1 / (4 * sp.pi * (C + 1) ** 2)
    return AtMost(heat_kernel(x, x, sp.S.One, early), C, V)


@kernel_bound.corrected(
    why="The kernel tends to a delta function as t -> 0, so that a factor t^(-n/2) is needed; the heat kernel at x = y exceeds every C. "
    "And where v is unbounded the kernel is not small off the diagonal: for v = x it is (2 pi eps^2 (e^(2t) - 1))^(-1/2) at y = e^t x, "
    "however large |x - y| is; the Gaussian must be centred at phi^(-t)(y).",
    error="substance",
    consequence="None: what is used, that int |K(x, y, t)| dx is bounded in y, the convergence of (4.3) and vanishing boundary terms, "
    "follows from the corrected bound as well. Lemma 3.3 has both the factor and the centre.",
)
def kernel_bound_corrected() -> All:
    r"""K(x, y, t; \varepsilon) \leq C_\varepsilon t^{-\frac n2} \exp\left(-c_\varepsilon \frac{|x - \varphi^{-t}(y)|^2}{t}\right)"""
    early = 1 / (4 * sp.pi * (C + 1) ** 2)
    in_time, generated_ = kernel_rates(x, y, E, eps)
    centred = -(E**2) * (x - y / E) ** 2 / (2 * eps**2 * (E**2 - 1))
    moving = Apart(E**2, sp.Integer(1), V)
    return conjunction(
        ("the factor, v = 0", Equal(heat_kernel(x, x, sp.S.One, early), (4 * sp.pi * early) ** sp.Rational(-1, 2), V)),
        ("v = x: a solution", Equal(in_time, generated_, V, moving)),
        ("v = x: its centre, e^t = E", Equal(kernel_exponent(x, y, E, eps), centred, V, moving)),
    )


@section.claim("Proposition4.1", "Well-posedness", kind="theorem", place="Proposition "
               "4.1", uses=["3.1", "3.2", "3.3", "4.1", "4.2", "4.3", "4.4"])
def well_posedness() -> Leaf:
    r"""\text{Consider the Cauchy problem (3.5) satisfying assumptions (3.1)-(3.3). If } u_0 \in C^\infty(\mathbb{R}^n) \text{ satisfies
    (4.1) for some } B, \beta > 0, \text{ then for each } \varepsilon > 0 \text{ there exists } T_\varepsilon > 0 \text{ and a unique
    classical solution to (3.5) for } 0 \leq t \leq T_\varepsilon \text{ that satisfies (4.2)}"""
    return Cited("[Zhi59]; [Ejd94, section 2.2], [Fri08, section 2.4]",
                 needs="the parametrix of parabolic equations with unbounded coefficients, with (4.4) as corrected")


@section.claim("p/time-of-existence", "The time of existence", kind="prose", place="Section 4, after Proposition 4.1", uses=["4.2"],
               scope="the example of (4.2)",
               note="That good estimates at later times are needed is checked: without them the semigroup property extends nothing. For "
               "u_0 = e^(beta x^2) the time that is left after t, 1/(4 eps^2 beta_eps), and t always add up to the first T_eps.")
def time_of_existence() -> Relation:
    r"""\text{the dependence on } \varepsilon \text{ for the time of existence does not matter for our setting due to the semigroup
    property; having sufficiently good estimates on the solution at later times will allow us to extend the time of existence}"""
    passed = (1 - left) * EXISTENCE
    return Equal(passed + EXISTENCE.subs(beta, beta / left), EXISTENCE, V)


@section.claim("p/solution-is-integrable", "The solution is integrable", kind="prose", place="Lemma 4.2, proof",
               uses=["4.3", "4.4", "p/positivity"],
               slip="for an integrable u_0, which the lemma does not ask for and this sentence needs: u = 1 satisfies its hypotheses",
               note="|u| is at most the integral of K |u_0|, K not being negative, and the integral of K over x is bounded in y by (4.4) "
               "as corrected.")
def integrable() -> Leaf:
    r"""\text{By Proposition (4.1), we know that } u(\bullet,t)\in L^1"""
    return Cited("(4.4) as corrected, and Tonelli's theorem",
               needs="the integral over x of the corrected bound, and Tonelli's theorem, formalised")


@section.claim("p/positivity", "Positivity", kind="prose", place="Lemma 4.2, proof")
def positivity() -> Leaf:
    r"""\text{The Fokker--Planck equation preserves positivity [Fri08, \S4.1 Theorem 9]}"""
    return Cited("[Fri08, section 4.1, Theorem 9]", needs="the maximum principle on unbounded domains, formalised")


@section.claim("p/chain-of-Lemma4.2", "Positive and negative part", kind="identity", place="Lemma 4.2, proof", uses=["p/positivity"],
               scope="two points",
               note="For the steps of a positive mass-conserving evolution of two points, and u_0 = (u_1, -u_2). The parts of a smooth u_0 "
               "are continuous only, which the kernel (4.3) does not mind.")
def chain() -> All:
    r"""\|e^{tQ}u_0\|_{L^1} \leq \|e^{Qt}u_+\|_{L^1} + \|e^{Qt}u_-\|_{L^1} = \|u_+ + u_-\|_{L^1} = \|u_0\|_{L^1}"""
    step = sp.Matrix([[1 - p, q], [p, 1 - q]])
    plus, minus = step * sp.Matrix([u1, 0]), step * sp.Matrix([0, u2])
    return conjunction(
        ("triangle, squared", AtMost(sp.expand((plus[1] - minus[1]) ** 2), sp.expand((plus[1] + minus[1]) ** 2), V)),
        ("mass", Equal(sp.expand(sum(plus) + sum(minus)), u1 + u2, V)),
    )


@section.claim("4.5", "Contraction in L1", kind="inequality", place="Lemma 4.2, (4.5)",
               uses=["p/conservation-of-mass", "p/chain-of-Lemma4.2"], scope="n = 1, A = 1, v = 0, u_0 the derivative of a Gaussian; all "
               "others through what it uses",
               note="d_x (h^(-1/2) e^(-x^2/h)) has norm 2 h^(-1/2), later 2 (h + 4 eps^2 t)^(-1/2), squared here; equality holds for u_0 "
               ">= 0.")
def contraction() -> Relation:
    r"""\|u(t)\|_{L^1} \leq \|u_0\|_{L^1}"""
    return AtMost(4 / (h + 4 * eps**2 * t), 4 / h, V)


@section.claim("Lemma4.2", "Contraction in L1", kind="theorem", place="Lemma 4.2", uses=["Proposition4.1", "3.4", "4.5"],
               scope="two points; all others through what it uses",
               note="For u_0 outside L1 the right side is infinite. The sum of the two positive parts is the whole of the mass, which no "
               "step changes.")
def mass() -> Relation:
    r"""\text{Suppose } u(x, t) \in C^\infty(\mathbb{R}_x^n \times \mathbb{R}_t) \text{ satisfies (3.5) and } |u(x, t)| \leq B
    e^{\beta|x|^2} \text{ for some } B, \beta > 0. \text{ Then (4.5)}"""
    step = sp.Matrix([[1 - p, q], [p, 1 - q]])
    return Equal(sp.expand(sum(step * sp.Matrix([u1, u2]))), u1 + u2, V)
