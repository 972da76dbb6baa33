"""Units as exponent vectors over (mass, length, time), hbar being mass length^2 / time; the unit of a formula; uniqueness."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from replay.outcome import NotReplayable, require
from replay.text import Tree, parse, rational, written

Vector = tuple[Fraction, ...]
_BASES = {"hbar": (1, 2, -1), "mass": (1, 0, 0), "length": (0, 1, 0), "time": (0, 0, 1)}
NONE: Vector = (Fraction(0),) * 3
_UNIT = re.compile(r"\[([^\[\]]*)\]$")


def vector(text: str) -> Vector:
    """The exponents of a unit such as "hbar^-1 mass^1/2", or "1".

    >>> vector("hbar") == vector("mass length^2 time^-1")
    True
    """
    total = NONE
    for part in text.split() if text != "1" else []:
        name, _, power = part.partition("^")
        if name not in _BASES:
            raise NotReplayable(f"a unit must be made of {', '.join(_BASES)}, but is {text[:60]!r}")
        total = _sum(total, tuple(Fraction(e) for e in _BASES[name]), Fraction(power or 1))
    return total


def _sum(a: Vector, b: Vector, factor: Fraction | int) -> Vector:
    return tuple(x + factor * y for x, y in zip(a, b, strict=True))


def declared(domain: Mapping[str, str]) -> dict[str, list[Vector]]:
    """The units that a record's table gives for each name, which may be several in different steps of a claim."""
    found = dict[str, list[Vector]]()
    for key, text in domain.items():
        match = _UNIT.search(text)
        if match is not None:
            name = re.split(r"[:,] ", key)[-1]
            try:
                found.setdefault(name, []).append(vector(match[1]))
            except (NotReplayable, ValueError):
                continue
    return found


def of(tree: Tree, known: Mapping[str, Vector]) -> Vector | None:
    """The unit of a formula; None for 0, which fits every unit. Raises: ReplayError, NotReplayable."""
    if rational(tree) is not None:
        return None if rational(tree) == 0 else NONE
    match tree:
        case ("name", name):
            if name not in known and name not in ("I", "E", "pi"):  # a step's own text may call a symbol E
                raise NotReplayable(f"the unit of {name} is not recorded")
            return known.get(name, NONE)
        case ("product", factors):
            total = NONE
            for sign, factor in factors:
                total = _sum(total, of(factor, known) or NONE, sign)
            return total
        case ("sum", terms):
            return _common([of(term, known) for _, term in terms])
        case ("call", "Max" | "Min" | "Abs", arguments):
            return _common([of(argument, known) for argument in arguments])
        case ("call", "sqrt", (base,)):
            return _sum(NONE, of(base, known) or NONE, Fraction(1, 2))
        case ("power", base, exponent) if rational(exponent) is not None:
            return _sum(NONE, of(base, known) or NONE, rational(exponent) or 0)
        case ("power", *arguments) | ("call", _, arguments):
            require(all((of(argument, known) or NONE) == NONE for argument in arguments), "an argument has a unit")
            return NONE
    raise NotReplayable(f"the unit of {written(tree)[:60]} is not understood")


def _common(found: Sequence[Vector | None]) -> Vector | None:
    units = {unit for unit in found if unit is not None}
    require(len(units) <= 1, "quantities of different units are added or compared")
    return units.pop() if units else None


def replay(unit: str, also: str, formula: str = "", known: Mapping[str, Sequence[Vector]] | None = None) -> None:
    """Nothing, where two units are of one dimension, and it is the formula's. Raises: ReplayError, NotReplayable."""
    require(vector(unit) == vector(also), "the units differ")
    if formula:
        names = set(re.findall(r"[^\W\d]\w*", formula))
        several = [name for name, units in (known or {}).items() if len(set(units)) > 1 and name in names]
        if several:
            raise NotReplayable(f"the record gives several units of {', '.join(several)}")
        found = of(parse(formula), {name: units[0] for name, units in (known or {}).items()})
        require(found == vector(unit), "the formula has another unit")


def unique(unit: str, quantities: Mapping[str, str], exponents: Mapping[str, str]) -> None:
    """Nothing, where prod q**e has the unit, and no other exponents give it. Raises: ReplayError, NotReplayable.

    >>> unique("length^2", {"a": "length"}, {"a": "2"})
    """
    require(set(quantities) == set(exponents), "the exponents are of other quantities")
    vectors, total = [vector(text) for text in quantities.values()], NONE
    for name, power in exponents.items():
        total = _sum(total, vector(quantities[name]), Fraction(power))
    require(total == vector(unit), "the monomial has another unit")
    require(_rank(vectors) == len(vectors), "other exponents give the same unit")


def _rank(rows: list[Vector]) -> int:
    rank = 0
    for column in range(3):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is not None:
            rank += 1
            rows = [_sum(row, pivot, -row[column] / pivot[column]) for row in rows if row is not pivot]
    return rank
