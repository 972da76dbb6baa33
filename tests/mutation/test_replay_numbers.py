"""Ranges of numbers: they hold the number, they are narrow, and what is not understood is not guessed."""

from __future__ import annotations

from fractions import Fraction as F
from math import factorial

import pytest
from mpmath import atan, e, mp, mpf, pi, root, sqrt, workdps

from replay import numbers
from replay.outcome import NotReplayable
from replay.text import parse

mp.dps = 60
VALUES = {
    "pi": +pi, "E": +e, "sqrt(2)": sqrt(2), "2**(1/3)": root(2, 3), "2**(-1/3)": 1 / root(2, 3), "pi**2": pi**2, "E**(-2)": e**-2,
    "sqrt(2) + sqrt(3)": sqrt(2) + sqrt(3), "sqrt(2) - sqrt(3) - 1": sqrt(2) - sqrt(3) - 1, "-sqrt(2)": -sqrt(2),
    "3*sqrt(2)/7": 3 * sqrt(2) / 7,
    "1/sqrt(pi)": 1 / sqrt(pi), "sqrt(2)/(1 - sqrt(3))": sqrt(2) / (1 - sqrt(3)), "-pi*sqrt(2)": -pi * sqrt(2), "(sqrt(2) - 1)**(3/5)":
    (sqrt(2) - 1) ** (mpf(3) / 5), "(2 - pi)*(3 - pi)": (2 - pi) * (3 - pi), "sqrt(2/3)": sqrt(mpf(2) / 3),
    "(7/5)**(5/64)": (mpf(7) / 5) ** (mpf(5) / 64),
    "pi/(1/3 - sqrt(2)/5)": pi / (mpf(1) / 3 - sqrt(2) / 5), "2**(64/3)": mpf(2) ** (mpf(64) / 3),
}  # fmt: skip


def exact(value: mpf) -> F:
    return F(str(value))


@pytest.mark.parametrize("text", VALUES)
def test_a_number_lies_in_its_range(text: str) -> None:
    low, high = numbers.enclosed(parse(text))
    value, narrow = exact(VALUES[text]), F(1, 10**30)
    assert low - F(1, 10**50) < value < high + F(1, 10**50) and low < high and high - low < narrow * max(1, abs(value))


def test_what_is_rational_is_itself() -> None:
    for text, value in {"3": F(3), "-2/6": F(-1, 3), "2**(-2)": F(1, 4), "sqrt(4)": F(2), "sqrt(4/9)": F(2, 3), "8**(1/3)": F(2),
                        "(8/27)**(2/3)": F(4, 9), "(8/27)**(-1/3)": F(3, 2), "sqrt(0)": F(0)}.items():
        assert numbers.enclosed(parse(text)) == (value, value)
    assert numbers.enclosed(parse("sqrt(4) + 1")) == (3, 3) and numbers.enclosed(parse("sqrt(4)*3/sqrt(9)")) == (2, 2)


@pytest.mark.parametrize(("text", "why"), [
    ("x", "a number must be made of"), ("log(2)", "a number must be made of"), ("I", "a number must be made of"),
    ("2**pi", "a number must be made of"), ("sqrt(2, 3)", "a number must be made of"), ("1/(sqrt(4) - 2)", "what may vanish"),
    ("1/(sqrt(2)*sqrt(2) - 2)", "what may vanish"), ("sqrt(1 - pi)", "something positive"), ("sqrt(-2)", "something positive"),
    ("sqrt(0)**(-1)", "something positive"), ("sqrt(0)**0", "something positive"), ("sqrt(2)**65", "not large"), ("2**(1/65)", "not large"),
    ("sqrt(2)**(-65)", "not large"), ("sqrt(2**5000)", "not be long"),
])
def test_what_is_not_understood_is_not_guessed(text: str, why: str) -> None:
    with pytest.raises(NotReplayable, match=why):
        numbers.enclosed(parse(text))


def test_the_largest_that_are_understood() -> None:
    low, high = numbers.enclosed(parse("sqrt(2)**64"))
    assert low < 2**32 < high and high - low < F(1, 10**20)
    low, high = numbers.enclosed(parse("sqrt(2**4090)"))
    assert low == high == 2**2045


@pytest.mark.parametrize(("inner", "outer", "found"), [
    ((1, 2), (1, 2), True), ((1, 2), (F(1, 2), 3), True), ((1, 2), (F(3, 2), 3), False), ((1, 2), (0, F(3, 2)), False),
    ((1, 2), (None, None), True), ((1, 2), (None, 2), True), ((1, 2), (1, None), True), ((1, None), (1, 2), False),
    ((1, None), (0, None), True),
    ((None, 2), (0, 2), False), ((None, 2), (None, 2), True), ((None, 2), (None, 1), False), ((1, None), (2, None), False),
])
def test_ranges_in_ranges(inner: numbers.Ends, outer: numbers.Ends, found: bool) -> None:
    assert numbers.within(inner, outer) is found


@pytest.mark.parametrize(("ends", "power", "found"), [
    ((4, 9), F(1, 2), (2, 3)), ((4, 9), F(-1, 2), (F(1, 3), F(1, 2))), ((0, 9), F(1, 2), (0, 3)), ((0, 9), F(-1, 2), (F(1, 3), None)),
    ((4, None), F(1, 2), (2, None)), ((4, None), F(-1, 2), (0, F(1, 2))), ((0, None), F(-1), (0, None)), ((0, None), F(1, 3), (0, None)),
    ((None, 9), F(1, 2), (0, 3)), ((8, 27), F(2, 3), (4, 9)), ((-1, 9), F(1, 2), (0, 3)), ((F(1, 4), 1), F(-1, 2), (1, 2)),
])
def test_ranges_of_powers(ends: numbers.Ends, power: F, found: numbers.Ends) -> None:
    assert numbers.raised(ends, power) == found


def test_ends_of_ranges_of_roots_are_outside() -> None:
    low, high = numbers.raised((F(2), F(3)), F(1, 2))
    assert low is not None and high is not None and low**2 < 2 and high**2 > 3 and high - low < F(32, 100)
    low, high = numbers.raised((F(2), F(3)), F(-1, 3))
    assert low is not None and high is not None and low**3 < F(1, 3) and high**3 > F(1, 2) and high - low < F(11, 100)


def test_series_lie_on_both_sides() -> None:
    with workdps(400):
        for n in (2, 5, 239):
            low, high = numbers._atan(n)
            assert mpf(low.numerator) / low.denominator < atan(mpf(1) / n) < mpf(high.numerator) / high.denominator
            assert high - low == F(1, 121 * n**121)
        low, high = numbers._e()
        assert low == sum(F(1, factorial(j)) for j in range(39)) and high - low == F(2, factorial(39))
        assert mpf(low.numerator) / low.denominator < e + 0 < mpf(high.numerator) / high.denominator


def test_roots_to_the_last_digit() -> None:
    for value, index in ((F(2), 2), (F(2, 3), 3), (F(10**9, 7), 5)):
        low, high = numbers._root(value, index)
        assert low**index < value < high**index and high - low == F(1, numbers.SCALE)
    assert [numbers._whole_root(n, 3) for n in (0, 1, 7, 8, 26, 27, 28)] == [0, 1, 1, 2, 2, 3, 3]


def test_ends_that_are_zero_or_below() -> None:
    assert numbers.raised((F(0), F(0)), F(1, 2)) == (0, 0) and numbers.raised((None, F(-1)), F(1, 2)) == (0, None)
    assert numbers.raised((F(-2), F(-1)), F(1, 2)) == (0, None) and numbers.raised((None, None), F(1, 2)) == (0, None)


def test_long_numbers_are_refused_by_both_parts() -> None:
    assert numbers.enclosed(parse("sqrt(2**4094)")) == (2**2047, 2**2047)
    for text in ("sqrt(2**4095)", "sqrt(1/2**5000)", "sqrt(3**1000/2**4000)"):
        with pytest.raises(NotReplayable, match=r"^a number must not be long$"):
            numbers.enclosed(parse(text))
