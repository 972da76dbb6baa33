"""Wigner functions of standard states, as functions on a grid.

Normalised so that the integral over dx dp is 1. Covariances are those of hrr2023: sigma = hbar/2 diag(1/eta, eta) is coherent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.polynomial.laguerre import lagval

from numerics.phase_space.grid import Array, Grid


def gaussian(grid: Grid, centre: Sequence[float], covariance: Array) -> Array:
    """The Gaussian density with the given centre (x, p) and covariance.

    Shapes: centre (2d,), covariance (2d, 2d), result grid.shape.
    Raises: ValueError unless the covariance is symmetric and positive definite.
    """
    sigma = np.asarray(covariance, dtype=float)
    size = 2 * grid.d
    if sigma.shape != (size, size) or not np.array_equal(sigma, sigma.T):
        raise ValueError(f"`covariance` must be symmetric of shape {(size, size)}, but is {sigma.tolist()}")
    if np.linalg.eigvalsh(sigma)[0] <= 0:
        raise ValueError(f"`covariance` must be positive definite, but has the eigenvalues {np.linalg.eigvalsh(sigma)}")
    inverse = np.linalg.inv(sigma)
    offsets = [c - centre[i] for i, c in enumerate((*grid.positions(), *grid.momenta()))]
    exponent = np.zeros(grid.shape)
    for i in range(size):
        exponent -= inverse[i, i] / 2 * offsets[i] ** 2
        for j in range(i):
            exponent -= inverse[i, j] * offsets[i] * offsets[j]
    return np.exp(exponent, out=exponent) / ((2 * math.pi) ** grid.d * math.sqrt(np.linalg.det(sigma)))


def require_state(covariance: Array, *, hbar: float) -> None:
    """None. Raises: ValueError when the covariance violates the uncertainty principle, with its symplectic eigenvalues.

    A covariance belongs to a quantum state iff all symplectic eigenvalues are at least hbar/2 (Williamson).
    """
    sigma = np.asarray(covariance, dtype=float)
    d = len(sigma) // 2
    form = np.block([[np.zeros((d, d)), np.eye(d)], [-np.eye(d), np.zeros((d, d))]])
    values = np.sort(np.abs(np.linalg.eigvals(form @ sigma).imag))[::2]
    if values[0] < hbar / 2 * (1 - 1e-9):
        raise ValueError(
            f"`covariance` must have symplectic eigenvalues of at least hbar/2 = {hbar / 2:g}, but the smallest is {values[0]:g}; "
            "widen the state in position or momentum"
        )


def fock(grid: Grid, number: int, *, hbar: float, eta: float) -> Array:
    """The Wigner function of the n-th excited state of an oscillator with m omega = eta, for d = 1.

    W_n = ((-1)^n / pi hbar) exp(-r) L_n(2 r), r = eta x^2/hbar + p^2/(eta hbar).
    """
    if grid.d != 1 or number < 0:
        raise ValueError(f"`number` must be at least 0 and the grid of d = 1, but are {number} and d = {grid.d}")
    (x,), (p,) = grid.positions(), grid.momenta()
    radius = eta * x**2 / hbar + p**2 / (eta * hbar)
    coefficients = [0.0] * number + [1.0]
    return (-1) ** number / (math.pi * hbar) * np.exp(-radius) * lagval(2 * radius, coefficients)


def cat(grid: Grid, distance: float, *, hbar: float, eta: float, phase: float = 0.0) -> Array:
    """The Wigner function of |a> + exp(i phase) |-a>, coherent states at x = +-distance/2, normalised, for d = 1.

    The interference term is 2 cos(distance p/hbar - phase) exp(...) at the origin.
    """
    if grid.d != 1:
        raise ValueError(f"a cat state must live on a grid of d = 1, but d = {grid.d}")
    sigma = hbar / 2 * np.diag([1 / eta, eta])
    (p,) = grid.momenta()
    both = gaussian(grid, (distance / 2, 0), sigma) + gaussian(grid, (-distance / 2, 0), sigma)
    fringes = 2 * np.cos(distance * p / hbar - phase) * gaussian(grid, (0, 0), sigma)
    overlap = math.exp(-eta * distance**2 / (4 * hbar))
    return (both + fringes) / (2 * (1 + overlap * math.cos(phase)))
