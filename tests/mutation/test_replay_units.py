"""The second opinion's units: every exponent, the unit of every form of formula, and the reason of every refusal."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from refusals import reason as said

from replay import units
from replay.text import parse

F = Fraction


def vec(*exponents: Any) -> Any:
    return tuple(map(F, exponents))


MASS, LENGTH, TIME, HBAR, NONE = vec(1, 0, 0), vec(0, 1, 0), vec(0, 0, 1), vec(1, 2, -1), vec(0, 0, 0)
KNOWN = {"m": MASS, "l": LENGTH, "t": TIME, "h": HBAR, "c": NONE, "E": MASS}


@pytest.mark.parametrize(("text", "found"), [
    ("1", NONE), ("mass", MASS), ("length", LENGTH), ("time", TIME), ("hbar", HBAR),
    ("hbar^-1 mass^1/2", vec("-1/2", -2, 1)),
    ("mass length^2 time^-2", vec(1, 2, -2)), ("mass mass", vec(2, 0, 0)), ("length^3/2 time", vec(0, "3/2", 1)),
])
def test_units(text: str, found: Any) -> None:
    assert units.vector(text) == found
    for wrong in (f"{text} 1", f"{text} gram"):
        assert said(lambda wrong=wrong: units.vector(wrong)) == f"a unit must be made of hbar, mass, length, time, but is {wrong!r}"


def test_units_of_the_table() -> None:
    table = {"m": "[mass]", "step one: k": "(0, oo) [mass time^-2]", "given, k": "(0, 1) [time]", "word": "[gram]",
        "odd": "[mass^x]", "none": "mass", "inner": "[mass] of it",
             "two": "[time] [length]", "last": "[1]"}
    assert units.declared(table) == {"m": [MASS], "k": [vec(1, 0, -2), TIME], "two": [LENGTH], "last": [NONE],
        "word": [], "odd": []}


@pytest.mark.parametrize(("line", "found"), [
    ("0", None), ("0*3", None), ("2/3", NONE), ("m", MASS), ("pi", NONE), ("I", NONE), ("E", MASS),
    ("m*l/t", vec(1, 1, -1)), ("2*m", MASS), ("l/l", NONE), ("m*0", MASS), ("m + 2*m", MASS), ("0 + m", MASS),
    ("m - m/2", MASS), ("Max(l, 2*l)", LENGTH), ("Min(0, t)", TIME), ("Abs(-m)", MASS),
    ("sqrt(m*l**2)", vec("1/2", 1, 0)), ("sqrt(0)", NONE), ("l**(-3/2)", vec(0, "-3/2", 0)), ("0**2", None),
    ("m**0", NONE),
    ("exp(l/l)", NONE), ("f(c, 2, 0)", NONE), ("2**c", NONE), ("c**c", NONE), ("h*t/(m*l*l)", vec(0, 0, 0)),
    ("Max(0, 0)", None), ("1/t - 2/t", vec(0, 0, -1)), ("c + 1", NONE), ("exp(0)*m", MASS), ("(c*0)**2*m", MASS),
])
def test_the_unit_of_a_formula(line: str, found: Any) -> None:
    assert units.of(parse(line), KNOWN) == found


def test_constants_have_no_unit() -> None:
    assert units.of(parse("E*pi*I"), {}) == NONE


@pytest.mark.parametrize(("line", "reason"), [
    ("q", "the unit of q is not recorded"), ("m + l", "quantities of different units are added or compared"),
    ("Max(m, l)", "quantities of different units are added or compared"),
    ("Min(m, l)", "quantities of different units are added or compared"),
    ("Abs(m, l)", "quantities of different units are added or compared"), ("exp(m)", "an argument has a unit"),
    ("2**l", "an argument has a unit"), ("l**c", "an argument has a unit"), ("f(c, m)", "an argument has a unit"),
    ("f(m, c)", "an argument has a unit"),
    ("sqrt(c, m)", "an argument has a unit"), ("(m, l)", "the unit of (m, l) is not understood"),
    ("c + m", "quantities of different units are added or compared"),
    ("m + 1", "quantities of different units are added or compared"),
])
def test_formulae_that_are_refused(line: str, reason: str) -> None:
    assert said(lambda: units.of(parse(line), KNOWN)) == reason


def test_one_unit() -> None:
    units.replay("hbar", "mass length^2 time^-1")
    lists: Any = {"m": [MASS], "l": [LENGTH, LENGTH], "k": [MASS, TIME]}
    units.replay("mass length", "length mass", "m*l", lists)
    for unit, also, formula, known, reason in (
        ("hbar", "mass", "", None, "the units differ"), ("mass", "mass", "l", lists, "the formula has another unit"),
        ("mass", "mass", "m*k", lists, "the record gives several units of k"),
        ("mass", "mass", "0", lists, "the formula has another unit"),
        ("mass", "mass", "m", None, "the unit of m is not recorded"), ("1", "1", "2", None, ""),
        ("mass", "mass", "m*kk/kk", lists, "the unit of kk is not recorded"),
        ("mass", "mass", "m + j*k", {**lists, "j": [MASS, LENGTH]}, "the record gives several units of k, j"),
    ):
        assert said(lambda u=unit, a=also, f=formula, k=known: units.replay(u, a, f, k)) == reason  # type: ignore[misc]


@pytest.mark.parametrize(("unit", "quantities", "exponents", "reason"), [
    ("length^2", {"a": "length"}, {"a": "2"}, ""),
    ("time", {"m": "mass", "k": "mass time^-2"}, {"m": "1/2", "k": "-1/2"}, ""),
    ("hbar", {"a": "mass", "b": "length", "c": "time"}, {"a": "1", "b": "2", "c": "-1"}, ""), ("1", {}, {}, ""),
    ("hbar", {"a": "time", "b": "mass", "c": "length"}, {"a": "-1", "b": "1", "c": "2"}, ""),
    ("time^2 length", {"a": "length time", "b": "length time^2", "c": "hbar"}, {"a": "0", "b": "1", "c": "0"}, ""),
    ("length", {"a": "length"}, {"a": "1", "b": "0"}, "the exponents are of other quantities"),
    ("length", {"a": "length", "b": "mass"}, {"a": "1"}, "the exponents are of other quantities"),
    ("length", {"a": "length"}, {"a": "2"}, "the monomial has another unit"),
    ("mass", {"a": "mass", "b": "mass^2"}, {"a": "1", "b": "0"}, "other exponents give the same unit"),
    ("length", {"a": "length", "b": "1"}, {"a": "1", "b": "0"}, "other exponents give the same unit"),
    ("mass", {"a": "mass", "b": "length", "c": "time", "d": "hbar"}, {"a": "1", "b": "0", "c": "0", "d": "0"},
        "other exponents give the same unit"),
    ("mass", {"a": "mass length time", "b": "mass^2 length time", "c": "length time"}, {"a": "-1", "b": "1", "c": "0"},
        "other exponents give the same unit"),
    ("mass^2 length", {"a": "mass^2 length", "b": "mass length^1/2"}, {"a": "1", "b": "0"},
        "other exponents give the same unit"),
    ("time", {"a": "time", "b": "time^-1"}, {"a": "1", "b": "0"}, "other exponents give the same unit"),
    ("length", {"a": "length", "b": "mass length", "c": "mass length^2"}, {"a": "1", "b": "0", "c": "0"},
        "other exponents give the same unit"),
])
def test_uniqueness(unit: str, quantities: Any, exponents: Any, reason: str) -> None:
    assert said(lambda: units.unique(unit, quantities, exponents)) == reason
    turned = dict(reversed(quantities.items()))
    assert said(lambda: units.unique(unit, turned, exponents)) == reason
