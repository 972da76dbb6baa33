"""The closed laws of the monitored level system against integration of the equation, quadrature and finite differences."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
import sympy as sp
from scipy.linalg import solve_banded

from derive import monitored_laws
from derive.mean_field_regime import Regime, regime
from derive.monitored_laws import Monitoring, exponent, momentum_density, populations, state, transition
from derive.monitored_moments import spread_in_position
from derive.monitored_qubit import (
    first_passage_mean,
    first_passage_side,
    first_passage_transform,
    log_odds_density,
    polarisation,
    polarisation_density,
)
from verify.check import decide
from verify.papers.layton2026 import laws, laws_qubit
from verify.statement import All
from verify.verdict import ACCEPTED

LAM, G, C, Q, TIME = 0.9, 0.3, 0.5, 0.4, 0.7
LEVELS, WEIGHTS = np.array([1.0, -1.0, 0.3]), np.array([0.5, 0.2, 0.3])
EXACT = Monitoring(sp.Rational(9, 10), sp.Rational(3, 10), sp.Rational(1, 2), sp.Rational(2, 5), sp.S.One)
EXACT_LEVELS = (sp.S.One, -sp.S.One, sp.Rational(3, 10))
EXACT_WEIGHTS = (sp.Rational(1, 2), sp.Rational(1, 5), sp.Rational(3, 10))
EXACT_T = sp.Rational(7, 10)
u, t = sp.symbols("u t", real=True)
CLAIMS = [claim for module in (laws, laws_qubit) for claim in module.section.claims]


def closed(records: np.ndarray, time: float) -> np.ndarray:
    """The conditional states of the three levels from a pure one, by the formula."""
    initial = sp.Matrix(3, 3, lambda j, k: sp.sqrt(EXACT_WEIGHTS[j] * EXACT_WEIGHTS[k]))
    rho = state(EXACT, EXACT_LEVELS, initial, u, t)
    entries = [[np.broadcast_to(sp.lambdify((u, t), rho[j, k], "numpy")(records, time), records.shape) for k in range(3)] for j in range(3)]
    return np.moveaxis(np.array(entries), -1, 0)


def integrated(steps: int, kicks: np.ndarray, noise: float, factor: float) -> tuple[np.ndarray, np.ndarray]:
    """p_t - p_0 and the states by a scheme of strong order 1 without derivatives, for dp = .. + noise dW, d rho = .. + factor {..} dW."""
    dt = TIME / steps
    root = np.sqrt(WEIGHTS)
    rho = np.broadcast_to(np.outer(root, root).astype(complex), (kicks.shape[1], 3, 3)).copy()
    record = np.zeros(kicks.shape[1])
    apart, both = LEVELS[:, None] - LEVELS, LEVELS[:, None] + LEVELS
    rate = -1j * LAM * Q * apart - C * apart**2

    def innovation(x: np.ndarray) -> np.ndarray:
        mean = np.einsum("mkk,k->m", x, LEVELS).real[:, None, None]
        return np.asarray(factor * (both - 2 * mean) * x)

    for dw in kicks:
        mean = np.einsum("mkk,k->m", rho, LEVELS).real
        kicked = innovation(rho)
        ahead = innovation(rho + rate * rho * dt + kicked * dt**0.5)
        record = record - LAM * mean * dt + noise * dw
        rho = rho + rate * rho * dt + kicked * dw[:, None, None] + (ahead - kicked) / (2 * dt**0.5) * (dw**2 - dt)[:, None, None]
    return record, rho


def _misses(noise: float, factor: float) -> list[float]:
    """The mean distance of the integrated states from the closed ones at their records, with 100 and with 400 steps of the same paths."""
    fine = np.random.default_rng(3).normal(size=(400, 300)) * (TIME / 400) ** 0.5
    found = []
    for steps, kicks in ((100, fine.reshape(100, 4, 300).sum(axis=1)), (400, fine)):
        record, rho = integrated(steps, kicks, noise, factor)
        found.append(float(np.abs(rho - closed(record, TIME)).max(axis=(1, 2)).mean()))
    return found


def test_the_law_is_the_solution_of_the_corrected_equation() -> None:
    coarse, fine = _misses((2 * G) ** 0.5, -LAM / (8 * G) ** 0.5)
    assert fine < 2e-3 and 3 < coarse / fine < 5  # strong order 1: a quarter


@pytest.mark.parametrize(("noise", "factor"), [(G**0.5, LAM / (8 * G) ** 0.5), ((2 * G) ** 0.5, LAM / (8 * G) ** 0.5)])
def test_the_printed_equation_has_another(noise: float, factor: float) -> None:
    assert _misses(noise, factor)[1] > 0.1


def _quadrature(centre: float, variance: float) -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    return centre + variance**0.5 * nodes, weights / weights.sum()


def test_averages_over_the_branches() -> None:
    """E|rho_ab|, E (r_a r_b)^(1/2), E<A> and E[u <A>] by quadrature over the record in each branch."""
    total = np.zeros(4)
    for level, weight in zip(LEVELS, WEIGHTS, strict=True):
        records, shares = _quadrature(-LAM * level * TIME, 2 * G * TIME)
        rho = closed(records, TIME)
        mean = np.einsum("mkk,k->m", rho, LEVELS).real
        values = (np.abs(rho[:, 0, 1]), np.sqrt((rho[:, 0, 0] * rho[:, 1, 1]).real), mean, records * mean)
        total += weight * np.array([shares @ value for value in values])
    start, mean, square = (WEIGHTS[0] * WEIGHTS[1]) ** 0.5, WEIGHTS @ LEVELS, WEIGHTS @ LEVELS**2
    expected = (start * np.exp(-4 * C * TIME), start * np.exp(-4 * LAM**2 * TIME / (16 * G)), mean, -LAM * TIME * square)
    assert np.allclose(total, expected, rtol=1e-9, atol=0)


def test_a_step_from_a_state_forgets_the_past() -> None:
    """The densities integrate to 1, and a step after the first gives the law of the later time."""
    grid = np.linspace(-8, 8, 1601)
    v = sp.Symbol("v", real=True)
    first = sp.lambdify(u, momentum_density(EXACT, EXACT_LEVELS, EXACT_WEIGHTS, u, sp.Rational(1, 4)), "numpy")(grid)
    moved = transition(EXACT, EXACT_LEVELS, EXACT_WEIGHTS, (u, sp.Rational(1, 4)), (v, sp.Rational(7, 10)))
    later = sp.lambdify((u, v), moved, "numpy")(grid[:, None], grid[None, ::40])
    whole = sp.lambdify(u, momentum_density(EXACT, EXACT_LEVELS, EXACT_WEIGHTS, u, sp.Rational(7, 10)), "numpy")(grid[::40])
    assert abs(first.sum() * 0.01 - 1) < 1e-12
    assert np.allclose((first[:, None] * later).sum(axis=0) * 0.01, whole, rtol=1e-9, atol=1e-15)


def test_the_density_of_the_polarisation() -> None:
    """Against the two normal laws of artanh z: total, E z, E z^2 and the probability of z > 1/2."""
    z = sp.Symbol("z", real=True)
    weight, passed = sp.Rational(7, 10), sp.Rational(4, 5)
    density = sp.lambdify(z, polarisation_density(z, weight, passed), "numpy")
    half = np.linspace(-14, 14, 28001)[1:-1]
    y = half[np.abs(half) < 13.9]
    jacobian = 1 / np.cosh(y) ** 2
    with np.errstate(all="ignore"):
        found = np.where(1 - np.tanh(y) ** 2 > 1e-13, density(np.tanh(y)) * jacobian, 0) * 1e-3
    start = 0.5 * np.log(0.7 / 0.3)
    branches = [w * np.exp(-((y - start - s * 0.8) ** 2) / 1.6) / np.sqrt(1.6 * np.pi) * 1e-3 for w, s in ((0.7, 1), (0.3, -1))]
    for test in (np.ones_like(y), np.tanh(y), np.tanh(y) ** 2, (np.tanh(y) > 0.5).astype(float)):
        assert abs((found * test).sum() - ((branches[0] + branches[1]) * test).sum()) < 1e-6
    assert abs((found * np.tanh(y)).sum() - 0.4) < 1e-6


def _boundary_values(killing: float, source: float, ends: tuple[float, float], reach: float, rate: float) -> Callable[[float], float]:
    """The solution of (rate/2)(1-z^2)^2 h'' - killing h = source with h at -reach and reach, by finite differences."""
    z = np.linspace(-reach, reach, 2001)
    inner = rate / 2 * (1 - z[1:-1] ** 2) ** 2 / (z[1] - z[0]) ** 2
    bands = np.array([np.r_[0, inner[:-1]], -2 * inner - killing, np.r_[inner[1:], 0]])
    right = np.full(len(inner), float(source))
    right[0] -= inner[0] * ends[0]
    right[-1] -= inner[-1] * ends[1]
    solved = solve_banded((1, 1), bands, right)
    return lambda at: float(np.interp(at, z[1:-1], solved))


@pytest.mark.parametrize("start", [sp.S.Zero, sp.Rational(2, 5), sp.Rational(-3, 4)])
def test_first_passages_by_finite_differences(start: sp.Expr) -> None:
    reach, rate, frequency = sp.Rational(9, 10), sp.Rational(3, 2), sp.Rational(7, 10)
    mean = _boundary_values(0, -1, (0, 0), 0.9, 1.5)(float(start))
    side = _boundary_values(0, 0, (0, 1), 0.9, 1.5)(float(start))
    transform = _boundary_values(0.7, 0, (1, 1), 0.9, 1.5)(float(start))
    found = first_passage_transform(sp.atanh(start), sp.atanh(reach), rate, frequency)
    assert abs(mean - float(first_passage_mean(start, reach, rate))) < 1e-5
    assert abs(side - float(first_passage_side(start, reach))) < 1e-9
    assert abs(transform - float(found)) < 1e-5


def test_what_is_not_defined_is_refused() -> None:
    one = sp.S.One
    with pytest.raises(ValueError, match="`coupling` must be exact"):
        Monitoring(sp.Float(0.1), one, one, one, one)
    with pytest.raises(ValueError, match="`diffusion` must be positive"):
        Monitoring(one, sp.S.Zero, one, one, one)
    with pytest.raises(ValueError, match="3 x 3 matrix"):
        state(EXACT, EXACT_LEVELS, sp.eye(2), u, t)
    with pytest.raises(ValueError, match="`a` and `b` must differ"):
        log_odds_density(EXACT, one, one, sp.S.Zero, u, one, of=one)
    with pytest.raises(ValueError, match="`position` must be a symbol"):
        spread_in_position(EXACT, one, -one, one, sp.S.Zero, one)


def test_regime() -> None:
    """A qubit with <A> = 1/2, Var A = 3/4 by hand; equal rates at the threshold; no displacement."""
    half, one = sp.Rational(1, 2), sp.S.One
    rates = {"coupling": -one, "diffusion": half, "dephasing": half, "time": sp.Integer(2)}
    found = regime(levels=(one, -one), weights=(sp.Rational(3, 4), sp.Rational(1, 4)), **rates)
    assert found == Regime(sp.Integer(2), sp.Rational(1, 4), sp.Integer(6))
    missed = 2 * half * 2 + 4 * sp.Rational(3, 4)  # 2 g tau + l^2 tau^2 Var A, over (l <A> tau)^2 = 1
    assert found.excess == missed and found.spread == 3
    assert regime(levels=(one, -one), weights=(half, half), **rates).noise == sp.oo
    with pytest.raises(ValueError, match="must be exact"):
        regime(levels=(one, -one), weights=(0.5, 0.5), **rates)
    with pytest.raises(ValueError, match="probabilities with the sum 1"):
        regime(levels=(one, -one), weights=(half, one), **rates)
    with pytest.raises(ValueError, match="`dephasing` must be positive"):
        regime(levels=(one, -one), weights=(half, half), **{**rates, "dephasing": sp.S.Zero})
    with pytest.raises(ValueError, match="one entry a level"):
        regime(levels=(one, -one), weights=(one,), **rates)
    with pytest.raises(ValueError, match="`coupling` must be other than 0"):
        regime(levels=(one, -one), weights=(half, half), **{**rates, "coupling": sp.S.Zero})


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.label)
def test_every_part_of_every_law_is_proved(claim) -> None:  # type: ignore[no-untyped-def]
    """Proofs and enclosures only; `audit` adds the samples and the mutants."""
    statement = claim.build()
    assert isinstance(statement, All)
    for link in statement.links:
        assert not link.statement.problems(), link.rule
        assert link.statement.prove() is not None or isinstance(link.statement.certify(), tuple), link.rule


def test_a_wrong_sign_of_the_record_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    right = exponent

    def wrong(at: Monitoring, a: sp.Expr, b: sp.Expr, record: sp.Expr, time: sp.Expr) -> sp.Expr:
        return right(at, a, b, -record, time)

    monkeypatch.setattr(monitored_laws, "exponent", wrong)
    claim = next(claim for claim in CLAIMS if claim.label == "x/law-solves")
    words = {link.rule: decide(link.statement, Random(1))[0].word for link in claim.build().links[:2]}
    assert words["noise, any levels"] == "refuted" and not set(words.values()) <= ACCEPTED


def test_populations_are_those_of_bayes() -> None:
    """Each is its branch's share of the density of the record."""
    shares = populations(EXACT, EXACT_LEVELS, EXACT_WEIGHTS, sp.Rational(1, 3), sp.Rational(7, 10))
    normal = [w * sp.exp(-(sp.Rational(1, 3) + EXACT.coupling * k * EXACT_T) ** 2 / (4 * EXACT.diffusion * EXACT_T))
              for k, w in zip(EXACT_LEVELS, EXACT_WEIGHTS, strict=True)]
    assert all(abs(sp.N(share - one / sum(normal), 30)) < 1e-25 for share, one in zip(shares, normal, strict=True))


def test_the_polarisation_is_the_difference_of_the_populations() -> None:
    upper, lower = sp.Rational(3, 10), sp.Rational(7, 10)
    shares = populations(EXACT, EXACT_LEVELS[::2], (upper, lower), sp.Rational(1, 3), EXACT_T)
    found = polarisation(EXACT, *EXACT_LEVELS[::2], sp.atanh(upper - lower), sp.Rational(1, 3), EXACT_T)
    assert abs(sp.N(shares[0] - shares[1] - found, 30)) < 1e-25
