"""The committed records of all papers, and where each claim's page lies."""

from __future__ import annotations

import hashlib
import importlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from verify.ledger import RECORDS, committed
from verify.paper import BUILT_IN, Loaded, Paper, keys
from verify.present import errata
from verify.record import Record
from verify.verdict import ACCEPTED


class NoRecords(ValueError):
    """A paper whose committed records cannot be read; the message says what to run."""


@dataclass(frozen=True)
class Volume:
    """A paper, its committed records in the paper's order, and the SHA-256 of their file."""

    paper: Paper
    records: tuple[Record, ...]
    digest: str

    @property
    def key(self) -> str:
        """The paper's key."""
        return self.paper.key

    @cached_property
    def by_label(self) -> dict[str, Record]:
        """The records by label."""
        return {item["label"]: item for item in self.records}

    @cached_property
    def slugs(self) -> dict[str, str]:
        """A file name for every label, no two alike where capitals do not count."""
        found: dict[str, str] = {}
        taken: set[str] = set()
        for label in self.by_label:
            plain = re.sub(r"[^A-Za-z0-9.]+", "-", label).strip(".-") or "claim"
            name, number = plain, 1
            while name.lower() in taken:
                number += 1
                name = f"{plain}-{number}"
            taken.add(name.lower())
            found[label] = name
        return found

    @cached_property
    def users(self) -> dict[str, list[str]]:
        """For every label the claims that use it, in the paper's order."""
        found: dict[str, list[str]] = defaultdict(list)
        for item in self.records:
            for used in item["uses"]:
                found[used].append(item["label"])
        return found

    def below(self, label: str) -> set[str]:
        """The claim and all that it rests on."""
        return self._below[label]

    def above(self, label: str) -> set[str]:
        """The claims that rest on it, itself left out."""
        return self._above[label]

    @cached_property
    def _below(self) -> dict[str, set[str]]:
        uses = {name: item["uses"] for name, item in self.by_label.items()}
        return {label: _reached(label, uses) for label in uses}

    @cached_property
    def _above(self) -> dict[str, set[str]]:
        return {label: _reached(label, self.users) - {label} for label in self.by_label}

    def claim(self, label: str) -> str:
        """The address of a claim's page, from the report's root."""
        return f"@/claims/{self.key}/{self.slugs[label]}.html"

    def graph(self, label: str) -> str:
        """The address of a theorem's graph."""
        return f"@/graphs/{self.key}/{self.slugs[label]}.html"

    @property
    def page(self) -> str:
        """The address of the paper's page."""
        return f"@/papers/{self.key}.html"

    @cached_property
    def theorems(self) -> list[Record]:
        """The claims that have a graph."""
        return [item for item in self.records if item["kind"] == "theorem"]

    @cached_property
    def wrong(self) -> list[Record]:
        """What is refuted as printed: what matters most first, and lines of one weight in the paper's order."""
        return errata.refuted(self.records)

    @cached_property
    def in_one_reading(self) -> list[Record]:
        """The lines that are refuted in one reading and not in another."""
        return errata.in_one_reading(self.records)

    @cached_property
    def slips(self) -> list[Record]:
        """Misprints whose meaning is plain; what is meant is checked, and not refuted."""
        return errata.slips(self.records)

    @cached_property
    def covered(self) -> tuple[int, int]:
        """How many of the paper's numbered statements have a claim that is decided or cited, and how many there are."""
        decided = [
            label for label in self.paper.numbered if label in self.by_label and _is_decided(self.by_label[label])
        ]
        return len(decided), len(self.paper.numbered)


def _is_decided(item: Record) -> bool:
    return item["as_printed"]["word"] in ACCEPTED | {"refuted", "cited"}


def _reached(start: str, edges: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    stack = [start]
    while stack:
        label = stack.pop()
        if label not in found:
            found.add(label)
            stack.extend(edges.get(label, ()))
    return found


def volume(folder: Path) -> Volume:
    """The paper of a folder with its committed records; no claim is checked, and no section is imported.

    Raises: NoRecords.
    """
    paper = importlib.import_module(f"verify.papers.{folder.name}.paper").paper
    path = folder / RECORDS
    records = committed(Loaded(paper, folder, ()))
    if records is None:
        raise NoRecords(
            f"`{folder.name}/{RECORDS}` must hold the committed records of {paper.key}, but cannot be read; "
            f"run `ehrenfest audit {paper.key} --write`"
        )
    return Volume(paper, tuple(records.values()), hashlib.sha256(path.read_bytes()).hexdigest())


def left_out(volumes: Sequence[Volume]) -> list[str]:
    """The keys of the built-in papers that are not among the volumes."""
    return [key for key in keys() if key not in {volume.key for volume in volumes}]


def library() -> tuple[Volume, ...]:
    """All built-in papers that have records, in the order of their keys; a paper without any file of records is left out.

    Raises: NoRecords where a file of records is there and cannot be read, or where there is none at all.
    """
    folders = [BUILT_IN / key for key in keys()]
    found = tuple(volume(folder) for folder in folders if (folder / RECORDS).exists())
    if not found:
        raise NoRecords(
            "`ehrenfest report` must have committed records, but no paper has any; run `ehrenfest audit --write`"
        )
    return found
