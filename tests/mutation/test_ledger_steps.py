"""The ledger: what is checked and what is read from the cache, what is kept when it stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from made_papers import OPEN, PROVED, RIGHT, claim, four, made, paper

from verify import cache, ledger, sources, workers
from verify.check import Outcome, Result
from verify.machine import Lost
from verify.paper import Loaded
from verify.record import record


class Machine:
    """Stands for the cache, the workers and the clock: what was read, checked, written and asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, loaded: Loaded) -> None:
        self.stored: dict[str, Any] = {}
        self.asked: list[Any] = []
        self.answers: dict[str, Any] = {}
        self.fails: OSError | None = None
        self.edited: list[Path | None] = []
        self.loaded = loaded
        monkeypatch.setattr(cache, "engine", lambda: self.asked.append("engine"))
        monkeypatch.setattr(cache, "keys", lambda given: {label: f"key of {label}" for label in given.claims})
        monkeypatch.setattr(cache, "read", lambda key: self.stored.get(key))
        monkeypatch.setattr(cache, "write", self.write)
        monkeypatch.setattr(sources, "code", lambda folders: self.asked.append(list(folders)) or "the code")
        monkeypatch.setattr(sources, "changed", self.changed)
        monkeypatch.setattr(ledger, "find", lambda name: Path("/papers") / name)
        monkeypatch.setattr(ledger, "_loaded", lambda folder: self.asked.append(f"loaded {folder}") or loaded)
        monkeypatch.setattr(workers, "results", self.results)

    def write(self, key: str, item: Any) -> None:
        if self.fails is not None:
            raise self.fails
        self.stored[key] = item

    def changed(self, code: Any) -> Path | None:
        assert code == "the code"
        return self.edited.pop(0) if self.edited else None

    def results(self, check: Callable[[str], Any], labels: Sequence[str], jobs: int) -> Iterator[tuple[str, Any]]:
        self.asked.append((list(labels), jobs))
        for label in labels:
            answer = self.answers.get(label)
            if isinstance(answer, KeyboardInterrupt):
                raise answer
            yield label, answer or made(self.loaded, label)


def test_what_is_checked_and_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = four(tmp_path, reads=("other",))
    machine, told = Machine(monkeypatch, loaded), list[Any]()
    found = ledger.audit(loaded, ["4"], jobs=3, progress=lambda *said: told.append(said))
    assert machine.asked == ["engine", [loaded.folder, Path("/papers/other")], f"loaded {loaded.folder}",
        (["1", "2", "4"], 3)]
    assert told == [(1, 3, "1"), (2, 3, "2"),
        (3, 3, "4")] and machine.stored.keys() == {f"key of {label}" for label in "124"}
    assert [item["label"] for item in found.records] == ["1", "2", "4"] and (found.loaded, found.selected,
        found.computed) == (loaded, ("4",), 3)
    assert (found.warning, found.lost, found.edited) == ("", {},
        None) and [item["label"] for item in found.shown()] == ["4"]
    assert [item["inherited"]["word"] for item in found.records] == ["proved"] * 3
    machine.asked.clear()
    again = ledger.audit(loaded, ("1", "3"), jobs=1)
    assert machine.asked[-1] == (["3"],
        1) and again.computed == 1 and [item["label"] for item in again.shown()] == ["1", "3"]
    machine.asked.clear()
    whole = ledger.audit(loaded, list(loaded.claims), jobs=1)
    assert whole.computed == 0 and machine.asked == ["engine", [loaded.folder, Path("/papers/other")], ([], 1)]
    assert ledger.audit(loaded, ["2"], jobs=1, fresh=True).computed == 2
    assert ledger.pending(loaded, ["4"]) == [] and ledger.pending(loaded, ["4"], fresh=True) == ["1", "2", "4"]
    del machine.stored["key of 2"]
    assert ledger.pending(loaded, ["3", "4"]) == ["2"]


def test_a_verdict_is_inherited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = four(tmp_path)
    machine = Machine(monkeypatch, loaded)
    machine.answers = {"1": made(loaded, "1", OPEN)}
    found = ledger.audit(loaded, ["4"], jobs=1)
    assert [item["as_printed"]["word"] for item in found.records] == ["undecided", "proved", "proved"]
    assert [item["inherited"]["word"] for item in found.records] == ["undecided"] * 3


def test_the_heading_is_read_from_the_claim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = four(tmp_path)
    machine = Machine(monkeypatch, loaded)
    old = made(loaded, "2")
    old.update(title="old", place="old", kind="prose", uses=[], note="old")
    machine.stored["key of 2"] = old
    (item,) = [item for item in ledger.audit(loaded, ["2"], jobs=1).records if item["label"] == "2"]
    assert {**item, "inherited": None} == made(loaded, "2") and item["uses"] == ["1"] and item["kind"] == "identity"


def test_only_records_of_the_claim_are_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = four(tmp_path)
    machine = Machine(monkeypatch, loaded)
    whole = made(loaded, "1")
    others = ({"paper": "another"}, {"label": "2"}, {"as_printed": 5})
    for wrong in (None, {}, {"paper": "toy", "label": "1"}, *({**whole, **other} for other in others)):
        machine.stored["key of 1"] = wrong
        assert ledger.pending(loaded, ["1"]) == ["1"]
    machine.stored["key of 1"] = made(loaded, "1")
    assert ledger.pending(loaded, ["1"]) == []


def test_the_machine_falls_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = paper(tmp_path, claim("1"), claim("2", correction=RIGHT), claim("3"))
    machine, told = Machine(monkeypatch, loaded), list[Any]()
    machine.answers = {"2": Lost("out of memory"), "3": Lost("it died")}
    found = ledger.audit(loaded, ["1", "2", "3"], jobs=2, progress=lambda *said: told.append(said))
    assert found.lost == {"2": "out of memory",
        "3": "it died"} and found.computed == 3 == len(told) and list(machine.stored) == ["key of 1"]
    second, third = found.records[1:]
    assert second["as_printed"]["word"] == "undecided" == second["corrected"]["word"] and third["corrected"] is None
    assert second["as_printed"]["evidence"] == [{"method": "none", "text": "not checked: out of memory", "data": {}}]
    assert (second["section"], third["section"], third["paper"], third["seconds"], second["title"]) == ("1. One",
        "2. Two", "toy", 0.0, "Claim 2")
    assert third["as_printed"]["evidence"][0]["text"] == "not checked: it died"


def test_records_that_cannot_be_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = four(tmp_path)
    machine = Machine(monkeypatch, loaded)
    machine.fails = OSError(28, "No space left", "/full")
    monkeypatch.delenv("EHRENFEST_CACHE", raising=False)
    found = ledger.audit(loaded, ["4"], jobs=1)
    assert found.warning == "records are not cached: `/full` must be writable, but: No space left" and len(found.records) == 3
    monkeypatch.setenv("EHRENFEST_CACHE", "/mine")
    assert ledger.audit(loaded, ["4"],
        jobs=1).warning == "records are not cached: `/mine` must be writable, but: No space left"
    machine.fails, machine.edited = None, [None, Path("a.py")]
    found = ledger.audit(loaded, ["4"], jobs=1)
    assert found.warning == ("records are not cached from here on: `a.py` must stay as it is while an audit runs, but was changed; "
                             "what is checked from now on may mix the old code and the new: run it again")
    assert list(machine.stored) == ["key of 1"] and found.edited is None
    machine.stored.clear()
    machine.edited = [None, None, None, Path("b.py")]
    found = ledger.audit(loaded, ["4"], jobs=1)
    assert found.edited == Path("b.py") and found.warning == ""


@pytest.mark.parametrize(("fresh", "stops", "said"), [
    (False, "4", "2 finished checks are kept, and the next run goes on from there"),
    (True, "4", "2 finished checks are kept, and the next run, without --no-cache, goes on from there"),
    (False, "2", "1 finished checks are kept, and the next run goes on from there"), (False, "1", ""),
])
def test_what_is_kept_when_it_is_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: bool, stops: str, said: str) -> None:
    loaded = four(tmp_path)
    machine = Machine(monkeypatch, loaded)
    machine.answers = {stops: KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt) as caught:
        ledger.audit(loaded, ["4"], jobs=1, fresh=fresh)
    assert str(caught.value) == said


def test_a_lost_claim_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = four(tmp_path)
    machine = Machine(monkeypatch, loaded)
    machine.answers = {"1": Lost("it died"), "4": KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt, match=r"^1 finished checks are kept"):
        ledger.audit(loaded, ["4"], jobs=1)
    machine.fails = OSError(28, "No space left", "/full")
    with pytest.raises(KeyboardInterrupt, match=r"^$"):
        ledger.audit(loaded, ["4"], jobs=1, fresh=True)


def test_one_claim_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = four(tmp_path)
    machine, checked = Machine(monkeypatch, loaded), list[str]()
    monkeypatch.setattr(ledger, "check",
        lambda given: checked.append(given.label) or Result(Outcome(PROVED), (), None, 0.5))
    assert ledger.anew(loaded, "4") == record("toy", "2. Two", loaded.claims["4"],
        Result(Outcome(PROVED), (), None, 0.5))
    assert ledger.anew(loaded, "2")["section"] == "1. One" and checked == ["4",
        "2"] and machine.asked == [f"loaded {loaded.folder}"] * 2
    with pytest.raises(KeyError, match=r"^'5'$"):
        ledger.anew(loaded, "5")
    monkeypatch.setattr(workers, "results", lambda check, labels, jobs: ((label, check(label)) for label in labels))
    assert [item["label"] for item in ledger.audit(loaded, ["2"], jobs=1).records] == ["1", "2"]
    assert machine.asked[-2:] == [f"loaded {loaded.folder}"] * 2
