"""The Moore-Penrose inverse of a rational matrix, from its rank factorisation C R: R^T (R R^T)^-1 (C^T C)^-1 C^T.

Source: Penrose, Proc. Camb. Phil. Soc. 51, 406 (1955).
"""

from __future__ import annotations

import flint

from derive.sample import Matrix


def moore_penrose(matrix: Matrix) -> Matrix:
    """The Moore-Penrose inverse.

    >>> moore_penrose(flint.fmpq_mat(2, 2, [1, 1, 1, 1])).tolist()
    [[1/4, 1/4], [1/4, 1/4]]
    """
    reduced, rank = matrix.rref()
    rows, columns = matrix.nrows(), matrix.ncols()
    if rank == 0:
        return flint.fmpq_mat(columns, rows, [0] * (rows * columns))
    pivots = [next(j for j in range(columns) if reduced[i, j] != 0) for i in range(rank)]
    left = flint.fmpq_mat(rows, rank, [matrix[i, j] for i in range(rows) for j in pivots])
    right = flint.fmpq_mat(rank, columns, [reduced[i, j] for i in range(rank) for j in range(columns)])
    return right.transpose() * (right * right.transpose()).inv() * (left.transpose() * left).inv() * left.transpose()
