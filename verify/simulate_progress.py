"""What a simulation is at, in one line of a terminal that is written over; nothing where stderr is no terminal."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import dataclass

WIDTH, PAUSE = 78, 0.2  # columns at most; seconds between two lines


@dataclass
class Shown:
    """The line; `on`: whether there is one; `last`: when it was written."""

    on: bool
    last: float = -PAUSE

    def stage(self, text: str) -> None:
        """None; the line says that a stage begins, whose length is not known."""
        self._write(f"{text} ...")

    def steps(self, text: str, done: int, total: int) -> None:
        """None; the line says how far a stage is."""
        if done == total or time.monotonic() - self.last > PAUSE:
            self._write(f"{text}: {done} of {total}")

    def clear(self) -> None:
        """None; the line is empty."""
        self._write("")

    def _write(self, text: str) -> None:
        if self.on:
            self.last = time.monotonic()
            room = min(WIDTH, shutil.get_terminal_size((80, 24)).columns - 2)  # a line that runs over cannot be written over
            print(f"\r{text[:room]:<{room}}\r", end="", file=sys.stderr, flush=True)


def shown() -> Shown:
    """The line of this run."""
    return Shown(bool(sys.stderr and sys.stderr.isatty()))
