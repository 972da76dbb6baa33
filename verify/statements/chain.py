"""The links of a derivation together: each is checked where its own hypotheses hold, and the chain says something only where all do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from random import Random
from typing import Any

import sympy as sp

from derive.units import NONE
from verify.statements.scalar import AtMost, Below, Relation
from verify.statements.tested import Tested
from verify.variables import Range, Variable, Variables

SEEDS = range(4)
REMEDY = "a chain says something only where all of its links do: widen them, or state them one by one with `conjunction`"


def nowhere(links: Iterable[Any]) -> str:
    """Why no point is known at which the ranges and hypotheses of all links hold; empty where one is found.

    What is looked for is a counterexample to 2 <= 1: every point that satisfies the hypotheses is one.
    """
    inner = (link.statement if isinstance(link, Tested) else link for link in links)
    relations = [link for link in inner if isinstance(link, Relation)]
    ranges: dict[sp.Symbol, list[Range]] = {}
    for relation in relations:
        for symbol in relation.symbols():
            ranges.setdefault(symbol, []).append(relation.where[symbol].range)
    table = Variables(Variable(symbol, reduce(_overlap, every), NONE, "") for symbol, every in ranges.items())
    for symbol, every in ranges.items():
        if table[symbol].range.is_empty():
            apart = " and in ".join(dict.fromkeys(map(str, every)))
            return f"the links must have a point in common, but {symbol} is in {apart}; {REMEDY}"
    given = [hypothesis for relation in relations for hypothesis in relation.given]
    ends = [end for symbol, every in ranges.items() for end in _open_ends(symbol, every, table)]
    absurd = AtMost(sp.Integer(2), sp.Integer(1), table, *given, *ends)
    if not absurd.given or any(absurd.refute(Random(seed)).witness is not None for seed in SEEDS):
        return ""
    stated = ", ".join(dict.fromkeys(map(str, absurd.given)))
    return f"the links must have a point in common, but no sample satisfied all of their hypotheses: {stated}; {REMEDY}"


def _overlap(one: Range, other: Range) -> Range:
    """The values in both ranges; closed where one of them is, so that an end may be too many."""
    return Range(sp.Max(one.low, other.low), sp.Min(one.high, other.high), one.closed or other.closed, one.integer or other.integer)


def _open_ends(symbol: sp.Symbol, ranges: Sequence[Range], table: Variables) -> Iterator[Relation]:
    """The ends that `_overlap` took too many, as hypotheses."""
    for limits in dict.fromkeys(ranges):
        if table[symbol].range.closed and not limits.closed:
            yield from [Below(limits.low, symbol, table)] * bool(limits.low.is_finite)
            yield from [Below(symbol, limits.high, table)] * bool(limits.high.is_finite)
