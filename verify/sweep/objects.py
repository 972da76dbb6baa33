"""Files named by the hash of their content: what is damaged is known by its name, and is as good as not there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from verify.files import replace

RECORD, ARRAY = "json", "npy"


@dataclass(frozen=True)
class Objects:
    """The files under a folder, `ab/<sha256>.<kind>`."""

    folder: Path

    def path(self, name: str, kind: str) -> Path:
        """Where the file of that hash is."""
        return self.folder / name[:2] / f"{name}.{kind}"

    def put(self, content: bytes, kind: str) -> str:
        """The hash of the content, which is now in a file, whole. Raises: OSError where it cannot be written."""
        name = hashlib.sha256(content).hexdigest()
        if self.get(name, kind) is None:
            replace(self.path(name, kind), content)
        return name

    def get(self, name: str, kind: str) -> bytes | None:
        """The content, or None where there is no such file or it is damaged."""
        try:
            content = self.path(name, kind).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == name else None

    def records(self) -> Iterator[tuple[str, bytes]]:
        """The hash and content of every record that is whole, in the order of the hashes."""
        for path in sorted(self.folder.glob(f"??/*.{RECORD}")):
            content = self.get(path.stem, RECORD)
            if content is not None:
                yield path.stem, content
