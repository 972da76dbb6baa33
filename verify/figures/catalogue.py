"""Every figure whose data the records hold. Nothing is drawn before it is asked for, and nothing here needs the drawing library."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from functools import partial

from verify.figures import figure1, rates, scaling, slack, theorem1, tightness, verdicts
from verify.figures.figure import Figure
from verify.figures.records import NoData, Papers, committed

FURTHER = ("verify.figures.hybrid", "verify.figures.sweeps")  # modules with `figures(records)`, appended where they are there


def builders(papers: Papers) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """The name of each figure, and what makes it from the records."""
    yield "verdicts", partial(verdicts.verdicts, papers)
    for make in (theorem1.simulated, scaling.scaling, scaling.ehrenfest, figure1.figure1, rates.in_h, rates.in_coupling):
        yield f"{make.__module__.rpartition('.')[2]}.{make.__name__}", partial(make, papers)
    for paper in papers:
        yield f"{paper}-tightness", partial(tightness.tightness, paper, papers)
        yield f"{paper}-slack", partial(slack.slack, paper, papers)


def figures(papers: Papers | None = None) -> tuple[Figure, ...]:
    """The figures that can be drawn from the records; the committed ones when left out."""
    return _all(committed() if papers is None else papers)[0]


def missing(papers: Papers | None = None) -> dict[str, str]:
    """What the records lack for each figure that cannot be drawn, by its name."""
    return _all(committed() if papers is None else papers)[1]


def _all(papers: Papers) -> tuple[tuple[Figure, ...], dict[str, str]]:
    found, lacking = [], {}
    for name, make in builders(papers):
        try:
            found.append(make())
        except NoData as reason:
            lacking[name] = str(reason)
    for module in FURTHER:
        if importlib.util.find_spec(module) is not None:
            found.extend(importlib.import_module(module).figures(papers))
    names = [figure.name for figure in found]
    if len(set(names)) < len(names):
        raise ValueError(f"`name` must be unique among the figures, but they are {', '.join(sorted(names))}")
    return tuple(found), lacking
