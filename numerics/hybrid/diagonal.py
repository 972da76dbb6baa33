r"""Trajectories of a diagonal model, H_I(q) = diag(E_k(q)): the branch first, then the state that its path makes probable.

The law of (q, p, rho) is that of a static hidden level k, observed through the momentum: k has the probability rho_kk(0),

    dq = p/m dt,   dp = -grad V dt + F_k(q) dt + sigma dW,   F_k = -grad E_k,

and rho is what the path says about k. With dY = sigma^-1 (dp + grad V dt), G_a = sigma^-1 F_a and the likelihoods
d log L_a = G_a.dY - |G_a|^2 dt/2,

    rho_ab ~ rho_ab(0) (L_a L_b)^(1/2) exp(-(i/hbar) int (E_a - E_b) dt + c_ab t),

c_ab the factor of the surplus. The process dY - <G> dt is then Brownian in the observer's filtration, which gives back the equations of
`model`. Steps: drift h/2, kick and likelihood h at fixed q, drift h/2; each exact, so of weak order two,
and exact where q stays.

Source: the Kallianpur-Striebel formula; derive/monitored_laws.py proves the case of constant forces.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from numerics.hybrid.domain import of_model
from numerics.hybrid.kernels import Kernels, kernels
from numerics.hybrid.model import Complex, Hybrid, Start
from numerics.hybrid.trajectories import Noise, Plan, Trajectories, empty
from numerics.hybrid.watch import Watch
from numerics.phase_space.grid import Array

Branches = list[tuple[int, slice]]


class Whitening:
    """sigma^-1 on the second last axis, as a plain factor where sigma is a multiple of one."""

    def __init__(self, sigma: Array) -> None:
        self.sigma, d = sigma, len(sigma)
        self.factor = float(sigma[0, 0]) if np.all(sigma == sigma[0, 0] * np.eye(d)) else 0.0
        self.inverse = np.linalg.inv(sigma)

    def whiten(self, forces: Array) -> Array:
        """sigma^-1 F, in place where possible. Shape (..., d, N)."""
        if self.factor:
            forces /= self.factor
            return forces
        return np.asarray(np.einsum("ij,...jn->...in", self.inverse, forces))

    def colour(self, kicks: Array) -> Array:
        """sigma dY. Shape (d, N)."""
        return kicks * self.factor if self.factor else self.sigma @ kicks


def branches(weights: Array, size: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """A level for each trajectory, with the probabilities `weights`. Shape (size,)."""
    bounds = np.cumsum(weights) / np.sum(weights)
    return np.searchsorted(bounds[:-1], generator.random(size), side="right").astype(np.int64)


def slices(sorted_branches: NDArray[np.int64], n: int) -> Branches:
    """Where each level's trajectories are, in an array sorted by level."""
    ends = np.searchsorted(sorted_branches, np.arange(n + 1))
    return [(k, slice(int(ends[k]), int(ends[k + 1]))) for k in range(n)]


def impossible(rho: Complex, size: int) -> Array:
    """log L at the beginning: 0, and minus infinity for levels that are not there. Shape (n, size)."""
    return np.repeat(np.where(np.diag(rho).real > 0, 0.0, -np.inf)[:, None], size, axis=1)


def forces(kernel: Kernels, q: Array) -> Array:
    """-d_i E_a. Shape (n, d, N)."""
    d, size = q.shape
    found = np.empty((kernel.n, d, size))
    for number, value in enumerate(kernel.forces(*q)):
        found[number % kernel.n, number // kernel.n] = value
    return found


def kick(
    kernel: Kernels, white: Whitening, q: Array, p: Array, likelihood: Array, phase: Array | None, where: Branches, h: float | Array,
    normals: Array, hbar: float,
) -> Array:
    """p after a time h at fixed q; `likelihood` (n, N), logarithmic, and `phase` (n, N), int E_a dt/hbar, grow in place.

    Shapes: q, p, normals (d, N); h a number or (N,). `normals` are used up.
    """
    G = white.whiten(forces(kernel, q))
    normals *= np.sqrt(h)
    for level, part in where:
        normals[:, part] += G[level, :, part] * (h if np.ndim(h) == 0 else np.asarray(h)[part])
    p = p + white.colour(normals)
    for i, slope in enumerate(kernel.slope(*q)):
        p[i] -= slope * h
    half = G * (-0.5 * h)
    half += normals
    half *= G
    likelihood += half[:, 0] if half.shape[1] == 1 else half.sum(axis=1)
    if phase is not None:
        for total, energy in zip(phase, kernel.energies(*q), strict=True):
            total += energy * (h / hbar)
    return p


def populations(rho: Complex, likelihood: Array) -> Array:
    """rho_aa(0) L_a, normalised. Shape (n, N)."""
    top = likelihood - likelihood.max(axis=0)
    np.exp(top, out=top)
    top *= np.diag(rho).real[:, None]
    top /= top.sum(axis=0)
    return top


def states(rho: Complex, likelihood: Array, phase: Array, rates: Complex, time: float) -> Complex:
    """The density matrices. Shape (n, n, N)."""
    half = (likelihood - likelihood.max(axis=0)) / 2
    factor = np.exp(half - 1j * phase)
    found = rho[:, :, None] * factor[:, None] * factor.conj()[None] * np.exp(rates * time)[:, :, None]
    return np.asarray(found / np.einsum("aan->n", found).real, dtype=np.complex128)


def run(
    model: Hybrid, start: Start, steps: Plan, size: int, generator: np.random.Generator, *, hbar: float, keep: bool
) -> Trajectories:
    """A block of trajectories. keep: density matrices too."""
    noise, kernel, white = Noise(generator, steps.fold), kernels(model), Whitening(model.sigma)
    level = branches(np.diag(start.rho).real, size, generator)
    q, p = noise.start(start, size)
    order = np.argsort(level, kind="stable")
    where, q, p = slices(level[order], model.n), q[:, order], p[:, order]
    likelihood, phase = impossible(start.rho, size), np.zeros((model.n, size)) if keep else None
    watch = Watch(of_model(model), start.q, q)
    normals, found = np.empty((model.d, size)), empty(model, steps.times, size, keep)
    for number, (h, count) in enumerate(steps.intervals()):
        moving = 0.0 if math.isinf(model.mass) else h / (2 * model.mass)
        for _ in range(count):
            if moving:
                q += moving * p
            with watch:
                watch(q)
                p = kick(kernel, white, q, p, likelihood, phase, where, h, noise.fill(normals), hbar)
            if moving:
                q += moving * p
        watch(q)
        found.q[number][:, order], found.p[number][:, order] = q, p
        found.populations[number][:, order] = populations(start.rho, likelihood)
        if found.states is not None and phase is not None:
            found.states[number][:, :, order] = states(start.rho, likelihood, phase, model.rates(), steps.times[number])
    return replace(found, reach=None if watch.reach is None else watch.reach[:, :, np.argsort(order)])
