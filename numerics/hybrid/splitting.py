r"""Trajectories of a model with any H_I(q): a symmetric product of steps, each the exact law of a part of the equations.

    drift h/2 | surplus h/2 | rotation h/2 | measurements and kick h | rotation h/2 | surplus h/2 | drift h/2

at the q of the middle: rotation exp(-i H_I h/(2 hbar)), the measurements of G_j = (sigma^-1)_ji F_i one by one, forwards for h/2 and
backwards for h/2 where they do not commute, each kicking p by sigma_.j Y_j (`measurement`). Each part is a Markov semigroup
that maps states to states and keeps the norm, so that their product does, and is of weak order two for all smooth functions of (q, p, rho).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import scipy.linalg

from numerics.hybrid import measurement
from numerics.hybrid.domain import of_model
from numerics.hybrid.eigen import adjoint, eigen, function, product
from numerics.hybrid.kernels import Kernels, kernels
from numerics.hybrid.model import Complex, Hybrid, Start
from numerics.hybrid.trajectories import Noise, Plan, Trajectories, empty
from numerics.hybrid.watch import Watch
from numerics.phase_space.grid import Array

PURE = 1e-12


class Stepper:
    """One step of length h for many trajectories at once.

    coupled: outcomes are increasing functions of one normal variable each, for runs that share noise; else they are drawn, which is faster.
    """

    def __init__(self, model: Hybrid, h: float, *, hbar: float, is_mixed: bool, coupled: bool, noise: Noise, watch: Watch) -> None:
        self.model, self.h, self.hbar, self.is_mixed, self.coupled, self.noise = model, h, hbar, is_mixed, coupled, noise
        self.watch = watch
        self.kernel: Kernels = kernels(model)
        self.inverse = np.linalg.inv(model.sigma)
        self.is_plain = all(i == j for k, i, j, _ in self.kernel.places if k)  # the forces are diagonal, and commute
        d = len(model.sigma)
        once = self.is_plain or d == 1
        self.sweeps = [(j, h) for j in range(d)] if once else [(j, h / 2) for j in (*range(d), *range(d - 1, -1, -1))]
        self.half_surplus = dissipation(model.surplus, model.n, h / 2) if model.surplus else None

    def __call__(self, q: Array, p: Array, state: Complex) -> tuple[Array, Array, Complex]:
        """Positions, momenta, state after the step. Shapes (d, N), (d, N), (n, k, N)."""
        half = 0.0 if math.isinf(self.model.mass) else self.h / (2 * self.model.mass)
        q = q + half * p
        self.watch(q)
        found = self.kernel.matrices(q)
        levels, U = eigen(found[0])
        rotation = function(np.exp(-0.5j * self.h / self.hbar * levels), U)
        state = self.conjugated(rotation, self.lossy(state))
        p = p - self.h * np.stack(self.kernel.slope(*q))
        G = np.einsum("ji,iabn->jabn", self.inverse, found[1:])
        for j, h in self.sweeps:
            outcome, state = self.measured(G[j], h, state)
            p += self.model.sigma[:, j, None] * outcome
        state = self.lossy(self.conjugated(rotation, state))
        q = q + half * p
        return q, p, state / norm(state, self.is_mixed)

    def conjugated(self, K: Complex, state: Complex) -> Complex:
        """K rho K^dagger, or K M."""
        state = product(K, state)
        return product(state, adjoint(K)) if self.is_mixed else state

    def measured(self, G: Complex, h: float, state: Complex) -> tuple[Array, Complex]:
        """The outcome of measuring G for a time h, and the state after it."""
        size = state.shape[-1]
        levels, U = (np.einsum("aan->an", G).real, None) if self.is_plain else eigen(G)
        weights = measurement.weights(state, U, self.is_mixed)
        normals = self.noise.fill(np.empty(size))
        if self.coupled:
            outcome = measurement.quantile(weights, levels, h, normals)
        else:
            outcome = measurement.drawn(weights, levels, h, normals, self.noise.generator.random(size))
        factor = measurement.factors(levels, outcome, h)
        if U is not None:
            return outcome, self.conjugated(function(factor, U), state)
        state = factor[:, None] * state
        return outcome, state * factor[None] if self.is_mixed else state

    def lossy(self, state: Complex) -> Complex:
        """The state after half a step of the surplus."""
        if self.half_surplus is None:
            return state
        n, _, size = state.shape
        return (self.half_surplus @ state.reshape(n * n, size)).reshape(n, n, size)


def norm(state: Complex, is_mixed: bool) -> Array:
    """What a state is divided by. Shape (N,)."""
    if is_mixed:
        return np.asarray(np.einsum("aan->n", state).real)
    return np.asarray(np.sqrt((state.real**2 + state.imag**2).sum(axis=(0, 1))))


def dissipation(operators: tuple[Complex, ...], n: int, h: float) -> Complex:
    """exp(h D), D as in `dissipator`. Shape (n^2, n^2)."""
    return np.asarray(scipy.linalg.expm(h * dissipator(operators, n)), dtype=np.complex128)


def dissipator(operators: tuple[Complex, ...], n: int) -> Complex:
    """sum (L rho L^dagger - (1/2){L^dagger L, rho}) on matrices written row by row. Shape (n^2, n^2)."""
    D, one = np.zeros((n * n, n * n), dtype=complex), np.eye(n)
    for L in operators:
        square = L.conj().T @ L
        D += np.kron(L, L.conj()) - (np.kron(square, one) + np.kron(one, square.T)) / 2
    return D


def root(rho: Complex) -> Complex:
    """M with rho = M M^dagger and as few columns as possible. Shape (n, k)."""
    values, vectors = np.linalg.eigh(rho)
    kept = values > PURE
    return np.asarray(vectors[:, kept] * np.sqrt(values[kept]), dtype=np.complex128)


def run(
    model: Hybrid, start: Start, steps: Plan, size: int, generator: np.random.Generator, *, hbar: float, keep: bool, coupled: bool
) -> Trajectories:
    """A block of trajectories. keep: density matrices too. Raises: ValueError for a model with momenta in H_I."""
    if model.momenta:
        raise ValueError("`model` must have no momenta in its coupling, but has; take `platen.run`")
    is_mixed, noise = bool(model.surplus), Noise(generator, steps.fold)
    q, p = noise.start(start, size)
    first = start.rho if is_mixed else root(start.rho)
    state = np.repeat(first[:, :, None], size, axis=2)
    found, watch = empty(model, steps.times, size, keep), Watch(of_model(model), start.q, q)
    for number, (h, count) in enumerate(steps.intervals()):
        stepper = Stepper(model, h, hbar=hbar, is_mixed=is_mixed, coupled=coupled, noise=noise, watch=watch)
        with watch:
            for _ in range(count):
                q, p, state = stepper(q, p, state)
            watch(q)
        rho = state if is_mixed else product(state, adjoint(state))
        found.q[number], found.p[number], found.populations[number] = q, p, np.einsum("aan->an", rho).real
        if found.states is not None:
            found.states[number] = rho
    return replace(found, reach=watch.reach)
