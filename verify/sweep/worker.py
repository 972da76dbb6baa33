"""The program of a worker process, `python -m verify.sweep.worker [BYTES]`: points come on stdin, outcomes go to stdout.

BYTES: the most address space that it may use. It ends with its stdin, in the middle of a point too: nobody is left to tell.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from typing import IO, Any

from verify.sweep import frames
from verify.sweep.outcome import compute


def main(arguments: list[str]) -> None:
    """None, once stdin has ended."""
    answers = os.fdopen(os.dup(1), "wb")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)  # what a library prints must not get between the answers
    tasks: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, tasks), daemon=True).start()
    if arguments:
        _limit(int(arguments[0]))
    while True:
        frames.send_outcome(answers, compute(tasks.get()))


def _listen(stream: IO[bytes], tasks: queue.SimpleQueue[dict[str, Any]]) -> None:
    try:
        while True:
            tasks.put(frames.receive(stream)[0])
    except (EOFError, OSError):
        os._exit(0)


def _limit(size: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main(sys.argv[1:])
