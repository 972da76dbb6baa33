"""Multiplication in a conjugate variable: f <- F^-1 (factor . F f) along the momenta or the positions, in place where NumPy allows.

Ways of the same map, chosen by `transforms`: products with a dense real Fourier matrix for small grids of d = 1, where a matrix
product beats the overhead of a fast transform; NumPy's transforms into buffers of our own; and the functions of the array API standard for
arrays of any other library. A factor has the shape of the half spectrum: (.., n_d // 2 + 1) along the last axis of its kind.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import scipy.fft

from numerics.phase_space.grid import Array, Grid

SMALL = 64  # points of an axis below which a dense product is the faster: measured
PARALLEL = 2**18  # points above which several threads pay


class Transforms(Protocol):
    """Holds one density; `load` sets it, `kick` multiplies along the momenta, `drift` along the positions, `density` reads it."""

    def load(self, f: Any) -> None:
        """None; takes a copy of the density f."""

    def kick(self, factor: Any) -> None:
        """None; multiplies the chord function by the factor."""

    def drift(self, factor: Any) -> None:
        """None; multiplies the transform over the positions by the factor."""

    def density(self) -> Any:
        """The density, valid until the next call of `kick`, `drift` or `load`."""

    def factor(self, values: Any, *, positions: bool) -> Any:
        """A factor in the layout that `drift` (positions) or `kick` wants."""


def transforms(grid: Grid, space: Any = np) -> Transforms:
    """The fastest way for this grid and array library."""
    if space is not np:
        return Standard(grid, space)
    if grid.d == 1 and max(grid.shape) <= SMALL:
        return Dense(grid)
    return Threaded(grid) if grid.volume / grid.cell >= PARALLEL else Buffered(grid)


@lru_cache(maxsize=64)
def fourier(points: int) -> tuple[Array, Array]:
    """The real Fourier matrix, real and imaginary parts in turn along its second axis, and its inverse.

    Shapes: (n, 2 (n // 2 + 1)) and (2 (n // 2 + 1), n).
    """
    angles = 2 * np.pi / points * (np.outer(np.arange(points), np.arange(points // 2 + 1)) % points)
    forward = np.stack([np.cos(angles), -np.sin(angles)], axis=-1).reshape(points, -1)
    weights = np.full(points // 2 + 1, 2.0)
    weights[0] = 1.0
    if points % 2 == 0:
        weights[-1] = 1.0
    backward = np.ascontiguousarray((forward * np.repeat(weights, 2)).T / points)
    return np.ascontiguousarray(forward), backward


class Dense:
    """By products with Fourier matrices, d = 1. The density lies as (x, p) after a kick and as (p, x) after a drift."""

    def __init__(self, grid: Grid) -> None:
        n, m = grid.shape
        (self._to_wave, self._from_wave), (self._to_chord, self._from_chord) = fourier(n), fourier(m)
        self._chord, self._wave = np.empty((n, 2 * (m // 2 + 1))), np.empty((m, 2 * (n // 2 + 1)))
        self._by_x, self._by_p = np.empty((n, m)), np.empty((m, n))
        self._now: Array = self._by_x

    def load(self, f: Array) -> None:
        """See Transforms."""
        self._by_x[...] = f
        self._now = self._by_x

    def kick(self, factor: Any) -> None:
        """See Transforms."""
        np.matmul(self._now, self._to_chord, out=self._chord)
        spectrum = self._chord.view(np.complex128)
        np.multiply(spectrum, factor, out=spectrum)
        np.matmul(self._chord, self._from_chord, out=self._by_x)
        self._now = self._by_x

    def drift(self, factor: Any) -> None:
        """See Transforms."""
        np.matmul(self._now.T, self._to_wave, out=self._wave)
        spectrum = self._wave.view(np.complex128)
        np.multiply(spectrum, factor, out=spectrum)
        np.matmul(self._wave, self._from_wave, out=self._by_p)
        self._now = self._by_p.T

    def density(self) -> Array:
        """See Transforms."""
        return self._now

    def factor(self, values: Any, *, positions: bool) -> Any:
        """See Transforms."""
        return np.ascontiguousarray(values.T) if positions else values


class Buffered:
    """By NumPy's transforms, into buffers: no memory is allocated per step."""

    def __init__(self, grid: Grid) -> None:
        d = grid.d
        self._f = np.empty(grid.shape)
        self._positions, self._momenta = tuple(range(d)), tuple(range(d, 2 * d))
        self._wave, self._chord = (np.empty(_half(grid.shape, axis), dtype=np.complex128) for axis in (d - 1, 2 * d - 1))

    def load(self, f: Array) -> None:
        """See Transforms."""
        self._f[...] = f

    def kick(self, factor: Any) -> None:
        """See Transforms."""
        self._apply(factor, self._chord, self._momenta)

    def drift(self, factor: Any) -> None:
        """See Transforms."""
        self._apply(factor, self._wave, self._positions)

    def density(self) -> Array:
        """See Transforms."""
        return self._f

    def factor(self, values: Any, *, positions: bool) -> Any:
        """See Transforms."""
        return values

    def _apply(self, factor: Any, buffer: Any, axes: tuple[int, ...]) -> None:
        last, others = axes[-1], axes[:-1]
        np.fft.rfft(self._f, axis=last, out=buffer)
        for axis in others:
            np.fft.fft(buffer, axis=axis, out=buffer)
        np.multiply(buffer, factor, out=buffer)
        for axis in others:
            np.fft.ifft(buffer, axis=axis, out=buffer)
        np.fft.irfft(buffer, n=self._f.shape[last], axis=last, out=self._f)


class Threaded(Buffered):
    """By SciPy's transforms on all cores, for large grids."""

    def _apply(self, factor: Any, buffer: Any, axes: tuple[int, ...]) -> None:
        with scipy.fft.set_workers(os.cpu_count() or 1):
            spectrum = scipy.fft.rfft(self._f, axis=axes[-1])
            for axis in axes[:-1]:
                spectrum = scipy.fft.fft(spectrum, axis=axis, overwrite_x=True)
            np.multiply(spectrum, factor, out=spectrum)
            for axis in axes[:-1]:
                spectrum = scipy.fft.ifft(spectrum, axis=axis, overwrite_x=True)
            self._f[...] = scipy.fft.irfft(spectrum, n=self._f.shape[axes[-1]], axis=axes[-1], overwrite_x=True)


class Standard:
    """By the array API standard: any library that has its `fft` extension."""

    def __init__(self, grid: Grid, space: Any) -> None:
        self._space, self._grid, self._f = space, grid, None

    def load(self, f: Any) -> None:
        """See Transforms."""
        self._f = self._space.asarray(f, copy=True)

    def kick(self, factor: Any) -> None:
        """See Transforms."""
        self._apply(factor, tuple(range(self._grid.d, 2 * self._grid.d)))

    def drift(self, factor: Any) -> None:
        """See Transforms."""
        self._apply(factor, tuple(range(self._grid.d)))

    def density(self) -> Any:
        """See Transforms."""
        return self._f

    def factor(self, values: Any, *, positions: bool) -> Any:
        """See Transforms."""
        return self._space.asarray(values)

    def _apply(self, factor: Any, axes: tuple[int, ...]) -> None:
        fft: Any = self._space.fft
        change: Callable[..., Any]
        spectrum = fft.rfft(self._f, axis=axes[-1])
        for axis in axes[:-1]:
            spectrum = fft.fft(spectrum, axis=axis)
        spectrum = spectrum * factor
        for axis in axes[:-1]:
            change = fft.ifft
            spectrum = change(spectrum, axis=axis)
        self._f = fft.irfft(spectrum, n=self._grid.shape[axes[-1]], axis=axes[-1])


def _half(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    return (*shape[:axis], shape[axis] // 2 + 1, *shape[axis + 1 :])
