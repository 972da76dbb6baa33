"""The tightness table: printed, proved and attained factors of each bound, for several numbers of degrees of freedom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp

from verify.record import Record, effective
from verify.tightness import Tightness

DIMENSIONS = (1, 2, 3, 4, 10, 100)


def _numbers(factors: Sequence[sp.Expr]) -> str:
    return " | ".join(f"{float(factor):.4g}" for factor in factors)


def _by(label: str, records: Mapping[str, Record]) -> str:
    word = effective(records[label]) if label in records else "not audited"
    return f"{label}, {word}"


def table(rows: Sequence[Tightness], items: Sequence[Record]) -> list[str]:
    """Markdown lines: per bound its printed factor, the best proved one, what is attained, and the two ratios."""
    if not rows:
        return []
    records = {item["label"]: item for item in items}
    lines = ["", "### Printed, proved, attained", "", "Factors of the scale named with each bound, for d degrees of freedom.", ""]
    lines.append("| bound | factor | " + " | ".join(f"d = {d}" for d in DIMENSIONS) + " |")
    lines.append("|---|---|" + "---|" * len(DIMENSIONS))
    for row in rows:
        values = [row.at(d) for d in DIMENSIONS]
        shown = [(f"**{row.label}** printed, times {row.scale}", row.printed, [v[0] for v in values])]
        shown.append((f"best proved ({_by(row.proved_by, records)})", row.proved, [v[1] for v in values]))
        for reached in row.attained:
            text = f"attained by {reached.by} ({_by(reached.label, records)})"
            shown.append((text, reached.factor, [reached.factor.subs(row.d, d) for d in DIMENSIONS]))
        lines += [f"| {text} | `{factor}` | {_numbers(numbers)} |" for text, factor, numbers in shown]
        lines.append(f"| printed over proved | | {_numbers([v[0] / v[1] for v in values])} |")
        lines.append(f"| proved over attained | | {_numbers([v[1] / v[2] for v in values])} |")
    return lines
