"""What is kept, put off or done at once agrees with what it replaces: points, sides, units, monomials, mutants, bounds, searches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest
import sympy as sp

from derive import tropical
from derive.units import LENGTH, TIME
from numerics.arguments import array_argument
from numerics.harmonic_error import adversary
from verify.check import SEED, challenge, decide, examine
from verify.sampling import decide as truth
from verify.sampling import points
from verify.statement import Mutant
from verify.statements import correspondence, defined, tested
from verify.statements.monomial import is_monomial
from verify.statements.scalar import AtMost, Equal, Relation
from verify.statements.tested import FEATURES
from verify.variables import Range, Variables

W = Variables()
a, b = W.declare("a"), W.declare("b", low=-sp.oo)
L, T = W.declare("L", LENGTH), W.declare("T", TIME)


class Counted(Random):
    """A generator that counts what is asked of it."""

    asked = 0

    def randint(self, low: int, high: int) -> int:
        self.asked += 1
        return super().randint(low, high)


def test_points_are_drawn_when_they_are_asked_for() -> None:
    """One draw for the corners; then the same points whether all are taken or one after the other."""
    ranges = {a: W[a].range, b: W[b].range}
    lazy, eager = Counted(SEED), Counted(SEED)
    walk = points(ranges, lazy, 48)
    first = [next(walk) for _ in range(20)]
    start = lazy.asked
    every = list(points(ranges, eager, 48))
    assert start < eager.asked
    assert [*first, *walk] == every
    assert len(every) == len({tuple(point.values()) for point in every}) == 48
    rng = Random(SEED)
    generic = {s: limits.draw(rng) for s, limits in ranges.items()}
    drawn = [{s: limits.draw(rng) for s, limits in ranges.items()} for _ in range(3)]
    assert every.index(generic) + 1 < every.index(drawn[0]) < every.index(drawn[1]) < every.index(drawn[2])


def test_a_kept_side_belongs_to_its_point_and_its_symbols() -> None:
    real, positive = sp.Symbol("a", real=True), a
    pole = 1 / (real - 1)
    assert truth(pole, "==", pole, {real: Fraction(2)}) is True
    assert truth(pole, "==", pole, {real: Fraction(1)}) is None
    assert truth(sp.Abs(real), "==", real, {real: Fraction(-1)}) is False
    assert truth(sp.Abs(real), "==", real, {real: Fraction(1)}) is True
    assert truth(1 / positive, "==", 1 / real, {positive: Fraction(1)}) is None
    assert truth(real, "<=", real**2, {real: Fraction(2)}) is True
    assert truth(real**2, "<=", real, {real: Fraction(2)}) is False


def test_a_kept_unit_belongs_to_its_table() -> None:
    lengths, times = Variables([W[L]]), Variables([replace(W[L], unit=TIME)])
    one, other = Equal(L, L, lengths), Equal(L + 1, L + 1, times)
    assert not one.problems()
    assert [problem[:22] for problem in other.problems()] == ["dimensions must agree,"]
    assert [problem[:20] for problem in Equal(L, T, W).problems()] == ["both sides must have"]
    assert "[time]" in Equal(L, L, times).domain()["L"]
    mixed = (L + sp.Symbol("T", positive=True)).subs(sp.Symbol("T", positive=True), T)
    same = Variables([W[L], replace(W[T], unit=LENGTH)])
    assert not Equal(mixed, mixed, same).problems()
    assert Equal(mixed, mixed, W).problems() and not Equal(L, T, same).problems()


def test_ends_of_ranges_are_their_own() -> None:
    for low, high, closed in ((0, 1, False), (0, 1, True), (0, 2, False)):
        limits = Range(sp.Integer(low), sp.Integer(high), closed)
        assert limits.ends() == limits.ends() == (Fraction(low), Fraction(high))
        assert limits.contains(Fraction(0)) is closed and limits.contains(Fraction(3, 2)) is (high == 2)


x, y = sp.symbols("x y", positive=True)
z = sp.Symbol("z", real=True)


@pytest.mark.parametrize("side", [
    x, z, sp.S.One, sp.S.Zero, sp.Integer(-2), sp.Rational(2, 3), sp.sqrt(2), sp.pi, 2 * x * sp.sqrt(y), -x, x + y, (x + y) ** 2,
    x / (x + y), sp.Max(x, y), sp.Min(x, 2 * y, 3), sp.Max(x, y + 1), x**z, x**sp.pi, sp.exp(x), z**2, sp.I * x, sp.Max(x, z), sp.Abs(z),
    sp.Dummy("x", positive=True), sp.sqrt(sp.Max(x, 1 / y)), sp.Symbol("n", positive=True, integer=True) ** sp.Rational(-3, 2),
])  # fmt: skip
def test_is_monomial_says_what_the_trusted_reader_takes(side: sp.Expr) -> None:
    try:
        tropical.monomials(side)
        taken = True
    except tropical.NotMonomial:
        taken = False
    assert is_monomial(side) is taken


def test_what_may_vanish_is_found_on_both_sides() -> None:
    p, q, r = sp.symbols("p q r", real=True)
    assert defined.must_not_vanish((1 / p + q, sp.log(r))) == [p, r]
    assert defined.must_not_vanish((1 / p + q, sp.tan(q) / x)) == [p, sp.cos(q)]
    assert defined.must_not_vanish((x, 1 / (p**2 + 1))) == []


def test_units_of_a_refuted_mutant_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the statement are, and those of a mutant that nothing refutes."""
    asked: list[Relation] = []
    found = Relation._dimensions

    def dimensions(self: Relation) -> list[str]:
        asked.append(self)
        return found(self)

    monkeypatch.setattr(Relation, "_dimensions", dimensions)
    outcome = examine(Equal((a + 1) ** 2, a**2 + 2 * a + 1, W))
    assert outcome.verdict.word == "proved" and outcome.mutants.killed > 5
    assert len(asked) == 1
    wrong = Equal(L, 2 * L + T, W)
    verdict, _ = decide(wrong, Random(SEED))
    assert [item.method for item in verdict.evidence] == ["witness", "well-formed"]
    short, _ = decide(wrong, Random(SEED), brief=True)
    assert short.word == "refuted" and [item.method for item in short.evidence] == ["witness"]


def test_a_mutant_that_is_ill_formed_only_is_still_refused() -> None:
    class Given(Relation):
        def mutants(self) -> Iterator[Mutant]:
            yield Mutant("a time added and taken away", Equal(self.lhs, (L**2 + L * T) / (L + T), W))

    report = challenge(Given(L, "==", L, W))
    assert (report.killed, report.survived, report.ill_formed) == (0, 0, 1)
    (mutant,) = Given(L, "==", L, W).mutants()
    assert decide(mutant.statement, Random(SEED), brief=True)[0].word == "undecided"
    floating = Equal(L, L * sp.Float("1.5"), W)
    assert floating.malformed() == floating.problems() and floating.malformed()
    assert decide(floating, Random(SEED), brief=True)[0].word == "undecided"


def test_both_sides_of_a_witness_are_told_of_the_statement() -> None:
    witness = Equal(a, 2 * a, W).refute(Random(SEED)).witness
    assert witness is not None and {"lhs", "rhs", "at"} <= set(witness.data)
    (mutant, *_) = Equal(a, a, W).mutants()
    killed = mutant.statement.refute(Random(SEED)).witness
    assert killed is not None and killed.data["at"] == witness.data["at"]


def test_a_bound_is_enclosed_as_by_substitution() -> None:
    s, t = sp.symbols("s t", positive=True)
    bound = sp.Max(1, s / t) ** sp.Rational(3, 2) * sp.Min(s, t)
    for values in ((sp.Integer(3), sp.sqrt(2)), (sp.Rational(1, 7), sp.Integer(2))):
        found = correspondence._enclosed(bound, tuple(zip((s, t), values, strict=True)))
        exact = sp.N(bound.subs({s: values[0], t: values[1]}), 25)
        assert abs(float(found.mid()) - float(exact)) < 1e-14 * float(exact)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """The seed of a search among few cases, so that what is kept of it is of no other test."""
    monkeypatch.setattr(adversary, "RANDOM_CASES", dict.fromkeys(range(1, 5), 3))
    return SEED + 1


def test_the_cases_of_a_search_at_once_and_one_by_one(few: int) -> None:
    def ratio(features: object) -> float:
        return float(features["Q"] / (features["V3"] * features["T1"] ** 1.5))  # type: ignore[index]

    def together(column: adversary.Column) -> object:
        return column("Q") / (column("V3") * column("T1") ** 1.5)

    def search(**more: object) -> adversary.Extreme:
        return adversary.search(ratio, seed=few, budget=1, dimensions=(1,), walk=False, **more)  # type: ignore[arg-type]

    assert search(together=together) == search()
    assert search(together=lambda column: -together(column)) != search()  # type: ignore[operator]
    with pytest.raises(ArithmeticError, match="finite"):
        search(together=lambda column: np.where(column("Q") > np.median(column("Q")), np.nan, 1.0))


def test_the_lowered_bound_is_refuted_by_the_drawn_cases_alone(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tested, "SEED", few)
    Q, V3, T1 = (FEATURES[name] for name in ("Q", "V3", "T1"))
    statement = tested.Tested(AtMost(a, a + 1, W), Q, 101 * V3 * T1 ** sp.Rational(3, 2))
    *_, lowered = statement.mutants()
    assert isinstance(lowered.statement, tested.Tested) and not lowered.statement.walks and statement.walks
    assert decide(lowered.statement, Random(SEED))[0].word == "refuted"


def test_assumptions_of_an_argument_are_those_of_its_symbol() -> None:
    for symbol, value, fits in ((x, 1.0, True), (x, -1.0, False), (sp.Symbol("x", real=True), -1.0, True),
                                (sp.Symbol("x", integer=True), 0.5, False), (sp.Symbol("x", nonnegative=True), 0.0, True)):
        if fits:
            assert array_argument(np, symbol, value, False) == value
        else:
            with pytest.raises(ValueError, match="must be"):
                array_argument(np, symbol, value, False)
