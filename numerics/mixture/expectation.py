r"""Expectation values over the mixture at a time, of order four in the step, with error bars.

A step is symmetric, so that means of a step h differ from their limit by a h^2 + b h^4 + ... Packets run with steps of h/2, a share of them
with steps of h and the same noise too; with f and c their values,

    mean of f + mean over the share of (f - c)/3

has lost the term of h^2. The correction scatters far less than f, so that a small share is enough and costs little.

Error: sampling, SIGMAS standard deviations of both means together, and the size of the correction, which bounds the rest where the steps
are short enough for the series above.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from numerics.cores import slices
from numerics.estimate import Estimate
from numerics.mixture.average import SIGMAS, quantile, standard_error
from numerics.mixture.packets import Packets, sampled
from numerics.mixture.process import Brownian, run
from numerics.mixture.splits import Rule, action
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array
from numerics.phase_space.packet import Packet

Observable = Callable[[Packets], Array]
SHARE = 8  # of so many packets one runs with the longer steps too
BLOCK, MOST = 2**16, 2**15  # entries of the shapes that run together, and packets


@dataclass(frozen=True)
class _Kept(Brownian):
    """Increments, of which those of the first `share` packets are kept until `_Summed` takes them."""

    share: int = 0
    kept: list[Array] = field(default_factory=list)

    def draw(self, d: int, n: int) -> Array:
        normals = super().draw(d, n)
        self.kept.append(normals[:, : self.share].copy())
        return normals


@dataclass(frozen=True)
class _Summed(Brownian):
    """The increments that were kept since the last step, as one."""

    kept: list[Array] = field(default_factory=list)

    def draw(self, d: int, n: int) -> Array:
        total = np.sum(self.kept, axis=0) / math.sqrt(len(self.kept))
        self.kept.clear()
        return np.asarray(total, dtype=np.float64)


def expectations(
    dynamics: Dynamics, states: Sequence[tuple[float, Packet]], observable: Observable, time: float, *, packets: int, steps: int,
    generator: np.random.Generator, rule: Rule | None = None,
) -> tuple[Estimate, ...]:
    """The expectation values in the mixture of Gaussian states (weight, state) evolved by `dynamics` for a time.

    observable: of packets its values in each, shape (k, n); it is called for some of the packets at a time.
    packets: shared equally among the states. steps: the longer ones; the rule's split is held over each of them.
    Raises: ValueError for too few packets or numbers out of range; ArithmeticError as `process.run`.
    """
    least = 2 * SHARE * len(states)
    if packets < least:
        raise ValueError(f"`packets` must be at least {least}, but is {packets}: standard errors need two a state in a share of 1/{SHARE}")
    weights = [weight for weight, _ in states]
    if not all(weight > 0 for weight in weights) or abs(sum(weights) - 1) > 1e-12:
        raise ValueError(f"`states` must have positive weights that sum to 1, but has {weights}")
    value: Array = np.zeros(())
    variance, change = value, value
    for weight, state in states:
        start = sampled([(1.0, state)], packets // len(states), hbar=action(dynamics), generator=generator)
        fine, both = _values(dynamics, start, observable, time, steps, generator, rule)
        found = _combined(fine, both)
        value, variance, change = value + weight * found[0], variance + weight**2 * found[1], change + weight * found[2]
    bars = quantile(packets // len(states) // SHARE) * np.sqrt(variance)
    how = f"{packets} packets, sampling as {SIGMAS:g} standard deviations; {steps} steps extrapolated with {2 * steps}, same noise"
    return tuple(Estimate(float(a), float(b + abs(c)), how) for a, b, c in zip(value, bars, change, strict=True))


def _values(
    dynamics: Dynamics, start: Packets, observable: Observable, time: float, steps: int, generator: np.random.Generator, rule: Rule | None,
) -> tuple[Array, Array]:
    """With the shorter steps of the packets outside the share, (k, n - m), and with shorter and longer steps of those in it, (2, k, m)."""
    size = max(2 * SHARE, min(MOST, BLOCK // start.d**2))
    normals = np.random.Generator(np.random.SFC64(generator.integers(2**63, size=4)))  # a fifth faster than the usual one
    outside, inside = [], []
    for part in slices(len(start), pieces=-(-len(start) // size)):
        packets = start[part]
        share = -(-len(packets) // SHARE)
        noise = _Kept(normals, share=share)
        fine = run(dynamics, packets, time, steps=steps, brownian=noise, rule=rule, substeps=2)
        coarse = run(dynamics, packets[:share], time, steps=steps, brownian=_Summed(normals, kept=noise.kept), rule=rule)
        *_, (end, other) = zip(fine, coarse, strict=True)  # step by step, so that little noise is kept
        found = observable(end.packets)
        outside.append(found[:, share:])
        inside.append(np.stack([found[:, :share], observable(other.packets)]))
    return np.concatenate(outside, axis=-1), np.concatenate(inside, axis=-1)


def _combined(fine: Array, both: Array) -> tuple[Array, Array, Array]:
    """The extrapolated means, their sampling variances, and the corrections. Shapes: (k, n - m), (2, k, m), results (k,)."""
    n, m = fine.shape[-1] + both.shape[-1], both.shape[-1]
    correction = (both[0] - both[1]) / 3
    mixed = both[0] + n / m * correction
    value = (fine.sum(axis=-1) + mixed.sum(axis=-1)) / n
    variance = ((n - m) / n * _errors(fine)) ** 2 + (m / n * _errors(mixed)) ** 2
    return value, variance, correction.mean(axis=-1)


def _errors(values: Array) -> Array:
    """Standard errors of the means. Shapes: (k, n), (k,)."""
    count = values.shape[-1]
    return np.array([standard_error(np.full(count, 1 / count), row) for row in values])
