"""How the quantum-classical distance of hrr2023 scales: exponents in hbar, D and t, and the Ehrenfest time, closed and open."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from verify.figures import power_law
from verify.figures.figure import Figure, Table
from verify.figures.records import Papers, measured, number, readings, with_bar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

SCALING, EHRENFEST = "hrr2023:x/sim/scaling", "hrr2023:x/sim/ehrenfest-time"
DISTANCE = r"$\Vert W[\rho]-f\,\Vert_{L^1}$"
PANELS = (  # laws and their names, the variable, its axis
    ({"D = hbar": "$D=ħ$", "D = hbar^(4/3)": "$D=ħ^{4/3}$", "D = hbar^2": "$D=ħ^2$"}, "hbar", "$ħ$, at $t=1$"),
    ({"D from hbar to 1/4": "$D>ħ$", "D from hbar^2 to hbar": "$D<ħ$"}, "D", "$D$, at $ħ=1/64$, $t=1$"),
    ({"growth with t": "$D=ħ=1/64$"}, "t", "time $t$"),
)


def scaling(papers: Papers) -> Figure:
    """The figure of the exponents. Raises: NoData."""
    found = readings(papers, SCALING)
    panels = [(power_law.laws(found, names, variable), label) for names, variable, label in PANELS]

    def draw() -> Drawing:
        from verify.figures import style

        figure, axes = style.blank(3.9, 1, 3, sharey=True)
        for axis, (shown, label) in zip(axes[0], panels, strict=True):
            power_law.draw(axis, shown)
            power_law.fractions(axis, shown)
            axis.set_xlabel(label)
            for text in axis.get_xticklabels():
                text.set(rotation=45, ha="right")
            _legend(axis)
        figure.align_xlabels()
        axes[0, 0].set_ylabel(f"{DISTANCE} (dimensionless)")
        return figure

    caption = (
        "Distance between quantum and classical evolution for V = cos x and a coherent state at x = 1, with error bars of at most "
        f"{power_law.widest([law for shown, _ in panels for law in shown])}: over ħ along three relations of D and ħ, over D, and over "
        "time. At D = ħ the power 1/2 of (8) is measured; elsewhere the exponents are those between neighbours, from left to right, those "
        "over D with the sign for 1/D. Units: those of m = 1 and V."
    )
    rows = tuple(row for shown, _ in panels for law in shown for row in law.rows())
    rows = tuple((row[0].replace("$", ""), *row[1:]) for row in rows)
    table = Table(("series", "parameter", "distance", "error bar", "exponent"), rows)
    return Figure("hrr2023-scaling", "Exponents of the distance", caption, (SCALING,), table, draw)


def _legend(axis: Axes) -> None:
    """The names above the numbers: three panels have no room for both in one line."""
    handles, labels = axis.get_legend_handles_labels()
    labels = [label.replace(": exponents ", ":\n").replace(": exponent ", ":\n") for label in labels]
    axis.legend(handles, labels, loc="upper center", bbox_to_anchor=(0.5, -0.3), fontsize=8)


def ehrenfest(papers: Papers) -> Figure:
    """The figure of the Ehrenfest time. Raises: NoData."""
    found = readings(papers, EHRENFEST)
    closed = [data for data in found if data["at"]["system"] == "closed" and "hbar" in data["at"]]
    opened = [data for data in found if data["at"]["system"] != "closed"]

    def draw() -> Drawing:
        from verify.figures import style

        figure, axes = style.blank(3.1, 1, 2)
        left, right = axes[0]
        x = [math.log(1 / number(data["at"]["hbar"])) for data in closed]
        bars = [measured(data["left"]) for data in closed]
        style.bars(left, x, [value for value, _ in bars], [error for _, error in bars], label="simulated")
        left.plot(x, [data["right"] for data in closed], **style.CLOSED.line(), label=r"$\frac{3}{2}+\frac{1}{4}\log\frac{1}{ħ}$")
        left.set(xlabel=r"$\log(1/ħ)$", ylabel="time of crossing 1/2", title="closed, $D=0$")
        left.legend()
        for series, hbar in zip(style.SERIES, dict.fromkeys(data["at"]["hbar"] for data in opened), strict=False):
            own = [data for data in opened if data["at"]["hbar"] == hbar]
            _over_time(right, own, series, f"$ħ$ = {hbar}")
        right.axhline(opened[0]["right"], **style.CLOSED.line(), label="1/10")
        right.set(xlabel="time $t$ (of the Lyapunov exponent's inverse)", ylabel=DISTANCE, title="open, $D=ħ$", ylim=(0, None))
        right.legend(ncols=2)
        return figure

    caption = (
        "From the unstable point of V = cos x, whose Lyapunov exponent is 1. Left: without diffusion the quantum state leaves the "
        "classical density by 1/2 after a time that grows as log(1/ħ); the line is the claim's bound. Right: with D = ħ, beside the "
        "claim's bound 1/10, long after that time. Points with error bars, at each time side by side."
    )
    rows = [("closed", data["at"]["hbar"], "time of crossing 1/2", *with_bar(data["left"]), f"{data['right']:.4g}") for data in closed]
    rows += [("open, D = ħ", data["at"]["hbar"], f"distance at t = {data['at']['t']}", *with_bar(data["left"]), f"{data['right']:.4g}")
             for data in opened]
    table = Table(("system", "ħ", "quantity", "measured", "error bar", "bound"), tuple(rows))
    return Figure("hrr2023-ehrenfest-time", "The Ehrenfest time, closed and open", caption, (EHRENFEST,), table, draw)


def _over_time(axis: Axes, own: list[Mapping[str, Any]], series: Any, label: str) -> None:
    from verify.figures import style

    shift = {"1/4": 0.96, "1/16": 1.0, "1/64": 1.04}.get(own[0]["at"]["hbar"], 1.0)  # so that bars at one time do not cover each other
    bars = [measured(data["left"]) for data in own]
    times = [shift * float(data["at"]["t"]) for data in own]
    style.bars(axis, times, [value for value, _ in bars], [error for _, error in bars], series, label=label)
