r"""The method of lines for the quantum evolution, the classical one and the corrections between them, on a given grid, d = 1.

In the chord l, conjugate to p, the generators of quantum and classical evolution are

    L = -(p/m) d_x + Dx d_x^2/2 + i [V(x + hbar l/2) - V(x - hbar l/2)]/hbar - Dp l^2/2,        Q the same with V'(x) l,

and the corrections solve d_t b_k = Q b_k + (L - Q) b_(k-1), b_0 the classical density, b_k = 0 at the start: all in one system of
ordinary equations for an adaptive Runge-Kutta method of order 8. Shares nothing with `phase_space` but what it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import fft
from scipy.integrate import solve_ivp

from numerics.operators.model import Array, Model

ROUGHER = 10  # times the tolerance: the run that the error bar is read off
STABLE = 5.0  # largest step times a bound on the generator: the method is stable up to 5.96 in every direction of the left half plane


@dataclass(frozen=True)
class Chain:
    """Densities on the nodes: the quantum one, and the coefficients b_0, b_1, ... Shapes (nodes of x, nodes of p).

    doubt: the same densities minus those of a run with ROUGHER times the tolerance and twice the longest step.
    """

    quantum: Array
    coefficients: tuple[Array, ...]
    doubt: tuple[Array, ...]


def chain(model: Model, x: Array, p: Array, start: Array, time: float, *, hbar: float, orders: int, tolerance: float) -> Chain:
    """The densities at `time`. x, p: equidistant nodes of a periodic box; start: the density on them.

    Error: of time by `doubt`; that of box and grid is not seen here. No step is longer than is stable: a step control that has to find this
    out, by rounding errors that grow, ends where the last bits of the machine lead it, and its error bar with it.
    Raises: ValueError for d > 1 or a driven potential; ArithmeticError where the integrator stops.
    """
    if model.d != 1 or not model.is_static:
        raise ValueError(f"`model` must have d = 1 and a static potential, but has d = {model.d}, V = {model.potential.expression}")
    rate, largest = _rate(model, x, p, hbar, orders)
    first = np.zeros((orders + 1, *start.shape))
    first[0] = first[1] = start
    longest = STABLE / largest
    rough, fine = _solved(rate, first, time, ROUGHER * tolerance, longest), _solved(rate, first, time, tolerance, longest / 2)
    return Chain(fine[0], tuple(fine[1:]), tuple(fine - rough))


def _solved(rate: Any, first: Array, time: float, tolerance: float, longest: float) -> Array:
    scale = float(np.abs(first).max())
    found: Any = solve_ivp(
        rate, (0.0, time), first.ravel(), "DOP853", [time], rtol=tolerance, atol=tolerance * scale, max_step=longest
    )
    if not found.success:
        raise ArithmeticError(f"the method of lines must reach t = {time:g}, but {found.message}; take a coarser grid")
    return np.asarray(found.y[:, -1]).reshape(first.shape)


def _rate(model: Model, x: Array, p: Array, hbar: float, orders: int) -> tuple[Any, float]:
    """The right side, flattened, and a bound on the eigenvalues of each of its diagonal blocks."""
    k = 2 * np.pi * fft.rfftfreq(len(x), x[1] - x[0])[:, None]
    l = 2 * np.pi * fft.rfftfreq(len(p), p[1] - p[0])
    column = x[:, None]
    ahead, behind = (model.value(column + sign * hbar * l / 2, 0.0) for sign in (1, -1))
    quantum, classical = 1j * (ahead - behind) / hbar, 1j * model.slopes[0](column, 0.0) * l
    free = -1j * k * p / model.mass - model.Dx * k**2 / 2
    free[-1] = free[-1].real  # the highest frequency has no sign
    for phase in (quantum, classical):
        phase[:, -1] = 0.0
    phases = np.stack([quantum] + [classical] * orders) - model.Dp * l**2 / 2
    shape = (orders + 1, len(x), len(p))

    def rate(_: float, y: Array) -> Array:
        f = y.reshape(shape)
        chords = fft.rfft(f, axis=2)
        forced = chords * phases
        forced[2:] += chords[1:-1] * (quantum - classical)
        kicked = fft.irfft(forced, n=shape[2], axis=2)
        return np.asarray(kicked + fft.irfft(fft.rfft(f, axis=1) * free, n=shape[1], axis=1)).ravel()

    return rate, float(np.abs(free).max() + np.abs(phases).max())
