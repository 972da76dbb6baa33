"""What simulations must show before a statement counts as supported, and when they refute it (trusted).

A reading is one measured left side beside the right side it must stay below. Support needs, of every reading that says anything: a left
side that is known to a tenth of the right side and lies below it with its error bar; at least one other method, all of them in agreement
within the sum of both error bars, which for half of the readings at least must be less than the right side itself; and a left side that
does not exceed its own a-posteriori ceiling. A reading refutes when it lies above the right side by more than BARS error bars, and no
method contradicts it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from numerics.estimate import Estimate

BARS = 5
PRECISION = 10
ROUNDING = 1e-9  # relative errors below are not shown


@dataclass(frozen=True)
class Check:
    """One quantity by two methods, the first in words."""

    name: str
    one: Estimate
    other: Estimate


@dataclass(frozen=True)
class Reading:
    """left <= right at one case.

    at: the case as plain data. right: an enclosure of the right side, which must be positive. checks: the left side, or what it is made
    of, by other methods. ceiling: an a-posteriori bound on the left side. silent: why the case says nothing; empty where it does.
    Raises: ValueError for a right side that is not finite and positive.
    """

    at: Mapping[str, str]
    left: Estimate
    right: tuple[float, float]
    checks: tuple[Check, ...]
    ceiling: Estimate | None = None
    silent: str = ""

    def __post_init__(self) -> None:
        low, high = self.right
        if not 0 < low <= high < math.inf:
            raise ValueError(f"`right` must be an enclosure of a positive number, but is {self.right}")

    def contradictions(self) -> list[str]:
        """The methods that disagree with each other, with both numbers."""
        apart = [check for check in self.checks if not check.one.agrees(check.other)]
        found = [f"{check.name}: {shown(check.one)} and {shown(check.other)} disagree" for check in apart]
        if self.ceiling is not None and not self.left.value - self.left.error <= self.ceiling.value + self.ceiling.error:
            found.append(f"{shown(self.left)} exceeds its a-posteriori bound {shown(self.ceiling)}")
        return found

    def is_sharp(self) -> bool:
        """Whether some other method agrees so closely that it shows by itself that the right side is the right size."""
        return any(check.one.error + check.other.error < self.right[0] for check in self.checks)

    def is_violation(self) -> bool:
        """Whether the left side is certainly the larger one."""
        above = bool(self.left.value - BARS * self.left.error > self.right[1])
        return above and not self.silent and not self.contradictions()


def shown(estimate: Estimate) -> str:
    """value +- error in few digits, so that they are the same on every machine; an error of rounding alone is left out."""
    value, error = float(estimate.value), estimate.error
    return f"{value:.3g} +- {error:.2g}" if error > ROUNDING * max(1.0, abs(value)) else f"{value:.3g}"


def contradictions(readings: Sequence[Reading]) -> list[str]:
    """All contradictions between methods, silent readings included: a method that fails there is wrong."""
    return [f"{place(reading)}: {text}" for reading in readings for text in reading.contradictions()]


def place(reading: Reading) -> str:
    """The case in words."""
    return ", ".join(f"{name} = {value}" for name, value in reading.at.items())


def doubts(readings: Sequence[Reading]) -> list[str]:
    """Everything that bars support; nothing where the readings support the statement."""
    telling = [reading for reading in readings if not reading.silent]
    found = contradictions(readings)
    if not telling or 2 * len(telling) < len(readings):
        found.append(f"only {len(telling)} of {len(readings)} cases say anything")
    if 2 * sum(reading.is_sharp() for reading in telling) < len(telling):
        found.append("the other methods are too coarse in more than half of the cases")
    for reading in telling:
        value, error, bound = reading.left.value, reading.left.error, reading.right[0]
        if not reading.checks:
            found.append(f"{place(reading)}: one method only")
        if not error < bound / PRECISION:
            found.append(f"{place(reading)}: {shown(reading.left)} is not known to a tenth of {bound:.3g}")
        if not value + error < bound:
            found.append(f"{place(reading)}: {shown(reading.left)} is not below {bound:.3g} with its error bar")
    return found


@dataclass(frozen=True)
class Support:
    """Readings that support a statement. Raises: ValueError where they do not."""

    readings: tuple[Reading, ...]

    def __post_init__(self) -> None:
        against = doubts(self.readings)
        if against:
            raise ValueError(f"`readings` must support the statement, but {'; '.join(against)}")


def support(readings: Sequence[Reading]) -> Support | None:
    """The support that the readings give, or None."""
    return None if doubts(readings) else Support(tuple(readings))
