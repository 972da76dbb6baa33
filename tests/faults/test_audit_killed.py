"""kill -9 at any moment of an audit: what was computed is kept, nothing wrong is served, the next run ends as an undisturbed one."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import papers
import pytest
from harness import Inside, Running, contents, ended_after, here, killed_at, litter, setting, start, within

from verify import cache
from verify.ledger import RECORDS

KILLS, FEW = 100, 3
SAID = r"\nehrenfest: interrupted(?:; (\d+) finished checks are kept, and the next run goes on from there)?\n"


class Trial:
    """A toy paper with a cache of its own, beside the records and the length of an undisturbed audit."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, claims: int = papers.CLAIMS, **before: str) -> None:
        self.folder, self.cache, self.claims = folder, folder / "cache", claims
        self.paper = papers.paper(folder / "paper", claims, **before)
        monkeypatch.setenv("EHRENFEST_CACHE", str(self.cache))

    def start(self, jobs: int, *inside: Inside) -> Running:
        return start(["audit", str(self.paper), "--write", "--jobs", str(jobs)], self.folder / "first", inside)

    def kept(self, whole: bytes) -> int:
        """How many checks are kept; each of them is what it must be, and the records are there whole or not at all."""
        found = contents(self.cache)
        assert contents(self.paper).get(RECORDS) in (None, whole)
        for name in found:
            item = cache.read(Path(name).stem)
            assert item is not None, f"{name} is half written"
            assert f'"label": "{item["label"]}"'.encode() in whole
        return len(found)

    def go_on(self, whole: bytes, kept: int) -> None:
        """The next run computes what is missing and nothing else, and ends as an undisturbed one; it leaves nothing lying about."""
        ended = here(["audit", str(self.paper), "--write", "--jobs", "1"])
        assert ended.status == 0 and ended.err == ""
        left = self.claims - kept
        assert f"{left} claim{'s' * (left != 1)} checked anew" in ended.out
        assert (self.paper / RECORDS).read_bytes() == whole
        assert litter(self.folder) == []


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The records of an undisturbed audit."""
    trial = Trial(tmp_path / "undisturbed", monkeypatch)
    assert trial.start(1).wait().status == 0
    return (trial.paper / RECORDS).read_bytes()


def test_a_hundred_random_moments(tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    hit, between = 0, 0
    for number, (operation, seconds) in enumerate(within(3, KILLS, 5 * papers.CLAIMS)):
        trial = Trial(tmp_path / str(number), monkeypatch)
        running = trial.start(1 + number % 2, ended_after(operation, seconds))
        ended = running.wait()
        running.sweep_up()
        assert ended.status in (0, -signal.SIGALRM), ended
        kept = trial.kept(whole)
        hit += ended.status != 0
        between += 0 < kept < papers.CLAIMS
        trial.go_on(whole, kept)
    assert hit >= KILLS // 4 and between >= KILLS // 8, "most kills must come while the audit runs, and some between two checks"


def test_every_operation_on_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    undisturbed = Trial(tmp_path / "undisturbed", monkeypatch, FEW)
    assert undisturbed.start(1).wait().status == 0
    whole, number, unfinished, kept = (undisturbed.paper / RECORDS).read_bytes(), 0, 0, set()
    while True:
        number += 1
        trial = Trial(tmp_path / str(number), monkeypatch, FEW)
        ended = trial.start(1, killed_at(number)).wait()
        if ended.status == 0:
            break
        assert ended.status == -signal.SIGKILL
        unfinished += len(litter(trial.folder))
        kept.add(trial.kept(whole))
        trial.go_on(whole, trial.kept(whole))
    assert number > 5 * FEW and unfinished > FEW and kept == set(range(FEW + 1))


WAITS = 'import os, time\nwhile os.environ.get("TOY_WAITS"):\n    time.sleep(0.01)'


def test_workers_leave_with_their_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two are in the middle of a claim that never ends: they must not outlive the audit that nobody can ask any more."""
    trial = Trial(tmp_path / "trial", monkeypatch, c4=WAITS, c6=WAITS)
    running = trial.start(3, setting("TOY_WAITS", "1"))
    running.until(lambda: len(contents(trial.cache)) == papers.CLAIMS - 2)
    assert running.others() and running.kill(alone=True)
    running.wait()
    running.until(lambda: not running.others())


def test_an_interrupt_at_any_moment_is_one_sentence_that_is_true(tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    hit = 0
    for number, (operation, seconds) in enumerate(within(7, 12, 5 * papers.CLAIMS)):
        trial = Trial(tmp_path / str(number), monkeypatch)
        running = trial.start(1 + number % 2, ended_after(operation, seconds, interrupted=True))
        ended = running.wait()
        assert running.others() == []
        assert "Traceback" not in ended.err
        kept = trial.kept(whole)
        if ended.status != 0:
            hit += 1
            assert ended.status == 130
            said = re.fullmatch(SAID, ended.err)
            assert said is not None or ended.err == "\nehrenfest: interrupted before anything was computed\n", ended.err
            assert said is None or said[1] is None or int(said[1]) in (kept, kept - 1), "one may be written and not yet counted"
        trial.go_on(whole, kept)
    assert hit >= 4


def test_two_interrupts_are_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = Trial(tmp_path / "trial", monkeypatch, c5=WAITS)
    running = trial.start(2, setting("TOY_WAITS", "1"))
    running.until(lambda: len(contents(trial.cache)) == papers.CLAIMS - 1)
    for _ in range(2):
        os.killpg(running.pid, signal.SIGINT)
    ended = running.wait()
    assert ended.status == 130 and ended.err.startswith("\nehrenfest: interrupted") and "Traceback" not in ended.err
