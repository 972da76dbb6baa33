"""A planted statement: what the engine is given, and what is known of it without the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from verify.statement import Statement

FAMILIES = Path(__file__).resolve().parent / "families"


class ContradictionError(Exception):
    """A point at which a statement planted as true fails."""


class Truth(Protocol):
    """The statement as numbers, read by mpmath and NumPy alone."""

    def sampled(self, count: int) -> int:
        """How many points of the domain satisfy the statement. Raises: ContradictionError where one does not."""

    def violated(self, at: Any) -> bool | None:
        """Whether `at` is in the domain and violates the statement by far more than the rounding; None outside of the domain."""


@dataclass(frozen=True)
class Planted:
    """One statement of a family.

    holds: whether it is true, decided on paper. at: where a false one fails. slip: what was changed in a false one.
    gross: whether that shows at a glance. twin: the true statement that a false one was made from.
    """

    name: str
    source: str
    build: Callable[[], Statement]
    truth: Truth
    holds: bool
    at: Any = None
    slip: str = ""
    gross: bool = False
    twin: Planted | None = None


def pair(
    name: str, source: str, slip: str, true: tuple[Callable[[], Statement], Truth],
    false: tuple[Callable[[], Statement], Truth],
    at: Any, *, gross: bool = False,
) -> list[Planted]:
    """A true statement and the false one made from it."""
    first = Planted(name, source, true[0], true[1], True)
    return [first, Planted(f"{name}: {slip}", source, false[0], false[1], False, at, slip, gross, first)]


def families() -> Iterator[tuple[str, list[Planted]]]:
    """The name and the statements of every family, in the order of their files. Raises: ValueError where a family has a name twice."""
    for path in sorted(FAMILIES.glob("[a-z]*.py")):
        found: list[Planted] = import_module(f"{__package__}.families.{path.stem}").PLANTED
        named = [planted.name for planted in found]
        if twice := {name for name in named if named.count(name) > 1}:
            raise ValueError(f"names must differ in {path.stem}, but {sorted(twice)} occur twice")
        yield path.stem, found
