"""A positive split-step propagator of order four for both dynamics.

One step of length h is exp(hW/6) exp(hT/2) exp((2h/3)(W + (h^2/48)[W,[T,W]])) exp(hT/2) exp(hW/6), each factor diagonal in its own
representation and exact; all steps forward, as diffusion demands. A potential that depends on time is taken at the ends and
at the middle of the step.

The inner loop works on real transforms with precomputed factors in buffers of its own; for a static potential no memory is
allocated per step.

Source: S. A. Chin, Phys. Lett. A 226 (1997) 344 (scheme 4A); M. Suzuki, Proc. Japan Acad. B 69 (1993) 161 (time dependence).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.phase_space.dynamics import Complex, Dynamics, force, kinetic
from numerics.phase_space.grid import Array, Grid


class Splitting:
    """The propagator over steps of one length on one grid; `advance` changes a density in place."""

    def __init__(self, dynamics: Dynamics, grid: Grid, step: float) -> None:
        if not step > 0:
            raise ValueError(f"`step` must be positive, but is {step}")
        if dynamics.potential.d != grid.d:
            raise ValueError(f"`grid` must have d = {dynamics.potential.d} like the potential, but has d = {grid.d}")
        self.dynamics, self.grid, self.step = dynamics, grid, step
        d = grid.d
        self._positions, self._momenta = tuple(range(d)), tuple(range(d, 2 * d))
        self._kept = _without_nyquist(grid, self._momenta)
        self._drift = _exponential(step / 2 * kinetic(dynamics, grid), _without_nyquist(grid, self._positions))
        self._static = self._kicks(0.0) if dynamics.potential.is_static else None
        self._chord = np.empty(_half(grid.shape, 2 * d - 1), dtype=complex)
        self._wave = np.empty(_half(grid.shape, d - 1), dtype=complex)

    def _kicks(self, t: float) -> tuple[Complex, Complex, Complex]:
        """exp(hW/6) at t, exp((2h/3)(W + ...)) at t + h/2, exp(hW/6) at t + h."""
        h = self.step
        first = _exponential(h / 6 * force(self.dynamics, self.grid, t)[0], self._kept)
        symbol, double = force(self.dynamics, self.grid, t + h / 2)
        middle = _exponential(2 * h / 3 * (symbol + h**2 / 48 * double), self._kept)
        if self.dynamics.potential.is_static:
            return first, middle, first
        return first, middle, _exponential(h / 6 * force(self.dynamics, self.grid, t + h)[0], self._kept)

    def advance(self, f: Array, count: int, *, start: float = 0.0, watch: Callable[[int], None] | None = None) -> Array:
        """f after `count` steps, computed in place.

        watch: called with the number of steps done after each.
        """
        if f.shape != self.grid.shape or f.dtype != np.float64:
            raise ValueError(f"`f` must be of doubles with shape {self.grid.shape}, but is of {f.dtype} with shape {f.shape}")
        if count < 1:
            raise ValueError(f"`count` must be at least 1, but is {count}")
        current = self._static or self._kicks(start)
        kick = current[0]
        for number in range(count):
            self._kick(f, kick)
            self._drifted(f)
            self._kick(f, current[1])
            self._drifted(f)
            if number == count - 1:
                self._kick(f, current[2])
            elif self._static is None:
                following = self._kicks(start + (number + 1) * self.step)
                kick, current = current[2] * following[0], following  # the last kick of a step and the first of the next are one
            elif number == 0:
                kick = current[2] * current[0]
            if watch is not None:
                watch(number + 1)
        return f

    def _kick(self, f: Array, factor: Complex) -> None:
        _transform(f, factor, self._chord, self._momenta)

    def _drifted(self, f: Array) -> None:
        _transform(f, self._drift, self._wave, self._positions)


def _exponential(symbol: Complex, kept: Array) -> Complex:
    return np.asarray(np.exp(symbol) * kept, dtype=np.complex128)


def _without_nyquist(grid: Grid, axes: tuple[int, ...]) -> Array:
    """1, and 0 at the highest frequency of each axis, which stands for both signs: an odd symbol has no value there."""
    mask = np.ones(1)
    for axis in axes:
        points = grid.shape[axis]
        frequencies = np.arange(points // 2 + 1 if axis == axes[-1] else points)
        mask = mask * grid.coordinate(axis, (frequencies != points // 2).astype(np.float64))
    return mask


def _half(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    return (*shape[:axis], shape[axis] // 2 + 1, *shape[axis + 1 :])


def _transform(f: Array, factor: Complex, buffer: Complex, axes: tuple[int, ...]) -> None:
    """f <- inverse transform of (factor times transform of f) over the axes, in place."""
    last, others = axes[-1], axes[:-1]
    np.fft.rfft(f, axis=last, out=buffer)
    for axis in others:
        np.fft.fft(buffer, axis=axis, out=buffer)
    np.multiply(buffer, factor, out=buffer)
    for axis in others:
        np.fft.ifft(buffer, axis=axis, out=buffer)
    np.fft.irfft(buffer, n=f.shape[last], axis=last, out=f)
