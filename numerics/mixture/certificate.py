r"""The time-integrated harmonic error of the mixture, int_0^t E[rate] ds, with an error bar: it bounds the true distance.

Duhamel's formula and contraction of both dynamics give, for the exact mixture rho~ of the rule,

    || rho~(t) - rho(t) ||_tr <= int_0^t E Q ds,      || W[rho~(t)] - f(t) ||_L1 <= int_0^t E C ds,

for this potential, state and time; no bound on a derivative of V enters. The error bar adds: sampling (`average.py`), the
steps in time (a run with steps of half length and the same noise), the quadrature in time (Simpson's rule against that of double
spacing), and the quadrature over each packet (two rules).
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from numerics.estimate import Estimate
from numerics.mixture import rates
from numerics.mixture.average import SIGMAS, average
from numerics.mixture.packets import Packets, sampled
from numerics.mixture.process import Brownian, run
from numerics.mixture.splits import Local, Rule, action
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array
from numerics.phase_space.packet import Packet


@dataclass(frozen=True)
class Certificate:
    """Bounds on the distance of the mixture from the quantum state (trace norm) and from the classical density (L1).

    parts: of both error bars, in the order sampling, steps, time quadrature, packet quadrature.
    final: the packets at the end, from the run with the shorter steps.
    largest: the largest sigma^xx on any path, over that of the beginning.
    """

    quantum: Estimate
    classical: Estimate
    quantum_parts: tuple[float, float, float, float]
    classical_parts: tuple[float, float, float, float]
    final: Packets
    largest: float


@dataclass(frozen=True)
class Integrated:
    """Per packet, (2, n) for quantum and classical: time integrals of the rates by Simpson's rule, by that of double spacing, of the
    coarser rates, and of rounding.
    """

    fine: Array
    double: Array
    coarse: Array
    rounding: Array
    final: Packets
    largest: float


def certificate(
    dynamics: Dynamics, states: Sequence[tuple[float, Packet]], time: float, *, packets: int, steps: int, generator: np.random.Generator,
    rule: Rule | None = None, every: int = 1, limit: float = math.inf, quadrature: rates.Quadrature | None = None,
) -> Certificate:
    """The certificate for the mixture of Gaussian states (weight, state) evolved by `dynamics` for a time.

    dynamics: with its hbar; the same certificate serves the classical evolution. No grid: any d.
    packets, steps, every: rates are taken at every `every`-th of `steps` steps; steps must be a multiple of 4 every.
    limit: raise where an error bar exceeds this fraction of its value.
    Raises: ValueError for numbers out of range; ArithmeticError for paths that run away, structure of the potential between the nodes, or
    an error bar above the limit.
    """
    if steps < 1 or every < 1 or steps % (4 * every):
        nearest = 4 * max(every, 1) * max(1, round(steps / (4 * max(every, 1))))
        raise ValueError(f"`steps` must be a multiple of 4 `every`, but are {steps} and {every}; take {nearest}")
    if packets < 2 * len(states):
        raise ValueError(f"`packets` must be at least {2 * len(states)}, but is {packets}: a standard error needs two a state")
    hbar, rule = action(dynamics), Local() if rule is None else rule
    quadrature = rates.quadrature(dynamics.potential.d) if quadrature is None else quadrature
    start = sampled(states, packets, hbar=hbar, generator=generator)
    pair = [
        _integrated(dynamics, start, time, steps, every, Brownian(copy.deepcopy(generator), fold), rule, substeps, quadrature)
        for fold, substeps in ((2, 1), (1, 2))
    ]
    long, short = pair
    for each in (start, short.final):
        rates.require_resolved(dynamics.potential, each, time, quadrature, hbar=hbar)
    found = [_estimate(start.weights, long, short, kind, limit) for kind in (0, 1)]
    (quantum, first), (classical, second) = found
    return Certificate(quantum, classical, first, second, short.final, max(long.largest, short.largest))


def _integrated(
    dynamics: Dynamics, start: Packets, time: float, steps: int, every: int, brownian: Brownian, rule: Rule, substeps: int,
    quadrature: rates.Quadrature,
) -> Integrated:
    count, hbar = steps // every, action(dynamics)
    simpson, double = _simpson(count, time), np.zeros(count + 1)
    double[::2] = _simpson(count // 2, time)
    fine, doubled, coarse, rounding = (np.zeros((2, len(start))) for _ in range(4))
    final, largest, first = start, 0.0, float(start.position_covariances(hbar=hbar).max())
    path = run(dynamics, start, time, steps=steps, brownian=brownian, rule=rule, substeps=substeps, quadrature=quadrature, every=every)
    for number, moment in enumerate(path):
        final = moment.packets
        if moment.rates is None:
            continue
        weight, values = simpson[number // every], np.array([moment.rates.quantum, moment.rates.classical])
        fine += weight * values
        doubled += double[number // every] * values
        coarse += weight * np.array([moment.rates.coarse_quantum, moment.rates.coarse_classical])
        rounding += weight * moment.rates.rounding
        largest = max(largest, float(final.position_covariances(hbar=hbar).max()) / first)
    return Integrated(fine, doubled, coarse, rounding, final, largest)


def _simpson(count: int, time: float) -> Array:
    """Weights of Simpson's rule at count + 1 nodes, count even."""
    weights = np.full(count + 1, 2.0)
    weights[1::2], weights[0], weights[-1] = 4.0, 1.0, 1.0
    return weights * time / (3 * count)


def _estimate(
    weights: Array, long: Integrated, short: Integrated, kind: int, limit: float
) -> tuple[Estimate, tuple[float, float, float, float]]:
    """The mean of the run with the shorter steps, and the parts of its error bar."""
    paths = short.fine[kind]
    found = average(weights, paths, [(each[kind], paths) for each in (long.fine, short.double, short.coarse)])
    value, (sampling, steps, in_time, over_packets) = found.value, found.parts
    parts = sampling, steps, in_time, over_packets + float(weights @ short.rounding[kind])
    if not sum(parts) <= limit * value:
        raise ArithmeticError(
            "the error bar must be at most {:g} of {:g}, but is {:.2g} from sampling, {:.2g} from steps, {:.2g} from the quadrature in "
            "time and {:.2g} from that over packets; take more packets, more steps, or a finer rule".format(limit, value, *parts)
        )
    how = f"{len(weights)} packets, sampling as {SIGMAS:g} standard deviations; steps halved with the same noise; two quadratures"
    return Estimate(value, sum(parts), how), parts
