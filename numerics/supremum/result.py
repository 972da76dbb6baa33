"""A certified supremum, as printed and stored."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nextafter
from typing import Any

from flint import arb, fmpq

LARGEST = 1100  # binary exponents beyond those of doubles: a ball may have one of 10^20 digits, which no fraction can hold


@dataclass(frozen=True)
class Supremum:
    """low <= sup <= high, floats rounded outward; the ends themselves as exact dyadic fractions in text.

    Ends above 2^LARGEST or closer to 0 than 2^-LARGEST are rounded outward in text too: to that, to 0, or to infinity.
    finite: True if an upper bound is proved, and below the largest float; False if the supremum is proved to be infinite; else None.
    argmax: (variable, value) where `low` is reached, or approached if `how` says so; values in floats.
    how: by what proof, and, where finite is None, what to give instead.
    """

    low: float
    high: float
    exact_low: str
    exact_high: str
    argmax: tuple[tuple[str, float], ...]
    domain: str
    how: str
    finite: bool | None

    def __post_init__(self) -> None:
        if not self.low <= self.high or (self.finite is True) != (self.high < inf) or (self.finite is False and self.low < inf):
            raise ArithmeticError(f"a supremum must have low <= high, finite if proved so, but is {self}")

    @property
    def width(self) -> float:
        """(high - low)/high, 0 for a supremum that is exactly 0, infinite unless both ends are finite."""
        if self.high == self.low:
            return 0.0
        return (self.high - self.low) / abs(self.high) if abs(self.high) not in (0.0, inf) else inf


def supremum(low: Any, high: Any, argmax: tuple[tuple[str, float], ...], domain: str, how: str, finite: bool | None) -> Supremum:
    """The record of two real balls, of which the lower end of `low` and the upper end of `high` count."""
    first = moderate(low.lower() if low.is_finite() else low, -1)
    last = moderate(high.upper() if high.is_finite() else arb.pos_inf(), 1)
    least, most = _float(first, -1), _float(last, 1)
    if finite is True and most == inf:
        finite, how = None, f"the upper bound found is above every float; {how}"
    return Supremum(least, most, _exact(first), _exact(last), argmax, domain, how, finite)


def moderate(end: Any, direction: int) -> Any:
    """The exact ball, rounded down (-1) or up (1) where its exponent is beyond LARGEST."""
    if not end.is_finite() or end == 0:
        return end
    (mantissa, exponent), sign = end.man_exp(), 1 if end > 0 else -1
    size, away = int(mantissa.bit_length() + exponent), sign == direction  # |end| is from 2^(size - 1) to 2^size
    if size > LARGEST:
        return sign * (arb.pos_inf() if away else arb(2) ** LARGEST)
    if size < -LARGEST:
        return sign * arb(2) ** -LARGEST if away else arb(0)
    return end


def _exact(end: Any) -> str:
    return str(end.fmpq()) if end.is_finite() else ("oo" if end > 0 else "-oo")


def _float(end: Any, direction: int) -> float:
    """The exact ball as a float, rounded down (-1) or up (1)."""
    if not end.is_finite():
        return inf if end > 0 else -inf
    nearest, truth = float(end), end.fmpq()
    for candidate in (nearest, nextafter(nearest, direction * inf)):
        if abs(candidate) < inf and (fmpq(*candidate.as_integer_ratio()) - truth) * direction >= 0:
            return candidate
    return direction * inf
