"""Noncommuting letters over monomials of positive scalars: ideal membership, sums of congruences, 2 x 2 blocks.

An element is written as terms joined by " + ", a term as factors joined by "·": at most one rational number, in parentheses where
negative, scalars s or s^(p/q), letters. X^T is the transpose of the letter X. Which names are scalars is said beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from replay.linear import plus
from replay.outcome import NotReplayable, require
from replay.text import sides

Term = tuple[tuple[tuple[str, Fraction], ...], tuple[str, ...]]  # (scalars, word)
Element = dict[Term, Fraction]
ONE: Element = {((), ()): Fraction(1)}
MOST_CHARACTERS, MOST_TERMS = 200_000, 50_000
_NUMBER = re.compile(r"\((-[0-9]+(?:/[0-9]+)?)\)|([0-9]+(?:/[0-9]+)?)")
_POWER = re.compile(r"(.+)\^\((-?[0-9]+(?:/[0-9]+)?)\)")
_LETTER = re.compile(r"[^\s\d·,;()+=-][^\s·,;()]*")


def parse(text: str, scalars: Collection[str]) -> Element:
    """The element of a text. Raises: NotReplayable.

    >>> parse("(-2)·h^(1/2)·A·B^T", ["h"])
    {((('h', Fraction(1, 2)),), ('A', 'B^T')): Fraction(-2, 1)}
    """
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        raise NotReplayable(f"an element must be text of at most {MOST_CHARACTERS} characters")
    total: Element = {}
    for part in text.split(" + "):
        value, powers, word = Fraction(1), dict[str, Fraction](), list[str]()
        for place, factor in enumerate(part.split("·")):
            number, power = _NUMBER.fullmatch(factor), _POWER.fullmatch(factor)
            if number and place == 0:
                value = Fraction(number[1] or number[2])
            elif (power[1] if power else factor) in scalars and not word:
                name = power[1] if power else factor
                powers[name] = powers.get(name, Fraction(0)) + Fraction(power[2] if power else 1)
            elif _LETTER.fullmatch(factor):
                word.append(factor)
            else:
                raise NotReplayable(f"{factor[:40]!r} must be a number, a scalar before all letters, or a letter")
        total = plus(total, {(_powers(powers), tuple(word)): value})
    return total


def _powers(total: Mapping[str, Fraction]) -> tuple[tuple[str, Fraction], ...]:
    return tuple(sorted((name, power) for name, power in total.items() if power))


def times(*factors: Element) -> Element:
    """The product, in this order."""
    total = ONE
    for factor in factors:
        if len(total) * len(factor) > MOST_TERMS:
            raise NotReplayable(f"a product of {len(total)} by {len(factor)} terms is too large")
        product: Element = {}
        for (s, w), a in total.items():
            for (t, v), b in factor.items():
                powers = dict(s)
                for name, power in t:
                    powers[name] = powers.get(name, Fraction(0)) + power
                term = (_powers(powers), w + v)
                product[term] = product.get(term, Fraction(0)) + a * b
        total = {term: value for term, value in product.items() if value}
    return total


def transpose(a: Element) -> Element:
    """Words reversed, X and X^T exchanged."""
    def turned(x: str) -> str:
        return x[:-2] if x.endswith("^T") else x + "^T"

    return {(s, tuple(turned(x) for x in reversed(w))): value for (s, w), value in a.items()}


def used(cofactors: Sequence[Sequence[Any]]) -> list[int]:
    """The numbers of the relations that the cofactors use."""
    return sorted({int(index) for _, index, _ in cofactors})


def membership(
    difference: Element, relations: Sequence[str], cofactors: Sequence[Sequence[Any]], scalars: Collection[str]
) -> None:
    """Nothing, where difference = sum of left relation right over the cofactors. Raises: ReplayError."""
    zero = [parse(relation.removesuffix(" = 0"), scalars) for relation in relations]
    require(all(relation.endswith(" = 0") for relation in relations), "a relation must end in = 0")
    for left, index, right in cofactors:
        require(type(index) is int and 0 <= index < len(zero), f"there is no relation number {index}")
        difference = plus(difference, times(parse(left, scalars), zero[index], parse(right, scalars)), -1)
    require(not difference, "the cofactors do not expand to the difference of the sides")


def replay_equal(statement: str, data: Mapping[str, Any]) -> None:
    """Nothing, where the relations give "left = right". Raises: ReplayError, NotReplayable.

    >>> replay_equal("A·B·A = A", {"relations": ["(-1) + A·B = 0"], "cofactors": [["1", 0, "A"]], "scalars": []})
    """
    left, _, right = sides(statement, "=")
    scalars = data["scalars"]
    membership(plus(parse(left, scalars), parse(right, scalars), -1), data["relations"], data["cofactors"], scalars)


def replay_positive(statement: str, data: Mapping[str, Any]) -> None:
    """Nothing, where "target >= 0" is a sum of M^T P M with P >= 0, modulo the relations. Raises: ReplayError, NotReplayable."""
    left, _, right = sides(statement, ">=")
    scalars, rest = data["scalars"], parse(left, data["scalars"])
    require(right == "0", "the right side must be 0")
    hypotheses = [parse(text, scalars) for text in data["positive"]]
    for before, index, after in data["squares"]:
        first, second = parse(before, scalars), parse(after, scalars)
        require(first == transpose(second), f"{before[:40]} is not the transpose of {after[:40]}")
        require(type(index) is int and 0 <= index < len(hypotheses), f"there is no hypothesis number {index}")
        rest = plus(rest, times(first, hypotheses[index], second), -1)
    membership(rest, data["relations"], data["cofactors"], scalars)


def replay_blocks(statement: str, scalars: Collection[str]) -> None:
    """Nothing, where two matrices "(a, b; c, d) = (e, f; g, h)" agree entry by entry. Raises: ReplayError, NotReplayable."""
    left, _, right = sides(statement, "=")
    require(blocks(left, scalars) == blocks(right, scalars), "an entry differs")


def blocks(text: str, scalars: Collection[str]) -> list[list[Element]]:
    """The four entries of a matrix "(a, b; c, d)". Raises: NotReplayable."""
    if not (text.startswith("(") and text.endswith(")")):
        raise NotReplayable(f"a matrix must be written as (a, b; c, d), but is {text[:60]!r}")
    rows = [[parse(entry, scalars) for entry in row.split(", ")] for row in text[1:-1].split("; ")]
    if [len(row) for row in rows] != [2, 2]:
        raise NotReplayable("a matrix must have two rows of two entries")
    return rows
