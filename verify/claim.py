"""Claims as data: a decorated function is the statement, its docstring the LaTeX that the paper prints."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from verify.statement import All, Leaf, Statement
from verify.statements.simulated import Simulated

Build = Callable[[], "Statement | All | Leaf | Simulated"]
Kind = Literal[
    "definition", "identity", "inequality", "theorem", "prose", "number", "example", "figure", "heuristic", "convention"
]
Error = Literal["substance", "slip", "ambiguous"]
KINDS = frozenset(Kind.__args__)  # type: ignore[attr-defined]
ERRORS = frozenset(Error.__args__)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Correction:
    """The statement that holds instead, and why; `error` classes what is wrong with the printed one."""

    build: Build
    latex: str
    why: str
    error: Error
    consequence: str


@dataclass
class Claim:
    """One checkable statement of a paper, under the paper's own label.

    readings: further readings that text or context allow, each built and checked like the first.
    note: what a reader should know that is no evidence.
    scope: what the check covers where that is less than what is printed ("d = 1"); shown with the verdict.
    slip: a misprint whose meaning is plain at sight; the statement is checked as it is meant.
    text: the text of its functions where that is known already.
    """

    label: str
    title: str
    kind: Kind
    place: str
    uses: tuple[str, ...]
    latex: str
    build: Build
    note: str = ""
    slip: str = ""
    scope: str = ""
    ambiguous: bool = False
    readings: list[tuple[str, Build]] = field(default_factory=list)
    correction: Correction | None = None
    text: str = ""

    def builds(self) -> list[Build]:
        """The functions that make up the claim: as printed, each further reading, as corrected."""
        return [self.build, *(build for _, build in self.readings), *([] if self.correction is None else [self.correction.build])]

    def source(self) -> str:
        """The text of all functions that make up the claim, for the cache key."""
        return self.text or "\n".join(inspect.getsource(build) for build in self.builds())

    def corrected(self, *, why: str, error: Error, consequence: str) -> Callable[[Build], Build]:
        """Decorates the statement that holds instead."""
        if error not in ERRORS:
            raise ValueError(f"`error` must be one of {', '.join(sorted(ERRORS))}, but {self.label} has {error}")

        def register(build: Build) -> Build:
            self.correction = Correction(build, _latex(build), why, error, consequence)
            return build

        return register

    def reading(self) -> Callable[[Build], Build]:
        """Decorates another reading that text or context allow; the docstring is its LaTeX."""

        def register(build: Build) -> Build:
            self.ambiguous = True
            self.readings.append((_latex(build), build))
            return build

        return register


class Section:
    """The claims of one section of a paper, in the paper's order.

    order: the section's position in the paper.
    """

    def __init__(self, key: str, *, title: str, order: int) -> None:
        self.key, self.title, self.order = key, title, order
        self.claims: list[Claim] = []

    def claim(
        self, label: str, title: str, *, kind: Kind, place: str, uses: Sequence[str] = (), note: str = "",
        slip: str = "", scope: str = "", ambiguous: bool = False,
    ) -> Callable[[Build], Claim]:
        """Decorates a function that returns the statement.

        Raises:
            ValueError: the label is taken or holds what separates labels, the kind is unknown, or the docstring with the printed LaTeX
            is missing.
        """
        if ":" in label or ".." in label or label != label.strip():
            raise ValueError(f"`label` must have no ':' or '..', nor spaces at its ends, but is {label!r}; these separate labels")
        if kind not in KINDS:
            raise ValueError(f"`kind` must be one of {', '.join(sorted(KINDS))}, but {label} has {kind}")
        if any(claim.label == label for claim in self.claims):
            raise ValueError(f"`label` must be new in its section, but {label} occurs twice")

        def register(build: Build) -> Claim:
            claim = Claim(label, title, kind, place, tuple(uses), _latex(build), build, note, slip, scope, ambiguous)
            self.claims.append(claim)
            return claim

        return register


def _latex(build: Build) -> str:
    text = inspect.getdoc(build)
    if not text:
        raise ValueError(f"`{build.__name__}` must have the printed statement as docstring, but has none")
    return text
