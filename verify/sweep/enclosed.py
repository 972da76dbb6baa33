"""What Theorem 1 says of a point: enclosures of the norms and of the bounds, the same on every machine, however fast.

The searches for the norms are bounded by the number of their cells, never by seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from derive.formula import Formula
from numerics import bounds, supremum
from numerics.estimate import Estimate, from_ball
from verify import simulate_norms
from verify.hypotheses import Case, Theory
from verify.hypotheses import theory as known
from verify.sweep import systems
from verify.sweep.kernel import Refused
from verify.sweep.parameter import Parameter, number

CELLS = 400
_plain = number(systems.SMALL, systems.MOST)
ASPECT = Parameter(
    "aspect", "eta of its covariance: a number, or eta_H for that of the potential",
    lambda text, name: text if text == systems.OWN_ASPECT else _plain(text, name), systems.OWN_ASPECT, "momentum/length", numeric=False)


def theory(given: Mapping[str, str]) -> Theory:
    """What the theorem says at the point. Raises: ValueError where a norm cannot be searched for."""
    formula = systems.formula(given)
    time = Fraction(given["time"]) if formula.time is not None else Fraction(0)
    numbers = {name: Fraction(given[name]) for name in ("mass", "hbar", "Dx", "Dp", "squeeze", "thermal")}
    aspect = None if given["aspect"] == systems.OWN_ASPECT else Fraction(given["aspect"])
    case = Case(len(formula.coordinates), **numbers, aspect=aspect, is_static=formula.time is None)
    return known(case, *_norms(formula, time))


def eta(given: Mapping[str, str], said: Theory) -> float:
    """The aspect of the initial state. Raises: Refused for eta_H where it is not known."""
    if given["aspect"] != systems.OWN_ASPECT:
        return float(Fraction(given["aspect"]))
    if said.scales is None:
        raise Refused(f"`aspect` must be a number where eta_H is not known, but is {systems.OWN_ASPECT}: {' '.join(said.why)} "
                      "Put `aspect = 1`, or eta of the packet's covariance, under [fixed].")
    return float(said.scales.eta.mid())


@lru_cache(maxsize=64)
def _norms(formula: Formula, time: Fraction) -> tuple[Any, Any, Any]:
    domain = None if formula.time is None else {formula.time: (0, time)}
    second, third = supremum.norms(formula.expression, formula.coordinates, formula.time, domain, budget=CELLS)
    if not (second.finite and third.finite):
        return second, third, None
    ends = supremum.curvatures(formula.expression, formula.coordinates, formula.time, domain, budget=CELLS)
    return second, third, simulate_norms.reach(second, ends)


def estimate(ball: Any, how: str) -> Estimate | None:
    """The middle of a ball with its radius; None for no ball, or one that is not finite."""
    return None if ball is None or not ball.is_finite() else from_ball(ball, how)


def between(low: float | Fraction, high: float | Fraction, how: str) -> Estimate | None:
    """The middle of two ends with at least the half of their distance; None where an end is infinite."""
    return estimate(bounds.as_ball(low).union(bounds.as_ball(high)), how)
