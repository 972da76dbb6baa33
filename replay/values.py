"""Signs of quotients on a box of the symbols, by the ranges of their terms."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from replay.sums import ONE, Monomial, Quotient, Sum

End = Fraction | None  # None: infinite
Box = Mapping[str, tuple[End, End, bool]]  # (low, high, whether an end belongs to it)
Range = tuple[End, End]


def is_real(q: Quotient, box: Box) -> bool:
    """Whether every generator is a symbol of the box, to a whole power or positive."""
    pairs = (pair for side in (q.above, q.below) for monomial in side for pair in monomial)
    return all(name in box and (power.denominator == 1 or _is_positive_name(name, box)) for name, power in pairs)


def is_positive(q: Quotient, box: Box) -> bool:
    """Whether q > 0 on the box by the ranges of its terms."""
    return is_real(q, box) and _sign(q.above, box) == _sign(q.below, box) == 1


def is_nonnegative(q: Quotient, box: Box) -> bool:
    """Whether q >= 0 on the box by the ranges of its terms."""
    return is_real(q, box) and _sign(q.above, box) in (0, 1) and _sign(q.below, box) == 1


def _is_positive_name(name: str, box: Box) -> bool:
    low, _, closed = box[name]
    return low is not None and (low > 0 or (low == 0 and not closed))


def range_of(q: Quotient, box: Box) -> Range:
    """A range that holds the values of q, by the ranges of its terms; infinite where they do not tell."""
    if not is_real(q, box):
        return None, None
    above, below = _sum(q.above, box), _sum(q.below, box)
    if q.below == ONE:
        return above
    low, high = below
    if _sign(q.below, box) != 1 or low is None:
        return None, None
    inverse = Fraction(0) if high is None else 1 / high, None if low == 0 else 1 / low
    return _product(above, inverse)


def _sum(total: Sum, box: Box) -> Range:
    low: End = Fraction(0)
    high: End = Fraction(0)
    for monomial, c in total.items():
        first, last = (None if end is None else c * end for end in _range(monomial, box))
        first, last = (first, last) if c > 0 else (last, first)
        low, high = None if low is None or first is None else low + first, None if high is None or last is None else high + last
    return low, high


def _sign(total: Sum, box: Box) -> int | None:
    """1 where the sum is positive on the box, 0 where it is >= 0, by the least value of each term; None where that says nothing."""
    least, _ = _sum(total, box)
    if least is None or least < 0:
        return None
    return 1 if least > 0 or any(_is_apart(monomial, box) for monomial in total) else 0


def _is_apart(monomial: Monomial, box: Box) -> bool:
    """Whether the ends of the range of a term are not attained: a symbol of an open range, alone or among positive ones."""
    is_open = any(not box[name][2] for name, _ in monomial)
    alone = len(monomial) == 1 and monomial[0][1] == 1
    return is_open and (alone or all(_is_positive_name(name, box) for name, _ in monomial))


def _range(monomial: Monomial, box: Box) -> Range:
    """A range that holds the values of a monomial."""
    whole: Range = (Fraction(1), Fraction(1))
    for number, (name, power) in enumerate(monomial):
        factor = _raised(box[name], power, _is_positive_name(name, box))
        whole = _product(whole, factor) if number else factor
    return whole


def _product(one: Range, other: Range) -> Range:
    if all(low is not None and low >= 0 for low, _ in (one, other)):
        low, high = ((None if a is None or b is None else a * b) for a, b in zip(one, other, strict=True))
        return low, high
    ends = [None if a is None or b is None else a * b for a in one for b in other]
    known = [end for end in ends if end is not None]
    return (min(known), max(known)) if len(known) == len(ends) else (None, None)


def _raised(limits: tuple[End, End, bool], power: Fraction, positive: bool) -> Range:
    """A range that holds the power of a symbol with these limits."""
    low, high, _ = limits
    if power.denominator != 1 or power < 0:
        return (Fraction(0), None) if positive else (None, None)
    n = int(power)
    if n % 2 == 0:
        sizes = [None if end is None else abs(end) ** n for end in (low, high)]
        top = None if None in sizes else max(size for size in sizes if size is not None)
        apart = (low is not None and low > 0) or (high is not None and high < 0)
        return (min(size for size in sizes if size is not None) if apart else Fraction(0)), top
    return None if low is None else low**n, None if high is None else high**n
