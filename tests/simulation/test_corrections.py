"""The corrections to the classical symbol, by the share of the quantum part and by the method of lines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp
from scipy.integrate import DOP853

from numerics.corrections import corrected
from numerics.estimate import Estimate
from numerics.operators import lines
from numerics.operators.lines import chain
from numerics.operators.model import Model
from numerics.phase_space.dynamics import Dynamics, force
from numerics.phase_space.evolve import evolve
from numerics.phase_space.grid import Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.trace_norm import trace_norm
from numerics.potential import Potential
from verify.statements.same_state import same_state

X = sp.Symbol("x", real=True)
PENDULUM = Potential(sp.cos(X), [X])
H = 0.25
PACKET = Packet(np.array([1.0, 0.0]), H / 2 * np.eye(2))


def test_a_share_of_zero_is_classical_and_of_one_quantum() -> None:
    grid = Grid((Axis(-3.0, 3.0, 16),), (Axis(-4.0, 4.0, 20),))
    quantum = Dynamics(PENDULUM, 1.0, H, H, H)
    classical = force(replace(quantum, hbar=None), grid, 0.0)
    for one, other in zip(force(replace(quantum, share=0.0), grid, 0.0), classical, strict=True):
        assert np.abs(one - other).max() < 1e-13
    half, whole = (force(replace(quantum, share=s), grid, 0.0)[0] for s in (0.5, 1.0))
    assert np.abs(half - (whole + classical[0]) / 2).max() < 1e-13
    assert np.abs(whole - classical[0]).max() > 0.1
    with pytest.raises(ValueError, match="`share` must be finite"):
        Dynamics(PENDULUM, 1.0, H, H, None, share=0.5)


def test_a_quadratic_potential_needs_no_correction() -> None:
    (found,) = corrected(Potential(X**2 / 2, [X]), PACKET, [0.7], orders=3, hbar=H, Dx=H, Dp=H, mass=1.0, tolerance=1e-7)
    assert all(each.value <= each.error for each in found.distances)


def test_the_first_symbol_is_the_classical_density() -> None:
    (found,) = corrected(PENDULUM, PACKET, [0.5], orders=1, hbar=H, Dx=H, Dp=H, mass=1.0, tolerance=1e-6)
    classical = evolve(Dynamics(PENDULUM, 1.0, H, H, None), PACKET, 0.5, tolerance=1e-6, cell=H)
    mean = float((found.symbols[0] * found.grid.momenta()[0]).sum() * found.grid.cell)
    expected = float((classical.f * classical.grid.momenta()[0]).sum() * classical.grid.cell)
    assert abs(mean - expected) < 1e-5


def test_distances_agree_with_the_method_of_lines_to_the_error_bars() -> None:
    (found,) = corrected(PENDULUM, PACKET, [0.5], orders=3, hbar=H, Dx=H, Dp=H, mass=1.0, tolerance=1e-7)
    nodes = found.grid.position[0].nodes, found.grid.momentum[0].nodes
    lines = chain(Model(PENDULUM, 1.0, H, H), *nodes, PACKET(found.grid), 0.5, hbar=H, orders=3, tolerance=1e-9)
    for n, ours in enumerate(found.distances, start=1):
        norm = trace_norm(found.grid, lines.quantum - sum(lines.coefficients[:n]), hbar=H)
        doubt = sum(trace_norm(found.grid, each, hbar=H).value for each in lines.doubt[: n + 1])
        assert abs(norm.value - ours.value) <= ours.error + norm.error + doubt
        assert ours.error < ours.value / 20
    first, second, third = (each.value for each in found.distances)
    assert first > 10 * second > 100 * third


def test_a_finer_run_stays_within_the_error_bar() -> None:
    rough, fine = (corrected(PENDULUM, PACKET, [0.5], orders=2, hbar=H, Dx=H, Dp=H, mass=1.0, tolerance=tolerance)[0]
                   for tolerance in (1e-4, 1e-8))
    for one, other in zip(rough.distances, fine.distances, strict=True):
        assert abs(one.value - other.value) <= one.error + other.error


@pytest.mark.parametrize("orders", [0, 5])
def test_orders_out_of_range_are_refused(orders: int) -> None:
    with pytest.raises(ValueError, match="`orders` must be from 1 to 4"):
        corrected(PENDULUM, PACKET, [0.5], orders=orders, hbar=H, Dx=H, Dp=H, mass=1.0, tolerance=1e-4)


def test_the_method_of_lines_refuses_what_it_cannot_do() -> None:
    t = sp.Symbol("t", real=True)
    grid = np.linspace(-1, 1, 8)
    driven = Model(Potential(sp.cos(X) * sp.cos(t), [X], t), 1.0, H, H)
    with pytest.raises(ValueError, match="d = 1 and a static potential"):
        chain(driven, grid, grid, np.zeros((8, 8)), 0.5, hbar=H, orders=1, tolerance=1e-6)


def test_the_longest_step_of_the_method_of_lines_is_stable() -> None:
    """|R(z)| <= 1 for the stability function of the method, on the half disc of that radius left of the imaginary axis, and not on 6.5."""
    count = DOP853.n_stages
    amplified = []
    for radius in (lines.STABLE / 2, lines.STABLE, 6.5):
        z = radius * np.exp(1j * np.linspace(np.pi / 2, np.pi, 91))
        stages = np.linalg.solve(np.eye(count) - z[:, None, None] * DOP853.A[:count, :count], np.ones((count, 1)))[:, :, 0]
        amplified.append(float(np.abs(1 + z * (stages @ DOP853.B)).max()))
    assert amplified[0] <= 1 and amplified[1] <= 1 < amplified[2]


def test_the_rougher_run_of_the_method_of_lines_takes_steps_twice_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else both runs are one, and the doubt between them is nothing: here no step is limited by its tolerance."""
    grid = Grid((Axis(-4.0, 6.0, 40),), (Axis(-5.0, 5.0, 40),))
    asked: list[float] = []
    solve = lines.solve_ivp

    def watched(*arguments: object, max_step: float, **options: object) -> object:
        asked.append(max_step)
        return solve(*arguments, max_step=max_step, **options)

    monkeypatch.setattr(lines, "solve_ivp", watched)
    nodes = grid.position[0].nodes, grid.momentum[0].nodes
    found = chain(Model(PENDULUM, 1.0, H, H), *nodes, PACKET(grid), 0.25, hbar=H, orders=1, tolerance=1e-2)
    assert len(asked) == 2 and asked[0] == 2 * asked[1] < 0.25 and np.abs(found.doubt[0]).max() > 0


def test_one_state_by_two_methods_is_apart_by_no_more_than_all_bars() -> None:
    near, far = (same_state("", Estimate(value, 0.1, ""), 0.4) for value in (0.5, 0.6))
    assert near.one.agrees(near.other) and not far.one.agrees(far.other)
    assert (near.one.error, near.other.value, near.other.error) == (0.5, 0.0, 0.0)
