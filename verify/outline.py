"""The outline of a paper: all of its claims but their statements, kept in the cache.

Importing the sections of a paper builds mathematics; who reads what was checked before needs none of it. So the headings, the printed
LaTeX and the sources of the claims are kept under the hash of all code, and a statement is built when it is asked for.
"""

from __future__ import annotations

import hashlib
import importlib
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from verify import cache, sources
from verify.budget import budget
from verify.claim import Claim, Correction, Section
from verify.paper import BUILT_IN, Loaded, Paper, load

HEADING = ("label", "title", "kind", "place", "uses", "latex", "note", "slip", "scope", "ambiguous")


def outlined(folder: Path) -> Loaded:
    """The paper in a folder, as `verify.paper.load`; a built-in one is not imported where no code has changed since it last was.

    Raises: as `load`.
    """
    if folder.parent != BUILT_IN:  # what else such a paper imports is not known
        return load(folder)
    code, before = _code()
    key = hashlib.sha256(f"outline {code} {budget()} {folder.name}".encode()).hexdigest()
    kept = cache.read(key)
    if kept is not None:
        return _read(kept, folder)
    loaded = load(folder)
    written = _written(loaded)
    if sources.stamps(sources.files()) == before and sources.changed({**sources.STARTED, **sources.PAPERS}) is None:
        with suppress(OSError):  # said by the audit, whose records cannot be kept either
            cache.write(key, written)
    return loaded


@lru_cache(maxsize=1)
def _code() -> tuple[str, sources.Stamps]:
    """The hash of all code, whatever shows results and all papers included, since a section may import any of it; and what was hashed."""
    before = sources.stamps(sources.files())
    digest = hashlib.sha256(cache.engine().encode())
    for path in before:
        digest.update(str(path.relative_to(sources.ROOT).parts).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest(), before


def _written(loaded: Loaded) -> dict[str, Any]:
    """What is kept: plain lists and words."""
    return {
        "sections": [
            {"key": section.key, "title": section.title, "order": section.order, "claims": [_plain(claim) for claim in section.claims]}
            for section in loaded.sections
        ],
        "modules": {label: path.name for label, path in loaded.modules.items()},
        "frames": {path.name: cache.frame(path) for path in sorted(set(loaded.modules.values()))},
    }


def _plain(claim: Claim) -> dict[str, Any]:
    correction = claim.correction
    return {
        **{name: getattr(claim, name) for name in HEADING},
        "source": claim.source(),
        "readings": [latex for latex, _ in claim.readings],
        "correction": None if correction is None else {
            "latex": correction.latex, "why": correction.why, "error": correction.error, "consequence": correction.consequence},
    }


def _read(kept: dict[str, Any], folder: Path) -> Loaded:
    """The paper whose outline was kept; only its `paper.py` is imported."""
    paper: Paper = importlib.import_module(f"verify.papers.{folder.name}.paper").paper
    sections = []
    for item in kept["sections"]:
        section = Section(item["key"], title=item["title"], order=item["order"])
        section.claims.extend(_claim(each, folder) for each in item["claims"])
        sections.append(section)
    modules = {label: folder / name for label, name in kept["modules"].items()}
    return Loaded(paper, folder, tuple(sections), modules, {folder / name: frame for name, frame in kept["frames"].items()})


def _claim(item: dict[str, Any], folder: Path) -> Claim:
    label = item["label"]
    heading = {name: item[name] for name in HEADING}
    correction = item["correction"]
    return Claim(
        **{**heading, "uses": tuple(item["uses"])}, build=Later(folder, label, 0), text=item["source"],
        readings=[(latex, Later(folder, label, number)) for number, latex in enumerate(item["readings"], 1)],
        correction=None if correction is None else Correction(Later(folder, label, -1), **correction),
    )


@dataclass(frozen=True)
class Later:
    """A statement that is built by the section itself, which is imported when this is called; `number` as in `Claim.builds`."""

    folder: Path
    label: str
    number: int

    def __call__(self) -> Any:
        """The statement. Raises: what building it raises."""
        return load(self.folder).claims[self.label].builds()[self.number]()
