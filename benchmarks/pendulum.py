"""Our side of both comparisons for the test problem of `benchmarks/reference.py`, and the command line that they share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np
import sympy as sp

from benchmarks.reference import START, TIME, Array, Box, coherent
from benchmarks.timing import Competitor, race, require_pinned, table
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import Evolution, evolve
from numerics.phase_space.grid import Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.splitting import Splitting
from numerics.potential import Potential

TARGET = 1e-6  # the error asked for
OURS = 3  # rows of ours
FLOOR = 1e-8  # the reference has to be 100 times better than what it measures
Found = tuple[Box, Array]
P = TypeVar("P")
S = TypeVar("S")


@dataclass(frozen=True)
class Told:
    """What ours is told as the rivals are, with the reference in hand: the tolerance of `evolve` whose error just reaches the target; or
    for the splitting alone the box, the grid and the levels of one step.
    """

    tolerance: float
    box: Box
    levels: tuple[int, ...]


def potential() -> Potential:
    """cos x."""
    x = sp.Symbol("x", real=True)
    return Potential(sp.cos(x), [x])


def dynamics(hbar: float, *, classical: bool) -> Dynamics:
    """That of the problem, its potential prepared."""
    return Dynamics(potential(), mass=1.0, Dx=hbar, Dp=hbar, hbar=None if classical else hbar)


def ours(hbar: float, *, classical: bool, tolerance: float = TARGET) -> Callable[[], Evolution]:
    """The call of `evolve` with the tolerance asked for."""
    law = dynamics(hbar, classical=classical)
    return lambda: evolve(law, Packet(np.array(START), hbar / 2 * np.eye(2)), TIME, tolerance=tolerance)


def alone(told: Told, hbar: float, *, classical: bool) -> Callable[[], Found]:
    """Our splitting alone in one step of the levels it is told, on the grid it is told: no search, no error bar."""
    law, box = dynamics(hbar, classical=classical), told.box

    def call() -> Found:
        x, p = (Axis(low, low + length, points) for low, length, points in zip(box.low, box.length, box.points, strict=True))
        best, _, _ = Splitting(law, Grid((x,), (p,)), TIME, told.levels).extrapolate(coherent(box, hbar=hbar))
        return box, best

    return call


def of_grid(result: Evolution) -> Found:
    """The density of our result with its box in the words of the reference."""
    axes = (*result.grid.position, *result.grid.momentum)
    return Box(tuple(a.low for a in axes), tuple(a.length for a in axes), tuple(a.points for a in axes)), result.f


def entrants(told: Told, hbar: float, error: Callable[[Found], float], *, classical: bool) -> list[Competitor]:
    """The OURS rows, which come first and are what the others are measured against."""

    def of(result: Evolution) -> float:
        return error(of_grid(result))

    loose, levels = told.tolerance, ", ".join(map(str, told.levels))
    return [
        Competitor("ours, end to end", partial(ours, hbar, classical=classical), of),
        Competitor(f"ours, told the tolerance {loose:.0e}", partial(ours, hbar, classical=classical, tolerance=loose), of),
        Competitor(f"ours, told grid and levels {levels}", partial(alone, told, hbar, classical=classical), error),
    ]


def require_agreement(apart: float, hbar: float, how: str) -> None:
    """None; prints the distance of two references. Raises: ArithmeticError where they do not agree to FLOOR."""
    print(f"hbar = 1/{round(1 / hbar)}: {how} differ by {apart:.1e}")
    if not apart <= FLOOR:
        raise ArithmeticError(f"the references must agree to {FLOOR:g}, but differ by {apart:g}")


def compete(
    description: str, problems: Sequence[P], competitors: Callable[[P, tuple[S, ...]], list[Competitor]], best: tuple[S, ...],
    others: tuple[S, ...], *, rounds: int,
) -> int:
    """0, once the tables are printed. best: the rivals' settings that are raced; others: what --scan tries besides, once each."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--scan", action="store_true", help="every setting tried, once each")
    parser.add_argument("--rounds", type=int, default=rounds)
    asked: Any = parser.parse_args()
    require_pinned()
    for problem in problems:
        found = race(competitors(problem, (*best, *others) if asked.scan else best), 1 if asked.scan else asked.rounds)
        print(table(found, target=TARGET, bases=OURS))
    return 0
