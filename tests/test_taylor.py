"""Taylor remainders of polynomials, and Gaussian moments with symbolic covariance."""

from __future__ import annotations

from random import Random

import pytest
import sympy as sp
from flint import fmpq_mat

from derive import moments, normal_moments
from derive.taylor import directional, integral_remainder, multi_indices_up_to, polynomial, quadratic, remainder

X = sp.symbols("x y z", real=True)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_remainder_is_the_integral(n: int) -> None:
    rng = Random(n)
    V = polynomial(X[:n], [sp.Integer(rng.randint(-5, 5)) for _ in multi_indices_up_to(n, 5)], 5)
    centre, step = ([sp.Rational(rng.randint(-5, 5), 3) for _ in range(n)] for _ in range(2))
    assert remainder(V, X[:n], centre, step) == integral_remainder(V, X[:n], centre, step)
    assert remainder(V + X[0] ** 2, X[:n], centre, step) == remainder(V, X[:n], centre, step)


def test_the_half_before_the_hessian_matters() -> None:
    h = sp.Symbol("h")
    without = directional(X[0] ** 2, [X[0]], [h], 2)
    assert quadratic(X[0] ** 2, [X[0]], [sp.Integer(0)], [h]) == h**2 != without


def test_moments_agree_with_the_rational_table() -> None:
    x, y = X[:2]
    known = moments.table(fmpq_mat(2, 2, [2, 1, 1, 3]), 6)
    covariance = sp.Matrix([[2, 1], [1, 3]])
    for (i, j), value in known.items():
        assert normal_moments.mean(x**i * y**j, [x, y], covariance) == int(value)


def test_only_polynomials_have_these_moments() -> None:
    with pytest.raises(ValueError, match="must be a polynomial"):
        normal_moments.mean(sp.cos(X[0]), [X[0]], sp.eye(1))
