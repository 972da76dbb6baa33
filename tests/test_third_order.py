"""Functions with a bounded third derivative: second methods for derive/third_order.py, and the table of factors."""

from __future__ import annotations

from itertools import product

import pytest
import sympy as sp
from flint import fmpq_mat

from derive import moments
from derive import third_order as third
from verify.papers.hrr2023.sharper_table import TIGHTNESS
from verify.papers.hrr2023.symbols import d as DIMENSION

x, rho = sp.symbols("x rho", real=True)
b, k, c = sp.symbols("b k c", real=True)


def coordinates(d: int) -> list[sp.Symbol]:
    return list(sp.symbols(f"y1:{d + 1}", real=True))


def written_out(function: sp.Expr, y: list[sp.Symbol]) -> sp.Expr:
    return function.subs({x: y[0], rho: sum((v**2 for v in y[1:]), start=sp.Integer(0))}, simultaneous=True)


def along(function: sp.Expr, y: list[sp.Symbol], w: list[sp.Expr]) -> sp.Expr:
    for _ in range(3):
        function = sum(a * sp.diff(function, v) for a, v in zip(w, y, strict=True))
    return function


@pytest.mark.parametrize("w", [(1, 0), (sp.Rational(3, 5), sp.Rational(4, 5)), (sp.Rational(-5, 13), sp.Rational(12, 13))])
def test_radial_third_by_coordinates(w: tuple[sp.Expr, ...]) -> None:
    y = coordinates(2)
    at = dict(zip(y, (3, 4), strict=True))
    value = along(sp.sqrt(y[0] ** 2 + y[1] ** 2) ** 3 / 6, y, list(w)).subs(at)
    cosine = sp.Rational(3, 5) * w[0] + sp.Rational(4, 5) * w[1]
    assert sp.simplify(value - third.radial_third(sp.Integer(5), cosine)) == 0


def test_smooth_radial_third_by_coordinates() -> None:
    y = coordinates(2)
    height = 12  # (3, 4, 12) has length 13
    value = along((y[0] ** 2 + y[1] ** 2 + height**2) ** sp.Rational(3, 2) / 6, y, [1, 0]).subs({y[0]: 3, y[1]: 4})
    assert sp.simplify(value - third.radial_third(sp.Integer(13), sp.Rational(3, 13))) == 0


def test_axial_third_by_coordinates() -> None:
    y = coordinates(3)
    w = [sp.Rational(1, 3), sp.Rational(2, 3), sp.Rational(-2, 3)]
    value = along(written_out(third.axial_cubic(x, rho, b), y), y, w)
    assert sp.expand(value - third.axial_third(w[0], b)) == 0


@pytest.mark.parametrize("d", [1, 2, 4])
def test_laplacian_and_mean_by_coordinates(d: int) -> None:
    y = coordinates(d)
    function = x**3 * rho + 2 * x**2 * rho**2 - x * rho + 5 * x**4
    plain = written_out(function, y)
    assert sp.expand(sum(sp.diff(plain, v, 2) for v in y) - written_out(third.laplacian(function, x, rho, sp.Integer(d)), y)) == 0
    assert third.axial_mean(function, x, rho, sp.Integer(d)) == third.mean(sp.expand(plain), y)


@pytest.mark.parametrize(("power", "d"), list(product((1, 2, 3), (1, 2, 3, 5))))
def test_even_radial_moments_two_ways(power: int, d: int) -> None:
    assert third.radial_moment(2 * power, d) == third.square_moment(power, sp.Integer(d))


@pytest.mark.parametrize("d", [1, 2, 3, 4, 7])
def test_radial_moment_by_gamma_functions(d: int) -> None:
    closed = 2 ** sp.Rational(3, 2) * sp.gamma(sp.Rational(d + 3, 2)) / sp.gamma(sp.Rational(d, 2))
    assert sp.simplify(third.radial_moment(3, d) / closed) == 1


@pytest.mark.parametrize("d", [2, 3, 5])
def test_averaged_cubic_of_an_explicit_form(d: int) -> None:
    y = coordinates(d)
    form = y[0] ** 3 * 2 - y[0] * y[1] ** 2 + 7 * y[0] ** 2 * y[-1] + y[1] ** 3 / 2
    values = []
    for i, sign in product(range(1, d), (1, -1)):
        point = [k, *(sign * sp.sqrt(1 - k**2) * int(j == i) for j in range(1, d))]
        values.append(form.subs(dict(zip(y, point, strict=True)), simultaneous=True))
    trace = sum(sp.diff(form, y[0], v, v) for v in y) / 6  # T(v, e, e) = (1/6) d_v d_e d_e of T(y, y, y)
    expected = third.averaged_cubic(k, sp.Integer(2), trace, sp.Integer(d))
    assert sp.simplify(sum(values) / len(values) - expected) == 0


def test_interpolation_of_monomials() -> None:
    """E g = g(0) + (1/2) int_0^1 E (Laplacian g)(sqrt(t) xi) dt: degree n of g gives E g = E Laplacian g / n."""
    known = moments.table(fmpq_mat(2, 2, [1, 0, 0, 1]), 8)
    for i, j in ((2, 2), (4, 2), (6, 0), (2, 6), (3, 1)):
        image = i * (i - 1) * known[i - 2, j] + (j * (j - 1) * known[i, j - 2] if j > 1 else 0)
        assert (i + j) * known[i, j] == image


def test_errors() -> None:
    with pytest.raises(ValueError, match="polynomial"):
        third.axial_mean(sp.sqrt(rho), x, rho, sp.Integer(3))
    with pytest.raises(ValueError, match="at least 0"):
        third.radial_integral(-1)


@pytest.mark.parametrize("d", [1, 2, 3, 4, 9, 10, 11, 100])
def test_factors_are_ordered(d: int) -> None:
    for row in TIGHTNESS:
        proved = sp.N(row.proved.subs(DIMENSION, d), 30)
        assert proved <= sp.N(row.printed.subs(DIMENSION, d), 30) + sp.Rational(1, 10**20)
        assert all(sp.N(a.factor.subs(DIMENSION, d), 30) <= proved + sp.Rational(1, 10**20) for a in row.attained)


def test_factors_that_are_sharp() -> None:
    rows = {row.label: row for row in TIGHTNESS}
    quantum, classical = rows["D1"], rows["D2"]
    assert quantum.proved.subs(DIMENSION, 1) == quantum.printed.subs(DIMENSION, 1) == quantum.attained[1].factor.subs(DIMENSION, 1)
    assert classical.proved == classical.attained[0].factor
