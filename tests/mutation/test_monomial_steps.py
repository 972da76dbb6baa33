"""Monomial inequalities step by step: what is read, compared, substituted, listed, and refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from derive.tropical import (
    MAX_BITS,
    MAX_CASES,
    CertificateError,
    Extremum,
    Monomial,
    NotMonomial,
    cases,
    compare,
    extrema,
    monomials,
    multiply,
    ratio,
    replay,
    substitute,
)

x, y, z = sp.symbols("x y z", positive=True)
r, s = sp.symbols("r s", real=True)
d = sp.Symbol("d", positive=True, integer=True)
HALF = Fraction(1, 2)


def power(name: Any, exponent: Fraction | int = 1) -> Monomial:
    return Monomial(((name, Fraction(exponent)),))


def test_what_is_read_as_a_monomial() -> None:
    assert monomials(x * y**-2 * sp.Rational(12, 5)) == Monomial(
        tuple((g, Fraction(e)) for g, e in ((2, 2), (3, 1), (5, -1), (x, 1), (y, -2)))
    )
    dummy = sp.Dummy("t", positive=True)
    assert monomials(dummy) == power(dummy) and monomials(3) == power(3)
    assert monomials(sp.Max(y, x, 2)) == power(Extremum("max", (power(2), power(x), power(y))))
    assert monomials(sp.Min(y, x) ** 2) == power(Extremum("min", (power(x), power(y))), 2)
    assert str(Monomial(())) == "1" and str(monomials(x * sp.sqrt(y))) == "x^(1)*y^(1/2)" and monomials(1) == Monomial(())
    for bad in (r, sp.Symbol("n", nonnegative=True), x + y, sp.Integer(0), sp.Integer(-1), x**r, sp.Rational(-1, 2), sp.Max(x, r)):
        with pytest.raises(NotMonomial):
            monomials(bad)
    with pytest.raises(sp.SympifyError):
        monomials("x")


def test_products_of_powers() -> None:
    assert multiply([(power(y), 2), (power(x), HALF), (power(y), -1)]) == Monomial(((x, HALF), (y, Fraction(1))))
    assert multiply([(power(x), 1), (power(x), -1)]) == Monomial(()) == multiply([]) and multiply([(power(x), 0)]) == Monomial(())
    assert ratio(x, "<=", y**2) == Monomial(((x, Fraction(1)), (y, Fraction(-2)))) == ratio(x, "==", y**2)
    for relation in ("<", ">=", "", None):
        with pytest.raises(ValueError, match="`relation` must be"):
            ratio(x, relation, y)  # type: ignore[arg-type]
    assert substitute(monomials(x**2 * y), {x: monomials(z * y**3)}) == Monomial(((y, Fraction(7)), (z, Fraction(2))))
    assert substitute(monomials(x * y), {}) == monomials(x * y)


def test_numbers_are_compared_up_to_a_size() -> None:
    assert [compare(monomials(sp.sympify(n))) for n in ("1", "2", "1/2", "sqrt(2)/2", "9/8", "8/9")] == [0, 1, -1, -1, 1, -1]
    close = Monomial(((2, Fraction(1, 3)), (5, Fraction(1, 2)), (3, Fraction(-1))))  # 2**(1/3) sqrt(5) / 3 = 0.939
    assert compare(close) == -1 and compare(Monomial(tuple((g, -e) for g, e in close.exponents))) == 1
    edge = MAX_BITS // 2
    assert compare(power(2, edge)) == 1 and compare(power(2, -edge)) == -1
    for large in (
        power(2, edge + 1),
        power(2, -edge - 1),
        power(2, Fraction(edge + 1, 2)),
        Monomial(((2, Fraction(edge)), (3, Fraction(1)))),
    ):
        with pytest.raises(CertificateError, match=f"at most {MAX_BITS} bits"):
            compare(large)


def test_extrema_are_listed_inner_first_and_once() -> None:
    inner = Extremum("min", (power(x), power(y)))
    outer = monomials(sp.Max(sp.Min(x, y), z))
    assert list(extrema([outer, monomials(sp.Min(x, y))])) == [inner, Extremum("max", (power(inner), power(z)))] == list(extrema([outer]))
    assert list(extrema([monomials(x)])) == []


def test_cases_and_their_rows() -> None:
    found = list(cases(sp.Max(x, y), "<=", z, [(x, "<=", z), (y, "==", z)]))
    given = [(ratio(x, "<=", z), False), (ratio(y, "<=", z), True)]
    assert found == [
        ([0], [*given, (ratio(y, "<=", x), False)], ratio(x, "<=", z)),
        ([1], [*given, (ratio(x, "<=", y), False)], ratio(y, "<=", z)),
    ]
    low = list(cases(sp.Min(x, y), "==", z, []))
    assert [(active, rows) for active, rows, _ in low[::2]] == [([0], [(ratio(x, "<=", y), False)]), ([1], [(ratio(y, "<=", x), False)])]
    assert [goal for *_, goal in low] == [ratio(x, "<=", z), ratio(z, "<=", x), ratio(y, "<=", z), ratio(z, "<=", y)]
    nested = list(cases(1, "<=", 1, [(sp.Max(sp.Min(x, y), z), "<=", 1)]))
    assert [active for active, *_ in nested] == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert nested[0][1] == [(power(x), False), (ratio(x, "<=", y), False), (ratio(z, "<=", x), False)]
    assert nested[3][1] == [(power(z), False), (ratio(y, "<=", x), False), (ratio(y, "<=", z), False)]
    assert list(cases(x, "<=", y, [])) == [([], [], ratio(x, "<=", y))]


def test_the_number_of_cases_has_a_limit() -> None:
    a = sp.symbols("a0:15", positive=True)
    assert MAX_CASES == 2**12
    at_most = sp.Mul(*(sp.Max(a[i], a[i + 1]) for i in range(12)))
    assert next(cases(at_most, "<=", 1, []))[0] == [0] * 12
    for more in (at_most * sp.Max(a[13], a[14]), sp.Mul(*(sp.Max(a[i], a[i + 1]) for i in range(11)), sp.Max(a[12], a[13], a[14]))):
        with pytest.raises(CertificateError, match=f"at most {MAX_CASES} cases"):
            next(cases(more, "<=", 1, []))


def entry(*multipliers: Any, active: Any = ()) -> dict[str, Any]:
    return {"cases": [{"active": list(active), "multipliers": list(multipliers)}]}


def test_multipliers_are_replayed() -> None:
    assert replay(x, "<=", z, [(x, "<=", y), (y, "<=", z)], entry("1", "1")) and replay(sp.sqrt(x), "<=", 1, [(x, "<=", 1)], entry("1/2"))
    assert replay(x, "<=", 2 * y, [(x, "<=", y)], entry("1")) and replay(x, "<=", y, [(x, "<=", y)], entry("1"))
    for wrong, text in (
        (entry("1", "0"), "a number at most 1"),
        (entry("1"), "must list all"),
        (entry("1", "1", "1"), "must list all"),
        (entry("-1", "1"), ">= 0, but not in case"),
        (entry("1", "1", active=[0]), "must list all"),
        ({"cases": []}, "must list all"),
        (entry("1", "x"), "must have the form"),
        (entry("1", None), "must have the form"),
        (entry("1", "1/0"), "must have the form"),
        (None, "must have the form"),
        ({}, "must have the form"),
        ({"cases": 3}, "must have the form"),
    ):
        with pytest.raises(CertificateError, match=text):
            replay(x, "<=", z, [(x, "<=", y), (y, "<=", z)], wrong)
    with pytest.raises(CertificateError, match="a number at most 1"):
        replay(2 * x, "<=", y, [(x, "<=", y)], entry("1"))
    assert replay(z, "<=", y, [(y, "==", z)], entry("-1")) and replay(y, "<=", z, [(y, "==", z)], entry("1"))
    both = {"cases": [{"active": [], "multipliers": ["1"]}, {"active": [], "multipliers": ["-1"]}]}
    assert replay(y, "==", z, [(y, "==", z)], both)
    with pytest.raises(CertificateError):
        replay(y, "==", z, [(y, "<=", z)], both)
    with pytest.raises(CertificateError, match="a number at most 1"):
        replay(y, "==", 2 * z, [(y, "==", z)], both)
    scope = replay(x, "<=", z, iter([(x, "<=", y), (y, "==", z)]), entry("1", "1")).scope
    assert scope == "all positive values, x <= y, y == z"
