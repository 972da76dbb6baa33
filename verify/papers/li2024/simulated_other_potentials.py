"""Theorem 1 in simulations: the exponent of h for two other Hamiltonians that satisfy its assumptions."""

from __future__ import annotations

from fractions import Fraction as Q

import sympy as sp

from verify.claim import Section
from verify.papers.li2024.simulated_rates import CENTRE, ONE, places, x
from verify.statements.rates import Law, Rates
from verify.statements.simulated import Simulated
from verify.statements.simulated_case import System

section = Section("simulated_other_potentials", title="Rates in simulations: other Hamiltonians", order=70)

R = sp.Rational
LOG_COSH = System(sp.log(sp.cosh(x)), (x,), sp.oo, sp.oo)
DOUBLE_WELL = System(sp.sqrt(1 + x**2) + 2 * sp.exp(-(x**2)), (x,), sp.oo, sp.oo)
SECOND = (((Q(1, 4), ONE, Q(1, 2)), 1),)
NOTE = (" Derivatives of every order from the second on are bounded, so that (1.2) and (1.6) hold with l_1 = x, l_2 = xi. A coherent "
        "state at (1, 0), as in x/sim/rate-in-h. Not a proof: two independent methods and error bars. The ranges of the exponents were "
        "set after a first measurement.")


def _laws(lower: sp.Rational, upper: sp.Rational, near: int) -> tuple[Law, ...]:
    """Each octave of h from 2^-9 to 2^-2, and those below 2^-near, where the exponent is to be near 1/2."""
    return (Law("each octave", 1, "h", places(range(2, 10)), lower, upper, local=True),
            Law("small h", 1, "h", places(range(near, 10)), R(2, 5), R(3, 5), local=True))


@section.claim("x/sim/rate-in-h-log-cosh", "The exponent of h for p = xi^2/2 + log cosh x", kind="theorem", place="(1.10)", uses=["1.10"],
               note="From octave to octave it grows from 0.34 to 0.50 as h falls." + NOTE)
def log_cosh() -> Simulated:
    r"""p=\tfrac12\xi^2+\log\cosh x:\ \|A(1)-a(1)^w\|_{\mathrm{tr}}\text{ falls as a power of }h\text{ between }\tfrac3{10}\text{ and }
    \tfrac{11}{20},\ 2^{-9}\le h\le2^{-2},\ \gamma=1,\text{ and between }\tfrac25\text{ and }\tfrac35\text{ for }h\le2^{-4}"""
    laws = _laws(R(3, 10), R(11, 20), 4)
    others = {"the power 1": Law(laws[1].name, 1, "h", laws[1].places, R(9, 10), R(11, 10), local=True)}
    return Simulated("the exponents lie between 0.3 and 0.55, and around 1/2", Rates(LOG_COSH, CENTRE, laws, SECOND, others=others))


@section.claim("x/sim/rate-in-h-double-well", "The exponent of h for a double well", kind="theorem", place="(1.10)", uses=["1.10"],
               note="It is largest, 0.87, between h = 1/16 and 1/8, and falls to 0.54 between 1/512 and 1/256: the power 1/2 of (1.10) is "
               "that of small h." + NOTE)
def double_well() -> Simulated:
    r"""p=\tfrac12\xi^2+\sqrt{1+x^2}+2e^{-x^2}:\ \|A(1)-a(1)^w\|_{\mathrm{tr}}\text{ falls as a power of }h\text{ between }\tfrac12
    \text{ and }\tfrac9{10},\ 2^{-9}\le h\le2^{-2},\ \gamma=1,\text{ and between }\tfrac25\text{ and }\tfrac35\text{ for }h\le2^{-7}"""
    laws = _laws(R(1, 2), R(9, 10), 7)
    others = {"the power 1": Law(laws[1].name, 1, "h", laws[1].places, R(9, 10), R(11, 10), local=True)}
    return Simulated("the exponents lie between 0.5 and 0.9, and around 1/2", Rates(DOUBLE_WELL, CENTRE, laws, SECOND, others=others))
