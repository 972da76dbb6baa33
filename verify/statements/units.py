"""Statements about units: a formula has a unit, a monomial is the only one with a unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random

import sympy as sp

from derive import units
from derive.proof import Proof
from derive.units import LENGTH, MASS, TIME, Unit, UnitError, unit_of
from numerics.enclosure import Cover
from verify.statement import Mutant, Search
from verify.statements import exact
from verify.statements.tree import changes
from verify.variables import Variables
from verify.verdict import Witness


@dataclass(frozen=True)
class HasUnit:
    """The quantity defined by `formula` has the dimension of `unit`."""

    formula: sp.Expr
    unit: Unit
    where: Variables

    def __str__(self) -> str:
        return f"[{self.formula}] = {self.unit}"

    def problems(self) -> Sequence[str]:
        """Floating-point numbers, and symbols that are not declared."""
        if said := exact.floats((self.formula,)):
            return [f"a statement must be exact, but {self.formula} holds a floating-point number; {said}"]
        return [f"every symbol must have a unit, but {s} has none; {exact.undeclared(s, self.where)}"
                for s in sorted(self.formula.free_symbols - set(self.where), key=str)]

    def domain(self) -> dict[str, str]:
        """The unit of every symbol."""
        return {s.name: f"[{self.where[s].unit}]" for s in sorted(self.formula.free_symbols, key=str) if s in self.where}

    def _found(self) -> Unit | str | None:
        try:
            return unit_of(self.formula, self.where.units())
        except UnitError as error:
            return str(error)

    def refute(self, rng: Random) -> Search:
        """The exponent vectors, where they differ."""
        found = self._found()
        if isinstance(found, str) and not found.startswith("terms must have one unit"):
            return Search(None, 0, 1)  # a logarithm of units, say: not understood, and not wrong for that
        if isinstance(found, str):
            return Search(Witness(found, {"kind": "units"}, True), 0)
        if found is not None and not found.same_dimension(self.unit):
            text = f"{self.formula} has the unit {found}, which is not {self.unit}"
            data = {"kind": "units", "found": str(found), "stated": str(self.unit)}
            return Search(Witness(text, data, True), 0)
        return Search(None, 1)

    def prove(self) -> Proof | None:
        """Equality of exponent vectors."""
        found = self._found()
        return units.prove_same(found, self.unit) if isinstance(found, Unit) else None

    def certify(self) -> tuple[Cover, str] | None:
        """Nothing: balls have no part in this."""
        return None

    one_sided = False

    def mutants(self) -> Iterator[Mutant]:
        """Other units, and the formula with factors and exponents changed."""
        for base, text in ((MASS, "mass"), (LENGTH, "length"), (TIME, "time")):
            yield Mutant(f"unit times {text}", replace(self, unit=self.unit * base))
        for text, formula in changes(self.formula):
            if formula.free_symbols:
                yield Mutant(f"formula: {text}", replace(self, formula=formula))

    def implies(self, mutant: object) -> bool:
        """Whether the mutant has one and the same dimension: a number or a sign was changed, no unit."""
        return isinstance(mutant, HasUnit) and mutant.unit.same_dimension(self.unit) and mutant.prove() is not None


@dataclass(frozen=True)
class UniqueMonomial:
    """prod q^exponents has the dimension of `unit`, and no other product of powers of the quantities has."""

    unit: Unit
    quantities: Mapping[str, Unit]
    exponents: Mapping[str, Fraction] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = " ".join(f"{name}^({power})" for name, power in self.exponents.items())
        return f"{shown} is the only monomial with unit {self.unit}"

    def problems(self) -> Sequence[str]:
        """Exponents for other quantities than the declared ones."""
        if bad := [power for power in self.exponents.values() if not isinstance(power, int | Fraction)]:
            return [f"an exponent must be exact, but {bad[0]!r} is not; write a Fraction"]
        return [] if set(self.exponents) == set(self.quantities) else ["`exponents` must name every quantity"]

    def domain(self) -> dict[str, str]:
        """The unit of every quantity."""
        return {name: f"[{unit}]" for name, unit in self.quantities.items()}

    def refute(self, rng: Random) -> Search:
        """A second monomial, or none at all."""
        found = units.solve(self.unit, self.quantities)
        if found is None:
            return Search(Witness(f"no monomial has the unit {self.unit}", {"kind": "units"}, True), 0)
        plain = {name: str(power) for name, power in found.exponents.items()}
        if found.exponents != dict(self.exponents):
            return Search(Witness(f"the monomial with exponents {plain} has it", {"kind": "units", **plain}, True), 0)
        if not found.unique:
            return Search(Witness("the exponents are not determined", {"kind": "units", **plain}, True), 0)
        return Search(None, 1)

    def prove(self) -> Proof | None:
        """The rank of the exponent matrix."""
        return units.prove_unique(self.unit, self.quantities, self.exponents)

    def certify(self) -> tuple[Cover, str] | None:
        """Nothing: balls have no part in this."""
        return None

    one_sided = False

    def mutants(self) -> Iterator[Mutant]:
        """Each exponent off by one half, another unit, and one more quantity to build from."""
        for name, power in self.exponents.items():
            changed = {**self.exponents, name: power + Fraction(1, 2)}
            yield Mutant(f"exponent of {name}", replace(self, exponents=changed))
        yield Mutant("unit times length", replace(self, unit=self.unit * LENGTH))
        more = {**self.quantities, "another length": LENGTH}
        yield Mutant(
            "one more length scale",
            replace(self, quantities=more, exponents={**self.exponents, "another length": Fraction(0)}),
        )

    def implies(self, mutant: object) -> bool:
        """Never: every mutant says something else."""
        return False
