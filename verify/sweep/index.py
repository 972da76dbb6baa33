"""The SQLite index of a store: which record belongs to which key. One connection a process; each change is one transaction."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from verify.usage import UsageError

SCHEMA, PATIENCE = 1, 60.0  # PATIENCE: seconds that a writer waits for another one's transaction
DISK = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_NOMEM", "SQLITE_PERM")
TABLE = ("CREATE TABLE IF NOT EXISTS points (key TEXT PRIMARY KEY, record TEXT NOT NULL, kernel TEXT NOT NULL, status TEXT NOT NULL, "
         "seconds REAL NOT NULL)")
PUT = ("INSERT INTO points VALUES (?, ?, ?, ?, ?) ON CONFLICT(key) DO UPDATE SET record = excluded.record, status = excluded.status, "
       "seconds = excluded.seconds")

Row = tuple[str, str, str, str, float]  # key, hash of its record, kernel, status, seconds


class Damaged(Exception):
    """The file is no index that can be used; the message says why."""


def writing(path: Path, rows: Callable[[], Iterable[Row]]) -> tuple[sqlite3.Connection, int]:
    """The index for reading and writing, made where there is none, and then how many rows it was made with.

    rows: of the records that are there, looked for in the transaction that makes the index: no other process can have kept a record
    before the index was there, so that those found were without one, and it is made with all of them or not at all.
    Raises: Damaged; UsageError for one of a later schema; sqlite3.Error; what `rows` raises.
    """
    found, made = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None), 0
    try:
        with _judged(path):
            _require_whole(found)
            found.execute("PRAGMA journal_mode = DELETE")
            found.execute("PRAGMA synchronous = FULL")
            if _schema(found) == 0:
                with _transaction(found):
                    if _schema(found) == 0:  # still, now that nobody else writes
                        found.execute(TABLE)
                        made = found.executemany(PUT, rows()).rowcount
                        found.execute(f"PRAGMA user_version = {SCHEMA}")
    except BaseException:
        found.close()
        raise
    return found, max(made, 0)


def reading(path: Path) -> sqlite3.Connection | None:
    """The index for reading only; None where another process has only just made the file. Raises: as `writing`."""
    found = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", timeout=PATIENCE, isolation_level=None, uri=True)
    try:
        with _judged(None):
            _require_whole(found)
            begun = _schema(found) > 0
    except BaseException:
        found.close()
        raise
    if not begun:
        found.close()
    return found if begun else None


@contextlib.contextmanager
def _judged(path: Path | None) -> Iterator[None]:
    """What the library says is wrong, told apart: the file's fault is Damaged, the disk's stays; path: of a file that is to be written."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        if name.startswith("SQLITE_READONLY") and path is None:  # who only reads undoes nothing
            raise Damaged("a writer was killed; the next sweep puts it right") from error
        if name.startswith("SQLITE_READONLY") and path is not None:
            with path.open("r+b"):  # OSError where the disk refuses; else it is what the file says of itself
                raise Damaged(str(error)) from error
        if name.startswith(DISK):
            raise
        raise Damaged(str(error)) from error


def _require_whole(found: sqlite3.Connection) -> None:
    schema = _schema(found)
    if schema > SCHEMA:
        raise UsageError(f"the store must be of schema {SCHEMA}, but is of {schema}: a later version wrote it; name another with --store")
    answer = found.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != ("ok",):
        raise Damaged(str(answer[0]) if answer else "no answer")
    if schema:
        found.execute("SELECT key, record, kernel, status, seconds FROM points LIMIT 1")


def _schema(found: sqlite3.Connection) -> int:
    return int(found.execute("PRAGMA user_version").fetchone()[0])


def place(found: sqlite3.Connection, key: str) -> str | None:
    """The hash of the record of a key, or None."""
    row = found.execute("SELECT record FROM points WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def put(found: sqlite3.Connection, key: str, record: str, kernel: str, status: str, seconds: float) -> None:
    """None; the record is that of the key."""
    with _transaction(found):
        found.execute(PUT, (key, record, kernel, status, seconds))


@contextlib.contextmanager
def _transaction(found: sqlite3.Connection) -> Iterator[None]:
    """What is done within is done whole or not at all, and nobody else writes meanwhile."""
    found.execute("BEGIN IMMEDIATE")
    try:
        yield
        found.execute("COMMIT")
    except BaseException:
        if found.in_transaction:
            found.execute("ROLLBACK")
        raise


def aside(path: Path) -> Path | None:
    """The new name of a damaged index, whose journal goes with it; None where there was no file."""
    if not path.exists():
        return None
    free = next(each for number in itertools.count(1) if not (each := path.with_name(f"index.damaged-{number}.sqlite")).exists())
    path.rename(free)
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists():
        journal.rename(free.with_name(f"{free.name}-journal"))
    return free
