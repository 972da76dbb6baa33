r"""Trajectories of a measured level system at a particle that stays, whatever the noise in p and the factor of the innovation:

    dp = -lambda <A> dt + s dW,     d r_a = 2 c (a - <A>) r_a dW,     <A> = sum_a a r_a,

the populations r_a of d rho = ... + c (A rho + rho A - 2 <A> rho) dW. Two ways that share nothing:

direct      Platen's scheme on (p, psi), r_a = psi_a^2/sum psi_b^2, d psi_a = c (a - <A>) psi_a dW - (c^2/2) (a - <A>)^2 psi_a dt; steps h,
            and h/2 with the same noise;
filtered    r_a is known from Y = W + 2 c int <A> dt: r_a ~ w_a exp(2 c a Y - 2 c^2 a^2 t), and Y is a Brownian motion with the drift
            2 c a_k of one level k, drawn with its weight w_k. So p = p_0 + s Y - (lambda + 2 c s) int <A> dt, the integral by the
            trapezoidal rule; it drops out exactly where 2 c s = -lambda.

Source: the filtering theory of a static signal; Kloeden, Platen, (15.1.3).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.estimate import Estimate
from numerics.hybrid import platen
from numerics.hybrid.averages import mean
from numerics.hybrid.diagonal import branches
from numerics.hybrid.trajectories import BLOCK
from numerics.phase_space.grid import Array

Observable = Callable[[Array, Array], Array]  # of p and <A>, (N,) each


@dataclass(frozen=True)
class Innovation:
    """levels a, weights w_a, lambda, s, c; p_0 is normal with mean 0 and standard deviation p_spread."""

    levels: tuple[float, ...]
    weights: tuple[float, ...]
    coupling: float
    noise: float
    factor: float
    p_spread: float = 0.0

    def __post_init__(self) -> None:
        numbers = (*self.levels, *self.weights, self.coupling, self.noise, self.factor, self.p_spread)
        if len(self.levels) != len(self.weights) or not all(map(math.isfinite, numbers)):
            raise ValueError(f"`levels` and `weights` must be equally many finite numbers, but are {self.levels}, {self.weights}")
        if min(self.weights) < 0 or abs(sum(self.weights) - 1) > 1e-12 or not self.noise > 0:
            raise ValueError(f"`weights` must be at least 0 and sum to 1, `noise` be positive, but are {self.weights}, {self.noise}")


def direct(law: Innovation, time: float, steps: int, size: int, generator: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    """p and <A> by `steps` steps, and by twice as many with the same noise. Shapes (size,)."""
    levels, c = np.array(law.levels)[:, None], law.factor
    amplitudes = np.repeat(np.sqrt(law.weights)[:, None], size, axis=1)
    start = np.concatenate([law.p_spread * generator.standard_normal((1, size)), amplitudes])

    def mean_level(x: NDArray[Any]) -> Array:
        r = x[1:] ** 2
        return np.asarray((levels * r).sum(axis=0) / r.sum(axis=0))

    def drift(x: NDArray[Any]) -> NDArray[Any]:
        rate, average = np.empty_like(x), mean_level(x)
        rate[0] = -law.coupling * average
        rate[1:] = -(c * c) / 2 * (levels - average) ** 2 * x[1:]
        return rate

    def noises(x: NDArray[Any]) -> list[NDArray[Any]]:
        kick = np.empty_like(x)
        kick[0] = law.noise
        kick[1:] = c * (levels - mean_level(x)) * x[1:]
        return [kick]

    def step(x: NDArray[Any], h: float, normals: Array) -> NDArray[Any]:
        x = platen.step(drift, noises, x, h, normals, np.empty((1, 1, size)))
        x[1:] /= np.sqrt((x[1:] ** 2).sum(axis=0))
        return x

    coarse, fine, h = start, start, time / steps
    for _ in range(steps):
        pieces = generator.standard_normal((2, 1, size))
        coarse = step(coarse, h, (pieces[0] + pieces[1]) / math.sqrt(2))
        for piece in pieces:
            fine = step(fine, h / 2, piece)
    return coarse[0], mean_level(coarse), fine[0], mean_level(fine)


def filtered(law: Innovation, time: float, steps: int, size: int, generator: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    """p and <A> with the integral over `steps` intervals, and over twice as many of the same path. Shapes (size,)."""
    c, h = law.factor, time / (2 * steps)
    levels, log_weights = np.array(law.levels)[:, None], np.log(np.maximum(law.weights, 1e-300))[:, None]
    drift = 2 * c * levels[branches(np.array(law.weights), size, generator), 0]
    p = law.p_spread * generator.standard_normal(size)
    Y, start = np.zeros(size), float(np.dot(law.levels, law.weights))
    long, short = np.full(size, start / 2), np.full(size, start / 2)
    average = np.full(size, start)
    for number in range(1, 2 * steps + 1):
        Y += drift * h + math.sqrt(h) * generator.standard_normal(size)
        exponents = log_weights + 2 * c * levels * Y - 2 * c**2 * levels**2 * (number * h)
        r = np.exp(exponents - exponents.max(axis=0))
        average = (levels * r).sum(axis=0) / r.sum(axis=0)
        share = 0.5 if number == 2 * steps else 1.0
        short += share * average
        if number % 2 == 0:
            long += share * average
    rest = law.coupling + 2 * c * law.noise
    p += law.noise * Y
    return p - rest * 2 * h * long, average, p - rest * h * short, average


def measured(
    way: Callable[..., tuple[Array, Array, Array, Array]], law: Innovation, time: float, observables: list[Observable], *, steps: int,
    trajectories: int, seed: int,
) -> list[Estimate]:
    """The means of the observables by `direct` or `filtered`, with the bars of sampling and of the step."""
    sizes = [min(BLOCK, trajectories - done) for done in range(0, trajectories, BLOCK)]
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    runs = [way(law, time, steps, size, np.random.Generator(np.random.SFC64(each))) for size, each in zip(sizes, seeds, strict=True)]
    p, A, q, B = (np.concatenate(parts) for parts in zip(*runs, strict=True))
    return [mean(f(q, B), f(p, A)) for f in observables]
