"""What is wrong as printed, as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from verify.present.terminal import number, wrong
from verify.present.words import colour, formula, named, verdict_line, wrap
from verify.record import Record

WEIGHTS = ("substance", "ambiguous", "slip")  # what matters most comes first


def errata(records: Sequence[Record], names: Mapping[str, str]) -> str:
    """How much is wrong; then each refuted line with witness, correction and consequence, those of substance first; then the slips.

    names: what the user types for each paper.
    """
    refuted = [item for item in records if item["as_printed"]["word"] == "refuted"]
    refuted.sort(key=lambda item: WEIGHTS.index(item["as_printed"]["error"]))
    slips = [item for item in records if item["as_printed"]["word"] != "refuted" and item["slip"]]
    if not refuted and not slips:
        return "Nothing is wrong as printed."
    tail = f"; beside them, {number(len(slips), 'slip', 'slips')} whose meaning is plain" if slips else ""
    lines = [wrap(f"As printed, {wrong(records)}{tail}.", 0), ""]
    for item in refuted:
        lines += [*_entry(item, names[item["paper"]]), ""]
    if slips:
        lines.append("Slips whose meaning is plain; checked as they are meant:")
    lines += [wrap(f"{item['paper']}:{item['label']} ({item['place']}): {item['slip']}", 2, 2) for item in slips]
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
