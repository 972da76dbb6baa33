"""The folder that `--out` names: a file of it, written whole, or a sentence that says why not."""

from __future__ import annotations

import argparse
from pathlib import Path

from verify.files import replace
from verify.usage import UsageError


def folder(text: str) -> Path:
    """The path that an option names. Raises: ArgumentTypeError for an empty one, which would be the folder one is in."""
    if not text.strip():
        raise argparse.ArgumentTypeError("must name a folder, but is empty; write . for the one you are in")
    return Path(text)


def save(folder: Path, name: str, content: bytes) -> str:
    """The name. Raises: UsageError where the file cannot be written."""
    try:
        replace(folder / name, content)
    except OSError as error:
        raise UsageError(
            f"`--out` must be a folder that can be written to, but {error.filename or folder / name}: {error.strerror}; name another"
        ) from error
    return name
