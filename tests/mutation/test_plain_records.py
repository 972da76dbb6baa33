"""Records are plain data that say what the check said: every field of a claim, its readings, its correction, what it rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from verify import verdict
from verify.check import MutantReport, Outcome, Result
from verify.claim import Claim, Correction
from verify.record import effective, inherit, record, well_formed, worse
from verify.statement import Leaf
from verify.verdict import WORDS, Evidence, Grade, Verdict, Witness

PROVED = Verdict(True, Grade.EXACT, (Evidence("normal form", "holds", {"identity": "0 = 0"}),))
REFUTED = verdict.refuted(Witness("x = 1", {"x": "1"}, exact=True))
CITED = verdict.cited("a book", "a proof")
OPEN = verdict.undecided("no time")


def build() -> Leaf:
    """A statement."""
    return Leaf(OPEN)


def claim(**others: Any) -> Claim:
    return replace(Claim("1.1", "A title", "identity", "(1.1)", ("1.0", "0.9"), "x = x", build, "a note"), **others)


def outcome(found: Verdict = PROVED, **others: Any) -> Outcome:
    return replace(Outcome(found), **others)


def result(printed: Outcome, readings: tuple[tuple[str, Outcome], ...] = (), corrected: Outcome | None = None) -> Result:
    return Result(printed, readings, corrected, 1.23456)


def test_every_field_of_a_proved_claim() -> None:
    given = outcome(domain={"x": "x > 0"}, slack={"largest_ratio": "1/2"}, mutants=MutantReport(3, 1, 0, 4, 2, ("true as well: a",)),
                    links=({"rule": "expand"},), formal="Equal")  # fmt: skip
    assert record("p", "s", claim(scope="d = 1"), result(given)) == {
        "paper": "p", "label": "1.1", "section": "s", "place": "(1.1)", "title": "A title", "statement": "x = x", "kind": "identity",
        "note": "a note", "slip": "", "scope": "d = 1",
        "as_printed": {"word": "proved", "grade": "finite exact computation", "formal": "Equal", "error": None,
                       "evidence": [{"method": "normal form", "text": "holds", "data": {"identity": "0 = 0"}}]},
        "corrected": None, "inherited": None, "uses": ["1.0", "0.9"], "domain": {"x": "x > 0"}, "slack": {"largest_ratio": "1/2"},
        "mutants": {"killed": 3, "equivalent": 1, "survived": 0, "not_told_apart": 4, "ill_formed": 2, "listed": ["true as well: a"]},
        "links": [{"rule": "expand"}], "seconds": 1.2346,
    }  # fmt: skip
    assert "formal" not in record("p", "s", claim(), result(outcome()))["as_printed"]


def test_every_field_of_a_corrected_claim() -> None:
    right = Correction(build, "x = 2 x", "a factor", "slip", "none")
    fixed = outcome(domain={"y": "y > 0"}, slack={"largest_ratio": "2/3"}, mutants=MutantReport(5, 1, 0, 2, 1, ("b",)),
                    links=({"rule": "b"},), formal="AtMost")  # fmt: skip
    printed = outcome(REFUTED, mutants=MutantReport(1, 0, 0, 0, 0, ("a",)))
    found = record("p", "s", claim(correction=right), result(printed, corrected=fixed))
    assert found["corrected"] == {
        "statement": "x = 2 x", "why": "a factor", "consequence": "none", "word": "proved", "grade": "finite exact computation",
        "formal": "AtMost", "evidence": [{"method": "normal form", "text": "holds", "data": {"identity": "0 = 0"}}],
        "links": [{"rule": "b"}], "domain": {"y": "y > 0"},
    }  # fmt: skip
    assert found["as_printed"]["word"] == "refuted" and found["as_printed"]["error"] == "slip"
    assert found["mutants"] == {"killed": 6, "equivalent": 1, "survived": 0, "not_told_apart": 2, "ill_formed": 1, "listed": ["a", "b"]}
    assert found["slack"] == {"largest_ratio": "2/3"} and found["links"] == [] and found["domain"] == {}
    tight = record("p", "s", claim(correction=right), result(replace(printed, slack={"largest_ratio": "9"}), corrected=fixed))
    assert tight["slack"] == {"largest_ratio": "9"}
    for half in (record("p", "s", claim(correction=right), result(printed)), record("p", "s", claim(), result(printed, corrected=fixed))):
        assert half["corrected"] is None and half["mutants"]["killed"] == 1


@pytest.mark.parametrize(("facts", "printed", "readings", "error"), [
    ({}, PROVED, (), None), ({}, REFUTED, (), "substance"), ({"slip": "a sign"}, PROVED, (), "slip"),
    ({"slip": "a sign"}, REFUTED, (), "substance"), ({"ambiguous": True}, PROVED, (), "ambiguous"),
    ({}, PROVED, (("y", outcome(OPEN)),), "ambiguous"), ({"slip": "a sign", "ambiguous": True}, OPEN, (), "slip"),
])
def test_what_is_wrong_as_printed(facts: dict[str, Any], printed: Verdict, readings: Any, error: str | None) -> None:
    assert record("p", "s", claim(**facts), result(outcome(printed), readings))["as_printed"]["error"] == error


def test_the_reading_that_fares_best_counts() -> None:
    readings = (("y = y", outcome(OPEN)), ("z = z", outcome(domain={"z": "z > 0"})))
    found = record("p", "s", claim(), result(outcome(REFUTED), readings))
    assert found["as_printed"]["word"] == "proved" and found["as_printed"]["holds_in"] == "reading 3"
    assert found["domain"] == {"z": "z > 0"}
    assert found["as_printed"]["readings"] == [
        {"statement": "x = x", "word": "refuted"}, {"statement": "y = y", "word": "undecided"}, {"statement": "z = z", "word": "proved"}]
    first = record("p", "s", claim(), result(outcome(), (("y", outcome()),)))
    assert first["as_printed"]["holds_in"] == "first reading"
    none = record("p", "s", claim(), result(outcome(OPEN), (("y", outcome(REFUTED)),)))
    assert none["as_printed"]["word"] == "undecided" and "holds_in" not in none["as_printed"]
    assert "readings" not in record("p", "s", claim(), result(outcome()))["as_printed"]


def item(word: str, corrected: str | None = None, label: str = "1") -> dict[str, Any]:
    return {"label": label, "as_printed": {"word": word}, "corrected": None if corrected is None else {"word": corrected}}


def test_a_correction_counts_where_the_printed_claim_is_refuted_only() -> None:
    assert effective(item("refuted", "proved")) == "proved" and effective(item("refuted")) == "refuted"
    assert effective(item("undecided", "proved")) == "undecided" and effective(item("proved", "cited")) == "proved"


def graph(words: dict[str, str], uses: dict[str, tuple[str, ...]], scopes: dict[str, str] | None = None) -> dict[str, dict[str, Any]]:
    """What every claim inherits, where a claim without a word has no record."""
    names = dict.fromkeys((*uses, *words, *(each for used in uses.values() for each in used)))
    claims = {name: claim(label=name, uses=uses.get(name, ()), scope=(scopes or {}).get(name, "")) for name in names}
    records = [item(word, label=name) for name, word in words.items()]
    inherit(records, claims)
    return {each["label"]: each["inherited"] for each in records}


@pytest.mark.parametrize("own", WORDS)
@pytest.mark.parametrize("used", WORDS)
def test_a_claim_is_as_weak_as_what_it_uses(own: str, used: str) -> None:
    found = graph({"a": own, "b": used}, {"a": ("b",)})
    expected = own if used == "cited" else max(own, used, key=WORDS.index)
    if own == "cited":
        expected = used if used in ("undecided", "refuted") else "cited"
    assert found["a"] == {"word": expected, "rests_on": ["b"] if used == "cited" else [], "scopes": []}
    assert found["b"] == {"word": used, "rests_on": [], "scopes": []}


def test_leaves_and_scopes_are_handed_down() -> None:
    words = {"a": "proved", "b": "certified", "c": "cited", "d": "cited", "e": "proved"}
    uses = {"a": ("b", "e"), "b": ("d", "c"), "e": ("c",)}
    found = graph(words, uses, {"b": "d = 1", "e": "finite", "a": "all"})
    assert found["a"] == {"word": "certified", "rests_on": ["c", "d"], "scopes": ["a: all", "b: d = 1", "e: finite"]}
    assert found["e"] == {"word": "proved", "rests_on": ["c"], "scopes": ["e: finite"]}
    assert graph({"a": "proved"}, {"a": ("b",)})["a"]["word"] == "undecided"


def test_any_change_but_a_gain_is_worse() -> None:
    rank = {"proved": 3, "certified": 2, "supported": 1}
    for before in WORDS:
        for now in WORDS:
            gain = before == now or before == "undecided" or (before == "cited" and now != "undecided")
            gain = gain or (before in rank and now in rank and rank[now] > rank[before])
            assert worse(before, now) is not gain, (before, now)


def test_a_record_has_all_that_a_record_has() -> None:
    right = Correction(build, "x = 2 x", "a factor", "slip", "none")
    good = record("p", "s", claim(correction=right), result(outcome(REFUTED), corrected=outcome()))
    assert well_formed(good) is good and well_formed(record("p", "s", claim(), result(outcome())))["corrected"] is None
    for name in ("paper", "links", "domain", "as_printed", "corrected", "mutants"):
        with pytest.raises(KeyError):
            well_formed({key: value for key, value in good.items() if key != name})
        with pytest.raises(TypeError, match=f"`{name}` must be .*, but is 3"):
            well_formed(good | {name: 3})
    for part in ("as_printed", "corrected"):
        for wrong in ({"word": "true"}, {"evidence": [{"method": "m", "text": "t"}]}, {"evidence": [{"method": "m", "data": {}}]},
                      {"evidence": [{"text": "t", "data": {}}]}):  # fmt: skip
            with pytest.raises(KeyError):
                well_formed(good | {part: good[part] | wrong})
