"""The traps that make a check pass without checking, set for the workbench; conjunctions and chains."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from derive.matrices import MatrixAlgebra
from derive.normal_form import prove_equal
from derive.sample import sample_general
from numerics.enclosure import Cover, certify_nonnegative
from verify.check import examine
from verify.statement import All, Leaf, Link, Statement, conjunction, derivation
from verify.statements.matrix import MatrixEqual
from verify.statements.pending import Cited, Pending
from verify.statements.scalar import AtMost, Below, Equal
from verify.variables import Range, Variable, Variables
from verify.verdict import ACCEPTED, Grade, Verdict

Build = Callable[[], Statement | All | Leaf]
R = sp.Rational
W = Variables()
a, b = W.declare("a"), W.declare("b")
r = W.declare("r", low=-sp.oo)
c = W.declare("c", low=0, high=1, closed=True)
q = W.declare("q", low=-1, high=1, closed=True)
TRUE, FALSE = Equal((a + 1) ** 2, a**2 + 2 * a + 1, W), Equal((a + 1) ** 2, a**2 + 1, W)
CITED = Cited("a book", needs="time")
UNKNOWN = Equal(sp.sqrt(2 + r**2 + 2 * sp.sqrt(1 + r**2)), sp.sqrt(1 + r**2) + 1, W)  # true; no prover takes roots of sums


def _all(*parts: Any) -> All:
    return All(tuple(Link(part, "") for part in parts))


def _as_operators() -> Statement:
    """Trap 9 with letters of a matrix algebra: X X^T^2 X is not X^4."""
    algebra = MatrixAlgebra()
    X = algebra.general("X", sample_general)
    return MatrixEqual(X * X.T * X.T * X, X * X * X * X)


def _no_integer() -> Statement:
    k = sp.Symbol("k", integer=True, positive=True)
    between = Range(sp.Integer(2), sp.Integer(3), integer=True)
    return AtMost(2 * k, 3 * k, Variables([Variable(k, between, W[a].unit, "")]))


INTEGRAL = sp.Integral(sp.exp(-R(6, 5) * r**2 - R(12, 5) * r), (r, -sp.oo, sp.oo))

REFUTED: dict[str, Build] = {
    "trap 4, integers that overflow": lambda: AtMost((10**12 * a) ** 3, 10**36 * a**3 - 1, W),
    "trap 4, branch of sqrt(-a)": lambda: Equal(sp.im(sp.sqrt(-a)), -sp.sqrt(a), W),
    "trap 5, a third in floating point": lambda: Equal(
        a / 3, R(6004799503160661, 18014398509481984) * a, W
    ),
    "trap 6, cancellation near 0": lambda: AtMost(
        (1 - sp.cos(R(1, 10**8) * a)) / (R(1, 10**8) * a) ** 2, R(1, 3), W
    ),
    "trap 7, the default branch": lambda: AtMost(sp.Piecewise((a, a < R(1, 2)), (2, True)), 1, W),
    "trap 8, Gaussian moment as SymPy gives it": lambda: AtMost(
        R(1009, 100), sp.sqrt(sp.pi * R(5, 6)) * sp.exp(R(6, 5)), W
    ),
    "trap 9, non-commuting letters": _as_operators,
    "trap 10, equal but for the form": lambda: Equal((a + 1) ** 2 - a**2 - 2 * a, 2, W),
    "trap 11, a zero test that gives up": lambda: Equal(
        sp.sin(1) ** 2 + sp.cos(1) ** 2, 1 + R(1, 10**30), W
    ),
    "trap 13, sampled away from the cut": lambda: Equal(sp.sqrt(r**2), r, W),
    "trap 14, EX": lambda: AtMost(0, sp.sqrt(2) * a - R(3, 2) * a, W),
    "trap 15, force": lambda: Equal(sp.log(r**2), 2 * sp.log(r), W),
    "trap 15, a rounded constant": lambda: Equal(sp.sqrt(2) * a, R(141421356, 10**8) * a, W),
    "conjunction with one false part": lambda: conjunction(TRUE, FALSE),
    "conjunction of a cited and a false part": lambda: _all(CITED, FALSE),
    "derivation with one false link": lambda: derivation(
        Link(Equal((a + 1) ** 2, a**2 + 2 * a + 1, W), "expand"),
        Link(Equal(a**2 + 2 * a + 1, a**2 + 1, W), "drop"),
    ),
    "derivation whose inequality is turned": lambda: derivation(
        Link(Equal(a * (a + 1), a**2 + a, W), "expand"), Link(AtMost(a**2 + a, a**2, W), "bound")
    ),
}

REFUSED: dict[str, Build] = {
    "trap 8, an integral left standing": lambda: Equal(INTEGRAL, 10, W),
    "trap 9, non-commuting symbols": lambda: Equal(
        sp.Symbol("X", commutative=False), sp.Symbol("X", commutative=False), W),
    "trap 11, a zero nobody sees": lambda: UNKNOWN,
    "trap 12, Floats that cancel": lambda: Equal(0.1 * a + b, a / 10 + b, W),
    "trap 20, all of nothing": lambda: conjunction(),
    "trap 20, a chain of nothing": lambda: derivation(),
    "trap 20, nan inside a maximum": lambda: AtMost(sp.Max(1, sp.log(c)), 1, W),
    "trap 21, a ball around 0": lambda: Below(sp.sqrt(5 + 2 * sp.sqrt(6)), sp.sqrt(2) + sp.sqrt(3), W),
    "trap 21, the same, turned": lambda: Below(sp.sqrt(2) + sp.sqrt(3), sp.sqrt(5 + 2 * sp.sqrt(6)), W),
    "trap 24, no sample": lambda: AtMost(a, 2 * a, W, AtMost(a, 0, W)),
    "trap 25, not a real number on half the box": lambda: AtMost(sp.sqrt(q), 1, W),
    "trap 25, a pole inside the box": lambda: AtMost(-1 / (q - R(1, 7)) ** 2, 1, W),
    "conjunction with an undecided part": lambda: conjunction(TRUE, UNKNOWN),
    "conjunction with a pending part": lambda: _all(TRUE, Pending("later")),
    "conjunction with a cited part": lambda: _all(TRUE, CITED),
    "conjunction with an empty one": lambda: _all(TRUE, All(())),
    "a leaf": lambda: Leaf(Verdict(None, Grade.NONE, ())),
    "a leaf that calls itself proved": lambda: Leaf(Verdict(True, Grade.EXACT, ())),
    "an integer range without integer": _no_integer,
}


def test_trap(build: Build, must_refute: bool) -> None:
    found = examine(build()).verdict
    assert found.word not in ACCEPTED
    if must_refute:
        assert found.word == "refuted"


def test_trap_2_a_missing_range_is_named() -> None:
    found = examine(Equal(sp.Symbol("y"), 0, W)).verdict
    assert found.word == "undecided" and "y" in found.evidence[0].text


def test_trap_6_the_slack_is_the_true_ratio() -> None:
    found = examine(AtMost(sp.sin(c) ** 2, 1, W))
    assert found.slack is not None and abs(float(found.slack["largest_ratio"]) - 0.708) < 1e-3


def test_trap_9_the_normal_form_does_not_commute_operators() -> None:
    X, Y = sp.symbols("X Y", commutative=False)
    assert prove_equal(X * Y, Y * X) is None


def test_trap_20_a_refuted_part_is_never_outweighed() -> None:
    for parts in ((TRUE, FALSE), (FALSE, TRUE), (TRUE, FALSE, TRUE)):
        assert examine(conjunction(*parts)).verdict.word == "refuted"


def test_trap_25_a_nan_box_is_not_dropped() -> None:
    assert not isinstance(certify_nonnegative(1 - sp.sqrt(q), {q: (-1, 1)}, budget=200), Cover)
    assert not isinstance(certify_nonnegative(1 + 1 / (q - R(1, 7)) ** 2, {q: (-1, 1)}, budget=200), Cover)


SCRIPT = """
import test_false_scalar as scalar, test_false_bounds as bounds
from verify.check import examine
names = list(scalar.REFUTED)[::9] + list(bounds.REFUTED)[::9]
table = scalar.REFUTED | bounds.REFUTED
print(sum(examine(table[name]()).verdict.word == "refuted" for name in names), len(names))
"""


@pytest.mark.parametrize(("types", "seed"), [("python", "1"), ("flint", "2")])
def test_trap_16_ground_types_and_hash_seeds(types: str, seed: str) -> None:
    here = Path(__file__).resolve().parent
    paths = os.pathsep.join([str(here), str(here.parents[1]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "SYMPY_GROUND_TYPES": types, "PYTHONHASHSEED": seed, "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    refuted, tried = map(int, done.stdout.split())
    assert refuted == tried >= 12


BATTERIES = ("scalar", "bounds", "poles", "matrices", "traces_and_indices", "units_and_numbers", "engine")


def test_trap_24_the_battery_is_whole() -> None:
    """Counted, so that a table that is emptied or a name that is given twice does not pass unseen."""
    modules = [importlib.import_module(f"test_false_{name}") for name in BATTERIES]
    refuted, refused = (sum(len(getattr(m, table)) for m in modules) for table in ("REFUTED", "REFUSED"))
    assert refuted >= 295 and refused >= 110
    for module in modules:
        assert not set(module.REFUTED) & set(module.REFUSED)
        assert set(getattr(module, "KNOWN", {})) <= set(module.REFUSED) | set(module.REFUTED)
