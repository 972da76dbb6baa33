"""The auditor audited, a section of the overview: what the check said of planted statements, by the committed score of tests/battery."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.present.markdown import table
from verify.verdict import ACCEPTED

FILE = Path(__file__).resolve().parents[2] / "tests" / "battery" / "score.json"
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
        "`python -m tests.battery` prints the score, with the reason of every undecided one.", ""]
