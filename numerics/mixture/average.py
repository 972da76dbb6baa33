r"""The mean over packets of one number each, with an error bar: the rule for everything that is averaged over a mixture.

Of n independent values v_i with weights w_i that sum to 1, the squared standard error of the mean is estimated by
s^2 = c sum w_i^2 (v_i - mean)^2, with c = S/(S + S^2 - 2 T), S = sum w_i^2, T = sum w_i^3, which removes the bias of values of one
variance: c = n/(n - 1) for equal weights. The bar holds SIGMAS standard deviations of a normal variable; few values do not know their own
scatter, so that Student's t says how many of s that is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, stdtrit

from numerics.phase_space.grid import Array

SIGMAS = 3.0


@dataclass(frozen=True)
class Average:
    """The mean, and the parts of its error bar: sampling, then one for each way to compute the values again."""

    value: float
    parts: tuple[float, ...]

    @property
    def error(self) -> float:
        """Their sum."""
        return sum(self.parts)


def average(weights: Array, values: Array, again: Sequence[tuple[Array, Array]]) -> Average:
    """The mean of `values`, one per packet.

    again: pairs of values that would be equal if steps and quadratures were exact; the distance of their means adds to the bar.
    Shapes: all (n,). Raises: ValueError for fewer than two packets, whose scatter is unknown.
    """
    value = float(weights @ values)
    others = (abs(float(weights @ (first - second))) for first, second in again)
    return Average(value, (quantile(len(weights)) * standard_error(weights, values), *others))


def quantile(count: int) -> float:
    """How many standard errors of a mean of `count` values are as unlikely to be exceeded as SIGMAS of a normal one (Student's t).

    Raises: ValueError for fewer than two values.
    """
    if count < 2:
        raise ValueError(f"`count` must be at least 2, but is {count}: one value does not know its scatter")
    return float(stdtrit(count - 1, ndtr(SIGMAS)))


def standard_error(weights: Array, values: Array) -> float:
    """That of sum w v for independent v, the weights summing to 1."""
    offsets, squares, cubes = values - float(weights @ values), float(np.sum(weights**2)), float(np.sum(weights**3))
    return math.sqrt(squares / (squares + squares**2 - 2 * cubes) * float(weights**2 @ offsets**2))
