r"""One step in the attraction of a point, -m strength/r, whose points lie on the exact orbit; with noise, and what each level makes of it.

With U = strength/r and the energy kept, the logarithmic Hamiltonian log(v^2/2 + B) - log U has the orbit of energy -B; its leapfrog is

    drift e/(2 U(q));   kick by e/U at the middle;   drift e/(2 (v^2/2 + B)),   B = U - v^2/2 at the beginning,

whose points lie on the exact conic, of the exact energy and angular momentum: the error is one of time alone. A plain leapfrog gains or
loses an energy of the order (h/period)^2 strength/r in each passage.

Source: Mikkola, Tanikawa, Celest. Mech. Dyn. Astron. 74, 287 (1999); Preto, Tremaine, Astron. J. 118, 2532 (1999).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerics.hybrid.diagonal import Whitening, slices
from numerics.hybrid.model import Hybrid
from numerics.phase_space.grid import Array


@dataclass(frozen=True)
class Passage:
    """The time that has passed, (N,); sigma^-1 dp without the force, dW, (d, N); and sigma^-1 F_k at the middle, (n, d, N)."""

    time: Array
    noise: Array
    forces: Array


def step(
    model: Hybrid, white: Whitening, q: Array, p: Array, level: NDArray[np.int64], h: Array, exactly: NDArray[np.bool_], normals: Array
) -> Passage:
    """q, p (d, N) after a time of about h, in place.

    level: (N,), increasing: whose source attracts. exactly: where the time must be h; a plain step is taken there. normals: (d, N).
    """
    where, mass, strength = slices(level, model.n), model.mass, model.strength
    before = np.empty(len(level))
    for k, part in where:
        before[part] = _distance(q[:, part], model.sources[k])
    twice = (p * p).sum(axis=0) / mass**2
    e = h * strength / before  # e/U = h
    q += (h / (2 * mass)) * p
    forces = np.empty((model.n, *q.shape))
    r = np.empty(len(level))
    for k, point in enumerate(model.sources):
        offset = q - np.array(point)[:, None]
        distance = np.sqrt((offset * offset).sum(axis=0))
        np.multiply(offset, -mass * strength / distance**3, out=forces[k])
        r[where[k][1]] = distance[where[k][1]]
    kick = np.where(exactly, h, e * r / strength)
    for k, part in where:
        p[:, part] += kick[part] * forces[k][:, part]
    after = (p * p).sum(axis=0) / mass**2
    rest = np.where(exactly, h / 2, e / (2 * strength / before + after - twice))
    q += (rest / mass) * p
    passed = h / 2 + rest
    normals *= np.sqrt(passed)
    push = white.colour(normals)
    p += push
    q += (passed / (2 * mass)) * push
    return Passage(passed, normals, white.whiten(forces))


def _distance(q: Array, point: tuple[float, ...]) -> Array:
    offset = q - np.array(point)[:, None]
    return np.asarray(np.sqrt((offset * offset).sum(axis=0)))
