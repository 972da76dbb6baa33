r"""Classical symbols of higher order: a_N, the first N terms of the Taylor series of exp(t (Q + theta (L - Q))) a in theta, at theta = 1.

L is the generator of the quantum, Q that of the classical evolution, on phase space. By Duhamel's formula the k-th coefficient
is the k-fold time-ordered integral of exp((t-s) Q) (L - Q) exp(s Q): a_1 is the classical density, each further order solves Q
with the error of the order before as its source. The coefficients are read off a polynomial through evolutions at Chebyshev
points of theta in [-1, 1].

Source: Li 2024, Theorem 3, its proof corrected (a_(N+1) = a_N plus the integral).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from numerics.estimate import Estimate
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import Evolution, march
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.regrid import regrid
from numerics.phase_space.trace_norm import trace_norm
from numerics.phase_space.window import around
from numerics.potential import Potential

NODES = 7  # Chebyshev points, an odd number: theta = 0 is one of them


@dataclass(frozen=True)
class Corrected:
    """||A(t) - Op(a_N(t))||_tr for N = 1, 2, ... at one time, and the densities on their common grid."""

    time: float
    distances: tuple[Estimate, ...]
    grid: Grid
    quantum: Array
    symbols: tuple[Array, ...]


def corrected(
    potential: Potential, packet: Packet, times: Sequence[float], *, orders: int, hbar: float, Dx: float, Dp: float, mass: float,
    tolerance: float, quantum: Potential | None = None,
) -> list[Corrected]:
    """The distances of the symbols a_1, ..., a_orders from the quantum evolution at increasing times, in trace norm.

    quantum: another potential for the quantum evolution.
    Error: those of all evolutions, each times the sum of the moduli of its weights, and that of the polynomial: the distance from the
    one through the points with the outermost pair left out.
    Raises: ValueError for orders not from 1 to 4; as `march`.
    """
    if not 1 <= orders <= (NODES + 1) // 2:
        raise ValueError(f"`orders` must be from 1 to {(NODES + 1) // 2}, but is {orders}")
    nodes = _chebyshev(NODES)
    world = Dynamics(potential, mass, Dx, Dp, hbar)
    ways = [replace(world, potential=quantum or potential), *(replace(world, share=float(theta)) for theta in nodes)]
    runs = zip(*(march(way, packet, times, tolerance=tolerance) for way in ways), strict=True)
    return [_compared(found[0], found[1:], nodes, orders, hbar) for found in runs]


def _compared(quantum: Evolution, others: Sequence[Evolution], nodes: Array, orders: int, hbar: float) -> Corrected:
    grid = around([each.grid for each in (quantum, *others)]).grid(hbar=hbar)
    state, *samples = (regrid(each.f, each.grid, grid) for each in (quantum, *others))
    fewer = nodes[1:-1]
    weights, coarse = _taylor(nodes), np.pad(_taylor(fewer), ((0, 0), (1, 1)))
    distances, symbols = [], []
    for order in range(1, orders + 1):
        sums, rough = weights[:order].sum(axis=0), coarse[:order].sum(axis=0)
        symbol = sum(w * f for w, f in zip(sums, samples, strict=True))
        off = sum((w - v) * f for w, v, f in zip(sums, rough, samples, strict=True))
        norm = trace_norm(grid, state - symbol, hbar=hbar)
        bar = quantum.error + sum(abs(w) * each.error for w, each in zip(sums, others, strict=True))
        doubt = trace_norm(grid, off, hbar=hbar)
        distances.append(Estimate(norm.value, norm.error + bar + doubt.value + doubt.error, "polynomial in the share of the quantum part"))
        symbols.append(np.asarray(symbol, dtype=np.float64))
    return Corrected(quantum.time, tuple(distances), grid, state, tuple(symbols))


def _chebyshev(count: int) -> Array:
    """Points of [-1, 1] between the extrema of the Chebyshev polynomial, increasing, symmetric, 0 exact for an odd count."""
    angles = math.pi * (2 * np.arange(count) + 1 - count) / (2 * count)
    return np.asarray(np.sin(angles), dtype=np.float64)


def _taylor(nodes: Array) -> Array:
    """Weights of the Taylor coefficients at 0 of the polynomial through the nodes. Shape (count, count): (power, node)."""
    return np.asarray(np.linalg.inv(np.vander(nodes, increasing=True)), dtype=np.float64)
