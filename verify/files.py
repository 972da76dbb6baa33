"""A file that is written whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import tempfile
from pathlib import Path

UNFINISHED = ".unfinished"  # how the hidden name of a file that is being written ends


def replace(path: Path, content: str | bytes) -> None:
    """None; a reader sees the old file or the new one, never half of it. Text is UTF-8; an existing file keeps its mode.

    What a writer of the same file that was killed has left behind is removed; a writer that lives holds a lock on its own.

    Raises: OSError, which names a file, when the folder cannot be made or written to; the old file is then as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    lock, name = _begun(path)
    try:
        with open(name, "wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(name)
        if isinstance(error, OSError) and error.filename is None:  # a write that fails names no file
            error.filename = str(path)
        raise
    finally:
        os.close(lock)


def _begun(path: Path) -> tuple[int, str]:
    """A new hidden file beside the path: a descriptor that holds a lock on it, and its name."""
    while True:
        lock, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=UNFINISHED)
        with contextlib.suppress(OSError):  # where there are no locks, nobody sweeps either
            fcntl.flock(lock, fcntl.LOCK_EX)
        if os.fstat(lock).st_nlink:
            return lock, name
        os.close(lock)  # swept by another writer before it was locked


def _sweep(path: Path) -> None:
    """None; unfinished files of the path that no living process holds are removed."""
    ours = re.compile(rf"\.{re.escape(path.name)}\.\w{{8}}{re.escape(UNFINISHED)}")
    names: list[str] = []
    with contextlib.suppress(OSError):  # a folder may be written to and not read
        names = os.listdir(path.parent)
    for name in names:
        if name.startswith(".") and ours.fullmatch(name):
            with contextlib.suppress(OSError):  # gone meanwhile, or held by a writer that lives
                _unlink_dead(path.parent / name)


def _unlink_dead(left: Path) -> None:
    handle = os.open(left, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.unlink(left)
    finally:
        os.close(handle)
