"""Easy lines are proved in other letters: sums of positive terms, roots, irrational constants; false neighbours are not."""

from __future__ import annotations

from random import Random

import pytest
import sympy as sp

from derive.proof import Proof
from replay.records import FAILED, REPLAYED
from tests.second_opinion import opinion
from verify.check import SEED, challenge, examine
from verify.statements import substituted
from verify.statements.scalar import AtMost, Below, Relation
from verify.variables import Variables

W = Variables()
a, b, c = (W.declare(name) for name in "abc")
x, y = (W.declare(name, low=-sp.oo) for name in "xy")
s = W.declare("s", low=2, high=9)
B = W.declare("B", low=-1, high=1, closed=True)
z = W.declare("z", low=0, closed=True)
R, TINY = sp.Rational, sp.Rational(1, 10**9)
MEAN = (a * b * c) ** R(1, 3)

TRUE = {
    "a constant gap": AtMost(a, a + 1, W),
    "a constant gap on the line": Below(x, x + 1, W),
    "nothing is left": AtMost(x, x, W),
    "a positive term": Below(a, a + b, W),
    "a sum of positive terms": Below(a, a + b + c, W),
    "products of positive quantities": Below(a, a + a * b + b * c, W),
    "a quotient": Below(a / (b + c), (a + b) / (b + c), W),
    "two means": AtMost(2 * sp.sqrt(a * b), a + b, W),
    "two means of two and a half": AtMost(a * sp.sqrt(b), (a**2 + b) / 2, W),
    "three means": AtMost(3 * MEAN, a + b + c, W),
    "weighted means": AtMost((a**2 * b) ** R(1, 3), (2 * a + b) / 3, W),
    "a root on a finite range": AtMost(sp.sqrt(s), (s + 4) / 4, W),
    "a root of a finite range": AtMost(sp.sqrt(s) + a, 3 + a + a**2, W),
    "an inverse root": AtMost(2, sp.sqrt(a) + 1 / sp.sqrt(a), W),
    "an irrational root": AtMost(sp.sqrt(2) * a, 3 * a / 2 + b, W),
    "an irrational root in a form": AtMost(sp.sqrt(2) * x * y, x**2 + y**2, W),
    "pi": AtMost(a * sp.pi, 4 * a, W),
    "pi, nearly": Below(a * R(314159265, 10**8), a * sp.pi, W),
    "e and a root": AtMost(sp.E * sp.sqrt(a * b), sp.sqrt(3) * (a + b), W),
    "a loose form": AtMost(0, x**2 - x * y + y**2, W),
    "another loose form": AtMost(x * y, 2 * x**2 + 3 * y**2, W),
    "a form with a parameter": AtMost(0, x**2 + 2 * B * x * y + y**2, W),
}


@pytest.mark.parametrize("relation", TRUE.values(), ids=TRUE)
def test_easy_lines_are_proved(relation: Relation) -> None:
    found = examine(relation)
    if relation.lhs == relation.rhs:
        assert relation.prove() is not None
    else:
        assert found.verdict.word == "proved", found.verdict.evidence[0].text
        assert found.mutants.killed > 0 and found.mutants.survived == 0


FALSE = {
    "a constant gap": AtMost(a + TINY, a, W),
    "no gap": Below(x, x, W),
    "a term that may vanish": Below(a, a + z, W),
    "a sum of which may vanish": Below(0, x**2 + z, W),
    "a difference": Below(a, a + b - TINY * c, W),
    "two means": AtMost((2 + TINY) * sp.sqrt(a * b), a + b, W),
    "two means, strictly": Below(2 * sp.sqrt(a * b), a + b, W),
    "three means": AtMost((3 + TINY) * MEAN, a + b + c, W),
    "weights exchanged": AtMost((a**2 * b) ** R(1, 3), (a + 2 * b) / 3, W),
    "a root of a finite range": AtMost(sp.sqrt(s) + a, 3 - TINY + a + a**2, W),
    "an irrational root": AtMost(sp.sqrt(2) * a, R(141421356, 10**8) * a, W),
    "a form": AtMost((2 + TINY) * x * y, x**2 + y**2, W),
    "pi, nearly": Below(a * R(314159266, 10**8), a * sp.pi, W),
    "pi from the other side": AtMost(a * sp.pi, R(314159265, 10**8) * a, W),
}


@pytest.mark.parametrize("relation", FALSE.values(), ids=FALSE)
def test_no_false_neighbour_is_proved(relation: Relation) -> None:
    assert relation.prove() is None
    assert examine(relation).verdict.word in ("refuted", "undecided")


@pytest.mark.parametrize("relation", TRUE.values(), ids=TRUE)
def test_what_is_proved_in_other_letters_is_repeated_by_the_second_opinion(relation: Relation) -> None:
    found = opinion(relation)
    assert found.status == REPLAYED and found.tied


@pytest.mark.parametrize("name", [name for name in FALSE if name in TRUE])
def test_the_proof_of_a_true_line_is_none_of_its_false_neighbour(name: str) -> None:
    assert opinion(TRUE[name], of=FALSE[name]).status != REPLAYED


def test_what_is_proved_in_other_letters_says_so() -> None:
    proof = TRUE["two means"].prove()
    assert proof is not None and proof.scope == "sqrt(a) in [0, oo], sqrt(b) in [0, oo]"


def test_letters_are_called_like_no_symbol_of_the_paper() -> None:
    table = Variables(W.values())
    odd, taken = table.declare("n_{b}"), table.declare("pi")
    for relation, letter in ((AtMost(2 * sp.sqrt(a * odd) + 2 * odd * taken, a + odd + odd**2 + taken**2, table), "sqrt(n_{b})"),
                            (AtMost(sp.pi * taken, 4 * taken, table), "pi'")):
        proof = relation.prove()
        assert proof is not None and letter in proof.certificate["renamed"].values()
        assert f"{letter} in [" in proof.scope and "pi in [0, oo]" in proof.scope
        assert opinion(relation).status not in (REPLAYED, FAILED)


def test_a_polynomial_that_is_not_the_gap_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the search writes is compared with the gap by normal form."""
    true, false = AtMost(2 * sp.sqrt(a * b), a + b, W), AtMost(3 * sp.sqrt(a * b), a + b, W)
    spread = substituted._spread(true.rhs - true.lhs, [a, b])
    monkeypatch.setattr(substituted, "_spread", lambda *_: spread)
    assert isinstance(true.prove(), Proof) and false.prove() is None


@pytest.mark.parametrize("number", [sp.pi, sp.sqrt(2), sp.E, sp.log(3), R(7, 5) ** R(1, 3)], ids=str)
def test_the_box_of_a_constant_holds_it(number: sp.Expr) -> None:
    for width in substituted.WIDTHS:
        ends = substituted._enclosed(number, width)
        assert ends is not None and ends[0] < number < ends[1] and ends[1] - ends[0] == R(width.numerator, width.denominator)


@pytest.mark.parametrize(("end", "index"), [(R(2), 2), (R(9), 2), (R(1, 3), 3), (R(8, 27), 3), (R(0), 2), (R(10**12 + 1), 2)], ids=str)
def test_the_box_of_a_root_holds_it(end: sp.Rational, index: int) -> None:
    low, high = (substituted._rooted(end, index, up) for up in (0, 1))
    assert low**index <= end <= high**index and high - low <= R(1, substituted.GRAIN)
    assert low == high or not sp.root(end, index).is_rational or end == R(8, 27)


def test_a_half_power_of_a_real_symbol_is_no_mutant() -> None:
    """x^(5/2) is not real for x < 0: such a change is ill-formed where no point refutes it, and is not counted."""
    found = challenge(AtMost(x * y, 2 * x**2 + 3 * y**2, W))
    assert found.survived == 0 and found.ill_formed == 2
    assert [text for text in found.listed if text.startswith("ill-formed")] == [
        f"ill-formed: right side: exponent 5/2 for 2 of {name}" for name in "xy"]
    assert challenge(AtMost(a * b, 2 * a**2 + 3 * b**2, W)).ill_formed == 0


def test_roots_that_an_author_writes_are_not_judged() -> None:
    written = AtMost(sp.Abs(sp.sqrt(x)), x**2 + 1, W)
    assert not written.problems()
    assert AtMost(0, x**2 + y**2, W).refute(Random(SEED)).witness is None
