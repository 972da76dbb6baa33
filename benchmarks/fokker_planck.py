"""The Fokker-Planck equation beside tuned methods of lines, at equal L1 error, in one process.

Run from the project root:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.fokker_planck [--scan] [--rounds N]

The rivals are told the box and the grid that the reference shows to be just enough; `evolve` finds its own and returns an error bar.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy import sparse
from scipy.integrate import solve_ivp
from scipy.sparse.linalg import expm_multiply

from benchmarks.pendulum import Told, compete, entrants, require_agreement
from benchmarks.reference import TIME, Array, Box, Lines, coherent, l1_distance, lines
from benchmarks.timing import Competitor


@dataclass(frozen=True)
class Problem:
    """hbar of the start and of the diffusions, boxes of two references, grids of the rivals (spectral, finite differences), and ours."""

    hbar: float
    fine: Box
    finer: Box
    grid: Box
    dense: Box
    told: Told


PROBLEMS = (
    Problem(
        1 / 16,
        Box((-5.0, -3.0), (13.0, 8.5), (208, 132)),
        Box((-5.3, -3.2), (13.5, 9.0), (240, 160)),
        Box((-1.6, -1.55), (8.0, 5.0), (72, 48)),
        Box((-1.6, -1.55), (8.0, 5.0), (160, 110)),
        Told(3e-5, Box((-1.6, -1.55), (8.0, 5.0), (64, 40)), (7, 8)),
    ),
    Problem(
        1 / 64,
        Box((-0.6, -0.7), (7.2, 4.2), (240, 150)),
        Box((-0.8, -0.9), (7.6, 4.6), (288, 180)),
        Box((0.4, -0.05), (4.75, 2.75), (88, 50)),
        Box((0.4, -0.05), (4.75, 2.75), (200, 130)),
        Told(1e-4, Box((0.4, -0.05), (4.75, 2.75), (80, 48)), (7, 8)),
    ),
)


@dataclass(frozen=True)
class Setting:
    """A rival: how space is discretised, the integrator, its relative tolerance (absolute: a thousandth of it, of the largest value)."""

    space: str
    method: str
    rtol: float

    def __str__(self) -> str:
        return f"SciPy {self.space}, {self.method}, rtol {self.rtol:.0e}"


BEST = (
    Setting("spectral", "DOP853", 1e-5),
    Setting("spectral", "RK45", 1e-7),
    Setting("differences of order 8", "expm_multiply", 0.0),
    Setting("differences of order 8", "DOP853", 1e-5),
)
OTHERS = (
    *(Setting("spectral", method, rtol) for method in ("DOP853", "RK45") for rtol in (1e-4, 1e-6)),
    Setting("spectral", "LSODA", 1e-6),
    Setting("differences of order 8", "RK45", 1e-6),
    Setting("differences of order 8", "BDF", 1e-6),
)


def stencil(points: int, spacing: float, order: int) -> Any:
    """The periodic central difference matrix of the first or second derivative, of order 8."""
    weights = {1: [0, 4 / 5, -1 / 5, 4 / 105, -1 / 280], 2: [-205 / 72, 8 / 5, -1 / 5, 8 / 315, -1 / 560]}[order]
    result = sparse.eye_array(points) * weights[0]
    for k in range(1, 5):
        shift = sparse.csr_array(np.roll(np.eye(points), k, axis=1))
        result = result + weights[k] * (shift - shift.T if order == 1 else shift + shift.T)
    return sparse.csr_array(result / spacing**order)


def differences(problem: Problem) -> tuple[Box, Any]:
    """The grid and the sparse generator: -p d_x - sin(x) d_p + (hbar/2)(d_x^2 + d_p^2)."""
    box, h = problem.dense, problem.hbar
    first, second = ([stencil(box.points[i], box.length[i] / box.points[i], order) for i in (0, 1)] for order in (1, 2))
    one = [sparse.eye_array(points) for points in box.points]
    x, p = (sparse.diags_array(values) for values in (np.sin(box.nodes(0)), box.nodes(1)))
    drift = -sparse.kron(first[0], p) - sparse.kron(x, first[1])
    return box, sparse.csr_array(drift + h / 2 * (sparse.kron(second[0], one[1]) + sparse.kron(one[0], second[1])))


def rival(problem: Problem, setting: Setting) -> Callable[[], tuple[Box, Array]]:
    """The method of lines in one of its forms; for BDF the generator is the Jacobian."""
    options: dict[str, Any] = {}
    if setting.space == "spectral":
        box, rate = problem.grid, Lines(problem.grid, hbar=problem.hbar, classical=True)
    else:
        box, generator = differences(problem)
        options = {"jac": generator.tocsc()} if setting.method == "BDF" else {}

        def rate(_: float, f: Array) -> Array:
            return np.asarray(generator @ f)

    start = coherent(box, hbar=problem.hbar)
    atol = setting.rtol / 1000 * float(start.max())

    def call() -> tuple[Box, Array]:
        if setting.method == "expm_multiply":
            return box, np.asarray(expm_multiply(generator * TIME, start.ravel())).reshape(box.points)
        found: Any = solve_ivp(rate, (0, TIME), start.ravel(), setting.method, [TIME], rtol=setting.rtol, atol=atol, **options)
        return box, found.y[:, -1].reshape(box.points)

    return call


def competitors(problem: Problem, settings: tuple[Setting, ...]) -> list[Competitor]:
    """Ours and the rivals, with L1 errors against the reference, which has to agree with a finer one."""
    solve = partial(lines, hbar=problem.hbar, classical=True, method="DOP853")
    exact, finer = solve(problem.fine, rtol=1e-11, atol=1e-13), solve(problem.finer, rtol=1e-10, atol=1e-12)
    apart = l1_distance(problem.fine, exact, problem.finer, finer)
    require_agreement(apart, problem.hbar, "references on two boxes, grids and tolerances, in L1,")

    def error(found: tuple[Box, Array]) -> float:
        return l1_distance(*found, problem.fine, exact)

    rivals = [Competitor(str(s), partial(rival, problem, s), error) for s in settings]
    return [*entrants(problem.told, problem.hbar, error, classical=True), *rivals]


if __name__ == "__main__":
    sys.exit(compete(__doc__, PROBLEMS, competitors, BEST, OTHERS, rounds=7))
