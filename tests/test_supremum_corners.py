"""Bounds of Hessians over cells of positions hold at points inside, with multiple eigenvalues too; smaller ones do not."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy as sp

from numerics.supremum import corners, curvatures, sieve, sieve_cells
from numerics.supremum.balls import Balls, Floats
from numerics.supremum.corners import over_corners
from numerics.supremum.norm import steepest
from numerics.supremum.sieve import Sieve
from numerics.supremum.sieve_cells import ALL, Cells, anywhere

X, Y, Z = sp.symbols("x y z", real=True)
POTENTIALS = (
    (sp.sin(X) * sp.sin(Y) * sp.sin(Z), (X, Y, Z)), (sp.exp(-(X**2) - Y**2 - Z**2) * sp.cos(2 * X) + X * Y * Z, (X, Y, Z)),
    (sp.cos(X) * sp.cos(Y) + X**2 * Y, (X, Y)))


def eigenvalues(V: sp.Expr, coordinates: tuple[sp.Symbol, ...], x: Floats) -> Floats:
    """Of the Hessians. Shapes: x (d, n); result (n, d)."""
    found = sp.lambdify(coordinates, sp.hessian(V, coordinates), "numpy")(*x)
    matrices = np.array([[np.broadcast_to(entry, x.shape[1:]) for entry in row] for row in found], dtype=float)
    return np.linalg.eigvalsh(matrices.transpose(2, 0, 1))


def excess(V: sp.Expr, coordinates: tuple[sp.Symbol, ...], size: float) -> tuple[float, float]:
    """How far values at points of cells are above the bounds, at most; how far the bounds are above the best of them, at most."""
    rng, d, n = np.random.default_rng(11), len(coordinates), 60
    centre, reach = rng.uniform(-2, 2, (d, n)), rng.uniform(0, size, (d, n)) * (rng.random((d, n)) < 0.9)
    natural, point = Sieve(V, coordinates, d, 2, (1, -1)).around(centre, reach)
    above, loose = -np.inf, -np.inf
    bounds = {signs: over_corners(natural, point, reach, d, signs) for signs in ((1,), (-1,), (1, -1))}
    best = dict.fromkeys(bounds, np.full(n, -np.inf))
    ends = [np.repeat(np.array(each)[:, None], n, axis=1) for each in product((-1.0, 1.0), repeat=d)]
    for t in (*ends, *rng.uniform(-1, 1, (60, d, n))):
        values = eigenvalues(V, coordinates, centre + t * reach)
        for signs in bounds:
            top = np.max([values[:, -1] if s > 0 else -values[:, 0] for s in signs], axis=0)
            best[signs] = np.maximum(best[signs], top)
    for signs, bound in bounds.items():
        above, loose = max(above, float((best[signs] - bound).max())), max(loose, float((bound - best[signs]).max()))
    return above, loose


@pytest.mark.parametrize(("V", "coordinates"), POTENTIALS)
def test_bounds_over_corners_hold_inside(V: sp.Expr, coordinates: tuple[sp.Symbol, ...]) -> None:
    found = [excess(V, coordinates, size) for size in (0.3, 1e-1, 1e-2, 1e-3)]
    assert max(above for above, _ in found) <= 1e-12
    assert found[2][1] <= found[1][1] / 50  # of second order
    assert found[3][1] <= found[2][1] / 50


def without(part: str, share: float) -> object:
    def fewer(*arguments: object) -> object:
        parts, rest = PLAIN_EXPANDED(*arguments)
        if part == "rest":
            return parts, rest * share
        return [parts[0], *(slope * share for slope in parts[1:])], rest
    return fewer


PLAIN_EXPANDED = corners.expanded


@pytest.mark.parametrize(("part", "share"), [("rest", 0.3), ("rest", 0.0), ("slopes", 0.5)])
def test_smaller_remainders_or_slopes_are_found(monkeypatch: pytest.MonkeyPatch, part: str, share: float) -> None:
    monkeypatch.setattr(corners, "expanded", without(part, share))
    assert max(excess(V, coordinates, 0.3)[0] for V, coordinates in POTENTIALS) > 1e-6


def test_fewer_corners_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corners, "product", lambda *_, repeat: [(1,) * repeat, (-1,) * repeat])
    assert max(excess(V, coordinates, 0.1)[0] for V, coordinates in POTENTIALS) > 1e-6


def test_a_largest_curvature_along_all_directions_is_enclosed() -> None:
    """The Hessian at the origin is -3 times the identity."""
    V = sp.cos(X) * sp.cos(Y) * sp.cos(Z) * sp.exp(-(X**2) - Y**2 - Z**2)
    found = steepest(V, (X, Y, Z), None, None, order=2, tolerance=Fraction(1, 10**5), budget=None)
    assert found.low <= 3 * (1 + 1e-12)
    assert 3 <= found.high <= 3 * (1 + 2e-5)
    steep, soft = curvatures(V, [X, Y, Z], tolerance=Fraction(1, 10**4))
    assert 3 <= soft.high <= 3.001
    assert steep.low <= steep.high < 3


def test_a_search_without_directions_goes_on_from_all_positions_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of cells in two directions one of positions is left, of all directions, and without a bound."""
    two = Cells(np.array([[0.0, 0.0], [-1.0, 0.5]]), np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([0, 1]), np.array([3.0, 4.0]))
    other = Cells(np.array([[2.0], [-1.0]]), np.array([[3.0], [1.0]]), np.array([ALL]), np.array([5.0]))
    left = anywhere([two, other], 1)
    assert left.low.tolist() == [[0.0, 2.0], [-1.0, -1.0]]
    assert left.high.tolist() == [[1.0, 3.0], [1.0, 1.0]]
    assert left.face.tolist() == [ALL, ALL] and np.all(left.bound == np.inf)
    monkeypatch.setattr(sieve, "PLAIN", {2: 0, 3: 0})
    V = sp.exp(-(X**2) - 2 * Y**2) * sp.cos(X + Y)
    found = steepest(V, (X, Y), None, None, order=2, tolerance=Fraction(1, 10**6), budget=None)
    monkeypatch.undo()
    truth = steepest(V, (X, Y), None, None, order=2, tolerance=None, budget=None)
    assert found.low <= truth.high and truth.low <= found.high
    assert found.width < 1e-6


def test_balls_abreast_are_those_of_both() -> None:
    a, b = Balls(np.ones((2, 1)), np.zeros((2, 1))), Balls(2 * np.ones((2, 3)), np.ones((2, 3)))
    both = sieve_cells.abreast(a, b)
    assert both.mid.tolist() == [[1, 2, 2, 2]] * 2 and both.rad.tolist() == [[0, 1, 1, 1]] * 2
