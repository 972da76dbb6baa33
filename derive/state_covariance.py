r"""Covariances sigma of quantum states, which lie above a pure one, and a bound on their inverse, for every dimension.

For a pure sigma_0 the inverse is (4/hbar^2) w^T sigma_0 w. From sigma_0 <= sigma, with taking inverses reversing the order,

    (4/hbar^2) w^T sigma w - sigma^-1 = (4/hbar^2) w^T (sigma - sigma_0) w + (sigma_0^-1 - sigma^-1) >= 0,

a sum of congruences of sigma - sigma_0 and of sigma_0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

import flint

from derive.matrices import Abstract, MatrixAlgebra
from derive.pure_covariance import inverse_reverses
from derive.sample import Matrix

Square = tuple[Abstract, Abstract, int]


def _above_pure(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    column = flint.fmpq_mat(2 * d, 1, [flint.fmpq(rng.randint(-2, 2), rng.randint(1, 2)) for _ in range(2 * d)])
    return known["S"] + column * column.transpose()


def _turned(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    return known["ω"].transpose() * known["Q"] * known["ω"]


@dataclass(frozen=True)
class StateCovariance:
    """A covariance sigma >= sigma_0, its inverse, and w^T sigma w; sigma_0 is pure."""

    algebra: MatrixAlgebra
    form: Abstract
    sigma: Abstract
    pure: Abstract
    inverse: Abstract
    pure_inverse: Abstract
    turned: Abstract

    @property
    def hypotheses(self) -> tuple[Abstract, Abstract]:
        """sigma - sigma_0 and sigma_0."""
        return self.sigma - self.pure, self.pure

    def excess(self) -> Abstract:
        """(4/hbar^2) w^T sigma w - sigma^-1."""
        return self.algebra.scalar("half_hbar", -2) * self.turned - self.inverse

    def squares(self) -> tuple[Square, ...]:
        """The congruences that make up the excess."""
        difference, one = self.hypotheses[0], self.algebra.one
        reversed_order = inverse_reverses(one, difference, self.pure_inverse, self.inverse, one)
        return (self.algebra.scalar("half_hbar", -2), self.form, 0), *reversed_order


def state_covariance() -> StateCovariance:
    """An abstract covariance above a pure one, equal to it in some directions in all samples for d > 1.

    >>> state = state_covariance()
    >>> state.algebra.prove_positive(state.excess(), list(state.hypotheses), list(state.squares())) is not None
    True
    """
    algebra = MatrixAlgebra()
    form, pure = algebra.form(), algebra.pure("S")
    matrix = algebra.symmetric("Q", _above_pure)
    inverse = matrix.inverse
    turned = algebra.symmetric("R", _turned)
    algebra.assume(turned * form - form * matrix, text="R = ω^T Q ω")
    algebra.positive |= {"Q", "Q^-1", "R"}  # as Q >= S > 0
    half, inverse_half = algebra.scalar("half_hbar"), algebra.scalar("half_hbar", -1)
    return StateCovariance(
        algebra, form, half * matrix, half * pure, inverse_half * inverse, inverse_half * pure.inverse, half * turned
    )
