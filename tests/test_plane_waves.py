"""Operators of plane waves: against differential operators, the composition of symbols done another way, and matrices."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import mpmath
import pytest
import sympy as sp

from derive import weyl
from derive.canonical_pairs import CanonicalPairs
from derive.plane_waves import (
    PlaneWave,
    Translation,
    coefficient,
    commutator,
    composed,
    composition_phase,
    dissipator,
    hamilton_field,
    ordered_phase,
    product,
    quantised,
    together,
)

x, xi, k1, l1, k2, l2, k3, l3, q = sp.symbols("x xi k1 l1 k2 l2 k3 l3 q", real=True)
h = sp.Symbol("h", positive=True)
A, B, C = PlaneWave((k1,), (l1,)), PlaneWave((k2,), (l2,)), PlaneWave((k3,), (l3,))


def test_momentum_is_minus_i_h_d_and_position_multiplies() -> None:
    u = sp.Function("u")
    first = -sp.I * h * sp.diff(x * u(x), x), x * -sp.I * h * sp.diff(u(x), x)
    ordered = product(xi, x, x, xi, h), product(x, xi, x, xi, h)  # symbols of (hD) x and x (hD)
    symmetric = (first[0] + first[1]) / 2  # Op(x xi)
    for operator, symbol in zip(first, ordered, strict=True):
        constant = sp.simplify((operator - symmetric) / u(x))
        assert sp.expand(symbol - x * xi - constant) == 0


@pytest.mark.parametrize("a, b", list(itertools.product([x, x * xi, x**2 * xi, xi**3], repeat=2)))
def test_polynomials_compose_as_by_the_oscillatory_expansion(a: sp.Expr, b: sp.Expr) -> None:
    at = CanonicalPairs((x,), (xi,), h)
    assert sp.expand(product(a, b, x, xi, h) - weyl.star(a, b, at).expression) == 0


def test_composition_is_associative() -> None:
    left = composed(composed(quantised(A, h), quantised(B, h)), quantised(C, h))
    right = composed(quantised(A, h), composed(quantised(B, h), quantised(C, h)))
    assert sp.expand(left.phase - right.phase) == 0 and left.shift == right.shift
    whole = composition_phase(A, B, h) + composition_phase(together(A, B), C, h)
    assert sp.expand(ordered_phase((A, B, C), h) - whole) == 0


def test_adjoint_reverses_products() -> None:
    first = composed(quantised(A, h), quantised(B, h)).adjoint
    second = composed(quantised(B, h).adjoint, quantised(A, h).adjoint)
    assert sp.expand(first.phase - second.phase) == 0
    assert first.shift == tuple(sp.expand(s) for s in second.shift)


def test_adjoint_moves_to_the_other_factor_of_a_scalar_product() -> None:
    """<T f, g> = <f, T^* g> for Gaussians, by numerical integration."""
    operator = quantised(PlaneWave((sp.Integer(2),), (sp.Integer(3),)), sp.Rational(1, 5))

    def f(at: mpmath.mpf) -> mpmath.mpc:
        return mpmath.exp(-(at**2))

    def g(at: mpmath.mpf) -> mpmath.mpc:
        return mpmath.exp(-((at - 1) ** 2) + 1j * at)

    def applied(t: Translation, u: Callable[[mpmath.mpf], mpmath.mpc], at: mpmath.mpf) -> mpmath.mpc:
        phase, frequency, shift = (mpmath.mpf(value.p) / value.q for value in (t.phase, t.frequency[0], t.shift[0]))
        return mpmath.expj(phase + frequency * at) * u(at + shift)

    left = mpmath.quad(lambda at: applied(operator, f, at) * mpmath.conj(g(at)), [-9, 0, 9])
    right = mpmath.quad(lambda at: f(at) * mpmath.conj(applied(operator.adjoint, g, at)), [-9, 0, 9])
    assert abs(left - right) < 1e-12 < abs(left)


def test_dissipator_is_minus_half_the_double_commutator() -> None:
    double = commutator(A, B, h) * (sp.exp(sp.I * composition_phase(C, together(A, B), h))
                                    - sp.exp(sp.I * composition_phase(together(A, B), C, h)))
    swapped = commutator(C, B, h) * (sp.exp(sp.I * composition_phase(A, together(C, B), h))
                                     - sp.exp(sp.I * composition_phase(together(C, B), A, h)))
    difference = dissipator(A, C, B, h) + (double + swapped) / 4
    values = {k1: 1, l1: 2, k2: -3, l2: sp.Rational(1, 2), k3: 5, l3: -1, h: sp.Rational(1, 7)}
    assert abs(difference.subs(values).evalf(30)) < 1e-25 < abs(double.subs(values).evalf(30))


def test_leading_commutator_is_the_hamilton_field() -> None:
    p, a = A.at([x], [xi]), B.at([x], [xi])
    assert sp.simplify(coefficient(sp.I * commutator(A, B, h), h, 1) - hamilton_field(p, a, [x], [xi]) / (p * a)) == 0
