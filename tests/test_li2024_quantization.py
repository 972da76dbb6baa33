"""Sections 1 and 2 of li2024: which lines are refuted, that corrections are proved, and the refuted ones once more by numbers."""

from __future__ import annotations

from importlib import import_module

import mpmath
import pytest
import sympy as sp

from verify.check import Result, check
from verify.claim import Claim
from verify.verdict import ACCEPTED

FILES = ("conventions", "introduction", "assumptions", "theorem1", "theorem1_remarks", "symbol_classes", "oscillatory_expansion",
         "oscillatory_remainders", "composition")
CLAIMS: dict[str, Claim] = {
    claim.label: claim for name in FILES for claim in import_module(f"verify.papers.li2024.{name}").section.claims
}
REFUTED = {
    "1.3": "substance", "1.7": "substance", "1.12": "slip", "2.8": "substance", "2.11": "substance", "p/rescaled-integral": "slip",
    "2.15": "substance", "2.16": "substance", "p/c2-decay": "substance", "2.17": "substance", "2.18": "substance", "2.21": "slip",
}  # fmt: skip
CITED = {
    "p/egorov-time", "p/weaker-norms", "p/lindblad-theorem", "p/earlier-work", "p/same-assumption", "x/quantum-contraction",
    "p/remark1-assumptions", "p/remark3-setting", "p/composition-makes-sense", "2.6", "x/sobolev",
    "x/stationary-phase", "x/composition-theorem",
}  # fmt: skip


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    return {label: check(claim) for label, claim in CLAIMS.items()}


def best(result: Result) -> str:
    words = [result.printed.verdict.word, *(outcome.verdict.word for _, outcome in result.readings)]
    return next((word for word in words if word in ACCEPTED), words[0])


def test_every_numbered_line_of_both_sections_has_a_claim() -> None:
    numbered = {f"1.{k}" for k in range(1, 14)} | {f"2.{k}" for k in range(1, 22)}
    assert numbered | {"Theorem1", "Lemma2.1", "Lemma2.2", "Lemma2.3"} <= set(CLAIMS)


def test_exactly_the_wrong_lines_are_refuted(results: dict[str, Result]) -> None:
    assert {label for label, result in results.items() if best(result) == "refuted"} == set(REFUTED)
    assert {label: claim.correction.error for label, claim in CLAIMS.items() if claim.correction} == REFUTED


def test_corrections_are_proved_and_their_mutants_killed(results: dict[str, Result]) -> None:
    for label in REFUTED:
        corrected = results[label].corrected
        assert corrected is not None and corrected.verdict.word == "proved", label
        assert corrected.mutants.killed > 0 and corrected.mutants.survived == 0, label


def test_the_rest_is_proved_or_cited(results: dict[str, Result]) -> None:
    for label, result in results.items():
        if label not in REFUTED:
            assert best(result) == ("cited" if label in CITED else "proved"), label


def test_the_commutator_has_two_readings(results: dict[str, Result]) -> None:
    assert results["p/schroedinger"].printed.verdict.word == "refuted"
    assert [outcome.verdict.word for _, outcome in results["p/schroedinger"].readings] == ["proved"]


def test_norm_of_the_printed_coherent_state_is_not_one() -> None:
    """(1.7) in one dimension, h = 1/16."""
    h = mpmath.mpf(1) / 16
    mass = mpmath.quad(lambda x: mpmath.exp(-(x**2) / h), [-4, 0, 4])
    assert abs((2 * mpmath.pi * h) ** -0.5 * mass - 2**-0.5) < 1e-12
    assert abs((mpmath.pi * h) ** -0.5 * mass - 1) < 1e-12


@pytest.mark.parametrize("h", [mpmath.mpf(1) / 4, mpmath.mpf(1) / 400])
def test_supremum_of_a_coherent_state_does_not_fall_with_h(h: mpmath.mpf) -> None:
    """(2.8) for a = 2 e^(-|z|^2/h): h^-1 ||a||_L1 and h^-1 h^(1/2) ||d_x a||_L1 are constants, and sup a = 2 is no O(h^(1/2))."""
    ends = [-40 * mpmath.sqrt(h), 0, 40 * mpmath.sqrt(h)]
    plain = mpmath.quad(lambda x: mpmath.exp(-(x**2) / h), ends)
    slope = mpmath.quad(lambda x: abs(2 * x / h) * mpmath.exp(-(x**2) / h), ends)
    assert abs(2 * plain * plain / h - 2 * mpmath.pi) < 1e-10
    assert abs(2 * slope * plain / h**0.5 - 4 * mpmath.sqrt(mpmath.pi)) < 1e-10


def test_the_constant_of_the_diagonal_is_needed() -> None:
    """(2.21) with all six norms integrated, for k = 40 and a Gaussian of width 100."""
    k, width = mpmath.mpf(40), mpmath.mpf(100)

    def g(t: mpmath.mpf) -> mpmath.mpf:
        return mpmath.exp(-(t**2) / width**2)

    def slope(t: mpmath.mpf) -> mpmath.mpf:
        return -2 * t / width**2 * g(t)

    def second(t: mpmath.mpf) -> mpmath.mpf:
        return (4 * t**2 / width**4 - 2 / width**2) * g(t)

    def by_w(rate: mpmath.mpf, order: int, t: mpmath.mpf) -> mpmath.mpf:
        wave = 1j * rate
        return abs((g(t), wave * g(t) + slope(t), wave**2 * g(t) + 2 * wave * slope(t) + second(t))[order])

    def norm(rate: mpmath.mpf, order: int) -> mpmath.mpf:
        return mpmath.quad(lambda t: by_w(rate, order, t), [-800, -100, 0, 100, 800])

    right = sum(k**i * norm(k, j) for i in range(3) for j in range(3 - i))
    assert norm(2 * k, 2) > 1.2 * right


def test_the_hamiltonian_of_figure_1_grows_too_fast() -> None:
    x, xi = sp.symbols("x xi")
    assert sp.diff(xi**2 + (x**2 - sp.Rational(1, 2)) ** 2, x, 2).subs(x, 100) > 10**5
