"""An audit of a real paper killed at random moments: whether anything computed is lost, and whether the next run ends as if undisturbed.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.kills [PAPER[:LABEL[..LABEL]]] [--kills N] [--missing N] [--seed N]

The claims are checked once, undisturbed. For each kill the cache is a copy of that one from which some entries, drawn at random, are taken
away; the audit is killed with its workers (every third time alone, which its workers must notice), then run again to its end. Raises
where an entry is damaged, one that was there is gone, a record differs in any bit but its seconds, or a process or an unfinished file
stays behind.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.faults.harness import Ended, contents, here, litter, run, setting, start
from verify import cache

CHEAP = "hrr2023:p/optimal-exponent..p/s-H-meaning"


class Wrong(Exception):
    """What a kill must not do."""


def must(holds: bool, what: str) -> None:
    """None. Raises: Wrong unless it holds."""
    if not holds:
        raise Wrong(what)


def audited(target: str, folder: Path) -> Ended:
    """The records of the claims, by an undisturbed run with the cache in the folder."""
    ended = run(["audit", target, "--format", "json", "--jobs", "2"], folder / "said", setting("EHRENFEST_CACHE", folder / "cache"))
    must(ended.status == 0 and not ended.err, f"an undisturbed audit ended with {ended.status}: {ended.err}")
    return ended


def trial(target: str, whole: Path, folder: Path, missing: int, moment: float, alone: bool) -> str:
    """What the kill met: 'too late', 'between checks' (some were new), or 'before the first new check'. Raises: Wrong."""
    shutil.copytree(whole, folder / "cache")
    rng = random.Random(folder.name)
    gone = rng.sample(sorted(contents(whole)), missing)
    for name in gone:
        (folder / "cache" / name).unlink()
    running = start(["audit", target, "--format", "json", "--jobs", "2"], folder / "said", [setting("EHRENFEST_CACHE", folder / "cache")])
    time.sleep(moment)
    met = running.kill(alone=alone)
    running.wait()
    running.until(lambda: not running.others())
    kept = contents(folder / "cache")
    os.environ["EHRENFEST_CACHE"] = str(folder / "cache")
    must(all(cache.read(Path(name).stem) is not None for name in kept), "an entry is damaged")
    must(set(contents(whole)) - set(gone) <= set(kept), "an entry that was there is gone")
    new = len(kept) - (len(contents(whole)) - missing)
    return "too late" if not met else "between checks" if new else "before the first new check"


def main() -> None:
    """None; the kills, counted by what they met, are printed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target", nargs="?", default=CHEAP)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--missing", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng, met = random.Random(arguments.seed), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["EHRENFEST_CACHE"] = str(folder / "warm" / "cache")
        here(["audit", arguments.target, "--jobs", "1"])  # imports all that is needed, and fills the cache
        wanted, whole = audited(arguments.target, folder / "warm").records(), folder / "warm" / "cache"
        begin = time.monotonic()
        trial(arguments.target, whole, folder / "length", arguments.missing, 0.0, False)
        audited(arguments.target, folder / "length")
        length = time.monotonic() - begin
        for number in range(arguments.kills):
            place = folder / str(number)
            met[trial(arguments.target, whole, place, arguments.missing, rng.uniform(0, length), number % 3 == 2)] += 1
            must(audited(arguments.target, place).records() == wanted, "a record differs")
            must(sorted(contents(place / "cache")) == sorted(contents(whole)), "the cache is not whole after the next run")
            must(not litter(place), "an unfinished file stays behind")
            shutil.rmtree(place)
            if number % 10 == 9:
                print(f"{number + 1} kills: {dict(met)}", flush=True)
    print(f"{arguments.kills} kills of an audit of {arguments.target} ({len(wanted)} claims): {dict(met)}; nothing lost, nothing wrong")


if __name__ == "__main__":
    main()
