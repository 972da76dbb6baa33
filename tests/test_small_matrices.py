"""Counterexamples to inequalities of matrices that random samples do not hit: a descent over matrices of size 2."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as F
from random import Random

import pytest

from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import (
    is_positive,
    sample_general,
    sample_invertible,
    sample_orthogonal,
    sample_projection,
    sample_symmetric,
)
from derive.sampled_letters import evaluate
from verify.check import decide
from verify.statements.matrix import Positive
from verify.statements.small_matrices import counterexamples

Line = tuple[Abstract, list[Abstract]]


class Letters:
    def __init__(self) -> None:
        self.algebra = MatrixAlgebra()
        self.w, self.one = self.algebra.form(), self.algebra.one
        self.X, self.Y = (self.algebra.general(name, sample_general) for name in "XY")
        self.S = self.algebra.symmetric("S", sample_symmetric)
        self.P, self.Q = (self.algebra.positive_semidefinite(name) for name in "PQ")
        self.R = self.algebra.positive_definite("R")
        self.z = self.algebra.scalar("z")


def square(matrix: Abstract) -> Abstract:
    return matrix.T * matrix


NARROW: dict[str, Callable[[Letters], Line]] = {
    "a large bound": lambda k: (k.one * 10**9 - k.P, []),
    "near a half": lambda k: (k.S * k.S * 4 + k.S * 4 + k.one * F(999, 1000), []),
    "near a third": lambda k: ((k.S * 3 - k.one) * (k.S * 3 - k.one) - k.one * F(1, 10**6), []),
    "near its own inverse": lambda k: (k.R + k.R.inverse - k.one * F(2001, 1000), []),
    "near-projections": lambda k: (k.P * k.Q + k.Q * k.P + k.one * F(249, 1000), [k.one - k.P, k.one - k.Q]),
    "with a scalar": lambda k: (k.X.T * k.X - k.z * F(1001, 1000), [k.X.T * k.X - k.z]),
    "nearly Young's": lambda k: (k.X.T * k.X + k.Y.T * k.Y - (k.X.T * k.Y + k.Y.T * k.X) * F(1001, 1000), []),
    "with a form": lambda k: (square(k.S * 3 + k.w.T * k.S * k.w * 3 - k.one) - k.one * F(1, 10**6), []),
}  # fmt: skip


@pytest.mark.parametrize("name", NARROW)
def test_a_narrow_violation_is_found(name: str) -> None:
    k = Letters()
    target, hypotheses = NARROW[name](k)
    found, _ = decide(Positive(target, tuple(hypotheses)), Random(1))
    assert found.word == "refuted"


def test_what_is_proposed_satisfies_the_hypotheses_and_violates_the_line() -> None:
    k = Letters()
    target, hypotheses = NARROW["near-projections"](k)
    met = 0
    for known, values in counterexamples(target.element, [each.element for each in hypotheses], k.algebra):
        if k.algebra.satisfies(1, known, values) and all(is_positive(evaluate(each.element, 1, known, values)) for each in hypotheses):
            met += not is_positive(evaluate(target.element, 1, known, values))
    assert met > 0


TRUE: dict[str, Callable[[Letters], Line]] = {
    "a square": lambda k: (k.S * k.S * 4 + k.S * 4 + k.one, []),
    "its own inverse": lambda k: (k.R + k.R.inverse - k.one * 2, []),
    "projections": lambda k: (k.P * k.Q + k.Q * k.P + k.one * F(1, 4), [k.one - k.P, k.one - k.Q]),
    "the hypothesis": lambda k: (k.X.T * k.X - k.z, [k.X.T * k.X - k.z]),
    "Young's": lambda k: (k.X.T * k.X + k.Y.T * k.Y - k.X.T * k.Y - k.Y.T * k.X, []),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_nothing_refutes_a_line_that_holds_narrowly(name: str) -> None:
    k = Letters()
    target, hypotheses = TRUE[name](k)
    assert Positive(target, tuple(hypotheses)).certify() is None
    assert decide(Positive(target, tuple(hypotheses)), Random(1))[0].word == "proved"


def test_letters_of_which_a_sampler_knows_more_are_left_alone() -> None:
    algebra = MatrixAlgebra()
    U, X = algebra.general("U", sample_orthogonal), algebra.general("X", sample_invertible)
    h = algebra.scalar("h", sampler=lambda d, known, rng: F(1))
    assert list(counterexamples((U.T * U - algebra.one).element, [], algebra)) == []
    assert list(counterexamples((X.T * X - h * F(1, 100)).element, [], algebra)) == []
    assert list(counterexamples((X.T * X - algebra.one).element, [], algebra)) != []


def test_no_descent_after_a_witness_of_the_search() -> None:
    k = Letters()
    line = Positive(k.one - k.P, ())
    assert line.refute(Random(1)).witness is not None and line.certify() is None


def test_a_projection() -> None:
    for d in (1, 2, 3):
        P = sample_projection(d, {}, Random(d))
        assert P * P == P == P.transpose() and P.rank() == 1
