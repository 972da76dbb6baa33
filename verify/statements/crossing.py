"""When the quantum leaves the classical evolution: the time at which ||W[rho] - f||_L1 crosses a level, closed and open."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import numpy as np
import sympy as sp

from numerics import quantum_classical
from numerics.counterfeit import Counterfeit, doubled_hbar
from numerics.enclosure import evaluate
from numerics.estimate import Estimate
from numerics.phase_space.packet import Packet
from numerics.potential import Potential
from numerics.quantum_classical import Gap
from verify.budget import budget
from verify.measured import Check, Reading
from verify.statements.same_state import same_state
from verify.statements.simulated import Experiment
from verify.statements.simulated_case import System

TOLERANCE = 2e-3  # of each evolution
BASIS = 1e-2
FLAWS = {"doubled": "hbar of the force phase doubled in the quantum evolution", "closed": "no diffusion in the open system either"}
hbar = sp.Symbol("hbar", positive=True)


@dataclass(frozen=True)
class Crossing:
    """The closed system crosses `level` before `latest`, its crossing time grows by less than `growth` per unit of log(1/hbar), and the
    open one, D = hbar, stays below `open_level` at all `open_times`. Initial state: coherent at `centre`.

    brackets: hbar, and two times around the crossing. more: those of a larger budget. latest: an expression in hbar.
    second: hbar and time at which the open evolutions are repeated in truncated bases. others: changed right sides.
    """

    system: System
    centre: tuple[Fraction, Fraction]
    level: Fraction
    brackets: tuple[tuple[Fraction, Fraction, Fraction], ...]
    more: tuple[tuple[Fraction, Fraction, Fraction], ...]
    latest: sp.Expr
    growth: sp.Rational
    open_hbars: tuple[Fraction, ...]
    open_times: tuple[Fraction, ...]
    open_level: sp.Rational
    second: tuple[tuple[Fraction, Fraction], ...]
    flaw: str = ""
    others: Mapping[str, Mapping[str, sp.Expr]] = field(default_factory=dict, hash=False, compare=False)

    def problems(self) -> Sequence[str]:
        """No second method for the open system, too few closed ones."""
        found = [] if self.second else ["at least one open evolution must be repeated in truncated bases, but none is"]
        return found if len(self.brackets) > 1 else [*found, "at least two closed systems must be evolved, but fewer are"]

    def readings(self) -> Sequence[Reading]:
        """The crossing times, their growth, and the open distances."""
        found, times = [], []
        chosen = self.brackets if budget() == 1 else self.brackets + self.more
        for h, early, late in chosen:
            time, checks = _crossing(self.system, self.centre, h, (early, late), self.level, self.flaw)
            times.append((math.log(1 / h), time, checks))
            ball = evaluate(self.latest.subs({s: sp.Rational(h) for s in self.latest.free_symbols}), {}, digits=15)
            right = math.nextafter(float(ball.lower()), 0), math.nextafter(float(ball.upper()), math.inf)
            found.append(Reading({"system": "closed", "hbar": str(h), "measured": f"time of crossing {self.level}"}, time, right, checks))
        for (first, early_time, _), (last, late_time, checks) in pairwise(times):
            step = last - first
            slope = Estimate((late_time.value - early_time.value) / step, (late_time.error + early_time.error) / step, "difference")
            at = {"system": "closed", "log(1/hbar)": f"{first:.3g} to {last:.3g}", "measured": "growth of that time with log(1/hbar)"}
            found.append(Reading(at, slope, (float(self.growth),) * 2, checks))
        checks = tuple(check for h, time in self.second for check in _open_checks(self.system, self.centre, h, time, self.flaw))
        for h in self.open_hbars:
            for gap in _open(self.system, self.centre, h, self.open_times, self.flaw):
                at = {"system": "open, D = hbar", "hbar": str(h), "t": f"{gap.time:g}", "measured": "||W[rho] - f||_L1"}
                found.append(Reading(at, gap.distance, (float(self.open_level),) * 2, checks))
        return found

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """Wrong laws of motion; the largest hbar and the first two times, for a closed system needs ever finer grids."""
        for flaw, text in FLAWS.items():
            yield text, replace(self, flaw=flaw, open_hbars=self.open_hbars[:1], open_times=self.open_times[:2], more=())

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """The changed right sides."""
        for text, changes in self.others.items():
            yield text, replace(self, **changes)

    def domain(self) -> dict[str, str]:
        """The system and the initial state."""
        state = f"coherent at ({', '.join(map(str, self.centre))})"
        return {"V": str(self.system.V), "initial state": state, "level": str(self.level), "closed": "D = 0", "open": "D = hbar"}


def _packet(system: System, centre: tuple[Fraction, Fraction], h: Fraction) -> Packet:
    eta = float(sp.sqrt(sp.Rational(system.mass) * system.V2))
    return Packet(np.array([float(value) for value in centre]), float(h) / 2 * np.diag([1 / eta, eta]))


def _gaps(system: System, centre: tuple[Fraction, Fraction], h: Fraction, D: float, times: Sequence[Fraction], flaw: str) -> list[Gap]:
    true = Potential(system.V, system.coordinates)
    return quantum_classical.gaps(
        true, _packet(system, centre, h), [float(t) for t in times], hbar=float(h), Dx=D, Dp=D, mass=float(system.mass),
        tolerance=TOLERANCE, quantum=Counterfeit(true, doubled_hbar) if flaw == "doubled" else None,
    )


@lru_cache(maxsize=64)
def _crossing(
    system: System, centre: tuple[Fraction, Fraction], h: Fraction, bracket: tuple[Fraction, Fraction], level: Fraction, flaw: str
) -> tuple[Estimate, tuple[Check, ...]]:
    """The time of crossing between two times, by an exponential through both, and both evolutions by second methods at the first.

    Error: the difference to a straight line, and those of the distances. Raises: ArithmeticError where the level is not between.
    """
    early, late = _gaps(system, centre, h, 0.0, bracket, flaw)
    checks = _closed_checks(system, centre, h, early)
    a, b = early.distance, late.distance
    between = a.value + a.error < level < b.value - b.error
    if not between and all(check.one.agrees(check.other) for check in checks):  # else the reading is contradicted anyway
        raise ArithmeticError(f"the level {level} must be crossed between {bracket[0]} and {bracket[1]} at hbar = {h}, but the distances "
                              f"there are {a.value:.3g} and {b.value:.3g}")
    step = late.time - early.time
    rate = math.log(b.value / a.value) / step
    time = early.time + math.log(float(level) / a.value) / rate
    straight = early.time + step * (float(level) - a.value) / (b.value - a.value)
    error = abs(time - straight) + abs((a.error / a.value + b.error / b.value) / rate)
    return Estimate(time, error, f"between {bracket[0]} and {bracket[1]}"), checks


def _closed_checks(system: System, centre: tuple[Fraction, Fraction], h: Fraction, gap: Gap) -> tuple[Check, ...]:
    """Both evolutions without diffusion by the second methods, for the true system."""
    true, packet = Potential(system.V, system.coordinates), _packet(system, centre, h)
    apart = quantum_classical.apart_from_closed(gap, true, packet, hbar=float(h), mass=float(system.mass))
    names = ("distance of rho from that by eigenvectors of H", "distance of f from that along classical paths")
    bars = (gap.quantum_error, gap.classical_error)
    return tuple(same_state(name, distance, bar) for name, distance, bar in zip(names, apart, bars, strict=True))


@lru_cache(maxsize=32)
def _open(system: System, centre: tuple[Fraction, Fraction], h: Fraction, times: tuple[Fraction, ...], flaw: str) -> tuple[Gap, ...]:
    return tuple(_gaps(system, centre, h, 0.0 if flaw == "closed" else float(h), times, flaw))


@lru_cache(maxsize=8)
def _open_checks(
    system: System, centre: tuple[Fraction, Fraction], h: Fraction, time: Fraction, flaw: str
) -> tuple[Check, ...]:
    (gap,), D = _open(system, centre, h, (time,), flaw), float(h)
    both = quantum_classical.apart_from_bases(
        gap, Potential(system.V, system.coordinates), _packet(system, centre, h), hbar=float(h), Dx=D, Dp=D, mass=float(system.mass),
        tolerance=BASIS,
    )
    names = (f"distance of {world} from that in an oscillator basis at hbar = {h}, t = {time}" for world in ("rho", "f"))
    return tuple(same_state(name, apart, bar) for name, (apart, bar) in zip(names, both, strict=True))
