"""A ready sweep killed at random moments: whether anything computed is lost, and whether the next run ends as if undisturbed.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.sweep_kills [SWEEP] [--kills N] [--jobs N] [--seed N]

The sweep runs once, undisturbed. Each kill has a store of its own, and comes at a moment drawn evenly from the length of that run; the next
run then goes on in the same store. The sweep has `--jobs` worker processes; with `--jobs 0` the command computes by itself, which meets
more moments of the writing in less time. Raises where a file of the store is not one of an undisturbed sweep, a point that was kept is
computed again, a row of the table differs, or an unfinished file or a process stays behind.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.kills import must
from tests.faults.harness import Ended, contents, here, in_process, litter, run, start
from verify.sweep.store import Store


def asked(sweep: str, jobs: int, folder: Path) -> list[str]:
    """The arguments of the command."""
    return ["sweep", sweep, "--store", str(folder / "store"), "--format", "json", "--jobs", str(max(jobs, 1))]


def ended(sweep: str, jobs: int, folder: Path) -> Ended:
    """An undisturbed run in the folder's store."""
    found = run(asked(sweep, jobs, folder), folder / "said", *([] if jobs else [in_process]))
    said = found.err or found.out[-600:]
    must(found.status == 0 and "Traceback" not in found.err, f"an undisturbed sweep ended with {found.status}: {said}")
    return found


def kept(whole: dict[str, bytes], keys: list[str], folder: Path) -> int:
    """How many points the store has, each in files that an undisturbed sweep writes. Raises: Wrong."""
    must(contents(folder / "store" / "objects").items() <= whole.items(), "a file of the store is not what it must be")
    with Store(folder / "store", write=False) as store:
        return sum(store.get(key) is not None for key in keys)


def trial(sweep: str, jobs: int, folder: Path, moment: float, alone: bool) -> bool:
    """Whether the kill came in time; no process is left."""
    running = start(asked(sweep, jobs, folder), folder / "killed", [] if jobs else [in_process])
    time.sleep(moment)
    met = running.kill(alone=alone)
    running.wait()
    running.until(lambda: not running.others())
    return met


def main() -> None:
    """None; the kills, counted by what they met, are printed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sweep", nargs="?", default="trade_off")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sweep, jobs, rng, met = arguments.sweep, arguments.jobs, random.Random(arguments.seed), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["EHRENFEST_CACHE"] = str(folder / "cache")
        here([*asked(sweep, 1, folder / "warm"), "--show"])  # imports all that is needed
        begun = time.monotonic()
        ended(sweep, jobs, folder / "whole")
        length = time.monotonic() - begun
        wanted, whole = json.loads(ended(sweep, jobs, folder / "whole").out), contents(folder / "whole" / "store" / "objects")
        keys = [json.loads(content)["key"] for path, content in whole.items() if path.endswith(".json")]
        for number in range(arguments.kills):
            place = folder / str(number)
            in_time = trial(sweep, jobs, place, rng.uniform(0, length), number % 3 == 2)
            journal, before = (place / "store" / "index.sqlite-journal").exists(), kept(whole, keys, place)
            met["too late" if not in_time else "between points" if 0 < before < len(keys) else "before the first, after the last"] += 1
            found = json.loads(ended(sweep, jobs, place).out)
            again = found["counts"]["computed"] - (len(keys) - before)
            must(again in (0, int(journal)), "a point that was kept is computed again")
            must(found["rows"] == wanted["rows"], "the table differs")
            must(contents(place / "store" / "objects") == whole and not litter(place), "the store is not that of an undisturbed sweep")
            shutil.rmtree(place)
            if number % 10 == 9:
                print(f"{number + 1} kills: {dict(met)}", flush=True)
    print(f"{arguments.kills} kills of the sweep {sweep} ({len(keys)} points, {jobs} workers): {dict(met)}; nothing lost, nothing wrong")


if __name__ == "__main__":
    main()
