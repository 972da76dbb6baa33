"""The derivatives of one order of a many-body term: as arrays over many tuples of particles in floats, at one exact point in balls."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
import sympy as sp
from flint import acb, arb, fmpq

from derive.many_body import Term
from numerics.ball import EnclosureError, ball, finite
from numerics.lower import lower_together
from numerics.supremum.reduction import directional


class TermTensor:
    """The symmetric tensor of the derivatives of a term in its own coordinates."""

    def __init__(self, term: Term, order: int) -> None:
        self.term, self.order, self.own = term, order, term.formula.coordinates
        self.indices = list(combinations_with_replacement(range(len(self.own)), order))
        entries = [sp.diff(term.formula.expression, *(self.own[i] for i in index)) for index in self.indices]
        self.kernel = lower_together(entries, self.own)
        self.steps = sp.symbols(f"u1:{len(self.own) + 1}", real=True)
        self.exact = directional(term.formula.expression, self.own, self.steps, order)

    def tuples(self, active: frozenset[int]) -> list[tuple[int, ...]]:
        """The tuples that hold one of these particles."""
        return [chosen for chosen in self.term.tuples if not active.isdisjoint(chosen)]

    def own_part(self, rows: Any, chosen: tuple[int, ...]) -> Any:
        """Own coordinates of a configuration, or own components of a direction. Shapes: rows (particles, dimension)."""
        blocks = [rows[i - 1] for i in chosen]
        return blocks[0] - blocks[1] if self.term.relative else np.concatenate(blocks)

    def dense(self, places: Any, chosen: Sequence[tuple[int, ...]]) -> Any:
        """The tensors of all tuples, shape (tuples, own, ..., own), or None where one is not finite."""
        points, size = np.array([self.own_part(places, each) for each in chosen]), len(self.own)
        try:
            with np.errstate(all="ignore"):
                entries: dict[Any, Any] = dict(zip(self.indices, self.kernel(*points.T), strict=True))
        except (ArithmeticError, ValueError):
            return None
        grid = product(range(size), repeat=self.order)
        full = np.stack([entries[tuple(sorted(index))] for index in grid], axis=1)
        return full.reshape(len(chosen), *[size] * self.order) if np.isfinite(full).all() else None

    def turned(self, chosen: Sequence[tuple[int, ...]], where: dict[int, int], size: int, dimension: int) -> Any:
        """By tuple, the matrix that takes a direction of the active particles to own components. Shape (tuples, own, size)."""
        turn = np.zeros((len(chosen), len(self.own), size))
        for c, each in enumerate(chosen):
            for k, i in enumerate(each):
                if i in where:
                    first, sign = (0, 1 - 2 * k) if self.term.relative else (k * dimension, 1)
                    turn[c, first : first + dimension, where[i] : where[i] + dimension] += sign * np.eye(dimension)
        return turn

    def along(self, spot: Sequence[Fraction], step: Sequence[Fraction]) -> Any:
        """(u.grad)^order V at exact own coordinates and components, a real ball; None where it is not finite."""
        env = {s: fmpq(v.numerator, v.denominator) for s, v in zip((*self.own, *self.steps), (*spot, *step), strict=True)}
        try:
            value = ball(self.exact, env)
        except EnclosureError:
            return None
        return arb(value) if finite(value) and not isinstance(value, acb) else None


def exact_part(relative: bool, rows: Sequence[Sequence[Fraction]], chosen: tuple[int, ...]) -> tuple[Fraction, ...]:
    """As `TermTensor.own_part`, of fractions."""
    blocks = [rows[i - 1] for i in chosen]
    return tuple(a - b for a, b in zip(*blocks, strict=True)) if relative else tuple(x for block in blocks for x in block)
