"""Closed systems: both methods against what is known, and against each other."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import sympy as sp

from numerics.closed.gap import carried, gap, state
from numerics.closed.pulled_back import _evolved, _initial, pulled_back
from numerics.estimate import Estimate
from numerics.operators.model import Model
from numerics.phase_space.grid import Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.potential import Potential

x = sp.Symbol("x", real=True)
HBAR, MASS = 1 / 8, 0.5
HARMONIC, QUARTIC = Potential(x**2, (x,)), Potential((x**2 - sp.Rational(1, 2)) ** 2, (x,))
BOX = Grid((Axis(-2.6, 2.6, 240),), (Axis(-2.8, 2.8, 240),))
PACKET = Packet(np.array([0.5, 0.25]), HBAR / 2 * np.eye(2))


def _model(potential: Potential, diffusion: float = 0.0) -> Model:
    return Model(potential, MASS, diffusion, diffusion)


def test_a_harmonic_oscillator_turns_both_densities_alike() -> None:
    angle = 2 * 0.7  # H = p^2 + x^2 turns phase space by 2 t
    turned = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]]) @ PACKET.centre
    expected = Packet(turned, PACKET.covariance)(BOX)
    W = state(_model(HARMONIC), PACKET, 0.7, BOX, hbar=HBAR, functions=80)
    f = carried(_model(HARMONIC), PACKET, 0.7, BOX, steps=100)
    assert np.abs(W - expected).max() < 1e-9 * expected.max() and np.abs(f - expected).max() < 1e-5 * expected.max()


def test_the_flow_has_order_four() -> None:
    exact = carried(_model(QUARTIC), PACKET, 1.0, BOX, steps=256)
    coarse, fine = (np.abs(carried(_model(QUARTIC), PACKET, 1.0, BOX, steps=n) - exact).max() for n in (16, 32))
    assert 12 < coarse / fine < 20


@pytest.mark.parametrize("potential, least", [(HARMONIC, 0.0), (QUARTIC, 0.3)])
def test_both_methods_agree(potential: Potential, least: float) -> None:
    ours = gap(_model(potential), PACKET, 1.5, BOX, hbar=HBAR, functions=100, steps=48)
    other = pulled_back(potential, PACKET, 1.5, BOX, hbar=HBAR, mass=MASS, points=320, steps=96)
    assert ours.distance.agrees(other)
    assert 0 < ours.distance.error < 0.02 and 0 < other.error < 0.02
    assert ours.distance.value + ours.distance.error >= least and (least > 0 or ours.distance.value < 1e-4)


def test_a_flow_run_backwards_is_noticed() -> None:
    ours = gap(_model(QUARTIC), PACKET, 1.5, BOX, hbar=HBAR, functions=100, steps=48, backwards=True)
    other = pulled_back(QUARTIC, PACKET, 1.5, BOX, hbar=HBAR, mass=MASS, points=320, steps=96)
    assert not ours.distance.agrees(other, bars=5)


def test_a_box_that_is_too_small_has_a_large_error_bar() -> None:
    small = Grid((Axis(-0.8, 0.8, 120),), (Axis(-0.8, 0.8, 120),))
    assert gap(_model(QUARTIC), PACKET, 1.5, small, hbar=HBAR, functions=60, steps=24).distance.error > 0.05


def _ours(box: Grid = BOX, functions: int = 100) -> Estimate:
    return gap(_model(QUARTIC), PACKET, 1.5, box, hbar=HBAR, functions=functions, steps=48).distance


def _other(box: Grid = BOX, steps: int = 64) -> Estimate:
    return pulled_back(QUARTIC, PACKET, 1.5, box, hbar=HBAR, mass=MASS, points=320, steps=steps)


def _box(far: float, nodes: int) -> Grid:
    return Grid((Axis(-far, far, nodes),), (Axis(-far, far, nodes),))


@pytest.fixture(scope="module")
def good() -> Estimate:
    return gap(_model(QUARTIC), PACKET, 1.5, _box(2.7, 480), hbar=HBAR, functions=140, steps=128).distance


@pytest.mark.parametrize("coarse", [
    lambda: _ours(_box(2.5, 18)), lambda: _other(_box(2.5, 24)), lambda: _ours(functions=12), lambda: _other(steps=20),
    lambda: _ours(_box(1.0, 240)), lambda: _other(_box(1.0, 240)),
], ids=["nodes", "nodes, pulled back", "functions", "steps, pulled back", "box", "box, pulled back"])
def test_the_error_bar_covers_what_is_coarse(coarse: Callable[[], Estimate], good: Estimate) -> None:
    found = coarse()
    assert good.error < 3e-4 and abs(found.value - good.value) <= found.error + good.error
    assert found.error > 20 * good.error, "a bar that does not grow does not see what is coarse"


def test_the_split_steps_have_order_four() -> None:
    line = np.linspace(-5, 5, 320, endpoint=False)
    start = _initial(PACKET, math.sqrt(HBAR / 2), line, HBAR)
    coarse, fine, exact = (_evolved(QUARTIC, start, line, 1.5, hbar=HBAR, mass=MASS, steps=n) for n in (24, 48, 384))
    assert 13 < np.abs(coarse - exact).max() / np.abs(fine - exact).max() < 19


def test_what_is_out_of_range_is_refused() -> None:
    driven = Potential(x**2 * sp.cos(sp.Symbol("t", real=True)), (x,), sp.Symbol("t", real=True))
    turned = Packet(PACKET.centre, HBAR / 2 * np.array([[2.0, 1.0], [1.0, 1.0]]))
    with pytest.raises(ValueError, match="static with d = 1"):
        pulled_back(driven, PACKET, 1.0, BOX, hbar=HBAR, mass=MASS, points=64, steps=8)
    with pytest.raises(ValueError, match="pure and uncorrelated"):
        pulled_back(QUARTIC, turned, 1.0, BOX, hbar=HBAR, mass=MASS, points=64, steps=8)
    with pytest.raises(ValueError, match="must be static"):
        gap(_model(driven), PACKET, 1.0, BOX, hbar=HBAR, functions=40, steps=8)
    with pytest.raises(ValueError, match="no diffusion"):
        gap(_model(QUARTIC, 0.1), PACKET, 1.0, BOX, hbar=HBAR, functions=40, steps=8)
    with pytest.raises(ValueError, match="pure and uncorrelated"):
        pulled_back(QUARTIC, Packet(PACKET.centre, 2 * PACKET.covariance), 1.0, BOX, hbar=HBAR, mass=MASS, points=64, steps=8)
