r"""One continuous measurement for a finite time: its outcome drawn exactly, and what it leaves of the state.

Measuring the Hermitian G for a time h at rest, d|psi> = (1/2)(G - <G>)|psi> dW - (1/8)(G - <G>)^2 |psi> dt, is the Gaussian measurement

    Y = int <G> dt + dW  has the density  sum_a rho_aa N(y; g_a h, h),     K_y = exp(G y/2 - G^2 h/4),  rho -> K rho K / Tr(...),

for every h: completely positive, and the norm is kept.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtr

from numerics.hybrid.model import Complex
from numerics.phase_space.grid import Array

ROUNDS, CLOSE = 60, 1e-12


def drawn(weights: Array, levels: Array, h: float, normals: Array, uniforms: Array | float) -> Array:
    """Y: the level by its weight, then a normal variable about it. Shapes: weights, levels (n, N), result (N,)."""
    chosen, passed = levels[-1].copy(), np.cumsum(weights, axis=0)
    passed /= passed[-1]
    for level, bound in zip(levels[-2::-1], passed[-2::-1], strict=True):
        chosen = np.where(uniforms < bound, level, chosen)
    return np.asarray(chosen * h + math.sqrt(h) * normals)


def quantile(weights: Array, levels: Array, h: float, normals: Array) -> Array:
    """Y with the same law, as an increasing function of one normal variable: runs with shared noise then have near paths.

    Solves sum_a w_a Phi(y/h^(1/2) - g_a h^(1/2)) = Phi(normal) by Newton's method within a bracket.
    Raises: ArithmeticError where that does not converge.
    """
    root = math.sqrt(h)
    centres = levels * root
    low, high = centres.min(axis=0) + normals, centres.max(axis=0) + normals
    y = (weights * centres).sum(axis=0) + normals
    side = np.where(normals > 0, -1.0, 1.0)  # the smaller tail is compared
    target = ndtr(side * normals)
    for _ in range(ROUNDS):
        offsets = y - centres
        miss = side * ((weights * ndtr(side * offsets)).sum(axis=0) - target)
        low, high = np.where(miss < 0, y, low), np.where(miss > 0, y, high)
        slope = (weights * np.exp(-offsets * offsets / 2)).sum(axis=0) / math.sqrt(2 * math.pi)
        step = np.divide(miss, slope, out=np.full_like(miss, np.inf), where=slope > 0)
        new = y - step
        inside = (new >= low) & (new <= high)
        new = np.where(inside, new, (low + high) / 2)
        moved = np.abs(new - y).max()
        y = new
        if moved < CLOSE:
            return np.asarray(root * y)
    raise ArithmeticError(f"`h` must be short enough for the quantile of an outcome to be found, but is {h:g}; take shorter steps")


def factors(levels: Array, outcome: Array, h: float) -> Array:
    """exp(g_a y/2 - g_a^2 h/4), over the largest of them. Shape (n, N)."""
    exponents = levels * (outcome / 2 - levels * (h / 4))
    exponents -= exponents.max(axis=0)
    return np.exp(exponents)


def weights(state: Complex, U: Complex | None, is_mixed: bool) -> Array:
    """<u_a|rho|u_a>, clipped at 0 and normalised. Shapes: state (n, k, N), U (n, n, N) or None for the basis itself; result (n, N).

    state: rho itself if is_mixed, else M with rho = M M^dagger.
    """
    if is_mixed:
        found = (np.einsum("aan->an", state) if U is None else np.einsum("ian,ijn,jan->an", U.conj(), state, U)).real
        found = np.maximum(found, 0.0)
    else:
        turned = state if U is None else np.einsum("ian,ikn->akn", U.conj(), state)
        found = (turned.real**2 + turned.imag**2).sum(axis=1)
    return np.asarray(found / found.sum(axis=0))
