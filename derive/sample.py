"""Exact random matrices with a given structure, of size 2d, with small rational entries.

Every sampler takes (d, known, rng): the matrices drawn before it are in `known`, so that one may be built from another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random
from typing import Any

import flint

Matrix = Any  # flint.fmpq_mat, which has no type stubs
Sampler = Callable[[int, Mapping[str, Matrix], Random], Matrix]


def identity(d: int, size: int | None = None) -> Matrix:
    """The identity of size 2d."""
    n = 2 * d if size is None else size
    return flint.fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])


def sample_form(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """The symplectic form (0 1; -1 0)."""
    n = 2 * d
    return flint.fmpq_mat(n, n, [int(j == i + d) - int(i == j + d) for i in range(n) for j in range(n)])


def _random(rows: int, columns: int, rng: Random) -> Matrix:
    entries = [flint.fmpq(rng.randint(-3, 3), rng.randint(1, 2)) for _ in range(rows * columns)]
    return flint.fmpq_mat(rows, columns, entries)


def sample_general(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A matrix without structure."""
    return _random(2 * d, 2 * d, rng)


def sample_invertible(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A matrix without structure and with non-zero determinant."""
    while True:
        matrix = _random(2 * d, 2 * d, rng)
        if matrix.det() != 0:
            return matrix


def sample_symmetric(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A symmetric matrix."""
    matrix = _random(2 * d, 2 * d, rng)
    return matrix + matrix.transpose()


def sample_positive(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A symmetric positive definite matrix."""
    matrix = _random(2 * d, 2 * d, rng)
    return matrix * matrix.transpose() + identity(d)


def sample_singular(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A symmetric positive semidefinite matrix of any rank."""
    matrix = _random(2 * d, rng.randint(0, 2 * d), rng)
    return matrix * matrix.transpose()


def sample_projection(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """The orthogonal projection on one direction."""
    while True:
        direction = _random(2 * d, 1, rng)
        square = (direction.transpose() * direction)[0, 0]
        if square != 0:
            return direction * direction.transpose() * (1 / square)


def is_positive(matrix: Matrix) -> bool:
    """Whether a symmetric rational matrix is positive semidefinite: all coefficients of det(x + M) are >= 0."""
    if matrix != matrix.transpose():
        return False
    coefficients = (-matrix).charpoly().coeffs()
    return all(coefficient >= 0 for coefficient in coefficients)


def sample_symplectic(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A symplectic matrix: a product of shears and of one block-diagonal matrix."""
    n = 2 * d

    def shear(lower: bool) -> Matrix:
        block = _random(d, d, rng)
        block = block + block.transpose()
        result = identity(d)
        for i in range(d):
            for j in range(d):
                if lower:
                    result[d + i, j] = block[i, j]
                else:
                    result[i, d + j] = block[i, j]
        return result

    while True:
        corner = _random(d, d, rng)
        if corner.det() != 0:
            break
    inverse_transpose = corner.inv().transpose()
    diagonal = flint.fmpq_mat(n, n, [0] * (n * n))
    for i in range(d):
        for j in range(d):
            diagonal[i, j] = corner[i, j]
            diagonal[d + i, d + j] = inverse_transpose[i, j]
    return shear(False) * diagonal * shear(True)


def sample_pure(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A symmetric positive definite symplectic matrix: S S^T with S symplectic."""
    matrix = sample_symplectic(d, known, rng)
    return matrix * matrix.transpose()


def sample_hamiltonian(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A Hamiltonian matrix: ω times a symmetric one."""
    return sample_form(d, known, rng) * sample_symmetric(d, known, rng)


def evaluate_word(word: tuple[str, ...], d: int, known: Mapping[str, Matrix]) -> Matrix:
    """The product of the letters, X^T being the transpose of X."""
    product = identity(d)
    for name in word:
        matrix = known[name.removesuffix("^T")]
        product = product * (matrix.transpose() if name.endswith("^T") else matrix)
    return product


def sample_orthogonal(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """An orthogonal matrix: the Cayley transform (1 - K)(1 + K)^-1 of an antisymmetric K."""
    matrix = _random(2 * d, 2 * d, rng)
    skew = matrix - matrix.transpose()
    return (identity(d) - skew) * (identity(d) + skew).inv()


def sample_diagonal(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A diagonal matrix with non-negative entries."""
    n = 2 * d
    return flint.fmpq_mat(n, n, [rng.randint(0, 5) if i == j else 0 for i in range(n) for j in range(n)])


def sample_squared(name: str) -> Sampler:
    """A sampler of A A^T for the letter A drawn before."""
    return lambda d, known, rng: known[name] * known[name].transpose()


def sample_squeezed(name: str) -> Sampler:
    """A sampler of A diag(l, 1/l) A^T for the letter A drawn before: pure, squeezed by max(l, 1/l) relative to A A^T."""

    def sampler(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
        factors = [flint.fmpq(rng.randint(1, 5), rng.randint(1, 5)) for _ in range(d)]
        diagonal = [*factors, *(1 / factor for factor in factors)]
        n = 2 * d
        squeeze = flint.fmpq_mat(n, n, [diagonal[i] if i == j else 0 for i in range(n) for j in range(n)])
        return known[name] * squeeze * known[name].transpose()

    return sampler


def squeezing(frame: str, matrix: str) -> Callable[[int, Mapping[str, Matrix], Random], Fraction]:
    """A sampler of the largest squeezing of a matrix drawn by `sample_squeezed`, attained or half as large again."""

    def sampler(d: int, known: Mapping[str, Matrix], rng: Random) -> Fraction:
        inverse = known[frame].inv()
        diagonal = inverse * known[matrix] * inverse.transpose()
        largest = max(Fraction(int(diagonal[i, i].p), int(diagonal[i, i].q)) for i in range(2 * d))
        return largest * rng.choice((Fraction(1), Fraction(3, 2)))

    return sampler


def sample_tangent(name: str) -> Sampler:
    """A sampler of K A with K Hamiltonian, for a symplectic letter A drawn before: a velocity of a symplectic family."""
    return lambda d, known, rng: sample_hamiltonian(d, known, rng) * known[name]


def sample_symmetric_tangent(name: str) -> Sampler:
    """A sampler of K A + A K^T with K Hamiltonian, for a symmetric symplectic letter A drawn before."""

    def sampler(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
        generator = sample_hamiltonian(d, known, rng)
        return generator * known[name] + known[name] * generator.transpose()

    return sampler


def sample_inverse_derivative(matrix: str, velocity: str) -> Sampler:
    """A sampler of the derivative of Z^-1 : -(Z^-1) Z' (Z^-1)."""
    return lambda d, known, rng: -1 * (known[matrix].inv() * known[velocity] * known[matrix].inv())
