"""The second opinion's walk over a file: every finding, every way that a record may be wrong, and every line that is printed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from refusals import kind_and_reason as said

from replay import __main__ as command
from replay import records
from replay.records import FAILED, REPLAYED, UNREPLAYABLE, Finding, Step, Verdict, examine, verdicts

NORMAL, TRACES = "normal form", "normal form of trace polynomials"
GOOD = {"identity": "(sqrt(x**2)) - (x) = 0", "positive": "x", "generators": "x"}
TABLE = {"x": "(0, oo) [1]"}
SAYS = "sqrt(x**2) == x"


BOX = {"statement": "x >= 0", "box": ["x in [0, oo]"],
    "certificate": {"kind": "shift", "power": 0, "coefficients": {"1": "1"}}}
PAIR = {"left": "1*K[i,j]", "right": "1*K[j,i]", "symmetric": ["K"], "inverse": []}


def step(**others: Any) -> Step:
    return Step(**{"where": "p:1", "method": NORMAL, "data": GOOD, "text": SAYS, "domain": TABLE, **others})


@pytest.mark.parametrize(("others", "status", "reason", "tied"), [
    ({"method": "shift", "data": BOX, "text": "0 <= x"}, REPLAYED, "", True),
    ({"method": "index normal form", "data": PAIR, "text": ""}, FAILED, "the record does not say of K: symmetric",
        False),
    ({}, REPLAYED, "", True), ({"text": ""}, REPLAYED, "", False),
    ({"data": {**GOOD, "identity": "(x) - (2*x) = 0"}}, FAILED, "the two sides differ", False),
    ({"method": "prayer"}, UNREPLAYABLE, "the method 'prayer' is not known", False),
    ({"domain": {}}, UNREPLAYABLE, "the record gives no range of x", False),
    ({"domain": {"x": "(-oo, oo) [1]"}}, FAILED, "the record does not say that x is positive", False),
    ({"text": "clear"}, UNREPLAYABLE, "the certificate cannot be compared with what the step says: clear", False),
    ({"text": "sqrt(x**2) == 2*x"}, FAILED,
        "the certificate proves sqrt(x**2) == x, but the step says sqrt(x**2) == 2*x", False),
    ({"domain": 5}, FAILED,
        "the record has not the form it must have: AttributeError: 'int' object has no attribute 'items'", False),
    ({"data": {}}, FAILED, "the certificate has not the form it must have: KeyError: 'identity'", False),
])
def test_the_finding_of_a_step(others: Any, status: str, reason: str, tied: bool) -> None:
    assert examine(step(**others)) == Finding(step(**others), status, reason, tied)


def evidence(method: str = NORMAL, **data: Any) -> dict[str, Any]:
    return {"method": method, "data": {**GOOD, **data}}


def printed(word: str = "proved", *given: Any, **others: Any) -> dict[str, Any]:
    return {"word": word, "evidence": list(given or [evidence()]), "formal": SAYS, **others}


def link(word: str = "proved", *given: Any, **others: Any) -> dict[str, Any]:
    return {"rule": "", "statement": "in words", "word": word, "evidence": list(given or [evidence()]), "formal": SAYS,
        **others}


def item(label: str = "1", verdict: Any = None, **others: Any) -> dict[str, Any]:
    return {"label": label, "as_printed": verdict or printed(), "corrected": None, "links": [], "domain": TABLE,
        **others}


def walked(tmp_path: Path, *items: Any, **others: Any) -> list[Verdict]:
    path = tmp_path / "r.json"
    path.write_text(json.dumps({"paper": "p", "records": list(items), **others}), encoding="utf-8")
    return list(verdicts(path))


def whole(tmp_path: Path, *items: Any) -> list[tuple[str, str, list[str], str]]:
    """(where, word, the status of each step, the problem)."""
    return [(v.where, v.word, [f.status for f in v.findings], v.problem) for v in walked(tmp_path, *items)]


OTHER = {"method": "samples", "data": {}}
SECOND = {"method": "second method", "data": {}}
BAD = evidence(identity="(x) - (2*x) = 0")
NO_PROOF = "a step is called proved without a proof"
NOT_ITS_LINKS = "the evidence of the verdict is not that of its links"


def test_a_verdict_of_one_step(tmp_path: Path) -> None:
    (found,) = walked(tmp_path, item())
    assert found == Verdict("p:1", "proved", (Finding(step(), REPLAYED, "", True),), "") and found.status == REPLAYED
    plain = {key: value for key, value in printed().items() if key != "formal"}
    (found,) = walked(tmp_path, item(verdict=plain))
    assert found.findings == (Finding(step(text=""), REPLAYED, "", False),)
    assert whole(tmp_path, item(verdict=printed("refuted", OTHER))) == [] == whole(tmp_path,
        item(verdict=printed("undecided", SECOND)))
    assert whole(tmp_path, item(verdict=printed("refuted", OTHER, BAD))) == [("p:1", "refuted", [FAILED], "")]
    assert whole(tmp_path, item(verdict=printed("proved", SECOND, evidence()))) == [("p:1", "proved", [REPLAYED], "")]
    assert whole(tmp_path,
        item(verdict=printed("proved", OTHER, evidence()))) == [("p:1", "proved", [UNREPLAYABLE, REPLAYED], "")]
    assert whole(tmp_path, item(verdict=printed("proved", SECOND))) == [("p:1", "proved", [], NO_PROOF)]
    (found,) = walked(tmp_path, item(verdict={**printed(), "evidence": []}))
    assert found == Verdict("p:1", "proved", (), NO_PROOF) and found.status == FAILED


def test_a_verdict_of_several_links(tmp_path: Path) -> None:
    def linked(*links: Any, word: str = "proved", given: Any = None) -> list[tuple[str, str, list[str], str]]:
        given = [e for each in links for e in each["evidence"]] if given is None else given
        return whole(tmp_path, item(verdict={**printed(word), "evidence": given}, links=list(links)))

    assert linked(link(), link()) == [("p:1", "proved", [REPLAYED, REPLAYED], "")]
    assert linked(link(), link("proved", BAD)) == [("p:1", "proved", [REPLAYED, FAILED], "")]
    assert linked(link(),
        link("undecided", SECOND)) == [("p:1", "proved", [REPLAYED], "the verdict is proved, but a step is not")]
    assert linked(link(), link("undecided", OTHER), word="undecided") == [("p:1", "undecided", [REPLAYED], "")]
    assert linked(link("proved", SECOND), link("undecided")) == [("p:1", "proved", [REPLAYED], NO_PROOF)]
    assert linked(link("proved", SECOND), link()) == [("p:1", "proved", [REPLAYED], NO_PROOF)]
    assert linked(link(), link(), given=[evidence()]) == [("p:1", "proved", [REPLAYED], NOT_ITS_LINKS)]
    assert linked(link(), given=[SECOND]) == [("p:1", "proved", [], NOT_ITS_LINKS)] and linked(link(),
        given=[]) == [("p:1", "proved", [], NOT_ITS_LINKS)]
    plain = {key: value for key, value in link().items() if key != "formal"}
    assert linked(plain) == [("p:1", "proved", [UNREPLAYABLE], "")] and linked({**plain, "statement": SAYS}) == [("p:1",
            "proved", [REPLAYED], "")]
    (found,) = walked(tmp_path, item(verdict=printed(), links=[link()]))
    assert found.findings == (Finding(step(), REPLAYED, "", True),)


def test_corrected_verdicts_and_broken_records(tmp_path: Path) -> None:
    corrected = {**printed(), "links": [], "domain": {}}
    assert whole(tmp_path, item(corrected=corrected), item("2")) == [
        ("p:1", "proved", [REPLAYED], ""), ("p:1 as corrected", "proved", [UNREPLAYABLE], ""),
        ("p:2", "proved", [REPLAYED], "")]
    assert whole(tmp_path,
        item(as_printed=None, corrected={**corrected, "domain": TABLE})) == [("p:1 as corrected", "proved", [REPLAYED],
            "")]
    form = "the record has not the form it must have: "
    for broken, reason in (({"word": "proved"}, "KeyError: 'evidence'"), (5, "TypeError: 'int' object is not subscriptable")):
        assert whole(tmp_path, item(as_printed=broken), item("2")) == [("p:1", "proved", [], form + reason),
            ("p:2", "proved", [REPLAYED], "")]


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.json"
    wrong = {"{": "JSONDecodeError", "[]": "TypeError", "{}": "KeyError: 'records'",
        '{"records": [{}]}': "KeyError: 'as_printed'",
             '{"records": [5]}': "TypeError", '{"records": 5}': "TypeError"}
    for text, reason in wrong.items():
        path.write_text(text, encoding="utf-8")
        assert said(lambda: list(verdicts(path))).startswith(f"ReplayError: `r.json` must be a file of records, but: {reason}")
    missing = said(lambda: list(verdicts(tmp_path / "none.json")))
    assert missing.startswith("ReplayError: `none.json` must be a file of records, but: FileNotFoundError")
    walked(tmp_path, item("é"))
    encodings: list[Any] = []
    monkeypatch.setattr(Path, "read_text", lambda self,
        encoding=None: encodings.append(encoding) or self.read_bytes().decode())
    monkeypatch.setattr(records, "MOST_BYTES", path.stat().st_size)
    assert [verdict.where for verdict in verdicts(path)] == ["p:é"] and encodings == ["utf-8"]
    monkeypatch.setattr(records, "MOST_BYTES", path.stat().st_size - 1)
    assert said(lambda: list(verdicts(path))).endswith(f"ReplayError: `r.json` must have at most {records.MOST_BYTES} bytes")


def finding(where: str, method: str, status: str, reason: str = "", tied: bool = False) -> Finding:
    return Finding(Step(where, method, {}, "", {}), status, reason, tied)


REPORTED = [
    Verdict("p:1", "proved", (finding("p:1", "b", REPLAYED, tied=True), finding("p:1", "a", REPLAYED))),
    Verdict("p:2", "proved",
        (finding("p:2", "c", FAILED, "too bold", tied=True), finding("p:2", "c", UNREPLAYABLE, "too old", tied=True)),
        "odd"),
    Verdict("p:3", "refuted",
        (finding("p:3", "c", REPLAYED), finding("p:3", "c", FAILED, "too bold"),
            finding("p:3", "c", FAILED, "too bold"))),
]


def test_the_report() -> None:
    assert command.report(REPORTED) == [
        f"{'method':<52}  replayed  failed  not replayable", f"{'c':<52}         1       3               1",
        f"{'a':<52}         1       0               0", f"{'b':<52}         1       0               0", "",
        "proofs replayed: 3 of 7 (42 %)", "of these, the text proved is that of the record's step: 1 of 3 (33 %)",
        "statements called proved with every proof replayed: 1 of 2 (50 %)",
        "failed: p:2: odd", "failed: p:2: c: too bold", "failed: p:3: c: too bold", "not replayable: p:2: c: too old",
    ]
    assert command.report([]) == [f"{'method':<52}  replayed  failed  not replayable", "",
        "proofs replayed: 0 of 0 (none there)",
                                  "of these, the text proved is that of the record's step: 0 of 0 (none there)",
                                  "statements called proved with every proof replayed: 0 of 0 (none there)"]
    assert command.report(REPORTED[:1])[-3:] == ["proofs replayed: 2 of 2 (all)",
        "of these, the text proved is that of the record's step: 1 of 2 (50 %)",
        "statements called proved with every proof replayed: 1 of 1 (all)"]


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def call(*arguments: str) -> tuple[int, str, str]:
        status = command.main(list(arguments))
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    for arguments in ((), ("-h",), ("r.json", "--all")):
        assert call(*arguments) == (2, "", "usage: python -m replay FILE.json ...\n")
    status, out, err = call(str(tmp_path / "none.json"))
    assert (status, out) == (2, "") and err.startswith("`none.json` must be a file of records, but: FileNotFoundError")
    path = str(tmp_path / "r.json")
    monkeypatch.setattr(command, "FOREIGN", ("no such module",))
    found = walked(tmp_path, item())
    assert call(path) == (0, "\n".join(command.report(found)) + "\nimported beside the standard library: nothing\n", "")
    assert call(path, path)[1].startswith("\n".join(command.report(found * 2)))
    walked(tmp_path, item(verdict=printed("proved", BAD)))
    assert call(path)[0] == 1
    walked(tmp_path, item(verdict=printed("proved", OTHER)))
    assert call(path)[0] == 0
    monkeypatch.setattr(command, "FOREIGN", ("sys", "no such module", "json"))
    assert {"sys", "json"} <= sys.modules.keys()
    status, out, err = call(path)
    assert (status, err) == (1, "") and out.endswith("\nimported beside the standard library: json, sys\n")
