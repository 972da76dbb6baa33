r"""Legal covariances with exact rational entries.

Every pure covariance is (hbar/2) S S^T with S = (A 0; K A, A^-T), A invertible and K symmetric:

    sigma = (hbar/2) ( A A^T    A A^T K                  )
                     ( K A A^T  K A A^T K + A^-T A^-1    ),

and every sigma + N with N >= 0 is a legal mixed one; here N = R R^T. Indices run x_1..x_d, p_1..p_d.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpq, fmpq_mat

Floats = npt.NDArray[np.float64]
Row = tuple[Fraction, ...]


@dataclass(frozen=True, kw_only=True)
class Covariance:
    """A pure covariance for `noise` = (), else a mixed one.

    Shapes: spread is A (d, d); shear the upper triangle of K, row by row, d(d+1)/2 numbers; noise the columns of R, each 2d.
    Raises: ValueError for wrong shapes, hbar <= 0 or singular A.
    """

    hbar: Fraction
    spread: tuple[Row, ...]
    shear: Row
    noise: tuple[Row, ...] = ()

    def __post_init__(self) -> None:
        d = len(self.spread)
        if d < 1 or any(len(row) != d for row in self.spread):
            raise ValueError(f"`spread` must be a square matrix, but is {self.spread}")
        if len(self.shear) != d * (d + 1) // 2 or any(len(column) != 2 * d for column in self.noise):
            raise ValueError(f"`shear` must have {d * (d + 1) // 2} numbers and columns of `noise` {2 * d}, but got "
                             f"{self.shear}, {self.noise}")
        if self.hbar <= 0:
            raise ValueError(f"`hbar` must be positive, but is {self.hbar}")
        if _matrix(self.spread).det() == 0:
            raise ValueError(f"`spread` must be invertible, but is {self.spread}")

    @property
    def d(self) -> int:
        """The number of degrees of freedom."""
        return len(self.spread)

    @property
    def pure(self) -> bool:
        """True if sigma is that of a pure state."""
        return not any(any(column) for column in self.noise)

    def matrix(self) -> Any:
        """sigma, an exact rational matrix (fmpq_mat) of size 2d."""
        d, a = self.d, _matrix(self.spread)
        k = _matrix(_symmetric(self.shear, d))
        inverse = a.inv()
        xx, lower = a * a.transpose(), inverse.transpose() * inverse
        xp = xx * k
        blocks = (xx, xp, xp.transpose(), k * xp + lower)
        half = fmpq(self.hbar.numerator, 2 * self.hbar.denominator)
        sigma = fmpq_mat(2 * d, 2 * d, [half * blocks[2 * (i // d) + j // d][i % d, j % d]
                                        for i in range(2 * d) for j in range(2 * d)])
        for column in self.noise:
            vector = _matrix(tuple((entry,) for entry in column))
            sigma += vector * vector.transpose()
        return sigma

    def position_block(self) -> Any:
        """sigma^xx, exact, of size d."""
        sigma = self.matrix()
        return fmpq_mat(self.d, self.d, [sigma[i, j] for i in range(self.d) for j in range(self.d)])

    def momentum_block_of_inverse(self) -> Any:
        """B = (sigma^-1)_pp, exact, of size d."""
        d, inverse = self.d, self.matrix().inv()
        return fmpq_mat(d, d, [inverse[d + i, d + j] for i in range(d) for j in range(d)])

    def floats(self) -> tuple[Floats, Floats]:
        """sigma^xx and B in double precision, without passing through the exact matrix where sigma is pure."""
        if not self.pure:
            return as_floats(self.position_block()), as_floats(self.momentum_block_of_inverse())
        a, hbar = np.array(self.spread, dtype=float), float(self.hbar)
        xx = a @ a.T * (hbar / 2)
        return xx, xx * (4 / hbar**2)

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The entries of sigma as exact rational strings."""
        sigma = self.matrix()
        return tuple(tuple(str(sigma[i, j]) for j in range(2 * self.d)) for i in range(2 * self.d))


def as_floats(matrix: Any) -> Floats:
    """A rational matrix in double precision."""
    return np.array([[int(entry.p) / int(entry.q) for entry in row] for row in matrix.tolist()])


def isotropic(d: int, scale: Fraction, *, hbar: Fraction) -> Covariance:
    """The pure covariance with A = scale * 1 and no correlation of x and p: sigma^xx = (hbar/2) scale^2."""
    return diagonal([scale] * d, hbar=hbar)


def diagonal(scales: list[Fraction], *, hbar: Fraction) -> Covariance:
    """The pure covariance with A = diag(scales) and no correlation of x and p."""
    d = len(scales)
    spread = tuple(tuple(scales[i] if i == j else Fraction(0) for j in range(d)) for i in range(d))
    return Covariance(hbar=hbar, spread=spread, shear=(Fraction(0),) * (d * (d + 1) // 2))


def _symmetric(triangle: Row, d: int) -> tuple[Row, ...]:
    position = {pair: n for n, pair in enumerate((i, j) for i in range(d) for j in range(i, d))}
    return tuple(tuple(triangle[position[min(i, j), max(i, j)]] for j in range(d)) for i in range(d))


def _matrix(rows: tuple[Row, ...]) -> Any:
    return fmpq_mat([[fmpq(entry.numerator, entry.denominator) for entry in row] for row in rows])
