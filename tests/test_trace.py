"""The normal form of trace polynomials: what it identifies, what it keeps apart, what it refuses."""

from __future__ import annotations

import json
import pickle
from fractions import Fraction

import pytest
from flint import arb_mat, fmpq, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from derive.trace import Tr, TracePolynomial, evaluate, necklace, prove_equal

A = fmpq_mat(2, 2, [1, 2, 2, -3])
B = fmpq_mat(2, 2, [0, 1, 1, 5])
S = fmpq_mat(2, 2, [2, 1, 1, 3])
BY_LETTER = {"A": A, "B": B, "s": S}


def trace(matrix: fmpq_mat) -> fmpq:
    return sum((matrix[i, i] for i in range(matrix.nrows())), fmpq(0))


def test_rotation_and_reversal_are_identified() -> None:
    words = ["sAsB", "AsBs", "sBsA", "BsAs"]
    assert len({Tr(*w) for w in words}) == 1
    assert Tr(*"ABC") == Tr(*"CBA") == Tr(*"BAC")


def test_inequivalent_words_stay_apart() -> None:
    # With two equal letters and four in all, adjacency is the only invariant; nothing else may be merged.
    assert Tr(*"ssAB") != Tr(*"sAsB")
    # Six letters: the least word whose reversal is not a rotation of it.
    assert necklace(tuple("AABABB")) == necklace(tuple("BBABAA"))
    assert Tr(*"AABBC") != Tr(*"ABABC")
    assert Tr("A") * Tr("B") != Tr("A", "B")


@given(st.lists(st.sampled_from("ABs"), min_size=1, max_size=7), st.integers(0, 6), st.booleans())
def test_variants_of_a_word_have_one_necklace_and_one_value(word: list[str], turn: int, back: bool) -> None:
    other = word[turn % len(word) :] + word[: turn % len(word)]
    other = other[::-1] if back else other
    assert necklace(word) == necklace(other)
    assert sorted(necklace(word)) == sorted(word)
    assert evaluate(Tr(*word), BY_LETTER) == evaluate(Tr(*other), BY_LETTER)


@given(st.lists(st.sampled_from("ABs"), max_size=5), st.lists(st.sampled_from("ABs"), max_size=5))
def test_evaluation_respects_the_ring(one: list[str], two: list[str]) -> None:
    p, q = Tr(*one), Tr(*two)
    at = {x: evaluate(x, BY_LETTER) for x in (p, q, p * q, p - q, 3 * p + q * Fraction(1, 2) + 1)}
    assert at[p * q] == at[p] * at[q]
    assert at[p - q] == at[p] - at[q]
    assert at[3 * p + q * Fraction(1, 2) + 1] == 3 * at[p] + at[q] / 2 + 1
    if at[p] != at[q]:
        assert p != q


def test_values_against_matrix_products() -> None:
    assert evaluate(Tr("s", "A", "s", "B"), BY_LETTER) == trace(S * A * S * B)
    assert evaluate(Tr("s", "A") * Tr("B") - 2, BY_LETTER) == trace(S * A) * trace(B) - 2
    assert evaluate(Tr() * Tr("A"), BY_LETTER) == 2 * trace(A)


def test_identity_and_dimension() -> None:
    assert Tr("1") == Tr() and Tr("s", "1", "A") == Tr("A", "s")
    assert Tr() != TracePolynomial() and Tr() != Tr() * Tr()
    assert str(Tr()) == "n" and evaluate(Tr(), {"s": S}) == 2


def test_arithmetic_in_normal_form() -> None:
    x, y = Tr("A"), Tr("B")
    assert (x + y) * (x - y) == x * x - y * y
    assert (x - x).is_zero and not x.is_zero and (0 * x).is_zero
    assert x * fmpq(1, 3) + x * Fraction(2, 3) == x
    assert x + 1 == 1 + x and hash(x * y) == hash(y * x)
    assert pickle.loads(pickle.dumps(x * y)) == x * y


def test_construction_normalises_anything_it_is_given() -> None:
    pairs = [((("B", "A"),), 1), ((("A", "B"),), -1), (((),), 0)]
    assert TracePolynomial(pair for pair in pairs).is_zero  # type: ignore[arg-type]
    assert not TracePolynomial(pair for pair in pairs[:1]).is_zero  # type: ignore[arg-type]
    assert TracePolynomial((((("B", "A"), ("A",)), Fraction(1)),)) == Tr("A") * Tr("A", "B")
    generated = TracePolynomial([((w for w in [("A",)]), 1)])  # type: ignore[list-item]
    assert generated == Tr("A")


@pytest.mark.parametrize("bad", [0.5, True, "1", None, 1j])
def test_inexact_coefficients_are_refused(bad: object) -> None:
    with pytest.raises(TypeError, match="must be"):
        Tr("A") * bad
    with pytest.raises(TypeError, match="must be"):
        Tr("A") + bad


def test_words_must_be_lists_of_letters() -> None:
    for bad in ("sA", [""], [3]):
        with pytest.raises(TypeError, match="`word` must"):
            necklace(bad)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="`word` must"):
        TracePolynomial((("AB", Fraction(1)),))  # type: ignore[arg-type]


def test_comparison_with_a_number_is_loud() -> None:
    with pytest.raises(TypeError, match="is_zero"):
        assert Tr("A") - Tr("A") != 0


def test_a_proof_carries_its_normal_form() -> None:
    proof = prove_equal(Tr("s", "A") * 2, Tr("A", "s") + Tr("A", "s"))
    assert proof is not None and proof.scope == "every dimension"
    assert json.loads(json.dumps(proof.certificate))["normal_form"] == [["2", [["A", "s"]]]]
    assert "symmetric" in proof.certificate["assumes"]


def test_what_holds_in_low_dimension_only_is_not_proved() -> None:
    assert prove_equal(Tr("A") * Tr("A"), Tr("A", "A")) is None
    # Cayley-Hamilton, n = 2: true at every 2 x 2 matrix, false in dimension 3.
    t = Tr("A")
    lhs, rhs = 2 * Tr("A", "A", "A"), 3 * t * Tr("A", "A") - t * t * t
    assert evaluate(lhs - rhs, {"A": A}) == 0
    assert prove_equal(lhs, rhs) is None
    assert evaluate(lhs - rhs, {"A": fmpq_mat(3, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1])}) == 6 - (27 - 27)


def test_prove_equal_takes_polynomials_only() -> None:
    with pytest.raises(TypeError, match="both sides"):
        prove_equal(Tr("A"), 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "matrices",
    [
        {},
        {"A": fmpq_mat(2, 2, [1, 2, 3, 4]), "s": S},
        {"A": fmpq_mat(2, 3, [1, 2, 3, 4, 5, 6]), "s": S},
        {"A": A, "s": fmpq_mat(1, 1, [1])},
        {"A": arb_mat(2, 2, [1, 2, 2, 1]), "s": S},
        {"A": A},
        {"A": A, "s": S, "1": S},
    ],
)
def test_evaluation_refuses_unless_symmetric_rational_complete(matrices: dict[str, fmpq_mat]) -> None:
    with pytest.raises(ValueError, match="`matrices` must"):
        evaluate(Tr("s", "A"), matrices)


def test_printing() -> None:
    p = Tr("s", "A") * Tr() * Fraction(3, 2) - Tr("B") - 2
    assert str(p) == "-2 + 3/2*n*Tr(A s) - Tr(B)"
    assert p.latex({"s": r"\sigma"}) == (
        r"-2 + 3/2\,n\,\operatorname{Tr}[A \sigma] - \operatorname{Tr}[B]"
    )
    assert str(TracePolynomial()) == "0" and str(Tr("A") * 0 + 1) == "1"
