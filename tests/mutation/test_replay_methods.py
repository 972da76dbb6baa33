"""The second opinion's methods: which computation each name stands for, what its data must hold, and the reason of every refusal."""

from __future__ import annotations

from typing import Any

import pytest
from refusals import kind_and_reason as said

from replay import methods, outcome

NORMAL, TRACES = "normal form", "normal form of trace polynomials"
GOOD = {"identity": "(sqrt(x**2)) - (x) = 0", "positive": "x", "generators": "x"}


def test_what_is_required() -> None:
    outcome.require(True, "no")
    for condition in (False, None, 1, "yes"):
        assert said(lambda c=condition: outcome.require(c,
                "the reason")) == "ReplayError: the reason"  # type: ignore[misc]


@pytest.mark.parametrize(("text", "found"), [
    ("(x) - (y) = 0", ("x", "y")), ("((x) - (z)) - (f(y)) = 0", ("(x) - (z)", "f(y)")),
    ("(x + 1) - ((y)) = 0", ("x + 1", "(y)")), ("() - () = 0", ("", "")), ("(x) - (y) - (z) = 0", ("x", "y) - (z")),
])
def test_identities(text: str, found: Any) -> None:
    assert methods.equation({"identity": text}) == found


@pytest.mark.parametrize("text", [
    "x - y = 0", "(x) - (y) = 1", "(x) + (y) = 0", "(x) - y = 0", "", "((x) - (y) = 0", "a(x) - (y) = 0", "(x) - (y)", ") - (y) = 0",
    "(x)*(z) - (y) = 0",
])
def test_what_is_no_identity(text: str) -> None:
    why = f"NotReplayable: an identity must be written as (left) - (right) = 0, but is {text!r}"
    assert said(lambda: methods.equation({"identity": text})) == why


ONE = {"kind": "shift", "power": 0, "coefficients": {"1": "1"}}
WORDS: dict[str, Any] = {"relations": [], "cofactors": [], "scalars": ["h"]}
DATA: dict[str, tuple[str, dict[str, Any]]] = {
    "normal form": (NORMAL, GOOD),
    "of a real number": (NORMAL, {"identity": "((x**b)**(1/2)) - (x**(b/2)) = 0", "positive": "x", "real": "b"}),
    "of letters": (NORMAL, {"identity": "(a*b) - (b*a) = 0"}),
    "by exponentials": (NORMAL, {"identity": "(sin(b)**2 + cos(b)**2) - (1) = 0", "real": "b", "exponentials": True}),
    "by parts": (NORMAL, {"identity": "(sqrt(x*y + x)) - (sqrt(x)*sqrt(1 + y)) = 0", "positive": "x y",
        "parts": [["x*y + x", [["x", 1], ["1 + y", 1]]]]}),
    "by parts, in exponentials": (NORMAL, {"identity": "(sqrt(1 + sin(b)**2)**2) - (2 - cos(b)**2) = 0", "real": "b", "parts": [],
        "exponentials": True}),
    "farkas": ("Farkas multipliers in the logarithms, case by case",
        {"statement": "x <= z", "given": ["x <= z"], "extrema": [], "cases": [{"active": [], "multipliers": ["1"]}], "positive": "x z"}),
    "shift": ("shift", {"statement": "x >= 0", "box": ["x in [0, oo]"], "certificate": ONE}),
    "sturm": ("sturm", {"statement": "x >= 0", "box": ["x in [0, oo]"], "certificate": ONE}),
    "sos": ("sos", {"statement": "x >= 0", "box": ["x in [0, oo]"], "certificate": ONE}),
    "split": ("split", {"statement": "x >= 0", "box": ["x in [0, oo]"], "certificate": ONE}),
    "member": ("ideal membership in a free algebra", {"statement": "h·A = h·A", **WORDS}),
    "blocks": ("block multiplication", {"identity": "(A, h; 1, 2) = (A, h; 1, 2)", "scalars": ["h"]}),
    "congruences": ("sum of congruences of positive matrices",
        {"statement": "P >= 0", **WORDS, "positive": ["P"], "squares": [["1", 0, "1"]]}),
    "traces": (TRACES, {"statement": "Tr(A B) = Tr(B A)", "normal_form": [["1", [["A", "B"]]]]}),
    "traces without a form": (TRACES, {"statement": "Tr(A B) = Tr(B A)"}),
    "indices": ("index normal form",
        {"left": "1*K[i,j]*Z[i,k]*Y[k,l]", "right": "1*K[l,j]", "symmetric": ["K"], "inverse": [["Z", "Y"]], "normal_form": "1*K[j,l]"}),
    "indices without a form": ("index normal form",
        {"left": "1*K[i,j]", "right": "1*K[j,i]", "symmetric": ["K"], "inverse": []}),
    "units": ("exponent vectors", {"unit": "hbar", "also": "mass length^2 time^-1"}),
    "unique": ("rank of the exponent matrix", {"unit": "mass", "quantities": {"m": "mass"}, "exponents": {"m": "1"}}),
}
CHANGED: dict[str, tuple[str, dict[str, Any], str]] = {
    "normal form": ("normal form", {"identity": "(x) - (2*x) = 0"}, "ReplayError: the two sides differ"),
    "angles, not by exponentials": ("by exponentials", {"exponentials": False}, "ReplayError: the two sides differ"),
    "no parts": ("by parts", {"parts": []}, "ReplayError: the two sides differ"),
    "other parts": ("by parts", {"parts": [["x*y + x", [["x", 1], ["y", 1]]]]}, "ReplayError: a base is not the product of its parts"),
    "parts of no sign": ("by parts", {"positive": ""}, "ReplayError: the signs of two parts of a base are not known"),
    "parts of another form": ("by parts", {"parts": [["x*y + x"]]},
        "ReplayError: the certificate has not the form it must have: ValueError: not enough values to unpack (expected 2, got 1)"),
    "parts and angles, not by exponentials": ("by parts, in exponentials", {"exponentials": False}, "ReplayError: the two sides differ"),
    "angles, by what is not true": ("by exponentials", {"exponentials": 1}, "ReplayError: the two sides differ"),
    "no signs": ("normal form", {"positive": "y"},
        "NotReplayable: a root or symbolic power of something not known to be a positive monomial"),
    "a name taken": ("normal form", {"positive": "x I"},
        "ReplayError: a symbol must have a name of its own, but ['I'] is no such name"),
    "no real number": ("of a real number", {"real": ""},
        "NotReplayable: a root or symbolic power of something not known to be a positive monomial"),
    "signs not recorded": ("of letters", {"generators": "a b"},
        "NotReplayable: which symbols are positive is not recorded"),
    "only positive ones": ("of letters", {"generators": "a b", "positive": ""}, ""),
    "only real ones": ("of letters", {"generators": "a b", "real": "b"}, ""),
    "farkas": ("farkas", {"statement": "x <= 1/2*z"}, "ReplayError: in the case [] no number at most 1 is left"),
    "farkas without hypotheses": ("farkas", {"given": None}, "NotReplayable: the hypotheses are not recorded as data"),
    "farkas without cases": ("farkas", {"cases": None},
        "ReplayError: the certificate has not the form it must have: KeyError: 'cases'"),
    "a box": ("shift", {"box": None}, "NotReplayable: the box is not recorded as data"),
    "another statement": ("sos", {"statement": "-x >= 0"},
        "ReplayError: the coefficients are others than the certificate says"),
    "blocks": ("blocks", {"scalars": None}, "NotReplayable: which names are scalars is not recorded"),
    "other blocks": ("blocks", {"identity": "(A, h; 1, 2) = (A, h; 1, 3)"}, "ReplayError: an entry differs"),
    "member": ("member", {"statement": "h·A = A"},
        "ReplayError: the cofactors do not expand to the difference of the sides"),
    "member without": ("member", {"statement": None},
        "NotReplayable: the statement is not recorded in the certificate"),
    "congruences": ("congruences", {"statement": "(-1)·P >= 0"},
        "ReplayError: the cofactors do not expand to the difference of the sides"),
    "congruences without": ("congruences", {"statement": None},
        "NotReplayable: the statement is not recorded in the certificate"),
    "traces": ("traces", {"statement": "Tr(A) = Tr(B)"}, "ReplayError: the two sides differ"),
    "traces in another form": ("traces", {"normal_form": []}, "ReplayError: the normal form is another"),
    "traces without": ("traces", {"statement": None},
        "NotReplayable: the statement is not recorded in the certificate"),
    "traces in words": ("traces", {"statement": "clear"},
        "NotReplayable: a statement must be two sides with one of =, >=, but is 'clear'"),
    "indices": ("indices", {"left": "2*K[j,l]"}, "ReplayError: the two sides differ"),
    "indices without symmetry": ("indices without a form", {"symmetric": []}, "ReplayError: the two sides differ"),
    "indices without inverses": ("indices", {"inverse": []}, "ReplayError: the two sides differ"),
    "indices in another form": ("indices", {"normal_form": "2*K[j,l]"}, "ReplayError: the normal form is another"),
    "units": ("units", {"also": "mass"}, "ReplayError: the units differ"),
    "unique": ("unique", {"unit": "time"}, "ReplayError: the monomial has another unit"),
    "unique without": ("unique", {"quantities": None}, "NotReplayable: the units of the quantities are not recorded"),
    "a wrong exponent": ("unique", {"exponents": {"m": "x"}},
        "ReplayError: the certificate has not the form it must have: ValueError: Invalid literal for Fraction: 'x'"),
}


@pytest.mark.parametrize("name", DATA)
def test_every_method(name: str) -> None:
    assert said(lambda: methods.replay(*DATA[name])) == "", "a right certificate is not refused"


@pytest.mark.parametrize("name", CHANGED)
def test_every_method_refuses(name: str) -> None:
    base, change, reason = CHANGED[name]
    method, data = DATA[base]
    data = {key: value for key, value in {**data, **change}.items() if value is not None}
    assert said(lambda: methods.replay(method, data)) == reason


def test_names_and_unknown_methods() -> None:
    assert methods._names({}, "real") == [] and methods._names({"real": "a  b"}, "real") == ["a", "b"]
    assert said(lambda: methods.replay("prayer", {})) == "NotReplayable: the method 'prayer' is not known"
