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

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from derive.formula_tree import shown
from verify.system_input import NUMBERS, SystemInput, UnusableSystem, from_options, require_known, system
from verify.toml_input import named, part, read_file, table_of, text

__all__ = ["SystemInput", "UnusableSystem", "from_options", "read_system"]

KEYS = ("potential", "parameters", "domain", "particles", "term", *NUMBERS)
OF_TERM, OF_PARTICLES = ("formula", "bodies", "which"), ("number", "dimension")


def read_system(path: Path | str) -> SystemInput:
    """The system that the file states. Raises: UnusableSystem, with the file's name and, where there is one, the place."""
    return read_file(Path(path), parsed)


def parsed(content: bytes) -> SystemInput:
    """The system that a file of this content states. Raises: UnusableSystem, which calls it `file`, or FormulaError with the column."""
    table = table_of(content)
    require_known(list(table), KEYS, "keys")
    if ("potential" in table) == ("term" in table):
        raise UnusableSystem("`file` must have `potential`, or [[term]]s with [particles], but has both or neither")
    numbers = {name: text(table[name], name) for name in NUMBERS if name in table}
    parameters = {name: text(value, name) for name, value in part(table, "parameters").items()}
    domain = {name: _span(value, name) for name, value in part(table, "domain").items()}
    return system(_stated(table), parameters, numbers, domain)


def _span(value: Any, name: str) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise UnusableSystem(f"`domain` must have two ends for {named(name)}, as [0, \"inf\"], but has {shown(value)}")
    return text(value[0], f"domain of {name}"), text(value[1], f"domain of {name}")


def _stated(table: Mapping[str, Any]) -> dict[str, Any]:
    """The potential: a formula, or terms with their defaults."""
    if "potential" in table:
        if "particles" in table:
            raise UnusableSystem("`particles` must come with [[term]]s, but comes with `potential`; write the formula as a term")
        return {"potential": table["potential"]}
    particles, terms = part(table, "particles"), table["term"]
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
