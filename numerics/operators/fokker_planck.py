r"""The classical evolution in Hermite functions of x and p (Galerkin), for one degree of freedom:

    df/dt = -(p/m) d_x f + V'(x, t) d_p f + (Dx/2) d_x^2 f + (Dp/2) d_p^2 f,   f(x, p) = sum_mn c_mn phi_m(x) phi_n(p) .

V' enters by Gauss-Hermite quadrature. The second derivatives are squares of the truncated antisymmetric d/dx and d/dp, so that
the L2 norm cannot grow. The exact evolution contracts L1; the defect of the truncated one, in L1, bounds its error.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.operators.converge import Truncation, converge, require_tolerance
from numerics.operators.hermite import LARGEST, Array, Hermite
from numerics.operators.model import Extent, Model, extent, longest_step

HEADROOM = 24  # nodes beyond the functions of the basis: there the truncation is measured


@dataclass(frozen=True)
class Density:
    """A density sum c_mn phi_m(x) phi_n(p). error: bound on its distance from the exact one in L1."""

    x: Hermite
    p: Hermite
    coefficients: Array
    error: float

    def values(self, x: Array, p: Array) -> Array:
        """f on the product of the points x and p. Shape: (len(x), len(p))."""
        return self.x.values(x).T @ self.coefficients @ self.p.values(p)


def evolve(model: Model, centre: Any, covariance: Any, time: float, *, tolerance: float) -> Density:
    """The density at `time` of a Gaussian with this mean and covariance, to `tolerance` in L1.

    Shapes: centre (2,), covariance (2, 2), position first.
    Error: measured, see `converge`; V' is not seen between and beyond the nodes of the quadrature.
    Raises: NotConverged; ValueError for values out of range; ArithmeticError for a potential that is not finite at a node.
    """
    if model.d != 1:
        raise ValueError(f"`model` must have one degree of freedom, but has {model.d}; use the moments, or packets")
    require_tolerance(tolerance)
    z, sigma = np.asarray(centre, dtype=float), np.asarray(covariance, dtype=float)
    where = extent(model, z, sigma, time, reach=math.sqrt(2 * math.log(10 / tolerance)))
    if not np.allclose(sigma, sigma.T, rtol=1e-12, atol=0) or np.linalg.eigvalsh(sigma)[0] <= 0:
        raise ValueError(f"`covariance` must be symmetric and positive definite, but is {sigma.tolist()}")

    def resized(size: int) -> tuple[Hermite, Hermite]:
        return _fitted(where, 0, size), _fitted(where, 1, size)

    needed = max(float(a * k) for a, k in zip(where.half, where.waves, strict=True))
    found = converge(
        lambda size: _truncated(model, *resized(size), z, sigma), time, tolerance=tolerance,
        first=max(4, min(LARGEST // 2, round(needed / 2))), largest=LARGEST - HEADROOM, longest_step=longest_step(model, where, time),
    )  # fmt: skip
    return Density(*resized(found.state.shape[0]), found.state, found.error)


def _fitted(where: Extent, axis: int, size: int) -> Hermite:
    """Functions whose width balances the extent against the wave numbers."""
    return Hermite(size, float(where.middle[axis]), math.sqrt(where.half[axis] / where.waves[axis]))


def _truncated(model: Model, x: Hermite, p: Hermite, centre: Array, covariance: Array) -> Truncation:
    """The evolution of the Gaussian, truncated to products of the functions of x and p."""
    wide_x, wide_p = (Hermite(h.size + HEADROOM, h.centre, h.length) for h in (x, p))
    (nodes_x, weights_x), (nodes_p, weights_p) = (h.quadrature(h.size) for h in (wide_x, wide_p))
    a, b = nodes_x[:, None] - centre[0], nodes_p[None, :] - centre[1]
    inverse = np.linalg.inv(covariance)
    exponent = inverse[0, 0] * a**2 + 2 * inverse[0, 1] * a * b + inverse[1, 1] * b**2
    start = np.exp(-exponent / 2) / (2 * math.pi * math.sqrt(np.linalg.det(covariance)))
    there_x, there_p = wide_x.values(nodes_x), wide_p.values(nodes_p)
    everything = (there_x * weights_x) @ start @ (there_p * weights_p).T
    inside = (slice(0, x.size), slice(0, p.size))
    outside = everything.copy()
    outside[inside] = 0
    generator, larger = Generator(model, x, p), Generator(model, wide_x, wide_p)

    def norm(state: Array) -> float:
        """int |f| dx dp, by the quadrature of the larger basis."""
        values = there_x[: state.shape[0]].T @ state @ there_p[: state.shape[1]]
        return float(weights_x @ np.abs(values) @ weights_p)

    def defect(t: float, state: Array) -> float:
        full = np.zeros_like(everything)
        full[inside] = state
        found = larger(t, full)
        found[inside] -= generator(t, state)
        return norm(found)

    return Truncation(everything[inside].copy(), norm(outside), generator, defect, norm)


class Generator:
    """The right-hand side on the coefficients: -(1/m) D_x c P + G c D_p^T + (Dx/2) D_x^2 c + (Dp/2) c (D_p^2)^T."""

    def __init__(self, model: Model, x: Hermite, p: Hermite) -> None:
        self.model = model
        self._dx, self._dp = x.derivative(), p.derivative()
        self._p = p.offset().toarray() + p.centre * np.eye(p.size)
        self._nodes, weights = x.quadrature(x.size + HEADROOM)
        self._rows = x.values(self._nodes) * np.sqrt(weights)
        self._static = self._force(0.0) if model.is_static else None

    def _force(self, t: float) -> Array:
        slope = np.broadcast_to(self.model.slopes[0](self._nodes, t), self._nodes.shape)
        result: Array = (self._rows * slope) @ self._rows.T
        return result

    def __call__(self, t: float, c: Array) -> Array:
        """dc/dt at time t."""
        force = self._force(t) if self._static is None else self._static
        along_x, along_p = self._dx @ c, (self._dp @ c.T).T
        result: Array = force @ along_p - along_x @ self._p / self.model.mass
        result += self.model.Dx / 2 * (self._dx @ along_x) + self.model.Dp / 2 * (self._dp @ along_p.T).T
        return result
