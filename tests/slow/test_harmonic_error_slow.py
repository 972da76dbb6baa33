"""The harmonic error over many seeds: bounds hold, error bars are honest, and independent samples agree in d = 3, 4."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
import pytest

from numerics.harmonic_error.adversary import cases, search
from numerics.harmonic_error.case import Case
from numerics.harmonic_error.classical import bracket_norm
from numerics.harmonic_error.covariances import as_floats
from numerics.harmonic_error.draw import random_case
from numerics.harmonic_error.product_rules import expectations
from numerics.harmonic_error.quadrature import gaussian_rule
from numerics.harmonic_error.quantum import in_doubles, moments

pytestmark = pytest.mark.slow


def drawn(d: int, count: int, *, pure: bool, seed: int = 11) -> list[Case]:
    rng = np.random.default_rng([seed, d])
    return [random_case(rng, d, pure=pure) for _ in range(count)]


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_no_seed_breaks_a_true_bound(seed: int) -> None:
    for d in (1, 2, 3, 4):
        quantum = search(lambda f: f["Q"] * f["hbar"] / (f["V3"] * f["L"] ** 1.5), seed=seed, budget=3, dimensions=(d,))
        classical = search(lambda f: f["C"] * f["hbar"] / (f["V3"] * f["L"] ** 1.5), seed=seed, budget=3, dimensions=(d,))
        mixed = search(lambda f: f["C"] / (f["V3"] * sqrt(f["BL"]) * f["T1"]), seed=seed, budget=3, dimensions=(d,), pure=False)
        assert not quantum.exceeds(sqrt(min((d**3 + 6 * d**2 + 8 * d) / 9, d * (d + 1))))
        assert not classical.exceeds(sqrt(2 / pi) * d) and classical.ratio > 0.999 * sqrt(2 / pi) * d
        assert not mixed.exceeds(sqrt(1 / (2 * pi))) and mixed.ratio > 0.999 * sqrt(1 / (2 * pi))


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_quantum_error_bars_of_product_rules_hold_the_closed_form(d: int) -> None:
    compared = 0
    for case in drawn(d, 60, pure=True):
        try:
            closed, doubles = (f(case.potential, case.covariance) for f in (moments, lambda v, c: in_doubles(v, c, 1e-2)))
        except ArithmeticError:
            continue
        if "balls" in closed["Q"].how:
            compared += 1
            assert closed["Q"].agrees(doubles["Q"], bars=2), case
            assert closed["M2"].agrees(doubles["M2"], bars=2), case
    assert compared > 25


@pytest.mark.parametrize("d, radial, angular", [(2, 80, 3000), (3, 40, 120), (4, 24, 34)])
def test_classical_error_bars_hold_a_finer_rule(d: int, radial: int, angular: int) -> None:
    nodes, weight = gaussian_rule(d, radial, angular)
    compared = 0
    for case in drawn(d, 12, pure=d == 3):
        try:
            found = bracket_norm(case.potential, case.covariance)
        except ArithmeticError:
            continue
        sigma, inverse = case.covariance.floats()
        slope = case.potential.gradient(nodes @ np.linalg.cholesky(sigma).T)
        form = np.maximum(np.einsum("ni,ni->n", slope @ inverse, slope), 0)
        finer = sqrt(2 / pi) * float(weight @ np.sqrt(form))
        compared += 1
        assert abs(found.value - finer) <= 2 * found.error + 1e-10 * finer, case
    assert compared >= 9


@pytest.mark.parametrize("d", [2, 3, 4])
def test_samples_of_phase_space_agree(d: int) -> None:
    for case in drawn(d, 15, pure=False, seed=12):
        sigma = as_floats(case.covariance.matrix())
        beta = np.random.default_rng(1).normal(size=(200_000, 2 * d)) @ np.linalg.cholesky(sigma).T
        q = np.linalg.solve(sigma, beta.T).T[:, d:]
        slope = case.potential.gradient(beta[:, :d])
        sample = np.abs(np.einsum("ni,ni->n", q, slope))
        found = expectations(case.potential, case.covariance)
        bar = sample.std() / sqrt(len(sample)) + 2 * abs(found[-1]["C"] - found[0]["C"])
        assert abs(sample.mean() - found[-1]["C"]) < 5 * bar, case


def test_a_larger_budget_looks_at_more_cases_and_loses_none() -> None:
    small, large = cases(2, 1, True, (2,)), cases(2, 3, True, (2,))
    assert len(large) > len(small) + 300 and {entry.case for entry in small} <= {entry.case for entry in large}
