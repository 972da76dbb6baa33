"""Worker processes, one point at a time each: one that is lost takes its own point with it and no other."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from numerics import cores
from verify.sources import ROOT
from verify.sweep import frames
from verify.sweep.outcome import Outcome, failed
from verify.sweep.point import Point
from verify.sweep.runner import ATTEMPTS, agreed
from verify.usage import UsageError

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", cores.VARIABLE)  # one each: the cores have other workers
LOST = "the worker process must return a result, but ended with {0}, {1} times; its other points are not touched"

TIGHT = "; --memory may be too small"


@dataclass
class Worker:
    """A process, and the point it is at with the number of the attempt."""

    process: subprocess.Popen[bytes]
    at: tuple[Point, int] | None = None

    def give(self, point: Point, attempt: int) -> None:
        """None; the worker has the point. One that is gone is noticed when it should answer."""
        self.at = (point, attempt)
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):
                frames.send(self.process.stdin, point.task())

    def take(self) -> Outcome:
        """The outcome of its point. Raises: EOFError where the process has ended."""
        if self.process.stdout is None:
            raise EOFError
        return frames.receive_outcome(self.process.stdout)

    def end(self) -> str:
        """How the process has ended, in words; it is made to."""
        with contextlib.suppress(OSError):
            self.process.kill() if self.process.poll() is None else None
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return _ended(self.process.wait())


def begun(memory: int | None) -> Worker:
    """A new worker process; memory: bytes of address space that it may use. Raises: OSError where the system starts none."""
    environment = {**os.environ, **dict.fromkeys(THREADS, "1")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), environment.get("PYTHONPATH"))))
    command = [sys.executable, "-P", "-m", "verify.sweep.worker", *([] if memory is None else [str(memory)])]
    return Worker(subprocess.Popen(  # a session of its own: an interrupt of the terminal is for this process alone
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, start_new_session=True))


@dataclass
class Processes:
    """A runner. jobs: how many processes. memory: bytes of address space that each may use; None for no limit."""

    jobs: int
    memory: int | None = None
    workers: list[Worker] = field(default_factory=list)

    def run(self, points: Sequence[Point]) -> Iterator[tuple[Point, Outcome]]:
        """Each point once, as it comes. Raises: UsageError where no process can be started."""
        waiting = deque((point, 1) for point in points)
        with selectors.DefaultSelector() as ready:
            try:
                while waiting or any(each.at for each in self.workers):
                    self._employ(waiting, ready)
                    for key, _ in ready.select():
                        worker: Worker = key.data
                        if worker.at is None:  # it can only have ended
                            self._lost(worker, ready, waiting)
                            continue
                        point = worker.at[0]
                        outcome: Outcome | None
                        try:
                            outcome = agreed(point, worker.take())
                            worker.at = None
                        except (EOFError, ValueError, TypeError):
                            outcome = self._lost(worker, ready, waiting)
                        if outcome is not None:
                            yield point, outcome
            finally:
                self.close()

    def close(self) -> None:
        """None; no process is left."""
        while self.workers:
            self.workers.pop().end()

    def _employ(self, waiting: deque[tuple[Point, int]], ready: selectors.BaseSelector) -> None:
        """None; every worker has a point, and there are as many as there may be, and points for them."""
        while waiting:
            worker = next((each for each in self.workers if each.at is None), None)
            if worker is None and len(self.workers) < self.jobs:
                worker = self._started(ready)
            if worker is None:
                return
            worker.give(*waiting.popleft())

    def _started(self, ready: selectors.BaseSelector) -> Worker | None:
        """A new worker; None where the system starts no more, but some run. Raises: UsageError where none does."""
        try:
            worker = begun(self.memory)
        except OSError as error:
            if self.workers:
                return None
            raise UsageError(f"`--jobs` must be as many processes as the system starts, but it starts none: {error.strerror}") from error
        self.workers.append(worker)
        ready.register(worker.process.stdout, selectors.EVENT_READ, worker)  # type: ignore[arg-type]
        return worker

    def _lost(self, worker: Worker, ready: selectors.BaseSelector, waiting: deque[tuple[Point, int]]) -> Outcome | None:
        """The failure of the worker's point, or None where that is tried again."""
        ready.unregister(worker.process.stdout)  # type: ignore[arg-type]
        self.workers.remove(worker)
        how = worker.end()
        if worker.at is None:
            return None
        point, attempt = worker.at
        if attempt < ATTEMPTS:
            waiting.append((point, attempt + 1))
            return None
        return failed(LOST.format(how, ATTEMPTS) + (TIGHT if self.memory is not None else ""))


def _ended(status: int) -> str:
    if status == -signal.SIGKILL:
        return "signal 9, out of memory perhaps: fewer --jobs may help"
    if status < 0:
        with contextlib.suppress(ValueError):
            return f"signal {-status} ({signal.Signals(-status).name})"
    return f"exit status {status}"
