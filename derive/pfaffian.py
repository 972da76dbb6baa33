"""Pfaffians of explicit antisymmetric matrices, by expansion along the first row.

    Pf(B) = sum_{j > 1} (-1)^j b_1j Pf(B without rows and columns 1, j),   Pf of the empty matrix = 1.

>>> pfaffian(sp.Matrix([[0, 5], [-5, 0]]))
5
"""

from __future__ import annotations

import sympy as sp


def pfaffian(matrix: sp.Matrix) -> sp.Expr:
    """The Pfaffian of an antisymmetric matrix of even size. Raises: ValueError for any other matrix."""
    size = matrix.rows
    if size % 2 or not (matrix + matrix.T).applyfunc(sp.expand).is_zero_matrix:
        raise ValueError(f"`matrix` must be antisymmetric of even size, but is {matrix}")
    return _expand(matrix, tuple(range(size)))


def _expand(matrix: sp.Matrix, rows: tuple[int, ...]) -> sp.Expr:
    if not rows:
        return sp.Integer(1)
    first, others = rows[0], rows[1:]
    return sp.Add(*(
        (-1) ** j * matrix[first, other] * _expand(matrix, others[:j] + others[j + 1 :]) for j, other in enumerate(others)
    ))


def symplectic_form(d: int) -> sp.Matrix:
    """The explicit form (0 1_d; -1_d 0)."""
    return sp.Matrix(2 * d, 2 * d, lambda i, j: int(j == i + d) - int(i == j + d))
