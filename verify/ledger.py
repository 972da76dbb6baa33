"""The ledger: the audit of one or several papers, in parallel, with records read from the cache where nothing changed."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

from verify import cache
from verify.check import check
from verify.files import replace
from verify.paper import Loaded, load
from verify.record import Record, inherit, record, worse
from verify.verdict import WORDS

Progress = Callable[[int, int, str], None]
RECORDS = "records.json"


@dataclass(frozen=True)
class Audit:
    """The records of one paper; `selected` are the labels asked for, `computed` those that were not in the cache."""

    loaded: Loaded
    records: list[Record]
    selected: tuple[str, ...]
    computed: int
    warning: str = ""

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


def _results(folder: str, labels: Sequence[str], jobs: int) -> Iterator[tuple[str, Record]]:
    if jobs == 1 or len(labels) < 3:
        for label in labels:
            yield label, _check(folder, label)
        return
    others = set(active_children())
    workers = min(jobs, len(labels))
    # An interrupt reaches the whole process group: the workers leave it to this process, which ends them.
    ignore = (signal.SIGINT, signal.SIG_IGN)
    with ProcessPoolExecutor(workers, get_context("fork"), signal.signal, ignore) as pool:
        futures = {pool.submit(_check, folder, label): label for label in labels}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in set(active_children()) - others:
                process.terminate()
            raise


def audit(
    loaded: Loaded, selected: Sequence[str], *, jobs: int, progress: Progress | None = None, fresh: bool = False
) -> Audit:
    """The records of the selected claims and of all they use."""
    keys = cache.keys(loaded)
    records = {} if fresh else _stored(loaded, selected, keys)
    missing = [label for label in _closure(loaded, selected) if label not in records]
    warning = ""
    for done, (label, item) in enumerate(_results(str(loaded.folder), missing, jobs), 1):
        records[label] = item
        if not warning:
            try:
                cache.write(keys[label], item)
            except OSError as error:
                warning = f"records are not cached: `{cache.folder()}` must be writable, but: {error.strerror}"
        if progress is not None:
            progress(done, len(missing), label)
    claims = loaded.claims
    for label, item in records.items():
        _refresh(item, loaded, label)
    ordered = [records[label] for label in claims if label in records]
    inherit(ordered, claims)
    return Audit(loaded, ordered, tuple(selected), len(missing), warning)


def _stored(loaded: Loaded, selected: Sequence[str], keys: Mapping[str, str]) -> dict[str, Record]:
    found = ((label, cache.read(keys[label])) for label in _closure(loaded, selected))
    return {label: record for label, record in found if record is not None}


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


def committed(loaded: Loaded) -> dict[str, Any] | None:
    """The committed words by label, or None when there is no readable record file."""
    try:
        stored = json.loads((loaded.folder / RECORDS).read_text(encoding="utf-8"))
        return {item["label"]: _known(item) for item in stored["records"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _known(item: dict[str, Any]) -> dict[str, Any]:
    """The record, if it has the words that are compared; raises KeyError or TypeError if not."""
    for verdict in (item["as_printed"], item["corrected"]):
        if verdict is not None and verdict["word"] not in WORDS:
            raise KeyError(verdict["word"])
    return item


def regressions(result: Audit) -> list[str]:
    """A sentence for every shown claim whose verdict is worse than its committed record, and for every lost claim."""
    before = committed(result.loaded)
    path = result.loaded.folder / RECORDS
    if before is None:  # records that are there and cannot be read must not pass for a paper without any
        return [f"`{path}` must hold the committed records, but cannot be read"] if path.exists() else []
    found = []
    for item in result.shown():
        old = before.get(item["label"])
        if old is None:
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
    """Write the records beside the claims, without what changes from run to run or from machine to machine."""
    plain = [_lasting(item) for item in result.records]
    text = json.dumps({"schema": 1, "paper": result.loaded.paper.key, "records": plain}, indent=1, ensure_ascii=False)
    replace(result.loaded.folder / RECORDS, text + "\n")


def _lasting(item: Record) -> Record:
    """The record without the seconds, and without where a search's walk ended, which is a matter of the last bits."""
    kept = {key: value for key, value in item.items() if key != "seconds"}
    if kept["slack"]:
        kept["slack"] = {key: value for key, value in kept["slack"].items() if key != "walk"}
    return kept
