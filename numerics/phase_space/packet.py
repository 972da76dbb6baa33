"""A Gaussian initial state, and the points that stand for its extent in phase space and in wave numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from numerics.phase_space import states
from numerics.phase_space.grid import Array, Grid

RING = 32  # points on the rim of a packet of d = 1; as many for every pair of axes otherwise


@dataclass(frozen=True)
class Packet:
    """A Gaussian initial state: centre (2d,), covariance (2d, 2d).

    Raises: ValueError for other shapes, values that are not finite, a covariance that is not symmetric and positive definite.
    """

    centre: Array
    covariance: Array

    def __post_init__(self) -> None:
        centre, sigma = np.asarray(self.centre, dtype=float), np.asarray(self.covariance, dtype=float)
        if centre.ndim != 1 or len(centre) < 2 or len(centre) % 2 or not np.all(np.isfinite(centre)):
            raise ValueError(f"`centre` must be finite of shape (2d,), positions first, but is {centre.tolist()}")
        if sigma.shape != (len(centre), len(centre)) or not np.all(np.isfinite(sigma)):
            raise ValueError(f"`covariance` must be finite of shape {(len(centre),) * 2} like `centre`, but is {sigma.tolist()}")
        scale = np.sqrt(np.abs(np.diag(sigma)))
        if not np.all(np.abs(sigma - sigma.T) <= 1e-12 * np.outer(scale, scale)) or np.linalg.eigvalsh((sigma + sigma.T) / 2)[0] <= 0:
            raise ValueError(f"`covariance` must be symmetric and positive definite, but is {sigma.tolist()}")
        object.__setattr__(self, "centre", centre)
        object.__setattr__(self, "covariance", (sigma + sigma.T) / 2)

    def __call__(self, grid: Grid) -> Array:
        """Its density on a grid."""
        return states.gaussian(grid, self.centre.tolist(), self.covariance)

    def rim(self, reach: float) -> Array:
        """Points at `reach` standard deviations from the centre. Shape (2d, points)."""
        return self.centre[:, None] + reach * (np.linalg.cholesky(self.covariance) @ _sphere(len(self.centre)))

    def rim_of_waves(self, reach: float) -> Array:
        """Wave vectors, conjugate to (x, p), where the transform exp(-k sigma k / 2) has fallen to exp(-reach^2/2). Shape (2d, points)."""
        return reach * np.asarray(np.linalg.solve(np.linalg.cholesky(self.covariance).T, _sphere(len(self.centre))), dtype=np.float64)


def _sphere(size: int) -> Array:
    """Directions in all coordinate planes, equally spaced in each. Shape (size, points)."""
    angles = 2 * math.pi / RING * np.arange(RING)
    blocks = []
    for i in range(size):
        for j in range(i):
            block = np.zeros((size, RING))
            block[i], block[j] = np.cos(angles), np.sin(angles)
            blocks.append(block)
    return np.concatenate(blocks, axis=1)


def reach(share: float) -> float:
    """How many standard deviations away a Gaussian has a tail of the mass `share`."""
    return -float(ndtri(min(share, 0.1)))
