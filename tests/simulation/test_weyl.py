"""Weyl quantisation and back, observables by their symbols, and the norms with their error bars."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from numpy.typing import NDArray

from numerics.phase_space import modulus, states, trace_norm, weyl
from numerics.phase_space.grid import Axis, Grid
from numerics.phase_space.modulus import integral_of_modulus

HBAR = 0.25


def box(hbar: float, count: int, length: float, nx: int, np_: int, centre: tuple[float, float] = (0.0, 0.0)) -> Grid:
    """A grid of `count` states: L_p follows from L_x = length."""
    high = count * 2 * math.pi * hbar / length
    a, b = centre
    return Grid((Axis(a - length / 2, a + length / 2, nx),), (Axis(b - high / 2, b + high / 2, np_),))


def plane(hbar: float) -> Grid:
    """A grid of two degrees of freedom with different boxes, (18 x 20) states."""
    x, y = Axis(-5.5, 5.5, 24), Axis(-5.0, 6.0, 26)
    p, q = (count * 2 * math.pi * hbar / 11 for count in (18, 20))
    return Grid((x, y), (Axis(-p / 2 + 0.2, p / 2 + 0.2, 24), Axis(-q / 2, q / 2, 26)))


@pytest.mark.parametrize(("count", "length", "nx", "np_"), [
    (80, 14.0, 112, 112), (81, 14.0, 112, 112), (80, 14.0, 128, 72), (80, 14.0, 100, 128), (80, 14.0, 200, 200),
])  # fmt: skip
def test_inverse_is_the_inverse_of_kernel(count: int, length: float, nx: int, np_: int) -> None:
    """Also off the centre, with fringes, and with fewer or more nodes than states."""
    grid = box(HBAR, count, length, nx, np_, (0.2, 1.7))
    fringes = states.cat(grid, (2.0, 1.5), hbar=HBAR, eta=1.3, phase=0.4, centre=(0.3, 1.5))
    f = fringes - 0.3 * states.gaussian(grid, (0.8, 1.2), np.array([[0.2, 0.05], [0.05, 0.3]]))
    again = weyl.inverse(grid, weyl.kernel(grid, f, hbar=HBAR), hbar=HBAR)
    assert np.abs(again - f).max() < 1e-8


def test_inverse_of_two_degrees_of_freedom() -> None:
    hbar, grid = 1.0, plane(1.0)
    shape = np.array([[1, 0.2, 0, 0.1], [0.2, 1, 0, 0], [0, 0, 1.2, 0], [0.1, 0, 0, 1.1]])
    f = states.gaussian(grid, (0.5, 0.2, 0.1, -0.3), 0.4 * shape)
    again = weyl.inverse(grid, weyl.kernel(grid, f, hbar=hbar), hbar=hbar)
    assert np.abs(again - f).max() < 3e-5 * f.max()
    wider = weyl.kernel(grid, states.coherent(grid, (0.5, 0.2, 0.1, -0.3), hbar=hbar), hbar=hbar)
    assert np.abs(weyl.inverse(grid, wider, hbar=hbar) - states.coherent(grid, (0.5, 0.2, 0.1, -0.3), hbar=hbar)).max() < 1e-5


def test_a_projector_by_its_wave_function() -> None:
    """|psi><psi| of the second excited state, built on the nodes without any Wigner function."""
    grid, eta = box(HBAR, 80, 14.0, 112, 112, (0.2, 0.3)), 1.3
    y = grid.position[0].low + 14.0 / 80 * np.arange(80)
    u = y * math.sqrt(eta / HBAR)
    psi = (2 * u**2 - 1) / math.sqrt(2) * np.exp(-(u**2) / 2) * (eta / (math.pi * HBAR)) ** 0.25 * math.sqrt(14.0 / 80)
    psi = psi * np.exp(0.4j * y / HBAR)
    f = weyl.inverse(grid, np.outer(psi, psi.conj()), hbar=HBAR)
    assert np.abs(f - states.fock(grid, 2, hbar=HBAR, eta=eta, centre=(0.0, 0.4))).max() < 1e-8


def test_what_the_grid_does_not_resolve_is_refused() -> None:
    fine, coarse = box(HBAR, 60, 12.0, 96, 96), box(HBAR, 60, 12.0, 24, 24)
    matrix = weyl.kernel(fine, states.fock(fine, 3, hbar=HBAR), hbar=HBAR)
    with pytest.raises(ArithmeticError, match="must resolve the operator"):
        weyl.inverse(coarse, matrix, hbar=HBAR)
    with pytest.raises(ValueError, match="`matrix` must be Hermitian"):
        weyl.inverse(fine, matrix * 1j, hbar=HBAR)
    with pytest.raises(ValueError, match="`matrix` must have shape"):
        weyl.inverse(fine, matrix[:-1, :-1], hbar=HBAR)


def test_symbols_of_position_and_momentum_are_diagonal_where_they_should() -> None:
    grid = box(HBAR, 60, 12.0, 96, 96, (0.5, 0.0))
    k, l = 2 * math.pi / 12.0, 2 * math.pi / grid.momentum[0].length
    (x,), (p,) = grid.positions(), grid.momenta()
    y = grid.position[0].low + 12.0 / 60 * np.arange(60)
    wave = weyl.quantise(grid, np.cos(k * x) + 0 * p, hbar=HBAR)
    assert np.abs(wave - np.diag(np.cos(k * y))).max() < 1e-12
    shift = weyl.quantise(grid, np.cos(l * p) + 0 * x, hbar=HBAR)
    wanted = (np.roll(np.eye(60), 1, 0) + np.roll(np.eye(60), -1, 0)) / 2  # cos(l p) moves by hbar l, one node
    assert np.abs(shift - wanted).max() < 1e-12


def test_expectations_from_symbols() -> None:
    """The mean of x^2 p^2's symbol in a Gaussian, and Tr rho A by matrices."""
    grid, sigma = box(HBAR, 80, 14.0, 112, 112), np.array([[0.3, 0.1], [0.1, 0.2]])
    f = states.gaussian(grid, (0.0, 0.0), sigma)
    (x,), (p,) = grid.positions(), grid.momenta()
    found = weyl.expectation(grid, f, x**2 * p**2)
    assert abs(float(found) - (0.3 * 0.2 + 2 * 0.1**2)) <= found.error < 1e-10
    symbol = np.exp(-(x**2) - 1.5 * (p - 0.3) ** 2)
    matrices = weyl.quantise(grid, symbol, hbar=HBAR), weyl.kernel(grid, f, hbar=HBAR)
    product = weyl.expectation(grid, f, symbol)
    assert abs(np.vdot(*matrices).real - float(product)) < 1e-10
    assert np.abs(weyl.symbol(grid, matrices[0], hbar=HBAR) - symbol).max() < 1e-8
    coarse = box(HBAR, 80, 14.0, 16, 16)
    rough = weyl.expectation(coarse, states.gaussian(coarse, (0.2, 0.1), sigma / 3), coarse.positions()[0] ** 2)
    assert rough.error > 1e-3, "a grid too coarse is seen"


def difference(grid: Grid, hbar: float) -> NDArray[np.float64]:
    sigma = np.array([[0.5, 0.1], [0.1, 0.5]]) / 4
    return states.gaussian(grid, (0.5, 0.2), sigma) - states.gaussian(grid, (0.3, 0.3), 1.1 * sigma)


@pytest.mark.parametrize(("hbar", "count", "points"), [(0.25, 60, 96), (1 / 16, 240, 96), (1 / 32, 400, 120)])
def test_the_bracket_holds_the_dense_trace_norm(hbar: float, count: int, points: int) -> None:
    grid = box(hbar, count, 10.0 if count == 400 else 12.0, points, points)
    f = difference(grid, hbar)
    exact = trace_norm.dense(grid, f, hbar=hbar)
    for tolerance in (1e-1, 1e-3, 1e-5):
        for seed in (0, 1):
            found = trace_norm.bracketed(grid, f, hbar=hbar, tolerance=tolerance, seed=seed)
            assert found.agrees(exact) and found.error <= 1.01 * tolerance * found.value
    assert exact.agrees(trace_norm.trace_norm(grid, f, hbar=hbar))


def test_the_bracket_of_a_slow_spectrum_is_honest_at_every_stage() -> None:
    """A random function has no decaying spectrum: the bracket ends with all vectors, and holds there."""
    grid = box(HBAR, 150, 20.0, 150, 150)
    f = np.random.default_rng(3).standard_normal(grid.shape)
    exact = trace_norm.dense(grid, f, hbar=HBAR)
    found = trace_norm.bracketed(grid, f, hbar=HBAR, tolerance=0.2)
    assert found.agrees(exact) and found.error > exact.error
    assert trace_norm.bracketed(grid, f, hbar=HBAR, tolerance=1e-8).agrees(exact)


def test_two_coherent_states_at_small_hbar() -> None:
    """2 sqrt(1 - |<a|b>|^2): 1500 states in the box, rank two."""
    hbar = 1 / 64
    grid = box(hbar, 1500, 12.0, 512, 512)
    f = states.coherent(grid, (0.2, 0.1), hbar=hbar) - states.coherent(grid, (0.1, 0.0), hbar=hbar)
    found = trace_norm.trace_norm(grid, f, hbar=hbar, tolerance=1e-4)
    overlap = math.exp(-(0.1**2 + 0.1**2) / (2 * hbar))
    assert abs(float(found) - 2 * math.sqrt(1 - overlap)) <= found.error < 1e-4 and "vectors" in found.how


def test_the_band_is_the_kernel() -> None:
    for grid, hbar in ((box(HBAR, 80, 14.0, 112, 72), HBAR), (box(HBAR, 60, 12.0, 96, 96), HBAR), (plane(1.0), 1.0)):
        f = np.random.default_rng(1).standard_normal(grid.shape)
        matrix = trace_norm.band(grid, f, hbar=hbar)
        assert np.abs(matrix.toarray() - weyl.kernel(grid, f, hbar=hbar)).max() < 1e-13
        assert matrix.nnz <= matrix.shape[0] * (math.prod(p.points for p in grid.momentum) + grid.d * matrix.shape[0] ** 0.5 * 2)


def test_two_degrees_of_freedom_by_the_bracket() -> None:
    grid = plane(1.0)
    f = states.thermal(grid, (0.3, 0.2, 0.4, 0.1), 0.2, hbar=1.0) - states.thermal(grid, (0.0, 0.2, 0.1, 0.3), 0.2, hbar=1.0)
    assert trace_norm.bracketed(grid, f, hbar=1.0, tolerance=1e-2).agrees(trace_norm.dense(grid, f, hbar=1.0))


def test_norms_of_gaussians() -> None:
    grid, sigma = box(HBAR, 80, 14.0, 112, 112), np.array([[0.3, 0.1], [0.1, 0.2]])
    f = states.gaussian(grid, (0.4, -0.3), sigma)
    purity, norm = trace_norm.purity(grid, f, hbar=HBAR), weyl.hilbert_schmidt_norm(grid, f, hbar=HBAR)
    wanted = HBAR / 2 / math.sqrt(np.linalg.det(sigma))
    assert abs(float(purity) - wanted) <= purity.error < 1e-10 and abs(norm - math.sqrt(wanted)) < 1e-10
    assert trace_norm.trace_norm(grid, 0 * f, hbar=HBAR).value == 0 and trace_norm.bracketed(grid, 0 * f, hbar=HBAR).value == 0


def test_the_l1_norm_of_a_first_excited_state() -> None:
    """int |W_1| = 4/sqrt(e) - 1: W_1 = (2 r - 1) exp(-r)/(pi hbar) is negative for r < 1/2."""
    errors = []
    for points in (48, 64, 96, 128):
        grid = box(HBAR, 40, 8.0, points, points)
        found = trace_norm.l1_norm(grid, states.fock(grid, 1, hbar=HBAR))
        assert abs(float(found) - (4 * math.exp(-0.5) - 1)) <= found.error
        errors.append(found.error)
    assert errors[-1] < 0.02 and errors[-1] < errors[0] / 3


def test_the_l1_norm_knows_the_kinks_of_a_difference() -> None:
    """int |x| of a Gaussian of unit width is sqrt(2/pi), its sign changing between the nodes: the bar holds it."""
    errors = []
    for shift in (0.0, 0.07, 0.21):
        grid = Grid((Axis(-7 + shift, 7 + shift, 32),), (Axis(-7.0, 7.0, 32),))
        (x,), (p,) = grid.positions(), grid.momenta()
        f = x * np.exp(-(x**2 + p**2) / 2) / (2 * math.pi)
        found = trace_norm.l1_norm(grid, f)
        exact = math.sqrt(2 / math.pi)
        assert abs(float(found) - exact) <= found.error < 0.1
        errors.append((abs(float(found) - exact), abs(float(np.abs(f).sum()) * grid.cell - exact)))
    assert max(fine for fine, _ in errors) < 0.3 * max(coarse for _, coarse in errors), "on a grid twice as fine, a fourth"


@pytest.mark.parametrize("place", [k / 16 for k in range(16)])
def test_no_place_of_a_kink_between_the_nodes_makes_all_sublattices_agree(place: float) -> None:
    """int |x| of a Gaussian, the zero line at any place between two nodes; half-way, the sums over every second node err alike."""
    for points in (32, 48, 62):
        step = 14 / points / trace_norm.FINER
        grid = Grid((Axis(-7 + place * step, 7 + place * step, points),), (Axis(-7.0, 7.0, 32),))
        (x,), (p,) = grid.positions(), grid.momenta()
        found = trace_norm.l1_norm(grid, x * np.exp(-(x**2 + p**2) / 2) / (2 * math.pi))
        assert abs(float(found) - math.sqrt(2 / math.pi)) <= found.error < 0.05


def test_the_modulus_of_what_does_not_change_sign_is_summed_to_rounding() -> None:
    """A Gaussian has no kink: what every fourth node does not resolve of it is no error."""
    nodes = np.arange(-8.0, 8.0, 0.5)
    f = np.exp(-np.add.outer(nodes**2, nodes**2) / 2)
    for sign in (1, -1):
        found = integral_of_modulus(sign * f, 0.25, "Gaussian")
        assert abs(float(found) - 2 * math.pi) <= found.error < 1e-6
    assert integral_of_modulus(0 * f, 0.25, "zero").error == 0


def test_the_sums_over_sublattices_are_those_of_slices() -> None:
    f = np.random.default_rng(7).standard_normal((9, 14, 6))
    fourths, seconds = modulus.quarters(f), modulus.halves(modulus.quarters(f))
    for firsts in itertools.product(range(4), repeat=3):
        assert abs(fourths[firsts] - f[tuple(slice(first, None, 4) for first in firsts)].sum()) < 1e-12
        assert abs(seconds[tuple(i % 2 for i in firsts)] - f[tuple(slice(i % 2, None, 2) for i in firsts)].sum()) < 1e-12


def test_bad_tolerances_are_refused() -> None:
    grid = box(HBAR, 60, 12.0, 96, 96)
    for tolerance in (0.0, 1.0, math.nan):
        with pytest.raises(ValueError, match="`tolerance` must be"):
            trace_norm.bracketed(grid, difference(grid, HBAR), hbar=HBAR, tolerance=tolerance)


def test_the_identity_and_a_product_of_symbols() -> None:
    """1 is quantised to 1, and Tr A B is int a b/(2 pi hbar)."""
    grid = box(HBAR, 80, 14.0, 112, 112)
    assert np.abs(weyl.quantise(grid, np.ones(grid.shape), hbar=HBAR) - np.eye(80)).max() < 1e-12
    (x,), (p,) = grid.positions(), grid.momenta()
    a, b = np.exp(-(x**2) - p**2), x * np.exp(-((x - 0.4) ** 2) - p**2)
    trace = np.vdot(*(weyl.quantise(grid, each, hbar=HBAR) for each in (a, b))).real
    assert abs(trace - (a * b).sum() * grid.cell / (2 * math.pi * HBAR)) < 1e-10


def test_the_bracket_counts_what_its_vectors_miss() -> None:
    """A projector plus a small multiple of 1: N - r eigenvalues lie outside the span, none of them coupled to it."""
    grid, small = box(HBAR, 150, 20.0, 150, 150), 1e-3
    f = states.coherent(grid, (0.3, 0.2), hbar=HBAR) + small / (2 * math.pi * HBAR)
    found = trace_norm.bracketed(grid, f, hbar=HBAR, tolerance=0.1)
    assert "64 of 150" in found.how and abs(float(found) - (1 + 150 * small)) <= found.error + 1e-9


def test_the_inverse_does_not_wrap_around_the_box() -> None:
    """A packet one unit from the edge loses what lies beyond, and gains nothing from the corner of the matrix."""
    grid, step = box(HBAR, 80, 14.0, 112, 112), 14.0 / 80
    psi = np.exp(-((step * np.arange(80) - 1) ** 2) / (2 * HBAR)) * (1 / (math.pi * HBAR)) ** 0.25 * math.sqrt(step)
    f = weyl.inverse(grid, np.outer(psi, psi) + 0j, hbar=HBAR, limit=1.0)
    assert abs(weyl.hilbert_schmidt_norm(grid, f, hbar=HBAR) - float(psi @ psi)) < 2e-3
