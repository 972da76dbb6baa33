"""Hermite functions on a line: their values, quadrature and ladder matrices.

With u = (x - centre)/length the functions are phi_0 = exp(-u^2/2)/(pi^(1/4) sqrt(length)) and

    phi_(n+1) = sqrt(2/(n+1)) u phi_n - sqrt(n/(n+1)) phi_(n-1),

orthonormal in L2(dx). They vanish beyond |u| = sqrt(2 size) + MARGIN to double precision, and so do their Fourier transforms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse
from numpy.typing import NDArray

Array = NDArray[np.float64]

LARGEST = 600  # exp(-u^2/2) at the last of so many nodes is about exp(-LARGEST): beyond 700 it underflows
MARGIN = 6.0  # the Airy tail of the highest function beyond its turning point; at size 600 it has fallen below 1e-20


@dataclass(frozen=True)
class Hermite:
    """The first `size` Hermite functions of width `length` around `centre`.

    Raises: ValueError for a size out of range or a length that is not positive.
    """

    size: int
    centre: float
    length: float

    def __post_init__(self) -> None:
        if not 1 <= self.size <= LARGEST:
            raise ValueError(f"`size` must be from 1 to {LARGEST}, but is {self.size}; ask for less area per hbar")
        if not (0 < self.length < math.inf and math.isfinite(self.centre)):
            raise ValueError(f"`length` must be positive and `centre` finite, but are {self.length} and {self.centre}")

    @property
    def reach(self) -> float:
        """The distance from the centre beyond which all functions vanish. Units: those of `length`."""
        return self.length * (math.sqrt(2 * self.size) + MARGIN)

    def values(self, x: Array) -> Array:
        """phi_n(x). Shapes: x (points,), result (size, points)."""
        u = (np.asarray(x, dtype=float) - self.centre) / self.length
        found = np.zeros((self.size, len(u)))
        found[0] = np.exp(-(u**2) / 2) / (math.pi**0.25 * math.sqrt(self.length))
        if self.size > 1:
            found[1] = math.sqrt(2) * u * found[0]
        for n in range(1, self.size - 1):
            found[n + 1] = math.sqrt(2 / (n + 1)) * u * found[n] - math.sqrt(n / (n + 1)) * found[n - 1]
        return found

    def quadrature(self, count: int) -> tuple[Array, Array]:
        """Gauss nodes x_k and the weights w_k of int F(x) dx, exact for products of two of the first `count` functions of this width.

        Shapes: (count,) each.
        Source: the nodes are the eigenvalues of the Jacobi matrix, the weights the Christoffel numbers 1/sum_n phi_n(x_k)^2
        (Golub and Welsch, Math. Comp. 23 (1969) 221).
        """
        u = scipy.linalg.eigvalsh_tridiagonal(np.zeros(count), np.sqrt(np.arange(1, count) / 2))
        x = self.centre + self.length * u
        return x, 1 / (Hermite(count, self.centre, self.length).values(x) ** 2).sum(axis=0)

    def offset(self) -> scipy.sparse.csr_array:
        """The matrix of x - centre: symmetric, tridiagonal."""
        steps = self.length * np.sqrt(np.arange(1, self.size) / 2)
        return scipy.sparse.diags_array([steps, steps], offsets=[1, -1], format="csr", shape=(self.size, self.size))

    def derivative(self) -> scipy.sparse.csr_array:
        """The matrix of d/dx: antisymmetric, tridiagonal."""
        steps = np.sqrt(np.arange(1, self.size) / 2) / self.length
        return scipy.sparse.diags_array([steps, -steps], offsets=[1, -1], format="csr", shape=(self.size, self.size))

    def enlarged(self, count: int) -> Hermite:
        """The first `count` functions of the same width and centre."""
        return Hermite(count, self.centre, self.length)
