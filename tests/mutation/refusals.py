"""What the second opinion says where it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from replay.outcome import NotReplayable, ReplayError


def reason(call: Callable[[], Any]) -> str:
    """The reason of the refusal; "" where there is none."""
    return kind_and_reason(call).partition(": ")[2]


def kind_and_reason(call: Callable[[], Any]) -> str:
    """The kind and reason of the refusal; "" where there is none."""
    try:
        call()
    except (ReplayError, NotReplayable) as error:
        return f"{type(error).__name__}: {error}"
    return ""
