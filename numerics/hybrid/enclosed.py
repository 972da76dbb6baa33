"""Averages by the master equation with error bars: box, grid and step are found from the model."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from numerics.estimate import Estimate
from numerics.hybrid.domain import of_model
from numerics.hybrid.master import EDGE, Box, Density, master_equation, require_one
from numerics.hybrid.model import Complex, Hybrid, Start
from numerics.hybrid.simulate import simulate

Observable = tuple[Complex | None, tuple[int, int], tuple[float, float]]  # operator (None for one), powers of q - q_0, p - p_0; (q_0, p_0)
PILOT, STEPS, WIDER = 4000, 40, 2.0  # trajectories and steps that look where the state goes; their farthest is about 3.7 deviations off
FIRST, MOST, LAST = 48, 384, 512  # points to begin with, at most; steps at most


def pilot_box(model: Hybrid, start: Start, time: float, *, hbar: float) -> Box:
    """Ends for q and p between which a few trajectories stay, about their middle and WIDER times as far; no value is taken from them."""
    times = [time * k / 4 for k in range(1, 5)]
    run = simulate(model, start, times, step=time / STEPS, trajectories=PILOT, seed=0, hbar=hbar)
    ends = []
    for values, mean, spread in ((run.q[:, 0], start.q[0], start.q_spread), (run.p[:, 0], start.p[0], start.p_spread)):
        low, high = min(float(values.min()), mean - 4 * spread), max(float(values.max()), mean + 4 * spread)
        half = WIDER * (high - low) / 2 or 1.0
        ends.append(((low + high) / 2 - half, (low + high) / 2 + half))
    return ends[0], ends[1]


def enclosed(
    model: Hybrid, start: Start, time: float, observables: Sequence[Observable], *, hbar: float, tolerance: float = 1e-4
) -> list[Estimate]:
    """int (q - q_0)^j (p - p_0)^k Tr(B rho) for each observable.

    The grid grows until it holds the state, the number of steps until the bars are below tolerance times max(1, |value|). A value is
    extrapolated from two steps; its bar is the distance from the finer one and from a grid of three quarters of the points, and what is
    left at the edges at its largest weight.
    Raises: ValueError as `master_equation`; ArithmeticError where MOST points or LAST steps do not suffice, and where the grid holds a
    point at which the formulas are singular.
    """
    require_one(model, start)
    exact, sharp = math.isinf(model.mass), start.q_spread == 0
    box = pilot_box(model, start, time, hbar=hbar)
    steps, coarse = 1 if exact else 8, (1 if sharp else FIRST, FIRST)

    def solved(count: int, points: tuple[int, int]) -> Density:
        if not sharp:
            of_model(model).require_reached(start.q, np.array(box[:1]).T)
        return master_equation(model, start, time, hbar=hbar, steps=count, points=points, box=box)

    while True:
        least = solved(steps, coarse)
        if max(least.edges) <= EDGE:
            break
        if max(coarse) >= MOST:
            least.require_held()
        box, coarse = _grown(box, coarse, least)
    grid = (1 if sharp else 4 * coarse[0] // 3, 4 * coarse[1] // 3)
    before = solved(steps, grid)
    while True:
        after = before if exact else solved(2 * steps, grid)
        found = [_estimate(each, least, before, after, steps, grid) for each in observables]
        if exact or all(each.error <= tolerance * max(1.0, abs(each.value)) for each in found):
            return found
        if 2 * steps > LAST:
            raise ArithmeticError(f"`tolerance` must be reachable with {LAST} steps, but {tolerance:g} is not; take a shorter `time`")
        before, steps = after, 2 * steps
        least = solved(steps, coarse)


def _grown(box: Box, points: tuple[int, int], found: Density) -> tuple[Box, tuple[int, int]]:
    """A wider box where the state reaches its ends, more points where it reaches those of the spectrum."""
    ends, numbers = [], []
    for (low, high), count, at_end, in_spectrum in zip(box, points, found.edges[:2], found.edges[2:], strict=True):
        more = 0.15 * (high - low) if at_end > EDGE else 0.0
        ends.append((low - more, high + more))
        numbers.append(4 * count // 3 if in_spectrum > EDGE or at_end > EDGE else count)
    return (ends[0], ends[1]), (numbers[0], numbers[1])


def _estimate(observable: Observable, least: Density, before: Density, after: Density, steps: int, grid: tuple[int, int]) -> Estimate:
    coarse, long, short = (each.expectation(*observable) for each in (least, before, after))
    value = short + (short - long) / 3
    _, powers, about = observable
    ends = [max(abs(x[0] - a), abs(x[-1] - a)) ** k for x, k, a in zip((after.q, after.p), powers, about, strict=True)]
    cut = max(*after.edges, *least.edges) * ends[0] * ends[1]
    bar = abs(value - short) + abs(long - coarse) + cut + 1e-12 * max(1.0, abs(short))
    return Estimate(value, bar, f"master equation on {grid[0]} x {grid[1]} nodes, {2 * steps} steps")
