"""Measured distances along a parameter on two logarithmic axes, with error bars and the exponents that the records state."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from verify.figures.records import measured, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Law:
    """One series: name, points (x as written, value, error) in order of x, and the exponents through all of them or through neighbours."""

    name: str
    points: tuple[tuple[str, float, float], ...]
    exponents: tuple[tuple[float, float], ...]

    @property
    def is_local(self) -> bool:
        """Whether there is an exponent for each pair of neighbours."""
        return len(self.exponents) > 1 or len(self.points) == 2

    def stated(self) -> str:
        """The exponents in words."""
        if self.is_local:
            return "exponents " + ", ".join(f"{value:.2f}" for value, _ in self.exponents).replace("-", "\N{MINUS SIGN}")
        ((value, error),) = self.exponents
        return f"exponent {value:.3f} ± {error:.2g}"

    def rows(self) -> list[tuple[str, ...]]:
        """Cells of a table: series, x, distance, error bar, exponents."""
        return [(self.name, x, f"{value:.4g}", f"{error:.2g}", self.stated()) for x, value, error in self.points]


def laws(readings: Sequence[Mapping[str, Any]], names: Mapping[str, str], variable: str) -> list[Law]:
    """The laws of the readings whose law has a name here, in this order; those of one law are put together, in the order of x.

    variable: the key of x in the points.
    """
    found = []
    for law, name in names.items():
        own = [data for data in readings if data["at"]["law"] == law]
        own.sort(key=lambda data: min(number(point[variable]) for point in data["points"]))
        points = {number(point[variable]): (point[variable], *measured(point)) for data in own for point in data["points"]}
        ordered = tuple(points[x] for x in sorted(points))
        found.append(Law(name, ordered, tuple(measured(data["exponent"]) for data in own)))
    return found


def widest(shown: Sequence[Law]) -> str:
    """The largest error bar relative to its value, in words."""
    return f"{100 * max(error / value for law in shown for _, value, error in law.points):.1g} percent"


def draw(axis: Axes, shown: Sequence[Law]) -> None:
    """Draws points with error bars, the power law of each series through their middle, or the lines between neighbours."""
    from verify.figures import style

    axis.set(xscale="log", yscale="log")
    for law, series in zip(shown, style.SERIES, strict=False):
        x = [number(text) for text, _, _ in law.points]
        values = [value for _, value, _ in law.points]
        style.bars(axis, x, values, [error for _, _, error in law.points], series, label=f"{law.name}: {law.stated()}")
        if law.is_local:
            axis.plot(x, values, **series.line(), lw=1)
            continue
        middle = (math.fsum(map(math.log, x)) / len(x), math.fsum(map(math.log, values)) / len(x))  # on the line of least squares
        ends = [min(x) / 1.25, max(x) * 1.25]
        ((slope, _),) = law.exponents
        axis.plot(ends, [math.exp(middle[1] + slope * (math.log(end) - middle[0])) for end in ends], **series.line(), lw=1)


def fractions(axis: Axes, shown: Sequence[Law]) -> None:
    """Labels the values of x on the horizontal axis as they are written, every other one where they are many; no logarithms to undo."""
    texts = {number(text): text for law in shown for text, _, _ in law.points}
    ordered = sorted(texts)
    kept = ordered[:: 2 if len(ordered) > 6 else 1]
    axis.set_xticks(kept, [texts[x] for x in kept])
    axis.set_xticks([], minor=True)
