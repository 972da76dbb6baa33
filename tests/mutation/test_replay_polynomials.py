"""The second opinion's polynomials and shifted coefficients: every coefficient, every bound."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from replay import nonnegative, polynomial
from replay.nonnegative import Claim
from replay.outcome import NotReplayable
from replay.text import parse

F = Fraction


def poly(line: str, names: str = "x y") -> Any:
    return polynomial.read(parse(line), names.split())


def claim(line: str, *box: tuple[Any, Any], strict: bool = False) -> Claim:
    names = ("x", "y", "z")[:len(box)]
    ends = tuple((None if lo is None else F(lo), None if hi is None else F(hi)) for lo, hi in box)
    return Claim(polynomial.read(parse(line), names), names, ends, strict)


@pytest.mark.parametrize(("line", "terms"), [
    ("0", {}), ("3", {(0, 0): 3}), ("x", {(1, 0): 1}), ("y", {(0, 1): 1}),
    ("x - 2*y*x + 1", {(1, 0): 1, (1, 1): -2, (0, 0): 1}), ("x/2/3", {(1, 0): "1/6"}),
    ("(x + y)**2", {(2, 0): 1, (1, 1): 2, (0, 2): 1}), ("(x - y)*(x + y)", {(2, 0): 1, (0, 2): -1}),
    ("x**0", {(0, 0): 1}), ("-x**3", {(3, 0): -1}), ("x*3/(1 - 1/3)", {(1, 0): "9/2"}),
])  # fmt: skip
def test_polynomials(line: str, terms: Any) -> None:
    assert poly(line) == {e: F(c) for e, c in terms.items()}


@pytest.mark.parametrize(("line", "reason"), [
    ("z", "a polynomial in x, y is needed, but z is none"),
    ("1/x", "a polynomial is needed, but *(1)/(x) has a denominator"),
    ("x/0", "a polynomial is needed, but *(x)/(0) has a denominator"),
    ("x**y", "a polynomial in x, y is needed, but (x)**(y) is none"),
    ("x**(-1)", "a polynomial in x, y is needed, but (x)**(-(1)) is none"),
    ("f(x)", "a polynomial in x, y is needed, but f(x) is none"),
])  # fmt: skip
def test_what_is_no_polynomial(line: str, reason: str) -> None:
    with pytest.raises(NotReplayable) as caught:
        poly(line)
    assert str(caught.value) == reason


def test_operations_and_their_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert polynomial.degree(poly("x**2*y + y**3"), 0) == 2 and polynomial.degree(poly("x**2*y + y**3"),
        1) == 3 and polynomial.degree({}, 0) == 0
    assert polynomial.variable(1, 3) == {(0, 1, 0): 1} and polynomial.constant(F(2, 3),
        2) == {(0, 0): F(2, 3)} and polynomial.constant(0, 2) == {}
    assert polynomial.times(poly("x + 1"), poly("x - 1")) == poly("x**2 - 1") and polynomial.to(poly("x + y"), 0,
        2) == poly("1")
    with pytest.raises(ValueError, match="zip"):
        polynomial.times({(1, 0): F(1)}, {(1,): F(1)})
    monkeypatch.setattr(polynomial, "MOST_TERMS", 20)
    row = {(k,): F(1) for k in range(21)}
    assert len(polynomial.times(row, {(k,): F(1) for k in range(9)})) == 29
    ten, twenty = ({(k,): F(1) for k in range(n)} for n in (10, 20))
    assert len(polynomial.times(ten, twenty)) == 29
    with pytest.raises(NotReplayable, match=r"^a product of 21 by 10 terms is too large$"):
        polynomial.times(row, ten)
    assert len(polynomial.to(poly("x + 1"), 19, 2)) == 20 and polynomial.to({}, 30,
        1) == {} and polynomial.to(poly("x"), 99, 2) == {(99, 0): 1}
    with pytest.raises(NotReplayable, match=r"^the power 20 may have more than 20 terms$"):
        polynomial.to(poly("x + 1"), 20, 2)


@pytest.mark.parametrize(("line", "box", "power", "found", "positive"), [
    ("x + 1", [(0, None)], 0, {(0,): 1, (1,): 1}, True), ("x - 1", [(1, None)], 0, {(1,): 1}, False),
    ("x - 1", [(3, None)], 1, {(0,): 2, (1,): 3, (2,): 1}, True),
    ("1 - x", [(None, 0)], 0, {(0,): 1, (1,): 1}, True), ("1 - x", [(None, "1/2")], 0, {(0,): "1/2", (1,): 1}, True),
    ("3 - x", [(1, 2)], 0, {(0,): 2, (1,): 1}, True),
    ("2 - x", [(1, 2)], 0, {(0,): 1}, False), ("x - 1", [(1, 2)], 0, {(1,): 1}, False),
    ("3 - x", [(1, 2)], 2, {(0,): 2, (1,): 5, (2,): 4, (3,): 1}, True),
    ("x**2 + 1", [(-1, 1)], 0, {(0,): 2, (2,): 2}, True),
    ("x**2 + 1", [(-1, 3)], 0, {(0,): 2, (1,): -4, (2,): 10}, True), ("4", [(None, None)], 3, {(0,): 4}, True),
    ("x + 1", [(0, None), (0, 1)], 1, {(0, 0): 1, (1, 0): 2, (2, 0): 1}, True),
    ("y + 1", [(0, 1), (0, None)], 1, {(0, 0): 1, (0, 1): 2, (0, 2): 1}, True),
    ("x*y + 1", [(0, None), (0, None)], 1, {(0, 0): 1, (1, 1): 1, (1, 0): 1, (0, 1): 1, (2, 1): 1, (1, 2): 1}, True),
    ("x*y + 1", [(0, 1), (1, None)], 0, {(0, 0): 1, (1, 0): 2, (1, 1): 1}, True),
    ("x*y + 1", [(0, 1), (1, None)], 1,
        {(0, 0): 1, (1, 0): 3, (2, 0): 2, (0, 1): 1, (1, 1): 4, (2, 1): 3, (1, 2): 1, (2, 2): 1}, True),
    ("x*y", [(0, 1), (0, 1)], 0, {(1, 1): 1}, False),
    ("x + y", [(1, 2), (0, 1)], 0, {(0, 0): 1, (1, 0): 2, (0, 1): 2, (1, 1): 3}, True),
    ("x*(1 - y) + y", [(0, 1), (0, 1)], 0, {(1, 0): 1, (0, 1): 1, (1, 1): 1}, False),
    ("1 - x*y", [(0, 1), (0, 1)], 0, {(0, 0): 1, (1, 0): 1, (0, 1): 1}, False),
    ("2 - x", [(None, 1), (None, 1)], 0, {(0, 0): 1, (1, 0): 1}, True),
    ("2 - y", [(5, 6), (None, 1)], 2, {(0, 0): 1, (0, 1): 3, (0, 2): 3, (0, 3): 1}, True),
    ("-x - 1", [(1, None)], 0, {(0,): -2, (1,): -1}, False),
    ("-x*y - 1", [(1, 2), (1, None)], 0, {(0, 0): -2, (1, 0): -3, (0, 1): -1, (1, 1): -2}, False),
    ("x**2 + x + 1", [(None, 0)], 0, {(0,): 1, (1,): -1, (2,): 1}, True),
    ("x*y*z + 1", [(0, 1), (0, None), (0, 1)], 0,
        {(0, 0, 0): 1, (1, 0, 0): 1, (0, 0, 1): 1, (1, 0, 1): 1, (1, 1, 1): 1}, True),
])  # fmt: skip
def test_shifted_coefficients(line: str, box: Any, power: int, found: Any, positive: bool) -> None:
    assert nonnegative._shifted(claim(line, *box), power) == ({e: F(c) for e, c in found.items()}, positive)
    signs = all(F(c) >= 0 for c in found.values())
    if power == 0 and all(ends != (None, None) for ends in box):
        c = claim(line, *box)
        assert nonnegative.is_shift_positive(c.p, c.names, c.box) is (signs and positive)


def test_no_shift_on_a_line() -> None:
    assert not nonnegative.is_shift_positive(claim("x + 5", (0, 1)).p, ("x",), [(None, None)])
    assert not nonnegative.is_shift_positive(claim("x + 5", (0, 1), (0, 1)).p, ("x", "y"), [(F(0), None), (None, None)])
    assert nonnegative.is_shift_positive(claim("x + 5", (0, 1)).p, ["x"], [(F(0), F(1))])


@pytest.mark.parametrize(("text", "found"), [
    ("x in [0, 1]", ("x", (F(0), F(1)))), ("x in [-1/2, oo]", ("x", (F(-1, 2), None))),
    ("x in [-oo, 3]", ("x", (None, F(3)))), ("two words in [-oo, oo]", ("two words", (None, None))),
])
def test_ranges(text: str, found: Any) -> None:
    assert nonnegative.interval(text) == found
    for wrong in (text[:-1], text.replace(", ", ","), text.replace(", ", " ")):
        with pytest.raises(NotReplayable) as caught:
            nonnegative.interval(wrong)
        assert str(caught.value) == f"a range must be written as name in [lo, hi], but is {wrong!r}"
    assert nonnegative.interval("x in [0, oo]") == ("x", (0, None))
    with pytest.raises(NotReplayable):
        nonnegative.interval("0, 1]")
    with pytest.raises(ValueError, match="'1, 2'"):
        nonnegative.interval("x in [0, 1, 2]")


def test_rows() -> None:
    def row(text: str) -> list[Fraction]:
        return [F(part) for part in text.split()]

    assert nonnegative._row(row("1 0 2 0 0")) == row("1 0 2") and nonnegative._row(row("0 0")) == []
    assert nonnegative._product(row("1 2"), row("3 0 1")) == row("3 6 1 2") and nonnegative._product([],
        row("1")) == [] == nonnegative._product(row("1"), [])
    assert nonnegative._remainder(row("1 2 3"), row("1 1")) == row("2") and nonnegative._remainder(row("1 2 1"),
        row("1 1")) == [] and nonnegative._remainder(row("5 1"), row("1 0 2")) == row("5 1")
    assert nonnegative._remainder(row("7 0 0 4"), row("1 0 2")) == row("7 -2") and nonnegative._remainder(row("3 1"),
        row("2")) == []
    signs = [nonnegative._sign_at(row(text), end, below) for text, end, below in (
        ("1 1", F(0), True), ("1 1", F(-1), True), ("1 1", F(-2), False), ("1 0 1", None, True), ("1 0 1", None, False),
        ("9 1", None, True), ("9 1", None, False), ("-9 -1", None, True),
        ("4 0 0 -1", None, False), ("4 0 0 -1", None, True), ("-3 1 1", F(1), False), ("-3 1 1", F(2), False),
        ("5", None, True))]  # fmt: skip
    assert signs == [1, 0, -1, 1, 1, -1, 1, 1, -1, 1, -1, 1, 1]
