"""A store of check results outside the project, keyed by what was checked and with which code.

The key of a claim hashes its own functions, all of the paper's files without their claims (but with those that other code names),
the engine (derive, numerics, verify without its presentation) and the versions of the libraries. So a changed claim re-runs alone, and
a changed engine re-runs everything. An entry that cannot be read, or that is not what was stored under its key, is as good as none.
"""

from __future__ import annotations

import ast
import contextlib
import errno
import hashlib
import json
import os
import sys
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeGuard

from verify.budget import budget
from verify.files import replace
from verify.paper import Loaded, find
from verify.sources import ROOT as ROOT
from verify.sources import SHOWING as SHOWING
from verify.sources import engine_files

LIBRARIES = ("sympy", "python-flint", "mpmath", "numpy", "scipy")


def folder() -> Path:
    """The cache folder: EHRENFEST_CACHE, or `ehrenfest` under the user's cache folder. Raises: OSError where the user has none."""
    chosen = os.environ.get("EHRENFEST_CACHE")
    if chosen:
        return Path(chosen)
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ehrenfest"
    except RuntimeError as error:  # an account without a home folder
        why = "the user has no home folder; name another in EHRENFEST_CACHE"
        raise FileNotFoundError(errno.ENOENT, why, "~/.cache/ehrenfest") from error


@lru_cache(maxsize=1)
def engine() -> str:
    """The hash of all code that decides a verdict, and of the versions of what it is built on."""
    digest = hashlib.sha256(sys.version.encode())
    for name in LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            digest.update(f"{name} {version(name)}".encode())
    for path in engine_files():
        digest.update(str(path.relative_to(ROOT).parts).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=256)
def frame(path: Path) -> str:
    """The hash of a section file: its imports, constants and functions, of those of claims only what other code of the paper names."""
    others = [file for file in sorted(path.parent.rglob("*.py")) if file != path]
    called = _named(path)[0].union(*(_named(file)[1] for file in others))
    kept = [node for node in _tree(path).body if not _is_claim(node) or node.name in called]
    return hashlib.sha256("\n".join(ast.dump(node) for node in kept).encode()).hexdigest()


@lru_cache(maxsize=1024)
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1024)
def _named(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """What the code of a file may take from itself, and what from another file; the decorators of claims are left out."""
    parts = [part for node in _tree(path).body for part in (node.body if _is_claim(node) else [node])]
    inside = [each for part in parts for each in ast.walk(part)]
    own = {each.id for each in inside if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}
    imported = {each.name for each in inside if isinstance(each, ast.alias)}
    other = imported | {each.attr for each in inside if isinstance(each, ast.Attribute)}
    return frozenset(own), frozenset(other | own if "*" in other else other)


def _is_claim(node: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    if not isinstance(node, ast.FunctionDef):
        return False
    names = {d.func.attr for d in node.decorator_list if isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute)}
    return bool(names & {"claim", "corrected", "reading"})


def keys(loaded: Loaded) -> dict[str, str]:
    """The key of every claim of the paper."""
    sections = set(loaded.modules.values())
    shared = hashlib.sha256(f"{engine()} {budget()}".encode())
    for path in sorted(loaded.folder.rglob("*.py")):
        shared.update(str(path.relative_to(loaded.folder)).encode())
        # A section may import from another: what no claim of its own holds belongs to all of the paper.
        shared.update((loaded.frames.get(path) or frame(path)).encode() if path in sections else path.read_bytes())
    for other in loaded.paper.reads:
        for path in sorted(find(other).rglob("*.py")):
            shared.update(path.read_bytes())
    found = {}
    for label, claim in loaded.claims.items():
        digest = shared.copy()
        digest.update(repr((claim.label, claim.source())).encode())
        found[label] = digest.hexdigest()
    return found


def read(key: str) -> dict[str, Any] | None:
    """The stored record, or None when there is none that can be read and that belongs to the key."""
    try:
        stored = json.loads((folder() / key[:2] / f"{key}.json").read_text(encoding="utf-8"))
        record = stored["record"]
        sound = stored["key"] == key and stored["sum"] == _sum(key, record)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return record if sound and isinstance(record, dict) else None


def _sum(key: str, record: Any) -> str:
    """The checksum of an entry: against damage and mistakes, not against someone who means to deceive and can compute it too."""
    return hashlib.sha256(json.dumps([key, record], sort_keys=True).encode()).hexdigest()


def write(key: str, record: dict[str, Any]) -> None:
    """Store a record; raises OSError, which names a file, when the folder cannot be written."""
    text = json.dumps({"key": key, "record": record, "sum": _sum(key, record)})
    replace(folder() / key[:2] / f"{key}.json", text)
