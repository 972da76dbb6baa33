"""A positive split-step propagator of order four for both dynamics, and its extrapolation to higher order.

One step of length h is exp(hW/6) exp(hT/2) exp((2h/3)(W + (h^2/48)[W,[T,W]])) exp(hT/2) exp(hW/6), each factor diagonal in its own
representation and exact; all steps forward, as diffusion demands. A potential that depends on time is taken at the ends and
at the middle of the step. The step is symmetric, so that its error has even powers of h only, and n_1 < n_2 < ... < n_k steps
over one interval combine to order 2 k + 2; the combination without n_1 has two orders less, and their difference estimates its error.

The inner loop works on real transforms with precomputed factors in buffers of its own; for a static potential no memory is
allocated per step.

Source: S. A. Chin, Phys. Lett. A 226 (1997) 344 (scheme 4A); M. Suzuki, Proc. Japan Acad. B 69 (1993) 161 (time dependence);
S. A. Chin, J. Geiser, IMA J. Numer. Anal. 31 (2011) 1552 (extrapolation).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from numerics.phase_space.dynamics import Complex, Dynamics, force, kinetic
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.transform import transforms

DIVISOR = 6  # of the step in the outer kicks


@lru_cache(maxsize=16)
def weights(levels: tuple[int, ...]) -> tuple[float, ...]:
    """The weights that cancel h^4, h^6, ... of results with n steps each, n in `levels`; their sum is 1.

    c_n = prod over m != n of n^2 / (n^2 - m^2), times n^2 / (sum over n of n^2 of the same products): the rational solution of
    sum c_n = 1 and sum c_n n^(-2j) = 0 for j = 2, ..., k.

    >>> [round(w, 6) for w in weights((1, 2))]
    [-0.066667, 1.066667]
    """
    raw = [n**2 * math.prod((Fraction(n * n, n * n - m * m) for m in levels if m != n), start=Fraction(1)) for n in levels]
    return tuple(float(w / sum(raw)) for w in raw)


@dataclass(frozen=True)
class Kicks:
    """The factors of one substep: outer kicks at its ends, the corrected one at its middle."""

    first: Any
    middle: Any
    last: Any


class Splitting:
    """Substeps of `step` on one grid: `advance` takes whole steps of order four, `extrapolate` one of high order.

    levels: how many substeps a step is divided into, in increasing order; the results are combined.
    space: the array library; densities are its arrays.
    """

    def __init__(self, dynamics: Dynamics, grid: Grid, step: float, levels: Sequence[int] = (1,), space: Any = np) -> None:
        if not step > 0:
            raise ValueError(f"`step` must be positive, but is {step}")
        if dynamics.potential.d != grid.d:
            raise ValueError(f"`grid` must have d = {dynamics.potential.d} like the potential, but has d = {grid.d}")
        if not levels or list(levels) != sorted({*levels}) or levels[0] < 1:
            raise ValueError(f"`levels` must be positive and increasing, but are {list(levels)}")
        self.dynamics, self.grid, self.step, self.levels = dynamics, grid, step, tuple(levels)
        self._space, self._work = space, transforms(grid, space)
        d, common = grid.d, math.lcm(*levels)
        self._kept = _without_nyquist(grid, tuple(range(d, 2 * d)))
        drift = np.exp(step / (2 * common) * kinetic(dynamics, grid)) * _without_nyquist(grid, tuple(range(d)))
        self._drifts = {n: self._work.factor(_power(drift, common // n), positions=True) for n in self.levels}
        self._start = math.nan
        self._known: dict[Fraction, tuple[Complex, Complex]] = {}  # symbols by the fraction of the step
        self._static = self._static_kicks(common) if dynamics.potential.is_static else {}
        self._joined = {n: kicks.first * kicks.last for n, kicks in self._static.items()}

    def advance(self, f: Any, count: int, *, start: float = 0.0) -> Any:
        """The density after `count` steps of order four from the time `start`. Shape: grid.shape; a new array."""
        self._require(f)
        if count < 1:
            raise ValueError(f"`count` must be at least 1, but is {count}")
        n = self.levels[-1]
        self._work.load(f)
        for number in range(count):
            self._substeps(n, start + number * self.step)
        return self._copy()

    def extrapolate(self, f: Any, *, start: float = 0.0) -> tuple[Any, Any, list[Any]]:
        """The density after one step from the time `start`: of the highest order, of two orders less, and after each substep of
        the finest level. Shapes: grid.shape each.
        """
        self._require(f)
        results: list[Any] = []
        path: list[Any] = []
        for n in self.levels:
            self._work.load(f)
            self._substeps(n, start, path if n == self.levels[-1] else None)
            results.append(self._copy() if n != self.levels[-1] else path[-1])
        best = _combined(weights(self.levels), results)
        lower = _combined(weights(self.levels[1:]), results[1:]) if len(results) > 1 else best
        return best, lower, path

    def _require(self, f: Any) -> None:
        if f.shape != self.grid.shape or f.dtype != self._space.float64:
            raise ValueError(f"`f` must be of doubles with shape {self.grid.shape}, but is of {f.dtype} with shape {f.shape}")

    def _copy(self) -> Any:
        f = self._work.density()
        return np.array(f, order="C") if self._space is np else f

    def _substeps(self, n: int, start: float, path: list[Any] | None = None) -> None:
        """`n` substeps of step/n of what is loaded; the density after each is appended to `path`."""
        work, drift = self._work, self._drifts[n]
        kicks = self._static.get(n) or self._kicks(n, 0, start)
        work.kick(kicks.first)
        for number in range(n):
            work.drift(drift)
            work.kick(kicks.middle)
            work.drift(drift)
            if number < n - 1 and path is None and self._static:
                work.kick(self._joined[n])
                continue
            work.kick(kicks.last)
            if path is not None:
                path.append(self._copy())
            if number < n - 1:
                kicks = self._static.get(n) or self._kicks(n, number + 1, start)
                work.kick(kicks.first)

    def _static_kicks(self, common: int) -> dict[int, Kicks]:
        symbol, double = force(self.dynamics, self.grid, 0.0)
        base = np.exp(self.step / (DIVISOR * common) * symbol) * self._kept
        finest = np.exp((self.step / common) ** 3 / 72 * double)
        found = {}
        for n in self.levels:
            first = _power(base, common // n)
            middle = _power(first, 4) * _power(finest, (common // n) ** 3)
            outer, inner = (self._work.factor(values, positions=False) for values in (first, middle))
            found[n] = Kicks(outer, inner, outer)
        return found

    def _kicks(self, n: int, number: int, start: float) -> Kicks:
        """The factors of substep `number` of n."""
        h = self.step / n
        first, last = (np.exp(h / DIVISOR * self._symbols(Fraction(number + i, n), start)[0]) * self._kept for i in (0, 1))
        symbol, double = self._symbols(Fraction(2 * number + 1, 2 * n), start)
        middle = np.exp(2 * h / 3 * symbol + h**3 / 72 * double) * self._kept
        return Kicks(*(self._work.factor(values, positions=False) for values in (first, middle, last)))

    def _symbols(self, fraction: Fraction, start: float) -> tuple[Complex, Complex]:
        """The symbols of W and of the double commutator at a fraction of the step that begins at `start`."""
        if self._start != start:
            self._known.clear()
            self._start = start
        if fraction not in self._known:
            self._known[fraction] = force(self.dynamics, self.grid, start + float(fraction) * self.step)
        return self._known[fraction]


def _combined(shares: Sequence[float], parts: Sequence[Any]) -> Any:
    total = shares[0] * parts[0]
    for share, part in zip(shares[1:], parts[1:], strict=True):
        total = total + share * part
    return total


def _power(base: Any, exponent: int) -> Any:
    """base^exponent by repeated squaring: an exponential costs twenty products."""
    if exponent == 1:
        return base
    half = _power(base, exponent // 2)
    return half * half * base if exponent % 2 else half * half


def _without_nyquist(grid: Grid, axes: tuple[int, ...]) -> Array:
    """1, and 0 at the highest frequency of each axis, which stands for both signs: an odd symbol has no value there."""
    mask = np.ones(1)
    for axis in axes:
        points = grid.shape[axis]
        frequencies = np.arange(points // 2 + 1 if axis == axes[-1] else points)
        mask = mask * grid.coordinate(axis, (frequencies != points // 2).astype(np.float64))
    return mask
