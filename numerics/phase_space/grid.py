"""Periodic grids on the phase space of d degrees of freedom.

A function on phase space is a real array of shape (n_x1, ..., n_xd, n_p1, ..., n_pd). Its Fourier transform over the
momenta, B(x, l) = int f(x, p) exp(-i l p) dp, is the chord function: l is conjugate to p as k is to x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """An interval [low, high) with `points` equidistant nodes, taken as periodic.

    Raises:
        ValueError: an empty or infinite interval, or an odd or small number of points.
    """

    low: float
    high: float
    points: int

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"`low` and `high` must be finite and in this order, but are {self.low} and {self.high}")
        if self.points < 4 or self.points % 2:
            raise ValueError(f"`points` must be even and at least 4, but is {self.points}; take {max(4, self.points + 1)}")

    @property
    def length(self) -> float:
        """high - low."""
        return self.high - self.low

    @property
    def step(self) -> float:
        """The distance of neighbouring nodes."""
        return self.length / self.points

    @cached_property
    def nodes(self) -> Array:
        """The nodes. Shape (points,)."""
        return np.asarray(self.low + self.step * np.arange(self.points), dtype=np.float64)

    def wave_numbers(self, *, half: bool) -> Array:
        """The wave numbers 2 pi j / length, in the order of the FFT; the non-negative ones for a real transform."""
        frequencies = np.fft.rfftfreq if half else np.fft.fftfreq
        return np.asarray(2 * np.pi * frequencies(self.points, self.step), dtype=np.float64)


@dataclass(frozen=True)
class Grid:
    """Axes of the d positions and of the d momenta."""

    position: tuple[Axis, ...]
    momentum: tuple[Axis, ...]

    def __post_init__(self) -> None:
        if len(self.position) != len(self.momentum) or not self.position:
            counts = f"{len(self.position)} and {len(self.momentum)}"
            raise ValueError(f"`position` and `momentum` must have equally many axes, at least one, but have {counts}")

    @property
    def d(self) -> int:
        """The number of degrees of freedom."""
        return len(self.position)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of a function on the grid."""
        return tuple(axis.points for axis in (*self.position, *self.momentum))

    @property
    def cell(self) -> float:
        """The volume of one cell. Units: action^d."""
        return math.prod(axis.step for axis in (*self.position, *self.momentum))

    @property
    def volume(self) -> float:
        """The volume of the box. Units: action^d."""
        return math.prod(axis.length for axis in (*self.position, *self.momentum))

    def coordinate(self, number: int, values: Array) -> Array:
        """`values` along axis `number`, ready to broadcast against a function on the grid."""
        shape = [1] * (2 * self.d)
        shape[number] = -1
        return values.reshape(shape)

    def positions(self) -> list[Array]:
        """The d position coordinates, each ready to broadcast."""
        return [self.coordinate(i, axis.nodes) for i, axis in enumerate(self.position)]

    def momenta(self) -> list[Array]:
        """The d momentum coordinates, each ready to broadcast."""
        return [self.coordinate(self.d + i, axis.nodes) for i, axis in enumerate(self.momentum)]

    def hilbert_dimension(self, *, hbar: float) -> float:
        """Volume over (2 pi hbar)^d: how many orthogonal states fit into the box."""
        return self.volume / (2 * math.pi * hbar) ** self.d
