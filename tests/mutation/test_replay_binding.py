"""The second opinion's comparison of a certificate with its step: what is the same statement, and what only looks like it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from replay import binding, gap, renaming
from replay.identity import difference as difference_of
from replay.outcome import NotReplayable, ReplayError
from replay.sums import Quotient, Reader
from replay.text import parse

F = Fraction
FARKAS, TRACES = "Farkas multipliers in the logarithms, case by case", "normal form of trace polynomials"
MEMBER = "ideal membership in a free algebra"
RANK = "rank of the exponent matrix"
TABLE = {"x": "(0, oo) [1]", "y": "(0, oo) [1]", "b": "(-oo, oo) [1]", "c": "(-oo, oo) [1]", "t": "[0, 1] [1]",
    "s": "[0, 1] [1]", "o": "[0, 0] [1]", "p": "[2, 2] [1]",
         "two: v": "[1, 2] [1]", "one: v": "[2, 3] [1]", "m": "[mass]", "k": "(0, oo) [mass time^-2]", "h": "[hbar]"}


def said(call: Callable[[], Any]) -> str:
    """True, False, or the kind and reason of the refusal."""
    try:
        return str(call())
    except (ReplayError, NotReplayable) as error:
        return f"{type(error).__name__}: {error}"


def tied(method: str, data: Any, text: str) -> str:
    return said(lambda: binding.tied(method, data, text, TABLE))


def other(proves: str, says: str) -> str:
    return f"ReplayError: the certificate proves {proves}, but the step says {says}"


IDENTITY = {"identity": "(x) - (y + 1) = 0"}
TENSORS = {"left": "1*K[i,j]", "right": "1*K[j,i]"}
UNIQUE = {"unit": "mass", "exponents": {"m": "1", "k": "0"}}
ENERGY = {"unit": "hbar time^-1", "also": "mass length^2 time^-2"}
BLOCKS = {"identity": "(A, h; 1, 2) = (A, h; 1, 2)", "scalars": ["h"]}
SAME: dict[str, tuple[str, Any, str, str]] = {
    "identity": ("normal form", IDENTITY, "x == y + 1", "True"),
    "another identity": ("normal form", IDENTITY, "x == y", other("x == y + 1", "x == y")),
    "an inequality": ("normal form", IDENTITY, "x <= y + 1", other("x == y + 1", "x <= y + 1")),
    "an equality": ("normal form", IDENTITY, "x = y", other("x == y + 1", "x = y")),
    "a strict one": ("normal form", IDENTITY, "x < y", other("x == y + 1", "x < y")),
    "the other way": ("normal form", IDENTITY, "x >= y", other("x == y + 1", "x >= y")),
    "in words": ("normal form", IDENTITY, "the square", "False"),
    "half in words": ("normal form", IDENTITY, "x == the square", "False"),
    "the other half in words": ("normal form", IDENTITY, "the square == x", "False"),
    "renamed": ("normal form", {**IDENTITY, "renamed": {"y": "x"}}, "x == x + 1", "True"),
    "renamed one another": ("normal form", {**IDENTITY, "renamed": {"y": "x", "x": "y"}}, "y == x + 1", "True"),
    "not renamed": ("normal form", {**IDENTITY, "renamed": {"y": "x"}}, "x == y + 1",
        other("x == y + 1", "x == y + 1")),
    "farkas": (FARKAS, {"statement": "x <= y"}, "x <= y", "True"),
    "another bound": (FARKAS, {"statement": "x <= y"}, "y <= x", other("x <= y", "y <= x")),
    "a bound in words": (FARKAS, {"statement": "x <= y"}, "x is small", "False"),
    "indices": ("index normal form", TENSORS, "1*K[i,j] = 1*K[j,i]", "True"),
    "other indices": ("index normal form", TENSORS, "1*K[i,j] = 2*K[j,i]",
        other("1*K[i,j] = 1*K[j,i]", "1*K[i,j] = 2*K[j,i]")),
    "indices in words": ("index normal form", TENSORS, "K = K", "False"),
    "indices that cannot be": ("index normal form", TENSORS, "1*K[i,j] = 1*K[i]", "False"),
    "blocks": ("block multiplication", BLOCKS, "(A, h; 1, 2) = (A, h; 1, 2)", "True"),
    "other blocks": ("block multiplication", BLOCKS, "(A, h^(2); 1, 2) = (A, h; 1, 2)",
        other(BLOCKS["identity"], "(A, h^(2); 1, 2) = (A, h; 1, 2)")),

    "blocks in words": ("block multiplication", BLOCKS, "A = B", "False"),
    "words": (MEMBER, {"statement": "A·h = A", "scalars": ["h"]}, "A·h = A", "True"),
    "other words": (MEMBER, {"statement": "A·A = A", "scalars": ["h"]}, "h^(1/2)·A = A",
        other("A·A = A", "h^(1/2)·A = A")),
    "words that cannot be": (MEMBER, {"statement": "A·A = A", "scalars": ["h"]}, "A A = A", "False"),
    "words in words": (MEMBER, {"statement": "A·A = A", "scalars": ["h"]}, "A is a projector", "False"),
    "positive words": ("sum of congruences of positive matrices", {"statement": "A >= 0", "scalars": []}, "B >= 0",
        other("A >= 0", "B >= 0")),
    "traces": (TRACES, {"statement": "Tr(A) = Tr(A)"}, "Tr(A) = Tr(A)", "True"),
    "other traces": (TRACES, {"statement": "Tr(A) = Tr(A)"}, "Tr(A) = 2*Tr(A)",
        other("Tr(A) = Tr(A)", "Tr(A) = 2*Tr(A)")),
    "traces in words": (TRACES, {"statement": "Tr(A) = Tr(A)"}, "A = A", "False"),
    "rank": (RANK, UNIQUE, "m^(1) k^(0) is the only monomial with unit mass", "True"),
    "another rank": (RANK, UNIQUE, "k^(0) m^(1) is the only monomial with unit mass",
        other("m^(1) k^(0) is the only monomial with unit mass", "k^(0) m^(1) is the only monomial with unit mass")),
    "rank in words": (RANK, UNIQUE, "nothing else has this unit", "False"),
    "units": ("exponent vectors", ENERGY, "[h*sqrt(k/m)] = mass length^2 time^-2", "True"),
    "other units": ("exponent vectors", ENERGY, "[h] = mass length^2 time^-1",
        "ReplayError: the certificate is about mass length^2 time^-2, but the step says mass length^2 time^-1"),
    "another formula": ("exponent vectors", ENERGY, "[h*k] = mass length^2 time^-2",
        "ReplayError: the formula has another unit"),
    "units in words": ("exponent vectors", ENERGY, "an energy", "False"),
    "units and words": ("exponent vectors", ENERGY, "[h*sqrt(k/m)] = mass length^2 time^-2!", "False"),
    "units between words": ("exponent vectors", ENERGY, "that [h*sqrt(k/m)] = mass length^2 time^-2", "False"),
    "units that differ": ("exponent vectors", {**ENERGY, "unit": "hbar"}, "[h*sqrt(k/m)] = mass length^2 time^-2",
        "ReplayError: the units differ"),
    "a bad name": ("normal form", {**IDENTITY, "renamed": {"y": "x + 1"}}, "x == x + 1 + 1",
        "NotReplayable: a name must hold no signs or parentheses, but 'x + 1' does"),
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_statement(name: str) -> None:
    method, data, text, found = SAME[name]
    assert tied(method, data, text) == found


SCALED = "times something evidently positive"
BOUND: dict[str, tuple[str, str, str]] = {  # the certificate's statement, the step's text, what is found
    "itself": ("b**2 + 1 >= 0", "0 <= b**2 + 1", "True"), "a difference": ("x - y >= 0", "y <= x", "True"),
    "turned": ("x - y >= 0", "x <= y", ""), "a number": ("3*x - 3*y >= 0", "y/2 <= x/2", "True"),
    "a negative number": ("y - x >= 0", "y <= x", ""), "strict": ("x + 1 > 0", "0 < x + 1", "True"),
    "strict for more": ("x + 1 > 0", "0 <= x + 1", "True"),
    "not strict": ("x + 1 >= 0", "0 < x + 1", "ReplayError: the certificate proves >=, but the step says <"),
    "a positive factor": ("x*b + x >= 0", "0 <= b + 1 + x - x", "True"),
    "a factor of no one": ("x*b + x >= 0", "0 <= b + 1", "True"), "one without a sign": ("c*b + c >= 0", "0 <= b + 1", ""),
    "an even power, strictly": ("1 > 0", "0 < b**2", ""), "one beside a positive symbol": ("1 > 0", "0 < x*b**2", ""),
    "an even power below": ("1 > 0", "0 < b**(-2)", ""), "an even power, not strictly": ("1 >= 0", "0 <= x*b**2", "True"),
    "positive, strictly": ("1 > 0", "0 < x*y", "True"), "a positive sum, strictly": ("1 > 0", "0 < 1 + b**2", "True"),
    "a divisor": ("b + 1 >= 0", "0 <= b**2 + 3*b + 2 + y + b*y - b*(b + 1)", "True"),
    "a divisor without a sign": ("b + 1 >= 0", "0 <= b**2 + 3*b + 2", ""),
    "a sum as a factor": ("(x + y)*(b - c) >= 0", "c <= b + 0*x*y", "True"),
    "a positive divisor": ("b + 1 >= 0", "0 <= x*b + x", "True"),
    "a root": ("b + 1 >= 0", "0 <= sqrt(x)*(b + 1)", "True"), "a real factor": ("b*c + b >= 0", "0 <= c + 1", ""),
    "an even power": ("b**2*c + b**2 >= 0", "0 <= c + 1 + b - b", "True"),
    "an even power of no one": ("b**2*c + b**2 >= 0", "0 <= c + 1", ""),
    "an odd power": ("b**3*c + b**3 >= 0", "0 <= c + 1 + b - b", ""),
    "a divided even power": ("c + 1 >= 0", "0 <= b**2*(c + 1)", "True"),
    "an even power at a point": ("o**2*c >= 0", "0 <= c + o - o", ""),
    "a positive point": ("p*c >= 0", "0 <= c + p - p", "True"), "a nonnegative one": ("t*c >= 0", "0 <= c + t - t", ""),
    "its square": ("t**2*c >= 0", "0 <= c + t - t", "True"),
    "a denominator": ("x >= 0", "1/(1 + x) <= 1", "True"),
    "a denominator with squares": ("1 >= 0", "0 <= 1/(1 + b**2 + c**2)", "True"),
    "a denominator that may vanish": ("1 >= 0", "0 <= 1/(b**2 + c**2)", ""),
    "a denominator of any sign": ("1 >= 0", "0 <= 1/(1 + b)", ""),
    "a denominator on the box": ("1 >= 0", "0 <= 1/(2 - t)", "True"),
    "a denominator that vanishes on the box": ("1 >= 0", "0 <= 1/(1 - t)", ""),
    "a denominator of two": ("1 >= 0", "0 <= 1/(3 - t - s)", "True"),
    "a denominator beyond the box": ("1 >= 0", "0 <= 1/(2 - x)", ""),
    "with two ranges": ("1 >= 0", "0 <= 1/(4 - v)", ""), "a positive sum": ("1 >= 0", "0 <= 1/(x + y)", "True"),
    "a sum of a square": ("1 >= 0", "0 <= 1/(x + b**2)", "True"), "a negative term": ("1 >= 0", "0 <= 1/(x - y)", ""),
    "a fractional power below": ("1 >= 0", "0 <= 1/(1 - sqrt(x))", ""),
    "an inverse below": ("1 >= 0", "0 <= 1/(1 - 1/t)", ""),
    "two fractions": ("x + y >= 0", "0 <= 1/(1 + x) + 1/(1 + y) - 2/((1 + x)*(1 + y))", "True"),
    "nothing": ("0 >= 0", "x <= x", "True"), "something for nothing": ("x >= 0", "x <= x", ""),
    "nothing for something": ("0 >= 0", "0 <= x", ""), "another polynomial": ("x + 1 >= 0", "0 <= x + 2", ""),
    "other terms": ("x + y + 1 >= 0", "0 <= x + 1", ""),
    "in words": ("x >= 0", "clear", "False"), "an equality": ("x >= 0", "0 == x", "False"),
    "a function": ("x >= 0", "0 <= f(x)*x", ""), "a function of sign": ("x*f(x) >= 0", "0 <= x", ""),
    "an infinite one": ("x >= 0", "0 <= oo", "False"), "a bad statement": ("x", "0 <= x", "False"),
    "an unknown factor": ("q**2*c >= 0", "0 <= c + q - q", ""), "a shifted zero": ("x >= y", "y <= x", "True"),
}


@pytest.mark.parametrize("name", BOUND)
@pytest.mark.parametrize("method", ["shift", "sos"])
def test_bounds_of_polynomials(name: str, method: str) -> None:
    statement, text, found = BOUND[name]
    wanted = found or f"ReplayError: the certificate's {statement} is not {text} {SCALED}"
    assert tied(method, {"statement": statement}, text) == wanted


@pytest.mark.parametrize(("renamed", "statement", "text", "found"), [
    ({"q": "x"}, "q >= 0", "0 <= x", "True"), ({"q": "x"}, "q*c >= 0", "x*0 <= c", "True"),
    ({"q": "x"}, "q*c >= 0", "0 <= c + x - x", "True"), ({"q": "b"}, "q*c >= 0", "0 <= c + b - b", ""),
    ({"q": "b"}, "q**2*c >= 0", "0 <= c + b - b", "True"), ({"q": "<x y>"}, "q >= 0", "0 <= <x y>", "False"),
    ({"t": "x"}, "1 >= 0", "0 <= 1/(2 - x)", ""), ({"q": "t"}, "1 >= 0", "0 <= 1/(2 - t)", "True"),
    ({"q": "|x|"}, "q >= 0", "0 <= |x|", "True"), ({"q": "x", "r": "x"}, "q >= 0", "0 <= x", "False"),
    ({"q": "x"}, "q >= 0", "0 <= x + q", "False"), ({"q": "x"}, "q*xx >= 0", "0 <= xx*x", "True"),
    ({"q": "y", "r": "x"}, "q + r >= 0", "-x <= y", "True"),
])
def test_bounds_of_renamed_symbols(renamed: Any, statement: str, text: str, found: str) -> None:
    wanted = found or f"ReplayError: the certificate's {statement} is not {text} {SCALED}"
    assert tied("sturm", {"statement": statement, "renamed": renamed}, text) == wanted


def test_names_as_they_were() -> None:
    data = {"renamed": {"q": "x", "f1": "<A>", "r": "Delta F"}}
    assert renaming.original("q + f1(r, q2)*2", data) == "x + <A>(Delta F, q2)*2" and renaming.original("q", {}) == "q"
    for name in ("a+b", "a(b", "a - b", "a*b", "a,b", "a=b", "a/b", "|a| b"):
        why = f"NotReplayable: a name must hold no signs or parentheses, but {name!r} does"
        assert said(lambda name=name: renaming.original("q", {"renamed": {"q": name}})) == why  # type: ignore[misc]
    renamed = {"q": "x", "f1": "<A>"}
    assert renaming.renamed("<A>(x, xx) - x", {"renamed": renamed}) == "f1(q, xx) - q" and renaming.renamed("x", {}) == "x"
    two: list[tuple[str, dict[str, str]]] = [("x", {"q": "x", "r": "x"}), ("q + x", {"q": "x"})]
    for line, names in two:
        with pytest.raises(NotReplayable, match=r"^two symbols are called x$"):
            renaming.renamed(line, {"renamed": names})


def quotient(line: str) -> Quotient:
    return Reader(["x", "y"], ["b", "c"]).read(parse(line))


RATIOS: list[tuple[str, str, str | None]] = [
    ("2*x*b + 2*x", "b + 1", "2*x"), ("x", "1/(1 + x)", "x + x**2"), ("x", "x/(1 + x)", "1 + x"), ("0", "0", "1"), ("0", "x", None),
    ("x", "0", None),
    ("x + 1", "x + 2", None), ("1/(x + 1)", "1/(x + 1)", "1"), ("b + 1", "3*x*b/2 + 3*x/2", "2/(3*x)"), ("I*x", "x", "I"),
    ("b*x/y", "b*y/x", "x**2/y**2"),
    ("(x + 1)*(b - c)", "b - c", "x + 1"), ("(x + 1)*(c - b)", "b - c", "-x - 1"), ("(x + 1)*(b - c)/y", "(b - c)/y", "x + 1"),
    ("b - c", "(x + 1)*(b - c)", "1/(x + 1)"), ("b - c", "c + b", None), ("sqrt(x)*b + b", "b**2*x - b**2", "1/(b*(sqrt(x) - 1))"),
    ("(x + 1)*y/b", "(x + 1)*b/y", "y**2/b**2"), ("(b + c)**2*x", "(b + c)*y", "(b + c)*x/y"), ("b**2 - c**2", "2*b + 2*c", "b/2 - c/2"),
    ("(b - c)/(x + 1)", "(b - c)/(y + 1)", "(y + 1)/(x + 1)"), ("b**3 - 1", "b - 1", "b**2 + b + 1"), ("b**3 - 2", "b - 1", None),
    ("b*c + b + c + 1", "b + 1", "c + 1"), ("b*c + b + c + 2", "b + 1", None), ("x*b + b", "x*b + b + x*c + c", "b/(b + c)"),
    ("b**2 + x*y", "b", "b + x*y/b"),
    ("b**2*c - 1", "b*c**2 - 1", None), ("(b + 1)*(c + 1)/x**2", "(c + 1)*x*b + (c + 1)*x", "1/x**3"),
]  # fmt: skip


@pytest.mark.parametrize(("p", "over", "wanted"), RATIOS)
def test_ratios(p: str, over: str, wanted: str | None) -> None:
    found = gap._ratio(quotient(p), quotient(over))
    assert (found is None) is (wanted is None)
    if found is not None and wanted is not None:
        assert not difference_of(found, quotient(wanted)) and found.below


def test_a_ratio_of_many_terms_is_not_looked_for_too_long() -> None:
    found = [gap._ratio(quotient(f"b**{power} - 1"), quotient("b - 1")) is None for power in (150, 199, 200, 250)]
    assert found == [False, False, True, True]


@pytest.mark.parametrize(("line", "found"), [
    ("x", True), ("-x", False), ("b", False), ("b**2", True), ("b**(-2)", True), ("b**3", False), ("x + y", True),
    ("x - y", False), ("b**2 + c**2", False), ("b**2 + c**2 + x", True), ("x + b", False), ("1 + b**4*x", True),
    ("sqrt(x)*c**2", True), ("I", False), ("z", False), ("z**2", False), ("2", True), ("b**2*c", False),
    ("b**2*x + c**2*y", False), ("b**2*x + y", True),
])
def test_evident_signs(line: str, found: bool) -> None:
    reader = Reader(["x", "y"], ["b", "c"])
    assert gap._is_evidently_positive(reader.read(parse(line)), reader) is found


@pytest.mark.parametrize(("total", "left"), [
    ("e - e**2", "1"), ("2*e**3", "2"), ("e**2 - 1", "-e - 1"), ("3*(f + 3)*(f + 1)", "-3"), ("g**2 - 4", "g + 2"),
    ("t - t**2", "t - t**2"),    ("(g - 2)**2*(g - 3)", "g - 3"), ("e*g", "g"), ("1 + e", "1 + e"),
    ("(1 - e)**2*(f + 3)*t", "t"), ("x*e", "x"), ("7", "7"),
])
def test_distances_from_open_ends_are_divided_out(total: str, left: str) -> None:
    box = {"e": (F(0), F(1), False), "f": (F(-3), F(-1), False), "g": (F(2), None, False), "t": (F(0), F(1), True),
           "x": (None, None, False)}
    assert gap._without_distances(quotient(total).above, box) == quotient(left).above


def test_an_exponential_is_positive_and_no_other_value() -> None:
    table = {"u": "(-oo, oo)", "a": "(0, oo)"}

    def found(value: str, letter: str, gap_of: str) -> str:
        data = {"statement": "1 >= 0", "renamed": {letter: value}}
        return said(lambda: gap.tied(f"0 <= {gap_of}", data, table))

    assert found("exp(u)", "exp_u", "exp(u)") == "True" == found("exp(u)", "exp_u", "2*exp(u)")
    for value, of in (("cosh(u) - 1 - u**2/2", "cosh(u)"), ("tanh(a)", "tanh(a)"), ("sinh(a) - a", "sinh(a)"), ("exp(u)", "exp(u) - 1")):
        assert found(value, "letter", of).startswith("ReplayError: the certificate's 1 >= 0 is not"), value


@pytest.mark.parametrize(("line", "found"), [
    ("2 - t", True), ("1 - t", False), ("t", False), ("t + 1", True), ("3 - t - s", True), ("2 - t - s", False),
    ("1 - t/2", True), ("3/2 - t - s + t*s", True), ("1 - t - s + t*s", False), ("x + 1", False), ("v + 1", False), ("t - 2", False),
    ("1 + 1/t", False), ("1 + sqrt(t)", False),
    ("b**2 + 1", True), ("1 + t**2*s", True), ("p - 1", True), ("p - 2", False), ("5", True), ("q + 1", False),
    ("e - e**2", True), ("e**2 - e", False), ("e**2 - e**4", True), ("e - 2*e**2", False), ("t - t**2", False), ("e*f - e**2*f", False),
    ("(e - e**2)*(f + 3)*(-1 - f)", True), ("(e - e**2)*(f + 3)*(1 + f)", False), ("(f + 3)**2*(g - 2)*(2 - e)", True),
    ("(g - 2)*(2 - e)*(1 + t)", True), ("(g - 2)*(2 - e)*t", False), ("(g - 2)*(g - 3)", False), ("2*e - e*g", False),
    ("3*e - 2*e**2", True),    ("e**2 - 2*e + 1", True), ("(e - 1)**3", False), ("(k + 1)*(e - e**2)", True),
])
def test_signs_on_the_box(line: str, found: bool) -> None:
    reader = Reader(["t"], [])
    table = {**TABLE, "x": "(-oo, oo)", "e": "(0, 1) [1]", "f": "(-3, -1) [1]", "g": "(2, oo) [1]"}
    assert gap._is_positive_on_box(reader.read(parse(line)), {}, table) is found
    assert gap._is_positive_on_box(reader.read(parse(line.replace("t", "u"))), {"renamed": {"u": "t"}},
        table) is (found and "sqrt" not in line) or "sqrt" in line
