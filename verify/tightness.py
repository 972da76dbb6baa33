"""How far a bound is from the best: its printed factor, the best proved one, and what is attained, as functions of d."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class Attained:
    """A left side that is reached: its factor as a function of d, by which potential and state, and the claim that shows it."""

    factor: sp.Expr
    by: str
    label: str


@dataclass(frozen=True)
class Tightness:
    """One printed bound `factor * scale`, with better factors of the same scale.

    printed, proved: the factor as printed (in its corrected form) and the best that is proved, by the claim `proved_by`.
    attained: factors that are reached; the largest of them is the lower limit of what can be proved.
    """

    label: str
    scale: str
    d: sp.Symbol
    printed: sp.Expr
    proved: sp.Expr
    proved_by: str
    attained: Sequence[Attained]

    def at(self, d: int) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
        """Printed, proved and largest attained factor for d degrees of freedom, exact."""
        reached = [row.factor.subs(self.d, d) for row in self.attained]
        return self.printed.subs(self.d, d), self.proved.subs(self.d, d), sp.Max(*reached)
