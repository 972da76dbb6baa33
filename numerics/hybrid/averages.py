"""Averages over trajectories with error bars: sampling, by Student's t, and the step in time, by a run with steps of half length."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.estimate import Estimate
from numerics.hybrid.trajectories import Trajectories
from numerics.mixture.average import SIGMAS, average
from numerics.phase_space.grid import Array


def mean(values: Array, again: Array | None = None) -> Estimate:
    """The mean of `values`, one per trajectory; `again`: the same for another step, whose distance adds to the bar.

    Shapes: (N,) both. Raises: ValueError for values that are not finite: trajectories that stopped, which an average must not drop.
    """
    for each in (values, again):
        if each is not None and not np.all(np.isfinite(each)):
            lost = int(np.count_nonzero(~np.isfinite(each)))
            raise ValueError(f"`values` must be finite, but {lost} of {len(each)} are not: trajectories that stopped; take a smaller "
                             "`least_step`, or say that the average is over the others")
    weights = np.full(len(values), 1 / len(values))
    found = average(weights, values, [])
    step = 0.0 if again is None else abs(float(again.mean()) - found.value)
    how = f"{len(values)} trajectories, {SIGMAS:g} standard errors" + ("" if again is None else f"; steps doubled: {step:.1e}")
    return Estimate(found.value, found.error + step, how)


def averages(coarse: Trajectories | None, fine: Trajectories, observable: Callable[[Trajectories], Array]) -> list[Estimate]:
    """The mean of the observable, (T, N), at each time; `coarse`: the run with steps of twice the length, None where any step is exact."""
    again = [None] * len(fine.times) if coarse is None else list(observable(coarse))
    return [mean(values, other) for values, other in zip(observable(fine), again, strict=True)]
