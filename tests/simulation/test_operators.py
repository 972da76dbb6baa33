"""The second method: closed forms, the phase-space propagator, and refusals."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest
import scipy.integrate
import scipy.special
import sympy as sp
from numpy.typing import NDArray

from numerics.operators import fokker_planck, lindblad
from numerics.operators.basis import Basis, gaussian_kernel
from numerics.operators.converge import NotConverged, Truncation, converge
from numerics.operators.hermite import Hermite
from numerics.operators.lindblad import function, momentum, position
from numerics.operators.model import Model, extent, longest_step
from numerics.operators.moments import quadratic_moments
from numerics.operators.wigner import matrix, wigner
from numerics.phase_space import states, weyl
from numerics.phase_space.grid import Axis, Grid
from numerics.potential import Potential

x, y, t = sp.Symbol("x", real=True), sp.Symbol("y", real=True), sp.Symbol("t", real=True)
HBAR = 0.25
START = np.array([1.0, 0.5])
COHERENT = HBAR / 2 * np.eye(2)
QUADRATIC = {"harmonic": x**2 / 2, "free": sp.Integer(0), "inverted": -(x**2) / 4 + x / 3}


def model(expression: sp.Expr, **change: Any) -> Model:
    values = {"mass": 1.3, "Dx": 0.2, "Dp": 0.1, **change}
    return Model(Potential(expression, [x], t if expression.has(t) else None), **values)


def box(hbar: float = HBAR, count: int = 90, length: float = 14.0, points: int = 128) -> Grid:
    high = count * 2 * math.pi * hbar / length
    return Grid((Axis(1 - length / 2, 1 + length / 2, points),), (Axis(0.5 - high / 2, 0.5 + high / 2, points),))


def test_hermite_functions_are_orthonormal_to_the_last() -> None:
    """Against SciPy's polynomials, and by a quadrature that is exact for them."""
    h = Hermite(60, 0.3, 0.7)
    points = np.linspace(-4, 5, 41)
    u = (points - 0.3) / 0.7
    for n in (0, 1, 7, 59):
        scale = math.exp(-0.5 * (n * math.log(2) + math.lgamma(n + 1) + 0.5 * math.log(math.pi)))
        wanted = scipy.special.eval_hermite(n, u) * np.exp(-(u**2) / 2) * scale / math.sqrt(0.7)
        assert np.abs(h.values(points)[n] - wanted).max() < 1e-11
    nodes, weights = h.quadrature(60)
    values = h.values(nodes)
    assert np.abs((values * weights) @ values.T - np.eye(60)).max() < 1e-12
    assert np.abs((values * weights * (nodes - 0.3)) @ values.T - h.offset().toarray()).max() < 1e-12
    slope = (h.values(points + 1e-5) - h.values(points - 1e-5)) / 2e-5
    inner = h.derivative().toarray().T @ h.values(points)
    assert np.abs(slope - inner)[:-1].max() < 1e-6, "all but the last function stay in the basis"


def test_ladder_matrices_commute_canonically() -> None:
    basis = Basis((Hermite(12, 1.0, 0.6),), (0.4,), HBAR)
    X, P = position()(basis), momentum()(basis)
    commutator = (X @ P - P @ X)[:-1, :-1]
    assert np.abs(commutator - 1j * HBAR * np.eye(11)).max() < 1e-13
    assert np.abs((P @ P)[:-1, :-1] / 2.6 - basis.kinetic(1.3).toarray()[:-1, :-1]).max() < 1e-13


@pytest.mark.parametrize("name", QUADRATIC)
def test_quadratic_moments_solve_their_equations(name: str) -> None:
    """Van Loan's blocks against the integrated equations of motion, written out."""
    m, sigma = model(QUADRATIC[name]), np.array([[0.3, 0.1], [0.1, 0.2]])
    c, b = {"harmonic": (1.0, 0.0), "free": (0.0, 0.0), "inverted": (-0.5, 1 / 3)}[name]

    def rate(_: float, s: NDArray[np.float64]) -> list[float]:
        q, p, qq, qp, pp = s
        return [p / 1.3, -c * q - b, 2 * qp / 1.3 + 0.2, pp / 1.3 - c * qq, -2 * c * qp + 0.1]

    end = scipy.integrate.solve_ivp(rate, (0, 1.7), [1, 0.5, 0.3, 0.1, 0.2], rtol=1e-11, atol=1e-12, method="DOP853").y[:, -1]
    mean, spread = quadratic_moments(m, START, sigma, 1.7)
    assert np.abs(np.array([*mean, spread[0, 0], spread[0, 1], spread[1, 1]]) - end).max() < 1e-9


@pytest.mark.parametrize(("frequency", "time"), [(1, 1), (1, 10**4), (2, 10**4), (1, 10**6)])
def test_rounding_of_quadratic_moments_over_long_times(frequency: int, time: int) -> None:
    """An oscillator of frequency w in closed form: momentum noise alone gives sigma_xx = Dp (t/2 - sin(2 w t)/(4 w))/w^2."""
    m = model(sp.Integer(frequency) ** 2 * x**2 / 2, mass=1.0, Dx=0.0, Dp=0.25)
    mean, spread = quadratic_moments(m, START, COHERENT, time)
    with mpmath.workdps(40):
        w, t = mpmath.mpf(frequency), mpmath.mpf(time)
        turned = START[0] * mpmath.cos(w * t) + START[1] * mpmath.sin(w * t) / w
        grown = (t / 2 - mpmath.sin(2 * w * t) / (4 * w)) / (4 * w**2)
        grown += COHERENT[0, 0] * mpmath.cos(w * t) ** 2 + COHERENT[1, 1] * (mpmath.sin(w * t) / w) ** 2
        allowed = 2e-14 * (1 + frequency * time)
        assert abs(mean[0] - turned) <= allowed * max(map(abs, mean)) and abs(spread[0, 0] - grown) <= allowed * spread.max()
        assert abs(spread[0, 0] * (1 + 100 * allowed) - grown) > allowed * spread.max()


def test_quadratic_moments_of_three_coupled_degrees_of_freedom() -> None:
    """Without noise the flow is symplectic and keeps the energy; the noise adds Tr D t to first order."""
    q = [sp.Symbol(f"q{i}", real=True) for i in range(3)]
    V = sum(c**2 for c in q) / 2 + q[0] * q[1] / 3 - q[1] * q[2] / 4 + q[2]
    quiet, loud = (Model(Potential(V, q), 1.0, D, D) for D in (0.0, 1e-6))
    sigma, z = np.diag([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]), np.array([0.5, 0, 0, 0, 0.2, 0])
    (mean, spread), (_, wider) = (quadratic_moments(each, z, sigma, 0.9) for each in (quiet, loud))
    assert abs(np.linalg.det(spread) / np.linalg.det(sigma) - 1) < 1e-12

    def energy(s: NDArray[np.float64]) -> float:
        return float(V.subs(dict(zip(q, s[:3], strict=True)))) + float(s[3:] @ s[3:]) / 2

    assert abs(energy(mean) - energy(z)) < 1e-12
    assert np.linalg.eigvalsh(wider - spread)[0] > 0 and abs(np.trace(wider - spread) / (6 * 0.9 * 1e-6) - 1) < 0.3


@pytest.mark.parametrize("name", QUADRATIC)
def test_density_matrices_follow_the_closed_form(name: str) -> None:
    m = model(QUADRATIC[name])
    found = lindblad.evolve(m, START, COHERENT, 1.0, hbar=HBAR, tolerance=1e-5)
    mean, spread = quadratic_moments(m, START, COHERENT, 1.0)
    wanted = found.basis.enlarged().density(gaussian_kernel(mean, spread, hbar=HBAR))
    inside = wanted[: len(found.matrix), : len(found.matrix)].copy()
    wanted[: len(inside), : len(inside)] -= found.matrix
    assert np.abs(np.linalg.eigvalsh(wanted)).sum() <= found.error <= 1e-5
    closed = {position(): mean[0], momentum(): mean[1], function(lambda q: q * q): spread[0, 0] + mean[0] ** 2}
    for operator, value in closed.items():
        estimate = found.expectation(operator)
        assert abs(float(estimate) - value) <= estimate.error < 1e-4
    purity = found.purity
    assert abs(float(purity) - HBAR / 2 / math.sqrt(np.linalg.det(spread))) <= purity.error
    assert abs(np.trace(found.matrix) - 1) <= found.error


def test_the_bar_of_an_expectation_does_not_count_on_cancellation() -> None:
    """Weights of the levels 0, 1, 2 that change by e, -2 e, e leave the expectation as it is: the bar is 2 sum |a - <a>| |change|."""
    basis, e = Basis((Hermite(4, 0.0, 1.0),), (0.0,), HBAR), 1e-3
    weights = np.full(4, 0.25)
    rougher = [np.diag(weights + scale * e * np.array([1, -2, 1, 0])).astype(complex) for scale in (0.5, 1)]
    state = lindblad.State(basis, np.diag(weights).astype(complex), 0.0, tuple(rougher))
    found = state.expectation(lambda _: np.diag([0.0, 1.0, 2.0, 3.0]).astype(complex))
    assert abs(float(found) - 1.5) < 1e-12 and abs(found.error - 2 * e * (1.5 + 2 * 0.5 + 0.5)) < 1e-12


@pytest.mark.parametrize("name", QUADRATIC)
def test_classical_densities_follow_the_closed_form(name: str) -> None:
    m, grid = model(QUADRATIC[name]), box()
    found = fokker_planck.evolve(m, START, COHERENT, 1.0, tolerance=1e-5)
    mean, spread = quadratic_moments(m, START, COHERENT, 1.0)
    values = found.values(grid.position[0].nodes, grid.momentum[0].nodes)
    assert np.abs(values - states.gaussian(grid, mean, spread)).sum() * grid.cell <= found.error <= 1e-5


def test_the_defect_sees_a_basis_too_small() -> None:
    """Two sizes differ by no more than their a-posteriori bounds say, also where these are large; the bound of a large one is small."""
    m, rho = model(sp.cos(x), mass=1.0), gaussian_kernel(START, COHERENT, hbar=HBAR)
    basis = Basis((Hermite(16, 1.5, 0.6),), (0.6,), HBAR)
    bounds, ends = [], []
    for size in (12, 16, 36):
        truncation = lindblad.truncated(m, basis.resized(size), rho)
        times = np.linspace(0, 0.3, 16)
        shape = truncation.initial.shape
        found = scipy.integrate.solve_ivp(
            lambda s, c, rate=truncation.rate, shape=shape: rate(s, c.reshape(shape)).ravel(), (0, 0.3), truncation.initial.ravel(),
            rtol=1e-10, atol=1e-13, t_eval=times, max_step=0.02, method="DOP853",
        )  # fmt: skip
        path = [c.reshape(shape) for c in found.y.T]
        bounds.append(truncation.outside + float(np.trapezoid([truncation.defect(0.0, c) for c in path], times)))
        ends.append(path[-1])
    for small in (0, 1):
        apart = ends[2].copy()
        apart[: len(ends[small]), : len(ends[small])] -= ends[small]
        distance = float(np.abs(np.linalg.eigvalsh(apart)).sum())
        assert distance <= bounds[small] + bounds[2] and bounds[small] < 300 * distance
    assert bounds[0] > bounds[1] > 1e3 * bounds[2]


def test_what_a_basis_leaves_out_of_the_initial_state_is_counted() -> None:
    """Against the matrix in a basis three times as large."""
    m, rho, basis = model(sp.cos(x)), gaussian_kernel(START, COHERENT, hbar=HBAR), Basis((Hermite(14, 1.6, 0.6),), (0.9,), HBAR)
    everything = basis.resized(60).density(rho)
    everything[:14, :14] = 0
    left = float(np.abs(np.linalg.eigvalsh(everything)).sum())
    assert left > 1e-4 and abs(lindblad.truncated(m, basis, rho).outside - left) < 1e-9
    with pytest.raises(NotConverged, match="leaves"):
        converge(lambda size: lindblad.truncated(m, basis, rho), 0.01, tolerance=left, first=14, largest=14, longest_step=0.01)


def test_a_driven_oscillator_keeps_its_shape() -> None:
    """V = x^2/2 - F sin(w t) x from rest at 0: <x> = F (sin(w t) - w sin t)/(1 - w^2), <p> its derivative; the covariance is not driven."""
    m, w, F = model(x**2 / 2 - sp.Rational(1, 2) * sp.sin(2 * t) * x, mass=1.0, Dx=0.05, Dp=0.05), 2.0, 0.5
    found = lindblad.evolve(m, [0.0, 0.0], COHERENT, 1.5, hbar=HBAR, tolerance=1e-5)
    classical = fokker_planck.evolve(m, [0.0, 0.0], COHERENT, 1.5, tolerance=1e-5)
    mean = F * (math.sin(w * 1.5) - w * math.sin(1.5)) / (1 - w * w)
    speed = F * (w * math.cos(w * 1.5) - w * math.cos(1.5)) / (1 - w * w)
    for operator, value in ((position(), mean), (momentum(), speed)):
        estimate = found.expectation(operator)
        assert abs(float(estimate) - value) <= estimate.error < 1e-4
    grid = Grid((Axis(-4, 4, 64),), (Axis(-4, 4, 64),))
    wanted = states.gaussian(grid, (mean, speed), COHERENT + 0.05 * 1.5 * np.eye(2))
    values = classical.values(grid.position[0].nodes, grid.momentum[0].nodes)
    assert np.abs(values - wanted).sum() * grid.cell <= classical.error <= 1e-5


@pytest.mark.slow
def test_a_pulse_shortens_the_steps() -> None:
    """A pulse of length 1/100 in a time of 1 that an integrator with free steps passes over."""
    pulse = sp.exp(-((100 * (t - sp.Rational(1, 2))) ** 2))
    m = model(-x * 20 * pulse, mass=1.0, Dx=0.05, Dp=0.05)
    where = extent(m, [0.0, 0.0], COHERENT, 0.01, reach=4.0)
    assert longest_step(m, where, 1.0) < 0.02 and longest_step(model(x**2), where, 1.0) == 1.0
    found = fokker_planck.evolve(m, [0.0, 0.0], COHERENT, 1.0, tolerance=1e-3)
    nodes, weights = found.p.quadrature(found.p.size + 8)
    positions, measure = found.x.quadrature(found.x.size + 8)
    mean = float(measure @ found.values(positions, nodes) @ (weights * nodes))
    assert abs(mean - 20 * math.sqrt(math.pi) / 100) < 1e-3


def test_wigner_functions_and_matrices_invert_each_other() -> None:
    grid, basis = box(points=144), Basis((Hermite(16, 1.1, 0.5),), (0.4,), HBAR)
    rng = np.random.default_rng(5)
    draw = (rng.standard_normal((16, 16)) + 1j * rng.standard_normal((16, 16))) * 0.7 ** np.add.outer(np.arange(16), np.arange(16))
    rho = draw @ draw.conj().T
    rho /= np.trace(rho)
    f = wigner(basis, rho, grid)
    assert np.abs(matrix(basis, grid, f) - rho).max() < 1e-10
    assert abs(f.sum() * grid.cell - 1) < 1e-10
    assert abs((f * grid.positions()[0]).sum() * grid.cell - np.trace(rho @ position()(basis)).real) < 1e-10
    assert abs((f * grid.momenta()[0]).sum() * grid.cell - np.trace(rho @ momentum()(basis)).real) < 1e-10
    with pytest.raises(ValueError, match="`matrix` must be Hermitian"):
        wigner(basis, draw, grid)


def test_number_states_have_their_wigner_functions() -> None:
    eta, centre = 1.3, (0.8, 0.3)
    grid = box(points=96)
    basis = Basis((Hermite(6, centre[0], math.sqrt(HBAR / eta)),), (centre[1],), HBAR)
    for n in (0, 1, 5):
        found = wigner(basis, np.diag(np.eye(6)[n]).astype(complex), grid)
        assert np.abs(found - states.fock(grid, n, hbar=HBAR, eta=eta, centre=centre)).max() < 1e-12


@pytest.mark.slow
def test_two_degrees_of_freedom_follow_the_closed_form() -> None:
    """A coupled oscillator: mean, covariance and Wigner function."""
    m = Model(Potential(x**2 / 2 + y**2 / 2 + x * y / 4, [x, y]), 1.0, 0.2, 0.2)
    start = np.array([0.3, 0.0, 0.1, 0.2])
    found = lindblad.evolve(m, start, 0.5 * np.eye(4), 0.3, hbar=1.0, tolerance=2e-2)
    mean, spread = quadratic_moments(m, start, 0.5 * np.eye(4), 0.3)
    axis = Axis(-6, 6, 24)
    grid = Grid((axis, axis), (axis, axis))
    difference = wigner(found.basis, found.matrix, grid) - states.gaussian(grid, mean, spread)
    # The Hilbert-Schmidt norm of the difference is at most its trace norm.
    assert weyl.hilbert_schmidt_norm(grid, difference, hbar=1.0) <= found.error <= 2e-2
    for i in range(2):
        for operator, value in ((position(i), mean[i]), (momentum(i), mean[2 + i])):
            estimate = found.expectation(operator)
            assert abs(float(estimate) - value) <= estimate.error + 1e-12 and estimate.error < 2e-2


@pytest.mark.parametrize(("change", "words"), [
    ({"mass": 0.0}, "`mass` must be positive"), ({"Dx": -1.0}, "at least 0"), ({"Dp": math.nan}, "at least 0"),
])  # fmt: skip
def test_bad_models_are_refused(change: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        model(x**2, **change)


def test_bad_input_is_refused() -> None:
    m = model(x**2 / 2)
    for hbar in (0.0, -1.0, math.nan):
        with pytest.raises(ValueError, match="`hbar` must be positive"):
            lindblad.evolve(m, START, COHERENT, 1.0, hbar=hbar, tolerance=1e-3)
    with pytest.raises(ValueError, match="uncertainty principle"):
        lindblad.evolve(m, START, 0.9 * COHERENT, 1.0, hbar=HBAR, tolerance=1e-3)
    with pytest.raises(ValueError, match="`tolerance` must be"):
        lindblad.evolve(m, START, COHERENT, 1.0, hbar=HBAR, tolerance=0.0)
    with pytest.raises(ValueError, match="`time` must be positive"):
        fokker_planck.evolve(m, START, COHERENT, -1.0, tolerance=1e-3)
    with pytest.raises(ValueError, match="must have a quadratic potential"):
        quadratic_moments(model(sp.cos(x)), START, COHERENT, 1.0)
    with pytest.raises(ValueError, match="without time"):
        quadratic_moments(model(x * sp.sin(t)), START, COHERENT, 1.0)
    with pytest.raises(ValueError, match="`size` must be from 1"):
        Hermite(1000, 0.0, 1.0)


def test_what_does_not_converge_raises() -> None:
    still = np.zeros((4, 4))
    stuck = Truncation(still, 0.0, lambda s, c: c, lambda s, c: 1.0, lambda c: float(np.abs(c).sum()))
    with pytest.raises(NotConverged, match="one of size 7 per degree of freedom leaves 1, and neither a larger one nor a smaller step"):
        converge(lambda size: stuck, 1.0, tolerance=1e-3, first=4, largest=10, longest_step=1.0)
    with pytest.raises(NotConverged, match="one of size 4 per degree of freedom leaves 1; ask"):
        converge(lambda size: stuck, 1.0, tolerance=1e-3, first=4, largest=4, longest_step=1.0)
    done = Truncation(still, 0.0, stuck.rate, lambda s, c: 0.0, stuck.norm)
    assert converge(lambda size: stuck if size < 7 else done, 1.0, tolerance=1e-9, first=4, largest=20, longest_step=1.0).in_size == 0
    wrong = Truncation(still + 1, 0.0, lambda s, c: 0 * c, lambda s, c: 0.0, lambda c: float(np.abs(c).sum()))
    fair = Truncation(still[:3, :3], 0.0, wrong.rate, wrong.defect, wrong.norm)
    with pytest.raises(NotConverged, match="two bases must differ by no more than their bounds"):
        converge(lambda size: wrong if size == 4 else fair, 1.0, tolerance=1e-3, first=4, largest=10, longest_step=1.0)
    rough = Truncation(still + 1, 0.0, lambda s, c: c * math.cos(300 * s), lambda s, c: 0.0, lambda c: float(np.abs(c).sum()) * 1e12)
    with pytest.raises(NotConverged, match="in time"):
        converge(lambda size: rough, 1.0, tolerance=1e-3, first=4, largest=4, longest_step=1.0)
