"""Potentials that are simple in turned coordinates: forms with cross terms far out, and pieces in slanted subspaces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx

from derive.formula import read
from numerics.ball import ball
from numerics.supremum import curvatures, norms, ray, reduction
from numerics.supremum.exponents import completed, factors
from numerics.supremum.outside import Outside
from numerics.supremum.reduction import pieces
from numerics.supremum.result import Supremum
from numerics.supremum.scaled import Ray
from numerics.supremum.space import _is_constant, _is_flat
from numerics.supremum.subspaces import orthogonal_parts, orthonormal, span

X, Y, Z = sp.symbols("x y z", real=True)
FORM = X**2 + X * Y + Y**2
LINE = (None, None)
RATIONAL = {  # rows of orthogonal matrices
    "3, 4, 5": ((3, -4), (4, 3)), "-5, 12, 13": ((-5, -12), (12, -5)), "1, 1": ((1, -1), (1, 1)),
    "2, 3, 6, 7": ((6, 3, 2), (2, -6, 3), (-3, 2, 6)), "1, 2, 2, 3": ((1, 2, 2), (2, 1, -2), (2, -2, 1))}


def turned(V: sp.Expr, rows: Sequence[Sequence[int]]) -> sp.Expr:
    """V at R x, R the rows divided by their length."""
    symbols, length = (X, Y, Z)[: len(rows)], sp.sqrt(sum(n * n for n in rows[0]))
    images = [sum(n * s for n, s in zip(row, symbols, strict=True)) / length for row in rows]
    return V.subs(dict(zip(symbols, images, strict=True)), simultaneous=True)


def sampled(V: sp.Expr, order: int, points: np.ndarray) -> np.ndarray:
    """The largest |(u . grad)^order V| over directions of the plane, at each point; points: (2, n)."""
    slopes = [sp.lambdify([X, Y], sp.diff(V, X, order - k, Y, k) if k else sp.diff(V, X, order), "numpy") for k in range(order + 1)]
    values = np.array([np.broadcast_to(slope(*points), points.shape[1]) for slope in slopes], dtype=float)
    angles = np.linspace(0, np.pi, 721)[:-1]
    weights = np.array([[sp.binomial(order, k) for k in range(order + 1)]], dtype=float).T
    powers = np.array([np.cos(angles) ** (order - k) * np.sin(angles) ** k for k in range(order + 1)]) * weights
    return np.abs(powers.T @ values).max(axis=0)


def overlap(a: Supremum, b: Supremum) -> bool:
    return bool(a.low <= b.high and b.low <= a.high)


def check(V: sp.Expr, exact: sp.Expr | None = None, width: float = 1e-11) -> tuple[Supremum, Supremum]:
    """The norms hold the exact second one, and those on a grid around the origin."""
    found = norms(V, [X, Y])
    grid = np.array(np.meshgrid(*[np.linspace(-4, 4, 161)] * 2)).reshape(2, -1)
    for order, each in enumerate(found, 2):
        truth = sampled(V, order, grid).max()
        assert each.finite is True and each.width < width
        assert truth * (1 - 1e-12) <= each.high <= truth * 1.01
    if exact is not None:
        assert found[0].low <= float(exact) * (1 + 1e-15) and float(exact) <= found[0].high * (1 + 1e-15)
    return found


@pytest.mark.parametrize(("V", "exact"), [
    (sp.exp(-FORM), 3), (sp.exp(-(X**2) - 2 * Y**2 - X * Y), 3 + sp.sqrt(2)), (sp.exp(-((X - Y) ** 2)), 4),
    (sp.exp(-((X - 1) ** 2) - (X - 1) * Y - Y**2), 3), (FORM + sp.exp(-((X - Y) ** 2)), 3), (sp.cos(X - Y) * sp.exp(-(X**2) - Y**2), 4),
    (sp.exp(-sp.sqrt(2) * FORM), 3 * sp.sqrt(2)),
    (X * Y * 10 + sp.exp(-(X**2) - Y**2), 12), (1 / (1 + FORM), 3),
    ((1 + sp.exp(-FORM)) ** 2, 12),
    ((X**2 + Y**2) / 2 + sp.exp(-FORM), None), (X * Y + sp.exp(-FORM), None), (sp.exp(-FORM) * sp.sin(X), None)])
def test_cross_terms(V: sp.Expr, exact: sp.Expr | None) -> None:
    second, third = check(V, exact)
    assert second.low > 0 and third.low > 0 and second.argmax and third.argmax


@pytest.mark.parametrize("name", ["3, 4, 5", "-5, 12, 13", "1, 1"])
@pytest.mark.parametrize("V", [
    sp.exp(-(X**2) - 3 * Y**2), X * sp.exp(-2 * X**2 - Y**2 / 2), sp.cos(X) + sp.exp(-(Y**2)), X**2 + sp.exp(-2 * Y**2),
    1 / (1 + X**2 + 3 * Y**2), sp.exp(-((X - 1) ** 2) - 2 * Y**2) + Y**2 / 3])
def test_turned_potentials_have_the_same_norms(V: sp.Expr, name: str) -> None:
    for each, plain in zip(norms(turned(V, RATIONAL[name]), [X, Y]), norms(V, [X, Y]), strict=True):
        assert each.finite is True and each.width < 1e-11
        assert overlap(each, plain)


@pytest.mark.parametrize("name", ["2, 3, 6, 7", "1, 2, 2, 3"])
@pytest.mark.parametrize("V", [
    sp.exp(-(X**2) - 3 * Y**2), sp.exp(-(X**2) - 2 * Y**2) + sp.exp(-(Z**2)), X**2 - 3 * Z**2 + sp.exp(-((X + Y) ** 2))])
def test_turned_potentials_of_three_coordinates_have_pieces(V: sp.Expr, name: str) -> None:
    for each, plain in zip(norms(turned(V, RATIONAL[name]), [X, Y, Z]), norms(V, [X, Y, Z]), strict=True):
        assert each.finite is True and each.width < 1e-11
        assert overlap(each, plain)


def test_a_potential_constant_along_a_diagonal() -> None:
    """It is e^(-3 r^2), r the distance from the diagonal."""
    V = sp.exp(-((X - Y) ** 2) - (Y - Z) ** 2 - (Z - X) ** 2)
    found, plain = norms(V, [X, Y, Z]), norms(sp.exp(-3 * X**2 - 3 * Y**2), [X, Y])
    assert all(overlap(*pair) and pair[0].width < 1e-11 for pair in zip(found, plain, strict=True))
    assert found[0].low <= 6 <= found[0].high
    V = -sp.exp(-((X - Y) ** 2) - (Y - Z) ** 2 - (Z - X) ** 2) - (X + Y + Z) ** 2
    largest, least = curvatures(V, [X, Y, Z])
    assert largest.low <= 6 <= largest.high and least.low <= 6 <= least.high  # -6 along the diagonal


def test_curvatures_of_what_lacks_a_direction_are_not_below_0() -> None:
    largest, least = curvatures(sp.exp(-((X - Y) ** 2) - (Y - Z) ** 2) + 2 * (X - Y) ** 2 + 2 * (Y - Z) ** 2, [X, Y, Z])
    assert largest.high >= 12 * (1 - 1e-12) and least.low <= 0 <= least.high  # 12 far out, 0 along the diagonal
    largest, least = curvatures(-((X - Y) ** 2) - (Y - Z) ** 2, [X, Y, Z])
    assert largest.low <= 0 <= largest.high
    assert least.low <= 6 <= least.high


def ring(radius: float) -> np.ndarray:
    """Points on the square of that half side, and on a larger one."""
    t = np.linspace(-1, 1, 2001)
    sides = np.hstack([np.array([s * np.ones_like(t), t]) for s in (1, -1)] + [np.array([t, s * np.ones_like(t)]) for s in (1, -1)])
    return np.hstack([radius * sides, 1.25 * radius * sides])


FAR = [
    sp.exp(-FORM / 8), sp.exp(-(X**2) - Y**2 - sp.Rational(19, 10) * X * Y), sp.exp(-(3 * X + 2 * Y) ** 2 / 9 - Y**2 / 9),
    1 / (1 + FORM), sp.sqrt(1 + X**2 + Y**2 - X * Y), sp.exp(-sp.sqrt(1 + FORM)), sp.log(2 + X**2 - X * Y + 3 * Y**2),
    sp.exp(-sp.Rational(3, 2) * X**2 - Y**2 + sp.Rational(21, 10) * X * Y), X * sp.exp((X - 3 * Y) / 2 - FORM / 4)]


@pytest.mark.parametrize("order", [2, 3])
@pytest.mark.parametrize("V", FAR)
def test_bounds_far_out_are_above_samples(V: sp.Expr, order: int) -> None:
    rest = Outside(V, (X, Y), {X: LINE, Y: LINE}, order)
    for radius in (4, 8, 16):
        bound = rest.bound(Fraction(radius))
        assert sampled(V, order, ring(radius)).max() * (1 - 1e-12) <= bound
    assert bound < np.inf


@pytest.mark.parametrize("V", [FAR[1], FAR[3]])
def test_a_wrong_least_value_of_a_form_would_be_seen(monkeypatch: pytest.MonkeyPatch, V: sp.Expr) -> None:
    def wrong(form: sp.Expr, symbols: Sequence[sp.Symbol]) -> sp.Expr:
        found = completed(form, symbols)
        return found * 4 if found.is_number else found

    monkeypatch.setattr(ray, "completed", wrong)
    assert Outside(V, (X, Y), {X: LINE, Y: LINE}, 2).bound(Fraction(8)) < sampled(V, 2, ring(8)).max()


@pytest.mark.parametrize("wrong", [
    lambda rows: [tuple(map(sp.Integer, row)) for row in rows],
    lambda rows: [tuple(sp.Rational(9, 10) * q for q in row) for row in orthonormal(rows)]])
def test_a_wrong_basis_would_be_seen(monkeypatch: pytest.MonkeyPatch, wrong: Callable[..., object]) -> None:
    V = turned(sp.exp(-(X**2) - 3 * Y**2), RATIONAL["1, 2, 2, 3"])
    plain = norms(sp.exp(-(X**2) - 3 * Y**2), [X, Y])[0]
    monkeypatch.setattr(reduction, "orthonormal", wrong)
    assert not overlap(norms(V, [X, Y, Z])[0], plain)


S = sp.Symbol("s", real=True)
SHARE = 1 + S + S**2  # from 3/4 on, at s = -1/2
FORMS = {  # on the rays to the right and to the left: functions that are enclosed, with s in [-1, 1]
    "even": (sp.exp(-(X**2) * SHARE), sp.exp(-(X**2) * SHARE)), "odd": (sp.exp(-(X**3) * SHARE), sp.exp(X**3 * SHARE)),
    "nothing left": (sp.exp(sp.Rational(3, 4) * X**2 - X**2 * SHARE), sp.exp(sp.Rational(3, 4) * X**2 - X**2 * SHARE)),
    "below 1": (1 / (1 + X**2 * SHARE), 1 / (1 + X**2 * SHARE)), "under a root": (1 / sp.sqrt(2 + X**4 * SHARE),) * 2,
    "linear": (sp.exp(-X * SHARE), sp.exp(X * SHARE)),
}  # fmt: skip


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("name", FORMS)
def test_forms_on_a_ray_are_enclosed_with_all_their_values(name: str, side: int) -> None:
    function = FORMS[name][side < 0]
    with ctx.workprec(64):
        found = ray.enclosed(function, {S: arb(0, 1), X: Ray(Fraction(4), None) if side > 0 else Ray(None, Fraction(-4))})
        assert found is not None
        hull = found.hull()
        for share in (-1, -Fraction(1, 2), 0, 1):
            for far in (4, 5, 9):
                value = arb(ball(function.subs({S: sp.Rational(share), X: side * far}), {}))
                assert hull.lower() <= value.upper() and value.lower() <= hull.upper()
        sharpest = arb(ball(function.subs({S: -sp.Rational(1, 2), X: side * 4}), {}))
        assert hull.upper() <= sharpest * arb("1.6") + arb(10) ** -12  # the largest value, at s = -1/2 where the ray begins


def test_terms_on_subspaces_that_are_not_orthogonal_are_kept_together() -> None:
    V = sp.exp(-((X - Y) ** 2) - Z**2) + sp.exp(-(X**2) - (Y + Z) ** 2)
    ((term, rows),) = orthogonal_parts(V, (X, Y, Z))
    assert term == V and len(rows) == 3
    first, second = orthogonal_parts(sp.exp(-((X - Y) ** 2)) + sp.exp(-((X + Y) ** 2) - Z**2), (X, Y, Z))
    assert len(first[1]) == 1 and len(second[1]) == 2


def test_derivatives_are_constant_up_to_the_degree_only() -> None:
    for term, degree in ((X * Y, 2), (X * Y**2, 3), (X + 3, 1), (sp.Integer(2), 0), (X**3, 3)):
        assert [_is_flat(sp.sympify(term), order) for order in (2, 3)] == [degree <= 2, degree <= 3]
        assert _is_constant(term + sp.exp(-(Z**2)), X, 2) is (degree <= 2)
    assert not _is_flat(sp.sin(X), 3) and not _is_constant(X * sp.exp(-(Z**2)), X, 2)


def test_completed_squares_are_above_forms_and_reached() -> None:
    s, t = sp.symbols("s t", real=True)
    draw = np.random.default_rng(5)
    for _ in range(40):
        a, b, c, d, e, f = (sp.Rational(int(n), 4) for n in draw.integers(-12, 13, 6))
        form = a * s**2 + b * s * t + c * t**2 + d * s + e * t + f
        above = completed(form, (s, t))
        for p, q in draw.integers(-40, 41, (20, 2)):
            at = {s: sp.Rational(int(p), 8), t: sp.Rational(int(q), 8)}
            assert form.subs(at) <= above.subs(at)
        if a < 0 and 4 * a * c - b**2 > 0:
            at = sp.solve([form.diff(s), form.diff(t)], [s, t])
            assert above.subs(at) == form.subs(at)


def test_exponentials_of_a_product_are_one() -> None:
    assert factors(sp.exp(X) * sp.exp(-X) * Y) == (sp.exp(X) * sp.exp(-X) * Y).args
    assert sp.Mul(*factors(sp.expand(sp.exp(-FORM) * X))) == X * sp.exp(-FORM)
    assert span(sp.expand(sp.exp(-((X - Y) ** 2))), (X, Y)) == ((1, -1),)


def test_spans_and_parts() -> None:
    assert span(sp.cos(X - Y) * (X - 2 * Z) ** 2, (X, Y, Z)) == ((1, 0, -2), (0, 1, -2))
    assert span(sp.exp(-((X - sp.sqrt(2) * Y) ** 2)), (X, Y, Z)) == ((1, 0, 0), (0, 1, 0))
    assert span(sp.sqrt(1 + (X + Y) ** 2), (X, Y, Z)) == ((1, 1, 0),)
    turning = X**2 + 2 * Y**2  # takes x - y to x - 2 y
    assert [rows for _, rows in orthogonal_parts(sp.exp(-((X - Y) ** 2)) + turning, (X, Y))] == [((1, -1), (1, 0))]
    parts = pieces(sp.exp(-((X - Y) ** 2)) + X * Y + Z**4, (X, Y, Z), free=True)
    assert [len(part.coordinates) for part in parts] == [1, 1, 1]


@pytest.mark.parametrize("V", [
    X**2 + sp.exp(-((X + Y) ** 2)) - 3 * Z**2 + X * Z, X * Y + sp.exp(-((X - Y) ** 2) - 2 * (Y - Z) ** 2) + Z**2])
def test_directions_in_which_derivatives_are_constant_are_not_searched(V: sp.Expr) -> None:
    """The Hessian's largest eigenvalue in modulus at the origin is met nowhere else, by sampling."""
    found = norms(V, [X, Y, Z])[0]
    H = sp.lambdify([X, Y, Z], sp.hessian(V, [X, Y, Z]), "numpy")
    points = [np.zeros(3), *np.random.default_rng(3).normal(size=(400, 3))]
    most = [np.abs(np.linalg.eigvalsh(np.array(H(*point), dtype=float))).max() for point in points]
    assert "derivatives constant in" in found.how and found.width < 1e-6
    assert max(most) * (1 - 1e-12) <= found.high <= most[0] * (1 + 1e-6)


def test_points_are_given_in_the_coordinates_of_the_whole() -> None:
    V = sp.exp(-((X - Y - 2) ** 2) - 2 * (Y + Z - 1) ** 2)
    point = dict(norms(V, [X, Y, Z])[0].argmax)
    assert point["x"] - point["y"] == pytest.approx(2, abs=1e-6)
    assert point["y"] + point["z"] == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("expression", ["cos(t)*x*y + exp(-(x-y)^2)", "cos(t)*(x-y)^2 + t*exp(-(x-y)^2)", "t*x*y + exp(t*x*y-x^2-y^2)"])
def test_time_may_stand_with_the_coordinates(expression: str) -> None:
    formula = read(expression, {})
    assert formula.time is not None
    domain = {formula.time: (Fraction(0), Fraction(1))}
    found = norms(formula.expression, formula.coordinates, formula.time, domain, tolerance=Fraction(1, 100))
    grid = np.linspace(-1.5, 1.5, 25)
    points = np.array([(a, b, c) for a in grid for b in grid for c in (0, 0.5, 1)]).T
    x, y = formula.coordinates
    hessian = sp.lambdify((x, y, formula.time), sp.hessian(formula.expression, (x, y)), "numpy")
    most = max(np.abs(np.linalg.eigvalsh(np.array(hessian(*point), dtype=float))).max() for point in points.T)
    assert found[0].finite is not True or found[0].high >= most
    assert found[0].finite is True and found[0].low <= 1.3 * most
