"""Every constant of a paper for a potential that a user typed, enclosed, with the claim that justifies it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from verify.constants.describe import DIGITS, MOST_BUDGET, of
from verify.constants.record import Constant, Constants
from verify.constants.systems import Typed, Unusable, system

__all__ = ["Constant", "Constants", "Number", "Unusable", "constants"]

Number = str | int | float | Fraction


def constants(
    potential: str, parameters: Mapping[str, Number] | None = None, *, mass: Number | None = None, hbar: Number | None = None,
    Dx: Number | None = None, Dp: Number | None = None, time: Number | None = None, target: Number | None = None,
    domain: Mapping[str, tuple[Number | None, Number | None]] | None = None, digits: int = DIGITS,
    budget: int = 1,
) -> Constants:
    """The constants of H = p^2/2m + V with diffusions Dx and Dp, by name: `constants("cos(x)")["tau_H"].value`.

    potential: a formula, or the name of a potential. Numbers are exact: text such as "1/10" or "9.1e-31 kg", or a float as it prints.
    mass: 1 when left out. hbar, Dx, Dp, time: what needs them is unknown without. target: the error that the bounds are held
    against, 1/10 when left out. domain: a box, by coordinate, in place of all space; None for an infinite end. budget: searches for norms
    take up to so many times as long, from 1 on.

    Units: natural, or SI as soon as one number has a unit; then all must, and hbar is that of the SI when left out.
    Error: every constant has decimals `low` and `high` that certainly enclose it; its `status` says what it rests on.
    Raises: Unusable, a ValueError, with a sentence, for what cannot be read.

    >>> found = constants("cos(x)", hbar="1/100", Dx="1/50", Dp="1/50", time=2)
    >>> found["norm3"].low, found["norm3"].claims, found["norm3"].verdict
    ('0.99999999999999', ('hrr2023:4',), 'proved')
    """
    if type(budget) is not int or not 1 <= budget <= MOST_BUDGET:
        raise Unusable(f"`budget` must be a whole number from 1 to {MOST_BUDGET}, but is {budget!r}")
    given = {"mass": mass, "hbar": hbar, "Dx": Dx, "Dp": Dp, "time": time}
    numbers = {name: str(value) for name, value in given.items() if value is not None}
    texts = {name: str(value) for name, value in (parameters or {}).items()}
    box = [f"{name}={'' if low is None else low}:{'' if high is None else high}" for name, (low, high) in (domain or {}).items()]
    return of(system(Typed(potential, texts, numbers, None if target is None else str(target), box)), digits=digits, budget=budget)
