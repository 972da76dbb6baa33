"""Enclosures contain the value, signs are certain, and covers and violations are what they say."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy as sp
from flint import acb, arb, ctx, fmpq
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from numerics.ball import FUNCTIONS, ball, signs
from numerics.cover import interval
from numerics.enclosure import Cover, EnclosureError, Violation, certify_nonnegative, evaluate, sign

X, Y = sp.symbols("X Y", real=True)
P = sp.Symbol("P", positive=True)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

rationals = st.fractions(min_value=-3, max_value=3, max_denominator=12)
leaves = st.one_of(st.sampled_from([X, Y, sp.pi, sp.E, sp.Integer(2)]), rationals.map(sp.Rational))


def grow(inner: st.SearchStrategy[sp.Expr]) -> st.SearchStrategy[sp.Expr]:
    functions = [
        sp.exp, sp.sin, sp.cos, sp.tan, sp.sinh, sp.cosh, sp.tanh, sp.atan, sp.asinh, sp.erf, sp.Abs,
        lambda e: sp.asin(e / (1 + e**2)), lambda e: sp.acos(sp.tanh(e) / 2), lambda e: sp.acosh(2 + e**2),
        lambda e: sp.atanh(e / (1 + e**2)),
        lambda e: sp.log(1 + e**2), lambda e: sp.sqrt(e**2 + 1), lambda e: (e**2 + 2) ** sp.Rational(-2, 3),
        lambda e: e**3, lambda e: e**4, lambda e: 1 / e if e != 0 else e, lambda e: sp.sqrt(sp.Abs(e)),
        lambda e: (2 + e**2) ** (X / 3)]
    pairs = [sp.Add, sp.Mul, sp.Max, sp.Min]
    return st.one_of(
        st.tuples(st.sampled_from(functions), inner).map(lambda t: t[0](t[1])),
        st.tuples(st.sampled_from(pairs), inner, inner).map(lambda t: t[0](t[1], t[2])))


widths, shares = st.fractions(0, 2, max_denominator=9), st.fractions(0, 1, max_denominator=9)
expressions = st.recursive(leaves, grow, max_leaves=5)


def reference(expr: sp.Expr, x: Fraction, y: Fraction) -> mpmath.mpf:
    """The value to about 80 digits, by mpmath and without any code of the workbench."""
    with mpmath.workdps(110):
        function = sp.lambdify([X, Y], expr, "mpmath")
        value = function(*(mpmath.mpf(v.numerator) / v.denominator for v in (x, y)))
        return mpmath.mpf(value.real if isinstance(value, mpmath.mpc) else value)


def around(value: mpmath.mpf) -> arb:
    """A ball of relative radius 1e-80, for the reference's own error."""
    with ctx.workprec(400):
        middle = arb(fmpq(*map(int, mpmath.libmp.to_rational(value._mpf_))))
        return arb(middle, abs(middle) * arb(10) ** -80 + arb(10) ** -90)


@QUICK
@given(expressions, rationals, rationals)
def test_point_enclosure_contains_the_value(expr: sp.Expr, x: Fraction, y: Fraction) -> None:
    assume(not expr.has(sp.zoo, sp.nan, sp.oo, sp.Float, sp.sign))
    try:
        found = evaluate(expr, {X: x, Y: y}, digits=40)
    except EnclosureError:
        assume(False)
    truth = reference(expr, x, y)
    assume(abs(truth) < mpmath.mpf(10) ** 40)
    with ctx.workprec(400):
        assert (found.real if isinstance(found, acb) else found).overlaps(around(truth))
        assert found.rad() <= abs(found) * arb(10) ** -39 or found == 0
    assert sign(expr, {X: x, Y: y}) in (None, int(mpmath.sign(truth)))


@QUICK
@given(expressions, rationals, rationals, widths, shares)
def test_box_enclosure_contains_every_value(
    expr: sp.Expr, x: Fraction, y: Fraction, width: Fraction, share: Fraction
) -> None:
    assume(not expr.has(sp.zoo, sp.nan, sp.oo, sp.sign))
    found = ball(expr, {X: interval(x, x + width), Y: interval(y, y + width)})
    assume(isinstance(found, fmpq) or found.is_finite())
    truth = reference(expr, x + share * width, y + (1 - share) * width)
    with ctx.workprec(400):
        inner = arb(found) if not isinstance(found, acb) else found.real
        assert inner.overlaps(around(truth))


@QUICK
@given(st.lists(rationals, min_size=3, max_size=3), rationals, widths)
def test_verdicts_on_quadratics_are_right(
    coefficients: list[Fraction], low: Fraction, width: Fraction
) -> None:
    a, b, c = (sp.Rational(v) for v in coefficients)
    expr, high = a * X**2 + b * X + c, low + width
    critical = [Fraction(-coefficients[1], 2 * coefficients[0])] if coefficients[0] else []
    least = min(coefficients[0] * v * v + coefficients[1] * v + coefficients[2]
                for v in (low, high, *critical) if low <= v <= high)
    found = certify_nonnegative(expr, {X: (low, high)}, budget=300)
    if isinstance(found, Cover):
        assert least >= 0 and Fraction(found.margin) <= least
    elif isinstance(found, Violation):
        at = found.point.get(X, low)
        assert low <= at <= high and coefficients[0] * at * at + coefficients[1] * at + coefficients[2] < 0
    else:
        assert abs(least) < Fraction(1, 20)


@pytest.mark.parametrize(
    "function", [*FUNCTIONS, sp.Abs, lambda e: e**4, lambda e: e**-3, lambda e: e**-2, sp.sqrt])
def test_wide_balls_contain_the_function(function: Any) -> None:
    expr, reached = function(X), 0
    for low in range(-7, 7):
        for width in (Fraction(1, 3), 2, 5):
            found = ball(expr, {X: interval(Fraction(low, 2), Fraction(low, 2) + width)})
            for step in range(9) if found.is_finite() else ():
                truth = reference(expr, Fraction(low, 2) + width * Fraction(step, 8), Fraction(0))
                assert found.overlaps(around(truth)) or isinstance(found, acb)
                reached += 1
    assert reached > (20 if function in (sp.asin, sp.acos, sp.atanh) else 50)


def test_cover_and_violation_of_parabolas() -> None:
    found = certify_nonnegative(X**2 - X + 1, {X: (0, 3)}, strict=True)
    assert isinstance(found, Cover) and found.boxes > 1 and 0 < Fraction(found.margin) <= Fraction(3, 4)
    wrong = certify_nonnegative(X**2 - X + sp.Rational(1, 5), {X: (0, 3)})
    assert isinstance(wrong, Violation) and 0 <= wrong.point[X] <= 3
    assert wrong.point[X] ** 2 - wrong.point[X] + Fraction(1, 5) < 0
    assert sign(X**2 - X + sp.Rational(1, 5), wrong.point) == -1


def test_touching_zero_runs_out_of_budget_or_fails_strictly() -> None:
    assert certify_nonnegative(sp.expand((X - 1) ** 2), {X: (0, 3)}, budget=100) is None
    assert certify_nonnegative((X - 1) ** 2, {X: (0, 3)}, strict=True, budget=100) is None
    assert isinstance(certify_nonnegative((X - 1) ** 2, {X: (0, 2)}, strict=True), Violation)
    assert isinstance(certify_nonnegative((X - 1) ** 2, {X: (0, 3)}), Cover)
    assert certify_nonnegative(sp.expand((X - 1) ** 2), {X: (0, 3)}) is None  # ended by the depth


def test_mean_value_form_is_needed_and_right() -> None:
    flat = (X**2 + Y**2) / 2 - X * Y + sp.Rational(1, 1000)
    found = certify_nonnegative(flat, {X: (-1, 1), Y: (-1, 1)}, strict=True, budget=3000)
    assert isinstance(found, Cover) and Fraction(found.margin) <= Fraction(1, 1000)
    below = certify_nonnegative(flat - sp.Rational(2, 1000), {X: (-1, 1), Y: (-1, 1)})
    assert isinstance(below, Violation)


def test_a_jump_across_a_branch_cut_is_not_smoothed_over() -> None:
    """sqrt(-1 + i z) is near i for z >= 0 and near -i below: no slope shows that."""
    z = sp.Symbol("z")
    jump = sp.Abs(sp.sqrt(sp.I * z - 1) + sp.I)
    found = certify_nonnegative(jump - 1, {z: (Fraction(-1, 3), Fraction(1, 2))})
    assert isinstance(found, Violation) and found.point[z] < 0
    with_slope = sp.im((sp.I * X - 1) ** (1 / sp.sqrt(2)))  # about 0.8 and -0.8, with a finite derivative
    found = certify_nonnegative(with_slope, {X: (Fraction(-1, 3), Fraction(1, 2))})
    assert isinstance(found, Violation) and found.point[X] < 0


@pytest.mark.parametrize(("expr", "box"), [
    (1 / X**2, (-1, 1)), (1 / X, (0, 1)), (sp.log(X) + 10**6, (0, 1)), (sp.sqrt(X) + 5, (-1, 1)),
    (sp.Max(1 / X, 1), (0, 1)), (sp.Min(sp.exp(1 / X), 1), (-1, 1)), (sp.tan(X) ** 2 + 1, (1, 2)),
    (sp.sin(sp.tan(X)) + 2, (1, 2)), (sp.exp(-1 / X**2) + 1, (-1, 1)),
    (sp.sin(sp.exp(sp.exp(sp.exp(X)))) + 2, (100, 100))])
def test_points_without_a_finite_real_value_are_never_covered(expr: sp.Expr, box: tuple[int, int]) -> None:
    assert certify_nonnegative(expr, {X: box}, budget=300) is None


def test_roots_at_and_across_zero() -> None:
    assert isinstance(certify_nonnegative(sp.sqrt(X), {X: (0, Fraction(1, 3))}), Cover)
    nested = sp.sqrt(X**2 + sp.sqrt(X))
    assert isinstance(certify_nonnegative(nested, {X: (0, Fraction(1, 7))}), Cover)
    assert not ball(sp.sqrt(X), {X: interval(Fraction(-1), Fraction(1))}).is_finite()
    assert evaluate(sp.sqrt(X), {X: -4}) == acb(0, 2) and sign(sp.sqrt(X), {X: -4}) is None
    assert sign(sp.sqrt(X) ** 3 * sp.I, {X: -4}) == 1  # (2i)**3 i = 8


def test_piecewise_is_decided_or_open() -> None:
    step = sp.Piecewise((X, X >= 1), (-1, True))
    assert sign(step, {X: 1}) == 1 and sign(step, {X: 0}) == -1
    assert isinstance(certify_nonnegative(step, {X: (Fraction(5, 4), 2)}), Cover)
    assert isinstance(certify_nonnegative(step, {X: (0, 2)}), Violation)
    knot = sp.Piecewise((X, sp.sqrt(2) <= X), (1, True))
    assert certify_nonnegative(knot, {X: (1, 2)}, budget=200) is None
    equal = sp.Piecewise((1, sp.Eq(sp.sqrt(X + 5), sp.sqrt(6))), (-1, True))
    assert sign(equal, {X: 2}) == -1 and sign(equal, {X: 1}) is None


def test_exact_points_and_single_values() -> None:
    assert sign(3 * X - sp.Rational(3, 10), {X: Fraction(1, 10)}) == 0
    assert sign((sp.sqrt(2) + 1) * (sp.sqrt(2) - 1) - 1, {}) is None
    assert sign(sp.pi - sp.Rational(22, 7), {}) == -1
    assert isinstance(certify_nonnegative(sp.pi - 3, {}, strict=True), Cover)
    assert isinstance(certify_nonnegative(3 - sp.pi, {}), Violation)
    assert isinstance(certify_nonnegative(X - 1, {X: (1, 1)}), Cover)
    assert isinstance(certify_nonnegative(X - Y + 2, {X: (1, 1), Y: (0, 2)}), Cover)
    assert certify_nonnegative((sp.sqrt(2) + 1) * (sp.sqrt(2) - 1) - 1, {}) is None


def test_huge_powers_are_balls_not_integers() -> None:
    assert sign(X**Y - 2, {X: Fraction(10, 9), Y: 10**12}) == 1
    assert sign(X**Y - 2, {X: Fraction(-10, 9), Y: 10**12 + 1}) == -1
    assert sign(X**Y, {X: Fraction(10, 9), Y: -(10**12)}) == 1


def test_precision_grows_until_the_digits_are_reached() -> None:
    small = evaluate((1 - sp.cos(X)) / X**2, {X: Fraction(1, 10**60)}, digits=50)
    assert abs(small - fmpq(1, 2)) < arb(10) ** -49
    with pytest.raises(EnclosureError, match="working digits"):
        evaluate((1 - sp.cos(X)) / X**2, {X: Fraction(1, 10**60)}, digits=50, max_digits=60)
    with pytest.raises(EnclosureError):
        evaluate((sp.sqrt(2) + 1) * (sp.sqrt(2) - 1) - 1, {})
    with pytest.raises(EnclosureError):
        evaluate(1 / X, {X: 0})


def test_unusable_arguments_raise() -> None:
    with pytest.raises(ValueError, match="free symbols"):
        evaluate(P, {sp.Symbol("P"): 1})
    with pytest.raises(ValueError, match="positive=True"):
        sign(P, {P: 0})
    with pytest.raises(ValueError, match="positive=True"):
        certify_nonnegative(P, {P: (0, 1)})
    with pytest.raises(ValueError, match="zero=False"):
        certify_nonnegative(sp.Symbol("q", nonzero=True) ** 2, {sp.Symbol("q", nonzero=True): (-1, 1)})
    with pytest.raises(ValueError, match="integer"):
        certify_nonnegative(sp.Symbol("n", integer=True), {sp.Symbol("n", integer=True): (0, 1)})
    with pytest.raises(ValueError, match="low <= high"):
        certify_nonnegative(X, {X: (1, 0)})
    with pytest.raises(ValueError, match="budget"):
        certify_nonnegative(X, {X: (0, 1)}, budget=0)
    with pytest.raises(ValueError, match="digits"):
        evaluate(X, {X: 1}, digits=30, max_digits=20)
    with pytest.raises(TypeError, match="gamma"):
        evaluate(sp.gamma(X), {X: 1})
    with pytest.raises(TypeError, match="Equality"):
        evaluate(sp.Eq(X, 1, evaluate=False), {X: 1})
    for bad in (0.5, True, sp.pi, "1"):
        with pytest.raises(TypeError, match="state it exactly"):
            evaluate(X, {X: bad})


def test_signs_exclude_only_what_is_certain() -> None:
    assert signs(arb(0, 1)) == {-1, 0, 1} == signs(arb.nan()) == signs(acb(1, 0))
    assert signs(arb(1, 1).nonnegative_part()) == {0, 1}
    assert signs(arb(0)) == signs(fmpq(0)) == {0} and signs(arb(-3, 1)) == {-1} and signs(fmpq(1, 9)) == {1}
