"""What a search for the largest left/right ratio of a bound has found."""

from __future__ import annotations

from dataclasses import dataclass

from numerics.estimate import Estimate


@dataclass(frozen=True)
class Found:
    """The largest ratio by one method, the ratio at the same point by another, and whether the point lies inside the range of zeta, so that
    the ratio does not go on growing beyond it. by_time: the largest ratio on the grid at each time, which a climb may exceed by a tenth."""

    one: Estimate
    other: Estimate
    inside: bool
    by_time: tuple[tuple[str, Estimate], ...]


def on_grid(value: float) -> Estimate:
    """The largest ratio on a grid."""
    return Estimate(value, value / 10, "largest on a grid")
