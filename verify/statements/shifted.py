"""Inequalities under hypotheses, and strict ones at open ends: the symbols are written from an end, or by what a hypothesis leaves.

A hypothesis l <= r is a letter d = r - l >= 0. A symbol in which it is linear is expressed by d; of one in which it has a higher degree,
with a number before it, the gap keeps what division leaves; or a multiple of r - l - d is added that cancels a term, or half of one. At
an open end a symbol is the end plus, or minus, a positive letter; distances from open ends that divide the gap are left out, as they are
positive. That the gap in these letters is the gap, times what is positive, is shown by normal form; the rest is a polynomial in the
letters (`substituted`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import sympy as sp

from derive import normal_form
from derive.proof import Proof
from verify.statements import substituted
from verify.variables import Range

MOST_SYMBOLS, MOST_VIEWS, MOST_SHIFTED = 10, 16, 3
Gap = tuple[sp.Expr, str]  # what a hypothesis says is not negative, and its operator


@dataclass(frozen=True)
class View:
    """The gap in letters and symbols, over `factor`; symbols in terms of them; what the letters stand for, and the ranges of both.

    factor: what is positive and was divided out, in the symbols.
    """

    gap: sp.Expr
    new: Mapping[sp.Symbol, sp.Expr]
    meant: Mapping[sp.Symbol, sp.Expr]
    ranges: Mapping[sp.Symbol, Range]
    factor: sp.Expr = sp.S.One


def prove(
    gap: sp.Expr, ranges: Mapping[sp.Symbol, Range], given: Sequence[Gap] = (), *, strict: bool, certify: substituted.Certify,
    positive: Callable[[sp.Expr, Mapping[sp.Symbol, Range]], bool],
) -> Proof | None:
    """A proof that gap >= 0 (strict: > 0) on the ranges where the given ones are not negative ("<": positive, "==": zero), or None.

    Rational functions alone. certify: as for `substituted.prove`. positive: whether an expression is certified > 0 on ranges.
    """
    sides = [gap, *(known for known, _ in given)]
    if given and any(side.has(sp.Function) for side in sides):
        letters = _values(sides, ranges)
        if not letters:
            return None
        known = [(side.xreplace(letters), operator) for side, operator in given]
        limits = {letter: Range(sp.S.Zero if letter.is_positive else -sp.oo, sp.oo, False) for letter in letters.values()}
        return prove(gap.xreplace(letters), {**ranges, **limits}, known, strict=strict, certify=certify, positive=positive)
    if len(ranges) > MOST_SYMBOLS or not all(side.is_rational_function(*ranges) for side in sides):
        return None
    for view in islice(_views(gap, ranges, given, strict), MOST_VIEWS):
        above, below = sp.fraction(sp.together(view.gap))
        if not below.free_symbols | above.free_symbols <= set(view.ranges) or not positive(below, view.ranges):
            continue
        if normal_form.prove_equal(above.xreplace(view.meant) * view.factor, below.xreplace(view.meant) * gap) is None:
            continue
        proof = substituted.prove(above, list(view.ranges), view.ranges, strict=strict, certify=certify, meant=view.meant)
        if proof is not None:
            return proof
    return None


def _values(sides: Sequence[sp.Expr], ranges: Mapping[sp.Symbol, Range]) -> dict[sp.Expr, sp.Symbol]:
    """A letter for each value of a function in a hypothesis and in the gap, called by it; exponentials are positive."""
    found = sorted(set[Any]().union(*(_outermost(side) for side in sides)), key=sp.default_sort_key)
    taken = {symbol.name for symbol in ranges}
    return {node: sp.Symbol(substituted.free_name(str(node), taken), **({"positive": True} if isinstance(node, sp.exp) else {"real": True}))
            for node in found if node.is_real}


def _outermost(side: sp.Expr) -> set[sp.Expr]:
    """The values of functions that stand in no other."""
    if isinstance(side, sp.Function):
        return {side} if side.free_symbols else set()
    return set[Any]().union(*map(_outermost, side.args))


def _views(gap: sp.Expr, ranges: Mapping[sp.Symbol, Range], given: Sequence[Gap], strict: bool) -> Iterator[View]:
    for view in _by_hypotheses(View(gap, {}, {}, ranges), list(given)):
        if given and not view.meant:
            continue
        yield from _from_ends(view) if strict else [view]
        yield from _from_ends(shorter) if strict and (shorter := _without_distances(view)) is not None else []


def _by_hypotheses(view: View, given: list[Gap]) -> Iterator[View]:
    """Each hypothesis used for one of the symbols in which it is linear, else to divide or to cancel a term, or not at all."""
    if not given:
        yield view
        return
    (known, operator), *rest = given
    written = known.xreplace(view.new)
    symbols = sorted(written.free_symbols - set(view.meant), key=lambda s: str(s.name))
    fit = {"positive": True} if operator == "<" else {"nonnegative": True}
    letter = sp.Symbol(substituted.free_name(str(known), {s.name for s in view.ranges}), **fit)
    limits = Range(sp.S.Zero, sp.S.Zero if operator == "==" else sp.oo, operator != "<")
    meant = {**view.meant, letter: known}
    for symbol in symbols:
        slope = sp.diff(written, symbol)
        if slope.has(symbol) or slope.is_nonzero is not True:
            continue
        solved = {symbol: sp.together(symbol + (letter - written) / slope)}
        new = {old: value.xreplace(solved) for old, value in view.new.items()} | solved
        kept = {s: range_ for s, range_ in view.ranges.items() if s != symbol} | {letter: limits}
        yield from _by_hypotheses(View(view.gap.xreplace(solved), new, meant, kept), rest)
    for symbol in symbols:
        left = _remainder(view.gap, written - letter, symbol)
        if left is not None:
            yield from _by_hypotheses(View(left, view.new, meant, {**view.ranges, letter: limits}), rest)
    for factor in _cancelling(view.gap, written):
        yield from _by_hypotheses(View(view.gap + factor * (letter - written), view.new, meant, {**view.ranges, letter: limits}), rest)
    yield from _by_hypotheses(view, rest)


def _cancelling(gap: sp.Expr, divisor: sp.Expr) -> list[sp.Expr]:
    """The numbers that times the divisor cancel a term of the gap, and half of them."""
    symbols = sorted(gap.free_symbols | divisor.free_symbols, key=str)
    if not (symbols and gap.is_polynomial(*symbols) and divisor.is_polynomial(*symbols)):
        return []
    terms, others = (dict(sp.Poly(side, *symbols).terms()) for side in (gap, divisor))
    whole = dict.fromkeys(terms[term] / value for term, value in others.items() if term in terms)
    return list(dict.fromkeys([*whole, *(factor / 2 for factor in whole)]))


def _remainder(gap: sp.Expr, divisor: sp.Expr, symbol: sp.Symbol) -> sp.Expr | None:
    """What polynomial division by a divisor that stands for 0 leaves of the gap; None where nothing is divided, or not exactly."""
    if not (gap.is_polynomial(symbol) and divisor.is_polynomial(symbol)):
        return None
    dividend, by = sp.Poly(gap, symbol), sp.Poly(divisor, symbol)
    if not dividend.degree() >= by.degree() >= 2 or not by.LC().is_number or by.LC().is_zero is not False:
        return None
    return sp.expand(dividend.rem(by).as_expr())


def _without_distances(view: View) -> View | None:
    """The gap over the distances of symbols from open ends by which it can be divided; None where there is none."""
    above, below = sp.fraction(sp.together(view.gap))
    factor = sp.S.One
    for symbol in sorted(above.free_symbols & set(view.ranges) - set(view.meant), key=lambda s: str(s.name)):
        limits = view.ranges[symbol]
        for sign, end in ((1, limits.low), (-1, limits.high)):
            if limits.closed or limits.integer or not end.is_finite or not above.is_polynomial(symbol):
                continue
            quotient, rest = sp.div(above, symbol - end, symbol)
            while rest == 0 and above != 0:
                above, factor = sp.expand(sign * quotient), factor * sign * (symbol - end)
                quotient, rest = sp.div(above, symbol - end, symbol)
    return None if factor == 1 else View(above / below, view.new, view.meant, view.ranges, factor)


def _from_ends(view: View) -> Iterator[View]:
    """As it is, and with symbols of open ranges written from their ends."""
    open_ones = [s for s in sorted(view.gap.free_symbols & set(view.ranges), key=lambda s: str(s.name))
                 if not view.ranges[s].closed and not view.ranges[s].integer and s not in view.meant][:MOST_SHIFTED]
    choices = [[None, *(end for end in (view.ranges[s].low, view.ranges[s].high) if end.is_finite and end != 0)] for s in open_ones]
    for chosen in product(*choices):
        gap, new, meant, ranges = view.gap, dict(view.new), dict(view.meant), dict(view.ranges)
        for symbol, end in zip(open_ones, chosen, strict=True):
            if end is None:
                continue
            limits, sign = ranges.pop(symbol), 1 if end == view.ranges[symbol].low else -1
            letter = sp.Symbol(substituted.free_name(str(sign * (symbol - end)), {s.name for s in ranges}), positive=True)
            shift = {symbol: end + sign * letter}
            gap, new = gap.xreplace(shift), {old: value.xreplace(shift) for old, value in new.items()} | shift
            meant[letter] = sign * (symbol - end)
            ranges[letter] = Range(sp.S.Zero, limits.high - limits.low, False)
        yield View(gap, new, meant, ranges, view.factor)
