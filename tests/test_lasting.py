"""What of a record is committed: a simulation run again leaves it as it was, and anything else does not."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.lasting import lasting
from verify.paper import BUILT_IN
from verify.verdict import Grade

Record = dict[str, Any]


def simulated() -> Record:
    """A committed record of the ledger."""
    records = json.loads((Path(BUILT_IN) / "li2024" / "records.json").read_text(encoding="utf-8"))["records"]
    return dict(next(item for item in records if item["label"] == "x/sim/rate-in-h"))


def changed(change: Callable[[Record], object]) -> tuple[Record, Record]:
    """The committed record, and the same after a change."""
    before = simulated()
    now = copy.deepcopy(before)
    change(now)
    assert now != before
    return before, {**now, "seconds": 3.5}


def reading(item: Record) -> Record:
    found: Record = item["as_printed"]["evidence"][0]
    return found


def moved(by: float, bar: float = 1.0) -> Callable[[Record], object]:
    """A number of the first reading moved by so many of its error bars, and its bar times `bar`."""

    def change(item: Record) -> None:
        number = reading(item)["data"]["points"][0]
        number["value"] += by * number["error"]
        number["error"] *= bar

    return change


def replaced(old: str, new: str) -> Callable[[Record], object]:
    def change(item: Record) -> None:
        assert old in reading(item)["text"]
        reading(item)["text"] = reading(item)["text"].replace(old, new)

    return change


def test_the_grade_is_that_of_simulations() -> None:
    assert simulated()["as_printed"]["grade"] == Grade.SAMPLED.value


def test_the_text_that_the_cases_change() -> None:
    assert reading(simulated())["text"].startswith(
        "law = t = 1, exponent of = h, from = 1/512, to = 1/16, measured = 0.491, required = from 2/5 to 3/5: "
        "0.00944 +- 0.0087 against 0.1; ")


@pytest.mark.parametrize("change", [
    moved(1.9), moved(-1.9), moved(0, 9.9), moved(0, 0.11),
    replaced("0.00944 +- 0.0087", "0.0094 +- 0.0011"), replaced("0.00944 +- 0.0087", "0.0184 +- 0.0087"),
    replaced("measured = 0.491", "measured = 0.49"), replaced("measured = 0.491", "measured = 0.492"),
    lambda item: item["slack"].update(largest_ratio="0.0945"),
])
def test_what_agrees_within_error_bars_is_left_as_it_was(change: Callable[[Record], object]) -> None:
    before, now = changed(change)
    assert lasting(now, before) == before and lasting(now, before) is not before


@pytest.mark.parametrize("change", [
    moved(2.1), moved(-2.1), moved(0, 10.1), moved(0, 0.099), moved(0, 0),
    replaced("0.00944 +- 0.0087", "0.00944 +- 0.00084"), replaced("0.00944 +- 0.0087", "0.0271 +- 0.0087"),
    replaced("0.00944 +- 0.0087", "0.00944"), replaced("measured = 0.491", "measured = 0.493"), replaced("1/512", "1/513"),
    replaced("against 0.1", "against 1"), replaced("law = t", "law = T"),
    lambda item: item["slack"].update(largest_ratio="0.0946"), lambda item: item.update(slack=None),
    lambda item: item["as_printed"].update(word="undecided"), lambda item: item["as_printed"].update(grade="finite exact computation"),
    lambda item: item.update(corrected=item["as_printed"]), lambda item: item.update(corrected={**item["as_printed"], "grade": "other"}),
    lambda item: item.update(note="0.491"), lambda item: item.update(more=1), lambda item: item.update(domain={}),
    lambda item: item["mutants"].update(killed=3), lambda item: item["mutants"]["listed"].pop(),
    lambda item: reading(item)["data"].update(right=0.10000001), lambda item: reading(item)["data"].update(left=0.0094),
    lambda item: reading(item)["data"]["left"].pop("error"), lambda item: reading(item)["data"]["points"][0].update(h="1/256"),
])
def test_anything_else_is_written_anew(change: Callable[[Record], object]) -> None:
    before, now = changed(change)
    assert lasting(now, before) == {key: value for key, value in now.items() if key != "seconds"}


@pytest.mark.parametrize(("old", "new", "same"), [
    ("0 +- 0.0019", "0 +- 0.0018", True), ("-1e-05 +- 0.0019", "1e-05 +- 0.0018", True), ("512 +- 1", "513 +- 2", True),
    ("1e-05 apart", "2e-05 apart", True), ("x = 0.25.", "x = 0.26.", True),
    ("0 +- 0.0019", "0", False), ("0 +- 0.0019", "0 and 0.0019", False), ("512 +- 1", "517 +- 2", False), ("512", "513", False),
    ("1e-05 apart", "3e-05 apart", False), ("1e-05 apart", "1e-05  apart", False), ("x = 0.25.", "x = 0.27.", False),
    ("x = 1/2", "x = 1/3", False), ("a_1.5", "a_1.6", False), ("0.5x", "0.6x", False),
])
def test_numbers_in_a_sentence(old: str, new: str, same: bool) -> None:
    before, now = simulated(), simulated()
    before["mutants"]["listed"][0], now["mutants"]["listed"][0] = old, new
    assert (lasting(now, before) == before) is same


def test_a_verdict_that_is_not_by_simulation_is_written_anew() -> None:
    before, now = changed(moved(0.5))
    for item in (before, now):
        item["as_printed"]["grade"] = "ball arithmetic on the whole recorded box"
    assert lasting(now, before)["as_printed"] == now["as_printed"] != before["as_printed"]


def test_without_a_committed_record_the_new_one_is_written_without_seconds_and_walk() -> None:
    now = {**simulated(), "seconds": 1.0, "slack": {"walk": "2", "largest_ratio": "1"}}
    assert lasting(now, None) == {**simulated(), "slack": {"largest_ratio": "1"}}
    assert lasting({**simulated(), "seconds": 1.0, "slack": None}, None)["slack"] is None
