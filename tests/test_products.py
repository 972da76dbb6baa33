"""Products of squares and of factors that have a sign on the box: found where no other search finds a certificate, and never wrongly."""

from __future__ import annotations

import pytest
from sympy import Integer, Poly, Rational, oo, symbols

from derive import certificate, nonnegative, products
from derive.certificate import claim

a, b, lam, r, s, t = symbols("a b lam r s t", real=True)
UNIT, LINE, HALF, BELOW = (Integer(0), Integer(1)), (-oo, oo), (Integer(2), oo), (-oo, Integer(-1))

FOUND = {
    "squares and the ends of boxes": (lam**2 * r * (1 - r) * (1 - s) * (a - b) ** 2, {lam: LINE, a: LINE, b: LINE, r: UNIT, s: UNIT}),
    "two negative factors": ((r - 1) * (s - 1) * (a - b) ** 2, {r: UNIT, s: UNIT, a: LINE, b: LINE}),
    "other ends": ((3 - r) * (2 * r + r * s - 1) * (a - b) ** 2, {r: (Rational(1, 2), Integer(3)), s: UNIT, a: LINE, b: LINE}),
    "a half line": ((t - 2) * (t + 1) * (a - b) ** 4, {t: HALF, a: LINE, b: LINE}),
    "a half line below": (-(t + 1) * (a - b) ** 2 * (3 - t), {t: BELOW, a: LINE, b: LINE}),
    "a factor that is a sum of squares": ((a**2 + a * b + b**2) * (1 - r) * (a - b) ** 2, {a: LINE, b: LINE, r: UNIT}),
    "a factor of higher degree": ((1 - r**3) * (1 + r * s) * (a - b) ** 2 * Rational(2, 3), {a: LINE, b: LINE, r: UNIT, s: UNIT}),
}  # fmt: skip
OPEN = {
    "a sign": (-FOUND["two negative factors"][0], FOUND["two negative factors"][1]),
    "a factor of both signs": ((r - Rational(1, 2)) * (a - b) ** 2, {r: UNIT, a: LINE, b: LINE}),
    "an odd power": ((a - b) ** 3 * (1 - r), {a: LINE, b: LINE, r: UNIT}),
    "one factor": (a**2 + b**2 - a, {a: LINE, b: LINE}),
    "nothing to factor": (a - b, {a: LINE, b: LINE}),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_a_product_is_certified_and_replayed(name: str) -> None:
    expr, box = FOUND[name]
    p = Poly(expr, *box)
    data = products.find(claim(p, box), None)
    assert data is not None and data["kind"] == "sos"
    assert certificate.replay(p, box, data).method == "sos"
    found = nonnegative.find(p, box)
    assert found is not None and certificate.replay(p, box, found)
    assert products.find(claim(p, box, strict=True), None) is None


@pytest.mark.parametrize("name", OPEN)
def test_nothing_else_is(name: str) -> None:
    expr, box = OPEN[name]
    assert products.find(claim(Poly(expr, *box), box), None) is None


def test_too_many_terms_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    expr, box = FOUND["a factor of higher degree"]
    monkeypatch.setattr(products, "MOST_PRODUCTS", 1)
    assert products.find(claim(Poly(expr, *box), box), None) is None
    monkeypatch.setattr(products, "MOST_FACTORED", 1)
    assert products.find(claim(Poly(expr, *box), box), None) is None
