r"""Trajectories of levels that attract the particle to a point each, as -m strength/r: steps that shorten near the points.

Each trajectory has its own step, at most

    h <= eta min(r/|v|, (r^3/strength)^(1/2), (r m/|sigma|)^(2/3)),

with r the distance to the nearest source: motion, free fall and noise move it by no more than about a fraction eta of r. The limit looks at
the present only, so that the noise that follows is independent of it. A step keeps to the exact orbit (`kepler`).

Where h falls below `least`, the closest approach is not resolved: the trajectory stops there, and is marked. A particle comes as close as
its angular momentum allows, |q x v|^2/(2 strength) from far away, and the closest distance that is resolved goes as least^(2/3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerics.hybrid import diagonal, kepler
from numerics.hybrid.kernels import Kernels, kernels
from numerics.hybrid.model import Hybrid, Start
from numerics.hybrid.trajectories import Noise, Plan, Trajectories, empty
from numerics.phase_space.grid import Array

OVERSHOOT = 1.5  # times h, that a step may last at most; one that lasts longer is an error
SHORT, NEARER = 0.03, 0.6  # near a source the plain step to a time is so much shorter than others, and reached by such shares
CROWDED = 0.7  # finished trajectories are taken out once fewer than this share still move


@dataclass
class Moving:
    """The trajectories that have not yet reached the next time, sorted by their level."""

    index: NDArray[np.int64]
    level: NDArray[np.int64]
    q: Array
    p: Array
    likelihood: Array
    phase: Array | None
    left: Array
    closest: Array

    def only(self, which: NDArray[np.bool_]) -> Moving:
        """Some of them."""
        phase = None if self.phase is None else self.phase[:, which]
        return Moving(self.index[which], self.level[which], self.q[:, which], self.p[:, which], self.likelihood[:, which], phase,
                      self.left[which], self.closest[which])


@dataclass(frozen=True)
class Limit:
    """The longest step at a place. fraction: eta. longest, least: of any step."""

    model: Hybrid
    fraction: float
    longest: float
    least: float

    def __call__(self, q: Array, p: Array) -> tuple[Array, Array]:
        """The step and the distance to the nearest source. Shapes (N,)."""
        model = self.model
        square = np.full(q.shape[1], np.inf)
        for point in model.sources:
            offset = q - np.array(point)[:, None]
            offset *= offset
            np.minimum(square, offset.sum(axis=0), out=square)
        r = np.sqrt(square)
        speed = np.sqrt((p * p).sum(axis=0)) / model.mass
        with np.errstate(divide="ignore"):
            h = np.minimum(r / speed, np.sqrt(r * square / model.strength))
        spread = float(np.linalg.norm(model.sigma, 2)) / model.mass
        h = np.minimum(h, np.cbrt(r / spread) ** 2)
        return np.minimum(self.fraction * h, self.longest), r


def run(
    model: Hybrid, start: Start, steps: Plan, size: int, generator: np.random.Generator, *, hbar: float, keep: bool, limit: Limit
) -> Trajectories:
    """A block of trajectories. keep: density matrices too."""
    noise, kernel, white = Noise(generator), kernels(model), diagonal.Whitening(model.sigma)
    level = diagonal.branches(np.diag(start.rho).real, size, generator)
    q, p = noise.start(start, size)
    order = np.argsort(level, kind="stable")
    all_q, all_p, likelihood = q[:, order], p[:, order], diagonal.impossible(start.rho, size)
    phase, found = np.zeros((model.n, size)) if keep else None, empty(model, steps.times, size, keep)
    alive, closest, stopped = np.ones(size, dtype=bool), np.full(size, np.inf), np.full(size, np.nan)
    before, level = 0.0, level[order]
    for number, time in enumerate(steps.times):
        index = np.flatnonzero(alive)
        here = Moving(index, level[index], all_q[:, index], all_p[:, index], likelihood[:, index],
                      None if phase is None else phase[:, index], np.full(len(index), time - before), closest[index])
        for part, failed in _advanced(here, model, kernel, white, limit, noise, hbar):
            at = part.index
            all_q[:, at], all_p[:, at], likelihood[:, at], closest[at] = part.q, part.p, part.likelihood, part.closest
            if phase is not None and part.phase is not None:
                phase[:, at] = part.phase
            if failed:
                alive[at], stopped[at] = False, time - part.left
        _record(found, number, order[alive], all_q[:, alive], all_p[:, alive])
        found.populations[number][:, order[alive]] = diagonal.populations(start.rho, likelihood[:, alive])
        if found.states is not None and phase is not None:
            rates = model.rates()
            found.states[number][:, :, order[alive]] = diagonal.states(start.rho, likelihood[:, alive], phase[:, alive], rates, time)
        before = time
    found.unresolved[order], found.stopped_at[order], found.closest[order] = ~alive, stopped, closest
    return found


def _record(found: Trajectories, number: int, at: NDArray[np.int64], q: Array, p: Array) -> None:
    found.q[number][:, at], found.p[number][:, at] = q, p


def _advanced(
    here: Moving, model: Hybrid, kernel: Kernels, white: diagonal.Whitening, limit: Limit, noise: Noise, hbar: float
) -> list[tuple[Moving, bool]]:
    """The trajectories that have reached the next time, and those (True) that have stopped before, in groups."""
    groups: list[tuple[Moving, bool]] = []
    while True:
        h, r = limit(here.q, here.p)
        np.minimum(here.closest, r, out=here.closest)
        failed = (h < limit.least) & (here.left > 0)
        done = here.left <= 0
        if failed.any() or np.count_nonzero(done) >= (1 - CROWDED) * len(here.index):
            groups += [(here.only(failed), True), (here.only(done), False)]
            on = ~(failed | done)
            here, h = here.only(on), h[on]
            if not len(here.index):
                return groups
        _step(here, model, kernel, white, h, limit, noise, hbar)


def _step(
    here: Moving, model: Hybrid, kernel: Kernels, white: diagonal.Whitening, h: Array, limit: Limit, noise: Noise, hbar: float
) -> None:
    ending = here.left - OVERSHOOT * h < limit.least  # the time that passes is h up to a factor that is near 1
    exactly = ending & ((h >= limit.longest) | (here.left < SHORT * h) | (here.left < limit.least))  # a plain step, harmless there
    h = np.where(exactly, here.left, np.where(ending, NEARER * here.left, h))
    energies = None if here.phase is None else kernel.energies(*here.q)
    found = kepler.step(model, white, here.q, here.p, here.level, h, exactly, noise.fill(np.empty_like(here.q)))
    if not np.all(((found.time > 0) | (h == 0)) & (found.time <= OVERSHOOT * h)):  # 0 for those that have arrived
        raise ArithmeticError(f"a step must last between 0 and {OVERSHOOT} times what was asked, but does not; take a smaller `fraction`")
    outcome = found.noise
    for level, part in diagonal.slices(here.level, model.n):
        outcome[:, part] += found.forces[level][:, part] * found.time[part]
    gained = found.forces * (-0.5 * found.time)
    gained += outcome
    gained *= found.forces
    here.likelihood += gained.sum(axis=1)
    if here.phase is not None and energies is not None:
        for total, one, other in zip(here.phase, energies, kernel.energies(*here.q), strict=True):
            total += (one + other) * (found.time / (2 * hbar))
    here.left = np.where(exactly, 0.0, here.left - found.time)
