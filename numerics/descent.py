"""Points where an inequality is likely to fail: a descent in doubles from many starts, rounded to short rationals. Untrusted.

What goes down is (right - left)/(sum of the moduli of its terms), which does not see the scale; a single term f is f/(1 + |f|). Every start
moves to the best of steps along each axis and along random directions; its step grows where one helps and shrinks where none does.

Source: T. G. Kolda, R. M. Lewis and V. Torczon, SIAM Review 45 (2003) 385 (search along a set of directions).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

Ends = tuple[Fraction | None, Fraction | None]
MOST_SYMBOLS, MOST_NODES = 6, 400
STARTS, ROUNDS, AFTER = 32, 120, 20
SEED, FAR, RIM, CLEARLY = 20231117, 1e9, 1e-6, 1e-13
DIGITS, ENDS = (1, 2, 3, 5, 9, 15), 3
FUNCTIONS: Mapping[Any, Any] = {
    sympy.exp: np.exp, sympy.log: np.log, sympy.sin: np.sin, sympy.cos: np.cos, sympy.tan: np.tan, sympy.sinh: np.sinh,
    sympy.cosh: np.cosh, sympy.tanh: np.tanh, sympy.atan: np.arctan, sympy.asinh: np.arcsinh, sympy.Abs: np.abs, sympy.sign: np.sign,
    sympy.asin: np.arcsin, sympy.acos: np.arccos, sympy.acosh: np.arccosh, sympy.atanh: np.arctanh,
}  # fmt: skip


class NotLowered(ValueError):
    """The expression holds something that has no value in doubles here."""


def violations(
    gap: sympy.Expr, box: Mapping[sympy.Symbol, Ends], given: Sequence[sympy.Expr] = ()
) -> Iterator[dict[sympy.Symbol, Fraction]]:
    """Rational points inside the box where doubles have gap < 0 and all of `given` >= 0, the roundest first; few, and often none.

    box: the ends of each symbol's range, None for an infinite one. A double says nothing for certain: the caller decides at each point.

    >>> u = sympy.Symbol("u", real=True)
    >>> next(violations((u - 7) ** 2 - sympy.Rational(1, 100), {u: (None, None)}))
    {u: Fraction(7, 1)}
    """
    if not 0 < len(box) <= MOST_SYMBOLS or sum(1 for _ in sympy.preorder_traversal(gap)) > MOST_NODES:
        return
    with np.errstate(all="ignore"):
        try:
            yield from _violations(_Objective(gap, tuple(box), tuple(given)), [_Axis(*ends) for ends in box.values()])
        except NotLowered:
            return


def _violations(low: _Objective, axes: Sequence[_Axis]) -> Iterator[dict[sympy.Symbol, Fraction]]:
    y, value = _descended(low, axes)
    x = _places(axes, y)
    for start in np.argsort(value)[:ENDS]:
        if not value[start] < -CLEARLY:
            return
        for digits in DIGITS:
            point = {symbol: Fraction(f"{float(a):.{digits - 1}e}") for symbol, a in zip(low.symbols, x[:, start], strict=True)}
            if low(np.array([[float(a)] for a in point.values()]))[0] < 0:
                yield point


def _descended(low: _Objective, axes: Sequence[_Axis]) -> tuple[Any, Any]:
    """(points, values) after the descent. Shapes: (symbols, starts), (starts,)."""
    rng = np.random.default_rng(SEED)
    bottom, top, side = (np.array(column)[:, None] for column in zip(*((axis.bottom, axis.top, axis.side) for axis in axes), strict=True))
    y = np.stack([axis.starts(rng) for axis in axes])
    value, step, left = low(_places(axes, y)), np.full(STARTS, 0.5), ROUNDS
    units = np.eye(len(axes))
    while left > 0 and np.isfinite(value).any() and (step > 1e-9).any():
        left = min(left - 1, AFTER) if value.min() < -CLEARLY else left - 1
        free = rng.standard_normal((2, len(axes)))
        moves = np.concatenate([units, -units, free, -free])[:, :, None] * step * np.where(side > 0, side, np.abs(y) + 0.1)
        tried = np.clip(y + moves, bottom, top)  # (moves, symbols, starts)
        found = low(_places(axes, tried.transpose(1, 0, 2).reshape(len(axes), -1))).reshape(len(moves), -1)
        best = found.argmin(axis=0)
        better = found.min(axis=0) < value
        y = np.where(better, tried[best, :, np.arange(STARTS)].T, y)
        value, step = np.where(better, found.min(axis=0), value), np.where(better, np.minimum(2 * step, 4.0), step / 2)
    return y, value


def _places(axes: Sequence[_Axis], y: Any) -> Any:
    return np.stack([axis.place(row) for axis, row in zip(axes, y, strict=True)])


class _Axis:
    """A coordinate y of a symbol's range: x itself in a finite or a doubly infinite one, else the logarithm of the distance from the end.

    bottom, top: the ends of y, of a finite range a little inside: its ends may not belong to it. side: what a step of 1 is, 0 for |y|.
    """

    def __init__(self, low: Fraction | None, high: Fraction | None) -> None:
        self.sign = int(high is None) - int(low is None)
        self.end = float((low or 0) if self.sign > 0 else (high or 0))
        self.bottom, self.top, self.side = -FAR, FAR, 0.0
        if low is not None and high is not None:
            self.side = float(high - low)
            self.bottom, self.top = float(low) + RIM * self.side, float(high) - RIM * self.side
        elif self.sign:
            self.bottom, self.top, self.side = -np.log(FAR), np.log(FAR), 1.0

    def place(self, y: Any) -> Any:
        """The values of the symbol."""
        return self.end + self.sign * np.exp(y) if self.sign else y

    def starts(self, rng: Any) -> Any:
        """Even in a finite range, else over six decades, of both signs where the range has no end."""
        if self.side and not self.sign:
            return self.bottom + (self.top - self.bottom) * rng.random(STARTS)
        size = np.log(10.0) * rng.uniform(-3, 3, STARTS)
        size[::2] /= 3.0
        return size if self.sign else np.exp(size) * rng.choice((-1.0, 1.0), STARTS)


class _Objective:
    """The relative gap at columns of points, infinite where it or a hypothesis has no value or the hypothesis fails."""

    def __init__(self, gap: sympy.Expr, symbols: tuple[sympy.Symbol, ...], given: tuple[sympy.Expr, ...]) -> None:
        self.terms, self.symbols, self.given = sympy.Add.make_args(gap), symbols, given

    def __call__(self, x: Any) -> Any:
        """Shapes: x (symbols, points), the result (points,)."""
        env: dict[Any, Any] = dict(zip(self.symbols, x, strict=True))
        terms = np.stack([np.broadcast_to(_value(term, env), x.shape[1:]) for term in self.terms])
        size = np.abs(terms).sum(axis=0) + (len(terms) == 1)
        value = np.where(size > 0, terms.sum(axis=0) / size, 0.0)
        for hypothesis in self.given:
            value = np.where(_value(hypothesis, env) >= 0, value, np.inf)
        return np.where(np.isfinite(value), value, np.inf)


def _value(node: Any, env: dict[Any, Any]) -> Any:
    if node not in env:
        env[node] = _applied(node, env)
    return env[node]


def _applied(node: Any, env: dict[Any, Any]) -> Any:
    if node.is_number and node.is_real:
        return np.float64(node)
    arguments = [_value(argument, env) for argument in node.args]
    if isinstance(node, sympy.Add | sympy.Mul | sympy.Max | sympy.Min):
        combine = {sympy.Add: np.add, sympy.Mul: np.multiply, sympy.Max: np.maximum, sympy.Min: np.minimum}[node.func]
        value = arguments[0]
        for other in arguments[1:]:
            value = combine(value, other)
        return value
    if isinstance(node, sympy.Pow):
        return np.power(arguments[0], arguments[1])
    if node.func in FUNCTIONS:
        return FUNCTIONS[node.func](arguments[0])
    raise NotLowered(f"`{node}` must be made of sums, products, powers and elementary functions")
