"""The mean over packets with its error bar: Student's t, scatter of n - 1 degrees of freedom, and what was computed twice."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

from numerics.mixture.average import Average, average, quantile, standard_error

VALUES = np.random.default_rng(1).standard_normal(12) ** 2


def test_the_bar_is_students() -> None:
    """Of one-sided probability Phi(3), by the library's own mean of a t distribution."""
    equal = np.full(12, 1 / 12)
    found = average(equal, VALUES, [])
    low, high = scipy.stats.t.interval(2 * scipy.stats.norm.cdf(3.0) - 1, 11, VALUES.mean(), scipy.stats.sem(VALUES))
    assert found.value == pytest.approx(VALUES.mean()) and found.error == pytest.approx((high - low) / 2, rel=1e-10)
    assert quantile(10**9) == pytest.approx(3.0, abs=1e-6) and quantile(2) > 200


def test_the_standard_error_of_unequal_weights_has_no_bias() -> None:
    """Its square, averaged over many draws, is the variance of the weighted mean."""
    weights = np.array([0.5, 0.3, 0.1, 0.1])
    draws = np.random.default_rng(2).standard_normal((20000, 4))
    squares = [standard_error(weights, values) ** 2 for values in draws]
    assert np.mean(squares) == pytest.approx(float(weights @ weights), rel=5 * np.std(squares) / np.mean(squares) / math.sqrt(20000))


def test_what_was_computed_twice_adds_its_distance() -> None:
    equal = np.full(12, 1 / 12)
    found = average(equal, VALUES, [(VALUES, VALUES - 0.25), (VALUES + 2.0, VALUES), (VALUES, VALUES)])
    assert found.parts[1:] == pytest.approx((0.25, 2.0, 0.0)) and found.error == pytest.approx(sum(found.parts))
    assert isinstance(found, Average) and found.parts[0] == average(equal, VALUES, []).error


def test_one_value_has_no_bar() -> None:
    with pytest.raises(ValueError, match="`count` must be at least 2, but is 1"):
        average(np.ones(1), np.ones(1), [])
