"""The same sweep on a Dask cluster: its workers run the points, and this process keeps what comes.

At most WINDOW points are with the cluster at a time. A worker that is lost gives its points back to the scheduler, which has them run
elsewhere, as often as its setting `distributed.scheduler.allowed-failures` says. The results are pickles: a cluster that cannot be
trusted must not be used.

Source: the interface is that of Dask's documentation of `distributed.Client`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import re
import time
import uuid
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verify.sweep import crew, version
from verify.sweep.outcome import Outcome, failed
from verify.sweep.point import Point
from verify.sweep.runner import agreed
from verify.usage import UsageError

ADDRESS = re.compile(r"((tcp|tls|ucx|ws|wss)://)?(\[[0-9a-fA-F:]{2,45}\]|[A-Za-z0-9._-]{1,253}):\d{1,5}", re.ASCII)
CONNECT, ALONE = 5.0, 60.0  # seconds for the scheduler to answer, and that a cluster without any worker is waited for
WINDOW = 1024  # more points than most clusters have threads; their results wait on the workers until they are fetched
EXTRA = "`--scheduler` must have the library of Dask, but Python finds none; install ehrenfest[cluster], or leave it out"
WRONG = "`--scheduler` must be the address of a Dask scheduler, such as tcp://127.0.0.1:8786, but is {0!r}"
SILENT = ("`--scheduler` must be the address of a Dask scheduler that answers, but {0} does not; "
          "start one with: dask scheduler, and workers with: dask worker {0}")
DIFFERENT = ("`--scheduler` must have workers that run the code of this sweep, but {0} another version; "
             "install the same everywhere, and start them again")
UNABLE = "`--scheduler` must have workers that have ehrenfest installed, but {0} cannot run it: {1}"
EMPTY = "the cluster must have a worker, but had none for {0:.0f} seconds; start some with: dask worker {1}"
GONE = "the scheduler at {0} must answer until the end, but is gone; the same command goes on from what is kept"
DIED = "the workers of the cluster must return a result, but {0} of them were lost at this point, out of memory perhaps; --memory bounds it"
RAISED = "the worker must be able to run the point, but raised {0}: {1}; see that ehrenfest is the same everywhere"
LOUD = ("distributed", "tornado", "asyncio")  # what they log of a connection that is lost is said in a sentence


@dataclass
class Cluster:
    """A runner. address: of the scheduler. memory: bytes of address space for each process that computes; None for no limit.

    Raises: UsageError without the library, or where nothing at the address answers.
    """

    address: str
    memory: int | None = None
    patience: float = ALONE
    client: Any = None
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    silenced: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def __post_init__(self) -> None:
        if not ADDRESS.fullmatch(self.address):
            raise UsageError(WRONG.format(self.address[:80]))
        try:
            from distributed import Client
        except ImportError as error:
            raise UsageError(EXTRA) from error
        self.silenced.enter_context(_silent())
        try:
            with ThreadPoolExecutor(1) as apart:  # a thread of its own: the caller may have a loop that runs, as a notebook has
                apart.submit(asyncio.run, _answers(self.address)).result()
            self.client = Client(self.address, timeout=CONNECT, set_as_default=False, name="ehrenfest")
        except (OSError, ValueError, ImportError, RuntimeError) as error:  # TimeoutError is an OSError
            self.close()
            raise UsageError(SILENT.format(self.address)) from error
        except BaseException:
            self.close()
            raise

    def run(self, points: Sequence[Point]) -> Iterator[tuple[Point, Outcome]]:
        """Each point once, as it comes. Raises: UsageError where the workers cannot run them."""
        try:
            yield from self._run(points)
        finally:
            self.close()

    def close(self) -> None:
        """None; nothing of the sweep runs on the cluster any more, and the connection is closed."""
        client, self.client = self.client, None
        if client is not None:
            with contextlib.suppress(Exception):  # a cluster that is gone runs nothing
                if client.status == "running":
                    client.cancel(list(client.futures.values()), force=True)
            with contextlib.suppress(Exception):
                if client.status == "running":
                    client.run(crew.end, self.name, self.memory, on_error="ignore")
            with contextlib.suppress(Exception):
                client.close(timeout=CONNECT)
        self.silenced.close()

    def _run(self, points: Sequence[Point]) -> Iterator[tuple[Point, Outcome]]:
        waiting, under_way, ready = deque(points), dict[Any, Point](), queue.SimpleQueue[Any]()
        seen = time.monotonic()  # a worker, last
        self._examine(points, self._workers(seen + self.patience))
        while waiting or under_way:
            while waiting and len(under_way) < WINDOW:
                point = waiting.popleft()
                future = self.client.submit(crew.answer, self.name, self.memory, _task(point), pure=False, retries=0)
                under_way[future.key] = point
                future.add_done_callback(ready.put)
            try:
                future = ready.get(timeout=1.0)
            except queue.Empty:
                seen = time.monotonic() if self._workers() else seen
                if self.client.status in ("running", "connecting") and time.monotonic() < seen + self.patience:
                    continue
                reason = EMPTY.format(self.patience, self.address) if self.client.status == "running" else GONE.format(self.address)
                break
            found = self._found(future, under_way[future.key])
            if found is None:
                reason = GONE.format(self.address)
                break
            yield under_way.pop(future.key), found
        for point in (*under_way.values(), *waiting):
            yield point, failed(reason)

    def _found(self, future: Any, point: Point) -> Outcome | None:
        """The outcome of a point whose future is done; None where the connection was lost."""
        from distributed import KilledWorker

        try:
            outcome, where = future.result()
        except KilledWorker as error:
            return failed(DIED.format(getattr(error, "allowed_failures", 0) + 1))
        except Exception as error:
            if future.cancelled() or self.client.status != "running":
                return None
            return failed(RAISED.format(type(error).__name__, str(error)[:200]))
        return agreed(point, outcome, f"the worker at {where}")

    def _workers(self, until: float = 0.0) -> list[str]:
        """The addresses of the workers; waits for the first one until then."""
        while True:
            with contextlib.suppress(Exception):  # a connection that is lost is seen by its status
                found = list(self.client.nthreads()) if self.client.status == "running" else []
                if found:
                    return found
            if time.monotonic() >= until:
                return []
            time.sleep(0.1)

    def _examine(self, points: Sequence[Point], workers: Sequence[str]) -> None:
        """None. Raises: UsageError where there is no worker yet, or one that runs other code; a later one fails its points."""
        if not workers:
            raise UsageError(f"`--scheduler`: {EMPTY.format(self.patience, self.address)}")
        for kernel, folder, expected in {(each.kernel, _absolute(each.folder), each.version) for each in points}:
            said = self.client.run(version.of, kernel, folder, workers=list(workers), on_error="return")
            unable = {where: each for where, each in said.items() if not isinstance(each, str)}
            for where, error in sorted(unable.items()):
                raise UsageError(UNABLE.format(where, f"{type(error).__name__}: {str(error)[:200]}"))
            others = sorted(where for where, each in said.items() if each != expected)
            if others:
                verb = " and others run" if others[4:] else " runs" if len(others) == 1 else " run"
                raise UsageError(DIFFERENT.format(", ".join(others[:4]) + verb))


async def _answers(address: str) -> None:
    """None. Raises: OSError where nobody speaks as a scheduler does: `Client` waits for ever for one who takes the call and is silent."""
    from distributed import Security
    from distributed.core import connect

    comm = await asyncio.wait_for(connect(address, timeout=CONNECT, **Security().get_connection_args("client")), CONNECT)
    comm.abort()


def _task(point: Point) -> dict[str, Any]:
    return {**point.task(), "folder": _absolute(point.folder)}


def _absolute(folder: str | None) -> str | None:
    """The folder, for a process that is somewhere else."""
    return None if folder is None else str(Path(folder).resolve())


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """What the library logs and warns of goes nowhere meanwhile."""
    names = [name for name in list(logging.root.manager.loggerDict) if name.split(".")[0] in LOUD]
    before = {name: logging.getLogger(name).level for name in names}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            for name, level in before.items():
                logging.getLogger(name).setLevel(level)
