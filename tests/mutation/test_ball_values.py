"""Balls are as narrow as they can be where a function is monotone, and empty-handed where nothing is certain: branch by branch."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from flint import acb, arb, ctx, fmpq

from numerics.ball import EXACT_BITS, EnclosureError, ball, finite, signs
from numerics.cover import interval

X, Y = sp.symbols("X Y", real=True)
Z = sp.Symbol("Z")
THIRD = sp.Rational(1, 3)


def over(expr: sp.Expr, low: Any, high: Any, **others: Any) -> Any:
    """The enclosure over X in [low, high], and Y as given."""
    env: dict[Any, Any] = {X: interval(Fraction(low), Fraction(high))}
    if others:
        env[Y] = interval(*map(Fraction, others["y"]))
    return ball(expr, env)


def unordered(func: Any, *arguments: sp.Expr) -> sp.Expr:
    return func(*arguments, evaluate=False)


# expression, ends of X, least and largest value
TIGHT = {
    "exp": (sp.exp(X), 0, 1, 1, sp.E), "log": (sp.log(X), 1, 2, 0, sp.log(2)), "sinh": (sp.sinh(X), -1, 2, sp.sinh(-1), sp.sinh(2)),
    "tanh": (sp.tanh(X), -1, 2, sp.tanh(-1), sp.tanh(2)), "atan": (sp.atan(X), -1, 2, sp.atan(-1), sp.atan(2)),
    "asinh": (sp.asinh(X), -1, 2, sp.asinh(-1), sp.asinh(2)), "erf": (sp.erf(X), -1, 2, sp.erf(-1), sp.erf(2)),
    "asin": (sp.asin(X), "-1/2", "3/4", -sp.asin(THIRD * 3 / 2), sp.asin(sp.Rational(3, 4))),
    "acosh": (sp.acosh(X), 2, 3, sp.acosh(2), sp.acosh(3)),
    "atanh": (sp.atanh(X), "-1/2", "3/4", -sp.atanh(sp.S.Half), sp.atanh(sp.Rational(3, 4))),
    "odd power": (X**3, -1, 2, -1, 8), "even power across zero": (X**2, -1, 2, 0, 4), "even power of negatives": (X**4, -2, -1, 1, 16),
    "even power of positives": (X**2, 1, 3, 1, 9), "odd power of positives": (X**3, 0, 2, 0, 8),
    "inverse": (1 / X, 1, 4, "1/4", 1), "inverse of negatives": (1 / X, -4, -1, -1, "-1/4"), "inverse square": (X**-2, -2, -1, "1/4", 1),
    "inverse cube": (X**-3, 1, 2, "1/8", 1), "root": (sp.sqrt(X), 0, 4, 0, 2), "cube of a root": (X ** sp.Rational(3, 2), 1, 4, 1, 8),
    "inverse root": (1 / sp.sqrt(X), 1, 4, "1/2", 1), "cube root": (sp.cbrt(X), 1, 8, 1, 2), "real exponent": (X**sp.pi, 1, 2, 1, 2**sp.pi),
    "variable exponent": (2**X, -1, 3, "1/2", 8), "sum": (X + sp.pi, 1, 2, 1 + sp.pi, 2 + sp.pi), "product": (-2 * X, 1, 2, -4, -2),
    "maximum": (sp.Max(X, 1), 0, 2, 1, 2), "minimum": (sp.Min(X, 1), 0, 2, 0, 1), "magnitude": (sp.Abs(X), -3, -1, 1, 3),
    "real part": (sp.re(sp.I * Z + X), 1, 2, None, None), "constants": (X * sp.E, 1, 2, sp.E, 2 * sp.E),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in TIGHT if TIGHT[name][3] is not None])
def test_an_enclosure_is_the_range_to_rounding(name: str) -> None:
    expr, low, high, least, largest = TIGHT[name]
    found = over(expr, low, high)
    assert isinstance(found, arb)
    with ctx.workprec(200):
        for end, value in ((found.lower(), least), (found.upper(), largest)):
            exact = ball(sp.sympify(value), {})
            assert abs(arb(end) - exact) < arb(2) ** -20  # radii have 30 bits
        assert found.lower() <= ball(sp.sympify(least), {}) and found.upper() >= ball(sp.sympify(largest), {})


@pytest.mark.parametrize("name", ["asin", "acos", "acosh", "atanh"])
def test_inverse_functions_have_no_value_where_they_are_complex(name: str) -> None:
    func, outside = getattr(sp, name), {"asin": (2, 3), "acos": (2, 3), "acosh": (-2, -1), "atanh": (2, 3)}[name]
    inside = {"acosh": (2, 3)}.get(name, (0, "1/2"))
    assert over(func(X), *inside).is_finite() and not over(func(X), *outside).is_finite()
    for low, high in ((inside[0], outside[1]), (outside[0], inside[1])):
        assert Fraction(low) > Fraction(high) or not over(func(X), low, high).is_finite()
    found = ball(func(Z), {Z: acb(1, 2)})
    assert isinstance(found, arb) and found.is_nan()


def test_an_arc_cosine_is_enclosed() -> None:
    found = over(sp.acos(X), "-1/2", "1/2")
    with ctx.workprec(200):
        assert found.contains(ball(sp.pi / 3, {})) and found.contains(ball(2 * sp.pi / 3, {})) and found.rad() < 1


FROM_ZERO = [sp.sqrt(X), X**2, X**4, X ** sp.Rational(3, 2), X * X + X, X + sp.sqrt(X), sp.sqrt(X) * X, X * sp.pi + X**3]


@pytest.mark.parametrize("expr", FROM_ZERO)
def test_what_cannot_be_negative_is_certainly_not(expr: sp.Expr) -> None:
    """The radius of a ball would reach below zero; the sign that is known is kept."""
    for high in (Fraction(1, 3), 1, Fraction(22, 7)):
        assert over(expr, 0, high) >= 0


def test_rationals_stay_exact() -> None:
    for expr, value in ((X + 1, fmpq(4, 3)), (X * X * 3, fmpq(1, 3)), (X**-2, fmpq(9)), (X**5, fmpq(1, 243)), (X**0 + X, fmpq(4, 3)),
                        (sp.Abs(-X), fmpq(1, 3)), (sp.sign(-X), fmpq(-1)), (sp.sign(X), fmpq(1)), (sp.Max(X, 2), 2), (sp.Min(X, 2), None)):
        found = ball(expr, {X: fmpq(1, 3)})
        assert value is None or found == value
    assert isinstance(ball(X + 1, {X: fmpq(1, 3)}), fmpq) and isinstance(ball(X**-2, {X: fmpq(1, 3)}), fmpq)
    assert ball(sp.sign(X), {X: fmpq(0)}) == 0 and not finite(ball(sp.sign(X), {X: arb(0, 1)}))
    assert ball(sp.sign(X), {X: arb(2, 1)}) == 1 and ball(sp.sign(X), {X: arb(-2, 1)}) == -1


def test_a_power_that_is_too_long_to_write_is_a_ball() -> None:
    base = fmpq(3, 2)
    assert isinstance(ball(X**100, {X: base}), fmpq)
    edge = EXACT_BITS // 2
    assert ball(X**edge, {X: base}) == base**edge and isinstance(ball(X**edge, {X: base}), fmpq)
    for value in (base, fmpq(2, 3), fmpq(-3, 2)):
        long = ball(X ** (edge + 1), {X: value})
        assert isinstance(long, arb) and long.overlaps(arb(value ** (edge + 1))) and long.rel_accuracy_bits() > 30
    assert isinstance(ball(X ** -(edge + 1), {X: base}), arb)


def test_roots_of_negatives_lie_on_the_imaginary_axis() -> None:
    root = over(sp.sqrt(X), -4, -1)
    assert isinstance(root, acb) and root.real == 0 and root.imag.contains(1) and root.imag.contains(2) and root.imag > arb("0.99")
    cube = over(X ** sp.Rational(3, 2), -4, -1)
    assert cube.real == 0 and cube.imag.contains(-8) and cube.imag.contains(-1) and cube.imag < arb("-0.99") and cube.imag > -9
    fifth = over(X ** sp.Rational(5, 2), -4, -1)
    assert fifth.real == 0 and fifth.imag.contains(32) and fifth.imag > 0
    inverse = over(X ** sp.Rational(-1, 2), -4, -1)
    assert inverse.real == 0 and inverse.imag.contains(-1) and inverse.imag < 0
    third = over(X**THIRD, -8, -8)
    assert isinstance(third, acb) and abs(third - acb(1, arb(3).sqrt())) < arb(10) ** -12
    irrational = over(X**sp.pi, -1, -1)
    assert abs(irrational - (acb(0, 1) * arb.pi() ** 2).exp()) < arb(10) ** -12


@pytest.mark.parametrize("expr", [sp.sqrt(X), X**THIRD, X**sp.pi, X**Y, X ** sp.Rational(-1, 2), 1 / X, X**-2, sp.log(X), sp.sign(X)])
def test_nothing_is_said_across_a_branch_point(expr: sp.Expr) -> None:
    assert not finite(over(expr, -1, 1, y=(1, 2)))
    assert not finite(over(sp.Min(1, unordered(sp.Add, expr, 1)), -1, 1, y=(1, 2)))


def test_zero_has_no_inverse_and_no_logarithm() -> None:
    for expr in (1 / X, X**-2, sp.log(X), X ** sp.Rational(-1, 2), X**-sp.pi):
        assert not finite(over(expr, 0, 0)) and not finite(over(expr, 0, 1))
    assert over(sp.sqrt(X), 0, 0) == 0


def test_a_power_nought_is_one_and_a_root_of_what_touches_zero_from_below_is_not_said() -> None:
    for base in (fmpq(2), fmpq(-2), arb(2, 1), acb(1, 1)):
        assert ball(Z**Y, {Z: base, Y: fmpq(0)}) == 1
    assert not finite(ball(sp.sqrt(Z), {Z: -(arb(1, 1).nonnegative_part())}))
    assert not finite(over(sp.sqrt(-X), 0, 1)) and not finite(over(sp.sqrt(X), -1, Fraction(1, 2)))


def test_logarithms_of_negatives() -> None:
    found = over(sp.log(X), -2, -1)
    assert isinstance(found, acb) and finite(found)
    assert found.imag.contains(arb.pi()) and found.real.contains(0) and found.real.contains(arb(2).log())
    assert isinstance(over(sp.log(X), 1, 2), arb)


def test_complex_values_and_their_parts() -> None:
    value = sp.I * X + 2
    assert ball(value, {X: fmpq(3)}) == acb(2, 3)
    assert ball(sp.re(unordered(sp.Add, sp.I * Z, 2)), {Z: fmpq(3)}) == 2
    assert ball(sp.im(unordered(sp.Add, sp.I * Z, 2)), {Z: fmpq(3)}) == 3
    assert ball(sp.conjugate(Z), {Z: acb(2, 3)}) == acb(2, -3)
    for part, expected in ((sp.re, 5), (sp.im, 0), (sp.conjugate, 5)):
        assert ball(part(Z), {Z: fmpq(5)}) == expected == ball(part(Z), {Z: arb(5)})
    assert ball(sp.Abs(Z), {Z: acb(3, 4)}) == 5
    assert ball(Z**2, {Z: acb(1, 1)}) == acb(0, 2) and ball(Z**-1, {Z: acb(0, 1)}) == acb(0, -1)
    assert ball(Z**-2, {Z: acb(1, 1)}).overlaps(acb(0, arb("-0.5"))) and ball(Z**3, {Z: acb(0, 1)}) == acb(0, -1)
    assert not finite(ball(Z**-1, {Z: acb(0, 0)}))
    assert abs(ball(sp.sqrt(Z), {Z: acb(3, 4)}) - acb(2, 1)) < arb(10) ** -12
    assert abs(ball(Z**Y, {Z: acb(0, 1), Y: fmpq(1, 2)}) ** 2 - acb(0, 1)) < arb(10) ** -12
    assert abs(ball(X**Z, {X: fmpq(-2), Z: acb(0, 1)}) - (acb(0, 1) * acb(-2).log()).exp()) < arb(10) ** -12
    assert abs(ball(X**Z, {X: arb(2), Z: acb(0, 1)}) - (acb(0, 1) * arb(2).log()).exp()) < arb(10) ** -12
    assert abs(ball(sp.exp(Z), {Z: acb(0, arb.pi())}) + 1) < arb(10) ** -12
    for extreme in (sp.Max, sp.Min):
        assert not finite(ball(unordered(extreme, Z, Y), {Z: acb(1, 1), Y: fmpq(1)}))


def test_functions_that_are_not_monotone() -> None:
    assert over(sp.cosh(X), -1, 1).contains(1) and over(sp.cos(X), 0, 4).contains(-1) and over(sp.sin(X), 0, 4).contains(1)
    assert abs(over(sp.cos(X), 0, 0) - 1) < arb(10) ** -12 and abs(over(sp.tan(X), 1, 1) - arb(1).tan()) < arb(10) ** -12
    assert abs(over(sp.cosh(X), 1, 1) - arb(1).cosh()) < arb(10) ** -12


def test_a_branch_is_taken_where_it_is_certain_and_no_later_one_is_read() -> None:
    step = sp.Piecewise((1, X > 1), (2, X >= 1), (3, X < -1), (4, X <= -1), (5, sp.Ne(X, 0)), (6, True))
    expected = {2: 1, 1: 2, -2: 3, -1: 4, Fraction(1, 2): 5, 0: 6}
    assert {at: int(over(step, at, at).p) for at in expected} == expected
    assert over(step, 2, 3) == 1 and over(step, -3, -2) == 3 and over(step, Fraction(1, 3), Fraction(2, 3)) == 5
    for low, high in ((0, 2), (1, 2), (-2, 0), (-2, -1), (Fraction(-1, 2), Fraction(1, 2))):
        with pytest.raises(EnclosureError, match="decided"):
            over(step, low, high)
    point = sp.Piecewise((1, sp.Eq(X, 2)), (2, True))
    assert over(point, 2, 2) == 1 and over(point, 3, 4) == 2
    pole = sp.Piecewise((1, X > 0), (1 / X, True))
    assert over(pole, 1, 2) == 1  # the branch that is not taken has no say
    assert not finite(over(sp.Piecewise((1, X > 5)), 1, 2))
    assert not finite(over(unordered(sp.Mul, 0, 1 / X), 0, 0)) and not finite(over(sp.Max(1 / X, 1), 0, 1))


def test_every_node_met_is_remembered() -> None:
    env: dict[Any, Any] = {X: fmpq(2)}
    assert ball(sp.exp(X + 1), env) is env[sp.exp(X + 1)] and env[X + 1] == 3
    env[X + 1] = fmpq(0)
    assert ball(sp.sin(X + 1), env) == 0


def test_what_is_finite_and_which_signs_are_left() -> None:
    assert finite(fmpq(1)) and finite(arb(1, 2)) and finite(acb(1, 2)) and not finite(arb.nan()) and not finite(arb.pos_inf())
    assert not finite(acb(1, arb.nan()))
    assert signs(arb(1, 2)) == {-1, 0, 1} and signs(arb(2, 1)) == {1} and signs(arb(-2, 1)) == {-1}
    assert signs(arb(-1, 1) * arb(1, 1).nonnegative_part()) == {-1, 0, 1}
    assert signs(-(arb(1, 1).nonnegative_part())) == {-1, 0} and signs(arb.pos_inf()) == {-1, 0, 1} == signs(acb(1))
