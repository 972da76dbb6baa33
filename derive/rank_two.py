r"""Trace norms of operators of rank one and two from inner products alone, in a Hilbert space of any dimension.

With X = (x_1 ... x_k) and Y = (y_1 ... y_k) as columns, the operator X Y^dagger has the squared singular values

    eigenvalues of (X Y^dagger)^dagger X Y^dagger = Y (X^dagger X) Y^dagger,  apart from zeros those of (X^dagger X)(Y^dagger Y),

a product of two Gram matrices of size k. For k = 2 the trace norm s_1 + s_2 has (s_1 + s_2)^2 = s_1^2 + s_2^2 + 2 s_1 s_2, so
that a trace and a determinant give it. A commutator with a projector is of this kind: [B, |u><u|] = |Bu><u| - |u><Bu|.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp


def trace_norm_squared(left: sp.Matrix, right: sp.Matrix) -> sp.Expr:
    """(Tr |X Y^dagger|)^2 from the Gram matrices X^dagger X and Y^dagger Y of one or two columns.

    Raises: ValueError for other sizes.

    >>> one = sp.eye(2)
    >>> trace_norm_squared(one, one)
    4
    """
    size = left.rows
    if size not in (1, 2) or not left.shape == right.shape == (size, size):
        raise ValueError(f"`left` and `right` must be square of size 1 or 2, but have shapes {left.shape}, {right.shape}")
    squares = sp.expand((left * right).trace())
    return squares if size == 1 else squares + 2 * sp.sqrt(sp.factor(left.det() * right.det()))


def commutator_grams(norm: sp.Expr, mean: sp.Expr, mean_square: sp.Expr) -> tuple[sp.Matrix, sp.Matrix]:
    """The Gram matrices of X = (Bu, -u) and Y = (u, Bu), with [B, |u><u|] = X Y^dagger.

    norm: <u|u>; mean: <u|Bu>, real for a self-adjoint B; mean_square: <Bu|Bu>.

    >>> commutator_grams(sp.Integer(1), sp.Integer(0), sp.Integer(4))[1]
    Matrix([
    [1, 0],
    [0, 4]])
    """
    return sp.Matrix([[mean_square, -mean], [-mean, norm]]), sp.Matrix([[norm, mean], [mean, mean_square]])


def commutator_norm_squared(mean: sp.Expr, mean_square: sp.Expr) -> sp.Expr:
    """(Tr |[B, |u><u|]|)^2 for a self-adjoint B and a unit vector u.

    >>> commutator_norm_squared(sp.Integer(1), sp.Integer(5))
    16
    """
    return trace_norm_squared(*commutator_grams(sp.Integer(1), mean, mean_square))


def outer(ket: Sequence[sp.Expr], bra: Sequence[sp.Expr]) -> sp.Matrix:
    """|ket><bra| as a matrix."""
    return sp.Matrix(ket) * sp.Matrix(bra).H


def squared_singular_values(operator: sp.Matrix) -> list[sp.Expr]:
    """The elementary symmetric functions e_1, e_2, ... of the squared singular values: minors of M^dagger M.

    Rank one means that all but e_1 vanish; then e_1 is the square of the trace norm.

    >>> squared_singular_values(sp.Matrix([[3, 0], [0, 2]]))
    [13, 36]
    """
    product = (operator.H * operator).applyfunc(sp.expand)
    unknown = sp.Dummy("x")
    polynomial = product.charpoly(unknown)
    return [sp.expand((-1) ** k * coefficient) for k, coefficient in enumerate(polynomial.all_coeffs()) if k]
