"""Functions of balls in floats against Arb, and against points of the balls; affine arguments against recurrences; bounds of waves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx

from numerics.supremum import elementary, jets
from numerics.supremum.affine import wave_bound
from numerics.supremum.balls import Balls, U
from numerics.supremum.elementary import ANGLE, EXPONENT, exponential, sine_and_cosine
from numerics.supremum.jets import Jet, Jets
from numerics.supremum.norm import steepest

X, Y = sp.symbols("x y", real=True)
FUNCTIONS: tuple[tuple[Callable[[Balls], Balls], Any], ...] = (
    (exponential, arb.exp), (lambda x: sine_and_cosine(x)[0], arb.sin), (lambda x: sine_and_cosine(x)[1], arb.cos))


def rows(radius: float) -> Balls:
    rng = np.random.default_rng(3)
    near = np.arange(-300, 301) * (np.pi / 4)
    ends = [0.0, EXPONENT, ANGLE, -ANGLE, np.log(2) / 2, 1e300]
    mid = np.concatenate([
        rng.uniform(-3, 3, 800), rng.uniform(-700, 700, 400), 10.0 ** rng.uniform(-300, 9, 400), near, np.nextafter(near, 0), ends])
    return Balls(mid[None, :], np.full((1, len(mid)), radius) * rng.uniform(0, 1, len(mid)))


@pytest.mark.parametrize("radius", [0.0, 1e-15, 1e-3, 0.5, 1.0, 3.0, 250.0])
@pytest.mark.parametrize("which", range(3))
def test_functions_of_balls_hold_what_arb_finds(which: int, radius: float) -> None:
    mine, arbs = FUNCTIONS[which]
    x = rows(radius)
    found, rng = mine(x), np.random.default_rng(4)
    with ctx.workprec(200):
        for k, (m, r) in enumerate(zip(x.mid[0].tolist(), x.rad[0].tolist(), strict=True)):
            if not np.isfinite(found.rad[0, k]):
                continue
            middle, rad = arb(float(found.mid[0, k])), arb(float(found.rad[0, k]))
            for share in (-1.0, 1.0, 0.0, *rng.uniform(-1, 1, 3).tolist()):
                truth = arbs(arb(m) + arb(share) * arb(r))
                assert abs(truth - middle).lower() <= rad, (m, r, share)


def test_what_has_no_radius_has_no_enclosure() -> None:
    """An argument without bounds is one that may not be defined at all, and has no sine from -1 to 1 then."""
    x = Balls(np.zeros((1, 40)), np.zeros((1, 40)))
    x.rad[0, 3], x.rad[0, 5] = np.inf, np.nan
    for mine, _ in FUNCTIONS:
        found = mine(x)
        assert not np.isfinite(found.rad[0, [3, 5]]).any() and np.isfinite(np.delete(found.rad[0], [3, 5])).all()


def test_the_errors_at_points_are_those_of_some_units() -> None:
    x = rows(0.0)
    small = np.abs(x.mid) < 500
    e, (s, c) = exponential(x), sine_and_cosine(x)
    assert np.all(e.rad[small] <= 40 * U * e.mid[small] + 1e-280)
    near = (np.abs(x.mid) < 0.7)
    assert np.all(s.rad[near] <= 40 * U * np.abs(x.mid[near]) + 1e-280)
    assert max(s.rad[small].max(), c.rad[small].max()) <= 40 * U


@pytest.mark.parametrize(("name", "value"), [
    ("HALF_PI", (elementary.HALF_PI[0], 0.0, 0.0)), ("LN2", (elementary.LN2[0], 0.0)), ("ERROR", 0.0),
    ("_most", lambda value, spread, C: value * C + spread), ("_narrow", lambda value, other, r, error: Balls(value, np.abs(other) * r))])
def test_wrong_constants_are_found(monkeypatch: pytest.MonkeyPatch, name: str, value: Any) -> None:
    monkeypatch.setattr(elementary, name, value)
    with pytest.raises(AssertionError):
        for which in range(3):
            for radius in (0.0, 1e-7, 0.5, 1.0):
                test_functions_of_balls_hold_what_arb_finds(which, radius)


@pytest.mark.parametrize("function", ["sin", "cos", "sinh", "cosh", "exp"])
def test_affine_arguments_have_the_coefficients_of_the_recurrence(monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    rng, algebra = np.random.default_rng(5), Jets(3, 5, 40)
    a, b = 1.25, -np.sqrt(2.0)
    x = Balls(rng.uniform(-1, 1, (1, 40)), rng.uniform(0, 0.2, (1, 40)))
    slopes = Balls(np.array([[a], [b]]) + np.zeros((1, 40)), np.array([[0.0], [1e-9]]) + np.zeros((1, 40)))
    g = Jet(((0, 0, 0), (0, 0, 1), (1, 0, 0)), Balls(np.vstack([x.mid, slopes.mid]), np.vstack([x.rad, slopes.rad])))
    short = getattr(algebra, function)(g)
    monkeypatch.setattr(jets, "is_affine", lambda *_: False)
    long = getattr(algebra, function)(g)
    assert short.support == long.support
    assert np.all(np.abs(short.rows.mid - long.rows.mid) <= short.rows.rad + long.rows.rad)  # both hold the truth
    assert np.all(short.rows.rad <= long.rows.rad * (1 + 1e-9) + 1e-13)
    u, h = np.array([0.3, -0.2]) * 1e-2, algebra  # the polynomial at a point of the cell is the function there
    values = {"sin": np.sin, "cos": np.cos, "sinh": np.sinh, "cosh": np.cosh, "exp": np.exp}[function]
    total = sum(short.rows.mid[n] * u[0] ** i[2] * u[1] ** i[0] for n, i in enumerate(short.support))
    still = np.flatnonzero(x.rad[0] >= 0)
    error = sum(short.rows.rad[n] * abs(u[0]) ** i[2] * abs(u[1]) ** i[0] for n, i in enumerate(short.support))
    assert h.degree == 5
    assert np.all(np.abs(total - values(x.mid[0] + a * u[0] + b * u[1]))[still] <= error[still] + 1e-12)


@pytest.mark.parametrize(("V", "value"), [
    (sp.sin(X) * sp.cos(3 * Y), (9.0, 27.0)), (sp.cos(X) - 2 * sp.sin(Y), (2.0, 2.0)), (sp.cos(X - Y) / 3, (2 / 3, 2**1.5 / 3)),
    (sp.sin(X) ** 2 * sp.cos(Y), (2.0, 4.0))])
def test_waves_bound_the_norm_of_trigonometric_sums(V: sp.Expr, value: tuple[float, float]) -> None:
    for order, known in zip((2, 3), value, strict=True):
        truth = steepest(V, [X, Y], None, None, order=order, tolerance=sp.Rational(1, 1000), budget=None)
        bound = wave_bound(V, (X, Y), order)
        assert truth.low <= bound
        assert known * (1 - 1e-12) <= bound <= known * 1.3


def test_what_is_no_trigonometric_sum_has_no_bound_by_waves() -> None:
    for V in (sp.sin(X * Y), sp.sin(X) + X, sp.sin(X) / sp.cos(Y), sp.sin(X) * sp.exp(Y), sp.sin(sp.cos(X))):
        assert wave_bound(V, (X, Y), 2) == np.inf
