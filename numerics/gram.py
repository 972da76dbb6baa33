"""Numerical proposals for positive semidefinite Gram matrices under linear equations.

Douglas-Rachford steps between the affine space of the equations and the cone of block matrices >= margin.
The result is a hint only: `derive.sos` rounds it, and `derive.certificate` checks what follows.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from derive.sos import GramSystem

MARGINS = (0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4, 0.0)
STEPS = 600
NULL, SMALL = 1e-3, 12  # an eigenvalue this small beside the largest counts as 0; the largest denominator of its vector


def candidates(system: GramSystem) -> Iterator[list[Fraction]]:
    """Approximate entries of the Gram matrices, the best-conditioned first.

    The margin is relative to the size of the least-norm solution; a proposal that comes no closer to its
    cone than half the margin is left out, except for the last one, of margin 0.
    """
    matrix = np.array([[float(a) for a in row] for row in system.matrix])
    target = np.array([float(a) for a in system.target])
    shape = Blocks(system.sizes)
    scaled = matrix / shape.root
    inverse = np.linalg.pinv(scaled)
    if not np.isfinite(inverse).all():
        return

    def affine(v: Any) -> Any:
        return v - inverse @ (scaled @ v - target)

    least = affine(np.zeros(len(shape.root)))
    size = float(np.linalg.norm(least)) / max(1.0, sum(system.sizes)) ** 0.5
    for margin in MARGINS:
        floor, z, before = margin * size, least, np.inf
        for step in range(STEPS):
            inside = shape.cone(z, floor)
            z = z + affine(2 * inside - z) - inside
            gap = float(np.linalg.norm(affine(inside) - inside))
            if gap <= 1e-3 * floor or (step % 100 == 99 and gap > 0.95 * before):
                break
            before = gap if step % 100 == 99 else before
        found = affine(inside)
        if np.isfinite(found).all() and (margin == 0 or gap < 0.5 * floor):
            yield [Fraction(float(a)) for a in found / shape.root]


def faces(sizes: Sequence[int], proposal: Sequence[Fraction]) -> list[list[list[Fraction]]]:
    """For each block a guess of the vectors that all solutions map to 0, as rows of small rationals; from the last of the candidates.

    Where the solutions have no interior, the proposals of `candidates` leave the cone when they are rounded; on the face that is left
    when these vectors are divided out there may be an interior.
    """
    shape = Blocks(sizes)
    parts = [np.linalg.eigh(block) for block in shape.blocks(np.array([float(a) for a in proposal]))]
    largest = max((float(values.max(initial=0.0)) for values, _ in parts), default=0.0)
    return [_rational_rows(vectors[:, values < NULL * largest].T.copy()) for values, vectors in parts]


def _rational_rows(rows: Any) -> list[list[Fraction]]:
    """The reduced row echelon form of a few orthonormal rows, rounded to small denominators."""
    columns = []
    for k in range(len(rows)):
        i, j = np.unravel_index(np.argmax(np.abs(rows[k:])), rows[k:].shape)
        rows[[k, k + i]] = rows[[k + i, k]]
        rows[k] /= rows[k, j]
        for other in range(len(rows)):
            if other != k:
                rows[other] -= rows[other, j] * rows[k]
        columns.append(j)
    return [[Fraction(float(a)).limit_denominator(SMALL) for a in row] for row in rows]


class Blocks:
    """Symmetric blocks of some sizes, their upper triangles laid end to end, row by row, as `GramSystem` has them.

    root: 1 on the diagonal and sqrt(2) off it, which makes the Euclidean norm of the entries the Frobenius norm of the matrices.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self.upper = [np.triu_indices(n) for n in sizes]
        ends = np.cumsum([0, *(len(rows) for rows, _ in self.upper)])
        self.parts = [slice(a, b) for a, b in itertools.pairwise(ends)]
        self.root = np.concatenate([[], *(np.where(rows == columns, 1.0, 2.0**0.5) for rows, columns in self.upper)])

    def blocks(self, entries: Any) -> Iterator[Any]:
        """The matrices. Shapes: entries (sum of n (n + 1) / 2,), matrices (n, n)."""
        for n, (rows, columns), part in zip(self.sizes, self.upper, self.parts, strict=True):
            block = np.empty((n, n))
            block[rows, columns] = block[columns, rows] = entries[part]
            yield block

    def cone(self, v: Any, floor: float) -> Any:
        """The nearest block matrices with all eigenvalues at least `floor`, in entries times root."""
        result = np.empty_like(v)
        for block, (rows, columns), part in zip(self.blocks(v / self.root), self.upper, self.parts, strict=True):
            values, vectors = np.linalg.eigh(block)
            result[part] = ((vectors * np.maximum(values, floor)) @ vectors.T)[rows, columns]
        return result * self.root
