"""A point at which something was found, on one line: exact numbers that are long are rounded, told to be, and kept in the tooltip."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Context, Decimal

from verify.report.markup import Html, element, joined

LONG, DIGITS = 16, 6  # characters of a rational number that is shown rounded; the digits that are left
RATIONAL = re.compile(r"(?<![\d.])-?\d+/\d+(?![\d.])")
ROUNDED = "≈: rounded here; the exact number shows when it is pointed at, and is in the record."


def point(at: Mapping[str, str]) -> tuple[Html, bool]:
    """'name = value' of every coordinate, or 'name ≈ value' with the exact one as its title; and whether one was rounded."""
    parts: list[Html | str] = []
    for name, value in at.items():
        short = RATIONAL.sub(_rounded, value)
        exact = f"{name} = {value}"
        parts += [", "] if parts else []
        parts.append(exact if short == value else element("span", f"{name} ≈ {short}", title=exact))
    return joined(parts), any(isinstance(part, Html) for part in parts)


def _rounded(found: re.Match[str]) -> str:
    if len(found[0]) < LONG:
        return found[0]
    above, _, below = found[0].partition("/")
    if int(below) == 0:
        return found[0]
    return f"{Context(prec=DIGITS).divide(Decimal(above), Decimal(below)).normalize():g}"
