"""The stochastic process whose law is the mixture: packets move, their shapes flow, their centres diffuse.

One step of length h is the product, each factor exact,

    kick h/2: p -= (h/2) grad V, Z += (h/2)(K - hess V)       drift h/2: x += (h/2) p/m, Z^-1 += (h/2) M
    noise h:  (x, p) += sqrt(h) N(0, S_D)                     and drift and kick again;

symmetric, so of weak order two. Im Z > 0 is kept by each: Im K >= 0, Im M <= 0. A split that depends on the shape is held over a step (or
several: `substeps`); a mixture is exact with any split that does not foresee, so this costs no order, only a different mixture.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from numerics.mixture.expansion import Expansion, expanded
from numerics.mixture.packets import Packets
from numerics.mixture.rates import Quadrature, Rates, harmonic_errors
from numerics.mixture.siegel import inverse
from numerics.mixture.splits import Local, Rule, Split, drifted, kicked
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array

KEPT = 31 * 2**20  # bytes: glibc, having freed one block as large, keeps what smaller arrays free instead of fetching it anew each step


@dataclass(frozen=True)
class Brownian:
    """The increments of one path, over steps of 1 or `fold` pieces: two runs with equal generators and equal pieces share their noise."""

    generator: np.random.Generator
    fold: int = 1

    def draw(self, d: int, n: int) -> Array:
        """Standard normals (2d, n): the sum of `fold` pieces over its square root."""
        total = self.generator.standard_normal((2 * d, n))
        for _ in range(self.fold - 1):
            total += self.generator.standard_normal((2 * d, n))
        return total / math.sqrt(self.fold) if self.fold > 1 else total


@dataclass(frozen=True)
class Moment:
    """The packets at a time, and their harmonic errors where asked for."""

    time: float
    packets: Packets
    rates: Rates | None


@dataclass(frozen=True)
class Forces:
    """grad V and hess V at the centres: the last of a step are the first of the next. Shapes (d, n), (d, d, n)."""

    slope: Array
    curvature: Array


def forces(expansion: Expansion, x: Array, t: float) -> Forces:
    """Those at the positions x, (d, n), at time t."""
    return Forces(*expansion.slope_and_curvature(x, t))


def step(
    expansion: Expansion, dynamics: Dynamics, packets: Packets, at: Forces, split: Split, t: float, h: float, normals: Array
) -> tuple[Packets, Forces]:
    """The packets at t + h, and the forces there.

    Shapes: normals (2d, n). Raises: ArithmeticError where a shape degenerates or a split loses S_D >= 0.
    """
    p = packets.p - h / 2 * at.slope
    W = drifted(inverse(kicked(packets.Z, split, at.curvature, h / 2)), split, h / 2)
    by_x, by_p = split.noise(W, normals)
    root, half = math.sqrt(h), h / (2 * dynamics.mass)
    x = packets.x + half * p + root * by_x
    p = p + root * by_p
    x = x + half * p
    at = forces(expansion, x, t + h)
    Z = kicked(inverse(drifted(W, split, h / 2)), split, at.curvature, h / 2)
    return Packets(x, p - h / 2 * at.slope, Z, packets.weights), at


def run(
    dynamics: Dynamics, packets: Packets, time: float, *, steps: int, brownian: Brownian, rule: Rule | None = None, substeps: int = 1,
    quadrature: Quadrature | None = None, every: int = 1, start: float = 0.0,
    inner: bool = False,
) -> Iterator[Moment]:
    """The mixture at `start` and after each of `steps` steps up to start + time.

    rule: the split, `Local()` by default; it is chosen at the beginning of a step and held over its `substeps` substeps.
    inner: yield after every substep too.
    quadrature: for the harmonic errors, which are computed at every `every`-th moment; without it they are not.
    Raises: ValueError for numbers out of range or packets of another d than the potential; ArithmeticError as `step` does.
    """
    if not (steps >= 1 and substeps >= 1 and every >= 1 and 0 < time < math.inf):
        raise ValueError(
            f"`steps`, `substeps`, `every` must be at least 1 and `time` positive, but are {steps}, {substeps}, {every}, {time}"
        )
    if packets.d != dynamics.potential.d:
        raise ValueError(f"`packets` must have d = {dynamics.potential.d} like the potential, but have d = {packets.d}")
    rule = Local() if rule is None else rule
    expansion, h = expanded(dynamics.potential), time / steps
    np.empty(KEPT, dtype=np.uint8)

    def moment(number: int, part: int = 0) -> Moment:
        t = start + (number + part / substeps) * h
        wanted = quadrature is not None and number % every == 0
        rates = harmonic_errors(expansion, dynamics, packets, t, quadrature) if quadrature is not None and wanted else None
        return Moment(t, packets, rates)

    yield moment(0)
    at = forces(expansion, packets.x, start)
    for number in range(steps):
        split = rule.split(dynamics, packets.Z)
        for part in range(substeps):
            t = start + (number + part / substeps) * h
            normals = brownian.draw(packets.d, len(packets))
            with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused
                packets, at = step(expansion, dynamics, packets, at, split, t, h / substeps, normals)
            if inner and part < substeps - 1:
                yield moment(number, part + 1)
        yield moment(number + 1)
