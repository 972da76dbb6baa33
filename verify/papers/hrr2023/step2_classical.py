"""Proof of Theorem 1, Step 2 for the classical dynamics: what is replaced, and (32)."""

from __future__ import annotations

import sympy as sp

from derive import duhamel
from derive.index_rules import parse, replaced
from derive.phase_space_generator import PLANCK, commutator_symbol, linear_noise
from derive.units import NONE
from verify.claim import Section
from verify.papers.hrr2023.step2 import chain, since, supremum_
from verify.papers.hrr2023.symbols import t
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import AtMost, Relation
from verify.variables import Variables

section = Section("step2_classical", title="Proof, Step 2: the classical Duhamel bound", order=55)


@section.claim("p/classical-replacements", "Identical classical manipulations", kind="prose",
               place="Step 2, before (32)", scope="an explicit Markov semigroup; every one by x/classical-semigroup",
               uses=["2", "3", "12", "23", "31", "A1", "p/wigner-gaussian", "p/wigner-linear", "p/classical-harmonic-approximation",
                     "p/initial-classical-state", "p/initial-coincidence", "x/classical-semigroup", "x/duhamel", "x/norm-of-integral"],
               note="The product rule behind (23) and the linearity behind (28) hold for any generator; f(0) = W[rho(0)], and W takes (12) "
               "to its classical form by p/classical-harmonic-approximation. What is new is that the flow contracts L^1, shown for two "
               "states: a step moves the share 1 - q of the first and r of the second, and u, -w are the values of a function.")
def classical_replacements() -> All:
    r"""\text{If we make the replacements } \tilde\rho \to \mathcal W[\tilde\rho],\ \rho \to
    f,\ \hat\tau_{\alpha,\sigma} \to \tau_{\alpha,\sigma},\ \hat{\mathcal L} \to \mathcal L, \text{ and } \|\cdot\|_{Tr}
    \to \|\cdot\|_{L^1} \text{ in (23--31), then identical manipulations give ... (32)}"""
    table = Variables()
    stay, move = (table.declare(name, NONE, "transition probability", low=0, high=1, closed=True) for name in ("q", "r"))
    u, w = (table.declare(name, NONE, "size of a value", low=0, closed=True) for name in ("u", "w"))
    product = duhamel.variation()
    one, two = stay * u - move * w, (1 - stay) * u - (1 - move) * w  # of the step on (u, -w)
    signs = (("+ +", one + two), ("+ -", one - two), ("- +", two - one), ("- -", -one - two))
    integrand = product.propagator * (product.velocity - product.generator * product.state)
    return conjunction(
        ("Duhamel's product rule", MatrixEqual(product.rate, integrand)),
        *((f"contraction of L^1, signs {name}", AtMost(value, u + w, table)) for name, value in signs),
    )


@section.claim("32", "Classical Duhamel bound", kind="inequality", place="Step 2, (32)",
               uses=["p/classical-replacements", "p/liouvillian-difference", "p/nts-for-all-time", "p/true-mixture", "p/purity-preserved"],
               note="The supremum is over covariances of pure states, as in (30).")
def classical_bound() -> Relation:
    r"""\| \mathcal W[\tilde\rho(t)] - f(t) \|_{L^1} \le t \sup_{\sigma \le z\sigma_*} \sup_\alpha \left\|
    \delta\mathcal L^{(\alpha)}[\tau_{\alpha,\sigma}] \right\|_{L^1}"""
    return chain(supremum_ * sp.integrate(1, (since, 0, t)))


@section.claim("p/liouvillian-difference", "Error of the harmonic Liouvillian", kind="prose",
               place="Step 2, after (32)", uses=["2", "p/classical-harmonic-approximation"],
               note="What the definition gives, for every d: with grad H = A + R, A that of the harmonic Hamiltonian, only R is left. As "
               "H and its approximation differ in V alone, R has position components only.")
def liouvillian_difference() -> IndexEqual:
    r"""\delta\mathcal L^{(\alpha)} := \mathcal L - \mathcal L^{(\alpha)}"""
    printed = parse("1/2*D[a,b]*f2[a,b] - W[a,b]*f1[a]*H1[b]")  # (2)
    full, local = (replaced(printed, {"H1[i]": parse(gradient)}) for gradient in ("A[i] + R[i]", "A[i]"))
    return IndexEqual(full - local, parse("-W[a,b]*f1[a]*R[b]"))


@section.claim("p/classical-harmonic-approximation", "Harmonic approximation of the Liouvillian",
               kind="prose", place="Step 2, after (32)", uses=["1", "2", "3", "p/diffusion-constants", "p/local-quadratic-potential"],
               slip="'Liovillian' for 'Liouvillian'",
               note="On exp(k.x + l.p), for every d: the Lindbladian of a quadratic H is the Liouvillian (2) of the same H with the "
               "diffusion of Theorem 1. So the Wigner transform takes (12) to its classical form; with (3) as printed it would not.")
def classical_harmonic_approximation() -> IndexEqual:
    r"""\text{analogously to } \hat{\mathcal L}^{(\alpha)},\ \mathcal L^{(\alpha)} \text{ is the harmonic approximation to the
    classical Liovillian obtained by replacing } V \to V^{[\alpha_x,2]} \text{ in (2)}"""
    quadratic = parse("1/2*mi*p[i]*p[i] + g[i]*x[i] + 1/2*K[i,j]*x[i]*x[j]")
    flow = "l[i]*g[i] + l[i]*K[i,j]*x[j] - mi*k[i]*p[i]"  # -(d_x f).(d_p H) + (d_p f).(d_x H)
    noise = "1/2*hb*lp2*k[i]*k[i] + 1/2*hb*lx2*l[i]*l[i]"  # D^(x) = hbar |l_p|^2, D^(p) = hbar |l_x|^2
    return IndexEqual(commutator_symbol(quadratic) + linear_noise(), parse(f"{flow} + {noise}"), PLANCK)
