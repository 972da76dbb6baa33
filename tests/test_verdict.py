"""The word is computed from what is known and how; nothing else builds it."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from derive.normal_form import prove_equal
from derive.tropical import CertificateError, cases, monomials
from derive.units import ACTION, ENERGY, LENGTH, MASS, NONE, TIME, UnitError, prove_same, prove_unique, solve, unit_of
from numerics.ball import EnclosureError, ball
from numerics.cover import interval
from numerics.enclosure import certify_nonnegative, separated
from numerics.estimate import Estimate
from verify import verdict
from verify.measured import Check, Reading, Support
from verify.verdict import Grade, Verdict, Witness, weakest

x = sp.Symbol("x", positive=True)
r = sp.Symbol("r", real=True)


def proof() -> Verdict:
    found = prove_equal(x + x, 2 * x)
    assert found is not None
    return verdict.proved(found)


@pytest.mark.parametrize("holds", [True, False, None])
@pytest.mark.parametrize("grade", list(Grade))
def test_every_pair_has_its_word(holds: bool | None, grade: Grade) -> None:
    expected = {
        (True, Grade.EXACT): "proved", (True, Grade.BALL): "certified", (True, Grade.SAMPLED): "supported",
        (False, Grade.EXACT): "refuted", (False, Grade.BALL): "refuted", (False, Grade.SAMPLED): "refuted",
        (False, Grade.READ): "refuted", (None, Grade.SOURCE): "cited",
    }.get((holds, grade), "undecided")  # fmt: skip
    assert Verdict(holds, grade, ()).word == expected


def test_awards() -> None:
    cover = certify_nonnegative(r**2 + 1, {r: (0, 1)}, strict=True)
    assert proof().word == "proved"
    assert verdict.certified(cover, "the box").word == "certified"  # type: ignore[arg-type]
    assert verdict.refuted(Witness("w", {}, exact=True)).grade is Grade.EXACT
    assert verdict.refuted(Witness("w", {}, exact=False)).word == "refuted"
    read = verdict.refuted(Witness("w", {}, exact=True, read=True))
    assert read.grade is Grade.READ and read.word == "refuted" and read.holds is False
    tenth = Estimate(0.1, 0.01, "one way")
    readings = (Reading({}, tenth, (1.0, 1.0), (Check("another way", tenth, tenth),)),)
    assert verdict.supported(Support(readings), ()).word == "supported"
    assert verdict.cited("s", "n").word == "cited" and verdict.undecided("why").word == "undecided"


def test_only_proofs_and_covers_are_taken() -> None:
    with pytest.raises(TypeError, match="Proof"):
        verdict.proved("trust me")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="Cover"):
        verdict.certified(True, "the box")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="Support"):
        verdict.supported(3, ())  # type: ignore[arg-type]


def test_a_conjunction_is_as_weak_as_its_weakest() -> None:
    assert weakest((proof(), verdict.cited("s", "n"))).word == "cited"
    assert weakest((proof(), verdict.undecided("why"))).word == "undecided"
    assert weakest((verdict.undecided("why"), verdict.refuted(Witness("w", {}, exact=True)))).word == "refuted"
    assert weakest(()).word == "undecided"


def test_units() -> None:
    m, t = sp.symbols("m t", positive=True)
    table = {m: MASS, t: TIME}
    found = unit_of(m / t**2, table)
    assert found is not None and found.same_dimension(MASS / TIME**2) and str(found) == "mass time^-2"
    assert unit_of(sp.Integer(0), table) is None and unit_of(0 * m + sp.pi, table) == NONE
    assert unit_of(sp.Max(m, 2 * m) + m * sp.exp(t / sp.sqrt(t**2 + 1 * t**2)), table) == MASS
    assert unit_of(sp.cos(t / (t + sp.sqrt(t) * sp.sqrt(t) / 3 + t)), table) == NONE
    for wrong in (m + t, sp.Max(m, t), sp.exp(m), m**t, sp.Symbol("u"), sp.Function("X")(t / sp.sqrt(t**2 + t**2)), sp.oo * m, sp.nan + m):
        with pytest.raises(UnitError):
            unit_of(wrong, table)
    assert prove_same(ENERGY * TIME, ACTION) is not None and prove_same(ENERGY, ACTION) is None
    assert prove_unique(LENGTH, {"a": LENGTH, "b": LENGTH}, {"a": 1, "b": 0}) is None  # type: ignore[dict-item]
    unique = prove_unique(MASS / TIME, {"a": MASS, "b": TIME}, {"a": 1, "b": -1})  # type: ignore[dict-item]
    assert unique is not None and unique.certificate["exponents"] == {"a": "1", "b": "-1"}
    assert solve(MASS, {"a": LENGTH}) is None and str(NONE) == "1"


def test_balls_refuse_what_they_cannot_decide() -> None:
    with pytest.raises(EnclosureError, match="decided"):
        ball(sp.Piecewise((1, sp.sin(sp.pi * r) > 0), (2, True)), {r: ball(sp.Integer(1), {})})
    assert separated(sp.Max(sp.I * r, r), {r: 1}) is None
    assert separated(1 / (r - 1), {r: 1}) is None
    assert separated(r - 1, {r: 1}) is False and separated(r, {r: 1}) is True
    assert separated(sp.Pow(sp.I + r, -2), {r: 1}) is True


def test_too_many_cases_are_refused() -> None:
    a = sp.symbols("a0:14", positive=True)
    many = sp.Mul(*(sp.Max(a[i], a[i + 1]) for i in range(13)))
    with pytest.raises(CertificateError, match="cases"):
        list(cases(many, "<=", sp.Integer(1), []))


@pytest.mark.parametrize("number", ["1", "12/35", str(2**67 * 3), "1000000016000000063/7", str(10**40 + 1)])
def test_the_factors_of_a_number_multiply_to_it(number: str) -> None:
    value = sp.Rational(number)
    product = sp.Integer(1)
    for generator, power in monomials(value).exponents:
        product *= sp.Integer(generator) ** sp.Rational(power.numerator, power.denominator)
    assert product == value


@pytest.mark.parametrize("condition", [sp.sin(r) > 0, sp.Eq(sp.sin(sp.pi * r), 0)])
def test_an_undecided_branch_has_no_value(condition: sp.Expr) -> None:
    around = ball(r, {r: interval(Fraction(-1), Fraction(1))})
    with pytest.raises(EnclosureError, match="decided"):
        ball(sp.Piecewise((1, condition), (2, True)), {r: around})


def test_a_piecewise_without_a_true_branch_has_no_value() -> None:
    assert not ball(sp.Piecewise((1, r > 0)), {r: interval(Fraction(-2), Fraction(-1))}).is_finite()
