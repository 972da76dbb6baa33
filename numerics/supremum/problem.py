"""What a search maximises, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp

from numerics.supremum.cell import Span


@dataclass(frozen=True)
class Problem:
    """F over the product of the spans, None standing for infinity; `wraps` names variables whose ends are no boundary.

    signs: (1, -1) for the maximum of |F|, (1,) for that of F, (-1,) for that of -F.
    """

    function: sp.Expr
    spans: Mapping[sp.Symbol, Span]
    wraps: frozenset[sp.Symbol] = frozenset()
    signs: tuple[int, ...] = (1, -1)


@dataclass
class Found:
    """Certified bounds of the maximum, arb balls, and the point of the lower one; `unbounded`: F is proved to exceed every number."""

    low: Any
    high: Any
    point: Mapping[sp.Symbol, Fraction] = field(default_factory=dict)
    cells: int = 0
    unbounded: bool = False
    where: str = ""
