"""Averages of the unravelling with any noise and innovation: two ways agree; only the right pair has the averages of the equation."""

from __future__ import annotations

import math
from fractions import Fraction as Q

import numpy as np
import pytest
import sympy as sp

from numerics.hybrid.innovation import Innovation, direct, filtered, measured
from verify.papers.layton2026.simulated import CORRECTED, FLAWS, PRINTED
from verify.statements.hybrid_average import Effort, HybridAverage, Monitored
from verify.statements.simulated import Simulated, trial

LAW = Innovation((2.0, 0.0, -1.0), (0.5, 0.2, 0.3), 1.0, math.sqrt(0.5), 0.5, 0.3)
CASE = Monitored((Q(1), Q(-1)), (Q(1, 4), Q(3, 4)), Q(-1), Q(1, 2), Q(1, 2))
SMALL = Effort((150_000, 2), (10_000, 3), 128)
SHARE = sp.Rational(1, 6)


def test_two_ways_agree_for_a_wrong_law_too() -> None:
    seen = [lambda p, A: p * p, lambda p, A: p * A, lambda p, A: A * A]
    one = measured(direct, LAW, 0.5, seen, steps=4, trajectories=20000, seed=1)
    other = measured(filtered, LAW, 0.5, seen, steps=4, trajectories=20000, seed=2)
    assert all(a.agrees(b) for a, b in zip(one, other, strict=True)) and max(each.error for each in one) < 0.1


def test_the_momentum_is_exact_for_the_right_law() -> None:
    """2 c s = -lambda: the integral drops out, and both quadratures give the same p."""
    law = Innovation((1.0, -1.0), (0.5, 0.5), 1.0, 1.0, -0.5)
    p, _, q, _ = filtered(law, 1.0, 2, 1000, np.random.default_rng(1))
    assert np.array_equal(p, q)


def test_numbers_that_make_no_law_are_refused() -> None:
    with pytest.raises(ValueError, match="`weights` must be at least 0 and sum to 1"):
        Innovation((1.0, -1.0), (0.5, 0.6), 1.0, 1.0, 0.5)
    with pytest.raises(ValueError, match="equally many"):
        Innovation((1.0,), (0.5, 0.5), 1.0, 1.0, 0.5)


def test_the_corrected_unravelling_is_supported_and_the_printed_refuted() -> None:
    corrected = HybridAverage((CASE,), *CORRECTED, SHARE, FLAWS, SMALL)
    assert trial(corrected).verdict.word == "supported", trial(corrected).reason
    for reading in corrected.readings():
        assert reading.left.value <= reading.left.error  # the averages agree within their error bars
    printed = HybridAverage((CASE,), *PRINTED, SHARE, {}, SMALL)
    assert trial(printed).verdict.word == "refuted"


def test_every_flaw_is_noticed() -> None:
    mutants = list(Simulated("", HybridAverage((CASE,), *CORRECTED, SHARE, FLAWS, SMALL)).mutants())
    assert len(mutants) == len(FLAWS) and all(found.verdict.word == "refuted" for _, _, found in mutants)


def test_problems_are_named() -> None:
    alone = Monitored((Q(1), Q(-1)), (Q(1), Q(0)), Q(1), Q(1), Q(1))
    found = HybridAverage((alone,), sp.Symbol("g"), sp.Float(0.5), SHARE).problems()
    assert len(found) == 3
