"""How much effort an adversarial search may spend: a whole number of at least 1, from `--budget`."""

from __future__ import annotations

import os

NAME = "EHRENFEST_BUDGET"


def budget() -> int:
    """The multiplier of the number of cases tried; 1 unless `--budget` says otherwise."""
    text = os.environ.get(NAME, "1")
    if not text.isascii() or not text.isdigit() or len(text) > 5 or not 1 <= int(text) <= 10_000:  # int() refuses thousands of digits
        raise ValueError(f"`{NAME}` must be a whole number from 1 to 10000, but is {text[:20]!r}")
    return int(text)
