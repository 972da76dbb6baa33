r"""Euler's scheme for a particle and two levels, as one would type the equations: no normalisation, one step for all.

    q += h p/m,   p += h <F> + sigma dW,   psi_a += (1/2) sigma^-1 (F_a - <F>).dW psi_a - (1/8) sigma^-2 |F_a - <F>|^2 psi_a h

for F diagonal in the levels and sigma a number; the phases, which change neither |psi_a| nor the particle, are left out. <F> is taken in
the state as it is, whose norm drifts; near a source the step is too long. Both are recorded, so that what is wrong can be left out, and
it can be asked what leaving it out does. It shares nothing with `numerics.hybrid` but the expressions of the energies.

Source: talashan2025, final equations and Figure 2 (Delta t = 1e-4); Kloeden and Platen, Numerical Solution of SDEs (1992), 10.2.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.potential import Potential

Array = NDArray[np.float64]
BLOCK = 2**12


@dataclass(frozen=True)
class Typed:
    """What the scheme gave. Shapes: q, p (T, d, N); polarisation, drift, closest (T, N).

    polarisation: (|psi_0|^2 - |psi_1|^2)/|psi|^2. drift: the largest ||psi|^2 - 1| so far. closest: the least distance to a source so far.
    """

    times: tuple[float, ...]
    q: Array
    p: Array
    polarisation: Array
    drift: Array
    closest: Array


def euler(
    energies: Sequence[sp.Expr],
    coordinates: Sequence[sp.Symbol],
    *,
    mass: float,
    sigma: float,
    q: Array,
    p: Array,
    amplitudes: Sequence[float],
    times: Sequence[float],
    step: float,
    trajectories: int,
    seed: int,
    sources: Sequence[Sequence[float]] = (),
    progress: Callable[[float], None] | None = None,
) -> Typed:
    """Trajectories at the times, which are rounded to whole steps.

    energies: H_I of either level, exact, in the coordinates. amplitudes: real; normalised here.
    Shapes: q, p (d,). Units: any consistent ones.
    Raises: ValueError for numbers out of range.
    """
    if len(energies) != 2 or len(amplitudes) != 2 or not any(amplitudes):
        raise ValueError(
            f"`energies` and `amplitudes` must be two each, not both amplitudes 0, but are {len(energies)}, {amplitudes}"
        )
    if not (
        step > 0 and mass > 0 and sigma > 0 and trajectories > 0 and all(math.isfinite(x) for x in (step, mass, sigma))
    ):
        raise ValueError(
            "`step`, `mass`, `sigma` and `trajectories` must be positive and finite, but are "
            f"{step}, {mass}, {sigma} and {trajectories}"
        )
    counts = [round(time / step) for time in times]
    if any(b <= a for a, b in zip([-1, *counts], counts, strict=False)):
        raise ValueError(f"`times` must increase by a step at least, but are {list(times)}")
    potentials = [Potential(energy, coordinates) for energy in energies]
    psi = np.asarray(amplitudes, dtype=float) / math.hypot(*amplitudes)
    sizes = [min(BLOCK, trajectories - done) for done in range(0, trajectories, BLOCK)]
    seeds, blocks = np.random.SeedSequence(seed).spawn(len(sizes)), []
    for k, (size, each) in enumerate(zip(sizes, seeds, strict=True)):
        generator = np.random.Generator(np.random.SFC64(each))
        blocks.append(
            _block(potentials, mass, sigma, q, p, psi, counts, step, size, generator, np.asarray(sources, dtype=float))
        )
        if progress is not None:
            progress((k + 1) / len(sizes))
    joined = {f.name: np.concatenate([getattr(block, f.name) for block in blocks], axis=-1) for f in fields(Typed)[1:]}
    return Typed(tuple(count * step for count in counts), **joined)


def _block(
    potentials: Sequence[Potential],
    mass: float,
    sigma: float,
    q0: Array,
    p0: Array,
    psi0: Array,
    counts: Sequence[int],
    step: float,
    size: int,
    generator: np.random.Generator,
    sources: Array,
) -> Typed:
    d, root = len(q0), math.sqrt(step)
    q, p, psi = (np.repeat(each[:, None], size, axis=1) for each in (q0.astype(float), p0.astype(float), psi0))
    drift, closest = np.zeros(size), np.full(size, np.inf)
    found = Typed(
        (), *(np.empty((len(counts), d, size)) for _ in range(2)), *(np.empty((len(counts), size)) for _ in range(3))
    )
    done = 0
    for k, count in enumerate(counts):
        for _ in range(count - done):
            forces = [-np.asarray(potential.gradient(list(q), 0.0)) for potential in potentials]
            weights = psi**2
            mean = weights[0] * forces[0] + weights[1] * forces[1]
            noise = root * generator.standard_normal((d, size))
            q += step / mass * p
            p += step * mean + sigma * noise
            for a in (0, 1):
                apart = forces[a] - mean
                psi[a] *= 1 + (apart * noise).sum(axis=0) / (2 * sigma) - (apart**2).sum(axis=0) * step / (8 * sigma**2)
            np.maximum(drift, np.abs((psi**2).sum(axis=0) - 1), out=drift)
            for source in sources:
                np.minimum(closest, np.sqrt(((q - source[:, None]) ** 2).sum(axis=0)), out=closest)
        done = count
        norm = (psi**2).sum(axis=0)
        found.q[k], found.p[k], found.polarisation[k] = q, p, (psi[0] ** 2 - psi[1] ** 2) / norm
        found.drift[k], found.closest[k] = drift, closest
    return found
