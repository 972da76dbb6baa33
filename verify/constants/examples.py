"""Numbers that a paper prints for an example, computed anew from the inputs as printed.

A paper states them in `examples.py` of its folder. Between numbers, ~ is read as the paper's conventions say: within a factor sqrt(10).
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from flint import ctx

from numerics import decimals
from numerics.ball import ball
from verify.constants.claims import Catalogue, catalogue
from verify.paper import BUILT_IN

FILE, BITS = "examples", 128


@dataclass(frozen=True)
class Quoted:
    """A number that the text prints: what it is, how it is printed, its value in `unit`, the computed one, and the claim about it.

    note: what to know where both differ. is_limit: whether the text says only that it is smaller, as << does.
    """

    title: str
    printed: str
    value: sp.Expr
    unit: str
    computed: sp.Expr
    claim: str
    note: str = ""
    is_limit: bool = False


@dataclass(frozen=True)
class Example:
    """An example of a paper: where it is, its inputs as printed, and the numbers it quotes."""

    title: str
    inputs: Mapping[str, str]
    quoted: tuple[Quoted, ...]


@dataclass(frozen=True)
class Compared:
    """A quoted number beside the computed one.

    factor: computed over printed. agrees: within a factor sqrt(10), or below a limit; None if undecided. as_printed, as_corrected:
    the committed words of the claim.
    """

    quoted: Quoted
    low: str
    high: str
    factor: str
    agrees: bool | None
    as_printed: str
    as_corrected: str


def examples(key: str) -> tuple[Example, ...]:
    """The examples of a paper; none where it has no such file."""
    if not (BUILT_IN / key / f"{FILE}.py").is_file():
        return ()
    return tuple(importlib.import_module(f"verify.papers.{key}.{FILE}").EXAMPLES)


def compared(key: str, example: Example, digits: int) -> list[Compared]:
    """Every quoted number of an example, with the committed words of its claim."""
    known = catalogue(key)
    return [_compared(quoted, known, digits) for quoted in example.quoted]


def _compared(quoted: Quoted, known: Catalogue, digits: int) -> Compared:
    with ctx.workprec(BITS):
        computed, ratio, limit = (ball(each, {}) for each in (quoted.computed, quoted.computed / quoted.value, sp.sqrt(10)))
        if quoted.is_limit:
            agrees = True if ratio < 1 else False if ratio >= 1 else None
        else:
            agrees = True if 1 / limit <= ratio <= limit else False if ratio > limit or ratio < 1 / limit else None
        low, high = _ends(computed, digits)
        factor = decimals.certain(*_ends(ratio, 6), 3)
    item = known.records.get(quoted.claim, {})
    words = [str((item.get(which) or {}).get("word", "")) for which in ("as_printed", "corrected")]
    return Compared(quoted, low, high, factor, agrees, words[0] or "undecided", words[1])


def _ends(value: Any, digits: int) -> tuple[str, str]:
    found = decimals.ends(value, digits)
    if found is None:
        raise ArithmeticError("an example must have finite numbers, but has not; please report this")
    return found
