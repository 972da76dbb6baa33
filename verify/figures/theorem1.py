"""Theorem 1 of hrr2023 simulated: for each potential and case both distances beside the bounds on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from verify.figures.figure import Figure, Table
from verify.figures.records import Papers, measured, readings, record, with_bar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

PREFIX = "hrr2023:x/sim/"
POTENTIALS = ("pendulum", "double-well", "log-cosh", "bump", "quasi-periodic", "driven", "cone")
FORMULAS = {
    "pendulum": r"$\cos x$", "double-well": r"$\sqrt{1+x^2}+2e^{-x^2}$", "log-cosh": r"$\log\,\cosh\,x$", "bump": r"$x^2/2+e^{-x^2/2}$",
    "quasi-periodic": r"$\cos x+\cos\sqrt{2}x$", "driven": r"$(1+\frac{1}{2}\cos 2t)\cos x$", "cone": r"$\sqrt{1+x^2+y^2}$, $d=2$",
}
SIDES = ("quantum to mixture", "mixture to classical")
HEAD = ("potential", "case", "distance", "simulated", "error bar", "a posteriori", "sharpened", "bound (8)")


@dataclass(frozen=True)
class Row:
    """A case of a potential, with its reading of each side."""

    potential: str
    case: str
    sides: Mapping[str, Mapping[str, Any]]


def simulated(papers: Papers) -> Figure:
    """The figure. Raises: NoData."""
    rows = [row for name in POTENTIALS for row in _rows(papers, name)]
    titles = {name: str(record(papers, PREFIX + name)["title"]) for name in POTENTIALS}

    def draw() -> Drawing:
        return _drawn(rows)

    every = [data for row in rows for data in row.sides.values()]
    telling = [data for data in every if not data.get("silent")]
    ratios = [data["right"] / data["left"]["value"] for data in telling]
    caption = (
        "Both distances of (7) for seven potentials, one of them driven and one in two degrees of freedom: the trace distance of the "
        "Gaussian mixture from the quantum evolution (filled) and its L¹ distance from the classical one (hollow), with error bars, beside "
        "the bound that is computed along the packets (a posteriori), the best proved factor of the theorem's scale, and (8) as printed. "
        f"{sum(map(_is_below, telling))} of {len(telling)} distances lie below all three; (8) is {min(ratios):.0f} to {max(ratios):.0f} "
        "times larger than they are. Cases marked * are outside the theorem's hypotheses and say nothing. Units: those in which m, and the "
        "potential as written, have no unit."
    )
    return Figure("hrr2023-theorem1", "Theorem 1 in simulations", caption, tuple(PREFIX + name for name in POTENTIALS),
                  Table(HEAD, tuple(_cells(titles, rows))), draw)


def _is_below(data: Mapping[str, Any]) -> bool:
    """Whether a distance with its error bar lies below both formulas, and its lower end below the a-posteriori bound's upper one."""
    (value, error), (ceiling, doubt) = measured(data["left"]), measured(data["ceiling"])
    return bool(value + error < min(data["refined"], data["right"]) and value - error <= ceiling + doubt)


def _rows(papers: Papers, name: str) -> Iterator[Row]:
    cases: dict[str, dict[str, Mapping[str, Any]]] = {}
    for data in readings(papers, PREFIX + name):
        at = data["at"]
        _, _, shape = at["state"].partition("), ")
        diffusion = f"D = {at['Dx']}" if at["Dx"] == at["Dp"] else f"D = {at['Dx']}, {at['Dp']}"
        shape = "".join(f", {part}" for part in shape.split(", ") if not part.endswith("= 1"))
        mark = " *" if data.get("silent") else ""
        text = f"ħ = {at['hbar']}, {diffusion}, t = {at['t']}{shape}{mark}"
        cases.setdefault(f"{text} {at['state']}", {"text": {"text": text}})[at["distance"]] = data
    for sides in cases.values():
        yield Row(name, str(sides.pop("text")["text"]), sides)


def _cells(titles: Mapping[str, str], rows: list[Row]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        for side, data in row.sides.items():
            yield (titles[row.potential], row.case, side, *with_bar(data["left"]), f"{data['ceiling']['value']:.4g}",
                   f"{data['refined']:.4g}", f"{data['right']:.4g}")


def _drawn(rows: list[Row]) -> Drawing:
    from verify.figures import style

    figure, axes = style.blank(1.3 + 0.23 * (len(rows) + 0.8 * len(POTENTIALS)))
    axis = axes[0, 0]
    axis.set_xscale("log")
    height, ticks = 0.0, []
    for name in POTENTIALS:
        height -= 1.0
        axis.annotate(f"$V$ = {FORMULAS[name]}", (0, height), xycoords=("axes fraction", "data"), xytext=(4, 0),
                      textcoords="offset points", va="center", fontsize=9)
        for row in (row for row in rows if row.potential == name):
            height -= 1.0
            ticks.append((height, row.case))
            for shift, side in zip((0.16, -0.16), SIDES, strict=True):
                _reading(axis, height + shift, row.sides[side], filled=side == SIDES[0])
        axis.axhline(height - 0.5, color=style.INK, lw=0.5, alpha=0.3)
    axis.set_yticks([y for y, _ in ticks], [text for _, text in ticks])
    axis.tick_params(axis="y", length=0)
    axis.set(ylim=(height - 0.5, -0.4), xlabel="distance, and bounds on it (dimensionless; at most 2)")
    axis.grid(visible=False, axis="y")
    _legend(axis)
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=5, columnspacing=1.2, handlelength=1.2)
    return figure


def _reading(axis: Axes, y: float, data: Mapping[str, Any], *, filled: bool) -> None:
    from verify.figures import style

    value, error = measured(data["left"])
    ends = (value, *(data[key] for key in ("refined", "right")))
    axis.plot([min(ends), max(ends)], [y, y], color=style.INK, lw=0.5, alpha=0.25)
    axis.errorbar(value, y, xerr=[[min(error, value * 0.999)], [error]], **style.MEASURED.points(filled), zorder=3)
    ceiling, doubt = measured(data["ceiling"])
    axis.errorbar(ceiling, y, xerr=[[min(doubt, ceiling * 0.999)], [doubt]], **style.CLOSED.points(filled))
    fill = style.SHARPENED.colour if filled else "none"
    axis.plot(data["refined"], y, marker=style.SHARPENED.mark, color=style.SHARPENED.colour, ls="none", ms=4, mfc=fill)
    if filled:  # (8) is one bound on both
        axis.plot(data["right"], y, marker="|", color=style.PRINTED.colour, ls="none", ms=9, mew=2)


def _legend(axis: Axes) -> None:
    from verify.figures import style

    for label, series, filled in (
        ("quantum to mixture", style.MEASURED, True), ("mixture to classical", style.MEASURED, False), ("a posteriori", style.CLOSED, True),
        ("sharpened", style.SHARPENED, True),
    ):
        axis.plot([], [], marker=series.mark, color=series.colour, ls="none", mfc=series.colour if filled else "none", label=label)
    axis.plot([], [], marker="|", color=style.PRINTED.colour, ls="none", ms=9, mew=2, label="bound (8)")
