"""Commands started, disturbed and run again: what the tests of faults share.

A command runs in a fork of the test's process, which has imported everything, as the leader of a process group of its own: starting it
takes milliseconds, and killing the group leaves nothing behind. Its stdout and stderr are files.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import io
import json
import os
import random
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ehrenfest
from verify.cli import main
from verify.files import UNFINISHED

PATIENCE = 120.0  # seconds after which a command counts as hanging; no test measures a time
FILES = frozenset({"open", "os.mkdir", "os.rename", "os.remove", "os.chmod", "os.link", "os.truncate", "fcntl.flock", "tempfile.mkstemp"})
CAP_DAC_OVERRIDE, CAPABILITIES_VERSION = 1, 0x20080522  # linux/capability.h
Inside = Callable[[], object]
Program = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit status, or minus the signal that ended it; what it printed."""

    status: int
    out: str
    err: str

    def records(self) -> list[dict[str, Any]]:
        """The records printed by `--format json`, without the seconds: all that must be the same bit for bit."""
        return [{key: value for key, value in item.items() if key != "seconds"} for item in json.loads(self.out)["records"]]


@dataclass
class Running:
    """A command that runs; `pid` is its own and that of its process group."""

    pid: int
    folder: Path
    status: int | None = None

    def kill(self, number: int = signal.SIGKILL, *, alone: bool = False) -> bool:
        """Whether the command was still there to be killed; with its workers unless `alone`."""
        if self._ended():
            return False
        (os.kill if alone else os.killpg)(self.pid, number)
        return True

    def wait(self) -> Ended:
        """How it ended. Raises: AssertionError where it hangs."""
        deadline = time.monotonic() + PATIENCE
        while not self._ended():
            if time.monotonic() > deadline:
                os.killpg(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                raise AssertionError(f"the command hangs; it printed {self._text('err')!r}")
            time.sleep(0.002)
        return Ended(self.status or 0, self._text("out"), self._text("err"))

    def until(self, done: Callable[[], bool]) -> None:
        """Waits for something. Raises: AssertionError where it does not come; the command is then ended."""
        deadline = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > deadline:
                for pid in [*self.others(), *([] if self._ended() else [self.pid])]:
                    os.kill(pid, signal.SIGKILL)
                raise AssertionError(f"it never came; the command printed {self._text('err')!r}")
            time.sleep(0.005)

    def sweep_up(self) -> None:
        """What is left of its group is killed: its workers, where the command alone was."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def others(self) -> list[int]:
        """The processes of its group that are still there, itself left out."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            except OSError:  # gone meanwhile
                continue
            if int(fields[2]) == self.pid and fields[0] != "Z" and int(path.parent.name) != self.pid:
                found.append(int(path.parent.name))
        return found

    def _ended(self) -> bool:
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if pid else None
        return self.status is not None

    def _text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8", errors="replace")


def _command(arguments: Sequence[str]) -> int:
    return main(arguments, ehrenfest._raise)


def start(arguments: Sequence[str], folder: Path, inside: Sequence[Inside] = (), program: Program = _command) -> Running:
    """The command, started; `folder` takes what it prints, and `inside` are called in its process before it begins."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("out", "err"):  # here, since a kill may come before the child has
        (folder / name).write_bytes(b"")
    gc.freeze()  # the child's collector would touch, and so copy, every page that it shares
    pid = os.fork()
    if pid:
        gc.unfreeze()
        with contextlib.suppress(OSError):  # whichever of the two comes first: it must be a group before it can be killed
            os.setpgid(pid, pid)
        return Running(pid, folder)
    status = 70
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, ehrenfest._leave)  # as the command itself does, until all is imported
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(folder / name, os.O_WRONLY), number)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)  # what pytest had put there is its own
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        for change in inside:
            change()
        status = program(arguments)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


def run(arguments: Sequence[str], folder: Path, *inside: Inside) -> Ended:
    """How the command ended, undisturbed but for what `inside` does. Raises: AssertionError at a traceback."""
    ended = start(arguments, folder, inside).wait()
    assert "Traceback" not in ended.err, ended.err
    return ended


def here(arguments: Sequence[str]) -> Ended:
    """How the command ended, run in this process: where nothing is done to it, this is cheaper than a fork."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(arguments)
    return Ended(status, out.getvalue(), err.getvalue())


def killed_at(number: int) -> Inside:
    """The process kills itself just before its operation on files of that number, counted from 1."""

    def begin() -> None:
        left = number

        def hook(event: str, _: object) -> None:
            nonlocal left
            if event in FILES:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)

    return begin


def ended_after(number: int, seconds: float, *, interrupted: bool = False) -> Inside:
    """The process is ended so many seconds after its operation on files of that number, counted from 1, wherever it then is.

    No machine is too slow or too fast for that to come while it works. SIGALRM without a handler ends a process as SIGKILL does: no code
    of its runs any more, and workers are left to the caller, `Running.sweep_up`. An interrupt goes to its workers too, as a terminal's.
    """

    def begin() -> None:
        left, own = number, os.getpid()
        signal.signal(signal.SIGALRM, (lambda *_: os.killpg(own, signal.SIGINT)) if interrupted else signal.SIG_DFL)

        def hook(event: str, _: object) -> None:
            nonlocal left
            if event in FILES and os.getpid() == own:
                left -= 1
                if left == 0:
                    signal.setitimer(signal.ITIMER_REAL, seconds)

        sys.addaudithook(hook)

    return begin


def within(seed: int, number: int, operations: int) -> list[tuple[int, float]]:
    """For `ended_after`: an operation among the first ones, and seconds of the order of one."""
    rng = random.Random(seed)
    return [(rng.randint(1, operations), 10 ** rng.uniform(-5, -1.5)) for _ in range(number)]


def setting(name: str, value: str | Path | None) -> Inside:
    """An environment variable is set, or taken away for None."""

    def change() -> None:
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = str(value)

    return change


def full_disk(size: int) -> Inside:
    """No file grows beyond so many bytes; what prints is exempt only below that size.

    A write beyond it fails with EFBIG, which the kernel says of any user, root too, and of workers too. A disk that is full says ENOSPC at
    the same place: both are an OSError without a file name, raised by a write or by the close after it.
    """
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def little_memory(more: int) -> Inside:
    """The address space may grow by so many bytes and no further, here and in the workers."""

    def limit() -> None:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        size = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (size, size))

    return limit


def bound_by_modes() -> None:
    """From now on the modes of files bind this process, root or not: it may no longer write where the mode forbids it.

    Root gives up one capability, CAP_DAC_OVERRIDE, and may still read everything; for another user nothing changes. Tests make a folder
    read-only by its mode. Raises: OSError where that capability cannot be given up.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable: the low 32 bits, then the high ones
    if libc.capget(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    for index in range(3):
        sets[index] &= ~(1 << CAP_DAC_OVERRIDE)
    if libc.capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder by its path in it, unfinished ones left out."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith(UNFINISHED)]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def litter(folder: Path) -> list[Path]:
    """The unfinished files below a folder, as `verify/files.py` names them."""
    return sorted(folder.rglob(f".*{UNFINISHED}"))


def in_process() -> None:
    """From now on a sweep computes in the command's own process, which costs less than workers; what a fork of the test begins with."""
    from verify.sweep import command, outcome
    from verify.sweep.runner import Here

    command._runner = lambda arguments: Here()
    outcome.changed = lambda before: None  # that the code is edited meanwhile is a fault that `tests/sweep` tests
