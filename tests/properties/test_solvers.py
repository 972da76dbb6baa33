"""Every solver against its closed form at random parameters, within its own error bar: quadratic potentials, levels that stay, suprema.

The closed forms are written out here: the flow of a quadratic potential by sines, its noise by Gauss-Legendre nodes.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from numerics.estimate import Estimate
from numerics.hybrid import averages, lines, splitting
from numerics.hybrid.model import Start, pure
from numerics.hybrid.models import monitored
from numerics.hybrid.simulate import simulate
from numerics.hybrid.trajectories import Plan
from numerics.mixture.packets import sampled
from numerics.mixture.process import Brownian, run
from numerics.operators import fokker_planck, lindblad
from numerics.operators.lindblad import function, momentum, position
from numerics.operators.model import Model
from numerics.operators.moments import quadratic_moments
from numerics.phase_space import states
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import distance, evolve
from numerics.phase_space.packet import Packet
from numerics.potential import Potential
from numerics.supremum import norms

FEW = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SOME = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
x = sp.Symbol("x", real=True)
CENTRE = np.array([0.6, -0.4])
curvatures = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(0), Fraction(-1), Fraction(-1, 2), Fraction(3, 2)])
masses = st.sampled_from([0.8, 1.0, 1.3])
noises = st.sampled_from([0.0, 0.05, 0.1, 0.2])
times = st.sampled_from([0.4, 0.7, 1.1])


def flow(k: float, mass: float, t: float) -> Any:
    """The linear flow of V = k x^2/2: oscillator, free or inverted."""
    w = math.sqrt(abs(k) / mass)
    if w == 0:
        return np.array([[1, t / mass], [0, 1]])
    c, s, sign = (math.cos(w * t), math.sin(w * t), 1) if k > 0 else (math.cosh(w * t), math.sinh(w * t), -1)
    return np.array([[c, s / (mass * w)], [-sign * mass * w * s, c]])


def closed(k: float, mass: float, Dx: float, Dp: float, covariance: Any, t: float) -> tuple[Any, Any]:
    """Mean and covariance at t: E z, E sigma E^T + int E(s) D E(s)^T ds."""
    E = flow(k, mass, t)
    nodes, weights = np.polynomial.legendre.leggauss(20)
    spread = E @ covariance @ E.T
    for u, weight in zip((nodes + 1) * t / 2, weights * t / 2, strict=True):
        F = flow(k, mass, float(u))
        spread = spread + weight * F @ np.diag([Dx, Dp]) @ F.T
    return E @ CENTRE, (spread + spread.T) / 2


def coherent(hbar: float) -> Any:
    """A covariance a little wider than a coherent state's."""
    return 1.2 * hbar / 2 * np.array([[1.1, 0.2], [0.2, 1.0]])


def potential(k: Fraction) -> Potential:
    return Potential(sp.Rational(k) * x**2 / 2, [x])


@SOME
@given(curvatures, masses, noises, noises, times, st.sampled_from([None, 0.2, 0.3]))
def test_phase_space_densities_of_quadratic_potentials(
    k: Fraction, mass: float, Dx: float, Dp: float, time: float, hbar: float | None
) -> None:
    dynamics, start = Dynamics(potential(k), mass, Dx, Dp, hbar), coherent(0.25 if hbar is None else hbar)
    found = evolve(dynamics, Packet(CENTRE, start), time, tolerance=1e-4)
    mean, spread = closed(float(k), mass, Dx, Dp, start, time)
    true = distance(dynamics, found.grid, found.f - states.gaussian(found.grid, mean.tolist(), spread))
    assert true <= found.error <= 1e-4


@SOME
@given(curvatures, masses, noises, noises, times)
def test_moments_of_quadratic_potentials(k: Fraction, mass: float, Dx: float, Dp: float, time: float) -> None:
    start = coherent(0.3)
    found = quadratic_moments(Model(potential(k), mass, Dx, Dp), CENTRE, start, time)
    for one, other in zip(found, closed(float(k), mass, Dx, Dp, start, time), strict=True):
        assert np.abs(one - other).max() < 1e-12


@settings(FEW, max_examples=2)
@given(st.sampled_from([Fraction(1), Fraction(0), Fraction(-1, 2)]), masses, st.just(0.1), noises, st.sampled_from([0.2, 0.3]))
def test_density_matrices_of_quadratic_potentials(k: Fraction, mass: float, Dx: float, Dp: float, time: float) -> None:
    hbar = 0.5
    start = coherent(hbar)
    found = lindblad.evolve(Model(potential(k), mass, Dx, Dp), CENTRE, start, time, hbar=hbar, tolerance=1e-3)
    mean, spread = closed(float(k), mass, Dx, Dp, start, time)
    wanted = {position(): mean[0], momentum(): mean[1], function(lambda q: q * q): spread[0, 0] + mean[0] ** 2}
    for operator, value in wanted.items():
        estimate = found.expectation(operator)
        assert abs(float(estimate) - value) <= estimate.error < 0.1
    purity = found.purity
    assert abs(float(purity) - hbar / 2 / math.sqrt(np.linalg.det(spread))) <= purity.error


@FEW
@given(curvatures, masses, noises, noises, times)
def test_classical_densities_in_a_basis(k: Fraction, mass: float, Dx: float, Dp: float, time: float) -> None:
    start = coherent(0.3)
    found = fokker_planck.evolve(Model(potential(k), mass, Dx, Dp), CENTRE, start, time, tolerance=1e-3)
    mean, spread = closed(float(k), mass, Dx, Dp, start, time)
    nodes = [np.linspace(m - 8 * s, m + 8 * s, 161) for m, s in zip(mean, np.sqrt(np.diag(spread)), strict=True)]
    offset = np.stack(np.meshgrid(nodes[0] - mean[0], nodes[1] - mean[1], indexing="ij"), axis=-1)
    exponent = np.einsum("abi,ij,abj->ab", offset, np.linalg.inv(spread), offset) / 2
    density = np.exp(-exponent) / (2 * np.pi * math.sqrt(np.linalg.det(spread)))
    cell = (nodes[0][1] - nodes[0][0]) * (nodes[1][1] - nodes[1][0])
    assert np.abs(found.values(*nodes) - density).sum() * cell <= found.error + 1e-9
    assert found.error <= 1e-3


@FEW
@given(curvatures, masses, noises, st.sampled_from([0.1, 0.2]), times, st.integers(0, 10**6))
def test_mixtures_of_quadratic_potentials(k: Fraction, mass: float, Dx: float, Dp: float, time: float,
seed: int) -> None:
    """Mean and covariance within six standard errors of the sample: the step is 1/60, its error a hundredth of that."""
    hbar, n = 0.2, 4000
    start, generator = coherent(hbar), np.random.default_rng(seed)
    packets = sampled([(1.0, Packet(CENTRE, start))], n, hbar=hbar, generator=generator)
    *_, last = run(Dynamics(potential(k), mass, Dx, Dp, hbar), packets, time, steps=60, brownian=Brownian(generator))
    m, s = last.packets.moments(hbar=hbar)
    mean, spread = closed(float(k), mass, Dx, Dp, start, time)
    scale = np.sqrt(np.outer(np.diag(spread), np.diag(spread)) * 2 / n)
    assert np.all(np.abs(m - mean) < 6 * np.sqrt(np.diag(spread) / n))
    assert np.all(np.abs(s - spread) < 6 * scale)


@FEW
@given(st.sampled_from([(1, -1), (2, 0), (1, 0), (3, -1)]), st.sampled_from([0.5, 1.0, -1.0]), st.sampled_from([0.4, 0.8]),
       st.sampled_from([0.3, 0.5]), st.sampled_from([0.4, 0.8]), st.integers(0, 10**6))
def test_three_solvers_of_a_monitored_particle(
    levels: tuple[int, int], lam: float, gammaC: float, surplus: float, time: float, seed: int
) -> None:
    """The exact sampler, the splitting and the method of lines, each against E p, Var p, and the mean coherence."""
    hbar, q, weights, width, n = 0.5, 0.3, np.array([0.36, 0.64]), 0.3, 6000
    gammaQ = lam**2 / (16 * gammaC) + surplus / 4
    model, psi = monitored(levels, lam=lam, gammaC=gammaC, gammaQ=gammaQ), pure([0.6, 0.8])
    a = np.array(levels, dtype=float)
    mean, variance = weights @ a, weights @ a**2 - (weights @ a) ** 2
    apart = a[0] - a[1]
    coherence = 0.48 * math.exp(-gammaQ * apart**2 * time) * math.cos(lam * q * apart * time / hbar)
    wanted = (-lam * time * mean, 2 * gammaC * time + (lam * time) ** 2 * variance, coherence)
    start = Start(np.array([q]), np.zeros(1), psi)
    runs = [simulate(model, start, [time], step=1.0, trajectories=n, seed=seed, hbar=hbar, states=True),
            splitting.run(model, start, Plan((time,), (1,)), n, np.random.Generator(np.random.SFC64(seed)), hbar=hbar,
                          keep=True, coupled=False)]
    for found in runs:
        assert found.states is not None
        observed = (found.p[0, 0], (found.p[0, 0] + lam * time * mean) ** 2, found.states[0, 0, 1].real)
        for values, value in zip(observed, wanted, strict=True):
            assert averages.mean(values).agrees(Estimate(value, 1e-9, "closed form"), bars=1.5)
    grid = lines.means(model, Start(np.array([q]), np.zeros(1), psi, 0.0, width), time,
                       [(None, 1), (None, 2), (np.array([[0, 0.5], [0.5, 0]], dtype=complex), 0)], hbar=hbar,
                       points=160, box=(-9.0, 9.0))
    second = wanted[1] + wanted[0] ** 2 + width**2
    for estimate, value in zip(grid, (wanted[0], second, coherence), strict=True):
        assert abs(float(estimate) - value) <= estimate.error + 1e-9


@settings(SOME, max_examples=6)
@given(st.integers(1, 5), st.integers(1, 4), st.integers(-3, 3), st.integers(1, 3), st.integers(0, 6))
def test_suprema_of_derivatives(A: int, k: int, s: int, w: int, c: int) -> None:
    """A cos(k x + c) + s x^2/2: |s| + A k^2 and A k^3. A exp(-w x^2/2): A w, and A w^(3/2) times the maximum of |3u - u^3| exp(-u^2/2)."""
    steep = math.sqrt(6 * (3 - math.sqrt(6))) * math.exp(-(3 - math.sqrt(6)) / 2)
    cases = ((A * sp.cos(k * x + c) + sp.Integer(s) * x**2 / 2, abs(s) + A * k**2, A * k**3),
             (A * sp.exp(-w * x**2 / 2), A * w, A * w**1.5 * steep))
    for expression, *wanted in cases:
        for found, value in zip(norms(expression, [x], tolerance=Fraction(1, 10**8)), wanted, strict=True):
            assert found.finite is True and found.low * (1 - 1e-14) <= value <= found.high * (1 + 1e-14) and found.width <= 1e-8
