"""The tightness table: printed, proved and attained factors of each bound, for several numbers of degrees of freedom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sympy as sp

from verify.record import Record, effective
from verify.tightness import Tightness

DIMENSIONS = (1, 2, 3, 4, 10, 100)


def _line(text: str, formula: str, factors: Iterable[sp.Expr]) -> str:
    shown = " | ".join(f"{float(factor):.4g}" for factor in factors)
    return f"| {text} | {formula} | {shown} |"


def _by(label: str, records: Mapping[str, Record]) -> str:
    return f"{label}, {effective(records[label])}" if label in records else f"{label}, not audited"


def table(rows: Sequence[Tightness], items: Sequence[Record], heading: str) -> list[str]:
    """Markdown lines under a heading, none without bounds; for each its factor as printed, as proved, as attained, and the ratios."""
    if not rows:
        return []
    records = {item["label"]: item for item in items}
    lines = ["", heading, ""]
    lines += ["Factors of the scale named with each bound, for d degrees of freedom.", ""]
    lines += ["| bound | factor | " + " | ".join(f"d = {d}" for d in DIMENSIONS) + " |", "|---|---|" + "---|" * len(DIMENSIONS)]
    for row in rows:
        printed, proved = ([side.subs(row.d, d) for d in DIMENSIONS] for side in (row.printed, row.proved))
        lines.append(_line(f"**{row.label}**, {row.case}: printed, times {row.scale}", f"`{row.printed}`", printed))
        lines.append(_line(f"best proved ({_by(row.claim, records)})", f"`{row.formula}`", proved))
        for each in row.attained:
            values = [each.factor.subs(row.d, d) for d in DIMENSIONS]
            potential = each.potential.replace("|", "\\|")
            lines.append(_line(f"attained by {potential} ({_by(each.claim, records)})", f"`{each.factor}`", values))
        lines.append(_line("printed over proved", "", [a / b for a, b in zip(printed, proved, strict=True)]))
        reached = [row.reached(d) for d in DIMENSIONS]
        if row.attained:
            lines.append(_line("proved over attained", "", [a / b for a, b in zip(proved, reached, strict=True)]))
    return lines
