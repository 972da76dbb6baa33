r"""int |W(phi_t(z)) - f_0(z)| dz: the distance of `gap`, seen from the start and by other means, d = 1.

The flow preserves area, so that the integral may be taken over initial points z, followed forwards by the classical Runge-Kutta method.
psi evolves by split steps on a periodic line, and W comes from it by a Fourier transform over the chord,

    W(x, p) = (1/pi hbar) sum_s conj(psi(x + s)) psi(x - s) exp(2 i p s/hbar) ds,

and a spline between nodes. Shares nothing with `gap` but what it is given, and the rule for the error of the sum.

Error: of both evolutions, by half as many steps; of the sum, see `modulus`; the mass of f that the box misses, and that of |W|, from the
whole line: W has both signs, and far out they can cancel. That of the spline is far smaller for a resolved psi, and is not measured.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.interpolate import RectBivariateSpline

from numerics.estimate import Estimate
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.modulus import integral_of_modulus
from numerics.phase_space.packet import Packet
from numerics.potential import Potential

Complex = NDArray[np.complex128]


def pulled_back(
    potential: Potential, packet: Packet, time: float, grid: Grid, *, hbar: float, mass: float, points: int, steps: int
) -> Estimate:
    """The L1 distance after `time`, for a pure packet without correlation of x and p.

    grid: initial points. points: of the line, twice as long as the box. steps: of both evolutions.
    Raises: ValueError for d > 1, a driven potential, or a packet that is not such.
    """
    width = _width(packet, hbar)
    if potential.d != 1 or not potential.is_static:
        raise ValueError(f"`potential` must be static with d = 1, but is {potential.expression}")
    (x,), (p,) = grid.position, grid.momentum
    line = x.low - x.length / 2 + 2 * x.length * np.arange(points) / points
    differences, missed = [], []
    for count in (steps, steps // 2):
        psi = _evolved(potential, _initial(packet, width, line, hbar), line, time, hbar=hbar, mass=mass, steps=count)
        W, whole = _wigner(psi, line, hbar)
        end_x, end_p = _followed(potential, time, *np.meshgrid(x.nodes, p.nodes, indexing="ij"), mass=mass, steps=count)
        there = W.ev(end_x.ravel(), end_p.ravel()).reshape(end_x.shape)
        first = packet(grid)
        differences.append(there - first)
        missed.append(abs(whole - float(np.abs(there).sum()) * grid.cell) + abs(1 - float(first.sum()) * grid.cell))
    found = integral_of_modulus(differences[0], grid.cell, f"pulled back, {points} points, {steps} steps, {grid.shape} nodes")
    error = found.error + float(np.abs(differences[0] - differences[1]).sum()) * grid.cell + missed[0]
    return replace(found, error=error)


def _width(packet: Packet, hbar: float) -> float:
    """The standard deviation of x. Raises: ValueError for a state that is mixed or correlated."""
    (a, b), (_, c) = packet.covariance
    if len(packet.centre) != 2 or abs(b) > 1e-12 * math.sqrt(a * c) or abs(a * c - hbar**2 / 4) > 1e-9 * a * c:
        raise ValueError(f"`packet` must be pure and uncorrelated with d = 1, but has covariance {packet.covariance.tolist()}")
    return math.sqrt(a)


def _initial(packet: Packet, width: float, line: Array, hbar: float) -> Complex:
    x0, p0 = packet.centre
    size = np.exp(-(((line - x0) / width) ** 2) / 4) / (2 * math.pi * width**2) ** 0.25
    return np.asarray(size * np.exp(1j * p0 * line / hbar))


def _evolved(potential: Potential, psi: Complex, line: Array, time: float, *, hbar: float, mass: float, steps: int) -> Complex:
    """Strang's splitting, extrapolated from `steps` and 2 `steps`: order 4."""
    k = 2 * np.pi * fft.fftfreq(len(line), line[1] - line[0])
    energy = potential.value([line], 0.0)
    found = []
    for count in (steps, 2 * steps):
        step, state = time / count, psi.copy()
        half, free = np.exp(-0.5j * step * energy / hbar), np.exp(-0.5j * step * hbar * k**2 / mass)
        for _ in range(count):
            state = half * fft.ifft(free * fft.fft(half * state))
        found.append(state)
    return np.asarray((4 * found[1] - found[0]) / 3)


def _wigner(psi: Complex, line: Array, hbar: float) -> tuple[RectBivariateSpline, float]:
    """W as a spline, and int |W| over all of the plane that the line resolves."""
    number, step = len(line), line[1] - line[0]
    chord = np.arange(number) - number // 2
    rows = np.arange(number)[:, None]
    left, right = rows + chord, rows - chord
    inside = (left >= 0) & (left < number) & (right >= 0) & (right < number)
    products = np.where(inside, psi[left % number].conj() * psi[right % number], 0)
    waves = fft.fftshift(fft.ifft(fft.ifftshift(products, axes=1), axis=1), axes=1).real * number * step / (math.pi * hbar)
    momenta = math.pi * hbar / (number * step) * chord
    whole = float(np.abs(waves).sum()) * step * math.pi * hbar / (number * step)
    return RectBivariateSpline(line, momenta, waves, kx=5, ky=5), whole


def _followed(potential: Potential, time: float, x: Array, p: Array, *, mass: float, steps: int) -> tuple[Array, Array]:
    step = time / steps

    def slope(at: Array) -> Array:
        return np.asarray(potential.gradient([at], 0.0)[0])

    for _ in range(steps):
        x1, p1 = p / mass, -slope(x)
        x2, p2 = (p + step / 2 * p1) / mass, -slope(x + step / 2 * x1)
        x3, p3 = (p + step / 2 * p2) / mass, -slope(x + step / 2 * x2)
        x4, p4 = (p + step * p3) / mass, -slope(x + step * x3)
        x, p = x + step / 6 * (x1 + 2 * x2 + 2 * x3 + x4), p + step / 6 * (p1 + 2 * p2 + 2 * p3 + p4)
    return x, p
