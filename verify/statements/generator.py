"""Equation (12) put to the test: the generator of the mixture at one packet is the harmonic generator there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np
import sympy as sp

from numerics.counterfeit import Flawed
from numerics.estimate import Estimate
from numerics.harmonic_generator import by_hand, by_transforms
from numerics.mixture.packets import Packets
from numerics.mixture.short_time import generator
from numerics.mixture.splits import Local, Printed, Rule, needed_squeezing
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Axis, Grid
from numerics.potential import Potential
from verify.measured import Check, Reading
from verify.statements.simulated import Experiment
from verify.statements.simulated_case import System

REACH, POINTS = {1: 7.0, 2: 5.2}, {1: 48, 2: 24}  # of the box, in standard deviations, and of its grid per axis
STEP = 1e-3  # the longest step, in harmonic times
FLAWS = {"noise": "S_D doubled", "less noise": "S_D halved", "backwards": "the free motion in F with the wrong sign"}


@dataclass(frozen=True)
class Place:
    """A packet of shape Z = X + i Y at (x, p), with the diffusion it meets. Shapes: centre 2d, X and Y rows of d."""

    system: System
    hbar: Fraction
    Dx: Fraction
    Dp: Fraction
    centre: tuple[Fraction, ...]
    X: tuple[tuple[Fraction, ...], ...]
    Y: tuple[tuple[Fraction, ...], ...]

    def packet(self) -> Packets:
        """The packet."""
        z = np.array([[float(value)] for value in self.centre])
        d = len(z) // 2
        Z = np.array([[[complex(a, b)] for a, b in zip(*rows, strict=True)] for rows in zip(self.X, self.Y, strict=True)])
        return Packets(z[:d], z[d:], Z, np.ones(1))


@dataclass(frozen=True)
class Generator:
    """|| d E[tau]/dt - L^(alpha) tau ||_1 below `share` of || L^(alpha) tau ||_1 at every place, for two splits."""

    places: tuple[Place, ...]
    share: sp.Rational
    flaw: str = ""

    def problems(self) -> Sequence[str]:
        """No place."""
        return [] if self.places else ["at least one packet must be tried, but none is"]

    def readings(self) -> Sequence[Reading]:
        """Two of each place: both splits."""
        return [_reading(place, split, float(self.share), self.flaw) for place in self.places for split in ("Local", "Printed")]

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """Wrong splits at the first place, for both rules."""
        for flaw, text in FLAWS.items():
            yield text, replace(self, flaw=flaw, places=self.places[:1])

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """None."""
        yield from ()

    def domain(self) -> dict[str, str]:
        """The potentials and the packets."""
        systems = dict.fromkeys(str(place.system.V) for place in self.places)
        return {"V": "; ".join(systems), "packets": str(len(self.places)), "splits": "(19) to (21), and one that keeps packets narrow"}


@lru_cache(maxsize=64)
def _reading(place: Place, split: str, share: float, flaw: str) -> Reading:
    hbar, mass = float(place.hbar), float(place.system.mass)
    dynamics = Dynamics(Potential(place.system.V, place.system.coordinates), mass, float(place.Dx), float(place.Dp), hbar)
    packet, grid = place.packet(), _grid(place.packet(), hbar)
    moved, error = generator(
        dynamics, packet, _rule(place, dynamics, split, flaw), grid, step_length=STEP * float(sp.sqrt(mass / place.system.V2))
    )
    hand, transforms = by_hand(dynamics, packet, grid, hbar=hbar), by_transforms(dynamics, packet, grid, hbar=hbar)
    size = float(np.abs(hand).sum())
    left = Estimate(float(np.abs(moved - hand).sum()) / size, error / (size * grid.cell), "three steps")
    between = Estimate(float(np.abs(hand - transforms).sum()) / size, 0.0, "derivatives of a Gaussian against transforms")
    check = Check("L tau by hand and by transforms, their distance", between, Estimate(0.0, share / 10, "a tenth of the right side"))
    at = {"split": split, "V": str(place.system.V), "hbar": str(place.hbar), "Dx": str(place.Dx), "Dp": str(place.Dp)}
    at["alpha"] = f"({', '.join(map(str, place.centre))})"
    at["Im Z"] = "(" + "; ".join(" ".join(map(str, row)) for row in place.Y) + ")"
    return Reading(at, left, (share, share), (check,))


def _rule(place: Place, dynamics: Dynamics, split: str, flaw: str) -> Rule:
    eta, stiffness = float(sp.sqrt(sp.Rational(place.system.mass) * place.system.V2)), float(place.system.V2)
    rule: Rule = Local()
    if split == "Printed":
        rule = Printed(eta, 4 * max(1.01, needed_squeezing(dynamics, eta=eta, low=-stiffness, high=stiffness)))
    if flaw == "backwards":
        return Flawed(rule, backwards=True)
    return Flawed(rule, noise={"noise": 2.0, "less noise": 0.5}[flaw]) if flaw else rule


def _grid(packet: Packets, hbar: float) -> Grid:
    """A box around the packet."""
    d = packet.d
    widths = np.sqrt(np.diagonal(packet.covariances(hbar=hbar)[0]))
    axes = [Axis(float(z - REACH[d] * w), float(z + REACH[d] * w), POINTS[d]) for z, w in zip(packet.centres()[0], widths, strict=True)]
    return Grid(tuple(axes[:d]), tuple(axes[d:]))
