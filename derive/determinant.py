"""Derivatives of explicit determinants, for matrices of a given small size with independent symbolic entries.

>>> Z, W = general_matrices(1)
>>> str(determinant_rate(Z, W)), str(jacobi(Z, W))
('W_11', 'W_11')
"""

from __future__ import annotations

import sympy as sp


def general_matrices(size: int) -> tuple[sp.Matrix, sp.Matrix]:
    """Z and its rate of change W, with entries Z_ij, W_ij."""

    def entries(name: str) -> sp.Matrix:
        return sp.Matrix(size, size, lambda i, j: sp.Symbol(f"{name}_{i + 1}{j + 1}", real=True))

    return entries("Z"), entries("W")


def determinant_rate(Z: sp.Matrix, W: sp.Matrix) -> sp.Expr:
    """d det(Z + y W)/dy at y = 0, from the determinant's own polynomial."""
    y = sp.Symbol("y", real=True)
    polynomial = sp.Poly((Z + y * W).det(method="berkowitz"), y)
    return polynomial.coeff_monomial(y)


def jacobi(Z: sp.Matrix, W: sp.Matrix) -> sp.Expr:
    """det(Z) Tr(Z^-1 W), with Z^-1 = adj(Z)/det(Z)."""
    return Z.det(method="berkowitz") * ((Z.adjugate() / Z.det(method="berkowitz")) * W).trace()
