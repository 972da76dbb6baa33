"""What `ehrenfest notebook` does: makes notebooks, executes them in parallel, and writes or compares them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from verify.files import replace
from verify.paper import UnknownPaper
from verify.usage import UsageError

NEEDED = "ehrenfest[notebooks,plot]"


def run(arguments: argparse.Namespace) -> int:
    """The exit status: 0, 1 where a notebook is stale or one of its cells fails. Raises: UsageError."""
    try:
        import ipykernel
        import matplotlib
        import nbclient  # noqa: F401

        from verify.notebooks import library
        del ipykernel, matplotlib
    except ImportError as error:
        raise UsageError(f"`notebook` must have its libraries, but {error}: pip install '{NEEDED}'") from error
    folder = arguments.out or library.FOLDER
    try:
        makers = dict(library.maker(name) for name in arguments.targets or library.names())
        made = {stem: make() for stem, make in makers.items()}
    except (UnknownPaper, library.NoRecords) as error:
        raise UsageError(str(error)) from error
    said = stale(made, folder) if arguments.check else []
    if not said:
        said = _executed(made, folder, arguments)
    for sentence in said:
        print(f"ehrenfest: {sentence}", file=sys.stderr)
    if not said:
        print(f"{', '.join(made)}: {'as committed' if arguments.check else f'written to {folder}'}")
    return 1 if said else 0


def stale(made: dict[str, Any], folder: Path) -> list[str]:
    """Sentences: which committed notebooks are not there, or do not have the cells that are made; nothing is executed."""
    from verify.notebooks import compare, library

    found = []
    for stem, ours in made.items():
        committed = library.read(folder / f"{stem}{library.SUFFIX}")
        if committed is None:
            found.append(f"{folder / stem}{library.SUFFIX} must be a notebook, but cannot be read; {compare.REMEDY}")
        else:
            found += compare.sources(ours, committed, stem)
    return found


def _executed(made: dict[str, Any], folder: Path, arguments: argparse.Namespace) -> list[str]:
    """Executes all, each in a kernel of its own; then writes them, or compares their outputs. Sentences on what is wrong."""
    from verify.notebooks import compare, execute, library

    found: list[str] = []
    workers = max(1, min(arguments.jobs, len(made)))
    with ThreadPoolExecutor(workers) as pool, execute.environment():
        futures = {stem: pool.submit(execute.executed, ours, stem, Path.cwd()) for stem, ours in made.items()}
        try:
            for number, (stem, future) in enumerate(futures.items()):
                _told(f"executing {stem}, {number} of {len(made)} done")
                try:
                    fresh = future.result()
                except execute.Failed as error:
                    found.append(str(error))
                    continue
                path = folder / f"{stem}{library.SUFFIX}"
                if arguments.check:
                    found += compare.outputs(fresh, library.read(path), stem)
                else:
                    found += _written(path, library.text(fresh))
        except KeyboardInterrupt as stop:
            pool.shutdown(wait=False, cancel_futures=True)  # the pool waits for those that have begun only
            raise KeyboardInterrupt(f"every notebook in {folder} is whole: as it was, or new") from stop
    _told("")
    return found


def _told(text: str) -> None:
    """Progress, on a terminal only."""
    if sys.stderr and sys.stderr.isatty():
        print(f"\r{text[:78]:<78}\r", end="", file=sys.stderr, flush=True)


def _written(path: Path, text: str) -> Sequence[str]:
    try:
        replace(path, text)
    except OSError as error:
        raise UsageError(f"`--out` must be a folder that can be written to, but {error.filename or path}: {error.strerror}") from error
    return ()
