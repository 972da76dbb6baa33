"""Blocks and the free algebra entry by entry: each operation by its result."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from derive import blocks, free_algebra
from derive.blocks import BLOCK_ONE, FORM, Block, diagonal
from derive.free_algebra import ONE, ZERO, CertificateError, Cofactor, Element, letter, scalar, transpose

A, B, C, D = map(letter, "ABCD")
E, F, G, H = map(letter, "EFGH")
ONE_HALF = Fraction(1, 2)


def rows(block: Block) -> list[list[str]]:
    return [[str(entry) for entry in row] for row in block.rows]


def test_blocks_entry_by_entry() -> None:
    one, other = Block(((A, B), (C, D))), Block(((E, F), (G, H)))
    assert rows(one * other) == [["A·E + B·G", "A·F + B·H"], ["C·E + D·G", "C·F + D·H"]]
    assert rows(one + other) == [["A + E", "B + F"], ["C + G", "D + H"]]
    assert rows(one - other) == [["A + (-1)·E", "B + (-1)·F"], ["C + (-1)·G", "D + (-1)·H"]]
    assert rows(-one) == [["(-1)·A", "(-1)·B"], ["(-1)·C", "(-1)·D"]]
    assert rows(one * 2) == rows(2 * one) == rows(one * Fraction(2)) == [["2·A", "2·B"], ["2·C", "2·D"]]
    assert rows(one.T) == [["A^T", "C^T"], ["B^T", "D^T"]]
    assert rows(diagonal(A, B)) == [["A", "0"], ["0", "B"]] and rows(FORM) == [["0", "1"], ["(-1)", "0"]]
    assert rows(BLOCK_ONE) == [["1", "0"], ["0", "1"]]


@pytest.mark.parametrize("wrong", [((ONE, B), (C, D)), ((A, ONE), (C, D)), ((A, B), (ONE, D)), ((A, B), (C, ONE))])
def test_blocks_that_differ_in_one_entry_are_not_equal(wrong: Any) -> None:
    right = Block(((A, B), (C, D)))
    assert blocks.prove_equal(right, right) is not None
    assert blocks.prove_equal(right, Block(wrong)) is None and blocks.prove_equal(Block(wrong), right) is None


def test_blocks_are_written_with_all_their_scalars() -> None:
    found = blocks.prove_equal(Block(((scalar("a"), ZERO), (ZERO, scalar("b")))), diagonal(scalar("a"), scalar("b")))
    assert found is not None and found.certificate["scalars"] == ["a", "b"]


def test_elements_term_by_term() -> None:
    assert str(A * B + B * A) == "A·B + B·A" and str(A + A) == "2·A" and str(-A) == "(-1)·A" and (A - A).terms == {}
    assert str(A * Fraction(-1, 2)) == "(-1/2)·A" and str(3 * A) == str(A * 3) == "3·A" and (A * 0).is_zero() and (0 * A).terms == {}
    assert str(A * Fraction(1, 2)) == "1/2·A" and str((3 * A) * (2 * B)) == "6·A·B" and str(A * B * Fraction(1, 3) * 3) == "A·B"
    assert str(ONE) == "1" and str(ZERO) == "0" and str(2 * ONE) == "2" and str(-ONE) == "(-1)" and not ONE.is_zero()
    assert (A + B) * (A - B) != 0 and str((A + B) * (A + B)) == "A·A + A·B + B·A + B·B"
    assert ((A + B) * C - A * C - B * C).terms == {} and ((A - A) * B).terms == {}
    assert str(A * scalar("x") * B * scalar("y", 2)) == "x·y^(2)·A·B" and str(scalar("x", -ONE_HALF)) == "x^(-1/2)"
    assert (scalar("x") * scalar("x", -1)).terms == ONE.terms and str(scalar("y") * scalar("x")) == "x·y"
    assert scalar("x", 0).terms == ONE.terms and scalar("x").terms == {((("x", Fraction(1)),), ()): Fraction(1)}
    cancel = (A + ONE) * (A - ONE)
    assert str(cancel) == "(-1) + A·A" and len(cancel.terms) == 2
    assert Element({}).terms == {} and letter("A").terms == {((), ("A",)): Fraction(1)}
    assert free_algebra.scalar_names(A * scalar("b"), scalar("a") * scalar("c") + ONE) == ["a", "b", "c"]


def test_transposes() -> None:
    assert str(transpose(A * B)) == "B^T·A^T" and str(transpose(transpose(A * B))) == "A·B"
    assert str(transpose(scalar("x") * A * 2 + B)) == "B^T + 2·x·A^T"
    assert free_algebra.transpose_letter("X") == "X^T" and free_algebra.transpose_letter("X^T") == "X"


def test_membership_is_replayed_to_the_last_term() -> None:
    r, s = A * B - ONE, C * D - ONE
    cofactors = [Cofactor(C, 0, D), Cofactor(ONE, 1, ONE)]
    assert str(free_algebra.expand([r, s], cofactors)) == "(-1) + C·A·B·D"
    assert free_algebra.expand([r], []).is_zero()
    assert free_algebra.replay(C * A * B * D, ONE, [r, s], cofactors, scope="d").scope == "d"
    unused = free_algebra.replay(A, A, [A * scalar("u")], [], scope="d")
    assert unused.certificate["scalars"] == ["u"]
    for lhs, rhs in ((C * A * B * D, ZERO), (ZERO, ONE), (C * A * B * D + A, ONE), (ONE, C * A * B * D)):
        with pytest.raises(CertificateError, match="is left over"):
            free_algebra.replay(lhs, rhs, [r, s], cofactors, scope="d")
    with pytest.raises(CertificateError, match="is left over"):
        free_algebra.replay(C * A * B * D, ONE, [s, r], cofactors, scope="d")
    with pytest.raises(IndexError):
        free_algebra.replay(ZERO, ZERO, [r], [Cofactor(ONE, 1, ONE)], scope="d")


def test_congruences_are_replayed_to_the_last_term() -> None:
    P, Q = letter("P"), letter("Q")
    squares = [(transpose(A), A, 0), (ONE, ONE, 1)]
    target = transpose(A) * P * A + Q
    assert free_algebra.replay_psd(target, squares, [P, Q], [], [], scope="d").certificate["squares"] == [["A^T", 0, "A"], ["1", 1, "1"]]
    for wrong, hypotheses in ((target, [Q, P]), (target + ONE, [P, Q]), (-target, [P, Q]), (transpose(A) * P * A, [P, Q])):
        with pytest.raises(CertificateError, match="is left over"):
            free_algebra.replay_psd(wrong, squares, hypotheses, [], [], scope="d")
    for left, right in ((A, A), (-transpose(A), A), (transpose(A) * 2, A), (transpose(A), A * 2)):
        with pytest.raises(CertificateError, match="must be the transpose"):
            free_algebra.replay_psd(left * P * right, [(left, right, 0)], [P], [], [], scope="d")


def test_the_scalars_of_every_part_of_a_congruence_are_written() -> None:
    P = letter("P")
    unused = free_algebra.replay_psd(P, [(ONE, ONE, 0)], [P, P * scalar("h")], [], [], scope="here")
    assert unused.certificate["scalars"] == ["h"] and unused.scope == "here"
    root = scalar("z") * A
    vanishing = free_algebra.replay_psd(P, [(ONE, ONE, 0), (transpose(root), root, 1)], [P, ZERO], [], [], scope="here")
    assert vanishing.certificate["scalars"] == ["z"]
