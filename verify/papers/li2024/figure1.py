"""Figure 1: quantum and classical evolution from a coherent state in a double well, open and closed."""

from __future__ import annotations

from fractions import Fraction as Q

import sympy as sp

from verify.claim import Section
from verify.statements.simulated import Simulated
from verify.statements.simulated_case import System
from verify.statements.worlds_apart import WorldsApart

section = Section("figure1", title="Figure 1", order=72)

R = sp.Rational
x = sp.Symbol("x", real=True)
H, TIME, FAR = Q(1, 16), Q(2), (Q(19, 10), Q(11, 5))
DOUBLE_WELL = System((x**2 - R(1, 2)) ** 2, (x,), sp.oo, sp.oo, mass=Q(1, 2))
CENTRES = ((Q(0), Q(0)), (Q(3, 4), Q(0)), (Q(1, 2), Q(1, 2)), (Q(1, 2), Q(-1, 2)))


@section.claim("p/figure1", "Figure 1", kind="figure", place="Figure 1", uses=["x/figure1-assumptions", "1.4"],
               note="The text gives no centres; four are taken. The simulation has the sign of a density's equation, -H_p, where (1.1) and "
               "(1.4) have +H_p (p/schroedinger): the reflection xi -> -xi, under which p, the diffusion and the distance are the same, "
               "takes one into the other, so that a centre (x, xi) of the printed equations is (x, -xi) here. h gamma = 1/16 is the "
               "diffusion of x and of xi that belongs to (1.1). In agreement: the integral of the modulus of the difference, at most 2 "
               "for two densities, is at most 1/10; not in agreement: it is at least 1/2. Beyond 2 it shows that the symbol of the closed "
               "quantum evolution is negative in places.")
def figure() -> Simulated:
    r"""\text{Coherent states (see (1.8)) with } h = 2^{-4} \text{ are propagated according to the Fokker--Planck and Lindblad
    evolution with Hamiltonian } p(x,\xi) = \xi^2+(x^2-\tfrac12)^2 \text{ and jump functions } \ell_1(x,\xi) = x \text{ and }
    \ell_2(x,\xi) = \xi \text{ ... Depicted are contour plots of the Fokker--Planck evolution and the symbol of the density matrix of the
    Lindblad evolution. We see that at } t = 2, \text{ the two evolutions are in agreement for the open system }
    (\gamma = 1), \text{ but not in agreement for the closed system } (\gamma = 0)"""
    return Simulated("at most 1/10 apart with diffusion, at least 1/2 without", apart(CENTRES))


@section.claim("p/remark2-figure", "Remark 2: Figure 1", kind="prose", place="Remark 2 after Theorem 1",
               uses=["x/figure1-assumptions", "1.4"],
               note="At one of the centres of p/figure1: the distance is at most 1/10 in the open case, at least 1/2 in the closed one.")
def remark() -> Simulated:
    r"""\text{It is clear visually that the Lindblad evolution much more closely matches the Fokker--Planck evolution in the open
    system case}"""
    return Simulated("at most 1/10 apart with diffusion, at least 1/2 without", apart(CENTRES[1:2]))


def apart(centres: tuple[tuple[Q, Q], ...]) -> WorldsApart:
    """The experiment of the figure."""
    return WorldsApart(DOUBLE_WELL, centres, hbar=H, diffusion=H, time=TIME, near=R(1, 10), far=R(1, 2), box=FAR)
