"""What the bounds need of a potential, in bounded time: suprema of its second and third derivative, and the ends of its Hessian.

A search is given seconds, then once more with few cells, which is enough for most proofs that a norm is infinite; after that the
norm is unknown. Slower machines may so leave open what faster ones decide, but none prints what is not proved.
"""

from __future__ import annotations

import contextlib
import math
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.formula import Formula
    from numerics.supremum import Supremum

FEW = 60  # cells of the second attempt
NORMS, ENDS = (5.0, 2.0), (2.0, 1.0)  # seconds of both attempts: 10 in all
AGAIN = 0.5  # seconds after which an alarm that was swallowed on its way up is repeated
BOX = "give a box as `domain`, away from poles; "  # a remedy that the command line does not have


class Late(BaseException):
    """The seconds are over. No `Exception`: nothing on the way up may take it for one of its own."""


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """None. Raises: Late in the block after so many seconds; never where there are no alarms: off the main thread, or on Windows."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(*_: Any) -> None:
        raise Late

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def known(formula: Formula, time: Fraction) -> tuple[Supremum, Supremum, tuple[Any, Any] | None]:
    """Suprema of the norms of the second and third derivative up to the time, and the ends of the Hessian where they are finite."""
    from flint import arb

    from numerics.supremum import Supremum, curvatures, norms

    found = _attempts(norms, formula, time, NORMS)
    if isinstance(found, str):
        unknown = Supremum(0.0, math.inf, "0", "oo", (), "", found, None)
        return unknown, unknown, None
    second, third = (replace(each, how=each.how.replace(BOX, "")) for each in found)
    if not (second.finite and third.finite):
        return second, third, None
    ends = _attempts(curvatures, formula, time, ENDS)
    if isinstance(ends, str) or not all(each.finite for each in ends):
        return second, third, None
    stiffest, softest = (arb(min(max(each.high, 0.0), second.high)) for each in ends)  # any upper ends do
    return second, third, (softest, stiffest)


def _attempts(
    search: Callable[..., tuple[Supremum, Supremum]], formula: Formula, time: Fraction, seconds: tuple[float, float]
) -> tuple[Supremum, Supremum] | str:
    """What the search finds with its usual budget, else with few cells, else the reason for nothing."""
    domain = None if formula.time is None else {formula.time: (0, time)}
    for budget, limit in zip((None, FEW), seconds, strict=True):
        try:
            with within(limit):
                first, second = search(formula.expression, formula.coordinates, formula.time, domain, budget=budget)
        except Late:
            continue
        except (TypeError, ValueError, ArithmeticError) as error:
            return str(error)
        cut = "" if budget is None else f"; a longer search was stopped after {seconds[0]:g} s"
        return replace(first, how=first.how + cut), replace(second, how=second.how + cut)
    return f"the search for a proof was given up after {sum(seconds):g} s"
