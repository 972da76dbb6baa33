"""A counted battery of true statements: an engine that refuses everything fails here."""

from __future__ import annotations

from collections import Counter

import sympy as sp
from test_false_bounds import (
    BOUND,
    FULL,
    GRAIN,
    LEAST,
    NEEDED,
    SMALL,
    Build,
    P,
    W,
    a,
    b,
    c,
    e,
    h,
    n,
    r,
    u,
    w,
)
from test_false_matrices import STAR, _family, _general, _order, _pure, _symplectic
from test_false_scalar import BOUND as UNPACKED
from test_false_scalar import ETA, FRONT, MAX, NOISE, PH, SPACE, TAU, XH, S
from test_false_traces_and_indices import E10, E11, PAIRS, SA, SAB, SABC, SB, SC, _equal, one
from test_false_units_and_numbers import SCALES, YEARS, _near, _unique, _unit

from derive.blocks import BLOCK_ONE, FORM, diagonal
from derive.free_algebra import scalar
from derive.phase_space_generator import dissipator
from derive.trace import Tr
from derive.units import ACTION, LENGTH, MASS, MOMENTUM, TIME
from numerics.constants import JULIAN_YEAR
from verify.check import examine
from verify.papers.hrr2023.symbols import D0, V2, V3, d, eps, hbar, kp, kx, lp2, lx2, m, t, tau, x
from verify.statements.block import BlockEqual
from verify.statements.scalar import AtMost, Below, Equal
from verify.statements.trace import TraceEqual

ONE, THREE_HALVES = sp.Integer(1), sp.Rational(3, 2)
R = sp.Rational
HALF = scalar("half_hbar")

TRUE: dict[str, Build] = {
    "s_H": lambda: Equal(S, sp.sqrt(m) * V2 ** R(5, 2) / V3**2, P),
    "x_H": lambda: Equal(XH, V2 / V3, P),
    "p_H corrected": lambda: Equal(PH, sp.sqrt(m) * V2**THREE_HALVES / V3, P),
    "x_H p_H = s_H": lambda: Equal(XH * PH, S, P),
    "eta_H = m/tau_H": lambda: Equal(ETA, m / TAU, P),
    "F1": lambda: Equal(UNPACKED, FRONT * MAX, P),
    "(3) corrected": lambda: Equal(NOISE, hbar * (lp2 * kx**2 + lx2 * kp**2) / 2, P),
    "localization rate": lambda: Equal(
        -dissipator(SPACE, x, lx2).subs(kp, -sp.I / hbar), lx2 / (2 * hbar), P
    ),
    "binomial": lambda: Equal((r + w) ** 2, r**2 + 2 * r * w + w**2, W),
    "roots of a product, positive": lambda: Equal(sp.sqrt(a * b), sp.sqrt(a) * sp.sqrt(b), W),
    "power with a symbolic exponent": lambda: Equal(
        (2 * a) ** (n + R(1, 2)), 2**n * a**n * sp.sqrt(2 * a), W
    ),
    "(1+i)^2": lambda: Equal((1 + sp.I) ** 2 * a, 2 * sp.I * a, W),
    "max times min": lambda: Equal(sp.Max(a, b) * sp.Min(a, b), a * b, W),
    "max of powers": lambda: Equal(
        sp.Max(a, b) ** THREE_HALVES, sp.Max(a**THREE_HALVES, b**THREE_HALVES), W
    ),
    "(9)": lambda: AtMost(LEAST, eps, P, AtMost(BOUND, eps, P)),
    "(10) suffices": lambda: AtMost(BOUND, eps, P, AtMost(LEAST, eps, P), AtMost(NEEDED, D0, P)),
    "(10) is necessary": lambda: AtMost(NEEDED, D0, P, AtMost(BOUND, eps, P)),
    "q = min": lambda: AtMost(
        BOUND,
        d**THREE_HALVES * t / tau * sp.Max(sp.sqrt(h), u**THREE_HALVES),
        P,
        *SMALL,
        AtMost(h ** R(4, 3) / u, D0, P),
    ),
    "h <= sqrt(h)": lambda: AtMost(h, sp.sqrt(h), P, SMALL[0]),
    "z >= 1": lambda: AtMost(ONE, sp.Max(h / D0, 1), P),
    "ten thousand years": lambda: Below(FULL.subs(GRAIN).subs(t, 5000 * JULIAN_YEAR), ONE, P),
    "pi < 355/113": lambda: Below(sp.pi, R(355, 113), W),
    "means": lambda: AtMost(4 * a * b, (a + b) ** 2, W),
    "Cauchy-Schwarz": lambda: AtMost((r + w) ** 2, 2 * (r**2 + w**2), W),
    "c(1-c) <= 1/4": lambda: AtMost(c * (1 - c), R(1, 4), W),
    "exp on a box": lambda: AtMost(sp.exp(c * e), 3, W),
    "sin on a box": lambda: AtMost(sp.sin(c), R(9, 10), W),
    "transitivity": lambda: AtMost(a, b, W, AtMost(a, sp.sqrt(a * b), W)),
    "d <= d^2": lambda: AtMost(n, n**2, W),
    "ω^2 = -1": lambda: BlockEqual(FORM * FORM, -BLOCK_ONE),
    "C8": lambda: BlockEqual(STAR.T * FORM * STAR, diagonal(HALF * HALF, HALF * HALF) * FORM),
    "C5": _symplectic(lambda w, A, B, F: (F.T, w * F * w)),
    "symplectic products": _symplectic(lambda w, A, B, F: ((A * B).T * w * (A * B), w)),
    "A^-1 = -ω A^T ω": _symplectic(lambda w, A, B, F: (A.inverse, -(w * A.T * w))),
    "C6": _family(lambda w, A, V: (A.inverse.T * V.T * w, -(w * V * A.inverse))),
    "C11": _pure(lambda q: (q.sigma_inverse, q.half(-2) * q.form.T * q.sigma * q.form)),
    "C10": _order(lambda q: q.sigma_inverse - q.z(-1) * q.star_inverse),
    "Jacobi": _general(
        lambda X, Y, M, N: (
            X * (Y * M - M * Y) - (Y * M - M * Y) * X + Y * (M * X - X * M) - (M * X - X * M) * Y,
            -(M * (X * Y - Y * X) - (X * Y - Y * X) * M),
        )
    ),
    "(XY)^T": _general(lambda X, Y, M, N: ((X * Y).T, Y.T * X.T)),
    "E10": lambda: TraceEqual(E10, SA * SB + 2 * SAB),
    "E11": lambda: TraceEqual(E11, SA * SB * SC + 2 * PAIRS + 8 * SABC),
    "cyclic and reversed": lambda: TraceEqual(Tr("A", "B", "C"), Tr("C", "B", "A")),
    "E8": _equal(one(("s", "ac"), ("si", "cb"), ("b", "b")), one(("b", "a"))),
    "E7": _equal(one(("Zi", "ca"), ("Z", "ab"), ("Zi", "bd"), times=-1), one(("Zi", "cd"), times=-1)),
    "x_H is a length": _unit(XH, LENGTH),
    "p_H is a momentum": _unit(PH, MOMENTUM),
    "eta_H is mass over time": _unit(ETA, MASS / TIME),
    "s_H is the only action": _unique(ACTION, SCALES, "1/2", "5/2", -2),
    "9800 years": _near(YEARS, 9800, R(101, 100)),
    "pi": _near(sp.pi, 3, R(11, 10)),
}


def test_true_statements_are_accepted_and_their_mutants_are_killed() -> None:
    outcomes = {name: examine(build()) for name, build in TRUE.items()}
    words = Counter(outcome.verdict.word for outcome in outcomes.values())
    strong = {"proved", "certified"}
    left = {
        name: o.verdict.evidence[0].text for name, o in outcomes.items() if o.verdict.word not in strong
    }
    assert left == {}
    assert words["proved"] >= 40 and words["certified"] >= 5 and len(TRUE) >= 50
    for name, outcome in outcomes.items():
        assert outcome.mutants.killed > 0, name
        assert outcome.mutants.survived == 0, name
