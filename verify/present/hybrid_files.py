"""What `hybrid` writes into a folder: the record, the arrays, and the figure where its library is there."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.present.hybrid import Record, as_json

if TYPE_CHECKING:
    from verify.hybrid.simulation import Found

Save = Callable[[Path, str, bytes], str]


def write(folder: Path, record: Record, found: Found, save: Save) -> list[str]:
    """The names of the files in the folder, each written at once; `save` writes one and returns its name."""
    written = [save(folder, "hybrid.json", as_json(record)), save(folder, "arrays.npz", arrays(record, found))]
    try:
        from verify.figures import hybrid_model
    except ImportError:
        print(
            "ehrenfest: the arrays are written, but the figure needs matplotlib: pip install 'ehrenfest[plot]'",
            file=sys.stderr,
        )
        return written
    return [*written, *(save(folder, name, content) for name, content in hybrid_model.draw(record, found).items())]


def arrays(record: Record, found: Found) -> bytes:
    """An npz archive: the record as JSON, the averages, the histograms and the trajectories that are shown.

    Shapes: times (frames,), names (averages,), values and errors (frames, averages), edges (bins + 1,), counts and law (frames, bins), a
    law that is not known NaN; sample_times (T,), sample_q and sample_p (T, d, shown), sample_populations (T, n, shown), and for two levels
    sample_bloch (T, 3, shown).
    """
    times = sorted({row["time"] for row in record["rows"]})
    names = list(dict.fromkeys(row["name"] for row in record["rows"]))
    table = {(row["time"], row["name"]): row for row in record["rows"]}
    bars = found.histograms
    parts: dict[str, Any] = {
        "record": np.array(json.dumps(record, ensure_ascii=False)),
        "times": np.array(times),
        "names": np.array(names),
        "edges": bars[0].edges,
        "counts": np.array([each.counts for each in bars]),
        "law": np.array([np.full(len(each.counts), np.nan) if each.law is None else each.law for each in bars]),
    }
    for key, part in (("values", "value"), ("errors", "error")):
        parts[key] = np.array([[table[time, name][part] for name in names] for time in times])
    parts |= {f"sample_{name}": values for name, values in found.samples.items()}
    stream = io.BytesIO()
    np.savez_compressed(stream, **parts)
    return stream.getvalue()
