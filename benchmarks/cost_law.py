"""How the cost of `evolve` grows as hbar falls, at Dx = Dp = hbar: exponents with their standard errors.

Run from the project root:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.cost_law [--rounds N]

The step is one of order four by `Splitting` on the whole grid that `evolve` ended with; it is to cost no more than (1/hbar) log(1/hbar),
the size of a phase-space grid of fixed area that resolves sqrt(hbar), with the transforms on it.
"""

from __future__ import annotations

import argparse
import math
import sys
from dataclasses import dataclass, field
from time import process_time

import numpy as np

from benchmarks.pendulum import potential
from benchmarks.reference import START, TIME
from benchmarks.timing import require_pinned
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import Evolution, Packet, evolve
from numerics.phase_space.splitting import Splitting

INVERSE = (16, 32, 64, 128, 256, 512, 1024)
TOLERANCE, COUNT = 1e-6, 100


@dataclass
class Row:
    """The evolution at one hbar, with CPU seconds of each round: the whole call, and one step of it."""

    inverse: int
    found: Evolution
    total: list[float] = field(default_factory=list)
    step: list[float] = field(default_factory=list)


def dynamics(inverse: int) -> Dynamics:
    """The test problem at hbar = 1/inverse."""
    return Dynamics(potential(), mass=1.0, Dx=1 / inverse, Dp=1 / inverse, hbar=1 / inverse)


def solved(inverse: int) -> Evolution:
    """What `evolve` returns."""
    return evolve(dynamics(inverse), Packet(np.array(START), np.eye(2) / (2 * inverse)), TIME, tolerance=TOLERANCE)


def measure(row: Row) -> None:
    """Adds a round to the row."""
    start = process_time()
    solved(row.inverse)
    row.total.append(process_time() - start)
    splitting = Splitting(dynamics(row.inverse), row.found.grid, TIME / COUNT)
    f = row.found.f.copy()
    splitting.advance(f, 2)
    start = process_time()
    splitting.advance(f, COUNT)
    row.step.append((process_time() - start) / COUNT)


def exponent(sizes: list[float], seconds: list[float]) -> tuple[float, float]:
    """The slope of log(seconds) over log(sizes) by least squares, and its standard error from the residuals."""
    u, v = np.log(sizes), np.log(seconds)
    u = u - u.mean()
    slope = float(u @ v / (u @ u))
    residual = v - v.mean() - slope * u
    return slope, math.sqrt(float(residual @ residual) / (len(u) - 2) / float(u @ u))


def main() -> int:
    """0, once the law is printed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    require_pinned()
    rows = [Row(inverse, solved(inverse)) for inverse in INVERSE]
    for _ in range(asked.rounds):
        for row in rows:
            measure(row)
    print(f"  {'1/hbar':>7s} {'grid':>12s} {'substeps':>8s} {'error bar':>9s} {'total s':>8s} {'step ms':>8s} {'ns/point':>9s} {'law':>8s}")
    for row in rows:
        points, step = math.prod(row.found.grid.shape), min(row.step)
        law = 1e9 * step / (row.inverse * math.log(row.inverse))
        print(
            f"  {row.inverse:7d} {' x '.join(map(str, row.found.grid.shape)):>12s} {row.found.substeps:8d} {row.found.error:9.1e} "
            f"{min(row.total):8.3f} {1e3 * step:8.3f} {1e9 * step / points:9.1f} {law:8.1f}"
        )
    inverse = [float(row.inverse) for row in rows]
    for name, seconds in (("total", [min(row.total) for row in rows]), ("step", [min(row.step) for row in rows])):
        slope, bar = exponent(inverse, seconds)
        print(f"  {name}: cost ~ (1/hbar)^({slope:.3f} +- {bar:.3f}), standard error of the fit to {len(rows)} minima")
    slope, bar = exponent(inverse, [min(row.step) / math.log(row.inverse) for row in rows])
    print(f"  step over log(1/hbar): exponent {slope:.3f} +- {bar:.3f}; the law asks for at most 1")
    points, bar = exponent(inverse, [float(math.prod(row.found.grid.shape)) for row in rows])
    print(f"  points of the grid: exponent {points:.3f} +- {bar:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
