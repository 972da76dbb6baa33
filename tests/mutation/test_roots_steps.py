"""Roots of sums, moduli and logarithms: signs by form, parts of a base, what is equal and what is not."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

from derive import factors, roots
from derive.factors import separated
from derive.normal_form import NotNormalisable
from derive.normal_form import prove_equal as by_monomials
from derive.plain_text import Names
from derive.roots import Letters, prove_equal
from derive.signs import is_nonnegative, is_positive, is_real
from replay import methods
from replay.outcome import ReplayError

a, b, c = sp.symbols("a b c", positive=True)
x, y = sp.symbols("x y", real=True)
z, w = sp.symbols("z w")
d = sp.Symbol("d", positive=True, integer=True)
HALF, THIRD = sp.Rational(1, 2), sp.Rational(1, 3)
q = sp.sqrt(1 + a)
X = sp.Symbol("X", commutative=False)

SIGNS = {  # real, >= 0, > 0, as far as the form tells
    "a positive symbol": (a, True, True, True), "a real symbol": (x, True, False, False), "a symbol": (z, False, False, False),
    "an even symbol": (sp.Symbol("n", even=True), True, False, False),
    "a nonnegative symbol": (sp.Symbol("n", nonnegative=True), True, False, False),
    "a number": (sp.Integer(2), True, True, True), "nought": (sp.Integer(0), True, False, False), "minus": (-sp.S.Half, True, False, False),
    "pi": (sp.pi, True, True, True), "e": (sp.E, True, True, True), "i": (sp.I, False, False, False),
    "a sum": (a + b, True, True, True), "a difference": (a - b, True, False, False),
    "a sum with something real": (a + x, True, False, False),
    "a sum with a square": (a + x**2, True, True, True), "squares": (x**2 + y**2, True, False, False),
    "with i": (a + sp.I, False, False, False),
    "with a complex square": (a + z**2, False, False, False), "a product": (a * b, True, True, True),
    "a product with x": (a * x, True, False, False),
    "a product with a square": (a * x**2, True, True, False), "a sum of products": (1 + a * x**2, True, True, True),
    "a product with z": (a * z, False, False, False), "a square": (x**2, True, True, False), "a cube": (x**3, True, False, False),
    "an inverse square": (x**-2, True, True, False), "a square of a sum": ((x - a) ** 2, True, True, False),
    "a square of i x": ((x + sp.I) ** 2, False, False, False), "a root": (sp.sqrt(a), True, True, True),
    "a root of x": (sp.sqrt(x), False, False, False),
    "a power": (a**x, True, True, True), "a complex power": (a**z, False, False, False), "exp": (sp.exp(x), True, True, True),
    "a complex exp": (sp.exp(sp.I * x), False, False, False), "a function": (sp.sin(x), False, False, False),
    "a complex cube": (z**3, False, False, False),
}  # fmt: skip


@pytest.mark.parametrize("name", SIGNS)
def test_signs_by_form(name: str) -> None:
    expr, real, nonnegative, positive = SIGNS[name]
    assert (is_real(expr), is_nonnegative(expr), is_positive(expr)) == (real, nonnegative, positive)


PARTS: dict[str, tuple[Any, Any]] = {
    "a number": (sp.Rational(12, 35), [(2, 2), (3, 1), (5, -1), (7, -1)]), "a negative number": (sp.Integer(-6), [(2, 1), (3, 1), (-1, 1)]),
    "a factor": (a * c + b * c, [(c, 1), (a + b, 1)]), "a negative factor": (-a - b, [(a + b, 1), (-1, 1)]),
    "a square": ((x - a) ** 2 * 3, [(3, 1), ((a - x) ** 2, 1)]), "a sixth power": (x**6 * a, [(a, 1), (x**2, 3)]),
    "a cube of something real": (x**3 * a, [(a, 1), (x**3, 1)]), "a square of something positive": ((a + b) ** 2, [(a + b, 2)]),
    "a complex square": (z**2 * a, [(a, 1), (z**2, 1)]), "a fraction": (1 + a / b, [(a + b, 1), (b, -1)]),
    "below": (1 / (a + b) ** 2, [(a + b, -2)]), "a common factor": ((a**2 - b**2) / (a - b), [(a + b, 1)]),
    "two of no sign": (x * (x - 1) / y, [(x * (x - 1) / y, 1)]), "real below": (1 / (x - 1) ** 4, [((x - 1) ** 2, -2)]),
    "a hidden square": ((a - b) ** 2 + 4 * a * b, [(a + b, 2)]), "half": (a / 2 + b / 2, [(2, -1), (a + b, 1)]),
    "a function": (4 * sp.sin(x), [(2, 2), (sp.sin(x), 1)]),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_the_parts_of_a_base(name: str) -> None:
    u, parts = PARTS[name]
    found = separated(u)
    assert sorted(map(str, found)) == sorted(f"({part}, {power})" for part, power in parts)
    assert by_monomials(sp.Mul(*(part**power for part, power in found)), u) is not None


def test_a_base_that_vanishes_or_is_too_large_has_no_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = sp.Add(sp.Mul(x, sp.Add(a, 1), evaluate=False), -a * x, -x, evaluate=False)
    for u in (nothing, sp.Pow(nothing, -1, evaluate=False), sp.Integer(0)):
        with pytest.raises(NotNormalisable, match="vanish"):
            separated(u)
    assert factors.MOST_TERMS == 400
    monkeypatch.setattr(factors, "MOST_TERMS", 3)
    assert separated(1 + a + b) == [(1 + a + b, 1)]
    for u in (1 + a + b + c, 1 / (1 + a + b + c)):
        with pytest.raises(NotNormalisable, match="at most 3 terms"):
            separated(u)


EQUAL = {
    "a root times its conjugate": ((q - 1) * (q + 1), a), "a root below": (1 / (q + 1), (q - 1) / a),
    "a square of a root": (q**2 * x, (1 + a) * x),
    "a common factor": (sp.sqrt(a * c + b * c), sp.sqrt(c) * sp.sqrt(a + b)),
    "powers": ((a + b) ** (3 * HALF), a * sp.sqrt(a + b) + b * sp.sqrt(a + b)),
    "a symbolic power": ((1 + a) ** (d + 1), (1 + a) ** d * a + (1 + a) ** d),
    "half a symbolic power": ((1 + a) ** (d + HALF) / (1 + a) ** d, q),
    "powers of a product": (((1 + a) * b) ** (d / 2), (1 + a) ** (d / 2) * b ** (d / 2)),
    "a hidden square": (sp.sqrt((a - b) ** 2 + 4 * a * b), a + b),
    "a quotient": (a / sp.sqrt(a**2 + b**2) * sp.sqrt(1 + b**2 / a**2), sp.Integer(1)),
    "a derivative": (sp.diff(sp.sqrt(1 + x**2), x, 2), (1 + x**2) ** (-3 * HALF)),
    "a quotient of no sign": (sp.sqrt(x / (x + y)) ** 3, x * sp.sqrt(x / (x + y)) / (x + y)),
    "a quotient, squared": ((sp.sqrt(x / (x + y)) + 1) ** 2, x / (x + y) + 1 + 2 * sp.sqrt(x / (x + y))),
    "cube roots on one side": ((sp.cbrt(1 + a) + 1) * ((1 + a) ** sp.Rational(2, 3) - sp.cbrt(1 + a) + 1), 2 + a),
    "a power under a root": (sp.sqrt(a**x * b + a**x), a ** (x / 2) * sp.sqrt(1 + b)),
    "an exponential under a root": (sp.sqrt(sp.exp(x) * b + sp.exp(x)), sp.exp(x / 2) * sp.sqrt(1 + b)),
    "a root in a root": (sp.sqrt(1 + q) ** 3, (1 + q) * sp.sqrt(1 + q)), "a root in a root, squared": (sp.sqrt(1 + q) ** 4, 2 + a + 2 * q),
    "something negative": (sp.sqrt(-a - b), sp.I * sp.sqrt(a + b)),
    "of no sign": (sp.sqrt(x - a) ** 3, x * sp.sqrt(x - a) - a * sp.sqrt(x - a)),
    "complex": (sp.sqrt(z + a) * (sp.sqrt(z + a) + 1), z + a + sp.sqrt(z + a)),
    "complex, with a factor": (sp.sqrt(a * z), sp.sqrt(a) * sp.sqrt(z)),
    "sixths": (sp.cbrt(1 + a) * (q + 1), (1 + a) ** sp.Rational(5, 6) + sp.cbrt(1 + a)),
    "an inverse": (1 / sp.sqrt(c * (a + b) ** 2 * (1 + x**2)), 1 / (sp.sqrt(c) * (a + b) * sp.sqrt(1 + x**2))),
    "a square below": (1 / sp.sqrt((x - b) ** -2 + (x - b) ** -4), (x - b) ** 2 / sp.sqrt((x - b) ** 2 + 1)),
    "of a function": (sp.sqrt(4 * sp.sin(x)), 2 * sp.sqrt(sp.sin(x))), "a number": (sp.sqrt(2 + sp.sqrt(3)) ** 2, 2 + sp.sqrt(3)),
    "a root of i": (sp.sqrt(sp.I * x) ** 2, sp.I * x), "with sines": (sp.sqrt(1 + sp.sin(x) ** 2) ** 2, 2 - sp.cos(x) ** 2),
    "moduli": (sp.Abs(x) * sp.Abs(a * x + 1), sp.Abs(a * x**2 + x)),
    "a cube of a modulus": (sp.Abs(x - a) ** 3, (x - a) ** 2 * sp.Abs(x - a)),
    "a modulus of a complex number": (sp.Abs(z) * (1 + sp.Abs(z)), sp.Abs(z) + sp.Abs(z) ** 2),
    "a modulus in a modulus": (sp.Abs(sp.Abs(x) + a), sp.Abs(x) + a),
    "a modulus of a difference": (sp.Abs(a - b) * (sp.Abs(a - b) + 1), (a - b) ** 2 + sp.Abs(b - a)),
    "a logarithm": (sp.log(a * b), sp.log(a) + sp.log(b)), "of a quotient": (sp.log(1 + a / b), sp.log(a + b) - sp.log(b)),
    "of a root": (sp.log(q), sp.log(1 + a) / 2), "of a square": (sp.log((a + b) ** 2 / c), 2 * sp.log(a + b) - sp.log(c)),
    "of a number": (sp.log(sp.Rational(8, 9)), 3 * sp.log(2) - 2 * sp.log(3)), "of e": (sp.log(sp.E**2 * a), 2 + sp.log(a)),
    "of a power": (sp.log(a**x * b), x * sp.log(a) + sp.log(b)), "of an exponential": (sp.log(a * sp.exp(x)), sp.log(a) + x),
    "of a root of a root": (sp.log(sp.sqrt(1 + q)), sp.log(1 + q) / 2),
    "of something negative": (sp.log(-a * b), sp.log(a) + sp.log(b) + sp.I * sp.pi),
    "of something complex": (sp.log(a * z), sp.log(a) + sp.log(z)), "of a symbolic power": (sp.log((1 + a) ** x), x * sp.log(1 + a)),
    "of a logarithm": (sp.log(sp.log(a * b) * c), sp.log(sp.log(a) + sp.log(b)) + sp.log(c)),
    "Ehrenfest's time": (sp.log(sp.sqrt(a / b)) / d, (sp.log(a) - sp.log(b)) / (2 * d)),
    "a hyperbola": (1 / (sp.sqrt(1 + a**2) + a), sp.sqrt(1 + a**2) - a),
    "a power of an exponential": (sp.Pow(sp.exp(x) * (1 + a), HALF, evaluate=False), sp.exp(x / 2) * q),
    "a power of a power": (sp.sqrt(a**x * (1 + b)), a ** (x / 2) * sp.sqrt(1 + b)),
}  # fmt: skip
DIFFERENT = {
    "a product of no signs": (sp.sqrt(x - a) * sp.sqrt(x - b), sp.sqrt((x - a) * (x - b))),
    "an inverse of no sign": (sp.sqrt(1 / (x - a)), 1 / sp.sqrt(x - a)),
    "a square": (sp.sqrt((x - a) ** 2), x - a), "a complex square": (sp.sqrt(z**2), z),
    "a logarithm of a square": (sp.log(x**2), 2 * sp.log(x)),
    "a logarithm of a product": (sp.log(x * y), sp.log(x) + sp.log(y)), "a complex logarithm": (sp.log(z * w), sp.log(z) + sp.log(w)),
    "a logarithm of a complex power": (sp.log(a**z), z * sp.log(a)),
    "a logarithm of exp": (sp.log(sp.exp(sp.I * x) * a), sp.I * x + sp.log(a)),
    "a sum under a root": (q, 1 + sp.sqrt(a)), "another factor": (sp.sqrt(a * c + b * c), c * sp.sqrt(a + b)),
    "another power": ((a + b) ** (3 * HALF), (a + b) ** 2),
    "the other sign": (sp.sqrt(-a - b), -sp.I * sp.sqrt(a + b)), "a modulus": (sp.Abs(x), x), "a complex modulus": (sp.Abs(z) ** 2, z**2),
    "a modulus of a product": (sp.Abs(x * y + x), x * sp.Abs(y + 1)), "another root": (sp.cbrt(1 + a), q),
    "a root of a root": (sp.sqrt(1 + q), q),
    "a root of a root of no sign": (sp.Pow(sp.sqrt(x - a) ** 3, HALF, evaluate=False), (x - a) ** sp.Rational(3, 4)),
    "fourth roots": (-((-a - 1) ** sp.Rational(1, 4)), (a + 1) ** sp.Rational(1, 4)),
    "a float": (sp.sqrt(1 + a) * sp.Float("1.5"), 3 * q / 2),
    "floats in an exponent": ((1 + a) ** sp.Float("0.3") * (1 + c), (1 + a) ** sp.Float("0.3") * c + (1 + a) ** sp.Float("0.3")),
    "infinity in an exponent": ((1 + a) ** sp.oo * (1 + c) * q, (1 + a) ** sp.oo * q + (1 + a) ** sp.oo * q * c),
    "operators in an exponent": ((1 + a) ** X * q**2 * 2, (1 + a) ** X * 2 * (1 + a)), "operators": (X * q**2, X * (1 + a)),
    "what SymPy knows of a logarithm": (sp.log(sp.I * a), sp.log(a) + sp.I * sp.pi / 2),
    "a logarithm of a sum": (sp.log(a + b), sp.log(a) + sp.log(b)), "a logarithm of an inverse": (sp.log(1 / a), sp.log(a)),
}  # fmt: skip


@pytest.mark.parametrize("name", EQUAL)
def test_what_is_equal_is_proved_both_ways_and_replayed(name: str) -> None:
    one, other = EQUAL[name]
    for left, right in ((one, other), (other, one)):
        proof = prove_equal(left, right, scope="here")
        assert proof is not None and proof.method == "normal form" and proof.scope == "here"
        methods.replay(proof.method, dict(proof.certificate))
        for wrong in (right + 1, 2 * right, -right, right + sp.sqrt(1 + c), right + sp.log(1 + c), sp.I * right):
            assert prove_equal(left, wrong) is None
            names = Names((left, wrong))
            identity = f"({names.text(left)}) - ({names.text(wrong)}) = 0"
            with pytest.raises(ReplayError, match="differ"):
                methods.replay(proof.method, {**proof.certificate, **names.facts(), "identity": identity})


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_is_not_equal_is_not_proved(name: str) -> None:
    one, other = DIFFERENT[name]
    assert prove_equal(one, other) is None and prove_equal(other, one) is None


def test_what_vanishes_below_is_not_divided_by() -> None:
    for zero in (sp.Add(q**2 - 1, -a, evaluate=False), sp.Add(sp.log(a * b), -sp.log(a), -sp.log(b), evaluate=False)):
        pole = sp.Pow(zero, -1, evaluate=False)
        nothing = sp.Mul(zero, pole, evaluate=False)
        for one, other in ((pole, pole * 2), (nothing, sp.Integer(2)), (nothing, q), (sp.sqrt(zero), sp.Integer(1))):
            assert prove_equal(one, other) is None and prove_equal(other, one) is None
    assert prove_equal(1 / sp.sqrt(sp.Add(q**2, -1 - a, evaluate=False)), x) is None


def test_what_vanishes_only_when_roots_are_replaced_is_not_divided_by() -> None:
    zero, other_zero = (q + 1) ** 2 - 2 - a - 2 * q, (q + 2) ** 2 - 5 - a - 4 * q
    for one in (1 / zero, other_zero / zero, x + other_zero / zero):
        for other in (x, q, 2 / zero, zero):
            assert prove_equal(one, other) is None and prove_equal(other, one) is None
    assert prove_equal(zero * x, other_zero) is not None


def test_what_is_written_in_the_proof() -> None:
    proof = prove_equal(sp.log(sp.sqrt(a * (1 + b) + x**2 * a)), sp.log(a) / 2 + sp.log(1 + b + x**2) / 2)
    assert proof is not None and proof.certificate == {
        "identity": "(log(sqrt(a*x**2 + a*(b + 1)))) - (log(a)/2 + log(b + x**2 + 1)/2) = 0",
        "parts": [
            ("a*x**2 + a*(b + 1)", [("a", 1), ("b + x**2 + 1", 1)]),
            ("sqrt(a)*sqrt(b + x**2 + 1)", [("sqrt(b + x**2 + 1)", 1), ("sqrt(a)", 1)]),
        ],
        "positive": "a b", "real": "x",
    }  # fmt: skip
    plain = prove_equal(sp.sqrt(x - a) ** 3, x * sp.sqrt(x - a) - a * sp.sqrt(x - a))
    assert plain is not None and plain.certificate == {
        "identity": "((-a + x)**(3/2)) - (-a*sqrt(-a + x) + x*sqrt(-a + x)) = 0", "parts": [], "positive": "a", "real": "x",
    }  # fmt: skip
    angles = prove_equal(sp.sqrt(1 + sp.sin(x) ** 2) ** 2 * sp.sqrt(a + b), (2 - sp.cos(x) ** 2) * sp.sqrt(a + b))
    assert angles is not None and angles.certificate["exponentials"] is True


def test_the_scope_is_the_whole_domain_where_none_is_given() -> None:
    proof = prove_equal(q**2, 1 + a)
    assert proof is not None and proof.scope == "all values of the domain" and "exponentials" not in proof.certificate


def test_letters_have_one_order_and_one_meaning() -> None:
    letters = Letters(sp.cbrt(1 + a), sp.sqrt(1 + a) * (x - a) ** (d / 4))
    assert letters.order == 12 and Letters(a).order == 2
    written = [letters.rewritten(each) for each in (sp.cbrt(1 + a), sp.sqrt(1 + a), (x - a) ** (d / 4), (1 + a) ** 2)]
    (root, of), (free, other) = ((letter, key) for key, letter in letters.known.items())
    assert of == (1 + a, 1) and other == (x - a, d) and root.is_positive and free.is_positive is None
    assert root.name == "root0" and free.name == "root1"
    assert written == [root**4, root**6, free**3, (1 + a) ** 2] and letters.meant == {root: of, free: other}


def test_a_root_of_another_order_than_was_seen_is_refused() -> None:
    letters = Letters(sp.sqrt(1 + a))
    assert letters.rewritten((1 + a) ** (d + HALF)).is_Mul
    with pytest.raises(NotNormalisable, match="from the start"):
        letters.rewritten(sp.cbrt(1 + a))


def test_an_expansion_of_roots_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert roots.MOST_TERMS == 200_000
    for sum_ in (1 + a + b, 1 / (1 + a + b)):  # 3 terms to the power 4: 15 at most; with 1 beside the other 15 in what is to vanish
        left, right = sp.sqrt(sum_) ** 9, sp.expand((1 + a + b) ** 4) ** (1 if sum_.is_Add else -1) * sp.sqrt(sum_)
        monkeypatch.setattr(roots, "MOST_TERMS", 35 * 16)
        assert prove_equal(left, right) is not None
        monkeypatch.setattr(roots, "MOST_TERMS", 35 * 16 - 1)
        assert prove_equal(left, right) is None
