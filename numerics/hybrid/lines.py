r"""The averaged state at a particle that stays, by the method of lines: differences in p, and the action of a matrix exponential.

    d_t rho_ab = -(i/hbar)(E_a - E_b) rho_ab - (f_a + f_b)/2 d_p rho_ab + (s^2/2) d_p^2 rho_ab - [(f_a - f_b)^2/(8 s^2) - c_ab] rho_ab

for a diagonal H_I at fixed q: E_a its levels, f_a their forces there, s the noise, c_ab the factor of the surplus. Central
differences of order eight on the real line; it shares nothing with `master` but the kernels, and nothing with the trajectories.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import scipy.sparse
from scipy.sparse.linalg import expm_multiply

from numerics.estimate import Estimate
from numerics.hybrid.kernels import kernels
from numerics.hybrid.model import Complex, Hybrid, Start
from numerics.phase_space.grid import Array

FIRST = (4 / 5, -1 / 5, 4 / 105, -1 / 280)
SECOND = (-205 / 72, 8 / 5, -1 / 5, 8 / 315, -1 / 560)


def differences(points: int, spacing: float) -> tuple[scipy.sparse.csr_matrix, scipy.sparse.csr_matrix]:
    """d_p and d_p^2; the state vanishes beyond the ends."""
    offsets = range(1, 5)
    first = sum(c / spacing * (scipy.sparse.eye(points, k=j) - scipy.sparse.eye(points, k=-j)) for j, c in zip(offsets, FIRST, strict=True))
    second = SECOND[0] * scipy.sparse.eye(points) + sum(
        c * (scipy.sparse.eye(points, k=j) + scipy.sparse.eye(points, k=-j)) for j, c in zip(offsets, SECOND[1:], strict=True)
    )
    return scipy.sparse.csr_matrix(first), scipy.sparse.csr_matrix(second / spacing**2)


def blocks(model: Hybrid, start: Start, time: float, *, hbar: float, points: int, box: tuple[float, float]) -> tuple[Array, Complex]:
    """The nodes in p and rho_ab there. Shapes (Np,), (n, n, Np).

    Raises: ValueError for a model that is not diagonal in one dimension, a particle that moves, a start without spread in p.
    """
    start.require_fit(model)
    if not (model.is_diagonal and model.d == 1 and math.isinf(model.mass)) or start.q_spread or not start.p_spread > 0:
        raise ValueError("`model` must be diagonal, of d = 1 and infinite mass, and `start` have a spread in p only, but is not so")
    kernel, q = kernels(model), start.q[:, None]
    E, f = (np.array(values)[:, 0] for values in (kernel.energies(*q), kernel.forces(*q)))
    slope, s, c = float(kernel.slope(*q)[0][0]), float(abs(model.sigma[0, 0])), model.rates()
    p = np.linspace(*box, points)
    first, second = differences(points, float(p[1] - p[0]))
    profile = np.exp(-(((p - start.p[0]) / start.p_spread) ** 2) / 2) / (math.sqrt(2 * math.pi) * start.p_spread)
    found = np.zeros((model.n, model.n, points), dtype=complex)
    for a in range(model.n):
        for b in range(model.n):
            if start.rho[a, b] == 0:
                continue
            G = (slope - (f[a] + f[b]) / 2) * first + s**2 / 2 * second
            moved = expm_multiply(time * G, profile.astype(complex), traceA=time * G.diagonal().sum())
            local = -1j / hbar * (E[a] - E[b]) - (f[a] - f[b]) ** 2 / (8 * s**2) + c[a, b]
            found[a, b] = start.rho[a, b] * np.exp(local * time) * moved
    return p, found


def means(
    model: Hybrid, start: Start, time: float, observables: Sequence[tuple[Complex | None, int]], *, hbar: float, points: int,
    box: tuple[float, float],
) -> list[Estimate]:
    """int p^k Tr(B rho) dp for each (B, k); B None for one. The bar is the distance from three quarters of the points."""
    values = []
    for count in (points, 3 * points // 4):
        p, rho = blocks(model, start, time, hbar=hbar, points=count, box=box)
        spacing = float(p[1] - p[0])
        ops = [np.eye(model.n) if B is None else B for B, _ in observables]
        pairs = zip(ops, (power for _, power in observables), strict=True)
        values.append([float((np.einsum("ab,bap->p", B, rho).real * p**k).sum() * spacing) for B, k in pairs])
    how = f"method of lines, {points} nodes, order 8"
    return [Estimate(fine, abs(fine - coarse) + 1e-12 * max(1.0, abs(fine)), how) for fine, coarse in zip(*values, strict=True)]
