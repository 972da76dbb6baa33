"""Quadrature rules for expectations over a standard Gaussian, in double precision.

d >= 2: radius times direction. The radial rule is the Gauss rule of r^(d-1) exp(-r^2/2) on the half-line, exact for odd powers
of r too, so that |x|^3 is no obstacle; directions are a product rule on the sphere (Gauss-Gegenbauer and trapezoid), turned by
a fixed generic rotation so that no node lies on an axis. d = 1: composite Gauss-Legendre between given breaks.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh_tridiagonal
from scipy.special import roots_gegenbauer

Floats = npt.NDArray[np.float64]
REACH = 13.0  # a Gaussian has less than 1e-37 of its mass beyond 13 standard deviations
SUPPORT = np.linspace(0, REACH, 53)


@lru_cache(maxsize=64)
def radial_rule(d: int, count: int) -> tuple[Floats, Floats]:
    """Nodes and weights (sum 1) of the Gauss rule of r^(d-1) exp(-r^2/2) on (0, oo), exact to degree 2 count - 1.

    By Stieltjes' procedure on a composite Gauss-Legendre grid, which integrates the polynomials times the weight to rounding.
    """
    r, steps = composite(SUPPORT, 40)
    mass = steps * r ** (d - 1) * np.exp(-r * r / 2)
    mass /= mass.sum()
    previous, current = np.zeros_like(r), np.ones_like(r)
    alphas: list[float] = []
    betas: list[float] = []
    for n in range(count):
        alphas.append(float(mass @ (r * current**2)))
        following = (r - alphas[-1]) * current - (betas[-1] if n else 0.0) * previous
        norm = float(np.sqrt(mass @ following**2))
        previous, current = current, following / norm
        betas.append(norm)
    nodes, vectors = eigh_tridiagonal(np.array(alphas), np.array(betas[:-1]))
    return nodes, vectors[0] ** 2


@lru_cache(maxsize=64)
def sphere_rule(d: int, count: int) -> tuple[Floats, Floats]:
    """Unit vectors (N, d) and weights (sum 1); exact to degree 2 count - 1, N = 2 count^(d-1)."""
    if d == 1:
        return np.array([[1.0], [-1.0]]), np.array([0.5, 0.5])
    if d == 2:
        angle = np.pi * (np.arange(2 * count) + 0.5) / count
        return np.stack([np.cos(angle), np.sin(angle)], axis=1), np.full(2 * count, 0.5 / count)
    rule = roots_gegenbauer(count, (d - 2) / 2)
    height, weight = np.asarray(rule[0], dtype=np.float64), np.asarray(rule[1], dtype=np.float64)
    below, mass = sphere_rule(d - 1, count)
    ring = np.sqrt(1 - height**2)
    points = np.concatenate([np.repeat(height, len(below))[:, None], np.kron(ring[:, None], below)], axis=1)
    return points, np.outer(weight / weight.sum(), mass).ravel()


@lru_cache(maxsize=32)
def gaussian_rule(d: int, radial: int, angular: int) -> tuple[Floats, Floats]:
    """Nodes (N, d) and weights (sum 1) for a standard Gaussian; kept once made, and read-only."""
    r, radial_weight = radial_rule(d, radial)
    directions, weight = sphere_rule(d, angular)
    turn, _ = np.linalg.qr(np.random.default_rng(1000 * angular + d).normal(size=(d, d)))
    nodes = (r[:, None, None] * (directions @ turn)[None]).reshape(-1, d)
    weights = np.outer(radial_weight, weight).ravel()
    nodes.flags.writeable = weights.flags.writeable = False
    return nodes, weights


def composite(ends: Floats, count: int) -> tuple[Floats, Floats]:
    """Nodes and weights of Gauss-Legendre with `count` nodes on each interval between consecutive `ends`."""
    x, w = _legendre(count)
    half = np.diff(ends)[:, None] / 2
    return ((ends[:-1, None] + half) + half * x).ravel(), (half * w).ravel()


@lru_cache(maxsize=16)
def _legendre(count: int) -> tuple[Floats, Floats]:
    x, w = np.polynomial.legendre.leggauss(count)
    return np.asarray(x, dtype=np.float64), np.asarray(w, dtype=np.float64)


def line_rule(scale: float, breaks: tuple[float, ...], count: int) -> tuple[Floats, Floats]:
    """Nodes (N, 1) and weights (sum 1) for N(0, scale^2), split at the breaks and at every half standard deviation."""
    grid = np.concatenate([-SUPPORT[:0:-2], SUPPORT[::2]]) * scale
    inside = [x for x in breaks if abs(x) < grid[-1]]
    ends = np.unique(np.concatenate([grid, inside])) if inside else grid
    x, w = composite(ends, count)
    w = w * np.exp(-((x / scale) ** 2) / 2)
    return x[:, None], w / w.sum()
