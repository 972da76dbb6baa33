"""A sweep as a table for a terminal, as plain JSON, and as comma-separated values."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from verify.present.simulation import with_bar
from verify.present.words import wrap
from verify.sweep.outcome import DONE, REFUSED
from verify.sweep.plan import Plan, Row
from verify.sweep.run import Sweep

SHORT, DIGITS, SURE = 8, 4, 1e-6  # characters of a value that is shown as typed; digits of others; a relative error that is not shown


def as_text(found: Sweep) -> str:
    """The table, what it leaves out, and how many points have which result."""
    plan = found.plan
    head = [*plan.axes, *plan.shown]
    rows = [[*(short(row.axes[name]) for name in plan.axes), *_cells(found, row)] for row in plan.rows]
    lines = [f"{plan.title} ({plan.kernel.title})", "", *aligned(head, rows)]
    for number, (sentence, count) in enumerate(_said(found).items(), 1):
        lines += [""] * (number == 1) + [wrap(f"[{number}] {sentence}" + (f" ({count} points)" if count > 1 else ""), 0, 4)]
    return "\n".join([*lines, "", wrap(counted(found), 0)])


def counted(found: Sweep) -> str:
    """How many points there are, in one sentence."""
    total = len(found.plan.points)
    parts = [f"{total} point{'s' * (total != 1)}: {found.computed} computed now, {found.kept} from the store"]
    parts += [f"{found.refused} refused"] if found.refused else []
    parts += [f"{len(found.failures)} failed"] if found.failures else []
    other = found.missing - len(found.failures)
    parts += [f"{other} not computed"] if other else []
    return ", ".join(parts) + "."


def _said(found: Sweep) -> dict[str, int]:
    """Why points are refused or failed, and how many: each sentence once, in the order of the rows."""
    sentences: dict[str, int] = {}
    for key in found.plan.points:
        sentence = _sentence(found, key)
        if sentence:
            sentences[sentence] = sentences.get(sentence, 0) + 1
    return sentences


def _sentence(found: Sweep, key: str) -> str:
    record = found.records.get(key)
    return found.failures.get(key, "") if record is None else record.sentence


def _cells(found: Sweep, row: Row) -> list[str]:
    record = found.records.get(row.point.key)
    if record is None or record.status == REFUSED:
        word = "refused" if record is not None else "failed" if row.point.key in found.failures else "not computed"
        sentence = _sentence(found, row.point.key)
        mark = f" [{list(_said(found)).index(sentence) + 1}]" if sentence else ""
        return [word + mark, *[""] * (len(found.plan.shown) - 1)]
    return [number(record.numbers[name]) for name in found.plan.shown]


def number(stated: Mapping[str, Any] | None) -> str:
    """'value ± error'; six digits where the error is far below; '-' where there is none.

    >>> number({"value": 0.5, "error": 0.012}), number({"value": 1.0, "error": 1e-15}), number(None)
    ('0.500 ± 0.012', '1', '-')
    """
    if stated is None:
        return "-"
    if stated["error"] <= SURE * abs(stated["value"]):
        return f"{stated['value']:.6g}"
    return with_bar(dict(stated))


def short(text: str) -> str:
    """The value of an axis: as typed where it is short, else in DIGITS digits.

    >>> short("1/64"), short("248031414370031/10000000000000000"), short("1/100000*m")
    ('1/64', '0.0248', '1e-05 m')
    """
    figure, _, unit = text.partition("*")
    try:
        value = Fraction(figure)
    except (ValueError, ZeroDivisionError):
        return text if len(text) <= 30 else f"{text[:27]}..."
    if len(figure) > SHORT:
        figure = f"{Context(prec=DIGITS).divide(Decimal(value.numerator), Decimal(value.denominator)).normalize():g}"
    elif unit:
        figure = f"{float(value):g}"
    return f"{figure} {unit.replace('*', ' ')}".rstrip()


def aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table, each column as wide as its widest cell."""
    widths = [max(len(row[k]) for row in (head, *rows)) for k in range(len(head))]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)]


def record(found: Sweep) -> dict[str, Any]:
    """The sweep as plain data; keys are stable."""
    plan = found.plan
    return {
        "schema": 1, "command": "sweep", "title": plan.title, "kernel": plan.kernel.name, "axes": list(plan.axes),
        "meaning": dict(plan.kernel.numbers), "rows": [_row(found, row) for row in plan.rows],
        "counts": {"points": len(plan.points), "computed": found.computed, "kept": found.kept, "refused": found.refused,
                   "failed": len(found.failures)},
        "damaged": list(found.damaged),
    }


def _row(found: Sweep, row: Row) -> dict[str, Any]:
    kept = found.records.get(row.point.key)
    status = kept.status if kept is not None else "failed" if row.point.key in found.failures else "missing"
    return {
        "axes": dict(row.axes), "key": row.point.key, "parameters": dict(row.point.parameters), "version": row.point.version,
        "status": status, "sentence": _sentence(found, row.point.key), "numbers": {} if kept is None else dict(kept.numbers),
        "arrays": {} if kept is None else dict(kept.arrays), "notes": [] if kept is None else list(kept.notes)}


def as_json(found: Sweep) -> str:
    """The record as text."""
    return json.dumps(record(found), indent=1, ensure_ascii=False, allow_nan=False)


def as_csv(found: Sweep) -> str:
    """A line a row: axes, then value and error of every number, then the status and its sentence."""
    stream, plan = io.StringIO(), found.plan
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*plan.axes, *(cell for name in plan.kernel.numbers for cell in (name, f"{name} error")), "status", "sentence"])
    for row in plan.rows:
        stated = _row(found, row)
        numbers = [stated["numbers"].get(name) if stated["status"] == DONE else None for name in plan.kernel.numbers]
        cells = [cell for each in numbers for cell in ((repr(each["value"]), repr(each["error"])) if each else ("", ""))]
        writer.writerow([*(row.axes[name] for name in plan.axes), *cells, stated["status"], stated["sentence"]])
    return stream.getvalue()


def listed(plans: Mapping[str, Plan], kernels: Mapping[str, Any]) -> str:
    """The ready sweeps, and the kernels with their parameters and their numbers."""
    lines = [f"{name:<16}{plan.title}: {len(plan.points)} points of {plan.kernel.name}" for name, plan in plans.items()]
    for name, kernel in kernels.items():
        lines += ["", f"{name}: {kernel.title}"]
        for each in kernel.parameters:
            default = f"; {each.default} when left out" if each.default else ""  # what an empty one means is told with the parameter
            lines.append(wrap(f"{each.name}: {each.meaning}{f' [{each.unit}]' if each.unit else ''}{default}", 4, 4))
        lines += ["  returns", *(wrap(f"{number}: {meaning}", 4, 4) for number, meaning in kernel.numbers.items())]
    return "\n".join(lines)
