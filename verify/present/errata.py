"""What is wrong as printed: in which order, everywhere, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from verify.present.terminal import number, wrong
from verify.present.words import colour, formula, named, verdict_line, wrap
from verify.record import Record

WEIGHTS = ("substance", "ambiguous", "slip")  # what matters most comes first


def refuted(records: Iterable[Record]) -> list[Record]:
    """The lines of one paper that are refuted as printed: what matters most first, and lines of one weight in the paper's order."""
    found = [item for item in records if item["as_printed"]["word"] == "refuted"]
    return sorted(found, key=lambda item: WEIGHTS.index(item["as_printed"]["error"]))


def slips(records: Iterable[Record]) -> list[Record]:
    """The misprints whose meaning is plain, in the paper's order: what is meant is checked, and not refuted."""
    return [item for item in records if item["slip"] and item["as_printed"]["word"] != "refuted"]


def errata(records: Sequence[Record], names: Mapping[str, str]) -> str:
    """How much is wrong; then paper by paper each refuted line with witness, correction and consequence; then the slips.

    names: what the user types for each paper.
    """
    papers = [[item for item in records if item["paper"] == key] for key in dict.fromkeys(item["paper"] for item in records)]
    wrong_lines, plain = ([item for paper in papers for item in chosen(paper)] for chosen in (refuted, slips))
    if not wrong_lines and not plain:
        return "Nothing is wrong as printed."
    tail = f"; beside them, {number(len(plain), 'slip', 'slips')} whose meaning is plain" if plain else ""
    lines = [wrap(f"As printed, {wrong(records)}{tail}.", 0), ""]
    for item in wrong_lines:
        lines += [*_entry(item, names[item["paper"]]), ""]
    if plain:
        lines.append("Slips whose meaning is plain; checked as they are meant:")
    lines += [wrap(f"{item['paper']}:{item['label']} ({item['place']}): {item['slip']}", 2, 2) for item in plain]
    return "\n".join(lines).rstrip()


def _entry(item: Record, name: str) -> list[str]:
    fixed = item["corrected"]
    lines = [wrap(colour("heading", f"{item['paper']}:{item['label']}  {item['title']}"), 0)]
    lines += [wrap(f"{item['place']} · {verdict_line(item)}", 2), named("printed:    ", formula(item["statement"]), 2)]
    first = next((e for e in item["as_printed"]["evidence"] if e["method"] == "witness"), None)
    if first is not None:
        lines.append(named("witness:    ", first["text"][:600], 2))
    if fixed is not None:
        lines.append(named("corrected:  ", formula(fixed["statement"]), 2))
        lines.append(named("why:        ", fixed["why"], 2))
        lines.append(named("consequence:", fixed["consequence"], 2))
    lines.append(f"  replay:      ehrenfest show {name}:{item['label']} --witness")
    return lines
