"""Evolution to a tolerance: the error bar covers the true error, the grid answers what it sees, bad input is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.linalg
import sympy as sp
from numpy.typing import NDArray

from numerics.phase_space import states, walk, window
from numerics.phase_space.between import force_gaps, slope
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import Evolution, NotConverged, Packet, distance, evolve, negative_part
from numerics.phase_space.grid import Axis, Grid
from numerics.phase_space.plan import Plan
from numerics.phase_space.regrid import regrid
from numerics.phase_space.watch import edge_masses, spectral_tails
from numerics.phase_space.window import around
from numerics.potential import Potential

x, y, t = sp.Symbol("x", real=True), sp.Symbol("y", real=True), sp.Symbol("t", real=True)
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
    assert 3 * rough.substeps < fine.substeps


def test_a_splitting_packet_is_followed() -> None:
    """On top of a double well the packet leaves the Gaussian guess on both sides; edges and tails make the grid follow."""
    well = Potential(x**4 / 4 - x**2 / 2, [x])
    dynamics = Dynamics(well, 1.0, 0.01, 0.01, 0.1)
    found = evolve(dynamics, packet(0.1, (0.0, 0.0)), 3.0, tolerance=1e-5)
    assert found.error <= 1e-5 and abs(found.f.sum() * found.grid.cell - 1) <= found.error
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
    monkeypatch.setattr(window, "memory", lambda: 2**16)
    with pytest.raises(MemoryError, match="the grid must fit into memory"):
        evolve(Dynamics(COSINE, 1.0, 0.1, 0.1, 0.1), packet(0.1), 1.0, tolerance=1e-6)


def test_what_is_not_reached_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    coarse = window.Window((-2.0, -2.0), (4.0, 4.0), (0.5, 0.5))
    monkeypatch.setattr("numerics.phase_space.walk.window", lambda *_: coarse)
    dynamics = Dynamics(COSINE, 1.0, 0.1, 0.1, 0.1)
    assert evolve(dynamics, packet(0.1), 1.0, tolerance=1e-4).error <= 1e-4, "a poor guess is mended"
    monkeypatch.setattr("numerics.phase_space.walk.ATTEMPTS", 1)
    with pytest.raises(NotConverged, match="ask for a larger tolerance"):
        evolve(dynamics, packet(0.1), 1.0, tolerance=1e-4)


def test_a_pulse_between_the_steps_is_not_missed() -> None:
    """V = x delta_s(t - 7/10) with s far below the step: the packet moves freely and gets a kick of -1."""
    width = sp.Rational(1, 60)
    pulse = x * sp.exp(-((t - sp.Rational(7, 10)) ** 2) / (2 * width**2)) / (sp.sqrt(2 * sp.pi) * width)
    found = evolve(Dynamics(Potential(pulse, [x], t), 1.0, 0.1, 0.1, 0.25), packet(0.25), 1.0, tolerance=3e-2)
    momentum = float((found.f * found.grid.momenta()[0]).sum() * found.grid.cell)
    assert momentum == pytest.approx(-0.5, abs=3e-3)


@pytest.mark.parametrize("hbar", [0.2, None])
def test_a_sudden_force_lowers_the_order_and_raises_the_bar(hbar: float | None) -> None:
    """V = x (t > 1/3): a kick of -2/3 and a shift by -2/9; the steps see the switch to first order only."""
    switched = Potential(x * (1 + sp.sign(t - sp.Rational(1, 3))) / 2, [x], t)
    dynamics = Dynamics(switched, 1.0, 0.1, 0.1, hbar)
    start = packet(0.2)
    found = evolve(dynamics, start, 1.0, tolerance=1e-2, cell=0.2)
    mean, spread = quadratic(0.0, dynamics, 1.0, start)
    exact = states.gaussian(found.grid, (mean - [2 / 9, 2 / 3]).tolist(), spread)
    assert distance(dynamics, found.grid, found.f - exact) <= found.error <= 1e-2


def test_mass_that_leaves_the_box_and_returns_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full period of the oscillator: at the end the packet is back in a box that it has left on the way."""
    start = packet(0.2, (3.0, 0.0))
    small = window.Window((-1.0, -4.5), (5.0, 4.5), (0.15, 0.15))
    monkeypatch.setattr("numerics.phase_space.walk.window", lambda *_: small)
    found = evolve(Dynamics(Potential(x**2 / 2, [x]), 1.0, 0.0, 0.0, None), start, 2 * math.pi, tolerance=1e-3, cell=0.2)
    exact = states.gaussian(found.grid, (3.0, 0.0), start.covariance)
    assert float(np.abs(found.f - exact).sum() * found.grid.cell) <= found.error <= 1e-3


def test_structure_that_is_lost_on_the_way_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strong diffusion hides at the end that the initial state was narrower than the grid."""
    start = Packet(np.zeros(2), np.diag([0.002, 5.0]))
    rough = window.Window((-6.0, -15.0), (6.0, 15.0), (0.3, 1.0))
    monkeypatch.setattr("numerics.phase_space.walk.window", lambda *_: rough)
    dynamics = Dynamics(Potential(x * 0, [x]), 1e3, 0.5, 0.5, 0.2)
    found = evolve(dynamics, start, 1.0, tolerance=1e-2)
    exact = states.gaussian(found.grid, *((each.tolist() if each.ndim == 1 else each) for each in quadratic(0.0, dynamics, 1.0, start)))
    assert found.grid.position[0].step < 0.1 and distance(dynamics, found.grid, found.f - exact) <= found.error


def test_negative_parts_are_measured() -> None:
    grid = Grid((Axis(-6, 6, 64),), (Axis(-6, 6, 64),))
    excited = states.fock(grid, 1, hbar=1.0, eta=1.0)
    assert negative_part(Dynamics(COSINE, 1.0, 0.1, 0.1, None), grid, excited) == pytest.approx(4 * math.exp(-0.5) - 2, abs=0.01)
    assert negative_part(Dynamics(COSINE, 1.0, 0.1, 0.1, None), grid, np.abs(excited)) < 1e-12


def test_an_unstable_step_is_halved_and_no_reason_for_a_finer_grid() -> None:
    dynamics = Dynamics(Potential(x**4 / 4, [x]), 1.0, 0.25, 0.25, 0.25)
    found = evolve(dynamics, packet(0.25, (1.0, 0.0)), 3.0, tolerance=1e-3)
    assert found.error <= 1e-3 and math.prod(found.grid.shape) < 2e4


@pytest.mark.parametrize(("centre", "covariance"), [
    ([1.0], [[1.0]]), ([0.0, math.nan], [[1.0, 0.0], [0.0, 1.0]]), ([0.0, 0.0], [1.0, 1.0]), ([0.0, 0.0], [[1.0, 0.2], [0.1, 1.0]]),
    ([0.0, 0.0], [[math.nan, 0.0], [0.0, 1.0]]), ([0.0, 0.0], [[-1.0, 0.0], [0.0, -1.0]]),
])  # fmt: skip
def test_bad_packets_are_refused(centre: list[float], covariance: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Packet(np.array(centre), np.array(covariance))


def test_what_does_not_fit_together_is_refused() -> None:
    dynamics = Dynamics(COSINE, 1.0, 0.1, 0.1, 0.1)
    with pytest.raises(ValueError, match="`packet` must have d = 1"):
        evolve(dynamics, packet(0.1, (0.0, 0.0, 0.0, 0.0)), 1.0, tolerance=1e-3)
    for cell in (0.0, -1.0, math.nan, 0.07):
        with pytest.raises(ValueError, match="`cell` must be"):
            evolve(dynamics, packet(0.1), 1.0, tolerance=1e-3, cell=cell)
    with pytest.raises(ValueError, match="has a pole in the box"):
        evolve(Dynamics(Potential(1 / x, [x]), 1.0, 0.1, 0.1, 0.1), packet(0.1), 0.1, tolerance=1e-3)


@pytest.mark.parametrize("hbar", [None, 0.25])
def test_a_kink_between_the_nodes_is_seen(hbar: float | None) -> None:
    """sqrt(x^2 + 1/1000) turns its force around within 0.03: the density alone does not show it."""
    kink = Potential(sp.sqrt(x**2 + sp.Rational(1, 1000)), [x])
    dynamics = Dynamics(kink, 1.0, 0.1, 0.1, hbar)
    rough, fine = (evolve(dynamics, packet(0.25, (0.5, 0.2)), 1.0, tolerance=tolerance, cell=0.25) for tolerance in (2e-2, 2e-3))

    def mean(found: Evolution) -> float:
        (a,), (b,) = found.grid.positions(), found.grid.momenta()
        return float((found.f * np.cos(2 * a) * np.cos(3 * b)).sum() * found.grid.cell)

    assert abs(mean(rough) - mean(fine)) <= rough.error + fine.error
    assert rough.grid.position[0].step < 0.05


def test_the_force_between_the_nodes_of_a_smooth_potential_is_known() -> None:
    grid = Grid((Axis(-4, 4, 64),), (Axis(-4, 4, 64),))
    smooth, bump = (Dynamics(Potential(V, [x]), 1.0, 0.1, 0.1, None) for V in (sp.cos(x), sp.exp(-100 * (x - sp.Rational(1, 16)) ** 2)))
    assert force_gaps(smooth, grid, 0.0)[0].max() < 1e-8 < 0.1 < force_gaps(bump, grid, 0.0)[0].max()
    assert force_gaps(smooth, grid, 0.0)[1] == pytest.approx(1, rel=1e-3)
    f = states.gaussian(grid, (0, 0), 0.3 * np.eye(2))
    assert slope(grid, f, 0) == pytest.approx(math.sqrt(2 / math.pi / 0.3), rel=0.01)  # an absolute value summed on 64 nodes


@pytest.mark.parametrize(("rate", "tolerance"), [(4096, 1e-2), (12288, 1e-3), (8191, 1e-2)])
def test_a_drive_in_step_with_the_samples_is_not_mistaken_for_a_force(rate: int, tolerance: float) -> None:
    """V = x^2/2 - x cos(rate pi t) shakes the packet by 1/rate only, though equidistant times may all see the same force."""
    driven = Potential(x**2 / 2 - x * sp.cos(rate * sp.pi * t), [x], t)
    dynamics, start = Dynamics(driven, 1.0, 0.02, 0.02, None), packet(0.25, (0.0, 0.0))
    try:
        found = evolve(dynamics, start, 0.02, tolerance=tolerance)
    except ArithmeticError as refusal:
        assert "ask for a larger tolerance" in str(refusal)
        return
    mean = float((found.f * found.grid.momenta()[0]).sum() * found.grid.cell)
    assert abs(mean) <= found.error + 1e-3


@pytest.mark.parametrize("hbar", [0.25, None])
def test_a_barrier_between_all_points_is_found_by_its_curvature(hbar: float | None) -> None:
    """Height 1128, width 1/1000, energy 4.5: the packet must not fly through it."""
    barrier = 2000 / sp.sqrt(sp.pi) * sp.exp(-((1000 * x - 317) ** 2))
    with pytest.raises(ArithmeticError, match=r"no structure between the points|must fall below"):
        evolve(Dynamics(Potential(barrier, [x]), 1.0, 0.01, 0.01, hbar), packet(0.25, (-2.0, 3.0)), 1.0, tolerance=1e-2)


def test_a_kick_between_all_times_is_found_by_its_force() -> None:
    kick = x**2 / 2 - 400000 * x * sp.exp(-((t - sp.Rational(1377, 10000)) ** 2) * 10**12 / 2)
    with pytest.raises(ArithmeticError, match=r"no structure between the points.*its force"):
        evolve(Dynamics(Potential(kick, [x], t), 1.0, 0.1, 0.1, 0.25), packet(0.25), 1.0, tolerance=1e-2)


@pytest.mark.parametrize("potential", [sp.cosh(x), -(x**4)])
def test_what_overflows_ends_with_a_sentence(potential: sp.Expr) -> None:
    """The window must not run away with an unstable step."""
    dynamics = Dynamics(Potential(potential, [x]), 1.0, 0.05, 0.05, None)
    start = packet(0.25, (4.0, 0.0) if potential.has(sp.cosh) else (1.0, 0.0))
    try:
        assert evolve(dynamics, start, 0.5, tolerance=0.3).error <= 0.3
    except ArithmeticError as refusal:
        assert "ask for" in str(refusal) or "Give a shorter time" in str(refusal)


def _tries(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What is tried from now on: the time, the grid, the length and the levels."""
    tries: list[tuple[object, ...]] = []
    original = walk.Walk._try

    def noted(self: walk.Walk, plan: Plan) -> walk.Tried | None:
        tries.append((self.time, plan.window.grid(hbar=self.hbar), plan.length, plan.levels))
        return original(self, plan)

    monkeypatch.setattr(walk.Walk, "_try", noted)
    return tries


def test_a_step_that_asks_for_ever_larger_windows_is_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = _tries(monkeypatch)
    monkeypatch.setattr(walk, "_answered", lambda tried, wanted, *rest: wanted.refined(0, by=20.0))
    with pytest.raises(NotConverged, match=r"must fall below|would take hours"):
        evolve(Dynamics(COSINE, 1.0, 0.1, 0.1, 0.1), packet(0.1), 1.0, tolerance=1e-13)
    sizes = [math.prod(grid.shape) for _, grid, *_ in tries if isinstance(grid, Grid)]
    assert len({length for _, _, length, _ in tries}) > 1 and max(sizes) < 2 * walk.GROWN * min(sizes)


@pytest.mark.parametrize(("V", "state", "D", "time", "tolerance", "hbar"), [
    (x**4 - x**2, ((-0.42, 0.16), 2.34, 0.2332), (0.2, 0.122), 0.106, 2.2e-3, 0.2332),
    (x**4 - x**2, ((-1.02, 1.22), 2.35, 0.4902), (0.415, 0.327), 0.7, 1.2e-3, None),
    (x**4 - x**2, ((-0.516, 0.146), 2.475, 0.0417), (0.0181, 0.0231), 0.5, 4.8e-6, 0.0417),
    (sp.exp(x) - x, ((1.41, -0.64), 2.1, 0.4664), (0.235, 1.16), 0.7, 5.6e-4, 0.4664),
])  # fmt: skip
def test_up_a_steep_wall_neither_window_nor_step_runs_away(
    monkeypatch: pytest.MonkeyPatch, V: sp.Expr, state: tuple[tuple[float, float], float, float], D: tuple[float, float], time: float,
    tolerance: float, hbar: float | None,
) -> None:  # fmt: skip
    """What an unresolved spectrum scatters to the edges is no reason for a wider window: up the wall it would be scattered all the more."""
    tries = _tries(monkeypatch)
    centre, squeeze, scale = state
    law, begun = Dynamics(Potential(V, [x]), 1.0, *D, hbar), Packet(np.array(centre), scale / 2 * np.diag([squeeze, 1 / squeeze]))
    rough, fine = (evolve(law, begun, time, tolerance=each, cell=scale) for each in (tolerance, tolerance / 1000))
    assert all(math.prod(grid.shape) < 150_000 for grid in rough.grids) and len(tries) < 60
    assert len(set(tries)) == len(tries), "no step is tried again on the same grid"
    grid = around([rough.grid, fine.grid], slack=0.02).grid(hbar=scale)
    apart = distance(law, grid, regrid(rough.f, rough.grid, grid) - regrid(fine.f, fine.grid, grid))
    assert apart <= rough.error + fine.error <= 1.001 * tolerance
