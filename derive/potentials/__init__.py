"""Potentials by name, one file each, found by scanning this folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction

from derive.formula import Formula, read


@dataclass(frozen=True)
class Named:
    """A potential: its name, its text for `derive.formula.read`, one line about it, and its parameters' defaults."""

    name: str
    text: str
    description: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    def formula(self, parameters: Mapping[str, str | int | Fraction] | None = None) -> Formula:
        """The potential with the given parameters in place of the defaults. Raises: FormulaError, ValueError for unknown ones."""
        unknown = sorted((parameters or {}).keys() - self.parameters.keys())
        if unknown:
            raise ValueError(f"`parameters` must be among {sorted(self.parameters)} for {self.name}, but has {', '.join(unknown)}")
        return read(self.text, {**self.parameters, **(parameters or {})})


def names() -> list[str]:
    """The names of all potentials, sorted.

    >>> "pendulum" in names()
    True
    """
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def find(name: str) -> Named:
    """The potential of that name. Raises: ValueError with near names.

    >>> find("pendulum").formula().expression
    cos(x)
    """
    known = names()
    if name not in known:
        near = get_close_matches(str(name), known, n=3) or known
        raise ValueError(f"`name` must be a known potential, but is {name!r}; there are {', '.join(near)}")
    return importlib.import_module(f"{__name__}.{name}").POTENTIAL
