"""Claims checked by several processes: a worker that is lost costs its own claim a second try, and the others nothing.

Each worker has a pipe of its own, over which it is sent one label at a time: so it is known which claim a worker that is gone had. That
claim, and one that ran out of memory, is tried again when all others are done, with nothing else running; then it is given up, in words.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from verify import machine
from verify.machine import Lost

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

PR_SET_PDEATHSIG = 1  # linux/prctl.h
GONE = "its worker process ended without a result, twice, out of memory perhaps; run again with --jobs 1"
WORDLESS = Lost("the machine fell short; run again with more room")
Check = Callable[[str], Any]


def results(check: Check, labels: Sequence[str], jobs: int) -> Iterator[tuple[str, Any]]:
    """Each label with what `check` returns for it, in the order in which they are done, or with a Lost that says why there is nothing.

    Raises: what `check` raises, unless the machine is at fault.
    """
    if jobs == 1:
        for label in labels:
            yield label, _here(check, label)
        return
    again = []
    for label, found in _shared(check, labels, min(jobs, len(labels))):
        if isinstance(found, Lost):
            again.append(label)
        else:
            yield label, found
    for label in again:
        yield from _shared(check, [label], 1)


def _here(check: Check, label: str) -> Any:
    try:
        return check(label)
    except Exception as error:
        if machine.fault(error):
            return Lost(_words(error))
        raise


def _words(error: BaseException) -> str:
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"the machine fell short, {said}; run again with more room"


def _shared(check: Check, labels: Sequence[str], number: int) -> Iterator[tuple[str, Any]]:
    """As `results`, with one try for each label; where no process can be started, they are checked here."""
    left = list(reversed(labels))
    workers: dict[Connection, tuple[ForkProcess, str]] = {}
    try:
        while left or workers:
            while left and len(workers) < number and (end := _start(check, left, workers)) is not None:
                _send(end, workers[end][1])  # where it is gone already, its end says so below
            if not workers:
                label = left.pop()
                yield label, _here(check, label)
            for end in _answering(workers):
                process, label = workers[end]
                found = _received(end)
                if isinstance(found, Lost) or not left or not _send(end, left[-1]):
                    _end(end, process)
                    del workers[end]
                else:
                    workers[end] = (process, left.pop())
                if isinstance(found, Exception) and not isinstance(found, Lost):
                    raise found
                yield label, found
    finally:
        for end, (process, _) in workers.items():
            process.kill()
            _end(end, process)


def _answering(workers: Mapping[Connection, object]) -> list[Connection]:
    """The pipes of those that have an answer or are gone, once there is one."""
    ready = connection.wait(list(workers)) if workers else []
    return [end for end in workers if end in ready]


def _start(check: Check, left: list[str], workers: dict[Connection, tuple[ForkProcess, str]]) -> Connection | None:
    """The pipe of a new worker, which stands among the workers with a label taken from what is left; None where the machine has no room.

    Interrupts are left to this process, and come once the worker stands there: it is ended with the others then.
    """
    context = get_context("fork")
    try:
        here, there = context.Pipe()
    except OSError:
        return None
    process = context.Process(target=_work, args=(check, there, [*workers, here]), daemon=True)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:  # one that another thread takes is raised at any place from here on, and the mask must be given back after it too
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        with closing(there):
            process.start()
            workers[here] = (process, left.pop())
    except OSError:
        here.close()
        return None
    except BaseException:
        if process.pid is not None:
            process.kill()
            _end(here, process)
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return here


def _send(end: Connection, label: str) -> bool:
    try:
        end.send(label)
    except OSError:
        return False
    return True


def _received(end: Connection) -> Any:
    try:
        return end.recv()
    except (EOFError, OSError):  # at once, or in the middle of a result
        return Lost(GONE)


def _end(end: Connection, process: ForkProcess) -> None:
    end.close()
    process.join(1)
    process.kill()  # one that still runs has closed its pipe and will say nothing more
    process.join()


def _work(check: Check, end: Connection, inherited: Sequence[Connection]) -> None:
    """None; answers one label after another until the pipe is closed. Runs in a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with suppress(OSError):
        os.dup2(2, 1)  # what a claim or a library prints, FLINT as it ends for lack of memory, must not get between the records
    for other in inherited:  # as long as a worker holds the other end of a pipe, its owner is not told that this process is gone
        other.close()
    with suppress(RuntimeError, MemoryError, SystemError):  # no room for it
        _leave_with_parent()
    with suppress(EOFError, OSError, MemoryError):
        while True:
            found = _answer(check, end.recv())
            end.send(found)
            if isinstance(found, Lost):  # what is short stays short in a process that has grown
                return


def _answer(check: Check, label: str) -> Any:
    try:
        return _here(check, label)
    except Exception as error:  # raised again by the parent, unless there was no room even for the words of another one
        return WORDLESS if machine.fault(error) else error


def _leave_with_parent() -> None:
    """None; from now on the worker ends, in the middle of a claim too, when the process that asked for it is gone.

    Linux kills it then. Elsewhere a thread waits for that; one that lacks memory as it begins would keep its starter waiting for ever.
    """
    parent = parent_process()
    if parent is None:
        return
    if sys.platform != "linux":
        threading.Thread(target=_wait_for, args=(parent.sentinel,), daemon=True).start()
        return
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent.pid:  # gone before that
        os._exit(1)


def _wait_for(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
