"""The monitored qubit: time to a weak error of 1e-3, beside QuTiP and dynamiqs, in one process.

Run from the project root:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.monitored_qubit [--rounds N]

(15) as corrected with A = sigma_z, lambda = 1, gamma_C = 1/2, gamma_Q = 1/8, q = 3/10, hbar = 1, populations 3/4 and 1/4, up to t = 1.
Wanted are E <sigma_z>, E p and E <sigma_z>^2 with one standard error of 1e-3 at most, which takes VARIANCE/1e-6 trajectories, and a bias
below 1e-3. The first two have no bias at any step; the third one's decides on the number of steps. It is measured at COARSE steps, less
two standard errors, and scaled by the weak order; COARSE steps are the fewest. QuTiP, too slow for a bias to be seen, is given them
whatever its bias.

Peers run fewer trajectories, and their times are scaled: CPU seconds a trajectory times the number needed. Their operator is
S = -lambda/(8 gamma_C)^(1/2) sigma_z, and p is (2 gamma_C)^(1/2) times the integrated record. Every mean is compared with the closed
law; one that is off by more than 5 standard errors and the bias allowed stops the script.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from scipy.integrate import quad

from benchmarks.timing import require_pinned
from numerics.hybrid import direct, splitting
from numerics.hybrid.model import Start, pure
from numerics.hybrid.models import monitored
from numerics.hybrid.simulate import simulate
from numerics.hybrid.trajectories import BLOCK, Plan, Trajectories
from numerics.phase_space.grid import Array

TARGET, COARSE = 1e-3, 8
LAM, GC, GQ, Q, TIME, WEIGHT = 1.0, 0.5, 0.125, 0.3, 1.0, 0.75
VARIANCE = 2 * GC * TIME + (LAM * TIME) ** 2 * 4 * WEIGHT * (1 - WEIGHT)  # of p, the largest of the three
NEEDED = math.ceil(VARIANCE / TARGET**2)
MODEL = monitored([1, -1], lam=1, gammaC=GC, gammaQ=GQ)
START = Start(np.array([Q]), np.zeros(1), pure([math.sqrt(WEIGHT), math.sqrt(1 - WEIGHT)]))
Sample = tuple[Array, Array]  # <sigma_z> and p of each trajectory


def exact() -> Array:
    """E <sigma_z>, E p, E <sigma_z>^2: in the branch a = +-1 artanh <sigma_z> is normal about l_0 + a G t with the variance G t."""
    rate, odds = LAM**2 / (2 * GC) * TIME, math.log(WEIGHT / (1 - WEIGHT)) / 2

    def squared(y: float) -> float:
        weights = ((WEIGHT, odds + rate), (1 - WEIGHT, odds - rate))
        density = sum(w * math.exp(-((y - m) ** 2) / (2 * rate)) for w, m in weights) / math.sqrt(2 * math.pi * rate)
        return math.tanh(y) ** 2 * density

    mean = 2 * WEIGHT - 1
    return np.array([mean, -LAM * TIME * mean, quad(squared, -12, 12, epsabs=1e-12)[0]])


def means(sample: Sample) -> tuple[Array, Array]:
    """The three means and their standard errors."""
    z, p = sample
    values = np.stack([z, p, z * z])
    return values.mean(axis=1), values.std(axis=1) / math.sqrt(len(z))


def taken(run: Trajectories) -> Sample:
    """<sigma_z> and p at the end."""
    return run.populations[-1, 0] - run.populations[-1, 1], run.p[-1, 0]


@dataclass(frozen=True)
class Solver:
    """solve(trajectories, steps, seed); size: how many trajectories are timed; exact: whether one step has no bias;
    order: weak; unseen: too slow for its bias to be seen."""

    name: str
    solve: Callable[[int, int, int], Sample]
    size: int
    exact: bool = False
    order: int = 1
    unseen: bool = False


def ours() -> list[Solver]:
    """The exact sampler, the splitting, and Platen's scheme."""

    def sampled(count: int, _steps: int, seed: int) -> Sample:
        return taken(simulate(MODEL, START, [TIME], step=TIME, trajectories=count, seed=seed, hbar=1.0))

    def stepped(run: Callable[..., Trajectories], more: dict[str, Any]) -> Callable[[int, int, int], Sample]:
        def solve(count: int, steps: int, seed: int) -> Sample:
            sizes = [min(BLOCK, count - done) for done in range(0, count, BLOCK)]
            found = [taken(run(MODEL, START, Plan((TIME,), (steps,)), size, np.random.default_rng([seed, k]), hbar=1.0, keep=False, **more))
                     for k, size in enumerate(sizes)]
            return np.concatenate([z for z, _ in found]), np.concatenate([p for _, p in found])

        return solve

    return [
        Solver("ours, exact sampler", sampled, NEEDED, exact=True),
        Solver("ours, splitting, one step (exact here)", stepped(splitting.run, {"coupled": False}), NEEDED // 4, exact=True),
        Solver("ours, Platen", stepped(direct.run, {}), 50_000, order=2),
    ]


def qutip(name: str, method: str) -> Solver:
    """ssesolve or smesolve. Raises: ImportError without QuTiP."""
    qt = import_module("qutip")
    S = -LAM / math.sqrt(8 * GC) * qt.sigmaz()
    psi = (math.sqrt(WEIGHT) * qt.basis(2, 0) + math.sqrt(1 - WEIGHT) * qt.basis(2, 1)).unit()

    def solve(count: int, steps: int, seed: int) -> Sample:
        h = TIME / steps
        options = {"method": method, "dt": h, "store_measurement": True, "keep_runs_results": True, "progress_bar": ""}
        given = {"ntraj": count, "sc_ops": [S], "e_ops": [qt.sigmaz()], "seeds": seed, "options": options}
        found = getattr(qt, name)(LAM * Q * qt.sigmaz(), psi, np.linspace(0, TIME, steps + 1), **given)
        record = np.array(found.measurement).reshape(count, -1).real.sum(axis=1) * h
        return np.array([each[-1] for each in found.runs_expect[0]]).real, math.sqrt(2 * GC) * record

    return Solver(f"QuTiP {name}, {method}", solve, 150, unseen=True)


def dynamiqs(method: str) -> Solver:
    """dssesolve under jit in double precision, compiled before it is timed. Raises: ImportError without dynamiqs."""
    jax, dq = import_module("jax"), import_module("dynamiqs")
    dq.set_precision("double")
    dq.set_progress_meter(False)
    jnp = jax.numpy
    S = -LAM / math.sqrt(8 * GC) * dq.sigmaz()
    psi = jnp.array([[math.sqrt(WEIGHT)], [math.sqrt(1 - WEIGHT)]], dtype=complex)

    def solve(count: int, steps: int, seed: int) -> Sample:
        keys = jax.random.split(jax.random.PRNGKey(seed), count)
        found = dq.dssesolve(LAM * Q * dq.sigmaz(), [S], psi, jnp.array([0.0, TIME]), keys, exp_ops=[dq.sigmaz()],
                             method=getattr(dq.method, method)(dt=TIME / steps), save_states=False)
        record = np.asarray(found.measurements).reshape(count) * TIME
        return np.asarray(found.expects).reshape(count, -1)[:, -1].real, math.sqrt(2 * GC) * record

    return Solver(f"dynamiqs dssesolve, {method}", solve, 40_000)


def steps_needed(solver: Solver) -> tuple[int, float, float]:
    """The number of steps, and the bias of E <sigma_z>^2 at COARSE steps with its standard error."""
    if solver.exact:
        return 1, 0.0, 0.0
    value, bar = means(solver.solve(solver.size, COARSE, 7))
    bias = abs(float(value[2] - exact()[2]))
    if solver.unseen:
        return COARSE, bias, float(bar[2])
    seen = max(0.0, bias - 2 * float(bar[2]))  # in the peer's favour
    return math.ceil(COARSE * max(1.0, seen / TARGET) ** (1 / solver.order)), bias, float(bar[2])


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    require_pinned()
    solvers = ours()
    for make, names in ((dynamiqs, [("EulerMaruyama",), ("Rouchon1",)]), (qutip, [("ssesolve", "platen"), ("smesolve", "euler")])):
        for name in names:
            try:
                solvers.append(make(*name))  # type: ignore[operator]
            except ImportError as error:
                print(f"left out: {error}")
    counts = [steps_needed(solver) for solver in solvers]
    times: list[list[float]] = [[] for _ in solvers]
    for number in range(rounds + 1):  # the first compiles, and is checked against the closed law
        for solver, (steps, _, _), found in zip(solvers, counts, times, strict=True):
            begun = process_time()
            sample = solver.solve(solver.size, steps, 11 + number)
            seconds = (process_time() - begun) * NEEDED / solver.size
            if number:
                found.append(seconds)
                continue
            value, bar = means(sample)
            if not np.all(np.abs(value - exact())[: 2 if solver.unseen else 3] <= 5 * bar[: 2 if solver.unseen else 3] + 2 * TARGET):
                raise ArithmeticError(f"{solver.name} must have the means {exact()}, but has {value} +- {bar}")
    print(f"{NEEDED} trajectories needed; E <sigma_z>, E p, E <sigma_z>^2 = {exact()}")
    for solver, (steps, bias, bar), found in zip(solvers, counts, times, strict=True):
        ratios = sorted(a / b for a, b in zip(found, times[0], strict=True))
        rate = NEEDED * steps / min(found)
        print(f"{solver.name:40s} steps {steps:4d} (bias at {COARSE}: {bias:.1e} +- {bar:.0e}), timed {solver.size:8d}: "
              f"CPU s {min(found):9.3f}, {rate:.2g} steps/s, ratio {median(ratios):.3g} ({ratios[0]:.3g}..{ratios[-1]:.3g})")


if __name__ == "__main__":
    main()
