"""Signs of quotients by the ranges of their terms."""

from __future__ import annotations

from fractions import Fraction

import pytest

from replay import values
from replay.sums import Reader
from replay.text import parse
from replay.values import Box

LIMITS: list[tuple[str, int | None, int | str | None, bool]] = [
    ("k", -3, -1, False), ("f", -2, "1/2", True),
    ("a", 0, None, False), ("b", 0, None, False), ("z", 0, None, True), ("s", 2, 9, False), ("q", 0, 1, True), ("u", None, None, False),
    ("w", -1, 1, True), ("n", None, -2, True), ("m", -3, 0, True), ("h", None, 4, False), ("o", -3, -1, True), ("c", 1, None, True),
]
BOX: Box = {
    name: (None if low is None else Fraction(low), None if high is None else Fraction(high), closed) for name, low, high, closed in LIMITS
}
READER = Reader(["a", "b", "s", "c"], BOX)
SIGNS = {
    "k + 3": 1, "-k - 1": 1, "k**2 - 1": 0, "k*w + 3": 0, "w*s + 9": 0, "k*s + 27": 0, "k + q + 3": 1, "k + u + 3": None, "f**2": 0,
    "4 - f**2": 0,
    "f**2 - 1/4": None, "3 - f**2": None, "2*f - 1": None, "f + 2": 0, "c*z": 0, "q*s - 0": 0, "c*q": 0, "1 - q*q": 0,
    "9*c - s*c": None,  # 1: positive, 0: not negative, None: not known
    "0": 0, "1": 1, "-1": None, "a": 1, "-a": None, "z": 0, "z + 1": 1, "z - 1": None, "z*a": 0, "a*b": 1, "a + z": 1, "a - b": None,
    "s": 1, "s - 2": 1, "s - 1": 1, "s - 3": None, "9 - s": 1, "10 - s": 1, "8 - s": None, "q": 0, "1 - q": 0, "2 - q": 1, "1 - 2*q": None,
    "u": None, "u**2": 0, "u**2 + 1": 1, "u**2 - 1": None, "-u**2": None, "u**3": None, "u**2 + a": 1, "u**2 + z": 0, "u*z": None,
    "w": None, "w + 1": 0, "w + 2": 1, "1 - w": 0, "w**2": 0, "1 - w**2": 0, "w**3 + 1": 0, "2 - w*q": 1, "1 - w*q": 0, "w*q + 1": 0,
    "w*q": None,
    "n": None, "-n": 1, "-n - 2": 0, "-n - 3": None, "n**2": 1, "n**2 - 4": 0, "n**2 - 5": None, "-n**3 - 8": 0, "n**3": None,
    "n*o - 2": None,
    "m**2": 0, "9 - m**2": 0, "8 - m**2": None, "-m": 0, "m + 3": 0, "-m**3": 0, "m**3 + 27": 0, "m*s + 27": 0, "m*s + 26": None, "-m*s": 0,
    "h": None, "4 - h": 1, "h**2": 0, "5 - h": 1, "o**2 - 1": 0, "9 - o**2": 0, "o**2 - 2": None, "8 - o**2": None, "o*m": 0, "o*w + 3": 0,
    "o*w + 2": None, "c - 1": 0, "c": 1, "c*s - 2": 1, "c*s - 3": None, "c*a": 1, "c**2*s - 2": 1, "1 - c": None, "a**2 + b**2": 1,
    "sqrt(a)": 1, "sqrt(a) + z": 1, "-sqrt(a)": None, "1/a": 1, "a/(b + 1)": 1, "a/(b - 1)": None, "a/(b - s)": None, "z/(a + b)": 0,
    "(a - b)/(a + b)": None, "1/(z + 1)": 1, "s*q - 1": None, "sqrt(s) - 1": None, "z*sqrt(a)": 0, "a/b": 1, "a*u**2": 0,
    "s*u**2 + 2 - s": None,
    "(-1)/(0 - a - 1)": None, "q*c": 0, "a*m": None, "u*m": None, "h*z": None, "a*n": None, "q*n": None, "3*q": 0, "2 - 2*q": 0,
    "6*s - 12": 1,
}  # fmt: skip


@pytest.mark.parametrize("text", SIGNS)
def test_signs_by_ranges(text: str) -> None:
    found, known = READER.read(parse(text)), SIGNS[text]
    assert values.is_positive(found, BOX) is (known == 1)
    assert values.is_nonnegative(found, BOX) is (known in (0, 1))


@pytest.mark.parametrize(("text", "found"), [
    ("a", True), ("u", True), ("u**3/(w - 2)", True), ("sqrt(a)*u", True), ("1/(1 + u**2)", True), ("1/u", True), ("y", False),
    ("a + y", False),
    ("1/(1 + y)", False), ("I*a", False), ("sin(a)", False), ("exp(a)", False), ("sqrt(2)*a", False), ("sqrt(s)", True),
])
def test_what_is_real(text: str, found: bool) -> None:
    assert values.is_real(READER.read(parse(text)), BOX) is found


def test_ranges_of_powers_of_symbols() -> None:
    two, three = Fraction(2), Fraction(3)
    assert values._raised((two, three, True), Fraction(0), True) == (1, 1) and values._raised((two, three, True), Fraction(1),
    True) == (2, 3)
    assert values._raised((None, None, False), Fraction(1, 2), False) == values._raised((two, three, True), Fraction(-1),
    False) == (None, None)
    assert values._raised((two, three, True), Fraction(-1), True) == values._raised((two, three, True), Fraction(1, 2), True) == (0, None)


def test_roots_of_what_may_be_negative_are_not_real() -> None:
    loose = Reader(["u", "z", "q"], [])
    for text, found in (("sqrt(u)", False), ("sqrt(z)", False), ("sqrt(q)", False), ("z**2", True)):
        assert values.is_real(loose.read(parse(text)), BOX) is found
        assert values.is_nonnegative(loose.read(parse(text)), BOX) is found and not values.is_positive(loose.read(parse(text)), BOX)


RANGES: list[tuple[str, int | str | None, int | str | None]] = [
    ("a", 0, None), ("-a", None, 0), ("s", 2, 9), ("2*s - 1", 3, 17), ("-s/2", "-9/2", -1), ("s + q", 2, 10), ("s - q", 1, 9),
    ("u", None, None),
    ("u**2", 0, None), ("w**2", 0, 1), ("o**2", 1, 9), ("n**2", 4, None), ("h", None, 4), ("-h", -4, None), ("w*q", -1, 1), ("m*s", -27, 0),
    ("o*m", 0, 9), ("a*u", None, None), ("h + s", None, 13), ("c*s", 2, None), ("1/s", 0, None), ("1/(s + 1)", "1/10", "1/3"),
    ("q/(s + 1)", 0, "1/3"),
    ("-q/(s + 1)", "-1/3", 0), ("w/(1 + q)", -1, 1), ("1/(1 + a)", 0, 1), ("1/(a + b)", 0, None), ("1/(s - 2)", "1/7", None),
    ("1/(q + z)", None, None),
    ("1/(s - 3)", None, None), ("1/(h - 5)", None, None), ("s/(1 + q)", 1, 9), ("a/(1 + a)", 0, None), ("sin(a)", None, None),
    ("y", None, None), ("3", 3, 3),
    ("0", 0, 0), ("sqrt(a)", 0, None), ("s + sqrt(a)", 2, None), ("q**2 - q", -1, 1), ("1/(2 - w)", "1/3", 1), ("u/(1 + a)", None, None),
    ("-1/(1 + z)", -1, 0), ("(w - 2)/(1 + q)", -3, "-1/2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "low", "high"), RANGES, ids=[text for text, _, _ in RANGES])
def test_ranges_of_quotients(text: str, low: int | str | None, high: int | str | None) -> None:
    ends = (None if low is None else Fraction(low), None if high is None else Fraction(high))
    assert values.range_of(READER.read(parse(text)), BOX) == ends
