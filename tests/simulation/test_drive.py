"""Whether steps resolve a drive: forces f(t) alike everywhere, whose transfer of momentum is known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp

from numerics.phase_space.drive import steps_for, unresolved
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.splitting import Splitting
from numerics.potential import Potential

x, t = sp.Symbol("x", real=True), sp.Symbol("t", real=True)
GRID = Grid((Axis(-2.0, 2.0, 16),), (Axis(-1.0, 1.0, 16),))
COVARIANCE = np.diag([0.5, 0.04])


def law(force: sp.Expr) -> Dynamics:
    return Dynamics(Potential(-x * force, [x], t), 1.0, 0.0, 0.0, None)


@pytest.mark.parametrize(("least", "count"), [(1, 3), (3, 3), (4, 8), (5, 20), (6, 6), (9, 18), (10, 20), (11, 11)])
def test_steps_must_not_fit_the_drive(least: int, count: int) -> None:
    """Ten periods between t = 1 and 2: the trapezoidal rule is exact but for 1, 2, 5 and 10 steps, which see a constant force. Neither the
    count nor the next may be one of them.
    """
    assert steps_for(law(1 + sp.cos(20 * sp.pi * t)), GRID, 1.0, 2.0, least, accuracy=0.01) == count


def test_steps_follow_the_accuracy() -> None:
    """For f = t^2 from 1 to 3 the rule is off by (b - a)^3/(6 n^2) = 4/(3 n^2), to be below accuracy times 2 times 9."""
    for accuracy in (1e-2, 1e-3):
        least = math.sqrt(4 / 3 / (18 * accuracy))
        found = steps_for(law(t**2), GRID, 1.0, 3.0, 3, accuracy=accuracy)
        assert least * 0.99 <= found < 2 * max(3, least)
    assert steps_for(Dynamics(Potential(x**2, [x]), 1.0, 0.0, 0.0, None), GRID, 0.0, 1.0, 7, accuracy=1e-9) == 7
    with pytest.raises(ArithmeticError, match="must vary slowly enough for 4096 steps between t = 1 and 2"):
        steps_for(law(sp.exp(-(10**10) * (t - sp.Rational(3, 2)) ** 2) + sp.cos(10**7 * t)), GRID, 1.0, 2.0, 3, accuracy=1e-9)


@pytest.mark.parametrize("start", [0.0, 0.7])
def test_what_a_step_does_not_transfer(start: float) -> None:
    """Simpson's rule is off by h^5/120 for f = (t - start)^4, twice extrapolated not at all; over the momentum spread 0.2."""
    force, step = (t - sp.nsimplify(start)) ** 4, 0.8
    alone, largest = unresolved(law(force), COVARIANCE, GRID, start, step, (1,))
    assert alone == pytest.approx(step**5 / 120 / 0.2, rel=0.05) and largest == pytest.approx(step**4, rel=1e-2)
    finer, _ = unresolved(law(force), COVARIANCE, GRID, start, step, (2,))
    assert finer == pytest.approx(alone / 16, rel=0.1)
    both, _ = unresolved(law(force), COVARIANCE, GRID, start, step, (1, 2))
    assert both < 1e-3 * alone
    assert unresolved(Dynamics(Potential(x**4, [x]), 1.0, 0.0, 0.0, None), COVARIANCE, GRID, start, step, (1,)) == (0.0, 0.0)


def test_steps_of_a_drive_follow_its_clock() -> None:
    """Three steps from t = 0.4 are one after the other, each from its own time; from another time they are not."""
    dynamics = Dynamics(Potential(-x * sp.sin(3 * t), [x], t), 1.0, 0.1, 0.1, None)
    f = Packet(np.array([0.0, 0.0]), np.diag([0.05, 0.02]))(GRID)
    splitting = Splitting(dynamics, GRID, 0.2)
    single = f
    for number in range(3):
        single = splitting.advance(single, 1, start=0.4 + 0.2 * number)
    assert np.abs(splitting.advance(f, 3, start=0.4) - single).max() < 1e-12 * f.max()
    assert np.abs(splitting.advance(f, 3, start=0.6) - single).max() > 1e-2 * f.max()


def test_a_pulse_between_the_nodes_is_seen() -> None:
    """Of area sqrt(pi) 1e-3, in one step of length 1: no node of the rules sees it, the sample does."""
    pulse = sp.exp(-(10**6) * (t - sp.Rational(3, 7)) ** 2)
    found, largest = unresolved(law(pulse), COVARIANCE, GRID, 0.0, 1.0, (1, 2, 3))
    assert found == pytest.approx(math.sqrt(math.pi) * 1e-3 / 0.2, rel=0.05) and largest > 0.5
