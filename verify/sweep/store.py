"""The store of a sweep: records and arrays in files named by their hash, and an SQLite index that says which record is whose.

The index is trusted for nothing but where to look: what is read is checked against its name and the key that was asked for, and
what does not fit counts as missing. A damaged index is made again from the records. It keeps a rollback journal, no write-ahead log: a
folder that cannot be written to can then be read, and a network disk holds it.

Source: the journal modes are those of SQLite's documentation.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from verify.cache import folder as cache_folder
from verify.sweep import index
from verify.sweep.objects import ARRAY, RECORD, Objects
from verify.sweep.outcome import DONE, FAILED, REFUSED, Outcome, array
from verify.sweep.point import Point, canonical
from verify.usage import UsageError

NAME, STATUSES = "index.sqlite", (DONE, REFUSED)
ROOMY = (errno.EACCES, errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.EROFS)  # what no room mends


@dataclass(frozen=True)
class Record:
    """What is kept of a point; arrays: the hash of each, by name."""

    key: str
    kernel: str
    parameters: Mapping[str, str]
    version: str
    status: str
    numbers: Mapping[str, Mapping[str, Any] | None]
    arrays: Mapping[str, str]
    notes: tuple[str, ...]
    sentence: str


def default_folder() -> Path:
    """The store where none is named: EHRENFEST_STORE, else `ehrenfest/sweeps` under the user's data folder. It is no cache."""
    chosen = os.environ.get("EHRENFEST_STORE")
    if chosen:
        return Path(chosen)
    if os.environ.get("EHRENFEST_CACHE"):  # who moves the one wants nothing written at home
        return cache_folder() / "sweeps"
    try:
        return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "ehrenfest" / "sweeps"
    except RuntimeError as error:
        raise UsageError("`--store` must be given for an account without a home folder, but is not; or set EHRENFEST_STORE") from error


@dataclass
class Store:
    """An open store; a context. write: whether it may be changed. damaged: what was found damaged, in sentences."""

    folder: Path
    write: bool = True
    damaged: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.objects = Objects(self.folder / "objects")
        self._lock: IO[bytes] | None = None
        self._index: sqlite3.Connection | None = None
        self._places: dict[str, str] | None = None  # of all records by key, once they had to be looked through
        try:
            with self._said("opened"):
                self._open()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """None; the index is closed, the lock given back."""
        if self._index is not None:
            self._index.close()
            self._index = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def get(self, key: str) -> Record | None:
        """The record of a key, all of it checked; None where there is none, and then `damaged` says if there was one."""
        place = None
        try:
            place = None if self._index is None else index.place(self._index, key)
        except sqlite3.DatabaseError as error:
            self._say(f"the index is damaged ({error})")
        else:
            if place is None and self._index is not None:
                return None
        record = None if place is None else self._whole(place, key)
        if record is None:
            if place is not None:
                self._say(f"what the index names for point {key[:12]} is damaged or gone")
            other = self._all().get(key)
            record = None if other is None else self._whole(other, key)
            if record is not None and other is not None and self._index is not None and self.write:
                index.put(self._index, key, other, record.kernel, record.status, 0.0)
        return record

    def _whole(self, place: str, key: str) -> Record | None:
        """The record of that hash if it is the key's, and it and its arrays are whole."""
        content = self.objects.get(place, RECORD)
        record = None if content is None else read(content)
        if record is None or record.key != key or any(self.objects.get(each, ARRAY) is None for each in record.arrays.values()):
            return None
        return record

    def _all(self) -> dict[str, str]:
        """The hash of the record of each key, by looking at every record: where the index does not tell."""
        if self._places is None:
            found = [(place, record) for place, content in self.objects.records() if (record := read(content)) is not None]
            found.sort(key=lambda pair: pair[1].status == DONE)  # what is done comes last, and stays
            self._places = {record.key: place for place, record in found}
        return self._places

    def array(self, name: str) -> Any:
        """The array of that hash. Raises: UsageError where it is damaged or gone."""
        content = self.objects.get(name, ARRAY)
        if content is None:
            raise UsageError(f"the array {name[:12]} must be whole, but is damaged or gone; run the sweep again")
        return array(content)

    def put(self, point: Point, outcome: Outcome) -> None:
        """None; the outcome is kept, whole or not at all. Raises: UsageError where it cannot be, ValueError for a failure."""
        if outcome.status not in STATUSES or self._index is None or not self.write:
            raise ValueError(f"`outcome` must be a result for a store that may be written to, but is {outcome.status}")
        with self._said("written to"):
            arrays = {name: self.objects.put(content, ARRAY) for name, content in sorted(outcome.arrays.items())}
            content = written(point, outcome, arrays)
            place = self.objects.put(content, RECORD)
            index.put(self._index, point.key, place, point.kernel, outcome.status, outcome.seconds)

    def _open(self) -> None:
        """None; the index is open, made again from the records where it was damaged, or is gone and they are there."""
        path = self.folder / NAME
        if not self.write:
            try:
                self._index = index.reading(path) if path.is_file() else None
            except index.Damaged as error:
                self._say(f"the index is damaged ({error})")
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / "lock").open("ab")
        fcntl.flock(self._lock, fcntl.LOCK_SH)
        try:
            self._begin(path)
        except index.Damaged as error:
            self._set_aside(path, str(error))

    def _begin(self, path: Path) -> None:
        """None; the index is open for writing, and it is said if it had to be made from records. Raises: index.Damaged."""
        self._index, made = index.writing(path, self._rows)
        if made:
            self._say(f"the index was made again from {made} records")

    def _rows(self) -> list[index.Row]:
        return [(key, place, *self._heading(place, key), 0.0) for key, place in self._all().items()]

    def _set_aside(self, path: Path, why: str) -> None:
        """None; the damaged index has another name, and there is an empty one. Raises: UsageError where another sweep uses it."""
        try:
            fcntl.flock(self._opened_lock(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"the index of `{self.folder}` must be made again ({why}), but another sweep uses the store; "
                             "run this one when that has ended") from None
        name = index.aside(path)
        self._say(f"the index is damaged ({why})" + ("" if name is None else f", and is now {name.name}"))
        self._begin(path)
        fcntl.flock(self._opened_lock(), fcntl.LOCK_SH)

    def _heading(self, place: str, key: str) -> tuple[str, str]:
        record = self._whole(place, key)
        return ("", REFUSED) if record is None else (record.kernel, record.status)

    def _opened_lock(self) -> IO[bytes]:
        if self._lock is None:
            raise ValueError("`store` must be open, but is closed")
        return self._lock

    def _say(self, sentence: str) -> None:
        if sentence not in self.damaged:
            self.damaged.append(sentence)

    @contextlib.contextmanager
    def _said(self, done: str) -> Iterator[None]:
        """What the disk or the index refuses, as a sentence."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            room = "" if isinstance(error, OSError) and error.errno in ROOMY else "free some space, or "
            raise UsageError(f"`--store` must be a folder that can be {done}, but {self.folder}: {reason}; what it holds is whole; "
                             f"{room}name another") from error


def written(point: Point, outcome: Outcome, arrays: Mapping[str, str]) -> bytes:
    """The bytes of a record: the same for the same result, whenever and wherever it was computed."""
    if outcome.status == FAILED:
        raise ValueError("`outcome` must be a result, but is a failure")
    return canonical({
        "key": point.key, "kernel": point.kernel, "parameters": dict(point.parameters), "version": point.version,
        "status": outcome.status, "numbers": dict(outcome.numbers), "arrays": dict(arrays), "notes": list(outcome.notes),
        "sentence": outcome.sentence,
    }).encode()


def read(content: bytes) -> Record | None:
    """The record of its bytes, or None for what is none, or whose key is not that of what it states."""
    try:
        table = json.loads(content)
        table["notes"] = tuple(table["notes"])
        record = Record(**table)
        if record.status not in STATUSES or Point(record.kernel, record.parameters, record.version).key != record.key:
            return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return record
