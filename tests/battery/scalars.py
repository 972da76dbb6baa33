"""Planted relations between scalars: the engine reads the text by SymPy, the truth by mpmath and NumPy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import mpmath as mp
import numpy as np
import sympy as sp

from verify.statements.scalar import Relation
from verify.variables import Variables

from .language import DIGITS, exact, fast, names, precise, split
from .planted import ContradictionError, Planted, pair

SEED, DRAWS, ALWAYS = 20260817, 60_000, 8
TOKEN = re.compile(r"(\w+?)(?:(>0)|(#)(-?\d+)|([\[(])([-\d/]+),([-\d/]+|oo)[\])])?")
Table = dict[str, tuple[str, str, str]]  # name: kind, low, high
Derived = Callable[[Mapping[str, sp.Symbol]], sp.Expr]
Extra = Mapping[str, tuple[Callable[..., Any],
Callable[..., Any]]]  # functions of the truth: in double precision, in mpmath


def domain(text: str) -> Table:
    """The ranges of `m>0 x c[0,1] u(0,2) d#1`: positive, real, closed, open, whole from 1 on."""
    table: Table = {}
    for token in text.split():
        found = TOKEN.fullmatch(token)
        if found is None:
            raise ValueError(f"a range must read like m>0, x, c[0,1], u(0,2) or d#1, but is {token!r}")
        name, positive, whole, least, bracket, low, high = found.groups()
        kind = "positive" if positive else "whole" if whole else {"[": "closed", "(": "open"}.get(bracket or "", "real")
        table[name] = (kind, least or low or "", high or "")
    return table


def _declared(table: Table) -> Variables:
    where = Variables()
    for name, (kind, low, high) in table.items():
        if kind == "positive":
            where.declare(name)
        elif kind == "real":
            where.declare(name, low=-sp.oo)
        elif kind == "whole":
            where.declare(name, low=int(low), closed=True, integer=True)
        else:
            end = sp.oo if high == "oo" else sp.Rational(high)
            where.declare(name, low=sp.Rational(low), high=end, closed=kind == "closed")
    return where


@dataclass(frozen=True)
class Scalar:
    """A relation under hypotheses, as texts.

    extra: functions that the truth knows and the engine does not need. digits: of the truth in mpmath. always: how many points are tried in
    mpmath whatever NumPy says. absolute: what NumPy may miss an equality by, beyond 1e-9 of its sides.
    """

    text: str
    where: Table
    given: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict)
    digits: int = DIGITS
    always: int = ALWAYS
    absolute: float = 0.0

    def _used(self) -> list[str]:
        used = frozenset[str]().union(*(names(text) for text in (self.text, *self.given)))
        return [name for name in self.where if name in used]

    def statement(self, derived: Derived | None = None) -> Relation:
        """What the engine decides; `derived` gives a left side of its own."""
        where = _declared(self.where)
        symbols = {symbol.name: symbol for symbol in where}

        def relation(text: str, left: sp.Expr | None = None, given: tuple[Relation, ...] = ()) -> Relation:
            lhs, operator, rhs = split(text)
            first = exact(lhs, symbols) if left is None else left
            return Relation(sp.sympify(first), operator, sp.sympify(exact(rhs, symbols)), where,
            given)  # type: ignore[arg-type]

        hypotheses = tuple(relation(text) for text in self.given)
        return relation(self.text, None if derived is None else derived(symbols), hypotheses)

    def _draw(self, rng: np.random.Generator, count: int) -> dict[str, Any]:
        values = {}
        for name in self._used():
            kind, low, high = self.where[name]
            if kind == "positive":
                values[name] = 10 ** rng.uniform(-1.5, 1.5, count)
            elif kind == "real":
                values[name] = rng.normal(0, 2, count)
            elif kind == "whole":
                values[name] = rng.integers(int(low), int(low) + 6, count).astype(float)
            elif high == "oo":
                values[name] = float(Fraction(low)) + 10 ** rng.uniform(-2, 1, count)
            else:
                values[name] = rng.uniform(float(Fraction(low)), float(Fraction(high)), count)
        return values

    def _at(self, point: Mapping[str, Any]) -> bool | None:
        """Whether the statement fails at a point, in mpmath; None where a hypothesis fails or a value is outside its range."""
        with mp.workdps(self.digits):
            values = {name: mp.mpf(value.numerator) / value.denominator for name, value in point.items()}
            known = values | {name: both[1] for name, both in self.extra.items()}
            if not all(_inside(values[name], *self.where[name]) for name in self._used()):
                return None
            if any(_fails(text, known, strict=False) for text in self.given):
                return None
            return _fails(self.text, known, strict=True)

    def violated(self, at: Any) -> bool | None:
        """As of `Truth`."""
        return self._at({name: Fraction(value) for name, value in at.items()})

    def sampled(self, count: int) -> int:
        """As of `Truth`: all points in double precision, those it calls doubtful and a few others in mpmath."""
        rng = np.random.default_rng(SEED)
        values = self._draw(rng, count if not self.given else DRAWS)
        size = count if not self.given else DRAWS
        known = values | {name: both[0] for name, both in self.extra.items()}
        with np.errstate(all="ignore"):
            kept = np.ones(size, bool)
            for text in self.given:
                kept &= ~_doubtful(text, known, size, 1e-12, 0.0)
            chosen = np.flatnonzero(kept)[:count]
            doubtful = _doubtful(self.text, known, size, 1e-9, self.absolute)
        held = 0
        for number, place in enumerate(chosen):
            if doubtful[place] or number < self.always:
                point = {name: Fraction(float(column[place])) for name, column in values.items()}
                fails = self._at(point)
                if fails:
                    raise ContradictionError(f"{self.text} fails at {({n: float(v) for n, v in point.items()})}")
                held += fails is False
            else:
                held += 1
        return held


def _inside(value: Any, kind: str, low: str, high: str) -> bool:
    if kind in ("real", "positive"):
        return kind == "real" or value > 0
    if kind == "whole":
        return value == int(value) and value >= int(low)
    ends = mp.mpf(Fraction(low).numerator) / Fraction(low).denominator, mp.inf
    if high != "oo":
        ends = ends[0], mp.mpf(Fraction(high).numerator) / Fraction(high).denominator
    return bool(ends[0] <= value <= ends[1] if kind == "closed" else ends[0] < value < ends[1])


def _fails(text: str, known: Mapping[str, Any], *, strict: bool) -> bool:
    """Whether a relation fails in mpmath; `strict`: by more than rounding, else at all."""
    lhs, operator, rhs = split(text)
    left, right = precise(lhs, known), precise(rhs, known)
    slack = mp.mpf(10) ** (-mp.mp.dps * 2 // 3) * (1 + abs(left) + abs(right)) if strict else mp.mpf(0)
    if operator == "==":
        return bool(abs(left - right) > slack)
    if operator == "<" and left == right:
        return True
    return bool(left - right > slack)


def _doubtful(text: str, known: Mapping[str, Any], size: int, slack: float, absolute: float) -> Any:
    """Where a relation does not clearly hold in double precision."""
    lhs, operator, rhs = split(text)
    left, right = (np.broadcast_to(np.asarray(fast(side, known)), (size,)) for side in (lhs, rhs))
    scale = np.abs(left) + np.abs(right) + 1e-300
    if operator == "==":
        return ~(np.abs(left - right) <= slack * scale + absolute)
    return ~(np.real(left - right) <= -slack * scale)


def planted(
    name: str, source: str, true: str, false: str, slip: str, where: str, at: Mapping[str, Any], *,
    given: tuple[str, ...] = (),
    false_where: str | None = None, false_given: tuple[str, ...] | None = None, derived: Derived | None = None,
    extra: Extra | None = None, gross: bool = False, digits: int = DIGITS, always: int = ALWAYS, absolute: float = 0.0,
) -> list[Planted]:
    """A pair of scalar relations. at: where the false one fails."""
    truth = extra or {}
    first = Scalar(true, domain(where), given, truth, digits, always, absolute)
    second = Scalar(false, domain(where if false_where is None else false_where),
    given if false_given is None else false_given, truth, digits)
    return pair(name, source, slip, (lambda: first.statement(derived), first),
    (lambda: second.statement(derived), second), dict(at),
                gross=gross)
