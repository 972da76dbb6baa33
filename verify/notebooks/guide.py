"""Which claims a guided reading stops at: in each section what is wrong in substance, the printed theorems, and one that others rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verify.verdict import ACCEPTED

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Stop:
    """A claim to read. live: whether it is checked anew: exact claims are, in seconds; simulations are not."""

    record: Record
    live: bool


def sections(items: Sequence[Record]) -> list[tuple[str, list[Record]]]:
    """The records by section, in the paper's order."""
    found: dict[str, list[Record]] = {}
    for item in items:
        found.setdefault(str(item["section"]), []).append(item)
    return list(found.items())


def stops(items: Sequence[Record], uses: Counter[str]) -> list[Stop]:
    """The claims of a section to stop at, in its order."""
    wrong = [item for item in items if item["as_printed"]["error"] == "substance"]
    accepted = [item for item in items if item["as_printed"]["word"] in ACCEPTED and not _is_convention(item)]
    theorems = [item for item in accepted if item["kind"] == "theorem"]
    best = max(theorems or accepted, key=lambda item: uses[item["label"]], default=None)
    printed = [item for item in theorems if "/" not in item["label"]]
    chosen = {item["label"] for item in (*wrong, *printed, *([] if best is None else [best]))}
    return [Stop(item, is_quick(item)) for item in items if item["label"] in chosen]


def is_quick(item: Record) -> bool:
    """Whether the claim is exact: neither simulated nor cited."""
    verdicts = [item["as_printed"], item["corrected"] or {"evidence": []}]
    every = [found for verdict in verdicts for found in verdict["evidence"]]
    slow = any("simulation" in (found["method"], found["data"].get("kind")) for found in every)
    return not slow and item["as_printed"]["word"] in ("proved", "certified", "refuted")


def used(items: Sequence[Record]) -> Counter[str]:
    """How many claims of the paper rest on each, directly or not."""
    below: dict[str, set[str]] = {}
    by_label = {item["label"]: item for item in items}

    def reach(label: str) -> set[str]:
        if label not in below:
            below[label] = set()
            direct = by_label[label]["uses"] if label in by_label else ()
            below[label] = {*direct, *(further for use in direct for further in reach(use))}
        return below[label]

    return Counter(use for label in by_label for use in reach(label))


def _is_convention(item: Record) -> bool:
    return item["kind"] in ("convention", "definition")
