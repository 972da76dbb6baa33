"""Section 3.1: homogeneous symbols, the first remainder and its bounds, (3.8), (3.9), (3.13) to (3.16), Lemma 3.1."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from derive import parametrix_index
from derive.gaussian_function import gaussian
from derive.index import normal_form
from derive.index_rules import parse, replaced
from derive.kernel_orders import Grade
from derive.moving_points import jacobian_transposed, polynomial, substituted
from derive.units import NONE
from derive.wigner import total_mass
from verify.claim import Section
from verify.papers.li2024.parametrix_homogeneous import printed_rest, rest_of_remainder, term_by_term
from verify.papers.li2024.parametrix_setting import jets
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("parametrix_orders", title="The first remainder", order=42)
V = Variables()
eps = V.declare("epsilon", NONE, "square root of the diffusion strength", high=1)
t = V.declare("t", NONE, "time", high=1)
c = V.declare("c", NONE, "a constant of a Gaussian bound")
C, d, r, m = (V.declare(k, NONE, text) for k, text in (("C", "bound of dv"), ("d", "|v(x) - u|"), ("r", "|eta|"), ("m", "mean of |dv|")))
z = V.declare("z", NONE, "<x>, at least 1", low=1, closed=True)
x, y, p, scale, x2, y2, p2 = (V.declare(k, NONE, "number", low=-sp.oo) for k in ("x", "y", "p", "scale", "x_2", "y_2", "p_2"))
SIZES = Variables([*V.values()])
dim = SIZES.declare("n", NONE, "number of variables", low=1, closed=True, integer=True)
BOUND = sp.Max(1, eps / sp.sqrt(t))
ORDERS = "orders in epsilon and t; constants by x/powers-against-gaussians"


def _coefficient(name: str) -> sp.Symbol:
    return next((s for s in V if s.name == name), None) or V.declare(name, NONE, "coefficient", low=-sp.oo)


def remainder_grades() -> tuple[Grade, ...]:
    """The grades of R_1/K_0 with u = v - (bounded) eta, in every dimension."""
    return parametrix_index.grades(parametrix_index.near(parametrix_index.defect()))


@section.claim("3.13", "Homogeneous symbols", kind="definition", place="Section 3.1, (3.13)", scope="n = 2, j = 2, 3",
               note="Homogeneous of degree j in eta.")
def homogeneous_symbols() -> All:
    r"""\mathcal{P}_j(x, \eta) \in S_{\text{hom}}^j(\mathbb{R}^n \times \mathbb{R}^n) \iff P_j(x, \eta) = \sum_{|\alpha|=j} a_\alpha(x)
    \eta^\alpha, \quad |\partial_x^\beta a_\alpha| \leq C_{\alpha, \beta}"""
    parts = []
    for j in (2, 3):
        symbol = sum(_coefficient(f"a_{k}{j - k}") * x**k * y ** (j - k) for k in range(j + 1))
        scaled = symbol.subs({x: scale * x, y: scale * y}, simultaneous=True)
        parts.append((f"j = {j}", Equal(sp.expand(scaled), scale**j * symbol, V)))
    return conjunction(*parts)


@section.claim("p/symbol-estimates-of-P", "The P_j satisfy symbol estimates", kind="prose", place="Section 3.1, after (3.13)",
               uses=["3.1", "3.2", "3.12", "3.13"],
               scope="up to three derivatives", note="Their coefficients are polynomials in derivatives of A, in A and 1/det A, all "
               "bounded: derivatives of A by (3.2), "
               "with room.")
def symbol_estimates_of_P() -> All:
    r"""\text{The fact that } \mathcal{P}_j \text{ satisfies symbol estimates follows from uniform ellipticity (3.1) and the symbol
    estimates (3.2)}"""
    return conjunction(*((f"{k} derivatives of A", AtMost(z**-k, sp.Integer(1), V)) for k in (1, 2, 3)))


def _derivative_lines() -> list[tuple[str, Relation]]:
    """The first two lines of (3.14) for n = 1, j = 3."""
    a = polynomial("a", [x], 2, _coefficient)
    slope, eta = sp.diff(a, x), x - p
    return [
        ("first line", Equal(sp.diff(a * eta**3, x), slope * eta**3 + 3 * a * eta**2, V)),
        ("second line", Equal(sp.diff(a * y**3, x), slope * y**3, V)),
    ]


def _moved() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """psi(y), a(x + psi(y)) and a'(x + psi(y)), psi standing for phi^(-t)."""
    psi = polynomial("s", [y], 2, _coefficient)
    a = polynomial("a", [p], 2, _coefficient)
    return psi, a.subs(p, x + psi), sp.diff(a, p).subs(p, x + psi)


def _planar() -> list[tuple[str, Relation]]:
    """The three lines for n = 2, j = 2, derivatives by the first component, the third line with the factor (d phi^(-t)(y))^T."""
    point, other, centre = (x, x2), (y, y2), (p, p2)
    fields = [polynomial(f"a{k}", point, 2, _coefficient) for k in range(3)]
    flow = [polynomial(f"s{k}", other, 2, _coefficient) for k in (1, 2)]
    shifted = [c + f for c, f in zip(centre, flow, strict=True)]

    def quadratic(values: list[sp.Expr], vector: Sequence[sp.Expr]) -> sp.Expr:
        return values[0] * vector[0] ** 2 + values[1] * vector[0] * vector[1] + values[2] * vector[1] ** 2

    slopes = [[sp.diff(a, v) for a in fields] for v in point]
    eta, here = [x - p, x2 - p2], {y: 0, y2: 0}
    moved = quadratic([substituted(a, point, shifted) for a in fields], centre)
    images = [quadratic([substituted(a, point, shifted) for a in each], centre) for each in slopes]
    return [
        ("first line, n = 2", Equal(sp.diff(quadratic(fields, eta), x),
                                    quadratic(slopes[0], eta) + 2 * fields[0] * eta[0] + fields[1] * eta[1], V)),
        ("second line, n = 2", Equal(sp.diff(quadratic(fields, other), x), quadratic(slopes[0], other), V)),
        ("third line, n = 2", Equal(sp.diff(moved, y).subs(here), jacobian_transposed(flow, other, images)[0].subs(here), V)),
    ]


@section.claim("3.14", "Derivatives of homogeneous symbols", kind="identity", place="Section 3.1, (3.14)",
               uses=["3.13", "x/flow-is-lipschitz"],
               scope="n = 1, j = 3, and n = 2, j = 2; all coefficients and flows by their derivatives up to the second",
               note="The third line says that d_y P_j/x^j is a function of x + phi^(-t)(y): then d_y minus (phi^(-t))'(y) d_x "
               "annihilates it.")
def derivatives_of_symbols() -> All:
    r"""\partial_x \mathcal{P}_j(x, x - \varphi^{-t}(y)) = \mathcal{Q}_j(x, x - \varphi^{-t}(y)) + \mathcal{Q}_{j-1}(x, x -
    \varphi^{-t}(y)),\quad
    \partial_x \mathcal{P}_j(x, y) = \mathcal{Q}_j(x, y),\quad
    \partial_y \mathcal{P}_j(x + \varphi^{-t}(y), x) = \mathcal{Q}_j(x + \varphi^{-t}(y), x),\quad \mathcal{Q}_j \in S_{\text{hom}}^j"""
    psi, value, _ = _moved()
    ratio = sp.diff(value, y)
    along = sp.diff(ratio, y) - sp.diff(psi, y) * sp.diff(ratio, x)
    return conjunction(*_derivative_lines(), ("third line", Equal(along, sp.Integer(0), V)))


@derivatives_of_symbols.corrected(
    why="The chain rule gives a'(x + phi^(-t)(y)) (phi^(-t))'(y) x^j in the third line: the factor (phi^(-t))'(y) is a function of x + "
    "phi^(-t)(y) for affine flows only. Q_j may depend on y and t as well, boundedly with all derivatives.",
    error="slip",
    consequence="None: what is used is |d_y^alpha P_j(x + phi^(-t)(y), x)| <= C |x|^j.",
)
def derivatives_of_symbols_corrected() -> All:
    r"""\partial_x \mathcal{P}_j(x, x - \varphi^{-t}(y)) = \mathcal{Q}_j + \mathcal{Q}_{j-1},\quad \partial_x \mathcal{P}_j(x, y) =
    \mathcal{Q}_j(x, y),\quad \partial_y \mathcal{P}_j(x + \varphi^{-t}(y), x) = (d\varphi^{-t}(y))^T \mathcal{Q}_j(x +
    \varphi^{-t}(y), x)"""
    psi, value, slope = _moved()
    third = Equal(sp.diff(value * x**3, y), sp.diff(psi, y) * slope * x**3, V)
    return conjunction(*_derivative_lines(), ("third line", third), *_planar())


def _remainder(sign: int) -> All:
    """(3.15): what depends on u beyond eta for n = 1, and for every n the bracket without the P_j of (3.12)."""
    ring, table = jets(1)
    u, v, rate = ring.carried[0], ring.drift[0], ring.time_rate()
    printed = sign * (v - u) / ring.diffusion[0] * ring.displacement[0] / (2 * ring.eps**2 * ring.t)
    gap = sp.expand((rate.subs(u, v) - rate - printed) * 2 * ring.eps**2 * ring.t * ring.diffusion[0])
    (eta,) = ring.displacement
    for_sine = gap.subs({v: 1 + sp.sin(0), u: 1 + sp.sin(-eta)})  # v = 1 + sin x at x = 0
    return conjunction(
        ("n = 1, v = 1 + sin x: what is left for P_2 is quadratic in eta", Equal(1 + sp.diff(for_sine, eta, 3), sp.Integer(1), table)),
        ("n = 1: what depends on v(phi^(-t)(y))", Equal(rate.subs(u, v) - rate, printed, table)),
        *term_by_term(rest_of_remainder(), printed_rest(sign)),
    )


@section.claim("3.15", "Expansion of the first remainder", kind="identity", place="Section 3.1, (3.15)",
               uses=["3.7", "3.10", "3.11", "3.12", "3.13"],
               note="Every n: the P_j of (3.12) taken away, term by term; the transport adds -Tr(A^(-1) (v.grad) A)/2 to P_0 and "
               "<f, (v.grad A) f>/4 to P_2, f = A^(-1) eta. They have coefficients at x, so all dependence on v(phi^(-t)(y)) is in the "
               "first term. (3.4) is not used.")
def remainder() -> All:
    r"""R_1 = \left[ \frac{\langle v(x) - v(\varphi^{-t}(y)), A^{-1}(x)(x - \varphi^{-t}(y)) \rangle}{2\varepsilon^2 t} +
    \mathcal{P}_0(x) +
    \frac{\mathcal{P}_1(x - \varphi^{-t}(y), x)}{t} + \frac{\mathcal{P}_2(x - \varphi^{-t}(y), x)}{\varepsilon^2 t} +
    \frac{\mathcal{P}_3(x -
    \varphi^{-t}(y), x)}{\varepsilon^2 t^2} + \frac{\mathcal{P}_4(x - \varphi^{-t}(y), x)}{\varepsilon^2 t^2} \right] K_0"""
    return _remainder(1)


@remainder.corrected(
    why="The first term has the other sign: -(3.10) gives +<u, A^(-1) eta>/(2 eps^2 t) and (3.11) gives -<v, A^(-1) eta>/(2 eps^2 t). P_2 "
    "cannot take the difference, which is no polynomial in eta, except for an affine v. The arguments of the P_j stand in the order (x, "
    "x - phi^(-t)(y)) of (3.13).",
    error="substance",
    consequence="None for the lemmas: the term is only estimated. Whoever computes R_1 or R_2 with the line gets another kernel.",
)
def remainder_corrected() -> All:
    r"""R_1 = \left[ -\frac{\langle v(x) - v(\varphi^{-t}(y)), A^{-1}(x)(x - \varphi^{-t}(y)) \rangle}{2\varepsilon^2 t} +
    \mathcal{P}_0(x) +
    \frac{\mathcal{P}_1}{t} + \frac{\mathcal{P}_2}{\varepsilon^2 t} + \frac{\mathcal{P}_3}{\varepsilon^2 t^2} +
    \frac{\mathcal{P}_4}{\varepsilon^2 t^2} \right] K_0,\quad \mathcal{P}_j = \mathcal{P}_j(x, x - \varphi^{-t}(y))"""
    return _remainder(-1)


@section.claim("3.16", "Difference of the drifts", kind="inequality", place="Section 3.1, (3.16)", uses=["3.3"],
               note="By the mean value theorem, m the mean of |dv| on the segment; at all times.")
def difference_of_drifts() -> Relation:
    r"""|v(x) - v(\varphi^{-t}(y))| \leq C|x - \varphi^{-t}(y)|"""
    return AtMost(d, C * r, V, AtMost(d, m * r, V), AtMost(m, C, V))


def _pointwise() -> list[tuple[str, Relation]]:
    slots = {0: sp.Integer(1), 1: eps / sp.sqrt(t)}  # even degrees at most 1, odd ones at most epsilon t^(-1/2)
    return [(f"term {grade}", AtMost(grade.size(eps, t), slots[grade.degree % 2], V)) for grade in remainder_grades()
            if any(grade.exponents())]


@section.claim("3.8", "Pointwise bound on the first remainder", kind="inequality", place="Section 3.1, (3.8)",
               uses=["3.15", "3.16", "x/powers-against-gaussians"], scope=ORDERS,
               note="Each term of (3.15) with |eta| traded for epsilon t^(1/2): terms of even degree are at most 1, the others at most "
               "epsilon t^(-1/2).")
def pointwise_bound() -> All:
    r"""|R_1(x, y, t)| \leq C(\varepsilon^2 t)^{-\frac{n}{2}} (1 + \varepsilon t^{-\frac{1}{2}}) \exp \left( -c \frac{|x -
    \varphi^{-t}(y)|^2}{\varepsilon^2 t} \right)"""
    return conjunction(*_pointwise())


def _integrated() -> list[tuple[str, Relation]]:
    bound = total_mass(gaussian(-c * p**2 / (eps**2 * t)), [p]).expression()
    return [
        ("the Gaussian's integral, n = 1", Equal(bound, sp.sqrt(sp.pi / c) * (eps**2 * t) ** sp.Rational(1, 2), SIZES)),
        ("every n", Equal((eps**2 * t) ** (-dim / 2) * (sp.pi * eps**2 * t / c) ** (dim / 2), (sp.pi / c) ** (dim / 2), SIZES)),
    ]


@section.claim("3.9", "L1 bound on the first remainder", kind="inequality", place="Section 3.1, (3.9)", uses=["3.8"],
               note="The integral of the right side of (3.8) over x: the powers of epsilon and t cancel.")
def integrated_bound() -> All:
    r"""\|R_1(\bullet, y, t)\|_{L_x^1} \leq C(1 + \varepsilon t^{-\frac{1}{2}})"""
    return conjunction(*_integrated())


@section.claim("p/uniform-in-epsilon", "Uniform in epsilon", kind="prose", place="Section 3.1, after (3.9)", uses=["3.9"])
def uniform() -> Relation:
    r"""\text{this estimate is uniformly } \mathcal{O}(t^{-\frac{1}{2}}) \text{ in } \varepsilon \text{ for } \varepsilon, t \in (0, 1]"""
    return AtMost(BOUND, t ** sp.Rational(-1, 2), V)


@section.claim("Lemma3.1", "First remainder", kind="theorem", place="Section 3.1, Lemma 3.1", uses=["3.8", "3.9"], scope=ORDERS)
def lemma() -> All:
    r"""\text{For } \varepsilon, t \in (0, 1]: \text{ (3.8) and (3.9), where } C, c > 0 \text{ are independent of } \varepsilon > 0"""
    return conjunction(*_pointwise(), *_integrated())


@section.claim("p/kernel-must-follow-the-flow", "Without the flow the bound is not uniform", kind="prose", place="Section 3.1, end",
               uses=["3.8", "3.15"],
               note="With phi = id the time derivative has no u, and <v, A^(-1) eta>/(2 eps^2 t) stays: of size 1/(eps t^(1/2)), at "
               "least 1/eps times the bound of (3.8).")
def must_follow_the_flow() -> All:
    r"""\text{The standard parabolic parametrix construction does not follow the dynamics generated by the sub-leading order term,
    and thus one cannot expect to obtain uniform estimates in } \varepsilon \text{ from that construction}"""
    ring, table = jets(1)
    a, e, v = ring.diffusion[0], ring.displacement[0], ring.drift[0]
    still, moving = (ring.defect().subs(ring.carried[0], value) for value in (sp.Integer(0), v))
    resting, carried = (replaced(parametrix_index.defect(), {"u[i]": rule}) for rule in ("0", "v[i]"))
    every = normal_form(resting - carried, parametrix_index.MATRICES)
    (left,) = parametrix_index.grades(every)
    return conjunction(
        ("what is left, every n", IndexEqual(every, parse("-2*w*v[i]*f[i]"), parametrix_index.MATRICES)),
        ("what is left, n = 1", Equal(sp.expand(still - moving), -v * e / a / (2 * ring.eps**2 * ring.t), table)),
        ("its size", Equal(left.size(eps, t), 1 / (eps * sp.sqrt(t)), V)),
        ("too large", AtMost(BOUND / eps, left.size(eps, t), V)),
    )
