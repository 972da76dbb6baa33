"""The figure of a sweep, from its rows as plain data: a map over two axes, or lines along one.

In a map, points without a number are hatched.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Context
from fractions import Fraction
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.figures.figure import Figure, Table
from verify.sweep.axes import value as formula
from verify.sweep.drawn import position
from verify.sweep.plan import Drawn, Plan

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

Row = Mapping[str, Any]
DARKEST, FINE, FINEST = 0.62, 60, 1200  # of a cell's colour, on which numbers are read; points of a line: computed, drawn
HIGHEST, CELL, LABELS = 6.5, 0.36, 12  # inches: of a map; of one row of it; the most labels of an axis
WIDTH = 70  # characters of a line of the title
SYMBOLS = {"hbar": "\N{LATIN SMALL LETTER H WITH STROKE}", "gamma": "\N{GREEK SMALL LETTER GAMMA}", "Dx": "$D_x$", "Dp": "$D_p$",
           "x0": "$x_0$", "p0": "$p_0$", "time": "$t$", "mass": "$m$"}  # of axes
ASIDE = (0.26, 0.3)  # how far a line stays from the number in a cell that it crosses, as a share of the cell


def figure(
    name: str, title: str, drawn: Drawn, rows: Sequence[Row], *, claims: tuple[str, ...] = (), caption: str = "",
    labels: Mapping[str, str] | None = None, headed: bool = False,
) -> Figure:
    """The figure. labels: of axes, of the value and of the line, their symbols or names when left out. headed: the title is drawn too.

    Raises: UnusableSystem for an axis that has no numbers.
    """
    points = [(row, _at(row, drawn.x), _at(row, drawn.y) if drawn.kind == "map" else 0.0) for row in rows]
    said = {each: SYMBOLS.get(each, each) for each in (drawn.x, drawn.y, drawn.value, drawn.series, drawn.line)} | dict(labels or {})
    for axis in filter(None, (drawn.x, drawn.y)):
        unit = position(str(rows[0]["axes"][axis]), axis)[1]
        said[axis] += "" if unit is None else f" [{unit}]"

    def draw() -> Drawing:
        drawing = _map(drawn, points, said) if drawn.kind == "map" else _lines(drawn, rows, said)
        if headed:
            drawing.suptitle(fill(title, WIDTH), fontsize=11, parse_math=False)  # a user wrote it
        return drawing

    columns = [each for each in (drawn.x, drawn.y, drawn.series) if each]
    cells = tuple((*(row["axes"][each] for each in columns), *_stated(row, drawn.value)) for row in rows)
    table = Table((*columns, drawn.value, "error bar"), cells)
    known = [each for row in rows if (each := _number(row, drawn.value)) is not None]
    whole = f"{caption or title + '.'} {_bars(known)}".strip()
    return Figure(f"sweep-{name}".lower().replace("_", "-"), title, whole, claims, table, draw)


def files(plan: Plan, rows: Sequence[Row], dpi: int = 200) -> dict[str, bytes]:
    """The figure of a plan as PNG and PDF files with its title, by name; none where the plan states none. Raises: NotDrawable."""
    if plan.drawn is None:
        return {}
    drawing = figure(plan.name, plan.title, plan.drawn, rows, labels=plan.kernel.numbers, headed=True)
    return {"figure.png": drawing.png(dpi), "figure.pdf": drawing.pdf()}


def _bars(known: Sequence[tuple[float, float]]) -> str:
    widest = max((error for _, error in known), default=0.0)
    return f"Error bars of at most {_above(widest)}; each is in the table." if widest > 0 else ""


def _above(number: float, digits: int = 1) -> str:
    """The number in few digits, rounded up.

    >>> _above(0.0021), _above(3.0)
    ('0.003', '3')
    """
    return f"{float(Context(prec=digits, rounding=ROUND_CEILING).create_decimal(repr(number))):g}"


def _at(row: Row, axis: str) -> float:
    return float(position(str(row["axes"][axis]), axis)[0])


def _number(row: Row, name: str) -> tuple[float, float] | None:
    found = row["numbers"].get(name)
    return None if found is None else (float(found["value"]), float(found["error"]))


def _stated(row: Row, name: str) -> tuple[str, str]:
    found = _number(row, name)
    return (f"{found[0]:.4g}", _above(found[1], 2)) if found is not None else (str(row["status"]), "")


def _map(drawn: Drawn, points: Sequence[tuple[Row, float, float]], said: Mapping[str, str]) -> Drawing:
    from matplotlib.patches import Rectangle

    from verify.figures import style

    across, up = sorted({x for _, x, _ in points}), sorted({y for _, _, y in points})
    edges = _edges(across, drawn.scale), _edges(up, drawn.scale)
    high = min(HIGHEST, 1.2 + CELL * len(up))
    figure, axes = style.blank(high)
    axis = axes[0, 0]
    axis.set(xscale=drawn.scale, yscale=drawn.scale, xlim=(edges[0][0], edges[0][-1]), ylim=(edges[1][0], edges[1][-1]),
             xlabel=said[drawn.x], ylabel=said[drawn.y], title=said[drawn.value])
    axis.grid(False)
    shade = _shades([each for row, _, _ in points if (each := _number(row, drawn.value)) is not None])
    size, numbers = _size(high, len(across), len(up)), []
    for row, x, y in points:
        i, j = across.index(x), up.index(y)
        corner, sides = (edges[0][i], edges[1][j]), (edges[0][i + 1] - edges[0][i], edges[1][j + 1] - edges[1][j])
        found = _number(row, drawn.value)
        look: dict[str, Any] = {"fill": False, "hatch": "////"} if found is None else {"facecolor": style.BLUE, "alpha": shade(*found)}
        axis.add_patch(Rectangle(corner, *sides, linewidth=0, **look))
        if found is not None:
            axis.text(x, y, _short(*found), ha="center", va="center", fontsize=size, zorder=5)
            numbers.append((i, j))
    if drawn.line:
        axis.plot(*_line(drawn, edges, numbers), color=style.VERMILLION, linestyle=(0, (5, 1.5)), lw=2, label=_named(drawn, said))
        figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center")
    rows = [row for row, _, _ in points]
    _ticks(axis.xaxis, rows, drawn.x)
    _ticks(axis.yaxis, rows, drawn.y)
    return figure


def _size(high: float, columns: int, rows: int) -> float:
    """The size of numbers, in points, that fits into the cells of a map."""
    return min(8.0, 62 / columns, 72 * 0.6 * (high - 1.0) / rows)


def _named(drawn: Drawn, said: Mapping[str, str]) -> str:
    return said[drawn.line] if said[drawn.line] != drawn.line else f"{drawn.y} = {drawn.line}"


def _ticks(axis: Any, rows: Sequence[Row], name: str) -> None:
    """None; the axis is marked at values of the rows, as they were typed where that is short, all of them where there is room."""
    values = sorted({(float(number), "" if unit is None else str(unit), text) for text in {str(row["axes"][name]) for row in rows}
                     for number, unit in (position(text, name),)})
    shown = values[:: 1 + (len(values) - 1) // LABELS]
    texts = [text if len(text) < 9 and not unit else f"{number:.3g}" for number, unit, text in shown]
    axis.set_ticks([number for number, _, _ in shown], texts)
    axis.set_ticks([], minor=True)


def _line(drawn: Drawn, edges: tuple[Sequence[float], Sequence[float]], numbers: Sequence[tuple[int, int]]) -> tuple[Any, Any]:
    """The points of the line, without those where it has no value or would run through a number in a cell (column, row)."""
    low, high = edges[0][0], edges[0][-1]
    computed = np.geomspace(low, high, FINE) if drawn.scale == "log" else np.linspace(low, high, FINE)
    values = np.array([_height(drawn, float(each)) for each in computed])
    there, back = (np.log, np.exp) if drawn.scale == "log" else (np.asarray, np.asarray)
    with np.errstate(all="ignore"):
        across = np.linspace(float(there(low)), float(there(high)), FINEST)
        up = np.interp(across, there(computed), there(values))
    for i, j in numbers:
        sides = [(there(ends[k]), there(ends[k + 1])) for ends, k in ((edges[0], i), (edges[1], j))]
        near = [np.abs(line - (a + b) / 2) < share * (b - a) for line, (a, b), share in zip((across, up), sides, ASIDE, strict=True)]
        up[near[0] & near[1]] = np.nan
    return back(across), back(up)


def _height(drawn: Drawn, x: float) -> float:
    try:
        return float(Fraction(formula("figure.line", drawn.line, ((drawn.x, repr(x)),))))
    except ValueError:  # a pole, a root of less than 0
        return math.nan


def _edges(values: Sequence[float], scale: str) -> list[float]:
    """The ends of cells around values: halfway between neighbours, and as far beyond the outermost ones."""
    there = [math.log(each) for each in values] if scale == "log" else list(values)
    steps = [b - a for a, b in itertools.pairwise(there)] or [1.0]
    inner = [a + (b - a) / 2 for a, b in itertools.pairwise(there)]
    ends = [there[0] - steps[0] / 2, *inner, there[-1] + steps[-1] / 2]
    return [math.exp(each) for each in ends] if scale == "log" else ends


def _shades(known: Sequence[tuple[float, float]]) -> Any:
    """How dark a value with its bar is: by its logarithm, from its bar on, where none is negative."""
    seen = [max(each) for each in known]
    if all(value >= 0 for value, _ in known) and all(each > 0 for each in seen):
        low, high = (math.log(end(seen)) for end in (min, max)) if seen else (0.0, 0.0)
        return lambda value, error: DARKEST * (math.log(max(value, error)) - low) / ((high - low) or 1)
    low, high = min(value for value, _ in known), max(value for value, _ in known)
    return lambda value, error: DARKEST * (value - low) / ((high - low) or 1)


def _short(value: float, error: float) -> str:
    """Two digits; what its error bar hides is below that bar."""
    if error > 0 and abs(value) <= error:
        return f"<{_above(abs(value) + error)}"
    return f"{value:.2g}"


def _lines(drawn: Drawn, rows: Sequence[Row], said: Mapping[str, str]) -> Drawing:
    from verify.figures import style

    figure, axes = style.blank(3.6)
    axis = axes[0, 0]
    known = [found for row in rows if (found := _number(row, drawn.value)) is not None]
    upright = drawn.scale if all(value > 0 for value, _ in known) else "linear"  # on a logarithmic axis the others would be nowhere
    axis.set(xscale=drawn.scale, yscale=upright, xlabel=said[drawn.x], ylabel=said[drawn.value])
    names = list(dict.fromkeys(row["axes"].get(drawn.series, "") for row in rows))
    for number, name in enumerate(names):
        series = style.SERIES[number % len(style.SERIES)]
        own = sorted((_at(row, drawn.x), *found) for row in rows
                     if row["axes"].get(drawn.series, "") == name and (found := _number(row, drawn.value)) is not None)
        if not own:
            continue
        x, values, errors = zip(*own, strict=True)
        label = (f"{said[drawn.series]} = {name}" if drawn.series else "") + (slope(own) if drawn.scale == "log" else "")
        style.bars(axis, x, values, errors, series, label=label or None, filled=number < len(style.SERIES))
        axis.plot(x, values, **series.line(), lw=1)
    _ticks(axis.xaxis, rows, drawn.x)
    if axis.get_legend_handles_labels()[0]:
        axis.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def slope(own: Sequence[tuple[float, float, float]]) -> str:
    """': exponent 0.50 ± 0.02' of the power law through the points, '' for fewer than four or values that are not far above their bars.

    The bar is what `numerics.scaling` gives: the points' own bars, and how far they are from a straight line.
    """
    from numerics.estimate import Estimate
    from numerics.scaling import exponent

    try:
        found = exponent([x for x, _, _ in own], [Estimate(value, error, "") for _, value, error in own], least=4).slope
    except (ValueError, ArithmeticError):
        return ""
    return f": exponent {found.value:.2f} ± {_above(found.error)}".replace("-", "\N{MINUS SIGN}")
