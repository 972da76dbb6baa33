r"""Exact matrix elements of quantised polynomials, one degree of freedom, on the basis a*^n of Fock space, without normalisation.

The creation operator multiplies polynomials in one letter, the annihilation operator differentiates them, and

    X = (h/2) a + a*,   P = -i ((h/2) a - a*),   [X, P] = i h,
    Op(x^j xi^k) = 2^-j sum over r of binomial(j, r) X^r P^k X^(j - r)

have rational real and imaginary parts. Nothing here uses a product of symbols, so that it checks one.

Source: McCoy, Proc. Natl. Acad. Sci. 18, 674 (1932).
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import sympy as sp
from flint import fmpq, fmpq_mat

from derive.canonical_pairs import CanonicalPairs


def _real_form(real: Any, imaginary: Any) -> Any:
    """The complex matrix A + i B as the real matrix (A, -B; B, A)."""
    size = real.nrows()
    entries = fmpq_mat(2 * size, 2 * size)
    for i in range(size):
        for j in range(size):
            entries[i, j] = entries[size + i, size + j] = real[i, j]
            entries[size + i, j], entries[i, size + j] = imaginary[i, j], -imaginary[i, j]
    return entries


def canonical_matrices(size: int, h: Fraction) -> tuple[Any, Any]:
    """X and P between the first `size` basis vectors, complex matrices in real form."""
    lower, upper, zero = (fmpq_mat(size, size) for _ in range(3))
    for n in range(1, size):
        lower[n - 1, n] = fmpq(h.numerator * n, 2 * h.denominator)
        upper[n, n - 1] = fmpq(1)
    return _real_form(lower + upper, zero), _real_form(zero, upper - lower)


def quantised(symbol: sp.Expr, at: CanonicalPairs, size: int, h: Fraction) -> Any:
    """Op(symbol) between the first `size` basis vectors, a complex matrix in real form, at a rational h.

    Exact where powers do not leave the basis: see `elements`.
    Raises: ValueError unless the symbol is a polynomial with Gaussian rational coefficients in one degree of freedom.

    >>> x, xi, h = sp.symbols("x xi h")
    >>> matrix = quantised(x**2 + xi**2, CanonicalPairs((x,), (xi,), h), 8, Fraction(1, 2))
    >>> [str(matrix[n, n]) for n in range(3)]
    ['1/2', '3/2', '5/2']
    """
    if len(at.x) != 1:
        raise ValueError(f"`at` must have one degree of freedom, but has {len(at.x)}")
    position, momentum = canonical_matrices(size, h)
    identity, zero = _identity(size), fmpq_mat(size, size)
    one, unit = _real_form(identity, zero), _real_form(zero, identity)
    total = fmpq_mat(2 * size, 2 * size)
    value = sp.expand(symbol.subs(at.h, sp.Rational(h.numerator, h.denominator)))
    for (j, k), coefficient in sp.Poly(value, *at.x, *at.xi).terms():
        real, imaginary = coefficient.as_real_imag()
        if not (real.is_Rational and imaginary.is_Rational):
            raise ValueError(f"`symbol` must have Gaussian rational coefficients, but has {coefficient}")
        number = fmpq(int(real.p), int(real.q)) * one + fmpq(int(imaginary.p), int(imaginary.q)) * unit
        for r in range(j + 1):
            word = power(position, r) * power(momentum, k) * power(position, j - r)
            total += number * word * fmpq(comb(j, r), 2**j)
    return total


def _identity(size: int) -> Any:
    return fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])


def power(matrix: Any, exponent: int) -> Any:
    """A power of a square matrix, the identity for exponent 0."""
    result = _identity(matrix.nrows())
    for _ in range(exponent):
        result = result * matrix
    return result


def elements(matrix: Any, number: int) -> list[Any]:
    """Real and imaginary parts of the matrix elements between the first `number` basis vectors.

    They are those of the operators themselves for a product of degree at most size - number in X and P.
    """
    size = matrix.nrows() // 2
    return [matrix[row, j] for i in range(number) for row in (i, size + i) for j in range(number)]
