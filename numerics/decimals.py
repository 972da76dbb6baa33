"""Balls as decimals: outward ends that certainly hold the ball, and a number all of whose digits but the last are certain."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Any

LEAST = 3  # digits below which both ends are shown


def ends(ball: Any, digits: int) -> tuple[str, str] | None:
    """Decimals of so many digits at or below, and at or above, every point of a real ball; None unless it is finite.

    Raises: ArithmeticError for a ball that is no number.
    """
    if ball.is_nan():
        raise ArithmeticError("a ball must be a number to have decimals, but is not; please report this")
    if not ball.is_finite():
        return None
    low, high = fraction(ball.lower()), fraction(ball.upper())
    return _written(low, digits, ROUND_FLOOR), _written(high, digits, ROUND_CEILING)


def certain(low: str, high: str, most: int = 99, near: float | None = None) -> str:
    """One number of at most `most` digits within a unit of its last one of both ends; '[low, high]' where LEAST digits are too many.

    near: what is rounded to it, a number between the ends; their middle when left out.

    >>> certain("1.23456", "1.23467"), certain("1.1", "1.3"), certain("2", "2"), certain("0.29999", "0.30001")
    ('1.2346', '[1.1, 1.3]', '2', '0.30000')
    """
    first, last = Decimal(low), Decimal(high)
    if first == last and len(first.as_tuple().digits) <= most:
        return low
    if first <= 0 <= last:  # then not even the first digit is certain
        return f"[{low}, {high}]"
    middle = (Fraction(first) + Fraction(last)) / 2 if near is None else Fraction(near)
    for digits in range(min(most, max(len(first.as_tuple().digits), len(last.as_tuple().digits))), LEAST - 1, -1):
        number = _rounded(middle, digits, ROUND_HALF_EVEN)
        number = number.quantize(unit := Decimal(1).scaleb(number.adjusted() - digits + 1))
        if Fraction(number) - Fraction(unit) <= Fraction(first) and Fraction(last) <= Fraction(number) + Fraction(unit):
            return _plain(number)
    return f"[{low}, {high}]"


def fraction(end: Any) -> Fraction:
    """The exact value of a ball of radius 0."""
    if end.is_zero():
        return Fraction(0)
    mantissa, exponent = (int(part) for part in end.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent


def _rounded(value: Fraction, digits: int, rounding: str) -> Decimal:
    """The fraction to so many digits: divided once, so rounded once."""
    context = Context(prec=digits, rounding=rounding, Emin=-10**6, Emax=10**6)
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def _written(value: Fraction, digits: int, rounding: str) -> str:
    return _plain(_rounded(value, digits, rounding))


def _plain(number: Decimal) -> str:
    """1234.5 or 1.2345e-7: exponents where the number is far from 1."""
    if number == 0:
        return "0"
    if -5 <= number.adjusted() < max(len(number.as_tuple().digits), 6):
        return f"{number:f}"
    mantissa = number.scaleb(-number.adjusted())
    return f"{mantissa:f}e{number.adjusted()}"
