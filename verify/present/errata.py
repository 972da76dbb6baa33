"""What is wrong as printed: in which order, everywhere, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from verify.present.terminal import number, wrong
from verify.present.words import colour, formula, named, verdict_line, wrap
from verify.record import Record
from verify.verdict import ACCEPTED

WEIGHTS = ("substance", "ambiguous", "slip")  # what matters most comes first
ABOUT = "One mistake may make several lines wrong. The lines are those of the texts at hand; other versions were not compared."


def refuted(records: Iterable[Record]) -> list[Record]:
    """The lines of one paper that are refuted as printed: what matters most first, and lines of one weight in the paper's order."""
    found = [item for item in records if item["as_printed"]["word"] == "refuted"]
    return sorted(found, key=lambda item: WEIGHTS.index(item["as_printed"]["error"]))


def slips(records: Iterable[Record]) -> list[Record]:
    """The misprints whose meaning is plain, in the paper's order: what is meant is checked, and not refuted."""
    return [item for item in records if item["slip"] and item["as_printed"]["word"] != "refuted"]


def in_one_reading(records: Iterable[Record]) -> list[Record]:
    """The lines that are refuted in one reading and not in another, in the paper's order."""
    return [item for item in records if item["as_printed"]["word"] != "refuted"
            and any(reading["word"] == "refuted" for reading in item["as_printed"].get("readings", ()))]


def held(records: Iterable[Record]) -> list[Record]:
    """Of `in_one_reading`, the lines of which another reading is known to hold."""
    return [item for item in in_one_reading(records) if item["as_printed"]["word"] in ACCEPTED]


def misfits(item: Record) -> list[str]:
    """What is not well formed in a refuted line, such as sides of different dimension."""
    return [str(each["text"]) for each in item["as_printed"]["evidence"] if each["method"] == "well-formed"]


def best_reading(item: Record) -> tuple[str, str]:
    """How the strongest reading of a line with several is known, and its statement: "true as" of one that holds, "cited as" of one that is
    taken from elsewhere, "undecided as".
    """
    word = item["as_printed"]["word"]
    found = [reading["statement"] for reading in item["as_printed"]["readings"] if reading["word"] == word]
    return ("true as" if word in ACCEPTED else f"{word} as"), str(found[0])


def witnessed(item: Record) -> str:
    """The first witness against a line, and the part of the line that it is of; empty where there is none."""
    parts = [*((f"[{link['rule']}] ", link["evidence"]) for link in item["links"]), ("", item["as_printed"]["evidence"])]
    return next((f"{head}{each['text']}" for head, evidence in parts for each in evidence if each["method"] == "witness"), "")


def errata(records: Sequence[Record], names: Mapping[str, str]) -> str:
    """How much is wrong; then paper by paper each refuted line with witness, correction and consequence; then what holds in one
    reading only; then the slips.

    names: what the user types for each paper.
    """
    papers = [[item for item in records if item["paper"] == key] for key in dict.fromkeys(item["paper"] for item in records)]
    wrong_lines, open_lines, plain = (
        [item for paper in papers for item in chosen(paper)] for chosen in (refuted, in_one_reading, slips)
    )
    if not wrong_lines and not open_lines and not plain:
        return "Nothing is wrong as printed."
    known = held(open_lines)
    tails = [f"{number(len(known), 'line that holds', 'lines that hold')} in one reading only"] if known else []
    if unknown := len(open_lines) - len(known):
        tails.append(f"{number(unknown, 'line', 'lines')} refuted in one reading and not checked in another")
    tails += [f"{number(len(plain), 'slip', 'slips')} whose meaning is plain"] if plain else []
    tail = f"; beside them, {', '.join(tails[:-2])}{', ' * (len(tails) > 2)}{' and '.join(tails[-2:])}" if tails else ""
    lines = [wrap(f"As printed, {wrong(records)}{tail}.", 0), ""]
    for item in wrong_lines:
        lines += [*_entry(item, names[item["paper"]]), ""]
    if open_lines:
        lines.append(wrap("Lines that are refuted in one reading, and the strongest other one:", 0))
    for item in open_lines:
        known_as, statement = best_reading(item)
        lines.append(wrap(f"{item['paper']}:{item['label']} ({item['place']}): {known_as} {formula(statement)}. {item['note']}", 2, 2))
    lines += [""] * bool(open_lines)
    if plain:
        lines.append("Slips whose meaning is plain; checked as they are meant:")
    lines += [wrap(f"{item['paper']}:{item['label']} ({item['place']}): {item['slip']}", 2, 2) for item in plain]
    return "\n".join([*lines, *[""] * bool(plain), wrap(ABOUT, 0)])


def _entry(item: Record, name: str) -> list[str]:
    fixed = item["corrected"]
    lines = [wrap(colour("heading", f"{item['paper']}:{item['label']}  {item['title']}"), 0)]
    lines += [wrap(f"{item['place']} · {verdict_line(item)}", 2), named("printed:    ", formula(item["statement"]), 2)]
    if witness := witnessed(item):
        lines.append(named("witness:    ", witness[:600], 2))
    if fixed is None:
        lines += [named("besides:    ", text, 2) for text in misfits(item)]
    else:
        lines.append(named("corrected:  ", formula(fixed["statement"]), 2))
        lines.append(named("why:        ", fixed["why"], 2))
        lines.append(named("consequence:", fixed["consequence"], 2))
    if item["slip"]:
        lines.append(named("besides:    ", item["slip"], 2))
    lines.append(f"  replay:      ehrenfest show {name}:{item['label']} --witness")
    return lines
