"""Claims are what their decorators say, a key changes with all that decides a verdict, and an entry of the cache belongs to its key."""

from __future__ import annotations

import errno
import hashlib
import inspect
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify import cache
from verify.claim import Claim, Correction, Section
from verify.paper import Loaded, Paper
from verify.statement import Leaf
from verify.verdict import undecided

OPEN = undecided("no time")


def printed() -> Leaf:
    """x = x"""
    return Leaf(OPEN)


def fixed() -> Leaf:
    """x = 2 x"""
    return Leaf(OPEN)


def bare() -> Leaf:
    return Leaf(OPEN)


def section() -> Section:
    return Section("one", title="1. One", order=3)


def said(call: Callable[[], Any]) -> str:
    with pytest.raises(ValueError) as caught:
        call()
    return str(caught.value)


def test_a_section_and_its_claims() -> None:
    one = section()
    assert (one.key, one.title, one.order, one.claims) == ("one", "1. One", 3, [])
    plain = one.claim("1.1", "First", kind="identity", place="(1.1)")(printed)
    full = one.claim("1.2", "Second", kind="number", place="p. 2", uses=["1.1"], note="n", slip="s", scope="d = 1",
        ambiguous=True)(fixed)
    assert plain == Claim("1.1", "First", "identity", "(1.1)", (), "x = x", printed) and one.claims == [plain, full]
    assert full == Claim("1.2", "Second", "number", "p. 2", ("1.1",), "x = 2 x", fixed, "n", "s", "d = 1", True)
    kinds = "convention, definition, example, figure, heuristic, identity, inequality, number, prose, theorem"
    assert said(lambda: one.claim("1.3", "T", kind="lemma",
            place="p")) == f"`kind` must be one of {kinds}, but 1.3 has lemma"  # type: ignore[arg-type]
    assert said(lambda: one.claim("1.2", "T", kind="prose",
            place="p")) == "`label` must be new in its section, but 1.2 occurs twice"
    assert said(lambda: one.claim("1.4", "T", kind="prose",
            place="p")(bare)) == "`bare` must have the printed statement as docstring, but has none"
    assert len(one.claims) == 2


def test_readings_and_corrections() -> None:
    claim = section().claim("1.1", "First", kind="identity", place="(1.1)")(printed)
    assert claim.builds() == [printed] and claim.source() == inspect.getsource(printed)
    assert claim.reading()(bare_but_read) is bare_but_read and claim.ambiguous and claim.readings == [("x = 3 x",
            bare_but_read)]
    assert claim.corrected(why="a factor", error="slip", consequence="none")(fixed) is fixed
    assert claim.correction == Correction(fixed, "x = 2 x", "a factor", "slip", "none") and claim.builds() == [printed,
        bare_but_read, fixed]
    assert claim.source() == "\n".join(map(inspect.getsource, (printed, bare_but_read, fixed)))
    claim.text = "known"
    assert claim.source() == "known"
    wrong = said(lambda: claim.corrected(why="w", error="typo", consequence="none"))  # type: ignore[arg-type]
    assert wrong == "`error` must be one of ambiguous, slip, substance, but 1.1 has typo"


def bare_but_read() -> Leaf:
    """x = 3 x"""
    return Leaf(OPEN)


def test_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EHRENFEST_CACHE", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    assert cache.folder() == tmp_path
    monkeypatch.setenv("EHRENFEST_CACHE", "")
    assert cache.folder() == Path("/elsewhere/ehrenfest")
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert cache.folder() == tmp_path / ".cache" / "ehrenfest"
    monkeypatch.delenv("EHRENFEST_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache.folder() == tmp_path / ".cache" / "ehrenfest"

    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(FileNotFoundError) as caught:
        cache.folder()
    assert caught.value.errno == errno.ENOENT and caught.value.filename == "~/.cache/ehrenfest"
    assert caught.value.strerror == "the user has no home folder; name another in EHRENFEST_CACHE"


def test_the_frame_of_a_section(tmp_path: Path) -> None:
    def frame(number: int, text: str) -> str:
        path = tmp_path / f"s{number}.py"
        path.write_text(text, encoding="utf-8")
        return cache.frame(path)

    claims = ("@section.claim('1')\ndef f():\n    return 1\n", "@f.corrected(why='w')\ndef g():\n    return 1\n",
        "@f.reading()\ndef h():\n    return 1\n")
    alone = frame(0, "k = 1\n")
    assert [frame(n, "k = 1\n" + text) for n, text in enumerate(claims, 1)] == [alone] * 3
    others = ("def f():\n    return 1\n", "@cache\ndef f():\n    return 1\n",
        "@section.claim\ndef f():\n    return 1\n", "@claim('1')\ndef f():\n    return 1\n",
        "@a.b(1)\ndef f():\n    return 1\n")
    assert len({alone, *(frame(n, "k = 1\n" + text) for n, text in enumerate(others, 10))}) == 6
    assert frame(20, "k = 1\n@lru\n@section.claim('1')\ndef f():\n    return 1\n") == alone


CLAIM = "@section.claim('1')\ndef f():\n    return {}\n"


@pytest.mark.parametrize("caller", [
    "def h():\n    return f()\n", "@section.claim('2')\ndef g():\n    return f()\n", "k = f\n", "@f.reading()\ndef g():\n    return f\n",
])
def test_a_claim_whose_function_other_code_names_belongs_to_the_frame(tmp_path: Path, caller: str) -> None:
    """Else the claim that calls it would keep its verdict when the called one changes."""
    for number in (1, 2):
        (tmp_path / f"s{number}").mkdir()
        (tmp_path / f"s{number}" / "a.py").write_text(CLAIM.format(number) + caller, encoding="utf-8")
    one, two = (cache.frame(tmp_path / f"s{number}" / "a.py") for number in (1, 2))
    assert one != two


@pytest.mark.parametrize(("caller", "named"), [
    ("from papers.a import f\n", True), ("from papers.a import f as g\n", True), ("import papers.a\nk = papers.a.f\n", True),
    ("from papers.a import *\nk = f\n", True), ("from papers.a import *\nk = 1\n", False), ("f = 1\n", False), ("k = f\n", False),
    ("@section.claim('2')\ndef g():\n    from papers.a import f\n", True), ("@f.reading()\ndef g():\n    return 1\n", False),
])
def test_a_claim_whose_function_another_file_names(tmp_path: Path, caller: str, named: bool) -> None:
    for number in (1, 2):
        (tmp_path / f"s{number}" / "inner").mkdir(parents=True)
        (tmp_path / f"s{number}" / "a.py").write_text(CLAIM.format(number), encoding="utf-8")
        (tmp_path / f"s{number}" / "inner" / "b.py").write_text(caller, encoding="utf-8")
    one, two = (cache.frame(tmp_path / f"s{number}" / "a.py") for number in (1, 2))
    assert (one != two) == named


def loaded(folder: Path, **others: Any) -> Loaded:
    one = section()
    for label in ("1", "2"):
        one.claims.append(Claim(label, "T", "identity", "p", (), "x", printed, text=f"text of {label}"))
    paper = Paper("p", "P", "none", "none", (), (), reads=others.pop("reads", ()))
    return Loaded(paper, folder, (one,), {"1": folder / "one.py", "2": folder / "one.py"}, **others)


def test_a_key_hashes_all_that_decides_a_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("p", "p/inner", "q"):
        (tmp_path / folder).mkdir()
    for name in ("p/one.py", "p/words.py", "p/inner/more.py", "q/b.py", "q/a.py"):
        (tmp_path / name).write_text(f"name = {name!r}\n", encoding="utf-8")
    (tmp_path / "p" / "records.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(cache, "engine", lambda: "the engine")
    monkeypatch.setattr(cache, "budget", lambda: "the budget")
    monkeypatch.setattr(cache, "find", lambda name: tmp_path / name)
    folder = tmp_path / "p"

    def key(label: str, frame: str, *, reads: bool) -> str:
        parts = [b"the engine the budget", b"inner/more.py", (folder / "inner/more.py").read_bytes(), b"one.py",
            frame.encode(), b"words.py", (folder / "words.py").read_bytes()]
        parts += [(tmp_path / "q" / name).read_bytes() for name in ("a.py", "b.py") if reads]
        return hashlib.sha256(b"".join([*parts, repr((label, f"text of {label}")).encode()])).hexdigest()

    plain = cache.frame(folder / "one.py")
    assert cache.keys(loaded(folder)) == {label: key(label, plain, reads=False) for label in ("1", "2")}
    assert cache.keys(loaded(folder, reads=("q",))) == {label: key(label, plain, reads=True) for label in ("1", "2")}
    known = {folder / "one.py": "known", folder / "words.py": "not a section"}
    assert cache.keys(loaded(folder, frames=known)) == {label: key(label, "known", reads=False) for label in ("1", "2")}


def test_an_entry_belongs_to_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHRENFEST_CACHE", str(tmp_path))
    record, path = {"b": "é", "a": [1]}, tmp_path / "ab" / "abcd.json"
    cache.write("abcd", record)
    checksum = hashlib.sha256(b'["abcd", {"a": [1], "b": "\\u00e9"}]').hexdigest()
    whole = {"key": "abcd", "record": record, "sum": checksum}
    assert json.loads(path.read_text(encoding="utf-8")) == whole and cache.read("abcd") == record
    other = tmp_path / "ab" / "abce.json"
    other.write_bytes(path.read_bytes())
    assert cache.read("abce") is None and cache.read("none") is None
    other.write_text(json.dumps({**whole, "sum": hashlib.sha256(b'["abce", {"a": [1], "b": "\\u00e9"}]').hexdigest()}),
        encoding="utf-8")
    assert cache.read("abce") is None  # the sum fits, the key does not
    other.write_text(json.dumps({**whole, "key": "abce"}), encoding="utf-8")
    assert cache.read("abce") is None  # the key fits, the sum does not
    entries: list[dict[str, Any]] = [{"key": "abcd"}, {**whole, "record": {"a": [2]}}, {"key": "abcd", "record": record}]
    for wrong in ("{", "[]", "5", "[" * 10**5, *map(json.dumps, entries)):
        path.write_text(wrong, encoding="utf-8")
        assert cache.read("abcd") is None
    for no_record in ([1], "text", None):
        path.write_text(json.dumps({"key": "abcd", "record": no_record, "sum": cache._sum("abcd", no_record)}),
            encoding="utf-8")
        assert cache.read("abcd") is None
    path.write_text(json.dumps({**whole, "record": {"a": [1], "b": "é"}}, ensure_ascii=False), encoding="utf-8")
    encodings: list[Any] = []
    read = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda self,
        encoding=None: encodings.append(encoding) or read(self, encoding))
    assert cache.read("abcd") == record and encodings == ["utf-8"]
    path.write_bytes(b"\xff")
    assert cache.read("abcd") is None
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("EHRENFEST_CACHE", str(tmp_path / "file"))
    with pytest.raises(OSError) as caught:
        cache.write("abcd", record)
    assert caught.value.errno in (errno.ENOTDIR, errno.EEXIST) and os.fspath(caught.value.filename)


@pytest.mark.parametrize("label", ["a:b", "4..5", " 4", "4 "])
def test_a_label_holds_nothing_that_separates_labels(label: str) -> None:
    with pytest.raises(ValueError, match=r"`label` must have no ':' or '\.\.'"):
        Section("s", title="S", order=1).claim(label, "A claim", kind="inequality", place="(7)")
