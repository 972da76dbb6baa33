"""How many cells a search may take, where its caller names no number: the usual ones, or several times as many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MOST = 10**6  # cells: of some kilobytes each at most
_TIMES = ContextVar("_TIMES", default=1)


@contextmanager
def effort(times: int) -> Iterator[None]:
    """None; in the block a search may take so many times its usual cells, up to MOST."""
    token = _TIMES.set(times)
    try:
        yield
    finally:
        _TIMES.reset(token)


def cells(usual: int) -> int:
    """The cells that a search may take.

    >>> with effort(3):
    ...     cells(4000), cells(400_000), cells(2_000_000)
    (12000, 1000000, 2000000)
    """
    return max(usual, min(usual * _TIMES.get(), MOST))
