"""A mixture as a density matrix and as a phase-space density, on the grids of numerics/phase_space.

The density matrix lives on the nodes y_i = low + i h, h = 2 pi hbar/L_p, on which `weyl.kernel` puts operators. A packet is of rank one
there, so that n packets cost one product of an N x n by an n x N matrix, of which a half is computed, and no exponentials over phase
space.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from numerics.cores import done, in_order, slices
from numerics.mixture.packets import Packets, outside
from numerics.mixture.siegel import Complex
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.weyl import states
from numerics.phasor import exponential

CHUNK = 2**19  # numbers of a piece at once
NODES, FAINT = 4096, 40.0  # of a box of the grid; exp(-40) = 4e-18 of its height is below the rounding of a packet
PIECES, LEAST = 8, 32  # of the rows of a matrix, and of the packets, and how many there are in one at the least


@dataclass(frozen=True)
class Deposit:
    """What was put on a grid: one matrix or density for each row of weights, and an upper bound on the mass beyond the box.

    values: (k, N, N) or (k, *grid.shape). outside: (k,), with the sizes of the weights; that mass is missing in position and, in a
    matrix, folded back in momentum.
    """

    values: Complex | Array
    outside: Array


def _weights(packets: Packets, weights: Array | None) -> Array:
    rows = packets.weights[None] if weights is None else np.atleast_2d(np.asarray(weights, dtype=np.float64))
    if rows.ndim != 2 or rows.shape[1] != len(packets):
        raise ValueError(f"`weights` must have shape (k, {len(packets)}), but has {rows.shape}")
    return rows


def _missing(packets: Packets, rows: Array, grid: Grid, steps: list[float], *, hbar: float) -> Array:
    """The mass beyond the cells of the nodes, `steps` wide: the last one ends half a step before the box does."""
    axes = (*grid.position, *grid.momentum)
    low, high = np.array([axis.low for axis in axes]), np.array([axis.high for axis in axes])
    each = outside(packets, low, high - np.array(steps) / 2, hbar=hbar)
    return np.asarray(np.abs(rows) @ each, dtype=np.float64)


def lattice(grid: Grid, *, hbar: float) -> list[Array]:
    """The nodes y_i = low + i h per degree of freedom."""
    numbers = [states(x, p, hbar=hbar) for x, p in zip(grid.position, grid.momentum, strict=True)]
    pairs = zip(grid.position, numbers, strict=True)
    return [np.asarray(x.low + x.length / number * np.arange(number), dtype=np.float64) for x, number in pairs]


def wave_functions(packets: Packets, nodes: list[Array], *, hbar: float) -> Complex:
    """psi(y) = (det Y/(pi hbar)^d)^(1/4) exp(i/hbar [p.(y - x) + (y - x).Z(y - x)/2]). Shape (N_1 ... N_d, n)."""
    d, n = packets.d, len(packets)
    offsets = []
    for i, y in enumerate(nodes):
        shape = [1] * d + [n]
        shape[i] = len(y)
        offsets.append((y[:, None] - packets.x[i]).reshape(shape))
    phase = np.zeros([len(y) for y in nodes] + [n], dtype=complex)
    for i in range(d):
        phase += offsets[i] * (packets.p[i] + packets.Z[i, i] / 2 * offsets[i])
        for j in range(i):
            phase += packets.Z[i, j] * offsets[i] * offsets[j]
    height = (np.linalg.det(np.moveaxis(packets.Z.imag, -1, 0)) / (math.pi * hbar) ** d) ** 0.25
    phase *= 1j / hbar
    result = exponential(phase, out=phase)
    result *= height
    return result.reshape(-1, n)


def density_matrix(grid: Grid, packets: Packets, *, hbar: float, weights: Array | None = None) -> Deposit:
    """h^d sum_j w_j psi_j psi_j^dagger on the nodes of `weyl.kernel`, for each row of weights (the packets' own by default).

    Shapes: weights (k, n) or (n,), values (k, N, N). Cost: k N^2 n.
    Error: `outside`, and nothing else: the trace misses that mass.
    Raises: ValueError for weights of another shape or a box that does not hold a whole number of states.
    """
    rows, nodes = _weights(packets, weights), lattice(grid, hbar=hbar)
    number, (count, n) = math.prod(map(len, nodes)), rows.shape
    total = np.zeros((count, number, number), dtype=complex)
    blocks = slices(number, pieces=PIECES, least=LEAST)
    size = max(1, CHUNK // number)
    for start in range(0, n, size):
        part = slice(start, min(start + size, n))
        _add(total, blocks, rows[:, part], _wave_functions(packets[part], nodes, hbar=hbar))
    for block in blocks:  # Hermitian: what is right of the diagonal
        own, below = total[:, block, block], total[:, block, : block.start]
        own[...] = (own + own.conj().swapaxes(1, 2)) / 2
        total[:, : block.start, block] = below.conj().swapaxes(1, 2)
    cells = [2 * math.pi * hbar / axis.length for axis in grid.momentum]
    total *= math.prod(cells)
    return Deposit(total, _missing(packets, rows, grid, cells + [0.0] * grid.d, hbar=hbar))


def _add(total: Complex, blocks: list[slice], rows: Array, psi: Complex) -> None:
    """None; adds sum_j w_j psi_j psi_j^dagger to each matrix, in these blocks of rows, up to the end of the diagonal block."""
    bra = psi.conj().T

    def add(block: slice) -> None:
        ket = (rows[:, None] * psi[block]).reshape(-1, psi.shape[1])
        total[:, block, : block.stop] += (ket @ bra[:, : block.stop]).reshape(len(rows), -1, block.stop)

    done(add, blocks[::-1])  # the longest first


def _wave_functions(packets: Packets, nodes: list[Array], *, hbar: float) -> Complex:
    """`wave_functions` of some packets at a time."""
    parts = slices(len(packets), pieces=PIECES, least=LEAST)
    return np.concatenate(list(in_order(lambda part: wave_functions(packets[part], nodes, hbar=hbar), parts)), axis=1)


def density(grid: Grid, packets: Packets, *, hbar: float, weights: Array | None = None) -> Deposit:
    """The sum of the packets' Gaussians on the grid, for each row of weights.

    The grid is cut into boxes. In each, the exponents are quadratic in the offset from its middle: one matrix product, then one
    exponential per node and packet. Packets that are below exp(-FAINT) of their height all over a box are left out there.
    Shapes: weights (k, n) or (n,), values (k, *grid.shape). Cost: the number of nodes times the packets that reach them.
    """
    rows = _weights(packets, weights)
    axes = (*grid.position, *grid.momentum)
    found, spread = _Gaussians.of(packets, hbar=hbar), _Reach.of(packets, hbar=hbar)
    result = np.zeros((len(rows), *grid.shape))
    side = max(4, round(NODES ** (1 / len(axes))))

    def put(box: tuple[slice, ...]) -> None:
        nodes = [axis.nodes[part] for axis, part in zip(axes, box, strict=True)]
        low, high = np.array([each[0] for each in nodes]), np.array([each[-1] for each in nodes])
        seen = np.flatnonzero(spread.least(low, high) < 2 * FAINT)
        middle, total = (low + high) / 2, np.zeros((len(rows), math.prod(map(len, nodes))))
        z = np.array([each.ravel() for each in np.meshgrid(*[each - at for each, at in zip(nodes, middle, strict=True)], indexing="ij")])
        features = np.concatenate([np.ones((1, z.shape[1])), z, [z[i] * z[j] for i, j in found.pairs]])
        size = max(1, CHUNK // z.shape[1])
        for start in range(0, len(seen), size):
            part = seen[start : start + size]
            exponents = found.coefficients(part, middle).T @ features
            total += rows[:, part] @ np.exp(exponents, out=exponents)
        result[(slice(None), *box)] = total.reshape(len(rows), *map(len, nodes))

    done(put, list(product(*[slices(axis.points, pieces=-(-axis.points // side)) for axis in axes])))
    return Deposit(result, _missing(packets, rows, grid, [axis.step for axis in axes], hbar=hbar))


@dataclass(frozen=True)
class _Gaussians:
    """exp(height - (z - c) A (z - c)/2) of each packet. Shapes: centres (n, 2d), inverses (n, 2d, 2d)."""

    centres: Array
    inverses: Array
    height: float
    pairs: list[tuple[int, int]]

    @staticmethod
    def of(packets: Packets, *, hbar: float) -> _Gaussians:
        pairs = [(i, j) for i in range(2 * packets.d) for j in range(i, 2 * packets.d)]
        return _Gaussians(packets.centres(), _inverses(packets, hbar=hbar), -packets.d * math.log(math.pi * hbar), pairs)

    def coefficients(self, part: NDArray[np.intp], middle: Array) -> Array:
        """Of 1, z_i and z_i z_j in the exponents of some packets, z from `middle`. Shape (1 + 2d + pairs, packets)."""
        inverses, offsets = self.inverses[part], self.centres[part] - middle
        pulled = np.einsum("nij,nj->ni", inverses, offsets)
        height = self.height - np.einsum("ni,ni->n", offsets, pulled) / 2
        squares = np.array([-inverses[:, i, j] * (0.5 if i == j else 1.0) for i, j in self.pairs])
        return np.concatenate([height[None], pulled.T, squares])


@dataclass(frozen=True)
class _Reach:
    """Where packets reach. Shapes: centres, variances (n, 2d), largest (n,): the largest eigenvalue of each matrix of correlations."""

    centres: Array
    variances: Array
    largest: Array

    @staticmethod
    def of(packets: Packets, *, hbar: float) -> _Reach:
        sigma = packets.covariances(hbar=hbar)
        variances = np.diagonal(sigma, axis1=1, axis2=2)
        widths = np.sqrt(variances)
        return _Reach(packets.centres(), variances, np.linalg.eigvalsh(sigma / (widths[:, :, None] * widths[:, None, :]))[:, -1])

    def least(self, low: Array, high: Array) -> Array:
        """A lower bound on (z - c) sigma^-1 (z - c) over a box: with r_i the distance from it along an axis over the width, both max r_i^2,
        by the marginal distribution, and sum r_i^2 over the largest eigenvalue of the correlations. Shape (n,).
        """
        squares = np.maximum(np.maximum(low - self.centres, self.centres - high), 0.0) ** 2 / self.variances
        return np.maximum(squares.max(axis=1), squares.sum(axis=1) / self.largest)


def _inverses(packets: Packets, *, hbar: float) -> Array:
    """sigma^-1 = (4/hbar^2) omega^T sigma omega, omega (x, p) = (p, -x). Shape (n, 2d, 2d)."""
    d, sigma = packets.d, packets.covariances(hbar=hbar)
    xx, xp, pp = sigma[:, :d, :d], sigma[:, :d, d:], sigma[:, d:, d:]
    return np.asarray(4 / hbar**2 * np.block([[pp, -np.swapaxes(xp, 1, 2)], [-xp, xx]]), dtype=np.float64)
