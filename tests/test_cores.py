"""Pieces on all cores: the same results in the same order on any number of them, and errors as without threads."""

from __future__ import annotations

import os
import threading
from multiprocessing import get_context
from multiprocessing.connection import Connection

import numpy as np
import pytest

from numerics import cores
from verify.cli import main
from verify.sweep import processes


def test_results_come_in_the_order_of_the_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first piece ends last: it waits for the second."""
    second = threading.Event()

    def square(number: int) -> int:
        if number == 0:
            assert second.wait(60)
        if number == 1:
            second.set()
        return number**2

    monkeypatch.setattr(cores, "cores", lambda: 2)
    assert list(cores.in_order(square, range(9))) == [number**2 for number in range(9)]


@pytest.mark.parametrize("number", [1, 2, 5])
def test_no_more_is_computed_ahead_than_there_are_threads(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    begun: list[int] = []
    monkeypatch.setattr(cores, "cores", lambda: number)
    found = cores.in_order(begun.append, range(20))
    next(found)
    assert len(begun) <= number + 1
    found.close()  # type: ignore[attr-defined]
    assert len(begun) <= number + 1 and not any(thread.name.startswith("ThreadPool") for thread in threading.enumerate())


@pytest.mark.parametrize("number", [1, 2])
def test_an_error_is_raised_and_nothing_begun_after_it(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    begun: list[int] = []

    def fails(piece: int) -> None:
        begun.append(piece)
        if piece == 3:
            raise ArithmeticError("of the piece")

    monkeypatch.setattr(cores, "cores", lambda: number)
    with pytest.raises(ArithmeticError, match="of the piece"):
        cores.done(fails, range(100))
    assert len(begun) <= 4 + number


@pytest.mark.parametrize("number", [1, 2])
def test_pieces_see_the_same_errstate(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(cores, "cores", lambda: number)
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        cores.done(lambda piece: np.ones(1) / np.zeros(1), range(4))
    with np.errstate(divide="ignore"):
        assert [float(found[0]) for found in cores.in_order(lambda piece: np.ones(1) / np.zeros(1), range(4))] == [np.inf] * 4


def test_a_thread_that_cannot_start_is_a_lack_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(cores, "cores", lambda: 2)
    monkeypatch.setattr(threading.Thread, "start", start)
    with pytest.raises(MemoryError, match="a thread must start, but there is no room for it"):
        cores.done(abs, range(4))


def _tell(end: Connection) -> None:
    end.send(cores.cores())


def test_a_worker_process_computes_alone() -> None:
    here, there = get_context("fork").Pipe()
    process = get_context("fork").Process(target=_tell, args=(there,))
    process.start()
    assert here.poll(60) and here.recv() == 1
    process.join()


@pytest.mark.parametrize(("asked", "number"), [("1", 1), ("3", 3), ("9999", 20)])
def test_how_many_cores_may_be_asked_for(monkeypatch: pytest.MonkeyPatch, asked: str, number: int) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(20)))
    monkeypatch.setenv(cores.VARIABLE, "")
    assert cores.cores() == 20, "all that there are"
    monkeypatch.setenv(cores.VARIABLE, asked)
    assert cores.cores() == number


@pytest.mark.parametrize("asked", ["0", "-1", "all", "1.5", "1e3", "9" * 5000, "\u0663"])
def test_other_numbers_of_cores_are_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: str) -> None:
    monkeypatch.setenv(cores.VARIABLE, asked)
    with pytest.raises(ValueError, match=r"`EHRENFEST_CORES` must be a whole number from 1 to 9999, but is .{3,45}; leave it out"):
        cores.cores()
    assert main(["constants", "cos(x)"]) == 2, "before anything is computed"
    err = capsys.readouterr().err
    assert err.startswith("ehrenfest: `EHRENFEST_CORES` must be a whole number") and err.count("\n") == 1


def test_a_worker_of_a_sweep_computes_alone() -> None:
    assert cores.VARIABLE in processes.THREADS


@pytest.mark.parametrize(("count", "pieces", "least"), [(10, 3, 1), (7, 8, 1), (100, 8, 32), (1, 8, 32), (0, 8, 1)])
def test_slices_cover_what_they_cut(count: int, pieces: int, least: int) -> None:
    found = cores.slices(count, pieces=pieces, least=least)
    assert [number for each in found for number in range(count)[each]] == list(range(count))
    assert len(found) <= pieces and all(each.stop - each.start >= min(least, count) for each in found[:-1])
    assert all(each.stop <= count for each in found)
