"""Output to a stdout that lacks characters: words that read, JSON and XML that say the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from verify.present.words import MARKS
from verify.spelling import handler, register, spelled
from verify.trusted import ROOT


def printed(encoding: str, *arguments: str) -> str:
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding, "COLUMNS": "100"}
    done = subprocess.run([sys.executable, "-m", "ehrenfest", *arguments], cwd=ROOT, env=settings, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode(encoding)


def test_marks_of_verdicts_are_told_apart_in_ascii() -> None:
    assert len({spelled(mark) for mark in MARKS.values()}) == len(MARKS) and all(len(spelled(mark)) == 1 for mark in MARKS.values())
    assert [word for word, mark in MARKS.items() if spelled(mark) == "?"] == ["undecided"]


@pytest.mark.parametrize(("letter", "said"), [
    ("ω", "omega"), ("Δ", "Delta"), ("λ", "lambda"), ("ö", "o"), ("²", "^2"), ("₁", "_1"), ("±", "+-"), ("ħ", "hbar"), ("−", "-"),
    ("\N{NO-BREAK SPACE}", " "), ("…", "..."), ("·", "*"), ("你", "?"), ("≤", "<=")])
def test_a_letter_is_spelled_in_ascii(letter: str, said: str) -> None:
    assert spelled(letter) == said


def test_only_what_the_encoding_lacks_is_spelled() -> None:
    register()
    assert "0.5 ± 0.1 ω·x".encode("latin-1", handler("text")) == b"0.5 \xb1 0.1 omega\xb7x"
    assert "0.5 ± 0.1 ω·x".encode("ascii", handler("csv")) == b"0.5 +- 0.1 omega*x"
    assert json.loads(json.dumps("ω\U0001d53c", ensure_ascii=False).encode("ascii", handler("json"))) == "ω\U0001d53c"
    assert ElementTree.fromstring("<a>ω\U0001d53c</a>".encode("ascii", handler("junit"))).text == "ω\U0001d53c"


def test_ascii_shows_no_question_mark_in_place_of_a_verdict() -> None:
    said = printed("ascii", "errata", "hrr2023", "--committed")
    assert "  (3) * refuted (substance); corrected: proved" in said and "?" not in said
    assert "·" in printed("utf-8", "errata", "hrr2023", "--committed")


def test_json_is_the_same_in_every_encoding() -> None:
    found = [printed(encoding, "errata", "--committed", "--format", "json") for encoding in ("ascii", "utf-8")]
    assert not found[1].isascii() and json.loads(found[0]) == json.loads(found[1])
