"""Quotations: words that a report takes from a paper, compared with the paper's, word for word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from derive.proof import Proof
from numerics.enclosure import Cover
from verify import verdict
from verify.statement import Leaf, Mutant, Search
from verify.verdict import Witness


@dataclass(frozen=True)
class Quoted:
    """The words stand in the text, in this order and without others between."""

    words: str
    text: str
    where: str

    one_sided = False

    def __str__(self) -> str:
        return f"{self.where} has: {self.words}"

    def problems(self) -> Sequence[str]:
        """Nothing quoted, or nothing to compare with."""
        return [] if self.words.split() and self.text.split() else ["a quotation and its source must not be empty, but one is"]

    def refute(self, rng: Random) -> Search:
        """The first word that differs from the best place in the text."""
        quote, text = self.words.split(), self.text.split()
        agreed = max(_agreement(quote, text[start:]) for start in range(len(text)))
        if agreed == len(quote):
            return Search(None, len(quote), how="words")
        data = {"kind": "words", "agreeing": agreed, "word": quote[agreed]}
        shown = " ".join(quote[max(agreed - 5, 0) : agreed + 1])
        said = f"{self.where} has not, after {agreed} words that agree: \"{shown}\""
        return Search(Witness(said, data, True, read=True), agreed, how="words")

    def prove(self) -> Proof | None:
        """Nothing: that words agree is no theorem."""
        return None

    def certify(self) -> tuple[Cover, str] | None:
        """Nothing: balls have no part in this."""
        return None

    def mutants(self) -> Iterator[Mutant]:
        """A word left out, and two exchanged."""
        words = self.words.split()
        middle = len(words) // 2
        if len(words) > 2:
            yield Mutant(f"{words[middle]} left out", replace(self, words=" ".join(words[:middle] + words[middle + 1 :])))
            yield Mutant(f"{words[middle - 1]} and {words[middle]} exchanged",
                         replace(self, words=" ".join([*words[: middle - 1], words[middle], words[middle - 1], *words[middle + 1 :]])))

    def implies(self, mutant: object) -> bool:
        """Whether the mutant quotes the same words."""
        return isinstance(mutant, Quoted) and mutant.words.split() == self.words.split()

    def domain(self) -> dict[str, str]:
        """How many words were compared."""
        return {"words": str(len(self.words.split()))}


def quoted(words: str, text: str, *, where: str) -> Quoted | Leaf:
    """The quotation where it differs, else a leaf: cited, provided that its mutants differ."""
    found = Quoted(words, text, where)
    if problems := found.problems():
        return Leaf(verdict.undecided("; ".join(problems)))
    if found.refute(Random(0)).witness is not None:
        return found
    changed = list(found.mutants())
    if not changed or any(mutant.statement.refute(Random(0)).witness is None for mutant in changed):
        return Leaf(verdict.undecided("vacuous: a changed quotation would pass as well"))
    return Leaf(verdict.cited(f"{where}: all {len(words.split())} words agree", "nothing: the words are the paper's"), found.domain())


def _agreement(quote: Sequence[str], text: Sequence[str]) -> int:
    return next((k for k, (left, right) in enumerate(zip(quote, text, strict=False)) if left != right), min(len(quote), len(text)))
