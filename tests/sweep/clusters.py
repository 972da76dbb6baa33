"""Real clusters for the tests, on the loopback: one of Dask's own, and one of a scheduler and workers that are started one by one."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 120.0  # seconds after which something counts as hanging; no test measures a time
PROGRAM = "import sys; from distributed.cli.{0} import main; sys.argv[0] = '{0}'; sys.exit(main())"


@contextlib.contextmanager
def local(workers: int) -> Iterator[str]:
    """The address of a LocalCluster of several worker processes."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1",
                      silence_logs=60) as found:
        yield found.scheduler_address


@dataclass
class Started:
    """A scheduler and workers, each a process of its own; folder: where they may write."""

    folder: Path
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def begin(self, workers: int) -> None:
        """None; the scheduler answers, and so many workers are with it."""
        told = self.folder / "scheduler.json"
        self.scheduler = self._started("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                                       "--scheduler-file", str(told))
        deadline = time.monotonic() + PATIENCE
        while not self.address:
            assert time.monotonic() < deadline and self.scheduler.poll() is None, "the scheduler does not start"
            with contextlib.suppress(OSError, ValueError):
                self.address = json.loads(told.read_text())["address"]
            time.sleep(0.05)
        if workers:
            self.join(workers)

    def join(self, workers: int) -> None:
        """None; so many workers more are with it."""
        from distributed import Client

        for _ in range(workers):
            self.add()
        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(len(self.workers), timeout=PATIENCE)

    def add(self) -> subprocess.Popen[bytes]:
        """A worker more, without a nanny: who kills it, kills it for good."""
        self.workers.append(self._started(
            "dask_worker", self.address, "--host", "127.0.0.1", "--no-dashboard", "--no-nanny", "--nthreads", "1", "--death-timeout", "60",
            "--local-directory", str(self.folder)))
        return self.workers[-1]

    def end(self) -> None:
        """None; no process is left."""
        for process in [*self.workers, *([] if self.scheduler is None else [self.scheduler])]:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _started(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", PROGRAM.format(program), *arguments]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder, start_new_session=True)


@contextlib.contextmanager
def started(folder: Path, workers: int) -> Iterator[Started]:
    """A scheduler and so many workers, started one by one; all are ended."""
    found = Started(folder)
    try:
        found.begin(workers)
        yield found
    finally:
        found.end()


def children(pid: int) -> list[int]:
    """The processes that a process has started and that are still there."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields: Any = path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == pid and fields[0] != "Z":
                found.append(int(path.parent.name))
    return found
