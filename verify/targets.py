"""What PAPER:LABEL names, and the audits of what was asked for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from verify.budget import NAME
from verify.progress import Progress
from verify.usage import UsageError

if TYPE_CHECKING:
    from verify.ledger import Audit
    from verify.paper import Loaded


def select(target: str) -> tuple[Loaded, list[str]]:
    """The paper that a target names, and the labels it asks for.

    Raises:
        UsageError: no such paper, no such label, or an empty range.
    """
    from verify.outline import outlined
    from verify.paper import UnknownPaper, find

    name, colon, labels = target.rpartition(":") if ":" in target else (target, "", "")
    try:
        loaded = outlined(find(name))
    except UnknownPaper as error:
        raise UsageError(str(error)) from error
    except Exception as error:  # whatever the paper's own files raise is for its author, not a fault of ours
        raise UsageError(f"the paper in {name!r} cannot be read: {type(error).__name__}: {error}") from error
    every = list(loaded.claims)
    if not colon:
        return loaded, every
    first, dots, last = labels.partition("..")
    for label in (first, last) if dots else (first,):
        if label not in loaded.claims:
            raise UsageError(_unknown_label(label, loaded))
    if not dots:
        return loaded, [first]
    start, end = every.index(first), every.index(last)
    if start > end:
        raise UsageError(f"`{labels}` must be a range in the paper's order, but {last} comes before {first}; exchange them")
    return loaded, every[start : end + 1]


def _unknown_label(label: str, loaded: Loaded) -> str:
    near = get_close_matches(label, list(loaded.claims), 4, 0.4) or list(loaded.claims)[:6]
    return f"`label` must be a claim of {loaded.paper.key}, but {label!r} is none; there are, for instance: {', '.join(near)}"


def chosen(targets: Sequence[str]) -> list[tuple[Loaded, list[str]]]:
    """Each paper once, with the labels asked for in its order; every paper when there is no target.

    Raises:
        UsageError: as `select`, and two papers of one key.
    """
    from verify.paper import keys

    found: dict[Path, tuple[Loaded, list[str]]] = {}
    for target in targets or keys():
        loaded, labels = select(target)
        if loaded.folder in found:
            labels = [label for label in loaded.claims if label in {*found[loaded.folder][1], *labels}]
        for folder, (other, _) in found.items():
            if folder != loaded.folder and other.paper.key == loaded.paper.key:
                raise UsageError(f"`key` must be the paper's own, but {other.name} and {loaded.name} both have {loaded.paper.key!r}; "
                                 "change one in its paper.py, or ask for one at a time")
        found[loaded.folder] = (loaded, labels)
    return list(found.values())


def audits(targets: Sequence[str], *, jobs: int, budget: int = 1, fresh: bool = False) -> list[Audit]:
    """The audits of what the targets name, each paper once; what has not changed is read from the cache unless `fresh`.

    Raises:
        UsageError: as `select`.
    """
    from verify.ledger import audit

    os.environ[NAME] = str(budget)  # the workers inherit it
    papers = chosen(targets)
    line = Progress(bool(sys.stderr and sys.stderr.isatty()))
    line.begin(papers, fresh)
    found = []
    for loaded, labels in papers:
        result = audit(loaded, labels, jobs=jobs, progress=line.paper(loaded.paper.key), fresh=fresh)
        if result.warning:
            print(f"ehrenfest: {result.warning}", file=sys.stderr)
        for label in sorted(result.lost, key=list(loaded.claims).index):  # they were lost in any order
            print(f"ehrenfest: {loaded.paper.key}:{label} was not checked: {result.lost[label]}", file=sys.stderr)
        found.append(result)
    line.clear()
    return found


def recorded(targets: Sequence[str]) -> list[Audit]:
    """As `audits`, but the committed records, and nothing is checked.

    Raises:
        UsageError: as `select`; a paper that is named has no committed records, or a claim that is named has none.
    """
    from verify.ledger import RECORDS, Audit, committed

    found = []
    for loaded, labels in chosen(targets):
        records = committed(loaded)
        if records is None and not targets:
            print(f"ehrenfest: {loaded.paper.key} is left out: it has no committed records", file=sys.stderr)
            continue
        if records is None:
            raise UsageError(f"`--committed` must have records, but {loaded.name} has no {RECORDS} that can be read; "
                             f"`ehrenfest audit --write {loaded.name}` makes it")
        missing = [label for label in labels if label not in records]
        if missing and len(labels) < len(loaded.claims):
            raise UsageError(f"`--committed` must have a record of each claim, but there is none of {loaded.paper.key}:{missing[0]}; "
                             "leave it away, or write the records with `ehrenfest audit --write`")
        if missing:
            print(f"ehrenfest: {len(missing)} claims of {loaded.paper.key} are left out: they have no committed record", file=sys.stderr)
        items = [records[label] for label in loaded.claims if label in records]
        found.append(Audit(loaded, items, tuple(label for label in labels if label in records), 0))
    return found


def results(targets: Sequence[str], arguments: argparse.Namespace) -> list[Audit]:
    """The audits, or the committed records under `--committed`. Raises: UsageError, as `audits` and `recorded`."""
    return recorded(targets) if arguments.committed else audits(targets, jobs=arguments.jobs)
