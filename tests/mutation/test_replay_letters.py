"""The second opinion's words, traces and indexed tensors: every term, every bound, and the reason of every refusal."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from refusals import reason as said

from replay import indices, traces, words
from replay.indices import Tensors
from replay.outcome import NotReplayable

F = Fraction


def element(*terms: tuple[Any, str]) -> Any:
    """Terms (number, "s=1/2 A B")."""
    found = {}
    for number, text in terms:
        scalars = tuple((part.split("=")[0], F(part.split("=")[1])) for part in text.split() if "=" in part)
        found[scalars, tuple(part for part in text.split() if "=" not in part)] = F(number)
    return found


@pytest.mark.parametrize(("text", "found"), [
    ("1", [(1, "")]), ("(-2)", [(-2, "")]), ("(-2/3)·A", [("-2/3", "A")]), ("3/4·A·B^T", [("3/4", "A B^T")]),
    ("A + B + A", [(2, "A"), (1, "B")]), ("A + (-1)·A", []), ("0·A", []),
    ("h·A", [(1, "h=1 A")]), ("2·h^(1/2)·g^(-1)·A", [(2, "g=-1 h=1/2 A")]), ("h·h^(1/2)", [(1, "h=3/2")]),
    ("h·h^(-1)·A", [(1, "A")]), ("A^-1^T·A", [(1, "A^-1^T A")]), ("A·B + B·A", [(1, "A B"), (1, "B A")]), ("A·h", [(1, "A h")]),
])
def test_elements(text: str, found: Any) -> None:
    assert words.parse(text, ["h", "g"]) == element(*found)


@pytest.mark.parametrize("text",
    ["", "A·2", "A B", "A·", "-2", "2·3", "A;B", "(A)", "A·h^(1/2)", "+A", "h^(1/2·A", "A - B", "A·(-2)", "·A",
        "A^(2)"])
def test_what_is_no_element(text: str) -> None:
    with pytest.raises(NotReplayable, match=r"must be a number, a scalar before all letters, or a letter$"):
        words.parse(text, ["h", "g"])


def test_elements_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("A" * 200_001, 5, None):
        with pytest.raises(NotReplayable, match=r"^an element must be text of at most 200000 characters$"):
            words.parse(text, [])  # type: ignore[arg-type]
    assert words.parse("A" * 200_000, []) == {((), ("A" * 200_000,)): 1}
    monkeypatch.setattr(words, "MOST_TERMS", 6)
    three, two = words.parse("A + B + C", []), words.parse("D + E", [])
    assert len(words.times(three, two)) == 6 and len(words.times(words.parse("A + B + C + D + E + F", []))) == 6
    with pytest.raises(NotReplayable, match=r"^a product of 3 by 3 terms is too large$"):
        words.times(three, three)


def test_products_and_transposes() -> None:
    a, b = words.parse("2·h·A + (-1)·B", ["h"]), words.parse("h^(-1)·B + 3·g^(1/2)", ["h", "g"])
    assert words.times(a, b) == element((2, "A B"), (6, "g=1/2 h=1 A"), (-1, "h=-1 B B"),
        (-3, "g=1/2 B")) and words.times() == words.ONE
    assert words.times(words.parse("A + B", []), words.parse("A + (-1)·B", [])) == element((1, "A A"), (-1, "A B"),
        (1, "B A"), (-1, "B B"))
    zero = words.times(words.parse("h + (-1)·g", ["h", "g"]), words.parse("h + g", ["h", "g"]))
    assert zero == element((1, "h=2"), (-1, "g=2")) and words.times(a, b, words.parse("C", []))[(),
        ("A", "B", "C")] == 2
    assert words.transpose(words.parse("2·h·A·B^T + C^-1", ["h"])) == element((2, "h=1 B A^T"), (1, "C^-1^T"))
    assert words.used([["1", 3, "A"], ["1", 0, "A"], ["B", 3, "1"]]) == [0, 3]


INVERSE: dict[str, Any] = {"relations": ["(-1) + A·B = 0", "h·C + D = 0"], "cofactors": [["1", 0, "A"]],
    "scalars": ["h"]}
CONGRUENT: dict[str, Any] = {"relations": [], "cofactors": [], "scalars": ["h"], "positive": ["P", "Q"],
    "squares": [["A^T", 0, "A"], ["h^(1/2)", 1, "h^(1/2)"]]}
WORDS: dict[str, tuple[Callable[..., None], str, dict[str, Any], str]] = {
    "equal": (words.replay_equal, "A·B·A = A", INVERSE, ""),
    "two cofactors": (words.replay_equal, "A·B + B·D = 1 + (-1)·h·B·C",
        {**INVERSE, "cofactors": [["1", 0, "1"], ["B", 1, "1"]]}, ""),
    "two sides": (words.replay_equal, "A·B = h·A·B", {**INVERSE, "cofactors": []},
        "the cofactors do not expand to the difference of the sides"),
    "a negative cofactor": (words.replay_equal, "A = A·B·A", {**INVERSE, "cofactors": [["(-1)", 0, "A"]]}, ""),
    "left and right": (words.replay_equal, "A·A·B = A", {**INVERSE, "cofactors": [["A", 0, "1"]]}, ""),
    "the other side": (words.replay_equal, "A·A·B = A", INVERSE,
        "the cofactors do not expand to the difference of the sides"),
    "no relation of the number": (words.replay_equal, "A·B·A = A", {**INVERSE, "cofactors": [["1", 2, "A"]]},
        "there is no relation number 2"),
    "a negative number": (words.replay_equal, "D = (-1)·h·C", {**INVERSE, "cofactors": [["1", -1, "1"]]},
        "there is no relation number -1"),
    "truth as a number": (words.replay_equal, "A·B·A = A", {**INVERSE, "cofactors": [["1", False, "A"]]},
        "there is no relation number False"),
    "the last relation": (words.replay_equal, "D = (-1)·h·C", {**INVERSE, "cofactors": [["1", 1, "1"]]}, ""),
    "another relation sign": (words.replay_equal, "A·B·A = A", {**INVERSE, "relations": ["(-1) + A·B", "C = 0"]},
        "a relation must end in = 0"),
    "another statement": (words.replay_equal, "A·B·A >= A", INVERSE,
        "a statement must be two sides with one of =, but is 'A·B·A >= A'"),
    "positive": (words.replay_positive, "A^T·P·A + h·Q >= 0", CONGRUENT, ""),
    "positive modulo a relation": (words.replay_positive, "A^T·P·A + h·Q + E >= 0",
        {**CONGRUENT, "relations": ["E = 0"], "cofactors": [["1", 0, "1"]]}, ""),
    "a rest": (words.replay_positive, "A^T·P·A + 2·h·Q >= 0", CONGRUENT,
        "the cofactors do not expand to the difference of the sides"),
    "another right side": (words.replay_positive, "A^T·P·A + h·Q >= 1", CONGRUENT, "the right side must be 0"),
    "another sign": (words.replay_positive, "A^T·P·A + h·Q = 0", CONGRUENT,
        "a statement must be two sides with one of >=, but is 'A^T·P·A + h·Q = 0'"),
    "no square": (words.replay_positive, "A·P·A >= 0", {**CONGRUENT, "squares": [["A", 0, "A"]]},
        "A is not the transpose of A"),
    "a sign before a square": (words.replay_positive, "(-1)·A^T·P·A >= 0",
        {**CONGRUENT, "squares": [["(-1)·A^T", 0, "A"]]}, "(-1)·A^T is not the transpose of A"),
    "long squares": (words.replay_positive, "P >= 0", {**CONGRUENT, "squares": [["A" * 50, 0, "B" * 50]]},
        f"{'A' * 40} is not the transpose of {'B' * 40}"),
    "no hypothesis": (words.replay_positive, "A^T·P·A >= 0", {**CONGRUENT, "squares": [["A^T", 2, "A"]]},
        "there is no hypothesis number 2"),
    "a negative hypothesis": (words.replay_positive, "A^T·Q·A >= 0", {**CONGRUENT, "squares": [["A^T", -1, "A"]]},
        "there is no hypothesis number -1"),
    "truth as a hypothesis": (words.replay_positive, "A^T·P·A >= 0", {**CONGRUENT, "squares": [["A^T", False, "A"]]},
        "there is no hypothesis number False"),
}


@pytest.mark.parametrize("name", WORDS)
def test_words(name: str) -> None:
    replay, statement, data, reason = WORDS[name]
    assert said(lambda: replay(statement, data)) == reason


def test_blocks() -> None:
    assert words.blocks("(A, h·B; 0·A, (-1))", ["h"]) == [[element((1, "A")), element((1, "h=1 B"))],
        [{}, element((-1, ""))]]
    assert said(lambda: words.replay_blocks("(A, h·B; 1, 2) = (A, B·B; 1, 2)",
            ["h"])) == "an entry differs" and said(lambda: words.replay_blocks("(A + B, h; 1, 2) = (B + A, h; 1, 2)",
            ["h"])) == ""
    for text in ("A, B; C, D)", "(A, B; C, D", "A"):
        assert said(lambda text=text: words.blocks(text,
                [])) == f"a matrix must be written as (a, b; c, d), but is {text!r}"  # type: ignore[misc]
    for text in ("(A, B)", "(A; B)", "(A, B; C)", "(A, B, C; D)", "(A, B; C, D; E, F)", "(A, B; C, D, E)"):
        assert said(lambda text=text: words.blocks(text,
                [])) == "a matrix must have two rows of two entries"  # type: ignore[misc]


@pytest.mark.parametrize(("text", "found"), [
    ("0", {}), ("n", {((),): 1}), ("-n", {((),): -1}), ("2/3*Tr(A B)*n", {((), ("A", "B")): "2/3"}),
    ("Tr(B A) - 2*Tr(A B) + 3", {(("A", "B"),): -1, (): 3}), ("Tr(1)", {((),): 1}), ("Tr(A 1)", {(("A",),): 1}),
    ("Tr(B)*Tr(A)", {(("A",), ("B",)): 1}),
    ("-Tr(C B A) + Tr(A B C)", {}), ("-3*2", {(): -6}), ("Tr(B D C A)", {(("A", "B", "D", "C"),): 1}),
    ("2 + 3*4 - 1", {(): 13}), ("Tr(A) - Tr(A)", {}), ("Tr(b a c a)", {(("a", "b", "a", "c"),): 1}),
])
def test_trace_polynomials(text: str, found: Any) -> None:
    assert traces.parse(text) == {key: F(value) for key, value in found.items()}


def test_traces() -> None:
    least = {"CBA": "ABC", "BAC": "ABC", "1": "", "": "", "A1": "A", "ABCD": "ABCD", "DCBA": "ABCD", "ABAC": "ABAC", "BB": "BB"}
    assert {word: "".join(traces.least(tuple(word))) for word in least} == least
    for text, part in (("x", "x"), ("Tr(A", "Tr(A"), ("2*", ""), ("Tr(A)*y", "y"), ("--2", "-2"), ("", "")):
        assert said(lambda text=text: traces.parse(text)) == f"{part!r} must be a number, n or a trace Tr(X Y ...)"  # type: ignore[misc]
    assert traces.letters("Tr(A B)*n - Tr(C 1) = 2*Tr(D)") == {"A", "B", "C", "D"}
    assert traces.letters("Tr(A) = Tr(A)") == {"A"} and traces.letters("Tr(A B C) - Tr(C B A) = 0") == {"A", "B", "C"}
    assert said(lambda: traces.parse("Tr(A)\nxTr(B)")) == "a trace polynomial must be written in one line"
    form = [["2", [["B", "A"], []]], ["-1", [["C"]]]]
    traces.replay("2*Tr(A B)*n - Tr(C) = 2*n*Tr(B A) - Tr(C)", form)
    traces.replay("2*Tr(A B)*n - Tr(C) = 2*n*Tr(B A) - Tr(C)", form[::-1])
    traces.replay("Tr(A) = Tr(A)")
    assert said(lambda: traces.replay("Tr(A) = Tr(B)")) == "the two sides differ"
    for statement, given in (("Tr(A) = Tr(A)", form), ("Tr(A) = Tr(A)", []), ("Tr(A) = Tr(A)", [["2", [["A"]]]]),
                             ("2*Tr(A B)*n = 2*Tr(A B)*n", form[:1] * 2)):
        assert said(lambda s=statement, g=given: traces.replay(s, g)) == "the normal form is another"  # type: ignore[misc]
    assert said(lambda: traces.replay("0 = 0", [])) == ""
    assert said(lambda: traces.replay("n >= n")).startswith("a statement must be two sides with one of =,")


def known(symmetric: str = "K", *inverse: tuple[str, str]) -> Tensors:
    return Tensors(symmetric.split(), inverse)


@pytest.mark.parametrize(("text", "found", "free"), [
    ("0", {}, []), ("2*x[i]", {(("x", ("i",)),): 2}, ["i"]),
    ("-1/2*c*x[i] + 1*x[i]*c", {(("c", ()), ("x", ("i",))): "1/2"}, ["i"]),
    ("1*A[i,j] - 3*B[j,i]", {(("A", ("i", "j")),): 1, (("B", ("j", "i")),): -3}, ["ij"]),
    ("1*K[j,i]", {(("K", ("i", "j")),): 1}, ["ij"]), ("1*x[p]*y[p]", {(("x", ("#0",)), ("y", ("#0",))): 1}, [""]),
    ("1*A[i,q]*A[q,p]*x[p]", {(("A", ("#0", "#1")), ("A", ("i", "#0")), ("x", ("#1",))): 1}, ["i"]),
    ("1*delta[i,j]*x[j]", {(("x", ("i",)),): 1}, ["i"]), ("1*delta[j,i]*x[j]", {(("x", ("i",)),): 1}, ["i"]),
    ("1*delta[i,i]", {(("dim", ()),): 1}, [""]), ("1*delta[j,i]", {(("delta", ("i", "j")),): 1}, ["ij"]),
    ("1*delta[i,j]*delta[j,k]", {(("delta", ("i", "k")),): 1}, ["ik"]),
    ("1*Z[i,j]*Y[j,k]", {(("delta", ("i", "k")),): 1}, ["ik"]), ("5*Y[i,j]*Z[j,k]*x[k]", {(("x", ("i",)),): 5}, ["i"]),
    ("1*Z[j,i]*Y[j,k]", {(("Y", ("#0", "k")), ("Z", ("#0", "i"))): 1}, ["ik"]),
    ("1*Z[i,j]*Y[j,i]", {(("dim", ()),): 1}, [""]), ("1*x[k]*Y[j,k]*w*Z[i,j]", {(("w", ()), ("x", ("i",))): 1}, ["i"]),
    ("1*c*d*x[i]", {(("x", ("i",)),): 1}, ["i"]), ("1*x[i] - 1*x[i]", {}, ["i"]),
    ("1*x[i] + 1*y[j]", {(("x", ("i",)),): 1, (("y", ("j",)),): 1}, ["i", "j"]), ("1*dim", {(("dim", ()),): 1}, [""]),
    ("1*x'[i]", {(("x'", ("i",)),): 1}, ["i"]), ("7", {(): 7}, [""]),
])
def test_indexed_sums(text: str, found: Any, free: list[str]) -> None:
    tensors = known("K", ("Z", "Y"), *([("c", "d")] if "c*d" in text else []))
    assert indices.parse(text, tensors) == ({key: F(value) for key, value in found.items()},
        {frozenset(names) for names in free})


@pytest.mark.parametrize(("text", "reason"), [
    ("x[i]", "a term must begin with its coefficient, but 'x[i]' does not"),
    ("1*x[i", "a factor must be a name with its indices, but is 'x[i'"),
    ("1*A[#0,j]*x[j]", "a factor must be a name with its indices, but is 'A[#0,j]'"),  # so are summed indices called
    ("1*2*x[i]", "a factor must be a name with its indices, but is '2'"),
    ("1*x[]", "a factor must be a name with its indices, but is 'x[]'"),
    ("1*x[i]*x[i,j]", "x has two numbers of indices"), ("1*K[i]", "K has two numbers of indices"),
    ("1*delta[i,j,k]", "delta has two numbers of indices"), ("1*dim[i]", "dim has two numbers of indices"),
    ("1*x[i] + 1*x[i,j]", "x has two numbers of indices"),
    ("1*x[i]*y[i]*z[i]", "an index occurs more than twice in a term"),
    ("1*A[i,i]*x[i]", "an index occurs more than twice in a term"),
    ("", "a term must begin with its coefficient, but '' does not"),
    ("1*" + "*".join(f"x[i{k}]*y[i{k}]" for k in range(7)), "a term must have at most 6 summed indices, but has 7"),
])
def test_what_is_no_indexed_sum(text: str, reason: str) -> None:
    assert said(lambda: indices.parse(text, known())) == reason


def test_indexed_identities() -> None:
    for text in (5, "1*x" + "x" * 199_998):
        assert said(lambda text=text: indices.parse(text,
                known())) == "an expression must be text of at most 200000 characters"  # type: ignore[misc]
    assert indices.parse("1*" + "x" * 199_998, known())[0] == {(("x" * 199_998, ()),): 1}
    assert indices.counted([("x", ("i", "j")), ("y", ("j",))]) == {"i": 1,
        "j": 2} and indices.renamed([("x", ("i", "j"))], {"i": "k"}) == [("x", ("k", "j"))]
    most = "1*" + "*".join(f"x{k}[{c}]*y[{c}]" for k, c in enumerate("abcdef"))
    assert len(next(iter(indices.parse(most, known())[0]))) == 12

    def reason(left: str, right: str, form: Any = None) -> str:
        return said(lambda: indices.replay(left, right, ["K"], [("Z", "Y")], form))

    assert reason("1*K[i,j]*x[j]", "1*K[j,i]*x[j]") == "" == reason("1*x[i]", "1*x[i]", "1*x[i]") == reason("0",
        "1*x[i] - 1*x[i]", "0")
    assert reason("1*x[i]", "1*x[j]") == "the terms have different free indices" and reason("1*x[i] - 1*x[i] + 1*y",
        "1*y") == "the terms have different free indices"
    assert reason("1*x[i]", "2*x[i]") == "the two sides differ" and reason("1*x[i]", "1*x[i]",
        "2*x[i]") == "the normal form is another"
    assert reason("1*x[i]", "1*y[i]") == "the two sides differ" and reason("1*x[i]*x[j]", "1*x[j]*x[i]") == ""
    assert reason("1*x[i]", "1*x[i,j]") == "x has two numbers of indices"
    assert said(lambda: indices.replay("1*Z[i,j]*Y[j,k]", "1*delta[i,k]", [], [])) == "the two sides differ"
    assert said(lambda: indices.replay("1*K[i,j]", "1*K[j,i]", [], [])) == "the two sides differ"
