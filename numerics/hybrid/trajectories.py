"""What a run returns: positions, momenta and states of many trajectories at chosen times; and how a run is cut into steps and blocks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.hybrid.model import Complex, Hybrid, Start
from numerics.phase_space.grid import Array

BLOCK = 2**13  # trajectories at once: their arrays stay in a core's cache


@dataclass(frozen=True, eq=False)
class Trajectories:
    """N trajectories at T times.

    q, p: (T, d, N). populations: (T, n, N), the diagonal of the states. states: (T, n, n, N), or None where not asked for.
    unresolved: (N,), whether a step shorter than the least one was needed; from `stopped_at` on, (N,), the values are nan.
    closest: (N,), the least distance to a source at any step; inf without sources.
    reach: (2, k, N), between which values each variable stayed, with the room of one step (`watch`); None where nothing asks for it.
    """

    times: tuple[float, ...]
    q: Array
    p: Array
    populations: Array
    states: Complex | None
    unresolved: NDArray[np.bool_]
    stopped_at: Array
    closest: Array
    reach: Array | None = None

    def __len__(self) -> int:
        return self.q.shape[-1]

    def parts(self, which: NDArray[np.bool_] | NDArray[np.int64] | slice) -> Trajectories:
        """Some of the trajectories."""
        chosen: dict[str, Any] = {f.name: getattr(self, f.name)[..., which] for f in fields(self)[1:] if getattr(self, f.name) is not None}
        return replace(self, **chosen)


def joined(blocks: Sequence[Trajectories]) -> Trajectories:
    """The trajectories of all blocks, in their order."""
    first = blocks[0]
    found: dict[str, Any] = {}
    for f in fields(first)[1:]:
        if getattr(first, f.name) is not None:
            found[f.name] = np.concatenate([getattr(block, f.name) for block in blocks], axis=-1)
    return replace(first, **found)


def in_blocks(
    run: Callable[[int, np.random.SeedSequence], Trajectories], trajectories: int, seed: int, block: int,
    progress: Callable[[float], None] | None, executor: Executor | None,
) -> Trajectories:
    """The trajectories of blocks that have streams of their own, spawned from the seed; progress: as in `simulate`.

    Raises: ValueError for numbers below 1.
    """
    if trajectories < 1 or block < 1:
        raise ValueError(f"`trajectories` and `block` must be at least 1, but are {trajectories} and {block}")
    sizes = [min(block, trajectories - done) for done in range(0, trajectories, block)]
    seeds, found = np.random.SeedSequence(seed).spawn(len(sizes)), []
    for number, result in enumerate(map(run, sizes, seeds) if executor is None else executor.map(run, sizes, seeds)):
        found.append(result)
        if progress is not None:
            progress((number + 1) / len(sizes))
    return joined(found)


def empty(model: Hybrid, times: Sequence[float], size: int, states: bool) -> Trajectories:
    """Trajectories that are not yet computed: nan everywhere."""
    T, d, n = len(times), model.d, model.n
    q, p, w = (np.full((T, k, size), np.nan) for k in (d, d, n))
    kept = np.full((T, n, n, size), np.nan, dtype=complex) if states else None
    never = np.full(size, np.nan)
    return Trajectories(tuple(map(float, times)), q, p, w, kept, np.zeros(size, dtype=bool), never, np.full(size, np.inf))


@dataclass(frozen=True)
class Plan:
    """The times, and how many steps lead to each from the one before.

    fold: each normal variable is the sum of so many pieces; substeps: each step is taken in so many parts. Runs with equal
    fold * substeps share their noise.
    """

    times: tuple[float, ...]
    counts: tuple[int, ...]
    substeps: int = 1
    fold: int = 1

    def intervals(self) -> list[tuple[float, int]]:
        """The length of a step and their number, before each time."""
        lengths = np.diff([0.0, *self.times])
        return [(float(length) / max(1, k * self.substeps), k * self.substeps) for length, k in zip(lengths, self.counts, strict=True)]


def plan(times: Sequence[float], step: float, *, exact: bool = False) -> Plan:
    """Steps not longer than `step`; one for each time where any step is exact. Raises: ValueError for numbers out of range."""
    if not times or not all(0 <= a < math.inf for a in times) or any(b <= a for a, b in pairwise(times)):
        raise ValueError(f"`times` must be finite, at least 0 and increasing, but are {list(times)}")
    if not 0 < step < math.inf:
        raise ValueError(f"`step` must be positive and finite, but is {step}")
    lengths = np.diff([0.0, *times])
    counts = tuple(0 if length == 0 else 1 if exact else math.ceil(length / step * (1 - 1e-12)) for length in lengths)
    return Plan(tuple(map(float, times)), counts)


@dataclass(frozen=True)
class Noise:
    """Standard normal variables, in pieces that runs with other steps share."""

    generator: np.random.Generator
    fold: int = 1

    def fill(self, out: Array) -> Array:
        """`out` full of them."""
        if self.fold == 1:
            return self.generator.standard_normal(out=out)
        out[...] = 0
        for _ in range(self.fold):
            out += self.generator.standard_normal(out.shape)
        out *= self.fold**-0.5
        return out

    def start(self, start: Start, size: int) -> tuple[Array, Array]:
        """Positions and momenta to begin with. Shapes (d, size)."""
        d = len(start.q)
        found = []
        for mean, spread in ((start.q, start.q_spread), (start.p, start.p_spread)):
            noise = spread * self.generator.standard_normal((d, size)) if spread else 0.0
            found.append(np.repeat(mean[:, None], size, axis=1) + noise)
        return found[0], found[1]
