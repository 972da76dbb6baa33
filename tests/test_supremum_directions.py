"""Bounds over nets of directions and Taylor polynomials hold what they are to hold, and no more than a little else."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import factorial
from typing import Any

import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx, fmpq

from numerics.ball import ball
from numerics.supremum import Supremum, line, space, steepest
from numerics.supremum.balls import Balls
from numerics.supremum.cell import octaves
from numerics.supremum.directions import Net, net, over_net
from numerics.supremum.form import Chart
from numerics.supremum.jets import Jet
from numerics.supremum.series import Series
from numerics.supremum.sieve import Sieve
from numerics.supremum.sieve_cells import points
from numerics.supremum.taylor import Taylor

X, Y, Z = sp.symbols("x y z", real=True)
CASES = ((2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3))


def holding(known: Net, u: np.ndarray) -> np.ndarray:
    """Which squares hold the directions or their opposites. Shapes: u (d, n); result (squares, n)."""
    found = np.zeros((len(known.face), u.shape[1]), dtype=bool)
    for face in range(len(u)):
        s, squares = np.delete(u / u[face], face, axis=0), np.flatnonzero(known.face == face)
        inside = (known.low[:, squares, None] <= s[:, None]) & (s[:, None] <= known.high[:, squares, None])
        found[squares] = inside.all(axis=0)
    return found


@pytest.mark.parametrize("mirror", (None, 0, 1))
@pytest.mark.parametrize("d", (2, 3))
def test_squares_hold_every_direction_up_to_sign_and_mirror(d: int, mirror: int | None) -> None:
    rng = np.random.default_rng(1)
    known = net(d, 3, mirror)
    u = rng.normal(size=(d, 500))
    found = holding(known, u).any(axis=0)
    if mirror is not None:
        assert not found.all()  # half of them are left out
        u[mirror] *= -1
        found |= holding(known, u).any(axis=0)
    assert found.all()


@pytest.mark.parametrize(("d", "order"), CASES)
def test_a_maximum_in_the_corner_of_a_square_is_below_the_value_at_its_centre_over_the_loss(d: int, order: int) -> None:
    """F = Re (v . u + i w . u)^order falls as fast from its maximum 1 at v as a form can: as cos(order t), towards w, here the centre."""
    rng, known = np.random.default_rng(2), net(d, order, None)
    for k in rng.integers(0, len(known.face), 25):
        chart, corner = Chart(d, d, order, int(known.face[k])), rng.integers(0, 2, d - 1) == 0
        v = chart.direction(np.where(corner, known.low[:, k], known.high[:, k])[:, None])[:, 0]
        centre = chart.direction((known.low[:, k] + known.high[:, k])[:, None] / 2)[:, 0]
        w = centre - (centre @ v) * v
        axes = (v, w / np.linalg.norm(w))
        a, b = (sp.Add(*(sp.Rational(Fraction(float(c))) * x for c, x in zip(e, (X, Y, Z), strict=False))) for e in axes)
        V = sp.expand({1: a, 2: a**2 - b**2, 3: a**3 - 3 * a * b**2}[order]) / sp.factorial(order)
        jet = Sieve(V, (X, Y, Z)[:d], d, order, (1, -1)).jets(points(np.zeros((d, 1))), order + 2)
        bound = over_net(jet, jet, np.zeros((d, 1)), d, order, None)[0]
        assert 1 - 1e-12 <= bound[k] < 1.01
        assert bound.max() <= 1 / known.loss.min() + 1e-12
    assert 0.98 < known.loss.min() < known.loss.max() < 1


@pytest.mark.parametrize(("d", "order"), CASES)
def test_the_square_of_the_best_direction_at_any_point_of_a_cell_has_a_bound_above_it(d: int, order: int) -> None:
    rng, coordinates = np.random.default_rng([d, order]), (X, Y, Z)[:d]
    V = sp.sin(X + 2 * Y) * sp.exp(-Y**2) + X**3 * Y / 3 + (sp.cos(Z * X) / sp.sqrt(1 + Z**2 + Y**2) if d == 3 else 0)
    sieve, known, n = Sieve(V, coordinates, d, order, (1, -1)), net(d, order, None), 12
    centre, reach = rng.uniform(-1, 1, (d, n)), rng.choice([0.0, 0.01, 0.2], (d, n))
    reach[:, :3] = 0.0
    natural, point = sieve.jets(Balls(centre, reach), order + 2), sieve.jets(points(centre), order + 2)
    bounds = over_net(natural, point, reach, d, order, None)
    sharp = []
    for cell in range(n):
        for share in (-1.0, 1.0, 0.3):
            jet = sieve.jets(points(centre[:, cell : cell + 1] + share * reach[:, cell : cell + 1]), order)
            u, value = best_direction(jet, d, order)
            squares = holding(known, u[:, None])[:, 0]
            assert squares.any() and bounds[cell, squares].min() >= value * (1 - 1e-12)
            sharp += [bounds[cell].max() / value] if not reach[:, cell].any() else []
    assert max(sharp) < 1.02


def best_direction(jet: Jet, d: int, order: int) -> tuple[np.ndarray, float]:
    """A unit vector where |F| is largest among fine samples and what climbs from the best, in floats."""
    rows = [(np.array(a), jet.rows.mid[n, 0]) for n, a in enumerate(jet.support) if sum(a) == order]

    def form(u: np.ndarray) -> np.ndarray:
        return np.asarray(factorial(order) * sum(c * np.prod(u ** a[:, None], axis=0) for a, c in rows))

    rng, width = np.random.default_rng(5), 1.0
    best = rng.normal(size=(d, 1))
    for _ in range(30):
        u = best + width * rng.normal(size=(d, 400))
        u = np.hstack([best, u]) / np.linalg.norm(np.hstack([best, u]), axis=0)
        best = u[:, [int(np.argmax(np.abs(form(u))))]]
        width *= 0.7
    return best[:, 0], float(np.abs(form(best))[0])


@pytest.mark.parametrize(("d", "mirror"), ((2, 0), (2, 1), (3, 0), (3, 2)))
def test_second_derivatives_with_a_mirror_need_directions_along_and_across_it_only(d: int, mirror: int) -> None:
    rng, x = np.random.default_rng([d, mirror]), (X, Y, Z)[:d]
    for _ in range(20):
        matrix = rng.integers(-8, 9, (d, d)) + np.diag(rng.integers(0, 30, d) * rng.integers(0, 2))
        matrix = matrix + matrix.T
        matrix[mirror, [k for k in range(d) if k != mirror]] = matrix[[k for k in range(d) if k != mirror], mirror] = 0
        V = sp.Add(*(sp.Rational(int(matrix[i, k]), 2) * x[i] * x[k] for i in range(d) for k in range(d)))
        jet = Sieve(V, x, d, 2, (1, -1)).jets(points(np.zeros((d, 1))), 4)
        norm, bound = float(np.abs(np.linalg.eigvalsh(matrix)).max()), over_net(jet, jet, np.zeros((d, 1)), d, 2, mirror)[0]
        assert norm * (1 - 1e-12) <= bound.max() <= norm * 1.01


def test_a_cell_without_enclosure_has_no_bound() -> None:
    sieve = Sieve(sp.log(X) * Y, (X, Y), 2, 2, (1, -1))
    centre, reach = np.array([[0.1, 2.0], [0.0, 0.0]]), np.array([[0.2, 0.1], [0.1, 0.1]])
    with np.errstate(all="ignore"):
        natural, point = sieve.jets(Balls(centre, reach), 4), sieve.jets(points(centre), 4)
        bounds = over_net(natural, point, reach, 2, 2, None)
    assert np.isinf(bounds[0]).all() and np.isfinite(bounds[1]).all()


FUNCTIONS = (sp.exp(-X**2) * X**3 - 2, sp.sin(3 * X) / (2 + X), sp.log(3 + X**2) * sp.cosh(X) + sp.sinh(X)**2,
             sp.sqrt(2 + X) ** 3 * sp.tanh(X), 3 * sp.erf(X) - sp.atan(X)**4,
             (X**2 + 1) ** sp.Rational(-1, 3) + sp.asinh(2 * X), X**12 / 7 - X, sp.S(5) / 3)


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
def test_taylor_polynomials_hold_value_slope_and_curvature(function: sp.Expr) -> None:
    rng, degree = np.random.default_rng(3), line.DEGREE
    series = Series(function, X, degree)
    derivatives = [sp.diff(function, X, k) for k in range(degree + 1)]
    with ctx.workprec(128):
        for _ in range(8):
            middle, reach = Fraction(int(rng.integers(-60, 60)), 64), Fraction(int(rng.integers(1, 40)), 64)
            c, r = (arb(fmpq(v.numerator, v.denominator)) for v in (middle, reach))
            point, cell = series.at(c), series.at((c - r).union(c + r))
            assert point is not None and cell is not None
            model = Taylor(point, cell, r.upper())
            for share in (Fraction(-1), Fraction(-2, 7), Fraction(1)):
                x = middle + share * reach
                at = {X: fmpq(x.numerator, x.denominator)}
                truths = [arb(ball(g, dict(at))) for g in derivatives]
                for held, truth in ((model.value(), truths[0]), (model.slope(), truths[1]), (model.curvature(), truths[2])):
                    assert held.overlaps(truth) and not (held < truth or held > truth)
                for k, coefficient in enumerate(cell):
                    assert coefficient.overlaps(truths[k] / factorial(k))


def test_taylor_polynomials_are_narrow_and_find_the_summit() -> None:
    series = Series(sp.cos(X), X, line.DEGREE)
    with ctx.workprec(128):
        model = Taylor(series.at(arb("0.125")), series.at(arb(0.125, 0.25)), arb("0.25"))  # type: ignore[arg-type]
        assert model.curvature() < -0.8 and model.slope().contains(0)
        assert abs(model.summit() + 0.125) < 1e-9


def test_octaves_cover_an_interval_once() -> None:
    cells = octaves(fmpq(-3, 2), fmpq(100))
    assert cells[0][0] == fmpq(-3, 2) and cells[-1] == (fmpq(32), fmpq(100))
    assert all(a[1] == b[0] for a, b in pairwise(cells)) and all(a < b for a, b in cells)
    assert octaves(fmpq(1, 4), fmpq(1, 2)) == [(fmpq(1, 4), fmpq(1, 2))]


def test_a_periodic_part_that_nearly_reaches_the_maximum_is_enclosed_more_sharply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where y = 0 the Hessian is diagonal, with 9 sin x + 2 exp(-x^2)/1000; the periodic part reaches 9, almost as much."""
    asked, plain = [], space.norm

    def noted(*arguments: Any, periodic: space.Norm, **others: Any) -> Any:
        def known(expression: sp.Expr, spans: Any, width: Fraction) -> Supremum:
            asked.append(width)
            return periodic(expression, spans, width)

        return plain(*arguments, periodic=known, **others)

    monkeypatch.setattr(space, "norm", noted)
    monkeypatch.setattr(space, "wave_bound", lambda *_: np.inf)
    tolerance, V = Fraction(1, 10**9), sp.sin(X) * sp.cos(3 * Y) + sp.exp(-(X**2) - Y**2) / 1000
    found = steepest(V, (X, Y), None, None, order=2, tolerance=tolerance, budget=None)
    x = np.linspace(1.5, 1.7, 200_001)
    best = float(np.max(9 * np.sin(x) + 2 * np.exp(-(x**2)) / 1000))
    assert asked == [space.ROUGH, tolerance]
    monkeypatch.undo()
    by_waves = steepest(V, (X, Y), None, None, order=2, tolerance=tolerance, budget=None)
    for each in (found, by_waves):
        assert each.low * (1 + 1e-11) >= best > 9.0001 and best <= each.high and each.width < 1e-9
