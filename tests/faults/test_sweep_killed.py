"""kill -9 and interrupts at any moment of a sweep: what was computed is kept, and the next run ends as an undisturbed one."""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path

import pytest
from harness import Inside, ended_after, killed_at, litter, within
from sweeps import POINTS, Trial

from verify.sweep import index

KILLS = 100
SAID = ("\nehrenfest: interrupted; every finished point is kept, and the same command goes on from there\n",
        "\nehrenfest: interrupted before anything was computed\n", "\nehrenfest: interrupted\n")
Whole = tuple[dict[str, bytes], str]


@pytest.fixture(scope="module")
def undisturbed(warm: None, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """A sweep that nothing has disturbed."""
    trial = Trial(tmp_path_factory.mktemp("undisturbed") / "trial")
    assert trial.run().status == 0
    return trial


@pytest.fixture(scope="module")
def whole(undisturbed: Trial) -> Whole:
    """Its records and arrays, and its table."""
    again = undisturbed.run()
    assert again.status == 0 and len(undisturbed.objects()) == undisturbed.number + undisturbed.number // 2
    return undisturbed.objects(), again.out


def killed_in_the_index_at(number: int) -> Inside:
    """The process kills itself just before its statement of that number to the index, counted from 1."""

    class Counted(sqlite3.Connection):
        left = number

        def execute(self, *arguments: object) -> sqlite3.Cursor:  # type: ignore[override]
            Counted.left -= 1
            if Counted.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return super().execute(*arguments)  # type: ignore[arg-type]

    def begin() -> None:
        connect = sqlite3.connect
        index.sqlite3.connect = lambda *a, **k: connect(*a, factory=Counted, **k)  # type: ignore[attr-defined]

    return begin


@pytest.mark.parametrize("killed", [killed_at, killed_in_the_index_at])
def test_before_every_operation_on_files_and_every_statement_to_the_index(tmp_path: Path, killed: object) -> None:
    number, kept, unfinished = 0, set(), 0
    reference = Trial(tmp_path / "undisturbed", points=1)
    reference.run()
    whole = reference.objects(), reference.run().out
    while True:
        number += 1
        trial = Trial(tmp_path / str(number), points=1)
        ended = trial.start(killed(number)).wait()  # type: ignore[operator]
        if ended.status == 0:
            break
        assert ended.status == -signal.SIGKILL
        unfinished += len(litter(trial.folder))
        kept.add(trial.kept(whole[0]))
        trial.go_on(*whole, trial.kept(whole[0]))
    assert number > 3 * trial.number and kept == set(range(trial.number + 1))
    assert unfinished >= (trial.number if killed is killed_at else 0)


def test_random_moments(tmp_path: Path, whole: Whole) -> None:
    """`benchmarks/sweep_kills.py` has more of them, with worker processes too."""
    hit, between = 0, 0
    for number, (operation, seconds) in enumerate(within(11, KILLS, 5 * POINTS)):
        trial = Trial(tmp_path / str(number))
        ended = trial.start(ended_after(operation, seconds)).wait()
        assert ended.status in (0, -signal.SIGALRM), ended
        kept = trial.kept(whole[0])
        hit += ended.status != 0
        between += 0 < kept < trial.number
        trial.go_on(*whole, kept)
    assert hit >= KILLS // 4 and between >= KILLS // 8, "most kills must come while the sweep runs, and some between two points"


def test_an_interrupt_is_a_sentence_that_is_true(tmp_path: Path, whole: Whole) -> None:
    hit = 0
    for number, (operation, seconds) in enumerate(within(5, 10, 5 * POINTS)):
        trial = Trial(tmp_path / str(number))
        ended = trial.start(ended_after(operation, seconds, interrupted=True)).wait()
        assert "Traceback" not in ended.err, ended.err
        if ended.status != 0:
            hit += 1
            assert ended.status == 130 and ended.err in SAID, ended
        trial.go_on(*whole, trial.kept(whole[0]))
    assert hit >= 3


def test_workers_leave_with_their_parent_and_a_killed_worker_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real worker processes: one is killed in the middle of a point, later the sweep itself, which cannot be over by then."""
    trial = Trial(tmp_path / "trial", points=12, modes='["gated"]')
    reference = Trial(tmp_path / "reference", points=12, modes='["gated"]')
    gate = tmp_path / "gate"
    monkeypatch.setenv("SQUARE_GATE", str(gate))
    gate.write_text("12")
    whole, table = reference.run(), reference.run().out
    assert whole.status == 0
    gate.write_text("2")
    running = trial.start(options=("--jobs", "1"))
    children: list[int] = []

    def a_worker_at_work(done: int) -> bool:
        path = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        children[:] = [int(each) for each in path.read_text().split()] if path.exists() else []
        return bool(children) and len(list((trial.store / "objects").rglob("*.json"))) >= done

    running.until(lambda: a_worker_at_work(1))
    os.kill(children[0], signal.SIGKILL)
    gate.write_text("5")
    running.until(lambda: a_worker_at_work(3))
    assert running.kill(alone=True)
    running.wait()
    running.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
    gate.write_text("12")
    kept = trial.kept(reference.objects())
    assert 2 <= kept < 12, "the index may not have the place of the last record yet"
    trial.go_on(reference.objects(), table, kept)
