"""Classical-quantum dynamics: the generator, the average of an unravelling and entanglement, each against another computation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import sympy as sp

from derive.canonical_pairs import CanonicalPairs
from derive.gaussian_function import density
from derive.hybrid import (
    BlockGenerator,
    averaged,
    dissipator,
    double_commutator,
    fundamental_solution,
    purity_rate,
    von_neumann,
)
from derive.hybrid_states import crossed_jumps, jump_rate, quotient, transposed_determinant

q, p, u = sp.symbols("q p u", real=True)
h, t = sp.symbols("hbar t", positive=True)
AT = CanonicalPairs((q,), (p,), h)


def test_generator_of_the_oscillator_is_a_rotation() -> None:
    found = von_neumann((q**2 + p**2) / 2, (q**2 + p**2) / 2, AT)
    assert found.coefficients == {(0, 1): q, (1, 0): -p}


def test_a_third_power_brings_a_third_derivative() -> None:
    assert von_neumann(q**3, q**3, AT).at(0, 3) == -(h**2) / 4


@pytest.mark.parametrize("jump", [q, p, q**2, q + 2 * p])
def test_double_commutator_is_a_lindblad_term(jump: sp.Expr) -> None:
    one, other = double_commutator(jump, sp.Symbol("g"), AT), dissipator(jump, 2 * sp.Symbol("g"), AT)
    for j in range(3):
        for k in range(3):
            assert sp.expand(one.at(j, k) - other.at(j, k)) == 0


def test_what_is_not_a_sum_of_derivatives_is_told() -> None:
    with pytest.raises(ValueError, match="mixed"):
        BlockGenerator({(1, 1): sp.S.One}).on_exponential((1, 1, 1), (1, 1, 1))
    with pytest.raises(ValueError, match="two derivatives"):
        fundamental_solution(von_neumann(p**2, p**2, AT), u, t)


def test_diffusion_spreads_as_a_normal_law() -> None:
    kernel = fundamental_solution(double_commutator(q, 3 / h**2, AT), u, t)
    assert sp.simplify(kernel.expression() - density((u,), (0,), sp.Matrix([[6 * t]])).expression()) == 0
    assert sp.simplify(quotient(kernel, BlockGenerator({(0, 1): sp.S.One}), q, u) + u / (6 * t)) == 0


@pytest.mark.parametrize("observable", [lambda x: x, lambda x: x**2, lambda x: x**2 - 3 * x])
def test_average_agrees_with_one_step_of_a_random_walk(observable: Callable[[sp.Expr], sp.Expr]) -> None:
    """One step with dW = +-sqrt(dt), expanded in dt, against the adjoint of the generator on a function of p."""
    mu, s, X, Y, p0 = sp.symbols("mu s X Y p_0")
    root = sp.Symbol("w")  # sqrt(dt)
    step = sum((1 + X * root**2 + z * Y * root) * observable(p0 + mu * root**2 + z * s * root) for z in (1, -1)) / 2
    found = sp.expand(step).coeff(root, 2)
    generator = averaged(mu, s, X, Y)
    phi = observable(p)
    adjoint = generator.at(0, 0) * phi - generator.at(0, 1) * phi.diff(p) + generator.at(0, 2) * phi.diff(p, 2)
    assert sp.expand(found - adjoint.subs(p, p0)) == 0


def test_purity_of_three_levels() -> None:
    """Tr rho^2 of a state that is monitored without loss, and dephased, by matrices."""
    g, k = sp.Rational(3, 7), sp.Rational(2, 5)
    levels, weights = (sp.S.One, sp.Integer(2), sp.Integer(-1)), (sp.Rational(1, 2), sp.Rational(1, 3), sp.Rational(1, 6))
    centre = sum(w * x for w, x in zip(weights, levels, strict=True))
    found = purity_rate(levels, weights, lambda x, y: -g * (x - y) ** 2, lambda x, y: k * (x + y - 2 * centre))
    psi = np.sqrt(np.array([float(w) for w in weights]))
    A, rho = np.diag([float(x) for x in levels]), np.outer(psi, psi)
    drift = -float(g) * (A @ A @ rho - 2 * A @ rho @ A + rho @ A @ A)
    noise = float(k) * (A @ rho + rho @ A - 2 * np.trace(A @ rho) * rho)
    assert abs(float(found) - np.trace(2 * rho @ drift + noise @ noise)) < 1e-12


def test_determinant_of_the_partial_transpose_by_numbers() -> None:
    r, c, o = 0.3, 0.2, 0.6
    vectors = np.array([1, 0]), np.array([o, np.sqrt(1 - o * o)])
    weights = np.array([[r, c], [c, 1 - r]])
    whole = np.block([[weights[x, y] * np.outer(vectors[x], vectors[y]) for y in (0, 1)] for x in (0, 1)])
    transpose = whole.reshape(2, 2, 2, 2).transpose(2, 1, 0, 3).reshape(4, 4)
    symbols = sp.symbols("r s c o")
    found = transposed_determinant(*symbols).subs(dict(zip(symbols, (r, 1 - r, c, o), strict=True)))
    assert abs(float(found) - np.linalg.det(transpose)) < 1e-12
    assert np.linalg.eigvalsh(transpose)[0] < 0


def _evolved(rate: float, time: float, transposed: bool) -> np.ndarray:
    """The operator on a grid of positions and two levels a, b = +-1; lambda = hbar = 1, gamma_C = gamma_Q = rate; Gaussian, s = 1/2."""
    x = np.linspace(-3.5, 3.5, 48)
    psi = np.exp(-(x**2) / 2)
    psi /= np.linalg.norm(psi)
    rows = []
    for a in (1, -1):
        row = []
        for b in (1, -1):
            left, right = (b, a) if transposed else (a, b)
            phase = np.exp(-1j * time * (left * x[:, None] - right * x[None, :]))
            decay = np.exp(-rate * time * ((x[:, None] - x[None, :]) ** 2 + (a - b) ** 2))
            row.append(np.outer(psi, psi) * phase * decay / 2)
        rows.append(row)
    return np.block(rows)


@pytest.mark.parametrize(("rate", "entangled"), [(0.26, True), (0.4, True), (0.51, False), (0.8, False)])
def test_threshold_of_entanglement_is_four_times_that_of_positivity(rate: float, entangled: bool) -> None:
    """gamma_C gamma_Q = rate^2 between 1/16 and 1/4: the partial transpose is negative though the partial Wigner function is not."""
    assert np.linalg.eigvalsh(_evolved(rate, 0.1, False))[0] > -1e-12
    lowest = np.linalg.eigvalsh(_evolved(rate, 0.1, True))[0]
    assert lowest < -1e-6 if entangled else lowest > -1e-12


def test_crossed_jumps_give_the_rate_of_the_transpose() -> None:
    lam, gc, gq, x, y, a, b = sp.symbols("lambda g_C g_Q x y a b")
    matrix = crossed_jumps(lam, gc, gq, h, transposed=True)
    right = -sp.I * lam * (b * x - a * y) / h - gc * (x - y) ** 2 / h**2 - gq * (a - b) ** 2
    assert sp.expand(jump_rate(matrix, (x, a), (y, b)) - right) == 0
    assert sp.expand(jump_rate(matrix, (x, a), (y, b)) - right.subs({a: b, b: a}, simultaneous=True)) != 0
