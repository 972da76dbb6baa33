"""Units as exponent vectors over (hbar, mass, length, time), and monomials fixed by their unit (trusted).

hbar is kept as a base unit so that powers of it can be read off; two units have the same dimension when they agree after
hbar = mass length^2 / time.

    >>> (MASS * LENGTH**2 / TIME).same_dimension(ACTION)
    True
    >>> solve(ACTION, {"m": MASS, "k": MASS / TIME**2, "g": MASS / TIME**2 / LENGTH}).exponents
    {'m': Fraction(1, 2), 'k': Fraction(5, 2), 'g': Fraction(-2, 1)}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from sympy.core.function import AppliedUndef

from derive.proof import Proof

BASES = ("hbar", "mass", "length", "time")
_HBAR = (Fraction(1), Fraction(2), Fraction(-1))


class UnitError(ValueError):
    """Two quantities that are added, compared or exponentiated do not have fitting units."""


@dataclass(frozen=True)
class Unit:
    """A product of powers of the four base units."""

    exponents: tuple[Fraction, Fraction, Fraction, Fraction]

    def __mul__(self, other: Unit) -> Unit:
        a, b = self.exponents, other.exponents
        return Unit((a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]))

    def __pow__(self, power: int | Fraction) -> Unit:
        a = self.exponents
        return Unit((a[0] * power, a[1] * power, a[2] * power, a[3] * power))

    def __truediv__(self, other: Unit) -> Unit:
        return self * other**-1

    def dimension(self) -> tuple[Fraction, Fraction, Fraction]:
        """Exponents of (mass, length, time) with hbar = mass length^2 / time put in."""
        power, mass, length, time = self.exponents
        return (mass + power * _HBAR[0], length + power * _HBAR[1], time + power * _HBAR[2])

    def same_dimension(self, other: Unit) -> bool:
        """Whether both units measure the same dimension."""
        return self.dimension() == other.dimension()

    def __str__(self) -> str:
        shown = [n if e == 1 else f"{n}^{e}" for n, e in zip(BASES, self.exponents, strict=True) if e]
        return " ".join(shown) or "1"


def _base(*exponents: int) -> Unit:
    hbar, mass, length, time = (Fraction(e) for e in exponents)
    return Unit((hbar, mass, length, time))


NONE = _base(0, 0, 0, 0)
ACTION = _base(1, 0, 0, 0)
MASS = _base(0, 1, 0, 0)
LENGTH = _base(0, 0, 1, 0)
TIME = _base(0, 0, 0, 1)
MOMENTUM = MASS * LENGTH / TIME
ENERGY = MASS * LENGTH**2 / TIME**2


def unit_of(expr: sp.Expr, units: Mapping[sp.Symbol, Unit]) -> Unit | None:
    """The unit of expr; None for 0, which fits every unit.

    Raises:
        UnitError: terms of different dimension are added or compared, a dimensionful quantity stands in an exponent or a
            function, or a symbol has no unit.
    """
    if expr.has(sp.nan, sp.zoo, sp.oo):
        raise UnitError(f"a quantity must be finite, but {expr} is not")
    if expr.is_zero:
        return None
    if isinstance(expr, sp.Number | sp.NumberSymbol) or expr is sp.I:
        return NONE
    if isinstance(expr, sp.Symbol):
        if expr not in units:
            raise UnitError(f"`{expr}` must have a unit, but none is declared")
        return units[expr]
    if isinstance(expr, sp.Mul):
        total = NONE
        for factor in expr.args:
            total = total * (unit_of(factor, units) or NONE)
        return total
    if isinstance(expr, sp.Add | sp.Max | sp.Min | sp.Abs):
        found = [unit for unit in (unit_of(term, units) for term in expr.args) if unit is not None]
        for other in found[1:]:
            if not other.same_dimension(found[0]):
                raise UnitError(f"terms must have one unit, but {expr} has {found[0]} and {other}")
        return found[0] if found else None
    if isinstance(expr, sp.Pow) and isinstance(expr.exp, sp.Rational):
        return (unit_of(expr.base, units) or NONE) ** Fraction(int(expr.exp.p), int(expr.exp.q))
    if isinstance(expr, AppliedUndef | sp.Derivative | sp.Integral | sp.Subs):
        raise UnitError(f"`{expr}` must have a unit, but none is declared")
    for argument in expr.args:
        unit = unit_of(argument, units)
        if unit is not None and not unit.same_dimension(NONE):
            raise UnitError(f"`{argument}` inside {expr} must be dimensionless, but has the unit {unit}")
    return NONE


@dataclass(frozen=True)
class Monomials:
    """The exponents e with prod q_i^e_i of a given unit; `unique` when there is no other choice."""

    exponents: dict[str, Fraction]
    unique: bool


def solve(target: Unit, quantities: Mapping[str, Unit]) -> Monomials | None:
    """The monomial in the quantities that has the dimension of target, or None when there is none."""
    names = list(quantities)
    columns = [quantities[name].dimension() for name in names]
    system = sp.Matrix(3, len(names), lambda i, j: sp.Rational(columns[j][i].numerator, columns[j][i].denominator))
    goal = sp.Matrix([sp.Rational(e.numerator, e.denominator) for e in target.dimension()])
    rank = system.rank()
    if system.row_join(goal).rank() > rank:
        return None
    solution = system.gauss_jordan_solve(goal)
    values = [value.subs(dict.fromkeys(solution[1], 0)) for value in solution[0]]
    return Monomials(
        {name: Fraction(int(v.p), int(v.q)) for name, v in zip(names, values, strict=True)}, rank == len(names)
    )


def prove_unique(target: Unit, quantities: Mapping[str, Unit], exponents: Mapping[str, Fraction]) -> Proof | None:
    """A proof that prod q^exponents has the unit of target and is the only such monomial, or None."""
    found = solve(target, quantities)
    if found is None or not found.unique or found.exponents != dict(exponents):
        return None
    data = {
        "unit": str(target),
        "quantities": {name: str(unit) for name, unit in quantities.items()},
        "exponents": {name: str(power) for name, power in found.exponents.items()},
    }
    return Proof("rank of the exponent matrix", "all monomials with real exponents", data)


def prove_same(first: Unit, second: Unit) -> Proof | None:
    """A proof that two units have one dimension, or None."""
    if not first.same_dimension(second):
        return None
    return Proof("exponent vectors", "every choice of units", {"unit": str(first), "also": str(second)})
