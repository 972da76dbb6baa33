"""A sweep: what the store has is read, what is missing is computed, and each result is kept as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from verify.sweep.outcome import FAILED, REFUSED
from verify.sweep.plan import Plan
from verify.sweep.point import Point
from verify.sweep.runner import Runner
from verify.sweep.store import Record, Store


class Progress(Protocol):
    """Who is told how far a sweep is."""

    def begin(self, points: Sequence[Point]) -> None:
        """None; these points will be computed."""
        ...

    def done(self, point: Point) -> None:
        """None; this one is."""
        ...


@dataclass
class Sweep:
    """A sweep and what is known of it: records by key, and of points that failed the reason.

    computed: how many points this run computed; kept: how many the store had. damaged: what was wrong with it, in sentences.
    """

    plan: Plan
    records: dict[str, Record]
    failures: dict[str, str] = field(default_factory=dict)
    computed: int = 0
    kept: int = 0
    damaged: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many points have no result."""
        return len(self.plan.points) - len(self.records)

    @property
    def refused(self) -> int:
        """How many points have a reason for a result."""
        return sum(record.status == REFUSED for record in self.records.values())


def known(plan: Plan, store: Store, *, retry: bool = False) -> Sweep:
    """What the store has of the sweep; retry: refusals count as missing."""
    found = {key: record for key in plan.points if (record := store.get(key)) is not None}
    kept = {key: record for key, record in found.items() if not (retry and record.status == REFUSED)}
    return Sweep(plan, kept, kept=len(kept), damaged=tuple(store.damaged))


def run(plan: Plan, store: Store, runner: Runner, *, retry: bool = False, progress: Progress | None = None) -> Sweep:
    """The sweep, with all points computed that the store does not have.

    Raises: UsageError where the store cannot be written to. What came before that, or before an interrupt, is kept.
    """
    found = known(plan, store, retry=retry)
    missing = [point for key, point in plan.points.items() if key not in found.records]
    if progress is not None:
        progress.begin(missing)
    try:
        for point, outcome in runner.run(missing) if missing else ():
            if outcome.status == FAILED:
                found.failures[point.key] = outcome.sentence
            else:
                store.put(point, outcome)
                record = store.get(point.key)
                if record is not None:
                    found.records[point.key] = record
                    found.computed += 1
                else:
                    found.failures[point.key] = "the result was written and cannot be read again; see the disk"
            if progress is not None:
                progress.done(point)
    finally:
        runner.close()
    found.damaged = tuple(store.damaged)
    return found

