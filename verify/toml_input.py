"""A TOML file that a user wrote: its table, each entry as text, and what is wrong with it in one sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from derive.formula_tree import FormulaError, shown
from verify.system_input import UnusableSystem

SIZE, DOTS = 65536, 40  # bytes of a file; dots in a row of keys, on which the library recurses
T = TypeVar("T")


def read_file(path: Path, parsed: Callable[[bytes], T]) -> T:
    """What `parsed` makes of the file's content. Raises: UnusableSystem, with the file's name and, where there is one, the place."""
    try:
        if not path.is_file():
            raise UnusableSystem(f"`file` must be a TOML file, but {'is none' if path.exists() else 'there is no such file'}")
        with path.open("rb") as file:
            content = file.read(SIZE + 1)
        return parsed(content)
    except OSError as error:
        raise UnusableSystem(f"`{path}` must be a file that can be read, but is not: {error.strerror}") from error
    except UnusableSystem as error:
        sentence = str(error)
        renamed = (
            sentence.replace("`file`", f"`{path}`", 1)
            if sentence.startswith("`file`")
            else f"{path}: {sentence}"
        )
        raise UnusableSystem(renamed) from error
    except FormulaError as error:
        raise UnusableSystem(f"{path}: {error}") from error


def table_of(content: bytes) -> dict[str, Any]:
    """The table of a file of this content; decimals stay text. Raises: UnusableSystem, which calls it `file`."""
    if len(content) > SIZE:
        raise UnusableSystem(f"`file` must have at most {SIZE} bytes, but has more; shorten it")
    try:
        decoded = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusableSystem(f"`file` must be text in UTF-8, but is not, from byte {error.start + 1} on") from error
    try:
        for number, line in enumerate(decoded.splitlines(), 1):
            if line.split("#")[0].split("=")[0].count(".") > DOTS:
                raise UnusableSystem(f"`file` must have at most {DOTS} dots in a key, but has more, at line {number}")
        return tomllib.loads(decoded, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise UnusableSystem(f"`file` must be TOML, but is not: {error}") from error
    except RecursionError as error:
        raise UnusableSystem("`file` must not be nested deeply, but is; see the example for its form") from error
    except ValueError as error:  # of int, for thousands of digits, and of dates
        if isinstance(error, UnusableSystem):
            raise
        raise UnusableSystem(
            "`file` must have numbers and dates that exist, and numbers of few digits, but has another"
        ) from error


def part(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The table of that name, empty where there is none. Raises: UnusableSystem for what is no table."""
    found = table.get(name, {})
    if not isinstance(found, dict):
        raise UnusableSystem(f"`{name}` must be a table, but is {shown(found)}; write [{name}]")
    return found


def text(value: Any, name: str) -> str:
    """The text of an entry, a whole number written out. Raises: UnusableSystem for other things, and for too many digits."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise UnusableSystem(f'`{named(name)}` must be a number, or text such as "10 um", but is {shown(value)}')
    written = value if isinstance(value, str) else shown(value)
    if not written.strip("+-0123456789_") and len(written) > 40:
        raise UnusableSystem(f"`{named(name)}` must have at most 40 digits, but has more; write it as 1e50")
    return written


def named(name: str) -> str:
    """A key that anyone may have typed, in one line."""
    return name if name.isprintable() and len(name) <= 60 else shown(name)
