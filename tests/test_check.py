"""The check can fail: broken provers and enclosers, unsound ones, no samples, no mutants, exceptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import pytest
import sympy as sp

from derive.normal_form import prove_equal
from derive.proof import Proof
from derive.units import LENGTH
from numerics.enclosure import Cover, Violation, certify_nonnegative
from verify.check import MutantReport, Unsound, challenge, check, decide, examine
from verify.claim import Section
from verify.statement import Mutant, Search, Statement
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables
from verify.verdict import Witness

W = Variables()
a, b = W.declare("a"), W.declare("b")
c = W.declare("c", low=0, high=1, closed=True)
L, K = W.declare("L", LENGTH), W.declare("K", LENGTH)
BINOMIAL = Equal((a + 1) ** 2, a**2 + 2 * a + 1, W)
WRONG = Equal((a + 1) ** 2, a**2 + 1, W)
OUT_OF_REACH = Equal(sp.sqrt(2 + a**2 + 2 * sp.sqrt(1 + a**2)), sp.sqrt(1 + a**2) + 1, W)  # true; no prover takes roots of sums
PEAK = sp.exp(-((10**9 * (a - sp.Rational(7, 3))) ** 2))
NEEDLE = AtMost(PEAK, sp.Rational(1, 2), W)  # false near 7/3 only
LENGTHS = AtMost(PEAK * L, L / 2, W)


@dataclass(frozen=True)
class Tampered:
    """A relation with parts of its interface replaced; its mutants are tampered with alike."""

    inner: Relation
    silent: bool = False
    parts: dict[str, Callable[[], Any]] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"tampered {self.inner}"

    def _do(self, name: str, otherwise: Callable[[], Any]) -> Any:
        return self.parts.get(name, otherwise)()

    def problems(self) -> Sequence[str]:
        return self._do("problems", self.inner.problems)

    def refute(self, rng: Random) -> Search:
        return self._do("refute", lambda: Search(None, 5) if self.silent else self.inner.refute(rng))

    def prove(self) -> Proof | None:
        return self._do("prove", self.inner.prove)

    def certify(self) -> tuple[Cover, str] | Witness | None:
        return self._do("certify", self.inner.certify)

    @property
    def one_sided(self) -> bool:
        return self.inner.one_sided

    def mutants(self) -> Iterator[Mutant]:
        return self._do("mutants", self._wrapped)

    def _wrapped(self) -> Iterator[Mutant]:
        for mutant in self.inner.mutants():
            if isinstance(mutant.statement, Relation):
                yield Mutant(mutant.change, replace(self, inner=mutant.statement))

    def implies(self, mutant: Statement) -> bool:
        inner = mutant.inner if isinstance(mutant, Tampered) else mutant
        return self._do("implies", lambda: self.inner.implies(inner))

    def domain(self) -> dict[str, str]:
        return self._do("domain", self.inner.domain)


def _proof() -> Proof:
    proof = prove_equal(sp.Integer(1), sp.Integer(1))
    assert proof is not None
    return proof


def _cover() -> tuple[Cover, str]:
    cover = certify_nonnegative(sp.Integer(1), {})
    assert cover is not None and not isinstance(cover, Violation)
    return cover, "nothing"


PROVER, ENCLOSER = {"prove": _proof}, {"prove": lambda: None, "certify": _cover}
BROKEN = [pytest.param(PROVER, id="prover"), pytest.param(ENCLOSER, id="encloser")]


@pytest.mark.parametrize("parts", BROKEN)
@pytest.mark.parametrize("inner", [BINOMIAL, WRONG, OUT_OF_REACH, NEEDLE], ids=str)
def test_a_check_that_accepts_everything_is_vacuous(inner: Relation, parts: dict[str, Any]) -> None:
    found = examine(Tampered(inner, silent=True, parts=parts))
    assert found.verdict.word == "undecided" and "vacuous" in found.verdict.evidence[0].text
    assert found.mutants.killed == 0


@pytest.mark.parametrize("parts", BROKEN)
def test_a_mutant_of_another_dimension_shows_nothing_of_the_prover(parts: dict[str, Any]) -> None:
    assert examine(Tampered(LENGTHS, silent=True, parts=parts)).verdict.word == "undecided"


@pytest.mark.parametrize("parts", BROKEN)
def test_a_witness_comes_before_a_proof(parts: dict[str, Any]) -> None:
    found = examine(Tampered(WRONG, parts=parts)).verdict
    assert found.word == "refuted" and found.evidence[0].method == "witness"


@pytest.mark.parametrize("parts", BROKEN)
@pytest.mark.parametrize("inner", [BINOMIAL, NEEDLE, OUT_OF_REACH, AtMost(a, 2 * a, W)], ids=str)
def test_what_accepts_refuted_mutants_is_not_believed(inner: Relation, parts: dict[str, Any]) -> None:
    """The mutants are refuted by the search for witnesses alone; the prover would accept each of them."""
    statement = Tampered(inner, parts=parts)
    with pytest.raises(Unsound, match="accepted all the same"):
        challenge(statement)
    found = examine(statement)
    assert found.verdict.word == "undecided" and found.mutants == MutantReport()
    text = found.verdict.evidence[0].text
    assert "Unsound" in text and "refuted by a witness and accepted all the same" in text


@pytest.mark.parametrize("step", ["prove", "certify"])
def test_one_accepted_falsehood_among_many_mutants_is_enough(step: str) -> None:
    """A slip that only the last mutant shows; without it the same mutants are all killed."""
    sound, wrong = Tampered(BINOMIAL), {"prove": _proof, "certify": _cover}[step]
    last = Mutant("the last one", Tampered(WRONG, parts={step: wrong}))
    mutants = (*sound.mutants(), last)
    found = examine(Tampered(BINOMIAL, parts={"mutants": lambda: iter(mutants)})).verdict
    assert found.word == "undecided" and "the last one is refuted by a witness" in found.evidence[0].text
    control = examine(Tampered(BINOMIAL, parts={"mutants": lambda: iter(mutants[:-1])}))
    assert control.verdict.word == "proved" and control.mutants.killed == len(mutants) - 1


def test_a_counterexample_met_by_the_cover_accepts_nothing() -> None:
    met = Witness("met on the way", {"kind": "point"}, False)
    last = Mutant("wrong", Tampered(WRONG, parts={"certify": lambda: met}))
    report = challenge(Tampered(BINOMIAL, parts={"mutants": lambda: iter((last,))}))
    assert (report.killed, report.survived) == (1, 0)
    unseen = Tampered(OUT_OF_REACH, silent=True, parts={"certify": lambda: met})
    assert examine(unseen).verdict.word == "refuted"


def test_a_true_mutant_is_harmless_to_a_bound_only() -> None:
    weaker = Mutant("weaker", AtMost(a, 3 * a, W))
    turned = Mutant("turned", AtMost(2 * a, a, W))
    parts = {"mutants": lambda: iter((weaker, turned)), "implies": lambda: False}
    bound = challenge(Tampered(AtMost(a, 2 * a, W), parts=parts))
    assert (bound.killed, bound.equivalent, bound.survived) == (1, 1, 0)
    equation = challenge(Tampered(BINOMIAL, parts=parts))
    assert (equation.killed, equation.equivalent, equation.survived) == (1, 0, 1)


def test_ill_formed_mutants_are_listed_and_kill_nothing() -> None:
    uneven = Mutant("a length", AtMost(PEAK * L, K**2, W, Equal(L, K, W), AtMost(1, K**2, W)))
    pole = Mutant("a pole", Equal((c**2 - 1) / (c - 1), c + 1, W))
    found = examine(Tampered(BINOMIAL, parts={"mutants": lambda: iter((uneven, pole))}))
    assert found.mutants.killed == 0 and found.mutants.ill_formed == 2
    assert found.mutants.listed == ("ill-formed: a length", "ill-formed: a pole")
    assert found.verdict.word == "undecided" and "cannot fail" in found.verdict.evidence[0].text


def test_a_proof_about_no_sample_is_vacuous() -> None:
    found = examine(Tampered(BINOMIAL, parts={"refute": lambda: Search(None, 0)})).verdict
    assert found.word == "undecided" and "vacuous" in found.evidence[0].text
    nothing = AtMost(a, 2 * a, W, AtMost(b, a, W), AtMost(2 * a, b, W))
    assert examine(nothing).verdict.word == "undecided"


def test_a_cover_about_no_sample_is_vacuous() -> None:
    parts = {"refute": lambda: Search(None, 0), "prove": lambda: None, "certify": _cover}
    assert examine(Tampered(BINOMIAL, parts=parts)).verdict.word == "undecided"


def test_a_statement_without_mutants_is_vacuous() -> None:
    found = examine(Tampered(BINOMIAL, parts={"mutants": lambda: iter(())}))
    assert found.verdict.word == "undecided" and "cannot fail" in found.verdict.evidence[0].text


def test_a_mutant_that_only_looks_different_kills_nothing() -> None:
    rewritten = Mutant("expanded", Equal(BINOMIAL.lhs, (a + 1) * (a + 1), W))
    found = examine(Tampered(BINOMIAL, parts={"mutants": lambda: iter((rewritten,))}))
    assert found.verdict.word == "undecided" and (found.mutants.killed, found.mutants.equivalent) == (0, 1)


def test_a_surviving_mutant_is_named() -> None:
    mutants = (Mutant("wrong", WRONG), Mutant("unknown", OUT_OF_REACH))
    found = examine(Tampered(BINOMIAL, parts={"mutants": lambda: iter(mutants)}))
    assert found.verdict.word == "undecided" and "survived: unknown" in found.verdict.evidence[0].text
    assert (found.mutants.killed, found.mutants.survived) == (1, 1)


def _raise(error: type[Exception]) -> Callable[[], Any]:
    def stop() -> Any:
        raise error("the reason")
    return stop


ERRORS = [ArithmeticError, ZeroDivisionError, ValueError, TypeError, AttributeError, KeyError, IndexError]
ERRORS += [RecursionError, NotImplementedError, RuntimeError, AssertionError, sp.PolynomialError]


@pytest.mark.parametrize("error", ERRORS)
def test_an_exception_in_prove_makes_undecided_with_its_text(error: type[Exception]) -> None:
    found = examine(Tampered(BINOMIAL, parts={"prove": _raise(error)})).verdict
    assert found.word == "undecided"
    assert error.__name__ in found.evidence[0].text and "the reason" in found.evidence[0].text


@pytest.mark.parametrize("part", ["problems", "refute", "mutants", "implies", "domain"])
def test_an_exception_anywhere_makes_undecided(part: str) -> None:
    parts = {part: _raise(ValueError), **({"refute": lambda: Search(None, 5)} if part == "implies" else {})}
    assert examine(Tampered(BINOMIAL, parts=parts)).verdict.word == "undecided"


def test_a_hypothesis_that_nothing_meets_is_named() -> None:
    found = decide(AtMost(a, 2 * a, W, AtMost(a, sp.S.Zero, W)), Random(1))[0]
    assert found.word == "undecided" and found.evidence[0].text == "vacuous: no sample satisfied the hypotheses", "it holds without it"
    found = decide(AtMost(2 * a, a, W, AtMost(a, sp.S.Zero, W)), Random(1))[0]
    assert found.word == "undecided" and found.evidence[0].text == "vacuous: no sample satisfied the hypotheses", "it holds by it"
    found = decide(AtMost(sp.sin(a**2), sp.cos(a) - 2, W, AtMost(a, sp.S.Zero, W)), Random(1))[0]
    assert found.word == "undecided" and found.evidence[0].text.endswith("unclear): no sample satisfied the hypotheses")
    for statement in (OUT_OF_REACH, replace(OUT_OF_REACH, given=(Equal(b, sp.S.One, W),)), replace(OUT_OF_REACH, given=(AtMost(a, b, W),))):
        found, search = decide(statement, Random(1))
        assert found.word == "undecided" and (search.tried == 0) is found.evidence[0].text.endswith("hypotheses")
    assert search.tried > 0 == search.unclear


def test_a_claim_that_would_leave_is_undecided() -> None:
    section = Section("s", title="S", order=1)

    @section.claim("7", "A claim", kind="inequality", place="(7)")
    def claim() -> Any:
        """as printed"""
        raise SystemExit(7)

    found = check(claim).printed.verdict
    assert found.word == "undecided" and "SystemExit: 7" in found.evidence[0].text


@pytest.mark.parametrize("name", ["s_2/s_1", "Delta F", "a*b", "a+b", "f(x)", "x,y"])
def test_a_name_that_a_formula_would_read_otherwise_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="must hold no space, bracket or operator"):
        Variables().declare(name)
