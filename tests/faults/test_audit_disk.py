"""A full disk, a read-only store, no home folder: the old file stays whole, one sentence names the place, the next run completes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import papers
import pytest
from harness import bound_by_modes, contents, full_disk, here, litter, run, setting

from verify import cache, files
from verify.cli import main
from verify.ledger import RECORDS
from verify.present import pages

SIZES = (0, 1, 500, 2000, 4000, 8000)  # bytes: entries are about 1500, the records about 7000


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return papers.paper(tmp_path / "paper")


@pytest.fixture
def undisturbed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    with monkeypatch.context() as patch:
        patch.setenv("EHRENFEST_CACHE", str(tmp_path / "other cache"))
        return here(["audit", str(papers.paper(tmp_path / "undisturbed")), "--format", "json", "--jobs", "1"]).records()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_disk_that_is_full_while_the_cache_is_written(tmp_path: Path, paper: Path, size: int, jobs: int) -> None:
    """stdout is a file on the same disk here: what does not fit of the ledger is said too."""
    ended = run(["audit", str(paper), "--jobs", str(jobs)], tmp_path / "said", full_disk(max(size, 300)))
    lines = ended.err.splitlines()
    stored = contents(tmp_path / "cache")
    if len(stored) < papers.CLAIMS:
        assert lines[0].startswith("ehrenfest: records are not cached: `") and lines[0].endswith("but: File too large")
    assert all(cache.read(Path(name).stem) is not None for name in stored) and litter(tmp_path) == []
    assert ended.status == (2 if size < 1000 else 0), "what is printed is longer than that"
    again = here(["audit", str(paper), "--jobs", "1"])
    left = papers.CLAIMS - len(stored)
    assert again.status == 0 and f"{left} claim{'s' * (left != 1)} checked anew" in again.out


@pytest.mark.parametrize("size", SIZES)
def test_a_disk_that_is_full_while_the_records_are_written(tmp_path: Path, paper: Path, size: int) -> None:
    (paper / RECORDS).write_text("the old records", encoding="utf-8")
    silent = (lambda: os.dup2(os.open(os.devnull, os.O_WRONLY), 1),)  # what is printed is not what this test is about
    ended = run(["audit", str(paper), "--write", "--jobs", "1"], tmp_path / "said", *silent, full_disk(max(size, 1000)))
    if size < 8000:
        assert ended.status == 2 and f"the records must be writable, but {paper / RECORDS}: File too large" in ended.err
        assert (paper / RECORDS).read_text(encoding="utf-8") == "the old records" and litter(tmp_path) == []
    assert here(["audit", str(paper), "--write", "--jobs", "1"]).status in (0, 1)
    assert (paper / RECORDS).stat().st_size > 4000


def test_a_disk_that_is_full_while_pages_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {"paper_checks.md": "new" * 500, "paper_checks/a.md": "new" * 2000, "paper_checks/b.md": "new"}
    monkeypatch.setattr(pages, "pages", lambda: made)
    for name in made:
        files.replace(tmp_path / "root" / name, "old")
    monkeypatch.setattr("verify.commands.audit.ROOT", tmp_path / "root")
    ended = run(["audit", "--pages"], tmp_path / "said", full_disk(2000))
    stopped = tmp_path / "root" / "paper_checks" / "a.md"
    assert ended.status == 2 and ended.err == f"ehrenfest: the pages must be writable, but {stopped}: File too large\n"
    assert contents(tmp_path / "root") == {"paper_checks.md": b"new" * 500, "paper_checks/a.md": b"old", "paper_checks/b.md": b"old"}
    assert litter(tmp_path) == []
    pages.write(tmp_path / "root")
    assert contents(tmp_path / "root") == {name: text.encode() for name, text in made.items()}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_stdout_that_is_full_loses_no_check(tmp_path: Path, paper: Path) -> None:
    ended = run(["audit", str(paper), "--jobs", "1"], tmp_path / "said", lambda: os.dup2(os.open("/dev/full", os.O_WRONLY), 1))
    assert ended.status == 2
    assert ended.err == "ehrenfest: the results must be written to stdout, but No space left on device; send them elsewhere\n"
    assert len(contents(tmp_path / "cache")) == papers.CLAIMS


def read_only(folder: Path, writable: bool = False) -> None:
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        path.chmod(0o755 if writable else 0o555)


def test_a_cache_that_is_read_only_is_read(tmp_path: Path, paper: Path, undisturbed: list[dict[str, Any]]) -> None:
    """Half of it is there: it is served, the rest is checked, and one sentence says that it is not kept."""
    assert run(["audit", f"{paper}:c1..c3", "--jobs", "1"], tmp_path / "said").status == 0
    before = contents(tmp_path / "cache")
    read_only(tmp_path / "cache")
    try:
        ended = run(["audit", str(paper), "--format", "json", "--jobs", "2"], tmp_path / "said", bound_by_modes)
        text = run(["audit", str(paper), "--jobs", "2"], tmp_path / "said", bound_by_modes)
    finally:
        read_only(tmp_path / "cache", writable=True)
    assert ended.status == 0 and ended.records() == undisturbed
    assert ended.err == f"ehrenfest: records are not cached: `{tmp_path / 'cache'}` must be writable, but: Permission denied\n"
    assert f"{papers.CLAIMS - 3} claims checked anew" in text.out and contents(tmp_path / "cache") == before


def test_records_in_a_read_only_folder_stay(tmp_path: Path, paper: Path) -> None:
    assert here(["audit", str(paper), "--write", "--jobs", "1"]).status == 0
    before = contents(paper)
    read_only(paper)
    try:
        ended = run(["audit", str(paper), "--write", "--jobs", "1"], tmp_path / "said", bound_by_modes)
    finally:
        read_only(paper, writable=True)
    assert ended.status == 2 and "the records must be writable, but" in ended.err and "Permission denied" in ended.err
    assert contents(paper)[RECORDS] == before[RECORDS] and litter(paper) == []


def in_the_way(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    return tmp_path / "file" / "cache"


@pytest.mark.parametrize("place", ["a file", "below a file", "no such device"])
def test_a_cache_that_cannot_be_made_is_a_warning(tmp_path: Path, paper: Path, undisturbed: list[dict[str, Any]], place: str) -> None:
    where = {"a file": in_the_way(tmp_path).parent, "below a file": in_the_way(tmp_path), "no such device": Path("/proc/no/such")}[place]
    ended = run(["audit", str(paper), "--format", "json", "--jobs", "1"], tmp_path / "said", setting("EHRENFEST_CACHE", where))
    assert ended.status == 0 and ended.records() == undisturbed
    assert ended.err.startswith(f"ehrenfest: records are not cached: `{where}` must be writable, but: ") and ended.err.count("\n") == 1


def test_a_user_without_a_home(paper: Path, undisturbed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("EHRENFEST_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    ended = here(["audit", str(paper), "--format", "json", "--jobs", "1"])
    assert ended.status == 0 and ended.records() == undisturbed
    assert "must be writable, but: the user has no home folder; name another in EHRENFEST_CACHE" in ended.err and ended.err.count("\n") == 1


def test_the_modes_bind_this_user(tmp_path: Path) -> None:
    """Else the tests above of read-only folders would show nothing."""
    (tmp_path / "folder").mkdir(mode=0o555)
    ended = run(["audit", "--help"], tmp_path / "said", bound_by_modes, lambda: _refused(tmp_path / "folder" / "file"))
    assert ended.status == 0 and main(["audit", "--help"]) == 0


def _refused(path: Path) -> None:
    try:
        path.touch()
    except PermissionError:
        return
    raise AssertionError("a folder of mode 0555 must not be writable")
