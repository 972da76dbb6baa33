"""The mixture's process: splits against the covariance law, purity, exact moments for quadratic potentials, order two, common noise."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import scipy.integrate
import sympy as sp
from numpy.typing import NDArray

from numerics.mixture import siegel
from numerics.mixture.expansion import expanded
from numerics.mixture.packets import Packets, pure_part, sampled, shape
from numerics.mixture.process import Brownian, forces, run, step
from numerics.mixture.splits import Channels, Local, Printed, Rule, broadening, needed_squeezing, rescaled
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.packet import Packet
from numerics.potential import Potential

Floats = NDArray[np.float64]
x, t = sp.Symbol("x", real=True), sp.Symbol("t", real=True)
COSINE, QUARTIC = Potential(sp.cos(x), [x]), Potential(x**4 / 4, [x])
HBAR, MASS = 0.2, 1.3


def many(d: int, coupling: int = 1) -> Potential:
    xs = sp.symbols(f"x0:{d}", real=True)
    links = sum((sp.cos(a - b) for a, b in itertools.pairwise(xs)), sp.Integer(0))
    return Potential(sum((sp.cos(a) for a in xs), coupling * links), xs)


def shapes(d: int, n: int, seed: int = 0) -> NDArray[np.complex128]:
    generator = np.random.default_rng(seed)
    X, R = generator.standard_normal((2, n, d, d))
    return np.moveaxis(X + X.swapaxes(1, 2) + 1j * (R @ R.swapaxes(1, 2) + 0.3 * np.eye(d)), 0, -1)


def with_shapes(Z: NDArray[np.complex128]) -> Packets:
    d, n = len(Z), Z.shape[2]
    return Packets(np.zeros((d, n)), np.zeros((d, n)), Z, np.full(n, 1 / n))


def covariance_rate(Z: NDArray[np.complex128], rate: NDArray[np.complex128]) -> Floats:
    """d sigma from dZ: sigma^xx = (hbar/2) Y^-1 and so on, differentiated by the product rule."""
    X, Y, dX, dY = (np.moveaxis(part, -1, 0) for part in (Z.real, Z.imag, rate.real, rate.imag))
    xx = HBAR / 2 * np.linalg.inv(Y)
    dxx = -2 / HBAR * xx @ dY @ xx
    dxp = dxx @ X + xx @ dX
    dpp = HBAR / 2 * dY + dX @ xx @ X + X @ dxp
    return np.block([[dxx, dxp], [dxp.swapaxes(1, 2), dpp]])


def with_diagonal(values: object, d: int, n: int) -> NDArray[np.complex128]:
    matrices = np.zeros((d, d, n), dtype=complex)
    siegel.add_diagonal(matrices, values)
    return matrices


@pytest.mark.parametrize("d", [1, 2, 4])
@pytest.mark.parametrize(("rule", "Dx", "Dp"), [
    *((rule, Dx, Dp) for rule in (Local(), Local(0.0), Local(3.0)) for Dx, Dp in ((0.3, 0.7), (0.0, 0.5), (0.4, 0.0), (0.0, 0.0))),
    (Printed(0.7, 2000.0), 0.3, 0.7),
])
def test_the_parts_of_a_split_add_up_to_the_covariance_rate(d: int, rule: Rule, Dx: float, Dp: float) -> None:
    n = 6
    Z, dynamics = shapes(d, n), Dynamics(many(d), MASS, Dx, Dp, HBAR)
    H = np.random.default_rng(1).standard_normal((d, d, n))
    H = H + H.swapaxes(0, 1)
    split = rule.split(dynamics, Z)
    M = with_diagonal(split.M, d, n)
    flow = covariance_rate(Z, with_diagonal(split.K, d, n) - H - np.einsum("ijn,jkn,kln->iln", Z, M, Z))
    noise, sigma = broadening(split, Z), with_shapes(Z).covariances(hbar=HBAR)
    F = np.zeros((n, 2 * d, 2 * d))
    F[:, :d, d:], F[:, d:, :d] = np.eye(d) / MASS, -np.moveaxis(H, -1, 0)
    whole = F @ sigma + sigma @ F.swapaxes(1, 2) + np.diag([Dx] * d + [Dp] * d)
    scale = np.abs(flow).max(axis=(1, 2)) + np.abs(noise).max(axis=(1, 2))
    assert np.all(np.abs(flow + noise - whole).max(axis=(1, 2)) < 1e-11 * scale)
    assert np.all(np.linalg.eigvalsh(noise)[:, 0] >= -1e-12 * scale)


def test_the_local_phases_take_most_of_the_width_to_come() -> None:
    """Of 720 phases none makes the mean of k.S_D k over T larger, k = (1, t/m), for either source."""
    Z = shapes(1, 9)
    angles = np.exp(2j * np.pi * np.arange(720) / 720)
    for Dx, Dp in ((0.3, 0.0), (0.0, 0.7)):
        dynamics = Dynamics(COSINE, MASS, Dx, Dp, HBAR)
        T = 0.5 * HBAR * Z.imag[0, 0] / (Dp + Dx * np.abs(Z[0, 0]) ** 2)
        W = np.array([[np.ones(9), T / MASS / 2], [T / MASS / 2, (T / MASS) ** 2 / 3]])
        own = np.einsum("ijn,nij->n", W, broadening(Local().split(dynamics, Z), Z))
        others = []
        for u in angles:
            turn = np.sqrt(u)
            split = Channels(dynamics, 0.0, 0.0, (turn.real, turn.imag), (turn.real, turn.imag))
            others.append(np.einsum("ijn,nij->n", W, broadening(split, Z)))
        best = np.max(others, axis=0)
        assert np.all(own >= best * (1 - 1e-12)) and np.all(own < best * (1 + 1e-3))


def test_the_printed_split_is_the_papers_20() -> None:
    Z, eta, z, Dx, Dp = shapes(2, 5), 0.7, 2000.0, 0.3, 0.7
    split = Printed(eta, z).split(Dynamics(many(2), MASS, Dx, Dp, HBAR), Z)
    star = HBAR / 2 * np.diag([1 / eta] * 2 + [eta] * 2)
    root = np.sqrt(star)
    W = np.moveaxis(np.linalg.inv(np.moveaxis(Z, -1, 0)), 0, -1)
    s = np.linalg.inv(root) @ with_shapes(Z).covariances(hbar=HBAR) @ np.linalg.inv(root)
    assert np.allclose(rescaled(W, eta), s, rtol=1e-10, atol=0)
    c = min(eta * Dx, Dp / eta) / HBAR
    g = c / (1 - z**-2) * (s - np.linalg.inv(s))
    printed = root @ (np.linalg.inv(root) @ np.diag([Dx] * 2 + [Dp] * 2) @ np.linalg.inv(root) + g @ s + s @ g) @ root
    assert np.allclose(broadening(split, Z), printed, rtol=1e-9, atol=1e-9)


def test_needed_squeezing_is_the_papers_z() -> None:
    dynamics = Dynamics(COSINE, 1.0, 0.05, 0.05, HBAR)
    assert needed_squeezing(dynamics, eta=1.0, low=-1, high=1) == pytest.approx(HBAR / 0.05)
    assert needed_squeezing(dynamics, eta=1.0, low=0, high=1) == pytest.approx(HBAR / 0.05 / 2)


@pytest.mark.parametrize("d", [1, 3])
def test_inverses_and_solutions(d: int) -> None:
    Z = shapes(d, 70)
    product = np.einsum("ijn,jkn->ikn", siegel.inverse(Z), Z)
    assert np.abs(product - np.eye(d)[:, :, None]).max() < 1e-11
    b = np.random.default_rng(2).standard_normal((d, 70))
    assert np.abs(np.einsum("ijn,jn->in", Z.imag, siegel.solved(Z.imag, b)) - b).max() < 1e-11


@pytest.mark.parametrize(("d", "steps"), [
    (1, 500), (3, 100), *(pytest.param(d, steps, marks=pytest.mark.slow) for d, steps in ((1, 10**4), (3, 2000)))
])
def test_packets_stay_pure(d: int, steps: int) -> None:
    generator = np.random.default_rng(4)
    start = sampled([(1.0, Packet(np.full(2 * d, 0.4), HBAR * np.eye(2 * d)))], 8, hbar=HBAR, generator=generator)
    dynamics = Dynamics(many(d), 1.0, 0.05, 0.05, HBAR)
    final = start
    for moment in run(dynamics, start, 0.02 * steps, steps=steps, brownian=Brownian(generator)):
        final = moment.packets
    form = np.block([[np.zeros((d, d)), np.eye(d)], [-np.eye(d), np.zeros((d, d))]])
    sigma = final.covariances(hbar=HBAR)
    wrong = sigma @ form @ sigma - (HBAR / 2) ** 2 * form
    assert np.all(np.abs(wrong).max(axis=(1, 2)) < 1e-12 * np.abs(sigma).max(axis=(1, 2)) ** 2)
    assert np.array_equal(final.Z, final.Z.swapaxes(0, 1))


@pytest.mark.parametrize("d", [1, 2])
def test_a_mixed_gaussian_is_a_mixture_of_pure_ones(d: int) -> None:
    R = np.random.default_rng(5).standard_normal((2 * d, 2 * d))
    sigma = R @ R.T + HBAR * np.eye(2 * d)
    pure = pure_part(sigma, hbar=HBAR)
    assert np.linalg.det(pure) == pytest.approx((HBAR / 2) ** (2 * d)) and np.linalg.eigvalsh(sigma - pure)[0] > -1e-12
    assert np.allclose(with_shapes(shape(pure, hbar=HBAR)[:, :, None]).covariances(hbar=HBAR)[0], pure, rtol=1e-9)
    n = 20000
    found = sampled([(1.0, Packet(np.arange(2.0 * d), sigma))], n, hbar=HBAR, generator=np.random.default_rng(6))
    mean, covariance = found.moments(hbar=HBAR)
    scale = np.sqrt(np.outer(np.diag(sigma), np.diag(sigma)) * 2 / n)
    assert np.all(np.abs(mean - np.arange(2 * d)) < 5 * np.sqrt(np.diag(sigma) / n)) and np.all(np.abs(covariance - sigma) < 5 * scale)


def test_several_gaussians_share_the_packets() -> None:
    two = [(0.25, Packet(np.array([-1.0, 0.0]), HBAR / 2 * np.eye(2))), (0.75, Packet(np.array([1.0, 0.0]), HBAR / 2 * np.eye(2)))]
    found = sampled(two, 5, hbar=HBAR, generator=np.random.default_rng(0))
    mean, covariance = found.moments(hbar=HBAR)
    assert len(found) == 5 and mean == pytest.approx([0.5, 0.0]) and covariance[0, 0] == pytest.approx(HBAR / 2 + 0.75)


LINEAR = {
    "oscillator": x**2 / 2, "free": sp.Integer(0) * x, "inverted": -(x**2) / 2, "driven": x**2 * (1 + sp.sin(3 * t) / 2) / 2 - x * sp.cos(t)
}


def exact_moments(potential: Potential, Dx: float, Dp: float, mean: Floats, sigma: Floats, time: float) -> tuple[Floats, Floats]:
    def rate(clock: float, state: Floats) -> Floats:
        m, s = state[:2], state[2:].reshape(2, 2)
        force, second = float(potential.gradient([m[0]], clock)[0]), float(potential.hessian([m[0]], clock)[0][0])
        F = np.array([[0, 1 / MASS], [-second, 0]])
        return np.concatenate([[m[1] / MASS, -force], (F @ s + s @ F.T + np.diag([Dx, Dp])).ravel()])

    state = scipy.integrate.solve_ivp(rate, (0, time), [*mean, *sigma.ravel()], rtol=1e-12, atol=1e-13, method="DOP853").y[:, -1]
    return state[:2], state[2:].reshape(2, 2)


def propagated(potential: Potential, rule: Rule, Dx: float, Dp: float, time: float, steps: int) -> tuple[Floats, Floats]:
    """Mean and covariance of the mixture without sampling: a step is affine in centre and noise while all packets have one shape."""
    dynamics, expansion, h = Dynamics(potential, MASS, Dx, Dp, HBAR), expanded(potential), time / steps
    mean, spread = np.array([0.5, -0.3]), np.zeros((2, 2))
    Z = shape(HBAR / 2 * np.diag([0.8, 1.25]), hbar=HBAR)[:, :, None]
    units = np.concatenate([np.zeros((2, 1)), np.eye(2), np.zeros((2, 2))], axis=1)
    normals = np.concatenate([np.zeros((2, 3)), np.eye(2)], axis=1)
    for k in range(steps):
        points = mean[:, None] + units
        packets = Packets(points[:1], points[1:], np.repeat(Z, 5, axis=2), np.full(5, 0.2))
        clock = k * h
        at, split = forces(expansion, packets.x, clock), rule.split(dynamics, packets.Z)
        moved, _ = step(expansion, dynamics, packets, at, split, clock, h, normals)
        ends = moved.centres()
        A, B = (ends[1:3] - ends[0]).T, (ends[3:] - ends[0]).T
        mean, spread, Z = ends[0], A @ spread @ A.T + B @ B.T, moved.Z[:, :, :1]
    return mean, spread + with_shapes(Z).covariances(hbar=HBAR)[0]


@pytest.mark.parametrize("name", LINEAR)
@pytest.mark.parametrize("rule", [Local(), Printed(1.1, 6.0)])
def test_moments_of_linear_problems_converge_with_order_two(name: str, rule: Rule) -> None:
    potential = Potential(LINEAR[name], [x], t)
    mean, sigma = exact_moments(potential, 0.15, 0.2, np.array([0.5, -0.3]), HBAR / 2 * np.diag([0.8, 1.25]), 1.0)
    errors = []
    for steps in (20, 40, 80):
        m, s = propagated(potential, rule, 0.15, 0.2, 1.0, steps)
        errors.append(np.abs(m - mean).max() + np.abs(s - sigma).max())
    assert errors[-1] > 1e-10, "the slope must be measured above the floor"
    slopes = np.log2(np.array(errors[:-1]) / errors[1:])
    assert np.all(np.abs(slopes - 2) < 0.06), (errors, slopes)


def test_a_sample_has_the_exact_moments() -> None:
    potential, n = Potential(LINEAR["driven"], [x], t), 20000
    sigma = np.array([[0.5, 0.1], [0.1, 0.4]])
    mean, covariance = exact_moments(potential, 0.0, 0.2, np.array([0.5, -0.3]), sigma, 1.0)
    generator = np.random.default_rng(7)
    start = sampled([(1.0, Packet(np.array([0.5, -0.3]), sigma))], n, hbar=HBAR, generator=generator)
    *_, last = run(Dynamics(potential, MASS, 0.0, 0.2, HBAR), start, 1.0, steps=50, brownian=Brownian(generator))
    m, s = last.packets.moments(hbar=HBAR)
    scale = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)) * 2 / n)
    assert last.time == pytest.approx(1.0) and np.all(np.abs(m - mean) < 4 * np.sqrt(np.diag(covariance) / n))
    assert np.all(np.abs(s - covariance) < 4 * scale)


def test_coordinates_that_do_not_interact_evolve_alone() -> None:
    d, n = 3, 5
    generator = np.random.default_rng(8)
    centres, normals = generator.standard_normal((2, d, n)), generator.standard_normal((20, 2 * d, n))
    own = generator.standard_normal((d, n)) + 1j * generator.uniform(0.5, 2, (d, n))
    whole = Packets(centres[0], centres[1], with_diagonal(own, d, n), np.full(n, 1 / n))
    alone = [Packets(centres[0][i : i + 1], centres[1][i : i + 1], own[None, i : i + 1], np.full(n, 1 / n)) for i in range(d)]
    free, single = Dynamics(many(d, coupling=0), MASS, 0.03, 0.05, HBAR), Dynamics(COSINE, MASS, 0.03, 0.05, HBAR)
    for k in range(20):
        whole = advanced(free, whole, normals[k])
        alone = [advanced(single, packet, normals[k][[i, d + i]]) for i, packet in enumerate(alone)]
    for i, packet in enumerate(alone):
        assert np.allclose(whole.Z[i, i], packet.Z[0, 0], rtol=1e-11) and np.allclose(whole.centres()[:, i], packet.x[0], atol=1e-11)


def advanced(dynamics: Dynamics, packets: Packets, normals: Floats) -> Packets:
    expansion = expanded(dynamics.potential)
    split, at = Local().split(dynamics, packets.Z), forces(expansion, packets.x, 0.0)
    return step(expansion, dynamics, packets, at, split, 0.0, 0.05, normals)[0]


@pytest.mark.parametrize("potential", [COSINE, Potential(sp.cos(x - sp.sin(2 * t)), [x], t)])
def test_common_noise_shows_order_two(potential: Potential) -> None:
    n = 4000
    start = sampled([(1.0, Packet(np.array([1.0, 0.5]), HBAR / 2 * np.eye(2)))], n, hbar=HBAR, generator=np.random.default_rng(9))
    means = []
    for fold, substeps in ((4, 1), (2, 2), (1, 4)):
        brownian = Brownian(np.random.default_rng(10), fold)
        *_, last = run(Dynamics(potential, 1.0, 0.05, 0.05, HBAR), start, 2.0, steps=10, brownian=brownian, substeps=substeps)
        mean, covariance = last.packets.moments(hbar=HBAR)
        means.append(np.array([*mean, covariance[0, 0], covariance[1, 1], last.packets.position_covariances(hbar=HBAR).mean()]))
    ratios = np.abs(means[0] - means[1]) / np.abs(means[1] - means[2])
    assert np.median(ratios) == pytest.approx(4.0, abs=1.0), ratios


def test_runs_are_reproducible() -> None:
    start = sampled([(1.0, Packet(np.zeros(2), HBAR / 2 * np.eye(2)))], 3, hbar=HBAR, generator=np.random.default_rng(0))
    ends = [list(run(Dynamics(QUARTIC, 1.0, 0.0, 0.1, HBAR), start, 1.0, steps=5, brownian=Brownian(np.random.default_rng(1))))[-1]
            for _ in range(2)]
    assert np.array_equal(ends[0].packets.centres(), ends[1].packets.centres())


def test_no_diffusion_moves_centres_along_hamiltons_paths() -> None:
    start = sampled([(1.0, Packet(np.array([1.0, 0.0]), HBAR / 2 * np.eye(2)))], 1, hbar=HBAR, generator=np.random.default_rng(0))
    *_, last = run(Dynamics(QUARTIC, 1.0, 0.0, 0.0, HBAR), start, 3.0, steps=1000, brownian=Brownian(np.random.default_rng(1)))
    path = scipy.integrate.solve_ivp(lambda _, y: [y[1], -(y[0] ** 3)], (0, 3), [1.0, 0.0], rtol=1e-11, atol=1e-12).y[:, -1]
    assert last.packets.centres()[0] == pytest.approx(path, abs=1e-4)


def test_what_cannot_be_is_refused() -> None:
    start = sampled([(1.0, Packet(np.zeros(2), HBAR / 2 * np.eye(2)))], 4, hbar=HBAR, generator=np.random.default_rng(0))
    brownian = Brownian(np.random.default_rng(1))
    with pytest.raises(ValueError, match="take `Local`"):
        list(run(Dynamics(COSINE, 1.0, 0.0, 0.1, HBAR), start, 1.0, steps=4, brownian=brownian, rule=Printed(1.0, 2.0)))
    with pytest.raises(ArithmeticError, match="take a larger z"):
        list(run(Dynamics(COSINE, 1.0, 1e-3, 1e-3, HBAR), start, 3.0, steps=60, brownian=brownian, rule=Printed(1.0, 1.5)))
    with pytest.raises(ValueError, match="must have an hbar"):
        list(run(Dynamics(COSINE, 1.0, 0.1, 0.1, None), start, 1.0, steps=4, brownian=brownian))
    with pytest.raises(ValueError, match="`packets` must have d = 3"):
        list(run(Dynamics(many(3), 1.0, 0.1, 0.1, HBAR), start, 1.0, steps=4, brownian=brownian))
    with pytest.raises(ArithmeticError):
        list(run(Dynamics(Potential(-(x**4), [x]), 1.0, 0.1, 0.1, HBAR), start, 50.0, steps=500, brownian=brownian))
    with pytest.raises(ValueError, match="z` larger than 1"):
        Printed(1.0, 1.0)
    with pytest.raises(ValueError, match="must be pure"):
        shape(np.eye(2), hbar=HBAR)
    with pytest.raises(ValueError, match="symplectic eigenvalues"):
        pure_part(0.4 * HBAR * np.eye(2), hbar=HBAR)
    assert math.isfinite(float(start.weights.sum()))
