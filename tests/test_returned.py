"""A claim's function that returns no statement is told what to return; what is not exact or not declared, what to write."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

from derive.units import LENGTH
from verify.check import check
from verify.claim import Section
from verify.returned import STATEMENT, stated
from verify.statement import All, Link, conjunction, derivation
from verify.statements.matrix import MatrixEqual
from verify.statements.near import Near
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal
from verify.statements.units import HasUnit
from verify.variables import Variables

V = Variables()
x, y = V.declare("x"), V.declare("y")
TRUE = AtMost(2 * x * y, x**2 + y**2, V)


def reason(built: Any) -> str:
    """What the check says of a claim whose function returns this."""
    section = Section("s", title="S", order=1)

    @section.claim("7", "A claim", kind="inequality", place="(7)")
    def claim() -> Any:
        """as printed"""
        return built

    found = check(claim).printed.verdict
    assert found.word == "undecided"
    (evidence,) = found.evidence
    return evidence.text


@pytest.mark.parametrize(
    ("built", "said"),
    [
        (2 * x * y <= x**2 + y**2, "the SymPy relation 2*x*y <= x**2 + y**2; write `return AtMost(2*x*y, x**2 + y**2, V)`"),
        (x + 1 > y, "write `return Below(y, x + 1, V)`"),
        (x + 1 >= y, "write `return AtMost(y, x + 1, V)`"),
        (x + 1 < y, "write `return Below(x + 1, y, V)`"),
        (sp.Eq(x, y), "write `return Equal(x, y, V)`"),
        (sp.Ne(x, y), "write `return Apart(x, y, V)`"),
        (x == y, "but is False: Python or SymPy has compared"),
        (sp.Le(x, x), "but is True: Python or SymPy has compared"),
        (x - y, "the expression x - y; write `return Equal(x - y, right, V)`"),
        ((TRUE, TRUE), "a tuple of 2; join statements with `return conjunction(first, second)`"),
        (None, "but is nothing"),
        (3.5, "but is of the type float"),
    ],
)
def test_what_is_no_statement_is_told_what_to_return(built: Any, said: str) -> None:
    text = reason(built)
    assert text.startswith("the statement could not be built: TypeError: the function of 7 must return a statement, ")
    assert said in text and "Error: '" not in text


@pytest.mark.parametrize(
    ("built", "said"),
    [
        (AtMost(x, y, V, x <= y), "hypothesis 1 must be a statement, but is the SymPy relation x <= y; write `AtMost(x, y, V)`"),
        (AtMost(x, y, x <= y), "the third argument must be the table `V` of declared symbols, but is x <= y"),  # type: ignore[arg-type]
        (conjunction(TRUE, x <= y), "part 2 must be a statement, but is the SymPy relation"),  # type: ignore[arg-type]
        (conjunction(TRUE, ("named", AtMost(x, y, V, x <= y))), "in part 2, hypothesis 1 must be a statement"),
    ],
)
def test_parts_and_hypotheses_are_looked_at(built: Any, said: str) -> None:
    assert said in reason(built)


def test_what_is_a_statement_is_passed_on() -> None:
    for built in (TRUE, Cited("a", needs="b"), derivation(Link(TRUE, "")), AtMost(x, y, V, TRUE)):
        assert stated(built, "7") is built
    assert isinstance(stated(All(()), "7"), All)
    assert all(hasattr(kind, name) for kind in (type(TRUE), MatrixEqual, HasUnit, Near) for name in STATEMENT)


def test_a_float_is_told_its_exact_form() -> None:
    assert reason(AtMost(0.5 * x, x, V)).endswith("holds a floating-point number; write sp.Rational(1, 2) for 0.5")
    assert "write 1.4142135623731 in exact form" in reason(AtMost(x, x * 2**0.5, V))
    assert reason(HasUnit(1.5 * x, LENGTH, V)).endswith("write sp.Rational(3, 2) for 1.5")
    assert reason(Near(sp.Float("2.5"), sp.Integer(2), sp.Integer(2), "m")).endswith("0 is none; write sp.Rational(5, 2) for 2.5")
    assert reason(Near(sp.Integer(2), x, sp.Integer(2), "m")).endswith("but x is none; insert numbers for its letters")
    assert "write sp.Rational(1, 10) for 0.1" in reason(Equal(x, y, V, AtMost(0.1 * x, y, V)))


@pytest.mark.parametrize(
    ("built", "said"),
    [
        (Near(2, sp.Integer(2), sp.Rational(11, 10), "m"), "`value` must be an expression of SymPy, but is 2 of type int; write "
            "sp.Integer(2)"),
        (Near(sp.Integer(2), 1.5, sp.Rational(11, 10), "m"), "`printed` must be an expression of SymPy, but is 1.5 of type float"),
        (AtMost(x, [1], V), "`right side` must be an expression of SymPy, but is [1] of type list"),
        (AtMost([1], x, V), "`left side` must be an expression of SymPy, but is [1] of type list"),
        (HasUnit(x, "J s", V), "`unit` must be a Unit of derive.units, such as MASS * LENGTH**2 / TIME, but is 'J s'"),
        (HasUnit(1, LENGTH, V), "`formula` must be an expression of SymPy"),
    ],
)
def test_what_is_no_expression_is_told_what_to_write(built: Any, said: str) -> None:
    assert said in reason(built)


def test_a_unit_that_is_none_is_refused_where_it_is_typed() -> None:
    with pytest.raises(ValueError, match=r"`unit` of q must be a Unit of derive\.units, .* but is 'kg'"):
        Variables().declare("q", "kg")  # type: ignore[arg-type]


def test_a_denominator_that_may_vanish_is_told_both_ways_out() -> None:
    u = V.declare("u", low=sp.Rational(1, 4), high=3, closed=True)
    assert "multiply it out, or add the hypothesis Apart(exp(u) - 1, 0, V)" in reason(AtMost(1 / (sp.exp(u) - 1), 1 / u, V))
    assert check_word(AtMost(u, sp.exp(u) - 1, V)) == "certified"


def check_word(built: Any) -> str:
    section = Section("s", title="S", order=1)

    @section.claim("8", "A claim", kind="inequality", place="(8)")
    def claim() -> Any:
        """as printed"""
        return built

    return check(claim).printed.verdict.word


def test_an_undeclared_letter_is_told_how_to_declare_it() -> None:
    z = sp.Symbol("z")
    said = reason(AtMost(x, z, V))
    assert "every symbol must have a range, but z has none; write `z = V.declare(\"z\", UNIT, \"meaning\")`" in said
    assert "every symbol must have a unit, but z has none; write `z = V.declare" in reason(HasUnit(x * z, LENGTH, V))
    assert "a symbol x is declared, and is another symbol to SymPy" in reason(AtMost(sp.Symbol("x"), y, V))
