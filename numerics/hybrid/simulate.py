"""Many trajectories of a classical particle coupled to a quantum system: the integrator is chosen by the model.

Blocks of trajectories have streams of random numbers of their own, spawned from the seed: the result depends neither on the order in which
blocks are computed nor on how many cores there are, only on the seed, the number of trajectories and the size of a block.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from numerics.hybrid import diagonal, direct, near, splitting
from numerics.hybrid.domain import of_model
from numerics.hybrid.model import Hybrid, Start
from numerics.hybrid.trajectories import BLOCK, Plan, Trajectories, in_blocks, plan
from numerics.hybrid.watch import looked_after

FRACTION = 0.1  # of the distance to a source, that a step may move a particle by
LEAST = 1e-7  # the least step over the longest one, near sources, where none is given


@dataclass(frozen=True)
class Task:
    """A block to compute; plain data, so that another process can."""

    model: Hybrid
    start: Start
    steps: Plan
    hbar: float
    keep: bool
    coupled: bool
    limit: near.Limit | None

    def __call__(self, size: int, seed: np.random.SeedSequence) -> Trajectories:
        """The trajectories."""
        generator = np.random.Generator(np.random.SFC64(seed))
        if self.limit is not None:
            return near.run(self.model, self.start, self.steps, size, generator, hbar=self.hbar, keep=self.keep, limit=self.limit)
        if self.model.is_diagonal:
            return diagonal.run(self.model, self.start, self.steps, size, generator, hbar=self.hbar, keep=self.keep)
        if self.model.momenta:
            return direct.run(self.model, self.start, self.steps, size, generator, hbar=self.hbar, keep=self.keep)
        return splitting.run(
            self.model, self.start, self.steps, size, generator, hbar=self.hbar, keep=self.keep, coupled=self.coupled
        )


def simulate(
    model: Hybrid, start: Start, times: Sequence[float], *, step: float, trajectories: int, seed: int, hbar: float, states: bool = False,
    block: int = BLOCK, least_step: float = 0.0, fraction: float = FRACTION, progress: Callable[[float], None] | None = None,
    executor: Executor | None = None,
) -> Trajectories:
    """Trajectories at the times, which increase from 0 on.

    step: the longest; where q stays and the model is diagonal any step is exact, and one is taken for each time.
    states: keep density matrices too. least_step, fraction: near sources (`near`); 0 stands for LEAST times step.
    progress: is told the finished share after each block. executor: computes the blocks; in this thread where none is given.
    Raises: ValueError for numbers out of range or a start that does not fit the model.
    """
    steps = plan(times, step, exact=model.is_diagonal and math.isinf(model.mass))
    return _run(model, start, steps, step, trajectories, seed, hbar, states, block, least_step, fraction, progress, executor, False)


def refined(
    model: Hybrid, start: Start, times: Sequence[float], *, step: float, trajectories: int, seed: int, hbar: float, states: bool = False,
    block: int = BLOCK, least_step: float = 0.0, fraction: float = FRACTION, progress: Callable[[float], None] | None = None,
    executor: Executor | None = None,
) -> tuple[Trajectories, Trajectories]:
    """Two runs: with the step, and with half of it. Both see the same noise and the same hidden branches.

    Near sources, where steps are chosen on the way, the second run has half the step and half the fraction, and noise of its own.
    """
    steps = plan(times, step)
    first, second = replace(steps, fold=2), replace(steps, substeps=2)
    told = progress or (lambda _share: None)
    runs = []
    for number, (chosen, smaller) in enumerate(((first, 1), (second, 2))):
        shift = number if model.sources else 0
        runs.append(_run(model, start, chosen, step / smaller, trajectories, seed + shift, hbar, states, block, least_step,
                         fraction / smaller, partial(_share, told, number), executor, True))
    return runs[0], runs[1]


def _share(told: Callable[[float], None], done: int, part: float) -> None:
    told((done + part) / 2)


def _run(
    model: Hybrid, start: Start, steps: Plan, step: float, trajectories: int, seed: int, hbar: float, states: bool, block: int,
    least_step: float, fraction: float, progress: Callable[[float], None] | None, executor: Executor | None, coupled: bool,
) -> Trajectories:
    start.require_fit(model)
    if not 0 < hbar < math.inf:
        raise ValueError(f"`hbar` must be positive and finite, but is {hbar}")
    if not (0 <= least_step < step and 0 < fraction <= 0.2):
        raise ValueError(f"`least_step` must be at least 0 and below `step` = {step:g}, `fraction` in (0, 1/5], but are "
                         f"{least_step:g} and {fraction:g}")
    limit = near.Limit(model, fraction, step, least_step or LEAST * step) if model.sources else None
    task = Task(model, start, steps, hbar, states, coupled, limit)
    k = len(model.coordinates) + len(model.momenta)
    mean, spread = np.concatenate([start.q, start.p])[:k], np.repeat([start.q_spread, start.p_spread], model.d)[:k]
    return looked_after(of_model(model), mean, spread, lambda: in_blocks(task, trajectories, seed, block, progress, executor))
