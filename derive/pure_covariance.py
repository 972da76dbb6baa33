"""Algebras of abstract covariances of pure Gaussian states, and congruence certificates for their order.

sigma = (hbar/2) S and sigma_* = (hbar/2) T with S, T symmetric, positive and symplectic. If P = B - A >= 0 and A > 0 then

    A^-1 - B^-1 = B^-1 P B^-1 + (A^-1 P B^-1)^T A (A^-1 P B^-1),

a sum of congruences of P and A: taking inverses reverses the order, for every dimension.
"""

from __future__ import annotations

from dataclasses import dataclass

from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import sample_squared, sample_squeezed, sample_symplectic, squeezing

Square = tuple[Abstract, Abstract, int]


@dataclass(frozen=True)
class PurePair:
    """Two pure covariances sigma and sigma_*, their inverses, hbar/2 as scalar, and z with sigma <= z sigma_*."""

    algebra: MatrixAlgebra
    form: Abstract
    sigma: Abstract
    star: Abstract
    sigma_inverse: Abstract
    star_inverse: Abstract

    def half(self, power: int) -> Abstract:
        """(hbar/2)^power."""
        return self.algebra.scalar("half_hbar", power)

    def z(self, power: int = 1) -> Abstract:
        """z^power."""
        return self.algebra.scalar("z", power)


def pure_pair() -> PurePair:
    """Two abstract pure covariances in one frame, with samplers that make sigma <= z sigma_* tight.

    >>> pair = pure_pair()
    >>> pair.algebra.prove_equal(pair.sigma * pair.form * pair.sigma, pair.half(2) * pair.form) is not None
    True
    """
    algebra = MatrixAlgebra()
    form = algebra.form()
    algebra.general("frame", sample_symplectic)
    star = algebra.pure("T", sample_squared("frame"))
    matrix = algebra.pure("S", sample_squeezed("frame"))
    algebra.scalar("z", sampler=squeezing("frame", "S"))
    half, inverse_half = algebra.scalar("half_hbar"), algebra.scalar("half_hbar", -1)
    return PurePair(
        algebra, form, half * matrix, half * star, inverse_half * matrix.inverse, inverse_half * star.inverse
    )


def inverse_reverses(
    weight: Abstract, difference: Abstract, first_inverse: Abstract, second_inverse: Abstract, right: Abstract
) -> tuple[Square, Square]:
    """The congruences for weight * right^T (A^-1 - B^-1) right from difference = B - A (hypothesis 0) and A (hypothesis 1)."""
    return (
        (weight, second_inverse * right, 0),
        (weight, first_inverse * difference * second_inverse * right, 1),
    )
