"""A positive split-step propagator of order four for both dynamics, and its extrapolation to higher order.

One step of length h is exp(hW/6) exp(hT/2) exp((2h/3)(W + (h^2/48)[W,[T,W]])) exp(hT/2) exp(hW/6), each factor diagonal in its own
representation and exact but for a bound on what the double commutator lets grow; all steps forward, as diffusion demands. A potential that
depends on time is taken at the ends and at the middle of the step. The step is symmetric, so that its error has even powers of h only, and
n_1 < n_2 < ... < n_k steps over one interval combine to order 2 k + 2. Combinations of fewer levels have lower orders; how they differ
estimates the error.

The inner loop works on real transforms with precomputed factors in buffers of its own, on small grids for all levels at once. The last
kick of a substep and the first of the next are one.

Source: S. A. Chin, Phys. Lett. A 226 (1997) 344 (scheme 4A); M. Suzuki, Proc. Japan Acad. B 69 (1993) 161 (time dependence);
S. A. Chin, J. Geiser, IMA J. Numer. Anal. 31 (2011) 1552 (extrapolation).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from numerics.phase_space.dynamics import Complex, Dynamics, force, kinetic
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.transform import transforms
from numerics.phasor import exponential

DIVISOR = 6  # of the step in the outer kicks
TOGETHER = 2**13  # points up to which a stack of levels is faster than one after the other: measured
GROWTH = 0.25  # of a density by the correction of a middle kick, in the logarithm, at most
KEPT = 2**27  # bytes of one kind of symbols that are kept for the levels to share


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


@lru_cache(maxsize=16)
def changes(levels: tuple[int, ...]) -> tuple[tuple[float, ...], ...]:
    """What is to be added up of the results of all levels: for the change of their combination by the coarsest level, that by the finest,
    and the change by the next to finest of what is left without the finest. The last two only for three levels and more, none for one.

    >>> [round(w, 6) for w in changes((1, 2))[0]]
    [-0.066667, 0.066667]
    """

    def change(more: tuple[int, ...], fewer: tuple[int, ...]) -> tuple[float, ...]:
        with_it, without = (dict(zip(each, weights(each), strict=True)) for each in (more, fewer))
        return tuple(with_it.get(n, 0.0) - without.get(n, 0.0) for n in levels)

    if len(levels) < 3:
        return (change(levels, levels[1:]),) if len(levels) == 2 else ()
    return change(levels, levels[1:]), change(levels, levels[:-1]), change(levels[:-1], levels[:-2])


def error(sizes: Sequence[float]) -> float:
    """The error of a combination of levels, from the sizes of its `changes`.

    The change by the coarsest level is about the error of the finer levels alone. Where the expansion in the step hardly converges, both
    combinations err alike and it is too small: in random systems the error was up to 7 times that. The changes by the finest levels then
    tell how fast the combinations converge: the next change would be as much smaller again. The larger of the two was at least a third of
    the error in the same norm, and the sizes by L2 norms that steps are judged by are three times L1 and trace norms or more.
    """
    if len(sizes) < 3:
        return sizes[0] if sizes else math.inf
    coarsest, finest, before = sizes
    return max(coarsest, finest * min(1.0, finest / before if before else 1.0))


@dataclass(frozen=True)
class Stage:
    """The factors of one substep, stacked over the levels that still run: a drift of half a substep, the corrected kick at its middle, and
    the kick at its end, which holds the first kick of the next substep where there is one.

    last: the kick at the end of the last of the levels, where this is its last substep and `end` is of the others.
    """

    drift: Any
    middle: Any
    end: Any
    last: Any = None


class Splitting:
    """Substeps of `step` on one grid: `advance` takes whole steps of order four, `extrapolate` one of high order.

    levels: how many substeps a step is divided into, in increasing order; the results are combined. On a grid of at most TOGETHER points
    all levels advance in one stack, the finest first, each until it is done.
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
        small = math.prod(grid.shape) <= TOGETHER
        self._groups = [self.levels[::-1]] if small else [(n,) for n in self.levels]
        d = grid.d
        self._kept, moving = _without_nyquist(grid, tuple(range(d, 2 * d))), _without_nyquist(grid, tuple(range(d)))
        symbol = kinetic(dynamics, grid)
        self._drifts = {
            group: space.asarray(_exponentials([(step / (2 * n), symbol) for n in group], moving)) for group in self._groups
        }
        self._start = math.nan
        self._known: dict[Fraction, tuple[Complex, Complex]] = {}  # symbols by the fraction of the step
        self._first: dict[tuple[int, ...], Any] = {}  # of a static potential
        self._static: dict[tuple[int, ...], list[Stage]] = {}
        if dynamics.potential.is_static:
            self._prepare()

    def advance(self, f: Any, count: int, *, start: float = 0.0) -> Any:
        """The density after `count` steps of order four from the time `start`, or a stack of densities.

        Shapes: (.., *grid.shape); a new array.
        """
        self._require(f)
        if count < 1:
            raise ValueError(f"`count` must be at least 1, but is {count}")
        group = self._groups[0][:1] if len(self._groups) == 1 else self._groups[-1]
        self._work.load(self._space.reshape(f, (-1, *self.grid.shape)))
        for number in range(count):
            first, stages = self._stages(group, start + number * self.step)
            self._work.kick(first)
            for stage in stages:
                self._substep(stage)
        return self._space.reshape(self._copied(self._work.densities()), f.shape)

    def extrapolate(self, f: Any, *, start: float = 0.0) -> tuple[Any, tuple[Any, ...], Any]:
        """The density after one step from the time `start`, its `changes`, and the largest size that it had at each node on the way, of
        the finest level after each substep and the kick that follows. Shapes: grid.shape each.
        """
        self._require(f, stack=False)
        results: dict[int, Any] = {}
        peak = self._space.abs(f)
        for group in self._groups:
            running = list(group)
            self._work.load(self._space.broadcast_to(f, (len(group), *self.grid.shape)))
            first, stages = self._stages(group, start)
            self._work.kick(first)
            for number, stage in enumerate(stages, 1):
                self._substep(stage)
                found = self._work.densities()
                if group[0] == self.levels[-1]:
                    peak = self._highest(peak, found[0, ...])
                if running[-1] == number:
                    done = running.pop()
                    results[done] = self._copied(found[len(running), ...])
                    self._work.keep(len(running))
        ordered = [results[n] for n in self.levels]
        best = _combined(weights(self.levels), ordered)
        return best, tuple(_combined(shares, ordered) for shares in changes(self.levels)), self._highest(peak, best)

    def _require(self, f: Any, *, stack: bool = True) -> None:
        shape = self.grid.shape
        if (f.shape[-len(shape) :] if stack else f.shape) != shape or f.dtype != self._space.float64:
            raise ValueError(f"`f` must be of doubles with shape {shape}, but is of {f.dtype} with shape {f.shape}")

    def _copied(self, f: Any) -> Any:
        return np.array(f, order="C") if self._space is np else f

    def _highest(self, peak: Any, f: Any) -> Any:
        """The larger of `peak` and |f|, in the place of `peak` where NumPy allows."""
        if self._space is np:
            return np.maximum(peak, np.abs(f), out=peak)
        return self._space.maximum(peak, self._space.abs(f))

    def _substep(self, stage: Stage) -> None:
        work = self._work
        work.drift(stage.drift)
        work.kick(stage.middle)
        work.drift(stage.drift)
        work.kick(stage.end, stage.last)

    def _stages(self, group: tuple[int, ...], start: float) -> tuple[Any, Iterable[Stage]]:
        """The first kick of a step at `start` for these levels, and its substeps."""
        if self._static:
            if group not in self._static:  # the finest of a stack, alone
                (whole,) = self._static
                one = [Stage(*(factor[:1, ...] for factor in (stage.drift, stage.middle, stage.end))) for stage in self._static[whole]]
                self._first[group], self._static[group] = self._first[whole][:1, ...], one
            return self._first[group], self._static[group]
        return self._stack([self._end(n, 0, start) for n in group]), self._driven(group, start)

    def _prepare(self) -> None:
        """None; the factors of a static potential."""
        symbol, double = force(self.dynamics, self.grid, 0.0)
        for group in self._groups:
            steps = [self.step / n for n in group]
            ends = _exponentials([(h / DIVISOR, symbol) for h in steps], self._kept)
            middle = _exponentials([(1.0, corrected(symbol, double, h)) for h in steps], self._kept)
            ends, joined, middle = (self._space.asarray(each) for each in (ends, ends * ends, middle))
            self._first[group], self._static[group] = ends, []
            for number in range(1, group[0] + 1):
                count = sum(n >= number for n in group)
                ending = group[count - 1] == number
                end, last = joined[: count - ending, ...], ends[count - 1 : count, ...] if ending else None
                if count == ending:  # one level, be it for a stack of densities
                    end, last = last, None
                self._static[group].append(Stage(self._drifts[group][:count, ...], middle[:count, ...], end, last))

    def _driven(self, group: tuple[int, ...], start: float) -> Iterator[Stage]:
        """The substeps of a step at `start` in a potential that depends on time."""
        drifts = self._drifts[group] if group in self._drifts else next(iter(self._drifts.values()))
        for number in range(1, group[0] + 1):
            running = [n for n in group if n >= number]
            middle = self._stack([self._middle(n, number, start) for n in running])
            ends = self._stack([self._end(n, number, start) for n in running])
            yield Stage(drifts[: len(running), ...], middle, ends)

    def _end(self, n: int, number: int, start: float) -> Complex:
        """The kick between substeps `number` and `number` + 1 of n, or at either end of the step."""
        share = 1 if number in (0, n) else 2
        symbol, _ = self._symbols(Fraction(number, n), start)
        return np.asarray(exponential(share * self.step / (n * DIVISOR) * symbol) * self._kept)

    def _middle(self, n: int, number: int, start: float) -> Complex:
        """The corrected kick of substep `number`, counted from 1, of n."""
        h = self.step / n
        symbol, double = self._symbols(Fraction(2 * number - 1, 2 * n), start)
        return np.asarray(exponential(corrected(symbol, double, h)) * self._kept)

    def _symbols(self, fraction: Fraction, start: float) -> tuple[Complex, Complex]:
        """The symbols of W and of the double commutator at a fraction of the step that begins at `start`."""
        if self._start != start:
            self._known.clear()
            self._start = start
        if fraction in self._known:
            return self._known[fraction]
        found = force(self.dynamics, self.grid, start + float(fraction) * self.step)
        if len(self._known) < KEPT // found[0].nbytes:
            self._known[fraction] = found
        return found

    def _stack(self, factors: list[Complex]) -> Any:
        """Factors as one array of the library, the level first."""
        stacked = np.stack(factors) if len(factors) > 1 else factors[0][None]
        return self._space.asarray(stacked)


def corrected(symbol: Complex, double: Complex, h: float) -> Complex:
    """The exponent (2h/3) W + (h^3/72) [W, [T, W]] of a middle kick, from the symbols of W and of the double commutator.

    Its second term lets a density grow, by as much as the diffusion of the two drifts damps too much. But where the force is so steep that
    a kick exceeds the wave numbers of the grid, as far up a wall, they do not damp what it lets grow. So g, the growth by the second term,
    becomes g/(1 + (g/GROWTH)^2)^(1/2): bounded, and odd in h like g, so that the error of a step has even powers of h as before.
    """
    exponent: Complex = h**3 / 72 * double
    growth = exponent.real
    if not float(np.abs(growth).max()) < 1e-4 * GROWTH:  # else the bound changes nothing
        growth /= np.sqrt(1 + (growth / GROWTH) ** 2)
    exponent += 2 * h / 3 * symbol
    return exponent


def _combined(shares: Sequence[float], parts: Sequence[Any]) -> Any:
    first, *rest = ((share, part) for share, part in zip(shares, parts, strict=True) if share)
    total = first[0] * first[1]
    for share, part in rest:
        total = total + share * part
    return total


def _exponentials(exponents: Sequence[tuple[float, Complex]], kept: Array) -> Complex:
    """exp(time * symbol) for each (time, symbol), 0 where `kept` is. Shape: (count, *symbol.shape)."""
    found = np.empty((len(exponents), *exponents[0][1].shape), dtype=np.complex128)
    for row, (time, symbol) in zip(found, exponents, strict=True):
        np.multiply(symbol, time, out=row)
    exponential(found, out=found)
    found *= kept
    return found


def _without_nyquist(grid: Grid, axes: tuple[int, ...]) -> Array:
    """1, and 0 at the highest frequency of each axis, which stands for both signs: an odd symbol has no value there."""
    mask = np.ones(1)
    for axis in axes:
        points = grid.shape[axis]
        frequencies = np.arange(points // 2 + 1 if axis == axes[-1] else points)
        mask = mask * grid.coordinate(axis, (frequencies != points // 2).astype(np.float64))
    return mask
