"""Whether a committed notebook is what the generator makes: its sources cell by cell, and its outputs after a new run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

MOST = 5  # differences that are told of one notebook
REMEDY = "write it anew with `ehrenfest notebook`"


def sources(made: Any, committed: Any, name: str) -> list[str]:
    """Sentences: where a committed notebook's cells are not those that are made; outputs are not looked at."""
    found = list(_sources(made, committed))
    shown = [f"{name}: {sentence}; {REMEDY}" for sentence in found[:MOST]]
    return [*shown, f"{name}: and {len(found) - MOST} more"] if len(found) > MOST else shown


def _sources(made: Any, committed: Any) -> Iterator[str]:
    for key in ("nbformat", "nbformat_minor", "metadata"):
        if made[key] != committed.get(key):
            yield f"its {key} must be {made[key]}, but is {committed.get(key)}"
    for number, (ours, theirs) in enumerate(zip_longest(made["cells"], committed.get("cells", ())), 1):
        if ours is None or theirs is None:
            yield f"it must have {len(made['cells'])} cells, but has {len(committed.get('cells', ()))}"
            return
        wrong = [key for key in ("id", "cell_type", "source", "metadata") if ours[key] != theirs.get(key)]
        if wrong:
            yield f"cell {number}, `{ours['id']}`, must be what the records say, but differs in {', '.join(wrong)}"


def outputs(fresh: Any, committed: Any, name: str) -> list[str]:
    """Sentences: where a committed notebook's outputs are not those of a new run; its cells are the same.

    Text must be the same everywhere, pictures where they are drawn from records; those of a simulation that was run anew are only there.
    """
    found = []
    for ours, theirs in zip(fresh["cells"], committed["cells"], strict=True):
        if ours["cell_type"] == "code":
            live = "live" in ours["metadata"].get("tags", ())
            if [_compared(output, live) for output in ours["outputs"]] != [_compared(output, live) for output in theirs["outputs"]]:
                found.append(f"{name}: what cell `{ours['id']}` shows must be what it shows when it is run, but is not; {REMEDY}")
            elif ours["execution_count"] != theirs["execution_count"]:
                found.append(f"{name}: cell `{ours['id']}` must have been run as number {ours['execution_count']}, but was not; {REMEDY}")
    return found[:MOST]


def _compared(output: Any, live: bool) -> Any:
    """The output; without the bytes of a picture that is drawn from a new run."""
    if "data" not in output or not live:
        return output
    texts = {kind: text for kind, text in output["data"].items() if not kind.startswith("image/")}
    return {**output, "data": texts, "kinds": sorted(output["data"])}
