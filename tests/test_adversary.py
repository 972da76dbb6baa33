"""The adversarial search: it attains the known extremes, never exceeds true bounds, and refutes slightly false ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import pi, sqrt

import pytest

from numerics.harmonic_error.adversary import Extreme, cases, search
from numerics.harmonic_error.case import evaluate

Features = Mapping[str, float]
SEED, BUDGET = 1, 1
SCALED = {"Q": lambda f: f["Q"] * f["hbar"] / (f["V3"] * f["L"] ** 1.5), "C": lambda f: f["C"] * f["hbar"] / (f["V3"] * f["L"] ** 1.5)}


def quantum_square(d: float) -> float:
    """The square of what no quantum ratio exceeds."""
    return min((d**3 + 6 * d**2 + 8 * d) / 9, d * (d + 1))


def found(key: str, d: int) -> Extreme:
    return search(SCALED[key], seed=SEED, budget=BUDGET, dimensions=(d,))


# the largest ratios known: cubic and |x|^3 for Q, |x|^3 for C
QUANTUM = {1: sqrt(5 / 3), 2: sqrt(48 - 9 * pi / 2) / 3, 3: sqrt((105 - 128 / pi) / 9), 4: sqrt((192 - 225 * pi / 8) / 9)}


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_known_extremes_are_found_and_bounds_hold(d: int) -> None:
    quantum, classical = found("Q", d), found("C", d)
    assert quantum.d == classical.d == d
    assert 0.999 * QUANTUM[d] <= quantum.ratio and not quantum.exceeds(sqrt(quantum_square(d)))
    assert 0.999 * sqrt(2 / pi) * d <= classical.ratio and not classical.exceeds(sqrt(2 / pi) * d)
    assert quantum.error < 1e-6 * quantum.ratio and classical.error < 1e-2 * classical.ratio


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_bounds_one_percent_too_small_are_refuted(d: int) -> None:
    assert found("Q", d).exceeds(0.99 * QUANTUM[d])
    assert found("C", d).exceeds(0.99 * sqrt(2 / pi) * d)


def test_no_case_of_the_table_exceeds_a_true_bound() -> None:
    """All of the table with its quick error bars, and every mixed covariance: C <= sqrt(2/pi) V3 sqrt(BL) T1/2, and both chains."""
    table = cases(SEED, BUDGET, True) + cases(SEED, BUDGET, False)
    assert len(table) > 1500 and {found.features["d"] for found in table} == {1, 2, 3, 4}
    for entry in table:
        f, slack = entry.features, 1 + 1e-9
        assert f["C"] - 5 * f["C_error"] <= sqrt(2 / pi) * f["V3"] * sqrt(f["BL"]) * f["T1"] / 2 * slack
        assert f["C"] <= sqrt(2 / pi * f["G2"]) * slack
        assert f["M1"] ** 2 <= f["M2"] * slack
        sixth = f["T1"] ** 3 + 6 * f["T1"] * f["T2"] + 8 * f["T3"]
        assert f["M2"] <= f["V3"] ** 2 / 36 * sixth * 1.001
        assert f["G2"] <= f["V3"] ** 2 / 4 * f["BL"] * (f["T1"] ** 2 + 2 * f["T2"]) * 1.001
        if f["pure"]:
            assert f["Q"] == pytest.approx(2 / f["hbar"] * sqrt(max(f["M2"] - f["M1"] ** 2, 0)), rel=1e-3)
            assert f["Q"] - 5 * f["Q_error"] <= sqrt(quantum_square(f["d"])) * f["V3"] * f["L"] ** 1.5 / f["hbar"] * slack
        else:
            assert "Q" not in f


@pytest.mark.parametrize("objective, holds", [
    (lambda f: f["Q"] * f["hbar"] / (sqrt(5 / 3 * f["d"] ** 3) * f["V3"] * f["L"] ** 1.5), True),
    (lambda f: f["Q"] * f["hbar"] / (sqrt(5 * f["d"] ** 3) / 3 * f["V3"] * f["L"] ** 1.5), False),
    (lambda f: f["Q"] * f["hbar"] / (sqrt(5 / 3 * f["d"] ** 3) * f["V3"] * f["L"] ** (2 / 3)), False),
    (lambda f: f["Q"] / (sqrt(5 / 3 * f["d"] ** 3) * f["V3"] * f["L"] ** 1.5), False),
    (lambda f: f["Q"] * f["hbar"] / (sqrt(5 / 3 * f["d"] ** 3) * f["V3"] ** 2 * f["L"] ** 1.5), False),
    (lambda f: f["C"] * f["hbar"] / (sqrt(3 * f["d"] ** 3) * f["V3"] * f["L"] ** 1.5), True),
    (lambda f: f["C"] * f["hbar"] / (sqrt(3 * f["d"] ** 3) * f["V3"] * f["L"] ** (2 / 3)), False),
    (lambda f: f["M2"] / (f["V3"] ** 2 / 36 * (f["T1"] ** 3 + 6 * f["T1"] * f["T2"] + 8 * f["T3"])), True),
    (lambda f: f["M2"] / (f["V3"] ** 2 / 36 * (f["T1"] ** 3 + 6 * f["T1"] * f["T2"] + 7 * f["T3"])), False),
    (lambda f: f["G2"] / (f["V3"] ** 2 / 4 * (f["T1"] ** 2 + 2 * f["T2"]) * f["B1"]), True),
    (lambda f: f["G2"] / (f["V3"] ** 2 / 4 * (f["T1"] ** 2 + f["T2"]) * f["B1"]), False),
])
def test_true_and_false_bounds(objective: Callable[[Features], float], holds: bool) -> None:
    assert search(objective, seed=SEED, budget=BUDGET).exceeds(1) is not holds


def test_mixed_covariances_reach_their_bound() -> None:
    def ratio(f: Features) -> float:
        return f["C"] / (sqrt(2 / pi) * f["V3"] * sqrt(f["BL"]) * f["T1"] / 2)

    extreme = search(ratio, seed=SEED, budget=BUDGET, pure=False)
    assert extreme.ratio > 0.999 and not extreme.exceeds(1) and extreme.exceeds(0.99)


def test_an_extreme_can_be_replayed() -> None:
    extreme = found("Q", 2)
    features = {key: float(value) for key, value in evaluate(extreme.description).items()}
    assert SCALED["Q"](features) == pytest.approx(extreme.ratio, rel=1e-12)
    assert len(extreme.sigma) == 4 and extreme.potential.startswith("V = ")
    assert extreme.cases > 300 and {"Axial", "Radial", "Waves", "Well", "Separable", "Mixture"} <= set(extreme.families)


def test_the_search_is_a_function_of_seed_and_budget() -> None:
    def odd(f: Features) -> float:
        return SCALED["C"](f) / f["d"] ** 2

    first = search(odd, seed=SEED, budget=BUDGET, dimensions=(1, 2))
    assert search(odd, seed=SEED, budget=BUDGET, dimensions=(1, 2)) == first
    assert cases(SEED, BUDGET) == cases(SEED, BUDGET)
    assert cases(SEED, BUDGET, True, (1,))[0] is cases(SEED, BUDGET)[0]  # kept, and shared


def test_the_walk_improves_on_the_table() -> None:
    """The largest share of the variance that a wave of this kind has over the square of its mean is inside, not at a corner."""

    def waves_only(f: Features) -> float | None:
        return f["C"] / f["Q"] if f["d"] == 2 else None

    extreme = search(waves_only, seed=SEED, budget=BUDGET, dimensions=(2,))
    assert extreme.ratio > max(entry.features["C"] / entry.features["Q"] for entry in cases(SEED, BUDGET, True, (2,))) * 1.001


def test_hypotheses_and_bad_objectives() -> None:
    with pytest.raises(ArithmeticError, match="none of"):
        search(lambda f: None, seed=SEED, budget=BUDGET, dimensions=(1,))
    with pytest.raises(ArithmeticError, match="finite"):
        search(lambda f: float("nan"), seed=SEED, budget=BUDGET, dimensions=(1,))
    with pytest.raises(KeyError):
        search(lambda f: f["no such feature"], seed=SEED, budget=BUDGET, dimensions=(1,))
    with pytest.raises(ValueError, match="budget"):
        search(SCALED["Q"], seed=SEED, budget=0)
    with pytest.raises(ValueError, match="dimensions"):
        search(SCALED["Q"], seed=SEED, budget=BUDGET, dimensions=(5,))
