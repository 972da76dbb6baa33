"""Rational ranges of numbers: roots, pi and E under + - * /, and of powers of what has a range."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from replay.outcome import NotReplayable
from replay.text import Tree, rational

End = Fraction | None  # None: infinite
Ends = tuple[End, End]
Range = tuple[Fraction, Fraction]
SCALE = 1 << 128
MOST_INDEX, MOST_POWER, MOST_BITS = 64, 64, 4096


def within(inner: Ends, outer: Ends) -> bool:
    """Whether one range lies in another."""
    (a, b), (low, high) = inner, outer
    return (low is None or (a is not None and low <= a)) and (high is None or (b is not None and b <= high))


def enclosed(tree: Tree) -> Range:
    """A range of rationals that holds the number. Raises: NotReplayable where none is known."""
    whole = rational(tree)
    if whole is not None:
        return whole, whole
    match tree:
        case ("name", "pi"):
            return _pi()
        case ("name", "E"):
            return _e()
        case ("sum", terms):
            low, high = Fraction(0), Fraction(0)
            for sign, term in terms:
                a, b = enclosed(term)
                low, high = (low + a, high + b) if sign == 1 else (low - b, high - a)
            return _rounded(low, high)
        case ("product", factors):
            low, high = Fraction(1), Fraction(1)
            for sign, factor in factors:
                a, b = enclosed(factor)
                if sign == -1:
                    if a <= 0 <= b:
                        raise NotReplayable("a number must not be divided by what may vanish")
                    a, b = 1 / b, 1 / a
                products = [x * y for x in (low, high) for y in (a, b)]
                low, high = _rounded(min(products), max(products))
            return low, high
        case ("call", "sqrt", (base,)):
            return _power(enclosed(base), Fraction(1, 2))
        case ("power", base, exponent):
            power = rational(exponent)
            if power is not None:
                return _power(enclosed(base), power)
    raise NotReplayable("a number must be made of integers, roots, pi and E, but is not")


def raised(ends: Ends, power: Fraction) -> Ends:
    """The range of a power of what is positive and has the range."""
    low, high = ends
    least, most = (None if end is None or end < 0 else _power((end, end), abs(power)) for end in ends)
    bottom, top = Fraction(0) if least is None or low is None else least[0], None if most is None or high is None else most[1]
    if power > 0:
        return bottom, top
    return (Fraction(0) if top is None or top == 0 else 1 / top), (None if bottom == 0 else 1 / bottom)


def _power(limits: Range, power: Fraction) -> Range:
    low, high = limits
    if low < 0 or (low == 0 and power <= 0) or power.denominator > MOST_INDEX or abs(power.numerator) > MOST_POWER:
        raise NotReplayable("a power of a number must be one of something positive, and not large")
    if max(end.numerator.bit_length() + end.denominator.bit_length() for end in limits) > MOST_BITS:
        raise NotReplayable("a number must not be long")
    if power < 0:
        low, high, power = 1 / high, 1 / low, -power
    n, index = power.numerator, power.denominator
    return _root(low**n, index)[0], _root(high**n, index)[1]


def _root(value: Fraction, index: int) -> Range:
    """Rationals below and above the root; the root itself where it is rational."""
    exact = [_whole_root(part, index) for part in (value.numerator, value.denominator)]
    if exact[0] ** index == value.numerator and exact[1] ** index == value.denominator:
        return Fraction(exact[0], exact[1]), Fraction(exact[0], exact[1])
    found = _whole_root((value.numerator * SCALE**index) // value.denominator, index)
    return Fraction(found, SCALE), Fraction(found + 1, SCALE)


def _whole_root(n: int, index: int) -> int:
    """The largest integer whose power is at most n >= 0."""
    if index == 2:
        return isqrt(n)
    low, high = 0, 1 << (n.bit_length() // index + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**index <= n else (low, middle - 1)
    return low


def _rounded(low: Fraction, high: Fraction) -> Range:
    """The range with ends of at most so many digits."""
    return Fraction((low * SCALE).__floor__(), SCALE), Fraction((high * SCALE).__ceil__(), SCALE)


def _pi() -> Range:
    """By 16 atan(1/5) - 4 atan(1/239), whose series alternate."""
    (a, b), (c, d) = _atan(5), _atan(239)
    return 16 * a - 4 * d, 16 * b - 4 * c


def _atan(n: int) -> Range:
    """atan(1/n), between the sums of an even and an odd number of terms."""
    total, terms = Fraction(0), 60
    for k in range(terms):
        total += Fraction((-1) ** k, (2 * k + 1) * n ** (2 * k + 1))
    return total, total + Fraction(1, (2 * terms + 1) * n ** (2 * terms + 1))


def _e() -> Range:
    """The sum of 1/k!, whose rest after 1/n! is less than 1/n!."""
    total, term = Fraction(0), Fraction(1)
    for k in range(1, 40):
        total, term = total + term, term / k
    return total, total + 2 * term
