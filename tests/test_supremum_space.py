"""Domains, symmetry, tails and periodic parts of the search on many cells: what would make an enclosure false."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx

from numerics.ball import ball
from numerics.supremum import curvatures, norms, space
from numerics.supremum.centres import at_centre
from numerics.supremum.climb import climb
from numerics.supremum.norm import steepest
from numerics.supremum.outside import Outside
from numerics.supremum.ray import Ray, enclosed
from numerics.supremum.reduction import Piece
from numerics.supremum.sieve import Sieve
from numerics.supremum.sieve_cells import Box
from numerics.supremum.space import _is_met_far_out, _part_of_period, _rounded

X, Y, Z, T = sp.symbols("x y z t", real=True)


def greatest(V: sp.Expr, box: tuple[np.ndarray, np.ndarray]) -> tuple[float, float]:
    """The largest of the largest and of minus the least eigenvalues of the Hessian on a grid."""
    H = sp.lambdify([X, Y], sp.hessian(V, [X, Y]), "numpy")
    x, y = np.meshgrid(*box)
    found = np.array([[np.broadcast_to(entry, x.shape) for entry in row] for row in H(x, y)], dtype=float)
    values = np.linalg.eigvalsh(found.transpose(2, 3, 0, 1))
    return float(values[..., 1].max()), float((-values[..., 0]).max())


def test_an_odd_potential_has_its_largest_curvature_on_either_side() -> None:
    """V is odd in x: the largest curvatures for x < 0 are minus the least for x > 0."""
    V = X * sp.exp(-(X**2) - 2 * Y**2) + X**3 * sp.exp(-(X**2) - Y**2)
    grid = np.linspace(-3, 3, 121)
    for found, truth in zip(curvatures(V, [X, Y], tolerance=Fraction(1, 100)), greatest(V, (grid, grid)), strict=True):
        assert found.low * (1 - 1e-9) <= found.high
        assert truth * (1 - 1e-12) <= found.high <= truth * 1.02


def test_a_periodic_part_is_taken_on_the_bounded_spans_only() -> None:
    """cos(x)/(1 + y^2) has the second derivative 2 at y = 0, but at most 1/5 on 2 <= y <= 3."""
    V = sp.cos(X) / (1 + Y**2) + sp.exp(-(X**2) - Y**2) / 100
    truth = max(greatest(V, (np.linspace(-4, 4, 81), np.linspace(2, 3, 41))))
    found = steepest(V, [X, Y], None, {Y: (2, 3)}, order=2, tolerance=Fraction(1, 100), budget=20_000)
    assert truth * (1 - 1e-12) <= found.high
    assert found.low <= truth * 1.01


def test_ends_of_boxes_enclose_irrational_numbers() -> None:
    for k in range(1, 40):
        number = 6 * sp.pi * sp.Rational(k, 7) / sp.sqrt(5 * (k + 1))
        (low, inner_low), (high, inner_high) = _rounded(number, -1), _rounded(number, 1)
        with ctx.workprec(200):
            value = arb(ball(number, {}))
            assert arb(low) < value < arb(high) and arb(inner_high) < value < arb(inner_low)
    assert _rounded(Fraction(3, 4), 1) == (0.75, 0.75)


def test_the_box_holds_the_finite_ends_of_half_lines() -> None:
    """Farther than the radius, the farthest coordinate must be one that tends to infinity."""
    radii = []

    class Recorded(Outside):
        def bound(self, radius: Fraction) -> float:
            radii.append(radius)
            return super().bound(radius)

    V = sp.exp(-((X - 40) ** 2) / 100 - Y**2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(space, "Outside", Recorded)
        steepest(V, [X, Y], None, {X: (None, 50)}, order=2, tolerance=Fraction(1, 2), budget=50)
    assert radii and min(radii) >= 50


def test_a_potential_without_decay_is_not_its_own_periodic_part() -> None:
    def periodic(*_: Any) -> Any:
        raise AssertionError("asked for the norm of the potential itself")

    V = sp.cos(X) + sp.cos(sp.sqrt(2) * X) * sp.sin(Y)
    spans = dict.fromkeys((X, Y), (None, None))
    assert space.norm(V, (X, Y), spans, 2, (1, -1), tolerance=Fraction(1, 10), budget=10, periodic=periodic, steps=[]) is None


@pytest.mark.parametrize("far", [sp.exp(-((X - 30) ** 2) - (Y - 40) ** 2), sp.exp(-(X**2) + 60 * X - Y**2 - 80 * Y - 2500),
                                 1 / ((X + 100) ** 2 + (Y - 40) ** 2 + 1)])
def test_a_bump_far_from_the_origin_has_the_norms_of_one_at_the_origin(far: sp.Expr) -> None:
    near = sp.exp(-(X**2) - Y**2) if far.has(sp.exp) else 1 / (X**2 + Y**2 + 1)
    well = (X**2 + Y**2) / 2
    for found, truth in zip(norms(far + well, [X, Y]), norms(near + well, [X, Y]), strict=True):
        assert found.finite is True
        assert found.width < 1e-12
        assert found.low <= truth.high and truth.low <= found.high


def test_bumps_far_out_without_a_common_centre_are_bounded() -> None:
    """The Hessian is -4 in y at the centre of one bump, and 1 in x at that of the other; what they add to each other is below e^-1000."""
    V = sp.exp(-((X - 30) ** 2) - 2 * (Y - 40) ** 2) - sp.exp(-((X + 50) ** 2) / 2 - Y**2 / 4)
    found = steepest(V, [X, Y], None, None, order=2, tolerance=Fraction(1, 10**11), budget=None)
    assert found.finite is True
    assert found.low <= 4 <= found.high <= 4 * (1 + 1e-11)
    assert dict(found.argmax)["x"] == pytest.approx(30, abs=1e-6)


def test_the_centre_is_one_of_all_derivatives_of_the_order_only() -> None:
    """x^2 is radial to order 3, as its third derivatives vanish, and is not to order 2."""
    V = sp.exp(-((X - 3) ** 2) - (Y - 4) ** 2) + X**2
    part = Piece(V, (X, Y), {X: X, Y: Y})
    assert at_centre(part, 2) == (part, "")
    moved, said = at_centre(part, 3)
    assert moved.expression == sp.exp(-(X**2) - Y**2)
    assert said == "around (3, 4)"
    assert moved.back == {X: X + 3, Y: Y + 4}


@pytest.mark.parametrize("exponent", [1, 3])
@pytest.mark.parametrize("side", [1, -1])
def test_exponents_of_either_sign_are_enclosed_on_rays(side: int, exponent: int) -> None:
    """exp(20 s x^k - x^4) with -1/2 <= s <= 1."""
    s = sp.Symbol("s", real=True)
    ray = Ray(Fraction(16), None) if side > 0 else Ray(None, Fraction(-16))
    with ctx.workprec(64):
        value = enclosed(X**2 * sp.exp(20 * s * X**exponent - X**4), {s: arb(0.25, 0.75), X: ray})
        assert value is not None
        hull = value.hull()
        for share, x in ((1.0, 16.0), (-0.5, 16.0), (1.0, 17.0), (-0.5, 20.0), (0.0, 16.0)):
            truth = arb(x) ** 2 * (20 * arb(share) * (side * arb(x)) ** exponent - arb(x) ** 4).exp()
            assert not truth > hull.upper() and truth >= 0
        assert hull.upper() <= arb(2) ** 8 * (arb(20 if side > 0 else 10) * arb(16) ** exponent - arb(16) ** 4).exp() * 1.01  # and no wider


@pytest.mark.parametrize("V", [
    sp.sin(X) * sp.exp(-2 * Y**2), sp.cos(X) / (1 + Y**2), (sp.sin(X) + sp.sin(2 * X)) * sp.exp(-(Y**2)),
    (sp.sin(X) + sp.cos(2 * X)) * sp.exp(-(Y**2)) + Y * sp.exp(-(Y**2)) / 3])
def test_a_potential_periodic_in_one_coordinate_that_decays_in_the_other(V: sp.Expr) -> None:
    """A part of a period, where symmetry leaves a part, holds the largest values of all periods; signs matter to the Hessian's ends."""
    truth = greatest(V, (np.linspace(-np.pi, np.pi, 241), np.linspace(-3, 3, 241)))
    found = [steepest(V, [X, Y], None, None, order=2, tolerance=Fraction(1, 10**9), budget=None), *curvatures(V, [X, Y])]
    for each, value in zip(found, (max(truth), *truth), strict=True):
        assert each.finite is True
        assert each.width < 1e-9
        assert value * (1 - 1e-12) <= each.high <= value * 1.001
        assert "outside of 4: decay" in each.how


DECAYING = sp.exp(-(X**2) - 2 * Y**2)


@pytest.mark.parametrize("V", [
    sp.sin(X) * sp.cos(3 * Y) + sp.exp(-(X**2) - Y**2), sp.cos(X) + DECAYING / 3, sp.cos(X) * sp.cos(Y) - 2 * DECAYING,
    sp.sin(X) * sp.sin(Y) + sp.exp(-((X - 3) ** 2) - 2 * Y**2), sp.cos(X) * sp.cos(Y) + sp.sin(X) / (1 + X**2 + Y**2),
    X**2 / 2 + sp.cos(Y) + DECAYING, -sp.log(sp.cosh(X)) - sp.log(sp.cosh(Y)) - sp.exp(-(X**2) - Y**2),
    -(X**2) - Y**2 + sp.exp(-(X**2) - Y**2) / 10, -(X**2) - 3 * Y**2 + DECAYING / 9 + sp.cos(X) / 3])
def test_both_ends_of_a_hessian_that_is_periodic_or_constant_far_out(V: sp.Expr) -> None:
    """What is far out may be below 0: the largest curvature of the last two is negative everywhere."""
    truth = greatest(V, (np.linspace(-7, 7, 401), np.linspace(-7, 7, 401)))
    for found, value in zip(curvatures(V, [X, Y], tolerance=Fraction(1, 10**4)), truth, strict=True):
        assert found.finite is True
        assert found.low - abs(value) / 100 <= value <= found.high + abs(value) * 1e-12
        assert abs(found.width) < 1e-4 and found.low <= found.high


@pytest.mark.parametrize(("V", "norm"), [
    (-(X**2) - Y**2 - Z**2 + sp.exp(-(X**2) - 2 * Y**2 - Z**2) / 9, 2 + sp.Rational(4, 9)),
    (-(X**2 + Z**2) / 2 + sp.exp(-(X**2) - 3 * Y**2 - Z**2), 6)])
def test_an_axial_potential_with_terms_across_its_axis_that_do_not_decay(V: sp.Expr, norm: Any) -> None:
    """At the origin the curvature along the axis is largest."""
    found = steepest(V, [X, Y, Z], None, None, order=2, tolerance=Fraction(1, 10**6), budget=20000)
    assert found.finite is True and found.low <= float(norm) * (1 + 1e-15) and float(norm) <= found.high * (1 + 1e-15)
    assert found.width < 1e-6


def test_a_half_plane_is_enough_where_what_is_periodic_along_the_axis_decays_across_it() -> None:
    V = (sp.cos(Y) + sp.Rational(1, 2)) * sp.exp(-(X**2) - Z**2)
    second, third = norms(sp.expand(V), [X, Y, Z], tolerance=Fraction(1, 10**6), budget=4000)
    assert "axial around y" in second.how and "axial around y" in third.how
    assert second.finite is True and second.low <= 3 * (1 + 1e-15) and 3 <= second.high <= 3 * (1 + 1e-6)
    assert third.finite is True and third.width < 1e-6


def test_climbs_alone_come_to_the_largest_of_many_maxima() -> None:
    sieve = Sieve(sp.sin(X) * sp.cos(3 * Y) + sp.exp(-(X**2) - Y**2), [X, Y], 2, 3, (1, -1))
    ends = np.full(2, 8.0)
    climb(sieve, Box(-ends, ends, np.array([-ends, ends]), np.zeros((2, 2), dtype=bool)), 1e-6)
    assert 27.356021341668 <= sieve.found.low <= 27.35602134166846


def test_half_a_period_is_enough_where_the_sign_does_not_matter() -> None:
    period, both, one = 2 * sp.pi, (1, -1), (1,)
    assert _part_of_period(sp.sin(X) * Y, X, period, both) == sp.pi
    assert _part_of_period(sp.sin(X) * Y, X, period, one) == period
    assert _part_of_period(sp.sin(X) * sp.cos(X) * Y, X, period, one) == sp.pi
    assert _part_of_period((sp.sin(X) + sp.sin(2 * X)) * Y, X, period, both) == period


@pytest.mark.parametrize("V", [
    sp.cos(X) * sp.exp(-(Y**2) - Z**2), sp.cos(X) * sp.cos(Y) * sp.exp(-(Z**2)), sp.exp(-2 * X**2 - Y**2) * sp.cos(Z)])
def test_potentials_of_three_coordinates_periodic_in_some_take_few_cells(V: sp.Expr) -> None:
    """The largest second derivative is that at the origin; the search of F in six variables took minutes."""
    second, third = norms(V, [X, Y, Z])
    most = max(abs(sp.diff(V, s, 2).subs({X: 0, Y: 0, Z: 0})) for s in (X, Y, Z))
    assert second.low <= most <= second.high
    for found in (second, third):
        assert found.width < 1e-6
        assert int(found.how.split()[-2]) < 4000


def test_a_potential_periodic_in_time_that_decays_in_space() -> None:
    second, third = norms(sp.cos(T) * sp.exp(-(X**2) - 2 * Y**2), [X, Y], T)
    assert second.low <= 4 <= second.high
    assert second.width < 1e-11
    assert third.width < 1e-11


def test_terms_of_fewer_coordinates_need_not_decay() -> None:
    """The Hessian of log cosh x + log cosh y + x y exp(-x^2 - y^2) has the eigenvalue 2 at the origin, and is at most 1 far from it."""
    V = sp.log(sp.cosh(X)) + sp.log(sp.cosh(Y)) + X * Y * sp.exp(-(X**2) - Y**2)
    grid = np.linspace(-4, 4, 161)
    second, third = norms(V, [X, Y])
    assert second.low <= 2 <= second.high
    assert max(greatest(V, (grid, grid))) <= second.high
    assert second.width < 1e-11
    assert third.width < 1e-11


def test_what_terms_of_fewer_coordinates_reach_far_out_counts() -> None:
    """At y = 0 the bump takes 1 from the largest curvature, 5 at x = 0, which is approached for y -> oo."""
    V = 5 * sp.log(sp.cosh(X)) - X**2 * sp.exp(-(X**2) - Y**2) / 2
    found = norms(V, [X, Y], tolerance=Fraction(1, 10**9))[0]
    assert 5 * (1 - 1e-9) <= found.low <= found.high <= 5 * (1 + 1e-9)


def test_pieces_that_hold_all_coordinates_together_are_not_met_far_out() -> None:
    assert _is_met_far_out(sp.tanh(X) + sp.tanh(Y), (X, Y), (X, Y), 2)
    assert _is_met_far_out(sp.cos(X) * sp.cos(Y), (X, Y), (X, Y), 2)
    assert not _is_met_far_out(sp.tanh(X + Y) + sp.tanh(X * Z) + sp.tanh(Y * Z), (X, Y, Z), (X, Y, Z), 2)
    assert not _is_met_far_out(sp.cos(X) + sp.tanh(X) * sp.cos(Y), (X, Y), (X, Y), 2)


def test_where_nothing_decays_the_parts_bound_the_whole() -> None:
    """Two electrons on a line by two nuclei: the norm is at least that on any grid, and at most 2 + 1."""
    V = 1 / sp.sqrt(1 + (X - Y) ** 2) - 1 / sp.sqrt(1 + X**2) - 1 / sp.sqrt(1 + Y**2)
    W = V + sp.cos(sp.sqrt(2) * X) * sp.sin(Y)
    grid = np.linspace(-6, 6, 241)
    for each, most in ((V, 3.0), (W, 3 + 1.5 * np.sqrt(2))):
        found = steepest(each, [X, Y], None, None, order=2, tolerance=None, budget=200)
        assert found.finite is True
        assert max(greatest(each, (grid, grid))) <= found.high <= most * 1.01


def test_a_tail_with_a_hyperbolic_function_of_both_coordinates() -> None:
    V = sp.tanh(X * Y) * sp.exp(-(X**2) - Y**2)
    grid = np.linspace(-4, 4, 161)
    found = norms(V, [X, Y])[0]
    assert found.finite is True
    assert max(greatest(V, (grid, grid))) <= found.high <= 1 + 1e-11


def test_one_over_cosh_of_either_sign_is_enclosed_on_rays() -> None:
    s = sp.Symbol("s", real=True)
    with ctx.workprec(64):
        value = enclosed(X**-3 / sp.cosh(s * X**2) ** 2, {s: arb(0, 1), X: Ray(Fraction(8), None)})
        assert value is not None
        assert arb(8) ** -3 <= value.hull().upper() <= arb(8) ** -3 * 1.001  # reached at s = 0


@pytest.mark.parametrize("order", [0, 1, 4])
def test_a_gradient_of_several_coordinates_is_refused(order: int) -> None:
    """Its pieces add in squares: |grad (3x + 4y)| is 5, not the larger of 3 and 4."""
    with pytest.raises(ValueError, match=f"`order` must be 2 or 3, or 1 for one coordinate, but is {order} for 2"):
        steepest(3 * X + 4 * Y, [X, Y], None, None, order=order, tolerance=Fraction(1, 100), budget=100)


def test_a_gradient_of_one_coordinate() -> None:
    found = steepest(3 * sp.atan(X), [X], None, None, order=1, tolerance=Fraction(1, 1000), budget=None)
    assert found.low <= 3 <= found.high and found.high - found.low < 0.01
