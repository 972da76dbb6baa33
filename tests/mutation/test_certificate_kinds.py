"""Certificates of nonnegativity: sums of squares, boxes cut in two, boxes that are a point, and whatever else is given."""

from __future__ import annotations

from typing import Any

import pytest
from hand_made import because, proves, shift, sturm
from sympy import Integer, Poly, oo, symbols

from derive.certificate import check, claim

x, y, z = symbols("x y z")
ZERO, ONE, TWO = Integer(0), Integer(1), Integer(2)
LINE, UNIT, UP, DOWN = (-oo, oo), (ZERO, ONE), (ZERO, oo), (-oo, ZERO)


def sos(squares: list[Any], multiplier: Any = None) -> dict[str, Any]:
    return {"kind": "sos", "multiplier": multiplier or [["1", {"0": "1"}, []]], "squares": squares}


def test_sums_of_squares() -> None:
    square, one = ["1", {"1": "1"}, []], ["1", {"0": "1"}, []]
    assert proves(x**2, {x: LINE}, sos([square])) and proves(x**2 + 1, {x: LINE}, sos([square, one]), strict=True)
    identity = "an identity fails"
    assert identity == because(x**2, {x: LINE}, sos([square]), strict=True) and identity == because(x**2 + 1, {x: LINE}, sos([square]))
    assert because(-(x**2), {x: LINE}, sos([["-1", {"1": "1"}, []]])) == "a weight is not positive"
    assert because(0 * x, {x: LINE}, sos([["0", {"1": "1"}, []]])) == "a weight is not positive"
    assert proves(2 * x**2, {x: LINE}, sos([["2", {"1": "1"}, []]])) and proves(x, {x: UP}, sos([["1", {"0": "1"}, [["x", "lo"]]]]))
    assert proves(1 - x, {x: UNIT}, sos([["1", {"0": "1"}, [["x", "hi"]]]])) and proves(
        x - 1, {x: (ONE, oo)}, sos([["1", {"0": "1"}, [["x", "lo"]]]])
    )
    assert proves(x * (1 - x), {x: UNIT}, sos([["1", {"0": "1"}, [["x", "lo"], ["x", "hi"]]]]))
    for name, end, box in (("x", "lo", DOWN), ("x", "hi", UP), ("x", "lo", LINE), ("y", "lo", UP), ("x", "mid", UP)):
        assert not proves(x, {x: box}, sos([["1", {"0": "1"}, [[name, end]]]]))
    weighted = [["1", {"1": "1"}, []], ["1", {"0": "1"}, []]]
    assert proves(x**2, {x: LINE}, sos([["1", {"2": "1"}, []], square], weighted))
    assert identity == because(x**2, {x: LINE}, sos([["1", {"2": "1"}, []]], [square]))  # the multiplier may vanish
    assert identity == because(-x, {x: UP}, sos([], [["1", {"1": "1"}, []]]))
    only_factors = [["1", {"0": "1"}, [["x", "lo"]]]]
    assert identity == because(x, {x: UP}, sos([["1", {"1": "1"}, []]], only_factors))
    zero = ["1", {}, []]
    assert identity == because(x**2, {x: LINE}, sos([square, zero]), strict=True) and identity == because(
        x**2, {x: LINE}, sos([square], [zero])
    )
    assert identity == because(
        x**2 + x, {x: UP}, sos([square, ["1", {"0": "1"}, [["x", "lo"]]]]), strict=True
    )  # a factor vanishes at the end
    assert proves(x**2 + 2, {x: LINE}, sos([one, square, one]), strict=True)


def test_boxes_cut_in_two() -> None:
    def cut(at: str, below: Any, above: Any, variable: str = "x") -> dict[str, Any]:
        return {"kind": "split", "variable": variable, "at": at, "below": below, "above": above}

    p = x**2 - x + 1
    left, right = shift(c0="1", c1="1", c2="1"), shift(c0="1", c1="1", c2="1")
    assert proves(p, {x: UNIT}, cut("1/2", sturm(["1", "-1", "1"], ["1"]), sturm(["1", "-1", "1"], ["1"])), strict=True)
    assert proves(x**2, {x: LINE}, cut("0", shift(c2="1"), shift(c2="1"))) and not proves(
        x, {x: LINE}, cut("0", shift(c1="1"), shift(c1="1"))
    )
    assert not proves(x**2, {x: LINE}, cut("1", shift(c2="1"), shift(c0="1", c1="2", c2="1")))
    for at, box in (("0", UNIT), ("1", UNIT), ("2", UNIT), ("-1", UNIT), ("0", UP), ("0", DOWN), ("1", DOWN)):
        assert because(x**2, {x: box}, cut(at, left, right)) == "a cut lies outside"
    two = {x: LINE, y: LINE}
    half = {"kind": "shift", "power": 0, "coefficients": {"0,2": "1"}}
    assert proves(y**2, two, cut("0", half, half, "y")) and not proves(y**2, two, cut("0", half, half, "x"))
    outer = cut(
        "0",
        cut(
            "0",
            {"kind": "shift", "power": 0, "coefficients": {"2,2": "1"}},
            {"kind": "shift", "power": 0, "coefficients": {"2,2": "1"}},
            "y",
        ),
        0,
    )
    outer["above"] = outer["below"]
    assert proves(x**2 * y**2, two, outer)


def test_a_box_that_is_a_point_fixes_its_variable() -> None:
    assert proves(x * y, {x: (ONE, ONE), y: UP}, {"kind": "shift", "power": 0, "coefficients": {"0,1": "1"}})
    assert proves(x - 1, {x: (TWO, TWO)}, shift(c0="1"), strict=True) and not proves(x - 3, {x: (TWO, TWO)}, shift(c0="-1"))
    assert not proves(x, {x: (ZERO, ZERO), y: UP}, {"kind": "shift", "power": 0, "coefficients": {"1,0": "1"}}, strict=True)
    check(claim(Poly(x, x), {x: UP}), shift(c1="1"))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "guess"},
        {"kind": "shift"},
        {"kind": "sos"},
        {"kind": "sturm", "rest": ["a"], "root": [], "ends": [0, 0]},
        None,
        {"kind": "split", "variable": "q", "at": "1"},
        {"kind": "shift", "power": 0, "coefficients": {"a": "1"}},
    ],
)
def test_whatever_else_is_given_proves_nothing(data: Any) -> None:
    assert not proves(x, {x: UP}, data)
