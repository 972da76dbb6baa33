"""Inequalities that are polynomial in other letters: roots and inverses of symbols, irrational constants.

P(letters) = factor * gap, with a product of powers of positive symbols as the factor. The search proposes P; that it is this multiple of
the gap is shown by normal form, and that P >= 0 on a box of the letters' values by a replayed certificate. A constant's box is narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations
from math import lcm
from types import MappingProxyType

import sympy as sp

from derive import normal_form
from derive.proof import Proof
from numerics import enclosure
from verify.variables import Range

Ends = tuple[sp.Expr, sp.Expr]
Certify = Callable[[sp.Poly, Mapping[sp.Symbol, Ends]], Proof | None]
Term = tuple[sp.Rational, dict[sp.Expr, Fraction]]
MOST_TERMS, MOST_INVERTED = 60, 4
WIDTHS = (Fraction(1, 10**3), Fraction(1, 10**9))  # of the box of an irrational constant
GRAIN = 1 << 20


@dataclass(frozen=True)
class Letter:
    """A symbol of the polynomial: base**(sign/index), and a box of its values."""

    symbol: sp.Symbol
    value: sp.Expr
    box: Ends


@dataclass(frozen=True)
class Written:
    """polynomial(letters -> values) = factor * gap with a positive factor, and a box of the letters' values."""

    polynomial: sp.Expr
    factor: sp.Expr
    values: Mapping[sp.Symbol, sp.Expr]
    box: Mapping[sp.Symbol, Ends]


def prove(
    gap: sp.Expr, symbols: list[sp.Symbol], ranges: Mapping[sp.Symbol, Range], *, strict: bool, certify: Certify,
    meant: Mapping[sp.Symbol, sp.Expr] = MappingProxyType({}),
) -> Proof | None:
    """A proof that gap >= 0 (strict: > 0) on the ranges, or None.

    certify: proves a polynomial to be >= 0 (> 0) on a closed box. meant: what symbols stand for, by which powers of them are called.
    """
    spread = _spread(gap, symbols)
    if spread is None or not symbols:
        return None
    for width in WIDTHS if any(base.is_number for _, powers in spread for base in powers) else WIDTHS[:1]:
        for inverted in _inversions(spread, symbols) if strict else [()]:
            written = _written(spread, symbols, ranges, frozenset(inverted), width, meant)
            if written is None or normal_form.prove_equal(written.polynomial.xreplace(written.values), written.factor * gap) is None:
                continue
            proof = certify(sp.Poly(written.polynomial, *written.box), written.box)
            if proof is not None:
                return proof
    return None


def _inversions(spread: list[Term], symbols: list[sp.Symbol]) -> Iterator[tuple[sp.Symbol, ...]]:
    """Sets of positive symbols s to write in 1/s: a sum of terms that vanish at 0 is positive at the other end."""
    able = [s for s in symbols if s.is_positive and any(s in powers for _, powers in spread)][:MOST_INVERTED]
    return chain.from_iterable(combinations(able, size) for size in range(len(able) + 1))


def _spread(gap: sp.Expr, symbols: list[sp.Symbol]) -> list[Term] | None:
    """The gap as a sum of rationals times rational powers of symbols and of irrational numbers; None where it is none."""
    expanded = sp.expand(gap)
    terms = [] if expanded == 0 else sp.Add.make_args(expanded)
    found = [_term(term) for term in terms] if len(terms) <= MOST_TERMS else [None]
    if any(term is None or not set(filter(_is_symbol, term[1])) <= set(symbols) for term in found):
        return None
    spread = [term for term in found if term is not None]
    fit = all(s.is_positive or (e >= 0 and e.denominator == 1) for _, powers in spread for s, e in powers.items() if _is_symbol(s))
    return spread if fit else None


def _is_symbol(base: sp.Expr) -> bool:
    return isinstance(base, sp.Symbol)


def _term(term: sp.Expr) -> Term | None:
    coefficient, powers = sp.S.One, dict[sp.Expr, Fraction]()
    for factor in sp.Mul.make_args(term):
        base, exponent = factor.as_base_exp()
        if isinstance(factor, sp.Rational):
            coefficient *= factor
        elif isinstance(base, sp.Symbol) and isinstance(exponent, sp.Rational):
            powers[base] = powers.get(base, Fraction(0)) + Fraction(int(exponent.p), int(exponent.q))
        elif factor.is_number and factor.is_positive and not factor.has(sp.Float):
            powers[factor] = Fraction(1)
        else:
            return None
    return coefficient, powers


def _written(
    spread: list[Term], symbols: list[sp.Symbol], ranges: Mapping[sp.Symbol, Range], inverted: frozenset[sp.Symbol], width: Fraction,
    meant: Mapping[sp.Symbol, sp.Expr],
) -> Written | None:
    """The terms in letters, the least power of each positive symbol divided out; None where a box cannot be shown."""
    terms, factor = [coefficient for coefficient, _ in spread], sp.S.One
    box, values = dict[sp.Symbol, Ends](), dict[sp.Symbol, sp.Expr]()
    for base in sorted({*symbols, *(base for _, powers in spread for base in powers)}, key=sp.default_sort_key):
        exponents = [powers.get(base, Fraction(0)) for _, powers in spread]
        index = lcm(*(e.denominator for e in exponents)) * (-1 if base in inverted else 1)
        letter = _letter(base, index, ranges.get(base), width, meant)
        if letter is None:
            return None
        letter = _renamed(letter, {symbol.name for symbol in (*ranges, *box)}) if letter.symbol != base else letter
        steps = [int(e * index) for e in exponents]
        least = min(steps, default=0) if _is_symbol(base) and base.is_positive else 0
        terms = [term * letter.symbol ** (k - least) for term, k in zip(terms, steps, strict=True)]
        factor *= base ** sp.Rational(-least, index)
        box[letter.symbol], values[letter.symbol] = letter.box, letter.value
    return Written(sp.Add(*terms), factor, values, box)


def _letter(base: sp.Expr, index: int, limits: Range | None, width: Fraction, meant: Mapping[sp.Symbol, sp.Expr]) -> Letter | None:
    """The letter for base**(1/index); None where its box cannot be shown."""
    if limits is None:
        box = _enclosed(base, width)
        return None if box is None else Letter(sp.Symbol(str(base), positive=True), base, box)
    if index == 1:
        return Letter(base, base, (limits.low, limits.high))
    low, high = _rooted(limits.low, abs(index), 0), _rooted(limits.high, abs(index), 1)
    if index < 0:
        low, high = (sp.S.Zero if high is sp.oo else 1 / high), (sp.oo if low == 0 else 1 / low)
    value = base ** sp.Rational(1, index)
    return Letter(sp.Symbol(str(value.xreplace(meant)), positive=True), value, (low, high))


def _renamed(letter: Letter, taken: set[str]) -> Letter:
    """The letter with a name that is no other's."""
    return replace(letter, symbol=sp.Symbol(free_name(letter.symbol.name, taken), positive=True))


def free_name(name: str, taken: set[str]) -> str:
    """The name, primed until it is not taken: what it stands for, so that the verdict says in what letters it is proved."""
    while name in taken:
        name += "'"
    return name


def _rooted(end: sp.Expr, index: int, up: int) -> sp.Expr:
    """A rational at most (up: at least) the root of a bound >= 0; exact for a power of a rational."""
    if not end.is_finite:
        return end
    scaled = Fraction(int(end.p), int(end.q)) * GRAIN**index
    whole, exact = sp.integer_nthroot(scaled.numerator // scaled.denominator, index)
    exact = exact and scaled.denominator == 1
    return sp.Rational(int(whole) + (0 if exact else up), GRAIN)


def _enclosed(number: sp.Expr, width: Fraction) -> Ends | None:
    """Rational ends around an irrational number, the excess of each shown by balls."""
    try:
        middle = Fraction(float(enclosure.evaluate(number, {}, digits=20).mid()))
        step = sp.Rational(width.numerator, width.denominator)
        low = sp.floor(sp.Rational(middle.numerator, middle.denominator) / step) * step
        inside = enclosure.sign(number - low, {}) == 1 and enclosure.sign(low + step - number, {}) == 1
    except (enclosure.EnclosureError, TypeError, ValueError):
        return None
    return (low, low + step) if inside else None
