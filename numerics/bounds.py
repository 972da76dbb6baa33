"""The scales of a system and the bounds on both distances of Theorem 1, as balls, from enclosures of the norms of V.

Every formula is lowered from `derive`; here only the cases are told apart in which a scale is infinite. A bound is a rate, in balls:
the distance at time t is at most rate t.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb, fmpq

from derive import error_bound
from numerics.bound_formulas import kernel

VACUOUS = 2  # no two states are farther apart in trace norm, and no two densities in L1
GAIN = 1 + 2.0**-20  # by which another aspect must be better to be taken
SEARCH = (-40.0, 40.0, 70)  # logarithm of the aspect over that of the potential: ends, and how often a third is cut off


@dataclass(frozen=True)
class System:
    """H = p^2/2m + V with isotropic diffusion, V known by enclosures of its norms.

    mass, hbar, Dx, Dp: exact fractions, or balls for what is none, such as hbar in SI units.
    norms: of the second and of the third derivative, (4). softest, stiffest: k_-, k_+ >= 0 with -k_- <= hess V <= k_+.
    Raises: ValueError for values out of range, or a norm that may be 0 or not.
    """

    d: int
    mass: Any
    hbar: Any
    Dx: Any
    Dp: Any
    norms: tuple[Any, Any]
    softest: Any
    stiffest: Any

    def __post_init__(self) -> None:
        for name in ("d", "mass", "hbar", "Dx", "Dp"):
            value, least = getattr(self, name), "at least 0" if name in ("Dx", "Dp") else "positive"
            if not (value > 0 or (value == 0 and least != "positive")):  # a ball must certainly be
                raise ValueError(f"`{name}` must be {least}, but is {value}")
        if not all(ball.is_finite() and ball.lower() >= 0 for ball in (*self.norms, self.softest, self.stiffest)):
            raise ValueError(f"`norms` and the Hessian's ends must be finite and at least 0, but are {self.norms}, "
                             f"{self.softest} and {self.stiffest}; the theorem does not apply without")

        if not all(ball.is_zero() or ball.lower() > 0 for ball in self.norms):
            raise ValueError(f"`norms` must each be 0 or certainly positive, but are {self.norms}; enclose them more tightly")

    @property
    def is_noisy(self) -> bool:
        """Whether both diffusions are positive: without, nothing limits the squeezing."""
        return bool(self.Dx > 0 and self.Dp > 0)


@dataclass(frozen=True)
class Shape:
    """What the mass and the norms alone give, as balls; s_H, x_H and p_H are +inf for a quadratic V."""

    tau: Any
    eta: Any
    s: Any
    x: Any
    p: Any


@dataclass(frozen=True)
class Scales(Shape):
    """The shape with hbar/s_H, D_0 and z; z is +inf where D_0 = 0 for want of diffusion."""

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


def least_squeezing(squeeze: Any, thermal: Any, aspect: Any) -> Any:
    """The ball of the least z that a state n (hbar/2) diag(r/eta', eta'/r) is within, `aspect` being eta/eta'."""
    return arb(kernel("state")(squeeze, thermal, aspect))


def is_within(system: System, squeeze: Fraction, thermal: Fraction) -> bool | None:
    """Whether the state n (hbar/2) diag(r/eta_H, eta_H/r) is within z of Theorem 1; None where the enclosure of V2 leaves it open.

    In rational numbers where the system is given in them: a ball would leave it open at equality.
    """
    needed = error_bound.least_squeezing(sp.Rational(squeeze), sp.Rational(thermal), sp.Integer(1))
    if not system.is_noisy or needed == 1:
        return True
    given = (system.mass, system.hbar, system.Dx, system.Dp)
    if not all(isinstance(value, Fraction) for value in given):
        limit, least = characteristic(system).z, as_ball(Fraction(needed))
        return True if least <= limit else False if least > limit else None
    numbers = [sp.Rational(value) for value in given]
    lowest, highest = (
        error_bound.printed_squeezing(numbers[0], sp.Rational(Fraction(end)), *numbers[1:]) for end in outward(system.norms[0])
    )
    return True if Fraction(needed) <= Fraction(lowest) else False if Fraction(needed) > Fraction(highest) else None


def squeezing(system: System, aspect: Any) -> Any:
    """z_eta: no packet needs to get squeezed by more, relative to sigma_* of the aspect eta; +inf without diffusion."""
    if not system.is_noisy:
        return arb.pos_inf()
    found = arb(kernel("z")(system.mass, system.hbar, system.Dx, system.Dp, aspect, system.softest, system.stiffest))
    return _at_least_one(found)


def _at_least_one(ball: Any) -> Any:
    """The part of the ball from 1 on: a maximum with 1 loses its end when it is rounded to a midpoint and a radius."""
    return arb(1) if ball.upper() <= 1 else ball if ball.lower() >= 1 else arb(1).union(ball.upper())


def shape(mass: Any, norms: tuple[Any, Any]) -> Shape:
    """The scales of (4) and (5) without hbar. Raises: ValueError for an affine V, which has none."""
    second, third = norms
    if second.is_zero():
        raise ValueError("`V` must have a second derivative for a harmonic time, but is affine; quantum and classical dynamics are one")
    tau, aspect = (arb(kernel(name)(mass, second)) for name in ("tau", "eta"))
    if third.is_zero():
        return Shape(tau, aspect, arb.pos_inf(), arb.pos_inf(), arb.pos_inf())
    return Shape(tau, aspect, *(arb(kernel(name)(mass, second, third)) for name in ("s", "x", "p")))


def characteristic(system: System) -> Scales:
    """The scales of the paper, (4) to (6), and its z. Raises: ValueError for an affine V, which has none."""
    second, third = system.norms
    found, limit = shape(system.mass, system.norms), arb.pos_inf()
    if system.is_noisy:
        limit = _at_least_one(arb(kernel("printed_z")(system.mass, second, system.hbar, system.Dx, system.Dp)))
    if third.is_zero():
        return Scales(**vars(found), h=arb(0), D0=arb(0), z=limit)
    strength = arb(kernel("D0")(system.Dx, system.Dp, system.mass, second, third)) if system.is_noisy else arb(0)
    return Scales(**vars(found), h=as_ball(system.hbar) / found.s, D0=strength, z=limit)


def printed(system: System) -> Bound:
    """(8) as a rate, for both distances. Raises: ValueError for an affine V."""
    known = characteristic(system)
    rate = _bounded("printed", system, known.z, known.eta)
    return Bound(known.eta, known.z, rate, rate)


def refined(system: System) -> Bound:
    """The best proved factors with the printed z and eta_H: for every state that (8) covers. Raises: ValueError for an affine V."""
    known = characteristic(system)
    return Bound(known.eta, known.z, *(_bounded(name, system, known.z, known.eta) for name in ("quantum", "classical")))


def sharpened(system: System, aspect: Any, *, at_least: Any = 1) -> Bound:
    """The best proved bounds for one aspect eta, with z >= z_eta and z >= `at_least`, what the initial state needs."""
    limit = squeezing(system, aspect)
    limit = limit if not limit.is_finite() else limit.max(arb(at_least))
    return Bound(aspect, limit, *(_bounded(name, system, limit, aspect) for name in ("quantum", "classical")))


def _bounded(name: str, system: System, limit: Any, aspect: Any) -> Any:
    """A rate: 0 for a quadratic V, whatever the squeezing, and +inf where the squeezing is unlimited."""
    if system.norms[1].is_zero():
        return arb(0)
    return arb(kernel(name, system.d)(system.hbar, system.norms[1], limit, aspect)) if limit.is_finite() else arb.pos_inf()


def best(system: System, state: Sequence[Fraction], start: Any, measured: Any) -> Bound:
    """The sharpened bounds at the best aspect that a search finds, never worse than those at `start`, an eta.

    state: (r, n) of the initial state, whose own aspect is `measured`. Its squeezing raises z.
    The search is in doubles and proves nothing; the bound is evaluated in balls at the exact aspect it ends at. z_eta/eta is the
    maximum of functions of log eta with one minimum each, so that it has one itself.
    """
    squeeze, thermal = state

    def needed(aspect: Any) -> Any:
        return least_squeezing(squeeze, thermal, aspect / measured)

    def width(aspect: Any) -> float:
        return float((squeezing(system, aspect).max(needed(aspect)) / aspect).mid())

    usual = sharpened(system, start, at_least=needed(start))
    if not (usual.z.is_finite() and not system.norms[1].is_zero()):
        return usual
    first, last, cuts = SEARCH
    ends = math.log(float(start.mid())) + first, math.log(float(start.mid())) + last
    for _ in range(cuts):
        inner = [ends[0] + (ends[1] - ends[0]) * k / 3 for k in (1, 2)]
        widths = [width(arb(math.exp(value))) for value in inner]
        ends = (ends[0], inner[1]) if widths[0] <= widths[1] else (inner[0], ends[1])
    aspect = arb(math.exp((ends[0] + ends[1]) / 2))
    found = sharpened(system, aspect, at_least=needed(aspect))
    return found if found.quantum.upper() * GAIN < usual.quantum.upper() else usual


def error_at(rate: Any, time: Fraction) -> Any:
    """rate t as a ball; 0 at t = 0, even without a limit on the squeezing: both distances start at 0."""
    return arb(0) if time == 0 else rate * as_ball(time)


def is_vacuous(error: Any) -> bool | None:
    """Whether an error of this size says nothing (at least VACUOUS); None where the ball leaves it open."""
    return True if error >= VACUOUS else False if error < VACUOUS else None


def as_ball(value: Any) -> Any:
    """The ball of a fraction; a ball as it is."""
    return arb(fmpq(value.numerator, value.denominator)) if isinstance(value, Fraction) else arb(value)
