"""Numerical proposals for positive semidefinite Gram matrices under linear equations.

Douglas-Rachford steps between the affine space of the equations and the cone of block matrices >= margin.
The result is a hint only: `derive.sos` rounds it, and `derive.certificate` checks what follows.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from derive.sos import GramSystem

MARGINS = (0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4, 0.0)
STEPS = 600


def candidates(system: GramSystem) -> Iterator[list[Fraction]]:
    """Approximate entries of the Gram matrices, the best-conditioned first.

    The margin is relative to the size of the least-norm solution; a proposal that comes no closer to its
    cone than half the margin is left out, except for the last one, of margin 0.
    """
    matrix = np.array([[float(a) for a in row] for row in system.matrix])
    target = np.array([float(a) for a in system.target])
    # sqrt(2) off the diagonal makes the Euclidean norm of the entries the Frobenius norm of the matrices
    root = np.concatenate([[1.0 if i == j else 2.0**0.5 for i, j in _pairs(n)] for n in system.sizes])
    scaled = matrix / root
    inverse = np.linalg.pinv(scaled)
    if not np.isfinite(inverse).all():
        return

    def affine(v: Any) -> Any:
        return v - inverse @ (scaled @ v - target)

    least = affine(np.zeros(len(root)))
    size = float(np.linalg.norm(least)) / max(1.0, sum(system.sizes)) ** 0.5
    for margin in MARGINS:
        floor, z, before = margin * size, least, np.inf
        for step in range(STEPS):
            inside = _cone(z, system.sizes, root, floor)
            z = z + affine(2 * inside - z) - inside
            gap = float(np.linalg.norm(affine(inside) - inside))
            if gap <= 1e-3 * floor or (step % 100 == 99 and gap > 0.95 * before):
                break
            before = gap if step % 100 == 99 else before
        found = affine(inside)
        if np.isfinite(found).all() and (margin == 0 or gap < 0.5 * floor):
            yield [Fraction(float(a)) for a in found / root]


def _pairs(n: int) -> Iterator[tuple[int, int]]:
    return itertools.combinations_with_replacement(range(n), 2)


def _cone(v: Any, sizes: tuple[int, ...], root: Any, floor: float) -> Any:
    """The nearest block matrices with all eigenvalues at least `floor`."""
    result, start = [], 0
    entries = v / root
    for n in sizes:
        upper = np.triu_indices(n)
        block = np.zeros((n, n))
        block[upper] = entries[start : start + len(upper[0])]
        block = block + np.triu(block, 1).T
        values, vectors = np.linalg.eigh(block)
        result.append(((vectors * np.maximum(values, floor)) @ vectors.T)[upper])
        start += len(upper[0])
    return np.concatenate(result) * root
