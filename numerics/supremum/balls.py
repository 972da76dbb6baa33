"""Rows of real balls in floats, centre and radius, and sums of products of rows, rounded outward.

Rounding: IEEE addition, multiplication, division and square root are within u = 2^-53 of the truth, relatively; a sum of t products of
three floats within gamma |sum of moduli|, gamma = (t + 3) u/(1 - (t + 3) u), in whatever order (Higham 2002, section 3.1). Radii are sums
of nonnegative terms, so that a factor 1 + O(t u) covers their own rounding, and `TINY` what underflows. A value that overflows has a
radius that is infinite or not a number: it is no enclosure, and callers take it for one without bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb
from numpy.typing import NDArray

Floats = NDArray[np.float64]
U, TINY = 2.0**-53, 1e-290


@dataclass(frozen=True)
class Balls:
    """Shapes: mid, rad (rows, cells)."""

    mid: Floats
    rad: Floats

    def __getitem__(self, rows: Any) -> Balls:
        return Balls(self.mid[rows], self.rad[rows])

    def upper(self) -> Floats:
        """At least the largest value."""
        return (self.mid + self.rad) + 4 * U * (np.abs(self.mid) + self.rad)

    def lower(self) -> Floats:
        """At most the least value."""
        return (self.mid - self.rad) - 4 * U * (np.abs(self.mid) + self.rad)

    def modulus(self) -> Floats:
        """At least the largest modulus."""
        return (np.abs(self.mid) + self.rad) * (1 + 4 * U)

    def __neg__(self) -> Balls:
        return Balls(-self.mid, self.rad)

    def __add__(self, other: Balls) -> Balls:
        mid = self.mid + other.mid
        return Balls(mid, (self.rad + other.rad + U * np.abs(mid)) * (1 + 8 * U))

    def __mul__(self, other: Balls) -> Balls:
        mid = self.mid * other.mid
        rad = self.rad * (np.abs(other.mid) + other.rad)
        rad += np.abs(self.mid) * other.rad
        rad += U * np.abs(mid)
        rad *= 1 + 16 * U
        rad += TINY
        return Balls(mid, rad)


def between(low: Floats, high: Floats) -> Balls:
    """The balls that hold the numbers from low to high."""
    mid = low + (high - low) / 2
    return Balls(mid, np.maximum(high - mid, mid - low) * (1 + 8 * U) + np.where(high > low, TINY, 0.0))


@dataclass(frozen=True)
class Plan:
    """A bilinear map of rows: result[k] = sum over the terms of group k of weight * a[left] * b[right].

    starts: the first term of each group; `count`: the most terms of a group. Weights are rationals, rounded.
    """

    left: NDArray[np.intp]
    right: NDArray[np.intp]
    weights: Floats
    starts: NDArray[np.intp]
    count: int

    @staticmethod
    def of(terms: Sequence[tuple[int, int, int, float]]) -> Plan:
        """From (group, left, right, weight), every group from 0 on with a term."""
        ordered = sorted(terms)
        groups = np.array([t[0] for t in ordered])
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        most = int(np.diff(starts, append=len(ordered)).max())
        return Plan(np.array([t[1] for t in ordered]), np.array([t[2] for t in ordered]),
                    np.array([t[3] for t in ordered], dtype=float)[:, None], starts, most)

    def __call__(self, a: Balls, b: Balls) -> Balls:
        gamma = 2 * (self.count + 4) * U
        A, mid, rb, moved = a.mid.take(self.left, 0), b.mid.take(self.right, 0), b.rad.take(self.right, 0), a.rad.take(self.left, 0)
        A *= self.weights
        moduli = np.abs(mid)
        moduli += TINY  # so that gamma times the moduli does not underflow where A is large
        mid *= A
        rad = np.abs(A, out=A)
        rad += TINY  # and what underflowed in A, or in the radii of a, is covered where b is large
        rad *= rb + gamma * moduli
        moduli += rb
        moved *= np.abs(self.weights)
        moduli *= moved
        rad += moduli
        if self.count > 1:
            mid, rad = np.add.reduceat(mid, self.starts, axis=0), np.add.reduceat(rad, self.starts, axis=0)
        rad *= 1 + 2 * gamma + 32 * U
        rad += TINY
        return Balls(mid, rad)


def mapped(function: Callable[[Any], Any], x: Balls) -> Balls:
    """A function of Arb balls on one row, ball by ball; equal balls, as of cells in one column, once."""
    pairs = list(zip(x.mid.ravel().tolist(), x.rad.ravel().tolist(), strict=True))
    known = {pair: _image(function, *pair) for pair in set(pairs)}
    found = np.array([known[pair] for pair in pairs]).reshape(*x.mid.shape, 2)
    return Balls(np.ascontiguousarray(found[..., 0]), np.ascontiguousarray(found[..., 1]))


def _image(function: Callable[[Any], Any], mid: float, rad: float) -> tuple[float, float]:
    value = function(arb(mid, rad)) if rad < np.inf else arb.nan()
    if not value.is_finite():
        return 0.0, np.inf
    centre = float(value.mid())
    return centre, float(value.rad()) * (1 + 8 * U) + 4 * U * abs(centre) + TINY
