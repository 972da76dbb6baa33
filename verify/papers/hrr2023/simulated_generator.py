"""Equation (12) in simulations: what the process of packets does in a short time is the harmonic Lindbladian."""

from __future__ import annotations

from fractions import Fraction as Q

import sympy as sp

from verify.claim import Section
from verify.papers.hrr2023.simulated_bound import CONE, DOUBLE_WELL, PENDULUM
from verify.statements.generator import Generator, Place
from verify.statements.simulated import Simulated

section = Section("simulated_generator", title="The generator of the mixture in simulations", order=202)


@section.claim("x/sim/generator", "The mixture's equation of motion", kind="identity", place="(12)", uses=["12"],
               note="One packet, one short step of the simulated process, its noise averaged by quadrature, three steps extrapolated to "
               "none; against the derivatives of a Gaussian. Whatever is wrong in a split shows here, and nowhere in the deviation of "
               "the mixture, which assumes (12).")
def generator() -> Simulated:
    r"""\frac{d}{dt}\mathbb E[\tau]\Big|_{t=0}=\mathcal L^{(\alpha)}[\tau]"""
    places = (
        Place(PENDULUM, Q(1, 4), Q(1, 4), Q(1, 8), (Q(1), Q(1, 2)), ((Q(1, 4),),), ((Q(3, 2),),)),
        Place(DOUBLE_WELL, Q(1, 64), Q(1, 64), Q(1, 16), (Q(1, 2), Q(-1)), ((Q(-1, 2),),), ((Q(1),),)),
        Place(CONE, Q(1, 2), Q(1, 2), Q(1, 4), (Q(1, 2), Q(-1, 2), Q(0), Q(1, 2)), ((Q(1, 4), Q(1, 8)), (Q(1, 8), Q(0))),
              ((Q(1), Q(1, 4)), (Q(1, 4), Q(3, 2)))),
    )
    return Simulated("d E[tau]/dt = L^(alpha) tau to a thousandth", Generator(places, sp.Rational(1, 1000)))
