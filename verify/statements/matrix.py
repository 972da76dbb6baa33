"""Statements about abstract matrices: identities, and positivity in the Loewner order, for every dimension.

The proof is ideal membership in a free algebra; the second, independent method evaluates both sides at explicit rational
matrices for d = 1, 2, 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from random import Random

from derive.free_algebra import Element, transpose_letter
from derive.matrices import Abstract
from derive.proof import Proof
from derive.sample import Matrix, is_positive
from derive.sampled_letters import evaluate
from numerics import gram
from numerics.enclosure import Cover
from verify.statement import Mutant, Search
from verify.statements import small_matrices
from verify.verdict import Witness

DIMENSIONS = (1, 2, 3)
DRAWS = 4


@dataclass(frozen=True)
class MatrixEqual:
    """lhs = rhs for all matrices with the declared traits."""

    lhs: Abstract
    rhs: Abstract

    def __str__(self) -> str:
        return f"{self.lhs} = {self.rhs}"

    def problems(self) -> Sequence[str]:
        """Letters without a declaration."""
        return _undeclared(self.lhs, self.rhs)

    def domain(self) -> dict[str, str]:
        """The assumptions on the letters."""
        return _domain(self.lhs)

    def refute(self, rng: Random) -> Search:
        """Explicit matrices for d = 1, 2, 3."""
        tried = 0
        for d in DIMENSIONS * DRAWS:
            known, values = self.lhs.algebra.sample(d, rng)
            left, right = (evaluate(side.element, d, known, values) for side in (self.lhs, self.rhs))
            if left != right:
                return Search(_witness(d, known, values, f"left = {_show(left)}, right = {_show(right)}"), tried)
            tried += 1
        return Search(None, tried)

    def prove(self) -> Proof | None:
        """Ideal membership."""
        return self.lhs.algebra.prove_equal(self.lhs, self.rhs)

    def certify(self) -> tuple[Cover, str] | None:
        """Nothing: balls have no part in this."""
        return None

    one_sided = False

    def mutants(self) -> Iterator[Mutant]:
        """The right side with a sign, factor, letter or order changed."""
        for text, element in element_changes(self.rhs.element):
            yield Mutant(f"right side: {text}", replace(self, rhs=Abstract(element, self.rhs.algebra)))

    def implies(self, mutant: object) -> bool:
        """Whether both right sides are proved equal."""
        return isinstance(mutant, MatrixEqual) and self.lhs.algebra.prove_equal(self.rhs, mutant.rhs) is not None


@dataclass(frozen=True)
class Positive:
    """target >= 0 (Loewner order) wherever all hypotheses are >= 0; `squares` may suggest the certificate."""

    target: Abstract
    hypotheses: tuple[Abstract, ...] = ()
    squares: tuple[tuple[Abstract, Abstract, int], ...] = ()

    def __str__(self) -> str:
        return f"{self.target} >= 0"

    def problems(self) -> Sequence[str]:
        """Letters without a declaration."""
        return _undeclared(self.target, *self.hypotheses)

    def domain(self) -> dict[str, str]:
        """The assumptions on the letters, and the hypotheses."""
        table = _domain(self.target)
        return {**table, **{f"given {i}": f"{h} >= 0" for i, h in enumerate(self.hypotheses, 1)}}

    def refute(self, rng: Random) -> Search:
        """Explicit matrices for d = 1, 2, 3 that satisfy the hypotheses: as drawn, then large, small and tight ones."""
        tried, algebra, hypotheses = 0, self.target.algebra, self._elements
        for number, d in enumerate(DIMENSIONS * DRAWS * 5):
            drawn = algebra.sample(d, rng) if number < len(DIMENSIONS) * DRAWS * 2 else algebra.sample_where(hypotheses, d, rng)
            if drawn is None or not self._allows(d, *drawn):
                continue
            witness = self._witness(d, *drawn)
            if witness is not None:
                self._met.append(witness)
                return Search(witness, tried)
            tried += 1
        return Search(None, tried)

    @cached_property
    def _elements(self) -> list[Element]:
        return [each.element for each in self.hypotheses]

    @cached_property
    def _met(self) -> list[Witness]:
        """The witnesses that the search met: no descent is asked for another."""
        return []

    def _allows(self, d: int, known: dict[str, Matrix], values: dict[str, Fraction]) -> bool:
        """Whether the hypotheses hold at explicit matrices."""
        return all(is_positive(evaluate(each, d, known, values)) for each in self._elements)

    def _witness(self, d: int, known: dict[str, Matrix], values: dict[str, Fraction]) -> Witness | None:
        """The matrices, if the target is not >= 0 there."""
        found = evaluate(self.target.element, d, known, values)
        return None if is_positive(found) else _witness(d, known, values, f"{self.target} = {_show(found)} is not >= 0")

    def prove(self) -> Proof | None:
        """A sum of congruences of the hypotheses: that which was suggested, or one that is found."""
        algebra, hypotheses, squares = self.target.algebra, list(self.hypotheses), list(self.squares)
        proof = algebra.prove_positive(self.target, hypotheses, squares) if squares else None
        return proof or algebra.find_positive(self.target, hypotheses, gram.candidates, gram.faces)

    def certify(self) -> Witness | None:
        """No enclosure: balls have no part in this. A counterexample that a descent over matrices of size 2 finds."""
        if self._met:
            return None
        for known, values in small_matrices.counterexamples(self.target.element, self._elements, self.target.algebra):
            if self.target.algebra.satisfies(1, known, values) and self._allows(1, known, values):
                witness = self._witness(1, known, values)
                if witness is not None:
                    return witness
        return None

    one_sided = True

    def mutants(self) -> Iterator[Mutant]:
        """The target with a sign, factor, letter or order changed."""
        for text, element in element_changes(self.target.element):
            yield Mutant(f"target: {text}", replace(self, target=Abstract(element, self.target.algebra)))

    def implies(self, mutant: object) -> bool:
        """Whether the mutant's target is this one, or nothing, plus what is evidently positive: a weaker or void claim."""
        if not isinstance(mutant, Positive):
            return False
        algebra = self.target.algebra
        if any(algebra.prove_equal(known, mutant.target) is not None for known in (self.target, *self.hypotheses)):
            return True
        zero = self.target - self.target
        return any(algebra.evidently_positive(mutant.target - base) for base in (zero, self.target, 2 * self.target))


def element_changes(element: Element) -> Iterator[tuple[str, Element]]:
    """The element with one sign, coefficient, letter or order changed."""
    seen = {str(element)}
    candidates: list[tuple[str, Element]] = [("the sign", -element), ("a factor 2", element * 2)]
    for term, value in sorted(element.terms.items()):
        scalars, word = term
        rest = Element({other: v for other, v in element.terms.items() if other != term})
        single = Element({term: value})
        if len(element.terms) > 1:
            candidates += [(f"term {single} dropped", rest), (f"sign of {single}", rest - single)]
            candidates.append((f"{single} doubled", rest + single * 2))
        for i, name in enumerate(word):
            shorter = Element({(scalars, word[:i] + word[i + 1 :]): value})
            turned = Element({(scalars, (*word[:i], transpose_letter(name), *word[i + 1 :])): value})
            candidates += [(f"{name} dropped in {single}", rest + shorter)]
            candidates += [(f"{name} transposed in {single}", rest + turned)]
        for i in range(len(word) - 1):
            swapped = Element({(scalars, (*word[:i], word[i + 1], word[i], *word[i + 2 :])): value})
            candidates.append((f"{word[i]} and {word[i + 1]} exchanged in {single}", rest + swapped))
        for i, (name, power) in enumerate(scalars):
            other = tuple(sorted((*scalars[:i], *scalars[i + 1 :], (name, -power))))
            candidates.append((f"exponent of {name} in {single}", rest + Element({(other, word): value})))
    for text, changed in candidates:
        if str(changed) not in seen:
            seen.add(str(changed))
            yield text, changed


def _undeclared(*sides: Abstract) -> list[str]:
    if any(side.algebra is not sides[0].algebra for side in sides):
        return ["both sides must belong to one algebra, but they do not"]
    known = set(sides[0].algebra.samplers)
    letters = {name.removesuffix("^T") for side in sides for _, word in side.element.terms for name in word}
    return [f"every letter must be declared, but {name} is not" for name in sorted(letters - known)]


def _domain(side: Abstract) -> dict[str, str]:
    table = {f"assumption {i}": text for i, text in enumerate(side.algebra.assumptions, 1)}
    table["d"] = "every positive integer"
    table.update(dict.fromkeys(side.algebra.scalars, "(0, oo)"))
    return table


def _show(matrix: Matrix) -> str:
    return str(matrix.tolist()).replace("fmpq", "") if matrix.nrows() > 2 else str([[str(x) for x in r] for r in matrix.tolist()])


def _witness(d: int, known: dict[str, Matrix], values: dict[str, Fraction], text: str) -> Witness:
    plain = {name: [[str(x) for x in row] for row in matrix.tolist()] for name, matrix in known.items()}
    data = {"kind": "matrices", "d": d, "letters": plain, "scalars": {k: str(v) for k, v in values.items()}}
    shown = "; ".join(f"{name} = {rows}" for name, rows in plain.items() if d == 1)
    return Witness(f"d = {d}; {shown}; {text}" if shown else f"d = {d}; {text}", data, True)
