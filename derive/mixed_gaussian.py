"""Mixed Gaussians as mixtures of displaced Gaussians of smaller covariance, for every dimension.

A Gaussian of covariance S whose centre is displaced by R v, v standard normal, has the covariance S + R R^T: complete the
square in v. With S pure this writes mixed Gaussian states as mixtures of pure ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import flint

from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import Matrix, identity, sample_general, sample_positive, sample_symmetric


def _sum_with_square(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    return known["S"] + known["R"] * known["R"].transpose()


def _remaining(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    return (identity(d) + known["R"].transpose() * known["S"].inv() * known["R"]).inv()


def convolution() -> tuple[Abstract, Abstract]:
    """Both sides of S^-1 - S^-1 R M R^T S^-1 = (S + R R^T)^-1 with M^-1 = 1 + R^T S^-1 R, for every R.

    The exponent -(1/2)(v^T v + (b - R v)^T S^-1 (b - R v)), with the square in v completed, leaves the left side as the
    form in b.

    >>> left, right = convolution()
    >>> left.algebra.prove_equal(left, right).scope
    'every dimension d'
    """
    algebra = MatrixAlgebra()
    S = algebra.symmetric("S", sample_positive)
    R = algebra.general("R", sample_general)
    M = algebra.symmetric("M", _remaining)
    T = algebra.symmetric("T", _sum_with_square)
    Si, Ti = S.inverse, T.inverse
    algebra.assume(T - S - R * R.T, text="T = S + R R^T")
    inverse = algebra.one + R.T * Si * R
    algebra.assume(inverse * M - algebra.one, M * inverse - algebra.one, text="M^-1 = 1 + R^T S^-1 R")
    return Si - Si * R * M * R.T * Si, Ti


@dataclass(frozen=True)
class WilliamsonForm:
    """A covariance A (hbar/2 + G G) A^T with symplectic A, its pure part (hbar/2) A A^T, and A G, whose square is the rest."""

    algebra: MatrixAlgebra
    form: Abstract
    half: Abstract
    covariance: Abstract
    pure: Abstract
    rest: Abstract


def williamson_form() -> WilliamsonForm:
    """The covariance of a Gaussian state by Williamson's theorem; G G stands for diag(nu, nu) - hbar/2.

    >>> state = williamson_form()
    >>> state.algebra.prove_equal(state.covariance, state.pure + state.rest * state.rest.T) is not None
    True
    """
    algebra = MatrixAlgebra()
    form, A = algebra.form(), algebra.symplectic("A")
    G = algebra.symmetric("G", sample_symmetric)
    half = algebra.scalar("half_hbar")
    return WilliamsonForm(algebra, form, half, A * (half * algebra.one + G * G) * A.T, half * A * A.T, A * G)


def _rank_one(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    vector = flint.fmpq_mat(2 * d, 1, [rng.randint(-3, 3) for _ in range(2 * d)])
    return vector * vector.transpose()


@dataclass(frozen=True)
class Bounded:
    """A pure part sigma_0 = (hbar/2) P, the rest E >= 0, and a bound T, sampled with T >= sigma_0 + E."""

    algebra: MatrixAlgebra
    pure: Abstract
    rest: Abstract
    bound: Abstract


def bounded() -> Bounded:
    """A pure part, a rest and a bound on their sum.

    >>> str(bounded().pure)
    'half_hbar·P'
    """
    algebra = MatrixAlgebra()
    algebra.form()
    P = algebra.pure("P")
    E = algebra.symmetric("E", _rank_one)
    T = algebra.symmetric("T", lambda d, known, rng: known["P"] + known["E"])
    algebra.positive |= {"E", "T"}
    half = algebra.scalar("half_hbar", sampler=lambda d, known, rng: Fraction(rng.randint(1, 4), 4))
    return Bounded(algebra, half * P, E, T)
