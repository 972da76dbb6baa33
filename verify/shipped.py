"""Files that ship with the workbench and are known by name: the TOML files of a folder, one each."""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from verify.system_input import UnusableSystem


@dataclass(frozen=True)
class Shipped:
    """folder: where they are. what: what one of them is, as errors call it."""

    folder: Path
    what: str

    def names(self) -> list[str]:
        """All names, sorted."""
        return sorted(path.stem for path in self.folder.glob("*.toml"))

    def path_of(self, typed: str) -> Path:
        """The file of that name, or the path typed. Raises: UnusableSystem for a name that is not known, with near ones."""
        if typed in self.names():
            return self.folder / f"{typed}.toml"
        path = Path(typed)
        if path.suffix == ".toml" or os.path.exists(typed):  # False, too, for what is too long to be a name
            return path
        near = get_close_matches(typed[:60], self.names(), n=3, cutoff=0) or self.names()
        raise UnusableSystem(f"`{self.what}` must be a TOML file or a name, but is {typed[:60]!r}; there are {', '.join(near)}")
