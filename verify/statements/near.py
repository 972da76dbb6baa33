"""Printed numbers: a computed value lies within a factor of the number that the text prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import sympy as sp

from derive.proof import Proof
from numerics.enclosure import Cover, Violation, certify_nonnegative, sign
from verify.statement import Mutant, Search
from verify.statements import exact
from verify.verdict import Witness


@dataclass(frozen=True)
class Near:
    """printed / within < value < printed * within, for an exact closed form without free symbols.

    within: sqrt(10) where the text writes "~" (the same power of ten is the nearest), closer where it prints digits.
    """

    value: sp.Expr
    printed: sp.Expr
    within: sp.Expr
    unit: str

    def __str__(self) -> str:
        return f"{self.value} ~ {self.printed} {self.unit}"

    def problems(self) -> Sequence[str]:
        """Floats and free symbols."""
        bad = [e for e in (self.value, self.printed, self.within) if e.has(sp.Float) or e.free_symbols]
        if not bad and sign(self.printed, {}) == 0:
            return ["a printed number must not be 0, for no factor leads there"]
        if not bad and (sign(self.within - 1, {}) != 1 or sign(10 - self.within**2, {}) not in (0, 1)):
            return [f"`within` must lie between 1 and sqrt(10), but is {self.within}; a number that far off is another"]
        return [f"a printed number must be compared with an exact value, but {e} is none; "
                f"{exact.floats((e,)) or 'insert numbers for its letters'}" for e in bad]

    def domain(self) -> dict[str, str]:
        """The tolerance in words."""
        return {"agreement": f"within a factor {self.within}", "unit": self.unit}

    def _margins(self) -> tuple[sp.Expr, sp.Expr]:
        size = sign(self.printed, {}) or 1  # a negative number is compared by its magnitude, with its sign
        value, printed = size * self.value, size * self.printed
        return value - printed / self.within, printed * self.within - value

    def refute(self, rng: Random) -> Search:
        """The two margins in ball arithmetic."""
        signs = [sign(margin, {}) for margin in self._margins()]
        if -1 in signs or 0 in signs:
            value, ratio = sp.N(self.value, 6), sp.N(self.value / self.printed, 4)
            text = f"the value is {value} {self.unit}, {ratio} times the printed {self.printed}"
            return Search(Witness(text, {"kind": "number", "value": str(value), "ratio": str(ratio)}, False), 0)
        if signs != [1, 1]:
            return Search(None, 0, 1)
        ratio = sp.N(self.value / self.printed, 6)
        return Search(None, 1, slack={"largest_ratio": str(ratio), "at": {"value": str(sp.N(self.value, 8))}})

    def prove(self) -> Proof | None:
        """Nothing: the values are transcendental, balls decide."""
        return None

    def certify(self) -> tuple[Cover, str] | None:
        """The two margins enclosed."""
        covers = [certify_nonnegative(margin, {}, strict=True) for margin in self._margins()]
        first, second = covers
        if first is None or second is None or isinstance(first, Violation) or isinstance(second, Violation):
            return None
        return first, f"the single value {sp.N(self.value, 8)} {self.unit}"

    one_sided = False

    def mutants(self) -> Iterator[Mutant]:
        """Printed numbers ten times larger and smaller, and the other sign."""
        for text, factor in (("ten times larger", 10), ("ten times smaller", sp.Rational(1, 10)), ("the sign", -1)):
            yield Mutant(f"printed number: {text}", replace(self, printed=self.printed * factor))

    def implies(self, mutant: object) -> bool:
        """Never: every mutant names another number."""
        return False
