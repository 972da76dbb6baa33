"""The ledger: the audit of one or several papers, in parallel, with records read from the cache where nothing changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path

from verify import cache, sources, workers
from verify.check import Outcome, Result, check
from verify.files import replace
from verify.lasting import lasting
from verify.machine import Lost
from verify.paper import Loaded, find, load
from verify.record import Record, inherit, record, well_formed, worse
from verify.verdict import undecided

Progress = Callable[[int, int, str], None]
RECORDS, SCHEMA = "records.json", 1


@dataclass(frozen=True)
class Audit:
    """The records of one paper; `selected` are the labels asked for, `computed` how many records were not in the cache.

    warning: why records are not cached. lost: the claims that have no verdict since the machine fell short, and why.
    edited: a file of the code that was changed meanwhile.
    """

    loaded: Loaded
    records: list[Record]
    selected: tuple[str, ...]
    computed: int
    warning: str = ""
    lost: Mapping[str, str] = field(default_factory=dict)
    edited: Path | None = None

    def shown(self) -> list[Record]:
        """The records of the selected labels."""
        wanted = set(self.selected)
        return [item for item in self.records if item["label"] in wanted]


@lru_cache(maxsize=16)
def _loaded(folder: str) -> Loaded:
    return load(Path(folder))


def _check(folder: str, label: str) -> Record:
    """The record of one claim; runs in a worker process."""
    loaded = _loaded(folder)
    for section in loaded.sections:
        for claim in section.claims:
            if claim.label == label:
                return record(loaded.paper.key, section.title, claim, check(claim))
    raise KeyError(label)


def anew(loaded: Loaded, label: str) -> Record:
    """The record of one claim, checked now, whatever the cache holds; without the inherited verdict."""
    return _check(str(loaded.folder), label)


def audit(
    loaded: Loaded, selected: Sequence[str], *, jobs: int, progress: Progress | None = None, fresh: bool = False
) -> Audit:
    """The records of the selected claims and of all they use.

    Raises: KeyboardInterrupt, whose message says what is kept.
    """
    cache.engine()  # first, see `sources.settled`
    code = sources.code([loaded.folder, *map(find, loaded.paper.reads)])
    keys = cache.keys(loaded)
    records = {} if fresh else _stored(loaded, selected, keys)
    missing = [label for label in _closure(loaded, selected) if label not in records]
    if missing:
        _loaded(str(loaded.folder))  # here, so that workers share it
    lost, warning, kept = {}, "", 0
    checked = workers.results(partial(_check, str(loaded.folder)), missing, jobs)
    try:
        for done, (label, item) in enumerate(checked, 1):
            if isinstance(item, Lost):
                lost[label] = str(item)
                item = _unchecked(loaded, label, lost[label])
            elif not warning:
                warning = _keep(keys[label], item, code)
                kept += not warning
            records[label] = item
            if progress is not None:
                progress(done, len(missing), label)
    except KeyboardInterrupt as stop:
        again = ", without --no-cache," if fresh else ""
        raise KeyboardInterrupt(f"{kept} finished checks are kept, and the next run{again} goes on from there" if kept else "") from stop
    claims = loaded.claims
    for label, item in records.items():
        _refresh(item, loaded, label)
    ordered = [records[label] for label in claims if label in records]
    inherit(ordered, claims)
    return Audit(loaded, ordered, tuple(selected), len(missing), warning, lost, sources.changed(code))


def _keep(key: str, item: Record, code: sources.Stamps) -> str:
    """Why the record is not stored in the cache, nor any after it; empty when it is."""
    edited = sources.changed(code)
    if edited is not None:
        return (f"records are not cached from here on: `{edited}` must stay as it is while an audit runs, but was changed; "
                "what is checked from now on may mix the old code and the new: run it again")
    try:
        cache.write(key, item)
    except OSError as error:
        where = os.environ.get("EHRENFEST_CACHE") or error.filename
        return f"records are not cached: `{where}` must be writable, but: {error.strerror}"
    return ""


def _unchecked(loaded: Loaded, label: str, why: str) -> Record:
    """The record of a claim whose check ended without a verdict; it is stored nowhere."""
    section, claim = next((section, claim) for section in loaded.sections for claim in section.claims if claim.label == label)
    nothing = Outcome(undecided(f"not checked: {why}"))
    return record(loaded.paper.key, section.title, claim, Result(nothing, (), nothing if claim.correction else None, 0.0))


def _stored(loaded: Loaded, selected: Sequence[str], keys: Mapping[str, str]) -> dict[str, Record]:
    found = {label: cache.read(keys[label]) for label in _closure(loaded, selected)}
    return {label: item for label, item in found.items() if item is not None and _belongs(item, loaded.paper.key, label)}


def _belongs(item: Record, paper: str, label: str) -> bool:
    try:
        return (well_formed(item)["paper"], item["label"]) == (paper, label)
    except (KeyError, TypeError):
        return False


def pending(loaded: Loaded, selected: Sequence[str], *, fresh: bool = False) -> list[str]:
    """The labels that an audit of the selected claims would check anew."""
    known = {} if fresh else _stored(loaded, selected, cache.keys(loaded))
    return [label for label in _closure(loaded, selected) if label not in known]


def _refresh(item: Record, loaded: Loaded, label: str) -> None:
    """What the record repeats of the claim's heading is read from the claim, so that it needs no re-check."""
    claim = loaded.claims[label]
    item.update(title=claim.title, place=claim.place, kind=claim.kind, uses=list(claim.uses), note=claim.note)


def _closure(loaded: Loaded, selected: Sequence[str]) -> list[str]:
    claims = loaded.claims
    found: set[str] = set()
    stack = list(selected)
    while stack:
        label = stack.pop()
        if label not in found:
            found.add(label)
            stack.extend(claims[label].uses)
    return [label for label in claims if label in found]


def committed(loaded: Loaded) -> dict[str, Record] | None:
    """The committed records by label, or None when there is no record file that can be read and that is this paper's."""
    try:
        stored = json.loads((loaded.folder / RECORDS).read_text(encoding="utf-8"))
        if stored["schema"] != SCHEMA or stored["paper"] != loaded.paper.key:
            return None
        found = {item["label"]: well_formed(item) for item in stored["records"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if len(found) == len(stored["records"]) else None


def regressions(result: Audit) -> list[str]:
    """A sentence for every shown claim whose verdict is worse than its committed record, and for every lost claim."""
    before = committed(result.loaded)
    path = result.loaded.folder / RECORDS
    if before is None:  # records that are there and cannot be read must not pass for a paper without any
        return [f"`{path}` must hold the committed records, but cannot be read"] if path.exists() else []
    found = []
    for item in result.shown():
        old = before.get(item["label"])
        if old is None or item["label"] in result.lost:
            continue
        pairs = [("as printed", old["as_printed"]["word"], item["as_printed"]["word"])]
        if old["corrected"] is not None:
            now = item["corrected"]["word"] if item["corrected"] is not None else "undecided"
            pairs.append(("as corrected", old["corrected"]["word"], now))
        for which, then, now in pairs:
            if worse(then, now):
                found.append(f"{item['paper']}:{item['label']} {which} was {then} and is {now}")
    if len(result.selected) == len(result.loaded.claims):
        lost = sorted(set(before) - set(result.loaded.claims))
        found.extend(f"{result.loaded.paper.key}:{label} has a committed record and no claim" for label in lost)
    return found


def write_records(result: Audit) -> None:
    """Write the records beside the claims; what of them changes from run to run or from machine to machine: see `lasting`."""
    before = committed(result.loaded) or {}
    plain = [lasting(item, before.get(item["label"])) for item in result.records]
    text = json.dumps({"schema": SCHEMA, "paper": result.loaded.paper.key, "records": plain}, indent=1, ensure_ascii=False)
    replace(result.loaded.folder / RECORDS, text + "\n")
