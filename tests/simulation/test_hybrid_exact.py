"""A particle that stays, its levels monitored: the sampled law is the closed one, whatever the steps, the blocks and the cores."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import pytest
import scipy.stats
import sympy as sp

from derive.monitored_laws import Monitoring, state
from numerics.hybrid import averages, diagonal, splitting
from numerics.hybrid.model import Start, pure
from numerics.hybrid.models import monitored
from numerics.hybrid.simulate import refined, simulate
from numerics.hybrid.trajectories import Plan, Trajectories

LEVELS, LAM, GC, GQ, POSITION, HBAR = (2, 0, -1), Fraction(3, 2), Fraction(1, 2), Fraction(2, 5), Fraction(3, 10), Fraction(1, 2)
MODEL = monitored(LEVELS, lam=LAM, gammaC=float(GC), gammaQ=float(GQ))
PSI = (sp.Rational(3, 5), sp.Rational(4, 5) * sp.I, sp.S.Zero)
RHO = sp.Matrix(3, 3, lambda i, j: PSI[i] * sp.conjugate(PSI[j])) / 2 + sp.diag(0, sp.Rational(1, 4), sp.Rational(1, 4))
START = Start(np.array([0.3]), np.array([0.7]), np.array(RHO.evalf().tolist(), dtype=complex))
N, TIMES = 40000, (0.2, 0.5)


@pytest.fixture(scope="module")
def run() -> Trajectories:
    return simulate(MODEL, START, TIMES, step=1.0, trajectories=N, seed=3, hbar=float(HBAR), states=True)


def test_the_state_is_the_proved_function_of_the_momentum(run: Trajectories) -> None:
    """derive.monitored_laws, evaluated to 30 digits at p_t - p_0 of some trajectories."""
    u, t = sp.symbols("u t", real=True)
    at = Monitoring(*(sp.Rational(value) for value in (LAM, GC, GQ, POSITION, HBAR)))
    law = state(at, [sp.Integer(a) for a in LEVELS], RHO, u, t)
    assert run.states is not None
    for number, time in enumerate(TIMES):
        for k in (0, 1, 7, 123):
            point = {u: sp.Rational(float(run.p[number, 0, k]) - 0.7), t: sp.Rational(Fraction(str(time)))}
            exact = np.array(law.subs(point).evalf(30).tolist(), dtype=complex)
            assert run.states[number, :, :, k] == pytest.approx(exact, abs=1e-12)
            assert run.populations[number, :, k] == pytest.approx(np.diag(exact).real, abs=1e-12)


def test_the_momentum_has_the_mixture_for_its_law(run: Trajectories) -> None:
    """Kolmogorov's distance to sum w_k N(p_0 - lambda a_k t, 2 gamma_C t), at the level 1 in 1000."""
    weights = np.diag(START.rho).real
    for number, time in enumerate(TIMES):
        p = np.sort(run.p[number, 0])
        branches = zip(weights, LEVELS, strict=True)
        cdf = sum(w * scipy.stats.norm.cdf(p, 0.7 - 1.5 * a * time, math.sqrt(2 * 0.5 * time)) for w, a in branches)
        assert np.abs(cdf - (np.arange(N) + 0.5) / N).max() * math.sqrt(N) < 1.95


def test_the_averages_are_the_closed_ones(run: Trajectories) -> None:
    """E <A> stays, Cov(p, <A>) = -lambda t Var_0 A, E rho_ab decays with gamma_Q and turns with q; all within their bars."""
    w, a = np.diag(START.rho).real, np.array(LEVELS, dtype=float)
    mean, variance = w @ a, w @ a**2 - (w @ a) ** 2
    for number, time in enumerate(TIMES):
        A = a @ run.populations[number]
        assert abs(averages.mean(A).value - mean) < averages.mean(A).error
        crossed = averages.mean((run.p[number, 0] - 0.7) * (A - mean))
        assert abs(crossed.value + 1.5 * time * variance) < crossed.error and crossed.error < 0.1
        squared = averages.mean((run.p[number, 0] - 0.7 + 1.5 * time * mean) ** 2)
        assert abs(squared.value - time - (1.5 * time) ** 2 * variance) < squared.error
        assert run.states is not None
        exact = START.rho[0, 1] * np.exp(-0.4 * 4 * time - 1j * 1.5 * 0.3 * 2 * time / 0.5)
        for part in (np.real, np.imag):
            entry = averages.mean(part(run.states[number, 0, 1]))
            assert abs(entry.value - part(exact)) < entry.error < 0.01


def test_a_level_without_population_stays_empty() -> None:
    model = monitored((0, 5), lam=1, gammaC=0.5, gammaQ=1.0)
    found = simulate(model, Start(np.zeros(1), np.zeros(1), pure([1, 0])), [3.0], step=1.0, trajectories=100, seed=1, hbar=1.0, states=True)
    assert np.all(found.populations[0, 1] == 0) and found.states is not None and np.all(found.states[0, 0, 1] == 0)


def test_blocks_may_be_computed_in_any_order() -> None:
    given = {"step": 1.0, "trajectories": 1000, "seed": 9, "hbar": 0.5, "block": 128}
    seen: list[float] = []
    one = simulate(MODEL, START, TIMES, progress=seen.append, **given)  # type: ignore[arg-type]
    with ThreadPoolExecutor(4) as pool:
        other = simulate(MODEL, START, TIMES, executor=pool, **given)  # type: ignore[arg-type]
    assert np.array_equal(one.p, other.p) and np.array_equal(one.populations, other.populations) and len(one) == 1000
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) == 8
    assert not np.array_equal(one.p[:, :, :128], one.p[:, :, 128:256])


def test_the_first_trajectories_are_not_sorted_by_level(run: Trajectories) -> None:
    """Internally they are; a user who shows the first few must see all branches."""
    first = run.parts(slice(0, 200))
    assert len(first) == 200 and 15 < np.count_nonzero(first.populations[1, 0] > 0.3) < 80


def test_splitting_has_the_same_law() -> None:
    """The sampler by levels against the one by measurements of density matrices, with surplus: two codes, one law."""
    generator = np.random.Generator(np.random.SFC64(4))
    for coupled in (False, True):
        found = splitting.run(MODEL, START, Plan((0.5,), (1,)), 20000, generator, hbar=0.5, keep=True, coupled=coupled)
        other = simulate(MODEL, START, [0.5], step=1.0, trajectories=20000, seed=8, hbar=0.5, states=True)
        for f in (lambda r: r.p[0, 0] ** 2, lambda r: r.p[0, 0] * r.populations[0, 2], lambda r: np.abs(r.states[0, 0, 1]),
                  lambda r: r.populations[0, 0] ** 2):
            assert averages.mean(f(found)).agrees(averages.mean(f(other)))


def test_the_step_is_free_and_refinement_shares_the_noise() -> None:
    """Three steps or one: the same function of the same path."""
    coarse, fine = refined(MODEL, START, TIMES, step=0.1, trajectories=500, seed=2, hbar=0.5)
    assert coarse.p == pytest.approx(fine.p, abs=1e-12) and coarse.populations == pytest.approx(fine.populations, abs=1e-12)


@pytest.mark.parametrize(("changes", "message"), [
    ({"times": [0.5, 0.2]}, "`times` must be finite"), ({"times": []}, "`times`"), ({"step": 0.0}, "`step` must be positive"),
    ({"hbar": -1.0}, "`hbar` must be positive"), ({"trajectories": 0}, "`trajectories`"), ({"fraction": 0.9}, "`fraction`"),
])
def test_numbers_out_of_range_are_refused(changes: dict[str, object], message: str) -> None:
    given = {"times": [0.1], "step": 0.1, "trajectories": 10, "seed": 1, "hbar": 1.0, **changes}
    with pytest.raises(ValueError, match=message):
        simulate(MODEL, START, given.pop("times"), **given)  # type: ignore[arg-type]


def test_an_average_never_drops_trajectories() -> None:
    with pytest.raises(ValueError, match="1 of 3 are not"):
        averages.mean(np.array([1.0, np.nan, 2.0]))
    assert averages.mean(np.arange(9.0), np.arange(9.0) + 1).error > 1


def test_branches_are_born() -> None:
    """By the binomial law, within five standard deviations."""
    found = diagonal.branches(np.array([0.2, 0.5, 0.3]), 10**5, np.random.default_rng(1))
    assert np.abs(np.bincount(found) / 1e5 - [0.2, 0.5, 0.3]).max() < 5 * 0.5 / math.sqrt(1e5)
