"""stderr for the length of a command: where it cannot be written, what was to be said is lost, not the result or its exit status."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any


class _Forgiving:
    """A stream whose `write` and `flush` never raise OSError; a closed one takes all, and is false."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __bool__(self) -> bool:
        return self._stream is not None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def isatty(self) -> bool:
        return self._stream is not None and bool(self._stream.isatty())

    def write(self, text: str) -> int:
        if self._stream is not None:
            try:
                self._stream.write(text)
            except OSError:
                self._discard()
        return len(text)

    def flush(self) -> None:
        if self._stream is not None:
            try:
                self._stream.flush()
            except OSError:
                self._discard()

    def _discard(self) -> None:
        """None; what is left goes nowhere, so that the interpreter does not fail on it at its end."""
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


@contextlib.contextmanager
def forgiving() -> Iterator[None]:
    """None; in the block sys.stderr is a stream that never fails."""
    with contextlib.redirect_stderr(_Forgiving(sys.stderr)):
        yield
