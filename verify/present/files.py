"""The arrays of a simulation as a file."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np

from verify.present.simulation import DISTANCES, KINDS, SAMPLED, Record


def arrays(record: Record, comparison: Any) -> bytes:
    """An npz archive: nodes of each axis, the three final densities, times, distances, bounds, and the record as JSON.

    Shapes: x1.. and p1.. (points,), quantum, classical, mixture grid.shape, times, distances and bounds (frames,), those of the second
    method (), at the last time; a bound that is not proved is NaN, an infinite one inf; each is rounded up.
    """
    found: dict[str, Any] = {"record": np.array(json.dumps(record, ensure_ascii=False))}
    for letter, axes in (("x", comparison.grid.position), ("p", comparison.grid.momentum)):
        found |= {f"{letter}{i}": axis.nodes for i, axis in enumerate(axes, 1)}
    found |= {name: getattr(comparison, name) for name in ("quantum", "classical", "mixture")}
    rows = record["rows"]
    found["times"] = np.array([row["time"]["value"] for row in rows])
    for name in DISTANCES:
        for part, key in (("value", name), ("error", f"{name}_error")):
            found[key] = np.array([row["distances"][name][part] for row in rows])
    for _, name, _ in KINDS:
        for part, key in (("value", f"{name}_sampled"), ("error", f"{name}_sampled_error")):
            found[key] = np.array(record[SAMPLED][name][part])
    for name in rows[0]["bounds"]:
        found[name] = np.array([_high(row["bounds"][name]) for row in rows])
    stream = io.BytesIO()
    np.savez_compressed(stream, **found)
    return stream.getvalue()


def _high(bound: Record | None) -> float:
    if bound is None:
        return float("nan")
    return float("inf") if bound["high"] is None else float(bound["high"])
