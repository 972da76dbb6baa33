"""The second opinion's inequalities of monomials: every row of a case, the comparison of numbers, and the reason of every refusal."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from replay import farkas
from replay.farkas import Node, Reader, at_most_one, times
from replay.outcome import NotReplayable, ReplayError
from replay.text import parse

F = Fraction


def mono(**powers: Any) -> Any:
    return tuple(sorted((name, F(power)) for name, power in powers.items()))


X, Y, Z = mono(x=1), mono(y=1), mono(z=1)
MAX, MIN = Node("Max", (X, Y)), Node("Min", (X, Y))


def read(line: str) -> Any:
    return Reader(["x", "y", "z", "E"]).read(parse(line))


def why(statement: str, given: str, extrema: list[str], cases: dict[str, str]) -> str:
    """The reason of the refusal, "" where it is accepted; the cases as {"0 1": "1 2"}, active arguments and multipliers."""
    entries = [{"active": list(map(int, active.split("/")[0].split())), "multipliers": row.split()} for active,
        row in cases.items()]
    try:
        farkas.replay(statement, given.split("; ") if given else [], extrema, entries, positive=["x", "y", "z"])
    except (ReplayError, NotReplayable) as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("line", "found"), [
    ("1", {}), ("12", {"2": 2, "3": 1}), ("x", {"x": 1}), ("x*y/z/x", {"y": 1, "z": -1}), ("x**(-2/3)", {"x": "-2/3"}),
    ("sqrt(4*x)", {"2": 1, "x": "1/2"}),
    ("(2*x)**2/sqrt(y)", {"2": 2, "x": 2, "y": "-1/2"}), ("Max(x, y)", {MAX.name(): 1}),
    ("Max(y, x)**2", {MAX.name(): 2}), ("sqrt(Min(x, y))", {MIN.name(): "1/2"}),
    ("Max(x, y, x*y)", {Node("Max", (X, Y, mono(x=1, y=1))).name(): 1}), ("x*x*y**2", {"x": 2, "y": 2}),
    ("Max(x, y)/Max(y, x)", {}),
])
def test_monomials(line: str, found: Any) -> None:
    assert read(line) == mono(**found)


def test_names_of_maxima() -> None:
    assert MAX.name() == f"Max({X!r}, {Y!r})" == Node("Max", (Y, X)).name() and MIN.name() == f"Min({X!r}, {Y!r})"
    assert times([(mono(x=1, y=2), 2), (mono(x=-2, z=1), F(1, 2))]) == mono(x=1, y=4,
        z="1/2") and times([(X, 1), (X, -1)]) == ()
    assert times([(mono(z=1, x=1), 1), (mono(y=1), 3)]) == (("x", 1), ("y", 3), ("z", 1))
    reader = Reader(["x", "y", "I", "sqrt"])
    assert reader.positive == {"x", "y"} and reader.nodes == {}
    outer = reader.read(parse("Min(1, Max(x, y), y)"))
    assert list(reader.nodes) == [MAX.name(), outer[0][0]] and reader.nodes[MAX.name()] == MAX
    assert reader.nodes[outer[0][0]] == Node("Min", ((), mono(**{MAX.name(): 1}), Y))
    reader.read(parse("Max(y, x)"))
    assert reader.nodes[MAX.name()] == MAX and len(reader.nodes) == 2  # the first order is kept
    assert list(reader.occurring([outer, X])) == [MAX.name(), outer[0][0]] and reader.occurring([X, ()]) == {}
    assert reader.occurring([mono(x=1, **{MAX.name(): 2})]) == {MAX.name(): MAX}
    assert reader.ratio("2*x <= y") == (mono(**{"2": 1, "x": 1, "y": -1}),
        False) and reader.ratio("x == y**2") == (mono(x=1, y=-2), True)
    for line in ("x < y", "x <= y == x"):
        with pytest.raises(NotReplayable, match=r"^a statement must be two sides with one of <=, ==, but is "):
            reader.ratio(line)


@pytest.mark.parametrize("line",
    ["0", "-x", "x + y", "b", "Max(x)", "Abs(x)", "sqrt(x, y)", "E", "(x, y)", "x - y", "f(x, y)", "x*0", "Max(x, b)"])
def test_what_is_no_monomial(line: str) -> None:
    with pytest.raises(NotReplayable, match=r"^a monomial in positive symbols, Max and Min is needed, but .+ is none$"):
        read(line)


def test_exponents_are_rational() -> None:
    with pytest.raises(NotReplayable, match=r"^an exponent must be a rational number, but \+\(y\)\+\(1\) is none$"):
        read("x**(y + 1)")


@pytest.mark.parametrize(("powers", "wanted"), [
    ({}, True), ({"2": 1}, False), ({"2": -1}, True), ({"2": 3, "3": -2}, True), ({"3": 2, "2": -3}, False),
    ({"2": "1/2", "3": "-1/3"}, True), ({"2": "1/3", "3": "-1/4"}, True),
    ({"2": "1/2", "3": "-1/4"}, False), ({"4": 1, "2": -2}, True), ({"x": -1}, False), ({"2": -5, "x": 1}, False),
    ({"2": "19/12", "3": -1}, True), ({"2": "8/5", "3": -1}, False),
    ({"5": "1/2", "2": "-1/6", "3": -1}, True), ({"5": 1, "2": -1, "3": -1}, True), ({"7": 1, "2": -1, "3": -1}, False),
])
def test_numbers_at_most_one(powers: Any, wanted: bool) -> None:
    assert at_most_one(mono(**powers)) is wanted


def test_bounds_to_the_last_case_and_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(farkas, "MOST_BITS", 12)
    assert at_most_one(mono(**{"2": 3, "3": -3})) and at_most_one(mono(**{"2": "3/2",
            "3": "-3/2"})) and at_most_one(mono(**{"5": -4}))
    for powers in ({"2": 4, "3": -3}, {"2": 3, "3": -4}, {"7": -5}, {"2": "3/2", "3": "-4/2", "5": "1/4"}):
        with pytest.raises(NotReplayable, match=r"^the integers to compare must have at most 12 bits$"):
            at_most_one(mono(**powers))
    monkeypatch.setattr(farkas, "MOST_CASES", 4)
    two = why("Max(x, y) <= z*Max(1, x)", "", ["Max(x, y)", "Max(1, x)"], {})
    assert two == "there are 4 cases, but the certificate lists 0"
    assert why("Max(x, y, 1)*Max(1, x) <= z", "", ["Max(x, y, 1)", "Max(1, x)"], {}) == "there must be at most 4 cases"


ACCEPTED: dict[str, tuple[str, str, list[str], dict[str, str]]] = {
    "nothing to do": ("x <= x", "", [], {"": ""}), "a chain": ("x <= z", "x <= y; y <= z", [], {"": "1 1"}),
    "a number": ("x <= 2*x", "", [], {"": ""}), "an equality": ("x == y**2", "sqrt(x) == y", [], {"": "2", "/": "-2"}),
    "an equality turned": ("x <= z", "y == x; y <= z", [], {"": "-1 1"}),
    "a maximum": ("Max(x, y) <= z", "x <= z; y <= z", ["Max(x, y)"], {"0": "1 0 0", "1": "0 1 0"}),
    "a maximum in another order": ("Max(x, y) <= z", "x <= z; y <= z", ["Max(y, x)"], {"0": "0 1 0", "1": "1 0 0"}),
    "a minimum": ("Min(x, y) <= x", "", ["Min(x, y)"], {"0": "0", "1": "1"}),
    "a mean": ("x*y <= Max(x, y)**2", "", ["Max(x, y)"], {"0": "1", "1": "1"}),
    "one inside": ("Min(z, Max(x, y)) <= z", "", ["Max(x, y)", "Min(z, Max(x, y))"],
        {"0 0": "0 0", "0 1": "0 1", "1 0": "0 0", "1 1": "0 1"}),
    "one in a hypothesis": ("x <= z", "Max(x, y) <= z", ["Max(x, y)"], {"0": "1 0", "1": "1 1"}),
    "three arguments": ("Min(x, y, z)**3 <= x*y*z", "", ["Min(x, y, z)"], {"0": "1 1", "1": "1 1", "2": "1 1"}),
    "the square of a maximum": ("Max(x, y)**2 == Max(x, y)*Max(y, x)", "", [], {"": "", "/": ""}),
    "a multiple of a hypothesis": ("x**(1/2) <= y**(1/2)", "x <= y", [], {"": "1/2"}),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_true_inequalities(name: str) -> None:
    assert why(*ACCEPTED[name]) == ""


BOTH = {"0": "1 0 0", "1": "0 1 0"}
MISSING = "`extrema` must list each Max and Min of the statement once, but lists "
REFUSED: dict[str, tuple[str, str, list[str], dict[str, str], str]] = {
    "a number above one": ("2*x <= x", "", [], {"": ""}, "in the case [] no number at most 1 is left"),
    "a symbol is left": ("x <= y", "", [], {"": ""}, "in the case [] no number at most 1 is left"),
    "an equality one way": ("x == 2*x", "", [], {"": "", "/": ""}, "in the case [] no number at most 1 is left"),
    "half of an equality": ("x == y", "x == y", [], {"": "1"}, "there are 2 cases, but the certificate lists 1"),
    "both halves alike": ("x == y", "x == y", [], {"": "1", "/": "1"}, "in the case [] no number at most 1 is left"),
    "a case too few": ("Max(x, y) <= z", "x <= z; y <= z", ["Max(x, y)"], {"0": "1 0 0"},
        "there are 2 cases, but the certificate lists 1"),
    "a case too many": ("x <= x", "", [], {"": "", "/": ""}, "there are 1 cases, but the certificate lists 2"),
    "cases exchanged": ("Max(x, y) <= z", "x <= z; y <= z", ["Max(x, y)"], dict(reversed(BOTH.items())),
        "the case [0] must come next, but [1] does"),
    "a row too few": ("Max(x, y) <= z", "x <= z; y <= z", ["Max(x, y)"], {"0": "1 0", "1": "0 1"},
        "the case [0] has 3 rows, but 2 multipliers"),
    "a row too many": ("x <= x", "", [], {"": "0"}, "the case [] has 0 rows, but 1 multipliers"),
    "a negative multiplier": ("z <= x", "x <= z", [], {"": "-1"},
        "in the case [] a multiplier of an inequality is negative"),
    "a negative multiplier of a case": ("y <= Min(x, y)", "", ["Min(x, y)"], {"0": "-1", "1": "0"},
        "in the case [0] a multiplier of an inequality is negative"),
    "an order not said": ("Max(x, y) <= z", "x <= z; y <= z", [], BOTH,
        "the order of the arguments of Max and Min is not recorded"),
    "one not listed": ("Max(x, y)*Min(x, y) <= z", "", ["Max(x, y)"], {}, f"`extrema` must list {MIN.name()[:60]}"),
    "one listed twice": ("Max(x, y) <= z", "", ["Max(x, y)", "Max(y, x)"], BOTH, f"{MISSING}Max(y, x)"),
    "another one": ("Max(x, y) <= z", "", ["Min(x, y)"], BOTH, f"{MISSING}Min(x, y)"),
    "a power of it": ("Max(x, y) <= z", "", ["Max(x, y)**2"], BOTH, f"{MISSING}Max(x, y)**2"),
    "a number for it": ("Max(x, y) <= z", "", ["1"], BOTH, f"{MISSING}1"),
    "a symbol for it": ("Max(x, y) <= z", "", ["x"], BOTH, f"{MISSING}x"),
    "the wrong argument": ("x <= Min(x, y)", "", ["Min(x, y)"], {"0": "1", "1": "1"},
        "in the case [0] no number at most 1 is left"),
    "a maximum from above": ("Max(x, y) <= x", "", ["Max(x, y)"], {"0": "0", "1": "1"},
        "in the case [1] no number at most 1 is left"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_false_inequalities(name: str) -> None:
    statement, given, extrema, cases, reason = REFUSED[name]
    assert why(statement, given, extrema, cases) == reason


def test_the_rows_of_a_case() -> None:
    reader = Reader(["x", "y", "z"])
    outer = reader.read(parse("Min(z, Max(x, y))"))
    nodes, given = reader.occurring([outer]), [(times([(outer, 1), (Z, -1)]), False), (mono(x=1), True)]
    rows, value = farkas._rows(nodes, (1, 0), given)
    assert rows == [((), False), (X, True), (mono(x=1, y=-1), False), (mono(z=1, y=-1), False)]
    assert value(outer) == Z and value(mono(**{MAX.name(): 2, "x": 1})) == mono(y=2, x=1)
    rows, value = farkas._rows(nodes, (0, 1), given)
    assert rows == [(mono(x=1, z=-1), False), (X, True), (mono(x=-1, y=1), False),
        (mono(x=1, z=-1), False)] and value(outer) == X
