"""How far the quantum and the classical density are apart at one time: at most so far with diffusion, at least so far without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np
import sympy as sp

from numerics.closed.gap import gap
from numerics.closed.pulled_back import pulled_back
from numerics.counterfeit import Counterfeit, doubled_hbar
from numerics.estimate import Estimate
from numerics.operators.lines import chain
from numerics.operators.model import Model
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import march
from numerics.phase_space.grid import Array, Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.regrid import regrid
from numerics.phase_space.trace_norm import l1_norm
from numerics.phase_space.window import around
from verify.measured import BARS, Check, Reading
from verify.statements.simulated import Experiment
from verify.statements.simulated_case import System

TOLERANCE, LINES = 1e-4, 1e-6  # of the open evolutions in trace norm; of the method of lines
NODES, FUNCTIONS, POINTS, STEPS = 400, 112, 384, 64  # of the closed ones: what their error bars are read off
FLAWS = {
    "doubled": "hbar of the force phase doubled in the open quantum evolution",
    "reversed": "the closed classical evolution run backwards",
}
Centre = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class WorldsApart:
    """int |W - f| dx dp at `time` from coherent states: at most `near` where Dx = Dp = `diffusion`, at least `far` without diffusion.

    box: |x| and |p| that the closed evolutions stay below.
    """

    system: System
    centres: tuple[Centre, ...]
    hbar: Fraction
    diffusion: Fraction
    time: Fraction
    near: sp.Rational
    far: sp.Rational
    box: tuple[Fraction, Fraction]
    flaw: str = ""

    def problems(self) -> Sequence[str]:
        """Nothing, or why there is no difference to be seen."""
        return [] if 0 < self.near < self.far else [f"`near` must be positive and below `far`, but they are {self.near} and {self.far}"]

    def readings(self) -> Sequence[Reading]:
        """Two of each centre, with diffusion and without."""
        found, doubled, reversed_ = [], self.flaw == "doubled", self.flaw == "reversed"
        for centre in self.centres:
            at = {"centre": f"({', '.join(map(str, centre))})"}
            near = _open(self.system, centre, self.hbar, self.diffusion, self.time, doubled)
            lines = Check(f"with diffusion, centre {at['centre']}, on phase space and by the method of lines", near,
                          _lines(self.system, centre, self.hbar, self.diffusion, self.time))
            found.append(Reading(at | {"diffusion": str(self.diffusion)}, near, (float(self.near),) * 2, (lines,)))
            one, other = _closed(self.system, centre, self.hbar, self.time, self.box, reversed_)
            bars = (one.value - BARS * one.error, one.value + BARS * one.error)
            check = Check(f"without diffusion, centre {at['centre']}, by eigenfunctions and the flow backwards, and by split steps and the "
                          "flow forwards", one, other)
            required = Estimate(float(self.far), 0.0, "required")
            found.append(Reading(at | {"diffusion": "0", "right": "the distance"}, required, bars, (check,)))
        return found

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """Wrong laws of motion."""
        for flaw, text in FLAWS.items():
            yield text, replace(self, flaw=flaw, centres=self.centres[:1])

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """The two worlds a hundred times nearer with diffusion, or twice as far apart as densities can be without."""
        yield f"at most {self.near / 100} with diffusion", replace(self, near=self.near / 100)
        yield "at least 4 without diffusion", replace(self, far=sp.Integer(4))

    def domain(self) -> dict[str, str]:
        """The system."""
        return {
            "H": f"p^2/{2 * self.system.mass} + {self.system.V}", "hbar": str(self.hbar), "time": str(self.time),
            "diffusion": f"Dx = Dp = {self.diffusion}, or none",
            "initial states": "coherent at " + ", ".join(f"({x}, {p})" for x, p in self.centres),
        }


def packet(centre: Centre, hbar: Fraction) -> Packet:
    """The coherent state at a centre."""
    return Packet(np.array([float(each) for each in centre]), float(hbar) / 2 * np.eye(2))


@lru_cache(maxsize=32)
def densities(
    system: System, centre: Centre, hbar: Fraction, diffusion: Fraction, time: Fraction, doubled: bool = False
) -> tuple[Grid, Array, Array, float]:
    """The grid, the quantum and the classical density with diffusion, and the sum of both error bars.

    doubled: whether hbar of the quantum force phase is doubled, which is wrong.
    """
    true, mass, D = system.potential(), float(system.mass), float(diffusion)
    quantum = Counterfeit(true, doubled_hbar) if doubled else true
    worlds = (Dynamics(quantum, mass, D, D, float(hbar)), Dynamics(true, mass, D, D, None))
    ends = []
    for world in worlds:
        (end,) = march(world, packet(centre, hbar), [float(time)], tolerance=TOLERANCE, cell=float(hbar))
        ends.append(end)
    grid = around([end.grid for end in ends]).grid(hbar=float(hbar))
    W, f = (regrid(end.f, end.grid, grid) for end in ends)
    return grid, W, f, sum(end.error for end in ends)


def _open(system: System, centre: Centre, hbar: Fraction, diffusion: Fraction, time: Fraction, doubled: bool) -> Estimate:
    grid, W, f, error = densities(system, centre, hbar, diffusion, time, doubled)
    norm = l1_norm(grid, W - f)
    return Estimate(norm.value, norm.error + error, "phase space")


@lru_cache(maxsize=8)
def _lines(system: System, centre: Centre, hbar: Fraction, diffusion: Fraction, time: Fraction) -> Estimate:
    """The distance with diffusion by the method of lines, for the true system, on the nodes of the other method."""
    grid, _, _, _ = densities(system, centre, hbar, diffusion, time)
    D = float(diffusion)
    model = Model(system.potential(), float(system.mass), D, D)
    nodes = grid.position[0].nodes, grid.momentum[0].nodes
    found = chain(model, *nodes, packet(centre, hbar)(grid), float(time), hbar=float(hbar), orders=1, tolerance=LINES)
    norm = l1_norm(grid, found.quantum - found.coefficients[0])
    return Estimate(norm.value, norm.error + sum(l1_norm(grid, each).value for each in found.doubt[:2]), "method of lines")


@lru_cache(maxsize=16)
def _closed(
    system: System, centre: Centre, hbar: Fraction, time: Fraction, box: tuple[Fraction, Fraction], backwards: bool
) -> tuple[Estimate, Estimate]:
    """The distance without diffusion by two methods."""
    start, mass, far = packet(centre, hbar), float(system.mass), [float(each) for each in box]
    grid = Grid((Axis(-far[0], far[0], NODES),), (Axis(-far[1], far[1], NODES),))
    model = Model(system.potential(), mass, 0.0, 0.0)
    one = gap(model, start, float(time), grid, hbar=float(hbar), functions=FUNCTIONS, steps=STEPS, backwards=backwards)
    other = pulled_back(system.potential(), start, float(time), grid, hbar=float(hbar), mass=mass, points=POINTS, steps=STEPS)
    return one.distance, other
