"""What a simulation is at: one line of a terminal that is written over; elsewhere, where that is asked for, a line now and then."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from verify.progress import every, spell

WIDTH, PAUSE = 78, 0.2  # columns at most; seconds between two lines of a terminal
EVERY = 10.0  # seconds between two lines elsewhere, and before a forecast


@dataclass
class Shown:
    """The line; `on`: whether there is one; `last`: when it was written; `text`: what it says; `end`: the stage's, as expected."""

    on: bool
    last: float = -PAUSE
    text: str = ""
    end: float | None = None

    def stage(self, text: str) -> None:
        """None; the line says that a stage begins, whose length is not known."""
        self.end = None
        self._write(f"{text} ...")

    def steps(self, text: str, done: int, total: int, end: float | None = None) -> None:
        """None; the line says how far a stage is, and when it is expected to end."""
        self.text, self.end = f"{text}: {done} of {total}", end
        if done == total or time.monotonic() - self.last > PAUSE:
            self._write(self.text)

    def left(self) -> str:
        """How long the stage still takes; nothing where that is not known, or where it takes longer than was expected."""
        rest = 0.0 if self.end is None else self.end - time.monotonic()
        return f" (about {spell(rest)} left)" if rest > 0 else ""

    def clear(self) -> None:
        """None; the line is empty."""
        self.end = None
        self._write("")

    def _write(self, text: str) -> None:
        self.text = text
        if self.on:
            self.last, text = time.monotonic(), text + self.left()
            room = min(WIDTH, shutil.get_terminal_size((80, 24)).columns - 2)  # a line that runs over cannot be written over
            print(f"\r{text[:room]:<{room}}\r", end="", file=sys.stderr, flush=True)


@dataclass
class Forecast:
    """The steps of one stage after another with the time that the stage still takes, as if all its steps took the same."""

    line: Shown
    done: int = 0
    start: float = field(default_factory=time.monotonic)

    def steps(self, text: str, done: int, total: int) -> None:
        """None; the line says how far the stage is, and what is left of it. What goes back to fewer steps is the next stage."""
        now = time.monotonic()
        if done < self.done:
            self.start = now
        self.done, spent = done, now - self.start
        late = spent > EVERY and done < total
        least = f" (more than {spell(spent * total)} left)" if late and not done else ""
        self.line.steps(text + least, done, total, now + spent / done * (total - done) if late and done else None)


def shown() -> Shown:
    """The line of this run."""
    return Shown(bool(sys.stderr and sys.stderr.isatty()))


@contextlib.contextmanager
def now_and_then(line: Shown) -> Iterator[None]:
    """While it lasts, what the line would say is printed to stderr every EVERY seconds, with the time spent, where there is no line."""
    if line.on or not sys.stderr:
        yield
        return

    def tell(spent: str) -> None:
        if line.text:
            print(f"ehrenfest: {line.text.removesuffix(' ...')}{line.left()}, {spent} so far", file=sys.stderr, flush=True)

    with every(EVERY, tell):
        yield
