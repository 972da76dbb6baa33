"""The proofs of a record file, and what their replay finds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from replay import binding
from replay.methods import METHODS, replay
from replay.outcome import NotReplayable, ReplayError

REPLAYED, FAILED, UNREPLAYABLE = "replayed", "failed", "not replayable"
BESIDE = ("second method",)  # evidence that stands beside proofs and decides nothing
MOST_BYTES = 200_000_000
_NUMBERED, _UNIT = re.compile(r"^link [0-9]+, "), re.compile(r"\[[^\[\],]*\]$")


@dataclass(frozen=True)
class Step:
    """One proof in a record: where, its method and certificate, the text of its step ("" where there is none), the table."""

    where: str
    method: str
    data: Mapping[str, Any]
    text: str
    domain: Mapping[str, str]


@dataclass(frozen=True)
class Finding:
    """What the replay of a step finds; `tied`: the statement replayed is the one that the record gives for the step."""

    step: Step
    status: str
    reason: str = ""
    tied: bool = False


@dataclass(frozen=True)
class Verdict:
    """The findings of all steps of one verdict of a record, and its word; `problem`: what is wrong with the verdict as a whole."""

    where: str
    word: str
    findings: tuple[Finding, ...] = field(default=())
    problem: str = ""

    @property
    def status(self) -> str:
        """The worst of the steps."""
        found = [finding.status for finding in self.findings]
        if self.problem or FAILED in found:
            return FAILED
        return UNREPLAYABLE if UNREPLAYABLE in found else REPLAYED


def examine(step: Step) -> Finding:
    """The finding of one step."""
    try:
        replay(step.method, step.data)
        binding.backed(step.method, step.data, step.domain)
        if step.text and not binding.tied(step.method, step.data, step.text, step.domain):
            raise NotReplayable(f"the certificate cannot be compared with what the step says: {step.text[:80]}")
        return Finding(step, REPLAYED, tied=step.text != "")
    except ReplayError as error:
        return Finding(step, FAILED, str(error))
    except NotReplayable as error:
        return Finding(step, UNREPLAYABLE, str(error))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        return Finding(step, FAILED, f"the record has not the form it must have: {type(error).__name__}: {error}")


def verdicts(path: Path) -> Iterator[Verdict]:
    """The findings of every verdict in a file that is *proved*, or holds a proof. Raises: ReplayError for an unreadable file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ReplayError(f"`{path.name}` must have at most {MOST_BYTES} bytes")
        document = json.loads(path.read_text(encoding="utf-8"))
        records = [dict(item) for item in document["records"]]
        wanted = [(item, part) for item in records for part in ("as_printed", "corrected") if item[part] is not None]
    except (OSError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise ReplayError(f"`{path.name}` must be a file of records, but: {type(error).__name__}: {error}") from error
    for item, part in wanted:
        where = f"{document['paper']}:{item['label']}" + (" as corrected" if part == "corrected" else "")
        try:
            found = _verdict(where, item[part], item if part == "as_printed" else item["corrected"])
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            problem = f"the record has not the form it must have: {type(error).__name__}: {error}"
            found = Verdict(where, "proved", (), problem)
        if found.word == "proved" or found.findings:
            yield found


def _verdict(where: str, verdict: Mapping[str, Any], around: Mapping[str, Any]) -> Verdict:
    """The findings of one verdict; `around` holds its links and its table of the domain."""
    word, evidence, links, domain = verdict["word"], verdict["evidence"], around["links"], around["domain"]
    names = [link["rule"] or link["statement"] for link in links]
    parts = [(link.get("formal", link["statement"]), link["word"], link["evidence"], own(domain, names, number))
             for number, link in enumerate(links, 1)]
    problem = ""
    if parts and [e for _, _, part, _ in parts for e in part] != evidence:
        problem, parts = "the evidence of the verdict is not that of its links", []
    parts = parts or [(verdict.get("formal", ""), word, evidence, domain)]
    findings = list[Finding]()
    for text, said, part, known in parts:
        proofs = [e for e in part if e["method"] in METHODS]
        if said == "proved":
            proofs = [e for e in part if e["method"] not in BESIDE]
            problem = problem or ("" if proofs else "a step is called proved without a proof")
        findings += [examine(Step(where, e["method"], e["data"], text, known)) for e in proofs]
    if word == "proved" and any(said != "proved" for _, said, _, _ in parts):
        problem = problem or "the verdict is proved, but a step is not"
    return Verdict(where, word, tuple(findings), problem)


def own(domain: Mapping[str, str], names: Sequence[str], number: int) -> dict[str, str]:
    """What the table says for link `number`, of these names: "name: entry" is about one link, "link 2, name: entry" about the second.

    Of what it says for others, the units are kept: the table has a unit alone only where no other link has it beside a range.

    >>> own({"x": "(0, oo)", "low: d": "[0, 1]", "high: d": "[1, oo)", "low: m": "(0, 1) [mass]"}, ["low", "high"], 2)
    {'m': '[mass]', 'x': '(0, oo)', 'd': '[1, oo)'}
    """
    mine, found, elsewhere = names[number - 1], dict[str, str](), dict[str, set[str]]()
    for key, text in domain.items():
        entry = key.removeprefix(f"link {number}, ")
        rest = _NUMBERED.sub("", entry)
        named = max((name for name in names if rest.startswith(f"{name}: ")), key=len, default=None)
        bare = rest if named is None else rest[len(named) + 2:]
        if rest == entry and named in (None, mine) and (entry != key or f"link {number}, {key}" not in domain):
            found[bare] = text
        elif unit := _UNIT.search(text):
            elsewhere.setdefault(bare, set()).add(unit[0])
    return {**{name: min(units) for name, units in elsewhere.items() if len(units) == 1 and name not in found}, **found}
