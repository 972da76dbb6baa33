r"""Reports: a sentence about a paper, compared by its words with the paper's own transcribed sentences.

A topic is a set of words that show what a sentence is about; under each of several answers, which exclude one another, stand words that
show that a sentence gives this answer. The same table reads the report and the paper. The report is contradicted where the paper's
sentences on the topic give other answers and none gives the reported one. That the answers exclude one another, and that the words show
what they are taken to show, is a reader's judgement, which the table lays open; finding the words is the computation. What agrees is
*cited*, with the sentence that agrees: no computation proves that two sentences mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from random import Random

from derive.proof import Proof
from numerics.enclosure import Cover
from verify import verdict
from verify.paper import find, load
from verify.statement import Leaf, Mutant, Search
from verify.verdict import Witness

EXCERPT = 240


@dataclass(frozen=True)
class Sentence:
    """A transcribed sentence of a paper: label, place, words."""

    label: str
    place: str
    text: str


@lru_cache(maxsize=8)
def sentences(key: str) -> tuple[Sentence, ...]:
    """The printed statements of all claims of a paper, in its order, as plain words. Raises: UnknownPaper."""
    return tuple(Sentence(claim.label, claim.place, plain(claim.latex)) for claim in load(find(key)).claims.values()
                 if not claim.label.startswith("x/"))


def plain(latex: str) -> str:
    """The words of a LaTeX statement, without its commands for text and accents.

    >>> plain(r"\\text{the unitary dynamics of } \\hat H")
    'the unitary dynamics of H'
    """
    bare = re.sub(r"\\(text|hat|mathrm|left|right|quad)\b", " ", latex)
    return " ".join(bare.replace("{", "").replace("}", "").replace("\\", "").split())


def has(text: str, words: Collection[str]) -> bool:
    """Whether one of the words or phrases stands in the text, from the beginning of a word on, in any case."""
    return any(re.search(rf"(?<!\w){re.escape(phrase.lower())}", text.lower()) for phrase in words)


@dataclass(frozen=True)
class Reported:
    """The report says of a topic what the paper says.

    sentence: the report's words. topic: words that show the topic. answers: answer -> words that show it.
    """

    sentence: str
    topic: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]]
    paper: str
    known: tuple[Sentence, ...] = field(repr=False)

    one_sided = False

    def __str__(self) -> str:
        return f"{self.paper} says so: {self.sentence}"

    def given(self, text: str) -> list[str]:
        """The answers whose words stand in the text."""
        return [answer for answer, words in self.answers.items() if has(text, words)]

    def found(self) -> dict[str, list[Sentence]]:
        """The paper's sentences on the topic under the answers that they give."""
        about = [sentence for sentence in self.known if has(sentence.text, self.topic)]
        return {answer: [s for s in about if has(s.text, words)] for answer, words in self.answers.items()}

    def problems(self) -> Sequence[str]:
        """A report off its topic, or one that gives no answer of the table, or two."""
        if not has(self.sentence, self.topic):
            return [f"a report must be on its topic, but none of {', '.join(self.topic)} stands in: {self.sentence}"]
        given = self.given(self.sentence)
        return [] if len(given) == 1 else [f"a report must give one answer of the table, but gives {given or 'none'}: {self.sentence}"]

    def refute(self, rng: Random) -> Search:
        """The paper's sentences on the topic that give another answer, where none gives the reported one."""
        found, said = self.found(), self.given(self.sentence)
        others = [(answer, s) for answer, every in found.items() if answer not in said for s in every]
        if len(said) != 1 or found[said[0]] or not others:
            return Search(None, sum(len(every) for every in found.values()), how="sentences on the topic")
        quoted = "; ".join(f"{self.paper}:{s.label} ({s.place}) says {answer}: \"{excerpt(s.text)}\"" for answer, s in others)
        text = f"the report says {said[0]}: \"{self.sentence}\"; {quoted}"
        data = {"kind": "words", "topic": list(self.topic), "reported": said[0],
                "answers": {answer: list(words) for answer, words in self.answers.items()},
                "found": [{"label": s.label, "answer": answer} for answer, s in others]}
        return Search(Witness(text, data, True, read=True), len(others), how="sentences on the topic")

    def prove(self) -> Proof | None:
        """Nothing: words prove nothing."""
        return None

    def certify(self) -> tuple[Cover, str] | None:
        """Nothing: balls have no part in this."""
        return None

    def mutants(self) -> Iterator[Mutant]:
        """The report with the words of another answer."""
        for answer, words in self.answers.items():
            if answer not in self.given(self.sentence):
                yield Mutant(f"the report says {answer}", replace(self, sentence=f"{self.topic[0]}: {words[0]}"))

    def implies(self, mutant: object) -> bool:
        """Whether the mutant gives the same answer."""
        return isinstance(mutant, Reported) and mutant.given(mutant.sentence) == self.given(self.sentence)

    def domain(self) -> dict[str, str]:
        """The table of words."""
        return {"topic": ", ".join(self.topic), **{f"answer {answer}": ", ".join(words) for answer, words in self.answers.items()}}


def reported(sentence: str, *, topic: Sequence[str], answers: Mapping[str, Sequence[str]], paper: str) -> Reported | Leaf:
    """The report where the paper contradicts it, else a leaf: cited where a sentence agrees, undecided where none speaks.

    An agreement counts only if a report of each other answer is contradicted by the same sentences, or agreed by different ones.
    """
    found = Reported(sentence, tuple(topic), {key: tuple(words) for key, words in answers.items()}, paper, sentences(paper))
    if problems := found.problems():
        return Leaf(verdict.undecided("; ".join(problems)))
    if found.refute(Random(0)).witness is not None:
        return found
    said = found.given(sentence)[0]
    agreeing = found.found()[said]
    if not agreeing:
        return Leaf(verdict.undecided(f"no transcribed sentence of {paper} on {', '.join(topic)} gives an answer of the table"))
    for answer, others in found.found().items():
        if answer != said and any(s in agreeing for s in others):
            return Leaf(verdict.undecided(f"vacuous: the same sentences say {said} and {answer}"))
    where = "; ".join(f"{paper}:{s.label} ({s.place}): \"{excerpt(s.text)}\"" for s in agreeing)
    return Leaf(verdict.cited(where, "a reader who confirms that the words mean the same"), found.domain())


@dataclass(frozen=True)
class Unmentioned:
    """No transcribed sentence of the paper has one of the words.

    among: the sentences looked through. what: these in words.
    """

    sentence: str
    words: tuple[str, ...]
    paper: str
    what: str
    among: tuple[Sentence, ...] = field(repr=False)

    one_sided = True

    def __str__(self) -> str:
        return f"none of {', '.join(self.words)} stands in {self.what} of {self.paper}"

    def problems(self) -> Sequence[str]:
        """Nothing to look through, or a report that has none of the words itself."""
        if not self.among:
            return [f"`among` must hold sentences, but {self.what} has none"]
        return [] if has(self.sentence, self.words) else [f"a report must be on its topic, but is: {self.sentence}"]

    def refute(self, rng: Random) -> Search:
        """A sentence that has one of the words."""
        hits = [s for s in self.among if has(s.text, self.words)]
        if not hits:
            return Search(None, len(self.among), how="sentences")
        quoted = "; ".join(f"{self.paper}:{s.label} ({s.place}): \"{excerpt(s.text)}\"" for s in hits)
        data = {"kind": "words", "words": list(self.words), "found": [s.label for s in hits]}
        return Search(Witness(f"the report: \"{self.sentence}\"; {quoted}", data, True, read=True), len(hits), how="sentences")

    def prove(self) -> Proof | None:
        """Nothing: the transcribed sentences are not the whole text."""
        return None

    def certify(self) -> tuple[Cover, str] | None:
        """Nothing: balls have no part in this."""
        return None

    def mutants(self) -> Iterator[Mutant]:
        """Words that do stand in the first of the sentences."""
        yield Mutant("words of the paper", replace(self, words=tuple(self.among[0].text.split()[:1])))

    def implies(self, mutant: object) -> bool:
        """Whether the mutant has the same words."""
        return isinstance(mutant, Unmentioned) and mutant.words == self.words

    def domain(self) -> dict[str, str]:
        """What was looked through."""
        return {"words": ", ".join(self.words), "among": f"{len(self.among)} {self.what}"}


def unmentioned(sentence: str, words: Sequence[str], *, paper: str, labels: Collection[str] = (), what: str = "") -> Unmentioned | Leaf:
    """The statement that the paper has none of the words where it is contradicted, else a cited leaf.

    labels: look through these claims only; all by default. what: these claims in words.
    """
    among = tuple(s for s in sentences(paper) if not labels or s.label in labels)
    found = Unmentioned(sentence, tuple(words), paper, what or "transcribed sentences", among)
    if problems := found.problems():
        return Leaf(verdict.undecided("; ".join(problems)))
    if found.refute(Random(0)).witness is not None:
        return found
    return Leaf(verdict.cited(f"none of the {len(among)} {found.what} of {paper} has one of the words {', '.join(words)}",
                              "the whole text of the paper, and a reader for other words of the same meaning"), found.domain())


def excerpt(text: str) -> str:
    """The beginning of a text, cut at a word."""
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " ..."
