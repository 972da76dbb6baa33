r"""The harmonic error of packets: || (L - L^(alpha)) tau || in trace norm (quantum) and in L1 (classical), exactly.

With dV = V - V^[alpha,2] and b ~ N(0, sigma^xx),

    quantum     Q = (2/hbar) sqrt(Var dV(b)):  [dV, |psi><psi|] has rank two with both singular values sqrt(Var dV);
    classical   C = sqrt(2/pi) (2/hbar) E sqrt(a^T sigma^xx a),  a = grad dV(b),  since (sigma^-1)_pp = (4/hbar^2) sigma^xx.

For d <= 3 the Gaussian is a product of Gauss-Hermite rules, at two orders. Beyond, it is a radial Gauss rule times directions: random
orthogonal frames with both signs; per frame and radius this is a rule of degree 3 on the sphere. The frames are turned at random for
each packet, the same way at all times: their scatter is then one of the packets' means, and averages out with them; what is left, the
bias of the root of an estimated variance, shows when half the frames are taken.

Source: derive/rank_two.py; numerics/harmonic_error evaluates the same two numbers to high precision for chosen potentials.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import roots_genlaguerre

from numerics.cores import in_order
from numerics.mixture.expansion import Expansion
from numerics.mixture.packets import Packets
from numerics.mixture.splits import action
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array
from numerics.phase_space.unseen import require_seen_at
from numerics.potential import Potential

POINTS = 2**17  # evaluations of the potential at once
ORDERS = {1: (12, 20), 2: (8, 12), 3: (6, 8)}
SEEN = 4.0  # standard deviations of a packet within which structure must be seen
RADII, FRAMES = 3, 16  # 2 d RADII FRAMES points


@dataclass(frozen=True)
class Quadrature:
    """Nodes for N(0, 1_d) with two sets of weights: the finer ones, and others to measure the error.

    Shapes: nodes (d, k), fine (k,), coarse (k,). Where the rules have different nodes, both are listed and weights are zero.
    seed: of the turns of the nodes per packet; None for none.
    """

    nodes: Array
    fine: Array
    coarse: Array
    seed: int | None


def quadrature(d: int, *, orders: tuple[int, int] | None = None, frames: int = FRAMES, seed: int = 0) -> Quadrature:
    """The rule of d degrees of freedom: `orders` of Gauss-Hermite for d <= 3, `frames` random frames beyond, the same for one seed."""
    if d <= 3:
        coarse, fine = (_hermite(d, order) for order in (orders or ORDERS[d]))
        nodes = np.concatenate([fine[0], coarse[0]], axis=1)
        zeros = np.zeros_like(fine[1]), np.zeros_like(coarse[1])
        return Quadrature(nodes, np.concatenate([fine[1], zeros[1]]), np.concatenate([zeros[0], coarse[1]]), None)
    if frames < 2 or frames % 2:
        raise ValueError(f"`frames` must be even and at least 2, but is {frames}")
    generator = np.random.default_rng(seed)
    squares, weights = roots_genlaguerre(RADII, d / 2 - 1)
    radii, weights = np.sqrt(2 * squares), weights / weights.sum()
    turned = [np.linalg.qr(generator.standard_normal((d, d)))[0] for _ in range(frames)]
    directions = np.concatenate([sign * frame for frame in turned for sign in (1, -1)], axis=1)
    nodes = (directions[:, None, :] * radii[:, None]).reshape(d, -1)
    count = directions.shape[1]
    first = np.where(np.arange(count) < count // 2, 2.0, 0.0)
    return Quadrature(nodes, np.repeat(weights, count) / count, np.outer(weights, first).ravel() / count, seed)


def require_resolved(potential: Potential, packets: Packets, time: float, quadrature: Quadrature, *, hbar: float) -> None:
    """None. Raises: ArithmeticError when the potential has structure near the packets that no node of theirs sees (d = 1)."""
    if potential.d > 1:
        return
    width = np.sqrt(packets.position_covariances(hbar=hbar)[:, 0, 0])
    points = (packets.x[0][:, None] + width[:, None] * quadrature.nodes[0]).ravel()
    low, high = float((packets.x[0] - SEEN * width).min()), float((packets.x[0] + SEEN * width).max())
    require_seen_at(potential, points, low, high, time, remedy="take more packets or a finer rule")


def _hermite(d: int, order: int) -> tuple[Array, Array]:
    nodes, weights = np.polynomial.hermite_e.hermegauss(order)
    grids = np.meshgrid(*[nodes] * d, indexing="ij")
    product = np.ones([order] * d)
    for axis in range(d):
        product = product * weights.reshape([-1 if i == axis else 1 for i in range(d)])
    return np.array([grid.ravel() for grid in grids]), product.ravel() / product.sum()


@dataclass(frozen=True)
class Rates:
    """Harmonic errors per packet, (n,), by the finer and by the coarser rule, and the rounding of V where dV is a small difference.

    Units: 1/time.
    """

    quantum: Array
    classical: Array
    coarse_quantum: Array
    coarse_classical: Array
    rounding: Array

    @property
    def quantum_error(self) -> Array:
        """Per packet: the distance of the two rules, and rounding."""
        return np.abs(self.quantum - self.coarse_quantum) + self.rounding

    @property
    def classical_error(self) -> Array:
        """Per packet: the distance of the two rules, and rounding."""
        return np.abs(self.classical - self.coarse_classical) + self.rounding


def harmonic_errors(expansion: Expansion, dynamics: Dynamics, packets: Packets, t: float, quadrature: Quadrature) -> Rates:
    """Q and C of each packet at time t. Shape: (n,) each."""
    hbar = action(dynamics)
    root: Array = np.linalg.cholesky(packets.position_covariances(hbar=hbar)).astype(np.float64, copy=False)
    if quadrature.seed is not None:
        generator = np.random.default_rng(quadrature.seed)
        root = np.matmul(root, np.linalg.qr(generator.standard_normal(root.shape))[0], dtype=np.float64)
    size = max(1, POINTS // quadrature.nodes.shape[1])
    slices = [slice(start, start + size) for start in range(0, len(packets), size)]
    parts = list(in_order(lambda part: _errors(expansion, packets.x[:, part], root[part], t, quadrature, hbar), slices))
    return Rates(*(np.concatenate([part[k] for part in parts]) for k in range(5)))


def _errors(expansion: Expansion, x: Array, root: Array, t: float, quadrature: Quadrature, hbar: float) -> tuple[Array, ...]:
    """The fields of Rates. Shapes: x (d, n), root (n, d, d)."""
    b = np.einsum("nij,jk->ink", root, quadrature.nodes)
    value, slope, size = expansion.remainder(x, b, t)
    stretched = np.einsum("nji,jnk->ink", root, slope)
    length = np.sqrt(np.einsum("ink,ink->nk", stretched, stretched))
    found = []
    for weights in (quadrature.fine, quadrature.coarse):
        offsets = value - (value @ weights)[:, None]
        found.append(2 / hbar * np.sqrt(np.square(offsets) @ weights))
        found.append(math.sqrt(8 / math.pi) / hbar * (length @ weights))
    return (*found, 8 / hbar * float(np.finfo(float).eps) * size)
