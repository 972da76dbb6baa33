"""One point of a sweep: which kernel, with which exact parameters, in which version of the code; its key is a hash of just that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any


def canonical(value: Any) -> str:
    """JSON that is the same for the same content. Raises: ValueError for a number that is not finite."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


@dataclass(frozen=True)
class Point:
    """kernel, parameters: name and exact text of each; version: that of the kernel; folder: where it is from, None for a shipped one.

    cost: relative to other points, for the time that is left. Neither the folder nor the cost is in the key.
    """

    kernel: str
    parameters: Mapping[str, str]
    version: str
    folder: str | None = None
    cost: float = 1.0

    @cached_property
    def key(self) -> str:
        """The SHA-256 of what is computed, in hexadecimal."""
        stated = {"kernel": self.kernel, "parameters": dict(self.parameters), "version": self.version}
        return hashlib.sha256(canonical(stated).encode()).hexdigest()

    def task(self) -> dict[str, Any]:
        """The point as plain data, for `outcome.compute`."""
        return {"kernel": self.kernel, "folder": self.folder, "parameters": dict(self.parameters)}
