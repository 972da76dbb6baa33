"""Harmonic errors of packets and the certificate: against the ledger's exact left sides, brute force on a grid, and true distances."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray

from numerics.harmonic_error.case import Case, evaluate
from numerics.harmonic_error.case import describe as described
from numerics.harmonic_error.covariances import Covariance, diagonal
from numerics.harmonic_error.waves import Waves, Well
from numerics.mixture import rates
from numerics.mixture.certificate import Certificate, certificate
from numerics.mixture.deposit import density, density_matrix, lattice
from numerics.mixture.expansion import expanded
from numerics.mixture.packets import Packets, sampled, shape
from numerics.mixture.process import Brownian, run
from numerics.mixture.splits import Local, Printed, Rule
from numerics.phase_space import states, weyl
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.splitting import Splitting
from numerics.potential import Potential

Floats = NDArray[np.float64]
x, t = sp.Symbol("x", real=True), sp.Symbol("t", real=True)
COSINE = Potential(sp.cos(x), [x])
HBAR = 0.25


def separable(d: int) -> Potential:
    xs = sp.symbols(f"x0:{d}", real=True)
    return Potential(sum((sp.cos(a + i) for i, a in enumerate(xs)), sp.Integer(0)), xs)


def one(d: int, sigma: Floats, hbar: float, centre: float = 0.0) -> Packets:
    return Packets(np.full((d, 1), centre), np.zeros((d, 1)), shape(sigma, hbar=hbar)[:, :, None], np.ones(1))


def errors(potential: Potential, packets: Packets, hbar: float, rule: rates.Quadrature | None = None, clock: float = 0.0) -> rates.Rates:
    dynamics = Dynamics(potential, 1.0, 0.1, 0.1, hbar)
    return rates.harmonic_errors(expanded(potential), dynamics, packets, clock, rule or rates.quadrature(potential.d))


def cases() -> list[tuple[str, Case, sp.Expr, list[sp.Symbol], tuple[int, int]]]:
    y = sp.Symbol("y", real=True)
    hbar, half = Fraction(1, 5), Fraction(1, 2)
    wave = Waves(((Fraction(1), (Fraction(1),), half),))
    well = Well((half,), Fraction(1))
    pair = Waves(((Fraction(1), (Fraction(1), Fraction(1, 3)), half), (Fraction(2, 3), (-half, Fraction(1)), Fraction(1))))
    pit = Well((half, Fraction(-1)), Fraction(5, 4), Fraction(-2))
    skew = Covariance(hbar=hbar, spread=((Fraction(1), half), (Fraction(0), Fraction(2, 3))), shear=(half, Fraction(1, 3), Fraction(-1)))
    third = sp.Rational(1, 3)
    two = sp.cos(x + third * y + sp.Rational(1, 2)) + 2 * third * sp.cos(y - x / 2 + 1)
    hole = -2 * sp.exp(-((x - sp.Rational(1, 2)) ** 2 + (y + 1) ** 2) / (2 * sp.Rational(25, 16)))
    return [
        ("wave", Case(wave, diagonal([Fraction(3, 2)], hbar=hbar)), sp.cos(x + sp.Rational(1, 2)), [x], (24, 32)),
        ("well", Case(well, diagonal([Fraction(4, 5)], hbar=hbar)), sp.exp(-((x - sp.Rational(1, 2)) ** 2) / 2), [x], (24, 32)),
        ("waves", Case(pair, skew), two, [x, y], (16, 24)), ("pit", Case(pit, skew), hole, [x, y], (16, 24)),
    ]


@pytest.mark.parametrize(("name", "case", "expression", "coordinates", "orders"), cases())
def test_errors_are_the_ledgers_left_sides(
    name: str, case: Case, expression: sp.Expr, coordinates: list[sp.Symbol], orders: tuple[int, int]
) -> None:
    known, hbar = evaluate(described(case)), float(case.covariance.hbar)
    sigma = np.array([[float(Fraction(int(e.p), int(e.q))) for e in row] for row in case.covariance.matrix().tolist()])
    d = len(coordinates)
    found = errors(Potential(expression, coordinates), one(d, sigma, hbar), hbar, rates.quadrature(d, orders=orders))
    quantum, classical = float(known["Q"].value), float(known["C"].value)
    assert abs(found.quantum[0] - quantum) < 1e-11 * quantum, name
    assert abs(found.quantum[0] - quantum) <= found.quantum_error[0] + 1e-13 * quantum
    assert abs(found.classical[0] - classical) <= 2 * found.classical_error[0] + known["C"].error and found.classical_error[0] < 0.01


def test_errors_by_brute_force_on_a_grid() -> None:
    sigma = HBAR / 2 * np.array([[0.8, 0.3], [0.3, (1 + 0.09) / 0.8]])
    length = 60 * 2 * math.pi * HBAR / 10.0
    grid = Grid((Axis(-4.0, 6.0, 400),), (Axis(-length / 2, length / 2, 400),))
    packet = one(1, sigma, HBAR, centre=1.0)
    found = errors(COSINE, packet, HBAR)
    (y,) = lattice(grid, hbar=HBAR)
    left = np.cos(y) - math.cos(1) + math.sin(1) * (y - 1) + math.cos(1) / 2 * (y - 1) ** 2
    rho = density_matrix(grid, packet, hbar=HBAR).values[0]
    commutator = 1j * (left[:, None] * rho - rho * left[None, :]) / HBAR
    assert float(np.abs(np.linalg.eigvalsh(commutator)).sum()) == pytest.approx(float(found.quantum[0]), rel=1e-9)
    (a,), (b,) = grid.positions(), grid.momenta()
    slope = -np.sin(a) + math.sin(1) + math.cos(1) * (a - 1)
    B = np.linalg.inv(sigma)
    by_p = (B[0, 1] * (a - 1) + B[1, 1] * b) * states.gaussian(grid, (1.0, 0.0), sigma)
    assert float(np.abs(slope * by_p).sum() * grid.cell) == pytest.approx(float(found.classical[0]), rel=1e-3)


@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_errors_vanish_for_quadratic_potentials(d: int) -> None:
    xs = sp.symbols(f"x0:{d}", real=True)
    potential = Potential(sum((a**2 * (i + 1) for i, a in enumerate(xs)), xs[0] * xs[-1]), xs)
    found = errors(potential, one(d, HBAR / 2 * np.eye(2 * d), HBAR, centre=0.7), HBAR)
    assert found.quantum[0] <= found.quantum_error[0] < 1e-12 and found.classical[0] < 1e-12


@pytest.mark.parametrize("d", [2, 3, 6, 10])
def test_independent_coordinates_add_their_variances(d: int) -> None:
    """Q^2 = sum of Q_i^2; beyond d = 3 this holds the random directions to their error bar."""
    n = 1 if d <= 3 else 200
    single = one(d, HBAR / 2 * np.eye(2 * d), HBAR, centre=0.3)
    many = Packets(*(np.repeat(part, n, axis=-1) for part in (single.x, single.p, single.Z)), np.full(n, 1 / n))
    found = errors(separable(d), many, HBAR)
    alone = [errors(Potential(sp.cos(x + i), [x]), one(1, HBAR / 2 * np.eye(2), HBAR, centre=0.3), HBAR).quantum[0] for i in range(d)]
    truth = math.sqrt(sum(q**2 for q in alone))
    error = 3 * found.quantum.std() / math.sqrt(n) + abs(float((found.quantum - found.coarse_quantum).mean())) + 1e-10
    assert abs(found.quantum.mean() - truth) <= error < 0.03 * truth


def test_a_driven_potential_is_taken_at_its_time() -> None:
    moving = Potential(sp.cos(x - t), [x], t)
    late, shifted = (one(1, HBAR / 2 * np.eye(2), HBAR, centre=centre) for centre in (1.0, 0.6))
    assert errors(moving, late, HBAR, clock=0.4).quantum == pytest.approx(errors(COSINE, shifted, HBAR).quantum, rel=1e-12)


GRID = Grid((Axis(-6.0, 6.0, 128),), (Axis(-64 * math.pi * HBAR / 12.0, 64 * math.pi * HBAR / 12.0, 128),))
START = Packet(np.array([1.2, 0.0]), HBAR / 2 * np.eye(2))


def distances(dynamics: Dynamics, time: float, approximation: Floats) -> float:
    f = Splitting(dynamics, GRID, time / 40).advance(START(GRID), 40)
    difference = f - approximation
    return float(np.abs(difference).sum() * GRID.cell) if dynamics.hbar is None else weyl.trace_norm(GRID, difference, hbar=dynamics.hbar)


def test_a_packet_departs_from_the_truth_at_its_harmonic_error() -> None:
    """|| rho(t) - (harmonically evolved packet) ||/t tends to Q, and C for the classical flow: both by another method, extrapolated."""
    found = errors(COSINE, one(1, START.covariance, HBAR, centre=1.2), HBAR)
    slope, second = -math.sin(1.2), -math.cos(1.2)
    for hbar, rate in ((HBAR, float(found.quantum[0])), (None, float(found.classical[0]))):
        quotients = []
        for time in (0.02, 0.01):
            F, D = np.array([[0, 1], [-second, 0]]), np.diag([0.1, 0.1])
            mean, sigma = START.centre.copy(), START.covariance.copy()
            for _ in range(200):  # small steps of order two
                h = time / 200
                middle = mean + h / 2 * np.array([mean[1], -slope - second * (mean[0] - 1.2)])
                mean = mean + h * np.array([middle[1], -slope - second * (middle[0] - 1.2)])
                rough = sigma + h / 2 * (F @ sigma + sigma @ F.T + D)
                sigma = sigma + h * (F @ rough + rough @ F.T + D)
            evolved = states.gaussian(GRID, mean.tolist(), (sigma + sigma.T) / 2)
            quotients.append(distances(Dynamics(COSINE, 1.0, 0.1, 0.1, hbar), time, evolved) / time)
        assert 2 * quotients[1] - quotients[0] == pytest.approx(rate, rel=3e-3)


def certified(potential: Potential, Dx: float, Dp: float, time: float, rule: Rule | None = None, packets: int = 300) -> Certificate:
    dynamics, d = Dynamics(potential, 1.0, Dx, Dp, HBAR), potential.d
    start = Packet(np.array([*[1.2] * d, *[0.0] * d]), HBAR / 2 * np.eye(2 * d))
    return certificate(dynamics, [(1.0, start)], time, packets=packets, steps=40, every=2, rule=rule, generator=np.random.default_rng(3))


def test_the_certificate_bounds_the_true_distances() -> None:
    Dx, Dp, time, n = 0.05, 0.05, 1.0, 4000
    found = certified(COSINE, Dx, Dp, time)
    generator = np.random.default_rng(12)
    quantum, classical = Dynamics(COSINE, 1.0, Dx, Dp, HBAR), Dynamics(COSINE, 1.0, Dx, Dp, None)
    start = sampled([(1.0, START)], n, hbar=HBAR, generator=generator)
    *_, last = run(quantum, start, time, steps=20, brownian=Brownian(generator))
    halves = [density(GRID, last.packets[part], hbar=HBAR, weights=np.full((1, n // 2), 2 / n)).values[0].real
              for part in (slice(0, n // 2), slice(n // 2, n))]
    mixture = (halves[0] + halves[1]) / 2
    for dynamics, bound in ((quantum, found.quantum), (classical, found.classical)):
        noise = halves[0] - halves[1]
        sampling = (weyl.trace_norm(GRID, noise, hbar=HBAR) if dynamics.hbar else float(np.abs(noise).sum() * GRID.cell)) / 2
        distance = distances(dynamics, time, mixture)
        assert sampling < 0.5 * float(bound) and 0.1 * float(bound) < distance < float(bound) + bound.error + sampling


def test_certificates_vanish_for_quadratic_potentials() -> None:
    found = certified(Potential(x**2 / 2, [x]), 0.1, 0.1, 1.0)
    assert float(found.quantum) < 1e-12 and float(found.classical) < 1e-12


def test_the_local_split_certifies_less_than_the_printed_one() -> None:
    local, printed = (certified(COSINE, 0.1, 0.1, 4.0, rule) for rule in (Local(), Printed(1.0, 3.0)))
    assert float(local.quantum) + local.quantum.error < 0.8 * (float(printed.quantum) - printed.quantum.error)
    assert float(local.classical) + local.classical.error < 0.8 * (float(printed.classical) - printed.classical.error)


def test_unbounded_derivatives_and_no_position_diffusion_are_certified() -> None:
    found = certified(Potential(x**4 / 4, [x]), 0.0, 0.2, 2.0)
    assert float(found.quantum) > 0 and found.quantum.error < 0.3 * float(found.quantum)


@pytest.mark.parametrize("d", [3, 10])
def test_many_degrees_of_freedom(d: int) -> None:
    """At d = 3 and separately at d = 10; coordinates alike add up as sqrt(d), in the quantum case, while packets are equal."""
    xs = sp.symbols(f"x0:{d}", real=True)
    potential = Potential(sum((sp.cos(a) for a in xs), sp.Integer(0)), xs)
    found, single = certified(potential, 0.05, 0.05, 0.4, packets=24 if d == 3 else 12), certified(COSINE, 0.05, 0.05, 0.4)
    truth = math.sqrt(d) * float(single.quantum)
    assert abs(float(found.quantum) - truth) < found.quantum.error + math.sqrt(d) * single.quantum.error < 0.15 * truth


def test_a_short_time_takes_the_first_rates() -> None:
    first = errors(COSINE, one(1, START.covariance, HBAR, centre=1.2), HBAR)
    found = certified(COSINE, 0.05, 0.05, 1e-3, packets=20)
    assert float(found.quantum) == pytest.approx(1e-3 * first.quantum[0], rel=2e-3)
    assert float(found.classical) == pytest.approx(1e-3 * first.classical[0], rel=2e-3)


@pytest.mark.slow
def test_standard_errors_are_those_of_repetition() -> None:
    dynamics, spread = Dynamics(COSINE, 1.0, 0.05, 0.05, HBAR), Packet(np.array([1.2, 0.0]), HBAR * np.eye(2))
    runs = [certificate(dynamics, [(1.0, spread)], 2.0, packets=40, steps=8, generator=np.random.default_rng(seed)) for seed in range(60)]
    for values, parts in (([float(r.quantum) for r in runs], [r.quantum_parts for r in runs]),
                          ([float(r.classical) for r in runs], [r.classical_parts for r in runs])):
        assert np.std(values) == pytest.approx(np.mean([part[0] for part in parts]) / 3, rel=0.3)


def test_error_bars_hold_a_finer_run() -> None:
    dynamics = Dynamics(COSINE, 1.0, 0.05, 0.05, HBAR)
    rough, fine = (certificate(dynamics, [(1.0, START)], 3.0, packets=n, steps=steps, generator=np.random.default_rng(seed))
                   for n, steps, seed in ((100, 20, 1), (1500, 80, 2)))
    assert rough.quantum.agrees(fine.quantum) and rough.classical.agrees(fine.classical) and fine.quantum.error < rough.quantum.error
    assert all(part > 0 for part in rough.quantum_parts)
    assert fine.quantum_parts[1] < 0.05 * fine.quantum_parts[0], "both runs share their noise"


def test_what_cannot_be_certified_is_refused() -> None:
    dynamics = Dynamics(COSINE, 1.0, 0.05, 0.05, HBAR)
    with pytest.raises(ValueError, match="take 12"):
        certificate(dynamics, [(1.0, START)], 1.0, packets=10, steps=13, generator=np.random.default_rng(0))
    with pytest.raises(ValueError, match="`packets` must be at least 2"):
        certificate(dynamics, [(1.0, START)], 1.0, packets=1, steps=8, generator=np.random.default_rng(0))
    with pytest.raises(ArithmeticError, match="take more packets"):
        certificate(dynamics, [(1.0, START)], 1.0, packets=10, steps=8, generator=np.random.default_rng(0), limit=1e-3)
    with pytest.raises(ValueError, match="`frames` must be even"):
        rates.quadrature(4, frames=3)
