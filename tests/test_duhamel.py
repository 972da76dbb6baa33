"""Duhamel's formula in exact arithmetic, and what goes wrong when it is changed."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from derive import duhamel
from derive.normal_form import prove_equal

g, b, s, t = sp.symbols("g b s t", positive=True)
BLOCK = sp.Matrix([[0, b, 0], [0, 0, 1], [0, 0, 0]])
PATH = sp.Matrix([1 + s**3, 2 - s, s**2])


def test_formula_for_a_jordan_block_of_size_three() -> None:
    left, right = duhamel.error(g, BLOCK, PATH, s, t), duhamel.integral(g, BLOCK, PATH, s, t)
    assert all(prove_equal(sp.expand(one), sp.expand(two)) is not None for one, two in zip(left, right, strict=True))


@pytest.mark.parametrize("change", [(g, -BLOCK), (2 * g, BLOCK)])
def test_another_generator_gives_another_integral(change: tuple[sp.Expr, sp.Matrix]) -> None:
    right = duhamel.integral(*change, PATH, s, t)
    difference = (duhamel.error(g, BLOCK, PATH, s, t) - right).subs({g: 1, b: 2, t: 3})
    assert any(abs(entry.evalf(30)) > sp.Rational(1, 1000) for entry in difference)


def test_solutions_have_no_error() -> None:
    exact = sp.Matrix([b * s, sp.Integer(1)])  # of r' = N r
    assert duhamel.error(sp.Integer(0), sp.Matrix([[0, b], [0, 0]]), exact, s, t) == sp.zeros(2, 1)


def test_the_series_must_end() -> None:
    with pytest.raises(ValueError, match="must have a vanishing power"):
        duhamel.propagator(g, sp.eye(2), t)


def test_remembered_is_an_integral() -> None:
    for polynomial in (sp.Integer(0), sp.Integer(3), 1 + s - 4 * s**3):
        value = duhamel.remembered(polynomial, g, s, t)
        rate = sp.diff(value, t) + g * value - polynomial.subs(s, t)  # what the convolution with e^{-g t} solves
        assert sp.expand(rate) == 0
        assert sp.expand(value.subs(t, 0)) == 0


number = st.integers(min_value=-5, max_value=5)


@given(number, number, number, number, st.fractions(min_value=0, max_value=1, max_denominator=9))
def test_damping_contracts_the_trace_norm(a: int, x: int, y: int, z: int, kappa: sp.Rational) -> None:
    def trace_norm(matrix: sp.Matrix) -> sp.Expr:
        return sp.sqrt(max(duhamel.squared_trace_norm(matrix), sp.trace(matrix) ** 2))

    before = duhamel.hermitian(sp.Integer(a), sp.Integer(x), sp.Integer(y), sp.Integer(z))
    after = duhamel.damped(before, sp.Rational(kappa.numerator, kappa.denominator))
    assert trace_norm(after) <= trace_norm(before)
    assert sp.trace(after) == sp.trace(before)


def test_positivity_alone_does_not_contract() -> None:
    matrix = duhamel.hermitian(sp.Integer(0), sp.Integer(1), sp.Integer(2), sp.Integer(2))
    assert duhamel.squared_trace_norm(matrix) == 9
    assert duhamel.squared_trace_norm(2 * matrix) == 36
