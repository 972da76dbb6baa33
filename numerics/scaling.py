r"""Exponents of measured power laws y ~ x^a, fitted where they can be, with an error bar that has two sources.

The least-squares slope of log y against log x is a = sum c_i log y_i with known c_i. The data's own bars contribute at most
sum |c_i| e_i/y_i, since nothing is known of their signs. What is no power law shows in the slopes of the two halves of the points: half of
their distance is added. A distance that is not PRECISE times its error bar is refused: a slope fitted into the noise is the noise's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from numerics.estimate import Estimate
from numerics.phase_space.grid import Array

PRECISE = 100
LEAST = 4  # points: two halves of two


@dataclass(frozen=True)
class Exponent:
    """The exponent a of y ~ x^a with its error bar, and the slopes of the two halves."""

    slope: Estimate
    first: float
    second: float


def exponent(x: Sequence[float], y: Sequence[Estimate], *, least: int = LEAST) -> Exponent:
    """The exponent of y ~ x^a.

    x: positive, increasing, at least `least`; of two or three points the mean exponent between them, without the distance of halves.
    Error: the bars of y, all of one sign at worst, and half the distance of the slopes of both halves.
    Raises: ValueError for other x; ArithmeticError for a y below PRECISE error bars.

    >>> round(float(exponent([1, 2, 4, 8], [Estimate(3 * k**0.5, 0.0, "") for k in (1, 2, 4, 8)]).slope), 12)
    0.5
    """
    if len(x) < max(2, least) or len(x) != len(y) or not all(0 < a < b < math.inf for a, b in pairwise(x)):
        raise ValueError(f"`x` must be at least {max(2, least)} positive increasing numbers, as many as `y`, but is {list(x)} for {len(y)}")
    for place, found in zip(x, y, strict=True):
        if not found.value >= PRECISE * found.error or not found.value > 0:
            raise ArithmeticError(
                f"`y` must be known to 1/{PRECISE} for a slope, but is {found.value:.3g} +- {found.error:.2g} at {place:g}; lower the error"
            )
    logs, values = np.log(np.asarray(x, dtype=float)), np.log([float(found.value) for found in y])
    bars = np.array([found.error / found.value for found in y])
    middle = (len(x) + 1) // 2
    parts = (slice(None), slice(0, middle), slice(len(x) - middle, None)) if len(x) >= LEAST else (slice(None),) * 3
    whole = _weights(logs)
    slopes = [float(_weights(logs[part]) @ values[part]) for part in parts]
    error = float(np.abs(whole) @ bars) + abs(slopes[1] - slopes[2]) / 2
    how = f"least squares over {len(x)} points from {x[0]:g} to {x[-1]:g}; halves {slopes[1]:.3g} and {slopes[2]:.3g}"
    return Exponent(Estimate(slopes[0], error, how), slopes[1], slopes[2])


def _weights(logs: Array) -> Array:
    """c_i of the slope sum c_i log y_i."""
    offsets = logs - logs.mean()
    return np.asarray(offsets / (offsets @ offsets), dtype=np.float64)
