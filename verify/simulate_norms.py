"""What the bounds need of a potential, in bounded time: suprema of its second and third derivative, and the ends of its Hessian.

A search is given seconds, then once more with few cells, which is enough for most proofs that a norm is infinite; after that the
norm is unknown. Slower machines may so leave open what faster ones decide, but none prints what is not proved.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from verify.seconds import Late, within

if TYPE_CHECKING:
    from derive.formula import Formula
    from derive.many_body import ManyBody
    from numerics.supremum import Supremum

    Domain = Mapping[Any, tuple[Any, Any]]
    Pair = tuple[Supremum, Supremum]

FEW = 60  # cells of the second attempt
NORMS, ENDS = (5.0, 2.0), (2.0, 1.0)  # seconds of both attempts: 10 in all
BOX = "give a box as `domain`, away from poles; "  # a remedy that the command line does not have


def known(formula: Formula, time: Fraction) -> tuple[Supremum, Supremum, tuple[Any, Any] | None]:
    """Suprema of the norms of the second and third derivative up to the time, and the ends of the Hessian where they are finite."""
    domain = None if formula.time is None else {formula.time: (0, time)}
    second, third = (replace(each, how=each.how.replace(BOX, "")) for each in found(formula, domain))
    if not (second.finite and third.finite):
        return second, third, None
    ends = hessian(formula, domain)
    return second, third, None if ends is None else reach(second, ends)


def found(
    potential: Formula | ManyBody, domain: Domain | None, seconds: tuple[float, float] | None = None
) -> tuple[Supremum, Supremum]:
    """Suprema of the norms of the second and third derivative over the domain; of unknown ones `how` says why.

    domain: by symbol; for several particles by the letters of their coordinates. seconds: for both attempts; NORMS when left out.
    """
    from numerics import supremum

    result = _attempts(_search(potential, domain, supremum.norms, "norms_of"), seconds or NORMS)
    if isinstance(result, str):
        unknown = supremum.Supremum(0.0, math.inf, "0", "oo", (), "", result, None)
        return unknown, unknown
    return _where_regular(potential, domain, result, 0.0)


def hessian(
    potential: Formula | ManyBody, domain: Domain | None, seconds: tuple[float, float] | None = None
) -> tuple[Supremum, Supremum] | None:
    """Suprema of the largest eigenvalue of the Hessian and of minus the least one; None where no search ends."""
    from numerics import supremum

    result = _attempts(_search(potential, domain, supremum.curvatures, "curvatures_of"), seconds or ENDS)
    return None if isinstance(result, str) else _where_regular(potential, domain, result, -math.inf)


def _where_regular(potential: Formula | ManyBody, domain: Domain | None, pair: Pair, least: float) -> Pair:
    """The pair, unknown but for `least` where V itself is not shown to be smooth: its derivatives, written out, do not tell."""
    from verify.regular import irregular

    if not any(each.finite for each in pair) or not (said := irregular(potential, domain)):
        return pair
    how = f"{BOX}V is not shown to be real and smooth, for {said}"
    end = "0" if least == 0 else "-oo"
    first, second = (replace(each, low=least, exact_low=end, high=math.inf, exact_high="oo", argmax=(), finite=None, how=how)
                     if each.finite else each for each in pair)
    return first, second


def _search(potential: Formula | ManyBody, domain: Domain | None, one: Callable[..., Pair], several: str) -> Callable[[int | None], Pair]:
    """The search, which takes its budget."""
    from derive.many_body import ManyBody

    if isinstance(potential, ManyBody):
        from numerics.supremum import many_body

        return lambda budget: getattr(many_body, several)(potential, domain, budget=budget)
    return lambda budget: one(potential.expression, potential.coordinates, potential.time, domain, budget=budget)


def reach(second: Supremum, ends: tuple[Supremum, Supremum]) -> tuple[Any, Any] | None:
    """k_- and k_+ >= 0 with -k_- <= hess V <= k_+, as balls; None where they are not bounded."""
    from flint import arb

    if not all(each.finite for each in ends):
        return None
    stiffest, softest = (arb(min(max(each.high, 0.0), second.high)) for each in ends)  # any upper ends do
    return softest, stiffest


def _attempts(search: Callable[[int | None], Pair], seconds: tuple[float, float]) -> Pair | str:
    """What the search finds with its usual budget, else with few cells, else the reason for nothing."""
    for budget, limit in zip((None, FEW), seconds, strict=True):
        try:
            with within(limit):
                first, second = search(budget)
        except Late:
            continue
        except (TypeError, ValueError, ArithmeticError) as error:
            return str(error)
        cut = "" if budget is None else f"; a longer search was stopped after {seconds[0]:g} s"
        return replace(first, how=first.how + cut), replace(second, how=second.how + cut)
    return f"the search for a proof was given up after {sum(seconds):g} s"
