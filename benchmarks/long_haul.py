"""Memory and time of every command, each in a process of its own; and whether an audit repeated in one process grows.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.long_haul memory [--whole] [--write] [--rows FILE]
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.long_haul twice [PAPER[:LABEL[..LABEL]] ...] [--rounds N]

`memory` prints a table, and with `--write` makes docs/limits.md of it; `--whole` adds the audits that take minutes.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import threading
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "limits.md"
PLACE = "OUT"  # stands for a new folder
POTENTIAL = ("cos(x)", "--hbar", "1/4", "--Dx", "1/4", "--Dp", "1/4", "--time", "1")
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("--help",),
    ("audit", "tests/example_paper", "--no-cache", "--jobs", "1"),
    ("audit", "hrr2023:F3", "--no-cache", "--jobs", "1"),
    ("audit", "talashan2025", "--no-cache", "--jobs", "2"),
    ("show", "hrr2023:F3", "--witness"),
    ("show", "hrr2023:Theorem1", "--committed"),
    ("errata", "--committed"),
    ("trust", "--committed"),
    ("trust", "--replay"),
    ("constants", "x^2/2 + exp(-x^2)", "--hbar", "1/100", "--Dx", "1/100", "--Dp", "1/100", "--time", "1"),
    ("constants", "examples/ion_chain.toml"),
    ("simulate", *POTENTIAL, "--mixture", "200", "--frames", "2"),
    ("hybrid", "examples/hybrid_state_dependent.toml", "--jobs", "1"),
    ("report", "--out", PLACE),
    ("notebook", "new_potential", "--out", PLACE, "--jobs", "1"),
    ("sweep", "--list"),
    ("sweep", "trade_off", "--store", PLACE, "--jobs", "2"),
)  # fmt: skip
WHOLE: tuple[tuple[str, ...], ...] = tuple(
    ("audit", paper, "--no-cache", "--jobs", "2") for paper in ("layton2026_digest", "li2024", "hrr2023", "layton2026")
)
HEAD = """# Memory and time of the commands

Written by `benchmarks/long_haul.py`, from one run of each command in a process of its own, BLAS on one thread. Memory is the largest
resident size of any one of its processes, as the system counts it; with N workers, N + 1 times that is never exceeded. CPU time is that of
all its processes together; waiting does not count, yet a machine that is busy with other work makes it up to twice as long.

| command | exit | memory, MiB | CPU, s |
|---|---|---|---|
"""
TAIL = """
What bounds the memory:

- A check that runs out of memory, or whose worker is killed, has no verdict: with `--jobs 2` or more it is tried once more with nothing
  else running; then the claim is named, and nothing of it is cached; the exit status is 2. All other claims are finished and kept.
- `simulate` and the simulations of an audit refuse a grid, or density matrices, that would not fit into the machine, before they take
  the memory.
- Each worker of an audit keeps what claims of one paper share. `ulimit -v` bounds every process of a command.
- An audit of a short paper that is repeated in one process holds no more after the sixth time than after the third: objects, files,
  threads, processes, memory to 2 MiB (`tests/faults/test_audit_long.py`). `python -m benchmarks.long_haul twice` measures it for any paper.
- The whole ledger of 786 claims with `--jobs 2` on 2 cores: 106 to 129 s with an empty cache, then 0.7 s, as the audit itself prints.
- The five papers of the ledger audited twice in one process (one run, when they had 757 claims, nothing from the cache): 388 MiB after the
  first time, 392 after the second. What grows are memories of results that hold a bounded number of entries, mostly SymPy's of 1000 each.

The cache takes about 7 kB on disk for each claim and each state of the code it was checked with; it may be deleted at any time.
"""


@dataclass(frozen=True)
class Spent:
    """How a command ended, the peak of its largest process in MiB, and the CPU seconds of all of them."""

    command: tuple[str, ...]
    status: int
    memory: float
    cpu: float

    def row(self) -> str:
        """A row of the table."""
        return f"| `{words(self.command)}` | {self.status} | {self.memory:.0f} | {self.cpu:.1f} |"


def words(command: tuple[str, ...]) -> str:
    """The command as it is typed."""
    return " ".join(["ehrenfest", *(f"'{word}'" if set(word) & set("() ^") else word for word in command)])


def spent(command: tuple[str, ...]) -> Spent:
    """What the command takes, in a new process with an empty cache."""
    with tempfile.TemporaryDirectory() as folder:
        given = [str(Path(folder) / "out") if word == PLACE else word for word in command]
        environment = {**os.environ, "EHRENFEST_CACHE": str(Path(folder) / "cache"), "PYTHONPATH": str(ROOT)}
        pid = os.fork()
        if pid == 0:
            sink = os.open(os.devnull, os.O_WRONLY)
            os.dup2(sink, 1)
            os.dup2(sink, 2)
            os.chdir(ROOT)
            os.execve(sys.executable, [sys.executable, "-m", "ehrenfest", *given], environment)
        _, status, usage = os.wait4(pid, 0)
    return Spent(command, os.waitstatus_to_exitcode(status), usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)


def memory(whole: bool, write: bool, kept: Path | None) -> None:
    """None; the table is printed row by row, and the page written anew with each row."""
    every = {words(command): command for command in (*COMMANDS, *WHOLE)}
    rows = {row.split("`")[1]: row for row in (kept.read_text(encoding="utf-8").splitlines() if kept and kept.exists() else [])}
    for name, command in every.items():
        if name not in rows and (whole or command not in WHOLE):
            rows[name] = spent(command).row()
            print(rows[name], flush=True)
            if kept is not None:
                kept.write_text("\n".join(rows.values()) + "\n", encoding="utf-8")
        if write:
            from verify.files import replace

            left = ", ".join(f"`{other}`" for other in every if other not in rows)
            missing = f"\nNot measured in this run: {left}.\n" if left else ""
            replace(PAGE, HEAD + "\n".join(rows[other] for other in every if other in rows) + "\n" + missing + TAIL)


@dataclass(frozen=True)
class Held:
    """What a process holds: resident MiB, objects that Python's collector knows, open files, threads, children."""

    resident: float
    objects: int
    files: int
    threads: int
    children: int

    def __str__(self) -> str:
        return (f"{self.resident:.1f} MiB, {self.objects} objects, {self.files} open files, {self.threads} threads, "
                f"{self.children} children")


def held() -> Held:
    """What this process holds now, after a collection."""
    gc.collect()
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    resident = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
    return Held(resident, len(gc.get_objects()), len(os.listdir("/proc/self/fd")), threading.active_count(), len(active_children()))


def twice(targets: list[str], rounds: int, jobs: int) -> list[Held]:
    """What is held before and after each of several audits of the same claims, all checked anew; printed."""
    from verify.ledger import audit
    from verify.targets import chosen

    found = [held()]
    print(f"before: {found[0]}", flush=True)
    papers = chosen(targets)
    for number in range(1, rounds + 1):
        for loaded, labels in papers:
            audit(loaded, labels, jobs=jobs, fresh=True)
        found.append(held())
        print(f"after round {number}: {found[-1]}", flush=True)
    return found


def main() -> None:
    """None; does what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    which = parser.add_subparsers(dest="which", required=True)
    first = which.add_parser("memory")
    first.add_argument("--whole", action="store_true")
    first.add_argument("--write", action="store_true")
    first.add_argument("--rows", type=Path, metavar="FILE", help="where rows are kept: those that are there are not measured again")
    second = which.add_parser("twice")
    second.add_argument("targets", nargs="*")
    second.add_argument("--rounds", type=int, default=2)
    second.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.which == "memory":
        memory(arguments.whole, arguments.write, arguments.rows)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EHRENFEST_CACHE"] = folder
        twice(arguments.targets, arguments.rounds, arguments.jobs)


if __name__ == "__main__":
    main()
