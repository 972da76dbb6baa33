"""A mass in superposition without softening: exact orbits, steps that shorten, and trajectories that are stopped and marked."""

from __future__ import annotations

import math

import numpy as np
import pytest

from numerics.hybrid import averages, diagonal, kepler
from numerics.hybrid.model import Hybrid, Start, pure
from numerics.hybrid.models import mass_superposition
from numerics.hybrid.simulate import refined, simulate

MODEL = mass_superposition(sigma=0.015)
START = Start(np.array([0.0, -0.5, 0.0]), np.zeros(3), pure([1, 1]))
QUIET = mass_superposition(sigma=1e-9)


def energy(model: Hybrid, q: np.ndarray, p: np.ndarray, level: int) -> np.ndarray:
    r = np.sqrt(((q - np.array(model.sources[level])[:, None]) ** 2).sum(axis=0))
    return (p * p).sum(axis=0) / (2 * model.mass**2) - model.strength / r


@pytest.mark.parametrize("plain", [False, True])
def test_the_points_lie_on_the_orbit(plain: bool) -> None:
    """Through passages at a thousandth of the distance, without noise: the energy stays but for rounding; with plain steps it does not."""
    q, p = np.array([[0.0], [-0.5], [0.0]]), 0.01 * np.array([[0.05], [0.0], [0.1]])
    level, white = np.array([0]), diagonal.Whitening(QUIET.sigma)
    centre = np.array(QUIET.sources[0])[:, None]
    first, turning = energy(QUIET, q, p, 0)[0], np.cross((q - centre).T, p.T)
    closest = np.inf
    for _ in range(600):
        r = float(np.sqrt(((q - centre) ** 2).sum()))
        closest = min(closest, r)
        h = np.array([0.1 * min(r**1.5 / math.sqrt(10), r / max(1e-9, float(np.sqrt((p * p).sum())) / 0.01))])
        kepler.step(QUIET, white, q, p, level, h, np.array([plain]), np.zeros((3, 1)))
    assert closest < 2e-3
    lost = abs(energy(QUIET, q, p, 0)[0] / first - 1)
    assert lost > 1e-3 if plain else lost < 1e-7
    assert np.cross((q - centre).T, p.T) == pytest.approx(turning, rel=1e-9)


def test_the_noise_moves_the_particle_as_well() -> None:
    """By sigma h^(1/2) z in p and h/(2m) of that in q, for the time h that has passed; dW is reported."""
    white, h, z = diagonal.Whitening(MODEL.sigma), np.array([0.01]), np.array([[1.0], [-2.0], [0.5]])
    ends = []
    for normals in (np.zeros((3, 1)), z.copy()):
        q, p = np.array([[0.0], [-0.5], [0.0]]), 0.01 * np.array([[0.05], [0.0], [0.1]])
        found = kepler.step(MODEL, white, q, p, np.array([1]), h, np.array([False]), normals)
        ends.append((q, p, found))
    passed = float(ends[1][2].time[0])
    assert passed == pytest.approx(0.01, rel=0.01) and ends[1][2].noise == pytest.approx(math.sqrt(passed) * z)
    push = ends[1][1] - ends[0][1]
    assert push == pytest.approx(0.015 * math.sqrt(passed) * z) and ends[1][0] - ends[0][0] == pytest.approx(passed / 0.02 * push)


def test_the_time_of_a_passage_is_right() -> None:
    """A quiet particle of level 0 against Kepler's equation: where it is at a given time."""
    strength, start = 10.0, np.array([0.0, -0.5, 0.0]) - np.array([-1.0, 0.0, 0.0])
    speed = np.array([0.3, 1.0, 0.0])
    begin = Start(np.array([0.0, -0.5, 0.0]), 0.01 * speed, pure([1, 0]))
    r0 = np.linalg.norm(start)
    a = 1 / (2 / r0 - speed @ speed / strength)
    rate = math.sqrt(strength / a**3)
    e_cos, e_sin = 1 - r0 / a, start @ speed / math.sqrt(strength * a)
    E0, e = math.atan2(e_sin, e_cos), math.hypot(e_sin, e_cos)
    time = 0.7
    M = E0 - e * math.sin(E0) + rate * time
    E = M
    for _ in range(100):
        E -= (E - e * math.sin(E) - M) / (1 - e * math.cos(E))
    exact = a * (1 - e * math.cos(E))
    errors = []
    for fraction, step in ((0.1, 0.02), (0.05, 0.01)):
        found = simulate(QUIET, begin, [time], step=step, trajectories=1, seed=1, hbar=1.0, fraction=fraction)
        errors.append(abs(float(np.linalg.norm(found.q[0, :, 0] - np.array([-1.0, 0.0, 0.0]))) - exact))
    assert errors[0] < 0.02 * exact and errors[1] < errors[0] / 2.5


def test_the_energy_stays_however_many_times_are_asked_for() -> None:
    """Through a passage at a few thousandths: the last step before each of 200 times is a plain one, and must be too short to matter."""
    begin = Start(np.array([0.0, -0.5, 0.0]), 0.01 * np.array([0.05, 0.0, 0.3]), pure([1, 0]))
    times = [0.6 * k / 200 for k in range(1, 201)]
    found = simulate(QUIET, begin, times, step=0.01, trajectories=1, seed=1, hbar=1.0)
    energies = np.array([energy(QUIET, found.q[k], found.p[k], 0)[0] for k in range(len(times))])
    assert found.closest[0] < 0.01 and np.abs(energies / energies[0] - 1).max() < 1e-3


def test_born_weights_and_collapse() -> None:
    """Half of the trajectories go either way, with the variance of <sigma_z> growing; steps halved change nothing beyond the bars."""
    coarse, fine = refined(MODEL, START, [0.05, 0.15], step=0.01, trajectories=3000, seed=1, hbar=1.0)
    z = [run.populations[:, 0] - run.populations[:, 1] for run in (coarse, fine)]
    assert not fine.unresolved.any() and np.all(fine.closest > 0.3)
    for k, low in ((0, 0.5), (1, 0.85)):
        centre, width, again = averages.mean(z[1][k]), averages.mean(z[1][k] ** 2), averages.mean(z[0][k] ** 2)
        assert abs(centre.value) < centre.error < 0.06 and width.value - width.error > low and width.agrees(again)
    pulled = averages.mean(np.sign(z[1][1]) * fine.q[1, 0])
    assert pulled.value + pulled.error < 0  # the level whose source is at the left goes left


def test_what_is_not_resolved_is_marked() -> None:
    """Closest approaches below r come with a probability that goes as r; those that need a shorter step stop, with time and nan."""
    found = simulate(MODEL, START, [0.2, 0.45], step=0.01, trajectories=1500, seed=2, hbar=1.0, least_step=1e-4)
    lost = found.unresolved
    assert 10 < np.count_nonzero(lost) < 1000
    assert np.all((found.stopped_at[lost] > 0.2) & (found.stopped_at[lost] < 0.45)) and np.all(np.isnan(found.stopped_at[~lost]))
    assert np.all(np.isnan(found.q[1][:, lost])) and np.all(np.isfinite(found.q[1][:, ~lost])) and np.all(np.isfinite(found.q[0]))
    with pytest.raises(ValueError, match="trajectories that stopped"):
        averages.mean(found.p[1, 0])
    finer = simulate(MODEL, START, [0.2, 0.45], step=0.01, trajectories=1500, seed=2, hbar=1.0)
    counts = [np.count_nonzero(finer.closest < r) for r in (0.04, 0.01)]
    assert not finer.unresolved.any() and 2.2 < counts[0] / counts[1] < 5.5


def test_states_far_from_a_source_are_those_of_fixed_steps() -> None:
    """The same equations without `sources`, by fixed steps: averages within their bars, coherences with their phase."""
    model = mass_superposition(sigma=0.02, phi=0.5)
    plain = Hybrid(model.coordinates, model.V, model.coupling, model.mass, model.sigma)
    start = Start(np.array([0.4, -0.5, 0.0]), np.zeros(3), pure([1, 1]))
    found = [simulate(each, start, [0.1], step=0.005, trajectories=3000, seed=seed, hbar=1.0, states=True)
             for seed, each in enumerate((model, plain))]
    for k in range(4):
        one, other = (averages.mean([r.q[0, 1], r.p[0, 0] ** 2, r.populations[0, 0] ** 2, r.states[0, 0, 1].imag][k]) for r in found)
        assert one.agrees(other), k
    assert averages.mean(found[0].states[0, 0, 1].imag).value < -0.01
    centre = averages.mean(found[0].populations[0, 0] - found[0].populations[0, 1])
    assert abs(centre.value) < centre.error < 0.06  # Born's weights, though one source is nearer
