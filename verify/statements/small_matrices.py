"""Matrices of size 2 at which an inequality of matrices is likely to fail: a descent over their entries. Untrusted.

Letters that no relation binds are written in real symbols, as multiples of the identity or entry by entry, positive ones as L L^T or as
projections. Where doubles have the inequality fail, the caller decides by exact matrices.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from random import Random
from typing import Any

import flint
import sympy as sp

from derive.free_algebra import Element, letter, transpose
from derive.sample import Matrix
from derive.sampled_letters import SIMPLE, SampledLetters, sample_scalar
from numerics.descent import MOST_SYMBOLS, violations

POINTS = 3  # that one descent may propose
Shape = tuple[int, Callable[..., list[list[Any]]]]  # how many symbols it takes, and the rows
SHAPES: Mapping[str, Shape] = {
    "multiple": (1, lambda a: [[a, 0], [0, a]]),
    "square": (1, lambda a: [[a**2, 0], [0, a**2]]),
    "general": (4, lambda a, b, c, d: [[a, b], [c, d]]),
    "symmetric": (3, lambda a, b, c: [[a, b], [b, c]]),
    "positive": (3, lambda a, b, c: [[a**2, a * b], [a * b, b**2 + c**2]]),
    "projection": (2, lambda a, b: [[a**2 / (a**2 + b**2), a * b / (a**2 + b**2)], [a * b / (a**2 + b**2), b**2 / (a**2 + b**2)]]),
}
SIMPLEST = {"general": "multiple", "symmetric": "multiple", "positive": "square", "projection": "square"}


@dataclass(frozen=True)
class _Written:
    """The letters as matrices of size 2 in real symbols, the scalars as powers of positive ones."""

    letters: Mapping[str, Any]
    scalars: Mapping[str, sp.Expr]

    def of(self, element: Element) -> Any:
        """The element as a matrix of size 2."""
        total = sp.zeros(2)
        for (scalars, word), value in element.terms.items():
            factor = sp.Mul(_rational(value), *(self.scalars[name] ** _rational(power) for name, power in scalars))
            product = sp.eye(2)
            for name in word:
                product = product * (self.letters[name[:-2]].T if name.endswith("^T") else self.letters[name])
            total += factor * product
        return total


def counterexamples(
    target: Element, hypotheses: Sequence[Element], algebra: SampledLetters
) -> Iterator[tuple[dict[str, Matrix], dict[str, Fraction]]]:
    """Exact matrices of size 2 and scalars at which doubles have the hypotheses >= 0 and the target not; few, and often none."""
    elements = (target, *hypotheses)
    used = {name.removesuffix("^T") for element in elements for _, word in element.terms for name in word}
    free = sorted({name.removesuffix("^-1") for name in used} - {"ω"})
    scalars = sorted({name for element in elements for powers, _ in element.terms for name, _ in powers})
    if not all(name in algebra.scaled and algebra.samplers[name] in SIMPLE for name in free):
        return  # what a sampler of its own says of a letter is not known here
    if any(algebra.scalars[name] is not sample_scalar for name in scalars):
        return
    inverted = {name.removesuffix("^-1") for name in used if name.endswith("^-1")}
    for shapes in _choices({name: _kind(name, algebra) for name in free}, inverted, MOST_SYMBOLS - len(scalars)):
        written = _written(shapes, scalars, algebra)
        sides = [_minors(written.of(element)) for element in elements]
        known = [gap for minors in sides[1:] for gap in minors]
        symbols = sorted(set[Any]().union(*(gap.free_symbols for minors in sides for gap in minors)), key=str)
        for gap in sides[0]:
            box = {symbol: (Fraction(0) if symbol.is_positive else None, None) for symbol in symbols}
            for point in islice(violations(gap, box, known), POINTS):
                with contextlib.suppress(ZeroDivisionError):  # a singular matrix that has an inverse
                    yield _exact(written, point, algebra)


def _kind(name: str, algebra: SampledLetters) -> str:
    if name in algebra.definite:
        return "positive"
    odd = transpose(letter(name)) - letter(name)
    return "symmetric" if any((relation - odd).is_zero() for relation in algebra.relations) else "general"


def _choices(kinds: Mapping[str, str], inverted: set[str], room: int) -> list[dict[str, str]]:
    """How each letter is written: all as multiples, then as many as there is room for entry by entry, beginning with each in turn.

    inverted: letters whose inverse occurs, which are no projections.
    """
    simplest, names = {name: SIMPLEST[kind] for name, kind in kinds.items()}, list(kinds)
    directed = {name: "projection" if kind == "positive" and name not in inverted else kind for name, kind in kinds.items()}
    found = [simplest]
    for full in (kinds, directed):
        for first in range(len(names)):
            choice = dict(simplest)
            for name in [*names[first:], *names[:first]]:
                wider = {**choice, name: full[name]}
                choice = wider if sum(SHAPES[shape][0] for shape in wider.values()) <= room else choice
            found += [choice] if choice not in found else []
    return found


def _written(shapes: Mapping[str, str], scalars: Sequence[str], algebra: SampledLetters) -> _Written:
    letters: dict[str, Any] = {"ω": sp.Matrix([[0, 1], [-1, 0]])}
    for number, (name, shape) in enumerate(shapes.items()):
        size, rows = SHAPES[shape]
        letters[name] = sp.Matrix(rows(*(sp.Symbol(f"{'abcd'[k]}{number}", real=True) for k in range(size))))
        if f"{name}^-1" in algebra.samplers and shape != "projection":
            letters[f"{name}^-1"] = letters[name].adjugate() / letters[name].det()
    values = {name: sp.Symbol(f"s{number}", positive=True) ** algebra.roots[name] for number, name in enumerate(scalars)}
    return _Written(letters, values)


def _minors(matrix: Any) -> list[sp.Expr]:
    """What is negative for one of them where a symmetric matrix of size 2 is not positive: entries of the diagonal, and the determinant."""
    first, second, odd = matrix[0, 0], matrix[1, 1], matrix[0, 1]
    if odd == 0:
        return [first] if first == second else [first, second]
    return [first, second, first * second - odd**2]


def _exact(
    written: _Written, point: Mapping[sp.Symbol, Fraction], algebra: SampledLetters
) -> tuple[dict[str, Matrix], dict[str, Fraction]]:
    """All letters of the algebra at the point; what it does not determine is drawn. Raises: ZeroDivisionError."""
    numbers = {symbol: _rational(value) for symbol, value in point.items()}
    known, rng = dict[str, Matrix](), Random(0)
    for name, sampler in algebra.samplers.items():
        entries = [_fraction(entry, numbers) for entry in written.letters.get(name, ())]
        known[name] = flint.fmpq_mat(2, 2, [flint.fmpq(x.numerator, x.denominator) for x in entries]) if entries else sampler(1, known, rng)
    values = {name: sampler(1, known, rng) ** algebra.roots[name] for name, sampler in algebra.scalars.items()}
    return known, {**values, **{name: _fraction(value, numbers) for name, value in written.scalars.items()}}


def _fraction(value: sp.Expr, numbers: Mapping[sp.Symbol, sp.Rational]) -> Fraction:
    found = value.xreplace(numbers)
    if not isinstance(found, sp.Rational):
        raise ZeroDivisionError
    return Fraction(int(found.p), int(found.q))


def _rational(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)
