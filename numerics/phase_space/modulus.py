"""The integral of |f| from the nodes of a lattice, where the kinks of |f| at the zeros of f decide the error.

A lattice of spacing h sees the kinks along its zero lines with an error that falls by 4 with each halving of h at least (like the second
periodic Bernoulli polynomial of the place of a line between two nodes, where it runs along an axis), by 2^(5/2) where the line is curved.
The sums over sublattices of twice the spacing can agree by accident: for a line half-way between two nodes all of them err alike. Hence
those of four times the spacing are asked as well, in which a line lies at four places; SHARE of their distance counts, half of what one
expects from two halvings. There the smooth part of |f| = f + 2 f_- = -f + 2 f_+ may be unresolved; so only f_- or f_+ are summed.
"""

from __future__ import annotations

import numpy as np

from numerics.estimate import Estimate
from numerics.phase_space.grid import Array

SHARE = 8  # of the distance to the sums over every fourth node
EPSILON = float(np.finfo(float).eps)


def integral_of_modulus(f: Array, cell: float, how: str) -> Estimate:
    """int |f|, for f at the nodes of a lattice with cells of this volume, 0 beyond them. f: any number of axes. how: said with the value.

    Error: measured, of the sum only, as above; f is taken to be resolved by twice the spacing.
    """
    moduli, values = quarters(np.abs(f)), quarters(f)
    total = float(moduli.sum()) * cell
    every = [float(abs(halves(sums) * 2**f.ndim - sums.sum()).max()) * cell for sums in (moduli, values)]
    kinks = min(float(abs(part * 4**f.ndim - part.sum()).max()) * cell for part in (moduli - values, moduli + values))
    return Estimate(total, max(*every, kinks / SHARE) + EPSILON * total, how)


def quarters(f: Array) -> Array:
    """The sums over every fourth node along each axis. Shape: (4,) for each axis."""
    padded = np.pad(f, [(0, -size % 4) for size in f.shape])
    split = padded.reshape([part for size in padded.shape for part in (size // 4, 4)])
    return np.asarray(split.sum(axis=tuple(range(0, 2 * f.ndim, 2))))


def halves(sums: Array) -> Array:
    """The sums over every second node from those over every fourth. Shape: (2,) for each axis."""
    return np.asarray(sums.reshape((2, 2) * sums.ndim).sum(axis=tuple(range(0, 2 * sums.ndim, 2))))
