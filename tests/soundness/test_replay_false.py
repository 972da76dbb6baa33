"""Falsified certificates, statements and tables: the second opinion must accept none of them.

Each true proof is made by the program itself, accepted once as it is, and then changed in one place.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sympy as sp
from replay_cases import BOTH, NAMES, Change, case, changed

from derive import certificate, normal_form
from derive import nonnegative as nonnegative_search
from replay import farkas, identity, indices, nonnegative, traces, units, words
from replay.outcome import NotReplayable, ReplayError
from replay.records import REPLAYED, Step, examine

FALSE: dict[str, list[list[Change]]] = {
    "normal form": [
        [(BOTH, "2*sqrt(2)*sqrt(x)", "3*sqrt(2)*sqrt(x)")],
        [(BOTH, "2*sqrt(2)", "2*sqrt(3)")],
        [(BOTH, "(b + y)", "(b - y)")],
        [(BOTH, "**2/y - exp", "**2/y + exp")],
        [(BOTH, "(b + y)**2/y", "(b + y)**3/y")],
        [(BOTH, "- y**x", "- x**y")],
        [(BOTH, "- y**x", "- y**(x/2)")],
        [(BOTH, "log(y)", "log(x)")],
        [(BOTH, "log(y)", "log(b)")],
        [(BOTH, "4*b", "I*4*b")],
        [(BOTH, "2*b**2/y", "2*b**2*y")],
        [(BOTH, "exp(x*log(y))", "I**2*exp(x*log(y))")],
        [("data.positive", "x y", "y")],
        [("data.positive", "x y", "x")],
        [("data.positive", "x y", "x y I")],
        [("domain.x", "(0, oo) [1]", "(-oo, oo) [1]")],
        [("domain.y", "(0, oo) [1]", "[-1, 1] [1]")],
        [("domain.b", "(-oo, oo) [1]", "a matrix")],
        [("text", "4*b", "5*b")],
        [("text", "==", "<=")],
        [("data.identity", "2*sqrt(2)*sqrt(x)*(b + y)**2/y - exp(x*log(y))", "sqrt(2)*sqrt(x)*(2*b**2/y + 4*b + 2*y) - y**x")],
    ],
    "farkas": [
        [(BOTH, "2*z", "z")],
        [(BOTH, "x**2, y", "x**3, y")],
        [(BOTH, "Max(x**2, y)", "Max(x**2, 3*y)"), ("data.extrema.0", "y", "3*y")],
        [(BOTH, "Max(1, x)", "Min(1, x)"), ("data.extrema.1", "Max", "Min")],
        [(BOTH, "2*z*Max(1, x)", "2*z"), ("data.extrema.1", "Max(1, x)", None), ("data.cases", 2, None), ("data.cases", 1, None)],
        [("data.cases", 1, None)],
        [("data.cases", 3, None)],
        [("data.cases.0.multipliers.0", "1", "-1")],
        [("data.cases.0.multipliers.0", "1", "0")],
        [("data.cases.0.multipliers.3", "1", "1/2")],
        [("data.cases.3.multipliers.1", "1", "2")],
        [("data.cases.1.multipliers", 3, None)],
        [("data.cases.0.active.1", 0, 1)],
        [("data.given.0", "x <= z", "x**2 <= z")],
        [("data.given.1", "2*z", "z"), ("text", "2*z", "z"), ("data.statement", "2*z", "z")],
        [("data.given.0", "x <= z", "x == z")],
        [("data.given", 0, None)],
        [("domain.given 1", "y <= 2*z", "y <= 3*z")],
        [("data.extrema", 0, None)],
        [("data.extrema.1", "Max(1, x)", "Max(x, 1)")],
        [("data.positive", "x y z", "x y")],
        [("domain.z", "(0, oo) [1]", "(-oo, oo) [1]")],
        [("text", "2*z", "z")],
        [("text", "<=", "==")],
    ],
    "farkas equality": [
        [(BOTH, "x*y", "2*x*y")],
        [(BOTH, "x*y", "x/y")],
        [(BOTH, "x*y", "x**2*y")],
        [(BOTH, "x*y", "sqrt(x*y)")],
        [(BOTH, "Max(x, y)*", "Max(x, y)**2*")],
        [("data.statement", "==", "<="), ("text", "==", "<=")],
        [("data.statement", "==", "<=")],
        [("data.cases", 7, None)],
        [("data.cases", 0, None)],
        [("data.cases.0.multipliers.1", "1", "0")],
        [("data.cases.1.multipliers.0", "1", "-1")],
        [("data.cases.7.multipliers.0", "1", "2")],
        [("data.cases.2.active.1", 1, 0)],
        [("data.extrema.1", "Min", "Max")],
    ],
    "shift": [
        [(BOTH, "b**2*x", "-b**2*x")],
        [(BOTH, "3*x", "x")],
        [(BOTH, "- 2", "- 7")],
        [("data.certificate.coefficients.2,0", "3", "-3")],
        [("data.certificate.coefficients.2,0", "3", "4")],
        [("data.certificate.coefficients", "0,0", None)],
        [("data.certificate.power", 1, 0)],
        [("data.certificate.power", 1, -1)],
        [("data.certificate.power", 1, 2)],
        [("data.box.0", "[-1, 2]", "[-1, oo]")],
        [("data.box.0", "[-1, 2]", "[-3, 2]")],
        [("data.box.1", "[1, oo]", "[0, oo]")],
        [("data.box.1", "[1, oo]", "[-oo, oo]")],
        [("data.box.1", "[1, oo]", "[2, oo]")],
        [("data.box", 1, None)],
        [("domain.x", "[1, oo) [1]", "[0, oo) [1]")],
        [("domain.b", "[-1, 2] [1]", "[-1, 3] [1]")],
        [("text", "3*x", "2*x")],
        [("text", "0 < ", "0 <= "), ("data.statement", "> 0", ">= 0"), ("data.certificate.kind", "shift", "sturm")],
        [("text", "b**2*x - b*x + b + 3*x - 2", "-(b**2*x - b*x + b + 3*x - 2)")],
    ],
    "sturm": [
        [(BOTH, "+ 1", "+ 1/2")],
        [("data.statement", "4*b**3", "3*b**3"), ("text", "0 <= (b + 1)*(2*b - 1)**2", "0 <= 3*b**3 - 3*b + 1")],
        [("data.statement", ">= 0", "> 0"), ("text", "<=", "<")],
        [("text", "<=", "<")],
        [("data.certificate.ends.0", 1, 0)],
        [("data.certificate.ends.1", 0, 1)],
        [("data.certificate.ends.0", 1, 3)],
        [("data.certificate.root.0", "-1", "1")],
        [("data.certificate.root.1", "2", "1")],
        [("data.certificate.rest.0", "1", "-1")],
        [("data.certificate.rest.0", "1", "0")],
        [("data.certificate.rest", ["1"], ["1", "4"])],
        [("data.certificate", {"kind": "sturm", "ends": [1, 0], "rest": ["1"], "root": ["-1", "2"]},
          {"kind": "sturm", "ends": [0, 0], "rest": ["1", "-3", "0", "4"], "root": ["1"]})],
        [("data.box.0", "[-1, 1]", "[-2, 1]")],
        [("data.box.0", "[-1, 1]", "[0, 1]")],
        [("domain.b", "[-1, 1] [1]", "[-2, 1] [1]")],
        [("text", "(2*b - 1)", "(2*b + 1)")],
    ],
    "sos": [
        [("data.statement", "9*b**4", "8*b**4"), ("text", "<=", "+ b**4*c**2 <=")],
        [("data.statement", "9*b**4", "8*b**4")],
        [("data.statement", "- 6*b**2", "+ 6*b**2")],
        [("data.statement", "c**6", "c**4")],
        [("data.statement", ">= 0", "> 0"), ("text", "<=", "<")],
        [("data.certificate.squares.0.0", "9", "-9")],
        [("data.certificate.squares.0.0", "9", "0")],
        [("data.certificate.squares.0.0", "9", "10")],
        [("data.certificate.squares.0.1.0,3", "-1/3", "1/3")],
        [("data.certificate.squares.0.1", "0,3", None)],
        [("data.certificate.multiplier.0.0", "1", "2")],
        [("data.certificate.multiplier.0.0", "1", "-1")],
        [("data.certificate.multiplier.0.1", {"0,0": "1"}, {}), ("data.certificate.squares.0.1", {"2,1": "1", "0,3": "-1/3"}, {})],
        [("data.certificate.multiplier.0.1", {"0,0": "1"}, {"1,0": "1"}),
         ("data.certificate.squares.0.1", {"2,1": "1", "0,3": "-1/3"}, {"3,1": "1", "1,3": "-1/3"})],
        [("data.certificate.squares.0.2", [], [["b", "lo"]])],
        [("text", "<=", ">=")],
        [("text", "3*b*c**2", "2*b*c**2")],
    ],
    "split": [
        [(BOTH, "+ 1", "- 1")],
        [(BOTH, "b**2 + b", "b**2 + 3*b")],
        [(BOTH, "b**2", "b**3")],
        [("data.certificate.at", "-1/2", "0")],
        [("data.certificate.variable", "b", "c")],
        [("data.certificate", "below", None)],
        [("data.certificate", "above", None)],
        [("data.certificate.below.coefficients.0", "3/4", "-3/4")],
        [("data.certificate.above.coefficients.0", "3/4", "1")],
        [("data.certificate.above.coefficients", "2", None)],
        [("data.certificate.above.power", 0, 1)],
        [("data.certificate.kind", "split", "shift")],
        [("data.certificate.kind", "split", "nothing")],
        [("data.box.0", "[-oo, oo]", "[0, oo]")],
        [("data.box.0", "[-oo, oo]", "[3, 2]")],
    ],
    "free algebra": [
        [(BOTH, "= (-1)·h", "= h")],
        [(BOTH, "= (-1)·h", "= (-1)·h^(2)")],
        [(BOTH, "= (-1)·h", "= (-1)·h·A")],
        [(BOTH, "A^T·ω·A·A^T", "A·ω·A·A^T")],
        [(BOTH, "A^T·ω·A·A^T", "A^T·ω·A^T·A")],
        [(BOTH, "h·A^T", "2·h·A^T")],
        [("data.cofactors.0.0", "(-1)·h·A^T", "h·A^T")],
        [("data.cofactors.1.1", 6, 5)],
        [("data.cofactors.1.1", 6, 60)],
        [("data.cofactors.1.1", 6, -1)],
        [("data.cofactors.2.2", "ω·A^T·ω·A", "ω·A·ω·A")],
        [("data.cofactors", 3, None)],
        [("data.relations.1", "1 + ω·ω = 0", "2 + ω·ω = 0")],
        [("data.relations.6", "(-1)·ω", "(-2)·ω")],
        [("data.relations", 0, None)],
        [("data.relations.1", "1 + ω·ω = 0", "A^T·ω·A·A^T·ω·A + 1 = 0"), ("data.cofactors", None, [["h", 1, "1"]])],
        [("data.scalars", ["h"], ["h", "A", "ω"])],
        [("domain.assumption 1", "A is symplectic", "A is a real matrix")],
        [("domain.assumption 0", "ω = (0 1; -1 0)", "ω is a real matrix")],
        [("domain.h", "(0, oo)", "(-oo, oo)")],
        [("text", "= (-1)·h", "= h")],
    ],
    "congruences": [
        [(BOTH, "4·ω^T", "(-4)·ω^T")],
        [(BOTH, "4·ω^T", "5·ω^T")],
        [(BOTH, ">= 0", ">= 1")],
        [(BOTH, "h·A^T·P·A", "h·A^T·P·A^T")],
        [(BOTH, "h·A^T·P·A", "h^(2)·A^T·P·A")],
        [(BOTH, "4·ω^T·P·ω + h·A^T·P·A", "(-1)·P")],
        [("data.squares.1.0", "2·ω^T", "2·ω")],
        [("data.squares.1.0", "2·ω^T", "(-2)·ω^T"), (BOTH, "4·ω^T", "(-4)·ω^T")],
        [("data.squares.1.1", 0, 1)],
        [("data.squares.0.2", "h^(1/2)", "h")],
        [("data.squares", 0, None)],
        [("data.positive.0", "P", "(-1)·P"), (BOTH, "4·ω^T·P·ω + h·A^T·P·A", "(-4)·ω^T·P·ω + (-1)·h·A^T·P·A")],
        [("data.positive", 0, None)],
        [("data.scalars", ["h"], [])],
        [("domain.given 1", "P >= 0", "P <= 0")],
        [("domain.h", "(0, oo)", "(-oo, 0)")],
        [("text", "4·ω^T", "3·ω^T")],
    ],
    "definite": [
        [("domain.assumption 3", "P is symmetric and positive definite", "P is symmetric and negative definite")],
        [("domain.assumption 3", "P is", "Q is")],
        [("domain.assumption 5", "S is symmetric and positive semidefinite", "S is symmetric")],
        [("domain.assumption 5", "S is symmetric and positive semidefinite", "S is symmetric and invertible")],
        [("domain.assumption 5", "positive", "not positive")],
        [("domain", "assumption 5", None)],
        [("data.positive.0", "S", "ω")],
        [(BOTH, "4·ω^T", "(-4)·ω^T")],
        [(BOTH, "h·A^T·P^-1·A", "h·A^T·P·A")],
        [("data.squares.1.1", 0, 2)],
        [("data.positive", 0, None)],
    ],
    "blocks": [
        [(BOTH, "((-3)·h^(1/2), 0; 0", "(3·h^(1/2), 0; 0")],
        [(BOTH, "((-3)·h^(1/2), 0; 0", "((-3)·h, 0; 0")],
        [(BOTH, "((-3)·h^(1/2), 0; 0", "((-3)·h^(1/2), 1; 0")],
        [(BOTH, "((-3)·h^(1/2), 0; 0", "(0, (-3)·h^(1/2); 0")],
        [(BOTH, "0, (-1)·h^(1/2)) =", "0, (-1)) =")],
        [(BOTH, "(-1)·h^(1/2)) =", "(-1)·h^(1/3)) =")],
        [(BOTH, "(-1)·h^(1/2)) =", "(-1)·g^(1/2)) =")],
        [(BOTH, "(-1)", "(-2)")],
        [(BOTH, " = ", " + ")],
        [(BOTH, "; 0, (-1)·h^(1/2)) =", ") =")],
        [(BOTH, "h^(1/2), 0; 0, (-1)·h^(1/2)) =", "h^(1/2), 0, 0; (-1)·h^(1/2)) =")],
        [("data.scalars", ["h"], ["h", "g"])],
        [("domain.h", "(0, oo)", "(-oo, oo)")],
        [("text", "(-1)", "(-2)")],
    ],
    "traces": [
        [(BOTH, "2*Tr(A B s s) + Tr(A s)*Tr(B s) =", "3*Tr(A B s s) + Tr(A s)*Tr(B s) =")],
        [(BOTH, "+ Tr(A s)*Tr(B s) =", "- Tr(A s)*Tr(B s) =")],
        [(BOTH, "2*Tr(A B s s) + Tr(A s)*Tr(B s) =", "2*Tr(A s B s) + Tr(A s)*Tr(B s) =")],
        [(BOTH, "+ Tr(A s)*Tr(B s) =", "+ Tr(A s) =")],
        [(BOTH, "+ Tr(A s)*Tr(B s) =", "+ Tr(A s)*Tr(B B) =")],
        [(BOTH, "+ Tr(A s)*Tr(B s) =", "+ Tr(A s B s) =")],
        [(BOTH, "+ Tr(A s)*Tr(B s) =", "+ Tr(A s)*Tr(B s)*n =")],
        [(BOTH, "+ Tr(A s)*Tr(B s) =", "=")],
        [("data.normal_form.0.0", "2", "3")],
        [("data.normal_form", 1, None)],
        [("data.normal_form.0.1.0.3", "s", "A")],
        [("domain.A", "real symmetric matrix", "real matrix")],
        [("text", "2*Tr(A B s s) + Tr(A s)*Tr(B s) =", "2*Tr(A B s s) =")],
    ],
    "indices": [
        [(BOTH, "2*K[i,j]*x[j]*L[i,k]", "3*K[i,j]*x[j]*L[i,k]")],
        [(BOTH, "2*K[i,j]*x[j]*L[i,k]", "2*K[i,j]*x[j]*L[k,i]")],
        [(BOTH, "2*K[i,j]*x[j]*L[i,k]", "2*K[i,j]*x[i]*L[i,k]")],
        [(BOTH, "- 1*v[k] =", "+ 1*v[k] =")],
        [(BOTH, "- 1*v[k] =", "- 1*v[j] =")],
        [(BOTH, "+ 3*x[k]", "+ 3*v[k]")],
        [(BOTH, "+ 3*x[k]", "+ 3*x[k]*dim")],
        [(BOTH, "Z[k,j]*Y[j,i]", "Z[j,k]*Y[j,i]")],
        [(BOTH, "+ 3*Z[k,j]*Y[j,i]*x[i]", "+ 3*delta[k,i]*v[i]")],
        [("data.symmetric", ["K"], []), (BOTH, "2*K[i,j]*x[j]*L[i,k]", "2*K[j,i]*x[j]*L[i,k]")],
        [("data.symmetric", ["K"], ["K", "L"]), (BOTH, "2*K[i,j]*x[j]*L[i,k]", "2*K[i,j]*x[j]*L[k,i]")],
        [("data.inverse", [["Z", "Y"]], [])],
        [("data.normal_form", "3*x[k]", "2*x[k]")],
        [("domain.K", "symmetric", "general")],
        [("domain.Z, Y", "inverse to each other", "two matrices")],
        [("text", "3*x[k]", "4*x[k]")],
    ],
    "units": [
        [("data.unit", "time^-1", "time^-2")],
        [("data.unit", "hbar", "hbar^2")],
        [("data.unit", "hbar time^-1", "1")],
        [("data.unit", "hbar", "action")],
        [("data.also", "length^2", "length"), ("text", "length^2", "length")],
        [("data.also", "mass", "mass^1/2"), ("text", "mass length", "mass^1/2 length")],
        [("text", "sqrt(k/m)", "k/m")],
        [("text", "sqrt(k/m)", "sqrt(k*m)")],
        [("text", "h*sqrt(k/m)", "h + k")],
        [("text", "h*sqrt(k/m)", "exp(h)")],
        [("text", "h*sqrt(k/m)", "h*sqrt(k/q)")],
        [("text", "time^-2", "time^-1")],
        [("domain.k", "mass time^-2", "mass time^-1")],
        [("domain.h", "[hbar]", "[1]")],
    ],
    "rank": [
        [("data.exponents.m", "1/2", "1"), ("text", "1/2", "1")],
        [("data.exponents.k", "-1/2", "1/2"), ("text", "-1/2", "1/2")],
        [("data.exponents", "k", None)],
        [("data.unit", "time", "length"), ("text", "unit time", "unit length")],
        [("data.unit", "time", "time^2"), ("text", "unit time", "unit time^2")],
        [("data.quantities.k", "time^-2", "time^-1")],
        [("data.quantities", {"m": "mass", "k": "mass time^-2"}, {"m": "mass", "k": "mass time^-2", "q": "mass"})],
        [("data", {}, {"quantities": {"m": "mass", "k": "mass time^-2", "q": "mass"}, "exponents": {"m": "1/2", "k": "-1/2", "q": "0"}}),
         ("text", "k^(-1/2)", "k^(-1/2) q^(0)"), ("domain", {}, {"q": "[mass]"})],
        [("data.quantities.m", "mass", "length")],
        [("domain.m", "[mass]", "[length]")],
        [("text", "1/2", "1/3")],
    ],
}


@pytest.mark.parametrize("name", NAMES)
def test_the_true_proof_is_replayed(name: str) -> None:
    found = examine(case(name))
    assert (found.status, found.reason, found.tied) == (REPLAYED, "", True)


@pytest.mark.parametrize("name", NAMES)
def test_there_are_ten_falsifications_of_each_method(name: str) -> None:
    assert len(FALSE[name]) >= 10


@pytest.mark.parametrize(("name", "number"), [(name, k) for name in NAMES for k in range(len(FALSE[name]))])
def test_no_falsified_proof_is_replayed(name: str, number: int) -> None:
    step = changed(case(name), FALSE[name][number])
    assert (step.data, step.text, step.domain) != (case(name).data, case(name).text, case(name).domain)
    found = examine(step)
    assert found.status != REPLAYED, found


SHIFT = {"kind": "shift", "power": 0}
DIRECT: dict[str, Callable[[], None]] = {
    "a negative multiplier": lambda: farkas.replay("z <= x", ["x <= z"], [], [{"active": [], "multipliers": ["-1"]}], positive=["x", "z"]),
    "a number above 1": lambda: farkas.replay("sqrt(2) <= 7/5", [], [], [{"active": [], "multipliers": []}], positive=[]),
    "a square of a logarithm": lambda: identity.replay("exp(x*log(y)**2)", "y**x", positive=["x", "y"]),
    "infinity": lambda: identity.replay("oo - oo", "0"),
    "one over zero": lambda: identity.replay("1/(x - x)", "1/(y - y)", positive=["x", "y"]),
    "zero to a negative power": lambda: identity.replay("(x - x)**(-1)", "(x - x)**(-1)", positive=["x"]),
    "a negative coefficient": lambda: nonnegative.replay("x - 1 >= 0", ["x in [0, oo]"], {**SHIFT, "coefficients": {"1": "1", "0": "-1"}}),
    "zero at an end": lambda: nonnegative.replay("x > 0", ["x in [0, oo]"], {**SHIFT, "coefficients": {"1": "1"}}),
    "zero at the upper end": lambda: nonnegative.replay("1 - x > 0", ["x in [0, 1]"], {**SHIFT, "coefficients": {"0": "1"}}),
    "a cut beyond the box": lambda: nonnegative.replay("x - 2 >= 0", ["x in [0, 1]"], {
        "kind": "split", "variable": "x", "at": "2", "below": {**SHIFT, "coefficients": {"1": "0", "0": "-2"}},
        "above": {**SHIFT, "coefficients": {"0": "0"}}}),
    "a root of odd order": lambda: nonnegative.replay("x**3 >= 0", ["x in [-oo, oo]"], {
        "kind": "sturm", "ends": [0, 0], "rest": ["0", "1"], "root": ["0", "1"]}),
    "a multiplier that is negative somewhere": lambda: nonnegative.replay("x >= 0", ["x in [-oo, oo]"], {
        "kind": "sos", "multiplier": [["1", {"1": "1"}, []]], "squares": [["1", {"1": "1"}, []]]}),
    "a factor that is negative on the box": lambda: nonnegative.replay("x >= 0", ["x in [-1, oo]"], {
        "kind": "sos", "multiplier": [["1", {"0": "1"}, []]], "squares": [["1", {"0": "1"}, [["x", "hi"]]]]}),
    "a minus before a square": lambda: nonnegative.replay("-x**2 >= 0", ["x in [-oo, oo]"], {
        "kind": "sos", "multiplier": [["1", {"0": "1"}, []]], "squares": [["-1", {"1": "1"}, []]]}),
    "a minus before both squares": lambda: nonnegative.replay("-x**2 >= 0", ["x in [-oo, oo]"], {
        "kind": "sos", "multiplier": [["-1", {"0": "1"}, []]], "squares": [["1", {"1": "1"}, []]]}),
    "two zeros inside": lambda: nonnegative.replay("x**2 - 1/4 >= 0", ["x in [-1, 1]"], {
        "kind": "sturm", "ends": [0, 0], "rest": ["-1/4", "0", "1"], "root": ["1"]}),
    "two zeros on the line": lambda: nonnegative.replay("x**2 - 1/4 > 0", ["x in [-oo, oo]"], {
        "kind": "sturm", "ends": [0, 0], "rest": ["-1/4", "0", "1"], "root": ["1"]}),
    "a sum that may vanish": lambda: nonnegative.replay("x**2 > 0", ["x in [-oo, oo]"], {
        "kind": "sos", "multiplier": [["1", {"0": "1"}, []]], "squares": [["1", {"1": "1"}, []]]}),
    "a square that is none": lambda: words.replay_positive("A·P·A >= 0", {
        "scalars": [], "relations": [], "cofactors": [], "positive": ["P"], "squares": [["A", 0, "A"]]}),
    "letters that do not commute": lambda: words.replay_equal("A·B = B·A", {"scalars": [], "relations": [], "cofactors": []}),
    "a transposed inverse": lambda: words.replay_equal("A^T·A^-1 = 1", {
        "scalars": [], "relations": ["A^-1^T·A^T + (-1) = 0"], "cofactors": [["1", 0, "1"]]}),
    "an order of four letters": lambda: traces.replay("Tr(A B C D) = Tr(A C B D)"),
    "the trace of one": lambda: traces.replay("Tr(1) = 1"),
    "an inverse from the wrong side": lambda: indices.replay("1*Z[i,j]*Y[k,j]*x[k]", "1*x[i]", [], [["Z", "Y"]]),
    "an index exchanged": lambda: indices.replay("1*M[i,j]*x[j]", "1*M[j,i]*x[j]", [], []),
    "the trace of a delta": lambda: indices.replay("1*delta[i,i]", "1*delta[i,j]*delta[i,j]*dim", [], []),
    "two monomials": lambda: units.unique("mass", {"a": "mass", "b": "mass^2"}, {"a": "1", "b": "0"}),
    "mass and length": lambda: units.replay("mass", "mass", "m + l", {"m": [units.vector("mass")], "l": [units.vector("length")]}),
}


@pytest.mark.parametrize("name", DIRECT)
def test_false_statements_are_not_replayed(name: str) -> None:
    with pytest.raises((ReplayError, NotReplayable)):
        DIRECT[name]()


def test_a_symbol_called_like_a_constant_is_replayed_under_another_name() -> None:
    """The energy E is no e, and I no imaginary unit, in any method."""
    energy, current = sp.symbols("E I", positive=True)
    told = {"E": "(0, oo) [1]", "I": "(0, oo) [1]"}
    box = {energy: (sp.Integer(0), sp.oo), current: (sp.Integer(0), sp.oo)}
    p = sp.Poly(energy * current**2 + energy, energy, current)
    proofs = [
        (normal_form.prove_equal(energy * (energy + current**2), energy**2 + energy * current**2), "E*(E + I**2) == E**2 + E*I**2"),
        (certificate.replay(p, box, nonnegative_search.find(p, box)), "-E*I**2 <= E"),
    ]
    for proof, said in proofs:
        assert proof is not None
        step = Step("a:1", proof.method, dict(proof.certificate), said, told)
        assert (examine(step).status, examine(step).reason) == (REPLAYED, "")
        assert examine(Step("a:1", proof.method, step.data, said.replace("I**2", "I**3"), told)).status != REPLAYED
    with pytest.raises((ReplayError, NotReplayable)):
        identity.replay("E*I**2", "-1*E*I", positive=[])
