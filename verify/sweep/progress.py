"""How far a sweep is, in one line of a terminal, with the time that is left: by the cost of points where the kernel knows it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from verify.progress import spell
from verify.simulate_progress import Shown
from verify.sweep.point import Point


@dataclass
class Told:
    """The line. Error: the time left is as if cost were time, which it is roughly."""

    line: Shown
    total: int = 0
    made: int = 0
    cost: float = 0.0
    spent: float = 0.0
    start: float = field(default_factory=time.monotonic)

    def begin(self, points: Sequence[Point]) -> None:
        """None; the line says how many points there are."""
        self.total, self.cost, self.start = len(points), sum(point.cost for point in points), time.monotonic()
        if points:
            self.line.stage(f"{self.total} point{'s' * (self.total > 1)} to compute")

    def done(self, point: Point) -> None:
        """None; one more is."""
        self.made, self.spent = self.made + 1, self.spent + point.cost
        left = (time.monotonic() - self.start) / self.spent * max(self.cost - self.spent, 0.0)
        self.line.steps(f"about {spell(left)} left, points", self.made, self.total)
