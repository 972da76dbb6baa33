r"""Noise of covariance gain s^2 + diag(offsets), s a pure covariance over that of a round packet, from triangular factors only.

With Z^-1 = A - iB and B = L L^T, T = L^-1,

    s = G G^T,    G = ( L  A T^T )      G^-1 = ( T  -T A )
                      ( 0   T^T  ),            ( 0   L^T ),

and a draw is G xi with xi of covariance gain G^T G + G^-1 diag(x, p) G^-T (offsets x, p of positions and momenta), which takes four
matrices of half the size,

    ( gain P + x R + p R'      gain Q^T - p Q     )       P = L^T L,  Q = T A L,  R = T T^T,  R' = (T A)(T A)^T,
    ( gain Q - p Q^T           gain (R + R') + p P ),

and a Cholesky factor. At d = 1, s^2 = s Tr s - 1 does. Only the covariance of the noise enters the law of a mixture: any root serves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numerics.mixture.siegel import FLOOR, applied, cholesky, diagonal, require_positive, triangular_inverse
from numerics.phase_space.grid import Array

Pair = tuple[Array, Array]


@dataclass(frozen=True)
class Single:
    """s at d = 1. Shapes: (n,) each."""

    xx: Array
    xp: Array
    pp: Array
    trace: Array

    def drawn(self, normals: Array, *, gain: float, offsets: tuple[float, float]) -> Pair:
        """Draws in x and p. Shapes: normals (2, n), results (1, n)."""
        scaled = gain * self.trace
        xx, pp = scaled * self.xx, scaled * self.pp
        xx += offsets[0] - gain
        pp += offsets[1] - gain
        floor = FLOOR * (xx + pp)
        root = np.sqrt(np.maximum(xx, floor, out=xx), out=xx)
        scaled *= self.xp
        slope = np.divide(scaled, root, out=scaled)
        pp -= slope * slope
        rest = np.sqrt(np.maximum(pp, floor, out=pp), out=pp)
        slope *= normals[0]
        rest *= normals[1]
        root *= normals[0]
        slope += rest
        return root[None], slope[None]


@dataclass(frozen=True)
class Factors:
    """s of several degrees of freedom: A, L, T, then P, Q, R, R' as above; of symmetric ones the lower triangle. Shapes: (d, d, n) each."""

    A: Array
    L: Array
    T: Array
    P: Array
    Q: Array
    R: Array
    turned: Array

    @property
    def trace(self) -> Array:
        """Tr s = Tr G^T G. Shape (n,)."""
        return np.asarray((diagonal(self.P) + diagonal(self.R) + diagonal(self.turned)).sum(axis=0), dtype=np.float64)

    def drawn(self, normals: Array, *, gain: float, offsets: tuple[float, float]) -> Pair:
        """Draws in x and p. Shapes: normals (2d, n), results (d, n). Raises: ArithmeticError as `cholesky`."""
        d, n = len(self.A), normals.shape[1]
        of_x, of_p = offsets
        covariance = np.empty((2 * d, 2 * d, n))
        for i in range(d):
            row = slice(i + 1)
            R, P, turned = self.R[i, row], self.P[i, row], self.turned[i, row]
            covariance[i, row] = gain * P + of_x * R + of_p * turned
            covariance[d + i, d : d + i + 1] = gain * (R + turned) + of_p * P
        covariance[d:, :d] = gain * self.Q - of_p * self.Q.swapaxes(0, 1)
        xi = applied(cholesky(covariance), normals)
        p = applied(self.T.swapaxes(0, 1), xi[d:])
        return applied(self.L, xi[:d]) + applied(self.A, p), p


def factors(A: Array, B: Array) -> Single | Factors:
    """Those of s. Shapes: (d, d, n), symmetric. Raises: ArithmeticError where B is not positive definite."""
    if len(A) == 1:
        a, b = A[0, 0], B[0, 0]
        require_positive(b)
        pp = 1 / b
        xp = a * pp
        xx = b + a * xp
        return Single(xx, xp, pp, xx + pp)
    L = cholesky(B)
    T = triangular_inverse(L)
    TA, P, Q, R, turned = (np.empty_like(L) for _ in range(5))
    for i in range(len(L)):
        np.einsum("kn,kjn->jn", T[i, : i + 1], A[: i + 1], out=TA[i])
        np.einsum("kn,jkn->jn", TA[i], TA[: i + 1], out=turned[i, : i + 1])
        np.einsum("kn,jkn->jn", T[i, : i + 1], T[: i + 1, : i + 1], out=R[i, : i + 1])
        np.einsum("kn,kjn->jn", L[i:, i], L[i:, : i + 1], out=P[i, : i + 1])
    for i in range(len(L)):
        np.einsum("ikn,kn->in", TA[:, i:], L[i:, i], out=Q[:, i])
    return Factors(A, L, T, P, Q, R, turned)
