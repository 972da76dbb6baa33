"""The notebooks of this project: which there are, how each is made from the committed records, and how its file reads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import nbformat

from verify.figures.catalogue import figures
from verify.figures.records import Papers, committed
from verify.ledger import committed as records_of
from verify.notebooks.paper import reading
from verify.notebooks.potential import NAME, new_potential
from verify.paper import UnknownPaper, find, keys, load

FOLDER = Path(__file__).resolve().parent.parent.parent / "notebooks"
SUFFIX = ".ipynb"


class NoRecords(ValueError):
    """A paper has no committed records; the message is the sentence to print."""


def names() -> list[str]:
    """The names of the committed notebooks: one a paper that has records, and that of a new potential."""
    known = committed()
    return [*(key for key in keys() if key in known), NAME]


def maker(name: str) -> tuple[str, Callable[[], Any]]:
    """The file's stem, and what makes the notebook without outputs, of a paper's key or folder, or of `new_potential`.

    Raises: NoRecords, UnknownPaper.
    """
    if name == NAME:
        return NAME, new_potential
    try:
        folder = find(name)
    except UnknownPaper as error:
        raise UnknownPaper(f"{error}; there is also the notebook {NAME}") from error
    return folder.name, partial(_reading, folder)


def _reading(folder: Path) -> Any:
    loaded = load(folder)
    known = records_of(loaded)
    if known is None:
        raise NoRecords(f"`paper` must have records to be read from, but {loaded.name} has none; "
                        f"run `ehrenfest audit {loaded.name} --write`")
    items = [known[label] for label in loaded.claims if label in known]
    key = loaded.paper.key
    papers: Papers = committed() if loaded.name == key else {key: known}
    own = [figure for figure in figures(papers) if any(claim.partition(":")[0] == key for claim in figure.claims)]
    return reading(loaded.paper, loaded.name, items, own)


def text(made: Any) -> str:
    """The file's text. Raises: nbformat.ValidationError for a notebook that is none."""
    nbformat.validate(made)
    return str(nbformat.writes(made, indent=1)) + "\n"


def read(path: Path) -> Any:
    """The notebook in a file, None where there is none that can be read."""
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
