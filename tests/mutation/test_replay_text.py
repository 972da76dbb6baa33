"""The second opinion's grammar: every token, every tree, every bound to the last character, and the words of each refusal."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from replay.outcome import NotReplayable
from replay.text import parse, rational, sides, tokens, written

X, Y, ONE, TWO, THREE = ("name", "x"), ("name", "y"), ("integer", 1), ("integer", 2), ("integer", 3)


def refused(line: Any) -> str:
    with pytest.raises(NotReplayable) as caught:
        parse(line)
    return str(caught.value)


def test_the_tokens() -> None:
    assert tokens(" 12 x1+é_*(y,**/-)\t ") == [
        ("integer", "12"), ("name", "x1"), ("sign", "+"), ("name", "é_"), ("sign", "*"), ("sign", "("), ("name", "y"),
        ("sign", ","),
        ("sign", "**"), ("sign", "/"), ("sign", "-"), ("sign", ")")]  # fmt: skip
    assert tokens("") == [] == tokens("  ")
    assert tokens("x" + " " * 199_999) == [("name", "x")] and tokens("9" * 1000) == [("integer", "9" * 1000)]
    assert refused("x" + " " * 200_000) == "an expression must be text of at most 200000 characters" == refused(5) == refused(None)
    assert refused("9" * 1001) == "an integer must have at most 1000 digits, but one has 1001"
    assert tokens("y" * 1001) == [("name", "y" * 1001)]
    assert refused("x + $yzabcdefghijk") == "an expression must follow the grammar, but holds ' $yzabcdefgh'"


@pytest.mark.parametrize(("line", "tree"), [
    ("x", X), ("(x)", X), ("((3))", THREE), ("-x", ("sum", ((-1, X),))), ("x + y", ("sum", ((1, X), (1, Y)))),
    ("-x - y + 1", ("sum", ((-1, X), (-1, Y), (1, ONE)))),
    ("x*y/2*3", ("product", ((1, X), (1, Y), (-1, TWO), (1, THREE)))),
    ("x**y**2", ("power", X, ("power", Y, TWO))), ("x*y**2", ("product", ((1, X), (1, ("power", Y, TWO))))),
    ("(x + y)*2", ("product", ((1, ("sum", ((1, X), (1, Y)))), (1, TWO)))), ("f(x)", ("call", "f", (X,))),
    ("f(x, -y, 2)", ("call", "f", (X, ("sum", ((-1, Y),)), TWO))), ("(x, y)", ("tuple", (X, Y))),
    ("x**(-y)", ("power", X, ("sum", ((-1, Y),)))),
])
def test_the_tree(line: str, tree: Any) -> None:
    assert parse(line) == tree


@pytest.mark.parametrize(("line", "why"), [
    ("x y z", "an expression must end, but 'y' follows"), ("x)", "an expression must end, but ')' follows"),
    ("2 3", "'3' follows"),
    ("", "a number, a name or a parenthesis must come next, but 'the end' does"), ("x +", "but 'the end' does"),
    ("*x", "a number, a name or a parenthesis must come next, but '*' does"), ("x**-y", "but '-' does"),
    ("x + -y", "but '-' does"),
    ("(x", "a parenthesis must be closed, but is not"), ("f(x, y", "a parenthesis must be closed, but is not"),
    ("f()", "but ')' does"),
    ("(x, )", "but ')' does"), ("(x y)", "a parenthesis must be closed, but is not"),
])
def test_what_does_not_follow_the_grammar(line: str, why: str) -> None:
    assert refused(line).endswith(why)


@pytest.mark.parametrize(("around", "times", "most"), [
    ("({})", 62, "x"), ("f({})", 62, "x"), ("-({})", 62, "x"), ("1 + ({})", 62, "x"), ("({}) - 1", 62, "x"),
    ("2*({})", 62, "x"),
    ("({})/2", 62, "x"), ("f(1, {})", 62, "x"), ("f({}, 1)", 62, "x"), ("({}, 1)", 62, "x"),
    ("2**({})", 49, "x**x**x**x"),
    ("({})**2", 62, "x"), ("2**f(1, {})", 49, "x**x**x**x"), ("{}", 1, "x**" * 248 + "x"),
])
def test_the_depth_is_bounded_to_the_last_level(around: str, times: int, most: str) -> None:
    before, after = around.split("{}")
    parse(before * times + most + after * times)
    assert refused(before * times + f"{most}**x" + after * times) == "an expression must be nested at most 250 deep"


@pytest.mark.parametrize(("line", "text"), [
    ("3", "3"), ("x", "x"), ("f(x, 2)", "f(x, 2)"), ("(x, y)", "(x, y)"), ("x**2", "(x)**(2)"), ("x - y", "+(x)-(y)"),
    ("x/y", "*(x)/(y)"), ("-x*2", "-(*(x)*(2))"), ("f(x, y + 1)**g(x)", "(f(x, +(y)+(1)))**(g(x))"),
])
def test_one_text_for_each_tree(line: str, text: str) -> None:
    assert written(parse(line)) == text
    with pytest.raises(NotReplayable, match="a tree must have a known kind, but is"):
        written(("integer",))


@pytest.mark.parametrize(("line", "value"), [
    ("3", 3), ("1/2", "1/2"), ("-1/2 + 2", "3/2"), ("2 - 1/3 + 1", "8/3"), ("2*3/4", "3/2"), ("2**3", 8),
    ("2**(-3)", "1/8"), ("(2/3)**2", "4/9"), ("0*5", 0), ("0**2", 0),
    ("x", None), ("x + 1", None), ("1 + x", None), ("2*x", None), ("1/0", None), ("2/(1 - 1)", None), ("2/x", None),
    ("2**(1/2)", None), ("x**2", None), ("2**x", None),
    ("0**0", None), ("0**1", 0), ("0**(-1)", None), ("f(1)", None), ("(1, 2)", None), ("1**2", 1), ("5**0", 1),
    ("0/2", 0), ("0 + 0", 0),
])  # fmt: skip
def test_the_rational_value(line: str, value: Any) -> None:
    assert rational(parse(line)) == (None if value is None else Fraction(value))


def test_powers_are_bounded_to_the_last_bit() -> None:
    """The bound is 2**20 bits of numerator and denominator together, times the exponent."""
    assert rational(parse(f"1**{2**19}")) == 1 == rational(parse(f"1**(-{2**19})"))
    for line in (f"1**{2**19 + 1}", f"1**(-{2**19} - 1)", f"(1/8)**{2**18}", f"8**{2**18}", f"2**({2**30})"):
        with pytest.raises(NotReplayable, match=r"^a power of integers must have at most 1048576 bits$"):
            rational(parse(line))


def test_the_sides() -> None:
    assert sides("x == y", "==", "<=") == ("x", "==", "y") and sides("x <= y = z", "<=", "==") == ("x", "<=", "y = z")
    for line in ("x y", "x=y", "x == y == z", "x == y <= z"):
        with pytest.raises(NotReplayable) as caught:
            sides(line, "==", "<=")
        assert str(caught.value) == f"a statement must be two sides with one of ==, <=, but is {line!r}"
    with pytest.raises(NotReplayable) as caught:
        sides("x" * 99, "=")
    assert str(caught.value) == f"a statement must be two sides with one of =, but is {'x' * 80!r}"
