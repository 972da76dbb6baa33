"""The numbered ways in which a numeric check passes without checking, each refused or left undecided.

The numbers are those of the project's list of traps.
"""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from flint import arb

from numerics.ball import EnclosureError, ball, signs
from numerics.cover import interval
from numerics.enclosure import Cover, Violation, certify_nonnegative, evaluate, separated, sign
from numerics.lower import lower

X = sp.Symbol("x")
R = sp.Symbol("x", real=True)
P = sp.Symbol("x", positive=True)
TARGETS = ("numpy", "mpmath", "arb")


@pytest.mark.parametrize("target", TARGETS)
def test_01_symbols_are_matched_with_their_assumptions(target: str) -> None:
    root = sp.sqrt(P**2)  # P itself, so -3 at -3
    with pytest.raises(ValueError, match="other assumptions"):
        lower(root, [X], target=target)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="must"):
        lower(root, [P], target=target)(-3)  # type: ignore[arg-type]
    for use in (lambda: evaluate(root, {X: -3}), lambda: sign(root, {P: -3}),
                lambda: certify_nonnegative(root, {P: (-3, 1)}),
                lambda: certify_nonnegative(root, {X: (-3, 1)})):
        with pytest.raises(ValueError, match="must"):
            use()
    assert evaluate(sp.sqrt(X**2), {X: -3}) == 3


@pytest.mark.parametrize("target", TARGETS)
def test_02_a_missing_argument_raises(target: str) -> None:
    y = sp.Symbol("y")
    with pytest.raises(TypeError, match="2 arguments"):
        lower(X + y, [X, y], target=target)(1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="free symbols"):
        lower(X + y, [X], target=target)  # type: ignore[arg-type]
    for use in (lambda: sign(X + y, {X: 1}), lambda: certify_nonnegative(X + y, {X: (0, 1)})):
        with pytest.raises(ValueError, match="free symbols"):
            use()
    with pytest.raises(TypeError, match="must be a float"):
        lower(X, [X], target="numpy")(y)


def test_03_a_constant_keeps_the_shape_of_the_points() -> None:
    points = np.linspace(0.0, 1.0, 7)
    assert lower(sp.Integer(2), [X], target="numpy")(points).shape == (7,)
    two = lower(X, [X, sp.Symbol("y")], target="numpy")(0.5, points)
    assert two.shape == (7,) and np.all(two == 0.5)
    with pytest.raises(ValueError, match="at least one point"):
        lower(sp.Integer(2), [X], target="numpy")(np.array([]))


def test_04_integers_and_wrong_branches_are_refused() -> None:
    with pytest.raises(ValueError, match="convert it"):
        lower(X**40, [X], target="numpy")(np.array([3]))
    with pytest.raises(TypeError, match="numpy form"):
        lower(sp.im(sp.sqrt(-X)), [X], target="numpy")
    for expr in (sp.re(X), sp.arg(X), sp.sign(X), sp.conjugate(X)):
        with pytest.raises(TypeError):
            lower(expr, [X], target="numpy")
    with pytest.raises(ArithmeticError, match="finite"), np.errstate(invalid="ignore"):
        lower(sp.sqrt(-R), [R], target="numpy")(np.array([-4.0, 4.0]))
    with pytest.raises(ValueError, match="branch cut"):
        lower(sp.sqrt(-X), [X], target="numpy")(np.array([4.0 + 0.0j]))
    with pytest.raises(ValueError, match="branch cut"):
        lower(sp.log(sp.I * X - 1), [X], target="numpy")
    assert lower(sp.sqrt(-X), [X], target="mpmath")(4).imag == 2
    assert lower(sp.sqrt(-X), [X], target="arb")(4).imag == 2


def test_05_no_digit_is_lost_to_doubles() -> None:
    third = lower(X / 3 + X ** sp.Rational(1, 3), [X], target="mpmath", digits=50)(8)
    with mpmath.workdps(70):
        assert abs(third - (mpmath.mpf(8) / 3 + 2)) < mpmath.mpf(10) ** -50
    assert float(lower(X / 3, [X], target="arb", digits=50)(1).rad()) < 1e-50
    inexact = sp.Float("0.1") * X
    for target in TARGETS:
        with pytest.raises(ValueError, match="Float"):
            lower(inexact, [X], target=target)  # type: ignore[arg-type]


def test_06_cancellation_is_found() -> None:
    quotient, tiny = (1 - sp.cos(R)) / R**2, Fraction(1, 10**8)
    assert lower(quotient, [R], target="numpy")(1e-8) == 0.0  # the trap
    with pytest.raises(ArithmeticError, match="must be within"):
        lower(quotient, [R], target="numpy", check=[(tiny,)])
    assert sign(sp.Rational(1, 4) - quotient, {R: tiny}) == -1
    assert abs(float(evaluate(quotient, {R: tiny}).mid()) - 0.5) < 1e-15


def test_07_a_piecewise_never_falls_into_its_default() -> None:
    step = sp.Piecewise((-1, sp.log(R) < 0), (1, True))
    for target in ("numpy", "mpmath"):
        with pytest.raises(TypeError, match="Piecewise"):
            lower(step, [R], target=target)
    kernel = lower(step, [R], target="arb")
    assert kernel(arb(3)) == 1 and kernel(Fraction(1, 2)) == -1
    for undecided in (arb(1, 0.5), arb.nan(), arb(0)):
        with pytest.raises(EnclosureError):
            kernel(undecided)
    assert sign(step, {R: 0}) is None
    assert certify_nonnegative(step + 2, {R: (-1, 2)}, budget=200) is None


def test_12_floats_are_refused_on_each_side() -> None:
    left, right = sp.Float("0.1") * X, X / 10
    assert left - right == 0  # the trap: after the subtraction nothing is left to refuse
    for use in (lambda: sign(left, {X: 1}), lambda: evaluate(left, {X: 1}),
                lambda: certify_nonnegative(left, {X: (0, 1)})):
        with pytest.raises(ValueError, match="Float"):
            use()


def test_20_nan_is_not_smaller_than_anything() -> None:
    assert max([1.0, float("nan")]) == 1.0  # the trap
    with pytest.raises(ArithmeticError), np.errstate(invalid="ignore"):
        lower(sp.Max(1, sp.log(R)), [R], target="numpy")(np.array([2.0, -1.0]))
    with pytest.raises(ValueError, match="finite everywhere"):
        lower(R, [R], target="numpy")(np.array([1.0, np.nan]))
    with pytest.raises(ArithmeticError):
        lower(sp.Max(1, sp.log(R) / sp.log(2 * R)), [R], target="mpmath")(0)
    assert not lower(sp.Max(1, 1 / R), [R], target="arb")(arb(0)).is_finite()
    assert sign(sp.Max(1, 1 / R), {R: 0}) is None
    assert sign(sp.Min(-1, 1 / R), {R: 0}) is None


def test_21_a_ball_around_zero_has_no_sign() -> None:
    hidden = (sp.sqrt(2) + 1) * (sp.sqrt(2) - 1) - 1
    assert sign(hidden, {}) is None and sign(-hidden, {}) is None
    for strict in (False, True):
        assert certify_nonnegative(hidden, {}, strict=strict) is None
    assert signs(arb(0, 1)) == signs(arb.nan()) == {-1, 0, 1}
    assert not isinstance(certify_nonnegative(sp.expand((R - 1) ** 2), {R: (0, 3)}, budget=300), Cover)


def test_21_separated_is_certain_or_possible_or_undefined() -> None:
    hidden = (sp.sqrt(2) + 1) * (sp.sqrt(2) - 1) - 1
    apart = (sp.pi - 3, sp.I, 1 + sp.I * hidden, sp.exp(-1000), sp.sqrt(-R), sp.Max(R - 4, -1))
    assert all(separated(expr, {R: 2}) is True for expr in apart)
    possible = (hidden, sp.I * hidden, R - 2, 0 * R, sp.log(R - 1))
    assert all(separated(expr, {R: 2}) is False for expr in possible)
    undefined = (1 / R, sp.log(R), 1 / R - 1 / R**2, R / hidden, sp.Max(1, 1 / R), 1 / R + sp.I,
                 sp.Piecewise((1, sp.log(R) < 0), (2, True)))
    assert all(separated(expr, {R: 0}) is None for expr in undefined)


def test_21_separated_needs_the_digits() -> None:
    """False is no statement of equality: more digits may separate what fewer do not."""
    with mpmath.workdps(140):
        near = Fraction(int(mpmath.floor(mpmath.pi * 10**120)), 10**120)
    assert separated(sp.pi - R, {R: near}) is False
    assert separated(sp.pi - R, {R: near}, max_digits=200) is True
    assert separated(sp.pi - R, {R: Fraction(22, 7)}, max_digits=1) is True


def test_21_separated_refuses_what_is_inexact_or_unknown() -> None:
    with pytest.raises(ValueError, match="Float"):
        separated(sp.Float("0.1") * R, {R: 1})
    with pytest.raises(ValueError, match="free symbols"):
        separated(R + X, {R: 1})
    with pytest.raises(TypeError, match="state it exactly"):
        separated(R, {R: 0.1})


@pytest.mark.parametrize("expr", [
    sp.log(R), 1 / R, sp.sqrt(R) + 1, sp.Max(1, 1 / R), sp.exp(1 / R) + 1, sp.tanh(1 / R) + 2,
    2 + sp.sin(1 / R)])
def test_25_a_box_without_a_finite_enclosure_is_not_discarded(expr: sp.Expr) -> None:
    assert not isinstance(certify_nonnegative(expr, {R: (-1, 2)}, budget=300), Cover)
    assert not ball(expr, {R: interval(Fraction(-1), Fraction(2))}).is_finite()


def test_25_a_violation_hidden_beside_a_pole_is_found() -> None:
    expr = 1 / R**2 - 10
    assert isinstance(certify_nonnegative(expr, {R: (-1, 1)}), Violation)
    assert certify_nonnegative(expr + 9, {R: (Fraction(-9, 10), Fraction(9, 10))}, budget=300) is None


def test_27_enclosures_contain_what_nearest_rounding_misses() -> None:
    point = Fraction(1, 10)
    assert Fraction(0.1) != point  # a double's degenerate interval misses the point itself
    for expr in (sp.exp(R), sp.sin(R), sp.log(R), sp.tanh(R), sp.sqrt(R), sp.atan(R)):
        found = evaluate(expr, {R: point}, digits=15)
        with mpmath.workdps(60):
            truth = mpmath.nstr(sp.lambdify(R, expr, "mpmath")(mpmath.mpf(1) / 10), 50)
        assert found.overlaps(arb(truth)) and found.rad() > 0
    with pytest.raises(TypeError, match="state it exactly"):
        evaluate(R, {R: 0.1})
    with pytest.raises(TypeError, match="state it exactly"):
        certify_nonnegative(R, {R: (0.1, 0.2)})
