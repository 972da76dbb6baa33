"""Noise of the paper's split from triangular factors, Cholesky factors, and expectation values of order four with their error bars."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray

from numerics.mixture import siegel
from numerics.mixture.expansion import expanded
from numerics.mixture.expectation import _combined, expectations
from numerics.mixture.isotropic import factors
from numerics.mixture.packets import Packets
from numerics.mixture.process import Brownian, run
from numerics.mixture.splits import Local, Printed
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.packet import Packet
from numerics.potential import Potential

Floats = NDArray[np.float64]
x, t = sp.Symbol("x", real=True), sp.Symbol("t", real=True)
HBAR = 0.2
ROUND = Packet(np.array([1.0, 0.5]), HBAR / 2 * np.eye(2))


def shapes(d: int, n: int) -> tuple[Floats, Floats]:
    X, R = np.random.default_rng(3).standard_normal((2, d, d, n))
    return X + X.swapaxes(0, 1), np.einsum("ikn,jkn->ijn", R, R) + 0.3 * np.eye(d)[:, :, None]


def moments(packets: Packets) -> Floats:
    return np.stack([packets.x[0], packets.x[0] ** 2 + packets.position_covariances(hbar=HBAR)[:, 0, 0]])


@pytest.mark.parametrize("d", [1, 2, 3, 5])
@pytest.mark.parametrize("offsets", [(0.0, 0.0), (0.7, 0.0), (0.2, 1.3)])
def test_a_draw_has_the_covariance_it_should(d: int, offsets: tuple[float, float]) -> None:
    n, gain = 4, 2.5
    A, B = shapes(d, n)
    found = factors(A, B)
    units = np.eye(2 * d)[:, :, None] * np.ones(n)
    columns = [np.concatenate(found.drawn(unit, gain=gain, offsets=offsets)) for unit in units]
    roots = np.moveaxis(np.array(columns), (0, 1, 2), (2, 1, 0))
    inverse = np.linalg.inv(np.moveaxis(B, -1, 0))
    A, B = (np.moveaxis(part, -1, 0) for part in (A, B))
    s = np.block([[B + A @ inverse @ A, A @ inverse], [inverse @ A, inverse]])
    wanted = gain * s @ s + np.diag([offsets[0]] * d + [offsets[1]] * d)
    assert np.abs(roots @ roots.swapaxes(1, 2) - wanted).max() < 1e-11 * np.abs(wanted).max()
    assert np.allclose(found.trace, np.trace(s, axis1=1, axis2=2), rtol=1e-11)


@pytest.mark.parametrize("d", [1, 3])
def test_where_packets_are_as_squeezed_as_may_be_the_noise_vanishes_in_one_direction(d: int) -> None:
    """At s with eigenvalues z and 1/z, gain s^2 - gain/z^2 is singular: the draw is finite and has it to rounding."""
    z, gain = 3.0, 2.0
    A, B = np.zeros((d, d, 1)), np.repeat(z * np.eye(d)[:, :, None], 1, axis=2)
    units = np.eye(2 * d)[:, :, None]
    columns = [np.concatenate(factors(A, B).drawn(unit, gain=gain, offsets=(-gain / z**2,) * 2))[:, 0] for unit in units]
    wanted = np.diag([gain * (z**2 - z**-2)] * d + [0.0] * d)
    assert np.abs(np.array(columns).T @ np.array(columns) - wanted).max() < 1e-12 * gain * z**2 * 2 * d


def test_cholesky_factors_of_singular_matrices_and_the_refusal_of_others() -> None:
    R = np.random.default_rng(1).standard_normal((5, 3, 7))
    a = np.einsum("ikn,jkn->ijn", R, R)  # of rank 3
    low = siegel.cholesky(a)
    assert np.abs(np.einsum("ikn,jkn->ijn", low, low) - a).max() < 1e-12 * np.abs(a).max()
    assert np.all(low[np.triu_indices(5, 1)] == 0)
    inverse = siegel.triangular_inverse(siegel.cholesky(a + np.eye(5)[:, :, None]))
    whole = np.einsum("ijn,jkn->ikn", siegel.cholesky(a + np.eye(5)[:, :, None]), inverse)
    assert np.abs(whole - np.eye(5)[:, :, None]).max() < 1e-12
    a[4, 4] -= 1e-3
    with pytest.raises(ArithmeticError, match="positive semidefinite"):
        siegel.cholesky(a)
    with pytest.raises(ArithmeticError):
        siegel.cholesky(np.full((2, 2, 1), np.nan))


def test_slopes_and_curvatures_together_are_those_alone() -> None:
    xs = sp.symbols("x0:3", real=True)
    V = sum((sp.cos(a - b + t) for a, b in itertools.pairwise(xs)), xs[0] ** 4)
    expansion, at = expanded(Potential(V, xs, t)), np.random.default_rng(2).standard_normal((3, 9))
    slope, curvature = expansion.slope_and_curvature(at, 0.3)
    assert np.allclose(slope, expansion.slope(at, 0.3), rtol=1e-14) and np.allclose(curvature, expansion.curvature(at, 0.3), rtol=1e-14)
    hessian = np.array(expansion.potential.hessian(list(at), 0.3))
    assert np.allclose(curvature, hessian, rtol=1e-13)


def without_noise(steps: int) -> Floats:
    dynamics = Dynamics(Potential(x**2 / 2 + x**4 / 8, [x]), 1.0, 0.0, 0.0, HBAR)
    found = expectations(
        dynamics, [(1.0, ROUND)], moments, 1.0, packets=16, steps=steps, generator=np.random.default_rng(0), rule=Local()
    )
    return np.array([each.value for each in found])


def test_the_extrapolation_is_of_order_four() -> None:
    """Without diffusion there is no sampling: errors fall by 16 for steps of half length, of the mean and of the second moment."""
    truth = without_noise(128)
    errors = np.array([np.abs(without_noise(steps) - truth) for steps in (4, 8, 16)])
    assert errors[-1].min() > 1e-9, "the slope must be measured above the floor"
    assert np.all(np.abs(np.log2(errors[:-1] / errors[1:]) - 4) < 0.3), errors


@pytest.mark.parametrize("rule", [Local(), Printed(1.0, 4.0)])
def test_quadratic_potentials_have_the_exact_moments_within_the_bar(rule: Local | Printed) -> None:
    """<x> = cos t + sin t/2, <x^2> - <x>^2 = hbar/2 + D t, for D^(x) = D^(p) = D: two states, one shifted."""
    dynamics, D, time = Dynamics(Potential(x**2 / 2, [x]), 1.0, 0.1, 0.1, HBAR), 0.1, 1.0
    states = [(0.25, ROUND), (0.75, Packet(np.array([-1.0, 0.5]), HBAR * np.eye(2)))]
    found = expectations(dynamics, states, moments, time, packets=6000, steps=6, generator=np.random.default_rng(4), rule=rule)
    means = [sign * np.cos(time) + np.sin(time) / 2 for sign in (1, -1)]
    spreads = [HBAR / 2 + D * time, HBAR + D * time]
    truth = [0.25 * means[0] + 0.75 * means[1], sum(w * (m**2 + s) for w, m, s in zip((0.25, 0.75), means, spreads, strict=True))]
    for estimate, value in zip(found, truth, strict=True):
        assert abs(estimate.value - value) < estimate.error < 0.05


def test_bars_hold_the_scatter_of_repetitions() -> None:
    """Forty repetitions scatter as their bars say: a bar is three standard deviations or a little more."""
    dynamics = Dynamics(Potential(sp.cos(x), [x]), 1.0, 0.2, 0.2, HBAR)
    runs = [
        expectations(dynamics, [(1.0, ROUND)], moments, 0.5, packets=400, steps=2, generator=np.random.default_rng(seed))[0]
        for seed in range(40)
    ]
    scatter, bar = np.std([each.value for each in runs]), np.mean([each.error for each in runs])
    assert 2.2 * scatter < bar < 6 * scatter


@pytest.mark.parametrize(("outside", "inside"), [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])
def test_the_variance_is_that_of_the_combination_part_by_part(outside: float, inside: float) -> None:
    """Of 4000 combinations of 56 packets with shorter steps and 8 with both, which differ by noise of their own."""
    draw = np.random.default_rng(11)
    found = []
    for _ in range(4000):
        fine, shared, longer = outside * draw.standard_normal(56), inside * draw.standard_normal(8), inside * draw.standard_normal(8)
        value, variance, _ = _combined(fine[None], np.stack([shared, shared + longer / 4])[:, None])
        found.append((float(value[0]), float(variance[0])))
    values, variances = np.array(found).T
    assert np.mean(variances) == pytest.approx(np.var(values), rel=0.1)  # the variance of 4000 draws is known to 2.2 %


def test_a_doubled_diffusion_is_seen() -> None:
    dynamics = Dynamics(Potential(x**2 / 2, [x]), 1.0, 0.2, 0.2, HBAR)
    _, second = expectations(dynamics, [(1.0, ROUND)], moments, 1.0, packets=6000, steps=4, generator=np.random.default_rng(4))
    half = (np.cos(1) + np.sin(1) / 2) ** 2 + HBAR / 2 + 0.1
    assert abs(second.value - half) > 2 * second.error


def test_what_cannot_be_is_refused() -> None:
    dynamics, generator = Dynamics(Potential(sp.cos(x), [x]), 1.0, 0.2, 0.2, HBAR), np.random.default_rng(0)
    with pytest.raises(ValueError, match="at least 16"):
        expectations(dynamics, [(1.0, ROUND)], moments, 1.0, packets=15, steps=4, generator=generator)
    with pytest.raises(ValueError, match="sum to 1"):
        expectations(dynamics, [(0.5, ROUND)], moments, 1.0, packets=100, steps=4, generator=generator)
    with pytest.raises(ValueError, match="`steps`"):
        expectations(dynamics, [(1.0, ROUND)], moments, 1.0, packets=100, steps=0, generator=generator)


def test_blocks_do_not_change_the_law(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step in small blocks is the step at once: inverses and draws are the same numbers."""
    xs = sp.symbols("x0:2", real=True)
    dynamics = Dynamics(Potential(sp.cos(xs[0]) + sp.cos(xs[0] - xs[1]), xs), 1.0, 0.2, 0.2, HBAR)
    start = Packets(np.zeros((2, 50)), np.ones((2, 50)), np.repeat(1j * np.eye(2)[:, :, None], 50, axis=2), np.full(50, 0.02))

    def end() -> Packets:
        found = list(run(dynamics, start, 0.5, steps=3, brownian=Brownian(np.random.default_rng(7)), rule=Printed(1.0, 9.0)))
        return found[-1].packets

    whole = end()
    monkeypatch.setattr("numerics.mixture.splits.BLOCK", 30)
    monkeypatch.setattr("numerics.mixture.siegel.BLOCK", 30)
    parts = end()
    assert np.allclose(whole.x, parts.x, rtol=1e-13) and np.allclose(whole.Z, parts.Z, rtol=1e-13)
