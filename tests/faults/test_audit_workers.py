"""A worker lost in the middle of a claim, and a worker without memory: the others finish, and what has no verdict is said and not kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import papers
import pytest
from harness import PATIENCE, Ended, contents, here, little_memory, run, setting, start

from verify import machine, workers
from verify.ledger import RECORDS
from verify.trusted import ROOT

DIES = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
DIES_ONCE = """import os, pathlib, signal
mark = pathlib.Path(os.environ["TOY_MARK"])
if not mark.exists():
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)"""
HUNGRY = 'import os\nif os.environ.get("TOY_HUNGRY"):\n    bytearray(2**34)'
SHORT = 'import os\nif os.environ.get("TOY_HUNGRY"):\n    raise OSError(24, "Too many open files")'


def audited(paper: Path, folder: Path, *inside: Any, jobs: int = 2, more: tuple[str, ...] = ("--format", "json")) -> Ended:
    return run(["audit", str(paper), "--jobs", str(jobs), *more], folder / "said", *inside)


@pytest.fixture
def undisturbed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    with monkeypatch.context() as patch:
        patch.setenv("EHRENFEST_CACHE", str(tmp_path / "other cache"))
        return here(["audit", str(papers.paper(tmp_path / "undisturbed")), "--format", "json", "--jobs", "1"]).records()


def cached(folder: Path) -> int:
    return len(contents(folder / "cache"))


def test_a_worker_lost_once_costs_nothing(tmp_path: Path, undisturbed: list[dict[str, Any]]) -> None:
    paper = papers.paper(tmp_path / "paper", c4=DIES_ONCE)
    ended = audited(paper, tmp_path, setting("TOY_MARK", tmp_path / "mark"))
    assert (tmp_path / "mark").exists(), "the worker must have been killed"
    assert (ended.status, ended.err) == (0, "") and ended.records() == undisturbed
    assert cached(tmp_path) == papers.CLAIMS


def test_a_claim_that_always_kills_its_worker_is_named_and_the_others_finish(tmp_path: Path, undisturbed: list[dict[str, Any]]) -> None:
    paper = papers.paper(tmp_path / "paper", c4=DIES, c6=DIES)
    ended = audited(paper, tmp_path)
    assert ended.status == 2
    assert [line.split(",")[0] for line in ended.err.splitlines()] == [
        f"ehrenfest: toy:{label} was not checked: its worker process ended without a result" for label in ("c4", "c6")
    ]
    for found, wanted in zip(ended.records(), undisturbed, strict=True):
        if found["label"] in ("c4", "c6"):
            assert found["as_printed"]["word"] == "undecided" and "not checked" in found["as_printed"]["evidence"][0]["text"]
        else:
            assert found == wanted
    assert cached(tmp_path) == papers.CLAIMS - 2
    written = audited(paper, tmp_path, more=("--write",))
    assert written.status == 2 and "nothing is written" in written.err and not (paper / RECORDS).exists()


@pytest.mark.parametrize("before", [HUNGRY, SHORT], ids=["memory", "open files"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_what_the_machine_lacked_is_no_verdict(tmp_path: Path, undisturbed: list[dict[str, Any]], before: str, jobs: int) -> None:
    """An undecided claim that is kept would be served long after there is memory again."""
    paper = papers.paper(tmp_path / "paper", c5=before)
    ended = audited(paper, tmp_path, little_memory(2**31), setting("TOY_HUNGRY", "1"), jobs=jobs)
    assert ended.status == 2 and ended.err.startswith("ehrenfest: toy:c5 was not checked: the machine fell short, ")
    assert ended.err.count("\n") == 1 and cached(tmp_path) == papers.CLAIMS - 1
    again = audited(paper, tmp_path, jobs=jobs)
    assert again.status == 0 and again.records() == undisturbed


FRESH = """import sys
import ehrenfest, verify.ledger, verify.paper, verify.present.terminal
from harness import little_memory
from verify.cli import main
little_memory(int(sys.argv[1]))()
sys.exit(main(sys.argv[2:], ehrenfest._raise))"""


def fresh(arguments: list[str], more: int) -> Ended:
    """How the command ended in a new process: in a copy of this one the hooks of the test runner would fail for lack of memory too."""
    path = os.pathsep.join([str(Path(__file__).parent), str(ROOT), os.environ.get("PYTHONPATH", "")])
    ended = subprocess.run([sys.executable, "-c", FRESH, str(more), *arguments], capture_output=True, text=True, check=False,
                           timeout=PATIENCE, env={**os.environ, "PYTHONPATH": path})
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.mark.parametrize("more", [0, 2**17, 2**20, 2**22, 2**24])
def test_hardly_any_memory_for_anything(tmp_path: Path, undisturbed: list[dict[str, Any]], more: int) -> None:
    """Whatever of it fails, it is said, what is kept is right, and the next run is whole."""
    paper = papers.paper(tmp_path / "paper")
    ended = fresh(["audit", str(paper), "--format", "json", "--jobs", "3"], more)
    assert ended.status in (0, 2) and "Traceback" not in ended.err
    if ended.status == 0:
        assert ended.records() == undisturbed
    else:
        assert any(line.startswith("ehrenfest: ") for line in ended.err.splitlines())  # a library may say something of its own before
    again = here(["audit", str(paper), "--format", "json", "--jobs", "1"])
    assert again.status == 0 and again.records() == undisturbed


def test_what_a_claim_prints_does_not_get_between_the_records(tmp_path: Path, undisturbed: list[dict[str, Any]]) -> None:
    noise = 'import os\nprint("by Python", flush=True)\nos.write(1, b"by a library\\n")'
    ended = audited(papers.paper(tmp_path / "paper", c3=noise, c5=noise), tmp_path)
    assert ended.status == 0 and ended.records() == undisturbed
    assert ended.err.count("by Python") == 2 == ended.err.count("by a library")


def test_no_room_for_a_process(tmp_path: Path, undisturbed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    from multiprocessing.context import ForkProcess

    def refused(_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(ForkProcess, "start", refused)
    ended = here(["audit", str(papers.paper(tmp_path / "paper")), "--format", "json", "--jobs", "2"])
    assert ended.status == 0 and ended.records() == undisturbed


def numbered(label: str) -> int:
    return int(label) ** 2


def test_every_label_has_one_answer() -> None:
    labels = [str(k) for k in range(40)]
    for jobs in (1, 2, 7, 60):
        assert dict(workers.results(numbered, labels, jobs)) == {label: int(label) ** 2 for label in labels}


def test_a_fault_of_the_check_itself_is_raised() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        dict(workers.results(numbered, ["1", "2", "three", "4"], 2))


def test_many_workers_killed_at_once(tmp_path: Path) -> None:
    """All of them on their first claim: each claim is tried again, and only those are lost that kill again."""
    parent = os.getpid()

    def check(label: str) -> str:
        mark = tmp_path / label
        if os.getpid() != parent and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), 9)
        return label

    labels = [f"c{k}" for k in range(9)]
    assert dict(workers.results(check, labels, 3)) == {label: label for label in labels}


def test_results_that_are_asked_for_no_more_leave_no_process() -> None:
    from multiprocessing import active_children

    def asked() -> Iterator[Any]:
        yield from workers.results(numbered, [str(k) for k in range(9)], 2)

    answers = asked()
    next(answers)
    assert active_children()
    answers.close()  # type: ignore[attr-defined]
    assert not active_children()


@pytest.mark.parametrize("place", ["the process's own", "as it starts", "as the pipe is closed"])
def test_an_interrupt_as_a_worker_starts_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """It waits until the worker is known, or is raised before, as where another thread takes the signal; later ones are heard again.

    In a process of its own, which has no other thread: one that took the signal late would have it raised in another test.
    """
    from multiprocessing import active_children
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

    begin, close, parent, interrupts = ForkProcess.start, Connection.close, os.getpid(), []

    def interrupted(self: ForkProcess) -> None:
        begin(self)
        interrupts.append(place)
        if place == "the process's own":
            os.kill(os.getpid(), signal.SIGINT)
            interrupts.append("and on")
        elif place == "as it starts":
            raise KeyboardInterrupt

    def closed(self: Connection) -> None:
        close(self)
        if place == "as the pipe is closed" and os.getpid() == parent and interrupts:
            interrupts.clear()
            raise KeyboardInterrupt

    def program(_: Sequence[str]) -> int:
        nonlocal parent
        parent = os.getpid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with pytest.raises(KeyboardInterrupt):
            dict(workers.results(numbered, ["1", "2", "3"], 2))
        assert not active_children()
        assert ("and on" in interrupts) == (place == "the process's own"), "only its own interrupts can wait"
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
        return 0

    monkeypatch.setattr(ForkProcess, "start", interrupted)
    monkeypatch.setattr(Connection, "close", closed)
    ended = start([], tmp_path, program=program).wait()
    assert (ended.status, ended.err) == (0, "")


@pytest.mark.parametrize("error", [MemoryError, SystemError])
def test_a_worker_without_room_for_words_says_that_it_fell_short(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def fails(*_: object) -> Any:
        raise error

    monkeypatch.setattr(workers, "_words", fails)
    found = dict(workers.results(fails, ["a", "b"], 2))
    assert set(found) == {"a", "b"} and all(isinstance(each, machine.Lost) for each in found.values())
    assert str(found["a"]) == "the machine fell short; run again with more room"


def test_which_errors_are_the_machines() -> None:
    for error in (MemoryError(), OSError(28, "No space left on device"), OSError(24, "Too many open files"), machine.Lost("gone"),
                  SystemError("error return without exception set")):
        assert machine.fault(error)
    for error in (FileNotFoundError(2, "No such file or directory"), PermissionError(13, "Permission denied"), OSError(), ValueError()):
        assert not machine.fault(error)
