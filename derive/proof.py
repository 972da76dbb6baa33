"""The record that an exact, finite computation has been carried out.

Only the trusted files build one: the exact normal forms and the replays of certificates. A test holds that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Proof:
    """What was computed exactly.

    method: the name of the decision procedure, for a reader.
    scope: the values it holds for, in words ("all values of the domain", "d = 1, 2, 3").
    certificate: plain JSON data with which a reader can repeat the computation.
    """

    method: str
    scope: str
    certificate: Mapping[str, Any] = field(default_factory=dict)
