"""Section 2, the remainders in the proof of Lemma 2.2: near the critical point, (2.16), and away from it."""

from __future__ import annotations

import sympy as sp

from derive.oscillatory import derivative_norm
from verify.claim import Section
from verify.papers.li2024.oscillatory_expansion import N, V, a2, b2, delta, g2, j, rho
from verify.papers.li2024.symbols import h, n
from verify.statement import All, conjunction
from verify.statements.scalar import Below, Equal, Relation

section = Section("oscillatory_remainders", title="2. The remainders in the proof of Lemma 2.2, (2.16)", order=34)


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


def _needed(dimension: sp.Expr) -> sp.Expr:
    """The least number of derivatives, at most one a variable, that bounds sup|f| by ||d^gamma f||_L1 at any scale delta.

    The norm of a product of Gaussians of width delta is a power of delta, the supremum is 1: the power must not be positive.
    """
    powers = [sp.simplify(delta * sp.diff(sp.log(derivative_norm(delta**2, order)), delta)) for order in (0, 1)]
    number = sp.Symbol("number")
    (least,) = sp.solve(powers[0] * (dimension - number) + powers[1] * number, number)
    return sp.expand(least)


@section.claim("2.16", "Sobolev's embedding for the remainder", kind="inequality", place="(2.16)", uses=["p/c1-derivatives", "x/sobolev"],
               note="The number of derivatives gamma that a supremum over the ball of R^(4n) needs, from functions concentrated at a "
               "point. A constant is missing as well.")
def sobolev_step() -> Relation:
    r"""|R_{\alpha,\beta}(z,w)|\le h^{-\rho|\alpha_2|}\sum_{|\gamma|\le2n}\|\partial_{(z_1,v_1)}^{\alpha+\beta+\gamma}
    a(z+\bullet,w+h^\rho\bullet)\|_{L^1(B_{\mathbb{R}^{4n}}(0,1))}"""
    return Equal(_needed(4 * n), 2 * n, V)


@sobolev_step.corrected(
    why="(z_1, v_1) has 4n components: the embedding is W^(4n,1) into L^infinity, and 2n derivatives are not enough. For functions "
    "concentrated at the scale delta the right side is of order delta^(2n), the left side of order 1.",
    error="substance",
    consequence="None: the derivatives by v_1 carry their h^rho, and the next display holds with any number of them.",
)
def sobolev_step_corrected() -> Relation:
    r"""|R_{\alpha,\beta}(z,w)|\le Ch^{-\rho|\alpha_2|}\sum_{|\gamma|\le4n}\|\partial_{(z_1,v_1)}^{\alpha+\beta+\gamma}
    a(z+\bullet,w+h^\rho\bullet)\|_{L^1(B_{\mathbb{R}^{4n}}(0,1))}"""
    return Equal(_needed(4 * n), 4 * n, V)


@section.claim("p/c1-integrated", "The remainder integrated", kind="inequality", place="below (2.16)", uses=["2.16", "2.9"],
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


@section.claim("p/c2-decay", "Integrability of the weight", kind="inequality", place="below (2.16), the estimate of c_2",
               note="int <(z_1, v_1)>^(-N) over R^(4n) converges where r^(4n - N) tends to 0; with N = 2n + 1 + j, j = 1, 2, ...")
def decay() -> Relation:
    r"""\text{for } N>2n+1, \text{ uniformly in } z, \text{ we have the estimate } \cdots\le
    Ch^{N(1-\rho)}\iiint\langle(z_1,v_1)\rangle^{-N}\cdots dz_1\,dv_1\,dw"""
    return _surplus(2 * n + 1 + j)


@decay.corrected(
    why="(z_1, v_1) ranges over R^(4n), where <.>^(-N) is integrable for N > 4n only; N = 2n + 2 <= 4n is too small for every n >= 1.",
    error="substance",
    consequence="None: N is arbitrary in what follows.",
)
def decay_corrected() -> Relation:
    r"""\text{for } N>4n, \text{ uniformly in } z, \text{ we have the estimate}"""
    return _surplus(4 * n + j)


@section.claim("p/c2-is-negligible", "c_2 is negligible", kind="inequality", place="below (2.16), the estimate of c_2",
               uses=["p/rescaled-integral", "p/c2-decay", "x/stationary-phase"], scope="the powers of h",
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
