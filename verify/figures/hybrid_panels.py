"""Panels that figures of classical-quantum trajectories are made of; called inside the style."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from verify.figures import style

Array = NDArray[np.float64]
AZIMUTH, ELEVATION = (
    math.radians(-62),
    math.radians(18),
)  # of the eye that looks at the sphere: x to the front right, z upwards


def momentum(axis: Axes, times: Array, values: Array, label: str) -> None:
    """Draws trajectories. Shapes: times (T,), values (T, S)."""
    for k in range(values.shape[1]):
        series = style.SERIES[k % len(style.SERIES)]
        axis.plot(times, values[:, k], color=series.colour, lw=0.9)
        axis.plot(times[-1], values[-1, k], color=series.colour, marker=series.mark, linestyle="none", clip_on=False)
    axis.set(xlabel="time $t$", ylabel=label, xlim=(0, times[-1]))


def projected(points: Array) -> tuple[Array, Array, Array]:
    """Two coordinates on the page, and the distance towards the eye. Shape of points: (3, ...)."""
    x, y, z = points
    right = -math.sin(AZIMUTH) * x + math.cos(AZIMUTH) * y
    ahead = math.cos(AZIMUTH) * x + math.sin(AZIMUTH) * y
    return (
        right,
        math.cos(ELEVATION) * z - math.sin(ELEVATION) * ahead,
        math.sin(ELEVATION) * z + math.cos(ELEVATION) * ahead,
    )


def sphere(axis: Axes, names: tuple[str, str]) -> None:
    """Draws the Bloch sphere: outline, equator, the circle of y = 0, axes, and the names of its poles."""
    turn = np.linspace(0, 2 * math.pi, 241)
    axis.plot(np.cos(turn), np.sin(turn), color=style.INK, alpha=0.6, lw=0.9)
    axis.fill(np.cos(turn), np.sin(turn), color=style.FAINT, alpha=0.07, lw=0)
    circles = np.array([[np.cos(turn), np.sin(turn), 0 * turn], [np.cos(turn), 0 * turn, np.sin(turn)]])
    for circle in circles:
        line(axis, circle, {"color": style.INK, "lw": 0.7}, front=0.4, back=0.15)
    for k, name in enumerate(("x", "y", "z")):
        end = np.zeros((3, 2))
        end[k, 1] = 1.0
        axis.plot(*projected(end)[:2], color=style.INK, alpha=0.35, lw=0.7)
        if k < 2:
            right, up, _ = projected(1.2 * end[:, 1])
            axis.annotate(f"${name}$", (float(right), float(up)), ha="center", va="center", fontsize=8)
    for side, name in zip((1, -1), names, strict=True):
        right, up, _ = projected(np.array([0.0, 0.0, 1.13 * side]))
        axis.annotate(name, (float(right), float(up)), ha="center", va="center", fontsize=9)
    axis.set_aspect("equal")
    axis.set(xlim=(-1.28, 1.28), ylim=(-1.28, 1.28))
    axis.axis("off")


def line(axis: Axes, points: Array, options: dict[str, Any], *, front: float = 1.0, back: float = 0.3) -> None:
    """Draws a curve on or in the sphere, what is behind fainter. Shape of points: (3, T)."""
    right, up, near = projected(points)
    for visible, alpha in ((near >= 0, front), (near < 0, back)):
        shown = visible | np.roll(visible, 1) | np.roll(visible, -1)  # so that no gap is left between both parts
        axis.plot(np.where(shown, right, np.nan), np.where(shown, up, np.nan), **options, alpha=alpha)


def bloch(axis: Axes, points: Array, names: tuple[str, str]) -> None:
    """Draws trajectories of the state on the Bloch sphere, with their first and last points. Shape of points: (T, 3, S)."""
    sphere(axis, names)
    for k in range(points.shape[2]):
        series = style.SERIES[k % len(style.SERIES)]
        line(axis, points[:, :, k].T, {"color": series.colour, "lw": 0.9})
        right, up, _ = projected(points[-1, :, k])
        axis.plot(right, up, color=series.colour, marker=series.mark, linestyle="none")
    right, up, _ = projected(points[0, :, 0])
    axis.plot(right, up, color=style.INK, marker="o", mfc="none", linestyle="none")


def histogram(
    axis: Axes,
    edges: Array,
    counts: Array,
    total: int,
    law: Array | None,
    *,
    series: style.Series = style.MEASURED,
    label: str = "simulated",
    said: str = "closed form",
) -> None:
    """Draws a density with an interval of one standard deviation for each bin, and the probabilities of a law as densities.

    Shapes: edges (bins + 1,), counts and law (bins,).
    Source: E. B. Wilson, J. Am. Stat. Assoc. 22, 209 (1927): the score interval, which does not reach 0 where something was counted.
    """
    width = np.diff(edges)
    density, share = counts / total / width, counts / total
    middle = (share + 0.5 / total) / (1 + 1 / total)
    half = np.sqrt(share * (1 - share) / total + 0.25 / total**2) / (1 + 1 / total)
    bars = np.abs(np.array([share - (middle - half), middle + half - share])) / width
    axis.stairs(density, edges, color=series.colour, alpha=0.18, fill=True, lw=0)
    axis.stairs(density, edges, color=series.colour, lw=0.9, label=label)
    seen = counts > 0
    axis.errorbar(
        ((edges[1:] + edges[:-1]) / 2)[seen],
        density[seen],
        yerr=bars[:, seen],
        fmt="none",
        ecolor=series.colour,
        elinewidth=0.8,
    )
    if law is not None:
        axis.stairs(law / width, edges, color=style.BLUE, lw=1.3, baseline=None, label=said)
    axis.set_xlim(edges[0], edges[-1])
    axis.set_yscale("log")
    axis.set_ylim(0.3 / total / width.max(), 2 * max(float(density.max()), 1.0))


def averages(axis: Axes, rows: Sequence[dict[str, Any]], series: style.Series, label: str) -> None:
    """Draws one average over time with its error bars, and what it is known to be as bars across."""
    times = [row["time"] for row in rows]
    style.bars(axis, times, [row["value"] for row in rows], [row["error"] for row in rows], series, label=label)
    known = [(row["time"], row["known"]["value"]) for row in rows if row["known"] is not None]
    if known:
        axis.plot(*zip(*known, strict=True), color=series.colour, marker="_", ms=14, mew=1.6, linestyle="none")
