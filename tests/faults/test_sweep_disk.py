"""A full disk, a store that may not be written to, too little memory: a sentence, a store that is whole, a next run that ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import bound_by_modes, full_disk, litter, little_memory, setting, start
from sweeps import Trial, in_process

Whole = tuple[dict[str, bytes], str]
ROOM = (0, 60, 300, 500, 4000, 8000, 8192, 12000, 12288, 16000)  # below a record, a page, two pages, the index, its journal


@pytest.fixture(scope="module")
def whole(warm: None, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """Records, arrays and table of a sweep that nothing has disturbed."""
    trial = Trial(tmp_path_factory.mktemp("undisturbed") / "trial")
    assert trial.run().status == 0
    return trial.objects(), trial.run().out


def test_a_full_disk_is_a_sentence_and_the_store_is_whole(tmp_path: Path, whole: Whole) -> None:
    stopped, kept = 0, set()
    for size in ROOM:
        trial = Trial(tmp_path / str(size))
        ended = trial.run(full_disk(size), name="first")
        if ended.status != 0:
            stopped += 1
            assert ended.status == 2
            if size >= 500:  # else what it prints finds no room either
                assert ended.err.startswith("ehrenfest: `--store` must be a folder that can be "), ended.err
                assert "what it holds is whole; free some space, or name another" in ended.err and ended.err.count("\n") == 1
        assert litter(trial.folder) == []
        kept.add(trial.kept(whole[0]))
        trial.go_on(*whole, trial.kept(whole[0]))
    assert stopped >= 5 and len(kept) >= 2


def test_a_disk_that_fills_in_the_middle_keeps_what_came(tmp_path: Path, whole: Whole) -> None:
    """The index has its pages, and grows no further; the records of the first three points are there."""
    trial = Trial(tmp_path / "trial", points=2, modes='["array"]')
    assert trial.run().status == 0
    trial.file.write_text(Trial(tmp_path / "other").file.read_text(encoding="utf-8"), encoding="utf-8")
    trial.number = 6
    ended = trial.run(full_disk(600), name="first")
    assert ended.status == 2 and "what it holds is whole" in ended.err
    assert trial.kept(whole[0]) == 2
    trial.go_on(*whole, 2)


def closed(folder: Path, mode: int) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(mode if path.is_dir() else mode & 0o666)


def test_a_store_that_may_not_be_written_to(tmp_path: Path, whole: Whole) -> None:
    """It is read as it is; what is missing is not computed, and that is said."""
    trial = Trial(tmp_path / "trial", points=2, modes='["array"]')
    assert trial.run().status == 0
    trial.file.write_text(Trial(tmp_path / "other").file.read_text(encoding="utf-8"), encoding="utf-8")
    trial.number = 6
    closed(trial.store, 0o555)
    try:
        shown = trial.run(bound_by_modes, options=("--show",), name="show")
        assert (shown.status, shown.err) == (1, "") and shown.out.count(",done,") == 2
        ended = trial.run(bound_by_modes, name="first")
        assert ended.status == 2 and ended.err.startswith("ehrenfest: `--store` must be a folder that can be ")
        assert ended.err.count("\n") == 1
    finally:
        closed(trial.store, 0o755)
    assert trial.kept(whole[0]) == 2
    trial.go_on(*whole, 2)


def test_a_store_where_nothing_may_be_made(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "trial")
    trial.store = tmp_path / "closed" / "store"
    trial.store.parent.mkdir(mode=0o555)
    ended = trial.run(bound_by_modes, name="first")
    assert ended.status == 2 and "Permission denied" in ended.err and not trial.store.exists()
    assert trial.run(bound_by_modes, options=("--show",), name="show").out.count(",missing,") == 6


def test_too_little_memory_is_no_result(tmp_path: Path, whole: Whole) -> None:
    """In the process that keeps the store, too: it ends in a sentence, and what is kept is right."""
    for more in (0, 2**18, 2**20, 2**22, 2**24):
        trial = Trial(tmp_path / str(more))
        ended = start(trial.arguments(), trial.folder / "first", [in_process, little_memory(more)]).wait()
        assert ended.status in (0, 1, 2) and "Traceback" not in ended.err, ended.err
        trial.go_on(*whole, trial.kept(whole[0]))


def test_workers_that_run_out_of_memory_or_are_killed(tmp_path: Path) -> None:
    """Real worker processes: their points have no result, the others do; without the fault the next run has all."""
    trial = Trial(tmp_path / "trial", points=1, modes='["memory", "killed-once", "array", "refused"]')
    calls = tmp_path / "calls"
    ended = trial.run(setting("SQUARE_CALLS", calls), options=("--jobs", "1", "--memory", "3 GiB"), name="first")
    assert ended.status == 1 and ended.out.count(",failed,") == 1 and "Unable to allocate" in ended.out
    assert ended.out.count(",done,") == 2 and ended.out.count(',refused,"') == 1
    kept = {path: path.read_bytes() for path in trial.store.rglob("*.json")}
    assert len(kept) == 3, "a failure is not kept"
    again = trial.run(options=("--show",))
    assert again.out.count(",done,") == 2 and again.out.count(",missing,") == 1
    assert {path: path.read_bytes() for path in trial.store.rglob("*.json")} == kept
