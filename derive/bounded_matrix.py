r"""A positive semidefinite matrix below a multiple of the identity, and certificates that its powers are so too.

With 0 <= A <= l and D = l - A, sums of congruences of A and of D:

    l^2 - A^2 = (A D A + D A D)/l + l D,        l^3 - A^3 = 2 A D A + D A D + l^2 D,

so that A^n <= l^n and Tr A^n <= d l^n, l being the operator norm of A, for matrices of every size d.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import flint

from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import Matrix, sample_orthogonal

Square = tuple[Abstract, Abstract, int]


def _spectrum(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    n = 2 * d
    return flint.fmpq_mat(n, n, [flint.fmpq(rng.randint(0, 5), rng.randint(1, 7)) if i == j else 0 for i in range(n) for j in range(n)])


def _rotated(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    return known["rotation"] * known["spectrum"] * known["rotation"].transpose()


def _largest(d: int, known: Mapping[str, Matrix], rng: Random) -> Fraction:
    spectrum = known["spectrum"]
    largest = max(Fraction(int(spectrum[i, i].p), int(spectrum[i, i].q)) for i in range(2 * d))
    return (largest or Fraction(1)) * rng.choice((Fraction(1), Fraction(3, 2)))


@dataclass(frozen=True)
class Bounded:
    """A matrix A >= 0 with l - A >= 0, its square and its cube, which are letters of their own."""

    algebra: MatrixAlgebra
    matrix: Abstract
    square: Abstract
    cube: Abstract

    def bound(self, power: int = 1) -> Abstract:
        """l^power."""
        return self.algebra.scalar("l", power)

    @property
    def hypotheses(self) -> tuple[Abstract, Abstract]:
        """A and l - A."""
        return self.matrix, self.bound() - self.matrix

    def squares(self, power: int) -> tuple[Square, ...]:
        """Congruences that add up to l^power - A^power, for power 2 or 3."""
        matrix, gap = self.hypotheses
        one = self.algebra.one
        if power == 2:
            return (self.bound(-1), matrix, 1), (self.bound(-1), gap, 0), (self.bound(), one, 1)
        if power == 3:
            return (one, matrix, 1), (one, matrix, 1), (one, gap, 0), (self.bound(2), one, 1)
        raise ValueError(f"`power` must be 2 or 3, but is {power}")


def bounded() -> Bounded:
    """An abstract matrix with 0 <= A <= l, l being its largest eigenvalue in some of the samples.

    >>> given = bounded()
    >>> target = given.bound(2) - given.square
    >>> given.algebra.prove_positive(target, list(given.hypotheses), list(given.squares(2))) is not None
    True
    """
    algebra = MatrixAlgebra()
    algebra.general("rotation", sample_orthogonal)
    algebra.general("spectrum", _spectrum)
    matrix = algebra.symmetric("A", _rotated)
    algebra.scalar("l", sampler=_largest)
    square = algebra.symmetric("A2", lambda d, known, rng: known["A"] * known["A"])
    cube = algebra.symmetric("A3", lambda d, known, rng: known["A"] * known["A"] * known["A"])
    algebra.assume(matrix * matrix - square, matrix * square - cube, text="square and cube of A")
    algebra.positive |= {"A", "A2", "A3"}
    return Bounded(algebra, matrix, square, cube)
