"""The figure of a sweep, from its rows as plain data: a map over two axes, or lines along one. Refused points are hatched."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.figures.figure import Figure, Table
from verify.sweep.axes import value as formula
from verify.sweep.plan import Drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

Row = Mapping[str, Any]
DARKEST, FINE = 0.62, 60  # of a cell's colour, on which numbers are read; points of a line
HIGHEST, CELL = 6.5, 0.36  # inches: of a map; of one row of it


def figure(
    name: str, title: str, drawn: Drawn, rows: Sequence[Row], *, claims: tuple[str, ...] = (), caption: str = "",
    labels: Mapping[str, str] | None = None,
) -> Figure:
    """The figure. labels: of axes and of the value, their names when left out. Raises: ValueError for an axis that has no numbers."""
    points = [(row, _at(row, drawn.x), _at(row, drawn.y) if drawn.kind == "map" else 0.0) for row in rows]
    said = {each: each for each in (drawn.x, drawn.y, drawn.value, drawn.series)} | dict(labels or {})

    def draw() -> Drawing:
        return _map(drawn, points, said) if drawn.kind == "map" else _lines(drawn, rows, said)

    columns = [each for each in (drawn.x, drawn.y, drawn.series) if each]
    cells = tuple((*(row["axes"][each] for each in columns), *_stated(row, drawn.value)) for row in rows)
    table = Table((*columns, drawn.value, "error bar"), cells)
    known = [each for row in rows if (each := _number(row, drawn.value)) is not None]
    whole = f"{caption or title + '.'} {_bars(known)}".strip()
    return Figure(f"sweep-{name}".lower().replace("_", "-"), title, whole, claims, table, draw)


def _bars(known: Sequence[tuple[float, float]]) -> str:
    widest = max((error for _, error in known), default=0.0)
    return f"Error bars of at most {widest:.1g}; each is in the table." if widest > 0 else ""


def _at(row: Row, axis: str) -> float:
    try:
        return float(Fraction(str(row["axes"][axis]).split("*")[0]))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"`figure` must have axes of numbers, but {axis} is {row['axes'][axis]!r}") from None


def _number(row: Row, name: str) -> tuple[float, float] | None:
    found = row["numbers"].get(name)
    return None if found is None else (float(found["value"]), float(found["error"]))


def _stated(row: Row, name: str) -> tuple[str, str]:
    found = _number(row, name)
    return (f"{found[0]:.4g}", f"{found[1]:.2g}") if found is not None else (str(row["status"]), "")


def _map(drawn: Drawn, points: Sequence[tuple[Row, float, float]], said: Mapping[str, str]) -> Drawing:
    from matplotlib.patches import Rectangle

    from verify.figures import style

    across, up = sorted({x for _, x, _ in points}), sorted({y for _, _, y in points})
    edges = _edges(across, drawn.scale), _edges(up, drawn.scale)
    figure, axes = style.blank(min(HIGHEST, 1.2 + CELL * len(up)))
    axis = axes[0, 0]
    axis.set(xscale=drawn.scale, yscale=drawn.scale, xlim=(edges[0][0], edges[0][-1]), ylim=(edges[1][0], edges[1][-1]),
             xlabel=said[drawn.x], ylabel=said[drawn.y], title=said[drawn.value])
    axis.grid(False)
    shade = _shades([each for row, _, _ in points if (each := _number(row, drawn.value)) is not None])
    for row, x, y in points:
        i, j = across.index(x), up.index(y)
        corner, size = (edges[0][i], edges[1][j]), (edges[0][i + 1] - edges[0][i], edges[1][j + 1] - edges[1][j])
        found = _number(row, drawn.value)
        look: dict[str, Any] = {"fill": False, "hatch": "////"} if found is None else {"facecolor": style.BLUE, "alpha": shade(found[0])}
        axis.add_patch(Rectangle(corner, *size, linewidth=0, **look))
        if found is not None:
            axis.text(x, y, _short(*found), ha="center", va="center", fontsize=min(8.0, 62 / len(across)), zorder=5)
    _line(axis, drawn, edges)
    for which, values, name in ((axis.set_xticks, across, drawn.x), (axis.set_yticks, up, drawn.y)):
        texts = {_at(row, name): str(row["axes"][name]).split("*")[0] for row, _, _ in points}
        which(values, [texts[each] if len(texts[each]) < 9 else f"{each:.3g}" for each in values])
        which([], minor=True)
    return figure


def _line(axis: Axes, drawn: Drawn, edges: tuple[Sequence[float], Sequence[float]]) -> None:
    from verify.figures import style

    if not drawn.line:
        return
    low, high = edges[0][0], edges[0][-1]
    x = np.geomspace(low, high, FINE) if drawn.scale == "log" else np.linspace(low, high, FINE)
    y = [float(Fraction(formula("line", drawn.line, ((drawn.x, repr(float(each))),)))) for each in x]
    axis.plot(x, y, color=style.VERMILLION, linestyle=(0, (5, 1.5)), lw=2, label=f"{drawn.y} = {drawn.line}")
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16 if len(edges[1]) > 6 else -0.3), frameon=False)


def _edges(values: Sequence[float], scale: str) -> list[float]:
    """The ends of cells around values: halfway between neighbours, and as far beyond the outermost ones."""
    there = [math.log(each) for each in values] if scale == "log" else list(values)
    steps = [b - a for a, b in itertools.pairwise(there)] or [1.0]
    inner = [a + (b - a) / 2 for a, b in itertools.pairwise(there)]
    ends = [there[0] - steps[0] / 2, *inner, there[-1] + steps[-1] / 2]
    return [math.exp(each) for each in ends] if scale == "log" else ends


def _shades(known: Sequence[tuple[float, float]]) -> Any:
    """How dark a value is: by its logarithm, from its error bar on, where all are positive."""
    if all(value > 0 for value, _ in known):
        seen = [math.log(max(value, error)) for value, error in known] or [0.0]
        low, high = min(seen), max(seen)
        return lambda value: DARKEST * (min(max(math.log(value), low), high) - low) / ((high - low) or 1)
    low, high = min(value for value, _ in known), max(value for value, _ in known)
    return lambda value: DARKEST * (value - low) / ((high - low) or 1)


def _short(value: float, error: float) -> str:
    """Two digits; what its error bar hides is below that bar."""
    if error > 0 and abs(value) <= error:
        return f"<{value + error:.1g}"
    return f"{value:.2g}"


def _lines(drawn: Drawn, rows: Sequence[Row], said: Mapping[str, str]) -> Drawing:
    from verify.figures import style

    figure, axes = style.blank(3.6)
    axis = axes[0, 0]
    axis.set(xscale=drawn.scale, yscale=drawn.scale, xlabel=said[drawn.x], ylabel=said[drawn.value])
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
    texts = {_at(row, drawn.x): str(row["axes"][drawn.x]).split("*")[0] for row in rows}
    shown = sorted(texts)[:: 1 + len(texts) // 9]
    axis.set_xticks(shown, [texts[each] if len(texts[each]) < 9 else f"{each:.3g}" for each in shown])
    axis.set_xticks([], minor=True)
    if drawn.series or drawn.scale == "log":
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
    return f": exponent {found.value:.2f} ± {found.error:.1g}".replace("-", "\N{MINUS SIGN}")
