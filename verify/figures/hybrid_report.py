"""Figures 1 and 2 of talashan2025 with error bars, beside the law of a particle that has not moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.figures.figure import Figure, Table
from verify.hybrid.collapse import bins, moments, rate_at_rest

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

Record = dict[str, Any]
MASS, EDGES = 0.01, np.linspace(-1, 1, 41)
SZ = r"$\langle\sigma_z\rangle$"


def realisations(run: Record) -> Figure:
    """talashan2025, Figure 1: four realisations, in the plane of the sources and in <sigma_z>."""
    times = np.array(run["times"])
    x, y, z = (np.array(run[name], dtype=float) for name in ("x", "y", "polarisation"))

    def draw() -> Drawing:
        from verify.figures import style

        figure, axes = style.blank(3.2, 1, 2, width_ratios=(1.15, 1))
        plane, axis = axes[0]
        for k, series in zip(range(x.shape[1]), style.SERIES, strict=False):
            plane.plot(x[:, k], y[:, k], color=series.colour, lw=1)
            plane.plot(x[-1, k], y[-1, k], color=series.colour, marker=series.mark, linestyle="none")
            axis.plot(times, z[:, k], color=series.colour, lw=1)
            axis.plot(times[-1], z[-1, k], color=series.colour, marker=series.mark, linestyle="none", clip_on=False)
        for name, place in (("L", -1), ("R", 1)):
            plane.plot(place, 0, marker="*", ms=11, color=style.INK, linestyle="none")
            plane.annotate(name, (place, 0), xytext=(0, 8), textcoords="offset points", ha="center")
        plane.plot(x[0, 0], y[0, 0], marker="o", mfc="none", color=style.INK, linestyle="none")
        plane.set(
            xlabel="position $x/d$", ylabel="position $y/d$", aspect="equal", xlim=(-1.75, 1.75), ylim=(-1.25, 0.75)
        )
        axis.set(xlabel="time $t$  ($G = d = 1$, $M = 10$)", ylabel=SZ, ylim=(-1.08, 1.08), xlim=(0, times[-1]))
        return figure

    rows = tuple(
        (str(k + 1), f"{z[-1, k]:.4f}", f"{run['closest'][k]:.3g}", "yes" if run["unresolved"][k] else "no")
        for k in range(x.shape[1])
    )
    return Figure(
        "talashan-realisations",
        "Figure 1 of talashan2025: four realisations, sigma = 2.5m, up to t = 0.45",
        f"Left: the particle in the plane of the two places of the mass (stars), from the ring to the marks. Right: the state. Seed "
        f"{run['seed']}. Each decoheres to one place of the mass and falls towards it; the table says how close it came.",
        ("talashan2025:Figure1", "talashan2025:p/decoheres", "talashan2025:p/early-diffusion"),
        Table(("realisation", "<sigma_z> at the end", "closest approach", "stopped near a source"), rows),
        draw,
    )


def histograms(few: Sequence[Record], many: Sequence[Record]) -> Figure:
    """talashan2025, Figure 2: the histograms of <sigma_z>, 2000 realisations and 10^6, beside the law at the initial position."""
    times = [0.0375, 0.075, 0.1125, 0.15]

    def draw() -> Drawing:
        from verify.figures import hybrid_panels, style

        figure, axes = style.blank(4.6, 2, 4, sharex=True, sharey=True)
        for row, (small, large) in enumerate(zip(few, many, strict=True)):
            for column, time in enumerate(times):
                axis = axes[row, column]
                hybrid_panels.histogram(
                    axis,
                    EDGES,
                    np.array(small["counts"][column]),
                    small["resolved"],
                    bins(EDGES, 0.5, rate_at_rest(small["sigma"]) * time),
                    label="2000 realisations",
                    said="law of a particle that has not moved",
                )
                density = np.array(large["counts"][column]) / large["resolved"] / np.diff(EDGES)
                axis.stairs(
                    density,
                    EDGES,
                    color=style.VERMILLION,
                    lw=1.1,
                    linestyle=(0, (3, 1)),
                    baseline=None,
                    label=f"{large['trajectories']:,} realisations".replace(",", " "),
                )
                axis.set_ylim(3e-3, 25)
                if row == 0:
                    axis.set_title(f"$t$ = {time:g}")
            axes[row, 0].set_ylabel(rf"density,  $\sigma$ = {small['sigma'] / MASS:g}$m$")
        for axis in axes[1]:
            axis.set_xlabel(SZ)
        handles, labels = axes[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3)
        return figure

    rows = tuple(
        (
            f"{large['sigma'] / MASS:g}m",
            f"{time:g}",
            f"{EDGES[b]:.2f}..{EDGES[b + 1]:.2f}",
            str(small["counts"][k][b]),
            str(large["counts"][k][b]),
            f"{bins(EDGES, 0.5, rate_at_rest(large['sigma']) * time)[b]:.5f}",
        )
        for small, large in zip(few, many, strict=True)
        for k, time in enumerate(times)
        for b in range(0, 40, 3)
    )
    return Figure(
        "talashan-histograms",
        "Figure 2 of talashan2025: the law of the state, sigma = 1.5m and 2m",
        "Histograms of <sigma_z> at four times on a logarithmic scale: 2000 realisations with one standard deviation of each bin (Wilson's "
        "interval), "
        f"{many[0]['trajectories']} realisations, and the closed law of a particle that has not moved. The larger noise decoheres more "
        "slowly; what the particle has moved shows at late times, where it is nearer to a mass.",
        ("talashan2025:Figure2", "talashan2025:p/born-weights", "talashan2025:x/sim/slower"),
        Table(("sigma", "t", "<sigma_z>", "of 2000", f"of {many[0]['trajectories']}", "probability, not moved"), rows),
        draw,
    )


def widths(few: Sequence[Record], many: Sequence[Record]) -> Figure:
    """E <sigma_z>^2 over time at both noises, beside the law at the initial position."""
    times = [0.0375, 0.075, 0.1125, 0.15]

    def draw() -> Drawing:
        from verify.figures import style

        figure, axes = style.blank(2.9, 1, 2)
        smooth = np.linspace(1e-3, times[-1], 60)
        for small, large, series in zip(few, many, style.SERIES, strict=False):
            law = [moments(0.5, rate_at_rest(small["sigma"]) * time)[1] for time in smooth]
            name = rf"$\sigma$ = {small['sigma'] / MASS:g}$m$"
            axes[0, 0].plot(smooth, law, **series.line())
            style.bars(axes[0, 0], times, small["square"], 3 * np.array(small["square_error"]), series, label=name)
            here = np.array([moments(0.5, rate_at_rest(large["sigma"]) * time)[1] for time in times])
            style.bars(
                axes[0, 1],
                times,
                np.array(large["square"]) - here,
                3 * np.array(large["square_error"]),
                series,
                label=name,
            )
        axes[0, 1].axhline(0, color=style.INK, lw=0.8)
        axes[0, 0].set(xlabel="time $t$", ylabel=r"$E\langle\sigma_z\rangle^2$", xlim=(0, 0.16), ylim=(0, 1))
        axes[0, 1].set(xlabel="time $t$", ylabel=r"$E\langle\sigma_z\rangle^2$ beyond the law at rest", xlim=(0, 0.16))
        axes[0, 0].legend(loc="lower right")
        return figure

    rows = tuple(
        (
            f"{r['sigma'] / MASS:g}m",
            str(r["trajectories"]),
            f"{t:g}",
            f"{v:.5f}",
            f"{3 * e:.5f}",
            f"{moments(0.5, rate_at_rest(r['sigma']) * t)[1]:.5f}",
        )
        for r in (*few, *many)
        for t, v, e in zip(times, r["square"], r["square_error"], strict=True)
    )
    return Figure(
        "talashan-widths",
        "Larger noise, slower decoherence: E <sigma_z>^2 at both noises",
        f"Left: 2000 realisations with three standard errors; lines: the law of a particle that has not moved. Right: what "
        f"{many[0]['trajectories']} realisations have beyond that law, because the particle moves.",
        ("talashan2025:x/sim/slower", "talashan2025:p/slower", "talashan2025:p/difference-visible"),
        Table(("sigma", "realisations", "t", "E <sigma_z>^2", "3 standard errors", "not moved"), rows),
        draw,
    )
