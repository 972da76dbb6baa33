"""Constants from wide enclosures of the norms: numbers around those of every norm inside, and no bound above a plainer one."""

from __future__ import annotations

import math
from fractions import Fraction as F
from random import Random

import pytest

from numerics.bounds import outward
from numerics.supremum import Supremum
from verify.constants.record import CONDITIONAL, HEURISTIC, KNOWN
from verify.constants.values import Given, values

SEARCHED = {"eta_best", "z_best", "epsilon_quantum_best", "until_quantum_best", "epsilon_classical_best", "until_classical_best"}
SHOWN = {KNOWN, HEURISTIC, CONDITIONAL}


def supremum(low: float, high: float) -> Supremum:
    """An enclosure that a search would return."""
    return Supremum(low=low, high=high, exact_low=None, exact_high=None, argmax={}, domain={}, how="", finite=True)


def given(second: tuple[float, float], third: tuple[float, float], softest: tuple[float, float], stiffest: tuple[float, float]) -> Given:
    hessian = supremum(*stiffest), supremum(*softest)
    noise = F(1, 20)
    return Given(2, F(1), (supremum(*second), supremum(*third)), F(1, 10), F(1, 200), noise, noise, F(1), hessian=hessian)


@pytest.mark.parametrize("seed", range(12))
def test_a_wide_enclosure_holds_the_constants_of_every_norm_inside(seed: int) -> None:
    rng = Random(seed)
    second, third = ((low, low * rng.uniform(1.2, 12)) for low in (rng.uniform(0.3, 3), rng.uniform(0.3, 3)))
    softest, stiffest = (-1.0, 2 * second[1]), (0.1, second[1])
    table = values(given(second, third, softest, stiffest))
    inner = [rng.uniform(*second), rng.uniform(*third)]
    ends = [rng.uniform(0, inner[0]) for _ in range(2)]
    exact = values(given(*((v, v) for v in (*inner, *ends))))
    for name, value in exact.items():
        if name in SEARCHED or value.status not in SHOWN or table[name].status not in SHOWN:
            continue
        (low, high), (inside_low, inside_high) = outward(table[name].ball), outward(value.ball)
        assert low <= inside_high * (1 + 1e-7) and inside_low * (1 - 1e-12) <= high, name
        assert math.isfinite(low) and math.isfinite(high), name


@pytest.mark.parametrize("seed", range(6))
def test_the_ends_of_the_hessian_are_within_the_norm_and_sharpen_only(seed: int) -> None:
    rng = Random(100 + seed)
    low = rng.uniform(0.5, 3)
    second, third = (low, low * rng.uniform(1, 3)), (1.0, rng.uniform(1, 9))
    table = values(given(second, third, (-1.0, 2.5 * second[1]), (0.1, 3 * second[1])))
    highest = {name: outward(value.ball)[1] for name, value in table.items() if value.status in SHOWN}
    assert highest["k_minus"] <= highest["norm2"] * (1 + 1e-7) and highest["k_plus"] <= highest["norm2"] * (1 + 1e-7)
    assert highest["z_hessian"] <= highest["z"] * (1 + 1e-7)
    for kind in ("quantum", "classical"):
        plain, ends, best = (highest[f"epsilon_{kind}{name}"] for name in ("", "_hessian", "_best"))
        assert best <= ends * (1 + 1e-7) <= plain * (1 + 2e-7)
