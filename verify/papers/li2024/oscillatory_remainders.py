"""Section 2, the remainders in the proof of Lemma 2.2: near the critical point, (2.16), and away from it."""

from __future__ import annotations

import sympy as sp

from derive.oscillatory import derivative_norm
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.oscillatory_expansion import N, V, a2, b2, g2, j, rho
from verify.papers.li2024.symbols import h, n
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Below, Equal, Relation

section = Section("oscillatory_remainders", title="2. The remainders in the proof of Lemma 2.2, (2.16)", order=34)
C = V.declare("C", NONE, "constant of a bound", low=1, closed=True)
far = V.declare("R_far", NONE, "distance from the critical point", low=1, closed=True)
END = [V.declare(f"u_{power}", NONE, "coefficient", low=-sp.oo) for power in range(7)]


@section.claim("p/c1-derivatives", "Derivatives that stationary phase costs", kind="inequality", place="below (2.15)",
               uses=["2.15", "x/stationary-phase"], scope="the number of derivatives and the powers of h",
               note="2N + d + 1 in the dimension d = 2n + 2n of (z_1, v_1), with h^(1 - rho) for h; and d_w = h^(-rho) d_(v_1).")
def derivative_count() -> All:
    r"""|\partial_z^{\alpha_1}\partial_w^{\alpha_2}(c_1-c_{1,N})|\le C_Nh^{(1-\rho)N}\sum_{|\beta_1|+|\beta_2|\le2N+4n+1}h^{-\rho|\alpha_2|}
    \sup_{|(z_1,v_1)|\le1}|\partial_{z_1}^{\alpha_1+\beta_1}\partial_{v_1}^{\alpha_2+\beta_2}a(z+z_1,w+h^\rho v_1)|"""
    dimension = 2 * n + 2 * n
    return conjunction(
        ("derivatives", Equal(2 * N + dimension + 1, 2 * N + 4 * n + 1, V)),
        ("powers of h", Equal((h ** (1 - rho)) ** N * (h**-rho) ** a2, h ** ((1 - rho) * N) * h ** (-rho * a2), V)),
    )


def _concentrated(dimension: sp.Expr, derivatives: sp.Expr, scale: sp.Expr) -> sp.Expr:
    """The L1 norm of so many derivatives, at most one a variable, of a product of Gaussians of this width, over that at the width 1."""
    plain, once = (sp.simplify(derivative_norm(scale**2, order) / derivative_norm(sp.Integer(1), order)) for order in (0, 1))
    return sp.powsimp(plain ** (dimension - derivatives) * once**derivatives)


def _at_an_end() -> Relation:
    """u(0) = int_0^1 (u - (1 - s) u') ds for polynomials: |u(0)| is at most the sum of the L1 norms of u and u', in each variable."""
    place = sp.Dummy("s", real=True)
    u = sp.Add(*(number * place**power for power, number in enumerate(END)))
    derived = sp.integrate(sp.expand(u - (1 - place) * sp.diff(u, place)), (place, 0, 1))
    return Equal(1 + sp.expand(derived), 1 + END[0], V)


@section.claim("2.16", "Sobolev's embedding for the remainder", kind="inequality", place="(2.16)", uses=["p/c1-derivatives", "x/sobolev"],
               scope="as corrected: in one variable, of which the 4n are alike",
               note="As printed: a product of Gaussians of the width 1/(C + 1), whose supremum is 1, against the sum with any constant C "
               "(divided by those of the norms; the ball may be taken for the whole space). A constant is missing as well. As corrected: "
               "|u(0)| <= ||u|| + ||u'|| in the L1 norms of [0, 1], for u of degree 6, in each of the variables, makes 4n derivatives.")
def sobolev_step() -> Relation:
    r"""|R_{\alpha,\beta}(z,w)|\le h^{-\rho|\alpha_2|}\sum_{|\gamma|\le2n}\|\partial_{(z_1,v_1)}^{\alpha+\beta+\gamma}
    a(z+\bullet,w+h^\rho\bullet)\|_{L^1(B_{\mathbb{R}^{4n}}(0,1))}"""
    return AtMost(sp.Integer(1), C * _concentrated(4 * n, 2 * n, 1 / (C + 1)), V)


@sobolev_step.corrected(
    why="(z_1, v_1) has 4n components: the embedding is W^(4n,1) into L^infinity, and 2n derivatives are not enough. For functions "
    "concentrated at the scale delta the right side is of order delta^(2n), the left side of order 1.",
    error="substance",
    consequence="None: the derivatives by v_1 carry their h^rho, and the next display holds with any number of them. It takes the "
    "supremum over z, so that 2n of them, by v_1 alone, would do where the norm is over v_1 alone as well.",
)
def sobolev_step_corrected() -> Relation:
    r"""|R_{\alpha,\beta}(z,w)|\le Ch^{-\rho|\alpha_2|}\sum_{|\gamma|\le4n}\|\partial_{(z_1,v_1)}^{\alpha+\beta+\gamma}
    a(z+\bullet,w+h^\rho\bullet)\|_{L^1(B_{\mathbb{R}^{4n}}(0,1))}"""
    return _at_an_end()


@section.claim("p/c1-integrated", "The remainder integrated", kind="inequality", place="below (2.16)", uses=["2.16", "2.9"],
               slip="a constant is missing in the last line, and the sum over gamma of (2.16) in all",
               scope="the powers of h", note="Each derivative by v_1 is h^rho d_w, and the class gives h^(n - rho) for one by w.")
def integrated() -> All:
    r"""\|\sup_z|R_{\alpha,\beta}(z,\bullet)|\|_{L^1}\le h^{-\rho|\alpha_2|}\int\!\!\int\sup_z|\partial_{(z_1,v_1)}^{\alpha+\beta+\gamma}a|
    \le h^{\rho(|\beta_2|+|\gamma_2|)}\int\|\sup_z|\partial_{(z,w)}^{\alpha+\beta+\gamma}a|\|_{L_w^1}\le h^{n-\rho|\alpha_2|}"""
    derivatives = a2 + b2 + g2
    return conjunction(
        ("first step", Equal(h ** (-rho * a2) * h ** (rho * derivatives), h ** (rho * (b2 + g2)), V)),
        ("second step", Equal(h ** (rho * (b2 + g2)) * h ** (n - rho * derivatives), h ** (n - rho * a2), V)),
    )


@section.claim("p/c1-remainder", "c_1 up to N terms", kind="inequality", place="below (2.16)", uses=["p/c1-derivatives", "p/c1-integrated"],
               scope="the powers of h")
def first_remainder() -> Relation:
    r"""c_1(z,w)-c_{1,N}(z,w)\in h^{(1-\rho)N}S\otimes S_\rho^{L^1}"""
    return Equal(h ** ((1 - rho) * N) * h ** (n - rho * a2) * h**-n, h ** ((1 - rho) * N) * h ** (-rho * a2), V)


def _surplus(decay: sp.Expr) -> Relation:
    """The exponent of r^(4n - decay), the primitive of r^(4n - 1) r^(-decay) up to a factor, is negative."""
    return Below(sp.expand(4 * n - decay), sp.Integer(0), V)


@section.claim("p/c2-by-parts", "Integration by parts away from the critical point", kind="inequality",
               place="below (2.16), the estimate of c_2", uses=["p/rescaled-integral"],
               scope="the powers: of r = |(z_1, v_1)|, and of h",
               note="grad phi = M (z_1, v_1) with an invertible M, so e^(i phi/h') = -i h' |grad phi|^-2 grad phi . grad e^(i phi/h'), h' "
               "= h^(1 - rho). After N steps the coefficient of a derivative of order j is homogeneous of degree -(2N - j): a derivative "
               "that falls on it lowers the degree and leaves j, one that falls on a leaves 2N - j behind by one more. Where chi is 1 "
               "nothing is left, where it varies r is of order 1, elsewhere r >= 1 and r^-N <= 2^(N/2) <(z_1, v_1)>^-N.")
def by_parts() -> All:
    r"""\text{We do this by integration by parts. ... } \leq C\int\sup_z\Big|\iint e^{\frac i{h^{1-\rho}}\varphi}(1-\chi)\partial^\alpha
    a\Big|\,dw \leq Ch^{N(1-\rho)}\iiint\langle(z_1,v_1)\rangle^{-N}\sum_{|\beta|\leq N}\sup_z|\partial^\alpha\partial_z^{\beta_1}
    (h^\rho\partial_w)^{\beta_2}a|\,dz_1dv_1dw"""
    def degree(steps: sp.Expr, order: sp.Expr) -> sp.Expr:
        return -(2 * steps - order)

    order, r = j - 1, far  # j is at least 1
    return conjunction(
        ("a derivative of the coefficient", Equal(sp.expand(degree(N, order) - 2), sp.expand(degree(N + 1, order)), V)),
        ("a derivative of a", Equal(sp.expand(degree(N, order) - 1), sp.expand(degree(N + 1, order + 1)), V)),
        ("below -N by N - j", Equal(sp.expand(degree(order + a2, order)), sp.expand(-(order + a2) - a2), V)),
        ("the weight: 1 + r^2 <= 2 r^2", AtMost(1 + r**2, 2 * r**2, V)),
        ("the powers of h", Equal((h ** (1 - rho)) ** N, h ** (N * (1 - rho)), V)),
    )


@section.claim("p/c2-decay", "Integrability of the weight", kind="inequality", place="below (2.16), the estimate of c_2",
               note="The last step: int <(z_1, v_1)>^(-N) over R^(4n) converges where the power 4n - N of r is negative; with N = 2n + 1 + "
               "j, j = 1, 2, ... Between the first line and the last the estimate holds for smaller N too, since it does for larger ones "
               "and h <= 1.")
def decay() -> Relation:
    r"""\text{for } N>2n+1, \text{ uniformly in } z, \text{ we have the estimate } \cdots\le
    Ch^{N(1-\rho)}\iint\langle(z_1,v_1)\rangle^{-N}\sum_{|\beta|\le N}\|\cdots\|_{L_w^1}\,dz_1\,dv_1\le
    Ch^{N(1-\rho)+n-\rho|\alpha_2|}"""
    return _surplus(2 * n + 1 + j)


@decay.corrected(
    why="(z_1, v_1) ranges over R^(4n), where <.>^(-N) is integrable for N > 4n only; N = 2n + 2 <= 4n is too small for every n >= 1: the "
        "last step bounds an infinite integral.",
    error="substance",
    consequence="None: N is arbitrary in what follows, and the last line holds for N from the same with a larger N.",
)
def decay_corrected() -> Relation:
    r"""\text{for } N>4n, \text{ uniformly in } z, \text{ we have the estimate}"""
    return _surplus(4 * n + j)


@section.claim("p/c2-is-negligible", "c_2 is negligible", kind="inequality", place="below (2.16), the estimate of c_2",
               uses=["p/rescaled-integral", "p/c2-by-parts", "p/c2-decay"], scope="the powers of h",
               note="The prefactor of the integral has been moved to the left; then N -> N + 2n gives any power.")
def negligible() -> All:
    r"""h^{2n(1-\rho)}\big\|\sup_z|\partial_{(z,w)}^\alpha c_2(z,\bullet)|\big\|_{L^1}\le Ch^{N(1-\rho)+n-\rho|\alpha_2|}.\quad
    \text{Therefore, } c_2\in h^{(N-2n)(1-\rho)}S\otimes S_\rho^{L^1} \text{ for arbitrary } N"""
    power = h ** ((N - 2 * n) * (1 - rho))
    last = h ** (n - rho * (a2 + b2)) * (h**rho) ** b2
    return conjunction(
        ("last step", Equal(h ** (N * (1 - rho)) * last, h ** (N * (1 - rho) + n - rho * a2), V)),
        ("class", Equal(h ** (N * (1 - rho) + n - rho * a2) * (h ** (1 - rho)) ** (-2 * n), power * h ** (n - rho * a2), V)),
        ("any power", Equal(power.subs(N, N + 2 * n), h ** (N * (1 - rho)), V)),
    )
