"""What is made of several statements is as weak as its weakest part, and a chain joins or is refused."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
import sympy as sp

from verify import measured, verdict
from verify.check import SEED, MutantReport, check, decide, examine
from verify.claim import Section
from verify.statement import All, Leaf, Link, Statement, conjunction, derivation
from verify.statements.pending import Cited, Pending
from verify.statements.scalar import AtMost, Equal
from verify.variables import Variables
from verify.verdict import WORDS, Verdict

W = Variables()
a = W.declare("a")
c = W.declare("c", low=0, high=1, closed=True)
BINOMIAL = Equal((a + 1) ** 2, a**2 + 2 * a + 1, W)
WRONG = Equal((a + 1) ** 2, a**2 + 1, W)
OUT_OF_REACH = Equal(sp.sqrt(2 + a**2 + 2 * sp.sqrt(1 + a**2)), sp.sqrt(1 + a**2) + 1, W)  # true; no prover takes roots of sums


def test_a_claim_that_cannot_be_built_is_undecided() -> None:
    section = Section("x", title="X", order=1)

    @section.claim("1", "A claim", kind="identity", place="(1)")
    def broken() -> Statement:
        r"""a = a"""
        raise ValueError("no such symbol")

    found = check(broken).printed.verdict
    assert found.word == "undecided" and "no such symbol" in found.evidence[0].text


def test_a_claim_has_its_readings_and_its_correction_checked() -> None:
    section = Section("x", title="X", order=1)

    @section.claim("1", "A claim", kind="identity", place="(1)")
    def printed() -> Statement:
        r"""(a+1)^2 = a^2+1"""
        return WRONG

    @printed.reading()
    def other() -> Statement:
        r"""(s^2 + 2s + 1)^{1/2} = s + 1,\ s = (1 + a^2)^{1/2}"""
        return OUT_OF_REACH

    @printed.corrected(why="multiply", error="substance", consequence="none")
    def right() -> Statement:
        r"""(a+1)^2 = a^2+2a+1"""
        return BINOMIAL

    found = check(printed)
    assert found.corrected is not None
    words = (found.printed.verdict.word, found.readings[0][1].verdict.word, found.corrected.verdict.word)
    assert words == ("refuted", "undecided", "proved")


PARTS: dict[str, Statement | Leaf] = {
    "proved": BINOMIAL,
    "certified": AtMost(sp.exp(c), sp.Integer(3), W),
    "cited": Cited("a book", needs="time"),
    "undecided": Pending("later"),
    "refuted": WRONG,
}


@pytest.mark.parametrize("first", PARTS)
@pytest.mark.parametrize("second", PARTS)
def test_a_conjunction_is_as_weak_as_its_weakest_part(first: str, second: str) -> None:
    both: Any = All(tuple(Link(PARTS[word], "") for word in (first, second)))  # type: ignore[arg-type]
    found = examine(both)
    assert found.verdict.word == max((first, second), key=WORDS.index)
    assert [link["word"] for link in found.links] == [first, second]


def test_nothing_says_nothing() -> None:
    for empty in (conjunction(), derivation(), All(())):
        assert examine(empty).verdict.word == "undecided"
    assert verdict.weakest(()).word == "undecided"
    assert measured.support(()) is None


def test_a_chain_must_join() -> None:
    first, second = BINOMIAL, Equal(a**2 + 2 * a + 1, a * (a + 2) + 1, W)
    assert examine(derivation(Link(first, "expand"), Link(second, "factor"))).verdict.word == "proved"
    with pytest.raises(ValueError, match="must join"):
        derivation(Link(second, "factor"), Link(first, "expand"))
    with pytest.raises(ValueError, match="must join"):
        derivation(Link(first, "expand"), Link(Equal(a**2 + 2 * a, a * (a + 2), W), "one term less"))
    with pytest.raises(ValueError, match="must join"):
        derivation(Link(first, "expand"), Link(conjunction(second), "no sides"))  # type: ignore[arg-type]


def test_a_chain_does_not_join_two_symbols_of_one_name() -> None:
    table = Variables()
    real = table.declare("a", low=-sp.oo)
    with pytest.raises(ValueError, match="must join"):
        derivation(Link(Equal(a + 0, a, W), "a > 0"), Link(Equal(real, real * 1, table), "a real"))


def test_only_a_proof_proves_and_only_a_cover_certifies() -> None:
    with pytest.raises(TypeError):
        verdict.proved("a proof")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        verdict.certified("a cover", "a box")  # type: ignore[arg-type]


def test_the_check_is_repeatable() -> None:
    for statement in (BINOMIAL, WRONG, AtMost(a, 2 * a, W)):
        first, second = examine(statement), examine(statement)
        assert first.verdict == second.verdict and first.mutants == second.mutants
    assert decide(WRONG, Random(SEED))[0] == decide(WRONG, Random(SEED))[0]


def test_reports_add() -> None:
    total = MutantReport(1, 2, 3, 4, 5, ("x",)) + MutantReport(10, 20, 30, 40, 50, ("y",))
    assert total == MutantReport(11, 22, 33, 44, 55, ("x", "y"))
    assert isinstance(examine(BINOMIAL).verdict, Verdict)
