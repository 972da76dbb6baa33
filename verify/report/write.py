"""The report written to a folder: its own files are replaced, files of others are never touched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from verify.files import replace

LIST = "files.txt"


class Unwritable(ValueError):
    """A folder that the report cannot be written to; the message says why."""


def check(folder: Path) -> None:
    """None. Raises: Unwritable, before anything is computed, where the folder is a file or holds files that are no report."""
    _listed(folder)


def write(files: Mapping[str, str], folder: Path) -> list[str]:
    """The paths of the files that were removed: those that an earlier report wrote there and this one does not have.

    Raises: Unwritable where the folder holds files and no report, or cannot be written to.
    """
    before = _listed(folder)
    try:
        # First what will be there, so that a report that is cut short is known as one.
        replace(folder / LIST, "\n".join(sorted(before | set(files))) + "\n")
        for path, text in files.items():
            replace(folder / path, text)
        replace(folder / LIST, "\n".join(sorted(files)) + "\n")
        stale = sorted(before - set(files))
        for path in stale:
            (folder / path).unlink(missing_ok=True)
    except OSError as error:
        raise Unwritable(
            f"`--out` must be a folder that can be written to, but {error.filename}: {error.strerror}"
        ) from error
    return stale


def _listed(folder: Path) -> set[str]:
    """The files of the report that is there, none where there is none; links and paths that lead out of the folder are left alone."""
    if folder.exists() and not folder.is_dir():
        raise Unwritable(f"`--out` must be a folder, but {str(folder)!r} is a file")
    try:
        entries = list(folder.iterdir()) if folder.exists() else []
        if not entries:
            return set()
        names = (folder / LIST).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Unwritable(
            f"`--out` must be a new or an empty folder, or one with a report, but {str(folder)!r} holds other files; name another one"
        ) from error
    root = folder.resolve()
    return {
        name for name in names if name and (folder / name).resolve().is_relative_to(root) and (folder / name).is_file()
    }
