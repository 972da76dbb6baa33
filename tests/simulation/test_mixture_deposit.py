"""The mixture on grids: density matrices against Weyl quantisation of the densities, and the mass beyond the box."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.integrate
from numpy.typing import NDArray

from numerics.mixture.deposit import FAINT, _Reach, density, density_matrix, lattice, wave_functions
from numerics.mixture.packets import Packets, outside
from numerics.phase_space import states, weyl
from numerics.phase_space.grid import Axis, Grid

HBAR = 0.25


def box(length: float, count: int, points: int, d: int = 1) -> Grid:
    high = count * 2 * math.pi * HBAR / length
    return Grid((Axis(-length / 2, length / 2, points),) * d, (Axis(-high / 2, high / 2, points),) * d)


def packets(d: int, n: int, reach: float, seed: int = 0) -> Packets:
    generator = np.random.default_rng(seed)
    centres = generator.uniform(-reach, reach, (2, d, n))
    X, R = 0.3 * generator.standard_normal((2, n, d, d))
    Z = np.moveaxis(X + X.swapaxes(1, 2) + 1j * (R @ R.swapaxes(1, 2) + 0.8 * np.eye(d)), 0, -1)
    weights = generator.uniform(0.5, 1.5, n)
    return Packets(centres[0], centres[1], Z, weights / weights.sum())


LINE, PLANE = box(12.0, 90, 128), box(5.6, 22, 30, d=2)


@pytest.mark.parametrize(("grid", "n", "reach", "tolerance"), [(LINE, 40, 1.5, 1e-10), (PLANE, 5, 0.2, 1e-4)])
def test_the_density_matrix_is_the_weyl_kernel_of_the_density(grid: Grid, n: int, reach: float, tolerance: float) -> None:
    mixture = packets(grid.d, n, reach)
    matrix, f = density_matrix(grid, mixture, hbar=HBAR), density(grid, mixture, hbar=HBAR)
    direct = weyl.kernel(grid, np.asarray(f.values[0].real), hbar=HBAR)
    back = weyl.inverse(grid, np.asarray(matrix.values[0], dtype=complex), hbar=HBAR)
    assert np.linalg.norm(matrix.values[0] - direct) < tolerance
    assert np.abs(back - f.values[0]).sum() * grid.cell < tolerance
    assert 0 < matrix.outside[0] < tolerance and 0 < f.outside[0] < tolerance
    assert np.trace(matrix.values[0]).real == pytest.approx(1.0, abs=tolerance)
    assert np.array_equal(matrix.values[0], matrix.values[0].conj().T)


@pytest.mark.parametrize(("grid", "n", "reach", "hbar"), [(LINE, 3, 1.5, HBAR), (LINE, 30, 4.0, 0.004), (PLANE, 3, 2.0, 0.02)])
def test_a_density_is_the_sum_of_its_gaussians(grid: Grid, n: int, reach: float, hbar: float) -> None:
    """Of wide packets that reach everywhere, and of narrow ones that most boxes leave out."""
    mixture = packets(grid.d, n, reach)
    sigma, centres = mixture.covariances(hbar=hbar), mixture.centres()
    single = [states.gaussian(grid, c.tolist(), (s + s.T) / 2) for c, s in zip(centres, sigma, strict=True)]
    known = np.tensordot(mixture.weights, single, 1)
    assert np.abs(density(grid, mixture, hbar=hbar).values[0] - known).max() < 1e-12 * known.max()


@pytest.mark.parametrize("d", [1, 2])
def test_what_is_left_out_of_a_box_is_below_rounding(d: int) -> None:
    """(z - c) sigma^-1 (z - c) at random points of a box is no less than what its packets are chosen by, and often not much more."""
    mixture, generator = packets(d, 50, 1.0), np.random.default_rng(5)
    low = generator.uniform(-3, 3, 2 * d)
    points = low + generator.uniform(0, 0.5, (400, 2 * d))
    offsets = points[:, None] - mixture.centres()
    inverse = np.linalg.inv(mixture.covariances(hbar=HBAR))
    true = np.einsum("ani,nij,anj->an", offsets, inverse, offsets).min(axis=0)
    found = _Reach.of(mixture, hbar=HBAR).least(low, low + 0.5)
    assert np.all(found <= true) and np.median(found / true) > 0.3 and math.exp(-FAINT) < np.finfo(float).eps / 40


def test_packets_are_pure_states_of_unit_norm() -> None:
    mixture = packets(1, 6, 2.0)
    (y,) = lattice(LINE, hbar=HBAR)
    psi = wave_functions(mixture, [y], hbar=HBAR)
    assert (np.abs(psi) ** 2).sum(axis=0) * (y[1] - y[0]) == pytest.approx(np.ones(6), abs=1e-12)
    matrix = density_matrix(LINE, mixture[2:3], hbar=HBAR, weights=np.ones(1)).values[0]
    assert np.abs(matrix @ matrix - matrix).max() < 1e-12


def test_several_weights_at_once_and_of_both_signs() -> None:
    mixture = packets(1, 30, 2.0)
    rows = np.random.default_rng(3).standard_normal((3, 30))
    for deposit in (density_matrix, density):
        together = deposit(LINE, mixture, hbar=HBAR, weights=rows)
        alone = [deposit(LINE, mixture, hbar=HBAR, weights=row) for row in rows]
        assert np.allclose(together.values, [one.values[0] for one in alone], rtol=0, atol=1e-13)
        assert together.values.shape[0] == 3 and np.allclose(together.outside, [one.outside[0] for one in alone])


def test_many_packets_go_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    mixture = packets(1, 50, 2.0)
    whole = [deposit(LINE, mixture, hbar=HBAR).values for deposit in (density_matrix, density)]
    monkeypatch.setattr("numerics.mixture.deposit.CHUNK", 700)
    parts = [deposit(LINE, mixture, hbar=HBAR).values for deposit in (density_matrix, density)]
    assert all(np.allclose(a, b, rtol=0, atol=1e-13) for a, b in zip(whole, parts, strict=True))


@pytest.mark.parametrize(("grid", "n"), [(LINE, 700), (PLANE, 40)])
def test_a_matrix_is_the_sum_over_packets_the_same_on_any_number_of_cores(grid: Grid, n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    mixture, rows = packets(grid.d, n, 1.0), np.random.default_rng(5).standard_normal((2, n))
    psi = wave_functions(mixture, lattice(grid, hbar=HBAR), hbar=HBAR)
    cell = math.prod(2 * math.pi * HBAR / axis.length for axis in grid.momentum)
    found = []
    for number in (1, 2, 5):
        monkeypatch.setattr("numerics.cores.cores", lambda number=number: number)
        found.append([deposit(grid, mixture, hbar=HBAR, weights=rows).values for deposit in (density_matrix, density)])
    assert all(np.array_equal(a, b) for other in found[1:] for a, b in zip(found[0], other, strict=True))
    for matrix, weights in zip(found[0][0], rows, strict=True):
        assert np.abs(matrix - cell * (psi * weights) @ psi.conj().T).max() < 1e-12 * np.abs(matrix).max() * math.sqrt(n)


def test_mass_beyond_the_box_is_reported() -> None:
    shape = np.full((1, 1, 1), 0.3 + 1.0j)
    at_edge = Packets(np.array([[5.8]]), np.array([[0.5]]), shape, np.ones(1))
    found, sigma = density_matrix(LINE, at_edge, hbar=HBAR), at_edge.covariances(hbar=HBAR)[0]
    missing = 1 - float(np.trace(found.values[0]).real)

    def tail(width: float, distance: float) -> float:
        return float(scipy.integrate.quad(lambda u: math.exp(-(u**2) / 2) / math.sqrt(2 * math.pi), distance / width, 40)[0])

    assert found.outside[0] == pytest.approx(tail(math.sqrt(sigma[0, 0]), 0.2 - 12 / 180), rel=1e-8)  # 90 nodes: half a step less
    assert missing == pytest.approx(found.outside[0], rel=0.02)
    by_x = tail(math.sqrt(sigma[0, 0]), 0.2)
    high = np.array([6.0, 1.0])
    both = outside(at_edge, -high, high, hbar=HBAR)
    widths = np.sqrt(np.diag(sigma))
    assert both[0] == pytest.approx(by_x + tail(widths[1], 0.5) + tail(widths[1], 1.5), rel=1e-8)


def test_weights_of_another_length_are_refused() -> None:
    weights: NDArray[np.float64] = np.ones(4)
    with pytest.raises(ValueError, match=r"`weights` must have shape \(k, 3\)"):
        density(LINE, packets(1, 3, 1.0), hbar=HBAR, weights=weights)
