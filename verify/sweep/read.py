"""A sweep in a TOML file, read whole and checked before anything is computed. Decimals are exact; natural units unless a kernel has others.

title = "The hbar-D plane"
kernel = "correspondence"           # `ehrenfest sweep --list` shows them, and what each takes
show = ["quantum_classical"]        # numbers of the table; all when left out
[fixed]                             # one value for all points
potential = "cos(x)"
x0 = 1
time = 1
[axes]                              # the product of these
hbar = { from = "1/64", to = "1/4", points = 3, scale = "log" }
D = ["1/64", "1/16"]
Dx = "D"                            # a formula of other axes, or of numbers in [fixed]
Dp = "D"
[[zip]]                             # axes that go together count as one of the product
x0 = [0, 1]
p0 = [1, 0]
[figure]
kind = "map"                        # or lines, with series = an axis
x = "hbar"
y = "D"
value = "quantum_classical"
line = "hbar^(4/3)"
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from math import prod
from pathlib import Path
from typing import Any

from derive.formula_reader import names
from derive.formula_tree import shown
from verify.sweep import kernels, version
from verify.sweep.axes import Formulas, Group, formulas, group, product, require_plain
from verify.sweep.drawn import drawn
from verify.sweep.kernel import Kernel
from verify.sweep.parameter import own
from verify.sweep.plan import Plan, Row
from verify.sweep.point import Point
from verify.system_input import UnusableSystem, require_known
from verify.toml_input import part, read_file, table_of, text

KEYS, MOST = ("title", "kernel", "show", "fixed", "axes", "zip", "figure"), 100_000


def read(path: Path, folder: str | None = None) -> Plan:
    """The sweep that a file states; folder: where its kernel is, the shipped ones when left out. Raises: UnusableSystem."""
    return read_file(path, lambda content: stated(table_of(content), path.stem, folder))


def stated(table: Mapping[str, Any], name: str, folder: str | None = None) -> Plan:
    """The sweep that a table states. Raises: UnusableSystem, FormulaError."""
    require_known(list(table), KEYS, "keys")
    if "kernel" not in table:
        raise UnusableSystem("`file` must have `kernel`, but has none; `ehrenfest sweep --list` shows them")
    kernel = kernels.find(kernels.path_of(table["kernel"], folder).stem, folder)
    fixed = {key: text(value, f"fixed.{key}") for key, value in part(table, "fixed").items()}
    axes = part(table, "axes")
    derived = {key: value for key, value in axes.items() if isinstance(value, str)}
    groups = [group({key: value}, "axes") for key, value in axes.items() if key not in derived] + _zipped(table.get("zip", []))
    columns = [key for each in groups for key in each.columns]
    _require_names([*columns, *derived], fixed)
    rules = formulas(derived, [*columns, *(key for key in fixed if (each := kernel.parameter(key)) is None or each.numeric)])
    count = prod(each.size for each in groups)
    if not groups or count > MOST:
        raise UnusableSystem(f"`axes` must make 1 to {MOST} points, but make {count if groups else 'none'}; shorten them")
    _require_complete(kernel, {*fixed, *columns, *derived})
    rows = _rows(kernel, fixed, groups, rules, version.of(kernel.name, folder), folder)
    _require_used(kernel, {**fixed, **rows[0].axes}, rows, derived)
    title = table.get("title", name)
    if not isinstance(title, str) or not title.isprintable() or len(title) > 120:
        raise UnusableSystem(f"`title` must be a line of at most 120 characters, but is {shown(title)}")
    return Plan(name, title, kernel, rows, _shown(table, kernel), drawn(table, kernel, rows))


def _zipped(value: Any) -> list[Group]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise UnusableSystem(f"`zip` must be tables, but is {shown(value)}; write [[zip]]")
    return [group(each, "zip") for each in value]


def _require_names(axes: list[str], fixed: Mapping[str, str]) -> None:
    for each in (*axes, *fixed):
        require_plain(each, "fixed" if each in fixed else "axes")
        if [*axes, *fixed].count(each) > 1:
            raise UnusableSystem(f"`{each}` must be stated once, but is so in several of axes, zip and fixed")


def _require_complete(kernel: Kernel, given: set[str]) -> None:
    """None. Raises: UnusableSystem for a parameter that is missing."""
    for each in kernel.parameters:
        if each.default is None and each.name not in given:
            near = get_close_matches(each.name, sorted(given - {one.name for one in kernel.parameters}), n=1)
            hint = f"did you write {near[0]} for it?" if near else f"put it into [fixed] or [axes]: {each.meaning}"
            raise UnusableSystem(f"`{each.name}` must be given for {kernel.name}, but is not; {hint}")


def _require_used(kernel: Kernel, given: Mapping[str, str], rows: tuple[Row, ...], derived: Mapping[str, str]) -> None:
    """None. Raises: UnusableSystem for a name that nothing uses."""
    used = {name for formula in derived.values() for name in names(formula)}.union(*(row.point.parameters for row in rows))
    for name in given:
        if name not in used:
            require_known([name], [each.name for each in kernel.parameters], f"parameters of {kernel.name}")


def _rows(
    kernel: Kernel, fixed: Mapping[str, str], groups: list[Group], rules: Formulas, known: str, folder: str | None
) -> tuple[Row, ...]:
    found, checked = [], dict[tuple[str, str], str]()
    for row in product(groups):
        row |= rules.row({**fixed, **row})
        given = _exact(kernel, {**fixed, **row}, checked)
        kernel.check(given)
        found.append(Row(row, Point(kernel.name, given, known, folder, kernel.cost(given))))
    return tuple(found)


def _exact(kernel: Kernel, row: Mapping[str, str], checked: dict[tuple[str, str], str]) -> dict[str, str]:
    """The exact texts of the kernel's parameters, and of the names in its formula."""
    found = {each.name: row.get(each.name, each.default or "") for each in kernel.parameters}
    for name, typed in found.items():
        each = kernel.parameter(name)
        if each is not None and (name, typed) not in checked:
            checked[name, typed] = each.exact(typed, name)
    exact = {name: checked[name, typed] for name, typed in found.items()}
    names_of_its_own = sorted(kernel.own(exact))
    for name in names_of_its_own:
        if name in exact:
            raise UnusableSystem(
                f"`{name}` must mean one thing, but is a parameter of {kernel.name} and a name in its formula; rename it there")
    return exact | {name: own(row[name], name) for name in names_of_its_own if name in row}


def _shown(table: Mapping[str, Any], kernel: Kernel) -> tuple[str, ...]:
    chosen = table.get("show", list(kernel.numbers))
    if not isinstance(chosen, list) or not chosen:
        raise UnusableSystem(f"`show` must be a list of numbers of {kernel.name}, but is {shown(chosen)}")
    require_known(chosen, list(kernel.numbers), "show")
    return tuple(dict.fromkeys(chosen))
