"""Theorems 1 and 3 in simulations: exponents of h, gamma and t in the measured trace norms."""

from __future__ import annotations

from fractions import Fraction as Q

import sympy as sp

from verify.claim import Section
from verify.statements.rates import Law, Rates
from verify.statements.simulated import Simulated
from verify.statements.simulated_case import System

section = Section("simulated_rates", title="Rates in simulations", order=70)

R = sp.Rational
ONE = Q(1)
x = sp.Symbol("x", real=True)
PENDULUM = System(sp.cos(x), (x,), sp.S.One, sp.S.One)
CENTRE = (ONE, Q(0))
NOTE = ("For p = xi^2/2 + cos x, l_1 = x, l_2 = xi, which satisfy (1.2) and (1.6), and a coherent state at (1, 0). The sign of the "
        "commutator in (1.1) reverses the motion: with -xi for xi it is the usual one, which is simulated. Not a proof: two independent "
        "methods and error bars. The ranges of the exponents were set after a first measurement.")


def _octave(k: int) -> Q:
    return Q(2) ** k


def places(powers: range, coupling: int = 0, time: Q = ONE) -> tuple[tuple[Q, Q, Q], ...]:
    """h = 2^-k, gamma = 2^(coupling k/2)."""
    return tuple((_octave(-k), _octave(coupling * k // 2), time) for k in powers)


@section.claim("x/sim/rate-in-h", "The exponent of h at gamma = 1", kind="theorem", place="(1.10)", uses=["1.10"], note=NOTE)
def rate_in_h() -> Simulated:
    r"""\|A(t)-a(t)^w\|_{\mathrm{tr}}\sim h^{1/2}\text{ at }\gamma=1\text{, for }t=1\text{ and }t=4,\ 2^{-9}\le h\le2^{-4}"""
    laws = tuple(Law(f"t = {time}", 1, "h", places(range(4, 10), time=Q(time)), R(2, 5), R(3, 5)) for time in (1, 4))
    others = {"the power 1": Law("t = 1", 1, "h", places(range(4, 10)), R(9, 10), R(11, 10)),
              "the power 1/4": Law("t = 1", 1, "h", places(range(4, 10)), R(3, 20), R(7, 20))}
    return Simulated("the exponents lie between 0.4 and 0.6", Rates(PENDULUM, CENTRE, laws, (((Q(1, 4), ONE, Q(1, 2)), 1),), others=others))


@section.claim("x/sim/strong-coupling", "At strong coupling the distance falls faster with h than (1.10) from the start", kind="theorem",
               place="(1.10)",
               uses=["1.10"], note=NOTE + " At gamma = h^(-1/2) the long-time term h^(1/2) gamma^(-3/2) of (1.10) is h^(5/4), and its "
               "first term h^(1/2) + h gamma is h^(1/2). What is measured falls about as h or faster at t = 1/4 and 1 already: the first "
               "term of (1.10) is no sharp bound for jump functions x and xi.")
def strong_coupling() -> Simulated:
    r"""\gamma=h^{-1/2}:\ \|A(t)-a(t)^w\|_{\mathrm{tr}}\text{ falls as a power of }h\text{ between }\tfrac9{10}\text{ and }\tfrac{13}{10},
    2^{-8}\le h\le2^{-2}\text{ at }t=\tfrac14,1\text{ and }2^{-6}\le h\le2^{-2}\text{ at }t=4"""
    laws = tuple(Law(f"gamma = h^(-1/2), t = {time}", 1, "h", places(range(2, last + 1, 2), 1, time), R(9, 10), R(13, 10), local=True)
                 for time, last in ((Q(1, 4), 8), (ONE, 8), (Q(4), 6)))
    others = {"the power 1/2": Law(laws[1].name, 1, "h", laws[1].places, R(2, 5), R(3, 5), local=True)}
    second = (((Q(1, 4), Q(2), Q(1, 2)), 1),)
    return Simulated("the exponents lie between 0.9 and 1.3", Rates(PENDULUM, CENTRE, laws, second, others=others))


@section.claim("x/sim/rate-in-gamma", "The exponent of gamma at fixed h", kind="theorem", place="(1.10)", uses=["1.10"],
               note=NOTE + " (1.10) has the power -3/2 of gamma in its term that grows with t. From gamma = 1 to 2 the measured power is "
               "about -1.2; it comes near -3/2 at strong coupling.")
def rate_in_gamma() -> Simulated:
    r"""\|A(1)-a(1)^w\|_{\mathrm{tr}}\text{ falls with }\gamma\text{ by a power from }1\text{ to }8/5:\ 1\le\gamma\le1/h\text{ at }h=2^{-4},
    \ 1\le\gamma\le2^5\text{ at }h=2^{-6}\text{ and }2^{-9}"""
    laws = tuple(Law(f"h = 1/{2**k}, t = 1", 1, "gamma", tuple((_octave(-k), _octave(j), ONE) for j in range(last + 1)),
                     R(-8, 5), R(-1), local=True) for k, last in ((4, 4), (6, 5), (9, 5)))
    others = {"the power -1/2": Law(laws[1].name, 1, "gamma", laws[1].places, R(-3, 5), R(-2, 5), local=True)}
    second = (((Q(1, 4), Q(2), Q(1, 2)), 1),)
    return Simulated("the exponents lie between -1.6 and -1", Rates(PENDULUM, CENTRE, laws, second, others=others))


@section.claim("x/sim/higher-order", "The symbols a_2 and a_3 gain a power 1/2 each", kind="theorem", place="Theorem 3", uses=["Theorem3"],
               note=NOTE + " a_N is built as the proof of Theorem 3 means it: a_(N+1) = a_N plus the solution with the error of a_N as "
               "source. At gamma = 1 and rho = 1/2 each order should gain h^(2 - 3 rho) = h^(1/2).")
def higher_order() -> Simulated:
    r"""\|A(1)-\mathrm{Op}_h^w(a_N(1))\|_{\mathrm{tr}}\sim h^{N/2},\ N=2,3,\ \gamma=1"""
    second = Law("N = 2", 2, "h", places(range(4, 10)), R(4, 5), R(6, 5))
    third = Law("N = 3", 3, "h", places(range(3, 9)), R(5, 4), R(7, 4))
    others = {"no gain by a_3": Law("N = 3", 3, "h", third.places, R(4, 5), R(6, 5))}
    return Simulated("the exponents lie around 1 and 3/2",
                     Rates(PENDULUM, CENTRE, (second, third), (((Q(1, 4), ONE, Q(1, 2)), 3),), others=others))
