"""Trace norms of rank one and two, and the algebra of complex matrices, against explicit matrices."""

from __future__ import annotations

from random import Random

import pytest
import sympy as sp

from derive.bounded_matrix import bounded
from derive.complex_matrices import commutator, complex_algebra
from derive.rank_two import commutator_norm_squared, outer, squared_singular_values, trace_norm_squared
from derive.sampled_letters import evaluate


def vector(size: int, rng: Random) -> sp.Matrix:
    return sp.Matrix([rng.randint(-4, 4) + sp.I * rng.randint(-4, 4) for _ in range(size)])


@pytest.mark.parametrize("size", [2, 3, 4])
def test_gram_matrices_give_the_singular_values(size: int) -> None:
    rng = Random(size)
    X, Y = (sp.Matrix.hstack(vector(size, rng), vector(size, rng)) for _ in range(2))
    first, second, *rest = squared_singular_values(X * Y.H)
    assert all(other == 0 for other in rest)
    assert sp.simplify(trace_norm_squared(X.H * X, Y.H * Y) - first - 2 * sp.sqrt(second)) == 0


def test_commutator_with_a_projector() -> None:
    rng = Random(5)
    rows = vector(9, rng).reshape(3, 3)
    B, unit = rows + rows.H, sp.Matrix([3, 0, 4 * sp.I]) / 5
    state = outer(list(unit), list(unit))
    first, second, _ = squared_singular_values(B * state - state * B)
    mean, mean_square = (unit.H * B * unit)[0], (unit.H * B * B * unit)[0]
    found = commutator_norm_squared(sp.expand(mean), sp.expand(mean_square))
    assert sp.simplify(first + 2 * sp.sqrt(second) - found) == 0


def test_rank_one_and_errors() -> None:
    assert trace_norm_squared(sp.Matrix([[4]]), sp.Matrix([[9]])) == 36
    with pytest.raises(ValueError, match="size 1 or 2"):
        trace_norm_squared(sp.eye(3), sp.eye(3))


@pytest.mark.parametrize("d", [1, 2])
def test_the_lindblad_generator_keeps_trace_and_hermiticity(d: int) -> None:
    numbers = complex_algebra()
    H, L, state = numbers.hermitian("H"), numbers.general("L"), numbers.hermitian("rho")
    rate = numbers.lindblad(H, L, state)
    assert numbers.algebra.prove_equal(rate.T, rate) is not None
    assert numbers.algebra.prove_equal(commutator(H, state).T, commutator(H, state)) is None
    found = evaluate(rate.element, d, *numbers.algebra.sample(d, Random(d)))
    assert sum((found[i, i] for i in range(2 * d)), found[0, 0] * 0) == 0


def test_powers_of_a_bounded_matrix() -> None:
    given = bounded()
    wrong = given.bound(3) - given.square
    assert given.algebra.prove_positive(wrong, list(given.hypotheses), list(given.squares(2))) is None
    with pytest.raises(ValueError, match="2 or 3"):
        given.squares(4)
