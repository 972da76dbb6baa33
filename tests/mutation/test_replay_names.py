"""Statements that are false under the names they had before: a renamed symbol carries nothing over from another."""

from __future__ import annotations

from typing import Any

import pytest
from refusals import kind_and_reason as said

from replay import binding
from replay.records import FAILED, REPLAYED, UNREPLAYABLE, Step, examine

FARKAS, TRACES = "Farkas multipliers in the logarithms, case by case", "normal form of trace polynomials"
MEMBER, RANK = "ideal membership in a free algebra", "rank of the exponent matrix"
LINE, POSITIVE = "(-oo, oo) [1]", {"x": "(0, oo) [1]", "y": "(0, oo) [1]", "m": "[mass]"}
CASES = [{"active": [0], "multipliers": ["0"]}, {"active": [1], "multipliers": ["1"]}]
MAXIMUM = {"statement": "x <= Max(x, y)", "given": [], "extrema": ["Max(x, y)"], "cases": CASES, "positive": "x y"}
WORDS: dict[str, Any] = {"relations": ["A^T + (-1)·A = 0"], "cofactors": [["1", 0, "1"]], "scalars": []}
MONOMIAL = {"unit": "mass", "quantities": {"m": "mass"}, "exponents": {"m": "1"}}
SYMMETRIC = {"left": "1*K[i,j]", "right": "1*K[j,i]", "symmetric": ["K"], "inverse": []}


def shift(**coefficients: str) -> dict[str, Any]:
    return {"kind": "shift", "power": 0, "coefficients": {key[1:]: value for key, value in coefficients.items()}}


FALSE: dict[str, tuple[str, Any, dict[str, str], str, dict[str, str], str]] = {
    "a range that is a point": (
        "shift", {"statement": "b**2*c >= 0", "box": ["b in [0, 0]", "c in [-oo, oo]"], "certificate": shift()}, {},
        "0 <= c + b - b", {"b": "[0, 0] [1]", "c": LINE}, FAILED),
    "the range of another": (
        "shift", {"statement": "1 >= 0", "box": ["t in [-oo, oo]"], "certificate": shift(c0="1")}, {"t": "x"},
        "0 <= 1/(2 - x)", {"x": LINE, "t": "[0, 1] [1]"}, FAILED),
    "a maximum called a minimum": (FARKAS, MAXIMUM, {"Max": "Min"}, "x <= Min(x, y)", POSITIVE, FAILED),
    "the imaginary unit called x": ("normal form", {"identity": "(I**2) - (-1) = 0"}, {"I": "x"}, "x**2 == -1", POSITIVE, FAILED),
    "a letter called otherwise": (
        MEMBER, {"statement": "A^T = A", **WORDS}, {"A": "B"}, "B^T = B", {"a": "A is symmetric"}, UNREPLAYABLE),
    "a tensor called otherwise": (
        "index normal form", SYMMETRIC, {"K": "L"}, "1*L[i,j] = 1*L[j,i]", {"K": "symmetric"}, UNREPLAYABLE),
    "a unit called otherwise": (
        RANK, MONOMIAL, {"mass": "length"}, "m^(1) is the only monomial with unit length", POSITIVE, UNREPLAYABLE),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_statements_under_other_names_are_not_believed(name: str) -> None:
    method, data, renamed, text, domain, status = FALSE[name]
    assert examine(Step("p:1", method, {**data, "renamed": renamed}, text, domain)).status == status


def test_the_same_under_the_names_they_have() -> None:
    for method, data, text, domain in (
        (FARKAS, MAXIMUM, "x <= Max(x, y)", POSITIVE), (MEMBER, {"statement": "A^T = A", **WORDS}, "A^T = A", {"a": "A is symmetric"}),
        ("index normal form", SYMMETRIC, "1*K[i,j] = 1*K[j,i]", {"K": "symmetric"}),
        (RANK, MONOMIAL, "m^(1) is the only monomial with unit mass", POSITIVE),
    ):
        assert examine(Step("p:1", method, data, text, domain)).status == REPLAYED


def test_letters_of_terms_that_cancel_must_be_symmetric() -> None:
    text = "Tr(A B C) - Tr(C B A) = 0"
    for known, status in (("AB", FAILED), ("ABC", REPLAYED)):
        step = Step("p:1", TRACES, {"statement": text}, text, dict.fromkeys(known, "real symmetric matrix"))
        assert examine(step).status == status


METHOD = "NotReplayable: a name must not be changed in the method "
MEANING = "ReplayError: a name that has a meaning must not be changed, but "


@pytest.mark.parametrize(("method", "renamed", "reason"), [
    ("normal form", {"_E": "E", "f": "g"}, ""), (FARKAS, {"_E": "E"}, ""), ("split", {"_E": "E"}, ""), (TRACES, {}, ""),
    (TRACES, {"A": "B"}, f"{METHOD}{TRACES!r}"), ("exponent vectors", {"A": "B"}, f"{METHOD}'exponent vectors'"),
    ("block multiplication", {"h": "g"}, f"{METHOD}'block multiplication'"), ("sturm", {"pi": "p"}, f"{MEANING}pi is"),
    (FARKAS, {"sqrt": "f", "Max": "Min"}, f"{MEANING}Max is"), ("normal form", {"x": "y", "log": "f"}, f"{MEANING}log is"),
])
def test_what_may_be_renamed(method: str, renamed: Any, reason: str) -> None:
    assert said(lambda: binding._renaming(method, {"renamed": renamed})) == reason
    assert said(lambda: binding._renaming(method, {})) == ""
    assert said(lambda: binding.backed(method, {"renamed": renamed, "relations": [], "cofactors": [], "scalars": [], "box": [],
                                                "statement": "n = n"}, {})) == reason
