"""One state by two methods: their distance, which vanishes but for the error bars of both."""

from __future__ import annotations

from numerics.estimate import Estimate
from verify.measured import Check


def same_state(name: str, apart: Estimate, bars: float) -> Check:
    """The check that a distance vanishes.

    apart: the distance of what both methods found, with the error bar of the norm. bars: those of both methods together, within which
    `apart` is the distance of the exact states: how far apart the methods really are is a matter of either's rounding.
    """
    return Check(name, Estimate(apart.value, apart.error + bars, apart.how), Estimate(0.0, 0.0, "one state"))
