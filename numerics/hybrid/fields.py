"""Matrices whose entries are functions of the classical variables, lowered together: arrays for many points at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sympy as sp

from derive.formula_overflow import without_overflow
from numerics.hybrid.model import Complex, parts
from numerics.hybrid.watch import finite
from numerics.lower import lower_together
from numerics.phase_space.grid import Array


class Fields:
    """Several matrices. is_constant: none depends on the variables. Raises: ValueError where I cannot be separated from an entry."""

    def __init__(self, matrices: Sequence[sp.MatrixBase], variables: Sequence[sp.Symbol]) -> None:
        self.shapes = [matrix.shape for matrix in matrices]
        self.is_constant = not any(matrix.free_symbols for matrix in matrices)
        self.places: list[tuple[int, int, int, complex]] = []
        found = []
        for k, matrix in enumerate(matrices):
            for i in range(matrix.rows):
                for j in range(matrix.cols):
                    for part, unit in zip(parts(matrix[i, j]), (1, 1j), strict=True):
                        if part != 0:
                            self.places.append((k, i, j, complex(unit)))
                            found.append(without_overflow(part))
        self.kernel = finite(lower_together(found, tuple(variables))) if found else None

    def __call__(self, z: Array) -> list[Complex]:
        """The matrices at the points z, (N, size). Shapes: (rows, columns, size) each."""
        result = [np.zeros((*shape, z.shape[1]), dtype=complex) for shape in self.shapes]
        if self.kernel is not None:
            for (k, i, j, unit), value in zip(self.places, self.kernel(*z), strict=True):
                result[k][i, j] += unit * value
        return result
