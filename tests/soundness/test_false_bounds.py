"""False inequalities: the paper's own with a slip, forgotten hypotheses, corners, needles, nonsense."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sympy as sp

from derive import scales
from derive.units import NONE
from numerics.constants import HBAR_SI, JULIAN_YEAR
from verify.check import examine
from verify.papers.hrr2023 import symbols as paper
from verify.papers.hrr2023.symbols import D0, V2, V3, Dp, d, eps, hbar, m, s, t, tau
from verify.statement import Statement
from verify.statements.scalar import AtMost, Below, Equal
from verify.variables import Variables
from verify.verdict import ACCEPTED

Build = Callable[[], Statement]
R, HALF, THREE_HALVES, ONE = sp.Rational, sp.Rational(1, 2), sp.Rational(3, 2), sp.Integer(1)
P = Variables(paper.V.values())
u = P.declare("u", NONE, "(hbar/s_H)^p")
more = P.declare("D_1", NONE, "a stronger diffusion")
h = hbar / s
BOUND = scales.error_bound(d, t, tau, h, D0)
LEAST = d**THREE_HALVES * t / tau * sp.sqrt(h)
NEEDED = (d**THREE_HALVES * t / (eps * tau)) ** R(2, 3) * h ** R(4, 3)
SMALL = (AtMost(h, ONE, P), AtMost(u, ONE, P))
FRONT = t * hbar**2 * d**THREE_HALVES * V3 / (V2 * m) ** R(3, 4)
FULL = FRONT * sp.Max(V2 / Dp, 1 / hbar) ** THREE_HALVES
DUST = R(1, 10**11)
GRAIN = {m: DUST, V2: DUST, V3: DUST, Dp: HBAR_SI**2 * 10**25, d: ONE, hbar: HBAR_SI}

W = Variables()
a, b = W.declare("a"), W.declare("b")  # positive
r, w = W.declare("r", low=-sp.oo), W.declare("w", low=-sp.oo)  # real
c, e = (W.declare(name, low=0, high=1, closed=True) for name in "ce")
n = W.declare("n", low=1, closed=True, integer=True)
NEEDLE = 1 + R(1, 10**9) - 4 * (c - R(1, 3)) ** 2  # exceeds 1 for |c - 1/3| < 1.6e-5

REFUTED: dict[str, Build] = {
    "(9) with hbar/s_H for its root": lambda: AtMost(LEAST * sp.sqrt(h), eps, P, AtMost(BOUND, eps, P)),
    "(9) with d^2": lambda: AtMost(LEAST * sp.sqrt(d), eps, P, AtMost(BOUND, eps, P)),
    "(9) twice as large": lambda: AtMost(2 * LEAST, eps, P, AtMost(BOUND, eps, P)),
    "(9) turned around": lambda: AtMost(eps, LEAST, P, AtMost(BOUND, eps, P)),
    "(10) alone": lambda: AtMost(BOUND, eps, P, AtMost(NEEDED, D0, P)),
    "(9) alone": lambda: AtMost(BOUND, eps, P, AtMost(LEAST, eps, P)),
    "(10) with 1/3 for 2/3": lambda: AtMost(
        BOUND,
        eps,
        P,
        AtMost(LEAST, eps, P),
        AtMost((d**THREE_HALVES * t / (eps * tau)) ** R(1, 3) * h ** R(4, 3), D0, P),
    ),
    "(10) with 1/3 for 4/3": lambda: AtMost(NEEDED / h, D0, P, AtMost(BOUND, eps, P)),
    "(10) with h^(3/2)": lambda: AtMost(
        BOUND, eps, P, AtMost(LEAST, eps, P), SMALL[0], AtMost(NEEDED * h ** R(1, 6), D0, P)
    ),
    "(10) with d for d^(3/2)": lambda: AtMost(
        BOUND, eps, P, AtMost(LEAST, eps, P), AtMost(NEEDED / d ** R(1, 3), D0, P)
    ),
    "(10) twice as large is necessary": lambda: AtMost(2 * NEEDED, D0, P, AtMost(BOUND, eps, P)),
    "q = max instead of min": lambda: AtMost(
        BOUND,
        d**THREE_HALVES * t / tau * sp.Min(sp.sqrt(h), u**THREE_HALVES),
        P,
        *SMALL,
        AtMost(h ** R(4, 3) / u, D0, P),
    ),
    "q with p for 3p/2": lambda: AtMost(
        BOUND,
        d**THREE_HALVES * t / tau * sp.Max(sp.sqrt(h), u**2),
        P,
        *SMALL,
        AtMost(h ** R(4, 3) / u, D0, P),
    ),
    "h <= sqrt(h), hypothesis forgotten": lambda: AtMost(h, sp.sqrt(h), P),
    "1/z >= 1": lambda: AtMost(ONE, 1 / sp.Max(h / D0, 1), P),
    "z at most 1": lambda: AtMost(sp.Max(h / D0, 1), ONE, P),
    "the error grows with D_0": lambda: AtMost(
        BOUND, scales.error_bound(d, t, tau, h, more), P, AtMost(D0, more, P)
    ),
    "F3 without the third argument": lambda: AtMost(FULL, FRONT * (V2 / Dp) ** THREE_HALVES, P),
    "F4 without the third argument": lambda: AtMost(
        FULL,
        ONE,
        P,
        AtMost(t, (V2 * m) ** R(3, 4) / (hbar**2 * V3 * d**THREE_HALVES) * (Dp / V2) ** THREE_HALVES, P),
    ),
    "three million years": lambda: Below(FULL.subs(GRAIN).subs(t, 3 * 10**6 * JULIAN_YEAR), ONE, P),
    "twenty thousand years": lambda: Below(FULL.subs(GRAIN).subs(t, 2 * 10**4 * JULIAN_YEAR), ONE, P),
    "3 <= 2": lambda: AtMost(3, 2, W),
    "2 < 2": lambda: Below(2, 2, W),
    "a < a": lambda: Below(a, a, W),
    "off by 1e-12": lambda: AtMost(a, a * (1 - R(1, 10**12)), W),
    "pi, one unit in the last place": lambda: AtMost(sp.pi, R(314159265358979, 10**14), W),
    "a <= a^2": lambda: AtMost(a, a**2, W),
    "a^3 <= a^2": lambda: AtMost(a**3, a**2, W),
    "a strict mean, equal at 1": lambda: Below(sp.sqrt(a), (1 + a) / 2, W),
    "c < 1 at the closed end": lambda: Below(c, 1, W),
    "0 < c at the closed end": lambda: Below(0, c, W),
    "c + e < 2 at one corner": lambda: Below(c + e, 2, W),
    "r <= |r| - 0, turned": lambda: AtMost(sp.Abs(r), r, W),
    "r w <= |r| w, negative w": lambda: AtMost(r * w, sp.Abs(r) * w, W),
    "r^3 <= r^4 for negative and large r only": lambda: AtMost(r**3, r**4, W),
    "r <= 2 r for negative r": lambda: AtMost(r, 2 * r, W),
    "squares reverse signs": lambda: AtMost(r, w, W, AtMost(r**2, w**2, W)),
    "inverses keep the order": lambda: AtMost(1 / a, 1 / b, W, AtMost(a, b, W)),
    "sin r <= r": lambda: AtMost(sp.sin(r), r, W),
    "exp a <= 1 + a + a^2": lambda: AtMost(sp.exp(a), 1 + a + a**2, W),
    "a^3 <= exp a, false on (1.86, 4.54)": lambda: AtMost(a**3, sp.exp(a), W),
    "log a <= a/3": lambda: AtMost(sp.log(a), a / 3, W),
    "means exchanged": lambda: AtMost(a + b, 2 * sp.sqrt(a * b), W),
    "harmonic above geometric": lambda: AtMost(sp.sqrt(a * b), 2 * a * b / (a + b), W),
    "Cauchy-Schwarz turned": lambda: AtMost(2 * (a**2 + b**2), (a + b) ** 2, W),
    "max below the mean": lambda: AtMost(sp.Max(a, b), (a + b) / 2, W),
    "min above the root": lambda: AtMost(sp.sqrt(a * b), sp.Min(a, b), W),
    "root of a sum above the sum": lambda: AtMost(sp.sqrt(a) + sp.sqrt(b), sp.sqrt(a + b), W),
    "step at 5": lambda: AtMost(sp.Piecewise((0, a < 5), (1, True)), 0, W),
    "d^(3/2) <= d, true for d = 1": lambda: AtMost(n**THREE_HALVES, n, W),
    "d^2 <= 2^d, false for d = 3": lambda: AtMost(n**2, 2**n, W),
    "2^d <= d^10, false for large d": lambda: AtMost(2**n, n**10, W),
    "d <= 999": lambda: AtMost(n, 999, W),
    "1 - cos a small, cancellation": lambda: AtMost(
        (1 - sp.cos(c + R(1, 10**8))) / (c + R(1, 10**8)) ** 2, R(2, 5), W
    ),
    "1/r <= 5, pole inside": lambda: AtMost(1 / r, 5, W),
    "weaker hypothesis than needed": lambda: AtMost(a, b, W, AtMost(a, 2 * b, W)),
    "hypothesis used backwards": lambda: AtMost(b, a, W, AtMost(a, b, W)),
    "only one of Min's arguments": lambda: AtMost(a, b, W, AtMost(sp.Min(a, 1), b, W)),
    "off by 1e-250": lambda: AtMost(sp.pi, sp.pi - R(1, 10**250), W),
    "needle between the samples, closed box": lambda: AtMost(NEEDLE, 1, W),
    "needle between the samples, with exp": lambda: AtMost(sp.exp(NEEDLE - 1), 1, W),
    "corner off the diagonal": lambda: AtMost((1 - c) * e, 1 - R(1, 10**9), W),
}

REFUSED: dict[str, Build] = {
    "(10) half as large suffices": lambda: AtMost(
        BOUND, eps, P, AtMost(LEAST, eps, P), AtMost(NEEDED / 2, D0, P)
    ),
    "Float": lambda: AtMost(0.1 * a, a / 10, W),
    "Float in the hypothesis": lambda: AtMost(a, b, W, AtMost(1.0 * a, b / 2, W)),
    "action below mass": lambda: AtMost(hbar, m, P),
    "undeclared symbol": lambda: AtMost(
        sp.Symbol("q", positive=True), 2 * sp.Symbol("q", positive=True), W
    ),
    "nothing satisfies the hypothesis": lambda: AtMost(2 * a, a, W, AtMost(a, 0, W)),
    "the hypotheses contradict": lambda: AtMost(a, b / 2, W, AtMost(2 * a, b, W), AtMost(2 * b, a, W)),
    "a contradictory pair of numbers": lambda: AtMost(a, b, W, AtMost(2, 1, W)),
    "nan": lambda: AtMost(sp.nan, a, W),
    "infinity <= infinity": lambda: AtMost(sp.oo, sp.oo, W),
    "complex numbers have no order": lambda: AtMost(sp.I * a, sp.I * a + 1, W),
    "root of a negative number": lambda: AtMost(sp.sqrt(r), 1000 + sp.sqrt(r), W),
    "log of a negative number": lambda: Below(sp.log(-1 - a), sp.log(-1 - a) + 1, W),
    "pole cancelled by subtraction": lambda: AtMost(1 / c, 1 / c, W),
    "pole cancelled by subtraction, strict": lambda: Below(1 / c, 1 / c + 1, W),
    "pole cancelled, rest true": lambda: AtMost(1 / c - c, 1 / c, W),
    "equal numbers, strictly": lambda: Below(sp.sqrt(5 + 2 * sp.sqrt(6)), sp.sqrt(2) + sp.sqrt(3), W),
    "false at one point of a half-line": lambda: Below(1 / (1 + (a - R(7, 3)) ** 2), 1, W),
    "needle on a half-line": lambda: AtMost((1 + R(1, 10**9)) / (1 + (a - R(7, 3)) ** 2), 1, W),
}

def test_false_bound(build: Build, must_refute: bool) -> None:
    found = examine(build()).verdict
    assert found.word not in ACCEPTED
    if must_refute:
        assert found.word == "refuted"
        assert any(item.method == "witness" and item.data for item in found.evidence)


# True statements: a witness outside the declared range, or one that misses a hypothesis, refutes nothing.

def _ranged(**limits: dict[str, object]) -> tuple[Variables, list[sp.Symbol]]:
    table = Variables()
    return table, [table.declare(name, **ends) for name, ends in limits.items()]  # type: ignore[arg-type]


def _below_one() -> Statement:
    table, (y,) = _ranged(y={"high": 1})
    return AtMost(y**2, y, table)


def _above_one() -> Statement:
    table, (z,) = _ranged(z={"low": 1, "closed": True})
    return AtMost(ONE, z, table)


def _open_integer() -> Statement:
    table, (k,) = _ranged(k={"low": 1, "integer": True})
    return AtMost(2, k, table)


def _undefined_hypothesis() -> Statement:
    table, (y,) = _ranged(y={"high": 2, "closed": True})
    return Equal(y, 1, table, Equal(sp.log(y), 0, table))


def _unsupported_hypothesis() -> Statement:
    return Equal(a, b, W, Equal(sp.LambertW(a), sp.LambertW(b), W))


ONCE_REFUTED: dict[str, Build] = {
    "1 <= z above 1": _above_one,
    "y^2 <= y below 1": _below_one,
    "2 <= k for whole k > 1": _open_integer,
    "a = b given W(a) = W(b)": _unsupported_hypothesis,
    "y = 1 given log y = 0": _undefined_hypothesis,
}


@pytest.mark.parametrize("name", ONCE_REFUTED)
def test_true_statement_is_not_refuted(name: str) -> None:
    assert examine(ONCE_REFUTED[name]()).verdict.word != "refuted"


def test_an_irrational_end_is_refused() -> None:
    for end in ({"high": sp.pi}, {"low": sp.sqrt(2)}, {"high": 0.5}, {"high": sp.Symbol("y")}):
        with pytest.raises(ValueError, match="rational"):
            _ranged(angle={**end, "closed": True})
