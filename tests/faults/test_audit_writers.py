"""Two writers of one file, two audits of one paper at once; a clock that jumps; code that is edited while an audit runs."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import papers
import pytest
from harness import Ended, Running, contents, here, litter, run, start

from verify import files, sources
from verify.ledger import RECORDS


def forked(work: Callable[[], object], folder: Path) -> Running:
    def program(_: object) -> int:
        work()
        return 0

    return start([], folder, (), program)


def test_writers_of_one_file_never_mix_and_never_fail(tmp_path: Path) -> None:
    """Five processes write their own text again and again, and each sweeps what the others left: a reader sees one text, whole."""
    path = tmp_path / "place" / "file"

    def many(name: str) -> Callable[[], None]:
        def work() -> None:
            for _ in range(40):
                files.replace(path, name * 5000)

        return work

    writers = [forked(many(name), tmp_path / name) for name in "abcde"]
    seen = set()
    while writers[0].status is None or not seen:
        if path.exists():
            seen.add(path.read_text(encoding="utf-8"))
        writers[0]._ended()
    ended = [writer.wait() for writer in writers]
    assert [(each.status, each.err) for each in ended] == [(0, "")] * 5
    assert seen <= {name * 5000 for name in "abcde"} and litter(tmp_path) == []


def test_what_a_dead_writer_left_is_removed_and_what_is_others_is_not(tmp_path: Path) -> None:
    path = tmp_path / "records.json"
    theirs = [tmp_path / name for name in (".records.json.swp", ".records.json.12345678", f".other.json.12345678{files.UNFINISHED}")]
    dead = tmp_path / f".records.json.abcdefgh{files.UNFINISHED}"
    for left in (*theirs, dead):
        left.write_text("left", encoding="utf-8")
    lock, living = files._begun(path)
    try:
        files.replace(path, "new")
        assert not dead.exists() and all(left.exists() for left in theirs) and Path(living).exists()
    finally:
        os.close(lock)
    files.replace(path, "newer")
    assert not Path(living).exists() and path.read_text(encoding="utf-8") == "newer"


@pytest.mark.parametrize("kill", [False, True])
def test_two_audits_write_at_once(tmp_path: Path, kill: bool) -> None:
    """One of them killed at a random moment, too: the other one ends as if it were alone."""
    other = papers.paper(tmp_path / "undisturbed")
    assert here(["audit", str(other), "--write", "--jobs", "1"]).status == 0
    rng = random.Random(3)
    for number in range(4):
        folder = tmp_path / str(number)
        paper = papers.paper(folder / "paper")
        change = (lambda cache=str(folder / "cache"): os.environ.update(EHRENFEST_CACHE=cache),)
        arguments = ["audit", str(paper), "--write", "--jobs", "2"]
        first, second = (start(arguments, folder / name, change) for name in ("first", "second"))
        if kill:
            time.sleep(rng.uniform(0, 0.2))
            first.kill()
        ended = [first.wait(), second.wait()]
        assert all((each.status, each.err) == (0, "") for each in ended[kill:])
        assert (paper / RECORDS).read_bytes() == (other / RECORDS).read_bytes()
        assert len(contents(folder / "cache")) == papers.CLAIMS
        assert kill or litter(folder) == []


def jumping() -> None:
    """All clocks of Python go forwards and backwards by years, and stand still."""
    rng = random.Random(5)
    for name in ("time", "monotonic", "perf_counter"):
        setattr(time, name, lambda: rng.choice([0.0, 1e3, -1e9, 4e9]))
    time.time_ns = lambda: 0


def test_no_record_depends_on_a_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    undisturbed = papers.paper(tmp_path / "undisturbed")
    assert here(["audit", str(undisturbed), "--write", "--jobs", "1"]).status == 0
    monkeypatch.setenv("EHRENFEST_CACHE", str(tmp_path / "second cache"))
    paper = papers.paper(tmp_path / "paper")
    for jobs in (1, 2):
        ended = run(["audit", str(paper), "--write", "--no-cache", "--jobs", str(jobs)], tmp_path / "said", jumping)
        assert (ended.status, ended.err) == (0, "")
        assert (paper / RECORDS).read_bytes() == (undisturbed / RECORDS).read_bytes()


@pytest.mark.parametrize("when", [0, 2**31, 4_000_000_000])
def test_entries_of_any_date_are_served(tmp_path: Path, when: int) -> None:
    paper = papers.paper(tmp_path / "paper")
    here(["audit", str(paper), "--jobs", "1"])
    for name in contents(tmp_path / "cache"):
        os.utime(tmp_path / "cache" / name, (when, when))
    assert "0 claims checked anew" in here(["audit", str(paper), "--jobs", "1"]).out


EDITS = """import os, pathlib
path = pathlib.Path(os.environ["TOY_FILE"])
if os.environ.get("TOY_EDITS") and not path.read_text().endswith("# edited\\n"):
    path.write_text(path.read_text() + "# edited\\n")"""


def edited(paper: Path, folder: Path, more: tuple[str, ...] = ()) -> Ended:
    def tell() -> None:
        os.environ.update(TOY_FILE=str(paper / "one.py"), TOY_EDITS="1")

    return run(["audit", str(paper), "--jobs", "1", *more], folder / "said", tell)


def test_code_that_is_edited_meanwhile_is_not_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """c3 edits the file that holds it: what is checked from then on may be of the new code, and its key is of the old."""
    monkeypatch.setenv("TOY_FILE", str(tmp_path / "paper" / "one.py"))
    paper = papers.paper(tmp_path / "paper", c3=EDITS)
    ended = edited(paper, tmp_path)
    assert ended.status == 0 and ended.err.count("\n") == 1
    assert f"`{paper / 'one.py'}` must stay as it is while an audit runs, but was changed" in ended.err
    assert len(contents(tmp_path / "cache")) == 2, "c1 and c2 were checked before"


def test_records_of_two_states_of_the_code_are_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOY_FILE", str(tmp_path / "paper" / "one.py"))
    paper = papers.paper(tmp_path / "paper", c3=EDITS)
    ended = edited(paper, tmp_path, ("--write",))
    assert ended.status == 2 and "nothing is written, run it again" in ended.err and not (paper / RECORDS).exists()
    assert run(["audit", str(paper), "--jobs", "1", "--write"], tmp_path / "said").status == 0


def test_the_engine_is_watched_until_it_is_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is not imported yet counts, one that was imported before it was hashed does not."""
    import verify.check as imported

    later, known = tmp_path / "later.py", Path(str(imported.__file__))
    later.write_text("1", encoding="utf-8")
    monkeypatch.setattr(sources, "STARTED", sources.stamps([later, known]))
    sources.settled.cache_clear()
    try:
        watched: dict[Path, Any] = dict(sources.code([]))
        assert set(watched) == {later} and sources.changed(watched) is None
        later.write_text("2", encoding="utf-8")
        os.utime(later, ns=(0, 0))
        assert sources.changed(watched) == later
    finally:
        monkeypatch.undo()
        sources.settled.cache_clear()
