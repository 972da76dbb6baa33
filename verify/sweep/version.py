"""The version of a kernel: a hash of all code that it may run, and of the libraries that this is built on.

The code is the kernel's file and whatever of derive, numerics and verify that imports, directly or not, inside functions too. A
package that finds its modules by scanning its folder, as the potentials are found, counts with all its files.
"""

from __future__ import annotations

import ast
import hashlib
import platform
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from verify.cache import LIBRARIES
from verify.sources import ROOT, Stamps, stamps
from verify.sweep import kernels

PACKAGES = ("derive", "numerics", "verify")
SCANNING = ("pkgutil", ".glob(")  # in the text of a package that looks for its own modules
FURTHER = ("pint",)  # a library that what a user types is read with


def of(kernel: str, folder: str | None = None) -> str:
    """The version of a kernel, in hexadecimal. Raises: UnusableSystem for one that is not known."""
    return _known(kernel, folder)[0]


def code(kernel: str, folder: str | None = None) -> Stamps:
    """What the files of the version looked like when they were read: where they change later, a result belongs to no version."""
    return _known(kernel, folder)[1]


@lru_cache(maxsize=64)
def _known(kernel: str, folder: str | None) -> tuple[str, Stamps]:
    data = [path for each in kernels.find(kernel, folder).data for path in ROOT.glob(each)]
    paths = sources(kernels.path_of(kernel, folder).resolve(), *data)  # however the folder was typed
    before = stamps(paths)
    digest = hashlib.sha256(platform.python_version().encode())
    for name in (*LIBRARIES, *FURTHER):
        try:
            digest.update(f"{name} {version(name)}".encode())
        except PackageNotFoundError:
            digest.update(f"{name} missing".encode())
    for path in paths:
        digest.update(_name(path).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest(), before


def sources(*start: Path) -> list[Path]:
    """The files that the code in some files may run, sorted: themselves, and all of ours that they import, directly or not."""
    found, stack = set[Path](), list(start)
    for path in start:
        if path.is_relative_to(ROOT):  # its packages are imported before it
            stack += _files(".".join(path.relative_to(ROOT).with_suffix("").parts))
    while stack:
        path = stack.pop()
        if path not in found:
            found.add(path)
            stack.extend(_needed(path))
    return sorted(found, key=_name)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


@lru_cache(maxsize=4096)
def _needed(path: Path) -> tuple[Path, ...]:
    """What one file needs: the modules that it names, their packages, and what a scanning package holds. Data needs nothing."""
    if path.suffix != ".py":
        return ()
    text = path.read_text(encoding="utf-8")
    found = [file for name in _imported(text) for file in _files(name)]
    if path.name == "__init__.py" and any(mark in text for mark in SCANNING):
        found += [each for each in path.parent.glob("*.py") if not each.is_relative_to(kernels.FOLDER)]
    return tuple(found)


def _imported(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _files(module: str) -> Iterator[Path]:
    """The file of a module of ours, and those of the packages that it is in."""
    parts = module.split(".")
    if parts[0] not in PACKAGES:
        return
    for end in range(1, len(parts) + 1):
        base = ROOT.joinpath(*parts[:end])
        for path in (base / "__init__.py", base.with_suffix(".py")):
            if path.is_file():
                yield path
