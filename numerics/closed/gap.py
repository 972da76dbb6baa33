r"""int |W - f| dx dp between the quantum and the classical evolution of a coherent or squeezed state without diffusion, d = 1.

W is the Wigner function of exp(-i H t/hbar) |psi>, by diagonalisation in a Hermite basis; f(z) = f_0(phi_(-t)(z)) is found by following
each node of the grid back along the Hamiltonian flow, so that no filament is too thin for it: only the sum over nodes has to resolve
the modulus of the difference.

Error: of the basis and of the flow, by coarser ones; of the sum, see `modulus`; twice the mass that the box misses, since W has
both signs.
Source: the composition of leapfrog steps is that of Yoshida, Phys. Lett. A 150, 262 (1990), order 4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from numerics.estimate import Estimate
from numerics.operators.basis import Basis, Complex, gaussian_kernel
from numerics.operators.hermite import Hermite
from numerics.operators.model import Array, Model
from numerics.operators.wigner import wigner
from numerics.phase_space.grid import Grid
from numerics.phase_space.modulus import integral_of_modulus
from numerics.phase_space.packet import Packet

OUTER = 1 / (2 - 2 ** (1 / 3))  # the shares of a step in the composition
SHARES = (OUTER, 1 - 2 * OUTER, OUTER)
COARSER = 0.75  # of the basis: what is compared with it


@dataclass(frozen=True)
class Gap:
    """Both densities on the grid at `time`, and the L1 norm of their difference. Shapes: (nodes of x, nodes of p)."""

    time: float
    grid: Grid
    quantum: Array
    classical: Array
    distance: Estimate


def gap(
    model: Model, packet: Packet, time: float, grid: Grid, *, hbar: float, functions: int, steps: int, backwards: bool = False
) -> Gap:
    """The two evolutions after `time`. functions: of the basis, around the middle of the box. steps: of the flow.

    backwards: the classical evolution runs to -time, wrong on purpose.

    Raises: ValueError for d > 1, a driven potential or diffusion.
    """
    if model.d != 1 or not model.is_static or model.Dx or model.Dp:
        raise ValueError("`model` must be static, have d = 1 and no diffusion, but it has not; use phase_space.evolve")
    W, coarse = (state(model, packet, time, grid, hbar=hbar, functions=n) for n in (functions, int(COARSER * functions)))
    f, rough = (carried(model, packet, -time if backwards else time, grid, steps=n) for n in (steps, steps // 2))
    apart = integral_of_modulus(W - f, grid.cell, f"{functions} Hermite functions, {steps} steps, {grid.shape} nodes")
    error = apart.error + sum(float(np.abs(each).sum()) * grid.cell for each in (W - coarse, f - rough))
    error += 2 * sum(abs(1 - float(each.sum()) * grid.cell) for each in (W, f))
    return Gap(time, grid, W, f, replace(apart, error=error))


def state(model: Model, packet: Packet, time: float, grid: Grid, *, hbar: float, functions: int) -> Array:
    """The Wigner function after `time`. Shape: grid.shape."""
    (x,), (p,) = grid.position, grid.momentum
    width = math.sqrt(hbar * x.length / p.length)
    basis = Basis((Hermite(functions, (x.low + x.high) / 2, width),), ((p.low + p.high) / 2,), hbar)
    nodes, _, rows = basis.quadrature()
    energy = basis.kinetic(model.mass).toarray() + (rows * model.value(*nodes, 0.0)) @ rows.T
    levels, vectors = np.linalg.eigh(energy)
    turn: Complex = (vectors * np.exp(-1j * levels * time / hbar)) @ vectors.conj().T
    rho = turn @ basis.density(gaussian_kernel(packet.centre, packet.covariance, hbar=hbar)) @ turn.conj().T
    return wigner(basis, (rho + rho.conj().T) / 2, grid)


def carried(model: Model, packet: Packet, time: float, grid: Grid, *, steps: int) -> Array:
    """The classical density after `time`, at the nodes. Shape: grid.shape."""
    x, p = (np.array(axis) for axis in np.meshgrid(grid.position[0].nodes, grid.momentum[0].nodes, indexing="ij"))
    step, slope = -time / steps, model.slopes[0]
    for _ in range(steps):
        for share in SHARES:
            x += share * step / (2 * model.mass) * p
            p -= share * step * slope(x, 0.0)
            x += share * step / (2 * model.mass) * p
    away = np.stack([x - packet.centre[0], p - packet.centre[1]])
    inverse = np.linalg.inv(packet.covariance)
    exponent = np.einsum("ixp,ij,jxp->xp", away, inverse, away, optimize=True)
    return np.asarray(np.exp(-exponent / 2) * math.sqrt(float(np.linalg.det(inverse))) / (2 * math.pi))
