"""The verdict on a claim, its word computed from what is known and how it is known (trusted).

`holds` is True, False or None; `grade` says how it is known. Nothing else decides the word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from derive.proof import Proof
from numerics.enclosure import Cover
from verify.measured import Support


class Grade(Enum):
    """How a truth value is known; the value is the message."""

    EXACT = "finite exact computation"
    BALL = "ball arithmetic on the whole recorded box"
    SAMPLED = "samples, beyond their error bars"
    READ = "transcribed words, compared"
    SOURCE = "taken from elsewhere"
    NONE = "not known"


WORDS = ("proved", "certified", "supported", "cited", "undecided", "refuted")  # strongest to weakest
_WORD = {
    (True, Grade.EXACT): "proved",
    (True, Grade.BALL): "certified",
    (True, Grade.SAMPLED): "supported",
    (False, Grade.EXACT): "refuted",
    (False, Grade.BALL): "refuted",
    (False, Grade.SAMPLED): "refuted",
    (False, Grade.READ): "refuted",
    (None, Grade.SOURCE): "cited",
}
ACCEPTED = frozenset({"proved", "certified", "supported"})


@dataclass(frozen=True)
class Evidence:
    """One reason: a method in words, what it showed, and plain data to repeat it."""

    method: str
    text: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Witness:
    """Values that satisfy every recorded assumption and violate the statement, certainly.

    exact: exactly; else in ball arithmetic, or, where `measured`, by more than the error bars of a computation. read: by what another
    text says, which is compared by its words.
    """

    text: str
    data: Mapping[str, Any]
    exact: bool
    measured: bool = False
    read: bool = False


@dataclass(frozen=True)
class Verdict:
    """What is known of a statement; built by the functions below only."""

    holds: bool | None
    grade: Grade
    evidence: tuple[Evidence, ...]

    @property
    def word(self) -> str:
        """proved, certified, supported, refuted, cited or undecided."""
        return _WORD.get((self.holds, self.grade), "undecided")


def proved(proof: Proof) -> Verdict:
    """The verdict of an exact computation."""
    if not isinstance(proof, Proof):
        raise TypeError(f"`proof` must be a Proof, but is {type(proof).__name__}")
    evidence = Evidence(proof.method, f"holds for {proof.scope}", dict(proof.certificate))
    return Verdict(True, Grade.EXACT, (evidence,))


def certified(cover: Cover, where: str) -> Verdict:
    """The verdict of an enclosure on a whole box."""
    if not isinstance(cover, Cover):
        raise TypeError(f"`cover` must be a Cover, but is {type(cover).__name__}")
    data = {"boxes": cover.boxes, "depth": cover.depth, "margin": cover.margin}
    return Verdict(True, Grade.BALL, (Evidence("ball arithmetic", f"enclosed on {where}", data),))


def refuted(witness: Witness) -> Verdict:
    """The verdict of a certain counterexample."""
    grade = Grade.EXACT if witness.exact else Grade.BALL
    grade = Grade.READ if witness.read else Grade.SAMPLED if witness.measured else grade
    return Verdict(False, grade, (Evidence("witness", witness.text, dict(witness.data)),))


def supported(support: Support, evidence: tuple[Evidence, ...]) -> Verdict:
    """The verdict of simulations that satisfy the statement beyond their error bars, by two methods."""
    if not isinstance(support, Support):
        raise TypeError(f"`support` must be a Support, but is {type(support).__name__}")
    return Verdict(True, Grade.SAMPLED, evidence)


def cited(source: str, needs: str) -> Verdict:
    """The verdict of a leaf; `needs` says what checking it would take."""
    return Verdict(None, Grade.SOURCE, (Evidence("cited", source, {"would take": needs}),))


def undecided(reason: str) -> Verdict:
    """The verdict when nothing is known."""
    return Verdict(None, Grade.NONE, (Evidence("none", reason),))


def weakest(verdicts: tuple[Verdict, ...]) -> Verdict:
    """The verdict of a conjunction: the weakest of its parts, with all evidence; of nothing it is undecided."""
    if not verdicts:
        return undecided("an empty conjunction says nothing")
    worst = max(verdicts, key=lambda verdict: WORDS.index(verdict.word))
    evidence = tuple(item for verdict in verdicts for item in verdict.evidence)
    return Verdict(worst.holds, worst.grade, evidence)
