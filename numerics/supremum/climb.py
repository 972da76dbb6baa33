"""Points with a large |F|, by Newton steps from the best of many: lower bounds for a sieve; nothing is proved."""

from __future__ import annotations

from math import inf

import numpy as np

from numerics.supremum.balls import Balls, Floats
from numerics.supremum.directions import monomials, net
from numerics.supremum.quadratic import scaled
from numerics.supremum.sieve import Sieve
from numerics.supremum.sieve_cells import Box, points

SAMPLES, DIRECTIONS, CLIMBERS, CLIMBS, LIMIT, ASIDE = 400, 64, 32, 12, 0.3, 2.0
RISE, NARROW = 1e-13, 1e-8  # what is no rise, relatively: a lower bound lies so much below the value by rounding; a narrow tolerance


def climb(sieve: Sieve, box: Box, tolerance: float, around: Floats | None = None) -> None:
    """None; improves the sieve's lower bound at points of the box, around some if given.

    tolerance: to which the sieve is to run; where that is narrow, it has to take the last steps itself.
    """
    rise = RISE if tolerance > NARROW else NARROW
    sieve.box, rng = box, np.random.default_rng(7)
    scale = 4.0 ** -rng.integers(0, 3, SAMPLES)
    x = rng.uniform(box.inner[0][:, None], box.inner[1][:, None], (SAMPLES, sieve.m, 1))[:, :, 0].T * scale
    if around is not None:
        x = around[:, rng.integers(0, around.shape[1], SAMPLES)] + rng.uniform(-ASIDE, ASIDE, x.shape) * scale
    x = np.clip(x, box.inner[0][:, None], box.inner[1][:, None])
    with np.errstate(all="ignore"):
        x, s, face = _steepest(sieve, x)
        for _ in range(CLIMBS):
            x, s, hope = _step(sieve, x, s, face)
            if not hope > sieve.found.low + rise * abs(sieve.found.low):
                return
        sieve.at(x, s, face, 0)


def _steepest(sieve: Sieve, x: Floats) -> tuple[Floats, Floats, np.ndarray]:
    """The points where |F| is largest among some directions, and where these are in their charts."""
    jet, known = sieve.jets(points(x), sieve.order), net(sieve.d, sieve.order, sieve.mirror)
    some, place = slice(None, None, max(1, len(known.face) // DIRECTIONS)), {index: n for n, index in enumerate(jet.support)}
    values = np.zeros((SAMPLES, len(known.face[some])))
    for a, powers in zip(monomials(sieve.d, sieve.order), known.powers[:, some], strict=True):
        row = place.get((*a, *([0] * (sieve.m - sieve.d))))
        if row is not None:
            values += np.outer(jet.rows.mid[row], powers)
    values = np.abs(values) if len(sieve.signs) == 2 else sieve.signs[0] * values
    values[~np.isfinite(values)] = -inf
    top = np.argsort(-values.max(axis=1))[:CLIMBERS]
    best = values[top].argmax(axis=1)
    return x[:, top], ((known.low + known.high) / 2)[:, some][:, best], known.face[some][best]


def _step(sieve: Sieve, x: Floats, s: Floats, face: np.ndarray) -> tuple[Floats, Floats, float]:
    """The points after a step, and the largest value that twice the rise along the slope would lead to, which steps overshoot seldom."""
    values, size = sieve.at(x, s, face, 2).mid, sieve.size
    sign = np.where(values[0] >= 0, 1.0, -1.0) if len(sieve.signs) == 2 else np.full(len(face), float(sieve.signs[0]))
    g = (sign * values[1 : 1 + size]).T
    ones = np.ones((size, len(face)))
    h, _ = scaled(Balls(sign * values[1 + size:], 0 * values[1 + size:]), ones)
    good = np.isfinite(h).all(axis=(1, 2)) & np.isfinite(g).all(axis=1)
    h[~good], g[~good] = -np.eye(size), 0.0
    eigenvalues, vectors = np.linalg.eigh(h)
    curve = np.maximum(np.abs(eigenvalues), 1e-3 * np.abs(eigenvalues).max(axis=1, keepdims=True) + 1e-300)
    move = np.einsum("nik,nk->ni", vectors, np.einsum("nik,ni->nk", vectors, g) / curve)
    length = np.sqrt(np.sum(move**2, axis=1, keepdims=True))
    move = (move * np.minimum(1.0, LIMIT / np.maximum(length, 1e-300))).T
    there = np.clip(x + move[: sieve.m], sieve.box.inner[0][:, None], sieve.box.inner[1][:, None]), np.clip(s + move[sieve.m:], -1.0, 1.0)
    rise = 2 * np.sum(g.T * (np.vstack(there) - np.vstack([x, s])), axis=0)
    return *there, float(np.max(np.where(good, sign * values[0] + rise, -inf)))
