"""Papers of a few claims, and records of them with any verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from verify.check import Outcome, Result
from verify.claim import Claim, Correction, Section
from verify.paper import Loaded, Paper
from verify.record import record
from verify.statement import Leaf
from verify.verdict import Evidence, Grade, Verdict, Witness, refuted, undecided

OPEN = undecided("no time")
PROVED = Verdict(True, Grade.EXACT, (Evidence("normal form", "holds", {"identity": "0 = 0"}),))
REFUTED = refuted(Witness("x = 1", {"x": "1"}, exact=True))
RIGHT = Correction(lambda: Leaf(OPEN), "x = 2 x", "a factor", "substance", "none")


def claim(label: str, *uses: str, **others: Any) -> Claim:
    return Claim(label, f"Claim {label}", "identity", f"({label})", uses, "x = x", lambda: Leaf(OPEN),
        text=f"text of {label}", **others)


def paper(tmp_path: Path, *claims: Claim, **others: Any) -> Loaded:
    """A paper of two sections; the claim of the second is the last one."""
    first, second = Section("one", title="1. One", order=1), Section("two", title="2. Two", order=2)
    first.claims, second.claims = list(claims[:-1]), list(claims[-1:])
    folder = tmp_path / "toy"
    folder.mkdir(exist_ok=True)
    return Loaded(Paper("toy", "Toy", "none", "none", (), (), **others), folder, (first, second))


def four(tmp_path: Path, **others: Any) -> Loaded:
    return paper(tmp_path, claim("1"), claim("2", "1"), claim("3"), claim("4", "2"), **others)


def made(loaded: Loaded, label: str, found: Verdict = PROVED, corrected: Verdict | None = None) -> dict[str, Any]:
    """The record of a claim with a verdict, as it is read from a file."""
    one, given = next((s, c) for s in loaded.sections for c in s.claims if c.label == label)
    fixed = None if corrected is None else Outcome(corrected)
    return dict(json.loads(json.dumps(record(loaded.paper.key, one.title, given, Result(Outcome(found), (), fixed, 0.5)))))
