"""What of a record is committed: nothing that changes from run to run, and of a simulation what was measured first.

The last bits of a sum are a matter of the machine, and where an error bar comes from differences of nearly equal numbers, so are its
digits. A simulation that is run again on another machine therefore gives other numbers. Where all of them agree with the committed
ones within both error bars, and nothing else is different, the committed record stands; else the new one is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from verify.record import Record
from verify.verdict import Grade

MEASURED = ("as_printed", "corrected", "slack", "mutants")  # what of a record holds measured numbers
APART = 10  # an error bar may be so many times another one of the same number; they are known to their size only
NUMBER = re.compile(r"(?<![\w./])(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?: \+- (\d+(?:\.\d+)?(?:e[+-]?\d+)?))?(?![\w/])")


def lasting(item: Record, before: Record | None) -> Record:
    """The record to commit. before: the committed one of the claim, if there is one.

    It has no seconds, and not where the walk of a search ended, which is a matter of the last bits.
    """
    kept = {key: value for key, value in item.items() if key != "seconds"}
    if kept["slack"]:
        kept["slack"] = {key: value for key, value in kept["slack"].items() if key != "walk"}
    return kept if before is None or not _is_same(before, kept) else dict(before)


def _is_same(before: Record, now: Record) -> bool:
    """Whether both are records of one measurement: verdicts by simulation, measured numbers within error bars, all else equal."""
    verdicts = [item[which] for item in (before, now) for which in ("as_printed", "corrected") if item[which] is not None]
    if before.keys() != now.keys() or any(verdict["grade"] != Grade.SAMPLED.value for verdict in verdicts):
        return False
    return all(_agree(before[key], now[key]) if key in MEASURED else before[key] == now[key] for key in now)


def _agree(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one == other or _texts_agree(one, other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        if one.keys() != other.keys():
            return False
        number = one.keys() >= {"value", "error"}
        rest = one.keys() - ({"value", "error"} if number else set())
        return (not number or _estimates_agree(one, other)) and all(_agree(one[key], other[key]) for key in rest)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_agree, one, other))
    return bool(one == other)


def _estimates_agree(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    value, error, another, its = (Decimal(repr(float(item[key]))) for item in (one, other) for key in ("value", "error"))
    return _close(value, error, another, its, Decimal(0))


def _close(value: Decimal, error: Decimal, other: Decimal, its: Decimal, rounding: Decimal) -> bool:
    """Whether two values with error bars are one number, measured twice. rounding: by how much either may have been rounded, together."""
    return abs(value - other) <= error + its + rounding and max(error, its) <= APART * min(error, its)


def _texts_agree(one: str, other: str) -> bool:
    """Whether two sentences are the same but for measured numbers that agree; a number without error bar, within its last digit."""
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    return all(_numbers_agree(*pair) for pair in zip(NUMBER.finditer(one), NUMBER.finditer(other), strict=True))


def _numbers_agree(one: re.Match[str], other: re.Match[str]) -> bool:
    if one.group() == other.group():
        return True
    if (one[2] is None) != (other[2] is None) or not all(_is_measured(match) for match in (one, other)):
        return False
    values, bars = [Decimal(match[1]) for match in (one, other)], [Decimal(match[2] or 0) for match in (one, other)]
    rounding = Decimal(max(_last(value) for value in values))
    return _close(values[0], bars[0], values[1], bars[1], rounding)


def _is_measured(number: re.Match[str]) -> bool:
    """Whether a number is written as a measured one is: with an error bar, or with a point; whole numbers and fractions are exact."""
    return number[2] is not None or "." in number[1] or "e" in number[1]


def _last(value: Decimal) -> Decimal:
    """One unit of the last digit that is written."""
    return Decimal(1).scaleb(int(value.as_tuple().exponent))
