"""Papers: a folder with `paper.py` (key, title, conventions, labels) and one file a section; found by scanning."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from verify import overlooked
from verify.claim import Claim, Section
from verify.tightness import Tightness

BUILT_IN = Path(__file__).parent / "papers"


class UnknownPaper(ValueError):
    """No paper of that name; the message lists those there are."""


@dataclass(frozen=True)
class Convention:
    """One line of a paper's conventions table: the subject, what this workbench takes, and where the text says so."""

    subject: str
    choice: str
    place: str


@dataclass(frozen=True)
class Paper:
    """A paper, its conventions, the labels of all its numbered statements, and how far its bounds are from the best.

    reads: keys of other papers whose claims this one takes statements or words from.
    """

    key: str
    title: str
    authors: str
    source: str
    conventions: Sequence[Convention]
    numbered: Sequence[str]
    tightness: Sequence[Tightness] = ()
    reads: Sequence[str] = ()


@dataclass(frozen=True)
class Loaded:
    """A paper with its sections, read from a folder.

    modules: the file that holds each claim. frames: what `cache.frame` says of such a file, where that is known already.
    """

    paper: Paper
    folder: Path
    sections: tuple[Section, ...]
    modules: Mapping[str, Path] = field(default_factory=dict)
    frames: Mapping[Path, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the user types: the key of a built-in paper, the folder of another."""
        return self.paper.key if self.folder.parent == BUILT_IN else os.path.relpath(self.folder)

    @property
    def claims(self) -> dict[str, Claim]:
        """All claims by label, in the paper's order."""
        return {claim.label: claim for section in self.sections for claim in section.claims}


def keys() -> list[str]:
    """The keys of the built-in papers."""
    return sorted(path.parent.name for path in BUILT_IN.glob("*/paper.py"))


def find(name: str) -> Path:
    """The folder of a paper given by key or by path.

    Raises:
        UnknownPaper: there is none.
    """
    built_in = BUILT_IN / name
    if name.isidentifier() and (built_in / "paper.py").is_file():
        return built_in
    folder = Path(name)
    if (folder / "paper.py").is_file():
        return folder.resolve()
    raise UnknownPaper(
        f"`paper` must be one of {', '.join(keys())} or a folder that holds a paper.py, but {name!r} is neither"
    )


def load(folder: Path) -> Loaded:
    """The paper in a folder.

    Raises:
        ValueError: a label occurs in two sections, a claim uses a label that does not exist, uses form a circle, or something would be
            passed over in silence (`verify.overlooked`).
    """
    package = f"verify.papers.{folder.name}" if folder.parent == BUILT_IN else _package_name(folder)
    if package not in sys.modules and folder.parent != BUILT_IN:
        _make_package(package, folder)
    paper = _attribute(importlib.import_module(f"{package}.paper"), "paper", Paper)
    sections, modules = [], {}
    for path in sorted(folder.glob("*.py")):
        if path.stem in ("__init__", "paper"):
            continue
        module = importlib.import_module(f"{package}.{path.stem}")
        section = getattr(module, "section", None)
        if isinstance(section, Section):
            sections.append(section)
            for claim in section.claims:
                if claim.label in modules:
                    raise ValueError(f"`label` must be unique in a paper, but {claim.label} is in two sections")
                modules[claim.label] = path
    sections.sort(key=lambda section: section.order)
    overlooked.refuse(folder, package, sections)
    loaded = Loaded(paper, folder, tuple(sections), modules)
    _check_graph(loaded.claims)
    return loaded


def _package_name(folder: Path) -> str:
    """A module name of the folder's own: two folders of one name are two papers."""
    return f"papers_elsewhere_{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"


def _make_package(name: str, folder: Path) -> None:
    spec = importlib.util.spec_from_loader(name, loader=None, is_package=True)
    if spec is None:
        raise UnknownPaper(f"`folder` must be importable, but {folder} is not")
    module = importlib.util.module_from_spec(spec)
    module.__path__ = [str(folder)]
    sys.modules[name] = module


def _attribute(module: ModuleType, name: str, kind: type[Paper]) -> Paper:
    value = getattr(module, name, None)
    if not isinstance(value, kind):
        raise ValueError(f"`{module.__file__}` must define `{name}` as a {kind.__name__}, but it does not")
    return value


def _check_graph(claims: Mapping[str, Claim]) -> None:
    for claim in claims.values():
        for used in claim.uses:
            if used not in claims:
                raise ValueError(f"`uses` must name claims of the paper, but {claim.label} uses {used}")
    depth_first(claims)


def depth_first(claims: Mapping[str, Claim]) -> list[str]:
    """The labels in an order in which every claim comes after all it uses.

    Raises:
        ValueError: the uses form a circle.
    """
    order: list[str] = []
    state: dict[str, int] = {}
    for start in claims:
        stack = [(start, iter(claims[start].uses))]
        if state.get(start):
            continue
        state[start] = 1
        while stack:
            label, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[label] = 2
                order.append(label)
                stack.pop()
            elif state.get(following) == 1:
                raise ValueError(f"`uses` must not form a circle, but {label} and {following} use each other")
            elif not state.get(following):
                state[following] = 1
                stack.append((following, iter(claims[following].uses)))
    return order
