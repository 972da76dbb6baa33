"""A base as a product of parts whose roots and logarithms separate (trusted).

(c z)**r = c**r z**r and log(c z) = log c + log z for c > 0 and any complex z (the first for c >= 0 where both are defined): so all parts
but one are positive, or squares of what is real.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from derive.normal_form import NotNormalisable, Ring
from derive.signs import is_positive, is_real

MOST_TERMS = 400  # of a polynomial whose factors are asked for
Part = tuple[sp.Expr, int]


def separated(u: sp.Expr) -> list[Part]:
    """(part, power): u is the product of the powers, wherever it is defined.

    The parts are primes, positive factors, squares of real factors, and at most one that is none of these, with the power 1.
    Raises: NotNormalisable where u vanishes, or is too large.

    >>> a, b, x = sp.Symbol("a", positive=True), sp.Symbol("b", positive=True), sp.Symbol("x", real=True)
    >>> separated(4 * (x - 1) ** 2 * (x * a + x * b))
    [(2, 2), (a + b, 1), ((x - 1)**2, 1), (x, 1)]
    """
    ring = Ring(u)
    content, factors = _factors(ring, u)
    parts, rest = [(sp.Integer(p), int(power)) for p, power in sp.factorrat(abs(content)).items()], sp.sign(content)
    for factor, power in sorted(factors, key=sp.default_sort_key):
        if is_positive(factor):
            parts.append((factor, power))
        elif power % 2 == 0 and is_real(factor):
            parts.append((factor**2, power // 2))
        else:
            rest *= factor**power
    return [*parts, *([(rest, 1)] if rest != 1 else [])]


def _factors(ring: Ring, u: sp.Expr) -> tuple[sp.Rational, list[Part]]:
    """(c, parts) with u = c times the product of the powers; common factors are cancelled."""
    above, below = ring.fraction(u)
    if not above or not below:
        raise NotNormalisable(f"`base` must not vanish, but {u} does, or a denominator in it")
    common = above.gcd(below)
    content, found = sp.S.One, list[Part]()
    for side, sign in ((above // common, 1), (below // common, -1)):
        if len(side) > MOST_TERMS:
            raise NotNormalisable(f"`base` must have at most {MOST_TERMS} terms, but one has {len(side)}")
        c, pieces = side.factor()
        content *= sp.Rational(int(c.p), int(c.q)) ** sign
        found += [(_written(ring, piece), sign * int(power)) for piece, power in pieces]
    return content, found


def _written(ring: Ring, polynomial: Any) -> sp.Expr:
    roots = [base ** (monomial / ring.denominators[base, monomial]) for base, monomial in ring.keys]
    return sp.Add(*(sp.Mul(sp.Rational(str(c)), *map(pow, roots, map(int, exponents))) for exponents, c in polynomial.to_dict().items()))
