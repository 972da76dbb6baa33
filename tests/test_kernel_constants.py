"""Constants of Gaussian bounds found by search: the formulas, the search, and what must not pass."""

from __future__ import annotations

import pytest
import sympy as sp

from derive.explicit_parametrix import EPS, LINE, PLANE, Example, S, T
from derive.parametrix import Jets
from numerics import kernel_constants
from numerics.kernel_constants import BOUNDS, Bound, by_differences, by_formula, worst
from verify.statements.kernel_ratio import KernelRatio
from verify.statements.simulated import Simulated, trial

ONE, SMALL = sp.Integer(1), sp.Rational(1, 256)
PLAIN = Bound("3.8", LINE, True, "x", 0)
CHEAP = (PLAIN, Bound("3.24", LINE, False, "x", 1))


@pytest.mark.parametrize("example", [LINE, PLANE])
def test_flows_are_those_of_the_drift(example: Example) -> None:
    moving = dict(zip(example.point, example.flow, strict=True))
    for flow, v in zip(example.flow, example.drift, strict=True):
        change = sp.diff(flow, S) - v.subs(moving, simultaneous=True)
        place = {example.point[0]: sp.Rational(-3, 2), S: sp.Rational(1, 3), **dict.fromkeys(example.point[1:], 2)}
        assert abs(sp.N(change.subs(place))) < 1e-12
        assert sp.simplify(flow.subs(S, 0) - example.point[example.flow.index(flow)]) == 0


def test_the_remainder_is_that_of_the_jets() -> None:
    ring = Jets(1, EPS, T)
    (x,), (p,), a, (v,) = LINE.point, LINE.foot, LINE.matrix[0, 0], LINE.drift
    values = {"A_11": a, "A_11_1": sp.diff(a, x), "A_11_11": sp.diff(a, x, 2), "v_1": v, "u_1": LINE.at_foot(v), "eta_1": x - p}
    jet = ring.defect()
    jet = jet.subs({s: values[s.name] for s in jet.free_symbols if s.name in values}, simultaneous=True)
    point = {x: sp.Rational(3, 4), p: sp.Rational(1, 4), EPS: sp.Rational(1, 3), T: sp.Rational(2, 5)}
    assert abs(sp.N((jet - LINE.remainder()).subs(point), 30)) < 1e-25


@pytest.mark.parametrize("bound", [PLAIN, *(b for b in BOUNDS if b.label in ("3.21", "3.41") and b.order == 1)], ids=Bound.name)
def test_both_methods_agree_anywhere(bound: Bound) -> None:
    case = (0.7, 1.3), SMALL, sp.Rational(1, 16), True
    one, other = by_formula(bound, *case), by_differences(bound, *case)
    assert abs(one - other) < 1e-9 * one


def test_the_worst_point_is_worse_than_others() -> None:
    found, checked = worst(PLAIN, SMALL, (ONE, SMALL))
    assert found.agrees(checked) and found.error < 0.01
    assert all(by_formula(PLAIN, (z, p), SMALL, t, True) <= found.value for z in (-3, 0.5, 2) for p in (-40, 0, 1) for t in (ONE, SMALL))


def test_the_bar_is_twice_the_distance_of_two_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the best point of the grid, and from the best of every second one, where that ends lower."""
    heights = iter([0.25, 0.2])
    monkeypatch.setattr(kernel_constants, "_climbed", lambda bound, place, *_: (next(heights), place))
    found, _ = worst.__wrapped__(PLAIN, SMALL, (ONE,))
    assert (found.value, found.error) == (0.25, pytest.approx(0.1))


def test_no_constant_serves_a_kernel_that_stays() -> None:
    """(3.8) over its bound at zeta = 3, p = 1, t = 1 for a kernel that follows the flow, and for one that does not: like 1/eps."""
    place, few = (3.0, 1.0), [sp.Rational(1, 4**k) for k in (2, 4)]
    staying = [by_formula(PLAIN, place, eps, ONE, False) for eps in few]
    following = [by_formula(PLAIN, place, eps, ONE, True) for eps in few]
    assert staying[1] > 10 * staying[0] and abs(following[1] / following[0] - 1) < 0.2


def test_support_and_refutation() -> None:
    given = KernelRatio(CHEAP, sp.Integer(2))
    assert trial(given).verdict.word == "supported"
    assert trial(KernelRatio(CHEAP, sp.Rational(1, 5))).verdict.word == "refuted"
    assert all(noticed.verdict.word != "supported" for _, must, noticed in Simulated("", given).mutants() if must)
