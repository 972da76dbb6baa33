"""Wigner functions of standard states, as functions on a grid.

Normalised so that the integral over dx dp is 1. Covariances are those of hrr2023: sigma = hbar/2 diag(1/eta, eta) is coherent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.polynomial.laguerre import lagval

from numerics.phase_space.grid import Array, Grid


def gaussian(grid: Grid, centre: Sequence[float] | Array, covariance: Array) -> Array:
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


def coherent(grid: Grid, centre: Sequence[float], *, hbar: float, eta: float | Sequence[float] = 1.0) -> Array:
    """The coherent state at `centre` (x, p): the Gaussian of covariance hbar/2 diag(1/eta, eta), one eta for all or for each.

    Raises: ValueError for an eta or hbar that is not positive, or a centre of another length than 2d.
    """
    return thermal(grid, centre, 0.0, hbar=hbar, eta=eta)


def thermal(grid: Grid, centre: Sequence[float], occupation: float, *, hbar: float, eta: float | Sequence[float] = 1.0) -> Array:
    """The displaced thermal state of mean occupation n in every degree of freedom: covariance hbar (n + 1/2) diag(1/eta, eta).

    Its eigenvalues for d = 1 are n^k/(n + 1)^(k + 1), k = 0, 1, 2, ...
    Raises: ValueError as `coherent`, and for a negative occupation.
    """
    if not 0 <= occupation < math.inf:
        raise ValueError(f"`occupation` must be at least 0 and finite, but is {occupation}")
    return gaussian(grid, _point(grid, "centre", centre), (1 + 2 * occupation) * _vacuum(grid, hbar=hbar, eta=eta))


def squeezed(grid: Grid, centre: Sequence[float], squeezing: float, *, angle: float = 0.0, hbar: float, eta: float = 1.0) -> Array:
    """The pure Gaussian narrower by exp(-squeezing) than the coherent one along a direction of phase space, for d = 1.

    angle: of that direction, from the x towards the p axis in units of the coherent widths: sigma = sqrt(sigma_*) R diag(e^-2r,
    e^2r) R^T sqrt(sigma_*).
    Raises: ValueError as `coherent`, for a squeezing that is not finite, and for d > 1.
    """
    _require_line(grid, "a squeezed state")
    if not (math.isfinite(squeezing) and math.isfinite(angle)):
        raise ValueError(f"`squeezing` and `angle` must be finite, but are {squeezing} and {angle}")
    root = np.sqrt(_vacuum(grid, hbar=hbar, eta=eta))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    sigma = root @ turn @ np.diag([math.exp(-2 * squeezing), math.exp(2 * squeezing)]) @ turn.T @ root
    return gaussian(grid, _point(grid, "centre", centre), (sigma + sigma.T) / 2)


def fock(
    grid: Grid, number: int | Sequence[int], *, hbar: float, eta: float | Sequence[float] = 1.0, centre: Sequence[float] | None = None
) -> Array:
    """The Wigner function of the n-th excited state of oscillators with m omega = eta, displaced to `centre`; n for each or for all.

    W_n = ((-1)^n / pi hbar) exp(-r) L_n(2 r), r = eta x^2/hbar + p^2/(eta hbar), one factor per degree of freedom.
    Raises: ValueError for a negative n, a count of them other than d, or as `coherent`.
    """
    numbers = [number] * grid.d if isinstance(number, int) else list(number)
    if len(numbers) != grid.d or any(n != int(n) or n < 0 for n in numbers):
        raise ValueError(f"`number` must be at least 0, one for each of d = {grid.d} degrees of freedom, but is {number}")
    z = _point(grid, "centre", [0.0] * (2 * grid.d) if centre is None else centre)
    widths = 2 * np.diag(_vacuum(grid, hbar=hbar, eta=eta))
    result = np.ones((1,) * (2 * grid.d))
    for i, (n, x, p) in enumerate(zip(numbers, grid.positions(), grid.momenta(), strict=True)):
        radius = (x - z[i]) ** 2 / widths[i] + (p - z[grid.d + i]) ** 2 / widths[grid.d + i]
        result = result * ((-1) ** n / (math.pi * hbar) * np.exp(-radius) * lagval(2 * radius, [0.0] * n + [1.0]))
    return result


def cat(
    grid: Grid, distance: float | Sequence[float], *, hbar: float, eta: float | Sequence[float] = 1.0, phase: float = 0.0,
    centre: Sequence[float] | None = None,
) -> Array:  # fmt: skip
    """The Wigner function of |a> + exp(i phase) |-a>, a = distance/2 from `centre`: coherent states, normalised.

    distance: a vector (x, p) of phase space, or for d = 1 the distance in x. |+-a> are the displaced ground states D(+-a)|0>.
    The interference term is 2 cos((d_x p - d_p x)/hbar + phase) times the Gaussian at the centre; <a|-a> = exp(-d sigma_*^-1 d/8).
    Raises: ValueError for the odd cat of no distance, which is no state; as `coherent`; for a bare number where d > 1.
    """
    if isinstance(distance, int | float):
        _require_line(grid, "a cat state with a `distance` in x")
        distance = (distance, 0.0)
    d, sigma = grid.d, _vacuum(grid, hbar=hbar, eta=eta)
    z = _point(grid, "centre", [0.0] * (2 * d) if centre is None else centre)
    apart = np.array(_point(grid, "distance", distance))
    overlap = math.exp(-float(apart @ np.linalg.solve(sigma, apart)) / 8) * math.cos(phase)
    if not 1 + overlap > 1e-12:
        raise ValueError(f"`distance` must not be 0 for the phase {phase:g}, but is {apart.tolist()}: the two terms cancel")
    wave = np.zeros((1,) * (2 * d))
    for i, (x, p) in enumerate(zip(grid.positions(), grid.momenta(), strict=True)):
        wave = wave + (apart[i] * (p - z[d + i]) - apart[d + i] * (x - z[i])) / hbar
    both = gaussian(grid, z + apart / 2, sigma) + gaussian(grid, z - apart / 2, sigma)
    return (both + 2 * np.cos(wave + phase) * gaussian(grid, z, sigma)) / (2 * (1 + overlap))


def mixture(
    grid: Grid, weights: Sequence[float], centres: Sequence[Sequence[float]], covariances: Sequence[Array], *, hbar: float | None
) -> Array:
    """The mixture sum_j w_j of Gaussian densities; hbar None for a classical one.

    Raises: ValueError unless the weights are non-negative with sum 1 (to 1e-12) and as many as centres and covariances, and
    for a covariance that violates the uncertainty principle.
    """
    if not len(weights) == len(centres) == len(covariances):
        counts = f"{len(weights)}, {len(centres)} and {len(covariances)}"
        raise ValueError(f"`weights` must be as many as centres and covariances, but they are {counts}")
    if not (all(weight >= 0 for weight in weights) and abs(math.fsum(weights) - 1) <= 1e-12):
        raise ValueError(f"`weights` must be at least 0 with the sum 1, but are {list(weights)}; divide by {math.fsum(weights):g}")
    total = np.zeros(grid.shape)
    for weight, centre, covariance in zip(weights, centres, covariances, strict=True):
        if hbar is not None:
            require_state(covariance, hbar=hbar)
        total += weight * gaussian(grid, _point(grid, "centres", centre), covariance)
    return total


def _vacuum(grid: Grid, *, hbar: float, eta: float | Sequence[float]) -> Array:
    """hbar/2 diag(1/eta, eta)."""
    aspects = np.broadcast_to(np.asarray(eta, dtype=float), (grid.d,))
    if not (0 < hbar < math.inf and np.all(aspects > 0) and np.all(np.isfinite(aspects))):
        raise ValueError(f"`hbar` and `eta` must be positive and finite, but are {hbar} and {eta}")
    return np.asarray(hbar / 2 * np.diag(np.concatenate([1 / aspects, aspects])), dtype=np.float64)


def _point(grid: Grid, name: str, values: Sequence[float]) -> Array:
    point = np.asarray(values, dtype=float)
    if point.shape != (2 * grid.d,) or not np.all(np.isfinite(point)):
        raise ValueError(f"`{name}` must be a finite point (x, p) of {2 * grid.d} numbers, but is {values}")
    return point


def _require_line(grid: Grid, what: str) -> None:
    if grid.d != 1:
        raise ValueError(f"{what} must live on a grid of d = 1, but d = {grid.d}")
