"""Sweeps known by name: the TOML files of the folder `ready`, one each."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from verify.system_input import UnusableSystem

FOLDER = Path(__file__).resolve().parent / "ready"


def names() -> list[str]:
    """The names of all sweeps, sorted.

    >>> "plane" in names()
    True
    """
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def path_of(sweep: str) -> Path:
    """The file of a sweep: one of that name, or the path typed. Raises: UnusableSystem for a name that is not known, with near ones."""
    if sweep in names():
        return FOLDER / f"{sweep}.toml"
    path = Path(sweep)
    if path.suffix == ".toml" or path.exists():
        return path
    near = get_close_matches(sweep[:60], names(), n=3, cutoff=0) or names()
    raise UnusableSystem(f"`sweep` must be a TOML file or a name, but is {sweep[:60]!r}; there are {', '.join(near)}")
