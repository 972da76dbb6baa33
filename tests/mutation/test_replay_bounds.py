"""Letters of certificates that stand for values: the bounds are true, their neighbours are not used, and the gap is the step's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction as F
from typing import Any

import mpmath
import pytest

from replay import binding, letters, renaming
from replay.letters import BOUNDS, INVERSE_ROOT, Bound
from replay.outcome import NotReplayable, ReplayError
from replay.records import Step, examine
from replay.text import parse

HALVES = [F(n, 6) for n in (-240, -54, -21, -12, -9, -6, -4, -2, -1, 0, 1, 2, 4, 6, 9, 12, 21, 54, 240)]
ROWS = [*((kind, bound) for kind, row in BOUNDS.items() for bound in row), *(("inverse root", bound) for bound in INVERSE_ROOT)]
IDS = [f"{kind} {number}" for number, (kind, _) in enumerate(ROWS)]
TABLE = {
    "a": "(0, oo) [1]", "b": "(0, oo) [1]", "u": "(-oo, oo) [1]", "v": "(-oo, oo) [1]", "p": "[0, oo) [1]", "q": "[0, 1] [1]",
    "s": "(2, 9) [1]", "k": "(-3, -1) [1]",
    "n": "(-oo, 0] [1]", "first: two": "(0, oo) [1]", "second: two": "(1, oo) [1]",
}  # fmt: skip


EIGHTHS = [F(n, 8) for n in range(24)]


def margins(kind: str, bound: Bound) -> list[int]:
    """The signs of sign (f(v) - least(v)) at the values of v on the side of the bound."""
    found = []
    with mpmath.workdps(120):
        for v in (*HALVES, *EIGHTHS):
            if v * bound.side < 0 or (bound.under is not None and v >= bound.under) or (kind in ("log", "sqrt", "inverse root") and v <= 0):
                continue
            try:
                least = bound.at(letters.number(v))
            except ReplayError:  # 1/(1 - v) at 1
                continue
            exact = least.above.get((), F(0)) / least.below[()]
            x = mpmath.mpf(v.numerator) / v.denominator
            value = {"inverse root": lambda y: 1 / mpmath.sqrt(y), "Abs": abs}.get(kind, getattr(mpmath, kind, None))(x)
            gap_there = bound.sign * (value - mpmath.mpf(exact.numerator) / exact.denominator)
            found.append(0 if abs(gap_there) < mpmath.mpf(10) ** -110 else int(mpmath.sign(gap_there)))
    return found


@pytest.mark.parametrize(("kind", "bound"), ROWS, ids=IDS)
def test_every_bound_is_true(kind: str, bound: Bound) -> None:
    found = margins(kind, bound)
    assert -1 not in found and found.count(1) >= 5


@pytest.mark.parametrize(("kind", "bound"), ROWS, ids=IDS)
def test_the_other_sign_or_side_is_false(kind: str, bound: Bound) -> None:
    assert -1 in margins(kind, replace(bound, sign=-bound.sign))
    assert bound.side == 0 or -1 in margins(kind, replace(bound, side=-bound.side))
    assert bound.under is None or -1 in margins(kind, replace(bound, under=bound.under + 1))


def said(text: str, low: F | int | None = 0, high: F | int | None = None) -> str:
    """The value that the letter holds as text, "" where none, or the error."""
    tree = parse(text)
    try:
        low, high = (None if end is None else F(end) for end in (low, high))
        found = letters.shown(tree, (low, high), TABLE)
    except (NotReplayable, ReplayError) as error:
        return f"{type(error).__name__}: {error}"
    return "" if found is None else str(found[1])


def test_a_bound_that_holds_up_to_a_number_is_used_below_it_alone() -> None:
    assert said("(2 + q)/(2 - q) - exp(q)") == "exp"
    for text in ("(2 + s)/(2 - s) - exp(s)", "(2 + a)/(2 - a) - exp(a)", "(2 + k)/(2 - k) - exp(k)", "(2 + 2*q)/(2 - 2*q) - exp(2*q)"):
        assert said(text).startswith("NotReplayable"), text


GAPS = {
    "exp(u) - 1 - u": "exp", "exp(a) - 1 - a - a**2/2": "exp", "exp(p) - 1 - p - p**2/2": "exp", "exp(u) - 1 - u - u**2/2 - u**3/6": "exp",
    "(2 + q)/(2 - q) - exp(q)": "exp", "(2 + a/(1 + a))/(2 - a/(1 + a)) - exp(a/(1 + a))": "exp",
    "exp(u)": "exp", "1 - exp(-a)": "exp", "1/(1 + a*b) - exp(-a*b)": "exp", "1 - a + a**2/2 - exp(-a)": "exp", "1 - exp(n)": "exp",
    "exp(1 - q) - 2 + q - (1 - q)**2/2": "exp", "1 - exp(q - 1)": "exp", "exp(s - 1) - s - (s - 1)**2/2": "exp",
    "a/b - 1 - log(a/b)": "log",
    "a - log(1 + a)": "log", "log(a) - 1 + 1/a": "log", "u**2 - log(1 + u**2)": "log", "sinh(a) - a": "sinh", "n - sinh(n)": "sinh",
    "cosh(u) - 1 - u**2/2": "cosh", "a - tanh(a)": "tanh", "1 - tanh(u)": "tanh", "tanh(a*b)": "tanh", "a - sin(a)": "sin",
    "1 - sin(u)": "sin",
    "sin(u) + 1": "sin", "sin(p) - p + p**3/6": "sin", "cos(u*v) - 1 + u**2*v**2/2": "cos", "1 - cos(u)": "cos", "1 + cos(u)": "cos",
    "a - atan(a)": "atan", "atan(p)": "atan", "1 - erf(u)": "erf", "1 + erf(u)": "erf", "erf(a*b)": "erf",
    "Abs(u)": "Abs", "Abs(u - v) - u + v": "Abs", "Abs(u) + u": "Abs", "Abs(u) - u/2": "Abs",
    "Abs(u) + u/2": "Abs", "sqrt(1 + a)": "sqrt", "1 + a/2 - sqrt(1 + a)": "sqrt", "1/sqrt(1 + a) - 2/(2 + a)": "sqrt",
    "(1 + 1/(1 + a))/2 - 1/sqrt(1 + a)": "sqrt", "((a + b)/a + a)/2 - sqrt(a + b)": "sqrt",
    "sqrt(a + b) - 2*(a + b)*a/(a + b + a**2)": "sqrt",
    "(a**2 + b**2)/(2*(a + b)) + (a + b)/2 - sqrt(a**2 + b**2)": "sqrt", "sqrt(a**2 + u**2) - 2*(a**2 + u**2)*3/(a**2 + u**2 + 9)": "sqrt",
}  # fmt: skip


@pytest.mark.parametrize("text", GAPS)
def test_gaps_of_known_bounds(text: str) -> None:
    assert said(text) == GAPS[text] == said(text, -1) == said(text, None)
    assert said(text, F(1, 10**9)) == said(text, 0, 10**9) == "ReplayError: a gap lies outside the range of its letter"


NO_GAPS = [
    "exp(u) - 1 - 2*u", "exp(u) - 2 - u", "1 + u - exp(u)", "exp(u) - 1 - u - u**2/2", "exp(n) - 1 - n - n**2/2", "1 - exp(u)",
    "1 - exp(a)",
    "1/(1 - u) - exp(u)", "1 - u + u**2/2 - exp(-u)", "exp(q - 1) - q - (q - 1)**2/2", "exp(s - 3) - s + 2 - (s - 3)**2/2", "-exp(u)",
    "u - 1 - log(u)", "p - 1 - log(p)", "q - 1 - log(q)", "a - log(2 + a)", "log(a) - 1 + a", "log(a)", "u - log(1 + u)", "sinh(u) - u",
    "a - sinh(a)", "n - tanh(n)", "tanh(u)", "u - sin(u)", "sin(u)", "sin(n) - n + n**3/6", "cos(u) - 1 + u**2", "2*(1 - cos(u))", "cos(u)",
    "erf(u)", "a - erf(a)",
    "atan(u)", "u - atan(u)", "Abs(u) - 2*u", "-Abs(u)", "sqrt(1 + a) - 1", "1 + a - sqrt(1 + a)", "1 + u/2 - sqrt(1 + u)", "sqrt(u)",
    "sqrt(p)/p",
    "1 + q/2 - sqrt(q)", "1/sqrt(1 + a) - 1/(1 + a)", "((a + b)/u + u)/2 - sqrt(a + b)", "((a + b)/a + b)/2 - sqrt(a + b)",
    "sqrt(a + b) - 2*(a + b)*u/(a + b + u**2)", "gamma(a)", "exp(exp(u)) - 1 - exp(u)", "sin(a, b)", "exp(a, b)", "x**2",
    "exp(x) - 1 - x", "a + x",
    "exp(two) - 1 - two", "exp(I*u) - 1 - I*u", "sqrt(a + I)", "1/(u - u) - exp(u)", "a*exp(u)",

]  # fmt: skip


@pytest.mark.parametrize("text", NO_GAPS)
def test_what_is_no_gap_of_a_known_bound(text: str) -> None:
    for low in (0, None):
        found = said(text, low)
        assert found.startswith(("NotReplayable: no bound of a function is known that says",
        "NotReplayable: a letter stands for something")), found


@pytest.mark.parametrize(("text", "low", "high", "holds"), [
    ("a + b", 0, None, True), ("a - b", 0, None, False), ("2*a", 0, None, True), ("u**2", 0, None, True), ("u", 0, None, False),
    ("s - 2", 0, 7, True), ("s - 2", 0, 6, False), ("s - 2", F(1, 9), 7, False), ("1 - q", 0, 1, True), ("1 - q", 0, F(1, 2), False),
    ("1/(1 + q)", F(1, 2), 1, True), ("1/(1 + q)", F(2, 3), 1, False), ("1/(1 + q)", F(1, 2), F(2, 3), False), ("1/(s - 2)", 0, None, True),
    ("1/(s - 2)", F(1, 7), None, True), ("1/(s - 3)", 0, None, False), ("1/(1 - q)", 0, None, False), ("x + 1", 0, None, False),
    ("(s - 2)/(1 + q)", 0, 7, True), ("(s - 2)/(1 + q)", 0, 6, False), ("two", 0, None, False),
])
def test_ranges_by_terms(text: str, low: F, high: F | None, holds: bool) -> None:
    found = said(text, low, high)
    assert found == "" if holds else found.startswith("NotReplayable: "), found


@pytest.mark.parametrize(("given", "text", "low", "high", "holds"), [
    ("u <= v", "v - u", 0, None, True), ("u <= v", "u - v", 0, None, False), ("u <= v", "v - u", F(1, 9), None, False),
    ("u <= v", "v - u", 0, 1, False), ("u <= v", "2*v - 2*u", 0, None, False), ("u < v", "v - u", 0, None, True),
    ("u == v", "v - u", 0, 0, True),
    ("u == v", "v - u", 0, None, True), ("u == v", "v - u", 1, None, False), ("u < v", "1/(v - u)", 0, None, True),
    ("u <= v", "1/(v - u)", 0, None, False), ("u < v", "1/(u - v)", 0, None, False), ("u != v", "v - u", 0, None, False),
    ("u <= sin(v", "v - u", 0, None, False), ("sin(u) <= v", "v - sin(u)", 0, None, True), ("u <= v", "v - sin(u)", 0, None, False),
])
def test_ranges_by_hypotheses(given: str, text: str, low: F, high: F | None, holds: bool) -> None:
    tree = parse(text)
    limits = (F(low), None if high is None else F(high))
    try:
        assert letters.shown(tree, limits, {**TABLE, "given 1": given}) is None and holds
    except NotReplayable:
        assert not holds


@pytest.mark.parametrize(("text", "low", "high", "found"), [
    ("pi", 3, 4, ""), ("pi", F(31416, 10000), 4, "number"), ("pi", 3, F(31415, 10000), "number"), ("E", F(27, 10), F(28, 10), ""),
    ("sqrt(2)", F(14, 10), F(15, 10), ""), ("sqrt(2)", F(142, 100), 2, "number"), ("sqrt(2)*pi", 4, None, ""), ("sqrt(2)*pi", 5, None,
    "number"),
    ("sqrt(a)", 0, None, ""), ("sqrt(a)", F(1, 9), None, "power"), ("sqrt(a)", 0, 9, "power"), ("1/a", 0, None, ""), ("a**(1/3)", 0,
    None, ""),
    ("sqrt(s)", F(14, 10), 3, ""), ("sqrt(s)", F(142, 100), 3, "power"), ("sqrt(s)", 1, F(29, 10), "power"), ("1/s", F(1, 9), F(1, 2), ""),
    ("1/s", F(1, 8), F(1, 2), "power"), ("1/s", F(1, 9), F(1, 3), "power"), ("s**(-1/2)", F(1, 3), 1, ""), ("1/sqrt(s)", F(1, 2), 1,
    "power"),
])
def test_numbers_and_powers(text: str, low: F, high: F | None, found: str) -> None:
    ranges = {"number": "a number lies outside the range of its letter", "power": "a power lies outside the range of its letter"}
    assert said(text, low, high) == (f"ReplayError: {ranges[found]}" if found else "")


def step(text: str, statement: str, box: list[str], meant: dict[str, str], certificate: Any, **table: str) -> Step:
    data = {"statement": statement, "box": box, "certificate": certificate, "renamed": meant, "real": "d" if "d" in meant else ""}
    return Step("", certificate["kind"], data, text, {**TABLE, **table})


LINE = {"kind": "shift", "power": 0, "coefficients": {"1": "1"}}
TANGENT = {"d": "exp(u) - 1 - u"}
ROOTS = {"x": "sqrt(a)", "y": "sqrt(b)"}
SQUARE = {"kind": "sos", "multiplier": [["1", {"0,0": "1"}, []]], "squares": [["1", {"1,0": "1", "0,1": "-1"}, []]]}
MEANS: tuple[str, str, list[str], dict[str, str], Any] = (
    "2*sqrt(a)*sqrt(b) <= a + b", "x**2 - 2*x*y + y**2 >= 0", ["x in [0, oo]", "y in [0, oo]"], ROOTS, SQUARE)


def status(given: Step) -> str:
    found = examine(given)
    return f"{found.status}: {found.reason}" if found.reason else found.status


def test_a_step_by_a_tangent_is_repeated() -> None:
    assert status(step("1 + u <= exp(u)", "d >= 0", ["d in [0, oo]"], TANGENT, LINE)) == "replayed"
    assert status(step("2 + 2*u <= 2*exp(u)", "d >= 0", ["d in [0, oo]"], TANGENT, LINE)) == "replayed"
    assert status(step("u*a <= a*exp(u) - a", "d >= 0", ["d in [0, oo]"], TANGENT, LINE)) == "replayed"
    assert status(step("1 + u < exp(u)", "d >= 0", ["d in [0, oo]"], TANGENT, LINE)).startswith("failed: the certificate proves >=, but")
    for text in ("2 + u <= exp(u)", "1 + u <= exp(2*u)", "1 + u <= exp(v)", "exp(u) <= 1 + u", "0 <= exp(u)", "1 + u <= u*exp(u)",
    "0 <= 0"):
        found = status(step(text, "d >= 0", ["d in [0, oo]"], TANGENT, LINE))
        assert found == f"failed: the certificate's d >= 0 is not {text} times something evidently positive"
    found = status(step("1 + u <= exp(u)", "d >= 0", ["d in [1, oo]"], TANGENT, LINE))
    assert found == "failed: the coefficients are others than the certificate says"


def test_a_step_by_roots_is_repeated() -> None:
    assert status(step(*MEANS)) == "replayed"
    assert status(step("2*sqrt(a*b) <= a + b", *MEANS[1:])) == "replayed"
    assert status(step("3*sqrt(a*b) <= a + b", *MEANS[1:])).startswith("failed: the certificate's x**2 - 2*x*y + y**2 >= 0 is not")
    assert status(step(*MEANS, a="(-oo, oo) [1]")).startswith("not replayable: no bound of a function is known")
    assert status(step(*MEANS[:3], {**ROOTS, "y": "sqrt(a)"}, SQUARE)).startswith("failed: the certificate's")
    assert status(step(*MEANS[:3], {**ROOTS, "y": "sqrt(b"}, SQUARE)).startswith("not replayable: a name must hold no signs")
    assert status(step(*MEANS[:3], {**ROOTS, "y": "unknown"}, SQUARE)) == "not replayable: the record gives no range of unknown"


def test_symbols_renamed_beside_letters() -> None:
    letters_ = {"x": "sqrt(lam)", "y": "sqrt(b)", "q1": "lam"}
    assert status(step("2*sqrt(lam)*sqrt(b) <= lam + b", *MEANS[1:3], letters_, SQUARE, lam="(0, oo) [1]")) == "replayed"
    assert status(step("2*sqrt(lam)*sqrt(b) <= lam + 2*b", *MEANS[1:3], letters_, SQUARE, lam="(0, oo) [1]")).startswith("failed")
    tangent = {"d": "exp(lam) - 1 - lam", "q1": "lam"}
    assert status(step("1 + lam <= exp(lam)", "d >= 0", ["d in [0, oo]"], tangent, LINE, lam="(0, oo) [1]")) == "replayed"
    assert status(step("1 + u <= exp(u)", "d >= 0", ["d in [0, oo]"], tangent, LINE, lam="(0, oo) [1]")).startswith("failed")


def test_what_has_a_meaning_is_no_symbol_beside_letters() -> None:
    where = ("4*a <= pi*a + a", "1 - _p >= 0", ["_p in [3, 4]"], {"_p": "pi"})
    tree = renaming.letters({"renamed": {"_p": "pi"}}, TABLE)
    assert tree == {"_p": ("name", "pi")} and renaming.letters({"renamed": {"_p": "pi"}}, {**TABLE, "pi": "(0, oo) [1]"}) == {}
    found = status(step(*where, {"kind": "shift", "power": 0, "coefficients": {}}, pi="(0, oo) [1]"))
    assert found.startswith("failed")
    for name in ("pi", "E", "I"):
        with pytest.raises(NotReplayable, match=rf"^a letter must not stand for an expression where {name} is a symbol$"):
            renaming.letters({"renamed": {"x": "sqrt(a)"}}, {**TABLE, name: "(0, oo) [1]"})
    assert renaming.letters({"renamed": {"x": "a"}}, {**TABLE, "pi": "(0, oo) [1]"}) == renaming.letters({}, TABLE) == {}


def test_a_name_that_cannot_be_read_hides_no_letter() -> None:
    assert renaming.letters({"renamed": {"q1": "n_{b}", "x": "sqrt(a)", "q2": "<A>", "y": "sqrt(b)"}}, TABLE).keys() == {"x", "y"}
    tree = parse("v - u")
    for given in ({"given 1": "sin(u <= v", "given 2": "u <= v"}, {"given 1": "u != v", "given 2": "u <= v"},
    {"given 1": "u <= n_{b}", "given 2": "u <= v"}):
        assert letters.shown(tree, (F(0), None), {**TABLE, **given}) is None
    assert letters.shown(parse("1/(v - u)"), (F(0), None), {**TABLE, "given 1": "u < v"}) is None
    with pytest.raises(NotReplayable):
        letters.shown(parse("1/(v - u)"), (F(1, 9), None), {**TABLE, "given 1": "u < v"})


def test_numbers_do_not_stand_beside_symbols() -> None:
    for text in ("pi*a", "E*a", "pi - a", "exp(a) - E*a", "1 + a/(2*pi) - sqrt(1 + a/pi)"):
        assert said(text) == "NotReplayable: a letter stands for something of which the record gives no range"


def test_a_hypothesis_is_about_the_names_of_the_record() -> None:
    data = {"statement": "1 > 0", "box": ["v in [-oo, oo]"], "certificate": {"kind": "shift", "power": 0, "coefficients": {"0": "1"}}}
    table = {**TABLE, "lam": "(-oo, oo) [1]", "given 1": "u < v"}
    assert examine(Step("", "shift", data, "u < v", table)).status == "replayed"
    assert examine(Step("", "shift", {**data, "renamed": {"u": "lam"}}, "lam < v", table)).status != "replayed"


def test_roots_of_sums_are_values_of_a_function() -> None:
    root = {"d": "1 + a/2 - sqrt(1 + a)"}
    assert status(step("sqrt(1 + a) <= 1 + a/2", "d >= 0", ["d in [0, oo]"], root, LINE)) == "replayed"
    assert status(step("sqrt(1 + a) <= 1 + a/3", "d >= 0", ["d in [0, oo]"], root, LINE)).startswith("failed")
    for text in ("(a/3 + 3)/2 - exp(a)", "(a/3 + 3)/2 - sin(a)", "exp(a) - 6*a/(a + 9)", "sqrt(k)", "1/sqrt(k)"):
        assert said(text).startswith("NotReplayable: no bound"), text
    assert letters.number(0).above == {} and letters.number(F(1, 2)).above == {(): F(1, 2)}


def test_letters_are_taken_out_of_what_was_renamed() -> None:
    data = {"renamed": {"x": "sqrt(a)", "q1": "lam"}, "statement": "x >= 0"}
    known = renaming.letters(data, {**TABLE, "lam": "(0, oo) [1]"})
    assert list(known) == ["x"] and renaming.symbols(data, known) == {"renamed": {"q1": "lam"}, "statement": "x >= 0"}
    assert renaming.symbols(data, {}) is data


@pytest.mark.parametrize(("text", "given", "holds"), [
    ("u < v", "u < v", True), ("u < v", "u <= v", False), ("u < v", "v < u", False), ("2*u < 2*v", "u < v", True),
    ("a*u < a*v", "u < v", True),
    ("u < v", "2*u < 2*v", False), ("u/2 + v/2 < v", "u < v", True), ("u*v < v*v", "u < v", False),
    ("(n + s)*u < (n + s)*v", "u < v", False), ("(b + s)*u < (b + s)*v", "u < v", True),
])
def test_a_strict_hypothesis_keeps_the_factor_positive(text: str, given: str, holds: bool) -> None:
    data = {"statement": "1 > 0", "box": ["d in [0, oo]"], "renamed": {"d": "v - u"}, "certificate": {"kind": "shift", "power": 0,
            "coefficients": {"0": "1"}}}
    found = examine(Step("", "shift", data, text, {**TABLE, "given 1": given}))
    assert (found.status == "replayed") is holds, found.reason


def test_a_factor_must_be_positive_above_and_below() -> None:
    table = {"d": "exp(u) - 1 - u"}
    for text, holds in (("(a + b)*(1 + u) <= (a + b)*exp(u)", True), ("(1 + u)/(a + b) <= exp(u)/(a + b)", True),
                        ("(1 + u)/(a - b) <= exp(u)/(a - b)", False), ("(a - b)*(1 + u) <= (a - b)*exp(u)", False)):
        given = step(text, "d >= 0", ["d in [0, oo]"], table, LINE)
        assert (status(given) == "replayed") is holds, text
        with_factor = step(text, "a*d + b*d >= 0", ["a in [0, oo]", "b in [0, oo]", "d in [0, oo]"], table,
                           {"kind": "shift", "power": 0, "coefficients": {"1,0,1": "1", "0,1,1": "1"}})
        assert (status(with_factor) == "replayed") is holds, text


def test_letters_are_for_certificates_on_boxes_alone() -> None:
    data = {"identity": "(x**2) - (a) = 0", "renamed": {"x": "sqrt(a)"}, "positive": "x"}
    with pytest.raises(NotReplayable, match="a name must hold no signs or parentheses"):
        binding.backed("normal form", data, TABLE)


REPLACED: list[tuple[str, Callable[[Any], Any], str]] = [
    ("a + b*a**a", lambda node: ("name", "c") if node == ("name", "a") else None, "c + b*c**c"),
    ("sin(a, b - a)/a", lambda node: ("name", "c") if node == ("name", "a") else None, "sin(c, b - c)/c"),
    ("sin(a) + a", lambda node: ("name", "c") if node == ("call", "sin", (("name", "a"),)) else None, "c + a"),
    ("2*a", lambda node: None, "2*a"), ("(a, b)", lambda node: ("name", "c") if node == ("name", "a") else None, "(a, b)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "old", "found"), REPLACED)
def test_parts_of_trees_are_replaced(text: str, old: Callable[[Any], Any], found: str) -> None:
    assert letters.replaced(parse(text), old) == parse(found)
