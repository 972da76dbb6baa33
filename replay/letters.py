"""Letters of a certificate that stand for values: powers of a symbol, numbers, gaps of known bounds of functions.

The record calls such a letter by what it stands for, "exp(u) - u - 1", and says in what range it is. That its values lie there is shown
here; that the certificate's polynomial in the letters is the step's gap, in `replay.gap`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from replay import assumptions, numbers
from replay.identity import difference
from replay.outcome import NotReplayable, ReplayError, require
from replay.sums import ONE, UNIT, Quotient, Reader
from replay.text import Tree, parse, sides, written
from replay.values import Box, is_nonnegative, is_positive, is_real, range_of

VALUE = "the value"  # no symbol holds a blank
Least = Callable[[Quotient], Quotient]


@dataclass(frozen=True)
class Bound:
    """sign (f(v) - least(v)) >= 0, for side v >= 0 alone where the side is not 0, and for v < under alone where that is given.

    least: coefficients of a polynomial, or a function.
    """

    sign: int
    least: tuple[Fraction | int, ...] | Least
    side: int = 0
    under: int | None = None

    def at(self, v: Quotient) -> Quotient:
        """least(v)."""
        if not isinstance(self.least, tuple):
            return self.least(v)
        total = number(0)
        for c in reversed(self.least):
            total = (total * v).plus(number(c), 1)
        return total


def number(value: Fraction | int) -> Quotient:
    """A number as a quotient."""
    return Quotient({UNIT: Fraction(value)} if value else {})


HALF, SIXTH = Fraction(1, 2), Fraction(1, 6)
BOUNDS: Mapping[str, tuple[Bound, ...]] = {
    "exp": (
        Bound(1, (0,)), Bound(1, (1, 1)), Bound(1, (1, 1, HALF, SIXTH)), Bound(1, (1, 1, HALF), 1),
        Bound(-1, (1, 1, HALF), -1), Bound(-1, (1,), -1), Bound(-1, lambda v: number(1).plus(v, -1).inverse(), -1),
        Bound(-1, lambda v: number(2).plus(v, 1) * number(2).plus(v, -1).inverse(), 1, 2),
    ),
    "log": (Bound(-1, (-1, 1)), Bound(1, lambda v: number(1).plus(v.inverse(), -1))),
    "sinh": (Bound(1, (0, 1), 1), Bound(-1, (0, 1), -1)),
    "cosh": (Bound(1, (1, 0, HALF)),),
    "tanh": (Bound(-1, (0, 1), 1), Bound(-1, (1,)), Bound(1, (0,), 1)),
    "sin": (Bound(-1, (0, 1), 1), Bound(-1, (1,)), Bound(1, (-1,)), Bound(1, (0, 1, 0, -SIXTH), 1)),
    "cos": (Bound(1, (1, 0, -HALF)), Bound(-1, (1,)), Bound(1, (-1,))),
    "atan": (Bound(-1, (0, 1), 1), Bound(1, (0,), 1)),
    "erf": (Bound(-1, (1,)), Bound(1, (-1,)), Bound(1, (0,), 1)),
    "Abs": (Bound(1, (0,)), *(Bound(1, (0, k)) for k in (1, -1, HALF, -HALF))),
    "sqrt": (Bound(1, (0,)), Bound(-1, (HALF, HALF))),
}  # fmt: skip
INVERSE_ROOT = (
    Bound(1, lambda v: number(2) * number(1).plus(v, 1).inverse()), Bound(-1, lambda v: number(1).plus(v.inverse(), 1) * number(HALF)),
)  # fmt: skip


def shown(tree: Tree, ends: numbers.Ends, domain: Mapping[str, str]) -> Tree | None:
    """The value of a function that the letter holds, if it holds one; its values lie between the ends. Raises: ReplayError, NotReplayable.

    domain: the record's table.
    """
    box = box_of(tree, domain)
    if not _names(tree) - {"pi", "E"}:
        require(numbers.within(numbers.enclosed(tree), ends), "a number lies outside the range of its letter")
        return None
    if not _names(tree) <= box.keys():
        raise NotReplayable("a letter stands for something of which the record gives no range")
    reader = Reader([name for name in box if is_positive(Quotient({((name, Fraction(1)),): Fraction(1)}), box)], box)
    power = _power(tree, reader)
    if power is not None:
        require(numbers.within(numbers.raised(box[power[0]][:2], power[1]), ends), "a power lies outside the range of its letter")
        return None
    limits = _limits(tree, reader, box, domain)
    if limits is not None and numbers.within(limits, ends):
        return None
    low, high = ends
    found = next((node for node in _nodes(tree) if _is_gap(tree, node, reader, box)), None)
    if found is None:
        raise NotReplayable(f"no bound of a function is known that says that {written(tree)[:80]} has a sign")
    require(high is None and (low is None or low <= 0), "a gap lies outside the range of its letter")
    return found


def _limits(tree: Tree, reader: Reader, box: Box, domain: Mapping[str, str]) -> numbers.Ends | None:
    """A range of what holds no function: by the hypotheses, or by the ranges of its terms; None for another tree."""
    try:
        found = reader.read(tree)
        for gap, operator in hypotheses(domain, reader):
            if not difference(found, gap):
                return Fraction(0), Fraction(0) if operator == "==" else None
            if operator == "<" and not difference(found * gap, number(1)):
                return Fraction(0), None
    except (NotReplayable, ReplayError):
        return None
    return range_of(found, box) if is_real(found, box) else None


def hypotheses(domain: Mapping[str, str], reader: Reader) -> Iterator[tuple[Quotient, str]]:
    """(right - left, operator) of every hypothesis of the record that can be read."""
    for text in sorted(assumptions.hypotheses(domain)):
        try:
            left, operator, right = sides(text, "<=", "<", "==")
            gap = reader.read(parse(right)).plus(reader.read(parse(left)), -1)
        except (NotReplayable, ReplayError):
            continue
        yield gap, operator


def box_of(tree: Tree, domain: Mapping[str, str]) -> Box:
    """The ranges of the symbols in the tree: those of which the record gives one."""
    known = {name: assumptions.ranges(domain, name) for name in _names(tree)}
    return {name: each[0] for name, each in known.items() if len(each) == 1}


def replaced(tree: Tree, old: Callable[[Tree], Tree | None]) -> Tree:
    """The tree with what `old` gives in place of nodes, the outermost first."""
    new = old(tree)
    if new is not None:
        return new
    match tree:
        case ("sum" | "product" as kind, parts):
            return (kind, tuple((sign, replaced(part, old)) for sign, part in parts))
        case ("power", base, exponent):
            return ("power", replaced(base, old), replaced(exponent, old))
        case ("call", name, arguments):
            return ("call", name, tuple(replaced(argument, old) for argument in arguments))
    return tree


def _nodes(tree: Tree) -> Iterator[Tree]:
    yield tree
    match tree:
        case ("sum" | "product", parts):
            for _, part in parts:
                yield from _nodes(part)
        case ("power", base, exponent):
            yield from (*_nodes(base), *_nodes(exponent))
        case ("call", _, arguments):
            for argument in arguments:
                yield from _nodes(argument)


def _names(tree: Tree) -> set[str]:
    return {node[1] for node in _nodes(tree) if node[0] == "name"}


def _power(tree: Tree, reader: Reader) -> tuple[str, Fraction] | None:
    """(name, power) where the tree is that power of a positive symbol."""
    try:
        found = reader.read(tree)
    except (NotReplayable, ReplayError):
        return None
    if found.below != ONE or len(found.above) != 1:
        return None
    ((monomial, c),) = found.above.items()
    return monomial[0] if c == 1 and len(monomial) == 1 and monomial[0][0] in reader.positive else None


def _is_gap(tree: Tree, node: Tree, reader: Reader, box: Box) -> bool:
    """Whether the tree is sign (f(v) - least(v)) for the value f(v) at the node, and a bound says that this is not negative."""
    match node:
        case ("call", function, (argument,)) if function in BOUNDS:
            pass
        case _:
            return False
    try:
        v, value = reader.read(argument), reader.read(("name", VALUE))
        gap = reader.read(replaced(tree, lambda each: ("name", VALUE) if each == node else None))
        if not is_real(v, box) or (function in ("log", "sqrt") and not is_positive(v, box)):
            return False
        known = [(bound, value) for bound in (*BOUNDS[function], *(_scaled(v, tree, reader, box) if function == "sqrt" else ()))]
        known += [(bound, value.inverse()) for bound in INVERSE_ROOT if function == "sqrt"]
        return any(
            not difference(gap, f.plus(bound.at(v), -1) * number(bound.sign))
            and (bound.side == 0 or is_nonnegative(v * number(bound.side), box))
            and (bound.under is None or is_positive(number(bound.under).plus(v, -1), box))
            for bound, f in known
        )
    except (NotReplayable, ReplayError):
        return False


def _scaled(v: Quotient, tree: Tree, reader: Reader, box: Box) -> Iterator[Bound]:
    """2 v m/(v + m^2) <= sqrt(v) <= (v/m + m)/2 for the m > 0 that stand in the tree."""
    for node in _nodes(tree):
        try:
            m = reader.read(node)
        except (NotReplayable, ReplayError):
            continue
        if is_positive(m, box):
            above, below = (v * m.inverse()).plus(m, 1) * number(HALF), number(2) * v * m * v.plus(m * m, 1).inverse()
            yield Bound(-1, lambda _, least=above: least)  # type: ignore[misc]
            yield Bound(1, lambda _, least=below: least)  # type: ignore[misc]
