"""Certificates of nonnegativity step by step: each polynomial they speak of, each end of a box, each condition by its own failure."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
from flint import fmpq
from hand_made import because, proves, shift, sturm
from sympy import Integer, Poly, Rational, Symbol, oo, symbols

from derive.certificate import CertificateError, claim, require, shifted

x, y, z = symbols("x y z")
ZERO, ONE, TWO = Integer(0), Integer(1), Integer(2)
LINE, UNIT, UP, DOWN = (-oo, oo), (ZERO, ONE), (ZERO, oo), (-oo, ZERO)


def test_a_condition_that_fails_is_named() -> None:
    require(1, "it must not be said")
    with pytest.raises(CertificateError, match=r"^`certificate` must prove the statement, but it is false$"):
        require(0, "it is false")


def test_the_statement_in_exact_form() -> None:
    found = claim(Poly(x**2 * y / 3 - 2, x, y), {y: (ONE, oo), x: (-oo, Rational(5, 2)), z: UNIT}, strict=True)
    assert found.names == ["x", "y"] and found.box == [[None, fmpq(5, 2)], [fmpq(1), None]] and found.strict is True
    assert dict(found.p.to_dict()) == {(2, 1): fmpq(1, 3), (0, 0): fmpq(-2)} and claim(Poly(x, x), {x: LINE}).strict is False
    assert claim(Poly(x, x), {x: (ONE, ONE)}).box == [[fmpq(1), fmpq(1)]] and claim(Poly(x, x), {x: LINE}).box == [[None, None]]
    for good in (Symbol("x"), Symbol("x", real=True), Symbol("x", positive=True)):
        assert claim(Poly(good, good), {good: UP}).names == ["x"]
    for bad in (Symbol("w", imaginary=True), Symbol("w", commutative=False), Symbol("x", real=True), 2 * y):
        with pytest.raises(ValueError, match="`box` must name each of"):
            claim(Poly(x, x), {x: UP, bad: UP})
    for box, text in (
        ({x: (ONE, ZERO)}, "must not be empty"),
        ({x: (oo, oo)}, "must hold Rationals"),
        ({x: (-oo, -oo)}, "must hold Rationals"),
        ({y: UP}, "must name each"),
        ({x: (0, 1)}, "must hold Rationals"),
        ({x: UP, Symbol("x", real=True): UP}, "must name each"),
    ):
        with pytest.raises(ValueError, match=text):
            claim(Poly(x, x), box)
    for p in (x, Poly(x**2 + 0.5, x), Poly(x, x, modulus=7)):
        with pytest.raises(ValueError, match="must be a Poly over ZZ or QQ"):
            claim(p, {x: UP})


ENDS = {"bounded": (Rational(1, 2), Integer(3)), "below": (Integer(-2), oo), "above": (-oo, Integer(5)), "zero": (-oo, ZERO), "free": LINE}


@pytest.mark.parametrize("power", [0, 1, 2])
@pytest.mark.parametrize(("first", "second"), list(itertools.product(["bounded", "below", "above", "zero"], repeat=2)))
def test_the_shifted_polynomial_is_the_polynomial_at_the_shifted_point(first: str, second: str, power: int) -> None:
    box = {x: ENDS[first], y: ENDS[second], z: LINE}
    p = Poly(x**2 * y - 3 * x + y**3 / 2 - 1, x, y, z)
    found = shifted(claim(p, box), power)
    for u, v in ((Fraction(1, 3), Fraction(2)), (Fraction(0), Fraction(5, 7)), (Fraction(4), Fraction(1, 2))):
        factor, total, at = Fraction(1), Fraction(1), []
        for t, kind, degree in ((u, first, 2), (v, second, 3)):
            low, high = (Fraction(int(e.p), int(e.q)) if e.is_finite else None for e in ENDS[kind])
            if low is not None and high is not None:
                at.append((low + high * t) / (1 + t))
                factor *= (1 + t) ** (degree + power)
            else:
                at.append(low + t if low is not None else (high or 0) - t)
                total += t
        a, b = at
        value = (a**2 * b - 3 * a + b**3 / 2 - 1) * factor * total**power
        assert found(*(fmpq(t.numerator, t.denominator) for t in (u, v, Fraction(9)))) == fmpq(value.numerator, value.denominator)


def test_shifts() -> None:
    assert proves(x - 1, {x: (ONE, oo)}, shift(c1="1")) and proves(1 - x, {x: (-oo, ONE)}, shift(c1="1"))
    assert proves(x, {x: UNIT}, shift(c1="1")) and proves(x + 1, {x: UNIT}, shift(c0="1", c1="2"), strict=True)
    assert proves(x, {x: UNIT}, shift(1, c1="1", c2="1")) and proves(x, {x: UP}, shift(2, c1="1", c2="2", c3="1"))
    assert proves(Integer(3), {x: LINE}, shift(64, c0="3"), strict=True)
    assert proves(0 * x, {x: LINE}, shift())
    for power in (-1, 65, True, "0", 1.0, None):
        assert "is outside 0..64" in because(Integer(3), {x: LINE}, shift(power, c0="3"))
    assert because(x - 1, {x: UP}, shift(c0="-1", c1="1")) == "a coefficient is negative"
    assert because(x, {x: UP}, shift(c1="2")) == "it has other coefficients"
    assert because(x, {x: UP}, shift(c1="1", c0="1")) == "it has other coefficients"
    assert because(x, {x: UP}, {"kind": "shift", "power": 0, "coefficients": {"-1": "1"}}) == "an exponent is negative"
    assert because(x**2, {x: LINE}, shift(c2="1")) == "a shift needs a finite end for each variable"
    assert because(-x, {x: LINE}, shift(c1="1")) == "a shift needs a finite end for each variable"
    assert proves(x, {x: UP, y: LINE}, {"kind": "shift", "power": 0, "coefficients": {"1,0": "1"}})
    assert not proves(x, {x: UP}, {"kind": "shift", "power": 0, "coefficients": {"1,0": "1"}})


def test_a_strict_shift_needs_every_corner() -> None:
    corner = "a corner vanishes"
    assert proves(x / 2, {x: UP}, shift(c1="1/2")) and corner == because(1 - x, {x: UNIT}, shift(1, c0="1", c1="1"), strict=True)
    absent = {"kind": "shift", "power": 1, "coefficients": {"0,0": "1", "1,0": "3", "2,0": "2"}}
    assert proves(1 + x, {x: UNIT, y: UNIT}, absent, strict=True)
    assert corner == because(x, {x: UNIT}, shift(c1="1"), strict=True) and corner == because(1 - x, {x: UNIT}, shift(c0="1"), strict=True)
    assert corner == because(x, {x: UP}, shift(c1="1"), strict=True) and proves(x + 1, {x: UP}, shift(c0="1", c1="1"), strict=True)
    assert proves(x + 1, {x: UNIT}, shift(1, c0="1", c1="3", c2="2"), strict=True)
    square = {x: UNIT, y: UNIT}
    full = {"0,0": "1", "1,0": "2", "0,1": "2", "1,1": "3"}
    assert proves(1 + x + y, square, {"kind": "shift", "power": 0, "coefficients": full}, strict=True)
    for missing, p in (("0,0", x + y), ("1,1", 2 - x - y), ("1,0", 1 - x + y), ("0,1", 1 + x - y)):
        coefficients = {f"{a},{b}": str(value) for a in (0, 1) for b in (0, 1) if (value := p.subs({x: a, y: b}))}
        assert missing not in coefficients
        data = {"kind": "shift", "power": 0, "coefficients": coefficients}
        assert proves(p, square, data) and corner == because(p, square, data, strict=True)
    half = {x: UNIT, y: UP}
    assert proves(
        1 + x + y, half, {"kind": "shift", "power": 0, "coefficients": {"0,0": "1", "1,0": "2", "0,1": "1", "1,1": "1"}}, strict=True
    )


def test_sturm_chains() -> None:
    one = ["1"]
    assert proves(x**2 + 1, {x: LINE}, sturm(["1", "0", "1"], one), strict=True)
    assert proves((x**2 + 1) * (x - 2) ** 2, {x: LINE}, sturm(["1", "0", "1"], ["-2", "1"]))
    assert because((x**2 + 1) * (x - 2) ** 2, {x: LINE}, sturm(["1", "0", "1"], ["-2", "1"]), strict=True) == "a factor vanishes"
    assert proves(x * (1 - x), {x: UNIT}, sturm(one, one, (1, 1))) and proves(x * (x + 1), {x: UP}, sturm(["1", "1"], one, (1, 0)))
    assert proves((3 - x) * 2, {x: (-oo, Integer(3))}, sturm(["2"], one, (0, 1))) and proves(x - 2, {x: (TWO, oo)}, sturm(one, one, (1, 0)))
    for ends, box in (((1, 0), {x: UP}), ((0, 1), {x: (-oo, ZERO)})):
        p = x if ends == (1, 0) else -x
        assert because(p, box, sturm(one, one, ends), strict=True) == "a factor vanishes"
    assert proves(-x, {x: DOWN}, sturm(one, one, (0, 1)))
    assert because(x * (1 - x), {x: UNIT}, sturm(one, one, (1, 1)), strict=True) == "a factor vanishes"
    assert because(x * (x - 2) ** 2, {x: UP}, sturm(one, ["-2", "1"], (1, 0)), strict=True) == "a factor vanishes"
    assert because(-x * (x + 2) ** 2, {x: DOWN}, sturm(one, ["2", "1"], (0, 1)), strict=True) == "a factor vanishes"
    for ends, box in (((1, 0), DOWN), ((0, 1), UP), ((2, 0), UP), ((0, 2), DOWN), ((-1, 0), UP)):
        assert because(x, {x: box}, sturm(one, one, ends)) == "an end is wrong"
    assert because(x**2 + 1, {x: LINE}, sturm(["2", "0", "1"], one)) == "p has other factors"
    assert because(x**2 + 1, {x: LINE}, sturm(["1", "0", "1"], ["0", "1"])) == "p has other factors"
    assert proves(x + 1, {x: UNIT}, sturm(["1", "1"], one), strict=True) and proves(
        x * y / y + 1, {x: UNIT, y: LINE}, sturm(["1", "1"], one)
    )


@pytest.mark.parametrize(
    ("p", "rest", "box"),
    [
        (x**2 - 2, ["-2", "0", "1"], LINE),
        (-(x**2) - 1, ["-1", "0", "-1"], LINE),
        (x**2 - 2, ["-2", "0", "1"], (TWO * -1, TWO)),
        (x - 1, ["-1", "1"], (ZERO, TWO)),
        (x**2 - 3 * x + 2, ["2", "-3", "1"], UP),
        (x**2 + 3 * x + 2, ["2", "3", "1"], DOWN),
        (x, ["0", "1"], UNIT),
        (x - 1, ["-1", "1"], UNIT),
        (-x, ["0", "-1"], DOWN),
        (x**3 + 1, ["1", "0", "0", "1"], LINE),
        (1 - x, ["1", "-1"], UP),
        (x + 1, ["1", "1"], DOWN),
        (-x - 1, ["-1", "-1"], UP),
        (x**4 - 5 * x**2 + 4, ["4", "0", "-5", "0", "1"], LINE),
    ],
)
def test_a_cofactor_that_changes_sign_or_is_negative_is_seen(p: Any, rest: list[str], box: Any) -> None:
    assert because(p, {x: box}, sturm(rest, ["1"])) == "the cofactor is not positive"


@pytest.mark.parametrize(
    ("p", "rest", "box"),
    [
        (x**2 - 2, ["-2", "0", "1"], (TWO, oo)),
        (x**2 - 2, ["-2", "0", "1"], (-oo, -TWO)),
        (x**2 - 2, ["-2", "0", "1"], (TWO, Integer(9))),
        (x**4 - 5 * x**2 + 4, ["4", "0", "-5", "0", "1"], (Integer(3), oo)),
        (x**4 - 5 * x**2 + 4, ["4", "0", "-5", "0", "1"], (Rational(-1, 2), Rational(1, 2))),
        (x**3 + 1, ["1", "0", "0", "1"], UP),
        (1 - x**3, ["1", "0", "0", "-1"], DOWN),
        (x**4 + x + 1, ["1", "1", "0", "0", "1"], LINE),
    ],
)
def test_a_cofactor_without_a_root_in_the_box_is_positive(p: Any, rest: list[str], box: Any) -> None:
    assert proves(p, {x: box}, sturm(rest, ["1"]), strict=True)
