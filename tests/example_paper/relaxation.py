"""Section 2 of the invented paper: how the number of quanta relaxes, bounds, one wrong half-life."""

from __future__ import annotations

import sympy as sp

from verify.claim import Section
from verify.statement import All, Link, derivation
from verify.statements.scalar import AtMost, Equal, Relation

from .symbols import V, gamma, hbar, m, n0, nb, omega, s, t

section = Section("relaxation", title="2. Relaxation", order=2)
QUANTA = nb + (n0 - nb) * sp.exp(-gamma * t)


@section.claim("4", "Relaxation of the number of quanta", kind="identity", place="(4)", uses=["p/markov"])
def rate_equation() -> All:
    r"""n(t) = n_b + (n_0-n_b)e^{-\gamma t} \quad\text{solves}\quad \dot n = -\gamma(n-n_b)"""
    slope = -gamma * (n0 - nb) * sp.exp(-gamma * t)
    return derivation(
        Link(Equal(sp.diff(QUANTA, t), slope, V), "differentiate"),
        Link(Equal(slope, -gamma * (QUANTA - nb), V), "insert (4)"),
    )


@section.claim("5", "Start and bath", kind="inequality", place="(5)")
def start_and_bath() -> Relation:
    r"""2n_0n_b \le n_0^2 + n_b^2"""
    return AtMost(2 * n0 * nb, n0**2 + nb**2, V)


@section.claim("6", "Spread within one relaxation time", kind="inequality", place="(6)", uses=["1"])
def spread() -> Relation:
    r"""\sqrt{\hbar\gamma t/m\omega} \le x_0 \quad\text{for } \gamma t\le1"""
    reached, width = sp.sqrt(hbar * gamma * t / (m * omega)), sp.sqrt(hbar / (m * omega))
    return AtMost(reached, width, V, AtMost(t, 1 / gamma, V))


@section.claim("7", "Faster than algebraic", kind="inequality", place="(7)", uses=["4"])
def faster_than_algebraic() -> Relation:
    r"""e^{-s} \le \frac1{1+s} \quad\text{for } \tfrac12\le s\le4"""
    return AtMost(sp.exp(-s), 1 / (1 + s), V)


@section.claim("8", "Half-life of the excess", kind="identity", place="(8)", uses=["4"])
def half_life() -> Relation:
    r"""n(t_{1/2}) - n_b = \tfrac12(n_0-n_b) \quad\text{at}\quad t_{1/2} = \frac{\ln2}{2\gamma}"""
    return Equal((QUANTA - nb).subs(t, sp.log(2) / (2 * gamma)), (n0 - nb) / 2, V)


@half_life.corrected(
    why="With gamma the rate of the energy, e^(-gamma t) is 1/sqrt 2 at the printed time; it is 1/2 at "
    "t = ln 2/gamma.",
    error="substance",
    consequence="The printed time is too short by a factor 2; nothing else in the paper uses it.",
)
def half_life_corrected() -> Relation:
    r"""n(t_{1/2}) - n_b = \tfrac12(n_0-n_b) \quad\text{at}\quad t_{1/2} = \frac{\ln2}\gamma"""
    return Equal((QUANTA - nb).subs(t, sp.log(2) / gamma), (n0 - nb) / 2, V)
