"""Pieces of one computation on all cores: NumPy lets other threads run while it works on arrays.

How a computation is cut into pieces does not depend on the number of cores, nor does the order in which results are used: these are the
same on every machine. A worker process computes alone, since its siblings have the other cores: one of `multiprocessing` is known as
such, others are told by VARIABLE.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from multiprocessing import parent_process
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")
VARIABLE = "EHRENFEST_CORES"
MOST = 8  # threads that hold a piece in memory


def cores() -> int:
    """How many threads of this process may compute at once: all cores that the system gives it, and no more than VARIABLE says.

    Raises: ValueError where VARIABLE is no number.
    """
    if parent_process() is not None:
        return 1
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    asked = os.environ.get(VARIABLE) or str(available)
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 5 and int(asked) > 0):
        raise ValueError(f"`{VARIABLE}` must be a whole number from 1 to 9999, but is {asked[:40]!r}; leave it out for all cores")
    return min(int(asked), available)


def in_order(function: Callable[[Piece], Result], pieces: Sequence[Piece]) -> Iterator[Result]:
    """function(piece) of each piece, in their order; no more pieces than threads are computed ahead.

    The function must be one that threads may call at once, and is called as if in this one: with the same `numpy.errstate`.
    Raises: what the function raises, once the pieces that were begun meanwhile are done; MemoryError where no thread can be started.
    """
    number = min(cores(), MOST, len(pieces))
    if number < 2:
        yield from map(function, pieces)
        return
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(number) as pool:
        try:
            for piece in pieces:
                waiting.append(_submitted(pool, function, piece))
                if len(waiting) > number:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for each in waiting:
                each.cancel()


def _submitted(pool: ThreadPoolExecutor, function: Callable[[Piece], Result], piece: Piece) -> Future[Result]:
    try:
        return pool.submit(copy_context().run, function, piece)
    except RuntimeError as error:
        raise MemoryError("a thread must start, but there is no room for it") from error


def done(function: Callable[[Piece], None], pieces: Sequence[Piece]) -> None:
    """None, once the function was called with each piece. Raises: as `in_order`."""
    deque(in_order(function, pieces), maxlen=0)


def slices(count: int, *, pieces: int, least: int = 1) -> list[slice]:
    """0 to `count`, cut into about equal pieces of at least `least`.

    >>> slices(10, pieces=3)
    [slice(0, 4, None), slice(4, 8, None), slice(8, 10, None)]
    """
    size = max(least, -(-count // pieces), 1)
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]
