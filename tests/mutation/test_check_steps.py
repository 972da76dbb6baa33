"""The check step by step on statements whose every answer is made up: what is asked, in which order, and what is written down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest
from made_up import COVER, KILLED, OPEN, REFUTED, SOFT, WITNESS, Answers, proof

from verify import verdict
from verify.check import SEED, MutantReport, Outcome, Unsound, challenge, check, decide, examine
from verify.claim import Section
from verify.statement import Leaf, Mutant, Search
from verify.verdict import Evidence


def decided(statement: Answers) -> tuple[verdict.Verdict, Search]:
    return decide(statement, Random(1))


def test_a_proof_and_the_samples_beside_it() -> None:
    statement = Answers(search=Search(None, 7, how="random points"))
    found, search = decided(statement)
    second = Evidence("second method", "7 random points satisfy it too")
    assert found == verdict.Verdict(True, verdict.Grade.EXACT, (*verdict.proved(proof()).evidence, second))
    assert search is statement.search and statement.said == ["refute", "prove"]
    assert decided(Answers(search=Search(None, 1)))[0].word == "proved"
    nothing = Answers(search=Search(None, 0))
    assert decided(nothing) == (verdict.undecided("vacuous: no sample satisfied the hypotheses"), nothing.search)


def test_a_witness_comes_first_and_names_what_else_is_wrong() -> None:
    statement = Answers(search=Search(WITNESS, 3), wrong=SOFT[:2])
    found, search = decided(statement)
    assert found == verdict.Verdict(False, verdict.Grade.EXACT, (
        *verdict.refuted(WITNESS).evidence, Evidence("well-formed", SOFT[0]), Evidence("well-formed", SOFT[1])))
    assert search is statement.search and statement.said == ["refute"]


def test_what_is_not_well_formed() -> None:
    hard = Answers(search=Search(WITNESS, 3), wrong=(SOFT[0], "a symbol has no range"))
    reason = "not well formed: both sides must have one dimension, but have two; a symbol has no range"
    assert decided(hard) == (verdict.undecided(reason), Search(None, 0)) and hard.said == []
    for text in SOFT:
        soft = Answers(wrong=(text, SOFT[1]))
        assert decided(soft) == (verdict.undecided(f"not well formed: {text}; {SOFT[1]}"), soft.search) and soft.said == ["refute"]


def test_a_cover_or_a_point_that_it_meets() -> None:
    covered = Answers(proves=False, cover=(COVER, "the box"))
    assert decided(covered) == (verdict.certified(COVER, "the box"), covered.search)
    met = Answers(proves=False, cover=WITNESS)
    assert decided(met) == (verdict.refuted(WITNESS), met.search) and met.said == ["refute", "prove", "certify"]
    neither = Answers(search=Search(None, 7, 2), proves=False)
    reason = "neither proved, enclosed nor refuted (7 samples satisfy it, 2 unclear)"
    assert decided(neither) == (verdict.undecided(reason), neither.search)


def test_every_kind_of_mutant_is_counted_and_listed() -> None:
    soft = Answers(proves=False, wrong=(SOFT[0],))
    changed = (Mutant("a", OPEN), Mutant("b", REFUTED), Mutant("c", soft), Mutant("d", OPEN), Mutant("e", REFUTED))
    report = challenge(Answers(changed=changed))
    assert report == MutantReport(2, 0, 2, 0, 1, ("survived: a", "survived: d", "ill-formed: c"))
    implied = challenge(Answers(changed=changed, implied=True))
    assert implied == MutantReport(2, 2, 0, 0, 1, ("true as well: a", "true as well: d", "ill-formed: c"))
    true = (Mutant("p", Answers()), Mutant("q", Answers(proves=False, cover=(COVER, "box"))), Mutant("r", OPEN))
    bound = MutantReport(0, 2, 1, 0, 0, ("survived: r", "true as well: p", "true as well: q"))
    assert challenge(Answers(changed=true, one_sided=True)) == bound
    assert challenge(Answers(changed=true)) == MutantReport(0, 0, 3, 0, 0, ("survived: p", "survived: q", "survived: r"))


def test_a_statement_with_all_that_it_carries() -> None:
    statement = Answers(search=Search(None, 7, 0, {"largest_ratio": "1/2"}), changed=KILLED, ranges={"x": "x > 0"})
    found, search = decided(statement)
    assert examine(statement) == Outcome(found, {"x": "x > 0"}, search.slack, MutantReport(1), formal="made up")
    lost = replace(statement, proves=False)
    assert examine(lost) == Outcome(decided(lost)[0], {"x": "x > 0"}, search.slack)
    survived = (*KILLED, Mutant("b", OPEN), Mutant("c", OPEN), Mutant("d", Answers(proves=False, wrong=(SOFT[0],))))
    vacuous = examine(replace(statement, changed=survived))
    assert vacuous.verdict == verdict.undecided("vacuous: survived: b; survived: c") and vacuous.mutants.ill_formed == 1
    assert vacuous.domain == {"x": "x > 0"} and vacuous.slack == search.slack and vacuous.formal == "made up"
    blind = examine(replace(statement, changed=()))
    assert blind.verdict == verdict.undecided("vacuous: no mutant could be refuted, so the check cannot fail")
    assert blind.mutants == MutantReport()


@dataclass(frozen=True)
class Stopped(Answers):
    """A statement that stops in one step."""

    step: str = "refute"

    def refute(self, rng: Random) -> Search:
        if self.step == "refute":
            raise ValueError("the reason")
        return self.search

    def domain(self) -> dict[str, str]:
        raise KeyError("no range")


def test_what_stops_a_check_is_quoted() -> None:
    early = examine(Stopped())
    assert early.verdict == verdict.undecided("the check stopped with KeyError: 'no range'") and early.domain == {}
    late = examine(Stopped(search=Search(None, 1, 0, {"largest_ratio": "1"}), step="domain"))
    assert late == Outcome(verdict.undecided("the check stopped with KeyError: 'no range'"), slack={"largest_ratio": "1"})
    unknown = Mutant("a", Stopped())
    assert challenge(Answers(changed=(unknown,))).listed == ("survived: a",)

    @dataclass(frozen=True)
    class Refusing(Answers):
        def refute(self, rng: Random) -> Search:
            raise ValueError("the reason")

    assert examine(Refusing(ranges={"x": "x > 0"})) == Outcome(
        verdict.undecided("the check stopped with ValueError: the reason"), {"x": "x > 0"})


@dataclass(frozen=True)
class Graded(Answers):
    """A statement that tells apart what is wrong with it; `problems` may stop, and every draw is remembered."""

    stops: bool = False

    def malformed(self) -> tuple[str, ...]:
        return tuple(text for text in self.wrong if text not in SOFT)

    def problems(self) -> tuple[str, ...]:
        if self.stops:
            raise ValueError("asked for what bars acceptance alone")
        return self.wrong

    def refute(self, rng: Random) -> Search:
        self.said.append(str(rng.random()))
        return self.search


def test_of_a_mutant_only_what_is_needed_is_asked() -> None:
    statement = Graded(search=Search(WITNESS, 1), wrong=SOFT[:1])
    refuted, named = verdict.refuted(WITNESS), Evidence("well-formed", SOFT[0])
    full = verdict.Verdict(False, refuted.grade, (*refuted.evidence, named))
    assert decided(statement)[0] == full == examine(statement).verdict and decide(statement, Random(1), brief=True)[0] == refuted
    open_ = Graded(proves=False, wrong=SOFT[:1])
    assert decide(open_, Random(1), brief=True)[0] == verdict.undecided(f"not well formed: {SOFT[0]}")
    assert decide(Graded(wrong=("no range",)), Random(1), brief=True)[0] == verdict.undecided("not well formed: no range")
    assert challenge(Answers(changed=(Mutant("a", Graded(search=Search(WITNESS, 1), proves=False, stops=True)),))).killed == 1


def test_what_is_drawn_is_drawn_again() -> None:
    one = Graded(changed=KILLED)
    decide(one, Random(5))
    examine(one)
    examine(one)
    drawn = [text for text in one.said if text != "prove"]
    assert drawn == [str(Random(5).random()), *[str(Random(SEED).random())] * 2]


@pytest.mark.parametrize("accepted", [{"proves": True}, {"proves": False, "cover": (COVER, "the box")}])
def test_what_accepts_a_refuted_mutant_is_unsound(accepted: dict[str, Any]) -> None:
    with pytest.raises(Unsound, match="the mutant with a sign is refuted by a witness and accepted all the same"):
        challenge(Answers(changed=(Mutant("a sign", Answers(search=Search(WITNESS, 1), **accepted)),)))


@dataclass(frozen=True)
class Short(Answers):
    """A statement for which the machine has no memory left, in one step."""

    step: str = ""

    def refute(self, rng: Random) -> Search:
        if self.step == "refute":
            raise MemoryError
        return self.search

    def domain(self) -> dict[str, str]:
        if self.step == "domain":
            raise MemoryError
        return self.ranges


def test_a_machine_that_falls_short_says_nothing_of_the_statement() -> None:
    assert examine(Short(changed=KILLED)).verdict.word == "proved"
    for step in ("refute", "domain"):
        with pytest.raises(MemoryError):
            examine(Short(step=step, changed=KILLED))
    section = Section("s", title="S", order=1)

    @section.claim("1", "A claim", kind="identity", place="(1)")
    def claim() -> Answers:
        """as printed"""
        raise MemoryError

    with pytest.raises(MemoryError):
        check(claim)


def test_leaves() -> None:
    cited = verdict.cited("a book", "a proof")
    assert examine(Leaf(cited, {"x": "x > 0"})) == Outcome(cited, {"x": "x > 0"})
    assert examine(Leaf(verdict.undecided("later"))) == Outcome(verdict.undecided("later"))
    for wrong in (verdict.proved(proof()), verdict.refuted(WITNESS)):
        reason = f"a leaf must be cited or undecided, but is {wrong.word}"
        assert examine(Leaf(wrong)) == Outcome(verdict.undecided(reason))
