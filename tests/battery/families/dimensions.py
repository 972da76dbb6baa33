"""Units: the scales of hrr2023 and rates of layton2026; monomials that a unit determines. The truth rescales mass, length and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath as mp
import numpy as np
import sympy as sp

from derive.units import LENGTH, MASS, TIME, Unit
from verify.statement import Statement
from verify.statements.units import HasUnit, UniqueMonomial
from verify.variables import Variables

from ..language import DIGITS, exact, fast, names, precise
from ..planted import ContradictionError, Planted, pair

Powers = tuple[int | Fraction, int | Fraction, int | Fraction]  # of mass, length, time
QUANTITIES: dict[str, Powers] = {
    "m": (1, 0, 0), "V2": (1, 0, -2), "V3": (1, -1, -2), "hbar": (1, 2, -1), "Dx": (0, 2, -1), "Dp": (2, 2, -3),
    "t": (0, 0, 1), "x": (0, 1, 0),
    "p": (1, 1, -1), "l": (1, 1, -2), "g": (2, 2, -3), "c": (0, 0, -1), "lx": (Fraction(1, 2), 0, -1),
    "lp": (Fraction(-1, 2), 0, 0),
}
ACTION, ENERGY, NOTHING = (1, 2, -1), (1, 2, -2), (0, 0, 0)


def _unit(powers: Powers) -> Unit:
    return MASS ** powers[0] * LENGTH ** powers[1] * TIME ** powers[2]


@dataclass(frozen=True)
class UnitTruth:
    """A formula scales with its unit when mass, length and time do."""

    formula: str
    unit: Powers

    def _fails(self, rng: np.random.Generator) -> bool:
        with mp.workdps(DIGITS):
            scales = [mp.mpf(int(k)) / 7 for k in rng.integers(8, 60, 3)]
            values = {name: mp.mpf(int(rng.integers(1, 90))) / 11 for name in sorted(names(self.formula))}

            def factor(powers: Powers) -> Any:
                return mp.fprod(scale ** (mp.mpf(Fraction(e).numerator) / Fraction(e).denominator) for scale,
                e in zip(scales, powers, strict=True))

            moved = {name: value * factor(QUANTITIES[name]) for name, value in values.items()}
            before, after = precise(self.formula, values), precise(self.formula, moved)
            return bool(abs(after / before / factor(self.unit) - 1) > mp.mpf(10) ** -40)

    def sampled(self, count: int) -> int:
        """As of `Truth`: random values and random scales."""
        rng = np.random.default_rng(20260817)
        scales = rng.uniform(1, 8, (3, count))
        values = {name: rng.uniform(0.1, 8, count) for name in sorted(names(self.formula))}

        def factor(powers: Powers) -> Any:
            return np.prod([scale ** float(e) for scale, e in zip(scales, powers, strict=True)], axis=0)

        before, after = (fast(self.formula, known) for known in (values, {n: v * factor(QUANTITIES[n]) for n, v in values.items()}))
        if np.abs(after / before / factor(self.unit) - 1).max() > 1e-12 or any(self._fails(rng) for _ in range(8)):
            raise ContradictionError(f"{self.formula} has not the unit {self.unit}")
        return count

    def violated(self, at: Any) -> bool | None:
        """As of `Truth`; at: a seed of values and scales."""
        return self._fails(np.random.default_rng(at))


@dataclass(frozen=True)
class MonomialTruth:
    """The exponents solve the linear equations of the units, and the equations have one solution."""

    unit: Powers
    exponents: Mapping[str, Fraction]

    def _holds(self) -> bool:
        rows = [[Fraction(QUANTITIES[name][k]) for name in self.exponents] for k in range(3)]
        solves = all(sum(a * e for a, e in zip(row, self.exponents.values(), strict=True)) == u for row,
        u in zip(rows, self.unit, strict=True))
        matrix = np.array([[float(a) for a in row] for row in rows])
        return solves and int(np.linalg.matrix_rank(matrix)) == len(self.exponents)

    def sampled(self, count: int) -> int:
        """As of `Truth`; there is nothing to draw."""
        if not self._holds():
            raise ContradictionError(f"{dict(self.exponents)} does not give the unit {self.unit}, or not alone")
        return count

    def violated(self, at: Any) -> bool | None:
        """As of `Truth`."""
        return not self._holds()


def unit(name: str, source: str, true: str, false: str, slip: str, powers: Powers, *,
gross: bool = False) -> list[Planted]:
    """A pair of formulas with one unit stated."""
    def build(text: str) -> Statement:
        where = Variables()
        known = {name: where.declare(name, _unit(QUANTITIES[name])) for name in sorted(names(text))}
        return HasUnit(sp.sympify(exact(text, known)), _unit(powers), where)

    first, second = UnitTruth(true, powers), UnitTruth(false, powers)
    return pair(name, source, slip, (lambda: build(true), first), (lambda: build(false), second), 1, gross=gross)


def monomial(name: str, source: str, powers: Powers, true: Mapping[str, str], false: Mapping[str, str],
slip: str) -> list[Planted]:
    """A pair of monomials with one unit."""
    both = [{key: Fraction(value) for key, value in each.items()} for each in (true, false)]

    def build(exponents: Mapping[str, Fraction]) -> Statement:
        return UniqueMonomial(_unit(powers), {key: _unit(QUANTITIES[key]) for key in exponents}, exponents)

    first, second = (MonomialTruth(powers, each) for each in both)
    return pair(name, source, slip, (lambda: build(both[0]), first), (lambda: build(both[1]), second), ())


PLANTED: list[Planted] = [
    *unit("anharmonic energy", "hrr2023 below (4)", "V2**3/V3**2", "V2**2/V3**2", "an exponent", ENERGY),
    *unit("anharmonic diffusion", "hrr2023 (6)", "V2**(5/2)*m**(-1/2)/V3**2", "V2**(5/2)*m**(1/2)/V3**2",
          "sign of an exponent", (0, 2, -1)),
    *unit("error of Theorem 1", "hrr2023 (8)", "t*hbar**(1/2)*V3*V2**(-3/4)*m**(-3/4)",
          "t*hbar**(1/2)*V3*V2**(-3/2)*m**(-3/4)", "3/2 for 3/4", NOTHING),
    *unit("least thickness", "hrr2023 Figure 1", "sqrt(Dx/c)", "Dx/c", "root lost", (0, 1, 0)),
    *unit("diffusion of position from momentum operators", "hrr2023 (3)", "hbar*lp**2", "hbar*lp", "square lost",
          (0, 2, -1)),
    *unit("diffusion of momentum from position operators", "hrr2023 (3)", "hbar*lx**2", "hbar**2*lx**2",
          "one power of hbar more", (2, 2, -3)),
    *unit("localisation rate", "hrr2023 (1)", "lx**2*x**2/hbar", "lx**2*x/hbar", "square lost", (0, 0, -1)),
    *unit("trade-off", "layton2026 (14)", "g*c/l**2", "g*c/l", "square lost", NOTHING),
    *unit("collapse rate", "layton2026 laws", "l**2/g", "l/g", "square lost", (0, 0, -1)),
    *unit("phase of the coherence", "layton2026 laws", "l*x*t/hbar", "l*p*t/hbar", "p for x", NOTHING),
    *unit("spread with its noise", "layton2026 laws", "sqrt(l**2*t**2 + 2*g*t)", "sqrt(l**2*t + 2*g*t)",
          "time not squared", (1, 1, -1)),
    *unit("squeezing ratio", "hrr2023 (8)", "hbar/(m*Dx) + hbar*V2/Dp + 1", "hbar/(m*Dx) + hbar*V2/Dx + 1",
          "wrong diffusion constant", NOTHING),
    *monomial("a time from m and V2", "hrr2023 below (4)", (0, 0, 1), {"m": "1/2", "V2": "-1/2"},
              {"m": "1/2", "V2": "1/2"}, "sign of an exponent"),
    *monomial("a momentum from hbar and curvatures", "hrr2023 below (4)", (1, 1, -1),
              {"m": "1/2", "V2": "3/2", "V3": "-1"}, {"m": "1/2", "V2": "1/2", "V3": "-1"},
              "1/2 for 3/2"),
    *monomial("an action with one quantity too many", "hrr2023 below (4)", ACTION,
              {"m": "1/2", "V2": "5/2", "V3": "-2"},
              {"m": "1/2", "V2": "5/2", "V3": "-2", "t": "0"}, "not the only one"),
]
