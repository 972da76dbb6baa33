"""The score: what the check says of every planted statement, beside what is true."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verify.check import Outcome, examine
from verify.statement import Leaf
from verify.verdict import ACCEPTED, undecided

from .planted import Planted, families

FILE, LENGTH = Path(__file__).resolve().parent / "score.json", 120


@dataclass(frozen=True)
class Decided:
    """A planted statement and the word of the check: the same steps, mutants included, as for a claim."""

    family: str
    planted: Planted
    word: str
    reason: str

    @property
    def wrong(self) -> bool:
        """A false statement accepted, or a true one refuted."""
        return self.word in ACCEPTED if not self.planted.holds else self.word == "refuted"


def decided(family: str, planted: Planted) -> Decided:
    """The verdict of the check; a statement that cannot be built is undecided, as a claim is."""
    outcome = _outcome(planted)
    return Decided(family, planted, outcome.verdict.word, outcome.verdict.evidence[0].text)


def _outcome(planted: Planted) -> Outcome:
    try:
        built: Any = planted.build()
    except (ValueError, TypeError, ArithmeticError) as error:
        built = Leaf(undecided(f"the statement could not be built: {type(error).__name__}: {error}"))
    return examine(built)


def run(only: Sequence[str] = ()) -> list[Decided]:
    """All statements, or those of some families."""
    return [decided(family, planted) for family, found in families() if not only or family in only for planted in found]


def score(results: Iterable[Decided]) -> dict[str, Any]:
    """The counts, and the names of what is undecided or wrong, as plain data."""
    found = list(results)
    true, false = ([each for each in found if each.planted.holds is holds] for holds in (True, False))
    return {
        "true": _counts(true),
        "false": _counts(false) | {"subtle": sum(not each.planted.gross for each in false)},
        "true ones refuted": _named(each for each in true if each.wrong),
        "false ones accepted": _named(each for each in false if each.wrong),
        "true ones undecided": _named(each for each in true if each.word == "undecided"),
        "false ones undecided": _named(each for each in false if each.word == "undecided"),
        "families": {family: _counts(each for each in found if each.family == family) for family in dict.fromkeys(e.family for e in found)},
    }


def _counts(results: Iterable[Decided]) -> dict[str, int]:
    words = Counter(each.word for each in results)
    return {"planted": words.total(), **dict(sorted(words.items()))}


def _named(results: Iterable[Decided]) -> dict[str, str]:
    return {f"{each.family}: {each.planted.name}": each.reason[:LENGTH] for each in results}


def text(found: Mapping[str, Any]) -> str:
    """The score for a reader."""
    true, false = found["true"], found["false"]
    accepted = sum(true.get(word, 0) for word in ACCEPTED)
    open_ = true.get("undecided", 0)
    lines = [
        f"{true['planted']} true statements: {accepted} accepted, {len(found['true ones refuted'])} refuted, {open_} undecided "
        f"({100 * open_ / max(true['planted'], 1):.0f} %)",
        f"{false['planted']} false statements ({false['subtle']} subtle): {len(found['false ones accepted'])} accepted, "
        f"{false.get('refuted', 0)} refuted, {false.get('undecided', 0)} undecided",
    ]
    for key in ("true ones refuted", "false ones accepted", "true ones undecided", "false ones undecided"):
        if found[key]:
            lines += [f"{key}:", *(f"  {name} ({reason})" for name, reason in found[key].items())]
    return "\n".join(lines)


def committed() -> dict[str, Any]:
    """The score that is committed beside this file."""
    stored: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return stored


def write(found: Mapping[str, Any]) -> None:
    """None; the score is written beside this file."""
    FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
