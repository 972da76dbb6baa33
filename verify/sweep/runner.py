"""What runs points: worker processes here, or something else that keeps to this protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from verify.sweep.outcome import FAILED, Outcome, compute, failed
from verify.sweep.point import Point

ATTEMPTS = 2  # of a point whose worker was lost


class Runner(Protocol):
    """Computes points wherever it likes; it touches no store."""

    def run(self, points: Sequence[Point]) -> Iterator[tuple[Point, Outcome]]:
        """Each point once, in any order, as it comes. A lost worker is made up for; only what is lost ATTEMPTS times fails."""
        ...

    def close(self) -> None:
        """None; whatever was started has ended."""
        ...


class Here:
    """A runner that computes in this process, which a dying kernel takes with it: for a few quick points."""

    def run(self, points: Sequence[Point]) -> Iterator[tuple[Point, Outcome]]:
        """Each point once, in order."""
        for point in points:
            yield point, compute(point.task())

    def close(self) -> None:
        """None; nothing was started."""


def agreed(point: Point, found: Outcome, where: str = "a worker") -> Outcome:
    """The outcome, or a failure where other code computed it than the point's key says."""
    if found.version == point.version or found.status == FAILED:
        return found
    if not found.version:  # it had no kernel to ask: no word of the kernel's, whatever it says
        return failed(found.sentence)
    return failed(f"{where} must run the code of this sweep, but runs another version; install the same everywhere, or start again",
                  found.version)
