"""Inequalities between monomials with Max and Min in positive symbols, from multipliers.

Which argument of every Max and Min is active makes a case. In it each hypothesis lhs <= rhs is a monomial h = lhs/rhs <= 1
(or == 1), an active argument a of a Max gives b/a <= 1 for each other argument b, of a Min a/b <= 1. With multipliers l >= 0 (of
any sign where h == 1), c = lhs/rhs is at most 1 if c / prod h**l is a number at most 1. All cases are listed here; the
certificate gives the multipliers, the order of the arguments (`extrema`), and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import lcm, prod
from typing import Any, NamedTuple

from replay.outcome import NotReplayable, ReplayError, require
from replay.sums import RESERVED, factorised
from replay.text import Tree, parse, rational, sides, written

Monomial = tuple[tuple[str, Fraction], ...]
MOST_CASES, MOST_BITS = 4096, 1 << 22


class Node(NamedTuple):
    """A Max or Min with its arguments in the order of the text."""

    kind: str
    arguments: tuple[Monomial, ...]

    def name(self) -> str:
        """A name that does not depend on the order of the arguments."""
        return f"{self.kind}({', '.join(sorted(map(repr, self.arguments)))})"


def times(parts: Iterable[tuple[Monomial, Fraction | int]]) -> Monomial:
    """The product of m**e over the parts."""
    total = dict[str, Fraction]()
    for monomial, e in parts:
        for name, power in monomial:
            total[name] = total.get(name, Fraction(0)) + power * e
    return tuple(sorted((name, power) for name, power in total.items() if power))


class Reader:
    """Reads trees into monomials; `nodes` are the Max and Min met, by name, inner before outer."""

    def __init__(self, positive: Collection[str]) -> None:
        self.nodes, self.positive = dict[str, Node](), frozenset(positive) - RESERVED

    def read(self, tree: Tree) -> Monomial:
        """The monomial of a tree. Raises: NotReplayable for anything else than monomials, Max and Min."""
        match tree:
            case ("integer", n) if n > 0:
                return tuple(sorted((str(p), Fraction(k)) for p, k in factorised(n).items()))
            case ("name", name) if name in self.positive:
                return ((name, Fraction(1)),)
            case ("product", factors):
                return times((self.read(factor), sign) for sign, factor in factors)
            case ("power", base, exponent):
                return times([(self.read(base), _rational(exponent))])
            case ("call", "sqrt", (base,)):
                return times([(self.read(base), Fraction(1, 2))])
            case ("call", "Max" | "Min" as kind, (_, _, *_) as arguments):
                node = Node(kind, tuple(map(self.read, arguments)))
                self.nodes.setdefault(node.name(), node)
                return ((node.name(), Fraction(1)),)
        raise NotReplayable(f"a monomial in positive symbols, Max and Min is needed, but {written(tree)[:60]} is none")

    def occurring(self, monomials: Iterable[Monomial]) -> dict[str, Node]:
        """The Max and Min that occur in the monomials, at any depth."""
        found = dict[str, Node]()
        for name in (name for monomial in monomials for name, _ in monomial if name in self.nodes):
            found |= {**self.occurring(self.nodes[name].arguments), name: self.nodes[name]}
        return found

    def ratio(self, statement: str, symbols: Sequence[str] = ("<=", "==")) -> tuple[Monomial, bool]:
        """(lhs/rhs, whether it is equal to 1) of a statement."""
        left, relation, right = sides(statement, *symbols)
        return times([(self.read(parse(left)), 1), (self.read(parse(right)), -1)]), relation == "=="


def _rational(tree: Tree) -> Fraction:
    found = rational(tree)
    if found is None:
        raise NotReplayable(f"an exponent must be a rational number, but {written(tree)[:60]} is none")
    return found


def at_most_one(number: Monomial) -> bool:
    """Whether a product of rational powers of integers is at most 1; False where something else occurs."""
    if not all(name.isdecimal() for name, _ in number):
        return False
    scale = lcm(*(power.denominator for _, power in number))
    powers = [(int(name), int(power * scale)) for name, power in number]
    if sum(base.bit_length() * abs(k) for base, k in powers) > MOST_BITS:
        raise NotReplayable(f"the integers to compare must have at most {MOST_BITS} bits")
    up, down = (prod(b**abs(k) for b, k in powers if (k > 0) == wanted) for wanted in (True, False))
    return int(up) <= int(down)


def replay(
    statement: str, given: Sequence[str], extrema: Sequence[str], entries: Sequence[Mapping[str, Any]], *,
    positive: Collection[str],
) -> None:
    """Nothing, where the multipliers show the statement for all positive values. Raises: ReplayError, NotReplayable.

    >>> replay("x <= z", ["x <= y", "y <= z"], [], [{"active": [], "multipliers": ["1", "1"]}], positive=["x", "y", "z"])
    """
    reader = Reader(positive)
    (goal, equality), hypotheses = reader.ratio(statement), [reader.ratio(each) for each in given]
    nodes = _ordered(reader, reader.occurring([goal, *(h for h, _ in hypotheses)]), extrema)
    if prod(len(node.arguments) for node in nodes.values()) > MOST_CASES:
        raise NotReplayable(f"there must be at most {MOST_CASES} cases")
    wanted = [(active, sign) for active in product(*(range(len(node.arguments)) for node in nodes.values()))
              for sign in ((1, -1) if equality else (1,))]
    require(len(wanted) == len(entries), f"there are {len(wanted)} cases, but the certificate lists {len(entries)}")
    for (active, sign), entry in zip(wanted, entries, strict=True):
        case = f"the case {list(active)}"
        require(list(entry["active"]) == list(active), f"{case} must come next, but {entry['active']} does")
        rows, value = _rows(nodes, active, hypotheses)
        multipliers = [Fraction(text) for text in entry["multipliers"]]
        require(len(multipliers) == len(rows), f"{case} has {len(rows)} rows, but {len(multipliers)} multipliers")
        require(all(equal or l >= 0 for (_, equal), l in zip(rows, multipliers, strict=True)),
                f"in {case} a multiplier of an inequality is negative")
        left = times([(value(goal), sign), *((h, -l) for (h, _), l in zip(rows, multipliers, strict=True))])
        require(at_most_one(left), f"in {case} no number at most 1 is left")


def _ordered(before: Reader, nodes: Mapping[str, Node], extrema: Sequence[str]) -> dict[str, Node]:
    """The nodes with the order of `extrema`, which must be the same ones, none missing, inner before outer."""
    reader, ordered = Reader(before.positive), dict[str, Node]()
    for text in extrema:
        tree = parse(text)
        ((name, power),) = reader.read(tree) or ((("", Fraction(0))),)
        if name not in nodes or power != 1 or name in ordered:
            raise ReplayError(f"`extrema` must list each Max and Min of the statement once, but lists {text[:60]}")
        ordered[name] = reader.nodes[name]
    if missing := sorted(set(nodes) - set(ordered)):
        if not extrema:
            raise NotReplayable("the order of the arguments of Max and Min is not recorded")
        raise ReplayError(f"`extrema` must list {missing[0][:60]}")
    return ordered


def _rows(
    nodes: Mapping[str, Node], active: Sequence[int], given: Sequence[tuple[Monomial, bool]]
) -> tuple[list[tuple[Monomial, bool]], Callable[[Monomial], Monomial]]:
    """The rows h of one case, each with whether it is an equality, and the map that puts the active arguments in."""
    values = dict[str, Monomial]()

    def value(monomial: Monomial) -> Monomial:
        return times((values.get(name, ((name, Fraction(1)),)), power) for name, power in monomial)

    rows = list[tuple[Monomial, bool]]()
    for (name, node), i in zip(nodes.items(), active, strict=True):
        arguments, sign = [value(a) for a in node.arguments], 1 if node.kind == "Max" else -1
        values[name] = arguments[i]
        rows += [(times([(a, sign), (arguments[i], -sign)]), False) for k, a in enumerate(arguments) if k != i]
    return [*((value(h), equal) for h, equal in given), *((value(h), equal) for h, equal in rows)], value
