r"""Composition of Weyl symbols, their commutators and double commutators, in powers of h.

With Op(a) u(x) = (2 pi h)^(-n) int int a((x+y)/2, xi) exp(i <x-y, xi>/h) u(y) dy dxi, the product Op(a) Op(b) is Op(a # b),

    a # b = exp((ih/2) sigma(D)) a(z) b(w) at w = z,    D = -i d,    sigma(D) = <D_xi, D_y> - <D_x, D_eta>
          = a b + (h/2i) {a, b} + O(h^2),               {a, b} = H_a b = <d_xi a, d_x b> - <d_x a, d_xi b>.

Symbols are SymPy expressions in the coordinates, in h (as polynomials), other symbols and unknown functions such as V(x). The coefficient
of h^k in a # b has k derivatives on each factor, so that what is left out from h^N on is O(h^(N(1 - r))) where each of the N derivatives
of one factor costs h^(-r) and those of the other are bounded. Two implementations: `derive.polynomial_symbols`, `derive.smooth_symbols`.

>>> x, xi, h = sp.symbols("x xi h")
>>> at = CanonicalPairs((x,), (xi,), h)
>>> star(x, xi, at).expression
I*h/2 + x*xi
>>> commutator(xi**2, sp.Function("V")(x), at).expression
-2*I*h*xi*Derivative(V(x), x)

Source: Zworski, Semiclassical Analysis (2012), section 4.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from derive.canonical_pairs import CanonicalPairs
from derive.jet_ring import MissingJetError
from derive.polynomial_symbols import PolynomialSymbols, UnfitError
from derive.smooth_symbols import SmoothSymbols

Algebra = PolynomialSymbols | SmoothSymbols


@dataclass(frozen=True)
class Expansion:
    """The sum of coefficients[k] h^k plus O(h^remainder); exact where remainder is None. Coefficients that vanish are left out."""

    coefficients: Mapping[int, sp.Expr]
    h: sp.Symbol
    remainder: int | None

    def coefficient(self, power: int) -> sp.Expr:
        """The coefficient of h^power. Raises: ValueError where it belongs to the remainder."""
        if self.remainder is not None and power >= self.remainder:
            raise ValueError(f"`power` must be below the remainder's {self.remainder}, but is {power}")
        return self.coefficients.get(power, sp.S.Zero)

    @property
    def expression(self) -> sp.Expr:
        """The sum without the remainder."""
        terms = [(term, power) for power, value in self.coefficients.items() for term in sp.Add.make_args(value)]
        return sp.Add(*(term * self.h**power for term, power in terms))


def evaluated(
    expressions: Sequence[sp.Expr], at: CanonicalPairs, compute: Callable[..., Any]
) -> tuple[dict[int, sp.Expr], bool]:
    """The powers of h of compute(algebra, *elements), and whether terms were left out.

    Polynomials go to a ring of jets, enlarged until it keeps every derivative that is needed; all else to SymPy's derivatives.
    """
    exact = [sp.sympify(expression) for expression in expressions]
    if loose := [expression for expression in exact if expression.has(sp.Float)]:
        raise ValueError(f"symbols must be exact, but {loose[0]} contains a float")
    if loose := [expression for expression in exact if not expression.is_commutative]:
        raise ValueError(f"symbols must commute, but {loose[0]} does not; use `derive.partial_weyl`")
    extra = 4
    while True:
        try:
            ring = PolynomialSymbols(exact, at, extra)
            return ring.powers(compute(ring, *ring.elements)), ring.truncated
        except MissingJetError:
            extra += 4
        except UnfitError:
            smooth = SmoothSymbols(at)
            return smooth.powers(compute(smooth, *exact)), smooth.truncated


def expansion(
    expressions: Sequence[sp.Expr],
    at: CanonicalPairs,
    compute: Callable[..., Any],
    order: int | None,
    parity: int | None = None,
) -> Expansion:
    """The powers of h below `order` of compute(algebra, *elements).

    parity: that of the powers of h that the operation brings; used for the remainder where the symbols are free of h.
    """
    if order is not None and order < 0:
        raise ValueError(f"`order` must not be negative, but is {order}")
    found, truncated = evaluated(expressions, at, compute)
    kept = {power: value for power, value in found.items() if order is None or power < order}
    if not truncated and len(kept) == len(found):
        return Expansion(kept, at.h, None)
    if order is None:
        raise ArithmeticError("terms must not be left out where no order was given")
    free = not any(at.h in sp.sympify(expression).free_symbols for expression in expressions)
    skips = free and parity is not None and (order - parity) % 2
    return Expansion(kept, at.h, order + 1 if skips else order)


def star(a: sp.Expr, b: sp.Expr, at: CanonicalPairs, order: int | None = None) -> Expansion:
    """a # b up to O(h^order); with no order all of it, which must be finite."""
    return expansion((a, b), at, lambda algebra, f, g: algebra.star(f, g, order), order)


def commutator(a: sp.Expr, b: sp.Expr, at: CanonicalPairs, order: int | None = None) -> Expansion:
    """a # b - b # a, the symbol of [Op(a), Op(b)] = Op(-ih {a, b} + O(h^3))."""
    return expansion((a, b), at, lambda algebra, f, g: algebra.commutator(f, g, order), order, parity=1)


def anticommutator(a: sp.Expr, b: sp.Expr, at: CanonicalPairs, order: int | None = None) -> Expansion:
    """a # b + b # a = 2 a b + O(h^2)."""
    return expansion((a, b), at, lambda algebra, f, g: algebra.anticommutator(f, g, order), order, parity=0)


def double_commutator(a: sp.Expr, b: sp.Expr, c: sp.Expr, at: CanonicalPairs, order: int | None = None) -> Expansion:
    """The symbol of [Op(a), [Op(b), Op(c)]] = Op(-h^2 {a, {b, c}} + O(h^4)).

    >>> x, xi, h = sp.symbols("x xi h")
    >>> double_commutator(x, x, sp.Function("f")(x, xi), CanonicalPairs((x,), (xi,), h)).expression
    -h**2*Derivative(f(x, xi), (xi, 2))
    """
    inner = None if order is None else max(order - 1, 0)

    def compute(algebra: Algebra, f: Any, g: Any, k: Any) -> Any:
        return algebra.commutator(f, algebra.commutator(g, k, inner), order)

    return expansion((a, b, c), at, compute, order, parity=0)


def derivative_order(expression: sp.Expr, function: sp.Expr) -> int:
    """The highest derivative of an unknown function in an expression; -1 where it does not occur.

    In a term h^k with at most m derivatives on a symbol that loses h^(-r) with each, the term is O(h^(k - m r)).

    >>> x, V = sp.Symbol("x"), sp.Function("V")(sp.Symbol("x"))
    >>> derivative_order(x * V + V.diff(x, 2) ** 2, V)
    2
    """
    found = [sum(int(n) for _, n in d.variable_count) for d in expression.atoms(sp.Derivative) if d.expr == function]
    return max([*found, 0]) if expression.has(function) else -1
