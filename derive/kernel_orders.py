r"""Orders of the terms of a kernel: homogeneous parts in eta, and their sizes against a Gaussian of width eps t^(1/2).

A term a(x) eta^alpha eps^p t^q with |alpha| = j and a bounded is at most a constant times eps^p t^q (eps^2 t)^(j/2) where it stands
before exp(-c |eta|^2/(eps^2 t)), if c is made smaller: s^j exp(-delta s^2) is bounded in s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp


@dataclass(frozen=True, order=True)
class Grade:
    """A bounded coefficient times eta^degree eps^power t^time."""

    degree: int
    power: int
    time: int

    def __str__(self) -> str:
        return f"eta^{self.degree} eps^{self.power} t^{self.time}"

    def lowered(self, times: int) -> Grade:
        """The grade after so many derivatives by eta. Raises: ValueError where there are more than the degree."""
        if not 0 <= times <= self.degree:
            raise ValueError(f"`times` must be at most the degree {self.degree}, but is {times}")
        return Grade(self.degree - times, self.power, self.time)

    def exponents(self) -> tuple[Fraction, Fraction]:
        """The exponents of eps and t in the size.

        >>> Grade(3, -2, -2).exponents()
        (Fraction(1, 1), Fraction(-1, 2))
        """
        return Fraction(self.degree + self.power), Fraction(self.degree, 2) + self.time

    def size(self, eps: sp.Expr, t: sp.Expr) -> sp.Expr:
        """eps^p t^q (eps^2 t)^(j/2)."""
        first, second = (sp.Rational(e.numerator, e.denominator) for e in self.exponents())
        return eps**first * t**second


def grades(expression: sp.Expr, eta: Sequence[sp.Symbol], eps: sp.Symbol, t: sp.Symbol) -> tuple[Grade, ...]:
    """The grades of the terms of a polynomial in eta with powers of eps and t.

    >>> e, t, y, a = sp.symbols("e t y a", positive=True)
    >>> [str(grade) for grade in grades(a*y**3/(e**2*t**2) + 1/a, [y], e, t)]
    ['eta^0 eps^0 t^0', 'eta^3 eps^-2 t^-2']

    Raises: ValueError for anything else than integer powers.
    """
    found = set()
    for term in sp.Add.make_args(sp.expand(expression)):
        powers = term.as_powers_dict()
        degrees = [powers.get(symbol, 0) for symbol in (*eta, eps, t)]
        rest = term / sp.prod(symbol**k for symbol, k in zip((*eta, eps, t), degrees, strict=True))
        if not all(sp.sympify(k).is_Integer for k in degrees) or rest.free_symbols & {*eta, eps, t}:
            raise ValueError(f"`expression` must be a sum of monomials in eta, eps and t, but holds {term}")
        if term != 0:
            found.add(Grade(int(sum(degrees[:-2])), int(degrees[-2]), int(degrees[-1])))
    return tuple(sorted(found))


def part(expression: sp.Expr, eta: Sequence[sp.Symbol], degree: int) -> sp.Expr:
    """The homogeneous part of a degree in eta.

    >>> y, z = sp.symbols("y z")
    >>> part(y*z + y + 3*z**2, [y, z], 2)
    y*z + 3*z**2
    """
    scale = sp.Dummy("scale", positive=True)
    return sp.expand(expression.subs({y: scale * y for y in eta}, simultaneous=True)).coeff(scale, degree)
