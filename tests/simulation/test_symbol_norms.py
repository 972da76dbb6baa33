"""Trace norms of radial symbols, two ways, and the sums of derivatives beside closed forms."""

from __future__ import annotations

import math

import pytest
import sympy as sp

from derive.oscillatory import derivative_norm
from numerics.symbol_norms import RadialSymbol, by_eigenvalues, derivative_sum, on_grid


@pytest.mark.parametrize("power", [0, 1, 2])
@pytest.mark.parametrize(("rate", "squeeze"), [(sp.Rational(1, 3), 1), (sp.Rational(1, 8), sp.Rational(3, 2))])
def test_eigenvalues_and_matrices_agree(power: int, rate: sp.Rational, squeeze: sp.Rational) -> None:
    symbol = RadialSymbol(power, rate, sp.Rational(squeeze))
    one, other = by_eigenvalues(symbol), on_grid(symbol)
    assert one.agrees(other) and one.error < 1e-9 * one.value and other.error < 1e-6 * other.value
    assert not one.agrees(on_grid(symbol, hbar=2.0), bars=5)


def test_a_gaussian_has_its_integral_as_trace_norm() -> None:
    assert by_eigenvalues(RadialSymbol(0, sp.Rational(1, 5), sp.S.One)).value == pytest.approx(2.5, rel=1e-12)


@pytest.mark.parametrize(("power", "rate", "less"), [(0, 2, 0), (1, 3, 0), (2, "3/2", 0), (1, "1/8", 8), (2, "1/3", 5)])
def test_operators_with_eigenvalues_of_both_signs(power: int, rate: str, less: int) -> None:
    """Their trace norm is above the modulus of their trace, the integral of the symbol over 2 pi."""
    symbol = RadialSymbol(power, sp.Rational(rate), sp.S.One, sp.Rational(less))
    one, other = by_eigenvalues(symbol), on_grid(symbol)
    assert one.agrees(other) and other.error < 1e-3 * other.value
    s = sp.Rational(rate)
    trace = (sp.factorial(power) / s ** (power + 1) - symbol.less / s) / 2
    assert one.value > 1.05 * abs(float(trace))
    if (power, s) == (0, 2):
        assert one.value == pytest.approx(0.5, rel=1e-9)  # sum of 3^-(k+1)


def test_the_sum_of_derivatives_of_a_gaussian() -> None:
    rate = sp.Rational(1, 4)
    exact = sum(derivative_norm(1 / rate, i) * derivative_norm(1 / rate, j) for i in range(4) for j in range(4 - i))
    found = derivative_sum(RadialSymbol(0, rate, sp.S.One), 3)
    assert abs(found.value - float(exact)) <= found.error < 1e-3 * found.value
    assert not math.isclose(found.value, derivative_sum(RadialSymbol(0, rate, sp.S.One), 2).value, rel_tol=0.05)
