"""The plan of a step: the expected error against measured ones, the cheapest of several ways, its part of the tolerance."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp

from numerics.phase_space import plan
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import evolve
from numerics.phase_space.grid import Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.plan import CLOSE, FINEST, Roughness, cheapest, expected, remainder
from numerics.phase_space.splitting import Splitting, error, weights
from numerics.phase_space.walk import AT_EDGES, IN_SPECTRUM, IN_TIME, RESERVE, Errors, Walk, bound
from numerics.phase_space.window import Window
from numerics.potential import Potential

x = sp.Symbol("x", real=True)
SMALL, LARGE = Window((0.0, 0.0), (1.0, 1.0), (0.02, 0.02)), Window((0.0, 0.0), (1.0, 1.0), (0.005, 0.005))


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("first", [1, 3, 7])
def test_the_remainder_is_the_first_term_that_the_lower_combination_leaves(first: int, count: int) -> None:
    levels = tuple(range(first + 1, first + count))
    combined = [sum(c * m ** (-2.0 * j) for c, m in zip(weights(levels), levels, strict=True)) for j in range(2, count + 1)]
    assert combined[:-1] == pytest.approx([0.0] * (count - 2), abs=1e-14)
    assert remainder(first, count) == pytest.approx(abs(combined[-1]), rel=1e-6) and combined[-1] != 0


def test_the_expected_error_follows_the_measured_one() -> None:
    """Of a pendulum at levels n, .., n + 3 for several n: within a factor of three over five orders of magnitude."""
    grid = Grid((Axis(-1.9, 6.9, 96),), (Axis(-1.9, 3.9, 64),))
    law, packet = Dynamics(Potential(sp.cos(x), [x]), 1.0, 1 / 16, 1 / 16, 1 / 16), Packet(np.array([1.0, 0.5]), np.eye(2) / 32)
    found = {}
    for first in (2, 3, 4, 6):
        _, changes, _ = Splitting(law, grid, 1.0, tuple(range(first, first + 4))).extrapolate(packet(grid))
        found[first] = error([bound(grid, each) for each in changes])
    known = expected(1.0, 4).seen(found[3], 1.0, 3)
    for first, seen in found.items():
        assert 1 / 3 < known.estimate(1.0, first) / seen < 3, first
    assert found[2] > 100 * found[6]


def test_levels_and_lengths_meet_what_a_step_may_have() -> None:
    known = expected(1.0, 4)
    for length in (0.3, 1.0, 2.0):
        first = known.first_level(length, 1e-7)
        assert known.estimate(length, first) <= CLOSE * 1e-7 * length
        assert first == 1 or known.estimate(length, first - 1) > CLOSE * 1e-7 * length
    longest = known.longest(1e-7)
    assert known.estimate(longest, FINEST) == pytest.approx(CLOSE * 1e-7 * longest)
    assert known.first_level(1.01 * longest, 1e-7) == FINEST + 1 and known.first_level(0.99 * longest, 1e-7) <= FINEST
    free = expected(0.0, 3)
    assert free.longest(1e-9) == math.inf and free.first_level(100.0, 1e-9) == 1


def test_what_is_seen_changes_what_is_expected() -> None:
    known = expected(2.0, 3)
    assert known.seen(known.estimate(0.7, 4), 0.7, 4).value == pytest.approx(known.value)
    assert known.doubled().value == pytest.approx(expected(4.0, 3).value)
    worse, better = Roughness(1e9 * known.value, 3), Roughness(1e-9 * known.value, 3)
    assert known.at_most(worse).value == pytest.approx(plan.JUMP * known.value) and known.at_most(better) == better
    assert better.at_least(known).value == pytest.approx(plan.FALL * known.value) and worse.at_least(known) == worse
    assert expected(0.0, 3).at_most(worse) == worse, "nothing was expected"


def test_the_cheapest_way_weighs_points_against_looks() -> None:
    """One long step on the window of a short one is taken; on one sixteen times as large it is not, unless looks cost more than all."""
    known = expected(1.0, 4)
    assert cheapest([(1.0, SMALL), (2.0, SMALL)], known, 1e-6, 2.0).length == 2.0
    short = cheapest([(1.0, SMALL), (2.0, LARGE)], known, 1e-6, 2.0)
    assert short.length == 1.0 and short.window == SMALL
    assert short.levels == tuple(range(short.levels[0], short.levels[0] + 4)) and short.levels[0] == known.first_level(1.0, 1e-6)
    even = Window((0.0, 0.0), (1.0, 1.0), (0.015, 0.02))
    assert cheapest([(1.0, SMALL), (1.5, even)], known, 1e-6, 2.0).length == 1.0, "the rest would be looked at too"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "OVERHEAD", 10**9)
        assert cheapest([(1.0, SMALL), (2.0, LARGE)], known, 1e-6, 2.0).length == 2.0
    assert cheapest([(50.0, SMALL)], known, 1e-12, 50.0).levels[0] == FINEST, "the finest there is, where none does"


def test_one_step_does_where_the_density_hardly_moves() -> None:
    """And a fast packet of a narrow state takes several, on windows that together are smaller than what it sweeps."""
    start = Packet(np.array([1.0, 0.5]), np.eye(2) / 32)
    slow = evolve(Dynamics(Potential(x**2 / 2 + sp.exp(-(x**2)), [x]), 1.0, 1 / 256, 1 / 256, 1 / 16), start, 2.0, tolerance=1e-5)
    assert slow.steps == 1 and slow.substeps >= 10
    hbar = 1 / 1024
    fast = evolve(Dynamics(Potential(sp.cos(x), [x]), 1.0, hbar, hbar, hbar), Packet(np.array([1.0, 2.0]), hbar / 2 * np.eye(2)), 2.0,
                  tolerance=1e-5)  # fmt: skip
    swept = fast.grids[-1].position[0].high - fast.grids[0].position[0].low
    assert fast.steps > 2 and all(grid.position[0].length < 0.6 * swept for grid in fast.grids)


def _walk(tolerance: float) -> Walk:
    law, packet = Dynamics(Potential(sp.cos(x), [x]), 1.0, 1 / 16, 1 / 16, 1 / 16), Packet(np.array([1.0, 0.5]), np.eye(2) / 32)
    return Walk(law, packet, 5.0, tolerance, None)


def _spend(walk: Walk, length: float, part: float) -> Errors:
    """What a step of this length may have; the walk goes on by it, having spent that part of it."""
    limits = walk._limits(length)
    walk.errors = walk.errors.plus(Errors(part * limits.in_time, part * limits.at_edges, part * limits.in_spectrum))
    walk.time += length
    return limits


@pytest.mark.parametrize("seed", range(40))
def test_steps_that_spend_all_they_may_stay_within_the_tolerance(seed: int) -> None:
    """Whatever their lengths, very short ones, which have a part of the reserve too, and what earlier ones left."""
    rng = np.random.default_rng(seed)
    walk, thrifty = _walk(1e-3), rng.choice([0.0, 0.5])
    while walk.time < walk.total * (1 - 1e-9):
        length = float(rng.choice([1e-4, 0.01, 0.1, 1.0]) * rng.uniform(0.1, 1) * walk.total)
        _spend(walk, min(length, walk.total - walk.time), 1.0 if rng.random() > thrifty else float(rng.uniform(0, 1)))
    whole = (IN_TIME + AT_EDGES + IN_SPECTRUM) * walk.tolerance
    assert walk.errors.total <= whole * (1 + 1e-9)
    assert walk.errors.total > 0.3 * whole


def test_what_a_step_leaves_is_for_those_after_it() -> None:
    """The second half has what the first was given where that spent all, twice that where it spent nothing; the reserve is kept."""
    spent, saved = _walk(1e-3), _walk(1e-3)
    first = _spend(spent, 2.5, 1.0)
    assert _spend(saved, 2.5, 0.0) == first
    assert spent._limits(2.5).total == pytest.approx(first.total, rel=1e-12)
    assert saved._limits(2.5).total == pytest.approx(2 * first.total, rel=1e-12)
    whole = (IN_TIME + AT_EDGES + IN_SPECTRUM) * 1e-3
    assert 2 * first.total == pytest.approx((1 - RESERVE) * whole, rel=1e-12)
    assert first.in_time / first.total == pytest.approx(IN_TIME * 1e-3 / whole, rel=1e-12)


def test_a_very_short_step_may_have_a_part_of_the_reserve() -> None:
    short, long = _walk(1e-3)._limits(0.01), _walk(1e-3)._limits(1.0)
    whole = (IN_TIME + AT_EDGES + IN_SPECTRUM) * 1e-3
    assert long.total == pytest.approx((1 - RESERVE) * whole / 5, rel=1e-12)
    assert short.total == pytest.approx((1 - RESERVE) * whole / 500 + RESERVE * whole / 4, rel=1e-12)
