"""Several sweeps in one store at once, one of which may be killed, and clocks that jump: all that end, end right."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest
from harness import Inside, ended_after, within
from sweeps import Trial

Whole = tuple[dict[str, bytes], str]


def pair(folder: Path, points: int = 20) -> tuple[Trial, Trial, dict[str, bytes]]:
    """Two sweeps of one store that share half of their points, and the files that both leave when nothing disturbs them."""
    trials = [Trial(folder / name, first, points) for name, first in (("one", 1), ("other", 1 + points // 2))]
    trials[1].store = trials[0].store
    for trial in trials:
        reference = Trial(folder / f"{trial.folder.name}-alone", int(trial.folder.name == "other") * points // 2 + 1, points)
        reference.store = folder / "reference"
        assert reference.run().status == 0
    return trials[0], trials[1], reference.objects()


def test_two_sweeps_at_once_both_end_as_if_alone(tmp_path: Path) -> None:
    one, other, whole = pair(tmp_path)
    running = [one.start(), other.start(), one.start(name="again")]
    ended = [each.wait() for each in running]
    assert [(each.status, each.err) for each in ended] == [(0, "")] * 3
    assert one.objects() == whole
    assert ended[0].out == ended[2].out == one.run().out and ended[1].out == other.run().out


def test_who_only_looks_sees_whole_records_while_another_writes(tmp_path: Path) -> None:
    one, _, whole = pair(tmp_path)
    running, seen = one.start(), 0
    while running.status is None:
        shown = one.run(options=("--show",))
        running._ended()
        assert shown.status == (",missing," in shown.out) and "damaged" not in shown.err
        assert sum(shown.out.count(each) for each in (",missing,", ",done,", ',refused,"')) == one.number
        seen += 1
    assert running.wait().status == 0 and seen > 0 and one.objects().items() <= whole.items()


def test_one_of_two_killed_at_any_moment_does_not_hinder_the_other(tmp_path: Path) -> None:
    for number, (operation, seconds) in enumerate(within(2, 6, 20)):
        one, other, whole = pair(tmp_path / str(number), 4)
        killed, left = one.start(ended_after(operation, seconds)), other.start()
        killed.wait()
        ended = left.wait()
        assert (ended.status, ended.err) == (0, ""), ended
        assert one.run().status == 0 and one.objects() == whole


def jumping(step: float) -> Inside:
    """From now on each clock is later, or earlier, by so many seconds each time it is asked."""

    def begin() -> None:
        for name in ("time", "monotonic", "perf_counter"):
            asked, clock = itertools.count(1), getattr(time, name)
            setattr(time, name, lambda asked=asked, clock=clock: clock() + step * next(asked))

    return begin


@pytest.mark.parametrize("step", [-86400.0, 86400.0, -1e9])
def test_clocks_that_jump_change_nothing(tmp_path: Path, step: float) -> None:
    trial, reference = Trial(tmp_path / "trial"), Trial(tmp_path / "reference")
    assert reference.run().status == 0
    ended = trial.run(jumping(step), name="first")
    assert (ended.status, ended.err, ended.out) == (0, "", reference.run().out)
    assert trial.objects() == reference.objects()
    assert trial.run(jumping(-step)).out == ended.out
    trial.go_on(reference.objects(), ended.out, trial.number)
