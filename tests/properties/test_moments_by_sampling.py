"""Moments agree with sampling and with quadrature: the table, the trace polynomials of quadratic forms, and means of polynomials."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import flint
import numpy as np
import sympy as sp
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from derive import moments, normal_moments, pairings, trace

QUICK = settings(max_examples=15, deadline=None)
SAMPLES, SIGMAS = 40_000, 6  # a true moment is further off than six standard errors once in 5 * 10^8
entries = st.lists(st.integers(-2, 2), min_size=4, max_size=4)
indices = st.tuples(st.integers(0, 3), st.integers(0, 3))


def covariance(root: list[int]) -> tuple[Any, Any]:
    """A positive covariance R R^T + 1, as an array and exactly."""
    R = np.array(root).reshape(2, 2)
    whole = R @ R.T + np.eye(2, dtype=int)
    return whole.astype(float), fmpq_mat(2, 2, [int(v) for v in whole.ravel()])


def close(values: Any, wanted: float) -> bool:
    """Whether the mean of independent values is the wanted one, by their own standard error."""
    error = SIGMAS * values.std(ddof=1) / math.sqrt(len(values))
    return bool(abs(values.mean() - wanted) <= error + 1e-12)


def quadrature(S: Any, mean: Any, function: Any) -> float:
    """E function(z) by Gauss-Hermite nodes: exact to degree 19 in each variable, up to rounding."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(10)
    u, v = np.meshgrid(nodes, nodes)
    z = np.linalg.cholesky(S) @ np.stack([u.ravel(), v.ravel()]) + np.array(mean)[:, None]
    return float(function(z) @ np.outer(weights, weights).ravel() / (2 * np.pi))


@QUICK
@given(entries, indices, st.tuples(st.integers(-2, 2), st.integers(-2, 2)), st.integers(0, 10**6))
def test_the_table_of_moments_agrees_with_sampling_and_quadrature(root: list[int], m: tuple[int, int],
mean: tuple[int, int], seed: int) -> None:
    S, exact = covariance(root)
    found = fmpq(moments.table(exact, 6, mean)[m])
    wanted = float(Fraction(int(found.p), int(found.q)))
    z = np.linalg.cholesky(S) @ np.random.default_rng(seed).standard_normal((2, SAMPLES)) + np.array(mean)[:, None]
    assert close(z[0] ** m[0] * z[1] ** m[1], wanted)
    size = quadrature(S, mean, lambda z: np.abs(z[0] ** m[0] * z[1] ** m[1]))
    assert abs(quadrature(S, mean, lambda z: z[0] ** m[0] * z[1] ** m[1]) - wanted) <= 1e-11 * (1 + size)


@QUICK
@given(entries, st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.integers(-2, 2)), min_size=1, max_size=3),
       st.integers(0, 10**6))
def test_moments_of_quadratic_forms_agree_with_sampling_and_quadrature(root: list[int], forms: Any, seed: int) -> None:
    S, exact = covariance(root)
    matrices = {"s": exact}
    arrays = []
    for name, (i, j, k) in zip("ABC", forms, strict=False):
        arrays.append(np.array([[i, j], [j, k]]))
        matrices[name] = fmpq_mat(2, 2, [i, j, j, k])
    value = flint.fmpq(trace.evaluate(pairings.quadratic_moment(*"ABC"[: len(forms)]), matrices))
    wanted = int(value.p) / int(value.q)

    def product(z: Any) -> Any:
        return np.prod([np.einsum("in,ij,jn->n", z, A, z) for A in arrays], axis=0)

    z = np.linalg.cholesky(S) @ np.random.default_rng(seed).standard_normal((2, SAMPLES))
    assert close(product(z), wanted)
    assert abs(quadrature(S, (0, 0), product) - wanted) <= 1e-11 * (1 + quadrature(S, (0, 0),
    lambda z: np.abs(product(z))))


@QUICK
@given(entries, st.lists(st.tuples(st.integers(-3, 3), indices), min_size=1, max_size=3))
def test_means_and_variances_of_polynomials_agree_with_quadrature(root: list[int], terms: Any) -> None:
    S, exact = covariance(root)
    x, y = sp.symbols("x y")
    polynomial = sp.Add(*(c * x**m * y**n for c, (m, n) in terms))
    matrix = sp.Matrix(2, 2, [sp.Rational(int(v.p), int(v.q)) for v in exact.entries()])

    def value(z: Any) -> Any:
        return sum(c * z[0] ** m * z[1] ** n for c, (m, n) in terms) + 0 * z[0]

    mean, square = quadrature(S, (0, 0), value), quadrature(S, (0, 0), lambda z: value(z) ** 2)
    assert abs(float(normal_moments.mean(polynomial, [x, y], matrix)) - mean) <= 1e-11 * (1 + math.sqrt(square))
    assert abs(float(normal_moments.variance(polynomial, [x, y], matrix)) - (square - mean**2)) <= 1e-10 * (1 + square)
