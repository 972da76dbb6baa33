"""Exact normal form of commutative expressions (trusted).

An expression is read into the field of fractions of a polynomial ring over QQ. Its generators are

* g**(1/k) for every positive symbol, prime number, pi and e that occurs with fractional exponents of
  common denominator k, and g**m for a symbolic exponent monomial m: (2 h)**(d + 1/2) has the generators
  2**d, h**d, 2**(1/2), h**(1/2);
* every other symbol, and every function application as an opaque atom; where the difference does not vanish so, sines,
  cosines and tangents are written in exponentials first;
* the imaginary unit, reduced by I**2 = -1.

Products of roots of distinct primes are linearly independent over QQ (Besicovitch 1940), and pi, e, exp and
opaque atoms enter as free generators: so a difference that reduces to 0 is zero wherever both sides are
defined, while a non-zero normal form proves nothing. Multiplication is FLINT's.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, lcm

import flint
import sympy as sp

from derive.plain_text import Names
from derive.proof import Proof

MOST_TERMS = 200_000
EULER = {
    sp.cosh: lambda u: (sp.exp(u) + sp.exp(-u)) / 2, sp.sinh: lambda u: (sp.exp(u) - sp.exp(-u)) / 2,
    sp.tanh: lambda u: (sp.exp(u) - sp.exp(-u)) / (sp.exp(u) + sp.exp(-u)),
    sp.cos: lambda u: (sp.exp(sp.I * u) + sp.exp(-sp.I * u)) / 2, sp.sin: lambda u: (sp.exp(sp.I * u) - sp.exp(-sp.I * u)) / (2 * sp.I),
    sp.tan: lambda u: (sp.exp(sp.I * u) - sp.exp(-sp.I * u)) / (sp.I * (sp.exp(sp.I * u) + sp.exp(-sp.I * u))),
}  # fmt: skip
Key = tuple[sp.Expr, sp.Expr]  # (base, exponent monomial), for instance (hbar, 1), (2, d), (E, -x**2)


class NotNormalisable(ValueError):
    """The expression lies outside the declared class: a Float, or a root of something not positive."""


def exponent_parts(exponent: sp.Expr) -> list[tuple[sp.Expr, Fraction]]:
    """The exponent as sum of rational coefficient times monomial."""
    parts = []
    for term in sp.Add.make_args(sp.expand(exponent)):
        coefficient, monomial = term.as_coeff_Mul(rational=True)
        parts.append((monomial, Fraction(int(coefficient.p), int(coefficient.q))))
    return parts


def _power(base: sp.Expr, exponent: sp.Expr) -> list[tuple[Key, Fraction]]:
    """base**exponent as a product of generator powers, for a base that is a positive monomial."""
    if isinstance(base, sp.Mul):
        return [pair for factor in base.args for pair in _power(factor, exponent)]
    if isinstance(base, sp.Rational) and base > 0:
        return [
            ((sp.Integer(prime), monomial), Fraction(multiplicity) * coefficient)
            for prime, multiplicity in sp.factorrat(base).items()
            for monomial, coefficient in exponent_parts(exponent)
        ]
    if isinstance(base, sp.Pow) and (base.base.is_positive is True) and base.exp.is_real is True:
        return _power(base.base, base.exp * exponent)
    if isinstance(base, sp.exp) and base.args[0].is_real is True:
        return _power(sp.E, base.args[0] * exponent)
    if base is sp.E and exponent.has(sp.log):
        return [pair for term in sp.Add.make_args(sp.expand(exponent)) for pair in _exponential(term)]
    if base in (sp.pi, sp.E) or (base.is_Symbol and base.is_positive is True):
        return [((base, monomial), coefficient) for monomial, coefficient in exponent_parts(exponent)]
    raise NotNormalisable(f"`base` of the power {base}**({exponent}) must be a positive monomial")


def _exponential(term: sp.Expr) -> list[tuple[Key, Fraction]]:
    """exp(term), with exp(r log b) = b**r for a positive b."""
    for factor in sp.Mul.make_args(term):
        if isinstance(factor, sp.log) and factor.args[0].is_positive is True:
            return _power(factor.args[0], term / factor)
    return [((sp.E, monomial), coefficient) for monomial, coefficient in exponent_parts(term)]


def _is_root(expr: sp.Expr) -> bool:
    return isinstance(expr, sp.exp) or (isinstance(expr, sp.Pow) and not isinstance(expr.exp, sp.Integer))


def _collect(expr: sp.Expr, denominators: dict[Key, int]) -> None:
    """Record every generator of expr with the common denominator of its exponents."""
    if expr.has(sp.Float) or expr.has(sp.nan, sp.zoo, sp.oo):
        raise NotNormalisable(f"`expr` must be exact and finite, but {expr} is not")
    if expr.is_commutative is not True:
        raise NotNormalisable(f"`expr` must commute, but {expr} does not; use the free algebra")
    if isinstance(expr, sp.Rational):
        return
    if isinstance(expr, sp.Add | sp.Mul):
        for argument in expr.args:
            _collect(argument, denominators)
    elif _is_root(expr):
        base, exponent = (sp.E, expr.args[0]) if isinstance(expr, sp.exp) else (expr.base, expr.exp)
        for key, power in _power(base, exponent):
            denominators[key] = lcm(denominators.get(key, 1), power.denominator)
    elif isinstance(expr, sp.Pow):
        _collect(expr.base, denominators)
    else:
        key = (expr, sp.Integer(1))
        denominators[key] = denominators.get(key, 1)


class Ring:
    """The polynomial ring in which the given expressions live."""

    def __init__(self, *expressions: sp.Expr) -> None:
        self.denominators: dict[Key, int] = {}
        for expr in expressions:
            _collect(expr, self.denominators)
        self.keys = sorted(self.denominators, key=sp.default_sort_key)
        names = [f"g{i}" for i in range(len(self.keys))] or ["g0"]
        self.context = flint.fmpq_mpoly_ctx.get(names, "lex")
        self.generators = dict(zip(self.keys, self.context.gens(), strict=False))

    def fraction(self, expr: sp.Expr) -> tuple[flint.fmpq_mpoly, flint.fmpq_mpoly]:
        """(numerator, denominator) of expr, not reduced to lowest terms."""
        one = self.context.constant(1)
        if isinstance(expr, sp.Rational):
            return self.context.constant(flint.fmpq(int(expr.p), int(expr.q))), one
        if isinstance(expr, sp.Add | sp.Mul):
            numerator, denominator = self.fraction(expr.args[0])
            for argument in expr.args[1:]:
                n, d = self.fraction(argument)
                if isinstance(expr, sp.Mul):
                    numerator, denominator = numerator * n, denominator * d
                elif d == denominator:
                    numerator = numerator + n
                else:
                    numerator, denominator = numerator * d + n * denominator, denominator * d
            return numerator, denominator
        if _is_root(expr):
            base, exponent = (sp.E, expr.args[0]) if isinstance(expr, sp.exp) else (expr.base, expr.exp)
            numerator, denominator = one, one
            for key, power in _power(base, exponent):
                steps = int(power * self.denominators[key])
                factor = self.generators[key] ** abs(steps)
                numerator, denominator = (
                    (numerator * factor, denominator) if steps > 0 else (numerator, denominator * factor)
                )
            return numerator, denominator
        if isinstance(expr, sp.Pow):
            n, d = self.fraction(expr.base)
            k = int(expr.exp)
            if comb(max(len(n), len(d)) + abs(k) - 1, abs(k)) > MOST_TERMS:
                raise NotNormalisable(f"`expr` must expand to at most {MOST_TERMS} terms, but ({expr.base})**{k} may have more")
            return (n**k, d**k) if k >= 0 else (d ** (-k), n ** (-k))
        key = (expr, sp.Integer(1))
        return self.generators[key] ** self.denominators[key], one

    def reduce(self, polynomial: flint.fmpq_mpoly) -> dict[tuple[int, ...], flint.fmpq]:
        """The terms of polynomial after I**2 = -1 and (p**(1/k))**k = p for primes p."""
        terms: dict[tuple[int, ...], flint.fmpq] = {}
        for exponents, coefficient in polynomial.to_dict().items():
            reduced = list(exponents)
            for position, (base, monomial) in enumerate(self.keys):
                if base is sp.I:
                    coefficient = coefficient * (-1) ** (reduced[position] // 2)
                    reduced[position] %= 2
                elif isinstance(base, sp.Integer) and monomial == 1:
                    whole, reduced[position] = divmod(reduced[position], self.denominators[(base, monomial)])
                    coefficient = coefficient * flint.fmpq(int(base)) ** whole
            key = tuple(reduced)
            terms[key] = terms.get(key, flint.fmpq(0)) + coefficient
        return {key: value for key, value in terms.items() if value != 0}


def in_exponentials(expr: sp.Expr) -> sp.Expr:
    """The expression with Euler's formulas for its sines, cosines and tangents, circular and hyperbolic."""
    return expr.replace(lambda each: type(each) in EULER, lambda each: EULER[type(each)](each.args[0]))


def prove_equal(lhs: sp.Expr, rhs: sp.Expr, *, scope: str = "all values of the domain") -> Proof | None:
    """A proof that lhs = rhs wherever both are defined, or None.

    >>> x = sp.Symbol("x", positive=True)
    >>> prove_equal(sp.sqrt(8 * x), 2 * sp.sqrt(2) * sp.sqrt(x)).method
    'normal form'
    >>> prove_equal(sp.sqrt(8 * x), 2 * sp.sqrt(x)) is None
    True
    """
    data: dict[str, object] = {}
    if not _cancels(lhs, rhs):
        if not (lhs.has(*EULER) or rhs.has(*EULER)) or not _cancels(in_exponentials(lhs), in_exponentials(rhs)):
            return None
        data["exponentials"] = True
    names = Names((lhs, rhs))
    return Proof("normal form", scope, {"identity": f"({names.text(lhs)}) - ({names.text(rhs)}) = 0", **data, **names.facts()})


def _cancels(lhs: sp.Expr, rhs: sp.Expr) -> bool:
    """Whether lhs - rhs reduces to 0."""
    try:
        ring = Ring(lhs, rhs)
        (n1, d1), (n2, d2) = ring.fraction(lhs), ring.fraction(rhs)
    except (NotNormalisable, ZeroDivisionError):
        return False
    return bool(ring.reduce(d1) and ring.reduce(d2) and not ring.reduce(n1 * d2 - n2 * d1))
