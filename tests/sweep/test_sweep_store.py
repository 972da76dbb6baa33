"""The store: what is damaged is never served, what is whole is never computed again, and whoever writes meanwhile finishes too."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verify.sweep import index
from verify.sweep.objects import Objects
from verify.sweep.outcome import DONE, Outcome, npy
from verify.sweep.point import Point
from verify.sweep.store import Store, default_folder, read
from verify.usage import UsageError


def point(x: int) -> Point:
    return Point("square", {"x": str(x)}, "v")


def outcome(x: int) -> Outcome:
    return Outcome(DONE, {"square": {"value": float(x * x), "error": 0.25, "how": ""}}, {"powers": npy(np.arange(x + 1.0))}, seconds=1.5)


def filled(folder: Path, count: int = 5) -> Path:
    with Store(folder) as store:
        for x in range(count):
            store.put(point(x), outcome(x))
    return folder


def found(folder: Path, count: int = 5, **options: Any) -> tuple[list[float | None], list[str]]:
    with Store(folder, **options) as store:
        records = [store.get(point(x).key) for x in range(count)]
        values = [None if each is None else each.numbers["square"]["value"] for each in records]  # type: ignore[index]
        return values, list(store.damaged)


def test_what_is_put_is_found_and_an_array_too(tmp_path: Path) -> None:
    filled(tmp_path)
    assert found(tmp_path) == ([0.0, 1.0, 4.0, 9.0, 16.0], [])
    with Store(tmp_path, write=False) as store:
        record = store.get(point(3).key)
        assert record is not None and list(store.array(record.arrays["powers"])) == [0, 1, 2, 3]
        assert store.get(point(99).key) is None and store.damaged == []
    with Store(tmp_path) as store, pytest.raises(ValueError, match="must be a result"):
        store.put(point(7), Outcome("failed", sentence="lost"))


def test_a_record_is_the_same_bytes_whenever_it_was_made(tmp_path: Path) -> None:
    one, other = filled(tmp_path / "a"), tmp_path / "b"
    with Store(other) as store:
        for x in reversed(range(5)):
            store.put(point(x), Outcome(**{**vars(outcome(x)), "seconds": 99.0}))
    names = [sorted(path.name for path in (each / "objects").rglob("*.*")) for each in (one, other)]
    assert names[0] == names[1] and len(names[0]) == 10


@pytest.mark.parametrize("damage", ["flipped", "cut", "emptied", "gone", "another's"])
@pytest.mark.parametrize("kind", ["json", "npy"])
def test_a_damaged_file_is_not_served_and_only_that_point_is_missing(tmp_path: Path, damage: str, kind: str) -> None:
    filled(tmp_path)
    files = sorted((tmp_path / "objects").rglob(f"*.{kind}"))
    content = files[2].read_bytes()
    changed = {"flipped": content[:-3] + bytes([content[-3] ^ 1]) + content[-2:], "cut": content[:-1], "emptied": b"",
               "another's": files[3].read_bytes()}
    files[2].unlink() if damage == "gone" else files[2].write_bytes(changed[damage])
    values, said = found(tmp_path)
    assert sorted(v is None for v in values) == [False] * 4 + [True] and len(said) == 1 and "damaged or gone" in said[0]
    lost = values.index(None)
    with Store(tmp_path) as store:
        store.put(point(lost), outcome(lost))
    assert found(tmp_path) == ([0.0, 1.0, 4.0, 9.0, 16.0], [])


def test_a_record_whose_content_is_not_that_of_its_key_is_none(tmp_path: Path) -> None:
    """Made by hand, its file rightly named: the key must be that of the parameters it states."""
    filled(tmp_path)
    with Store(tmp_path) as store:
        (place,) = sqlite3.connect(tmp_path / "index.sqlite").execute("SELECT record FROM points WHERE key = ?", (point(2).key,)).fetchone()
        table = json.loads(Objects(tmp_path / "objects").get(place, "json") or b"")
        forged = {**table, "parameters": {"x": "3"}}
        assert read(json.dumps(table).encode()) is not None and read(json.dumps(forged).encode()) is None
        other = store.objects.put(json.dumps(forged).encode(), "json")
        sqlite3.connect(tmp_path / "index.sqlite", isolation_level=None).execute(
            "UPDATE points SET record = ? WHERE key = ?", (other, point(2).key))
        record = store.get(point(2).key)
        assert record is not None and record.parameters == {"x": "2"}, "the right one is found among the records"
        assert store.damaged


@pytest.mark.parametrize("where", range(0, 8192, 617))
def test_a_byte_of_the_index_flipped_loses_nothing(tmp_path: Path, where: int) -> None:
    filled(tmp_path)
    path = tmp_path / "index.sqlite"
    content = bytearray(path.read_bytes())
    content[where % len(content)] ^= 0x41
    path.write_bytes(bytes(content))
    values, _ = found(tmp_path)
    assert values == [0.0, 1.0, 4.0, 9.0, 16.0]


@pytest.mark.parametrize("content", [b"", b"not a database at all, and long enough to be looked at" * 40, None])
def test_a_lost_index_is_made_again_from_the_records(tmp_path: Path, content: bytes | None) -> None:
    filled(tmp_path)
    path = tmp_path / "index.sqlite"
    path.unlink() if content is None else path.write_bytes(content)
    read_only, _ = found(tmp_path, write=False) if content else ([0.0, 1.0, 4.0, 9.0, 16.0], [])
    values, said = found(tmp_path)
    assert values == read_only == [0.0, 1.0, 4.0, 9.0, 16.0]
    assert "the index was made again from 5 records" in said
    assert (tmp_path / "index.damaged-1.sqlite").exists() == bool(content)


@pytest.mark.parametrize("step", ["_require_whole", "_transaction"])
def test_an_index_that_another_sweep_makes_meanwhile_was_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Just after this one looked for it, or just before it begins to make it."""
    whole = getattr(index, step)

    def meanwhile(connection: sqlite3.Connection) -> Any:
        monkeypatch.setattr(index, step, whole)
        done = whole(connection)
        filled(tmp_path)
        return done

    monkeypatch.setattr(index, step, meanwhile)
    assert found(tmp_path) == ([0.0, 1.0, 4.0, 9.0, 16.0], [])


def test_an_index_that_is_not_made_again_whole_is_made_again_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path)
    (tmp_path / "index.sqlite").unlink()
    left = iter([False, False, False, True])
    heading = Store._heading

    def stopped(self: Store, place: str, key: str) -> tuple[str, str]:
        if next(left, False):
            raise KeyboardInterrupt
        return heading(self, place, key)

    monkeypatch.setattr(Store, "_heading", stopped)
    with pytest.raises(KeyboardInterrupt):
        Store(tmp_path)
    assert found(tmp_path) == ([0.0, 1.0, 4.0, 9.0, 16.0], ["the index was made again from 5 records"])


def test_an_index_in_use_is_not_put_aside(tmp_path: Path) -> None:
    filled(tmp_path)
    with Store(tmp_path):
        (tmp_path / "index.sqlite").write_bytes(b"nothing that is a database" * 100)
        with pytest.raises(UsageError, match=r"must be made again .* another sweep uses the store"):
            Store(tmp_path)
    assert found(tmp_path)[0] == [0.0, 1.0, 4.0, 9.0, 16.0]


def test_a_later_schema_is_left_alone(tmp_path: Path) -> None:
    filled(tmp_path)
    sqlite3.connect(tmp_path / "index.sqlite", isolation_level=None).execute("PRAGMA user_version = 9")
    with pytest.raises(UsageError, match="must be of schema 1, but is of 9"):
        Store(tmp_path)
    assert (tmp_path / "index.sqlite").exists() and index.SCHEMA == 1


def test_a_store_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="`--store` must be a folder that can be opened"):
        Store(tmp_path / "file" / "store")
    with Store(tmp_path / "nothing", write=False) as store:
        assert store.get(point(1).key) is None
    assert not (tmp_path / "nothing").exists(), "who only looks makes no folder"


def test_no_room_is_a_sentence_and_the_store_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path, 3)

    def full(*_: Any) -> None:
        raise OSError(28, os.strerror(28))

    with Store(tmp_path) as store:
        with monkeypatch.context() as patch:
            patch.setattr("verify.sweep.objects.replace", full)
            with pytest.raises(UsageError, match="No space left on device; what it holds is whole"):
                store.put(point(3), outcome(3))
        with monkeypatch.context() as patch:
            patch.setattr(index, "put", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("database or disk is full")))
            with pytest.raises(UsageError, match="disk is full"):
                store.put(point(4), outcome(4))
    assert found(tmp_path)[0] == [0.0, 1.0, 4.0, None, None]


def writes(folder: Path, xs: range) -> None:
    with Store(folder) as store:
        for x in xs:
            store.put(point(x), outcome(x))


def test_two_writers_at_once_both_finish(tmp_path: Path) -> None:
    runs = [get_context("fork").Process(target=writes, args=(tmp_path, xs)) for xs in (range(30), range(20, 50))]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [run.exitcode for run in runs] == [0, 0]
    values, said = found(tmp_path, 50)
    assert values == [float(x * x) for x in range(50)] and said == []


def test_where_the_store_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EHRENFEST_STORE", "EHRENFEST_CACHE", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder() == tmp_path / ".local/share/ehrenfest/sweeps"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert default_folder() == tmp_path / "data/ehrenfest/sweeps"
    monkeypatch.setenv("EHRENFEST_STORE", str(tmp_path / "mine"))
    assert default_folder() == tmp_path / "mine"
    shutil.rmtree(tmp_path, ignore_errors=True)
