"""What is made of several statements is as weak as its weakest part, and a chain joins or is refused."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
import sympy as sp

from derive.matrices import MatrixAlgebra
from derive.sample import sample_general
from verify import measured, verdict
from verify.check import SEED, MutantReport, check, decide, examine
from verify.claim import Section
from verify.statement import All, Leaf, Link, Statement, conjunction, derivation
from verify.statements.matrix import MatrixEqual
from verify.statements.pending import Cited, Pending
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables
from verify.verdict import WORDS, Verdict

W = Variables()
a, b, e = (W.declare(name) for name in "abe")
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


def chained(first: Variables, second: Variables) -> All:
    """a = (a + 1)^2 - (a^2 + a + 1) <= 4a, in a table each."""
    return derivation(Link(Equal((a + 1) ** 2 - a**2 - a - 1, a, first), "expand"), Link(AtMost(a, 4 * a, second), "more"))


def given(*hypotheses: Relation) -> All:
    """a <= b <= e, the second link under further hypotheses."""
    order = AtMost(a, b, W), AtMost(b, e, W)
    return derivation(Link(AtMost(a, b, W, order[0]), "first"), Link(AtMost(b, e, W, order[1], *hypotheses), "second"))


def on(low: int, high: int, *, closed: bool = False) -> Variables:
    table = Variables()
    table.declare("a", low=low, high=high, closed=closed)
    return table


APART = [
    (on(1, 2, closed=True), on(3, 4, closed=True)), (on(1, 2, closed=True), on(2, 3)), (on(2, 3), on(1, 2, closed=True)),
    (on(1, 2), on(2, 3)),
]  # fmt: skip
MEETING = [(on(1, 2, closed=True), on(2, 3, closed=True)), (on(1, 3, closed=True), on(2, 4)), (on(1, 3), on(2, 4)), (W, on(2, 4))]


@pytest.mark.parametrize("tables", APART)
def test_a_chain_on_ranges_that_exclude_each_other_is_vacuous(tables: tuple[Variables, Variables]) -> None:
    chain = chained(*tables)
    found = examine(chain)
    assert found.verdict.word == "undecided" and "vacuous: the links must have a point in common" in found.verdict.evidence[0].text
    assert [link["word"] for link in found.links] == ["proved"] * 2
    assert examine(conjunction(*(link.statement for link in chain.links))).verdict.word == "proved"


@pytest.mark.parametrize("tables", MEETING)
def test_a_chain_on_ranges_that_meet_is_proved(tables: tuple[Variables, Variables]) -> None:
    assert examine(chained(*tables)).verdict.word == "proved"


@pytest.mark.parametrize("further", [AtMost(2 * e, a, W), AtMost(e, a / 2, W), Equal(e, a / 2, W)])
def test_a_chain_whose_hypotheses_exclude_each_other_is_vacuous(further: Relation) -> None:
    found = examine(given(further))
    assert [link["word"] for link in found.links] == ["proved"] * 2
    assert found.verdict.word == "undecided"
    assert f"no sample satisfied all of their hypotheses: a <= b, b <= e, {further}" in found.verdict.evidence[0].text


@pytest.mark.parametrize("further", [(), (AtMost(2 * a, e, W),), (AtMost(a, 7, W), AtMost(1 / a, 1, W)), (Equal(a, e, W),)])
def test_a_chain_whose_hypotheses_agree_is_proved(further: tuple[Relation, ...]) -> None:
    assert examine(given(*further)).verdict.word == "proved"


def test_a_false_chain_that_holds_nowhere_keeps_its_witness() -> None:
    false = derivation(Link(BINOMIAL, "expand"), Link(AtMost(a**2 + 2 * a + 1, a**2, on(3, 4)), "bound"))
    apart = derivation(Link(replace(BINOMIAL, where=on(1, 2)), "expand"), *false.links[1:])
    assert examine(false).verdict.word == examine(apart).verdict.word == "refuted"


def test_a_chain_does_not_join_two_algebras() -> None:
    """A letter may be symmetric in one and not in the other."""
    sides = []
    for _ in range(2):
        algebra = MatrixAlgebra()
        sides.append(algebra.general("X", sample_general))
    one, other = sides
    with pytest.raises(ValueError, match="must join"):
        derivation(Link(MatrixEqual(one + one, 2 * one), "a"), Link(MatrixEqual(2 * other, other + other), "b"))
    derivation(Link(MatrixEqual(one + one, 2 * one), "a"), Link(MatrixEqual(2 * one, one + one), "b"))


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
