"""A figure of the catalogue: what it shows, the claims it belongs to, the numbers drawn, and the drawing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing


class NotDrawable(RuntimeError):
    """The drawing library is missing; the message says how to get it."""


@dataclass(frozen=True)
class Table:
    """The numbers of a figure in words: column heads and rows of as many cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row) != len(self.head)]
        if wrong:
            raise ValueError(f"`rows` must have {len(self.head)} cells each, but one is {wrong[0]}")


@dataclass(frozen=True)
class Figure:
    """A figure.

    name: of its files, and of anchors: lower case, digits and hyphens. claims: as PAPER:LABEL. table: all numbers that are drawn.
    draw: makes the drawing; it is called inside the style. computed: whether it runs a simulation, whose last bits are the machine's.
    """

    name: str
    title: str
    caption: str
    claims: tuple[str, ...]
    table: Table
    draw: Callable[[], Drawing]
    computed: bool = False

    def svg(self, *, inline: bool = True) -> str:
        """SVG text: to stand in an HTML page (its black is the page's text colour, no ground), or else a file with a white ground.

        Raises: NotDrawable without matplotlib.
        """
        return _style().svg(self._drawn(), self.name, self.title, self.caption, inline=inline)

    def pdf(self) -> bytes:
        """A PDF file. Raises: NotDrawable without matplotlib."""
        return _style().pdf(self._drawn())

    def png(self, dpi: int = 200) -> bytes:
        """A PNG file. Raises: NotDrawable without matplotlib."""
        return _style().png(self._drawn(), dpi)

    def _drawn(self) -> Drawing:
        with _style().applied():
            return _style().settled(self.draw())


def _style() -> ModuleType:
    try:
        from verify.figures import style
    except ImportError as error:
        raise NotDrawable(f"a figure needs matplotlib, but {error}: pip install 'ehrenfest[plot]'") from error
    return style
