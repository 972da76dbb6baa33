"""Theorem 1 put to the test: both distances of (7), simulated from given initial states, against a bound in the paper's symbols."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp

from numerics import bounds
from numerics.enclosure import evaluate
from verify.budget import budget
from verify.measured import Reading
from verify.statements.measured_worlds import simulated
from verify.statements.simulated import Experiment
from verify.statements.simulated_case import Case, System

NAMES = ("d", "t", "m", "hbar", "V2", "V3", "Dx", "Dp")
VACUOUS = 2
FLAWS = {
    "reversed": "the force phase with the wrong sign in the quantum evolution",
    "doubled": "hbar of the force phase doubled in the quantum evolution",
    "classical": "the classical force in the quantum evolution",
    "diffusion": "D doubled in both evolutions, not in the packets",
}


@dataclass(frozen=True)
class Correspondence:
    """||rho~ - rho||_Tr and ||W[rho~] - f||_L1 at most `bound`, in every case.

    bound: an expression in symbols named NAMES. more: cases that a larger budget adds.
    flawed: the positions in `cases` at which the flaws are tried, and which; a flaw of FLAWS that cannot be seen there is left out.
    flaw: what is wrong with this experiment; empty for the true one.
    """

    cases: tuple[Case, ...]
    bound: sp.Expr
    more: tuple[Case, ...] = ()
    flawed: tuple[tuple[int, str], ...] = ((0, "reversed"), (0, "doubled"), (0, "diffusion"))
    flaw: str = ""
    others: Mapping[str, sp.Expr] = field(default_factory=dict, hash=False, compare=False)

    def problems(self) -> Sequence[str]:
        """Floats, unknown names, constants that are wrong, and a claim without a second evolution."""
        strange = sorted(str(s) for s in self.bound.free_symbols if s.name not in NAMES)
        found = [f"a bound must be made of {', '.join(NAMES)}, but has {name}" for name in strange]
        if any(side.has(sp.Float) for side in (self.bound, *(case.system.V for case in self.cases))):
            found.append("a bound and a potential must be exact, but one has a Float")
        if not any(case.basis for case in self.cases):
            found.append("at least one case must be evolved in a truncated basis too, but none is")
        systems = dict.fromkeys(case.system for case in self.cases)
        return found + [text for system in systems for text in system.problems()]

    def _chosen(self) -> tuple[Case, ...]:
        return self.cases if budget() == 1 else self.cases + self.more

    def readings(self) -> Sequence[Reading]:
        """Two of each case: quantum against mixture, mixture against classical."""
        found: list[Reading] = []
        for case in self._chosen():
            right = self._right(case)
            silent = "" if case.is_within_hypotheses() else "the initial state is squeezed by more than z"
            silent = silent or ("the bound is 2 or more" if not right[1] < VACUOUS else "")
            worlds = simulated(case, self.flaw, budget())
            for name, left, ceiling, checks in worlds.sides:
                found.append(Reading({"distance": name, **case.at()}, left, right, checks, ceiling, silent))
        return found

    def points(self) -> Sequence[Mapping[str, Any]]:
        """Of each reading the potential, d, and the best proved factors of the same scale with the same z, to six digits."""
        return [
            {"V": str(case.system.V), "d": case.d, "refined": float(f"{end:.6g}")}
            for case in self._chosen() for end in _refined(case)
        ]

    def _right(self, case: Case) -> tuple[float, float]:
        """An enclosure of the bound: balls of the exact values, with V3 at both ends of its enclosure where it is not exact."""
        known = case.values()
        third = case.system.suprema()[1]
        ends = [known["V3"]] if "V3" in known else [sp.Rational(Fraction(end)) for end in (third.exact_low, third.exact_high)]
        found = []
        for V3 in ends:  # a bound is a monomial in V3, or a maximum of such
            values = {**known, "V3": V3}
            found.append(_enclosed(self.bound, tuple((s, values[s.name]) for s in self.bound.free_symbols)))
        both = found[0].union(found[-1])
        return math.nextafter(float(both.lower()), 0), math.nextafter(float(both.upper()), math.inf)

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """A single case each, with one law of motion wrong."""
        for number, flaw in self.flawed:
            yield FLAWS[flaw], replace(self, cases=(self.cases[number],), more=(), flaw=flaw)

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """Other powers of hbar and of D, and the printed alternatives given in `others`."""
        for text, bound in self.others.items():
            yield text, replace(self, bound=bound)

    def domain(self) -> dict[str, str]:
        """The potentials, the number of cases, and how they are simulated."""
        systems = dict.fromkeys(case.system for case in self.cases)
        return {
            "V": "; ".join(f"{system.V} with ||V''|| = {system.V2}, ||V'''|| = {_third(system)}" for system in systems),
            "cases": str(len(self._chosen())),
            "method": "phase-space evolution; deviation of the mixture by its own equation of motion; packets put on the grid; "
            "truncated bases",
        }


@lru_cache(maxsize=256)
def _enclosed(bound: sp.Expr, values: tuple[tuple[sp.Symbol, sp.Expr], ...]) -> Any:
    """The ball around the bound at exact values, put in at once: no maximum of half-known terms is ever compared."""
    return evaluate(bound.xreplace(dict(values)), {}, digits=15)


def _third(system: System) -> str:
    return str(system.V3) if system.V3 is not None else f"{system.suprema()[1].high:.7g} (certified upper end)"


def _refined(case: Case) -> tuple[float, float]:
    """Upper ends of the best proved bounds on the two distances, for every initial state that (8) covers."""
    suprema = case.system.suprema()
    norms = tuple(bounds.enclosure(each.low, each.high) for each in suprema)
    second = norms[0]
    system = bounds.System(case.d, case.system.mass, case.hbar, case.Dx, case.Dp, (second, norms[1]), second, second)
    found = bounds.refined(system)
    quantum, classical = (bounds.outward(bounds.error_at(rate, case.time))[1] for rate in (found.quantum, found.classical))
    return quantum, classical
