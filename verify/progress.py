"""How far an audit is, or how long something has taken, in one line of a terminal that is written over; nothing elsewhere."""

from __future__ import annotations

import contextlib
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from verify.paper import Loaded

SECOND = 1.0  # between two lines of what is waited for


@dataclass
class Progress:
    """The line; `on`: whether there is one; `total`: checks to be made in all papers; `done`: those that are made.

    Error: the time left is that of the checks made so far, each the mean of them; checks differ a thousandfold.
    """

    on: bool
    total: int = 0
    done: int = 0
    start: float = field(default_factory=time.monotonic)

    def begin(self, papers: Sequence[tuple[Loaded, Sequence[str]]], fresh: bool) -> None:
        """None; the checks to be made are counted, and the line says how many there are."""
        if self.on:
            from verify.ledger import pending

            self.total = sum(len(pending(loaded, labels, fresh=fresh)) for loaded, labels in papers)
            if self.total:
                _write(f"{self.total} {'claims' if self.total > 1 else 'claim'} to check")

    def paper(self, key: str) -> Callable[[int, int, str], None] | None:
        """What the ledger calls after each check of a paper, with the number done, their total and the label."""
        if not self.on:
            return None

        def made(done: int, total: int, label: str) -> None:
            self.done += 1
            left = (time.monotonic() - self.start) / self.done * max(self.total - self.done, 0)
            _write(f"{self.done} of {max(self.total, self.done)} checked, about {spell(left)} left ({key}:{label})")

        return made

    def clear(self) -> None:
        """None; the line is empty."""
        if self.on and self.total:
            _write("")


def _write(text: str) -> None:
    """None; the line is the text, as far as it fits."""
    room = max(shutil.get_terminal_size((80, 24)).columns - 2, 10)
    print(f"\r{text[:room]:<{room}}\r", end="", file=sys.stderr, flush=True)


@contextlib.contextmanager
def waiting(what: str, most: float) -> Iterator[None]:
    """Meanwhile the line says what is waited for, how long so far, and how many seconds of CPU time it takes at most.

    In the end it is empty.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    try:
        with every(SECOND, lambda spent: _write(f"{what}: {spent}, at most {spell(most)} of CPU time")):
            yield
    finally:
        _write("")


@contextlib.contextmanager
def every(seconds: float, tell: Callable[[str], None]) -> Iterator[None]:
    """Meanwhile a thread calls `tell` again and again after so many seconds, with the time spent so far, spelt; none is left after it."""
    over, start = threading.Event(), time.monotonic()

    def keep_telling() -> None:
        while not over.wait(seconds):
            tell(spell(time.monotonic() - start))

    thread = threading.Thread(target=keep_telling, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def spell(seconds: float) -> str:
    """'40 s', '5 min' or '2 h'."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
