"""Section 3, opening: the operator Q with its hypotheses, (3.1) to (3.5)."""

from __future__ import annotations

import re

import sympy as sp

from derive.index import Indexed, Relations, normal_form
from derive.index_rules import derivative, parse
from derive.moving_points import polynomial
from derive.parametrix import Jets
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import eps, gamma, h
from verify.statement import All, Leaf, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("parametrix_setting", title="The Fokker-Planck operator with small diffusion", order=40)
V = Variables(TABLE.values())
c = V.declare("c", NONE, "constant of (3.1)")
a1, a2 = (V.declare(f"a_{k}", NONE, "eigenvalue of A at a point") for k in (1, 2))
speed, slope = (V.declare(k, NONE, meaning) for k, meaning in (("|v|", "speed"), ("|A'|", "size of a derivative of A")))
B1, B2 = (V.declare(k, NONE, "constant of a bound") for k in ("C_1", "C_2"))
z = V.declare("z", NONE, "<x>, at least 1", low=1, closed=True)
b, g = (V.declare(f"{k}", NONE, "orders of derivatives", low=0, closed=True, integer=True) for k in ("b", "g"))
# every n: second derivatives h of p, m of l and U of u; A = (T + T^T)/2 in its first two derivatives
GRADIENTS = {"W[a,b]": "0", "p[a]": "h[a,i]", "l[a]": "m[a,i]", "u[a]": "U[a,i]", "y": "u[i]", "v[a]": "D[i,a]",
             "A[a,b]": "1/2*T[i,a,b] + 1/2*T[i,b,a]"}
HESSIANS = Relations(symmetric=frozenset({"h", "m", "U", "A"}))
EVERY = " Every n: for any antisymmetric J = W - W^T in place of the symplectic form."
UNSIGNED = "absolute values are not printed: the derivatives are bounded from above and from below"


def jets(size: int) -> tuple[Jets, Variables]:
    """A jet ring in `size` variables and the table of its symbols; eps and t lie in (0, 1)."""
    table = Variables()
    small, time = table.declare("epsilon", NONE, "epsilon", high=1), table.declare("t", NONE, "time", high=1)
    return Jets(size, small, time, lambda name, positive: table.declare(name, NONE, "jet", low=0 if positive else -sp.oo)), table


def _fields(*degrees: tuple[str, int]) -> tuple[list[sp.Symbol], list[sp.Expr], Variables]:
    """The point, general polynomials (name, degree) of two variables, and the table of their coefficients."""
    table = Variables(TABLE.values())
    point = [sp.Dummy(f"x_{k}", real=True) for k in (1, 2)]
    made = [polynomial(name, point, degree, lambda key: table.declare(key, NONE, "coefficient", low=-sp.oo)) for name, degree in degrees]
    return point, made, table


def _hamilton(p: sp.Expr, point: list[sp.Symbol]) -> list[sp.Expr]:
    """H_p = (d_xi p, -d_x p)."""
    return [sp.diff(p, point[1]), -sp.diff(p, point[0])]


def _along(field: list[sp.Expr], function: sp.Expr, point: list[sp.Symbol]) -> sp.Expr:
    return sp.Add(*(v * sp.diff(function, x) for v, x in zip(field, point, strict=True)))


def _hamilton_index(letter: str) -> Indexed:
    """J_ij (d_j p) for every n, with J = W - W^T for the symplectic form: any antisymmetric matrix."""
    return parse(f"W[i,j]*{letter}[j] - W[j,i]*{letter}[j]")


def _divergence(flux: Indexed) -> Indexed:
    """d_i flux_i."""
    return normal_form(derivative(flux, "i", GRADIENTS), HESSIANS)


@section.claim("3.1", "Uniform ellipticity", kind="definition", place="Section 3, (3.1)",
               note="For the eigenvalues of A. It contains c <= 1, and gives the same bounds for A^(-1), which is what the kernel has.")
def ellipticity() -> All:
    r"""c \leq A \leq c^{-1}"""
    given = AtMost(c, a1, V), AtMost(a1, 1 / c, V)
    return conjunction(
        ("c is at most 1", AtMost(c, sp.Integer(1), V, *given)),
        ("A^(-1) from below", AtMost(c, 1 / a1, V, *given)),
        ("A^(-1) from above", AtMost(1 / a1, 1 / c, V, *given)),
    )


@section.claim("3.2", "Symbol estimates of A", kind="definition", place="Section 3, (3.2)", slip=UNSIGNED,
               note="Met by the Fokker-Planck operator: A is a sum of products of first derivatives of the jump functions, which are "
               "symbols of order 1 with improving derivatives; b and g derivatives fall on the two factors.")
def symbol_estimates() -> Relation:
    r"""\partial_x^\alpha A_{jk}(x) \leq C_{\alpha,j,k} \langle x \rangle^{-|\alpha|} \quad \text{for all } \alpha"""
    return Equal(z ** (1 - (b + 1)) * z ** (1 - (g + 1)), z ** (-(b + g)), V)


@section.claim("3.3", "Bounded derivatives of v", kind="definition", place="Section 3, (3.3)", slip=UNSIGNED,
               note="Met by v = H_p: the derivatives of H_p are the second derivatives of p, bounded by hypothesis (1.2). One degree of "
               "freedom written out." + EVERY)
def bounded_derivatives() -> All:
    r"""\partial_x^\alpha v(x) \leq C_\alpha \quad \text{for all } |\alpha| \geq 1"""
    point, (p,), table = _fields(("p", 2))
    field = _hamilton(p, point)
    names = {symbol.name: symbol for symbol in table}
    moved = derivative(_hamilton_index("p"), "k", {"W[a,b]": "0", "p[a]": "h[a,k]"})
    every = ("every n", IndexEqual(normal_form(moved, HESSIANS), parse("W[i,j]*h[j,k] - W[j,i]*h[j,k]"), HESSIANS))
    return conjunction(every, *(
        (f"d_{i + 1} of component {j + 1}", Equal(sp.diff(field[j], point[i]), entry, table))
        for (i, j), entry in {(0, 0): names["p_11"], (1, 0): 2 * names["p_02"], (0, 1): -2 * names["p_20"]}.items()
    ))


@section.claim("3.4", "No divergence", kind="definition", place="Section 3, (3.4)",
               note="Met by v = H_p. One degree of freedom written out." + EVERY + " There n is added to both sides, d_i x_i = n.")
def no_divergence() -> All:
    r"""\nabla \cdot v = 0"""
    point, (p,), table = _fields(("p", 2))
    field = _hamilton(p, point)
    one = Equal(sp.Add(*(sp.diff(v, x) for v, x in zip(field, point, strict=True))), sp.Integer(0), table)
    every = normal_form(_divergence(_hamilton_index("p")) + parse("delta[i,i]"), HESSIANS)
    return conjunction(("n = 2", one), ("every n", IndexEqual(every, parse("dim"), HESSIANS)))


@section.claim("p/fokker-planck-has-this-form", "The Fokker-Planck operator is of this form", kind="prose", place="Section 3, after (3.4)",
               uses=["1.2", "1.4", "1.6", "3.1", "3.2", "3.3", "3.4"],
               slip="the operator is introduced in (1.4); that its diffusion coefficient tends to zero, as Section 3 begins, is true where "
               "gamma h does, and not at gamma = 1/h",
               note="All functions, by their derivatives at one point, one degree of freedom written out." + EVERY +
               " A is the sum of H_l H_l^T over the jump functions: (1.6) is c <= A, "
               "and the first derivatives of l_j are bounded by (1.2).")
def fokker_planck_form() -> All:
    r"""\text{the Fokker-Planck operator we introduced in (1.5) under the assumptions (1.2) and (1.6) are of this form for }
    \varepsilon = \sqrt{\gamma h/2}"""
    point, (l, u), table = _fields(("l", 2), ("u", 2))
    field = _hamilton(l, point)
    matrix = sp.Matrix(field) * sp.Matrix(field).T
    gradient = sp.Matrix([sp.diff(u, x) for x in point])
    flux = matrix * gradient
    here = dict.fromkeys(point, 0)
    twice = _along(field, _along(field, u, point), point)
    divergence = sp.Add(*(sp.diff(f, x) for f, x in zip(flux, point, strict=True)))
    printed = sp.sqrt(gamma * h / 2) ** 2 * sp.expand(divergence).subs(here)
    one = Equal(sp.expand(h * gamma / 2 * twice).subs(here), sp.factor_terms(printed), table)
    field_i = _hamilton_index("l")
    along = normal_form(field_i * parse("u[i]"))  # H_l u
    repeated = normal_form(field_i * derivative(along, "i", GRADIENTS), HESSIANS)
    return conjunction(("n = 2", one), ("every n, H_l H_l u", IndexEqual(repeated, _divergence(normal_form(field_i * along)), HESSIANS)))


@section.claim("p/changes-of-A", "A changes on the scale of the dynamics", kind="prose", place="Section 3, after (3.4)",
               uses=["3.2", "3.3"], scope="the product of both bounds",
               note="The change of A along v is at most |v| |grad A|: v is Lipschitz by (3.3), so at most C <x>, and grad A at most C/<x> "
               "by (3.2). Without the decay of (3.2) it is unbounded, as for v = x, A = 2 + sin x.")
def changes() -> Relation:
    r"""\text{Conditions (3.2) and (3.3) essentially say that changes in } A \text{ occur on the same scale as the dynamics given by the
    vector field } v(x)\text{; the dynamics is faster near infinity}"""
    return AtMost(speed * slope, B1 * B2, V, AtMost(speed, B1 * z, V), AtMost(slope, B2 / z, V))


@section.claim("p/comparable-along-the-flow", "A is comparable at x and at its image", kind="prose", place="Section 3, after (3.4)",
               uses=["3.1"], note="By (3.1) alone, at any two points; (3.2) is what keeps the derivatives of the kernel bounded.")
def comparable() -> Relation:
    r"""\text{we need } A(x) \text{ to be comparable to } A(\varphi^{-1}(x))"""
    return AtMost(a1, a2 / c**2, V, AtMost(a1, 1 / c, V), AtMost(c, a2, V))


@section.claim("p/conservation-of-mass", "No divergence means conservation of mass", kind="prose", place="Section 3, after (3.4)",
               uses=["3.4", "Proposition4.1"], scope="that the boundary term vanishes is Proposition 4.1's decay",
               note="Qu is a divergence minus (div v) u, for all A, v, u, by their derivatives at one point; n = 2 written out, and "
               "every n with eps = 1, y for u, D_ij = d_i v_j.")
def conservation_of_mass() -> All:
    r"""\text{condition (3.4) guarantees conservation of mass}"""
    point, (k11, k12, k22, v1, v2, u), table = _fields(("k", 1), ("l", 1), ("m", 1), ("v", 1), ("w", 1), ("u", 2))
    here = dict.fromkeys(point, 0)
    matrix = sp.Matrix([[k11, k12], [k12, k22]])
    flux = eps**2 * matrix * sp.Matrix([sp.diff(u, x) for x in point])
    spreading = sp.Add(*(sp.diff(f, x) for f, x in zip(flux, point, strict=True)))
    generated = spreading + _along([v1, v2], u, point)
    current = [f + v * u for f, v in zip(flux, (v1, v2), strict=True)]
    whole = sp.Add(*(sp.diff(f, x) for f, x in zip(current, point, strict=True)))
    divergence = sp.diff(v1, point[0]) + sp.diff(v2, point[1])
    flux_i = parse("A[i,j]*u[j]")
    generated_i = _divergence(flux_i) + parse("v[i]*u[i]")
    rest = normal_form(_divergence(flux_i + parse("v[i]*y")) - generated_i, HESSIANS)
    return conjunction(
        ("n = 2", Equal(sp.expand(whole - generated).subs(here), (divergence * u).subs(here), table)),
        ("every n", IndexEqual(rest, parse("D[i,i]*y"), HESSIANS)),
    )


@section.claim("p/divergence-not-needed-here", "Where (3.4) is needed", kind="prose", place="Section 3, after (3.4)",
               uses=["3.4", "p/conservation-of-mass"], scope="the second half: v = -x, A = 1, n = 1",
               note="The checks of Section 3 use (3.1) to (3.3) only, and their witnesses may have a divergence. With v = -x the integral "
               "of Qu over that of u is 1, for u = e^(-x^2/h) at every h: the mass grows as e^t, against (4.5).")
def divergence_not_needed() -> Relation:
    r"""\text{For the parametrix construction in this section, condition (3.4) is not needed, but it is important for the following section
    in obtaining } L^1 \text{ estimates}"""
    place = sp.Dummy("x", real=True)
    u = sp.exp(-(place**2) / h)
    over = sp.Poly(sp.simplify((eps**2 * sp.diff(u, place, 2) - place * sp.diff(u, place)) / u), place)
    return Equal(over.nth(0) + over.nth(2) * h / 2, sp.Integer(1), V)  # the mean of x^2 is h/2


@section.claim("p/levi", "The standard parametrix", kind="prose", place="Section 3, before 3.1",
               note="[Lev07] of the list of references is on elliptic equations by its title; that the method was carried over to "
               "parabolic ones later has no consequence here.")
def levi() -> Leaf:
    r"""\text{The idea for our parametrix construction is based on the standard parabolic parametrix constructed in [Lev07]}"""
    return Cited("[Lev07]", needs="that paper")


@section.claim("3.5", "Cauchy problem", kind="definition", place="Section 3, (3.5)", uses=["3.1", "3.2", "3.3"], scope="n = 1 and n = 2",
               note="Existence is Proposition 4.1. Where A and v are constant the kernel (3.6) solves it exactly, drift to the left "
               "included: u(x, t) = u_0(x + v t) without diffusion.")
def cauchy_problem() -> All:
    r"""(\partial_t - Q)u = 0,\quad u(x, 0) = u_0(x)"""
    return conjunction(*((f"n = {size}", _solved_where_constant(size)) for size in (1, 2)))


def _solved_where_constant(size: int) -> Relation:
    ring, table = jets(size)
    left, right = ring.spreading() + ring.transport(), ring.time_rate()
    derivatives = [symbol for symbol in left.free_symbols if re.fullmatch(r"A_\d+_\d+", symbol.name)]
    constant = {**dict.fromkeys(derivatives, 0), **dict(zip(ring.carried, ring.drift, strict=True))}
    return Equal(left.subs(constant), right.subs(constant), table)
