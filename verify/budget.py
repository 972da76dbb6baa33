"""How much effort an adversarial search may spend: a whole number of at least 1, from `--budget`."""

from __future__ import annotations

import os

NAME, MOST = "EHRENFEST_BUDGET", 10_000


def whole_number(text: str, name: str, most: int, *, least: int = 1) -> int:
    """The number from `least` to `most` that a user typed for `name`. Raises: ValueError for any other text."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)) or not least <= int(text) <= most:
        raise ValueError(f"`{name}` must be a whole number from {least} to {most}, but is {text[:20]!r}")
    return int(text)


def budget() -> int:
    """The multiplier of the number of cases tried; 1 unless `--budget` says otherwise."""
    return whole_number(os.environ.get(NAME, "1"), NAME, MOST)
