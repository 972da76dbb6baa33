"""An end to what takes too long, by CPU time."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any

AGAIN = 0.5  # seconds after which an alarm that was swallowed on its way up is repeated


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

    def late(*_: Any) -> None:
        raise Late

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
