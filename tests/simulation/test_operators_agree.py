"""Two methods that share no code agree to the sum of their error bars: trace norm for quantum, L1 for classical dynamics."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray

from numerics.operators import fokker_planck, lindblad
from numerics.operators.lindblad import function
from numerics.operators.model import Model
from numerics.operators.wigner import wigner
from numerics.phase_space import states, weyl
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import Packet, distance, evolve
from numerics.phase_space.grid import Axis, Grid
from numerics.potential import Potential

x, t = sp.Symbol("x", real=True), sp.Symbol("t", real=True)
HBAR, START = 0.25, np.array([1.0, 0.5])
CASES = {
    "cosine": Potential(sp.cos(x), [x]),
    "driven": Potential(sp.cos(x) + x * sp.sin(3 * t) / 2, [x], t),
    "inverted": Potential(-(x**2) / 4, [x]),
}


def both(name: str, D: float, time: float, tolerance: float) -> tuple[float, float]:
    """Distance of the two quantum states over the sum of the error bars, and the same for the classical densities."""
    V, sigma = CASES[name], HBAR / 2 * np.eye(2)
    ratios = []
    for hbar in (HBAR, None):
        dynamics = Dynamics(V, 1.0, D, D, hbar)
        grid_state = evolve(dynamics, Packet(START, sigma), time, tolerance=tolerance, cell=HBAR)
        grid, model = grid_state.grid, Model(V, 1.0, D, D)
        other: NDArray[np.float64]
        if hbar is None:
            density = fokker_planck.evolve(model, START, sigma, time, tolerance=tolerance)
            other, error = density.values(grid.position[0].nodes, grid.momentum[0].nodes), density.error
        else:
            state = lindblad.evolve(model, START, sigma, time, hbar=hbar, tolerance=tolerance)
            other, error = wigner(state.basis, state.matrix, grid), state.error
        assert error <= tolerance and grid_state.error <= tolerance
        ratios.append(distance(dynamics, grid, grid_state.f - other) / (error + grid_state.error))
    return ratios[0], ratios[1]


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_both_methods_agree_to_their_error_bars(name: str) -> None:
    quantum, classical = both(name, HBAR, 0.8, 1e-5)
    assert quantum <= 1 and classical <= 1


def test_the_comparison_sees_a_wrong_diffusion() -> None:
    """A hundredth more momentum diffusion on one side is far outside the error bars."""
    V, sigma = CASES["cosine"], HBAR / 2 * np.eye(2)
    dynamics = Dynamics(V, 1.0, 0.25, 0.2525, HBAR)
    found = evolve(dynamics, Packet(START, sigma), 0.5, tolerance=1e-4)
    state = lindblad.evolve(Model(V, 1.0, 0.25, 0.25), START, sigma, 0.5, hbar=HBAR, tolerance=1e-4)
    apart = distance(dynamics, found.grid, found.f - wigner(state.basis, state.matrix, found.grid))
    assert apart > 5 * (found.error + state.error)


def test_expectations_agree_with_sums_over_the_grid() -> None:
    V, sigma = CASES["cosine"], HBAR / 2 * np.eye(2)
    found = evolve(Dynamics(V, 1.0, 0.25, 0.25, HBAR), Packet(START, sigma), 0.5, tolerance=1e-4)
    state = lindblad.evolve(Model(V, 1.0, 0.25, 0.25), START, sigma, 0.5, hbar=HBAR, tolerance=1e-4)
    sine = state.expectation(function(np.sin))
    summed = weyl.expectation(found.grid, found.f, np.sin(found.grid.positions()[0]))
    assert abs(float(sine) - float(summed)) <= sine.error + summed.error + found.error  # |sin| <= 1


def test_a_state_that_is_not_gaussian() -> None:
    """The first excited state enters by its kernel; free of noise in its own oscillator it only turns around the centre."""
    eta, hbar = 1.0, HBAR
    width = hbar / 2

    def kernel(y, other):  # type: ignore[no-untyped-def]
        value = 2 * eta / hbar * y[0] * other[0] * np.exp(-eta * (y[0] ** 2 + other[0] ** 2) / (2 * hbar))
        return math.sqrt(eta / (math.pi * hbar)) * value

    model = Model(Potential(x**2 / 2, [x]), 1.0, 0.0, 0.0)
    state = lindblad.evolve(model, [0.0, 0.0], 3 * width * np.eye(2), 1.0, hbar=hbar, tolerance=1e-5, kernel=kernel)
    high = math.pi * hbar * 60 / 12  # 60 states in the box
    grid = Grid((Axis(-6, 6, 96),), (Axis(-high, high, 96),))
    wanted = states.fock(grid, 1, hbar=hbar, eta=eta)
    assert weyl.trace_norm(grid, wigner(state.basis, state.matrix, grid) - wanted, hbar=hbar) <= state.error <= 1e-5
