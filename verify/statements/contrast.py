"""Open beside closed: how much closer the quantum evolution stays to the classical one with diffusion than without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np
import sympy as sp

from numerics import quantum_classical
from numerics.counterfeit import Counterfeit, doubled_hbar
from numerics.estimate import Estimate
from numerics.phase_space.packet import Packet
from numerics.potential import Potential
from numerics.quantum_classical import Gap
from verify.measured import Check, Reading
from verify.statements.simulated import Experiment

TOLERANCE = 1e-2  # of each evolution, and of those in truncated bases
FLAWS = {"doubled": "hbar of the force phase doubled in the quantum evolution", "closed": "no diffusion in the open system either"}


@dataclass(frozen=True)
class Contrast:
    """||W[rho] - f||_L1 at `time` with diffusion D is less than `ratio` times that without, from coherent states at the centres.

    Every evolution is repeated by a second method. others: changed ratios, which may be true as well.
    """

    V: sp.Expr
    x: sp.Symbol
    mass: Fraction
    hbar: Fraction
    D: Fraction
    time: Fraction
    centres: tuple[tuple[Fraction, Fraction], ...]
    ratio: sp.Rational
    flaw: str = ""
    others: Mapping[str, sp.Rational] = field(default_factory=dict, hash=False, compare=False)

    def problems(self) -> Sequence[str]:
        """No diffusion to compare with."""
        return [] if self.D > 0 else ["the open system must have diffusion, but has none"]

    def readings(self) -> Sequence[Reading]:
        """One of each centre: the quotient of both distances."""
        found = []
        for centre in self.centres:
            closed, around_closed = _closed(replace(self, centres=(), others={}, ratio=sp.S.One), centre)
            opened, around_open = _open(replace(self, centres=(), others={}, ratio=sp.S.One), centre)
            a, b = opened.distance, closed.distance
            value = a.value / b.value
            error = value * (a.error / a.value + b.error / max(b.value - b.error, 1e-300))
            at = {"centre": f"({', '.join(map(str, centre))})", "with diffusion": f"{a.value:.3g}", "without": f"{b.value:.3g}"}
            found.append(Reading(at, Estimate(value, error, "quotient"), (float(self.ratio),) * 2, around_open + around_closed))
        return found

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """Wrong laws of motion, at the first centre."""
        for flaw, text in FLAWS.items():
            yield text, replace(self, flaw=flaw, centres=self.centres[:1])

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """The changed ratios."""
        for text, ratio in self.others.items():
            yield text, replace(self, ratio=ratio)

    def domain(self) -> dict[str, str]:
        """The system."""
        return {"V": str(self.V), "mass": str(self.mass), "hbar": str(self.hbar), "D": f"{self.D} and 0", "t": str(self.time)}


def _gap(setting: Contrast, centre: tuple[Fraction, Fraction], D: float) -> tuple[Potential, Packet, Gap]:
    true = Potential(setting.V, (setting.x,))
    packet = Packet(np.array([float(value) for value in centre]), float(setting.hbar) / 2 * np.eye(2))
    (found,) = quantum_classical.gaps(
        true, packet, [float(setting.time)], hbar=float(setting.hbar), Dx=D, Dp=D, mass=float(setting.mass), tolerance=TOLERANCE,
        quantum=Counterfeit(true, doubled_hbar) if setting.flaw == "doubled" else None,
    )
    return true, packet, found


@lru_cache(maxsize=16)
def _closed(setting: Contrast, centre: tuple[Fraction, Fraction]) -> tuple[Gap, tuple[Check, ...]]:
    true, packet, gap = _gap(setting, centre, 0.0)
    apart = quantum_classical.apart_from_closed(gap, true, packet, hbar=float(setting.hbar), mass=float(setting.mass))
    names = ("closed: distance of rho from that by eigenvectors of H", "closed: distance of f from that along classical paths")
    bars = (gap.quantum_error, gap.classical_error)
    return gap, tuple(Check(name, far, Estimate(0.0, bar, "its bar")) for name, far, bar in zip(names, apart, bars, strict=True))


@lru_cache(maxsize=16)
def _open(setting: Contrast, centre: tuple[Fraction, Fraction]) -> tuple[Gap, tuple[Check, ...]]:
    true, packet, gap = _gap(setting, centre, 0.0 if setting.flaw == "closed" else float(setting.D))
    D = float(setting.D)
    both = quantum_classical.apart_from_bases(
        gap, true, packet, hbar=float(setting.hbar), Dx=D, Dp=D, mass=float(setting.mass), tolerance=TOLERANCE
    )
    names = (f"open: distance of {world} from that in an oscillator basis" for world in ("rho", "f"))
    return gap, tuple(Check(name, far, Estimate(0.0, bar, "both bars")) for name, (far, bar) in zip(names, both, strict=True))
