"""What a notebook calls: a claim checked anew, and a figure drawn from the records."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from verify.figures.catalogue import figures, missing
from verify.figures.figure import Figure

TELLING = {"refuted": "witness", "certified": "ball arithmetic"}  # the evidence that a verdict of a conjunction comes from
LONGEST = 300  # characters of a line of evidence
MUTANTS = {"killed": "refuted", "equivalent": "true as well", "survived": "accepted wrongly"}


class Differs(AssertionError):
    """A claim's verdict is not the committed one."""


@dataclass(frozen=True)
class Checked:
    """A claim checked anew, in words."""

    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Drawn:
    """A figure as a notebook shows it."""

    figure: Figure

    def __repr__(self) -> str:
        return f"figure {self.figure.name}"

    def _repr_svg_(self) -> str:
        return self.figure.svg(inline=False)


def again(claim: str) -> Checked:
    """PAPER:LABEL checked anew, without any cache: the verdicts, the first reasons, and how many changed statements the check refuted.

    Raises: Differs where a verdict, or the number of changed statements that survive, is not that of the committed record.
    """
    from verify.check import check
    from verify.record import record
    from verify.targets import select

    loaded, (label,) = select(claim)
    known = _committed(str(loaded.folder)).get(label)
    if known is None:
        raise Differs(f"`{claim}` must have a committed record, but has none; run `ehrenfest audit {loaded.name} --write`")
    section = next(section.title for section in loaded.sections if any(each.label == label for each in section.claims))
    found = record(loaded.paper.key, section, loaded.claims[label], check(loaded.claims[label]))
    lines = [f"{claim} checked anew: {_words(found)}, as in the committed record"]
    if _words(found) != _words(known) or found["mutants"]["survived"] != known["mutants"]["survived"]:
        raise Differs(f"{claim} must be {_words(known)} as in the committed record, but is {_words(found)} now")
    for name, verdict in (("printed", found["as_printed"]), ("corrected", found["corrected"])):
        if verdict is not None and verdict["evidence"]:
            telling = [each for each in verdict["evidence"] if each["method"] == TELLING.get(verdict["word"])]
            first = (telling or verdict["evidence"])[0]
            lines.append(f"  {name}: {_short(first['method'] + ': ' + first['text'])}")
    changed = found["mutants"]
    counts = ", ".join(f"{changed[key]} {words}" for key, words in MUTANTS.items())
    counts += f", {changed['not_told_apart']} not told apart" if changed["not_told_apart"] else ""
    lines.append(f"  changed statements: {counts}")
    return Checked("\n".join(lines))


def figure(name: str) -> Drawn:
    """The figure of that name, drawn from the committed records. Raises: LookupError with the names there are."""
    every = _figures()
    if name not in every:
        why = missing().get(name, f"there are {', '.join(every)}")
        raise LookupError(f"`name` must be a figure that the records hold, but {name!r} is none: {why}")
    return Drawn(every[name])


@lru_cache(maxsize=1)
def _figures() -> dict[str, Figure]:
    return {each.name: each for each in figures()}


@lru_cache(maxsize=8)
def _committed(folder: str) -> dict[str, Any]:
    from pathlib import Path

    from verify.ledger import committed
    from verify.paper import load

    return committed(load(Path(folder))) or {}


def _words(item: dict[str, Any]) -> str:
    printed = str(item["as_printed"]["word"])
    return printed if item["corrected"] is None else f"{printed}, and as corrected {item['corrected']['word']}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
