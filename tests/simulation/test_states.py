"""States on grids: spectra of their Weyl kernels, overlaps by formula, refusals."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from numerics.phase_space import states, weyl
from numerics.phase_space.grid import Axis, Grid

HBAR, COUNT, LENGTH = 0.25, 80, 14.0
HIGH = COUNT * math.pi * HBAR / LENGTH
GRID = Grid((Axis(-7, 7, 144),), (Axis(-HIGH, HIGH, 144),))
Array = NDArray[np.float64]

PURE: dict[str, Callable[[Grid], Array]] = {
    "coherent": lambda g: states.coherent(g, (0.5, -0.4), hbar=HBAR, eta=1.4),
    "squeezed": lambda g: states.squeezed(g, (0.5, -0.4), 0.5, angle=0.6, hbar=HBAR, eta=1.2),
    "fock": lambda g: states.fock(g, 2, hbar=HBAR, eta=1.2, centre=(0.6, 0.3)),
    "cat": lambda g: states.cat(g, (1.6, -1.2), hbar=HBAR, eta=1.2, phase=0.7, centre=(0.2, 0.1)),
    "odd cat": lambda g: states.cat(g, (0.1, 0.05), hbar=HBAR, phase=math.pi),
}


def spectrum(f: Array) -> Array:
    return np.asarray(np.linalg.eigvalsh(weyl.kernel(GRID, f, hbar=HBAR))[::-1])


def overlap(f: Array, g: Array) -> float:
    """Tr rho sigma."""
    return float(np.sum(f * g)) * GRID.cell * 2 * math.pi * HBAR


@pytest.mark.parametrize("name", PURE)
def test_pure_states_are_projectors(name: str) -> None:
    f = PURE[name](GRID)
    values = spectrum(f)
    assert abs(values[0] - 1) < 1e-9 and np.abs(values[1:]).max() < 1e-9 and abs(f.sum() * GRID.cell - 1) < 1e-10


def test_thermal_states_have_a_geometric_spectrum() -> None:
    n = 0.6
    values = spectrum(states.thermal(GRID, (0.3, 0.2), n, hbar=HBAR, eta=1.1))
    wanted = (n / (n + 1)) ** np.arange(12) / (n + 1)
    assert np.abs(values[:12] - wanted).max() < 1e-9


def test_coherent_states_overlap_by_formula() -> None:
    """exp(-z sigma_*^-1 z/4) at distance z."""
    eta, z = 1.4, np.array([0.6, -0.5])
    first, second = (states.coherent(GRID, c, hbar=HBAR, eta=eta) for c in ((0.5, -0.4), (0.5 + z[0], -0.4 + z[1])))
    assert abs(overlap(first, second) - math.exp(-(eta * z[0] ** 2 + z[1] ** 2 / eta) / (2 * HBAR))) < 1e-12


def test_displaced_number_states_overlap_by_formula() -> None:
    """|<n|D(a)|0>|^2 = exp(-|a|^2) |a|^(2n)/n!, and number states of one oscillator are orthogonal."""
    eta, z = 1.2, (0.5, 0.4)
    square = (eta * z[0] ** 2 + z[1] ** 2 / eta) / (2 * HBAR)
    vacuum = states.coherent(GRID, (0.1 + z[0], z[1]), hbar=HBAR, eta=eta)
    for n in (0, 1, 3):
        f = states.fock(GRID, n, hbar=HBAR, eta=eta, centre=(0.1, 0.0))
        assert abs(overlap(f, vacuum) - math.exp(-square) * square**n / math.factorial(n)) < 1e-11
        assert abs(overlap(f, states.fock(GRID, n + 2, hbar=HBAR, eta=eta, centre=(0.1, 0.0)))) < 1e-11


def test_squeezing_goes_along_its_direction() -> None:
    r, angle, eta = 0.5, 0.6, 1.2
    f = states.squeezed(GRID, (0.0, 0.0), r, angle=angle, hbar=HBAR, eta=eta)
    (x,), (p,) = GRID.positions(), GRID.momenta()
    along = math.cos(angle) * x * math.sqrt(2 * eta / HBAR) + math.sin(angle) * p * math.sqrt(2 / (eta * HBAR))
    across = -math.sin(angle) * x * math.sqrt(2 * eta / HBAR) + math.cos(angle) * p * math.sqrt(2 / (eta * HBAR))
    for direction, variance in ((along, math.exp(-2 * r)), (across, math.exp(2 * r))):
        assert abs(float((f * direction**2).sum() * GRID.cell) - variance) < 1e-10
    plain = states.squeezed(GRID, (0.0, 0.0), 0.0, hbar=HBAR, eta=eta)
    assert np.abs(plain - states.coherent(GRID, (0, 0), hbar=HBAR, eta=eta)).max() < 1e-14


def test_a_cat_is_the_superposition_on_the_nodes() -> None:
    """Against |D(a)0> + e^(i phase) |D(-a)0> as vectors of wave functions, with D(a) = exp(i (p_a x - x_a p)/hbar)."""
    eta, phase, apart, centre = 1.2, 0.7, np.array([1.6, -1.2]), np.array([0.2, 0.1])
    step = LENGTH / COUNT
    y = -7 + step * np.arange(COUNT)

    def displaced(a: Array) -> NDArray[np.complex128]:
        """D(centre) D(a) |0>: one displacement after the other, each exp(i p_a (x - x_a/2)/hbar) psi(x - x_a)."""
        def psi(x: Array) -> Array:
            return np.exp(-eta * x**2 / (2 * HBAR)) * (eta / (math.pi * HBAR)) ** 0.25

        inner = y - centre[0]
        first = np.exp(1j * a[1] * (inner - a[0] / 2) / HBAR) * psi(inner - a[0])
        return np.asarray(np.exp(1j * centre[1] * (y - centre[0] / 2) / HBAR) * first * math.sqrt(step))

    vector = displaced(apart / 2) + np.exp(1j * phase) * displaced(-apart / 2)
    vector /= np.linalg.norm(vector)
    kernel = weyl.kernel(GRID, PURE["cat"](GRID), hbar=HBAR)
    assert abs(np.vdot(vector, kernel @ vector) - 1) < 1e-9


def test_a_cat_in_position_is_the_one_of_a_bare_number() -> None:
    bare = states.cat(GRID, 2.0, hbar=HBAR, eta=1.0, phase=0.7)
    assert np.array_equal(bare, states.cat(GRID, (2.0, 0.0), hbar=HBAR, eta=1.0, phase=0.7))


def test_mixtures_add() -> None:
    sigma = HBAR / 2 * np.eye(2)
    f = states.mixture(GRID, [0.7, 0.3], [(0.0, 0.0), (1.6, 1.6)], [sigma, sigma], hbar=HBAR)
    square = math.exp(-(1.6**2 + 1.6**2) / (2 * HBAR))
    root = math.sqrt(1 - 4 * 0.7 * 0.3 * (1 - square))  # the two eigenvalues of 0.7 |a><a| + 0.3 |b><b|
    values = spectrum(f)
    assert abs(values[0] - (1 + root) / 2) < 1e-9 and abs(values[1] - (1 - root) / 2) < 1e-9 and abs(values[2:]).max() < 1e-9


def test_products_of_two_degrees_of_freedom() -> None:
    """A number state times a vacuum factorises; coherent and thermal states of d = 2 are Gaussians with these moments."""
    axis = Axis(-6.5, 6.5, 30)
    both, one = Grid((axis, axis), (axis, axis)), Grid((axis,), (axis,))
    f = states.fock(both, (1, 0), hbar=1.0, eta=(1.0, 1.3), centre=(0.1, 0.2, 0.3, 0.4))
    first = states.fock(one, 1, hbar=1.0, eta=1.0, centre=(0.1, 0.3))
    second = states.coherent(one, (0.2, 0.4), hbar=1.0, eta=1.3)
    assert np.abs(f - np.einsum("ik,jl->ijkl", first, second)).max() < 1e-14
    warm = states.thermal(both, (0.1, 0.2, 0.3, 0.4), 0.3, hbar=1.0, eta=(1.0, 1.3))
    variances = [float((warm * (c - m) ** 2).sum() * both.cell) for c, m in zip(
        (*both.positions(), *both.momenta()), (0.1, 0.2, 0.3, 0.4), strict=True)]  # fmt: skip
    assert np.allclose(variances, 0.8 * np.array([1, 1 / 1.3, 1, 1.3]), rtol=0, atol=1e-4)
    cat = states.cat(both, (1.0, 0.5, 0.5, 0.0), hbar=1.0, phase=0.3)
    assert abs(float((cat**2).sum()) * both.cell * (2 * math.pi) ** 2 - 1) < 1e-6 and abs(cat.sum() * both.cell - 1) < 1e-6


@pytest.mark.parametrize(("build", "words"), [
    (lambda: states.coherent(GRID, (0.0,), hbar=HBAR), "must be a finite point"),
    (lambda: states.coherent(GRID, (0.0, math.nan), hbar=HBAR), "must be a finite point"),
    (lambda: states.coherent(GRID, (0.0, 0.0), hbar=0.0), "`hbar` and `eta` must be positive"),
    (lambda: states.coherent(GRID, (0.0, 0.0), hbar=HBAR, eta=-1.0), "`hbar` and `eta` must be positive"),
    (lambda: states.thermal(GRID, (0.0, 0.0), -0.1, hbar=HBAR), "`occupation` must be at least 0"),
    (lambda: states.squeezed(GRID, (0.0, 0.0), math.inf, hbar=HBAR), "must be finite"),
    (lambda: states.fock(GRID, -1, hbar=HBAR), "`number` must be at least 0"),
    (lambda: states.fock(GRID, (1, 2), hbar=HBAR), "`number` must be at least 0"),
    (lambda: states.cat(GRID, 0.0, hbar=HBAR, phase=math.pi), "the two terms cancel"),
    (lambda: states.mixture(GRID, [0.5, 0.6], [(0, 0)] * 2, [np.eye(2)] * 2, hbar=HBAR), "with the sum 1"),
    (lambda: states.mixture(GRID, [1.5, -0.5], [(0, 0)] * 2, [np.eye(2)] * 2, hbar=HBAR), "at least 0"),
    (lambda: states.mixture(GRID, [1.0], [(0, 0)] * 2, [np.eye(2)] * 2, hbar=HBAR), "as many as"),
    (lambda: states.mixture(GRID, [1.0], [(0, 0)], [0.9 * HBAR / 2 * np.eye(2)], hbar=HBAR), "symplectic eigenvalues"),
])  # fmt: skip
def test_what_is_no_state_is_refused(build: Callable[[], Array], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        build()


def test_a_classical_mixture_may_be_narrow() -> None:
    f = states.mixture(GRID, [1.0], [(0, 0)], [0.9 * HBAR / 2 * np.eye(2)], hbar=None)
    assert abs(f.sum() * GRID.cell - 1) < 1e-12
