"""What of a paper would be passed over in silence: sections that no file calls `section`, and claims that are all one function."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from verify.claim import Claim, Section

CLAIMS = re.compile(r"^\s*@[\w.]+\.claim\(|^[^#\n]*\bSection\(", re.MULTILINE)
ELSEWHERE = ("test_", "conftest")  # files that hold sections of their own to be tested


def refuse(folder: Path, package: str, sections: Sequence[Section]) -> None:
    """None.

    Raises: ValueError for a section that is not among `sections`, for a file of claims that nothing imports, for a paper without a claim,
    and for claims of one function and one set of values.
    """
    # A copy is made at once; where a pair is made for each item, a collection of garbage may run what imports.
    imported = {Path(path): module for name, module in sys.modules.copy().items()
                if name.startswith(f"{package}.") and (path := getattr(module, "__file__", None))}
    for path, module in imported.items():
        for name, section in _held(module):
            if not any(section is known for known in sections):
                raise ValueError(
                    f"a section must be called `section`, one in each file beside paper.py, but {path.relative_to(folder)} has {name}; "
                    "rename it, or move it to a file of its own")
    for path in _files(folder):
        if path not in imported and CLAIMS.search(path.read_text(encoding="utf-8", errors="replace")):
            inner = path.relative_to(folder)
            flat = "_".join(inner.parts).replace("___init__", "")
            raise ValueError(f"claims must stand in a file beside paper.py, but {inner} has some, which nothing imports; move it to "
                             f"{folder.name}/{flat}")
    if not any(section.claims for section in sections):
        raise ValueError("a paper must have a claim, but no file beside paper.py has a `section` that holds one; write `section = "
                         "Section(\"key\", title=\"...\", order=1)` there, and `@section.claim(...)` above each function")
    _distinct(claim for section in sections for claim in section.claims)


def _held(module: ModuleType) -> Iterator[tuple[str, Section]]:
    """The sections that a module binds to a name, also in a list, a tuple or a table."""
    for name, value in vars(module).copy().items():
        within = value.values() if type(value) is dict else value if isinstance(value, list | tuple) else (value,)
        yield from ((f"it in `{name}`", each) for each in within if isinstance(each, Section))


def _files(folder: Path) -> list[Path]:
    """The files of Python in subfolders that are no papers themselves, and `__init__.py`."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        *inner, name = path.relative_to(folder).parts
        hidden = any(part.startswith((".", "__")) or part == "site-packages" for part in inner)
        other = any((folder.joinpath(*inner[:depth]) / "paper.py").exists() for depth in range(1, len(inner) + 1))
        if (inner or name == "__init__.py") and not hidden and not other and not name.startswith(ELSEWHERE):
            found.append(path)
    return found


def _distinct(claims: Iterable[Claim]) -> None:
    """None. Raises: ValueError where two claims are one function: in a loop it reads the variable when it is checked, its last value."""
    seen: dict[tuple[int, ...], str] = {}
    for claim in claims:
        for build in claim.builds():
            if not isinstance(build, FunctionType):
                continue
            first = seen.setdefault(_identity(build), claim.label)
            if first != claim.label:
                raise ValueError(
                    f"each claim must be a function of its own, but {first} and {claim.label} are both `{build.__name__}` with the same "
                    f"values, so that both check one statement; in a loop over k write `def {build.__name__}(k=k)`")


def _identity(build: FunctionType) -> tuple[int, ...]:
    """The code of a function and the objects that it holds; what it finds by name in its file is the same for all functions there."""
    cells: Sequence[Any] = build.__closure__ or ()
    values: Sequence[Any] = (*(build.__defaults__ or ()), *(build.__kwdefaults__ or {}).values())
    return id(build.__code__), id(build.__globals__), *map(_content, cells), *map(id, values)


def _content(cell: Any) -> int:
    try:
        return id(cell.cell_contents)
    except ValueError:  # not filled yet
        return id(cell)
