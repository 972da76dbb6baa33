"""Committed records: which file of them is believed, what is written, and what counts as worse than before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from made_papers import OPEN, PROVED, REFUTED, RIGHT, claim, four, made, paper

from verify import ledger
from verify.ledger import Audit
from verify.paper import Loaded
from verify.verdict import Grade


def audited(loaded: Loaded, *items: dict[str, Any], selected: Sequence[str] = (), lost: Any = ()) -> Audit:
    return Audit(loaded, list(items), tuple(selected or [item["label"] for item in items]), 0,
        lost=dict.fromkeys(lost, "it died"))


def test_the_committed_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = four(tmp_path)
    path = loaded.folder / "records.json"
    assert ledger.committed(loaded) is None and ledger.regressions(audited(loaded, made(loaded, "1"))) == []
    item = made(loaded, "1")
    item["slack"] = {"walk": "1", "largest_ratio": "é"}
    ledger.write_records(audited(loaded, item, made(loaded, "2")))
    text = path.read_text(encoding="utf-8")
    assert text.startswith('{\n "schema": 1,\n "paper": "toy",\n "records": [\n  {\n') and text.endswith("\n ]\n}\n") and "é" in text
    lasting = [{key: value for key, value in each.items() if key != "seconds"} for each in (item, made(loaded, "2"))]
    lasting[0]["slack"] = {"largest_ratio": "é"}
    assert ledger.committed(loaded) == {"1": lasting[0], "2": lasting[1]} and item["slack"]["walk"] == "1"
    good = json.loads(text)
    encodings: list[Any] = []
    read = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda self,
        encoding=None: encodings.append(encoding) or read(self, "utf-8"))
    ledger.committed(loaded)
    assert encodings == ["utf-8"]
    others = [{**good, "schema": 2}, {**good, "paper": "other"}, {**good, "records": [5]}, {"schema": 1, "paper": "toy"},
              {**good, "records": good["records"][:1] * 2}]
    for wrong in ("{", "5", "[" * 10**5, *map(json.dumps, others)):
        path.write_text(wrong, encoding="utf-8")
        assert ledger.committed(loaded) is None
        assert ledger.regressions(audited(loaded,
                made(loaded, "1"))) == [f"`{path}` must hold the committed records, but cannot be read"]


def test_what_is_worse_than_before(tmp_path: Path) -> None:
    loaded = paper(tmp_path, claim("1"), claim("2", correction=RIGHT), claim("3"))
    best = [made(loaded, "1"), made(loaded, "2", REFUTED, PROVED), made(loaded, "3")]
    ledger.write_records(audited(loaded, *best))
    assert ledger.regressions(audited(loaded, *best)) == []
    now = [made(loaded, "1", OPEN), made(loaded, "2", REFUTED, OPEN), made(loaded, "3", REFUTED)]
    first, second = "toy:1 as printed was proved and is undecided", "toy:2 as corrected was proved and is undecided"
    third = "toy:3 as printed was proved and is refuted"
    assert ledger.regressions(audited(loaded, *now)) == [first, second, third]
    assert ledger.regressions(audited(loaded, *now, selected=["2"])) == [second]
    assert ledger.regressions(audited(loaded, *now, lost=["1"])) == [second, third]
    assert ledger.regressions(audited(loaded, made(loaded, "2", REFUTED))) == [second]
    both = made(loaded, "2", OPEN, REFUTED)
    assert ledger.regressions(audited(loaded, both)) == ["toy:2 as printed was refuted and is undecided",
        "toy:2 as corrected was proved and is refuted"]
    ledger.write_records(audited(loaded, *now[:2]))
    assert ledger.regressions(audited(loaded, *best)) == [] == ledger.regressions(audited(loaded, now[2], now[0]))
    fewer = paper(tmp_path, claim("2", correction=RIGHT), claim("4"))
    both = [made(fewer, "2", REFUTED, OPEN), made(fewer, "4")]
    assert ledger.regressions(audited(fewer, *both)) == ["toy:1 has a committed record and no claim"]
    assert ledger.regressions(audited(fewer, *both[:1])) == []


def test_a_simulation_that_agrees_is_written_as_it_was(tmp_path: Path) -> None:
    """Each claim's record is compared with the committed one of the same claim."""
    loaded = four(tmp_path)

    def measured(label: str, value: float) -> dict[str, Any]:
        item = made(loaded, label)
        data = {"left": {"value": value, "error": 0.1}}
        item["as_printed"] |= {"grade": Grade.SAMPLED.value, "evidence": [{"method": "simulation", "text": "", "data": data}]}
        return item

    for value in (1.0, 1.05):
        ledger.write_records(audited(loaded, measured("1", value), measured("2", 2 * value)))
        kept = ledger.committed(loaded) or {}
        assert [kept[label]["as_printed"]["evidence"][0]["data"]["left"]["value"] for label in ("1", "2")] == [1.0, 2.0]
    ledger.write_records(audited(loaded, measured("1", 3.0), measured("2", 2.0)))
    kept = ledger.committed(loaded) or {}
    assert [kept[label]["as_printed"]["evidence"][0]["data"]["left"]["value"] for label in ("1", "2")] == [3.0, 2.0]
