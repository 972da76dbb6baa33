"""Matrix inequalities whose congruences are found: true ones are proved and repeated, false ones never."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest

from derive.congruences import _roots
from derive.free_algebra import letter
from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import is_positive, sample_general, sample_singular, sample_symmetric
from derive.sampled_letters import evaluate
from numerics import gram
from replay import assumptions, binding, words
from verify.check import examine
from verify.statements.matrix import Positive

Sides = tuple[Abstract, list[Abstract]]


class Letters:
    """An algebra with letters of every trait: M, N symmetric, P, Q >= 0, R, S > 0, X, Y real matrices, z a positive scalar."""

    def __init__(self) -> None:
        self.algebra = algebra = MatrixAlgebra()
        self.M, self.N = (algebra.symmetric(name, sample_symmetric) for name in "MN")
        self.P, self.Q = (algebra.positive_semidefinite(name) for name in "PQ")
        self.R, self.S = (algebra.positive_definite(name) for name in "RS")
        self.X, self.Y = (algebra.general(name, sample_general) for name in "XY")
        self.z, self.one = algebra.scalar("z"), algebra.one


def _pure(sides: Callable[[MatrixAlgebra, Abstract], Sides]) -> Sides:
    algebra = MatrixAlgebra()
    algebra.form()
    return sides(algebra, algebra.pure("s"))


TRUE: dict[str, Callable[[Letters], Sides]] = {
    "congruence": lambda k: (k.X.T * k.P * k.X, []),
    "congruence keeps the order": lambda k: (k.X.T * (k.M - k.N) * k.X, [k.M - k.N]),
    "transitivity": lambda k: (k.M - k.P, [k.M - k.N, k.N - k.P]),
    "completed square": lambda k: (k.X.T * k.X - k.X.T - k.X + k.one, []),
    "Young, with a scalar": lambda k: (k.z * (k.X.T * k.X) + k.algebra.scalar("z", -1) * (k.Y.T * k.Y) - k.X.T * k.Y - k.Y.T * k.X, []),
    "a contraction of a contraction": lambda k: (k.one - k.Y.T * k.X.T * k.X * k.Y, [k.one - k.X.T * k.X, k.one - k.Y.T * k.Y]),
    "the adjoint of a contraction": lambda k: (k.one - k.X * k.X.T, [k.one - k.X.T * k.X]),
    "sum of contractions": lambda k: (4 * k.one - (k.X + k.Y).T * (k.X + k.Y), [k.one - k.X.T * k.X, k.one - k.Y.T * k.Y]),
    "below 1 the square is smaller": lambda k: (k.P - k.P * k.P, [k.one - k.P]),
    "square of a bounded one": lambda k: (4 * k.one - k.P * k.P, [2 * k.one - k.P]),
    "cube of a bounded one, attained": lambda k: (8 * k.one - k.P * k.P * k.P, [2 * k.one - k.P]),
    "between -1 and 1": lambda k: (k.one - k.M * k.M, [k.one - k.M, k.one + k.M]),
    "a bounded square": lambda k: (k.one - k.M, [k.one - k.M * k.M]),
    "the inverse reverses the order": lambda k: (k.R.inverse - k.S.inverse, [k.S - k.R]),
    "a matrix and its inverse": lambda k: (k.R + k.R.inverse - 2 * k.one, []),
    "harmonic means": lambda k: (k.R.inverse + k.S.inverse - 4 * k.one, [k.one - k.R - k.S]),
    "not too long, so not too thin": lambda k: _pure(lambda a, s: (a.scalar("z") * s - a.one, [a.scalar("z") * a.one - s])),
    "above a number, its inverse below": lambda k: (k.algebra.scalar("z", -1) - k.R.inverse, [k.R - k.z]),
    "above a number, its square above a multiple": lambda k: (k.R * k.R - k.z * k.R, [k.R - k.z]),
}
FALSE: dict[str, Callable[[Letters], Sides]] = {
    "a symmetric one": lambda k: (k.M, []),
    "a product": lambda k: (k.P * k.Q + k.Q * k.P, []),
    "transposed": lambda k: (k.X * (k.M - k.N) * k.X, [k.M - k.N]),
    "squares do not keep the order": lambda k: (k.P * k.P - k.Q * k.Q, [k.P - k.Q]),
    "too small a constant": lambda k: (3 * k.one - (k.X + k.Y).T * (k.X + k.Y), [k.one - k.X.T * k.X, k.one - k.Y.T * k.Y]),
    "a little too small": lambda k: (Fraction(799, 100) * k.one - k.P * k.P * k.P, [2 * k.one - k.P]),
    "the inverse does not keep it": lambda k: (k.S.inverse - k.R.inverse, [k.S - k.R]),
    "one end alone": lambda k: (k.one - k.M * k.M, [k.one - k.M]),
    "above a number, its inverse above": lambda k: (k.R.inverse - k.algebra.scalar("z", -1), [k.R - k.z]),
    "above a number, its square above another multiple": lambda k: (k.R * k.R * 2 - 3 * k.z * k.R, [k.R - k.z]),
    "only for small ones": lambda k: (k.one - k.P, []),
    "only for large ones": lambda k: (k.P - k.one, [k.P - k.Q]),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_one_is_proved_and_repeated_by_other_code(name: str) -> None:
    target, hypotheses = TRUE[name](Letters())
    statement = Positive(target, tuple(hypotheses))
    proof = statement.prove()
    assert proof is not None and proof.method == "sum of congruences of positive matrices"
    data = proof.certificate
    assert data["statement"] == str(statement)
    words.replay_positive(data["statement"], data)
    binding.backed(proof.method, data, statement.domain())
    assert statement.refute(Random(1)).witness is None


@pytest.mark.parametrize("name", FALSE)
def test_a_false_one_is_refuted_and_has_no_proof(name: str) -> None:
    target, hypotheses = FALSE[name](Letters())
    statement = Positive(target, tuple(hypotheses))
    assert statement.refute(Random(1)).witness is not None
    algebra = target.algebra
    assert algebra.find_positive(target, hypotheses, gram.candidates, gram.faces) is None
    algebra._seen_false = lambda *_: False  # type: ignore[method-assign]  # the search alone, without the look at samples
    assert algebra.find_positive(target, hypotheses, gram.candidates, gram.faces) is None


def test_a_lemma_that_needs_no_hand_written_certificate() -> None:
    k = Letters()
    outcome = examine(Positive(k.R.inverse - k.S.inverse, (k.S - k.R,)))
    assert outcome.verdict.word == "proved" and outcome.mutants.killed >= 5 and not outcome.mutants.survived


def test_only_declared_letters_count_as_positive() -> None:
    k = Letters()
    k.algebra.positive.add("M")  # said, but not declared: it may weigh a mutant and never prove
    assert k.algebra.find_positive(k.X.T * k.M * k.X, [], gram.candidates, gram.faces) is None
    assert assumptions.definite(Positive(k.P).domain()) == {"1", "P", "Q", "R", "R^-1", "S", "S^-1"}


def test_a_face_is_divided_out() -> None:
    k = Letters()
    target, hypotheses = TRUE["cube of a bounded one, attained"](k)
    assert k.algebra.find_positive(target, hypotheses, gram.candidates) is None  # rounding leaves the cone: P = 2 is attained
    assert k.algebra.find_positive(target, hypotheses, gram.candidates, gram.faces) is not None


def test_faces_of_a_proposal() -> None:
    singular = [Fraction(4), Fraction(2), Fraction(1)]  # (4 2; 2 1), which maps (1, -2) to 0
    rows = gram.faces((2, 1), [*singular, Fraction(3)])
    assert rows == [[[Fraction(-1, 2), Fraction(1)]], []]


@pytest.mark.parametrize("weight", [Fraction(3, 4), Fraction(7), Fraction(1, 7), Fraction(10**12 + 39, 360360), Fraction(0),
                                    Fraction(10**40 + 7, 3**30), Fraction(10**60, 7), Fraction(4**40 * 7), Fraction(10**18)])
def test_a_weight_is_a_sum_of_four_squares(weight: Fraction) -> None:
    roots = _roots(weight)
    assert len(roots) <= 4 and sum(root * root for root in roots) == weight


def test_samples_are_moved_until_the_hypotheses_hold() -> None:
    k = Letters()
    hypotheses = [k.M - k.N, k.S - k.R - k.z]
    rng, sizes, tight, met = Random(5), set[bool](), 0, 0
    for _ in range(60):
        drawn = k.algebra.sample_where([each.element for each in hypotheses], 1, rng)
        if drawn is None:
            continue
        met += 1
        known, values = drawn
        gaps = [evaluate(each.element, 1, known, values) for each in hypotheses]
        assert all(map(is_positive, gaps)) and known["S^-1"] * known["S"] == known["R"] * known["R^-1"]
        tight += any(gap.det() == 0 for gap in gaps)
        size = Fraction(int(known["P"].det().p), int(known["P"].det().q))
        sizes |= {True} if size > 100 else {False} if size < Fraction(1, 100) else set()
    assert met > 20 and tight > 5 and sizes == {True, False}
    bound = MatrixAlgebra()
    R, B = bound.positive_definite("R"), bound.symmetric("B", lambda d, known, rng: 2 * known["R"])
    bound.assume(B - 2 * R, text="B is 2 R")
    assert bound.scaled == [] and bound.sample_where([R.element], 1, rng) is not None and bound.sample_where([(-R).element], 1, rng) is None


def test_positive_semidefinite_samples_of_any_rank() -> None:
    rng = Random(2)
    ranks = {sample_singular(2, {}, rng).rank() for _ in range(60)}
    assert ranks == {0, 1, 2, 3, 4}
    assert str(MatrixAlgebra().positive_semidefinite("A")) == str(letter("A"))
