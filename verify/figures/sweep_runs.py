"""The runs behind the figures of the ready sweeps: `python -m verify.figures.sweep_runs [STORE]` writes `sweeps.json` from a store.

What the store lacks is computed. The file holds the axes and the drawn number of each point, in the digits that its error bar leaves.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from verify.files import replace
from verify.sweep import named
from verify.sweep.swept import sweep

FILE = Path(__file__).resolve().parent / "sweeps.json"
DIGITS = 2  # of the error bar, rounded up; the value is rounded to the same place, which adds to the bar
Record = dict[str, Any]


def read() -> Record:
    """What the file holds, by the name of the sweep; nothing where there is none."""
    return dict(json.loads(FILE.read_text(encoding="utf-8"))) if FILE.is_file() else {}


def rows(record: Mapping[str, Any], value: str, axes: Sequence[str]) -> list[Record]:
    """The rows of a sweep's record with one number, as `verify.figures.sweep` draws them."""
    found = []
    for row in record["rows"]:
        stated = row["numbers"].get(value)
        numbers = {} if stated is None else {value: rounded(stated["value"], stated["error"])}
        found.append({"axes": {name: row["axes"][name] for name in axes}, "numbers": numbers, "status": row["status"]})
    return found


def rounded(value: float, error: float) -> dict[str, float]:
    """The number in fewer digits; its bar still holds the unrounded one with its own.

    >>> rounded(0.0123456, 0.00012)
    {'value': 0.01235, 'error': 0.00013}
    """
    if error == 0:
        return {"value": value, "error": 0.0}
    step = 10.0 ** (math.floor(math.log10(error)) - DIGITS + 1)
    near = float(f"{round(value / step) * step:.15g}")
    bar = error + abs(near - value)
    return {"value": near, "error": float(f"{math.ceil(bar / step * (1 - 1e-12)) * step:.15g}")}


def main(arguments: Sequence[str]) -> int:
    """The exit status; all ready sweeps that have a figure are written."""
    found: Record = {}
    for name in named.names():
        swept = sweep(name, store=arguments[0] if arguments else None)
        drawn = swept.found.plan.drawn
        if drawn is None or swept.found.missing:
            print(f"{name}: no figure, or points without a result", file=sys.stderr)
            return 1
        axes = [each for each in (drawn.x, drawn.y, drawn.series) if each]
        found[name] = {"title": swept.found.plan.title, "drawn": vars(drawn), "rows": rows(swept.record, drawn.value, axes)}
    replace(FILE, json.dumps(found, separators=(",", ":"), sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
