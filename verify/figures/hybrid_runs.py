"""The runs behind the figures of layton2026 and talashan2025: `python -m verify.figures.hybrid_runs` writes `hybrid.json` anew.

Every run has a seed; a test repeats the first block of the large one. Trajectories are kept at few times and in five digits.

Source: talashan2025, Figures 1 and 2 (sigma = 2.5m, 1.5m, 2m; t up to 0.45 and 0.15; 2000 realisations); layton2026, Figure 1
(lambda = -1).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.euler_collapse import euler
from numerics.hybrid.model import Start, pure
from numerics.hybrid.models import mass_superposition, monitored
from numerics.hybrid.simulate import simulate
from numerics.hybrid.trajectories import BLOCK
from verify.files import replace as replace_file

Array = NDArray[np.float64]
Record = dict[str, Any]
FILE = Path(__file__).resolve().parent / "hybrid.json"
MASS, STEP, EDGES = 0.01, 1e-3, np.linspace(-1, 1, 41)
SIGMAS = (1.5 * MASS, 2 * MASS)  # talashan2025, Figure 2 (a) and (b)
TIMES = (0.0375, 0.075, 0.1125, 0.15)
FEW, MANY, CHUNK = 2000, 10**6, 2**17
DRIFTS = (0.02, 0.05, 0.1, 0.2, 0.5)  # of |psi|^2 - 1, beyond which a sample counts as ill-conditioned
WEIGHTS = (0.5, 0.7)  # of |L> at the start
LATE = 0.45  # talashan2025, Figure 1


def rest(weight: float = 0.5) -> Start:
    """The report's initial state: at rest at (0, -1/2, 0); weight: of |L>."""
    return Start(np.array([0, -0.5, 0]), np.zeros(3), pure([np.sqrt(weight), np.sqrt(1 - weight)]))


def polarisation(run: Any) -> Array:
    """<sigma_z>. Shape (T, N)."""
    return np.asarray(run.populations[:, 0] - run.populations[:, 1])


def counted(values: Array) -> list[list[int]]:
    """Counts between EDGES at each time. Shape of values: (T, N)."""
    return [np.histogram(each[np.isfinite(each)].clip(-1, 1), EDGES)[0].tolist() for each in values]


def histograms(sigma: float, trajectories: int, seed: int, executor: Executor | None = None) -> Record:
    """Counts of <sigma_z> at TIMES, and E <sigma_z>^2 with its standard error, in chunks that have seeds of their own."""
    model = mass_superposition(sigma=sigma)
    total, sums, squares, kept = np.zeros((len(TIMES), len(EDGES) - 1), dtype=int), np.zeros(4), np.zeros(4), 0
    for number, done in enumerate(range(0, trajectories, CHUNK)):
        size = min(CHUNK, trajectories - done)
        run = simulate(
            model, rest(), TIMES, step=STEP, trajectories=size, seed=seed + number, hbar=1.0, executor=executor
        )
        z = polarisation(run)[:, ~run.unresolved]
        total += np.array(counted(z))
        kept, sums, squares = kept + z.shape[1], sums + (z**2).sum(axis=1), squares + (z**4).sum(axis=1)
    mean = sums / kept
    error = np.sqrt(np.maximum(squares / kept - mean**2, 0) / kept)
    return {
        "sigma": sigma,
        "trajectories": trajectories,
        "seed": seed,
        "resolved": kept,
        "counts": total.tolist(),
        "square": mean.tolist(),
        "square_error": error.tolist(),
    }


def paths(seed: int = 11) -> Record:
    """Four trajectories of talashan2025's Figure 1: positions and <sigma_z> at 226 times."""
    times = np.linspace(0, LATE, 226)
    run = simulate(
        mass_superposition(sigma=2.5 * MASS), rest(), times.tolist(), step=STEP, trajectories=4, seed=seed, hbar=1.0
    )
    return {
        "sigma": 2.5 * MASS,
        "seed": seed,
        "times": digits(times),
        "x": digits(run.q[:, 0]),
        "y": digits(run.q[:, 1]),
        "polarisation": digits(polarisation(run)),
        "closest": digits(run.closest),
        "unresolved": run.unresolved.tolist(),
    }


def collisions(trajectories: int = 20000, seed: int = 12) -> Record:
    """How close trajectories come to a source until LATE, at the report's largest noise and at its smallest."""
    radii = np.geomspace(1e-3, 1, 31)
    rows = []
    for number, sigma in enumerate((2.5 * MASS, *SIGMAS)):
        run = simulate(
            mass_superposition(sigma=sigma),
            rest(),
            [LATE],
            step=STEP,
            trajectories=trajectories,
            seed=seed + number,
            hbar=1.0,
        )
        rows.append(
            {
                "sigma": sigma,
                "counts": [int(np.count_nonzero(run.closest < r)) for r in radii],
                "unresolved": int(np.count_nonzero(run.unresolved)),
            }
        )
    return {"trajectories": trajectories, "seed": seed, "radii": digits(radii), "rows": rows}


def discarded(trajectories: int = 40000, seed: int = 20, step: float = 1e-4) -> Record:
    """Euler's scheme at the report's step, sigma = 1.5m: what is left of the law when samples whose norm has drifted are left out."""
    model, rows = mass_superposition(sigma=SIGMAS[0]), []
    for number, weight in enumerate(WEIGHTS):
        run = euler(
            [model.coupling[0, 0], model.coupling[1, 1]],
            model.coordinates,
            mass=MASS,
            sigma=SIGMAS[0],
            q=rest().q,
            p=rest().p,
            amplitudes=[weight**0.5, (1 - weight) ** 0.5],
            times=[TIMES[0], TIMES[1]],
            step=step,
            trajectories=trajectories,
            seed=seed + number,
            sources=model.sources,
        )
        exact = simulate(
            model, rest(weight), [TIMES[1]], step=STEP, trajectories=4 * trajectories, seed=seed + 10 + number, hbar=1.0
        )
        z = run.polarisation[-1]
        for drift in (np.inf, *reversed(DRIFTS)):
            kept = z[run.drift[-1] <= drift]
            rows.append(
                {
                    "weight": weight,
                    "drift": None if np.isinf(drift) else drift,
                    "kept": int(kept.size),
                    **_moments(kept),
                    "counts": counted(kept[None])[0],
                }
            )
        rows.append(
            {
                "weight": weight,
                "drift": "none",
                "kept": len(exact),
                **_moments(polarisation(exact)[-1]),
                "counts": counted(polarisation(exact))[-1],
            }
        )
    return {
        "trajectories": trajectories,
        "seed": seed,
        "step": step,
        "sigma": SIGMAS[0],
        "time": TIMES[1],
        "rows": rows,
    }


def _moments(z: Array) -> Record:
    """E <sigma_z> and E <sigma_z>^2 with their standard errors."""
    found: Record = {}
    for name, values in (("mean", z), ("square", z**2)):
        found |= {name: float(values.mean()), f"{name}_error": float(values.std(ddof=1) / np.sqrt(values.size))}
    return found


def monitoring(seed: int = 30, trajectories: int = 20000) -> Record:
    """layton2026's Figure 1: one trajectory to each end, and the share that ends at |0>; gamma_C = 1/2, equality in (14), q = 1/2."""
    model = monitored([1, -1], lam=-1, gammaC=0.5, gammaQ=0.125)
    start = Start(np.array([0.5]), np.zeros(1), pure([1, 1]))
    times = np.linspace(0, 6, 301)
    run = simulate(model, start, times.tolist(), step=1.0, trajectories=20, seed=seed, hbar=1.0, states=True)
    last = polarisation(run)[-1]
    chosen = [int(np.flatnonzero(side * last > 0.99)[0]) for side in (1, -1)]
    if run.states is None:
        raise ArithmeticError("the states must be kept, but are not")
    entry = run.states[:, 0, 1][:, chosen]
    many = simulate(model, start, [float(times[-1])], step=1.0, trajectories=trajectories, seed=seed + 1, hbar=1.0)
    return {
        "seed": seed,
        "trajectories": trajectories,
        "gamma_C": 0.5,
        "gamma_Q": 0.125,
        "q": 0.5,
        "times": digits(times),
        "p": digits(run.p[:, 0][:, chosen]),
        "bloch": [digits(2 * entry.real), digits(-2 * entry.imag), digits(polarisation(run)[:, chosen])],
        "up": int(np.count_nonzero(polarisation(many)[-1] > 0)),
    }


def digits(values: Array) -> Any:
    """The numbers in five digits, as lists; null for what is not finite."""
    if values.ndim > 1:
        return [digits(each) for each in values]
    return [float(f"{value:.5g}") if np.isfinite(value) else None for value in values]


PARTS = ("monitoring", "paths", "collisions", "discarded", "few", "first", "many")


def part(name: str, executor: Executor | None = None) -> Any:
    """The result of the run of that name."""
    if name == "few":
        return [histograms(sigma, FEW, 40 + k) for k, sigma in enumerate(SIGMAS)]
    if name in ("first", "many"):
        return [
            histograms(sigma, BLOCK if name == "first" else MANY, 100 * (k + 1), executor)
            for k, sigma in enumerate(SIGMAS)
        ]
    alone: dict[str, Callable[[], Record]] = {"monitoring": monitoring, "paths": paths, "collisions": collisions}
    return alone.get(name, discarded)()


def read() -> Record:
    """What the file holds; nothing where there is none."""
    return dict(json.loads(FILE.read_text(encoding="utf-8"))) if FILE.is_file() else {}


def main(names: Sequence[str]) -> int:
    """The exit status; the parts of those names, all where none is given, are computed anew and written."""
    for name in names or PARTS:
        if name not in PARTS:
            print(f"`name` must be one of {', '.join(PARTS)}, but is {name[:40]!r}", file=sys.stderr)
            return 2
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            found = part(name, pool)
        replace_file(FILE, json.dumps({**read(), name: found}, separators=(",", ":"), sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
