"""What leaving out samples does to the law of the state (talashan2025, Figure 2), and how close trajectories come to the mass."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.figures.figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

Record = dict[str, Any]
MASS, EDGES = 0.01, np.linspace(-1, 1, 41)
SZ = r"$\langle\sigma_z\rangle$"


def discarding(run: Record) -> Figure:
    """What is left of the law where samples whose norm has drifted are left out."""
    rows = [row for row in run["rows"] if row["drift"] != "none"]
    exact = {row["weight"]: row for row in run["rows"] if row["drift"] == "none"}

    def draw() -> Drawing:
        from verify.figures import style

        figure, axes = style.blank(3.1, 1, 3, width_ratios=(1.25, 1, 1))
        shown = [row for row in rows if row["weight"] == 0.5 and row["drift"] in (None, 0.1, 0.02)]
        for row, series in zip([exact[0.5], *shown], (style.MEASURED, *style.SERIES[:3]), strict=True):
            counts = np.array(row["counts"])
            label = (
                "unbiased"
                if row["drift"] == "none"
                else "all of Euler's"
                if row["drift"] is None
                else f"drift ≤ {row['drift']:g}"
            )
            axes[0, 0].stairs(
                counts / counts.sum() / np.diff(EDGES),
                EDGES,
                color=series.colour,
                linestyle=series.stroke,
                baseline=None,
                lw=1.1,
                label=label,
            )
        axes[0, 0].set(xlabel=SZ, ylabel=f"density at $t$ = {run['time']:g}", yscale="log", xlim=(-1, 1))
        axes[0, 0].legend(loc="upper center")
        for axis, name, label in (
            (axes[0, 1], "square", r"$E\langle\sigma_z\rangle^2$, bias"),
            (axes[0, 2], "mean", r"$E\langle\sigma_z\rangle$, bias"),
        ):
            for weight, series in zip(exact, style.SERIES, strict=False):
                part = [row for row in rows if row["weight"] == weight]
                lost = [1 - row["kept"] / run["trajectories"] for row in part]
                bias = [row[name] - exact[weight][name] for row in part]
                bars = [3 * math.hypot(row[f"{name}_error"], exact[weight][f"{name}_error"]) for row in part]
                style.bars(axis, lost, bias, bars, series, label=rf"$|c_L|^2$ = {weight:g}")
            axis.axhline(0, color=style.INK, lw=0.8)
            axis.set(xlabel="share left out", ylabel=label)
        axes[0, 2].legend(loc="best")
        return figure

    table = tuple(
        (
            f"{row['weight']:g}",
            "all" if row["drift"] is None else str(row["drift"]),
            str(row["kept"]),
            *(f"{row[name]:.5f} ± {3 * row[f'{name}_error']:.5f}" for name in ("mean", "square")),
        )
        for row in run["rows"]
    )
    return Figure(
        "talashan-discarding",
        "What leaving out ill-conditioned samples does, sigma = 1.5m",
        f"Euler's scheme with steps of {run['step']:g}, without normalisation, {run['trajectories']} realisations; samples whose norm "
        "has drifted farther than a limit are left out. That removes those that stay undecided, so that decoherence looks faster, and "
        "for unequal weights the Born weights are missed. Three standard errors. Which samples the report left out it does not say.",
        ("talashan2025:x/sim/discarding", "talashan2025:x/discarding", "talashan2025:Figure2"),
        Table(("weight of L", "drift at most", "kept", "E <sigma_z>", "E <sigma_z>^2"), table),
        draw,
    )


def collision(run: Record) -> Figure:
    """How close trajectories come to a place of the mass."""
    radii, total = np.array(run["radii"]), run["trajectories"]

    def draw() -> Drawing:
        from verify.figures import style

        figure, axes = style.blank(2.9, 1, 1, width=4.6)
        axis = axes[0, 0]
        axis.set(xscale="log", yscale="log")
        for row, series in zip(run["rows"], style.SERIES, strict=False):
            share = np.array(row["counts"]) / total
            seen = share > 0
            style.bars(
                axis,
                radii[seen],
                share[seen],
                3 * np.sqrt(share * (1 - share) / total)[seen],
                series,
                label=rf"$\sigma$ = {row['sigma'] / MASS:g}$m$",
            )
        limit = (10 * 1e-4**2 / 0.01) ** (1 / 3)  # sqrt(r^3/GM) = 10 steps of 1e-4
        axis.axvline(limit, color=style.INK, lw=0.8, linestyle=(0, (2, 2)))
        axis.annotate(
            "left: free fall takes\nless than ten steps\nof $10^{-4}$",
            (limit, axis.get_ylim()[0]),
            xytext=(4, 6),
            textcoords="offset points",
            fontsize=7.5,
            va="bottom",
        )
        axis.set(xlabel="closest approach below $r/d$, up to $t$ = 0.45", ylabel="share of the trajectories")
        axis.legend(loc="lower right")
        return figure

    rows = tuple(
        (f"{row['sigma'] / MASS:g}m", f"{r:.3g}", str(n))
        for row in run["rows"]
        for r, n in zip(radii[::3], row["counts"][::3], strict=True)
    )
    stopped = ", ".join(f"{row['unresolved']} at {row['sigma'] / MASS:g}m" for row in run["rows"])
    return Figure(
        "talashan-collision",
        "How close trajectories come to a place of the mass, up to t = 0.45",
        f"{total} trajectories for each noise, with steps that shorten near the mass; not resolved: {stopped}. Left of the dashed line "
        "free fall takes less than ten of the report's steps, which is too coarse a step there. Three standard errors.",
        ("talashan2025:Figure1", "talashan2025:x/discarding"),
        Table(("sigma", "r", f"closer, of {total}"), rows),
        draw,
    )
