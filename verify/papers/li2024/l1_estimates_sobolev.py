"""Section 4.1, end: (4.15), (4.16) and Proposition 4.4 with (4.11)."""

from __future__ import annotations

import sympy as sp

from derive.successive_symbols import power_integral
from derive.units import NONE
from verify.claim import Section
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import eps, t
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("l1_estimates_sobolev", title="Sobolev norms for short times", order=53)
HALF = sp.Rational(1, 2)
V = Variables(TABLE.values())
short = V.declare("tau", NONE, "a time up to 1", high=1)
C = V.declare("C", NONE, "constant of a bound")
M, start, rest = (V.declare(name, NONE, text) for name, text in
                  (("M", "max of ||u(s)||_W^(r,1)"), ("a", "||u_0||_W^(r,1)"), ("d", "1 - C (t + (eps^2 t)^(1/2))")))


@section.claim("4.15", "The diffusion term", kind="inequality", place="Proposition 4.4, proof, (4.15)",
               uses=["Lemma4.3", "3.2", "p/integration-by-parts"], slip="(4.12) for (4.13), before and after this line",
               scope="exponents and the integral over time",
               note="eps^2 times the integral of (eps^2 (t - s))^(-1/2), which is that of (eps^2 s)^(-1/2): 2 (eps^2 t)^(1/2).")
def diffusion_term() -> Relation:
    r"""\left\| \int_0^t e^{(t-s)Q} (\varepsilon^2 \nabla \cdot [\partial_x^\alpha, A(x)] \nabla u(s)) ds \right\|_{L^1} \leq
    C(\varepsilon^2 t)^{\frac{1}{2}} \max_{0 \leq s \leq t} \|u\|_{W^{r,1}}"""
    return Equal(eps**2 / eps * power_integral(-HALF, sp.Integer(0), t), 2 * (eps**2 * t) ** HALF, V)


@section.claim("p/one-derivative-bounded", "The bound of one derivative", kind="inequality", place="Proposition 4.4, proof, before (4.16)",
               uses=["4.13", "4.14", "4.15"], scope="the sum of the two terms",
               note="At t <= 1 both are at most C (t + (eps^2 t)^(1/2)) <= 2 C t^(1/2).")
def one_derivative_bounded() -> Relation:
    r"""\|\partial_x^\alpha u(t)\|_{L^1} \leq \|\partial_x^\alpha u_0\|_{L^1} + C(t + (\varepsilon^2 t)^{\frac{1}{2}}) \max_{0 \leq s
    \leq t} \|u(s)\|_{W^{r,1}}"""
    return AtMost(C * sp.Max(short, (eps**2 * short) ** HALF), C * short**HALF, V)


@section.claim("4.16", "The bound of all derivatives", kind="inequality", place="Proposition 4.4, proof, (4.16)",
               uses=["p/one-derivative-bounded"], scope="the time up to which the second term is at most half",
               note="The sum of the display before over all orders up to r, each of which has it: no induction is needed, and the factor "
               "of ||u_0|| is 1 as printed. Up to t = 1/(16 C^2), for every eps, C times each term is at most 1/4.")
def all_derivatives() -> Relation:
    r"""\|u(t)\|_{W^{r,1}} \leq \|u_0\|_{W^{r,1}} + C(t + (\varepsilon^2 t)^{\frac{1}{2}}) \max_{0 \leq s \leq t} \|u(s)\|_{W^{r,1}}"""
    given = AtMost(short, 1 / (16 * C**2), V)
    return AtMost(C * sp.Max(short, (eps**2 * short) ** HALF), sp.Rational(1, 4), V, given)


@section.claim("4.11", "Sobolev norms for short times", kind="inequality", place="Proposition 4.4, (4.11)", uses=["4.16"],
               slip="C_alpha is C_r", scope="the last step",
               note="M d <= a with d = 1 - C (t + (eps^2 t)^(1/2)) >= 1/2 gives C_r = 2. That M is finite is part of the hypothesis: for "
               "u_0 in W^(r,1), by approximation.")
def sobolev() -> Relation:
    r"""\|u(t)\|_{W^{r,1}} \leq C_\alpha \|u_0\|_{W^{r,1}}"""
    return AtMost(M, 2 * start, V, AtMost(M * rest, start, V), AtMost(HALF, rest, V))


@section.claim("Proposition4.4", "Sobolev norms for short times", kind="theorem", place="Proposition 4.4",
               uses=["Proposition4.1", "Lemma4.2", "4.12", "4.13", "4.11"], scope="that tau_r does not depend on eps; the rest through "
               "what it uses",
               note="With C >= 1 the time 1/(16 C^2) is below 1, and at that time the sum of both terms is at most 1/2 for every eps. By "
               "the semigroup property the bound holds up to t = 1 with the constant 2^(1/tau_r + 1).")
def proposition() -> All:
    r"""\text{Suppose } u(x, t) \in C^\infty(\mathbb{R}_x^n \times \mathbb{R}_t) \text{ satisfies (3.5) and } |u(x, t)| \leq B
    e^{\beta|x|^2} \text{ for some } B, \beta > 0. \text{ Then for every } r \in \mathbb{N}, \text{ there exists } 0 < \tau_r \leq 1
    \text{ independent of } 0 < \varepsilon \leq 1 \text{ such that for all } 0 \leq t \leq \tau_r, \ u \text{ satisfies (4.11)}"""
    latest = 1 / (16 * C**2)
    large = AtMost(sp.Integer(1), C, V)
    return conjunction(
        ("at most 1", AtMost(latest, sp.Integer(1), V, large)),
        ("the drift term", AtMost(C * latest, sp.Rational(1, 4), V, large)),
        ("the diffusion term", AtMost(C * (eps**2 * latest) ** HALF, sp.Rational(1, 4), V)),
    )
