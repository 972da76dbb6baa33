r"""The harmonic generator L^(alpha) applied to a Gaussian, in two ways that share no code.

For V replaced by its Taylor polynomial of order two about alpha_x, quantum and classical dynamics are one:

    L^(alpha) tau = -(p/m).d_x tau + grad V^[alpha,2].d_p tau + (1/2) D^(x) d_x.d_x tau + (1/2) D^(p) d_p.d_p tau .

By hand: with A = sigma^-1 and u = (x, p) - alpha, d tau = -A u tau and d d tau = (A u u^T A - A) tau. By transforms: the symbols of
`phase_space.dynamics` for the polynomial, which is how evolutions apply it.
"""

from __future__ import annotations

import numpy as np
import sympy as sp

from numerics.mixture.deposit import density
from numerics.mixture.packets import Packets
from numerics.phase_space.dynamics import Dynamics, force, kinetic
from numerics.phase_space.grid import Array, Grid
from numerics.potential import Potential


def by_hand(dynamics: Dynamics, packet: Packets, grid: Grid, *, hbar: float) -> Array:
    """L^(alpha) tau on the grid, by the derivatives of a Gaussian; those of V come from SymPy at the centre."""
    d, V = packet.d, dynamics.potential
    at = dict(zip(V.coordinates, map(sp.Float, packet.x[:, 0]), strict=True))
    slope = np.array([float(sp.diff(V.expression, x).subs(at)) for x in V.coordinates])
    hessian = np.array([[float(sp.diff(V.expression, x, y).subs(at)) for y in V.coordinates] for x in V.coordinates])
    A = np.linalg.inv(packet.covariances(hbar=hbar)[0])
    u = np.stack(np.broadcast_arrays(*(c - z for c, z in zip((*grid.positions(), *grid.momenta()), packet.centres()[0], strict=True))))
    tau = np.exp(-np.einsum("i...,ij,j...->...", u, A, u) / 2) * np.sqrt(np.linalg.det(A)) / (2 * np.pi) ** d
    pulled = np.tensordot(A, u, axes=1)
    momenta, forces = u[d:] + packet.p[:, 0].reshape(-1, *[1] * (2 * d)), np.tensordot(hessian, u[:d], axes=1)
    forces = forces + slope.reshape(-1, *[1] * (2 * d))
    total = (momenta * pulled[:d]).sum(axis=0) / dynamics.mass - (forces * pulled[d:]).sum(axis=0)
    for D, part in ((dynamics.Dx, slice(0, d)), (dynamics.Dp, slice(d, 2 * d))):
        total = total + D / 2 * ((pulled[part] ** 2).sum(axis=0) - np.trace(A[part, part]))
    return np.asarray(total * tau)


def by_transforms(dynamics: Dynamics, packet: Packets, grid: Grid, *, hbar: float) -> Array:
    """L^(alpha) tau on the grid, by the symbols of the kinetic and the force part of the polynomial."""
    d, V = packet.d, dynamics.potential
    centre = {x: sp.Rational(float(z)) for x, z in zip(V.coordinates, packet.x[:, 0], strict=True)}
    offsets = {x: x - z for x, z in centre.items()}
    slopes = {x: sp.diff(V.expression, x) for x in V.coordinates}
    polynomial = sum((_number(slope, centre) * offsets[x] for x, slope in slopes.items()), start=sp.S.Zero)
    for x, slope in slopes.items():
        polynomial += sum(_number(sp.diff(slope, y), centre) * offsets[x] * offsets[y] / 2 for y in V.coordinates)
    harmonic = Dynamics(Potential(polynomial, V.coordinates), dynamics.mass, dynamics.Dx, dynamics.Dp, None)
    tau = density(grid, packet, hbar=hbar).values[0].real
    parts = []
    for symbol, axes in ((kinetic(harmonic, grid), tuple(range(d))), (force(harmonic, grid, 0.0)[0], tuple(range(d, 2 * d)))):
        sizes = [grid.shape[axis] for axis in axes]
        parts.append(np.fft.irfftn(symbol * np.fft.rfftn(tau, axes=axes), s=sizes, axes=axes))
    return np.asarray(parts[0] + parts[1], dtype=np.float64)


def _number(expression: sp.Expr, at: dict[sp.Symbol, sp.Rational]) -> sp.Rational:
    """The double next to the value, as the exact number that a lowered expression may hold."""
    return sp.Rational(float(expression.subs(at)))
