"""The second opinion's reading of a record's table: every relation, sign, range, hypothesis and unit, and what the table does not back."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from refusals import kind_and_reason as said

from replay import assumptions, binding, words
from replay.records import FAILED, REPLAYED, Step, examine

F = Fraction
FARKAS, TRACES = "Farkas multipliers in the logarithms, case by case", "normal form of trace polynomials"


INVERTIBLE = ["A·A^-1 + (-1)", "A^-1·A + (-1)", "A^-1^T·A^T + (-1)", "A^T·A^-1^T + (-1)"]
SYMPLECTIC = ["A^T·ω·A + (-1)·ω", *INVERTIBLE]


@pytest.mark.parametrize(("sentence", "elements"), [
    ("ω = (0 1; -1 0)", ["ω^T + ω", "ω·ω + 1"]), ("A is symmetric", ["A^T + (-1)·A"]),
    ("A symmetric", ["A^T + (-1)·A"]), ("A is invertible", INVERTIBLE), ("A is symplectic", SYMPLECTIC),
    ("A is Hamiltonian", ["A^T·ω + ω·A"]),
    ("A is symmetric, positive definite and symplectic", ["A^T + (-1)·A", "A^-1^T + (-1)·A^-1", *SYMPLECTIC]),
    ("A is symmetric and positive semidefinite", ["A^T + (-1)·A"]),
    ("A is symmetric and positive definite", ["A^T + (-1)·A", "A^-1^T + (-1)·A^-1", *INVERTIBLE]),
    ("A is a real matrix", []), ("A is positive definite", []), ("symmetric", []), ("A B is symmetric", []),
    ("these vanish: A·B + (-1)·B·A, h·C = 0", ["A·B + (-1)·B·A", "h·C"]), ("on: the shell: A = 0, B = 0", ["A", "B"]),
    ("a: b: c: A·B = 0", ["A·B"]), ("note: A·B", []), ("A·B = 0", []), ("it is clear: A B = 0", []), ("B = 0", []),
])
def test_relations(sentence: str, elements: list[str]) -> None:
    found = assumptions.relations({"assumption 1": sentence}, ["h"])
    assert sorted(map(repr, found)) == sorted(repr(words.parse(text, ["h"])) for text in elements)


def test_relations_of_two_sentences() -> None:
    found = assumptions.relations({"1": "A is symmetric", "2": "A is invertible", "3": "B is symmetric"}, [])
    wanted = ["A^T + (-1)·A", "B^T + (-1)·B", "A^-1^T + (-1)·A^-1", *INVERTIBLE]
    assert sorted(map(repr,
            found)) == sorted(repr(words.parse(text, [])) for text in wanted) and assumptions.FORM == "ω"
    found = assumptions.relations({"1": "A is Hamiltonian", "2": "ω = (0 1; -1 0)", "3": "on the shell: B = 0"}, [])
    assert found == [words.parse(text, []) for text in ("A^T·ω + ω·A", "ω^T + ω", "ω·ω + 1", "B")]


def test_positive_letters() -> None:
    assert assumptions.definite({}) == {"1"} == assumptions.definite({"assumption": "A is symmetric"})
    assert assumptions.definite(DEFINITE) == {"1", "B", "C", "C^-1", "D", "D^-1"}


TABLE = {"x": "(0, oo) [1]", "b": "(-oo, oo)", "step one: t": "[0, 1] [mass]", "one, t": "[2, 3)", "t": "a time",
    "n": "[1, oo), integer", "k": "(1/2, 3/2]", "odd": "(0, oo) of it", "s": "(-1, 0)",
         "z": "[0, oo)", "given 1": "x <= y", "step: given 12": "y <= z", "forgiven 2": "no", "given": "none",
         "given 3 times": "no", "given x": "no"}


def test_what_the_table_says() -> None:
    assert assumptions.said(TABLE, "t") == ["[0, 1] [mass]", "[2, 3)", "a time"] and assumptions.said(TABLE, "e") == []
    assert assumptions.hypotheses(TABLE) == {"x <= y", "y <= z"}
    assert assumptions.ranges(TABLE, "x") == [(0, None, False)] and assumptions.ranges(TABLE,
        "b") == [(None, None, False)]
    assert assumptions.ranges(TABLE, "t") == [(0, 1, True), (2, 3, True)] and assumptions.ranges(TABLE,
        "n") == [(1, None, True)]
    assert assumptions.ranges(TABLE, "k") == [(F(1, 2), F(3, 2), True)] and assumptions.ranges(TABLE,
        "odd") == [] == assumptions.ranges(TABLE, "none")


@pytest.mark.parametrize(("positive", "real", "found"), [
    ("x n k", "b s t", ([], [])), ("b", "", (["b"], [])), ("s z", "x", (["s", "z"], [])),
    ("q x", "r", ([], ["q", "r"])), ("t", "", ([], [])), ("z", "z", (["z"], [])), ("", "", ([], [])),
    ("odd b", "odd", (["b"], ["odd", "odd"])),
])
def test_signs(positive: str, real: str, found: Any) -> None:
    assert assumptions.signs(TABLE, positive.split(), real.split()) == found


@pytest.mark.parametrize(("statement", "found"), [
    ("0 <= x", True), ("1/2 <= k", True), ("k <= 3/2", True), ("2 <= t", True), ("t <= 3", True), ("0 <= t", True),
    ("1 <= x", False), ("x <= 0", False), ("k <= 1/2", False), ("3/2 <= k", False), ("x <= y", False),
    ("t == 3", False),
    ("3 == t", False), ("2 == t", False), ("0 <= q", False), ("1/3 <= k", False),
])
def test_bounds(statement: str, found: bool) -> None:
    assert assumptions.bounds(TABLE, statement) is found


def test_a_bound_is_an_inequality() -> None:
    """With t < 3 recorded, t == 3 is no hypothesis: 3 <= t would follow from it."""
    data = {"statement": "3 <= t", "given": ["t == 3"], "extrema": [], "cases": [{"active": [], "multipliers": ["-1"]}],
        "positive": "t"}
    found = examine(Step("p:1", FARKAS, data, "3 <= t", {"t": "(0, 3) [1]"}))
    assert (found.status, found.reason) == (FAILED, "the record does not list the hypothesis t == 3")
    assert examine(Step("p:1", FARKAS, data, "3 <= t", {"t": "(0, 3) [1]", "given 1": "t == 3"})).status == REPLAYED
    assert said(lambda: assumptions.bounds(TABLE,
            "0 < x")) == "NotReplayable: a statement must be two sides with one of <=, ==, but is '0 < x'"


MEMBER, SQUARES = "ideal membership in a free algebra", "sum of congruences of positive matrices"
A = {"assumption": "A is symmetric", "h": "(0, oo)", "given 1": "P >= 0"}
DEFINITE = {"assumption 2": "B is symmetric and positive semidefinite", "assumption 3": "C is symmetric and positive definite",
            "assumption 4": "D is symmetric, positive definite and symplectic", "assumption 5": "E is positive definite", "note": "x"}
SYM: dict[str, Any] = {"scalars": ["h"], "relations": ["A^T + (-1)·A = 0", "B = 0"], "cofactors": [["1", 0, "1"]]}
SIGNS = "ReplayError: the record does not say that "
SILENT = "NotReplayable: the record gives no range of "
BACKED: dict[str, tuple[str, Any, Any, str]] = {
    "nothing": ("normal form", {}, {}, ""), "signs": ("normal form", {"positive": "x k", "real": "b"}, TABLE, ""),
    "a sign": ("normal form", {"positive": "x b s"}, TABLE, f"{SIGNS}b, s is positive"),
    "no range": ("normal form", {"positive": "x q", "real": "r"}, TABLE, f"{SILENT}q, r"),
    "a sign first": ("normal form", {"positive": "s q"}, TABLE, f"{SIGNS}s is positive"),
    "a real one is not positive": ("normal form", {"real": "s b z"}, TABLE, ""),
    "renamed": ("normal form", {"positive": "x1 y", "renamed": {"x1": "s", "y": "x"}}, TABLE, f"{SIGNS}s is positive"),
    "renamed well": ("normal form", {"positive": "s", "real": "q", "renamed": {"s": "x", "q": "b"}}, TABLE, ""),
    "scalars": (MEMBER, SYM, A, ""), "a scalar": (MEMBER, SYM, {**A, "h": "(-oo, oo)"}, f"{SIGNS}h is positive"),
    "an unknown scalar": (MEMBER, {**SYM, "scalars": ["g"]}, A, f"{SILENT}g"),
    "blocks": ("block multiplication", {"scalars": ["b"]}, TABLE, f"{SIGNS}b is positive"),
    "a relation": (MEMBER, {**SYM, "cofactors": [["1", 1, "1"]]}, A,
        "ReplayError: the record does not list the assumption B = 0"),
    "a relation not used": (MEMBER, {**SYM, "cofactors": []}, {"h": "(0, oo)"}, ""),
    "a relation turned": (MEMBER, {**SYM, "relations": ["(-1)·A^T + A = 0"]}, A, ""),
    "a multiple of a relation": (MEMBER, {**SYM, "relations": ["2·A^T + (-2)·A = 0"]}, A,
        "ReplayError: the record does not list the assumption 2·A^T + (-2)·A = 0"),
    "another letter": (MEMBER, SYM, {**A, "assumption": "B is symmetric"},
        "ReplayError: the record does not list the assumption A^T + (-1)·A = 0"),
    "with a scalar": (MEMBER, {**SYM, "relations": ["h·A = 0"]}, {"h": "(0, oo)", "a": "note: h·A = 0"}, ""),
    "squares": (SQUARES, {**SYM, "positive": ["P"]}, A, ""),
    "another hypothesis": (SQUARES, {**SYM, "positive": ["P", "Q"]}, A,
        "ReplayError: the record does not list the hypothesis Q >= 0"),
    "the identity and declared letters": (SQUARES, {**SYM, "positive": ["1", "P", "B", "C", "C^-1", "D", "D^-1"]}, {**A, **DEFINITE}, ""),
    "an inverse that may not exist": (SQUARES, {**SYM, "positive": ["B^-1"]}, {**A, **DEFINITE},
        "ReplayError: the record does not list the hypothesis B^-1 >= 0"),
    "a symmetric letter": (SQUARES, {**SYM, "positive": ["A"]}, {**A, **DEFINITE},
        "ReplayError: the record does not list the hypothesis A >= 0"),
    "a relation of squares": (SQUARES, {**SYM, "cofactors": [["1", 1, "1"]], "positive": ["P"]}, A,
        "ReplayError: the record does not list the assumption B = 0"),
    "given": ("Farkas", {"given": ["x <= y", "y <= z", "0 <= x"]}, TABLE, ""),
    "not given": ("Farkas", {"given": ["x <= y", "x <= z"]}, TABLE,
        "ReplayError: the record does not list the hypothesis x <= z"),
    "given under another name": ("Farkas", {"given": ["x1 <= y"], "renamed": {"x1": "x"}}, TABLE, ""),
    "not given under another name": ("Farkas", {"given": ["x <= y"], "renamed": {"x": "q"}}, TABLE,
        "ReplayError: the record does not list the hypothesis q <= y"),
    "box": ("shift", {"box": ["x in [0, oo]", "k in [1/2, 3/2]", "b in [-oo, oo]"]}, TABLE, ""),
    "a larger box": ("sos", {"box": ["k in [0, 2]", "s in [-oo, 0]"]}, TABLE, ""),
    "beyond the box": ("sturm", {"box": ["k in [1, 2]"]}, TABLE,
        "ReplayError: the record's range of k reaches beyond the box"),
    "beyond above": ("split", {"box": ["k in [0, 1]"]}, TABLE,
        "ReplayError: the record's range of k reaches beyond the box"),
    "beyond below": ("shift", {"box": ["b in [0, oo]"]}, TABLE,
        "ReplayError: the record's range of b reaches beyond the box"),
    "infinitely beyond": ("shift", {"box": ["x in [0, 9]"]}, TABLE,
        "ReplayError: the record's range of x reaches beyond the box"),
    "one of two ranges": ("shift", {"box": ["t in [2, 3]"]}, TABLE, ""),
    "neither of two ranges": ("shift", {"box": ["t in [1, 2]"]}, TABLE,
        "ReplayError: the record's range of t reaches beyond the box"),
    "a name without range": ("shift", {"box": ["q in [0, 1]"]}, TABLE, f"{SILENT}q"),
    "a box under another name": ("shift", {"box": ["q in [0, oo]"], "renamed": {"q": "x"}}, TABLE, ""),
    "no box is needed": ("normal form", {"box": ["q in [0, 1]"]}, TABLE, ""),
    "half of each range": ("shift", {"box": ["t in [1, 5]"]}, {"t": "[0, 4]", "a: t": "[2, 6]"},
        "ReplayError: the record's range of t reaches beyond the box"),
    "quantities": ("rank", {"quantities": {"m": "mass", "k": "time^-1"}},
        {"m": "[mass]", "a: k": "(0, oo) [time^-1]", "b: k": "[time]"}, ""),
    "a quantity": ("rank", {"quantities": {"m": "mass"}}, {"m": "[length]"},
        "ReplayError: the record does not say that m has the unit mass"),
    "an unknown quantity": ("rank", {"quantities": {"q": "mass"}}, {"m": "[mass]"},
        "ReplayError: the record does not say that q has the unit mass"),
    "a quantity under another name": ("rank", {"quantities": {"q": "mass"}, "renamed": {"q": "m"}}, {"m": "[mass]"},
        "NotReplayable: a name must not be changed in the method 'rank'"),
    "tensors": ("index normal form", {"symmetric": ["K"], "inverse": [["Z", "Y"]]},
        {"K": "symmetric", "Z, Y": "inverse to each other"}, ""),
    "a tensor": ("index normal form", {"symmetric": ["K", "L"], "inverse": []}, {"K": "symmetric", "L": "general"},
        "ReplayError: the record does not say of L: symmetric"),
    "a pair": ("index normal form", {"symmetric": [], "inverse": [["Z", "Y"]]}, {"Z": "inverse to each other"},
        "ReplayError: the record does not say of Z, Y: inverse to each other"),
    "matrices": (TRACES, {"statement": "Tr(B A) = Tr(A B)"},
        {"A": "real symmetric matrix", "one: B": "real symmetric matrix"}, ""),
    "a matrix": (TRACES, {"statement": "Tr(B A) = Tr(A B)"}, {"A": "real symmetric matrix", "B": "matrix"},
        "ReplayError: the record does not say of B: real symmetric matrix"),
    "two matrices": (TRACES, {"statement": "Tr(B A) = Tr(A B)"}, {},
        "ReplayError: the record does not say of A: real symmetric matrix"),
}


@pytest.mark.parametrize("name", BACKED)
def test_what_the_table_backs(name: str) -> None:
    method, data, domain, reason = BACKED[name]
    assert said(lambda: binding.backed(method, data, domain)) == reason
