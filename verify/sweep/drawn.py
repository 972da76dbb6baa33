"""The table `[figure]` of a sweep's file: read and checked before anything is computed, so that what is computed can be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from derive.formula_tree import shown
from derive.formula_units import NUMBER, Dimension
from verify.quantity import parameter
from verify.sweep.axes import value
from verify.sweep.kernel import Kernel
from verify.sweep.parameter import rational
from verify.sweep.plan import Drawn, Row
from verify.system_input import UnusableSystem, require_known
from verify.toml_input import part, text

KEYS = {"map": ("kind", "x", "y", "value", "line", "scale"), "lines": ("kind", "x", "value", "series", "scale")}
SCALES = ("log", "linear")


def drawn(table: Mapping[str, Any], kernel: Kernel, rows: Sequence[Row]) -> Drawn | None:
    """The figure that the table of a file states, None where it states none. Raises: UnusableSystem, FormulaError."""
    if "figure" not in table:
        return None
    entry, axes = part(table, "figure"), list(rows[0].axes)
    kind, scale = _one_of(entry, "kind", tuple(KEYS)), _one_of(entry, "scale", SCALES)
    require_known(list(entry), KEYS[kind], f"figure of kind {kind}")
    found = {key: entry.get(key, "") for key in ("x", "y", "value", "series")}
    for key, known in (("x", axes), ("y", axes), ("value", list(kernel.numbers)), ("series", axes)):
        if key in entry or key in ("x", "value") or (key == "y" and kind == "map"):
            require_known([found[key]], known, f"figure.{key}")
    line = text(entry["line"], "figure.line") if "line" in entry else ""
    result = Drawn(kind=kind, scale=scale, line=line, **found)
    _require_places(result, rows)
    return result


def position(text: str, axis: str) -> tuple[Fraction, Dimension | None]:
    """Where the text of an axis is on a figure: its number, in SI base units where it has a unit, and the unit.

    Raises: UnusableSystem for a text that is no number.
    """
    try:
        found = parameter(text, axis)
    except ValueError as error:
        raise UnusableSystem(f"`figure` must have axes of numbers, but {axis} has {shown(text)}") from error
    return rational(found), None if found.dimension in (None, NUMBER) else found.dimension


def _one_of(entry: Mapping[str, Any], key: str, known: tuple[str, ...]) -> str:
    found = entry.get(key, known[0])
    if found not in known:
        raise UnusableSystem(f"`figure.{key}` must be {' or '.join(known)}, but is {shown(found)}")
    return str(found)


def _require_places(figure: Drawn, rows: Sequence[Row]) -> None:
    """None. Raises: UnusableSystem for rows that have no place of their own, FormulaError for a line that is nowhere."""
    across = [name for name in (figure.x, figure.y) if name]
    if len(set(across)) < len(across):
        raise UnusableSystem(f"`figure` must have two different axes, but x and y are {figure.x}")
    where = {name: {each: position(each, name) for each in dict.fromkeys(row.axes[name] for row in rows)} for name in across}
    for name, places in where.items():
        low = min(places, key=lambda each: places[each][0])
        if figure.scale == "log" and not places[low][0] > 0:
            raise UnusableSystem(f"`figure.scale` must be linear for axes that are not positive, but is log, and {name} has {low[:40]}")
        if len({unit for _, unit in places.values()}) > 1:
            raise UnusableSystem(f"`figure` must have axes of one unit each, but {name} has several")
    if len({(*(where[name][row.axes[name]] for name in across), row.axes.get(figure.series)) for row in rows}) < len(rows):
        others = [name for name in rows[0].axes if name not in (*across, figure.series) and len({row.axes[name] for row in rows}) > 1]
        remedy = "name one as `series`" if figure.kind == "lines" and not figure.series else "fix them, or leave the figure out"
        raise UnusableSystem(f"`figure` must have one point at each place, but has several, for {', '.join(others or across)}; {remedy}")
    if figure.line:
        if any(unit is not None for places in where.values() for _, unit in places.values()):
            raise UnusableSystem("`figure.line` must be left out where axes have units, but is given")
        _require_line(figure, [row.axes[figure.x] for row in rows])


def _require_line(figure: Drawn, texts: Sequence[str]) -> None:
    """None. Raises: the error of the last place, where the line is at none of them."""
    last: ValueError | None = None
    for each in dict.fromkeys(texts):
        try:
            value("figure.line", figure.line, ((figure.x, each),))
            return
        except ValueError as error:
            last = error
    if last is not None:
        raise last
