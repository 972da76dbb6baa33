r"""The deviation of the Gaussian mixture from the exact evolutions, rho~ - rho and W[rho~] - f, without the noise of rho~ itself.

The mixture obeys d rho~/dt = E[L^(alpha) tau] (hrr2023, eq. (12)), so that the deviation delta starts at 0 and obeys

    d delta/dt = L delta + g,      g = E[(L^(alpha) - L) tau],

and the packets enter only through the source g, whose size is the harmonic error: its sampling error is smaller than that of rho~ by the
factor that is to be measured. In the chord variables, with Phi the force phase,

    g(x, l) = i [ l . (A_0 + A_1 x) - Phi(x, l) A ],     A_0 = E[(grad V - hess V alpha_x) B],  A_1 = E[hess V B],  A = E[B],

B being the chord function of a packet, the same function as its density matrix. One step of length h is the trapezoidal rule
delta <- S_h (delta + h g/2) + h g'/2.

Error: two independent halves of the packets give the sampling error; a run with steps of half length and the same noise gives
that of the steps, which the extrapolation removes to leading order.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from numerics.cores import in_order
from numerics.mixture.deposit import density_matrix, lattice
from numerics.mixture.expansion import expanded
from numerics.mixture.packets import Packets
from numerics.mixture.process import Brownian, Moment, run
from numerics.mixture.rates import Quadrature, Rates
from numerics.mixture.siegel import Complex
from numerics.mixture.splits import Rule
from numerics.phase_space import weyl
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.regrid import regrid
from numerics.phase_space.splitting import Splitting

HALVES = 2


@dataclass(frozen=True)
class Worlds:
    """The two exact evolutions that the mixture is compared with; they differ in the force phase only."""

    quantum: Dynamics
    classical: Dynamics


@dataclass(frozen=True)
class Deviations:
    """At a time: delta of each half of the packets for both worlds, on one grid; rates per packet; the mass beyond the box.

    quantum, classical: shape (HALVES, *grid.shape). rates: time integrals of each packet's harmonic errors, by the trapezoidal rule.
    """

    time: float
    grid: Grid
    quantum: Array
    classical: Array
    rates: Rates
    packets: Packets
    outside: float


def deviations(
    worlds: Worlds, start: Packets, stretches: Sequence[tuple[float, Grid]], *, hbar: float, steps: Sequence[int], brownian: Brownian,
    substeps: int, quadrature: Quadrature, rule: Rule | None = None,
) -> Iterator[Deviations]:
    """The deviations at the end of each stretch, which is given by its end and the grid that holds the state all through it.

    steps: for each stretch, the number of steps, each held over `substeps` substeps with one draw of noise each.
    Raises: as `process.run`.
    """
    time, packets = 0.0, start
    held: tuple[Grid, Array, Array] | None = None
    rates, outside = np.zeros((5, len(start))), 0.0
    for (end, grid), count in zip(stretches, steps, strict=True):
        shape = (HALVES, *grid.shape)
        if held is None:
            quantum, classical = np.zeros(shape), np.zeros(shape)
        else:
            quantum, classical = (np.stack([regrid(each, held[0], grid) for each in part]) for part in held[1:])
        h = (end - time) / (count * substeps)
        path = run(
            worlds.quantum, packets, end - time, steps=count, brownian=brownian, rule=rule, substeps=substeps, quadrature=quadrature,
            start=time, inner=True,
        )
        source = _Source(worlds, grid, hbar)
        steppers = Splitting(worlds.quantum, grid, h), Splitting(worlds.classical, grid, h)
        before: Moment | None = None
        for moment in path:
            last = moment.time > end - h / 2
            sources, beyond = source.at(moment)
            outside = max(outside, beyond)
            if before is not None:
                for delta, stepper in zip((quantum, classical), steppers, strict=True):
                    delta[...] = stepper.advance(delta, 1, start=before.time)
                rates += h / 2 * (_rows(before.rates) + _rows(moment.rates))
            weight = h / 2 if before is None or last else h
            quantum += weight * sources[0]
            classical += weight * sources[1]
            before = moment
            packets = moment.packets
        held, time = (grid, quantum, classical), end
        yield Deviations(end, grid, quantum.copy(), classical.copy(), Rates(*rates.copy()), packets, outside)


def _rows(rates: Rates | None) -> Array:
    if rates is None:
        raise ValueError("`rates` must be computed at every step, but are missing; give a quadrature")
    return np.array([rates.quantum, rates.classical, rates.coarse_quantum, rates.coarse_classical, rates.rounding])


class _Source:
    """g on one grid, for both worlds and each half of the packets, by way of the density matrix: there the chord variables are
    x = (y + y')/2, l = (y' - y)/hbar, g is a product element by element, and Phi = [V(y') - V(y)]/hbar.
    """

    def __init__(self, worlds: Worlds, grid: Grid, hbar: float) -> None:
        self.worlds, self.grid, self.hbar = worlds, grid, hbar
        self.middle = np.array([(axis.low + axis.high) / 2 for axis in grid.position])
        nodes = np.stack([y.ravel() for y in np.meshgrid(*lattice(grid, hbar=hbar), indexing="ij")])
        self.nodes = nodes
        self.centres = (nodes[:, :, None] + nodes[:, None, :]) / 2
        self.chords = (nodes[:, None, :] - nodes[:, :, None]) / hbar
        self._phases: tuple[float, list[Array]] | None = None

    def at(self, moment: Moment) -> tuple[Array, float]:
        """g of (worlds, halves), shape (2, HALVES, *grid.shape), and the mass of the packets beyond the box.

        Single packets may be narrower than the grid resolves: what is cut then is sampling noise, the mean is as smooth as the evolutions.
        """
        packets, d = moment.packets, self.grid.d
        expansion = expanded(self.worlds.quantum.potential)
        slope, curvature = expansion.slope_and_curvature(packets.x, moment.time)
        pulled = slope + np.einsum("ijn,jn->in", curvature, self.middle[:, None] - packets.x)
        kinds = np.stack([np.ones(len(packets)), *pulled, *(curvature[place] for place in expansion.places)])
        sources, beyond = [], 0.0
        for half in range(HALVES):
            weights = packets.weights[half::HALVES] * HALVES
            part = Packets(packets.x[:, half::HALVES], packets.p[:, half::HALVES], packets.Z[:, :, half::HALVES], weights)
            deposit = density_matrix(self.grid, part, hbar=self.hbar, weights=kinds[:, half::HALVES] * weights)
            beyond = max(beyond, float(deposit.outside[0]))
            whole, *forces = deposit.values[: d + 1]
            for (i, j), field in zip(expansion.places, deposit.values[d + 1 :], strict=True):
                forces[i] += (self.centres[j] - self.middle[j]) * field
                if i != j:
                    forces[j] += (self.centres[i] - self.middle[i]) * field
            harmonic = sum(chord * force for chord, force in zip(self.chords, forces, strict=True))
            sources += [1j * (harmonic - phase * whole) for phase in self._force_phases(moment.time)]
        found = np.stack(list(in_order(self._density, sources))).reshape(HALVES, 2, *self.grid.shape)
        return found.swapaxes(0, 1), beyond

    def _density(self, source: Complex) -> Array:
        return weyl.inverse(self.grid, (source + source.conj().T) / 2, hbar=self.hbar, limit=math.inf)

    def _force_phases(self, t: float) -> list[Array]:
        """Phi of both worlds at (y, y')."""
        V = self.worlds.quantum.potential
        if self._phases is None or (self._phases[0] != t and not V.is_static):
            value = V.value(list(self.nodes), t)
            slopes = V.gradient(list(self.centres), t)
            classical = sum(slope * chord for slope, chord in zip(slopes, self.chords, strict=True))
            self._phases = t, [(value[None, :] - value[:, None]) / self.hbar, np.asarray(classical, dtype=np.float64)]
        return self._phases[1]


def noise(parts: Array) -> Array:
    """Half the difference of two halves: distributed as the sampling error of their mean."""
    return np.asarray((parts[0] - parts[1]) / 2, dtype=np.float64)


def mean(parts: Array) -> Array:
    """The mean of the halves."""
    return np.asarray(parts.mean(axis=0), dtype=np.float64)
