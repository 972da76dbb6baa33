"""Text for a terminal: filled to its width, in colour on a terminal only, what matters first; progress that says what is left."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from verify import progress, targets
from verify.cli import main
from verify.ledger import Audit
from verify.present import claim, errata, terminal, trust, words
from verify.present.words import visible, wrap
from verify.targets import recorded
from verify.trusted import ROOT
from verify.usage import UsageError

PAPER = Path(__file__).parent / "example_paper"
WHOLE = re.compile(r"(ehrenfest show \S+ --witness)|(^\W*\S+$)")  # a command to be copied; a label


@pytest.fixture(params=[60, 80, 100])
def columns(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("COLUMNS", str(request.param))
    return int(request.param)


@pytest.fixture(scope="module")
def audits() -> list[Audit]:
    return recorded(["hrr2023", "li2024"])


def too_long(text: str, columns: int) -> list[str]:
    return [line for line in text.splitlines() if visible(line) > columns and not WHOLE.search(line)]


def test_every_page_of_every_paper_keeps_to_the_width(audits: list[Audit], columns: int) -> None:
    for result in audits:
        others = {item["label"]: item for item in result.records}
        names = {result.loaded.paper.key: result.loaded.name}
        for text in (terminal.heading([result], []), terminal.summary(result), terminal.table(result), trust.leaves(result), trust.files(),
                     errata.errata(result.records, names), terminal.closing([result], [], 1.0)):
            assert not too_long(text, columns)
        for item in result.records[::6]:  # the tree of a theorem takes a while
            assert not too_long(claim.page(item, others, result.loaded.name), columns), item["label"]


@pytest.mark.parametrize("latex", [
    r"c(x,\xi)-\sum_{j=0}^{N-1}\frac1{j!}\Big(\frac{ih}2\sigma(D_x,D_\xi,D_y,D_\eta)\Big)^ja(x,\xi)b(y,\eta)\Big|_{y=x,\eta=\xi}",
    "m*t*v**(7/2)*Max(1,Lambda*ell**2*hbar/(m*v**2))**(3/2)/(Lambda**(3/2)*ell**(9/2)*hbar)+" * 2,
    "x" * 300, "\\" * 99, "é" * 99, "\\alpha" * 40,
])  # fmt: skip
def test_a_long_formula_is_cut_between_tokens_and_nothing_is_lost(latex: str, columns: int) -> None:
    lines = wrap(f"printed: {latex} end", 4, 9).splitlines()
    assert all(len(line) <= columns for line in lines) or set(latex) == {"x"} or set(latex) == {"é"}
    assert "".join("".join(lines).split()) == "".join(f"printed: {latex} end".split())
    for before, after in pairwise(lines):
        assert not re.search(r"\\[A-Za-z]*$", before) or not re.match(r"\s*[A-Za-z]", after), "a LaTeX command was cut"


def test_colours_take_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    plain = " ".join(["word"] * 40)
    coloured = " ".join(["\x1b[32mword\x1b[0m"] * 40)
    assert [visible(line) for line in wrap(coloured, 2).splitlines()] == [len(line) for line in wrap(plain, 2).splitlines()]


def test_lines_and_gaps_of_the_text_are_kept() -> None:
    assert wrap("  a  b\n\nc", 2, 3) == "    a  b\n\n     c"
    assert wrap("", 4) == ""


def test_a_no_break_space_breaks_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    items = ", ".join(f"name\u00a0=\u00a0{number}" for number in range(20))
    assert all(re.fullmatch(r"( ?name\u00a0=\u00a0\d+,?)+", line) for line in wrap(items, 0).splitlines())


@pytest.mark.parametrize(("tty", "no_color", "term", "on"), [
    (True, "", "xterm", True), (False, "", "xterm", False), (True, "1", "xterm", False), (True, "", "dumb", False),
])  # fmt: skip
def test_colour_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, tty: bool, no_color: str, term: str, on: bool) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: tty)
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", term)
    assert words.colour("refuted", "x") == ("\x1b[31mx\x1b[0m" if on else "x")


def test_the_heading_says_what_is_worse_what_is_open_and_what_is_wrong(audits: list[Audit]) -> None:
    result = audits[0]
    text = terminal.heading([result], [])
    assert "Nothing is worse than the committed record." in text and "Nothing is undecided." in text
    wrong = [item for item in result.records if item["as_printed"]["word"] == "refuted"]
    heavy = [item for item in wrong if item["as_printed"]["error"] == "substance"]
    assert f"{len(wrong)} lines are refuted" in text and f"({len(heavy)} of substance" in text
    assert "a correction of every one holds" in " ".join(text.split())
    shown = terminal.summary(result)
    assert re.findall(r"✗ (\S+)", shown) == [item["label"] for item in heavy]
    assert all(f"{' '.join(item['title'].split())}: {item['corrected']['word']}" in " ".join(shown.split()) for item in heavy)
    changed = json.loads(json.dumps(result.records))
    first = next(item for item in changed if item["as_printed"]["word"] == "proved")
    first["as_printed"]["word"], first["mutants"]["survived"] = "undecided", 2
    next(item for item in changed if item["corrected"])["corrected"]["word"] = "undecided"
    other = Audit(result.loaded, changed, result.selected, 0)
    text = " ".join(terminal.heading([other], ["a sentence"]).split())
    assert "WORSE than the committed record: 1" in text and f"Undecided: 1 (hrr2023:{first['label']})" in text
    assert f"a correction of {len(wrong) - 1} holds" in text and "accepted as well: 2" in text
    assert "1 worse than the committed record, 1 undecided" in terminal.closing([other], ["a sentence"], 0.0)


def test_one_claim_is_no_claims_and_a_line_without_a_correction_is_said_to_have_none(audits: list[Audit]) -> None:
    result = audits[0]
    one = json.loads(json.dumps(next(item for item in result.records if item["as_printed"]["error"] == "substance")))
    one["corrected"] = None
    alone = Audit(result.loaded, [one], (one["label"],), 1)
    assert "1 line is refuted (1 of substance); it is not corrected yet" in " ".join(terminal.heading([alone], []).split())
    bad = {**one, "corrected": {"word": "undecided"}}
    assert terminal.wrong([bad]).endswith("it has no correction that holds")
    assert terminal.wrong([bad, one]).endswith("none has a correction that holds")
    assert terminal.wrong([one, one]).endswith("none is corrected yet")
    assert "1 claim: " in terminal.summary(alone) and f"{one['title']}: not corrected yet" in " ".join(terminal.summary(alone).split())
    assert re.search(r"^1 claim: none worse.*^1 claim checked anew", terminal.closing([alone], [], 0.0), re.DOTALL | re.MULTILINE)


def test_a_row_says_what_its_word_does_not(audits: list[Audit]) -> None:
    result = audits[0]
    text = " ".join(terminal.table(result).split())
    for item in result.records:
        if item["scope"]:
            assert f"only: {item['scope']}" in text
        assert item["title"] in text and item["label"] in text


def test_errata_of_substance_come_first(audits: list[Audit]) -> None:
    result = audits[0]
    text = errata.errata(result.records, {"hrr2023": "hrr2023"})
    weights = re.findall(r"· refuted \((\w+)\)", text)
    assert weights == sorted(weights, key=errata.WEIGHTS.index) and set(weights) == {"substance", "slip"}
    several = errata.in_one_reading(result.records)
    assert "p/longer-times" in {item["label"] for item in several}
    assert not any(item["as_printed"]["word"] == "refuted" for item in several)
    assert all(f"{item['paper']}:{item['label']} ({item['place']}): true as " in " ".join(text.split()) for item in several)
    assert errata.errata([], {}) == "Nothing is wrong as printed."


@pytest.mark.parametrize("word", ["cited", "undecided"])
def test_a_reading_that_is_not_known_to_hold_is_not_called_true(audits: list[Audit], word: str) -> None:
    (known,) = [item for item in audits[0].records if item["label"] == "p/longer-times"]
    readings = [{**each, "word": each["word"] if each["word"] == "refuted" else word} for each in known["as_printed"]["readings"]]
    open_line = {**known, "as_printed": {**known["as_printed"], "word": word, "readings": readings}}
    text = " ".join(errata.errata([open_line], {"hrr2023": "hrr2023"}).split())
    assert f"(Abstract): {word} as " in text and "true as" not in text
    assert "1 line refuted in one reading and not checked in another" in text and "holds" not in text.split("Abstract")[0]
    assert errata.held([known]) == [known] and errata.held([open_line]) == []
    both = " ".join(errata.errata([known, open_line], {"hrr2023": "hrr2023"}).split())
    assert "1 line that holds in one reading only and 1 line refuted in one reading and not checked in another" in both


def test_a_stdout_that_is_closed_takes_no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert not words.coloured()


def test_sides_of_different_dimension_are_said_where_no_correction_says_more(audits: list[Audit]) -> None:
    (one,) = [item for item in audits[0].records if item["label"] == "p/p-H"]
    said = " ".join(errata.errata([{**one, "corrected": None}], {"hrr2023": "hrr2023"}).split())
    assert "besides: both sides must have one dimension, but V2**(3/2)*sqrt(m)/V3" in said
    assert "both sides must have one dimension" not in errata.errata([one], {"hrr2023": "hrr2023"})


def test_a_witness_is_named_by_the_part_that_it_is_of(audits: list[Audit]) -> None:
    found = {item["label"]: errata.witnessed(item) for item in errata.refuted(audits[0].records)}
    assert found["3"].startswith("[d = 1] at ") and found["F3"].startswith("at ") and all(found.values())


def test_errata_have_one_order_everywhere(audits: list[Audit], capsys: pytest.CaptureFixture[str]) -> None:
    """The command as text and as JSON, the page for a forge and the report: by weight, then as in the paper; paper by paper."""
    from verify.present import paper_page
    from verify.report import library

    shown = [item for result in audits[:2] for item in result.records]
    names = {result.loaded.paper.key: result.loaded.name for result in audits[:2]}
    replayed = re.findall(r"replay: +ehrenfest show (\S+) --witness", " ".join(errata.errata(shown, names).split()))
    wanted: list[str] = []
    for result in audits[:2]:
        key, order = result.loaded.paper.key, [item["label"] for item in result.records]
        wrong = [item for item in result.records if item["as_printed"]["word"] == "refuted"]
        wrong.sort(key=lambda item: (errata.WEIGHTS.index(item["as_printed"]["error"]), order.index(item["label"])))
        labels = [item["label"] for item in wrong]
        wanted += [f"{key}:{label}" for label in labels]
        page = paper_page.document(result.loaded.paper, result.records)
        assert re.findall(r"- replay: `ehrenfest show \w+:(\S+) --witness`", page) == labels
        (volume,) = [each for each in library.library() if each.key == key]
        assert [item["label"] for item in volume.wrong] == labels
        assert main(["errata", key, "--committed", "--format", "json"]) == 0
        found = [item["label"] for item in json.loads(capsys.readouterr().out)["errata"]]
        assert found[: len(labels)] == labels and len(found) == len(labels) + len(volume.in_one_reading) + len(volume.slips)
    assert replayed == wanted


def test_committed_records_are_read_and_said_to_be(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("nothing must be checked")

    monkeypatch.setattr("verify.ledger.check", never)
    for arguments in (["show", "hrr2023:F3"], ["errata", "hrr2023"], ["trust", "hrr2023:Theorem1"]):
        assert main([*arguments, "--committed"]) == 0
        assert capsys.readouterr().out.rstrip().endswith(words.COMMITTED)
    assert main(["errata", "hrr2023", "--committed", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["errata"]) > 20
    assert main(["show", "hrr2023:F3", "--committed", "--witness"]) == 2
    assert "leave one of them away" in capsys.readouterr().err
    assert main(["errata", str(PAPER), "--committed"]) == 2
    assert "has no records.json that can be read" in capsys.readouterr().err


class Terminal:
    """A stderr that is a terminal, and what was written to it."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass


def test_progress_counts_all_papers_and_says_what_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    monkeypatch.setenv("EHRENFEST_CACHE", str(tmp_path))
    written = Terminal()
    monkeypatch.setattr(sys, "stderr", written)
    targets.audits([f"{PAPER}:1..2"], jobs=1)
    shown = [line.strip() for line in written.text.split("\r")]
    assert shown[1] == "2 claims to check"
    assert [line.split(",")[0] for line in shown if "checked" in line] == ["1 of 2 checked", "2 of 2 checked"]
    (last,) = [line for line in shown if line.startswith("2 of 2")]
    assert last.startswith("2 of 2 checked, about 0 s left (oscillator:")
    assert all(len(line) < columns for line in written.text.split("\r")), "a line that is too long cannot be written over"
    assert re.search(r"\r +\r$", written.text), "nothing of it stays"
    written.text = ""
    targets.audits([f"{PAPER}:1..2"], jobs=1)
    assert written.text == "", "what is read from the cache needs no progress"


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0 s"), (89, "89 s"), (90, "2 min"), (3000, "50 min"), (9000, "2.5 h")])
def test_time_left_is_spelt_shortly(seconds: float, text: str) -> None:
    assert progress.spell(seconds) == text


def in_a_terminal(arguments: list[str], columns: int, environment: dict[str, str]) -> Iterator[str]:
    """What the command writes to a terminal, both streams."""
    ours, theirs = pty.openpty()
    settings = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")} | {"COLUMNS": str(columns)} | environment
    command = [sys.executable, "-m", "ehrenfest", *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=settings, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        end = time.monotonic() + 120
        while time.monotonic() < end and select.select([ours], [], [], 120)[0]:
            try:
                piece = os.read(ours, 1 << 16)
            except OSError:
                break
            if not piece:
                break
            yield piece.decode(errors="replace")
        process.wait(30)
    os.close(ours)


@pytest.mark.parametrize(("environment", "on"), [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False)])
def test_a_real_terminal_gets_colour_and_progress(tmp_path: Path, environment: dict[str, str], on: bool) -> None:
    shown = "".join(in_a_terminal(["audit", "tests/example_paper:8", "--jobs", "1"], 70, {**environment, "EHRENFEST_CACHE": str(tmp_path)}))
    assert ("\x1b[31mrefuted" in shown) == on and ("\x1b[" in shown) == on
    assert "to check" in shown and "s left" in shown and "1 line is refuted" in shown
    lines = [part for line in shown.replace("\r\n", "\n").split("\n") for part in line.split("\r")]
    assert not too_long("\n".join(lines), 70)


@pytest.mark.parametrize("tty", [True, False])
def test_what_is_waited_for_is_said_on_a_terminal_only(
    tty: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SECOND", 0.01)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: tty)
    monkeypatch.setenv("COLUMNS", "60")
    before, shown, patience = threading.active_count(), "", time.monotonic() + 60
    with pytest.raises(UsageError), progress.waiting("norms of cos(x)", 36):
        while tty and shown.count("CPU time") < 2:
            shown += capsys.readouterr().err
            assert time.monotonic() < patience
        raise UsageError("no")
    shown += capsys.readouterr().err
    assert threading.active_count() == before
    first, last = (f"\r{text:<58}\r" for text in ("norms of cos(x): 0 s, at most 36 s of CPU time", ""))
    assert (shown.startswith(first) and shown.endswith(last)) if tty else not shown


def test_the_norms_of_a_potential_are_waited_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress, "SECOND", 1e-4)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["constants", "cos(x)*exp(-y^2-z^2)/3"]) == 0
    shown = capsys.readouterr().err
    assert "\rnorms of cos(x)*exp(-y^2-z^2)/3: 0 s, at most 36 s" in shown and shown.endswith(" \r")


def test_progress_goes_on_from_paper_to_paper() -> None:
    line = progress.Progress(True, total=3)
    written = Terminal()
    with contextlib.redirect_stderr(written):  # type: ignore[type-var]
        for key, count in (("one", 2), ("two", 1)):
            made = line.paper(key)
            assert made is not None
            for done in range(1, count + 1):
                made(done, count, "x")
    assert re.findall(r"(\d of \d) checked", written.text) == ["1 of 3", "2 of 3", "3 of 3"]
    assert progress.Progress(False).paper("one") is None


def test_a_claim_without_a_committed_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "oscillator_partly_recorded"
    shutil.copytree(PAPER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    word = {"word": "proved", "error": None, "evidence": []}
    record = {
        **dict.fromkeys(("section", "place", "title", "statement", "kind", "note", "slip", "scope"), ""), "paper": "oscillator",
        "label": "1", "as_printed": word, **dict.fromkeys(("corrected", "inherited", "slack")), "uses": [], "domain": {}, "mutants": {},
        "links": [],
    }
    (folder / "records.json").write_text(json.dumps({"schema": 1, "paper": "oscillator", "records": [record]}), encoding="utf-8")
    assert [item["label"] for item in recorded([f"{folder}:1"])[0].shown()] == ["1"]
    with pytest.raises(UsageError, match="there is none of oscillator:2"):
        recorded([f"{folder}:2"])
    assert recorded([str(folder)])[0].selected == ("1",)
    assert "9 claims of oscillator are left out" in capsys.readouterr().err
