"""Exponents of the measured distance between quantum and classical evolution, in hbar, in D and in t, against printed ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import sympy as sp

from numerics import quantum_classical
from numerics.counterfeit import Counterfeit, doubled_hbar
from numerics.estimate import Estimate
from numerics.phase_space.packet import Packet
from numerics.potential import Potential
from numerics.quantum_classical import Gap
from numerics.scaling import PRECISE, exponent
from verify.measured import Check, Reading
from verify.statements import plain
from verify.statements.same_state import same_state
from verify.statements.simulated import Experiment
from verify.statements.simulated_case import System

FIRST, FINER, ATTEMPTS = 1e-4, 8, 6  # the tolerance to begin with, and how it falls until a distance is known to 1/PRECISE
BASIS = 1e-2  # tolerance of the truncated bases
FLAWS = {"doubled": "hbar of the force phase doubled in the quantum evolution", "diffusion": "D doubled in both evolutions"}
Place = tuple[Fraction, Fraction, Fraction]  # hbar, D, t


@dataclass(frozen=True)
class Sweep:
    """lower < a < upper (either may be None) for the exponent a of the distance as a function of `variable`, along `places`.

    local: for each pair of neighbours, rather than one exponent for all places: where the law is no power.
    """

    name: str
    variable: Literal["hbar", "1/D", "t"]
    places: tuple[Place, ...]
    lower: sp.Rational | None
    upper: sp.Rational
    local: bool = False

    def value(self, place: Place) -> Fraction:
        """The variable at a place."""
        return {"hbar": place[0], "1/D": 1 / place[1], "t": place[2]}[self.variable]


@dataclass(frozen=True)
class Exponents:
    """The exponents of ||W[rho] - f||_L1 from a coherent state at `centre`, D^(x) = D^(p) = D, as the sweeps say.

    second: places at which both evolutions are repeated in truncated bases. others: changed sweeps, which may be true as well.
    """

    system: System
    centre: tuple[Fraction, Fraction]
    sweeps: tuple[Sweep, ...]
    second: tuple[Place, ...]
    flaw: str = ""
    others: Mapping[str, Sweep] = field(default_factory=dict, hash=False, compare=False)

    def problems(self) -> Sequence[str]:
        """No second method."""
        return [] if self.second else ["at least one place must be evolved in truncated bases too, but none is"]

    def readings(self) -> Sequence[Reading]:
        """One of each sweep, or of each pair of neighbours."""
        checks = tuple(check for place in self.second for check in _checks(self.system, self.centre, place, self.flaw))
        return [reading for sweep in self.sweeps for reading in self._of(sweep, checks)]

    def points(self) -> Sequence[Mapping[str, Any]]:
        """Of each reading the distances its exponent is fitted through, and the exponent."""
        return [
            {"variable": sweep.variable, "exponent": plain.number(slope),
             "points": [{**dict(zip(("hbar", "D", "t"), map(str, place), strict=True)), **plain.number(y)} for place, y in run]}
            for sweep in self.sweeps for run, slope in self._slopes(sweep)
        ]

    def _slopes(self, sweep: Sweep) -> Iterator[tuple[list[tuple[Place, Estimate]], Estimate]]:
        """The distances at the sweep's places, or at each pair of neighbours, in the order of its variable, and their exponent."""
        ordered = sorted(sweep.places, key=sweep.value)
        found = [(place, _gap(self.system, self.centre, place, self.flaw).distance) for place in ordered]
        for run in [found[k : k + 2] for k in range(len(found) - 1)] if sweep.local else [found]:
            x, y = [float(sweep.value(place)) for place, _ in run], [distance for _, distance in run]
            yield run, exponent(x, y, least=2 if sweep.local else 4).slope

    def _of(self, sweep: Sweep, checks: tuple[Check, ...]) -> Iterator[Reading]:
        for run, slope in self._slopes(sweep):
            ends = (sweep.value(run[0][0]), sweep.value(run[-1][0]))
            at = {"law": sweep.name, "exponent of": sweep.variable, "from": str(ends[0]), "to": str(ends[1])}
            at["measured"] = f"{slope.value:.3g}"
            if sweep.lower is None:
                left, right = slope, float(sweep.upper)
            else:
                middle, right = float(sweep.lower + sweep.upper) / 2, float(sweep.upper - sweep.lower) / 2
                left = Estimate(abs(slope.value - middle), slope.error, f"distance from {middle:g}")
                at["required"] = f"from {sweep.lower} to {sweep.upper}"
            yield Reading(at, left, (right, right), checks)

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """Wrong laws of motion, which leave exponents as they are or not, and which the second method must notice."""
        for flaw, text in FLAWS.items():
            yield text, replace(self, flaw=flaw, sweeps=self.sweeps[:1])

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """The changed sweeps."""
        for text, sweep in self.others.items():
            yield text, replace(self, sweeps=(sweep,))

    def domain(self) -> dict[str, str]:
        """The system and the sweeps."""
        laws = "; ".join(f"{sweep.name} ({sweep.variable} from {min(map(sweep.value, sweep.places))} to "
                         f"{max(map(sweep.value, sweep.places))})" for sweep in self.sweeps)
        return {"V": str(self.system.V), "initial state": f"coherent at ({', '.join(map(str, self.centre))})", "laws": laws}


def _packet(system: System, centre: tuple[Fraction, Fraction], hbar: Fraction) -> Packet:
    eta = float(sp.sqrt(sp.Rational(system.mass) * system.V2))
    return Packet(np.array([float(value) for value in centre]), float(hbar) / 2 * np.diag([1 / eta, eta]))


@lru_cache(maxsize=256)
def _gap(system: System, centre: tuple[Fraction, Fraction], place: Place, flaw: str) -> Gap:
    """The distance at a place, known to 1/PRECISE. Raises: ArithmeticError where it is not."""
    true = Potential(system.V, system.coordinates)
    hbar, D, time = map(float, place)
    D *= 2 if flaw == "diffusion" else 1
    forged = Counterfeit(true, doubled_hbar) if flaw == "doubled" else None
    tolerance = FIRST
    for _ in range(ATTEMPTS):
        (found,) = quantum_classical.gaps(
            true, _packet(system, centre, place[0]), [time], hbar=hbar, Dx=D, Dp=D, mass=float(system.mass), tolerance=tolerance,
            quantum=forged,
        )
        if PRECISE * found.distance.error <= found.distance.value:
            return found
        tolerance /= FINER
    raise ArithmeticError(f"the distance at hbar, D, t = {', '.join(map(str, place))} must be known to 1/{PRECISE}, but is not")


@lru_cache(maxsize=32)
def _checks(system: System, centre: tuple[Fraction, Fraction], place: Place, flaw: str) -> tuple[Check, ...]:
    """Both evolutions at a place against truncated bases of the true system."""
    true, packet = Potential(system.V, system.coordinates), _packet(system, centre, place[0])
    hbar, D, _ = map(float, place)
    both = quantum_classical.apart_from_bases(
        _gap(system, centre, place, flaw), true, packet, hbar=hbar, Dx=D, Dp=D, mass=float(system.mass), tolerance=BASIS
    )
    names = (f"{world} at hbar, D, t = {', '.join(map(str, place))}: distance from an oscillator basis" for world in ("rho", "f"))
    return tuple(same_state(name, apart, bar) for name, (apart, bar) in zip(names, both, strict=True))
