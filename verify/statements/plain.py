"""Readings as plain JSON, from which figures are drawn; with no more digits than are the same on every machine."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, Context, Decimal
from typing import Any

from numerics.estimate import Estimate
from verify.measured import Check, Reading

DIGITS = 4  # of a value, fewer where its error bar is larger
UPWARD = Context(prec=2, rounding=ROUND_CEILING)


def number(estimate: Estimate) -> dict[str, float]:
    """Value and error: the value to DIGITS digits, none beyond the second of its error bar, which covers this rounding too.

    >>> number(Estimate(0.0123456, 0.00012, ""))
    {'value': 0.01235, 'error': 0.00013}
    >>> number(Estimate(2.1e-9, 8.6e-7, ""))
    {'value': 0.0, 'error': 8.7e-07}
    """
    value, error = float(estimate.value), float(estimate.error)
    places = [DIGITS - 1 - math.floor(math.log10(abs(value)))] if value else []
    places += [1 - math.floor(math.log10(error))] if error else []
    shown = round(value, min(places, default=0)) + 0.0  # no -0.0
    exact = abs(Decimal(repr(shown)) - Decimal(repr(value))) + Decimal(repr(error))  # as they are written: 0.001 is not rounded up
    return {"value": shown, "error": float(UPWARD.create_decimal(exact))}


def reading(found: Reading, checks: Iterable[Check], more: Mapping[str, Any]) -> dict[str, Any]:
    """One reading: its case, the left side, the right one to six digits, the a-posteriori bound, the given checks, and `more`."""
    data: dict[str, Any] = {"at": dict(found.at), "left": number(found.left), "right": float(f"{found.right[1]:.6g}")}
    if found.ceiling is not None:
        data["ceiling"] = number(found.ceiling)
    if found.silent:
        data["silent"] = found.silent
    methods = [{"name": check.name, "one": number(check.one), "other": number(check.other)} for check in checks]
    return data | ({"checks": methods} if methods else {}) | dict(more)

