"""Ctrl-C in each phase of a command: one sentence, about what that command leaves behind and no other."""

from __future__ import annotations

from pathlib import Path

import papers
import pytest
from harness import here

from verify.ledger import RECORDS


def stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


AUDIT = {
    "while papers are read": ("verify.targets.select", "interrupted\n"),
    "while keys are made": ("verify.cache.keys", "interrupted\n"),
    "at the first check": ("verify.ledger.check", "interrupted\n"),
    "while the ledger is printed": ("verify.present.terminal.table", "interrupted\n"),
    "while records are written": ("verify.ledger.write_records", "interrupted\n"),
}


@pytest.mark.parametrize("phase", AUDIT)
def test_an_audit_says_no_more_than_is_true(tmp_path: Path, phase: str, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = papers.paper(tmp_path / "paper")
    name, said = AUDIT[phase]
    with monkeypatch.context() as patch:
        patch.setattr(name, stop)
        ended = here(["audit", str(paper), "--write", "--jobs", "1"])
    assert (ended.status, ended.err) == (130, f"\nehrenfest: {said}") and not (paper / RECORDS).exists()
    assert here(["audit", str(paper), "--write", "--jobs", "1"]).status == 0


@pytest.mark.parametrize(("fresh", "goes_on"), [((), "the next run"), (("--no-cache",), "the next run, without --no-cache,")])
def test_an_audit_says_how_many_checks_are_kept(tmp_path: Path, fresh: tuple[str, ...], goes_on: str) -> None:
    paper = papers.paper(tmp_path / "paper", c4="raise KeyboardInterrupt")
    ended = here(["audit", str(paper), "--jobs", "1", *fresh])
    assert ended.err == f"\nehrenfest: interrupted; 3 finished checks are kept, and {goes_on} goes on from there\n"


def test_an_audit_that_keeps_nothing_does_not_promise_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("EHRENFEST_CACHE", str(tmp_path / "file"))
    ended = here(["audit", str(papers.paper(tmp_path / "paper", c4="raise KeyboardInterrupt")), "--jobs", "1"])
    assert (ended.status, ended.err) == (130, "\nehrenfest: interrupted\n")


@pytest.mark.parametrize(("name", "said"), [
    ("verify.report.site.site", "nothing is written"),
    ("verify.report.write.write", "the pages in {out} may be of two reports: run it again"),
])  # fmt: skip
def test_a_report_speaks_of_its_pages(tmp_path: Path, name: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verify.report.site.site", lambda _: {})
    monkeypatch.setattr("verify.report.library.library", lambda: None)
    monkeypatch.setattr(name, stop)
    ended = here(["report", "--out", str(tmp_path / "out")])
    assert (ended.status, ended.err) == (130, f"\nehrenfest: interrupted; {said.format(out=tmp_path / 'out')}\n")


def test_memory_that_ends_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def short(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("verify.present.terminal.table", short)
    ended = here(["audit", str(papers.paper(tmp_path / "paper")), "--jobs", "1"])
    assert ended.status == 2
    assert ended.err == "ehrenfest: the command must fit into memory, but does not; ask for less, or let it have more\n"
