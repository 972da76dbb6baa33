"""Abstract matrices: the free algebra, replayed certificates, order, blocks, and explicit samples."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from derive import blocks, rewriting
from derive.blocks import BLOCK_ONE, FORM, diagonal
from derive.free_algebra import (
    ONE,
    ZERO,
    CertificateError,
    Cofactor,
    Element,
    letter,
    replay,
    replay_psd,
    scalar,
    transpose,
)
from derive.leibniz import derivative
from derive.matrices import MatrixAlgebra
from derive.pure_covariance import inverse_reverses, pure_pair
from derive.sample import sample_general, sample_hamiltonian, sample_invertible, sample_symmetric, sample_symplectic
from derive.sampled_letters import evaluate
from verify.check import examine
from verify.statements.matrix import MatrixEqual, Positive, is_positive

A, B = letter("A"), letter("B")


def test_the_free_algebra_does_not_commute() -> None:
    assert not (A * B - B * A).is_zero()
    assert ((A + B) * (A - B) - A * A + A * B - B * A + B * B).is_zero()
    assert str(2 * A - A - A) == "0" and str(scalar("z", -1) * A) == "z^(-1)·A"
    assert (transpose(A * B) - letter("B^T") * letter("A^T")).is_zero()


def test_replay_accepts_a_right_certificate_and_no_other() -> None:
    relation = A * B - ONE
    good = [Cofactor(B, 0, A)]
    target = B * A * B * A - B * A
    assert replay(target, ZERO, [relation], good, scope="d").method
    for bad in ([], [Cofactor(B, 0, B)], [Cofactor(A, 0, B)], [Cofactor(B * 2, 0, A)], good * 2):
        with pytest.raises(CertificateError, match="left over"):
            replay(target, ZERO, [relation], bad, scope="d")


def test_replay_of_a_sum_of_congruences() -> None:
    M = letter("M")
    proof = replay_psd(transpose(M) * A * M, [(transpose(M), M, 0)], [A], [], [], scope="d")
    assert proof.certificate["positive"] == ["A"]
    with pytest.raises(CertificateError, match="transpose"):
        replay_psd(M * A * M, [(M, M, 0)], [A], [], [], scope="d")
    with pytest.raises(CertificateError, match="left over"):
        replay_psd(transpose(M) * A * M * 2, [(transpose(M), M, 0)], [A], [], [], scope="d")


def test_completion_finds_consequences() -> None:
    rules = rewriting.complete([A * A - ONE, B * B - ONE, (A * B) * (A * B) - ONE])
    assert rewriting.prove_equal(A * B, B * A, [A * A - ONE, B * B - ONE, A * B * A * B - ONE], rules, scope="d")
    with pytest.raises(ValueError, match="contradict"):
        rewriting.complete([A * B - ONE, A * B - ONE * 2])


def test_symplectic_inverse_and_its_mutants() -> None:
    algebra = MatrixAlgebra()
    w, S = algebra.form(), algebra.symplectic("S")
    assert algebra.prove_equal(S.inverse, w.T * S.T * w) is not None
    assert algebra.prove_equal(S * w * S.T, w) is not None
    for wrong in (w * S.T * w, w.T * S * w, w.T * S.T, -(w.T * S.T * w)):
        assert algebra.prove_equal(S.inverse, wrong) is None


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("seed", range(3))
def test_samples_have_their_structure(d: int, seed: int) -> None:
    rng = Random(seed)
    algebra = MatrixAlgebra()
    w = algebra.form()
    algebra.symplectic("S")
    algebra.hamiltonian("F")
    algebra.pure("P")
    known, values = algebra.sample(d, rng)  # raises when a relation is violated
    assert is_positive(known["P"]) and known["P"].det() == 1 == known["S"].det()
    assert evaluate((w * w).element, d, known, values) == -1 * evaluate(ONE, d, known, values)


def test_a_sampler_that_breaks_its_relation_is_noticed() -> None:
    algebra = MatrixAlgebra()
    M = algebra.general("M", sample_general)
    algebra.assume(M * M - 1, text="an involution")
    with pytest.raises(ValueError, match="`samplers` must satisfy"):
        algebra.sample(1, Random(0))


def test_the_inverse_reverses_the_order_in_general_and_in_samples() -> None:
    pair = pure_pair()
    difference = pair.z() * pair.star - pair.sigma
    inverse = pair.z(-1) * pair.star_inverse
    target = pair.sigma_inverse - inverse
    squares = list(inverse_reverses(pair.algebra.one, difference, pair.sigma_inverse, inverse, pair.algebra.one))
    assert pair.algebra.prove_positive(target, [difference, pair.sigma], squares) is not None
    assert pair.algebra.prove_positive(-target, [difference, pair.sigma], squares) is None
    assert pair.algebra.prove_positive(2 * target, [difference, pair.sigma], squares) is None
    known, values = pair.algebra.sample(2, Random(3))
    assert is_positive(evaluate(difference.element, 2, known, values))
    assert is_positive(evaluate(target.element, 2, known, values))
    assert not is_positive(evaluate((-target).element, 2, known, values))


def test_weights_must_be_positive_and_letters_declared() -> None:
    algebra = MatrixAlgebra()
    M = algebra.general("M", sample_invertible)
    with pytest.raises(ValueError, match="positive scalar"):
        algebra.prove_positive(M, [M], [(-algebra.one, algebra.one, 0)])
    with pytest.raises(ValueError, match=r"^`weight` must be a monomial with a square coefficient, but is 0$"):
        algebra.prove_positive(M, [M], [(0 * algebra.one, algebra.one, 0)])
    with pytest.raises(ValueError, match="one letter"):
        algebra.inverse(M * M)
    with pytest.raises(ValueError, match="new"):
        algebra.general("M", sample_general)
    with pytest.raises(ValueError, match="same algebra"):
        M * MatrixAlgebra().form()


def test_the_inverse_of_a_multiple_is_the_inverse_multiple() -> None:
    algebra = MatrixAlgebra()
    R, S, z = algebra.positive_definite("R"), algebra.positive_definite("S"), algebra.scalar("z")
    known, values = algebra.sample(2, Random(1))
    assert str(R.inverse.inverse) == "R" and str((2 * R.T).inverse) == "1/2·R^-1^T"
    for factor in (Fraction(2), Fraction(-1, 3), Fraction(1)):
        for matrix in (factor * R, factor * z * R, factor * z * z * R.inverse):
            assert algebra.prove_equal(matrix * matrix.inverse, algebra.one) is not None
            product = evaluate(matrix.element, 2, known, values) * evaluate(matrix.inverse.element, 2, known, values)
            assert product == evaluate(ONE, 2, known, values)
    assert examine(Positive((-R).inverse)).verdict.word == "refuted" and examine(Positive(-((-R).inverse))).verdict.word == "proved"
    assert examine(MatrixEqual((2 * R).inverse * S, R.inverse * S)).verdict.word == "refuted"
    assert examine(Positive(S.inverse - (2 * R).inverse, (2 * R - S,))).verdict.word == "proved"
    assert examine(Positive((2 * R).inverse - S.inverse, (S - R,))).verdict.word == "refuted"
    for matrix in (R + S, R * S, R - R, algebra.one, z):
        with pytest.raises(ValueError, match=r"^`matrix` must be one letter, times a number or scalars, but "):
            algebra.inverse(matrix)


def test_no_letter_is_called_like_what_is_made_of_letters() -> None:
    algebra = MatrixAlgebra()
    algebra.scalar("z")
    for name in ("A^-1", "A^T", "", "A B", "A+B", "A*B", "A·B", "A,B", "A(B", "A/B", "A=B"):
        for declare in (algebra.positive_definite, algebra.positive_semidefinite, algebra.scalar):
            with pytest.raises(ValueError, match=r"^`name` must hold no space, bracket or operator"):
                declare(name)
    with pytest.raises(ValueError, match=r"^`name` must be new, but z is declared already$"):
        algebra.positive_definite("z")
    algebra.positive_definite("A")
    with pytest.raises(ValueError, match=r"^`name` must be new, but A is a matrix$"):
        algebra.scalar("A")
    for declare in (algebra.pure, algebra.symplectic, algebra.hamiltonian):
        with pytest.raises(ValueError, match=r"^the symplectic form must be declared first, as ω, but is not; call form()"):
            declare("s")
    assert "s" not in algebra.samplers


def test_samples_are_positive_and_invertible_where_the_letters_are() -> None:
    algebra = MatrixAlgebra()
    X, P = algebra.general("X", sample_general), algebra.positive_semidefinite("P", sample_symmetric)
    with pytest.raises(ValueError, match=r"^`sampler` of a positive letter must give positive matrices, but that of \['P'\] does not$"):
        algebra.sample(1, Random(0))
    assert examine(Positive(X.T * P * X)).verdict.word == "undecided"
    algebra = MatrixAlgebra()
    thin = algebra.general("X", lambda d, known, rng: sample_general(d, known, rng) * rng.randrange(2))
    assert thin.inverse is not None
    assert all(algebra.sample(1, Random(seed))[0]["X"].det() != 0 for seed in range(8))
    algebra = MatrixAlgebra()
    assert algebra.general("X", lambda d, known, rng: 0 * sample_general(d, known, rng)).inverse is not None
    with pytest.raises(ValueError, match=r"^`samplers` must give invertible matrices where there is an inverse, but 50 samples"):
        algebra.sample(1, Random(0))
    assert algebra.sample_where([], 1, Random(0)) is None


def test_declared_letters_that_do_not_occur_are_no_hypotheses() -> None:
    algebra = MatrixAlgebra()
    P, Q, R = (algebra.positive_definite(name) for name in "PQR")
    assert algebra._definite_in(P, [Q.inverse]) == ["P", "P^-1", "Q", "Q^-1"]
    algebra.assume(R - P * P, text="a square")
    assert algebra._definite_in(Q, []) == ["P", "P^-1", "Q", "Q^-1", "R", "R^-1"]


def test_blocks() -> None:
    assert blocks.prove_equal(FORM * FORM, -BLOCK_ONE) is not None
    assert blocks.prove_equal(FORM * FORM, BLOCK_ONE) is None
    squeeze = diagonal(scalar("l"), scalar("l", -1))
    assert blocks.prove_equal(squeeze * FORM * squeeze, FORM) is not None
    assert blocks.prove_equal(2 * FORM - FORM, FORM) is not None
    assert blocks.prove_equal(FORM + FORM.T, BLOCK_ONE - BLOCK_ONE) is not None


def test_the_product_rule() -> None:
    w, V = letter("ω"), letter("V")
    element = transpose(A) * w * A
    expected = letter("V^T") * w * A + transpose(A) * w * V
    assert (derivative(element, {"A": V}) - expected).is_zero()
    assert derivative(w, {"A": V}).is_zero()
    assert (derivative(A * A * 3, {"A": V}) - (V * A + A * V) * 3).is_zero()


def test_scalars_cancel_and_irrational_powers_are_not_sampled() -> None:
    assert (scalar("z") * scalar("z", -1) - ONE).is_zero()
    root = scalar("z", Fraction(1, 2))
    assert (root * root - scalar("z")).is_zero()
    with pytest.raises(ValueError, match=r"^`sampler` of z must give values with a rational power 1/2, but gives 2$"):
        evaluate(root, 1, {}, {"z": Fraction(2)})
    two_thirds = evaluate(ONE * Fraction(2, 3), 1, {}, {})
    assert evaluate(root, 1, {}, {"z": Fraction(4, 9)}) == two_thirds == evaluate(scalar("z", -1), 1, {}, {"z": Fraction(3, 2)})
    algebra = MatrixAlgebra()
    thirds, whole = algebra.scalar("z", Fraction(2, 3)), algebra.scalar("z")
    _, values = algebra.sample(1, Random(2))
    assert evaluate((thirds * thirds * thirds).element, 1, {}, values) == evaluate((whole * whole).element, 1, {}, values)


def test_samplers_draw_what_they_say() -> None:
    rng = Random(5)
    S = sample_symplectic(2, {}, rng)
    F = sample_hamiltonian(2, {}, rng)
    w = MatrixAlgebra()
    w.form()
    form = w.sample(2, rng)[0]["ω"]
    assert S.transpose() * form * S == form and F.transpose() * form == -1 * (form * F)


def test_elements_without_letters_are_their_scalars() -> None:
    assert Element({((), ()): Fraction(3)}).terms == (ONE * 3).terms
