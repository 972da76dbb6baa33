"""e^(ihQ(D)) on Gaussians, norms of derivatives, Taylor remainders: against numerical integration."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp

from derive.gaussian_function import gaussian
from derive.oscillatory import Pair, derivative_norm, taylor_remainder

z, w, z1, w1 = sp.symbols("z w z1 w1", real=True)
h, s, theta = sp.symbols("h s theta", positive=True)


def test_first_order_in_h_is_plus_i_q_of_d() -> None:
    """d/dh at 0 is iQ(D) = i (-i d_z)(-i d_w) = -i d_z d_w: the sign that an expansion in (h/i)^k misses."""
    a = gaussian(-(z**2) / 2 - w**2 / 3 + z)
    moved = Pair(z, w, sp.S.One, h).multiplied(a).expression()
    at = {z: sp.Rational(1, 3), w: sp.Rational(-2, 5)}
    slope = sp.diff(moved, h).subs(at).subs(h, 0)
    expected = -sp.I * sp.diff(a.expression(), z, w).subs(at)
    assert abs((slope - expected).evalf(20)) < 1e-15 < abs(expected.evalf(20))


def test_multiplier_and_integral_agree_with_numerical_integration() -> None:
    pair, a = Pair(z, w, sp.Integer(2), sp.Rational(1, 2)), gaussian(-(z**2) / 2 - w**2 / 2)
    at = {z: sp.Rational(1, 4), w: sp.Rational(1, 2)}
    exact = complex(pair.multiplied(a).expression().subs(at).evalf(20))
    integral = pair.integrated(a, -z1 * w1 / 2, z1, w1).expression().subs(at).evalf(20)
    assert abs(complex(integral) / (2 * mpmath.pi * 0.5 * 2) - exact) < 1e-14

    def inner(second: float) -> complex:  # the integral over z1 of e^(-i z1 w1) e^(-(1/4 + z1)^2/2) in closed form
        return mpmath.sqrt(2 * mpmath.pi) * mpmath.exp(-second**2 / 2 + 0.25j * second) * mpmath.exp(-(0.5 + second) ** 2 / 2)

    numeric = mpmath.quad(inner, [-12, 0, 12]) / (2 * mpmath.pi * 0.5 * 2)
    assert abs(numeric - exact) < 1e-12


@pytest.mark.parametrize("order", [0, 1, 2, 3])
def test_norms_of_derivatives(order: int) -> None:
    width = sp.Rational(3, 4)
    t = sp.Symbol("t", real=True)
    derivative = sp.lambdify(t, sp.diff(sp.exp(-(t**2) / width), t, order), "mpmath")
    numeric = mpmath.quad(lambda value: abs(derivative(value)), mpmath.linspace(-8, 8, 257))
    assert abs(numeric - derivative_norm(width, order).evalf(20)) < 1e-4 * numeric


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_taylor_remainder(order: int) -> None:
    value = 1.7
    numeric = mpmath.quad(lambda t: (1 - t) ** (order - 1) * mpmath.expj(t * value) * (1j * value) ** order, [0, 1])
    exact = taylor_remainder(theta, order).subs(theta, sp.Rational(17, 10)).evalf(20)
    assert abs(numeric / mpmath.factorial(order - 1) - exact) < 1e-12


def test_taylor_remainder_needs_an_order() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        taylor_remainder(theta, 0)
