"""Transforms, extrapolation and moving of grids: the ways agree, the orders are those claimed."""

from __future__ import annotations

import math
from typing import Any

import array_api_strict
import numpy as np
import pytest
import sympy as sp

from numerics.phase_space import splitting, states, transform
from numerics.phase_space.dynamics import Dynamics, force, kinetic
from numerics.phase_space.grid import Axis, Grid
from numerics.phase_space.regrid import regrid
from numerics.phase_space.splitting import GROWTH, Splitting, corrected, weights
from numerics.phase_space.transform import Buffered, Standard, Threaded, Transforms
from numerics.potential import Potential

x, y, t = (sp.Symbol(name, real=True) for name in "xyt")
DRIVEN = Potential(sp.cos(x) * (1 + sp.sin(3 * t) / 2), [x], t)
GRID = Grid((Axis(-5, 7, 60),), (Axis(-4, 5, 54),))


def dynamics(potential: Potential, hbar: float | None = 0.25) -> Dynamics:
    return Dynamics(potential, 1.0, 0.1, 0.2, hbar)


def start(grid: Grid) -> np.ndarray:
    return states.gaussian(grid, [0.5] * (2 * grid.d), 0.3 * np.eye(2 * grid.d))


@pytest.mark.parametrize("potential", [Potential(sp.cos(x), [x]), DRIVEN])
def test_every_transform_does_the_same(monkeypatch: pytest.MonkeyPatch, potential: Potential) -> None:
    results = []
    for kind in (Buffered, Threaded):
        monkeypatch.setattr(splitting, "transforms", lambda grid, space, kind=kind: kind(grid))
        results.append(Splitting(dynamics(potential), GRID, 0.3, (1, 2, 3)).extrapolate(start(GRID), start=0.1)[0])
    monkeypatch.setattr(splitting, "transforms", lambda grid, space: Standard(grid, space))
    f = array_api_strict.asarray(start(GRID))
    results.append(np.asarray(Splitting(dynamics(potential), GRID, 0.3, (1, 2, 3), array_api_strict).extrapolate(f, start=0.1)[0]))
    assert max(float(np.abs(each - results[0]).max()) for each in results) < 1e-14
    assert float(np.abs(results[0] - start(GRID)).max()) > 0.01


def test_two_degrees_of_freedom_by_every_transform(monkeypatch: pytest.MonkeyPatch) -> None:
    grid = Grid((Axis(-4, 4, 16), Axis(-5, 4, 18)), (Axis(-4, 4, 16), Axis(-4, 5, 14)))
    coupled = Dynamics(Potential(sp.cos(x) + x * y / 4 + y**2 / 2, [x, y]), 1.0, 0.5, 0.5, 1.0)
    f, found = states.gaussian(grid, [0.1] * 4, 0.6 * np.eye(4)), []
    for kind in (Buffered, Threaded):
        monkeypatch.setattr(splitting, "transforms", lambda grid, space, kind=kind: kind(grid))
        found.append(Splitting(coupled, grid, 0.2).advance(f, 2))
    monkeypatch.setattr(splitting, "transforms", lambda grid, space: Standard(grid, space))
    found.append(np.asarray(Splitting(coupled, grid, 0.2, space=array_api_strict).advance(array_api_strict.asarray(f), 2)))
    assert max(float(np.abs(each - found[0]).max()) for each in found) < 1e-15


def test_the_choice_of_a_transform() -> None:
    large = Grid((Axis(-1, 1, 600),), (Axis(-1, 1, 600),))
    kinds: list[type[Transforms]] = [type(transform.transforms(grid)) for grid in (GRID, large)]
    assert kinds == [Buffered, Threaded]
    assert isinstance(transform.transforms(GRID, array_api_strict), Standard)


@pytest.mark.parametrize("potential", [Potential(sp.cos(x), [x]), DRIVEN])
@pytest.mark.parametrize("levels", [(1,), (2, 3), (1, 2, 3, 4)])
def test_levels_in_a_stack_are_levels_one_by_one(
    monkeypatch: pytest.MonkeyPatch, potential: Potential, levels: tuple[int, ...]
) -> None:
    together = Splitting(dynamics(potential), GRID, 0.3, levels)
    monkeypatch.setattr(splitting, "TOGETHER", 0)
    alone = Splitting(dynamics(potential), GRID, 0.3, levels)
    for stepper in (together, alone):  # the second call meets buffers in use, and another start
        stepper.extrapolate(start(GRID) / 2, start=0.7)
    (best, changed, peak), (by_itself, changed_too, peak_too) = (each.extrapolate(start(GRID), start=0.1) for each in (together, alone))
    for one, two in zip((best, *changed, peak), (by_itself, *changed_too, peak_too), strict=True):
        assert float(np.abs(one - two).max()) < 1e-15
    assert len(changed) == {1: 0, 2: 1, 4: 3}[len(levels)]
    assert float(np.abs(together.advance(start(GRID), 2) - alone.advance(start(GRID), 2)).max()) < 1e-15


@pytest.mark.parametrize("potential", [Potential(sp.cos(x), [x]), DRIVEN])
def test_a_step_of_order_four_by_its_five_factors(potential: Potential) -> None:
    """exp(hW/6) exp(hT/2) exp(2hW/3 + h^3 [W,[T,W]]/72) exp(hT/2) exp(hW/6), W at the beginning, middle and end; the growth bounded."""
    law, h, f = dynamics(potential), 0.15, start(GRID)
    bounded = 0.0
    stepper = Splitting(law, GRID, 2 * h, (2,))
    expected = f
    for begin in (0.1, 0.1 + h):
        first, (middle, double), last = (force(law, GRID, begin + share * h) for share in (0.0, 0.5, 1.0))
        free = h**3 / 72 * double
        given = free.real / np.sqrt(1 + 16 * free.real**2) + 1j * free.imag
        bounded = max(bounded, float(np.abs(given - free).max()))
        factors = np.exp(h / 6 * first[0]), np.exp(2 * h / 3 * middle + given), np.exp(h / 6 * last[0])
        drift = np.exp(h / 2 * kinetic(law, GRID))
        for number, kick in enumerate(factors):
            kick[:, -1] = 0
            expected = np.fft.irfft(np.fft.rfft(expected, axis=1) * kick, n=GRID.shape[1], axis=1)
            if number < 2:
                expected = np.fft.irfft(np.fft.rfft(expected, axis=0) * drift, n=GRID.shape[0], axis=0)
    assert float(np.abs(stepper.advance(f, 1, start=0.1) - expected).max()) < 1e-12
    assert bounded > 1e-8, "the bound is seen"


def test_a_kick_lets_a_density_grow_no_more_than_stated() -> None:
    """Up steep walls, at any step; where the growth is small nothing changes, and the exponent is odd in the step."""
    law = Dynamics(Potential(x**4, [x]), 1.0, 0.3, 0.1, 0.25)
    symbol, double = force(law, Grid((Axis(-4, 4, 64),), (Axis(-6, 6, 96),)), 0.0)
    for h in (1e-3, 0.02, 0.1, 1.0):
        free, given = 2 * h / 3 * symbol + h**3 / 72 * double, corrected(symbol, double, h)
        assert float((given - 2 * h / 3 * symbol).real.max()) <= GROWTH and np.array_equal(given.imag, free.imag)
        small = h**3 / 72 * np.abs(double.real) < 0.01
        assert float(np.abs(given - free)[small].max()) <= 1e-2**3 / (2 * GROWTH**2)
        assert np.array_equal(corrected(symbol, double, -h), -given)
    assert float((h**3 / 72 * double.real).max()) > 1e5


def test_what_the_grid_does_not_resolve_does_not_grow() -> None:
    """Of x^4 - x^2 with kicks that exceed the wave numbers of the grid: without the bound the square grows thousandfold in one step."""
    law, grid = Dynamics(Potential(x**4 - x**2, [x]), 1.0, 0.2, 0.12, 0.25), Grid((Axis(-5.3, 4.8, 48),), (Axis(-4.8, 8.6, 108),))
    f = np.random.default_rng(5).normal(size=grid.shape)

    def grown() -> float:
        return float(np.square(Splitting(law, grid, 0.05).advance(f, 10)).sum() / np.square(f).sum())

    assert grown() < 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "GROWTH", 1e9)
        assert grown() > 1e3


@pytest.mark.parametrize("potential", [Potential(sp.cos(x), [x]), DRIVEN])
@pytest.mark.parametrize("levels", [(1,), (2,), (1, 2, 3)])
def test_a_stack_of_densities_advances_at_once(potential: Potential, levels: tuple[int, ...]) -> None:
    stepper = Splitting(dynamics(potential), GRID, 0.2, levels)
    stack = np.stack([start(GRID), start(GRID)[::-1]])
    moved = stepper.advance(stack, 3, start=0.4)
    assert moved.shape == stack.shape
    for before, after in zip(stack, moved, strict=True):
        assert float(np.abs(stepper.advance(before, 3, start=0.4) - after).max()) < 1e-15


@pytest.mark.parametrize("levels", [(1,), (1, 2), (2, 3), (1, 2, 3), (1, 2, 3, 4)])
def test_the_weights_cancel_even_powers(levels: tuple[int, ...]) -> None:
    found = weights(levels)
    assert math.fsum(found) == pytest.approx(1, abs=1e-14)
    for power in range(1, len(levels)):
        assert math.fsum(w * n ** (-2.0 - 2 * power) for w, n in zip(found, levels, strict=True)) == pytest.approx(0, abs=1e-14)


@pytest.mark.parametrize("potential", [Potential(sp.cos(x), [x]), DRIVEN])
@pytest.mark.parametrize(("levels", "order"), [((1,), 4), ((1, 2), 6), ((1, 2, 3), 8)])
def test_the_order_of_the_extrapolation(potential: Potential, levels: tuple[int, ...], order: int) -> None:
    """The error falls as h^order at least, once it is small, and above rounding."""
    grid = Grid((Axis(-3 * math.pi, 3 * math.pi, 128),), (Axis(-8, 9, 144),))  # a jump of V at the ends would spoil the order
    f = start(grid)

    def evolved(count: int, levels: tuple[int, ...]) -> np.ndarray:
        stepper, g = Splitting(dynamics(potential), grid, 2.0 / count, levels), f
        for number in range(count):
            g = stepper.extrapolate(g, start=2.0 * number / count)[0]
        return np.asarray(g)

    exact = evolved(16, (1, 2, 3, 4))
    errors = [float(np.abs(evolved(count, levels) - exact).sum() * grid.cell) for count in (2, 4, 8)]
    assert errors[-1] > 100 * 1e-13
    assert order - 0.4 < np.log2(errors[1] / errors[2]) < order + 1.5, "two orders less or more would show"


def test_the_embedded_estimate_bounds_the_error_of_a_step() -> None:
    grid = Grid((Axis(-8, 9, 120),), (Axis(-6, 7, 108),))
    f = start(grid)
    best, changed, _ = Splitting(dynamics(DRIVEN), grid, 0.8, (1, 2, 3)).extrapolate(f, start=0.3)
    exact = f
    fine = Splitting(dynamics(DRIVEN), grid, 0.1, (1, 2, 3, 4))
    for number in range(8):
        exact = fine.extrapolate(exact, start=0.3 + 0.1 * number)[0]
    error, *sizes = (float(np.abs(each).sum() * grid.cell) for each in (best - exact, *changed))
    assert 1e-12 < error < splitting.error(sizes)


@pytest.mark.parametrize(
    ("well", "centre", "hbar", "length", "levels"),
    [
        (x**2 / 2 + sp.exp(-(x**2)), (0.5, 0.5), 1 / 12, 1.9, (1, 2, 3, 4)), (sp.cos(x), (1.0, 0.5), 1 / 16, 2.4, (1, 2, 3, 4)),
        (sp.log(sp.cosh(x)), (1.0, 0.5), 1 / 32, 2.5, (1, 2, 3, 4)), (sp.cos(x), (1.0, 0.5), 1 / 16, 2.0, (1, 2, 3)),
    ],
)  # fmt: skip
def test_the_estimate_sees_that_an_extrapolation_hardly_converges(
    well: sp.Expr, centre: tuple[float, float], hbar: float, length: float, levels: tuple[int, ...]
) -> None:
    """In the L1 norm, where nothing is bounded generously: the change by the coarsest level alone is several times too small."""
    grid = Grid((Axis(-8, 10, 240),), (Axis(-7, 7, 180),))
    law, f = Dynamics(Potential(well, [x]), 1.0, hbar, hbar, None), states.gaussian(grid, centre, hbar / 2 * np.eye(2))
    best, changed, _ = Splitting(law, grid, length, levels).extrapolate(f)
    exact, check, _ = Splitting(law, grid, length, (20, 21, 22, 23)).extrapolate(f)
    error, known, *sizes = (float(np.abs(each).sum() * grid.cell) for each in (best - exact, check[0], *changed))
    assert known < error / 100
    assert error > 1.5 * sizes[0], "the coarsest level alone says too little"
    assert error / 3 < splitting.error(sizes) < 10 * error


def test_the_estimate_of_few_levels() -> None:
    assert splitting.error([]) == math.inf and splitting.error([2.0]) == 2.0
    assert splitting.error([1.0, 8.0, 16.0]) == 4.0 and splitting.error([5.0, 8.0, 16.0]) == 5.0
    assert splitting.error([1.0, 8.0, 2.0]) == 8.0, "no more than the change itself where they grow"
    assert splitting.error([0.0, 0.0, 0.0]) == 0.0


@pytest.mark.parametrize("space", [np, array_api_strict])
def test_what_a_density_passes_on_its_way_is_seen(space: Any) -> None:
    """A packet that an oscillator takes once around passes the three other places where it turns, and none outside their circle."""
    grid = Grid((Axis(-7, 7, 96),), (Axis(-7, 7, 96),))
    f = states.gaussian(grid, [3.0, 0.0], 0.2 * np.eye(2))
    law = Dynamics(Potential(x**2 / 2, [x]), 1.0, 0.0, 0.0, 0.25)
    best, _, peak = (np.asarray(each) for each in Splitting(law, grid, 2 * math.pi, (7, 8), space).extrapolate(space.asarray(f)))
    node = {value: int(np.argmin(np.abs(grid.position[0].nodes - value))) for value in (-3.0, 0.0, 3.0)}
    for turn in ((-3.0, 0.0), (0.0, 3.0), (0.0, -3.0), (3.0, 0.0)):
        assert peak[node[turn[0]], node[turn[1]]] > 0.5 * f.max()
    assert np.all(peak >= np.abs(f)) and np.all(peak >= np.abs(best))
    assert peak[np.hypot(*np.meshgrid(*[axis.nodes for axis in (*grid.position, *grid.momentum)], indexing="ij")) > 6.0].max() < 1e-4


def test_a_density_moves_to_another_grid() -> None:
    new = Grid((Axis(-4.3, 5.9, 64),), (Axis(-3.5, 4.7, 50),))
    assert np.allclose(regrid(start(GRID), GRID, new), start(new), atol=1e-9)
    assert np.array_equal(regrid(start(GRID), GRID, GRID), start(GRID))


def test_outside_the_old_box_there_is_nothing() -> None:
    new = Grid((Axis(-12, 14, 120),), GRID.momentum)
    moved = regrid(start(GRID), GRID, new)
    outside = (new.position[0].nodes < -5) | (new.position[0].nodes >= 7)
    assert np.all(moved[outside] == 0) and float(moved.sum() * new.cell) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("levels", [(), (2, 1), (0, 1), (1, 1)])
def test_levels_must_increase(levels: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="`levels` must be positive and increasing"):
        Splitting(dynamics(DRIVEN), GRID, 0.1, levels)
