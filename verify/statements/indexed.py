"""Equality of indexed expressions (Einstein summation), for every dimension."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

import flint

from derive import index
from derive.index import Indexed, Relations, free_indices
from derive.index_rules import evaluate
from derive.proof import Proof
from derive.sample import identity, sample_general, sample_positive
from numerics.enclosure import Cover
from verify.statement import Mutant, Search
from verify.verdict import Witness

SIZES = (2, 3)
MANY = 4
NO_RELATIONS = Relations()


@dataclass(frozen=True)
class IndexEqual:
    """lhs = rhs for all tensors with the declared relations."""

    lhs: Indexed
    rhs: Indexed
    relations: Relations = NO_RELATIONS

    def __str__(self) -> str:
        return f"{self.lhs} = {self.rhs}"

    def problems(self) -> Sequence[str]:
        """Terms of different type."""
        try:
            free_indices(self.lhs - self.rhs)
        except ValueError as error:
            return [str(error)]
        return []

    def domain(self) -> dict[str, str]:
        """The relations between the tensors."""
        table = dict.fromkeys(sorted(self.relations.symmetric), "symmetric")
        table.update({f"{a}, {b}": "inverse to each other" for a, b in sorted(self.relations.inverse)})
        return table | {"size": "every positive integer"}

    def refute(self, rng: Random) -> Search:
        """Explicit rational tensors of size 2 and 3."""
        names = sorted(free_indices(self.lhs - self.rhs)) if (self.lhs - self.rhs).terms else []
        sizes = SIZES if len(names) <= MANY else SIZES[:1]  # 3^6 entries would take seconds and show no more
        for tried, size in enumerate(sizes * 2):
            tensors = self._tensors(size, rng)
            left, right = (
                evaluate(side, tensors, names, dimension=size, relations=self.relations) if side.terms else 0
                for side in (self.lhs, self.rhs)
            )
            if _entries(left) != _entries(right) and not (_vanishes(left) and _vanishes(right)):
                plain = {name: _plain(tensor) for name, tensor in tensors.items()}
                text = f"size {size}: left = {_entries(left)}, right = {_entries(right)}, entries by {names}, with {plain}"
                return Search(Witness(text, {"kind": "tensors", "size": size, "tensors": plain}, True), tried)
        return Search(None, 2 * len(sizes))

    def _tensors(self, size: int, rng: Random) -> dict[str, Any]:
        arity = {t: len(ix) for side in (self.lhs, self.rhs) for _, factors in side.terms for t, ix in factors}
        pairs = dict(self.relations.inverse)
        tensors: dict[str, Any] = {}
        for name in sorted(arity):
            if name in ("delta", "dim") or name in tensors:
                continue
            if arity[name] == 2:
                symmetric = name in self.relations.symmetric
                matrix = sample_positive(size, {}, rng) if symmetric else sample_general(size, {}, rng) * 7 + identity(size)
                tensors[name] = [row[:size] for row in _rows(matrix)[:size]]
            elif arity[name]:
                tensors[name] = _drawn(arity[name], size, rng)
            else:
                tensors[name] = Fraction(rng.randint(2, 9))
        for first, second in pairs.items():
            if first in tensors and second in tensors:
                tensors[second] = _inverse(tensors[first])
        return tensors

    def prove(self) -> Proof | None:
        """Index normal form."""
        return index.prove_equal(self.lhs, self.rhs, self.relations)

    def certify(self) -> tuple[Cover, str] | None:
        """Nothing: balls have no part in this."""
        return None

    one_sided = False

    def mutants(self) -> Iterator[Mutant]:
        """One term of the right side with another sign, factor, or order of indices."""
        for k, (coefficient, factors) in enumerate(self.rhs.terms):
            rest = self.rhs.terms[:k] + self.rhs.terms[k + 1 :]
            shown = str(Indexed(((coefficient, factors),)))
            for text, factor in (("with the other sign", -1), ("doubled", 2)):
                changed = Indexed((*rest, (coefficient * factor, factors)))
                yield Mutant(f"{shown} {text}", replace(self, rhs=changed))
            if rest:
                yield Mutant(f"{shown} dropped", replace(self, rhs=Indexed(rest)))
            for i, (tensor, indices) in enumerate(factors):
                if len(indices) == 2 and tensor not in self.relations.symmetric:  # there it changes nothing
                    turned = (*factors[:i], (tensor, indices[::-1]), *factors[i + 1 :])
                    changed = Indexed((*rest, (coefficient, turned)))
                    yield Mutant(f"indices of {tensor} exchanged in {shown}", replace(self, rhs=changed))

    def implies(self, mutant: object) -> bool:
        """Whether both right sides have one normal form."""
        return isinstance(mutant, IndexEqual) and (
            index.prove_equal(self.rhs, mutant.rhs, self.relations) is not None
        )


def _drawn(rank: int, size: int, rng: Random) -> Any:
    """A tensor of small integers."""
    return [_drawn(rank - 1, size, rng) for _ in range(size)] if rank else Fraction(rng.randint(-5, 5))


def _inverse(rows: Any) -> Any:
    if not isinstance(rows, list):
        return Fraction(1, rows)
    size = len(rows)
    matrix = flint.fmpq_mat(size, size, [flint.fmpq(x.numerator, x.denominator) for row in rows for x in row]).inv()
    return _rows(matrix)


def _rows(matrix: Any) -> list[list[Fraction]]:
    return [[Fraction(int(x.p), int(x.q)) for x in row] for row in matrix.tolist()]


def _entries(value: Any) -> list[str]:
    """All entries of a nested list, in order, as text."""
    return [text for entry in value for text in _entries(entry)] if isinstance(value, list) else [str(value)]


def _vanishes(value: Any) -> bool:
    return all(text == "0" for text in _entries(value))


def _plain(tensor: Any) -> Any:
    return [_plain(entry) for entry in tensor] if isinstance(tensor, list) else str(tensor)
