"""The second opinion's certificates on boxes: what each kind shows, and the reason of every refusal."""

from __future__ import annotations

from typing import Any

import pytest

from replay import nonnegative
from replay.outcome import NotReplayable, ReplayError


def why(statement: str, box: list[str], certificate: Any) -> str:
    """The reason of the refusal; "" where the certificate is accepted."""
    try:
        nonnegative.replay(statement, box, certificate)
    except (ReplayError, NotReplayable) as error:
        return str(error)
    return ""


def shift(power: Any = 0, **coefficients: str) -> dict[str, Any]:
    return {"kind": "shift", "power": power,
        "coefficients": {key[1:].replace("_", ","): value for key, value in coefficients.items()}}


def sturm(rest: str, root: str = "1", ends: Any = (0, 0)) -> dict[str, Any]:
    return {"kind": "sturm", "rest": rest.split(), "root": root.split(), "ends": list(ends)}


def sos(squares: Any, multiplier: Any = (("1", {"0": "1"}, ()),)) -> dict[str, Any]:
    return {"kind": "sos", "multiplier": multiplier, "squares": squares}


X, XY = ["x in [0, oo]"], ["x in [0, oo]", "y in [0, 1]"]
NESTED: Any = shift(c0="42", c1="1")
for at in range(40, 0, -1):
    NESTED = {"kind": "split", "variable": "x", "at": str(at), "below": shift(c0=str(at), c1=str(at + 1)),
        "above": NESTED if at < 40 else shift(c0="41", c1="1")}
HALVES = {"kind": "split", "variable": "y", "at": "1/2", "below": shift(c0_0="1", c0_1="3/2"),
    "above": shift(c0_0="3/2", c0_1="2")}
FIRST = {"kind": "split", "at": "1", "below": shift(c0_0="1", c0_1="2"), "above": shift(c0_0="1", c0_1="2")}
STRICT = {"kind": "split", "variable": "x", "at": "1", "below": shift(c0="0", c1="1"), "above": shift(c0="1", c1="1")}
DOWN = {"kind": "split", "variable": "x", "at": "-1", "below": sturm("0 0 1"), "above": shift(c0="1")}

ACCEPTED: dict[str, tuple[str, list[str], Any]] = {
    "shift": ("x + 1 > 0", X, shift(c0="1", c1="1")),
    "a difference": ("x**2 + 3 >= 2*x + 2", ["x in [1, oo]"], shift(c2="1")), "zero": ("x*y >= 0", XY, shift(c1_1="1")),
    "zero coefficients": ("x*y >= 0", XY, shift(c1_1="1", c0_0="0")),
    "greatest power": ("x - x + 1 > 0", X, shift(64, c0="1")),
    "a power": ("x + 1 >= 0", X, shift(1, c0="1", c1="2", c2="1")),
    "a point": ("x*y + y > 0", ["x in [0, oo]", "y in [2, 2]"], shift(c1_0="2", c0_0="2")),
    "a point first": ("x**2*y + x*y**2 - 4*y - 2*y**2 >= 0", ["x in [2, 2]", "y in [0, oo]"], shift()),
    "a point zero": ("x*y + 1 > 0", ["x in [0, 0]", "y in [-oo, oo]"], shift(c0_0="1")),
    "two points": ("x*y - 6 >= 0", ["x in [2, 2]", "y in [3, 3]"], shift()),
    "split of the first": ("y + 1 >= 0", XY, {**FIRST, "variable": "x"}), "a half": ("x/2 >= 0", X, shift(c1="1/2")),
    "split": ("y + 1 >= 0", XY, HALVES), "split of a strict one": ("y + 1 > 0", XY, HALVES),
    "as many splits as may be": ("x + 1 >= 0", X, NESTED),
    "sturm": ("x**2 + 1 > 0", ["x in [-oo, oo]"], sturm("1 0 1")),
    "roots beyond": ("9 - x**2 > 0", ["x in [-1, 2]"], sturm("9 0 -1")),
    "a square": ("(x - 1)**2*(x**2 + 1) >= 0", ["x in [-oo, oo]"], sturm("1 0 1", "-1 1")),
    "lower end": ("(x - 1)*(x + 2) >= 0", ["x in [1, oo]"], sturm("2 1", ends=(1, 0))),
    "upper end": ("(2 - x)*(x + 1)*(2*x - 1)**2 >= 0", ["x in [0, 2]"], sturm("1 1", "-1 2", (0, 1))),
    "both ends": ("x*(3 - x) >= 0", ["x in [0, 3]"], sturm("1", ends=(1, 1))),
    "upper end zero": ("-x*(x**2 + 1) >= 0", ["x in [-5, 0]"], sturm("1 0 1", ends=(0, 1))),
    "roots on one side": ("(x - 1)*(x - 2) > 0", ["x in [3, oo]"], sturm("2 -3 1")),
    "roots on the other side": ("(x - 1)*(x - 2) > 0", ["x in [-oo, 0]"], sturm("2 -3 1")),
    "roots on both sides": ("(x - 1)*(x - 2)*(x - 7)*(x - 8) > 0", ["x in [3, 6]"], sturm("112 -198 103 -18 1")),
    "one variable of two": ("y**2 + 1 > 0", ["x in [0, 1]", "y in [-oo, oo]"], sturm("1 0 1")),
    "a fourfold root beyond": ("(x - 5)**4*(x + 2) > 0", ["x in [-1, 1]"], sturm("1250 -375 -200 110 -18 1")),
    "a cubic": ("x**3 + 8 > 0", ["x in [-1, oo]"], sturm("8 0 0 1")),
    "a falling cubic": ("8 - x**3 > 0", ["x in [-oo, 1]"], sturm("8 0 0 -1")),
    "zeros at the end": ("x + 1 > 0", X, sturm("1 1 0 0", "1 0")),
    "sos": ("x**2 - 2*x + 3 > 0", ["x in [-oo, oo]"], sos([["1", {"1": "1", "0": "-1"}, []], ["2", {"0": "1"}, []]])),
    "a factor": ("x >= 0", X, sos([["1", {"0": "1"}, [["x", "lo"]]]])),
    "two factors": ("3*(x - 1)*(4 - x) >= 0", ["x in [1, 4]"], sos([["3", {"0": "1"}, [["x", "lo"], ["x", "hi"]]]])),
    "an upper factor": ("x**2*(0 - y) >= 0", ["x in [0, 1]", "y in [-oo, 0]"],
        sos([["1", {"1,0": "1"}, [["y", "hi"]]]], [["1", {"0,0": "1"}, []]])),
    "a multiplier": ("x**4 - x**2 + 1 > 0", ["x in [-oo, oo]"],
        sos([["1", {"3": "1"}, []], ["1", {"0": "1"}, []]], [["1", {"1": "1"}, []], ["1", {"0": "1"}, []]])),
    "the constant first": ("x**2 + 2 > 0", ["x in [-oo, oo]"], sos([["2", {"0": "1"}, []], ["1", {"1": "1"}, []]])),
    "a negative constant": ("1/4 > 0", X, sos([["1", {"0": "-1/2"}, []]])),
}  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_true_certificates(name: str) -> None:
    assert why(*ACCEPTED[name]) == ""


R = ["x in [-oo, oo]"]
REFUSED: dict[str, tuple[str, list[str], Any, str]] = {
    "two ranges": ("x >= 0", ["x in [0, oo]", "x in [0, 1]"], shift(c1="1"), "a variable has two ranges"),
    "an empty box": ("x >= 0", ["x in [1, 0]"], shift(), "the box is empty"),
    "another relation": ("x <= 0", X, shift(), "a statement must be two sides with one of >=, >, but is 'x <= 0'"),
    "another kind": ("x >= 0", X, {"kind": "none"}, "the kind of certificate 'none' is not known"),
    "power too large": ("x - x + 1 > 0", X, shift(65, c0="1"), "the power must be a small integer"),
    "negative power": ("x >= 0", X, shift(-1, c1="1"), "the power must be a small integer"),
    "truth as a power": ("x >= 0", X, shift(True, c1="1", c2="1"), "the power must be a small integer"),
    "a text as a power": ("x >= 0", X, shift("0", c1="1"), "the power must be a small integer"),
    "other coefficients": ("x >= 0", X, shift(c1="2"), "the coefficients are others than the certificate says"),
    "a negative coefficient": ("x - 1 >= 0", X, shift(c1="1", c0="-1"), "a coefficient is negative"),
    "a corner": ("x > 0", X, shift(c1="1"), "p may vanish at a corner"),
    "an exponent too few": ("x >= 0", XY, shift(c1="1"), "an exponent is wrong"),
    "an exponent too many": ("x >= 0", X, shift(c1_0="1"), "an exponent is wrong"),
    "a negative exponent": ("x >= 0", X, {**shift(), "coefficients": {"-1": "0", "1": "1"}}, "an exponent is wrong"),
    "a line": ("x + 1 >= 0", R, shift(c0="1", c1="1"), "a shift needs a finite end of each range"),
    "a cut below": ("x + 1 >= 0", ["x in [1, oo]"], {**NESTED, "at": "1/2"}, "a cut lies outside"),
    "a cut at the lower end": ("x + 1 >= 0", ["x in [1, oo]"], NESTED, "a cut lies outside"),
    "a cut above": ("x + 1 >= 0", ["x in [0, 1]"], {**NESTED, "at": "2"}, "a cut lies outside"),
    "a cut at the upper end": ("x + 1 >= 0", ["x in [0, 1]"], NESTED, "a cut lies outside"),
    "one split too many": ("x + 1 >= 0", ["x in [-1, oo]"],
        {"kind": "split", "variable": "x", "at": "0", "below": shift(c1="1"), "above": NESTED}, "a cut lies outside"),
    "one split too many, below": ("x + 1 >= 0", ["x in [0, oo]"],
        {"kind": "split", "variable": "x", "at": "50", "below": NESTED, "above": shift()}, "a cut lies outside"),
    "a strict statement split": ("x > 0", X, STRICT, "p may vanish at a corner"),
    "a cut at the upper end of a point": ("x + 1 >= 0", ["x in [0, 1]"], {"kind": "split", "variable": "x", "at": "1",
        "below": shift(c0="1", c1="2"), "above": shift(c0="2")}, "a cut lies outside"),
    "strict ends": ("x*(3 - x) > 0", ["x in [0, 3]"], sturm("1", ends=(1, 1)), "a factor may vanish"),
    "two variables by Sturm": ("x*y >= 0", XY, sturm("1"), "Sturm's theorem is for one variable"),
    "none by Sturm": ("1 >= 0", XY, sturm("1"), "Sturm's theorem is for one variable"),
    "truth as an end": ("x >= 0", X, sturm("1", ends=(True, 0)), "the factors have a wrong form"),
    "truth as the other end": ("-x >= 0", ["x in [-1, 0]"], sturm("1", ends=(0, True)),
        "the factors have a wrong form"),
    "no rest": ("x >= 0", X, sturm("0"), "the factors have a wrong form"),
    "no root": ("x >= 0", X, sturm("1", "0 0"), "the factors have a wrong form"),
    "an infinite end": ("-x >= 0", ["x in [-oo, 0]"], sturm("1", ends=(1, 0)),
        "a factor belongs to an infinite end, or occurs twice"),
    "the other infinite end": ("x >= 0", X, sturm("1", ends=(0, 1)),
        "a factor belongs to an infinite end, or occurs twice"),
    "twice an end": ("x**2 >= 0", X, sturm("1", ends=(2, 0)), "a factor belongs to an infinite end, or occurs twice"),
    "less than none": ("x >= 0", X, sturm("1", ends=(-1, 0)), "a factor belongs to an infinite end, or occurs twice"),
    "a strict root": ("(x - 5)**2 > 0", X, sturm("1", "-5 1"), "a factor may vanish"),
    "a strict end": ("x > 0", X, sturm("1", ends=(1, 0)), "a factor may vanish"),
    "a strict upper end": ("1 - x > 0", ["x in [0, 1]"], sturm("1", ends=(0, 1)), "a factor may vanish"),
    "other factors": ("x + 2 >= 0", X, sturm("1 1"), "p has other factors"),
    "a root once": ("x - 1 >= 0", ["x in [1, oo]"], sturm("1", "-1 1"), "p has other factors"),
    "a zero inside": ("x**2 - 1 >= 0", R, sturm("-1 0 1"), "the remaining factor may vanish"),
    "a zero at the end": ("x >= 0", X, sturm("0 1"), "the remaining factor may vanish"),
    "a zero at the upper end": ("1 - x >= 0", ["x in [0, 1]"], sturm("1 -1"), "the remaining factor may vanish"),
    "a negative one": ("-1 - x**2 >= 0", R, sturm("-1 0 -1"), "the remaining factor may vanish"),
    "a sign at one end": ("x + 1 >= 0", ["x in [-2, 5]"], sturm("1 1"), "the remaining factor may vanish"),
    "a sign at the other end": ("1 - x >= 0", ["x in [-2, 5]"], sturm("1 -1"), "the remaining factor may vanish"),
    "a double zero": ("x**2 >= 0", ["x in [-1, 1]"], sturm("0 0 1"), "the remaining factor may vanish"),
    "two zeros of four": ("(x - 1)*(x - 2)*(x - 7)*(x - 8) >= 0", ["x in [3, oo]"], sturm("112 -198 103 -18 1"),
        "the remaining factor may vanish"),
    "two other zeros of four": ("(x - 1)*(x - 2)*(x - 7)*(x - 8) >= 0", ["x in [-oo, 3]"], sturm("112 -198 103 -18 1"),
        "the remaining factor may vanish"),
    "a cubic on the line": ("x**3 + 1 >= 0", R, sturm("1 0 0 1"), "the remaining factor may vanish"),
    "a falling cubic on the line": ("1 - x**3 >= 0", R, sturm("1 0 0 -1"), "the remaining factor may vanish"),
    "a multiplier that may vanish": ("x**2 >= 0", R, sos([["1", {"2": "1"}, []]], [["1", {"1": "1"}, []]]),
        "the multiplier is not known to be positive"),
    "no multiplier": ("x >= 0", R, sos([], []), "the multiplier is not known to be positive"),
    "a multiplier with a factor": ("x >= 0", X, sos([["1", {"1": "1"}, []]], [["1", {"0": "1"}, [["x", "lo"]]]]),
        "the multiplier is not known to be positive"),
    "a sum that may vanish": ("x**2 > 0", R, sos([["1", {"1": "1"}, []]]), "the sum may vanish"),
    "a constant with a factor": ("x > 0", X, sos([["1", {"0": "1"}, [["x", "lo"]]]]), "the sum may vanish"),
    "a square that is no constant": ("x**2 + 2*x + 1 > 0", R, sos([["1", {"1": "1", "0": "1"}, []]]),
        "the sum may vanish"),
    "another identity": ("x**2 + 2 >= 0", R, sos([["1", {"1": "1"}, []], ["1", {"0": "1"}, []]]),
        "the identity of the squares fails"),
    "a multiplier and no sum": ("x**2 >= 0", R, sos([["1", {"1": "1"}, []]], [["2", {"0": "1"}, []]]),
        "the identity of the squares fails"),
    "no weight": ("x**2 >= 0", R, sos([["1", {"1": "1"}, []], ["0", {"3": "1"}, []]]), "a weight is not positive"),
    "a negative weight": ("-x**2 >= 0", R, sos([["-1", {"1": "1"}, []]]), "a weight is not positive"),
    "an infinite factor": ("x >= 0", ["x in [-oo, 0]"], sos([["1", {"0": "1"}, [["x", "lo"]]]]),
        "a factor uses an infinite end"),
    "the other infinite factor": ("-x >= 0", X, sos([["1", {"0": "1"}, [["x", "hi"]]]]),
        "a factor uses an infinite end"),
    "the wrong sign": ("x - 1 >= 0", ["x in [0, 1]"], sos([["1", {"0": "1"}, [["x", "hi"]]]]),
        "the identity of the squares fails"),
    "the root in a point": ("x - y >= 0", ["x in [1, 1]", "y in [2, 2]"], shift(c0_0="1"),
        "the coefficients are others than the certificate says"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_false_certificates(name: str) -> None:
    statement, box, certificate, reason = REFUSED[name]
    assert why(statement, box, certificate) == reason
