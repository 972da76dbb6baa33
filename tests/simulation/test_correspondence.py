"""The deviations of the mixture, and the comparison of the three worlds."""

from __future__ import annotations

import copy
import itertools
import re

import numpy as np
import pytest
import sympy as sp

from numerics.correspondence import Comparison, _certificate, compare
from numerics.deviation import Worlds, deviations, mean, noise
from numerics.mixture.average import quantile
from numerics.mixture.packets import sampled
from numerics.mixture.process import Brownian
from numerics.mixture.rates import Rates, quadrature
from numerics.mixture.splits import Printed
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import march
from numerics.phase_space.grid import Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.regrid import regrid
from numerics.phase_space.window import around
from numerics.potential import Potential

x, y = sp.Symbol("x", real=True), sp.Symbol("y", real=True)
COSINE = Potential(sp.cos(x), [x])


def packet(hbar: float, widen: float = 1.0, centre: tuple[float, ...] = (1.0, 0.5)) -> Packet:
    return Packet(np.array(centre), widen * hbar / 2 * np.eye(len(centre)))


def compared(potential: Potential = COSINE, hbar: float = 1 / 8, packets: int = 400, **changed: object) -> Comparison:
    given: dict[str, object] = {"Dx": hbar, "Dp": hbar, "mass": 1.0, "times": [0.5, 1.0], "tolerance": 1e-4} | changed
    start = given.pop("packet", packet(hbar))
    return compare(potential, start, hbar=hbar, packets=packets, **given)  # type: ignore[arg-type]


def test_a_quadratic_potential_has_no_deviation() -> None:
    found = compared(Potential(x**2 / 3, [x]), packets=40)
    last = found.rows[-1]
    assert last.quantum_mixture.value <= 1e-9 and last.mixture_classical.value <= 1e-9 and last.certificate_quantum.value <= 1e-9
    assert last.quantum_classical.value <= last.quantum_classical.error


@pytest.mark.parametrize("rule", [None, Printed(eta=1.0, z=2.0)])
def test_the_deviation_has_the_moments_of_the_sampled_mixture(rule: Printed | None) -> None:
    """int z delta and int z^2 delta, against packets that were merely averaged: no equation of motion of the mixture is used."""
    hbar, time = 1 / 8, 1.0
    worlds = Worlds(Dynamics(COSINE, 1.0, hbar, hbar, hbar), Dynamics(COSINE, 1.0, hbar, hbar, None))
    found = list(march(worlds.quantum, packet(hbar), [time], tolerance=1e-6))[-1]
    grid = around(found.grids).grid(hbar=hbar)
    generator = np.random.default_rng(5)
    start = sampled([(1.0, packet(hbar))], 4000, hbar=hbar, generator=generator)
    (last,) = deviations(
        worlds, start, [(time, grid)], hbar=hbar, steps=[6], brownian=Brownian(copy.deepcopy(generator), 1), substeps=2,
        quadrature=quadrature(1), rule=rule,
    )
    rho, delta = regrid(found.f, found.grid, grid), mean(last.quantum)
    (a,), (b,) = grid.positions(), grid.momenta()
    centres, sigma = last.packets.centres(), last.packets.covariances(hbar=hbar)
    for observable, values in ((np.sin(a), np.exp(-sigma[:, 0, 0] / 2) * np.sin(centres[:, 0])),
                               (np.cos(b), np.exp(-sigma[:, 1, 1] / 2) * np.cos(centres[:, 1]))):  # fmt: skip
        expected = float(last.packets.weights @ values) - float((rho * observable).sum() * grid.cell)
        scatter = 4 * float(values.std()) / np.sqrt(len(values))
        assert float((delta * observable).sum() * grid.cell) == pytest.approx(expected, abs=scatter)
    assert float(np.abs(delta).sum() * grid.cell) > 0.01
    assert float(np.abs(noise(last.quantum)).sum()) < 0.1 * float(np.abs(delta).sum())


def test_both_ways_agree_and_the_certificates_hold() -> None:
    found = compared(packets=2000)
    last = found.rows[-1]
    assert last.quantum_mixture.agrees(found.sampled.quantum_mixture) and last.mixture_classical.agrees(found.sampled.mixture_classical)
    for row in found.rows:
        for distance, bound in ((row.quantum_mixture, row.certificate_quantum), (row.mixture_classical, row.certificate_classical)):
            assert 0 < distance.value + distance.error < bound.value - bound.error
            assert distance.error < 0.1 * distance.value
    assert abs(float(found.mixture.sum()) * found.grid.cell - 1) < 1e-4


def test_the_triangle_closes() -> None:
    """W[rho] - f = (W[rho~] - f) - (W[rho~] - W[rho]) as L1 norms: no more than their sum, and the three densities agree with it."""
    found = compared()
    last = found.rows[-1]
    assert float(np.abs(found.quantum - found.classical).sum() * found.grid.cell) == pytest.approx(
        last.quantum_classical.value, abs=2 * last.quantum_classical.error
    )
    assert float(np.abs(found.mixture - found.classical).sum() * found.grid.cell) == pytest.approx(
        last.mixture_classical.value, abs=2 * last.mixture_classical.error
    )


def test_more_packets_and_another_seed_stay_within_the_bars() -> None:
    few, other, many = compared(packets=200), compared(packets=200, seed=1), compared(packets=2000, seed=2)
    for one, two in itertools.combinations((few, other, many), 2):
        assert one.rows[-1].quantum_mixture.agrees(two.rows[-1].quantum_mixture)
        assert one.rows[-1].certificate_quantum.agrees(two.rows[-1].certificate_quantum)
    assert many.rows[-1].quantum_mixture.error < few.rows[-1].quantum_mixture.error


def test_mixed_and_squeezed_states() -> None:
    hbar = 1 / 8
    thermal = compared(packet=packet(hbar, widen=3.0))
    squeezed = compared(packet=Packet(np.array([1.0, 0.5]), hbar / 2 * np.diag([3.0, 1 / 3])))
    for found in (thermal, squeezed):
        assert 0 < found.rows[-1].quantum_mixture.value < found.rows[-1].certificate_quantum.value


@pytest.mark.slow
def test_two_degrees_of_freedom() -> None:
    coupled = Potential(sp.cos(x) + sp.cos(y) + sp.cos(x - y) / 2, [x, y])
    found = compared(coupled, hbar=0.5, packets=100, times=[0.3], tolerance=2e-2, packet=packet(0.5, centre=(1.0, 0.2, 0.0, 0.3)))
    last = found.rows[-1]
    assert last.quantum_mixture.value - last.quantum_mixture.error > 0
    assert last.quantum_mixture.value + last.quantum_mixture.error < last.certificate_quantum.value


@pytest.mark.parametrize("packets", [2, 25, 0])
def test_halves_need_even_numbers(packets: int) -> None:
    with pytest.raises(ValueError, match="`packets` must be even and at least 20"):
        compared(packets=packets)


def test_two_lengths_of_steps_are_extrapolated() -> None:
    """Without diffusion there is no noise: the bar is that of the steps, and the second method agrees to a third of its own bar."""
    found = compared(packets=20, Dx=0.0, Dp=0.0, times=[1.0], tolerance=1e-6)
    for name in ("quantum_mixture", "mixture_classical"):
        last, second = getattr(found.rows[-1], name), getattr(found.sampled, name)
        steps = float(re.findall(r"([-+.e\d]+) from steps", last.how)[0])
        assert 1e-5 < 0.97 * steps < last.error < 1.2 * steps  # two digits are printed
        assert abs(last.value - second.value) < second.error / 3, "the steps of the second method, of order two, which it doubles"


def test_the_bar_of_a_certificate() -> None:
    """Two packets with known rates: extrapolated steps, sampling by Student's t, steps, the coarser quadrature and rounding."""
    none = np.zeros(2)
    long = Rates(np.array([1.3, 3.3]), np.array([10.3, 10.3]), none, none, none)
    short = Rates(np.array([1.0, 3.0]), np.array([10.0, 10.0]), np.array([0.5, 3.5]), np.array([9.0, 10.0]), np.array([0.01, 0.03]))
    weights = np.array([0.5, 0.5])
    quantum, classical = (_certificate(long, short, weights, quantum=which) for which in (True, False))
    assert quantum.value == pytest.approx(1.9) and quantum.error == pytest.approx(quantile(2) * 1.0 + 0.3 + 0.0 + 0.02)
    assert classical.value == pytest.approx(9.9) and classical.error == pytest.approx(0.3 + 0.5 + 0.02)


def test_the_numbers_are_the_same_on_any_number_of_cores_and_every_part_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found, told = [], list[tuple[str, int, int]]()
    for number in (1, 3):
        monkeypatch.setattr("numerics.cores.cores", lambda number=number: number)
        told.clear()
        found.append(compared(packets=400, progress=lambda *what: told.append(what)))
    one, other = found
    assert one.rows == other.rows and one.sampled == other.sampled
    assert np.array_equal(one.mixture, other.mixture) and np.array_equal(one.quantum, other.quantum)
    assert [what for what in told if "put on the grid" in what[0]] == [("1600 packets put on the grid", k, 34) for k in range(1, 35)]


@pytest.mark.parametrize(("number", "matrices"), [(1, 18), (2, 23), (9, 33)])
@pytest.mark.parametrize(("room", "fits"), [(1.01, True), (0.99, False)])
def test_density_matrices_that_do_not_fit_are_refused(
    monkeypatch: pytest.MonkeyPatch, room: float, fits: bool, number: int, matrices: int
) -> None:
    """For d = 1 and N states 18 matrices of 16 N^2 bytes may take half of the memory, and 5 more for each further core, of four at most."""
    monkeypatch.setattr("numerics.correspondence.cores", lambda: number)
    states = max(found.hilbert_dimension(hbar=1 / 8) for found in grids_of(monkeypatch))
    monkeypatch.setattr("numerics.correspondence.memory", lambda: 2 * room * matrices * 16 * states**2)
    if fits:
        assert compared(packets=20).rows
    else:
        with pytest.raises(MemoryError, match="the density matrices must fit into memory, but the box holds"):
            compared(packets=20)


def grids_of(monkeypatch: pytest.MonkeyPatch) -> list[Grid]:
    """The grids on which the deviations of `compared` run."""
    seen: list[Grid] = []

    def spied(*arguments: object, **options: object) -> object:
        seen.extend(grid for _, grid in arguments[2])  # type: ignore[attr-defined]
        return deviations(*arguments, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("numerics.correspondence.deviations", spied)
        compared(packets=20)
    return seen


def test_a_drive_that_vanishes_at_the_ends_of_the_steps_is_seen() -> None:
    """cos x sin^2(pi t): at whole times there is no force at all."""
    t = sp.Symbol("t", real=True)
    found = compared(Potential(sp.cos(x) * sp.sin(sp.pi * t) ** 2, [x], t), times=[2.0], packets=200)
    last = found.rows[-1]
    assert last.quantum_mixture.value > 0.005 and last.certificate_quantum.value > last.quantum_mixture.value
    assert last.quantum_mixture.agrees(found.sampled.quantum_mixture)


def test_the_bars_hold_for_other_seeds() -> None:
    """The deviation of few packets, in eight draws, against that of many: none is farther off than its error bar."""
    many = compared(packets=3000, times=[1.0], hbar=1 / 16)
    for seed in range(8):
        few = compared(packets=40, times=[1.0], hbar=1 / 16, seed=seed + 1)
        for name in ("quantum_mixture", "mixture_classical", "certificate_quantum", "certificate_classical"):
            assert getattr(few.rows[-1], name).agrees(getattr(many.rows[-1], name))


def test_the_sampled_distance_knows_the_error_of_its_steps() -> None:
    """A harmonic oscillator without diffusion: the packets have no noise, and the true distance is 0."""
    hbar = 1 / 8
    found = compared(Potential(x**2 / 2, [x]), hbar, 20, Dx=0.0, Dp=0.0, times=[3.0], packet=packet(hbar, centre=(3.0, 0.0)))
    assert found.sampled.quantum_mixture.value <= found.sampled.quantum_mixture.error
