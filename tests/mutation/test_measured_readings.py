"""What simulations must show, at the edges: equal numbers, several checks, several cases, and the words that a reader sees."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest

from numerics.estimate import Estimate
from verify.measured import BARS, PRECISION, Check, Reading, Support, contradictions, doubts, place, shown, support


def number(value: float, error: float = 0.0) -> Estimate:
    return Estimate(value, error, "made up")


GOOD = Check("second", number(0.5, 0.01), number(0.51, 0.01))
COARSE = Check("coarse", number(0.5, 1.0), number(0.5, 1.0))
APART = Check("apart", number(0.5, 0.01), number(0.75, 0.01))


def reading(value: float = 0.5, error: float = 0.01, right: tuple[float, float] = (1.0, 1.0), **others: Any) -> Reading:
    return replace(Reading({"hbar": "1/4", "t": "2"}, number(value, error), right, (GOOD,)), **others)


def test_the_margins_are_five_error_bars_and_a_tenth() -> None:
    assert (BARS, PRECISION) == (5, 10)


@pytest.mark.parametrize("right", [(0.0, 1.0), (-1.0, 1.0), (2.0, 1.0), (1.0, inf), (nan, 1.0), (1.0, nan)])
def test_a_right_side_must_be_an_enclosure_of_a_positive_number(right: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="enclosure of a positive number"):
        reading(right=right)
    assert reading(right=(1.0, 1.0)).right == (1.0, 1.0)


def test_numbers_are_shown_in_few_digits() -> None:
    assert shown(number(0.123456, 0.0012345)) == "0.123 +- 0.0012"
    assert shown(number(0.123456, 1e-9)) == "0.123" and shown(number(0.123456, 1.01e-9)) == "0.123 +- 1e-09"
    assert shown(number(1.5, 1.51e-9)) == "1.5 +- 1.5e-09" and shown(number(1.5, 1.49e-9)) == "1.5"
    assert shown(number(-4000.0, 3e-6)) == "-4e+03" and shown(number(-4000.0, 5e-6)) == "-4e+03 +- 5e-06"


def test_the_case_in_words() -> None:
    assert place(reading()) == "hbar = 1/4, t = 2"


def test_contradictions_name_both_numbers() -> None:
    assert reading(checks=(GOOD, APART, GOOD)).contradictions() == ["apart: 0.5 +- 0.01 and 0.75 +- 0.01 disagree"]
    assert reading().contradictions() == [] == reading(ceiling=number(0.25, 0.25)).contradictions()
    over = reading(0.5, 0.0625, ceiling=number(0.25, 0.125))
    assert over.contradictions() == ["0.5 +- 0.062 exceeds its a-posteriori bound 0.25 +- 0.12"]
    assert reading(0.5, 0.125, ceiling=number(0.25, 0.125)).contradictions() == []  # they touch
    both = reading(checks=(APART,), ceiling=number(0.25))
    assert len(both.contradictions()) == 2
    assert contradictions((reading(), both)) == [f"hbar = 1/4, t = 2: {text}" for text in both.contradictions()]


def test_some_method_must_show_the_size_by_itself() -> None:
    assert reading(checks=(COARSE, GOOD)).is_sharp() and not reading(checks=(COARSE,)).is_sharp()
    edge = Check("edge", number(0.5, 0.5), number(0.5, 0.25))
    assert not reading(right=(0.75, 2.0), checks=(edge,)).is_sharp()  # both error bars together, and the lower end
    assert reading(right=(0.8125, 2.0), checks=(edge,)).is_sharp()


def test_what_is_a_violation() -> None:
    assert reading(2.0, 0.125, (1.0, 1.25)).is_violation() is True
    assert reading(1.875, 0.125, (1.0, 1.25)).is_violation() is False  # five error bars exactly
    assert not reading(2.0, 0.125, (1.0, 1.25), silent="squeezed").is_violation()
    assert not reading(2.0, 0.125, (1.0, 1.25), checks=(APART,)).is_violation()
    assert not reading(2.0, 0.125, (1.0, 1.25), silent="squeezed", checks=(APART,)).is_violation()


def test_every_doubt_word_for_word() -> None:
    at = "hbar = 1/4, t = 2"
    assert doubts((reading(),)) == []
    assert doubts(()) == ["only 0 of 0 cases say anything"]
    silent = reading(silent="squeezed")
    assert doubts((reading(), silent)) == []
    assert doubts((reading(), silent, silent)) == ["only 1 of 3 cases say anything"]
    coarse = reading(checks=(COARSE,))
    assert doubts((reading(), coarse)) == []
    assert doubts((reading(), coarse, coarse)) == ["the other methods are too coarse in more than half of the cases"]
    assert doubts((reading(), reading(checks=()), reading())) == [f"{at}: one method only"]
    assert doubts((reading(0.5, 0.125, (1.25, 2.0)),)) == [f"{at}: 0.5 +- 0.12 is not known to a tenth of 1.25"]
    assert doubts((reading(0.5, 0.0625, (0.5625, 2.0)),))[-1] == f"{at}: 0.5 +- 0.062 is not below 0.562 with its error bar"
    assert doubts((reading(0.9375, 0.0625, (1.0, 2.0)),)) == [f"{at}: 0.938 +- 0.062 is not below 1 with its error bar"]
    assert doubts((reading(silent="squeezed", checks=(APART,)), reading()))[0].startswith(f"{at}: apart")


def test_support_is_given_for_readings_without_doubt_only() -> None:
    assert support([reading()]) == Support((reading(),))
    assert support([reading(checks=())]) is None
    with pytest.raises(ValueError, match=r"one method only; .*not below 1"):
        Support((reading(2.0, checks=()),))
