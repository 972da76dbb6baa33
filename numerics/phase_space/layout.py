"""Choosing the grid: a box that holds the packet at all times, and a spacing that resolves it.

The first guess of the box comes from a cloud of noisy classical paths, of the spacing from one Gaussian packet under the local
harmonic approximation, d sigma/dt = F sigma + sigma F^T + D along the classical path of its centre. What a real evolution needs
beyond that is seen on the grid itself: mass at the edges and spectral tails, which `evolve` watches and answers with a larger or
finer grid.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.fft import next_fast_len
from scipy.integrate import solve_ivp

from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Axis, Grid

PATHS, TYPICAL = 1000, 3.2
FLIGHTS = (100, 200, 400, 800, 1600, 3200, 6400)  # numbers of steps of the noisy paths
SETTLED = 0.1  # of the box: the scatter of the extremes of PATHS paths is half of it
RUNAWAY = (
    "the classical path must stay finite, but leaves every box before t = {:g}; is the potential bounded below and free of "
    "singularities? Give a shorter time, or a potential that is"
)
FAR = 1e8  # times the initial size: no box would do
BUFFERS = 10  # arrays of the size of the grid that an evolution holds at once


@dataclass(frozen=True)
class Layout:
    """Lower and upper ends and the spacing of each of the 2d axes; positions first."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    spacing: tuple[float, ...]

    def widened(self, axis: int, *, below: bool, by: float) -> Layout:
        """The layout with one end of an axis moved out by a fraction of its length."""
        length = (self.high[axis] - self.low[axis]) * by
        low = tuple(v - length if i == axis and below else v for i, v in enumerate(self.low))
        high = tuple(v + length if i == axis and not below else v for i, v in enumerate(self.high))
        return replace(self, low=low, high=high)

    def refined(self, axis: int, *, by: float) -> Layout:
        """The layout with a smaller spacing on one axis."""
        return replace(self, spacing=tuple(v / by if i == axis else v for i, v in enumerate(self.spacing)))

    def grid(self, *, hbar: float | None) -> Grid:
        """The grid, its momentum axes lengthened so that each degree of freedom holds a whole number of states.

        Raises: MemoryError when it would not fit into the memory of the machine.
        """
        d = len(self.low) // 2
        position = [self._axis(i) for i in range(d)]
        momentum = [self._axis(d + i, None if hbar is None else 2 * math.pi * hbar / position[i].length) for i in range(d)]
        grid = Grid(tuple(position), tuple(momentum))
        need, have = BUFFERS * 8 * math.prod(grid.shape), _memory()
        if need > 0.8 * have:
            raise MemoryError(
                f"the grid must fit into memory, but {' x '.join(map(str, grid.shape))} points need about {need / 2**30:.1f} GiB of "
                f"{have / 2**30:.1f} GiB; ask for a larger tolerance, a shorter time, or more diffusion"
            )
        return grid

    def _axis(self, number: int, unit: float | None = None) -> Axis:
        low, high = self.low[number], self.high[number]
        if unit is not None:
            extra = math.ceil((high - low) / unit - 1e-9) * unit - (high - low)
            low, high = low - extra / 2, high + extra / 2
        wanted = max(16, math.ceil((high - low) / self.spacing[number]))
        return Axis(low, high, 2 * int(next_fast_len((wanted + 1) // 2, real=True)))


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def follow(dynamics: Dynamics, centre: Array, covariance: Array, time: float, *, samples: int = 65) -> tuple[Array, Array]:
    """Centres and covariances of one packet under the local harmonic approximation, at equal times from 0 to `time`.

    Shapes: centres (samples, 2d), covariances (samples, 2d, 2d).
    Raises: ArithmeticError when the path runs away.
    """
    d = dynamics.potential.d
    noise = np.diag([dynamics.Dx] * d + [dynamics.Dp] * d)

    def rate(t: float, state: Array) -> Array:
        alpha, sigma = state[: 2 * d], state[2 * d :].reshape(2 * d, 2 * d)
        x = [np.asarray(v) for v in alpha[:d]]
        slope = np.array([float(v) for v in dynamics.potential.gradient(x, t)])
        hessian = np.array([[float(v) for v in row] for row in dynamics.potential.hessian(x, t)])
        flow = np.block([[np.zeros((d, d)), np.eye(d) / dynamics.mass], [-hessian, np.zeros((d, d))]])
        velocity = np.concatenate([alpha[d:] / dynamics.mass, -slope])
        return np.concatenate([velocity, (flow @ sigma + sigma @ flow.T + noise).ravel()])

    def escaped(t: float, state: Array) -> float:
        return FAR * scale - float(np.abs(state).max())

    escaped.terminal = True  # type: ignore[attr-defined]
    start = np.concatenate([centre, covariance.ravel()])
    scale = 1 + float(np.abs(start).max())
    times = np.linspace(0, time, samples)
    found: Any = solve_ivp(rate, (0.0, time), start, t_eval=times, rtol=1e-6, atol=1e-9, events=escaped)
    if found.status != 0 or not np.all(np.isfinite(found.y)):
        raise ArithmeticError(RUNAWAY.format(time))
    return found.y[: 2 * d].T, found.y[2 * d :].T.reshape(-1, 2 * d, 2 * d)


def cloud(dynamics: Dynamics, centre: Array, covariance: Array, time: float, *, reach: float) -> tuple[Array, Array]:
    """The lower and upper ends that noisy classical paths from the packet touch, deviations and noise scaled to `reach`.

    PATHS paths reach about TYPICAL standard deviations by themselves. The steps are halved until the box stays the same.
    Shapes: (2d,) each.
    Raises: ArithmeticError when a path runs away.
    """
    before: tuple[Array, Array] | None = None
    for count in FLIGHTS:
        found = _flight(dynamics, centre, covariance, time, scale=reach / TYPICAL, count=count)
        if before is not None and found is not None:
            moved = np.maximum(np.abs(found[0] - before[0]), np.abs(found[1] - before[1]))
            if np.all(moved <= SETTLED * (found[1] - found[0])):
                break
        before = found
    if found is None:
        raise ArithmeticError(RUNAWAY.format(time))
    return found


def _flight(
    dynamics: Dynamics, centre: Array, covariance: Array, time: float, *, scale: float, count: int
) -> tuple[Array, Array] | None:
    """The ends touched in `count` leapfrog steps; None when a path runs away, be it by an unstable step."""
    d, V, rng = dynamics.potential.d, dynamics.potential, np.random.default_rng(PATHS)
    points = centre[:, None] + scale * np.linalg.cholesky(covariance) @ rng.standard_normal((2 * d, PATHS))
    x, p = list(points[:d]), list(points[d:])
    low, high = points.min(axis=1), points.max(axis=1)
    h = time / count
    kick_x, kick_p = scale * math.sqrt(dynamics.Dx * h), scale * math.sqrt(dynamics.Dp * h)
    far = FAR * float(np.abs(centre).max() + np.abs(points).max())
    for number in range(count):
        x = [q + h / 2 * v / dynamics.mass for q, v in zip(x, p, strict=True)]
        slopes = V.gradient(x, (number + 0.5) * h)
        p = [v - h * slope + kick_p * rng.standard_normal(PATHS) for v, slope in zip(p, slopes, strict=True)]
        x = [q + h / 2 * v / dynamics.mass + kick_x * rng.standard_normal(PATHS) for q, v in zip(x, p, strict=True)]
        points = np.array([*x, *p])
        low, high = np.minimum(low, points.min(axis=1)), np.maximum(high, points.max(axis=1))
        if not float(np.abs(points).max()) < far:
            return None
    return low, high


def guess(dynamics: Dynamics, centre: Array, covariance: Array, time: float, *, tolerance: float) -> Layout:
    """A layout for a packet that starts with the given centre and covariance.

    Tails of a Gaussian beyond `reach` standard deviations, in phase space and in wave numbers, are below the tolerance.
    """
    reach = math.sqrt(2 * math.log(1 / min(tolerance, 0.1))) + 1.5
    low, high = cloud(dynamics, centre, covariance, time, reach=reach)
    _, covariances = follow(dynamics, centre, covariance, time)
    narrow = np.array([np.diag(np.linalg.inv(sigma)) for sigma in covariances]).max(axis=0)
    return Layout(tuple(low.tolist()), tuple(high.tolist()), tuple((math.pi / (reach * np.sqrt(narrow))).tolist()))
