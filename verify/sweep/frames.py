"""Messages between processes: a length, a JSON table, then the bytes of arrays. Nothing that is read is ever run."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

from verify.sweep.outcome import Outcome

HEAD = struct.Struct(">Q")


def send(stream: IO[bytes], table: Mapping[str, Any], parts: Mapping[str, bytes] | None = None) -> None:
    """None; the table and the named bytes are written. Raises: OSError where nobody reads any more."""
    parts = parts or {}
    head = json.dumps({"table": dict(table), "parts": [[name, len(content)] for name, content in parts.items()]}).encode()
    stream.write(HEAD.pack(len(head)) + head)
    for content in parts.values():
        stream.write(content)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The table and the named bytes. Raises: EOFError where the writer is gone, in the middle or before."""
    (length,) = HEAD.unpack(_exactly(stream, HEAD.size))
    head = json.loads(_exactly(stream, length))
    return head["table"], {name: _exactly(stream, size) for name, size in head["parts"]}


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size) if size else b""
    if content is None or len(content) < size:
        raise EOFError
    return content


def send_outcome(stream: IO[bytes], found: Outcome) -> None:
    """None; the outcome is written."""
    table = {"status": found.status, "numbers": dict(found.numbers), "notes": list(found.notes), "sentence": found.sentence,
             "version": found.version, "seconds": found.seconds}
    send(stream, table, found.arrays)


def receive_outcome(stream: IO[bytes]) -> Outcome:
    """The outcome. Raises: EOFError."""
    table, arrays = receive(stream)
    return Outcome(**{**table, "notes": tuple(table["notes"])}, arrays=arrays)
