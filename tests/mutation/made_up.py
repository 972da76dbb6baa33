"""Statements whose every answer is made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import sympy as sp

from derive.normal_form import prove_equal
from derive.proof import Proof
from numerics.cover import Cover
from verify.statement import Mutant, Search, Statement
from verify.verdict import Witness

WITNESS = Witness("x = 1", {"x": "1"}, exact=True)
COVER = Cover(3, 2, "0.5")


def proof() -> Proof:
    found = prove_equal(sp.Integer(1), sp.Integer(1), scope="here")
    assert found is not None
    return found


@dataclass(frozen=True)
class Answers:
    """A statement with made-up answers; `said` collects what it was asked."""

    search: Search = Search(None, 7)  # noqa: RUF009
    proves: bool = True
    cover: Any = None
    wrong: tuple[str, ...] = ()
    changed: tuple[Mutant, ...] = ()
    implied: bool = False
    one_sided: bool = False
    ranges: dict[str, str] = field(default_factory=dict)
    name: str = "made up"
    said: list[str] = field(default_factory=list, compare=False)

    def __str__(self) -> str:
        return self.name

    def problems(self) -> Sequence[str]:
        return self.wrong

    def refute(self, rng: Random) -> Search:
        self.said.append("refute")
        return self.search

    def prove(self) -> Proof | None:
        self.said.append("prove")
        return proof() if self.proves else None

    def certify(self) -> Any:
        self.said.append("certify")
        return self.cover

    def mutants(self) -> Iterator[Mutant]:
        yield from self.changed

    def implies(self, mutant: Statement) -> bool:
        return self.implied and mutant is not None

    def domain(self) -> dict[str, str]:
        return self.ranges


REFUTED = Answers(search=Search(WITNESS, 1), proves=False)
OPEN = Answers(proves=False)
SOFT = ("both sides must have one dimension, but have two", "dimensions must agree, but do not", "every denominator must be nonzero")
KILLED = (Mutant("a sign", REFUTED),)
