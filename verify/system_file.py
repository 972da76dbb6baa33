"""A system in a TOML file. Every key is checked; decimals are exact, as if typed.

    potential = "D*(1 - exp(-a*x))^2"       # or the name of a potential, or [[term]]s
    mass = "0.5 u"                          # also hbar, Dx, Dp, time
    [parameters]
    D = "4.7 eV"
    a = "19 nm^-1"
    [domain]
    x = ["-0.05 nm", "inf"]

    [particles]                             # several particles, of one mass
    number = 10
    dimension = 3
    [[term]]
    formula = "q/sqrt(r^2 + a^2)"           # see derive.many_body
    bodies = 2
    which = "all"                           # all, chain, ring, or a list such as [[1, 2], [2, 3]]
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from derive.formula_tree import FormulaError, shown
from verify.system_input import NUMBERS, SystemInput, UnusableSystem, from_options, require_known, system

__all__ = ["SystemInput", "UnusableSystem", "from_options", "read_system"]

SIZE, DOTS = 65536, 40  # bytes of a file; dots in a row of keys, on which the library recurses
KEYS = ("potential", "parameters", "domain", "particles", "term", *NUMBERS)
OF_TERM, OF_PARTICLES = ("formula", "bodies", "which"), ("number", "dimension")


def read_system(path: Path | str) -> SystemInput:
    """The system that the file states. Raises: UnusableSystem, with the file's name and, where there is one, the place."""
    path = Path(path)
    try:
        if not path.is_file():
            raise UnusableSystem("`file` must be a TOML file, but is none")
        with path.open("rb") as file:
            content = file.read(SIZE + 1)
        return parsed(content)
    except OSError as error:
        raise UnusableSystem(f"`{path.name}` must be a file that can be read, but is not: {error.strerror}") from error
    except UnusableSystem as error:
        sentence = str(error)
        named = sentence.replace("`file`", f"`{path.name}`", 1) if sentence.startswith("`file`") else f"{path.name}: {sentence}"
        raise UnusableSystem(named) from error
    except FormulaError as error:
        raise UnusableSystem(f"{path.name}: {error}") from error


def parsed(content: bytes) -> SystemInput:
    """The system that a file of this content states. Raises: UnusableSystem, which calls it `file`, or FormulaError with the column."""
    table = _table(content)
    require_known(list(table), KEYS, "keys")
    if ("potential" in table) == ("term" in table):
        raise UnusableSystem("`file` must have `potential`, or [[term]]s with [particles], but has both or neither")
    numbers = {name: _text(table[name], name) for name in NUMBERS if name in table}
    parameters = {name: _text(value, name) for name, value in _part(table, "parameters").items()}
    domain = {name: _span(value, name) for name, value in _part(table, "domain").items()}
    return system(_stated(table), parameters, numbers, domain)


def _table(content: bytes) -> dict[str, Any]:
    if len(content) > SIZE:
        raise UnusableSystem(f"`file` must have at most {SIZE} bytes, but has more; shorten it")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnusableSystem(f"`file` must be text in UTF-8, but is not, from byte {error.start + 1} on") from error
    try:
        for number, line in enumerate(text.splitlines(), 1):
            if line.split("#")[0].split("=")[0].count(".") > DOTS:
                raise UnusableSystem(f"`file` must have at most {DOTS} dots in a key, but has more, at line {number}")
        return tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise UnusableSystem(f"`file` must be TOML, but is not: {error}") from error
    except RecursionError as error:
        raise UnusableSystem("`file` must not be nested deeply, but is; see the example for its form") from error
    except ValueError as error:  # of int, for thousands of digits, and of dates
        if isinstance(error, UnusableSystem):
            raise
        raise UnusableSystem("`file` must have numbers and dates that exist, and numbers of few digits, but has another") from error


def _part(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = table.get(name, {})
    if not isinstance(part, dict):
        raise UnusableSystem(f"`{name}` must be a table, but is {shown(part)}; write [{name}]")
    return part


def _text(value: Any, name: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise UnusableSystem(f"`{_named(name)}` must be a number, or text such as \"10 um\", but is {shown(value)}")
    text = value if isinstance(value, str) else shown(value)
    if not text.strip("+-0123456789_") and len(text) > 40:
        raise UnusableSystem(f"`{_named(name)}` must have at most 40 digits, but has more; write it as 1e50")
    return text


def _named(name: str) -> str:
    """A key that anyone may have typed, in one line."""
    return name if name.isprintable() and len(name) <= 60 else shown(name)


def _span(value: Any, name: str) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise UnusableSystem(f"`domain` must have two ends for {_named(name)}, as [0, \"inf\"], but has {shown(value)}")
    return _text(value[0], f"domain of {name}"), _text(value[1], f"domain of {name}")


def _stated(table: Mapping[str, Any]) -> dict[str, Any]:
    """The potential: a formula, or terms with their defaults."""
    if "potential" in table:
        if "particles" in table:
            raise UnusableSystem("`particles` must come with [[term]]s, but comes with `potential`; write the formula as a term")
        return {"potential": table["potential"]}
    particles, terms = _part(table, "particles"), table["term"]
    require_known(list(particles), OF_PARTICLES, "particles")
    if "number" not in particles:
        raise UnusableSystem("`particles` must have their number, but has none; write number = 2")
    if not isinstance(terms, list) or not all(isinstance(each, dict) for each in terms):
        raise UnusableSystem(f"`term` must be tables, but is {shown(terms)}; write [[term]]")
    found = []
    for i, each in enumerate(terms, 1):
        require_known(list(each), OF_TERM, f"term {i}")
        if "formula" not in each:
            raise UnusableSystem(f"`term {i}` must have a formula, but has none")
        found.append({"bodies": 1, "which": "all", **each})
    return {"particles": particles["number"], "dimension": particles.get("dimension", 1), "terms": found}
