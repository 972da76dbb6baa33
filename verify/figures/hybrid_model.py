"""The figure of `hybrid`: a few trajectories, averages beside what is known, and histograms beside their law. Needs matplotlib."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from verify.figures import hybrid_panels, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from verify.hybrid.simulation import Found

Record = dict[str, Any]
LEVEL = re.compile("<(level [0-9]+)>")
NAMES = {
    "<sigma_x>": r"$\langle\sigma_x\rangle$",
    "<sigma_y>": r"$\langle\sigma_y\rangle$",
    "<sigma_z>": r"$\langle\sigma_z\rangle$",
}


def draw(record: Record, found: Found) -> dict[str, bytes]:
    """The figure as files, by name."""
    title = f"{record['inputs']['title']}: trajectories, averages and histograms"
    with style.applied():
        figure = _figure(record, found)
        return {
            "figure.svg": style.svg(figure, "hybrid", title, "; ".join(record["meaning"]), inline=False).encode(),
            "figure.pdf": style.pdf(figure),
            "figure.png": style.png(figure),
        }


def _figure(record: Record, found: Found) -> Figure:
    columns = min(len(found.histograms), 4)
    figure, axes = style.blank(6.6, 2, 1)
    for axis in axes[:, 0]:
        axis.remove()
    top, bottom = np.array(figure.subfigures(2, 1, height_ratios=(1.15, 1)), dtype=object)
    upper = top.subplots(1, 3)
    name = record["inputs"]["coordinates"][0]
    samples = found.samples
    if samples["p"].shape[1]:
        hybrid_panels.momentum(upper[0], samples["times"], samples["p"][:, 0], f"momentum $p_{{{name}}}$")
    else:
        hybrid_panels.momentum(upper[0], samples["times"], samples["q"][:, 0], f"${name}$")
    if "bloch" in samples:
        hybrid_panels.bloch(upper[1], samples["bloch"], (r"$|0\rangle$", r"$|1\rangle$"))
    else:
        hybrid_panels.momentum(upper[1], samples["times"], samples["populations"][:, 0], "population of level 1")
    _averages(upper[2], record)
    chosen = [found.histograms[k] for k in np.linspace(0, len(found.histograms) - 1, columns).round().astype(int)]
    lower = np.array(bottom.subplots(1, columns, squeeze=False), dtype=object)[0]
    for axis, each in zip(lower, chosen, strict=True):
        hybrid_panels.histogram(axis, each.edges, each.counts, each.total, each.law, said=each.source)
        axis.set_title(f"$t$ = {each.time:.4g}")
        axis.set_xlabel(_shown(each.name, "population of "))
    lower[0].set_ylabel("probability density")
    handles, labels = lower[-1].get_legend_handles_labels()
    bottom.legend(handles, labels, loc="outside lower center", ncols=len(labels))
    given = record["inputs"]
    figure.suptitle(f"{given['title']}: {given['trajectories']} trajectories, seed {given['seed']}")
    return figure


def _shown(name: str, before: str = "") -> str:
    """The name of an average as the figure writes it; `before`: what stands before a level."""
    level = LEVEL.fullmatch(name)
    return NAMES.get(name, name) if level is None else f"{before}{level[1]}"


def _averages(axis: Axes, record: Record) -> None:
    """The quantum averages over time: points with error bars, lines where they are known by another way."""
    names = [
        row["name"]
        for row in record["rows"]
        if row["time"] == record["rows"][0]["time"] and row["name"].startswith("<")
    ]
    for name, series in zip(names, style.SERIES, strict=False):
        hybrid_panels.averages(
            axis, [row for row in record["rows"] if row["name"] == name], series, _shown(name)
        )
    axis.margins(x=0.12)  # the marks and bars of the first and the last time are not cut
    what = "average" if any(name in NAMES for name in names) else "population"
    axis.set(xlabel="time $t$", ylabel=f"{what} (bar across: known otherwise)")
    axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(names), columnspacing=0.8, handlelength=1.2)
