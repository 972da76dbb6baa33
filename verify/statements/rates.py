"""Rates of the trace-norm distance between the quantum evolution and the quantised symbols a_1, a_2, ... of the classical one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import sympy as sp

from numerics.corrections import Corrected, corrected
from numerics.counterfeit import Counterfeit, doubled_hbar
from numerics.estimate import Estimate
from numerics.operators.lines import chain
from numerics.operators.model import Model
from numerics.phase_space.packet import Packet
from numerics.phase_space.trace_norm import trace_norm
from numerics.potential import Potential
from numerics.scaling import PRECISE, exponent
from verify.measured import Check, Reading
from verify.statements import plain
from verify.statements.simulated import Experiment
from verify.statements.simulated_case import System

FIRST, FINER, ATTEMPTS = 1e-5, 16, 6  # the tolerance to begin with, and how it falls until a distance is known to 1/PRECISE
LINES = 1e-9  # of the method of lines
FLAWS = {
    "doubled": "hbar of the force phase doubled in the quantum evolution",
    "diffusion": "gamma doubled in all evolutions",
    "reversed": "the corrections to the classical symbol subtracted",
}
Place = tuple[Fraction, Fraction, Fraction]  # h, gamma, t


@dataclass(frozen=True)
class Law:
    """lower < a < upper for the exponent a of ||A(t) - Op(a_N(t))||_tr as a function of `variable`, along `places`.

    order: N. local: for each pair of neighbours, rather than one exponent for all places.
    """

    name: str
    order: int
    variable: Literal["h", "gamma", "t"]
    places: tuple[Place, ...]
    lower: sp.Rational
    upper: sp.Rational
    local: bool = False

    def value(self, place: Place) -> Fraction:
        """The variable at a place."""
        return dict(zip(("h", "gamma", "t"), place, strict=True))[self.variable]


@dataclass(frozen=True)
class Rates:
    """The exponents of ||A(t) - Op(a_N(t))||_tr from a coherent state at `centre`, l_1 = x, l_2 = xi, as the laws say.

    second: places at which every density is computed by the method of lines too, and orders up to which.
    others: changed laws, which may be true as well.
    """

    system: System
    centre: tuple[Fraction, Fraction]
    laws: tuple[Law, ...]
    second: tuple[tuple[Place, int], ...]
    flaw: str = ""
    others: Mapping[str, Law] = field(default_factory=dict, hash=False, compare=False)

    def problems(self) -> Sequence[str]:
        """No second method, or one for fewer orders than the laws are about."""
        known = max((order for _, order in self.second), default=0)
        asked = max(law.order for law in self.laws)
        return [] if known >= asked else [f"order {asked} must be computed by the method of lines too, but only {known} is"]

    def readings(self) -> Sequence[Reading]:
        """One of each law, or of each pair of neighbours."""
        checks = tuple(check for place, order in self.second for check in _checks(self.system, self.centre, place, order, self.flaw))
        return [reading for law in self.laws for reading in self._of(law, checks)]

    def points(self) -> Sequence[Mapping[str, Any]]:
        """Of each reading the order N, the distances its exponent is fitted through, and the exponent."""
        return [
            {"order": law.order, "variable": law.variable, "exponent": plain.number(slope),
             "points": [{**dict(zip(("h", "gamma", "t"), map(str, place), strict=True)), **plain.number(y)} for place, y in run]}
            for law in self.laws for run, slope in self._slopes(law)
        ]

    def _slopes(self, law: Law) -> Iterator[tuple[list[tuple[Place, Estimate]], Estimate]]:
        """The distances at the law's places, or at each pair of neighbours, in the order of its variable, and their exponent."""
        ordered = sorted(law.places, key=law.value)
        found = [(place, _distance(self.system, self.centre, place, law.order, self.flaw)) for place in ordered]
        for run in [found[k : k + 2] for k in range(len(found) - 1)] if law.local else [found]:
            x, y = [float(law.value(place)) for place, _ in run], [distance for _, distance in run]
            yield run, exponent(x, y, least=2 if law.local else 4).slope

    def _of(self, law: Law, checks: tuple[Check, ...]) -> Iterator[Reading]:
        for run, slope in self._slopes(law):
            middle, half = float(law.lower + law.upper) / 2, float(law.upper - law.lower) / 2
            at = {"law": law.name, "exponent of": law.variable, "from": str(law.value(run[0][0])), "to": str(law.value(run[-1][0])),
                  "measured": f"{slope.value:.3f}", "required": f"from {law.lower} to {law.upper}"}
            yield Reading(at, Estimate(abs(slope.value - middle), slope.error, f"distance from {middle:g}"), (half, half), checks)

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """Wrong laws of motion; a subtracted correction where there is one."""
        corrections = max(law.order for law in self.laws) > 1
        for flaw, text in FLAWS.items():
            if flaw != "reversed" or corrections:
                yield text, replace(self, flaw=flaw, laws=(_cheap(self.laws[-1 if flaw == "reversed" else 0]),))

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """The changed laws."""
        for text, law in self.others.items():
            yield text, replace(self, laws=(law,))

    def domain(self) -> dict[str, str]:
        """The system and the laws."""
        laws = "; ".join(f"{law.name} ({law.variable} from {min(map(law.value, law.places))} to {max(map(law.value, law.places))})"
                         for law in self.laws)
        return {"p": f"xi^2/2 + {self.system.V}", "jump functions": "x and xi",
                "initial state": f"coherent at ({', '.join(map(str, self.centre))})", "laws": laws}


def _cheap(law: Law) -> Law:
    """The law at the fewest places that have an exponent."""
    return replace(law, places=law.places[:2]) if law.local else law


def _packet(centre: tuple[Fraction, Fraction], h: Fraction) -> Packet:
    return Packet(np.array([float(value) for value in centre]), float(h) / 2 * np.eye(2))


@lru_cache(maxsize=256)
def _found(system: System, centre: tuple[Fraction, Fraction], place: Place, order: int, flaw: str, tolerance: float) -> Corrected:
    true = Potential(system.V, system.coordinates)
    h, gamma, time = map(float, place)
    D = h * gamma * (2 if flaw == "diffusion" else 1)
    forged = Counterfeit(true, doubled_hbar) if flaw == "doubled" else None
    (found,) = corrected(true, _packet(centre, place[0]), [time], orders=order, hbar=h, Dx=D, Dp=D, mass=float(system.mass),
                         tolerance=tolerance, quantum=forged)
    if flaw != "reversed":
        return found
    first = found.symbols[0]
    symbols = tuple(2 * first - each for each in found.symbols)
    norms = (trace_norm(found.grid, found.quantum - each, hbar=h) for each in symbols)
    bars = tuple(Estimate(norm.value, norm.error + known.error, known.how) for norm, known in zip(norms, found.distances, strict=True))
    return replace(found, symbols=symbols, distances=bars)


def _distance(system: System, centre: tuple[Fraction, Fraction], place: Place, order: int, flaw: str) -> Estimate:
    """The distance at a place, known to 1/PRECISE. Raises: ArithmeticError where it is not."""
    tolerance = FIRST
    for _ in range(ATTEMPTS):
        distance = _found(system, centre, place, order, flaw, tolerance).distances[order - 1]
        if PRECISE * distance.error <= distance.value:
            return distance
        tolerance /= FINER
    raise ArithmeticError(f"the distance at h, gamma, t = {', '.join(map(str, place))} must be known to 1/{PRECISE}, but is not")


@lru_cache(maxsize=32)
def _checks(system: System, centre: tuple[Fraction, Fraction], place: Place, order: int, flaw: str) -> tuple[Check, ...]:
    """The distances at a place beside those of the method of lines for the true system, on the same nodes."""
    ours = _found(system, centre, place, order, flaw, FIRST / FINER)
    h, gamma, time = map(float, place)
    model = Model(Potential(system.V, system.coordinates), float(system.mass), h * gamma, h * gamma)
    nodes = ours.grid.position[0].nodes, ours.grid.momentum[0].nodes
    lines = chain(model, *nodes, _packet(centre, place[0])(ours.grid), time, hbar=h, orders=order, tolerance=LINES)
    found = []
    for n in range(1, order + 1):
        norm = trace_norm(ours.grid, lines.quantum - sum(lines.coefficients[:n]), hbar=h)
        doubt = sum(each.value + each.error for each in (trace_norm(ours.grid, d, hbar=h) for d in lines.doubt[: n + 1]))
        name = f"||A - Op(a_{n})|| at h, gamma, t = {', '.join(map(str, place))} and by the method of lines"
        found.append(Check(name, ours.distances[n - 1], Estimate(norm.value, norm.error + doubt, "method of lines")))
    return tuple(found)
