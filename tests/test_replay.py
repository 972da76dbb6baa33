"""The second opinion: it imports nothing of ours, reads every expression as it is meant, and repeats every committed proof."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp

from replay.__main__ import main
from replay.records import REPLAYED, verdicts
from verify import replayed
from verify.check import check
from verify.claim import Claim
from verify.record import record
from verify.statement import All, Link
from verify.statements.scalar import AtMost, Equal
from verify.trusted import ROOT
from verify.variables import Variables

PAPERS = sorted((ROOT / "verify" / "papers").glob("*/records.json"))
SOURCES = sorted((ROOT / "replay").glob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_only_the_standard_library_is_imported(path: Any) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 0}
    assert {name.split(".")[0] for name in found} <= {*sys.stdlib_module_names, "replay"}
    called = {getattr(node.func, "id", getattr(node.func, "attr", "")) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not called & {"eval", "exec", "__import__", "import_module", "run_module", "float"}
    assert not any(isinstance(node, ast.Constant) and isinstance(node.value, float) for node in ast.walk(tree))


def test_every_committed_proof_is_repeated_in_a_process_without_packages() -> None:
    done = replayed.replay(PAPERS)
    assert done.returncode == 0 and done.stderr == "", done.stdout[-2000:] + done.stderr
    assert done.stdout.rstrip().endswith("imported beside the standard library: nothing")
    found = [finding for path in PAPERS for verdict in verdicts(path) for finding in verdict.findings]
    assert len(PAPERS) >= 3 and len(found) > 1300
    good = sum(finding.status == REPLAYED and finding.tied for finding in found)
    assert good == len(found), [finding for finding in found if finding.status != REPLAYED or not finding.tied][:5]


# A record made by the program, and what becomes of it.

W = Variables()
a, b = W.declare("a"), W.declare("b")
T = W.declare("t", low=0, high=1, closed=True)


def two_steps() -> All:
    """Two links, one of them described in words."""
    bound = AtMost(a * sp.Max(1, b), b, W, AtMost(sp.Integer(1), b, W), AtMost(a, sp.Integer(1), W))
    return All((Link(Equal((a + b) ** 2, a**2 + 2 * a * b + b**2, W), "binomial", "the square, expanded"), Link(bound, "bound")))


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    """A file of records: two links, a corrected claim, a polynomial bound."""
    def claim(label: str, build: Callable[[], Any]) -> Claim:
        return Claim(label, "A claim", "identity", "(1)", (), "x", build)

    corrected = claim("2", lambda: Equal(a, b, W))
    corrected.corrected(why="wrong", error="substance", consequence="none")(_right)
    claims = [claim("1", two_steps), corrected, claim("3", lambda: AtMost(T * (1 - T), sp.Rational(1, 2) / (1 + T) + T**2, W))]
    found = [json.loads(json.dumps(record("p", "s", each, check(each)))) for each in claims]
    assert [item["as_printed"]["word"] for item in found] == ["proved", "refuted", "proved"]
    return {"schema": 1, "paper": "p", "records": found}


def _right() -> Any:
    """a (b + 1) = a b + a"""
    return Equal(a * (b + 1), a * b + a, W)


def replayed_from(document: Any, tmp_path: Any) -> list[tuple[str, str, str]]:
    """(where, word, status) of each verdict."""
    path = tmp_path / "records.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return [(verdict.where, verdict.word, verdict.status) for verdict in verdicts(path)]


def test_a_record_is_replayed(made: dict[str, Any], tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert replayed_from(made, tmp_path) == [(where, "proved", REPLAYED) for where in ("p:1", "p:2 as corrected", "p:3")]
    assert main([str(tmp_path / "records.json")]) == 1  # this process has imported SymPy
    said = capsys.readouterr().out
    assert "proofs replayed: 4 of 4 (all)" in said and "that of the record's step: 4 of 4 (all)" in said
    done = replayed.replay([tmp_path / "records.json"])
    assert done.returncode == 0 and done.stdout.rstrip().endswith("nothing")


def _first(document: Any) -> Any:
    return document["records"][0]


FALSIFIED: dict[str, Callable[[Any], Any]] = {
    "no evidence": lambda d: _first(d)["as_printed"].update(evidence=[]),
    "no proof in a link": lambda d: [part["evidence"].pop(0) for part in (_first(d)["as_printed"], _first(d)["links"][0])],
    "another link": lambda d: _first(d)["links"].reverse(),
    "a link dropped": lambda d: _first(d)["links"].pop(),
    "a link undecided": lambda d: _first(d)["links"][0].update(word="undecided"),
    "a link without its text": lambda d: _first(d)["links"][1].update(statement="clear"),
    "another formal text": lambda d: _first(d)["links"][0].update(formal="(a + b)**2 == a**2 + 3*a*b + b**2"),
    "the formal text in words": lambda d: _first(d)["links"][0].update(formal="the square, expanded"),
    "a range widened": lambda d: _first(d)["domain"].update(a="(-oo, oo) [1]", b="(-oo, oo) [1]"),
    "no table": lambda d: _first(d).update(domain={}),
    "a hypothesis taken out": lambda d: [_first(d)["domain"].pop(key) for key in list(_first(d)["domain"]) if "given" in key],
    "the box widened": lambda d: d["records"][2]["domain"].update(t="[0, 2] [1]"),
    "the bound sharpened": lambda d: d["records"][2]["as_printed"].update(formal="t*(1 - t) <= 1/8/(1 + t) + t**2"),
    "the corrected text": lambda d: d["records"][1]["corrected"].update(formal="a*(b + 1) == a*b + b"),
    "evidence from elsewhere": lambda d: d["records"][1]["corrected"].update(evidence=d["records"][2]["as_printed"]["evidence"]),
    "a method that is no proof": lambda d: [e.update(method="samples") for e in d["records"][2]["as_printed"]["evidence"]],
    "data missing": lambda d: d["records"][2]["as_printed"]["evidence"][0].update(data={}),
    "data of another kind": lambda d: d["records"][2]["as_printed"]["evidence"][0].update(data=[1]),
}


@pytest.mark.parametrize("name", FALSIFIED)
def test_a_falsified_record_is_not_replayed(name: str, made: dict[str, Any], tmp_path: Any) -> None:
    document = json.loads(json.dumps(made))
    FALSIFIED[name](document)
    assert document != made
    assert any(status != REPLAYED for _, word, status in replayed_from(document, tmp_path) if word == "proved")


def test_the_command(made: dict[str, Any], tmp_path: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit status 1 where a proof fails; a file that cannot be read, and a wrong call, are told in a sentence."""
    wrong = json.loads(json.dumps(made))
    identity_data = wrong["records"][1]["corrected"]["evidence"][0]["data"]
    identity_data["identity"] = identity_data["identity"].replace("a*b", "2*a*b")
    path = tmp_path / "records.json"
    path.write_text(json.dumps(wrong), encoding="utf-8")
    done = replayed.replay([path])
    assert done.returncode == 1 and "failed: p:2 as corrected: normal form: the two sides differ" in done.stdout
    path.write_text("{", encoding="utf-8")
    for arguments in ([], ["--help"], [str(path)], [str(tmp_path / "none.json")]):
        assert main(arguments) == 2
    assert "must be a file of records" in capsys.readouterr().err
    monkeypatch.setattr(replayed, "replay", lambda files: done)
    assert replayed.run(["layton2026:2"]) == 1 and "Not repeated" in capsys.readouterr().out
