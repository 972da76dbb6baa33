"""Oscillator bases of d degrees of freedom: operators, quadrature, and density matrices of given kernels.

The functions are products of e^(i p0 x/hbar) phi_n(x), with Hermite functions phi_n of a centre and a width. So <m|x|n> and
<m|p|n> are those of the ladder operators, x = x0 + l (a + a^)/sqrt 2 and p = p0 - i (hbar/l) (a - a^)/sqrt 2.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from numerics.operators.hermite import Array, Hermite
from numerics.operators.model import Extent

Complex = NDArray[np.complex128]
Kernel = Callable[[list[Any], list[Any]], Any]  # rho(y, y') over d and d arrays, which broadcast

HEADROOM = {1: 32, 2: 5}  # nodes beyond the functions of the basis, per degree of freedom: there the truncation is measured
MOST = {1: 400, 2: 26}  # functions per degree of freedom: beyond, hours


@dataclass(frozen=True)
class Basis:
    """One Hermite basis per degree of freedom, the first varying slowest, displaced to `momenta`."""

    factors: tuple[Hermite, ...]
    momenta: tuple[float, ...]
    hbar: float

    def __post_init__(self) -> None:
        if not 0 < self.hbar < math.inf:
            raise ValueError(f"`hbar` must be positive and finite, but is {self.hbar}")
        if len(self.factors) != len(self.momenta) or len(self.factors) not in MOST:
            raise ValueError(f"`factors` must be as many as `momenta`, one or two, but are {len(self.factors)} and {len(self.momenta)}")

    @property
    def d(self) -> int:
        """The number of degrees of freedom."""
        return len(self.factors)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of functions per degree of freedom."""
        return tuple(factor.size for factor in self.factors)

    def resized(self, size: int) -> Basis:
        """The basis with `size` functions per degree of freedom."""
        return Basis(tuple(Hermite(size, f.centre, f.length) for f in self.factors), self.momenta, self.hbar)

    def enlarged(self) -> Basis:
        """The basis with HEADROOM more functions per degree of freedom."""
        factors = (Hermite(f.size + HEADROOM[self.d], f.centre, f.length) for f in self.factors)
        return Basis(tuple(factors), self.momenta, self.hbar)

    def offsets(self) -> list[scipy.sparse.csr_array]:
        """The matrices of x_i - x0_i. Sparse, real, symmetric."""
        return [self._acting(i, f.offset()) for i, f in enumerate(self.factors)]

    def boosts(self) -> list[scipy.sparse.csr_array]:
        """The matrices of p_i - p0_i. Sparse, Hermitian."""
        return [self._acting(i, -1j * self.hbar * f.derivative()) for i, f in enumerate(self.factors)]

    def kinetic(self, mass: float) -> scipy.sparse.csr_array:
        """The matrix of p^2/2m, compressed: with what p^2 does beyond the basis and back."""
        total = scipy.sparse.csr_array((math.prod(self.sizes),) * 2, dtype=complex)
        for i, (f, p0) in enumerate(zip(self.factors, self.momenta, strict=True)):
            p = p0 * scipy.sparse.eye_array(f.size + 1) - 1j * self.hbar * Hermite(f.size + 1, f.centre, f.length).derivative()
            total = total + self._acting(i, scipy.sparse.csr_array(p @ p)[: f.size, : f.size] / (2 * mass))
        return total

    def _acting(self, number: int, matrix: Any) -> scipy.sparse.csr_array:
        terms = [matrix if i == number else scipy.sparse.eye_array(n) for i, n in enumerate(self.sizes)]
        return scipy.sparse.csr_array(functools.reduce(scipy.sparse.kron, terms))

    def quadrature(self) -> tuple[list[Array], Array, Array]:
        """Nodes of a product Gauss rule with HEADROOM more points than functions, their weights, and phi_n(x_k) sqrt(w_k).

        Shapes: d arrays (points,), (points,), (functions, points); the rows of the last are orthonormal.
        """
        nodes, weights, rows = [], [], []
        for f in self.factors:
            x, w = f.quadrature(f.size + HEADROOM[self.d])
            nodes.append(x)
            weights.append(w)
            rows.append(f.values(x) * np.sqrt(w))
        mesh = [axis.ravel() for axis in np.meshgrid(*nodes, indexing="ij")]
        return mesh, _product(weights), _product(rows)

    def density(self, kernel: Kernel) -> Complex:
        """<m| rho |n> of the operator with the kernel rho(y, y'). Shape: (functions, functions).

        Error: that of the quadrature: kernels that the functions of the basis and HEADROOM more do not resolve.
        """
        nodes, weights, rows = self.quadrature()
        left, right = [x[:, None] for x in nodes], [x[None, :] for x in nodes]
        phase = np.exp(1j / self.hbar * sum((p0 * x for p0, x in zip(self.momenta, nodes, strict=True)), start=np.zeros(1)))
        rows_there = rows * np.sqrt(weights) * phase.conj()
        result: Complex = rows_there @ kernel(left, right) @ rows_there.conj().T
        return result


def _product(factors: list[Array]) -> Array:
    """The Kronecker product."""
    return functools.reduce(lambda a, b: np.asarray(np.kron(a, b), dtype=np.float64), factors)


def fitted(where: Extent, *, hbar: float) -> Basis:
    """A basis around the middle of an extent, its widths such that positions and momenta need equally many functions: a first guess."""
    d = len(where.middle) // 2
    factors, most = [], MOST.get(d, 1)
    for x, a, b in zip(where.middle[:d], where.half[:d], where.half[d:], strict=True):
        factors.append(Hermite(max(4, min(most, round(a * b / hbar / 2))), float(x), math.sqrt(hbar * a / b)))
    return Basis(tuple(factors), tuple(float(p) for p in where.middle[d:]), hbar)


def gaussian_kernel(centre: Any, covariance: Any, *, hbar: float) -> Kernel:
    """rho(y, y') of the Gaussian state with this mean and covariance, for any d.

    With u = (y + y')/2, s = y - y', conditional momentum mean p(u) = p0 + B (u - x0), B = sigma_px sigma_xx^-1, and conditional
    covariance C = sigma_pp - sigma_px sigma_xx^-1 sigma_xp:  rho = N(u; x0, sigma_xx) exp(i s.p(u)/hbar - s.C s/(2 hbar^2)).
    """
    z, sigma = np.asarray(centre, dtype=float), np.asarray(covariance, dtype=float)
    d = len(z) // 2
    inverse = np.linalg.inv(sigma[:d, :d])
    slope = sigma[d:, :d] @ inverse
    rest = sigma[d:, d:] - slope @ sigma[:d, d:]
    norm = (2 * math.pi) ** (-d / 2) / math.sqrt(np.linalg.det(sigma[:d, :d]))

    def kernel(y: list[Any], other: list[Any]) -> Any:
        u = [(a + b) / 2 - c for a, b, c in zip(y, other, z[:d], strict=True)]
        s = [(a - b) / hbar for a, b in zip(y, other, strict=True)]
        exponent: Any = 0.0
        for i in range(d):
            exponent = exponent + 1j * s[i] * z[d + i]
            for j in range(d):
                exponent = exponent - u[i] * u[j] * inverse[i, j] / 2 - s[i] * s[j] * rest[i, j] / 2 + 1j * s[i] * slope[i, j] * u[j]
        return norm * np.exp(exponent)

    return kernel
