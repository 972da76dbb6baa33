"""Enclosures of the eigenvalues of small exact matrices, in ball arithmetic."""

from __future__ import annotations

import math
from typing import Any

import sympy as sp
from flint import acb, acb_mat, arb, ctx, fmpq

from derive.classical_quantum import is_positive_semidefinite
from numerics.ball import ball

PRECISION = 200
Ball = Any


def is_positive(matrix: sp.ImmutableMatrix) -> bool | None:
    """Whether a Hermitian matrix is positive semidefinite; None where that is not decided."""
    try:
        return bool(is_positive_semidefinite(matrix))
    except ValueError:
        values = eigenvalues(sp.Matrix(matrix))
        return (
            False
            if any(each.upper() < 0 for each in values)
            else True
            if all(each.lower() > 0 for each in values)
            else None
        )


def smallest(matrix: sp.Matrix) -> tuple[float, float]:
    """Enclosure of the smallest eigenvalue."""
    values = eigenvalues(matrix)
    return below(min(each.lower() for each in values)), above(min(each.upper() for each in values))


def eigenvalues(matrix: sp.Matrix) -> list[Ball]:
    """Enclosures of the eigenvalues of a matrix that has real ones."""
    with ctx.workprec(PRECISION):
        entries = [[_complex_ball(matrix[i, j]) for j in range(matrix.cols)] for i in range(matrix.rows)]
        return [each.real for each in acb_mat(entries).eig(multiple=True, tol=arb(2) ** -PRECISION)]


def below(end: Ball) -> float:
    """A double that is not above the exact end."""
    return 0.0 if end == 0 else math.nextafter(float(end), -math.inf)


def above(end: Ball) -> float:
    """A double that is not below the exact end."""
    return 0.0 if end == 0 else math.nextafter(float(end), math.inf)


def _complex_ball(entry: sp.Expr) -> Ball:
    found = [ball(part, {}) for part in sp.sympify(entry).as_real_imag()]
    return acb(*(arb(each) if isinstance(each, fmpq) else each for each in found))
