r"""Positivity of a block matrix (A, B; B^+, C) with a singular A >= 0, by its Schur complement, for every size.

A^- is the Moore-Penrose inverse, fixed by A A^- A = A, A^- A A^- = A^-, and A A^-, A^- A Hermitian. For vectors x, y

    (x, y)^+ (A, B; B^+, C) (x, y) = x^+ A x + x^+ B y + y^+ B^+ x + y^+ C y.

1. Where A A^- B = B, this is (x + A^- B y)^+ A (x + A^- B y) + y^+ (C - B^+ A^- B) y: sufficient.
2. At x = -A^- B y it is y^+ (C - B^+ A^- B) y, whatever A A^- B is: so C - B^+ A^- B >= 0 is necessary.
3. At x = -s (1 - A A^-) B y it is y^+ C y - 2 s |(1 - A A^-) B y|^2, negative for a large s: so A A^- B = B is necessary.

Rectangular B: fill up with zeros. The vectors are letters, several columns at once.

Source: Albert, SIAM J. Appl. Math. 17, 434 (1969); Penrose, Proc. Camb. Phil. Soc. 51, 406 (1955).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

import flint

from derive.complex_matrices import complex_algebra, sample_complex
from derive.generalised_inverse import moore_penrose as moore_penrose
from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import Matrix, Sampler


def sample_singular(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A real matrix of size 2d, often of less than full rank."""
    rank, n = rng.randint(1, 2 * d), 2 * d
    entries = [flint.fmpq(rng.randint(-3, 3), rng.randint(1, 2)) for _ in range(2 * n * rank)]
    return flint.fmpq_mat(n, rank, entries[: n * rank]) * flint.fmpq_mat(rank, n, entries[n * rank :])


def sample_semidefinite(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    """A Hermitian matrix >= 0 of size d, often singular, as a real one of size 2d."""
    factor, dropped = sample_complex(d, known, rng), rng.randint(0, d - 1)
    kept = flint.fmpq_mat(2 * d, 2 * d, [int(i == j and i % d >= dropped) for i in range(2 * d) for j in range(2 * d)])
    return factor * kept * factor.transpose()


def inverse_of(name: str) -> Sampler:
    """The sampler of the Moore-Penrose inverse of the letter of a name."""
    return lambda d, known, rng: moore_penrose(known[name])


def penrose(algebra: MatrixAlgebra, matrix: Abstract, inverse: Abstract) -> None:
    """Assume the four equations of Penrose."""
    algebra.assume(matrix * inverse * matrix - matrix, inverse * matrix * inverse - inverse,
                   matrix.T * inverse.T * matrix.T - matrix.T, inverse.T * matrix.T * inverse.T - inverse.T,
                   (matrix * inverse).T - matrix * inverse, (inverse * matrix).T - inverse * matrix,
                   text=f"{inverse} is the Moore-Penrose inverse of {matrix}")


@dataclass(frozen=True)
class BlockForm:
    """A, A^-, B, C and two vectors x, y; `form` is (x, y)^+ (A, B; B^+, C) (x, y)."""

    algebra: MatrixAlgebra
    a: Abstract
    inverse: Abstract
    b: Abstract
    c: Abstract
    x: Abstract
    y: Abstract

    def form(self, x: Abstract, y: Abstract) -> Abstract:
        """x^+ A x + x^+ B y + y^+ B^+ x + y^+ C y."""
        return x.T * self.a * x + x.T * self.b * y + y.T * self.b.T * x + y.T * self.c * y

    @property
    def complement(self) -> Abstract:
        """C - B^+ A^- B."""
        return self.c - self.b.T * self.inverse * self.b

    @property
    def residue(self) -> Abstract:
        """(1 - A A^-) B."""
        return self.b - self.a * self.inverse * self.b


def block_form(*, in_range: bool) -> BlockForm:
    """The letters, with A A^- B = B where `in_range`.

    >>> found = block_form(in_range=False)
    >>> at = found.form(-(found.inverse * found.b * found.y), found.y)
    >>> found.algebra.prove_equal(at, found.y.T * found.complement * found.y) is not None
    True
    """
    numbers = complex_algebra()
    algebra = numbers.algebra
    a = algebra.symmetric("A", sample_semidefinite)
    inverse = algebra.symmetric("A^-", inverse_of("A"))
    penrose(algebra, a, inverse)
    ranged: Sampler = lambda d, known, rng: known["A"] * sample_complex(d, known, rng)  # noqa: E731
    b = algebra.general("B", ranged if in_range else sample_complex)
    linear = (numbers.i * letter - letter * numbers.i for letter in (a, inverse, b, b.T))
    algebra.assume(*linear, text="complex matrices")
    if in_range:
        algebra.assume(a * inverse * b - b, b.T * inverse * a - b.T, text="no back-reaction without diffusion")
    c, x, y = numbers.hermitian("C"), numbers.general("x"), numbers.general("y")
    return BlockForm(algebra, a, inverse, b, c, x, y)


@dataclass(frozen=True)
class Noise:
    """A real matrix sigma, often singular, its Moore-Penrose inverse, and a complex D1 beside it."""

    algebra: MatrixAlgebra
    sigma: Abstract
    inverse: Abstract
    back: Abstract


def noise() -> Noise:
    """The letters of (sigma sigma^T)^- and D2 = sigma sigma^T/2; the transpose of D1 is its adjoint.

    >>> n = noise()
    >>> square, root = n.sigma * n.sigma.T, n.inverse.T * n.inverse
    >>> n.algebra.prove_equal(square * root * square, square) is not None
    True
    """
    algebra = MatrixAlgebra()
    sigma = algebra.general("sigma", sample_singular)
    inverse = algebra.general("sigma^-", inverse_of("sigma"))
    penrose(algebra, sigma, inverse)
    return Noise(algebra, sigma, inverse, algebra.general("D1", sample_singular))
