"""Models of classical-quantum dynamics: what is refused, the lowered matrices, eigenvectors, one measurement for a finite time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import scipy.linalg
import scipy.stats
import sympy as sp
from numpy.typing import NDArray

from numerics.hybrid import eigen, measurement, splitting
from numerics.hybrid.kernels import kernels
from numerics.hybrid.model import Hybrid, Start, parts, pure
from numerics.hybrid.models import mass_superposition, monitored, spin_boson

q, p = sp.symbols("q p", real=True)
ONE = np.eye(1)
RHO = pure([1, 1j])


def matrix(*rows: list[Any]) -> sp.ImmutableMatrix:
    return sp.ImmutableMatrix(rows)


@pytest.mark.parametrize(("changes", "message"), [
    ({"coupling": matrix([q, sp.I], [sp.I, 0])}, "must be Hermitian"),
    ({"coupling": matrix([q, 1])}, "must be a square matrix"),
    ({"coupling": matrix([sp.Symbol("g") * q, 0], [0, 0])}, "must have no free parameters, but .*g"),
    ({"coupling": matrix([sp.Float(0.5) * q, 0], [0, 0])}, "must be exact, but holds a Float"),
    ({"V": p**2}, "`V` must have no free parameters"),
    ({"mass": 0.0}, "`mass` must be positive"),
    ({"sigma": np.zeros((1, 1))}, "must be invertible"),
    ({"sigma": np.eye(2)}, r"shape \(1, 1\)"),
    ({"momenta": (p,)}, "only where `coupling` depends on them"),
    ({"surplus": (np.ones((3, 3), dtype=complex),)}, "`surplus` must hold finite matrices"),
    ({"sources": ((0.0,), (1.0,)), "strength": 1.0, "mass": 1.0}, "`sources` must attract"),
    ({"sources": ((0.0,),), "strength": 1.0}, "one point of the particle's space for each level"),
    ({"coordinates": (sp.Symbol("u"),)}, "distinct real symbols"),
])
def test_a_model_that_makes_no_sense_is_refused(changes: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {"coordinates": (q,), "V": sp.S.Zero, "coupling": matrix([q, 0], [0, -q]), "mass": math.inf, "sigma": ONE}
    Hybrid(**given)
    with pytest.raises(ValueError, match=message):
        Hybrid(**{**given, **changes})


def test_a_start_must_be_a_state() -> None:
    Start(np.zeros(1), np.zeros(1), RHO)
    for rho in (2 * RHO, np.array([[0.5, 1.0], [1.0, 0.5]]), np.array([[0.5, 0.5], [0.0, 0.5]])):
        with pytest.raises(ValueError, match="`rho` must be Hermitian"):
            Start(np.zeros(1), np.zeros(1), rho.astype(complex))
    with pytest.raises(ValueError, match="`q_spread`"):
        Start(np.zeros(1), np.zeros(1), RHO, math.nan)
    with pytest.raises(ValueError, match="as the model"):
        Start(np.zeros(2), np.zeros(2), RHO).require_fit(spin_boson(mass=1, omega=1, splitting=1, g=1, sigma=1))
    with pytest.raises(ValueError, match="other than zero"):
        pure([0, 0])


def test_the_trade_off_of_the_monitored_levels() -> None:
    """At equality there is no surplus; beyond it the surplus is what is missing in gamma_Q; below it there is no model."""
    assert monitored([1, -1], lam=1, gammaC=0.5, gammaQ=0.125).surplus == ()
    found = monitored([2, -1], lam=1, gammaC=0.5, gammaQ=0.2).rates()
    assert found[0, 1] == pytest.approx(-0.075 * 9) and found[0, 0] == pytest.approx(0.0)
    with pytest.raises(ValueError, match="must be at least"):
        monitored([1, -1], lam=1, gammaC=0.5, gammaQ=0.12)


def test_parts_of_an_entry() -> None:
    assert parts((1 + 2 * sp.I) * q) == (q, 2 * q)
    with pytest.raises(ValueError, match="must have entries"):
        parts(sp.exp(sp.I * q))


def test_the_matrices_are_those_of_the_formula() -> None:
    """Against central differences of H_I, written by hand; positions' brackets first."""
    H = matrix([q * p, sp.sin(q) - sp.I * p], [sp.sin(q) + sp.I * p, sp.cos(q)])
    model = Hybrid((q,), q**4, H, 1.0, np.eye(2), (), (p,))
    at = np.array([[0.3, -1.1], [0.7, 0.2]])
    found = kernels(model).matrices(at)

    def by_hand(x: float, y: float) -> NDArray[np.complex128]:
        return np.array([[x * y, np.sin(x) - 1j * y], [np.sin(x) + 1j * y, np.cos(x)]])

    for k, (x, y) in enumerate(at.T):
        h = 1e-5
        by_p = (by_hand(x, y + h) - by_hand(x, y - h)) / (2 * h)
        by_q = (by_hand(x + h, y) - by_hand(x - h, y)) / (2 * h)
        assert found[0, :, :, k] == pytest.approx(by_hand(x, y))
        assert found[1, :, :, k] == pytest.approx(by_p, abs=1e-9) and found[2, :, :, k] == pytest.approx(-by_q, abs=1e-9)
    assert kernels(model).slope(at[0])[0] == pytest.approx(4 * at[0] ** 3)


def test_the_sources_attract() -> None:
    """At (0, -1/2, 0) the level L pulls to the left: the force is GMm/r^2 along the line to the source."""
    forces = np.array(kernels(mass_superposition(sigma=0.01)).forces(*np.array([[0.0], [-0.5], [0.0]])))[:, 0].reshape(3, 2)
    r = np.hypot(1, 0.5)
    for level, to_the_source in enumerate(([-1, 0.5, 0], [1, 0.5, 0])):
        assert forces[:, level] == pytest.approx(0.1 / r**3 * np.array(to_the_source))


@pytest.mark.parametrize("n", [1, 2, 3])
def test_eigenvectors(n: int) -> None:
    generator = np.random.default_rng(1)
    A = generator.standard_normal((n, n, 40)) + 1j * generator.standard_normal((n, n, 40))
    H = A + eigen.adjoint(A)
    H[:, :, 0] = 0
    H[:, :, 1] = np.diag(np.arange(n))
    H[:, :, 2] = np.diag(-np.arange(n))
    values, U = eigen.eigen(H)
    assert eigen.function(values, U) == pytest.approx(H, abs=1e-12)
    assert eigen.product(eigen.adjoint(U), U) == pytest.approx(np.repeat(np.eye(n)[:, :, None], 40, axis=2), abs=1e-12)


def test_two_measurements_are_one_twice_as_long() -> None:
    """The outcomes of two halves sum to that of the whole, with the same state left; the law of the sum is a mixture of normals."""
    size, h = 20000, 0.7
    levels = np.repeat(np.array([[1.0], [-0.5], [0.2]]), size, axis=1)
    r = np.repeat(np.array([[0.5], [0.3], [0.2]]), size, axis=1)
    generator = np.random.default_rng(2)
    first = measurement.drawn(r, levels, h / 2, generator.standard_normal(size), generator.random(size))
    after = r * measurement.factors(levels, first, h / 2) ** 2
    after /= after.sum(axis=0)
    second = measurement.quantile(after, levels, h / 2, generator.standard_normal(size))
    both = after * measurement.factors(levels, second, h / 2) ** 2
    once = r * measurement.factors(levels, first + second, h) ** 2
    assert both / both.sum(axis=0) == pytest.approx(once / once.sum(axis=0), abs=1e-12)
    bayes = r * scipy.stats.norm.pdf(first + second, levels * h, math.sqrt(h))
    assert once / once.sum(axis=0) == pytest.approx(bayes / bayes.sum(axis=0), abs=1e-12)
    law = [(0.5, 1.0), (0.3, -0.5), (0.2, 0.2)]
    cdf = sum(w * scipy.stats.norm.cdf(np.sort(first + second), a * h, math.sqrt(h)) for w, a in law)
    distance = np.abs(cdf - (np.arange(size) + 0.5) / size).max()
    assert distance * math.sqrt(size) < 1.95  # Kolmogorov's distribution: 1 in 1000


def test_the_quantile_is_increasing_and_has_the_level() -> None:
    normals = np.linspace(-7, 7, 201)
    levels, r = np.repeat(np.array([[3.0], [-3.0]]), 201, axis=1), np.repeat(np.array([[0.2], [0.8]]), 201, axis=1)
    y = measurement.quantile(r, levels, 1.5, normals)
    cdf = sum(w * scipy.stats.norm.cdf(y, a * 1.5, math.sqrt(1.5)) for w, a in ((0.2, 3.0), (0.8, -3.0)))
    assert np.all(np.diff(y) > 0) and cdf == pytest.approx(scipy.stats.norm.cdf(normals), rel=1e-9, abs=1e-15)


def test_dissipation_keeps_states() -> None:
    """Against the Kraus sum of a small step, and the trace for all matrices."""
    L = np.array([[0.3, 1.0j, 0], [0, 0.2, 0.1], [0.5, 0, -1.0]], dtype=complex)
    rho = pure([1, 2j, -1])
    step = 1e-4
    found = (splitting.dissipation((L,), 3, step) @ rho.reshape(-1)).reshape(3, 3)
    square = L.conj().T @ L
    rate = L @ rho @ L.conj().T - (square @ rho + rho @ square) / 2
    assert (found - rho) / step == pytest.approx(rate, abs=1e-3)
    long = splitting.dissipation((L,), 3, 2.0).reshape(3, 3, 3, 3)
    assert np.einsum("aacd->cd", long) == pytest.approx(np.eye(3))
    choi = long.transpose(0, 2, 1, 3).reshape(9, 9)
    assert scipy.linalg.eigvalsh(choi)[0] > -1e-12
