"""The mixture's equation by Heun's method on whole matrices: a reference that shares no code with `numerics.mixture`.

dx = p/m dt, dp = -grad V dt, both with noise of covariance S_D(Z) dt, dZ = (K - hess V - Z^2 M) dt, for the potential, the diffusion
and the split of `benchmarks.mixture`. The increments are given, so that a solver that takes the same ones, and the same root of S_D, can
be compared with it packet by packet: the bias of the solver is then not hidden by the scatter of the packets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.phase_space.grid import Array


@dataclass(frozen=True)
class Equation:
    """The mixture's equation for d degrees of freedom, hbar = D^(x) = D^(p), m = eta = 1, with the split's z."""

    d: int
    hbar: float
    z: float

    @property
    def rate(self) -> float:
        """r = c/(1 - z^-2), c = 1."""
        return 1 / (1 - self.z**-2)

    def forces(self, x: Array) -> tuple[Array, Array]:
        """grad V and hess V of sum cos x_i + (1/2) cos(x_i - x_(i+1)), by hand. Shapes: x (n, d), results (n, d), (n, d, d)."""
        slope = -np.sin(x)
        hessian = np.zeros((*x.shape, self.d))
        sites = np.arange(self.d)
        hessian[:, sites, sites] = -np.cos(x)
        for i in range(self.d - 1):
            apart = x[:, i] - x[:, i + 1]
            pull, bend = np.sin(apart) / 2, np.cos(apart) / 2
            slope[:, i] -= pull
            slope[:, i + 1] += pull
            hessian[:, i, i] -= bend
            hessian[:, i + 1, i + 1] -= bend
            hessian[:, i, i + 1] = hessian[:, i + 1, i] = bend
        return slope, hessian

    def root(self, Z: Any, framed: bool) -> Array:
        """A root of S_D: its Cholesky factor, or that in the frame G of s = G G^T that `numerics.mixture.isotropic` takes.

        Shapes: Z (n, d, d), result (n, 2d, 2d).
        """
        X, Y = Z.real, Z.imag
        pp = np.linalg.inv(Y)
        s = np.block([[pp, pp @ X], [X @ pp, Y + X @ pp @ X]])
        broad = 2 * self.rate * s @ s + (2 - 2 * self.rate) * np.eye(2 * self.d)
        if not framed:
            return np.asarray(np.sqrt(self.hbar / 2) * np.linalg.cholesky(broad))
        W = np.linalg.inv(Z)
        L = np.linalg.cholesky(-W.imag)
        T = np.swapaxes(np.linalg.inv(L), 1, 2)
        G = np.block([[L, W.real @ T], [np.zeros_like(L), T]])
        back = np.linalg.inv(G)
        return np.asarray(np.sqrt(self.hbar / 2) * G @ np.linalg.cholesky(back @ broad @ np.swapaxes(back, 1, 2)))

    def paths(self, x: Array, p: Array, increments: Array, time: float, *, framed: bool) -> tuple[Array, Array]:
        """x_1 and its variance in each packet at the end, from round packets at x, p.

        Shapes: x, p (d,), increments (steps, n, 2d) of variance time/steps, results (n,).
        """
        steps, n, _ = increments.shape
        h, d = time / steps, self.d
        y = np.tile(np.concatenate([x, p]), (n, 1))
        Z: Any = np.tile(1j * np.eye(d), (n, 1, 1))
        for dw in increments:
            first = self._rates(y, Z, framed)
            moved = y + h * first[0] + np.einsum("nij,nj->ni", first[2], dw)
            second = self._rates(moved, Z + h * first[1], framed)
            y = y + h / 2 * (first[0] + second[0]) + np.einsum("nij,nj->ni", first[2] + second[2], dw) / 2
            Z = Z + h / 2 * (first[1] + second[1])
        return y[:, 0], self.hbar / 2 * np.linalg.inv(Z.imag)[:, 0, 0]

    def _rates(self, y: Array, Z: Any, framed: bool) -> tuple[Array, Any, Array]:
        slope, hessian = self.forces(y[:, : self.d])
        flow = 2j * self.rate * np.eye(self.d) - hessian - (1 - 2j * self.rate) * Z @ Z
        return np.concatenate([y[:, self.d :], -slope], axis=1), flow, self.root(Z, framed)
