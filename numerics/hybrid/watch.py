"""Whether trajectories stay where the formulas of a model are regular.

A step jumps over a pole, so that nothing that is evaluated shows it. Hence for every condition of `derive.regular_points`:

- on one variable alone: its argument is enclosed in balls over all that the variable has passed through, the start included;
- on several: at every step of every trajectory it must keep the sign that it has at the mean of the start, and be farther from 0, to
  first order, than the step moves.

Both leave the room of one step: a step is then shorter than the distance to what is singular, and crossings between two points of a noisy
path are not missed. Kinks count: where a force jumps, the distance between runs with two steps may vanish by chance, and is no error bar.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from types import TracebackType
from typing import Any

import numpy as np

from derive.formula import typed
from derive.formula_overflow import without_overflow
from numerics.hybrid.domain import REMEDY, Domain
from numerics.hybrid.trajectories import Trajectories
from numerics.lower import lower_together
from numerics.phase_space.grid import Array


class NotFinite(ArithmeticError):
    """A formula was not finite at a point of a trajectory; reached: between which values, (2, k), where known."""

    reached: Array | None = None


@dataclass
class Watch:
    """What some trajectories pass through. z: (k, N) at the start. mean: of the start, (k,).

    reach: the least and the largest value of each variable for each trajectory, and the room of one step, (2, k, N); None without
    conditions. As a context it tells a `NotFinite` where the trajectories were.
    """

    domain: Domain
    mean: Array
    z: Array
    reach: Array | None = field(init=False)

    def __post_init__(self) -> None:
        self.is_on = bool(self.domain.along or self.domain.across)
        self.reach = np.array([self.z, self.z]) if self.is_on else None
        self.before = self.z.copy() if self.is_on else self.z
        self.signs = [_sign(kernel, self.mean) for kernel in _kernels(self.domain)] if self.domain.across else []
        self._require_across(self.z, np.zeros(self.z.shape[1]))

    def __call__(self, z: Array) -> None:
        """None; z: where the trajectories are now. Raises: ArithmeticError where one passes, or is about to pass, what is singular."""
        self.z = z
        if not math.isfinite(z.sum()):
            raise NotFinite("the positions must be finite, but are not")
        if self.reach is None:
            return
        moved = np.abs(z - self.before)
        for points in (self.before, z):
            np.minimum(self.reach[0], points - moved, out=self.reach[0])
            np.maximum(self.reach[1], points + moved, out=self.reach[1])
        self._require_across(z, np.sqrt((moved * moved).sum(axis=0)))
        np.copyto(self.before, z)

    def _require_across(self, z: Array, moved: Array) -> None:
        for condition, kernel, at in zip(self.domain.across, _kernels(self.domain) if self.signs else [], self.signs, strict=False):
            try:
                value, *slopes = kernel(*z)
                room = moved * np.sqrt(sum(slope * slope for slope in slopes))
                clear = (at * value > room) if at > 0 or (at < 0 and not condition.is_root) else np.zeros(z.shape[1], dtype=bool)
            except ArithmeticError:
                clear = np.zeros(z.shape[1], dtype=bool)
            if not clear.all():
                point = z[:, int(np.argmin(clear))]
                place = ", ".join(f"{name} = {x:.4g}" for name, x in zip(self.domain.variables, point, strict=True))
                raise ArithmeticError(
                    f"the formulas must be regular wherever trajectories go, but {typed(condition.term)} is singular where "
                    f"{typed(condition.argument)} = 0, and a trajectory at {place} is beyond that, or nearer than it moves in one step; "
                    f"take a shorter time or step, {REMEDY}")

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, NotFinite):
            ends = np.array([self.z, self.z]) if self.reach is None else np.concatenate([self.reach, [self.z, self.z]])
            error.reached = np.array([ends.min(axis=(0, 2)), ends.max(axis=(0, 2))])


@lru_cache(maxsize=64)
def _kernels(domain: Domain) -> list[Callable[..., list[Any]]]:
    """The argument and its derivatives, for each condition on several variables."""
    found = []
    for each in domain.across:
        parts = [each.argument, *(each.argument.diff(z) for z in domain.variables)]
        found.append(lower_together([without_overflow(part) for part in parts], domain.variables))
    return found


def _sign(kernel: Callable[..., list[Any]], mean: Array) -> float:
    try:
        return float(np.sign(kernel(*mean[:, None])[0][0]))
    except ArithmeticError:
        return 0.0


def looked_after(domain: Domain, mean: Array, spread: Array, compute: Callable[[], Trajectories]) -> Trajectories:
    """The trajectories. Raises: ArithmeticError where start or trajectories cover a singular point, and where numbers overflow."""
    domain.require_start(mean, spread)
    try:
        found = compute()
    except NotFinite as error:
        if error.reached is not None:
            domain.require_reached(mean, error.reached)
        raise ArithmeticError(_overflow(domain, error.reached)) from error
    if found.reach is not None:
        domain.require_reached(mean, np.array([found.reach[0].min(axis=1), found.reach[1].max(axis=1)]))
    return found


def _overflow(domain: Domain, reached: Array | None) -> str:
    """The sentence where formulas, regular wherever trajectories went, were not finite: numbers got too large, or a step too long."""
    said = ""
    if reached is not None:
        i = int(np.argmax(np.nan_to_num(np.abs(reached).max(axis=0), nan=math.inf)))
        far = float(np.abs(reached[:, i]).max())
        said = f" after {domain.variables[i]} got " + (f"as far as {far:.2g}" if math.isfinite(far) else "beyond the largest")
    if domain.along or domain.across:
        return (f"the formulas must be finite wherever a step is evaluated, but are not{said}: the particle runs away, or a step ends "
                f"beyond a singular point; take a shorter time or step, or {REMEDY}")
    return (f"numbers must stay in the range of doubles, but overflow{said}: the formulas are regular everywhere, and the particle runs "
            "away, or its steps are too long; take a shorter time or step, or a potential that holds it")


def finite(kernel: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """The kernel, whose refusal of a value that is not finite is a `NotFinite`."""

    def told(*values: Any) -> list[Any]:
        try:
            return kernel(*values)
        except ArithmeticError as error:
            raise NotFinite(str(error).replace("**", "^")) from error

    return told
