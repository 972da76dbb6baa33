"""The tree of a formula, and the error that points at a place in its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

MARGIN = 35  # characters of the text shown on either side of the place: both lines fit into 80 columns


class FormulaError(ValueError):
    """A formula that cannot be used: a sentence and, where known, the text with a caret below the place."""

    def __init__(self, sentence: str, text: str = "", at: int | None = None) -> None:
        self.sentence, self.at = sentence, at
        if at is None:
            super().__init__(sentence)
            return
        first = max(0, at - MARGIN)
        line = "".join(c if c.isprintable() else " " for c in text[first : at + MARGIN])
        super().__init__(f"{sentence}, at column {at + 1}\n    {line}\n    {' ' * (at - first)}^")


def shown(value: object) -> str:
    """The value, shortened, for a sentence: Python refuses to write integers of thousands of digits, and lists that are too deep.

    >>> shown("x" * 100), shown(1 << 10**6)
    ("'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...", 'a value of type int')
    """
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        return f"a value of type {type(value).__name__}"
    return text if len(text) <= 43 else f"{text[:40]}..."


@dataclass(frozen=True)
class Source:
    """A text and what it is called in sentences about it."""

    text: str
    name: str = "formula"

    def refusal(self, sentence: str, at: int) -> FormulaError:
        """The error with that sentence, pointing at that place."""
        return FormulaError(f"`{self.name}` {sentence}", self.text, at)


@dataclass(frozen=True)
class Node:
    """A number, a name, or an operation on `children`; `at` is its place in the text.

    kind: number, name, sum, product, minus, inverse, power, function.
    """

    kind: str
    at: int
    source: Source
    children: tuple[Node, ...] = ()
    name: str = ""
    value: Fraction = Fraction(0)

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def refusal(self, sentence: str) -> FormulaError:
        """The error with that sentence, pointing at this node."""
        return self.source.refusal(sentence, self.at)
