"""Adaptive branch and bound over a box, on enclosures that it is given. Trusted.

A cell is accepted when its natural enclosure, or its mean-value form f(c) + sum_i f_i(X) (X_i - c_i) with c
the centre, is certainly nonnegative. A cell without a finite enclosure counts as unbounded: it is bisected,
never dropped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any

import sympy
from flint import arb, fmpq

Cell = dict[sympy.Symbol, tuple[Fraction, Fraction]]
HALVINGS = 64  # of each side: far below the resolution of the 128 bits that enclosures are computed with


@dataclass(frozen=True)
class Cover:
    """An expression is certainly nonnegative (or positive) on a whole box, cut into `boxes` cells.

    depth: the most bisections behind one cell.
    margin: the least lower bound over all cells, rounded down.
    """

    boxes: int
    depth: int
    margin: str


@dataclass(frozen=True)
class Violation:
    """An exact point of the box where the expression is certainly negative (strict: not positive)."""

    point: Mapping[sympy.Symbol, Fraction]
    value: str


def interval(low: Fraction, high: Fraction) -> Any:
    """The rational when the ends agree, else a ball around [low, high], nonnegative where low >= 0."""
    first, last = (fmpq(end.numerator, end.denominator) for end in (low, high))
    if low == high:
        return first
    hull = arb(first).union(arb(last))
    return hull.nonnegative_part() if low >= 0 else hull


def search(
    natural: Callable[[Cell], tuple[Any, bool]], slopes: Callable[[Cell], list[Any] | None], box: Cell,
    *, strict: bool, budget: int,
) -> Cover | Violation | None:
    """A Cover of the box, a Violation, or None if `budget` cells or 64 halvings of each side do not decide.

    natural: a real enclosure over a cell, None if unbounded; and whether the mean-value form holds there.
    slopes: enclosures over a cell of the derivatives, in the box's order; None when unbounded or unknown.
    """
    queue, boxes, deepest, margin = deque([(box, 0)]), 0, 0, arb.pos_inf()
    limit = HALVINGS * sum(low < high for low, high in box.values())  # a single point is never cut
    for _ in range(budget):
        if not queue:
            break
        cell, depth = queue.popleft()
        middle = {symbol: (low + high) / 2 for symbol, (low, high) in cell.items()}
        centre = natural({symbol: (value, value) for symbol, value in middle.items()})[0]
        if centre is not None and (centre < 0 or (strict and centre == 0)):
            return Violation(middle, centre.str(15))
        accepted = next((bound for bound in _enclosures(natural, slopes, cell, middle, centre)
                         if bound > 0 or (not strict and bound >= 0)), None)
        if accepted is not None:
            boxes, deepest, margin = boxes + 1, max(deepest, depth), margin.min(accepted.lower())
        elif depth < limit:
            queue.extend((half, depth + 1) for half in _halves(cell, middle, box))
        else:
            return None
    return None if queue else Cover(boxes, deepest, _rounded_down(margin))


def _enclosures(
    natural: Callable[[Cell], tuple[Any, bool]], slopes: Callable[[Cell], list[Any] | None], cell: Cell,
    middle: Mapping[sympy.Symbol, Fraction], centre: Any,
) -> Iterator[Any]:
    """The finite enclosures over the cell: natural, then mean-value (costlier)."""
    bound, differentiable = natural(cell)
    if bound is not None:
        yield bound
    gradient = slopes(cell) if differentiable and centre is not None else None
    if gradient is not None:
        yield sum((slope * (interval(*cell[symbol]) - interval(value, value))
                   for slope, (symbol, value) in zip(gradient, middle.items(), strict=True)), centre)


def _halves(cell: Cell, middle: Mapping[sympy.Symbol, Fraction], box: Cell) -> list[Cell]:
    """The cell cut across the side that is widest relative to the box's."""
    share = {s: (high - low) / (box[s][1] - box[s][0]) for s, (low, high) in cell.items() if low < high}
    symbol = max(share, key=lambda s: share[s])
    low, high = cell[symbol]
    return [{**cell, symbol: (low, middle[symbol])}, {**cell, symbol: (middle[symbol], high)}]


def _rounded_down(bound: Any) -> str:
    """The ball's lower end to six digits, rounded towards minus infinity."""
    end = bound.lower().fmpq()
    return str(Context(prec=6, rounding=ROUND_FLOOR).divide(Decimal(int(end.p)), Decimal(int(end.q))))
