r"""The distance ||W[rho] - f||_L1 of the quantum from the classical evolution of one Gaussian state, and each evolution by a second method.

The second methods share no code with `phase_space.evolve`: with diffusion, truncated oscillator bases; in a closed system of one degree
of freedom, the eigenvectors of the Hamiltonian on a lattice, and the initial density carried along classical paths.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.integrate
import scipy.linalg

from numerics.estimate import Estimate
from numerics.operators import fokker_planck, lindblad, wigner
from numerics.operators.model import Model
from numerics.phase_space import weyl
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import march
from numerics.phase_space.grid import Array, Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.regrid import regrid
from numerics.phase_space.trace_norm import l1_norm, trace_norm
from numerics.phase_space.window import around
from numerics.potential import Potential

PATHS = 1e-10  # relative accuracy of classical paths


@dataclass(frozen=True)
class Gap:
    """||W[rho] - f||_L1 at a time, with both densities on one grid and the error bars of the two evolutions.

    The Wigner function is not positive, and its L1 norm has no bound: neither has that distance.
    """

    time: float
    distance: Estimate
    grid: Grid
    quantum: Array
    classical: Array
    quantum_error: float
    classical_error: float


def gaps(
    potential: Potential, packet: Packet, times: Sequence[float], *, hbar: float, Dx: float, Dp: float, mass: float, tolerance: float,
    quantum: Potential | None = None,
) -> list[Gap]:
    """The distances at increasing times. quantum: another potential for the quantum evolution.

    Error: those of both evolutions and of the sum over the grid. That of the quantum one is known in trace norm; an L1 norm may exceed it,
    which the distance from a second method shows.
    Raises: as `march`.
    """
    worlds = Dynamics(quantum or potential, mass, Dx, Dp, hbar), Dynamics(potential, mass, Dx, Dp, None)
    pairs = zip(*(march(dynamics, packet, times, tolerance=tolerance, cell=hbar) for dynamics in worlds), strict=True)
    found = []
    for one, other in pairs:
        grid = around([one.grid, other.grid]).grid(hbar=hbar)
        W, f = regrid(one.f, one.grid, grid), regrid(other.f, other.grid, grid)
        norm = l1_norm(grid, W - f)
        apart = Estimate(norm.value, norm.error + one.error + other.error, "both evolutions on one grid")
        found.append(Gap(one.time, apart, grid, W, f, one.error, other.error))
    return found


def apart_from_bases(
    gap: Gap, potential: Potential, packet: Packet, *, hbar: float, Dx: float, Dp: float, mass: float, tolerance: float
) -> tuple[tuple[Estimate, float], tuple[Estimate, float]]:
    """Distances of both densities from those in oscillator bases, each with the sum of both error bars that they must not exceed.

    Trace norm (quantum) and L1 (classical). Raises: as `lindblad.evolve` and `fokker_planck.evolve`.
    """
    model = Model(potential, mass, Dx, Dp)
    state = lindblad.evolve(model, packet.centre, packet.covariance, gap.time, hbar=hbar, tolerance=tolerance)
    density = fokker_planck.evolve(model, packet.centre, packet.covariance, gap.time, tolerance=tolerance)
    values = density.values(gap.grid.position[0].nodes, gap.grid.momentum[0].nodes)
    first = trace_norm(gap.grid, wigner.wigner(state.basis, state.matrix, gap.grid) - gap.quantum, hbar=hbar)
    second = l1_norm(gap.grid, values - gap.classical)
    return (first, state.error + gap.quantum_error), (second, density.error + gap.classical_error)


def apart_from_closed(gap: Gap, potential: Potential, packet: Packet, *, hbar: float, mass: float) -> tuple[Estimate, Estimate]:
    """Distances of both densities from those of the closed system by the second methods: trace norm and L1. Static V, d = 1, a pure packet.

    Raises: ArithmeticError for paths that cannot be followed.
    """
    W = _by_eigenvectors(gap.grid, potential, packet, gap.time, hbar=hbar, mass=mass)
    norm = trace_norm(gap.grid, W - gap.quantum, hbar=hbar)
    f = _carried(gap.grid, potential, packet, gap.time, mass=mass)
    return norm, l1_norm(gap.grid, f - gap.classical)


def _by_eigenvectors(grid: Grid, potential: Potential, packet: Packet, time: float, *, hbar: float, mass: float) -> Array:
    """The Wigner function on the grid, psi by the eigenvectors of H on the lattice of a box twice as long in x and in p.

    The box of the grid is that of the end, which the packet may have entered from outside; and a wave function that is cut where its mass
    is e changes by 2 sqrt(e) in trace norm.
    """
    (position,), (momentum,) = grid.position, grid.momentum
    wide = [Axis(axis.low - axis.length / 2, axis.high + axis.length / 2, 2 * axis.points) for axis in (position, momentum)]
    number = weyl.states(wide[0], wide[1], hbar=hbar)
    step = wide[0].length / number
    y = wide[0].low + step * np.arange(number)
    spacing = 2 * math.pi * hbar / wide[0].length
    middle = round((momentum.low + momentum.length / 2) / spacing)
    p = spacing * (middle - number // 2 + np.arange(number))
    waves = np.exp(1j / hbar * np.outer(y, p)) / math.sqrt(number)
    H = (waves * (p**2 / (2 * mass))) @ waves.conj().T + np.diag(np.broadcast_to(potential.value([y], 0.0), y.shape))
    energies, vectors = scipy.linalg.eigh((H + H.conj().T) / 2)
    (x0, p0), sigma = packet.centre, packet.covariance
    u, slope = y - x0, sigma[0, 1] / sigma[0, 0] / hbar
    psi = np.exp(-(u**2) * (1 / (4 * sigma[0, 0]) - 0.5j * slope) + 1j * p0 * u / hbar) / (2 * math.pi * sigma[0, 0]) ** 0.25
    psi = vectors @ (np.exp(-1j * energies * time / hbar) * (vectors.conj().T @ psi))
    rho = np.asarray(step * np.outer(psi, psi.conj()), dtype=np.complex128)
    W = weyl.inverse(Grid((wide[0],), (wide[1],)), rho, hbar=hbar)
    x, q = position.points // 2, momentum.points // 2
    return W[x : x + position.points, q : q + momentum.points]


def _carried(grid: Grid, potential: Potential, packet: Packet, time: float, *, mass: float) -> Array:
    """f at the nodes: the initial density where the classical paths come from, since phase-space volume is kept."""
    x, p = np.meshgrid(grid.position[0].nodes, grid.momentum[0].nodes, indexing="ij")

    def rate(t: float, z: Array) -> Array:
        x, p = z.reshape(2, -1)
        return -np.concatenate([p / mass, -np.broadcast_to(potential.gradient([x], 0.0)[0], x.shape)])

    start = np.concatenate([x.ravel(), p.ravel()])
    found = scipy.integrate.solve_ivp(rate, (0, time), start, method="DOP853", rtol=PATHS, atol=PATHS, t_eval=[time])
    if not found.success:
        raise ArithmeticError(f"classical paths must be followed for a time {time:g}, but {found.message}; shorten the time")
    offsets = found.y[:, -1].reshape(2, -1) - packet.centre[:, None]
    inverse = np.linalg.inv(packet.covariance)
    exponent = -np.einsum("in,ij,jn->n", offsets, inverse, offsets) / 2
    return np.asarray(np.exp(exponent) / (2 * math.pi * math.sqrt(np.linalg.det(packet.covariance)))).reshape(grid.shape)
