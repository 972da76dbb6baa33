"""The Gaussian mixture beside diffrax at equal weak error, for d = 1, 3, 10, in one process; and the memory's limit.

Run from the project root:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.mixture [--packets N] [--rounds N]

All solve the same stochastic equation, with the paper's split (`Printed`): dx = p/m dt + ..., dp = -grad V dt + ..., noise of covariance
S_D(Z), dZ = (K - hess V - Z M Z) dt, for sum of cos x_i + (1/2) cos(x_i - x_(i+1)). The bias of every solver, ours included, is measured
against `benchmarks.mixture_reference`, which shares no code with any of them, with the increments of diffrax's Brownian tree common to
both and in pairs of opposite signs: what is left of the sampling error is a few percent of the target. Reference and solver take the same
root of S_D, Cholesky's or that of the package. Solvers for additive noise (ShARK, SRA1) do not apply: S_D depends on the shape.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from time import perf_counter, process_time

import numpy as np
import sympy as sp

from benchmarks.mixture_diffrax import LAPACK, Peer
from benchmarks.mixture_reference import Equation
from benchmarks.timing import require_pinned
from numerics.mixture.expectation import SHARE, expectations
from numerics.mixture.packets import Packets, sampled
from numerics.mixture.process import Brownian, run
from numerics.mixture.splits import Printed, needed_squeezing
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.grid import Array
from numerics.phase_space.packet import Packet
from numerics.potential import Potential

HBAR, TIME, START = 1 / 16, 1.0, (1.0, 0.5)
TARGET = 1e-3  # of the bias of <x_1^2> and of <cos x_1>
STEPS, FINEST = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 30, 40, 60), 120
ROOM = 2.0  # z over the needed one: a long step leaves sigma <= z sigma_* more easily
CURVATURE = (1.0, 3.0)  # largest |V''|: at d = 1, and 1 + 4/2 with neighbours
PAIRS = {1: 16384, 3: 8192, 10: 2048}  # of packets that measure the bias
RUN = {1: 2**13, 3: 2**12, 10: 2**9}  # packets that run together in ours
SOLVERS = ("Euler", "Heun", "Midpoint", "SPaRK")


@dataclass(frozen=True)
class Recorded(Brownian):
    """The increments of a path that is given, in FINEST pieces."""

    pieces: Iterator[Array] = field(default_factory=lambda: iter(()))

    def draw(self, d: int, n: int) -> Array:
        """The sum of the next `fold` pieces, rescaled to standard normals. Shape (2d, n)."""
        total = sum((next(self.pieces) for _ in range(self.fold)), np.zeros((n, 2 * d)))
        return np.asarray(total.T / np.sqrt(self.fold * TIME / FINEST), dtype=np.float64)


@dataclass(frozen=True)
class Solver:
    """timed(n, steps, seed) solves with fresh noise; recorded(steps, sign) returns the values of x_1^2 and cos x_1 in each packet at the
    end with the recorded increments times the sign, shape (2, n).

    framed: which root of S_D. like: the solver whose bias it has, by name. spread: the variance of the mean over that of a plain mean.
    """

    name: str
    timed: Callable[[int, int, int], object]
    recorded: Callable[[int, int], Array]
    framed: bool
    like: str = ""
    spread: Callable[[int], float] = lambda _steps: 1.0


def problem(d: int) -> tuple[Dynamics, Equation]:
    """The test problem, for ours and for the reference."""
    x = sp.symbols(f"x1:{d + 1}", real=True)
    V = sum((sp.cos(each) for each in x), sp.Integer(0))
    V += sum((sp.cos(a - b) for a, b in pairwise(x)), sp.Integer(0)) / 2
    dynamics = Dynamics(Potential(V, list(x)), mass=1.0, Dx=HBAR, Dp=HBAR, hbar=HBAR)
    bound = CURVATURE[d > 1]
    return dynamics, Equation(d, HBAR, ROOM * needed_squeezing(dynamics, eta=1.0, low=-bound, high=bound))


def observed(x: Array, variance: Array) -> Array:
    """<x^2> and <cos x> in packets with these centres and variances."""
    return np.stack([x**2 + variance, np.cos(x) * np.exp(-variance / 2)])


def ours(dynamics: Dynamics, equation: Equation, increments: Array) -> list[Solver]:
    """`process.run`, and `expectations`, which extrapolates it; there `steps` counts the shorter ones."""
    d, rule = equation.d, Printed(1.0, equation.z)
    state = Packet(np.repeat(START, d), HBAR / 2 * np.eye(2 * d))

    def values(packets: Packets) -> Array:
        return observed(packets.x[0], packets.position_covariances(hbar=HBAR)[:, 0, 0])

    def end(packets: Packets, steps: int, brownian: Brownian) -> Packets:
        for moment in run(dynamics, packets, TIME, steps=steps, brownian=brownian, rule=rule):
            packets = moment.packets
        return packets

    def plain(n: int, steps: int, seed: int) -> Array:
        rng = np.random.default_rng(seed)
        start = sampled([(1.0, state)], n, hbar=HBAR, generator=rng)
        parts = [start[first : first + RUN[d]] for first in range(0, n, RUN[d])]
        return np.concatenate([values(end(part, steps, Brownian(rng))) for part in parts], axis=1)

    def recorded(steps: int, sign: int) -> Array:
        start = sampled([(1.0, state)], increments.shape[1], hbar=HBAR, generator=np.random.default_rng(0))
        return values(end(start, steps, Recorded(np.random.default_rng(0), FINEST // steps, iter(sign * increments))))

    def fourth(n: int, steps: int, seed: int) -> object:
        rng = np.random.default_rng(seed)
        return expectations(dynamics, [(1.0, state)], values, TIME, packets=n, steps=steps // 2, generator=rng, rule=rule)

    def extrapolated(steps: int, sign: int) -> Array:
        return (4 * recorded(steps, sign) - recorded(steps // 2, sign)) / 3

    def spread(steps: int) -> float:
        fine, coarse = recorded(steps, 1), recorded(steps // 2, 1)
        mixed = fine + SHARE * (fine - coarse) / 3
        return float(np.max(((SHARE - 1) * fine.var(axis=1) + mixed.var(axis=1)) / SHARE / fine.var(axis=1)))

    return [Solver("ours, extrapolated", fourth, extrapolated, True, spread=spread), Solver("ours, Strang", plain, recorded, True)]


def peer(which: Peer, n: int, seed: int) -> Solver:
    """One of diffrax's solvers."""
    like = f"diffrax {which.solver}" if which.unrolled and which.equation.d <= LAPACK else ""
    return Solver(which.name, which.timed, lambda steps, sign: observed(*which.recorded(n, steps, seed, sign)), False, like)


@dataclass(frozen=True)
class Bias:
    """The number of steps that meets the target (or the last of STEPS, where none does), the larger bias there with its standard error."""

    steps: int
    value: float
    bar: float

    @property
    def met(self) -> bool:
        """Whether the bias is below the target with two standard errors."""
        return abs(self.value) + 2 * self.bar <= TARGET


def needed(solver: Solver, truth: list[Array]) -> Bias:
    """The least number of steps with |bias| + 2 standard errors below the target, for both observables, and packets that stay states.

    truth: the reference for either sign.
    """
    found = Bias(STEPS[-1], np.nan, np.nan)
    for steps in STEPS:
        if steps % 2 and "extrapolated" in solver.name:
            continue
        try:
            apart = sum(solver.recorded(steps, sign) - there for sign, there in zip((1, -1), truth, strict=True)) / 2
        except ArithmeticError:  # ours refuses a step after which S_D >= 0 is lost; diffrax returns NaN
            continue
        means, bars = apart.mean(axis=1), apart.std(axis=1) / np.sqrt(apart.shape[1])
        worst = int(np.argmax(np.abs(means) + 2 * bars))
        found = Bias(steps, float(means[worst]), float(bars[worst]))
        if found.met:  # false for NaN
            break
    return found


def bandwidth() -> float:
    """Bytes per second of a triad a = b + 3 c over 200 MB arrays, in the two passes NumPy needs: five streams."""
    b, c = np.ones(25 * 10**6), np.ones(25 * 10**6)
    a, best = np.empty_like(b), np.inf
    for _ in range(5):
        start = perf_counter()
        np.multiply(c, 3.0, out=a)
        np.add(a, b, out=a)
        best = min(best, perf_counter() - start)
    return 5 * b.nbytes / best


def solvers(d: int, n: int, seed: int) -> tuple[list[Solver], dict[bool, list[Array]]]:
    """Ours and diffrax's, and the reference for either root, for both signs."""
    dynamics, equation = problem(d)
    ways = (False, True) if d <= LAPACK else (True,)
    peers = [Peer(equation, TIME, START, FINEST, name, way) for way in ways for name in SOLVERS]
    increments = peers[0].increments(n, seed)
    x, p = np.repeat(START, d).reshape(2, d)
    truth = {
        framed: [observed(*equation.paths(x, p, sign * increments, TIME, framed=framed)) for sign in (1, -1)] for framed in (True, False)
    }
    return [*ours(dynamics, equation, increments), *(peer(each, n, seed) for each in peers)], truth


def compare(d: int, n: int, rounds: int) -> None:
    """Prints the table of one d."""
    found, truth = solvers(d, PAIRS[d], 1)
    biases: dict[str, Bias] = {}
    for solver in found:
        biases[solver.name] = biases[solver.like] if solver.like else needed(solver, truth[solver.framed])
    raced = [(solver, biases[solver.name]) for solver in found]
    cpu: list[list[float]] = [[] for _ in raced]
    wall: list[list[float]] = [[] for _ in raced]
    for number in range(rounds + 1):  # the first compiles
        for k, (solver, bias) in enumerate(raced):
            began, start = perf_counter(), process_time()
            solver.timed(n, bias.steps, 2 + number)
            if number:
                cpu[k].append(process_time() - start)
                wall[k].append(perf_counter() - began)
    print(f"d = {d}, {n} packets, bias at most {TARGET:g}; a state holds {8 * (2 * d + 2 * d**2)} bytes")
    for (solver, bias), seconds, waited in zip(raced, cpu, wall, strict=True):
        within = [a / b for a, b in zip(seconds, cpu[0], strict=True)]
        late = [a / b for a, b in zip(waited, wall[0], strict=True)]
        print(
            f"  {solver.name:27s} steps {bias.steps:3d}, bias {bias.value:.1e} +- {bias.bar:.0e}, "
            f"variance {solver.spread(bias.steps):.3f}; s CPU {min(seconds):.4f}..{max(seconds):.4f}, wall {min(waited):.4f}; "
            f"{n * bias.steps / min(seconds):8.3g} steps/s; "
            f"over row 1: CPU {median(within):5.2f} ({min(within):.2f}..{max(within):.2f}), wall {median(late):5.2f}"
            + ("" if bias.met else f"  MISSES {TARGET:g}: its time is a lower bound")
        )


def main() -> int:
    """0, once the tables are printed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packets", type=int, default=20000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--degrees", type=int, nargs="+", default=[1, 3, 10])
    asked = parser.parse_args()
    require_pinned()
    rate = bandwidth()
    print(f"triad: {rate / 1e9:.1f} GB/s; states read and written once a step, in packet-steps/s:", end="")
    print(", ".join(f" d = {d}: {rate / (16 * (2 * d + 2 * d * d)):.3g}" for d in (1, 3, 10)))
    for d in asked.degrees:
        compare(d, asked.packets // (10 if d > 3 else 1), asked.rounds)
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
