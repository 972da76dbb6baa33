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


def test_the_sum_of_derivatives_of_a_gaussian() -> None:
    rate = sp.Rational(1, 4)
    exact = sum(derivative_norm(1 / rate, i) * derivative_norm(1 / rate, j) for i in range(4) for j in range(4 - i))
    found = derivative_sum(RadialSymbol(0, rate, sp.S.One), 3)
    assert abs(found.value - float(exact)) <= found.error < 1e-3 * found.value
    assert not math.isclose(found.value, derivative_sum(RadialSymbol(0, rate, sp.S.One), 2).value, rel_tol=0.05)
