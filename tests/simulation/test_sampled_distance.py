"""The distances of a sampled mixture: what its error bar is made of, each part where it is the only one."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.special
import sympy as sp

from numerics.mixture.splits import Local, Rule
from numerics.phase_space import states
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array, Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.potential import Potential
from numerics.sampled_distance import Sampled, sampled_distances

x = sp.Symbol("x", real=True)
HBAR = 0.25
OSCILLATOR = Potential(x**2 / 2, [x])


def box(low: float = -5.0, high: float = 5.0) -> Grid:
    """A box of 64 states a length of 10 in x."""
    length = 2 * math.pi * HBAR * 64 / 10
    return Grid((Axis(low, high, 80),), (Axis(-length / 2, length / 2, 80),))


def coherent(grid: Grid, centre: tuple[float, float]) -> Array:
    return states.coherent(grid, centre, hbar=HBAR)


def measured(
    D: float, *, packets: int = 80, steps: int = 20, bars: tuple[float, float] = (0.0, 0.0), grid: Grid | None = None,
    centre: tuple[float, float] = (1.0, 0.0), time: float = math.pi / 2, rule: Rule | None = None, potential: Potential = OSCILLATOR,
    seed: int = 3, end: Array | None = None,
) -> Sampled:
    """From a coherent state; a quarter of a period later it lies at (p, -x)."""
    grid = grid or box()
    packet = Packet(np.array(centre), HBAR / 2 * np.eye(2))
    end = coherent(grid, (centre[1], -centre[0])) if end is None else end
    dynamics = Dynamics(potential, 1.0, D, D, HBAR)
    return sampled_distances(dynamics, packet, time, grid, end, end, bars=bars, packets=packets, steps=steps, seed=seed, rule=rule)


def test_packets_without_noise_are_the_state_up_to_their_steps() -> None:
    """Without diffusion all packets are one: the distance is the error of the steps, of order two, and the bar three times as large."""
    coarse, fine = measured(0.0, steps=20), measured(0.0, steps=40)
    for one, other in ((coarse.quantum_mixture, fine.quantum_mixture), (coarse.mixture_classical, fine.mixture_classical)):
        assert 1e-5 < one.value < 1e-2 and one.value / other.value == pytest.approx(4.0, rel=0.02)
        assert one.error / one.value == pytest.approx(3.0, rel=0.02)
    assert (coarse.time, coarse.packets) == (math.pi / 2, 80)


def test_half_the_steps_share_the_noise() -> None:
    """With diffusion the bar is that of the noise, to which the steps add little: the two runs follow the same paths."""
    rough, fine = measured(0.25, packets=400, steps=40), measured(0.25, packets=400, steps=200)
    for name in ("quantum_mixture", "mixture_classical"):
        assert getattr(rough, name).error == pytest.approx(getattr(fine, name).error, rel=0.15)


def test_the_noise_falls_with_the_root_of_the_packets() -> None:
    few, many = (measured(0.25, packets=packets, steps=40) for packets in (200, 3200))
    for name in ("quantum_mixture", "mixture_classical"):
        assert 2.5 < getattr(few, name).error / getattr(many, name).error < 6.5


def test_the_bar_is_where_the_noise_ends() -> None:
    """Against the exact state the distance is noise alone: over many draws the bar is its mean and three of its standard deviations.

    The scatter of seven norms is known to a third: a draw in sixty exceeds its bar where there is no true distance beside the noise.
    """
    end = states.gaussian(box(), (0.0, -1.0), (HBAR + 0.25 * math.pi) / 2 * np.eye(2))
    draws = [measured(0.25, steps=10, end=end, seed=seed) for seed in range(24)]
    for name in ("quantum_mixture", "mixture_classical"):
        values, bars = (np.array([getattr(getattr(found, name), part) for found in draws]) for part in ("value", "error"))
        assert bars.mean() == pytest.approx(values.mean() + 3 * values.std(), rel=0.2) and np.mean(values < bars) > 0.9


def test_the_bars_at_hand_add() -> None:
    bare, barred = measured(0.1), measured(0.1, bars=(0.5, 0.25))
    assert barred.quantum_mixture.error - bare.quantum_mixture.error == pytest.approx(0.5)
    assert barred.mixture_classical.error - bare.mixture_classical.error == pytest.approx(0.25)
    assert barred.quantum_mixture.value == bare.quantum_mixture.value


def test_what_the_box_does_not_hold_is_in_the_bar() -> None:
    """The state is cut at x = 0.4 where it lies at 0, a bit more than one standard deviation: the same mass is missing on both sides."""
    grid = box(-9.6, 0.4)
    cut = float(scipy.special.erfc(0.4 / math.sqrt(HBAR)) / 2)
    for found in (measured(0.0, grid=grid, steps=200), measured(0.0, grid=grid, steps=200, packets=8)):
        assert cut < found.quantum_mixture.error and cut < found.mixture_classical.error < 1.5 * cut


def test_the_law_of_the_packets_is_the_rules() -> None:
    """A rule may differ without a difference of the mixture: both splits of one equation of motion agree."""
    grid, V = box(), Potential(sp.cos(x), [x])
    local, other = (measured(0.1, rule=rule, potential=V, packets=1600, time=1.0) for rule in (None, Local(3.0)))
    assert local.quantum_mixture.value != other.quantum_mixture.value
    assert local.quantum_mixture.agrees(other.quantum_mixture) and local.mixture_classical.agrees(other.mixture_classical)
    assert measured(0.1, rule=Local(), potential=V, grid=grid) == measured(0.1, potential=V, grid=grid)


@pytest.mark.parametrize(("packets", "steps"), [(0, 20), (4, 20), (12, 20), (8, 0), (8, 3)])
def test_other_numbers_are_refused(packets: int, steps: int) -> None:
    with pytest.raises(ValueError, match="`packets` must be a multiple of 8 and `steps` of 2"):
        measured(0.1, packets=packets, steps=steps)


def test_the_least_numbers_will_do() -> None:
    assert measured(0.1, packets=8, steps=2).packets == 8
