"""Kernels agree with independent values on every target, and refuse what they would get wrong."""

from __future__ import annotations

from fractions import Fraction
from types import ModuleType

import array_api_strict
import mpmath
import numpy as np
import pytest
import sympy as sp
from flint import arb
from sympy.abc import x, y

from numerics.ball import EnclosureError
from numerics.lower import lower

R = sp.Symbol("R", real=True)
P = sp.Symbol("P", positive=True)
GAUSSIAN = (sp.exp(-P**2 / 3) * sp.cos(sp.pi * R) / sp.sqrt(2 * sp.pi) + sp.Max(R, P, 1) - sp.Abs(R)
            + sp.E * sp.sign(R))


def gaussian(p: float, r: float) -> float:
    peak = np.exp(-p * p / 3) * np.cos(np.pi * r) / np.sqrt(2 * np.pi)
    return float(peak + max(r, p, 1) - abs(r) + np.e * np.sign(r))


@pytest.mark.parametrize("xp", [np, array_api_strict])
def test_array_kernel_is_generic_and_broadcasts(xp: ModuleType) -> None:
    kernel = lower(GAUSSIAN, [P, R], target="numpy")
    column = xp.asarray([[0.5], [1.0], [2.5]], dtype=xp.float64)
    row = xp.asarray([-1.25, 0.75], dtype=xp.float64)
    result = kernel(column, row)
    assert result.shape == (3, 2) and result.__array_namespace__() is column.__array_namespace__()
    for i, p in enumerate((0.5, 1.0, 2.5)):
        for j, r in enumerate((-1.25, 0.75)):
            assert float(result[i, j]) == pytest.approx(gaussian(p, r), rel=1e-14)


def test_namespace_of_plain_floats_is_xp() -> None:
    kernel = lower(GAUSSIAN, [P, R], target="numpy", xp=array_api_strict)
    assert kernel(0.5, -1.25).__array_namespace__() is array_api_strict
    assert float(lower(GAUSSIAN, [P, R], target="numpy")(2.5, 0.75)) == pytest.approx(gaussian(2.5, 0.75))


def test_targets_agree_to_their_own_precision() -> None:
    expr = GAUSSIAN + P ** sp.Rational(1, 3) / 7
    high = lower(expr, [P, R], target="mpmath", digits=60)(Fraction(1, 3), Fraction(-7, 5))
    enclosed = lower(expr, [P, R], target="arb", digits=50)(Fraction(1, 3), Fraction(-7, 5))
    with mpmath.workdps(75):
        p, r = mpmath.mpf(1) / 3, -mpmath.mpf(7) / 5
        truth = (mpmath.exp(-p**2 / 3) * mpmath.cos(mpmath.pi * r) / mpmath.sqrt(2 * mpmath.pi)
                 + 1 - abs(r) - mpmath.e + mpmath.cbrt(p) / 7)
        assert abs(high - truth) < mpmath.mpf(10) ** -60
        assert enclosed.overlaps(arb(mpmath.nstr(truth, 72)))
    assert 0 < float(enclosed.rad()) < 1e-50


def test_complex_amplitudes_are_lowered_without_a_cut() -> None:
    kernel = lower(sp.exp(-sp.I * R * P), [R, P], target="numpy")
    assert np.allclose(kernel(np.array([0.0, 1.5]), 2.0), np.exp([0, -3j]), rtol=1e-15, atol=0)


def test_names_of_arguments_shadow_nothing() -> None:
    names = [sp.Symbol(name, real=True) for name in ("x0", "exp", "pi", "lambda")]
    a, b, c, d = names
    root = sp.sqrt(a**2 + 1)
    expr = root + sp.exp(root) + sp.exp(b) + sp.pi * c + d
    expected = np.sqrt(5) + np.exp(np.sqrt(5)) + np.exp(3) + np.pi * 5 + 7
    for target in ("numpy", "mpmath"):
        assert float(lower(expr, names, target=target)(2, 3, 5, 7)) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("target", ["numpy", "mpmath", "arb"])
def test_wrong_arguments_raise(target: str) -> None:
    with pytest.raises(ValueError, match="free symbols"):
        lower(x + y, [x], target=target)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="distinct"):
        lower(x, [x, x], target=target)  # type: ignore[arg-type]
    kernel = lower(x + y, [x, y], target=target)  # type: ignore[arg-type]
    for values in ((), (1,), (1, 2, 3)):
        with pytest.raises(TypeError, match="2 arguments"):
            kernel(*values)
    with pytest.raises(TypeError, match="LambertW"):
        lower(sp.LambertW(x), [x], target=target)  # type: ignore[arg-type]


def test_untestable_assumptions_and_unknown_targets_raise() -> None:
    with pytest.raises(ValueError, match="even"):
        lower(sp.Symbol("n", even=True), [sp.Symbol("n", even=True)], target="numpy")
    with pytest.raises(ValueError, match="target"):
        lower(x, [x], target="scipy")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="integer"):
        lower(sp.Symbol("n", integer=True) ** 2, [sp.Symbol("n", integer=True)], target="numpy")(2.5)


def test_inputs_that_are_not_doubles_raise() -> None:
    kernel = lower(x**2, [x], target="numpy")
    for bad in (np.array([1, 2]), np.float32(2), np.array([1.0, np.nan]), np.array([]), np.array([True])):
        with pytest.raises(ValueError, match="`x` must be"):
            kernel(bad)
    for worse in (Fraction(1, 2), "2", True, None):
        with pytest.raises(TypeError, match="`x` must be"):
            kernel(worse)
    with pytest.raises(ValueError, match="double holds"):
        kernel(2**53 + 1)
    with pytest.raises(ValueError, match="ordering"):
        lower(sp.Max(x, 1), [x], target="numpy")(np.array([1 + 2j]))
    with pytest.raises(TypeError, match="one library"):
        lower(x + y, [x, y], target="numpy")(np.ones(2), array_api_strict.ones(2))
    with pytest.raises(TypeError, match="wrap it in mpf"):
        lower(x, [x], target="mpmath")(0.1)
    with pytest.raises(TypeError, match="state it exactly"):
        lower(x, [x], target="arb")(0.1)


def test_ball_kernel_handles_non_finite_values_and_assumptions() -> None:
    assert not lower(1 / x, [x], target="arb")(arb(0, 1)).is_finite()
    with pytest.raises(ValueError, match="within its assumptions"):
        lower(P, [P], target="arb")(arb(-3, 1))
    with pytest.raises(EnclosureError):
        lower(sp.Piecewise((1, R > 0), (2, True)), [R], target="arb")(arb(0, 1))
    assert lower(sp.Piecewise((1, R > 0), (2, True)), [R], target="arb")(arb(3, 1)) == 1


def test_check_passes_good_kernels_and_stops_bad_ones() -> None:
    lower(2 * sp.sin(R / 2) ** 2 / R**2, [R], target="numpy", check=[(Fraction(1, 10**8),), (3,)])
    lower((1 - sp.cos(R)) / R**2, [R], target="numpy", check=[(3,)])
    with pytest.raises(ArithmeticError, match="must be within"):
        lower((1 - sp.cos(R)) / R**2, [R], target="numpy", check=[(3,), (Fraction(1, 10**8),)])
    with pytest.raises(ArithmeticError, match="must be within"):
        lower((1 - sp.cos(R)) / R**2, [R], target="mpmath", check=[(Fraction(1, 10**30),)])
    with pytest.raises(ValueError, match="enclosures already"):
        lower(R, [R], target="arb", check=[(1,)])


def test_unevaluated_quotients_keep_full_precision() -> None:
    third = sp.Pow(3, -1, evaluate=False)
    forms = (third, sp.Add(third, x, evaluate=False), sp.Pow(x, third, evaluate=False),
             sp.exp(sp.Mul(2, third, x, evaluate=False)), sp.Mul(third, third, x, evaluate=False))
    with mpmath.workdps(60):
        exact = mpmath.mpf(1) / 3
        for form, expected in zip(
            forms, (exact, 8 + exact, 2, mpmath.exp(16 * exact), 8 * exact**2), strict=True
        ):
            found = lower(form, [x], target="mpmath", digits=40)(8)
            assert abs(found - expected) < expected * mpmath.mpf(10) ** -40
