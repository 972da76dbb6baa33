"""What a sweep can compute, one file each, found by scanning this folder, or a folder of the user's: each file defines KERNEL."""

from __future__ import annotations

import importlib.util
import os
import sys
import traceback
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from derive.formula_tree import shown
from verify.sweep.kernel import Kernel
from verify.system_input import UnusableSystem

FOLDER = Path(__file__).resolve().parent


def names(folder: str | None = None) -> list[str]:
    """The names of all kernels of a folder, the shipped ones when left out; sorted."""
    return sorted(path.stem for path in _at(folder).glob("*.py") if not path.stem.startswith("_"))


def path_of(name: Any, folder: str | None = None) -> Path:
    """The file of a kernel. Raises: UnusableSystem for a name that is not known, with near ones, and for what is none."""
    known = names(folder)
    if name not in known:
        near = get_close_matches(name[:60], known, n=3) if isinstance(name, str) else []
        said = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known or ['none'])}"
        raise UnusableSystem(f"`kernel` must be the name of a kernel, but is {shown(name)}; {said}")
    return _at(folder) / f"{name}.py"


@lru_cache(maxsize=64)
def find(name: str, folder: str | None = None) -> Kernel:
    """The kernel of that name. Raises: UnusableSystem for one that is not known, or a file that defines none."""
    path = path_of(name, folder)
    module = f"{__name__}.{name}" if folder is None else f"_ehrenfest_kernel_{name}"
    if folder is None:
        found = importlib.import_module(module)
    else:
        spec = importlib.util.spec_from_file_location(module, path)
        if spec is None or spec.loader is None:
            raise UnusableSystem(f"`kernel` must be a Python file, but {path.name} is none")
        found = importlib.util.module_from_spec(spec)
        sys.modules[module] = found  # dataclasses look their module up
        try:
            spec.loader.exec_module(found)
        except Exception as error:
            del sys.modules[module]
            lines = [each.lineno for each in traceback.extract_tb(error.__traceback__) if each.filename == str(path)]
            where = f" in line {lines[-1]}" if lines else ""
            raise UnusableSystem(f"`{path.name}` must be Python that runs, but raises {type(error).__name__}{where}: {error}") from error
    kernel = getattr(found, "KERNEL", None)
    if not isinstance(kernel, Kernel) or kernel.name != name:
        raise UnusableSystem(f"`{path.name}` must define KERNEL, a Kernel with the name {name!r}, but does not")
    return kernel


def _at(folder: str | None) -> Path:
    if folder is None:
        return FOLDER
    if not os.path.isdir(folder):  # a name that is too long is none, either
        raise UnusableSystem(f"`kernels` must be a folder of Python files, but {folder[:200]!r} is none")
    return Path(folder)
