"""The window of a step: what a density sweeps, in closed form for linear dynamics, and the boxes made of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.linalg
import sympy as sp

from numerics.phase_space import walk
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import evolve
from numerics.phase_space.grid import Array, Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.regrid import regrid
from numerics.phase_space.walk import AT_EDGES, IN_SPECTRUM, IN_TIME
from numerics.phase_space.watch import contents_beyond, edge_masses, extent, outline, outline_of_waves, spectral_tails
from numerics.phase_space.window import (
    AHEAD,
    CAUTION,
    GROWTH,
    SLACK,
    Swept,
    Window,
    around,
    frequency,
    serves,
    sweep,
    window,
)
from numerics.potential import Potential

x, y = sp.Symbol("x", real=True), sp.Symbol("y", real=True)
FREE = Potential(sp.Integer(0) * x, [x])


def law(potential: Potential, mass: float = 1.0, Dx: float = 0.0, Dp: float = 0.0) -> Dynamics:
    return Dynamics(potential, mass, Dx, Dp, None)


def swept(dynamics: Dynamics, rim: Array, waves: Array, step: float) -> Swept:
    length, found = sweep(dynamics, rim, waves, 0.0, step, reach=5.0, far=1e6)[-1]
    assert length == pytest.approx(step)
    return found


@pytest.mark.parametrize(("mass", "stiffness"), [(1.0, 1.0), (2.0, 3.0), (0.7, -1.5)])
def test_the_swept_box_of_a_linear_flow(mass: float, stiffness: float) -> None:
    """Both ends of each axis at any time of the step, and the spectrum by the transposed inverse of the flow; of order four. The momenta
    run ahead by AHEAD of a flight, of which there are two.
    """
    dynamics = law(Potential(sp.nsimplify(stiffness) * x**2 / 2, [x]), mass)
    packet = Packet(np.array([2.0, 1.0]), np.array([[0.1, 0.03], [0.03, 0.2]]))
    rim, waves, step = packet.rim(3.0), packet.rim_of_waves(3.0), 0.4
    found = swept(dynamics, rim, waves, step)
    flow = [scipy.linalg.expm(s * np.array([[0, 1 / mass], [-stiffness, 0]])) for s in np.linspace(0, step, 9)]
    paths = np.array([M @ rim for M in flow])
    ahead = paths[[4, 8]]
    ahead[:, 1] -= AHEAD * step / 2 * stiffness * ahead[:, 0]
    paths = np.concatenate([paths, ahead])
    assert found.low == pytest.approx(paths.min(axis=(0, 2)), abs=3e-3) and found.high == pytest.approx(paths.max(axis=(0, 2)), abs=3e-3)
    spectra = np.array([np.linalg.inv(M).T @ waves for M in flow])
    before, later = np.abs(waves).max(axis=1), CAUTION * np.abs(spectra[[4, 8]]).max(axis=(0, 2))
    assert found.band == pytest.approx(np.maximum(before, later), rel=3e-3)


def test_diffusion_widens_the_box() -> None:
    """Of a free particle: the variances Dx s + Dp s^3/(3 m^2) and Dp s are added to the half width, 5 deviations out."""
    dynamics, step = law(FREE, 2.0, 0.3, 0.5), 1.5
    rim = Packet(np.array([1.0, 0.0]), np.diag([0.1, 0.2])).rim(5.0)
    found = swept(dynamics, rim, np.array([[1.0], [0.0]]), step)
    end = rim[0] + step / 2.0 * rim[1]
    half = np.array([np.ptp(end) / 2, np.ptp(rim[1]) / 2])
    grown = np.hypot(half, 5.0 * np.sqrt([0.3 * step + 0.5 * step**3 / 12, 0.5 * step]))
    middle = np.array([(end.max() + end.min()) / 2, 0.0])
    assert found.low == pytest.approx(middle - grown) and found.high == pytest.approx(middle + grown)


def test_diffusion_damps_the_waves() -> None:
    """A wave (k, 0) becomes (k, -k s/m) and is damped by Dx k^2 s in all, twice the exponent: its outline by (1 + that/25)^(-1/2)."""
    k, step = 4.0, 1.5
    waves = np.array([[k], [0.0]])
    found = swept(law(FREE, 2.0, 0.3), np.array([[-1.0, 1.0], [0.0, 0.0]]), waves, step)
    assert found.band == pytest.approx([k, CAUTION * k * step / 2.0 / math.sqrt(1 + 0.3 * k**2 * step / 25)])
    momentum = swept(law(FREE, 2.0, 0.0, 0.3), np.array([[-1.0, 1.0], [0.0, 0.0]]), np.array([[0.0], [k]]), step)
    assert momentum.band == pytest.approx([0.0, k]), "what falls does not shrink the band of the step"


def test_a_path_that_runs_away_in_the_first_part_leaves_nothing() -> None:
    steep, waves = law(Potential(-(x**4), [x])), np.array([[1.0], [0.0]])
    assert sweep(steep, np.array([[9.0], [9.0]]), waves, 0.0, 0.4, reach=5.0, far=20.0) == []
    assert sweep(steep, np.array([[9.0], [9.0]]), waves, 0.0, 4e-3, reach=5.0, far=20.0), "a shorter step does not run away"


def test_a_path_that_runs_away_is_named() -> None:
    with pytest.raises(ArithmeticError, match=r"leaves every box near t = 0\.\d+; is the potential bounded"):
        evolve(law(Potential(-(x**4), [x])), Packet(np.array([9.0, 9.0]), np.eye(2) / 2), 0.4, tolerance=1e-2)


def test_the_frequency_is_that_of_the_steepest_place() -> None:
    rim = np.array([[0.0, 0.5, 2.0], [0.0, 0.0, 0.0]])
    assert frequency(law(Potential(x**3, [x]), 3.0), rim, 0.0) == pytest.approx(2.0)
    both = np.array([[0.0, 1.0], [1.0, 2.0], [0.0, 0.0], [0.0, 0.0]])
    assert frequency(law(Potential(x**2 / 2 - 2 * x * y, [x, y]), 2.0), both, 0.0) == pytest.approx(math.sqrt(2.0)), "d |V''|/m"
    assert frequency(law(FREE), rim, 0.0) == 0.0


def test_the_window_of_a_sweep() -> None:
    """Wider than the swept box by SLACK and a margin at each end, as fine as the band says, but no finer than what was seen allows."""
    box = Swept(np.array([-1.0, 0.0]), np.array([3.0, 1.0]), np.array([10.0, 20.0]))
    free = window(box, None)
    middle, half = np.array([1.0, 0.5]), SLACK * 32 / 31 * np.array([2.0, 0.5])
    assert free.low == pytest.approx(middle - half) and free.high == pytest.approx(middle + half)
    assert free.spacing == pytest.approx(math.pi / np.array([10.0, 20.0]) * 11 / 12)
    tied = window(box, np.array([100.0, 10.0]))
    assert tied.spacing == pytest.approx(math.pi / np.array([10.0, 10.0 * GROWTH * CAUTION]) * 11 / 12)


def test_a_window_becomes_a_grid_with_whole_states() -> None:
    wanted = Window((-1.0, -2.0), (2.0, 1.0), (0.1, 0.05))
    grid = wanted.grid(hbar=0.1)
    (position,), (momentum,) = grid.position, grid.momentum
    assert (position.low, position.high) == (-1.0, 2.0) and momentum.low <= -2.0 and momentum.high >= 1.0
    assert momentum.low + momentum.high == pytest.approx(-1.0), "lengthened at both ends alike"
    states = grid.hilbert_dimension(hbar=0.1)
    assert states == pytest.approx(round(states)) and momentum.length - 3.0 <= 2 * math.pi * 0.1 / 3.0
    assert position.step <= 0.1 and momentum.step <= 0.05 and position.points <= 36 and momentum.points <= 80
    bare = wanted.grid(hbar=None)
    assert (bare.momentum[0].low, bare.momentum[0].high) == (-2.0, 1.0)
    assert Window((0.0, 0.0), (1.0, 1.0), (1.0, 1.0)).grid(hbar=None).shape == (16, 16)
    assert wanted.widened(0, below=True, by=0.5).low == (-2.5, -2.0) and wanted.widened(1, below=False, by=1.0).high == (2.0, 4.0)
    assert wanted.refined(1, by=2.0).spacing == (0.1, 0.025) and wanted.points == pytest.approx(30 * 60)


def test_the_window_around_grids() -> None:
    one, other = (Grid((Axis(low, low + 2.0, 20),), (Axis(-1.0, 1.0, points),)) for low, points in ((0.0, 20), (1.0, 40)))
    found = around([one, other])
    assert (found.low, found.high) == ((0.0, -1.0), (3.0, 1.0)) and found.spacing == pytest.approx((0.1, 0.05))
    loose = around([one, other], slack=0.5)
    assert loose.low == pytest.approx((-1.5, -2.0)) and loose.high == pytest.approx((4.5, 2.0))
    assert loose.spacing == pytest.approx((0.1 / 1.5, 0.05 / 1.5))


def test_a_grid_serves_until_it_is_too_small_too_coarse_or_too_large() -> None:
    def grid(low: float, high: float, points: int) -> Grid:
        return Grid((Axis(low, high, points),), (Axis(-1.0, 1.0, 20),))

    wanted = grid(0.0, 2.0, 20)
    assert serves(wanted, wanted) and serves(grid(0.05, 1.95, 20), wanted) and serves(grid(0.0, 3.0, 32), wanted)
    assert not serves(grid(0.2, 2.0, 20), wanted) and not serves(grid(0.0, 1.8, 20), wanted)
    assert not serves(grid(0.0, 2.2, 20), wanted), "steps of 0.11 for 0.1"
    assert not serves(grid(0.0, 4.0, 40), wanted), "twice the points"


GRID = Grid((Axis(-6.0, 6.0, 120),), (Axis(-5.0, 5.0, 100),))
DENSITY = Packet(np.array([0.6, -0.5]), np.array([[0.3, 0.1], [0.1, 0.2]]))


def test_the_extent_of_a_gaussian() -> None:
    """Its ends by the error function, its band by the transform: to a node, never inside."""
    share, f = 1e-4, DENSITY(GRID)
    found = extent(GRID, f, share)
    deviations = np.sqrt([0.3, 0.2])
    tail = 3.719016485455709  # Phi(-tail) is 1e-4
    low, high = DENSITY.centre - tail * deviations, DENSITY.centre + tail * deviations
    assert np.all(found.low <= low) and np.all(found.low >= low - 0.2)
    assert np.all(found.high >= high - 0.1) and np.all(found.high <= high + 0.2)
    for axis, (band, sigma) in enumerate(zip(found.band, 1 / np.diag(np.linalg.inv(DENSITY.covariance)), strict=True)):
        waves = np.linspace(0, 60, 60001)
        energy = np.exp(-(waves**2) * sigma)
        beyond = np.sqrt(energy[::-1].cumsum()[::-1] / energy.sum() * float((f**2).sum()) * GRID.cell * GRID.volume)
        first = float(waves[np.argmax(beyond <= share)])
        assert first - 0.1 < band < first + 2 * math.pi / (12.0, 10.0)[axis] + 0.1
    assert found.at_edges == edge_masses(GRID, f) and found.in_tails == spectral_tails(GRID, f)


def test_the_outlines_of_a_gaussian() -> None:
    """|f| = share/volume on an ellipse, and its transform = share on another: every point found lies on them to a node."""
    share, f = 1e-4, DENSITY(GRID)
    inverse = np.linalg.inv(DENSITY.covariance)
    height = 1 / (2 * math.pi * math.sqrt(np.linalg.det(DENSITY.covariance)))
    for points, matrix, radius, spacing in (
        (outline(GRID, f, share) - DENSITY.centre[:, None], inverse, 2 * math.log(height * GRID.volume / share), 0.1),
        (outline_of_waves(GRID, f, share), DENSITY.covariance, 2 * math.log(1 / share), 2 * math.pi / 10),
    ):
        sizes = np.sqrt(np.einsum("ip,ij,jp->p", points, matrix, points))
        assert sizes.max() <= math.sqrt(radius) + 1e-9
        nearest = math.sqrt(radius) - 2.0 * spacing * math.sqrt(float(np.linalg.eigvalsh(matrix)[-1]))
        assert np.quantile(sizes, 0.75) > nearest and points.shape[1] > 20
    assert outline(GRID, 0 * f, share).shape == (2, 0)


def test_the_content_of_all_wave_numbers_is_the_norm() -> None:
    """Parseval: beyond the wave number 0 lies everything, sqrt(volume) times the L2 norm, along each axis."""
    f = DENSITY(GRID) * np.cos(3 * GRID.positions()[0])
    for content in contents_beyond(GRID, f):
        assert content[0] == pytest.approx(math.sqrt(GRID.volume * GRID.cell * float((f**2).sum()))) and np.all(np.diff(content) <= 0)


def test_each_axis_moves_by_itself() -> None:
    """A product of four Gaussians of different widths, from one box of d = 2 to another with other axes."""
    axes = [Axis(low, low + 10.0, points) for low, points in ((-5.0, 30), (-4.8, 34), (-5.1, 36), (-4.9, 32))]
    others = [Axis(low, low + 9.0, points) for low, points in ((-4.4, 28), (-4.6, 30), (-4.3, 32), (-4.5, 34))]
    old, new = (Grid((one[0], one[1]), (one[2], one[3])) for one in (axes, others))
    widths, centres = (0.7, 0.8, 0.6, 0.75), (0.1, -0.2, 0.3, 0.0)

    def product(grid: Grid) -> Array:
        coordinates = [*grid.positions(), *grid.momenta()]
        return np.exp(-sum((z - c) ** 2 / (2 * w**2) for z, c, w in zip(coordinates, centres, widths, strict=True)))

    assert np.abs(regrid(product(old), old, new) - product(new)).max() < 1e-4


@pytest.mark.parametrize("hbar", [None, 0.25])
def test_the_parts_of_an_error_keep_the_share_of_all_and_hold_what_is_seen(hbar: float | None) -> None:
    tolerance = 1e-4
    found = evolve(Dynamics(Potential(sp.cos(x), [x]), 1.0, 0.1, 0.2, hbar), Packet(np.array([1.0, 0.5]), 0.125 * np.eye(2)), 1.0,
                   tolerance=tolerance)  # fmt: skip
    assert sum(map(sum, edge_masses(found.grid, found.f))) <= found.at_edges and found.in_time > 0
    assert sum(spectral_tails(found.grid, found.f)) <= found.in_spectrum
    total = found.in_time + found.at_edges + found.in_spectrum
    assert total <= found.error and total <= (IN_TIME + AT_EDGES + IN_SPECTRUM) * tolerance
    assert found.steps >= 1 and found.substeps >= 6 * found.steps, "levels n, n + 1, n + 2"


def test_paths_that_run_away_are_told_from_steps_that_are_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the guess of the window runs away at once, an accurate integration decides which of the two it was."""
    monkeypatch.setattr(walk, "sweep", lambda *args, **options: [])
    bounded, falling = (Dynamics(Potential(V, [x]), 1.0, 1 / 16, 1 / 16, 1 / 16) for V in (sp.cos(x), -(x**4)))
    start = Packet(np.array([1.0, 0.5]), np.eye(2) / 32)
    with pytest.raises(walk.NotConverged, match=r"must fall below 0\.001, but from t = 0 classical paths .* of .*e-1.; ask for"):
        evolve(bounded, start, 2.0, tolerance=1e-3)
    with pytest.raises(ArithmeticError, match="the classical path must stay finite, but leaves every box near t = 0") as refusal:
        evolve(falling, start, 20.0, tolerance=1e-3)
    assert refusal.type is not walk.NotConverged
