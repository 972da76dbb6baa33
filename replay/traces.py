"""Polynomials in traces of words of real symmetric matrices, of any size: a word may be rotated and reversed under the trace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from replay.outcome import NotReplayable, require
from replay.text import sides

Monomial = tuple[tuple[str, ...], ...]
_FACTOR = re.compile(r"([0-9]+(?:/[0-9]+)?)|(n)|Tr\(([^()*]+)\)")


def least(word: tuple[str, ...]) -> tuple[str, ...]:
    """The least of the rotations of a word and of its reverse; the identity "1" is dropped.

    >>> least(("B", "A", "C"))
    ('A', 'B', 'C')
    """
    word = tuple(letter for letter in word if letter != "1")
    doubled = (word * 2, word[::-1] * 2)
    return min((twice[i:i + len(word)] for twice in doubled for i in range(len(word))), default=())


def parse(text: str) -> dict[Monomial, Fraction]:
    """The polynomial of a text such as "2*Tr(A B)*Tr(C) - n". Raises: NotReplayable."""
    if "\n" in text:
        raise NotReplayable("a trace polynomial must be written in one line")
    total = dict[Monomial, Fraction]()
    signed = re.sub(r" ([-+]) ", r"\n\1", text if text.startswith("-") else "+" + text)
    for part in signed.split("\n") if text != "0" else []:
        value, cycles = Fraction(-1 if part[0] == "-" else 1), list[tuple[str, ...]]()
        for factor in part[1:].split("*"):
            match = _FACTOR.fullmatch(factor)
            if match is None:
                raise NotReplayable(f"{factor[:40]!r} must be a number, n or a trace Tr(X Y ...)")
            if match[1]:
                value *= Fraction(match[1])
            else:
                cycles.append(least(tuple((match[3] or "").split())))
        key = tuple(sorted(cycles))
        total[key] = total.get(key, Fraction(0)) + value
    return {key: value for key, value in total.items() if value}


def letters(statement: str) -> set[str]:
    """The letters of a statement, also of terms that cancel, but for the identity "1"."""
    return {letter for word in re.findall(r"Tr\(([^()*]+)\)", statement) for letter in word.split()} - {"1"}


def replay(statement: str, form: Sequence[Any] | None = None) -> None:
    """Nothing, where both sides of "left = right" are one polynomial, that of the form, pairs (number, words), too.

    Raises: ReplayError, NotReplayable.

    >>> replay("Tr(A B C) = Tr(C B A)")
    """
    left, _, right = sides(statement, "=")
    require(parse(left) == parse(right), "the two sides differ")
    listed = [(tuple(sorted(least(tuple(word)) for word in words)), Fraction(number)) for number, words in form or ()]
    require(form is None or sorted(listed) == sorted(parse(left).items()), "the normal form is another")
