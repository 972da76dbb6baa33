"""The audit of talashan2025: which lines are refuted, that corrections are proved, and the refuted ones once more by numbers."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
import sympy as sp

from derive.classical_quantum import trade_off
from verify.check import Result, check
from verify.claim import Claim
from verify.paper import BUILT_IN, load
from verify.papers.talashan2025.paper import paper
from verify.verdict import ACCEPTED

FILES = (
    "motivation", "random_states", "assumptions", "trade_off", "final_dynamics", "averages", "simulations", "caption",
    "discussion",
)  # fmt: skip
CLAIMS: dict[str, Claim] = {
    claim.label: claim for name in FILES for claim in import_module(f"verify.papers.talashan2025.{name}").section.claims
}
REFUTED = {"p/eigenvalues": "slip"}
TWO_READINGS = {"p/final-dynamics", "p/D2-induced"}
SLIPS = {"p/trade-off", "p/legitimate", "p/xz-plane"}
CITED = {
    "p/equation-three",
    "p/background-noise", "p/collapse-reveals", "Assumption1", "Assumption3", "Assumption4", "p/most-general",
    "p/always-saturated", "Figure1", "Figure2", "p/reference-script", "p/applied-to-gravity", "p/non-markovian",
}  # fmt: skip
MODEL = {"GMm": 0.1, "m": 0.01, "start": np.array([0.0, -0.5, 0.0]), "masses": np.array([[-1.0, 0, 0], [1.0, 0, 0]])}


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    return {label: check(claim) for label, claim in CLAIMS.items()}


def test_the_paper_is_read_whole() -> None:
    without_simulations = {label for label in load(BUILT_IN / "talashan2025").claims if not label.startswith("x/sim/")}
    assert without_simulations == set(CLAIMS)
    assert set(paper.numbered) <= set(CLAIMS)


def test_words(results: dict[str, Result]) -> None:
    words = {label: result.printed.verdict.word for label, result in results.items()}
    assert {label for label, word in words.items() if word == "refuted"} == set(REFUTED) | TWO_READINGS
    assert {label for label, word in words.items() if word == "cited"} == CITED
    assert all(words[label] in ACCEPTED for label in set(words) - set(REFUTED) - TWO_READINGS - CITED)
    assert {label for label, claim in CLAIMS.items() if claim.slip} == SLIPS


def test_corrections_and_second_readings_hold(results: dict[str, Result]) -> None:
    for label, error in REFUTED.items():
        correction, corrected = CLAIMS[label].correction, results[label].corrected
        assert correction is not None and corrected is not None
        assert correction.error == error and corrected.verdict.word == "proved"
    for label in TWO_READINGS:
        assert [outcome.verdict.word for _, outcome in results[label].readings] == ["proved"]


def _energies(place: np.ndarray) -> np.ndarray:
    return -MODEL["GMm"] / np.linalg.norm(place - MODEL["masses"], axis=1)


def _forces(place: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """-grad H_I in L and in R, by differences."""
    found = [(_energies(place - step * e) - _energies(place + step * e)) / (2 * step) for e in np.eye(3)]
    return np.array(found).T


def test_the_eigenvalues_are_forces() -> None:
    left, right = _forces(MODEL["start"])[:, 0]
    assert np.allclose((left, right), (-4 * 5**0.5 / 125, 4 * 5**0.5 / 125), atol=1e-9)
    assert abs(abs(left) - 1) > 0.9


def test_the_plane_is_left_off_the_mid_plane_only() -> None:
    """One step of the printed d|psi> from (|L> + |R>)/2^(1/2): the mean of <sigma_y> over dW = +-dt^(1/2)."""
    dt, sigma, c = 1e-6, 0.02, np.full(2, 0.5**0.5)
    for place, expected in ((np.array([-2 / 7, 12 / 7, 0]), -7 / 975), (MODEL["start"], 0.0)):
        energy, forces = _energies(place), _forces(place)[:, 0]
        force = forces - forces.mean()
        values = []
        for kick in (dt**0.5, -(dt**0.5)):
            step = c * (1 - 1j * energy * dt + force * kick / (2 * sigma) - force**2 * dt / (8 * sigma**2))
            values.append(2 * (np.conj(step[0]) * step[1]).imag)
        assert np.mean(values) / dt == pytest.approx(expected, abs=1e-6)


def test_the_variance_of_the_phase_by_its_covariance() -> None:
    """dp = s dW, dz = p/m dt, d theta = h z dt: the covariance is int e^(N u) Q e^(N^T u) du."""
    t, u, s, m, h = sp.symbols("t u s m h", positive=True)
    flow = sp.Matrix([[0, 0, 0], [1 / m, 0, 0], [0, h, 0]])
    power = sp.eye(3) + flow * u + flow**2 * u**2 / 2
    covariance = (power * sp.diag(s**2, 0, 0) * power.T).applyfunc(lambda entry: sp.integrate(sp.expand(entry), (u, 0, t)))
    assert sp.expand(covariance[2, 2] - h**2 * s**2 * t**5 / (20 * m**2)) == 0


def test_one_wiener_process_for_all_does_not_keep_the_norm() -> None:
    """The first reading of the final dynamics with sigma = 1 and two coordinates: E|psi|^2 after a step."""
    dt, state = 1e-4, np.array([np.cos(0.3), np.sin(0.3)])
    forces = np.diag([1.0, -1.0]), np.array([[0, 1.0], [1.0, 0]])
    deviations = [force - (state @ force @ state) * np.eye(2) for force in forces]
    together, independent = ((1, 1), (-1, -1)), ((1, 1), (1, -1), (-1, 1), (-1, -1))
    for kicks, kept in ((together, False), (independent, True)):
        squares = []
        for signs in kicks:
            pairs = zip(deviations, signs, strict=True)
            step = state + sum(d @ state * sign * dt**0.5 / 2 - d @ d @ state * dt / 8 for d, sign in pairs)
            squares.append(float(step @ step))
        assert bool(abs(np.mean(squares) - 1) < 1e-7) is kept


def test_less_diffusion_than_the_back_reaction_needs_and_more() -> None:
    """D2 above D1 D0^-1 D1^+/2 is lawful, below is not: so it is not determined by the back-reaction."""
    for D2, lawful in ((sp.Rational(1, 2), True), (sp.S.One, True), (sp.Rational(49, 100), False)):
        assert trade_off(sp.eye(1), sp.eye(1), sp.Matrix([[D2]])).holds is lawful
    assert trade_off(sp.zeros(1), sp.zeros(1), sp.eye(1)).holds
