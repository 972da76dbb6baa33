"""Lines with roots of sums, moduli and logarithms, as papers print them: proved, mutants killed, repeated by the second opinion."""

from __future__ import annotations

import pytest
import sympy as sp

from replay.records import REPLAYED, Step
from replay.records import examine as repeated
from verify.check import examine
from verify.statements.scalar import Apart, Equal, Relation
from verify.variables import Variables

W = Variables()
hbar, m, s, t, w, g, D, lam, A = (W.declare(name) for name in ("hbar", "m", "s", "t", "omega", "Gamma", "D", "lambda", "A"))
x, p = (W.declare(name, low=-sp.oo) for name in "xp")
d = W.declare("d", integer=True, low=1, closed=True)
WIDTH = s * sp.sqrt(1 + (hbar * t / (2 * m * s**2)) ** 2)
OMEGA = sp.sqrt(w**2 - g**2 / 4)
PURITY = 1 / sp.sqrt(1 + 4 * D * t / hbar)
MEAN, HALF = (A + D) / 2, sp.sqrt((A - D) ** 2 / 4 + s**2)

LINES = {
    "a spreading packet": Equal(sp.sqrt(s**2 + hbar**2 * t**2 / (4 * m**2 * s**2)), WIDTH, W),
    "its rate": Equal(sp.diff(WIDTH, t), hbar**2 * t / (4 * m**2 * s**2) / WIDTH, W),
    "a damped frequency": Equal(OMEGA * (OMEGA**2 + g**2 / 4), w**2 * OMEGA, W),
    "a damped oscillator": Equal(sp.sqrt(4 * w**2 - g**2), 2 * OMEGA, W),
    "eigenvalues of a covariance": Equal((MEAN + HALF) * (MEAN - HALF), A * D - s**2, W),
    "a squeezing parameter": Equal(1 / (sp.sqrt(1 + s**2 / hbar**2) + s / hbar), sp.sqrt(1 + s**2 / hbar**2) - s / hbar, W),
    "a purity": Equal(sp.diff(PURITY, t), -2 * D / hbar * PURITY**3, W),
    "a Gaussian norm in d dimensions": Equal((1 + s**2 / A**2) ** (-sp.S(d) / 2) * sp.sqrt(A**2 + s**2) ** d, A**d, W),
    "an Ehrenfest time": Equal(sp.log(sp.sqrt(A / hbar)) / lam, (sp.log(A) - sp.log(hbar)) / (2 * lam), W),
    "an entropy": Equal((1 + D) * sp.log(1 + D) - D * sp.log(D), sp.log(1 + D) + D * sp.log(1 + 1 / D), W),
    "a decoherence time": Equal(sp.log(m * w / (hbar * D)) + sp.log(hbar / (m * w)), -sp.log(D), W),
    "a modulus": Equal(sp.Abs(x) * sp.Abs(p - m * x), sp.Abs(x * p - m * x**2), W),
    "an energy": Equal(sp.sqrt((p**2 / m + m * w**2 * x**2) / (m * w**2)), sp.sqrt(x**2 + p**2 / (m * w) ** 2), W),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_a_line_is_proved_and_repeated(name: str) -> None:
    relation = LINES[name]
    found = examine(relation)
    assert found.verdict.word == "proved", found.verdict.evidence[0].text
    assert found.mutants.killed > 0 and found.mutants.survived == 0
    evidence = found.verdict.evidence[0]
    domain = {key: str(text) for key, text in relation.domain().items()}
    again = repeated(Step("here", evidence.method, evidence.data, str(relation), domain))
    assert (again.status, again.reason) == (REPLAYED, "") and again.tied


@pytest.mark.parametrize("name", LINES)
def test_a_line_with_a_factor_or_a_sign_is_refuted(name: str) -> None:
    relation: Relation = LINES[name]
    for wrong in (2 * relation.rhs, -relation.rhs):
        assert examine(Equal(relation.lhs, wrong, W)).verdict.word == "refuted"


def test_what_holds_for_one_sign_only_is_refuted_and_what_is_given_helps() -> None:
    assert examine(Equal(sp.sqrt(x**2 * p**2), x * p, W)).verdict.word == "refuted"
    assert examine(Equal(sp.log(x**2), 2 * sp.log(x), W)).verdict.word != "proved"
    assert Equal(sp.sqrt(1 + 1 / x**2) * sp.Abs(x), sp.sqrt(1 + x**2), W, Apart(x, sp.S.Zero, W)).prove() is not None
