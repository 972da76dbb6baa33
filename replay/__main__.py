"""Replays the proofs of record files: `python -m replay FILE.json ...`; exit status 1 where one fails, 2 for a wrong call."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from replay.outcome import ReplayError
from replay.records import FAILED, REPLAYED, UNREPLAYABLE, Verdict, verdicts

ORDER = (REPLAYED, FAILED, UNREPLAYABLE)
FOREIGN = ("derive", "numerics", "verify", "ehrenfest", "sympy", "flint", "numpy", "scipy", "mpmath")


def report(found: list[Verdict]) -> list[str]:
    """The lines to be printed: counts by method, fractions, and every proof that fails or cannot be replayed."""
    steps = [finding for verdict in found for finding in verdict.findings]
    counts = Counter((finding.step.method, finding.status) for finding in steps)
    lines = [f"{'method':<52} {'replayed':>9} {'failed':>7} {'not replayable':>15}"]
    rows = {method: [counts[method, status] for status in ORDER] for method, _ in counts}
    for method, row in sorted(rows.items(), key=lambda item: (-sum(item[1]), item[0])):
        lines.append(f"{method:<52} {row[0]:>9} {row[1]:>7} {row[2]:>15}")
    good, tied = (sum(1 for f in steps if f.status == REPLAYED and (f.tied or not wanted)) for wanted in (False, True))
    proved = [verdict for verdict in found if verdict.word == "proved"]
    whole = sum(1 for verdict in proved if verdict.status == REPLAYED)
    lines += ["", f"proofs replayed: {good} of {len(steps)} ({_percent(good, len(steps))})",
              f"of these, the text proved is that of the record's step: {tied} of {good} ({_percent(tied, good)})",
              "statements called proved with every proof replayed: "
              f"{whole} of {len(proved)} ({_percent(whole, len(proved))})"]
    for status in (FAILED, UNREPLAYABLE):
        said = [(v.where, v.problem) for v in found if v.problem] if status == FAILED else []
        said += [(f.step.where, f"{f.step.method}: {f.reason}") for f in steps if f.status == status]
        lines += [f"{status}: {where}: {reason}" for where, reason in dict.fromkeys(said)]
    return lines


def _percent(part: int, whole: int) -> str:
    return "none there" if not whole else f"{100 * part // whole} %" if part < whole else "all"


def main(arguments: list[str]) -> int:
    """The exit status."""
    if not arguments or any(argument.startswith("-") for argument in arguments):
        print("usage: python -m replay FILE.json ...", file=sys.stderr)
        return 2
    try:
        found = [verdict for name in arguments for verdict in verdicts(Path(name))]
    except ReplayError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(report(found)))
    loaded = sorted(name for name in FOREIGN if name in sys.modules)
    print("imported beside the standard library: " + (", ".join(loaded) or "nothing"))
    return 1 if loaded or any(verdict.status == FAILED for verdict in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
