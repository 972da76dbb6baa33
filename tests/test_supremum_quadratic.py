"""Bounds by Hessians in floats hold, in exact rationals, for points and matrices inside."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from numerics.supremum.balls import Balls
from numerics.supremum.quadratic import gershgorin, largest_eigenvalues, risen, scaled, seconds


@pytest.mark.parametrize("size", [1e-200, 1e-20, 1.0, 1e20])
def test_quadratic_bounds_hold_for_points_and_matrices_inside(size: float) -> None:
    rng, n, d = np.random.default_rng(3), 60, 4
    h = rng.normal(size=(n, d, d))
    h = (h + h.transpose(0, 2, 1)) * size - 3 * size * np.eye(d) * rng.integers(0, 3, (n, 1, 1))
    rad = np.abs(rng.normal(size=(n, d, d))) * size * 0.3
    rad = (rad + rad.transpose(0, 2, 1)) * rng.integers(0, 2, (n, 1, 1))
    r = np.ldexp(1.0, rng.integers(-20, 1, (d, n))) * (rng.random((d, n)) < 0.9)
    half = [np.array([a[:, i, k] / (2 if i == k else 1) for i, k in seconds(d)]) for a in (h, rad)]
    mid, spread = scaled(Balls(half[0], half[1]), r)
    L, top = gershgorin(mid, spread), largest_eigenvalues(mid, spread, r)
    assert np.isfinite(top).all()
    slopes, value = np.abs(rng.normal(size=(d, n))) * size, rng.normal(size=n) * size
    left, right = r * rng.random((d, n)), r * rng.random((d, n))
    left, right = left * (rng.random((d, n)) < 0.7), right * (rng.random((d, n)) < 0.7)
    bounds = [risen(value, slopes, left, right, r, curve) for curve in (L, np.broadcast_to(top, (d, n)))]
    signed = slopes * rng.choice([-1.0, 1.0], (d, n))
    sharper = [risen(value, (signed, -signed), left, right, r, curve) for curve in (L, np.broadcast_to(top, (d, n)))]
    assert all(np.all(a <= b) for a, b in zip(sharper, bounds, strict=True)) and np.any(sharper[0] < bounds[0])
    for _ in range(20):
        noise = np.tril(rng.choice([-1.0, 0.0, 1.0], (n, d, d)))
        H = h + (noise + np.tril(noise, -1).transpose(0, 2, 1)) * rad
        t = rng.random((d, n)) * (rng.random((d, n)) < 0.8)
        u = np.where(rng.random((d, n)) < 0.5, -left, right) * np.where(rng.random((d, n)) < 0.3, 1.0, t)
        for cell in range(0, n, 4):
            p, A = [Fraction(float(v)) for v in u[:, cell]], [[Fraction(float(v)) for v in row] for row in H[cell]]
            linear = sum(abs(q) * Fraction(float(g)) for q, g in zip(p, slopes[:, cell], strict=True))
            along = sum(q * Fraction(float(g)) for q, g in zip(p, signed[:, cell], strict=True))
            bent = sum(p[i] * A[i][k] * p[k] for i in range(d) for k in range(d)) / 2
            for bound, rise in [*((b, linear) for b in bounds), *((b, along) for b in sharper)]:
                assert Fraction(float(value[cell])) + rise + bent <= Fraction(float(bound[cell]))


def test_a_small_peak_is_not_lost_to_underflow() -> None:
    one = np.ones((1, 1))
    assert risen(np.zeros(1), 1e-200 * one, one, one, one, -1.5e-200 * one)[0] >= 1e-200 / 3
