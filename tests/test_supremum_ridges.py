"""Sums of functions of one number each: at most one of them is near its line far out, and what is bounded there holds."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
import sympy as sp

from numerics.supremum import curvatures, space
from numerics.supremum.norm import steepest
from numerics.supremum.ridges import Ridges, ridges

X, Y = sp.symbols("x y", real=True)
HELIUM = 1 / sp.sqrt(1 + (X - Y) ** 2) - 1 / sp.sqrt(1 + X**2) - 1 / sp.sqrt(1 + Y**2)


def largest(V: sp.Expr, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The eigenvalues of the Hessians, ascending. Shapes: x, y (n); result (n, 2)."""
    found = sp.lambdify([X, Y], sp.hessian(V, [X, Y]), "numpy")(x, y)
    return np.linalg.eigvalsh(np.array([[np.broadcast_to(e, x.shape) for e in row] for row in found], dtype=float).transpose(2, 0, 1))


def crowded(found: Ridges, directions: list[tuple[float, float]]) -> int:
    """How many lines, at most, points that are farther than 1 are within `share` of."""
    t = np.linspace(-1, 1, 4001)
    edge = np.hstack([np.array([t, np.ones_like(t)]), np.array([np.ones_like(t), t])])
    return int(max(sum(abs(a * p + b * q) / sqrt(a * a + b * b) < float(found.share) for a, b in directions) for p, q in edge.T))


def test_at_most_one_line_is_near_far_out() -> None:
    found = ridges(HELIUM, (X, Y), 2)
    assert found is not None
    directions = [(1.0, 0.0), (0.0, 1.0), (1.0, -1.0)]
    assert 0.35 < found.share <= sqrt(2) / 4
    assert crowded(found, directions) == 1
    wide = Ridges(found.terms, found.share * 2, found.tails, found.rest)
    assert crowded(wide, directions) > 1  # twice the share is too much


def test_what_decays_along_no_line_is_needed() -> None:
    assert ridges(1 / (1 + X**2) + 1 / (1 + Y**2), (X, Y), 2) is None  # orthogonal: pieces
    assert ridges(1 / (1 + X**2) + sp.exp(-(X**2) - Y**2), (X, Y), 2) is None
    t = sp.Symbol("t", real=True)
    assert ridges(HELIUM + sp.cos(t) / (1 + X**2), (X, Y), 2) is None


@pytest.mark.parametrize("V", [
    HELIUM, HELIUM + sp.exp(-(X**2) - Y**2), 3 / (1 + (X + 2 * Y - 5) ** 2) - 1 / (1 + (X - 3) ** 2) + sp.exp(-(X**2) - Y**2)])
def test_norms_of_sums_of_ridges_hold_what_a_grid_finds(V: sp.Expr) -> None:
    x, y = (each.ravel() for each in np.meshgrid(np.linspace(-8, 8, 321), np.linspace(-8, 8, 321)))
    values = largest(V, x, y)
    truth = (float(values[:, 1].max()), float(-values[:, 0].min()))
    found = steepest(V, [X, Y], None, None, order=2, tolerance=Fraction(1, 10**8), budget=None)
    assert found.finite is True
    assert found.width < 1e-8
    assert max(truth) * (1 - 1e-12) <= found.high <= max(truth) * 1.01
    for each, value in zip(curvatures(V, [X, Y], tolerance=Fraction(1, 10**6)), truth, strict=True):
        assert value * (1 - 1e-12) <= each.high <= value * 1.01


def test_the_norm_far_out_is_at_most_that_of_one_ridge_and_the_tails() -> None:
    """At the line x = y far out the norm is close to 2, that of the term in x - y."""
    found, rng = ridges(HELIUM, (X, Y), 2), np.random.default_rng(2)
    assert found is not None
    for radius in (4, 16, 64):
        bound = found.bound(Fraction(radius))
        t = radius * rng.uniform(1, 3, 4000)
        x = np.concatenate([t, -t, t])
        y = np.concatenate([t + rng.integers(-9, 10, 4000) / 4, rng.uniform(-2, 2, 4000), rng.uniform(-1, 1, 4000) * t])
        norm = np.abs(largest(HELIUM, x, y)).max()
        assert 2 < norm <= 2 + bound  # the tails add to it: without them this is false
        assert bound < 300 / radius**3


def test_a_ridge_that_is_the_norm_is_approached_far_out() -> None:
    """The wells along the axes take from the repulsion where they cross its line, at the origin alone."""
    V = 1 / sp.sqrt(1 + (X - Y) ** 2) + sp.exp(-(X**2)) / 10 + sp.exp(-(Y**2)) / 10
    found = steepest(V, [X, Y], None, None, order=2, tolerance=Fraction(1, 1000), budget=None)
    assert 2 <= found.high <= 2.5


def test_tails_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without them, the norm of 2 far out would be said to be below it at once."""
    asked: list[Fraction] = []
    plain = Ridges.bound
    monkeypatch.setattr(Ridges, "bound", lambda self, radius: asked.append(radius) or plain(self, radius))
    steepest(HELIUM, [X, Y], None, None, order=2, tolerance=Fraction(1, 1000), budget=None)
    assert max(asked) > space.CLOSE, "at the first radius the tails are too large"
