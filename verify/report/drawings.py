"""The figures of the ledger, as they are put into pages, or why they are not there.

They are drawn by worker processes while the pages that need none are made.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from multiprocessing import get_all_start_methods, get_context
from typing import TYPE_CHECKING

from verify.report.markup import Html, element, joined, table

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

    from verify.figures.figure import Figure

NO_MATPLOTLIB = "The figures are left out: matplotlib is not installed (the extra `plot`)."
MOST = 6  # claims, beyond which a figure is not repeated on the page of each, but linked


@dataclass(frozen=True)
class Drawings:
    """All figures that could be drawn, and a sentence about those that could not.

    titles: name to title. shown: name to HTML. belongs: name to the claims, "paper:label", that it is about.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, Html] = field(default_factory=dict)
    belongs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: str = ""

    def of(self, claim: str) -> list[Html]:
        """The figures of a claim, those of many claims as links."""
        return [
            self.shown[name]
            if len(claims) <= MOST
            else element("p", element("a", self.titles[name], href=f"@/simulations.html#{name}"))
            for name, claims in self.belongs.items()
            if claim in claims
        ]


def start() -> Callable[[], Drawings]:
    """What returns all figures of the catalogue, drawn, once it is called; they are being drawn meanwhile."""
    if find_spec("matplotlib") is None:
        return lambda: Drawings(missing=NO_MATPLOTLIB)
    from verify.figures.catalogue import figures

    found = figures()
    workers = min(os.cpu_count() or 1, 4, len(found))
    if workers < 2 or "fork" not in get_all_start_methods():
        return lambda: _drawn(found, [_svg(each) for each in found])
    context = get_context("fork")  # so that a worker has the figures as they are: they cannot be sent to it
    ends, processes = [], []
    for first in range(workers):
        here, there = context.Pipe(duplex=False)
        processes.append(context.Process(target=_send, args=(found[first::workers], there), daemon=True))
        processes[-1].start()
        there.close()
        ends.append(here)
    return lambda: _gathered(found, ends, processes)


def _send(figures: Sequence[Figure], end: Connection) -> None:
    """None; the drawings of the figures are sent, in their order. Runs in a worker, which leaves interrupts to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end.send([_svg(each) for each in figures])


def _svg(figure: Figure) -> str | None:
    """The drawing, or None where it cannot be drawn."""
    from verify.figures.figure import NotDrawable

    try:
        return figure.svg()
    except NotDrawable:
        return None


def _gathered(found: Sequence[Figure], ends: Sequence[Connection], processes: Sequence[ForkProcess]) -> Drawings:
    """The figures, from the workers; what a worker that ended before its time has left is drawn here."""
    pictures: list[str | None] = [None] * len(found)
    for first, end in enumerate(ends):
        try:
            pictures[first :: len(ends)] = end.recv()
        except EOFError:
            pictures[first :: len(ends)] = [_svg(each) for each in found[first :: len(ends)]]
    for process in processes:
        process.join()
    return _drawn(found, pictures)


def _drawn(found: Sequence[Figure], pictures: Sequence[str | None]) -> Drawings:
    titles, shown, belongs, failed = {}, {}, {}, []
    for each, picture in zip(found, pictures, strict=True):
        if picture is None:
            failed.append(each.title)
            continue
        name = f"Numbers of: {each.title}"
        numbers = element("details", element("summary", "The numbers"), table(each.table.head, each.table.rows, name))
        caption = element("figcaption", element("b", each.title), ". ", each.caption)
        titles[each.name] = each.title
        belongs[each.name] = tuple(each.claims)
        shown[each.name] = joined([element("figure", Html(picture), caption, class_="drawn"), numbers])
    return Drawings(titles, shown, belongs, "Not drawn: " + "; ".join(failed) if failed else "")
