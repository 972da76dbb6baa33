"""Potentials of many particles as sums of terms over tuples of them: one body, pairs, k bodies.

A term is a formula of the coordinates of its own particles: x, y, z of one; x, y, z and r of a pair, the differences (first less second)
and the distance; or x1, y1, z1, x2, ... of k, numbered within the tuple. `total` writes the sum out where it is small.

    >>> spring = term("k*x^2/2", bodies=2, which="chain", particles=3, dimension=1, parameters={"k": "1"})
    >>> total(ManyBody(3, 1, (spring,))).text
    '(x1 - x2)**2/2 + (x2 - x3)**2/2'
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

import sympy as sp

from derive.formula import LETTERS, Formula, FormulaError, Value, read, written
from derive.formula_reader import LENGTH, TOKEN, names
from derive.formula_tree import shown

PARTICLES, TUPLES, BODIES = 1000, 100_000, 9
SHAPES = ("all", "chain", "ring")


@dataclass(frozen=True)
class Term:
    """A formula, and the tuples of particles, numbered from 1, that it is summed over; `relative`: of the difference of a pair."""

    formula: Formula
    bodies: int
    tuples: tuple[tuple[int, ...], ...]
    relative: bool = False


@dataclass(frozen=True)
class ManyBody:
    """The sum of the terms for so many particles in so many dimensions, each particle with its own coordinates."""

    particles: int
    dimension: int
    terms: tuple[Term, ...]

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The names of all coordinates, particle by particle: x1, y1, z1, x2, ..."""
        return _numbered(self.particles, self.dimension)


def term(
    text: str, *, bodies: int, which: str | Sequence[Sequence[int]], particles: int, dimension: int,
    parameters: Mapping[str, Value] | None = None, si: bool = False, name: str = "formula",
) -> Term:
    """The term; which: all tuples, a chain or a ring of neighbours, or a list of tuples.

    parameters: those that the text does not use are left aside. si, name: as for `derive.formula.read`.
    Raises: FormulaError, with the column for what is wrong in the text.
    """
    require_count("particles", particles, PARTICLES)
    require_count("dimension", dimension, len(LETTERS))
    require_count("bodies", bodies, min(BODIES, particles))
    if not isinstance(text, str):
        raise FormulaError(f"`{name}` must be text, but is {shown(text)}")
    used = names(text)
    relative = bodies == 2 and not any(re.fullmatch("[xyz][12]", each) for each in used)
    own = LETTERS[:dimension] if bodies == 1 or relative else _numbered(bodies, dimension)
    formula = read(text, {key: value for key, value in (parameters or {}).items() if key in used}, coordinates=own,
                   distance="r" if bodies == 1 or relative else "", si=si, name=name)
    if formula.time is not None:
        at = next(found.start() for found in TOKEN.finditer(text) if found.group() == "t")
        raise FormulaError(f"`{name}` must not depend on t where there are several particles, but does; leave the drive out", text, at)
    return Term(formula, bodies, _tuples(which, particles, bodies), relative)


def total(system: ManyBody) -> Formula:
    """The sum written out. Raises: FormulaError where it is too long for a formula."""
    symbols = {key: sp.Symbol(key, real=True) for key in system.coordinates}
    if sum(len(each.tuples) for each in system.terms) > LENGTH // 4:
        raise FormulaError(f"`particles` must be few for the sum to be written out in {LENGTH} characters, but it has too many terms")
    parts = []
    for each in system.terms:
        own = each.formula.coordinates
        for chosen in each.tuples:
            blocks = [[symbols[f"{letter}{i}"] for letter in LETTERS[: system.dimension]] for i in chosen]
            places = [a - b for a, b in zip(*blocks, strict=True)] if each.relative else [x for block in blocks for x in block]
            parts.append(each.formula.expression.xreplace(dict(zip(own, places, strict=True))))
    expression = sp.Add(*parts)
    text = written(expression)
    if len(text) > LENGTH:
        raise FormulaError(f"`particles` must be few for the sum to be written out in {LENGTH} characters, but it takes {len(text)}")
    return Formula(text, expression, tuple(symbols.values()), None)


def require_count(name: str, value: int, most: int) -> None:
    """None. Raises: FormulaError unless the value is a whole number from 1 to `most`."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise FormulaError(f"`{name}` must be a whole number from 1 to {most}, but is {shown(value)}")


def _numbered(particles: int, dimension: int) -> tuple[str, ...]:
    return tuple(f"{letter}{i}" for i in range(1, particles + 1) for letter in LETTERS[:dimension])


def _tuples(which: str | Sequence[Sequence[int]], particles: int, bodies: int) -> tuple[tuple[int, ...], ...]:
    every = range(1, particles + 1)
    if which == "all":
        found = tuple(islice(combinations(every, bodies), TUPLES + 1))
    elif which == "chain":
        found = tuple(tuple(range(i, i + bodies)) for i in range(1, particles - bodies + 2))
    elif which == "ring":
        if not bodies < particles:
            raise FormulaError(f"`which` must be chain or all for {bodies} bodies of {particles} particles, but is ring; add a particle")
        found = tuple(tuple((i + k) % particles + 1 for k in range(bodies)) for i in range(particles))
    elif isinstance(which, Sequence) and not isinstance(which, str):
        found = tuple(_listed(chosen, particles, bodies) for chosen in islice(which, TUPLES + 1))
    else:
        raise FormulaError(f"`which` must be {', '.join(SHAPES)} or a list of tuples of particles, but is {shown(which)}")
    if not 0 < len(found) <= TUPLES:
        raise FormulaError(f"`which` must give from 1 to {TUPLES} tuples, but gives {'more' if found else 'none'}")
    return found


def _listed(chosen: Sequence[int], particles: int, bodies: int) -> tuple[int, ...]:
    numbers = [chosen] if bodies == 1 and isinstance(chosen, int) else chosen
    fits = isinstance(numbers, Sequence) and not isinstance(numbers, str) and len(numbers) == bodies
    if not fits or any(type(i) is not int or not 1 <= i <= particles for i in numbers) or len(set(numbers)) < bodies:
        raise FormulaError(f"`which` must list {bodies} different particles from 1 to {particles} each time, but has {shown(chosen)}")
    return tuple(numbers)
