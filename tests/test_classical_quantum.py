"""The classical-quantum trade-off and trajectories: exact answers against numbers found another way."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import flint
import numpy as np
import pytest
import sympy as sp

from derive import classical_quantum as cq
from derive.classical_quantum import block_is_positive, generalised_inverse, least_decoherence, margin, trade_off
from derive.classical_quantum_ensemble import Ensemble, integrated
from derive.classical_quantum_generator import generator
from derive.classical_quantum_levels import Amplitude, Process, amplitude, bloch
from derive.classical_quantum_order import block_form, moore_penrose
from derive.classical_quantum_trajectories import Trajectories, trajectories
from derive.complex_matrices import commutator
from derive.matrices import Abstract

Case = tuple[sp.Matrix, sp.Matrix, sp.Matrix]


def _entry(rng: Random) -> sp.Rational:
    return sp.Rational(rng.randint(-3, 3), rng.randint(1, 2))


def _case(rng: Random) -> Case:
    """D0, D1, D2 with D2 often singular, D1 often in its range, and D0 at, above or below the least."""
    n, m = rng.choice([(1, 1), (1, 2), (2, 1), (2, 2), (3, 2)])
    sigma = sp.Matrix(n, rng.choice([1, n]), lambda i, j: _entry(rng))
    back = sp.Matrix(n, m, lambda i, j: _entry(rng) + sp.I * _entry(rng))
    back = sigma * sigma.T * back if rng.random() < 0.6 else back
    more = sp.Matrix(m, m, lambda i, j: _entry(rng) + sp.I * _entry(rng))
    decoherence = least_decoherence(back, sigma) + rng.choice([0, 0, 1, -1]) * more.H * more
    return decoherence.applyfunc(sp.expand), back.applyfunc(sp.expand), sigma * sigma.T / 2


def test_both_methods_agree_and_so_do_eigenvalues() -> None:
    rng, counts = Random(1), {"holds": 0, "saturated": 0, "outside": 0, "too little": 0}
    for _ in range(80):
        case = _case(rng)
        found = trade_off(*case)
        assert found.holds is block_is_positive(*case)
        counts["holds"] += found.holds
        counts["saturated"] += found.saturated
        counts["outside"] += not found.residue.is_zero_matrix
        counts["too little"] += found.residue.is_zero_matrix and not found.holds
        D0, D1, D2 = (np.array(part.tolist(), dtype=complex) for part in case)
        lowest = np.linalg.eigvalsh(np.block([[2 * D2, D1], [D1.conj().T, D0]]))[0]
        assert lowest > -1e-9 if found.holds else lowest < -1e-9
    assert min(counts.values()) >= 8, counts


@pytest.mark.parametrize("excess", [Fraction(-1, 100), Fraction(0), Fraction(1, 100)])
def test_the_solution_from_a_point_is_positive_exactly_when_it_holds(excess: Fraction) -> None:
    """rho_ab = exp(-(u - D1 (a+b) t)^2/(4 D2 t) - D0 (a-b)^2 t/2): the factor 2 of the trade-off, seen from outside."""
    D1, D2 = Fraction(3, 4), Fraction(2, 5)
    D0 = D1**2 / (2 * D2) * (1 + excess)
    found = trade_off(*(sp.Matrix([[sp.Rational(value)]]) for value in (D0, D1, D2)))
    a, b = np.meshgrid([1.0, -0.5, 2.0], [1.0, -0.5, 2.0], indexing="ij")
    u, t = np.linspace(-2, 2, 9)[:, None, None], 0.7
    block = np.exp(-((u - float(D1) * (a + b) * t) ** 2) / (4 * float(D2) * t) - float(D0) * (a - b) ** 2 * t / 2)
    lowest = (np.linalg.eigvalsh(block)[:, 0] / np.abs(block).max(axis=(1, 2))).min()
    assert found.holds is (excess >= 0) and found.saturated is (excess == 0)
    assert lowest > -1e-14 if excess >= 0 else lowest < -1e-6


def test_generalised_inverses() -> None:
    rng = Random(3)
    for _ in range(10):
        sigma = sp.Matrix(3, 2, lambda i, j: _entry(rng))
        square = sigma * sigma.T
        found = generalised_inverse(square)
        assert (square * found * square - square).is_zero_matrix and (found * square * found - found).is_zero_matrix
        assert (square * found).is_symmetric() and (found * square).is_symmetric()
        for matrix in (sigma, sigma.T, sigma * sigma[:2, :]):  # tall, wide, and square of rank 2 at most
            plain = flint.fmpq_mat(*matrix.shape, [flint.fmpq(int(x.p), int(x.q)) for x in matrix])
            inverse = np.array([[float(Fraction(int(x.p), int(x.q))) for x in row] for row in moore_penrose(plain).tolist()])
            assert np.allclose(inverse, np.linalg.pinv(np.array(matrix.tolist(), dtype=float)), atol=1e-8)
    assert generalised_inverse(sp.zeros(2)) == sp.zeros(2)
    assert moore_penrose(flint.fmpq_mat(1, 2, [0, 0])).tolist() == [[0], [0]]


def test_margin_of_symbols() -> None:
    g, c, k = sp.symbols("g c k", positive=True)
    assert margin(sp.Matrix([[g]]), sp.Matrix([[sp.I * c]]), sp.Matrix([[k]]))[0] == 2 * g - c**2 / k
    with pytest.raises(ValueError, match="`D2` must be invertible"):
        margin(sp.eye(2), sp.eye(2), sp.Matrix([[k, k], [k, k]]))


@pytest.mark.parametrize("case, message", [
    ((sp.Matrix([[0.5]]), sp.eye(1), sp.eye(1)), "`D0` must have rational or Gaussian rational entries, but has 0.5"),
    ((sp.eye(1), sp.Matrix([[sp.sqrt(2)]]), sp.eye(1)), "`D1` must have rational"),
    ((sp.eye(2), sp.eye(1), sp.eye(1)), "`D0` and `D2` must be 1 x 1 and 1 x 1"),
    ((sp.Matrix([[sp.I]]), sp.eye(1), sp.eye(1)), "`D0` must be Hermitian"),
    ((sp.eye(2), sp.eye(2), sp.Matrix([[1, 2], [0, 1]])), "`D2` must be real and symmetric"),
    ((sp.eye(2), sp.eye(2), sp.Matrix([[1, sp.I], [-sp.I, 1]])), "`D2` must be real and symmetric"),
])
def test_what_is_refused(case: Case, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        trade_off(*case)


def test_what_else_is_refused() -> None:
    with pytest.raises(ValueError, match="`sigma` must be real"):
        least_decoherence(sp.eye(1), sp.Matrix([[sp.I]]))
    with pytest.raises(ValueError, match="`D1` must have a row for every row of `sigma`"):
        least_decoherence(sp.eye(1), sp.eye(2))
    with pytest.raises(ValueError, match="`matrix` must be real"):
        generalised_inverse(sp.Matrix([[sp.I]]))
    with pytest.raises(ValueError, match="`matrix` must be Hermitian"):
        cq.is_positive_semidefinite(sp.Matrix([[1, 2], [0, 1]]))


def test_negative_diffusion_is_not_lawful() -> None:
    """The printed conditions alone would let it pass: 2 D0 >= 0 and D1 = 0."""
    case = sp.zeros(1), sp.zeros(1), -sp.eye(1)
    assert trade_off(*case).margin.is_zero_matrix and not trade_off(*case).holds and not block_is_positive(*case)


def _printed(found: Trajectories, kick: Fraction, damping: Fraction) -> tuple[Abstract, list[Abstract]]:
    drift = -(found.numbers.i * found.hamiltonian)
    for deviation in found.deviations:
        drift = drift + deviation * deviation * damping
    return drift, [deviation * kick for deviation in found.deviations]


@pytest.mark.parametrize("damping, kept", [(Fraction(-1, 8), True), (Fraction(-1, 4), False), (Fraction(1, 8), False)])
def test_norm_and_purity_need_an_eighth(damping: Fraction, kept: bool) -> None:
    found = trajectories(pure=True)
    drift, noises = _printed(found, Fraction(1, 2), damping)
    prove, rho = found.numbers.algebra.prove_equal, found.state
    assert (prove(found.norm_drift(drift, noises), rho - rho) is not None) is kept
    assert (prove(found.idempotence(drift, noises), rho - rho) is not None) is kept


def test_the_average_needs_a_quarter() -> None:
    found = trajectories(pure=False)
    drift, noises = _printed(found, Fraction(1, 2), Fraction(-1, 8))
    prove, change = found.numbers.algebra.prove_equal, found.state_drift(drift, noises)
    assert [prove(change, found.lindblad(Fraction(1, k))) is not None for k in (4, 2)] == [True, False]


def test_one_step_by_numbers() -> None:
    """Two coordinates, three levels, forces that do not commute, a full sigma: means over dW = +-dt^(1/2)."""
    rng = np.random.default_rng(7)
    dt, sigma = 1e-6, np.array([[1.0, 0.4], [-0.3, 0.8]])
    inverse = np.linalg.inv(sigma)
    H, *forces = (m + m.conj().T for m in rng.normal(size=(3, 3, 3)) + 1j * rng.normal(size=(3, 3, 3)))
    psi = rng.normal(size=3) + 1j * rng.normal(size=3)
    psi /= np.linalg.norm(psi)
    rho = np.outer(psi, psi.conj())
    means = [np.vdot(psi, F @ psi).real for F in forces]
    G = [F - m * np.eye(3) for F, m in zip(forces, means, strict=True)]
    K = [sum(inverse[i, j] * G[j] for j in range(2)) for i in range(2)]
    norm, change, crossed = 0.0, np.zeros((3, 3), complex), np.zeros((2, 3, 3), complex)
    for signs in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        dW = np.sqrt(dt) * np.array(signs)
        step = psi - 1j * H @ psi * dt + sum(K[i] @ psi * dW[i] / 2 - K[i] @ K[i] @ psi * dt / 8 for i in range(2))
        moved = np.outer(step, step.conj())
        norm += (np.vdot(step, step).real - 1) / 4
        change += (moved - rho) / 4
        crossed += np.einsum("i,ab->iab", sigma @ dW, moved - rho) / 4
    rate = np.linalg.inv(sigma @ sigma.T) / 4
    lindblad = -1j * (H @ rho - rho @ H)
    for j in range(2):
        for k in range(2):
            damping = forces[k] @ forces[j]
            lindblad += rate[j, k] * (forces[j] @ rho @ forces[k] - (damping @ rho + rho @ damping) / 2)
    assert abs(norm) < 1e3 * dt**2
    assert np.allclose(change / dt, lindblad, atol=1e3 * dt)
    for i, force in enumerate(forces):
        assert np.allclose(crossed[i] / dt + means[i] * rho, (force @ rho + rho @ force) / 2, atol=1e3 * dt)


def test_bloch_components_by_numbers() -> None:
    w, x, y = sp.symbols("w x y", real=True)
    FL, FR, EL, ER, strength, dt = 0.7, -0.4, 0.3, 1.1, 0.6, 1e-6
    c = np.array([0.8, 0.6 * np.exp(0.5j)])
    population = abs(c[0]) ** 2
    mean = population * FL + (1 - population) * FR
    force, energy = np.array([FL, FR]) - mean, np.array([EL, ER])
    moved = [c * (1 - 1j * energy * dt + force / strength * kick / 2 - force**2 * dt / strength**2 / 8)
             for kick in (np.sqrt(dt), -np.sqrt(dt))]

    def components(v: np.ndarray) -> np.ndarray:
        both = 2 * np.conj(v[0]) * v[1]
        return np.array([abs(v[0]) ** 2, both.real, both.imag])

    exact = [sp.Rational(str(value)) for value in (EL, ER, FL, FR, strength)]
    middle = w * exact[2] + (1 - w) * exact[3]
    levels = [amplitude(e, [f], [middle], sp.eye(1) / exact[4], kick=sp.Rational(1, 2), damping=-sp.Rational(1, 8))
              for e, f in zip(exact[:2], exact[2:4], strict=True)]
    process = bloch(w, x, y, *levels)
    at = dict(zip((w, x, y), components(c), strict=True))
    drifts = (components(moved[0]) + components(moved[1])) / 2 - components(c)
    noises = (components(moved[0]) - components(moved[1])) / (2 * np.sqrt(dt))
    for k, v in enumerate((w, x, y)):
        assert drifts[k] / dt == pytest.approx(float(process.drifts[v].subs(at)), abs=1e-3)
        assert noises[k] == pytest.approx(float(process.noises[v][0].subs(at)), abs=1e-5)
    assert bloch(w, x, y, *(Amplitude(-sp.I * e, (sp.S.Zero,)) for e in (0, 1))).drifts[w] == 0


def test_ito_rule_by_hand() -> None:
    """d(s^2), d exp(u + v) and d(log s) of processes whose answers are known in closed form."""
    s, u, v, k = sp.symbols("s u v k", real=True)
    walk = Process({s: sp.S.Zero}, {s: (k * (1 - s**2),)})
    assert sp.expand(walk.drift(s**2) - k**2 * (1 - s**2) ** 2) == 0
    assert walk.relative_drift(sp.log(1 - s**2) / 2) == -(k**2) / 2
    two = Process({u: sp.S.One, v: sp.S.Zero}, {u: (sp.S(2), sp.S.Zero), v: (sp.S(3), sp.S(5))})
    assert two.drift(u * v) == v + 6
    assert two.noise(u * v) == (3 * u + 2 * v, 5 * u)
    assert two.relative_drift(u + v) == 1 + sp.Rational(5**2 + 5**2, 2)


def test_a_wrong_dissipation_is_not_proved() -> None:
    made, first, second = generator()
    zero = made.hamiltonian - made.hamiltonian
    (jump,) = made.jumps
    form = commutator(first.by(), jump).T * commutator(second.by(), jump)
    for name, back in zip("uv", made.back, strict=True):
        form = form + first.by(name).T * commutator(second.by(), back) + commutator(first.by(), back).T * second.by(name)
    whole = {}
    for factor in (1, 2):
        total = form
        for i, j in (("u", "u"), ("u", "v"), ("v", "u"), ("v", "v")):
            total = total + factor * made.diffusion["".join(sorted(i + j))] * first.by(i).T * second.by(j)
        whole[factor] = made.numbers.algebra.prove_equal(made.dissipation(first, second) - total, zero)
    assert whole[1] is None and whole[2] is not None


def test_schur_complement_is_not_the_wrong_one() -> None:
    found = block_form(in_range=False)
    at = found.form(-(found.inverse * found.b * found.y), found.y)
    wrong = found.y.T * (found.c + found.b.T * found.inverse * found.b) * found.y
    assert found.algebra.prove_equal(at, wrong) is None
    full = found.x + found.inverse * found.b * found.y
    squares = full.T * found.a * full + found.y.T * found.complement * found.y
    assert found.algebra.prove_equal(found.form(found.x, found.y), squares) is None  # needs the second condition


def test_ensembles() -> None:
    z = sp.Symbol("z", real=True)
    pair = Ensemble([sp.Rational(1, 3), sp.Rational(2, 3)], [1, -2], [sp.diag(1, 0), sp.eye(2) / 2])
    assert pair.mean(sp.diag(z**2, 0), z) == integrated(sp.diag(z**2, 0), pair.macroscopic(z), z) == sp.Rational(5, 3)
    assert pair.state() == sp.diag(sp.Rational(2, 3), sp.Rational(1, 3))
    assert pair.mean_square(sp.diag(3, -1)) == sp.Rational(1, 3) * 9 + sp.Rational(2, 3)
