"""The auditor audited, a section of the overview: planted statements by the committed score, changed code by the committed table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.present.markdown import table
from verify.verdict import ACCEPTED

ROOT = Path(__file__).resolve().parents[2]
FILE, MUTATION = ROOT / "tests" / "battery" / "score.json", ROOT / "docs" / "mutation.md"
TITLE = "## The auditor audited"


def section() -> list[str]:
    """The lines of the section; none where the score is not there, as in an installation without the tests.

    Raises: ValueError for a score that cannot be read.
    """
    if not FILE.exists():
        return []
    try:
        found: Mapping[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
        return _lines(found)
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"`{FILE.name}` must hold the score of tests/battery, but cannot be read: {error!r}; write it anew") from error


def _lines(found: Mapping[str, Any]) -> list[str]:
    true, false = found["true"], found["false"]
    open_ = true.get("undecided", 0)
    rows = [(name, str(each["planted"]), str(sum(each.get(word, 0) for word in ACCEPTED)), str(each.get("refuted", 0)),
             str(each.get("undecided", 0))) for name, each in (("true", true), ("false", false))]
    planted, share = true["planted"] + false["planted"], f"{100 * open_ / true['planted']:.0f} %"
    return [
        TITLE, "",
        f"{planted} planted statements, drawn from the papers' formulas: a true one, and the same with an author's slip; "
        f"{false['subtle']} of the {false['planted']}",
        "false ones are subtle in our judgement. Which is true was settled without the engine, on paper and by mpmath and NumPy; the",
        "check decides them as it decides claims, mutants included. With the search for counterexamples left out, neither the prover nor",
        "the enclosure accepts a false one (`tests/test_battery.py`).",
        *table(("planted", "statements", "accepted", "refuted", "undecided"), rows),
        f"False ones accepted: {len(found['false ones accepted'])}. True ones refuted: {len(found['true ones refuted'])}. "
        f"True ones left undecided: {share}.",
        "`python -m tests.battery` prints the score, with the reason of every undecided one.", "", *_noticed(),
        "`ehrenfest trust --replay` repeats the exact proofs of the committed records by a program that shares no code with this one and",
        "says how many; `tests/test_replay.py` fails where one is not repeated. What kills, full disks, damaged files and lost workers do",
        "is tried in `tests/faults`. Memory and time of every command, and of the whole ledger: [docs/limits.md](docs/limits.md).", ""]


def _noticed() -> list[str]:
    """What the tests notice, by the last row of docs/mutation.md. Raises: ValueError where that cannot be read."""
    found = re.findall(r"^\| all \|((?: \d+ \|){6}) \|$", MUTATION.read_text(encoding="utf-8"), re.MULTILINE)
    if len(found) != 1:
        raise ValueError(f"`{MUTATION.name}` must have one row of all, but has {len(found)}; `python tests/mutation --write` writes it")
    mutants, killed, timeout, equivalent, survived, left = (int(each) for each in re.findall(r"\d+", found[0]))
    return [f"Of {mutants} changes, one at a time, to the code that awards verdicts, to the check around it and to the second opinion on",
            f"proofs, the tests notice {killed + timeout}; {equivalent} make no difference and are listed with the reason;",
            f"{survived} survive, {left} are not decided ([docs/mutation.md](docs/mutation.md)).", ""]
