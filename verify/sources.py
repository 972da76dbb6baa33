"""Whether the code is still what this process began with: a record is stored under the hash of the code that made it.

A file that is edited while an audit runs may be imported before or after; what is checked from then on belongs to no hash.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parent.parent
# What no verdict depends on; papers enter by their claims.
SHOWING = ("papers", "present", "commands", "report", "figures", "notebooks", "cli.py", "targets.py", "progress.py", "reference.py",
           "usage.py", "shipped.py", "hybrid", "sweep", "files.py", "sources.py", "workers.py", "simulate.py", "simulate_options.py",
           "simulate_problem.py", "simulate_progress.py", "simulation.py", "constants_options.py", "lasting.py", "outline.py",
           "output_folder.py", "replayed.py", "stderr.py", "spelling.py")  # fmt: skip
Stamps = Mapping[Path, tuple[int, ...]]


def files() -> list[Path]:
    """All code of the project: the engine, what shows results, and the papers."""
    return [path for package in ("derive", "numerics", "verify") for path in sorted((ROOT / package).rglob("*.py"))]


def engine_files() -> list[Path]:
    """All code that decides a verdict, the papers left out."""
    parts = ((path, path.relative_to(ROOT).parts) for path in files())
    return [path for path, (package, name, *_) in parts if package != "verify" or name not in SHOWING]


def stamps(paths: Iterable[Path]) -> Stamps:
    """Size, inode and times of each file; none for one that is not there. No clock is asked: any difference is a change."""
    return MappingProxyType({path: _stamp(path) for path in paths})


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def changed(before: Stamps) -> Path | None:
    """The first file that is not what it was, or None."""
    return next((path for path, stamp in before.items() if _stamp(path) != stamp), None)


@lru_cache(maxsize=1)
def settled() -> frozenset[Path]:
    """The engine files that were imported and unchanged when this was first asked for: what becomes of them later is no matter.

    To be asked for once the engine is hashed, so that hash and imports are of the same files.
    """
    imported = {getattr(module, "__file__", None) for module in tuple(sys.modules.values())}
    return frozenset(path for path, stamp in STARTED.items() if str(path) in imported and _stamp(path) == stamp)


def code(folders: Iterable[Path]) -> Stamps:
    """The files that must stay as they are while claims of the papers in these folders are checked.

    They are the papers' own, and those of the engine that are not settled: as they were when this process began, or as they are now
    where it did not know them then.
    """
    papers = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    engine = {path: stamp for path, stamp in STARTED.items() if path not in settled()}
    return MappingProxyType({**stamps(papers), **engine, **{path: PAPERS[path] for path in papers if path in PAPERS}})


STARTED = stamps(engine_files())
PAPERS = stamps(sorted((ROOT / "verify" / "papers").rglob("*.py")))
