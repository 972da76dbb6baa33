r"""Trajectories by the stochastic equations themselves, for any H_I(q, p) and with noise in whatever feels a force.

X = (z, M) with rho = M M^dagger: dz_i = ({z_i, H_C} + <F_i>) dt + sigma_ij dW_j and

    dM = (-(i/hbar) H_I - (1/8) G_j' G_j') M dt + (1/2) G_j' M dW_j,    G_j = (sigma^-1)_ji F_i,  G' = G - <G>,

by Platen's scheme, then M is normalised: a state after every step, of weak order two. A surplus acts for half a step before and after,
exactly: a symmetric product of two Markov semigroups. It shares no step with `splitting` or `diagonal` but that of the surplus.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.hybrid import platen, splitting, superoperators
from numerics.hybrid.domain import of_model
from numerics.hybrid.eigen import adjoint, product
from numerics.hybrid.kernels import kernels
from numerics.hybrid.model import Complex, Hybrid, Start
from numerics.hybrid.trajectories import Noise, Plan, Trajectories, empty
from numerics.hybrid.watch import Watch
from numerics.phase_space.grid import Array


class Equations:
    """The drift and the noises of X, (2d + n k, N), complex."""

    def __init__(self, model: Hybrid, columns: int, *, hbar: float) -> None:
        self.model, self.columns, self.hbar, self.kernel = model, columns, hbar, kernels(model)
        self.inverse, self.noisy = np.linalg.inv(model.sigma), len(model.sigma)

    def joined(self, z: Array, M: Complex) -> Complex:
        """X. Shapes (2d, N), (n, k, N)."""
        return np.concatenate([z.astype(complex), M.reshape(-1, M.shape[-1])])

    def parted(self, x: NDArray[Any]) -> tuple[Array, Complex]:
        """z and M."""
        d = self.model.d
        return np.ascontiguousarray(x[: 2 * d].real), x[2 * d :].reshape(self.model.n, self.columns, -1)

    def measured(self, x: NDArray[Any]) -> tuple[Array, Complex, Complex, list[Complex], Array]:
        """z, M, H_I, the G_j' and the <F_i>."""
        z, M = self.parted(x)
        d = self.model.d
        found = self.kernel.matrices(z if self.model.momenta else z[:d])
        weight = (np.abs(M) ** 2).sum(axis=(0, 1))
        forces = np.stack([(M.conj() * product(F, M)).sum(axis=(0, 1)).real / weight for F in found[1:]])
        means, G = self.inverse @ forces, np.einsum("ji,iabn->jabn", self.inverse, found[1:])
        one = np.eye(self.model.n)[:, :, None]
        return z, M, found[0], [G[j] - one * means[j] for j in range(self.noisy)], forces

    def drift(self, x: NDArray[Any]) -> NDArray[Any]:
        """That of X."""
        z, M, H, centred, forces = self.measured(x)
        d, rate = self.model.d, np.zeros_like(z)
        rate[:d] = z[d:] / self.model.mass
        rate[d:] = -np.stack(self.kernel.slope(*z[:d]))
        rate[2 * d - self.noisy :] += forces
        change = product(H, M) * (-1j / self.hbar)
        for G in centred:
            change -= product(G, product(G, M)) / 8
        return self.joined(rate, change)

    def noises(self, x: NDArray[Any]) -> list[NDArray[Any]]:
        """Those of X, one for each Wiener process."""
        z, M, _, centred, _ = self.measured(x)
        found = []
        for j, G in enumerate(centred):
            kick = np.zeros_like(z)
            kick[2 * self.model.d - self.noisy :] = self.model.sigma[:, j, None]
            found.append(self.joined(kick, product(G, M) / 2))
        return found


def run(
    model: Hybrid, start: Start, steps: Plan, size: int, generator: np.random.Generator, *, hbar: float, keep: bool
) -> Trajectories:
    """A block of trajectories. keep: density matrices too.

    Raises: ArithmeticError for a state that is not finite.
    """
    noise, M = Noise(generator, steps.fold), splitting.root(start.rho)
    if model.surplus:
        M = np.concatenate([M, np.zeros((len(M), len(M) - M.shape[1]))], axis=1)
    equations = Equations(model, M.shape[1], hbar=hbar)
    signs = np.random.default_rng(generator.integers(2**63))  # not shared by runs with other steps
    x = equations.joined(np.concatenate(noise.start(start, size)), np.repeat(M[:, :, None], size, axis=2))
    found, m, domain = empty(model, steps.times, size, keep), len(model.sigma), of_model(model)
    k = len(domain.variables)
    watch = Watch(domain, np.concatenate([start.q, start.p])[:k], equations.parted(x)[0][:k])
    for number, (h, count) in enumerate(steps.intervals()):
        half = splitting.dissipator(model.surplus, model.n)[:, :, None] * (h / 2) if model.surplus else None
        with watch:
            for _ in range(count):
                x = _lossy(equations, x, half)
                flips = np.asarray(2.0 * signs.integers(0, 2, (m, m, size)) - 1.0, dtype=np.float64)
                x = platen.step(equations.drift, equations.noises, x, h, noise.fill(np.empty((m, size))), flips)
                watch(equations.parted(x)[0][:k])
                state = x[2 * model.d :]
                state /= np.sqrt((np.abs(state) ** 2).sum(axis=0))
                x = _lossy(equations, x, half)
        z, M = equations.parted(x)
        if not np.all(np.isfinite(x)):
            raise ArithmeticError(f"`step` must be short enough for the state to stay finite, but is {h:g}; take a shorter one")
        rho = product(M, adjoint(M))
        found.q[number], found.p[number], found.populations[number] = z[: model.d], z[model.d :], np.einsum("aan->an", rho).real
        if found.states is not None:
            found.states[number] = rho
    return replace(found, reach=watch.reach)


def _lossy(equations: Equations, x: NDArray[Any], half: Complex | None) -> NDArray[Any]:
    """X after half a step of the surplus."""
    if half is None:
        return x
    z, M = equations.parted(x)
    return equations.joined(z, superoperators.roots(superoperators.evolved(half, product(M, adjoint(M)), 1.0)))
