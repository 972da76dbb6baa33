"""The Gaussian mixture beside diffrax at equal weak error, for d = 1, 3, 10, in one process; and the memory's limit.

Run from the project root:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.mixture [--packets N] [--rounds N]

Both solve the same stochastic equation, with the paper's split (`Printed`): dx = p/m dt + ..., dp = -grad V dt + ..., noise of covariance
S_D(Z), dZ = (K - hess V - Z M Z) dt. The bias of a step is measured with common noise against the finest step of the same solver, and the
finest steps of different solvers have to agree within their sampling errors (and their bias). For Euler's method, of order one, that
understates the bias by up to a half, in its favour. The potential: sum of cos x_i + (1/2) cos(x_i - x_(i+1)).
Solvers for additive noise (ShARK, SRA1) do not apply: S_D depends on the shape.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import pairwise
from time import perf_counter, process_time
from typing import Any

import numpy as np
import sympy as sp

from benchmarks.timing import require_pinned
from numerics.mixture.packets import Packets, sampled
from numerics.mixture.process import Brownian, run
from numerics.mixture.splits import Printed, needed_squeezing
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import Packet
from numerics.phase_space.grid import Array
from numerics.potential import Potential

HBAR, TIME, START = 1 / 16, 1.0, (1.0, 0.5)
TARGET = 1e-3  # of the bias of <x_1^2> and of <cos x_1>
STEPS, FINEST = (2, 4, 8, 16, 32, 64, 128, 256), 512
ROOM = 2.0  # z over the needed one: a long step leaves sigma <= z sigma_* more easily
CURVATURE = (1.0, 3.0)  # largest |V''|: at d = 1, and 1 + 4/2 with neighbours


@dataclass(frozen=True)
class Problem:
    """The dynamics of d degrees of freedom and the split's z."""

    dynamics: Dynamics
    z: float

    @property
    def d(self) -> int:
        """The number of degrees of freedom."""
        return self.dynamics.potential.d


@dataclass(frozen=True)
class Solver:
    """solve(n, steps, seed, common): the values of x_1^2 and cos x_1 in each packet at the end. Shape (2, n).

    common: the noise is to be that of FINEST steps with this seed, whatever the number of steps.
    """

    name: str
    solve: Callable[[int, int, int, bool], Array]


def problem(d: int) -> Problem:
    """The test problem."""
    x = sp.symbols(f"x1:{d + 1}", real=True)
    V = sum((sp.cos(each) for each in x), sp.Integer(0))
    V += sum((sp.cos(a - b) for a, b in pairwise(x)), sp.Integer(0)) / 2
    dynamics = Dynamics(Potential(V, list(x)), mass=1.0, Dx=HBAR, Dp=HBAR, hbar=HBAR)
    bound = CURVATURE[d > 1]
    return Problem(dynamics, ROOM * needed_squeezing(dynamics, eta=1.0, low=-bound, high=bound))


def ours(case: Problem) -> Solver:
    """`numerics.mixture.process.run`."""
    d = case.d
    start = Packet(np.repeat(START, d), HBAR / 2 * np.eye(2 * d))

    def solve(n: int, steps: int, seed: int, common: bool) -> Array:
        rng = np.random.default_rng(seed)
        packets: Packets = sampled([(1.0, start)], n, hbar=HBAR, generator=rng)
        noise = Brownian(rng, FINEST // steps if common else 1)
        for moment in run(case.dynamics, packets, TIME, steps=steps, brownian=noise, rule=Printed(1.0, case.z)):
            packets = moment.packets
        return observed(packets.x[0], packets.position_covariances(hbar=HBAR)[:, 0, 0])

    return Solver("ours, Strang", solve)


def observed(x: Array, variance: Array) -> Array:
    """<x^2> and <cos x> in packets with these centres and variances."""
    return np.stack([x**2 + variance, np.cos(x) * np.exp(-variance / 2)])


def diffrax(case: Problem, name: str) -> Solver:
    """One of diffrax's solvers under jit and vmap in double precision; the root of S_D is Cholesky's.

    Raises: ImportError without diffrax.
    """
    jax, dx, lx = (import_module(package) for package in ("jax", "diffrax", "lineax"))
    jax.config.update("jax_enable_x64", True)
    jnp, d = jax.numpy, case.d
    rate = 1 / (1 - case.z**-2)  # c = min(eta Dx, Dp/eta)/hbar = 1

    def potential(x: Any) -> Any:
        return jnp.cos(x).sum() + jnp.cos(x[:-1] - x[1:]).sum() / 2

    def parts(y: Any) -> tuple[Any, Any, Any, Any]:
        x, p, flat = y[:d], y[d : 2 * d], y[2 * d :]
        return x, p, flat[: d * d].reshape(d, d), flat[d * d :].reshape(d, d)

    def drift(_t: Any, y: Any, _: Any) -> Any:
        x, p, real, imaginary = parts(y)
        Z = real + 1j * imaginary
        dZ = 2j * rate * jnp.eye(d) - jax.hessian(potential)(x) - (1 - 2j * rate) * Z @ Z
        return jnp.concatenate([p, -jax.grad(potential)(x), dZ.real.ravel(), dZ.imag.ravel()])

    def diffusion(_t: Any, y: Any, _: Any) -> Any:
        _x, _p, X, Y = parts(y)
        inverse = 1 / Y if d == 1 else jnp.linalg.inv(Y)
        s = jnp.block([[inverse, inverse @ X], [X @ inverse, Y + X @ inverse @ X]])
        broad = 2 * rate * s @ s + (2 - 2 * rate) * jnp.eye(2 * d)
        root = jnp.sqrt(HBAR / 2) * jnp.linalg.cholesky(broad)
        return lx.FunctionLinearOperator(lambda w: jnp.concatenate([root @ w, jnp.zeros(2 * d * d)]), jax.ShapeDtypeStruct((2 * d,), float))

    @partial(jax.jit, static_argnums=2)
    def paths(keys: Any, h: float, common: bool) -> Any:
        def one(key: Any) -> Any:
            tree = dx.VirtualBrownianTree(0.0, TIME, TIME / FINEST / 2, (2 * d,), key)
            noise = tree if common else dx.UnsafeBrownianPath((2 * d,), key)
            terms = dx.MultiTerm(dx.ODETerm(drift), dx.ControlTerm(diffusion, noise))
            y = jnp.concatenate([jnp.repeat(jnp.array(START), d), jnp.zeros(d * d), jnp.eye(d).ravel()])
            found = dx.diffeqsolve(terms, getattr(dx, name)(), 0.0, TIME, h, y, adjoint=dx.ForwardMode(), max_steps=None, throw=False)
            x, _p, _X, Y = parts(found.ys[0])
            variance = HBAR / 2 * jnp.linalg.inv(Y)[0, 0]
            return jnp.stack([x[0] ** 2 + variance, jnp.cos(x[0]) * jnp.exp(-variance / 2)])

        return jax.vmap(one)(keys).T

    def solve(n: int, steps: int, seed: int, common: bool) -> Array:
        return np.asarray(paths(jax.random.split(jax.random.PRNGKey(seed), n), TIME / steps, common))

    return Solver(f"diffrax {name}", solve)


@dataclass(frozen=True)
class Bias:
    """The number of steps that meets the target (or the last of STEPS, where none does), the bias there with its standard error, and the
    finest step's mean with its own.
    """

    steps: int
    value: float
    bar: float
    limit: Array
    limit_bar: Array

    @property
    def met(self) -> bool:
        """Whether the bias is below the target with two standard errors."""
        return abs(self.value) + 2 * self.bar <= TARGET


def needed(solver: Solver, n: int) -> Bias:
    """The least number of steps with |bias| + 2 standard errors below the target, for both observables, and packets that stay states."""
    finest = solver.solve(n, FINEST, 1, True)
    found = Bias(STEPS[-1], np.nan, np.nan, finest.mean(axis=1), finest.std(axis=1) / np.sqrt(n))
    for steps in STEPS:
        try:
            difference = solver.solve(n, steps, 1, True) - finest
        except ArithmeticError:  # ours refuses a step after which S_D >= 0 is lost; diffrax returns NaN
            continue
        means, bars = difference.mean(axis=1), difference.std(axis=1) / np.sqrt(n)
        worst = int(np.argmax(np.abs(means) + 2 * bars))
        value, bar = float(means[worst]), float(bars[worst])
        found = Bias(steps, value, bar, finest.mean(axis=1), finest.std(axis=1) / np.sqrt(n))
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


def compare(case: Problem, names: list[str], n: int, rounds: int) -> None:
    """Prints the table of one d. Raises: ArithmeticError where the solvers' limits differ."""
    solvers = [ours(case), *(diffrax(case, name) for name in names)]
    sample = 512 if case.d > 3 else 4096
    biases = [needed(solver, sample) for solver in solvers]
    for solver, bias in zip(solvers[1:], biases[1:], strict=True):
        apart = np.abs(bias.limit - biases[0].limit)
        allowed = 4 * np.hypot(bias.limit_bar, biases[0].limit_bar) + TARGET
        print(f"  limits of {solver.name} and ours differ by {apart[0]:.1e}, {apart[1]:.1e}; allowed {allowed[0]:.1e}, {allowed[1]:.1e}")
        if not np.all(apart <= allowed):
            raise ArithmeticError(f"{solver.name} must have our limit, but is {apart} from it, and {allowed} is allowed")
    seconds: list[list[float]] = [[] for _ in solvers]
    for number in range(rounds + 1):  # the first compiles
        for times, solver, bias in zip(seconds, solvers, biases, strict=True):
            start = process_time()
            solver.solve(n, bias.steps, 2 + number, False)
            if number:
                times.append(process_time() - start)
    print(f"d = {case.d}, {n} packets, bias at most {TARGET:g}; a state holds {8 * (2 * case.d + 2 * case.d**2)} bytes")
    for times, solver, bias in zip(seconds, solvers, biases, strict=True):
        within = [a / b for a, b in zip(times, seconds[0], strict=True)]
        print(
            f"  {solver.name:22s} steps {bias.steps:3d}, bias {bias.value:9.1e} +- {bias.bar:.0e}; CPU s min {min(times):8.4f}, "
            f"max {max(times):8.4f}; {n * bias.steps / min(times):9.3g} packet-steps/s; "
            f"over ours {float(np.median(within)):6.2f} ({min(within):.2f}..{max(within):.2f})"
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
        compare(problem(d), ["Euler", "Heun"], asked.packets // (10 if d > 3 else 1), asked.rounds)
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
