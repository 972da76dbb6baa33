"""Trajectories of any classical-quantum master equation against that equation on a grid: two codes, and other laws are told apart."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray

from derive.classical_quantum_equation import MasterEquation
from derive.classical_quantum_unravelling import unravelling
from numerics.estimate import Estimate
from numerics.hybrid import averages, differences, simulate, superoperators, unravelled
from numerics.hybrid.model import Hybrid, Start, pure
from numerics.hybrid.trajectories import Trajectories

M, z = sp.ImmutableMatrix, sp.Symbol("z", real=True)
q, p = sp.symbols("q p", real=True)
SX, SY, SZ = M([[0, 1], [1, 0]]), M([[0, -sp.I], [sp.I, 0]]), M([[1, 0], [0, -1]])
HALF = sp.Rational(1, 2)
PAULI = [np.array(each, dtype=complex) for each in (SX, SY, SZ)]
GROWING = MasterEquation((z,), (-z,), SX / 2, (SZ,), M([[1]]), M([[HALF]]), M([[HALF * (1 + z**2 / 4)]]))
LOWERING = MasterEquation((z,), (-z,), SX / 2, (M([[0, 1], [0, 0]]), SZ), M([[HALF, 0], [0, HALF / 2]]), M([[HALF / 2, HALF / 2]]),
                          M([[HALF]]))
AT = unravelled.Start(np.array([0.5]), np.array([0.3]), pure([1, 0]))


def marks(run: Trajectories, k: int) -> NDArray[Any]:
    assert run.states is not None
    return np.einsum("ij,tjin->tn", PAULI[k], run.states).real


OBSERVED = [lambda r: marks(r, 1), lambda r: marks(r, 2), lambda r: r.q[:, 0], lambda r: r.q[:, 0] ** 2, lambda r: r.q[:, 0] * marks(r, 2)]


def on_grid(law: MasterEquation, start: unravelled.Start, time: float) -> list[Estimate]:
    zero = (0.0,)
    asked: list[differences.Observable] = [(PAULI[1], (0,), zero), (PAULI[2], (0,), zero), (None, (1,), zero), (None, (2,), zero),
                                           (PAULI[2], (1,), zero)]
    return differences.means(law, unravelling(law), start, time, asked)


def apart(pair: tuple[Trajectories, Trajectories], known: list[Estimate]) -> list[float]:
    """The distances over the sums of the error bars."""
    found = [averages.averages(*pair, each)[0] for each in OBSERVED]
    return [abs(float(f.value) - float(k.value)) / (f.error + k.error) for f, k in zip(found, known, strict=True)]


@pytest.mark.parametrize("law", [GROWING, LOWERING])
def test_averages_are_those_of_the_master_equation(law: MasterEquation) -> None:
    """State-dependent D2 with a surplus that depends on z, and operators that are not Hermitian; other laws are not within the bars."""
    pair = unravelled.refined(unravelling(law), AT, [1.0], step=0.1, trajectories=8000, seed=1)
    assert max(apart(pair, on_grid(law, AT, 1.0))) <= 1
    for wrong in (replace(law, D1=-law.D1), replace(law, hamiltonian=-law.hamiltonian)):
        assert max(apart(pair, on_grid(wrong, AT, 1.0))) > 1.5


def test_the_order_of_the_noise_term_matters() -> None:
    """d_z D2 d_z rho in place of d_z^2 D2 rho is a drift d_z D2, here of z: seen where the noise grows faster."""
    law = replace(GROWING, D2=M([[HALF * (1 + z**2)]]), D1=M([[HALF / 4]]))
    pair = unravelled.refined(unravelling(law), AT, [0.25], step=0.05, trajectories=8000, seed=2)
    assert max(apart(pair, on_grid(law, AT, 0.25))) <= 1
    other = replace(law, drift=(law.drift[0] + law.D2[0, 0].diff(z),))
    assert max(apart(pair, on_grid(other, AT, 0.25))) > 2


def test_the_weak_order_is_two() -> None:
    """Steps 1/2, 1/4, 1/8 with shared noise: the means differ by four times less each time, far above the noise of that difference."""
    law, gaps = unravelling(GROWING), []
    for step in (0.5, 0.25):
        coarse, fine = unravelled.refined(law, AT, [1.0], step=step, trajectories=12000, seed=3)
        change = OBSERVED[3](coarse)[0] - OBSERVED[3](fine)[0]
        gaps.append((change.mean(), change.std() / len(change) ** 0.5))
    ratio = gaps[0][0] / gaps[1][0]
    assert abs(gaps[1][0]) > 10 * gaps[1][1] and 3 < ratio < 6


def test_states_stay_states_and_pure_ones_pure_at_equality() -> None:
    run = unravelled.simulate(unravelling(LOWERING), AT, [0.5, 1.0], step=0.1, trajectories=300, seed=4)
    assert run.states is not None
    values = np.linalg.eigvalsh(np.moveaxis(run.states, -1, 1).reshape(-1, 2, 2).swapaxes(-1, -2))
    assert values.min() > -1e-12 and np.abs(values.sum(axis=-1) - 1).max() < 1e-12 and values.min(axis=-1).max() > 1e-3
    least = replace(GROWING, D0=M([[HALF**2 / (1 + z**2 / 4)]]))
    law = unravelling(least)
    assert law.surplus.is_zero_matrix
    run = unravelled.simulate(law, AT, [1.0], step=0.1, trajectories=300, seed=5)
    assert run.states is not None and np.abs((np.abs(run.states) ** 2).sum(axis=(1, 2)) - 1).max() < 1e-12


def test_where_the_trade_off_fails_on_the_way_a_run_stops() -> None:
    short = replace(GROWING, D0=M([[HALF**2 / 2]]))  # enough beyond z = 2 only, where it begins
    start = unravelled.Start(np.array([4.0]), np.array([0.1]), pure([1, 1]))
    with pytest.raises(ArithmeticError, match="the trade-off must hold wherever trajectories go, but at z = "):
        unravelled.simulate(unravelling(short), start, [4.0], step=0.1, trajectories=100, seed=0)
    x, y = sp.symbols("x y", real=True)
    off = MasterEquation((x, y), (sp.S(0), sp.S(0)), 0 * SX, (SZ,), M([[4]]), M([1, x]), M([[HALF, 0], [0, 0]]))
    at = unravelled.Start(np.zeros(2), np.zeros(2), pure([1, 1]))
    with pytest.raises(ArithmeticError, match="noise must reach every direction"):
        unravelled.simulate(unravelling(off), at, [1.0], step=0.1, trajectories=10, seed=0)


def test_a_singular_noise_in_two_variables() -> None:
    """One Wiener process along (1, 2), a Hamiltonian that turns: phase space of an oscillator, on a grid and by trajectories."""
    sigma = sp.Matrix([HALF, 1])
    law = MasterEquation((q, p), (p, -q), SX / 4, (SZ,), M([[5 * HALF / 4]]), M([HALF / 2, HALF]), M(sigma * sigma.T / 2))
    start = unravelled.Start(np.array([0.5, 0.0]), np.array([0.5, 0.5]), pure([1, 1]))
    one, zero = unravelling(law), (0.0, 0.0)
    assert one.sigma.cols == 1 and all(each.is_zero_matrix for each in one.residue) and not one.surplus.is_zero_matrix
    asked: list[differences.Observable] = [(PAULI[1], (0, 0), zero), (None, (1, 0), zero), (None, (1, 1), zero), (PAULI[2], (0, 1), zero)]
    known = differences.means(law, one, start, 0.5, asked)
    pair = unravelled.refined(one, start, [0.5], step=0.1, trajectories=6000, seed=6, split=1)
    observed = [lambda r: marks(r, 1), lambda r: r.q[:, 0], lambda r: r.q[:, 0] * r.p[:, 0], lambda r: r.p[:, 0] * marks(r, 2)]
    for each, value in zip(observed, known, strict=True):
        found = averages.averages(*pair, each)[0]
        assert abs(float(found.value) - float(value.value)) <= found.error + value.error


def test_a_surplus_where_the_coupling_depends_on_momenta() -> None:
    """`direct` with a surplus against the general trajectories and the grid of the same model."""
    H, L = M([[q - p / 2, HALF / 2], [HALF / 2, p / 2 - q]]), np.array([[0, 0.5], [0.5, 0]], dtype=complex)
    model = Hybrid((q,), q**2 / 2, H, 1.0, np.eye(2), (L,), (p,))
    start = Start(np.array([0.5]), np.zeros(1), pure([1, 1j]), 0.4, 0.4)
    pair = simulate.refined(model, start, [0.5], step=0.1, trajectories=6000, seed=7, hbar=1.0, states=True)
    forces = (H.diff(p), -H.diff(q))
    D1 = M([[HALF, 0, 0], [0, HALF, 0]])
    D0 = M(sp.diag(HALF / 2, HALF / 2, HALF**2))
    law = MasterEquation((q, p), (p, -q), H, (*forces, SX), D0, D1, M(sp.eye(2) / 2))
    at = unravelled.Start(np.array([0.5, 0.0]), np.array([0.4, 0.4]), start.rho)
    zero = (0.0, 0.0)
    asked: list[differences.Observable] = [(PAULI[k], (0, 0), zero) for k in (0, 1, 2)]
    known = differences.means(law, unravelling(law), at, 0.5, [*asked, (None, (0, 2), zero)])
    observed: list[Any] = [partial(marks, k=k) for k in (0, 1, 2)]
    for each, value in zip([*observed, lambda r: r.p[:, 0] ** 2], known, strict=True):
        found = averages.averages(*pair, each)[0]
        assert abs(float(found.value) - float(value.value)) <= found.error + value.error


def test_decoherence_matrices() -> None:
    """exp(h D) rho by Taylor's polynomial against another exponential; roots give the matrix back."""
    import scipy.linalg

    generator = np.random.default_rng(0)
    A = generator.standard_normal((9, 9, 5)) + 1j * generator.standard_normal((9, 9, 5))
    C = np.einsum("iaN,jaN->ijN", A, A.conj())
    rho = np.repeat(pure([1, 2j, -1])[:, :, None], 5, axis=2)
    D = superoperators.dissipation(C)
    found = superoperators.evolved(D, rho, 0.02)
    for k in range(5):
        whole = scipy.linalg.expm(0.02 * D[:, :, k]) @ rho[:, :, k].ravel()
        assert found[:, :, k].ravel() == pytest.approx(whole, abs=1e-13)
        assert np.trace(found[:, :, k]) == pytest.approx(1, abs=1e-13) and np.linalg.eigvalsh(found[:, :, k])[0] > -1e-14
    root = superoperators.roots(found)
    assert np.einsum("ikN,jkN->ijN", root, root.conj()) == pytest.approx(found, abs=1e-13)


def test_what_is_refused() -> None:
    law = unravelling(GROWING)
    with pytest.raises(ValueError, match="`start` must have N = 1"):
        unravelled.simulate(law, unravelled.Start(np.zeros(2), np.zeros(2), pure([1, 0])), [1.0], step=0.1, trajectories=2, seed=0)
    with pytest.raises(ValueError, match="`spread` must be at least 0"):
        unravelled.Start(np.zeros(1), np.array([-1.0]), pure([1, 0]))
    with pytest.raises(ValueError, match="a spread in each"):
        differences.solved(GROWING, replace(AT, spread=np.zeros(1)), 1.0, points=[50], box=((-1.0, 1.0),))
