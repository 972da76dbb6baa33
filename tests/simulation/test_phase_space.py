"""Phase-space simulation: states, Weyl quantisation, and the propagator against closed forms and an independent method."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.linalg
import sympy as sp
from numpy.typing import NDArray

from numerics.phase_space import states, weyl
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Axis, Grid
from numerics.phase_space.splitting import Splitting
from numerics.potential import Potential

x, y, t = sp.Symbol("x", real=True), sp.Symbol("y", real=True), sp.Symbol("t", real=True)
COSINE = Potential(sp.cos(x), [x])


def box(hbar: float, count: int, length: float, nx: int, np_: int, centre: tuple[float, float] = (0.0, 0.0)) -> Grid:
    """A grid of `count` states: Lp follows from Lx = length."""
    high = count * 2 * math.pi * hbar / length
    a, b = centre
    return Grid((Axis(a - length / 2, a + length / 2, nx),), (Axis(b - high / 2, b + high / 2, np_),))


GRID = box(0.25, 60, 12.0, 96, 96)
HBAR = 0.25


def coherent(grid: Grid, centre: tuple[float, float], hbar: float) -> NDArray[np.float64]:
    return states.gaussian(grid, centre, hbar / 2 * np.eye(2))


@pytest.mark.parametrize("points", [3, 5, 0, -2])
def test_an_axis_needs_an_even_number_of_points(points: int) -> None:
    with pytest.raises(ValueError, match="`points` must be even"):
        Axis(0, 1, points)


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (0, math.inf), (math.nan, 1)])
def test_an_axis_needs_a_finite_interval(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="must be finite and in this order"):
        Axis(low, high, 8)


def test_a_gaussian_has_its_moments() -> None:
    sigma = np.array([[0.3, 0.1], [0.1, 0.5]])
    f = states.gaussian(GRID, (0.4, -0.3), sigma)
    (a,), (b,) = GRID.positions(), GRID.momenta()
    mean = [float((f * c).sum() * GRID.cell) for c in (a, b)]
    offsets = (a - mean[0], b - mean[1])
    second = [[float((f * c * e).sum() * GRID.cell) for e in offsets] for c in offsets]
    assert np.allclose(mean, (0.4, -0.3), atol=1e-12) and np.allclose(second, sigma, atol=1e-12)


@pytest.mark.parametrize("sigma", [[[1, 0.1], [0.2, 1]], [[1, 2], [2, 1]], [[1.0]]])
def test_a_covariance_must_be_one(sigma: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="`covariance` must be"):
        states.gaussian(GRID, (0, 0), np.array(sigma))


def test_the_uncertainty_principle_is_required() -> None:
    squeezed = HBAR / 2 * np.diag([1 / 9, 9.0])
    states.require_state(squeezed, hbar=HBAR)
    with pytest.raises(ValueError, match="symplectic eigenvalues of at least"):
        states.require_state(0.98 * squeezed, hbar=HBAR)
    correlated = HBAR / 2 * np.array([[2.0, 1.0], [1.0, 1.0]])  # of determinant (hbar/2)^2: pure
    states.require_state(correlated, hbar=HBAR)
    with pytest.raises(ValueError, match="symplectic eigenvalues of at least"):
        states.require_state(correlated - 0.02 * HBAR * np.eye(2), hbar=HBAR)


@pytest.mark.parametrize("number", [0, 1, 2, 5])
def test_fock_states_are_projectors(number: int) -> None:
    f = states.fock(GRID, number, hbar=HBAR, eta=1.0)
    eigenvalues = np.linalg.eigvalsh(weyl.kernel(GRID, f, hbar=HBAR))
    assert abs(eigenvalues[-1] - 1) < 1e-9 and np.abs(eigenvalues[:-1]).max() < 1e-9
    if number:
        assert f.min() < -0.1, "the Wigner function of an excited state is negative somewhere"


def test_a_cat_is_pure_and_normalised() -> None:
    f = states.cat(GRID, 2.0, hbar=HBAR, eta=1.0, phase=0.7)
    eigenvalues = np.linalg.eigvalsh(weyl.kernel(GRID, f, hbar=HBAR))
    assert abs(eigenvalues[-1] - 1) < 1e-9 and np.abs(eigenvalues[:-1]).max() < 1e-9
    assert abs(f.sum() * GRID.cell - 1) < 1e-12


def test_the_trace_norm_of_two_coherent_states() -> None:
    """2 sqrt(1 - |<a|b>|^2) with |<a|b>|^2 = exp(-|a - b|^2/2 hbar)."""
    f = coherent(GRID, (0.5, 0.2), HBAR) - coherent(GRID, (-0.1, 0.4), HBAR)
    overlap = math.exp(-(0.6**2 + 0.2**2) / (2 * HBAR))
    assert abs(weyl.trace_norm(GRID, f, hbar=HBAR) - 2 * math.sqrt(1 - overlap)) < 1e-10
    assert abs(weyl.hilbert_schmidt_norm(GRID, f, hbar=HBAR) - math.sqrt(2 * (1 - overlap))) < 1e-10


def test_the_trace_norm_does_not_depend_on_the_grid() -> None:
    norms = []
    for count, length, nx, np_ in ((60, 12.0, 96, 96), (75, 13.0, 120, 120), (90, 16.0, 150, 140)):
        grid = box(HBAR, count, length, nx, np_, (0.1, -0.2))
        difference = states.fock(grid, 2, hbar=HBAR, eta=1.3) - coherent(grid, (0.3, 0.1), HBAR)
        norms.append(weyl.trace_norm(grid, difference, hbar=HBAR))
    assert max(norms) - min(norms) < 1e-8


def test_the_box_must_hold_a_whole_number_of_states() -> None:
    grid = Grid((Axis(-6, 6, 64),), (Axis(-6, 6, 64),))
    with pytest.raises(ValueError, match="make the momentum axis") as caught:
        weyl.kernel(grid, coherent(grid, (0, 0), HBAR), hbar=HBAR)
    length = float(str(caught.value).split("axis ")[1].split(" long")[0])
    better = Grid((Axis(-6, 6, 64),), (Axis(-length / 2, length / 2, 64),))
    assert abs(weyl.trace_norm(better, coherent(better, (0, 0), HBAR), hbar=HBAR) - 1) < 1e-7


def exact(curvature: float, dynamics: Dynamics, time: float, centre: NDArray[np.float64], sigma: NDArray[np.float64]):  # type: ignore[no-untyped-def]
    """Centre and covariance for V = curvature x^2/2 by the flow matrix (Van Loan's block exponential for the noise)."""
    F = np.array([[0, 1 / dynamics.mass], [-curvature, 0.0]])
    D = np.diag([dynamics.Dx, dynamics.Dp])
    block = scipy.linalg.expm(time * np.block([[-F, D], [np.zeros((2, 2)), F.T]]))
    flow = block[2:, 2:].T
    noise = flow @ block[:2, 2:]
    spread = flow @ sigma @ flow.T + noise
    return flow @ centre, (spread + spread.T) / 2


@pytest.mark.parametrize("curvature", [1.0, 0.0, -0.7])
@pytest.mark.parametrize("hbar", [0.25, None])
def test_quadratic_potentials_have_closed_forms(curvature: float, hbar: float | None) -> None:
    """Both worlds agree with the Gaussian closed form; free motion exactly, the others to fourth order."""
    grid = Grid((Axis(-9, 9, 160),), (Axis(-9, 9, 160),))
    dynamics = Dynamics(Potential(sp.Rational(str(curvature)) * x**2 / 2, [x]), 1.3, 0.2, 0.1, hbar)
    start, sigma = np.array([0.8, 0.3]), np.array([[0.2, 0.05], [0.05, 0.3]])
    mean, spread = exact(curvature, dynamics, 1.0, start, sigma)
    wanted = states.gaussian(grid, mean, spread)
    errors = []
    for count in (4, 8):
        f = Splitting(dynamics, grid, 1 / count).advance(states.gaussian(grid, start, sigma), count)
        errors.append(float(np.abs(f - wanted).sum() * grid.cell))
    assert errors[1] < 3e-7
    if errors[0] > 1e-9:
        assert 12 < errors[0] / errors[1] < 20


def advanced(dynamics: Dynamics, grid: Grid, f: NDArray[np.float64], time: float, count: int) -> NDArray[np.float64]:
    return Splitting(dynamics, grid, time / count).advance(f.copy(), count)


@pytest.mark.parametrize("potential", [COSINE, Potential(sp.cos(x) + x * sp.sin(3 * t) / 2, [x], t)], ids=["static", "driven"])
@pytest.mark.parametrize("hbar", [0.25, None])
def test_the_order_in_time_is_four(potential: Potential, hbar: float | None) -> None:
    dynamics = Dynamics(potential, 1.0, 0.25, 0.25, hbar)
    grid = box(0.25, 64, 14.0, 96, 96, (1.0, 0.5))
    f = coherent(grid, (1.0, 0.5), 0.25)
    reference = advanced(dynamics, grid, f, 1.0, 64)
    errors = [float(np.abs(advanced(dynamics, grid, f, 1.0, n) - reference).sum() * grid.cell) for n in (4, 8)]
    assert 12 < errors[0] / errors[1] < 21 and errors[1] < 1e-4


def test_the_trace_is_kept_to_rounding() -> None:
    dynamics = Dynamics(COSINE, 1.0, 0.25, 0.25, 0.25)
    f = advanced(dynamics, GRID, coherent(GRID, (1.0, 0.5), 0.25), 1.0, 10)
    assert abs(f.sum() * GRID.cell - 1) < 1e-13


def lindblad_in_fock_basis(hbar: float, Dx: float, Dp: float, time: float, size: int) -> dict[str, float]:
    """Moments of the evolved coherent state at (1, 0.5) for H = p^2/2 + cos x, by an exponential in a truncated Fock basis.

    Shares nothing with the phase-space method: operators, commutators, no Wigner function. Lindblad operators sqrt(Dp/hbar) x
    and sqrt(Dx/hbar) p with the prefactor 1/hbar.
    """
    a = np.diag(np.sqrt(np.arange(1, size)), 1)
    X, P = math.sqrt(hbar / 2) * (a + a.T), 1j * math.sqrt(hbar / 2) * (a.T - a)
    phases = scipy.linalg.expm(1j * X)
    H = P @ P / 2 + (phases + phases.conj().T) / 2
    alpha = (1.0 + 0.5j) / math.sqrt(2 * hbar)
    psi = np.exp(-(abs(alpha) ** 2) / 2) * np.cumprod(np.concatenate(([1], alpha / np.sqrt(np.arange(1, size)))))
    rho = np.outer(psi, psi.conj())

    def rate(r: NDArray[np.complex128]) -> NDArray[np.complex128]:
        out: NDArray[np.complex128] = -1j / hbar * (H @ r - r @ H)
        for L, strength in ((X, Dp), (P, Dx)):
            C = L @ r - r @ L
            out -= strength / (2 * hbar**2) * (L @ C - C @ L)
        return out

    steps = 400
    for _ in range(steps):  # the exponential's Taylor series to order 8 in each small step
        term, total = rho, rho.copy()
        for order in range(1, 9):
            term = rate(term) * (time / steps / order)
            total = total + term
        rho = total
    mean = {"x": X, "p": P, "xx": X @ X, "pp": P @ P}
    return {key: float(np.trace(rho @ A).real) for key, A in mean.items()} | {"purity": float(np.trace(rho @ rho).real)}


def test_an_independent_method_agrees() -> None:
    hbar, time = 0.25, 0.8
    dynamics = Dynamics(COSINE, 1.0, 0.2, 0.3, hbar)
    grid = box(hbar, 90, 14.0, 128, 128, (1.0, 0.5))
    f = advanced(dynamics, grid, coherent(grid, (1.0, 0.5), hbar), time, 24)
    (a,), (b,) = grid.positions(), grid.momenta()
    found = {key: float((f * c).sum() * grid.cell) for key, c in (("x", a), ("p", b), ("xx", a * a), ("pp", b * b))}
    found["purity"] = weyl.hilbert_schmidt_norm(grid, f, hbar=hbar) ** 2
    wanted = lindblad_in_fock_basis(hbar, 0.2, 0.3, time, 70)
    for key, value in wanted.items():
        assert abs(found[key] - value) < 2e-6, (key, found[key], value)
    wrong = advanced(Dynamics(COSINE, 1.0, 0.2, 0.15, hbar), grid, coherent(grid, (1.0, 0.5), hbar), time, 24)
    assert abs(float((wrong * b * b).sum() * grid.cell) - wanted["pp"]) > 1e-2, "half the diffusion must be seen"


def test_the_quantum_and_the_classical_world_differ() -> None:
    f = coherent(GRID, (1.0, 0.5), 0.25)
    quantum, classical = (advanced(Dynamics(COSINE, 1.0, 0.05, 0.05, hbar), GRID, f, 1.0, 16) for hbar in (0.25, None))
    assert 1e-4 < np.abs(quantum - classical).sum() * GRID.cell < 0.5


def test_two_degrees_of_freedom_factorise_without_coupling() -> None:
    """V = cos x + y^2/2: the density is the product of two one-dimensional ones."""
    axis = Axis(-8, 8, 36)
    both = Grid((axis, axis), (axis, axis))
    one = Grid((axis,), (axis,))
    hbar = 1.0
    f = states.gaussian(both, (0.5, 0.2, 0.1, -0.3), hbar / 2 * np.eye(4))
    f = advanced(Dynamics(Potential(sp.cos(x) + y**2 / 2, [x, y]), 1.0, 0.1, 0.2, hbar), both, f, 0.4, 3)
    first = advanced(Dynamics(COSINE, 1.0, 0.1, 0.2, hbar), one, states.gaussian(one, (0.5, 0.1), hbar / 2 * np.eye(2)), 0.4, 3)
    second = Dynamics(Potential(x**2 / 2, [x]), 1.0, 0.1, 0.2, hbar)
    other = advanced(second, one, states.gaussian(one, (0.2, -0.3), hbar / 2 * np.eye(2)), 0.4, 3)
    product = np.einsum("ik,jl->ijkl", first, other)
    assert np.abs(f - product).sum() * both.cell < 1e-6


def test_a_coupled_potential_conserves_what_it_must() -> None:
    """V = cos(x - y): without noise the total momentum is kept."""
    axis = Axis(-8, 8, 36)
    grid = Grid((axis, axis), (axis, axis))
    f = states.gaussian(grid, (0.5, 0.0, 0.4, -0.1), 0.5 * np.eye(4))
    f = advanced(Dynamics(Potential(sp.cos(x - y), [x, y]), 1.0, 0.0, 0.0, 1.0), grid, f, 0.5, 4)
    total = sum(float((f * p).sum() * grid.cell) for p in grid.momenta())
    assert abs(total - 0.3) < 1e-6


@pytest.mark.parametrize(("change", "words"), [
    ({"mass": 0.0}, "must be positive"), ({"hbar": -1.0}, "must be positive"), ({"Dx": -0.1}, "must be at least 0"),
    ({"Dp": math.nan}, "must be at least 0"), ({"Dx": math.inf}, "finite"), ({"mass": math.inf}, "finite"),
    ({"hbar": math.nan}, "must be positive"),
])  # fmt: skip
def test_bad_dynamics_are_refused(change: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Dynamics(**{"potential": COSINE, "mass": 1.0, "Dx": 0.1, "Dp": 0.1, "hbar": 0.1, **change})  # type: ignore[arg-type]


def test_bad_potentials_are_refused() -> None:
    a = sp.Symbol("a", positive=True)
    for expression, words in ((sp.I * x, "must be real"), (a * x**2, "no free parameters")):
        with pytest.raises(ValueError, match=words):
            Potential(expression, [x])
    with pytest.raises(ValueError, match="must be real symbols"):
        Potential(sp.Symbol("z") ** 2, [sp.Symbol("z")])
    for names, time in (([x, x], None), ([x], x)):
        with pytest.raises(ValueError, match="must be distinct"):
            Potential(x**2, names, time)
    for kink in (sp.Abs(x), sp.sign(x), -1 / sp.Abs(x)):
        with pytest.raises(TypeError, match="two continuous derivatives"):
            Potential(kink, [x])
    with pytest.raises(TypeError, match="must be a SymPy expression"):
        Potential("x**2", [x])  # type: ignore[arg-type]


@pytest.mark.parametrize("expression", [1 / x, 1 / x**2, sp.tan(x), 1 / (1 - x**2)])
def test_a_pole_between_the_nodes_is_seen(expression: sp.Expr) -> None:
    potential = Potential(expression, [x])
    potential.require_regular([(0.2, 0.8)])
    with pytest.raises(ValueError, match="has a pole in the box"):
        potential.require_regular([(-2.1, 2.3)])


def test_bad_steps_are_refused() -> None:
    dynamics = Dynamics(COSINE, 1.0, 0.1, 0.1, 0.25)
    with pytest.raises(ValueError, match="`step` must be positive"):
        Splitting(dynamics, GRID, 0.0)
    splitting = Splitting(dynamics, GRID, 0.1)
    with pytest.raises(ValueError, match="`count` must be at least 1"):
        splitting.advance(coherent(GRID, (0, 0), 0.25), 0)
    with pytest.raises(ValueError, match="`f` must be of doubles"):
        splitting.advance(np.zeros((4, 4)), 1)
    with pytest.raises(ValueError, match="must have d = 2"):
        Splitting(Dynamics(Potential(x * y, [x, y]), 1.0, 0.1, 0.1, 0.25), GRID, 0.1)
