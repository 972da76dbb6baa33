"""Whether steps resolve a potential that depends on time: a pulse between two steps is missed by every run alike.

The momentum transferred, int V'(x, t) dt, by the rule that the steps amount to, against a stratified sample of the time: one point drawn in
each of many equal parts, so that no frequency of a drive fits both.
"""

from __future__ import annotations

import numpy as np

from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Grid
from numerics.phase_space.splitting import weights

DENSE_TIMES, PROBES = 2**12, 9
MOST_STEPS = 2**12  # in one stretch of the packets


def _probes(grid: Grid) -> list[Array]:
    """Points along the diagonal of the box, off any symmetry of it."""
    return [np.linspace(a.low + 0.013 * a.length, a.high - 0.029 * a.length, PROBES)[:, None] for a in grid.position]


def _sampled(dynamics: Dynamics, grid: Grid, start: float, step: float) -> tuple[Array, float]:
    """The transfer by a stratified sample, and the largest force seen."""
    offsets = np.random.default_rng(DENSE_TIMES).random(DENSE_TIMES)
    times = start + step * (np.arange(DENSE_TIMES) + offsets) / DENSE_TIMES
    slopes = np.array(dynamics.potential.gradient(_probes(grid), times))
    return step * slopes.mean(axis=-1), float(np.abs(slopes).max())


def _by_rule(dynamics: Dynamics, grid: Grid, start: float, step: float, shares: Array) -> Array:
    """The transfer by a rule with equidistant times and the given weights, which sum to 1."""
    times = start + step * np.arange(len(shares)) / (len(shares) - 1)
    slopes = np.array(dynamics.potential.gradient(_probes(grid), times))
    return np.asarray(step * (slopes * shares).sum(axis=-1), dtype=np.float64)


def _simpson(count: int) -> Array:
    shares = np.full(2 * count + 1, 2.0)
    shares[1::2], shares[0], shares[-1] = 4.0, 1.0, 1.0
    return shares / (6 * count)


def _trapezoid(count: int) -> Array:
    shares = np.ones(count + 1)
    shares[0] = shares[-1] = 0.5
    return shares / count


def unresolved(
    dynamics: Dynamics, covariance: Array, grid: Grid, start: float, step: float, levels: tuple[int, ...]
) -> tuple[float, float]:
    """The error of the momentum transferred in one step of the extrapolated splitting, over the momentum spread of the packet (the L1 norm
    of such a shift), and the largest force that was seen.

    Error of the sample: below 1/DENSE_TIMES of the variation, which is smaller than the steps' own; a pulse shorter than
    step/DENSE_TIMES may be missed here.
    Shapes: covariance (2d, 2d), that of the initial packet.
    """
    if dynamics.potential.is_static:
        return 0.0, 0.0
    combined = sum(
        share * _by_rule(dynamics, grid, start, step, _simpson(count)) for share, count in zip(weights(levels), levels, strict=True)
    )
    sampled, largest = _sampled(dynamics, grid, start, step)
    finer = _by_rule(dynamics, grid, start, step, _simpson(DENSE_TIMES // 2 - 1))
    doubt = np.abs(sampled - finer)
    allowed = 4 * step * largest * DENSE_TIMES**-1.5 * np.ones_like(doubt)  # the scatter of a stratified sample of a smooth force
    gap = (np.abs(finer - combined) + np.maximum(0.0, doubt - allowed)).max(axis=-1)
    spread = np.diag(np.linalg.inv(covariance))[grid.d :]
    return float(np.sum(gap * np.sqrt(spread))), largest


def steps_for(dynamics: Dynamics, grid: Grid, start: float, end: float, least: int, *, accuracy: float) -> int:
    """How many trapezoidal steps, `least` at least, transfer the momentum of a driven potential to `accuracy` of what the force can do.

    Raises: ArithmeticError where MOST_STEPS do not.
    """
    if dynamics.potential.is_static:
        return least
    sampled, largest = _sampled(dynamics, grid, start, end - start)
    count = max(3, least)
    while count <= MOST_STEPS:
        found = [_by_rule(dynamics, grid, start, end - start, _trapezoid(n)) for n in (count, count + 1)]
        gap = max(float(np.abs(each - sampled).max()) for each in found)
        if gap <= accuracy * (end - start) * largest:
            return count
        count *= 2
    raise ArithmeticError(
        f"`potential` must vary slowly enough for {MOST_STEPS} steps between t = {start:g} and {end:g}, but does not; take a shorter time"
    )
