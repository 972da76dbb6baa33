r"""The Weyl product of any SymPy expressions by their derivatives, and of symbols whose values do not commute.

    a # b = sum over j, k of  (ih/2)^(|j|+|k|) (-1)^|k|  (d_x^j d_xi^k a)(d_xi^j d_x^k b)/(j! k!)

with j, k multi-indices. The factors stand in this order, so that noncommuting symbols may occur, and values may be matrices, or symbols
of further degrees of freedom whose product is a Weyl product itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import factorial, prod
from operator import mul
from typing import Any

import sympy as sp

from derive.canonical_pairs import CanonicalPairs
from derive.jet_ring import multi_indices

Product = Callable[[Any, Any], Any]


class SmoothSymbols:
    """The Weyl product; `product` multiplies values, and is the ordinary product if not given.

    truncated: whether a product has left out terms so far.
    """

    def __init__(self, at: CanonicalPairs, product: Product = mul) -> None:
        self.at, self.product, self.truncated = at, product, False

    def term(self, a: Any, b: Any, order: int) -> Any:
        """The coefficient of (ih/2)^order in a # b, derivatives being taken at fixed h.

        >>> x, xi, h = sp.symbols("x xi h")
        >>> SmoothSymbols(CanonicalPairs((x,), (xi,), h)).term(sp.exp(x), sp.exp(2 * xi), 3)
        4*exp(x)*exp(2*xi)/3
        """
        n, total = len(self.at.x), None
        for index in multi_indices(order, 2 * n):
            first, second = self._derivative(a, index), self._derivative(b, index[n:] + index[:n])
            value = self.product(first, second) * sp.Rational((-1) ** sum(index[n:]), prod(map(factorial, index)))
            total = value if total is None else total + value
        return total

    def _derivative(self, symbol: Any, index: Sequence[int]) -> Any:
        by = [c for c, count in zip(self.at.coordinates, index, strict=True) for _ in range(count)]
        return symbol.diff(*by) if by else symbol

    def last_order(self, a: Any, b: Any) -> int | None:
        """As in `JetRing`: a power of h after which no term is left; None where that is not known."""
        total, coordinates = 0, self.at.coordinates
        for i, coordinate in enumerate(coordinates):
            partner = coordinates[(i + len(coordinates) // 2) % len(coordinates)]
            known = [d for d in (degree(a, coordinate), degree(b, partner)) if d is not None]
            if not known:
                return None
            total += min(known)
        return total

    def _sum(self, a: Any, b: Any, order: int | None, start: int, step: int) -> Any:
        last = self.last_order(a, b)
        stops = [stop for stop in (order, None if last is None else last + 1) if stop is not None]
        if not stops:
            raise ValueError("`order` must be given where no symbol is a polynomial, but is None")
        self.truncated |= last is None or last >= min(stops)
        total = 0 * self.product(a, b)
        for k in range(start, min(stops), step):
            total = total + self.term(a, b, k) * (sp.I * self.at.h / 2) ** k
        return total.expand()

    def _commute(self, *symbols: Any) -> bool:
        return self.product is mul and all(isinstance(s, sp.Expr) and s.is_commutative for s in symbols)

    def star(self, a: Any, b: Any, order: int | None = None) -> Any:
        """a # b."""
        return self._sum(a, b, order, 0, 1)

    def commutator(self, a: Any, b: Any, order: int | None = None) -> Any:
        """a # b - b # a; twice the odd powers where values commute."""
        if self._commute(a, b):
            return 2 * self._sum(a, b, order, 1, 2)
        return self.star(a, b, order) - self.star(b, a, order)

    def anticommutator(self, a: Any, b: Any, order: int | None = None) -> Any:
        """a # b + b # a; twice the even powers where values commute."""
        if self._commute(a, b):
            return 2 * self._sum(a, b, order, 0, 2)
        return self.star(a, b, order) + self.star(b, a, order)

    def powers(self, element: sp.Expr) -> dict[int, sp.Expr]:
        """The coefficients of the powers of h. Raises: ValueError for any other dependence on h."""
        found: dict[int, list[sp.Expr]] = {}
        for summand in sp.Add.make_args(sp.expand(element)):
            coefficient, power = _separated(summand, self.at.h)
            if power is None:
                h = self.at.h
                raise ValueError(f"symbols must be polynomials in {h}, but {summand} occurs; use `term` for these")
            found.setdefault(power, []).append(coefficient)
        sums = {power: sp.Add(*terms) for power, terms in found.items()}
        return {power: value for power, value in sorted(sums.items()) if value != 0}


def _separated(summand: sp.Expr, letter: sp.Symbol) -> tuple[sp.Expr, int | None]:
    """The factors of a product that are free of a letter, and the letter's power in the others; None where that is no power >= 0."""
    commuting, rest = summand.args_cnc()
    powers = [factor.as_base_exp() for factor in commuting if factor.has(letter)]
    free = sp.Mul(*[factor for factor in commuting if not factor.has(letter)], *rest)
    if any(base != letter or not exponent.is_Integer or exponent < 0 for base, exponent in powers) or free.has(letter):
        return free, None
    return free, sum(int(exponent) for _, exponent in powers)


def degree(symbol: Any, coordinate: sp.Symbol) -> int | None:
    """The degree of an expression or a matrix in one coordinate; None unless it is seen to be a polynomial.

    >>> x, Q = sp.Symbol("x"), sp.Symbol("Q", commutative=False)
    >>> degree((x**2 + 1) * Q, x), degree(sp.exp(x), x)
    (2, None)
    """
    entries = list(symbol) if isinstance(symbol, sp.MatrixBase) else [symbol]
    degrees = [_separated(part, coordinate)[1] for entry in entries for part in sp.Add.make_args(sp.expand(entry))]
    return None if None in degrees else max((d for d in degrees if d is not None), default=0)
