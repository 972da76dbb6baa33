"""A reader's own paper: a folder anywhere, audited by the same commands, one wrong line found in it."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from verify.cli import main
from verify.paper import find, load
from verify.trusted import ROOT

PAPER = Path(__file__).parent / "example_paper"
WORDS = {
    "1": "proved", "2": "proved", "3": "certified", "p/squeezed-frame": "proved", "p/markov": "cited",
    "4": "proved", "5": "proved", "6": "proved", "7": "certified", "8": "refuted",
}  # fmt: skip
METHODS = {"2": "normal form", "5": "sos", "6": "multipliers", "7": "ball", "p/squeezed-frame": "ideal"}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _at_home(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHRENFEST_CACHE", str(cache))
    monkeypatch.chdir(ROOT)


@pytest.fixture
def records(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    assert main(["audit", "tests/example_paper", "--format", "json", "--jobs", "1"]) == 0
    return {item["label"]: item for item in json.loads(capsys.readouterr().out)["records"]}


def test_every_claim_has_its_word(records: dict[str, dict[str, Any]]) -> None:
    assert {label: item["as_printed"]["word"] for label, item in records.items()} == WORDS
    assert list(records) == list(WORDS), "the records must follow the paper's order"


def test_exactly_one_line_is_wrong_and_its_witness_is_right(records: dict[str, dict[str, Any]]) -> None:
    (wrong,) = [item for item in records.values() if item["as_printed"]["word"] == "refuted"]
    assert wrong["label"] == "8" and wrong["as_printed"]["error"] == "substance"
    (witness,) = [e for e in wrong["as_printed"]["evidence"] if e["method"] == "witness"]
    start, bath = (_number(witness["data"]["at"][name]) for name in ("n_0", "n_b"))
    assert float(witness["data"]["lhs"]) == pytest.approx((start - bath) / 2**0.5, rel=1e-12)
    assert float(witness["data"]["rhs"]) == pytest.approx((start - bath) / 2, rel=1e-12)
    assert start != bath
    assert wrong["corrected"]["word"] == "proved" and wrong["corrected"]["why"]


def _number(text: str) -> float:
    top, _, bottom = text.partition("/")
    return int(top) / int(bottom or 1)


def test_accepted_claims_kill_mutants(records: dict[str, dict[str, Any]]) -> None:
    for label, item in records.items():
        if label != "p/markov":
            assert item["mutants"]["killed"] > 0 and item["mutants"]["survived"] == 0, label


@pytest.mark.parametrize("label", METHODS)
def test_each_claim_exercises_its_method(records: dict[str, dict[str, Any]], label: str) -> None:
    methods = [e["method"] for e in records[label]["as_printed"]["evidence"]]
    assert any(METHODS[label] in method for method in methods), methods


def test_the_box_of_the_certified_bound_is_recorded(records: dict[str, dict[str, Any]]) -> None:
    assert records["7"]["domain"]["s"].startswith("[1/2, 4]")
    assert 0 < float(records["7"]["slack"]["largest_ratio"]) < 1


def test_cited_leaves_are_inherited(records: dict[str, dict[str, Any]]) -> None:
    assert records["7"]["inherited"]["rests_on"] == ["p/markov"]
    assert records["6"]["inherited"]["rests_on"] == []


def test_show_prints_the_derivation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "tests/example_paper:4"]) == 0
    page = capsys.readouterr().out
    assert "1. ● proved: differentiate" in page and "2. ● proved: insert (4)" in page
    assert "→ p/markov: cited" in page


def test_show_replays_the_witness(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "tests/example_paper:8", "--witness"]) == 0
    page = capsys.readouterr().out
    assert "checked anew and is refuted" in page and re.search(r"witness: at .*left side = ", page)


def test_errata_names_the_wrong_line_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["errata", "tests/example_paper"]) == 0
    page = capsys.readouterr().out
    assert page.count("witness:") == page.count("corrected:  ") == page.count("consequence:") == 1
    assert page.startswith("As printed, 1 line is refuted (1 of substance)") and "\noscillator:8  Half-life of the excess" in page
    assert main(["errata", "tests/example_paper", "--format", "json"]) == 0
    assert [item["label"] for item in json.loads(capsys.readouterr().out)["errata"]] == ["8"]


def test_trust_lists_the_leaf(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trust", "tests/example_paper"]) == 0
    page = capsys.readouterr().out
    assert "derive/normal_form.py" in page and "an assumption on the bath" in page


def test_junit_counts_agree(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "tests/example_paper", "--format", "junit", "--jobs", "1"]) == 0
    (suite,) = ElementTree.fromstring(capsys.readouterr().out.split("\n", 1)[1])
    cases = list(suite)
    assert int(suite.attrib["tests"]) == len(cases) == len(WORDS)
    assert int(suite.attrib["skipped"]) == sum(case.find("skipped") is not None for case in cases) == 1
    assert int(suite.attrib["failures"]) == sum(case.find("failure") is not None for case in cases) == 0


def test_text_summary_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "tests/example_paper", "--jobs", "1"]) == 0
    captured = capsys.readouterr()
    assert "10 claims: 6 proved, 2 certified, 1 cited, 1 refuted" in captured.out
    assert captured.err == "", "progress belongs on a terminal only"


def test_write_puts_records_beside_the_claims(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "oscillator_written"
    shutil.copytree(PAPER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    page = ROOT / "paper_checks.md"
    before = page.read_bytes() if page.exists() else None
    assert main(["audit", str(copy), "--write", "--jobs", "1"]) == 0
    stored = json.loads((copy / "records.json").read_text(encoding="utf-8"))
    assert stored["paper"] == "oscillator" and [item["label"] for item in stored["records"]] == list(WORDS)
    assert not any("seconds" in item for item in stored["records"]), "a time would change from run to run"
    assert (page.read_bytes() if page.exists() else None) == before, "the page is for built-in papers"
    first = (copy / "records.json").read_bytes()
    assert main(["audit", str(copy), "--write", "--no-cache", "--jobs", "1"]) == 0
    assert (copy / "records.json").read_bytes() == first


def test_an_audit_without_write_changes_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "oscillator_unwritten"
    shutil.copytree(PAPER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    before = {path.name for path in copy.iterdir()}
    assert main(["audit", str(copy), "--jobs", "1"]) == 0
    assert {path.name for path in copy.iterdir()} - {"__pycache__"} == before


def test_the_engine_does_not_know_the_paper() -> None:
    assert not (PAPER / "records.json").exists()
    for path in sorted((ROOT / "verify").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert "example_paper" not in text and "oscillator:" not in text, path


def test_the_section_files_hold_claims_only() -> None:
    """A function of a section file that is no claim would be mathematics in the wrong place."""
    for name in ("setting.py", "relaxation.py"):
        tree = ast.parse((PAPER / name).read_text(encoding="utf-8"))
        assert all(node.decorator_list for node in tree.body if isinstance(node, ast.FunctionDef)), name


def test_numbered_statements_have_claims() -> None:
    loaded = load(find(str(PAPER)))
    assert set(loaded.paper.numbered) <= set(loaded.claims)
