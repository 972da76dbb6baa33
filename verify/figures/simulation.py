"""The figure of a simulation: densities, their differences, and below each difference its norm over time beside the bounds.

Needs matplotlib, an extra. Signed fields have one symmetric scale a row and the diverging map of `verify/figures/diverging.py`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from numerics.bounds import VACUOUS
from numerics.phase_space.grid import Array, Axis, Grid
from verify.figures import style
from verify.figures.diverging import diverging
from verify.present.simulation import SAMPLED, Record

SHOWN = 3e-3  # of the largest value: what is smaller everywhere beyond a line is cut off
NAMES = ("quantum", "classical", "mixture")
FIELDS = (r"quantum  $W[\rho]$", r"classical  $f$", r"mixture  $W[\tilde\rho]$")
DIFFERENCES = (
    (r"$W[\rho]-f$", "quantum", "classical"), (r"$W[\tilde\rho]-W[\rho]$", "mixture", "quantum"),
    (r"$W[\tilde\rho]-f$", "mixture", "classical"),
)
NORMS = (
    (r"$\Vert W[\rho]-f\,\Vert_{L^1}$", "quantum_classical", None),
    (r"$\Vert\tilde\rho-\rho\,\Vert_{\mathrm{Tr}}$", "quantum_mixture", "quantum"),
    (r"$\Vert W[\tilde\rho]-f\,\Vert_{L^1}$", "mixture_classical", "classical"),
)
STYLES = {"printed": ("bound (8)", style.PRINTED), "sharpened": ("sharpened", style.SHARPENED)}


def draw(record: Record, comparison: Any, *, dpi: int = 200) -> dict[str, bytes]:
    """The figure as files, by name; `dpi` is that of the PNG."""
    with style.applied():
        figure = style.settled(_figure(record, comparison))
        return {"figure.png": style.png(figure, dpi), "figure.pdf": style.pdf(figure, dpi=300)}


def _figure(record: Record, comparison: Any) -> Figure:
    figure, axes = style.blank(10.2, 3, 3, width=10)
    for column in range(3):
        axes[1, column].sharex(axes[0, 0])
        axes[1, column].sharey(axes[0, 0])
        axes[0, column].sharex(axes[0, 0]) if column else None
        axes[0, column].sharey(axes[0, 0]) if column else None
        axes[2, column].sharey(axes[2, 0]) if column else None
    grid: Grid = comparison.grid
    fields = {name: reduced(grid, getattr(comparison, name)) for name in NAMES}
    final = record["rows"][-1]["time"]["value"]
    rows = (
        [(title, fields[name]) for title, name in zip(FIELDS, NAMES, strict=True)],
        [(title, fields[first] - fields[second]) for title, first, second in DIFFERENCES],
    )
    window = _window(grid, list(fields.values()))
    for number, (row, label) in enumerate(zip(rows, ("density", "difference"), strict=True)):
        top = max(float(np.abs(values).max()) for _, values in row) or 1.0
        images = [_field(axes[number, i], grid, title, values, top) for i, (title, values) in enumerate(row)]
        power = math.floor(math.log10(top)) if not 0.1 <= top < 1e3 else 0  # in the label: beside the bar it would move the bar
        bar = figure.colorbar(images[0], ax=axes[number].tolist(), shrink=0.9, aspect=30, pad=0.01)
        bar.formatter = FuncFormatter(lambda value, _, power=power: f"{value / 10.0**power:.3g}".replace("-", "\N{MINUS SIGN}"))
        bar.set_label(f"{label} at t = {final:g}  (" + (rf"$10^{{{power}}}$" if power else "1") + "/action)")
        axes[number, 0].set_ylabel("momentum $p$" if grid.d == 1 else "momentum $p_1$")
    axes[0, 0].set(xlim=window[0], ylim=window[1])
    _planck_cell(axes[0, 0], 2 * math.pi * record["inputs"]["hbar"]["value"], window)
    for axis in axes[1]:
        axis.set_xlabel("position $x$" if grid.d == 1 else "position $x_1$")
    for axis, (title, name, kind) in zip(axes[2], NORMS, strict=True):
        _norm(axis, record["rows"], title, name, kind)
        if kind is not None:
            _second(axis, record["rows"][-1]["time"]["value"], record[SAMPLED][name])
    _limits(axes[2, 0], record["rows"])
    bottom, top = axes[2, 0].get_ylim()
    if math.log(top / VACUOUS) > 0.07 * math.log(top / bottom):  # room for a line of text
        for axis in axes[2, 1:]:
            axis.annotate("says nothing", (0.03, 0.97), xycoords="axes fraction", va="top", fontsize=8, color=style.FAINT)
    axes[2, 0].set_ylabel("distance")
    for axis in (*axes[0, 1:], *axes[1, 1:], *axes[2, 1:]):
        axis.tick_params(labelleft=False)
    for axis in axes[0]:
        axis.tick_params(labelbottom=False)
    handles, labels = axes[2, 1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))
    figure.suptitle(_title(record["inputs"], grid.d), fontsize=11)
    return figure


def reduced(grid: Grid, f: Array) -> Array:
    """The density of the first degree of freedom: the others integrated out. Shape: (points of x1, points of p1)."""
    others = tuple(axis for axis in range(2 * grid.d) if axis not in (0, grid.d))
    cell = math.prod(axis.step for i, axis in enumerate((*grid.position, *grid.momentum)) if i in others)
    return np.asarray(f.sum(axis=others) * cell, dtype=float)


def _window(grid: Grid, fields: list[Array]) -> list[tuple[float, float]]:
    """The part of the box in which some field is larger than SHOWN of its maximum, with a margin."""
    ends = []
    for axis, nodes in enumerate((grid.position[0].nodes, grid.momentum[0].nodes)):
        seen = np.any([(np.abs(f) > SHOWN * np.abs(f).max()).any(axis=1 - axis) for f in fields], axis=0)
        low, high = float(nodes[seen][0]), float(nodes[seen][-1])
        margin = 0.08 * (high - low) or 1.0
        ends.append((low - margin, high + margin))
    return ends


def _field(axis: Axes, grid: Grid, title: str, values: Array, top: float) -> AxesImage:
    def sides(nodes: Axis) -> tuple[float, float]:
        return nodes.low - nodes.step / 2, nodes.high - nodes.step / 2

    extent = (*sides(grid.position[0]), *sides(grid.momentum[0]))
    # the density is band-limited on its grid: smooth between the nodes
    image = axis.imshow(
        values.T, origin="lower", extent=extent, aspect="auto", cmap=diverging(), vmin=-top, vmax=top, interpolation="bicubic")
    axis.set_title(title, fontsize=11)
    axis.grid(visible=False)
    axis.spines[:].set_visible(True)
    return image


def _planck_cell(axis: Axes, area: float, window: list[tuple[float, float]]) -> None:
    """A scale: a rectangle of the area 2 pi hbar in the lower right corner, left out where it would cover a quarter of a side."""
    width, height = (high - low for low, high in window)
    share = math.sqrt(area / (width * height))
    if share > 0.25:
        return
    corner = window[0][1] - (share + 0.05) * width, window[1][0] + 0.05 * height
    axis.add_patch(Rectangle(corner, share * width, share * height, fill=False, ec=style.INK, lw=0.8))
    axis.annotate(r"$2\pi\hbar$", (corner[0], corner[1] + share * height / 2), xytext=(-4, 0), textcoords="offset points",
                  ha="right", va="center", fontsize=9, color=style.INK)


def _norm(axis: Axes, rows: list[Record], title: str, name: str, kind: str | None) -> None:
    """One distance over time with its error bars, and the bounds on it."""
    times = np.array([row["time"]["value"] for row in rows])
    axis.set_yscale("log")
    axis.set_title(title, fontsize=11)
    axis.set_xlabel("time $t$")
    if kind is not None:
        axis.axhspan(VACUOUS, 1e9, color=style.INK, alpha=0.07, lw=0, zorder=0)
        zero = []
        for bound, (label, series) in STYLES.items():
            found = rows[-1]["bounds"][f"{bound}_{kind}"]
            if found is not None and found["high"]:  # linear in time
                fine = np.linspace(0, times[-1], 200)[1:]
                axis.plot(fine, found["high"] * fine / times[-1], **series.line(), label=label)
            elif found is not None and found["high"] == 0:
                zero.append(label)
        values, bars = _series(rows, f"certificate_{kind}")
        if np.any(values > 0):
            axis.fill_between(times, values - bars, values + bars, color=style.CLOSED.colour, alpha=0.2, lw=0)
            axis.plot(times, values, **style.CLOSED.line(), label="a posteriori")
        else:
            zero.append("a posteriori")
        if zero:  # below every logarithmic axis
            axis.annotate(f"0: {', '.join(zero)}", (0.97, 0.04), xycoords="axes fraction", ha="right", fontsize=8, color=style.INK)
    values, bars = _series(rows, name)
    style.bars(axis, times, values, bars, label="simulated")
    axis.set_xlim(0, times[-1] * 1.05)
    axis.grid(visible=False, axis="x")


def _second(axis: Axes, time: float, found: Record) -> None:
    """The same distance by the second method, beside the last one; its bar, of the packets' own noise, usually goes down to 0."""
    style.bars(axis, [time * 1.02], [found["value"]], [found["error"]], style.MEASURED, filled=False, marker="s",
               label="other packets, on the grid")


def _series(rows: list[Record], name: str) -> tuple[Array, Array]:
    found: list[NDArray[np.float64]] = [np.array([row["distances"][name][part] for row in rows]) for part in ("value", "error")]
    return found[0], found[1]


def _limits(axis: Axes, rows: list[Record]) -> None:
    """A range that shows the distances, their bounds, and where these become vacuous; a distance of 0 does not stretch it."""
    values = [found["value"] + found["error"] for row in rows for found in row["distances"].values()]
    values += [found["high"] for row in rows for found in row["bounds"].values() if found is not None and found["high"]]
    known = [value for value in values if value > 0] or [1e-3]
    axis.set_ylim(min(max(min(known) / 5, 1e-12), 0.1), min(max(2.5 * max(known), 8.0), 50.0))


def _title(given: Record, d: int) -> str:
    names = {"hbar": r"$\hbar$", "mass": "$m$", "Dx": "$D_x$", "Dp": "$D_p$"}
    values = ",  ".join(f"{symbol} = {given[name]['exact']}" for name, symbol in names.items())
    formula = given["expression"].replace("**", "^").replace("*", " ")
    formula = formula if len(formula) <= 70 else formula[:69] + "…"
    note = "" if d == 1 else "\nfields: the first degree of freedom, the others integrated out"
    return f"$V$ = {formula}\n{values};  quantities in the units of these{note}"
