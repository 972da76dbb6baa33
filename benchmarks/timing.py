"""Competitors timed in turn in one process, as ratios to the first of them.

Other work on the machine slows all alike, so every round runs every competitor once and ratios are taken within a round. CPU time of
the process is what is compared (threads are pinned to one, and it does not count waiting for a core); wall time is printed beside it.
"""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True)
class Competitor:
    """One way to solve the problem.

    prepare: what a user does once for many calls (operators, kernels); it returns the call that is timed.
    error: the distance of what the call returned from the reference.
    """

    name: str
    prepare: Callable[[], Callable[[], Any]]
    error: Callable[[Any], float]


@dataclass
class Times:
    """CPU seconds of preparation and first call, then CPU and wall seconds of each round.

    error: of the first call's result. memory: MiB by which the resident peak rose in preparation and first call, libraries that are
    imported and compiled code included; memory freed before and used again does not count.
    """

    name: str
    preparation: float
    first: float
    error: float
    memory: float
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


def require_pinned() -> None:
    """None. Raises: RuntimeError unless the number of threads was set to 1 before the process started. Pins XLA, if it comes later."""
    for name in THREADS:
        if os.environ.get(name) != "1":
            raise RuntimeError(f"`{name}` must be 1, but is {os.environ.get(name)}; run `{'=1 '.join(THREADS)}=1 python -m benchmarks...`")
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    print(f"threads: {', '.join(f'{name} = 1' for name in THREADS)}, XLA intra-op = 1")


def race(competitors: Sequence[Competitor], rounds: int) -> list[Times]:
    """The times of all, one round after the other; preparation and first call (imports, compilation, plans) are kept apart."""
    calls, results = [], []
    for each in competitors:
        before = _memory("VmRSS") if _reset_peak() else math.nan
        start = process_time()
        call = each.prepare()
        ready = process_time()
        found = call()
        done = process_time()
        calls.append(call)
        results.append(Times(each.name, ready - start, done - ready, each.error(found), _memory("VmHWM") - before))
    for _ in range(rounds):
        for call, times in zip(calls, results, strict=True):
            wall, cpu = perf_counter(), process_time()
            call()
            times.cpu.append(process_time() - cpu)
            times.wall.append(perf_counter() - wall)
    return results


def ratios(times: Times, base: Times, *, preparation: bool = False) -> list[float]:
    """CPU time over that of `base`, in each round."""
    extra = (times.preparation, base.preparation) if preparation else (0.0, 0.0)
    return [(a + extra[0]) / (b + extra[1]) for a, b in zip(times.cpu, base.cpu, strict=True)]


def table(results: Sequence[Times], *, target: float, bases: int) -> str:
    """Text: errors, seconds, memory, and ratios to each of the first `bases` rows: the median, and in brackets min and max.

    Rows that miss the target error are marked: their times do not count.
    """
    titles = "".join(f" {f'over row {i + 1}':>23s}" for i in range(bases))
    lines = [
        f"  {'':50s} {'error':>8s} {'prepare':>8s} {'first':>7s} {'MiB':>6s} | "
        f"{'CPU min':>8s} {'median':>8s} {'max':>8s} {'wall min':>8s} |"
        f"{titles}; over row 1 with preparation"
    ]
    for each in results:
        late = "" if each.error <= target else f"  MISSES {target:.0e}"
        lines.append(
            f"  {each.name:50s} {each.error:8.1e} {each.preparation:8.3f} {each.first:7.2f} {each.memory:6.1f} | {min(each.cpu):8.4f} "
            f"{statistics.median(each.cpu):8.4f} {max(each.cpu):8.4f} {min(each.wall):8.4f} |"
            + "".join(f" {_spread(ratios(each, base)):>23s}" for base in results[:bases])
            + f"; {statistics.median(ratios(each, results[0], preparation=True)):.2f}{late}"
        )
    return "\n".join(lines)


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.3g} ({min(values):.3g}..{max(values):.3g})"


def _memory(key: str) -> float:
    """MiB of `key` in the process's status; nan where the system has none."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return math.nan
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith(key)), math.nan)


def _reset_peak() -> bool:
    """Whether the peak of resident memory could be set back to the present value."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return False
    return True
