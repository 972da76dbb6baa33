"""The audit of the digest of layton2026: its verdicts, its transcription, and that comparisons of words can fail either way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from verify import cache
from verify.check import decide
from verify.claim import Claim
from verify.paper import find, load
from verify.papers.layton2026_digest import assessment, findings
from verify.statement import All, Leaf
from verify.statements.quoted import quoted
from verify.statements.reported import Reported, Sentence, has, plain, reported, sentences, unmentioned
from verify.verdict import ACCEPTED
from verify.verdict import WORDS as WEAKEST

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "papers"
CLAIMS: dict[str, Claim] = {claim.label: claim for module in (findings, assessment) for claim in module.section.claims}
REFUTED = {
    "p/mean-field-entangles": ("substance", "proved"), "p/future-extension": ("substance", "proved"),
    "p/future-gravity": ("substance", "cited"),
}
SECOND_READING = {
    "p/toy-model": "proved",
    "p/reproduces": "proved", "p/exactly-equivalent": "proved", "p/first-demonstration": "cited", "p/non-linear-not-addressed": "cited",
}
CITED = {"p/rigorously-derived", "p/tool-for-gravity", "p/non-markovian-not-addressed", "p/abstract", "p/citation"}
WORDS = {
    "p/toy-model": findings.MODEL_WORDS, "p/mean-field-entangles": findings.ENTANGLES, "p/first-demonstration": assessment.FIRST,
    "p/future-extension": f"{assessment.FUTURE} - {assessment.EXTEND}", "p/future-gravity": f"{assessment.FUTURE} ... - {assessment.APPLY}",
    "p/abstract": assessment.ABSTRACT,
}


def _word(built: object) -> str:
    """The word of a statement, the weakest of its parts, without the mutants that `audit` adds."""
    if isinstance(built, Leaf):
        return built.verdict.word
    if isinstance(built, All):
        return max((_word(link.statement) for link in built.links), key=WEAKEST.index)
    return decide(built, Random(0))[0].word  # type: ignore[arg-type]


@pytest.mark.parametrize("label", sorted(CLAIMS))
def test_words(label: str) -> None:
    claim = CLAIMS[label]
    word = _word(claim.build())
    assert word in {"refuted"} if label in {*REFUTED, *SECOND_READING} else word in {"cited"} if label in CITED else word in ACCEPTED
    assert [_word(build()) for _, build in claim.readings] == ([SECOND_READING[label]] if label in SECOND_READING else [])
    correction = claim.correction
    assert (None if correction is None else (correction.error, _word(correction.build()))) == REFUTED.get(label)


@pytest.mark.parametrize("label", sorted(WORDS))
def test_what_is_compared_is_what_is_transcribed(label: str) -> None:
    assert WORDS[label] in plain(CLAIMS[label].latex)


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the texts are not beside the checkout")
def test_quotations_stand_in_the_text() -> None:
    text = " ".join((TEXTS / "layton2026_digest.txt").read_text(encoding="utf-8").split())
    for words in (findings.MODEL_WORDS, findings.ENTANGLES, assessment.FIRST, assessment.LIMITS, assessment.EXTEND, assessment.APPLY,
                  assessment.ABSTRACT, assessment.FUTURE.removeprefix("What did")):
        assert words in text


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the texts are not beside the checkout")
def test_the_whole_text_proposes_no_future_work_and_claims_no_priority() -> None:
    """The checks look through the transcribed sentences; here the whole paper."""
    text = " ".join((TEXTS / "layton2026.txt").read_text(encoding="utf-8").split()).replace("- ", "-")
    assert not has(text, assessment.PROPOSALS)
    assert not has(text, ("first demonstration", "for the first time", "non-Markov"))
    for label in ("p/companion", "p/shown-in-2", "p/hybrid-tool", "p/general-theory", "p/abstract", "p/first-principles"):
        printed = next(s.text for s in sentences("layton2026") if s.label == label)
        assert printed.rstrip(".") in text, label


def _report(label: str) -> Reported:
    built = CLAIMS[label].build()
    found = built if isinstance(built, Reported) else built.links[0].statement  # type: ignore[union-attr]
    assert isinstance(found, Reported)
    return found


@pytest.mark.parametrize("label", sorted({*REFUTED, "p/first-demonstration", "p/toy-model"}))
def test_a_contradicted_report_can_be_mended(label: str) -> None:
    """With the words of another answer it is not refuted; without the paper's sentence neither; off the topic it is refused."""
    report = _report(label)
    assert decide(report, Random(0))[0].word == "refuted"
    mutants = list(report.mutants())
    assert mutants and all(decide(mutant.statement, Random(0))[0].word == "undecided" for mutant in mutants)
    cited = {item["label"] for item in decide(report, Random(0))[0].evidence[0].data["found"]}
    without = replace(report, known=tuple(s for s in report.known if s.label not in cited))
    assert decide(without, Random(0))[0].word == "undecided"
    assert report.problems() == [] and replace(report, sentence="something else").problems()


TABLE = {"red": ("red", "crimson"), "blue": ("blue",)}


def _known(monkeypatch: pytest.MonkeyPatch, *texts: str) -> None:
    made = tuple(Sentence(f"p/{k}", "page 1", text) for k, text in enumerate(texts))
    monkeypatch.setattr("verify.statements.reported.sentences", lambda key: made)


@pytest.mark.parametrize(("texts", "word"), [
    (("The door is blue.",), "refuted"), (("The door is crimson.",), "cited"), (("The door is open.",), "undecided"),
    (("The wall is blue.",), "undecided"), (("The door is red and blue.",), "undecided"), (("The door is blue.", "A red door."), "cited"),
])  # fmt: skip
def test_reports(monkeypatch: pytest.MonkeyPatch, texts: tuple[str, ...], word: str) -> None:
    _known(monkeypatch, *texts)
    assert _word(reported("The door is red.", topic=("door",), answers=TABLE, paper="any")) == word


@pytest.mark.parametrize("sentence", ["The wall is red.", "The door is open.", "The door is red or blue."])
def test_reports_that_say_nothing_are_refused(monkeypatch: pytest.MonkeyPatch, sentence: str) -> None:
    _known(monkeypatch, "The door is blue.")
    assert _word(reported(sentence, topic=("door",), answers=TABLE, paper="any")) == "undecided"


def test_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    _known(monkeypatch, "The door is blue.", "The wall is red.")
    assert _word(unmentioned("No roof.", ("roof",), paper="any")) == "cited"
    assert _word(unmentioned("No wall.", ("wall",), paper="any")) == "refuted"
    assert _word(unmentioned("No wall.", ("wall",), paper="any", labels=("p/0",), what="doors")) == "cited"
    assert _word(unmentioned("No wall.", ("wall",), paper="any", labels=("p/9",), what="doors")) == "undecided"
    assert _word(unmentioned("No roof.", ("wall",), paper="any")) == "undecided"


def test_words_begin_where_they_begin() -> None:
    assert has("An Unmarked door", ("door", "x")) and not has("indoors", ("door",)) and has("doors", ("door",))


def test_quotations() -> None:
    assert _word(quoted("is blue today", "the door is blue today again", where="here")) == "cited"
    assert _word(quoted("is red today", "the door is blue today", where="here")) == "refuted"
    assert _word(quoted("", "the door", where="here")) == "undecided"
    assert _word(quoted("the door is blue today and more", "the door is blue", where="here")) == "refuted"
    assert _word(quoted("door door door", "door door door door", where="here")) == "undecided"  # exchanged words pass as well


def test_the_cache_sees_the_paper_that_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    loaded = load(find("layton2026_digest"))
    before = cache.keys(loaded)
    monkeypatch.setattr(cache, "find", lambda key: tmp_path)
    (tmp_path / "paper.py").write_text("paper = None\n", encoding="utf-8")
    after = cache.keys(loaded)
    assert all(before[label] != after[label] for label in before)
