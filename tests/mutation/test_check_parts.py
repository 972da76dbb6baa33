"""The check of what is made of parts: chains and conjunctions, simulated experiments and their flaws, claims with readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
import sympy as sp
from made_up import KILLED, OPEN, REFUTED, WITNESS, Answers

from numerics.estimate import Estimate
from verify import verdict
from verify.check import MutantReport, Outcome, check, examine
from verify.claim import Section
from verify.measured import Check, Reading
from verify.statement import All, Link, Mutant, Search, conjunction, derivation
from verify.statements.simulated import Simulated, Trial


def part(*changed: Mutant, **others: Any) -> Answers:
    return Answers(changed=changed or KILLED, **others)


def ranges(*parts: tuple[str, dict[str, str]]) -> dict[str, str]:
    links = tuple(Link(part(ranges=domain, name=f"S{number}"), rule) for number, (rule, domain) in enumerate(parts, 1))
    return examine(All(links)).domain


def test_the_links_of_a_chain_and_their_ranges() -> None:
    one, two = part(ranges={"x": "x > 0"}, name="first", search=Search(None, 1, 0, {"largest_ratio": "0.5", "at": 1})), OPEN
    third = part(Mutant("b", REFUTED), Mutant("c", REFUTED), search=Search(None, 1, 0, {"largest_ratio": "0.75"}), name="third")
    found = examine(All((Link(one, "expand", "the first"), Link(two, "", ""), Link(third, "factor"))))
    assert found.verdict.word == "undecided" and found.domain == {"x": "x > 0"}
    assert found.slack == {"largest_ratio": "0.75"} and found.mutants == MutantReport(3)
    assert [sorted(link) for link in found.links] == [
        ["evidence", "formal", "rule", "statement", "word"], *[["evidence", "rule", "statement", "word"]] * 2]
    first, second, last = found.links
    assert (first["rule"], first["statement"], first["formal"], first["word"]) == ("expand", "the first", "first", "proved")
    assert first["evidence"][1] == {"method": "second method", "text": "1 exact samples satisfy it too", "data": {}}
    assert (second["rule"], second["statement"], second["word"], last["statement"]) == ("", "made up", "undecided", "third")
    assert "formal" not in examine(All((Link(OPEN, "", "in words"),))).links[0]
    assert examine(All(())) == Outcome(verdict.undecided("an empty conjunction says nothing"), mutants=MutantReport())


def test_ranges_that_differ_belong_to_their_link() -> None:
    assert ranges(("a", {"x": "x > 0"}), ("b", {"x": "x > 0"})) == {"x": "x > 0"}
    assert ranges(("a", {"x": "x > 0"}), ("b", {})) == {"x": "x > 0"}
    assert ranges(("a", {"x": "x > 0"}), ("b", {"x": "x > 1"})) == {"a: x": "x > 0", "b: x": "x > 1"}
    assert ranges(("", {"x": "x > 0"}), ("", {"x": "x > 1"})) == {"S1: x": "x > 0", "S2: x": "x > 1"}
    assert ranges(("a", {"x": "x > 0"}), ("a", {"x": "x > 1"})) == {"a: x": "x > 0", "link 2, a: x": "x > 1"}
    assert ranges(("a", {"x": "length"}), ("b", {"x": "x > 0, length"})) == {"x": "x > 0, length"}
    assert ranges(("a", {"x": "length", "y": "y > 0"}), ("b", {"x": "x > 0, length"})) == {"y": "y > 0", "x": "x > 0, length"}
    assert ranges(("a", {"x": "x > 0, length"}), ("b", {"x": "time"})) == {"a: x": "x > 0, length", "b: x": "time"}
    for name in ("given 1", "assumption 1"):
        assert ranges(("a", {name: "x < y"}), ("b", {})) == {f"a: {name}": "x < y"}
        assert ranges(("a", {name: "x < y"}), ("b", {name: "x < y"})) == {name: "x < y"}


def measure(value: float, error: float = 0.01) -> Estimate:
    return Estimate(value, error, "made up")


READING = Reading({"hbar": "1/4"}, measure(0.1), (1.0, 1.0), (Check("second", measure(0.1), replace(measure(0.1), how="another way")),))
ABOVE, VAGUE = replace(READING, left=measure(9.0)), replace(READING, checks=())


@dataclass(frozen=True)
class Runs:
    """Readings without a simulation."""

    values: tuple[Reading, ...]
    flawed: tuple[tuple[str, Reading], ...] = ()
    others: tuple[tuple[str, Reading], ...] = ()

    def problems(self) -> Sequence[str]:
        return ()

    def readings(self) -> Sequence[Reading]:
        return self.values

    def flaws(self) -> Iterator[tuple[str, Runs]]:
        yield from ((name, Runs((each,))) for name, each in self.flawed)

    def bounds(self) -> Iterator[tuple[str, Runs]]:
        yield from ((name, Runs((each,))) for name, each in self.others)

    def domain(self) -> dict[str, str]:
        return {"case": "made up"}


DOUBT = "the other methods are too coarse in more than half of the cases; hbar = 1/4: one method only"
APART = replace(READING, checks=(Check("second", measure(0.1), measure(0.9)),))


def test_every_changed_experiment_is_counted_and_listed() -> None:
    runs = Runs((READING,), (("wrong law", ABOVE), ("wrong sign", APART)), (("wider", READING), ("unclear", VAGUE), ("lower", ABOVE)))
    found = examine(Simulated("left <= right", runs))
    below = Trial(verdict.refuted(WITNESS))
    assert below.reason == "x = 1"
    assert found.mutants.listed[1:2] == ("stopped: wrong sign (hbar = 1/4: second: 0.1 +- 0.01 and 0.9 +- 0.01 disagree)",)
    assert found.mutants.listed[0].startswith("refuted: wrong law (hbar = 1/4: 9 +- 0.01 against 1")
    assert found.mutants.listed[3:5] == ("true as well: wider", f"not told apart: unclear ({DOUBT})")
    assert found.mutants == MutantReport(4, 1, 0, 1, 0, found.mutants.listed) and len(found.mutants.listed) == 6
    assert found.domain == {"case": "made up"} and found.slack == {"largest_ratio": "0.1", "at": {"hbar": "1/4"}}
    assert found.verdict.word == "supported"


def test_flaws_that_pass_are_named() -> None:
    runs = Runs((READING,), (("a", READING), ("b", ABOVE), ("c", VAGUE)))
    found = examine(Simulated("", runs))
    assert found.mutants.survived == 2 and found.mutants.killed == 2
    assert found.verdict == verdict.undecided(
        "vacuous: survived: a (hbar = 1/4: 0.1 +- 0.01 against 1; second: 0.1 +- 0.01 and 0.1 +- 0.01); "
        f"survived: c ({DOUBT})")
    still = examine(Simulated("", Runs((replace(READING, left=measure(0.01, 0.01)),))))
    assert still.verdict == verdict.undecided("vacuous: no flaw could be noticed, so the check cannot fail")
    assert still.mutants == MutantReport() and still.slack is not None
    lost = examine(Simulated("", Runs((VAGUE,))))
    assert lost == Outcome(verdict.undecided(DOUBT), {"case": "made up"})


def test_a_claim_as_printed_in_its_readings_and_as_corrected() -> None:
    section = Section("s", title="S", order=1)

    @section.claim("1", "A claim", kind="identity", place="(1)")
    def claim() -> Any:
        """as printed"""
        return OPEN

    assert check(claim).readings == () and check(claim).corrected is None and check(claim).printed == examine(OPEN)

    @claim.reading()
    def other() -> Any:
        """as read"""
        return part()

    @claim.corrected(why="w", error="slip", consequence="c")
    def right() -> Any:
        """as corrected"""

    found = check(claim)
    assert found.readings == (("as read", examine(part())),) and 0 <= found.seconds < 60
    reason = "the statement could not be built: TypeError: the function of 1 must return a statement, such as "
    reason += "`return Equal(left, right, V)` or `return AtMost(left, right, V)`, but is nothing"
    assert found.corrected == Outcome(verdict.undecided(reason))

    @section.claim("2", "Another", kind="identity", place="(2)")
    def empty() -> Any:
        """as printed"""

    @empty.reading()
    def empty_too() -> Any:
        """as read"""

    nothing = Outcome(verdict.undecided(reason.replace("of 1 must", "of 2 must")))
    assert check(empty).printed == nothing and check(empty).readings == (("as read", nothing),)


def test_parts_and_chains() -> None:
    one, two = part(name="1"), part(name="2")
    inner = conjunction(one, ("named", two))
    assert inner == All((Link(one, ""), Link(two, "named"))) and not inner.chained
    assert conjunction(inner, two) == All((Link(one, ""), Link(two, "named"), Link(two, "")))

    @dataclass(frozen=True)
    class Sides(Answers):
        lhs: object = None
        rhs: object = None

    x = sp.Symbol("x")
    for middle in (x, "text"):
        chain = derivation(Link(Sides(lhs=0, rhs=middle), "a"), Link(Sides(lhs=middle, rhs=1), "b"))
        assert chain.chained and [link.rule for link in chain.links] == ["a", "b"]
    for left, right in ((x, sp.Symbol("y")), ("x", x), (x, "x"), (1, "1"), ("a", "b"), (None, None), (x, sp.Symbol("x", real=True))):
        with pytest.raises(ValueError, match="must join"):
            derivation(Link(Sides(lhs=0, rhs=left), ""), Link(Sides(lhs=right, rhs=1), ""))
    with pytest.raises(ValueError, match="a link ends in None"):
        derivation(Link(OPEN, ""), Link(Sides(lhs=x), ""))
