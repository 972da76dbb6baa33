"""Decoherence C_(ij)(kl) (E_ij rho E_kl^+ - (1/2){E_kl^+ E_ij, rho}) for many matrices C at once; roots of density matrices."""

from __future__ import annotations

import math

import numpy as np

from numerics.hybrid.eigen import eigen
from numerics.hybrid.model import Complex

CLIPPED = 1e-14  # below this share of the trace an eigenvalue is rounding
TERMS = 12  # of Taylor's polynomial: (1/2)^13/13! < 1e-13 of a term that is small itself


def dissipation(C: Complex) -> Complex:
    """The generator on matrices written row by row. Shapes: C (n^2, n^2, N), result (n^2, n^2, N)."""
    size, count = len(C), C.shape[-1]
    n = round(size**0.5)
    parts, one = C.reshape(n, n, n, n, count), np.eye(n)
    damping = np.einsum("ijilN->ljN", parts) / 2
    D = np.einsum("ijklN->ikjlN", parts)
    D = D - np.einsum("ijN,kl->ikjlN", damping, one) - np.einsum("ij,lkN->ikjlN", one, damping)
    return np.asarray(D.reshape(size, size, count))


def evolved(D: Complex, rho: Complex, h: float) -> Complex:
    """exp(h D) rho, by Taylor's polynomial in steps of norm 1/2 at most. Error: 1e-16. Shapes: D (n^2, n^2, N or 1), rho (n, n, N)."""
    count = max(1, math.ceil(2 * h * float(np.abs(D).sum(axis=1).max())))
    state = rho.reshape(len(D), -1)
    places = [(int(a), int(b)) for a, b in zip(*np.nonzero(np.any(D != 0, axis=2)), strict=True)]
    for _ in range(count):
        term = state
        for order in range(1, TERMS + 1):
            image = np.zeros_like(term)
            for a, b in places:
                image[a] += D[a, b] * term[b]
            term = image * (h / (count * order))
            state = state + term
    return np.asarray(state.reshape(rho.shape))


def roots(rho: Complex) -> Complex:
    """M with rho = M M^+, eigenvalues that are rounding set to 0. Shapes (n, n, N)."""
    values, U = eigen(rho)
    values = np.where(values > CLIPPED * values.sum(axis=0), values, 0.0)
    return np.asarray(U * np.sqrt(values)[None])
