r"""Complex matrices in the free algebra, and Lindblad generators built from them.

A complex matrix A + i B is the real matrix (A, B; -B, A) of twice the size: the imaginary unit becomes the symplectic form
(0, 1; -1, 0), the adjoint the transpose, and the complex matrices are those that commute with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import flint

from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import Matrix


def sample_complex(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A complex matrix of size d without further structure, as a real one of size 2d."""
    n = 2 * d
    real, imaginary = ([[flint.fmpq(rng.randint(-3, 3), rng.randint(1, 2)) for _ in range(d)] for _ in range(d)] for _ in range(2))
    result = flint.fmpq_mat(n, n, [0] * (n * n))
    for i in range(d):
        for j in range(d):
            result[i, j] = result[d + i, d + j] = real[i][j]
            result[i, d + j], result[d + i, j] = imaginary[i][j], -imaginary[i][j]
    return result


def sample_hermitian(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A Hermitian matrix of size d, as a real symmetric one of size 2d."""
    matrix = sample_complex(d, known, rng)
    return matrix + matrix.transpose()


@dataclass(frozen=True)
class ComplexAlgebra:
    """An algebra of complex matrices; `i` is the imaginary unit."""

    algebra: MatrixAlgebra
    i: Abstract

    def general(self, name: str) -> Abstract:
        """A complex matrix; `.T` is its adjoint."""
        letter = self.algebra.general(name, sample_complex)
        self.algebra.assume(self.i * letter - letter * self.i, self.i * letter.T - letter.T * self.i, text="complex linear")
        return letter

    def hermitian(self, name: str) -> Abstract:
        """A Hermitian matrix."""
        letter = self.algebra.symmetric(name, sample_hermitian)
        self.algebra.assume(self.i * letter - letter * self.i, text="complex linear")
        return letter

    def rate(self, power: int = 1) -> Abstract:
        """1/hbar to a power."""
        return self.algebra.scalar("per_hbar", power)

    def lindblad(self, hamiltonian: Abstract, operator: Abstract, state: Abstract) -> Abstract:
        """-(i/hbar) [H, r] + (1/hbar) (L r L^dagger - (1/2) {L^dagger L, r})."""
        damping = operator.T * operator
        sandwich = operator * state * operator.T - (damping * state + state * damping) * Fraction(1, 2)
        return self.rate() * sandwich - self.rate() * self.i * commutator(hamiltonian, state)


def complex_algebra() -> ComplexAlgebra:
    """An algebra of complex matrices of any size, without letters as yet.

    >>> numbers = complex_algebra()
    >>> H, r = numbers.hermitian("H"), numbers.hermitian("r")
    >>> numbers.algebra.prove_equal((numbers.i * commutator(H, r)).T, numbers.i * commutator(H, r)) is not None
    True
    """
    algebra = MatrixAlgebra()
    return ComplexAlgebra(algebra, algebra.form())


def commutator(first: Abstract, second: Abstract) -> Abstract:
    """[A, B]."""
    return first * second - second * first
