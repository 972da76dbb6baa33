r"""Rays, and values on them: an interval times a scale, I * prod_x |x|^p(x) exp(sum_k c(x, k) |x|^k), for |x| >= R(x).

r = |x|^p exp(sum c_k |x|^k) decreases on [R, inf) if the top coefficient c_K is negative and
p + sum_(0 < c_k, k < K) c_k k R^k + c_K K R^K <= 0, for then, divided by R^K, the left side only falls with R.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb, fmpq

from numerics.ball import ball
from numerics.supremum.result import moderate


@dataclass(frozen=True)
class Ray:
    """[low, infinity) or (-infinity, high]; the end is at least 1 away from 0."""

    low: Fraction | None
    high: Fraction | None

    def __post_init__(self) -> None:
        if not self.end >= 1:
            raise ValueError(f"a ray must start at 1 or farther from 0, but is {self}")

    @property
    def sign(self) -> int:
        return 1 if self.high is None else -1

    @property
    def end(self) -> Fraction:
        """The distance from 0."""
        return self.low if self.low is not None else -self.high  # type: ignore[operator]

    def __str__(self) -> str:
        return f"[{self.low}, oo)" if self.high is None else f"(-oo, {self.high}]"


Key = tuple[sp.Symbol, Fraction]


@dataclass(frozen=True)
class Scaled:
    """`factor`, a ball, times a scale: powers by symbol, exponents by symbol and power; `ends`: the rays' distances R from 0.

    The exponents are exact numbers, so that scales cancel where they should.
    """

    factor: Any
    ends: Mapping[sp.Symbol, Fraction]
    powers: Mapping[sp.Symbol, Fraction] = field(default_factory=dict)
    exponents: Mapping[Key, Any] = field(default_factory=dict)

    def __mul__(self, other: Scaled) -> Scaled:
        powers = {s: p for s in self.ends if (p := self.powers.get(s, Fraction(0)) + other.powers.get(s, Fraction(0))) != 0}
        keys = self.exponents.keys() | other.exponents.keys()
        exponents = {k: self.exponents.get(k, sp.S.Zero) + other.exponents.get(k, sp.S.Zero) for k in keys}
        return Scaled(self.factor * other.factor, self.ends, powers, {k: c for k, c in exponents.items() if c != 0})

    def to(self, power: Fraction) -> Scaled | None:
        """The value to a rational power; None if undefined or undecided."""
        n, q = power.numerator, power.denominator
        base = self.factor
        if (power < 0 and not (base > 0 or base < 0)) or (q != 1 and not (base > 0 or (base >= 0 and power > 0))):
            return None
        root = base if q == 1 else base.root(q)
        through = n % 2 == 0 and root.contains(0)
        factor = arb(0).union(abs(root).upper() ** n).nonnegative_part() if through else root**n
        powers = {s: p * power for s, p in self.powers.items()}
        return Scaled(factor, self.ends, powers, {k: c * sp.Rational(n, q) for k, c in self.exponents.items()})

    def flat(self) -> bool:
        """Whether the scale is 1."""
        return not self.powers and not self.exponents

    def at_ends(self) -> Any:
        """The scale at the rays' ends."""
        value = arb(0)
        for (s, k), c in self.exponents.items():
            value += exact_ball(c) * raised(self.ends[s], k)
        result = value.exp()
        for s, p in self.powers.items():
            result *= raised(self.ends[s], p)
        return result

    def decreases(self) -> bool:
        """True if the scale certainly decreases, or stays, along each ray."""
        return all(self._decreases(s) for s in self.ends)

    def _decreases(self, symbol: sp.Symbol) -> bool:
        power, end = self.powers.get(symbol, Fraction(0)), self.ends[symbol]
        terms = {k: exact_ball(c) for (s, k), c in self.exponents.items() if s == symbol}
        if not terms:
            return power <= 0
        top = max(terms)
        if not terms[top] < 0:
            return False
        slope = arb(fmpq(power.numerator, power.denominator)).max(arb(0))
        for k, c in terms.items():
            slope += (c if k == top else c.max(arb(0))) * fmpq(k.numerator, k.denominator) * raised(end, k)
        return bool(slope <= 0)

    def hull(self) -> Any:
        """A finite ball that holds all values, or None."""
        if self.flat():
            return self.factor
        value = self.factor * arb(0).union(self.at_ends()) if self.decreases() else arb.nan()
        return value if value.is_finite() else None

    def above(self, sign: int) -> Any:
        """An upper bound of sign * value, or None."""
        hull = self.hull()
        if hull is not None:
            return (sign * hull).upper()
        if not sign * self.factor <= 0:
            return None
        growing = self.to(Fraction(-1))
        return (sign * self.factor * self.at_ends()).upper() if growing is not None and growing.decreases() else arb(0)

    def grows(self, sign: int) -> bool:
        """True if sign * value certainly tends to infinity along the rays together, or along one of them."""
        if not sign * self.factor > 0 or self.flat():
            return False
        def up(s: sp.Symbol) -> bool:
            terms = {k: exact_ball(c) for (symbol, k), c in self.exponents.items() if symbol == s}
            return bool(terms[max(terms)] > 0) if terms else self.powers.get(s, Fraction(0)) > 0
        touched = set(self.powers) | {s for s, _ in self.exponents}
        return any(up(s) for s in touched)


def exact_ball(number: sp.Expr) -> Any:
    """The enclosure of an exact number."""
    return arb(ball(number, {}))


def exact_number(end: Any) -> sp.Rational:
    """A rational at least an exact ball: the ball itself where its exponent is no giant's."""
    value = moderate(end, 1).fmpq()
    return sp.Rational(int(value.p), int(value.q))


def raised(number: Fraction, power: Fraction) -> Any:
    """A positive rational to a rational power."""
    return arb(fmpq(number.numerator, number.denominator)).root(power.denominator) ** power.numerator

