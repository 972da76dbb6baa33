"""The exact normal form: what is equal and what is not, its generators, and the size of what it expands."""

from __future__ import annotations

import flint
import pytest
import sympy as sp

from derive import normal_form
from derive.normal_form import MOST_TERMS, NotNormalisable, Ring, prove_equal

x, y, z = sp.symbols("x y z", positive=True)
r, s = sp.symbols("r s", real=True)
d = sp.Symbol("d", positive=True, integer=True)

TRUE = {
    "a cube root": (sp.cbrt(54 * x**3), 3 * sp.cbrt(2) * x),
    "a negative root": (x ** sp.Rational(-3, 2), 1 / (x * sp.sqrt(x))),
    "a rational base": (sp.sqrt(sp.Rational(12, 35)), 2 * sp.sqrt(3) / (sp.sqrt(5) * sp.sqrt(7))),
    "a rational to a symbol": (sp.Rational(4, 9) ** d, 2 ** (2 * d) / 3 ** (2 * d)),
    "several exponents": (x ** (2 * d - sp.Rational(1, 3)), (x**d) ** 2 / sp.cbrt(x)),
    "I**3": (sp.I**3 * r, -sp.I * r),
    "(1+I)**5": ((1 + sp.I) ** 5, -4 - 4 * sp.I),
    "I**4": ((r + sp.I) ** 4, sp.expand((r + sp.I) ** 4)),
    "one over I": (1 / (r + sp.I), (r - sp.I) / (r**2 + 1)),
    "sixth roots": (2 ** sp.Rational(1, 6) ** 1 * 2 ** sp.Rational(1, 3), sp.sqrt(2)),
    "three halves": (2 ** sp.Rational(3, 2), 2 * sp.sqrt(2)),
    "a fraction to a power": ((r / s) ** -2, s**2 / r**2),
    "power nought": ((r + 1) ** 2 / (r + 1) ** 2, sp.Integer(1)),
    "a sum to a negative power": ((r + s) ** -2, 1 / (r**2 + 2 * r * s + s**2)),
    "a fraction to a negative power": (sp.Pow(1 + 1 / r, -2), r**2 / (r + 1) ** 2),
    "three summands": (1 / r + 1 / s + 1, (r + s + r * s) / (r * s)),
    "one denominator": (r / s + 1 / s, (r + 1) / s),
    "no symbol": (sp.Rational(1, 2) + sp.Rational(1, 3), sp.Rational(5, 6)),
    "exp of logs": (sp.exp(2 * sp.log(x) + r, evaluate=False), x**2 * sp.exp(r)),
    "exp of half a log": (sp.exp(sp.log(x) / 2, evaluate=False), sp.sqrt(x)),
    "powers of e": (sp.exp(r) ** 2 * sp.E, sp.exp(2 * r + 1)),
    "exp with I": (sp.exp(2 * sp.I * r), sp.exp(sp.I * r) ** 2),
    "pi": (sp.sqrt(sp.pi) ** 3, sp.pi * sp.sqrt(sp.pi)),
    "a product under a root": ((x * y) ** (d / 2), x ** (d / 2) * y ** (d / 2)),
    "functions": (sp.cos(r) ** 3, sp.cos(r) * sp.cos(r) ** 2),
    "zero": (r - r + 0 * x, sp.Integer(0)),
    "roots of one symbol": (sp.sqrt(x) * sp.cbrt(x), x ** sp.Rational(5, 6)),
    "a root beside the symbol": ((sp.sqrt(x) + 1) * (sp.sqrt(x) - 1), x - 1),
    "nested powers": (sp.Pow(sp.Pow(x, r, evaluate=False), s, evaluate=False), x ** (r * s)),
    "an exponential to a symbol": (sp.Pow(sp.exp(r), s, evaluate=False), sp.exp(r * s)),
}
FALSE = {
    "a cube root": (sp.cbrt(54 * x**3), 2 * sp.cbrt(2) * x),
    "a rational base": (sp.sqrt(sp.Rational(12, 35)), sp.sqrt(sp.Rational(35, 12))),
    "I": (sp.I * r, r),
    "I**3": (sp.I**3 * r, sp.I * r),
    "a half": (sp.sqrt(2), sp.Integer(2)),
    "thirds": (sp.cbrt(4), sp.sqrt(2)),
    "an inverse": (r**-2, r**2),
    "opaque": (sp.cos(r), sp.sin(r)),
    "of logs": (sp.exp(2 * sp.log(x) + r, evaluate=False), x * sp.exp(r)),
    "two symbols of one name": (sp.Symbol("x", real=True), x),
    "an exponent": (x**d, x ** (2 * d)),
    "a sum": (r + s, r - s),
    "a quotient": (r / s, s / r),
    "e and exp": (sp.exp(r), sp.E * r),
    "an atom and its square": (sp.sin(r) ** 2, sp.sin(r)),
    "a base": (2**d, 3**d),
    "not positive": (sp.sqrt(r * r), r),
    "not a real exponent": (
        sp.Pow(sp.Pow(x, sp.Symbol("c"), evaluate=False), sp.Rational(1, 2), evaluate=False),
        x ** (sp.Symbol("c") / 2),
    ),
    "a power with a logarithm": (x ** sp.log(y), y),
    "an inverse root": (1 / sp.sqrt(x), sp.sqrt(x)),
    "a negative base": (sp.sqrt(sp.Integer(-2)) * sp.sqrt(sp.Integer(-3)), sp.sqrt(6)),
    "a log of something real": (sp.exp(2 * sp.log(r), evaluate=False), r**2 + 0 * x + 1),
    "an exponential that is not real": (sp.Pow(sp.exp(sp.I * r), sp.Rational(1, 2), evaluate=False), sp.exp(sp.I * r / 2)),
}


@pytest.mark.parametrize("name", TRUE)
def test_what_is_equal_is_proved_both_ways(name: str) -> None:
    one, other = TRUE[name]
    assert prove_equal(one, other) is not None and prove_equal(other, one) is not None


@pytest.mark.parametrize("name", FALSE)
def test_what_is_not_equal_is_not_proved(name: str) -> None:
    one, other = FALSE[name]
    assert prove_equal(one, other) is None and prove_equal(other, one) is None


def test_a_denominator_that_vanishes_on_either_side() -> None:
    zero = sp.Add(sp.Mul(sp.sqrt(2), sp.sqrt(2), evaluate=False), -2, evaluate=False)
    pole = sp.Pow(zero, -1, evaluate=False)
    nothing = sp.Mul(zero, pole, evaluate=False)
    for one, other in ((pole * x, y), (x, pole * y), (pole * x, pole * x), (nothing, y), (nothing, nothing)):
        assert prove_equal(one, other) is None and prove_equal(other, one) is None


@pytest.mark.parametrize(
    "expr",
    [
        sp.Float("0.5") * x,
        sp.oo * x,
        x + sp.nan,
        sp.zoo + x,
        sp.Symbol("X", commutative=False),
        sp.sqrt(r),
        sp.sqrt(x + 1),
        sp.Integer(-2) ** d,
        sp.Integer(0) ** r,
    ],
)
def test_what_is_outside_the_class_is_refused(expr: sp.Expr) -> None:
    with pytest.raises(NotNormalisable):
        Ring(expr)
    assert prove_equal(expr, expr) is None and prove_equal(x, expr) is None


def test_generators_and_their_common_denominators() -> None:
    ring = Ring(sp.sqrt(x) * sp.cbrt(x) + 2 ** (d / 2), sp.sin(r) + x ** sp.Rational(1, 4))
    assert ring.denominators == {(x, sp.Integer(1)): 12, (sp.Integer(2), d): 2, (sp.sin(r), sp.Integer(1)): 1}
    assert ring.keys == sorted(ring.denominators, key=sp.default_sort_key) and list(ring.generators) == ring.keys
    assert Ring(sp.cbrt(x)).denominators == {(x, sp.Integer(1)): 3}
    empty = Ring(sp.Integer(2))
    assert empty.keys == [] and empty.generators == {} and empty.reduce(empty.fraction(sp.Rational(2, 3))[0]) == {(0,): flint.fmpq(2, 3)}


def test_an_expansion_has_a_limit() -> None:
    sum_ = 1 + x + y
    ring = Ring(sum_)
    assert MOST_TERMS == 200_000 and ring.fraction(sum_**2)[0] == ring.fraction(sum_)[0] ** 2
    for base in (sum_, 1 / sum_):
        with pytest.raises(NotNormalisable, match=f"at most {MOST_TERMS} terms"):
            ring.fraction(sp.Pow(base, 631, evaluate=False))
        with pytest.raises(NotNormalisable, match=f"at most {MOST_TERMS} terms"):
            ring.fraction(sp.Pow(base, -631, evaluate=False))


def test_the_limit_is_at_most_and_not_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normal_form, "MOST_TERMS", 15)
    ring = Ring(1 + x + y)
    for base, high in ((1 + x + y, 4), (1 / (1 + x + y), 4), (sp.Mul(2, x), 10**6)):
        for k in (high, -high):
            assert ring.fraction(sp.Pow(base, k, evaluate=False))  # comb(3 + 4 - 1, 4) = 15
    for k in (5, -5):
        with pytest.raises(NotNormalisable):
            ring.fraction(sp.Pow(1 + x + y, k, evaluate=False))
