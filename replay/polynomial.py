"""Polynomials over the rationals in named variables: dicts from tuples of exponents to non-zero fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb

from replay.linear import plus
from replay.outcome import NotReplayable
from replay.text import Tree, rational, written

Polynomial = dict[tuple[int, ...], Fraction]
MOST_TERMS = 20_000


def times(a: Polynomial, b: Polynomial) -> Polynomial:
    """The product."""
    if len(a) * len(b) > 10 * MOST_TERMS:
        raise NotReplayable(f"a product of {len(a)} by {len(b)} terms is too large")
    total: Polynomial = {}
    for e, c in a.items():
        for f, d in b.items():
            key = tuple(x + y for x, y in zip(e, f, strict=True))
            total[key] = total.get(key, Fraction(0)) + c * d
    return {e: c for e, c in total.items() if c}


def to(a: Polynomial, power: int, size: int) -> Polynomial:
    """a**power, in `size` variables."""
    if comb(max(len(a), 1) + power - 1, power) > MOST_TERMS:
        raise NotReplayable(f"the power {power} may have more than {MOST_TERMS} terms")
    result = constant(1, size)
    for _ in range(power):
        result = times(result, a)
    return result


def constant(value: Fraction | int, size: int) -> Polynomial:
    """A constant in `size` variables."""
    return {(0,) * size: Fraction(value)} if value else {}


def variable(i: int, size: int) -> Polynomial:
    """The variable number i."""
    return {tuple(int(k == i) for k in range(size)): Fraction(1)}


def degree(a: Polynomial, i: int) -> int:
    """The degree in variable i; 0 for zero."""
    return max((e[i] for e in a), default=0)


def read(tree: Tree, names: Sequence[str]) -> Polynomial:
    """The polynomial of a tree. Raises: NotReplayable for anything else."""
    size = len(names)
    match tree:
        case ("integer", n):
            return constant(n, size)
        case ("name", name) if name in names:
            return variable(names.index(name), size)
        case ("sum", terms):
            total: Polynomial = {}
            for sign, term in terms:
                total = plus(total, read(term, names), sign)
            return total
        case ("product", factors):
            product = constant(1, size)
            for sign, factor in factors:
                value = rational(factor) if sign == -1 else None
                if sign == -1 and not value:
                    raise NotReplayable(f"a polynomial is needed, but {written(tree)[:60]} has a denominator")
                product = times(product, constant(1 / value, size) if value else read(factor, names))
            return product
        case ("power", base, ("integer", n)):
            return to(read(base, names), n, size)
    raise NotReplayable(f"a polynomial in {', '.join(names)} is needed, but {written(tree)[:60]} is none")
