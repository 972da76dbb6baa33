"""What every kind of statement can do: the interface between a claim and the check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any, Protocol, runtime_checkable

import sympy as sp

from derive.proof import Proof
from numerics.enclosure import Cover
from verify.verdict import Verdict, Witness


@dataclass(frozen=True)
class Search:
    """The result of looking for a counterexample.

    tried: points that satisfied every assumption and were decided; unclear: points that were not decided.
    slack: for an inequality the largest left/right ratio and where, as plain data.
    how: what was tried, in words.
    """

    witness: Witness | None
    tried: int
    unclear: int = 0
    slack: dict[str, Any] | None = None
    how: str = "exact samples"


@dataclass(frozen=True)
class Mutant:
    """The statement with one thing changed, and what was changed."""

    change: str
    statement: Statement


@dataclass(frozen=True)
class Link:
    """One step of a derivation: a statement checked by itself, and the rule that suggests it."""

    statement: Statement
    rule: str
    text: str = ""


class Statement(Protocol):
    """A checkable statement.

    one_sided: whether a mutant may be true as well without being equivalent, as a sharper or weaker bound is.
    """

    @property
    def one_sided(self) -> bool: ...

    def problems(self) -> Sequence[str]:
        """Why the statement is not well formed; empty when it is."""

    def refute(self, rng: Random) -> Search:
        """Look for a certain counterexample, corners first."""

    def prove(self) -> Proof | None:
        """An exact proof, or None."""

    def certify(self) -> tuple[Cover, str] | Witness | None:
        """An enclosure of the whole box and the box in words, a counterexample met on the way, or None."""

    def mutants(self) -> Iterator[Mutant]:
        """The statement with one sign, constant, exponent, factor, term or convention changed."""

    def implies(self, mutant: Statement) -> bool:
        """Whether the mutant provably says nothing else than this statement, or less."""

    def domain(self) -> dict[str, str]:
        """A range for every symbol, in words."""


@runtime_checkable
class Graded(Protocol):
    """A statement that can tell what ends its check from what bars acceptance alone (units, denominators: dear to find)."""

    def malformed(self) -> Sequence[str]:
        """The problems that end the check."""


@dataclass(frozen=True)
class Leaf:
    """A statement with a verdict that no computation here decides: `cited`, or `pending`."""

    verdict: Verdict
    scope: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class All:
    """The conjunction of several statements, or a derivation when the parts are the links of a chain."""

    links: tuple[Link, ...]
    chained: bool = False


def conjunction(*statements: Statement | All | tuple[str, Statement]) -> All:
    """All of the statements; a pair gives a part its name."""
    links: list[Link] = []
    for item in statements:
        if isinstance(item, All):
            links.extend(item.links)
        elif isinstance(item, tuple):
            links.append(Link(item[1], item[0]))
        else:
            links.append(Link(item, ""))
    return All(tuple(links))


def derivation(*links: Link) -> All:
    """A chain of statements, each checked by itself; neighbouring sides must be the same expression, and all must hold at some point.

    Raises:
        ValueError: a link does not begin where the one before it ended.
    """
    for before, after in pairwise(links):
        left: object = getattr(before.statement, "rhs", None)
        right: object = getattr(after.statement, "lhs", None)
        if left is None or not is_same(left, right):
            raise ValueError(f"`links` must join, but a link ends in {left} and the next begins with {right}")
    return All(links, chained=True)


def is_same(left: object, right: object) -> bool:
    """Whether two expressions are the same one; SymPy's by structure, so that symbols of one name stay apart."""
    if isinstance(left, sp.Basic) or isinstance(right, sp.Basic):
        return bool(left == right)
    one_algebra = getattr(left, "algebra", None) is getattr(right, "algebra", None)  # in another one a letter may be another matrix
    return type(left) is type(right) and str(left) == str(right) and one_algebra
