"""How the distances grow: exponents of hbar, D and t against those of (8), and the Ehrenfest time with and without diffusion."""

from __future__ import annotations

from fractions import Fraction as Q

import sympy as sp

from verify.claim import Section
from verify.papers.hrr2023.simulated_bound import PENDULUM
from verify.statements.crossing import Crossing, hbar
from verify.statements.exponents import Exponents, Sweep
from verify.statements.simulated import Simulated

section = Section("simulated_scaling", title="Exponents and Ehrenfest times in simulations", order=201)

R = sp.Rational
ONE = Q(1)


def _octave(k: int) -> Q:
    return Q(2) ** k


@section.claim("x/sim/scaling", "Exponents of the distances in hbar, D and t", kind="theorem", place="(7), (8)", uses=["8"],
               note="Of ||W[rho] - f||_L1, for V = cos x and a coherent state at x = 1. (7) does not bound it: it bounds the trace norm "
               "of rho' - rho, and the L1 norm of a Wigner function may be larger than the trace norm of its operator. So (8) is set "
               "beside it for comparison. At D = hbar the power 1/2 of hbar is what is measured. The power -3/2 of D is not reached for D "
               "< hbar: from D = hbar down to hbar^2 the exponent of 1/D falls from 1 to 1/8. For D > hbar, where (8) does not depend on "
               "D, the distance goes on falling, as 1/D to (1/D)^(3/2). Along D = hbar^(4/3), where (8) no longer falls with hbar, the "
               "distance still does, and so it does along D = hbar^2, where (8) grows, once hbar < 1/16 (from 1/4 to 1/16 the exponent of "
               "hbar there is -0.06): at a fixed time nothing is seen of a threshold. The distance grows more slowly than t. The ranges "
               "of hbar and D, and the exponents required in them, were set after a first measurement: they describe what was found.")
def scaling() -> Simulated:
    r"""\|W[\rho]-f\|_{L^1}\sim\hbar^{1/2}\text{ at }D=\hbar,t=1;\text{ with }t\text{, and for }D\le\hbar\text{ with }1/D\text{, it grows
    more slowly than (8); for }D\ge\hbar\text{ it falls with }D\text{, where (8) is constant}"""
    fixed = tuple((_octave(-k), _octave(-k), ONE) for k in range(6, 11))
    threshold = tuple((_octave(-3 * k), _octave(-4 * k), ONE) for k in range(1, 5))
    below = tuple((_octave(-2 * k), _octave(-4 * k), ONE) for k in range(2, 6))
    low = tuple((Q(1, 64), _octave(-k), ONE) for k in range(6, 13))
    high = tuple((Q(1, 64), _octave(-k), ONE) for k in range(2, 7))
    long = tuple((Q(1, 64), Q(1, 64), Q(n, 4)) for n in (1, 2, 4, 8, 16))
    law = Sweep("D = hbar", "hbar", fixed, R(2, 5), R(3, 5))
    slow = Sweep("D from hbar^2 to hbar", "1/D", low, None, R(3, 2), local=True)
    late = Sweep("growth with t", "t", long, None, R(1), local=True)
    sweeps = (
        law,
        Sweep("D = hbar^(4/3)", "hbar", threshold, R(0), R(1), local=True),
        Sweep("D = hbar^2", "hbar", below, R(0), R(1), local=True),
        slow,
        Sweep("D from hbar to 1/4", "1/D", high, R(1), R(3, 2), local=True),
        late,
    )
    others = {
        "the power 1 of hbar": Sweep(law.name, "hbar", fixed, R(9, 10), R(11, 10)),
        "the power 1/4 of hbar": Sweep(law.name, "hbar", fixed, R(3, 20), R(7, 20)),
        "the power 1/2 of 1/D": Sweep(slow.name, "1/D", low, None, R(1, 2), local=True),
        "no growth with t at all": Sweep(late.name, "t", long, None, R(1, 8), local=True),
    }
    second = ((Q(1, 16), Q(1, 16), ONE), (Q(1, 8), Q(1, 32), ONE))
    return Simulated("the measured exponents lie where stated", Exponents(PENDULUM, (ONE, Q(0)), sweeps, second, others=others))


@section.claim("x/sim/ehrenfest-time", "The Ehrenfest time, closed and open", kind="theorem", place="introduction; (7), (8)", uses=["8"],
               note="From the unstable point of V = cos x, with Lyapunov exponent 1; of the distance of x/sim/scaling, which (7) does not "
               "bound. The closed system leaves its classical density, by a distance of 1/2, after a time that grows as log(1/hbar); its "
               "measured growth rises to about 1/5, and hbar e^(4t) ~ 1 would give 1/4. The open one, with D = hbar, stays within a few "
               "percent, long after that time. The constants 3/2 and 1/10 were chosen after a first measurement.")
def ehrenfest_time() -> Simulated:
    r"""D=0:\|W[\rho]-f\|_{L^1}=\tfrac12\text{ at }t<\tfrac32+\tfrac14\log\tfrac1\hbar;\quad D=\hbar:\ \|W[\rho]-f\|_{L^1}<\tfrac1{10}"""
    brackets = (
        (Q(1, 4), Q(13, 8), Q(27, 16)), (Q(1, 8), Q(7, 4), Q(29, 16)), (Q(1, 16), Q(15, 8), Q(31, 16)),
    )
    more = ((Q(1, 32), Q(2), Q(33, 16)), (Q(1, 64), Q(17, 8), Q(9, 4)))
    experiment = Crossing(
        PENDULUM, (Q(0), Q(0)), Q(1, 2), brackets, more, R(3, 2) - sp.log(hbar) / 4, R(1, 2), (Q(1, 4), Q(1, 16), Q(1, 64)),
        (Q(1), Q(2), Q(4)), R(1, 10), ((Q(1, 4), ONE), (Q(1, 16), ONE)),
        others={
            "a time that does not grow": {"latest": R(7, 4) + 0 * hbar},
            "growth of 1/10": {"growth": R(1, 10)},
        },
    )
    return Simulated("crossing of 1/2 before 3/2 + log(1/hbar)/4 without diffusion, none with D = hbar", experiment)
