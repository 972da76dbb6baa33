"""An end to what takes too long, by CPU time."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any

AGAIN = 0.5  # seconds after which an alarm that was put off, or swallowed on its way up, is repeated
LOCKED = ("importlib", "threading", "coverage")  # modules whose functions hold locks, which an exception in their midst would leave closed


class Late(BaseException):
    """The seconds are over. No `Exception`: nothing on the way up may take it for one of its own."""


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """None. Raises: Late in the block after so many seconds of CPU time, so that the answer does not depend on what else runs.

    Never where there are no alarms: off the main thread, or on Windows.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    block = sys._getframe(2)  # that of the `with`, above `contextlib`

    def late(_: int, frame: Any) -> None:
        if not _is_locked(frame, block):
            raise Late

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _is_locked(frame: Any, block: Any) -> bool:
    """Whether an import or a lock is under way in the frame or in one that called it, up to that of the block.

    Or a `__del__`, where an exception would be printed and lost.
    """
    while frame is not None and frame is not block:
        if frame.f_code.co_name == "__del__" or str(frame.f_globals.get("__name__", "")).lstrip("_").partition(".")[0] in LOCKED:
            return True
        frame = frame.f_back
    return False
