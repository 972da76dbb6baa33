"""Models known by name: the TOML files of the folder `models`, one each."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "models"


def names() -> list[str]:
    """The names of all models, sorted.

    >>> "monitored_qubit" in names()
    True
    """
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def path_of(model: str) -> Path:
    """The file of a model: one of that name, or the path typed. Raises: ValueError for a name that is not known, with near ones."""
    if model in names():
        return FOLDER / f"{model}.toml"
    path = Path(model)
    if path.suffix == ".toml" or path.exists():
        return path
    near = get_close_matches(model[:60], names(), n=3, cutoff=0) or names()
    raise ValueError(f"`model` must be a TOML file or a name, but is {model[:60]!r}; there are {', '.join(near)}")
