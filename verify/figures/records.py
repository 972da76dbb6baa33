"""What figures are drawn from: the committed records of every paper."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from verify.paper import BUILT_IN, keys

Record = Mapping[str, Any]
Papers = Mapping[str, Mapping[str, Record]]  # paper -> label -> record


class NoData(LookupError):
    """The records do not hold what a figure needs; the message says what is missing."""


def committed() -> Papers:
    """The committed records of every paper that has some, by paper and label."""
    found: dict[str, dict[str, Record]] = {}
    for key in keys():
        path = BUILT_IN / key / "records.json"
        if path.is_file():
            found[key] = {item["label"]: item for item in json.loads(path.read_text(encoding="utf-8"))["records"]}
    return found


def record(papers: Papers, claim: str) -> Record:
    """The record of PAPER:LABEL. Raises: NoData where there is none."""
    paper, _, label = claim.partition(":")
    try:
        return papers[paper][label]
    except KeyError:
        raise NoData(f"the records must hold {claim}, but do not") from None


def readings(papers: Papers, claim: str) -> list[Mapping[str, Any]]:
    """The measured readings of a simulated claim, in order. Raises: NoData where its record has none."""
    found = [item["data"] for item in record(papers, claim)["as_printed"]["evidence"] if item["method"] == "simulation"]
    if not found or not all("left" in data for data in found):
        raise NoData(f"the record of {claim} must hold its readings, but has {len(found)} without numbers; audit it again")
    return found


def measured(data: Mapping[str, Any]) -> tuple[float, float]:
    """Value and error bar of {'value', 'error'}."""
    return float(data["value"]), float(data["error"])


def number(text: str) -> float:
    """The number that a fraction such as 1/64 stands for."""
    return float(Fraction(text))


def with_bar(data: Mapping[str, Any]) -> tuple[str, str]:
    """Value and error bar as two cells of a table."""
    value, error = measured(data)
    return f"{value:.4g}", f"{error:.2g}"


def every(papers: Papers) -> Iterator[tuple[str, Record]]:
    """Each claim as PAPER:LABEL with its record."""
    for paper, items in papers.items():
        for label, item in items.items():
            yield f"{paper}:{label}", item
