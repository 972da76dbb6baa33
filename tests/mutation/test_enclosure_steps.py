"""Enclosures at points and on boxes, and what may be asked of them: at which precision, and at the last number that is allowed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from flint import acb, arb, ctx, fmpq

from numerics import enclosure
from numerics.admissible import exact, require_admissible, require_covered, require_interval, require_supported
from numerics.ball import ball
from numerics.cover import Cover, Violation
from numerics.enclosure import EnclosureError, certify_nonnegative, evaluate, separated, sign

X, Y = sp.symbols("X Y", real=True)
P = sp.Symbol("P", positive=True)
HALF = Fraction(1, 2)

def working_digits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The precision in bits at which each value is computed."""
    seen: list[int] = []
    kept = enclosure.ball

    def noted(expr: Any, env: Any) -> Any:
        seen.append(ctx.prec)
        return kept(expr, env)

    monkeypatch.setattr(enclosure, "ball", noted)
    return seen


ZERO = (sp.sqrt(2) + 1) * (sp.sqrt(2) - 1) - 1


def test_the_precision_is_doubled_up_to_what_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = working_digits(monkeypatch)
    bits = [33 + 10 * digits // 3 for digits in (30, 60, 100)]
    with pytest.raises(EnclosureError, match=r"30 digits at \{\}, but 100 working digits"):
        evaluate(ZERO, {}, max_digits=100)
    assert seen == bits
    seen.clear()
    assert sign(ZERO, {}, max_digits=20) is None and seen == [33 + 50, 33 + 66]
    seen.clear()
    assert separated(ZERO, {}, max_digits=50) is False and seen == [33 + 66, 33 + 133, 33 + 166]
    seen.clear()
    assert sign(ZERO, {}, max_digits=1) is None and separated(ZERO, {}, max_digits=1) is False and seen == [36, 36]
    for digits, most in ((0, 10), (11, 10)):
        with pytest.raises(ValueError, match="`digits` must be from 1"):
            evaluate(X, {X: 1}, digits=digits, max_digits=most)
    assert evaluate(X, {X: 1}, digits=1, max_digits=1) == 1
    seen.clear()
    assert isinstance(certify_nonnegative(sp.pi - 3, {}), Cover) and set(seen) == {enclosure.POINT_BITS}
    seen.clear()
    assert isinstance(certify_nonnegative(X + sp.pi, {X: (1, 1)}), Cover) and set(seen) == {enclosure.POINT_BITS}
    seen.clear()
    assert isinstance(certify_nonnegative(X, {X: (1, 2)}), Cover) and set(seen) == {enclosure.BOX_BITS}
    seen.clear()
    assert isinstance(certify_nonnegative(X + Y, {X: (1, 1), Y: (0, 2)}), Cover) and set(seen) == {enclosure.BOX_BITS}


def test_an_enclosure_is_as_narrow_as_promised() -> None:
    found = evaluate(sp.pi, {}, digits=50)
    with ctx.workprec(400):
        assert found.rad() <= arb.pi() * arb(10) ** -50 and found.overlaps(arb.pi())
    root = evaluate(sp.sqrt(X) + sp.pi, {X: -2}, digits=40)
    with ctx.workprec(400):
        assert isinstance(root, acb) and root.real.rad() + root.imag.rad() <= arb(10) ** -39 and root.imag.overlaps(arb(2).sqrt())
    assert evaluate(X - 1, {X: 1}) == 0
    assert evaluate(sp.sqrt(X) * sp.sqrt(X - 5), {X: -4}) == -6 and isinstance(evaluate(sp.sqrt(X) * sp.sqrt(X - 5), {X: -4}), arb)
    small = evaluate(sp.pi / 10**60, {}, digits=30)
    with ctx.workprec(400):
        assert small.rad() <= arb(10) ** -89


def test_digits_that_cancel_are_made_up_for() -> None:
    near = sp.pi - sp.Rational(31415926535897932384626433832795028841971, 10**40)  # about 7e-41
    for expr, size in ((near, 1), (near * (1 + sp.I), sp.sqrt(2))):
        found = evaluate(expr, {}, digits=30)
        with ctx.workprec(600):
            truth = (arb.pi() - arb(fmpq(31415926535897932384626433832795028841971, 10**40))) * ball(sp.sympify(size), {})
            assert abs(abs(found) - truth) < truth * arb(10) ** -29 and abs(found).rad() < truth * arb(10) ** -29


def test_half_of_the_digits_are_not_enough() -> None:
    found = evaluate(sp.pi - sp.Rational(314159265358979323846, 10**20), {}, digits=30)  # about 3e-21
    with ctx.workprec(600):
        assert found.rad() <= abs(found) * arb(10) ** -29


def test_signs_and_separation_at_points() -> None:
    assert [sign(X, {X: value}) for value in (-1, 0, 1)] == [-1, 0, 1]
    assert sign(sp.sqrt(X), {X: -1}) is None and sign(1 / X, {X: 0}) is None
    assert separated(X, {X: 0}) is False and separated(X, {X: 1}) is True and separated(1 / X, {X: 0}) is None
    assert separated(sp.sqrt(X), {X: -1}) is True
    assert separated(sp.Piecewise((1, X > ZERO), (2, True)), {X: 0}) is None


def test_a_box_is_asked_in_full() -> None:
    assert certify_nonnegative(X, {X: (0, 1)}) == Cover(1, 0, "0") and certify_nonnegative(X, {X: (0, 1)}, strict=True, budget=50) is None
    assert certify_nonnegative(X + 1, {X: (0, 1)}, strict=True, budget=1) == Cover(1, 0, "1")
    assert isinstance(certify_nonnegative(X - 2, {X: (0, 1)}), Violation)
    flat = X**2 - X + sp.Rational(26, 100)
    natural = certify_nonnegative(sp.Max(flat, X - 9), {X: (0, 1)})
    with_slopes = certify_nonnegative(flat, {X: (0, 1)})
    assert isinstance(natural, Cover) and isinstance(with_slopes, Cover) and with_slopes.boxes < natural.boxes
    kink = sp.Max(X, 1 - X)
    assert isinstance(certify_nonnegative(kink - sp.Rational(1, 4), {X: (0, 1)}), Cover)
    two = certify_nonnegative((X - Y) ** 2 + X * Y + 1, {X: (-1, 1), Y: (-1, 1)}, strict=True, budget=500)
    assert isinstance(two, Cover)
    needle = sp.Piecewise((1, sp.sqrt(2) < X), (-1, True))
    assert isinstance(certify_nonnegative(needle, {X: (0, 4)}, budget=20), Violation)
    for complex_ in (sp.sqrt(X) + 5, sp.sqrt(X) ** 3 + X):
        assert certify_nonnegative(complex_, {X: (-1, 1)}, budget=20) is None
    with pytest.raises(ValueError, match="budget"):
        certify_nonnegative(X, {X: (0, 1)}, budget=0)


def test_the_effort_that_is_made_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = working_digits(monkeypatch)
    with pytest.raises(EnclosureError, match=r"30 digits at .* but 400 working digits"):
        evaluate(ZERO, {})
    assert seen == [33 + 10 * digits // 3 for digits in (30, 60, 120, 240, 400)]
    seen.clear()
    assert sign(ZERO, {}) is None and seen == [33 + 10 * digits // 3 for digits in (15, 30, 60, 120, 200)]
    seen.clear()
    assert separated(ZERO, {}) is False and seen == [33 + 10 * digits // 3 for digits in (20, 40, 80)]
    asked: list[Any] = []
    monkeypatch.setattr(enclosure, "search", lambda *parts, **options: asked.append(options))
    certify_nonnegative(X, {X: (0, 1)})
    certify_nonnegative(X, {X: (0, 1)}, strict=True, budget=1)
    assert asked == [{"strict": False, "budget": 20000}, {"strict": True, "budget": 1}]


def test_supported_expressions_only() -> None:
    assert require_supported(X + sp.pi) == X + sp.pi and require_supported("2") == 2 and require_supported(3) == sp.Integer(3)
    with pytest.raises(TypeError, match="but is of type StrictGreaterThan"):
        require_supported(X > 1)
    with pytest.raises(ValueError, match=r"holds the Float 0\.5"):
        require_supported(X + 0.5)
    for expr, name in ((sp.gamma(X), "gamma"), (sp.Function("f")(X), "f"), (X + sp.zeta(3), "zeta"), (sp.oo * X**2 + X, "Infinity"),
                       (sp.EulerGamma * X, "EulerGamma"), (sp.Max(X, sp.besselj(0, X)), "besselj")):
        with pytest.raises(TypeError, match=name):
            require_supported(expr)
    for expr in (sp.I * X, sp.E, sp.Piecewise((1, X > 0), (2, True)), sp.sign(X) + sp.re(sp.Symbol("z")), sp.Abs(X) ** sp.Rational(1, 3)):
        assert require_supported(expr) == expr


def test_every_symbol_is_given() -> None:
    require_covered(X + Y, iter([X, Y, P]))
    require_covered(sp.Integer(1), [])
    with pytest.raises(ValueError, match=r"from \[X\] only, but has \['P', 'Y'\]"):
        require_covered(X + Y + P, {X: 1})


def test_values_are_exact() -> None:
    for value, expected in ((2, fmpq(2)), (Fraction(-1, 3), fmpq(-1, 3)), (sp.Rational(3, 7), fmpq(3, 7)), (sp.Integer(0), fmpq(0))):
        assert exact(value) == expected
    for wrong in (True, False, 0.5, "1", sp.pi, None, sp.Float(1), 1 + 0j):
        with pytest.raises(TypeError, match="state it exactly"):
            exact(wrong)


def test_values_fit_their_symbols() -> None:
    whole = sp.Symbol("n", integer=True)
    require_admissible(P, fmpq(1, 2))
    require_admissible(whole, fmpq(-3))
    require_admissible(sp.Symbol("z"), fmpq(1, 3))
    cases = ((P, fmpq(-1, 2), "positive=True"), (whole, fmpq(1, 2), "integer=True, .*but is 1/2"), (P, fmpq(0), "zero=False"))
    for symbol, value, text in cases:
        with pytest.raises(ValueError, match=text):
            require_admissible(symbol, value)


def test_intervals_fit_their_symbols() -> None:
    assert require_interval(X, -1, sp.Rational(1, 2)) == (Fraction(-1), HALF)
    assert require_interval(X, Fraction(-3, 2), 1) == (Fraction(-3, 2), 1)
    assert require_interval(P, 1, 2) == (Fraction(1), Fraction(2)) and require_interval(X, 2, 2) == (Fraction(2), Fraction(2))
    nonzero, whole = sp.Symbol("q", real=True, zero=False), sp.Symbol("n", integer=True)
    assert require_interval(whole, 2, 2) == (Fraction(2), Fraction(2))
    assert require_interval(nonzero, 1, 2) == (1, 2) and require_interval(nonzero, -2, -1) == (-2, -1)
    for symbol, ends, text in ((nonzero, (-1, 1), "zero=False"), (nonzero, (0, 1), "zero=False"), (nonzero, (-1, 0), "zero=False"),
                               (P, (0, 1), "positive"), (sp.Symbol("m", negative=True), (-1, 0), "negative"), (X, (1, 0), "swap the ends"),
                               (whole, (1, 2), "is assumed integer"), (sp.Symbol("w", rational=True), (1, 2), "is assumed rational"),
                               (sp.Symbol("a", algebraic=True), (0, 1), "is assumed algebraic")):
        with pytest.raises(ValueError, match=text):
            require_interval(symbol, *ends)
