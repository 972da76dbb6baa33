"""The open system that both evolutions of this package take, and what a Gaussian guess says about where it goes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy.integrate
import sympy as sp
from numpy.typing import NDArray

from numerics.lower import Kernel, lower
from numerics.potential import Potential

Array = NDArray[np.float64]

INSTANTS = 4096  # times at which a drive is looked at: what is shorter than 1/INSTANTS of the whole is not seen
PROBES = 9  # places at which it is looked at, per degree of freedom


@dataclass(frozen=True)
class Model:
    """H = p^2/2m + V(x, t) with the diffusion d<x^2>/dt = Dx, d<p^2>/dt = Dp of every degree of freedom.

    Of `potential` only the expression is used: it is lowered here a second time.
    Units: Dx length^2/time, Dp momentum^2/time.
    Raises: ValueError for values that are not finite, a mass that is not positive, a negative diffusion.
    """

    potential: Potential
    mass: float
    Dx: float
    Dp: float

    def __post_init__(self) -> None:
        if not 0 < self.mass < math.inf:
            raise ValueError(f"`mass` must be positive and finite, but is {self.mass}")
        if not (0 <= self.Dx < math.inf and 0 <= self.Dp < math.inf):
            raise ValueError(f"`Dx` and `Dp` must be at least 0 and finite, but are {self.Dx} and {self.Dp}")

    @property
    def d(self) -> int:
        """The number of degrees of freedom."""
        return len(self.potential.coordinates)

    @property
    def is_static(self) -> bool:
        """Whether V does not depend on time."""
        return self.potential.time is None or self.potential.time not in self.potential.expression.free_symbols

    @cached_property
    def value(self) -> Kernel:
        """V(x_1, ..., x_d, t) over arrays."""
        return self._lowered(self.potential.expression)

    @cached_property
    def slopes(self) -> list[Kernel]:
        """The d first derivatives of V."""
        return [self._lowered(sp.diff(self.potential.expression, x)) for x in self.potential.coordinates]

    @cached_property
    def curvatures(self) -> list[list[Kernel]]:
        """The d x d second derivatives of V."""
        return [[self._lowered(sp.diff(self.potential.expression, x, y)) for y in self.potential.coordinates]
                for x in self.potential.coordinates]  # fmt: skip

    def _lowered(self, expression: sp.Expr) -> Kernel:
        clock = self.potential.time if self.potential.time is not None else sp.Dummy("t", real=True)
        return lower(expression, (*self.potential.coordinates, clock), target="numpy")


@dataclass(frozen=True)
class Extent:
    """Where a packet goes: the middle of its way, and half the lengths it needs. Shapes: (2d,), positions first.

    half: in every coordinate, `reach` standard deviations beyond the way of the mean.
    waves: `reach` times the largest conditional sharpness sqrt((sigma^-1)_ii): the wave numbers of the density.
    """

    middle: Array
    half: Array
    waves: Array


def extent(model: Model, centre: Any, covariance: Any, time: float, *, reach: float) -> Extent:
    """The extent of the packet by the Gaussian closure: dz = (p/m, -V'), d sigma = F sigma + sigma F^T + D along the mean.

    A guess, from which a converging method starts; nothing rests on it.
    Raises: ArithmeticError where the closure runs away; ValueError for shapes that do not fit.
    """
    d, size = model.d, 2 * model.d
    z, sigma = np.asarray(centre, dtype=float), np.asarray(covariance, dtype=float)
    if z.shape != (size,) or sigma.shape != (size, size):
        raise ValueError(f"`centre` and `covariance` must have shapes {(size,)} and {(size, size)}, but have {z.shape} and {sigma.shape}")
    if not (time > 0 and math.isfinite(time)):
        raise ValueError(f"`time` must be positive and finite, but is {time}")
    noise = np.diag([model.Dx] * d + [model.Dp] * d)

    def rate(t: float, y: Array) -> Array:
        x, p, spread = y[:d], y[d:size], y[size:].reshape(size, size)
        flow = np.zeros((size, size))
        flow[:d, d:] = np.eye(d) / model.mass
        flow[d:, :d] = [[-float(kernel(*x, t)) for kernel in row] for row in model.curvatures]
        force = [-float(kernel(*x, t)) for kernel in model.slopes]
        return np.concatenate([p / model.mass, force, (flow @ spread + spread @ flow.T + noise).ravel()])

    start = np.concatenate([z, sigma.ravel()])
    found = scipy.integrate.solve_ivp(rate, (0, time), start, rtol=1e-6, atol=1e-9, max_step=time / 32)
    if not found.success or not np.all(np.isfinite(found.y)):
        raise ArithmeticError(f"the packet must stay finite for the whole time, but {found.message}; shorten the time")
    means = found.y[:size]
    spreads = found.y[size:].T.reshape(-1, size, size)
    widths = reach * np.sqrt(np.abs(np.diagonal(spreads, axis1=1, axis2=2))).T
    low, high = (means - widths).min(axis=1), (means + widths).max(axis=1)
    waves = reach * np.sqrt(np.abs(np.diagonal(np.linalg.inv(spreads), axis1=1, axis2=2))).max(axis=0)
    return Extent((low + high) / 2, (high - low) / 2, waves)


def longest_step(model: Model, where: Extent, time: float) -> float:
    """The longest step that does not pass over a change of V in time: the range of V(x, .) over its fastest change, the least over PROBES.

    Error: what is shorter than time/INSTANTS is not seen.
    """
    if model.is_static:
        return time
    t = np.linspace(0, time, INSTANTS)
    d = model.d
    best = time / 16
    for share in np.linspace(-1, 1, PROBES):
        x = where.middle[:d] + share * where.half[:d]
        values = model.value(*x, t)
        fastest = float(np.abs(np.diff(values)).max()) / (t[1] - t[0])
        if fastest > 0:
            best = min(best, float(np.ptp(values)) / fastest / 2)
    return best
