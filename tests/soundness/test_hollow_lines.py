"""Lines whose two sides are equal whatever the paper says are refused; lines that a computation makes equal are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from sympy import diff

from derive.matrices import MatrixAlgebra
from derive.sample import sample_general
from verify import hollow
from verify.check import check, examine
from verify.claim import Section
from verify.paper import find, load
from verify.statement import conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import AtMost, Equal
from verify.variables import Variables

V = Variables()
x, y, u, w = (V.declare(name) for name in "xyuw")
f = sp.Function("f")
ALGEBRA = MatrixAlgebra()
J = ALGEBRA.form()
AT_Y = f(y)
SQUARE = u**2


def twice(side: sp.Expr) -> sp.Expr:
    return 2 * side


def numbers() -> Any:
    return Equal(0, 0, V)


def typed() -> Any:
    return Equal(sp.Integer(1), -sp.S.NegativeOne, V)


def one_text() -> Any:
    side = u * w
    return Equal(side + 1, side + 1, V)


def one_bound() -> Any:
    return AtMost(u * w, u * w, V)


def cancelled() -> Any:
    return Equal(u / u, 1, V)


def subtracted() -> Any:
    return Equal(0, (u + w) - (u + w), V)


def times_nothing() -> Any:
    return Equal(0 * u, 0, V)


def derivative() -> Any:
    return Equal(sp.diff(f(y), x), 0, V)


def derivative_of_a_name() -> Any:
    return Equal(AT_Y.diff(x), 0, V)


def derivative_by_name() -> Any:
    return Equal(diff(sp.exp(-SQUARE) / 2, w), 0, V)


def second_derivative() -> Any:
    return Equal(sp.diff(AT_Y, y, x), 0, V)


def in_a_part() -> Any:
    return conjunction(("true", Equal((u + 1) ** 2, u**2 + 2 * u + 1, V)), ("hollow", Equal(0, 0, V)))


HOLLOW: dict[Callable[[], Any], str] = {
    numbers: "`Equal(0, 0, V)` says nothing of the paper: both sides are one text", typed: "both sides are typed numbers",
    one_text: "both sides are one text", one_bound: "both sides are one text", cancelled: "u / u cancels as it is typed",
    subtracted: "u + w - (u + w) cancels", times_nothing: "0 * u is 0 as it is typed",
    derivative: "sp.diff(f(y), x) is 0, for what is differentiated does not hold x", derivative_of_a_name: "does not hold x",
    derivative_by_name: "does not hold w", second_derivative: "does not hold x", in_a_part: "`Equal(0, 0, V)`",
}  # fmt: skip


def documented(build: Callable[[], Any]) -> Callable[[], Any]:
    build.__doc__ = "as printed"
    return build


def word(build: Callable[[], Any]) -> tuple[str, str]:
    section = Section("s", title="S", order=1)
    found = check(section.claim("1", "A claim", kind="identity", place="(1)")(documented(build))).printed.verdict
    return found.word, found.evidence[0].text


@pytest.mark.parametrize("build", HOLLOW, ids=lambda build: build.__name__)
def test_a_hollow_line_is_vacuous(build: Callable[[], Any]) -> None:
    found, text = word(build)
    assert found == "undecided" and text.startswith("vacuous: `") and HOLLOW[build] in text and "let one side come from" in text


def wrong() -> Any:
    return Equal(u - u, 1, V)


def wrong_number() -> Any:
    return Equal(0, 1, V)


@pytest.mark.parametrize("build", [wrong, wrong_number])
def test_a_false_line_is_refuted_all_the_same(build: Callable[[], Any]) -> None:
    assert hollow.seen(build) and word(build)[0] == "refuted"


def test_a_reading_and_a_correction_are_looked_through_too() -> None:
    section = Section("s", title="S", order=1)
    claim = section.claim("1", "A claim", kind="identity", place="(1)")(documented(wrong))
    claim.reading()(documented(numbers))
    claim.corrected(why="", error="slip", consequence="")(documented(cancelled))
    found = check(claim)
    assert found.corrected is not None
    assert [each.verdict.word for each in (found.printed, found.readings[0][1], found.corrected)] == ["refuted", "undecided", "undecided"]
    assert found.corrected.mutants.killed > 0 and found.corrected.formal == "1 == 1"


def derived() -> Any:
    return Equal(sp.diff(u**2 * w, u), 2 * u * w, V)


def independent() -> Any:
    """What a computation gives may hold the variable or not: to find out is no hollow line."""
    energy = sp.expand((u + x) ** 2 - u**2 - 2 * u * x)
    return Equal(sp.diff(energy, u), 0, V)


def of_a_function() -> Any:
    return Equal(sp.diff(twice(w) - 2 * w + u, w), 0, V)


def of_an_argument(SQUARE: sp.Expr = u * w) -> Any:
    return Equal(sp.diff(SQUARE, w), u, V)


def in_a_loop() -> Any:
    return conjunction(*(Equal(sp.diff(each, w), 0, V) for each in (u, u**2)))


def product() -> Any:
    return Equal(sp.sqrt(u) * sp.sqrt(u), u, V)


def exponents() -> Any:
    return AtMost(sp.Rational(1, 3), sp.Rational(1, 2), V)


COMPUTED = (derived, independent, of_a_function, of_an_argument, in_a_loop, product, exponents)


@pytest.mark.parametrize("build", COMPUTED, ids=lambda build: build.__name__)
def test_a_line_that_is_computed_is_not_hollow(build: Callable[[], Any]) -> None:
    assert word(build)[0] in ("proved", "certified")


def test_what_has_no_text_is_not_seen() -> None:
    made: dict[str, Any] = {"Equal": Equal, "V": V}
    exec("def made(): return Equal(0, 0, V)", made)
    assert hollow.seen(made["made"]) == hollow.seen(sp.Integer(1)) == ""


def test_a_variable_around_the_function_may_have_no_value_yet() -> None:
    def build() -> Any:
        return Equal(later, 2 * inner, V) if later is inner else Equal(sp.diff(inner, w), 0, V)

    inner = u**2
    assert "does not hold w" in hollow.seen(build)
    later = inner


def test_samples_are_no_second_method_where_both_sides_are_one() -> None:
    """u/u is 1 before anybody looks at it, and a sample of 1 = 1 tells nothing of u."""
    X = ALGEBRA.general("X", sample_general)
    for one, apart in (
        (Equal(sp.sqrt(u) * sp.sqrt(u), u, V), Equal(u * (u + 1), u**2 + u, V)),
        (MatrixEqual(X + X, 2 * X), MatrixEqual(X * X.T * J * J, -X * X.T)),
    ):
        none, samples = (examine(each).verdict.evidence[1] for each in (one, apart))
        assert none.method == samples.method == "second method"
        assert none.text.startswith("none: both sides are one expression as soon as they are built, so that ")
        assert none.text.endswith(" exact samples say nothing more") and samples.text.endswith(" exact samples satisfy it too")


@pytest.mark.parametrize("key", ["layton2026", "talashan2025"])
def test_no_line_of_a_paper_at_hand_is_hollow(key: str) -> None:
    builds = [build for claim in load(find(key)).claims.values() for build in claim.builds()]
    assert len(builds) > 5 and not any(map(hollow.seen, builds))
