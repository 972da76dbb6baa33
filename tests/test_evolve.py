"""Evolution to a tolerance: the error bar covers the true error, the grid answers what it sees, bad input is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.linalg
import sympy as sp
from numpy.typing import NDArray

from numerics.phase_space import layout, states
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import Evolution, NotConverged, Packet, distance, edge_masses, evolve, spectral_tails
from numerics.phase_space.grid import Axis, Grid
from numerics.potential import Potential

x, y = sp.Symbol("x", real=True), sp.Symbol("y", real=True)
COSINE = Potential(sp.cos(x), [x])


def packet(hbar: float, centre: tuple[float, ...] = (1.0, 0.5), widen: float = 1.0) -> Packet:
    return Packet(np.array(centre), widen * hbar / 2 * np.eye(len(centre)))


def mean_cosine(found: Evolution) -> float:
    return float((found.f * np.cos(found.grid.positions()[0])).sum() * found.grid.cell)


def quadratic(curvature: float, dynamics: Dynamics, time: float, start: Packet) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    F = np.array([[0, 1 / dynamics.mass], [-curvature, 0.0]])
    block = scipy.linalg.expm(time * np.block([[-F, np.diag([dynamics.Dx, dynamics.Dp])], [np.zeros((2, 2)), F.T]]))
    flow = block[2:, 2:].T
    spread = flow @ start.covariance @ flow.T + flow @ block[:2, 2:]
    return flow @ start.centre, (spread + spread.T) / 2


@pytest.mark.parametrize("curvature", [1, -1, 0])
@pytest.mark.parametrize("hbar", [0.2, None])
def test_the_error_bar_covers_the_error_of_quadratic_potentials(curvature: int, hbar: float | None) -> None:
    dynamics = Dynamics(Potential(curvature * x**2 / 2, [x]), 1.0, 0.1, 0.2, hbar)
    start = packet(0.2, widen=1.5)
    found = evolve(dynamics, start, 1.5, tolerance=1e-6, cell=0.2)
    mean, spread = quadratic(curvature, dynamics, 1.5, start)
    true = distance(dynamics, found.grid, found.f - states.gaussian(found.grid, mean.tolist(), spread))
    assert true <= found.error <= 1e-6


@pytest.mark.parametrize("hbar", [0.25, 1 / 64])
def test_two_tolerances_agree_within_their_bars(hbar: float) -> None:
    """<cos x> is bounded by the trace norm."""
    dynamics = Dynamics(COSINE, 1.0, hbar, hbar, hbar)
    rough, fine = (evolve(dynamics, packet(hbar), 2.0, tolerance=tolerance) for tolerance in (1e-3, 1e-8))
    assert abs(mean_cosine(rough) - mean_cosine(fine)) <= rough.error + fine.error
    assert fine.error <= 1e-8 and rough.error <= 1e-3
    assert rough.steps < fine.steps and math.prod(rough.grid.shape) < math.prod(fine.grid.shape)


def test_a_splitting_packet_is_followed() -> None:
    """On top of a double well the packet leaves the Gaussian guess on both sides; edges and tails make the grid follow."""
    well = Potential(x**4 / 4 - x**2 / 2, [x])
    dynamics = Dynamics(well, 1.0, 0.01, 0.01, 0.1)
    found = evolve(dynamics, packet(0.1, (0.0, 0.0)), 3.0, tolerance=1e-5)
    assert found.error <= 1e-5 and abs(found.f.sum() * found.grid.cell - 1) < 1e-9
    half = found.grid.position[0].points // 2
    assert found.grid.position[0].nodes[half] == pytest.approx(0, abs=0.5)
    density = found.f.sum(axis=1) * found.grid.momentum[0].step
    assert density.max() > 1.1 * float(np.interp(0.0, found.grid.position[0].nodes, density)), "two humps, a dip between them"


def test_quantum_and_classical_share_a_grid_convention() -> None:
    dynamics = Dynamics(COSINE, 1.0, 0.05, 0.05, None)
    found = evolve(dynamics, packet(0.05), 1.0, tolerance=1e-4, cell=0.05)
    assert found.grid.hilbert_dimension(hbar=0.05) == pytest.approx(round(found.grid.hilbert_dimension(hbar=0.05)), abs=1e-9)


def test_edges_and_tails_are_seen() -> None:
    grid = Grid((Axis(-4, 4, 64),), (Axis(-4, 4, 64),))
    centred, shifted = (states.gaussian(grid, (a, 0), 0.2 * np.eye(2)) for a in (0.0, 3.2))
    assert max(map(max, edge_masses(grid, centred))) < 1e-10
    (low, high), (below, above) = edge_masses(grid, shifted)
    assert high > 0.05 and max(low, below, above) < 1e-10
    narrow = states.gaussian(grid, (0, 0), np.diag([0.2, 0.004]))
    first, second = spectral_tails(grid, narrow)
    assert first < 1e-8 and second > 1e-3


def test_progress_is_reported() -> None:
    seen: list[tuple[str, int, int]] = []
    evolve(Dynamics(COSINE, 1.0, 0.2, 0.2, 0.2), packet(0.2), 0.5, tolerance=1e-2, progress=lambda *each: seen.append(each))
    assert seen and seen[-1][1] == seen[-1][2] and "points" in seen[-1][0]


def test_two_degrees_of_freedom() -> None:
    dynamics = Dynamics(Potential(sp.cos(x) + x * y / 4 + y**2 / 2, [x, y]), 1.0, 0.5, 0.5, 1.0)
    found = evolve(dynamics, packet(1.0, (0.3, 0.0, 0.1, 0.2)), 0.3, tolerance=1e-2)
    assert found.error <= 1e-2 and abs(found.f.sum() * found.grid.cell - 1) <= found.error


@pytest.mark.parametrize("tolerance", [0.0, -1e-3, 1.0, math.nan, 1e-15])
def test_a_tolerance_must_be_sensible(tolerance: float) -> None:
    with pytest.raises(ValueError, match="`tolerance` must be"):
        evolve(Dynamics(COSINE, 1.0, 0.1, 0.1, 0.1), packet(0.1), 1.0, tolerance=tolerance)


@pytest.mark.parametrize("time", [0.0, -1.0, math.inf, math.nan])
def test_a_time_must_be_positive(time: float) -> None:
    with pytest.raises(ValueError, match="`time` must be positive"):
        evolve(Dynamics(COSINE, 1.0, 0.1, 0.1, 0.1), packet(0.1), time, tolerance=1e-3)


def test_no_state_is_narrower_than_quantum_mechanics_allows() -> None:
    with pytest.raises(ValueError, match="symplectic eigenvalues of at least"):
        evolve(Dynamics(COSINE, 1.0, 0.1, 0.1, 0.1), packet(0.1, widen=0.9), 1.0, tolerance=1e-3)
    evolve(Dynamics(COSINE, 1.0, 0.1, 0.1, None), packet(0.1, widen=0.9), 0.2, tolerance=1e-2)


def test_a_potential_without_a_floor_is_named() -> None:
    with pytest.raises(ArithmeticError, match="the classical path must stay finite"):
        evolve(Dynamics(Potential(-(x**4), [x]), 1.0, 0.1, 0.1, 0.1), packet(0.1), 20.0, tolerance=1e-3)


def test_too_large_a_grid_is_refused_before_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_memory", lambda: 2**16)
    with pytest.raises(MemoryError, match="the grid must fit into memory"):
        evolve(Dynamics(COSINE, 1.0, 0.1, 0.1, 0.1), packet(0.1), 1.0, tolerance=1e-6)


def test_what_is_not_reached_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    coarse = layout.Layout((-2.0, -2.0), (4.0, 4.0), (0.5, 0.5))
    monkeypatch.setattr("numerics.phase_space.evolve.guess", lambda *_, **__: coarse)
    dynamics = Dynamics(COSINE, 1.0, 0.1, 0.1, 0.1)
    assert evolve(dynamics, packet(0.1), 1.0, tolerance=1e-4).error <= 1e-4, "a poor guess is mended"
    monkeypatch.setattr("numerics.phase_space.evolve.ATTEMPTS", 1)
    with pytest.raises(NotConverged, match="ask for a larger tolerance"):
        evolve(dynamics, packet(0.1), 1.0, tolerance=1e-4)
