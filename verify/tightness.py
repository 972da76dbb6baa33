"""How far a bound is from the best: its printed factor, the best proved one, and what is attained, as functions of d."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class Attained:
    """A left side that is reached: its factor as a function of d, the potential, and the claim that shows it."""

    factor: sp.Expr
    potential: str
    claim: str


@dataclass(frozen=True)
class Tightness:
    """One printed bound, factor times scale, with the best proved factor of the same scale and the factors that are attained.

    label, case: the claim, and which of its bounds where it has several.
    printed: the factor as printed, in the corrected form where the print is wrong.
    claim: the claim that proves the factor `proved`, and `formula` how to write that.
    """

    label: str
    case: str
    scale: str
    d: sp.Symbol
    printed: sp.Expr
    proved: sp.Expr
    formula: str
    claim: str
    attained: Sequence[Attained] = ()

    def reached(self, d: int) -> sp.Expr | None:
        """The largest attained factor for d degrees of freedom, None where none is known."""
        return sp.Max(*(row.factor.subs(self.d, d) for row in self.attained)) if self.attained else None
