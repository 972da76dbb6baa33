"""What the kernels of classical-quantum models share: a model's file is a parameter, by its content."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from verify.hybrid.model import HybridModel
from verify.hybrid.model_file import parsed
from verify.hybrid.named import path_of
from verify.sweep.parameter import Parameter
from verify.system_input import UnusableSystem
from verify.toml_input import part, read_file, table_of

NAME = "model"


def _content(text: str, name: str) -> str:
    """The content of a model's file, or of the shipped model of that name. Raises: UnusableSystem."""
    try:
        path = path_of(text)
    except ValueError as error:
        raise UnusableSystem(str(error)) from error
    return whole(path)


def whole(path: Path) -> str:
    """The text of a TOML file. Raises: UnusableSystem for what is none."""

    def checked(content: bytes) -> str:
        table_of(content)
        return content.decode()

    return read_file(path, checked)


MODEL = Parameter(NAME, "a classical-quantum model: its name, or its TOML file", _content, numeric=False)


def own(given: Mapping[str, str]) -> set[str]:
    """The names of the model's parameters."""
    return set(part(tomllib.loads(given[NAME]), "parameters"))


def model(given: Mapping[str, str]) -> HybridModel:
    """The model with the point's parameters. Raises: UnusableSystem, FormulaError."""
    return _model(given[NAME], tuple((name, given[name]) for name in sorted(own(given)) if name in given))


@lru_cache(maxsize=64)
def _model(content: str, changed: tuple[tuple[str, str], ...]) -> HybridModel:
    return parsed(content.encode(), NAME, dict(changed))


def check(given: Mapping[str, str]) -> None:
    """None. Raises: ValueError for a model that cannot be read with these parameters."""
    model(given)
