"""Moving particles: the orders of the steps, measured; three integrators and two grids have the same averages."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import scipy.linalg
import sympy as sp

from numerics.hybrid import averages, diagonal, direct, lines, master, platen, splitting
from numerics.hybrid.enclosed import enclosed
from numerics.hybrid.model import Complex, Hybrid, Start, pure
from numerics.hybrid.models import monitored, spin_boson
from numerics.hybrid.simulate import refined, simulate
from numerics.hybrid.trajectories import Plan, Trajectories
from numerics.phase_space.grid import Array

q, p = sp.symbols("q p", real=True)
NOISE = np.array([[0.5]])
DIAGONAL = Hybrid((q,), q**2 / 2, sp.ImmutableMatrix([[sp.sin(q), 0], [0, -q / 2]]), 1.0, NOISE)
TWISTED = Hybrid((q,), q**2 / 2, sp.ImmutableMatrix([[sp.sin(q), sp.cos(q)], [sp.cos(q), -q / 2]]), 1.0, NOISE)
MOVING = Hybrid((q,), q**2 / 2, sp.ImmutableMatrix([[q / 2 + p / 3, q / 2], [q / 2, -q / 2]]), 1.0, np.array([[0.5, 0.0], [0.1, 0.6]]), (),
                (p,))
START = Start(np.array([1.0]), np.array([0.0]), pure([1, 0.5]))
SPIN = spin_boson(mass=1, omega=1, splitting=1, g=0.5, sigma=0.5)
SPREAD = Start(np.array([1.0]), np.array([0.0]), pure([1, 0.5j]), 0.3, 0.3)
Z, Y = np.diag([1.0, -1.0]).astype(complex), np.array([[0, -1j], [1j, 0]])
Runner = Callable[[Hybrid, Plan, int, np.random.Generator], Trajectories]


def by_levels(model: Hybrid, plan: Plan, size: int, generator: np.random.Generator) -> Trajectories:
    return diagonal.run(model, START, plan, size, generator, hbar=1.0, keep=True)


def by_splitting(model: Hybrid, plan: Plan, size: int, generator: np.random.Generator) -> Trajectories:
    return splitting.run(model, START, plan, size, generator, hbar=1.0, keep=True, coupled=True)


def by_platen(model: Hybrid, plan: Plan, size: int, generator: np.random.Generator) -> Trajectories:
    return direct.run(model, START, plan, size, generator, hbar=1.0, keep=True)


def seen(run: Trajectories) -> Array:
    """q, p^2, Re rho_01, and the square of a population: not linear in rho."""
    assert run.states is not None
    return np.stack([run.q[0, 0], run.p[0, 0] ** 2, run.states[0, 0, 1].real, run.populations[0, 0] ** 2])


@pytest.mark.parametrize(("runner", "model", "counts", "size", "strong"), [
    (by_levels, DIAGONAL, (2, 4, 8), 6000, True), (by_splitting, SPIN, (2, 4, 8), 4000, True), (by_platen, MOVING, (2, 4), 2000, False),
])
def test_orders(runner: Runner, model: Hybrid, counts: tuple[int, ...], size: int, strong: bool) -> None:
    """Weak order two and strong order one, against 32 steps with the same noise.

    Weak: the bias of p^2, by far the largest, falls by 4, up to its noise and three tenths (order one would miss by ten tenths).
    Strong: the distance falls by 2, all four quantities.
    """
    finest = 32
    plans = [Plan((1.0,), (k,), 1, finest // k) for k in (*counts, finest)]
    runs = [seen(runner(model, plan, size, np.random.Generator(np.random.SFC64(5)))) for plan in plans]
    gaps = [run - runs[-1] for run in runs[:-1]]
    bias = [gap[1].mean() for gap in gaps]
    bars = [3 * gap[1].std() / math.sqrt(size) for gap in gaps]
    for first, second, bar in zip(bias, bias[1:], bars[1:], strict=False):
        assert abs(first - 4 * second) < 0.3 * abs(first) + 4 * bar and 4 * bar < 0.5 * abs(first)
    distances = [np.sqrt((gap**2).mean(axis=1)) for gap in gaps]
    for first, second in pairwise(distances) if strong else ():
        assert np.all(first / second > 1.6) and np.all(first / second < 4.5)


@pytest.mark.parametrize("noises", [1, 2])
def test_one_step_of_platen_has_the_moments_to_third_order(noises: int) -> None:
    """dX = A X dt + sum B_j X dW_j: one step misses E X and E X X^T by O(h^3); Gauss-Hermite over the noise."""
    A = np.array([[-0.3, 1.0], [-0.8, 0.2]])
    B = [np.array([[0.4, -0.2], [0.5, 0.1]]), np.array([[0.0, 0.6], [-0.3, 0.2]])][:noises]
    one, x0 = np.eye(2), np.array([1.0, -0.7])
    second = np.kron(A, one) + np.kron(one, A) + sum(np.kron(b, b) for b in B)
    nodes, weights = np.polynomial.hermite_e.hermegauss(12)
    weights = weights / weights.sum()
    grids = np.meshgrid(*[nodes] * noises, [1.0, -1.0], indexing="ij")
    normals, flips = np.stack([g.ravel() for g in grids[:-1]]), grids[-1].ravel()
    w = np.prod(np.stack([g.ravel() for g in np.meshgrid(*[weights] * noises, [0.5, 0.5], indexing="ij")]), axis=0)
    signs, misses = np.ones((noises, noises, len(w))) * flips, []
    for h in (0.1, 0.05):
        x = platen.step(lambda y: A @ y, lambda y: [b @ y for b in B], np.repeat(x0[:, None], len(w), axis=1), h, normals, signs)
        first = x @ w - scipy.linalg.expm(h * A) @ x0
        square = np.einsum("in,jn,n->ij", x, x, w).ravel() - scipy.linalg.expm(h * second) @ np.outer(x0, x0).ravel()
        misses.append(np.abs(np.concatenate([first, square])).max())
    assert 6.5 < misses[0] / misses[1] < 10


def test_the_extrapolated_mean_is_better_than_its_bar() -> None:
    """Of order four: its distance from the truth is a small part of that of the finer step."""
    asked: list[tuple[Complex | None, tuple[int, int], tuple[float, float]]] = [(None, (0, 2), (0.0, 0.0))]
    (loose,), (tight,) = (enclosed(SPIN, SPREAD, 1.0, asked, hbar=1.0, tolerance=each) for each in (0.1, 3e-4))
    box = ((-4.0, 5.0), (-6.0, 5.0))
    fine = master.master_equation(SPIN, SPREAD, 1.0, hbar=1.0, steps=16, points=(64, 64), box=box).expectation(None, (0, 2))
    assert abs(loose.value - tight.value) < 0.1 * abs(fine - tight.value) < loose.error


def test_a_state_stays_a_state() -> None:
    """At a step far too long: trace one, no negative eigenvalue, pure states pure."""
    for runner, model in ((by_splitting, TWISTED), (by_platen, MOVING)):
        run = runner(model, Plan((4.0,), (4,)), 300, np.random.Generator(np.random.SFC64(1)))
        assert run.states is not None
        rho = np.moveaxis(run.states[0], -1, 0)
        assert np.trace(rho, axis1=1, axis2=2) == pytest.approx(np.ones(300), abs=1e-12)
        assert np.linalg.eigvalsh(rho)[:, 0] == pytest.approx(np.zeros(300), abs=1e-12)


def test_three_ways_to_move_have_the_same_averages() -> None:
    """A diagonal model by its levels, by measurements, and by Platen's scheme; a linear and a non-linear function of the state."""
    size, generator = 12000, np.random.Generator(np.random.SFC64(11))
    steps = Plan((1.0,), (24,))
    found = [seen(runner(DIAGONAL, steps, size, generator)) for runner in (by_levels, by_splitting, by_platen)]
    for values in zip(*found, strict=True):
        first, *others = (averages.mean(each) for each in values)
        assert all(first.agrees(other) for other in others) and first.error < 0.1


def linear(run: Trajectories) -> list[Array]:
    assert run.states is not None
    z, y = run.populations[:, 0] - run.populations[:, 1], -2 * run.states[:, 0, 1].imag
    return [run.q[:, 0], run.p[:, 0] ** 2, z, run.p[:, 0] * z, run.q[:, 0] * y]


def test_trajectories_have_the_averages_of_the_master_equation() -> None:
    """H_I that does not commute with its force, against a grid: all within the error bars."""
    asked: list[tuple[Complex | None, tuple[int, int], tuple[float, float]]] = [
        (None, (1, 0), (0.0, 0.0)), (None, (0, 2), (0.0, 0.0)), (Z, (0, 0), (0.0, 0.0)), (Z, (0, 1), (0.0, 0.0)), (Y, (1, 0), (0.0, 0.0))]
    known = enclosed(SPIN, SPREAD, 1.0, asked, hbar=0.7, tolerance=3e-3)
    coarse, fine = refined(SPIN, SPREAD, [1.0], step=0.1, trajectories=16000, seed=1, hbar=0.7, states=True)
    for k, exact in enumerate(known):
        (found,) = averages.averages(coarse, fine, lambda run, k=k: linear(run)[k])  # type: ignore[misc]
        assert found.agrees(exact) and found.error < 0.05 and exact.error < 0.01, (k, found, exact)


def test_a_wrong_sign_of_the_force_is_seen() -> None:
    """The test above, made to fail: the trajectories of -H_I are not those of the grid."""
    wrong = spin_boson(mass=1, omega=1, splitting=-1, g=-0.5, sigma=0.5)
    (exact,) = enclosed(SPIN, SPREAD, 1.0, [(Z, (0, 1), (0.0, 0.0))], hbar=0.7, tolerance=1e-2)
    run = simulate(wrong, SPREAD, [1.0], step=0.1, trajectories=4000, seed=1, hbar=0.7, states=True)
    assert not averages.mean(linear(run)[3][0]).agrees(exact, bars=5)


def test_the_surplus_decoheres_what_moves() -> None:
    """Density matrices along trajectories with an operator that is not Hermitian, against the grid."""
    L = np.array([[0, 0.8], [0, 0]], dtype=complex)
    model = Hybrid(SPIN.coordinates, SPIN.V, SPIN.coupling, SPIN.mass, SPIN.sigma, (L,))
    (exact,) = enclosed(model, SPREAD, 0.5, [(Z, (0, 0), (0.0, 0.0))], hbar=1.0, tolerance=1e-2)
    run = simulate(model, SPREAD, [0.5], step=0.05, trajectories=4000, seed=1, hbar=1.0)
    found = averages.mean(run.populations[0, 0] - run.populations[0, 1])
    without = simulate(SPIN, SPREAD, [0.5], step=0.05, trajectories=4000, seed=1, hbar=1.0)
    assert found.agrees(exact) and not averages.mean(without.populations[0, 0] - without.populations[0, 1]).agrees(exact)


def test_two_grids_agree_where_the_particle_stays() -> None:
    """Fourier transform and method of lines, with surplus, and the closed moments."""
    model = monitored([1, -1], lam=1, gammaC=0.5, gammaQ=0.2)
    start = Start(np.array([0.3]), np.array([0.1]), pure([1, 1j]), 0.0, 0.3)
    box, time = (-8.0, 8.0), 0.8
    asked = [(None, 0), (None, 2), (Z, 1), (Y, 0), (Y, 1)]
    one = enclosed(model, start, time, [(B, (0, k), (0.0, 0.0)) for B, k in asked], hbar=1.0)
    other = lines.means(model, start, time, asked, hbar=1.0, points=160, box=box)
    assert all(a.value == pytest.approx(b.value, abs=1e-9) for a, b in zip(one, other, strict=True))
    y = math.cos(0.6 * time) * math.exp(-0.8 * time)
    closed = (1.0, 0.1**2 + 0.09 + time + time**2, -time, y, 0.1 * y)
    assert [each.value for each in one] == pytest.approx(closed, abs=1e-9)


def test_the_grid_is_of_order_two_and_watches_its_edges() -> None:
    box = ((-4.0, 5.0), (-6.0, 5.0))
    values = [master.master_equation(SPIN, SPREAD, 1.0, hbar=1.0, steps=k, points=(64, 64), box=box).expectation(None, (0, 2))
              for k in (2, 4, 8, 32)]
    assert 3.4 < (values[0] - values[3]) / (values[1] - values[3]) < 4.6 and 3.4 < (values[1] - values[3]) / (values[2] - values[3]) < 4.8
    narrow = master.master_equation(SPIN, SPREAD, 1.0, hbar=1.0, steps=4, points=(48, 48), box=((-1.0, 2.0), (-3.0, 3.0)))
    with pytest.raises(ArithmeticError, match="widen the box"):
        narrow.require_held()
    with pytest.raises(ValueError, match="`start` must have a spread in q"):
        enclosed(SPIN, START, 1.0, [], hbar=1.0)
