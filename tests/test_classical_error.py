"""The classical error of a packet: moments against exact tables, closed forms against quadrature and direct derivatives."""

from __future__ import annotations

from random import Random

import mpmath
import pytest
import sympy as sp
from flint import fmpq, fmpq_mat

from derive import classical_error, moments
from derive.independent_particles import cubic_error
from derive.index import Relations, prove_equal
from derive.sample import identity, sample_positive
from derive.spiral_potential import spiral

HESSIANS = Relations(symmetric=frozenset({"Hij", "Qij"}))


def _diagonal(d: int, first: int) -> fmpq_mat:
    return fmpq_mat(2 * d, 2 * d, [int(i == j and first <= i < first + d) for i in range(2 * d) for j in range(2 * d)])


def _trace(matrix: fmpq_mat) -> fmpq:
    return sum((matrix[i, i] for i in range(matrix.nrows())), fmpq(0))


@pytest.mark.parametrize("d", [1, 2])
def test_mixed_moment_of_explicit_covariances(d: int) -> None:
    sigma = sample_positive(d, {}, Random(7 + d))
    X, P, inverse = _diagonal(d, 0), _diagonal(d, d), sigma.inv()
    position, momentum = moments.quadratic_form(X), moments.quadratic_form(inverse * P * inverse)
    found = moments.expectation(
        moments.multiplied(moments.multiplied(position, position), momentum), moments.table(sigma, 6)
    )
    block, other = X * sigma * X, P * inverse * P
    assert found == _trace(block) ** 2 * _trace(other) + 2 * _trace(other) * _trace(block * block)
    assert sigma * inverse == identity(d)


def test_bracket_has_its_sign() -> None:
    difference, bracket = classical_error.generator_difference(), classical_error.bracket_divergence()
    assert prove_equal(difference, (-1) * bracket, HESSIANS) is not None
    assert prove_equal(difference, bracket, HESSIANS) is None
    assert prove_equal(difference, (-1) * bracket) is None  # needs symmetric second derivatives


def test_left_side_of_a_cubic_potential_by_quadrature() -> None:
    """With correlated position and momentum: the factors are independent all the same."""
    sxx, sxp, spp = mpmath.mpf(1), mpmath.mpf(1) / 2, mpmath.mpf(2)
    det = sxx * spp - sxp**2

    def integrand(x: mpmath.mpf, p: mpmath.mpf) -> mpmath.mpf:
        q = (-sxp * x + sxx * p) / det
        weight = mpmath.exp(-(spp * x**2 - 2 * sxp * x * p + sxx * p**2) / (2 * det)) / (2 * mpmath.pi * mpmath.sqrt(det))
        return weight * abs(q) * x**2 / 2

    # cut along the line q = 0, p = x/2, where the integrand has its kink
    inner = lambda x: mpmath.quad(lambda p: integrand(x, p), [-12, x / 2, 12])  # noqa: E731
    with mpmath.workdps(15):
        found = mpmath.quad(inner, [-9, 0, 9])
    mean, _ = classical_error.cubic_moments(sp.Integer(1), sp.Integer(1), sp.Rational(4, 7))
    assert abs(found - mpmath.mpf(sp.N(mean, 20))) < mpmath.mpf(10) ** -8


@pytest.mark.parametrize("k", [1, 3])
def test_spiral_against_direct_derivatives(k: int) -> None:
    x, y = sp.symbols("x y", real=True)
    r = sp.sqrt(x**2 + y**2)
    potential = r**3 * sp.cos(3 * sp.atan2(y, x) + k * sp.log(r))
    gradient = [sp.diff(potential, v) for v in (x, y)]
    first = sp.lambdify((x, y), gradient, "mpmath")
    seconds = sp.lambdify((x, y), [[sp.diff(g, x, 2), sp.diff(g, x, y), sp.diff(g, y, 2)] for g in gradient], "mpmath")
    bounds = spiral(sp.Integer(k))
    low, high = (float(value) for value in (bounds.smallest, bounds.largest))
    squares = []
    for i in range(12):
        angle = 2 * mpmath.pi * i / 12
        u, v = mpmath.cos(angle), mpmath.sin(angle)
        squares.append(sum(part**2 for part in first(u, v)))
        for xi in (mpmath.mpf(1) / 100, mpmath.mpf(1) / 3, mpmath.mpf(1)):
            second = [(a * u**2 + 2 * b * u * v + c * v**2) / 2 for a, b, c in seconds(xi * u, xi * v)]
            assert low * 0.999999 <= sum(part**2 for part in second) <= high * 1.000001
    assert abs(sum(squares) / 12 - float(bounds.mean)) < 1e-9
    assert low > float(bounds.mean)


def test_error_of_two_particles_exceeds_the_factor_of_one() -> None:
    one = sp.Integer(1)
    assert cubic_error(sp.Integer(2), one, one, one) == sp.sqrt(sp.Rational(10, 3))
    assert cubic_error(one, one, one, one) == sp.sqrt(sp.Rational(5, 3))
