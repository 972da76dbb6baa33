"""The deviation of the mixture by its own equation of motion, where it is known: without diffusion all packets are one Gaussian."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp

from numerics.deviation import Deviations, Worlds, _Source, deviations, mean, noise
from numerics.mixture.certificate import certificate
from numerics.mixture.deposit import density, density_matrix, lattice, wave_functions
from numerics.mixture.packets import sampled
from numerics.mixture.process import Brownian, Moment
from numerics.mixture.rates import quadrature
from numerics.phase_space import weyl
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import Evolution, march
from numerics.phase_space.grid import Array, Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.regrid import regrid
from numerics.phase_space.splitting import Splitting
from numerics.phase_space.window import Window, around
from numerics.potential import Potential

x, y, t = sp.symbols("x y t", real=True)
HBAR, ENDS, MASS = 1 / 8, (0.35, 0.6), 1.25
START = Packet(np.array([1.0, 0.5]), HBAR / 2 * np.eye(2))
DRIVEN = Potential(sp.cos(x) * (1 + sp.sin(5 * t) / 2), [x], t)


def worlds(D: float, potential: Potential = DRIVEN) -> Worlds:
    return Worlds(*(Dynamics(potential, MASS, D, D, hbar) for hbar in (HBAR, None)))


def run(both: Worlds, grids: list[Grid], count: int, packets: int = 4, substeps: int = 1) -> list[Deviations]:
    start = sampled([(1.0, START)], packets, hbar=HBAR, generator=np.random.default_rng(0))
    stretches = list(zip(ENDS, grids, strict=True))
    return list(deviations(
        both, start, stretches, hbar=HBAR, steps=[count, count], brownian=Brownian(np.random.default_rng(1)), substeps=substeps,
        quadrature=quadrature(1),
    ))


def evolved(both: Worlds) -> tuple[list[list[Evolution]], list[Grid]]:
    found = [list(march(dynamics, START, ENDS, tolerance=1e-6, cell=HBAR)) for dynamics in (both.quantum, both.classical)]
    return found, [around([*one.grids, *other.grids], slack=0.05).grid(hbar=HBAR) for one, other in zip(*found, strict=True)]


def size(grid: Grid, f: Array) -> float:
    return float(np.abs(f).sum()) * grid.cell


def test_without_diffusion_the_deviation_is_a_gaussian_less_the_evolutions() -> None:
    """delta = W[psi] - W[rho] and W[psi] - f, psi the one packet there is: both worlds, a driven potential, two stretches on two grids.

    The error falls as the square of the step, with a small coefficient, and at any time of the run.
    """
    both = worlds(0.0)
    found, grids = evolved(both)
    runs = [run(both, grids, count) for count in (4, 8, 16)]
    for stretch, grid in enumerate(grids):
        for world, name in enumerate(("quantum", "classical")):
            errors = []
            for one in runs:
                last = one[stretch]
                delta = mean(getattr(last, name))
                truth = density(grid, last.packets, hbar=HBAR).values[0] - regrid(found[world][stretch].f, found[world][stretch].grid, grid)
                errors.append(size(grid, delta - truth))
                assert size(grid, noise(getattr(last, name))) < 1e-12, "all packets are one"
            assert size(grid, truth) > 0.02 and errors[-1] < 1e-2 * size(grid, truth)
            assert errors[0] / errors[1] == pytest.approx(4.0, rel=0.25) and errors[1] / errors[2] == pytest.approx(4.0, rel=0.25)
        assert runs[0][stretch].time == ENDS[stretch] and runs[0][stretch].grid == grid and runs[0][stretch].outside < 1e-5


@pytest.mark.parametrize("potential", [sp.cos(x) + sp.cos(y), sp.cos(x) * sp.exp(-(y**2) / 3) + sp.cos(x - y) / 2 + y**2, sp.cos(x)])
def test_the_source_in_the_plane_is_the_commutator_with_what_the_taylor_polynomials_miss(potential: sp.Expr) -> None:
    """(i/hbar) (dV(y) - dV(y')) tau(y, y'), dV = V - V^[alpha,2], packet by packet; the middle of the box is none of their centres."""
    both = Worlds(*(Dynamics(Potential(potential, [x, y]), MASS, 0.1, 0.1, hbar) for hbar in (HBAR, None)))
    packet = Packet(np.array([1.0, 0.5, 0.3, -0.4]), HBAR / 2 * np.diag([1.0, 1.0, 4.0, 4.0]))
    packets = sampled([(1.0, packet)], 4, hbar=HBAR, generator=np.random.default_rng(2))
    grid = Window((-1.5, -2.0, -2.5, -3.0), (3.5, 3.0, 3.0, 2.0), (0.3, 0.3, 0.35, 0.35)).grid(hbar=HBAR)
    found, _ = _Source(both, grid, HBAR).at(Moment(0.0, packets, None))
    nodes = lattice(grid, hbar=HBAR)
    psi = wave_functions(packets, nodes, hbar=HBAR)
    places = np.stack([each.ravel() for each in np.meshgrid(*nodes, indexing="ij")])
    cell = math.prod(2 * math.pi * HBAR / axis.length for axis in grid.momentum)
    V = sp.lambdify((x, y), potential, "numpy")
    for half in range(2):
        source = np.zeros((len(psi), len(psi)), dtype=complex)
        for number in range(half, 4, 2):
            a, b = packets.x[:, number]
            steps = (places[0] - a, places[1] - b)
            taylor = sum(float(sp.diff(potential, x, i, y, j).subs({x: a, y: b})) * steps[0] ** i * steps[1] ** j / (math.factorial(i) *
                         math.factorial(j)) for i in range(3) for j in range(3 - i))  # fmt: skip
            missed = V(*places) - taylor
            dyad = cell * np.outer(psi[:, number], psi[:, number].conj())
            source += 1j / HBAR * (missed[:, None] - missed[None, :]) * dyad / 2
        known = weyl.inverse(grid, source, hbar=HBAR, limit=math.inf)
        assert np.abs(found[0, half] - known).max() < 1e-10 * max(1.0, np.abs(known).max()) and np.abs(known).max() > 1e-3


def test_substeps_are_steps() -> None:
    """Two substeps of one step and two steps differ in when the split is chosen only, which without diffusion is nothing."""
    both = worlds(0.0)
    grids = evolved(both)[1]
    one, other = run(both, grids, 4, substeps=2)[-1], run(both, grids, 8)[-1]
    assert np.abs(one.quantum - other.quantum).max() < 1e-12 and np.abs(one.classical - other.classical).max() < 1e-12
    assert np.allclose(one.rates.quantum, other.rates.quantum, rtol=1e-12, atol=0)


def test_the_rates_are_integrated_over_all_stretches() -> None:
    """Against the certificate by Simpson's rule, with the error of the trapezoidal one: 1/4 of it with half the step."""
    both = worlds(0.0)
    grids = evolved(both)[1]
    wanted = certificate(both.quantum, [(1.0, START)], ENDS[-1], packets=4, steps=96, generator=np.random.default_rng(0))
    coarse, fine = (run(both, grids, count)[-1].rates for count in (4, 8))
    for name in ("quantum", "classical"):
        value = getattr(wanted, name).value
        errors = [float(getattr(rates, name).mean()) - value for rates in (coarse, fine)]
        assert abs(errors[0]) < 0.02 * value and errors[0] / errors[1] == pytest.approx(4.0, rel=0.15)
        spare = getattr(fine, f"coarse_{name}") - getattr(fine, name)
        assert np.all(np.abs(spare) < 1e-5 * value) and np.any(spare != 0), "the other quadrature"
    assert np.all(fine.rounding > 0) and np.all(fine.rounding < 1e-10)


def test_what_the_box_cuts_is_told() -> None:
    """The largest over the steps and the halves: the packet starts inside the box and ends with half its mass beyond."""
    both = worlds(0.0, Potential(x**2 / 2, [x]))
    grids = evolved(both)[1]
    (axis,) = grids[0].momentum
    cut = Grid(grids[0].position, (Axis(axis.low - 2 * axis.length, axis.high - 2 * axis.length, axis.points),))
    assert run(both, [grids[0], cut], 4)[-1].outside > 0.9 and run(both, grids, 4)[-1].outside < 1e-6


def test_the_halves_are_two_mixtures() -> None:
    """Their mean is that of all packets, and each deviates by its own noise, as two runs with half the packets would."""
    both = worlds(HBAR, Potential(sp.cos(x), [x]))
    grids = evolved(both)[1]
    last = run(both, grids, 4, packets=40)[-1]
    rho = weyl.kernel(last.grid, noise(last.quantum), hbar=HBAR)
    assert abs(np.trace(rho).real) < 1e-3
    spread = [size(last.grid, part) for part in (noise(last.quantum), mean(last.quantum))]
    assert 0.02 * spread[1] < spread[0] < spread[1]
    halves = [np.where(np.arange(40) % 2 == half, 2 / 40, 0.0) for half in (0, 1)]
    deposits = density_matrix(last.grid, last.packets, hbar=HBAR, weights=np.stack(halves)).values
    difference = weyl.inverse(last.grid, deposits[0] - deposits[1], hbar=HBAR, limit=math.inf) / 2
    overlap = float(np.vdot(difference, noise(last.quantum)))
    assert overlap > 0, "the first half's packets pull its own deviation"


def test_two_coupled_degrees_of_freedom() -> None:
    """The same without diffusion for d = 2, to the error of a small box: components of the force and its gradient are all different."""
    y, hbar, time = sp.Symbol("y", real=True), 0.5, 0.4
    V = Potential(2 * sp.cos(x + sp.Rational(1, 2)) + sp.cos(y) + sp.sin(x - y), [x, y])
    length = 12 * 2 * math.pi * hbar / 6
    grid = Grid((Axis(-3.0, 3.0, 20),) * 2, (Axis(-length / 2, length / 2, 20),) * 2)
    both = Worlds(*(Dynamics(V, MASS, 0.0, 0.0, world) for world in (hbar, None)))
    packet = Packet(np.array([0.2, -0.3, 0.1, 0.3]), hbar / 2 * np.eye(4))
    start = sampled([(1.0, packet)], 2, hbar=hbar, generator=np.random.default_rng(0))
    (last,) = deviations(
        both, start, [(time, grid)], hbar=hbar, steps=[3], brownian=Brownian(np.random.default_rng(1)), substeps=1, quadrature=quadrature(2)
    )
    gaussian = density(grid, last.packets, hbar=hbar).values[0]
    for dynamics, found in ((both.quantum, last.quantum), (both.classical, last.classical)):
        truth = gaussian - Splitting(dynamics, grid, time / 6).advance(packet(grid), 6)
        assert size(grid, truth) > 0.15 and size(grid, mean(found) - truth) < 0.15 * size(grid, truth)
