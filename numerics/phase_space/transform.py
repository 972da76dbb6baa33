"""Multiplication in a conjugate variable: f <- F^-1 (factor . F f) along the momenta or the positions, in place where NumPy allows.

A stack of densities on one grid is transformed at once, which on small grids costs little more than one of them. Ways of the same map,
chosen by `transforms`: NumPy's transforms into buffers of our own; SciPy's on all cores; and the functions of the array API standard
for arrays of any other library. A factor has the shape of the half spectrum, (.., n_d // 2 + 1) along the last axis of its kind, or is
a stack of such.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import scipy.fft

from numerics.cores import cores
from numerics.phase_space.grid import Grid

PARALLEL = 2**18  # points above which several threads pay


class Transforms(Protocol):
    """Holds a stack of densities: `load` sets them, `kick` multiplies along the momenta, `drift` along the positions."""

    def load(self, densities: Any) -> None:
        """None; takes a copy of the densities. Shape: (count, *grid.shape)."""

    def keep(self, count: int) -> None:
        """None; goes on with the first `count` densities only."""

    def kick(self, factor: Any, last: Any = None) -> None:
        """None; multiplies the chord functions by the factor, or each by its own; the last one by `last` if that is given."""

    def drift(self, factor: Any) -> None:
        """None; multiplies the transforms over the positions by the factor, or each by its own."""

    def densities(self) -> Any:
        """The densities, valid until the next call of `kick`, `drift` or `load`."""


def transforms(grid: Grid, space: Any = np) -> Transforms:
    """The fastest way for this grid and array library."""
    if space is not np:
        return Standard(grid, space)
    return Threaded(grid) if grid.volume / grid.cell >= PARALLEL else Buffered(grid)


def _axes(grid: Grid) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The axes of the positions and those of the momenta, counted from the end."""
    d = grid.d
    return tuple(range(-2 * d, -d)), tuple(range(-d, 0))


class Buffered:
    """By NumPy's transforms, into buffers: no memory is allocated per step."""

    def __init__(self, grid: Grid) -> None:
        self._shape = grid.shape
        self._positions, self._momenta = _axes(grid)
        self._stack = np.empty((0, *grid.shape))
        self._reserve(1)

    def _reserve(self, count: int) -> None:
        if len(self._stack) != count:
            self._stack = np.empty((count, *self._shape))
            self._wave, self._chord = (
                np.empty((count, *_half(self._shape, axes[-1])), dtype=np.complex128) for axes in (self._positions, self._momenta)
            )
        self._f = self._stack

    def load(self, densities: Any) -> None:
        """See Transforms."""
        self._reserve(len(densities))
        self._f[...] = densities

    def keep(self, count: int) -> None:
        """See Transforms."""
        self._f = self._f[:count]

    def kick(self, factor: Any, last: Any = None) -> None:
        """See Transforms."""
        self._apply(factor, self._chord[: len(self._f)], self._momenta, last)

    def drift(self, factor: Any) -> None:
        """See Transforms."""
        self._apply(factor, self._wave[: len(self._f)], self._positions)

    def densities(self) -> Any:
        """See Transforms."""
        return self._f

    def _apply(self, factor: Any, buffer: Any, axes: tuple[int, ...], last: Any = None) -> None:
        half, others = axes[-1], axes[:-1]
        np.fft.rfft(self._f, axis=half, out=buffer)
        for axis in others:
            np.fft.fft(buffer, axis=axis, out=buffer)
        _multiply(buffer, factor, last)
        for axis in others:
            np.fft.ifft(buffer, axis=axis, out=buffer)
        np.fft.irfft(buffer, n=self._shape[half], axis=half, out=self._f)


class Threaded(Buffered):
    """By SciPy's transforms on all cores, for large grids."""

    def _apply(self, factor: Any, buffer: Any, axes: tuple[int, ...], last: Any = None) -> None:
        with scipy.fft.set_workers(cores()):
            spectrum = scipy.fft.rfft(self._f, axis=axes[-1])
            for axis in axes[:-1]:
                spectrum = scipy.fft.fft(spectrum, axis=axis, overwrite_x=True)
            _multiply(spectrum, factor, last)
            for axis in axes[:-1]:
                spectrum = scipy.fft.ifft(spectrum, axis=axis, overwrite_x=True)
            self._f[...] = scipy.fft.irfft(spectrum, n=self._shape[axes[-1]], axis=axes[-1], overwrite_x=True)


class Standard:
    """By the array API standard: any library that has its `fft` extension."""

    def __init__(self, grid: Grid, space: Any) -> None:
        self._space, self._shape, self._f = space, grid.shape, None
        self._positions, self._momenta = _axes(grid)

    def load(self, densities: Any) -> None:
        """See Transforms."""
        self._f = self._space.asarray(densities, copy=True)

    def keep(self, count: int) -> None:
        """See Transforms."""
        f: Any = self._f
        self._f = f[:count, ...]

    def kick(self, factor: Any, last: Any = None) -> None:
        """See Transforms."""
        self._apply(factor if last is None else self._space.concat([factor, last]), self._momenta)

    def drift(self, factor: Any) -> None:
        """See Transforms."""
        self._apply(factor, self._positions)

    def densities(self) -> Any:
        """See Transforms."""
        return self._f

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
        self._f = fft.irfft(spectrum, n=self._shape[axes[-1]], axis=axes[-1])


def _multiply(spectra: Any, factor: Any, last: Any) -> None:
    """None; multiplies in place, the last one by `last` if that is given."""
    if last is None:
        np.multiply(spectra, factor, out=spectra)
        return
    np.multiply(spectra[:-1], factor, out=spectra[:-1])
    np.multiply(spectra[-1:], last, out=spectra[-1:])


def _half(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    """The shape of the half spectrum along an axis that is counted from the end."""
    return tuple(n // 2 + 1 if number == axis % len(shape) else n for number, n in enumerate(shape))
