"""False statements about polynomials, most of them barely false: none may be certified.

Each comes with a point that violates it, and with the certificate of a true neighbour, which must not
replay. Then forged certificates, each wrong in one way.
"""

from __future__ import annotations

import pytest
from sympy import Integer, Poly, Rational, oo, symbols

from derive.certificate import CertificateError, replay
from derive.nonnegative import find
from numerics.gram import candidates

x, y, z = symbols("x y z")
ZERO, ONE, HALF, TINY = Integer(0), Integer(1), Rational(1, 2), Rational(1, 10**12)
LINE, UNIT, UP = (-oo, oo), (ZERO, ONE), (ZERO, oo)
WHERE = Rational(3141592653, 10**10)  # on no grid of the search
MOTZKIN = x**4 * y**2 + x**2 * y**4 - 3 * x**2 * y**2 + 1
ROBINSON = x**6 + y**6 + 1 - (x**4 * y**2 + x**2 * y**4 + x**4 + x**2 + y**4 + y**2) + 3 * x**2 * y**2
PLANE, SQUARE = {x: LINE, y: LINE}, {x: UNIT, y: UNIT}

# false p, box, strict, a point that violates it; a true neighbour's p, box and strict
FALSE = {
    "square minus a trillionth": (x**2 - 2 * x + 1 - TINY, {x: LINE}, False, [1],
                                  x**2 - 2 * x + 1, None, False),
    "square is not positive": (x**2 - 2 * x + 1, {x: LINE}, True, [1], x**2 - 2 * x + 1, None, False),
    "zero is not positive": (0 * x, {x: LINE}, True, [5], 0 * x, None, False),
    "negative constant": (0 * x - TINY, {x: UNIT}, False, [0], 0 * x + TINY, None, True),
    "narrow window": ((x - WHERE) ** 2 - TINY**2, {x: UNIT}, False, [WHERE],
                      (x - WHERE) ** 2 + TINY**2, None, True),
    "narrow window in a quartic": (((x - WHERE) ** 2 - TINY**2) * (x**2 + 1), {x: LINE}, False, [WHERE],
                                   ((x - WHERE) ** 2 + TINY**2) * (x**2 + 1), None, True),
    "double root, not positive": ((x - WHERE) ** 2 * (x + 2), {x: UP}, True, [WHERE],
                                  (x - WHERE) ** 2 * (x + 2), None, False),
    "triple root inside": ((x - WHERE) ** 3, {x: UNIT}, False, [0], (x - WHERE) ** 2, None, False),
    "quintuple root just inside": ((x - TINY) ** 5, {x: UP}, False, [0], x**5, None, False),
    "negative just at the lower end": (x - TINY, {x: UP}, False, [0], x, None, False),
    "negative just at the upper end": (1 - TINY - x, {x: UNIT}, False, [1], 1 - x, None, False),
    "zero at the lower end": (x, {x: UNIT}, True, [0], x, None, False),
    "zero at the upper end": (1 - x, {x: UNIT}, True, [1], 1 - x, None, False),
    "odd root at the lower end, wrong side": (-(x**3), {x: UNIT}, False, [1], x**3, None, False),
    "odd root at the upper end, wrong side": ((x - 1) ** 3, {x: UNIT}, False, [0],
                                              (1 - x) ** 3, None, False),
    "odd root at the end of a longer interval": (x**3, {x: (-TINY, ONE)}, False, [-TINY],
                                                 x**3, {x: UNIT}, False),
    "interval a little too long": (x * (1 - x), {x: (ZERO, 1 + TINY)}, False, [1 + TINY],
                                   x * (1 - x), {x: UNIT}, False),
    "half line instead of an interval": (x * (100 - x), {x: UP}, False, [101],
                                         x * (100 - x), {x: (ZERO, Integer(100))}, False),
    "line instead of half line": (x**3 + 1, {x: LINE}, False, [-2], x**3 + 1, {x: UP}, False),
    "negative far out": (10**12 - TINY * x**3, {x: UP}, False, [10**9], 10**12 + TINY * x**3, None, True),
    "two close roots": ((x - WHERE) * (x - WHERE - TINY), {x: LINE}, False, [WHERE + TINY / 2],
                        (x - WHERE) ** 2, None, False),
    "degenerate interval, negative": (x - HALF - TINY, {x: (HALF, HALF)}, False, [HALF],
                                      x - HALF, None, False),
    "degenerate interval, zero": (x - HALF, {x: (HALF, HALF)}, True, [HALF], x - HALF, None, False),
    "cubic, wrong start": (14 * x**3 - 6 * x**2 - 8 * x, {x: (1 - TINY, oo)}, False, [1 - TINY],
                           14 * x**3 - 6 * x**2 - 8 * x, {x: (ONE, oo)}, False),
    "Motzkin minus a trillionth": (MOTZKIN - TINY, PLANE, False, [1, 1], MOTZKIN, None, False),
    "Motzkin is not positive": (MOTZKIN, PLANE, True, [-1, 1], MOTZKIN, None, False),
    "Motzkin with a larger middle term": (MOTZKIN - TINY * x**2 * y**2, PLANE, False, [1, -1],
                                          MOTZKIN, None, False),
    "shifted Motzkin": (MOTZKIN.subs({x: x + WHERE}) - TINY, PLANE, False, [1 - WHERE, 1],
                        None, None, False),
    "Robinson minus a trillionth": (ROBINSON - TINY, PLANE, False, [1, 1], None, None, False),
    "nearly a square": (x**2 - (2 + TINY) * x * y + y**2, PLANE, False, [1, 1],
                        x**2 - 2 * x * y + y**2, None, False),
    "square of a line is not positive": ((x - y) ** 2, PLANE, True, [3, 3], (x - y) ** 2, None, False),
    "indefinite form": (x * y, PLANE, False, [1, -1], x * y, {x: UP, y: UP}, False),
    "indefinite form, only a hair": (x**2 + y**2 + z**2 - (1 + TINY) * (x * y + y * z + z * x),
                                     {x: LINE, y: LINE, z: LINE}, False, [1, 1, 1],
                                     x**2 + y**2 + z**2 - (x * y + y * z + z * x), None, False),
    "well inside the square": ((x - WHERE) ** 2 + (y - WHERE) ** 2 - TINY**2, SQUARE, False, [WHERE, WHERE],
                               (x - WHERE) ** 2 + (y - WHERE) ** 2, None, False),
    "negative at one corner": (x + y - x * y - TINY, SQUARE, False, [0, 0], x + y - x * y, None, False),
    "zero at one corner": (x + y - x * y, SQUARE, True, [0, 0], x + y - x * y, None, False),
    "zero at the far corner": (1 - x * y, SQUARE, True, [1, 1], 1 - x * y, None, False),
    "zero on an edge": (x * (1 + y), {x: UP, y: UNIT}, True, [0, 1], x * (1 + y), None, False),
    "zero on an infinite edge": (1 - x + y * x * 0, {x: UNIT, y: UP}, True, [1, 7],
                                 1 - x + y * x * 0, None, False),
    "negative on one orthant": (x**2 * y + y + 1, {x: LINE, y: LINE}, False, [0, -2], x**2 * y + y + 1,
                                {x: LINE, y: UP}, False),
    "infinite in one direction": (1 + y - TINY * x * y, {x: UP, y: UP}, False, [2 / TINY, 9],
                                  1 + y + TINY * x * y, None, True),
    "mean, wrong constant": (x**3 + y**3 + 1 - (3 + TINY) * x * y, {x: UP, y: UP}, False, [1, 1],
                             x**3 + y**3 + 1 - 3 * x * y, None, False),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_statement_is_not_certified(name):
    p, box, strict, point, *_ = FALSE[name]
    value = Poly(p, *box).eval(dict(zip(box, point, strict=True)))
    assert value < 0 or (value == 0 and strict), "the planted statement must be false"
    assert find(Poly(p, *box), box, strict=strict) is None
    assert find(Poly(p, *box), box, strict=strict, gram=candidates) is None


@pytest.mark.parametrize("name", [name for name, case in FALSE.items() if case[4] is not None])
def test_certificate_of_a_true_neighbour_is_refused(name):
    p, box, strict, _, near, near_box, near_strict = FALSE[name]
    near_box = near_box or box
    found = find(Poly(near, *near_box), near_box, strict=near_strict, gram=candidates)
    assert found is not None
    replay(Poly(near, *near_box), near_box, found, strict=near_strict)
    with pytest.raises(CertificateError):
        replay(Poly(p, *box), box, found, strict=strict)


def test_enough_statements_were_planted():
    assert len(FALSE) >= 40 and sum(case[4] is not None for case in FALSE.values()) >= 35


def sturm(rest, *, root="1", ends=(0, 0)):
    return {"kind": "sturm", "rest": rest.split(), "root": root.split(), "ends": list(ends)}


def shift(coefficients, *, power=0):
    return {"kind": "shift", "power": power, "coefficients": coefficients}


def sos(squares, multiplier=(("1", {"0": "1"}, ()),)):
    return {"kind": "sos", "multiplier": multiplier, "squares": squares}


FORGED = [
    # Sturm: hidden or even numbers of zeros, wrong signs, factors that vanish or are not there
    (x**2, {x: LINE}, True, sturm("1", root="0 1")),
    (x, {x: UNIT}, True, sturm("1", ends=[1, 0])),
    (1 - x, {x: UNIT}, True, sturm("1", ends=[0, 1])),
    (x, {x: LINE}, False, sturm("1", ends=[1, 0])),
    (-x, {x: LINE}, False, sturm("1", ends=[0, 1])),
    (x, {x: LINE}, False, sturm("0 1")),
    (-x, {x: LINE}, False, sturm("0 -1")),
    (-x, {x: UNIT}, False, sturm("0 -1")),
    (x - 1, {x: UNIT}, False, sturm("-1", ends=[0, 1])),
    (x**2 - HALF, {x: (-ONE, ONE)}, False, sturm("-1/2 0 1")),
    (x**2 - HALF, {x: LINE}, False, sturm("-1/2 0 1")),
    (-1 - x**2, {x: LINE}, False, sturm("-1 0 -1")),
    (x - 1, {x: UP}, False, sturm("1 1")),
    (x - 1, {x: (ONE, oo)}, False, sturm("1", ends=[2, 0])),
    (x - 1, {x: (ONE, oo)}, False, sturm("1 -2 1", ends=[-1, 0])),
    ((x - 1) * y, {x: (ONE, oo), y: LINE}, False, sturm("1", ends=[1, 0])),
    (x - 1, {x: (-ONE, ZERO)}, False, sturm("1", ends=[1, 0])),
    (-x - 1, {x: (-ONE, ONE)}, False, sturm("1", ends=[0, 1])),
    (x, {x: UNIT}, True, sturm("0 1")),
    (1 - x, {x: UNIT}, True, sturm("1 -1")),
    # shift: a negative coefficient, a vanishing corner, no end to shift from, powers out of range
    (x - 1, {x: UP}, False, shift({"1": "1", "0": "-1"})),
    (x - 1, {x: UP}, False, shift({"1": "1", "0": "1"})),
    (x - 1, {x: UP}, False, shift({"1": "1"})),
    (x, {x: UP}, True, shift({"1": "1"})),
    (1 - x, {x: UNIT}, True, shift({"0": "1"})),
    (x, {x: UNIT}, True, shift({"1": "1"})),
    (x, {x: LINE}, False, shift({"1": "1"})),
    (-x, {x: LINE}, False, shift({"1": "1"})),
    (x, {x: UP}, False, shift({}, power=65)),
    (x, {x: UP}, False, shift({"1": "1"}, power=False)),
    (-x, {x: UP}, False, shift({"1": "1"}, power=-1)),
    # sums of squares: weights, identities, ends, multipliers, strictness
    (-(x**2), {x: LINE}, False, sos([["-1", {"1": "1"}, []]])),
    (-(x**2), {x: LINE}, False, sos([["1", {"1": "1"}, []]], [["-1", {"0": "1"}, []]])),
    (x**2 - 1, {x: LINE}, False, sos([["1", {"1": "1"}, []]])),
    (x, {x: LINE}, False, sos([["1", {"0": "1"}, [["x", "lo"]]]])),
    (-x, {x: LINE}, False, sos([["1", {"0": "1"}, [["x", "hi"]]]])),
    (-x, {x: UNIT}, False, sos([["1", {"0": "1"}, [["x", "lo"]]]])),
    (x - 1, {x: UNIT}, False, sos([["1", {"0": "1"}, [["x", "hi"]]]])),
    (1 - x, {x: UNIT}, False, sos([["1", {"0": "1"}, [["x", "mid"]]]])),
    (x, {x: UP}, True, sos([["1", {"0": "1"}, [["x", "lo"]]]])),
    (x**2, {x: LINE}, True, sos([["1", {"1": "1"}, []]])),
    (x**2, {x: LINE}, True, sos([["1", {"1": "1"}, []], ["1", {}, []]])),
    (-x - 9, {x: LINE}, False, sos([], [])),
    (-x - 9, {x: LINE}, False, sos([], [["1", {}, []]])),
    (-x - 9, {x: LINE}, False, sos([], [["0", {"0": "1"}, []]])),
    # split: one part false, or not there
    (x, {x: LINE}, False, {"kind": "split", "variable": "x", "at": "0",
     "below": shift({"1": "-1"}), "above": shift({"1": "1"})}),
    (-x, {x: LINE}, False, {"kind": "split", "variable": "x", "at": "0",
     "below": shift({"1": "1"}), "above": shift({"1": "-1"})}),
    (x, {x: UP}, False, {"kind": "split", "variable": "x", "at": "-1",
     "below": shift({"1": "1"}), "above": shift({"1": "1"})}),
    (x, {x: UP}, False, {"kind": "split", "variable": "x", "at": "1"}),
    # not certificates
    (x, {x: UP}, False, {"kind": "trust me"}),
    (x, {x: UP}, False, {}),
    (x, {x: UP}, False, None),
    (x, {x: UP}, False, shift({"1": 1.0})),
    (x, {x: UP}, False, shift([["1", "1"]])),
    (x, {x: UP}, False, shift({"1,0": "1"})),
    (x, {x: UP}, False, shift({"1": "1/0"})),
]


@pytest.mark.parametrize(("p", "box", "strict", "data"), FORGED)
def test_forged_certificate_is_refused(p, box, strict, data):
    with pytest.raises(CertificateError):
        replay(Poly(p, *box), box, data, strict=strict)


# Correct ones, written by hand: refusing these would be a defect too, hidden behind the tests above.
CORRECT = [
    (x**2 + 1, {x: UNIT}, True, sturm("1 0 1")),  # the second member of the chain vanishes at 0
    ((x - HALF) * (3 - x), {x: (HALF, Integer(3))}, False, sturm("1", ends=[1, 1])),
    (x**2 * (x**2 + 1), {x: LINE}, False, sturm("1 0 1", root="0 1")),
    (x**2 + 1, {x: LINE}, True, sos([["1", {"0": "1"}, []], ["1", {"1": "1"}, []]])),
    (x * (1 - x), {x: UNIT}, False, sos([["1", {"0": "1"}, [["x", "lo"], ["x", "hi"]]]])),
    (x**2 - x + 1, {x: UP}, True, shift({"3": "1", "0": "1"}, power=1)),
    (x**2 - x + 1, {x: UNIT}, True, shift({"3": "1", "2": "2", "1": "2", "0": "1"}, power=1)),
    (x**2, {x: LINE}, False, {"kind": "split", "variable": "x", "at": "0",
                              "below": shift({"2": "1"}), "above": shift({"2": "1"})}),
]


@pytest.mark.parametrize(("p", "box", "strict", "data"), CORRECT)
def test_correct_certificate_is_accepted(p, box, strict, data):
    assert replay(Poly(p, *box), box, data, strict=strict).method == data["kind"]


def test_negative_exponent_is_refused():
    # FLINT reads {(-1,): 1} as some huge power
    with pytest.raises(CertificateError, match="exponent is negative"):
        replay(Poly(x, x), {x: UP}, shift({"-1": "1"}))


def test_endless_nesting_is_refused():
    data = {"kind": "split", "variable": "x", "at": "0", "below": shift({"1": "-1"})}
    data["above"] = data
    with pytest.raises(CertificateError):
        replay(Poly(x**2, x), {x: LINE}, data)
    at = shift({"0": "1"})
    for k in range(3000):
        at = {"kind": "split", "variable": "x", "at": str(k), "below": at, "above": at}
    with pytest.raises(CertificateError):
        replay(Poly(1, x), {x: LINE}, at)
