"""Identities of 2 x 2 block matrices, for every block size d."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from derive import blocks
from derive.blocks import Block
from derive.free_algebra import Element
from derive.proof import Proof
from numerics.enclosure import Cover
from verify.statement import Mutant, Search
from verify.statements.matrix import element_changes
from verify.verdict import Witness


@dataclass(frozen=True)
class BlockEqual:
    """lhs = rhs, entry by entry; the entries hold scalars and the identity only."""

    lhs: Block
    rhs: Block

    def __str__(self) -> str:
        return f"{self.lhs} = {self.rhs}"

    def problems(self) -> Sequence[str]:
        """Entries with letters: those belong to a matrix algebra."""
        words = {word for side in (self.lhs, self.rhs) for row in side.rows for e in row for _, word in e.terms if word}
        bad = [name for name in self._scalars() if not name.isidentifier()]
        if bad:
            return [f"a scalar must be an identifier, but {name!r} is none" for name in bad]
        return [f"entries must be multiples of the identity, but {word} occurs" for word in sorted(words)]

    def domain(self) -> dict[str, str]:
        """Positive scalars, any block size."""
        return dict.fromkeys(self._scalars(), "(0, oo)") | {"d": "every positive integer"}

    def _scalars(self) -> list[str]:
        sides = (self.lhs, self.rhs)
        return sorted({name for side in sides for row in side.rows for e in row for s, _ in e.terms for name, _ in s})

    def refute(self, rng: Random) -> Search:
        """Values of the scalars; the entries are evaluated as numbers (block size 1 suffices: all are multiples of 1)."""
        tried = 0
        for _ in range(4):
            values = {name: Fraction(rng.randint(2, 9)) ** 2 for name in self._scalars()}
            left, right = (
                [[_value(entry, values) for entry in row] for row in side.rows] for side in (self.lhs, self.rhs)
            )
            if left != right:
                plain = {name: str(value) for name, value in values.items()}
                shown = ", ".join(f"{name} = {value}" for name, value in plain.items())
                text = f"d = 1{', ' if shown else ''}{shown}: left = {_rows(left)}, right = {_rows(right)}"
                return Search(Witness(text, {"kind": "blocks", "scalars": plain}, True), tried)
            tried += 1
        return Search(None, tried)

    def prove(self) -> Proof | None:
        """Block multiplication in the free algebra."""
        return blocks.prove_equal(self.lhs, self.rhs)

    def certify(self) -> tuple[Cover, str] | None:
        """Nothing: balls have no part in this."""
        return None

    one_sided = False

    def mutants(self) -> Iterator[Mutant]:
        """One entry of the right side changed."""
        for i in range(2):
            for j in range(2):
                for text, entry in element_changes(self.rhs.rows[i][j]):
                    rows = [list(row) for row in self.rhs.rows]
                    rows[i][j] = entry
                    changed = Block(((rows[0][0], rows[0][1]), (rows[1][0], rows[1][1])))
                    yield Mutant(f"entry ({i + 1},{j + 1}): {text}", BlockEqual(self.lhs, changed))

    def implies(self, mutant: object) -> bool:
        """Whether both right sides are proved equal."""
        return isinstance(mutant, BlockEqual) and blocks.prove_equal(self.rhs, mutant.rhs) is not None


def _value(entry: Element, values: dict[str, Fraction]) -> Fraction:
    total = Fraction(0)
    for (scalars, _), coefficient in entry.terms.items():
        term = coefficient
        for name, power in scalars:
            doubled = power * 2
            if doubled.denominator != 1:
                raise ValueError(f"exponents must be multiples of 1/2, but {name}^{power} occurs")
            root = Fraction(_isqrt(values[name]))
            term *= root ** int(doubled)
        total += term
    return total


def _isqrt(value: Fraction) -> int:
    return next(k for k in range(1, 100) if k * k == value)


def _rows(rows: list[list[Fraction]]) -> str:
    return "(" + "; ".join(", ".join(str(x) for x in row) for row in rows) + ")"
