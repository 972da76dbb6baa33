"""The processes that compute for a sweep on one machine of a cluster: a point is computed as it is without one, and dies as it does.

A worker of the cluster computes nothing itself. It hands points to processes of its own, one for each of its threads that is busy: what
a kernel does to its process, to the worker it does not, and several threads do not share what a library keeps for a whole process.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from verify.sweep.outcome import Outcome, failed
from verify.sweep.point import Point
from verify.sweep.processes import LOST, TIGHT, Worker, begun
from verify.sweep.runner import ATTEMPTS

NONE = "a worker of the cluster must be able to start processes, but cannot: {0}"
OVER = "the sweep has ended"


@dataclass
class Crew:
    """memory: bytes of address space for each process, None for no limit. closed: nobody waits for it any more."""

    memory: int | None
    idle: list[Worker] = field(default_factory=list)
    busy: list[Worker] = field(default_factory=list)
    closed: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, task: Mapping[str, Any]) -> Outcome:
        """The outcome of a point, `Point.task`; a process that is lost is made up for, ATTEMPTS times in all."""
        point, how = Point(task["kernel"], task["parameters"], "", task["folder"]), ""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                worker = self._taken()
            except OSError as error:
                return failed(NONE.format(error.strerror))
            if worker is None:
                break
            try:
                worker.give(point, attempt)
                found = worker.take()
            except (EOFError, OSError, ValueError, TypeError):
                self._given(worker, whole=False)
                how = worker.end()
            else:
                self._given(worker, whole=True)
                return found
        return failed(OVER if self.closed else LOST.format(how, ATTEMPTS) + (TIGHT if self.memory is not None else ""))

    def close(self) -> None:
        """None; no process is left, in the middle of a point either."""
        with self.lock:
            self.closed, idle, self.idle = True, self.idle, []
            for worker in self.busy:  # whose thread reads the end of its answers, and buries it
                worker.process.kill()
        for worker in idle:
            worker.end()

    def _taken(self) -> Worker | None:
        """A process for one point; None once closed. Raises: OSError where none can be started."""
        with self.lock:
            if self.closed:
                return None
            worker = self.idle.pop() if self.idle else begun(self.memory)
            self.busy.append(worker)
            return worker

    def _given(self, worker: Worker, whole: bool) -> None:
        """None; the process is free again, or ended where it is of no more use."""
        with self.lock:
            self.busy.remove(worker)
            kept = whole and not self.closed
            if kept:
                self.idle.append(worker)
        if whole and not kept:
            worker.end()


@lru_cache(maxsize=4)  # of a sweep that was killed nothing comes any more: its processes end when it is forgotten
def crew(sweep: str, memory: int | None) -> Crew:
    """The crew of a sweep, by a name that no other has, on this worker."""
    return Crew(memory)


def answer(sweep: str, memory: int | None, task: Mapping[str, Any]) -> tuple[Outcome, str]:
    """The outcome of a point and the address of the worker: what a cluster runs."""
    from distributed import get_worker

    return crew(sweep, memory).answer(task), str(get_worker().address)


def end(sweep: str, memory: int | None) -> None:
    """None; the crew of the sweep has no process left on this worker, and gets none."""
    crew(sweep, memory).close()
