"""The scales of a system and the bounds on both distances of Theorem 1, as balls, from enclosures of the norms of V.

Every formula is lowered from `derive`; here only the cases are told apart in which a scale is infinite. A bound is a rate, in balls:
the distance at time t is at most rate t.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import sympy as sp
from flint import arb, fmpq

from derive import error_bound, scales
from derive.rescaled_flow import squeezing_limit, symmetric_flow_bound
from numerics.lower import Kernel, lower

VACUOUS = 2  # no two states are farther apart in trace norm, and no two densities in L1
m, hbar, Dx, Dp, V2, eta, z, r, n, a = sp.symbols("m hbar Dx Dp V2 eta z r n a", positive=True)
V3, low, high = sp.symbols("V3 k_minus k_plus", nonnegative=True)
DIGITS = 25
SEARCH = (-40.0, 40.0, 70)  # logarithm of the aspect over that of the potential: ends, and how often a third is cut off


@dataclass(frozen=True)
class System:
    """H = p^2/2m + V with isotropic diffusion, V known by enclosures of its norms.

    norms: of the second and of the third derivative, (4). softest, stiffest: k_-, k_+ >= 0 with -k_- <= hess V <= k_+.
    Raises: ValueError for values out of range, or a norm that may be 0 or not.
    """

    d: int
    mass: Fraction
    hbar: Fraction
    Dx: Fraction
    Dp: Fraction
    norms: tuple[Any, Any]
    softest: Any
    stiffest: Any

    def __post_init__(self) -> None:
        for name in ("d", "mass", "hbar", "Dx", "Dp"):
            value, least = getattr(self, name), "at least 0" if name in ("Dx", "Dp") else "positive"
            if value < 0 or (value == 0 and least == "positive"):
                raise ValueError(f"`{name}` must be {least}, but is {value}")
        if not all(ball.is_finite() and ball.lower() >= 0 for ball in (*self.norms, self.softest, self.stiffest)):
            raise ValueError(f"`norms` and the Hessian's ends must be finite and at least 0, but are {self.norms}, "
                             f"{self.softest} and {self.stiffest}; the theorem does not apply without")

        if not all(ball.is_zero() or ball.lower() > 0 for ball in self.norms):
            raise ValueError(f"`norms` must each be 0 or certainly positive, but are {self.norms}; enclose them more tightly")

    @property
    def is_affine(self) -> bool:
        """Whether the second derivative vanishes: then there is no harmonic time."""
        return bool(self.norms[0].is_zero())


@dataclass(frozen=True)
class Scales:
    """tau_H, eta_H, s_H, x_H, p_H, hbar/s_H, D_0 and z, as balls; s_H, x_H and p_H are +inf for a quadratic V, z where D_0 = 0."""

    tau: Any
    eta: Any
    s: Any
    x: Any
    p: Any
    h: Any
    D0: Any
    z: Any


@dataclass(frozen=True)
class Bound:
    """Rates of the bounds on the quantum and the classical distance, with the aspect and the squeezing they hold for."""

    eta: Any
    z: Any
    quantum: Any
    classical: Any


def enclosure(lowest: float, highest: float) -> Any:
    """The ball around [lowest, highest]. Raises: ValueError unless finite and in this order."""
    if not (math.isfinite(lowest) and math.isfinite(highest) and lowest <= highest):
        raise ValueError(f"an enclosure must have finite ends in this order, but has {lowest} and {highest}")
    return arb(lowest).union(arb(highest)) if lowest < highest else arb(lowest)


def outward(ball: Any) -> tuple[float, float]:
    """Doubles around a real ball; an end that is not finite stays so. Raises: ArithmeticError for a NaN."""
    if ball.is_nan():
        raise ArithmeticError("a ball must be a number to have ends, but is not; please report this")
    if not ball.is_finite():
        return (math.inf, math.inf) if ball == arb.pos_inf() else (-math.inf, math.inf)
    ends = float(ball.lower()), float(ball.upper())
    first = ends[0] if arb(ends[0]) <= ball.lower() else math.nextafter(ends[0], -math.inf)
    last = ends[1] if arb(ends[1]) >= ball.upper() else math.nextafter(ends[1], math.inf)
    return first, last


@cache
def _kernel(name: str, d: int = 1) -> Kernel:
    """A lowered formula by name; its arguments are those in TABLE."""
    build, arguments = TABLE[name]
    return lower(build(d), arguments, target="arb", digits=DIGITS)


def _squeezing(d: int) -> sp.Expr:
    return squeezing_limit(hbar, symmetric_flow_bound(m, eta, low, high), eta, Dx, Dp)


def _rate(factor: sp.Expr) -> sp.Expr:
    return error_bound.distance_bound(factor, V3, error_bound.widest(hbar, z, eta), sp.Integer(1), hbar)


TABLE: dict[str, tuple[Any, tuple[sp.Symbol, ...]]] = {
    "tau": (lambda d: scales.harmonic_time(m, V2), (m, V2)),
    "eta": (lambda d: scales.aspect(m, V2), (m, V2)),
    "s": (lambda d: scales.anharmonic_action(m, V2, V3), (m, V2, V3)),
    "x": (lambda d: scales.anharmonic_length(m, V2, V3), (m, V2, V3)),
    "p": (lambda d: scales.anharmonic_momentum(m, V2, V3), (m, V2, V3)),
    "D0": (lambda d: scales.diffusion_strength(
        Dx, Dp, scales.harmonic_time(m, V2), scales.anharmonic_length(m, V2, V3), scales.anharmonic_momentum(m, V2, V3)),
        (Dx, Dp, m, V2, V3)),
    "z": (_squeezing, (m, hbar, Dx, Dp, eta, low, high)),
    "printed_z": (lambda d: error_bound.printed_squeezing(m, V2, hbar, Dx, Dp), (m, V2, hbar, Dx, Dp)),
    "state": (lambda d: error_bound.least_squeezing(r, n, a), (r, n, a)),
    "printed": (lambda d: _rate(error_bound.printed_factor(d)), (hbar, V3, z, eta)),
    "quantum": (lambda d: _rate(error_bound.quantum_factor(d)), (hbar, V3, z, eta)),
    "classical": (lambda d: _rate(error_bound.classical_factor(d)), (hbar, V3, z, eta)),
}


def least_squeezing(squeeze: Any, thermal: Any, aspect: Any) -> Any:
    """The ball of the least z that a state n (hbar/2) diag(r/eta', eta'/r) is within, `aspect` being eta/eta'."""
    return arb(_kernel("state")(squeeze, thermal, aspect))


def is_within(system: System, squeeze: Fraction, thermal: Fraction) -> bool | None:
    """Whether the state n (hbar/2) diag(r/eta_H, eta_H/r) is within z of Theorem 1; None where the enclosure of V2 leaves it open.

    In rational numbers: a ball would leave it open at equality.
    """
    needed = error_bound.least_squeezing(sp.Rational(squeeze), sp.Rational(thermal), sp.Integer(1))
    if not min(system.Dx, system.Dp) > 0:
        return True
    numbers = [sp.Rational(value) for value in (system.mass, system.hbar, system.Dx, system.Dp)]
    lowest, highest = (
        error_bound.printed_squeezing(numbers[0], sp.Rational(Fraction(end)), *numbers[1:]) for end in outward(system.norms[0])
    )
    return True if Fraction(needed) <= Fraction(lowest) else False if Fraction(needed) > Fraction(highest) else None


def squeezing(system: System, aspect: Any) -> Any:
    """z_eta: no packet needs to get squeezed by more, relative to sigma_* of the aspect eta; +inf without diffusion."""
    if not min(system.Dx, system.Dp) > 0:
        return arb.pos_inf()
    found = arb(_kernel("z")(system.mass, system.hbar, system.Dx, system.Dp, aspect, system.softest, system.stiffest))
    return _at_least_one(found)


def _at_least_one(ball: Any) -> Any:
    """The part of the ball from 1 on: a maximum with 1 loses its end when it is rounded to a midpoint and a radius."""
    return arb(1) if ball.upper() <= 1 else ball if ball.lower() >= 1 else arb(1).union(ball.upper())


def characteristic(system: System) -> Scales:
    """The scales of the paper, (4) to (6), and its z. Raises: ValueError for an affine V, which has none."""
    if system.is_affine:
        raise ValueError("`V` must have a second derivative for a harmonic time, but is affine; quantum and classical dynamics are one")
    second, third = system.norms
    tau, aspect = (arb(_kernel(name)(system.mass, second)) for name in ("tau", "eta"))
    limit = arb.pos_inf()
    if min(system.Dx, system.Dp) > 0:
        limit = _at_least_one(arb(_kernel("printed_z")(system.mass, second, system.hbar, system.Dx, system.Dp)))
    if third.is_zero():
        infinite = arb.pos_inf()
        return Scales(tau, aspect, infinite, infinite, infinite, arb(0), arb(0), limit)
    s, x, p = (arb(_kernel(name)(system.mass, second, third)) for name in ("s", "x", "p"))
    strength = arb(_kernel("D0")(system.Dx, system.Dp, system.mass, second, third)) if min(system.Dx, system.Dp) > 0 else arb(0)
    return Scales(tau, aspect, s, x, p, arb(_exact(system.hbar)) / s, strength, limit)


def printed(system: System) -> Bound:
    """(8) as a rate, for both distances. Raises: ValueError for an affine V."""
    known = characteristic(system)
    rate = _bounded("printed", system, known.z, known.eta)
    return Bound(known.eta, known.z, rate, rate)


def sharpened(system: System, aspect: Any, *, at_least: Any = 1) -> Bound:
    """The best proved bounds for one aspect eta, with z >= z_eta and z >= `at_least`, what the initial state needs."""
    limit = squeezing(system, aspect)
    limit = limit if not limit.is_finite() else limit.max(arb(at_least))
    return Bound(aspect, limit, *(_bounded(name, system, limit, aspect) for name in ("quantum", "classical")))


def _bounded(name: str, system: System, limit: Any, aspect: Any) -> Any:
    """A rate: 0 for a quadratic V, whatever the squeezing, and +inf where the squeezing is unlimited."""
    if system.norms[1].is_zero():
        return arb(0)
    return arb(_kernel(name, system.d)(system.hbar, system.norms[1], limit, aspect)) if limit.is_finite() else arb.pos_inf()


def best(system: System, state: Sequence[Fraction], start: Any, measured: Any) -> Bound:
    """The sharpened bounds at the best aspect that a search finds, never worse than those at `start`, an eta.

    state: (r, n) of the initial state, whose own aspect is `measured`. Its squeezing raises z.
    The search is in doubles and proves nothing; the bound is evaluated in balls at the exact aspect it ends at. z_eta/eta is the
    maximum of functions of log eta with one minimum each, so that it has one itself.
    """
    squeeze, thermal = state

    def at(aspect: Any) -> Bound:
        return sharpened(system, aspect, at_least=least_squeezing(squeeze, thermal, aspect / measured))

    usual = at(start)
    if not (usual.z.is_finite() and not system.norms[1].is_zero()):
        return usual
    first, last, cuts = SEARCH
    ends = math.log(float(start.mid())) + first, math.log(float(start.mid())) + last
    for _ in range(cuts):
        inner = [ends[0] + (ends[1] - ends[0]) * k / 3 for k in (1, 2)]
        widths = [float((found.z / found.eta).mid()) for found in (at(arb(math.exp(value))) for value in inner)]
        ends = (ends[0], inner[1]) if widths[0] <= widths[1] else (inner[0], ends[1])
    found = at(arb(math.exp((ends[0] + ends[1]) / 2)))
    return found if found.quantum.upper() < usual.quantum.upper() else usual


def error_at(rate: Any, time: Fraction) -> Any:
    """rate t as a ball; 0 at t = 0, even without a limit on the squeezing: both distances start at 0."""
    return arb(0) if time == 0 else rate * arb(_exact(time))


def is_vacuous(error: Any) -> bool | None:
    """Whether an error of this size says nothing (at least VACUOUS); None where the ball leaves it open."""
    return True if error >= VACUOUS else False if error < VACUOUS else None


def _exact(value: Fraction) -> Any:
    return fmpq(value.numerator, value.denominator)
